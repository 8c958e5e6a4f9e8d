"""The audit: what a good function gets, what each way to be wrong is told as, and installed libraries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from symxent.commands.audit import audit as command
from symxent.errors import SymxentError
from symxent.lint.audit import Audited, Subject, audit
from symxent.lint.peers import ARRAYS, PEERS, by_hand
from symxent.losses.catalogue import named


def audited(name: str, call: Any, arrays: str = "numpy", **parameters: float) -> dict[tuple[str, str], Audited]:
    subject = Subject("f", named(name), call, parameters)
    return {(a.output, a.dtype): a for a in audit(subject, ARRAYS[arrays])}


def test_our_own_kernels_pass() -> None:
    made = named("bce").compile()
    found = audited("bce", lambda z, y: (made.value(z, y), made.gradient(z, y), made.hessian(z, y)))
    assert len(found) == 6
    assert not any(a.lost for a in found.values())
    assert max(a.error for a in found.values()) < 4


def textbook(z: Any, y: Any) -> tuple[Any, ...]:
    p = 1 / (1 + np.exp(-z))
    return np.log1p(np.exp(z)) - y * z, p - y, p * (1 - p)


def test_the_textbook_loses_digits_numbers_and_limits() -> None:
    found = audited("bce", textbook)
    value, gradient, hessian = (found[output, "float64"] for output in ("value", "gradient", "hessian"))
    assert value.text == "all"  # log(1 + e^z) overflows
    assert value.at_limits == ("z = −∞, y = 0", "z = ∞, y = 0", "z = ∞, y = 1")  # 0·∞ and ∞ − ∞
    assert gradient.text == "all"
    assert gradient.where.endswith("y = 1")
    assert hessian.text == "all"
    assert gradient.at_limits == hessian.at_limits == ()


def test_nan_is_told_apart_from_wrong_digits() -> None:
    found = audited("softplus", lambda z, y: np.where(z > 500, np.nan, np.logaddexp(0, z)))
    value = found["value", "float32"]
    assert value.text == "NaN"
    assert value.where == "z = 530, y = 0"
    assert value.undefined == 16
    assert value.lost


def test_a_small_error_is_measured() -> None:
    made = named("softplus").compile()
    exact, off = (
        audited("softplus", lambda z, y, s=steps: made.value(z) * (1 + s * np.finfo(z.dtype).eps)) for steps in (0, 8)
    )
    for dtype in ("float32", "float64"):
        assert exact["value", dtype].error < 2
        assert 7 < off["value", dtype].error < 18
        assert not off["value", dtype].lost


def test_a_parameter_is_taken() -> None:
    made = named("focal").compile()
    found = audited("focal", lambda z, y: made.value(z, y, z.dtype.type(1.5)), gamma=1.5)
    assert max(a.error for a in found.values()) < 8
    wrong = audited("focal", lambda z, y: made.value(z, y, z.dtype.type(1.5)), gamma=2.5)
    assert all(a.lost for a in wrong.values())


def test_pytorch_loses_digits_that_the_adapter_keeps() -> None:
    torch = pytest.importorskip("torch", reason="needs the extra torch")
    from symxent.adapters.torch import loss_of

    ours = audited("bce", loss_of("bce", "none"), "torch")
    assert not any(a.lost for a in ours.values())
    assert max(a.error for a in ours.values()) < 4

    def theirs(z: Any, y: Any) -> Any:
        return torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")

    assert audited("bce", theirs, "torch")["gradient", "float64"].text == "all"


@pytest.mark.parametrize("name", PEERS)
def test_the_functions_of_an_installed_library_are_of_the_losses_they_are_held_against(name: str) -> None:
    peer = PEERS[name]
    if not peer.installed:
        pytest.skip(f"{name} is not installed")
    subjects = list(peer.subjects())
    assert len(subjects) == len(peer.rows)
    z = np.array([-1.375, -0.3, 0.6, 1.7])
    for subject in subjects:
        label = subject.loss.targets[0] if subject.loss.targets else None
        y = np.resize([float(v) for v in label.values] or [0.5] if label is not None else [0.0], z.shape)
        results = peer.derivatives(subject.call, z, y, "float64")
        made = subject.loss.compile()
        for output, got in zip(("value", "gradient", "hessian"), results, strict=True):
            if got is not None:
                arguments = (z, y) if label is not None else (z,)
                expected = getattr(made, output)(*arguments, *subject.loss.settings(subject.parameters))
                near = 1e-6 if name == "keras" else 1e-9  # Keras keeps probabilities 1e-7 away from 0
                np.testing.assert_allclose(got, expected, rtol=near, atol=1e-12, err_msg=f"{subject.name} {output}")


OWN = """
import numpy as np

def good(z, y):
    return np.logaddexp(0, np.where(y == 1, -z, z))

def naive(z, y):
    return -np.log(1 / (1 + np.exp(np.where(y == 1, -z, z))))
"""


def test_a_function_of_ones_own_is_audited_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN, encoding="utf-8")
    run = CliRunner().invoke(command, [f"{tmp_path}/mine.py:good", "--loss", "bce", "--arrays", "numpy"])
    assert run.exit_code == 0, run.output
    assert "good" in run.output
    arguments = [f"{tmp_path}/mine.py:naive", "--loss", "bce", "--arrays", "numpy", "--format", "json"]
    run = CliRunner().invoke(command, arguments)
    assert run.exit_code == 1
    outputs = json.loads(run.output)["functions"][0]["outputs"]
    assert {(o["output"], o["dtype"]) for o in outputs} == {("value", "float32"), ("value", "float64")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["math:no_such", "--loss", "bce"], "math:no_such: module 'math' has no attribute 'no_such'"),
        (["math:sqrt"], "say of which loss math:sqrt should be"),
        (["math:pi", "--loss", "bce"], "math:pi is no function"),
        (["tensorflow"], "there is no library to audit 'tensorflow'; there are torch"),
    ],
)
def test_what_cannot_be_audited_is_said(arguments: list[str], message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_a_function_gives_as_much_as_it_has() -> None:
    value, gradient, hessian = by_hand(lambda z, y: (z, y), np.zeros(2), np.ones(2), "float32")
    assert gradient is not None
    assert gradient.dtype == np.float32
    assert value is not None
    assert hessian is None
