"""The sign of a polynomial in the generators, where facts, intervals and the shape of the polynomial show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly
from sympy import Expr, Indexed, cos, erf, sin

from symxent.logic.assumptions import within_sizes
from symxent.logic.hypotheses import Range, range_of_set
from symxent.logic.polynomials import UNKNOWN, OfPolynomials, Sign
from symxent.proof import algebraic
from symxent.proof.budget import NeedIndex, NeedSign, Undecided, Undefined
from symxent.proof.fractions import Frac
from symxent.proof.generators import used_generators

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

WITHIN_ONE = (sin, cos, erf)  # values between −1 and 1


class Signs(OfPolynomials):
    """The signs of the irreducible factors of an engine's field."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.known: dict[int, Sign] = {}
        self._facts: dict[int, tuple[Sign, str]] = {}
        self._nonzero: dict[int, str] = {}  # factors of what is not zero, with the fact that says so
        self._ends: dict[int, tuple[str, ...]] = {}  # the facts that put the ends of a generator's range there
        self._logs: dict[int, Sign] = {}
        self._sides: dict[int, Sign] = {}

    def learn(self) -> None:
        """Take in the declared positive expressions, and those of the case."""
        situation = self.engine.situation
        facts = [(e, f"{known} > 0", True) for known in situation.domain.positive for e in within_sizes((known,))]
        facts += [(e, "", True) for e in situation.signs]
        facts += [(e, f"{e} >= 0", False) for e in situation.nonnegative]
        facts += [(e, "", strictly) for e, strictly in situation.ends]
        facts.sort(key=lambda known: len(known[0].free_symbols))  # where a letter lies helps to read of several letters
        again = [fact for fact in facts if not self._learn(*fact)]
        for fact in again if len(facts) > 1 else ():  # what the others say lets more be read in it
            self._learn(*fact)
        self.known.clear()

    def _learn(self, e: Expr, fact: str, strictly: bool) -> bool:
        """P > 0 gives the sign of the one factor of P whose sign is not known yet, and that no factor is zero.

        P ≥ 0 (not ``strictly``) gives the sign where no other factor can be zero.  False where more could be learnt.
        """
        try:
            a = self.engine.value(e)
        except (Undecided, NeedIndex, NeedSign):
            return True  # a fact that cannot be read is a fact that no proof uses
        if not a[0]:
            if strictly and self.engine.situation.special:
                raise Undefined(f"{e} > 0 is not so here")
            return True
        constant, factors = self.engine.ring.parts(a)
        sign, open_factors, certain = (1 if constant > 0 else -1), [], True
        for f, k in factors:
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
            for f, _ in factors:
                self._nonzero.setdefault(f, fact)
            self.known.clear()
        return len(open_factors) < 2

    def linear_facts(self) -> list[tuple[fmpq_mpoly, int]]:
        """What is linear in several letters and has a sign by a declared fact."""
        found = [(self.engine.ring.factors[f], sign) for f, ((sign, _), _) in self._facts.items()]
        return [(f, sign) for f, sign in found if sum(f.degrees()) > 1 and f.total_degree() == 1]

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

    def of_fraction(self, a: Frac, otherwise: Callable[[int], Sign] = lambda _: UNKNOWN) -> Sign:
        """The sign of a fraction; a factor that may vanish makes the answer weak (≥ 0 or ≤ 0), but for those below.

        ``otherwise``: how else the sign of a factor of an odd power is found.
        """
        if not a[0]:
            return (1, False)
        constant, factors = self.engine.ring.parts(a)
        sign, strict = (1 if constant > 0 else -1), True
        for f, e in factors:
            s, is_strict = self.of(f)
            if not s and e % 2:
                s, is_strict = otherwise(f)
                if not s:
                    return UNKNOWN
            strict = strict and (is_strict or e < 0)
            sign *= s if e % 2 else 1
        return (sign, strict)

    def of_expression(self, e: Expr) -> Sign:
        return self.of_fraction(self.engine.value(e))

    def of_polynomial(self, n: fmpq_mpoly) -> Sign:
        """All coefficients of one sign over generators that are not negative, if need be from the ends of ranges."""
        self.engine.budget.check()  # a discriminant's may ask for this of others that are larger
        plain = (lambda n: self.by_terms(n, frozenset()), self._of_number, self._by_range, self.by_discriminant)
        for way in (*plain, lambda n: self.by_root(n, self.engine.ring.powers)):
            found = way(n)
            if found[0]:
                return found
        return UNKNOWN

    def _of_number(self, n: fmpq_mpoly) -> Sign:
        """By a ball that does not hold zero."""
        rows = [self.engine.table.rows[i] for i in used_generators(n)]
        if any(row.kind == "symbol" for row in rows) or not all(row.expr.is_number for row in rows):
            return UNKNOWN
        value = algebraic.value_of(self.engine, n)
        if value is None or value.contains(0):
            return UNKNOWN
        return (1 if value > 0 else -1, True)

    def of_atom(self, i: int) -> Sign:
        """The sign of a generator: what it is, and for a logarithm on which side of 1 its argument lies."""
        row = self.engine.table.rows[i]
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

    def _by_range(self, n: fmpq_mpoly) -> Sign:
        """The terms written from the ends of ranges; the declared facts that put the ends there are used."""
        found = self.by_box(n)
        if found[0]:
            self.engine.used_facts.update(fact for i in used_generators(n) for fact in self._ends.get(i, ()))
        return found

    def range_of(self, i: int) -> Range | None:
        row, r, facts = self.engine.table.rows[i], Range(), []
        if row.kind == "exp":
            if i not in self._sides:
                self._sides[i] = UNKNOWN  # while it is being found out
                assert row.inside is not None
                self._sides[i] = self.of_fraction(row.inside)
            side, strict = self._sides[i]
            r = Range(fmpq(1), open_low=strict) if side > 0 else Range(fmpq(0), fmpq(1), True, strict) if side else r
        elif row.kind == "symbol":
            base = row.expr.base if isinstance(row.expr, Indexed) else row.expr
            r = range_of_set(self.engine.situation.set_of(base))
            facts = [_in_words(base, r)]
            for f, ((sign, strict), fact) in self._facts.items():
                poly, x = self.engine.ring.factors[f], self.engine.ring.gens[i]
                if sum(poly.degrees()) == 1 and poly.degrees()[i]:
                    slope = poly.derivative(i).leading_coefficient()
                    end = x - poly / slope
                    r = r.cut(end.leading_coefficient() if end else fmpq(0), sign if slope > 0 else -sign, strict)
                    facts.append(fact)
        elif isinstance(row.expr, WITHIN_ONE):
            is_open = isinstance(row.expr, erf)
            r = Range(fmpq(-1), fmpq(1), is_open, is_open)
        self._ends[i] = tuple(filter(None, facts))
        return None if r.low is None and r.high is None else r


def _in_words(base: Expr, r: Range) -> str:
    if r.low is None and r.high is None:
        return ""
    above, below = ("<" if r.open_low else "<="), ("<" if r.open_high else "<=")
    if r.high is None:
        return f"{base} {'>' if r.open_low else '>='} {r.low}"
    return f"{base} {below} {r.high}" if r.low is None else f"{r.low} {above} {base} {below} {r.high}"
