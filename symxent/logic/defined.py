"""Where an expression has a value, and where a function is smooth: of terms that a principle puts in itself."""

from __future__ import annotations

from dataclasses import replace

from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Expr,
    Gt,
    Heaviside,
    Indexed,
    Interval,
    KroneckerDelta,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    NumberSymbol,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    asin,
    atan,
    ceiling,
    cos,
    erf,
    erfi,
    exp,
    floor,
    log,
    sign,
    sin,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from symxent.logic.checker import Checker
from symxent.logic.choices import JOINTED
from symxent.logic.definitions import by_definition
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import kinds_in, outermost
from symxent.logic.ring import Refused, Vacuous

MOST_CHOICES = 6  # case distinctions in one expression


def need(holds: bool, condition: str, *of: object) -> None:
    """A condition in words, with ``{}`` for what it is of: SymPy takes long to print what is seldom asked for."""
    if not holds:
        raise Refused(condition.format(*of) if of else condition)


def need_value(h: Hypotheses, e: Expr, size: int, goal: tuple[Expr, ...] = (), smooth: bool = True) -> None:
    """An expression has a value at every point that is looked at, in each case of its case distinctions.

    It has all derivatives there as well, but for joints; or is continuous, where it need not be ``smooth``.
    """
    choice = min(kinds_in(e, Piecewise), key=lambda p: (len(kinds_in(p, Piecewise)), str(p)), default=None)
    if choice is None:
        return _need_total(Checker(goal, h, size=size), e, smooth)
    need(len(kinds_in(e, Piecewise)) <= MOST_CHOICES and choice.args[-1][1] == True, "few choices in {}", e)  # noqa: E712
    bound = {letter for s in kinds_in(e, Sum, Product) for letter in s.variables}
    for branch, condition in choice.args:
        need(not condition.free_symbols & bound, "{} is about no letter of a sum", condition)
        for edge in edges(condition):
            need_value(h, edge, size, goal, smooth)
        try:
            need_value(_assuming(h, condition, True), e.xreplace({choice: branch}), size, goal, smooth)
        except Vacuous:
            continue
        h = _assuming(h, condition, False)


def _need_total(c: Checker, e: Expr, smooth: bool) -> None:
    """The same for an expression without case distinctions."""
    definition = by_definition(e)
    if isinstance(e, Sum):
        body, _, _ = c.opened(e)
        _, _, low, high = outermost(e)
        c.need_at_least(high - low, -1)
        _need_total(c, body, smooth)
    elif definition is not None:
        _need_total(c, definition, smooth)
    elif not isinstance(e, Symbol | Indexed | Rational | NumberSymbol):
        for a in e.args:
            _need_total(c, a, smooth)
        need_positive = c.need_positive if smooth else c.need_nonnegative  # at its end an arc sine is continuous
        if isinstance(e, asin):
            need_positive(1 - e.args[0])
            need_positive(1 + e.args[0])
        elif isinstance(e, Pow) and e.exp.is_Rational and e.exp > 0 and not e.exp.is_Integer:
            need_positive(e.base)
        elif isinstance(e, log) or (isinstance(e, Pow) and not (e.base is S.Exp1 or e.exp.is_Integer)):
            c.need_positive(e.args[0])
        elif isinstance(e, Pow) and e.exp < 0:
            need(c.signs.is_nonzero(c.value(e.base)), "{} != 0", e.base)
        need(isinstance(e, TOTAL), "{} has a value everywhere", e)


#: What jumps.
JUMPING = (sign, Heaviside, KroneckerDelta, floor, ceiling)
#: What has a value for every real argument; a power, a logarithm and an arc sine where they are defined.
TOTAL = (
    Add,
    Mul,
    Pow,
    exp,
    log,
    Abs,
    sign,
    Max,
    Min,
    Heaviside,
    KroneckerDelta,
    erf,
    erfi,
    sin,
    cos,
    asin,
    atan,
    floor,
    ceiling,
)


def _assuming(h: Hypotheses, condition: Basic, holds: bool) -> Hypotheses:
    """What a condition that holds, or does not, says; nothing where it says it in another way."""
    if not isinstance(condition, Relational):
        return h
    gap = condition.args[0] - condition.args[1]
    if isinstance(condition, Lt | Le):
        gap = -gap
    if isinstance(condition, Eq | Ne):
        return replace(h, nonzero=(*h.nonzero, gap)) if isinstance(condition, Ne) == holds else h
    if isinstance(condition, Gt | Lt) == holds:
        return replace(h, positive=(*h.positive, gap if holds else -gap))
    return replace(h, nonnegative=(*h.nonnegative, gap if holds else -gap))


def need_smooth(h: Hypotheses, f: Expr, x: Expr, size: int, goal: tuple[Expr, ...] = ()) -> None:
    """A function has a value and all derivatives by x everywhere: it is made of functions that have."""
    need(not any(a.has(x) for a in kinds_in(f, *JOINTED, floor, ceiling)), "{} has no joint", f)
    need_value(h, f, size, goal)


def need_continuous(h: Hypotheses, f: Expr, x: Expr, size: int, goal: tuple[Expr, ...] = ()) -> None:
    """A function has a value everywhere, and is continuous in x."""
    need(not any(a.has(x) for a in kinds_in(f, *JUMPING, Piecewise)), "{} does not jump", f)
    need_value(h, f, size, goal, smooth=False)


def edges(condition: Basic) -> list[Expr]:
    """The expressions at whose zeros a condition may begin or cease to hold."""
    if isinstance(condition, And | Or | Not):
        return [edge for a in condition.args for edge in edges(a)]
    if condition in (S.true, S.false):
        return []
    need(isinstance(condition, Relational), "the condition {}", condition)
    return [condition.args[0] - condition.args[1]]


def need_interval_of(h: Hypotheses, x: Expr) -> None:
    """A variable takes every value between two of its own, whatever the others are."""
    where = h.where.get(x)
    need(isinstance(x, Symbol), "{} is a variable", x)
    gaps = _WITH_GAPS & set(x.assumptions0) or (x.is_nonzero and not (x.is_positive or x.is_negative))
    need(not gaps, "{} takes every value between two of its own", x)
    need(where is None or where == S.Reals or isinstance(where, Interval), "{} lives in an interval", x)
    need_nothing_else(h, x)


def need_nothing_else(h: Hypotheses, x: Expr) -> None:
    """Nothing is assumed of a variable but where it lives."""
    rest = replace(h, where={s: values for s, values in h.where.items() if s != x})
    need(not any(e.has(x) for e in (*rest.expressions(), *rest.where.values())), "nothing else is assumed of {}", x)


#: What is known of a symbol that does not take every value of an interval.
_WITH_GAPS = {
    *("integer", "noninteger", "even", "odd", "prime", "composite"),
    *("rational", "irrational", "algebraic", "transcendental"),
}
