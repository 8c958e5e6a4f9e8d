"""Products of matrices that are written out, block by block: [u₁ u₂] [v₁ᵀ; v₂ᵀ] = u₁v₁ᵀ + u₂v₂ᵀ."""

from __future__ import annotations

from symxent.language.tree import Add, Dots, Matrix, Multiply, Node, Transpose, Words, number

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
