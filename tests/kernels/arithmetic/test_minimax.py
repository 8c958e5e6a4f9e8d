"""The polynomials: their stated bound holds at points that the fit has not seen, and they are the same every time."""

import mpmath as mp
import pytest

from symxent.kernels.arithmetic.formats import FORMATS
from symxent.kernels.arithmetic.minimax import (
    FITS,
    atanh_polynomial,
    atanh_rest_polynomial,
    exp_polynomial,
    normal_tail_polynomial,
    polynomials,
)


def _value(polynomial, x):
    return mp.polyval([mp.mpf(c.numerator) / c.denominator for c in reversed(polynomial.coefficients)], x)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_the_polynomial_for_exp_keeps_its_stated_bound(form):
    polynomial = exp_polynomial(form)
    with mp.workdps(40):
        for i in range(-1000, 1001):
            r = mp.log(2) / 2 * i / 1000
            error = abs((1 + r + r * r * _value(polynomial, r)) / mp.exp(r) - 1)
            assert error <= polynomial.bound


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_the_polynomial_for_atanh_keeps_its_stated_bound(form):
    polynomial = atanh_polynomial(form)
    with mp.workdps(40):
        for i in range(1, 1001):
            s = mp.mpf(i) / 3000
            error = abs((s + s**3 * _value(polynomial, s * s)) / mp.atanh(s) - 1)
            assert error <= polynomial.bound


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_the_rest_of_atanh_keeps_its_stated_bound_and_half_as_many_bits_again(form):
    polynomial = atanh_rest_polynomial(form)
    with mp.workdps(60):
        for i in range(1, 1001):
            s = (3 - mp.sqrt(8)) * i / 1000
            error = abs((s + s**3 / 3 + s**5 * _value(polynomial, s * s)) / mp.atanh(s) - 1)
            assert error <= polynomial.bound
    assert polynomial.bound < 2.0 ** -(form.mantissa + 1 + 11)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_the_polynomial_for_the_normal_tail_keeps_its_stated_bound(form):
    polynomial = normal_tail_polynomial(form)
    end = float(form.normal_lowest)
    with mp.workdps(40):
        for i in range(1001):
            x = mp.mpf(end) * i / 1000
            factor = (0.5 + _value(polynomial, (x - 5) / (x + 5))) / (1 + 1.25 * x)
            error = abs(mp.exp(-x * x / 2) * factor / (mp.erfc(x / mp.sqrt(2)) / 2) - 1)
            assert error <= polynomial.bound
        smallest = mp.mpf(2) ** -(form.bias + form.mantissa)
        assert mp.exp(-(mp.mpf(end) ** 2) / 2) < smallest


def test_only_the_polynomials_asked_for_are_fitted():
    assert {letter: set(found) for letter, found in polynomials({"exp"}).items()} == {"f": {"exp"}, "d": {"exp"}}
    assert set(polynomials()["d"]) == set(FITS)


@pytest.mark.parametrize("fit", [exp_polynomial, atanh_polynomial, normal_tail_polynomial])
@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_the_bound_is_well_below_half_a_unit_in_the_last_place(fit, form):
    assert fit(form).bound < 2.0 ** -(form.mantissa + 1 + 2)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_coefficients_are_numbers_of_the_format_and_do_not_change(form):
    first = exp_polynomial.__wrapped__(form)
    assert first == exp_polynomial(form)
    assert all(form.round(c) == c for c in first.coefficients)
