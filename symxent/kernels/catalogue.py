"""The kernels that are generated: each a formula of the textbook with the domains of its inputs, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, IndexedBase, Interval, KroneckerDelta, Sum, Symbol, log, symbols

from symxent.errors import unknown
from symxent.kernels.program.loops import Input
from symxent.language.domain import LABEL
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus

z, y, y_hat, p = symbols("z y y_hat p")
j, k, t = symbols("j k t", integer=True)
UNIT = Interval(0, 1)


@dataclass(frozen=True)
class Output:
    """One result: its name, its textbook formula, the indices that it has; its stable form, if it brings its own."""

    name: str
    formula: Expr
    indices: tuple[Symbol, ...] = ()
    form: Expr | None = None


@dataclass(frozen=True)
class Kernel:
    """``family`` is the file that it is emitted to; ``title`` says in words what it computes."""

    name: str
    family: str
    title: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    shifts: bool = False  # adding a number to every element of a row adds it to the result
    link: Kernel | None = None  # over a data set: the kernel of one row's products with the coefficients

    @property
    def by_row(self) -> bool:
        """Whether it works on rows, not on single elements."""
        return self.link is None and any(i.indices for i in self.inputs)

    @property
    def signature(self) -> str | None:
        """NumPy's signature of a kernel over rows, None of an elementwise one."""
        if not any(i.indices for i in self.inputs):
            return None
        size = {"i": "n", "j": "k" if self.link is None else "d", "c": "k"}
        return "->".join(
            ",".join(f"({','.join(size[str(index)] for index in each.indices)})" for each in group)
            for group in (self.inputs, self.outputs)
        )


def cross_entropy(y: Expr, p: Expr) -> Expr:
    """That of a Bernoulli distribution with the parameter p from one with the parameter y."""
    return -(y * log(p) + (1 - y) * log(1 - p))


def focal(y: Expr, p: Expr, gamma: Expr | int) -> Expr:
    """The cross-entropy of a label, each logarithm less the surer the prediction."""
    return -(y * (1 - p) ** gamma * log(p) + (1 - y) * p**gamma * log(1 - p))


def categorical_cross_entropy(x: IndexedBase, t: Symbol, k: Symbol) -> Expr:
    """That of the class t among k: −log of its softmax, without a quotient."""
    return logsumexp(x, k) - x[t]


_Z = Input("z")
_Y = Input("y", domain=UNIT)
_HARD = Input("y", domain=LABEL)
_Y_HAT = Input("y_hat", domain=UNIT)


def _derivatives(value: Expr, by: Symbol, gradient: Expr | None = None) -> dict[str, Expr]:
    """A loss of one score with its derivatives, the first as textbooks write it."""
    first = value.diff(by) if gradient is None else gradient
    return {"value": value, "gradient": first, "hessian": first.diff(by)}


_BCE = _derivatives(cross_entropy(y, y_hat), y_hat)
_BCE_WITH_LOGITS = _derivatives(cross_entropy(y, sigmoid(z)), z, gradient=sigmoid(z) - y)
_FOCAL = _derivatives(focal(y, sigmoid(z), 2), z) | {"hessian": focal(y, sigmoid(z), 2).diff(z, 2)}  # shorter at once

_WORDS = {"hessian_diagonal": "diagonal of the Hessian", "hvp": "Hessian-vector product"}
_APART, _FUSED = (("value",), ("gradient",), ("hessian",)), ("value", "gradient")
_ROW = (*_APART[:2], _FUSED, ("hessian_diagonal",), ("hvp",))


def _named(family: str, names: tuple[str, ...]) -> str:
    """The kernel of these outputs, the first of which is that of the family's name."""
    return family if names == ("value",) else f"{family}_{'_'.join(names)}"


def _loss(
    family: str,
    title: str,
    inputs: tuple[Input, ...],
    formulas: dict[str, Expr],
    plans: tuple[tuple[str, ...], ...],
) -> tuple[Kernel, ...]:
    """A kernel for each of the ``plans``, the outputs that it computes.

    ``formulas`` has all that these name, as the textbook writes them; a kernel takes the inputs that its formulas have,
    and a derivative has the indices of the first.
    """
    return tuple(
        Kernel(
            _named(family, names),
            family,
            f"{title}: {' and '.join(_WORDS.get(name, name) for name in names)}",
            tuple(i for i in inputs if any(formulas[name].has(i.symbol) for name in names)),
            tuple(Output(name, formulas[name], () if name == "value" else inputs[0].indices) for name in names),
        )
        for names in plans
    )


ELEMENTWISE: tuple[Kernel, ...] = (
    Kernel("sigmoid", "sigmoid", "logistic sigmoid", (_Z,), (Output("sigmoid", sigmoid(z)),)),
    Kernel(
        "sigmoid_derivative",
        "sigmoid",
        "derivative of the logistic sigmoid",
        (_Z,),
        (Output("derivative", _BCE_WITH_LOGITS["hessian"]),),
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
    *_loss("bce", "binary cross-entropy in the prediction", (_Y_HAT, _Y), _BCE, _APART),
    *_loss(
        "bce_with_logits",
        "binary cross-entropy in the logit",
        (_Z, _Y),
        _BCE_WITH_LOGITS,
        (*_APART, _FUSED, ("gradient", "hessian")),
    ),
    *_loss("focal_with_logits", "focal loss, gamma = 2, in the logit", (_Z, _HARD), _FOCAL, (*_APART, _FUSED)),
)
_X = Input("x", (j,))
_V = Input("v", (j,))
_SHARES = Input("y", (j,), UNIT)
_T = Input("t", label=True)
x, v, shares = (IndexedBase(name) for name in ("x", "v", "y"))
_p = softmax(x, j, k)
_mass = Sum(shares[j], (j, 1, k))
_CCE = {
    "value": categorical_cross_entropy(x, t, k),
    "gradient": _p - KroneckerDelta(j, t),
    "hessian_diagonal": _p * (1 - _p),
    "hvp": _p * (v[j] - Sum(_p * v[j], (j, 1, k))),
}
_SOFT = {
    "value": -Sum(shares[j] * log(_p), (j, 1, k)),
    "gradient": _p * _mass - shares[j],
    "hessian_diagonal": _mass * _CCE["hessian_diagonal"],
    "hvp": _mass * _CCE["hvp"],
}


ROWS: tuple[Kernel, ...] = (
    Kernel("softmax", "softmax", "softmax", (_X,), (Output("softmax", _p, (j,)),)),
    Kernel("log_softmax", "softmax", "logarithm of the softmax", (_X,), (Output("log_softmax", log(_p), (j,)),)),
    Kernel("logsumexp", "softmax", "log-sum-exp", (_X,), (Output("logsumexp", logsumexp(x, k)),), shifts=True),
    Kernel(
        "softmax_jvp",
        "softmax",
        "Jacobian-vector product of the softmax",
        (_X, _V),
        (Output("jvp", _CCE["hvp"], (j,)),),
    ),
    *_loss("categorical_cross_entropy", "categorical cross-entropy of the class t", (_X, _T, _V), _CCE, _ROW),
    *_loss("categorical_cross_entropy_soft", "categorical cross-entropy of shares y", (_X, _SHARES, _V), _SOFT, _ROW),
)
_BY_NAME = {kernel.name: kernel for kernel in ELEMENTWISE + ROWS}
i, n, d, c = symbols("i n d c", integer=True)
z_i, a_i, alpha = symbols("z_i a_i alpha")
X, theta = IndexedBase("X"), IndexedBase("theta")
z_row = IndexedBase("z_i")
PRODUCT_LINK = Kernel(
    "bce_with_logits_hvp",
    "bce_with_logits",
    "Hessian of the binary cross-entropy times a number",
    (_Z, Input("a")),
    (Output("hvp", Symbol("a") * _BCE_WITH_LOGITS["hessian"]),),
)


def _mean(term: Expr) -> Expr:
    return Sum(term, (i, 1, n)) / n


def _regression(
    family: str, title: str, links: dict[str, Kernel], terms: dict[str, Expr], by_class: bool
) -> tuple[Kernel, ...]:
    """Value, gradient, both in one reading of X, Hessian-vector product and gradient-descent step of a regression.

    ``terms``: the loss of row i and the factors of X_ij in its derivatives; ``links``: the kernels that compute them.
    """
    weights = (c, j) if by_class else (j,)
    formulas = {
        "value": _mean(terms["value"]),
        "gradient": _mean(terms["gradient"] * X[i, j]),
        "hvp": _mean(terms["hvp"] * X[i, j]),
        "step": theta[weights] - alpha * _mean(terms["gradient"] * X[i, j]),
    }
    target = Input("t", (i,), label=True) if by_class else Input("y", (i,), UNIT)
    parameters = {name: Input(name, weights) for name in ("theta", "v")}
    plans = {
        ("value",): ("value", (target, parameters["theta"])),
        ("gradient",): ("gradient", (target, parameters["theta"])),
        ("value", "gradient"): ("value_gradient", (target, parameters["theta"])),
        ("hvp",): ("hvp", (parameters["theta"], parameters["v"])),
        ("step",): ("gradient", (target, parameters["theta"], Input("alpha"))),
    }
    words = _WORDS | {"step": "step of gradient descent", "value": "mean loss"}
    return tuple(
        Kernel(
            _named(family, names),
            family,
            f"{title}: {' and '.join(words.get(name, name) for name in names)}",
            (Input("X", (i, j)), *inputs),
            tuple(Output(name, formulas[name], () if name == "value" else weights) for name in names),
            link=links[link],
        )
        for names, (link, inputs) in plans.items()
    )


_LOGISTIC_TERMS = {name: formula.subs({z: z_i, y: IndexedBase("y")[i]}) for name, formula in _BCE_WITH_LOGITS.items()}


def _links(family: str) -> dict[str, Kernel]:
    """The value of a loss, its gradient, and both."""
    return {
        "value": _BY_NAME[family],
        "gradient": _BY_NAME[f"{family}_gradient"],
        "value_gradient": _BY_NAME[f"{family}_value_gradient"],
    }


_OF_ROW_I = {x: z_row, v: IndexedBase("a_i"), t: IndexedBase("t")[i], j: c}
_SOFTMAX_TERMS = {name: formula.xreplace(_OF_ROW_I) for name, formula in _CCE.items()}
REGRESSIONS: tuple[Kernel, ...] = (
    *_regression(
        "logistic_regression",
        "logistic regression",
        _links("bce_with_logits") | {"hvp": PRODUCT_LINK},
        _LOGISTIC_TERMS | {"hvp": a_i * _LOGISTIC_TERMS["hessian"]},
        by_class=False,
    ),
    *_regression(
        "softmax_regression",
        "softmax regression",
        _links("categorical_cross_entropy") | {"hvp": _BY_NAME["softmax_jvp"]},
        _SOFTMAX_TERMS,
        by_class=True,
    ),
)
KERNELS: tuple[Kernel, ...] = ELEMENTWISE + ROWS + REGRESSIONS

FAMILIES: dict[str, str] = {
    "sigmoid": "The logistic sigmoid and its kin",
    "bce": "Binary cross-entropy in the prediction",
    "bce_with_logits": "Binary cross-entropy in the logit",
    "focal_with_logits": "Focal loss (gamma = 2) in the logit",
    "softmax": "The softmax of each row, its logarithm and its derivative",
    "categorical_cross_entropy": "Categorical cross-entropy of each row, with class labels",
    "categorical_cross_entropy_soft": "Categorical cross-entropy of each row, with a share of each class",
    "logistic_regression": "Logistic regression over a data set: z_i = sum of theta[j]*X[i, j] over j",
    "softmax_regression": "Softmax regression over a data set: z_i[c] = sum of theta[c, j]*X[i, j] over j",
}


def kernel_named(name: str) -> Kernel:
    """The kernel of that name; raises SymxentError when there is none."""
    for kernel in KERNELS:
        if kernel.name == name:
            return kernel
    raise unknown("kernel", name, [kernel.name for kernel in KERNELS])
