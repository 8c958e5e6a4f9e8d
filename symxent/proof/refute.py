"""A point at which a claim provably fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flint import arb, ctx
from sympy import Basic, Expr, Indexed, Integer, Symbol
from sympy.core.function import AppliedUndef

from symxent.language.domain import Domain
from symxent.logic.letters import kinds_in
from symxent.proof.balls import NoValue, ball
from symxent.proof.budget import Budget, Undecided
from symxent.proof.derivatives import evaluated
from symxent.proof.exact import exact
from symxent.proof.normal import is_zero
from symxent.proof.plans import MAIN
from symxent.proof.points import Point, points
from symxent.proof.simplest import simplest
from symxent.proof.situation import sympified
from symxent.proof.verdict import Ball, Witness

BITS = 160
ENOUGH = 8  # samples, so that no more are looked for where a claim has values here and there only


@dataclass(frozen=True)
class Sample:
    """A point and the enclosures of both sides there."""

    point: Point
    lhs: arb
    rhs: arb


def samples(lhs: Expr, rhs: Expr, domain: Domain, budget: Budget, op: str = "=") -> Iterator[Sample]:
    """The points at which both sides of ``lhs op rhs`` have a value."""
    return evaluated_at(lhs, rhs, points(domain, lhs, rhs, op=op), budget)


def evaluated_at(lhs: Expr, rhs: Expr, candidates: Iterable[Point], budget: Budget) -> Iterator[Sample]:
    same, found = lhs == rhs, 0
    for tried, point in enumerate(candidates):
        if budget.left < 0 or (tried >= MAIN and found >= ENOUGH):
            return
        try:
            left = ball(lhs, point, BITS)
            sample = Sample(point, left, left if same else ball(rhs, point, BITS))
        except NoValue:
            continue
        found += 1
        yield sample


def refute(lhs: Expr, rhs: Expr, domain: Domain, op: str = "=", budget: Budget | None = None) -> Witness | None:
    """A point of the domain at which ``lhs op rhs`` provably fails, or None when none was found.

    ``op`` is one of = < <= > >= !=.  A point where a side is undefined says nothing and is passed over.

    >>> from sympy import log, symbols
    >>> x = symbols("x", real=True)
    >>> print(refute(log(x**2), log(x)**2, Domain()))
    at x = 2: 1.386294361119 ± 2e-12 against 0.4804530139182 ± 2e-13
    """
    for sample in samples(lhs, rhs, sympified(domain), budget or Budget(2.0), op):
        if fails(lhs, rhs, op, sample):
            return witness(lhs, rhs, op, sample)
    return None


def fails(lhs: Expr, rhs: Expr, op: str, sample: Sample) -> bool:
    """Whether the claim provably fails at a sample."""
    a, b = sample.lhs, sample.rhs
    if op == "=":
        return not a.overlaps(b)
    if op == "!=":
        return _equal_at(lhs, rhs, sample)
    if op in (">", ">="):
        lhs, rhs, a, b = rhs, lhs, b, a
    if a > b:
        return True
    exactly = bool(a.is_exact() and b.is_exact() and a >= b)
    return op in ("<", ">") and (exactly or (a.overlaps(b) and _equal_at(lhs, rhs, sample)))


def _equal_at(lhs: Expr, rhs: Expr, sample: Sample) -> bool:
    """Whether both sides are provably the same number: overlapping balls do not show it, the normal form does."""
    if not sample.lhs.overlaps(sample.rhs):
        return False
    if sample.lhs.is_exact() and sample.rhs.is_exact():
        return True
    here = dict(sample.point)
    numbers = {s: v for s, v in here.items() if isinstance(s, Symbol)}
    try:
        if exact(lhs - rhs, here) == 0:
            return True
        gap = evaluated(lhs - rhs).xreplace(numbers)
        gap = gap.xreplace({x: here[x] for x in kinds_in(gap, Indexed) if x in here})
        facts = Domain(equal=tuple((x, v) for x, v in here.items() if isinstance(x, Indexed)))
        return is_zero(gap, facts, seconds=1.0)
    except (Undecided, ValueError, TypeError):
        return False


def witness(
    lhs: Expr, rhs: Expr, op: str, sample: Sample, allowed: Callable[[Sample], bool] = lambda _: True
) -> Witness:
    """The simplest point like one at which ``lhs op rhs`` fails; ``allowed`` says what else must hold there."""
    found = [sample]

    def refuted(point: Point) -> bool:
        simpler = next(evaluated_at(lhs, rhs, (point,), Budget(1.0)), None)
        if simpler is None or not fails(lhs, rhs, op, simpler) or not allowed(simpler):
            return False
        found.append(simpler)
        return True

    point = simplest(sample.point, refuted)
    return read(next(s for s in found if s.point is point))


def read(sample: Sample) -> Witness:
    """A sample as a witness: the values that were read there, dimensions first."""
    values = sorted(((s, v) for s, v in sample.point.items() if s in sample.point.read), key=lambda p: _order(p[0]))
    return Witness(tuple(values), *_told_apart(sample.lhs, sample.rhs))


def _told_apart(lhs: arb, rhs: arb) -> tuple[Ball, Ball]:
    """Both values with as many digits as it takes to see that they differ (or few, where a bound is met exactly)."""
    few = shown(lhs), shown(rhs)
    if lhs.overlaps(rhs) or lhs.abs_upper() > 1e300:
        return few
    for digits in (8, 16, 32, 64, 128):
        a, b = shown(lhs, digits), shown(rhs, digits)
        with ctx.workprec(4 * digits + 64):  # fractions would write 1e−1000000 out
            if abs(arb(a.midpoint) - arb(b.midpoint)) > arb(a.radius) + arb(b.radius):
                return a, b
    return few


def _order(s: Basic) -> tuple[int, str, tuple[int, ...]]:
    """Whole numbers first, then symbols, components and the values of unknown functions."""
    if isinstance(s, Indexed):
        return (2, str(s.base), tuple(int(i) if isinstance(i, Integer) else 0 for i in s.indices))
    return (3 if isinstance(s, AppliedUndef) else 0 if s.is_integer else 1, str(s), ())


def shown(value: arb, digits: int = 8) -> Ball:
    """A ball as decimal text that still encloses the value."""
    if value.is_exact() and value.is_integer():
        return Ball(str(value.unique_fmpz()), "0")
    mid, rad, exponent = (int(v) for v in value.mid_rad_10exp(digits))
    return Ball(_decimal(mid, exponent), f"{rad}e{exponent}" if rad else "0")


def _decimal(mid: int, exponent: int) -> str:
    sign, text = ("-" if mid < 0 else ""), str(abs(mid))
    if exponent >= 0:
        return f"{sign}{text}{'0' * exponent}" if exponent < 20 else f"{sign}{text}e{exponent}"
    if -exponent > 40:
        return f"{sign}{text}e{exponent}"
    text = text.rjust(-exponent + 1, "0")
    return f"{sign}{text[:exponent]}.{text[exponent:]}".rstrip("0").rstrip(".")
