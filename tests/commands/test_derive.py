"""``symxent derive`` as a user meets it: output, exit codes, messages, files."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symxent.language.formula import FormulaError, read_formula
from symxent.language.tree import Node

LOSS = "y*log(sigmoid(z)) + (1-y)*log(1-sigmoid(z))"


def run(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "symxent", *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", cwd=cwd,
        env={**os.environ, "COLUMNS": "100", **environment},
        timeout=120, check=False,
    )  # fmt: skip


def test_a_page_is_printed_with_rules_marks_and_methods() -> None:
    result = run("derive", "sigmoid")
    assert result.returncode == 0
    assert "= −(1 + e⁻ˣ)⁻² · (0 + d/dx e⁻ˣ)" in result.stdout
    assert "fold σ" in result.stdout
    assert "12 of 12 lines proved by normal form, ball arithmetic, simplify" in result.stdout
    assert result.stderr == ""


def test_a_formula_of_the_user_is_derived_to_its_simplified_end() -> None:
    result = run("derive", LOSS, "--wrt", "z")
    assert result.returncode == 0
    assert "= y − σ(z) " in result.stdout
    assert "✗" not in result.stdout


def test_a_formula_may_begin_with_a_minus_sign() -> None:
    result = run("derive", "-(y*log(p) + (1-y)*log(1-p))", "--wrt", "y")
    assert result.returncode == 0
    assert "= log(1 − p) − log p " in result.stdout


def test_there_is_no_colour_in_a_pipe() -> None:
    assert "\x1b" not in run("derive", "sigmoid").stdout


def test_json_is_one_document_with_a_schema_version() -> None:
    document = json.loads(run("derive", "sigmoid", "--format", "json").stdout)
    assert document["schema_version"] == 1
    lines = document["pages"][0]["sections"][0]["lines"]
    assert [line["verdict"]["status"] for line in lines[1:]] == ["proved"] * 12
    assert lines[1]["latex"] == r"\frac{d}{dx} \frac{1}{1 + e^{-x}}"


def test_proofs_stand_below_the_lines_and_in_the_json() -> None:
    shown = run("derive", "softmax", "--proof").stdout.splitlines()
    assert "    ✓ = 1                                                 a sum over its own total" in shown
    assert "              both sides are e^(xᵢ)/(Σₘ₌₁ᵏ e^(xₘ))" in shown
    document = json.loads(run("derive", "worked_example", "--proof", "--format", "json").stdout)
    verdict = document["pages"][0]["sections"][0]["claim"]
    assert verdict["proof"]["claim"] == {"lhs": "exp(5/4)", "op": "≈", "rhs": "349/100"}


def test_latex_and_markdown_hold_every_line() -> None:
    latex = run("derive", "two_class", "--format", "latex").stdout
    assert latex.count(r"\checkmark") == 3
    assert latex.endswith("\\end{document}\n\n") or latex.endswith("\\end{document}\n")
    markdown = run("derive", "two_class", "--format", "markdown").stdout
    assert "3. ✓ by y₂ = 1 − y₁" in markdown


def test_output_goes_to_a_file_whole_and_without_colour(tmp_path: Path) -> None:
    target = tmp_path / "page.txt"
    result = run("derive", "sigmoid", "-o", str(target))
    assert result.returncode == 0
    assert result.stdout == ""
    assert "fold σ" in target.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_an_output_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    result = run("derive", "sigmoid", "-o", str(tmp_path / "missing" / "page.txt"))
    assert result.returncode == 2
    assert "cannot be written: No such file or directory" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_formula_is_differentiated_by_its_only_symbol() -> None:
    assert run("derive", "t^3").stdout.splitlines()[3:5] == run("derive", "t^3", "--wrt", "t").stdout.splitlines()[3:5]
    assert "= 3 t²" in run("derive", "t^3").stdout
    assert "= 6 t" in run("derive", "t^3", "--order", "2").stdout


def test_the_list_names_every_page() -> None:
    listing = run("derive", "--list").stdout
    assert "sigmoid " in listing
    assert "The worked example" in listing


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["derive", "sofmax"], "there is no page 'sofmax'; did you mean softmax?"),
        (["derive", "y*z"], "say by what to differentiate, as in --wrt y: its symbols are y, z"),
        (["derive", "1+1"], "say by what to differentiate, as in --wrt z: it has no symbol"),
        (["derive", "z+"], "column 3: the formula ends where a number or a symbol was expected"),
        (["derive", "z+", "--wrt", "z"], "column 3: the formula ends where a number or a symbol was expected"),
        (["derive", "sigmoid", "--wrt", "z"], "sigmoid is a page"),
        (["derive", "-"], "a formula was expected, and there is none"),
        (["derive", "-", "--wrt", "z"], "a formula was expected, and there is none"),
        (["derive", __file__], "test_derive.py is a file; 'symxent check"),
        (["derive", "foo(z)", "--wrt", "z"], "the function foo is not known"),
        (["derive", "y*z", "--wrt", "t"], "t does not occur in the formula; its symbols are y, z"),
        (["derive", "y*z", "--wrt", "2"], "a symbol such as z, y_hat or x[j] was expected, and this is '2'"),
        (["derive", "--wrt", "z"], "there is no formula"),
        (["derive", "z + 9**9**9**9", "--wrt", "z"], "exponent"),
        (["derive", "+".join(["z"] * 20_000), "--wrt", "z"], "a formula of 39999 characters"),
        (["derive", "sigmoid", "--format", "pdf"], "'pdf' is not one of"),
        (["derive", "sigmoid", "--format", "html", "--proof"], "--proof goes with the formats text and json, not with"),
        (["drive"], "there is no command 'drive'; did you mean derive"),
    ],
)
def test_bad_usage_is_one_clear_message_and_exit_code_2(arguments: list[str], message: str) -> None:
    began = time.monotonic()
    result = run(*arguments)
    assert time.monotonic() - began < 60  # a hang, not a matter of speed
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_formula_of_100_000_terms_from_standard_input_is_refused_at_once() -> None:
    command = [sys.executable, "-m", "symxent", "derive", "-", "--wrt", "z"]
    result = subprocess.run(
        command, input="+".join(["z"] * 100_000), capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert result.returncode == 2
    assert "a formula of 199999 characters; at most 20000 are read" in result.stderr


def test_lines_are_counted_one_by_one_and_no_method_is_named_where_none_proved_any() -> None:
    result = run("derive", "log(-1)*x", "--wrt", "x")
    assert result.returncode == 1
    assert "✗ 0 of 1 lines proved, " in result.stdout


def test_a_line_that_is_not_proved_is_exit_code_1() -> None:
    broken = """
import symxent.commands.derive as command, symxent.cli, sys
from symxent.derive import by, catalogue
from symxent.derive.page import Derive, Page
from symxent.derive.rule import rule
from symxent.language.tree import Call, Name

x = Name("x")

@rule("a false rule")
def false(node, given):
    return -x if node == x else None

broken = Page("broken", "A broken page", (Derive("false", Call(Name("sigma"), (x,)), (false,)),))
catalogue.page = command.page = lambda name: broken
sys.argv = ["symxent", "derive", "sigmoid"]
symxent.cli.main()
"""
    result = subprocess.run(
        [sys.executable, "-c", broken], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert result.returncode == 1, result.stderr
    assert "✗ = σ(−x)" in result.stdout
    assert "at x = " in result.stdout


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    assert run("derive", "two_class", cwd=tmp_path).returncode == 0


@given(st.text(alphabet="zy01239+-*/().,^ 'é=[]{}e_log", max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_reader_of_formulas_fail_otherwise_than_by_its_own_error(text: str) -> None:
    try:
        tree = read_formula(text)
    except FormulaError:
        return
    assert isinstance(tree, Node)
