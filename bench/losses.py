"""Forty losses from their formula to verified kernels: errors of value, gradient and Hessian, and what it costs.

    python bench/losses.py [NAME ...] [--json FILE]

Those of the catalogue are renamed, so that nothing that is shipped with them is used, beside losses of the literature
that the catalogue has not (``tests/outside_losses.py``).  Each is made in a process of its own with an empty cache
folder: derivatives, search, proofs, C, compiler, verification.  Errors are in ULP over float32 and float64, the worst
of the two; seconds are those of the processor in user mode, the compiler's included, so that a busy machine makes no
difference.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

BAR, LONGEST = 5.0, 600


def measured(name: str) -> dict[str, Any]:
    """The row of one loss, measured in this process."""
    from outside_losses import LOSSES

    from symxent.losses.catalogue import named
    from symxent.losses.compile import compiled
    from symxent.losses.verify import verify

    loss = LOSSES.get(name) or replace(named(name), name=f"{name}_written")
    made = compiled(loss)
    found = verify(made)
    times = os.times()
    worst = {output: max(m.error for m in found if m.output == output) for output in loss.outputs}
    return {
        "name": name,
        "ulp": dict(zip(("value", "gradient", "hessian"), worst.values(), strict=True)),
        "proved": all(status == "proved" for status in made.generated.verdicts.values()),
        "refused": [m.failure for m in found if not m.passed],
        "seconds": times.user + times.children_user,
        "where": {m.output: m.where for m in found if m.error >= BAR},
    }


def measure(name: str) -> dict[str, Any]:
    """The row of one loss, measured in a process of its own with an empty cache folder."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, __file__, "--one", name],
            capture_output=True,
            text=True,
            timeout=LONGEST,
            env={**os.environ, "XDG_CACHE_HOME": folder, "SYMXENT_QUIET": "1"},
            check=False,
        )
    if done.returncode:
        return {"name": name, "refused": [done.stderr.strip().splitlines()[-1]], "ulp": {}, "seconds": float("nan")}
    return dict(json.loads(done.stdout))


def line(row: dict[str, Any]) -> str:
    """A row of the table."""
    errors = "".join(f"{_ulps(error):>9}" for error in row["ulp"].values()) or 27 * " "
    good = row["ulp"] and max(row["ulp"].values()) < BAR
    said = "refused: " + row["refused"][0] if row["refused"] else "" if good else "; ".join(row["where"].values())
    return f"{row['name']:<24}{errors}{row['seconds']:>8.1f}  {said}".rstrip()


def _ulps(error: float) -> str:
    return f"{error:.2f}" if error < 1e3 else f"{error:.0e}"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="these alone")
    parser.add_argument("--json", type=Path, help="write all rows there")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.one)))
        return
    from outside_losses import LOSSES

    from symxent.losses.catalogue import names

    print(f"{'loss':<24}{'value':>9}{'gradient':>9}{'Hessian':>9}{'s':>8}")
    rows = []
    for name in given.names or (*names(), *LOSSES):
        rows.append(measure(name))
        print(line(rows[-1]), flush=True)
        if given.json:
            given.json.write_text(json.dumps(rows, indent=1))
    good = [r for r in rows if r["ulp"] and max(r["ulp"].values()) < BAR]
    refused = [r for r in rows if r["refused"]]
    seconds = [r["seconds"] for r in rows]
    print(
        f"\n{len(rows)} losses: {len(good)} within {BAR:g} ULP, {len(refused)} refused, "
        f"{len(rows) - len({r['name'] for r in good + refused})} neither; "
        f"median {median(seconds):.1f} s, longest {max(seconds):.1f} s"
    )


if __name__ == "__main__":
    main()
