"""Functions whose value depends on a sign or on two indices being equal: they ask for the case, they never guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Abs, Eq, Expr, KroneckerDelta, Max, Min, Ne, Piecewise
from sympy.core.relational import Relational

from symxent.logic import Step
from symxent.logic.choices import chosen
from symxent.proof.budget import NeedIndex, NeedSign, Undecided, Undefined
from symxent.proof.fractions import Frac
from symxent.proof.generators import expression, free_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine


def kronecker(g: Engine, e: KroneckerDelta) -> Frac:
    """δ_ij."""
    i, j = e.args[:2]
    if len(e.args) > 2:
        raise Undecided("a Kronecker delta with a range of its own")
    return g.ring.one if indices_equal(g, i, j) else g.ring.zero


def indices_equal(g: Engine, i: Expr, j: Expr) -> bool:
    same = g.integers.equal(i, j)
    if same is None:
        declared = g.situation.rules.get(KroneckerDelta(i, j))
        if declared is not None and declared in (0, 1):
            g.used_facts.add(g.situation.said.get(KroneckerDelta(i, j), f"{KroneckerDelta(i, j)} = {declared}"))
            return bool(declared == 1)
        if (i.free_symbols | j.free_symbols) & g.bound:
            raise Undecided(f"whether the indices {i} and {j} are equal inside a sum")
        raise NeedIndex(*_unshifted(i, j))
    return same


def _unshifted(i: Expr, j: Expr) -> tuple[Expr, Expr]:
    """Two indices that are equal where these are, one of them a letter if that can be: i + 1 and j + 1 are i and j."""
    gap = (i - j).expand()
    letters = [s for s in sorted(gap.free_symbols, key=str) if gap.coeff(s) in (1, -1)]
    if i.is_Symbol or j.is_Symbol or not letters:
        return i, j
    return letters[-1], (letters[-1] - gap / gap.coeff(letters[-1])).expand()


def absolute(g: Engine, e: Abs) -> Frac:
    return absolute_value(g, g.value(e.args[0]))


def absolute_value(g: Engine, a: Frac) -> Frac:
    """|a|, over the factors of a."""
    field = g.ring
    if not a[0]:
        return field.zero
    constant, factors = field.parts(a)
    value = field.constant(abs(int(constant.p)), int(constant.q))
    for f, e in factors:
        row = g.generator_of_factor(f)
        if row is not None and field.powers.get(row.number) == (2, field.one[0]):  # (−1)^n
            continue
        s, _ = g.signs.of(f)
        part: Frac = (field.factors[f], ())
        if s == 0 and e % 2:
            free = free_of(g, part)
            if not free:
                raise NeedSign(expression(g, part), at_zero=False)
            part = _absolute_atom(g, part)
        elif s < 0:
            part = field.negative(part)
        value = field.multiply(value, field.power(part, e))
    g.note(lambda: Step("absolute value", (expression(g, a),), (expression(g, value),)))
    return value


def _absolute_atom(g: Engine, part: Frac) -> Frac:
    """|f| inside a sum, where its sign differs from term to term: a generator a ≥ 0 with a² = f²."""
    plain, mirrored = expression(g, part), expression(g, g.ring.negative(part))
    inside = min(plain, mirrored, key=str)
    value = g.atom(Abs(inside, evaluate=False), free_of(g, part), 1)
    row = g.table.find(Abs(inside, evaluate=False))
    if row is not None:
        g.ring.powers[row.number] = (2, part[0] * part[0])
    return value


def sign_at(g: Engine, a: Frac) -> int:
    """The sign of a as −1, 0 or 1; asks for the case when it is open."""
    if not a[0]:
        return 0
    constant, factors = g.ring.parts(a)
    value = 1 if constant > 0 else -1
    for f, e in factors:
        s, strict = g.signs.of(f)
        if s == 0 or not strict:
            part: Frac = (g.ring.factors[f], ())
            if free_of(g, part):
                raise Undecided(f"the sign of {expression(g, part)} inside a sum")
            raise NeedSign(expression(g, part), at_zero=True, known=s)
        value *= s if e % 2 else 1
    return value


def extreme(g: Engine, e: Max | Min) -> Frac:
    """max(a, b) = (a + b + |a − b|)/2, min(a, b) = (a + b − |a − b|)/2."""
    field, side = g.ring, fmpq(1 if isinstance(e, Max) else -1)
    value, *others = (g.value(a) for a in e.args)
    for b in others:
        gap = absolute_value(g, field.subtract(value, b))
        value = field.scale(field.add(value, b, field.scale(gap, side)), fmpq(1, 2))
    return value


def chosen_case(g: Engine, e: Expr) -> Frac:
    """A case distinction, by its case; asks for that where it is open."""

    def signs(compared: Relational) -> frozenset[int]:
        left, right = compared.args
        placed = (
            left.free_symbols | right.free_symbols
        ) & g.situation.domain.where.keys()  # numbers that are no indices
        if (
            isinstance(e, Piecewise)
            and isinstance(compared, Eq | Ne)
            and left.is_integer
            and right.is_integer
            and not placed
        ):
            return frozenset((0,) if indices_equal(g, left, right) else (-1, 1))
        return frozenset((sign_at(g, g.ring.subtract(g.value(left), g.value(right))),))

    in_sum = isinstance(e, Piecewise) and g.free_indices(e)  # where no case can be asked for
    value = e.args[0][0] if in_sum and len({branch for branch, _ in e.args}) == 1 else chosen(e, signs)
    if value is None:
        raise Undefined("no branch of a case distinction applies")
    return g.value(value)
