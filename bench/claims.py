"""How often the prover is wrong, and how often it does not know: claims by number, judged by an evaluator of their own.

    python bench/claims.py --count 100000 --seed 7 [--family kinks] [--jobs 2] [--found FILE]
    python bench/claims.py --only 7:1234           one claim, by its seed and number

Ends with status 1 when a false claim was proved, a true one refuted, a witness wrong, two methods disagreed or an error
escaped.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from claims.families import FAMILIES
from claims.judge import Tally, run

CHUNK = 250  # claims that a process takes at a time


def part(job: tuple[int, range, tuple[str, ...], float]) -> Tally:
    return run(*job)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    parser.add_argument("--family", action="append", default=[], choices=list(FAMILIES))
    parser.add_argument("--seconds", type=float, default=2.0, help="that the prover may take for a claim")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--found", type=Path, help="a file for the shortest of what went wrong, one line each")
    parser.add_argument("--only", metavar="SEED:NUMBER", help="judge this one claim")
    options = parser.parse_args()
    seed, numbers = options.seed, range(options.count)
    if options.only:
        seed, number = map(int, options.only.split(":"))
        numbers = range(number, number + 1)
    chunks = [numbers[n : n + CHUNK] for n in range(0, len(numbers), CHUNK)]
    jobs = [(seed, chunk, tuple(options.family), options.seconds) for chunk in chunks]
    tally, began = Tally(), time.perf_counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for done, one in enumerate(as_completed([pool.submit(part, job) for job in jobs]), 1):
            tally.merge(one.result())  # raises BrokenProcessPool where a claim ends the process
            if sys.stderr.isatty():
                print(f"\r{done} of {len(jobs)}, {len(tally.wrong)} wrong", end="", file=sys.stderr)
    spent = time.perf_counter() - began
    cpu, of_it = tally.all_milliseconds / 1000, tally.milliseconds / 1000
    print(f"seed {seed}, {len(numbers)} claims, {spent:.0f} s; processor time {cpu:.0f} s, the prover's {of_it:.0f} s")
    print(tally.table())
    print(f"the slowest: {tally.slowest[0]:.0f} ms, {tally.slowest[1]}")
    for kind, name, count in ((k[0], k[1], n) for k, n in tally.unknown.most_common(25)):
        print(f"true, unknown: {count:>4}  {kind}: {name}")
    for outcome in sorted(tally.conventions, key=lambda o: len(o.claim))[:5]:
        print(f"of {len(tally.conventions)}, {outcome}")
    for fault in tally.faults:
        print(f"the generator's own mistake: {fault}")
    lines = [str(outcome) for outcome in tally.shortest()]
    if options.found:
        options.found.write_text("\n".join(f"- {line}" for line in lines) + "\n", encoding="utf-8")
    else:
        print(*lines, sep="\n")
    return 1 if tally.wrong or tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
