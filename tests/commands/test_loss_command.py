"""``symxent loss`` and ``symxent lint`` as they are typed: reports, files, exit codes, and messages for mistakes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symxent.cli import cli
from symxent.errors import SymxentError

NOTES = Path(__file__).parents[2] / "examples" / "notes.md"
MINE = """
import symxent as sx

z, y = sx.logit("z"), sx.target("y", values=(0, 1))
hardly = sx.Loss("hardly", sx.softplus(z) - y * z + (sx.sigmoid(z) - y) ** 2, wrt=z, source="nobody's")
"""
WRONG = """
import symxent as sx

z, y = sx.logit("z"), sx.target("y", values=(0, 1))
wrong = sx.Loss("wrong", sx.softplus(z) - y * z + z**2, wrt=z)
"""
OBJECTIVES = """
import numpy as np


def minus(scores, data):
    p = 1 / (1 + np.exp(-scores))
    return data.get_label() - p, p * (1 - p)


def textbook(scores, labels):
    p = 1 / (1 + np.exp(-scores))
    return p - labels, p * (1 - p)
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "my_loss.py"
    path.write_text(MINE, encoding="utf-8")
    return path


@pytest.fixture
def objectives(tmp_path: Path) -> Path:
    path = tmp_path / "my_objective.py"
    path.write_text(OBJECTIVES, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def message(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, SymxentError), result.output
    return str(result.exception)


def test_a_users_loss_goes_from_its_file_to_verified_c_that_compiles_alone(mine: Path, tmp_path: Path) -> None:
    result = run("loss", str(mine), "--target", "c", "-o", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    for words in ("The first derivative by z", "– convex in z: refuted", "Stable forms", "nobody's", "All is well"):
        assert words in result.output
    source = tmp_path / "out" / "hardly.c"
    program = tmp_path / "main.c"
    program.write_text(
        '#include <stdio.h>\n#include "out/hardly.h"\nint main(void)'
        '{ printf("%.17g", symxent_hardly_gradient(40.0, 1.0)); return 0; }\n',
        encoding="ascii",
    )
    made = tmp_path / "main"
    strict = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-O2"]
    subprocess.run(["cc", *strict, str(program), str(source), "-o", str(made), "-lm"], check=True, cwd=tmp_path)
    printed = subprocess.run([str(made)], capture_output=True, encoding="utf-8", check=True).stdout
    assert float(printed) == pytest.approx(-4.248354255291589e-18, rel=1e-14)


def test_the_report_as_data_says_the_same(mine: Path) -> None:
    result = run("loss", f"{mine}:hardly", "--format", "json")
    facts = json.loads(result.output)
    (loss,) = facts["losses"]
    assert facts["schema_version"] == 1
    assert loss["arguments"] == ["z", "y"]
    assert loss["ok"]
    assert loss["proved"] == {"value": "proved", "gradient": "proved", "hessian": "proved"}
    assert {(m["output"], m["dtype"]) for m in loss["verified"]} == {
        (output, dtype) for output in ("value", "gradient", "hessian") for dtype in ("float32", "float64")
    }


def test_kernels_that_fail_their_verification_are_written_only_when_asked_for_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("symxent.losses.verified.Measured.passed", False)  # what has really failed takes minutes
    path, out = tmp_path / "my_loss.py", tmp_path / "out"
    path.write_text(WRONG, encoding="utf-8")
    asked = ("loss", str(path), "--brief", "--target", "c", "-o", str(out))
    refused = run(*asked)
    assert refused.exit_code == 2
    assert "the kernels of wrong fail their verification" in refused.stderr
    assert "--no-strict writes them all the same" in refused.stderr
    assert not out.exists()
    written = run(*asked, "--no-strict")
    assert written.exit_code == 1
    assert "the kernels of wrong fail their verification" in written.stderr
    assert {file.name for file in out.iterdir()} == {"wrong.c", "wrong.h"}


def test_a_loss_of_the_catalogue_with_another_curvature(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("loss", "bce", "--curvature", "fisher", "--brief", "--target", "numpy", "-o", str(out))
    assert result.exit_code == 0, result.output
    assert "every one proved" in result.output
    assert (out / "bce_fisher.py").is_file()


def test_the_catalogue_is_listed() -> None:
    assert "Focal loss" in run("loss", "--list").output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import symxent as sx\n1/0\n", r"my_loss.py:2: ZeroDivisionError"),
        ("def (:\n", r"my_loss.py:1: SyntaxError"),
        ("x = 1\n", "defines no loss"),
        ("import symxent as sx\nz = sx.logit('lambda')\n", "my_loss.py: 'lambda' cannot name a variable"),
    ],
)
def test_a_file_with_a_mistake_gets_one_message(mine: Path, text: str, words: str) -> None:
    mine.write_text(text, encoding="utf-8")
    assert words in message("loss", str(mine))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.py"], "there is no file nothing.py"),
        (["focl"], "did you mean focal"),
        ([str(NOTES)], "notes.md is no Python program"),
        ([], "say which loss"),
        (["focal" * 200], "there is no loss"),
        (["bce", "--target", "c"], "give both"),
        (["focal", "--set", "gamma"], "NAME=VALUE was expected"),
        (["focal", "--set", "gamma=nan"], "gamma is to be a finite number, and 'nan' was given"),
        (["focal", "--set", "gamma=1e999"], "gamma is to be a finite number, and '1e999' was given"),
        (["bce", "--curvature", "odd"], "there is no curvature 'odd'"),
    ],
)
def test_mistaken_calls_get_one_message(arguments: list[str], words: str) -> None:
    assert words in message("loss", *arguments)


def test_another_name_of_the_file_is_no_loss(mine: Path) -> None:
    assert "z is a LossVariable; a Loss was expected" in message("loss", f"{mine}:z")
    assert "defines no 'w'; it defines" in message("loss", f"{mine}:w")


def test_lint_names_the_mistake_and_fails(objectives: Path) -> None:
    result = run("lint", f"{objectives}:minus", "--loss", "bce")
    assert result.exit_code == 1
    assert "OBJ101 error: the gradient is minus the gradient" in result.output


def test_lint_passes_what_is_only_warned_of(objectives: Path, mine: Path) -> None:
    result = run("lint", f"{objectives}:textbook", "--loss", "bce", "--api", "plain", "--format", "json")
    assert result.exit_code == 0
    facts = json.loads(result.output)
    assert facts["ok"]
    assert [f["code"] for f in facts["findings"]] == ["OBJ302", "OBJ304"]
    against_mine = run("lint", f"{objectives}:textbook", "--loss", f"{mine}:hardly", "--api", "plain")
    assert against_mine.exit_code == 1
    assert "OBJ199" in against_mine.output


def test_lint_wants_a_function(objectives: Path) -> None:
    assert "does not say which function" in message("lint", str(objectives), "--loss", "bce")
    assert "defines no 'plus'" in message("lint", f"{objectives}:plus", "--loss", "bce")


def test_the_commands_are_known_to_the_program() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "symxent", "--help"], capture_output=True, encoding="utf-8", check=True
    )
    assert "loss" in printed.stdout
    assert "lint" in printed.stdout
