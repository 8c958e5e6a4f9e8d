"""Derivatives of formulas given as text or as expressions, by the rules that the engine chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sympy import Expr, Symbol

from symxent.derive.automatic import only_symbol, page_for
from symxent.derive.derivation import DerivedPage
from symxent.derive.judge import derive
from symxent.derive.of_means import page_of_means
from symxent.derive.page import Page
from symxent.derive.problems.several import SeveralProblem
from symxent.derive.problems.words import formulas_of, in_parts
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.expression import heads_of_means
from symxent.language.formula import read_formula, variable
from symxent.language.from_sympy import to_tree
from symxent.language.meaning import MeaningError

Formula: TypeAlias = str | Expr


def differentiate(
    formula: Formula | Sequence[Formula],
    wrt: Formula | Sequence[Formula] | None = None,
    order: int = 1,
    *,
    thorough: bool = False,
) -> DerivedPage:
    """The derivative of a formula line by line, each line with the name of its rule and proved.

    ``formula``: text in the language of the command line, or a SymPy expression; ``wrt``: by what, "z" or "x[j]" of a
    row, the formula's only symbol where it is None; ``order`` 1 to 4.  ``thorough`` asks ``sympy.simplify`` about every
    line, too.  By several letters, ``("x", "y")``, it is the gradient, with ``order`` 2 the Hessian; of more formulas
    the Jacobian.
    Raises SymxentError for what cannot be read, where ``wrt`` does not occur, and where it is not said of several.

    >>> print(differentiate("relu(z)", "z").sections[0])
    d/dz relu(z)
      = {1 if z > 0; 0 otherwise}   ✓ derivative of relu
    """
    return judged(page_of(formula, wrt, order), thorough)


def page_of(
    formula: Formula | Sequence[Formula], wrt: Formula | Sequence[Formula] | None = None, order: int = 1
) -> Page:
    """The page before it is judged."""
    if order not in range(1, 5):
        raise SymxentError(f"derivatives of the orders 1 to 4 are derived, and {order!r} was asked for")
    formulas = formulas_of(formula) if isinstance(formula, str) else _listed(formula)
    letters = [None] if wrt is None else in_parts(wrt) if isinstance(wrt, str) else _listed(wrt)
    trees = tuple(read_formula(f) if isinstance(f, str) else to_tree(f) for f in formulas)
    if any(heads_of_means(tree) for tree in trees):
        if len(trees) > 1 or wrt is not None:
            raise SymxentError("a mean is written out alone, and not differentiated")
        return page_of_means(trees[0])
    if len(trees) == len(letters) == 1:
        return page_for(trees[0], _by(trees[0], letters[0]), order)
    by = tuple(_by(t.Sequence(trees), one) for one in letters)
    return SeveralProblem("formula", "", (), formulas=trees, letters=by, order=order)


def _listed(value: Expr | Sequence[Formula]) -> Sequence[Formula]:
    return value if isinstance(value, Sequence) else [value]


def _by(formula: t.Node, wrt: Formula | None) -> t.Node:
    if wrt is None:
        return only_symbol(formula)
    return variable(wrt) if isinstance(wrt, str) else variable(wrt.name) if isinstance(wrt, Symbol) else to_tree(wrt)


def judged(page: Page, thorough: bool = False) -> DerivedPage:
    """The page with its verdicts; raises SymxentError where a line means nothing."""
    try:
        return derive(page, thorough=thorough)
    except MeaningError as error:
        raise SymxentError(f"{page.name}: {error}") from None
