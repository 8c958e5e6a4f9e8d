"""The constant that boosting begins at: proved stationary, or enclosed by a change of sign, and no other is better."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Symbol, exp, log

import symxent as sx
from symxent.errors import SymxentError
from symxent.losses.catalogue import named
from symxent.losses.start import start, stationary

m = Symbol("m", real=True)
z = sx.logit("z")
COUNTS = np.random.default_rng(3).poisson(2.5, 500).astype(float)
CLASSES = np.array([0.0, 0, 1, 2, 2, 2])
LABELS = np.array([0.0, 1, 0, 0, 1, 0, 0])


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("bce", log(m / (1 - m))),
        ("logistic", log(m / (1 - m))),
        ("soft_bce", log(m / (1 - m))),
        ("poisson", log(m)),
        ("tweedie", log(m)),
        ("softmax_cross_entropy", log(m)),
    ],
)
def test_the_best_constant_is_a_formula_of_the_mean_label_and_proved(name: str, wanted: object) -> None:
    found = stationary(named(name))
    assert found is not None
    assert found.verdict.proved
    assert found.score == wanted


def test_a_loss_of_ones_own_has_one_too() -> None:
    y, c = sx.target("y", at_least=0), sx.parameter("c", 2, between=(1, 4))
    found = stationary(sx.Loss("rate", exp(z + c) - y * z, wrt=z))
    assert found is not None
    # e^(z + c) = y, so that z = log y − c
    assert found.score.subs({m: exp(5), Symbol("c"): 3}).equals(2)


@pytest.mark.parametrize("name", ["pseudo_huber", "focal", "quantile", "softplus", "ordinal"])
def test_there_is_no_formula_where_the_mean_label_does_not_decide(name: str) -> None:
    assert stationary(named(name)) is None


def values(loss: sx.Loss, labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    given = np.broadcast_to(labels, (len(scores), len(labels)))
    return loss.compile().value(np.repeat(scores[:, None], len(labels), 1), np.ascontiguousarray(given)).sum(axis=1)


@pytest.mark.parametrize(
    ("loss", "labels"),
    [
        (named("bce"), LABELS),
        (named("focal").at(gamma=1.5), LABELS),
        (named("label_smoothed").at(epsilon=0.1), LABELS),
        (named("poisson"), COUNTS),
    ],
    ids=["bce", "focal", "label_smoothed", "poisson"],
)
def test_no_score_near_it_is_better(loss: sx.Loss, labels: np.ndarray) -> None:
    found = start(loss, labels)
    near = found.score + np.array([0.0, -1e-3, 1e-3, -0.1, 0.1, -2, 2])
    assert values(loss, labels, near).argmin() == 0
    assert (found.stationary is None) == (found.between is not None)


def test_where_the_gradients_change_their_sign_is_shown_in_balls() -> None:
    found = start(named("focal").at(gamma=2), LABELS)
    assert found.between is not None
    low, high = found.between
    assert low <= found.score <= high
    assert high - low < 1e-12
    gradient = named("focal").at(gamma=2).compile().gradient
    assert gradient(np.full(7, low - 1e-6), LABELS).sum() < 0 < gradient(np.full(7, high + 1e-6), LABELS).sum()


def test_weights_count_as_rows_do() -> None:
    loss = named("bce")
    doubled = start(loss, np.concatenate([LABELS, LABELS[LABELS == 1]]))
    assert start(loss, LABELS, np.where(LABELS == 1, 2.0, 1.0)).score == pytest.approx(doubled.score, abs=1e-15)
    assert start(loss, np.append(LABELS, 1), np.append(np.ones(7), 0)).score == start(loss, LABELS).score


def test_a_row_begins_at_a_score_for_each_class() -> None:
    found = start(named("softmax_cross_entropy"), CLASSES)
    np.testing.assert_allclose(np.exp(found.scores), [2 / 6, 1 / 6, 3 / 6])
    assert found.rows(4).shape == (4, 3)
    smoothed = start(named("softmax_label_smoothed").at(epsilon=0.3), CLASSES, classes=4)
    shares = np.array([2, 1, 3, 0]) / 6 * 0.7 + 0.3 / 4
    np.testing.assert_allclose(np.exp(smoothed.scores), shares)
    with pytest.raises(SymxentError, match="begins at 3 ``scores``"):
        _ = found.score


def test_whether_another_constant_may_be_better_is_said() -> None:
    assert start(named("bce"), LABELS).best.proved
    assert not start(named("focal").at(gamma=2), LABELS).best.proved


@pytest.mark.parametrize(
    ("name", "labels", "weights", "why"),
    [
        ("bce", np.ones(3), None, "no best constant"),
        ("focal", np.ones(3), None, "no best constant"),
        ("softmax_cross_entropy", np.array([0.0, 2]), None, "no best constant"),
        ("bce", LABELS, np.zeros(7), "not all 0"),
        ("bce", LABELS, np.ones(3), "7 labels were given with 3 weights"),
    ],
)
def test_what_has_no_best_constant_is_refused(name: str, labels: np.ndarray, weights: object, why: str) -> None:
    loss = named(name)
    with pytest.raises(SymxentError, match=why):
        start(loss.at(**{p.name: p.default for p in loss.parameters}), labels, weights)


def test_it_is_handed_to_a_classifier_as_a_probability() -> None:
    assert start(named("bce"), LABELS).probability == pytest.approx(2 / 7)
