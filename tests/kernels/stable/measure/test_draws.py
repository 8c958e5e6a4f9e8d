"""What is drawn is told by the seed alone."""

import numpy as np
import pytest

from symxent.kernels.stable.measure.draws import Draws


def test_the_numbers_of_a_seed_are_known() -> None:
    draws = Draws(2, 7)
    assert draws.random(2).tolist() == [0.12054820956228385, 0.7570673923160587]
    assert draws.integers(-3, 11, 4).tolist() == [9, 2, 0, 1]
    assert draws.choice([0.5, 1.0, 2.0], 3).tolist() == [0.5, 0.5, 0.5]
    assert draws.some(np.arange(10, 20), 3).tolist() == [15, 17, 19]
    assert draws.normal(2).tolist() == [0.5448788427490356, -0.4364524872247273]


def test_another_seed_gives_others() -> None:
    assert Draws(1).random(4).tolist() != Draws(2).random(4).tolist()
    assert Draws(1, 2).random(4).tolist() != Draws(1, 3).random(4).tolist()


def test_normal_numbers_have_mean_0_and_variance_1_and_do_not_go_on_for_ever() -> None:
    drawn = Draws(5).normal(20_000)
    assert drawn.mean() == pytest.approx(0, abs=0.03)
    assert drawn.var() == pytest.approx(1, abs=0.03)
    assert np.abs(drawn).max() <= 6


def test_integers_and_some_stay_in_their_range() -> None:
    drawn = Draws(5).integers(-2, 3, 1000)
    assert set(drawn.tolist()) == {-2, -1, 0, 1, 2}
    some = Draws(6).some(np.arange(50), 20)
    assert len(set(some.tolist())) == 20
    assert (np.diff(some) > 0).all()
    assert Draws(6).some(np.arange(3), 20).tolist() == [0, 1, 2]
