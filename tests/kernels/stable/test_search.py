"""From textbook formulas to forms that hold everywhere, found and not typed."""

from functools import cache

import numpy as np
import pytest
from sympy import Expr, FiniteSet, Interval, Rational, Symbol, cosh, diff, exp, log, sqrt, tanh
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import Disagreement, SymxentError
from symxent.kernels.program.remainders import normal_bend, normal_excess
from symxent.kernels.stable import search
from symxent.kernels.stable.candidates import Candidate, chosen
from symxent.kernels.stable.measure.score import Score
from symxent.kernels.stable.measure.trials import check_form, trials
from symxent.kernels.stable.rules.table import a
from symxent.kernels.stable.search import StableForm, find, functions, proof
from symxent.language.domain import CLOSED_UNIT, LABEL, UNIT, Domain
from symxent.language.functions import logit, sigmoid, softplus

z, y, p, gamma, tau = (Symbol(name) for name in ("z", "y", "p", "gamma", "tau"))
DOMAIN = Domain({y: LABEL, p: UNIT, gamma: Interval(0, 4), tau: Interval(Rational(1, 2), 8)})
q = 1 / (1 + exp(-z))
bce = -(y * log(q) + (1 - y) * log(1 - q))
named_bce = -(y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z)))
focal = -(y * (1 - sigmoid(z)) ** 2 * log(sigmoid(z)) + (1 - y) * sigmoid(z) ** 2 * log(1 - sigmoid(z)))
focal_gamma = -(y * (1 - sigmoid(z)) ** gamma * log(sigmoid(z)) + (1 - y) * sigmoid(z) ** gamma * log(1 - sigmoid(z)))
tempered = named_bce.subs(z, z / tau)

# (name, textbook formula, worst error allowed in ULP in float32 and float64, naive error at least)
FOUND: tuple[tuple[str, Expr, float, float], ...] = (
    ("sigmoid", q, 2.5, 1e3),
    ("softplus", log(1 + exp(z)), 2.5, 1e6),
    ("log-sigmoid", log(q), 2.5, 1e6),
    ("log-sigmoid by name", log(sigmoid(z)), 2.5, 1e6),
    ("sigmoid derivative", diff(q, z), 4, 1e6),
    ("tanh", (exp(z) - exp(-z)) / (exp(z) + exp(-z)), 3, 1e6),
    ("tanh by name", tanh(z), 3, 1e6),
    ("logit", log(p / (1 - p)), 2.5, 0),
    ("bce", bce, 2.5, 1e6),
    ("bce by name", named_bce, 2.5, 1e6),
    ("bce as softplus less yz", log(1 + exp(z)) - y * z, 2.5, 1e6),
    ("bce gradient", sigmoid(z) - y, 3, 1e6),
    ("bce gradient by differentiation", diff(named_bce, z), 3, 1e6),
    ("bce Hessian", diff(named_bce, z, 2), 4, 1e6),
    ("brier", (sigmoid(z) - y) ** 2, 5, 1e6),
    ("brier gradient", diff((sigmoid(z) - y) ** 2, z), 6, 1e6),
    ("silu", z * sigmoid(z), 4, 1e3),
    ("silu gradient", diff(z * sigmoid(z), z), 4, 1e3),
    ("focal", focal, 7, 1e6),
    ("focal gradient", diff(focal, z), 8, 1e6),
    ("log cosh", log(cosh(z)), 4, 1e6),
    ("pseudo-Huber", sqrt(1 + z**2) - 1, 4, 1e6),
    # Losses that no row of the table was written for.
    ("poisson", exp(z) - y * z, 3, 0),
    ("squared logistic", log(1 + exp(-z)) ** 2, 6, 1e6),
    ("exponential", exp(-(2 * y - 1) * z), 3, 0),
    ("asymmetric bce", -(3 * y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z))), 4, 1e6),
    # The rounding of z/τ, half an ULP of a number below 1024, is magnified by the exponential: by 512 ULP at most.
    ("tempered bce", tempered, 515, 1e6),
    ("sigmoid excess", sigmoid(z + 1) - sigmoid(z), 8, 1e6),
)


@cache
def found(formula: Expr) -> StableForm:
    return find(formula, DOMAIN)


@pytest.mark.parametrize(("name", "formula", "allowed", "naive"), FOUND, ids=[row[0] for row in FOUND])
def test_the_form_found_holds_where_the_textbook_form_does_not(
    name: str, formula: Expr, allowed: float, naive: float
) -> None:
    form = found(formula)
    assert max(form.score.worst) <= allowed, form.explain()
    assert max(form.naive.score.worst) >= naive, form.explain()
    assert form.score.lost == form.score.lost_limits == 0, form.explain()
    assert form.undecided <= 4


@pytest.mark.parametrize(("name", "formula", "allowed", "naive"), FOUND, ids=[row[0] for row in FOUND])
def test_the_form_found_is_proved_equal_to_its_source(name: str, formula: Expr, allowed: float, naive: float) -> None:
    assert proof(found(formula)).proved, proof(found(formula))


def test_a_focusing_parameter_stays_a_parameter_and_its_power_costs_few_digits() -> None:
    form = find(focal_gamma, DOMAIN)
    assert form.score.unavailable == 0
    assert max(form.score.worst) <= 8, form.explain()
    assert form.score.lost == form.score.lost_limits == 0
    assert proof(form).proved


@pytest.mark.parametrize("kind", list(functions()), ids=lambda kind: kind.__name__)
def test_each_named_function_has_a_form_over_plain_operations(kind: type) -> None:
    _, form = functions()[kind]
    assert not form.has(sigmoid, softplus, logit, tanh)
    series = issubclass(kind, normal_bend | normal_excess)  # of fractions, without a function
    assert form.has(exp, log, expm1, log1p) is not series


def test_a_label_between_0_and_1_is_held_up_to_the_condition_number() -> None:
    form = find(sigmoid(z) - y, Domain({y: CLOSED_UNIT}))
    assert max(form.score.worst) <= 4, form.explain()
    assert form.score.raw > 1e6  # at the root p = y no arithmetic can help


def test_the_search_is_repeatable() -> None:
    first = found(named_bce)
    search._find.cache_clear()
    again = find(named_bce, DOMAIN)
    assert again.named == first.named
    assert again.explain() == first.explain()


def test_explain_shows_the_winner_and_the_losers_with_their_scores() -> None:
    text = found(named_bce).explain()
    assert "log1p(exp(-Abs(z)))" in text
    assert "two softplus in shares" in text
    assert text.count("ULP in float32") >= 4


def test_what_a_false_rewrite_would_make_is_caught_by_balls() -> None:
    made = trials((log(sigmoid(z)),), (z,), Domain(), 60)[1]
    with pytest.raises(Disagreement, match="softplus"):
        check_form(log(sigmoid(z)), softplus(-z), made)
    check_form(log(sigmoid(z)), -softplus(-z), made)


def test_inputs_are_checked() -> None:
    with pytest.raises(SymxentError, match="not among the inputs"):
        find(z * y, DOMAIN, (z,))
    with pytest.raises(SymxentError, match="constant"):
        find(exp(sqrt(2)))


def test_a_target_may_be_a_count_or_a_sign() -> None:
    form = find(exp(z) - y * z, Domain({y: Interval(0, 10)}))
    assert max(form.score.worst) <= 4, form.explain()
    assert find(z * y, Domain({y: FiniteSet(-1, 1)})).named == y * z


def test_the_gradient_at_40_is_not_zero() -> None:
    from symxent.kernels.stable.measure.evaluate import Evaluator

    form = found(sigmoid(z) - y)
    at = Evaluator({z: np.array([40.0]), y: np.array([1.0])}, np.dtype("f8"), functions())
    assert at(form.named)[0] == pytest.approx(-4.248354255291589e-18, rel=1e-15)
    assert Evaluator({z: np.array([40.0]), y: np.array([1.0])}, np.dtype("f8"))(sigmoid(z) - y)[0] == 0


@pytest.mark.parametrize(
    ("worst", "taken"),
    [((6.7, 4.7), 1), ((4.9, 4.0), 0), ((9.0, 7.0), 0), ((2.9, 1.0), 0), ((30.0, 7.0), 1)],
    ids=str,
)
def test_of_forms_that_are_alike_the_cheaper_is_taken_unless_it_alone_is_above_five_ulp(
    worst: tuple[float, float], taken: int
) -> None:
    cheap, dear = (Candidate(a + n, (), Score((w, 1.0), 0.5, 10.0 + n)) for n, w in enumerate(worst, start=1))
    assert chosen([cheap, dear]) is (cheap, dear)[taken]
