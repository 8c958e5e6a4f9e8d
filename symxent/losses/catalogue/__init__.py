"""The catalogue of losses: each file declares one, with its source; ``named`` finds it by the name of the file.

>>> named("huber").name
'huber'
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from symxent.errors import SymxentError, unknown
from symxent.losses.loss import Loss


def names(by_row: bool | None = None) -> tuple[str, ...]:
    """The names of the catalogue, in order of the alphabet: of all, of losses of a row of scores, or of one score."""
    found = sorted(module.name for module in iter_modules(__path__))
    return tuple(name for name in found if by_row is None or named(name).by_row is by_row)


def named(name: str) -> Loss:
    """The loss of that name; raises SymxentError that names near ones."""
    if name not in names():
        raise unknown("loss", name, names())
    found: Loss = import_module(f"{__name__}.{name}").loss
    return found


def has(loss: Loss) -> bool:
    """Whether a loss is one of the catalogue, and not only called so."""
    return loss.name in names() and named(loss.name) == loss


def of_one_score(loss: Loss | str) -> Loss:
    """The loss itself, or the one of that name; raises SymxentError for one over a row of classes."""
    found = named(loss) if isinstance(loss, str) else loss
    if found.by_row:
        raise SymxentError(f"{found.name} is a loss over a row of classes; one of a single score was expected")
    return found
