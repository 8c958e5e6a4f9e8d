"""What a loss of ours costs where it is used: fits against scikit-learn's, objectives against NumPy's in XGBoost.

    python bench/fit.py [--rows 1000000] [--columns 100] [--repeat 3]

Prints ratios of times measured in the same run: the peer's time over ours, of an objective the median of its calls; and
the share of XGBoost's training that its objective takes.  Both fits stop at the same largest component of the gradient;
their losses are printed, too.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np


def seconds(run: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """The median time of some runs, and what the last one returned."""
    times, result = [], None
    for _ in range(repeat):
        began = perf_counter()
        result = run()
        times.append(perf_counter() - began)
    return median(times), result


def data(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Features of unit variance, labels drawn from a logistic model."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((rows, columns))
    theta = rng.standard_normal(columns) / np.sqrt(columns)
    return x, (x @ theta + rng.logistic(size=rows) > 0).astype(np.int64)


def fits(rows: int, columns: int, repeat: int, tol: float) -> None:
    """Logistic regression: ours against scikit-learn's, at one tolerance, without and with an intercept."""
    from sklearn.linear_model import LogisticRegression as Theirs

    from symxent.adapters.sklearn import LogisticRegression as Ours

    x, y = data(rows, columns)
    Ours().fit(x[:1000], y[:1000])  # compiles
    Ours(fit_intercept=False).fit(x[:1000], y[:1000])
    for intercept in (False, True):
        settings = {"tol": tol, "max_iter": 1000, "fit_intercept": intercept}
        ours, mine = seconds(lambda s=settings: Ours(**s).fit(x, y), repeat)
        theirs, other = seconds(lambda s=settings: Theirs(**s).fit(x, y), repeat)
        apart = np.abs(mine.coef_ - other.coef_).max()
        words = "with intercept" if intercept else "without intercept"
        print(
            f"fit {rows} × {columns} {words}: scikit-learn/ours {theirs / ours:.2f} "
            f"({int(other.n_iter_[0])} against {int(mine.n_iter_[0])} steps, coefficients within {apart:.1e})"
        )


def textbook(scores: np.ndarray, matrix: Any) -> tuple[np.ndarray, np.ndarray]:
    """The objective that everybody writes."""
    labels = matrix.get_label()
    p = 1.0 / (1.0 + np.exp(-scores))
    return p - labels, p * (1.0 - p)


def textbook_focal(scores: np.ndarray, matrix: Any) -> tuple[np.ndarray, np.ndarray]:
    """Focal loss, γ = 2, as it is found in blog posts: derivatives of the formula, with a clip against NaN."""
    y = matrix.get_label()
    p = np.clip(1.0 / (1.0 + np.exp(-scores)), 1e-7, 1 - 1e-7)
    q = 1 - p
    gradient = y * q**2 * (2 * p * np.log(p) - q) + (1 - y) * p**2 * (p - 2 * q * np.log(q))
    one = p * q**2 * (5 * q + (2 * q - 4 * p) * np.log(p))
    zero = q * p**2 * (5 * p + (2 * p - 4 * q) * np.log(q))
    return gradient, y * one + (1 - y) * zero


class Timed:
    """An objective that knows how long it has run."""

    def __init__(self, objective: Callable[..., Any]) -> None:
        self.objective = objective
        self.seconds: list[float] = []

    def __call__(self, scores: np.ndarray, matrix: Any) -> Any:
        began = perf_counter()
        result = self.objective(scores, matrix)
        self.seconds.append(perf_counter() - began)
        return result


def objectives(rows: int, columns: int) -> None:
    """The objective's share of XGBoost's time: ours, the textbook's, and what NumPy takes for either alone."""
    import xgboost

    from symxent.adapters.xgboost import objective

    x, y = data(rows, columns)
    matrix = xgboost.DMatrix(x.astype(np.float32), y)
    settings = {"max_depth": 6, "eta": 0.3, "base_score": 0.0, "tree_method": "hist"}
    for name, ours, theirs in (
        ("cross-entropy", objective("bce"), textbook),
        ("focal loss", objective("focal_2"), textbook_focal),
    ):
        shares, spent = {}, {}
        for label, candidate in (("ours", ours), ("NumPy", theirs)):
            xgboost.train(settings, matrix, 2, obj=candidate)  # compiles, and sorts the columns once
            timed = Timed(candidate)
            began = perf_counter()
            xgboost.train(settings, matrix, 20, obj=timed)
            shares[label] = sum(timed.seconds) / (perf_counter() - began)
            spent[label] = median(timed.seconds)
        print(
            f"XGBoost, {name}, {rows} rows: NumPy's objective/ours {spent['NumPy'] / spent['ours']:.1f} "
            f"({1e3 * spent['ours']:.2f} ms); "
            f"share of the training {shares['ours']:.1%} against {shares['NumPy']:.1%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each fit, the median counts")
    parser.add_argument("--tol", type=float, default=1e-6, help="largest component of the gradient")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, NumPy {np.__version__}")
    fits(options.rows, options.columns, options.repeat, options.tol)
    objectives(options.rows, min(options.columns, 20))


if __name__ == "__main__":
    main()
