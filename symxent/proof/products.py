"""Products over an index with a symbolic end: factor by factor, and exp Σ log of what is positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Expr, Product, Sum, Symbol, log

from symxent.proof import exponents, logarithms
from symxent.proof.budget import Undecided
from symxent.proof.fractions import Frac
from symxent.proof.generators import expression, free_of
from symxent.proof.sums import bound_variable, explicit_terms, nesting, substitute

if TYPE_CHECKING:
    from symxent.proof.engine import Engine


def symbolic_product(g: Engine, e: Product) -> Frac:
    """Π body over one or several ranges; the last limit is the outermost."""
    body, limit = e.function, e.limits[-1]
    if len(e.limits) > 1:
        body = Product(body, *e.limits[:-1])
    if len(limit) != 3:
        raise Undecided(f"a product over {limit[0]} without bounds")
    m, a, b = limit
    explicit = explicit_terms(g, body, m, a, b)
    value = g.field.one
    if explicit is not None:
        for t in explicit:
            value = g.field.multiply(value, g.translate(t))
        return value
    g.indices.ends |= b.free_symbols
    body, end = substitute(body, m, m + a - 1), (b - a + 1).expand()
    level = nesting(body) + 1
    while (v := bound_variable(level, end)) in body.free_symbols:
        level += 1
    g.bound.add(v)
    g.indices.bound[v] = end
    n, d = g.field.lowest(g.translate(substitute(body, m, v)))
    if not n:
        raise Undecided("a product of zeros")
    constant, factors = g.field.factor(n)
    value = _to_the(g, (g.field.ctx.constant(constant), ()), end, 1)
    for f, times in (*factors, *((f, -k) for f, k in d)):
        value = g.field.multiply(value, _of_factor(g, f, times, v, end))
    return value


def _to_the(g: Engine, base: Frac, end: Expr, times: int) -> Frac:
    exponent = g.field.scale(g.translate(end), fmpq(times))
    return g.field.one if base == g.field.one else logarithms.power(g, base, exponent)


def _of_factor(g: Engine, f: int, times: int, v: Symbol, end: Expr) -> Frac:
    factor: Frac = (g.field.factors[f], ())
    if v not in free_of(g, factor):
        return _to_the(g, factor, end, times)
    sign, strict = g.signs.of(f)
    if sign > 0 and strict:
        total = g.translate(Sum(log(expression(g, factor)), (v, 1, end)))
        return exponents.exponential(g, g.field.scale(total, fmpq(times)))
    whole = g.atom(Product(expression(g, factor), (v, 1, end)), free_of(g, factor) - {v})
    return g.field.power(whole, times)
