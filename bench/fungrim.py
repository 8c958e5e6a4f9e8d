"""Fungrim's formulas about real numbers: how many of them are decided, and whether one of them is refuted.

Usage: python bench/fungrim.py FOLDER [--half a|b|both] [--show]

FOLDER is ``pygrim/formulas`` of github.com/fredrik-johansson/fungrim; nothing of it is kept here, and nothing is run:
its entries are read from the syntax trees.  A variable that is complex there is real here; formulas with i, of number
theory, elliptic functions or zeta, and what has no words here are left out.  All formulas are true, so that a refuted
one is wrong here, or is not read as it is meant.  They fall into two halves by a hash of their names: one to develop
on, one to report on.
"""

from __future__ import annotations

import argparse
import ast
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sympy
from sympy import Expr, Integer, Interval, S, Symbol, oo

from symxent import Domain, prove
from symxent.errors import SymxentError
from symxent.proof.deadline import OutOfTime, within

FILES = (
    *("exp", "log", "sine", "atan", "sinc", "sqrt", "powers", "pi", "golden_ratio", "gamma", "factorials"),
    *("digamma_function", "beta_function", "error_functions", "complex_parts", "integrals", "const_gamma"),
)
NAMES = {
    **{"Pi": sympy.pi, "ConstE": S.Exp1, "GoldenRatio": S.GoldenRatio, "ConstGamma": S.EulerGamma},
    **{"ConstCatalan": S.Catalan, "Infinity": oo},
}
FUNCTIONS: dict[str, Callable[..., Expr]] = {
    **{name: getattr(sympy, name.lower()) for name in ("Sin", "Cos", "Tan", "Cot", "Sec", "Csc", "Exp", "Log", "Sqrt")},
    **{name: getattr(sympy, name.lower()) for name in ("Sinh", "Cosh", "Tanh", "Coth", "Sech", "Csch", "Asin", "Acos")},
    **{
        name: getattr(sympy, name.lower())
        for name in ("Atan", "Acot", "Asinh", "Acosh", "Atanh", "Erf", "Erfc", "Erfi")
    },
    **{name: getattr(sympy, name.lower()) for name in ("Sinc", "Gamma", "Factorial", "Binomial")},
    **{
        "Abs": sympy.Abs,
        "Sign": sympy.sign,
        "Max": sympy.Max,
        "Min": sympy.Min,
        "Pow": sympy.Pow,
        "LogGamma": sympy.loggamma,
    },
    **{"DigammaFunction": lambda u, *n: sympy.polygamma(*(n or (0,)), u), "BetaFunction": sympy.beta},
    **{"RisingFactorial": lambda u, k: sympy.gamma(u + k) / sympy.gamma(u), "Neg": lambda u: -u, "Pos": lambda u: u},
    **{
        "Add": lambda *u: sympy.Add(*u),
        "Mul": lambda *u: sympy.Mul(*u),
        "Sub": lambda u, v: u - v,
        "Div": lambda u, v: u / v,
    },
    **{"Parentheses": lambda u: u, "Brackets": lambda u: u, "Floor": sympy.floor, "Ceil": sympy.ceiling},
}
RELATIONS = {"Equal": "=", "Less": "<", "LessEqual": "<=", "Greater": ">", "GreaterEqual": ">=", "NotEqual": "!="}
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    **{ast.Add: lambda u, v: u + v, ast.Sub: lambda u, v: u - v, ast.Mult: lambda u, v: u * v},
    **{ast.Div: lambda u, v: u / v, ast.Pow: lambda u, v: u**v},
}
SETS = {"CC": S.Reals, "RR": S.Reals, "ZZ": S.Integers, "NN": S.Naturals0, "QQ": S.Reals}
SECONDS = 5.0


class LeftOut(Exception):
    """What has no words here."""


def entries(folder: Path) -> Iterator[tuple[str, ast.Call]]:
    for name in FILES:
        for node in ast.parse((folder / f"{name}.py").read_text(encoding="utf-8")).body:
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and _name(call) == "make_entry":
                yield name, call


def _name(node: ast.AST) -> str:
    found = node.func if isinstance(node, ast.Call) else node
    return found.id if isinstance(found, ast.Name) else ""


def half_of(entry: ast.Call) -> str:
    """The half into which an entry falls by its name."""
    named = next(part.args[0] for part in entry.args if isinstance(part, ast.Call) and _name(part) == "ID")
    return "ab"[sha256(ast.unparse(named).encode()).digest()[0] % 2]


def claims(entry: ast.Call) -> Iterator[tuple[Expr, str, Expr, Domain]]:
    """The relations of an entry; raises LeftOut."""
    parts = {_name(part): part for part in reversed(entry.args) if isinstance(part, ast.Call)}
    formula = parts.get("Formula")
    if formula is None or _name(formula.args[0]) not in RELATIONS:
        raise LeftOut("no relation")
    letters: dict[str, Symbol] = {}
    domain = _assumed(parts["Assumptions"].args[0], letters) if "Assumptions" in parts else Domain()
    relation = formula.args[0]
    assert isinstance(relation, ast.Call)
    sides = [_expression(side, letters) for side in relation.args]
    for left, right in pairwise(sides):
        yield left, RELATIONS[_name(relation)], right, domain


def _assumed(node: ast.AST, letters: dict[str, Symbol]) -> Domain:
    """The domain that assumptions say; raises LeftOut."""
    if not isinstance(node, ast.Call):
        raise LeftOut("an assumption")
    kind = _name(node)
    if kind == "And":
        where: dict[Any, Any] = {}
        positive: tuple[Expr, ...] = ()
        for one in node.args:
            found = _assumed(one, letters)
            where |= {s: where[s].intersect(values) if s in where else values for s, values in found.where.items()}
            positive += found.positive
        return Domain(where, positive)
    if kind == "Element" and isinstance(node.args[0], ast.Name):
        values, whole = _set(node.args[1], letters), _is_whole(node.args[1])
        symbol = letters.setdefault(
            node.args[0].id, Symbol(node.args[0].id, **({"integer": True} if whole else {"real": True}))
        )
        return Domain({symbol: values})
    if kind in ("NotEqual", "NotElement"):
        return Domain()  # where a side has no value nothing is claimed
    if kind in ("Less", "Greater"):
        u, v = (_expression(side, letters) for side in node.args[:2])
        return Domain(positive=(v - u if kind == "Less" else u - v,))
    raise LeftOut(kind)


def _is_whole(node: ast.AST) -> bool:
    return _name(node) in ("ZZ", "NN", "ZZGreaterEqual")


def _set(node: ast.AST, letters: Mapping[str, Symbol]) -> sympy.Set:
    kind = _name(node)
    if kind in SETS:
        return SETS[kind]
    if isinstance(node, ast.Call):
        ends = [_expression(one, letters) for one in node.args] if kind != "SetMinus" else []
        if kind == "ZZGreaterEqual":
            return S.Integers.intersect(Interval(ends[0], oo))
        if kind in ("OpenInterval", "ClosedInterval", "OpenClosedInterval", "ClosedOpenInterval"):
            return Interval(*ends, kind.startswith("Open"), "OpenInterval" in kind)
        if kind == "SetMinus":
            return _set(node.args[0], letters)
    raise LeftOut(f"the set {kind}")


def _expression(node: ast.AST, letters: Mapping[str, Symbol]) -> Expr:
    match node:
        case ast.Constant(int() as value):
            return Integer(value)
        case ast.UnaryOp(ast.USub(), body):
            return -_expression(body, letters)
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            found: Expr = OPERATORS[type(op)](_expression(left, letters), _expression(right, letters))
            return found
        case ast.Name(name) if name in NAMES:
            return NAMES[name]
        case ast.Name(name) if name in letters:
            return letters[name]
        case ast.Call(ast.Name("Sum" | "Integral" | "Product" as kind), [body, ast.Call(ast.Name("For"), over)]):
            if len(over) != 3 or not isinstance(over[0], ast.Name):
                raise LeftOut("a range")
            name = over[0].id
            letter = Symbol(name, real=True) if kind == "Integral" else Symbol(name, integer=True)
            ends = [_expression(end, letters) for end in over[1:]]
            make = {"Sum": sympy.Sum, "Integral": sympy.Integral, "Product": sympy.Product}[kind]
            return make(_expression(body, {**letters, name: letter}), (letter, *ends))
        case ast.Call(ast.Name(name), arguments) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_expression(a, letters) for a in arguments))
    raise LeftOut(_name(node) or type(node).__name__)


def judged(claim: tuple[Expr, str, Expr, Domain]) -> str:
    left, op, right, domain = claim
    verdicts: list[str] = []
    try:
        within(
            2 * SECONDS,
            lambda: verdicts.append(prove(left, right, domain, op=op, seconds=SECONDS).status.value) or S.Zero,
        )
    except OutOfTime:
        return "unknown"
    return verdicts[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("a", "b", "both"), default="both")
    parser.add_argument("--show", action="store_true", help="print what is not proved")
    given = parser.parse_args()
    said, times, left_out = Counter[str](), list[float](), Counter[str]()
    for name, entry in entries(given.folder):
        if given.half not in (half_of(entry), "both"):
            continue
        try:
            found = list(claims(entry))
            complex_parts = (e for left, _, right, _ in found for e in (left, right))
            if any(e.has(S.ImaginaryUnit, S.NaN, S.ComplexInfinity) or e.is_real is False for e in complex_parts):
                raise LeftOut("complex numbers")
        except (LeftOut, TypeError, ValueError, AttributeError, SymxentError) as reason:
            left_out[str(reason)] += 1
            continue
        for claim in found:
            began = time.process_time()
            try:
                status = judged(claim)
            except SymxentError as error:
                left_out[type(error).__name__] += 1
                continue
            times.append(1000 * (time.process_time() - began))
            said[status] += 1
            if given.show and status != "proved":
                print(f"  {status}, {name}: {claim[0]} {claim[1]} {claim[2]}, {dict(claim[3].where)}", flush=True)
    counts = ", ".join(f"{n} {status}" for status, n in said.most_common())
    print(f"{sum(said.values())} formulas: {counts}; median {median(times or [0]):.0f} ms; {left_out.total()} left out")
    return int(said["refuted"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
