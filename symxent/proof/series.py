"""Infinite series: the row of the table that one is a multiple of, by the ratio of its terms; the logic checks it."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Abs, Dummy, Expr, S, Sum, combsimp, simplify, sqrt

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, Theorem
from symxent.logic.series import SERIES, row_of
from symxent.proof.budget import Undecided
from symxent.proof.calculus import Search, first_theorem
from symxent.proof.voice import NotAsked, OutOfTime, within

SECONDS = 4.0  # for one simplification, which takes a tenth: a slow machine is to find what a fast one does


def infinite_sums(*sides: Expr) -> list[Sum]:
    """The sums without end in expressions."""
    found = {e for side in sides for e in side.atoms(Sum) if any(limit[-1] is S.Infinity for limit in e.limits)}
    return sorted(found, key=str)


def by_series(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim that holds once its series have the values of the table; raises Undecided."""
    parts, premises, values = [], [], {}
    for e in infinite_sums(claim.lhs, claim.rhs):
        found = _as_a_row(e, claim, domain, search)
        if found is None:
            raise Undecided(f"{e} is no series of the table, or does not converge for all that is meant")
        name, u, c, m, theorems = found
        parts.append((e, row_of(name), u, c, m))
        premises += theorems
        values[e] = c * SERIES[name].value(u)
    sides = claim.lhs.xreplace(values), claim.rhs.xreplace(values)
    whole = first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search)
    if whole is None:
        raise Undecided(f"the series are {', '.join(map(str, values.values()))}, which does not make it true")
    return By("series", (whole, *premises), tuple(parts))


def _as_a_row(
    e: Sum, claim: Claim, domain: Domain, search: Search
) -> tuple[str, Expr, Expr, Dummy, list[Theorem]] | None:
    """The row, u and the multiple, with what shows it."""
    if len(e.limits) != 1 or not e.limits[0][1].is_Integer:
        return None
    (k, low, _), m = e.limits[0], Dummy("m", integer=True, nonnegative=True)
    f = e.function.xreplace({k: low + m})
    h = claim.hypotheses
    for name, u in _candidates(f, m):
        row = SERIES[name]
        first = row.term(u, m).xreplace({m: S.Zero})
        c = f.xreplace({m: S.Zero}) / first if first != 0 else S.NaN
        if c.has(S.NaN, S.ComplexInfinity, S.Infinity):
            continue
        claims = [Claim(f, c * row.term(u, m), "=", h)]
        claims += [Claim(S.Zero, g, "<", h) for g in row.positive(u)]
        claims += [Claim(S.Zero, g, "<=", h) for g in row.nonnegative(u)]
        theorems = [first_theorem(one, domain, search) for one in claims]
        if all(theorem is not None for theorem in theorems):
            return name, u, c, m, [theorem for theorem in theorems if theorem is not None]
    return None


def _candidates(f: Expr, m: Dummy) -> Iterator[tuple[str, Expr]]:
    """Rows whose terms may be multiples of these, with the u that their ratio says."""
    try:
        ratio = within(SECONDS, lambda: simplify(combsimp(f.xreplace({m: m + 1}) / f)))
    except (NotAsked, OutOfTime, Exception):
        return
    even, odd = 2 * m + 2, 2 * m + 1
    scaled = {
        "geometric": ratio,
        "arithmetic-geometric": ratio * (m + 1) / (m + 2),
        "exponential": ratio * (m + 1),
        "logarithm": ratio * (m + 2) / (m + 1),
        "arc tangent": -ratio * (odd + 2) / odd,
        "sine": -ratio * even * (odd + 2),
        "cosine": -ratio * odd * even,
        "inverse squares": ratio * ((m + 2) / (m + 1)) ** 2,
    }
    for name, power in scaled.items():
        u = power.cancel()
        if u.has(m) or u == 0:
            continue
        if name in ("arc tangent", "sine", "cosine"):
            u = sqrt(u).replace(Abs, lambda size: size)
            if u.is_real is False:
                continue
        if name != "inverse squares" or u == 1:
            yield name, u
