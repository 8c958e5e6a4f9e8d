"""Which names are functions is found from the whole page."""

import pytest

from symxent.read.rows import chains
from symxent.read.symbols import grammar_of
from symxent.read.tokens import tokenize

FUNCTIONS = [
    (r"u(x) = x^2", {"u"}),
    (r"y(1-p) = z", set()),
    (r"p(1-p) = q", set()),
    (r"\sigma(x) = \frac{1}{1+e^{-x}}", {"sigma"}),
    (r"J(\theta) = y", {"J"}),
    (r"h_\theta(x) = \theta x", {"h"}),
    (r"z = \mu + \sigma \epsilon", set()),
    (r"\hat{y}(1-\hat{y}) = a", set()),
]


@pytest.mark.parametrize(("page", "expected"), FUNCTIONS)
def test_a_name_with_arguments_is_a_function_when_the_page_uses_it_so(page, expected):
    assert grammar_of(chains(tokenize(page))).functions == expected


UPPER = [
    (r"z^{l+1} = W^{l+1} a^l", {"z", "W", "a"}),
    (r"\sum_{i=1}^n z^i = b", {"z"}),
    (r"x^2 + x = 0", set()),
    (r"e^{l+1} = b", set()),
    (r"w^{t+1} = w^t - g + w", {"w"}),
    (r"\sum_{i=1}^t \beta^{t-i} = (1 - \beta^t)/(1 - \beta)", set()),
    (r"\sum_{i=1}^t g^{t-i} = b", {"g"}),
    (r"\sum_{i=1}^n x^i + x = b", set()),
    (r"\sum_{k=1}^\infty k c_k x^{k-1} = \sum_{k=0}^\infty (k + 1) c_{k+1} x^k", set()),
    (r"\sum_{k=1}^n x^{k+1} = b", {"x"}),
]


@pytest.mark.parametrize(("page", "expected"), UPPER)
def test_an_upper_index_is_told_from_a_power(page, expected):
    assert grammar_of(chains(tokenize(page))).superscripts == expected
