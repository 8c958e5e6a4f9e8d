"""The tests of the logic notice when a condition is left out: bench/mutate_logic.py does that to every one of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def said(*arguments: str) -> list[str]:
    """The lines that the program prints."""
    program = [sys.executable, str(ROOT / "bench" / "mutate_logic.py"), *arguments]
    ran = subprocess.run(
        program, capture_output=True, encoding="utf-8", cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.parametrize("where", ["declared: without c.need_at_least", "declared: without c.need(general"])
def test_a_condition_left_out_is_noticed(where):
    *mutants, total = said("--only", where)
    assert mutants, total
    assert all(line.startswith("noticed") for line in mutants), mutants


def test_what_is_no_condition_is_not_noticed():
    """The program says that a mutant survives where it does: a refusal that the derivatives make superfluous."""
    assert said("--only", "_check: without _need_pointwise")[-1].endswith("1 survive")
