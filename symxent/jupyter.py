"""Notebooks: ``%load_ext symxent``, then ``%%check`` over a cell of notes and ``%derive`` for a page or a formula."""

from __future__ import annotations

from typing import Any

from symxent.check.findings import Report
from symxent.check.report import check_text
from symxent.derive.derivation import DerivedPage
from symxent.errors import SymxentError

KINDS = {"": "cell.md", "markdown": "cell.md", "latex": "cell.tex"}


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

    >>> derive("sigmoid").proved
    True
    >>> derive("log(1 + exp(z)) by z").proved
    True
    """
    from symxent.derive.automatic import page_for
    from symxent.derive.catalogue import page
    from symxent.derive.judge import derive as derive_page
    from symxent.read.formula import letter, read_formula

    formula, by, symbol = line.strip().rpartition(" by ")
    if not by:
        return derive_page(page(symbol))
    if not symbol.strip().isidentifier():
        raise SymxentError(f"a symbol such as z or y_hat was expected behind “by”, and this is {symbol[:40]!r}")
    return derive_page(page_for(read_formula(formula), letter(symbol.strip())))
