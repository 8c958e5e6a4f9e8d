"""The sides of matrices: how many rows or columns, found out by what fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from symxent.errors import SymxentError


class Unreadable(SymxentError):
    """A formula that is no expression of matrices whose letters are known, or that could be meant in two ways."""


@dataclass(eq=False)
class Side:
    """How many rows or columns: one, or a size that is found out; sides that have to be equal are joined.

    ``name``: the letter that the page has for it, n of I_n; ``parts``: the sides of blocks ("+"), or of factors of a
    Kronecker product ("×"), that make it up.
    """

    one: bool = False
    same: Side | None = None
    name: str = ""
    sign: str = ""
    parts: tuple[Side, ...] = ()

    def root(self) -> Side:
        side = self
        while side.same is not None:
            side = side.same
        return side


ONE = Side(one=True)
Shape: TypeAlias = tuple[Side, Side]
SCALAR: Shape = (ONE, ONE)


def made_of(sign: str, parts: list[Side]) -> Side:
    """The side of blocks beside each other, or of a Kronecker product."""
    return parts[0] if len(parts) == 1 else Side(sign=sign, parts=tuple(parts))


def join(a: Side, b: Side) -> None:
    """Let two sides be equal.  Raises Unreadable where they have two names, or are made of different parts."""
    a, b = a.root(), b.root()
    if a is b or (a.one and b.one):
        return
    if a.one or (a.parts and not b.parts):
        a, b = b, a
    if b.one and (a.name or a.parts):
        raise Unreadable("a side of one that has a name or is made of several")
    if a.parts:
        if a.sign != b.sign or len(a.parts) != len(b.parts):
            raise Unreadable("blocks that do not fit together")
        for one, other in zip(a.parts, b.parts, strict=True):
            join(one, other)
    if (a.name and b.name and a.name != b.name) or a in _inside(b):
        raise Unreadable("a side of two sizes")
    b.name = b.name or a.name
    a.same = b


def _inside(side: Side) -> list[Side]:
    found = [part.root() for part in side.parts]
    return [*found, *(deep for part in found for deep in _inside(part))]


def is_scalar(shape: Shape) -> bool:
    return shape[0].root().one and shape[1].root().one
