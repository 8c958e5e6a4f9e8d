"""x ∈ (0, π/2]: intervals whose ends are multiples of π, where π is no letter of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sympy import Expr, Interval, Set

from symxent.language.evaluate import to_sympy
from symxent.language.scope import Scope
from symxent.read.parser import parse
from symxent.read.signs import Token

#: What an end is written with, besides digits.
_OF_PI = frozenset(("pi", "frac", "/", "{", "}", "-", "+"))
#: Where π is spoken of, a policy or a share.
_LETTER = re.compile(r"\$\s*(?:\\pi|π)\s*(?:\$|=|_)|\\pi\s*(?:=|\(|_|\\in|\^\*)")


def is_a_letter(page: str) -> bool:
    """Whether a page speaks of π as a policy, or a share."""
    return _LETTER.search(page) is not None


def interval_of_pi(tokens: Sequence[Token], page: str) -> Set | None:
    """What a set on a page is, where π is in one of its ends; None for any other set, and for an empty one.

    >>> from symxent.read.tokens import tokenize
    >>> interval_of_pi(tokenize(r"[0, \\pi/2)"), "")
    Interval.Ropen(0, pi/2)
    """
    inside = list(tokens)
    while inside and inside[-1].text in (".", ",", ";"):
        inside.pop()
    commas = [at for at, token in enumerate(inside) if token.text in (",", ";")]
    if len(commas) != 1 or inside[0].text not in ("[", "(", "]") or inside[-1].text not in ("]", ")", "["):
        return None
    sides = inside[1 : commas[0]], inside[commas[0] + 1 : -1]
    both = [token for side in sides for token in side]
    if not all(sides) or not all(t.text in _OF_PI or t.kind == "number" for t in both):
        return None
    if all(t.text != "pi" for t in both) or is_a_letter(page):
        return None
    low, high = (to_sympy(parse(tuple(side)), Scope()) for side in sides)
    if not isinstance(low, Expr) or not isinstance(high, Expr) or not (high - low).is_positive:
        return None
    return Interval(low, high, inside[0].text != "[", inside[-1].text != "]")
