"""scikit-learn estimators: logistic regression, and linear models of any loss.

``LogisticRegression`` minimises C Σ loss + ‖w‖²/2, as scikit-learn's own does, and gives its coefficients.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from symxent.adapters import linear
from symxent.adapters.extras import require
from symxent.adapters.objective import allowed, kernel
from symxent.losses.catalogue import named, of_one_score
from symxent.losses.loss import Loss

require("sklearn", "sklearn")
require("scipy", "sklearn")

from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.utils.multiclass import check_classification_targets  # noqa: E402
from sklearn.utils.validation import (  # noqa: E402
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

Array = linear.Array


class _Linear(BaseEstimator):
    """What the estimators share: scores x·w + b, and the fit of one objective."""

    def __init__(
        self,
        C: float = 1.0,
        fit_intercept: bool = True,
        tol: float = 1e-4,
        max_iter: int = 100,
        solver: str = "lbfgs",
    ) -> None:
        self.C = C
        self.fit_intercept = fit_intercept
        self.tol = tol
        self.max_iter = max_iter
        self.solver = solver

    def _checked(self, X: Any, y: Any, sample_weight: Any) -> tuple[Array, Array, Array | None]:
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32], order="C")
        weights = None if sample_weight is None else _check_sample_weight(sample_weight, X, dtype=X.dtype)
        if not self.C > 0:
            raise ValueError(f"C={self.C!r}; a positive number was expected")
        return X, y, weights

    def _fitted(self, mean: linear.Objective, shape: tuple[int, ...], total: float) -> Array:
        """The minimum of the mean loss and the penalty 1/(C total); rows of coefficients, intercepts last."""
        objective = linear.penalised(mean, 1 / (self.C * total), int(self.fit_intercept), shape)
        solve = linear.solver_named(self.solver)
        found = solve(objective, np.zeros(int(np.prod(shape))), self.tol, self.max_iter)
        if not found.converged:
            warnings.warn(
                f"{self.solver} stopped after {found.steps} of max_iter={self.max_iter} steps before the gradient was "
                f"below tol={self.tol}; scale the features, or allow more steps",
                ConvergenceWarning,
                stacklevel=3,
            )
        self.n_iter_ = np.array([max(found.steps, 1)], dtype=np.int32)
        theta = found.theta.reshape(shape)
        return theta if self.fit_intercept else np.concatenate([theta, np.zeros((*shape[:-1], 1))], axis=-1)

    def _scores(self, X: Any) -> Array:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        return X @ self.coef_.T + self.intercept_

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        return tags


class LogisticRegression(ClassifierMixin, _Linear):
    """Logistic regression, binary or of several classes (softmax), with an L2 penalty.

    Parameters and attributes are those of scikit-learn's of the same name; ``solver`` is "lbfgs" or
    "gradient-descent".

    >>> import numpy as np
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array(["no", "no", "yes", "yes"])
    >>> LogisticRegression().fit(X, y).predict([[0.2], [2.9]]).tolist()
    ['no', 'yes']
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LogisticRegression:
        """Fit coefficients; raises ValueError for targets that are no classes, or only one of them."""
        X, y, weights = self._checked(X, y, sample_weight)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        k = len(self.classes_)
        if k < 2:
            raise ValueError(f"there is only one class in the data, {self.classes_[0]!r}; two at least were expected")
        total = float(len(X) if weights is None else weights.sum())
        columns = X.shape[1] + self.fit_intercept
        if k == 2:
            both = linear.kernel_of(named("bce"), (), X.dtype)
            mean = linear.mean_of(X, numbers.astype(X.dtype), both, 0, self.fit_intercept, weights)
            theta = self._fitted(mean, (columns,), total)[None, :]
        else:
            both, numbers = linear.softmax_kernel(), numbers.astype(np.int64)
            mean = linear.mean_of(X, numbers, both, k, self.fit_intercept, weights)
            theta = self._fitted(mean, (k, columns), total)
        self.coef_ = theta[:, :-1].astype(X.dtype)
        self.intercept_ = theta[:, -1].astype(X.dtype)
        return self

    def decision_function(self, X: Any) -> Array:
        """Scores (n,), positive for the second class; (n, classes) of several classes."""
        scores = self._scores(X)
        return scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, X: Any) -> Array:
        """The class of the largest score of each row."""
        scores = self.decision_function(X)
        return self.classes_[(scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)]

    def predict_log_proba(self, X: Any) -> Array:
        """Logarithms of the probabilities, (n, classes): no probability underflows to log 0."""
        return self._of_scores(X, "log_sigmoid", "log_softmax")

    def predict_proba(self, X: Any) -> Array:
        """Probabilities of the classes, (n, classes)."""
        return self._of_scores(X, "sigmoid", "softmax")

    def _of_scores(self, X: Any, of_two: str, of_several: str) -> Array:
        scores = self.decision_function(X)
        if scores.ndim == 1:
            return np.stack([kernel(of_two)(-scores), kernel(of_two)(scores)], axis=1)
        return np.asarray(kernel(of_several)(np.ascontiguousarray(scores)))


class _OfLoss(_Linear):
    def __init__(
        self,
        loss: Loss | str = "bce",
        parameters: dict[str, float] | None = None,
        C: float = 1.0,
        fit_intercept: bool = True,
        tol: float = 1e-4,
        max_iter: int = 100,
        solver: str = "lbfgs",
    ) -> None:
        super().__init__(C, fit_intercept, tol, max_iter, solver)
        self.loss = loss
        self.parameters = parameters

    def _loss(self) -> Loss:
        loss = of_one_score(self.loss)
        if len(loss.targets) != 1:
            raise ValueError(f"loss={loss.name!r} has {len(loss.targets)} targets; a linear model has one a row")
        return loss

    def _fit_loss(self, loss: Loss, X: Array, targets: Array, weights: Array | None) -> None:
        both = linear.kernel_of(loss, loss.settings(self.parameters), X.dtype)
        mean = linear.mean_of(X, targets.astype(X.dtype), both, 0, self.fit_intercept, weights)
        shape = (X.shape[1] + self.fit_intercept,)
        theta = self._fitted(mean, shape, float(len(X) if weights is None else weights.sum()))
        self.coef_ = theta[:-1].astype(X.dtype)
        self.intercept_ = X.dtype.type(theta[-1])


class LossClassifier(ClassifierMixin, _OfLoss):
    """A linear classifier of two classes with any loss of two labels: of the catalogue by name, or of your own.

    >>> import numpy as np
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    >>> LossClassifier("squared_hinge").fit(X, y).predict([[0.2], [2.9]]).tolist()
    [0, 1]
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LossClassifier:
        """Fit coefficients; raises ValueError for other than two classes, or a loss of other labels."""
        X, y, weights = self._checked(X, y, sample_weight)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) != 2:
            found = len(self.classes_)
            what = "only one class" if found == 1 else f"{found} classes"
            raise ValueError(f"Only binary classification is supported, and there is {what} in the data")
        loss = self._loss()
        labels = np.array([float(v) for v in loss.targets[0].values])
        if len(labels) != 2:
            raise ValueError(f"loss={loss.name!r} takes targets in {loss.targets[0].where}; two labels were expected")
        self._fit_loss(loss, X, labels[numbers], weights)
        return self

    def decision_function(self, X: Any) -> Array:
        """Scores (n,), positive for the second class."""
        return self._scores(X)

    def predict(self, X: Any) -> Array:
        """The second class where the score is positive."""
        positive = self.decision_function(X) > 0
        return self.classes_[positive.astype(int)]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


class LossRegressor(RegressorMixin, _OfLoss):
    """A linear regressor with any loss of a numeric target: of the catalogue by name, or of your own.

    ``predict`` gives scores; for a loss in the logarithm of the mean (poisson, tweedie) take their exponential.

    >>> import numpy as np
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 3.0, 5.0, 7.0])
    >>> LossRegressor("pseudo_huber", C=1e6).fit(X, y).predict([[4.0]]).round(2).tolist()
    [9.0]
    """

    def __init__(
        self,
        loss: Loss | str = "pseudo_huber",
        parameters: dict[str, float] | None = None,
        C: float = 1.0,
        fit_intercept: bool = True,
        tol: float = 1e-4,
        max_iter: int = 1000,
        solver: str = "lbfgs",
    ) -> None:
        super().__init__(loss, parameters, C, fit_intercept, tol, max_iter, solver)

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LossRegressor:
        """Fit coefficients; raises ValueError for a target that the loss has no value for."""
        X, y, weights = self._checked(X, y, sample_weight)
        targets = y.astype(np.float64)
        loss = self._loss()
        wrong = np.flatnonzero(~allowed(loss.targets[0], targets))
        if len(wrong):
            i = int(wrong[0])
            raise ValueError(f"y[{i}] is {targets[i]:g}, but the loss {loss.name} takes {loss.targets[0].where}")
        self._fit_loss(loss, X, targets, weights)
        return self

    def predict(self, X: Any) -> Array:
        """Scores (n,)."""
        return self._scores(X)
