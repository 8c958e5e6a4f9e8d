"""Notebooks: ``%load_ext symxent``, then ``%%check`` over a cell of notes and ``%derive`` for a page or a formula."""

from __future__ import annotations

import re
from typing import Any

from symxent.check.findings import Report
from symxent.check.report import check_text
from symxent.derive.derivation import DerivedPage
from symxent.errors import SymxentError

KINDS = {"": "cell.md", "markdown": "cell.md", "latex": "cell.tex"}


_FORMULA = re.compile(r"(?P<formula>.*\S)\s+(?:by|--wrt[ =])\s*(?P<wrt>.+?)(?:\s+--order[ =]\s*(?P<order>\d+))?")


def load_ipython_extension(shell: Any) -> None:
    """Give an IPython shell the cell magic ``%%check`` and the line magic ``%derive``."""
    shell.register_magic_function(check, "cell", "check")
    shell.register_magic_function(derive, "line", "derive")


def check(line: str, cell: str) -> Report:
    r"""``%%check`` checks the cell as Markdown, ``%%check latex`` as LaTeX; the result shows itself.

    >>> check("", r"$$f(x) = x^2$$ and $$f'(x) = -2x$$").summary()
    '2 steps: 0 proved, 1 given, 1 refuted'
    """
    kind = line.strip().lower()
    if kind not in KINDS:
        raise SymxentError(f"%%check reads markdown or latex, not {kind[:40]!r}")
    return check_text(cell, KINDS[kind])


def derive(line: str) -> DerivedPage:
    """``%derive sigmoid`` derives a page; ``%derive softplus(z) - y*z by z`` differentiates a formula.

    As on the command line, ``%derive softplus(z) - y*z --wrt z --order 2`` does so too.

    >>> derive("sigmoid").proved
    True
    >>> derive("log(1 + exp(z)) by z").proved
    True
    """
    from symxent.derive.catalogue import page
    from symxent.derive.formula import differentiate, judged

    found = _FORMULA.fullmatch(line.strip())
    if found is None:
        return judged(page(line.strip()))
    return differentiate(found["formula"].strip("'\" "), found["wrt"], int(found["order"] or 1))
