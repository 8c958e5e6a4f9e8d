"""Claims about row losses: proved for every number of classes, or refuted by a row of scores that anybody can try."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Eq, Expr, Indexed, KroneckerDelta, S, Sum, Symbol, log

from symxent.errors import SymxentError
from symxent.language.functions import logsumexp, softmax
from symxent.losses.catalogue import named, names
from symxent.losses.claims import is_convex
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, index, logits, parameter, target_class, target_shares
from symxent.proof.verdict import Verdict

k, j = classes("k"), index("j")
x, t, y = logits("x", k), target_class("t"), target_shares("y", k)
p, p_t = softmax(x, j, k), softmax(x, t, k)
weight = parameter("weight", 1, at_least=0)
either = parameter("either", 1, between=(-1, 1))
NLL = Loss("nll", -log(p_t), wrt=x)

CONVEX: dict[str, Expr] = {
    "cross-entropy": -log(p_t),
    "by log-sum-exp": logsumexp(x, k) - x[t],
    "of shares": -Sum(y[j] * log(p), (j, 1, k)),
    "weighted": -weight * log(p_t),
    "at a temperature": -log(softmax(x / 3, t, k)),
}
BENT: dict[str, Expr] = {
    "focal": -((1 - p_t) ** 2) * log(p_t),
    "Brier": Sum((p - KroneckerDelta(j, t)) ** 2, (j, 1, k)),
    "Brier of shares": Sum((p - y[j]) ** 2, (j, 1, k)),
    "minus cross-entropy": log(p_t),
    "weighted by what may be negative": -either * log(p_t),
    "with a penalty of confidence": -log(p_t) + weight * Sum(p * log(p), (j, 1, k)),
}


@pytest.mark.parametrize("name", CONVEX)
def test_a_hessian_that_is_a_variance_is_proved_convex_for_every_k(name: str) -> None:
    verdict = Loss("mine", CONVEX[name], wrt=x).claim(convex=True)
    assert verdict.proved, verdict
    assert "variance" in verdict.reason


@pytest.mark.parametrize("name", names(by_row=True))
def test_the_softmax_losses_of_the_catalogue_are_convex(name: str) -> None:
    assert is_convex(named(name)).proved


@pytest.mark.parametrize("name", BENT)
def test_a_loss_that_bends_down_is_refuted_and_differences_of_its_values_agree(name: str) -> None:
    loss = Loss("mine", BENT[name], wrt=x)
    verdict = loss.claim(convex=True)
    assert verdict.refuted, verdict
    assert verdict.witness is not None
    bend = float(verdict.witness.rhs.midpoint)
    assert bend < 0
    assert second_difference(loss, verdict) == pytest.approx(bend, rel=1e-4)


def second_difference(loss: Loss, verdict: Verdict) -> float:
    """(L(x + sv) − 2 L(x) + L(x − sv)) / s² of the formula by SymPy's own arithmetic."""
    assert verdict.witness is not None
    rows: dict[str, list[float]] = {}
    fixed: dict[str, Expr] = {}
    for name, value in verdict.witness.point:
        if isinstance(name, Indexed):
            rows.setdefault(str(name.base), []).append(float(value))
        else:
            fixed[str(name)] = value
    scores, v = np.array(rows["x"]), np.array(rows["v"])
    step = 1e-3

    def value(at: np.ndarray) -> float:
        share = np.exp(at - at.max()) / np.exp(at - at.max()).sum()
        numbers = {Symbol(f"p{n + 1}"): s for n, s in enumerate(share)}
        numbers |= {Symbol(f"y{n + 1}"): s for n, s in enumerate(rows.get("y", []))}
        expr = loss.expr.xreplace({k: S(len(at)), **{q: fixed[q.name] for q in loss.parameters}}).doit()
        expr = expr.xreplace({t: fixed.get("t", S.One)})
        expr = expr.replace(lambda e: isinstance(e, softmax), lambda e: Symbol(f"p{e.args[1]}"))
        expr = expr.replace(lambda e: isinstance(e, Indexed), lambda e: Symbol(f"y{e.indices[0]}"))
        return float(expr.xreplace(numbers))

    return (value(scores + step * v) - 2 * value(scores) + value(scores - step * v)) / step**2


def test_neither_is_said_where_neither_is_known() -> None:
    ridge = Loss("ridge", -log(p_t) + Sum(x[j] ** 2, (j, 1, k)), wrt=x)
    verdict = ridge.claim(convex=True)
    assert verdict.status.value == "unknown"
    assert "no counter-example" in verdict.reason


def test_not_convex_is_the_opposite() -> None:
    assert NLL.claim(convex=False).refuted
    assert Loss("focal", BENT["focal"], wrt=x).claim(convex=False).proved


@pytest.mark.parametrize("name", names(by_row=True))
def test_the_gradient_sums_to_nothing_and_a_false_sum_is_refuted(name: str) -> None:
    loss = named(name)
    total = Sum(loss.gradient, (j, 1, loss.wrt.classes))
    assert loss.claim(Eq(total, 0)).proved
    wrong = loss.claim(Eq(total, 1))
    assert wrong.refuted
    assert wrong.witness is not None


def test_inequalities_are_judged_for_every_k() -> None:
    assert NLL.claim(NLL.expr >= 0).proved
    assert NLL.claim(NLL.expr <= 1).refuted
    assert NLL.claim(Eq(NLL.hessian_diagonal, p * (1 - p))).proved
    assert NLL.claim(Eq(NLL.hessian_diagonal, p**2)).refuted


def test_a_claim_in_other_variables_or_none_or_two_is_an_error() -> None:
    with pytest.raises(SymxentError, match="zeta is no variable"):
        NLL.claim(Eq(NLL.expr, Symbol("zeta")))
    with pytest.raises(SymxentError, match="weight is no variable"):
        NLL.claim(NLL.expr >= weight)
    with pytest.raises(SymxentError, match="takes one claim"):
        NLL.claim()
    with pytest.raises(SymxentError, match="takes one claim"):
        NLL.claim(NLL.expr >= 0, convex=True)
    with pytest.raises(SymxentError, match="an equation or inequality"):
        NLL.claim(NLL.expr)
