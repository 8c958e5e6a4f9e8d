"""The polynomials: their stated bound holds at points that the fit has not seen, and they are the same every time."""

import mpmath as mp
import pytest

from symxent.kernels.emit.formats import FORMATS
from symxent.kernels.emit.minimax import atanh_polynomial, exp_polynomial


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


@pytest.mark.parametrize(("fit", "worst"), [(exp_polynomial, 2.0), (atanh_polynomial, 2.0)])
@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_the_bound_is_well_below_half_a_unit_in_the_last_place(fit, worst, form):
    assert fit(form).bound < 2.0 ** -(form.mantissa + 1 + worst)


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.real)
def test_coefficients_are_numbers_of_the_format_and_do_not_change(form):
    first = exp_polynomial.__wrapped__(form)
    assert first == exp_polynomial(form)
    assert all(form.round(c) == c for c in first.coefficients)
