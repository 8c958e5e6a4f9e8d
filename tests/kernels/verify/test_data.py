import numpy as np
import pytest

from symxent.kernels.catalogue import kernel_named
from symxent.kernels.reference.ulp import Exact
from symxent.kernels.verify.data import condition, data, measure_data, reference
from symxent.kernels.verify.measure import NUMPY, C


@pytest.mark.parametrize("family", ["logistic_regression", "softmax_regression"])
def test_kernels_over_a_data_set_are_within_their_condition(family: str) -> None:
    found = list(measure_data((family,), quick=True))
    assert {m.engine for m in found} == {C, NUMPY}
    assert {m.output for m in found} == {"value", "gradient", "hvp", "step"}
    for m in found:
        assert m.held, f"{m.kernel} {m.output} {m.dtype}: {m.worst} at {m.where}"
        assert m.condition >= 1


def test_the_reference_is_the_sum_that_the_notes_write() -> None:
    made = data(7, 3, 1.0, False, np.dtype("f8"))
    link = kernel_named("logistic_regression_value_gradient").link
    z = made.X @ made.theta
    p = 1 / (1 + np.exp(-z))
    loss = -(made.y * np.log(p) + (1 - made.y) * np.log(1 - p)).mean()
    assert reference("value", made, link, False).nearest == pytest.approx(loss, rel=1e-13)
    gradient = made.X.T @ (p - made.y) / 7
    np.testing.assert_allclose(reference("gradient", made, link, False).nearest, gradient, rtol=1e-12)


def test_an_error_beyond_the_condition_would_be_seen() -> None:
    made = data(40, 5, 40.0, False, np.dtype("f8"))
    exact = reference("gradient", made, kernel_named("logistic_regression_gradient").link, False)
    grown = condition("gradient", made, exact, False)
    one_term_lost = exact.nearest - made.X[0] * 0.5 / 40
    assert (np.abs(one_term_lost - exact.nearest) / np.spacing(np.abs(exact.nearest)) > 1e6 * grown).all()


def test_a_result_near_zero_has_a_large_condition_and_a_sum_of_one_sign_a_small_one() -> None:
    made = data(40, 5, 1.0, False, np.dtype("f8"))
    link = kernel_named("logistic_regression").link
    value = condition("value", made, reference("value", made, link, False), False)
    assert 1 <= float(value) < 20
    tiny = Exact(np.full(5, 1e-12), np.zeros(5))
    assert (condition("gradient", made, tiny, False) > 1e9).all()
