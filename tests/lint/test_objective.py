"""Objectives with the mistakes that people make, in each library's own convention: every one is named, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sympy import exp, lambdify

import symxent as sx
from symxent.errors import SymxentError
from symxent.lint.findings import KINDS
from symxent.lint.objective import lint_objective
from symxent.losses.catalogue import named
from symxent.losses.curvature import curvature
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

Derivatives = tuple[Any, Any]


def sigma(z: Any) -> Any:
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def right(z: Any, y: Any) -> Derivatives:
    return named("bce").compile().gradient_hessian(z.astype(float), y.astype(float))


def textbook(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return p - y, p * (1 - p)


def minus(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return y - p, p * (1 - p)


def minus_both(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return y - p, -p * (1 - p)


def doubled(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return 2 * (p - y), p * (1 - p)


def mean(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return (p - y) / len(y), p * (1 - p)


def by_probability(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return (p - y) / (p * (1 - p)), y / p**2 + (1 - y) / (1 - p) ** 2


def no_sigmoid(z: Any, y: Any) -> Derivatives:
    return z - y, sigma(z) * (1 - sigma(z))


def sigmoid_twice(z: Any, y: Any) -> Derivatives:
    p = sigma(sigma(z))
    return p - y, p * (1 - p)


def signs_for_labels(z: Any, y: Any) -> Derivatives:
    return -y * sigma(-y * z), sigma(z) * sigma(-z)


def exchanged(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return p - (1 - y), p * (1 - p)


def wrong_altogether(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return np.tanh(z) - y, p * (1 - p)


def majorant(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return p - y, 2 * p * (1 - p)


def absolute(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return p - y, np.abs(p - y)


def floored(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return p - y, np.maximum(p * (1 - p), 0.1)


def constant(z: Any, y: Any) -> Derivatives:
    p = sigma(z)
    return p - y, np.ones_like(p)


def overflowing(z: Any, y: Any) -> Derivatives:
    with np.errstate(all="ignore"):
        p = np.exp(z) / (1 + np.exp(z))
        return p - y, p * (1 - p)


# XGBoost: scores are float32.  What every textbook objective suffers from, and what this one does besides.
TAILS = {"OBJ302", "OBJ304"}
XGBOOST: list[tuple[Callable[..., Derivatives], set[str]]] = [
    (right, set()),
    (textbook, TAILS),
    (minus, {"OBJ101"} | TAILS),
    (minus_both, {"OBJ101", "OBJ201"} | TAILS),
    (doubled, {"OBJ102"} | TAILS),
    (mean, {"OBJ103"} | TAILS),
    (by_probability, {"OBJ104", "OBJ205"}),
    (no_sigmoid, {"OBJ105"}),
    (sigmoid_twice, {"OBJ106", "OBJ299"}),
    (signs_for_labels, {"OBJ107"}),
    (exchanged, {"OBJ109"}),
    (wrong_altogether, {"OBJ199"}),
    (majorant, {"OBJ203"} | TAILS),
    (absolute, {"OBJ203"} | TAILS),
    (floored, {"OBJ203", "OBJ304"}),
    (constant, {"OBJ204", "OBJ304"}),
    (overflowing, {"OBJ301"} | TAILS),
]


def with_weights(fn: Callable[..., Derivatives]) -> Callable[..., Derivatives]:
    def objective(scores: Any, data: Any) -> Derivatives:
        gradient, hessian = fn(scores, data.get_label())
        weights = data.get_weight()
        return (gradient * weights, hessian * weights) if len(weights) else (gradient, hessian)

    return objective


@pytest.mark.parametrize(("fn", "codes"), XGBOOST, ids=[fn.__name__ for fn, _ in XGBOOST])
def test_xgboosts_objective_is_told_what_is_wrong_with_it(fn: Callable[..., Derivatives], codes: set[str]) -> None:
    assert set(lint_objective(with_weights(fn), "bce").codes) == codes


def test_the_point_from_which_it_breaks_is_said() -> None:
    found = {f.code: f.detail for f in lint_objective(with_weights(textbook), "bce").findings}
    assert found["OBJ302"] == "the Hessian is 0 from z = 17 on, label 0"
    assert found["OBJ304"].startswith("the gradient is wrong in its second digit from z = 15 on, label 1")


def test_the_bound_of_a_curvature_is_proved_or_refuted() -> None:
    detail = {f.code: f.detail for f in lint_objective(with_weights(majorant), "bce").findings}["OBJ203"]
    assert detail == "majorant; that it is nowhere smaller than the Hessian is proved"


def test_double_precision_breaks_later() -> None:
    found = {f.code: f.detail for f in lint_objective(textbook, "bce", api="plain").findings}
    assert found["OBJ302"] == "the Hessian is 0 from z = 37 on, label 0"


def lightgbm(y_true: Any, y_pred: Any, weight: Any = None) -> Derivatives:
    gradient, hessian = right(y_pred, y_true)
    return (gradient, hessian) if weight is None else (gradient * weight, hessian * weight)


def test_lightgbms_order_of_arguments_is_its_own() -> None:
    assert lint_objective(lightgbm, "bce", api="lightgbm").codes == ()
    swapped = lint_objective(lambda y_pred, y_true: textbook(y_pred, y_true), "bce", api="lightgbm")
    assert not swapped.ok


def _xgboosts(name: str, new: bool) -> Callable[[Any, Any], Derivatives]:
    """XGBoost's own objectives, before and after September 2026, at the parameters' defaults."""

    def tweedie(z: Any, y: Any) -> Derivatives:
        rho = 1.5
        a, b = y * np.exp((1 - rho) * z), np.exp((2 - rho) * z)
        return b - a, (rho * a + (3 - rho) * b) / 3 if new else (rho - 1) * a + (2 - rho) * b

    def poisson(z: Any, y: Any) -> Derivatives:
        return np.exp(z) - y, (y + 2 * np.exp(z)) / 3 if new else (np.exp(z) + y) / 2

    def pseudo_huber(z: Any, y: Any) -> Derivatives:
        scale = np.sqrt(1 + (z - y) ** 2)
        return (z - y) / scale, 1 / scale if new else 1 / scale**3

    made: dict[str, Callable[[Any, Any], Derivatives]] = {
        "tweedie": tweedie,
        "poisson": poisson,
        "pseudo_huber": pseudo_huber,
    }
    return made[name]


@pytest.mark.parametrize("name", ["tweedie", "poisson", "pseudo_huber"])
@pytest.mark.parametrize("new", [True, False])
def test_xgboosts_own_curvatures_are_named_and_not_called_wrong(name: str, new: bool) -> None:
    report = lint_objective(_xgboosts(name, new), name, api="plain")
    assert not any(code in ("OBJ202", "OBJ299") for code in report.codes), str(report)


def test_what_xgboosts_curvatures_guarantee_is_said() -> None:
    said = str(lint_objective(_xgboosts("pseudo_huber", True), "pseudo_huber", api="plain"))
    assert "touching; that it is nowhere smaller than the Hessian is proved" in said
    assert "it is that of parabolas that touch the loss from above, proved" in said
    said = str(lint_objective(_xgboosts("poisson", True), "poisson", api="plain"))
    assert "bounded_step" in said
    assert "it takes no step longer than 3, proved" in said


@pytest.mark.parametrize("new", [True, False])
def test_a_positive_target_is_not_tried_at_zero(new: bool) -> None:
    """XGBoost's gamma deviance in the log-mean, before and after September 2026: at y = 0 its e^(−z) would be 0·∞."""
    z, y = logit("z"), target("y", above=0)

    def gamma(z: Any, y: Any) -> Derivatives:
        a = y * np.exp(-z)
        return 1 - a, (2 * a + 1) / 3 if new else a

    report = lint_objective(gamma, Loss("gamma_deviance", z + y * exp(-z), wrt=z), api="plain")
    assert not {"OBJ202", "OBJ299"} & set(report.codes), str(report)
    assert "label 0\n" not in str(report)


@pytest.mark.parametrize("api", ["plain", "xgboost"])
def test_an_objective_next_to_overflow_is_not_told_of_infinity(api: str) -> None:
    """y e^(−z) at y = 1/4: e^(−z) overflows two scores before the product would."""
    z, y = logit("z"), target("y", above=0)

    def gamma(z: Any, y: Any) -> Derivatives:
        with np.errstate(all="ignore"):
            return 1 - y * np.exp(-z), y * np.exp(-z)

    objective = gamma if api == "plain" else with_weights(gamma)
    assert lint_objective(objective, Loss("gamma_deviance", z + y * exp(-z), wrt=z), api=api).codes == ()


@pytest.mark.parametrize(("factor", "code"), [(np.exp(0.7), "OBJ203"), (np.exp(1.0), "OBJ203"), (2, "OBJ202")])
def test_poissons_max_delta_step_is_a_choice_and_a_factor_is_none(factor: float, code: str) -> None:
    report = lint_objective(lambda z, y: (np.exp(z) - y, factor * np.exp(z)), "poisson", api="plain")
    assert report.codes == (code,)
    assert ("max_delta_step=" in str(report)) == (code == "OBJ203")


@pytest.mark.parametrize("place", [0, 1])
def test_weights_on_the_gradient_or_the_hessian_alone_are_a_mistake(place: int) -> None:
    def objective(y_true: Any, y_pred: Any, weight: Any = None) -> Derivatives:
        both = list(right(y_pred, y_true))
        if weight is not None:
            both[place] = both[place] * weight
        return both[0], both[1]

    (finding,) = lint_objective(objective, "bce", api="lightgbm").findings
    assert finding.code == "OBJ402"
    assert finding.detail == f"to the {('gradient', 'Hessian')[place]} alone"


def _in_signs(y_true: Any, y_pred: Any, weight: Any = None) -> Derivatives:
    """As LightGBM's own code writes binary cross-entropy: labels −1 and 1, and |g| (1 − |g|)."""
    sign = np.where(y_true > 0, 1.0, -1.0)
    response = -sign / (1 + np.exp(sign * y_pred))
    hessian = np.abs(response) * (1 - np.abs(response))
    return (response, hessian) if weight is None else (response * weight, hessian * weight)


def _clipped(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Derivatives:
    scale = np.sqrt(1 + ((y_pred - y_true) / 2) ** 2)
    factor = 1 if sample_weight is None else sample_weight
    return factor * (y_pred - y_true) / scale, factor * 4 / ((4 + (y_pred - y_true) ** 2) * scale)


def _selected(predt: Any, dtrain: Any) -> Derivatives:
    residual = predt - dtrain.get_label()
    slope = np.select([residual > 1, residual < -1], [1.0, -1.0], residual)
    bend = np.where(np.abs(residual) <= 1, 1.0, 1e-3)
    weights = dtrain.get_weight()
    return (slope * weights, bend * weights) if len(weights) else (slope, bend)


@pytest.mark.parametrize(
    ("fn", "loss", "api", "parameters"),
    [
        (_in_signs, "bce", "lightgbm", {}),
        (_clipped, "pseudo_huber", "xgboost-sklearn", {"delta": 2.0}),
        (_selected, "huber", "xgboost", {}),
    ],
)
def test_what_is_right_in_another_style_has_no_error(
    fn: Callable[..., Any], loss: str, api: str, parameters: dict[str, float]
) -> None:
    report = lint_objective(fn, loss, api=api, **parameters)
    assert report.ok, str(report)
    assert not {"OBJ202", "OBJ204", "OBJ401"} & set(report.codes), str(report)


def test_a_curvature_that_is_nearly_one_of_these_is_wrong_still() -> None:
    def off(z: Any, y: Any) -> Derivatives:
        return np.exp(z) - y, (y + 3 * np.exp(z)) / 4

    assert "OBJ299" in lint_objective(off, "poisson", api="plain").codes


def test_an_objective_without_weights_is_warned_of() -> None:
    report = lint_objective(lambda y_true, y_pred: right(y_pred, y_true), "bce", api="xgboost-sklearn")
    assert report.codes == ("OBJ401",)
    assert "XGBoost" in str(report)
    assert report.ok


class Maximiser:
    """CatBoost's convention: derivatives of minus the loss."""

    sign = -1

    def calc_ders_range(self, approxes: Any, targets: Any, weights: Any) -> list[tuple[float, float]]:
        gradient, hessian = right(np.array(approxes), np.array(targets))
        factor = np.ones(len(approxes)) if weights is None else np.array(weights)
        return [(self.sign * g * w, self.sign * h * w) for g, h, w in zip(gradient, hessian, factor, strict=True)]


class Minimiser(Maximiser):
    sign = 1


def test_catboost_wants_the_derivatives_of_minus_the_loss() -> None:
    assert lint_objective(Maximiser(), "bce", api="catboost").codes == ()
    assert set(lint_objective(Minimiser(), "bce", api="catboost").codes) == {"OBJ101", "OBJ201"}


def test_labels_of_minus_one_taken_for_zero_are_seen() -> None:
    report = lint_objective(textbook, "logistic", api="plain")
    assert "OBJ108" in report.codes


FOCAL = named("focal_2")


def focal_with_plain_hessian(z: Any, y: Any) -> Derivatives:
    gradient, _ = FOCAL.compile().gradient_hessian(z.astype(float), y.astype(float))
    p = sigma(z)
    return gradient, p * (1 - p)


def focal_minus(z: Any, y: Any) -> Derivatives:
    gradient, hessian = FOCAL.compile().gradient_hessian(z.astype(float), y.astype(float))
    return -gradient, hessian


def test_another_loss_with_the_hessian_of_cross_entropy_is_seen() -> None:
    assert "OBJ206" in lint_objective(focal_with_plain_hessian, FOCAL, api="plain").codes
    assert "OBJ101" in lint_objective(focal_minus, FOCAL, api="plain").codes


def test_a_loss_that_is_not_convex_is_told_of() -> None:
    report = lint_objective(lambda z, y: FOCAL.compile().gradient_hessian(z, y), FOCAL, api="plain")
    assert report.codes == ("OBJ305",)
    assert report.ok


def test_parameters_are_those_of_the_loss() -> None:
    focal = named("focal")

    def objective(z: Any, y: Any) -> Derivatives:
        return focal.compile().gradient_hessian(z, y, 1.5)

    assert lint_objective(objective, focal, api="plain", gamma=1.5).ok
    assert not lint_objective(objective, focal, api="plain", gamma=2.0).ok


FORMS = [
    (lambda z, y: [list(a) for a in textbook(z, y)], "OBJ002", "NumPy array"),
    (lambda z, y: textbook(z, y)[0], "OBJ002", "a pair"),
    (lambda z, y: tuple(a[:, None] for a in textbook(z, y)), "OBJ002", "has shape"),
    (lambda z, y: (0.0, 0.0), "OBJ002", "a float"),
    (lambda z: z, "OBJ001", "TypeError"),
]


@pytest.mark.parametrize(("fn", "code", "words"), FORMS, ids=["list", "one", "shape", "scalar", "arity"])
def test_what_a_library_would_not_take_is_said(fn: Callable[..., Any], code: str, words: str) -> None:
    (finding,) = lint_objective(fn, "bce", api="plain").findings
    assert finding.code == code
    assert words in finding.detail


def test_an_objective_that_writes_into_its_input_is_caught() -> None:
    def objective(z: Any, y: Any) -> Derivatives:
        z *= -1
        return textbook(-z, y)

    assert lint_objective(objective, "bce", api="plain").codes == ("OBJ002",)


def test_a_users_own_loss_is_linted_against() -> None:
    z, y = sx.logit("z"), sx.target("y", at_least=0)
    loss = sx.Loss("counts", sx.exp(z) - y * z, wrt=z)
    assert lint_objective(lambda s, t: (np.exp(s) - t, np.exp(s)), loss, api="plain").codes == ()
    assert lint_objective(lambda s, t: (t - np.exp(s), np.exp(s)), loss, api="plain").codes == ("OBJ101",)


@pytest.mark.parametrize(
    ("api", "loss", "message"), [("boost", "bce", "there is no api"), ("plain", "bc", "no loss 'bc'")]
)
def test_what_there_is_not_is_refused(api: str, loss: str, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        lint_objective(textbook, loss, api=api)


def test_every_kind_of_finding_says_what_follows_and_what_to_do() -> None:
    assert all(kind.harm and kind.advice for kind in KINDS.values())
    assert {kind.severity for kind in KINDS.values()} == {"error", "warning", "note"}
    assert {KINDS["OBJ304"].severity, KINDS["OBJ401"].severity} == {"note"}  # every right one has them


@pytest.mark.parametrize("kind", ["exact", "fisher", "absolute"])
def test_a_curvature_with_a_floor_is_no_mistake(kind: str) -> None:
    """As symxent's own objectives give it to a booster."""
    loss = named("focal_2")
    z, y = loss.wrt, loss.targets[0]
    gradient, hessian = (lambdify((z, y), e.rewrite(exp), "numpy") for e in (loss.gradient, curvature(loss, kind)))

    def floored(scores: Any, labels: Any) -> Derivatives:
        with np.errstate(all="ignore"):
            return gradient(scores, labels), np.maximum(np.broadcast_to(hessian(scores, labels), scores.shape), 1e-16)

    report = lint_objective(floored, loss, api="plain")
    named_so = kind if kind != "exact" else "the Hessian floored at"
    found = [finding.detail for finding in report.findings if finding.code == "OBJ203"]
    assert found
    assert found[0].startswith(named_so), str(report)
    assert not {"OBJ201", "OBJ202", "OBJ206", "OBJ299"} & set(report.codes), str(report)
