"""``sx.stable`` on the cores of FPBench and Herbie: worst errors as written, ours, and of their targets.

    git clone https://github.com/FPBench/FPBench; git clone https://github.com/herbie-fp/herbie
    python bench/stable_cores.py FPBench/benchmarks herbie/bench --half develop

Cores of one or two variables in exp, log, roots, powers, hyperbolic functions and arithmetic, in float64, at points
that the search has not seen, those that fulfil the precondition.  As written, and the targets, are computed operation
by operation with NumPy.  Errors count as everywhere here: near a root or a pole in units of what rounding the inputs
does, and not where inputs or results are subnormal, the result all but overflows, the formula has no value, or the
rounding of the inputs leaves no digit.  A hash halves the cores, so that one half can be developed on and the other
looked at last.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from sympy import Abs, Expr, Interval, Rational, S, Set, Symbol, cosh, exp, log, nan, oo, sign, sinh, sqrt, tanh, zoo

from symxent.errors import SymxentError
from symxent.kernels.expression import stable
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.trials import trials
from symxent.kernels.stable.search import functions
from symxent.language.domain import Domain

Tree = Any
"""A word, or a list of trees."""
POINTS, SEED, BAR, SECONDS = 3000, 11, 5.0, 90
FLOAT64 = np.dtype(np.float64)


def _cube_root(u: Expr) -> Expr:
    """The real root: u^(1/3) is that of a positive u alone."""
    return u ** Rational(1, 3) if u.is_positive else sign(u) * Abs(u) ** Rational(1, 3)


def _arctanh(u: Expr) -> Expr:
    return (log(1 + u) - log(1 - u)) / 2


# Each operation as a formula, and as NumPy computes it.
OPERATIONS: Mapping[str, tuple[Callable[..., Expr], Callable[..., Any]]] = {
    "*": (lambda *u: reduce(lambda a, b: a * b, u), lambda *u: reduce(np.multiply, u)),
    "+": (lambda *u: reduce(lambda a, b: a + b, u), lambda *u: reduce(np.add, u)),
    "/": (lambda a, b: a / b, np.divide),
    "-": (lambda a, *b: a - b[0] if b else -a, lambda a, *b: np.subtract(a, b[0]) if b else np.negative(a)),
    "neg": (lambda a: -a, np.negative),
    "pow": (lambda a, b: a**b, np.power),
    "sqrt": (sqrt, np.sqrt),
    "cbrt": (_cube_root, np.cbrt),
    "exp": (exp, np.exp),
    "expm1": (lambda u: exp(u) - 1, np.expm1),
    "log": (log, np.log),
    "log1p": (lambda u: log(1 + u), np.log1p),
    "sinh": (sinh, np.sinh),
    "cosh": (cosh, np.cosh),
    "tanh": (tanh, np.tanh),
    "atanh": (_arctanh, np.arctanh),
    "fabs": (Abs, np.abs),
    "hypot": (lambda a, b: sqrt(a**2 + b**2), np.hypot),
    "fma": (lambda a, b, c: a * b + c, lambda a, b, c: a * b + c),
}
RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip
# What only a target may use: it is computed and never made a formula.
CHOICES: Mapping[str, Callable[..., Any]] = {
    "if": np.where, "and": lambda *u: reduce(np.logical_and, u), "or": lambda *u: reduce(np.logical_or, u),
    "not": np.logical_not, "copysign": np.copysign, "fmax": np.fmax, "fmin": np.fmin,
    "asinh": np.arcsinh, "acosh": np.arccosh,
}  # fmt: skip
CONSTANTS = {"E": S.Exp1, "PI": S.Pi, "LN2": log(2), "INFINITY": oo}


class Unread(Exception):
    """A core with something in it that is not of this comparison."""


@dataclass(frozen=True)
class Core:
    """One FPCore: arguments, properties, body."""

    file: str
    arguments: tuple[str, ...]
    body: Tree
    name: str = ""
    condition: Tree = None
    targets: tuple[Tree, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether it is of the half that is looked at last."""
        return bool(hashlib.sha256(f"{self.name} {self.body}".encode()).digest()[0] & 1)


@dataclass
class Row:
    """What was measured of one core; errors in ULP."""

    name: str
    formula: str
    written: float
    ours: float = float("inf")
    targets: list[float] = field(default_factory=list)
    form: str = ""
    by: str = ""
    note: str = ""
    at: str = ""
    proved: bool = False
    seconds: float = 0.0


def trees(text: str) -> Iterator[Tree]:
    """The s-expressions of a file."""
    stack: list[list[Tree]] = [[]]
    i = 0
    while i < len(text):
        c = text[i]
        if c == ";":
            i = text.find("\n", i) if "\n" in text[i:] else len(text)
        elif c in "([":
            stack.append([])
            i += 1
        elif c in ")]":
            done = stack.pop()
            stack[-1].append(done)
            i += 1
        elif c == '"':
            end = text.index('"', i + 1)
            stack[-1].append(text[i : end + 1])
            i = end + 1
        elif c.isspace():
            i += 1
        else:
            end = i
            while end < len(text) and text[end] not in '()[]"; \t\r\n':
                end += 1
            stack[-1].append(text[i:end])
            i = end
    yield from stack[0]


def cores(folders: Sequence[Path]) -> Iterator[Core]:
    """The cores of all files below the folders, in order, without those whose arguments are more than names."""
    for path in sorted(p for folder in folders for p in folder.rglob("*.fpcore")):
        for tree in trees(path.read_text(encoding="utf-8")):
            if not isinstance(tree, list) or not tree or tree[0] != "FPCore":
                continue
            parts = tree[2:] if isinstance(tree[1], str) else tree[1:]
            arguments, properties, name, condition, targets = parts[0], parts[1:-1], "", None, []
            if not all(isinstance(a, str) for a in arguments):
                continue
            for key, value in zip(properties[::2], properties[1::2], strict=False):
                if key == ":name":
                    name = value.strip('"')
                elif key == ":pre":
                    condition = value
                elif key in (":alt", ":herbie-target"):
                    targets.append(value[-1] if isinstance(value, list) and value[0] == "!" else value)
            yield Core(path.name, tuple(arguments), parts[-1], name, condition, tuple(targets))


def number(word: str) -> Expr:
    """A constant of FPCore, exactly."""
    if word in CONSTANTS:
        return CONSTANTS[word]
    try:
        return Rational(word)
    except (TypeError, ValueError):
        raise Unread(word) from None


def formula(tree: Tree, names: Mapping[str, Expr]) -> Expr:
    """A body as an expression of the reals."""
    if isinstance(tree, str):
        return names[tree] if tree in names else number(tree)
    head, *rest = tree
    if head in ("let", "let*"):
        bound = dict(names)
        for name, value in rest[0]:
            bound[name] = formula(value, bound if head == "let*" else names)
        return formula(rest[1], bound)
    if not isinstance(head, str) or head not in OPERATIONS:
        raise Unread(str(head))
    arguments = [formula(a, names) for a in rest]
    try:
        made = OPERATIONS[head][0](*arguments)
    except TypeError:
        raise Unread(f"{head} of {len(rest)}") from None
    if made.has(nan, zoo):
        raise Unread("a formula without a value")
    return made


def computed(tree: Tree, names: Mapping[str, Any]) -> Any:
    """A body in float64, each operation rounded as NumPy rounds it."""
    if isinstance(tree, str):
        return names[tree] if tree in names else np.float64(float(number(tree)))
    head, *rest = tree
    if head in ("let", "let*"):
        bound = dict(names)
        for name, value in rest[0]:
            bound[name] = computed(value, bound if head == "let*" else names)
        return computed(rest[1], bound)
    if head == "!":
        return computed(rest[-1], names)
    arguments = [computed(a, names) for a in rest]
    if head in RELATIONS:
        return reduce(np.logical_and, [RELATIONS[head](a, b) for a, b in pairwise(arguments)])
    if head in CHOICES:
        return CHOICES[head](*arguments)
    if head not in OPERATIONS:
        raise Unread(str(head))
    return OPERATIONS[head][1](*arguments)


def ranges(core: Core) -> dict[str, Set]:
    """The box that the precondition draws: its comparisons of one variable with numbers."""
    found: dict[str, Set] = dict.fromkeys(core.arguments, S.Reals)

    def narrow(left: Tree, relation: str, right: Tree) -> None:
        for inner, bound, relative in ((left, right, relation), (right, left, relation.translate(_MIRROR))):
            absolute = isinstance(inner, list) and inner[0] == "fabs"
            name = inner[1] if absolute else inner
            if isinstance(name, str) and name in found and isinstance(bound, str) and bound not in found:
                end, strict = number(bound), "=" not in relative
                if relative[0] == "<":
                    low = Interval(-end, end, strict, strict) if absolute else Interval(-oo, end, True, strict)
                elif absolute:
                    continue
                else:
                    low = Interval(end, oo, strict, True)
                found[name] = found[name].intersect(low)

    def walk(tree: Tree) -> None:
        if isinstance(tree, list) and tree[0] == "and":
            for part in tree[1:]:
                walk(part)
        elif isinstance(tree, list) and tree[0] in ("<", "<=", ">", ">="):
            for left, right in pairwise(tree[1:]):
                narrow(left, tree[0], right)

    walk(core.condition)
    return found


_MIRROR = str.maketrans("<>", "><")


def renamed(core: Core) -> Core:
    """The core with x and y for its variables, whose names may be words of C."""
    new = dict(zip(core.arguments, "xy", strict=False))

    def walk(tree: Tree) -> Tree:
        return new.get(tree, tree) if isinstance(tree, str) else [walk(part) for part in tree]

    parts = {"body": walk(core.body), "condition": core.condition and walk(core.condition)}
    return replace(core, arguments=tuple(new.values()), targets=tuple(walk(t) for t in core.targets), **parts)


def measure(core: Core) -> Row:
    """The row of one core; raises Unread for one that is not of this comparison."""
    if not 1 <= len(core.arguments) <= 2:
        raise Unread("not of one or two variables")
    core = renamed(core)
    where = ranges(core)
    if any(not isinstance(w, Interval) and w is not S.Reals for w in where.values()):
        raise Unread("a precondition that leaves no interval")
    symbols = {n: Symbol(n, positive=True) if w.is_subset(Interval.open(0, oo)) else Symbol(n, real=True)
               for n, w in where.items()}  # fmt: skip
    expr = formula(core.body, symbols)
    if not expr.free_symbols or expr.free_symbols - set(symbols.values()):
        raise Unread("not of one or two variables")
    if len(expr.free_symbols) < len(symbols):
        raise Unread("a variable that makes no difference")
    row = Row(core.name or core.file, str(expr), float("inf"))
    start = time.process_time()
    found, form = None, None
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        found = stable(expr, {symbols[n]: w for n, w in where.items()})
        row.form, row.by, form = str(found.found.named), ", ".join(found.steps), found.found.named
        row.proved = found.proof.proved
        row.note = "" if row.proved else f"{found.proof.status.value}: {found.proof.reason}"
    except SymxentError as refused:
        row.note = f"{type(refused).__name__}: {str(refused)[:160]}"
    row.seconds = time.process_time() - start
    signal.setitimer(signal.ITIMER_PROF, 0)
    names = {n: Symbol(n) for n in where}
    bare = expr.xreplace({symbols[n]: names[n] for n in where})
    forms = [bare] if form is None else [bare, form]
    domain = found.found.domain if found is not None else Domain({names[n]: w for n, w in where.items()})
    trial = trials(forms, [names[n] for n in where], domain, POINTS, SEED, probe=True)[1]
    columns = {n: trial.columns[names[n]] for n in where}
    aside = trial.limits | (np.stack([(v != 0) & (np.abs(v) < 2.0**-1022) for v in columns.values()]).any(axis=0))
    size = np.abs(trial.exact.nearest)
    aside |= (size > 2.0**990) | ((size > 0) & (size < 2.0**-1022)) | np.isnan(size)
    # Where the formula itself has no value, only a limit; and where the rounding of the inputs leaves no digit.
    aside |= np.isnan(evaluate(bare, trial.columns).nearest) | (trial.condition > 2.0**52)
    with np.errstate(all="ignore"):
        if core.condition is not None:
            aside |= ~np.asarray(computed(core.condition, columns), dtype=bool)
        if aside.all():
            raise Unread("no point fulfils the precondition")

        def worst(values: Any) -> tuple[float, int]:
            raw = error(np.broadcast_to(values, size.shape), trial.exact, FLOAT64)
            errors = trial.excused(np.where(aside, 0.0, raw))
            return float(errors.max()), int(errors.argmax())

        row.written = worst(computed(core.body, columns))[0]
        for target in core.targets:
            try:
                row.targets.append(worst(computed(target, columns))[0])
            except Unread:
                continue
        if form is not None:
            row.ours, at = worst(Evaluator(trial.columns, FLOAT64, functions())(form))
            row.at = ", ".join(f"{n} = {v[at]:.9g}" for n, v in columns.items())
    return row


def _late(*_: object) -> None:
    raise SymxentError(f"more than {SECONDS} seconds of the processor")


def report(rows: Sequence[Row]) -> str:
    """The table of what is naively bad, and the counts."""
    bad = [r for r in rows if not r.written < BAR]
    with_target = [r for r in bad if r.targets]
    lines = [f"{'core':<34}{'written':>9}{'ours':>9}{'target':>9}{'s':>6}"]
    for r in sorted(bad, key=lambda r: r.ours):
        target = _ulps(min(r.targets)) if r.targets else ""
        lines.append(f"{r.name[:33]:<34}{_ulps(r.written):>9}{_ulps(r.ours):>9}{target:>9}{r.seconds:>6.1f}")
    good = sum(r.ours < BAR for r in bad)
    lines += [
        "",
        f"{len(rows)} cores, {len(bad)} of them wrong by more than {BAR:g} ULP as written, {good} of these in our form",
        f"where a target is given: ours {sum(r.ours < BAR for r in with_target)}, "
        f"targets {sum(min(r.targets) < BAR for r in with_target)} of {len(with_target)}",
        f"worse than written: {[r.name for r in rows if r.ours > max(BAR, 1.5 * r.written)]}",
        f"Disagreements: {[r.name for r in rows if 'Disagreement' in r.note]}",
        f"not proved: {[r.name for r in rows if not r.proved]}",
    ]
    return "\n".join(lines)


def _ulps(value: float) -> str:
    return "all" if not value < 2.0**50 else f"{value:.1f}" if value < 1e4 else f"{value:.0e}"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=["develop", "held-out", "all"], default="all")
    parser.add_argument("--variables", type=int, choices=[1, 2], help="cores of so many variables alone")
    parser.add_argument("--only", default="", help="cores whose name contains this")
    parser.add_argument("--json", type=Path, help="write all rows there")
    given = parser.parse_args()
    signal.signal(signal.SIGPROF, _late)
    rows, seen = [], set()
    for core in cores(given.folders):
        question = str((core.arguments, core.body, core.condition))
        if question in seen or given.only not in core.name or given.variables not in (None, len(core.arguments)):
            continue
        seen.add(question)
        if given.half != "all" and core.held_out != (given.half == "held-out"):
            continue
        try:
            row = measure(core)
        except Unread:
            continue
        rows.append(row)
        print(
            f"{row.name[:30]:<31}{_ulps(row.written):>9}{_ulps(row.ours):>9}  {row.seconds:.1f} s  {row.note}",
            flush=True,
        )
        if given.json:
            given.json.write_text(json.dumps([vars(r) for r in rows], indent=1))
    print(report(rows))


if __name__ == "__main__":
    main()
