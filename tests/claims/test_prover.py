"""Claims that nobody wrote: none that is false may be proved, none that is true refuted.

``SYMXENT_CLAIMS_SEED=7 python -m pytest tests/claims`` takes other ones, ``SYMXENT_CLAIMS_SEED=new`` such as nobody has
seen; the seed is printed, and ``python bench/claims.py --only 7:1234`` repeats one claim of it.
"""

from __future__ import annotations

import os
import time

import pytest

from claims.judge import run

COUNT, PARTS = 3_000, 6
CHOSEN = os.environ.get("SYMXENT_CLAIMS_SEED", "90008")
SEED = time.time_ns() // 1000 % 10**8 if CHOSEN == "new" else int(CHOSEN)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_claim_is_judged_wrongly(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    if part == 0:
        with capsys.disabled():
            print(f"\nclaims: SYMXENT_CLAIMS_SEED={SEED}")
    size = COUNT // PARTS
    tally = run(SEED, range(part * size, (part + 1) * size))
    told = "\n".join([f"seed {SEED}", tally.table(), *map(str, tally.shortest()), *tally.faults])
    assert not tally.wrong, told
    assert not tally.faults, told
