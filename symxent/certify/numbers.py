"""Printed numbers: that a value rounds to one, or does not."""

from __future__ import annotations

from sympy import Expr, Rational

from symxent.certify.proofs.formula import Words, number
from symxent.certify.terms import to_coq
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.language.tree import Number


def rounding(name: str, comment: tuple[str, ...], value: Expr, printed: Number) -> Theorem:
    """The theorem that a number, rounded to the digits shown, is what is printed."""
    statement = f"{_distance(value, printed)} < {_half_unit(printed)}"
    return Theorem(name, comment, (), statement, ("sx_interval.",), "number")


def not_rounded(name: str, comment: tuple[str, ...], value: Expr, printed: Number) -> Theorem:
    """The theorem that a printed number is further from the value than half a unit of its last digit."""
    statement = f"~ ({_distance(value, printed)} <= {_half_unit(printed)})"
    return Theorem(name, comment, (), statement, ("apply Rlt_not_le.", "sx_interval."), "refutation")


def _distance(value: Expr, printed: Number) -> str:
    if value.free_symbols:
        raise NoCertificate("the value of a printed number has letters in it")
    shown = Rational(printed.value.numerator, printed.value.denominator)
    return f"Rabs ({to_coq(Words().term(value))} - {to_coq(number(shown))})"


def _half_unit(printed: Number) -> str:
    return f"5 / {10 ** (printed.decimals + 1)}"
