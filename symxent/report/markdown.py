"""Derived pages as Markdown with LaTeX mathematics, readable as it stands and when rendered."""

from __future__ import annotations

from collections.abc import Iterable

from symxent.derive.derivation import SIGNS, Derivation, DerivedPage
from symxent.language.latex import to_latex
from symxent.report.terminal import MARKS, explanation


def render(pages: Iterable[DerivedPage]) -> str:
    """All pages; each chain is one aligned block, with a list of the rules below it."""
    return "\n".join(_page(page) for page in pages)


def _page(page: DerivedPage) -> str:
    sections = "\n".join(_section(section) for section in page.sections)
    state = "all lines proved" if page.proved else "**not all lines are proved**"
    return f"## {page.title}\n\n{sections}\n*{state} by {', '.join(page.methods)}*\n"


def _section(section: Derivation) -> str:
    out = [f"### {section.title}", ""]
    if section.kind == "chain":
        rows = [f"& {to_latex(section.start)}"]
        for number, line in enumerate(section.lines[1:], 1):
            rows.append(rf"{SIGNS[line.sign]}{{}}& {to_latex(line.tree)} && ({number})")
        out += ["$$\\begin{aligned}", " \\\\\n".join(rows), "\\end{aligned}$$", ""]
        for number, line in enumerate(section.lines[1:], 1):
            assert line.verdict is not None
            reason = "" if line.verdict.proved else f": {explanation(line.verdict)}"
            out.append(f"{number}. {MARKS[line.verdict.status][0]} {', '.join(line.rules)}{reason}")
    else:
        for line in section.lines:
            assert line.verdict is not None
            out.append(f"$${to_latex(line.tree)}$$")
            out.append(f"{MARKS[line.verdict.status][0]} {line.verdict.reason}")
    return "\n".join(out) + "\n"
