"""The engine: makes each line out of the line before, by the rules that the page names, one visible step at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symxent.derive.flatten import flatten
from symxent.derive.page import Derive, Page
from symxent.derive.rule import Given, Rule, Step
from symxent.errors import SymxentError
from symxent.language.text import to_text
from symxent.language.tree import Node


class RuleDoesNotApply(SymxentError):
    """A page names a rule that finds nothing to do: the page is wrong, or an earlier line is."""


def chain(page: str, title: str, start: Node, steps: Iterable[Rule | Step], given: Given) -> list[tuple[Node, Step]]:
    """The lines of a derivation, each with the step that made it; the first line is not among them.

    Raises RuleDoesNotApply with page, line and rule when a rule finds no place in the line before it.
    """
    lines: list[tuple[Node, Step]] = []
    current = start
    for number, step in enumerate(steps, 1):
        whole = step if isinstance(step, Step) else Step((step,))
        for rule in whole.rules:
            changed = rule.apply(current, given)
            if changed is None:
                raise RuleDoesNotApply(
                    f"page {page}, “{title}”, line {number}: the rule “{rule.name}” finds nothing to do in "
                    f"{to_text(current)}"
                )
            current = flatten(changed)
        lines.append((current, whole))
    return lines


def names(step: Step) -> tuple[str, ...]:
    """The rule names of a step, each once; tidying that a reader does without thinking is not mentioned."""
    spoken = [rule.name for rule in step.rules if rule.name not in _SILENT or len(step.rules) == 1]
    return tuple(dict.fromkeys(spoken))


_SILENT = {"drop zeros and ones"}


def given_by(page: Page) -> Given:
    """What a page may use before its first section: what it declares, and the results of the pages it builds on."""
    results: dict[str, tuple[Node, Node]] = {}
    for earlier in page.builds_on:
        results |= given_by(earlier).results
        for section in earlier.sections:
            if isinstance(section, Derive) and section.label and section.ends is not None:
                results[section.label] = (section.start, section.ends)
    return Given(page.functions, page.values, results, page.facts, page.random, page.independent)


def with_result(given: Given, section: Derive, end: Node) -> Given:
    """What is known after a section: its result, under its label."""
    if not section.label:
        return given
    results = {**given.results, section.label: (section.start, section.ends if section.ends is not None else end)}
    return replace(given, results=results)
