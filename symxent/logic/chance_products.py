"""Products of random factors: what each depends on, and which of them are independent of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from sympy import Add, Basic, Expr, Indexed, IndexedBase, Mul, S, Sum, Symbol, exp, expand, oo
from sympy.core.symbol import Str

from symxent.logic.chance import Event, Indicator, RandomVariable
from symxent.logic.ring import Refused

if TYPE_CHECKING:
    from symxent.logic.chance_means import Reader

#: The power of each factor.
Monomial: TypeAlias = dict[Expr, Expr]
RANDOM = (RandomVariable, Indicator)


class Value(Expr):
    """The value of something random, as opposed to its mean."""

    is_commutative = True


class Conditional(Expr):
    """E(f | Y), in normal form: a random number, a function of Y."""

    is_commutative = True
    is_extended_real = True
    is_real = True

    @property
    def body(self) -> Expr:
        return self.args[0]

    @property
    def given(self) -> frozenset[Basic]:
        return frozenset(self.args[1:])


def is_random(e: Basic) -> bool:
    return e.has(*RANDOM)


def variables(e: Basic) -> frozenset[Basic]:
    """The random variables and events on which the value of an expression depends."""
    if isinstance(e, RandomVariable | Event):
        return frozenset((e,))
    if isinstance(e, Conditional):
        return e.given
    return frozenset().union(*map(variables, e.args))


def times(product: Monomial) -> Expr:
    return Mul(*(base**power for base, power in product.items()))


def exponentials(product: Monomial) -> Monomial:
    """The exponentials of a product as one for each term of the exponent that is random."""
    inside = Add(*(b.args[0] * p for b, p in product.items() if isinstance(b, exp)))
    made = {b: p for b, p in product.items() if not isinstance(b, exp)}
    by: dict[frozenset[Basic], Expr] = {}
    for term in Add.make_args(expand(inside)):
        by[variables(term)] = by.get(variables(term), S.Zero) + term
    return made | {exp(e): S.One for e in by.values() if e != 0}


def belongs(v: Basic, unit: frozenset[Basic]) -> bool:
    """Whether a variable is of a unit of a family; X[i] is of X."""
    return v in unit or (isinstance(v, RandomVariable) and v.family in unit)


def parted(
    of: dict[Expr, frozenset[Basic]], product: Monomial, given: frozenset[Basic], units: list[frozenset[Basic]]
) -> list[tuple[Monomial, bool]]:
    """The factors joined that share a unit."""
    blocks: list[tuple[set[int], list[Expr], bool]] = [({k for k, u in enumerate(units) if u & given}, [], bool(given))]
    for base, held in of.items():
        touched, bases, conditioned = {k for k, u in enumerate(units) if u & held}, [base], False
        apart = []
        for block in blocks:
            if block[0] & touched:
                touched, bases, conditioned = touched | block[0], bases + block[1], conditioned or block[2]
            else:
                apart.append(block)
        blocks = [*apart, (touched, bases, conditioned)]
    return [({b: product[b] for b in bases}, conditioned) for _, bases, conditioned in blocks if bases]


def at(e: Expr, v: RandomVariable, value: Expr) -> Expr:
    """The value of an expression of one variable at one of its values; indicators are 0 or 1."""
    put = e.xreplace({v: value})

    def settled(one: Indicator) -> Expr:
        inside = one.args[0]
        if inside not in (S.true, S.false):
            raise Refused(f"whether {inside}")
        return S.One if inside is S.true else S.Zero

    found = put.replace(lambda x: isinstance(x, Indicator), settled)
    if found.has(S.ComplexInfinity, S.NaN, oo, -oo):
        raise Refused(f"{e} has no value at {v} = {value}")
    return found


def at_any_index(product: Expr, alike: set[str]) -> Expr:
    """The product with one index for all, where it has a single variable of a sequence of one law."""
    found = product.atoms(RandomVariable)
    if len(found) != 1:
        return product
    (v,) = found
    return product.xreplace({v: RandomVariable(v.name, v.together, *(Str("·") for _ in v.index))})


def summed(reader: Reader, body: Expr, limits: Sequence[Any]) -> Expr:
    """A sum of numbers; Σ E(Y 1_B[i]) over all events of a partition is E(Y)."""
    i, low, high = limits[-1]
    names = {name for name, many in reader.partitions if low == 1 and high == many}
    if len(limits) > 1 or not names:
        return Sum(body, *limits)
    done, left = S.Zero, S.Zero
    for term in Add.make_args(expand(body)):
        fixed, moving = term.as_independent(i, as_Add=False)
        whole = _over_a_partition(reader, moving, i, names)
        done, left = (done, left + term) if whole is None else (done + fixed * whole, left)
    return done + (Sum(left, (i, low, high)) if left != 0 else S.Zero)


def _over_a_partition(reader: Reader, mean: Expr, i: Symbol, names: set[str]) -> Expr | None:
    """E(Y) of E(Y 1_B[i]), where nothing in Y holds i; None for another number."""
    for form, (made, own) in reader.numbers.items():
        if not isinstance(mean, Indexed) or mean.base != made or mean.indices.count(i) != 1:
            continue
        place = own[mean.indices.index(i)]
        events = [f for f in Mul.make_args(form) if isinstance(f, Indicator) and f.has(place)]
        rest = form / Mul(*events)
        held = {f.args[0].name for f in events if isinstance(f.args[0], Event) and f.args[0].index == (place,)}
        if len(events) == 1 and held & names and not rest.has(place):
            return reader.average(rest.xreplace(dict(zip(own, mean.indices, strict=True))))
    return None


def applied(made: Any, letters: Sequence[Symbol]) -> Expr:
    if not letters:
        return made
    return made[tuple(letters)] if isinstance(made, IndexedBase) else made(*letters)
