"""JAX: a loss with its derived gradient and Hessian as plain jnp, or as the C kernel through jax.ffi on the CPU.

``loss_of("focal", gamma=2)`` gives an elementwise function of (scores, labels).  Its derivative is a ``custom_jvp``
rule (a ``custom_vjp`` would break ``jax.hessian``) that calls the derived gradient, whose own rule calls the Hessian:
so no branch that overflows has a part in any derivative, under jit, vmap, grad and hessian.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from symxent.adapters.extras import require
from symxent.adapters.objective import check_labels, misfit
from symxent.errors import SymxentError
from symxent.kernels.emit import templates
from symxent.kernels.run import build
from symxent.kernels.run.load import prepared
from symxent.losses.catalogue import of_one_score
from symxent.losses.compile import function, kernel_name
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable

jax = require("jax", "jax")
jnp = jax.numpy

OUTPUTS = ("value", "gradient", "hessian")
Elementwise = Callable[..., Any]


def loss_of(loss: Loss | str, *, kernels: bool = False, **parameters: float) -> Elementwise:
    """The loss as an elementwise function of scores and labels; reduce it as you like.

    ``kernels=True`` computes it by the generated C on the CPU.  Raises SymxentError for parameters that there are not,
    and where C was asked for and there is no compiler; the function raises it for labels whose shape is not that of the
    scores, and BadLabel for a label outside of its set.  Under jit and vmap labels have no values that could be looked
    at: the result is NaN there for a label that is none of a few values.
    """
    loss = of_one_score(loss)
    settings = loss.settings(parameters)
    made = _by_ffi(loss) if kernels else {name: _by_jnp(loss, name) for name in OUTPUTS}
    labelled = len(loss.targets)

    def of_scores(scores: Any, *labels: Any) -> Any:
        if len(labels) != labelled:
            raise TypeError(f"{loss.name} takes scores and {labelled} arrays of labels, {len(labels)} were given")
        scores = jnp.asarray(scores)
        if not jnp.issubdtype(scores.dtype, jnp.floating):
            scores = scores.astype(float)
        for label, values in zip(loss.targets, labels, strict=True):
            _check(loss, label, scores, values)
        given = [jnp.asarray(a, scores.dtype) for a in (*labels, *settings)]
        return _differentiable(made)(*jnp.broadcast_arrays(scores, *given))

    of_scores.__name__ = loss.name
    of_scores.__doc__ = f"{loss.title or loss.name} of scores and labels, elementwise."
    return of_scores


def _check(loss: Loss, label: LossVariable, scores: Any, values: Any) -> None:
    """Raises SymxentError for labels that would be spread over the scores, BadLabel for one outside of its set."""
    if jnp.ndim(values) and jnp.shape(values) != jnp.shape(scores):
        raise misfit(loss, jnp.shape(values), jnp.shape(scores))
    if not isinstance(values, jax.core.Tracer):
        check_labels(loss, label, np.asarray(values))


def _differentiable(made: dict[str, Elementwise]) -> Elementwise:
    """value → gradient → Hessian, each the derivative by the scores of the one before."""
    chain = made["hessian"]
    for name in ("gradient", "value"):
        chain = _with_derivative(made[name], chain)
    return chain


def _with_derivative(computed: Elementwise, derivative: Elementwise) -> Elementwise:
    @jax.custom_jvp
    def known(scores: Any, *given: Any) -> Any:
        return computed(scores, *given)

    @known.defjvp
    def rule(primals: Any, tangents: Any) -> Any:
        # Labels and parameters have no derivative here: their tangents are left out.
        return known(*primals), derivative(*primals) * tangents[0]

    return known


def _by_jnp(loss: Loss, output: str) -> Elementwise:
    formula = function(loss, "jax", output)

    def broadcast(scores: Any, *given: Any) -> Any:
        # A derivative may be a number, or depend on a label alone.
        return jnp.broadcast_to(jnp.asarray(formula(scores, *given), scores.dtype), jnp.shape(scores))

    return broadcast


@cache
def _by_ffi(loss: Loss) -> dict[str, Elementwise]:
    """The kernels of the loss as targets of jax.ffi, compiled against the header that this jax brings."""
    made = loss.compile()
    if made.reason:
        raise SymxentError(f"kernels=True needs a C compiler: {made.reason}")
    names = {output: kernel_name(loss, (output,)) for output in OUTPUTS}
    specs = [spec for spec in made.generated.kernels if spec.name in names.values()]
    bridge = templates.environment().get_template("c/jax_ffi.c.jinja").render(family=loss.name, kernels=specs)
    header = Path(jax.ffi.include_dir()) / "xla" / "ffi" / "api" / "c_api.h"
    sources = {
        **made.generated.sources,
        f"{loss.name}_ffi.c": bridge,
        "xla_ffi_c_api.h": header.read_text(encoding="utf-8"),
    }
    library = prepared(build.library(f"{loss.name}_ffi", sources), loss.name)
    return {output: _target(library, name) for output, name in names.items()}


def _target(library: ctypes.CDLL, name: str) -> Elementwise:
    handler = getattr(library, f"symxent_{name}_ffi")
    target = f"symxent_{name}_{ctypes.cast(handler, ctypes.c_void_p).value:x}"
    jax.ffi.register_ffi_target(target, jax.ffi.pycapsule(handler), platform="cpu")

    def call(scores: Any, *given: Any) -> Any:
        shape = jax.ShapeDtypeStruct(scores.shape, scores.dtype)
        return jax.ffi.ffi_call(target, shape, vmap_method="broadcast_all")(scores, *given)

    return call
