"""False statements made of true ones: symxent writes no proof for them, and Coq takes none of the true ones' proofs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from sympy import Basic, Expr

from symxent.certify.coq import check_all
from symxent.certify.page import Part, bind, certify, proved
from symxent.certify.proofs.statement import Statement
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.derive.catalogue import page
from symxent.derive.judge import same
from symxent.derive.page import Derive, Page
from symxent.derive.setting import COMPONENT, setting_of
from symxent.errors import SymxentError
from symxent.language.linear import Array
from symxent.language.tree import Add, Indexed, Name, Negative, Node, Number, Power, children, map_children, walk

PAGES = (
    "sigmoid",
    "binary_cross_entropy",
    "gradient_descent",
    "softmax",
    "categorical_cross_entropy_of_labels",
    "logit_loss",
    "logsumexp",
    "minimum",
    "batch_gradient",
    "sigmoid_properties",
)
WANTED = 30


def _edits(node: Node) -> Iterator[Node]:
    match node:
        case Negative(body):
            yield body
        case Number(text) if text.isdigit():
            yield Number(str(int(text) + 1))
        case Add(terms):
            yield Add((*terms[:-1], terms[-1].body if isinstance(terms[-1], Negative) else Negative(terms[-1])))
        case Power(base, Number(text)):
            yield Power(base, Number(str(int(text) + 1)))
        case Indexed(base, (Name("i"), *rest)):
            yield Indexed(base, (Name("j"), *rest))


def _mutants(tree: Node) -> Iterator[Node]:
    """The tree with one place changed."""
    yield from _edits(tree)
    for child in children(tree):
        for changed in _mutants(child):
            yield map_children(tree, lambda part, old=child, new=changed: new if part is old else part)


def _false(one: Page) -> Iterator[tuple[Node, Node]]:
    """Claims of the page with one place changed that the judge refutes, at most five a page."""
    setting = setting_of(one)
    found = 0
    for section in one.sections:
        if not isinstance(section, Derive) or section.ends is None:
            continue
        left = section.start
        sayable = (wrong for wrong in _mutants(section.ends) if _sayable(one, left, section.ends, wrong))
        for wrong in islice(sayable, 3):
            if found < 5 and same(left, wrong, setting).refuted:
                found += 1
                yield section, wrong


def _theorems(one: Page) -> Iterator[tuple[Theorem, Node, Node]]:
    """The proof of a claim under what a mutant of it says."""
    proofs = {part.title: part.theorems[-1] for part in certify(one).parts}
    setting = setting_of(one, as_written=True)
    for number, (section, wrong) in enumerate(_false(one), 1):
        true = proofs[section.title]
        left = section.start
        original, changed = same(left, section.ends, setting), same(left, wrong, setting)
        assert original.theorem is not None
        claim = original.theorem.claim
        if not _letters(changed.lhs, changed.rhs) <= _letters(claim.lhs, claim.rhs):
            continue  # the proof speaks of other letters: of ŷ, where what refutes the mutant has σ(θᵀx)
        said = replace(claim, lhs=changed.lhs, rhs=changed.rhs)
        yield replace(true, name=f"{one.name}_false_{number}", statement=Statement(said).said), left, wrong


def _letters(*sides: Expr) -> set[Basic]:
    return set().union(*(side.free_symbols for side in sides))


def _sayable(one: Page, left: Node, right: Node, wrong: Node) -> bool:
    """Whether the mutant can be stated, and speaks of the letters of the original."""
    setting = setting_of(one)
    try:
        found = [setting.value(part) for part in (left, right, wrong)]
        letters = [
            (part.entry(*COMPONENT[: part.axes]) if isinstance(part, Array) else part).free_symbols for part in found
        ]
    except SymxentError:
        return False
    return letters[2] <= letters[0] | letters[1]


@pytest.fixture(scope="session")
def mutants() -> list[tuple[Page, list[tuple[Theorem, Node, Node]]]]:
    return [(one, list(_theorems(one))) for one in map(page, PAGES)]


def test_there_are_thirty_false_statements_and_symxent_proves_none(mutants):
    found = []
    for one, theorems in mutants:
        setting = setting_of(one, as_written=True)
        for theorem, left, wrong in theorems:
            try:
                found.append(proved(theorem.name, (), same(left, wrong, setting)))
            except NoCertificate:
                continue
    assert found == []
    assert sum(len(theorems) for _, theorems in mutants) >= WANTED


def test_coq_accepts_no_false_statement(coq, mutants):
    files = [
        bind(f"{one.name}_mutants", one.title, (Part(one.title, tuple(t for t, _, _ in theorems)),))
        for one, theorems in mutants
        if theorems
    ]
    reports = check_all(files, fresh=True)
    outcomes = [one for report in reports for one in report.outcomes]
    assert [one.theorem for one in outcomes if one.accepted] == []
    # Each was refused for what it says, not for how it is written.
    assert [one.message for one in outcomes if "yntax" in one.message or "not found in" in one.message] == []
    assert len(outcomes) >= WANTED


def test_a_mutant_differs_from_its_original_in_one_place():
    tree = Add((Name("x"), Negative(Number("1"))))
    assert Add((Name("x"), Number("1"))) in list(_mutants(tree))
    assert all(len(list(walk(mutant))) in (3, 4) for mutant in _mutants(tree))
