"""LightGBM with a loss of ours: the built-in objective's trees, several classes, weights, both of its interfaces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

lightgbm = pytest.importorskip("lightgbm", reason="needs the extra lightgbm")

from symxent.adapters import lightgbm as adapter  # noqa: E402
from symxent.lint.objective import lint_objective  # noqa: E402


def data(classes: int = 2, rows: int = 2000) -> tuple[Any, Any]:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(rows, 6))
    scores = x[:, :classes] * 2 + x[:, 3:4] * np.arange(classes) + rng.normal(size=(rows, classes)) * 0.7
    return x, scores.argmax(axis=1)


PARAMETERS = {"num_leaves": 15, "verbose": -1, "num_threads": 2, "seed": 1, "boost_from_average": False}


def splits(booster: Any) -> list[Any]:
    frame = booster.dump_model()["tree_info"]

    def walk(node: dict[str, Any]) -> list[Any]:
        if "split_feature" not in node:
            return []
        here = (node["split_feature"], round(node["threshold"], 6))
        return [here, *walk(node["left_child"]), *walk(node["right_child"])]

    return [walk(tree["tree_structure"]) for tree in frame]


@pytest.mark.parametrize("weighted", [False, True])
def test_cross_entropy_of_ours_grows_the_built_in_objectives_trees(weighted: bool) -> None:
    x, y = data()
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else None
    theirs = lightgbm.train({**PARAMETERS, "objective": "binary"}, lightgbm.Dataset(x, y, weight=weights), 20)
    ours = lightgbm.train(
        {**PARAMETERS, "objective": adapter.objective("bce")}, lightgbm.Dataset(x, y, weight=weights), 20
    )
    assert splits(ours) == splits(theirs)
    np.testing.assert_allclose(ours.predict(x), theirs.predict(x, raw_score=True), atol=1e-5)


def test_several_classes_are_learnt_in_lightgbms_order() -> None:
    x, y = data(3)
    of_row = adapter.objective("softmax_cross_entropy", curvature="majorant")
    classifier = lightgbm.LGBMClassifier(n_estimators=20, verbose=-1, objective=of_row)
    theirs = lightgbm.LGBMClassifier(n_estimators=20, verbose=-1).fit(x, y)
    scores = classifier.fit(x, y).predict(x, raw_score=True)
    assert (scores.argmax(axis=1) == y).mean() > (theirs.predict(x) == y).mean() - 0.02


def test_a_row_loss_learns_several_classes_in_the_native_interface() -> None:
    x, y = data(3)
    native = adapter.objective("softmax_label_smoothed", curvature="majorant", epsilon=0.1)
    ours, theirs = (
        lightgbm.train({**PARAMETERS, "objective": each, "num_class": 3}, lightgbm.Dataset(x, y), 30).predict(x)
        for each in (native, "multiclass")
    )
    assert (ours.argmax(axis=1) == y).mean() > (theirs.argmax(axis=1) == y).mean() - 0.03


def test_estimators_take_it_with_weights() -> None:
    x, y = data()
    weights = np.where(y == 1, 3.0, 1.0)
    ours = lightgbm.LGBMRegressor(n_estimators=5, verbose=-1, objective=adapter.objective("bce"))
    double = lightgbm.LGBMRegressor(n_estimators=5, verbose=-1, objective=adapter.objective("bce"))
    assert ours.fit(x, y, sample_weight=weights).predict(x).mean() > double.fit(x, y).predict(x).mean()


def test_labels_outside_the_loss_raise_a_value_error() -> None:
    x, _ = data(rows=50)
    with pytest.raises(ValueError, match=r"labels\[0\] is 2, but the loss bce takes labels in \{0, 1\}"):
        lightgbm.train({**PARAMETERS, "objective": adapter.objective("bce")}, lightgbm.Dataset(x, np.full(50, 2)), 1)


def test_the_linter_finds_nothing_in_our_own_objectives() -> None:
    assert lint_objective(adapter.objective("bce"), "bce", api="lightgbm-native").codes == ()
    assert lint_objective(adapter.objective("bce"), "bce", api="lightgbm").codes == ()


@pytest.mark.parametrize("weighted", [False, True])
def test_it_begins_where_the_built_in_objective_begins(weighted: bool) -> None:
    x, _ = data()
    y = (x[:, 0] > 1).astype(int)
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else None
    ours = adapter.objective("bce")
    begins = ours.start(lightgbm.Dataset(x, y, weight=weights))
    parameters = {k: v for k, v in PARAMETERS.items() if k != "boost_from_average"}
    theirs = lightgbm.train({**parameters, "objective": "binary"}, lightgbm.Dataset(x, y, weight=weights), 5)
    from_there, from_zero = (
        lightgbm.train({**parameters, "objective": ours}, lightgbm.Dataset(x, y, weight=weights, init_score=score), 5)
        for score in (begins.rows(len(y)), None)
    )
    wanted = theirs.predict(x, raw_score=True)
    np.testing.assert_allclose(from_there.predict(x) + begins.score, wanted, atol=1e-6)
    assert np.abs(from_zero.predict(x) - wanted).max() > 0.1
