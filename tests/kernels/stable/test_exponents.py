"""e to a product and powers of the sigmoid as the search measures them: against ball arithmetic, in both formats."""

import numpy as np
import pytest
from sympy import exp, symbols

from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.language.functions import Phi, sigmoid

a, n = symbols("a n")
FORMATS = [np.dtype("f4"), np.dtype("f8")]


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
@pytest.mark.parametrize(
    ("form", "worst"), [(exp(a * n), 2.0), (sigmoid(a) ** n, 5.0), (Phi(a), 3.0), (exp(-(a**2) / 2), 3.0)], ids=str
)
def test_the_exponent_does_not_magnify_its_rounding(form, worst, dtype):
    rng = np.random.default_rng(3)
    reach = float(np.log(np.finfo(dtype).max))
    size = np.sqrt(2 * reach) if not form.has(n) else reach
    columns = {a: rng.uniform(-size, size / 5, 300), n: rng.uniform(0.2, 5, 300)}
    columns = {s: v.astype(dtype).astype(np.float64) for s, v in columns.items() if form.has(s)}
    exact = evaluate(form, columns)
    normal = (np.abs(exact.nearest) > np.finfo(dtype).tiny) & (np.abs(exact.nearest) < np.finfo(dtype).max)
    found = error(Evaluator(columns, dtype)(form), exact, dtype)[normal]
    assert normal.sum() > 50
    assert found.max() < worst


@pytest.mark.parametrize("dtype", FORMATS, ids=str)
def test_what_overflows_and_what_vanishes_is_no_nan(dtype):
    big = np.array([1e30, -1e30, np.inf, -np.inf], dtype)
    with np.errstate(all="ignore"):
        assert Evaluator({a: big, n: np.full(4, 3.0, dtype)}, dtype)(exp(a * n)).tolist() == [np.inf, 0, np.inf, 0]
        assert Evaluator({a: big, n: np.full(4, 3.0, dtype)}, dtype)(sigmoid(a) ** n).tolist() == [1, 0, 1, 0]
        assert Evaluator({a: big, n: np.zeros(4, dtype)}, dtype)(sigmoid(a) ** n).tolist() == [1, 1, 1, 1]
        assert Evaluator({a: big}, dtype)(Phi(a)).tolist() == [1, 0, 1, 0]
