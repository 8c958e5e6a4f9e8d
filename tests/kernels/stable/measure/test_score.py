import numpy as np
import pytest
from sympy import Expr, Symbol, exp, log
from sympy.codegen.cfunctions import log1p

from symxent.kernels.stable.measure.score import Judge, Score, cost, unavailable
from symxent.kernels.stable.measure.trials import trials
from symxent.language.domain import CLOSED_UNIT, LABEL, Domain
from symxent.language.functions import sigmoid, softplus

z, y, g = Symbol("z"), Symbol("y"), Symbol("g")


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(trials((log(1 + exp(z)), softplus(z)), (z,), Domain(), 400), {})


def test_the_better_form_has_the_better_score(judge: Judge) -> None:
    textbook, one_step = judge.score(log(1 + exp(z))), judge.score(log1p(exp(z)))
    assert one_step.bits < textbook.bits
    assert max(textbook.worst) == np.inf
    assert one_step.level == textbook.level == 999  # both overflow
    assert textbook.digest != one_step.digest


def test_forms_that_round_alike_everywhere_are_one(judge: Judge) -> None:
    assert judge.score(log(1 + exp(z))).digest == judge.score(log(exp(z) + 1)).digest


def test_a_form_that_cannot_be_computed_is_as_bad_as_can_be(judge: Judge) -> None:
    from sympy import gamma

    assert judge.score(gamma(z)).lost > 1 << 20


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        (exp(z), exp(z) + log(1 + exp(2 * z))),
        (exp(z) * exp(z).func(z), exp(z) + exp(-z)),
        (z * (1 + y), z / (1 + y)),
        (z**2, z**g),
    ],
)
def test_costs_are_in_order(cheap: Expr, dear: Expr) -> None:
    assert cost(cheap, {}) < cost(dear, {})


def test_a_common_part_is_paid_for_once() -> None:
    shared = exp(-z)
    assert cost(shared / (1 + shared), {}) == cost(shared, {}) + cost(1 / (1 + y), {}) + cost(z * y, {})


def test_a_power_with_a_parameter_is_a_kernel_operation() -> None:
    assert unavailable(z**g) == 0
    assert unavailable(z**3 / (1 + z) ** 2) == 0


def test_a_root_excuses_and_a_label_given_exactly_does_not() -> None:
    soft = trials((sigmoid(z) - y,), (z, y), Domain({y: CLOSED_UNIT}), 400)[1]
    hard = trials((sigmoid(z) - y,), (z, y), Domain({y: LABEL}), 400)[1]
    assert soft.condition.max() > 1e6
    assert hard.condition.max() == 1.0
    assert Judge((hard,) * 2, {}).score(sigmoid(z) - y).level > 50


def test_levels_are_half_octaves_above_what_is_good_enough() -> None:
    assert [Score((w, 0.0), 0, 0).level for w in (0.0, 3.0, 4.0, 6.0, 1e15, np.inf)] == [0, 0, 1, 2, 97, 999]
