"""A certificate that could make Coq believe without a proof is refused before Coq sees it."""

import pytest

from symxent.certify.audit import Unsound, audit, foreign_axioms, without_comments

HEAD = "From Symxent Require Import symxent.\n"


@pytest.mark.parametrize(
    "text",
    [
        "Theorem t : 0 = 1. Proof. Admitted.",
        "Theorem t : 0 = 1. Proof. admit. Qed.",
        "Axiom t : 0 = 1.",
        "Parameter x : False.",
        "Hypothesis h : 0 = 1.",
        "Variable h : 0 = 1.",
        "Conjecture c : 0 = 1.",
        "Unset Guard Checking.",
        "Set Bullet Behavior None.",
        "#[bypass_check(guard)] Definition f := 0.",
        "Require Import Reals.",
        "Load everything.",
        "Theorem t : 0 = 0. (* (* *) Admitted. *) Proof. reflexivity. Qed. Axiom a : False. (* end *)",
        'Definition s := "(*". Axiom a : False. Definition t := "*)".',
    ],
)
def test_what_could_weaken_a_certificate_is_refused(text):
    with pytest.raises(Unsound):
        audit("page", HEAD + text)


@pytest.mark.parametrize(
    "text",
    [
        "Theorem t : 0 = 0. Proof. reflexivity. Qed.",
        "(* no Axiom, no Admitted (* nested Parameter *) here *) Theorem t : 0 = 0. Proof. reflexivity. Qed.",
        "Theorem admitted_case : 0 = 0. Proof. reflexivity. Qed. Print Assumptions admitted_case.",
    ],
)
def test_words_in_comments_and_parts_of_names_are_not_refused(text):
    audit("page", HEAD + text)


def test_a_certificate_requires_the_library():
    with pytest.raises(Unsound, match="requires symxent's library"):
        audit("page", "Theorem t : 0 = 0. Proof. reflexivity. Qed.")


@pytest.mark.parametrize("text", ["a (* b", 'a "b', "(* (* *)"])
def test_a_comment_without_an_end_is_refused(text):
    with pytest.raises(Unsound, match="does not end"):
        without_comments(text)


def test_only_the_axioms_of_the_real_numbers_are_allowed():
    mine = ("ClassicalDedekindReals.sig_not_dec", "functional_extensionality_dep", "proof_irrelevance")
    assert foreign_axioms(mine) == ("proof_irrelevance",)
