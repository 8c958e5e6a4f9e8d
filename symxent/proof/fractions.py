"""Rational functions in the generators: a polynomial over a product of powers of irreducible factors.

The denominator stays factored, so that a sum of fractions needs no greatest common divisor, and a factor is
cancelled by trial division.  A fraction is the pair ``(numerator, denominator)``; the denominator is a sorted tuple of
``(factor, exponent)``, ``factor`` a number in the field's table of irreducible polynomials.
"""

from __future__ import annotations

from math import comb, gcd, lcm
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from symxent.logic.ring import Polynomials
from symxent.proof.budget import (
    FACTOR_DEGREE,
    FACTOR_TERMS,
    MAX_DEGREE,
    MAX_TERMS,
    Budget,
    MoreRoom,
    Undecided,
    Undefined,
)

Powers: TypeAlias = tuple[tuple[int, int], ...]
Frac: TypeAlias = tuple[fmpq_mpoly, Powers]


class Field(Polynomials):
    """The field of fractions of ℚ[g₀ … g_{size−1}], modulo relations g^D = f that some generators obey."""

    def __init__(self, size: int, budget: Budget) -> None:
        super().__init__(size)
        self.size, self.budget = size, budget
        self.zero: Frac = (self.nought, ())
        self.one: Frac = (self.unit, ())
        self.used = 0  # generators that are taken
        self.factors: list[fmpq_mpoly] = []
        self._factor_number: dict[str, int] = {}
        self._factored: dict[str, tuple[fmpq, Powers]] = {}
        self._products: dict[Powers, fmpq_mpoly] = {(): self.one[0]}

    # -- elements --------------------------------------------------------------------------------------------

    def take_generator(self) -> int:
        """The number of a fresh generator."""
        if self.used == self.size:
            raise MoreRoom
        self.used += 1
        return self.used - 1

    def constant(self, p: int, q: int = 1) -> Frac:
        return (self.ctx.constant(fmpq(p, q)), ())

    def generator(self, number: int, power: int = 1) -> Frac:
        """The power of a generator, which may be negative."""
        if power >= 0:
            return (self.reduce(self.gens[number] ** power), ())
        return (self.one[0], ((self.number_of(self.gens[number]), -power),))

    def key(self, a: Frac) -> tuple[str, Powers]:
        """A hashable name of a fraction in lowest terms."""
        n, d = self.lowest(a)
        return (str(n), d)

    # -- arithmetic ------------------------------------------------------------------------------------------

    def add(self, *terms: Frac) -> Frac:
        """The sum, over the least common denominator; not in lowest terms."""
        by_denominator: dict[Powers, fmpq_mpoly] = {}
        for n, d in terms:
            held = by_denominator.get(d)
            by_denominator[d] = n if held is None else held + n
        if len(by_denominator) == 1:
            d, n = by_denominator.popitem()
            return (n, d if n else ())
        common: dict[int, int] = {}
        for d in by_denominator:
            for f, e in d:
                if e > common.get(f, 0):
                    common[f] = e
        total = self.zero[0]
        for d, n in by_denominator.items():
            have = dict(d)
            missing = tuple((f, e - have.get(f, 0)) for f, e in sorted(common.items()) if e > have.get(f, 0))
            total += self.times(n, self.product(missing))
        self._check(total)
        total = self.reduce(total)
        return (total, tuple(sorted(common.items())) if total else ())

    def multiply(self, a: Frac, b: Frac) -> Frac:
        """The product, in lowest terms when both factors are."""
        (n, d), (m, c) = a, b
        if not n or not m:
            return self.zero
        if c:
            n, c = self.cancel(n, c)
        if d:
            m, d = self.cancel(m, d)
        return (self.reduce(self.times(n, m)), merge(d, c))

    def scale(self, a: Frac, by: fmpq) -> Frac:
        return (a[0] * by, a[1]) if by else self.zero

    def negative(self, a: Frac) -> Frac:
        return (-a[0], a[1])

    def subtract(self, a: Frac, b: Frac) -> Frac:
        return self.add(a, self.negative(b))

    def invert(self, a: Frac) -> Frac:
        """1/a; raises Undefined for a = 0."""
        n, d = self.lowest(a)
        if not n:
            raise Undefined("a denominator is zero wherever it is looked at")
        constant, factors = self.factor(n)
        above = self.product(d) / constant
        for f, e in factors:
            conjugate = self._conjugate(f)
            if conjugate is not None:
                rest = tuple((g, k) for g, k in factors if g != f)
                norm = self.reduce(self.factors[f] * conjugate)
                if not norm:  # roots that depend on each other: zero times something is no proof of being zero
                    raise Undecided("a denominator of roots that may cancel")
                free = self.invert((norm, ()))
                inverse = self.multiply((conjugate, ()), free)
                others = self.invert((self.product(rest), ()))
                return self.multiply(self.multiply((above, ()), self.power(inverse, e)), others)
        return (above, factors)

    def _conjugate(self, f: int) -> fmpq_mpoly | None:
        """For a + b√r the conjugate a − b√r, for a root r its power r^(D−1): so roots leave the denominators."""
        if not self.powers:
            return None
        poly = self.factors[f]
        degrees = poly.degrees()
        for g, (order, _) in self.powers.items():
            if degrees[g] and len(poly) == 1:
                return self.gens[g] ** (order - 1)
            if degrees[g] and order == 2:
                return poly.compose(*self._mirrored(g))
        return None

    def _mirrored(self, g: int) -> list[fmpq_mpoly]:
        return [-x if i == g else x for i, x in enumerate(self.gens)]

    def power(self, a: Frac, k: int) -> Frac:
        """a^k for an integer k, expanded; raises Undecided when that would be too large."""
        if k < 0:
            return self.power(self.invert(a), -k)
        if k == 0:
            return self.one
        n, d = a
        if k > 1:
            size = len(n)
            if size > 1 and (k > MAX_DEGREE or comb(size + k - 1, min(k, size - 1)) > MAX_TERMS):
                raise Undecided(f"the power {k} of a sum of {size} terms is too large to expand")
            if k > 10**9 or (size == 1 and not n.is_constant() and k > 10**6):
                raise Undecided(f"the exponent {k} is too large to expand")
            if n.is_constant() and not n.is_one() and k > 20_000:
                raise Undecided(f"the exponent {k} is too large to expand")
            n = self.reduce(n**k)
        return (n, tuple((f, e * k) for f, e in d))

    def times(self, n: fmpq_mpoly, m: fmpq_mpoly) -> fmpq_mpoly:
        if len(n) * len(m) > 40 * MAX_TERMS:
            raise Undecided(f"a product of sums of {len(n)} and {len(m)} terms is too large to expand")
        product = n * m
        self._check(product)
        return product

    def _check(self, n: fmpq_mpoly) -> None:
        if len(n) > MAX_TERMS:
            raise Undecided(f"a polynomial grew beyond {MAX_TERMS} terms")
        self.budget.check()

    # -- lowest terms ------------------------------------------------------------------------------------------

    def lowest(self, a: Frac) -> Frac:
        """The same value in lowest terms."""
        n, d = a
        if not d:
            return a
        return self.cancel(n, d) if n else self.zero

    def cancel(self, n: fmpq_mpoly, d: Powers) -> Frac:
        """Divide numerator and denominator by what they share."""
        kept = []
        for f, e in d:
            q = self.factors[f]
            while e:
                try:
                    n = n / q
                except DomainError:
                    break
                e -= 1
            if e:
                kept.append((f, e))
        return (n, tuple(kept))

    # -- factors ---------------------------------------------------------------------------------------------

    def product(self, powers: Powers) -> fmpq_mpoly:
        """The polynomial that a factored denominator stands for."""
        found = self._products.get(powers)
        if found is None:
            found = self.one[0]
            for f, e in powers:
                found = self.times(found, self.power((self.factors[f], ()), e)[0])
            found = self._products[powers] = self.reduce(found)
        return found

    def number_of(self, irreducible: fmpq_mpoly) -> int:
        """The number of an irreducible polynomial that is primitive with a positive leading coefficient."""
        name = str(irreducible)
        number = self._factor_number.get(name)
        if number is None:
            number = self._factor_number[name] = len(self.factors)
            self.factors.append(irreducible)
        return number

    def factor(self, n: fmpq_mpoly) -> tuple[fmpq, Powers]:
        """n ≠ 0 as constant · Π factor^exponent."""
        name = str(n)
        found = self._factored.get(name)
        if found is None:
            found = self._factored[name] = self._factor(n)
        return found

    def parts(self, a: Frac) -> tuple[fmpq, Powers]:
        """a ≠ 0 as constant · Π factor^exponent; those of factors below are negative."""
        n, d = self.lowest(a)
        constant, above = self.factor(n)
        return constant, (*above, *((f, -e) for f, e in d))

    def _factor(self, n: fmpq_mpoly) -> tuple[fmpq, Powers]:
        if n.is_constant():
            return n.leading_coefficient(), ()
        found: dict[int, int] = {}
        if len(n) == 1:
            ((monomial, constant),) = n.terms()
            return constant, self._monomial(monomial)
        content = n.term_content()
        ((monomial, _),) = content.terms()
        if any(monomial):
            n = n / content * content.leading_coefficient()
            found.update(self._monomial(monomial))
        constant, n = primitive(n)
        if self._obviously_irreducible(n):
            found[self.number_of(n)] = 1
        elif len(n) > FACTOR_TERMS or max(n.degrees()) > FACTOR_DEGREE:
            found[self.number_of(n)] = 1  # kept whole: sound, though not known to be irreducible
        else:
            self.budget.check()
            more, factors = n.factor()
            constant *= more
            for f, e in factors:
                unit, f = primitive(f)
                constant *= unit**e
                number = self.number_of(f)
                found[number] = found.get(number, 0) + int(e)
        return constant, tuple(sorted(found.items()))

    def _monomial(self, monomial: tuple[int, ...]) -> Powers:
        return tuple(sorted((self.number_of(self.gens[i]), int(e)) for i, e in enumerate(monomial) if e))

    def _obviously_irreducible(self, n: fmpq_mpoly) -> bool:
        """Linear in a generator with a constant coefficient: most sums of the field, and no factoring is needed."""
        linear = [i for i, e in enumerate(n.degrees()) if e == 1]
        return any(n.derivative(i).is_constant() for i in linear)


def primitive(n: fmpq_mpoly) -> tuple[fmpq, fmpq_mpoly]:
    """n = c·p with p of coprime integer coefficients, the leading one positive."""
    above, below = 0, 1
    for c in n.coeffs():
        above, below = gcd(above, int(c.p)), lcm(below, int(c.q))
    constant = fmpq(above, below)
    if n.leading_coefficient() < 0:
        constant = -constant
    return constant, (n if constant == 1 else n / constant)


def merge(a: Powers, b: Powers) -> Powers:
    """The product of two factored denominators."""
    if not a or not b:
        return a or b
    exponents = dict(a)
    for f, e in b:
        exponents[f] = exponents.get(f, 0) + e
    return tuple(sorted(exponents.items()))
