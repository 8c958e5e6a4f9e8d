"""Switches that keep 0·∞ and ∞ − ∞ from being computed, put where a measurement shows that they mend something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from sympy import Add, Basic, Eq, Expr, Function, Max, Min, Mul, Piecewise, Pow, Symbol, exp, oo
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

from symxent.kernels.program.classes import off
from symxent.kernels.program.loops import once
from symxent.kernels.program.ranges import bounds
from symxent.kernels.stable.candidates import Candidate
from symxent.kernels.stable.measure.score import Score, size
from symxent.kernels.stable.rules.table import GUARDS
from symxent.language.domain import Domain

MOST_GUARDS = 8
VANISHED = GUARDS[2]  # for finite inputs alone: what an infinite one is multiplied by has a limit of its own


def guarded(best: Candidate, symbols: Sequence[Symbol], domain: Domain, score: Callable[[Expr], Score]) -> Candidate:
    """The form with 0·∞ and ∞ − ∞ switched off, one place after another, as long as that mends a point."""
    for _ in range(MOST_GUARDS):
        if best.score.lost + best.score.lost_limits == 0:
            break
        tries = [
            Candidate(form, (*best.steps, name), score(form))
            for name, form in _guards(best.named, symbols, domain)
            if best.score.lost or name != VANISHED.name
        ]
        # A guard that mends one point and spoils the rest (0 has no NaN anywhere) is no guard.
        better = [c for c in tries if _missing(c) < _missing(best) and c.score.bits <= best.score.bits + 0.25]
        if not better:
            break
        rows = [row.name for row in GUARDS]
        best = min(better, key=lambda c: (_missing(c), *c.rank[:-1], rows.index(c.steps[-1]), c.rank[-1]))
    for guard in sorted(best.named.atoms(Piecewise), key=lambda e: (size(e), str(e))):
        if guard.args[0].expr == 0:  # one that later guards made needless
            form = best.named.xreplace({guard: guard.args[-1].expr})
            without = replace(best, named=form, score=score(form))
            best = without if (_missing(without), without.rank) <= (_missing(best), best.rank) else best
    return best


def _guards(form: Expr, symbols: Sequence[Symbol], domain: Domain) -> Iterator[tuple[str, Expr]]:
    """The guard rows at every unbounded factor or term: off where a label is 0, or where an input is infinite.

    First one place at a time, then all places with one switch: two terms that are both ∞·0 mend nothing alone.
    """
    share, whole, _, above, below = GUARDS
    ends: list[tuple[str, Boolean]] = []
    for symbol in symbols:
        if bounds(symbol, domain).high == inf:
            ends.append((above.name, Eq(symbol, oo)))
        if bounds(symbol, domain).low == -inf:
            ends.append((below.name, Eq(symbol, -oo)))
    parents = list(_outer_sums_and_products(form))
    for parent in parents:
        for part in _unbounded_parts(parent, domain):
            switches = _shares(parent, part, domain)
            # A reciprocal overflows where the quotient does not: it is not taken apart from what it divides.
            divides = isinstance(part, Pow) and part.exp.is_negative
            for name, switch in [*((share.name, s) for s in switches if not divides), *ends]:
                yield name, _put(form, parent, _guard(parent, part, switch))
            for exponential in [f for f in parent.args if isinstance(parent, Mul) and isinstance(f, exp) and f != part]:
                yield VANISHED.name, _put(form, parent, off(Eq(once(exponential), 0), parent))
            for switch in switches:
                yield whole.name, _put(form, parent, off(switch, parent))
    for name, switch in ends:
        everywhere = form
        for parent in reversed(parents):  # from the inside out, so that a changed part is found in its parent
            changed = parent
            for part in _unbounded_parts(parent, domain):
                changed = _guard(changed, part, switch)
            everywhere = _put(everywhere, parent, changed)
        yield name, everywhere


def _put(form: Basic, parent: Expr, guard: Expr) -> Any:
    """The form with a guard in the place of what it guards; which argument of Max is the largest is not asked anew:
    SymPy takes longer to see that it cannot tell than all else does.
    """
    if form == parent:
        return guard
    args = [_put(a, parent, guard) for a in form.args]
    if all(new is old for new, old in zip(args, form.args, strict=True)):
        return form
    return form.func(*args, evaluate=False) if isinstance(form, Max | Min) else form.func(*args)


def _unbounded_parts(parent: Expr, domain: Domain) -> list[Expr]:
    parts = [a for a in parent.args if not a.is_number and not isinstance(a, Mul)]
    return [a for a in parts if inf in (bounds(a, domain).high, -bounds(a, domain).low)]


def _shares(parent: Expr, part: Expr, domain: Domain) -> list[Boolean]:
    """The other factors of a product that may be given as 0, as switches."""
    # Where the unbounded part depends on the same input, the product has a limit of its own at the root.
    others = [
        a
        for a in parent.args
        if a is not part
        and not a.is_number
        and not a.atoms(Function) - a.atoms(Piecewise)
        and not _values(a) & part.free_symbols
    ]
    ends = [a for a in others if bounds(a, domain).low >= 0 or bounds(a, domain).high <= 0]
    return [Eq(a, 0) for a in ends] if isinstance(parent, Mul) else []


def _values(factor: Expr) -> set[Basic]:
    """The inputs on which a factor depends, not counting those that choose between its branches."""
    branches = {choice: Add(*[b.expr for b in choice.args]) for choice in factor.atoms(Piecewise)}
    return set(factor.xreplace(branches).free_symbols)


def _guard(parent: Expr, part: Expr, switch: Boolean) -> Expr:
    return parent.func(*[off(switch, part) if a == part else a for a in parent.args])


def _missing(candidate: Candidate) -> int:
    return candidate.score.lost + candidate.score.lost_limits


def _outer_sums_and_products(form: Expr) -> Iterator[Expr]:
    """Sums and products outside of every function: an infinite argument is for the function to deal with."""
    if isinstance(form, Add | Mul):
        yield form
    if isinstance(form, Add | Mul | Pow | exp | Max | Min | Piecewise | ExprCondPair | once):
        for part in form.args:
            yield from _outer_sums_and_products(part)
