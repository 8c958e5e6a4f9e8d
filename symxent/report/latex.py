"""Derived pages as a LaTeX document that needs nothing but amsmath."""

from __future__ import annotations

from collections.abc import Iterable

from symxent.derive.derivation import SIGNS, Derivation, DerivedPage
from symxent.language.latex import to_latex
from symxent.report.terminal import MARKS, explanation

_MARKS = {"✓": r"\checkmark", "✗": r"\times", "?": "?"}
_HEAD = r"""\documentclass{article}
\usepackage[a4paper,margin=2cm]{geometry}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\begin{document}
"""
_LETTERS = {
    "σ": r"$\sigma$", "θ": r"$\theta$", "δ": r"$\delta$", "ŷ": r"$\hat{y}$", "Σ": r"$\Sigma$", "∂": r"$\partial$",
    "′": "$'$", "″": "$''$", "−": "$-$", "·": r"$\cdot$", "≥": r"$\ge$", "≤": r"$\le$", "²": "$^2$", "ᵀ": r"$^\top$",
    "ᵢ": "$_i$", "ⱼ": "$_j$", "ₗ": "$_l$", "ₘ": "$_m$", "₁": "$_1$", "₂": "$_2$",
}  # fmt: skip


def render(pages: Iterable[DerivedPage]) -> str:
    """All pages as one document."""
    return _HEAD + "\n".join(_page(page) for page in pages) + "\\end{document}\n"


def _page(page: DerivedPage) -> str:
    return f"\\section*{{{_prose(page.title)}}}\n" + "\n".join(_section(section) for section in page.sections)


def _section(section: Derivation) -> str:
    head = f"\\subsection*{{{_prose(section.title)}}}\n"
    if section.kind == "chain":
        rows = [f"  & {to_latex(section.start)}"]
        rows += [
            rf"  {SIGNS[line.sign]}{{}}& {to_latex(line.tree)} "
            rf"&& {_mark(line.verdict)}\ \text{{{_prose(', '.join(line.rules))}}}"
            for line in section.lines[1:]
        ]
        body = " \\\\\n".join(rows)
        return f"{head}\\begin{{align*}}\n{body}\n\\end{{align*}}\n"
    out = head
    for line in section.lines:
        assert line.verdict is not None
        out += f"\\[ {to_latex(line.tree)} \\quad {_mark(line.verdict)} \\]\n"
        why = line.verdict.reason if line.verdict.proved else explanation(line.verdict)
        out += f"{_prose(why)}\n"
    return out


def _mark(verdict: object) -> str:
    return _MARKS[MARKS[verdict.status][0]]  # type: ignore[attr-defined]


def _prose(text: str) -> str:
    for character in "\\&%$#_{}":
        text = text.replace(character, {"\\": r"\textbackslash{}"}.get(character, "\\" + character))
    return "".join(_LETTERS.get(character, character) for character in text.replace("^", r"\^{}"))
