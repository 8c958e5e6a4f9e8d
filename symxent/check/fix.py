"""Corrections written into a file: only those that are alone, only the characters that change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from difflib import unified_diff
from pathlib import Path

from symxent.check.findings import Edit, Finding, Report
from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.read.document import read_page
from symxent.read.notebook import Segment

#: Mending one step can show the next: so often is a file checked again.
ROUNDS = 6


def fixable_edits(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of all findings with one correction, without those that would touch each other."""
    chosen: list[Edit] = []
    for finding in findings:
        if not finding.fixable:
            continue
        edits = finding.corrections[0].edits
        if not any(_touch(a, b) for a in edits for b in chosen):
            chosen.extend(edits)
    return sorted(chosen, key=lambda e: (e.start, e.end))


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


def mended(raw: str, name: str, check: Callable[[str, str], Report]) -> tuple[str, Report]:
    """The text after all corrections that are alone, round after round, and the report on it."""
    report = check(raw, name)
    for _ in range(ROUNDS):
        edits = fixable_edits(report.findings)
        if not edits:
            break
        changed = fixed_text(raw, name, edits)
        after = check(changed, name)
        if _worse(after, report):
            break
        raw, report = changed, after
    return raw, report


def _worse(after: Report, before: Report) -> bool:
    """A round must not leave more false steps than it found."""
    return after.count("refuted") > before.count("refuted")


def diff(before: str, after: str, name: str) -> str:
    """The changes as a unified diff."""
    lines = unified_diff(before.splitlines(True), after.splitlines(True), name, name, n=1)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def write_back(path: Path, text: str, data: bytes) -> None:
    """Replace a file's text whole or not at all; a byte-order mark stays."""
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    write_atomically(path, mark + text)
