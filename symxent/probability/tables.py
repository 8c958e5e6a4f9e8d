"""Small tables of probabilities as exact points at which an equation between means can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import Any, TypeAlias

from sympy import Add, Basic, Dummy, Eq, Expr, Indexed, Integer, Rational, S, Sum, Symbol, binomial, log
from sympy.logic.boolalg import Boolean, Xor

from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.logic import (
    Covariance,
    CrossEntropy,
    Divergence,
    Entropy,
    Event,
    Expectation,
    Identical,
    Independent,
    Indicator,
    Mean,
    Probability,
    RandomVariable,
    Variance,
)
from symxent.logic.laws import LAWS, values_of
from symxent.proof.verdict import Ball, Witness

#: So many kinds of tables, and values of the other letters, are tried at most; a larger table is not made.
_MOST_KINDS, _MOST_SETTINGS, _MOST_OUTCOMES = 40, 6, 300
#: So many members of a sequence are written out: X[1] … X[n].
_LENGTHS = (2, 3)
_MOST_TERMS = 10
_FAILURES = (ZeroDivisionError, LookupError, TypeError, ValueError, AttributeError, SymxentError)
_NUMBERS = tuple(map(Rational, ("2", "3", "1", "1/2", "1/3", "-1", "0", "5")))
_HALF, _THIRD = Rational(1, 2), Rational(1, 3)
#: Laws on a few numbers: the values of one variable with their probabilities.
_ALONE: tuple[Mapping[Expr, Expr], ...] = (
    {S.Zero: Rational(2, 3), S.One: _THIRD},
    {S.NegativeOne: _HALF, S.One: _HALF},
    {S.One: _HALF, Integer(2): _HALF},
    {S.One: _HALF, Integer(2): Rational(1, 4), Integer(4): Rational(1, 4)},
    {Integer(2): S.One},
    {Integer(-2): _THIRD, _HALF: Rational(2, 3)},
    {_HALF: S.One},
)
Outcome: TypeAlias = Mapping[Basic, Any]
#: The witness that two numbers are not equal; None without one.
Differ: TypeAlias = Callable[[Expr, Expr], Witness | None]
Rows: TypeAlias = list[tuple[Expr, Outcome]]


@dataclass(frozen=True)
class Table:
    """Outcomes, each with its probability and the values of all variables; events are true or false."""

    outcomes: tuple[tuple[Expr, Outcome], ...]

    def value(self, e: Basic, at: Outcome) -> Any:
        """The value of an expression at an outcome; ZeroDivisionError for one that is given with probability 0."""
        if isinstance(e, RandomVariable | Event):
            return at[e]
        if isinstance(e, Mean):
            return self._mean(e, at)
        if isinstance(e, Indicator):
            return S.One if self.value(e.args[0], at) == S.true else S.Zero
        return e.func(*(self.value(arg, at) for arg in e.args)) if e.has(RandomVariable, Event, Mean) else e

    def _mean(self, e: Mean, at: Outcome) -> Expr:
        rows = self.outcomes
        for g in e.given:
            if isinstance(g, Boolean):
                rows = tuple((p, o) for p, o in rows if self.value(g, o) == S.true)
            else:
                rows = tuple((p, o) for p, o in rows if o[g] == at[g])
        whole = Add(*(p for p, _ in rows))
        if whole == 0:
            raise ZeroDivisionError

        def mean(body: Basic) -> Expr:
            if isinstance(body, Boolean):
                return Add(*(p for p, o in rows if self.value(body, o) == S.true)) / whole
            return Add(*(p * self.value(body, o) for p, o in rows)) / whole

        if isinstance(e, Expectation | Probability):
            return mean(e.body)
        if isinstance(e, Entropy | CrossEntropy | Divergence):
            return self._of_masses(e)
        if not isinstance(e, Variance | Covariance):
            raise TypeError  # a table has no density
        one, other = e.args[0], e.args[e.bodies - 1]
        return mean(one * other) - mean(one) * mean(other)

    def _of_masses(self, e: Mean) -> Expr:
        """−Σ p log q over the values of a variable; LookupError where q is 0 and p is not."""
        if e.given:
            raise TypeError
        one, other = (
            {v: self._mean(Probability(Eq(x, v)), {}) for v in self._values(x)} for x in (e.args[0], e.args[-1])
        )
        crossed = -Add(*(p * log(other[v]) for v, p in one.items()))
        return crossed + Add(*(p * log(p) for p in one.values())) if isinstance(e, Divergence) else crossed

    def _values(self, x: Basic) -> set[Expr]:
        return {o[x] for p, o in self.outcomes if p != 0}


def separating(
    lhs: Expr, rhs: Expr, facts: frozenset[Basic], domain: Domain, differ: Differ, most: int
) -> Iterator[Witness]:
    """Points at which both sides have values that differ for certain."""
    for setting in islice(settings(lhs, rhs, domain), _MOST_SETTINGS):
        try:
            left, right = (written_out(e, setting) for e in (lhs, rhs))
            places = next(settings(left, right, domain), None)  # q[1], q[2], … of q[k] under a sum
            if places is None:
                continue
            left, right, setting = left.xreplace(places), right.xreplace(places), setting | places
        except _FAILURES:
            return
        variables = sorted(left.atoms(RandomVariable, Event) | right.atoms(RandomVariable, Event), key=str)
        if not variables or left.has(Sum) or right.has(Sum):
            continue
        for table in islice(tables(variables, facts), most):
            first = table.outcomes[0][1]
            if not all(_may_be(v, x, domain) for _, o in table.outcomes for v, x in o.items()):
                continue
            try:
                sides = table.value(left, first), table.value(right, first)
            except _FAILURES:
                continue
            if any(s.has(S.NaN, S.ComplexInfinity) or s.is_real is False for s in sides):
                continue
            found = differ(*sides)
            if found is not None and all(s.is_Rational for s in sides):
                found = Witness((), *(Ball(str(s), "0") for s in sides))
            if found is not None and sides[0] != sides[1]:
                yield Witness((*setting.items(), *_shown(table, variables)), found.lhs, found.rhs)
                break


def _may_be(v: Basic, value: Basic, domain: Domain) -> bool:
    """Whether a random variable may take a value."""
    where = domain.where.get(v.family) if isinstance(v, RandomVariable) else None
    return where is None or where.contains(value) == S.true


def settings(lhs: Expr, rhs: Expr, domain: Domain) -> Iterator[dict[Symbol, Expr]]:
    """Values of the letters that are no random variables, the lengths of sequences first; as the domain wants them.

    None of q[k], where a sum runs over k: they are q[1], q[2], … when that is written out.
    """
    bound = {i for e in (lhs, rhs) for big in e.atoms(Sum) for i in big.bound_symbols}
    equal = [left - right for left, right in domain.equal]
    found = lhs.free_symbols | rhs.free_symbols
    beside = [s for e in (*domain.positive, *equal) if e.free_symbols & found for s in e.free_symbols]
    found = found.union(s for s in beside if not isinstance(s, Indexed))  # q[m] > 0 may be said of every place
    families = {s for place in found if isinstance(place, Indexed) for s in place.base.free_symbols}
    letters = sorted((s for s in found - families if not s.has(*bound)), key=str)
    ends = {s for e in (lhs, rhs) for big in e.atoms(Sum) for limit in big.limits for s in limit[2].free_symbols}
    within: dict[Basic, list[Expr]] = {s: [] for s in letters}
    laws = {v.law for v in lhs.atoms(RandomVariable) | rhs.atoms(RandomVariable) if v.law is not None}
    rows = [(LAWS[law.name], law.parameters) for law in laws]
    chances = {s for row, p in rows for e in row.chances(*p) for s in e.free_symbols}
    positive = [*domain.positive, *(e for row, p in rows for e in row.positive(*p))]
    for s in letters:
        values = map(Integer, _LENGTHS) if s in ends else _NUMBERS
        where = domain.set_of(s.base if isinstance(s, Indexed) and s not in domain.where else s)
        for value in values:
            like = Dummy(**s.assumptions0) if hasattr(s, "assumptions0") else s
            allowed = where.contains(value) == S.true and not (like.is_integer and not value.is_integer)
            allowed = allowed and not (like.is_positive and value <= 0) and (s not in chances or 0 < value < 1)
            if allowed and not (like.is_nonnegative and value < 0):
                within[s].append(value)
    for k in range(_MOST_SETTINGS):
        if all(within.values()):
            made = {s: fits[(k + place) % len(fits)] for place, (s, fits) in enumerate(within.items())}
            chosen = {s for letter in made for s in letter.free_symbols}
            kept = all(e.xreplace(made).is_positive for e in positive if e.free_symbols & chosen)
            if kept and all(e.xreplace(made).is_zero for e in equal if e.free_symbols & chosen):
                yield made


def written_out(e: Expr, setting: Mapping[Symbol, Expr]) -> Expr:
    """An expression at a setting, its sums written out; X[1] is a variable of its own."""

    def terms(big: Sum) -> Expr:
        found = [big.function]
        for i, low, high in big.limits:
            if not (low.is_Integer and high.is_Integer and high - low < _MOST_TERMS):
                return big
            found = [body.xreplace({i: Integer(k)}) for body in found for k in range(int(low), int(high) + 1)]
        return Add(*found)

    return e.xreplace(dict(setting)).replace(lambda x: isinstance(x, Sum), terms)


def tables(variables: Sequence[Basic], facts: frozenset[Basic]) -> Iterator[Table]:
    """Tables of the variables, those that are independent independent, those of a law of that law."""
    units, rest = _units(variables, facts)
    same = {f.args[0].name for f in facts if isinstance(f, Identical)}
    for kind in range(_MOST_KINDS):
        made = [*units, *([v] for v in rest)] if kind % 3 == 0 else units
        found = []
        for place, unit in enumerate(made):
            alike = any(isinstance(v, RandomVariable) and v.name in same for v in unit)
            found.append(_joint(unit, kind if alike else kind + place * (kind // 3), kind, alike))
        rows = [joint for joint in found if joint is not None]
        if len(rows) < len(found):
            return
        if prod(map(len, rows)) <= _MOST_OUTCOMES:
            outcomes = [_together(chosen) for chosen in product(*rows)]
            yield Table(tuple((p, o if kind % 3 == 0 else _with_rest(o, rest, kind)) for p, o in outcomes))


def _together(rows: Sequence[tuple[Expr, Outcome]]) -> tuple[Expr, Outcome]:
    return prod((p for p, _ in rows), start=S.One), {v: x for _, outcome in rows for v, x in outcome.items()}


def _with_rest(outcome: Outcome, rest: Sequence[Basic], kind: int) -> Outcome:
    """The variables that may depend on all others as functions of them: one of them, or what two come to."""
    made = dict(outcome)
    for v in rest:
        of = [x for w, x in outcome.items() if isinstance(w, Event) == isinstance(v, Event)]
        both = Xor(*of[:2]) if isinstance(v, Event) else prod(of[:2])
        made[v] = both if kind % 3 == 1 and len(of) > 1 else of[0] if of else S.One
    return made


def _units(variables: Sequence[Basic], facts: frozenset[Basic]) -> tuple[list[list[Basic]], list[Basic]]:
    """The variables in groups that are to be independent, and those that may depend on all of them.

    Where it is not plain which have to be, all are.
    """
    independent = [f for f in facts if isinstance(f, Independent)]
    if not independent:
        return [list(variables)], []
    of_sequences = any(_base(v) for v in variables)
    if len(independent) == 1 and len(independent[0].args) > 1 and not of_sequences:
        units = [[v for v in variables if v in unit] for unit in independent[0].args]
        covered = {v for unit in units for v in unit}
        rest = [v for v in variables if v not in covered]
        if all(isinstance(v, Event) or (isinstance(v, RandomVariable) and v.law is None) for v in rest):
            return [unit for unit in units if unit], rest
    return [[v] for v in variables], []


def _base(v: Basic) -> RandomVariable | None:
    return v.family if isinstance(v, RandomVariable) and v.index else None


def _alone(v: Basic, kind: int) -> Mapping[Any, Expr] | None:
    """A law of one variable: its own, where that is on a few numbers."""
    if isinstance(v, Event):
        chance = (_THIRD, _HALF, Rational(3, 4))[kind % 3]
        return {S.true: chance, S.false: 1 - chance}
    assert isinstance(v, RandomVariable)
    if v.law is None:
        return _ALONE[kind % len(_ALONE)]
    if v.law.name == "Binomial" and v.law.parameters[0].is_Integer:
        n, p = v.law.parameters
        return {Integer(k): binomial(n, k) * p**k * (1 - p) ** (n - k) for k in range(int(n) + 1)}
    return values_of(v.law.name, v.law.parameters)


def _joint(unit: Sequence[Basic], kind: int, way: int, alike: bool) -> Rows | None:
    """A joint law of some variables: equal ones, any, each the next value of the one before, or independent ones."""
    laws = [_alone(v, kind if alike else kind + place * (way % 2)) for place, v in enumerate(unit)]
    known = [law for law in laws if law is not None and all(p.is_nonnegative for p in law.values())]
    if len(known) < len(unit):
        return None
    together = [zip(unit, row, strict=True) for row in product(*(law.items() for law in known))]
    rows: Rows = []
    for row in together:
        pairs = list(row)
        rows.append((prod((p for _, (_, p) in pairs), start=S.One), {v: x for v, (x, _) in pairs}))
    free = all(isinstance(v, Event) or (isinstance(v, RandomVariable) and v.law is None) for v in unit)
    one = all(list(law.items()) == list(known[0].items()) for law in known)
    if len(unit) == 1 or way % 4 == 3 or (alike and way % 4 in (1, 2)):
        return rows
    if way % 4 == 0 and one:
        return [(p, dict.fromkeys(unit, value)) for value, p in known[0].items()]
    if way % 4 == 2 and one and free:
        values = list(known[0])
        turned = [{v: values[(k + place) % len(values)] for place, v in enumerate(unit)} for k in range(len(values))]
        return list(zip(known[0].values(), turned, strict=True))
    if way % 4 == 1 and free:
        weights = [Integer(1 + (k * k) % 3) for k in range(len(rows))]
        return [(w / Add(*weights), o) for w, (_, o) in zip(weights, rows, strict=True)]
    return rows


def _shown(table: Table, variables: Sequence[Basic]) -> list[tuple[Basic, Expr]]:
    """The probabilities of a table, as a witness tells them."""
    found: dict[str, Expr] = {}
    for p, outcome in table.outcomes:
        words = ", ".join(
            (str(v) if outcome[v] == S.true else f"not {v}") if isinstance(v, Event) else f"{v} = {outcome[v]}"
            for v in variables
        )
        found[f"P({words})"] = found.get(f"P({words})", S.Zero) + p
    return [(Symbol(words), p) for words, p in found.items() if p != 0]
