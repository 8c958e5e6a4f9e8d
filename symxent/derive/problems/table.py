"""Values by the table, with the conditions under which a series or an integral converges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sympy import Expr, Integral, S, Sum, Wild, exp, factor, factor_terms, gamma, gammasimp, oo, pi, sqrt

from symxent.derive.derivation import Line
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.logic.listed import LISTED
from symxent.proof import prove
from symxent.proof.deadline import NotAsked, OutOfTime, within
from symxent.proof.listed import candidates

SECONDS = 3.0  # for one proposal of SymPy's


def listed(e: Sum | Integral, domain: Domain, whole: Expr | None = None) -> tuple[str, list[Line]]:
    """The value of a sum or an integral by the table, and where it converges; no line where it is in none.

    ``whole``: what has the same value, of which it is proved.
    """
    for name, value, wanted in (*_named(e), *_rows(e)):
        where = [g for g in wanted if g.free_symbols and not prove(g, S.Zero, domain, op=">", seconds=0.5).proved]
        verdict = prove(e if whole is None else whole, value, domain.extended(positive=tuple(where)))
        if verdict.proved:
            shown = ", ".join(f"{to_text(to_tree(g))} > 0" for g in where)
            return f", where {shown}" if shown else "", [Line(to_tree(value), (f"in the table: {name}",), verdict)]
    return "", []


Found = tuple[str, Expr, tuple[Expr, ...]]  # the name, the value, and what is to be > 0


def _rows(e: Sum | Integral) -> Iterator[Found]:
    for name, u, c in sorted(candidates(e)[1], key=lambda row: not row[1]):  # what matches a letter before the rest
        row = LISTED[name]
        yield name, shortest(c * row.value(*u)), (*row.positive(*u), *row.nonnegative(*u), *row.apart(*u))


def _named(e: Sum | Integral) -> Iterator[Found]:
    """The integrals of Γ and B, and the Gaussian one, which are moments of laws."""
    if not isinstance(e, Integral):
        return
    x, *ends = e.limits[0]
    p, q, c = (Wild(name, exclude=[x]) for name in "pqc")
    forms = {
        "integral of Γ": (
            c * x**p * exp(-q * x),
            (0, oo),
            lambda p, q: gamma(p + 1) / q ** (p + 1),
            lambda p, q: (p + 1, q),
        ),
        "integral of B": (
            c * x**p * (1 - x) ** q,
            (0, 1),
            lambda p, q: gamma(p + 1) * gamma(q + 1) / gamma(p + q + 2),
            lambda p, q: (p + 1, q + 1),
        ),
        "power of x": (c * x**p, (1, oo), lambda p, q: -1 / (p + 1), lambda p, q: (-p - 1,)),
        "Gaussian integral": (c * exp(-q * x**2), (-oo, oo), lambda p, q: sqrt(pi / q), lambda p, q: (q,)),
    }
    for name, (form, where, value, wanted) in forms.items():
        found = e.function.match(form) if tuple(ends) == where else None
        if found and found.get(c, 0) != 0:
            at = found.get(p, S.Zero), found.get(q, S.Zero)
            whole = found[c] * value(*at)
            yield name, shortest(proposed(partial(gammasimp, whole)) or whole), wanted(*at)


def proposed(work: Callable[[], Expr]) -> Expr | None:
    """What SymPy finds, in time."""
    try:
        return within(SECONDS, work)
    except (NotAsked, OutOfTime, Exception):
        return None


def shortest(value: Expr) -> Expr:
    """The shortest of a few forms."""
    forms = [value, factor_terms(value), *(f for f in (proposed(lambda: factor(value)),) if f is not None)]
    return min(forms, key=lambda form: form.count_ops())
