"""Each rule on one line: what it finds, what it makes of it, and what it leaves alone."""

import pytest
from trees import (
    X,
    at,
    d,
    delta,
    dim,
    dot,
    exp,
    i,
    j,
    k,
    log,
    m,
    n,
    number,
    p,
    partial,
    sigma,
    softmax,
    softplus,
    theta,
    total,
    x,
    y,
    y_hat,
    z,
)

from symxent.derive import by
from symxent.derive.rule import Given, Rule
from symxent.derive.rules import chances
from symxent.language.text import to_text
from symxent.language.tree import Big, Call, Cases, Derivative, Name, Node, Relation

ROOT = Call(Name("sqrt"), (x,))

u = 1 + exp(-x)

CASES: list[tuple[Rule, Node, str]] = [
    (by.sum_rule, d(x - y, x), "d/dx x − d/dx y"),
    (by.sum_rule, d(total(at(x, i), i, 1, n), z), "Σᵢ₌₁ⁿ d/dz xᵢ"),
    (by.constant_rule, d(y, x), "0"),
    (by.constant_multiple_rule, d(y * log(x), x), "y d/dx log x"),
    (by.constant_multiple_rule, d(-x, x), "−d/dx x"),
    (by.constant_multiple_rule, d(x / y, x), "(d/dx x)/y"),
    (by.constant_multiple_rule, d(y / x, x), "y d/dx (1/x)"),
    (by.identity_rule, d(x, x), "1"),
    (by.coordinate_rule, d(at(theta, m), at(theta, j)), "δₘⱼ"),
    (by.product_rule, d(x * log(x), x), "(log x) d/dx x + x d/dx log x"),
    (by.quotient_rule, d(x / u, x), "((1 + e⁻ˣ) d/dx x − x d/dx (1 + e⁻ˣ))/(1 + e⁻ˣ)²"),
    (by.power_rule, d(x**3, x), "3 x²"),
    (by.power_rule, d(x ** (-1), x), "−x⁻²"),
    (by.power_rule, d(x**y, x), "y x^(y − 1)"),
    (by.exponential_rule, d(exp(x), x), "eˣ"),
    (by.logarithm_rule, d(log(x), x), "1/x"),
    (by.sine_rule, d(Call(Name("sin"), (x,)), x), "cos(x)"),
    (by.cosine_rule, d(Call(Name("cos"), (x,)), x), "−sin(x)"),
    (by.sigmoid_rule, d(sigma(x), x), "σ(x)(1 − σ(x))"),
    (by.softplus_rule, d(softplus(x), x), "σ(x)"),
    (by.softmax_rule, d(softmax(i), at(x, j)), "Sᵢ(x)(δᵢⱼ − Sⱼ(x))"),
    (by.logsumexp_rule, d(Call(Name("logsumexp"), (x,)), at(x, j)), "Sⱼ(x)"),
    (by.maximum_rule, d(Call(Name("max"), (x, y)), x), "{d/dx x if x > y; d/dx y otherwise}"),
    (by.minimum_rule, d(Call(Name("min"), (x, y)), x), "{d/dx x if x < y; d/dx y otherwise}"),
    (by.piece_by_piece, d(Cases(((x, Relation(">", x, y)), (y, None))), x), "{d/dx x if x > y; d/dx y otherwise}"),
    (by.one_fraction, p / x / y, "p/(y x)"),
    (by.chain_rule, d(log(u), x), "(d/d(1 + e⁻ˣ) log(1 + e⁻ˣ)) · d/dx (1 + e⁻ˣ)"),
    (by.chain_through(y_hat, z), partial(y, theta), "∂y/∂ŷ · ∂ŷ/∂z · ∂z/∂θ"),
    (by.power_as_exponential, d(x**x, x), "d/dx e^(x log x)"),
    (by.order_by_order, Derivative(log(x), (x, x)), "d/dx d/dx log x"),
    (by.gradient_of_scalar_product, d(dot(theta, x), theta), "x"),
    (by.scalar_product(dim), dot(theta, x), "Σₘ₌₁ᵈ θₘ xₘ"),
    (by.writing_as_power, 1 / u, "(1 + e⁻ˣ)⁻¹"),
    (by.writing_as_fraction, exp(-x) * u ** (-2), "e⁻ˣ/(1 + e⁻ˣ)²"),
    (by.collecting_factors, -(u ** (-2)) * exp(-x) * (-number(1)), "e⁻ˣ (1 + e⁻ˣ)⁻²"),
    (by.adding_and_subtracting(1), exp(-x) / u, "((e⁻ˣ + 1) − 1)/(1 + e⁻ˣ)"),
    (by.writing_out_powers, 1 / u**2, "1/((1 + e⁻ˣ)(1 + e⁻ˣ))"),
    (by.splitting_the_fraction, (x - y) / u, "x/(1 + e⁻ˣ) − y/(1 + e⁻ˣ)"),
    (by.splitting_into_factors, x * y / u**2, "(x/(1 + e⁻ˣ))(y/(1 + e⁻ˣ))"),
    (by.common_denominator, 1 - 1 / u, "((1 + e⁻ˣ) − 1)/(1 + e⁻ˣ)"),
    (by.common_denominator, p / y - p / x, "(p x − p y)/(y x)"),
    (by.cancelling, (exp(-x) + 1) / (u * u), "1/(1 + e⁻ˣ)"),
    (by.cancelling, y * (1 / x) * x * z, "y z"),
    (by.cancelling, 2 * (z - y) / 2, "z − y"),
    (by.multiplying_through, (y / p - x / z) * p * z * n, "[y z − x p] n"),
    (by.expanding, y * (1 - p) - p * (1 - y), "y − y p − p + p y"),
    (by.collecting_terms, y - y * p - p + p * y, "y − p"),
    (by.collecting_terms, 2 * x + 3 * x, "5 x"),
    (by.factoring, x * y - x * z, "x (y − z)"),
    (by.factoring_out(-y), z + y * x - y * p, "z − y (p − x)"),
    (by.dropping_zeros_and_ones, 0 + x * 1, "x"),
    (by.distributing_the_minus, -(y - p) * x, "(p − y) x"),
    (by.minus_times_minus, z - x * (-y), "z + x y"),
    (by.definition("sigma"), sigma(x), "1/(1 + e⁻ˣ)"),
    (by.folding("sigma"), 1 / (exp(-x) + 1), "σ(x)"),
    (by.folding("sigma"), 1 / (1 + exp(y - x)), "σ(x − y)"),
    (by.folding("softplus"), log(1 + exp(-x)), "softplus(−x)"),
    (by.folding("S"), exp(at(x, j)) / total(exp(at(x, m)), m, 1, k), "Sⱼ(x)"),
    (by.definition("S"), softmax(j), "e^(xⱼ)/(Σₘ₌₁ᵏ e^(xₘ))"),
    (by.log_of_quotient, log(x / y), "log x − log y"),
    (by.log_of_product, log(x * y), "log x + log y"),
    (by.log_of_product, log(Big("product", at(x, i), (i,), number(1), n)), "Σᵢ₌₁ⁿ log xᵢ"),
    (by.log_of_power, log(x**y), "y log x"),
    (by.log_of_power, log(ROOT), "log x/2"),
    (by.power_of_product, (x * y) ** 2, "x² y²"),
    (by.binomial_formula, x**2 - 2 * x * y + y**2, "(x − y)²"),
    (by.binomial_formula, x**2 + 2 * x * y + y**2 + z, "z + (x + y)²"),
    (by.sum_of_constant, total(z, i, 1, n), "n z"),
    (by.log_of_exp, log(exp(x)), "x"),
    (by.exp_of_log, exp(x * log(2 * y)), "(2 y)ˣ"),
    (by.root_times_root, ROOT * y * ROOT, "x y"),
    (by.root_times_root, Call(Name("sqrt"), (x + y,)) ** 2, "x + y"),
    (by.size_of_a_square, Call(Name("abs"), (x**2,)), "x²"),
    (by.size_times_sign, Call(Name("sign"), (x,)) / Call(Name("abs"), (x,)), "1/x"),
    (by.size_times_sign, x * Call(Name("sign"), (x,)), "abs(x)"),
    (by.size_times_sign, Call(Name("abs"), (x,)) ** 3 * Call(Name("sign"), (x,)), "x³"),
    (by.power_of_a_power, (x**2) ** 2, "x⁴"),
    (by.difference_of_logs, log(x) - log(y), "log(x/y)"),
    (by.exp_of_sum, exp(x + y), "eˣ eʸ"),
    (by.product_of_exponentials, exp(x) * exp(-x), "1"),
    (by.product_of_exponentials, exp(x) * exp(y), "e^(x + y)"),
    (by.reflection, 1 - sigma(x), "σ(−x)"),
    (by.expanding_the_fraction_by(exp(x)), 1 / u, "eˣ/(eˣ + e⁻ˣ eˣ)"),
    (by.writing_out_the_sum, total(at(x, i), i, 1, 2), "x₁ + x₂"),
    (by.splitting_the_sum, total(at(x, i) - at(y, i), i, 1, n), "Σᵢ₌₁ⁿ xᵢ − Σᵢ₌₁ⁿ yᵢ"),
    (by.pulling_out, total(z * at(x, i), i, 1, n), "z Σᵢ₌₁ⁿ xᵢ"),
    (by.delta_rule, total(at(delta, i, j) * at(x, i), i, 1, n), "xⱼ"),
    (by.sum_of_quotients, total(at(x, i) / z, i, 1, n), "(Σᵢ₌₁ⁿ xᵢ)/z"),
    (by.quotient_of_equal_sums, total(at(x, i), i, 1, n) / total(at(x, m), m, 1, n), "1"),
    (by.matrix_product, total(at(X, i, j) * (at(p, i) - at(y, i)), i, 1, n), "(Xᵀ (p − y))ⱼ"),
]


@pytest.mark.parametrize(("rule", "before", "after"), CASES, ids=lambda value: getattr(value, "name", None))
def test_a_rule_makes_of_an_expression_what_a_textbook_would(rule: Rule, before: Node, after: str) -> None:
    result = rule.apply(before, Given())
    assert result is not None
    assert to_text(result) == after


@pytest.mark.parametrize("rule", {case[0].name: case[0] for case in CASES}.values(), ids=lambda rule: rule.name)
def test_a_rule_leaves_alone_what_it_does_not_match(rule: Rule) -> None:
    assert rule.apply(at(p, 7), Given()) is None


def test_every_rule_that_pages_can_name_is_in_the_table() -> None:
    named = {value for value in by.RULES.values() if isinstance(value, Rule)}
    tested = {case[0].name for case in CASES}
    of_chance = {rule.name for rule in vars(chances).values() if isinstance(rule, Rule)}  # tested beside this file
    assert {rule.name for rule in named} - tested - of_chance <= {"expand inside the bracket"}
