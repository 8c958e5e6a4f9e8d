"""The Matrix Cookbook's equations are proved for matrices of symbolic size, and what is made false of them never is."""

from __future__ import annotations

import pytest
from cookbook import COOKBOOK, NOT_STATED
from formulas import Known, false_mutants

from symxent.language.domain import Domain
from symxent.proof import prove

STATED = [(number, known) for number, several in COOKBOOK.items() for known in several]


@pytest.mark.parametrize(("number", "known"), STATED, ids=[f"{number}-{k}" for k, (number, _) in enumerate(STATED)])
def test_an_equation_of_the_book_is_proved_and_made_false_it_is_not(number: str, known: Known) -> None:
    assert prove(known.lhs, known.rhs, Domain(given=known.given)).proved == (number not in ("209",))
    for mutant in false_mutants(known, 1):
        assert not prove(mutant.lhs, mutant.rhs, Domain(given=known.given)).proved


def test_each_equation_is_stated_once_or_said_to_be_missing() -> None:
    assert not COOKBOOK.keys() & NOT_STATED.keys()
