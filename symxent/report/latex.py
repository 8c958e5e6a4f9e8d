"""Derived pages as a LaTeX document that needs nothing but amsmath."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from symxent.derive.derivation import SIGNS, Derivation, DerivedPage
from symxent.language.latex import escape, to_latex
from symxent.report.terminal import MARKS, explanation

_MARKS = {"✓": r"\checkmark", "✗": r"\times", "?": "?"}
_HEAD = r"""\documentclass{article}
\usepackage[a4paper,margin=2cm]{geometry}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\begin{document}
"""
_LETTERS = {
    "ŷ": r"$\hat{y}$", "∂": r"$\partial$", "∇": r"$\nabla$", "‖": r"$\|$", "√": r"$\surd$", "∞": r"$\infty$",
    "′": "$'$", "″": "$''$", "−": "$-$", "·": r"$\cdot$", "≥": r"$\ge$", "≤": r"$\le$", "ᵀ": r"$^\top$", "≠": r"$\ne$",
}  # fmt: skip
#: The minus of an exponent, by its code.
_SIGNS = {"2212": "-"}


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
    return "".join(_letter(character) for character in escape(text))


def _letter(character: str) -> str:
    """A character of a title or the name of a rule, as LaTeX without packages for Unicode knows it."""
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    if character not in _LETTERS and kind in ("<super>", "<sub>"):
        return f"${'^' if kind == '<super>' else '_'}{_SIGNS.get(code, chr(int(code, 16)))}$"
    size, _, name = unicodedata.name(character, "").removeprefix("GREEK ").partition(" LETTER ")
    if name.isalpha() and size in ("SMALL", "CAPITAL") and "GREEK" in unicodedata.name(character):
        return f"$\\{name.lower() if size == 'SMALL' else name.capitalize()}$"
    return _LETTERS.get(character, character)
