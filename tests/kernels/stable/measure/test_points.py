import numpy as np
import pytest
from sympy import Interval, S, Symbol, log, oo, symbols

from symxent.errors import SymxentError
from symxent.kernels.stable.measure.points import brackets, grid, labels
from symxent.language.domain import CLOSED_UNIT, LABEL, NONNEGATIVE, UNIT, Domain
from symxent.language.functions import sigmoid

z, y, p = Symbol("z"), Symbol("y"), Symbol("p")
F4, F8 = np.dtype("f4"), np.dtype("f8")


@pytest.mark.parametrize("dtype", [F4, F8])
def test_reals_are_swept_from_denormals_to_the_limits_with_both_signs(dtype: np.dtype) -> None:
    values = grid((z,), Domain(), dtype, 800)[z]
    info = np.finfo(dtype)
    assert (values == values.astype(dtype)).all()
    assert np.isinf(values).sum() == 2
    assert 0 in values
    small = np.abs(values[(values != 0) & np.isfinite(values)])
    assert small.min() == float(info.smallest_subnormal)
    assert small.max() >= float(info.max) / 32
    exponents = np.frexp(small)[1]
    assert len(set(exponents.tolist())) > 120
    assert (values > 0).sum() > 200 < (values < 0).sum()


@pytest.mark.parametrize(("where", "ends"), [(UNIT, (False, False)), (CLOSED_UNIT, (True, True))])
def test_the_unit_interval_has_its_ends_only_when_it_is_closed(where: S, ends: tuple[bool, bool]) -> None:
    values = grid((p,), Domain({p: where}), F8, 600)[p]
    assert (0.0 in values, 1.0 in values) == ends
    assert values.min() >= 0
    assert values.max() <= 1
    assert (np.abs(values - 0.5) < 1e-9).sum() > 3
    assert (1 - values < 1e-12).sum() > 3


def test_every_label_meets_every_kind_of_logit() -> None:
    points = grid((z, y), Domain({y: LABEL}), F4, 600)
    for label in (0.0, 1.0):
        own = points[z][points[y] == label]
        assert own.min() == -np.inf
        assert own.max() == np.inf
        assert (np.abs(own) < 1e-30).any()


def test_a_share_is_given_and_a_probability_is_not() -> None:
    domain = Domain({y: CLOSED_UNIT, p: UNIT})
    loss = -(y * log(p) + (1 - y) * log(1 - p))
    assert labels(loss, (p, y), domain) == (y,)
    assert labels(sigmoid(z) - y, (z, y), domain) == (y,)


def test_points_are_the_same_on_every_run() -> None:
    first, second = (grid((z, y), Domain({y: CLOSED_UNIT}), F8, 500, seed=3) for _ in range(2))
    assert all((first[s] == second[s]).all() for s in first)


def test_a_set_without_numbers_is_refused() -> None:
    with pytest.raises(SymxentError, match="expected an interval"):
        grid((z,), Domain({z: S.Integers}), F8, 100)


def test_brackets_are_neighbours_between_which_the_sign_changes() -> None:
    columns = {z: np.array([3.0, -1.0, 1.0, 2.0]), y: np.zeros(4)}
    values = np.array([1.0, -2.0, -1.0, 1.0])
    assert brackets(columns, values, z) == [(2, 3)]
    assert brackets({**columns, y: np.arange(4.0)}, values, z) == []
    assert grid((z,), Domain({z: NONNEGATIVE}), F8, 300)[z].min() == 0


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize(
    "where", [Interval(1, 10**308), Interval(-(10**308), 1), Interval(-(10**308), 10**308)], ids=str
)
def test_an_end_that_is_no_number_of_the_format_is_far_away(where: Interval, dtype: str) -> None:
    made = grid((z,), Domain({z: where}), np.dtype(dtype), 200)[z]
    assert len(made) > 100
    assert np.isfinite(made).all()
    assert ((made >= float(where.start)) & (made <= float(where.end))).all()


def test_a_count_of_0_meets_infinite_scores_and_two_infinities_do_not_meet() -> None:
    z, y = symbols("z y")
    points = grid((z, y), Domain({y: Interval(0, oo)}), np.dtype("f8"), 400)
    infinite = np.isinf(points[z])
    assert set(points[z][infinite & (points[y] == 0)]) == {-np.inf, np.inf}
    assert not (infinite & np.isinf(points[y])).any()
