"""What the computed rewrites make of an expression is proved to be equal to it, and is what they are there for."""

import pytest
from sympy import Abs, Expr, Piecewise, Rational, S, Symbol, exp, expand, log, sqrt
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program.loops import once
from symxent.kernels.stable.rules.algebra import ALGEBRA, Computed
from symxent.kernels.stable.rules.rewrites import equal
from symxent.language.domain import Domain

x, y = Symbol("x", real=True), Symbol("y", real=True)
REALS = Domain({x: S.Reals, y: S.Reals})
NAMED = {rule.name: rule for rule in ALGEBRA}
# (rule, expression, one of the things that it makes of it)
STEPS: tuple[tuple[str, Expr, Expr], ...] = (
    ("over one denominator", 1 / (x + 1) - 1 / x, -1 / (x * (x + 1))),
    ("over one denominator", 1 / (x + 1) - 2 / x + 1 / (x - 1), 2 / (x * (x - 1) * (x + 1))),
    ("multiplied out", (x + 1) ** 2 - 1, x**2 + 2 * x),
    ("multiplied out", exp(x) * (exp(-x) + y), 1 + y * exp(x)),
    ("in factors", x**2 - y**2, (x - y) * (x + y)),
    ("cancelled", (exp(2 * x) - 1) / (exp(x) - 1), exp(x) + 1),
    ("cancelled", (x * y - 1) / (x**2 * y**2 - 1), 1 / (x * y + 1)),
    ("partial fractions", (3 * x + 1) / (x**2 - 1), 2 / (x - 1) + 1 / (x + 1)),
    ("divided through", x / (x**2 + 1), 1 / (x + 1 / x)),
    ("divided through", exp(x) / (exp(x) - 1), 1 / (1 - exp(-x))),
    ("one and a ratio", (x**2 + 1) / (x**2 + 1 + y), 1 / (1 + y / (x**2 + 1))),
    ("the conjugate", sqrt(x + 1) - sqrt(x), 1 / (sqrt(x + 1) + sqrt(x))),
    ("the conjugate", x - sqrt(x**2 - y) + 1, (2 * x + y + 1) / (x + 1 + sqrt(x**2 - y))),
    ("the conjugate", sqrt(1 - 1 / x) - 1, 1 / (x * (-sqrt(1 - 1 / x) - 1))),
    ("by powers", (x**2 + y**2) ** 2 - 1, y**4 + 2 * x**2 * y**2 + (x - 1) * (x + 1) * (x**2 + 1)),
    ("a multiple next to a number", 3 * x - 1, x + once(2 * x - 1)),
    ("a multiple next to a number", 2 - 7 * x, x + once(2 - 8 * x)),
    (
        "in a ratio",
        x * y**2 / (x**2 + y**2),
        Piecewise(
            (y * once(x / y) / (once(x / y) ** 2 + 1), Abs(x) < Abs(y)),
            (x * once(y / x) ** 2 / (once(y / x) ** 2 + 1), True),
        ),
    ),
    (
        "a fraction for each factor",
        (x + 1) * (y + 1) / ((x + y) ** 2 * y),
        once((x + 1) / (x + y)) * once((y + 1) / (x + y)) / y,
    ),
    ("a number shared", x + y + 2, once(x + 1) + once(y + 1)),
    ("log by the distance from 1", log(1 + x), log1p(x)),
    ("log by the distance from 1", log(x + sqrt(x**2 - 1)), log1p(once(x - 1) + sqrt(x**2 - 1))),
)


@pytest.mark.parametrize(("name", "expr", "wanted"), STEPS, ids=[f"{name}: {expr}" for name, expr, _ in STEPS])
def test_a_rule_makes_this_of_that(name: str, expr: Expr, wanted: Expr) -> None:
    made = [expand(m) if name == "multiplied out" else m for m in NAMED[name](expr)]
    assert wanted in made


@pytest.mark.parametrize("rule", ALGEBRA, ids=lambda rule: rule.name)
def test_whatever_a_rule_makes_is_equal_to_what_it_is_given(rule: Computed) -> None:
    given = [expr for _, expr, _ in STEPS]
    given += [3 * expr + Rational(1, 7) for expr in given] + [expr / (1 + y**2) for expr in given]
    made = [(expr, new) for expr in given for new in rule(expr)]
    assert made
    for expr, new in made:
        verdict = equal(expr, new, REALS)
        assert verdict.proved, f"{rule.name}: {expr} → {new}: {verdict}"


def test_a_formula_too_large_for_it_is_left_alone() -> None:
    assert NAMED["multiplied out"](sum((x + i) ** 5 * (y - i) ** 6 for i in range(30))) == ()
