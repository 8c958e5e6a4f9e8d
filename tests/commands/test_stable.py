"""``symxent stable`` as it is typed: the report, its ranges, files, exit codes, and messages for mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symxent.cli import cli
from symxent.errors import SymxentError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["stable", *arguments])


def test_the_form_its_proof_and_both_errors_are_shown() -> None:
    said = run("log(1+exp(x))", "--var", "x")
    assert said.exit_code == 0, said.output
    for words in ("✓ stable = log1p(e^(−|x|)) + max(0, x)", "proved equal", "as written: all digits"):
        assert words in said.output


@pytest.mark.parametrize(
    ("text", "shown"), [("x > 0", "x > 0"), ("-1 < x <= 2", "−1 < x ≤ 2"), ("x < 3.5", "x < 3.5"), ("x", "x ∈ ℝ")]
)
def test_a_range_is_read_as_it_is_written(text: str, shown: str) -> None:
    facts = json.loads(run("x*x + 1", "--var", text, "--format", "json").output)
    assert facts["domain"] == {"x": shown}
    assert facts["proved"] == "proved"


def test_code_is_written_only_where_the_form_is_accurate(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("sinh(x)-x", "--var", "x", "--target", "c", "-o", str(out), "--name", "third")
    refused = run(*asked)
    assert isinstance(refused.exception, SymxentError)
    assert "Nothing is written; --no-strict writes it all the same" in str(refused.exception)
    assert not out.exists()
    assert run(*asked, "--no-strict").exit_code == 1
    assert {file.name for file in out.iterdir()} == {"third.c", "third.h"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x*y", "--var", "k"), "does not contain k; it has"),
        (("x", "--var", "x > a"), "'0 < x <= 1' or 'y in {0, 1}' was expected"),
        (("x", "--var", "0 < x > 1"), "'0 < x <= 1' or 'y in {0, 1}' was expected"),
        (("x", "--var", "2 < x < 1"), "leaves no number"),
        (("x +",), "the formula ends where"),
        (("3",), "is a constant"),
        (("x", "--target", "c"), "give both"),
    ],
)
def test_mistakes_are_told_in_words(arguments: tuple[str, ...], words: str) -> None:
    said = run(*arguments)
    assert isinstance(said.exception, SymxentError), said.output
    assert words in str(said.exception)
