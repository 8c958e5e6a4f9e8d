"""The readings of a chain: where notation has several plausible meanings, each of them, the usual one first.

A doubt of the reader is data.  A judge may prove a step in any reading that the page does not exclude, and refutes it
only when it is false in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

from symxent.errors import InternalError
from symxent.language.scope import bound_in, plain_key
from symxent.language.tree import Big, Call, Name, Node, children
from symxent.read.choices import choices
from symxent.read.errors import ReaderFailed, ReadError
from symxent.read.grammar import Grammar
from symxent.read.parser import parse
from symxent.read.rows import Chain, Member
from symxent.read.signs import Token

#: Of a chain with so many doubtful notations every combination is a reading; beyond it, one departure at a time.
MAX_COMBINED = 3


@dataclass(frozen=True)
class Reading:
    """One way to read a chain.

    ``name``: what is read how, in a few words for the report; "" for the usual reading.  ``members``: the trees of the
    chain, or what stopped the reader.  ``grammar``: the same choice for the whole page, so that a definition is read as
    what uses it is.  ``wide``: members in which Σ reaches over the whole sum behind it, because its index stands there.
    ``departures``: how many notations are read in another way than the usual one.
    """

    name: str
    members: tuple[Node | ReadError, ...]
    grammar: Grammar
    wide: tuple[int, ...] = ()
    departures: int = 0


def read_chain(chain: Chain, grammar: Grammar) -> Reading:
    """The members of a chain as trees."""
    narrow = [_guarded(partial(_parsed, m.tokens, grammar, m.start), m) for m in chain.members]
    members = tuple(_guarded(partial(_plausible, m, t, grammar), m) for m, t in zip(chain.members, narrow, strict=True))
    wide = tuple(place for place, (a, b) in enumerate(zip(narrow, members, strict=True)) if a is not b)
    return Reading("", _congruent(members), grammar, wide)


def _congruent(members: tuple[Node | ReadError, ...]) -> tuple[Node | ReadError, ...]:
    """7 ≡ 1 (mod 3): what is equal are the remainders of all members."""
    match members[-1]:
        case Call(Name("congruent"), (last, by)):
            inside = (*members[:-1], last)
            return tuple(Call(Name("mod"), (m, by), span=m.span) if isinstance(m, Node) else m for m in inside)
    return members


def other_grammars(tokens: Sequence[Token], grammar: Grammar) -> Iterator[tuple[str, Grammar, int]]:
    """The other readings of some tokens: name, grammar and departures, the fewest departures first."""
    found = tuple(choices(tokens, grammar))
    deepest = len(found) if len(found) <= MAX_COMBINED else 1
    for departures in range(1, deepest + 1):
        for together in combinations(found, departures):
            changed = grammar
            for choice in together:
                changed = choice.taken(changed)
            yield "; ".join(c.name for c in together), changed, departures


def tokens_of(chains: Iterable[Chain]) -> list[Token]:
    """All tokens of some chains."""
    return [t for chain in chains for m in chain.members for t in m.tokens]


def _plausible(member: Member, tree: Node | ReadError, grammar: Grammar) -> Node | ReadError:
    """The usual reading; but Σ_i a_i + b_i is Σ_i (a_i + b_i), for else the second i would belong to nothing."""
    if not isinstance(tree, Node) or not any(
        t.kind == "command" and t.text in ("sum", "product") for t in member.tokens
    ):
        return tree
    if not _escapes(tree):
        return tree
    for wider in (replace(grammar, wide_sums=True), replace(grammar, long_products=True)):
        wide = _parsed(member.tokens, wider, member.start)
        if isinstance(wide, Node) and not _escapes(wide):
            return wide
    return tree


def _escapes(tree: Node) -> bool:
    """Whether the index of a sum is also used as an index outside of it."""
    bound = bound_in(tree)
    free: set[str] = set()

    def visit(node: Node, inside: frozenset[str]) -> None:
        if isinstance(node, Big):
            inside |= {k for k in map(plain_key, node.index) if k is not None}
            visit(node.body, inside)
            return
        if isinstance(node, Name) and node.key not in inside:
            free.add(node.key)
        for child in children(node):
            visit(child, inside)

    visit(tree, frozenset())
    return bool(bound & free)


def _parsed(tokens: tuple[Token, ...], grammar: Grammar, start: int) -> Node | ReadError:
    try:
        return parse(tokens, grammar, start)
    except ReadError as error:
        return error
    except RecursionError:
        return ReadError("this is nested too deeply", start, start + 1)


def _guarded(read: Callable[[], Node | ReadError], member: Member) -> Node | ReadError:
    """One member that breaks the reader must not cost the page the others."""
    try:
        return read()
    except Exception as error:
        return ReaderFailed(InternalError.of(error), member.start, member.end)
