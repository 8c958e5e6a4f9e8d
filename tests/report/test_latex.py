"""The catalogue as one LaTeX document."""

from __future__ import annotations

from symxent.derive.catalogue import PAGES, page
from symxent.derive.judge import derive
from symxent.report.latex import render


def test_titles_and_rules_hold_nothing_that_latex_needs_a_package_for() -> None:
    text = render(derive(page(name)) for name in PAGES)
    assert text.isascii()
    assert r"\text{$\nabla$ v$^\top$v = 2" in text
