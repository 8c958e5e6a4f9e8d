"""The lines that a mean, a variance or a probability is written out by, with the rules that the engine chooses."""

from __future__ import annotations

from dataclasses import replace

from symxent.derive.automatic import MAX_LINES, TIDY, shorter
from symxent.derive.engine import given_by
from symxent.derive.flatten import flatten
from symxent.derive.page import Derive, Page
from symxent.derive.rule import Given, Rule, Step
from symxent.derive.rules import chances
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.expression import events_of, of_chance
from symxent.language.text import to_text

#: In this order, each as long as it does something; none of them undoes another.
_OF_MEANS: tuple[Rule, ...] = (
    chances.variance_of_multiple,
    chances.variance_of_sum,
    chances.covariance,
    chances.taking_out,
    chances.tower,
    chances.linearity,
    chances.expanding_the_mean,
)
#: Bayes's theorem, once.
_OF_EVENTS: tuple[Rule, ...] = (chances.conditional, chances.product_of_probabilities)


def page_of_means(formula: t.Node) -> Page:
    """The page that writes a formula of means out; a capital in a mean is a random variable of which nothing is known.

    Raises SymxentError where no rule applies.
    """
    random: dict[t.Node, t.Node | None] = {t.Name(key): None for key in sorted(of_chance(formula))}
    events = tuple(map(t.Name, sorted(events_of(formula))))
    page = Page("formula", f"{to_text(formula)}, written out", (), random=random, events=events,
                without_certificate="a mean has no lemma in Coq")  # fmt: skip
    given, steps, current = given_by(page), list[Step](), formula
    for rule in _OF_EVENTS:
        if (made := _step(rule, current, given)) is not None:
            steps.append(made[0])
            current = made[1]
    seen = {current}
    while len(steps) < MAX_LINES:
        tried = (_step(rule, current, given) for rule in _OF_MEANS)
        found = next((made for made in tried if made is not None and made[1] not in seen), None)
        if found is None:
            break
        steps.append(found[0])
        current = found[1]
        seen.add(current)
    if not steps:
        raise SymxentError(f"no rule writes {to_text(formula)} out")
    steps += (step for step, _ in shorter(current))
    return replace(page, sections=(Derive("Written out", formula, tuple(steps)),))


def _step(rule: Rule, current: t.Node, given: Given) -> tuple[Step, t.Node] | None:
    new = rule.apply(current, given)
    if new is None or new == current:
        return None
    changed = flatten(new)
    tidy = TIDY.apply(changed, given)
    return (Step((rule,)), changed) if tidy is None or tidy == changed else (Step((rule, TIDY)), flatten(tidy))
