"""Values as balls: every number that is computed here is a rigorous enclosure (python-flint's ``arb``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from flint import arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Expr,
    Function,
    Indexed,
    Integer,
    Integral,
    KroneckerDelta,
    Limit,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from symxent.language.functions import logsumexp, softmax
from symxent.proof import quadrature
from symxent.proof.ball_functions import FUNCTIONS, NotSeparated, NoValue, at_least, log_of, power, sign_of, whole_power
from symxent.proof.budget import Undecided
from symxent.proof.derivatives import evaluated, value_at_a_joint
from symxent.proof.exact import Values, Within, component, exact, integer, places, value_of, with_values
from symxent.proof.joints import Joints, difference

__all__ = ["NoValue", "NotSeparated", "Values", "ball", "holds_at"]

LARGEST_POWER = 10**7


def ball(expr: Expr, values: Values, bits: int = 128) -> arb:
    """An enclosure of the value of ``expr`` with each symbol, component x[1] and dimension at its rational value.

    Raises NoValue where the expression is undefined.

    >>> from sympy import symbols
    >>> from symxent.language.functions import sigmoid
    >>> x = symbols("x", real=True)
    >>> bool(abs(ball(sigmoid(x), {x: Integer(1)}) - arb("0.7310585786300049 +/- 1e-15")) < 1e-14)
    True
    """
    before = ctx.prec
    ctx.prec = bits
    try:
        value = ball_at(expr, values)
    except RecursionError:
        raise NoValue("the expression is nested too deep") from None
    finally:
        ctx.prec = before
    return _finite(value)


def ball_at(e: Expr, at: Values) -> arb:
    """An enclosure of a value with as many bits as are in force."""
    if e.is_Rational:
        return _rational(e)
    handler = _HANDLERS.get(type(e))
    if handler is not None:
        return handler(e, at)
    if isinstance(e, Symbol):
        return _given(e, at)
    if isinstance(e, AppliedUndef):
        return _unknown(e, at)
    constant = _CONSTANTS.get(e)
    if constant is not None:
        return constant()
    if e.is_Float:
        return _rational(Rational(e))
    raise NoValue(f"{e.func.__name__} has no value that balls know")


def _rational(value: Expr) -> arb:
    return arb(fmpq(int(value.p), int(value.q)))


def _given(e: Expr, at: Values) -> arb:
    value = value_of(e, at)
    if value is None:
        raise NoValue(f"{e} has no value here")
    return _rational(value) if value.is_Rational else ball_at(value, {})


def _add(e: Add, at: Values) -> arb:
    total = arb(0)
    for a in e.args:
        total += ball_at(a, at)
    return total


def _mul(e: Mul, at: Values) -> arb:
    total = arb(1)
    for a in e.args:
        total *= ball_at(a, at)
    return total


def _pow(e: Pow, at: Values) -> arb:
    base, exponent = e.args
    if base is S.Exp1:
        return _finite(ball_at(exponent, at).exp())
    n = exact(exponent, at)
    if n is None:
        return _applied(power, e, at)
    if abs(n) > LARGEST_POWER:
        raise NoValue(f"the exponent {exponent} is too large")

    def raised(x: arb) -> arb:
        if n.q == 1:
            return whole_power(x, int(n.p))
        if n.q == 2 and not x <= 0:
            return whole_power(at_least(x, 0).sqrt(), int(n.p))
        return power(x, arb(n))

    return _applied(raised, e, at, e.args[:1])


def _applied(f: Callable[..., arb], e: Expr, at: Values, args: tuple[Expr, ...] | None = None) -> arb:
    """A function of the values of its arguments, which are looked at exactly where their balls decide nothing."""
    args = e.args if args is None else args
    balls = [ball_at(a, at) for a in args]
    try:
        return _finite(f(*balls))
    except NotSeparated:
        known = exact(e, at)
        if known is not None:
            return arb(known)
        finer = [exact(a, at) for a in args]
        if all(value is None for value in finer):
            raise
        return _finite(f(*(b if value is None else arb(value) for b, value in zip(balls, finer, strict=True))))


def _finite(value: arb) -> arb:
    if not value.is_finite():
        raise NoValue("the value is undefined, or too large for a ball")
    return value


def _function(f: Callable[..., arb]) -> Callable[[Expr, Values], arb]:
    return lambda e, at: _applied(f, e, at)


def _iterated(e: Expr, at: Values, limits: tuple[Expr, ...], start: int, join: Callable[[arb, arb], arb]) -> arb:
    """Sums and products, the last limit outermost."""
    if not limits:
        return ball_at(e.function, at)
    total = arb(start)
    for value in places(limits[-1], at):
        inner = Within(limits[-1][0], Integer(value), at)
        total = join(total, _iterated(e, inner, limits[:-1], start, join))
    return total


def _sum(e: Sum, at: Values) -> arb:
    """Term by term; one without end is the number that it is proved to be at this point."""
    if any(limit[-1] is S.Infinity for limit in e.limits):
        known = {x: value_of(x, at) for x in e.free_symbols}
        if any(v == 0 for v in known.values()):
            raise NoValue("0 to a power of 0 is lost in it")  # Σ tᵏ from 0 is 1 at t = 0
        here = e.xreplace({x: v for x, v in known.items() if v is not None})
        return _proved(here, at) if isinstance(here, Sum) else ball_at(here, at)
    return _iterated(e, at, tuple(e.limits), 0, lambda a, b: a + b)


def _product(e: Product, at: Values) -> arb:
    return _iterated(e, at, tuple(e.limits), 1, lambda a, b: a * b)


def _kronecker(e: KroneckerDelta, at: Values) -> arb:
    return arb(int(integer(e.args[0], at) == integer(e.args[1], at)))


def _softmax(e: softmax, at: Values) -> arb:
    x, i, k = e.args
    place, size = integer(i, at), integer(k, at)
    if not 1 <= place <= size:
        raise NoValue(f"component {place} of a vector of {size}")
    exponentials = [_given(component(x, (m,)), at).exp() for m in range(1, size + 1)]
    return exponentials[place - 1] / sum(exponentials, arb(0))


def _logsumexp(e: logsumexp, at: Values) -> arb:
    x, k = e.args
    return log_of(sum((_given(component(x, (m,)), at).exp() for m in range(1, integer(k, at) + 1)), arb(0)))


def _piecewise(e: Piecewise, at: Values) -> arb:
    for value, condition in e.args:
        if holds_at(condition, at):
            return ball_at(value, at)
    raise NoValue("no branch of a case distinction applies")


def sign_at(e: Expr, at: Values) -> int:
    """The sign of an expression at a point; raises NotSeparated where it is not decided."""
    value = exact(e, at)
    return int(value > 0) - int(value < 0) if value is not None else sign_of(ball_at(e, at))


def holds_at(condition: Basic, at: Values) -> bool:
    """Whether a condition is true at a point; raises NotSeparated where the balls do not tell."""
    if condition is S.true or condition is S.false:
        return condition is S.true
    if isinstance(condition, Not):
        return not holds_at(condition.args[0], at)
    if isinstance(condition, And):
        return all(holds_at(c, at) for c in condition.args)
    if isinstance(condition, Or):
        return any(holds_at(c, at) for c in condition.args)
    if not isinstance(condition, Relational):
        raise NoValue(f"the condition {condition}")
    s = sign_at(difference(*condition.args), at)
    tests = {">": s > 0, ">=": s >= 0, "<": s < 0, "<=": s <= 0, "==": s == 0, "!=": s != 0}
    return tests[condition.rel_op]


_JOINTS = Joints(ball_at, sign_at, holds_at)


def _derivative(e: Derivative, at: Values) -> arb:
    """The value of the derivative's formula, where the function has a value itself and is smooth."""
    if isinstance(e.expr, AppliedUndef) and all(v in e.expr.args for v in e.variables):
        return _unknown_derivative(e, at)
    try:
        formula = evaluated(e)
    except Undecided as error:
        raise NoValue(str(error)) from None
    if formula == e:
        raise NoValue(f"{e} has no value here")
    ball_at(e.expr, at)
    try:
        _JOINTS.refuse(e.expr, e.variables, at)
    except NoValue:
        if e.free_symbols == set(e.variables) == {e.variables[0]}:  # what is proved of a joint
            x = e.variables[0]
            return _proved(Subs(e, x, with_values(x, at)), at)
        raise
    return ball_at(formula, at)


def _unknown(e: AppliedUndef, at: Values, name: str = "") -> arb:
    """A function that nobody defined has some value at each argument, whatever its values elsewhere."""
    key = (Function(name) if name else e.func)(*(with_values(a, at) for a in e.args))
    value = None if key.free_symbols else at.get(key)
    if value is None:
        raise NoValue(f"{e} has no value here")
    return _rational(value)


def _unknown_derivative(e: Derivative, at: Values, moved: Mapping[Basic, Expr] | None = None) -> arb:
    """Its derivatives, by its own arguments and at ``moved`` ones, have values of their own."""
    f = e.expr
    if f.is_integer or any(v not in f.args for v in e.variables) or len(set(f.args)) != len(f.args):
        raise NoValue(f"{e} has no value here")
    numbers = sorted(f.args.index(v) + 1 for v in e.variables)
    name = (
        "∂" + ",".join(map(str, numbers)) + f.func.__name__
        if len(f.args) > 1
        else f"{f.func.__name__}{'′' * len(numbers)}"
    )
    return _unknown(f.xreplace(dict(moved or {})), at, name)


def _subs(e: Subs, at: Values) -> arb:
    if isinstance(e.expr, Derivative) and isinstance(e.expr.expr, AppliedUndef):
        return _unknown_derivative(e.expr, at, dict(zip(e.variables, e.point, strict=True)))
    inside = at
    for variable, value in zip(e.variables, e.point, strict=True):
        inside = Within(variable, with_values(value, at), inside)
    return ball_at(e.expr, inside)


#: What proves the value of a kind of expression, whatever its letters are; None where it does not.
PROVED: dict[type, Callable[[Expr], Expr | None]] = {Subs: value_at_a_joint}


def _integral(e: Integral, at: Values) -> arb:
    """By quadrature; an improper one by the number that is proved to be its value, one of sizes in pieces."""
    if e.function.has(Abs, Max, Min):
        with suppress(NoValue):
            return _proved(e, at)
    try:
        return quadrature.integral(e, at, ball_at)
    except NoValue:
        return _proved(e, at)


def _proved(e: Expr, at: Values) -> arb:
    value = PROVED[type(e)](e) if type(e) in PROVED else None
    if value is None:
        raise NoValue(f"the value of {e}")
    return ball_at(value, at)


_CONSTANTS: dict[Expr, Callable[[], arb]] = {
    S.Pi: arb.pi,
    S.Exp1: arb.const_e,
    S.EulerGamma: arb.const_euler,
    S.Catalan: arb.const_catalan,
    S.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}

_HANDLERS: dict[type, Callable[[Expr, Values], arb]] = {
    **{head: _function(f) for head, f in FUNCTIONS.items()},
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    Indexed: _given,
    softmax: _softmax,
    logsumexp: _logsumexp,
    Sum: _sum,
    Product: _product,
    KroneckerDelta: _kronecker,
    Piecewise: _piecewise,
    Derivative: _derivative,
    Limit: _proved,
    Integral: _integral,
    Subs: _subs,
}
