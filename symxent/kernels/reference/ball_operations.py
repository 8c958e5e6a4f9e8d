"""What formulas are computed with, on balls or power series; truth values may be undecided."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

from flint import arb, arb_series
from sympy import Abs, Add, Basic, Expr, Max, Min, Mul, NumberSymbol, Pow, Rational, erf, erfc, exp, log, sign, tanh
from sympy.codegen.cfunctions import expm1, log1p
from sympy.logic.boolalg import ITE, And, BooleanFalse, BooleanTrue, Not, Or

from symxent.errors import SymxentError
from symxent.kernels.program.loops import once
from symxent.kernels.program.pairs import in_pairs
from symxent.language.functions import Phi, logit, sigmoid, softplus

UNDECIDED = object()

Operation = Callable[..., Any]
"""Takes the values of the arguments, gives the value: balls, truth values, or UNDECIDED."""


def constant(node: Expr) -> Operation:
    """What makes a number.  Raises SymxentError for one that no ball can hold."""
    if isinstance(node, Rational):
        return lambda: arb(int(node.p)) / int(node.q)
    if isinstance(node, NumberSymbol):
        constants = {"Pi": arb.pi, "Exp1": arb.const_e, "EulerGamma": arb.const_euler}
        make = constants.get(type(node).__name__)
        if make is not None:
            return lambda: make()
    if node.is_Float:
        return lambda: arb(float(node))
    if node.is_infinite:
        return lambda: arb.pos_inf() if node.is_positive else arb.neg_inf()
    raise SymxentError(f"{node} is not a number that ball arithmetic can hold here")


def power(node: Pow) -> tuple[Operation, tuple[Basic, ...]]:
    """A power and what it is taken of: by products or a root where the exponent is a number, else by a logarithm."""
    base, exponent = node.args
    if exponent.is_Integer:
        n = int(exponent)
        return (lambda value: _integer_power(value, n)), (base,)
    if exponent.is_Rational and exponent.q == 2:
        n = int(exponent.p)
        return (lambda value: _integer_power(value.sqrt(), n)), (base,)
    return (lambda value, power: _real_power(value, power)), (base, exponent)


def _real_power(value: Any, power: Any) -> Any:
    if power == 0:
        return arb(1)
    return (value.log() * power).exp()


def _integer_power(value: Any, n: int) -> Any:
    # Products, not **: flint's power takes a logarithm of a ball around zero and gives NaN.
    if n < 0:
        return 1 / _integer_power(value, -n)
    result: Any = arb(1)
    square = value
    while n:
        if n & 1:
            result = result * square
        n >>= 1
        if n:
            square = square * square
    return result


def added(*values: Any) -> Any:
    """The sum of all."""
    return reduce(operator.add, values)


def _multiply(*values: Any) -> Any:
    return reduce(operator.mul, values)


def constant_term(value: Any) -> Any:
    """A ball, or that of a power series at its point."""
    return value[0] if isinstance(value, arb_series) else value


def _sigmoid(z: Any) -> Any:
    if constant_term(z) > 0:
        return 1 / (1 + (-z).exp())
    e = z.exp()
    return e / (1 + e)


def _log(u: Any) -> Any:
    return arb.neg_inf() if isinstance(u, arb) and u.is_zero() else u.log()


def _log1p(u: Any) -> Any:
    return u.log1p() if isinstance(u, arb) else (1 + u).log()


def _expm1(u: Any) -> Any:
    return u.expm1() if isinstance(u, arb) else u.exp() - 1


def _softplus(z: Any) -> Any:
    return z + _log1p((-z).exp()) if constant_term(z) > 0 else _log1p(z.exp())


def _tanh(z: Any) -> Any:
    if isinstance(z, arb):
        return z.tanh()
    small = (-2 * z).exp() if constant_term(z) > 0 else (2 * z).exp()
    ratio = (1 - small) / (1 + small)
    return ratio if constant_term(z) > 0 else -ratio


def _normal_distribution(z: Any) -> Any:
    root_half = (arb(1) / 2).sqrt()
    return (-z * root_half).erfc() / 2 if isinstance(z, arb) else (1 + (z * root_half).erf()) / 2


def _logit(p: Any) -> Any:
    return p.log() - (1 - p).log()


def _abs(z: Any) -> Any:
    return abs(z) if isinstance(z, arb) else (z if z[0] >= 0 else -z)


def _sign(z: Any) -> Any:
    return constant_term(z).sgn()


def _maximum(*values: Any) -> Any:
    best = values[0]
    for value in values[1:]:
        if isinstance(best, arb) and isinstance(value, arb):
            best = best.max(value)
        else:
            best = best if constant_term(best) >= constant_term(value) else value
    return best


def _minimum(*values: Any) -> Any:
    return -_maximum(*[-v for v in values])


def comparison(op: str) -> Operation:
    """The comparison of two balls: True, False, or UNDECIDED when they overlap."""

    def compare(left: object, right: Any) -> Any:
        a, b = constant_term(left), constant_term(right)
        if a > b:
            return op in (">", ">=", "!=")
        if a < b:
            return op in ("<", "<=", "!=")
        if a.is_exact() and b.is_exact() and not a.is_nan() and not b.is_nan():
            return op in ("==", "<=", ">=")
        return UNDECIDED

    return compare


def select(*parts: Any) -> Any:
    """The value of the first condition that holds, of values and conditions in turn; NaN where that is not decided."""
    for value, condition in zip(parts[::2], parts[1::2], strict=True):
        if condition is UNDECIDED:
            return arb.nan()
        if condition:
            return value
    return arb.nan()


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return UNDECIDED if condition is UNDECIDED else (yes if condition else no)


def _all(*truths: Any) -> Any:
    return UNDECIDED if UNDECIDED in truths else all(truths)


def _any(*truths: Any) -> Any:
    return UNDECIDED if UNDECIDED in truths else any(truths)


OPERATIONS: tuple[tuple[Any, Operation], ...] = (
    (Add, added),
    (Mul, _multiply),
    (exp, lambda z: z.exp()),
    (log, _log),
    (log1p, _log1p),
    (expm1, _expm1),
    (sigmoid, _sigmoid),
    (softplus, _softplus),
    (logit, _logit),
    (tanh, _tanh),
    (erf, lambda z: z.erf()),
    (Phi, _normal_distribution),
    (erfc, lambda z: z.erfc() if isinstance(z, arb) else 1 - z.erf()),
    (once, lambda value: value),
    (in_pairs, lambda value: value),
    (Abs, _abs),
    (sign, _sign),
    (Max, _maximum),
    (Min, _minimum),
    (BooleanTrue, lambda: True),
    (BooleanFalse, lambda: False),
    (And, _all),
    (Or, _any),
    (ITE, _choose),
    (Not, lambda truth: UNDECIDED if truth is UNDECIDED else not truth),
)
