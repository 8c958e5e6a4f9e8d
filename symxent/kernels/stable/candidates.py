"""Forms that a search has found, each with its score, and which of several is the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, sstr

from symxent.kernels.stable.measure.score import Score, size
from symxent.kernels.stable.measure.trials import GOOD_ENOUGH

# What is no difference between two measurements.
FEW = 5.0  # ULP, which a loss promises where it can
HALF_AGAIN, HALF_A_BYTE, QUARTER_BIT = 1.5, 4, 0.25


@dataclass(frozen=True)
class Candidate:
    """A form over plain operations and named functions, how it was reached, and its score."""

    named: Expr
    steps: tuple[str, ...]
    score: Score

    @property
    def rank(self) -> tuple[Any, ...]:
        """What no kernel can do, the worst error by levels, bytes lost at roots, quarter bits, then ``price``."""
        s = self.score
        return (s.unavailable, s.level, s.digits, round(4 * s.bits), *self.price)

    @property
    def price(self) -> tuple[Any, ...]:
        """What decides between forms of one accuracy: cost, limits, size, and last an order that is fixed."""
        return (self.score.cost, self.score.lost_limits, size(self.named), Text(self.named))


def shortlist(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """The best of several forms, the best of the others, and so on."""
    left, found = list(candidates), list[Candidate]()
    while left and len(found) < most:
        found.append(chosen(left))
        left.remove(found[-1])
    return found


class Text:
    """An expression in the order of its text, which is made only when it is asked for: it takes milliseconds."""

    def __init__(self, expr: Expr) -> None:
        self.expr = expr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.expr == other.expr or self._text == other._text)

    def __lt__(self, other: Text) -> bool:
        return self._text < other._text

    def __hash__(self) -> int:
        return hash(self.expr)

    @cached_property
    def _text(self) -> str:
        return sstr(self.expr)


def chosen(candidates: Sequence[Candidate]) -> Candidate:
    """The best: of those that are as accurate as the most accurate one, within what measuring means, the cheapest.

    A worst error that is half as much again, unless it alone is above a few ULP, or good enough, half a byte at roots
    and a quarter of a bit of the mean are no difference: other points would give another order.
    """
    least = min(c.score.unavailable for c in candidates)
    left = [c for c in candidates if c.score.unavailable == least]
    least_worst = min(max(c.score.worst) for c in left)
    near = least_worst * HALF_AGAIN if least_worst > FEW else min(FEW, least_worst * HALF_AGAIN)
    left = [c for c in left if max(c.score.worst) <= max(GOOD_ENOUGH, near)]
    least_lost = min(c.score.bits_lost for c in left)
    left = [c for c in left if c.score.bits_lost <= least_lost + HALF_A_BYTE]
    least_mean = min(c.score.bits for c in left)
    left = [c for c in left if c.score.bits <= least_mean + QUARTER_BIT]
    return min(left, key=lambda c: c.price)
