"""The smallest edits of the source that make a false step provable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from math import inf

from flint import arb
from sympy import Expr, Symbol

from symxent.check.chain import ChainJudge
from symxent.check.edits import COMMON, Change, Surroundings, changes, surroundings
from symxent.check.findings import Correction, Edit
from symxent.check.judged import Judged
from symxent.check.of_chance import is_of_chance
from symxent.check.of_matrices import is_of_matrices
from symxent.check.steps import FAILURES, judge_values, written_out
from symxent.check.unsaid import as_said, unsaid
from symxent.language.domain import Domain
from symxent.language.linear import Array, Value
from symxent.language.tree import Add, Multiply, Node, Number, walk
from symxent.proof import prove
from symxent.proof.balls import NoValue, ball
from symxent.proof.clock import thread_time
from symxent.proof.points import Point, points
from symxent.read.errors import ReadError
from symxent.read.parser import parse
from symxent.read.rows import Member
from symxent.read.tokens import Lexicon, Token, tokenize

BITS = 128
#: Relations whose two sides are one and the same.
EQUALITIES = frozenset(("=", ":=", "≡"))
#: Families that may be labels or probabilities, and add up to 1 where nobody says so.
_SHARES = re.compile(r"Σ [ytpq](?:_\w+)?_m = 1")
#: How many equally small corrections are shown.
MOST_SHOWN = 4


def corrections(step: Judged, chain: ChainJudge, seconds: float) -> tuple[Correction, ...]:
    """The smallest corrections of a refuted equality: of its right side, else of its left side; searched once.

    Each makes the step provable, and the step behind it too where there is one that can be judged.  An inequality has
    none: what would make it hold is not determined by its sides; nor has 1 = 2, of which nothing would stay; nor what
    is false of matrices, whose derivatives are given whole.
    """
    if step.key not in chain.corrected:
        none = (
            step.operator.text not in EQUALITIES
            or is_of_matrices(step)
            or is_of_chance(step)
            or (isinstance(step.left, Number) and isinstance(step.right, Number))
        )
        chain.corrected[step.key] = () if none else _searched(step, chain, seconds)
    return chain.corrected[step.key]


def _searched(step: Judged, chain: ChainJudge, seconds: float) -> tuple[Correction, ...]:
    right_at = right_of(step, chain)
    left, right = _trees(step.left), _trees(step.right)
    following = beside(chain, step.place + 1, right_at + 1)
    component = step.outcome.component
    found = _among_values(chain, right_at, (*left, *following), component, seconds)
    if not found and following:
        found = _among_values(chain, right_at, left, component, seconds)
    if not found and not step.previous and right_at - 1 >= 0:
        earlier = beside(chain, step.place - 1, right_at - 2)
        found = _among_values(chain, right_at - 1, (*earlier, *right), component, seconds, COMMON)
    for words, other in () if found else _with_shares(step, chain):
        under = _among_values(other, right_at, (*left, *following), component, seconds)
        found += [replace(c, assuming=words) for c in under]
    return tuple(found[:MOST_SHOWN])


def _with_shares(step: Judged, chain: ChainJudge) -> Iterator[tuple[str, ChainJudge]]:
    """What all know of labels and probabilities, that they add up to 1, in words, and the chain where that is said.

    Only where the step is false for such labels, too.
    """
    verdict = step.outcome.verdict
    if verdict is None:
        return
    for words, (lhs, rhs, domain, _) in unsaid(verdict.lhs, verdict.rhs, chain.setting, chain.setting.domain, set()):
        if _SHARES.match(words) and prove(lhs, rhs, domain, seconds=1.0).refuted:
            other = copy(chain)
            other.setting = replace(chain.setting, domain=domain)
            yield words, other


def right_of(step: Judged, chain: ChainJudge) -> int:
    """The number of the member of its chain that is the right side of a step."""
    return step.place + 1 - chain.statement.chain.continues


def _trees(side: Node | ReadError) -> tuple[Node, ...]:
    return (side,) if isinstance(side, Node) else ()


def beside(chain: ChainJudge, place: int, at: int) -> tuple[Node, ...]:
    """The member ``at``, if there is one that was read and the relation at ``place`` says that it is equal."""
    operators, members = chain.statement.chain.operators, chain.statement.members
    if not (0 <= place < len(operators) and 0 <= at < len(members)) or operators[place].text not in EQUALITIES:
        return ()
    return _trees(members[at])


def _among_values(
    chain: ChainJudge, at: int, neighbours: tuple[Node, ...], component: str, seconds: float, most: float = inf
) -> list[Correction]:
    """The edits of the member ``at``, none dearer than ``most``, that make it equal to its neighbours.

    Each search has ``seconds`` of its own: one that finds nothing takes nothing from the next.
    """
    fits, member = as_values(chain, neighbours, component), chain.statement.chain.members[at]
    candidates = (c for c in changes(member.tokens, around(chain, at)) if c.cost <= most)
    return [] if fits is None else search(chain, member, fits, thread_time() + seconds, candidates)


def as_values(chain: ChainJudge, neighbours: Sequence[Node], component: str = "") -> Callable[[Node], bool] | None:
    """Whether a tree is proved to be equal to some others in the usual reading; None where they have no value."""
    try:
        values = [as_said(chain.value_of(n), chain.setting) for n in neighbours]
    except FAILURES:
        return None
    if not values:
        return None
    screen = _Screen(chain, values, component)
    if screen.are_zero and Number("0") not in neighbours:
        return None  # whatever makes 0 of a formula would do: nothing would be left of what was written

    def fits(tree: Node) -> bool:
        if tree in neighbours or (isinstance(tree, Add) and any(term in neighbours for term in tree.terms)):
            return False  # x = x holds, and says nothing; x = 0 + x says that the right side is 0
        value = _value(chain, tree)
        return value is not None and screen.passes(value) and all(_proves(chain, v, value) for v in values)

    return fits


def search(
    chain: ChainJudge, member: Member, fits: Callable[[Node], bool], deadline: float, candidates: Iterable[Change]
) -> list[Correction]:
    """The smallest edits of a member that make a tree which fits."""
    source = chain.judge.page.text
    best: float | None = None
    found: list[Correction] = []
    seen: set[str | Node] = set()
    for change in sorted(candidates, key=lambda c: c.cost):
        if (best is not None and change.cost > best) or thread_time() > deadline:
            break
        text = applied(source, member.start, member.end, change.edits)
        if text in seen:
            continue
        seen.add(text)
        tree = tree_of(chain, text, member.start)
        if tree is not None and tree not in seen and not _wipes_out(tree) and fits(tree):
            seen.add(tree)  # sin²(x) is sin(x)²
            best = change.cost
            found.append(Correction(change.edits, source[member.start : member.end], text, change.kind))
    return found


def _wipes_out(tree: Node) -> bool:
    """Whether 0 is a factor in a tree: what is so made equal says that a term is 0, and no pen writes that."""
    return any(isinstance(n, Multiply) and Number("0") in n.factors for n in walk(tree))


def around(chain: ChainJudge, at: int) -> Surroundings:
    """What stands around the member ``at`` of a chain, and behind its definitions."""
    members = chain.statement.chain.members
    beside = [members[n].tokens for n in (at - 1, at + 1) if 0 <= n < len(members)]
    tokens: list[Sequence[Token]] = [m.tokens for m in members]
    for other in chain.began_in:
        tokens += [m.tokens for m in other.chain.members]
    for definition in chain.knowledge.definitions:
        if definition.key in chain.used:
            tokens += [m.tokens for m in chain.knowledge.statements[definition.number].chain.members]
    return surroundings(tokens, beside, chain.judge.page.text)


def applied(source: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """A piece of the source with edits made, last first so that positions stay."""
    text = source[start:end]
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start - start] + edit.text + text[edit.end - start :]
    return text


def tree_of(chain: ChainJudge, text: str, start: int) -> Node | None:
    """A piece of source read as a member of a chain; None for what cannot be read."""
    try:
        tokens = tokenize(text, Lexicon(macros=chain.judge.page.macros), start)
        return parse(list(_in_one_row(tokens)), chain.knowledge.grammar, start)
    except (*FAILURES, ReadError):
        return None


def _in_one_row(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens without the signs that set rows and columns, but for those of a matrix."""
    depth = 0
    for token in tokens:
        depth += (token.kind == "begin") - (token.kind == "end")
        if depth or token.kind not in ("row", "column"):
            yield token


def _value(chain: ChainJudge, tree: Node) -> Value | None:
    try:
        return as_said(chain.value_of(tree), chain.setting)
    except FAILURES:
        return None


def _proves(chain: ChainJudge, a: Value, b: Value) -> bool:
    try:
        return judge_values(a, b, "=", chain.setting, 1.0, None).status == "proved"
    except FAILURES:
        return False


class _Screen:
    """Drops candidates that differ from a neighbour at some point, before anything is proved."""

    def __init__(self, chain: ChainJudge, values: Sequence[Value], component: str) -> None:
        self.chain = chain
        self.index = Symbol(component or "r", integer=True)
        self.domain = chain.setting.domain
        self.values = values
        self.known: list[tuple[Point, list[arb]]] = []
        scalars = [self._scalar(v) for v in values]
        if any(s is None for s in scalars):
            return
        wide = [s for s in scalars if s is not None]
        members = self._all_members()
        for point in _first(points(self._domain(), *wide, *members), 12):
            try:
                for member in members:
                    ball(member, point, BITS)  # (1 − rⁿ)/(1 − r) says nothing of r = 1
                self.known.append((point, [ball(w, point, BITS) for w in wide]))
            except NoValue:
                continue
            if len(self.known) == 2:
                break

    @property
    def are_zero(self) -> bool:
        """Whether the values are 0 wherever they were looked at."""
        return bool(self.known) and all(e.contains(0) for _, expected in self.known for e in expected)

    def _domain(self) -> Domain:
        arrays = [v for v in self.values if isinstance(v, Array) and v.axes == 1]
        if not arrays:
            return self.domain
        return self.domain.extended(indices={self.index: arrays[0].range(0)})

    def _all_members(self) -> list[Expr]:
        found = []
        for tree in self.chain.statement.trees:
            try:
                scalar = self._scalar(self.chain.value_of(tree))
            except FAILURES:
                continue
            if scalar is not None:
                found.append(scalar)
        return found

    def _scalar(self, value: Value) -> Expr | None:
        if isinstance(value, Array) and value.axes != 1:
            return None
        try:
            # A component is only made when it is asked for: it may turn out to have no meaning.
            entry = value.entry(self.index) if isinstance(value, Array) else value
            return written_out(entry, self.chain.setting)
        except FAILURES:
            return None

    def passes(self, value: Value) -> bool:
        if isinstance(value, Array) and value.axes > 1:
            return not self.known  # matrices are compared entry by entry, the first that differs ends it
        scalar = self._scalar(value)
        if scalar is None:
            return False
        for point, expected in self.known:
            try:
                here = ball(scalar, point, BITS)
            except (NoValue, *FAILURES):
                return False
            if not all(here.overlaps(e) for e in expected):
                return False
        return True


def _first(found: Iterator[Point], count: int) -> Iterator[Point]:
    for number, point in enumerate(found):
        if number >= count:
            return
        yield point
