"""How much of what is proved Coq accepts from the proof: random true claims, proved, each as a theorem of Coq.

    python bench/certify_claims.py --count 500 --seed 7

Ends with status 1 when Coq refuses a proof that the logic accepts, or a proof is wrongly written down.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from certify.random_proofs import batch

from symxent.certify.coq import check_all

TOGETHER = 100  # proofs in a file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args()
    refused = told = left = 0
    for part in range(-(-options.count // TOGETHER)):
        proofs = batch(options.seed + part, min(TOGETHER, options.count - part * TOGETHER))
        (report,) = check_all([proofs.certificate(f"random_proofs_{part}")])
        told += len(report.outcomes)
        left += sum(proofs.left_out.values())
        for reason, times in proofs.left_out.most_common():
            print(f"left out {times} times: {reason}")
        comments = {t.name: t.comment for t in proofs.theorems}
        for one in report.outcomes:
            if not one.accepted:
                refused += 1
                print(f"refused: {' '.join(comments[one.theorem])}\n    {one.message}")
    print(f"seed {options.seed}: {told + left} proofs, {told - refused} accepted, {refused} refused, {left} left out")
    return 1 if refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
