"""Expressions as trees: reading the meaning of the tree gives the expression back."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    IndexedBase,
    KroneckerDelta,
    Max,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    erf,
    exp,
    log,
    pi,
    sign,
    sqrt,
    symbols,
    tanh,
    zoo,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import SymxentError
from symxent.language.from_sympy import to_tree
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.language.meaning import Scope, to_sympy
from symxent.language.text import to_text

x, y, z, gamma, y_hat, theta_new, x_1 = symbols("x y z gamma y_hat theta_new x_1", real=True)
i, j, k = symbols("i j k", integer=True)
v = IndexedBase("v", real=True)
SCOPE = Scope(
    {s.name: s for s in (x, y, z, gamma, y_hat, theta_new, x_1, i, j, k)} | {"v": v},
    sizes={v: (k,)},
    softmaxes=frozenset({"S"}),
)

EXPRESSIONS = (
    x + y,
    x - y,
    -x - y,
    1 - x,
    -(x + y) * z,
    2 * x / 3,
    Rational(-7, 5),
    -x / (2 * y),
    (x + y) / (x - y) ** 2,
    1 / (1 + exp(-x)),
    x**gamma,
    x ** (-gamma),
    x ** Rational(1, 2) + 1 / sqrt(1 + x**2),
    x ** Rational(-3, 2),
    x ** Rational(2, 3),
    (x**2) ** y,
    exp(x * y) * exp(-(x**2)),
    -(y * (1 - sigmoid(z)) ** 2 * log(sigmoid(z)) + (1 - y) * sigmoid(z) ** 2 * log(1 - sigmoid(z))),
    softplus(z) - y * z,
    logit(x) + tanh(x) * erf(x / sqrt(2)),
    Abs(x - y) ** 2 + Max(0, 1 - y * z) * sign(x),
    Piecewise((x**2 / 2, Abs(x) <= y), (y * (Abs(x) - y / 2), True)),
    pi * x,
    y_hat + theta_new * x_1,
    Sum(v[i] ** 2, (i, 1, k)),
    Sum(v[i] * KroneckerDelta(i, j), (i, 1, k)) * x,
    softmax(v, i, k) * (1 - softmax(v, j, k)) - logsumexp(v, k),
)


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=str)
def test_the_meaning_of_the_tree_is_the_expression(expr: object) -> None:
    meaning = to_sympy(to_tree(expr), SCOPE)
    if expr.has(Sum):  # the name of a bound index is no part of the meaning
        assert meaning.subs(k, 3).doit() == expr.subs(k, 3).doit()
    else:
        assert meaning == expr


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (softplus(z) - y * z, "−y z + softplus(z)"),
        (1 - sigmoid(z), "1 − σ(z)"),
        (-x / (2 * y), "−x/(2 y)"),
        (y_hat * log(x_1), "ŷ log x₁"),
        (log1p(x), "log(1 + x)"),
        (expm1(x), "eˣ − 1"),
        (1 / sqrt(x), "1/sqrt(x)"),
    ],
)
def test_the_tree_prints_like_a_page(expr: object, text: str) -> None:
    assert to_text(to_tree(expr)) == text


def test_what_has_no_notation_is_refused_by_its_name() -> None:
    with pytest.raises(SymxentError, match="ComplexInfinity"):
        to_tree(zoo)
    with pytest.raises(SymxentError, match="condition"):
        to_tree(Piecewise((x, (x > 0) & (y > 0)), (y, True)))


def test_a_function_without_definition_keeps_its_name() -> None:
    from sympy import Function

    assert to_text(to_tree(Function("f")(Symbol("x")))) == "f(x)"
