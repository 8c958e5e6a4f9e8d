"""Trigonometric identities as theorems of Coq, each from the proof that the logic has accepted."""

from __future__ import annotations

from sympy import Derivative, Expr, cos, cot, csc, sec, sin, symbols, tan

from symxent import prove
from symxent.certify.coq import check_all
from symxent.certify.page import Part, bind
from symxent.certify.proofs.theorem import theorem_of

x, y = symbols("x y", real=True)
IDENTITIES: dict[str, tuple[Expr, Expr | int]] = {
    "squares": (sin(x) ** 2 + cos(x) ** 2, 1),
    "sum": (sin(x + y), sin(x) * cos(y) + cos(x) * sin(y)),
    "difference": (cos(x - 2 * y), cos(x) * cos(2 * y) + sin(x) * sin(2 * y)),
    "treble": (sin(3 * x), 3 * sin(x) - 4 * sin(x) ** 3),
    "power": (cos(x) ** 4, (3 + 4 * cos(2 * x) + cos(4 * x)) / 8),
    "half": (tan(x / 2), sin(x) / (1 + cos(x))),
    "tangent": (1 + tan(x) ** 2, sec(x) ** 2),
    "cotangent": (1 + cot(x) ** 2, csc(x) ** 2),
    "slope": (Derivative(sin(x) ** 2, x), sin(2 * x)),
}


def test_coq_accepts_trigonometric_identities_from_their_proofs(coq) -> None:
    theorems = []
    for name, (lhs, rhs) in IDENTITIES.items():
        verdict = prove(lhs, rhs)
        assert verdict.theorem is not None, name
        theorems.append(theorem_of(name, (), verdict.theorem))
    (report,) = check_all([bind("trigonometry", "Trigonometry", (Part("Identities", tuple(theorems)),), ())])
    assert [(one.theorem, one.message) for one in report.outcomes if not one.accepted] == []
    assert len(report.outcomes) == len(IDENTITIES)
