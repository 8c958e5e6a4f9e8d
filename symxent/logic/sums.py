"""Finite sums and products over an index.

Σ_{m=a}^{b} is the sum of the b − a + 1 terms, 0 for b = a − 1, and −Σ_{m=b+1}^{a−1} for b < a − 1 (Karr's convention,
as SymPy has it).  Every range is brought to 1 … n, where n ≥ 0 has to follow from what is declared; a Kronecker delta
over the index is taken out, and what is left is an atom, or what a step makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING

from sympy import (
    Add,
    Derivative,
    Expr,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    Pow,
    Product,
    S,
    Sum,
    Symbol,
    exp,
    expand_mul,
    log,
)
from sympy.core.function import AppliedUndef

from symxent.logic import sum_steps
from symxent.logic.letters import kinds_in, outermost, put, put_all
from symxent.logic.ring import Frac, Refused, Vacuous
from symxent.logic.values import F, Values

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step

MOST_TERMS = 2_000  # that are written out
MOST_MOVED = 32  # terms by which a range is lengthened or shortened


def value(c: Checker, e: Sum) -> Frac:
    """Σ body; where a summand is defined nowhere there may still be none."""
    if len(e.limits) > 1 and all(c.is_letter(w, low, top) for w, low, top in e.limits):
        return sum_steps.at_once(c, e)
    try:
        return total(c, e)
    except Vacuous:
        raise Refused(f"whether {e} has no summand") from None


def total(c: Values[F], e: Sum) -> F:
    """Σ body: written out, or over 1 … n in a letter of its own."""
    body, m, low, high = outermost(e)
    length = (high - low + 1).expand()
    if length.is_Integer:
        c.need(0 <= length <= MOST_TERMS, "a sum of {} terms", length)
        return c.ring.add(c.ring.zero, *(c.value(put(body, m, low + t)) for t in range(int(length))))
    if body.has(Derivative):
        body = c.carried_out(body)
    terms = Add.make_args(expand_mul(body, deep=False) if body.has(Indexed, AppliedUndef) else body)
    if len({least_offset(t, m) for t in terms}) > 1:  # each term over a range of its own
        return c.value(Add(*(Sum(t, (m, low, high)) for t in terms)))
    body = c.with_deltas(body)
    for delta, place in deltas_over(body, m):  # those that stand for a term of the range as it was written
        if c.integers.at_least(place, low) and c.integers.at_least(high, place):
            return _less_a_delta(c, body, m, delta, place, lambda rest: c.value(Sum(rest, (m, low, high))))
    if {i.coeff(m) for x in kinds_in(body, Indexed) for i in x.indices if m in i.free_symbols} == {S.NegativeOne}:
        body = put(body, m, low + high - m)  # the same terms from the last to the first
    new, n, moved = _from_one(c, body, m, low, high)
    try:
        return c.ring.add(c.value(moved), _to(c, new, m, n))
    except Refused:
        if moved != 0:  # a term that comes or goes may have no value
            return _to(c, put(body, m, m + low - 1), m, length)
        raise


def _from_one(c: Values[F], body: Expr, m: Symbol, low: Expr, high: Expr) -> tuple[Expr, Expr, Expr]:
    """The same sum over 1 … n, n a sum of symbols: the body, n, and what comes for it, less what goes.

    Σ_a^b = Σ_1^b − Σ_1^(a−1) for all integers, by the convention.
    """
    shift = least_offset(body, m)
    body, low, high = put(body, m, m - shift), (low + shift).expand(), (high + shift).expand()
    moved = []
    if low.is_Integer and abs(low - 1) <= MOST_MOVED:
        moved += [put(body, m, Integer(t)) for t in range(int(low), 1)]
        moved += [-put(body, m, Integer(t)) for t in range(1, int(low))]
    elif not low.is_Integer:
        moved.append(-Sum(body, (m, 1, (low - 1).expand())))
    else:
        return put(body, m, m + low - 1), (high - low + 1).expand(), S.Zero
    constant = high.as_coeff_Add()[0]
    end = high - constant
    if constant.is_Integer and abs(constant) <= MOST_MOVED and c.integers.at_least(end, 0):
        moved += [put(body, m, end + t) for t in range(1, int(constant) + 1)]
        moved += [-put(body, m, end + t) for t in range(int(constant) + 1, 1)]
        high = end
    return body, high, Add(*moved)


def _to(c: Values[F], body: Expr, m: Symbol, n: Expr) -> F:
    """Σ_{m=1}^{n} body; where n ≤ 0 that is −Σ_{m=n+1}^{0}, by the convention."""
    if not c.integers.at_least(n, 0) and c.integers.at_least(-n, 0):
        return c.ring.negative(_to(c, put(body, m, m + n), m, (-n).expand()))
    c.need_at_least(n, 0)
    v = c.letter(body, m, S.One, n)
    return _over(c, put(body, m, v), v, n)


def least_offset(body: Expr, m: Symbol) -> int:
    """The least s of the indices m + s, and of the arguments m + s of unknown functions, in the body."""
    places = (
        i for x in kinds_in(body, Indexed, AppliedUndef) for i in (x.args[1:] if isinstance(x, Indexed) else x.args)
    )
    return min((s for i in places if (s := _offset(i, m)) is not None), default=0)


def _offset(index: Expr, m: Symbol) -> int | None:
    gap = (index - m).expand()
    return int(gap) if gap.is_Integer else None


def _over(c: Values[F], body: Expr, v: Symbol, high: Expr) -> F:
    """Σ_{v=1}^{high} body, the deltas over v taken out one after the other."""
    for delta, place in deltas_over(body, v):
        if c.integers.at_least(-place, 0) or c.integers.at_least(place - high, 1):
            return _over(c, body.xreplace({delta: S.Zero}), v, high)
        c.need_at_least(place, 1)
        c.need_at_least(high - place, 0)
        return _less_a_delta(c, body, v, delta, place, lambda rest: _over(c, rest, v, high))
    return c.summed(body, v, high)


def deltas_over(body: Expr, v: Symbol) -> Iterator[tuple[Expr, Expr]]:
    """The deltas over a letter, with the place at which they are 1."""
    if body.has(KroneckerDelta):
        inner = {s for x in kinds_in(body, Sum, Product) for s in x.variables}
        for delta in sorted(kinds_in(body, KroneckerDelta), key=str):
            place = solved(delta, v)
            if place is not None and not place.free_symbols & inner:
                yield delta, place


def _less_a_delta(c: Values[F], body: Expr, v: Symbol, delta: Expr, place: Expr, summed: Callable[[Expr], F]) -> F:
    """Σ F(δ_vw) = Σ F(0) + F(1)(w) − F(0)(w) for a w in the range."""
    c.need(len(delta.args) == 2, "a delta without a range of its own")
    c.need(c.integers.are_integers(place), "{} is an index", place)
    without = body.xreplace({delta: S.Zero})
    at = c.value(put(body.xreplace({delta: S.One}), v, place))
    try:
        gone = c.value(put(without, v, place))
    except Vacuous:  # of our own making
        raise Refused(f"a summand is undefined where the index is {place}") from None
    return c.ring.add(summed(without), c.ring.subtract(at, gone))


def solved(delta: KroneckerDelta, v: Symbol) -> Expr | None:
    gap = (delta.args[0] - delta.args[1]).expand()
    slope = gap.coeff(v, 1)
    if slope not in (1, -1) or v in (gap - slope * v).free_symbols:
        return None
    return (v - slope * gap).expand()


def summed(c: Checker, body: Expr, v: Symbol, high: Expr) -> Frac:
    """Σ_{v=1}^{high}: what a step makes of it, or what does not depend on v times Σ of what does."""
    a = c.value(body)
    key = ("sum", v, c.ring.key(a), c.ring.key(c.value(high)))
    found = c.by_step(key, "sum")
    if found is not None:
        return found
    if not a[0]:
        return c.ring.zero
    moving = [i for i in c.ring.atoms_of(a) if v in c.ring.meaning[i].free_symbols]
    if not moving:
        return c.ring.multiply(a, c.value(high))
    below = a[1]
    if any(below.degrees()[i] for i in moving):
        return c.keyed(key, "sum", Sum(body, (v, 1, high)))
    result = c.ring.zero
    groups: dict[tuple[int, ...], dict[tuple[int, ...], object]] = {}
    for monomial, k in a[0].terms():
        fast = tuple(e if i in moving else 0 for i, e in enumerate(monomial))
        slow = tuple(0 if i in moving else e for i, e in enumerate(monomial))
        groups.setdefault(fast, {})[slow] = k
    for fast, coefficients in groups.items():
        slow_part = c.ring.lowest((c.ring.ctx.from_dict(coefficients), below))
        if not any(fast):
            result = c.ring.add(result, c.ring.multiply(slow_part, c.value(high)))
            continue
        summand = c.ring.ctx.from_dict({fast: 1})
        one = ("sum", v, c.ring.key((summand, c.ring.unit)), key[3])
        atom = c.keyed(one, "sum", Sum(c.expression(summand), (v, 1, high)))
        result = c.ring.add(result, c.ring.multiply(slow_part, atom))
    return result


# -- products ------------------------------------------------------------------------------------------------------


def product(c: Checker, e: Product) -> Frac:
    """Π body; where a factor is defined nowhere there may still be none."""
    try:
        return multiplied(c, e)
    except Vacuous:
        raise Refused(f"whether {e} has no factor") from None


def multiplied(c: Values[F], e: Product) -> F:
    """Π body: written out, a power of what is free of the index, e^(Σ log) of what is positive, or an atom."""
    body, m, low, high = outermost(e)
    length = (high - low + 1).expand()
    if length.is_Integer:
        c.need(0 <= length <= MOST_TERMS, "a product of {} factors", length)
        result = c.ring.one
        for t in range(int(length)):
            result = c.ring.multiply(result, c.value(put(body, m, low + t)))
        return result
    if not c.integers.at_least(length, 0) and c.integers.at_least(-length, 0):  # Π_a^b = 1/Π_{b+1}^{a−1}
        return c.invert(multiplied(c, Product(body, (m, high + 1, low - 1))))
    c.need_at_least(length, 0)
    body = put(body, m, m + low - 1)
    v = c.letter(body, m, S.One, length)
    body = body.xreplace({m: v})
    factors = Mul.make_args(body)
    if len(factors) > 1:
        result = c.ring.one
        for f in factors:
            result = c.ring.multiply(result, multiplied(c, Product(f, (v, 1, length))))
        return result
    if c.signs.of_expression(body) == (1, True):
        return c.value(exp(Sum(log(body, evaluate=False), (v, 1, length)), evaluate=False))
    if v not in body.free_symbols:
        return c.value(Pow(body, length, evaluate=False))
    if isinstance(body, Pow) and body.exp.is_Integer and body.exp > 0:
        return c.ring.power(multiplied(c, Product(body.base, (v, 1, length))), int(body.exp))
    more = length.as_coeff_Add()[0]
    if more.is_Integer and 0 < more <= MOST_MOVED and c.integers.at_least(length - more, 0):  # the last factors apart
        result = multiplied(c, Product(body, (v, 1, length - more)))
        for t in range(1, int(more) + 1):
            result = c.ring.multiply(result, c.value(put(body, v, length - more + t)))
        return result
    key = ("product", v, c.ring.key(c.value(body)), c.ring.key(c.value(length)))
    return c.keyed(key, "product", Product(body, (v, 1, length)))


# -- declared values -----------------------------------------------------------------------------------------------


def key_of_declared(c: Checker, step: Step) -> Hashable:
    """args: the sum (over 1 … n in a letter of its own) that a declared equality gives a value to."""
    (e,) = step.args
    body, v, low, high = outermost(e)
    c.need(low == 1, "a range from 1")
    w = c.letter(body, v, low, high)
    return ("sum", w, c.ring.key(c.value(body.xreplace({v: w}))), c.ring.key(c.value(high)))


def declared(c: Checker, step: Step) -> Frac:
    """u → t, if a declared equality l = r makes u − t a multiple of l − r.  parts: t, (index, its value) …"""
    (e,), (t, *places) = step.args, step.parts
    at = dict(places)
    for i, place in at.items():
        general = i in c.hypotheses.indices and (place == i or i not in c.hypotheses.fixed)
        c.need(general, "what is declared holds for every {}", i)
        low, high = c.hypotheses.indices[i]
        c.need_at_least(place - low, 0)
        c.need_at_least(high - place, 0)
    _, v, _, _ = outermost(e)
    gap = c.ring.subtract(value(c, e), c.value(t))
    for left, right in c.hypotheses.equal:
        fact = c.value(_in_letter(put_all(left, at), v) - put_all(right, at))
        if fact[0] and gap[0]:
            ratio = fact[0].leading_coefficient() / gap[0].leading_coefficient()
            if not c.ring.subtract(fact, (gap[0] * ratio, gap[1]))[0]:
                return c.value(t)
    raise Refused("no declared equality says so")


def _in_letter(e: Expr, v: Symbol) -> Expr:
    """The same with v for the letter of each simple sum in it."""
    renamed = {}
    for s in kinds_in(e, Sum):
        m, *ends = s.limits[0]
        if len(s.limits) == 1 and v not in kinds_in(s.function, Symbol):
            renamed[s] = Sum(s.function.xreplace({m: v}), (v, *ends))
    return e.xreplace(renamed)
