"""A step of a chain with its outcome."""

from __future__ import annotations

from dataclasses import dataclass

from symxent.check.numeric import Mismatch
from symxent.check.statements import Statement
from symxent.check.steps import Outcome
from symxent.language.tree import Node
from symxent.read.errors import ReadError
from symxent.read.signs import Token


@dataclass(frozen=True)
class Judged:
    """A step with its outcome.  ``left`` and ``right`` are trees, or what could not be read.

    ``previous`` is true when the left side stands in an earlier formula.  ``compensates``: a false step that ends
    where the chain was still right.  ``wrong``: printed decimals that are wrong inside the right side.
    """

    statement: Statement
    place: int
    left: Node | ReadError
    right: Node | ReadError
    operator: Token
    kind: str
    outcome: Outcome
    previous: bool = False
    compensates: bool = False
    reading: str = ""
    mismatches: tuple[Mismatch, ...] = ()
    wrong: tuple[tuple[Node, Node], ...] = ()
    milliseconds: float = 0.0

    @property
    def status(self) -> str:
        return self.outcome.status

    @property
    def key(self) -> object:
        """What tells it from the other steps of its chain, and from itself read otherwise."""
        return self.place, self.left, self.right, self.previous, self.outcome.component
