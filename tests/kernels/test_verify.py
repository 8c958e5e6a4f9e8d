import json

import numpy as np
import pytest
from click.testing import CliRunner

from symxent.errors import SymxentError
from symxent.kernels import verify as module
from symxent.kernels import verify_rows
from symxent.kernels.exhaustive import CHUNK, CHUNKS, Task, exhaustive
from symxent.kernels.verify import BARS, NUMPY, TEXTBOOK, C, known, measure
from symxent.kernels.verify_command import table, verify

ELEMENTWISE = ("sigmoid", "softplus", "log_sigmoid", "bce_with_logits", "sigmoid_derivative")


@pytest.fixture(scope="module")
def elementwise() -> list[module.Measurement]:
    return list(measure(("sigmoid", "bce_with_logits"), quick=True))


def test_every_bar_is_held_by_the_compiled_and_the_numpy_kernels(elementwise: list[module.Measurement]) -> None:
    promised = [m for m in elementwise if m.bar is not None]
    assert {m.engine for m in promised} == {C, NUMPY}
    assert {m.kernel for m in promised} >= set(ELEMENTWISE)
    for m in promised:
        assert m.held, f"{m.kernel} {m.output} {m.group} {m.dtype} {m.engine}: {m.worst} at {m.where}; {m.note}"


def test_the_textbook_formula_loses_every_digit_somewhere(elementwise: list[module.Measurement]) -> None:
    for m in elementwise:
        if m.engine == TEXTBOOK and m.bar is None and m.kernel != "logit":
            assert m.worst > 1e5, f"{m.kernel} {m.output} {m.dtype}"


def test_every_output_is_measured_in_both_formats(elementwise: list[module.Measurement]) -> None:
    seen = {(m.kernel, m.output, m.dtype, m.engine) for m in elementwise}
    for kernel in ("bce_with_logits_value_gradient", "bce_with_logits_gradient_hessian"):
        for dtype in ("float32", "float64"):
            for engine in (C, NUMPY, TEXTBOOK):
                assert (kernel, "gradient", dtype, engine) in seen


def test_a_missed_bar_is_exit_code_1_and_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BARS", {**BARS, ("sigmoid", "sigmoid", ""): (0.1, 4)})
    result = CliRunner().invoke(verify, ["sigmoid_derivative", "--quick", "--format", "float64"])
    assert result.exit_code == 0
    result = CliRunner().invoke(verify, ["sigmoid", "--quick", "--format", "float64"])
    assert result.exit_code == 1
    assert "missed: sigmoid float64 C" in result.stderr
    assert "promised 0.1" in result.stderr


def test_json_is_one_document_with_a_schema_version() -> None:
    result = CliRunner().invoke(verify, ["logit", "--quick", "--json"])
    document = json.loads(result.stdout)
    assert document["schema_version"] == 1
    assert {m["engine"] for m in document["measurements"]} == {C, NUMPY, TEXTBOOK}
    assert all(m["points"] > 500 for m in document["measurements"])


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SymxentError, match="bce_with_logits"):
        known(("sigmod",))


def test_the_table_has_the_three_errors_side_by_side(elementwise: list[module.Measurement]) -> None:
    lines = list(table([m for m in elementwise if m.kernel == "sigmoid"]))
    assert len(lines) == 4
    assert "textbook" in lines[0]
    assert lines[2].count(".") >= 4


def test_a_gradient_that_is_not_the_derivative_of_the_value_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ORDERS", {"gradient": 2})
    found = list(measure(("bce_with_logits_gradient",), quick=True, formats=("f8",)))
    assert all("the derivative of the value is" in m.note and not m.held for m in found)


def test_a_sample_of_the_exhaustive_run_holds_its_bar() -> None:
    stride = 1024
    found = exhaustive((Task("sigmoid", (), 3.0), Task("bce_with_logits_value_gradient", (1.0,), 3.0)), stride=stride)
    assert [m.output for m in found] == ["sigmoid", "value", "gradient"]
    for m in found:
        assert m.points == (1 << 32) // stride
        assert 0.5 < m.worst <= 3.0
    assert (1 << 32) % (CHUNK * CHUNKS) == 0


def test_the_exhaustive_run_sees_one_wrong_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from symxent.kernels import exhaustive as run

    wanted = np.linspace(0.5, 1, 1000)
    got = wanted.astype(np.float32)
    worst, _ = run._largest(got, wanted, 0)
    assert worst <= 0.5
    got[617] = np.nextafter(np.nextafter(got[617], np.float32(2)), np.float32(2))
    worst, where = run._largest(got, wanted, 100)
    assert where == 717
    assert 1.5 <= worst <= 2.5
    got[5] = np.nan
    assert run._largest(got, wanted, 0) == (np.inf, 5)
    ends = np.array([np.inf, 1e300, 2.0**128, 3.4028235e38, -1e39, np.nan, 0.0, 1e-46])
    right = np.array([np.inf, np.inf, np.inf, 3.4028235e38, -np.inf, np.nan, 0.0, 0.0], dtype=np.float32)
    assert run._largest(right, ends, 0)[0] < 0.51


def test_row_kernels_hold_their_bars_confident_rows_included() -> None:
    found = list(verify_rows.measure_rows(("softmax", "categorical_cross_entropy"), quick=True))
    promised = [m for m in found if m.bar is not None]
    assert {m.group for m in promised} == {"", verify_rows.OWN, verify_rows.OTHER}
    for m in promised:
        assert m.held, f"{m.kernel} {m.output} {m.group} {m.dtype}: {m.worst} at {m.where}; {m.note}"
    naive = [m for m in found if m.engine == TEXTBOOK and m.group == verify_rows.OWN]
    assert all(m.worst > 1e5 for m in naive)
