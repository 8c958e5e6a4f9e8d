"""The sign of a fraction whose factors do not show it: bounds that are true of sums and of logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq, fmpq_mpoly
from sympy import Expr, Indexed, Integer, Sum, Symbol

from symxent.logic import Step
from symxent.logic.polynomials import UNKNOWN, Sign
from symxent.logic.ring import coefficients
from symxent.proof import exponents, sums
from symxent.proof.binding import apart
from symxent.proof.fractions import Frac, primitive
from symxent.proof.generators import Generator
from symxent.proof.situation import bounds

if TYPE_CHECKING:
    from symxent.proof.engine import Engine
    from symxent.proof.signs import Reasons

LARGEST_EXPONENT = 24
DEEPEST = 6


def sign_of_fraction(g: Engine, a: Frac, reasons: Reasons, depth: int = 0) -> Sign:
    """The sign of a fraction, factor by factor."""
    found = g.signs.of_fraction(a, lambda f: _sign_of_polynomial(g, g.ring.factors[f], reasons, depth))
    if found[0] and a[0] and any(e % 2 == 0 and not g.signs.of(f)[0] for f, e in g.ring.parts(a)[1]):
        reasons.because("a factor occurs with an even power")
    return found


def _sign_of_polynomial(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    if depth > DEEPEST:
        return UNKNOWN
    for rule in (
        _without_own_term,
        _with_a_fact,
        _at_both_ends,
        _as_one_logarithm,
        _by_log_bounds,
        _by_exponential_bound,
    ):
        g.budget.check()
        found = rule(g, n, reasons, depth)
        if found[0]:
            return found
    return UNKNOWN


def _without_own_term(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    """Σ_m t_m = t_i + Σ_{m≠i} t_m, and the second sum is not negative when no t_m is."""
    rows = g.table.rows
    places = {i for r in rows if isinstance(r.expr, Indexed) for i in r.expr.indices}
    for i, e in enumerate(n.degrees()):
        if not e or rows[i].kind != "sum" or rows[i].sign == 0 or len(rows[i].expr.limits) != 1:
            continue
        total = apart(rows[i].expr)
        v, _, end = total.limits[0]
        for place in sorted(places, key=str):
            if not (g.integers.at_least(place, 1) and g.integers.at_least(end, place)):
                continue
            own, below = g.ring.lowest(g.value(total.function.xreplace({v: place})))
            if below:
                continue
            # g_i now stands for the sum without its own term: not negative, and positive from two terms on
            moved = n.compose(*[x + own if j == i else x for j, x in enumerate(g.ring.gens)])
            sign, strict = g.signs.of_polynomial(moved) if moved else (1, False)
            if sign:
                reasons.because(f"a sum of terms that are not negative is at least its own term at {place}")
                needs_two = rows[i].number in [j for j, k in enumerate(moved.degrees()) if k]
                return (sign, strict and (not needs_two or g.integers.at_least(end, Integer(2))))
    return UNKNOWN


def _with_a_fact(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    """n = λ f + rest, of what is known of a linear f: 2c − x = (c − x) + c."""
    found = []
    for f, sign in g.signs.linear_facts():
        for i, e in enumerate(f.degrees()):
            slope = n.derivative(i) if e and n.degrees()[i] == 1 else None
            if slope is None or not slope.is_constant():
                continue
            ratio = slope.leading_coefficient() / f.derivative(i).leading_coefficient()
            rest, side = n - ratio * f, sign if ratio > 0 else -sign
            s, strict = g.signs.of_polynomial(rest) if rest else (side, False)
            if s == side:
                found.append((strict, side, (ratio * f, rest)))
    if not found:
        return UNKNOWN
    strict, side, parts = max(found, key=lambda one: one[0])
    _note(g, "terms", (n, ()), *((part, ()) for part in parts))
    reasons.because("it is a sum of what has one sign")
    return (side, strict)


def _at_both_ends(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    """Affine in a variable of a bounded interval: between its values at both ends."""
    for i, e in enumerate(n.degrees()):
        row = g.table.rows[i] if e == 1 else None
        if row is None or row.kind != "symbol":
            continue
        symbol = row.expr.base if isinstance(row.expr, Indexed) else row.expr
        ends = bounds(g.situation.set_of(symbol))
        closed = [end for end in (ends[:2] if ends is not None else ()) if end is not None and end.is_Rational]
        if ends is None or len(closed) != 2:
            continue
        if _occurs_elsewhere(g, n, i):
            continue
        parts = coefficients(n, i)
        signs: list[Sign] = []
        for end in closed:
            value = parts.get(0, g.ring.zero[0]) + parts[1] * fmpq(int(end.p), int(end.q))
            # zero at an end is of either sign: the other end decides
            signs.append(sign_of_fraction(g, (value, ()), reasons, depth + 1) if value else (2, False))
        known = {s for s, _ in signs if s != 2}
        if len(known) != 1 or known == {0}:
            continue
        _note(g, "affine", (n, ()), row.expr)
        reasons.because(f"it is affine in {row.expr}, and of this sign at both ends of its interval")
        closed_and_weak = any(not st and not out for (_, st), out in zip(signs, ends[2:], strict=True))
        return (known.pop(), any(st for _, st in signs) and not closed_and_weak)
    return UNKNOWN


def _occurs_elsewhere(g: Engine, n: fmpq_mpoly, i: int) -> bool:
    """Whether the variable also sits inside another generator: an exponential, a logarithm, a sum of components.

    Another component of the same vector counts too, since the two indices may be equal.
    """
    e = g.table.rows[i].expr
    e = e.base if isinstance(e, Indexed) else e
    return any(k and j != i and g.table.rows[j].expr.has(e) for j, k in enumerate(n.degrees()))


def _as_one_logarithm(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    """Σ c·log f + r = log Q: its sign is that of Q − 1."""
    logs = [i for i, e in enumerate(n.degrees()) if e and g.table.rows[i].kind == "log"]
    if not logs:
        return UNKNOWN
    scale = 1
    for i in logs:
        if n.degrees()[i] != 1 or not n.derivative(i).is_constant():
            return UNKNOWN
        scale = lcm(scale, int(n.derivative(i).leading_coefficient().q))
    if any(abs(n.derivative(i).leading_coefficient() * scale) > LARGEST_EXPONENT for i in logs):
        return UNKNOWN
    field = g.ring
    q = exponents.exponential(g, (n * scale, ()))
    gap = field.subtract(q, field.one)
    if gap[0] and any(i in logs for i, e in enumerate(gap[0].degrees()) if e):
        return UNKNOWN
    found = sign_of_fraction(g, gap, reasons, depth + 1)
    if found[0]:
        _note(g, "one logarithm", (n, ()), Integer(scale), q)
        reasons.because("it is the logarithm of a quantity on one side of 1")
    return found


def _by_log_bounds(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    """1 − 1/t ≤ log t ≤ t − 1."""
    for side in (1, -1):
        bound = _lower_bound(g, n * side, reasons)
        if bound is None:
            continue
        lower, pairs = bound
        sign, _ = sign_of_fraction(g, lower, reasons, depth + 1)
        if sign > 0:
            _note(g, "1 − 1/t ≤ log t", (n * side, ()), lower, pairs=pairs)
            reasons.because("1 − 1/t ≤ log t ≤ t − 1")
            return (side, False)
    return UNKNOWN


def _by_exponential_bound(g: Engine, n: fmpq_mpoly, reasons: Reasons, depth: int) -> Sign:
    """e^t ≥ 1 + t."""
    field, rows = g.ring, g.table.rows
    for i, e in enumerate(n.degrees()):
        if e != 1 or rows[i].kind != "exp" or _occurs_elsewhere(g, n, i):
            continue
        parts = coefficients(n, i)
        side, _ = g.signs.of_fraction((parts[1], ()))
        if not side:
            continue
        tangent = field.add(field.one, exponents.exponent_of(g, rows[i], 1))
        lower = field.add((parts.get(0, field.zero[0]), ()), field.multiply((parts[1], ()), tangent))
        if sign_of_fraction(g, field.scale(lower, fmpq(side)), reasons, depth + 1)[0] > 0:
            exponent, k, low = exponents.exponent_of(g, rows[i], 1), parts[1], field.scale(lower, fmpq(side))
            _note(g, "1 + t ≤ e^t", (n * side, ()), low, pairs=[((k * side, ()), exponent)])
            reasons.because("1 + t ≤ e^t")
            return (side, False)
    return UNKNOWN


Pairs: TypeAlias = list[tuple[Frac, Frac]]


def _note(
    g: Engine,
    rule: str,
    of: Frac,
    *parts: Frac | Expr,
    over: tuple[Symbol, Expr] | None = None,
    pairs: Sequence[tuple[Frac, Frac]] = (),
) -> None:
    """Remember what a sign rests on, for the logic: of ``of``, or of its sum ``over`` a range."""

    def step() -> Step:
        e = g.expr(of) if over is None else Sum(g.expr(of), (over[0], 1, over[1]))
        told = [p if isinstance(p, Expr) else g.expr(p) for p in parts]
        return Step(rule, (e,), (*told, *((g.expr(c), g.expr(t)) for c, t in pairs)))

    g.note(step)


def _lower_bound(g: Engine, n: fmpq_mpoly, reasons: Reasons) -> tuple[Frac, Pairs] | None:
    """A lower bound of n in which log t ≥ 1 − 1/t replaced c·log t, for c ≥ 0, and the pairs c, t."""
    rows, field = g.table.rows, g.ring
    logs = [rows[i] for i, e in enumerate(n.degrees()) if e and rows[i].kind == "log"]
    if not logs or any(n.degrees()[r.number] > 1 for r in logs):
        return None
    groups: dict[str, tuple[fmpq_mpoly, list[tuple[Generator, fmpq]]]] = {}
    rest = n
    for r in logs:
        c = n.derivative(r.number)
        if any(c.degrees()[other.number] for other in logs):
            return None
        unit, shape = primitive(c)
        groups.setdefault(str(shape), (shape, []))[1].append((r, unit))
        rest = rest - c * field.gens[r.number]
    terms: list[Frac] = [(rest, ())]
    pairs: Pairs = []
    for shape, members in groups.values():
        sign, _ = sign_of_fraction(g, (shape, ()), reasons, DEEPEST)
        if not sign:
            return None
        scale = lcm(*(int(u.q) for _, u in members))
        t = field.one
        for r, u in members:
            assert r.inside is not None
            power = int((u * scale).p) * sign
            if abs(power) > LARGEST_EXPONENT:
                return None
            t = field.multiply(t, field.power(r.inside, power))
        gain = field.subtract(field.one, field.invert(t))
        pairs.append(((shape * sign / scale, ()), t))
        terms.append(field.multiply(pairs[-1][0], gain))
    return field.add(*terms), pairs


def sign_of_bounded_sum(g: Engine, body: Expr, v: Symbol, end: Expr, reasons: Reasons) -> Sign:
    """Σ body ≥ Σ (lower bound of body), where the second sum has a value whose sign is known."""
    n, d = g.ring.lowest(g.value(body))
    if not n or g.signs.of_fraction((g.ring.one[0], d))[0] <= 0:
        return UNKNOWN
    for side in (1, -1):
        bound = _lower_bound(g, n * side, reasons)
        if bound is None:
            continue
        lower, below = g.ring.multiply(bound[0], (g.ring.one[0], d)), (g.ring.one[0], d)
        pairs = [(g.ring.multiply(c, below), t) for c, t in bound[1]]
        total = sums.sum_fraction(g, lower, v, end)
        sign, _ = sign_of_fraction(g, total, reasons)
        if sign > 0:
            whole = g.ring.lowest((n * side, d))
            _note(g, "1 − 1/t ≤ log t in each summand", whole, lower, over=(v, end), pairs=pairs)
            reasons.because("1 − 1/t ≤ log t ≤ t − 1 in each summand")
            return (side, False)
    return UNKNOWN
