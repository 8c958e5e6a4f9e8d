"""Derivatives of formulas given as text or as expressions, by the rules that the engine chooses."""

from __future__ import annotations

from sympy import Expr, Symbol

from symxent.derive.automatic import only_symbol, page_for
from symxent.derive.derivation import DerivedPage
from symxent.derive.judge import derive
from symxent.derive.page import Page
from symxent.errors import SymxentError
from symxent.language.formula import read_formula, variable
from symxent.language.from_sympy import to_tree
from symxent.language.meaning import MeaningError


def differentiate(
    formula: str | Expr, wrt: str | Expr | None = None, order: int = 1, *, thorough: bool = False
) -> DerivedPage:
    """The derivative of a formula line by line, each line with the name of its rule and proved.

    ``formula``: text in the language of the command line, or a SymPy expression; ``wrt``: by what, "z" or "x[j]" of a
    row, the formula's only symbol where it is None; ``order`` 1 to 4.  ``thorough`` asks ``sympy.simplify`` about every
    line, too.
    Raises SymxentError for what cannot be read, where ``wrt`` does not occur, and where it is not said of several.

    >>> print(differentiate("relu(z)", "z").sections[0])
    d/dz relu(z)
      = {1 if z > 0; 0 otherwise}   ✓ derivative of relu
    """
    return judged(page_of(formula, wrt, order), thorough)


def page_of(formula: str | Expr, wrt: str | Expr | None = None, order: int = 1) -> Page:
    """The page before it is judged."""
    if order not in range(1, 5):
        raise SymxentError(f"derivatives of the orders 1 to 4 are derived, and {order!r} was asked for")
    tree = read_formula(formula) if isinstance(formula, str) else to_tree(formula)
    if wrt is None:
        by = only_symbol(tree)
    else:
        by = variable(wrt) if isinstance(wrt, str) else variable(wrt.name) if isinstance(wrt, Symbol) else to_tree(wrt)
    return page_for(tree, by, order)


def judged(page: Page, thorough: bool = False) -> DerivedPage:
    """The page with its verdicts; raises SymxentError where a line means nothing."""
    try:
        return derive(page, thorough=thorough)
    except MeaningError as error:
        raise SymxentError(f"{page.name}: {error}") from None
