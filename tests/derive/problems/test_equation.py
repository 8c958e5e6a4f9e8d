"""Equations solved step by step: what a step brings in is found out, and nothing that is no solution is proved one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sympy import Eq, Expr, Integer, Rational, S, Symbol, cos, exp, lambdify, log, sin, sqrt, symbols, tan

from symxent.derive.derivation import DerivedPage
from symxent.derive.problems.asked import ASKED, solve
from symxent.derive.problems.equation import _Solving
from symxent.derive.problems.waves import nowhere_else, solutions
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.text import to_text

x = symbols("x", real=True)


def asked(equation: str, letter: str = "x") -> DerivedPage:
    return ASKED["--solve"](equation, letter).derived()


EVERY = "where they have these values for any integer k"


@pytest.mark.parametrize(
    ("equation", "end", "rule"),
    [
        ("2*x+3 = 7", "x = 2", "divide by 2"),
        ("x^2-5*x+6 = 0", "x ∈ {2, 3}", "factor"),
        ("x^2+4*x = 1", "x ∈ {−sqrt(5) − 2, −2 + sqrt(5)}", "complete the square"),
        ("x^2+x+1 = 0", "x ∈ {}", "no real number is a root"),
        ("x^3 = 8", "x = 2", "a product is 0 where a factor is"),
        ("a*x+b = c", "x = (−b + c)/a", "divide by a ≠ 0"),
        ("exp(2*x)-exp(x)-2 = 0", "x = log 2", "take logarithms"),
        ("4^x-2^x = 2", "x = 1", "a polynomial in 2ˣ"),
        ("exp(x) = -1", "x ∈ {}", "no real number is a root"),
        ("cbrt(x) = -2", "x = −8", "cube both sides"),
        ("x^(1/3) = 2", "x = 8", "cube both sides"),
        ("x - cbrt(x) = 0", "x ∈ {−1, 0, 1}", "isolate cbrt(x)"),
        ("cbrt(x) = cbrt(2*x-1)", "x = 1", "cube both sides"),
        ("x^(3/2) = 8", "x = 4", "square both sides"),
        ("tanh(x) = 1/2", "x = artanh(1/2)", "the inverse of tanh(x)"),
        ("y = 1/(1+exp(-x))", "x = log(y/(1 − y))", "take logarithms, y/(1 − y) > 0"),
        ("y = sqrt(x-1)", "x = y² + 1", "square both sides, y ≥ 0"),
        ("abs(2*x-1) = abs(x+3)", "x ∈ {−2/3, 4}", "square both sides"),
        ("3^(x+1) = 2^x", "x = log 3/(−log 3 + log 2)", "take logarithms"),
        ("arcsin(x) = pi/2", "x = 1", "take the sine of both sides"),
        ("acosh(x) = 1", "x = cosh(1)", "the inverse of arcosh(x)"),
        ("asinh(x) = 1", "x = sinh(1)", "the inverse of arsinh(x)"),
        ("acosh(x) = -1", "x ∈ {}", "no real number is a root"),
        ("arcsin(x) = pi/6", "x = 1/2", "the inverse of arcsin(x)"),
        ("tanh(x) = 2", "x ∈ {}", "no real number is a root"),
        ("cosh(x) = 2", "x ∈ {log(2 − sqrt(3)), log(sqrt(3) + 2)}", "by definition"),
        ("cosh(x) = 1/2", "eˣ ∈ {}", "no real number is a root"),
        ("2*log(x-1) = 3", "x = 1 + e^(3/2)", "exponentiate"),
        ("sqrt(x+3)-sqrt(x) = 1", "x = 1", "square both sides"),
        ("1/x+1/(x-1) = 3/2", "x ∈ {1/3, 2}", "multiply by 2 x (x − 1)"),
        ("1/x = 0", "x ∈ {}", "no real number is a root"),
        ("sin(x) = 1/2", "x ∈ {2 π k + π/6, 2 π k + 5 π/6}", EVERY),
        ("cos(2*x) = -1", "x = π k + π/2", EVERY),
        ("exp(sin(x)) = 1", "x = π k", "take logarithms"),
        ("sin(2*x) = cos(x)", "x ∈ {π k + π/2, 2 π k + π/6, 2 π k + 5 π/6}", "factor"),
        ("sin(x) = sqrt(3)*cos(x)", "x = π k + π/3", EVERY),
        ("cos(x) = 2", "x ∈ {}", "no real number is a root"),
    ],
)
def test_an_equation_is_solved_in_named_steps(equation: str, end: str, rule: str) -> None:
    page = asked(equation)
    assert page.proved
    assert to_text(page.sections[0].end) == end
    assert rule in {rule for line in page.sections[0].lines for rule in line.rules}


@pytest.mark.parametrize(
    ("equation", "checked"),
    [
        ("sqrt(x+1) = x-1", ["1 ≠ −1", "2 = 2"]),
        ("sqrt(x) = -2", ["2 ≠ −2"]),
        ("abs(x-1) = 2*x", ["2 ≠ −2", "2/3 = 2/3"]),
        ("(x^2-1)/(x-1) = 2", ["1 − 1 = 0"]),
        ("log(x)+log(x-1) = log(2)", ["−1 < 0", "log 2 = log 2"]),
        ("sqrt(2*x-3) = sqrt(x-5)", ["−2 − 5 < 0"]),
    ],
)
def test_what_a_step_brings_in_is_no_solution(equation: str, checked: list[str]) -> None:
    page = asked(equation)
    assert page.proved
    assert [to_text(line.tree) for line in page.sections[1].lines] == checked
    assert any("none" in line.rules[0] for line in page.sections[1].lines)


def test_equivalent_lines_say_so_and_others_follow() -> None:
    signs = [line.sign for line in asked("sqrt(x+1) = x-1").sections[0].lines[1:]]
    assert signs == ["⇒", "⇔", "⇔", "⇔"]


def test_a_point_that_is_not_the_only_one_is_not_proved() -> None:
    solving = _Solving(x, Domain(), [])
    u = Symbol("u", real=True)
    assert solving.one(exp(u), exp(2), u, 2 + u * 0).proved
    assert not solving.one(u**2, u**2 * 0 + 4, u, 2 + u * 0).proved
    assert not solving.one(log(u), log(3), u, 2 + u * 0).proved


@pytest.mark.parametrize(
    ("equation", "letter", "why"),
    [
        ("x^2-2", "x", "is an equation"),
        ("x = 1 = 2", "x", "is an equation"),
        ("x = 1", "y", "y does not occur in the equation"),
        ("exp(x) = x + 2", "x", "no way to solve eˣ = x \\+ 2"),
        ("sin(x) = x", "x", "no way to solve"),
        ("sin(x)+tan(x) = 1", "x", "no way to solve"),
        ("sin(x^2) = 1", "x", "no way to solve"),
        ("x = 1", "2", "a symbol such as x"),
    ],
)
def test_what_cannot_be_solved_is_told(equation: str, letter: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        asked(equation, letter)


@pytest.mark.parametrize(
    ("wave", "value"), [(sin, Rational(1, 3)), (cos, Rational(-1, 3)), (tan, S.One), (sin, -S.One)]
)
def test_between_the_solutions_there_is_none(wave: type[Expr], value: Expr) -> None:
    assert all(verdict.proved for verdict in nowhere_else(wave(x), value))
    k = Symbol("k", integer=True)
    zeros = {float(w.xreplace({k: Integer(n)})) for w in solutions(wave(x), value, k) for n in range(-9, 10)}
    grid = [n / 1000 for n in range(-20000, 20000)]
    f = lambdify(x, wave(x) - value, "math")
    crossed = [a for a, b in pairwise(grid) if f(a) * f(b) < 0 and abs(f(a)) < 1]
    assert all(any(abs(a - zero) < 0.01 for zero in zeros) for a in crossed)


def test_an_equation_of_sympy_is_solved() -> None:
    assert solve(Eq(sqrt(x), 3), x).proved


def test_an_equation_in_text_is_the_same() -> None:
    assert str(solve("sqrt(x) = 3", "x")) == str(solve(Eq(sqrt(x), 3), x))


@pytest.mark.parametrize(
    ("equation", "end"),
    [
        ("x^3 = 2", "x = 2^(1/3)"),
        ("exp(x)*(x + 1) = 0", "x = −1"),
        ("x*log(x) = 0", "x ∈ {0, 1}"),
        ("(1 - sigmoid(x))*sigmoid(x) = 0", "x ∈ {}"),
        ("exp(x) = x", "x ∈ {}"),
        ("x*sqrt(x - 1) = 0", "x ∈ {0, 1}"),
    ],
)
def test_products_and_cubes_are_solved(equation: str, end: str) -> None:
    page = solve(equation, "x")
    assert page.proved, str(page)
    assert to_text(page.sections[0].end) == end


def test_where_a_root_or_a_logarithm_has_no_value_there_is_no_solution() -> None:
    for equation in ("x*log(x) = 0", "x*sqrt(x - 1) = 0"):
        none, one = solve(equation, "x").sections[1].lines
        assert none.rules == ("x = 0 is none: a side has no value there",)
        assert one.rules == ("x = 1 is a solution",)


@pytest.mark.parametrize("equation", ["x^3 - 3*x + 1 = 0", "x^4 - 2*x^3 - 1 = 0", "x^5 - x - 1 = 0"])
def test_roots_that_no_short_radicals_write_are_left(equation: str) -> None:
    with pytest.raises(SymxentError, match="no way to solve"):
        solve(equation, "x")
