"""An error of symxent's own costs a command one page, one loss or one kernel; it is one line, its trace on request."""

import json
import os
import sys
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner

from symxent.cli import cli

OWN = "an error of symxent's own, please report: "
PLANTED = "KeyError: 'planted'"


def _break(monkeypatch, name):
    def broken(*arguments, **settings):
        raise KeyError("planted")

    monkeypatch.setattr(name, broken)


def test_what_no_command_keeps_apart_is_one_line_and_exit_code_2(monkeypatch):
    _break(monkeypatch, "symxent.commands.check._files")
    said = CliRunner().invoke(cli, ["check", "."])
    assert said.exit_code == 2
    first, second = said.stderr.splitlines()
    assert first.startswith(f"symxent: {OWN}{PLANTED}")
    assert second == "symxent: --verbose shows the trace"


def test_verbose_shows_the_trace(monkeypatch):
    _break(monkeypatch, "symxent.commands.check._files")
    said = CliRunner().invoke(cli, ["check", ".", "--verbose"])
    assert said.stderr.splitlines()[1].startswith("Traceback")
    assert said.stderr.splitlines()[-1] == PLANTED


def test_bad_usage_and_help_are_no_errors_of_ours():
    for arguments, code in ((["check"], 2), (["check", "--help"], 0), (["derive", "--list"], 0), (["nothing"], 2)):
        said = CliRunner().invoke(cli, arguments)
        assert said.exit_code == code
        assert "symxent's own" not in said.output


def _break_for(monkeypatch, name, about):
    """Break a function where one of its arguments is about one thing."""
    owner, _, attribute = name.rpartition(".")
    module = import_module(owner)
    original = getattr(module, attribute)

    def broken(*arguments, **settings):
        if any(about in (one, getattr(one, "name", None)) for one in arguments):
            raise KeyError("planted")
        return original(*arguments, **settings)

    monkeypatch.setattr(module, attribute, broken)


def _invoke(*arguments):
    return CliRunner().invoke(cli, list(arguments))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_page_that_breaks_off_costs_no_other_page(monkeypatch, workers):
    monkeypatch.setattr("symxent.derive.together.processors", lambda: workers)
    _break_for(monkeypatch, "symxent.derive.judge.derive", "minimum")
    said = _invoke("derive", "sigmoid", "minimum", "two_class")
    assert said.exit_code == 2
    assert said.stderr.startswith(f"symxent: minimum: {OWN}{PLANTED}")
    assert said.stdout.count("lines proved") == 2
    assert "The derivative of the logistic sigmoid" in said.stdout
    traced = _invoke("derive", "sigmoid", "minimum", "--verbose")
    assert "in broken" in traced.stderr  # the stack of the process that it broke off in


SHOWN = [("latex", "latex._page"), ("markdown", "markdown._page"), ("html", "html._page"), ("json", "json.page_data")]


@pytest.mark.parametrize(("style", "function"), SHOWN)
def test_a_page_that_cannot_be_shown_costs_no_other_page(monkeypatch, style, function):
    _break_for(monkeypatch, f"symxent.report.{function}", "minimum")
    said = _invoke("derive", "sigmoid", "minimum", "--format", style, "--no-figures")
    assert said.exit_code == 2
    assert f"symxent: minimum: {OWN}{PLANTED}" in said.stderr
    assert "The derivative of the logistic sigmoid" in said.stdout


def test_a_formula_that_cannot_be_derived_costs_no_other(monkeypatch):
    original = import_module("symxent.derive.judge").derive

    def broken(page, **settings):
        if "sin" in page.title:
            raise KeyError("planted")
        return original(page, **settings)

    monkeypatch.setattr("symxent.derive.formula.derive", broken)
    said = _invoke("derive", "x**2", "sin(x)", "x**3", "--wrt", "x", "--format", "json")
    assert said.exit_code == 2
    assert PLANTED in said.stderr
    assert len(json.loads(said.stdout)["pages"]) == 2


TWO_LOSSES = """import symxent as sx

z, y = sx.logit("z"), sx.target("y", values=(0, 1))
one = sx.Loss("one", sx.log(1 + sx.exp(z)) - y * z, wrt=z)
two = sx.Loss("two", (z - y) ** 2, wrt=z)
"""


def test_a_loss_that_breaks_off_costs_no_other(monkeypatch, tmp_path):
    (tmp_path / "two_losses.py").write_text(TWO_LOSSES)
    _break_for(monkeypatch, "symxent.losses.report.of", "one")
    said = _invoke("loss", str(tmp_path / "two_losses.py"), "--brief", "--format", "json")
    assert said.exit_code == 2
    assert said.stderr.startswith(f"symxent: one: {OWN}{PLANTED}")
    assert [facts["name"] for facts in json.loads(said.stdout)["losses"]] == ["two"]


def test_a_check_of_an_objective_that_breaks_off_costs_no_other(monkeypatch, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n\n\ndef obj(z, y):\n    p = 1 / (1 + np.exp(-z))\n    return y - p, p * (1 - p)\n"
    )
    _break(monkeypatch, "symxent.lint.objective._Linter._hessian")
    said = _invoke("lint", f"{tmp_path / 'mine.py'}:obj", "--loss", "bce", "--api", "plain")
    assert said.exit_code == 1
    assert "OBJ101" in said.stdout
    assert f"OBJ901 error: a check could not be made: the Hessian: {OWN}{PLANTED}" in (said.stdout)
    assert "OBJ304" in said.stdout
    again = _invoke("lint", f"{tmp_path / 'mine.py'}:obj", "--loss", "bce", "--api", "plain", "--verbose")
    assert again.stderr.startswith("Traceback")


def test_a_check_of_an_objective_of_rows_that_breaks_off_costs_no_other():
    from symxent.lint.objective import _Linter, lint_objective

    def obj(scores, labels):
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        return np.eye(scores.shape[1])[labels.astype(int)] - p, p * (1 - p)

    with pytest.MonkeyPatch.context() as patch:
        _break(patch, "symxent.lint.objective._Linter._hessian")
        assert _Linter._hessian.__name__ == "broken"
        report = lint_objective(obj, "softmax_cross_entropy", api="plain")
    assert "OBJ101" in report.codes
    assert "OBJ901" in report.codes
    assert not report.ok


def test_a_kernel_that_breaks_off_costs_no_other(monkeypatch):
    _break_for(monkeypatch, "symxent.kernels.verify.measure.engines", "softplus")
    said = _invoke("verify", "sigmoid", "softplus", "--quick", "--format", "float64")
    assert said.exit_code == 1
    assert any(line.startswith("sigmoid ") for line in said.stdout.splitlines())
    assert f"missed: softplus float64 C: {OWN}{PLANTED}" in said.stderr


@pytest.mark.parametrize("kernel", ["softmax", "logistic_regression"])
def test_a_kernel_of_rows_or_data_that_breaks_off_is_missed(monkeypatch, kernel):
    for module in ("measure", "data"):
        _break(monkeypatch, f"symxent.kernels.verify.{module}.engines")
    said = _invoke("verify", kernel, "--quick", "--format", "float64")
    assert said.exit_code == 1
    assert PLANTED in said.stderr


def test_a_file_that_cannot_be_shown_costs_no_other_file(monkeypatch, tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("$$(x + 1)^2 = x^2 + 2 x + 1$$")
    monkeypatch.chdir(tmp_path)
    original = import_module("symxent.report.html_check").view

    def broken(report, number):
        if report.name == "a.md":
            raise KeyError("planted")
        return original(report, number)

    monkeypatch.setattr("symxent.report.html_check.view", broken)
    said = _invoke("check", "a.md", "b.md", "--format", "html", "--no-cache")
    assert said.exit_code == 2
    assert "symxent: a.md: an error of symxent's own" in said.stderr
    assert "b.md" in said.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("stage", ["read_bytes", "macros_beside", "check_bytes"])
def test_a_file_that_breaks_off_has_a_report_and_costs_no_other(monkeypatch, tmp_path, stage, jobs):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("$$(x + 1)^2 = x^2 + 2 x + 1$$")
    monkeypatch.chdir(tmp_path)
    original = getattr(import_module("symxent.commands.check"), stage)

    def broken(*arguments, **settings):
        if "a.md" in arguments:
            raise KeyError("planted")
        return original(*arguments, **settings)

    monkeypatch.setattr(f"symxent.commands.check.{stage}", broken)
    said = _invoke("check", "a.md", "b.md", "--no-cache", "--jobs", jobs)
    assert said.exit_code == 1
    assert f"a.md:1:1: M501 this file was not checked: {OWN}{PLANTED}" in said.stdout
    assert "1 step: 1 proved; 1 error of symxent's own" in said.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
def test_a_file_that_ends_its_process_costs_no_other(monkeypatch, tmp_path):
    names = ["a.md", "b.md", "c.md"]
    for name in names:
        (tmp_path / name).write_text("$$(x + 1)^2 = x^2 + 2 x + 1$$")
    monkeypatch.chdir(tmp_path)
    original = import_module("symxent.commands.check").check_bytes

    def ending(data, name, **settings):
        if name == "b.md":
            os._exit(9)
        return original(data, name, **settings)

    monkeypatch.setattr("symxent.commands.check.check_bytes", ending)
    said = _invoke("check", *names, "--no-cache", "--jobs", "2")
    assert said.exit_code == 1
    assert "b.md:1:1: M501 this file was not checked" in said.stdout
    assert "the process that checked it was ended" in said.stdout
    assert "2 steps: 2 proved; 1 error of symxent's own" in said.stdout


def test_what_cannot_be_mended_is_reported_all_the_same(monkeypatch, tmp_path):
    (tmp_path / "a.md").write_text("$$f(x) = x^2$$\n\n$$f'(x) = -2x$$")
    monkeypatch.chdir(tmp_path)
    _break(monkeypatch, "symxent.commands.check.mended")
    said = _invoke("check", "a.md", "--fix", "--no-cache")
    assert said.exit_code == 2
    assert f"symxent: a.md was not mended: {OWN}{PLANTED}" in said.stderr
    assert "a.md:3:3: M201 false: a sign is wrong" in said.stdout


def test_a_page_that_cannot_be_certified_costs_no_other(monkeypatch, tmp_path):
    _break_for(monkeypatch, "symxent.commands.certify.certificate_of", "minimum")
    said = _invoke("certify", "sigmoid", "minimum", "-o", str(tmp_path))
    assert said.exit_code == 2
    assert said.stderr.startswith(f"symxent: minimum: {OWN}{PLANTED}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sigmoid.v", "symxent.v"]
