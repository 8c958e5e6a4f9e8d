"""One chain of a page, read, with its place in the order of reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from symxent.check.names import names_of
from symxent.language.tree import Big, Dots, Indexed, Name, Node, Number, Sequence, walk
from symxent.read.errors import ReadError
from symxent.read.grammar import signs_of
from symxent.read.marks import is_set_in_figures
from symxent.read.rows import Chain

INDEX_LETTERS = frozenset("ijklmnpqrst")


@dataclass(frozen=True)
class Statement:
    """A chain of the page with its place in the order of reading; ``section`` counts the headings before it.

    ``wide``: members in which Σ was read over the whole sum behind it, because its index stands there too.
    """

    number: int
    formula: int
    section: int
    chain: Chain
    members: tuple[Node | ReadError, ...]
    prose: str = ""
    wide: tuple[int, ...] = ()

    @cached_property
    def signs(self) -> frozenset[str]:
        """The signs of its members, and their kinds."""
        return signs_of(t for m in self.chain.members for t in m.tokens)

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """The names in each of its members."""
        return tuple(frozenset(names_of(trees_of((m,)))) for m in self.members)

    @cached_property
    def plain(self) -> frozenset[str]:
        """The letters that stand in it as they are, and nowhere in bold: small ones, and capitals with an index."""
        names = [n for n in self.nodes if isinstance(n, Name)]
        indexed = [n.base.key for n in self.nodes if isinstance(n, Indexed) and isinstance(n.base, Name)]
        bare = {
            n.key for n in names if n.name[:1].isupper() and [m.key for m in names].count(n.key) > indexed.count(n.key)
        }
        return frozenset(n.key for n in names) - {n.key for n in names if is_set_in_figures(n.accent)} - bare

    @property
    def trees(self) -> tuple[Node, ...]:
        return trees_of(self.members)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All that its trees are made of: every later step of the page looks through them."""
        return tuple(n for tree in self.trees for n in walk(tree))


def trees_of(members: tuple[Node | ReadError, ...]) -> tuple[Node, ...]:
    """Those members that could be read."""
    return tuple(m for m in members if isinstance(m, Node))


def index_case(statement: Statement) -> str:
    """i = j or i ≠ j, said of the formulas that follow; "" for any other statement."""
    match statement.members:
        case (Name(one), Name(two)) if one in INDEX_LETTERS and two in INDEX_LETTERS:
            operator = statement.chain.operators[0].text
            return f"{min(one, two)} {operator} {max(one, two)}" if operator in ("=", "≠") else ""
    return ""


def declared_sum(statement: Statement) -> tuple[Big, Number] | None:
    """Σ_i y_i = 1 alone on a line: a fact about y, when y has no definition."""
    if len(statement.members) != 2 or statement.chain.continues or statement.chain.operators[0].text != "=":
        return None
    match statement.members:
        case (Big("sum", Indexed(Name(), lower, upper)) as total, Number() as number) if len((*lower, *upper)) == 1:
            return total, number
    return None


def is_list(node: Node) -> bool:
    """1, …, K: what an index runs over, or what is left out."""
    return isinstance(node, Dots) or (isinstance(node, Sequence) and any(isinstance(n, Dots) for n in node.items))
