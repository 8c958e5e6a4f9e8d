"""The rules of means and probabilities: each finds its place, and does nothing where its condition is not said."""

import pytest
from trees import X, covariance, mean, number, probability, variance

from symxent.derive import by
from symxent.derive.engine import RuleDoesNotApply
from symxent.derive.formula import differentiate
from symxent.derive.judge import derive
from symxent.derive.page import Derive, Page
from symxent.derive.rule import Rule
from symxent.errors import SymxentError
from symxent.language.text import to_text
from symxent.language.tree import Call, Name, Node

Y, Z, A, B, a = (Name(letter) for letter in "YZABa")


def _page(start: Node, *steps: Rule, independent: tuple[tuple[Node, ...], ...] = ()) -> Page:
    random = {X: Call(Name("Poisson"), (a,)), Y: None, Z: None}
    return Page(
        "trial", "A trial", (Derive("a title", start, steps),), random=random, events=(A, B), independent=independent
    )


@pytest.mark.parametrize(
    ("start", "step", "independent"),
    [
        (mean(Y * Z), by.independence, ()),
        (mean(Y * Z), by.independence, ((X, Y),)),
        (mean(Y * Y), by.independence, ((Y, Z),)),
        (variance(Y + Z), by.variances_add_up, ()),
        (variance(Y + Y), by.variances_add_up, ((Y, Z),)),
        (mean(mean(Y * Z, X)), by.taking_out, ()),
        (mean(mean(Y), X), by.tower, ()),
        (mean(Y), by.mean_of_law, ()),
        (variance(Y), by.variance_of_multiple, ()),
        (mean(Y**2) - mean(Z) ** 2, by.folding_the_variance, ()),
        (mean((Y - mean(Z)) ** 2), by.folding_the_variance, ()),
        (probability(A), by.conditional, ()),
    ],
)
def test_a_rule_does_nothing_where_its_condition_is_not_said(start, step, independent) -> None:
    with pytest.raises(RuleDoesNotApply):
        derive(_page(start, step, independent=independent))


@pytest.mark.parametrize(
    ("start", "step", "independent", "end"),
    [
        (mean(Y * Z), by.independence, ((Y, Z),), "E(Y) E(Z)"),
        (variance(Y - Z), by.variances_add_up, ((Y, Z),), "Var(Y) + Var(Z)"),
        (mean(X), by.mean_of_law, (), "a"),
        (variance(Y), by.variance, (), "E((Y − E(Y))²)"),
        (variance(Y), by.variance_by_squares, (), "E(Y²) − E(Y)²"),
        (variance(Y + Z), by.variance_of_sum, (), "Var(Y) + 2 Cov(Y, Z) + Var(Z)"),
        (mean((Y - a) ** 2), by.mean_squared_distance, (), "Var(Y) + (E(Y) − a)²"),
        (mean(Y**2), by.mean_of_square, (), "Var(Y) + E(Y)²"),
        (mean(Y**2) - mean(Y) ** 2, by.folding_the_variance, (), "Var(Y)"),
        (mean((Y - a) ** 2), by.expanding_the_mean, (), "E(Y² − 2 Y a + a²)"),
        (mean(a * Y + 1), by.linearity, (), "a E(Y) + 1"),
        (probability(A, B), by.conditional, (), "P(A ∩ B)/P(B)"),
        (probability(Call(Name("∩"), (A, B))), by.product_of_probabilities, (), "P(B | A) P(A)"),
        (probability(B), by.cases_of_event(A), (), "P(A ∩ B) + P(Aᶜ ∩ B)"),
        (variance(X), by.variance_of_law, (), "a"),
        (variance(-(2 * Y)), by.variance_of_multiple, (), "2² Var(Y)"),
        (mean(mean(Y, Z)), by.tower, (), "E(Y)"),
        (mean(Y * Z, Z), by.taking_out, (), "Z E(Y | Z)"),
        (covariance(Y, Z), by.covariance, (), "E((Y − E(Y))(Z − E(Z)))"),
    ],
)
def test_a_rule_gives_what_it_says_and_is_proved(start, step, independent, end) -> None:
    (section,) = derive(_page(start, step, independent=independent)).sections
    assert to_text(section.end) == end
    assert section.proved


def test_a_false_rule_is_refuted_by_a_table() -> None:
    false = Rule("split the product", lambda node, given: mean(Y) * mean(Z) if node == mean(Y * Z) else None)
    (section,) = derive(_page(mean(Y * Z), false)).sections
    assert section.lines[1].verdict is not None
    assert section.lines[1].verdict.refuted


def test_a_letter_behind_the_bar_is_a_variable_or_an_event_as_the_page_says() -> None:
    total = mean(Y, A) * probability(A) + mean(Y, Call(Name("¬"), (A,))) * (1 - probability(A))
    wrong = mean(Y, Z) * probability(A)
    split = Rule("cases", lambda node, given: total if node == mean(Y) else None)
    (section,) = derive(_page(mean(Y), split)).sections
    assert section.proved
    lost = Rule("one case", lambda node, given: wrong if node == mean(Y) else None)
    (section,) = derive(_page(mean(Y) + number(0), lost)).sections
    assert not section.proved


@pytest.mark.parametrize(
    ("formula", "end"),
    [
        ("E[(X-c)^2]", "E(X²) − 2 c E(X) + c²"),
        ("Var(2*X + 1)", "4 Var(X)"),
        ("Cov(X + 1, Y)", "E(X Y) − E(Y) E(X)"),
        ("P(A | B)", "P(B | A) P(A)/P(B)"),
        ("E[X*Y | Y]", "Y E(X | Y)"),
        ("E[E[X | Y]]", "E(X)"),
        ("E[x*X]/Var(a*X)", "x E(X)/(a² Var(X))"),
    ],
)
def test_a_formula_of_means_is_written_out_line_by_line(formula: str, end: str) -> None:
    (section,) = differentiate(formula).sections
    assert to_text(section.lines[-1].tree) == end
    assert section.proved


@pytest.mark.parametrize(("formula", "wrt"), [("E[X]", None), ("P(A)", None), ("x*E[X]", "x")])
def test_no_rule_is_told_and_a_mean_is_not_differentiated(formula: str, wrt: str | None) -> None:
    with pytest.raises(SymxentError, match=r"no rule writes|not differentiated"):
        differentiate(formula, wrt)
