"""The picture of a witness shows the two sides where they are."""

import re

import pytest
from sympy import IndexedBase, Integer, Rational, Symbol, exp, log, symbols

from symxent.language.domain import UNIT, Domain
from symxent.language.functions import sigmoid
from symxent.proof import prove
from symxent.report.witness_plot import HEIGHT, WIDTH, picture

x = Symbol("x", real=True)
p = Symbol("p", real=True)
k = Symbol("k", integer=True, positive=True)
m = Symbol("m", integer=True)
v = IndexedBase("v", real=True)

CLAIMS = {
    "a sign": (sigmoid(x), -sigmoid(x), Domain()),
    "a probability": (log(p), log(1 - p), Domain(where={p: UNIT})),
    "a component": (exp(v[1]), exp(v[1]) + 1, Domain()),
}


@pytest.mark.parametrize(("lhs", "rhs", "domain"), CLAIMS.values(), ids=CLAIMS)
def test_both_curves_pass_through_their_marks(lhs, rhs, domain):
    drawn = picture(prove(lhs, rhs, domain))
    assert drawn is not None
    assert drawn.symbol is not None
    for path, mark in ((drawn.lhs, drawn.lhs_mark), (drawn.rhs, drawn.rhs_mark)):
        points = [tuple(map(float, pair)) for pair in re.findall(r"[ML](\S+) (\S+)", path)]
        assert (mark.x, mark.y) in points
        assert all(0 <= a <= WIDTH and 0 <= b <= HEIGHT for a, b in points)
    assert drawn.lhs_mark.y != drawn.rhs_mark.y


def test_a_probability_is_drawn_inside_of_0_and_1():
    drawn = picture(prove(log(p), log(1 - p), Domain(where={p: UNIT})))
    assert drawn is not None
    assert 0 < float(drawn.low) < float(drawn.high) < 1


def test_two_numbers_are_marks_on_a_line():
    drawn = picture(prove(Rational("18.38"), Rational("18.41")))
    assert drawn is not None
    assert drawn.symbol is None
    assert drawn.lhs_mark.x < drawn.rhs_mark.x


def test_a_pole_beside_the_witness_does_not_flatten_the_curves():
    drawn = picture(prove(1 / x, 2 / x + 1))
    assert drawn is not None
    assert abs(drawn.lhs_mark.y - drawn.rhs_mark.y) > HEIGHT / 20


def test_without_a_witness_there_is_no_picture():
    assert picture(prove(x, x)) is None
    y, z = symbols("y z", real=True)
    assert picture(prove(y + z, z + y)) is None
    assert picture(prove(Integer(1), Integer(1))) is None
