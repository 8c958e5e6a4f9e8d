"""Inequalities by squares: of sums by Lagrange's identity, of roots as letters, of both sides.

Lagrange: Σ f Σ g − (Σ h)² = ½ Σ_i Σ_j (f_i g_j + f_j g_i − 2 h_i h_j), where f g = h² is never negative: Cauchy's and
Schwarz's inequality, and that a variance is not negative.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Abs, Add, Dummy, Expr, Mul, Pow, Rational, S, Sum, Symbol, cancel, expand_mul

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, squared_sides
from symxent.logic.letters import kinds_in
from symxent.proof.budget import Undecided
from symxent.proof.calculus import Search, first_theorem


def as_squares(gap: Expr, domain: Domain) -> Expr | None:
    """The difference with a pair of its terms by Lagrange's identity, or None; what is proposed is checked later."""
    terms = Add.make_args(expand_mul(gap.replace(_is_of_a_product, _drawn_out)))
    for squared in terms:
        for power in Mul.make_args(squared):
            if isinstance(power, Pow) and power.exp == 2:
                for product in terms:
                    pair = _pair(-product * power / squared, power.base, domain)
                    if pair is not None:
                        return Add(*terms, -squared, -product) - squared / power * pair
    return None


def with_declared_sums(gap: Expr, domain: Domain) -> Expr | None:
    """1 − Σ y² as Σ y (1 − y), where Σ y = 1 is declared: each summand may have a sign; or None."""
    sums = [t.as_coeff_Mul() for t in Add.make_args(gap) if t.has(Sum)]
    rest = gap.as_coeff_Add()[0]
    if rest == 0 or not sums or Add(rest, *(c * total for c, total in sums)) != gap:
        return None
    i, ends = Dummy("i", integer=True), _range(sums[0][1])
    for left, right in domain.equal:
        known = [(rest / right, left), *sums] if right.is_Rational and right != 0 else []
        if ends is not None and known and all(_range(total) == ends for _, total in known):
            each = [c * total.function.xreplace({total.limits[0][0]: i}) for c, total in known]
            return Sum(Add(*each), (i, *ends))
    return None


def _is_of_a_product(e: Expr) -> bool:
    return _range(e) is not None and isinstance(e.args[0], Mul)


def _drawn_out(e: Sum) -> Expr:
    """Σ c f = c Σ f: a page writes Σ a² Σ b² without a bracket."""
    outside, inside = e.function.as_independent(e.limits[0][0], as_Add=False)
    return outside * Sum(inside, *e.limits)


def _range(e: Expr) -> tuple[Expr, Expr] | None:
    return e.limits[0][1:] if isinstance(e, Sum) and len(e.limits) == 1 and len(e.limits[0]) == 3 else None


def _pair(product: Expr, total: Expr, domain: Domain) -> Expr | None:
    """½ Σ Σ …, where the product is Σ f Σ g with f g = h² for the total Σ h."""
    for first in Mul.make_args(product):
        ends = _range(first)
        if ends is None:
            continue
        i, f, j = first.limits[0][0], first.function, Dummy("j", integer=True)
        for g in _summands(product / first, i, ends, domain):
            for h in _summands(total, i, ends, domain):
                if cancel(f * g - h**2) == 0:
                    fj, gj, hj = (e.xreplace({i: j}) for e in (f, g, h))
                    return Rational(1, 2) * Sum(f * gj + fj * g - 2 * h * hj, (j, *ends), (i, *ends))
    return None


def _summands(total: Expr, i: Expr, ends: tuple[Expr, Expr], domain: Domain) -> list[Expr]:
    """What adds up to a total over the range: 1 to its length, and what is declared to."""
    if total == ends[1] - ends[0] + 1:
        return [S.One]
    known = [left for left, right in domain.equal if right == total]
    return [e.function.xreplace({e.limits[0][0]: i}) for e in (total, *known) if _range(e) == ends]


def by_letters_for_roots(claim: Claim, domain: Domain, search: Search) -> Proof:
    """√x and √y as letters of their own: a polynomial in them may be one of squares; raises Undecided."""
    at = {}
    for x in sorted((x for x in _under_roots(claim) if type(x) is Symbol), key=str):
        r = claim.hypotheses.range_of(x)
        if r.low is not None and r.low >= 0:
            strictly = r.low > 0 or r.open_low
            at[x] = Dummy(f"sqrt({x})", **{"positive" if strictly else "nonnegative": True})
    if not at:
        raise Undecided("no root of a letter that is not negative")
    squared: dict[Expr, Expr] = {x: root**2 for x, root in at.items()}
    where = {x: values for x, values in domain.where.items() if x not in at}
    smooth = replace(domain, where=where, positive=tuple(p.xreplace(squared) for p in domain.positive))
    left, right = (side.xreplace(squared) for side in (claim.lhs, claim.rhs))
    h = replace(claim.hypotheses, where=dict(smooth.where), positive=smooth.positive)
    found = first_theorem(Claim(left, right, claim.op, h), smooth, search)
    if found is None:
        raise Undecided("the squares do not stand in the relation")
    return By("squares", (found,), tuple(at.items()))


def by_squared_sides(claim: Claim, domain: Domain, search: Search) -> Proof:
    """a ≤ b where a² ≤ b² and 0 ≤ b, if there are roots or |…| to get rid of; raises Undecided."""
    if not _under_roots(claim) and not claim.lhs.has(Abs) and not claim.rhs.has(Abs):
        raise Undecided("no roots")
    due = squared_sides(claim)
    found = [first_theorem(one, domain, search) for one in due]
    if None in found:
        raise Undecided("the squares of both sides do not stand in the relation")
    return By("squared sides", tuple(one for one in found if one is not None))


def _under_roots(claim: Claim) -> set[Expr]:
    powers = kinds_in(claim.lhs, Pow) | kinds_in(claim.rhs, Pow)
    return {e.base for e in powers if e.exp.is_Rational and e.exp.q == 2}
