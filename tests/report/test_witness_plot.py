"""The picture of a witness shows the two sides where they are."""

import re

import pytest
from sympy import IndexedBase, Rational, Symbol, exp, log

from symxent.language.domain import UNIT, Domain
from symxent.language.functions import sigmoid
from symxent.proof import prove
from symxent.proof.curves import curves
from symxent.proof.verdict import Verdict
from symxent.report.witness_plot import HEIGHT, WIDTH, Picture, picture

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


def drawing(verdict: Verdict) -> Picture:
    sampled = curves(verdict)
    assert sampled is not None
    drawn = picture(sampled)
    assert drawn is not None
    return drawn


@pytest.mark.parametrize(("lhs", "rhs", "domain"), CLAIMS.values(), ids=CLAIMS)
def test_both_curves_pass_through_their_marks(lhs, rhs, domain):
    drawn = drawing(prove(lhs, rhs, domain))
    assert drawn.symbol
    for path, mark in ((drawn.lhs, drawn.lhs_mark), (drawn.rhs, drawn.rhs_mark)):
        points = [tuple(map(float, pair)) for pair in re.findall(r"[ML](\S+) (\S+)", path)]
        assert (mark.x, mark.y) in points
        assert all(0 <= a <= WIDTH and 0 <= b <= HEIGHT for a, b in points)
    assert drawn.lhs_mark.y != drawn.rhs_mark.y


def test_two_numbers_are_marks_on_a_line():
    drawn = drawing(prove(Rational("18.38"), Rational("18.41")))
    assert drawn.symbol == ""
    assert drawn.lhs_mark.x < drawn.rhs_mark.x


def test_a_pole_beside_the_witness_does_not_flatten_the_curves():
    drawn = drawing(prove(1 / x, 2 / x + 1))
    assert abs(drawn.lhs_mark.y - drawn.rhs_mark.y) > HEIGHT / 20
