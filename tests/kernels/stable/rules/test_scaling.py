"""What keeps partial results inside the format is equal to what it is made of, and is what it is there for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sympy import Abs, Expr, Interval, Piecewise, Rational, S, Symbol, exp, log, oo, sqrt

import symxent as sx
from symxent.kernels.program.exponents import two_products
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.rules.algebra import Computed
from symxent.kernels.stable.rules.rewrites import equal
from symxent.kernels.stable.rules.scaling import SCALING, powers_in_parts, two_products_in_a_sum
from symxent.language.domain import Domain

x, y = Symbol("x", real=True), Symbol("y", real=True)
REALS = Domain({x: S.Reals, y: S.Reals})
RULES = (*SCALING, Computed("powers in parts", powers_in_parts), Computed("two products", two_products_in_a_sum))
GIVEN = (
    sqrt(x**2 + 2),
    1 / sqrt(x**2 + y**2),
    sqrt((x - y) ** 2 + Rational(1, 4)),
    sqrt(1 - 4 * x * y),
    sqrt(x**2 - 3 * y),
    sqrt(2 - 160 * x),
    x * y**5,
    x / y**5,
    x * Abs(y - 1) ** Rational(10, 7),
    (1 + x**2) ** Rational(-3, 2),
    (1 + (x - y) ** 2 / (x - 5) ** 2) ** Rational(-3, 2),
    exp(2 * x - y * x),
    exp(x * log(2 + y**2) + 2 * x),
    Piecewise((x * y, y < 0), (3 * x, True)) / x,
    x * y - 3 * x + 2,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_whatever_a_rule_makes_is_equal_to_what_it_is_given(rule: Computed) -> None:
    made = [(expr, new) for expr in GIVEN for new in rule(expr)]
    assert made
    for expr, new in made:
        verdict = equal(expr, new, REALS)
        assert verdict.proved, f"{rule.name}: {expr} → {new}: {verdict}"


def test_two_products_are_found_in_sums_of_them_and_of_one_and_a_rest() -> None:
    assert two_products(x, x, -3, y) in list(two_products_in_a_sum(x**2 - 3 * y))
    assert two_products(x, y, 1, 1) in list(two_products_in_a_sum(x * y + 1))
    assert list(two_products_in_a_sum(x + 4 * y)) == []  # 4 y is exact
    assert list(two_products_in_a_sum(x * y)) == []


A, B = Symbol("x"), Symbol("y")


@pytest.mark.parametrize(
    "formula",
    [
        sqrt(A**2 + 2),
        sqrt(A**2 / 3 + 1),
        A / B**5,
        A * Abs(B - 1) ** Rational(10, 7) - 39,
        exp(Rational(-25, 4) * A - Rational(9, 2048)),
        log(exp(A) / 4 + Rational(3, 4)),
        (1 + exp(-A)) ** Rational(1, 4),
        (sqrt(Rational(1, 16384) - 160 * A) - Rational(1, 128)) / (2 * A),
        (sqrt(1 - 4 * A * B) - 1) / (2 * A),
    ],
    ids=str,
)
def test_what_overflowed_on_its_way_is_within_five_ulp(formula: Expr) -> None:
    found = sx.stable(formula, dict.fromkeys(formula.free_symbols, S.Reals))
    assert found.proof.proved
    assert max(found.error) < 5 < max(found.error_as_written)


def test_a_power_alone_does_not_vanish_before_its_value_does() -> None:
    power, at = (1 + A**2) ** Rational(-3, 2), {A: np.array([7e12])}
    (parts,) = powers_in_parts(power)
    whole, made = (float(Evaluator(at, np.dtype("f4"))(form)[0]) for form in (power, parts))
    assert whole == 0
    assert made == pytest.approx(7e12**-3, rel=1e-4)


def test_a_power_of_its_own_base_keeps_the_digits_of_its_exponent() -> None:
    found = sx.stable(exp(A * log(A) + Rational(1, 3)), {A: Interval.open(0, oo)})
    assert found.proof.proved
    assert max(found.error) < 5


def test_what_nearly_cancels_is_compiled_with_its_digits() -> None:
    formula = (sqrt(Rational(1, 16384) - 160 * A) - Rational(1, 128)) / (2 * A)
    found = sx.stable(formula, {A: S.Reals})
    assert found.form.has(two_products)
    end = 1 / (16384 * 160)
    near = np.array([end * (1 - 2.0**-k) for k in (10, 30, 45, 51)])
    exact = evaluate(formula, {A: near}).nearest
    np.testing.assert_allclose(found.compile()(near), exact, rtol=1e-15)
    made: dict[str, Any] = {}
    (source,) = found.files("numpy").values()
    exec(source, made)
    np.testing.assert_allclose(made["f"](near), exact, rtol=1e-15)
