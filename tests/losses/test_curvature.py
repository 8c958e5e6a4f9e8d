"""Kinds of curvature: bounds on the Hessian are proved or refuted, and kernels give the kind that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from symxent.errors import SymxentError
from symxent.losses.catalogue import named
from symxent.losses.curvature import bounds_hessian, falls, is_positive

VERDICTS = [
    ("bce", "exact", "proved", "proved"),
    ("bce", "majorant", "proved", "proved"),
    ("bce", "absolute", "proved", "proved"),
    ("bce", "fisher", "proved", "proved"),
    ("logistic", "absolute", "proved", "proved"),
    ("focal_2", "exact", "proved", "refuted"),
    ("focal_2", "majorant", "refuted", "proved"),
    ("focal_2", "absolute", "refuted", "proved"),
    ("focal_2", "fisher", "refuted", "refuted"),
]


@pytest.mark.parametrize(("name", "kind", "bounds", "positive"), VERDICTS)
def test_what_is_claimed_of_a_curvature_is_judged(name: str, kind: str, bounds: str, positive: str) -> None:
    assert bounds_hessian(named(name), kind).status.value == bounds
    assert is_positive(named(name), kind).status.value == positive


@pytest.mark.parametrize("kind", ["majorant", "absolute", "fisher"])
def test_kernels_give_the_curvature_that_was_asked_for(kind: str) -> None:
    f = named("bce").with_curvature(kind).compile()
    z, y = np.linspace(-30, 30, 121), np.arange(121) % 2
    p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    expected = {"majorant": 2 * p * q, "absolute": np.where(y == 1, q, p), "fisher": p * q}[kind]
    np.testing.assert_allclose(f.hessian(z, y), expected, rtol=1e-13)
    gradient, curvature = f.gradient_hessian(z, y)
    np.testing.assert_allclose(curvature, expected, rtol=1e-13)
    np.testing.assert_allclose(gradient, np.where(y == 1, -q, p), rtol=1e-13)


def test_a_floor_holds_and_changes_nothing_above_it() -> None:
    exact, floored = named("bce").compile(), named("bce").with_curvature("exact", floor=1e-6).compile()
    assert floored.hessian(40.0, 1) == 1e-6
    assert floored.hessian(1.0, 1) == exact.hessian(1.0, 1)


def test_the_score_from_which_a_row_weighs_too_little_is_found() -> None:
    fall = falls(named("bce"), 1e-3)[0]
    exact = np.log(499 + np.sqrt(499**2 - 1))  # p (1 − p) = 1/1000
    assert fall.above == pytest.approx(exact, rel=5e-3)
    assert fall.below == pytest.approx(-exact, rel=5e-3)
    assert falls(named("bce"), 1.0)[0].everywhere


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [("bce", "bold", "there is no curvature 'bold'"), ("soft_bce", "fisher", "one label of two values")],
)
def test_a_curvature_that_there_is_not_is_refused(name: str, kind: str, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        named(name).with_curvature(kind)
