"""The catalogue of losses over a row of scores: each file declares one, with its source.

>>> named("softmax_cross_entropy").name
'softmax_cross_entropy'
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from symxent.errors import SymxentError
from symxent.losses.rows.loss import RowLoss


def names() -> tuple[str, ...]:
    """The names of the catalogue, in order of the alphabet."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def named(name: str) -> RowLoss:
    """The loss of that name; raises SymxentError that lists those that there are."""
    if name not in names():
        raise SymxentError(f"there is no loss {name!r} over a row of classes; there are {', '.join(names())}")
    found: RowLoss = import_module(f"{__name__}.{name}").loss
    return found
