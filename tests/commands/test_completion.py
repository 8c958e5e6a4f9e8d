"""What the shell is told when TAB is pressed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TYPED = [
    ("symxent ch", "check"),
    ("symxent check --fo", "--format"),
    ("symxent check --format sar", "sarif"),
    ("symxent check --explain M20", "M201"),
    ("symxent derive two", "two_class"),
    ("symxent drive --", "--help"),  # a slip is no error yet
]


@pytest.mark.parametrize(("typed", "offered"), TYPED)
def test_the_shell_is_offered(typed: str, offered: str) -> None:
    environment = {
        **os.environ, "_SYMXENT_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")),
    }  # fmt: skip
    script = "import sys; sys.argv = ['symxent']; from symxent.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.stderr == ""
    assert f"plain,{offered}" in done.stdout.split()
