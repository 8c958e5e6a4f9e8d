"""The mistakes of the example notes, found in their text: what is printed, where it fails, what holds instead."""

from __future__ import annotations

from collections.abc import Iterator

import click

from symxent.check.findings import Finding, Report
from symxent.check.report import check_bytes, read_bytes
from symxent.resources import folder


def of_example_notes() -> Report:
    """The example notes that the pages cite, checked: their mistakes are found in the text, not listed."""
    return check_bytes(read_bytes(folder("examples") / "notes.md"), "examples/notes.md", drawn=False)


def lines(report: Report) -> Iterator[str]:
    """The errata for a terminal, in the order of the notes."""
    yield click.style(f"Errata of {report.name}", bold=True)
    yield click.style(f"   {report.summary()}", dim=True)
    for finding in report.findings:
        yield ""
        colour = "yellow" if finding.severity in ("warning", "note") else "red"
        head = f"  line {finding.place.line}, column {finding.place.column}"
        yield f"{head}  {click.style(finding.code, fg=colour)}  {finding.message}"
        yield f"    printed   {printed(finding, report)}"
        if finding.witness is not None:
            yield f"    fails     {finding.witness}"
        for instead in what_holds(finding):
            yield f"    holds     {click.style(instead, fg='green')}"
    yield ""


def printed(finding: Finding, report: Report) -> str:
    """The source that a finding is about, on one line, as it stands in the file."""
    return " ".join(report.text[finding.place.start : finding.place.end].split()) or finding.latex


def what_holds(finding: Finding) -> tuple[str, ...]:
    """What should stand there: the smallest corrections, or else the value that the checker computed."""
    if finding.corrections:
        return tuple(correction.after for correction in finding.corrections)
    return (finding.instead,) if finding.instead else ()


def data(report: Report) -> dict[str, object]:
    """The errata for JSON."""
    return {"file": report.name, "findings": [_finding(finding, report) for finding in report.findings]}


def _finding(finding: Finding, report: Report) -> dict[str, object]:
    return {
        "code": finding.code,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "printed": printed(finding, report),
        "witness": None if finding.witness is None else str(finding.witness),
        "holds": list(what_holds(finding)),
    }


def markdown(report: Report) -> str:
    """The errata as a Markdown list."""
    out = [f"## Errata of {report.name}", ""]
    for finding in report.findings:
        out.append(f"- line {finding.place.line}, {finding.code}: {finding.message}")
        out.append(f"  - printed: `{printed(finding, report)}`")
        if finding.witness is not None:
            out.append(f"  - fails {finding.witness}")
        out += [f"  - holds: `{instead}`" for instead in what_holds(finding)]
    return "\n".join(out) + "\n"
