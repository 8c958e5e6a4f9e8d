"""Bounds on rounding errors that Gappa proved, for the comments of generated C: known by the algebra that is computed.

``symxent certify --kernels`` proves them again and says when one has changed.  A kernel whose algebra is another one
has no bound, and its comment says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Protocol

from symxent.kernels.arithmetic.formats import Format

#: In ULP of the exact value, for every finite score: format → what is bounded → bound.
BOUNDS: Mapping[str, Mapping[str, float]] = {
    "float": {
        "exp": 1.306,
        "sigmoid": 2.681,
        "softplus": 3.691,
        "shares": 5.517,
        "hessian": 3.455,
        "shared sigmoid": 3.658,
        "shared hessian": 5.788,
    },
    "double": {
        "exp": 1.324,
        "sigmoid": 2.707,
        "softplus": 3.625,
        "shares": 5.389,
        "hessian": 3.433,
        "shared sigmoid": 3.684,
        "shared hessian": 5.777,
    },
}


class Line(Protocol):
    """A name and the C that computes it."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> str: ...


_SIGMOID = (("sigmoid", " for y = 0 and y = 1"),)
_VALUE = (("softplus", " for y = 0 and y = 1"), ("shares", " for y between"))
#: What a kernel computes, where <u> is the computed e^-|z|, <l> the computed log(1 + u), <w> the computed 1/(1 + u)
#: and <c> the weight of |z|: what is proved of it.
ALGEBRA: Mapping[str, tuple[tuple[str, str], ...]] = {
    "(z < 0.0 ? <u> : 1.0) / (<u> + 1.0)": (("sigmoid", ""),),
    "<l> + (0.0 > z ? 0.0 : z)": (("softplus", ""),),
    "-(<l> + (0.0 > -z ? 0.0 : -z))": (("softplus", ""),),
    "<u> / (<u> * (<u> + 2.0) + 1.0)": (("hessian", ""),),
    "<c> * (<c> == 0.0 ? 0.0 : fabs(z)) + <l>": _VALUE,
    "(-y * (z < 0.0 ? 1.0 : <u>) + (1.0 - y) * (z < 0.0 ? <u> : 1.0)) / (<u> + 1.0)": _SIGMOID,
    "((1.0 - y) * (z < 0.0 ? <u> : 1.0) - y * (z < 0.0 ? 1.0 : <u>)) / (<u> + 1.0)": _SIGMOID,
    "<w> * (-y * (z < 0.0 ? 1.0 : <u>) + (1.0 - y) * (z < 0.0 ? <u> : 1.0))": (
        ("shared sigmoid", " for y = 0 and y = 1"),
    ),
    "<u> * (<w> * <w>)": (("shared hessian", ""),),
}


MOST_LETTERS = 1000  # of a let written out: nothing of ALGEBRA is as long


def written_out(lets: Sequence[Line], value: str) -> str:
    """The C of an output over its inputs and the names of ALGEBRA, without the suffixes of a format; "" if it is long,
    and would be twice as long with each let.
    """
    known: dict[str, str] = {}

    def put(text: str) -> str:
        return re.sub(r"(?<!<)\b[a-z]\w*\b", lambda found: known.get(found[0], found[0]), text)

    for let in lets:
        inner = _plain(put(let.value))
        if len(inner) > MOST_LETTERS:
            return ""
        plain = inner if re.fullmatch(r"<?\w+>?|\w+\(\w+\)|\(.*\)", inner) else f"({inner})"
        known[let.name] = _LETTERS.get(inner, plain)
    return _plain(put(value))


_LETTERS = {
    "exp_nonpositive(-fabs(z))": "<u>",
    "log1p_unit(<u>)": "<l>",
    "1.0 / (<u> + 1.0)": "<w>",
    "(z < 0.0 ? y : 1.0 - y)": "<c>",
    "(z < 0.0 ? y : (1.0 - y))": "<c>",
}


def _plain(text: str) -> str:
    return re.sub(r"(?<=\d)F\b|(?<=fabs)f|_[fd](?=\()", "", text)


def proved(lets: Sequence[Line], value: str, form: Format) -> str:
    """What is proved of the error of an output, as a comment says it; empty where nothing is."""
    known = ALGEBRA.get(written_out(lets, value), ())
    parts = [f"below {two_digits(BOUNDS[form.real][what])} ULP{where}" for what, where in known]
    return f"error {', '.join(parts)}, z finite (proved by Gappa)" if parts else ""


def proved_exp(form: Format) -> str:
    """What is proved of e^v for v <= 0."""
    return f"{two_digits(BOUNDS[form.real]['exp'])} ULP"


def two_digits(bound: float) -> str:
    """A bound rounded upwards, so that it is still one."""
    return f"{ceil(bound * 100) / 100:.2f}"
