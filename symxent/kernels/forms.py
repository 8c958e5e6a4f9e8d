"""The numerically stable form of each output."""

from __future__ import annotations

from sympy import Abs, Eq, Expr, IndexedBase, Max, Min, Ne, Piecewise, Rational, Sum, Symbol, exp, log, symbols
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program import row_max

z, y, y_hat, p = symbols("z y y_hat p")


def _select(condition: object, yes: Expr | int, no: Expr | int) -> Expr:
    return Piecewise((yes, condition), (no, True))


u = exp(-Abs(z))
_positive = _select(z < 0, u, 1)
_negative = _select(z < 0, 1, u)
_label = _select(z < 0, y, 1 - y)
_sp_plus = Max(z, 0) + log1p(u)
_sp_minus = Max(-z, 0) + log1p(u)
_P = _positive / (1 + u)
_Q = _negative / (1 + u)


def _times(weight: Expr, value: Expr) -> Expr:
    return _select(Eq(weight, 0), 0, weight * value)


_q = Min(p, 1 - p)
FORMS: dict[tuple[str, str], Expr] = {
    ("sigmoid", "sigmoid"): _P,
    ("sigmoid", "derivative"): u / (1 + u * (2 + u)),
    ("sigmoid", "softplus"): _sp_plus,
    ("sigmoid", "log_sigmoid"): -_sp_minus,
    ("sigmoid", "logit"): _select(
        p < Rational(1, 4),
        log(p) - log1p(-p),
        _select(p > Rational(1, 2), log1p((2 * p - 1) / (1 - p)), -log1p((1 - 2 * p) / p)),
    ),
    ("bce", "value"): -(_times(y, log(y_hat)) + _times(1 - y, log1p(-y_hat))),
    ("bce", "gradient"): _select(Eq(y, 1), 0, (1 - y) / (1 - y_hat)) - _select(Eq(y, 0), 0, y / y_hat),
    ("bce", "hessian"): _select(Eq(y, 1), 0, (1 - y) / (1 - y_hat) ** 2) + _select(Eq(y, 0), 0, y / y_hat**2),
    ("bce_with_logits", "value"): _times(_label, Abs(z)) + log1p(u),
    ("bce_with_logits", "gradient"): ((1 - y) * _positive - y * _negative) / (1 + u),
    ("bce_with_logits", "hessian"): u / (1 + u * (2 + u)),
    ("focal_with_logits", "value"): _times(y, _Q**2 * _sp_minus) + _times(1 - y, _P**2 * _sp_plus),
    ("focal_with_logits", "gradient"): (1 - y) * _P**2 * (2 * _times(_Q, _sp_plus) + _P)
    - y * _Q**2 * (2 * _times(_P, _sp_minus) + _Q),
    ("focal_with_logits", "hessian"): (1 - y) * _P**2 * ((4 * _Q - 2 * _P) * _times(_Q, _sp_plus) + 5 * _P * _Q)
    + y * _Q**2 * ((4 * _P - 2 * _Q) * _times(_P, _sp_minus) + 5 * _P * _Q),
}


h, i, j, k, t = symbols("h i j k t", integer=True)
x, v, shares = (IndexedBase(name) for name in ("x", "v", "y"))
m = row_max(x, k)
e, e_t = exp(x[j] - m), exp(x[t] - m)


def _sum(term: Expr, index: Symbol = i) -> Expr:
    return Sum(term.xreplace({j: index}), (index, 1, k))


_top = Eq(x[j], m)
# Sum of e over all but one of the largest: no 1 is added that would have to be subtracted again.
_rest = _sum(_select(_top, 0, e)) + (_sum(_select(_top, 1, 0)) - 1)
_S = _sum(e)
_others = _sum(_select(Ne(j, t), e, 0))
_all = _others + e_t
_mass = _sum(shares[j])
_v_top = _sum(_select(_top, v[j], 0), h) / _sum(_select(_top, 1, 0), h)
_hvp = (e / _S) * (v[j] - _v_top) - (e / _S) * (_sum(e * (v[j] - _v_top)) / _S)
_diagonal = (e / (1 + _rest)) * (_select(_top, _rest, 1 + _rest - e) / (1 + _rest))
FORMS |= {
    ("softmax", "softmax"): e / _S,
    ("softmax", "log_softmax"): (x[j] - m) - log1p(_rest),
    ("softmax", "logsumexp"): m + log1p(_rest),
    ("softmax", "jvp"): _hvp,
    ("categorical_cross_entropy", "value"): (m - x[t]) + log1p(_select(Eq(x[t], m), _others, _all - 1)),
    ("categorical_cross_entropy", "gradient"): _select(Eq(j, t), -_others / _all, e / _all),
    ("categorical_cross_entropy", "hessian_diagonal"): _diagonal,
    ("categorical_cross_entropy", "hvp"): _hvp,
    ("categorical_cross_entropy_soft", "value"): _mass * log1p(_rest) + _sum(_times(shares[j], m - x[j])),
    ("categorical_cross_entropy_soft", "gradient"): _select(
        _top,
        (_mass - shares[j]) / (1 + _rest) - shares[j] * (_rest / (1 + _rest)),
        _mass * (e / (1 + _rest)) - shares[j],
    ),
    ("categorical_cross_entropy_soft", "hessian_diagonal"): _mass * _diagonal,
    ("categorical_cross_entropy_soft", "hvp"): _mass * _hvp,
}


FORMS["bce_with_logits", "hvp"] = Symbol("a") * FORMS["bce_with_logits", "hessian"]


def stable_form(family: str, output: str) -> Expr:
    return FORMS[family, output]
