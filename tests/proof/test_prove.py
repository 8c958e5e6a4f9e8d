"""The verdict: agreement of methods, loud disagreement, reasons for everything else."""

from __future__ import annotations

import importlib
import threading
import time

import pytest
from identities import CLASSES, LABELLED, REAL, a, b, f, i, j, k, l, m, vx, x, y, z
from sympy import (
    Abs,
    Derivative,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    KroneckerDelta,
    Ne,
    Piecewise,
    S,
    Sum,
    exp,
    latex,
    log,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
)

from symxent.errors import Disagreement, SymxentError
from symxent.language.domain import UNIT, Domain
from symxent.language.functions import sigmoid, softmax
from symxent.proof import Status, Verdict, prove
from symxent.proof import prove as proving
from symxent.proof.budget import Budget
from symxent.proof.cases import Found
from symxent.proof.voice import simplifies_to_zero


def test_a_proof_names_its_methods_and_its_time() -> None:
    verdict = prove(Derivative(sigmoid(z), z), sigmoid(z) * (1 - sigmoid(z)), thorough=True)
    assert verdict.methods == ("normal form", "ball arithmetic", "simplify")
    assert verdict.milliseconds > 0
    assert bool(verdict)
    assert r"\checkmark" in verdict._repr_latex_()
    assert latex(sigmoid(z)) in verdict._repr_latex_()


def test_simplify_is_asked_of_what_it_may_know_something() -> None:
    assert simplifies_to_zero(sigmoid(z) * (1 - sigmoid(z)) + sigmoid(z) ** 2 - sigmoid(z), 1.0)[0]
    assert "not asked" in simplifies_to_zero(sigmoid(z) + sigmoid(-z) - 1, 1.0)[1]
    assert "not asked" in simplifies_to_zero(sigmoid(z) - exp(z), 1.0)[1]


def test_plain_numbers_are_accepted_as_sides() -> None:
    assert prove(exp(x) / exp(x), 1).proved
    assert prove(0, 1).refuted


def test_an_unknown_relation_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(SymxentError, match="!="):
        prove(x, x, op="~")


def test_contradicting_methods_are_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("symxent.proof.prove")
    theorem = prove(x, x).theorem
    monkeypatch.setattr("symxent.proof.each_value.decide", lambda *_, **__: Found(True))
    monkeypatch.setattr(module, "check", lambda *_: theorem)
    with pytest.raises(Disagreement, match="ball arithmetic"):
        prove(x, x + 1)
    monkeypatch.undo()
    monkeypatch.setattr(module, "simplifies_to_zero", lambda *_: (False, "simplify reduces the difference to 3"))
    with pytest.raises(Disagreement, match="simplify"):
        prove(x, x, thorough=True)
    monkeypatch.setattr(module, "simplifies_to_zero", lambda *_: (True, ""))
    with pytest.raises(Disagreement, match="refuted"):
        prove(x, x + 1, thorough=True)


def test_a_search_that_errs_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symxent.proof.each_value.decide", lambda *_, **__: Found(True))
    assert prove(x, x + 1).refuted
    assert prove(Abs(a), a).refuted


def test_what_is_defined_nowhere_is_not_proved() -> None:
    verdict = prove(log(-exp(x)) + 1, log(-exp(x)) + 1)
    assert verdict.status is Status.UNKNOWN
    assert verdict.reason


def test_where_one_side_alone_is_defined_nothing_is_claimed() -> None:
    assert prove(log(Abs(a)), log(a)).proved
    assert prove(log(Abs(a)), log(a), Domain(positive=(a,))).proved
    assert prove(log(a**2), 2 * log(Abs(a))).proved


def test_a_derivative_through_a_declared_equality_is_left_open() -> None:
    first, second = symbols("yhat1 yhat2", positive=True)
    tied = Domain(where={first: UNIT, second: UNIT}, equal=((second, 1 - first),))
    loss = -(a * log(first) + b * log(second))
    open_ = prove(Derivative(loss, first), -a / first, tied)
    assert open_.status is Status.UNKNOWN
    assert "yhat2" in open_.reason
    assert prove(loss, -(a * log(first) + b * log(1 - first)), tied).proved


def test_unknown_functions_differ_in_nothing_but_what_they_are_given() -> None:
    assert prove(f(a + a), f(2 * a)).methods == ("normal form", "ball arithmetic")
    assert prove(Derivative(f(x) ** 2, x), 2 * f(x) * Derivative(f(x), x)).proved
    assert prove(f(x), f(x) + 1).status is Status.REFUTED


def test_labels_are_tried_one_by_one_where_the_general_claim_fails() -> None:
    verdict = prove(sigmoid(z) ** y * (1 - sigmoid(z)) ** (1 - y), sigmoid((2 * y - 1) * z), LABELLED)
    assert verdict.proved
    assert "each value of y" in verdict.reason
    assert "y in {0, 1}" in verdict.used


def test_an_index_bound_twice_is_read_as_it_stands() -> None:
    shadowed = exp(vx[j]) / Sum(exp(vx[j]), (j, 1, k))
    assert prove(shadowed, softmax(vx, j, k), CLASSES).proved
    assert prove(Derivative(Sum(vx[m] ** 2, (m, 1, k)), vx[i]), 2 * vx[i], CLASSES).proved
    own_letter = Derivative(Sum(vx[i] ** 2, (i, 1, k)), vx[i])
    assert prove(own_letter, 2 * vx[i], CLASSES).proved
    assert prove(Sum(KroneckerDelta(m, l) * vx[l], (l, 1, k), (m, 1, k)), Sum(vx[i], (i, 1, k)), CLASSES).proved


def test_a_condition_that_sympy_draws_out_of_its_sum_decides_nothing() -> None:
    h, j, t = symbols("h j t", integer=True)
    n, x, v = symbols("n", integer=True, positive=True), IndexedBase("x"), IndexedBase("v")
    others = Sum(Piecewise((softmax(x, h, n) ** 2, Ne(h, t)), (0, True)), (h, 1, n))
    left = Sum(v[j] * Derivative(others, x[j]), (j, 1, n))
    slope = 2 * softmax(x, h, n) ** 2 * (KroneckerDelta(h, j) - softmax(x, j, n))
    right = Sum(v[j] * Sum((1 - KroneckerDelta(h, t)) * slope, (h, 1, n)), (j, 1, n))
    verdict = prove(left, right)  # it is true
    assert verdict.status is not Status.REFUTED
    assert verdict.proved or "a condition on the index h" in verdict.reason


def test_the_second_voice_is_interrupted_and_says_so() -> None:
    slow = sum((sin(x + n) * exp(x * n) / sqrt(1 + x**n) for n in range(1, 40)), Integer(0))
    answer, why = simplifies_to_zero(slow, 0.05)
    assert answer is None
    assert "0.05 s" in why
    assert simplifies_to_zero(Integer(3) + 0 * x, 5.0)[0] is False


def test_the_second_voice_speaks_in_every_thread() -> None:
    found: list[Verdict] = []
    thread = threading.Thread(target=lambda: found.append(prove(log(x**2), log(x**4) / 2, thorough=True)))
    thread.start()
    thread.join()
    assert found[0].proved
    assert "simplify does not reduce" in found[0].reason


def test_prove_can_be_imported_from_its_package() -> None:
    assert proving is prove
    assert prove(x, x, REAL).proved


def test_waiting_for_the_processor_costs_nothing_of_the_budget():
    budget = Budget(seconds=0.1)
    time.sleep(0.2)
    budget.check()
    assert budget.left > 0


def test_the_domain_may_be_the_sets_alone() -> None:
    assert prove(sqrt(x**2), x, {x: Interval(0, 1)}).proved
    assert prove(sqrt(x**2), x).refuted


@pytest.mark.parametrize(("sides", "domain"), [((b"x", 1), None), ((x, [1]), None), ((x, x), [x]), ((x, x), {x: 3})])
def test_what_is_no_expression_and_no_domain_is_refused_by_name(sides, domain) -> None:
    with pytest.raises(SymxentError, match="expected"):
        prove(*sides, domain)


@pytest.mark.parametrize("value", [S.Half, 2])
def test_an_integrand_without_a_value_on_a_piece_leaves_the_integral_undecided(value) -> None:
    assert prove(Integral(Piecewise((x, x < 1)), (x, 0, 2)), value).status.value == "unknown"


def test_no_number_is_put_for_a_letter_that_is_differentiated_by() -> None:
    assert not prove(Derivative(x * exp(x), x), -1, op=">=").refuted


def test_a_claim_that_is_defined_nowhere_is_left_open_whatever_its_integral() -> None:
    domain = Domain(where={a: Interval.open(-oo, 0)})
    verdict = prove(Integral(exp(-a * x**2), (x, -oo, oo)), sqrt(pi / a), domain)
    assert verdict.status is Status.UNKNOWN
