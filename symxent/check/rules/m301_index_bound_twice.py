r"""An index is bound by a sum and used outside of it at the same time.

## Why is this bad?
The formula is meant, and can be read, in two ways; a program that follows it is wrong.

## Example
```latex
$$S_j = \frac{e^{x_j}}{\sum_{j=1}^k e^{x_j}}$$
```
Write instead:
```latex
$$S_j = \frac{e^{x_j}}{\sum_{m=1}^k e^{x_m}}$$
```

This is a warning and no refutation.
"""

from __future__ import annotations

from collections.abc import Iterator

from symxent.check.findings import Correction, Edit
from symxent.check.notation import Warning_, bigs
from symxent.check.statements import Statement
from symxent.language.scope import plain_key
from symxent.language.tree import Big, Divide, Name, Node, children
from symxent.read.signs import Token

FRESH = ("m", "l", "r", "s", "q", "t", "u", "v")


def find(statement: Statement, source: str) -> Iterator[Warning_]:
    """e^{x_j} / Σ_j e^{x_j}: one letter for the component above and for the sum below."""
    for node in statement.nodes:
        if not isinstance(node, Divide):
            continue
        for part, other in ((node.below, node.above), (node.above, node.below)):
            free = _free_names(other)
            for big, above in bigs(part, frozenset()):
                for name in big.index:
                    key = plain_key(name)
                    if key is None or big.kind != "sum" or above or big.condition is not None:
                        continue
                    if isinstance(name, Name) and len(key) == 1 and key in free and name.span and big.span:
                        correction = _renamed(big, key, statement, source)
                        words = f"the index {key} is bound by the sum and also used outside of it"
                        yield Warning_("M301", name.span, words, correction)


def _free_names(node: Node) -> set[str]:
    """Names that occur outside of every sum that binds them."""
    found: set[str] = set()

    def visit(n: Node, bound: frozenset[str]) -> None:
        if isinstance(n, Name):
            if n.key not in bound:
                found.add(n.key)
            return
        if isinstance(n, Big):
            inner = bound | {k for k in map(plain_key, n.index) if k is not None}
            visit(n.body, inner)
            for end in (n.lower, n.upper):
                if end is not None:
                    visit(end, bound)
            return
        for child in children(n):
            visit(child, bound)

    visit(node, frozenset())
    return found


def _renamed(big: Big, key: str, statement: Statement, source: str) -> Correction | None:
    """The sum with its index renamed to a letter that the chain does not use."""
    if big.span is None:
        return None
    used = {t.text for m in statement.chain.members for t in m.tokens}
    fresh = next((letter for letter in FRESH if letter not in used), None)
    tokens = [
        t for m in statement.chain.members for t in m.tokens if big.span.start <= t.start and t.end <= big.span.end
    ]
    inner = [b for b, _ in bigs(big.body, frozenset()) if key in map(plain_key, b.index)]
    edits = tuple(
        Edit(t.start, t.end, fresh)
        for t in tokens
        if fresh is not None and t.kind == "name" and t.text == key and not _within(t, inner)
    )
    if fresh is None or not edits:
        return None
    before = source[big.span.start : big.span.end]
    after, start = before, big.span.start
    for edit in reversed(edits):
        after = after[: edit.start - start] + edit.text + after[edit.end - start :]
    return Correction(edits, before, after, "index")


def _within(token: Token, bigs: list[Big]) -> bool:
    return any(b.span is not None and b.span.start <= token.start < b.span.end for b in bigs)
