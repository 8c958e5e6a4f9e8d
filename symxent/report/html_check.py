"""What ``check`` found, as one HTML file: each erratum beside what holds instead, every step, and the source itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from symxent.check.findings import Edit, Finding, Place, Report, Step, summary
from symxent.check.rules import summary_of
from symxent.report import mathml
from symxent.report.explanation import WitnessView, witness_view
from symxent.report.frame import document, environment, with_style

_STATUS = {"error": "refuted", "warning": "unknown", "note": "unknown"}
_MARKS = {"proved": "✓", "refuted": "✗", "given": "·"}
_WORDS = {"given": "given", "proved": "proved", "refuted": "refuted", "unknown": "not decided"}
# Rows and columns of an aligned block belong to its layout, not to the formula; those of a matrix are the formula.
_MATRIX = re.compile(r"(\\begin\{(?:[bpvBV]?matrix|smallmatrix|cases|array)\*?\}.*?\\end\{[a-zA-Z]+\*?\})", re.DOTALL)
_LAYOUT = re.compile(r"(?<!\\)&|\\\\(\[[^\]]*\])?|\\(no)?tag\b\*?(\{[^}]*\})?|\\label\{[^}]*\}|\\nonumber\b")
# The colour by which a changed part is found again in what the converter made of it; no page shows it.
_COLOUR, _MADE = r"\color{cyan} ", 'style="color:#00B9F2;"'


@dataclass(frozen=True)
class CorrectionView:
    """What holds instead, its changes marked; ``source`` is its LaTeX, ``edits`` a JSON list of [from, to, text]."""

    formula: Markup
    source: str
    edits: str


@dataclass(frozen=True)
class FindingView:
    of: Finding
    anchor: str
    rule: str
    status: str
    line: str
    original: Markup
    corrections: tuple[CorrectionView, ...]
    witness: WitnessView | None


@dataclass(frozen=True)
class StepView:
    of: Step
    line: str
    formula: Markup
    wide: bool
    status: str
    word: str
    mark: str


@dataclass(frozen=True)
class Piece:
    """A stretch of one line of the source, under at most one finding."""

    text: str
    status: str


@dataclass(frozen=True)
class SourceLine:
    """``cell`` names the cell of a notebook that begins with this line."""

    anchor: str
    cell: str
    number: int
    pieces: tuple[Piece, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class ReportView:
    anchor: str
    name: str
    summary: str
    status: str
    findings: tuple[FindingView, ...]
    steps: tuple[StepView, ...]
    source: tuple[SourceLine, ...]
    cells: bool


def render(reports: Iterable[Report]) -> str:
    """All reports as one document.

    >>> from symxent.check.report import check_text
    >>> page = render([check_text(r"$$f(x) = x^2$$ and $$f'(x) = -2x$$", "notes.md")])
    >>> "M201" in page, "<math" in page
    (True, True)
    """
    reports = list(reports)
    views = [view(report, number) for number, report in enumerate(reports, 1)]
    title = f"{views[0].name}, checked" if len(views) == 1 else f"{len(views)} files, checked"
    return document("check.html.jinja", title=title, reports=views, summary=summary(reports))


def live(report: Report) -> str:
    """The findings and the steps beside an editor: places that can be gone to, corrections that can be taken."""
    return environment().get_template("live.html.jinja").render(report=view(report, 1))


def fragment(report: Report) -> str:
    """One report for a notebook: the findings, the steps and the source, with the style sheet."""
    content = environment().get_template("report.html.jinja").render(report=view(report, 1), heading=False)
    return with_style(Markup(content))


def view(report: Report, number: int) -> ReportView:
    """A report as the templates show it; ``number`` tells several reports of one page apart."""
    anchor = f"file-{number}"
    findings = tuple(_finding(f, report, f"{anchor}-finding-{i}", anchor) for i, f in enumerate(report.findings, 1))
    found = {finding.status for finding in findings}
    return ReportView(
        anchor=anchor,
        name=report.name,
        summary=report.summary(),
        status="refuted" if "refuted" in found else "unknown" if found else "proved",
        findings=findings,
        steps=tuple(_step(step, report, anchor) for step in report.steps),
        source=tuple(_source(report, findings, anchor)),
        cells=bool(report.cells),
    )


def _finding(finding: Finding, report: Report, anchor: str, file: str) -> FindingView:
    within = _within(finding.place, report)
    corrections = tuple(
        CorrectionView(
            _corrected(report.text, within, c.edits, c.after),
            " ".join(c.after.split()),
            json.dumps([[e.start, e.end, e.text] for e in c.edits], ensure_ascii=False),
        )
        for c in finding.corrections
    )
    first = finding.corrections[0].edits if finding.corrections else ()
    return FindingView(
        of=finding,
        anchor=anchor,
        rule=summary_of(finding.code),
        status=_STATUS[finding.severity],
        line=_line_anchor(finding.place, file),
        original=_original(report.text, within, finding.latex, first),
        corrections=corrections,
        witness=None if finding.witness is None else witness_view(finding.witness),
    )


def _within(place: Place, report: Report) -> tuple[int, int]:
    """The step around a place, since a lone symbol says little, with the sides before it on the same line."""
    around = [s.place for s in report.steps if s.place.start <= place.start and place.end <= s.place.end]
    found = min(around, key=lambda p: p.end - p.start, default=place)
    start = found.start
    for before in reversed([s.place for s in report.steps if s.place.end <= start]):
        between = report.text[before.end : start]
        if between.strip() or "\n" in between:
            break
        start = before.start
    return start, found.end


def _original(text: str, within: tuple[int, int], latex: str, edits: tuple[Edit, ...]) -> Markup:
    start, end = _extent(within, edits)
    shown = _with_marks(text, start, end, [(e.start, e.end, text[e.start : e.end]) for e in edits])
    return shown or _formula(text[start:end], latex)


def _corrected(text: str, within: tuple[int, int], edits: tuple[Edit, ...], after: str) -> Markup:
    start, end = _extent(within, edits)
    shown = _with_marks(text, start, end, [(e.start, e.end, e.text) for e in edits])
    return shown or mathml.lines(_bare(after))


def _extent(within: tuple[int, int], edits: tuple[Edit, ...]) -> tuple[int, int]:
    return min([within[0], *(e.start for e in edits)]), max([within[1], *(e.end for e in edits)])


def _with_marks(text: str, start: int, end: int, parts: list[tuple[int, int, str]]) -> Markup | None:
    """The formula from start to end, each part replaced and marked; None when it cannot be drawn so."""
    out, at = "", start
    for begin, stop, new in sorted(parts):
        out += text[at:begin] + (f"{{{_COLOUR}{new}}}" if new.strip() else new)
        at = stop
    drawn = mathml.lines(_bare(out + text[at:end]))
    if 'class="tex"' in drawn:
        return None
    marked = re.sub(rf'{re.escape(_MADE)}>(<mo) lspace="0" rspace="0">', rf"{_MADE}>\1>", str(drawn))
    return Markup(marked.replace(_MADE, 'class="changed"'))


def _formula(source: str, latex: str) -> Markup:
    """The source as its author wrote it; what the browser's converter does not know, as symxent read it."""
    drawn = mathml.lines(_bare(source))
    return drawn if 'class="tex"' not in drawn or not latex else mathml.lines(latex)


def _bare(source: str) -> str:
    parts = _MATRIX.split(source)
    parts[::2] = [_LAYOUT.sub(" ", part) for part in parts[::2]]
    return " ".join("".join(parts).replace("$", " ").split())


def _step(step: Step, report: Report, file: str) -> StepView:
    status = step.status if step.status in ("proved", "refuted", "given") else "unknown"
    source = report.text[step.place.start : step.place.end]
    return StepView(
        of=step,
        line=_line_anchor(step.place, file),
        formula=_formula(source, step.latex),
        wide=mathml.is_wide(_bare(source)),
        status=status,
        word=_WORDS.get(step.status, step.status),
        mark=_MARKS.get(step.status, "?"),
    )


def _line_anchor(place: Place, file: str) -> str:
    """The line of the listing, which counts the lines of each cell of a notebook by themselves."""
    return _line_name(file, place.cell, place.line)


def _line_name(file: str, cell: int | None, line: int) -> str:
    return f"{file}-line-{line}" if cell is None else f"{file}-cell-{cell}-line-{line}"


def _source(report: Report, findings: tuple[FindingView, ...], file: str) -> Iterator[SourceLine]:
    if not report.cells and report.text:
        yield from _listing(report, findings, file, None, 0, len(report.text))
    for cell in report.cells:
        yield from _listing(report, findings, file, cell.number, cell.start, cell.end)


def _listing(
    report: Report, findings: tuple[FindingView, ...], file: str, cell: int | None, at: int, end: int
) -> Iterator[SourceLine]:
    places = [(finding.place, shown) for finding, shown in zip(report.findings, findings, strict=True)]
    # Not splitlines: a form feed or U+2028 ends no line where places are counted.
    for number, line in enumerate(report.text[at:end].removesuffix("\n").split("\n"), 1):
        here = [(p, f) for p, f in places if p.start <= at + len(line) and p.end > at]
        yield SourceLine(
            anchor=_line_name(file, cell, number),
            cell=f"cell {cell}" if cell is not None and number == 1 else "",
            number=number,
            pieces=tuple(_pieces(line.removesuffix("\r"), at, here)),
            findings=tuple(f for p, f in here if p.line == number),
        )
        at += len(line) + 1


def _pieces(line: str, at: int, here: list[tuple[Place, FindingView]]) -> Iterator[Piece]:
    cuts = sorted({0, len(line), *(min(max(x - at, 0), len(line)) for p, _ in here for x in (p.start, p.end))})
    for begin, end in pairwise(cuts):
        over = [f.status for p, f in here if p.start <= at + begin and at + end <= p.end]
        yield Piece(line[begin:end], "refuted" if "refuted" in over else over[0] if over else "")
