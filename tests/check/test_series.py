"""A series is its first terms and dots where each term that is written is its own."""

import pytest

from symxent.check.judge import Judge
from symxent.read.document import read_page

RIGHT = [
    r"$$\sum_{k=0}^\infty x^k = 1 + x + x^2 + \dots$$",
    r"$$x - 2 x^2 + 3 x^3 - \cdots = \sum_{k=1}^\infty (-1)^{k+1} k x^k$$",
    r"$$\sum_{k=0}^\infty a_k (x - b)^k = a_0 + a_1 (x - b) + a_2 (x - b)^2 + \cdots$$",
    r"$$\sum_{n=0}^\infty \frac{x^n}{n!} = 1 + x + \frac{x^2}{2!} + \frac{x^3}{3!} + \cdots$$",
]
OPEN = [
    r"$$\sum_{k=0}^\infty x^k = 1 + x + x^3 + \dots$$",
    r"$$x - 2 x^2 + 3 x^3 - \cdots = \sum_{k=1}^\infty (-1)^k k x^k$$",
    r"$$\sum_{k=0}^\infty a_k (x - b)^k = a_0 + a_1 (x - b) + a_1 (x - b)^2 + \cdots$$",
    r"$$\sum_{n=1}^\infty \frac{x^n}{n!} = 1 + x + \frac{x^2}{2!} + \cdots$$",
    r"$$\sum_{k=0}^\infty x^k = 1 + \dots$$",
]


def _last(text: str) -> str:
    return Judge(read_page(text, "a.md")).all()[-1].status


@pytest.mark.parametrize("text", RIGHT)
def test_the_terms_that_are_written_are_the_first_of_the_series(text):
    assert _last(text) == "proved"


@pytest.mark.parametrize("text", OPEN)
def test_another_term_or_too_few_prove_nothing(text):
    assert _last(text) == "unknown"
