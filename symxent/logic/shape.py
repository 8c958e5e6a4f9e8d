"""Whether a claim or a proof is made of what it says that it is made of: nothing else is looked at, or ever parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sympy import Basic

_hints = cache(get_type_hints)
_parts = cache(lambda hint: (get_origin(hint), get_args(hint)))


def fits(value: object, hint: Any) -> bool:
    """Whether a value has the type of an annotation, all the way down; ``Any`` is nested tuples of SymPy's objects."""
    kind, inside = _parts(hint)
    if hint is Any:
        return fits(value, Basic | int | NoneType | tuple[Any, ...])
    if kind in (Union, UnionType):
        return any(fits(value, h) for h in inside)
    if kind is tuple:
        each = inside[:1] * len(value) if inside[1:] == (...,) and type(value) is tuple else inside
        return type(value) is tuple and len(value) == len(each) and all(map(fits, value, each))
    if kind is frozenset:
        return type(value) is frozenset and all(fits(v, inside[0]) for v in value)
    if kind is Mapping:
        return isinstance(value, Mapping) and all(all(map(fits, pair, inside)) for pair in value.items())
    if is_dataclass(hint):
        return type(value) is hint and all(fits(getattr(value, name), h) for name, h in _hints(hint).items())
    return type(value) is str if hint is str else isinstance(value, hint)
