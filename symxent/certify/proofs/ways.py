"""Which lemma speaks of which function: one row for each kind of expression that the logic has a rule for."""

from __future__ import annotations

from sympy import (
    Abs,
    Derivative,
    Heaviside,
    Indexed,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Pow,
    Subs,
    Sum,
    Symbol,
    atan,
    cos,
    exp,
    log,
    sign,
    sin,
)
from sympy.core.function import AppliedUndef

from symxent.certify.proofs import choices, elementary, slopes, sums, trigonometry
from symxent.certify.proofs.script import Way

WAYS: dict[type, Way] = {
    AppliedUndef: elementary.opaque,
    Symbol: elementary.unknown,
    Indexed: elementary.unknown,
    exp: elementary.exponential,
    log: elementary.logarithm,
    Pow: elementary.root,
    **dict.fromkeys((sin, cos), trigonometry.wave),
    atan: elementary.mirrored,
    Abs: choices.absolute,
    **dict.fromkeys((Max, Min), choices.extreme),
    **dict.fromkeys((sign, Heaviside), choices.signum),
    Piecewise: choices.cases,
    KroneckerDelta: choices.delta,
    Derivative: slopes.derivative,
    Subs: slopes.at_a_point,
    Sum: sums.total,
}
