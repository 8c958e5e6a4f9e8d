"""A formula, as a user's program made it, as a term of Coq: part by part, nothing is simplified."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

from sympy import Abs, Expr, Max, Min, Rational, S, Symbol, exp, log, tanh
from sympy import Add as SumOf
from sympy import Mul as ProductOf
from sympy import Pow as PowerOf
from sympy.codegen.cfunctions import expm1, log1p

from symxent.certify.differentiate import NoCertificate
from symxent.certify.speaker import coq_name
from symxent.certify.terms import Add, Apply, Div, Inv, Mul, Neg, Num, Pow, Sub, Term, Var
from symxent.language.functions import logit, sigmoid, softplus

ONE = Num(Fraction(1))


def number(value: Rational) -> Term:
    """An exact number."""
    whole = Num(Fraction(abs(int(value.p))))
    size: Term = whole if value.q == 1 else Div(whole, Num(Fraction(int(value.q))))
    return Neg(size) if value < 0 else size


def name_of(symbol: Symbol) -> str:
    return coq_name(symbol.name)


def term_of(expr: Expr) -> Term:
    """The term of an expression; a power with an exponent that is no whole number is e^(exponent · ln base).

    >>> from sympy.abc import z
    >>> from symxent.certify.terms import to_coq
    >>> to_coq(term_of((1 - sigmoid(z)) ** 2 * log(sigmoid(z))))
    '(1 - sigmoid z) ^ 2 * ln (sigmoid z)'

    Raises NoCertificate where Coq has no words for a part of it.
    """
    if isinstance(expr, Rational):
        return number(expr)
    if isinstance(expr, Symbol):
        return Var(name_of(expr))
    if expr is S.Exp1:
        return Apply("exp", (ONE,))
    if expr is S.Pi:
        return Apply("PI", ())
    if isinstance(expr, SumOf):
        return _sum(expr)
    if isinstance(expr, ProductOf):
        return _product(expr)
    if isinstance(expr, PowerOf):
        return power(term_of(expr.base), expr.exp)
    for kind, make in _FUNCTIONS.items():
        if isinstance(expr, kind):
            return make(*[term_of(argument) for argument in expr.args])
    raise NoCertificate(f"Coq's library has no words for {type(expr).__name__}")


def _sum(expr: SumOf) -> Term:
    # A positive summand first: 1 − σ(z) is what people write, and what the library knows the sign of.
    parts = sorted(expr.as_ordered_terms(), key=lambda part: bool(part.could_extract_minus_sign()))
    whole = term_of(parts[0])
    for part in parts[1:]:
        whole = Sub(whole, term_of(-part)) if part.could_extract_minus_sign() else Add(whole, term_of(part))
    return whole


def _product(expr: ProductOf) -> Term:
    coefficient, rest = expr.as_coeff_Mul()
    if coefficient == -1:
        return Neg(term_of(rest))
    above, below = [], []
    for factor in ProductOf.make_args(rest):
        if isinstance(factor, PowerOf) and factor.exp.is_Rational and factor.exp < 0:
            below.append(term_of(1 / factor))
        else:
            above.append(term_of(factor))
    if coefficient != 1:
        above.insert(0, number(coefficient))
    top = reduce(Mul, above) if above else ONE
    return Div(top, reduce(Mul, below)) if below else top


def power(base: Term, exponent: Expr) -> Term:
    if exponent == S.Half:
        return Apply("sqrt", (base,))
    if exponent.is_Integer:
        raised = base if abs(exponent) == 1 else Pow(base, abs(int(exponent)))
        return Inv(raised) if exponent < 0 else raised
    return real_power(base, term_of(exponent))


def real_power(base: Term, exponent: Term) -> Term:
    """base^exponent as Coq's Rpower defines it for a positive base."""
    return Apply("exp", (Mul(exponent, Apply("ln", (base,))),))


def _of(function: str) -> Callable[..., Term]:
    def made(*arguments: Term) -> Term:
        return (
            reduce(lambda a, b: Apply(function, (a, b)), arguments)
            if len(arguments) > 1
            else Apply(function, arguments)
        )

    return made


_FUNCTIONS: dict[type[Expr], Callable[..., Term]] = {
    exp: _of("exp"),
    log: _of("ln"),
    sigmoid: _of("sigmoid"),
    softplus: _of("softplus"),
    tanh: _of("tanh"),
    Abs: _of("Rabs"),
    Max: _of("Rmax"),
    Min: _of("Rmin"),
    log1p: lambda u: Apply("ln", (Add(ONE, u),)),
    expm1: lambda u: Sub(Apply("exp", (u,)), ONE),
    logit: lambda p: Apply("ln", (Div(p, Sub(ONE, p)),)),
}
