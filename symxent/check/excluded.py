"""Whether a step fails at a point that no condition of the page excludes, not even one that perhaps governs it."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr

from symxent.check.setting import Setting
from symxent.check.steps import FAILURES, OPERATORS, Outcome, as_scalars, written_out, written_out_entries
from symxent.language.linear import Array, Value
from symxent.proof import Status, Verdict
from symxent.proof.balls import NoValue, ball
from symxent.proof.budget import Budget
from symxent.proof.refute import BITS, Sample, fails, samples, witness
from symxent.proof.situation import sympified

#: For a point outside of all conditions, in seconds.
LONGEST = 0.5


def still_fails(left: Value, right: Value, op: str, setting: Setting, component: str = "") -> Verdict | None:
    """A refutation at a point that no condition of the page excludes, not even one that perhaps governs; or None.

    ``component``: the index at which the author means two vectors to be compared.
    """
    domain = setting.wide.domain
    if isinstance(left, Array) and isinstance(right, Array):
        at = [s for s in domain.indices if str(s) == component]
        left, right = (left.entry(at[0]), right.entry(at[0])) if at else (left, right)
    pairs = written_out_entries(left, right)
    if pairs is None:
        scalars = as_scalars(left, right, replace(setting, domain=domain))
        if isinstance(scalars, Outcome):
            return None
        pairs, domain = [scalars[:2]], scalars[2]

    def allowed(sample: Sample) -> bool:
        return all(_holds(check, sample) for check in setting.checks)

    for a, b in pairs:
        wide_a, wide_b = written_out(a, setting), written_out(b, setting)
        for sample in samples(wide_a, wide_b, sympified(domain), Budget(LONGEST), OPERATORS[op]):
            if fails(wide_a, wide_b, OPERATORS[op], sample) and allowed(sample):
                found = witness(wide_a, wide_b, OPERATORS[op], sample, allowed)
                return Verdict(Status.REFUTED, wide_a, wide_b, OPERATORS[op], ("ball arithmetic",), witness=found)
    return None


def _holds(check: tuple[Expr, str, Expr], sample: Sample) -> bool:
    """Whether a condition provably holds at a point; what has no value there does not."""
    left, op, right = check
    try:
        a, b = ball(left, sample.point, BITS), ball(right, sample.point, BITS)
    except (NoValue, KeyError, *FAILURES):
        return False
    if op in ("=", "∈"):
        return bool(a.is_exact() and b.is_exact() and a == b)
    if op == "≠":
        return not a.overlaps(b)
    if op in (">", "≥"):
        a, b = b, a
    return bool(a < b) if op in ("<", ">") else bool(a <= b)
