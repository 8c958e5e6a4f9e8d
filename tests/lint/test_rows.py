"""Objectives of several classes: each known mistake is named, what is right is left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import symxent as sx
from symxent.adapters import objective
from symxent.commands.lint import lint
from symxent.errors import SymxentError
from symxent.lint.expectations import Points, Reference
from symxent.lint.objective import lint_objective
from symxent.losses.catalogue import named

NAME = "softmax_cross_entropy"


def probabilities(z: Any, axis: int = 1) -> Any:
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def onehot(z: Any, t: Any) -> Any:
    return np.eye(z.shape[1])[t.astype(int)]


def textbook(z: Any, t: Any) -> Any:
    p = probabilities(z)
    return p - onehot(z, t), p * (1 - p)


def ours(z: Any, t: Any) -> Any:
    return objective.of(NAME, "exact", 0.0, {})(z, t)


def our_majorant(z: Any, t: Any) -> Any:
    return objective.of(NAME, "majorant", 0.0, {})(z, t)


def xgboosts(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g, 2 * h


def lightgbms(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g, z.shape[1] / (z.shape[1] - 1) * h


def tripled(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g, 3 * h


def minus(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return -g, h


def twice(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return 2 * g, h


def averaged(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g / len(z), h


def without_class(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g + onehot(z, t), h


def transposed_result(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g.T.reshape(g.shape), h.T.reshape(h.shape)


def transposed_hessian(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g, h.T.reshape(h.shape)


def read_in_the_wrong_order(z: Any, t: Any) -> Any:
    return textbook(z.ravel(order="F").reshape(z.shape), t)


def for_onehot(z: Any, t: Any) -> Any:
    p = probabilities(z)
    return p - t, p * (1 - p)


def class_number_subtracted(z: Any, t: Any) -> Any:
    p = probabilities(z)
    return p - t.reshape(-1, 1), p * (1 - p)


def counted_from_one(z: Any, t: Any) -> Any:
    return textbook(z, (t - 1) % z.shape[1])


def no_softmax(z: Any, t: Any) -> Any:
    return z - onehot(z, t), z * (1 - z)


def softmax_twice(z: Any, t: Any) -> Any:
    return textbook(probabilities(z), t)


def over_the_rows(z: Any, t: Any) -> Any:
    p = probabilities(z, axis=0)
    return p - onehot(z, t), p * (1 - p)


def flat(z: Any, t: Any) -> Any:
    g, h = textbook(z, t)
    return g.ravel(), h.ravel()


def constant(z: Any, t: Any) -> Any:
    return textbook(z, t)[0], np.ones_like(z)


def overflowing(z: Any, t: Any) -> Any:
    with np.errstate(all="ignore"):
        e = np.exp(z)
        p = e / e.sum(axis=1, keepdims=True)
    return p - onehot(z, t), p * (1 - p)


def absolute(z: Any, t: Any) -> Any:
    """XGBoost's since September 2026."""
    g, _ = textbook(z, t)
    return g, np.maximum(np.abs(g), 1e-16)


TAILS = {"OBJ302", "OBJ304"}  # p − 1 and p (1 − p), of a confident row
CASES = [
    (ours, set()),
    (our_majorant, {"OBJ203"}),
    (textbook, TAILS),
    (xgboosts, {"OBJ203"} | TAILS),
    (lightgbms, {"OBJ203"} | TAILS),
    (absolute, {"OBJ203", "OBJ304"}),
    (tripled, {"OBJ202"} | TAILS),
    (minus, {"OBJ101"} | TAILS),
    (twice, {"OBJ102"} | TAILS),
    (averaged, {"OBJ103"} | TAILS),
    (without_class, {"OBJ199"}),
    (transposed_result, {"OBJ110"}),
    (transposed_hessian, {"OBJ110"} | TAILS),
    (read_in_the_wrong_order, {"OBJ110"}),
    (for_onehot, {"OBJ111"}),
    (class_number_subtracted, {"OBJ111"}),
    (counted_from_one, {"OBJ112"}),
    (no_softmax, {"OBJ105"}),
    (softmax_twice, {"OBJ106"}),
    (over_the_rows, {"OBJ113"}),
    (flat, {"OBJ002"}),
    (constant, {"OBJ204", "OBJ304"}),
    (overflowing, {"OBJ301"} | TAILS),
]


@pytest.mark.parametrize(("fn", "codes"), CASES, ids=[fn.__name__ for fn, _ in CASES])
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_what_is_wrong_with_several_classes_is_named(fn: Any, codes: set[str], classes: int) -> None:
    assert set(lint_objective(fn, NAME, api="plain", classes=classes).codes) == codes


def test_the_libraries_own_calls_are_made() -> None:
    from_xgboost = lint_objective(lambda z, data: ours(z, data.get_label()), NAME, api="xgboost")
    assert from_xgboost.codes == ("OBJ401",)
    assert lint_objective(lambda t, z: ours(z, t), NAME, api="lightgbm").codes == ("OBJ401",)


def test_a_floor_under_a_bound_is_seen() -> None:
    def floored(z: Any, t: Any) -> Any:
        g, h = our_majorant(z, t)
        return g, np.maximum(h, 0.3)

    (found,) = [f for f in lint_objective(floored, NAME, api="plain").findings if f.code == "OBJ203"]
    assert "#12537, floored at 0.3; " in found.detail


def test_a_loss_over_a_row_that_is_not_convex_is_told() -> None:
    k = sx.classes("k")
    x, t = sx.logits("x", k), sx.target_class("t")
    concave = sx.Loss("concave", sx.log(sx.softmax(x, t, k)), wrt=x)
    report = lint_objective(lambda z, t: tuple(-part for part in ours(z, t)), concave, api="plain")
    assert report.codes == ("OBJ305",)
    assert "class" in report.findings[0].detail


def test_the_bound_of_xgboost_is_a_convention_and_no_error() -> None:
    report = lint_objective(our_majorant, NAME, api="plain")
    assert report.ok
    assert "2 p (1 − p), XGBoost's own until" in str(report)
    assert "it bounds the whole Hessian: the diagonal dominates what is left, proved" in str(report)


def test_an_objective_with_parameters_is_held_against_its_own_loss() -> None:
    def smoothed(z: Any, t: Any) -> Any:
        p = probabilities(z)
        return p - 0.8 * onehot(z, t) - 0.2 / z.shape[1], p * (1 - p)

    assert "OBJ199" in lint_objective(smoothed, "softmax_label_smoothed", api="plain").codes  # epsilon is 0.1
    right = lint_objective(smoothed, "softmax_label_smoothed", api="plain", classes=4, epsilon=0.2)
    assert not any(code.startswith("OBJ1") for code in right.codes)


def test_the_reference_keeps_all_digits() -> None:
    reference, at = Reference(named(NAME), {}, 2), Points(np.array([[40.0, 0.0]]), np.array([0.0]))
    assert reference.exact("gradient", at)[0, 0] == -4.248354255291589e-18
    assert reference.exact("hessian", at)[0, 0] == 4.248354255291589e-18


def test_what_cannot_be_checked_is_said() -> None:
    with pytest.raises(SymxentError, match="two at least"):
        lint_objective(ours, NAME, api="plain", classes=1)
    with pytest.raises(SymxentError, match="calc_ders_multi"):
        lint_objective(ours, NAME, api="catboost")
    with pytest.raises(SymxentError, match="did you mean softmax_cross_entropy"):
        lint_objective(ours, "softmax_crossentropy", api="plain")


def test_the_command_names_the_cause(tmp_path: Any) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "import numpy as np\n"
        "def mine(z, t):\n"
        "    p = np.exp(z) / np.exp(z).sum(axis=0)\n"
        "    return p - np.eye(z.shape[1])[t.astype(int)], p * (1 - p)\n"
    )
    done = CliRunner().invoke(lint, [f"{file}:mine", "--loss", NAME, "--api", "plain", "--classes", "4"])
    assert done.exit_code == 1
    assert "OBJ113 error: the softmax runs over the rows" in done.output
