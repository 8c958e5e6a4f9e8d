"""Finite sums in closed form: the lines are proved, and a closed form that is not the sum's is not."""

from __future__ import annotations

import pytest
from sympy import Rational, Sum, cos, sin, symbols

from symxent.derive.derivation import DerivedPage
from symxent.derive.problems.asked import ASKED, summation
from symxent.errors import SymxentError
from symxent.language.text import to_text
from symxent.proof import prove

k, n = symbols("k n", integer=True, positive=True)
x = symbols("x", real=True)


def asked(formula: str, about: str) -> DerivedPage:
    return ASKED["--sum"](formula, about).derived()


@pytest.mark.parametrize(
    ("formula", "about", "end"),
    [
        ("k^2", "k=1..n", "n (n + 1)(2 n + 1)/6"),
        ("2*k-1", "k=1..n", "n²"),
        ("x^k", "k=0..n", "(x^(n + 1) − 1)/(x − 1)"),
        ("k*2^k", "k=1..n", "2^(n + 1)(n − 1) + 2"),
        ("1/(k*(k+1))", "k=1..n", "n/(n + 1)"),
        ("a+k*d", "k=0..n-1", "n (2 a + d n − d)/2"),
        ("(-1)^k*k", "k=1..n", "((−1)ⁿ (2 n + 1) − 1)/4"),
        ("cos(k*x)", "k=0..n", "(1 + sin(x (n + 1/2))/sin(x/2))/2"),
    ],
)
def test_a_sum_telescopes_to_its_closed_form(formula: str, about: str, end: str) -> None:
    page = asked(formula, about)
    (section,) = page.sections
    assert page.proved
    assert to_text(section.end) == end
    assert "telescoping" in {rule for line in section.lines for rule in line.rules}


@pytest.mark.parametrize(
    ("formula", "about", "end", "where"),
    [
        ("1/2**k", "k=0..oo", "2", ""),
        ("x**k", "k=0..oo", "1/(1 − x)", ", where 1 − x > 0, x + 1 > 0"),
        ("k*x**k", "k=1..oo", "x/(1 − x)²", ", where 1 − x > 0, x + 1 > 0"),
        ("k**2*x**k", "k=0..oo", "x (x + 1)/(1 − x)³", ", where 1 − x > 0, x + 1 > 0"),
        ("1/k**2", "k=1..oo", "π²/6", ""),
        ("binom(n, k)", "k=0..n", "2ⁿ", ""),
        ("k*binom(n, k)", "k=0..n", "2^(n − 1) n", ""),
        ("binom(n, k)*p**k*(1 - p)**(n - k)", "k=0..n", "1", ""),
    ],
)
def test_a_sum_of_the_table_is_told_with_where_it_converges(formula: str, about: str, end: str, where: str) -> None:
    page = asked(formula, about)
    (section,) = page.sections
    assert page.proved
    assert (to_text(section.end), section.title) == (end, f"In closed form, by k{where}")


@pytest.mark.parametrize(
    ("term", "closed"),
    [
        (k**2, n * (n + 1) * (2 * n + 1) / 6 + 1),
        (x**k, (x**n - 1) / (x - 1)),
        (1 / (k * (k + 1)), (n + 1) / (n + 2)),
        (sin(k), (cos(Rational(1, 2)) - cos(n - Rational(1, 2))) / (2 * sin(Rational(1, 2)))),
    ],
)
def test_a_closed_form_of_another_sum_is_refuted(term, closed) -> None:
    assert prove(Sum(term, (k, 1, n)), closed).refuted


@pytest.mark.parametrize(
    ("formula", "about", "why"),
    [
        ("1/k", "k=1..n", "no closed form of Σₖ₌₁ⁿ 1/k was found"),
        ("1/k", "k=1..oo", "none is in the table: it may have no value"),
        ("2**k", "k=0..oo", "it may have no value"),
        ("binom(n, k, n)", "k=0..n", "binom takes"),
        ("1/(k*(k+1))", "k=0..n", "has no value at k = 0, and .* has that term$"),
        ("1/(k-3)", "k=1..n", "has no value at k = 3, and .* has that term for n >= 3$"),
        ("1/k", "k=0..oo", "has no value at k = 0"),
        ("k", "k", "an index with its ends"),
        ("k", "k=3..5", "is a sum of 12, and has no index"),
    ],
)
def test_what_has_no_closed_form_is_told(formula: str, about: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        asked(formula, about)


def test_an_expression_of_sympy_is_summed() -> None:
    assert summation(k**3, (k, 1, n)).proved
