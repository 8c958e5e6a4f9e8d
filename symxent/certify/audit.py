"""What a certificate may not contain: anything that makes Coq believe without a proof, or that changes its rules."""

from __future__ import annotations

import re

from symxent.errors import SymxentError

_WORDS = """
Admitted admit give_up Abort Axiom Axioms Parameter Parameters Conjecture Hypothesis Hypotheses Variable Variables
Context Primitive Register Declare Load Add Cd Extraction Extract Unset Set Local Global Module Section Include
Import Export Instance Canonical Coercion Notation Infix Tactic Ltac Ltac2 Program Obligation Fail Timeout
Redirect Restart Undo Drop Quit bypass_check vm_cast_no_check native_cast_no_check exact_no_check
change_no_check Fixpoint CoFixpoint Inductive CoInductive Record Class Scheme Function Equations
"""
_FORBIDDEN = frozenset(_WORDS.split())
_WORD = re.compile(r"[^\W\d]\w*")
_REQUIRE = "From Symxent Require Import symxent."

#: The axioms on which Coq's own real numbers stand, and no others.
ALLOWED_AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)


class Unsound(SymxentError):
    """The text of a certificate holds something that could make Coq accept what is not proved."""


def without_comments(text: str) -> str:
    """The text of a Coq file without its comments, which nest, and without its strings.

    >>> without_comments('Lemma a (* no (* nested *) "*)" word *) : b.')
    'Lemma a   : b.'

    Raises Unsound when a comment or a string does not end.
    """
    out: list[str] = []
    depth, i, quoted = 0, 0, False
    while i < len(text):
        pair = text[i : i + 2]
        if quoted:
            quoted = text[i] != '"'
            i += 1
        elif text[i] == '"':
            quoted = True
            i += 1
        elif pair == "(*":
            depth += 1
            i += 2
        elif pair == "*)" and depth:
            depth -= 1
            i += 2
            out.append(" " if not depth else "")
        else:
            out.append("" if depth else text[i])
            i += 1
    if depth or quoted:
        raise Unsound("a comment or a string in the certificate does not end")
    return "".join(out)


def audit(name: str, text: str) -> None:
    """Refuse a certificate that holds a word which could weaken it.  Raises Unsound with the line and the word."""
    plain = without_comments(text)
    if plain.count("Require") != 1 or _REQUIRE not in plain:
        raise Unsound(f"{name}: a certificate requires symxent's library and nothing else")
    body = plain.replace(_REQUIRE, " ")
    for word in _WORD.findall(body):
        if word in _FORBIDDEN:
            raise Unsound(f"{name}: the word {word} may not stand in a certificate")


def foreign_axioms(axioms: tuple[str, ...]) -> tuple[str, ...]:
    """The axioms among these that Coq's real numbers do not stand on."""
    return tuple(axiom for axiom in axioms if axiom not in ALLOWED_AXIOMS)
