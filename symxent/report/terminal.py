"""Derived pages as text for a terminal: each line, its mark, the rule that made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

import click

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.language.text import to_text
from symxent.proof.verdict import Status, Verdict

MARKS = {Status.PROVED: ("✓", "green"), Status.REFUTED: ("✗", "red"), Status.UNKNOWN: ("?", "yellow")}
RULE_COLUMN = 58


def render(pages: Iterable[DerivedPage], width: int = 100, *, proofs: bool = False) -> str:
    """All pages, with colours; whoever prints them takes the colours out where they do not belong."""
    return "\n".join(line for page in pages for line in page_lines(page, width, proofs))


def page_lines(page: DerivedPage, width: int = 100, proofs: bool = False) -> Iterator[str]:
    """One page: its title, its sections, and by which methods it was proved in how many milliseconds; ``proofs``: what
    the logic has checked, below each line."""
    source = f"   notes, {_lines(page.notes)}" if page.notes else ""
    yield click.style(page.title, bold=True) + click.style(f"   {page.name}{source}", dim=True)
    for section in page.sections:
        yield from _section(section, width, proofs)
    verdicts = [line.verdict for section in page.sections for line in section.lines if line.verdict is not None]
    proved, total = sum(verdict.proved for verdict in verdicts), len(verdicts)
    methods = f" by {', '.join(page.methods)}" if page.methods else ""
    mark, colour = ("✓", "green") if page.proved else ("✗", "red")
    yield ""
    yield click.style(f"  {mark} {proved} of {total} lines proved{methods}, {page.milliseconds:.0f} ms", fg=colour)
    yield ""


def _lines(cited: str) -> str:
    return f"lines {cited}" if "–" in cited else f"line {cited}"


def _section(section: Derivation, width: int, proofs: bool) -> Iterator[str]:
    yield ""
    where = click.style(f"   {_lines(section.notes)}", dim=True) if section.notes else ""
    yield f"  {click.style(section.title, underline=True)}{where}"
    if section.kind == "chain":
        yield f"      {to_text(section.start)}"
        for line in section.lines[1:]:
            yield from _line(f"{line.sign} {to_text(line.tree)}", line, width, proofs)
        if not section.claim.proved:
            said = f"{section.claim.status.value}, {explanation(section.claim)}"
            yield f"    {marked(section.claim)} the first line equals the last: {said}"
    else:
        for line in section.lines:
            yield from _line(to_text(line.tree), line, width, proofs)


def _line(text: str, line: Line, width: int, proofs: bool) -> Iterator[str]:
    assert line.verdict is not None
    note = ", ".join(line.rules) or line.verdict.reason
    rule = click.style(note, dim=True)
    start = f"    {marked(line.verdict)} "
    # Beside the line where both have room, below it otherwise.
    if len(text) + 8 < RULE_COLUMN and RULE_COLUMN + len(note) <= width:
        yield f"{start}{text:<{RULE_COLUMN - 6}}{rule}"
    else:
        yield f"{start}{text}"
        if RULE_COLUMN + len(note) <= width:
            yield f"{'':<{RULE_COLUMN}}{rule}"
        else:
            yield from (f"{'':<12}{click.style(part, dim=True)}" for part in wrap(note, max(width - 12, 40)))
    if proofs and line.verdict.proof is not None:
        yield from (click.style(f"{'':<12}{part}", dim=True) for part in str(line.verdict.proof).splitlines())
    if not line.verdict.proved:
        yield click.style(f"{'':<12}{explanation(line.verdict)}", fg=MARKS[line.verdict.status][1])


def marked(verdict: Verdict) -> str:
    """✓, ✗ or ?, in its colour."""
    mark, colour = MARKS[verdict.status]
    return click.style(mark, fg=colour)


def explanation(verdict: Verdict) -> str:
    """Why a line is not proved: the witness, or what was missing."""
    return str(verdict.witness) if verdict.witness is not None else verdict.reason
