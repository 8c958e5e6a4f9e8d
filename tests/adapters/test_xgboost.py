"""XGBoost with a loss of ours: the built-in objective's trees, several classes, weights, both of its interfaces."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest

xgboost = pytest.importorskip("xgboost", reason="needs the extra xgboost")
pytest.importorskip("scipy", reason="XGBoost needs SciPy")

from symxent.adapters import xgboost as adapter  # noqa: E402
from symxent.adapters.objective import of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402
from symxent.lint.objective import lint_objective  # noqa: E402
from symxent.losses.catalogue import named  # noqa: E402

SOFTMAX = adapter.objective("softmax_cross_entropy", curvature="majorant")


def data(classes: int = 2, rows: int = 2000) -> tuple[Any, Any]:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(rows, 6))
    scores = x[:, :classes] * 2 + x[:, 3:4] * np.arange(classes) + rng.normal(size=(rows, classes)) * 0.7
    return x, scores.argmax(axis=1)


def trees(booster: Any) -> list[Any]:
    """Feature and threshold of every split, in order."""

    def walk(node: dict[str, Any]) -> list[Any]:
        if "leaf" in node:
            return []
        return [(node["split"], round(node["split_condition"], 5)), *[s for c in node["children"] for s in walk(c)]]

    return [walk(json.loads(tree)) for tree in booster.get_dump(dump_format="json")]


PARAMETERS = {"max_depth": 4, "eta": 0.3, "nthread": 2, "tree_method": "exact", "seed": 1}


@pytest.mark.parametrize("weighted", [False, True])
def test_cross_entropy_of_ours_grows_the_built_in_objectives_trees(weighted: bool) -> None:
    x, y = data()
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else None
    matrix = xgboost.DMatrix(x, y, weight=weights)
    theirs = xgboost.train({**PARAMETERS, "objective": "binary:logistic", "base_score": 0.5}, matrix, 20)
    ours = xgboost.train({**PARAMETERS, "base_score": 0.0}, matrix, 20, obj=adapter.objective("bce"))
    assert trees(ours) == trees(theirs)
    margins = ours.predict(matrix, output_margin=True)
    np.testing.assert_allclose(margins, theirs.predict(matrix, output_margin=True), atol=2e-5)


def test_softmax_of_ours_grows_the_built_in_objectives_trees() -> None:
    x, y = data(3)
    matrix = xgboost.DMatrix(x, y)
    parameters = {**PARAMETERS, "num_class": 3}
    theirs = xgboost.train({**parameters, "objective": "multi:softprob", "base_score": 0.5}, matrix, 10)
    ours = xgboost.train(
        {**parameters, "base_score": 0.0},
        matrix,
        10,
        obj=SOFTMAX,
    )
    # The release decides which curvature multi:softprob has; where it is the majorant, trees are the same.
    same = xgboost.train({**parameters, "base_score": 0.0}, matrix, 10, obj=adapter.objective("softmax_cross_entropy"))
    agreeing = [booster for booster in (ours, same) if trees(booster)[:3] == trees(theirs)[:3]]
    assert agreeing
    accuracy = (ours.predict(matrix, output_margin=True).argmax(axis=1) == y).mean()
    assert accuracy > (theirs.predict(matrix).argmax(axis=1) == y).mean() - 0.01


def test_smoothed_labels_ask_for_no_certainty() -> None:
    x, y = data(3)
    matrix = xgboost.DMatrix(x, y, weight=np.random.default_rng(1).uniform(0.5, 2, len(y)))
    parameters = {**PARAMETERS, "num_class": 3, "base_score": 0.0}
    smoothed = adapter.objective("softmax_label_smoothed", curvature="majorant", epsilon=0.2)
    scores, plain = (
        xgboost.train(parameters, matrix, 30, obj=each).predict(matrix, output_margin=True)
        for each in (pickle.loads(pickle.dumps(smoothed)), SOFTMAX)
    )
    assert (scores.argmax(axis=1) == y).mean() > (plain.argmax(axis=1) == y).mean() - 0.02
    assert np.abs(scores).max() < np.abs(plain).max()


@pytest.mark.parametrize(("kind", "factor"), [("exact", 1.0), ("majorant", 2.0), ("absolute", None)])
def test_a_row_loss_has_the_curvature_that_was_asked_for(kind: str, factor: float | None) -> None:
    scores, labels = np.array([[2.0, -1.0, 0.5], [0.0, 4.0, 1.0]]), np.array([0.0, 2.0])
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    wanted = np.abs(p - np.eye(3)[[0, 2]]) if factor is None else factor * p * (1 - p)
    _, of_row = adapter.objective("softmax_cross_entropy", curvature=kind)(labels, scores)
    np.testing.assert_allclose(of_row, wanted, rtol=1e-12)


def test_a_row_loss_names_the_label_that_is_no_class() -> None:
    x, y = data(3, rows=50)
    with pytest.raises(ValueError, match=r"labels\[0\] is 7, but there are 3 classes"):
        xgboost.train(
            {**PARAMETERS, "num_class": 3},
            xgboost.DMatrix(x, np.where(np.arange(50) == 0, 7, y)),
            1,
            obj=adapter.objective("softmax_cross_entropy"),
        )


def test_both_interfaces_give_the_same_model() -> None:
    x, y = data()
    matrix = xgboost.DMatrix(x, y)
    native = xgboost.train({**PARAMETERS, "base_score": 0.0}, matrix, 5, obj=adapter.objective("focal", gamma=1.5))
    estimator = xgboost.XGBRegressor(
        n_estimators=5,
        max_depth=4,
        learning_rate=0.3,
        tree_method="exact",
        base_score=0.0,
        objective=adapter.objective("focal", gamma=1.5),
    ).fit(x, y, sample_weight=np.ones(len(y)))
    np.testing.assert_allclose(estimator.predict(x), native.predict(matrix), atol=1e-5)


def test_a_classifier_takes_it_and_finds_the_classes() -> None:
    x, y = data()
    # XGBClassifier keeps its own link: a base score of 0.5 is a raw score of 0.
    fitted = xgboost.XGBClassifier(n_estimators=10, base_score=0.5, objective=adapter.objective("bce"))
    scores = fitted.fit(x, y).predict(x, output_margin=True)
    assert ((scores > 0) == y).mean() > 0.9


def test_labels_outside_the_loss_raise_a_value_error() -> None:
    x, _ = data(rows=20)
    matrix = xgboost.DMatrix(x, np.linspace(0, 1, 20))
    with pytest.raises(ValueError, match=r"labels\[1\] is 0.0526.*takes labels in \{0, 1\}"):
        xgboost.train({"base_score": 0.0}, matrix, 1, obj=adapter.objective("bce"))
    with pytest.raises(ValueError, match=r"labels\[0\] is 3, but there are 3 classes"):
        xgboost.train(
            {"num_class": 3, "base_score": 0.0},
            xgboost.DMatrix(x, np.full(20, 3)),
            1,
            obj=SOFTMAX,
        )


def test_parameters_that_a_loss_has_not_are_refused() -> None:
    with pytest.raises(SymxentError, match="has no parameter 'gamma'"):
        adapter.objective("bce", gamma=2)
    with pytest.raises(SymxentError, match="gamma = 9 does not lie in"):
        adapter.objective("focal", gamma=9)


def test_objectives_survive_pickling() -> None:
    again = pickle.loads(pickle.dumps(adapter.objective("focal", gamma=1.5, curvature="exact")))
    scores, labels = np.float32([0.5, -2]), np.float32([1, 0])
    gradient, _ = again.derivatives(scores, labels)
    np.testing.assert_allclose(gradient, named("focal").compile().gradient(scores, labels, np.float32(1.5)))


def test_the_linter_finds_nothing_in_our_own_objectives() -> None:
    for floor in (0, adapter.TINY):
        assert lint_objective(adapter.objective("bce", floor=floor), "bce", api="xgboost").codes == ()
        assert lint_objective(adapter.objective("bce", floor=floor), "bce", api="xgboost-sklearn").codes == ()


@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize("weighted", [False, True])
def test_labels_and_weights_are_read_where_they_lie_and_are_those_that_xgboost_gives(
    targets: int, weighted: bool
) -> None:
    rng = np.random.default_rng(3)
    y = rng.random((200, targets)) if targets > 1 else rng.random(200)
    matrix = xgboost.DMatrix(rng.random((200, 2)), y, weight=rng.random(200) if weighted else None)
    labels, weights = adapter.labels_of(matrix), adapter.weights_of(matrix)
    np.testing.assert_array_equal(labels, matrix.get_label())
    assert labels.shape == matrix.get_label().shape
    assert not labels.flags.owndata
    assert not labels.flags.writeable
    if weighted:
        np.testing.assert_array_equal(weights, matrix.get_weight())
    else:
        assert weights is None


def test_labels_that_are_set_anew_are_seen_by_the_next_call() -> None:
    scores = np.zeros(4, np.float32)
    matrix = xgboost.DMatrix(np.zeros((4, 1)), np.array([0.0, 1, 0, 1]))
    objective = adapter.objective("bce")
    before, _ = objective(scores, matrix)
    matrix.set_label(np.array([1.0, 0, 1, 0]))
    after, _ = objective(scores, matrix)
    np.testing.assert_array_equal(after, -before)


def test_what_is_no_dmatrix_but_has_labels_is_taken_too() -> None:
    class Matrix:
        def get_label(self) -> Any:
            return np.array([0.0, 1.0], np.float32)

        def get_weight(self) -> Any:
            return np.array([], np.float32)

    gradient, hessian = adapter.objective("bce")(np.zeros(2, np.float32), Matrix())
    np.testing.assert_array_equal(gradient, [0.5, -0.5])
    np.testing.assert_array_equal(hessian, [0.25, 0.25])


def test_weights_keep_the_precision_of_the_scores_and_change_no_array_of_the_caller() -> None:
    scores, labels, weights = np.zeros(3, np.float32), np.array([0.0, 1, 1], np.float32), np.array([1.0, 2, 0.5])
    gradient, hessian = adapter.objective("bce")(labels, scores, weights)
    assert gradient.dtype == hessian.dtype == np.float32
    np.testing.assert_array_equal(gradient, [0.5, -1, -0.25])
    np.testing.assert_array_equal(weights, [1, 2, 0.5])
    constant = adapter.objective("quantile")
    for _ in range(2):
        np.testing.assert_array_equal(constant(labels, scores, weights)[0], [0.5, -1, -0.25])


def test_messages_name_the_loss_as_the_user_did_and_the_shapes_that_do_not_fit() -> None:
    loss = of("bce", "exact", 1e-16, {})
    with pytest.raises(ValueError, match=r"but the loss bce takes labels in \{0, 1\}"):
        loss(np.zeros(2), np.array([0.0, 3.0]))
    with pytest.raises(ValueError, match=r"bce: labels of shape \(2, 1\) against scores of shape \(2,\)"):
        loss(np.zeros(2), np.zeros((2, 1)))


@pytest.mark.parametrize("weighted", [False, True])
def test_it_begins_where_the_built_in_objective_begins(weighted: bool) -> None:
    x, y = data()
    y = (x[:, 0] > 1).astype(int)
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else None
    matrix = xgboost.DMatrix(x, y, weight=weights)
    ours = adapter.objective("bce")
    begins = ours.start(matrix)
    assert begins.score < -1
    theirs = xgboost.train({**PARAMETERS, "objective": "binary:logistic"}, matrix, 5)
    wanted = theirs.predict(matrix, output_margin=True)
    from_there, from_half = (
        xgboost.train({**PARAMETERS, **start}, matrix, 5, obj=ours).predict(matrix, output_margin=True)
        for start in ({"base_score": begins.score}, {})
    )
    np.testing.assert_allclose(from_there, wanted, atol=2e-5)
    assert np.abs(from_half - wanted).max() > 0.1


def test_a_classifier_begins_there_by_a_probability() -> None:
    x, y = data()
    y = (x[:, 0] > 1).astype(int)
    ours = adapter.objective("bce")
    begins = ours.start(y)
    fitted = xgboost.XGBClassifier(n_estimators=3, base_score=begins.probability, objective=ours).fit(x, y)
    native = xgboost.train({"base_score": begins.score}, xgboost.DMatrix(x, y), 3, obj=ours)
    np.testing.assert_allclose(
        fitted.predict(x, output_margin=True), native.predict(xgboost.DMatrix(x), output_margin=True), atol=2e-5
    )


def test_several_classes_begin_at_a_margin_each() -> None:
    x, y = data(3)
    matrix = xgboost.DMatrix(x, np.where(x[:, 3] > -0.5, 0, y))
    begins = SOFTMAX.start(matrix)
    matrix.set_base_margin(begins.rows(len(y)))
    booster = xgboost.train({**PARAMETERS, "num_class": 3, "eta": 0.0}, matrix, 1, obj=SOFTMAX)
    shares = np.bincount(matrix.get_label().astype(int)) / len(y)
    np.testing.assert_allclose(booster.predict(matrix, output_margin=True)[0], np.log(shares), rtol=1e-6)


def test_a_start_checks_the_labels_as_the_objective_does() -> None:
    with pytest.raises(ValueError, match=r"labels\[1\] is 2, but the loss bce takes labels in \{0, 1\}"):
        adapter.objective("bce").start(np.array([0, 2]))


def curvature_of_the_library(objective: str, label: float, margin: Any, gradient: Any, **parameters: Any) -> Any:
    """−g/w of the weight w of the one leaf of one tree, not regularised: the curvature that the library takes."""
    margin = np.atleast_1d(margin)
    matrix = xgboost.DMatrix(np.zeros((8, 1)), np.full(8, label))
    matrix.set_base_margin(np.tile(margin, (8, 1)) if len(margin) > 1 else np.full(8, margin[0]))
    free = {"eta": 1.0, "lambda": 0.0, "min_child_weight": 0, "max_delta_step": 0.0, "tree_method": "exact"}
    booster = xgboost.train({**free, "objective": objective, **parameters}, matrix, 1)
    return -np.asarray(gradient) / (booster.predict(matrix, output_margin=True).reshape(8, -1)[0] - margin)


@pytest.mark.parametrize(
    ("builtin", "loss", "label", "newer"),
    [
        ("binary:logistic", "bce", 1.0, "exact"),
        ("count:poisson", "poisson", 2.0, "bounded_step"),
        ("reg:pseudohubererror", "pseudo_huber", 2.0, "touching"),
        ("multi:softprob", "softmax_cross_entropy", 1.0, "absolute"),
    ],
)
def test_the_curvature_of_a_built_in_objective_is_the_kind_of_that_name(
    builtin: str, loss: str, label: float, newer: str
) -> None:
    several = loss == "softmax_cross_entropy"
    margin = np.array([0.3, -0.2, 0.9]) if several else np.array([0.4])
    older = "majorant" if several else "exact"
    kinds = {}
    for kind in (older, newer):
        ours = adapter.objective(loss, curvature=kind, floor=0.0)
        gradient, kinds[kind] = (a.ravel() for a in ours(np.array([label]), margin[None] if several else margin))
    found = curvature_of_the_library(builtin, label, margin, gradient, **({"num_class": 3} if several else {}))
    agreeing = [kind for kind, values in kinds.items() if np.allclose(found, values, rtol=1e-5)]
    assert agreeing
    if tuple(map(int, xgboost.__version__.split(".")[:2])) <= (3, 2):  # the table in docs/how-to/libraries.md
        assert agreeing[0] == older
