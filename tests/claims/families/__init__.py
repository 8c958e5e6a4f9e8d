"""The families of claims: each makes one claim of its kind from a source of randomness."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from claims.claim import Claim
from claims.families import ends, facts, guards, inequalities, joints, kinks, letters, powers, steps, sums, ties, waves

FAMILIES: dict[str, Callable[[Random], Claim]] = {
    "kinks": kinks.make,
    "steps": steps.make,
    "jumps": steps.jumps,
    "powers": powers.make,
    "zeros": powers.zeros,
    "logarithms": powers.logarithms,
    "derivatives": joints.make,
    "inequalities": inequalities.make,
    "ends": ends.make,
    "sums": sums.make,
    "deltas": sums.deltas,
    "ties": ties.make,
    "assumptions": letters.make,
    "functions": letters.functions,
    "facts": facts.make,
    "guards": guards.make,
    "gradients": facts.gradients,
    "certificates": letters.certificates,
    "waves": waves.make,
}
