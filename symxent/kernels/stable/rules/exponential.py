"""Quotients of polynomials in an exponential, written in e^(−|a|) on each side of 0.

σ(a), tanh a, cosh a and e^(n softplus(a)) are such quotients in e^a, and so are their derivatives.  In u = e^(−|a|),
which is between 0 and 1, nothing overflows, numbers that cancel have done so in algebra, and a sum of positive powers
by Horner's rule loses half an ULP, where the product of its factors loses that for each.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Integer,
    Mul,
    Piecewise,
    Poly,
    PolynomialError,
    Pow,
    cancel,
    ceiling,
    collect,
    cosh,
    exp,
    expand,
    factor,
    factor_list,
    fraction,
    horner,
    sinh,
    tanh,
    together,
)
from sympy.codegen.cfunctions import expm1

from symxent.kernels.stable.measure.score import size
from symxent.language.functions import sigmoid, softplus

MOST_NODES = 300
MOST_DEGREE = 8
_U = Dummy("u", positive=True)


def in_one_exponential(expr: Expr) -> Iterator[Expr]:
    """The form in e^(−|a|), for each a for which the expression is a quotient of polynomials in e^a.

    >>> from sympy import Symbol
    >>> z = Symbol("z", real=True)
    >>> next(in_one_exponential(exp(z) + exp(-z) - 2))
    exp(Abs(z))*expm1(-Abs(z))**2
    """
    if size(expr) > MOST_NODES:
        return
    for a in _exponents(expr):
        hidden: dict[Expr, Expr] = {}
        inside = _hidden(_in_power(expr, a), hidden)
        if inside.has(_U):
            try:
                sides = [fraction(cancel(together(side))) for side in (inside, inside.subs(_U, 1 / _U))]
                back = {letter: expr for expr, letter in hidden.items()}
                large = {x for x in inside.free_symbols - {_U} if back.get(x, x).free_symbols & a.free_symbols}
                scale = max(_scale(above, large) for above, _ in sides)
                (left, under), (right, below) = (
                    [_in_factors(part, a, back, large, scale).xreplace(back) for part in side] for side in sides
                )
            except PolynomialError:
                continue
            made = (left, right) if under == below else (left / under, right / below)
            yield Piecewise((made[0], a < 0), (made[1], True)) / (under if under == below else 1)


def _exponents(expr: Expr) -> list[Expr]:
    """What stands in the exponentials: each a, but for its sign and a number before it."""
    found: dict[Expr, None] = {}
    for node in sorted(expr.atoms(sigmoid, softplus, exp, tanh, cosh, sinh), key=str):
        inner = node.args[0].as_coeff_Mul()[1]
        inner = inner.args[0] if isinstance(inner, softplus) else inner
        if not inner.is_number and not inner.has(exp, sigmoid, softplus, tanh):
            found[-inner if inner.could_extract_minus_sign() else inner] = None
    return list(found)


def _in_power(expr: Expr, a: Expr) -> Expr:
    """The expression with u for e^a."""
    if isinstance(expr, exp | sigmoid | tanh | cosh | sinh):
        inner = expr.args[0]
        power = _power(2 * inner if isinstance(expr, tanh) else inner, a)
        if power is None:
            return expr
        return {
            exp: power,
            sigmoid: power / (1 + power),
            tanh: (power - 1) / (power + 1),
            cosh: (power + 1 / power) / 2,
            sinh: (power - 1 / power) / 2,
        }[type(expr)]
    if isinstance(expr, Add | Mul) or (isinstance(expr, Pow) and expr.exp.is_Integer):
        return expr.func(*[_in_power(part, a) for part in expr.args])
    return expr


def _power(inner: Expr, a: Expr) -> Expr | None:
    """e^inner as a rational function of u."""
    for unit, base in ((a, _U), (softplus(a), 1 + _U), (softplus(-a), 1 + 1 / _U)):
        if (n := inner / unit).is_Integer:
            return base**n
    return None


def _hidden(expr: Expr, hidden: dict[Expr, Expr]) -> Expr:
    """The expression with a letter for everything that is neither a number nor a letter nor made of these."""
    if isinstance(expr, Add | Mul) or (isinstance(expr, Pow) and expr.exp.is_Integer):
        return expr.func(*[_hidden(part, hidden) for part in expr.args])
    return expr if expr.is_number or expr.is_Symbol else hidden.setdefault(expr, Dummy(f"f{len(hidden)}"))


def _scale(above: Expr, large: set[Expr]) -> Integer:
    """A power of two by which no multiple of what grows beyond all bounds with |a| is more than once of it.

    Near the largest number 4 z is infinite, and times e^(−|z|), which is 0 there, no number.
    """
    terms = [term for term in Add.make_args(expand(above)) if term.free_symbols & large]
    factors = (abs(term.as_coeff_Mul()[0]) for term in terms)
    return Integer(1 << max((int(ceiling(factor) - 1).bit_length() for factor in factors), default=0))


def _in_factors(polynomial: Expr, a: Expr, back: dict[Expr, Expr], large: set[Expr], scale: Integer) -> Expr:
    """Factors by Horner's rule, those without a difference multiplied out together; all of it divided by ``scale``."""
    number, factors = factor_list(polynomial)
    powers = [(part.as_expr(), n) for part, n in factors]
    rising = [(part, n) for part, n in powers if part != _U and part.free_symbols == {_U} and _is_positive(part)]
    product = expand(Mul(*[part**n for part, n in rising]))
    if rising and Poly(product, _U).degree() <= MOST_DEGREE:
        powers = [*(power for power in powers if power not in rising), (product, 1)]
    if scale != 1:  # the number stands in a factor: before them it would be multiplied first
        takers = [
            power for power in powers if power == (product, 1) or (power[0].free_symbols & large and power[1] == 1)
        ]
        if takers:
            taken = (expand(number * takers[0][0] / scale), 1)
            powers, number = [taken if power == takers[0] else power for power in powers], scale
        number /= scale
    return Mul(number, *[Pow(_by_horner(part, a, back), n) for part, n in powers])


def _is_positive(part: Expr) -> bool:
    return all(c >= 0 for c in Poly(part, _U).all_coeffs())


def _by_horner(part: Expr, a: Expr, back: dict[Expr, Expr]) -> Expr:
    """One factor; what is a multiple of a hidden function is added up last."""
    if part in (_U - 1, 1 - _U):
        return expm1(-Abs(a)) if part == _U - 1 else -expm1(-Abs(a))
    if functions := part.free_symbols & back.keys():
        terms = collect(expand(part), sorted(functions, key=str), evaluate=False)
        return Add(*[f * factor(rest) for f, rest in terms.items()]).xreplace({_U: exp(-Abs(a))})
    return (horner(part, wrt=_U) if part.has(_U) else part).xreplace({_U: exp(-Abs(a))})
