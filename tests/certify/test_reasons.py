"""Why no theorem of Coq is written: in words of the field, and not by the name of a class."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Integral, Symbol, cos, exp, oo

from symxent.certify.proofs.theorem import theorem_of
from symxent.certify.theorem import NoCertificate
from symxent.proof import prove

x = Symbol("x", real=True)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (Integral(exp(-x), (x, 0, oo)), Integer(1), "integrals or sums against the weight of a law"),
        (Integral(cos(x), (x, 0, 2)), Integral(cos(2 * x) * 2, (x, 0, 1)), "Coq's library has no words for Integral"),
    ],
)
def test_a_refused_certificate_says_what_it_is_about(left: Expr, right: Expr, reason: str) -> None:
    verdict = prove(left, right)
    assert verdict.theorem is not None
    with pytest.raises(NoCertificate, match=reason):
        theorem_of("it", (), verdict.theorem)
