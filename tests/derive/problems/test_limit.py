"""Limits in named steps, each of which has the limit of the step before."""

from __future__ import annotations

import pytest
from sympy import exp, oo, symbols

from symxent.derive.derivation import DerivedPage
from symxent.derive.problems.asked import ASKED, limit
from symxent.errors import SymxentError
from symxent.language.text import to_text

x = symbols("x", real=True)


def asked(formula: str, about: str) -> DerivedPage:
    return ASKED["--limit"](formula, about).derived()


@pytest.mark.parametrize(
    ("formula", "about", "end", "rules"),
    [
        ("sin(x)/x", "x->0", "1", ["l'Hôpital's rule, 0/0", "continuous there: put in"]),
        ("x**2*exp(-x)", "x->oo", "0", ["l'Hôpital's rule, ∞/∞", "l'Hôpital's rule, ∞/∞", "the limits of its parts"]),
        ("(x**2-1)/(x-1)", "x->1", "2", ["cancel common factors", "continuous there: put in"]),
        ("abs(x)/x", "x->0-", "−1", ["write it in another way", "continuous there: put in"]),
        ("x*sin(1/x)", "x->0", "0", ["squeezed between −|x| and |x|"]),
        (
            "sqrt(x**2+x)-x",
            "x->oo",
            "1/2",
            ["multiply by the conjugate", "l'Hôpital's rule, ∞/∞", "continuous there: put in"],
        ),
        ("(1+1/x)**x", "x->oo", "e", ["a power as one of e", "the limits of its parts"]),
        ("1/x", "x->0-", "−∞", ["the limits of its factors"]),
        ("sqrt(4*x**2+1)/x", "x->-oo", "−2", ["take a power out of the root", "continuous there: put in"]),
        ("(x-1)/(sqrt(x)-1)", "x->1", "2", ["l'Hôpital's rule, 0/0", "continuous there: put in"]),
        ("log(2*x)-log(x+1)", "x->oo", "log 2", ["draw the logarithms together", "continuous there: put in"]),
        ("(1/(x+h)-1/x)/h", "h->0", "−1/x²", ["cancel common factors", "the limits of its parts"]),
        ("(log(x+h)-log(x))/h", "h->0", "1/x", ["l'Hôpital's rule, 0/0", "continuous there: put in"]),
        ("exp(x)/x", "x->-oo", "0", ["the limits of its parts"]),
    ],
)
def test_a_limit_is_found_in_named_steps(formula: str, about: str, end: str, rules: list[str]) -> None:
    page = asked(formula, about)
    (section,) = page.sections
    assert page.proved
    assert to_text(section.end) == end
    assert [rule for line in section.lines for rule in line.rules] == rules


@pytest.mark.parametrize(
    ("formula", "about", "why"),
    [
        ("abs(x)/x", "x->0", "from the sides the limits are 1 and -1"),
        ("sin(x)", "x->oo", "no limit of sin\\(x\\) is proved"),
        ("x", "x", "where it goes"),
        ("x", "x->", "where it goes"),
    ],
)
def test_what_has_no_limit_is_told(formula: str, about: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        asked(formula, about)


def test_where_a_limit_goes_is_shown() -> None:
    (section,) = limit(exp(-x), x, oo).sections
    assert section.title == "As x → ∞"
    assert to_text(section.start) == "lim_{x → ∞} e⁻ˣ"


def test_text_is_read_by_the_grammar_of_formulas_and_never_evaluated() -> None:
    assert str(limit("exp(-x)", "x", "oo")) == str(limit(exp(-x), x, oo))
    for f, letter, to in (("x", "x", "print('evaluated')"), ("x.real", "x", "0"), ("x", "x + 1", "0")):
        with pytest.raises(SymxentError):
            limit(f, letter, to)
    with pytest.raises(SymxentError, match="neither"):
        limit(exp(x), x, object())  # type: ignore[arg-type]
    with pytest.raises(SymxentError, match="side is '<'"):
        limit("x", "x", "0", side="<")


def test_the_base_of_a_power_is_positive_and_the_page_says_so() -> None:
    (section,) = asked("(a**x-1)/x", "x->0").sections
    assert (section.title, to_text(section.end)) == ("As x → 0, where a > 0", "log a")
    (section,) = asked("(2**x-1)/x", "x->0").sections
    assert section.title == "As x → 0"


@pytest.mark.parametrize("formula", ["((-a)**x-1)/x", "sqrt(-a)*a**x", "(a**x-1)/x*log(-a)", "x**a"])
def test_no_base_is_taken_for_positive_where_it_is_said_to_be_something_else(formula: str) -> None:
    with pytest.raises(SymxentError, match=r"no limit of .* is proved: the limit of [^_]*$"):
        asked(formula, "x->0")
