"""What the table lists: series where they converge, products and integrals; and nothing beyond their conditions."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import mpmath as mp
import pytest
from sympy import (
    Abs,
    Dummy,
    EulerGamma,
    Expr,
    Integer,
    Integral,
    Interval,
    Product,
    Range,
    Rational,
    S,
    Sum,
    Tuple,
    acos,
    asin,
    atan,
    atanh,
    binomial,
    cos,
    cosh,
    exp,
    factorial,
    floor,
    gamma,
    lambdify,
    log,
    oo,
    pi,
    polygamma,
    sec,
    sin,
    sinc,
    sinh,
    sqrt,
    symbols,
)

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Hypotheses, Refused, Steps, check
from symxent.logic.listed import LISTED, X, row_of
from symxent.logic.listed_bounds import BOUNDS
from symxent.logic.proof import same
from symxent.proof import prove

x, y = symbols("x y", real=True)
k, n = symbols("k n", integer=True)
m = Dummy("m", integer=True, nonnegative=True)
INSIDE = Domain(where={x: Interval.open(-1, 1)})
AT_THE_END = Domain(where={x: Interval(-1, 1)})
POWERS = Sum(x**k, (k, 0, oo))

TRUE: list[tuple[Expr, Expr, Domain]] = [
    (POWERS, 1 / (1 - x), INSIDE),
    (Sum((-x) ** k, (k, 0, oo)), 1 / (1 + x), INSIDE),
    (Sum(3 / Integer(4) ** k, (k, 0, oo)), Integer(4), Domain()),
    (Sum(k * x**k, (k, 1, oo)), x / (1 - x) ** 2, INSIDE),
    (Sum(x**k / factorial(k), (k, 0, oo)), exp(x), Domain()),
    (Sum(x ** (2 * k) / factorial(2 * k), (k, 0, oo)), cosh(x), Domain()),
    (Sum(x ** (2 * k + 1) / factorial(2 * k + 1), (k, 0, oo)), sinh(x), Domain()),
    (Sum(x ** (2 * k + 1) / (2 * k + 1), (k, 0, oo)), atanh(x), INSIDE),
    (Sum(k**2 * x**k, (k, 1, oo)), x * (1 + x) / (1 - x) ** 3, INSIDE),
    (Sum((-1) ** (k + 1) / k, (k, 1, oo)), log(2), Domain()),
    (Sum((-1) ** k * x ** (2 * k + 1) / (2 * k + 1), (k, 0, oo)), atan(x), AT_THE_END),
    (Sum((-1) ** k * x ** (2 * k) / factorial(2 * k), (k, 0, oo)), cos(x), Domain()),
    (Sum((-1) ** k * x ** (2 * k + 1) / factorial(2 * k + 1), (k, 0, oo)), sin(x), Domain()),
    (Sum(1 / k**2, (k, 1, oo)), pi**2 / 6, Domain()),
    (Sum(x**k * sin(pi * k / 2 + y) / factorial(k), (k, 0, oo)), sin(x + y), Domain()),
    (Sum(x**k * cos(pi * k / 2 - y) / factorial(k), (k, 0, oo)), cos(x - y), Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), TRUE)
def test_a_series_of_the_table_is_proved_and_no_other_value(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    verdict = prove(lhs, rhs, domain)
    assert verdict.proved, verdict
    assert not prove(lhs, rhs + Rational(1, 1000), domain).proved


@pytest.mark.parametrize(
    ("series", "value", "domain"),
    [
        (POWERS, 1 / (1 - x), Domain()),
        (POWERS, 1 / (1 - x), AT_THE_END),
        (Sum(2**k, (k, 0, oo)), -S.One, Domain()),
        (Sum((-1) ** k, (k, 0, oo)), S.Half, Domain()),
        (Sum(1 / k, (k, 1, oo)), S.Zero, Domain()),
        (Sum(x ** (k + 1) / (k + 1), (k, 0, oo)), -log(1 - x), Domain()),
        (Sum(k * 2**k, (k, 0, oo)), Integer(2), Domain()),
        (Sum(k**2 * 2**k, (k, 0, oo)), Integer(-6), Domain()),
        (Sum(k**2 * x**k, (k, 1, oo)), x * (1 + x) / (1 - x) ** 3, AT_THE_END),
        (Sum(x ** (2 * k + 1) / (2 * k + 1), (k, 0, oo)), log((1 + x) / (1 - x)) / 2, AT_THE_END),
        (Sum(x ** (2 * k) / factorial(2 * k), (k, 0, oo)), cos(x), Domain()),
        (Sum(k**2 * binomial(n, k), (k, 0, n)), n**2 * 2 ** (n - 2), Domain()),
        (Sum(k**2 * binomial(n, k) * (-1) ** k, (k, 0, n)), S.Zero, Domain()),
    ],
)
def test_outside_of_its_radius_nothing_is_proved(series: Expr, value: Expr, domain: Domain) -> None:
    assert not prove(series, value, domain).proved


THIRD = Rational(1, 3)
#: Values for the letters of a row, other than 1/3.
AT: dict[str, tuple[Expr, ...]] = {
    "binomial": (THIRD, S.Half),
    "central binomial": (THIRD / 2,),
    "inverse even powers": (Integer(3),),
    "alternating inverse even powers": (Integer(2),),
    "alternating inverse odd powers": (Integer(2),),
    "digamma": (THIRD, S.Half),
    "polygamma": (Integer(4), THIRD),
    "alternating polygamma": (Integer(3), THIRD),
    "derivative of Γ": (Integer(2),),
    "powers of sin x/x": (Integer(3),),
    "powers of sin x/x on the line": (Integer(4),),
    "sines and cosines": (2 * THIRD, Integer(2)),
    "powers of sin m/m": (Integer(5),),
    "two scaled sin x/x": (THIRD, Integer(-2)),
    "two shifted sin x/x": (THIRD, Integer(1)),
    "Laplace's integral": (Integer(-2), Integer(3)),
    "Frullani's integral": (Integer(2), THIRD),
    "x over its exponential": (Integer(2),),
    "product of sines": (Integer(7),),
    "differences of inverses": (THIRD, Integer(2)),
    "shifted ψₙ": (Integer(2), THIRD, Integer(3)),
    "shifted ψₙ, backwards": (Integer(2), THIRD, Integer(3)),
    "binomial theorem": (Integer(5), THIRD, Integer(2)),
    "binomial theorem, differentiated": (Integer(5), THIRD, Integer(2)),
    "binomial theorem, differentiated twice": (Integer(5), THIRD, Integer(2)),
    "multiplication of Γ": (THIRD, Integer(3)),
    "multiplication of ψ": (THIRD, Integer(3)),
    "multiplication of ψₙ": (THIRD, Integer(3), Integer(2)),
    "duplication of ψₙ": (THIRD, Integer(2)),
}


#: What is left of those whose terms fall too slowly for mpmath.
SLOWLY = {"product of Wallis": 1e-3, "differences of inverses": 1e-2, "arc tangents that telescope": 1e-2}


def number_of(form: Expr) -> mp.mpf:
    """What a form is by mpmath's sums, products and quadrature."""
    if isinstance(form, Integral):
        _, low, high = form.limits[0]
        f = lambdify(X, form.function, "mpmath")
        if high is not oo or not form.has(sin, cos, sinc):
            return mp.quad(f, [0, mp.inf if high is oo else mp.mpf(high.evalf(20))])
        zeros = (lambda k: mp.sqrt(mp.pi * k)) if form.has(sin(X**2), cos(X**2)) else (lambda k: mp.pi * k)
        both = (lambda v: f(v) + f(-v)) if low is -oo else f
        return mp.quadosc(lambda v: both(v) if v else 1, [0, mp.inf], zeros=zeros)
    if form.has(oo):
        g = lambdify(form.variables[0], form.function, "mpmath")
        if form.limits[0][1] is -oo:
            return mp.fsum(g(v) for v in range(-2000, 2001))
        return (mp.nsum if isinstance(form, Sum) else mp.nprod)(lambda v: g(int(v)), [0, mp.inf])
    return mp.mpf(form.doit().evalf(15))


@pytest.mark.parametrize("name", LISTED)
def test_a_row_is_what_its_first_terms_or_quadrature_say(name: str) -> None:
    row = LISTED[name]
    u = AT.get(name, (THIRD,) * row.form.__code__.co_argcount)
    assert all(g > 0 for g in (*row.positive(*u), *row.apart(*u)))
    assert all(g >= 0 for g in (*row.nonnegative(*u), *row.whole(*u)))
    assert abs(number_of(row.form(*u)) - mp.mpf(row.value(*u).evalf(15))) < SLOWLY.get(name, 1e-8)


p, q = symbols("p q", real=True)
POSITIVE, COUNTS = Interval.open(0, oo), Range(1, oo)
N, K = symbols("N K", integer=True)

#: Of each row: its own claim, where it is proved, and where one condition less keeps it open.
CONDITIONS: list[tuple[str, Expr, Expr, dict[Expr, Any], dict[Expr, Any]]] = [
    ("binomial", Sum(binomial(p, k) * x**k, (k, 0, oo)), (1 + x) ** p, INSIDE.where, {x: Interval(-1, 1)}),
    ("central binomial", Sum(binomial(2 * k, k) * x**k, (k, 0, oo)), 1 / sqrt(1 - 4 * x),
     {x: Interval.Ropen(-THIRD / 2, THIRD / 2)}, {x: Interval.Ropen(-THIRD, THIRD / 2)}),
    ("central binomial", Sum(binomial(2 * k, k) * x**k, (k, 0, oo)), 1 / sqrt(1 - 4 * x),
     {x: Interval.Ropen(-THIRD / 2, THIRD / 2)}, {x: Interval(0, THIRD)}),
    ("polygamma", Sum((k + p) ** (-N), (k, 0, oo)), (-1) ** N * polygamma(N - 1, p) / factorial(N - 1),
     {N: Range(2, oo)}, {N: Range(1, oo)}),
    ("alternating polygamma", Sum((-1) ** k * (k + p) ** (-N), (k, 0, oo)),
     (-1) ** N * (polygamma(N - 1, p / 2) - polygamma(N - 1, (p + 1) / 2)) / (2**N * factorial(N - 1)),
     {N: Range(1, oo)}, {N: Range(0, oo)}),
    ("digamma", Sum(1 / ((k + p) * (k + 1)), (k, 0, oo)), (polygamma(0, p) + EulerGamma) / (p - 1),
     {p: Interval.open(1, 2)}, {p: Interval.open(0, 2)}),
    ("derivative of Γ", Integral(p**0 * x ** (p - 1) * exp(-x) * log(x), (x, 0, oo)), gamma(p) * polygamma(0, p),
     {p: POSITIVE}, {p: Interval.open(-1, 1)}),
    ("powers of sin x/x", Integral(sinc(x) ** N, (x, 0, oo)), pi * Sum(
        (-1) ** k * binomial(N, k) * (N - 2 * k) ** (N - 1), (k, 0, floor(N / 2))) / (2**N * factorial(N - 1)),
     {N: COUNTS}, {N: Range(0, oo)}),
    ("powers of sin m/m", Sum(sinc(k) ** N, (k, -oo, oo)), 2 * pi * Sum(
        (-1) ** k * binomial(N, k) * (N - 2 * k) ** (N - 1), (k, 0, floor(N / 2))) / (2**N * factorial(N - 1)),
     {N: Range(1, 7)}, {N: Range(1, 8)}),
    ("digammas", Sum(x**k * polygamma(0, k), (k, 1, oo)), x * (log(1 - x) + EulerGamma) / (x - 1), INSIDE.where,
     {x: Interval.Ropen(-1, 1)}),
    ("arc sine", Sum(4**k * factorial(k) ** 2 * x ** (2 * k + 1) / factorial(2 * k + 1), (k, 0, oo)),
     asin(x) / sqrt(1 - x**2), INSIDE.where, {x: Interval(-1, 2)}),
    ("product of secants", Product(sec(x / 2**k), (k, 1, oo)), 1 / sinc(x), {x: Interval(0, 3)}, {x: Interval(0, 4)}),
    ("product of sines", Product(sin(pi * k / N), (k, 1, N - 1)), N * 2 ** (1 - N), {N: COUNTS}, {N: Range(0, oo)}),
    ("Laplace's integral", Integral(cos(p * x) / (x**2 + q**2), (x, 0, oo)), pi * exp(-Abs(p) * q) / (2 * q),
     {q: POSITIVE}, {q: Interval.open(-1, 1)}),
    ("Frullani's integral", Integral((exp(-p * x) - exp(-q * x)) / x, (x, 0, oo)), log(q) - log(p),
     {p: POSITIVE, q: POSITIVE}, {p: POSITIVE}),
    ("two scaled sin x/x", Integral(sinc(p * x) * sinc(q * x), (x, -oo, oo)), pi / q, {p: Interval(0, 1),
     q: Interval(1, 2)}, {p: Interval(0, 2), q: Interval(1, 2)}),
    ("binomial theorem", Sum(binomial(N, k) * p**k * q ** (N - k), (k, 0, N)), (p + q) ** N, {N: Range(0, oo)},
     {N: Range(-2, oo)}),
    ("multiplication of Γ", Product(gamma(p + k / N), (k, 0, N - 1)),
     (2 * pi) ** ((N - 1) / 2) * N ** (S.Half - N * p) * gamma(N * p), {N: COUNTS}, {N: S.Integers}),
    ("multiplication of ψ", Sum(polygamma(0, p + k / N), (k, 0, N - 1)), N * polygamma(0, N * p) - N * log(N),
     {N: COUNTS}, {N: Range(0, oo)}),
    ("multiplication of ψₙ", Sum(polygamma(2, p + k / N), (k, 0, N - 1)), N**3 * polygamma(2, N * p),
     {N: COUNTS}, {N: Range(0, oo)}),
    ("duplication of ψ", polygamma(0, 2 * p), (polygamma(0, p) + polygamma(0, p + S.Half)) / 2 + log(2),
     {p: POSITIVE}, {p: Interval.open(-1, 1)}),
    ("duplication of ψₙ", polygamma(N, 2 * p), (polygamma(N, p) + polygamma(N, p + S.Half)) / 2 ** (N + 1),
     {p: POSITIVE, N: COUNTS}, {p: POSITIVE, N: Range(0, oo)}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "form", "value", "there", "beyond"), CONDITIONS)
def test_a_row_is_proved_where_its_conditions_hold_and_not_beyond(
    name: str, form: Expr, value: Expr, there: dict[Expr, Any], beyond: dict[Expr, Any]
) -> None:
    assert prove(form, value, Domain(where=there)).methods[0] == "table"
    assert not prove(form, value, Domain(where=beyond)).proved
    assert not prove(form, 2 * value, Domain(where=there)).proved


def test_terms_of_the_binomial_theorem_are_found_however_they_are_written() -> None:
    def chosen(factor: Expr, low: int = 0) -> Sum:
        return Sum(binomial(N, k) * factor, (k, low, N))

    for factor, value in (
        (p**k * (1 - p) ** (N - k) * q**k, (1 - p + p * q) ** N),
        (p**k * (1 - p) ** (N - k) * exp(k * q), (1 - p + p * exp(q)) ** N),
        (p ** (k + 1) * q ** (N - k), p * (p + q) ** N),
        (p**k / 2**N, ((1 + p) / 2) ** N),
        (k * p**k * q ** (N - k), N * p * (p + q) ** (N - 1)),
    ):
        assert prove(chosen(factor), value, {N: Range(1, oo)}).proved
        assert not prove(chosen(factor), 2 * value, {N: Range(1, oo)}).proved
        assert not prove(chosen(factor, 2), value, {N: Range(1, oo)}).proved
        assert not prove(chosen(factor), value, {N: Range(-2, oo)}).proved


def test_second_moments_of_binomial_coefficients() -> None:
    assert prove(Sum(k**2 * binomial(n, k), (k, 0, n)), n * (n + 1) * 2 ** (n - 2)).proved
    assert prove(Sum(k**2 * binomial(n, k) * (-1) ** k, (k, 0, n)), 0, {n: Range(3, oo)}).status.value == "unknown"


def test_a_shift_of_ψ_is_said_only_where_both_have_a_value() -> None:
    whole, total = {N: Range(0, oo)}, Sum(1 / (p + k), (k, 0, N - 1))
    assert prove(polygamma(0, p + N), polygamma(0, p) + total, whole).proved
    assert prove(polygamma(0, p - N), polygamma(0, p) - Sum(1 / (p - k), (k, 1, N)), whole).proved
    assert not prove(polygamma(0, p + N), polygamma(0, p) + total, {N: S.Integers}).proved
    assert not prove(polygamma(0, p + N), polygamma(0, p) - total, whole).proved
    number = row_of("shifted ψₙ")
    value = polygamma(0, p + N) - polygamma(0, p)
    at_poles = Claim(total, value * S.Zero + q, "=", Hypotheses(where=whole))  # p = −5, N = 2 is one of its points
    left = same(value, value, Hypotheses(where=whole))
    with pytest.raises(Refused, match="a value of"):
        check(at_poles, By("listed", (left,), ((total, number, Tuple(S.Zero, p, N), S.One, m),)))


#: Of each inequality: where it holds, and where one of its conditions does not.
BOUNDED: dict[str, tuple[tuple[Expr, ...], dict[Expr, Any], dict[Expr, Any]]] = {
    **dict.fromkeys(("Stirling from below", "Stirling from above"), ((p,), {p: POSITIVE}, {p: Interval.open(-1, oo)})),
    "Robbins from below": ((N,), {N: Range(0, oo)}, {N: S.Integers}),
    "Robbins from above": ((N,), {N: COUNTS}, {N: Range(0, oo)}),
    **dict.fromkeys(("ψ from below", "ψ from above"), ((p,), {p: POSITIVE}, {p: Interval.open(-1, oo)})),
    **dict.fromkeys(("ψₘ from below", "ψₘ from above"), ((N, p), {N: COUNTS, p: POSITIVE}, {N: COUNTS})),
    **dict.fromkeys(("subsets", "choices in order", "choices by e"), ((N, K), {N: Range(0, oo), K: Range(0, oo)},
                                                                     {N: S.Integers, K: Range(0, oo)})),
    "the middle choice": ((N,), {N: COUNTS}, {N: Range(0, oo)}),
    "orders": ((N,), {N: Range(0, oo)}, {N: S.Integers}),
    "sin x/x": ((p,), {}, {}),
    **dict.fromkeys(("the sine's parabola from below", "the sine's parabola from above"),
                    ((p,), {p: Interval(0, pi)}, {p: Interval(-1, pi)})),
    **dict.fromkeys(("arc tangent from above", "arc tangent from below"), ((p,), {}, {})),
    **dict.fromkeys((f"arc {f} from {side}" for f in ("sine", "cosine") for side in ("above", "below")),
                    ((p,), {p: Interval(-1, 1)}, {})),
    **dict.fromkeys((f"{f} from {side}" for f in ("floor", "ceiling") for side in ("below", "above")), ((p,), {}, {})),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUNDS)
def test_an_inequality_of_the_table_holds_at_points_and_is_proved_where_it_does(name: str) -> None:
    row, (u, there, beyond) = BOUNDS[name], BOUNDED[name]
    less, more, op = row.less(*u), row.more(*u), "<" if row.strict else "<="
    sizes = {p: (Rational(1, 50), THIRD, Rational(3, 2), Rational(29, 10), Integer(40)), N: range(9), K: range(9)}
    for values in product(*(sizes[one] for one in u)):
        at = dict(zip(u, map(Integer, values) if N in u and p not in u else values, strict=True))
        if all(there.get(one, S.Reals).contains(value) == True for one, value in at.items()):  # noqa: E712
            gap = (more - less).subs(at).evalf(30)
            assert gap > 0 or (gap == 0 and not row.strict), at
    assert prove(less, more, there, op=op).proved
    assert not prove(more, less, there, op=op).proved
    if beyond:
        assert not prove(less, more, beyond, op=op).proved


def test_an_inequality_follows_by_what_is_added_to_one_of_the_table() -> None:
    positive = {p: POSITIVE}
    assert prove(polygamma(0, p), log(p), positive, op="<").proved
    assert prove(polygamma(0, p), log(p) - 1 / p, positive, op=">").proved
    assert prove(Abs(atan(p) - atan(q)), pi, op="<").proved
    assert not prove(Abs(atan(p) - atan(q)), pi / 2, op="<").proved
    assert not prove(polygamma(0, p), log(p) - 1 / p, positive, op="<").proved
    assert not prove(Abs(sinc(p)), 1, op="<").proved
    assert prove(asin(p), 2, op="<").proved
    assert prove(acos(p), -1, op=">").proved
    for wrong in ((asin(p), pi / 2, "<"), (asin(p), Rational(3, 2), "<"), (acos(p), 0, ">"), (acos(p), 3, "<=")):
        assert not prove(*wrong[:2], op=wrong[2]).proved
    row, rest = Integer(list(BOUNDS).index("sin x/x")), same(S.Zero, S.Zero)
    strictly = Claim(Abs(sinc(p)), S.One, "<", Hypotheses())
    for claim, premises in (
        (strictly, (check(Claim(S.Zero, S.Zero, "<=", Hypotheses()), Steps()),)),
        (replace(strictly, op="!="), (rest,)),
        (replace(strictly, op="<="), (rest,)),
    ):
        with pytest.raises(Refused):
            check(claim, By("listed bound", premises, (row, Tuple(p))))


def test_a_row_of_an_inequality_is_named_by_a_whole_number_of_the_table() -> None:
    claim, row = Claim(atan(p), pi / 2, "<=", Hypotheses()), list(BOUNDS).index("arc tangent from above")
    rest = check(Claim(S.Zero, S.Zero, "<=", Hypotheses()), Steps())
    check(claim, By("listed bound", (rest,), (Integer(row), Tuple(p))))
    for number in (row + Rational(1, 2), Integer(row - len(BOUNDS)), Integer(row + len(BOUNDS))):
        with pytest.raises(Refused, match="a row of the table"):
            check(claim, By("listed bound", (rest,), (number, Tuple(p))))


def test_products_without_end_are_listed() -> None:
    for factor, value in (
        (1 - x**2 / (pi * k) ** 2, sinc(x)),
        (1 - 4 * x**2 / (pi * (2 * k - 1)) ** 2, cos(x)),
        (4 * k**2 / (4 * k**2 - 1), pi / 2),
        (cos(x / 2**k), sinc(x)),
    ):
        assert prove(Product(factor, (k, 1, oo)), value).proved
        assert not prove(Product(factor, (k, 1, oo)), value + 1).proved


def test_the_terms_the_conditions_and_the_letter_are_asked_for() -> None:
    half = Sum(Rational(1, 2) ** k, (k, 0, oo))
    u, c = Tuple(S.Half), S.One
    terms = same(Rational(1, 2) ** m, Rational(1, 2) ** m)
    held = [check(Claim(S.Zero, g, "<", Hypotheses()), Steps()) for g in (S.Half, Rational(3, 2))]
    whole = same(Integer(2), Integer(2))
    row, part = row_of("geometric"), lambda e, letter=m, factor=c: ((e, row_of("geometric"), u, factor, letter),)
    assert check(Claim(half, Integer(2), "=", Hypotheses()), By("listed", (whole, terms, *held), part(half)))
    plain = Dummy("m", integer=True)
    for premises, parts in (
        ((whole, terms, held[0]), part(half)),
        ((whole, terms, held[0], held[0]), part(half)),
        ((whole, terms, *held), part(half, plain)),
        ((whole, terms, *held), part(half, m, Integer(2))),
        ((whole, terms, *held), part(Sum(Rational(1, 3) ** k, (k, 0, oo)))),
        ((whole, terms, *held), part(Sum(Rational(1, 2) ** k, (k, 0, 9)))),
        ((whole, terms, *held), part(Sum(Rational(1, 2) ** k, (k, 1, oo)))),
        ((whole, terms, *held), ((half, row + 1, u, c, m),)),
    ):
        with pytest.raises(Refused):
            check(Claim(parts[0][0], Integer(2), "=", Hypotheses()), By("listed", premises, parts))
