"""The variables of a loss, each with what it is for and where it lives: scores, targets, parameters.

A variable is a SymPy symbol, and is used as one; two of the same name, use and set are the same variable.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import Any

from sympy import Expr, FiniteSet, Float, Interval, Rational, S, Set, Symbol, oo, sympify

from symxent.errors import SymxentError
from symxent.kernels.program.names import C_KEYWORDS, check_name
from symxent.language import functions
from symxent.language.domain import set_text

PREDICTION, TARGET, PARAMETER = "prediction", "target", "parameter"
MOST_VALUES = 8


class LossVariable(Symbol):
    """A symbol that knows its ``role`` (prediction, target or parameter), its set, and a parameter's default.

    SymPy's printers go by the names of classes: this one has a name that none of them knows.
    """

    role: str
    where: Set
    default: float | None

    def __new__(cls, name: str, role: str, where: Set, default: float | None = None) -> LossVariable:
        known: dict[str, bool] = {"real": True}
        if where.inf > 0 or (where.inf == 0 and isinstance(where, Interval) and where.left_open):
            known = {"positive": True}
        elif where.inf == 0:
            known = {"nonnegative": True}
        made = Symbol.__xnew__(cls, name, **known)
        made.role, made.where, made.default = role, where, default
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        # SymPy orders by it, and None has no order.
        return (
            *super()._hashable_content(),
            self.role,
            self.where,
            "" if self.default is None else str(float(self.default)),
        )

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.role, self.where, self.default), {}

    @property
    def plain(self) -> Symbol:
        """A real symbol of that name, as the prover takes it."""
        return Symbol(self.name, real=True)

    @property
    def values(self) -> tuple[Expr, ...]:
        """The values of a variable that takes a few only, in order; else none."""
        return tuple(sorted(self.where.args)) if isinstance(self.where, FiniteSet) else ()


def logit(what: str | Expr) -> LossVariable | Expr:
    """``logit("z")`` declares a raw score, any real number; ``logit(p)`` of an expression is log(p/(1 − p)).

    >>> logit("z").where
    Reals
    >>> from sympy.abc import p
    >>> logit(p)
    logit(p)
    """
    if isinstance(what, str):
        return _declared(what, PREDICTION, S.Reals)
    return functions.logit(what)


def prediction(name: str, between: Sequence[object] | None = None, above: object = None) -> LossVariable:
    """A prediction: a probability ``between=(0, 1)``, ends left out, a positive number ``above=0``, or any real number.

    >>> prediction("p", between=(0, 1)).where
    Interval.open(0, 1)
    """
    return _declared(name, PREDICTION, _interval(name, between, above=above, is_open=True))


def target(
    name: str,
    values: Sequence[object] | None = None,
    between: Sequence[object] | None = None,
    at_least: object = None,
    above: object = None,
) -> LossVariable:
    """A target: a label of a few ``values``, a share ``between=(0, 1)`` with its ends, or a number.

    >>> target("y", values=(0, 1)).where, target("y", between=(0, 1)).where
    ({0, 1}, Interval(0, 1))
    """
    if values is not None:
        numbers = [_number(name, v) for v in values]
        if not 1 <= len(set(numbers)) <= MOST_VALUES:
            raise SymxentError(f"target {name!r} has {len(set(numbers))} values; 1 to {MOST_VALUES} can be told apart")
        return _declared(name, TARGET, FiniteSet(*numbers))
    return _declared(name, TARGET, _interval(name, between, at_least=at_least, above=above))


def parameter(
    name: str,
    default: float,
    between: Sequence[object] | None = None,
    at_least: object = None,
    above: object = None,
) -> LossVariable:
    """A number that is given at run time, such as γ or τ, with its default and the interval in which it may lie.

    >>> gamma = parameter("gamma", 2, between=(0, 10))
    >>> gamma.default, gamma.where
    (2.0, Interval(0, 10))
    """
    where = _interval(name, between, at_least=at_least, above=above)
    number = _number(name, default)
    if number not in where:
        raise SymxentError(f"the default {default} of parameter {name!r} does not lie in {set_text(where)}")
    return _declared(name, PARAMETER, where, float(number))


def _declared(name: str, role: str, where: Set, default: float | None = None) -> LossVariable:
    return LossVariable(check_name(name), role, where, default)


def _interval(
    name: str, between: Sequence[object] | None, at_least: object = None, above: object = None, is_open: bool = False
) -> Set:
    if sum(given is not None for given in (between, at_least, above)) > 1:
        raise SymxentError(f"{name!r} is declared with several ranges; one of between, at_least, above was expected")
    if above is not None:
        return Interval.open(_number(name, above), oo)
    if at_least is not None:
        return Interval(_number(name, at_least), oo)
    if between is None:
        return S.Reals
    if len(between) != 2:
        raise SymxentError(f"{name!r}: between takes two ends, such as (0, 1), and {between!r} was given")
    low, high = (_number(name, end) for end in between)
    if not low < high:
        raise SymxentError(f"{name!r}: between takes its lower end first, and {between!r} was given")
    return Interval(low, high, is_open, is_open)


def _number(name: str, value: object) -> Expr:
    try:
        # 0.1 is meant as a tenth, not as the double next to it.
        number = Rational(repr(value)) if isinstance(value, float) else sympify(value, strict=True)
    except (TypeError, ValueError):
        raise SymxentError(f"{name!r}: {value!r} is not a number") from None
    if not isinstance(number, Rational):
        raise SymxentError(f"{name!r}: {value!r} is not a number that can be written as a fraction")
    return number


def check_loss_name(name: object) -> None:
    """Raises SymxentError for what cannot name a loss: its files and functions are called so, in Python and in C."""
    if not isinstance(name, str) or not name.isidentifier() or not name.isascii():
        raise SymxentError(f"a loss is named like a Python variable, and {name!r} was given")
    for language, words in (("Python", keyword.kwlist), ("C", C_KEYWORDS)):
        if name in words:
            raise SymxentError(
                f"a loss cannot be named {name!r}, which is a word of {language} itself: no file of "
                "kernels could be used by that name"
            )


def with_decimals(expr: Expr) -> Expr:
    """The expression with each float as the decimal that it prints: 0.1 is meant as a tenth.

    >>> from sympy.abc import z
    >>> with_decimals(0.1 * z**2.0)
    z**2/10
    """
    floats = {f: Rational(repr(float(f)) if f._prec == 53 else str(f)) for f in expr.atoms(Float)}
    return expr.xreplace(floats)


def plain(expr: Expr, also: Mapping[Expr, Expr] | None = None) -> Expr:
    """The expression over real symbols instead of variables."""
    swap = {v: v.plain for v in expr.free_symbols if isinstance(v, LossVariable)}
    return expr.xreplace({**swap, **(also or {})})
