"""Another reading of a page: only what it changes is read again."""

from dataclasses import replace

import pytest

from symxent.check import check_text
from symxent.check.knowledge import know, know_otherwise
from symxent.read.document import read_page
from symxent.read.errors import ReadError
from symxent.read.parser import parse
from symxent.read.readings import other_grammars, tokens_of
from symxent.resources import folder

PAGE = r"""
$$S = \sum_i a_i + b = c$$ $$L = \log a b = \ln ab$$ $$u = \frac{d}{dx} (x) x + \frac{\partial}{\partial x} (f) g$$
$$v = \nabla_x (f) g = \partial_i (f) g$$ $$w = a/b c = 1/2 x$$ $$p = \prod_k x_k - 1$$ $$x = y + \max a b = \tanh x y$$
$$ \bigcup_i A_i + B = C $$ $$q = a b + c$$
"""


OPTIONS = ["wide_sums", "long_arguments", "long_derivatives", "long_slash"]


@pytest.mark.parametrize("text", [PAGE, (folder("examples") / "notes.md").read_text(encoding="utf-8")])
@pytest.mark.parametrize("option", OPTIONS)
def test_another_reading_is_what_the_parser_makes_of_every_formula(text, option):
    usual = know(read_page(text))
    grammar = replace(usual.grammar, **{option: True})
    other = know_otherwise(usual, grammar)
    changed = 0
    for before, statement in zip(usual.statements, other.statements, strict=True):
        for place, member in enumerate(statement.chain.members):
            if place in statement.wide:
                continue
            try:
                tree = parse(member.tokens, grammar, member.start)
            except ReadError:
                assert isinstance(statement.members[place], ReadError)
                continue
            assert statement.members[place] == tree
            changed += tree != before.members[place]
    assert changed or text != PAGE, f"nothing is read otherwise with {option}"


def test_the_readings_of_a_chain_begin_with_the_fewest_departures_and_combine():
    usual = know(read_page(r"$$a = \log x y / z w + \sum_i b_i + c$$"))
    (statement,) = usual.statements
    readings = [reading for reading, _ in usual.readings(statement)]
    assert [r.departures for r in readings] == [1, 1, 1, 2, 2, 2, 3]
    assert len({r.members for r in readings} | {statement.members}) == 8


def test_a_reading_that_changes_nothing_is_none():
    usual = know(read_page(r"$$a = \log x + 1/y$$"))
    assert list(other_grammars(tokens_of([usual.statements[0].chain]), usual.grammar))
    assert not list(usual.readings(usual.statements[0]))


def test_a_reading_is_also_one_of_the_definitions_that_a_chain_rests_on():
    usual = know(read_page(r"$$L = \log a b$$ Then $$2 L = L + L$$"))
    assert not list(usual.readings(usual.statements[1]))
    ((reading, other),) = usual.readings(usual.statements[1], {"L"})
    assert reading.members == usual.statements[1].members
    assert other.statements[0].trees != usual.statements[0].trees


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("$A^{-1}B = C$ and $A B = 2$", {"A": 2, "B": 2}),
        ("$(AB)^{-1} = C$ and $A B = 2$", {"A": 2, "B": 2}),
        ("$P^T Q = R$ and $Q P = 1$", {"P": 2, "Q": 2}),
        ("$u_1^T u_2 = 0$ and $u_1 u_2 = 3$", {"u_1": 1, "u_2": 1}),
        ("$F^{-1}(u) = x$ and $x^{-1} y = 2$", {}),
        ("# One\n$A^{-1}B = C$\n# Two\n$AB = 2$", {}),
    ],
)
def test_what_signs_show_of_a_letter_counts_in_its_section(text: str, seen: dict[str, int]) -> None:
    knowledge = know(read_page(text, "notes.md"))
    assert knowledge.seen_at(knowledge.statements[-1]) == seen


def test_a_function_of_more_letters_is_another_function() -> None:
    text = (
        r"$$\ell(\lambda) = \log\lambda\sum_{i=1}^n x_i - n\lambda$$"
        r" $$\ell'(\lambda) = \frac{1}{\lambda}\sum_{i=1}^n x_i - n$$"
        "\n\nFor a normal sample,\n"
        r"$$\ell(\mu, \sigma^2) = -\frac{1}{2\sigma^2}\sum_{i=1}^n (x_i - \mu)^2$$"
        r"$$\frac{\partial\ell}{\partial\mu} = \frac{1}{\sigma^2}\sum_{i=1}^n (x_i - \mu)$$"
    )
    assert [s.status for s in check_text(text).steps] == ["given", "proved", "given", "proved"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("is the [projection matrix](/D/pmat) for [least squares](/P/mlr-wls)", "proved"),
        ("is the projection matrix for least squares if", "unknown"),
        ("is not the projection matrix for least squares", "unknown"),
    ],
)
def test_what_a_page_says_behind_where_that_a_name_is(words: str, status: str) -> None:
    text = (
        rf"Let $$y \sim N(X\beta, \sigma^2 P V)$$ where $P$ {words} $$P = X (X^T V^{{-1}} X)^{{-1}} X^T V^{{-1}} \; .$$"
        "\n\n**Proof:** The fitted signal is given by $$z = X (X^T V^{-1} X)^{-1} X^T V^{-1} y = P y$$"
    )
    assert [s.status for s in check_text(text).steps][-1] == status


def test_in_a_fraction_of_letters_with_an_index_d_differentiates_nothing() -> None:
    text = r"$$\frac{a \frac{d_1}{d_2} X}{1 + \frac{d_1}{d_2} X} = \frac{a d_1 X}{d_2 + d_1 X}$$"
    assert [s.status for s in check_text(text).steps] == ["proved"]
    assert [s.status for s in check_text(text.replace("{a d", "{d")).steps] != ["proved"]
