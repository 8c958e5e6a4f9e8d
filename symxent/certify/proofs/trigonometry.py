"""Sines and cosines of sums."""

from __future__ import annotations

from sympy import Expr, asin, atan, cos, sin

from symxent.certify import terms as coq
from symxent.certify.proofs.script import Script
from symxent.certify.terms import Term, to_coq
from symxent.certify.theorem import NoCertificate
from symxent.logic.ring import Frac

MOST_TIMES = 8  # a multiple of an angle is written out as a sum


def wave(s: Script, e: Expr, found: Frac) -> list[str]:
    """sin(Σ nᵢ vᵢ) and cos(Σ nᵢ vᵢ) by the parts of a step; else at u or at −u."""
    name, ring = type(e).__name__, s.c.ring
    into = s.argument(e.args[0])
    u = s.value(e.args[0])
    step = s.step_for((name, ring.key(u)))
    if step is None:
        inner = s.c.meaning_of(u[0] / u[0].leading_coefficient()) if u[0] else None
        if isinstance(inner, asin | atan):
            raise NoCertificate("a sine of an inverse function")
        return [*into, f"first [reflexivity | sx_close | sx_mirror | apply {name}_0]."]
    if not step.rule.endswith("of a sum"):
        raise NoCertificate("a sine at a fraction of π")
    total: Term | None = None
    waves, values = [], [found]
    for v, n in step.parts:
        if abs(n) > MOST_TIMES:
            raise NoCertificate(f"{n} times an angle")
        angle = s.normal(s.value(v))
        for _ in range(abs(int(n))):
            if total is None:
                total = angle if n > 0 else coq.Neg(angle)
            else:
                total = coq.Add(total, angle) if n > 0 else coq.Sub(total, angle)
        for f in (sin(v, evaluate=False), cos(v, evaluate=False)):
            known = s.at_value(f)
            waves += [f"try rewrite {known}."] if known else []
            values.append(s.value(f))
    assert total is not None
    into.append(f"transitivity ({name} ({to_coq(total)})); [f_equal; {s.close(u)[:-1]} |].")
    into.append("sx_sines.")
    return [*into, *waves, s.close(*values)]
