"""Sets as formulas write them behind ∈: intervals, lists of values, ℝ, ℝ₊, ℕ, ℝ^d; their tokens → what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symxent.read.signs import Token


@dataclass(frozen=True)
class Described:
    """``kind``: interval, values, real, positive, nonnegative, integer, natural, or "indices" (1, …, n).

    ``low``, ``high``: the ends of an interval as decimal text, None for ∞; ``values`` as text.
    ``axes``: how many axes an element has, 1 for ℝ^d, 2 for ℝ^{n×d}; 0 for a number.
    """

    kind: str
    low: str | None = None
    high: str | None = None
    left_open: bool = False
    right_open: bool = False
    values: tuple[str, ...] = ()
    axes: int = 0


def described(tokens: Sequence[Token]) -> Described | None:
    """What a set is; None for any other set.

    >>> from symxent.read.tokens import tokenize
    >>> described(tokenize(r"(0, 1]"))
    Described(kind='interval', low='0', high='1', left_open=True, right_open=False, values=(), axes=0)
    >>> described(tokenize(r"\\mathbb{R}^{n \\times d}")).axes
    2
    """
    texts = [t.text for t in tokens]
    while texts and texts[-1] in (".", ",", ";"):
        texts.pop()
    body, axes = _without_power(texts)
    if not body:
        return None
    found = _numbers(body) or _interval(body) or _values(body)
    if found is None:
        return None
    return Described(found.kind, found.low, found.high, found.left_open, found.right_open, found.values, axes)


def _without_power(texts: list[str]) -> tuple[list[str], int]:
    """The set without its exponent, and the axes that this means; + in ℝ^+ is no exponent."""
    depth = 0
    for at, text in enumerate(texts):
        depth += (text in ("{", "\\{", "[", "(")) - (text in ("}", "\\}", "]", ")"))
        if text == "^" and depth == 0:
            exponent = [t for t in texts[at + 1 :] if t not in "{}"]
            if exponent and exponent[0] in ("+", "*"):
                return texts, 0
            if "_" in exponent:  # ℝ^d_+
                cut = exponent.index("_")
                return [*texts[:at], *exponent[cut:]], 1 + exponent[:cut].count("×")
            return texts[:at], 1 + exponent.count("×")
    return texts, 0


_BASES = {"R": "real", "N": "natural", "Z": "integer", "Q": "real"}


def _numbers(body: list[str]) -> Described | None:
    letters = [t for t in body if t in _BASES]
    if len(letters) != 1 or body[0] not in ("blackboard", "bold", *_BASES):
        return None
    rest = [t for t in body if t not in ("blackboard", "bold", "calligraphic", "{", "}", "_", "^", *_BASES)]
    kind = _BASES[letters[0]]
    if not rest:
        return Described(kind)
    if rest in (["+", "+"], [">", "0"], ["*", "+"], ["+", "*"]):
        return Described("positive" if kind == "real" else "natural")
    if rest in (["+"], ["≥", "0"], ["0", "+"]):
        return Described("nonnegative" if kind == "real" else "natural")
    return Described(kind) if rest == ["0"] and kind == "natural" else None


def _split(inside: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for text in inside:
        if text in (",", ";"):
            parts.append([])
        else:
            parts[-1].append(text)
    return parts


def _number(part: list[str]) -> str | None:
    sign = "-" if part[:1] == ["-"] else ""
    digits = part[1:] if part[:1] in (["-"], ["+"]) else part
    if len(digits) == 1 and digits[0].replace(".", "", 1).isdigit():
        return sign + digits[0]
    return None


def _interval(body: list[str]) -> Described | None:
    if body[0] not in ("[", "(", "]") or body[-1] not in ("]", ")", "["):
        return None
    parts = _split(body[1:-1])
    if len(parts) != 2:
        return None
    ends: list[str | None] = []
    for part in parts:
        number = _number(part)
        if number is None and [t for t in part if t not in "+-"] != ["oo"]:
            return None
        ends.append(number)
    return Described(
        "interval", ends[0], ends[1], body[0] != "[" or ends[0] is None, body[-1] != "]" or ends[1] is None
    )


def _values(body: list[str]) -> Described | None:
    if body[0] != "\\{" or body[-1] != "\\}":
        return None
    parts = _split(body[1:-1])
    if any("…" in part for part in parts):
        return Described("indices")
    values = [_number(part) for part in parts]
    if any(v is None for v in values) or not values:
        return None
    return Described("values", values=tuple(v for v in values if v is not None))
