"""What the checker refutes in notes, Coq accepts as false; what it proves, Coq accepts as true."""

from __future__ import annotations

from pathlib import Path

import pytest

from symxent.certify.coq import check_all
from symxent.certify.notes import certify_notes
from symxent.check.judge import Judge
from symxent.language.tree import Node
from symxent.read.document import read_page
from symxent.resources import folder

NOTES = folder("examples") / "notes.md"

WRONG = r"""
$$f(x) = x^2 e^{-x}$$
$$f'(x) = (2x + x^2) e^{-x}$$
$$\log \frac{1}{1+e^{-z}} = -\log(1+e^{z})$$
$$\frac{2}{3} = 0.676$$
$$\sum_{i=1}^n e^{x_i} (1 + x_i) = \sum_{i=1}^n e^{x_i} - \sum_{i=1}^n x_i e^{x_i}$$
"""


@pytest.fixture(scope="session")
def notes():
    return certify_notes(NOTES)


def test_every_refuted_line_of_the_notes_is_stated_as_false(notes):
    judged = Judge(read_page(NOTES.read_text(encoding="utf-8"), NOTES.name)).all()
    refuted = [step for step in judged if step.status == "refuted" and isinstance(step.left, Node)]
    assert notes.refuted == len(refuted) > 0
    stated = [theorem for theorem in notes.certificate.theorems if theorem.kind == "refutation"]
    assert len(stated) >= len(refuted)
    assert all(theorem.statement.startswith("~ (") for theorem in stated)


def test_coq_accepts_what_the_checker_says_of_the_notes(coq, notes):
    (report,) = check_all([notes.certificate])
    assert [(one.theorem, one.message) for one in report.outcomes if not one.accepted] == []
    assert report.accepted


def test_coq_accepts_that_other_mistakes_are_false(coq, tmp_path: Path):
    page = tmp_path / "wrong.md"
    page.write_text(WRONG, encoding="utf-8")
    certified = certify_notes(page)
    assert certified.refuted == 4
    (report,) = check_all([certified.certificate])
    assert [(one.theorem, one.message) for one in report.outcomes if not one.accepted] == []


def test_a_line_that_coq_cannot_be_told_is_named_with_the_reason(tmp_path: Path):
    page = tmp_path / "odd.md"
    page.write_text(r"$$\operatorname{erf}(-x) = -\operatorname{erf}(x)$$", encoding="utf-8")
    certified = certify_notes(page)
    assert not certified.certificate.theorems
    assert [where for where, _ in certified.left_out] == ["line 1"]


def test_a_line_without_a_theorem_in_its_own_notation_is_certified_by_its_proof(coq, tmp_path: Path):
    page = tmp_path / "greatest.md"
    page.write_text(r"$$|x| = \max(x, -x)$$", encoding="utf-8")
    certified = certify_notes(page)
    (theorem,) = certified.certificate.theorems
    assert theorem.statement.startswith("Rabs x = Rmax ")
    assert not certified.left_out
    (report,) = check_all([certified.certificate])
    assert report.accepted
