"""Critical points: all of them, what is there, and a refusal where that is not proved."""

from __future__ import annotations

import pytest

from symxent.derive.problems.asked import ASKED
from symxent.derive.problems.slopes import critical
from symxent.errors import SymxentError

MINIMUM, MAXIMUM, NONE = "local minimum at", "local maximum at", "no extremum at"
FLAT = "every point with {} is critical, a minimum and a maximum beside its neighbours"


@pytest.mark.parametrize(
    ("formula", "kinds"),
    [
        ("x^3 - 3*x", [f"{MAXIMUM} x = −1, where f = 2", f"{MINIMUM} x = 1, where f = −2"]),
        ("x*exp(-x)", [f"{MAXIMUM} x = 1, where f = e⁻¹"]),
        ("log(x)/x", [f"{MAXIMUM} x = e, where f = e⁻¹"]),
        ("x^4", [f"{MINIMUM} x = 0, where f = 0"]),
        ("-x^6", [f"{MAXIMUM} x = 0, where f = 0"]),
        ("x^3", [f"{NONE} x = 0, where f = 0"]),
        ("sin(x)", [f"{MAXIMUM} x = 2 π k + π/2, where f = 1", f"{MINIMUM} x = 2 π k + 3 π/2, where f = −1"]),
        ("1/x", ["There are no critical points"]),
        ("sigmoid(x)", ["There are no critical points"]),
        ("abs(x)", [f"{MINIMUM} x = 0, where f = 0 and f′ is missing"]),
        ("exp(-abs(x))", [f"{MAXIMUM} x = 0, where f = 1 and f′ is missing"]),
        (
            "x + abs(x-1) + abs(x+1)",
            [f"{MINIMUM} x = −1, where f = 1 and f′ is missing", f"{NONE} x = 1, where f = 3 and f′ is missing"],
        ),
        ("x^2 + abs(x - 5)", [f"{MINIMUM} x = 1/2, where f = 19/4", f"{NONE} x = 5, where f = 25 and f′ is missing"]),
        ("relu(x)", [FLAT.format("−x > 0"), f"{MINIMUM} x = 0, where f = 0 and f′ is missing"]),
        ("-max(x, 0)", [FLAT.format("−x > 0"), f"{MAXIMUM} x = 0, where f = 0 and f′ is missing"]),
        (
            "abs(x-1) + abs(x+1)",
            [
                FLAT.format("x + 1 > 0, x − 1 < 0"),
                *(f"{MINIMUM} x = {a}, where f = 2 and f′ is missing" for a in ("−1", "1")),
            ],
        ),
        (
            "abs(abs(x) - 1)",
            [
                f"{MAXIMUM} x = 0, where f = 1 and f′ is missing",
                *(f"{MINIMUM} x = {a}, where f = 0 and f′ is missing" for a in ("−1", "1")),
            ],
        ),
        ("sqrt(abs(x))", [f"{MINIMUM} x = 0, where f = 0 and f′ is missing"]),
        ("x*abs(x)", [f"{NONE} x = 0, where f = 0"]),
        ("abs(x)^3", [f"{MINIMUM} x = 0, where f = 0"]),
        ("max(x, 0)^2", [FLAT.format("−x > 0"), f"{MINIMUM} x = 0, where f = 0"]),
        (
            "max(x, x^2)",
            [f"{MINIMUM} x = 0, where f = 0 and f′ is missing", f"{NONE} x = 1, where f = 1 and f′ is missing"],
        ),
        ("min(x, x^2)", [f"{NONE} x = {a}, where f = {a} and f′ is missing" for a in (0, 1)]),
        ("x^(5/2)", ["an end, x = 0: near it f is smallest there, f = 0"]),
        ("cbrt(x)", [f"{NONE} x = 0, where f = 0 and f′ is infinite"]),
        ("cbrt(x)^2", [f"{MINIMUM} x = 0, where f = 0 and f′ is missing"]),
        ("x^(2/3)", ["an end, x = 0: near it f is smallest there, f = 0"]),
        ("-x*sqrt(x)", ["an end, x = 0: near it f is largest there, f = 0"]),
        ("sqrt(x)", ["an end, x = 0: near it f is smallest there, f = 0"]),
        ("-sqrt(x)", ["an end, x = 0: near it f is largest there, f = 0"]),
        (
            "arcsin(x)",
            [
                "an end, x = −1: near it f is smallest there, f = −π/2",
                "an end, x = 1: near it f is largest there, f = π/2",
            ],
        ),
        (
            "arccos(x)",
            ["an end, x = −1: near it f is largest there, f = π", "an end, x = 1: near it f is smallest there, f = 0"],
        ),
    ],
)
def test_every_critical_point_is_found_with_its_kind(formula: str, kinds: list[str]) -> None:
    page = ASKED["--critical"](formula, "x").derived()
    assert page.proved, str(page)
    assert sorted(line.rules[0] for line in page.sections[-1].lines) == sorted(kinds)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("x^2 + sign(x)", "may jump"),
        ("cbrt(x)*sign(x)", "may jump"),
        ("sign(x)", "may jump"),
        ("a*x^2", "not found by the signs"),
        ("x^2 + x - sin(x)", "no way to solve"),
        ("y^2", "x does not occur"),
        ("0*x + 1", "x does not occur"),
    ],
)
def test_what_is_not_proved_is_not_said(formula: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        critical(formula, "x")


@pytest.mark.parametrize(
    ("formula", "kinds"),
    [
        ("x^3 - 3*x + y^2", ["saddle at (−1, 0), where f = 2", f"{MINIMUM} (1, 0), where f = −2"]),
        ("x*y", ["saddle at (0, 0), where f = 0"]),
        (
            "x^4 + y^4 - 4*x*y",
            [f"{MINIMUM} (−1, −1), where f = −2", "saddle at (0, 0), where f = 0", f"{MINIMUM} (1, 1), where f = −2"],
        ),
        ("exp(-x^2-y^2)", [f"{MAXIMUM} (0, 0), where f = 1"]),
        ("x + y + 1/(x*y)", [f"{MINIMUM} (1, 1), where f = 3"]),
        ("x*log(y)", ["saddle at (0, 1), where f = 0"]),
        ("x^2*sqrt(y-1) + y^2", []),
    ],
)
def test_stationary_points_of_two_letters_have_their_kind(formula: str, kinds: list[str]) -> None:
    page = critical(formula, ("x", "y"))
    assert page.proved, str(page)
    lines = page.sections[-1].lines if page.sections[-1].title == "What is there" else ()
    said = [line.rules[0].partition(": ")[2] for line in lines]
    assert said == kinds


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("x^2*y^2", "along a whole curve"),
        ("x^4 + y^4", "determinant 0"),
        ("x^2*sqrt(y)", "along a whole curve"),
        ("abs(x) + y^2", "kinks"),
        ("sin(x) + y^2", "for every integer"),
        ("x^2", "y does not occur"),
    ],
)
def test_what_is_not_proved_of_two_letters_is_not_said(formula: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        critical(formula, ("x", "y"))


def test_where_a_root_may_be_0_the_gradient_may_be_missing() -> None:
    page = critical("sqrt(x^2 + y^2) + 2*x", ("x", "y"))
    assert any("it may be missing where x² + y² = 0" in section.title for section in page.sections)


@pytest.mark.parametrize(
    ("formula", "kinds"),
    [
        ("x^3/x", ["There are no critical points"]),
        ("x^2*(x-1)/(x-1)", [f"{MINIMUM} x = 0, where f = 0"]),
        ("sqrt(x)*sqrt(x)", ["an end, x = 0: near it f is smallest there, f = 0"]),
        ("tan(x)", ["There are no critical points"]),
    ],
)
def test_what_is_cancelled_has_no_value_where_it_was_0(formula: str, kinds: list[str]) -> None:
    page = critical(formula, "x")
    assert page.proved
    assert [line.rules[0] for line in page.sections[-1].lines] == kinds


def test_there_is_no_stationary_point_where_the_formula_has_no_value() -> None:
    assert [section.title for section in critical("x^2*x/x + y^2", ("x", "y")).sections][
        -1
    ] == "Where the gradient is 0"
