"""Pages about partitions of a sample space: the law of total probability, Bayes' formula."""

from __future__ import annotations

import pytest
from sympy import Integer, Sum, Symbol

import symxent as sx
from symxent.check.report import check_text
from symxent.logic import Event, Expectation, Partition, Probability, RandomVariable
from symxent.proof import prove

PARTS = r"Let $B_1, \dots, B_n$ be a partition of the sample space. "


def last(text: str) -> str:
    return check_text(text).steps[-1].status


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (PARTS, r"P(A) = \sum_{i=1}^n P(A \mid B_i) P(B_i)"),
        (PARTS, r"P(B_j \mid A) = \frac{P(A \mid B_j) P(B_j)}{\sum_{i=1}^n P(A \mid B_i) P(B_i)}"),
        (PARTS, r"P(A \mid C) = \sum_{i=1}^{n} P(A \mid B_i, C) P(B_i \mid C)"),
        (PARTS, r"\mathbb{E}[X] = \sum_{i=1}^n \mathbb{E}[X \mid B_i] P(B_i)"),
        (r"Suppose that $\{A_1, \ldots, A_k\}$ is a partition of $\Omega$. ", r"\sum_{i=1}^{k} P(A_i) = 1"),
        (r"For mutually exclusive and exhaustive events $B_1, B_2, \dots, B_n$: ", r"P(A) = \sum_{i=1}^{n} P(A, B_i)"),
    ],
)
def test_the_parts_of_a_partition_sum_to_the_whole(said: str, claim: str) -> None:
    assert last(f"{said}Then\n\n$$ {claim} $$\n") == "proved"


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (r"Let $B_1, \dots, B_n$ be events. ", r"P(A) = \sum_{i=1}^n P(A \mid B_i) P(B_i)"),
        (r"Let $B_1, \dots, B_n$ be a partition of $A$. ", r"P(C) = \sum_{i=1}^n P(C \mid B_i) P(B_i)"),
        (r"Let $B_1, \dots, B_n$ be not a partition. ", r"\sum_{i=1}^n P(B_i) = 1"),
        (PARTS, r"P(A) = \sum_{i=1}^{n-1} P(A \mid B_i) P(B_i)"),
        (PARTS, r"P(A) = \sum_{i=1}^n P(A \mid B_i)"),
        (PARTS, r"P(A \mid C) = \sum_{i=1}^n P(A \mid B_i, C) P(B_i)"),
        (PARTS, r"\sum_{i=1}^n P(B_i)^2 = 1"),
        (PARTS + r"Let $C_1, \dots, C_n$ be events. ", r"\sum_{i=1}^n P(C_i) = 1"),
        (PARTS, r"P(A) = \sum_{i=1}^n P(A \cup B_i)"),
        (PARTS, r"\mathbb{E}[X] = \sum_{i=1}^n \mathbb{E}[X \mid B_i]"),
    ],
)
def test_what_is_no_sum_over_a_partition_is_not_proved(said: str, claim: str) -> None:
    assert last(f"{said}Then\n\n$$ {claim} $$\n") != "proved"


def test_the_whole_is_that_of_all_parts_of_this_partition_alone() -> None:
    n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
    i = Symbol("i", integer=True)
    x, b, c = RandomVariable("X"), Event("B", i), Event("C", i)
    domain = sx.Domain(given=(Partition("B", n),))
    assert prove(Sum(Probability(b), (i, 1, n)), Integer(1), domain).proved
    assert prove(Sum(Expectation(x, b) * Probability(b), (i, 1, n)), Expectation(x), domain).proved
    for one in (
        Sum(Probability(b), (i, 1, m)),
        Sum(Probability(b), (i, 2, n)),
        Sum(Probability(c), (i, 1, n)),
        Sum(Probability(b) ** 2, (i, 1, n)),
        Sum(i * Probability(b), (i, 1, n)),
    ):
        assert not prove(one, Integer(1), domain).proved
