"""The tests that a change touches, for ``make quick``: of each changed module those of its name, and the changed tests.

python tests/touched.py          # against the last commit
python tests/touched.py main     # against another one
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = "tests/test_house.py"


def changed(since: str) -> list[str]:
    """Files that differ from a commit, new ones included."""
    commands = (["git", "diff", "--name-only", since], ["git", "ls-files", "--others", "--exclude-standard"])
    outputs = (subprocess.run(c, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout for c in commands)
    return [line for output in outputs for line in output.splitlines()]


def touched(files: Iterable[str]) -> list[str]:
    """The test files: symxent/logic/signs.py has tests/logic/test_signs.py, a room its __init__'s."""
    found = {ALWAYS}
    for file in map(Path, files):
        if file.parts[0] == "tests" and file.name.startswith("test_"):
            found.add(file.as_posix())
        elif file.parts[0] == "symxent" and file.suffix == ".py":
            found.add(Path("tests", *file.parts[1:-1], f"test_{file.name}").as_posix())
    return sorted(test for test in found if (ROOT / test).is_file())


if __name__ == "__main__":
    print(*touched(changed(*(sys.argv[1:] or ["HEAD"]))))
