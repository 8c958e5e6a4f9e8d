"""Reports for people, for programs, for GitHub and for SARIF viewers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from symxent import __version__
from symxent.check.findings import Correction, Finding, Report, summary
from symxent.check.rules import RULES, explain, name_of, summary_of

#: Of the JSON document; raised when a field changes its meaning.
SCHEMA_VERSION = 1
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_SARIF_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def text(reports: list[Report], *, steps: bool = False, concise: bool = False) -> Iterator[str]:
    """One line a finding, below it the step, where it fails and what holds instead; at the end the summary."""
    for report in reports:
        if steps:
            yield from _steps(report)
        for finding in report.findings:
            yield from _finding(finding, report, concise)
    fixable = sum(f.fixable for r in reports for f in r.findings)
    if fixable:
        yield f"{fixable} may be mended with --fix, --diff shows how"
    yield summary(reports)


def _finding(finding: Finding, report: Report, concise: bool) -> Iterator[str]:
    where = click.style(f"{report.name}:{finding.place}:", bold=True)
    code = click.style(finding.code, fg=_COLOURS[finding.severity], bold=True)
    yield f"{where} {code} {finding.message}"
    if concise:
        return
    if finding.latex:
        yield click.style(f"    {_short(finding.latex)}", dim=True)
    if finding.witness is not None:
        yield f"    {finding.witness}"
    if finding.instead and finding.witness is not None and not finding.corrections:
        yield click.style(f"    holds: {_one_line(finding.instead)}", fg="green")
    for correction in finding.corrections:
        yield from _change(correction)
    if finding.shown_only:
        yield click.style(f"    not written by --fix: {finding.shown_only}", dim=True)
    if len(finding.corrections) > 1:
        yield click.style("    several corrections are equally small: none is written", dim=True)


def _change(correction: Correction) -> Iterator[str]:
    yield click.style(f"    - {_one_line(correction.before)}", fg="red")
    yield click.style(f"    + {_one_line(correction.after)}", fg="green")


def _one_line(latex: str) -> str:
    return " ".join(latex.split())


def _short(latex: str, width: int = 160) -> str:
    line = re.sub(r"\\(?:left|right)\s*([()\[\]|])", r"\1", _one_line(latex))
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _steps(report: Report) -> Iterator[str]:
    marks = {"proved": "✓", "given": "·", "refuted": "✗"}
    for step in report.steps:
        mark = marks.get(step.status, "?")
        reason = f"  ({step.reason})" if step.reason else ""
        yield f"{report.name}:{step.place}: {mark} {step.kind}: {_short(step.latex, 110)}{reason}"


def statistics(reports: list[Report]) -> Iterator[str]:
    """How often each rule found something."""
    counts = Counter(f.code for r in reports for f in r.findings)
    for code, count in counts.most_common():
        yield f"{count:6}  {code}  {name_of(code)}"
    yield summary(reports)


def as_json(reports: list[Report]) -> str:
    """One document with everything."""
    files = []
    for report in reports:
        data = asdict(report)
        data.pop("text"), data.pop("cells")
        for finding, shown in zip(report.findings, data["findings"], strict=True):
            shown["severity"] = finding.severity
            shown["rule"] = name_of(finding.code)
            if shown["witness"] is not None:
                shown["witness"].pop("curves")  # they are for pictures
        data["summary"] = report.summary()
        files.append(data)
    document = {"schema_version": SCHEMA_VERSION, "symxent": __version__, "files": files, "summary": summary(reports)}
    return json.dumps(document, ensure_ascii=False, indent=2)


def github(reports: list[Report]) -> Iterator[str]:
    """Workflow commands that mark the lines of a pull request."""
    for report in reports:
        for finding in report.findings:
            p = finding.place
            level = "notice" if finding.severity == "note" else finding.severity
            same = f",col={p.column},endColumn={p.end_column}" if p.line == p.end_line else ""
            where = f"file={_property(report.name)},line={p.line},endLine={p.end_line}{same}"
            title = f"title={_property(f'symxent {finding.code} {name_of(finding.code)}')}"
            message = finding.message + (f": {finding.instead} holds instead" if finding.instead else "")
            yield f"::{level} {where},{title}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def sarif(reports: list[Report]) -> str:
    """SARIF 2.1.0."""
    used = sorted({f.code for r in reports for f in r.findings} & set(RULES))
    rules = [
        {
            "id": code,
            "name": name_of(code),
            "shortDescription": {"text": summary_of(code)},
            "help": {"text": explain(code), "markdown": explain(code)},
        }
        for code in used
    ]
    results = [_sarif_result(f, r, used) for r in reports for f in r.findings]
    driver = {"name": "symxent", "version": __version__, "rules": rules}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _sarif_result(finding: Finding, report: Report, used: list[str]) -> dict[str, Any]:
    p = finding.place
    region = {"startLine": p.line, "startColumn": p.column, "endLine": p.end_line, "endColumn": p.end_column}
    artifact = {"uri": report.name.replace("\\", "/")}
    details = f" {finding.witness}" if finding.witness is not None else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": used.index(finding.code),
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": f"{finding.message}.{details}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if finding.corrections and p.cell is None:
        result["fixes"] = [_sarif_fix(c, artifact) for c in finding.corrections]
    return result


def _sarif_fix(correction: Correction, artifact: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {"charOffset": e.start, "charLength": e.end - e.start},
            "insertedContent": {"text": e.text},
        }
        for e in correction.edits
    ]
    return {
        "description": {"text": f"{_one_line(correction.before)} → {_one_line(correction.after)}"},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }
