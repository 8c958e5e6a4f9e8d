"""2x = 4 ⇒ x = 2: whether an equation follows from the one before it, by its solutions or in any other way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from sympy import QQ, Expr, FiniteSet, Poly, Rational, Symbol, fraction, rem, together
from sympy.polys.polyerrors import PolynomialError

from symxent.check.definitions import head_of
from symxent.check.imaginary import real_roots
from symxent.check.names import letters, names_of
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
#: Words that say of an equation that it follows from the one before it.
FOLLOWS = re.compile(
    r"\b(?:so|thus|hence|therefore|consequently|follows?|(?:re-?)?solv\w+|rearrang\w+|isolat\w+|inver\w+"
    r"|(?:we|one)\s+(?:get|find|obtain|have\s+that)|gives?|giving|yields?|implies|implying|which\s+means|obtain\w*"
    r"|daher|folglich|somit|ergibt|erhalten|donc|d'où|luego|entonces|logo|portanto)\b|[所因]此|所以|于是|可得|得到|解得",
    re.IGNORECASE,
)


def implied(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """What becomes of left = right behind ⇒ or ⇔; None where there is no equation before it, or nothing is found out.

    It is refuted where no solution satisfies it: where some do, the page may have excluded the others.  But who writes
    x² − 5x + 6 = 0 ⇒ (x − 2)(x + 3) = 0 has a solution for another, whatever is excluded.
    """
    premise = _equation_before(chain)
    if premise is None:
        return None
    if of_arrays(chain, (left, right, *premise)):
        return None  # A² = 0 ⇒ A = 0 is of numbers
    known = {key: Symbol(key, real=True) for side in (left, right, *premise) for key in letters(side)}
    try:
        before, after = equation(premise, known), equation((left, right), known)
        by_roots = _at_solutions(before, after, *known.values()) if len(known) == 1 else None
        return by_roots or _entailed(before, after)
    except SymxentError:
        return None


def equation(sides: tuple[Node, Node], known: dict[str, Symbol]) -> tuple[Expr, Expr]:
    """Two numbers, each letter of theirs any real number.  Raises SymxentError for what is none."""
    one, other = (to_sympy(real_roots(side), Scope(dict(known))) for side in sides)
    if not isinstance(one, Expr) or not isinstance(other, Expr):
        raise SymxentError("an equation between numbers was expected")
    return one, other


class Solved:
    """x = (y − b)/m behind y = mx + b: x is no new name there, since what it stands for stands for it."""

    def __init__(self, before: tuple[Node, Node], left: Node, right: Node) -> None:
        self.known = {key: Symbol(key, real=True) for side in (*before, left, right) for key in letters(side)}
        self.before = equation(before, self.known)
        self.after = equation((left, right), self.known)

    def outcome(self) -> Outcome | None:
        """Proved where it follows; refuted where x occurs in one way and what solves for it is something else."""
        found = _entailed(self.before, self.after)
        if found is not None or self.line is None:
            return found
        verdict = self.compared(self.after[1])
        if verdict.proved and self.is_nowhere_flat:
            return Outcome("proved", "it follows from the equation before", verdict)
        return Outcome("refuted", "", verdict) if verdict.refuted else None

    @cached_property
    def line(self) -> tuple[Expr, Expr] | None:
        """Slope and rest of the equation before as one of degree 1 in x; None where it is none."""
        try:
            polynomial = Poly(fraction(together(self.before[0] - self.before[1]))[0], self.after[0])
        except PolynomialError:
            return None
        slope, *rest = polynomial.all_coeffs()
        return (slope, rest[0]) if polynomial.degree() == 1 else None

    @property
    def is_nowhere_flat(self) -> bool:
        """Whether what is said has no value where the slope is 0 and every x may solve the equation."""
        assert self.line is not None
        try:
            return bool(rem(fraction(together(self.after[1]))[1], self.line[0], *self.known.values()) == 0)
        except PolynomialError:
            return False

    def compared(self, right: Expr) -> Verdict:
        """The value that solves for x against another."""
        assert self.line is not None
        slope, rest = self.line
        return prove(-rest / slope, right, seconds=PATIENCE)

    def fits(self, tree: Node) -> bool:
        """Whether a tree is what solves for x."""
        try:
            if not letters(tree) <= self.known.keys():
                return False
            return self.compared(equation((tree, tree), self.known)[0]).proved
        except SymxentError:
            return False


def solved(chain: ChainJudge, left: Node, right: Node) -> Solved | None:
    """What a number is said to be right behind the equation that it stands in; None for any other definition."""
    head, here = head_of(left), chain.statement
    if head is None or head.kind != "value" or len(here.members) != 2 or here.number == 0:
        return None
    before = _said_just_before(chain, head.key, right)
    if before is None or of_arrays(chain, (*before, left, right)):
        return None
    try:
        return Solved(before, left, right)
    except SymxentError:
        return None


def _said_just_before(chain: ChainJudge, key: str, right: Node) -> tuple[Node, Node] | None:
    """The equation just before that holds a letter: y = m x + b, or, where words say that it follows, k = n p."""
    here, knowledge = chain.statement, chain.knowledge
    other = knowledge.statements[here.number - 1]
    first, last = other.members[0], other.members[-1]
    whole = {o.text for o in other.chain.operators} == {"="} and other.section == here.section
    if not whole or not isinstance(first, Node) or not isinstance(last, Node) or other.chain.continues:
        return None
    if len(other.members) > 2 and any(s.status != "proved" for s in chain.judge.chain(other).steps()[1:]):
        return None
    for definition in knowledge.by_number.get(other.number, ()):
        circular = key in definition.names and definition.key in names_of((right,))
        return (definition.head, definition.body) if definition.kind == "value" and circular else None
    speech = knowledge.speeches.at(here.formula)
    near = here.formula - other.formula <= 2 and not other.chain.remark
    follows = speech.act == "claim" and FOLLOWS.search(here.prose) is not None
    solves = names_of((right,)) | {key} == names_of((first, last)) and key not in names_of((right,))
    return (first, last) if near and follows and solves else None


def of_arrays(chain: ChainJudge, trees: tuple[Node, ...]) -> bool:
    """Whether a letter is a vector or a matrix, or may be one: the order of a product counts then."""
    arrays = {*chain.knowledge.arrays_at(chain.statement), *chain.setting.shapes.arrays}
    return any(letters(tree) & arrays for tree in trees) or bool(matrices_in(chain, trees))


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
