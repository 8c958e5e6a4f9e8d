"""The sign of a polynomial in the generators, where facts, intervals and the shape of the polynomial show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly
from sympy import Expr, S, cos, erf, sin

from symxent.logic.assumptions import within_sizes
from symxent.logic.ring import coefficients
from symxent.proof import algebraic
from symxent.proof.budget import NeedIndex, NeedSign, Undecided, Undefined
from symxent.proof.fractions import Frac
from symxent.proof.generators import Generator, used_generators
from symxent.proof.intervals import Range, range_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

Sign = tuple[int, bool]  # (+1, −1 or 0 for not known; whether zero is excluded)
UNKNOWN: Sign = (0, False)
LARGEST_QUADRATIC = 60  # terms
WITHIN_ONE = (sin, cos, erf)  # values between −1 and 1


class Signs:
    """The signs of the irreducible factors of an engine's field."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.known: dict[int, Sign] = {}
        self._facts: dict[int, tuple[Sign, str]] = {}
        self._nonzero: dict[int, str] = {}  # factors of what is not zero, with the fact that says so
        self._learning = False
        self._logs: dict[int, Sign] = {}
        self._sides: dict[int, Sign] = {}

    def learn(self) -> None:
        """Take in the declared positive expressions, and those of the case."""
        situation = self.engine.situation
        facts = [(e, f"{known} > 0", True) for known in situation.domain.positive for e in within_sizes((known,))]
        facts += [(e, "", True) for e in situation.signs]
        facts += [(e, f"{e} >= 0", False) for e in situation.nonnegative]
        facts += [(e, "", strictly) for e, strictly in situation.ends]
        self._learning = True  # a fact is not learnt from itself
        again = [fact for fact in facts if not self._learn(*fact)]
        for fact in again if len(facts) > 1 else ():  # what the others say lets more be read in it
            self._learn(*fact)
        self._learning = False
        self.known.clear()

    def _learn(self, e: Expr, fact: str, strictly: bool) -> bool:
        """P > 0 gives the sign of the one factor of P whose sign is not known yet, and that no factor is zero.

        P ≥ 0 (not ``strictly``) gives the sign where no other factor can be zero.  False where more could be learnt.
        """
        try:
            n, d = self.engine.ring.lowest(self.engine.value(e))
        except (Undecided, NeedIndex, NeedSign):
            return True  # a fact that cannot be read is a fact that no proof uses
        if not n:
            if strictly and self.engine.situation.special:
                raise Undefined(f"{e} > 0 is not so here")
            return True
        constant, factors = self.engine.ring.factor(n)
        sign, open_factors, certain = (1 if constant > 0 else -1), [], True
        for f, k in (*factors, *d):
            s, strict = self.of(f)
            if s:
                sign *= s if k % 2 else 1
                certain = certain and strict
                if not strict and strictly:
                    self._facts[f] = ((s, True), fact)
            elif k % 2:
                open_factors.append(f)
            else:
                certain = False
        if len(open_factors) == 1 and (strictly or certain):
            self._facts[open_factors[0]] = ((sign, strictly), fact)
            self.known.clear()
        if strictly:
            for f, _ in (*factors, *d):
                self._nonzero.setdefault(f, fact)
            self.known.clear()
        return len(open_factors) < 2

    def of(self, f: int) -> Sign:
        """The sign of factor number f."""
        found = self.known.get(f)
        if found is None:
            if f in self._facts:
                found, fact = self._facts[f]
                if fact:
                    self.engine.used_facts.add(fact)
            else:
                found = self.of_polynomial(self.engine.ring.factors[f])
            row = self.engine.generator_of_factor(f)
            if row is not None and row.kind == "symbol" and row.expr.is_nonzero:
                found = (found[0], True)
            if not found[1] and f in self._nonzero:
                found = (found[0], True)
                if self._nonzero[f]:
                    self.engine.used_facts.add(self._nonzero[f])
            self.known[f] = found
        return found

    def of_fraction(self, a: Frac) -> Sign:
        """The sign of a fraction; a factor that may vanish makes the answer weak (≥ 0 or ≤ 0)."""
        n, d = self.engine.ring.lowest(a)
        if not n:
            return (1, False)
        constant, factors = self.engine.ring.factor(n)
        sign, strict = (1 if constant > 0 else -1), True
        for f, k in factors:
            s, is_strict = self.of(f)
            if s == 0 and k % 2:
                return UNKNOWN
            strict = strict and is_strict
            sign *= s if k % 2 else 1
        for f, k in d:
            s, _ = self.of(f)  # a denominator is not zero where the fraction is defined
            if s == 0 and k % 2:
                return UNKNOWN
            sign *= s if k % 2 else 1
        return (sign, strict)

    def of_expression(self, e: Expr) -> Sign:
        return self.of_fraction(self.engine.value(e))

    def of_polynomial(self, n: fmpq_mpoly) -> Sign:
        """All coefficients of one sign over generators that are not negative, if need be in shifted generators."""
        direct = self._of_terms(n, frozenset(), frozenset())
        if direct[0]:
            return direct
        number = self._of_number(n)
        if number[0]:
            return number
        shifted = self._of_shifted(n)
        return shifted if shifted[0] else self._of_quadratic(n)

    def _of_number(self, n: fmpq_mpoly) -> Sign:
        """By a ball that does not hold zero."""
        rows = [self.engine.table.rows[i] for i in used_generators(n)]
        if any(row.kind == "symbol" for row in rows) or not all(row.expr.is_number for row in rows):
            return UNKNOWN
        value = algebraic.value_of(self.engine, n)
        if value is None or value.contains(0):
            return UNKNOWN
        return (1 if value > 0 else -1, True)

    def _of_quadratic(self, n: fmpq_mpoly) -> Sign:
        """n = α u² + β u + γ with u a power of a generator: 4αn = (2αu + β)² + 4αγ − β², so of the sign of α."""
        if len(n) > LARGEST_QUADRATIC:
            return UNKNOWN
        for i, degree in enumerate(n.degrees()):
            if degree == 0 or degree % 2 or degree > 8:
                continue
            parts = coefficients(n, i)
            if not set(parts) <= {0, degree // 2, degree} or 0 not in parts:
                continue
            a, c = parts[degree], parts[0]
            b = parts.get(degree // 2, self.engine.ring.zero[0])
            gap = 4 * a * c - b * b
            above, strict = self.of_polynomial(gap) if gap else (1, False)
            sign, nonzero = self.of_polynomial(a) if above == 1 else UNKNOWN
            if sign and nonzero:
                return (sign, strict)
        return UNKNOWN

    def _of_terms(self, n: fmpq_mpoly, shifted: frozenset[int], strictly: frozenset[int]) -> Sign:
        rows = self.engine.table.rows
        sign, strict = 0, False
        for monomial, c in n.terms():
            s = 1 if c > 0 else -1
            positive = True
            for i, e in enumerate(monomial):
                if e:
                    known, nonzero = (1, i in strictly) if i in shifted else self.of_generator(rows[i])
                    if known == 0 and e % 2:
                        return UNKNOWN
                    if known < 0 and e % 2:
                        s = -s
                    positive = positive and nonzero
            if sign and s != sign:
                return UNKNOWN
            sign = s
            strict = strict or positive
        return (sign, strict)

    def of_generator(self, row: Generator) -> Sign:
        """The sign of a generator: what it is, and for a logarithm on which side of 1 its argument lies."""
        if row.kind != "log":
            return (1, row.sign == 2) if row.sign else UNKNOWN
        found = self._logs.get(row.number)
        if found is None:
            self._logs[row.number] = UNKNOWN  # while it is being found out
            assert row.inside is not None
            field = self.engine.ring
            found = self.of_fraction(field.subtract(row.inside, field.one))
            self._logs[row.number] = found
        return found

    def _of_shifted(self, n: fmpq_mpoly) -> Sign:
        """With a < s written as s = a + t, s < b as s = b − t, a < s < b as s = (a + b t)/(1 + t), for t > 0."""
        field, rows = self.engine.ring, self.engine.table.rows
        images: dict[int, tuple[Frac, tuple[str, ...]]] = {}
        strictly: set[int] = set()
        for i, e in enumerate(n.degrees()):
            if i in field.powers:  # t would be no number that obeys it
                slope = coefficients(n, i).get(1)
                if e == 1 and isinstance(rows[i].expr, cos) and slope is not None and slope.is_constant():
                    side = 1 if slope.leading_coefficient() > 0 else -1
                    images[i] = ((side * (field.gens[i] - 1), ()), ())  # from the end at which n is least
                continue
            if e and rows[i].kind == "exp":
                one_side = self._exponential_image(rows[i])
                if one_side is not None:
                    images[i] = (one_side[0], ())
                    if one_side[1]:
                        strictly.add(i)
                continue
            if not e or (rows[i].kind != "symbol" and not isinstance(rows[i].expr, WITHIN_ONE)):
                continue
            image = self._image(i, rows[i].expr)
            if image is not None:
                images[i] = (image[0], image[2])
                if image[1]:
                    strictly.add(i)
        if not images or len(n) > 200:
            return UNKNOWN
        terms = []
        for monomial, c in n.terms():
            kept = tuple(0 if i in images else e for i, e in enumerate(monomial))
            value: Frac = (field.ctx.from_dict({kept: c}), ())
            for i, (image_of, _) in images.items():
                if monomial[i]:
                    value = field.multiply(value, field.power(image_of, monomial[i]))
            terms.append(value)
        total, _ = field.add(*terms)
        if not total:
            return UNKNOWN
        sign, strict = self._of_terms(total, frozenset(images), frozenset(strictly))
        if sign:
            self.engine.used_facts.update(fact for _, facts in images.values() for fact in facts)
            strict = strict and all(self._strict_at_ends(n, i) for i in images if rows[i].kind != "exp")
        return (sign, strict)

    def _strict_at_ends(self, n: fmpq_mpoly, i: int) -> bool:
        """Whether a polynomial is not zero at the ends of a symbol's range that belong to it."""
        r = self._range(self.engine.table.rows[i].expr)
        for end, is_open in ((r.low, r.open_low), (r.high, r.open_high)):
            if end is None or is_open:
                continue
            face = self.engine.ring.zero[0]
            for e, c in coefficients(n, i).items():
                face = face + c * fmpq(int(end.p), int(end.q)) ** e
            if not face or not self.of_polynomial(face)[1]:
                return False
        return True

    def _range(self, e: Expr) -> Range:
        if isinstance(e, WITHIN_ONE):
            return Range(S.NegativeOne, S.One, isinstance(e, erf), isinstance(e, erf))
        return range_of(self.engine.situation, e, declared=not self._learning)

    def _exponential_image(self, row: Generator) -> tuple[Frac, bool] | None:
        """e^u as 1 + t for u > 0, as 1/(1 + t) for u < 0."""
        assert row.inside is not None
        if row.number not in self._sides:
            self._sides[row.number] = UNKNOWN
            self._sides[row.number] = self.of_fraction(row.inside)
        side, strict = self._sides[row.number]
        if not side:
            return None
        field = self.engine.ring
        above = field.add(field.one, (field.gens[row.number], ()))
        return (above if side > 0 else field.invert(above)), strict

    def _image(self, i: int, symbol: Expr) -> tuple[Frac, bool, tuple[str, ...]] | None:
        """What the generator becomes, whether t is strictly positive, and the facts that this rests on."""
        r = self._range(symbol)
        field = self.engine.ring
        t: Frac = (field.gens[i], ())
        a, b = (None if x is None else field.constant(int(x.p), int(x.q)) for x in (r.low, r.high))
        if a is not None and b is not None:
            above = field.add(a, field.multiply(b, t))
            return field.multiply(above, field.invert(field.add(field.one, t))), r.open_low and r.open_high, r.facts
        if a is not None and a[0]:
            return field.add(a, t), r.open_low, r.facts
        if a is not None and self.engine.table.rows[i].sign < 2:
            return t, r.open_low, r.facts
        if b is not None:
            return field.subtract(b, t), r.open_high, r.facts
        return None
