"""Fractions of polynomials in numbered atoms, exact: what is left of a claim when every rule has been applied."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, reduce
from typing import TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from sympy import Expr

MOST_PRODUCTS = 800_000
HIGHEST_POWER = 3_000  # of a sum of two terms
HIGHEST_OF_ONE = 1_000_000
Frac: TypeAlias = tuple[fmpq_mpoly, fmpq_mpoly]  # numerator, denominator; the denominator is not the zero polynomial


class Refused(Exception):
    """The proof does not show it; the message says where it stops."""


class Vacuous(Exception):
    """There is no point of the domain at which both sides are defined: whatever is claimed of such points holds."""


class NoRoom(Exception):
    """More atoms than the ring has room for: the same proof is checked again in a larger one."""


def raised(n: fmpq_mpoly, k: int) -> fmpq_mpoly:
    """n^k for an integer k ≥ 0, where it can be multiplied out: FLINT ends the process where memory does not do."""
    if (k - 1) * (len(n) - 1) > HIGHEST_POWER or k > HIGHEST_OF_ONE:
        raise Refused(f"a power {k} too large to be multiplied out")
    return n**k


@cache
def _ring(size: int) -> tuple[fmpq_mpoly_ctx, tuple[fmpq_mpoly, ...]]:
    """ℚ[a₀, a₁, …] and its atoms, which take longer to make than most proofs have work for."""
    ring = fmpq_mpoly_ctx.get(("a", size), Ordering.lex)
    return ring, ring.gens()


class Polynomials:
    """ℚ[a₀, a₁, …], where of some atoms a power is known: a^D = polynomial."""

    def __init__(self, size: int) -> None:
        self.ctx, self.gens = _ring(size)
        self.powers: dict[int, tuple[int, fmpq_mpoly]] = {}
        self.nought, self.unit = self.ctx.constant(0), self.ctx.constant(1)

    def times(self, n: fmpq_mpoly, m: fmpq_mpoly) -> fmpq_mpoly:
        if len(n) * len(m) > MOST_PRODUCTS:
            raise Refused("a product too large to be multiplied out")
        return n * m

    def reduce(self, n: fmpq_mpoly) -> fmpq_mpoly:
        """The polynomial with a^D replaced for every atom of which a power is known."""
        while self.powers:
            degrees = n.degrees()
            over = next((i for i, (order, _) in self.powers.items() if degrees[i] >= order), None)
            if over is None:
                return n
            order, value = self.powers[over]
            parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
            for monomial, c in n.terms():
                times, left = divmod(monomial[over], order)
                parts.setdefault(times, {})[(*monomial[:over], left, *monomial[over + 1 :])] = c
            n = self.nought
            for times, part in parts.items():
                n = n + self.times(self.ctx.from_dict(part), raised(value, times))
        return n

    def relate(self, n: fmpq_mpoly) -> None:
        """Take in that n = 0: a power of one atom is the rest, if there is one that no other relation leads back to."""
        n = self.reduce(n)
        if n.is_constant():
            if n:
                raise Vacuous
            return
        others = [value.degrees() for _, value in self.powers.values()]
        for i, order in enumerate(n.degrees()):
            if not order or i in self.powers:
                continue
            lead = {m: c for m, c in n.terms() if m[i] == order}
            if sum(map(sum, lead)) == order:  # no other term, no other atom
                (c,) = lead.values()
                value = self.gens[i] ** order - n / c
                if any(degrees[i] for degrees in others) and any(value.degrees()[j] > 0 for j in (i, *self.powers)):
                    continue
                self.powers[i] = (int(order), value)
                return
        for i in self.powers:  # an atom of which a power is known is 0, and so is the power
            if len(n) == 1 and n.total_degree() == 1 and n.degrees()[i]:
                power, self.powers[i] = self.powers[i][1], (1, self.nought)
                return self.relate(power)


class Ring(Polynomials):
    """ℚ(a₀, a₁, …).  An atom is a real number of which only its key is known, and perhaps a power."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.meaning: list[Expr] = []
        self.number: dict[Hashable, int] = {}
        self.zero: Frac = (self.nought, self.unit)
        self.one: Frac = (self.unit, self.unit)

    def atom(self, key: Hashable, meaning: Expr) -> int:
        """The number of the atom with this key."""
        found = self.number.get(key)
        if found is None:
            if len(self.meaning) == len(self.gens):
                raise NoRoom
            found = self.number[key] = len(self.meaning)
            self.meaning.append(meaning)
        return found

    def constant(self, p: int, q: int = 1) -> Frac:
        return (self.ctx.constant(fmpq(p, q)), self.unit)

    def add(self, *terms: Frac) -> Frac:
        return reduce(self._plus, terms)

    def _plus(self, a: Frac, b: Frac) -> Frac:
        (n, d), (m, e) = a, b
        if d == e:
            return self.lowest((n + m, d))
        common = d.gcd(e)
        left, right = e / common, d / common
        return self.lowest((self.times(n, left) + self.times(m, right), self.times(d, left)))

    def negative(self, a: Frac) -> Frac:
        return (-a[0], a[1])

    def subtract(self, a: Frac, b: Frac) -> Frac:
        return self.add(a, self.negative(b))

    def multiply(self, a: Frac, b: Frac) -> Frac:
        return self.lowest((self.times(a[0], b[0]), self.times(a[1], b[1])))

    def power(self, a: Frac, k: int) -> Frac:
        """a^k for an integer k ≥ 0."""
        n, d = a
        return self.lowest((raised(n, k), raised(d, k)))

    def lowest(self, a: Frac) -> Frac:
        """The same value with the powers of atoms reduced, what both parts share cancelled, the denominator monic."""
        n, d = self.reduce(a[0]), self.reduce(a[1])
        if not d:
            raise Refused("a denominator that is zero")
        if not n:
            return self.zero
        if not d.is_constant():
            common = n.gcd(d)
            if not common.is_constant():
                n, d = n / common, d / common
        lead = d.leading_coefficient()
        return (n, d) if lead == 1 else (n / lead, d / lead)

    def key(self, a: Frac) -> tuple[str, str]:
        """A name of the value; equal values of the ring have equal names."""
        return (str(a[0]), str(a[1]))

    def atoms_of(self, a: Frac) -> list[int]:
        return [i for i, (p, q) in enumerate(zip(a[0].degrees(), a[1].degrees(), strict=True)) if p or q]


def primitive_part(n: fmpq_mpoly) -> tuple[fmpq, fmpq_mpoly]:
    """n = c·p with the leading coefficient of p equal to 1."""
    c = n.leading_coefficient()
    return c, (n if c == 1 else n / c)


def coefficients(n: fmpq_mpoly, i: int) -> dict[int, fmpq_mpoly]:
    """A polynomial as one in an atom: degree → coefficient."""
    parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for m, c in n.terms():
        parts.setdefault(m[i], {})[(*m[:i], 0, *m[i + 1 :])] = c
    return {e: n.context().from_dict(part) for e, part in parts.items()}


def at(n: fmpq_mpoly, i: int, value: fmpq) -> fmpq_mpoly:
    """A polynomial at a value of an atom."""
    total = n.context().constant(0)
    for e, c in coefficients(n, i).items():
        total = total + c * value**e
    return total


def from_ends(n: fmpq_mpoly, i: int, low: fmpq | None, high: fmpq | None) -> fmpq_mpoly:
    """A polynomial in t > 0 for an atom low + t, high − t, or (low + high t)/(1 + t), times a power of 1 + t."""
    t, total = n.context().gens()[i], n.context().constant(0)
    parts = coefficients(n, i)
    for e, c in parts.items():
        if low is not None and high is not None:
            total = total + c * raised(low + high * t, e) * raised(1 + t, max(parts) - e)
        elif low is not None:
            total = total + c * raised(low + t, e)
        else:
            total = total + c * raised(high - t, e)
    return total
