"""Derived pages as one HTML file that needs nothing else: no request, no script, mathematics drawn by the browser.

What the templates get is decided here: plain text, which they escape, and MathML that ``symxent.report.mathml`` made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from sympy import Interval

from symxent.check.findings import Report
from symxent.derive.derivation import SIGNS, Derivation, DerivedPage, Line
from symxent.derive.page import Page
from symxent.derive.setting import SIZES, setting_of
from symxent.language.domain import Domain
from symxent.language.latex import to_latex
from symxent.language.tree import Name
from symxent.proof.verdict import Status, Verdict
from symxent.report import mathml
from symxent.report.explanation import Why, why
from symxent.report.figures import Drawn, of_page
from symxent.report.frame import document, environment, with_style
from symxent.report.html_check import view
from symxent.report.terminal import MARKS

_IN_A_CHAIN = ("line before", "this line")
_ALONE = ("left", "right")


@dataclass(frozen=True)
class Row:
    """One line of a chain, or one statement: ``status`` names the colour, ``mark`` is what is printed."""

    anchor: str
    number: int
    formula: Markup
    first: bool
    wide: bool
    rules: str
    status: str
    mark: str
    why: Why | None


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str
    notes: str
    status: str
    mark: str
    rows: tuple[Row, ...]
    claim: Why | None


@dataclass(frozen=True)
class PageView:
    """``setting`` are the formulas that say what the letters of the page stand for and where they live."""

    anchor: str
    title: str
    notes: str
    status: str
    mark: str
    proved: int
    total: int
    methods: str
    milliseconds: str
    setting: tuple[Markup, ...]
    sections: tuple[Section, ...]
    figures: tuple[Drawn, ...]


def render(
    derived: Iterable[DerivedPage],
    pages: Iterable[Page] = (),
    errata: Report | None = None,
    figures: bool = False,
) -> str:
    """All pages as one document; ``pages``, in the same order, add what the letters stand for.

    ``errata`` is the report on the notes that the pages cite, shown below them; ``figures`` puts pictures beside the
    formulas.  Raises SymxentError when they cannot be drawn.

    >>> from symxent.derive.catalogue import page
    >>> from symxent.derive.judge import derive
    >>> render([derive(page("sigmoid"))]).count("<math") > 12
    True
    """
    known = list(pages)
    views = [_page(one, known[i] if i < len(known) else None, figures) for i, one in enumerate(derived)]
    title = views[0].title if len(views) == 1 else "Derivations, line by line"
    return document("derive.html.jinja", title=title, pages=views, errata=None if errata is None else view(errata, 1))


def fragment(result: DerivedPage | Derivation | Verdict) -> str:
    """One result for a notebook: the same lines, with the style sheet, without a page around them."""
    if isinstance(result, Verdict):
        content = environment().get_template("verdict.html.jinja").render(why=why(result), formula=_claim(result))
    elif isinstance(result, Derivation):
        # Several results may stand in one notebook: each has its own anchors.
        section = _section(result, f"derivation-{hashlib.sha256(str(result).encode()).hexdigest()[:8]}", Domain())
        content = environment().get_template("section.html.jinja").render(section=section, level=3)
    else:
        content = environment().get_template("pages.html.jinja").render(pages=[_page(result, None, False)])
    return with_style(Markup(content))


def _page(derived: DerivedPage, page: Page | None, figures: bool) -> PageView:
    domain = _domain(page)
    rows = [line for section in derived.sections for line in section.lines if line.verdict is not None]
    proved = sum(line.proved for line in rows)
    status = _worst(line.verdict for line in rows)
    return PageView(
        anchor=derived.name,
        title=derived.title,
        notes=_cited(derived.notes),
        status=status.value,
        mark=MARKS[status][0],
        proved=proved,
        total=len(rows),
        methods=", ".join(derived.methods),
        milliseconds=f"{derived.milliseconds:.0f} ms",
        setting=_setting(page) if page is not None else (),
        sections=tuple(
            _section(section, f"{derived.name}-{number}", domain) for number, section in enumerate(derived.sections, 1)
        ),
        figures=of_page(derived.name) if figures else (),
    )


def _domain(page: Page | None) -> Domain:
    return Domain() if page is None else setting_of(page).domain


def _section(section: Derivation, anchor: str, domain: Domain) -> Section:
    status = _worst([section.claim, *(line.verdict for line in section.lines)])
    chain = section.kind == "chain"
    return Section(
        anchor=anchor,
        title=section.title,
        notes=_cited(section.notes),
        status=status.value,
        mark=MARKS[status][0],
        rows=tuple(_row(line, number, anchor, chain, domain) for number, line in enumerate(section.lines)),
        claim=None if section.claim.proved or not chain else why(section.claim, domain, _ALONE),
    )


def _row(line: Line, number: int, anchor: str, chain: bool, domain: Domain) -> Row:
    first = number == 0 or not chain
    latex = to_latex(line.tree)
    verdict = line.verdict
    status = verdict.status if verdict is not None else Status.PROVED
    return Row(
        anchor=f"{anchor}-{number}",
        number=number,
        formula=mathml.lines(latex if first else f"{SIGNS[line.sign]} {latex}"),
        first=first,
        wide=mathml.is_wide(latex),
        rules=", ".join(line.rules)
        or (", ".join(verdict.methods[:1]) if verdict is not None and verdict.proved else ""),
        status="" if verdict is None else status.value,
        mark="" if verdict is None else MARKS[status][0],
        why=None if verdict is None else why(verdict, domain, _IN_A_CHAIN if chain else _ALONE),
    )


def _worst(verdicts: Iterable[Verdict | None]) -> Status:
    found = {verdict.status for verdict in verdicts if verdict is not None}
    return next((s for s in (Status.REFUTED, Status.UNKNOWN) if s in found), Status.PROVED)


def _cited(notes: str) -> str:
    if not notes:
        return ""
    return f"lines {notes}" if "–" in notes or "," in notes else f"line {notes}"


def _claim(verdict: Verdict) -> Markup:
    signs = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
    return mathml.lines(f"{mathml.of(verdict.lhs)} {signs.get(verdict.op, verdict.op)} {mathml.of(verdict.rhs)}")


def _setting(page: Page) -> tuple[Markup, ...]:
    """x ∈ ℝ, ŷ := σ(z), J(ŷ, y) := …: without its domain no line of the page says anything."""
    out = []
    for node, places in page.where.items():
        if isinstance(node, Name) and node.key in SIZES and isinstance(places, Interval):
            out.append(rf"{to_latex(node)} \in \left\{{{places.start}, {places.start + 1}, \dots\right\}}")
        elif node not in page.arrays:
            out.append(rf"{to_latex(node)} \in {mathml.of(places)}")
    for node, sizes in page.arrays.items():
        power = r" \times ".join(map(to_latex, sizes))
        within = mathml.of(page.where[node]) if node in page.where else r"\mathbb{R}"
        out.append(rf"{to_latex(node)} \in {within}^{{{power}}}")
    for node, (low, high) in page.indices.items():
        out.append(rf"{to_latex(node)} \in \left\{{{to_latex(low)}, \dots, {to_latex(high)}\right\}}")
    for node, value in page.values.items():
        out.append(rf"{to_latex(node)} \coloneqq {to_latex(value)}")
    for name, (parameters, body) in page.functions.items():
        out.append(rf"{name}\left({', '.join(map(to_latex, parameters))}\right) \coloneqq {to_latex(body)}")
    out += [f"{to_latex(left)} = {to_latex(right)}" for left, right in page.facts.values()]
    out += [f"{to_latex(node)} > 0" for node in page.positive]
    return tuple(mathml.lines(latex) for latex in out)
