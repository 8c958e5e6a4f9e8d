"""Braces that nobody sees: {}, {=}, {\\argmax}, {\\sum_{i=1}^n}; what a macro put around half an expression."""

from __future__ import annotations

from collections.abc import Sequence

from symxent.read.signs import Token
from symxent.read.vocabulary import BIG

#: Commands that take two groups.
_TAKE_TWO = frozenset(("frac", "binom", "underset", "overset"))
#: What needs something behind it.
_REACHING = BIG | {"max", "min", "nabla"}
_ATOMS = frozenset(("name", "number", "word"))


def unseen(tokens: Sequence[Token]) -> set[int]:
    """The places of braces that are no argument: they fill a bracket, or hold nothing, one sign, or what reaches on."""
    partner = _partners(tokens)
    drop: set[int] = set()
    for opening, closing in partner.items():
        if _is_argument(tokens, opening, partner):
            continue
        inside = tokens[opening + 1 : closing]
        around = tokens[max(0, opening - 1)].text + tokens[min(closing + 1, len(tokens) - 1)].text
        if around in ("()", "[]") or (_is_nothing(tokens, opening, closing) if not inside else _is_unfinished(inside)):
            drop |= {opening, closing}
    return drop


def _partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Where each brace that opens closes."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if token.kind == "symbol" and token.text == "{":
            opened.append(i)
        elif token.kind == "symbol" and token.text == "}" and opened:
            found[opened.pop()] = i
    return found


def _is_argument(tokens: Sequence[Token], opening: int, partner: dict[int, int]) -> bool:
    """Whether a command, an accent, an index or an environment takes the group."""
    if opening == 0:
        return False
    before = tokens[opening - 1]
    if before.kind == "command":
        return before.text not in _REACHING
    if before.kind in ("accent", "begin") or (before.kind == "symbol" and before.text in ("_", "^", "]")):
        return True
    first = next((k for k, close in partner.items() if close == opening - 1), 0)
    return first > 0 and (tokens[first - 1].text in _TAKE_TWO or tokens[first - 1].kind == "begin")


def _is_nothing(tokens: Sequence[Token], opening: int, closing: int) -> bool:
    """Whether nothing is meant by {}: the index of {}_nC_k has to stand on something."""
    behind = tokens[closing + 1] if closing + 1 < len(tokens) else None
    stands = opening > 0 and (tokens[opening - 1].kind in _ATOMS or tokens[opening - 1].text in (")", "}"))
    return stands or behind is None or behind.text not in ("_", "^")


def _is_unfinished(inside: Sequence[Token]) -> bool:
    """Whether a group is a relation, an operator or the name of a function alone, a dx, or a sum without its terms."""
    first = inside[0]
    if len(inside) == 2 and first.text in ("d", "partial") and inside[1].kind == "name":
        return True  # {dx}^2 below d^2 y
    if len(inside) == 1 and first.kind != "command":
        return first.kind in ("word", "operator", "relation") or (first.kind == "symbol" and first.text != "…")
    return first.kind == "command" and first.text in _REACHING and are_scripts(inside[1:])


def are_scripts(tokens: Sequence[Token]) -> bool:
    """Whether indices and powers are all that stands here."""
    at, depth = 0, 0
    while at < len(tokens):
        if depth == 0 and tokens[at].text not in ("_", "^"):
            return False
        at += 1 if depth == 0 else 0
        while at < len(tokens):
            depth += (tokens[at].text == "{") - (tokens[at].text == "}")
            at += 1
            if depth == 0:
                break
    return depth == 0
