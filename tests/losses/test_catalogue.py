"""Every loss of the catalogue: shipped forms proved again, kernels verified, derivatives confirmed, kinks stated."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sympy import Abs, Eq, log

from symxent.errors import SymxentError
from symxent.language.functions import sigmoid
from symxent.losses import store
from symxent.losses.catalogue import gap, high, low, middle, named, names
from symxent.losses.compile import compiled, stable_forms
from symxent.losses.loss import Loss
from symxent.losses.verify import verify
from symxent.resources import folder

# The worst error in ULP over the domain, in float32 and float64, unless the rounding of the inputs alone does as much.
SMALL = (12, 12)
WORST = {
    **dict.fromkeys(("temperature", "ordinal", "focal", "asymmetric", "brier", "mish", "multilabel_bce"), (5, 5)),
    **dict.fromkeys(("generalised_ce", "tweedie", "gelu"), (6, 6)),
}
CONVEX = (
    *("balanced", "bce", "bernoulli_kl", "huber", "label_smoothed", "logistic", "multilabel_bce", "poisson"),
    *("pseudo_huber", "quantile", "soft_bce", "softplus", "squared_hinge", "temperature"),
)
NOT_CONVEX = ("brier", "focal_2", "gelu", "generalised_ce", "mish", "silu")


def test_no_row_of_the_catalogue_is_without_its_shipped_forms() -> None:
    shipped = {path.stem for path in (folder("generated") / "losses").glob("*.json")}
    assert shipped == set(names())


@pytest.mark.parametrize("name", names())
def test_shipped_forms_belong_to_the_formulas_and_are_proved_equal_to_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*_: object) -> None:
        raise AssertionError(f"a form of {name} is not shipped: python -m symxent loss {name} --keep-forms")

    monkeypatch.setattr("symxent.losses.form_of_score.find", search)
    monkeypatch.setattr("symxent.losses.form_of_row.best", search)
    loss = named(name)
    assert loss.source
    assert loss.name == name
    for output, stable in stable_forms(loss).items():
        assert stable.verdict.proved, f"{output}: {stable.verdict}"


@pytest.mark.parametrize("name", names(by_row=False))
def test_kernels_are_as_accurate_as_stated(name: str) -> None:
    for one in verify(compiled(named(name)), points=150):
        if one.output in store.failing(name):
            assert not one.passed, f"{one}: a verified output is refused"
            continue
        assert one.passed, one
        single, double = WORST.get(name, SMALL)
        assert one.lost == 0, one
        assert one.error < (single if one.dtype == "float32" else double) or one.unexplained < 1, one


def test_every_loss_of_the_catalogue_is_verified() -> None:
    assert not [name for name in names(by_row=False) if store.failing(name)]


def test_a_divergence_has_its_digits_where_it_all_but_vanishes() -> None:
    """The divergence vanishes twice over at p = y, where its two logarithms cancel: it is (p − y)²/(2 y (1 − y))."""
    z = np.array([1e-3, -1e-9, 1e-100])
    assert named("bernoulli_kl").compile().value(z, np.full(3, 0.5)) == pytest.approx(z**2 / 8, rel=1e-6)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_the_curvature_of_gelu_is_0_where_the_square_of_the_score_overflows(dtype: str) -> None:
    far = np.array([1e19, -1e19, 1e20, -1e30, np.finfo(dtype).max, -np.inf, np.inf], dtype)
    np.testing.assert_array_equal(named("gelu").compile().hessian(far), 0)


@pytest.mark.parametrize("name", CONVEX)
def test_convex_losses_are_proved_convex(name: str) -> None:
    assert named(name).claim(convex=True).proved


@pytest.mark.parametrize("name", NOT_CONVEX)
def test_other_losses_are_refuted_at_a_point(name: str) -> None:
    verdict = named(name).claim(convex=True)
    assert verdict.refuted
    assert verdict.witness is not None


def test_only_the_quantile_loss_has_a_kink_and_it_is_stated() -> None:
    kinked = {name: named(name).kinks for name in names(by_row=False) if named(name).kinks}
    assert list(kinked) == ["quantile"]
    (kink,) = kinked["quantile"]
    tau = named("quantile").parameter("tau")
    assert (kink.below, kink.above, kink.here) == (-tau, 1 - tau, 1 - tau)


def test_the_middle_class_of_the_ordinal_loss_is_the_textbooks() -> None:
    loss = named("ordinal")
    assert loss.claim(Eq(middle, -log(high - low))).proved
    assert loss.claim(Eq(middle, -log(high + low))).refuted
    assert gap in loss.variables


def test_logistic_loss_is_cross_entropy_with_other_labels() -> None:
    bce, logistic = named("bce"), named("logistic")
    z = np.linspace(-30, 30, 61)
    for label in (0, 1):
        np.testing.assert_allclose(
            bce.compile().value(z, label), logistic.compile().value(z, 2 * label - 1), rtol=1e-14
        )


def test_a_name_that_is_not_there_gets_near_ones() -> None:
    with pytest.raises(SymxentError, match="did you mean focal"):
        named("foca")


def test_a_changed_formula_does_not_get_a_shipped_form(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "symxent.losses.form_of_score.find", lambda *a: asked.append(a) or (_ for _ in ()).throw(KeyError)
    )
    real = named("brier")
    changed = Loss("brier", Abs(sigmoid(real.wrt) - real.targets[0]), wrt=real.wrt)
    with pytest.raises(KeyError):
        stable_forms(changed)
    assert asked


def test_shipped_forms_are_data_that_say_where_they_are_from() -> None:
    for path in (folder("generated") / "losses").glob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        assert facts["generated by"] == f"python -m symxent loss {path.stem} --keep-forms"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["focal", "asymmetric"])
def test_the_largest_scores_have_a_hessian(name: str, dtype: type) -> None:
    """γ softplus(z) overflows there, beside an e^(−z) that is 0."""
    loss = named(name)
    scores = np.array([1, -1], dtype) * np.finfo(dtype).max
    settings = [dtype(float(p.where.sup)) for p in loss.parameters]
    for label in (0, 1):
        assert (loss.compile().hessian(scores, dtype(label), *settings) == 0).all()


def test_nothing_of_infinity_is_nothing() -> None:
    assert named("poisson").compile().value(-np.inf, [0.0, 2.0]).tolist() == [0.0, np.inf]
    assert named("multilabel_bce").compile().value(-np.inf, 1.0, [0.0, 2.0]).tolist() == [0.0, np.inf]
    assert named("quantile").compile().value([np.inf, -np.inf], 0.0, 1.0).tolist() == [0.0, np.inf]
