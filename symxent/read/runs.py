"""Runs of plain letters: products, words, functions, and what is integrated over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from symxent.read.signs import Token
from symxent.read.vocabulary import COMMANDS_IN_LETTERS, FUNCTION_WORDS, PROSE, WORDS

if TYPE_CHECKING:
    from symxent.read.tokens import Lexicon


#: dydx, rdrd before \theta, xdxdy: what is integrated over, written without spaces.
_CHANGES = re.compile(r"[a-ce-zA-Z]{0,2}(?:d[p-zP-Z]){2,3}d?|[a-ce-zA-Z]{0,2}d[p-zP-Z]d")


def letters(run: str, following: str, operand: bool, lexicon: Lexicon, begin: int) -> Iterator[Token]:
    """Split a run of plain letters: xy is a product, tanh a function, ylog is y log, and by in a + by is b y."""
    if run in COMMANDS_IN_LETTERS and run not in lexicon.words:
        yield Token("command", COMMANDS_IN_LETTERS[run], begin, begin + len(run))
        return
    for part, kind, offset in _split(run, following, operand, lexicon):
        yield Token(kind, part, begin + offset, begin + offset + len(part))


def _split(run: str, following: str, operand: bool, lexicon: Lexicon) -> Iterator[tuple[str, str, int]]:
    if len(run) == 1 or run in lexicon.products:
        yield from ((c, "name", i) for i, c in enumerate(run))
    elif run in lexicon.words or run in FUNCTION_WORDS or run in WORDS:
        yield run, "word", 0
    elif run.lower() in PROSE and not (len(run) == 2 and (operand or following in ("'", "^", "_") or run.isupper())):
        yield run, "prose", 0
    else:
        for word in ("log", "ln", "exp", "tanh"):
            cut = run.find(word)
            if cut >= 0 and cut <= 2 and len(run) - cut - len(word) <= 2:
                yield from ((c, "name", i) for i, c in enumerate(run[:cut]))
                yield word, "word", cut
                after = cut + len(word)
                yield from ((c, "name", after + i) for i, c in enumerate(run[after:]))
                return
        if _CHANGES.fullmatch(run):
            yield from ((c, "name", i) for i, c in enumerate(run))
        elif len(run) >= 4 or (run.isupper() and (len(run) == 3 or following == "(")):
            yield run, "word", 0
        else:
            yield from ((c, "name", i) for i, c in enumerate(run))
