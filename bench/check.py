"""How fast the linter reads and judges, against the time of ``import sympy`` on the same machine.

    python bench/check.py [--repeat 5]

Prints milliseconds to parse a formula, the time to check examples/notes.md as a multiple of ``import sympy`` (both in
fresh processes, medians), and steps judged a second.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from statistics import median
from time import perf_counter

IMPORT = "from time import perf_counter; t = perf_counter(); import sympy; print(perf_counter() - t)"
CHECK = """
from time import perf_counter
from symxent.resources import folder
from symxent.check.report import check_text
text = (folder("examples") / "notes.md").read_text(encoding="utf-8")
t = perf_counter()
report = check_text(text, "notes.md", correct={correct}, drawn=False)
print(perf_counter() - t, len(report.steps))
"""


def in_fresh_process(code: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def parse_milliseconds(repeat: int) -> tuple[float, int]:
    """Median milliseconds for one formula of the notes: tokens, chains and trees."""
    from symxent.read.document import read_page
    from symxent.read.parser import parse
    from symxent.read.rows import chains
    from symxent.read.symbols import grammar_of
    from symxent.read.tokens import tokenize
    from symxent.resources import folder

    page = read_page((folder("examples") / "notes.md").read_text(encoding="utf-8"), "notes.md")
    times = []
    for _ in range(repeat):
        began = perf_counter()
        found = [chain for f in page.formulas for chain in chains(tokenize(f.text, start=f.start))]
        grammar = grammar_of(found)
        for chain in found:
            for member in chain.members:
                parse(member.tokens, grammar, member.start)
        times.append(1000 * (perf_counter() - began) / len(page.formulas))
    return median(times), len(page.formulas)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5, help="runs of each kind, the median counts")
    repeat = parser.parse_args().repeat
    parsed, formulas = parse_milliseconds(max(repeat, 5))
    # Turn and turn about, so that a busy machine is as unkind to one as to the other.
    imports, judged, corrected, steps = [], [], [], 0.0
    for _ in range(repeat):
        imports.append(in_fresh_process(IMPORT)[0])
        seconds, steps = in_fresh_process(CHECK.format(correct=False))
        judged.append(seconds)
        corrected.append(in_fresh_process(CHECK.format(correct=True))[0])
    base = median(imports)
    print(f"parse:   {parsed:.2f} ms a formula ({formulas} formulas of the example notes)")
    print(f"judge:   {median(judged) / base:.1f} × import sympy ({1000 * median(judged):.0f} ms, {1000 * base:.0f} ms)")
    print(f"correct: {median(corrected) / base:.1f} × import sympy, the search for corrections included")
    print(f"steps:   {steps / median(judged):.0f} a second, {steps / median(corrected):.0f} with corrections")


if __name__ == "__main__":
    main()
