"""Claims and proofs that are not what they should be are refused with a reason: nothing crashes, nothing is proved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import FREE, X, Y, by, k, m, x, y
from sympy import (
    Abs,
    Dummy,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Lambda,
    Matrix,
    S,
    Sum,
    Symbol,
    exp,
    log,
    nan,
    oo,
    sqrt,
    zoo,
)

from symxent.logic import (
    PRINCIPLES,
    Alike,
    By,
    ByIndex,
    BySign,
    ByValue,
    Claim,
    Convex,
    Each,
    Enclosed,
    Hypotheses,
    NoPoint,
    NotConvex,
    Refused,
    Rounded,
    Step,
    Steps,
    check,
)
from symxent.logic.rules import SIGN_STEPS, STEPS

v = Dummy("v", integer=True)
#: Each is false wherever its sides have a value, so that no proof shows it.
FALSE = [
    Claim(Abs(x), Abs(x) + 1, "=", FREE),
    Claim(sqrt(exp(x)), S.Zero, "<", FREE),
    Claim(log(exp(x) + 1), S.Zero, "=", FREE),
    Claim(Sum(X[m] ** 2, (m, 1, k)), -S.One, "<=", FREE),
    Claim(exp(x + y), -exp(x), "=", Hypotheses(where={y: FiniteSet(0, 1)})),
    Rounded(exp(1), Integer(3), 1),
    Convex(-(x**2), x, FREE),
    NotConvex(x**2, x, FREE),
    Each((Claim(x, x + 1, "=", FREE),)),
]
STRANGE = [
    None,
    0,
    1.5,
    "x",
    "__import__('os')",
    (),
    [x],
    {x: x},
    object(),
    Claim,
    Lambda(x, x),
    Matrix([1]),
    nan,
    oo,
    zoo,
]
ORDINARY = [x, y, S.Zero, S.One, -S.One, exp(x), log(x), X[v], v, k, Sum(X[v], (v, 1, k)), Function("f")(x), x > 0]


def nested(leaves: list[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(st.sampled_from(leaves), lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=6)


PARTS, TYPED = nested([*STRANGE, *ORDINARY]), nested(ORDINARY)
MANY = st.lists(PARTS, max_size=4).map(tuple) | st.lists(TYPED, max_size=4).map(tuple)
NAMES = st.sampled_from([*STEPS, *SIGN_STEPS, *PRINCIPLES, "no such rule", 7, None])
EXPRESSIONS = st.lists(st.sampled_from(ORDINARY[:-1]), min_size=1, max_size=3).map(tuple)
TYPED_STEPS = st.builds(
    Step, st.sampled_from([*STEPS, *SIGN_STEPS]), EXPRESSIONS, st.lists(TYPED, max_size=3).map(tuple)
)
STEPS_ = st.builds(Step, NAMES, MANY | PARTS, MANY | PARTS) | TYPED_STEPS
SIMPLE = st.one_of(
    st.builds(Steps, st.lists(TYPED_STEPS, max_size=3).map(tuple), st.just(()), st.none() | st.sampled_from(ORDINARY)),
    st.builds(Steps, st.lists(STEPS_, max_size=3).map(tuple) | PARTS, st.just(()) | MANY, st.none() | PARTS),
    st.builds(By, NAMES, MANY, MANY),
    st.builds(NoPoint, MANY | PARTS),
    st.sampled_from([Alike(), Enclosed(), *STRANGE]),
)
PROOFS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(BySign, PARTS, inner, inner, st.none() | inner, PARTS, PARTS),
        st.builds(ByIndex, PARTS, PARTS, inner, inner),
        st.builds(ByValue, PARTS, st.lists(st.tuples(PARTS, inner), max_size=2).map(tuple) | PARTS),
    ),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FALSE), PROOFS)
def test_no_proof_whatever_its_shape_shows_what_is_false(claim: Any, proof: Any) -> None:
    with pytest.raises(Refused) as refusal:
        check(claim, proof)
    assert str(refusal.value)


@settings(max_examples=100, deadline=None)
@given(PARTS, PARTS, st.sampled_from(["=", "<", "≈", 3, None]), st.just(FREE) | PARTS)
def test_no_claim_whatever_its_shape_is_more_than_refused(lhs: Any, rhs: Any, op: Any, h: Any) -> None:
    for claim in (Claim(lhs, rhs, op, h), Rounded(lhs, rhs, h), Convex(lhs, rhs, h), Each((lhs, rhs)), lhs):
        with suppress(Refused):
            assert check(claim, Steps()).claim.said == (lhs, op, rhs)
            assert lhs == rhs


REFUSALS = [
    ("a rule that there is not", Steps((by("no such rule", x),)), "no rule 'no such rule'"),
    ("a list of steps", Steps([by("absolute value", x, x)]), "Steps"),
    ("a step that is text", Steps(("absolute value",)), "Steps"),
    ("text among the arguments", Steps((Step("absolute value", ("x",), (x,)),)), "Steps"),
    ("text among the parts", Steps((Step("absolute value", (x,), (("x",),)),)), "Steps"),
    ("a principle that there is not", By("no such principle"), "no principle 'no such principle'"),
    ("no proof", None, "NoneType"),
    ("a case without a proof", BySign(x, Steps(), None), "BySign"),
]


@pytest.mark.parametrize(("proof", "reason"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_the_reason_says_what_is_wrong(proof: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check(FALSE[0], proof)


@pytest.mark.parametrize("rule", [*STEPS, *SIGN_STEPS])
@pytest.mark.parametrize("arguments", [(), (x,), (x, x, x, x)], ids=len)
def test_a_step_with_too_few_or_too_many_arguments_shows_nothing(rule: str, arguments: tuple) -> None:
    for claim in FALSE[:5]:
        with pytest.raises(Refused):
            check(claim, Steps((Step(rule, arguments, ()), Step(rule, (x,), arguments))))


def test_what_a_theorem_says_cannot_be_changed_by_those_who_gave_it() -> None:
    where = {y: FiniteSet(0, 1)}
    given_here = Claim(y**2, y, "=", Hypotheses(where=where))
    theorem = check(given_here, Steps())
    where.clear()
    assert theorem.claim.hypotheses.where == {y: FiniteSet(0, 1)}
    with pytest.raises(TypeError):
        theorem.claim.hypotheses.where[y] = S.Reals  # type: ignore[index]
    with pytest.raises(AttributeError):
        theorem.claim.hypotheses.where = {}  # type: ignore[misc]


def test_an_expression_that_is_nested_too_deep_is_refused() -> None:
    e = x
    for _ in range(3000):
        e = exp(e, evaluate=False)
    with pytest.raises(Refused):
        check(Claim(e, x, "=", FREE), Steps())


def test_a_claim_of_another_kind_is_none() -> None:
    class Sly(Claim):
        """Says one thing when it is looked at, and another afterwards."""

    with pytest.raises(Refused, match="Sly"):
        check(Sly(x, x, "=", FREE), Alike())
    with pytest.raises(Refused):
        check(replace(FALSE[0], hypotheses=None), Steps())  # type: ignore[arg-type]
    with pytest.raises(Refused):
        check(Claim(Symbol("z", complex=True, real=False), x, "=", FREE), Steps())
    for z in (Symbol("z", complex=True), IndexedBase("Z", complex=True)[m], Symbol("z", algebraic=True)):
        with pytest.raises(Refused, match=r"no real number|is real"):
            check(Claim(z**2, Integer(0), ">=", FREE), Steps())
    assert check(Claim(Y[m], Y[m], "=", FREE), Alike())
