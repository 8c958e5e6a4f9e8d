"""Arithmetic with twice the digits: what it computes, in every target, and what is claimed of forms with it."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Abs, Expr, Interval, Rational, cos, exp, expand, log, oo, pi, sqrt
from sympy.abc import x, y

from symxent.kernels.expression import stable
from symxent.kernels.program.pairs import _irrational, in_pairs, paired, steps
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator

FLOAT64 = np.dtype(np.float64)
CANCELLING = [
    x**2 - y**2,
    expand((x - y) * (x + 2 * y) * (x - Rational(1, 3) * y)),
    sqrt(x**2 + 3) - sqrt(y**2 + 3),
    1 / (x + 1) - 1 / (y + 1),
    pi * x - 3 * y,
    log(x / y),
    (x / y) ** (1000 * x) - Rational(1, 10),
    x**2 - y**2 + 2**30 * (x - y),
    exp(x * y - x**2 + x),
]


@pytest.mark.parametrize("core", CANCELLING, ids=str)
def test_digits_that_cancel_are_there(core: Expr) -> None:
    draws = np.random.default_rng(3)
    left = draws.uniform(1, 2, 400)
    columns = {x: left, y: left * (1 + 1e-6 * draws.normal(size=400))}
    exact = evaluate(core, columns)
    plain, doubled = (error(Evaluator(columns, FLOAT64)(form), exact, FLOAT64).max() for form in (core, paired(core)))
    assert doubled < 2
    assert core.has(exp, pi) or plain > 100


@pytest.mark.parametrize("number", [pi, -sqrt(2), exp(-30), exp(90), exp(-90), sqrt(-2), pi / 10**40], ids=str)
def test_a_number_is_two_that_every_format_has_or_itself(number: Expr) -> None:
    numbers = [value for _, value in steps(in_pairs(x + number))[0]]
    assert numbers
    head, rest = _irrational(number)
    assert abs(complex(head + rest - number)) <= 1e-22 * abs(complex(number))
    assert rest == 0 or Rational(float(np.float32(float(head)))) == head


def test_a_function_is_the_number_that_it_comes_to() -> None:
    assert paired(cos(x**2 - 1)) == cos(in_pairs(x**2 - 1))
    assert not any(value.has(x**2) for _, value in steps(in_pairs(x + Abs(y)))[0])


def test_what_overflows_on_the_way_is_what_it_would_be_without() -> None:
    columns = {x: np.array([1e200, 1e-200, 0.0, np.inf, np.nan]), y: np.array([1e200, 1e-200, 1.0, 1.0, 1.0])}
    for core in (1 / (1 + x * y), 1 / x + y, sqrt(x) * y, x + y * x**2, exp(x * y)):
        plain, doubled = (Evaluator(columns, FLOAT64)(form) for form in (core, paired(core)))
        assert np.allclose(doubled, plain, rtol=1e-15, atol=0, equal_nan=True), core


def test_where_no_rewrite_saves_the_digits_a_form_has_twice_as_many() -> None:
    core = x - y / (x * y / 2 + 1)
    found = stable(core)
    assert found.found.named.has(in_pairs)
    assert found.proof.proved
    assert max(found.error) < 1 < 1e3 < min(found.error_as_written)
    points = np.random.default_rng(1).uniform(1.5, 3, 500)
    near = (1 / (1 / points - points / 2)) * (1 + 1e-9)  # of the root along y
    columns = dict(zip(found.symbols, (points, near), strict=True))
    exact = evaluate(found.expr, columns)
    assert error(found.compile()(points, near), exact, FLOAT64).max() < 1
    space: dict[str, object] = {}
    exec(compile(found.files("numpy")["f.py"], "f.py", "exec"), space)
    assert error(space["f"](points, near), exact, FLOAT64).max() < 1  # type: ignore[operator]


def test_no_digits_are_doubled_where_a_rewrite_is_enough() -> None:
    assert not stable(sqrt(x + 1) - sqrt(x), {x: Interval(0, oo)}).found.named.has(in_pairs)
