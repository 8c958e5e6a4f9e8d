"""Matrices that are written out, block by block: [u₁ u₂] [v₁ᵀ; v₂ᵀ] = u₁v₁ᵀ + u₂v₂ᵀ, A [b₁ … bₙ] = [A b₁ … A bₙ]."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symxent.language.tree import (
    Add,
    Divide,
    Dots,
    Group,
    Indexed,
    Matrix,
    Multiply,
    Name,
    Negative,
    Node,
    Transpose,
    Words,
    number,
    walk,
)

#: Tables of more entries are not multiplied.
MOST_ENTRIES = 64


def multiplied(factors: tuple[Node, ...]) -> tuple[Node, ...]:
    """The factors, each pair of tables side by side that fit replaced by their product; of one block, by that block."""
    done: list[Node] = []
    for factor in factors:
        table = _table(factor)
        before = _table(done[-1]) if done else None
        if table is not None and before is not None and len(before[0]) == len(table):
            done[-1] = Matrix(_product(before, table))
        else:
            done.append(factor)
    return tuple(_only_block(n) for n in done)


def _only_block(node: Node) -> Node:
    """The block of a table of one: a table of one is that block."""
    table = _table(node)
    return table[0][0] if table is not None and len(table) == len(table[0]) == 1 else node


def _table(node: Node) -> tuple[tuple[Node, ...], ...] | None:
    """The blocks of a table, what is left blank being 0; None for what is none, or for one with dots."""
    if isinstance(node, Transpose):
        table = _table(node.body)
        return None if table is None else tuple(tuple(map(Transpose, column)) for column in zip(*table, strict=True))
    if not isinstance(node, Matrix) or node.bracket in ("|", "‖"):
        return None
    width = max(map(len, node.rows), default=0)
    if not width or width * len(node.rows) > MOST_ENTRIES:
        return None
    rows = [[number(0) if isinstance(e, Words) and not e.text.strip() else e for e in row] for row in node.rows]
    if any(isinstance(e, Dots | Words) for row in rows for e in row):
        return None
    return tuple((*row, *[number(0)] * (width - len(row))) for row in rows)


def _product(left: tuple[tuple[Node, ...], ...], right: tuple[tuple[Node, ...], ...]) -> tuple[tuple[Node, ...], ...]:
    return tuple(tuple(_entry(row, column) for column in zip(*right, strict=True)) for row in left)


def _entry(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    terms = [Multiply((a, b)) for a, b in zip(row, column, strict=True) if number(0) not in (a, b)]
    return terms[0] if len(terms) == 1 else Add(tuple(terms)) if terms else number(0)


Table = Sequence[Sequence[Node]]


def in_pairs(left: Node, right: Node, is_number: Callable[[Node], bool]) -> list[tuple[Node, Node]] | None:
    """The entries of two tables of one layout that stand in the same places, dots in the same; None where none are.

    Source: a product is made of products with columns and of rows, a sum and a multiple entry by entry.
    """
    one, other = _laid_out(left, is_number), _laid_out(right, is_number)
    if one is None or other is None or _layout(one) != _layout(other):
        return None
    return [(a, b) for above, below in zip(one, other, strict=True) for a, b in zip(above, below, strict=True)]


def _layout(table: Table) -> list[list[bool]]:
    return [[isinstance(e, Dots) for e in row] for row in table]


def _laid_out(node: Node, is_number: Callable[[Node], bool]) -> Table | None:
    """The entries of a table after what is computed with it as a whole, dots kept as they are."""

    def of(child: Node) -> Table | None:
        return _laid_out(child, is_number)

    match node:
        case Group(body, "(" | "["):
            return of(body)
        case Matrix(rows, bracket) if bracket not in ("|", "‖"):
            blank = any(isinstance(e, Words) for row in rows for e in row)
            return None if blank or len({len(row) for row in rows}) != 1 else rows
        case Negative(body):
            return _each(of(body), Negative)
        case Divide(above, below) if is_number(below):
            return _each(of(above), lambda e: Divide(e, below))
        case Add(terms):
            return _added([of(term) for term in terms])
        case Multiply(factors, "" | "·"):
            tables = [of(factor) for factor in factors]
            at = next((place for place, table in enumerate(tables) if table is not None), None)
            if at is None or any(table is not None for table in tables[at + 1 :]):
                return None
            table, before, after = tables[at], factors[:at], factors[at + 1 :]
            assert table is not None
            columns, rows_only = len(table) == 1 and not after, len(table[0]) == 1 and not before
            if columns or rows_only or all(map(is_number, (*before, *after))):
                return _each(table, lambda e: Multiply((*before, e, *after)))
    return None


def _each(table: Table | None, change: Callable[[Node], Node]) -> Table | None:
    if table is None:
        return None
    return [
        [e if isinstance(e, Dots) else change(e if isinstance(e, Name | Indexed) else Group(e)) for e in row]
        for row in table
    ]


def _added(tables: Sequence[Table | None]) -> Table | None:
    """The sum of tables of one layout that run to the same ends: not [x₁ … xₙ] + [y₁ … yₘ]."""
    found = [table for table in tables if table is not None]
    if len(found) < len(tables) or any(_layout(t) != _layout(found[0]) for t in found):
        return None
    if len({ends for table in found if (ends := _ends(table))}) > 1:
        return None
    return [
        [Dots() if isinstance(es[0], Dots) else Add(tuple(map(_one_term, es))) for es in zip(*rows, strict=True)]
        for rows in zip(*found, strict=True)
    ]


def _one_term(node: Node) -> Node:
    return Group(node) if isinstance(node, Add) else node


def _ends(table: Table) -> frozenset[Node]:
    """The indices of the last entry that the first does not have."""
    first, last = table[0][0], table[-1][-1]
    here, there = ({i for n in walk(e) if isinstance(n, Indexed) for i in (*n.lower, *n.upper)} for e in (first, last))
    return frozenset(there - here)
