"""The tables of speed of the documents: every instruction set that this processor has, everybody held to it.

    python bench/speed.py                             # one thread, then two: the tables and the roofline
    python bench/speed.py --threads 1 --rounds 5      # one table, in fewer rounds

Writes docs/tables/speed-THREADS.txt, a table an instruction set, each with its worst ratio below it.  Needs a machine
at rest: what else runs on it is in the numbers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from symxent.kernels.bench.isa import best

TABLES = Path(__file__).resolve().parent.parent / "docs" / "tables"
LOWER = {"avx512": ("avx512", "avx2")}  # SSE2 alone is no processor of today


def worst(rows: list[dict[str, Any]]) -> str:
    """The least ratio of a table, of which kernel, size, format and peer.

    >>> worst([{"name": "a", "size": "n = 1", "dtype": "float32", "ratios": {"NumPy": 2.0, "JAX": 1.5}, "refused": {}}])
    'worst ratio 1.50: a, n = 1, float32, against JAX'
    """
    ratios = [(ratio, row, peer) for row in rows for peer, ratio in row["ratios"].items()]
    if not ratios:
        return "no peer is installed"
    ratio, row, peer = min(ratios, key=lambda found: found[0])
    return f"worst ratio {ratio:.2f}: {row['name']}, {row['size']}, {row['dtype']}, against {peer}"


def table(isa: str, threads: int, more: list[str]) -> str:
    """What bench prints of one instruction set, and its worst ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = Path(scratch, "rows.json")
        held = ["--isa", isa] if isa in LOWER.get(best(), ()) else []
        command = [
            sys.executable,
            "-m",
            "symxent",
            "bench",
            *held,
            "--threads",
            str(threads),
            "--json",
            str(rows),
            *more,
        ]
        printed = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
        return f"{printed}{worst(json.loads(rows.read_text(encoding='utf-8'))['rows'])}\n"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, action="append", help="1 and 2 where not given; may be repeated")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="small sizes, no torch.compile; to standard output")
    parser.add_argument("--name", action="append", default=[], help="of these kernels alone; writes to standard output")
    given = parser.parse_args()
    whole = not given.quick and not given.name
    for threads in given.threads or (1, 2):
        began, tables = time.monotonic(), []
        for isa in LOWER.get(best(), (best(),)):
            more = [*given.name, "--rounds", str(given.rounds), *["--quick"] * given.quick]
            if whole and threads == 1 and not tables:
                more += ["--plot", str(TABLES / "roofline.svg")]
            tables.append(table(isa, threads, more))
        if whole:
            (TABLES / f"speed-{threads}.txt").write_text("\n".join(tables), encoding="utf-8")
        else:
            print("\n".join(tables))
        ends = " | ".join(text.splitlines()[-1] for text in tables)
        print(f"{threads} threads, {time.monotonic() - began:.0f} s: {ends}", file=sys.stderr)


if __name__ == "__main__":
    main()
