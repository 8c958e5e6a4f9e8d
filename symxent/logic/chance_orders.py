"""Inequalities between means: the mean is monotone, a convex function of a mean, and Cauchy and Schwarz's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    FiniteSet,
    Integer,
    Interval,
    Mul,
    S,
    Set,
    Sum,
    Symbol,
    oo,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Equality, Ge, Gt

from symxent.logic.chance import (
    Covariance,
    Event,
    Expectation,
    Indicator,
    IsConvex,
    Mean,
    Probability,
    RandomVariable,
    Variance,
)
from symxent.logic.chance_claims import ChanceClaim, existence, numbers_of, obligation, plain, reader_of
from symxent.logic.chance_means import Reader
from symxent.logic.chance_products import Conditional, is_random
from symxent.logic.defined import need
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.laws import LAWS
from symxent.logic.ring import Refused
from symxent.logic.statements import Claim, Convex, Statement, are_one

#: No more events are told apart.
MOST_EVENTS = 3
Due = tuple[Expr, Hypotheses]


def sides(claim: ChanceClaim) -> tuple[Expr, Expr]:
    """The smaller side and the larger one.  Raises Refused for another relation."""
    if claim.op not in ("<=", ">="):
        raise Refused(f"{claim.op} between means")
    return (claim.lhs, claim.rhs) if claim.op == "<=" else (claim.rhs, claim.lhs)


def lives(claim: ChanceClaim, v: RandomVariable) -> Set:
    """Where the values of a variable lie, by what is assumed of it and by its law."""
    said = claim.hypotheses.where.get(v.family, S.Reals)
    if v.law is None:
        return said
    kind, *ends = LAWS[v.law.name].support(*v.law.parameters) or ("real",)
    by_law: dict[str, Set] = {"positive": Interval.open(0, oo), "unit": Interval.open(0, 1), "whole": Interval(0, oo)}
    if v.law.name == "Bernoulli":
        by_law["whole"] = FiniteSet(0, 1)
    if v.law.name == "DiscreteUniform" or kind == "between":
        return said.intersect(Interval(*ends)) if all(e.is_Rational for e in ends) else said
    return said.intersect(by_law.get(kind, S.Reals))


def at_every_point(claim: ChanceClaim, beyond: bool) -> tuple[Due, ...]:
    """What has to be ≥ 0 so that the claim follows, since the mean of what is nowhere negative is not negative.

    larger − smaller is E h: each is h where some of its events happen and the others do not, under hypotheses.
    ``beyond``: where X > a does not happen, X is a − w with w ≥ 0, though it is lost what else is known of X.
    """
    small, large = sides(claim)
    reader = reader_of(claim)
    h = _under_one_mean(large - small, reader)
    if h.has(Conditional, Mean) or any(is_random(s) for s in h.atoms(Sum)):
        raise Refused("a sum of what is random, or a mean that is")
    known = numbers_of(claim, reader)
    if existence(claim, reader):
        raise Refused("whether a mean exists")
    where = dict(known.where)
    for form, (made, own) in reader.numbers.items():
        if isinstance(form, RandomVariable) and not own:  # a mean of what lies in an interval does so
            values = lives(claim, form)
            where[made] = values if isinstance(values, Interval) else S.Reals
    points: dict[Expr, Expr] = {}
    for v in sorted(h.atoms(RandomVariable), key=str):
        points[v] = Symbol(f"‹{v} at a point›", real=True)
        where[points[v]] = lives(claim, v)
    known = replace(known, where=where)
    events = sorted(h.atoms(Indicator), key=str)
    if len(events) > MOST_EVENTS:
        raise Refused("too many events")
    due: list[Due] = []
    free = {x for x in points.values() if where[x] == S.Reals}
    for happens in product((True, False), repeat=len(events)):
        chosen = {e: Integer(one) for e, one in zip(events, happens, strict=True)}
        ways = [
            _ways(e.args[0].xreplace(points), one, number, set(points.values()) if beyond and not one else free)
            for number, (e, one) in enumerate(zip(events, happens, strict=True))
        ]
        for told in product(*ways):
            due.append(_in_case(h.xreplace(chosen).xreplace(points), known, told))
    return tuple(due)


def _under_one_mean(e: Expr, reader: Reader) -> Expr:
    """h with e = E h: what is linear in means, each opened, and numbers for the others."""
    if isinstance(e, Add):
        return Add(*(_under_one_mean(term, reader) for term in e.args))
    if isinstance(e, Mul):
        moving = [f for f in e.args if f.has(Mean)]
        if len(moving) == 1:
            fixed = [f for f in e.args if f is not moving[0]]
            return Mul(*fixed, _under_one_mean(moving[0], reader))
    if isinstance(e, Mean) and not e.given:
        if isinstance(e, Probability):
            return reader.indicator(e.body)
        if isinstance(e, Expectation | Variance | Covariance):
            bodies = [reader.inside(b) for b in e.args[: e.bodies]]
            if isinstance(e, Expectation):
                return bodies[0]
            one, other = bodies[0], bodies[-1]
            return (one - reader.average(one)) * (other - reader.average(other))
    return reader.read(e)


#: What is said of a point in one case: a value put for its letter, with where a new letter lives; what is positive.
Told = tuple[dict[Expr, Expr], dict[Expr, Set], tuple[Expr, ...]]


def _ways(event: Expr, happens: bool, number: int, free: set[Expr]) -> Iterator[Told]:
    """The points at which an event happens, or does not: by a letter of its own where that is plain.

    ``free``: the letters of points of which nothing is lost, or may be.
    """
    if isinstance(event, Event):
        yield {}, {}, ()
        return
    left, right = event.args
    if isinstance(event, Equality):
        yield ({left: right} if happens else {}), {}, ()
        return
    gap = left - right if happens else right - left
    w = Symbol(f"‹beyond {number}›", real=True)
    beyond = {w: Interval.open(0, oo) if happens else Interval(0, oo)}
    letters = [s for s in gap.free_symbols if str(s).endswith("at a point›")]
    if len(letters) == 1 and letters[0] in free:
        (x,) = letters
        turned = [a for a in gap.atoms(Abs) if a.has(x)]
        if (slope := gap.diff(x)).is_Rational and slope != 0:
            yield {x: ((w - gap.xreplace({x: S.Zero})) / slope).expand()}, beyond, ()
            return
        if len(turned) == 1:
            size = Dummy("size", real=True)
            outer, inner = gap.xreplace({turned[0]: size}), turned[0].args[0]
            slope = inner.diff(x)
            if outer.diff(size) == 1 and not outer.has(x) and slope.is_Rational and slope != 0:
                length = w - outer.xreplace({size: S.Zero})  # |u| = length for every w that belongs to a point
                for side in (1, -1):
                    yield {x: ((side * length - inner.xreplace({x: S.Zero})) / slope).expand()}, beyond, ()
                return
    yield {}, {}, (gap,) if happens else ()


def _in_case(h: Expr, known: Hypotheses, told: tuple[Told, ...]) -> Due:
    """h, and what is assumed, where several events happen or do not; more points than there are do no harm."""
    where, positive = dict(known.where), list(known.positive)
    put: dict[Expr, Expr] = {}
    for values, beyond, more in told:
        positive += more
        if not put.keys() & values.keys():
            put |= values
            where |= beyond
    where = {s: values for s, values in where.items() if s not in put}
    return h.xreplace(put), replace(known, where=where, positive=tuple(e.xreplace(put) for e in positive))


def _point(where: Set) -> Symbol:
    """A letter for any number of a set, as far as its sign."""
    if where.is_subset(Interval.open(0, oo)):
        return Symbol("point", positive=True)
    return Symbol("point", nonnegative=True) if where.is_subset(Interval(0, oo)) else Symbol("point", real=True)


def squares(claim: ChanceClaim, f: Expr, g: Expr) -> ChanceClaim:
    """E(f²) E(g²) − E(f g)² is larger − smaller: with real f and g it is not negative."""
    small, large = sides(claim)
    points = {v: _point(lives(claim, v)) for e in (f, g) for v in e.atoms(RandomVariable)}
    if any(e.xreplace(points).is_real is not True for e in (f, g)):
        raise Refused(f"{f} and {g} are real")
    rest = Expectation(f**2) * Expectation(g**2) - Expectation(f * g) ** 2
    return ChanceClaim(large - small, rest, claim.facts, claim.hypotheses)


def beyond(claim: ChanceClaim, chance: Probability) -> tuple[Claim, ChanceClaim]:
    """0 < c, and E(u²)/c² is larger − smaller + P(|u| ≥ c), with a real u."""
    small, large = sides(claim)
    event = chance.body if isinstance(chance, Probability) and not chance.given else None
    if not isinstance(event, Ge | Gt) or not is_random(event.lhs) or is_random(event.rhs):
        raise Refused(f"{chance} is P(|u| >= c)")
    u, c = event.lhs.args[0] if isinstance(event.lhs, Abs) else event.lhs, event.rhs  # u >= c is still less likely
    points = {v: _point(lives(claim, v)) for v in u.atoms(RandomVariable)}
    if u.xreplace(points).is_real is not True:
        raise Refused(f"{u} is real")
    positive = Claim(S.Zero, c, "<", numbers_of(claim, reader_of(claim)))
    return positive, ChanceClaim(large - small + chance, Expectation(u**2) / c**2, claim.facts, claim.hypotheses)


def bent(claim: ChanceClaim, f: Expr, x: Symbol, v: RandomVariable) -> tuple[ChanceClaim, Hypotheses]:
    """E f(X) − f(E X) is larger − smaller, and where f has to be convex: where X lives, which is an interval."""
    small, large = sides(claim)
    where = lives(claim, v)
    if not isinstance(where, Interval):
        raise Refused(f"{v} lives in an interval")
    said = (claim.lhs, claim.rhs, *claim.hypotheses.expressions())
    if any(e.has(x) for e in said) or is_random(f):
        raise Refused(f"{x} is a letter of its own, of which {f} is a number")
    gap = Expectation(f.xreplace({x: v})) - f.xreplace({x: Expectation(v)})
    h = plain(claim.hypotheses)
    return ChanceClaim(large - small, gap, claim.facts, claim.hypotheses), replace(h, where={**h.where, x: where})


# -- principles ----------------------------------------------------------------------------------------------------


def means(s: ChanceClaim, premises: Sequence[Statement], _: tuple[Any, ...], __: int) -> None:
    due = obligation(s)
    for premise, (left, right, h), op in zip(premises, due, (s.op, *("<" for _ in due[1:])), strict=True):
        need(are_one(premise, Claim(left, right, op, h)), "{} {} {}", left, op, right)


def monotone(s: ChanceClaim, premises: Sequence[Statement], parts: tuple[Any, ...], _: int) -> None:
    due = at_every_point(s, bool(parts[0]))
    need(len(premises) == len(due), "{} cases", len(due))
    for premise, (value, h) in zip(premises, due, strict=True):
        need(are_one(premise, Claim(S.Zero, value, "<=", h)), "0 <= {}", value)


def jensen(s: ChanceClaim, premises: Sequence[Statement], parts: tuple[Any, ...], _: int) -> None:
    (convex, equal), (x, v) = premises, parts
    if not isinstance(convex, Convex) or not isinstance(x, Symbol) or not isinstance(v, RandomVariable):
        raise Refused("a convex function, its letter and a random variable")
    due, h = bent(s, convex.f, x, v)
    need(convex == Convex(convex.f, x, h), "{} is convex where {} lives", convex.f, v)
    need(equal == due, "{} is E f(X) − f(E X)", due.lhs)


def jensen_given(s: ChanceClaim, premises: Sequence[Statement], parts: tuple[Any, ...], _: int) -> None:
    f, x, v, way = parts
    if not isinstance(f, AppliedUndef) or not isinstance(v, RandomVariable) or f.args != (x,):
        raise Refused("a function of a letter, and a random variable")
    need(IsConvex(f.func.__name__, way) in s.facts and way in (1, -1), "what is said of {}", f)
    due, _h = bent(s, way * f, x, v)
    need(premises[0] == due, "{} is the difference of E f(X) and f(E X)", due.lhs)


def chebyshev(s: ChanceClaim, premises: Sequence[Statement], parts: tuple[Any, ...], _: int) -> None:
    positive, due = beyond(s, parts[0])
    need(are_one(premises[0], positive), "{} > 0", positive.rhs)
    need(premises[1] == due, "{} is E(u²)/c²", due.lhs)


def cauchy_schwarz(s: ChanceClaim, premises: Sequence[Statement], parts: tuple[Any, ...], _: int) -> None:
    (equal,), (f, g) = premises, parts
    need(equal == squares(s, f, g), "it is E(f²) E(g²) − E(f g)²")


#: Of each principle: what it says, its check, how many premises and parts there are.
RULES: Mapping[str, tuple[Any, ...]] = {
    "means": ("expressions of means and probabilities are related   if they are with each mean drawn apart into those "
              "of products, and known moments put in", means, None),
    "the mean is monotone": ("E f <= E g   if f <= g at every point, in each case of its events", monotone, None, 1),
    "Jensen of a mean": ("f(E X) <= E f(X)   if f is convex on an interval in which X lives", jensen, 2, 2),
    "Jensen of a function": ("f(E X) <= E f(X)   if f is said to be convex", jensen_given, 1, 4),
    "Chebyshev": ("P(|u| >= c) <= E(u²)/c²   if 0 < c", chebyshev, 2, 1),
    "Cauchy and Schwarz": ("E(f g)² <= E(f²) E(g²)", cauchy_schwarz, 1, 2),
}  # fmt: skip
