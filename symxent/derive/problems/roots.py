"""The real roots of a polynomial, as far as radicals write them."""

from __future__ import annotations

from sympy import Expr, I, Poly, im, roots

LONGEST = 40  # operations: what is longer, such as most roots of a quartic, says nothing to a reader
NEAR = 1e-9  # what is no nearer to the real line is no real root: that no other root is real is for others to prove


def real_roots(p: Poly) -> dict[Expr, int] | None:
    """Its real roots, in their order where they are numbers, each with how often it is one; None where radicals do not
    write them all."""
    found = roots(p, multiple=False)
    if sum(found.values()) != p.degree() or any(r.count_ops() > LONGEST for r in found):
        return None
    real = [r for r in found if r.is_real is not False and abs(im(r.evalf()) if r.is_number else 0) < NEAR]
    if any(r.has(I) for r in real):  # three real roots that no real radicals write
        return None
    real.sort(key=lambda r: (not r.is_Rational, str(r)))
    if all(r.is_number for r in real):
        real.sort(key=float)
    return {r: found[r] for r in real}
