"""How long ``symxent derive`` takes, as a ratio to what it stands on.

Cold processes, interleaved, medians: the whole of ``derive`` against ``python -c "import sympy"``; then the normal
form against ``sympy.simplify`` and ``Expr.equals`` on the identity suite (see normal_form.py).

    python bench/derive.py [--rounds 7] [options of normal_form.py]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = {
    "import sympy": [sys.executable, "-c", "import sympy"],
    "derive --no-errata": [sys.executable, "-m", "symxent", "derive", "--no-errata"],
    "derive": [sys.executable, "-m", "symxent", "derive"],
    "derive sigmoid": [sys.executable, "-m", "symxent", "derive", "sigmoid"],
}


def seconds(command: list[str]) -> float:
    """Wall-clock time of one cold process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    options, rest = parser.parse_known_args()
    rounds = options.rounds
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    base = times["import sympy"]
    print(f"{'cold process':<22}{'median s':>10}{'ratio to import sympy':>24}   ({rounds} interleaved rounds)")
    for name, values in times.items():
        ratio = statistics.median(v / b for v, b in zip(values, base, strict=True))
        print(f"{name:<22}{statistics.median(values):>10.3f}{ratio:>24.2f}")
    print()
    # In a process of its own: what the rounds above imported must not warm it.
    subprocess.run([sys.executable, str(Path(__file__).with_name("normal_form.py")), *rest], check=True)


if __name__ == "__main__":
    main()
