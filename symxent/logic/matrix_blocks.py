"""Matrices of blocks as sums of words: the block A at the place (i, j) of others is S_i A T_jᵀ.

S_i holds the columns of the identity matrix that belong to the i-th block row: S_iᵀS_j is I for i = j and 0 elsewhere,
and S_1S_1ᵀ + … + S_kS_kᵀ = I.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy import Add, Expr, Integer, S

from symxent.logic.matrix_words import Atom, Form, Word, identity, total, unit_word
from symxent.logic.ring import Refused

if TYPE_CHECKING:
    from symxent.logic.matrix_algebra import Algebra


def part(sizes: tuple[Expr, ...], place: int) -> Form:
    """S_i of a side that is made of blocks of these sizes; I where it is of one."""
    if len(sizes) == 1:
        return identity(sizes[0])
    rows, cols = Add(*sizes), sizes[place]
    return Form(rows, cols, {(Atom(("block", sizes, Integer(place)), rows, cols),): S.One})


def joined(a: Algebra, lines: Sequence[Sequence[Form]]) -> Form:
    """The matrix of blocks.  Raises Refused where they do not fit together."""
    rows, cols = tuple(line[0].rows for line in lines), tuple(form.cols for form in lines[0])
    if any(
        (form.rows, form.cols) != (r, c)
        for r, line in zip(rows, lines, strict=True)
        for form, c in zip(line, cols, strict=False)
    ):
        raise Refused("blocks that do not fit together")
    made = (
        a.product(a.product(part(rows, i), form), a.transposed(part(cols, j)))
        for i, line in enumerate(lines)
        for j, form in enumerate(line)
    )
    return total(Add(*rows), Add(*cols), made)


def pair(left: Atom, right: Atom) -> Form | None:
    """S_iᵀS_j, and S_kS_kᵀ of the last of k blocks."""
    assert isinstance(left.head, tuple)
    assert isinstance(right.head, tuple)
    sizes, place = left.head[1:]
    if right.head[1] != sizes or left.turned == right.turned:
        return None
    if left.turned:
        return identity(left.rows) if place == right.head[2] else Form(left.rows, right.cols, {})
    if left.head != right.head or place != len(sizes) - 1:
        return None
    own = [Atom(("block", sizes, Integer(i)), left.rows, size) for i, size in enumerate(sizes[:-1])]
    words: dict[Word, Expr] = {(atom, atom.transposed()[1]): S.NegativeOne for atom in own}
    return Form(left.rows, left.rows, {unit_word(left.rows): S.One, **words})
