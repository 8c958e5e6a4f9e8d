"""The kernels of a user's loss: right where the formula overflows, right at limits, the same without a compiler."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sympy import Max, erfc, exp, log

import symxent as sx
from symxent.kernels.run import build
from symxent.losses import compile as compiling
from symxent.losses.loss import Loss
from symxent.losses.stabilise import mirrored
from symxent.losses.verified import NotVerified, NotVerifiedWarning
from symxent.losses.verify import verify

z, y = sx.logit("z"), sx.target("y", values=(0, 1))
count, sign = sx.target("c", at_least=0), sx.target("s", values=(-1, 1))
gamma = sx.parameter("gamma", 2, between=(0, 5))
p = sx.sigmoid(z)
FOCAL = Loss("my_focal", -(y * (1 - p) ** 2 * log(p) + (1 - y) * p**2 * log(1 - p)), wrt=z)
POISSON = Loss("my_poisson", exp(z) - count * z, wrt=z)
HINGE = Loss("my_hinge", Max(0, 1 - sign * z) ** 2, wrt=z)
WEIGHTED = Loss("my_weighted", y * gamma * sx.softplus(-z) + (1 - y) * sx.softplus(z), wrt=z)


def test_a_loss_is_right_where_its_formula_overflows() -> None:
    f = FOCAL.compile()
    assert f.value(800.0, 0) == 800.0
    assert f.value(800.0, 1) == 0.0
    assert f.value(np.inf, [0, 1]).tolist() == [np.inf, 0.0]
    assert f.gradient([np.inf, -np.inf], [0, 1]).tolist() == [1.0, -1.0]
    assert f.gradient(40.0, 1) == pytest.approx(-2 * 40 * 0 - np.exp(-120) - 2 * np.exp(-120), rel=1e-12)
    assert f.hessian([np.inf, -np.inf], 1).tolist() == [0.0, 0.0]


def test_a_label_that_is_none_of_its_values_gives_nan() -> None:
    assert np.isnan(FOCAL.compile().value([0.0, 1.0], [0.5, 2.0])).all()
    assert np.isnan(HINGE.compile().gradient(0.0, 0.0))


def test_both_formats_have_loops_of_their_own() -> None:
    f = FOCAL.compile()
    single = f.gradient(np.float32([1.0, -1.0]), np.float32([0.0, 1.0]))
    assert single.dtype == np.float32
    assert f.gradient([1.0], [0.0]).dtype == np.float64
    np.testing.assert_allclose(single, f.gradient([1.0, -1.0], [0.0, 1.0]), rtol=1e-6)


@pytest.mark.parametrize("loss", [FOCAL, POISSON, HINGE, WEIGHTED], ids=lambda loss: loss.name)
def test_fused_kernels_give_what_the_single_ones_give(loss: Loss) -> None:
    f = loss.compile()
    rng = np.random.default_rng(1)
    label = sign if loss is HINGE else y
    targets = rng.choice([float(v) for v in label.values], 999)
    arguments = (rng.normal(size=999) * 5, targets, *loss.settings())
    value, gradient = f.value_gradient(*arguments)
    again, hessian = f.gradient_hessian(*arguments)
    # The compiler may round a product and a sum together in the one and not in the other; at a root of the Hessian,
    # where terms cancel, that is much of what is left of them.
    for one, other in (
        (value, f.value(*arguments)),
        (gradient, f.gradient(*arguments)),
        (again, gradient),
        (hessian, f.hessian(*arguments)),
    ):
        eps = np.finfo(float).eps
        np.testing.assert_allclose(one, other, rtol=8 * eps, atol=eps * np.abs(other).max())


def test_more_arrays_than_the_catalogue_has_are_gathered_right() -> None:
    f = WEIGHTED.compile()
    scores, labels = np.linspace(-3, 3, 2000)[::2], np.arange(2000)[::2] // 2 % 2
    weights = np.linspace(0, 5, 1000)
    value, gradient = f.value_gradient(scores, labels, weights)
    expected = np.where(labels == 1, weights * np.log1p(np.exp(-scores)), np.log1p(np.exp(scores)))
    np.testing.assert_allclose(value, expected, rtol=1e-14)
    assert gradient.shape == (1000,)


@pytest.mark.parametrize("loss", [FOCAL, POISSON, HINGE], ids=lambda loss: loss.name)
def test_plain_numpy_gives_what_the_compiled_kernels_give(loss: Loss, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise build.NoCompiler("no C compiler")

    compiled = loss.compile()
    monkeypatch.setattr(compiling, "from_sources", refuse)
    plain = compiling.compiled.__wrapped__(loss)
    assert "no C compiler" in plain.reason
    assert not compiled.reason
    scores = np.concatenate([np.linspace(-50, 50, 301), [-800, 800]])
    targets = np.resize([float(v) for v in loss.targets[0].values] or [0.0, 3.0], len(scores))
    for name in ("value", "gradient", "hessian"):
        np.testing.assert_allclose(
            getattr(plain, name)(scores, targets), getattr(compiled, name)(scores, targets), rtol=1e-14, err_msg=name
        )
    assert plain.value(np.float32(1), np.float32(1)).dtype == np.float32


def test_a_kernel_of_a_user_survives_pickling() -> None:
    f = POISSON.compile()
    assert pickle.loads(pickle.dumps(f.gradient)) is f.gradient


def test_what_was_generated_is_kept_and_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = compiling.generated(POISSON)

    def never(*_: object) -> None:
        raise AssertionError("the search began again")

    monkeypatch.setattr(compiling, "generate", never)
    again = compiling.generated(POISSON)
    assert again.sources == first.sources
    assert again.kernels == first.kernels


def test_mirror_images_are_recognised_and_nothing_else() -> None:
    assert mirrored(FOCAL)
    assert mirrored(HINGE)
    assert not mirrored(WEIGHTED)
    assert not mirrored(POISSON)


@pytest.mark.parametrize("loss", [FOCAL, POISSON, HINGE], ids=lambda loss: loss.name)
def test_every_output_is_verified_against_balls(loss: Loss) -> None:
    measured = verify(loss.compile(), points=300)
    assert len(measured) == 6
    for one in measured:
        assert one.passed, one
        assert one.error < 16, one
        assert (one.confirmed > 50) == (one.output != "value"), one


def test_a_wrong_kernel_does_not_pass() -> None:
    from dataclasses import replace

    f = FOCAL.compile()
    wrong = replace(f, kernels={**f.kernels, "gradient": lambda s, t: f.gradient(s, t) * 1.001})
    failed = [one for one in verify(wrong, points=300) if not one.passed]
    assert [one.output for one in failed] == ["gradient", "gradient"]


def test_numpy_has_the_error_functions() -> None:
    made = sx.Loss("errors", sx.erf(z) ** 2 + erfc(z), wrt=z)
    scores = np.array([-3, 0, 0.5, 2])
    for output in made.outputs:
        f = compiling.in_numpy(made, (output,))
        assert f(scores) == pytest.approx(getattr(made.compile(), output)(scores), rel=1e-14)
        assert f(scores.astype(np.float32)).dtype == np.float32


def test_kernels_that_fail_their_verification_are_refused() -> None:
    """The probit link by the error function, which is −1 in floating point long before the logarithm is infinite."""
    made = sx.Loss("by_erf", -y * log((1 + sx.erf(z)) / 2) - (1 - y) * log((1 - sx.erf(z)) / 2), wrt=z)
    with pytest.raises(NotVerified, match=r"the kernels of by_erf fail their verification: the \w+ in float\d\d is"):
        made.compile()
    with pytest.warns(NotVerifiedWarning, match="by_erf"):
        f = made.compile(strict=False)
    assert f.value(0.0, 0.0) == pytest.approx(np.log(2))


def test_kernels_that_pass_are_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sx.Loss("passes", sx.softplus(z) - y * z + z**2, wrt=z)
    made.compile()
    monkeypatch.setattr("symxent.losses.verify.verify", lambda *_: pytest.fail("it was measured again"))
    made.compile()
