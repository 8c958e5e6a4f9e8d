"""Values that books list: of infinite series and products, integrals and functions, each a row with its conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import (
    Abs,
    Add,
    Catalan,
    Dummy,
    EulerGamma,
    Expr,
    Integer,
    Integral,
    Max,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    asin,
    atan,
    atanh,
    bernoulli,
    beta,
    binomial,
    cos,
    cosh,
    euler,
    exp,
    factorial,
    floor,
    gamma,
    log,
    oo,
    pi,
    polygamma,
    sec,
    sin,
    sinc,
    sinh,
    sqrt,
)

from symxent.logic.calculus import need_letter
from symxent.logic.checker import Checker
from symxent.logic.defined import need, need_value
from symxent.logic.gamma import counts
from symxent.logic.letters import alike, put, symbols_in
from symxent.logic.limits import interval_between
from symxent.logic.statements import Claim, Statement, are_one, with_values

#: The letters of the rows: of terms and factors from 0 on, and of integrals; of terms on the whole line.
M, X = Dummy("m", integer=True, nonnegative=True), Dummy("x", real=True)
WHOLE = Dummy("m", integer=True)
HALF = Rational(1, 2)


@dataclass(frozen=True)
class Listed:
    """``form``(*u) = ``value``(*u) where all of ``positive``(*u) are > 0, of ``nonnegative``(*u) ≥ 0, and all of
    ``whole``(*u) are one of 0, 1, 2, …

    ``form`` is a sum or product from 0 to ∞ in ``M`` (a sum over all integers in ``WHOLE``), an integral in ``X``, or
    another expression.  Each of its terms has a value where ``apart``(*u) are > 0, and where those have that it is
    compared with.  Where the form has a value and its value may have none, ``beside``(*u) are to stand in the claim.
    """

    form: Callable[..., Expr]
    value: Callable[..., Expr]
    positive: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    nonnegative: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    whole: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    apart: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    beside: Callable[..., tuple[Expr, ...]] = lambda *u: ()


def _series(term: Expr) -> Sum:
    return Sum(term, (M, 0, oo))


def _product(factor: Expr) -> Product:
    return Product(factor, (M, 0, oo))


def _integral(f: Expr, low: Any, high: Any) -> Integral:
    return Integral(f, (X, low, high))


def _shifts(r: Expr, z: Expr, n: Expr, side: int) -> Sum:
    """Σ (z + k)^(−r − 1) for k from 0 to n − 1, or Σ (z − k)^(−r − 1) from 1 to n."""
    k = Dummy("k", integer=True)
    return Sum((z + side * k) ** (-r - 1), (k, 0, n - 1) if side > 0 else (k, 1, n))


def _sinc_power(n: Expr) -> Expr:
    k = Dummy("k", integer=True)
    total = Sum((-1) ** k * binomial(n, k) * (n - 2 * k) ** (n - 1), (k, 0, floor(n / 2)))
    return pi * (total.doit() if n.is_Integer else total) / (2**n * factorial(n - 1))


def _sophomores_dream(a: Expr) -> Sum:
    n = Dummy("n", integer=True, positive=True)
    return Sum((-a) ** (n - 1) / n**n, (n, 1, oo))


def _even_zeta(p: Expr) -> Expr:
    return (-1) ** (p + 1) * bernoulli(2 * p) * (2 * pi) ** (2 * p) / (2 * factorial(2 * p))


def _over_whole(f: Callable[[Expr], Expr], z: Expr, m: Expr, join: type) -> Expr:
    """Σ or Π of f(z + k/m) for k from 0 to m − 1."""
    k = Dummy("k", integer=True)
    return join(f(z + k / m), (k, 0, m - 1))


def _binomial_sum(n: Expr, x: Expr, y: Expr, order: int = 0) -> Sum:
    k = Dummy("k", integer=True)
    return Sum(k**order * binomial(n, k) * x**k * y ** (n - k), (k, 0, n))


#: Abramowitz and Stegun, Handbook of Mathematical Functions (its numbers follow); else Gradshteyn and Ryzhik, Table of
#: Integrals, Series, and Products (GR).
LISTED: Mapping[str, Listed] = {
    # 3.6.10, 4.2.1, 4.1.24, 4.4.42, 4.3.65, 4.3.66, 3.6.8
    "geometric": Listed(lambda u: _series(u**M), lambda u: 1 / (1 - u), lambda u: (1 - u, 1 + u)),
    "arithmetic-geometric": Listed(lambda u: _series((M + 1) * u**M), lambda u: (1 - u) ** -2,
                                   lambda u: (1 - u, 1 + u)),
    "exponential": Listed(lambda u: _series(u**M / factorial(M)), exp),
    "logarithm": Listed(lambda u: _series(u ** (M + 1) / (M + 1)), lambda u: -log(1 - u), lambda u: (1 - u,),
                        lambda u: (1 + u,)),
    "arc tangent": Listed(lambda u: _series((-1) ** M * u ** (2 * M + 1) / (2 * M + 1)), atan, lambda u: (),
                          lambda u: (1 - u, 1 + u)),
    "sine": Listed(lambda u: _series((-1) ** M * u ** (2 * M + 1) / factorial(2 * M + 1)), sin),
    "sin x/x": Listed(lambda u: _series((-1) ** M * u ** (2 * M) / factorial(2 * M + 1)), sinc),
    "arc sine": Listed(lambda u: _series(4**M * factorial(M) ** 2 * u ** (2 * M + 1) / factorial(2 * M + 1)),
                       lambda u: asin(u) / sqrt(1 - u**2), lambda u: (1 - u, 1 + u)),  # GR 1.515
    "sine with a phase": Listed(lambda u, z: _series(u**M * sin(pi * M / 2 + z) / factorial(M)),
                                lambda u, z: sin(u + z)),
    "cosine with a phase": Listed(lambda u, z: _series(u**M * cos(pi * M / 2 + z) / factorial(M)),
                                  lambda u, z: cos(u + z)),
    "cosine": Listed(lambda u: _series((-1) ** M * u ** (2 * M) / factorial(2 * M)), cos),
    "hyperbolic cosine": Listed(lambda u: _series(u ** (2 * M) / factorial(2 * M)), cosh),  # 4.5.62, 4.5.63, 4.6.33
    "hyperbolic sine": Listed(lambda u: _series(u ** (2 * M + 1) / factorial(2 * M + 1)), sinh),
    "area tangent": Listed(lambda u: _series(u ** (2 * M + 1) / (2 * M + 1)), atanh, lambda u: (1 - u, 1 + u)),
    "squares by geometric": Listed(lambda u: _series((M + 1) ** 2 * u**M), lambda u: (1 + u) / (1 - u) ** 3,
                                   lambda u: (1 - u, 1 + u)),  # GR 0.231
    "binomial": Listed(lambda u, z: _series(binomial(z, M) * u**M), lambda u, z: Pow(1 + u, z),
                       lambda u, z: (1 - u, 1 + u)),
    "central binomial": Listed(lambda u: _series(binomial(2 * M, M) * u**M), lambda u: 1 / sqrt(1 - 4 * u),
                               lambda u: (1 - 4 * u,), lambda u: (1 + 4 * u,)),
    # 23.2.16, 23.2.19 with 23.2.25, 23.2.21 with 23.2.23, 6.3.16, 6.4.10, 6.4.10 split by parity
    "inverse even powers": Listed(lambda p: _series((M + 1) ** (-2 * p)), _even_zeta, lambda p: (p,),
                                  whole=lambda p: (p,)),
    "alternating inverse even powers": Listed(lambda p: _series((-1) ** M * (M + 1) ** (-2 * p)),
                                              lambda p: (1 - 2 ** (1 - 2 * p)) * _even_zeta(p), lambda p: (p,),
                                              whole=lambda p: (p,)),
    "alternating inverse odd powers": Listed(lambda p: _series((-1) ** M * (2 * M + 1) ** (-2 * p - 1)),
                                             lambda p: (-1) ** p * euler(2 * p) * (pi / 2) ** (2 * p + 1)
                                             / (2 * factorial(2 * p)), whole=lambda p: (p,)),
    "digamma": Listed(lambda a, b: _series(1 / ((M + a) * (M + b))),
                      lambda a, b: (polygamma(0, b) - polygamma(0, a)) / (b - a), lambda a, b: ((b - a) ** 2,),
                      apart=lambda a, b: (a, b)),
    "differences of inverses": Listed(lambda a, b: _series(1 / (M + a) - 1 / (M + b)),
                                      lambda a, b: polygamma(0, b) - polygamma(0, a), apart=lambda a, b: (a, b)),
    "polygamma": Listed(lambda r, a: _series((M + a) ** (-r - 1)),
                        lambda r, a: (-1) ** (r + 1) * polygamma(r, a) / factorial(r), lambda r, a: (r,),
                        whole=lambda r, a: (r,), apart=lambda r, a: (a,)),
    "alternating polygamma": Listed(lambda r, a: _series((-1) ** M * (M + a) ** (-r - 1)),
                                    lambda r, a: (-1) ** (r + 1) * (polygamma(r, a / 2) - polygamma(r, (a + 1) / 2))
                                    / (2 ** (r + 1) * factorial(r)), whole=lambda r, a: (r,),
                                    apart=lambda r, a: (a,)),
    # Lehmer, Interesting Series Involving the Central Binomial Coefficient (1985); Bailey, Borwein and Plouffe (1997);
    # Ramanujan, Modular Equations and Approximations to π (1914); Chudnovsky and Chudnovsky (1988)
    "inverse central binomials": Listed(lambda: _series(1 / binomial(2 * M, M)),
                                        lambda: Rational(4, 3) + 2 * sqrt(3) * pi / 27),
    "inverse central binomials, by m": Listed(lambda: _series((M + 1) / binomial(2 * M + 2, M + 1)),
                                              lambda: Rational(2, 3) + 2 * sqrt(3) * pi / 27),
    "digits of π": Listed(lambda: _series((4 / (8 * M + 1) - 2 / (8 * M + 4) - 1 / (8 * M + 5) - 1 / (8 * M + 6))
                                          / 16**M), lambda: pi),
    "Ramanujan's series": Listed(lambda: _series(factorial(4 * M) * (1103 + 26390 * M)
                                                 / (factorial(M) ** 4 * 396 ** (4 * M))),
                                 lambda: 9801 / (2 * sqrt(2) * pi)),
    "Chudnovskys' series": Listed(lambda: _series((-1) ** M * factorial(6 * M) * (13591409 + 545140134 * M) / (
                                      factorial(3 * M) * factorial(M) ** 3 * Integer(640320) ** (3 * M))),
                                  lambda: sqrt(Integer(640320)) ** 3 / (12 * pi)),
    "arc tangents that telescope": Listed(lambda: _series(atan(1 / (M**2 + M + 1))), lambda: pi / 2),
    "Catalan's constant": Listed(lambda: _series((-1) ** M / (2 * M + 1) ** 2), lambda: Catalan),
    # 6.3.2 with 6.3.5, summed by parts; Baillie, Borwein and Borwein, Surprising Sinc Sums and Integrals (2008)
    "digammas": Listed(lambda u: _series(u**M * polygamma(0, M + 1)), lambda u: (log(1 - u) + EulerGamma) / (u - 1),
                       lambda u: (1 - u, 1 + u)),
    "powers of sin m/m": Listed(lambda p: Sum(sinc(WHOLE) ** p, (WHOLE, -oo, oo)), lambda p: 2 * _sinc_power(p),
                                lambda p: (p, 7 - p), whole=lambda p: (p,)),
    # 4.3.89, 4.3.90, 4.3.91 at π/2 (Wallis), GR 1.439
    "product of the sine": Listed(lambda u: _product(1 - u**2 / (pi * (M + 1)) ** 2), sinc),
    "product of the cosine": Listed(lambda u: _product(1 - 4 * u**2 / (pi * (2 * M + 1)) ** 2), cos),
    "product of Wallis": Listed(lambda: _product(4 * (M + 1) ** 2 / (4 * (M + 1) ** 2 - 1)), lambda: pi / 2),
    "product of secants": Listed(lambda u: _product(sec(u / 2 ** (M + 1))), lambda u: 1 / sinc(u),
                                 lambda u: (pi - u, pi + u)),
    "product of sines": Listed(lambda n: Product(sin(pi * WHOLE / n), (WHOLE, 1, n - 1)), lambda n: n * 2 ** (1 - n),
                               lambda n: (n,), whole=lambda n: (n,)),  # GR 1.392
    "product of halves": Listed(lambda u: _product(cos(u / 2 ** (M + 1))), sinc),
    # 6.3.1 with 6.1.1, 6.2.1
    "derivative of Γ": Listed(lambda s: _integral(X ** (s - 1) * exp(-X) * log(X), 0, oo),
                              lambda s: gamma(s) * polygamma(0, s), lambda s: (s,)),
    "sines and cosines": Listed(lambda a, b: _integral(sin(X) ** (2 * a - 1) * cos(X) ** (2 * b - 1), 0, pi / 2),
                                lambda a, b: beta(a, b) / 2, lambda a, b: (a, b)),
    # 5.2.25 and GR 3.836, GR 3.723, 7.3.20, GR 4.224, 4.331, 4.229, 3.434, 3.747, 23.2.7 with 23.2.16
    "powers of sin x/x": Listed(lambda n: _integral((sin(X) / X) ** n, 0, oo), _sinc_power, lambda n: (n,),
                                whole=lambda n: (n,)),
    "powers of sin x/x on the line": Listed(lambda n: _integral((sin(X) / X) ** n, -oo, oo),
                                            lambda n: 2 * _sinc_power(n), lambda n: (n,), whole=lambda n: (n,)),
    "cosine from 0 to 1": Listed(lambda u: _integral(cos(u * X), 0, 1), sinc),
    # GR 3.741, and its Fourier transform by Parseval's theorem
    "two scaled sin x/x": Listed(lambda a, b: _integral(sinc(a * X) * sinc(b * X), -oo, oo),
                                 lambda a, b: pi / Max(Abs(a), Abs(b))),
    "two shifted sin x/x": Listed(lambda a, b: _integral(sinc(X + a) * sinc(X + b), -oo, oo),
                                  lambda a, b: pi * sinc(a - b)),
    "Bernoulli's integral": Listed(lambda a: _integral(X ** (a * X), 0, 1), _sophomores_dream),
    "Laplace's integral": Listed(lambda a, b: _integral(cos(a * X) / (X**2 + b**2), 0, oo),
                                 lambda a, b: pi * exp(-Abs(a) * b) / (2 * b), lambda a, b: (b,)),
    # GR 3.893
    "Laplace transform of the cosine": Listed(lambda a, b: _integral(exp(-a * X) * cos(b * X), 0, oo),
                                              lambda a, b: a / (a**2 + b**2), lambda a, b: (a,)),
    "Laplace transform of the sine": Listed(lambda a, b: _integral(exp(-a * X) * sin(b * X), 0, oo),
                                            lambda a, b: b / (a**2 + b**2), lambda a, b: (a,)),
    "sine of a square": Listed(lambda: _integral(sin(X**2), 0, oo), lambda: sqrt(pi / 8)),
    "cosine of a square": Listed(lambda: _integral(cos(X**2), 0, oo), lambda: sqrt(pi / 8)),
    "logarithm of the sine": Listed(lambda: _integral(log(sin(X)), 0, pi / 2), lambda: -pi * log(2) / 2),
    "logarithm of the logarithm": Listed(lambda: _integral(log(-log(X)), 0, 1), lambda: -EulerGamma),
    "Frullani's integral": Listed(lambda a, b: _integral((exp(-a * X) - exp(-b * X)) / X, 0, oo),
                                  lambda a, b: log(b) - log(a), lambda a, b: (a, b)),
    "x over its sine": Listed(lambda: _integral(X / sin(X), 0, pi / 2), lambda: 2 * Catalan),
    "x over its exponential": Listed(lambda p: _integral(X ** (2 * p - 1) / (exp(X) - 1), 0, oo),
                                     lambda p: factorial(2 * p - 1) * _even_zeta(p), lambda p: (p,),
                                     whole=lambda p: (p,)),
    # 3.1.1, 6.1.20, 6.3.8 and its like, 6.4.8; ψ′(1/4) = Σ (m + 1/4)⁻² = 16 (π²/8 + G)/2
    "binomial theorem": Listed(lambda n, x, y: _binomial_sum(n, x, y), lambda n, x, y: (x + y) ** n,
                               whole=lambda n, x, y: (n,)),
    "binomial theorem, differentiated": Listed(lambda n, x, y: _binomial_sum(n, x, y, 1),
                                               lambda n, x, y: n * x * (x + y) ** (n - 1),
                                               whole=lambda n, x, y: (n - 1,)),
    "binomial theorem, differentiated twice": Listed(lambda n, x, y: _binomial_sum(n, x, y, 2),
                                                     lambda n, x, y: n * x * (n * x + y) * (x + y) ** (n - 2),
                                                     lambda n, x, y: ((x + y) ** 2,), whole=lambda n, x, y: (n,)),
    "multiplication of Γ": Listed(lambda z, m: _over_whole(gamma, z, m, Product),
                                  lambda z, m: (2 * pi) ** ((m - 1) / 2) * m ** (HALF - m * z) * gamma(m * z),
                                  lambda z, m: (m,), whole=lambda z, m: (m,)),
    "multiplication of ψ": Listed(lambda z, m: _over_whole(lambda u: polygamma(0, u), z, m, Sum),
                                  lambda z, m: m * polygamma(0, m * z) - m * log(m), lambda z, m: (m,),
                                  whole=lambda z, m: (m,)),
    "multiplication of ψₙ": Listed(lambda z, m, n: _over_whole(lambda u: polygamma(n, u), z, m, Sum),
                                   lambda z, m, n: m ** (n + 1) * polygamma(n, m * z), lambda z, m, n: (m, n),
                                   whole=lambda z, m, n: (m, n)),
    "duplication of ψ": Listed(lambda z: polygamma(0, 2 * z), lambda z: (polygamma(0, z) + polygamma(0, z + HALF)) / 2
                               + log(2), lambda z: (z,)),
    "duplication of ψₙ": Listed(lambda z, n: polygamma(n, 2 * z), lambda z, n: (polygamma(n, z)
                                + polygamma(n, z + HALF)) / 2 ** (n + 1), lambda z, n: (z, n), whole=lambda z, n: (n,)),
    "shifted ψₙ": Listed(lambda r, z, n: _shifts(r, z, n, 1), lambda r, z, n: (-1) ** r
                         * (polygamma(r, z + n) - polygamma(r, z)) / factorial(r), whole=lambda r, z, n: (r, n),
                         beside=lambda r, z, n: (polygamma(r, z + n), polygamma(r, z))),
    "shifted ψₙ, backwards": Listed(lambda r, z, n: _shifts(r, z, n, -1), lambda r, z, n: (-1) ** r
                                    * (polygamma(r, z) - polygamma(r, z - n)) / factorial(r),
                                    whole=lambda r, z, n: (r, n),
                                    beside=lambda r, z, n: (polygamma(r, z), polygamma(r, z - n))),
    "ψ′ at three quarters": Listed(lambda: polygamma(1, Rational(3, 4)), lambda: pi**2 - 8 * Catalan),
    "ψ′ at a quarter": Listed(lambda: polygamma(1, Rational(1, 4)), lambda: pi**2 + 8 * Catalan),
}  # fmt: skip


def listed(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the claim with values of rows; of each, that its terms, factors or integrand are c times those of the
    row, and the conditions of the row.  A series is defined where each of its terms is.
    parts: (expression, number of the row, u, c, the letter of terms or of an integrand) …
    """
    whole, *rest = premises
    values: dict[Expr, Expr] = {}
    for e, number, u, c, m in parts:
        need(isinstance(number, Integer), "the row of {}", e)
        row = list(LISTED.values())[int(number)]
        needed = conditions(s, row, e, u, c, m)
        need(len(rest) >= len(needed), "a premise for the terms, and one for each condition")
        for premise, wanted in zip(rest, needed, strict=False):
            need(are_one(premise, wanted), "{} of {}", wanted.said, e)
        rest = rest[len(needed) :]
        for part in (*u, c):
            need_value(s.hypotheses, part, size)
        values[e] = c * row.value(*u)
    need(not rest, "no other premises")
    need(are_one(whole, with_values(s, values)), "the claim with their values")


def stands_in(e: Expr, part: Expr) -> bool:
    """Whether an expression has a value only where a part has one: a term or a factor of it."""
    return e == part or (isinstance(e, Add | Mul) and any(stands_in(a, part) for a in e.args))


def conditions(s: Claim, row: Listed, e: Expr, u: Tuple, c: Expr, m: Any) -> list[Claim]:
    """What is to be proved so that an expression of a claim is c times what a row says; raises Refused."""
    h, form = s.hypotheses, row.form(*u)
    checker = Checker((e,), h)  # the end of a range is one from 1 on
    need(all(counts(checker, k) for k in row.whole(*u)), "0, 1, 2, …")
    need(all(stands_in(s.lhs, p) or stands_in(s.rhs, p) for p in row.beside(*u)), "a value of {}", e)
    needed = [Claim(S.Zero, g, "<", h) for g in row.positive(*u)]
    needed += [Claim(S.Zero, g, "<=", h) for g in row.nonnegative(*u)]
    if not form.has(oo) and alike(e, form):
        need(c == 1, "{} is {}", e, form)
        return needed
    need(type(e) is type(form) and isinstance(e, Sum | Product | Integral), "{} is {}", e, form)
    need(c == 1 or not isinstance(e, Product), "a multiple of {}", form)
    ((k, low, high),) = e.limits
    if isinstance(e, Integral):
        need_letter(s, m)
        need((low, high) == form.limits[0][1:] and m not in symbols_in(Tuple(*u, c)), "the ends of {}", e)
        inside = replace(h, where={**h.where, m: interval_between(low, high)})
        return [Claim(put(e.function, k, m), c * put(form.function, X, m), "=", inside), *needed]
    (own, first, last) = form.limits[0]
    shifted = last is oo and first == 0
    need(high == last and (isinstance(low, Integer) if shifted else low == first), "the range of {} is {}", e, form)
    need(isinstance(m, Symbol) and m.assumptions0 == (WHOLE if first is -oo else M).assumptions0, "{} counts terms", m)
    spoken = (s.lhs, s.rhs, u, c, *h.expressions(), *h.where.values())
    need(m not in frozenset().union(*map(symbols_in, spoken)), "{} is a letter of its own", m)
    left, right = put(e.function, k, low + m if shifted else m), c * form.function.xreplace({own: m})
    if last is not oo:
        return [Claim(left, right, "=", replace(h, indices={**h.indices, m: (first, last)})), *needed]
    if row.apart(*u) and alike(left, right):
        return needed
    return [Claim(left, right, "=", h), *needed, *(Claim(S.Zero, g, "<", h) for g in row.apart(*u))]


def row_of(name: str) -> Integer:
    """The number by which a proof names a row."""
    return Integer(list(LISTED).index(name))
