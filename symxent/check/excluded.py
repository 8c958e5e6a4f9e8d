"""Whether a step fails at a point that no condition of the page excludes, not even one that perhaps governs it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from sympy import Expr, Indexed, Symbol, cancel

from symxent.check.conditions import Check
from symxent.check.limited import Limits
from symxent.check.setting import Setting
from symxent.check.steps import FAILURES, OPERATORS, Outcome, as_scalars, written_out, written_out_entries
from symxent.language.domain import Domain
from symxent.language.linear import Array, Value
from symxent.proof import Status, Verdict
from symxent.proof.balls import NoValue, ball
from symxent.proof.budget import Budget
from symxent.proof.refute import BITS, Sample, fails, samples, witness
from symxent.proof.situation import sympified

#: For a point outside of all conditions, in seconds.
LONGEST = 0.5
MOST_VALUES = 8
#: Of a condition that may be an identity.
MOST_OPERATIONS = 60


def still_fails(left: Value, right: Value, op: str, setting: Setting, component: str = "") -> Verdict | None:
    """A refutation at a point that no condition of the page excludes, not even one that perhaps governs; or None.

    Where conditions exclude each other there is such a point in each of their ways, and the first is told.
    ``component``: the index at which the author means two vectors to be compared.
    """
    found = [_fails_under(limits, left, right, op, setting, component) for limits in setting.wide]
    return None if None in found else found[0]


def _fails_under(
    limits: Limits, left: Value, right: Value, op: str, setting: Setting, component: str
) -> Verdict | None:
    domain = limits.domain
    checks = [_with_entries(check, setting) for check in (*setting.sure.checks, *limits.checks)]
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
        return all(_may_hold(check, sample, domain) for check in checks)

    for a, b in pairs:
        wide_a, wide_b = written_out(a, setting), written_out(b, setting)
        for sample in samples(wide_a, wide_b, sympified(domain), Budget(LONGEST), OPERATORS[op]):
            if fails(wide_a, wide_b, OPERATORS[op], sample) and allowed(sample):
                found = witness(wide_a, wide_b, OPERATORS[op], sample, allowed)
                return Verdict(Status.REFUTED, wide_a, wide_b, OPERATORS[op], ("ball arithmetic",), witness=found)
    return None


def _with_entries(check: Check, setting: Setting) -> Check:
    """A condition on the entry of a vector that is written out, x = (1, 2), is one on the number there."""
    left, op, right = check
    return (written_out(left, setting) if isinstance(left, Indexed) else left, op, right)


def _may_hold(check: Check, sample: Sample, domain: Domain) -> bool:
    """Whether a condition provably holds at a point, for some value of an index that the step itself does not name."""
    if check[1] == "=" and _is_identity(check[0], check[2]):
        return True  # since 1/(k (k + 1)) = 1/k − 1/(k + 1), for every k
    free = [s for s in (check[0] - check[2]).free_symbols if isinstance(s, Symbol) and s not in sample.point]
    if len(free) != 1 or free[0] not in domain.indices:
        return _holds(check, sample)
    ends = [end.xreplace(sample.point) for end in domain.indices[free[0]]]
    if not all(end.is_Integer for end in ends):
        return False
    values = range(int(ends[0]), min(int(ends[1]), int(ends[0]) + MOST_VALUES) + 1)
    left, op, right = check
    return any(_holds((left.subs(free[0], v), op, right.subs(free[0], v)), sample) for v in values)


@lru_cache(maxsize=256)
def _is_identity(left: Expr, right: Expr) -> bool:
    """Whether two rational functions are one."""
    gap = left - right
    try:
        return gap.count_ops() <= MOST_OPERATIONS and gap.is_rational_function() and cancel(gap) == 0
    except FAILURES:
        return False


def _holds(check: Check, sample: Sample) -> bool:
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
