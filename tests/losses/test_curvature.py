"""Kinds of curvature: bounds on the Hessian are proved or refuted, and kernels give the kind that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sympy import Sum, exp, lambdify, log

from symxent.errors import SymxentError
from symxent.language.functions import sigmoid, softmax
from symxent.losses.catalogue import named
from symxent.losses.curvature import bounds_hessian, curvature, guarantees, is_positive, touches_from_above
from symxent.losses.leaves import falls
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, index, logit, logits, target, target_shares

WHOLE = "bounds the whole Hessian: the diagonal dominates what is left"
VERDICTS = [
    ("bce", "exact", "proved", "proved"),
    ("bce", "majorant", "proved", "proved"),
    ("bce", "absolute", "proved", "proved"),
    ("bce", "fisher", "proved", "proved"),
    ("logistic", "absolute", "proved", "proved"),
    ("focal_2", "exact", "proved", "refuted"),
    ("focal_2", "majorant", "refuted", "proved"),
    ("focal_2", "absolute", "refuted", "proved"),
    ("focal_2", "fisher", "refuted", "refuted"),
]


@pytest.mark.parametrize(("name", "kind", "bounds", "positive"), VERDICTS)
def test_what_is_claimed_of_a_curvature_is_judged(name: str, kind: str, bounds: str, positive: str) -> None:
    assert bounds_hessian(named(name), kind).status.value == bounds
    assert is_positive(named(name), kind).status.value == positive


# As XGBoost computes them: formulas written by hand, in the score z, the target y, and the loss's parameter.
AS_XGBOOST: dict[tuple[str, str], Callable[..., Any]] = {
    ("pseudo_huber", "touching"): lambda z, y, delta: (1 + ((z - y) / delta) ** 2) ** -0.5,
    ("poisson", "halley"): lambda z, y: (np.exp(z) + y) / 2,
    ("poisson", "bounded_step"): lambda z, y: (y + 2 * np.exp(z)) / 3,
    ("poisson", "fisher"): lambda z, y: np.exp(z) + 0 * y,
    ("tweedie", "fisher"): lambda z, y, rho: np.exp((2 - rho) * z) + 0 * y,
    ("tweedie", "bounded_step"): lambda z, y, rho: (
        (rho * y * np.exp((1 - rho) * z) + (3 - rho) * np.exp((2 - rho) * z)) / 3
    ),
    ("bce", "halley"): lambda z, y: np.abs(1 / (1 + np.exp(-z)) - y) / 2,
}


@pytest.mark.parametrize(("name", "kind"), AS_XGBOOST)
def test_curvatures_have_the_formulas_of_their_definitions(name: str, kind: str) -> None:
    loss = named(name)
    formula = curvature(loss, kind).replace(sigmoid, lambda u: 1 / (1 + exp(-u)))
    z, y = np.meshgrid(np.linspace(-3, 3, 7), [float(v) for v in loss.targets[0].values] or [0.0, 0.5, 2.0])
    settings = loss.settings()
    values = lambdify([loss.wrt, *loss.targets, *loss.parameters], formula, "numpy")(z, y, *settings)
    np.testing.assert_allclose(values, AS_XGBOOST[name, kind](z, y, *settings), rtol=1e-12)


GUARANTEED = [
    ("bce", "absolute", {"is nowhere smaller than the Hessian", "is positive", "takes no step longer than 1"}),
    ("bce", "halley", {"is positive", "takes no step longer than 2"}),
    ("poisson", "halley", {"is positive", "takes no step longer than 2"}),
    ("poisson", "bounded_step", {"is positive", "takes no step longer than 3"}),
    ("tweedie", "bounded_step", {"is positive", "takes no step longer than 3"}),
    (
        "pseudo_huber",
        "touching",
        {"is nowhere smaller than the Hessian", "is that of parabolas that touch the loss from above"},
    ),
]


@pytest.mark.parametrize(("name", "kind", "proved"), GUARANTEED)
def test_what_a_curvature_guarantees_is_proved(name: str, kind: str, proved: set[str]) -> None:
    assert {words for words, verdict in guarantees(named(name), kind) if verdict.proved} == proved


def test_parabolas_of_the_pseudo_huber_loss_lie_above_it_and_its_own_hessian_does_not() -> None:
    delta, y = 0.7, 0.3

    def loss(z: Any) -> Any:
        return delta**2 * (np.sqrt(1 + ((z - y) / delta) ** 2) - 1)

    z, w = np.meshgrid(np.linspace(-4, 4, 41), np.linspace(-4, 4, 41))
    ours = named("pseudo_huber")
    touching = lambdify([ours.wrt, *ours.targets, *ours.parameters], curvature(ours, "touching"), "numpy")
    slope, inverse = (z - y) / np.sqrt(1 + ((z - y) / delta) ** 2), touching(z, y, delta)
    for curve, holds in ((inverse, True), (inverse**3, False)):
        parabola = loss(z) + slope * (w - z) + curve * (w - z) ** 2 / 2
        assert bool((parabola >= loss(w) - 1e-12).all()) is holds


@pytest.mark.parametrize("power", [3, 4])
def test_of_a_loss_that_is_lopsided_or_bends_up_no_parabola_is_proved_to_lie_above(power: int) -> None:
    z, y = logit("z"), target("y")
    assert touches_from_above(Loss("fair", (z - y) ** 2, wrt=z)).proved
    assert not touches_from_above(Loss("other", (z - y) ** 2 + (z - y) ** power, wrt=z)).proved


@pytest.mark.parametrize("kind", ["majorant", "absolute", "fisher"])
def test_kernels_give_the_curvature_that_was_asked_for(kind: str) -> None:
    f = named("bce").with_curvature(kind).compile()
    z, y = np.linspace(-30, 30, 121), np.arange(121) % 2
    p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    expected = {"majorant": 2 * p * q, "absolute": np.where(y == 1, q, p), "fisher": p * q}[kind]
    np.testing.assert_allclose(f.hessian(z, y), expected, rtol=1e-13)
    gradient, curvature = f.gradient_hessian(z, y)
    np.testing.assert_allclose(curvature, expected, rtol=1e-13)
    np.testing.assert_allclose(gradient, np.where(y == 1, -q, p), rtol=1e-13)


OF_ROWS = [
    ("softmax_cross_entropy", "majorant", {"is nowhere smaller than the Hessian’s diagonal", WHOLE}),
    (
        "softmax_cross_entropy",
        "absolute",
        {"is nowhere smaller than the Hessian’s diagonal", "takes no step longer than 1"},
    ),
    ("softmax_label_smoothed", "absolute", {"takes no step longer than 1"}),
    ("softmax_temperature", "majorant", {"is nowhere smaller than the Hessian’s diagonal", WHOLE}),
    ("softmax_temperature", "fisher", {"is nowhere smaller than the Hessian’s diagonal"}),
]


@pytest.mark.parametrize(("name", "kind", "proved"), OF_ROWS)
def test_what_a_curvature_of_a_row_guarantees_is_proved_for_every_number_of_classes(
    name: str, kind: str, proved: set[str]
) -> None:
    found = dict(guarantees(named(name), kind))
    assert {words for words, verdict in found.items() if verdict.proved} == proved
    if (name, kind) == ("softmax_label_smoothed", "absolute"):
        assert found["is nowhere smaller than the Hessian’s diagonal"].refuted


@pytest.mark.parametrize("kind", ["majorant", "absolute", "fisher"])
def test_kernels_of_rows_give_the_curvature_that_was_asked_for(kind: str) -> None:
    tau, floor = 2.0, 0.01
    f = named("softmax_temperature").with_curvature(kind, floor).compile()
    x, t = np.array([[3.0, -1.0, 0.5], [-40.0, 0.0, 60.0]]), np.array([1, 2])
    e = np.exp((x - x.max(axis=1, keepdims=True)) / tau)
    p = e / e.sum(axis=1, keepdims=True)
    own = np.eye(3)[t]
    expected = {"majorant": 2 * p * (1 - p) / tau**2, "absolute": abs(p - own) / tau, "fisher": p * (1 - p) / tau**2}
    np.testing.assert_allclose(f.hessian_diagonal(x, t, tau), np.maximum(floor, expected[kind]), rtol=1e-12)
    gradient, curvature = f.gradient_hessian_diagonal(x, t, tau)
    np.testing.assert_allclose(curvature, np.maximum(floor, expected[kind]), rtol=1e-12)
    np.testing.assert_allclose(gradient, (p - own) / tau, rtol=1e-12, atol=1e-12)


def test_of_shares_the_expected_hessian_is_that_at_the_softmax() -> None:
    k, j = classes("k"), index("j")
    x, y = logits("x", k), target_shares("y", k)
    loss = Loss("shares", -Sum(y[j] * log(softmax(x, j, k)), (j, 1, k)), wrt=x)
    assert curvature(loss, "fisher") == softmax(x, j, k) * (1 - softmax(x, j, k))


def test_a_floor_holds_and_changes_nothing_above_it() -> None:
    exact, floored = named("bce").compile(), named("bce").with_curvature("exact", floor=1e-6).compile()
    assert floored.hessian(40.0, 1) == 1e-6
    assert floored.hessian(1.0, 1) == exact.hessian(1.0, 1)


def test_the_score_from_which_a_row_weighs_too_little_is_found() -> None:
    fall = falls(named("bce"), 1e-3)[0]
    exact = np.log(499 + np.sqrt(499**2 - 1))  # p (1 − p) = 1/1000
    assert fall.above == pytest.approx(exact, rel=5e-3)
    assert fall.below == pytest.approx(-exact, rel=5e-3)
    assert falls(named("bce"), 1.0)[0].everywhere


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("bce", "bold", "there is no curvature 'bold'"),
        ("quantile", "fisher", "not linear in y"),
        ("bce", "touching", "any real number"),
        ("softmax_cross_entropy", "halley", "is of a row, and has no halley curvature"),
    ],
)
def test_a_curvature_that_there_is_not_is_refused(name: str, kind: str, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        named(name).with_curvature(kind)
