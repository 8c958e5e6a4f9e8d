"""What the value of each kind of expression is: one row for each kind that the rules speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sympy import (
    Add,
    Derivative,
    Expr,
    Function,
    Indexed,
    KroneckerDelta,
    LambertW,
    Mul,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    ceiling,
    cos,
    exp,
    floor,
    log,
    sin,
    sqrt,
)
from sympy.core.function import AppliedUndef

from symxent.logic import choices, derivatives, elementary, gamma, sums, trigonometry
from symxent.logic.definitions import ODD, by_definition
from symxent.logic.letters import may_be_unreal
from symxent.logic.ring import Frac, Refused
from symxent.logic.values import F, Values

if TYPE_CHECKING:
    from symxent.logic.checker import Checker


MOST_BITS = 100_000


def rational(c: Values[F], e: Rational) -> F:
    if max(abs(int(e.p)), int(e.q)).bit_length() > MOST_BITS:
        raise Refused("a number of readable size")
    return c.ring.constant(int(e.p), int(e.q))


def _number(c: Checker, e: Expr) -> Frac:
    if e is S.Exp1:
        return c.value(exp(S.One, evaluate=False))
    return c.atom(e, e) if e is not S.GoldenRatio else c.value((1 + sqrt(5)) / 2)


def _symbol(c: Checker, e: Expr) -> Frac:
    """A symbol or a component: what it is in this case, or an atom; a label obeys y² = y."""
    if isinstance(e, Indexed):
        places = tuple(i.expand() if not i.is_Atom else i for i in e.indices)
        e = e if places == e.indices else Indexed(e.base, *places)
    value = c.hypotheses.values.get(e)
    if value is not None and e not in c.under_way:
        c.under_way.add(e)
        try:
            return c.value(value)
        finally:
            c.under_way.discard(e)
    c.need(not may_be_unreal(e), "{} is real", e)
    found = c.atom(e, e)
    number = c.ring.number[e]
    if number not in c.ring.powers and c.hypotheses.finite(e) in ((S.Zero, S.One), (S.Zero,), (S.One,)):
        c.ring.powers[number] = (2, found[0])
    return found


def plus(c: Values[F], e: Add) -> F:
    return c.ring.add(*map(c.value, e.args))


def times(c: Values[F], e: Mul) -> F:
    total = c.value(e.args[0])
    for a in e.args[1:]:
        total = c.ring.multiply(total, c.value(a))
    return total


def _pow(c: Checker, e: Pow) -> Frac:
    base, power = e.base, e.exp
    if base is S.Exp1:
        return c.value(exp(power, evaluate=False))
    number = power if power.is_Rational else c.constant(c.value(power))
    if number is None:
        return elementary.symbolic_power(c, base, power)
    if number.q == 1:
        value = c.value(base)
        return c.ring.power(value if number >= 0 else c.invert(value), abs(int(number)))
    return elementary.root(c, base, number)


def _exp(c: Checker, e: Expr) -> Frac:
    return elementary.exponential(c, c.value(e.args[0]))


def _log(c: Checker, e: Expr) -> Frac:
    c.need(len(e.args) == 1, "a logarithm of one number")
    return elementary.logarithm(c, e.args[0])


def _named(c: Checker, e: Expr) -> Frac:
    """A function of a table: by its definition, or opaque."""
    written = by_definition(e)
    if written is not None:
        return c.value(written)
    # Unknown functions of one name that are declared differently are two.
    head = f"unknown {e.func} {sorted(e.func._kwargs.items())}" if isinstance(e, AppliedUndef) else str(e.func)
    return c.function(head, e.args, e)


VALUES: dict[type, Callable[[Checker, Expr], Frac]] = {
    Rational: rational,
    NumberSymbol: _number,
    Symbol: _symbol,
    Indexed: _symbol,
    Add: plus,
    Mul: times,
    Pow: _pow,
    exp: _exp,
    log: _log,
    **dict.fromkeys(ODD, elementary.odd),
    sin: trigonometry.sine,
    cos: trigonometry.cosine,
    **dict.fromkeys((floor, ceiling), elementary.floor_of),
    LambertW: elementary.lambert_of,
    **gamma.VALUES,
    **dict.fromkeys(choices.JOINTED, choices.value),
    KroneckerDelta: choices.delta,
    Sum: sums.value,
    Product: sums.product,
    Derivative: derivatives.value,
    Subs: derivatives.at_a_point,
    Function: _named,
}
