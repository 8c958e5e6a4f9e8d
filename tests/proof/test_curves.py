"""The curves around a witness lie on the domain and pass through its values."""

import pytest
from sympy import Integer, Rational, Symbol, log, symbols

from symxent.language.domain import UNIT, Domain
from symxent.proof import prove
from symxent.proof.curves import POINTS, curves

x = Symbol("x", real=True)
p = Symbol("p", real=True)


def test_a_probability_stays_between_0_and_1():
    found = curves(prove(log(p), log(1 - p), Domain(where={p: UNIT})))
    assert found is not None
    assert 0 < found.low < found.high < 1


def test_half_way_stands_the_witness():
    verdict = prove(x**2, x**3 + 1)
    found = curves(verdict)
    assert found is not None
    assert verdict.witness is not None
    assert found.at == (found.lhs[POINTS // 2], found.rhs[POINTS // 2])
    assert found.at[0] == pytest.approx(float(verdict.witness.lhs.midpoint))


def test_where_a_side_has_no_value_the_curve_has_none():
    found = curves(prove(log(x), log(x) + 1 / (x - 1)))
    assert found is not None
    assert all(value is not None for value in found.lhs)
    assert found.rhs.count(None) <= 1


def test_numbers_have_values_and_no_curves():
    found = curves(prove(Rational("18.38"), Rational("18.41")))
    assert found is not None
    assert (found.symbol, found.lhs, found.at) == ("", (), (18.38, 18.41))


def test_without_a_witness_there_is_nothing_to_draw():
    y, z = symbols("y z", real=True)
    assert curves(prove(y + z, z + y)) is None
    assert curves(prove(Integer(1), Integer(1))) is None
