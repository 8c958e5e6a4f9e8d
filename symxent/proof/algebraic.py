"""Numbers among the generators: a root or a logarithm is what the others make of it where the difference is to be 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq_mpoly
from sympy import Expr, Rational

from symxent.logic import Step
from symxent.logic.ring import coefficients
from symxent.proof.balls import NotSeparated, NoValue, ball
from symxent.proof.fractions import Frac
from symxent.proof.generators import Generator, polynomial, rational, used_generators, written_apart

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

MOST_ROOTS = 12
BITS = 256


def is_zero(g: Engine, a: Frac) -> bool:
    """Whether a fraction is 0 once its roots and logarithms of numbers are written with each other.

    That one is what the others make of it is seen in balls here, and shown by the logic.
    """
    n, rest, field = a[0], MOST_ROOTS, g.ring
    while n and rest:
        if not any(g.table.rows[i].kind in ("root", "log") for i in used_generators(n)):
            return False
        among = _of_numbers(g, n)
        numbers = (g.table.rows[i] for i in used_generators(among))
        rows = [r for r in numbers if r.kind in ("root", "log") and r.inside and among.degrees()[r.number] == 1]
        if not rows or not vanishes(g, among):
            return False
        row = min(rows, key=lambda row: (row.kind != "log", row.inside[0].is_constant(), -row.number))  # type: ignore[index]
        parts = coefficients(among, row.number)
        value = field.multiply(field.negative((parts.get(0, field.zero[0]), ())), field.invert((parts[1], ())))
        if row.kind == "root":
            _note_root(g, row, value)
        elif not _note_logarithm(g, row, value):
            return False
        total = [
            field.multiply((part, ()), field.power(value, power)) for power, part in coefficients(n, row.number).items()
        ]
        n, rest = field.lowest(field.add(*total))[0], rest - 1
    return not n


def _of_numbers(g: Engine, n: fmpq_mpoly) -> fmpq_mpoly:
    """The coefficient of a monomial in what is no number."""
    numbers = [row.expr.is_number for row in g.table.rows]
    parts: dict[tuple[int, ...], dict[tuple[int, ...], object]] = {}
    for m, c in n.terms():
        outside = tuple(0 if i < len(numbers) and numbers[i] else e for i, e in enumerate(m))
        parts.setdefault(outside, {})[tuple(e - o for e, o in zip(m, outside, strict=True))] = c
    return g.ring.ctx.from_dict(next(iter(parts.values())))


def vanishes(g: Engine, n: fmpq_mpoly) -> bool:
    """Whether a polynomial in numbers is 0, as far as balls tell."""
    value = value_of(g, n)
    return value is not None and bool(value.contains(0))


def value_of(g: Engine, n: fmpq_mpoly) -> arb | None:
    try:
        return ball(polynomial(g, n), {}, BITS)
    except (NoValue, NotSeparated):
        return None


def _note_root(g: Engine, root: Generator, value: Frac) -> None:
    """The root by the others; a generator over a denominator is that denominator times the root."""
    field, inside = g.ring, root.inside
    assert inside is not None
    known = field.multiply(value, field.invert((field.product(inside[1]), ()))) if inside[1] else value
    args, t = (g.expr(inside), Rational(1, root.scale)), written_apart(g, known)
    g.note(lambda: Step("root", args, (t,)))
    g.note(lambda: Step("root of a number", args, (t,)))


def _note_logarithm(g: Engine, row: Generator, value: Frac) -> bool:
    """A logarithm by others, of numbers whose powers multiply to its argument."""
    parts: list[tuple[Expr | None, Expr]] = []
    for m, c in value[0].terms():
        rows = [g.table.rows[i] for i, e in enumerate(m) if e]
        if value[1] or len(rows) > 1 or (rows and rows[0].kind != "log") or sum(m) > 1:
            return False
        inside = rows[0].inside if rows else None
        parts.append((None if inside is None else g.expr(inside), rational(c)))
    assert row.inside is not None
    argument = g.expr(row.inside)
    g.note(lambda: Step("logarithm of a product", (argument,), tuple(parts)))
    return True
