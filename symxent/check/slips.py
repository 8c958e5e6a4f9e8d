"""A slip of the pen that the members beside it give away, whatever else the page says of its letters.

Of a = m = b, where a = b is proved and one slip in m makes m equal to both, m is not what was meant.  And a step of a
chain is false whose right side is made of the very parts of its left side, and differs from it by a sign or a number
alone.  The second is asked only where nothing is known of the letters, the first there too: there no condition, no
definition and no other notation makes the step true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Expr, Integer, Symbol, expand

from symxent.check.conditions import subjects
from symxent.check.corrections import (
    EQUALITIES,
    MOST_SHOWN,
    around,
    as_values,
    beside,
    corrections,
    right_of,
    search,
    tree_of,
)
from symxent.check.definitions import Definition, head_of
from symxent.check.doubts import (
    called_and_not,
    in_notation,
    may_be_determinant,
    reaches_further,
    rounds,
    small_change,
    turns,
)
from symxent.check.edits import COMMON, changes
from symxent.check.findings import Correction, Edit
from symxent.check.judged import Judged
from symxent.check.names import letters
from symxent.check.numeric import has_decimals
from symxent.check.regardless import domain_of, equal, of_any_function, readings, regardless
from symxent.check.steps import FAILURES, screened
from symxent.check.written import written_out
from symxent.language.opaque import Opaque
from symxent.language.tree import Big, Call, Node, Number, Power, Transpose, Words, map_children, walk
from symxent.proof import Verdict
from symxent.proof.clock import thread_time

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

_SMALL = frozenset(("sign", "factor", "constant", "index", "bracket", "fraction", "function"))
#: A letter or a term is told only in a formula of some size: in a small one nearly anything is one slip away.
_ANY = _SMALL | {"symbol", "term"}
_IN_NUMBERS = frozenset(("sign", "factor", "constant", "index"))
_TURNED = frozenset(("fraction", "function", "bracket"))
#: So many slips are tried where each has to be proved by what the page says.
MOST_TRIED = 6
_LARGE = 5
#: What a page calls something that is its own square, or whose square is one.
_IDEMPOTENT = re.compile(
    r"idempot|involut|project|binary|boolean|bernoulli|indicator|dummy|\bunit\b|normali[sz]ed|\\{\s*[-+]?[01]\s*,\s*[-+]?1\s*\\}"
    r"|\\pm\s*1|投影|单位",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[-+\s\d/{}]|\\frac)*")


@dataclass(frozen=True)
class Alike:
    """Trees that are equal whatever their letters stand for, in the reading in which they are.

    ``definitions``: what is written out first, as often as there is something to write out.
    """

    opaque: Opaque
    trees: tuple[Node, ...]
    definitions: Mapping[str, Definition] = field(default_factory=dict)

    def holds(self, tree: Node) -> bool:
        """Whether another tree is equal to all of them, in the same reading."""
        if tree in self.trees:
            return False
        wide = self._wide(tree)
        return all(equal(self.opaque, self._wide(one), wide) is not None for one in self.trees)

    def refutes(self, tree: Node, foreign: Callable[[str], bool] = lambda part: True) -> Verdict | None:
        """The refutation of a tree that is made of their parts alone, and not equal to them; None for any other.

        ``foreign``: whether a part that they do not have keeps it from being told.
        """
        try:
            form, *forms = (self.opaque.read(self._wide(one)) for one in (tree, *self.trees))
            own = frozenset[str]().union(*(f.parts for f in forms))
            if any(foreign(part) for part in form.parts - own):
                return None
            for word in {**form.terms, **forms[0].terms}:
                one, other = (of_any_function(f.terms.get(word, Integer(0))) for f in (forms[0], form))
                verdict = _at_data(one, other, self.opaque)
                if verdict is not None:  # what a word is multiplied by has no point of its own
                    return replace(verdict, witness=None) if word else verdict
        except FAILURES:
            pass
        return None

    @property
    def is_wider(self) -> bool:
        """Whether there is something to write out in them."""
        return any(self._wide(tree) != tree for tree in self.trees)

    def _wide(self, tree: Node) -> Node:
        found = [one for one, _, _ in written_out((tree, tree), self.definitions)] if self.definitions else []
        return found[-1] if found else tree


def _at_data(one: Expr, other: Expr, opaque: Opaque) -> Verdict | None:
    """The refutation at a point, at which each sum is one over the same one, two or three data: no Σ x² is negative.

    A letter with a bar is the mean of those of its name.
    """
    names = opaque.letters.sums
    letters = {s: names[str(s)] for e in (one, other) for s in e.free_symbols if str(s) in names}
    for many in (1, 2, 3) if letters else (0,):
        at: dict[Expr, Expr] = {}
        of: dict[str, list[Symbol]] = {}
        for letter, (over, body) in letters.items():
            if not body.is_number or not isinstance(over.count, Symbol) or not over.finite:
                return None
            runs = [s for s in body.value.free_symbols if opaque.letters.of(s) & over.bound]
            for s in runs:
                base = str(s).split("_")[0] if len(runs) == len({str(r).split("_")[0] for r in runs}) else str(s)
                of[str(s)] = [Symbol(f"{base}_{k}", real=True) for k in range(1, many + 1)]
                at[Symbol(f"{base}_bar", real=True)] = Add(*of[str(s)]) / many
            data = ({s: of[str(s)][k] for s in runs} for k in range(many))
            at |= {letter: Add(*(body.value.xreplace(row) for row in data)), over.count: Integer(many)}
        if any(str(s) in names for value in at.values() for s in value.free_symbols):
            return None  # a sum of sums
        sides = one.xreplace(at), other.xreplace(at)
        verdict = screened(*sides, domain_of(sides), "=")[0]
        if verdict is not None:
            return verdict
    return None


class Slip(NamedTuple):
    """The smallest corrections of a step, and what refutes it."""

    corrections: tuple[Correction, ...]
    verdict: Verdict


def slip_of(chain: ChainJudge, step: Judged, before: Sequence[Judged]) -> Slip | None:
    """The slip that a step surely holds; None where it may be meant as it stands.

    ``before``: the steps of its chain before it, as they are told.
    """
    left, right = step.left, step.right
    if not isinstance(left, Node) or not isinstance(right, Node) or step.operator.text not in EQUALITIES:
        return None
    if size(right) < 3 or has_decimals(left) or has_decimals(right) or not letters(left):
        return None
    nodes = [n for side in (left, right) for n in walk(side)]
    if any(turns(n) or may_be_determinant(n) or rounds(n) or reaches_further(n) for n in nodes) or small_change(nodes):
        return None
    if called_and_not(nodes) or _may_be_symmetric(chain, left, right):
        return None
    following = beside(chain, step.place + 1, right_of(step, chain) + 1)
    if following and following[0] != left:
        found = _between_values(chain, step, left, right, following[0]) or _between(chain, step, left, following[0])
        if found is not None or may_vanish(chain, step):
            return found
    last = before[-1].status if before else ""
    in_chain = len(step.statement.members) + step.statement.chain.continues > 2
    large = size(left) > _LARGE or (step.place > 0 and size(right) > _LARGE)
    asserted = last == "proved" or (last != "refuted" and (large if in_chain else _is_law(chain, step)))
    return _of_the_same_parts(chain, step, left, right, last == "proved") if asserted else None


def _may_be_symmetric(chain: ChainJudge, left: Node, right: Node) -> bool:
    """Whether the sides are equal where each matrix is its own transpose: DᵀD = D² for a diagonal D."""

    def plain(node: Node) -> Node:
        return plain(node.body) if isinstance(node, Transpose) else map_children(node, plain)

    one, other = plain(left), plain(right)
    return (one, other) != (left, right) and any(
        equal(o, one, other) is not None for o in readings(chain, (one, other))
    )


def _is_law(chain: ChainJudge, step: Judged) -> bool:
    """Whether a relation that stands alone says something of functions, as E[aX + b] = a E[X] + b does."""
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    stated = chain.knowledge.speeches.at(step.statement.formula).act in ("claim", "stated")
    alone = stated and len(chain.knowledge.by_formula[step.statement.formula]) == 1
    called = any(isinstance(n, Call) for side in sides for n in walk(side))
    return alone and called and min(map(size, sides)) > _LARGE and head_of(sides[0]) is None


def may_vanish(chain: ChainJudge, step: Judged) -> bool:
    """Whether the chain goes on with what holds fewer letters, and is not equal: a + b = a − b = a says that b is 0."""
    following = beside(chain, step.place + 1, right_of(step, chain) + 1)
    if not isinstance(step.left, Node) or not following:
        return False
    here, there = letters(step.left) - {"I"}, letters(following[0])
    if not there < here or not isinstance(step.right, Node) or not here <= letters(step.right):
        return False
    if not there and following[0] != Number("0"):
        return False  # numbers were put in
    if _holds_what_differs(chain, step, following[0]):
        return False
    fits = as_values(chain, (step.left,))
    if fits is not None and fits(following[0]):
        return False
    return not any(Alike(o, (step.left,)).holds(following[0]) for o in readings(chain, (step.left, following[0])))


def _holds_what_differs(chain: ChainJudge, step: Judged, following: Node) -> bool:
    """Whether all that a step's sides differ in stands in what follows, too."""
    verdict = step.outcome.verdict
    if verdict is None or not verdict.refuted:
        return False
    try:
        there = chain.value_of(following)
        return isinstance(there, Expr) and expand(verdict.lhs - verdict.rhs).free_symbols <= there.free_symbols
    except FAILURES:
        return False


def _between_values(chain: ChainJudge, step: Judged, left: Node, right: Node, following: Node) -> Slip | None:
    """The slip in the right side, whose neighbours are equal in the usual reading, where nothing in it may be notation.

    What the page says of a letter that stands in the right side alone may make it true: (−1)ⁿ for n even.
    """
    verdict = step.outcome.verdict
    alone = letters(right) - letters(left)
    if alone and verdict is not None:  # the definitions of the left side may hold them
        alone -= {str(s) for s in verdict.lhs.free_symbols}
    if verdict is None or not verdict.refuted or (alone and (chain.setting.unread or alone & subjects((right,)))):
        return None
    fits = as_values(chain, (left,))
    if fits is None or not fits(following):
        return None
    found = corrections(step, chain, chain.judge.seconds)
    start = chain.statement.chain.members[right_of(step, chain)].start
    if not found:
        both = as_values(chain, (left, following), step.outcome.component)
        found = _searched(chain, step, both) if both is not None else ()
    if not _trusted(chain, right, found) or not all(c.edits[0].start >= start for c in found):
        return None
    return None if in_notation(left, step.operator.text, right, chain.used) else Slip(found, verdict)


def _between(chain: ChainJudge, step: Judged, left: Node, following: Node) -> Slip | None:
    """The same where they are equal whatever their letters stand for.

    The right side is made of their parts, and of other letters and sums perhaps, but calls nothing that they do not
    call: f(−x) may be f(x).
    """
    assert isinstance(step.right, Node)
    for alike in _ways(chain, left, following):
        if replace(alike, trees=(left,)).holds(following):
            verdict = alike.refutes(step.right, lambda part: "(" in part and _is_no_sum(part))
            found = _searched(chain, step, alike.holds) if verdict is not None else ()
            return Slip(found, verdict) if _trusted(chain, step.right, found) and verdict is not None else None
    return None


def _ways(chain: ChainJudge, *trees: Node) -> Iterator[Alike]:
    """Each way to read two trees: as they stand, and with what is surely defined written out."""
    one, other = trees
    for definitions in ({}, chain.setting.bodies):
        for opaque in readings(chain, (one, other)):
            alike = Alike(opaque, trees, definitions)
            if not definitions or alike.is_wider:
                yield alike


def _of_the_same_parts(chain: ChainJudge, step: Judged, left: Node, right: Node, trusted: bool) -> Slip | None:
    """The sign or the number by which a right side differs from a left side that is made of the same parts.

    It may be the left side that holds it, where nothing shows that it is right: it is ``trusted``.
    """
    powers = max(size(left), size(right)) > _LARGE and not chain.setting.unread and not has_idempotents(chain)
    for alike in _readable(chain, left, right):
        verdict = alike.refutes(right, _is_no_sum)
        if verdict is None:
            continue
        found = _searched(chain, step, alike.holds, _IN_NUMBERS)
        if not found and step.place > 0 and not trusted:
            found = _searched(chain, step, replace(alike, trees=(right,)).holds, _IN_NUMBERS, 1)
        if found:
            return Slip(found, verdict) if all(_of_numbers(chain, c, powers) for c in found) else None
    slip = _of_the_same_letters(chain, step, left, right, powers, trusted)
    return slip or (_beside_proved(chain, step, left, right, powers) if trusted else None)


def _is_no_sum(part: str) -> bool:
    """Sums over other ranges are other parts, and vary freely beside each other."""
    return not part.startswith("sum[")


def _beside_proved(chain: ChainJudge, step: Judged, left: Node, right: Node, powers: bool) -> Slip | None:
    """The same where the slip mended is proved, whatever proves it, and what stands there differs from that."""
    at = right_of(step, chain)
    member = chain.statement.chain.members[at]
    cheap = (c for c in changes(member.tokens, around(chain, at)) if c.kind in ("sign", "factor") and c.cost < COMMON)
    chosen = sorted(cheap, key=lambda c: c.cost, reverse=True)[:MOST_TRIED]
    deadline = thread_time() + chain.judge.seconds
    found = tuple(search(chain, member, lambda tree: regardless(chain, left, tree) is not None, deadline, chosen))
    if not found or not all(_of_numbers(chain, c, powers) for c in found):
        return None
    mended = tree_of(chain, found[0].after, member.start)
    verdicts = (alike.refutes(right) for alike in _readable(chain, mended, right)) if mended is not None else ()
    verdict = next((v for v in verdicts if v is not None), None)
    return None if verdict is None else Slip(found, verdict)


def _readable(chain: ChainJudge, left: Node, right: Node) -> Iterator[Alike]:
    """The left side in the first of the readings that has a meaning for both, and with its definitions written out."""
    for opaque in readings(chain, (left, right)):
        try:
            opaque.read(left), opaque.read(right)
        except FAILURES:
            continue
        yield Alike(opaque, (left,))
        wider = Alike(opaque, (left,), chain.setting.bodies)
        if wider.is_wider:
            yield wider
        return


def _of_the_same_letters(
    chain: ChainJudge, step: Judged, left: Node, right: Node, powers: bool, trusted: bool
) -> Slip | None:
    """The same in the usual reading, where the two sides hold the same letters and none of them may be no number."""
    verdict, here = step.outcome.verdict, letters(left)
    there = letters(right)
    if verdict is None or step.status != "refuted" or not there <= here or here & chain.setting.doubtful:
        return None
    small = size(left) <= _LARGE or (size(right) <= _LARGE if here == there else not trusted)
    if small or in_notation(left, step.operator.text, right, chain.used):
        return None
    start = chain.statement.chain.members[right_of(step, chain)].start
    found = [c for c in corrections(step, chain, chain.judge.seconds) if c.edits[0].start >= start]
    told = found and all(c.kind in _TURNED or (c.kind in _IN_NUMBERS and _of_numbers(chain, c, powers)) for c in found)
    return Slip(tuple(found), verdict) if told else None


def _of_numbers(chain: ChainJudge, correction: Correction, powers: bool = False) -> bool:
    """Whether a correction changes signs and numbers alone; ``powers``: or what stands raised."""
    text = chain.judge.page.text

    def numeric(edit: Edit) -> bool:
        raised = "^" in edit.text or "^" in text[max(0, edit.start - 2) : edit.end]
        if raised:
            return powers
        return bool(_NUMBER.fullmatch(edit.text + text[edit.start : edit.end]))

    return all(map(numeric, correction.edits))


def _searched(
    chain: ChainJudge,
    step: Judged,
    fits: Callable[[Node], bool],
    kinds: frozenset[str] = _ANY,
    back: int = 0,
) -> tuple[Correction, ...]:
    """The smallest edits of the right side, of some kinds, that make it fit; ``back``: of a member before it."""
    members, at = chain.statement.chain.members, right_of(step, chain) - back
    chosen = [c for c in changes(members[at].tokens, around(chain, at)) if c.kind in kinds]
    with chain.judge.slips_sought() as seconds:
        return tuple(search(chain, members[at], fits, thread_time() + seconds, chosen)[:MOST_SHOWN])


def _trusted(chain: ChainJudge, right: Node, found: Sequence[Correction]) -> bool:
    """Whether some corrections are slips, and no factor that may be there as often as one likes: y² = y."""
    kinds = _ANY if size(right) > _LARGE else _SMALL
    repeated = any(c.kind == "factor" and not _of_numbers(chain, c) for c in found)
    return bool(found) and all(c.kind in kinds for c in found) and not (repeated and has_idempotents(chain))


def has_idempotents(chain: ChainJudge) -> bool:
    """Whether the page speaks of something that is its own square, or says so."""
    squares = (m for s in chain.knowledge.statements for m in s.members if isinstance(m, Power) and m.base in s.members)
    return bool(_IDEMPOTENT.search(chain.judge.page.text)) or any(squares)


def size(node: Node) -> int:
    """How many nodes a tree has that stand for something."""
    return sum(not isinstance(n, Words | Big) for n in walk(node))
