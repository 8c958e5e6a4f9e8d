"""Two terms or factors computed before the others, where a measurement shows that this loses less."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sympy import Abs, Add, Expr, Mul, Piecewise, Pow, S, exp

from symxent.kernels.program.loops import once
from symxent.kernels.stable.candidates import QUARTER_BIT, Candidate
from symxent.kernels.stable.measure.evaluate import factors
from symxent.kernels.stable.measure.score import Score
from symxent.kernels.stable.measure.trials import GOOD_ENOUGH
from symxent.kernels.stable.rules.scaling import powers_in_parts, two_products_in_a_sum

NAME = "two first"
MOST = 4
LEAST = 0.01  # of a bit
MOST_COPIES = 4
OVERFLOWN = 2.0**20  # ULP, as many as are lost where a partial result has left the format


def grouped(best: Candidate, score: Callable[[Expr], Score]) -> Candidate:
    """The form with a·b/c as a·(b/c), a²·b as a·(a·b), a·e^v as (a·e^(v/2))·e^(v/2), a + b − 1 as a + (b − 1), and
    a b + c with the whole of the product, as long as fewer bits are lost, or half as many ULP at the worst point.
    """
    for _ in range(MOST):
        if max(best.score.worst) <= GOOD_ENOUGH:
            break
        tries = [
            replace(best, named=form, steps=(*best.steps, NAME), score=score(form))
            for form in _groups(best.named, best.score)
        ]
        better = [c for c in tries if c.score.lost <= best.score.lost and _is_better(c.score, best.score)]
        if not better:
            break
        best = min(better, key=lambda c: (c.score.lost, c.rank))
    return best


def _is_better(new: Score, old: Score) -> bool:
    fewer = old.bits - new.bits
    return fewer > LEAST or (fewer > -QUARTER_BIT and 2 * max(new.worst) < max(old.worst))


def _groups(form: Expr, score: Score) -> Iterator[Expr]:
    for total in sorted(form.atoms(Add), key=str):
        terms = total.args if len(total.args) > 2 else ()
        for group in [a + b for i, a in enumerate(terms) for b in terms[i + 1 :]]:
            yield form.xreplace({total: (total - group) + once(group)})
        for whole in two_products_in_a_sum(total):
            yield form.xreplace({total: whole})
    alone = {power for power in form.atoms(Pow) if not power.exp.is_Integer}
    for product in sorted(form.atoms(Mul) | alone, key=str):
        for made in powers_in_parts(product) if max(score.worst) > OVERFLOWN else ():
            yield form.xreplace({product: made})
        if product in alone:
            continue
        above, below = (list(_single(part)) for part in factors(product))
        above = [a for a in above if not a.is_number]
        for e in [e for e in above if isinstance(e, exp)]:
            root = exp(e.exp / 2)  # underflows where a·e^v is far above what e^v has become
            for a in [a for a in above if not isinstance(a, exp)]:
                yield form.xreplace({product: product / (a * e) * once(a * root) * root})
        if len(above) + len(below) < 3:
            continue
        quotients = [a / b for b in dict.fromkeys(below) for a in dict.fromkeys([*above, S.One])]
        products = [a * b for i, a in enumerate(above) for b in above[i + 1 :]]
        for group in dict.fromkeys([*quotients, *products]):
            if group != product:
                yield form.xreplace({product: (product / group) * once(group)})
        for i, a in enumerate(above if below else ()):  # the larger factor by the divisor neither over- nor underflows
            for b in above[i + 1 :]:
                rest = product / (a * b)
                choice = Piecewise((a * once(b * rest), Abs(a) < Abs(b)), (b * once(a * rest), True))
                yield form.xreplace({product: choice})
        for i, a in enumerate(below):  # by the larger divisor first
            for b in below[i + 1 :]:
                rest = product * a * b
                choice = Piecewise((once(rest / b) / a, Abs(a) < Abs(b)), (once(rest / a) / b, True))
                yield form.xreplace({product: choice})


def _single(parts: tuple[Expr, ...]) -> Iterator[Expr]:
    """The factors, b³ as b, b, b."""
    for part in parts:
        if isinstance(part, Pow) and part.exp.is_Integer and 2 <= part.exp <= MOST_COPIES:
            yield from [part.base] * int(part.exp)
        else:
            yield part
