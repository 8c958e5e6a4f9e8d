"""The numerically stable form of each output."""

from __future__ import annotations

from sympy import Abs, Eq, Expr, Max, Min, Piecewise, Rational, exp, log, symbols
from sympy.codegen.cfunctions import log1p

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


def stable_form(family: str, output: str) -> Expr:
    return FORMS[family, output]
