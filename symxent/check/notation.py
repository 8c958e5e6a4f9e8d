"""Notation that misleads although nothing is false: what its rules are given, and what they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symxent.check.findings import Correction
from symxent.language.scope import plain_key
from symxent.language.tree import Big, Node, Span, children


@dataclass(frozen=True)
class Warning_:
    """A code, where, what to say, and the clear form where there is one."""

    code: str
    span: Span
    message: str
    correction: Correction | None = None


def bigs(node: Node, bound: frozenset[str]) -> Iterator[tuple[Big, frozenset[str]]]:
    """Each sum with the names that sums around it bind."""
    if isinstance(node, Big):
        yield node, bound
        inner = bound | {k for k in map(plain_key, node.index) if k is not None}
        yield from bigs(node.body, inner)
        return
    for child in children(node):
        yield from bigs(child, bound)
