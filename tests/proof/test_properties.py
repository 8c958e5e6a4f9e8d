"""Laws that hold for every expression of the class: hypothesis draws the expressions."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from identities import CLASSES, a, i, j, k, l, m, p, q, vx, vy, x, z
from mutants import decimal
from sympy import (
    Add,
    Derivative,
    Expr,
    Integer,
    KroneckerDelta,
    Mul,
    Rational,
    Sum,
    count_ops,
    exp,
    expand,
    lambdify,
    log,
    tanh,
    together,
)

from symxent.language.functions import sigmoid, softmax, softplus
from symxent.proof import Undecided, canonical, prove
from symxent.proof.derivatives import evaluated

PROFILE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

numbers = st.builds(Rational, st.integers(-3, 3), st.integers(1, 3))
leaves = st.one_of(numbers, st.sampled_from([x, z, a, p, q]))
summands = st.sampled_from(
    [vx[m], vy[m], vx[m] * vy[m], exp(vx[m]), sigmoid(vx[m]), vx[m] ** 2, KroneckerDelta(m, i) * vy[m]]
)
indexed = st.one_of(
    st.sampled_from([vx[i], vx[j], vy[j], softmax(vx, i, k), KroneckerDelta(i, j)]),
    st.builds(lambda s, c: Sum(s + c, (m, 1, k)), summands, numbers),
)


def grown(below: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """One more operation on top."""
    return st.one_of(
        st.builds(lambda u, v: u + v, below, below),
        st.builds(lambda u, v: u * v, below, below),
        st.builds(lambda u: -u, below),
        st.builds(lambda u: exp(u / 4), below),
        st.builds(sigmoid, below),
        st.builds(softplus, below),
        st.builds(lambda u: log(1 + u**2), below),
        st.builds(lambda u: 1 / (1 + u**2), below),
        st.builds(lambda u: p**u, below),
    )


scalars = st.recursive(leaves, grown, max_leaves=6)
expressions = st.recursive(st.one_of(leaves, indexed), grown, max_leaves=5)

Rewriting = Callable[[Expr], Expr]


def at(head: type, change: Callable[..., Expr]) -> Rewriting:
    """A rewriting of every node with this head."""
    return lambda e: e.replace(head, change)


REWRITINGS: list[Rewriting] = [
    at(sigmoid, lambda u: 1 / (1 + exp(-u))),
    at(sigmoid, lambda u: (1 + tanh(u / 2)) / 2),
    at(sigmoid, lambda u: 1 - sigmoid(-u)),
    at(softplus, lambda u: log(1 + exp(u))),
    at(softplus, lambda u: u + softplus(-u)),
    at(exp, lambda u: exp(u / 2) ** 2),
    at(exp, lambda u: 1 / exp(-u)),
    at(exp, lambda u: sigmoid(u) / sigmoid(-u)),
    lambda e: expand(e),
    lambda e: together(e),
    lambda e: e + sigmoid(z) + sigmoid(-z) - 1,
    lambda e: e * exp(a) * exp(-a),
    lambda e: e.replace(Sum, lambda body, limit: Sum(body.xreplace({m: l}), (l, 1, k))),
    lambda e: e.replace(Sum, lambda body, limit: Add(*[Sum(t, limit) for t in Add.make_args(expand(body))])),
    lambda e: e.xreplace({softmax(vx, i, k): exp(vx[i]) / Sum(exp(vx[l]), (l, 1, k))}),
    lambda e: e.xreplace({KroneckerDelta(i, j): KroneckerDelta(i, j) ** 2 * (1 + vx[i] - vx[j])}),
]
rewritings = st.lists(st.sampled_from(REWRITINGS), min_size=1, max_size=3)


def rewritten(e: Expr, steps: list[Rewriting]) -> Expr:
    for step in steps:
        e = step(e)
    assume(count_ops(e) < 250)
    return e


@PROFILE
@given(expressions, rewritings)
def test_what_is_equal_by_construction_is_proved(e: Expr, steps: list[Rewriting]) -> None:
    verdict = prove(e, rewritten(e, steps), CLASSES)
    assert verdict.proved, str(verdict)


@PROFILE
@given(expressions, rewritings, st.sampled_from([Rational(1, 7), x / 5, sigmoid(z), vx[i], Sum(vy[m], (m, 1, k))]))
def test_what_is_equal_but_for_a_term_is_refuted(e: Expr, steps: list[Rewriting], term: Expr) -> None:
    assert prove(e, rewritten(e, steps) + term, CLASSES).refuted


@PROFILE
@given(expressions, rewritings)
def test_the_canonical_form_does_not_depend_on_the_writing(e: Expr, steps: list[Rewriting]) -> None:
    try:
        assert canonical(e, CLASSES) == canonical(rewritten(e, steps), CLASSES)
    except Undecided as error:
        assert "sign" in str(error) or "large" in str(error)  # noqa: PT017


@PROFILE
@given(expressions)
def test_the_canonical_form_has_the_value_of_the_expression(e: Expr) -> None:
    form = canonical(e, CLASSES)
    for place in ({"i": 1, "j": 2}, {"i": 2, "j": 2}):
        one, other = decimal(e, place), decimal(form, place)
        assert abs(one - other) <= Rational(1, 10**18) * (1 + abs(one))


@PROFILE
@given(scalars)
def test_a_derivative_is_what_mpmath_computes(e: Expr) -> None:
    at_point = {z: Rational(1, 3), a: Rational(-1, 2), p: Rational(3, 4), q: Rational(2, 3)}
    slope = canonical(evaluated(Derivative(e, x)))
    meant = e.replace(sigmoid, lambda u: 1 / (1 + exp(-u))).replace(softplus, lambda u: log(1 + exp(u)))
    with mpmath.workdps(40):
        value = mpmath.diff(lambdify(x, meant.subs(at_point), "mpmath"), mpmath.mpf("0.3"))
        found = lambdify(x, slope.subs(at_point), "mpmath")(mpmath.mpf("0.3"))
        assert mpmath.almosteq(value, found, rel_eps=mpmath.mpf("1e-12"), abs_eps=mpmath.mpf("1e-12"))


@PROFILE
@given(scalars, scalars)
def test_two_expressions_are_proved_equal_only_if_their_decimals_agree(one: Expr, other: Expr) -> None:
    verdict = prove(one, other)
    same = abs(decimal(one, {}) - decimal(other, {})) < Rational(1, 10**15)
    assert not verdict.proved or same
    assert not verdict.refuted or verdict.witness.lhs != verdict.witness.rhs  # type: ignore[union-attr]


@PROFILE
@given(st.lists(numbers, min_size=1, max_size=4), st.lists(summands, min_size=1, max_size=4))
def test_a_sum_is_linear_for_any_coefficients(weights: list[Expr], parts: list[Expr]) -> None:
    terms = [Mul(w, s) for w, s in zip(weights, parts, strict=False)]
    whole = Sum(Add(*terms), (m, 1, k))
    assert prove(whole, Add(*[Sum(t, (l, 1, k)) for t in [t.xreplace({m: l}) for t in terms]]), CLASSES).proved
    assert not prove(whole, whole + Integer(1), CLASSES).proved
