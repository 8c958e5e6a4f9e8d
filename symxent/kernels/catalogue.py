"""The kernels that are generated: each a formula of the textbook with the domains of its inputs, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Interval, Symbol, log, symbols

from symxent.errors import SymxentError
from symxent.kernels.program import Input
from symxent.language.functions import logit, sigmoid, softplus

z, y, y_hat, p = symbols("z y y_hat p")
UNIT = Interval(0, 1)


@dataclass(frozen=True)
class Output:
    """One result: its name, its textbook formula, the indices that it has."""

    name: str
    formula: Expr
    indices: tuple[Symbol, ...] = ()


@dataclass(frozen=True)
class Kernel:
    """``family`` is the file that it is emitted to; ``title`` says in words what it computes."""

    name: str
    family: str
    title: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]


_Z = Input("z")
_Y = Input("y", domain=UNIT)
_Y_HAT = Input("y_hat", domain=UNIT)

_BCE = {
    "value": -(y * log(y_hat) + (1 - y) * log(1 - y_hat)),
    "gradient": -(y / y_hat - (1 - y) / (1 - y_hat)),
    "hessian": y / y_hat**2 + (1 - y) / (1 - y_hat) ** 2,
}
_BCE_WITH_LOGITS = {
    "value": -(y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z))),
    "gradient": sigmoid(z) - y,
    "hessian": sigmoid(z) * (1 - sigmoid(z)),
}
_focal = -(y * (1 - sigmoid(z)) ** 2 * log(sigmoid(z)) + (1 - y) * sigmoid(z) ** 2 * log(1 - sigmoid(z)))
_FOCAL = {"value": _focal, "gradient": _focal.diff(z), "hessian": _focal.diff(z, 2)}


def _loss(
    family: str, title: str, inputs: tuple[Input, ...], formulas: dict[str, Expr], fused: tuple[tuple[str, ...], ...]
) -> tuple[Kernel, ...]:
    """The value, gradient and Hessian of a loss in one variable, each alone, and the ``fused`` combinations.

    ``formulas`` has all three, as the textbook writes them; a kernel takes the inputs that its formulas have.
    """
    alone = tuple((name,) for name in formulas)
    return tuple(
        Kernel(
            family if names == ("value",) else f"{family}_{'_'.join(names)}",
            family,
            f"{title}: {' and '.join(names)}",
            tuple(i for i in inputs if any(formulas[name].has(i.symbol) for name in names)),
            tuple(Output(name, formulas[name]) for name in names),
        )
        for names in alone + fused
    )


ELEMENTWISE: tuple[Kernel, ...] = (
    Kernel("sigmoid", "sigmoid", "logistic sigmoid", (_Z,), (Output("sigmoid", sigmoid(z)),)),
    Kernel(
        "sigmoid_derivative",
        "sigmoid",
        "derivative of the logistic sigmoid",
        (_Z,),
        (Output("derivative", sigmoid(z) * (1 - sigmoid(z))),),
    ),
    Kernel("softplus", "sigmoid", "softplus", (_Z,), (Output("softplus", softplus(z)),)),
    Kernel("log_sigmoid", "sigmoid", "logarithm of the sigmoid", (_Z,), (Output("log_sigmoid", log(sigmoid(z))),)),
    Kernel(
        "logit",
        "sigmoid",
        "logit, the inverse of the sigmoid",
        (Input("p", domain=UNIT),),
        (Output("logit", logit(p)),),
    ),
    *_loss("bce", "binary cross-entropy in the prediction", (_Y_HAT, _Y), _BCE, ()),
    *_loss(
        "bce_with_logits",
        "binary cross-entropy in the logit",
        (_Z, _Y),
        _BCE_WITH_LOGITS,
        (("value", "gradient"), ("gradient", "hessian")),
    ),
    *_loss("focal_with_logits", "focal loss, gamma = 2, in the logit", (_Z, _Y), _FOCAL, (("value", "gradient"),)),
)
KERNELS: tuple[Kernel, ...] = ELEMENTWISE

FAMILIES: dict[str, str] = {
    "sigmoid": "The logistic sigmoid and its kin",
    "bce": "Binary cross-entropy in the prediction",
    "bce_with_logits": "Binary cross-entropy in the logit",
    "focal_with_logits": "Focal loss (gamma = 2) in the logit",
}


def kernel_named(name: str) -> Kernel:
    """The kernel of that name; raises SymxentError when there is none."""
    for kernel in KERNELS:
        if kernel.name == name:
            return kernel
    raise SymxentError(f"there is no kernel {name!r}; there are {', '.join(k.name for k in KERNELS)}")
