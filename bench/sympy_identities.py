"""How many identities of calculus are proved, and whether a mutant of any is: of those that SymPy's own tests rest on.

Usage: python bench/sympy_identities.py [--half a|b|both] [--mutants N] [--seconds T] [--show unknown]

The installed package's tests of simplification are run with their functions watched: what goes into ``trigsimp`` and
its like equals what comes out. Every symbol is taken to be real (an integer where it was one), and an identity that
is false at some real points is left out. The identities fall into two halves by a hash of their text: one to develop
on, one to report on; times are of the processor. A mutant has one number, sign or function changed, and is false at a
point by SymPy's own arithmetic.
Ends with status 1 when a mutant is proved.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sympy
from sympy import Add, Basic, Derivative, Expr, Integer, Integral, Limit, Mul, Pow, Rational, S, Symbol
from sympy.core.function import AppliedUndef
from sympy.matrices import MatrixBase

from symxent import prove
from symxent.errors import SymxentError
from symxent.proof.deadline import within

Identity = tuple[Expr, Expr]
MODULES = (
    *(f"sympy.simplify.tests.test_{name}" for name in ("trigsimp", "fu", "powsimp", "combsimp", "gammasimp")),
    *("sympy.simplify.tests.test_sqrtdenest", "sympy.functions.elementary.tests.test_hyperbolic"),
)
WATCHED = (
    *(
        "trigsimp",
        "simplify",
        "powsimp",
        "combsimp",
        "gammasimp",
        "sqrtdenest",
        "expand_trig",
        "expand_func",
        "exptrigsimp",
    ),
    *("logcombine", "powdenest", "radsimp", "futrig", "fu", "expand_log", "expand", "factor", "together", "cancel"),
    *(f"TR{n}" for n in (*range(1, 23), "2i", "8", "10i")),
)
LARGEST = 60  # operations
LARGEST_POWER = 10**6
POINTS = 6
PATIENCE = 0.5  # seconds for a test
FUNCTIONS = {
    *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "coth", "sech", "csch"),
    *("asinh", "acosh", "atanh", "exp", "log", "Abs", "sign", "gamma", "factorial", "binomial", "beta", "digamma"),
    *("polygamma", "loggamma", "erf", "erfc", "Max", "Min", "harmonic"),
}


def collected() -> list[Identity]:
    """The identities of the tests, each once, in the order of their text."""
    found: dict[str, Identity] = {}

    def watch(function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            result = function(*args, **options)
            if len(args) == 1 and isinstance(args[0], Expr) and isinstance(result, Expr) and args[0] != result:
                pair = over_the_reals(args[0], result)
                if pair is not None:
                    found[str(pair)] = pair
            return result

        return watched

    for name in MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        _run(module, watch)
    return [found[text] for text in sorted(found)]


def _run(module: ModuleType, watch: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    for name in WATCHED:
        if callable(getattr(module, name, None)):
            setattr(module, name, watch(getattr(module, name)))
    for name, test in list(vars(module).items()):
        if name.startswith("test_") and callable(test):
            try:
                within(PATIENCE, test)
            except (
                BaseException
            ) as error:  # a test may skip, fail or expect something else: only what was watched counts
                if isinstance(error, KeyboardInterrupt):
                    raise


def over_the_reals(left: Expr, right: Expr) -> Identity | None:
    """The pair with real symbols, where it is a statement about them that is not plainly false."""
    both = (left, right)
    if any(e.count_ops() > LARGEST or isinstance(e, MatrixBase) or not e.is_commutative for e in both):
        return None
    if any(e.has(S.ImaginaryUnit, S.Infinity, S.NaN, S.ComplexInfinity, Derivative, Integral, Limit) for e in both):
        return None
    heads = {type(f).__name__ for e in both for f in e.atoms(sympy.Function)}
    if heads - FUNCTIONS or any(e.atoms(AppliedUndef) or e.atoms(sympy.Sum, sympy.Float) for e in both):
        return None
    real = {s: Symbol(s.name, integer=True) if s.is_integer else Symbol(s.name, real=True) for s in left.free_symbols}
    real |= {s: Symbol(s.name, real=True) for s in right.free_symbols if s not in real}
    lhs, rhs = left.xreplace(real), right.xreplace(real)
    if lhs == rhs or not values(lhs, rhs) or any(differ(*pair) for pair in values(lhs, rhs)):
        return None
    return lhs, rhs


def values(lhs: Expr, rhs: Expr) -> list[tuple[Expr, Expr]]:
    """Both sides at some points at which both are real numbers."""
    symbols = sorted(lhs.free_symbols | rhs.free_symbols, key=str)
    draw = random.Random(str((lhs, rhs)))
    found = []
    for _ in range(4 * POINTS if symbols else 1):
        at = {s: Integer(draw.randint(1, 9)) if s.is_integer else Rational(draw.randint(-40, 60), 17) for s in symbols}
        try:
            a, b = (e.evalf(40, subs=at) if _is_tower(e) else e.subs(at).evalf(40) for e in (lhs, rhs))
        except Exception:
            continue
        if (a.is_Float and b.is_Float) or (a.is_Number and b.is_Number and a.is_finite and b.is_finite):
            found.append((a, b))
        if len(found) == POINTS:
            break
    return found


def _is_tower(e: Expr) -> bool:
    """Whether a power of a letter stands in an exponent: exactly its value may have more digits than there is room."""
    return any(p.exp.atoms(Pow) and p.exp.free_symbols for p in e.atoms(Pow))


def differ(a: Expr, b: Expr) -> bool:
    return bool(abs(a - b) > Rational(1, 10**20) * (1 + abs(a)))


def in_half(pair: Identity, half: str) -> bool:
    return half == "both" or half == "ab"[sha256(str(pair).encode()).digest()[0] % 2]


def mutants(pairs: list[Identity], count: int) -> Iterator[Identity]:
    """False claims, each with one change on its right side."""
    draw, made = random.Random(16), set[str]()
    for n in range(40 * count):
        if len(made) == count or not pairs:
            return
        lhs, rhs = pairs[n % len(pairs)]
        changed = _changed(rhs, draw)
        if changed is None or str((lhs, changed)) in made:
            continue
        if any(p.exp.is_Rational and p.exp.p > LARGEST_POWER for p in changed.atoms(Pow)):
            continue  # SymPy writes 9^(2 + 1/10⁹) by way of 9^(2·10⁹ + 1), and is never done
        if any(differ(*pair) for pair in values(lhs, changed)):
            made.add(str((lhs, changed)))
            yield lhs, changed


def _changed(e: Expr, draw: random.Random) -> Expr | None:
    parts = [p for p in sympy.preorder_traversal(e) if isinstance(p, Expr)]
    part: Basic = draw.choice(parts)
    new: Basic | None = None
    if isinstance(part, Rational):
        new = part + draw.choice((-1, 1, Rational(1, 7), Rational(1, 10**9)))
    elif isinstance(part, Add | Mul):
        args = list(part.args)
        k = draw.randrange(len(args))
        args[k] = -args[k] if draw.random() < 0.6 else args[k] + 1
        new = part.func(*args)
    elif isinstance(part, Pow):
        new = Pow(part.base, part.exp + 1)
    elif type(part).__name__ in _OTHERS:
        new = getattr(sympy, _OTHERS[type(part).__name__])(*part.args)
    elif isinstance(part, Symbol):
        new = -part
    try:
        return None if new is None else e.xreplace({part: new})
    except Exception:
        return None


_OTHERS = {
    **{"sin": "cos", "cos": "sin", "tan": "cot", "cot": "tan", "sinh": "cosh", "cosh": "sinh", "sec": "csc"},
    **{"csc": "sec", "tanh": "coth", "exp": "sinh", "gamma": "factorial", "factorial": "gamma", "log": "exp"},
    **{"asin": "acos", "acos": "asin"},
}


def judged(pair: Identity, seconds: float) -> tuple[str, float]:
    began = time.process_time()
    try:
        status = prove(*pair, seconds=seconds).status.value
    except SymxentError as error:
        status = type(error).__name__
    return status, 1000 * (time.process_time() - began)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("a", "b", "both"), default="b")
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--most", type=int, default=10**6, help="identities at most, drawn by their hash")
    parser.add_argument("--show", default="", help="a verdict: print the identities that get it")
    given = parser.parse_args()
    pairs = [pair for pair in collected() if in_half(pair, given.half)]
    pairs = sorted(pairs, key=lambda pair: sha256(str(pair).encode()).digest())[: given.most]
    for title, claims in (("identities", pairs), ("mutants", list(mutants(pairs, given.mutants)))):
        said, times = Counter[str](), []
        for pair in claims:
            status, milliseconds = judged(pair, given.seconds)
            said[status] += 1
            times.append(milliseconds)
            if status == given.show or (title == "mutants" and status == "proved"):
                print(f"  {status}: {pair[0]} = {pair[1]}")
        counts = ", ".join(f"{n} {status}" for status, n in said.most_common())
        print(f"{len(claims)} {title}: {counts}; median {median(times or [0]):.0f} ms")
    return int(said["proved"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
