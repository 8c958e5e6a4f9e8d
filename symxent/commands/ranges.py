"""Where a variable of a formula lives, as a command's option says it: x, 'x > 0', '0 < x <= 1', 'y in {0, 1}'."""

from __future__ import annotations

import re

from sympy import FiniteSet, Interval, Rational, Set, oo

from symxent.errors import SymxentError

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_VARIABLE = re.compile(
    rf"\s*(?:(?P<low>{_NUMBER})\s*(?P<above><=?)\s*)?(?P<name>[A-Za-z]\w*)\s*(?:(?P<sign>[<>]=?)\s*(?P<end>{_NUMBER}))?\s*"
)
_VALUES = re.compile(rf"\s*(?P<name>[A-Za-z]\w*)\s+in\s*\{{(?P<values>\s*{_NUMBER}(?:\s*,\s*{_NUMBER})*\s*)\}}\s*")


def set_of(text: str) -> tuple[str, Set]:
    """The name, and the set in which it lives.

    >>> set_of("0 < x <= 1"), set_of("y in {0, 1}")
    (('x', Interval.Lopen(0, 1)), ('y', {0, 1}))
    """
    if (values := _VALUES.fullmatch(text)) is not None:
        return values["name"], FiniteSet(*(Rational(v.strip()) for v in values["values"].split(",")))
    match = _VARIABLE.fullmatch(text)
    if match is None or (match["low"] and (match["sign"] or "<")[0] == ">"):
        expected = "a variable such as x, 'x > 0', '0 < x <= 1' or 'y in {0, 1}' was expected"
        raise SymxentError(f"--var: {expected}, and this is {text!r}")
    low, high = (-oo, oo)
    left, right = True, True
    if match["low"]:
        low, left = Rational(match["low"]), match["above"] == "<"
    if match["sign"]:
        end, is_open = Rational(match["end"]), len(match["sign"]) == 1
        if match["sign"][0] == ">":
            low, left = end, is_open
        else:
            high, right = end, is_open
    if not low < high:
        raise SymxentError(f"--var: {text!r} leaves no number")
    return match["name"], Interval(low, high, left, right)
