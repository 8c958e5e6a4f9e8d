"""A contest: each in a process of its own; one that refuses leaves a gap and its reason, and stops nobody else."""

import math

import pytest

from symxent.errors import SymxentError
from symxent.kernels.bench import measure, plots
from symxent.kernels.bench.task import Case


def test_a_row_has_a_ratio_for_who_could_and_a_reason_for_who_could_not():
    with measure.Contest(["NumPy"], threads=1) as contest:
        assert contest._ask("NumPy", case={"task": "sigmoid", "shape": ["many"], "dtype": "float32"})["error"]
        row = contest.measure(Case("sigmoid", (1_000,), "float32"), 3)
    assert set(row.ratios) == {"NumPy"}
    assert row.ratios["NumPy"] > 0
    assert math.isclose(row.gigabytes_per_second, 8_000 / row.seconds / 1e9)
    assert not row.refused


def test_a_contestant_whose_process_dies_is_reported():
    with measure.Contest(["NumPy"], threads=1) as contest:
        contest._workers["NumPy"].kill()
        contest._workers["NumPy"].wait()
        row = contest.measure(Case("sigmoid", (1_000,), "float32"), 3)
    assert not row.ratios
    assert "its process ended" in row.refused["NumPy"]


def test_a_kernel_that_does_not_run_is_an_error():
    with (
        measure.Contest([], threads=1) as contest,
        pytest.raises(SymxentError, match=r"sigmoid at n = 10: .*floaty"),
    ):
        contest.measure(Case("sigmoid", (10,), "floaty"), 3)


def test_no_process_is_left_behind():
    with measure.Contest(["NumPy"], threads=1) as contest:
        workers = list(contest._workers.values())
    assert all(worker.poll() is not None for worker in workers)


def test_both_drawings_are_written(tmp_path):
    with measure.Contest([], threads=1) as contest:
        rows = [contest.measure(Case("sigmoid", (n,), "float32"), 3) for n in (1_000, 10_000)]
        rows += [contest.measure(Case("softmax_cross_entropy", (10, k), "float64"), 3) for k in (2, 10)]
    plots.roofline(tmp_path / "roofline.svg", rows, 1)
    plots.growth(tmp_path / "growth.svg", rows)
    assert "operations a byte" in texts(tmp_path / "roofline.svg")
    assert "ns an element" in texts(tmp_path / "growth.svg")


def texts(path):
    """matplotlib writes every text of an SVG as a comment beside its outlines."""
    return path.read_text(encoding="utf-8")
