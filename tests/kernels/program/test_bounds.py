import math

import numpy as np
import pytest
from sympy import Abs, Expr, Interval, Max, Symbol, exp, log, tanh

from symxent.kernels.program.ranges import bounds
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.language.domain import CLOSED_UNIT, LABEL, POSITIVE, UNIT, Domain
from symxent.language.functions import sigmoid, softplus

z, y, p, u, e = (Symbol(n) for n in ("z", "y", "p", "u", "e"))
DOMAIN = Domain({y: LABEL, p: UNIT, u: POSITIVE, e: CLOSED_UNIT})
CASES = (
    (1 - p, 0, 1),
    (1 - y, 0, 1),
    ((1 - e) * y + e / 2, 0, 1),
    (p * (1 - p), 0, 1),
    (2 * y - 1, -1, 1),
    (u + 1, 1, math.inf),
    (exp(-u), 0, 1),
    (exp(z), 0, math.inf),
    (log(u), -math.inf, math.inf),
    (z**2, 0, math.inf),
    (p**2, 0, 1),
    (sigmoid(z), 0, 1),
    (tanh(z) * y, -1, 1),
    (softplus(z), 0, math.inf),
    (Max(0, z), 0, math.inf),
    (Abs(z) * -1, -math.inf, 0),
)


@pytest.mark.parametrize(("expr", "low", "high"), CASES, ids=str)
def test_bounds_are_those_of_the_mathematics_up_to_rounding(expr: Expr, low: float, high: float) -> None:
    found = bounds(expr, DOMAIN)
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


@pytest.mark.parametrize("expr", [c[0] for c in CASES], ids=str)
def test_no_value_lies_outside(expr: Expr) -> None:
    rng = np.random.default_rng(0)
    n = 400
    columns = {
        z: rng.normal(size=n) * 10,
        y: rng.integers(0, 2, n).astype(float),
        p: rng.random(n),
        u: rng.random(n) * 9 + 1e-9,
        e: rng.random(n),
    }
    values = Evaluator(columns, np.dtype("f8"))(expr)
    found = bounds(expr, DOMAIN)
    assert (values >= found.low - 1e-12).all()
    assert (values <= found.high + 1e-12).all()


def test_an_open_end_is_not_inside_a_set_that_leaves_it_out() -> None:
    assert bounds(1 - p, DOMAIN).inside(POSITIVE)
    assert not bounds(1 - y, DOMAIN).inside(POSITIVE)
    assert bounds(1 - y, DOMAIN).inside(CLOSED_UNIT)
    assert not bounds(z, DOMAIN).inside(Interval(-1, 1))
