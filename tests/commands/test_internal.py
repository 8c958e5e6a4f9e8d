"""An error of symxent's own costs a command one page, one loss or one kernel; it is one line, its trace on request."""

import subprocess
import sys

from click.testing import CliRunner

from symxent.cli import cli

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
    assert first.startswith(f"symxent: an error of symxent's own, please report: {PLANTED}")
    assert second == "symxent: --verbose shows the trace"


def test_verbose_shows_the_trace(monkeypatch):
    _break(monkeypatch, "symxent.commands.check._files")
    said = CliRunner().invoke(cli, ["check", ".", "--verbose"])
    assert said.stderr.splitlines()[1].startswith("Traceback")
    assert said.stderr.splitlines()[-1] == PLANTED


def test_bad_usage_and_help_are_no_errors_of_ours():
    for arguments, code in ((["check"], 2), (["check", "--help"], 0), (["derive", "--list"], 0), (["nothing"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "symxent", *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == code
        assert "symxent's own" not in done.stderr
