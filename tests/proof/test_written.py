"""Proofs as text and as JSON: they say what was used, case by case, and hold nothing else."""

from __future__ import annotations

import json

import pytest
from sympy import (
    Abs,
    Derivative,
    Expr,
    IndexedBase,
    KroneckerDelta,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    pi,
    sqrt,
    symbols,
    sympify,
    tanh,
)

from symxent.language.domain import CLOSED_UNIT, LABEL, POSITIVE, Domain, simplex
from symxent.language.functions import sigmoid, softmax, softplus
from symxent.logic import By, Convex, Hypotheses, check, rounded, same
from symxent.losses import catalogue
from symxent.losses.claims import is_convex, is_not_convex
from symxent.proof import Verdict, prove

x, y = symbols("x y", real=True)
i, j, k, m = symbols("i j k m", integer=True)
a, b = IndexedBase("a"), IndexedBase("b")

TEXTS: list[tuple[Expr, Expr, str, Domain, str]] = [
    (
        log(x**2),
        2 * log(Abs(x)),
        "=",
        Domain(),
        """
log(x²) = 2 log(|x|)
  case x ≥ 0
    log(x²) → 2 log x   logarithm of a product
    both sides are 2 log x
  case x ≤ 0
    log(x²) → 2 log(−x)   logarithm of a product
    both sides are 2 log(−x)
""",
    ),
    (
        Derivative(x * Abs(x), x),
        2 * Abs(x),
        "=",
        Domain(),
        """
d/dx (x |x|) = 2 |x|
  case x > 0
    both sides are 2 x
  case x < 0
    both sides are −2 x
  case x = 0
    both sides are 0
""",
    ),
    (
        log(x),
        x - 1,
        "<=",
        Domain({x: POSITIVE}),
        """
log x ≤ x − 1   for x in (0, ∞)
  x − log x − 1 ≥ 0   1 − 1/t ≤ log t
  x − log x − 1 ≥ 0
""",
    ),
    (
        Sum(a[m] * (x + a[m]), (m, 1, k)),
        x * Sum(a[m], (m, 1, k)) + Sum(a[m] ** 2, (m, 1, k)),
        "=",
        Domain(),
        """
Σₘ₌₁ᵏ (x + aₘ) aₘ = x Σₘ₌₁ᵏ aₘ + Σₘ₌₁ᵏ aₘ²
  Σₘ₌₁ᵏ (x aₘ + aₘ²) → x Σₘ₌₁ᵏ aₘ + Σₘ₌₁ᵏ aₘ²   linearity of the sum
  both sides are x Σₘ₌₁ᵏ aₘ + Σₘ₌₁ᵏ aₘ²
""",
    ),
    (
        Sum(2 * b[m], (m, 1, k)),
        2 + 0 * x,
        "=",
        Domain(equal=(simplex(b, k),)),
        """
Σₘ₌₁ᵏ 2 bₘ = 2   for Σₘ₌₁ᵏ bₘ = 1
  Σₘ₌₁ᵏ bₘ → 1   declared
  Σₘ₌₁ᵏ 2 bₘ → 2   linearity of the sum
  both sides are 2
""",
    ),
]


@pytest.mark.parametrize(("lhs", "rhs", "op", "domain", "text"), TEXTS, ids=[str(lhs) for lhs, *_ in TEXTS])
def test_a_proof_reads_like_this(lhs: Expr, rhs: Expr, op: str, domain: Domain, text: str) -> None:
    assert str(prove(lhs, rhs, domain, op=op).proof) == text.strip()


CLAIMS: list[tuple[Expr, Expr, str, Domain]] = [
    *((lhs, rhs, op, domain) for lhs, rhs, op, domain, _ in TEXTS),
    (sigmoid(x), (1 + tanh(x / 2)) / 2, "=", Domain()),
    (y**2 * exp(x), y * exp(x), "=", Domain({y: LABEL})),
    (softplus(x), x * y, ">", Domain({y: CLOSED_UNIT})),
    (sqrt(x**2 + 2 * x * y + y**2), Abs(x + y), "=", Domain()),
    (
        Derivative(softmax(a, i, k), a[j]),
        softmax(a, i, k) * (KroneckerDelta(i, j) - softmax(a, j, k)),
        "=",
        Domain(indices={i: (1, k), j: (1, k)}),
    ),
]


def nodes(node: dict) -> list[dict]:
    """A node of a proof and all below it."""
    below = [*node.get("cases", ()), *(premise["proof"] for premise in node.get("premises", ()))]
    return [node, *(n for one in below for n in nodes(one))]


@pytest.mark.parametrize(("lhs", "rhs", "op", "domain"), CLAIMS, ids=str)
def test_a_proof_as_json_is_plain_small_and_says_what_was_applied(
    lhs: Expr, rhs: Expr, op: str, domain: Domain
) -> None:
    verdict = prove(lhs, rhs, domain, op=op)
    data = json.loads(json.dumps(verdict.proof.to_json(), ensure_ascii=False))
    assert data["schema_version"] == 1
    assert data["claim"] == {"lhs": str(verdict.theorem.claim.lhs), "op": op, "rhs": str(verdict.theorem.claim.rhs)}
    assert "Dummy(" not in json.dumps(data)
    steps = [step for node in nodes(data["proof"]) for step in node.get("steps", ())]
    assert {step["rule"] for step in steps} <= {step.rule for step in verdict.theorem.applied}
    assert all(step["from"] != step.get("to") for step in steps)
    assert len(json.dumps(data)) < 4_000


def test_what_a_case_comes_to_is_what_both_sides_are_there() -> None:
    data = prove(sqrt(x**2 + 2 * x * y + y**2), Abs(x + y)).proof.to_json()
    for case, value in zip(data["proof"]["cases"], (Rational(3), Rational(3)), strict=True):
        at = {"x": 1, "y": 2} if ">=" in case["case"] else {"x": -1, "y": -2}
        assert sympify(case["value"]).subs({Symbol(s): v for s, v in at.items()}) == value


def test_only_what_is_proved_has_a_proof() -> None:
    assert prove(x, x + 1).proof is None
    assert prove(log(-exp(x)) + 1, log(-exp(x)) + 1).proof is None


def test_a_principle_says_what_it_rests_on() -> None:
    data = is_convex(catalogue.named("huber")).proof.to_json()
    assert data["claim"]["op"] == "is convex in"
    found = [node["by"] for node in nodes(data["proof"])]
    assert found[0] == "pieces"
    assert {"second derivative", "multiple", "sum", "size", "constant", "rewriting"} <= set(found)
    text = str(is_not_convex(catalogue.named("focal_2")).proof)
    assert "is above a chord   with y = 0; " in text


def test_numbers_and_identities_say_how() -> None:
    assert str(Verdict.of(rounded(pi, Rational(314, 100), 2)).proof) == "π ≈ 157/50\n  by an enclosure of the value"
    assert str(Verdict.of(same(x, x)).proof) == "x = x\n  both sides are written alike"
    constant = check(Convex(exp(y), x, Hypotheses()), By("constant"))
    assert str(Verdict.of(constant).proof).endswith("what does not depend on x is convex in x")
