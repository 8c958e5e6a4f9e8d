"""The functions of the field, as SymPy functions: each knows its definition and its derivative.

A function is rewritten to exp and log by ``expr.rewrite(exp)``; the proof never sees anything else.
``k`` is the number of classes: a symbol (the general statement) or an integer (an instance).
"""

from __future__ import annotations

from sympy import (
    Add,
    Dummy,
    Expr,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    S,
    Sum,
    erf,
    exp,
    log,
    pi,
    sqrt,
    tanh,
)


class sigmoid(Function):
    """The logistic sigmoid σ(x) = 1/(1 + e^(−x)), from the reals onto (0, 1).

    >>> from sympy.abc import x
    >>> sigmoid(x).rewrite(exp)
    1/(1 + exp(-x))
    >>> sigmoid(x).diff(x)
    (1 - sigmoid(x))*sigmoid(x)
    """

    nargs = 1

    @classmethod
    def eval(cls, z: Expr) -> Expr | None:
        # Only the literal 0: asking SymPy's assumptions about a sum costs milliseconds at every construction.
        return Integer(1) / 2 if z is S.Zero else None

    def fdiff(self, argindex: int = 1) -> Expr:
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, z: Expr, **_: object) -> Expr:
        return 1 / (1 + exp(-z))

    def _eval_rewrite_as_tanh(self, z: Expr, **_: object) -> Expr:
        return (1 + tanh(z / 2)) / 2

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_extended_real

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_extended_real

    def _eval_evalf(self, prec: int) -> Expr:
        return self.rewrite(exp)._eval_evalf(prec)

    def _latex(self, printer: object, exp: str | None = None) -> str:
        return _call_latex(printer, r"\sigma", self.args[0], exp)


class softplus(Function):
    """softplus(x) = log(1 + e^x), from the reals onto (0, ∞); its derivative is the sigmoid.

    >>> from sympy.abc import x
    >>> softplus(x).diff(x)
    sigmoid(x)
    """

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        return sigmoid(self.args[0])

    def _eval_rewrite_as_exp(self, z: Expr, **_: object) -> Expr:
        return log(1 + exp(z))

    def _eval_rewrite_as_log(self, z: Expr, **_: object) -> Expr:
        return log(1 + exp(z))

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_extended_real

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_extended_real

    def _eval_evalf(self, prec: int) -> Expr:
        return self.rewrite(exp)._eval_evalf(prec)

    def _latex(self, printer: object, exp: str | None = None) -> str:
        return _call_latex(printer, r"\operatorname{softplus}", self.args[0], exp)


class logit(Function):
    """logit(p) = log(p/(1 − p)), from (0, 1) onto the reals: the inverse of the sigmoid.

    >>> from sympy.abc import p
    >>> logit(p).diff(p)
    1/(p*(1 - p))
    """

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        p = self.args[0]
        return 1 / (p * (1 - p))

    def _eval_rewrite_as_exp(self, p: Expr, **_: object) -> Expr:
        return log(p / (1 - p))

    def _eval_rewrite_as_log(self, p: Expr, **_: object) -> Expr:
        return log(p / (1 - p))

    def _eval_evalf(self, prec: int) -> Expr:
        return self.rewrite(log)._eval_evalf(prec)

    def _latex(self, printer: object, exp: str | None = None) -> str:
        return _call_latex(printer, r"\operatorname{logit}", self.args[0], exp)


class Phi(Function):
    """Φ(x) = (1 + erf(x/√2))/2, the distribution function of the normal distribution, from the reals onto (0, 1).

    >>> from sympy.abc import x
    >>> Phi(x).diff(x)
    sqrt(2)*exp(-x**2/2)/(2*sqrt(pi))
    """

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        return exp(-(self.args[0] ** 2) / 2) / sqrt(2 * pi)

    def _eval_rewrite_as_exp(self, z: Expr, **_: object) -> Expr:
        return (1 + erf(z / sqrt(2))) / 2

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_extended_real

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_extended_real

    def _eval_evalf(self, prec: int) -> Expr:
        return self.rewrite(exp)._eval_evalf(prec)

    def _latex(self, printer: object, exp: str | None = None) -> str:
        return _call_latex(printer, r"\Phi", self.args[0], exp)


class softmax(Function):
    """Component i of the softmax of x₁ … x_k:  S_i = e^(x_i) / Σ_m e^(x_m), in (0, 1).

    ``softmax(x, i, k)`` with ``x`` an IndexedBase, ``i`` an index in 1 … k.

    >>> from sympy import IndexedBase, symbols
    >>> x, (i, j, k) = IndexedBase("x"), symbols("i j k", integer=True)
    >>> softmax(x, i, k).diff(x[j])
    (KroneckerDelta(i, j) - softmax(x, j, k))*softmax(x, i, k)
    """

    nargs = 3

    def _eval_derivative(self, s: Expr) -> Expr:
        x, i, k = self.args
        if isinstance(s, Indexed) and s.base == x:
            j = s.indices[0]
            return self * (KroneckerDelta(i, j) - softmax(x, j, k))
        return Integer(0)

    def _eval_rewrite_as_exp(self, x: IndexedBase, i: Expr, k: Expr, **_: object) -> Expr:
        return exp(x[i]) / _sum_exp(x, k)

    def _eval_is_positive(self) -> bool:
        return True

    def _latex(self, printer: object, exp: str | None = None) -> str:
        x, i, _ = self.args
        text = rf"S_{{{printer._print(i)}}}\left({printer._print(x)}\right)"  # type: ignore[attr-defined]
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class logsumexp(Function):
    """logsumexp(x, k) = log Σ_m e^(x_m), with ``x`` an IndexedBase; its gradient is the softmax.

    >>> from sympy import IndexedBase, symbols
    >>> x, (j, k) = IndexedBase("x"), symbols("j k", integer=True)
    >>> logsumexp(x, k).diff(x[j])
    softmax(x, j, k)
    """

    nargs = 2

    def _eval_derivative(self, s: Expr) -> Expr:
        x, k = self.args
        if isinstance(s, Indexed) and s.base == x:
            return softmax(x, s.indices[0], k)
        return Integer(0)

    def _eval_rewrite_as_exp(self, x: IndexedBase, k: Expr, **_: object) -> Expr:
        return log(_sum_exp(x, k))

    def _latex(self, printer: object, exp: str | None = None) -> str:
        return _call_latex(printer, r"\operatorname{logsumexp}", self.args[0], exp)


def _sum_exp(x: IndexedBase, k: Expr) -> Expr:
    if k.is_Integer:
        return Add(*[exp(x[m]) for m in range(1, int(k) + 1)])
    m = Dummy("m", integer=True, positive=True)
    return Sum(exp(x[m]), (m, 1, k))


def _call_latex(printer: object, name: str, argument: Expr, power: str | None) -> str:
    inner = printer._print(argument)  # type: ignore[attr-defined]
    raised = name if power is None else f"{name}^{{{power}}}"
    return rf"{raised}\left({inner}\right)"
