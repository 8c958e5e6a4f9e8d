"""What the README shows is what the program prints."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SESSIONS = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
# The table of errors names the last digits of one machine's libm; the table of the docs is made by `make tables`.
SHOWN = [(command, printed) for command, printed in SESSIONS if "verify" not in command]


def test_the_readme_shows_sessions() -> None:
    assert [command.split()[1] for command, _ in SHOWN] == ["derive", "derive", "check", "stable"]


@pytest.mark.parametrize(("command", "printed"), SHOWN, ids=[command[:20] for command, _ in SHOWN])
def test_a_session_prints_what_the_readme_shows(command: str, printed: str) -> None:
    words = [sys.executable, "-m", "symxent", *shlex.split(command)[1:]]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    wanted = re.sub(r"^…$", "...", re.sub(r"\d+ ms", "... ms", printed), flags=re.MULTILINE)
    # simplify is listened to for a tenth of a second: whether it is done by then is the machine's affair.
    wanted, got = (text.replace(", simplify", "") for text in (wanted, done.stdout))
    assert doctest.OutputChecker().check_output(wanted, got, OPTIONS), got


def test_the_errata_that_it_shows_are_those_of_the_example_notes() -> None:
    (shown,) = re.findall(r"^```text\n(  line .*?)^```$", README, re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-m", "symxent", "derive", "two_class", "--errata"],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert shown in done.stdout


def test_its_python_runs() -> None:
    (session,) = re.findall(r"^```pycon\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    test = doctest.DocTestParser().get_doctest(session, {}, "README", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=OPTIONS).run(test).failed == 0
    (script,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(script, "README.md", "exec"), names)
    assert callable(names["f"].gradient)  # type: ignore[attr-defined]


def test_every_folder_that_it_lists_exists() -> None:
    rows = re.findall(r"^\| (`.*?`) \|", README, re.MULTILINE)
    folders = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(folders) >= 12
    assert [name for name in folders if not (ROOT / name).is_dir()] == []
