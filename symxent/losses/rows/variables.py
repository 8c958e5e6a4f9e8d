"""The variables of a loss over a row: the row of logits, the class or the shares that are the target, indices.

All are SymPy objects and are used as such; formulas count classes from 1 to k, kernels take class numbers from 0.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, IndexedBase, S, Set, Symbol

from symxent.errors import SymxentError
from symxent.kernels.program.names import check_name
from symxent.language.domain import CLOSED_UNIT
from symxent.losses.variables import PREDICTION, TARGET, LossVariable

# Names that the generated C or its loops use; "k" is the number of classes itself.
_TAKEN = frozenset(
    word
    for line in (
        "all arrays b block d e h i j k labels m moved n odd rows s scratch skew sizes start steps terms top v",
        "args data value gradient hessian_diagonal",
    )
    for word in line.split()
)


class Row(IndexedBase):
    """A row of k numbers of a loss: ``x[j]`` is a component, ``x/tau`` a scaled row; ``where`` each component lives."""

    role: str
    where: Set
    default: float | None = None
    values: tuple[Expr, ...] = ()

    def __new__(cls, name: str | Symbol, classes: Any, **_: Any) -> Row:
        made: Row = IndexedBase.__new__(cls, name, shape=tuple(classes) if _is_shape(classes) else (classes,))
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


class ClassLabel(Symbol):
    """The class that is right, one of 1 … k in formulas and of 0 … k − 1 in kernels."""

    role, where = TARGET, S.Naturals
    default: float | None = None
    values: tuple[Expr, ...] = ()

    def __new__(cls, name: str) -> ClassLabel:
        made: ClassLabel = Symbol.__xnew__(cls, name, integer=True)
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name,), {}

    @property
    def plain(self) -> Symbol:
        """An integer symbol of that name."""
        return Symbol(self.name, integer=True)


def classes(name: str = "k") -> Symbol:
    """The number of classes, as a symbol.

    >>> classes("k")
    k
    """
    return Symbol(_checked(name, frozenset()), integer=True, positive=True)


def index(name: str = "j") -> Symbol:
    """An index over the classes, for sums.

    >>> from sympy import Sum
    >>> k, j = classes("k"), index("j")
    >>> Sum(logits("x", k)[j], (j, 1, k))
    Sum(x[j], (j, 1, k))
    """
    return Symbol(_checked(name, frozenset()), integer=True)


def logits(name: str, k: Expr) -> Logits:
    """A row of k raw scores.

    >>> logits("x", classes("k")).shape
    (k,)
    """
    return Logits(_checked(name), _length(name, k))


def target_shares(name: str, k: Expr) -> Shares:
    """A row of the k classes' shares, a soft target.

    >>> target_shares("y", classes("k"))[index("j")]
    y[j]
    """
    return Shares(_checked(name), _length(name, k))


def target_class(name: str) -> ClassLabel:
    """The right class: 1 … k in formulas, and in kernels, as NumPy counts, 0 … k − 1.

    >>> target_class("t").is_integer
    True
    """
    return ClassLabel(_checked(name))


def _length(name: str, k: object) -> Symbol:
    if not isinstance(k, Symbol) or not k.is_integer or isinstance(k, LossVariable | ClassLabel):
        raise SymxentError(f"{name!r}: the number of classes is a symbol, k = sx.classes('k'), and {k!r} was given")
    return k


def _checked(name: object, taken: frozenset[str] = _TAKEN) -> str:
    return check_name(name, taken)


def _is_shape(classes: object) -> bool:
    return not isinstance(classes, Symbol)


def in_kernels(parameter: LossVariable) -> str:
    """What a parameter is called in the loops of a row kernel, some of whose own names a formula may well use."""
    return f"{parameter.name}_" if parameter.name in _TAKEN else parameter.name
