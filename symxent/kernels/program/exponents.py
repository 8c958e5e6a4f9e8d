"""e to a product, powers with any exponent, two products: what kernels compute with more digits than the format has.

e^v turns an error of v into one of the result that is v times as large in ULP.  So the kernels do not compute γ·log p
and then e of it: these functions stand for the whole, and each target computes it without losing the product's rest.
"""

from __future__ import annotations

from sympy import Abs, Add, Expr, Function, Max, Min, Mul, Pow, exp, fraction

from symxent.kernels.program.loops import exp_difference
from symxent.language.functions import sigmoid, softplus


class exp_product(Function):
    """exp_product(a, b) = e^(a b), with the whole of the product.

    >>> from sympy.abc import a, b
    >>> exp_product(a, b).rewrite(exp)
    exp(a*b)
    """

    nargs = 2

    def _eval_rewrite_as_exp(self, a: Expr, b: Expr, **_: object) -> Expr:
        return exp(a * b)


class exp_quotient(Function):
    """exp_quotient(a, b) = e^(a/b), with what the quotient loses to rounding.

    >>> from sympy.abc import a, b
    >>> exp_quotient(a, b).rewrite(exp)
    exp(a/b)
    """

    nargs = 2

    def _eval_rewrite_as_exp(self, a: Expr, b: Expr, **_: object) -> Expr:
        return exp(a / b)


class exp_square(Function):
    """exp_square(a, b, n) = e^(n (a/b)²), n ± a power of two, with what the quotient and its square lose to rounding.

    >>> from sympy.abc import a, b, n
    >>> exp_square(a, b, n).rewrite(exp)
    exp(a**2*n/b**2)
    """

    nargs = 3

    def _eval_rewrite_as_exp(self, a: Expr, b: Expr, n: Expr, **_: object) -> Expr:
        return exp(n * (a / b) ** 2)


class two_products(Function):
    """two_products(a, b, c, d) = a b + c d, with the whole of both products: its digits where they nearly cancel.

    >>> from sympy.abc import a, b, c, d
    >>> two_products(a, b, c, d).rewrite(exp)
    a*b + c*d
    """

    nargs = 4

    def _eval_rewrite_as_exp(self, a: Expr, b: Expr, c: Expr, d: Expr, **_: object) -> Expr:
        return a * b + c * d


class rounded_product(Function):
    """rounded_product(a, b): a b as a number of the format, whatever a compiler makes of products and sums."""

    nargs = 2


class product_rest(Function):
    """product_rest(a, b, p) = a b − p, exactly, where p is a b, rounded."""

    nargs = 3


class sigmoid_power(Function):
    """sigmoid_power(a, n) = σ(a)^n, also where σ(a) itself is too small for a number.

    >>> from sympy.abc import a, n
    >>> sigmoid_power(a, n).rewrite(exp)
    exp(-n*softplus(-a))
    """

    nargs = 2

    def _eval_rewrite_as_exp(self, a: Expr, n: Expr, **_: object) -> Expr:
        return exp(-n * softplus(-a))


def is_free(power: Expr) -> bool:
    """Whether a power is neither a product nor a quotient of its base nor of its square root."""
    return isinstance(power, Pow) and not (2 * power.exp).is_Integer


def whole(expr: Expr) -> Expr | None:
    """The same as one of the functions above, where the exponent is a product that rounding would spoil.

    >>> from sympy.abc import a, n
    >>> whole(sigmoid(a) ** n), whole(exp(-n * softplus(a))), whole(exp(-(a**2) / 2)), whole(exp(-2 * a))
    (sigmoid_power(a, n), sigmoid_power(-a, n), exp_product(-a/2, a), None)
    >>> whole(exp(a / n)), whole(exp(-Abs(a - n)))
    (exp_quotient(a, n), exp_difference(Min(a, n), Max(a, n)))

    Where n is an integer or a half, products of the sigmoid are better, and nothing is made of e^(−n softplus(a)).
    """
    if is_free(expr) and isinstance(expr.base, sigmoid):
        return sigmoid_power(expr.base.args[0], expr.exp)
    if not isinstance(expr, exp) or not isinstance(expr.exp, Mul):
        return None
    number, rest = expr.exp.as_coeff_Mul()
    if number == -1 and isinstance(rest, Abs) and isinstance(rest.args[0], Add) and len(rest.args[0].args) == 2:
        a, b = rest.args[0].args  # −|a + b| = min(a, −b) − max(a, −b)
        return exp_difference(Min(a, -b), Max(a, -b))
    above, below = fraction(rest.args[0] if isinstance(rest, Abs) else rest)
    if below.is_Symbol and not isinstance(above, Mul) and is_power_of_two(number):
        return (
            exp_quotient(number * Abs(above), Abs(below))
            if isinstance(rest, Abs)
            else exp_quotient(number * above, below)
        )
    if _is_square(above) and _is_square(below) and is_power_of_two(number):
        return exp_square(above.base, below.base, number)
    factors = [f for part in Mul.make_args(rest) for f in squares_apart(part)]
    if not number.is_Rational or any(isinstance(f, Pow) and f.exp.is_negative for f in factors):
        return None
    logarithm = next((f for f in factors if isinstance(f, softplus)), None)
    if logarithm is not None:
        power = Mul(-number, *[f for f in factors if f is not logarithm])
        return None if (2 * power).is_Integer else sigmoid_power(-logarithm.args[0], power)
    if len(factors) > 1:
        return exp_product(Mul(number, *factors[:-1]), factors[-1])
    return None if is_power_of_two(number) else exp_product(number, factors[0])


def squares_apart(factor: Expr) -> list[Expr]:
    return [factor.base, factor.base] if _is_square(factor) else [factor]


def _is_square(expr: Expr) -> bool:
    return isinstance(expr, Pow) and expr.exp == 2


def is_power_of_two(number: Expr) -> bool:
    n, d = abs(int(number.p)), int(number.q)
    return n & (n - 1) == 0 and d & (d - 1) == 0
