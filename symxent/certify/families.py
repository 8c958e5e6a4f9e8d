"""Vectors and matrices as their components, each a term of Coq: the companion of ``language/linear.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from symxent.certify.differentiate import NoCertificate
from symxent.certify.terms import At, Components, Index, Term


@dataclass(frozen=True)
class Family:
    """A vector or matrix as its components, each a term; ``row`` as in ``language/linear.py``."""

    shape: tuple[Term, ...]
    entry: Callable[..., Term]
    row: bool = False


Spoken: TypeAlias = Term | Family


def each(f: Callable[..., Term], *values: Spoken) -> Spoken:
    """f of each component; scalars are stretched."""
    families = [value for value in values if isinstance(value, Family)]
    if not families:
        return f(*values)
    first = families[0]
    if any(len(other.shape) != len(first.shape) for other in families):
        raise NoCertificate("vectors of different shapes were combined component by component")
    return Family(
        first.shape, lambda *at: f(*(v.entry(*at) if isinstance(v, Family) else v for v in values)), first.row
    )


def transposed(value: Spoken) -> Spoken:
    if not isinstance(value, Family):
        return value
    if len(value.shape) == 2:
        return Family(value.shape[::-1], lambda i, j: value.entry(j, i))
    return Family(value.shape, value.entry, not value.row)


def whole_vector(vector: Family, name: str) -> Term:
    entry = vector.entry(Index(name))
    if isinstance(entry, At) and entry.indices == (Index(name),):
        return entry.vector
    return Components(name, entry)
