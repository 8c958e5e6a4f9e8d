"""Whether a step that fails was meant to hold for all values of its letters: it misses being true by one slip.

What was written down wrongly is nearly right: one sign, factor, number, index, letter or term makes it true, or it
stands among right steps about the same letters.  What was read otherwise than it was meant is not nearly anything.  So
a step with letters is told only when

* it is asserted: a step of a chain, a derivative that is carried out, a formula by itself;
* and it is *confirmed*: a slip of the pen makes it provable together with the step behind it; or both sides depend on
  the same letters and differ in one term or one factor alone; or two other steps of its chain about these letters are
  proved, and it rests on no definition; or it is the derivative of a school function, which can be meant in one way;
  or what vectors and matrices that the page writes out give is said to be other numbers.

An order has one slip, its sign: it is told when the order the other way round is proved, or the weak one of a strict
one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from itertools import pairwise
from typing import TYPE_CHECKING

from sympy import Add, Expr, Function, Indexed, Integer, Mul, Pow, cancel, expand
from sympy.polys.polyerrors import PolynomialError

from symxent.check.corrections import corrections
from symxent.check.definitions import head_of
from symxent.check.doubts import elementary, plain
from symxent.check.judged import Judged
from symxent.check.names import letters, names_of
from symxent.check.slips import has_idempotents, size
from symxent.check.steps import FAILURES, judge_values
from symxent.language.tree import Big, Call, Derivative, Gradient, Group, Matrix, Name, Node, Power, Sequence, walk
from symxent.read.speech import Speech
from symxent.read.speech_words import OTHER_ARITHMETIC, RESIDUES

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

_SLIPS = frozenset(("sign", "factor", "constant", "index", "bracket", "fraction", "function"))
_ANY_SLIP = _SLIPS | {"symbol", "term"}
#: What an order may have been meant to be, when its sign is the slip.
_MEANT = {"<": (">", "≥", "≤"), ">": ("<", "≤", "≥"), "≤": ("≥",), "≥": ("≤",)}
_OPPOSITE = {"<": "≥", ">": "≤", "≤": ">", "≥": "<", "≠": "="}
ORDERS = tuple(_OPPOSITE)
#: What may stand between what is written out and what follows from it.
_FOLLOWS = re.compile(
    r"[\s$.,;]*(?:so|then|thus|hence|therefore|it\s+follows\s+that|we\s+(?:get|have|obtain))"
    r"(?:\s+(?:we\s+(?:get|have|obtain)|that))?[\s$,:]*",
    re.IGNORECASE,
)
#: What may stand between two things that are written out together.
_TOGETHER = re.compile(r"[\s$.,;]*(?:and|let|with|und|et)?[\s$,]*", re.IGNORECASE)
#: Words of products that are not those of matrices and columns over the numbers, and of equations that are set.
_OTHER_PRODUCT = re.compile(
    r"wise\b|metric|Minkowski|Lorentz|weighted|inner product|Hadamard|tropical|[Bb]oolean|permutation|cycle|quaternion"
    r"|polynomial|interval|[Ss]olve|system|equation|guess|field|signature|\\mathbb\{?\s*F|norm\b"
)
#: Larger expressions are not expanded to be compared term by term.
_MOST_OPERATIONS = 150


def meant_otherwise(chain: ChainJudge, step: Judged, speech: Speech, steps: Listed[Judged]) -> str:
    """Why a step that fails may be meant otherwise, in words; "" when it can only be a mistake.

    ``steps``: all those of its chain.
    """
    if step.mismatches:
        return ""
    if step.operator.text in ORDERS:
        return _order_meant_otherwise(chain, step, speech)
    if _of_written_numbers(chain, step, speech):
        return ""
    told = _alone(chain, step) if _stands_alone(chain, step) else _in_a_chain(chain, step, speech, steps)
    return "" if told else "it fails, but no small slip would make it hold: it may be meant otherwise"


def _order_meant_otherwise(chain: ChainJudge, step: Judged, speech: Speech) -> str:
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if not _asserted(chain, step, speech):
        return "nothing says that it holds"
    nowhere = _proved_as(chain, step, _OPPOSITE[step.operator.text])
    if plain(step.left) and plain(step.right) and nowhere:
        return "what contradicts a condition of the page is perhaps meant to"  # that implies d ≤ 0: there is no d > 0
    if not nowhere and not _stands_alone(chain, step):
        return "it may hold under a condition that is not said"
    if step.operator.text == "≠" or nowhere:
        return ""  # that two sides differ fails at one point or more, and says nothing of the others
    if any(_proved_as(chain, step, sign) for sign in _MEANT[step.operator.text]):
        return ""
    return "it fails, but so does the order the other way round"


def _proved_as(chain: ChainJudge, step: Judged, operator: str) -> bool:
    """Whether the two sides are proved to stand in another relation."""
    try:
        outcome = judge_values(*chain.sides_of(step), operator, chain.setting, chain.judge.seconds / 2, None)
    except FAILURES:
        return False
    return outcome.status == "proved"


def _in_a_chain(chain: ChainJudge, step: Judged, speech: Speech, steps: Listed[Judged]) -> bool:
    """Whether a step of a chain is asserted and confirmed."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    begins = step.place == 0 and (not _goes_on(chain, step) or _solves(chain, step))
    if begins and not _derives(step.left) and head_of(step.left) is not None:
        return _near_miss(chain, step, _variant(chain, step))
    plain_enough = elementary((step.left, step.right), chain.used)
    clear = plain_enough or _proved_beside(step, steps) >= 1
    if _near_miss(chain, step, _ANY_SLIP if clear else _SLIPS):
        return True
    if not (_on_both_sides(step) and _asserted(chain, step, speech)):
        return False
    rests_on = chain.used & names_of((step.left, step.right))
    return (plain_enough and _differs_in_one(step)) or (not rests_on and _proved_beside(step, steps) >= 2)


def _alone(chain: ChainJudge, step: Judged) -> bool:
    """The same of a relation that is no step of a chain: a derivative, a definition said again, a formula."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    plain_enough = elementary((step.left, step.right), chain.used)
    if _derives(step.left):
        slip = _near_miss(chain, step, _ANY_SLIP if plain_enough else _SLIPS)
        return slip or (plain_enough and ((not chain.used and _on_both_sides(step)) or _lost_inner(chain, step)))
    if head_of(step.left) is not None:
        return _near_miss(chain, step, _variant(chain, step))
    ranged = any(isinstance(n, Big) and n.upper is not None for n in walk(step.left))
    return (plain_enough or ranged) and _is_formula(chain, step) and _near_miss(chain, step, _SLIPS)


def _of_written_numbers(chain: ChainJudge, step: Judged, speech: Speech) -> bool:
    """A = …, x = (1, 2)ᵀ. So A x = (5, 12)ᵀ.: all is numbers once what stands right before the claim is put in.

    A pair alone may be an interval or a complex number; other words between, behind, or of another product on the
    page may change what is meant.
    """
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    verdict, names, here = step.outcome.verdict, letters(step.left), step.statement
    if speech.act != "claim" or verdict is None or letters(step.right) or not names or not names <= chain.used:
        return False
    if verdict.lhs.free_symbols or verdict.rhs.free_symbols or len(here.members) != 2 or head_of(step.left) is not None:
        return False
    if not elementary((step.left,), chain.used) or any(isinstance(n, Power) for n in walk(step.left)):
        return False
    found = [d for key in names if (d := chain.knowledge.in_force(key, here.number))]
    if len(found) < len(names) or not all(_is_array(d.body) for d in found):
        return False
    text, formulas = chain.judge.page.text, chain.knowledge.page.formulas
    places = sorted({chain.knowledge.statements[d.number].formula for d in found})
    last, formula = places[-1], formulas[here.formula]
    return bool(
        last < here.formula
        and all(_TOGETHER.fullmatch(text, formulas[m].end, formulas[n].start) for m, n in pairwise(places))
        and _FOLLOWS.fullmatch(text, formulas[last].end, formula.start)
        and not text[formula.end : speech.end].strip(" \n$.")
        and not any(words.search(text) for words in (_OTHER_PRODUCT, OTHER_ARITHMETIC, RESIDUES))
    )


def _is_array(body: Node) -> bool:
    """A matrix, a column, or more than two numbers in brackets."""
    nodes = list(walk(body))
    transposed = not isinstance(body, Sequence | Group)
    return any(isinstance(n, Matrix) or (isinstance(n, Sequence) and (transposed or len(n.items) > 2)) for n in nodes)


def _variant(chain: ChainJudge, step: Judged) -> frozenset[str]:
    """The slips by which what is said of a name is its definition said again, and not another model or value of it.

    Two models differ in a sign or a number; in a bracket, or where a derivative or a sum was carried out, formulas do.
    """
    assert isinstance(step.left, Node)
    head = head_of(step.left)
    bodies = [d.body for d in chain.knowledge.by_key.get(head.key if head else "", ()) if d.key in chain.used]
    claimed = chain.knowledge.speeches.at(step.statement.formula).act == "claim"
    summed = claimed and any(isinstance(b, Big) and b.kind == "sum" and b.upper is not None for b in bodies)
    return _SLIPS if summed or any(map(_derives, bodies)) else frozenset(("bracket",))


def _solves(chain: ChainJudge, step: Judged) -> bool:
    """2i + 1 = n ⇒ i = …: whether the letter on the left stands in the equation that it follows from."""
    here = step.statement
    head = head_of(step.left) if isinstance(step.left, Node) else None
    if head is None or not here.chain.implied or here.number == 0:
        return False
    before = chain.knowledge.statements[here.number - 1]
    return before.formula == here.formula and head.key in names_of(before.trees)


def _goes_on(chain: ChainJudge, step: Judged) -> bool:
    here = step.statement.chain
    return here.continues or here.implied or _begins_a_row(chain, step)


def _stands_alone(chain: ChainJudge, step: Judged) -> bool:
    """Whether the relation is no step of a chain, and follows from none."""
    return step.place == 0 and len(step.statement.members) == 2 and not _goes_on(chain, step)


def _derives(node: Node) -> bool:
    return any(isinstance(n, Derivative | Gradient) or (isinstance(n, Call) and n.primes) for n in walk(node))


def _is_formula(chain: ChainJudge, step: Judged) -> bool:
    """(x + 1)² = x² + 2x + 1 by itself: no equation among others, and nothing that one side may give a name to."""
    assert isinstance(step.right, Node)
    alone = len(chain.knowledge.by_formula[step.statement.formula]) == 1
    return head_of(step.right) is None and _on_both_sides(step) and alone


def _proved_beside(step: Judged, steps: Listed[Judged]) -> int:
    """How many other steps of the chain about the same letters are proved."""
    assert isinstance(step.left, Node)
    names = letters(step.left)
    return sum(s.status == "proved" and isinstance(s.right, Node) and bool(names & letters(s.right)) for s in steps)


def _on_both_sides(step: Judged) -> bool:
    """Whether both sides hold the same letters, or do once their definitions are written out; y_1 and y_i are one."""
    verdict = step.outcome.verdict
    if verdict is None:
        return True
    if isinstance(step.left, Node) and isinstance(step.right, Node) and letters(step.left) == letters(step.right):
        return True
    one, other = ({s for s in e.free_symbols if not isinstance(s, Indexed)} for e in (verdict.lhs, verdict.rhs))
    return one == other


def _asserted(chain: ChainJudge, step: Judged, speech: Speech) -> bool:
    """Whether a relation is said to be true by itself: a step of a chain, a derivative, what definitions entail."""
    assert isinstance(step.left, Node)
    here = step.statement
    in_chain = len(here.members) + here.chain.continues > 2
    if step.place > 0 or here.chain.continues or _begins_a_row(chain, step):
        return True
    if step.operator.text in ORDERS:
        return speech.act == "claim"
    if _derives(step.left):
        return True
    if head_of(step.left) is not None:
        return here.chain.implied  # else it is perhaps given another meaning here
    return in_chain or (speech.act == "claim" and bool(chain.used))


def _begins_a_row(chain: ChainJudge, step: Judged) -> bool:
    """Whether the relation stands on a line of its own, or in a formula behind the one that its left side is in."""
    first, operator = step.statement.chain.members[0], step.operator
    formula = chain.knowledge.page.formulas[step.statement.formula]
    between = chain.judge.page.text[first.end : operator.start]
    return "\\\\" in between or not formula.start <= first.start <= operator.start < formula.end


# -- one slip


def _lost_inner(chain: ChainJudge, step: Judged) -> bool:
    """Whether what f′(x) lacks is the derivative of what stands in it: f(x) = sin(x²), and f′(x) = cos(x²).

    f has to be the only one whose definition it rests on: what y′ is a derivative by may be what y is made of.
    """
    verdict = step.outcome.verdict
    match step.left:
        case Call(Name(key=key), (Name(),), (), 1) if verdict is not None and chain.used == {key}:
            definition = chain.knowledge.in_force(key, step.statement.number)
        case _:
            return False
    by = verdict.rhs.free_symbols & verdict.lhs.free_symbols
    if definition is None or definition.kind != "function":
        return False
    inner = {a for f in verdict.rhs.atoms(Function, Pow) for a in f.args if a.free_symbols}
    try:
        lost = cancel(verdict.lhs / verdict.rhs)
        return any(lost != 1 and cancel(lost - a.diff(x)) == 0 for a in inner for x in by)
    except (PolynomialError, ZeroDivisionError):
        return False


def _near_miss(chain: ChainJudge, step: Judged, kinds: frozenset[str]) -> bool:
    """Whether one slip separates a step from an identity of some size: then it was meant to be one."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    smaller, larger = sorted((size(step.left), size(step.right)))
    if not _derives(step.left) and (larger < 6 or (smaller < 3 and head_of(step.left) is None)):
        return False
    return is_near_miss(chain, step, kinds)


def is_near_miss(chain: ChainJudge, step: Judged, kinds: frozenset[str] = _ANY_SLIP) -> bool:
    """Whether a slip of the pen of one of some kinds, and none of another kind, separates a step from a proved one."""
    try:
        found = corrections(step, chain, chain.judge.seconds)
    except FAILURES:
        return False
    raised = any(e.text.startswith("^") for c in found for e in c.edits)  # x² is x of what is 0 or 1
    return bool(found) and all(c.kind in kinds for c in found) and not (raised and has_idempotents(chain))


def _differs_in_one(step: Judged) -> bool:
    """Whether the sides agree but for one term of the sum, or one factor of the product, that each of them is."""
    verdict = step.outcome.verdict
    if verdict is None or verdict.lhs.count_ops() + verdict.rhs.count_ops() > _MOST_OPERATIONS:
        return False
    try:
        one, other = (_terms(e) for e in (verdict.lhs, verdict.rhs))
    except FAILURES:
        return False
    if len(one) == len(other) == 1:
        return _one_factor(*one, *other)
    apart = [bases for bases in one.keys() | other.keys() if one.get(bases) != other.get(bases)]
    return len(apart) == 1 and bool(one.keys() & other.keys())


def _terms(value: Expr) -> dict[Expr, Expr]:
    """The terms of a sum, multiplied out: what each is but for its number, and that number."""
    found: dict[Expr, Expr] = {}
    for term in Add.make_args(expand(value)):
        number, rest = term.as_coeff_Mul()
        found[rest] = found.get(rest, Integer(0)) + number
    return found


def _one_factor(one: Expr, other: Expr) -> bool:
    """Whether two products differ in the power of one factor, or in their number alone."""
    powers, others = one.as_powers_dict(), other.as_powers_dict()
    apart = [base for base in powers.keys() | others.keys() if powers[base] != others[base]]
    common = any(powers[base] == others[base] != 0 for base in powers if base.free_symbols)
    return len(apart) <= 1 and (common or isinstance(one, Mul))
