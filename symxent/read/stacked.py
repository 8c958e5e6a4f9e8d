"""Relations under a remark: = with a d above is equality in distribution, = with a (1) above is an equation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symxent.read.signs import Token

_DEFINES = frozenset(("def", "def.", "Def", "△", "Δ", "Delta", "definition", "∧", ":", "."))
_LAWS = frozenset(("d", "D", "D calligraphic", "law", "dist", "L", "distribution", "(d)"))
_SOUGHT = frozenset(("!", "?", "set", "want", "must"))


def plain_relations(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each stacked relation as one; it stands where the whole stack stood."""
    if not any(t.kind == "command" and t.text in ("overset", "underset", "arrow", "buildrel") for t in tokens):
        return list(tokens)
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found = _relation(tokens, at) if token.kind == "command" else None
        if found is None:
            kept.append(token)
            at += 1
        else:
            relation, at = found
            kept.append(relation)
    return kept


def _relation(tokens: Sequence[Token], at: int) -> tuple[Token, int] | None:
    """The relation that a command stacks something on, and where the tokens go on."""
    command = tokens[at].text
    if command == "arrow":
        after = _past(tokens, _past(tokens, at + 1, "["), "{")
        return Token("relation", "→", tokens[at].start, tokens[after - 1].end), after
    if command == "buildrel":
        middle = next((i for i in range(at, len(tokens)) if tokens[i].text == "over"), len(tokens)) + 1
        if middle >= len(tokens) or tokens[middle].kind != "relation":
            return None
        remark = " ".join(t.text for t in tokens[at + 1 : middle - 1])
        return replace(tokens[middle], text=_under(tokens[middle].text, remark), start=tokens[at].start), middle + 1
    if command not in ("overset", "underset"):
        return None
    middle = _past(tokens, at + 1, "{")
    after = _past(tokens, middle, "{")
    inside = [t for t in tokens[middle:after] if t.text not in ("{", "}")]
    if len(inside) != 1 or inside[0].kind != "relation":
        return None
    remark = " ".join(t.text for t in tokens[at + 1 : middle] if t.text not in ("{", "}"))
    relation = replace(inside[0], start=tokens[at].start, end=tokens[after - 1].end)
    return replace(relation, text=_under(relation.text, remark)), after


def _under(relation: str, remark: str) -> str:
    if relation not in ("=", "≡", "≈"):
        return relation
    if remark in _DEFINES:
        return ":="
    if remark in _LAWS:
        return "≗"
    return "≟" if remark in _SOUGHT else relation


def _past(tokens: Sequence[Token], at: int, opening: str) -> int:
    """Behind the group that begins at a place, or behind one token when none does; of [ nothing is passed then."""
    if at >= len(tokens):
        return at
    if tokens[at].text != opening:
        return at if opening == "[" else at + 1
    closing = "]" if opening == "[" else "}"
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place].text == opening) - (tokens[place].text == closing)
        if depth == 0:
            return place + 1
    return len(tokens)
