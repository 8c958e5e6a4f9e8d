"""The tests of the logic notice when a condition is left out: bench/mutate_logic.py does that to every one of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "bench"))  # behind the tests' own modules, some of which have the same names

from mutate_logic import KNOWN, mutants  # noqa: E402

SAMPLE = 12
#: Where the rules are; the rest is a matter of the long run.
RULES = ("assumptions", "bounds", "choices", "derivatives", "elementary", "polynomials", "signs", "sums")
ROOMS = [f"{name}.py:" for name in RULES]


def said(*arguments: str) -> tuple[int, list[str]]:
    """The exit status, and the lines that the program prints."""
    program = [sys.executable, str(ROOT / "bench" / "mutate_logic.py"), *arguments]
    ran = subprocess.run(
        program, capture_output=True, encoding="utf-8", cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert ran.returncode in (0, 1), ran.stderr
    return ran.returncode, ran.stdout.splitlines()


def test_a_sample_of_the_conditions_is_missed_by_a_test_each_but_for_those_that_are_known() -> None:
    """The whole is a long run: python bench/mutate_logic.py."""
    status, (*each, total) = said("--sample", str(SAMPLE), "--tests", str(ROOT / "tests" / "logic"), "--only", *ROOMS)
    assert len(each) == SAMPLE
    assert status == 0, [*each, total]
    assert any(line.startswith("noticed") for line in each)


def test_what_is_known_to_survive_is_still_a_mutant() -> None:
    known = KNOWN.read_text(encoding="utf-8").splitlines()
    assert known
    assert set(known) <= {m.name for m in mutants()}
