"""Best-first search over rewritten forms: the most promising is expanded next, within fixed numbers."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from sympy import Expr, exp, log
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.stable.candidates import Candidate, Text
from symxent.kernels.stable.measure.score import Score, size
from symxent.kernels.stable.rules.algebra import Computed
from symxent.kernels.stable.rules.rewrites import Rewrite, Rewriting
from symxent.kernels.stable.rules.table import TABLE
from symxent.language.domain import Domain

MOST_EXPANSIONS = 40
MOST_FORMS = 500
PATIENCE = 12  # expansions without a better form


def written_out(expr: Expr) -> Expr:
    """The formula with e^u − 1 and log(1 + u) for expm1 and log1p, which the patterns of no row hold."""
    return expr.replace(expm1, lambda u: exp(u) - 1).replace(log1p, lambda u: log(1 + u))


def explore(
    begun: Sequence[Expr],
    domain: Domain,
    table: Sequence[Rewrite | Computed],
    score: Callable[[Expr], Score],
    patience: int = PATIENCE,
    enough: float = 0.0,
) -> list[Candidate]:
    """Best-first: expands the form with the fewest wrong bits, until nothing better comes or the numbers run out.

    It begins with forms that are equal, the first of which is the formula itself, and expands each of these.  Once a
    form is right to ``enough`` ULP everywhere, one expansion without a better one ends it.  With no ``patience``
    nothing is expanded: the start is scored.
    """
    forms = [Candidate(expr, ("in one exponential",) if i else (), score(expr)) for i, expr in enumerate(begun)]
    seen, digests = set(begun), {(c.score.digest, c.score.cost) for c in forms}
    waiting = [(0.0, c.score.cost, Text(c.named), i) for i, c in enumerate(forms)]
    heapq.heapify(waiting)
    start = min(forms, key=lambda c: c.rank)
    best, idle, most = start.rank, 0, 4 * size(begun[0]) + 200
    patience, rewriting = _settled(start.score, enough, patience), Rewriting(domain, table)
    for _ in range(MOST_EXPANSIONS):
        if not waiting or len(forms) >= MOST_FORMS or idle >= patience:
            break
        current = forms[heapq.heappop(waiting)[-1]]
        idle += 1
        for row, made in rewriting(current.named):
            if made in seen or size(made) > most:
                continue
            seen.add(made)
            new = Candidate(made, (*current.steps, row.name), score(made))
            forms.append(new)
            if (new.score.digest, new.score.cost) in digests:
                continue
            digests.add((new.score.digest, new.score.cost))
            heapq.heappush(waiting, (_promise(new.score), new.score.cost, Text(made), len(forms) - 1))
            if new.rank < best:
                best, idle = new.rank, 0
                patience = _settled(new.score, enough, patience)
    return forms


def _settled(score: Score, enough: float, patience: int) -> int:
    good = max(score.worst) < enough and not score.lost and not score.unavailable
    return min(1, patience) if good else patience


def _promise(score: Score) -> float:
    """Bits of error, and some for each operation still to be replaced: the least is expanded next."""
    return round(score.bits + 2 * score.unavailable, 2)


def simplest(expr: Expr, domain: Domain, table: Sequence[Rewrite | Computed] = TABLE, most: int = 12) -> Expr:
    """The formula after every rewrite that makes it shorter: named functions instead of exponentials."""
    rewriting = Rewriting(domain, table)
    for _ in range(most):
        shorter = next((made for _, made in rewriting(expr) if size(made) < size(expr)), None)
        if shorter is None:
            return expr
        expr = shorter
    return expr
