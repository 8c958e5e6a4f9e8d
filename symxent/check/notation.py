"""Notation that misleads although nothing is false: an index bound twice, a power on braces that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symxent.check.findings import Correction, Edit
from symxent.check.names import mentions
from symxent.check.statements import Statement
from symxent.language.scope import plain_key
from symxent.language.tree import (
    Add,
    Big,
    Divide,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Power,
    Span,
    children,
    walk,
)
from symxent.read.macros import closing_brace
from symxent.read.signs import Token

_FRESH = ("m", "l", "r", "s", "q", "t", "u", "v")


@dataclass(frozen=True)
class Warning_:
    """A code, where, what to say, and the clear form where there is one."""

    code: str
    span: Span
    message: str
    correction: Correction | None = None


def warnings(statement: Statement, source: str) -> Iterator[Warning_]:
    """What to warn of in one chain."""
    for place in statement.wide:
        tree = statement.members[place]
        if isinstance(tree, Node) and tree.span is not None:
            yield Warning_("M305", tree.span, "Σ is read as reaching over the whole sum behind it: put brackets")
    for member in statement.trees:
        yield from _bound_twice(member, statement, source)
        yield from _unused(member)
        yield from _unseen_braces(member, source)


# -- an index that is bound and free at once


def _bound_twice(member: Node, statement: Statement, source: str) -> Iterator[Warning_]:
    """e^{x_j} / Σ_j e^{x_j}: one letter for the component above and for the sum below."""
    for node in walk(member):
        if not isinstance(node, Divide):
            continue
        for part, other in ((node.below, node.above), (node.above, node.below)):
            free = _free_names(other)
            for big, above in _bigs(part, frozenset()):
                for name in big.index:
                    key = plain_key(name)
                    if key is None or big.kind != "sum" or above or big.condition is not None:
                        continue
                    if isinstance(name, Name) and len(key) == 1 and key in free and name.span and big.span:
                        correction = _renamed(big, key, statement, source)
                        words = f"the index {key} is bound by the sum and also used outside of it"
                        yield Warning_("M301", name.span, words, correction)


def _bigs(node: Node, bound: frozenset[str]) -> Iterator[tuple[Big, frozenset[str]]]:
    """Each sum with the names that sums around it bind."""
    if isinstance(node, Big):
        yield node, bound
        inner = bound | {k for k in map(plain_key, node.index) if k is not None}
        yield from _bigs(node.body, inner)
        return
    for child in children(node):
        yield from _bigs(child, bound)


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
    fresh = next((letter for letter in _FRESH if letter not in used), None)
    tokens = [
        t for m in statement.chain.members for t in m.tokens if big.span.start <= t.start and t.end <= big.span.end
    ]
    inner = [b for b, _ in _bigs(big.body, frozenset()) if key in map(plain_key, b.index)]
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


# -- an index that the sum does not use


def _unused(member: Node) -> Iterator[Warning_]:
    """Σ_{j=1}^k e^{z_k}: the body runs over nothing, and its index is the upper bound."""
    for big, _ in _bigs(member, frozenset()):
        if big.kind not in ("sum", "product") or len(big.index) != 1 or big.condition is not None or big.span is None:
            continue
        index, bound = big.index[0], big.upper
        if not isinstance(index, Name) or not isinstance(bound, Name) or mentions(big.body, index.key):
            continue
        if any(isinstance(n, Indexed) and bound in (*n.lower, *n.upper) for n in walk(big.body)):
            words = f"the sum runs over {index.key}, but its body uses the bound {bound.key} as an index"
            yield Warning_("M303", big.span, words)


# -- a power on braces that nobody sees


def _without_braces(span: Span, source: str) -> Correction | None:
    """The power on the last factor alone, as it prints."""
    close = closing_brace(source, span.start)
    if not span.start < close < span.end:
        return None
    edits = (Edit(span.start, span.start + 1, ""), Edit(close, close + 1, ""))
    before = source[span.start : span.end]
    after = source[span.start + 1 : close] + source[close + 1 : span.end]
    return Correction(edits, before, after, "bracket")


def _unseen_braces(member: Node, source: str) -> Iterator[Warning_]:
    for node in walk(member):
        if not isinstance(node, Power) or node.span is None or node.base.span is None:
            continue
        if isinstance(node.base, Multiply | Add | Negative | Divide) and source[node.span.start] == "{":
            seen = "prints as if only its last factor were raised"
            message = f"this power stands on braces that nobody sees: it {seen}"
            yield Warning_("M302", node.span, message, _without_braces(node.span, source))
