"""2x = 4 ⇒ x = 2: whether an equation follows from the one before it, by its solutions or in any other way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sympy import QQ, Expr, FiniteSet, Poly, Rational, Symbol
from sympy.polys.polyerrors import PolynomialError

from symxent.check.names import letters
from symxent.check.order import matrices_in
from symxent.check.steps import Outcome
from symxent.derive.consequence import follows
from symxent.derive.relations import Relation
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.meaning import to_sympy
from symxent.language.scope import Scope
from symxent.language.tree import Node
from symxent.proof import Status, Verdict, prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Equations of a higher degree are not solved.
MOST_DEGREE = 4
PATIENCE = 0.5


def implied(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """What becomes of left = right behind ⇒ or ⇔; None where there is no equation before it, or nothing is found out.

    It is refuted where no solution satisfies it: where some do, the page may have excluded the others.  But who writes
    x² − 5x + 6 = 0 ⇒ (x − 2)(x + 3) = 0 has a solution for another, whatever is excluded.
    """
    premise = _equation_before(chain)
    if premise is None:
        return None
    unknown = letters(left) | letters(right) | letters(premise[0]) | letters(premise[1])
    trees = (left, right, *premise)
    if unknown & {*chain.knowledge.arrays_at(chain.statement), *chain.setting.shapes.arrays} or matrices_in(
        chain, trees
    ):
        return None  # A² = 0 ⇒ A = 0 is of numbers
    known = {key: Symbol(key, real=True) for key in unknown}
    scope = Scope(dict(known))
    try:
        before = to_sympy(premise[0], scope), to_sympy(premise[1], scope)
        after = to_sympy(left, scope), to_sympy(right, scope)
        if not all(isinstance(side, Expr) for side in (*before, *after)):
            return None
        by_roots = _at_solutions(before, after, *known.values()) if len(known) == 1 else None
        return by_roots or _entailed(before, after)
    except SymxentError:
        return None


def _at_solutions(before: tuple[Expr, Expr], after: tuple[Expr, Expr], x: Symbol) -> Outcome | None:
    roots = solutions(before[0] - before[1], x)
    if not roots:
        return None
    whole = _verdict(*after, x, roots)
    if whole.proved:
        return Outcome("proved", f"for {_said(x, roots)}", whole)
    lost = [root for root in roots if _verdict(*after, x, [root]).refuted]
    if lost == roots:
        return Outcome("refuted", "no solution of the equation before it satisfies this", whole)
    won = [root for root in solutions(after[0] - after[1], x) if _verdict(*before, x, [root]).refuted]
    if lost and won:
        words = f"{_said(x, lost)} solves the equation before it and not this, {_said(x, won)} this alone"
        return Outcome("refuted", words, _verdict(*after, x, lost))
    return None


def _entailed(before: tuple[Expr, Expr], after: tuple[Expr, Expr]) -> Outcome | None:
    found = follows(((Relation(before[0], "=", before[1]),),), ((Relation(after[0], "=", after[1]),),), refuting=False)
    if found.status is not Status.PROVED or not found.proofs:
        return None
    return Outcome("proved", "it follows from the equation before", Verdict.together(found.proofs))


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
