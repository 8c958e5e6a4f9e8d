"""Stable forms of row losses: powers of a share are right where the share is nearly 1, and where it vanishes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from sympy import exp, log
from sympy.codegen.cfunctions import expm1

import symxent as sx
from symxent.losses.rows.compile import CompiledRows
from symxent.losses.rows.stabilise import stable_row
from symxent.losses.rows.verify import verify

k = sx.classes("k")
x, t = sx.logits("x", k), sx.target_class("t")
q = sx.parameter("q", 0.7, between=(0.05, 0.95))
GENERALISED = sx.RowLoss("generalised_ce_rows", (1 - sx.softmax(x, t, k) ** q) / q, wrt=x)


@cache
def generalised() -> CompiledRows:
    return GENERALISED.compile()


def test_the_generalised_cross_entropy_of_a_sure_prediction_keeps_its_digits() -> None:
    stable = stable_row(GENERALISED, "value")
    assert stable.verdict.proved
    assert stable.other.form.has(expm1)
    found = verify(generalised())
    assert all(m.passed and m.error < 8 for m in found), found


def test_near_a_share_of_1_the_loss_is_what_the_other_classes_have() -> None:
    got = generalised().value(np.array([[40.0, 0.0, 0.0], [700.0, 0.0, 0.0]]), np.array([0, 0]), 0.7)
    assert got == pytest.approx([2 * np.exp(-40.0), 2 * np.exp(-700.0)], rel=1e-14)


def test_where_a_share_vanishes_its_power_does_not() -> None:
    rows, labels = np.array([[0.0, -900.0]]), np.array([1])
    root = np.exp(-450.0)
    assert generalised().gradient(rows, labels, 0.5)[0] == pytest.approx([root, -root], rel=1e-12)
    assert not stable_row(GENERALISED, "gradient").other.form.has(log)
    assert stable_row(GENERALISED, "gradient").other.form.has(exp)
