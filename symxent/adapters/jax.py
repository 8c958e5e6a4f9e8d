"""JAX: a loss with its derived gradient and Hessian as plain jnp, or as the C kernel through jax.ffi on the CPU.

``loss_of("focal", gamma=2)`` gives an elementwise function of (scores, labels).  Its derivative is a ``custom_jvp``
rule (a ``custom_vjp`` would break ``jax.hessian``) that calls the derived gradient, whose own rule calls the Hessian:
so no branch that overflows has a part in any derivative, under jit, vmap, grad and hessian.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache, reduce
from pathlib import Path
from typing import Any

import numpy as np
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Function,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    erf,
    erfc,
    exp,
    log,
    sign,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, BooleanFalse, BooleanTrue, Not, Or

from symxent.adapters.extras import require
from symxent.errors import SymxentError
from symxent.kernels.emit import templates
from symxent.kernels.program.loops import margin
from symxent.kernels.run import build
from symxent.kernels.run.load import prepared
from symxent.kernels.stable.search import functions
from symxent.language.functions import Phi
from symxent.losses.catalogue import of_one_score
from symxent.losses.compile import kernel_name, stable_forms
from symxent.losses.loss import Loss
from symxent.losses.stabilise import symbol

jax = require("jax", "jax")
jnp = jax.numpy

OUTPUTS = ("value", "gradient", "hessian")
Elementwise = Callable[..., Any]


def loss_of(loss: Loss | str, *, kernels: bool = False, **parameters: float) -> Elementwise:
    """The loss as an elementwise function of scores and labels; reduce it as you like.

    ``kernels=True`` computes it by the generated C on the CPU.  Raises SymxentError for parameters that there are not,
    and where C was asked for and there is no compiler.
    """
    loss = of_one_score(loss)
    settings = loss.settings(parameters)
    made = _by_ffi(loss) if kernels else {name: _by_jnp(loss, name) for name in OUTPUTS}
    labelled = len(loss.targets)

    def function(scores: Any, *labels: Any) -> Any:
        if len(labels) != labelled:
            raise TypeError(f"{loss.name} takes scores and {labelled} arrays of labels, {len(labels)} were given")
        scores = jnp.asarray(scores)
        if not jnp.issubdtype(scores.dtype, jnp.floating):
            scores = scores.astype(float)
        given = [jnp.asarray(a, scores.dtype) for a in (*labels, *settings)]
        return _differentiable(made)(*jnp.broadcast_arrays(scores, *given))

    function.__name__ = loss.name
    function.__doc__ = f"{loss.title or loss.name} of scores and labels, elementwise."
    return function


def _differentiable(made: dict[str, Elementwise]) -> Elementwise:
    """value → gradient → Hessian, each the derivative by the scores of the one before."""
    chain = made["hessian"]
    for name in ("gradient", "value"):
        chain = _with_derivative(made[name], chain)
    return chain


def _with_derivative(function: Elementwise, derivative: Elementwise) -> Elementwise:
    @jax.custom_jvp
    def known(scores: Any, *given: Any) -> Any:
        return function(scores, *given)

    @known.defjvp
    def rule(primals: Any, tangents: Any) -> Any:
        # Labels and parameters have no derivative here: their tangents are left out.
        return known(*primals), derivative(*primals) * tangents[0]

    return known


def _by_jnp(loss: Loss, output: str) -> Elementwise:
    form = stable_forms(loss)[output].form
    symbols = [symbol(v) for v in loss.variables]

    def function(*arguments: Any) -> Any:
        value = _Walk(dict(zip(symbols, arguments, strict=True)), arguments[0].dtype).value(form)
        return jnp.broadcast_to(value, jnp.shape(arguments[0]))

    return function


_CALLS: dict[type, Callable[[Any], Any]] = {
    exp: jnp.exp,
    log: jnp.log,
    log1p: jnp.log1p,
    expm1: jnp.expm1,
    Abs: jnp.abs,
    sign: jnp.sign,
    tanh: jnp.tanh,
    erf: jax.scipy.special.erf,
    erfc: jax.scipy.special.erfc,
    Phi: lambda z: jax.scipy.special.erfc(-z * np.sqrt(0.5)) / 2,
}
_JOINS: tuple[tuple[Any, Any], ...] = (
    *((Add, jnp.add), (Mul, jnp.multiply), (Max, jnp.maximum), (Min, jnp.minimum)),
    *((And, jnp.logical_and), (Or, jnp.logical_or)),
)
_RELATIONS = {"<": jnp.less, "<=": jnp.less_equal, ">": jnp.greater, ">=": jnp.greater_equal,
              "==": jnp.equal, "!=": jnp.not_equal}  # fmt: skip


class _Walk:
    """A stable form as jnp operations, each subexpression once."""

    def __init__(self, known: dict[Basic, Any], dtype: Any) -> None:
        self.known, self.dtype = known, dtype

    def value(self, node: Basic) -> Any:
        if node not in self.known:
            self.known[node] = self._compute(node)
        return self.known[node]

    def _compute(self, node: Basic) -> Any:
        if isinstance(node, Number | NumberSymbol):
            return jnp.asarray(float(node), self.dtype)
        if isinstance(node, BooleanTrue | BooleanFalse):
            return jnp.asarray(bool(node))
        if isinstance(node, margin):
            return self.value(node.rewrite(exp))
        if type(node) in functions() and type(node) is not tanh:
            placeholder, form = functions()[type(node)]
            return self.value(form.xreplace({placeholder: node.args[0]})) if _plain(node) else self._inside(node)
        if isinstance(node, Piecewise):
            value = jnp.asarray(jnp.nan, self.dtype)
            for branch in reversed(node.args):
                value = jnp.where(self.value(branch.cond), self.value(branch.expr), value)
            return value
        if isinstance(node, Relational):
            return _RELATIONS[node.rel_op](self.value(node.lhs), self.value(node.rhs))
        if isinstance(node, Pow):
            return self._power(node)
        parts = [self.value(a) for a in node.args]
        for kind, join in _JOINS:
            if isinstance(node, kind):
                return reduce(join, parts)
        if isinstance(node, Not):
            return jnp.logical_not(parts[0])
        if isinstance(node, ITE):
            return jnp.where(*parts)
        call = _CALLS.get(type(node))
        if call is None:
            raise SymxentError(f"jax has no {type(node).__name__}, in {node}")
        return call(parts[0])

    def _inside(self, node: Function) -> Any:
        """A named function of something composed: its argument is computed first, and its form applied to that."""
        placeholder, form = functions()[type(node)]
        return _Walk({placeholder: self.value(node.args[0])}, self.dtype).value(form)

    def _power(self, node: Pow) -> Any:
        base, power = node.args
        if power.is_Integer and abs(int(power)) <= 8:
            product = reduce(jnp.multiply, [self.value(base)] * abs(int(power)))
            return product if int(power) > 0 else 1 / product
        if power.is_Rational and power.q == 2:
            root = jnp.sqrt(self.value(base))
            product = reduce(jnp.multiply, [root] * abs(int(power.p)))
            return product if power.p > 0 else 1 / product
        return jnp.power(self.value(base), self.value(power))


def _plain(node: Expr) -> bool:
    argument = node.args[0]
    return bool(argument.is_Symbol or (-argument).is_Symbol)


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
