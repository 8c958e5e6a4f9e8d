"""What is left of e^u and log(1 + u) without their first terms: the series that stand for it, and forms with them."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, ctx
from sympy import Expr, Interval, Piecewise, exp, log, oo
from sympy.abc import u, x

from symxent.kernels.expression import stable
from symxent.kernels.program.remainders import (
    NEAR_LOG,
    OF_DENSITY,
    OF_EXCESS,
    OF_EXP,
    OF_LOG,
    OF_LOG_DENSITY,
    REMAINDERS,
    expm1mx,
    exprel,
    exprel_2,
    log1pmx,
    log_normal_tail,
    normal_bend,
    normal_density,
    normal_excess,
)
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator

CUT_OFF = arb(2) ** -58  # of the whole


def test_what_is_cut_off_of_the_exponential_is_nothing_to_float64() -> None:
    # (e^u − 1 − u)/u² increases, and so is e^−1 at least for u ≥ −1; behind n terms |u| ≤ 1 leaves a geometric series.
    least = (-arb(1)).exp()
    assert 1 / arb(OF_EXP + 2).fac() / (1 - 1 / arb(OF_EXP + 3)) / least < CUT_OFF


def test_what_is_cut_off_of_the_logarithm_is_nothing_to_float64() -> None:
    # With s = u/(2 + u) the whole is 2s²/(1 − s) − 2s³ Q, Q ≤ 1/(3(1 − s²)), and so s² at least for s ≤ 2/5.
    s = arb(int(NEAR_LOG.p)) / int(NEAR_LOG.q)
    assert 2 / (1 - s) - 2 * s / (3 * (1 - s**2)) > 1
    assert 2 * s * s ** (2 * OF_LOG) / (2 * OF_LOG + 3) / (1 - s**2) < CUT_OFF


@pytest.mark.parametrize("kind", [expm1mx, log1pmx])
def test_the_series_is_that_of_the_function(kind: type) -> None:
    (u,), form = REMAINDERS[kind]
    assert isinstance(form, Piecewise)
    near, far = (branch.expr for branch in form.args)
    points = {u: np.array([-0.5, -1e-3, -1e-20, 1e-30, 1e-5, 0.5, 0.9])}
    exact = evaluate(kind(u), points)
    assert np.array_equal(exact.nearest, evaluate(far, points).nearest)
    assert evaluate(near, points).nearest == pytest.approx(exact.nearest, rel=2**-52)


def test_the_series_of_the_excess_and_the_constants_of_the_density_lack_nothing() -> None:
    # At 400 places of Chebyshev's, between which a difference of 33 terms from the next sixty grows by 2 % at most.
    with ctx.workprec(4000):
        for i in range(1, 400):
            t = (arb(i) / 400).cos_pi()
            v = 4 * (1 + t) / (1 - t)
            excess = normal_ratio(v - arb(0.5)) - (v - arb(0.5))
            series = sum((int(c) * t**n for n, c in enumerate(OF_EXCESS.split())), arb(2) ** 62) / arb(2) ** 62
            assert abs(series / (1 + arb(19) / 32 * v) / excess - 1) < CUT_OFF
        assert abs(OF_DENSITY / arb(2) ** 64 * (2 * arb.pi()).sqrt() - 1) < CUT_OFF
        assert abs(OF_LOG_DENSITY / arb(2) ** 64 / (2 * arb.pi()).sqrt().log() - 1) < CUT_OFF


def normal_ratio(x: arb) -> arb:
    """φ(x)/Φ(−x)."""
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt() / ((x / arb(2).sqrt()).erfc() / 2)


@pytest.mark.parametrize(
    ("kind", "most"),
    [(normal_excess, 3), (normal_bend, 4), (normal_density, 3), (log_normal_tail, 4)],
    ids=lambda it: str(it),
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_left_of_the_normal_distribution_is_within_few_ulp(kind: type, most: int, dtype: type) -> None:
    points = {u: np.concatenate([[0.0, 1e-300], np.geomspace(1e-6, 12, 700)]).astype(dtype).astype(np.float64)}
    (letter,), form = REMAINDERS[kind]
    got = Evaluator({letter: points[u]}, np.dtype(dtype))(form)
    assert error(got, evaluate(kind(u), points), np.dtype(dtype)).max() < most


@pytest.mark.parametrize("kind", [exprel, exprel_2])
def test_a_quotient_by_what_vanishes_is_1(kind: type) -> None:
    points = {u: np.array([-800.0, -40.0, -0.999, -1e-3, -1e-20, -5e-324, 0.0, 1e-310, 1e-9, 0.5, 1.0, 30.0])}
    (letter,), form = REMAINDERS[kind]
    got = Evaluator({letter: points[u]}, np.dtype(np.float64))(form)
    exact = evaluate(kind(u), points).nearest
    exact[np.abs(points[u]) < 1e-300] = 1
    assert got == pytest.approx(exact, rel=2**-51, abs=0)


CORES = [
    (exp(x) - 1 - x, Interval(-oo, oo), expm1mx),
    (log(1 + x) - x, Interval.open(-1, oo), log1pmx),
    (x * exp(x) - exp(x) + 1, Interval(-2, oo), expm1mx),
    ((1 + x) * log(1 + x) - x, Interval(0, oo), log1pmx),
]


@pytest.mark.parametrize(("core", "where", "kind"), CORES, ids=[str(core) for core, *_ in CORES])
def test_what_they_stand_behind_is_found_and_proved(core: Expr, where: Interval, kind: type) -> None:
    found = stable(core, {x: where})
    assert found.found.named.has(kind)
    assert found.proof.proved
    assert max(found.error) < 5
    points = np.array([1e-12, 3e-8, 0.3, 0.99, 1.5, 40.0])
    right = evaluate(core.xreplace({x: found.symbols[0]}), {found.symbols[0]: points}).nearest
    assert found.compile()(points) == pytest.approx(right, rel=1e-15)
    space: dict[str, object] = {}
    exec(compile(found.files("numpy")["f.py"], "f.py", "exec"), space)
    assert space["f"](points) == pytest.approx(right, rel=1e-14)  # type: ignore[operator]
