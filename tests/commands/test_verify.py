import json

import pytest
from click.testing import CliRunner

from symxent.cli import cli
from symxent.commands.verify import table, verify
from symxent.errors import SymxentError
from symxent.kernels.verify import measure as module
from symxent.kernels.verify.measure import BARS, NUMPY, TEXTBOOK, C, measure


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


def test_the_table_has_the_three_errors_side_by_side() -> None:
    lines = list(table([m for m in measure(("sigmoid",), quick=True) if m.kernel == "sigmoid"]))
    assert len(lines) == 4
    assert "textbook" in lines[0]
    assert lines[2].count(".") >= 4


def test_on_a_device_the_generated_pytorch_is_measured_beside_the_c() -> None:
    pytest.importorskip("torch", reason="needs the extra torch")
    result = CliRunner().invoke(verify, ["sigmoid", "softmax", "logistic_regression", "--quick", "--device", "cpu"])
    assert result.exit_code == 0, result.output
    assert result.stdout.split("\n")[0].split()[:4] == ["kernel", "format", "C", "cpu"]
    assert "logistic_regression_hvp" in result.stdout


@pytest.mark.parametrize("command", [["verify", "sigmoid"], ["bench", "--quick"]])
@pytest.mark.parametrize("device", ["meta", "no_such_device"])
def test_a_device_that_there_is_not_is_named_before_anything_is_measured(command: list[str], device: str) -> None:
    pytest.importorskip("torch", reason="needs the extra torch")
    with pytest.raises(SymxentError, match=f"^--device {device}: there is no such device here: "):
        CliRunner().invoke(cli, [*command, "--device", device], catch_exceptions=False)
