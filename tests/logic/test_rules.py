"""The table of rules: each row says what it does, and names the lemma of Coq that proves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symxent.logic.rules import SIGN_STEPS, STEPS

COQ = Path(__file__).resolve().parent.parent.parent / "templates" / "coq" / "symxent.v"
RULES = {**STEPS, **SIGN_STEPS}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_does_and_has_a_lemma_that_is_proved(name: str) -> None:
    text = COQ.read_text(encoding="utf-8")
    row = RULES[name]
    assert row.says
    stated = re.search(rf"^Lemma {row.lemma}\b(?P<proof>.*?)(?=^Lemma |\Z)", text, re.MULTILINE | re.DOTALL)
    assert stated is not None, f"{row.lemma} is no lemma of {COQ.name}"
    assert "Qed." in stated["proof"]
    assert "Admitted" not in text


def test_no_two_rules_have_one_lemma() -> None:
    lemmas = [row.lemma for row in RULES.values()]
    assert len(set(lemmas)) == len(lemmas)
