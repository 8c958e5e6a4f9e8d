"""y′ = 2x behind y = x²: a letter with a prime, of which the page says what it is of one other letter, is its slope."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symxent.check.doubts import elementary
from symxent.check.names import letters
from symxent.check.setting import setting_of
from symxent.check.steps import Outcome, judge_values
from symxent.errors import SymxentError
from symxent.language.meaning import to_value
from symxent.language.tree import Derivative, Name, Node

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

_PRIMES = re.compile(r"prime(?: prime){0,2}\Z")
_DIFFERENTIATED = re.compile(
    r"deriv|differentiat|slope|tangent|\b(?:chain|product|quotient|power) rule|rate of change|ableit|dériv|求导|导数",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Primed:
    """What y′ is said to be, beside ``slope``, the derivative of y."""

    chain: ChainJudge
    slope: Node
    said: Node

    @property
    def outcome(self) -> Outcome | None:
        """What becomes of it: where nothing speaks of derivatives y′ may be another letter, and it is not false."""
        found, knowledge, here = self._of(self.said), self.chain.knowledge, self.chain.statement
        if found.status == "proved":
            return replace(found, reason="the prime is a derivative")
        words = knowledge.page.text[knowledge.speeches.at(here.formula).start : here.chain.start]
        return found if found.status == "refuted" and _DIFFERENTIATED.search(words) else None

    @property
    def is_certain(self) -> bool:
        """Whether the derivative can be meant in one way, and a refutation needs no slip beside it."""
        return elementary((self.slope, self.said), self.chain.used)

    def fits(self, tree: Node) -> bool:
        """Whether a tree is the derivative."""
        return letters(tree) <= letters(self.said) | letters(self.slope) and self._of(tree).status == "proved"

    def _of(self, tree: Node) -> Outcome:
        setting = setting_of(self.chain.knowledge, self.chain.statement, (self.slope, tree), certain=True)
        try:
            sides = to_value(self.slope, setting.scope), to_value(tree, setting.scope)
        except SymxentError as error:
            return Outcome("unknown", str(error))
        return judge_values(*sides, "=", setting, self.chain.judge.seconds, None)


def primed(chain: ChainJudge, left: Node, right: Node) -> Primed | None:
    """What y′ is said to be, where y is a formula of one letter that has no prime on the page; None for another."""
    if not isinstance(left, Name) or not _PRIMES.match(left.accent):
        return None
    before, here = chain.knowledge.in_force(left.name, chain.statement.number), chain.statement
    if before is None or before.kind != "value" or not chain.knowledge.surely_in_force(before, here):
        return None
    by = letters(before.body)
    if len(by) != 1 or not letters(right) <= by | {left.name}:
        return None
    (key,) = by
    nodes = (n for s in chain.knowledge.statements for n in s.nodes)
    if any(isinstance(n, Name) and n.name == key and n.accent.startswith("prime") for n in nodes):
        return None  # x′ and y′ are other coordinates
    slope: Node = Name(left.name)
    for _ in left.accent.split():
        slope = Derivative(slope, (Name(key),))
    return Primed(chain, slope, right)
