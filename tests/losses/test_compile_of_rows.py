"""The kernels of row losses: right for any k and layout, parameters a row, errors for classes that there are not."""

from __future__ import annotations

import pickle
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import symxent as sx
from symxent.errors import SymxentError
from symxent.losses.catalogue import named
from symxent.losses.compile import Compiled, in_numpy, sources
from symxent.losses.stabilise import stable_forms

SIZES = (1, 2, 3, 17, 40, 700, 5000)  # short rows, long rows, and more than one block


@cache
def made(name: str) -> Compiled:
    return named(name).compile()


def smoothed(x: Any, t: Any, epsilon: Any) -> tuple[Any, Any, Any]:
    """By hand, in float64 and with a mild spread of scores."""
    k = x.shape[-1]
    logp = x - np.log(np.exp(x - x.max(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True))
    logp = logp - x.max(axis=-1, keepdims=True)
    share = (1 - epsilon[:, None]) * np.eye(k)[t] + epsilon[:, None] / k
    p = np.exp(logp)
    return -(share * logp).sum(axis=-1), p - share, p * (1 - p)


@pytest.mark.parametrize("k", SIZES)
def test_label_smoothing_is_what_numpy_gives_for_any_k_and_an_epsilon_a_row(k: int) -> None:
    rng = np.random.default_rng(k)
    x, t, epsilon = rng.normal(size=(9, k)), rng.integers(0, k, 9), rng.random(9)
    kernels = made("softmax_label_smoothed")
    wanted = smoothed(x, t, epsilon)
    for output, right in zip(kernels.loss.outputs, wanted, strict=True):
        got = getattr(kernels, output)(x, t, epsilon)
        assert got == pytest.approx(right, rel=1e-9, abs=1e-13)
        single = getattr(kernels, output)(x.astype("f4"), t, epsilon.astype("f4"))
        assert single.dtype == np.float32
        assert single == pytest.approx(right, rel=1e-3, abs=1e-6)
    value, gradient = kernels.value_gradient(x, t, epsilon)
    assert value == pytest.approx(wanted[0])
    assert gradient == pytest.approx(wanted[1], abs=1e-13)


@pytest.mark.parametrize("tau", [0.1, 0.7, 1.0, 3.0])
@pytest.mark.parametrize("k", [2, 5, 300])
def test_a_temperature_divides_the_scores(tau: float, k: int) -> None:
    rng = np.random.default_rng(k)
    x, t = rng.normal(size=(4, 3, k)), rng.integers(0, k, (4, 3))
    tempered, plain = made("softmax_temperature"), made("softmax_cross_entropy")
    assert tempered.value(x, t, tau) == pytest.approx(plain.value(x / tau, t), rel=1e-12)
    assert tempered.gradient(x, t, tau) == pytest.approx(plain.gradient(x / tau, t) / tau, rel=1e-11, abs=1e-14)
    diagonal = plain.hessian_diagonal(x / tau, t) / tau**2
    assert tempered.hessian_diagonal(x, t, tau) == pytest.approx(diagonal, rel=1e-11, abs=1e-14)


@pytest.mark.parametrize("name", ["b", "rows", "ties"])
def test_a_parameter_may_be_called_as_the_loops_call_something_of_their_own(name: str) -> None:
    k = sx.classes("k")
    x, t, scale = sx.logits("x", k), sx.target_class("t"), sx.parameter(name, 2, between=(0.1, 10))
    loss = sx.Loss("renamed", -sx.log(sx.softmax(x / scale, t, k)), wrt=x)
    kernels = loss.compile()
    assert kernels.arguments == ("x", "t", name)
    scores, label = np.array([[0.3, -1.0, 2.0], [4.0, 0.0, 1.0]]), np.array([2, 1])
    np.testing.assert_array_equal(
        kernels.gradient(scores, label, 0.7), made("softmax_temperature").gradient(scores, label, 0.7)
    )


def test_confident_rows_keep_their_relative_accuracy() -> None:
    gradient = made("softmax_cross_entropy").gradient(np.array([40.0, 0.0]), 0)
    assert gradient[0] == pytest.approx(-4.248354255291589e-18, rel=1e-14)


def test_layouts_and_strides_do_not_matter() -> None:
    rng = np.random.default_rng(1)
    x, t = rng.normal(size=(8, 6)), rng.integers(0, 6, 8)
    kernels = made("softmax_label_smoothed")
    right = kernels.gradient(x, t, 0.2)
    assert np.array_equal(kernels.gradient(np.asfortranarray(x), t, 0.2), right)
    assert np.array_equal(kernels.gradient(x[::2], t[::2], 0.2), right[::2])
    epsilon = np.full((8, 3), 0.2)[:, 1]
    assert np.array_equal(kernels.gradient(x, t, epsilon), right)
    assert kernels.gradient(np.empty((0, 6)), np.empty(0, int), 0.2).shape == (0, 6)


@pytest.mark.parametrize("name", ["softmax_label_smoothed", "softmax_temperature"])
def test_plain_numpy_gives_the_same(name: str) -> None:
    rng = np.random.default_rng(2)
    x, t = rng.normal(size=(5, 7)) * 20, rng.integers(0, 7, 5)
    kernels = made(name)
    for output in kernels.loss.outputs:
        arguments = (x, t, 0.3)
        assert in_numpy(kernels.loss, (output,))(*arguments) == pytest.approx(
            getattr(kernels, output)(*arguments), rel=1e-12, abs=1e-300
        )


def test_the_numpy_file_runs_and_agrees() -> None:
    loss = named("softmax_label_smoothed")
    space: dict[str, Any] = {"__name__": "written"}
    exec(compile(sources(loss, "numpy")[f"{loss.name}.py"], "written.py", "exec"), space)
    rng = np.random.default_rng(3)
    x, t = rng.normal(size=(5, 4)), rng.integers(0, 4, 5)
    got = space["softmax_label_smoothed_gradient"](x, t, 0.1)
    assert got == pytest.approx(made("softmax_label_smoothed").gradient(x, t, 0.1), rel=1e-12)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
def test_the_c_file_is_free_of_warnings(tmp_path: Path) -> None:
    for name, text in made("softmax_label_smoothed").generated.sources.items():
        (tmp_path / name).write_text(text)
    flags = [
        "-std=c11",
        "-Wall",
        "-Wextra",
        "-Wpedantic",
        "-Wconversion",
        "-Wshadow",
        "-Wdouble-promotion",
        "-Werror",
        "-fsyntax-only",
    ]
    run = subprocess.run(["gcc", *flags, *tmp_path.glob("*.c")], capture_output=True, encoding="utf-8", timeout=300)
    assert run.returncode == 0, run.stderr


def test_a_class_that_there_is_not_is_named() -> None:
    with pytest.raises(SymxentError, match=r"t\[1\] is 4, but there are 3 classes"):
        made("softmax_cross_entropy").value(np.zeros((2, 3)), np.array([0, 4]))


def test_every_form_is_proved() -> None:
    for name in ("softmax_cross_entropy", "softmax_label_smoothed", "softmax_temperature"):
        assert all(stable.verdict.proved for stable in stable_forms(named(name)).values())


def test_a_kernel_pickles_with_its_source() -> None:
    kernel = made("softmax_cross_entropy").gradient
    again = pickle.loads(pickle.dumps(kernel))
    assert again(np.zeros(2), 0) == pytest.approx([-0.5, 0.5])


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "softmax_temperature"])
def test_the_product_with_the_hessian_is_the_difference_of_gradients(name: str) -> None:
    kernels, rng = made(name), np.random.default_rng(3)
    x, v, t = rng.normal(size=(2, 4, 5)) @ np.eye(5), rng.normal(size=(4, 5)), rng.integers(0, 5, (2, 4))
    numbers, step = kernels.loss.settings(), 1e-6
    product = kernels.hessian_product(x, t, *numbers, v)
    ahead, behind = (kernels.gradient(x + sign * step * v, t, *numbers) for sign in (1, -1))
    assert product == pytest.approx((ahead - behind) / (2 * step), abs=1e-8)
    assert in_numpy(kernels.loss, ("hessian_product",))(x, t, *numbers, v) == pytest.approx(product, rel=1e-12)


def test_a_loss_of_one_score_has_no_product_with_a_hessian() -> None:
    with pytest.raises(AttributeError, match="there is no kernel 'hessian_product'"):
        _ = named("bce").compile().hessian_product
