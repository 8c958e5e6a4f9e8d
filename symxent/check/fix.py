"""Corrections written into a file: only those that are alone and proved in their place, and only what they change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Protocol

from symxent.check.findings import Edit, Finding, Place, Report, Step
from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.read.document import read_page
from symxent.read.notebook import Segment

#: Mending one step can show the next: so often is a file mended again.
ROUNDS = 6


class Check(Protocol):
    """How a text is checked; without ``correct`` no corrections are searched."""

    def __call__(self, text: str, name: str, *, correct: bool) -> Report: ...


@dataclass(frozen=True)
class Mended:
    """A file after its corrections: its text, the report on it, and what was not written, each with the reason."""

    text: str
    report: Report
    refused: tuple[tuple[Finding, str], ...] = ()


def mended(raw: str, name: str, check: Check, chosen: Callable[[Finding], bool] = lambda f: True) -> Mended:
    """The text with every correction that is alone and holds in its place, round after round.

    The whole file is checked with a correction in it, and the correction is kept only if its step is then proved, every
    other step stands as it did, and nothing new is found anywhere.  ``chosen`` tells which findings are to be mended.
    """
    report = check(raw, name, correct=True)
    refused: dict[tuple[str, str, str, str], tuple[Finding, str]] = {}
    for _ in range(ROUNDS):
        trial = _Trial(raw, name, report, check)
        pending = [f for f in report.findings if f.fixable and chosen(f) and _key(f) not in refused]
        trial.write(_apart(pending))
        refused |= {_key(f): (f, why) for f, why in trial.refused}
        if not trial.written:
            break
        raw, report = trial.text, check(trial.text, name, correct=True)
    return Mended(raw, report, tuple(refused.values()))


def _key(finding: Finding) -> tuple[str, str, str, str]:
    """What stays of a finding while other places of its file change."""
    correction = finding.corrections[0]
    return finding.code, str(finding.place.line), correction.before, correction.after


class _Trial:
    """One file, and the corrections that were tried on it."""

    def __init__(self, raw: str, name: str, report: Report, check: Check) -> None:
        self.raw, self.name, self.check = raw, name, check
        self.before = report
        self.text = raw
        self.written: list[Finding] = []
        self.refused: list[tuple[Finding, str]] = []

    def write(self, findings: Sequence[Finding]) -> None:
        """Try some corrections together; where they do not hold, halves of them, down to one."""
        if not findings:
            return
        together = [*self.written, *findings]
        text = fixed_text(self.raw, self.name, edits_of(together))
        doubt = doubtful(self.before, self.check(text, self.name, correct=False), together)
        if not doubt:
            self.written, self.text = together, text
        elif len(findings) == 1:
            self.refused.append((findings[0], doubt))
        else:
            half = len(findings) // 2
            self.write(findings[:half])
            self.write(findings[half:])


def doubtful(before: Report, after: Report, written: Sequence[Finding]) -> str:
    """Why corrections do not hold in the file that they were put into, in words; "" when they do."""
    if [(s.kind, s.op) for s in before.steps] != [(s.kind, s.op) for s in after.steps]:
        return "with it the page is read in another way"
    mended_steps = {n for f in written for n, step in enumerate(before.steps) if _touches(step, f)}
    if not all(any(_touches(before.steps[n], f) for n in mended_steps) for f in written):
        return "it is part of no step"
    for number, (step, now) in enumerate(zip(before.steps, after.steps, strict=True)):
        if number in mended_steps and step.status not in ("refuted", "proved"):
            return f"its step is {_WORDS.get(step.status, step.status)}, and not false"
        if number in mended_steps and now.status != "proved":
            return "with it the step is not proved"
        if now.status not in (step.status, "proved"):
            return f"with it the step of {_line(step.place)} is not {_WORDS.get(step.status, step.status)} any more"
    new = _others(after) - _others(before)
    return "" if not new else f"with it there is a new finding: {', '.join(f'{c} in {at}' for c, at in sorted(new))}"


_WORDS = {"unknown": "undecided", "needs definition": "undecided"}


def _others(report: Report) -> Counter[tuple[str, str]]:
    """The findings that do not follow from the verdicts of the steps, which are compared one by one."""
    return Counter((f.code, _line(f.place)) for f in report.findings if f.code[1] not in "24")


def _line(place: Place) -> str:
    return f"line {place.line}" if place.cell is None else f"cell {place.cell}, line {place.line}"


def _touches(step: Step, finding: Finding) -> bool:
    """Whether a correction changes a step, or is meant for it."""
    place, edits = step.place, finding.corrections[0].edits
    meant = place.start < finding.place.end and finding.place.start < place.end
    return meant or any(place.start <= e.start and e.end <= place.end for e in edits)


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of findings with one correction each, in the order of the text."""
    return sorted((e for f in findings for e in f.corrections[0].edits), key=lambda e: (e.start, e.end))


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Those whose edits do not touch the edits of one before."""
    chosen: list[Finding] = []
    for finding in findings:
        taken = edits_of(chosen)
        if not any(_touch(a, b) for a in finding.corrections[0].edits for b in taken):
            chosen.append(finding)
    return chosen


def _touch(a: Edit, b: Edit) -> bool:
    return (a.start < b.end and b.start < a.end) or a.start == b.start


def fixed_text(raw: str, name: str, edits: list[Edit]) -> str:
    """The text of a file with edits made; in a notebook inside its JSON strings."""
    page = read_page(raw, name)
    if page.segments:
        edits = [_in_notebook(edit, page.segments) for edit in edits]
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        raw = raw[: edit.start] + edit.text + raw[edit.end :]
    return raw


def _in_notebook(edit: Edit, segments: tuple[Segment, ...]) -> Edit:
    for segment in segments:
        if segment.start <= edit.start < segment.end:
            inside, size = edit.start - segment.start, edit.end - edit.start
            escaped = json.dumps(edit.text, ensure_ascii=False)[1:-1]
            return Edit(segment.raw[inside], segment.raw[inside + size], escaped)
    raise SymxentError("a correction lies outside of the notebook's cells")


def diff(before: str, after: str, name: str) -> str:
    """The changes as a unified diff."""
    lines = unified_diff(before.splitlines(True), after.splitlines(True), name, name, n=1)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def write_back(path: Path, text: str, data: bytes) -> None:
    """Replace a file's text whole or not at all; a byte-order mark stays.

    ``data`` is what was checked.  Raises SymxentError when the file holds something else by now: what somebody wrote
    into it meanwhile is not to be lost.
    """
    try:
        now = path.read_bytes()
    except OSError as error:
        raise SymxentError(f"{path} cannot be read: {error.strerror}") from None
    if now != data:
        raise SymxentError(f"{path} was changed while it was checked, and is left as it is: check it again")
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    write_atomically(path, mark + text)
