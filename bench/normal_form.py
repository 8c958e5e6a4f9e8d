"""The normal form against SymPy's own ``simplify`` and ``Expr.equals``, on the table of true statements, in one run.

Usage: python bench/normal_form.py [--repeat N] [--seconds S] [--only TEXT]

Each statement is handed to the three as the same difference of two sides, its derivatives carried out beforehand; the
rounds are interleaved, SymPy's cache is cleared before each call, and the median of the rounds counts.  A peer that
does not end within the time limit is counted with that limit, which favours it.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from sympy import Expr, simplify
from sympy.core.cache import clear_cache

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "proof"))

from identities import IDENTITIES, Identity, large_softmax

from symxent.proof import Undecided, is_zero
from symxent.proof.binding import apart
from symxent.proof.derivatives import evaluated


class OutOfTime(BaseException):
    """Not an Exception, so that no handler inside SymPy swallows it."""


def stop(signum: int, frame: FrameType | None) -> None:
    raise OutOfTime


def timed(work: Callable[[], bool | None], seconds: float) -> tuple[float, bool | None]:
    """How long the work took in milliseconds, and what it found out (None: nothing, an error, out of time)."""
    clear_cache()
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    began = time.perf_counter()
    try:
        found = work()
    except OutOfTime:
        found = None
    except Exception:  # a peer that fails has found out nothing; its time counts
        found = None
    finally:
        spent = time.perf_counter() - began
        signal.setitimer(signal.ITIMER_REAL, 0)
    return min(spent, seconds) * 1000, found


def by_normal_form(gap: Expr, identity: Identity) -> bool | None:
    try:
        return is_zero(gap, identity.domain, seconds=60)
    except Undecided:
        return None


def by_simplify(gap: Expr) -> bool | None:
    return True if simplify(gap) == 0 else None


def by_equals(gap: Expr) -> bool | None:
    return True if gap.equals(0) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--seconds", type=float, default=5.0, help="limit of one call of a peer (default 5)")
    parser.add_argument("--only", default="", help="statements whose name holds this text")
    options = parser.parse_args()
    table = [s for s in (*IDENTITIES, *large_softmax(20)) if options.only in s.name]
    gaps = [evaluated(apart(s.lhs)) - evaluated(apart(s.rhs)) for s in table]
    trivial = [s.name for s, gap in zip(table, gaps, strict=True) if gap == 0]
    pairs = [(s, gap) for s, gap in zip(table, gaps, strict=True) if gap != 0]
    names = ("normal form", "simplify", "equals")
    times: dict[str, list[list[float]]] = {name: [[] for _ in pairs] for name in names}
    found: dict[str, list[bool | None]] = {name: [None] * len(pairs) for name in names}
    for turn in range(options.repeat):
        for at, (statement, gap) in enumerate(pairs):
            works: dict[str, Callable[[], bool | None]] = {
                "normal form": lambda gap=gap, s=statement: by_normal_form(gap, s),  # type: ignore[misc]
                "simplify": lambda gap=gap: by_simplify(gap),  # type: ignore[misc]
                "equals": lambda gap=gap: by_equals(gap),  # type: ignore[misc]
            }
            for name, work in works.items():
                spent, answer = timed(work, options.seconds)
                times[name][at].append(spent)
                found[name][at] = answer
        print(f"round {turn + 1} of {options.repeat} done", file=sys.stderr)
    report(pairs, times, found, trivial)


def report(
    pairs: list[tuple[Identity, Expr]],
    times: dict[str, list[list[float]]],
    found: dict[str, list[bool | None]],
    trivial: list[str],
) -> None:
    medians = {name: [statistics.median(rounds) for rounds in rows] for name, rows in times.items()}
    print(f"{len(pairs)} statements ({len(trivial)} more are equal as SymPy builds them)")
    for name, rows in medians.items():
        decided = sum(answer is True for answer in found[name])
        print(
            f"{name:12}  decided {decided:3} of {len(pairs)}"
            f"  median {statistics.median(rows):9.2f} ms  max {max(rows):9.2f} ms"
        )
    own = medians["normal form"]
    for peer in ("simplify", "equals"):
        ratios = [theirs / ours for theirs, ours in zip(medians[peer], own, strict=True)]
        both = [r for r, answer in zip(ratios, found[peer], strict=True) if answer is True]
        print(
            f"{peer}: {statistics.median(medians[peer]) / statistics.median(own):.1f} times the normal form's median; "
            f"statement by statement {statistics.median(ratios):.1f} times in the middle, "
            f"{statistics.median(both):.1f} where it decides too, {min(ratios):.2f} at the least"
        )
    slowest = sorted(zip(own, (s.name for s, _ in pairs), strict=True), reverse=True)[:5]
    print("slowest of the normal form: " + ", ".join(f"{name} {ms:.1f} ms" for ms, name in slowest))


if __name__ == "__main__":
    main()
