"""What is left of gradients and Hessians where predictions are confident: ours against JAX's autodiff, in ULP.

    python bench/tails.py [> docs/tables/tails.txt]

Both compute in float64 from the same formula; JAX differentiates it as it is written, with ``jax.nn.sigmoid``.  The
reference is ball arithmetic.  ``all`` stands for a result that has no correct digit, or is not a number.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from sympy import lambdify

from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.language.functions import Phi, sigmoid, softplus
from symxent.losses.catalogue import named
from symxent.losses.form_of_score import bare, symbol
from symxent.losses.loss import Loss

jax.config.update("jax_enable_x64", True)
jnp = jax.numpy

LOSSES = (
    *("bce", "focal_2", "focal", "generalised_ce", "balanced", "label_smoothed", "brier", "logistic", "softplus"),
    *("silu", "mish", "gelu", "poisson", "tweedie"),
)
RANGES = ((0.0, 5.0), (5.0, 40.0), (40.0, 700.0))
NO_DIGIT = 2.0**50


def as_written(loss: Loss) -> Callable[..., Any]:
    """The formula in jnp, as a user writes it."""
    tables = {
        sigmoid.__name__: jax.nn.sigmoid,
        softplus.__name__: lambda z: jnp.log(1 + jnp.exp(z)),
        Phi.__name__: jax.scipy.stats.norm.cdf,
    }
    return lambdify(list(loss.variables), loss.expr, modules=[tables, jnp])


def worst(errors: np.ndarray) -> str:
    """The largest error as text."""
    largest = float(np.max(errors, initial=0.0))
    if not largest < NO_DIGIT:
        return "all"
    return f"{largest:.1f}" if largest < 1e4 else f"{largest:.0e}"


def row(loss: Loss, output: str) -> str:
    """One line: the worst errors of both in each range of |z|."""
    function = as_written(loss)
    for _ in range(1 if output == "gradient" else 2):
        function = jax.grad(function)
    kernel = getattr(loss.compile(), output)
    label = [float(v) for v in loss.targets[0].values] or [2.0] if loss.targets else [None]
    cells = []
    for low, high in RANGES:
        ours, theirs = [], []
        for y in label:
            size = np.linspace(low, high, 101)[1:]
            scores = np.concatenate([-size, size])
            given = [np.full_like(scores, v) for v in ((y,) if y is not None else ()) + loss.settings()]
            columns = {symbol(v): a for v, a in zip(loss.variables, (scores, *given), strict=True)}
            exact = evaluate(bare(loss, loss.formulas[output]), columns)
            visible = np.abs(exact.nearest) > 1e-290
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                by_jax = np.asarray(jax.vmap(function)(scores, *given))
            ours.append(error(kernel(scores, *given), exact, np.dtype("f8"))[visible])
            theirs.append(error(by_jax, exact, np.dtype("f8"))[visible])
        cells += [worst(np.concatenate(ours)), worst(np.concatenate(theirs))]
    return f"{loss.name:<16}{output:<10}" + "".join(f"{cell:>9}" for cell in cells)


def main() -> None:
    heads = [f"|z| ≤ {high:g}" for _, high in RANGES]
    print(" " * 26 + "".join(f"{head:>18}" for head in heads))
    print(f"{'loss':<16}{'output':<10}" + f"{'symxent':>9}{'JAX':>9}" * len(RANGES))
    for name in LOSSES:
        for output in ("gradient", "hessian"):
            print(row(named(name), output), flush=True)


if __name__ == "__main__":
    main()
