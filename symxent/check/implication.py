"""2x = 4 ⇒ x = 2: whether an equation follows from the one before it, by its solutions or in any other way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import QQ, Expr, FiniteSet, Poly, Rational, Symbol
from sympy.polys.polyerrors import PolynomialError

from symxent.check.imaginary import real_roots
from symxent.check.judged import Judged
from symxent.check.names import letters
from symxent.check.order import matrices_in
from symxent.check.steps import Outcome
from symxent.derive.consequence import follows
from symxent.derive.relations import Relation
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.meaning import to_sympy
from symxent.language.scope import Scope
from symxent.language.tree import Name, Node
from symxent.proof import Status, Verdict, prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Equations of a higher degree are not solved.
MOST_DEGREE = 4
PATIENCE = 0.5
#: Letters of unknowns, which stand for no size.
_UNKNOWNS = frozenset("xyzw")
#: Words by which a solution may be excluded.
_EXCLUDES = re.compile(
    r"\b(?:positive|non-?negative|negative|natural|reject\w*|discard\w*|exclud\w*|extraneous|length|width|height|distance"
    r"|radius|probabilit\w+|principal|particular|example|one\s+(?:solution|root)|only\s+if|suppose|let)\b",
    re.IGNORECASE,
)
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
        return by_roots or entailed(before, after)
    except SymxentError:
        return None


def or_left_out(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where it is one of the solutions of the equation before ⇒ and the page leaves the others out."""
    if step.kind != "condition" or step.status != "given":
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    lost = _left_out(chain, step.left, step.right)
    return replace(step, kind="implication", outcome=Outcome("unknown", lost)) if lost else step


def _left_out(chain: ChainJudge, left: Node, right: Node) -> str:
    """What is to be said of x = 2 behind x² = 4 ⇒, where nothing on the page excludes x = −2; "" of anything else."""
    premise, page = _equation_before(chain), chain.knowledge
    if premise is None or _EXCLUDES.search(page.page.text):
        return ""
    names = {key for side in (left, right, *premise) for key in letters(side)}
    others = (s for s in page.statements if any(o.text not in ("=", ":=") for o in s.chain.operators))
    rest = (s for s in page.statements if s.number != chain.statement.number - 1)
    apart = [s for s in rest if any(isinstance(m, Name) and m.key in names for m in s.members)]
    if (
        not names <= _UNKNOWNS
        or len(apart) > 1
        or len(names) != 1
        or any(names & letters(tree) for s in others for tree in s.trees)
    ):
        return ""
    known = {key: Symbol(key, real=True) for key in names}
    (x,) = known.values()
    try:
        before, after = equation(premise, known), equation((left, right), known)
    except SymxentError:
        return ""
    lost = [root for root in solutions(before[0] - before[1], x) if _verdict(*after, x, [root]).refuted]
    return f"{_said(x, lost)} solves the equation before it as well, and is left out" if lost else ""


def equation(sides: tuple[Node, Node], known: dict[str, Symbol]) -> tuple[Expr, Expr]:
    """Two numbers, each letter of theirs any real number.  Raises SymxentError for what is none."""
    one, other = (to_sympy(real_roots(side), Scope(dict(known))) for side in sides)
    if not isinstance(one, Expr) or not isinstance(other, Expr):
        raise SymxentError("an equation between numbers was expected")
    return one, other


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


def entailed(before: tuple[Expr, Expr], after: tuple[Expr, Expr], domain: Domain | None = None) -> Outcome | None:
    """Proved where one equation between numbers follows from another."""
    one, other = (Relation(left, "=", right) for left, right in (before, after))
    found = follows(((one,),), ((other,),), domain, refuting=False)
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
