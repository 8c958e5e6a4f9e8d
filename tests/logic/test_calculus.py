"""Principles of calculus: true conclusions, and for every condition a conclusion that would be false without it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import (
    Abs,
    Derivative,
    Expr,
    FiniteSet,
    Integer,
    Integral,
    Interval,
    Max,
    Rational,
    S,
    Set,
    Symbol,
    asin,
    atan,
    ceiling,
    cos,
    exp,
    floor,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from symxent.language.domain import NONNEGATIVE, POSITIVE, Domain
from symxent.logic import Alike, By, Claim, Hypotheses, Proof, Refused, Steps, Theorem, check
from symxent.logic.calculus import between
from symxent.proof import prove
from symxent.proof.arguments import hypotheses_of, searching
from symxent.proof.budget import Budget
from symxent.proof.calculus import first_theorem

x, y, t = symbols("x y t", real=True)
v = Symbol("v", real=True)
p = symbols("p", positive=True)
FREE = Hypotheses()


def on(where: dict[Symbol, Set] | Set | None) -> Hypotheses:
    return hypotheses_of(Domain(where=where if isinstance(where, dict) else {} if where is None else {x: where}))


# -- integrals -----------------------------------------------------------------------------------------------------

IMPROPER = Integral(1 / sqrt(1 - x**2), (x, 0, 1))
INTEGRALS: list[tuple[Expr, Expr, Domain]] = [
    (Integral(x**2, (x, 0, 1)), Rational(1, 3), Domain()),
    (Integral(x, (x, 1, 0)), -Rational(1, 2), Domain()),
    (Integral(1 / x, (x, 1, p)), log(p), Domain()),
    (Integral(1 / x, (x, -2, -1)), -log(2), Domain()),
    (Integral(1 / x, (x, t, 1)), -log(t), Domain()),
    (Integral(sqrt(x), (x, 0, 1)), Rational(2, 3), Domain()),
    (IMPROPER, pi / 2, Domain()),
    (Integral(tan(x), (x, 0, pi / 4)), log(2) / 2, Domain()),
    (Integral(sin(y * x), (x, 0, t)), (1 - cos(y * t)) / y, Domain()),
    (Integral(x, (x, 0, 1)) + 2 * Integral(t, (t, 0, 2)), Rational(9, 2), Domain()),
    (Derivative(Integral(exp(-(x**2)), (x, 0, t)), t), exp(-(t**2)), Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), INTEGRALS)
def test_an_integral_has_the_value_of_an_antiderivative(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    verdict = prove(lhs, rhs, domain)
    assert verdict.proved, verdict
    other = prove(lhs, rhs + Rational(1, 1000), domain)
    assert other.refuted or (not other.proved and lhs == IMPROPER)


def dishonest(
    integral: Expr, antiderivative: Expr, said: Expr, h: Hypotheses = FREE, slope: Proof | None = None
) -> None:
    """The value by F(b) − F(a), of an F that is none where it would have to be, is refused."""
    (letter, low, high) = integral.limits[0]
    claim = Claim(integral, said, "=", h)
    body = integral.function.xreplace({letter: v})
    inside = between(claim, integral, v, 64)
    steep = check(Claim(Derivative(antiderivative, v), body, "=", inside), slope or Steps())
    ends = antiderivative.xreplace({v: high}) - antiderivative.xreplace({v: low})
    whole = check(Claim(ends, said, "=", h), Steps())
    with pytest.raises(Refused):
        check(claim, By("integrals", (whole, steep), ((integral, v, antiderivative),)))


def test_an_antiderivative_with_a_pole_or_a_jump_has_no_say() -> None:
    dishonest(Integral(1 / x**2, (x, -1, 1)), -1 / v, Integer(-2))
    dishonest(Integral(-1 / (1 + x**2), (x, -1, 1)), atan(1 / v), 2 * atan(1))


def test_an_integrand_without_a_value_has_no_integral() -> None:
    dishonest(Integral(log(-1 - x**2), (x, 0, 1)), 5 * v, Integer(5))


def test_the_letter_is_any_number_and_nothing_else() -> None:
    """For p > 0 alone |p| has the antiderivative p²/2; a letter of the claim would be integrated as well."""
    half = check(Claim(-Rational(1, 2), -Rational(1, 2), "=", FREE), Alike())
    integral = Integral(Abs(x), (x, -1, 0))
    steep = check(Claim(Derivative(p**2 / 2, p), Abs(p), "=", on({p: Interval.open(-1, 0)})), Steps())
    third = check(Claim(Rational(1, 3), Rational(1, 3), "=", FREE), Alike())
    inner = Integral(y * x, (x, 0, 1))
    mixed = check(Claim(Derivative(y**3 / 3, y), y * y, "=", on({y: Interval.open(0, 1)})), Steps())
    for claim, premises, part in (
        (Claim(integral, -Rational(1, 2), "=", FREE), (half, steep), (integral, p, p**2 / 2)),
        (Claim(inner, Rational(1, 3), "=", FREE), (third, mixed), (inner, y, y**3 / 3)),
    ):
        with pytest.raises(Refused):
            check(claim, By("integrals", premises, (part,)))


def test_premises_are_about_this_integral_and_this_claim() -> None:
    integral = Integral(x, (x, 0, 1))
    claim = Claim(integral, Rational(1, 2), "=", FREE)
    inside = between(claim, integral, v, 64)
    right = check(Claim(Derivative(v**2 / 2, v), v, "=", inside), Steps())
    other = check(Claim(Derivative(v**2, v), 2 * v, "=", inside), Steps())
    half = check(Claim(Rational(1, 2), Rational(1, 2), "=", FREE), Alike())
    one = check(Claim(S.One, S.One, "=", FREE), Alike())
    assert check(claim, By("integrals", (half, right), ((integral, v, v**2 / 2),)))
    for said, premises, f in (
        (S.One, (one, other), v**2),
        (S.One, (one, right), v**2),
        (S.One, (half, right), v**2 / 2),
        (Rational(1, 2), (half,), v**2 / 2),
    ):
        with pytest.raises(Refused):
            check(Claim(integral, said, "=", FREE), By("integrals", premises, ((integral, v, f),)))


def test_an_antiderivative_is_one_where_nothing_is_assumed_of_an_end_that_moves() -> None:
    integral = Integral(x, (x, 0, t))
    for h in (FREE, Hypotheses(positive=(t - 1,))):
        moving = Claim(Derivative(integral, t), t, "=", h)
        whole = check(Claim(Derivative(t**2 / 2, t), t, "=", h), Steps())
        inside = between(Claim(t, t, "=", FREE), integral, v, 64)
        slope = check(Claim(Derivative(v**2 / 2, v), v, "=", inside), Steps())
        proof = By("integrals", (whole, slope), ((integral, v, v**2 / 2),))
        if h == FREE:
            assert check(moving, proof)
        else:
            with pytest.raises(Refused):
                check(moving, proof)


# -- equal derivatives ---------------------------------------------------------------------------------------------

EQUAL: list[tuple[Expr, Expr, Domain]] = [
    (atan(x) + atan(1 / x), pi / 2, Domain(where={x: POSITIVE})),
    (asin(x), atan(x / sqrt(1 - x**2)), Domain(where={x: Interval.open(-1, 1)})),
    (2 * atan(x), asin(2 * x / (1 + x**2)), Domain(where={x: Interval(-1, 1)})),
    (atan(p) + atan(1 / p), pi / 2, Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), EQUAL)
def test_one_derivative_and_one_value_are_one_function(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    assert prove(lhs, rhs, domain).proved
    assert prove(lhs, rhs + Rational(1, 1000), domain).refuted


ARCS = atan(x) + atan(1 / x)


def conclude(lhs: Expr, rhs: Expr, h: Hypotheses, at: Expr) -> None:
    where = h.where.get(x, S.Reals)
    inside = replace(h, where={**h.where, x: where.interior if where.interior else where})
    slopes = check(Claim(Derivative(lhs, x), Derivative(rhs, x), "=", inside), Steps())
    rest = replace(h, where={y: s for y, s in h.where.items() if y != x})
    value = check(Claim(lhs.xreplace({x: at}), rhs.xreplace({x: at}), "=", rest), Steps())
    check(Claim(lhs, rhs, "=", h), By("one derivative", (slopes, value), (x, at)))


@pytest.mark.parametrize(
    ("lhs", "rhs", "h", "at"),
    [
        (ARCS, 2 * atan(1), FREE, Integer(1)),
        (ARCS, 2 * atan(1), Hypotheses(nonzero=(x,)), Integer(1)),
        (ARCS, -2 * atan(1), on(POSITIVE), Integer(-1)),
        (ARCS, 2 * atan(1), on(FiniteSet(-1, 1)), Integer(1)),
        (log(-1 - x**2), S.One, FREE, Integer(0)),
    ],
)
def test_functions_that_jump_or_points_elsewhere_show_nothing(lhs: Expr, rhs: Expr, h: Hypotheses, at: Expr) -> None:
    with pytest.raises(Refused):
        conclude(lhs, rhs, h, at)


def test_what_is_concluded_is_what_the_premises_say() -> None:
    conclude(2 * atan(x) - x, 2 * atan(x) - x, FREE, Integer(0))
    slopes = check(Claim(Derivative(x, x), Derivative(x + 1, x), "=", on(S.Reals)), Steps())
    steeper = check(Claim(Derivative(2 * x, x), S(2), "=", on(S.Reals)), Steps())
    nought = check(Claim(S.Zero, S.Zero, "=", FREE), Alike())
    for premises in ((slopes, nought), (steeper, nought)):
        with pytest.raises(Refused):
            check(Claim(x, x + 1, "=", FREE), By("one derivative", premises, (x, S.Zero)))


# -- inequalities by slopes ----------------------------------------------------------------------------------------

HALF_OF_1 = Rational(1, 2)
BY_SLOPES: list[tuple[Expr, str, Expr, Domain]] = [
    (sin(x), "<=", x, Domain(where={x: NONNEGATIVE})),
    (x - x**3 / 6, "<=", sin(x), Domain(where={x: NONNEGATIVE})),
    (cos(x), ">=", 1 - x**2 / 2, Domain()),
    (exp(x), ">=", 1 + x + x**2 / 2, Domain(where={x: NONNEGATIVE})),
    (exp(x), ">=", exp(1) * x, Domain()),
    (atan(p), "<=", p, Domain()),
    (exp(x), "<", Integer(3), Domain(where={x: Interval(0, 1)})),
    (x - x**3 / 6, "<", sin(x), Domain(where={x: POSITIVE})),
    (x / (1 + x), "<", log(1 + x), Domain(where={x: POSITIVE})),
    (tan(x), ">", x, Domain(where={x: Interval.open(0, pi / 2)})),
    (sin(x), ">", HALF_OF_1, Domain(where={x: Interval.Lopen(pi / 6, pi / 2)})),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "domain"), BY_SLOPES)
def test_slopes_show_an_inequality(lhs: Expr, op: str, rhs: Expr, domain: Domain) -> None:
    assert prove(lhs, rhs, domain, op=op).proved
    assert prove(rhs, lhs, domain, op=op).refuted


INSIDE, HALF, EVERYWHERE = on(POSITIVE), on(NONNEGATIVE), on(S.Reals)
NOWHERE = log(-1 - x**2)  # vacuously the slope of everything


def is_(f: Expr, slope: Expr, h: Hypotheses = INSIDE) -> Theorem:
    return check(Claim(Derivative(f, x), slope, "=", h), Steps())


def test_slopes_are_looked_at_on_both_sides_and_where_they_are() -> None:
    start = check(Claim(S.Zero, S.Zero, "<=", FREE), Alike())
    rising = check(Claim(S.Zero, S.One, "<=", HALF), Steps())
    right = (start, is_(S.Zero, S.Zero), is_(x, S.One), rising)
    slopes = (x, S.Zero, S.Zero, S.One)
    assert check(Claim(S.Zero, x, "<=", HALF), By("slopes", right, slopes))
    everywhere = (start, is_(S.Zero, S.Zero, EVERYWHERE), is_(x, S.One, EVERYWHERE), rising)
    left = check(Claim(S.Zero, S.One, "<=", on(Interval(-oo, 0))), Steps())
    below = check(Claim(NOWHERE, S.Zero, "<=", HALF), Steps())
    vacuous = (start, is_(x, NOWHERE), is_(S.Zero, S.Zero), below)
    for claim, premises, parts in (
        (Claim(S.Zero, x, "<=", FREE), everywhere, slopes),
        (Claim(S.Zero, x, "<=", FREE), (*everywhere, left), slopes),
        (Claim(x, S.Zero, "<=", HALF), vacuous, (x, S.Zero, NOWHERE, S.Zero)),
        (Claim(S.Zero, x, "=", HALF), right, slopes),
        (Claim(S.Zero, x, "<=", on(Interval(-oo, -1))), right, slopes),
        (Claim(S.Zero, x - 1, "<=", HALF), right, slopes),
        (Claim(S.Zero, -x, "<=", HALF), right, slopes),
    ):
        with pytest.raises(Refused):
            check(claim, By("slopes", premises, parts))


def test_a_pole_makes_up_for_any_slope() -> None:
    """1/x falls on both sides of 0, and is larger to the right of it."""
    h = on(S.Reals)
    start = check(Claim(S.NegativeOne, S.NegativeOne, "<=", FREE), Alike())
    premises = [start, is_(1 / x, -1 / x**2, h), is_(S.NegativeOne, S.Zero, h)]
    premises += [check(Claim(-1 / x**2, S.Zero, "<=", on(Interval(-1, oo))), Steps())]
    claim = Claim(1 / x, S.NegativeOne, "<=", on(Interval(-1, oo)))
    with pytest.raises(Refused):
        check(claim, By("slopes", tuple(premises), (x, S.NegativeOne, -1 / x**2, S.Zero)))


def test_an_end_that_is_left_out_makes_an_order_strict() -> None:
    """x > 0 to the right of 0; neither where 0 is held, nor where the slopes near it are not told apart."""
    start = check(Claim(S.Zero, S.Zero, "<=", FREE), Alike())
    near = on(Interval.Lopen(0, 1))
    rising, falling = (check(Claim(S.Zero, S.One, op, h), Steps()) for op, h in (("<=", INSIDE), ("<", near)))
    slopes = (x, S.Zero, S.Zero, S.One)
    made = (start, is_(S.Zero, S.Zero), is_(x, S.One))
    assert check(Claim(S.Zero, x, "<", INSIDE), By("slopes", (*made, rising, falling), slopes))
    for premises, h in (((*made, rising), INSIDE), ((*made, falling), INSIDE), ((*made, rising, falling), HALF)):
        with pytest.raises(Refused):
            check(Claim(S.Zero, x, "<", h), By("slopes", premises, slopes))


U = Interval.open(0, pi)
FALSE_OF_WAVES: list[tuple[Expr, str, Expr, Interval]] = [
    (sin(x), ">", S.Zero, Interval.Ropen(0, pi)),
    (sin(x), ">", S.Zero, Interval.Lopen(0, pi)),
    (sin(x), ">=", S.Zero, Interval(0, Rational(22, 7))),
    (sin(x), ">=", S.Zero, Interval(Rational(-1, 1000), 3)),
    (sin(2 * x), ">=", S.Zero, U),
    (sin(x), "<=", S.Zero, Interval.open(-pi, Rational(1, 100))),
    (sin(x), "<", S.Zero, Interval(-pi, 0)),
    (cos(x), ">", S.Zero, Interval(0, pi / 2)),
    (cos(x), ">=", S.Zero, U),
    (cos(x), ">=", S.Zero, Interval(0, Rational(11, 7))),
    (cos(x), "<", S.Zero, Interval(pi / 2, pi)),
    (sin(x), "!=", S.Zero, Interval.open(0, Rational(22, 7))),
    (sin(x), "<", x, Interval(0, 1)),
    (sin(x), "<", x, Interval.open(-1, 1)),
    (tan(x), ">", x, Interval.open(-pi / 2, pi / 2)),
    (tan(x), ">", x, Interval.open(0, 2)),
    (x - x**3 / 7, "<", sin(x), POSITIVE),
    (x - x**3 / 6, "<", sin(x), NONNEGATIVE),
    (x, "<", log(1 + x), POSITIVE),
    (sin(x), ">", HALF_OF_1, Interval.open(pi / 6, Rational(8, 3))),
    (sin(x), ">", HALF_OF_1, Interval(pi / 6, pi / 2)),
    (cos(x), "<", S.One, Interval.Lopen(0, 7)),
    (x**2, "<", x, Interval.Lopen(0, 1)),
    (x**3, ">", x**3 * 0, Interval.open(-1, 1)),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "where"), FALSE_OF_WAVES)
def test_nothing_false_of_waves_and_of_open_ends_is_proved(lhs: Expr, op: str, rhs: Expr, where: Interval) -> None:
    assert not prove(lhs, rhs, {x: where}, op=op).proved


@pytest.mark.parametrize("lhs", [exp(x) - x - 1, x - Rational(1, 3), log(x)])
def test_a_sign_on_pieces_is_one_sign_everywhere(lhs: Expr) -> None:
    with pytest.raises(Refused):
        check(Claim(lhs, S.Zero, ">", on(Interval(0, 1))), Steps())


def in_pieces(
    integral: Expr, said: Expr, points: tuple[Expr, ...], functions: tuple[Expr, ...], letter: Symbol = v
) -> Theorem:
    """The theorem on an integral cut at some points, with premises that the logic has proved itself."""
    (x_, low, high) = integral.limits[0]
    claim, ends = Claim(integral, said, "=", FREE), (low, *points, high)
    pieces = [Integral(g, (letter, a, b)) for g, a, b in zip(functions, ends, ends[1:], strict=False)]
    body = integral.function.xreplace({x_: letter})
    equal = [check(Claim(body, q.function, "=", between(claim, q, letter, 64)), Steps()) for q in pieces]
    total = sum(pieces, S.Zero)
    whole = prove(claim.lhs.xreplace({integral: total}), said).theorem or check(Claim(said, said, "=", FREE), Alike())
    return check(claim, By("integral in pieces", (whole, *equal), (integral, letter, points, functions)))


def test_an_integral_is_cut_where_its_function_turns() -> None:
    size = Integral(Abs(x), (x, -1, 2))
    assert in_pieces(size, Rational(5, 2), (S.Zero,), (-v, v)).claim == Claim(size, Rational(5, 2), "=", FREE)
    for wrong in (
        lambda: in_pieces(size, Rational(3, 2), (S.Zero,), (-v, v)),  # another value
        lambda: in_pieces(size, Rational(5, 2), (S.Zero,), (v, v)),  # another function
        lambda: in_pieces(size, Rational(5, 2), (Integer(3),), (Abs(v), Abs(v))),  # a point that is not between
        lambda: in_pieces(size, Rational(5, 2), (S.Zero, S.Zero), (-v, v, v)),  # a piece without length
        lambda: in_pieces(size, Rational(5, 2), (S.Zero,), (-p, p), p),  # a letter that is positive
        lambda: in_pieces(Integral(Abs(x), (x, 0, t)), t**2 / 2, (S.One,), (v, v)),  # an end that may lie anywhere
        lambda: in_pieces(Integral(exp(-Abs(x)), (x, -1, oo)), S.One, (S.Zero,), (exp(v), exp(-v))),
        lambda: in_pieces(Integral(1 / x**2, (x, -1, 1)), -Integer(2), (S.Zero,), (1 / v**2, 1 / v**2)),  # a pole
    ):
        with pytest.raises(Refused):
            wrong()


@pytest.mark.parametrize(
    ("f", "low", "high", "value"),
    [
        (Abs(sin(x)), 0, 2 * pi, Integer(4)),
        (Abs(cos(x)), 0, pi, Integer(2)),
        (Abs(x**2 - 1), 0, 2, Integer(2)),
        (Abs(log(x)), exp(-1), exp(1), 2 - 2 * exp(-1)),
        (Max(x, x**2), 0, 2, Rational(17, 6)),
        (Abs(x) + Abs(x - 1), -1, 2, Integer(5)),
    ],
)
def test_integrals_of_sizes_are_proved_in_pieces(f: Expr, low: Expr, high: Expr, value: Expr) -> None:
    assert prove(Integral(f, (x, low, high)), value).proved
    assert prove(Integral(f, (x, low, high)), value + 1).refuted


@pytest.mark.parametrize(
    ("low", "high", "op", "value"),
    [(pi, 2 * pi, "<", 0), (2 * pi, 3 * pi, ">", 0), (-2 * pi, -pi, ">", 0), (pi, 4, "<", 0)],
)
def test_a_sine_has_its_sign_on_every_half_turn(low: Expr, high: Expr, op: str, value: int) -> None:
    where = {x: Interval.open(low, high)}
    assert prove(sin(x), value, where, op=op).proved
    assert not prove(sin(x), value, {x: Interval.open(low - Rational(1, 10), high)}, op=op).proved


def test_an_odd_function_has_the_integral_0() -> None:
    a = symbols("a", real=True)
    for f, end in ((sin(x**3), a), (x**3 * cos(x) * exp(-(x**2)), Integer(1)), (x * sqrt(1 - x**2), Integer(1))):
        assert prove(Integral(f, (x, -end, end)), 0).proved
        assert not prove(Integral(f + 1, (x, -end, end)), 0).proved
    for f in (1 / x, sin(x) / x**2, tan(x) ** 3 * exp(x**2)):  # not continuous, and without a value
        assert not prove(Integral(f, (x, -2, 2)), 0).proved


def test_each_condition_of_an_odd_integrand_is_needed() -> None:
    v, w = symbols("v w", real=True)
    h = Hypotheses()

    def by(f: Expr, low: Expr, high: Expr, letter: Expr = v, value: Expr = S.Zero, of: Expr = S.One) -> None:
        e = Integral(f, (x, low, high))
        where = {letter: Interval(low, high)}
        at = f.xreplace({x: letter})
        turned = check(Claim(at.xreplace({letter: -letter}), -at, "=", Hypotheses(where=where)), Steps())
        whole = check(Claim(S.Zero, value, "=", h), Steps())
        check(Claim(of * e, value, "=", h), By("odd integrand", (whole, turned), (e, letter)))

    one, two = Integer(1), Integer(2)
    by(x**3, -one, one)
    for wrong in (
        lambda: by(x**3, -one, two),  # more on one side
        lambda: by(1 / x, -one, one),  # not continuous
        lambda: by(sign(x), -one, one),
        lambda: by(x**3 * w, -one, one, w),  # a letter of the integrand
        lambda: by(x**2, -one, one),  # even
    ):
        with pytest.raises(Refused):
            wrong()


def test_the_inner_integral_comes_first() -> None:
    for e, value in (
        (Integral(y, (y, 0, x), (x, 0, 1)), Rational(1, 6)),
        (Integral(x * y, (y, 0, x), (x, 0, p)), p**4 / 8),
        (Integral(1, (t, 0, y), (y, 0, x), (x, 0, 1)), Rational(1, 6)),
        (Integral(exp(-x - y), (y, 0, oo), (x, 0, oo)), Integer(1)),
    ):
        assert prove(e, value).proved
        assert not prove(e, 2 * value).proved
    for e, value in (
        (Integral(1 / y, (y, 0, x), (x, 0, 1)), Integer(1)),
        (Integral(y**-2, (y, -1, 1), (x, 0, 1)), Integer(-2)),
    ):
        assert not prove(e, value).proved


def test_each_condition_of_an_iterated_integral_is_needed() -> None:
    e, half = Integral(y, (y, 0, x), (x, 0, 1)), v**2 / 2
    search, sixth = searching(Budget(5)), Rational(1, 6)

    def theorem(lhs: Expr, rhs: Expr, where: dict[Symbol, Set]) -> Theorem:
        found = first_theorem(Claim(lhs, rhs, "=", on(where)), Domain(where), search)
        assert found is not None
        return found

    inner = theorem(Integral(y, (y, 0, v)), half, {v: Interval.open(0, 1)})

    def by(of: Expr, g: Expr, whole: Expr, letter: Symbol = v) -> None:
        first = theorem(whole, sixth, {})
        check(Claim(of, sixth, "=", FREE), By("iterated integral", (first, inner), (e, letter, g)))

    by(e, half, Integral(half, (v, 0, 1)))
    for of, g, whole, letter in (
        (e, v**2, Integral(v**2 / 2, (v, 0, 1)), v),  # another g
        (e, half, Integral(t**2 / 2, (t, 0, 1)), t),  # another letter
        (Derivative(e * t, t), half, Integral(half, (v, 0, 1)), v),
    ):
        with pytest.raises(Refused):
            by(of, g, whole, letter)


# -- under the integral sign ---------------------------------------------------------------------------------------

WAVE = exp(sin(x))
MOVED: list[tuple[Expr, Expr, Domain]] = [
    (Derivative(Integral(exp(-t * x**2), (x, 0, 1)), t), -Integral(x**2 * exp(-t * x**2), (x, 0, 1)), Domain()),
    (Derivative(Integral(WAVE, (x, t, t**2)), t), 2 * t * exp(sin(t**2)) - exp(sin(t)), Domain()),
    (
        Derivative(Integral(exp(t * x**2), (x, 0, t)), t),
        exp(t**3) + Integral(x**2 * exp(t * x**2), (x, 0, t)),
        Domain(),
    ),
    (
        Derivative(Integral(sin(x) / (x + t), (x, 0, 1)), t),
        -Integral(sin(x) / (x + t) ** 2, (x, 0, 1)),
        Domain(where={t: POSITIVE}),
    ),
    (Integral((x + 1) * WAVE, (x, 0, t)), Integral(x * WAVE, (x, 0, t)) + Integral(exp(sin(v)), (v, 0, t)), Domain()),
    (t * Integral(WAVE, (x, 0, 1)), Integral(t * WAVE, (x, 0, 1)), Domain()),
    (Integral(floor(x), (x, 0, 3)), Integer(3), Domain()),
    (Integral(x - floor(x), (x, -1, 1)), Integer(1), Domain()),
    (Integral(sign(x) + ceiling(2 * x), (x, -1, 1)), Integer(1), Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), MOVED)
def test_terms_under_the_sign_and_pieces_between_jumps(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    assert prove(lhs, rhs, domain).proved
    assert prove(lhs, rhs + Rational(1, 1000), domain).refuted


@pytest.mark.parametrize(
    ("lhs", "rhs", "domain"),
    [
        (Derivative(Integral(Abs(t) * WAVE, (x, 0, 1)), t), Integral(WAVE, (x, 0, 1)), Domain()),
        (Derivative(Integral(sign(x - t) * WAVE, (x, -1, 1)), t), S.Zero, Domain(where={t: Interval.open(-1, 1)})),
        (Derivative(Integral(floor(x + t), (x, 0, 1)), t), S.Zero, Domain()),
        (Derivative(Integral(1 / (x - t), (x, -1, 1)), t), Integral((x - t) ** -2, (x, -1, 1)), Domain()),
        (Derivative(Integral(WAVE, (x, 0, Abs(t))), t), exp(sin(t)), Domain()),
        (Derivative(Integral(sin(t * x) / x, (x, 0, oo)), t), Integral(cos(t * x), (x, 0, oo)), Domain()),
        (Derivative(Integral(exp(t * x), (x, 0, 1)), t, t), Integral(x * exp(t * x), (x, 0, 1)), Domain()),
        (x * Integral(WAVE, (x, 0, 1)), Integral(x * WAVE, (x, 0, 1)), Domain()),
        (Integral(WAVE, (x, 0, 1)), Integral(WAVE, (x, 0, t)), Domain()),
        (Integral(sign(x) / x**2, (x, -1, 1)), S.Zero, Domain()),
        (Integral(floor(x), (x, 0, 3)), Integer(6), Domain()),
    ],
)
def test_what_is_not_smooth_or_has_other_ends_is_not_moved(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    assert not prove(lhs, rhs, domain).proved
