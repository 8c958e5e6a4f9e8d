import numpy as np
import pytest
from flint import arb, ctx

from symxent.kernels.reference.ulp import Exact, error, ulp
from symxent.kernels.reference.values import decide

F4, F8 = np.dtype("f4"), np.dtype("f8")


@pytest.mark.parametrize("dtype", [F4, F8])
def test_the_ulp_is_the_gap_to_the_next_number(dtype: np.dtype) -> None:
    info = np.finfo(dtype)
    values = np.array([0, info.smallest_subnormal, info.tiny / 2, info.tiny, 0.1, 1, 1.5, 1e10, info.max], dtype=dtype)
    gaps = np.spacing(values[:-1]).astype(float)
    assert (ulp(values, dtype)[:-1] == gaps).all()
    assert ulp(values, dtype)[-1] == float(values[-1]) - float(np.nextafter(values[-1], dtype.type(0)))


def exact(*values: arb) -> Exact:
    found = [decide(v) for v in values]
    assert all(f is not None for f in found)
    return Exact(np.array([f[0] for f in found if f]), np.array([f[1] for f in found if f]))


# (dtype, got, exact value, error in ulps)
ERRORS = (
    (F8, 1.0, arb(1), 0.0),
    (F8, np.nextafter(1.0, 2), arb(1), 1.0),
    (F8, 0.0, arb(2) ** -1074, 1.0),
    (F8, 0.0, arb(2) ** -1075, 0.5),
    (F8, 5e-324, arb(2) ** -1075, 0.5),
    (F8, np.inf, arb(2) ** 1030, 0.0),
    (F8, np.finfo("f8").max, arb(2) ** 1024 * (1 - arb(2) ** -53), 0.0),
    (F8, np.inf, arb(2) ** 1024 * (1 - arb(2) ** -53), 1.0),
    (F8, np.nan, arb(1), np.inf),
    (F4, 1.0, 1 + arb(2) ** -24, 0.5),
    (F4, 0.0, arb(2) ** -149, 1.0),
    (F4, 0.0, arb(2) ** -151, 0.25),
    (F4, np.inf, arb(2) ** 128, 0.0),
    (F4, -np.inf, -(arb(2) ** 300), 0.0),
    (F4, 0.0, -(arb(2) ** -58), 2.0**23),
)


@pytest.mark.parametrize(("dtype", "got", "value", "expected"), ERRORS)
def test_error_in_ulps(dtype: np.dtype, got: float, value: arb, expected: float) -> None:
    found = error(np.array([got], dtype=dtype), exact(value), dtype)[0]
    assert found == pytest.approx(expected, rel=1e-6)


def test_both_undefined_is_no_error_and_one_undefined_is_all() -> None:
    undefined = Exact(np.array([np.nan, np.nan]), np.zeros(2))
    found = error(np.array([np.nan, 1.0]), undefined, F8)
    assert np.isnan(found).all()


def test_rounding_to_float32_is_done_once() -> None:
    # Just above the middle of 1 and its neighbour, by less than a double can tell: rounding twice would go to even, 1.
    with ctx.workprec(128):
        assert exact(1 + arb(2) ** -24 + arb(2) ** -90).rounded(F4)[0] == np.float32(1 + 2.0**-23)
        assert exact(1 + arb(2) ** -24).rounded(F4)[0] == np.float32(1)
        assert exact(1 + arb(2) ** -24 - arb(2) ** -90).rounded(F4)[0] == np.float32(1)
