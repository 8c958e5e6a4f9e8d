"""The catalogue: every page derived and proved; the sigmoid in the eleven steps of the notes."""

import dataclasses
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from trees import log, sigma, x

from symxent.derive import by
from symxent.derive.catalogue import PAGES, page
from symxent.derive.derivation import DerivedPage
from symxent.derive.engine import RuleDoesNotApply
from symxent.derive.judge import derive
from symxent.derive.page import Derive, Page
from symxent.derive.rule import Rule
from symxent.errors import SymxentError
from symxent.language.text import to_text

ORDER_OF_THE_NOTES = ["sigmoid", "binary_cross_entropy", "gradient_descent", "softmax", "categorical_cross_entropy"]


@pytest.fixture(scope="module")
def derived() -> dict[str, DerivedPage]:
    return {name: derive(page(name), thorough=True) for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_every_line_of_the_page_is_proved(derived: dict[str, DerivedPage], name: str) -> None:
    for section in derived[name].sections:
        assert section.claim.proved, str(section.claim)
        for line in section.lines:
            assert line.proved, f"{section.title}: {to_text(line.tree)}: {line.verdict}"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_as_it_did(derived: dict[str, DerivedPage], name: str, snapshot: SnapshotAssertion) -> None:
    assert "\n\n".join(f"{section.title}\n{section}" for section in derived[name].sections) == snapshot


def test_no_two_parts_of_the_catalogue_have_one_title() -> None:
    """They are landmarks of one document, told apart by their titles."""
    titles = [part.title for name in PAGES for part in page(name).sections]
    assert sorted(set(titles)) == sorted(titles)


def test_the_sigmoid_is_derived_in_the_eleven_steps_of_the_notes(derived: dict[str, DerivedPage]) -> None:
    (section,) = derived["sigmoid"].sections
    rules = [", ".join(line.rules) for line in section.lines[2:]]
    assert rules == [
        "rewrite as a power",
        "chain rule, power rule",
        "sum rule, constant rule",
        "chain rule, exponential rule",
        "constant multiple rule, dx/dx = 1",
        "collect signs and factors",
        "as a quotient",
        "add and subtract 1, write out the power",
        "split the fraction",
        "cancel common factors, factor",
        "fold σ",
    ]


def test_the_catalogue_begins_in_the_order_of_the_notes() -> None:
    assert list(PAGES)[: len(ORDER_OF_THE_NOTES)] == ORDER_OF_THE_NOTES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_cites_lines_that_the_notes_have(name: str) -> None:
    lines = len((Path(__file__).parents[2] / "examples" / "notes.md").read_text(encoding="utf-8").splitlines())
    cited = [page(name).notes, *(section.notes for section in page(name).sections)]
    for part in filter(None, cited):
        first, _, last = part.partition("–")
        assert 1 <= int(first) <= int(last or first) <= lines


def _page(*steps: Rule, ends: object = None) -> Page:
    return Page("trial", "A trial", (Derive("a title", sigma(x), steps, ends=ends),))  # type: ignore[arg-type]


def test_a_rule_that_does_not_apply_names_page_title_line_and_rule() -> None:
    with pytest.raises(
        RuleDoesNotApply, match=r"page trial, “a title”, line 2: the rule “fold softplus” .* 1/\(1 \+ e"
    ):
        derive(_page(by.definition("sigma"), by.folding("softplus")))


def test_a_page_that_does_not_reach_its_statement_is_an_error() -> None:
    with pytest.raises(SymxentError, match="the last line is not the statement of the page"):
        derive(_page(by.definition("sigma"), ends=1 - sigma(x)))


def test_a_false_rule_is_refuted_on_its_line_with_a_witness() -> None:
    false = dataclasses.replace(by.log_of_exp, name="drop the logarithm", rewrite=lambda node, given: node.arguments[0])  # type: ignore[attr-defined]
    trial = Page("trial", "A trial", (Derive("a false step", log(1 + sigma(x)), (false,)),))
    (section,) = derive(trial).sections
    assert not section.proved
    verdict = section.lines[1].verdict
    assert verdict is not None
    assert verdict.refuted
    assert verdict.witness is not None


def test_an_unknown_page_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(SymxentError, match="did you mean softmax"):
        page("sofmax")
