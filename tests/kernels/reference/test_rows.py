import mpmath
import numpy as np
import pytest
from sympy import Expr, IndexedBase, KroneckerDelta, Sum, log, symbols

from symxent.kernels.reference.values import derivative, evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import KINDS, rows
from symxent.language.functions import logsumexp, softmax

i, j, k, t = symbols("i j k t", integer=True)
x, v, y = (IndexedBase(name) for name in "xvy")
X = np.array([[1.0, -2.0, 300.0], [0.5, 0.5, -800.0], [1e5, 1e5 + 1, 3.0]])
T = np.array([2, 0, 1])


def direct(row: np.ndarray) -> list[mpmath.mpf]:
    values = [mpmath.mpf(float(a)) for a in row]
    total = mpmath.fsum(mpmath.exp(a) for a in values)
    return [mpmath.exp(a) / total for a in values]


def test_softmax_and_its_complement_agree_with_mpmath_at_1000_digits() -> None:
    own = evaluate(1 - softmax(x, t, k), {x: X, t: T}).nearest
    every = evaluate(softmax(x, j, k), {x: X}, index=j).nearest
    with mpmath.workdps(1000):
        for row in range(3):
            p = direct(X[row])
            assert own[row] == float(1 - p[T[row]])
            assert every[row].tolist() == [float(value) for value in p]


GRADIENT = softmax(x, j, k) - KroneckerDelta(j, t)
LOSS = logsumexp(x, k) - x[t]


@pytest.mark.parametrize(("order", "formula"), [(1, GRADIENT), (2, softmax(x, j, k) * (1 - softmax(x, j, k)))])
def test_power_series_give_the_derivatives_of_cross_entropy(order: int, formula: Expr) -> None:
    made = rows(3, 2, np.dtype("f8"))
    series = derivative(LOSS, {x: made.x, t: made.t}, x, order).nearest
    assert (series == evaluate(formula, {x: made.x, t: made.t}, index=j).nearest).all()


def test_own_class_of_a_confident_row_is_no_difference_of_rounded_numbers() -> None:
    exact = evaluate(GRADIENT, {x: np.array([[0.0, 100.0]]), t: np.array([1])}, index=j).nearest
    textbook = Evaluator({x: np.array([[0.0, 100.0]]), t: np.array([1])}, np.dtype("f8"), index=j)(GRADIENT)
    assert exact[0, 1] == -3.720075976020836e-44
    assert textbook[0, 1] == 0


@pytest.mark.parametrize(
    ("formula", "index"),
    [
        (softmax(x, j, k), j),
        (LOSS, None),
        (softmax(x, j, k) * (v[j] - Sum(softmax(x, j, k) * v[j], (j, 1, k))), j),
        (-Sum(y[i] * log(softmax(x, i, k)), (i, 1, k)), None),
        (Sum(y[j], (j, 1, k)) * softmax(x, j, k) - y[j], j),
    ],
    ids=str,
)
def test_floats_and_balls_read_a_row_formula_alike(formula: Expr, index: Expr | None) -> None:
    rng = np.random.default_rng(1)
    columns = {x: rng.normal(size=(5, 4)), v: rng.normal(size=(5, 4)), y: rng.random((5, 4)), t: rng.integers(0, 4, 5)}
    floats = Evaluator(columns, np.dtype("f8"), index=index)(formula)
    balls = evaluate(formula, columns, index=index).nearest
    assert floats.shape == balls.shape
    np.testing.assert_allclose(floats, balls, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("k", [1, 2, 10])
def test_rows_of_every_kind_are_finite_and_hold_their_class(k: int) -> None:
    made = rows(k, 3, np.dtype("f4"))
    assert set(made.kind) == set(KINDS)
    assert np.isfinite(made.x).all()
    assert (made.x == made.x.astype(np.float32)).all()
    assert ((made.t >= 0) & (made.t < k)).all()
    if k > 1:
        confident = np.array(made.kind) == "confident"
        others = np.where(np.arange(k) == made.t[:, None], -np.inf, made.x).max(axis=1)
        assert (made.x[np.arange(len(made.t)), made.t][confident] > others[confident]).all()
