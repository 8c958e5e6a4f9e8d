"""Kernels over a data set: the formulas, any layout, and sums that do not depend on threads."""

import numpy as np
import pytest

import symxent.kernels as kernels
from symxent.kernels.catalogue import REGRESSIONS, kernel_named
from symxent.kernels.emit.templates import finishes, link_of, program_of
from symxent.kernels.program.regression import regression_program
from symxent.kernels.run import load
from symxent.kernels.run.labels import BadLabel

SHAPES = [(1, 1, 1), (7, 5, 3), (64, 16, 10), (65, 17, 2), (300, 31, 5), (257, 100, 9), (40, 300, 130), (33, 1000, 3)]


def made(n, d, k, dtype, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "X": rng.standard_normal((n, d)).astype(dtype),
        "y": rng.integers(0, 2, n).astype(dtype),
        "t": rng.integers(0, k, n),
        "alpha": dtype(0.25),
        "theta": {
            False: (rng.standard_normal(d) / d**0.5).astype(dtype),
            True: (rng.standard_normal((k, d)) / d**0.5).astype(dtype),
        },
        "v": {False: rng.standard_normal(d).astype(dtype), True: rng.standard_normal((k, d)).astype(dtype)},
    }


def textbook(data, by_class):
    """J, its gradient, the Hessian times v and the step, in long double."""
    X, theta, v = (np.asarray(a, np.longdouble) for a in (data["X"], data["theta"][by_class], data["v"][by_class]))
    n = len(X)
    if by_class:
        z, a = X @ theta.T, X @ v.T
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        hard = np.eye(len(theta))[data["t"]]
        value = -np.log((p * hard).sum(1)).sum() / n
        gradient, product = (p - hard).T @ X / n, (p * (a - (p * a).sum(1, keepdims=True))).T @ X / n
    else:
        z, y = X @ theta, data["y"]
        p = 1 / (1 + np.exp(-z))
        value = (np.logaddexp(0, z) - y * z).sum() / n
        gradient, product = X.T @ (p - y) / n, X.T @ (p * (1 - p) * (X @ v)) / n
    return {
        "value": value,
        "gradient": gradient,
        "hvp": product,
        "step": theta - np.longdouble(data["alpha"]) * gradient,
    }


def call(kernel, data, change=lambda a: a):
    by_class = kernel.link.by_row
    given = [data[i.name][by_class] if i.name in ("theta", "v") else data[i.name] for i in kernel.inputs]
    results = getattr(kernels, kernel.name)(*[change(a) for a in given])
    return results if isinstance(results, tuple) else (results,)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("kernel", REGRESSIONS, ids=lambda k: k.name)
def test_the_formulas_hold_for_every_shape(kernel, shape, dtype):
    data = made(*shape, dtype)
    want = textbook(data, kernel.link.by_row)
    for output, got in zip(kernel.outputs, call(kernel, data), strict=True):
        assert got.dtype == dtype
        scale = np.abs(want[output.name]).max()
        np.testing.assert_allclose(got, want[output.name], rtol=0, atol=20 * np.finfo(dtype).eps * max(scale, 1e-3))


CHANGES = {
    "columns first": lambda a: np.asfortranarray(a) if np.ndim(a) else a,
    "gaps": lambda a: np.repeat(a, 2, axis=0)[::2] if np.ndim(a) else a,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kernel", REGRESSIONS, ids=lambda k: k.name)
def test_no_layout_changes_the_result(kernel, change):
    data = made(130, 21, 6, np.float64)
    for plain, other in zip(call(kernel, data), call(kernel, data, CHANGES[change]), strict=True):
        np.testing.assert_array_equal(plain, other)


@pytest.mark.parametrize("name", ["logistic_regression", "softmax_regression"])
def test_sums_do_not_depend_on_the_number_of_threads(name):
    kernel = kernel_named(f"{name}_value_gradient")
    data = made(60_000, 20, 4, np.float32)
    allow = getattr(load._library(name), f"symxent_{name}_allow_threads")
    many = call(kernel, data)
    try:
        allow(0)
        one = call(kernel, data)
    finally:
        allow(1)
    for a, b in zip(many, one, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_long_sum_in_float32_is_as_good_as_pairwise():
    data = made(400_000, 3, 2, np.float32)
    want = textbook(data, False)
    value, gradient = call(kernel_named("logistic_regression_value_gradient"), data)
    assert abs(value / want["value"] - 1) < 2e-7
    assert np.abs(gradient - want["gradient"]).max() < 2e-7 * np.abs(data["X"]).mean()


def test_several_data_sets_are_done_in_one_call():
    X = np.random.default_rng(0).standard_normal((3, 20, 4))
    y, theta = np.ones(20), np.zeros(4)
    got = kernels.logistic_regression(X, y, theta)
    assert got.shape == (3,)
    assert got[1] == kernels.logistic_regression(X[1], y, theta)


def test_a_step_down_the_gradient_lowers_the_loss():
    data = made(200, 5, 3, np.float64)
    theta = data["theta"][True]
    before = kernels.softmax_regression(data["X"], data["t"], theta)
    after = kernels.softmax_regression(
        data["X"], data["t"], kernels.softmax_regression_step(data["X"], data["t"], theta, 0.5)
    )
    assert after < before


def test_no_rows_have_no_mean():
    assert np.isnan(kernels.logistic_regression(np.zeros((0, 3)), np.zeros(0), np.zeros(3)))


def test_a_bad_label_of_a_data_set_is_named():
    with pytest.raises(BadLabel, match=r"t\[4\] is 7, but there are 3 classes"):
        kernels.softmax_regression(np.zeros((5, 2)), [0, 1, 2, 0, 7], np.zeros((3, 2)))


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="core dimension"):
        kernels.logistic_regression(np.zeros((5, 2)), np.zeros(4), np.zeros(2))


def test_the_program_reads_x_once_for_value_and_gradient():
    kernel = kernel_named("logistic_regression_value_gradient")
    text = str(regression_program(kernel, program_of(kernel.link)))
    assert text.count("= sum over j of X[i, j]*theta[j]") == 1
    assert "for j: s_X = sum over i of slope*X[i, j]" in text
    assert [f.value for f in finishes(kernel)] == ["total / (double)n", "total / (double)n"]
    assert link_of(kernel, None, True).slope == "gradient"
