"""The catalogue of losses: each file declares one, with its source; ``named`` finds it by the name of the file.

>>> named("huber").name
'huber'
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from symxent.errors import unknown
from symxent.losses.loss import Loss


def names() -> tuple[str, ...]:
    """The names of the catalogue, in order of the alphabet."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def named(name: str) -> Loss:
    """The loss of that name; raises SymxentError that names near ones."""
    if name not in names():
        raise unknown("loss", name, names())
    return import_module(f"{__name__}.{name}").loss
