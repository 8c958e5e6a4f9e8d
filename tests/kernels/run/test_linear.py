"""Cross-entropy of a linear map, by chunks of rows and by the kernel of data sets."""

import sys
import tracemalloc

import numpy as np
import pytest

from symxent.kernels.run import linear
from symxent.kernels.run.labels import BadLabel
from symxent.kernels.run.linear import linear_cross_entropy


def data(n, d, k, real, seed=3):
    rng = np.random.default_rng(seed)
    x, w = rng.standard_normal((n, d)), 3 * rng.standard_normal((k, d)) / d**0.5
    return x.astype(real), w.astype(real), rng.integers(0, k, n)


def textbook(x, w, t):
    """In long double: value, gradient by weight, gradient by X."""
    x, w = x.astype(np.longdouble), w.astype(np.longdouble)
    z = x @ w.T
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    value = -np.log(p[np.arange(len(t)), t]).mean()
    p[np.arange(len(t)), t] -= 1
    return value, p.T @ x / len(t), p @ w / len(t)


@pytest.mark.parametrize("real", [np.float32, np.float64])
@pytest.mark.parametrize(("n", "d", "k"), [(7, 3, 2), (70, 64, 1023), (70, 64, 1024), (300, 63, 1200), (300, 80, 3000)])
@pytest.mark.parametrize("scipy", [True, False])
def test_value_and_gradients_are_the_textbooks(n, d, k, real, scipy, monkeypatch):
    if not scipy:
        monkeypatch.setitem(sys.modules, "scipy.linalg.blas", None)
    x, w, t = data(n, d, k, real)
    value, by_weight, by_x = textbook(x, w, t)
    for asked in (True, False):
        found = linear_cross_entropy(x, w, t, by_X=asked, room=1 << 20)
        tolerance = 40 * float(np.finfo(real).eps)
        assert found.weight.dtype == real
        assert found.value == pytest.approx(float(value), rel=tolerance)
        assert np.abs(found.weight - by_weight).max() <= tolerance * np.abs(by_weight).max()
        assert (found.X is not None) == asked
        if found.X is not None:
            assert np.abs(found.X - by_x).max() <= tolerance * np.abs(by_x).max()


def test_the_way_is_chosen_by_size(monkeypatch):
    called = []
    real_kernel = linear.kernel
    monkeypatch.setattr(linear, "kernel", lambda name: called.append(name) or real_kernel(name))
    for d, k, name in [
        (64, 1023, "softmax_regression_value_gradient"),
        (64, 1024, "categorical_cross_entropy_value_gradient"),
        (63, 2000, "softmax_regression_value_gradient"),
    ]:
        linear_cross_entropy(*data(5, d, k, np.float32))
        assert called.pop() == name


def test_the_scores_are_never_all_in_memory():
    n, d, k = 2000, 64, 4096
    x, w, t = data(n, d, k, np.float32)
    linear_cross_entropy(x, w, t, by_X=True)
    tracemalloc.start()
    linear_cross_entropy(x, w, t, by_X=True, room=1 << 21)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < x.nbytes + w.nbytes + (1 << 21) + 2 * linear.CACHED
    assert peak < n * k * 4 / 5


def test_far_scores_give_what_the_limit_is():
    found = linear_cross_entropy([[1e4], [-1e4]], [[1.0], [-1.0]], [0, 1], by_X=True)
    assert found == (0.0, pytest.approx(0.0), pytest.approx(0.0))


def test_what_does_not_fit_is_said():
    x, w, t = data(4, 3, 2, np.float32)
    with pytest.raises(ValueError, match="X is 4 × 3, weight 2 × 2, t 4"):
        linear_cross_entropy(x, w[:, :2], t)
    with pytest.raises(ValueError, match="t 3"):
        linear_cross_entropy(x, w, t[:3])
    with pytest.raises(ValueError, match="a mean needs a row"):
        linear_cross_entropy(x[:0], w, t[:0])
    with pytest.raises(BadLabel, match=r"t\[2\] is 2, but there are 2 classes"):
        linear_cross_entropy(x, w, [0, 1, 2, 0])
    with pytest.raises(BadLabel, match="whole numbers"):
        linear_cross_entropy(x, w, t + 0.5)
