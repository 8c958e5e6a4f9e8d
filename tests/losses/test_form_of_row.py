"""Stable forms of row losses: powers of shares that are nearly 1 or vanish, what sure and right predictions leave."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from sympy import exp, log
from sympy.codegen.cfunctions import expm1

import symxent as sx
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.losses.compile import Compiled
from symxent.losses.over_classes import j as of_class
from symxent.losses.over_classes import x as scores_of
from symxent.losses.over_classes import y as shares_of
from symxent.losses.stabilise import stable_form
from symxent.losses.verify import verify

k = sx.classes("k")
x, t = sx.logits("x", k), sx.target_class("t")
q = sx.parameter("q", 0.7, between=(0.05, 0.95))
GENERALISED = sx.Loss("generalised_ce_rows", (1 - sx.softmax(x, t, k) ** q) / q, wrt=x)


y = sx.target_shares("y", k)
j = sx.index("j")
SOFT = sx.Loss("soft_rows", -sx.Sum(y[j] * sx.log(sx.softmax(x, j, k)), (j, 1, k)), wrt=x)


@cache
def generalised() -> Compiled:
    return GENERALISED.compile()


def test_the_generalised_cross_entropy_of_a_sure_prediction_keeps_its_digits() -> None:
    stable = stable_form(GENERALISED, "value")
    assert stable.verdict.proved
    assert stable.cases[-1].named.has(expm1)
    found = verify(generalised())
    assert all(m.passed and m.error < 8 for m in found), found


def test_near_a_share_of_1_the_loss_is_what_the_other_classes_have() -> None:
    got = generalised().value(np.array([[40.0, 0.0, 0.0], [700.0, 0.0, 0.0]]), np.array([0, 0]), 0.7)
    assert got == pytest.approx([2 * np.exp(-40.0), 2 * np.exp(-700.0)], rel=1e-14)


def test_where_a_share_vanishes_its_power_does_not() -> None:
    rows, labels = np.array([[0.0, -900.0]]), np.array([1])
    root = np.exp(-450.0)
    assert generalised().gradient(rows, labels, 0.5)[0] == pytest.approx([root, -root], rel=1e-12)
    assert not stable_form(GENERALISED, "gradient").cases[-1].named.has(log)
    assert stable_form(GENERALISED, "gradient").cases[-1].named.has(exp)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_what_the_other_classes_have_is_summed_without_the_share_of_the_sure_one(dtype: str) -> None:
    stable = stable_form(SOFT, "gradient")
    assert stable.verdict.proved
    scores, small = np.array([[60.0, 0.0, 0.0]], dtype), np.array([3e-7, 5e-8], dtype)
    shares = np.concatenate([[1 - small.sum()], small])[None].astype(dtype)
    walk = Evaluator({scores_of: scores, shares_of: shares}, np.dtype(dtype), index=of_class)
    got = walk(stable.cases[-1].named)[0]
    # p₁ Σ y − y₁ = Σ over the others of (p₁ y_i − p_i y₁): e^−60 is nothing beside y₂ and y₃
    assert got[0] == pytest.approx(float(small[0]) + float(small[1]), rel=4 * float(np.finfo(dtype).eps))
    assert got[1:] == pytest.approx(-small, rel=1e-6)
