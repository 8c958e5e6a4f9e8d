"""The generator and the judge: a prover that is wrong is caught, whatever it says wrongly."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sympy import Integer, Symbol

import symxent as sx
from claims.claim import Truth
from claims.families import FAMILIES
from claims.generator import claim
from claims.judge import Outcome, Tally, run
from symxent.proof.verdict import Ball, Status, Verdict, Witness


def test_a_claim_is_the_same_for_the_same_number() -> None:
    assert [str(claim(7, n)) for n in range(40)] == [str(claim(7, n)) for n in range(40)]
    assert [str(claim(7, n)) for n in range(40)] != [str(claim(8, n)) for n in range(40)]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch):
    """Put another prover in the place of symxent's."""

    def put(verdict) -> None:
        monkeypatch.setattr(sx, "prove", verdict)

    return put


def caught(family: str, kind: str) -> bool:
    """Whether one of the first hundred claims of a family shows this failure."""
    return any(o.kind == kind for n in range(0, 100, 10) for o in run(3, range(n, n + 10), (family,)).wrong)


@pytest.mark.parametrize("family", FAMILIES)
def test_who_proves_everything_is_caught_in_every_family(family: str, answer) -> None:
    yes = SimpleNamespace(status=Status.PROVED, reason="")  # a verdict of symxent's cannot be forged
    answer(lambda *_, **__: yes)
    assert caught(family, "wrong proof")


@pytest.mark.parametrize("family", FAMILIES)
def test_who_refutes_everything_is_caught_in_every_family(family: str, answer) -> None:
    nothing = Witness((), Ball("0", "0"), Ball("1", "0"))
    answer(lambda lhs, rhs, *_, **__: Verdict(Status.REFUTED, lhs, rhs, witness=nothing))
    assert caught(family, "wrong refutation")


def test_a_witness_is_looked_at(answer) -> None:
    """Refuted rightly, but at a point outside of the domain, or at which the claim holds."""
    far = Witness(((Symbol("x", real=True), Integer(10**6)),), Ball("0", "0"), Ball("1", "0"))
    answer(lambda lhs, rhs, *_, **__: Verdict(Status.REFUTED, lhs, rhs, witness=far))
    tally = run(3, range(150), ("inequalities", "kinks"))
    assert any(o.kind == "wrong witness" and o.truth is Truth.FALSE for o in tally.wrong)


def test_what_is_raised_is_a_failure(answer) -> None:
    def fail(*_, **__):
        raise ZeroDivisionError

    answer(fail)
    assert {o.kind for o in run(3, range(5)).wrong} == {"traceback"}

    def contradict(*_, **__):
        raise sx.Disagreement("two methods")

    answer(contradict)
    assert {o.kind for o in run(3, range(5)).wrong} == {"disagreement"}


def test_who_knows_nothing_is_never_wrong(answer) -> None:
    answer(lambda lhs, rhs, *_, **__: Verdict(Status.UNKNOWN, lhs, rhs))
    tally = run(3, range(60))
    assert not tally.wrong
    assert sum(tally.unknown.values()) == sum(n for (_, truth, _), n in tally.counts.items() if truth == "true") > 0


@pytest.mark.parametrize("family", FAMILIES)
def test_the_generator_makes_no_mistake_of_its_own(family: str, answer) -> None:
    """What is made to be true is never found false, and each family makes true and false claims in plenty."""
    answer(lambda lhs, rhs, *_, **__: Verdict(Status.UNKNOWN, lhs, rhs))
    tally = run(11, range(40), (family,))
    assert not tally.faults, tally.faults
    for truth in ("true", "false"):
        assert sum(n for (_, label, _), n in tally.counts.items() if label == truth) >= 5, truth


def test_of_each_failure_the_shortest_claim_is_told() -> None:
    tally = Tally()
    for text in ("a long claim", "short", "a longer claim still"):
        tally.add(Outcome("kinks", "|u|, dressed", text, Truth.FALSE, "wrong proof", ""))
    tally.add(Outcome("kinks", "|u|", "another", Truth.TRUE, "wrong refutation", ""))
    tally.add(Outcome("kinks", "|u|", "fine", Truth.TRUE, "proved", ""))
    assert [o.claim for o in tally.shortest()] == ["short", "another"]
    assert len(tally.wrong) == 4
