"""Steps of a proof by rewriting that lack one condition, and are right but for it; numbers that no ball encloses."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pytest
from rows import X, Y, by, i, judge, k, m, n, row, rows, u, x, y
from sympy import (
    Dummy,
    Expr,
    FiniteSet,
    Function,
    Integer,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    binomial,
    factorial,
    log,
    pi,
    sin,
)

from symxent.logic import Hypotheses, Refused
from symxent.logic.checker import Checker
from symxent.logic.gamma import falling, rgamma
from symxent.logic.numbers import enclosure
from symxent.logic.rules import STEPS

v, w, r = (Dummy(name, integer=True) for name in "vwr")
HALF = S.Half
SIZES = {k: S.Naturals0, n: S.Naturals0}
COUNTS = Hypotheses(where=SIZES)
BELOW = Hypotheses(positive=(-u,))
OF_V, OF_W = X[v] * Y[v], Sum(X[m], (m, 1, k))

Step = tuple[str, Any, tuple[Any, ...], Hypotheses]
#: The rule, its arguments and parts, and what is known; each is right but for one thing.
CHECKED: dict[str, Step] = {
    "half a part of Γ": ("multiplication of Γ", u, (Rational(3, 2),), COUNTS),
    "no part of Γ": ("multiplication of Γ", u, (S.Zero,), BELOW),
    "a derivative of ψ": ("reflection of ψ", (S.One, Rational(1, 3)), (), COUNTS),
    "half a factor first": ("falling factorial", (u, n + HALF), (HALF, S.Zero), COUNTS),
    "half a factor last": ("falling factorial", (u, n + HALF), (S.Zero, HALF), COUNTS),
    "a factor before the first": ("falling factorial", (u, n), (S.NegativeOne, S.Zero), COUNTS),
    "a factor after the last": ("falling factorial", (u, n), (S.Zero, S.NegativeOne), COUNTS),
    "other arc tangents": ("arc tangent of a sum", HALF, (Rational(1, 3), Rational(1, 8)), COUNTS),
    "half an arc tangent": ("arc tangents of numbers", Rational(1, 10), (HALF, S.Zero), COUNTS),
    "an arc tangent of a root": ("arc tangents of numbers", Pow(3, HALF), (S.One, S.Zero), COUNTS),
    "a third of a turn": ("arc tangents of numbers", S.One, (S.One, Rational(1, 3)), COUNTS),
    "no arc tangent": ("arc tangents of numbers", S.One, (S.Zero, S.Zero), COUNTS),
    # sums
    "a letter of the claim": (
        "linearity of the sum",
        (2 * X[v], v, k),
        ((Integer(2), X[r], r),),
        Hypotheses(where=SIZES, positive=(X[r],)),
    ),
    "a letter beside": ("linearity of the sum", (OF_V, v, k), ((S.One, X[w] * Y[v], w),), COUNTS),
    "a letter in a factor": ("linearity of the sum", (X[v] * Y[w], v, k), ((Y[w], X[w], w),), COUNTS),
    "one letter for two sums": (
        "product of sums",
        (X[v] * Sum(2 + m, (m, 1, n)) * OF_W, v, k),
        (X[v], ((w + 2, ((w, n),), Sum(2 + m, (m, 1, n))), (X[w], ((w, k),), OF_W)), (v, w), None),
        COUNTS,
    ),
    "one letter for two sums, of which one is constant": (
        "product of sums",
        (Sum(y, (m, 1, k)) * OF_W, v, k),
        (S.One, ((y, ((w, k),), Sum(y, (m, 1, k))), (X[w], ((w, k),), OF_W)), (v, w), None),
        COUNTS,
    ),
    "a letter of what stands beside": (
        "product of sums",
        (Y[w] * OF_W, v, k),
        (Y[w], ((X[w], ((w, k),), OF_W),), (v, w), None),
        COUNTS,
    ),
    "a letter that the sum holds": (
        "product of sums",
        (Sum(X[m] * Y[w], (m, 1, k)), v, k),
        (S.One, ((X[w] * Y[w], ((w, k),), Sum(X[m] * Y[w], (m, 1, k))),), (v, w), None),
        COUNTS,
    ),
    "a range that moves": (
        "product of sums",
        (Sum(X[m], (m, 1, v)), v, k),
        (S.One, ((X[w], ((w, v),), Sum(X[m], (m, 1, v))),), (w, v), None),
        COUNTS,
    ),
    "one letter twice": (
        "product of sums",
        (Y[v] * OF_W, v, k),
        (Y[v], ((X[w], ((w, k),), OF_W),), (v, v), None),
        COUNTS,
    ),
    "what is nothing, declared": (
        "declared",
        Sum(X[v], (v, 1, k)),
        (Integer(17),),
        Hypotheses(where=SIZES, equal=((OF_W, OF_W),)),
    ),
    "what it is already": (
        "declared",
        Sum(X[v], (v, 1, k)),
        (OF_W,),
        Hypotheses(where=SIZES, equal=((OF_W, Integer(5)),)),
    ),
    "one of two ranges, declared": (
        "declared",
        Sum(X[v, m], (v, 1, k)),
        (Integer(5),),
        Hypotheses(where=SIZES, equal=((Sum(X[i, m], (i, 1, k), (m, 1, k)), Integer(5)),)),
    ),
    "a letter that would be caught, declared": (
        "declared",
        Sum(X[v] * Y[v], (v, 1, k)),
        (Integer(5),),
        Hypotheses(where=SIZES, equal=((Sum(X[m] * Y[v], (m, 1, k)), Integer(5)),)),
    ),
}
#: Likewise, of what a step rewrites.
KEYS: dict[str, Step] = {
    "a range that may be turned around": ("telescoping", (X[w], w, u), (), Hypotheses(where={u: S.Integers})),
    "a letter over another range": ("telescoping", (X[v], v, n), (), COUNTS),
    "a range from 0": ("declared", Sum(X[m], (m, 0, k)), (), COUNTS),
}


def tried(what: Callable[[Checker, Any], Hashable], step: Step) -> Hashable:
    rule, args, parts, h = step
    c = Checker((), h, letters=((X[v], v, k, v),))
    return what(c, by(rule, args, *parts))


@pytest.mark.parametrize("name", CHECKED)
def test_a_step_is_refused_that_lacks_one_condition(name: str) -> None:
    with pytest.raises(Refused):
        tried(STEPS[CHECKED[name][0]].check, CHECKED[name])


@pytest.mark.parametrize("name", KEYS)
def test_nothing_is_rewritten_without_its_condition(name: str) -> None:
    with pytest.raises(Refused):
        tried(STEPS[KEYS[name][0]].key, KEYS[name])


NO_TERM = Hypotheses(where={n: FiniteSet(0)})


@rows(
    row("a binomial coefficient", binomial(x, k), "=", factorial(x) / (factorial(k) * factorial(x - k)),
        h=Hypotheses(positive=(x + 1,), where={k: S.Naturals0})),
    row("a binomial coefficient of what may be −1", binomial(x, k), "=", falling(x, k) * rgamma(k + 1),
        h=Hypotheses(nonnegative=(x + 1,), where={k: S.Naturals0})),
    row(
        "a product of no factors",
        Product(X[m] * Y[m], (m, 1, n)),
        "=",
        Product(X[m], (m, 1, n)) * Product(Y[m], (m, 1, n)),
        h=NO_TERM,
    ),
)  # fmt: skip
def test_what_is_true_is_proved(given) -> None:
    judge(given)


def test_a_factorial_of_other_numbers_is_no_binomial_coefficient() -> None:
    c = Checker((), Hypotheses())
    with pytest.raises(Refused):
        c.value(binomial(x, y))


@pytest.mark.parametrize(
    "e",
    [
        Pow(sin(pi, evaluate=False), -1, evaluate=False),
        Function("sigmoid")(S.One),
        Function("f")(S.One),
        log(8, 2, evaluate=False),
        Sum(m, (m, HALF, 3)),
        Sum(m, (m, 1, HALF + 3)),
        Sum(m, (m, 5, 3)),
    ],
    ids=str,
)
def test_what_has_no_ball(e: Expr) -> None:
    assert enclosure(e) is None
