"""What follows from what: each row is proved in the direction that holds, and fails at a point in the other."""

from __future__ import annotations

import pytest
from sympy import Abs, Expr, S, Symbol, log, sqrt, symbols, sympify

from symxent.derive.consequence import follows
from symxent.derive.relations import Condition, Relation

x, y, a, b = symbols("x y a b", real=True)
p, q = symbols("p q", positive=True)


def eq(lhs: object, rhs: object = 0) -> Relation:
    return Relation(sympify(lhs), "=", sympify(rhs))


def cond(*relations: Relation) -> Condition:
    return (relations,)


def ge(lhs: Expr, rhs: object) -> Relation:
    return Relation(lhs, ">=", sympify(rhs))


def le(lhs: Expr, rhs: object) -> Relation:
    return Relation(lhs, "<=", sympify(rhs))


ROWS: list[tuple[Condition, Condition, str, str]] = [
    (cond(eq(2 * x, 4)), cond(eq(x, 2)), "proved", "proved"),
    (cond(eq(x, 2)), cond(eq(x**2, 4)), "proved", "refuted"),
    (cond(eq(a, b)), cond(eq(a**2, b**2)), "proved", "refuted"),
    (cond(eq(a**2, b**2)), (*cond(eq(a, b)), *cond(eq(a, -b))), "proved", "proved"),
    (cond(eq(a, b)), cond(eq(sqrt(a), sqrt(b))), "refuted", "proved"),
    (cond(eq(p, q)), cond(eq(p**2, q**2)), "proved", "proved"),
    (cond(eq(Abs(a), Abs(b))), cond(eq(a**2, b**2)), "proved", "proved"),
    (cond(eq((x**2 - 4) / (x - 2))), cond(eq(x**2, 4)), "proved", "refuted"),
    (cond(eq(x / y, 1)), cond(eq(x, y)), "proved", "refuted"),
    (cond(eq(x * y, y)), cond(eq(x, 1)), "refuted", "proved"),
    (cond(eq(p * x, p)), cond(eq(x, 1)), "proved", "proved"),
    (cond(eq(sqrt(3 * x + 4), 2 + sqrt(x + 2))), cond(eq(x, 7)), "proved", "proved"),
    (cond(eq(x - 1, 2 * sqrt(x + 2))), cond(eq((x - 1) ** 2, 4 * (x + 2))), "proved", "refuted"),
    (cond(eq(2**x, 8)), cond(eq(x, 3)), "proved", "proved"),
    (cond(eq(log(x), 0)), cond(eq(x**2, 1)), "proved", "refuted"),
    (cond(ge(x**2, 9)), (*cond(ge(x, 3)), *cond(le(x, -3))), "proved", "proved"),
    (cond(ge(x**2, 9)), (*cond(ge(x, 3)), *cond(le(x, -2))), "proved", "refuted"),
    (cond(eq(x + y, 3), eq(x - y, 1)), cond(eq(x, 2), eq(y, 1)), "proved", "proved"),
    (cond(eq(x + y, 3), eq(x - y, 1)), cond(eq(x, 1), eq(y, 2)), "refuted", "refuted"),
    (cond(eq(x, 0)), cond(eq(1 / x, 1 / x)), "refuted", "refuted"),
    (cond(eq(x**2, -1)), (), "proved", "proved"),
    ((), cond(eq(x, 1)), "proved", "refuted"),
]


@pytest.mark.parametrize(("premise", "conclusion", "there", "back"), ROWS)
def test_each_direction_is_proved_or_fails_at_a_point(
    premise: Condition, conclusion: Condition, there: str, back: str
) -> None:
    assert follows(premise, conclusion).status.value == there
    assert follows(conclusion, premise).status.value == back


def test_the_point_at_which_it_fails_is_told() -> None:
    found = follows(cond(eq(x**2, 4)), cond(eq(x, 2)))
    assert found.point == ((x, -2),)
    assert isinstance(found.point[0][0], Symbol)
    assert found.point[0][1] is not S.NaN


def test_without_refuting_no_points_are_tried() -> None:
    assert follows(cond(eq(a**2, b**2)), cond(eq(a, b)), refuting=False).status.value == "unknown"
