"""The variables of a loss, each with what it is for and where it lives: scores, targets, parameters.

A variable is a SymPy symbol, or a row of k numbers, and is used as one; two of the same name, use and set are the same
variable.  Formulas count classes from 1 to k, kernels take class numbers from 0.
"""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from typing import Any

from sympy import (
    Expr,
    FiniteSet,
    Float,
    IndexedBase,
    Interval,
    Rational,
    S,
    Set,
    Symbol,
    atanh,
    coth,
    exp,
    log,
    oo,
    sympify,
)

from symxent.errors import SymxentError
from symxent.kernels.program.names import C_KEYWORDS, check_name
from symxent.language import functions
from symxent.language.domain import CLOSED_UNIT, set_text

PREDICTION, TARGET, PARAMETER = "prediction", "target", "parameter"
MOST_VALUES = 8
# Names that the loops over the classes use; "k" is the number of classes itself.
_OF_LOOPS = frozenset(
    word
    for line in (
        "all arrays b block d e h i j k labels m moved n odd rows s scratch skew sizes start steps terms top v",
        "args data value gradient hessian_diagonal",
    )
    for word in line.split()
)


class LossVariable(Symbol):
    """A symbol that knows its ``role`` (prediction, target or parameter), its set, and a parameter's default.

    SymPy's printers go by the names of classes: this one has a name that none of them knows.
    """

    role: str
    where: Set
    default: float | None

    def __new__(cls, name: str, role: str, where: Set, default: float | None = None) -> LossVariable:
        known: dict[str, bool] = {"real": True}
        if where is S.Naturals:
            known = {"integer": True}
        elif where.inf > 0 or (where.inf == 0 and isinstance(where, Interval) and where.left_open):
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
        """A real symbol of that name, or an integer one of a class, as the prover takes it."""
        return Symbol(self.name, integer=True) if self.is_class else Symbol(self.name, real=True)

    @property
    def is_class(self) -> bool:
        """Whether it is the class that is right, one of 1 … k in formulas and of 0 … k − 1 in kernels."""
        return self.where is S.Naturals

    @property
    def values(self) -> tuple[Expr, ...]:
        """The values of a variable that takes a few only, in order; else none."""
        return tuple(sorted(self.where.args)) if isinstance(self.where, FiniteSet) else ()


class Row(IndexedBase):
    """A row of k numbers of a loss: ``x[j]`` is a component, ``x/tau`` a scaled row; ``where`` each component lives."""

    role: str
    where: Set
    default: float | None = None
    values: tuple[Expr, ...] = ()
    is_class = False

    def __new__(cls, name: str | Symbol, classes: Any, **_: Any) -> Row:
        made: Row = IndexedBase.__new__(cls, name, shape=(classes,) if isinstance(classes, Symbol) else tuple(classes))
        return made

    @property
    def classes(self) -> Symbol:
        """The number of classes."""
        return self.shape[0]

    @property
    def plain(self) -> IndexedBase:
        """The same name without its length, as kernels and proofs know it."""
        return IndexedBase(str(self.label))


class Logits(Row):
    """A row of raw scores, each any real number."""

    role, where = PREDICTION, S.Reals


class Shares(Row):
    """A row of shares of the classes, each at least 0."""

    role, where = TARGET, CLOSED_UNIT


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


def classes(name: str = "k") -> Symbol:
    """The number of classes, as a symbol.

    >>> classes("k")
    k
    """
    return Symbol(check_name(name, frozenset()), integer=True, positive=True)


def index(name: str = "j") -> Symbol:
    """An index over the classes, for sums.

    >>> from sympy import Sum
    >>> k, j = classes("k"), index("j")
    >>> Sum(logits("x", k)[j], (j, 1, k))
    Sum(x[j], (j, 1, k))
    """
    return Symbol(check_name(name, frozenset()), integer=True)


def logits(name: str, k: Expr) -> Logits:
    """A row of k raw scores.

    >>> logits("x", classes("k")).shape
    (k,)
    """
    return Logits(check_name(name, _OF_LOOPS), _length(name, k))


def target_shares(name: str, k: Expr) -> Shares:
    """A row of the k classes' shares, a soft target.

    >>> target_shares("y", classes("k"))[index("j")]
    y[j]
    """
    return Shares(check_name(name, _OF_LOOPS), _length(name, k))


def target_class(name: str) -> LossVariable:
    """The right class: 1 … k in formulas, and in kernels, as NumPy counts, 0 … k − 1.

    >>> target_class("t").is_integer
    True
    """
    return LossVariable(check_name(name, _OF_LOOPS), TARGET, S.Naturals)


def in_loops(variable: LossVariable) -> str:
    """What a number is called in loops over the classes, some of whose own names a formula may well use."""
    return f"{variable.name}_" if variable.name in _OF_LOOPS else variable.name


def _length(name: str, k: object) -> Symbol:
    if not isinstance(k, Symbol) or not k.is_integer or isinstance(k, LossVariable):
        raise SymxentError(f"{name!r}: the number of classes is a symbol, k = sx.classes('k'), and {k!r} was given")
    return k


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


def by_exponentials(expr: Expr) -> Expr:
    """Functions that no kernel computes by themselves, coth and artanh, by exp and log.

    >>> from sympy import coth
    >>> from sympy.abc import z
    >>> by_exponentials(coth(z))
    (exp(z) + exp(-z))/(exp(z) - exp(-z))
    """
    return expr.replace(lambda e: isinstance(e, coth | atanh), lambda e: e.rewrite(exp if isinstance(e, coth) else log))
