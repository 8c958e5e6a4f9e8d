"""Kernels over rows: any number of classes, any layout, rows computed together as if each stood alone."""

import numpy as np
import pytest

import symxent.kernels as kernels
from symxent.kernels.catalogue import ROWS
from symxent.kernels.run.labels import BadLabel

LENGTHS = [1, 2, 3, 9, 10, 16, 17, 63, 64, 65, 127, 128, 129, 1000, 2048, 2049, 5000]


def made(n, k, dtype, seed=0):
    rng = np.random.default_rng(seed)
    x = (rng.standard_normal((n, k)) * rng.choice([1, 8, 40], (n, 1))).astype(dtype)
    y = rng.random((n, k)) + 0.01
    return {
        "x": x,
        "v": rng.standard_normal((n, k)).astype(dtype),
        "t": rng.integers(0, k, n),
        "y": (y / y.sum(1)[:, None]).astype(dtype),
    }


def textbook(name, x, v, t, y):
    """The formulas in long double, about the largest element."""
    x, v, y = (a.astype(np.longdouble) for a in (x, v, y))
    e = np.exp(x - x.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    logp = (x - x.max(1, keepdims=True)) - np.log(e.sum(1, keepdims=True))
    hard = np.eye(x.shape[1])[t]
    product = p * (v - (p * v).sum(1, keepdims=True))
    return {
        "softmax": p,
        "log_softmax": logp,
        "logsumexp": x.max(1) + np.log(e.sum(1)),
        "softmax_jvp": product,
        "categorical_cross_entropy": -(hard * logp).sum(1),
        "categorical_cross_entropy_gradient": p - hard,
        "categorical_cross_entropy_value_gradient": (-(hard * logp).sum(1), p - hard),
        "categorical_cross_entropy_hessian_diagonal": p * (1 - p),
        "categorical_cross_entropy_hvp": product,
        "categorical_cross_entropy_soft": -(y * logp).sum(1),
        "categorical_cross_entropy_soft_gradient": p * y.sum(1, keepdims=True) - y,
        "categorical_cross_entropy_soft_value_gradient": (-(y * logp).sum(1), p * y.sum(1, keepdims=True) - y),
        "categorical_cross_entropy_soft_hessian_diagonal": p * (1 - p) * y.sum(1, keepdims=True),
        "categorical_cross_entropy_soft_hvp": product * y.sum(1, keepdims=True),
    }[name]


def call(kernel, data):
    result = getattr(kernels, kernel.name)(*[data[i.name] for i in kernel.inputs])
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", LENGTHS)
@pytest.mark.parametrize("kernel", ROWS, ids=lambda k: k.name)
def test_rows_of_every_length_follow_the_formula(kernel, k, dtype):
    data = made(37, k, dtype)
    want = textbook(kernel.name, **data)
    for got, right in zip(call(kernel, data), want if isinstance(want, tuple) else (want,), strict=True):
        assert got.dtype == dtype
        np.testing.assert_allclose(got, right, rtol=60 * np.finfo(dtype).eps, atol=20 * np.finfo(dtype).eps)


@pytest.mark.parametrize("k", [10, 200])
@pytest.mark.parametrize("kernel", ROWS, ids=lambda k: k.name)
def test_a_row_comes_out_alone_as_among_others(kernel, k):
    data = made(70, k, np.float64)
    together = call(kernel, data)
    alone = call(kernel, {name: a[41] for name, a in data.items()})
    for many, one in zip(together, alone, strict=True):  # to the rounding of one product more or less
        np.testing.assert_allclose(many[41], one, rtol=4e-16, atol=2e-16)


LAYOUTS = {
    "columns first": np.asfortranarray,
    "every other element": lambda a: np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim == 2 else a,
    "backwards": lambda a: a[::-1].copy()[::-1],
    "with gaps": lambda a: np.concatenate([a, a], axis=-1)[..., : a.shape[-1]] if a.ndim == 2 else np.repeat(a, 3)[::3],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("k", [3, 300])
@pytest.mark.parametrize("kernel", ROWS, ids=lambda k: k.name)
def test_no_layout_changes_the_result(kernel, k, layout):
    data = made(50, k, np.float32)
    for plain, other in zip(
        call(kernel, data), call(kernel, {n: LAYOUTS[layout](a) for n, a in data.items()}), strict=True
    ):
        np.testing.assert_array_equal(plain, other)


@pytest.mark.parametrize("k", [4, 300])
def test_the_result_may_be_written_over_the_input_and_into_any_layout(k):
    data = made(20, k, np.float64)
    want = kernels.softmax(data["x"])
    turned = np.zeros((k, 20)).T
    kernels.softmax(data["x"], out=turned)
    np.testing.assert_array_equal(turned, want)
    kernels.softmax(data["x"], out=data["x"])
    np.testing.assert_array_equal(data["x"], want)


def test_rows_may_be_stacked_and_labels_broadcast():
    x = made(12, 5, np.float64)["x"].reshape(3, 4, 5)
    got = kernels.categorical_cross_entropy(x, 2)
    assert got.shape == (3, 4)
    assert got[1, 3] == kernels.categorical_cross_entropy(x[1, 3], 2)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1)])
def test_arrays_that_dask_probes_with_are_accepted(shape):
    assert kernels.softmax(np.zeros(shape)).shape == shape


@pytest.mark.parametrize("gap", [0.0, 1.0, 17.0, 40.0, 80.0])
def test_the_own_class_of_a_confident_row_keeps_its_digits(gap):
    x = np.array([gap, 0.0, -1.0])
    rest = np.exp(np.longdouble(-gap)) * (1 + np.exp(np.longdouble(-1)))
    value, gradient = kernels.categorical_cross_entropy_value_gradient(x, 0)
    np.testing.assert_allclose(np.longdouble(gradient[0]), -rest / (1 + rest), rtol=1e-15)
    np.testing.assert_allclose(np.longdouble(value), np.log1p(rest), rtol=1e-15)


@pytest.mark.parametrize("k", [5, 3000])
def test_an_unlikely_class_keeps_its_digits_far_from_zero(k):
    x = np.full(k, 1000.1)
    x[0] = 960.3
    p = np.exp(np.longdouble(x[0]) - np.longdouble(x[1])) / (k - 1 + np.exp(np.longdouble(x[0]) - np.longdouble(x[1])))
    np.testing.assert_allclose(np.longdouble(kernels.softmax(x)[0]), p, rtol=1.5e-15)


@pytest.mark.parametrize("label", [-1, 4, 2**40])
@pytest.mark.parametrize("k", [4, 200])
def test_a_label_that_is_no_class_is_named_with_its_place(label, k):
    t = np.zeros((3, 50), int)
    t[1, 17] = label if k == 4 else label + 196 * (label == 4)
    with pytest.raises(BadLabel, match=rf"t\[1, 17\] is {t[1, 17]}, but there are {k} classes \(0…{k - 1}\)"):
        kernels.categorical_cross_entropy(np.zeros((3, 50, k)), t)


def test_after_a_bad_label_the_next_call_is_fine():
    with pytest.raises(BadLabel):
        kernels.categorical_cross_entropy(np.zeros((2, 3)), [0, 3])
    assert kernels.categorical_cross_entropy(np.zeros((2, 3)), [0, 2]).shape == (2,)


def test_labels_that_are_no_whole_numbers_are_refused_by_name():
    with pytest.raises(BadLabel, match=r"t has the type float64.*whole numbers"):
        kernels.categorical_cross_entropy(np.zeros((2, 3)), [0.0, 1.0])


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.int64])
def test_labels_of_every_integer_type_are_taken(dtype):
    assert kernels.categorical_cross_entropy(np.zeros((1, 3)), np.array([2], dtype))[0] == pytest.approx(np.log(3))
