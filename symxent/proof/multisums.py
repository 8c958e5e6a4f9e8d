"""Sums over several indices at once: Σ_i s_i (Σ_j X_ij v_j)² and Σ_j Σ_l v_j v_l Σ_i s_i X_ij X_il are one generator.

A sum under another sum is merged with it when it stands in the numerator, and the bound variables are named so that
the printed summand is least: the order of summation and the letters do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, permutations, product
from typing import TYPE_CHECKING

from sympy import Dummy, Expr, Indexed, S, Sum, Symbol

from symxent.logic import Step
from symxent.logic.letters import kinds_in
from symxent.proof import sums
from symxent.proof.budget import Undecided
from symxent.proof.fractions import Frac
from symxent.proof.generators import Generator, expression, free_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

LARGEST_MERGE = 5  # indices of one sum
BASE_LEVEL = 100  # the bound variables of merged sums have names of their own


def flatten(g: Engine, summand: Frac, nested: Iterable[Generator], v: Symbol, end: Expr) -> Frac:
    """Σ_v of a summand that holds sums depending on v in its numerator."""
    n, d = summand
    whole = g.expr(summand)
    body = S.One
    bounds: list[tuple[Symbol, Expr]] = [(v, end)]
    inside: list[tuple[Expr, tuple[tuple[Symbol, Expr], ...], Expr]] = []
    for row in nested:
        for _ in range(n.degrees()[row.number]):
            inner = row.expr
            fresh = {s: Dummy(s.name, integer=True, positive=True) for s in inner.variables}
            part = inner.function.xreplace(fresh)
            body *= part
            inside.append((part, tuple((fresh[s], top) for s, _, top in inner.limits), inner))
            bounds += [(fresh[s], top) for s, _, top in inner.limits]
        n = n / g.ring.gens[row.number] ** n.degrees()[row.number]
    if len(bounds) > LARGEST_MERGE:
        raise Undecided(f"a sum over {len(bounds)} indices at once")
    rest = expression(g, g.ring.lowest((n, d)))

    def note(limits: tuple[Symbol, ...], names: tuple[Symbol, ...] | None) -> None:
        g.note(lambda: Step("product of sums", (whole, v, end), (rest, tuple(inside), limits, names)))

    return merged(g, body * rest, bounds, note)


def merged(
    g: Engine,
    body: Expr,
    bounds: list[tuple[Symbol, Expr]],
    note: Callable[[tuple[Symbol, ...], tuple[Symbol, ...] | None], None],
) -> Frac:
    """The generator of Σ body over all the bounds."""
    for order in _simpler_orders(g, body, bounds, note):
        return order
    ends = [end for _, end in bounds]
    candidates = []
    for places in _orders([str(end) for end in ends]):
        names = {bounds[i][0]: sums.bound_variable(BASE_LEVEL + p, ends[i]) for p, i in enumerate(places)}
        for s, end in bounds:
            g.letters.append((body, s, end, g.bind(names[s], end)))
        value = g.ring.lowest(g.value(body.xreplace(names)))
        limits = [(names[bounds[i][0]], 1, ends[i]) for i in places]
        letters = tuple(bounds[i][0] for i in places)
        candidates.append((str((expression(g, value), limits)), value, limits, letters))
    _, value, limits, letters = min(candidates, key=lambda c: c[0])
    note(letters, tuple(limit[0] for limit in limits))
    sign, strict = g.signs.of_fraction(value)
    strict = strict and all(g.integers.at_least(end, S.One) for end in ends)
    free = free_of(g, value) - {limit[0] for limit in limits}
    return sums.sum_atom(g, Sum(expression(g, value), *limits), free, sign, strict)


def _orders(ends: list[str]) -> Iterable[tuple[int, ...]]:
    """The orders of summation to choose from: indices with one end change places, those with another follow it."""
    groups = [[i for i, end in enumerate(ends) if end == here] for here in sorted(set(ends))]
    return (tuple(chain.from_iterable(choice)) for choice in product(*map(permutations, groups)))


def _simpler_orders(
    g: Engine,
    body: Expr,
    bounds: list[tuple[Symbol, Expr]],
    note: Callable[[tuple[Symbol, ...], tuple[Symbol, ...] | None], None],
) -> Iterable[Frac]:
    """If summing over one index first makes its sum vanish into what is there (Σ_j b_ij over Σ_j b_ij), do that."""
    for s, end in bounds:
        v = g.bind(sums.letter_of(1, end, body.free_symbols), end)
        for t, top in bounds:
            g.bind(t, top)
        rest = [(t, top) for t, top in bounds if t != s]
        summand = g.ring.lowest(g.value(body.xreplace({s: v})))
        if any(g.table.rows[i].kind == "sum" and v in g.table.rows[i].free for i in _numerator(summand)):
            continue
        inner = sums.sum_fraction(g, summand, v, end)
        inner = g.ring.lowest(inner)
        if any(g.table.rows[i].kind == "sum" and _touches(g.table.rows[i], rest) for i in _numerator(inner)):
            continue
        value = g.expr(inner)
        for t, top in rest:
            value = Sum(value, (t, 1, top))
        note((s, *(t for t, _ in rest)), None)
        yield g.value(value)
        return


def _numerator(a: Frac) -> list[int]:
    return [i for i, e in enumerate(a[0].degrees()) if e > 0]


def _touches(row: Generator, bounds: list[tuple[Symbol, Expr]]) -> bool:
    return any(t in row.free for t, _ in bounds)


def declared_for_every_index(g: Engine, e: Sum) -> tuple[Expr, dict[Symbol, Expr]] | None:
    """A declared equality whose left side holds an index variable holds for each of its values: Σ_j Y_ij = 1."""
    for left, right, indices in g.situation.general:
        if len(left.limits) != len(e.limits) or [x[1:] for x in left.limits] != [x[1:] for x in e.limits]:
            continue
        values = sorted({i for x in kinds_in(e.function, Indexed) for i in x.indices} - set(e.variables), key=str)
        for choice in product(values, repeat=len(indices)):
            at = dict(zip(indices, choice, strict=True))
            renamed = dict(zip(left.variables, e.variables, strict=True))
            ranges = [(value, *g.situation.domain.indices[i]) for i, value in at.items()]
            inside = (g.integers.at_least(i, low) and g.integers.at_least(high, i) for i, low, high in ranges)
            if left.function.xreplace({**at, **renamed}) == e.function and all(inside):
                g.used_facts.add(g.situation.said.get(left, f"{left} = {right}"))
                return right.xreplace(at), at
    return None
