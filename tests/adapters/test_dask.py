"""Dask: kernels on its arrays, and a fit in parts that gives what the fit in memory gives, even if a worker dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest

pytest.importorskip("dask.array", reason="needs the extra dask")
pytest.importorskip("scipy", reason="needs the extra dask")

import dask.array as da

import symxent.kernels as kernels
from symxent.adapters import linear
from symxent.adapters.dask import fit, on_blocks, several
from symxent.errors import SymxentError
from symxent.losses.catalogue import named


def data(rows: int = 3000) -> tuple[Any, Any]:
    rng = np.random.default_rng(11)
    x = rng.normal(size=(rows, 5))
    y = (x @ [1.0, -2.0, 0.5, 0.0, 1.5] + rng.logistic(size=rows) > 0.3).astype(float)
    return x, y


def in_memory(mean: Any, shape: tuple[int, ...], rows: int) -> Any:
    objective = linear.penalised(mean, 1 / rows, 1, shape)
    return linear.lbfgs(objective, np.zeros(int(np.prod(shape))), 1e-10, 1000).theta.reshape(shape)


def test_ufuncs_work_on_dask_arrays_as_they_are() -> None:
    z = np.linspace(-800, 800, 1000)
    lazy = kernels.bce_with_logits(da.from_array(z, 100), 1.0)
    assert isinstance(lazy, da.Array)
    np.testing.assert_array_equal(lazy.compute(), kernels.bce_with_logits(z, 1.0))


def test_kernels_with_two_outputs_give_two_dask_arrays() -> None:
    z, y = np.linspace(-800, 800, 1000), np.arange(1000) % 2.0
    lazy = several(kernels.bce_with_logits_value_gradient, da.from_array(z, 100), da.from_array(y, 100))
    for part, expected in zip(lazy, kernels.bce_with_logits_value_gradient(z, y), strict=True):
        np.testing.assert_array_equal(part.compute(), expected)


def test_a_users_loss_works_on_dask_arrays_too() -> None:
    f = named("focal_2").compile()
    z, y = np.linspace(-50, 50, 300), np.arange(300) % 2.0
    lazy = f.gradient(da.from_array(z, 70), da.from_array(y, 70))
    np.testing.assert_array_equal(lazy.compute(), f.gradient(z, y))


def test_row_kernels_work_on_whole_rows_and_say_so_otherwise() -> None:
    x = np.random.default_rng(0).normal(size=(40, 6))
    lazy = on_blocks(kernels.softmax, da.from_array(x, (10, 6)))
    np.testing.assert_array_equal(lazy.compute(), kernels.softmax(x))
    with pytest.raises(ValueError, match=r"split into 2 chunks; use x.rechunk\(\{-1: -1\}\)"):
        on_blocks(kernels.softmax, da.from_array(x, (10, 3)))


@pytest.mark.parametrize(("loss", "parameters"), [("bce", {}), ("focal", {"gamma": 1.0}), ("squared_hinge", {})])
def test_a_fit_in_parts_is_the_fit_in_memory(loss: str, parameters: dict[str, float]) -> None:
    x, y = data()
    labels = 2 * y - 1 if loss == "squared_hinge" else y
    found = fit(da.from_array(x, (321, 2)), da.from_array(labels, 500), loss, tol=1e-10, **parameters)
    both = linear.kernel_of(named(loss), named(loss).settings(parameters), x.dtype)
    design = np.column_stack([x, np.ones(len(x))])

    def mean(theta: Any) -> tuple[float, Any]:
        values, slopes = both(design @ theta, labels * 1.0)
        return float(values.mean()), slopes @ design / len(x)

    expected = in_memory(mean, (6,), len(x))
    assert found.converged
    np.testing.assert_allclose(found.coef, expected[:-1], atol=1e-7)
    np.testing.assert_allclose(found.intercept, expected[-1], atol=1e-7)


def test_several_classes_are_fitted_in_parts() -> None:
    x, _ = data()
    y = x[:, :3].argmax(axis=1)
    found = fit(da.from_array(x, (400, 5)), da.from_array(y, 400), classes=3, tol=1e-10)
    expected = in_memory(linear.mean_of(x, y, linear.softmax_kernel(), 3, True), (3, 6), len(x))
    np.testing.assert_allclose(found.coef, expected[:, :-1], atol=1e-6)


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path: Any) -> None:
    x, y = data()
    lazy, labels = da.from_array(x, (500, 5)), da.from_array(y, 500)
    path = tmp_path / "fit.npz"
    first = fit(lazy, labels, tol=1e-10, max_iter=3, checkpoint=path)
    assert not first.converged
    again = fit(lazy, labels, tol=1e-10, checkpoint=path)
    assert again.steps > 3
    np.testing.assert_allclose(again.coef, fit(lazy, labels, tol=1e-10).coef, atol=1e-7)
    with pytest.raises(SymxentError, match="checkpoint of another fit"):
        fit(lazy, labels, C=2.0, checkpoint=path)
    path.write_bytes(b"nonsense")
    with pytest.raises(SymxentError, match="no checkpoint of a fit"):
        fit(lazy, labels, checkpoint=path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x, y: (x, y[:-1]), r"x has shape \(300, 5\) and y \(299,\)"),
        (lambda x, y: (x, y + 0.5), r"the label is [01]\.5, but the loss bce takes"),
        (lambda x, y: (np.where(x > 2, np.nan, x), y), "a feature is NaN"),
    ],
)
def test_what_cannot_be_fitted_is_a_value_error(change: Any, words: str) -> None:
    x, y = change(*data(300))
    with pytest.raises(ValueError, match=words):
        fit(da.from_array(x, (100, 5)), da.from_array(y, 100))


def test_progress_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    x, y = data(300)
    fit(da.from_array(x, (100, 5)), da.from_array(y, 100), progress=True)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "step 1: loss" in captured.err


def test_a_worker_that_is_killed_in_the_middle_changes_nothing() -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra dask")
    x, y = data(20000)
    expected = fit(da.from_array(x, (1000, 5)), da.from_array(y, 1000), "bce", tol=1e-10)
    with (
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        victims = client.run(os.getpid)
        before = set(victims.values())
        killed = threading.Event()

        def kill() -> None:
            time.sleep(0.4)
            os.kill(next(iter(before)), signal.SIGKILL)
            killed.set()

        thread = threading.Thread(target=kill)
        thread.start()
        rounds = 0
        while not killed.is_set() or rounds < 2:
            found = fit(da.from_array(x, (1000, 5)), da.from_array(y, 1000), "bce", tol=1e-10)
            rounds += 1
            np.testing.assert_allclose(found.coef, expected.coef, atol=1e-9)
            np.testing.assert_allclose(found.intercept, expected.intercept, atol=1e-9)
        thread.join()
        client.wait_for_workers(3, timeout=30)
        assert set(client.run(os.getpid).values()) != before
