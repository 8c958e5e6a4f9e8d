"""The table of rules: each row says what it does, and names the lemma of Coq that proves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symxent.logic import chance_orders, limits
from symxent.logic.principles import PRINCIPLES
from symxent.logic.rules import SIGN_STEPS, STEPS

COQ = Path(__file__).resolve().parent.parent.parent / "templates" / "coq" / "symxent.v"
RULES = {**STEPS, **SIGN_STEPS}


#: Of these Coq's libraries have no words; the docs say so.
WITHOUT_LEMMA = {
    *("recurrence of Γ", "multiplication of Γ", "falling factorial by Γ", "reflection of Γ", "recurrence of ψ"),
    "reflection of ψ",
    "root of a number",
    "arc tangents of numbers",
    "floor",
    "Lambert's function",
}
#: Principles of calculus, matrices and means, of which Coq is told nothing yet; the docs say so.
PRINCIPLES_WITHOUT_LEMMA = {
    *(
        "exchange",
        "limits",
        "listed",
        "listed bound",
        "Jensen",
        "induction",
        "cut",
        "absolute value",
        "both sides of a size",
        "improper integrals",
        "integrals",
        "odd integrand",
        "iterated integral",
        "under the integral sign",
        "one derivative",
        "slopes",
        "squares",
        "words",
        *chance_orders.RULES,
    ),
    *limits.RULES,
}
DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "explanation" / "proved.md"


def test_the_rules_without_a_lemma_are_named_in_the_docs() -> None:
    assert {name for name, row in RULES.items() if not row.lemma} == WITHOUT_LEMMA
    assert all(name in DOCS.read_text(encoding="utf-8") for name in WITHOUT_LEMMA)


def test_the_principles_without_a_lemma_are_named_in_the_docs() -> None:
    assert set(PRINCIPLES) >= PRINCIPLES_WITHOUT_LEMMA
    text = " ".join(DOCS.read_text(encoding="utf-8").split())
    listed = text.partition("None of these rules has a lemma in Coq yet")[2].partition("##")[0]
    assert [name for name in sorted(PRINCIPLES_WITHOUT_LEMMA) if name not in listed] == []


@pytest.mark.parametrize("name", [name for name in RULES if name not in WITHOUT_LEMMA])
def test_every_rule_says_what_it_does_and_has_a_lemma_that_is_proved(name: str) -> None:
    text = COQ.read_text(encoding="utf-8")
    row = RULES[name]
    assert row.says
    stated = re.search(rf"^Lemma {row.lemma}\b(?P<proof>.*?)(?=^Lemma |\Z)", text, re.MULTILINE | re.DOTALL)
    assert stated is not None, f"{row.lemma} is no lemma of {COQ.name}"
    assert "Qed." in stated["proof"]
    assert "Admitted" not in text


def test_no_two_rules_have_one_lemma() -> None:
    lemmas = [row.lemma for row in RULES.values() if row.lemma]
    assert len(set(lemmas)) == len(lemmas)
