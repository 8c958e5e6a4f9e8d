"""The rounding errors of the kernels, bounded by Gappa: for every input, and whatever the compiler fuses.

A product before a sum may be fused with it or not (``-ffp-contract=fast``): every such product carries a relative
error of its own, anything between none and half a unit, so that one proof covers all the ways to compile.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from symxent.errors import SymxentError

TIMEOUT = 60  # seconds for one question
_BOUNDS = re.compile(r"^\s*(.+?) in \[(\S+?)(?: \{[^}]*\})?, (\S+?)(?: \{[^}]*\})?\]$", re.MULTILINE)


class NoGappa(SymxentError):
    """There is no Gappa on this machine."""


@cache
def find_gappa() -> str:
    """The path of Gappa.  Raises NoGappa, saying how to install it."""
    path = shutil.which("gappa")
    if path is None:
        raise NoGappa("Gappa is not installed; on Debian and Ubuntu: apt-get install gappa")
    return path


def ask(script: str) -> dict[str, tuple[Fraction, Fraction]]:
    """The enclosures that Gappa proves for the expressions that a script asks about, as exact numbers.

    Raises SymxentError when it proves less than was asked.
    """
    run = subprocess.run(
        [find_gappa()], input=script, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False
    )
    said = run.stdout + run.stderr
    if run.returncode or "not satisfied" in said:
        raise SymxentError(f"Gappa did not prove what was asked:\n{said.strip()}\n{script}")
    return {name: (_exact(low), _exact(high)) for name, low, high in _BOUNDS.findall(said)}


def greatest(answers: Mapping[str, tuple[Fraction, Fraction]], name: str) -> Fraction:
    """The bound on |name|."""
    low, high = answers[name]
    return max(abs(low), abs(high))


def dyadic(value: Fraction) -> str:
    """A number whose denominator is a power of two, exactly, as Gappa writes it."""
    exponent = value.denominator.bit_length() - 1
    if value.denominator != 1 << exponent:
        raise ValueError(f"{value} is no binary number")
    return f"{value.numerator}b{-exponent}"


def _exact(text: str) -> Fraction:
    mantissa, _, exponent = text.partition("b")
    return Fraction(mantissa) * Fraction(2) ** int(exponent or "0")
