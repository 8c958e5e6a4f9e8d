"""What a row loss refuses, in whose words, and what it knows of itself."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from sympy import Expr, IndexedBase, KroneckerDelta, Sum, Symbol, cos, log

import symxent as sx
from symxent.errors import SymxentError
from symxent.losses.loss import Loss

k, j, i = sx.classes("k"), sx.index("j"), sx.index("l")
x, t, y = sx.logits("x", k), sx.target_class("t"), sx.target_shares("y", k)
tau = sx.parameter("tau", 1, between=(0.1, 10))
alpha = sx.parameter("alpha", 1, between=(-1, 1))
p = sx.softmax(x, j, k)
other = sx.logits("w", k)
SMOOTH = -Sum(((1 - tau) * KroneckerDelta(j, t) + tau / k) * log(p), (j, 1, k))

WRONG: list[tuple[str, Callable[[], Expr], str]] = [
    ("a function without a kernel", lambda: cos(sx.softmax(x, t, k)), "no kernel computes cos"),
    ("an undeclared symbol", lambda: Symbol("a") * log(sx.softmax(x, t, k)), "uses a, which is neither"),
    ("an undeclared row", lambda: IndexedBase("q")[t] * log(sx.softmax(x, t, k)), "uses q, which is not declared"),
    ("no softmax", lambda: x[t] ** 2, "has neither softmax"),
    ("not the scores", lambda: log(y[t]), "does not contain x"),
    ("a second row of scores", lambda: log(sx.softmax(other, t, k)) + log(sx.softmax(x, t, k)), "second row"),
    ("a sum in a sum", lambda: Sum(p * Sum(x[i], (i, 1, k)) * x[j], (j, 1, k)), "a sum inside of a sum"),
    ("a part of the classes", lambda: Sum(p, (j, 2, k)) ** 2, "from 1 to k"),
    ("a free index", lambda: log(p), "uses j, which is neither summed over"),
    ("a delta outside", lambda: log(sx.softmax(x, t, k)) * KroneckerDelta(t, j), "KroneckerDelta|neither summed"),
    ("two temperatures", lambda: log(sx.softmax(x / tau, t, k)) + sx.logsumexp(x, k), "in several ways"),
    ("a scale of any sign", lambda: log(sx.softmax(x * alpha, t, k)), "positive was expected"),
    (
        "one name in the loops",
        lambda: log(sx.softmax(x, t, k)) * sx.parameter("rows", 1) * sx.parameter("rows_", 1),
        "two variables of one name",
    ),
]


@pytest.mark.parametrize(("words", "expr", "message"), WRONG, ids=[w for w, _, _ in WRONG])
def test_what_no_kernel_over_rows_computes_is_refused_by_name(
    words: str, expr: Callable[[], Expr], message: str
) -> None:
    with pytest.raises(SymxentError, match=message):
        Loss("wrong", expr(), wrt=x)


def test_what_belongs_to_one_score_is_refused_of_a_row() -> None:
    nll = sx.Loss("nll", -log(sx.softmax(x, t, k)), wrt=x)
    with pytest.raises(SymxentError, match="the Hessian of nll is a matrix: hessian_diagonal"):
        _ = nll.hessian
    with pytest.raises(SymxentError, match="a minimum is judged of losses of one score"):
        nll.claim(minimum_at=sx.Rational(0))
    with pytest.raises(SymxentError, match="gradient_as= is of losses of one score"):
        sx.Loss("nll", -log(sx.softmax(x, t, k)), wrt=x, gradient_as=p)


def test_of_one_score_the_diagonal_is_the_hessian_and_there_are_no_rows() -> None:
    z = sx.logit("z")
    one = sx.Loss("one", sx.softplus(z), wrt=z)
    assert one.hessian_diagonal == one.hessian
    with pytest.raises(SymxentError, match="one over a row of classes was expected"):
        _ = one.hessian_product


def test_arguments_come_in_the_order_scores_class_shares_parameters() -> None:
    mixed = Loss("mixed", SMOOTH + Sum(y[j] * p, (j, 1, k)), wrt=x)
    assert mixed.arguments == ("x", "t", "y", "tau")
    assert mixed.settings({"tau": 0.5}) == (0.5,)


def test_a_fixed_parameter_is_gone_and_must_lie_in_its_range() -> None:
    loss = Loss("smooth", SMOOTH, wrt=x)
    assert loss.at(tau=0.5).arguments == ("x", "t")
    with pytest.raises(SymxentError, match="does not lie in"):
        loss.at(tau=20)
    with pytest.raises(SymxentError, match="its parameters are: tau"):
        loss.at(beta=1)


def test_the_gradient_is_in_the_losses_own_letters() -> None:
    q, c = sx.logits("w", k), sx.target_class("c")
    loss = Loss("nll", -log(sx.softmax(q / tau, c, k)), wrt=q)
    assert loss.gradient == (sx.softmax(q / tau, j, k) - KroneckerDelta(j, c)) / tau


def test_a_row_loss_pickles() -> None:
    loss = Loss("smooth", SMOOTH, wrt=x)
    again = pickle.loads(pickle.dumps(loss))
    assert again == loss
    assert again.gradient == loss.gradient
