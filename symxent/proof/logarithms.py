"""Logarithms, roots and powers with a symbolic exponent: split over irreducible factors where signs allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import gcd, lcm
from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Expr, Pow, Rational, S, cos, divisors, factorint, log, sin

from symxent.logic import Step
from symxent.logic.ring import coefficients
from symxent.proof import choices, exponents
from symxent.proof.budget import NeedSign, Restart, Undecided, Undefined
from symxent.proof.fractions import Frac
from symxent.proof.generators import expression, free_of, generators_of, written_apart

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

LARGEST_SPLIT = 128  # bits of a numeral that is split into primes


def logarithm(g: Engine, a: Frac, written: Expr | None = None) -> Frac:
    """log a, for a > 0 (where a is not positive, the statement is not about real numbers and says nothing).
    ``written``: a number as it stands in the claim, where the logic does not make its denominator rational."""
    field = g.ring
    if not a[0]:
        raise Undefined("the logarithm of zero")
    constant, factors = field.parts(a)
    sign = 1 if constant > 0 else -1
    parts: list[Callable[[], tuple[Expr | None, Expr]]] = []
    terms = [_log_of_numeral(g, int(abs(constant.p)), 1, parts), _log_of_numeral(g, int(constant.q), -1, parts)]
    odd: list[tuple[int, int]] = []
    for f, e in factors:
        row = g.generator_of_factor(f)
        if row is not None and row.kind == "exp":
            rest = exponents.exponent_of(g, row, e)
            parts.append(_rest(g, rest))
            terms.append(rest)
            continue
        if row is not None and row.kind == "root" and row.sign == 2:
            assert row.inside is not None
            parts.append(_part(g, row.inside, e, row.scale))
            terms.append(field.scale(logarithm(g, row.inside), fmpq(e, row.scale)))
            continue
        if row is not None and field.powers.get(row.number) == (2, field.one[0]):
            parts.append(_part(g, field.one, 1, 2))  # (−1)^n, which is 1 where the product is positive
            continue
        s, _ = g.signs.of(f)
        if row is not None and s > 0 and isinstance(row.expr, cos) and row.expr.is_number:  # cos² = (1 − sin)(1 + sin)
            for side in (field.negative(g.value(sin(*row.expr.args))), g.value(sin(*row.expr.args))):
                inside = field.add(field.one, side)
                parts.append(_part(g, inside, e, 2))
                terms.append(field.scale(logarithm(g, inside), fmpq(e, 2)))
            continue
        if s and (conjugate := _conjugate(g, f, s)) is not None:
            sign *= s if e % 2 else 1
            other, of_both = conjugate
            parts += [_part(g, of_both, e), _part(g, other, -e)]
            terms += [field.scale(logarithm(g, of_both), fmpq(e)), field.scale(_log_atom(g, other), fmpq(-e))]
        elif s:
            sign *= s if e % 2 else 1
            parts.append(_part(g, _signed(g, f, s), e))
            terms.append(field.scale(_log_atom(g, _signed(g, f, s)), fmpq(e)))
        elif e % 2 == 0:
            parts.append(_part(g, (field.factors[f] ** 2, ()), e // 2))
            terms.append(field.scale(_log_atom(g, (field.factors[f] ** 2, ())), fmpq(e, 2)))
        else:
            odd.append((f, e))
    if not odd and sign < 0:
        raise Undefined("the logarithm of a negative quantity")
    if odd:  # their product, with this sign, is positive wherever the logarithm is real
        shared = _shared(odd)
        inside = field.constant(sign)
        for f, e in odd:
            inside = field.multiply(inside, field.power((field.factors[f], ()), e // shared))
        parts.append(_part(g, inside, shared))
        terms.append(field.scale(_log_atom(g, inside), fmpq(shared)))
    value = field.add(*terms)
    row = g.table.find(("log", field.key(a)))
    if row is None or value != (field.gens[row.number], ()):
        g.note(lambda: Step("logarithm of a product", (g.expr(a),), tuple(part() for part in parts)))
    if written is not None:
        g.note(lambda: Step("logarithm of a product", (written,), tuple(part() for part in parts)))
    return value


def _rest(g: Engine, rest: Frac) -> Callable[[], tuple[None, Expr]]:
    """What an exponential contributes, for the logic."""
    return lambda: (None, g.expr(rest))


def _part(g: Engine, inside: Frac, p: int, q: int = 1) -> Callable[[], tuple[Expr, Expr]]:
    """The term p/q · log inside, for the logic."""
    return lambda: (g.expr(inside), Rational(p, q))


def _shared(powers: list[tuple[int, int]]) -> int:
    """The exponent that a product is a power to; its sign is that of the first factor: 1/f is a power of f."""
    return gcd(*(e for _, e in powers)) * (1 if min(powers)[1] > 0 else -1)


def _signed(g: Engine, f: int, sign: int) -> Frac:
    poly = g.ring.factors[f]
    return (poly if sign > 0 else -poly, ())


def _conjugate(g: Engine, f: int, sign: int) -> tuple[Frac, Frac] | None:
    """α√ρ − β and α²ρ − β² for a factor α√ρ + β, all positive, where the logarithm of the first has been met."""
    n = g.ring.factors[f] if sign > 0 else -g.ring.factors[f]
    for i, (order, square) in g.ring.powers.items():
        if order == 2 and n.degrees()[i] == 1:
            parts = coefficients(n, i)
            other = n - 2 * parts.get(0, n.context().constant(0))
            if g.table.find(("log", g.ring.key((other, ())))) is not None:
                both = parts[1] ** 2 * square - parts.get(0, n.context().constant(0)) ** 2
                return ((other, ()), (both, ())) if g.signs.of_polynomial(both) == (1, True) else None
    return None


def _log_atom(g: Engine, inside: Frac) -> Frac:
    key = ("log", g.ring.key(inside))
    row = g.table.find(key)
    if row is None:
        row = g.table.add(g, key, "log", lambda: log(expression(g, inside)), free_of(g, inside), inside=inside)
    return (g.ring.gens[row.number], ())


def _log_of_numeral(g: Engine, value: int, times: int, parts: list[Callable[[], tuple[Expr | None, Expr]]]) -> Frac:
    """log of a positive integer, over its primes."""
    if value == 1:
        return g.ring.zero
    if value.bit_length() > LARGEST_SPLIT:
        raise Undecided(f"the logarithm of a number of {value.bit_length()} bits")
    primes = factorint(value, limit=100_000)
    parts += [_part(g, g.ring.constant(int(p)), times * e) for p, e in primes.items()]
    logs = (g.ring.scale(_log_atom(g, g.ring.constant(int(p))), fmpq(times * e)) for p, e in primes.items())
    return g.ring.add(*logs)


def power(g: Engine, base: Frac, exponent: Frac, written: Expr | None = None) -> Frac:
    """base^exponent for an exponent that is not a number: exp(exponent · log base) over a positive base."""
    field = g.ring
    sign, strict = g.signs.of_fraction(base)
    if not base[0]:
        return _over_zero(g, exponent)
    plain = all(row.kind == "symbol" for row in (g.table.rows[i] for i in generators_of(g, base)))
    if sign > 0 and not strict and plain and not (free_of(g, base) | free_of(g, exponent)):
        raise NeedSign(g.expr(base), at_zero=True, known=1)
    if sign > 0:
        return exponentials(g, base, exponent, written)
    n, d = field.lowest(exponent)
    free = free_of(g, base) | free_of(g, exponent)
    if sign < 0:
        return _over_negative(g, base, (n, d))
    times = g.expr(exponent)
    counts = not d and times.free_symbols <= g.integers.ends | g.bound and g.integers.at_least(times, S.Zero)
    counts = counts and all(c.q == 1 for _, c in n.terms())
    if not sign and plain and not free and not d and all(c.q == 1 for _, c in n.terms()) and not counts:
        raise NeedSign(g.expr(base), at_zero=True)
    if d:
        return g.atom(Pow(g.expr(base), g.expr(exponent)), free)
    value = field.one
    for m, c in n.terms():
        if not any(m) and c.q == 1:
            value = field.multiply(value, field.power(base, int(c.p)))
            continue
        part = field.ctx.from_dict({m: fmpq(1, int(c.q))})
        atom = g.atom(Pow(g.expr(base), g.expr((part, ()))), free)
        value = field.multiply(value, field.power(atom, int(c.p)))
    return value


def _over_zero(g: Engine, exponent: Frac) -> Frac:
    """0^u: 0 for u > 0, 1 for u = 0, undefined for u < 0."""
    if free_of(g, exponent):
        if g.signs.of_fraction(exponent) == (1, True):
            return g.ring.zero
        raise Undecided("a power of zero inside a sum")
    s = choices.sign_at(g, exponent)
    if s < 0:
        raise Undefined("a negative power of zero")
    return g.ring.zero if s > 0 else g.ring.one


def _over_negative(g: Engine, base: Frac, exponent: Frac) -> Frac:
    """b^u = (−1)^u (−b)^u for b < 0, where u is whole; (−1)^u has a factor of square 1 for each odd monomial of u."""
    if exponent[1] or any(c.q != 1 for _, c in exponent[0].terms()):
        raise Undecided("a power of a negative quantity with a symbolic exponent")
    field = g.ring
    value = exponentials(g, field.negative(base), exponent)
    for m, c in exponent[0].terms():
        if int(c.p) % 2:
            unit = g.expr((field.ctx.from_dict({m: fmpq(1)}), ()))
            if unit == 1:
                value = field.negative(value)
                continue
            atom = g.atom(Pow(S.NegativeOne, unit, evaluate=False), g.free_indices(unit))
            field.powers[next(i for i, e in enumerate(atom[0].degrees()) if e)] = (2, field.one[0])
            value = field.multiply(value, atom)
    return value


def exponentials(g: Engine, base: Frac, exponent: Frac, written: Expr | None = None) -> Frac:
    """base^exponent = e^(exponent · log base) over a positive base."""
    return exponents.exponential(g, g.ring.multiply(exponent, logarithm(g, base, written)))


def root(g: Engine, base: Frac, p: int, q: int, written: Expr | None = None) -> Frac:
    """base^(p/q); for q > 1 the base is ≥ 0 wherever the statement is about real numbers.  ``written``: a number as it
    stands in the claim, where the logic does not make its denominator rational."""
    if q == 1:
        return g.ring.power(base, p)
    value = _root(g, base, p, q)

    row = g.table.find(("root", g.ring.key(g.ring.lowest(base))))
    own = p == 1 and row is not None and row.scale == q and value == (g.ring.gens[row.number], ())
    if not own or written is not None:
        args = (g.expr(base) if written is None else written, Rational(p, q))
        g.note(lambda: Step("root", args, (written_apart(g, value),)))
    return value


def _root(g: Engine, base: Frac, p: int, q: int) -> Frac:
    field = g.ring
    if not base[0]:
        if p < 0:
            raise Undefined("a negative power of zero")
        return field.zero
    if q == 2 and (of_square := _over_a_cosine(g, base, p)) is not None:
        return of_square
    constant, factors = field.parts(base)
    sign = 1 if constant > 0 else -1
    value = field.one
    for numeral, e in ((int(abs(constant.p)), 1), (int(constant.q), -1)):
        value = field.multiply(value, _root_of_numeral(g, numeral, e * p, q))
    unknown: list[tuple[int, int]] = []
    for f, e in factors:
        row = g.generator_of_factor(f)
        if row is not None and row.kind == "exp":
            part = exponents.exponential(g, field.scale(exponents.exponent_of(g, row, e), fmpq(p, q)))
        elif row is not None and row.kind == "root" and row.sign == 2:
            assert row.inside is not None
            c = fmpq(e * p, q * row.scale)
            part = root(g, row.inside, int(c.p), int(c.q))
        else:
            s, _ = g.signs.of(f)
            if not s:
                unknown.append((f, e))
                continue
            sign *= s if e % 2 else 1
            part = _root_of(g, _signed(g, f, s), fmpq(e * p, q))
        value = field.multiply(value, part)
    if not unknown:
        if sign < 0:
            raise Undefined("a root of a negative quantity")
        return value
    halves = [_product(g, sign if odd else 1, [(f, e) for f, e in unknown if e % 2 == odd]) for odd in (0, 1)]
    if all(half != field.one for half in halves) and _is_known(g, halves[1]):
        return field.multiply(
            value, field.multiply(*(root(g, half, p, q) for half in halves))
        )  # √(u/v⁴) = √u/|v|² where u ≥ 0
    shared = _shared(unknown)
    inside = field.constant(1 if shared % 2 == 0 else sign)
    inside = field.multiply(inside, _product(g, 1, [(f, e // shared) for f, e in unknown]))
    if shared % 2 == 0:  # (V²)^(1/2) is |V|
        if sign < 0:
            raise Undefined("a root of a negative quantity")
        inside = choices.absolute_value(g, inside)
        return field.multiply(value, root(g, inside, shared * p, q))
    return field.multiply(value, _root_of(g, inside, fmpq(shared * p, q)))


def _over_a_cosine(g: Engine, base: Frac, p: int) -> Frac | None:
    """√(k (1 − s²)) = √k |c|, where c² is written as 1 − s²; below a bar as well."""
    field = g.ring
    for i, (order, square) in field.powers.items():
        if order != 2 or not isinstance(g.table.rows[i].expr, cos):
            continue
        above, below = base[0], field.product(base[1])
        for part, e in ((above, p), (below, -p)):
            count, rest = divmod(part, square)
            if count and not rest:
                size = field.power(choices.absolute_value(g, (field.gens[i], ())), abs(e))
                left = (count if part == above else above, ()), (count if part == below else below, ())
                inside = field.multiply(left[0], field.invert(left[1]))
                return field.multiply(size if e > 0 else field.invert(size), root(g, inside, p, 2))
    return None


def _is_known(g: Engine, a: Frac) -> bool:
    """Whether a fraction is not negative by what is known of products."""
    known = (g.value(e) for e in (*g.situation.nonnegative, *g.situation.domain.positive))
    return any(g.signs.of_fraction(g.ring.multiply(u, g.ring.invert(a)))[0] > 0 for u in known if u[0])


def _product(g: Engine, k: int, factors: list[tuple[int, int]]) -> Frac:
    found = g.ring.constant(k)
    for f, e in factors:
        found = g.ring.multiply(found, g.ring.power((g.ring.factors[f], ()), e))
    return found


def _root_of_numeral(g: Engine, value: int, p: int, q: int) -> Frac:
    if value == 1:
        return g.ring.one
    if value.bit_length() > LARGEST_SPLIT:
        raise Undecided(f"a root of a number of {value.bit_length()} bits")
    found = g.ring.one
    for prime, e in factorint(value, limit=100_000).items():
        found = g.ring.multiply(found, _root_of(g, g.ring.constant(int(prime)), fmpq(e * p, q)))
    return found


def _root_of(g: Engine, inside: Frac, c: fmpq) -> Frac:
    """inside^c for a radicand taken as ≥ 0: whole powers, times a power of one root generator r with r^D = inside."""
    field = g.ring
    whole, part = int(c.floor()), c - c.floor()
    value = field.power(inside, whole)
    if not part:
        return value
    q = int(part.q)
    key = ("root", field.key(inside))
    row = g.table.find(key)
    if row is None:
        scale = g.scales[key] = lcm(g.scales.get(key, 1), q)
        row = _new_root(g, key, inside, scale)
    elif row.scale % q:
        g.scales[key] = lcm(row.scale, q)
        raise Restart
    r: Frac = (field.gens[row.number], ())
    if inside[1]:  # the generator is denominator · root
        r = field.multiply(r, (field.one[0], inside[1]))
    return field.multiply(value, field.power(r, int(part.p) * (row.scale // q)))


def _new_root(g: Engine, key: object, inside: Frac, scale: int):  # type: ignore[no-untyped-def]
    """With inside = n/d, r = d·inside^(1/D) obeys r^D = n·d^(D−1), whatever the sign of d."""
    field = g.ring
    n, d = inside
    below = field.product(d)
    value = field.times(n, field.power((below, ()), scale - 1)[0])

    def printed() -> Expr:
        return Pow(expression(g, inside), Rational(1, scale)) * expression(g, (below, ()))

    sign = 0 if d else max(1, 2 * int(g.signs.of_fraction(inside) == (1, True)))
    row = g.table.add(g, key, "root", printed, free_of(g, inside), sign=sign, inside=inside, scale=scale)
    field.powers[row.number] = (scale, value)
    return row


def powers_of_roots(g: Engine) -> Iterator[Step]:
    """The square root that is the square of a fourth root, for the logic: SymPy does not leave it as such."""
    for row in g.table.rows:
        if row.kind == "root" and row.inside is not None and not row.inside[1]:
            for q in divisors(row.scale)[1:-1]:
                power = Pow(row.expr, row.scale // q, evaluate=False)
                yield Step("root", (expression(g, row.inside), Rational(1, q)), (power,))
