"""The scikit-learn estimators: its own checks, its own coefficients, and errors in its own habit."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn", reason="needs the extra sklearn")

from sklearn.datasets import make_classification  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.linear_model import HuberRegressor, PoissonRegressor  # noqa: E402
from sklearn.linear_model import LogisticRegression as Theirs  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

import symxent as sx  # noqa: E402
from symxent.adapters import linear  # noqa: E402
from symxent.adapters.sklearn import LogisticRegression, LossClassifier, LossRegressor  # noqa: E402

TIGHT = {"tol": 1e-10, "max_iter": 5000}


@parametrize_with_checks([LogisticRegression(), LossClassifier("bce"), LossRegressor("pseudo_huber")])
def test_scikit_learns_own_checks_pass(estimator: Any, check: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        check(estimator)


def data(classes: int) -> tuple[Any, Any]:
    return make_classification(600, 8, n_informative=6, n_redundant=0, n_classes=classes, random_state=3)


@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("C", [0.1, 10.0])
def test_coefficients_are_scikit_learns(classes: int, weighted: bool, intercept: bool, C: float) -> None:
    x, y = data(classes)
    weights = np.random.default_rng(0).uniform(0.2, 3, len(y)) if weighted else None
    ours = LogisticRegression(C=C, fit_intercept=intercept, **TIGHT).fit(x, y, weights)
    theirs = Theirs(C=C, fit_intercept=intercept, **TIGHT).fit(x, y, weights)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6)
    np.testing.assert_allclose(ours.predict_proba(x), theirs.predict_proba(x), atol=1e-6)
    assert (ours.predict(x) == theirs.predict(x)).all()


def test_gradient_descent_comes_to_the_same_place() -> None:
    x, y = data(2)
    by_descent = LogisticRegression(solver="gradient-descent", tol=1e-9, max_iter=20000).fit(x, y)
    by_lbfgs = LogisticRegression(**TIGHT).fit(x, y)
    np.testing.assert_allclose(by_descent.coef_, by_lbfgs.coef_, atol=1e-6)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize("k", [0, 3])
def test_every_objective_has_the_gradient_that_differences_show(k: int, intercept: bool, weighted: bool) -> None:
    from symxent.losses.catalogue import named

    rng = np.random.default_rng(2)
    x, size = rng.normal(size=(50, 4)), (4 + intercept) * max(1, k)
    targets = rng.integers(0, k, 50) if k else rng.integers(0, 2, 50) * 1.0
    both = linear.softmax_kernel() if k else linear.kernel_of(named("focal"), (1.5,), x.dtype)
    objective = linear.mean_of(x, targets, both, k, intercept, rng.uniform(1, 2, 50) if weighted else None)
    theta = rng.normal(size=size)
    _, gradient = objective(theta)
    for i in range(size):
        step = np.zeros(size)
        step[i] = 1e-6
        assert gradient[i] == pytest.approx((objective(theta + step)[0] - objective(theta - step)[0]) / 2e-6, abs=1e-7)


@pytest.mark.parametrize("intercept", [True, False])
def test_blocks_and_threads_do_not_change_the_sum(intercept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from symxent.losses.catalogue import named

    rng = np.random.default_rng(2)
    x, y, weights = rng.normal(size=(1000, 4)), rng.integers(0, 2, 1000) * 1.0, rng.uniform(1, 2, 1000)
    both = linear.kernel_of(named("bce"), (), x.dtype)
    theta = rng.normal(size=4 + intercept)
    whole = linear.mean_of(x, y, both, 0, intercept, weights)(theta)
    monkeypatch.setattr(linear, "ROWS", 28)
    small = linear.mean_of(x, y, both, 0, intercept, weights)(theta)
    design = np.column_stack([x, np.ones(len(x))]) if intercept else x
    values, slopes = both(design @ theta, y)
    plain = (weights @ values / weights.sum(), (weights * slopes) @ design / weights.sum())
    for found in (small, plain):
        assert found[0] == pytest.approx(whole[0], rel=1e-13)
        np.testing.assert_allclose(found[1], whole[1], rtol=1e-11, atol=1e-13)


def test_probabilities_of_extreme_scores_keep_their_logarithm() -> None:
    x, y = data(2)
    fitted = LogisticRegression().fit(x, y)
    far = 1e6 * x[:5]
    logs = fitted.predict_log_proba(far)
    assert np.isfinite(logs).all()
    np.testing.assert_allclose(np.sort(logs, axis=1)[:, 0], -np.abs(fitted.decision_function(far)), rtol=1e-12)


def test_squared_hinge_is_linear_svcs() -> None:
    x, y = data(2)
    ours = LossClassifier("squared_hinge", fit_intercept=False, **TIGHT).fit(x, y)
    theirs = LinearSVC(loss="squared_hinge", fit_intercept=False, dual=False, tol=1e-10, max_iter=10000).fit(x, y)
    # LinearSVC minimises C Σ loss + ‖w‖²/2 as well.
    np.testing.assert_allclose(ours.coef_, theirs.coef_[0], atol=1e-5)


def test_poisson_regression_is_scikit_learns() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(400, 3))
    y = rng.poisson(np.exp(x @ [0.5, -0.3, 0.2] + 0.4))
    alpha = 0.01
    ours = LossRegressor("poisson", C=1 / (alpha * len(y)), **TIGHT).fit(x, y)
    theirs = PoissonRegressor(alpha=alpha, tol=1e-10, max_iter=5000).fit(x, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
    assert ours.intercept_ == pytest.approx(theirs.intercept_, abs=1e-6)


def test_outliers_hardly_move_the_huber_fit() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, 2))
    y = x @ [1.0, -2.0] + 0.5 + 0.1 * rng.normal(size=300)
    y[:20] += 100
    ours = LossRegressor("huber", {"delta": 0.3}, C=1e6, **TIGHT).fit(x, y)
    assert HuberRegressor().fit(x, y).coef_ == pytest.approx(ours.coef_, abs=0.05)
    assert ours.coef_ == pytest.approx([1, -2], abs=0.1)


def test_a_loss_of_ones_own_is_taken() -> None:
    z, y = sx.logit("z"), sx.target("y", values=(0, 1))
    mine = sx.Loss("weighed", 3 * y * sx.softplus(-z) + (1 - y) * sx.softplus(z), wrt=z)
    x, labels = data(2)
    ours = LossClassifier(mine, **TIGHT).fit(x, labels)
    theirs = Theirs(class_weight={0: 1, 1: 3}, **TIGHT).fit(x, labels)
    np.testing.assert_allclose(ours.coef_, theirs.coef_[0], atol=1e-6)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda x, y: LossRegressor("poisson").fit(x, -np.ones(len(x))), r"y\[0\] is -1, but the loss poisson takes"),
        (lambda x, y: LossClassifier("huber").fit(x, y), "two labels were expected"),
        (lambda x, y: LogisticRegression(solver="newton").fit(x, y), "solver='newton'; there are lbfgs"),
        (lambda x, y: LogisticRegression(C=-1).fit(x, y), "C=-1; a positive number"),
        (lambda x, y: LogisticRegression().fit(np.where(x > 2, np.nan, x), y), "NaN"),
        (lambda x, y: LogisticRegression().fit(x, np.zeros(len(x))), "only one class"),
    ],
)
def test_what_cannot_be_fitted_is_a_value_error(make: Any, words: str) -> None:
    x, y = data(2)
    with pytest.raises(ValueError, match=words):
        make(x, y)


def test_too_few_steps_are_warned_of() -> None:
    x, y = data(2)
    with pytest.warns(ConvergenceWarning, match="stopped after 2 of max_iter=2"):
        LogisticRegression(max_iter=2).fit(x, y)
