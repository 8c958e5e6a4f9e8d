"""Problems as they are asked: on the command line in text, and in Python by SymPy's expressions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Eq, Expr

from symxent.derive.derivation import DerivedPage
from symxent.derive.problems.equation import EquationProblem
from symxent.derive.problems.integral import IntegralProblem
from symxent.derive.problems.limit import LimitProblem
from symxent.derive.problems.problem import Problem
from symxent.derive.problems.slopes import along_a_curve, critically, implicitly, in_powers, logarithmically
from symxent.derive.problems.total import SumProblem
from symxent.derive.problems.words import End, Letter, letter_of, range_of, read_end, sides_of, tree_of
from symxent.errors import SymxentError
from symxent.language.formula import letter, read_formula


def _integral(formula: str, about: str) -> Problem:
    by, low, high = range_of("--integrate", about)
    return IntegralProblem("formula", "", (), formula=read_formula(formula), by=by, low=low, high=high)


def _sum(formula: str, about: str) -> Problem:
    by, low, high = range_of("--sum", about)
    if low is None or high is None:
        raise SymxentError(f"--sum: an index with its ends, k=0..n, was expected, not {about[:40]!r}")
    return SumProblem("formula", "", (), formula=read_formula(formula), by=by, low=low, high=high)


def _equation(formula: str, about: str) -> Problem:
    if not about.strip().isidentifier():
        raise SymxentError(f"--solve: a symbol such as x was expected, and this is {about[:40]!r}")
    left, right = map(read_formula, sides_of(formula))
    return EquationProblem("formula", "", (), formula=left, by=letter(about.strip()), other=right)


def _limit(formula: str, about: str) -> Problem:
    name, arrow, end = about.partition("->")
    end = end.strip()
    side = end[-1] if end[-1:] in ("+", "-") else "+-"
    if not name.strip().isidentifier() or not arrow or not end.rstrip("+-"):
        raise SymxentError(
            f"--limit: a symbol and where it goes, x->0, x->0+ or x->oo, was expected, not {about[:40]!r}"
        )
    to = read_end(end[:-1] if side != "+-" else end)
    return LimitProblem("formula", "", (), formula=read_formula(formula), by=letter(name.strip()), to=to, side=side)


@dataclass(frozen=True)
class Question:
    """An option of ``symxent derive`` that asks for something else than a derivative.

    ``made``: the problem of the formula and of what stands behind the option, which ``metavar`` and ``says`` describe.
    """

    made: Callable[..., Problem]
    metavar: str
    says: str

    def __call__(self, formula: str, about: str, **beside: Any) -> Problem:
        return self.made(formula, about, **beside)


ASKED: dict[str, Question] = {
    "--integrate": Question(_integral, "X[=A..B]", "The integral by x, or from 0 to 1: x=0..1."),
    "--limit": Question(_limit, "X->A", "The limit: x->0, x->0+, x->oo."),
    "--sum": Question(_sum, "K=A..B", "The sum in closed form: k=0..n."),
    "--solve": Question(_equation, "X", "The solutions of an equation."),
    "--implicit": Question(implicitly, "Y", "The derivative of y that an equation gives."),
    "--logarithmic": Question(logarithmically, "X", "The derivative by way of the logarithm."),
    "--along": Question(along_a_curve, "X=F,Y=G", "The derivative along a curve: x=cos(t), y=sin(t)."),
    "--taylor": Question(in_powers, "X=A", "The Taylor polynomial at a, with what is left."),
    "--critical": Question(critically, "X[,Y]", "Where the derivative is 0, and what is there."),
}
#: Of these the ones that take --wrt beside, and --order.
WITH_WRT, WITH_ORDER = ("--implicit", "--along"), ("--taylor", "--implicit")


def integrate(f: str | Expr, over: Letter | tuple[Letter, End, End]) -> DerivedPage:
    """∫ f dx line by line, each proved; with the ends ``(x, a, b)`` its value too.

    The formula, the letter and the ends are SymPy's, or text in the language of the command line, "oo" for ∞.
    Raises SymxentError for what cannot be read, and where no antiderivative is found.

    >>> print(integrate("x*cos(x)", "x").sections[0])
    ∫ x cos(x) dx
      = x sin(x) − ∫ sin(x) dx   ✓ by parts with f = x, g′ = cos(x)
      = x sin(x) + cos(x) + C   ✓ ∫ sin = −cos
    """
    x, *ends = over if isinstance(over, tuple) else (over,)
    low, high = map(tree_of, ends) if ends else (None, None)
    return IntegralProblem("formula", "", (), formula=tree_of(f), by=letter_of(x), low=low, high=high).derived()


def limit(f: str | Expr, x: Letter, to: End, side: str = "+-") -> DerivedPage:
    """The limit of f as x comes near to a number or to ±∞, in named steps, each proved; ``side``: "+", "-" or "+-".

    The formula, the letter and where it goes are SymPy's, or text, "oo" for ∞.
    Raises SymxentError for what cannot be read, and where no limit is proved.

    >>> print(limit("sin(x)/x", "x", 0).sections[0])
    lim_{x → 0} sin(x)/x
      = lim_{x → 0} cos(x)   ✓ l'Hôpital's rule, 0/0
      = 1   ✓ continuous there: put in
    """
    if side not in ("+", "-", "+-"):
        raise SymxentError(f"a limit is approached from '+', '-' or '+-', and side is {side!r}")
    return LimitProblem("formula", "", (), formula=tree_of(f), by=letter_of(x), to=tree_of(to), side=side).derived()


def summation(f: str | Expr, over: tuple[Letter, End, End]) -> DerivedPage:
    """Σ f over ``(k, a, b)`` in closed form, line by line, each proved.

    The formula, the index and the ends are SymPy's, or text, "oo" for ∞.
    Raises SymxentError for what cannot be read, and where no closed form is found.

    >>> print(summation("k", ("k", 1, "n")).sections[0])
    Σₖ₌₁ⁿ k
      = Σₖ₌₁ⁿ (k (k + 1)/2 − k (k − 1)/2)   ✓ each term as T(k + 1) − T(k) with T(k) = k (k − 1)/2
      = n (n + 1)/2   ✓ telescoping
    """
    k, low, high = over
    return SumProblem(
        "formula", "", (), formula=tree_of(f), by=letter_of(k), low=tree_of(low), high=tree_of(high)
    ).derived()


def solve(equation: str | Eq, x: Letter) -> DerivedPage:
    """The solutions of an equation, step by step, each proved: what follows, what is equivalent, and the check.

    ``equation``: SymPy's, or text with one = sign.
    Raises SymxentError for what cannot be read, and where no way is known.

    >>> for section in solve("sqrt(x + 1) = x - 1", "x").sections:
    ...     print(section)
    sqrt(x + 1) = x − 1
      ⇒ x + 1 = (x − 1)²   ✓ square both sides
      ⇔ x² − 3 x = 0   ✓ bring all to one side
      ⇔ x (x − 3) = 0   ✓ factor
      ⇔ x ∈ {0, 3}   ✓ a product is 0 where a factor is
    1 ≠ −1   ✓ x = 0 is none: a step has brought it in
    2 = 2   ✓ x = 3 is a solution
    """
    left, right = map(tree_of, sides_of(equation) if isinstance(equation, str) else equation.args)
    return EquationProblem("formula", "", (), formula=left, by=letter_of(x), other=right).derived()
