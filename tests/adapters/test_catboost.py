"""CatBoost with a loss of ours: it learns what its own Logloss learns."""

from __future__ import annotations

import numpy as np
import pytest

catboost = pytest.importorskip("catboost", reason="needs the extra catboost")

from symxent.adapters import catboost as adapter  # noqa: E402
from symxent.lint.objective import lint_objective  # noqa: E402


def test_cross_entropy_of_ours_learns_what_logloss_learns() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(600, 4))
    y = (x[:, 0] * 2 - x[:, 1] + rng.normal(size=600) > 0).astype(int)
    settings = {"iterations": 15, "depth": 3, "learning_rate": 0.3, "verbose": False, "allow_writing_files": False}
    settings |= {"boost_from_average": False, "random_seed": 1, "leaf_estimation_method": "Newton"}
    settings |= {"leaf_estimation_iterations": 1, "bootstrap_type": "No", "thread_count": 2}
    theirs = catboost.CatBoostClassifier(loss_function="Logloss", **settings).fit(x, y)
    ours = catboost.CatBoostClassifier(loss_function=adapter.objective("bce"), eval_metric="Logloss", **settings)
    scores = ours.fit(x, y).predict(x, prediction_type="RawFormulaVal")
    assert np.corrcoef(scores, theirs.predict(x, prediction_type="RawFormulaVal"))[0, 1] > 0.99
    assert ((scores > 0) == y).mean() > 0.85


def test_the_linter_finds_nothing_in_our_own_objective() -> None:
    assert lint_objective(adapter.objective("bce"), "bce", api="catboost").codes == ()
