"""Products over an index with a symbolic end: factor by factor, and exp Σ log of what is positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Dummy, Expr, Product, S, Sum, Symbol, log

from symxent.proof import exponents, logarithms
from symxent.proof.budget import Undecided
from symxent.proof.fractions import Frac
from symxent.proof.generators import expression, free_of
from symxent.proof.sums import LARGEST_PEEL, bound_variable, explicit_terms, letter_of, nesting, substitute

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
    value = g.ring.one
    if explicit is not None:
        for t in explicit:
            value = g.ring.multiply(value, g.value(t))
        return value
    g.integers.is_an_end(b)
    body, end = substitute(body, m, m + a - 1), (b - a + 1).expand()
    taken = {g.alias.get(s, s) for s in body.free_symbols if s != m}
    v = g.bind(letter_of(nesting(body) + 1, end, taken), end)
    n, d = g.ring.lowest(g.value(substitute(body, m, v)))
    if not n:
        return logarithms.power(g, g.ring.zero, g.value(end))
    constant, factors = g.ring.factor(n)
    sign = 1 if constant > 0 else -1
    parts: list[tuple[Frac, int, int]] = []
    for f, times in (*factors, *((f, -k) for f, k in d)):
        poly = g.ring.factors[f]
        if v not in free_of(g, (poly, ())):
            parts.append(((poly, ()), times, 0))
            continue
        known, strict = g.signs.of(f)
        if known < 0 and times % 2:
            sign = -sign
        parts.append(((-poly if known < 0 else poly, ()), times, 2 if known and strict else 0))
    if sign < 0:  # the sign goes to a factor whose own sign is not known
        place = next((at for at, (_, times, known) in enumerate(parts) if times % 2 and not known), None)
        if place is None:
            parts.append((g.ring.constant(-1), 1, 0))
        else:
            factor, times, known = parts[place]
            parts[place] = (g.ring.negative(factor), times, known)
    value = _to_the(g, g.ring.constant(abs(int(constant.p)), int(constant.q)), end, 1)
    for factor, times, known in parts:
        value = g.ring.multiply(value, _of_factor(g, factor, times, known > 0, v, end))
    return value


def _to_the(g: Engine, base: Frac, end: Expr, times: int) -> Frac:
    exponent = g.ring.scale(g.value(end), fmpq(times))
    return g.ring.one if base == g.ring.one else logarithms.power(g, base, exponent)


def _of_factor(g: Engine, factor: Frac, times: int, positive: bool, v: Symbol, end: Expr) -> Frac:
    if v not in free_of(g, factor):
        return _to_the(g, factor, end, times)
    if positive:
        m = Dummy("m", integer=True)  # what is known of v is that it ends here, which is not so of the sum's own letter
        total = g.value(Sum(log(substitute(expression(g, factor), v, m)), (m, 1, end)))
        return exponents.exponential(g, g.ring.scale(total, fmpq(times)))
    more = end.as_coeff_Add()[0]
    last: list[Frac] = []
    written = expression(g, factor)
    if more.is_Integer and 0 < more <= LARGEST_PEEL and g.integers.at_least(end - more, S.Zero):
        end = end - more
        last = [g.value(substitute(written, v, end + t)) for t in range(1, int(more) + 1)]
    name = bound_variable(nesting(written) + 1, end)
    whole = g.atom(Product(substitute(written, v, name), (name, 1, end)), free_of(g, factor) - {v})
    for t in last:
        whole = g.ring.multiply(whole, t)
    return g.ring.power(whole, times)
