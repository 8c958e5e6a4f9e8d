"""A position in a list of tokens: what is ahead, what was passed, and what to say where it does not go on."""

from __future__ import annotations

from collections.abc import Sequence

from symxent.language.tree import Span
from symxent.read.errors import ReadError
from symxent.read.grammar import Grammar
from symxent.read.signs import Token
from symxent.read.vocabulary import FUNCTION_WORDS

#: Brackets within brackets beyond this depth are not read.
MAX_DEPTH = 60
OPENS = frozenset(("(", "[", "{", "\\{", "⟨", "⌊", "⌈"))
CLOSES = frozenset((")", "]", "}", "\\}", "⟩", "⌋", "⌉"))


class Cursor:
    """Tokens, the place in them, the brackets that are open."""

    def __init__(self, tokens: Sequence[Token], grammar: Grammar) -> None:
        self.tokens = [t for t in tokens if t.kind != "gap"]
        self.grammar = grammar
        self.at = 0
        self.depth = 0
        self.bars: list[str] = []  # which brackets are open, to tell |x| from P(x | y)
        self.differentials = 0  # integrals that wait for their dx
        self.integrals: list[int] = []  # where the bodies of those begin that are being read

    def peek(self, ahead: int = 0) -> str:
        """The sign, name or command ahead; "" at the end and before prose."""
        at = self.at + ahead
        return self.tokens[at].text if at < len(self.tokens) else ""

    def kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def is_symbol(self, text: str, ahead: int = 0) -> bool:
        return self.kind(ahead) == "symbol" and self.peek(ahead) == text

    @property
    def around(self) -> str:
        """The bracket that was opened last, "" outside of all; a minus and a sum are none."""
        return next((b for b in reversed(self.bars) if b not in ("-", "Σ")), "")

    def at_function(self) -> bool:
        """Whether the name of a function is ahead: log, or one that \\operatorname declares."""
        return self.kind() == "operator" or (self.kind() == "word" and self.peek() in FUNCTION_WORDS)

    def closing(self, at: int) -> int:
        """Where the bracket that opens at a place closes, of whatever kind, or −1."""
        depth = 0
        for i in range(at, len(self.tokens)):
            token = self.tokens[i]
            if token.kind in ("begin", "end"):
                depth += 1 if token.kind == "begin" else -1
            elif token.kind == "symbol":
                depth += (token.text in OPENS) - (token.text in CLOSES)
            if depth == 0:
                return i
        return -1

    def words(self, first: int) -> str:
        """The tokens from a place up to here as one text: what was passed over without being understood."""
        return " ".join(t.text for t in self.tokens[first : self.at])

    def take(self) -> Token:
        if self.at >= len(self.tokens):
            last = self.tokens[-1] if self.tokens else Token("symbol", "", 0, 1)
            raise ReadError("the formula ends where something is still expected", last.end - 1, last.end)
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, text: str) -> Token:
        if not self.is_symbol(text):
            raise self.error(f"{text!r} was expected")
        return self.take()

    def error(self, message: str) -> ReadError:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "error":
                return ReadError(token.text, token.start, token.end)
            return ReadError(f"{message}: {token.text!r}", token.start, token.end)
        last = self.tokens[-1]
        return ReadError(f"{message}, and the formula ends", last.end - 1, last.end)

    def span(self, first: int) -> Span:
        last = min(max(self.at - 1, first), len(self.tokens) - 1)
        return Span(self.tokens[first].start, self.tokens[last].end)

    def enter(self, bracket: str) -> None:
        self.depth += 1
        self.bars.append(bracket)
        if self.depth > MAX_DEPTH:
            raise self.error(f"brackets are nested more than {MAX_DEPTH} deep")

    def leave(self) -> None:
        self.depth -= 1
        self.bars.pop()
