"""What a question about a formula is made of, as text of the command line and as SymPy has it: letters, ends, sides."""

from __future__ import annotations

from typing import TypeAlias

from sympy import Basic, Expr, Symbol, SympifyError, sympify

from symxent.derive.problems.problem import INFINITY
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.formula import letter, read_formula
from symxent.language.from_sympy import end_tree

Letter: TypeAlias = str | Symbol
End: TypeAlias = str | float | Expr
Range = tuple[t.Node, t.Node | None, t.Node | None]


def range_of(option: str, about: str) -> Range:
    """The letter and the ends of x=0..1, or the letter alone."""
    name, equals, ends = about.partition("=")
    low, dots, high = ends.partition("..")
    if not name.strip().isidentifier() or bool(equals) != bool(dots):
        raise SymxentError(f"{option}: a symbol such as x, or x=0..1 with its ends, was expected, not {about[:40]!r}")
    by = letter(name.strip())
    return (by, read_end(low), read_end(high)) if equals else (by, None, None)


def read_end(text: str) -> t.Node:
    """A formula, or ∞ as oo."""
    infinite = {"oo": INFINITY, "-oo": t.Negative(INFINITY)}.get(text.strip())
    return read_formula(text) if infinite is None else infinite


def sides_of(equation: str) -> tuple[str, str]:
    """The text on both sides of the one = sign; raises SymxentError where there is not one."""
    left, equals, right = equation.partition("=")
    if not equals or "=" in right:
        raise SymxentError(f"what is solved is an equation, such as x^2 = 2, and this is {equation[:60]!r}")
    return left, right


def tree_of(value: object) -> t.Node:
    """Text by the grammar of the command line, with oo for ∞; a number or an expression as SymPy has it."""
    if isinstance(value, str):
        return read_end(value)
    try:
        made: Basic = sympify(value, strict=True)
    except SympifyError:
        raise SymxentError(f"a formula or an expression of SymPy was expected, and {value!r} is neither") from None
    return end_tree(made)


def letter_of(value: Letter) -> t.Node:
    if isinstance(value, str) and not value.isidentifier():
        raise SymxentError(f"a symbol such as x was expected, and this is {value[:40]!r}")
    return letter(value) if isinstance(value, str) else tree_of(value)


def in_parts(text: str) -> list[str]:
    """What stands between the commas that are in no brackets.

    >>> in_parts("x = max(t, 1), y = 2")
    ['x = max(t, 1)', ' y = 2']
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def formulas_of(text: str) -> list[str]:
    """The formulas of a tuple, (x*y, x + y); of other text that text alone."""
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")"):
        parts = in_parts(inner[1:-1].rstrip().removesuffix(","))
        if len(parts) > 1 and all(part.count("(") == part.count(")") for part in parts):
            return parts
    return [text]
