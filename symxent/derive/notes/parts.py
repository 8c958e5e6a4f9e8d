"""Sums by parts and over triangles; derivatives of integrals."""

from sympy import S

from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE, REALS
from symxent.language.formula import read_formula
from symxent.language.tree import Add, Big, Derivative, Multiply, Name, Negative, Node, Relation
from symxent.language.write import at, equal, i, j, k, n, number, t, total, x

_oo, _a = Name("oo"), Name("a")


_f, _g = at(Name("f"), k), at(Name("g"), k)


def _next(letter: str) -> Node:
    return at(Name(letter), Add((k, number(1))))


def _step(letter: str) -> Node:
    return Add((_next(letter), Negative(at(Name(letter), k))))


def _at(letter: str, place: Node | int) -> Node:
    return at(Name(letter), place)


_last = Add((n, Negative(number(1))))
_rows = at(_a, i, j)

sums_by_parts = Page(
    name="sums_by_parts",
    title="Sums that telescope, by parts, and in another order",
    where={n: S.Naturals},
    arrays={Name("f"): (n,), Name("g"): (n,), _a: (n, n)},
    without_certificate="the exchange of sums has no lemma in Coq",
    sections=(
        State("A sum of differences", equal(total(_step("f"), k, 1, _last), Add((_at("f", n), Negative(_at("f", 1)))))),
        State("Summation by parts", equal(
            total(Multiply((_f, _step("g"))), k, 1, _last),
            Add((Multiply((_at("f", n), _at("g", n))), Negative(Multiply((_at("f", 1), _at("g", 1)))),
                 Negative(total(Multiply((_next("g"), _step("f"))), k, 1, _last)))))),
        State("Two sums over a square", equal(
            total(total(_rows, j, 1, n), i, 1, n), total(total(_rows, i, 1, n), j, 1, n))),
        State("Two sums over a triangle", equal(
            total(total(_rows, j, 1, i), i, 1, n), total(total(_rows, i, j, n), j, 1, n))),
    ),
)  # fmt: skip


def _integral(body: str, low: str | Node, high: str | Node) -> Node:
    ends = (read_formula(end) if isinstance(end, str) else end for end in (low, high))
    return Big("integral", read_formula(body), (t,), *ends)


def _slope(title: str, of: Node, by: Node, value: Node | str) -> State:
    there = read_formula(value) if isinstance(value, str) else value
    return State(title=title, relation=Relation("=", Derivative(of, (by,)), there))


under_the_integral = Page(
    name="under_the_integral",
    title="Derivatives of integrals",
    where={x: REALS, _a: POSITIVE},
    without_certificate="integrals have no lemma in Coq",
    sections=(
        _slope("The fundamental theorem of calculus", _integral("exp(-t^2)", "0", "x"), x, "exp(-x^2)"),
        _slope("With an end that moves", _integral("cos(t)", "0", "x^2"), x, "2*x*cos(x^2)"),
        _slope("Under the sign, between numbers", _integral("exp(-a*t)", "0", "1"), _a,
               Negative(_integral("t*exp(-a*t)", "0", "1"))),
        _slope("Under the sign, over a half-line, where both converge", _integral("exp(-a*t)", "0", _oo), _a,
               Negative(_integral("t*exp(-a*t)", "0", _oo))),
        _slope("Under the sign and at the end", _integral("(x - t)*exp(t)", "0", "x"), x,
               _integral("exp(t)", "0", "x")),
    ),
)  # fmt: skip
