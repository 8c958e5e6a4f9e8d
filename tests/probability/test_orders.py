"""Inequalities between means: Markov, Chebyshev, Jensen, Cauchy and Schwarz, each with false neighbours."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Expr,
    FiniteSet,
    Function,
    I,
    Integer,
    Interval,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
    symbols,
)

from symxent.errors import SymxentError
from symxent.language.domain import NONNEGATIVE, POSITIVE, Domain
from symxent.logic import (
    By,
    ChanceClaim,
    Convex,
    Event,
    Hypotheses,
    Independent,
    IsConvex,
    Law,
    RandomVariable,
    Refused,
    at_every_point,
    check,
    obligation,
)
from symxent.probability import Cov, E, P, Var
from symxent.proof import prove

X, Y, W, Z = map(RandomVariable, "XYWZ")
A, B = Event("A"), Event("B")
a, t, c, p, mu, v = symbols("a t c p mu v", real=True)
F, N = RandomVariable("F", Law("Bernoulli", p)), RandomVariable("N", Law("Normal", mu, v))
ANY, WIDE = Domain(), Domain({a: POSITIVE})
MARKOV = Domain({X: NONNEGATIVE, a: POSITIVE})
W_POSITIVE, X_POSITIVE = Domain({W: POSITIVE}), Domain({X: POSITIVE})
FAR = Abs(X - E(X))
Known = tuple[Expr, Expr, Domain]

#: The smaller side, the larger one, and what is assumed.
TRUE: list[tuple[Expr, Expr, Domain, str]] = [
    (P(a <= X), E(X) / a, MARKOV, "Markov's inequality"),
    (P(a < X), E(X) / a, MARKOV, "Markov's inequality"),
    (P(a < X), E(X**2) / a**2, WIDE, "Markov's inequality"),
    (P(a <= FAR), Var(X) / a**2, WIDE, "Chebyshev's inequality"),
    (P(2 * a < FAR), Var(X) / (4 * a**2), WIDE, "Chebyshev's inequality"),
    (P(a <= X), E(exp(t * X)) * exp(-t * a), Domain({t: POSITIVE}), "Markov's inequality"),
    (P(a <= N), E(exp(t * N)) * exp(-t * a), Domain({t: POSITIVE, v: POSITIVE}), "Markov's inequality"),
    (E(log(W)), log(E(W)), W_POSITIVE, "Jensen's inequality: −log W is convex in W"),
    (-log(E(W)), E(-log(W)), W_POSITIVE, "Jensen's inequality: −log W is convex in W"),
    (exp(E(X)), E(exp(X)), ANY, "Jensen's inequality: e^X is convex in X"),
    (E(X) ** 2, E(X**2), ANY, "Jensen's inequality: X² is convex in X"),
    (1 / E(W), E(1 / W), W_POSITIVE, "Jensen's inequality: 1/W is convex in W"),
    (E(sqrt(W)), sqrt(E(W)), W_POSITIVE, "Jensen's inequality: −sqrt(W) is convex in W"),
    (Abs(E(X)), E(Abs(X)), ANY, "Jensen's inequality: |X| is convex in X"),
    (Integer(0), Var(X), ANY, "what is nowhere larger has no larger mean"),
    (P(A & B), P(A), ANY, "what is nowhere larger has no larger mean"),
    (P(A) + P(B) - 1, P(A & B), ANY, "what is nowhere larger has no larger mean"),
    (E(X**2), E(X), Domain({X: Interval(0, 1)}), "what is nowhere larger has no larger mean"),
    (E(X * log(X)), E(X**2) - E(X), X_POSITIVE, "what is nowhere larger has no larger mean"),
    (E(F**2), E(F), ANY, ""),
    (P(A | B), P(A) + P(B), ANY, ""),
    (Var(F), Rational(1, 4), ANY, ""),
    (Var(X), E((X - c) ** 2), ANY, ""),
    (Cov(X, Y) ** 2, Var(X) * Var(Y), ANY, "the inequality of Cauchy and Schwarz"),
    (E(X * Y) ** 2, E(X**2) * E(Y**2), ANY, "the inequality of Cauchy and Schwarz"),
    (E(sqrt(W)) ** 2, E(W), W_POSITIVE, "the inequality of Cauchy and Schwarz"),
]

FALSE: list[Known] = [
    (P(a <= X), E(X) / a, WIDE),
    (P(a <= X), E(X) / a, Domain({X: NONNEGATIVE})),
    (P(a <= X), E(X) / a**2, MARKOV),
    (P(a <= X), E(X) ** 2 / a, MARKOV),
    (E(X) / a, P(a <= X), MARKOV),
    (P(a <= X), E(X) / (2 * a), MARKOV),
    (P(a >= X), E(X) / a, MARKOV),
    (P((a <= X) & (a <= Y)), E(X) * E(Y) / a**2, Domain({X: NONNEGATIVE, Y: NONNEGATIVE, a: POSITIVE})),
    (P(a <= FAR), Var(X) / a, WIDE),
    (P(Abs(X - c) >= a), Var(X) / a**2, WIDE),
    (P(a <= FAR), Var(X) / a**2, ANY),
    (P(Abs(X) >= a), Var(X) / a**2, WIDE),
    (P(a >= FAR), Var(X) / a**2, WIDE),
    (P(a <= FAR), Var(X) / (2 * a**2), WIDE),
    (P(a <= N), E(exp(t * N)) * exp(-t * a), Domain({v: POSITIVE})),
    (log(E(W)), E(log(W)), W_POSITIVE),
    (E(exp(X)), exp(E(X)), ANY),
    (E(X) ** 3, E(X**3), ANY),
    (E(X) ** 3, E(X**3), Domain({X: Interval(-1, 1)})),
    (1 / E(X), E(1 / X), ANY),
    (1 / E(X) ** 2, E(1 / X**2), ANY),
    (1 / E(X) ** 2, E(1 / X**2), Domain({X: FiniteSet(-1, 2)})),
    (sqrt(E(X)), E(sqrt(X)), X_POSITIVE),
    (E(X) ** 2, E(X**2) / 2, ANY),
    (E(X**2), E(X) ** 2, ANY),
    (E(X) ** 4, E(X**2), ANY),
    (E(Abs(X)), Abs(E(X)), ANY),
    (E(X**2) * E(Y**2), E(X * Y) ** 2, ANY),
    (E(X * Y) ** 2, E(X**2) * E(Y) ** 2, ANY),
    (Cov(X, Y), Var(X) * Var(Y), ANY),
    (E(W), E(sqrt(W)) ** 2, W_POSITIVE),
    (E(sqrt(W)), E(W), W_POSITIVE),
    (Cov(X, Y) ** 2, Var(X), ANY),
    (E(X * Y) ** 2, E(X**2) * Var(Y), ANY),
    (P(A), P(A & B), ANY),
    (P(A | B), P(A), ANY),
    (P(A) + P(B), P(A | B), ANY),
    (P(A), P(A, B), ANY),
    (E(X), E(X**2), ANY),
    (E(X), E(X**2), Domain({X: Interval(0, 1)})),
    (Var(X), E(X), Domain({X: Interval(0, 2)})),
    (E(X), E(Y), ANY),
    (E(X * Y), E(X) * E(Y), ANY),
    (Var(X + Y), Var(X) + Var(Y), ANY),
    (Var(F), Rational(1, 5), ANY),
    (E(X), Integer(1), X_POSITIVE),
    (P(a <= X) * P(a >= X), Integer(0), ANY),
]


@pytest.mark.parametrize(("small", "large", "domain", "words"), TRUE, ids=lambda x: str(x) if x is not None else "")
def test_what_is_true_is_proved_under_its_name(small, large, domain, words) -> None:
    verdict = prove(small, large, domain, op="<=")
    assert verdict.proved, verdict
    assert not words or verdict.reason == words
    turned = prove(large, small, domain, op=">=")
    assert turned.proved
    assert turned.reason == verdict.reason


@pytest.mark.parametrize(("small", "large", "domain"), FALSE, ids=lambda x: str(x))
def test_what_is_false_is_not_proved(small, large, domain) -> None:
    assert not prove(small, large, domain, op="<=").proved


def test_nearly_all_that_is_false_is_refuted() -> None:
    left = [f"{s} <= {l}" for s, l, d in FALSE if not prove(s, l, d, op="<=").refuted]
    assert len(left) <= 6, left


def test_a_witness_takes_values_that_the_variable_may_take() -> None:
    witness = prove(P(a <= X), E(X) / a, WIDE, op="<=").witness
    assert str(witness) == "at a = 2, P(X = -2) = 1/3, P(X = 1/2) = 2/3: 0 against -1/6"
    assert all("= -" not in str(prove(s, l, d, op="<=").witness) for s, l, d in FALSE if d in (MARKOV, X_POSITIVE))


def test_strict_inequalities_between_means_are_not_judged() -> None:
    with pytest.raises(SymxentError, match="= <= >= is judged, < is not"):
        prove(E(X), E(X**2), op="<")


def _claim(small: Expr, large: Expr, h: Hypotheses | None = None, op: str = "<=") -> ChanceClaim:
    return ChanceClaim(small, large, frozenset(), h or Hypotheses(), op)


def test_jensen_asks_for_convexity_where_the_variable_lives() -> None:
    x = Symbol("x", real=True)
    inside = Hypotheses({x: POSITIVE})
    bend = prove(S.Zero, Derivative(x**3, (x, 2)), Domain({x: POSITIVE}), op="<=").theorem
    assert bend is not None
    convex = check(Convex(x**3, x, inside), By("second derivative", (bend,)))
    gap = ChanceClaim(E(X**3) - E(X) ** 3, E(X**3) - E(X) ** 3)
    for h, holds in ((Hypotheses({X: POSITIVE}), True), (Hypotheses(), False), (Hypotheses({X: NONNEGATIVE}), False)):
        given = ChanceClaim(gap.lhs, gap.rhs, frozenset(), h)
        ((left, right, known),) = obligation(given)
        equal = prove(left, right, Domain(known.where)).theorem
        assert equal is not None
        made = check(given, By("means", (equal,)))
        claim = _claim(E(X) ** 3, E(X**3), h)
        if holds:
            assert check(claim, By("Jensen of a mean", (convex, made), (x, X)))
        else:
            with pytest.raises(Refused, match="convex where X lives"):
                check(claim, By("Jensen of a mean", (convex, made), (x, X)))


@pytest.mark.parametrize(
    ("small", "large", "why"),
    [
        (E(E(X, Y) ** 2), E(X**2), "or a mean that is"),
        (E(Sum(X[Symbol("i", integer=True)], (Symbol("i", integer=True), 1, 3))), Integer(0), "sum of what is random"),
        (P(A & B) * P(A & ~B), P((X > 0) & (Y > 0) & (Z > 0) & (W > 0)), "too many events"),
    ],
)
def test_what_has_no_cases_is_refused(small, large, why) -> None:
    with pytest.raises(Refused, match=why):
        at_every_point(_claim(small, large), False)


def test_cauchy_and_schwarz_is_of_real_factors() -> None:
    for f in (I * X, sqrt(X), Symbol("z") * X):
        with pytest.raises(Refused, match="are real"):
            check(_claim(E(X) ** 2, E(X**2)), By("Cauchy and Schwarz", (prove(S.Zero, S.Zero).theorem,), (f, S.One)))


def test_two_events_of_two_letters_have_letters_of_their_own() -> None:
    cases = at_every_point(_claim(P((a <= X) & (c <= Y)), Integer(1)), True)
    assert len(cases) == 4
    beyond = [{str(s) for s in h.where if "beyond" in str(s)} for _, h in cases]
    assert {len(names) for names in beyond} == {2}


def test_independence_is_no_order() -> None:
    assert not prove(E(X * Y), E(X) * E(Y) / 2, Domain(given=(Independent(X, Y),)), op="<=").proved


def test_each_case_and_each_premise_is_asked_for() -> None:
    claim = _claim(E(X) ** 2 + 1, E(X**2))  # false: for a variable with variance 0
    zero = prove(S.Zero, Integer(1), op="<=").theorem
    same = prove(E(X) - E(X), Integer(0)).theorem
    assert zero is not None
    assert same is not None
    with pytest.raises(Refused, match="1 cases"):
        check(claim, By("the mean is monotone", (), (S.Zero,)))
    with pytest.raises(Refused, match="0 <="):
        check(claim, By("the mean is monotone", (zero,), (S.Zero,)))
    x = Symbol("x", real=True)
    inside = Hypotheses({x: S.Reals})
    bend = prove(S.Zero, Derivative(x**2, (x, 2)), Domain({x: S.Reals}), op="<=").theorem
    assert bend is not None
    convex = check(Convex(x**2, x, inside), By("second derivative", (bend,)))
    with pytest.raises(Refused, match=r"is E f\(X\)"):
        check(claim, By("Jensen of a mean", (convex, same), (x, X)))
    for premises, parts in (((same, same), (x, X)), ((convex, same), (x, x)), ((convex, same), (X, X))):
        with pytest.raises(Refused, match="a convex function, its letter"):
            check(claim, By("Jensen of a mean", premises, parts))


OF_LAW = RandomVariable("X", Law("Moments", mu, v**2))
V_POSITIVE = Domain({v: POSITIVE, a: POSITIVE})
f = Function("f", real=True)
CONVEX = Domain(given=(IsConvex("f"),))


@pytest.mark.parametrize(
    ("small", "large", "domain"),
    [
        (P(Abs(OF_LAW - mu) >= a), v**2 / a**2, V_POSITIVE),
        (P(Abs(OF_LAW - mu) > a * v), 1 / a**2, V_POSITIVE),
        (P(Abs(X - E(X)) >= a), Var(X) / a**2, V_POSITIVE),
        (P(Abs(X) >= a), E(X**2) / a**2, V_POSITIVE),
        (P(OF_LAW - mu >= a), v**2 / a**2, V_POSITIVE),
        (f(E(X)), E(f(X)), CONVEX),
        (E(f(X)), f(E(X)), Domain(given=(IsConvex("f", -1),))),
    ],
)
def test_chebyshev_by_what_is_known_of_a_law_and_jensen_by_what_is_said_of_a_function(small, large, domain) -> None:
    verdict = prove(small, large, domain, op="<=")
    assert verdict.proved
    assert verdict.reason


@pytest.mark.parametrize(
    ("small", "large", "domain"),
    [
        (P(Abs(OF_LAW - mu) >= a), v**2 / a**2, Domain({v: POSITIVE})),  # a < 0
        (P(Abs(OF_LAW - mu) >= a * v), 1 / a**2, Domain({a: POSITIVE})),  # v < 0
        (P(Abs(OF_LAW - mu) >= a), v / a**2, V_POSITIVE),
        (P(Abs(OF_LAW - mu) >= a), v**2 / a, V_POSITIVE),
        (P(Abs(OF_LAW) >= a), v**2 / a**2, V_POSITIVE),
        (P(OF_LAW - mu >= a), v**2 / (2 * a**2), V_POSITIVE),
        (P(OF_LAW - mu <= a), v**2 / a**2, V_POSITIVE),
        (P(Abs(OF_LAW - mu) >= a, X > 0), v**2 / a**2, V_POSITIVE),
        (f(E(X)), E(f(X)), ANY),
        (E(f(X)), f(E(X)), CONVEX),
        (f(E(X)), 2 * E(f(X)), CONVEX),
        (f(E(X)), E(f(2 * X)), CONVEX),
        (f(E(X, Y)), E(f(X)), CONVEX),
        (f(E(X)) + f(E(Y)), E(f(X)), CONVEX),
    ],
)
def test_neither_goes_further_than_its_conditions(small, large, domain) -> None:
    assert not prove(small, large, domain, op="<=").proved


def test_the_premises_of_chebyshev_and_of_a_convex_function_are_asked_for() -> None:
    claim = _claim(P(Abs(X) >= a), E(X**2) / a**2)
    same = prove(E(X) - E(X), Integer(0)).theorem
    positive = prove(S.Zero, Integer(1), op="<").theorem
    assert same is not None
    assert positive is not None
    with pytest.raises(Refused, match="a > 0"):
        check(claim, By("Chebyshev", (positive, same), (P(Abs(X) >= a),)))
    for chance in (P(a >= X), P(Abs(X) >= Y), P(Abs(X) >= a, Y), E(X), P(Abs(I * X) >= a)):
        with pytest.raises(Refused):
            check(claim, By("Chebyshev", (positive, same), (chance,)))
    x = Symbol("x", real=True)
    jensen = _claim(f(E(X)), E(f(X)))
    for parts in ((f(x), x, X, Integer(1)), (f(x), x, x, Integer(1)), (x**2, x, X, Integer(1))):
        with pytest.raises(Refused):
            check(jensen, By("Jensen of a function", (same,), parts))
