"""How many equations of real matrices in The Matrix Cookbook are proved for matrices of every size.

    python bench/cookbook.py GIT_DIRECTORY [--show]

GIT_DIRECTORY is a copy of eric-wieser/lean-matrix-cookbook, which numbers the book's equations.  A row of the table
is a chapter: the equations that are stated for real matrices of every size in tests/matrices/cookbook.py, those proved,
those made false in three ways, of which none may be proved; and of the others why they are not stated.  Ends with
status 1 below the bar, or if anything false is proved.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "matrices"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cookbook import COOKBOOK, NOT_STATED
from formulas import Known, false_mutants

from symxent.language.domain import Domain
from symxent.proof import prove

BAR, MUTANTS = 0.85, 3
#: The chapters, with the range of their numbers; of the last one the section on Kronecker products and vec alone.
CHAPTERS = (
    ("traces and determinants", 1, 31),
    ("derivatives", 33, 144),
    ("inverses", 145, 224),
    ("Kronecker", 505, 524),
)
_NUMBERED = re.compile(r"\b(?:theorem|lemma)\s+eq_(\d+)\b")


def numbered(repository: str) -> set[str]:
    """The numbers of the equations in a git directory."""
    git = ["git", "--git-dir", repository]
    names = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, text=True, check=True)
    found: set[str] = set()
    for name in names.stdout.splitlines():
        if name.endswith(".lean"):
            shown = subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, text=True, check=True)
            found |= set(_NUMBERED.findall(shown.stdout))
    return found


def holds(known: Known) -> bool:
    return prove(known.lhs, known.rhs, Domain(given=known.given)).proved


def report(numbers: set[str], show: bool) -> Iterator[tuple[str, int, int, int, int]]:
    """Of each chapter: its name, what is stated, proved, made false, and proved of that."""
    for name, first, last in CHAPTERS:
        inside = [n for n in map(str, range(first, last + 1)) if n in COOKBOOK]
        proved = [n for n in inside if all(map(holds, COOKBOOK[n]))]
        false = [mutant for n in inside for mutant in false_mutants(COOKBOOK[n][0], MUTANTS)]
        wrong = [mutant for mutant in false if holds(mutant)]
        reasons = Counter(
            NOT_STATED.get(n, "not listed") for n in numbers if first <= int(n) <= last and n not in inside
        )
        if show:
            print(f"  open: {', '.join(n for n in inside if n not in proved)}")
            print("".join(f"  {count} {reason}\n" for reason, count in reasons.most_common()), end="")
            print("".join(f"  WRONG {mutant.lhs} = {mutant.rhs}\n" for mutant in wrong), end="")
        yield name, len(inside), len(proved), len(false), len(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", metavar="GIT_DIRECTORY")
    parser.add_argument("--show", action="store_true", help="name what is open, and why the rest is not stated")
    options = parser.parse_args()
    rows = []
    print(f"{'chapter':26}{'stated':>7}{'proved':>8}{'false':>7}{'proved':>8}")
    for row in report(numbered(options.repository), options.show):
        print(f"{row[0]:26}{row[1]:7}{row[2]:8}{row[3]:7}{row[4]:8}", flush=True)
        rows.append(row)
    stated, proved, _, wrong = (sum(row[k] for row in rows) for k in range(1, 5))
    print(f"{proved} of {stated} proved ({100 * proved / stated:.1f} %), {wrong} false ones proved")
    sys.exit(proved < BAR * stated or wrong > 0)


if __name__ == "__main__":
    main()
