"""Which reading of an ambiguous notation is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symxent.read.tokens import Token


@dataclass(frozen=True)
class Grammar:
    """What the parser has to know beforehand.

    ``functions``: names that take an argument in parentheses; ``superscripts``: names whose upper index is no power.
    ``wide_sums``: Σ a + b is Σ (a + b).  ``long_arguments``: log a b is log(a b).
    ``long_derivatives``: d/dx (f) g is d/dx (f g).  ``long_slash``: a/b c is a/(b c).
    """

    functions: frozenset[str] = frozenset()
    superscripts: frozenset[str] = frozenset()
    wide_sums: bool = False
    long_arguments: bool = False
    long_derivatives: bool = False
    long_slash: bool = False


#: Each notation in its usual reading, and no name known.
USUAL = Grammar()


def is_read_otherwise(reading: Grammar, tokens: Iterable[Token]) -> bool:
    """Whether some token begins a notation that an option of the reading is about."""
    return any(
        (reading.wide_sums and t.kind == "command" and t.text in ("sum", "product", "union"))
        or (reading.long_arguments and t.kind == "word")
        or (reading.long_derivatives and t.text in ("d", "partial", "nabla"))
        or (reading.long_slash and t.text == "/")
        for t in tokens
    )
