"""Every page of the catalogue as a Coq file: one theorem a line, one a claim, and Coq accepts them all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symxent.certify.audit import audit
from symxent.certify.coq import check_all
from symxent.certify.page import certify
from symxent.certify.theorem import NoCertificate
from symxent.commands.certify import files
from symxent.derive.catalogue import PAGES, page
from symxent.derive.judge import derive
from symxent.derive.page import Derive, Page
from symxent.errors import SymxentError
from symxent.resources import folder

NAMES = tuple(name for name in PAGES if not page(name).without_certificate)


@pytest.fixture(scope="session")
def certificates():
    return {name: certify(page(name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_and_every_claim_has_a_theorem(name, certificates):
    expected = 0
    for section in page(name).sections:
        if isinstance(section, Derive) and section.without_certificate:
            continue
        found = derive(section).sections if isinstance(section, Page) else ()
        lines = [line for one in found for line in one.lines if line.verdict is not None]
        expected += len(section.steps) + 1 if isinstance(section, Derive) else len(lines) or 1
    theorems = certificates[name].theorems
    assert len(theorems) == expected
    assert len({theorem.name for theorem in theorems}) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_section_without_a_certificate_has_lines_that_coq_has_no_words_for(name):
    for section in page(name).sections:
        if isinstance(section, Derive) and section.without_certificate:
            told = replace(page(name), sections=(replace(section, without_certificate=""),))
            with pytest.raises((NoCertificate, SymxentError)):
                certify(told)


@pytest.mark.parametrize("name", sorted(set(PAGES) - set(NAMES)))
def test_a_page_without_a_certificate_has_lines_that_coq_has_no_words_for(name):
    with pytest.raises(NoCertificate):
        certify(page(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_certificate_holds_a_word_that_weakens_it(name, certificates):
    audit(name, certificates[name].text)


def test_the_committed_files_are_what_the_sources_give(certificates):
    wanted = files(list(certificates.values()))
    home = folder("generated") / "coq"
    found = {place.name: place.read_text(encoding="utf-8") for place in home.glob("*.v")}
    stale = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    assert stale == [], "renew with: python -m symxent certify --output generated/coq"


def test_coq_accepts_every_theorem_of_the_catalogue(coq, certificates):
    reports = check_all(certificates.values())
    refused = [
        (report.name, one.theorem, one.message) for report in reports for one in report.outcomes if not one.accepted
    ]
    assert refused == []
    assert [report.name for report in reports] == list(NAMES)
    assert {axiom for report in reports for axiom in report.foreign} == set()
    assert all(report.axioms for report in reports)


def test_derivatives_are_stated_unevaluated(certificates):
    first = certificates["sigmoid"].theorems[2]
    assert first.statement.endswith(
        "Derive (fun x => / (1 + exp (- x))) x = - (Derive (fun x => 1 + exp (- x)) x / (1 + exp (- x)) ^ 2)"
    )
    assert first.statement.count("ex_derive") == 2


def test_lengths_stay_symbolic(certificates):
    claim = next(t for t in certificates["softmax"].theorems if t.name == "softmax_5_claim")
    assert claim.statement == (
        "is_derive (fun t => softmax (upd x j t) k i) (x j) (softmax x k i * (delta i j - softmax x k j))"
    )
    assert "(j k i : nat)" in claim.binders
