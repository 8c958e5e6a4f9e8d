"""Dots stand for a sum or a product where the terms beside them leave one progression only."""

import pytest

from symxent.check import check_text
from symxent.check.knowledge import know
from symxent.language.text import to_text
from symxent.language.tree import Node
from symxent.read.document import read_page

READ = [
    (r"x_1 + x_2 + \cdots + x_n", "Σₖ₌₁ⁿ xₖ"),
    (r"x_1 + \dots + x_{n-1} + x_n", "Σₖ₌₁ⁿ xₖ"),
    (r"1 + 2 + \dots + n", "Σₖ₌₁ⁿ k"),
    (r"x_n + \dots + x_1", "Σₖ₌₁ⁿ xₖ"),
    (r"1 + 2 + \dots + (n-1) + n", "Σₖ₌₁ⁿ k"),
    (r"r + r^2 + \dots + r^n", "Σₖ₌₁ⁿ rᵏ"),
    (r"1 + r + \dots + r^n", "Σₖ₌₀ⁿ rᵏ"),
    (r"a_1 a_2 \cdots a_n", "Πₖ₌₁ⁿ aₖ"),
    (r"w_0 + w_1 x_1 + \dots + w_n x_n", "w₀ + (Σₖ₌₁ⁿ wₖ xₖ)"),
    (r"-x_1 - x_2 - \dots - x_n", "Σₖ₌₁ⁿ (−xₖ)"),
    (r"a_n x^n + a_{n-1} x^{n-1} + \dots + a_1 x + a_0", "Σₖ₌₀ⁿ aₖ xᵏ"),
    (r"a_0 + a_1 x + \dots + a_n x^n", "Σₖ₌₀ⁿ aₖ xᵏ"),
    (r"V(X_1) + \ldots + V(X_n)", "Σₖ₌₁ⁿ V(Xₖ)"),
]
#: What may be meant in more than one way, or in none that is known.
LEFT = [
    r"a + \dots + b",
    r"1 + 3 + \dots + (2n-1)",
    r"1 + 2 + 4 + \dots + n",
    r"1 + 4 + 9 + \dots + n^2",
    r"1 + \dots + n^2",
    r"1 + \frac12 + \dots + \frac{1}{2^n}",
    r"1 - \frac12 + \frac13 - \dots + \frac1n",
    r"1 - \frac12 + \dots + \frac1n",
    r"A_n \cdots A_1",
    r"x_m + \dots + x_n",
    r"x_1 + \dots + x_n + \dots",
    r"f(x_1, \dots, x_n)",
]


def read(formula: str) -> str:
    (statement,) = know(read_page(f"$${formula} = Q$$", "m.md")).statements
    first = statement.members[0]
    assert isinstance(first, Node)
    return to_text(first)


@pytest.mark.parametrize(("formula", "expected"), READ)
def test_dots_between_terms_of_one_progression_are_a_sum(formula: str, expected: str) -> None:
    assert read(formula) == expected


@pytest.mark.parametrize("formula", LEFT)
def test_dots_that_may_stand_for_something_else_stay_dots(formula: str) -> None:
    assert "…" in read(formula)
    assert "Σ" not in read(formula)


@pytest.mark.parametrize(
    "claim",
    [
        r"\sum_{i=1}^n x_i = x_1 + x_2 + \cdots + x_n",
        r"(1-r)(1 + r + r^2 + \dots + r^n) = 1 - r^{n+1}",
        r"\log(x_1 x_2 \cdots x_n) = \log x_1 + \log x_2 + \dots + \log x_n",
        r"a_0 + a_1 x + a_2 x^2 + \dots + a_n x^n = \sum_{k=0}^n a_k x^k",
    ],
)
def test_a_sum_with_dots_is_proved_equal_to_one_with_an_index(claim: str) -> None:
    assert [s.status for s in check_text(f"$${claim}$$").steps] == ["proved"]


def test_a_wrong_sum_with_dots_is_not_proved() -> None:
    for claim in (r"x_1 + x_2 + \dots + x_n = \sum_{i=0}^n x_i", r"1 + r + \dots + r^n = \frac{1 - r^n}{1 - r}"):
        assert "proved" not in [s.status for s in check_text(f"$${claim}$$").steps]
