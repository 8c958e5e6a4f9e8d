"""What symbols are declared to be: whole, even, prime, irrational, imaginary."""

from typing import Any

import pytest
from sympy import (
    Abs,
    Dummy,
    Eq,
    Expr,
    FiniteSet,
    I,
    Integer,
    Interval,
    Max,
    Piecewise,
    Rational,
    S,
    Symbol,
    exp,
    log,
    sqrt,
)

import symxent as sx
from symxent.logic import By, BySign, ByValue, Claim, Hypotheses, Refused, Steps, Theorem, check
from symxent.logic.hypotheses import Range, is_excluded

even, odd, prime = (Symbol(kind, **{kind: True}) for kind in ("even", "odd", "prime"))
odd_prime, composite = Symbol("q", prime=True, odd=True), Symbol("c", composite=True)
whole, natural = Symbol("n", integer=True), Symbol("m", integer=True, nonnegative=True)
irrational, fraction = Symbol("r", irrational=True), Symbol("f", noninteger=True, real=True)
x, u, w = Symbol("x", real=True), Symbol("u", imaginary=True), Symbol("w", imaginary=True)
HALF, NO_STEPS = Rational(1, 2), Steps()


def holds(lhs: Expr, op: str, rhs: Any, proof: Any = NO_STEPS, **known: Any) -> bool:
    try:
        return isinstance(check(Claim(lhs, S(rhs), op, Hypotheses(**known)), proof), Theorem)
    except Refused:
        return False


def around(letter: Symbol, at: int) -> BySign:
    return BySign(letter - at, NO_STEPS, NO_STEPS, NO_STEPS, letter, Integer(at))


@pytest.mark.parametrize(
    ("letter", "least"),
    [(prime, 2), (odd_prime, 3), (composite, 4), (Symbol("p", integer=True, positive=True), 1), (natural, 0)],
)
def test_a_whole_number_is_at_least_the_least_of_its_kind(letter: Symbol, least: int) -> None:
    assert holds(letter, ">=", least)
    assert not holds(letter, ">", least)
    assert not holds(letter, ">=", least + 1)


def test_ends_of_a_range_are_whole_and_of_the_kind() -> None:
    h = Hypotheses(where={s: Interval.open(1, Rational(9, 2)) for s in (even, odd, whole, x, prime)})
    ends = {s: (r.low, r.high, r.open_low) for s in h.where if (r := h.range_of(s))}
    assert ends[even] == (2, 4, False)
    assert ends[odd] == (3, 3, False)
    assert ends[whole] == (2, 4, False)
    assert ends[x] == (1, Range(high=ends[x][1]).high, True)
    assert holds(x, ">=", 2, where={x: S.Integers}, positive=(x - 1,))
    assert not holds(x, ">=", 2, positive=(x - 1,))
    assert holds(prime, ">=", 2, where={prime: Interval(0, 2)})  # which is one number


def test_between_two_whole_numbers_there_is_none() -> None:
    assert holds((whole - 1) * whole, ">=", 0, around(whole, 0))
    assert not holds((x - 1) * x, ">=", 0, around(x, 0))
    assert not holds((whole - 2) * whole, ">=", 0, around(whole, 0))
    assert holds(even**2 * (even**2 - 4), ">=", 0, around(even, 0))
    assert not holds(whole**2 * (whole**2 - 4), ">=", 0, around(whole, 0))
    assert holds((prime - 3) * (prime - 2), ">=", 0, around(prime, 2))
    assert not holds((prime - 4) * (prime - 2), ">=", 0, around(prime, 2))
    assert holds(Max(HALF, Abs(whole)), "=", Piecewise((HALF, Eq(whole, 0)), (Abs(whole), True)), around(whole, 0))
    assert not holds(Max(HALF, Abs(x)), "=", Piecewise((HALF, Eq(x, 0)), (Abs(x), True)), around(x, 0))


def test_what_a_symbol_is_declared_not_to_be_it_is_not() -> None:
    assert all(holds(*claim) for claim in ((whole, "!=", HALF), (even, "!=", 1), (prime, "!=", 4), (odd, "!=", 0)))
    assert holds(2 * irrational, "!=", 3)
    assert holds(fraction, "!=", 1)
    assert not any(holds(*claim) for claim in ((whole, "!=", 1), (even, "!=", 2), (fraction, "!=", HALF), (x, "!=", 0)))
    assert not holds(irrational + x, "!=", 3)
    assert not holds(irrational**2, "!=", 2)
    assert not holds(odd, ">=", 3)
    assert not is_excluded(whole, x)  # which may be a whole number
    assert is_excluded(prime, Integer(4))
    assert not is_excluded(prime, Integer(5))


def test_of_a_few_values_those_are_left_that_the_symbol_may_have() -> None:
    few = {"where": {even: FiniteSet(0, 1, 2)}}
    cases = ByValue(even, ((Integer(0), NO_STEPS), (Integer(2), NO_STEPS)))
    assert holds(even * (even - 2), "=", 0, cases, **few)
    assert not holds(even * (even - 2), "=", 0, ByValue(even, ((Integer(0), NO_STEPS),)), **few)
    assert holds((odd - 1) ** 2, "=", 0, where={odd: FiniteSet(0, 1)}) is False  # no cases, no proof
    root, cases = sqrt(2), ByValue(x, ((Integer(0), NO_STEPS), (sqrt(2), NO_STEPS)))
    assert not holds(x * (x - root), "=", 0, cases, where={x: FiniteSet(0, root)})  # rational ones alone are listed
    assert holds(odd**2, ">", 0, BySign(odd, NO_STEPS, NO_STEPS, NO_STEPS, odd, Integer(0)))


class Sly(Symbol):
    """A symbol that may mean something else."""


sly = Sly("s", imaginary=True)


def imaginary(lhs: Expr, op: str, rhs: Any, parts: tuple[tuple[Expr, Expr], ...], **known: Any) -> Theorem:
    at, hypotheses = {a: I * b for a, b in parts}, Hypotheses(**known)
    premise = check(Claim(lhs.xreplace(at), S(rhs).xreplace(at), op, hypotheses), NO_STEPS)
    return check(Claim(lhs, S(rhs), op, hypotheses), By("imaginary", (premise,), parts))


def test_a_claim_of_imaginary_numbers_holds_if_it_does_of_their_parts() -> None:
    v, t = (Dummy(real=True, nonzero=True) for _ in "vt")
    assert imaginary(u**2, "<", 0, ((u, v),))
    assert imaginary(Abs(u) ** 2, "=", -(u**2), ((u, v),))
    assert imaginary((u * w) ** 2, ">", 0, ((u, v), (w, t)))
    with pytest.raises(Refused, match="of their own"):
        imaginary((u * w) ** 2, ">", 0, ((u, v), (w, v)))
    with pytest.raises(Refused, match="of their own"):
        imaginary(u**2 + v**2, "=", 0, ((u, v),))
    with pytest.raises(Refused, match="of their own"):
        check(
            Claim(x**2, S.Zero, ">=", Hypotheses()),
            By("imaginary", (check(Claim(x**2, S.Zero, ">=", Hypotheses()), NO_STEPS),), ()),
        )
    with pytest.raises(Refused, match="any imaginary"):
        imaginary(x**2, "<", 0, ((x, v),))
    with pytest.raises(Refused, match="any imaginary"):
        imaginary(u**2, "<", 0, ((u, v),), nonzero=(u - I,))
    for known in ({"positive": True}, {"real": True}, {"integer": True, "nonzero": True}):
        with pytest.raises(Refused):
            imaginary(u**2, "<", 0, ((u, Dummy(**known)),))
    with pytest.raises(Refused):
        imaginary(u**2, "<", 0, ((u, Symbol("v", real=True, nonzero=True)),))
    with pytest.raises(Refused, match="no i is left"):
        imaginary(u, "=", u, ((u, v),))
    with pytest.raises(Refused, match="any imaginary"):
        imaginary(sly**2, "<", 0, ((sly, v),))
    other = check(Claim(v**2, S.Zero, ">", Hypotheses()), NO_STEPS)
    with pytest.raises(Refused, match="of the imaginary parts"):
        check(Claim(u**2, S.Zero, ">", Hypotheses()), By("imaginary", (other,), ((u, v),)))


def test_the_prover_finds_these() -> None:
    proved = [
        sx.prove((even - Rational(3, 2)) * (even - HALF), 0, op=">"),
        sx.prove(odd**2, 1, op=">="),
        sx.prove(log(prime), 0, op=">"),
        sx.prove(S.Zero**natural, Piecewise((1, Eq(natural, 0)), (0, True))),
        sx.prove(u**4, 0, op=">="),
        sx.prove(1 / (Abs(u) ** 2 + 2), 1 / (2 - u**2)),
    ]
    assert [verdict.status.value for verdict in proved] == ["proved"] * len(proved)
    assert sx.prove(exp(u), 1).status.value == "unknown"
    assert sx.prove(u**2, -1).status.value != "proved"
