"""Rewrites that are computed, for what over- or underflows on the way to a result of usual size, or loses its digits.

√(x² + 2) is |x| √(1 + 2/|x|²) where x² is beyond the format, and x y⁵ is not: it is multiplied up in parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Max,
    Mul,
    Piecewise,
    Poly,
    PolynomialError,
    Pow,
    Rational,
    S,
    Symbol,
    exp,
    log,
    oo,
    sqrt,
)

from symxent.kernels.program.exponents import is_power_of_two, squares_apart, two_products
from symxent.kernels.program.loops import once
from symxent.kernels.stable.rules.algebra import Computed

MOST_TERMS = 4


def root_by_the_largest(expr: Expr) -> Iterator[Expr]:
    """√P → √s^d √(P/s^d) for a polynomial P of degree d and s the largest of the sizes of its letters and, if not all
    of its terms have that degree, of 1; a part of degree 1 is divided as a whole, so that its difference stays exact.
    """
    if not (isinstance(expr, Pow) and abs(expr.exp) == S.Half and isinstance(expr.base, Add)):
        return
    base = expr.base
    letters = _scaled_by(base)
    degree = _degree(base, letters)
    if degree is None or not 1 <= degree <= 4:
        return
    even = all(sum(powers) == degree for powers in Poly(base, *letters).monoms())
    sizes = [Abs(letter) for letter in letters]
    s = once(Max(*sizes)) if even else once(Max(1, *sizes))
    inside = _shrunk(base, degree, letters, s)
    if inside is None:
        return
    scaled = Pow(s, degree * expr.exp) * Pow(inside, expr.exp)
    if even:
        yield Piecewise((scaled, s > 0), (expr, True))
        return
    yield scaled
    whole = Pow(next(two_products_in_a_sum(base), base), expr.exp)
    yield Piecewise((whole, once(1 / Abs(base)) > 0), (scaled, True))  # false where it is infinite, or has no value


def cube_of_a_share(expr: Expr) -> Iterator[Expr]:
    """(1 + u²/v²)^(−3/2) → v/D v (v/√D) for v > 0, D = u² + v² and what u = a − b has lost to rounding."""
    if not (isinstance(expr, Pow) and expr.exp == Rational(-3, 2) and isinstance(expr.base, Add)):
        return
    one, square = expr.base.as_coeff_Add()
    powers = [part.as_base_exp() for part in Mul.make_args(square)]
    if one != 1 or not all(abs(n) == 2 for _, n in powers):
        return
    u, v = (Mul(*[b for b, n in powers if n == sign]) for sign in (2, -2))
    v = Abs(v)
    total = once(u**2 + v**2)
    if isinstance(u, Add) and len(u.args) == 2:
        a, b = u.args
        head = once(u)
        of_b = once(head - a)
        rest = once(a - once(head - of_b)) + once(b - of_b)
        total = once(head**2 + v**2)  # which has no rest where it has overflown
        total = once(total + Piecewise((2 * head * rest, total < oo), (0, True)))
    yield once(v / total) * v * once(v / sqrt(total))


def _scaled_by(base: Expr) -> list[Symbol]:
    """The letters whose powers and products may overflow; of a product of two letters the first is enough."""
    letters = sorted(base.free_symbols, key=str)
    try:
        monoms = Poly(base, *letters).monoms()
    except PolynomialError:
        return []
    squared = {letter for i, letter in enumerate(letters) if any(powers[i] > 1 for powers in monoms)}
    for powers in monoms:
        present = [letter for letter, power in zip(letters, powers, strict=True) if power]
        if len(present) > 1 and not squared & set(present):
            squared.add(present[0])
    return [letter for letter in letters if letter in squared] or letters


def _degree(part: Expr, letters: list[Symbol]) -> int | None:
    try:
        return int(Poly(part, *letters).total_degree()) if letters else 0
    except PolynomialError:
        return None


def _shrunk(part: Expr, degree: int, letters: list[Symbol], s: Expr) -> Expr | None:
    """A part of a polynomial divided by s^degree, as a tree in which nothing is larger than its parts."""
    own = _degree(part, letters)
    if own is None or own > degree:
        return None
    if own < degree and not isinstance(part, Add):
        inside = _shrunk(part, own, letters, s)
        return None if inside is None else _divided(inside, s, degree - own)
    if degree == 0:
        return part
    if degree == 1 and isinstance(part, Add) and all(abs(term.as_coeff_Mul()[0]) <= 1 for term in part.args):
        return once(once(part) / s)
    if part in letters:
        return once(part / s)
    if isinstance(part, Add):
        terms = [_shrunk(term, degree, letters, s) for term in part.args]
        return None if None in terms else Add(*terms)
    if isinstance(part, Mul):
        factors = [_shrunk(f, int(_degree(f, letters) or 0), letters, s) for f in part.args]
        return None if None in factors else Mul(*factors)
    if isinstance(part, Pow) and part.exp.is_Integer and part.exp > 0:
        inside = _shrunk(part.base, degree // int(part.exp), letters, s)
        return None if inside is None else Pow(once(inside), part.exp)
    return None


def _divided(inside: Expr, s: Expr, times: int) -> Expr:
    for _ in range(times):
        inside = once(inside / s)
    return inside


def powers_in_parts(expr: Expr) -> Iterator[Expr]:
    """a u^n → (a u^(n/2)) u^(n/2), and a/u^n the same way: what overflows may not be what is multiplied by it."""
    for power in Mul.make_args(expr):
        base, n = power.as_base_exp()
        if isinstance(power, exp) or base.is_number or (n.is_number and not abs(n) > 1):
            continue
        rest = expr / power
        if not n.is_number:
            yield once(rest * base ** (n / 2)) * base ** (n / 2)
            continue
        if n.is_Integer:
            low = n // 2 if n > 0 else -(-n // 2)
            yield once(rest * base**low) * base ** (n - low)
            if 4 <= abs(n) <= 8:
                made, sign = rest, Integer(1 if n > 0 else -1)
                for _ in range(int(abs(n))):
                    made = once(made * base**sign)
                yield made
        else:
            half = S.Half if n > 0 else -S.Half
            low = n - half if (2 * n).is_Integer else n / 2
            yield once(rest * base**low) * base ** (n - low)


def exponential_in_parts(expr: Expr) -> Iterator[Expr]:
    """e^(a + b) → e^a e^b: each product in an exponent keeps its digits, their sum does not; e^(c log u) is u^c."""
    if isinstance(expr, exp) and isinstance(expr.exp, Add):
        for term in expr.exp.args:
            yield once(_power(term)) * _power(expr.exp - term)


def _power(exponent: Expr) -> Expr:
    logarithm = next((f for f in Mul.make_args(exponent) if isinstance(f, log)), None)
    return exp(exponent) if logarithm is None else Pow(logarithm.args[0], exponent / logarithm)


def two_products_in_a_sum(expr: Expr) -> Iterator[Expr]:
    """b² − 4 a c with the whole of both products, a b + c with that of the one; and what else is in the sum."""
    if not isinstance(expr, Add) or len(expr.args) > MOST_TERMS:
        return
    halves = {term: halved for term in expr.args if (halved := _halved(term)) is not None}
    products = [*halves]
    for i, one in enumerate(products):
        a, b = halves[one]
        for other in [*products[i + 1 :], None]:
            c, d = (expr - one, Integer(1)) if other is None else halves[other]
            rest = 0 if other is None else expr - one - other
            if other is None and isinstance(c, Add):
                c = once(c)
            yield two_products(a, b, c, d) + rest


def _halved(term: Expr) -> tuple[Expr, Expr] | None:
    """A product as two factors: the number with the one of them; None for what is none, or exact."""
    number, rest = term.as_coeff_Mul()
    factors = [f for part in Mul.make_args(rest) for f in squares_apart(part)]
    if not number.is_Rational or rest == 1 or len(factors) > 2:
        return None
    if len(factors) == 1:
        return None if is_power_of_two(number) else (number, factors[0])
    return number * factors[0], factors[1]


def into_the_branches(expr: Expr) -> Iterator[Expr]:
    """A product with a choice as a choice of products, where what is common to both parts of a fraction goes."""
    choices = [f for f in expr.args if isinstance(f, Piecewise)] if isinstance(expr, Mul) else []
    if len(choices) == 1:
        rest = Mul(*[f for f in expr.args if f != choices[0]])
        branches = [branch.expr for branch in choices[0].args]
        if any((rest * branch).count_ops() < rest.count_ops() + branch.count_ops() for branch in branches):
            yield Piecewise(*[(rest * branch.expr, branch.cond) for branch in choices[0].args])


SCALING = (
    Computed("into the branches", into_the_branches, 400),
    Computed("root by the largest", root_by_the_largest),
    Computed("exponential in parts", exponential_in_parts),
    Computed("cube of a share of a hypotenuse", cube_of_a_share),
)
