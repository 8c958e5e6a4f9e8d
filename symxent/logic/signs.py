"""Signs of the numbers that a checker has met: of atoms by what they are, of factors by what was learnt."""

from __future__ import annotations

from math import lcm, prod
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly, fmpz_poly
from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Indexed,
    Interval,
    KroneckerDelta,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    Sum,
    Symbol,
    asinh,
    atan,
    cos,
    erf,
    exp,
    log,
    pi,
    sin,
    tanh,
)

from symxent.logic import subdivision
from symxent.logic.gamma import rgamma
from symxent.logic.hypotheses import Range, is_excluded
from symxent.logic.letters import free_in, kinds_in, put
from symxent.logic.numbers import enclosure
from symxent.logic.polynomials import UNKNOWN, OfPolynomials, Sign
from symxent.logic.ring import Frac, Refused, Vacuous, coefficients, primitive_part

if TYPE_CHECKING:
    from symxent.logic.checker import Checker

INCREASING_THROUGH_0 = (erf, atan, asinh, tanh)
MOST_ROOTS = 40
DEEPEST = 12


class Signs(OfPolynomials):
    """The signs of the numbers that a checker has met."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.facts: dict[str, Sign] = {}
        self.nonzero: set[str] = set()
        self.known: dict[str, Sign] = {}
        self.under_way: set[str | tuple[str, str]] = set()
        self.depth = 0

    # -- what is assumed ---------------------------------------------------------------------------------------

    def learn(self, a: Frac, strict: bool) -> bool:
        """Take in that a > 0 (a ≥ 0 where not ``strict``); raises Vacuous where that cannot be.

        False where more could be learnt of it once more is known.
        """
        if not a[0]:
            if strict:
                raise Vacuous
            return True
        sign, unknown, certain, factors = 1, [], True, self.factors(a)
        for f, k in factors:
            s, is_strict = self.of_factor(f)
            if s == 0 and k % 2:
                unknown.append(f)
                continue
            certain = certain and (is_strict or strict or k < 0)  # g² f ≥ 0 says nothing of f where g = 0
            sign *= s if k % 2 else 1
        c = a[0].leading_coefficient()
        sign = sign if c > 0 else -sign
        if not unknown and sign < 0 and (strict or certain):
            raise Vacuous
        if unknown and certain:  # of several only the product is known: of 1 − x² no factor
            self._note(prod(unknown[1:], start=unknown[0]), (sign, strict))
        elif strict and [k for _, k in factors] == [1]:
            self._note(factors[0][0], (1 if c > 0 else -1, True))  # an end for a range, which of x > 0 alone is none
        if strict:
            self.learn_nonzero(a)
        return len(unknown) < 2

    def learn_nonzero(self, a: Frac) -> None:
        """Take in that a ≠ 0."""
        if not a[0]:
            raise Vacuous
        for f, _ in self.factors(a):
            if str(f) not in self.nonzero:
                self.nonzero.add(str(f))
                power = self.checker.ring.powers.get(max(range(len(f.degrees())), key=f.degrees().__getitem__))
                if len(f) == 1 and power is not None:  # cos ≠ 0: 1 − sin² ≠ 0
                    self.learn_nonzero((power[1], self.checker.ring.unit))
        self.known.clear()

    def _note(self, f: fmpq_mpoly, sign: Sign) -> None:
        self.facts[str(f)] = sign
        if sum(f.degrees()) == 1:  # x − c
            number = next(i for i, e in enumerate(f.degrees()) if e)
            constant = (f - self.checker.ring.gens[number]).leading_coefficient() if len(f) > 1 else fmpq(0)
            self.checker.linear[str(f)] = (number, -constant)
        self.known.clear()

    def factors(self, a: Frac) -> list[tuple[fmpq_mpoly, int]]:
        """The monic irreducible factors with their exponents, those of the denominator negative."""
        found = []
        for n, side in zip(a, (1, -1), strict=True):
            if not n.is_constant():
                found += [(primitive_part(f)[1], side * int(k)) for f, k in self.checker.factored(n)]
        return found

    # -- fractions and polynomials -------------------------------------------------------------------------------

    def of(self, a: Frac) -> Sign:
        """The sign of a fraction; its denominator is not zero."""
        if not a[0]:
            return (1, False)
        whole = self.by_terms(a[0], frozenset()) if a[1].is_constant() else UNKNOWN
        if whole[1]:
            return whole
        sign, strict, unknown = (1 if a[0].leading_coefficient() > 0 else -1), True, []
        for f, k in self.factors(a):
            s, is_strict = self.of_factor(f)
            strict = strict and (is_strict or k < 0)
            if s == 0 and k % 2:
                unknown.append(f)
            else:
                sign *= s if k % 2 else 1
        if unknown:
            s, _ = self.facts.get(str(prod(unknown[1:], start=unknown[0])), UNKNOWN)
            if s == 0:
                return (0, self.is_nonzero(a))
            sign *= s  # strict where every factor is: of a product > 0 it is known of each
        return (sign, strict)

    def is_nonzero(self, a: Frac) -> bool:
        if not a[0]:
            return False
        plain = self.by_terms(a[0], frozenset())  # a¹⁰ + 1, of which no factor shows it
        return plain[1] or all(k < 0 or self.of_factor(f)[1] for f, k in self.factors(a))

    def of_factor(self, f: fmpq_mpoly) -> Sign:
        """The sign of a monic polynomial; strict alone where it is only known not to be zero."""
        name = str(f)
        found = self.known.get(name)
        if found is None:
            if name in self.under_way or self.depth > DEEPEST:
                return self.facts.get(name, UNKNOWN)
            self.under_way.add(name)
            self.depth += 1
            try:
                found = self._find(f, name)
            finally:
                self.under_way.discard(name)
                self.depth -= 1
            self.known[name] = found
        return found

    def _find(self, f: fmpq_mpoly, name: str) -> Sign:
        best = self.facts.get(name, UNKNOWN)
        plain = (self._by_value, self._by_kind, self.by_box, self.by_discriminant, self._by_roots, self._beside_root)
        ways = (*plain, self._by_own_term, self.checker.sign_by_hint, lambda n: subdivision.sign(self.checker, n))
        for way in ways:
            if all(best):
                break
            s, strict = way(f)
            best = (s or best[0], strict or best[1])
        return (best[0], best[1] or name in self.nonzero)

    def _by_value(self, n: fmpq_mpoly) -> Sign:
        """The sign of a number, by an enclosure that does not hold zero."""
        meaning = self.checker.ring.meaning
        if any(e and not meaning[i].is_number for i, e in enumerate(n.degrees())):
            return UNKNOWN
        x = enclosure(self.checker.expression(n))
        if x is None or x.contains(0):
            return UNKNOWN
        return (1 if x > 0 else -1, True)

    def _by_kind(self, n: fmpq_mpoly) -> Sign:
        """x − c is not 0 where x is declared to be what c is not: a whole number is no half, a prime is not 4."""
        if n.total_degree() != 1 or sum(n.degrees()) != 1:
            return UNKNOWN
        i = next(i for i, e in enumerate(n.degrees()) if e)
        x, rest = self.checker.ring.meaning[i], n - self.checker.ring.gens[i]
        if not isinstance(x, Symbol | Indexed) or not rest.is_constant():
            return UNKNOWN
        c = -rest.leading_coefficient() if rest else fmpq(0)
        excluded = is_excluded(x.base if isinstance(x, Indexed) else x, Rational(int(c.p), int(c.q)))
        return (0, excluded)

    def _beside_root(self, n: fmpq_mpoly) -> Sign:
        return self.by_root(n, self.checker.ring.powers)

    def of_polynomial(self, n: fmpq_mpoly) -> Sign:
        return self.of((n, self.checker.ring.unit))

    def range_of(self, i: int) -> Range | None:
        e = self.checker.ring.meaning[i]
        r = Range()
        if isinstance(e, Symbol | Indexed):
            r = self.checker.hypotheses.range_of(e)
            if e in self.checker.integers.letters or e in self.checker.integers.ends:
                low = next((v for v in (2, 1, 0) if self.checker.integers.at_least(e, v)), None)
                r = r if low is None else Range(fmpq(low), open_low=False)
            r = self.checker.hypotheses.within_kind(e, self._cut(i, r))
        elif isinstance(e, sin | cos):
            r = Range(fmpq(-1), fmpq(1), False, False)
        elif isinstance(e, erf):
            r = Range(fmpq(-1), fmpq(1))
        elif isinstance(e, exp):
            side, strict = self.of(self.checker.value(e.args[0]))
            if side > 0:
                r = Range(fmpq(1), open_low=strict)
            elif side < 0:
                r = Range(fmpq(0), fmpq(1), True, strict)
        return None if r.low is None and r.high is None else r

    def _cut(self, i: int, r: Range) -> Range:
        """The range cut by what is assumed of the atom minus a number."""
        x = self.checker.ring.gens[i]
        for name, (sign, strict) in self.facts.items():
            p = self.checker.linear.get(name)
            if p is None or p[0] != i:
                continue
            end = p[1]  # the fact is about x − end
            r = r.cut(end, sign, strict or str(x - end) in self.nonzero)
        return r

    def _by_roots(self, n: fmpq_mpoly) -> Sign:
        """A polynomial in one atom that has no real root, or only negative ones where the atom is not."""
        used = [i for i, e in enumerate(n.degrees()) if e]
        if len(used) != 1 or n.total_degree() > MOST_ROOTS:
            return UNKNOWN
        (i,) = used
        parts = {e: c.leading_coefficient() for e, c in coefficients(n, i).items()}
        common = lcm(*(int(c.q) for c in parts.values()))
        poly = fmpz_poly([int((parts.get(e, fmpq(0)) * common).p) for e in range(max(parts) + 1)])
        real = [root.real for root, _ in poly.complex_roots() if root.imag.contains(0)]
        nonnegative = self.of_atom(i)[0] > 0
        if any(not (nonnegative and x < 0) for x in real):
            return UNKNOWN
        return (1 if parts[max(parts)] > 0 else -1, True)

    def _by_own_term(self, n: fmpq_mpoly) -> Sign:
        """Σ tₘ = tᵢ + rest with rest ≥ 0, for i in the range and no tₘ negative; rest > 0 for two terms > 0 or more."""
        c, meaning = self.checker, self.checker.ring.meaning
        used = [meaning[j] for j, e in enumerate(n.degrees()) if e]
        places = {i for e in used for x in kinds_in(e, Indexed) for i in x.indices if free_in(i) <= free_in(e)}
        for i, e in enumerate(n.degrees()):
            if not e or not isinstance(meaning[i], Sum) or len(meaning[i].limits) != 1:
                continue
            v, low, high = meaning[i].limits[0]
            s, strict = self.of_expression(meaning[i].function)
            for place in sorted(places, key=str) if s > 0 else ():
                if not (c.integers.at_least(place, low) and c.integers.at_least(high, place)):
                    continue
                two = strict and c.integers.at_least(high - low, 1)
                rest = c.atom(("rest", i, place), Dummy("rest", positive=two or None, nonnegative=True))
                own = c.value(put(meaning[i].function, v, place))
                total = c.ring.zero
                for k, part in coefficients(n, i).items():
                    power = c.ring.power(c.ring.add(rest, own), k)
                    total = c.ring.add(total, c.ring.multiply((part, c.ring.unit), power))
                found = self.of(total)
                if found[0]:
                    return found
        return UNKNOWN

    # -- atoms -----------------------------------------------------------------------------------------------

    def of_atom(self, i: int) -> Sign:
        """The sign of an atom: by what is assumed of it, else by what it is."""
        name = str(self.checker.ring.gens[i])
        found = self.facts.get(name, UNKNOWN)
        if not found[1] and ("atom", name) not in self.under_way:  # x √(1 − 1/x) is told by its root, and that by it
            self.under_way.add(("atom", name))
            try:
                s, strict = self._by_shape(self.checker.ring.meaning[i])
            finally:
                self.under_way.discard(("atom", name))
            found = (s, strict) if s else found
        return (found[0], found[1] or name in self.nonzero)

    # -- expressions -------------------------------------------------------------------------------------------

    def of_expression(self, e: Expr) -> Sign:
        """The sign of an expression by its shape (squares, sums and products of what has a sign), else by its value."""
        by_shape = self._by_shape(e)
        if by_shape[0] and by_shape[1]:
            return by_shape
        try:
            value = self.checker.value(e)
            s, strict = self.of(value)
        except Refused:
            return by_shape
        if not value[0]:
            return (1, False)
        if not s:
            return (by_shape[0], by_shape[1] or strict)
        return (s, strict) if by_shape[0] in (0, s) else by_shape

    def of_wave(self, u: Expr) -> Sign:
        """The sign of sin u = ± sin(u − kπ) for u − kπ between 0 and π, or between −π and 0."""
        where = self.checker.hypotheses.where
        far = any(isinstance(where.get(x), Interval) for x in u.free_symbols)
        for k in (0, 1, -1, 2, -2) if far else (0,):
            side, strict = self.of_expression(u - k * pi)
            rest, also = self.of_expression(pi - side * (u - k * pi)) if side else UNKNOWN
            if rest > 0:
                return (side if k % 2 == 0 else -side, strict and also)
        return UNKNOWN

    def _by_shape(self, e: Expr) -> Sign:
        c = self.checker
        if isinstance(e, Symbol | Indexed):
            if c.integers.at_least(e, 1):
                return (1, True)
            by_range = c.hypotheses.range_of(e).sign()
            return by_range if by_range[0] or not c.integers.at_least(e, 0) else (1, False)
        if isinstance(e, exp | NumberSymbol):
            return (1, True)
        if isinstance(e, rgamma):  # 1/Γ
            return (1, True) if self.of_expression(e.args[0]) == (1, True) else UNKNOWN
        if isinstance(e, KroneckerDelta):
            return (1, False)
        if isinstance(e, Abs):
            return (1, self.of_expression(e.args[0])[1])
        if isinstance(e, INCREASING_THROUGH_0):
            return self.of_expression(e.args[0])
        if isinstance(e, log) and len(e.args) == 1:
            return self.of_expression(e.args[0] - 1)
        if isinstance(e, sin | cos):
            return self.of_wave(e.args[0] + pi / 2 if isinstance(e, cos) else e.args[0])
        if isinstance(e, Pow):
            s, strict = self.of_expression(e.base)
            if e.exp.is_Integer:
                return (1 if e.exp % 2 == 0 else s, strict or bool(e.exp < 0))
            return (1, strict) if s > 0 else (1, False) if e.exp.is_Rational else UNKNOWN
        if isinstance(e, Mul):
            sign, strict = 1, True
            for a in e.args:
                s, is_strict = self.of_expression(a)
                sign, strict = sign * s, strict and is_strict
            return (sign, strict)
        if isinstance(e, Add):
            signs = [self.of_expression(a) for a in e.args]
            found = {s for s, _ in signs}
            return UNKNOWN if len(found) != 1 or found == {0} else (found.pop(), any(strict for _, strict in signs))
        if isinstance(e, Sum):
            body, v, nonempty = c.opened(e)
            low, high = c.integers.letters[v]
            try:
                sign, strict = self.of_expression(body) if c.integers.at_least(high - low, -1) else UNKNOWN
            except Vacuous:  # there may be no summand
                return UNKNOWN
            return (sign, strict and nonempty) if sign else UNKNOWN
        return UNKNOWN
