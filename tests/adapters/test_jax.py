"""JAX with a loss of ours: grad, hessian, jit, vmap, the tails that autodiff loses, and the C kernel behind jax.ffi."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="needs the extra jax")
jax.config.update("jax_enable_x64", True)
jnp = jax.numpy

from symxent.adapters.jax import loss_of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402
from symxent.losses.catalogue import named, names  # noqa: E402
from symxent.losses.loss import Loss  # noqa: E402
from symxent.losses.variables import TARGET  # noqa: E402

BOTH = pytest.mark.parametrize("kernels", [False, True], ids=["jnp", "C"])
MIDDLE = np.linspace(-4.1, 4.3, 57)


def label(loss: Loss) -> Any:
    """Labels for the scores of the middle."""
    if not loss.targets:
        return []
    target = loss.targets[0]
    values = [float(v) for v in target.values] or ([0.25, 0.75] if target.where.sup.is_finite else [0.5, 2.0])
    return [np.resize(values, MIDDLE.shape)]


def naive(loss: Loss) -> Any:
    """The formula as it is written, in jnp, for autodiff: what a user would write."""
    from sympy import exp, lambdify

    return lambdify(list(loss.variables), loss.expr.rewrite(exp), modules=[{"erf": jax.scipy.special.erf}, jnp])


SMOOTH = [n for n in names(by_row=False) if n not in ("quantile", "huber", "squared_hinge", "ordinal", "bernoulli_kl")]


@BOTH
@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives_agree_with_jaxs_autodiff_where_it_does_not_cancel(name: str, kernels: bool) -> None:
    loss = named(name)
    ours = loss_of(loss, kernels=kernels)
    theirs = naive(loss)
    labels, settings = label(loss), loss.settings()

    def per_row(function: Any, *rest: Any) -> Any:
        return jax.vmap(function, in_axes=(0, *[0] * len(labels), *[None] * len(rest)))(
            jnp.asarray(MIDDLE), *map(jnp.asarray, labels), *rest
        )

    for order in (0, 1, 2):
        left, right = ours, theirs
        for _ in range(order):
            left, right = jax.grad(left), jax.grad(right)
        expected = per_row(right, *settings)
        scale = np.abs(expected).max()
        np.testing.assert_allclose(per_row(left), expected, rtol=1e-12, atol=1e-12 * scale, err_msg=f"order {order}")


@BOTH
def test_hessian_and_jit_and_vmap_take_it(kernels: bool) -> None:
    focal = loss_of("focal", gamma=2.0, kernels=kernels)
    x = jnp.asarray(np.random.default_rng(0).normal(size=(30, 3)))
    y = jnp.asarray(np.arange(30) % 2)

    def total(theta: Any) -> Any:
        return focal(x @ theta, y).mean()

    theta = jnp.asarray([0.3, -0.2, 0.5])
    hessian = jax.jit(jax.hessian(total))(theta)
    curvature = named("focal").compile().hessian(np.asarray(x @ theta), np.asarray(y, float), 2.0)
    np.testing.assert_allclose(hessian, (x * (curvature / 30)[:, None]).T @ x, rtol=1e-12, atol=1e-15)
    rows = jax.vmap(jax.grad(lambda z, label: focal(z, label)))(x @ theta, y)
    np.testing.assert_allclose(rows, jax.grad(lambda z: focal(z, y).sum())(x @ theta), rtol=1e-14)


@BOTH
def test_tails_keep_their_gradient(kernels: bool) -> None:
    bce = loss_of("bce", kernels=kernels)
    scores, labels = jnp.asarray([40.0, -800.0, 800.0]), jnp.asarray([1, 1, 1])
    gradient = jax.grad(lambda z: bce(z, labels).sum())(scores)
    np.testing.assert_allclose(gradient, [-4.248354255291589e-18, -1.0, 0.0], rtol=1e-14)
    assert np.isfinite(jax.hessian(lambda z: bce(z, labels).sum())(scores)).all()
    own = jax.grad(lambda z: -jnp.log(jax.nn.sigmoid(z)))(-800.0)
    assert own != -1.0


@BOTH
def test_both_precisions_are_computed_in_their_own(kernels: bool) -> None:
    bce = loss_of("bce", kernels=kernels)
    single = bce(jnp.asarray([1.0, -2.0], jnp.float32), jnp.asarray([0, 1]))
    assert single.dtype == jnp.float32
    np.testing.assert_allclose(single, bce(jnp.asarray([1.0, -2.0]), jnp.asarray([0, 1])), rtol=1e-6)


def test_the_c_kernel_gives_what_numpys_gives() -> None:
    scores, labels = np.linspace(-50, 50, 1001), np.arange(1001) % 2
    by_c = loss_of("focal_2", kernels=True)(scores, labels)
    np.testing.assert_array_equal(by_c, named("focal_2").compile().value(scores, labels.astype(float)))


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(SymxentError, match="no parameter 'gamma'"):
        loss_of("bce", gamma=1)
    with pytest.raises(TypeError, match="takes scores and 1 arrays of labels, 0 were given"):
        loss_of("bce")(0.0)
    assert named("bce").targets[0].role == TARGET


@BOTH
def test_labels_that_do_not_fit_are_named(kernels: bool) -> None:
    bce = loss_of("bce", kernels=kernels)
    z, y = jnp.zeros(3), jnp.array([0.0, 1.0, 2.0])
    with pytest.raises(SymxentError, match=r"labels\[2\] is 2, but the loss bce takes labels in \{0, 1\}"):
        bce(z, y)
    with pytest.raises(SymxentError, match=r"labels\[2\] is 2"):
        jax.grad(lambda scores: bce(scores, y).sum())(z)
    with pytest.raises(SymxentError, match=r"bce: labels of shape \(3, 1\) against scores of shape \(3,\) \(a column"):
        bce(z, y[:, None])
    assert bce(z, 1.0).shape == (3,)
    assert bool(jnp.isnan(jax.jit(bce)(z, y)[2]))
