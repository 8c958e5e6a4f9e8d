"""2x = 4 ⇒ x = 2: whether every solution of an equation in one unknown satisfies the equation that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sympy import QQ, Expr, FiniteSet, Poly, Rational, Symbol
from sympy.polys.polyerrors import PolynomialError

from symxent.check.names import letters
from symxent.check.steps import Outcome
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.meaning import to_sympy
from symxent.language.scope import Scope
from symxent.language.tree import Node
from symxent.proof import Verdict, prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Equations of a higher degree are not solved.
MOST_DEGREE = 4
PATIENCE = 0.5


def implied(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """What becomes of left = right behind ⇒ or ⇔; None where the equation before it is none in one unknown.

    It is refuted where no solution satisfies it: where some do, the page may have excluded the others.
    """
    unknown = letters(left) | letters(right)
    premise = _equation_before(chain)
    if premise is None or len(unknown) != 1 or letters(premise[0]) | letters(premise[1]) != unknown:
        return None
    (key,) = unknown
    x = Symbol(key, real=True)
    scope = Scope({key: x})
    try:
        roots = solutions(to_sympy(premise[0], scope) - to_sympy(premise[1], scope), x)
        if not roots:
            return None
        one, other = to_sympy(left, scope), to_sympy(right, scope)
        whole = _verdict(one, other, x, roots)
        if whole.proved:
            return Outcome("proved", f"for {_said(x, roots)}", whole)
        if all(_verdict(one, other, x, [root]).refuted for root in roots):
            return Outcome("refuted", "", whole)
    except SymxentError:
        return None
    return None


def _equation_before(chain: ChainJudge) -> tuple[Node, Node] | None:
    """The equation that stands before ⇒ in the same formula."""
    here = chain.statement
    if not here.chain.implied or here.number == 0 or len(here.chain.operators) != 1 or here.chain.continues:
        return None
    before = chain.knowledge.statements[here.number - 1]
    single = len(before.chain.operators) == 1 and before.chain.operators[0].text == "=" and not before.chain.continues
    first, second = before.members[0], before.members[-1]
    if before.formula != here.formula or not single or not isinstance(first, Node) or not isinstance(second, Node):
        return None
    return first, second


def solutions(f: Expr, x: Symbol) -> list[Rational]:
    """The real roots of a polynomial; none when it is no polynomial, or when one of them is no fraction.

    >>> x = Symbol("x", real=True)
    >>> solutions(x**2 - 4, x), solutions(x**2 - 2, x), solutions(2 * x - 5, x)
    ([-2, 2], [], [5/2])
    """
    try:
        polynomial = Poly(f, x, domain=QQ)
    except PolynomialError:
        return []
    if not 1 <= polynomial.degree() <= MOST_DEGREE:
        return []
    roots = sorted(polynomial.ground_roots())
    return roots if polynomial.count_roots() == len(roots) else []


def _verdict(one: Expr, other: Expr, x: Symbol, roots: Iterable[Rational]) -> Verdict:
    return prove(one, other, Domain(where={x: FiniteSet(*roots)}), seconds=PATIENCE)


def _said(x: Symbol, roots: Iterable[Rational]) -> str:
    return " and ".join(f"{x} = {root}" for root in roots)
