"""The outcome of a derivation: lines, each with the rules that made it and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symxent.language.latex import escape, to_latex
from symxent.language.text import to_text
from symxent.language.tree import Node
from symxent.proof.verdict import Verdict

#: How lines are tied to each other, in LaTeX.
SIGNS = {"=": "=", "⇔": r"\Leftrightarrow", "⇒": r"\Rightarrow"}


@dataclass(frozen=True)
class Line:
    """One line: the expression, the names of the rules that made it of the line before, and whether it equals it.

    The first line of a chain has no rule and no verdict: it is what is asked.  A stated claim is one line.
    ``sign``: how it is tied to the line before; an equation follows from another (⇒), or is equivalent to it (⇔).
    """

    tree: Node
    rules: tuple[str, ...] = ()
    verdict: Verdict | None = None
    sign: str = "="

    @property
    def proved(self) -> bool:
        return self.verdict is None or self.verdict.proved


@dataclass(frozen=True)
class Derivation:
    """A section of a page, derived and judged.

    ``kind`` is "chain", "statement" or "number"; ``claim`` the verdict on first line = last line (of a chain).
    """

    title: str
    lines: tuple[Line, ...]
    claim: Verdict
    kind: str = "chain"
    notes: str = ""

    @property
    def proved(self) -> bool:
        return self.claim.proved and all(line.proved for line in self.lines)

    @property
    def start(self) -> Node:
        return self.lines[0].tree

    @property
    def end(self) -> Node:
        return self.lines[-1].tree

    @property
    def milliseconds(self) -> float:
        return self.claim.milliseconds + sum(line.verdict.milliseconds for line in self.lines if line.verdict)

    @property
    def methods(self) -> tuple[str, ...]:
        """Every method that contributed, in order of first use."""
        verdicts = [line.verdict for line in self.lines if line.verdict] + [self.claim]
        return tuple(dict.fromkeys(method for verdict in verdicts for method in verdict.methods))

    def __str__(self) -> str:
        checked = self.kind == "statement" and bool(self.lines[0].rules)  # each line by itself
        rows = [] if checked else [to_text(self.start)]
        for line in self.lines[len(rows) :]:
            tie = "" if checked else f"  {line.sign} "
            rows.append(f"{tie}{to_text(line.tree)}   {'✓' if line.proved else '✗'} {', '.join(line.rules)}")
        return "\n".join(rows)

    def to_latex(self) -> str:
        """The chain as an aligned block, one line a row, the rules at the right."""
        rows = [rf"& {to_latex(self.start)}"]
        for line in self.lines[1:]:
            rows.append(rf"{SIGNS[line.sign]}{{}}& {to_latex(line.tree)} && \text{{{escape(', '.join(line.rules))}}}")
        body = " \\\\\n".join(rows)
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.to_latex()}$"

    def _repr_html_(self) -> str:
        from symxent.report.html import fragment  # only when a notebook asks how a derivation looks

        return fragment(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))


@dataclass(frozen=True)
class DerivedPage:
    """A page of the catalogue with all its sections derived and judged."""

    name: str
    title: str
    sections: tuple[Derivation, ...]
    notes: str = ""

    @property
    def proved(self) -> bool:
        return all(section.proved for section in self.sections)

    @property
    def milliseconds(self) -> float:
        return sum(section.milliseconds for section in self.sections)

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(method for section in self.sections for method in section.methods))

    def __str__(self) -> str:
        return "\n\n".join([self.title, *(f"{section.title}\n{section}" for section in self.sections)])

    def _repr_latex_(self) -> str:
        blocks = [rf"\text{{{escape(section.title)}}} \\ {section.to_latex()}" for section in self.sections]
        return "$\\displaystyle \\begin{array}{l}" + r" \\[1em] ".join(blocks) + "\\end{array}$"

    def _repr_html_(self) -> str:
        from symxent.report.html import fragment  # only when a notebook asks how a page looks

        return fragment(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))
