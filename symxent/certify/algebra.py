"""Terms as rational functions of their atoms, by SymPy: only to find out what a proof has to say, never to prove."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sympy import Add as SumOf
from sympy import Expr, Integer, Rational, Symbol, cancel, expand, factor_list, fraction
from sympy import Mul as ProductOf

from symxent.certify.differentiate import NoCertificate
from symxent.certify.terms import (
    Add,
    Apply,
    Div,
    Inv,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Term,
    alpha,
    product,
    to_coq,
    total_of,
)


@dataclass
class Atoms:
    """One symbol for each subterm that arithmetic does not look into; equal up to the names of bound indices."""

    symbols: dict[Term, Symbol] = field(default_factory=dict)
    terms: dict[Symbol, Term] = field(default_factory=dict)

    def symbol(self, term: Term) -> Symbol:
        key = alpha(term)
        if key not in self.symbols:
            # The printed term in the name makes SymPy's order of factors, and with it the proof, reproducible.
            symbol = Symbol(f"{to_coq(key)}")
            self.symbols[key] = symbol
            self.terms[symbol] = term
        return self.symbols[key]

    def value(self, term: Term) -> Expr:
        """The rational function that a term is of its atoms."""
        match term:
            case Num(value):
                return Rational(value.numerator, value.denominator)
            case Neg(body):
                return -self.value(body)
            case Add(left, right):
                return self.value(left) + self.value(right)
            case Sub(left, right):
                return self.value(left) - self.value(right)
            case Mul(left, right):
                return self.value(left) * self.value(right)
            case Div(above, below):
                return self.value(above) / self._not_zero(below)
            case Inv(body):
                return 1 / self._not_zero(body)
            case Pow(base, exponent):
                return self.value(base) ** exponent
        return self.symbol(term)

    def _not_zero(self, term: Term) -> Expr:
        below = self.value(term)
        if below.is_zero:
            raise NoCertificate(f"0 below a fraction bar: {to_coq(term)}")
        return below

    def term(self, value: Expr) -> Term:
        """The term of a rational function, the factors in a fixed order."""
        if value.is_Rational:
            size = Num(Fraction(abs(value.p), 1))
            whole: Term = size if value.q == 1 else Div(size, Num(Fraction(value.q)))
            return Neg(whole) if value.p < 0 else whole
        if value in self.terms:
            return self.terms[value]
        if value.is_Pow and value.exp.is_Integer:
            base, power = self.term(value.base), int(value.exp)
            raised = base if abs(power) == 1 else Pow(base, abs(power))
            return raised if power > 0 else Inv(raised)
        if value.is_Add:
            return total_of([self.term(part) for part in _ordered(value.args)])
        if value.is_Mul:
            coefficient, rest = value.as_coeff_Mul()
            factors = [self.term(part) for part in _ordered(ProductOf.make_args(rest))]
            if coefficient != 1:
                factors.insert(0, self.term(coefficient))
            return product(factors)
        raise NoCertificate(f"{value} has no place in a certificate")

    def expanded(self, term: Term) -> list[Expr]:
        """The summands of the term, multiplied out over one denominator: the same for equal rational functions."""
        whole = cancel(self.value(term))
        above, below = fraction(whole)
        return [] if whole == 0 else [part / below for part in _ordered(SumOf.make_args(expand(above)))]

    def factors(self, value: Expr) -> list[tuple[Expr, int]]:
        """Irreducible factors with their exponents, the number first when it is not 1."""
        above, below = fraction(cancel(value))
        found: list[tuple[Expr, int]] = []
        number = Integer(1)
        for part, sign in ((above, 1), (below, -1)):
            coefficient, powers = factor_list(part)
            number *= coefficient**sign
            found += [(base, sign * power) for base, power in powers]
        return ([(number, 1)] if number != 1 else []) + found

    def equal(self, left: Term, right: Term) -> bool:
        return bool(cancel(self.value(left) - self.value(right)) == 0)


def _ordered(parts: tuple[Expr, ...]) -> list[Expr]:
    return sorted(parts, key=lambda part: part.sort_key())


def atoms_below(term: Term, function: str) -> list[Term]:
    """Every application of the function in the term, outside of sums and other functions first."""
    from symxent.certify.terms import walk

    found = [part for part in walk(term) if isinstance(part, Apply) and part.function == function]
    return list(dict.fromkeys(found))
