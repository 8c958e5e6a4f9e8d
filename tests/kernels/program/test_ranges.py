"""Enclosures: no value ever lies outside."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Float, Interval, Max, Min, Piecewise, S, exp, log, oo, symbols
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.program.ranges import EVERYTHING, NONNEGATIVE, POSITIVE, Range, range_of, range_of_set

a, b = symbols("a b")
FORMS = [
    exp(-Abs(a)),
    log1p(exp(-Abs(a))),
    Max(a, 0) + log1p(exp(-Abs(a))),
    a * b,
    a**2 - b**2,
    1 / (1 + exp(-Abs(a))),
    Piecewise((a, a < 0), (b, True)),
    Min(a, b) * Max(a, b),
    expm1(a) * b,
    (1 + exp(-Abs(b))) ** -2,
]


@given(st.sampled_from(FORMS), st.floats(-30, 30), st.floats(-30, 30))
def test_a_value_lies_in_its_range(form, one, other):
    known = {a: Range(-30, 30), b: Range(-30, 30)}
    value = float(form.subs({a: Float(one, 30), b: Float(other, 30)}))
    found = range_of(form, known)
    slack = 1e-9 * max(1.0, abs(value))
    assert found.low - slack <= value <= found.high + slack


@pytest.mark.parametrize(
    ("form", "low", "high"),
    [
        (exp(-Abs(a)), 0, 1),
        (1 + exp(-Abs(a)), 1, 2),
        (Abs(a), 0, math.inf),
        (-Abs(a), -math.inf, 0),
        (log(1 + exp(-Abs(a))), 0, math.log(2)),
        (a, -math.inf, math.inf),
    ],
)
def test_what_decides_between_functions_is_seen(form, low, high):
    found = range_of(form, {})
    assert (found.low, found.high) == pytest.approx((low, high))


def test_sets_become_ranges():
    assert range_of_set(Interval(0, 1)) == Range(0.0, 1.0)
    assert range_of_set(S.Reals) == EVERYTHING


def test_no_value_is_infinite() -> None:
    """So what is positive and unbounded lies in (0, ∞), whatever is said of its upper end."""
    assert POSITIVE.inside(Interval.open(0, oo))
    assert EVERYTHING.inside(S.Reals)
    assert not NONNEGATIVE.inside(Interval.open(0, oo))
