"""Operations are counted in the generated C as one would by hand."""

import pytest

from symxent.kernels.bench.operations import _functions, per_element
from symxent.kernels.bench.task import Case


def test_a_polynomial_has_a_multiplication_and_an_addition_a_degree():
    assert _functions("bce_with_logits")["exp_scaled_polynomial_f"] == 2 * 4


def test_the_sigmoid_is_its_exponential_a_sum_a_quotient_and_a_product_or_less():
    counted = _functions("sigmoid")
    rest = counted["sigmoid_d"] - counted["exp_nonpositive_d"]
    assert 2 <= rest <= 3


@pytest.mark.parametrize(("shape", "operations"), [((50, 3), 4), ((50, 3, 10), 40)])
def test_a_data_set_has_two_products_of_each_number(shape, operations):
    task = "logistic" if len(shape) == 2 else "softmax_regression"
    assert per_element(Case(task, shape, "float32")) == (operations, 0)


@pytest.mark.parametrize("task", ["sigmoid", "gradient_hessian"])
def test_the_divisions_are_counted_apart(task):
    assert per_element(Case(task, (100,), "float32"))[1] == 1
