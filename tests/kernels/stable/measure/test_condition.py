"""The condition of a row formula is what it is by calculus."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Expr, IndexedBase, Symbol, exp, log, symbols

from symxent.kernels.program.loops import row_max
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.condition import condition, condition_over_classes
from symxent.kernels.stable.search import find
from symxent.language.domain import Domain
from symxent.language.functions import softmax

x, y = IndexedBase("x"), IndexedBase("y")
j, k = symbols("j k", integer=True)
epsilon = Symbol("epsilon")
ROWS = np.array([[0.0, 1.0, 3.0], [2.0, -1.0, 2.5]])

CASES: list[tuple[Expr, float]] = [
    (epsilon**3 * exp(x[j] - row_max(x, k)), 3.0),  # and the largest score is at no distance from itself
    (epsilon - 0.0999 + 0 * x[j], 0.1 / 0.0001),
    (y[j] ** 2, 2.0),
]


@pytest.mark.parametrize(("form", "wanted"), CASES)
def test_the_condition_is_the_relative_derivative(form: Expr, wanted: float) -> None:
    shares = np.array([[0.25, 0.5, 0.25]] * 2)
    found = condition_over_classes(form, j, x, {x: ROWS, y: shares, epsilon: np.full(2, 0.1)})
    column = found[:, 0] if form.has(y) else found.max(axis=1) if not form.has(exp) else found[:, 2]
    assert column == pytest.approx(wanted, rel=1e-4)


def test_a_search_that_excuses_roots_takes_the_plain_difference() -> None:
    found = find(softmax(x, j, k) - epsilon / k, Domain(), index=j)
    assert found.steps == ()  # softmax as it is, and no shares of the complement
    assert max(found.score.worst) < 8


@pytest.mark.parametrize(
    ("form", "excused"),
    [
        ((epsilon - 1) ** 2, True),  # a double root
        (epsilon - 1 - log(epsilon), True),
        (1 + (epsilon - 1) ** 2 / 100, False),  # no root
        (exp(-(epsilon**2)), False),  # tails, which fall and do not rise again
        (exp(-exp(5 * epsilon)), False),
        (1 / (1 + exp(9 * epsilon)), False),
    ],
    ids=str,
)
def test_next_to_a_double_root_the_rounding_of_the_input_counts_and_in_a_tail_it_does_not(
    form: Expr, excused: bool
) -> None:
    near = {epsilon: np.array([1 + 1e-3, 1 - 1e-5, 1.3])}
    exact = evaluate(form, near)
    found = condition([form], near, exact, {epsilon: np.ones(3, bool)})
    assert (found[:2] == pytest.approx([2e3, 2e5], rel=0.01)) if excused else (found == 1).all()
