"""What a slip of the pen lost or turned round: a power, a term, a pair of brackets, a logarithm; a fraction, a sine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from symxent.check.findings import Edit
from symxent.read.signs import Token

#: Functions that are taken for each other, as where a derivative is taken.
_TAKEN_FOR = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}
_LOGARITHMS = frozenset(("log", "ln"))
_OPENING, _CLOSING = frozenset(("(", "[", "{", "\\{")), frozenset((")", "]", "}", "\\}"))
#: Letters that count.
COUNTS = frozenset("nmkNMK")
#: A pair of brackets is put around what lies so many tokens before a sign and behind it.
MOST_BRACKETED = 12


def turned_fractions(tokens: Sequence[Token], source: str) -> Iterator[Edit]:
    """\\frac{b}{a} for \\frac{a}{b}, b/a for a/b, and \\frac{1}{2} x for 2 x."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind == "number" and token.text.isdecimal() and int(token.text) > 1 and _begins_a_term(tokens, at):
            yield Edit(token.start, token.end, f"\\frac{{1}}{{{token.text}}}")
        if token.text == "/" and at and all(tokens[i].kind in ("name", "number") for i in (at - 1, at + 1)):
            one, other = tokens[at - 1], tokens[at + 1]
            swapped = f"{source[other.start : other.end]}/{source[one.start : one.end]}"
            yield Edit(one.start, other.end, swapped)
        if token.kind == "command" and token.text == "frac" and tokens[at + 1].text == "{":
            middle = end_of_group(tokens, at + 1) + 1
            if source and middle < len(tokens) and tokens[middle].text == "{":
                end = tokens[end_of_group(tokens, middle)].end
                above = source[tokens[at + 1].start : tokens[middle].start]
                yield Edit(tokens[at + 1].start, end, source[tokens[middle].start : end] + above)


def _begins_a_term(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is the first factor of a term, with another behind it."""
    before, behind = tokens[at - 1].text if at else "", tokens[at + 1]
    first = not at or before in ("+", "-", "(", "[")
    return first and (behind.kind in ("name", "accent", "command", "word") or behind.text in ("(", "["))


def other_functions(tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Edit]:
    """A sine for a cosine, and a logarithm that the ``words`` around show and that is not there."""
    logarithm = next((w for w in words if w in _LOGARITHMS), "")
    for at, token in enumerate(tokens):
        if token.kind == "word" and token.text in _TAKEN_FOR:
            yield Edit(token.start, token.end, f"\\{_TAKEN_FOR[token.text]} ")
        before = tokens[at - 1].text if at else ""
        if logarithm and before not in ("^", "_") and (token.kind in ("name", "accent") or token.text == "("):
            yield Edit(token.start, token.start, f"\\{logarithm} ")


def bracketed(tokens: Sequence[Token]) -> Iterator[tuple[Edit, Edit]]:
    """A pair of brackets around some terms, within the brackets that stand around: 2 (x + y) for 2 x + y."""
    depths = list(_depths(tokens))
    for at, token in enumerate(tokens):
        if token.kind != "symbol" or token.text not in ("+", "-") or not at:
            continue
        for start in _reached(tokens, depths, at, -1):
            for end in _reached(tokens, depths, at, 1):
                first, last = tokens[start], tokens[end]
                if first.text not in ("^", "_", "+", "-", "'", "}", ")") and last.text not in ("^", "_", "+", "-", "("):
                    yield Edit(first.start, first.start, "("), Edit(last.end, last.end, ")")


def _reached(tokens: Sequence[Token], depths: Sequence[int], at: int, step: int) -> Iterator[int]:
    """The places where brackets around what stands at a place may begin or end, the nearest first."""
    edge = _OPENING if step < 0 else _CLOSING
    for place in range(at + step, at + (MOST_BRACKETED + 1) * step, step):
        if not 0 <= place < len(tokens) or depths[place] < depths[at]:
            return
        if depths[place] == depths[at] or (depths[place] == depths[at] + 1 and tokens[place].text in edge):
            yield place


def off_by_one(tokens: Sequence[Token]) -> Iterator[Edit]:
    """r^{n+1} for r^n, \\frac{1}{n+1} for \\frac{1}{n}: the number of terms, miscounted; and the other way round."""
    for at, token in enumerate(tokens):
        before, behind = (tokens[i].text if 0 <= i < len(tokens) else "" for i in (at - 1, at + 1))
        if token.kind != "name" or token.text not in COUNTS or (at > 1 and tokens[at - 2].text == "_"):
            continue
        if before == "^":
            yield from (Edit(token.start, token.end, f"{{{token.text}{by}}}") for by in ("+1", "-1"))
        elif before == "{" and behind == "}":
            yield from (Edit(token.end, token.end, by) for by in ("+1", "-1"))
        elif before == "{" and behind in ("+", "-") and [t.text for t in tokens[at + 2 : at + 4]] == ["1", "}"]:
            yield Edit(token.end, tokens[at + 2].end, "")


def shifted(text: str) -> Iterator[str]:
    """The decimal point one place to the left or to the right."""
    whole, _, rest = text.partition(".")
    if rest:
        left = f"{whole[:-1] or '0'}.{whole[-1]}{rest}"
        right = f"{(whole + rest[0]).lstrip('0') or '0'}.{rest[1:]}".rstrip(".")
        yield from (left, right)


def _depths(tokens: Sequence[Token]) -> Iterator[int]:
    """How many brackets are open at each token, its own included."""
    depth = 0
    for token in tokens:
        depth += token.text in _OPENING
        yield depth
        depth -= token.text in _CLOSING


def end_of_group(tokens: Sequence[Token], at: int) -> int:
    """The place of the brace that closes the one at a place; the place itself where there is none."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end].text == "{") - (tokens[end].text == "}")
        if depth == 0:
            return end
    return at


def subscripted(tokens: Sequence[Token]) -> set[int]:
    """Positions inside a subscript, or inside a raised number of an example, ^{(i)}."""
    inside: set[int] = set()
    for at, token in enumerate(tokens):
        raised = (
            token.text == "^" and at + 2 < len(tokens) and tokens[at + 1].text == "{" and tokens[at + 2].text == "("
        )
        if token.kind != "symbol" or not (token.text == "_" or raised):
            continue
        if at and tokens[at - 1].kind == "command":
            continue  # the bounds of a sum
        if at + 1 < len(tokens) and tokens[at + 1].text == "{":
            inside.update(range(at + 1, end_of_group(tokens, at + 1) + 1))
        else:
            inside.add(at + 1)
    return inside


def exponents(tokens: Sequence[Token], source: str) -> Iterator[str]:
    """What stands raised in a formula, as it is written."""
    for at, token in enumerate(tokens[:-1]):
        if token.text == "^" and token.kind == "symbol":
            yield source[tokens[at + 1].start : tokens[end_of_group(tokens, at + 1)].end]


def top_signs(tokens: Sequence[Token]) -> list[int]:
    """The places of the signs between the terms of a formula, within no brackets."""
    depths = _depths(tokens)
    return [i for i, (t, depth) in enumerate(zip(tokens, depths, strict=True)) if t.text in ("+", "-") and not depth]


def terms(tokens: Sequence[Token], source: str) -> Iterator[str]:
    """The terms of a sum, each with its sign."""
    signs = top_signs(tokens)
    starts = [*([] if signs[:1] == [0] else [0]), *signs]
    for start, end in pairwise([*starts, len(tokens)]):
        if end > start:
            text = source[tokens[start].start : tokens[end - 1].end]
            yield text if start in signs else f"+ {text}"
