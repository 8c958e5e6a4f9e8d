"""Means and probabilities: what is true is proved with just what it needs, what is false never, and mostly refuted."""

from __future__ import annotations

import pickle

import pytest
from chance_claims import (
    AB,
    FALSE,
    NOT_REFUTED,
    TRUE,
    WHERE_IT_EXISTS,
    XY,
    A,
    B,
    E,
    F,
    K,
    Known,
    N,
    P,
    Var,
    X,
    Y,
    c,
    i,
    j,
    mu,
    n,
    of,
    p,
    rate,
    sigma,
    t,
)
from sympy import (
    Derivative,
    Eq,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Interval,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    oo,
    sqrt,
)
from sympy.core.function import AppliedUndef

from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.expression import formula
from symxent.logic import (
    By,
    ChanceClaim,
    Covariance,
    Density,
    Divergence,
    Entropy,
    Independent,
    Indicator,
    Law,
    Mean,
    Probability,
    RandomVariable,
    Refused,
    Variance,
    check,
    obligation,
    same,
)
from symxent.logic.chance_laws import joint_moment
from symxent.proof import Status, prove

COUNTS = RandomVariable("M", Law("Multinomial", n, IndexedBase("q", real=True), 3))


def named(known: Known) -> str:
    return f"{known[0]} = {known[1]}"


@pytest.mark.parametrize("known", TRUE, ids=named)
def test_what_is_true_is_proved_and_names_what_it_needs(known: Known) -> None:
    lhs, rhs, given = known
    verdict = prove(lhs, rhs, Domain(given=given))
    assert verdict.proved, verdict
    assert set(verdict.used) == set(map(str, given))


@pytest.mark.parametrize("known", [*FALSE, *NOT_REFUTED], ids=named)
def test_what_is_false_is_not_proved(known: Known) -> None:
    lhs, rhs, given = known
    assert not prove(lhs, rhs, Domain(given=given)).proved


@pytest.mark.parametrize(("lhs", "rhs", "positive"), WHERE_IT_EXISTS)
def test_a_closed_form_of_a_mean_holds_where_the_mean_exists(lhs, rhs, positive) -> None:
    assert prove(lhs, rhs, Domain(positive=(positive,))).proved
    verdict = prove(lhs, rhs)
    assert verdict.status is Status.UNKNOWN
    assert verdict.reason.startswith("it would hold if ")
    assert not prove(lhs, rhs, Domain(positive=(positive + 1,))).proved
    assert prove(lhs, rhs + 1, Domain(positive=(positive,))).refuted
    factor = 4 if isinstance(lhs, Variance) else 2
    assert prove(lhs.func(2 * lhs.body), factor * lhs).proved  # for all of which it is said


def test_nearly_all_that_is_false_is_refuted_by_a_table_or_a_law() -> None:
    left = [named(known) for known in FALSE if not prove(*known[:2], Domain(given=known[2])).refuted]
    assert len(left) <= 2, left


def test_a_witness_is_a_table_of_probabilities() -> None:
    verdict = prove(Var(X + Y), Var(X) + Var(Y))
    assert str(verdict.witness) == "at P(X = 0, Y = 0) = 2/3, P(X = 1, Y = 1) = 1/3: 8/9 against 4/9"
    assert str(prove(Var(K), rate**2).witness) == "at lambda = 2: 2 against 4"


def test_a_missing_independence_is_named() -> None:
    assert prove(E(X * Y), E(X) * E(Y)).reason == "it would hold if X and Y are independent"
    assert prove(P(A & B), P(A) * P(B)).reason == "it would hold if A and B are independent"
    assert prove(E(X**2), E(X) ** 2).reason == ""


def test_a_table_keeps_to_what_is_given() -> None:
    for lhs, rhs, given in FALSE:
        witness = prove(lhs, rhs, Domain(given=given)).witness
        if given == (AB,) and witness is not None and "C" not in str(witness):
            at = {str(s): v for s, v in witness.point}
            both, one, other = at["P(A, B)"], at["P(A, not B)"], at["P(not A, B)"]
            assert both == (both + one) * (both + other)


@pytest.mark.parametrize(
    ("lhs", "rhs", "why"),
    [
        (E(X, t), E(X), "is no event"),
        (P(N), Integer(1), "no event"),
        (E(Sum(X[Symbol("i")], (Symbol("i"), 1, oo))), Integer(0), "without end"),
        (Derivative(E(X * t), t, evaluate=False), E(X), "no rule for Derivative"),
        (E(RandomVariable("V", Law("Normal", X, 1))), E(X), "parameters are random"),
        (E(X) + E(RandomVariable("X", Law("Poisson", 1))), 2 * E(X), "two different things"),
        (E(of("Normal", 0, -1)), Integer(0), "no law"),
        (E(of("Bernoulli", 2)), Integer(2), "no law"),
        (E(exp(Sum(X[Symbol("i")], (Symbol("i"), 1, 2))) * X[1]), E(X), "a function of a random sum"),
        (Entropy(X), Integer(0), "has no law"),
        (Divergence(of("Normal", 0, 1), RandomVariable("W", Law("Gamma", 1, 1))), Integer(0), "the same values"),
        (Divergence(of("Uniform", 0, 2), RandomVariable("W", Law("Uniform", 0, 1))), log(2), "the same values"),
        (Divergence(of("Uniform", 0, 1), RandomVariable("W", Law("Uniform", 0, 2))), log(2), "the same values"),
        (E(1 / of("Gamma", Rational(1, 2), 1)), Integer(-2), "does not exist"),
        (Entropy(X + Y), Integer(0), "has no law"),
        (E(of("Binomial", Symbol("m", positive=True), p)), Symbol("m", positive=True) * p, "is no integer"),
        (E(X), Symbol("‹X›0", real=True), "no name for a number"),
        (E(X, Integer(3)), E(X), "no random variable and no event"),
        (Probability(X), E(X), "is no event"),
        (E(A), P(A), "is of an event"),
        (P(t > 0), P(t > 0) ** 2, "nothing in it is random"),
        (E(sqrt(Sum(X[i], (i, 1, n)))), Integer(1), "the power 1/2 of a sum"),
        (E(1 / Sum(X[i], (i, 1, n))), Integer(1), "the power -1 of a sum"),
        (E(1 / Indicator(A)), P(A), "below a bar"),
        (P(t < F), Integer(0), "whether"),
        (E(of("Bernoulli", Integer(2))), Integer(2), "is no law"),
        (2 * E(X), 2 * Symbol("‹X›0", real=True), "is no name"),
        (E(exp(X)), 1 + Function("‹X›0", real=True)(t), "is no name"),
        (E(COUNTS[1] * exp(COUNTS[2])), Integer(0), "several members"),
        (E(COUNTS[1] / COUNTS[2]), Integer(0), "several members"),
        (E(COUNTS[4]), Integer(0), "none of its row"),
        (P(X), Integer(1), "is no event"),
        (E(1 / F), Integer(1), "has no value"),
        (Density(X, t), Integer(1), "the density of"),
        (Density(N, X), Integer(1), "the density of"),
        (Density(X * Y, t), Integer(1), "the density of"),
        (Density(N**3, t), Integer(1), "plainly monotone"),
        (Density(N**N, t), Integer(1), "plainly monotone"),
        (Density(log(N), t), Integer(1), "plainly monotone"),
    ],
)
def test_what_has_no_meaning_is_refused(lhs, rhs, why) -> None:
    verdict = prove(lhs, rhs)
    assert verdict.status is not Status.PROVED
    with pytest.raises(Refused, match=why):
        obligation(ChanceClaim(lhs, rhs))


def test_a_letter_for_one_of_a_few_values_is_one_of_them_alone() -> None:
    where, chance = {c: FiniteSet(0, 1)}, p**c * (1 - p) ** (1 - c)
    assert prove(P(Eq(F, c)), chance, where).proved
    for other in (P(c < F), E(F * Indicator(Eq(F, c)))):
        assert not prove(other, chance, where).proved


def test_a_row_has_joint_moments_where_its_law_says_so() -> None:
    with pytest.raises(Refused, match="several members"):
        joint_moment(Law("Normal", mu, 1), [(i, 1), (j, 1)])


def test_the_members_of_a_row_are_not_independent() -> None:
    with pytest.raises(Refused, match="is independent, or none"):
        obligation(ChanceClaim(E(COUNTS[1] * COUNTS[2]), Integer(0), frozenset((Independent(COUNTS),))))


def test_a_function_of_several_members_of_a_sequence_is_refused() -> None:
    with pytest.raises(Refused, match="several members"):
        obligation(ChanceClaim(E(X[i] * exp(X[i] * X[j])), Integer(0), frozenset((Independent(X),))))


def test_what_is_no_mean_of_a_table_is_a_number_of_its_own() -> None:
    squared, moving = (obligation(ChanceClaim(side, Integer(0)))[0][0] for side in (E(exp(N**2)), E(exp(t * X))))
    assert isinstance(squared, Symbol | AppliedUndef)
    assert not squared.has(RandomVariable)
    assert isinstance(moving, AppliedUndef)  # of any real t, and not of its whole values alone


def test_a_mean_of_no_kind_is_none() -> None:
    with pytest.raises(Refused, match="no rule for Mean"):
        obligation(ChanceClaim(Mean(X), Var(X)))


def test_only_a_probability_is_between_0_and_1() -> None:
    assert not prove(sqrt(E(X) ** 2), E(X)).proved
    assert prove(sqrt(P(A) ** 2), P(A)).proved


def test_words_of_probability_need_what_they_are_of() -> None:
    with pytest.raises(TypeError, match="is no law"):
        RandomVariable("X", Integer(3))
    with pytest.raises(TypeError, match="of 2 things"):
        Covariance(X)
    for v in (X, N, X[1]):
        assert v.func(*v.args) == v


def test_a_theorem_needs_the_equation_that_is_due() -> None:
    claim = ChanceClaim(Var(X + Y), Var(X) + Var(Y), frozenset((XY,)))
    ((left, right, h),) = obligation(claim)
    assert (left - right).expand() == 0
    due = prove(left, right, Domain(h.where)).theorem
    theorem = check(claim, By("means", (due,)))
    assert pickle.loads(pickle.dumps(theorem)).claim == claim
    for premises in ((), (due, due), (same(t, t),)):
        with pytest.raises(Refused):
            check(claim, By("means", premises))
    with pytest.raises(Refused):
        check(ChanceClaim(claim.lhs, claim.rhs), By("means", (due,)))


def test_only_equations_are_judged_and_only_facts_are_given() -> None:
    with pytest.raises(SymxentError, match="is judged, < is not"):
        prove(E(X), E(Y), op="<")
    with pytest.raises(SymxentError, match="expected of random variables is"):
        prove(E(X), E(Y), Domain(given=(X > 0,)))
    with pytest.raises(TypeError, match="expected is Normal"):
        Law("Normal", 1)


def test_a_law_needs_its_own_parameters() -> None:
    assert prove(Var(F), p * (1 - p)).proved
    assert not prove(Var(X), p * (1 - p)).proved
    assert prove(E(N * X), mu * E(X), Domain(given=(Independent(N, X),))).used == ("V and X are independent",)
    assert not prove(E(N * X), mu * E(X)).proved
    assert prove(E((N - mu) ** 2 / sigma**2), Integer(1)).proved
    assert prove(E(B_of_two := of("Binomial", 2, p)), 2 * p).proved
    assert prove(P(B_of_two > 0), 1 - (1 - p) ** 2).status is not Status.REFUTED
    assert B in P(A & B).atoms(type(B))


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        ("E[(X - c)^2]", "Var(X) + (E[X] - c)^2", "proved"),
        ("Var(X + Y)", "Var(X) + Var(Y)", "refuted"),
        ("P(A | B)", "P(B | A)*P(A)/P(B)", "proved"),
        ("P(A | B)", "P(B | A)", "refuted"),
        ("P(B)", "P(B | A)*P(A) + P(B | ~A)*P(~A)", "proved"),
        ("E[E[X | Y]]", "E[X]", "proved"),
        ("E[X*Y | Y]", "Y*E[X | Y]", "proved"),
    ],
)
def test_claims_are_read_as_text(left: str, right: str, status: str) -> None:
    assert prove(left, right).status.value == status


def test_a_text_speaks_of_the_variables_that_are_given() -> None:
    x = RandomVariable("X", Law("Exponential", Symbol("lam", positive=True)))
    assert formula("E[X^2]", x).has(x)
    assert prove(
        "P(X > s + t | X > s)", "P(X > t)", {x: Interval(0, oo), "s": Interval(0, oo), "t": Interval(0, oo)}
    ).proved
    assert prove("P(X >= a)", "E[X]/a", {"X": Interval(0, oo), "a": Interval.open(0, oo)}, op="<=").proved
    assert not prove("P(X >= a)", "E[X]/a", {"a": Interval.open(0, oo)}, op="<=").proved
