"""Sums over an index with a symbolic end.

Every range is brought to 1 … K.  A Kronecker delta over the bound variable collapses at once: for any body F,
Σ_m F(δ_mv) = Σ_m F(0) + [F(1) − F(0)] at m = v, if 1 ≤ v ≤ K.  What does not depend on the bound variable is pulled
out; what is left is split into summands that are linearly independent, and each such sum is one generator.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from sympy import (
    Abs,
    Basic,
    Dummy,
    Eq,
    Expr,
    Indexed,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Product,
    S,
    Sum,
    Symbol,
    cos,
    exp,
    gamma,
    log,
    sin,
)
from sympy.concrete.gosper import gosper_sum
from sympy.core.function import AppliedUndef

from symxent.logic import Step
from symxent.logic.choices import with_deltas
from symxent.logic.gamma import rgamma
from symxent.logic.letters import kinds_in, nesting
from symxent.logic.sums import multiplied, total
from symxent.proof.binding import apart
from symxent.proof.budget import NeedSign, Undecided
from symxent.proof.deadline import NotAsked, OutOfTime, within
from symxent.proof.digits import depends, digits
from symxent.proof.fractions import Frac
from symxent.proof.generators import Generator, expression, free_of, generators_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

_N = Dummy("n", integer=True, positive=True)
NAMES = {1: "m", 2: "l", 3: "r"}
PATIENCE = 1.0  # seconds of processor time for a closed form; a slow machine is to find what a fast one does


@lru_cache(maxsize=4096)
def bound_variable(level: int, end: Expr) -> Symbol:
    """The bound variable of a sum to ``end`` over a body that itself holds ``level`` − 1 nested sums."""
    return Dummy(NAMES.get(level, f"m{level}"), integer=True, positive=True)


def letter_of(level: int, end: Expr, taken: Collection[Basic]) -> Symbol:
    """The bound variable of a sum, by the first level that is not taken."""
    while (v := bound_variable(level, end)) in taken:
        level += 1
    return v


def over_a_range(g: Engine, e: Sum | Product) -> Frac:
    """Σ or Π of a body over one or several ranges, as the logic has it."""
    for limit in e.limits:
        g.integers.is_an_end(limit[-1])
    return total(g, e) if isinstance(e, Sum) else multiplied(g, e)


def with_deltas_of_indices(body: Expr) -> Expr:
    """Case distinctions as deltas, where they are of indices alone."""
    compared = [a for r in kinds_in(body, Eq, Ne) for a in r.args]
    compared += [p.exp.args[0] for p in kinds_in(body, Pow) if p.base is S.Zero and isinstance(p.exp, Abs)]
    return with_deltas(body) if all(a.is_integer for a in compared) else body


def sum_fraction(g: Engine, a: Frac, v: Symbol, end: Expr) -> Frac:
    """Σ_{v=1}^{end} of a fraction."""
    field = g.ring
    n, d = field.lowest(a)
    n = g.without_squares_of_labels(n)
    if not n:
        return field.zero
    a = field.lowest((n, d))
    if v not in free_of(g, a):
        g.note(lambda: Step("linearity of the sum", (g.expr(a), v, end), ((g.expr(a), None, v),)))
        return field.multiply(a, g.value(end))
    if any(depends(g, f, v) for f, _ in a[1]):  # in one piece: its parts may have no closed form
        rows = [g.table.rows[i] for i in generators_of(g, a)]
        if (closed_form := _hypergeometric(g, a, rows, v, end)) is not None:
            return closed_form
    terms, parts = [], []
    for piece in digits(g, a, v):
        n, d = piece
        outside = tuple((f, e) for f, e in d if not depends(g, f, v))
        inside = tuple((f, e) for f, e in d if depends(g, f, v))
        groups: dict[tuple[int, ...], dict[tuple[int, ...], object]] = {}
        dependent = [v in row.free for row in g.table.rows]
        dependent += [False] * (field.size - len(dependent))
        for m, c in n.terms():
            moving = tuple(e if x else 0 for e, x in zip(m, dependent, strict=True))
            fixed = tuple(0 if x else e for e, x in zip(m, dependent, strict=True))
            groups.setdefault(moving, {})[fixed] = c
        for moving, coefficient in groups.items():
            summand = field.lowest((field.ctx.from_dict({moving: 1}), inside))
            factor = (field.ctx.from_dict(coefficient), outside)
            parts.append((factor, summand))
            terms.append(field.multiply(factor, _sum_of_summand(g, summand, v, end)))
    if len(parts) == 1 and parts[0] == (field.one, a):
        return terms[0]
    g.note(
        lambda: Step(
            "linearity of the sum",
            (g.expr(a), v, end),
            tuple(
                (g.expr(c), g.expr(s), v) if v in free_of(g, s) else (g.expr(field.multiply(c, s)), None, v)
                for c, s in parts
            ),
        )
    )
    return field.add(*terms)


def _sum_of_summand(g: Engine, summand: Frac, v: Symbol, end: Expr) -> Frac:
    """Σ_v of a summand that depends on v and has no more factors that do not."""
    if v not in free_of(g, summand):
        return g.ring.multiply(summand, g.value(end))
    rows = [g.table.rows[i] for i in generators_of(g, summand)]
    if len(rows) == 1 and rows[0].expr == v and not summand[1] and summand[0].total_degree() <= 12:
        degree = int(summand[0].total_degree())
        return g.by_rule("telescoping", (v**degree, v, end), (Sum(v**degree, (v, 1, _N)).doit().xreplace({_N: v}),))
    if (closed_form := _geometric(g, summand, rows, v, end)) is not None:
        return closed_form
    if (closed_form := _hypergeometric(g, summand, rows, v, end)) is not None:
        return closed_form
    nested = [r for r in rows if r.kind == "sum" and v in r.free and summand[0].degrees()[r.number] > 0]
    if nested:
        return g.sum_of_sums(summand, nested, v, end)
    printed = expression(g, summand)
    name = letter_of(nesting(printed) + 1, end, printed.free_symbols - {v})
    if name != v:  # the letter that this summand has when it stands alone
        g.bind(name, end)
        g.note(lambda: Step("linearity of the sum", (printed, v, end), ((S.One, printed.xreplace({v: name}), name),)))
        return sum_fraction(g, g.value(apart(printed).xreplace({v: name})), name, end)
    sign, strict = g.signs.of_fraction(summand)
    e = Sum(printed, (v, 1, end))
    return sum_atom(g, e, free_of(g, summand) - {v}, sign, strict and g.integers.at_least(end, S.One))


def _geometric(g: Engine, summand: Frac, rows: list[Generator], v: Symbol, end: Expr) -> Frac | None:
    """Σ_{v=1}^{end} s(v) = r (s(end) − s(0))/(r − 1) where s(v + 1) = r s(v) with an r ≠ 1 that is free of v."""
    if any(r.kind not in ("exp", "atom") or r.expr.has(Indexed, Sum, AppliedUndef) for r in rows if v in r.free):
        return None
    printed = expression(g, summand)
    field = g.ring
    ratio = field.multiply(g.value(printed.xreplace({v: v + 1})), field.invert(summand))
    if free_of(g, ratio):
        return None
    gap = field.add(ratio, field.constant(-1))
    if not gap[0]:
        return None
    for f, _ in field.factor(field.lowest(gap)[0])[1]:
        s, strict = g.signs.of(f)
        if not strict:
            asked = g.expr((field.factors[f], ()))
            power = asked + 1  # where it is e^λ, the sign is that of λ
            raise NeedSign(power.args[0] if isinstance(power, exp) else asked, at_zero=True, known=s)
    r = g.expr(ratio)
    total = r * (printed - printed.xreplace({v: S.Zero})) / (r - 1)
    return g.by_rule("telescoping", (printed, v, end), (total,))


def _hypergeometric(g: Engine, summand: Frac, rows: list[Generator], v: Symbol, end: Expr) -> Frac | None:
    """Σ_{v=1}^{end} s(v) = T(end) for the T with T(v) − T(v − 1) = s(v), T(0) = 0 that Gosper's algorithm proposes, or
    the table of sines."""
    if any(r.kind not in ("symbol", "exp", "atom") or r.expr.has(Indexed, Sum, AppliedUndef) for r in rows):
        return None
    if any(isinstance(r.expr, rgamma) and v in r.free and r.expr.free_symbols & end.free_symbols for r in rows):
        return None  # a sum whose end is in its terms, Σ C(n, k): no T is free of it
    printed = expression(g, summand)
    closed = _proposed(
        printed.replace(rgamma, lambda z: 1 / gamma(z)).replace(lambda part: isinstance(part, exp), _as_power), v
    )
    if closed is None:
        return None
    try:
        return g.by_rule("telescoping", (printed, v, end), (closed.xreplace({_N: v}),))
    except Undecided:
        return None


def _as_power(e: Expr) -> Expr:
    """e^(u log b) as b^u."""
    base = next((f for f in Mul.make_args(e.args[0]) if isinstance(f, log)), None)
    return e if base is None else Pow(base.args[0], e.args[0] / base)


@lru_cache(maxsize=256)
def _proposed(e: Expr, v: Symbol) -> Expr | None:
    if (wave := wave_before(e, v)) is not None:
        return wave.xreplace({v: _N + 1}) - wave.xreplace({v: S.One})
    try:
        closed = within(PATIENCE, lambda: gosper_sum(e, (v, 1, _N)))
    except (NotAsked, OutOfTime, Exception):  # the algorithm is for hypergeometric terms, and stumbles over some others
        return None
    return None if closed is None or closed.has(Sum, Piecewise, S.NaN, S.ComplexInfinity) else closed


def wave_before(f: Expr, k: Symbol) -> Expr | None:
    """The T with T(k + 1) − T(k) = f for a multiple of one sine or cosine whose argument is affine in k."""
    number, wave = f.as_independent(k)
    step = wave.args[0].expand().coeff(k) if isinstance(wave, sin | cos) else S.Zero
    if step == 0 or (wave.args[0] - step * k).expand().has(k):
        return None
    before = (wave.args[0] - step / 2).expand()
    return number * (-cos(before) if isinstance(wave, sin) else sin(before)) / (2 * sin(step / 2))


def sum_atom(g: Engine, e: Sum, free: frozenset[Symbol], sign: int, strict: bool) -> Frac:
    """The generator of a canonical sum, or what a declared equality makes of it."""
    if e not in g.situation.rules:
        general = g.declared_for_every_index(e)
        if general is not None:
            value, at = general
            g.note(lambda: Step("declared", (e,), (value, *at.items())))
            return g.value(value)
    return g.atom(e, free, 0 if sign <= 0 else (2 if strict else 1), kind="sum")
