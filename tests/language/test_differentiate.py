"""Derivatives go through definitions, and a name that nobody defined has no derivative of 0."""

import pytest
from sympy import IndexedBase, Sum, diff, exp, log, symbols

from symxent.language.differentiate import expand_definitions, partial, slope
from symxent.language.functions import sigmoid, softplus
from symxent.language.scope import MeaningError, Scope
from symxent.language.tree import Name

x, y, z, J, y_hat = symbols("x y z J y_hat")
i, j = symbols("i j", integer=True)
k, n = symbols("k n", integer=True, positive=True)
p, a = IndexedBase("p"), IndexedBase("a")
LOSS = -(y * log(y_hat) + (1 - y) * log(1 - y_hat))
SCOPE = Scope(values={J: LOSS, y_hat: sigmoid(z)}, dependents=frozenset({x}))


def derivative(value, by, scope=SCOPE):
    return partial(value, by, Name("J"), scope)


def test_the_derivative_by_a_defined_symbol_stops_there():
    assert (derivative(J, y_hat) - ((1 - y) / (1 - y_hat) - y / y_hat)).simplify() == 0


def test_the_derivative_by_what_lies_behind_goes_through():
    assert (derivative(J, z) - (sigmoid(z) - y)).simplify() == 0


REFUSED = [(y, z), (x, z), (x * z, z), (log(x), y)]


@pytest.mark.parametrize(("value", "by"), REFUSED)
def test_what_may_depend_on_anything_is_refused(value, by):
    with pytest.raises(MeaningError):
        derivative(value, by)


def test_a_number_has_the_derivative_0():
    assert derivative(x - x + 3, z) == 0


SLOPES = [
    (Sum(sigmoid(a[i] * x) + a[i] * log(x), (i, 1, k)), x),
    (Sum(exp(a[i]) * sigmoid(a[j]), (i, 1, k)), a[j]),
    (Sum(a[i] * x, (i, 1, k)), k),
    (Sum(Sum(a[i] * x**j, (i, 1, j)), (j, 1, k)), x),
    (sigmoid(softplus(x**2)), x),
]


@pytest.mark.parametrize(("value", "by"), SLOPES)
def test_slopes_are_those_of_sympy(value, by):
    assert slope(value, by) == diff(value, by)


def test_components_are_written_out_under_a_sum_too():
    softmax = {p: lambda m: exp(a[m]) / Sum(exp(a[k]), (k, 1, n))}
    value = expand_definitions(Sum(p[i] * y, (i, 1, n)), {}, None, softmax)
    assert not value.has(p)
    assert value.has(a)


def test_a_letter_and_the_family_of_that_letter_are_two_things():
    letter = symbols("p")
    assert expand_definitions(p[i] + letter, {letter: x}) == p[i] + x
