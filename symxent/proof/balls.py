"""Values as balls: every number that is computed here is a rigorous enclosure (python-flint's ``arb``)."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping

from flint import arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Expr,
    Heaviside,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    coth,
    digamma,
    erf,
    erfc,
    exp,
    gamma,
    log,
    loggamma,
    sech,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)
from sympy.codegen.cfunctions import exp2, expm1, log1p, log10
from sympy.codegen.cfunctions import log2 as log_2
from sympy.core.relational import Relational
from sympy.functions.combinatorial.factorials import factorial
from sympy.logic.boolalg import And, Not, Or

from symxent.errors import SymxentError
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.proof.derivatives import evaluated

Values = Mapping[Basic, Expr]
LARGEST_SUM = 4_000
LARGEST_POWER = 10**7


class NoValue(SymxentError):
    """The expression has no value at this point: it is undefined there, or not a function that balls know."""


class NotSeparated(NoValue):
    """The value hangs on a comparison that this precision does not decide."""


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
        value = _ball(expr, values)
    except RecursionError:
        raise NoValue("the expression is nested too deep") from None
    finally:
        ctx.prec = before
    if not value.is_finite():
        raise NoValue("the value is undefined, or too large for a ball")
    return value


def _ball(e: Expr, at: Values) -> arb:
    if e.is_Rational:
        return arb(fmpq(int(e.p), int(e.q)))
    handler = _HANDLERS.get(type(e))
    if handler is not None:
        return handler(e, at)
    if isinstance(e, Symbol):
        return _symbol(e, at)
    if e is S.Pi:
        return arb.pi()
    if e is S.Exp1:
        return arb.const_e()
    if e is S.EulerGamma:
        return arb.const_euler()
    if e.is_Float:
        exact = Rational(e)
        return arb(fmpq(int(exact.p), int(exact.q)))
    raise NoValue(f"{e.func.__name__} has no value that balls know")


def _symbol(e: Expr, at: Values) -> arb:
    value = at.get(e)
    if value is None:
        raise NoValue(f"{e} has no value here")
    return arb(fmpq(int(value.p), int(value.q)))


def _indexed(e: Indexed, at: Values) -> arb:
    return _symbol(Indexed(e.base, *[Integer(_integer(i, at)) for i in e.indices]), at)


def _integer(e: Expr, at: Values) -> int:
    """The exact value of an index or of an end of a range."""
    value = e if e.is_Integer else e.xreplace({s: at[s] for s in e.free_symbols if s in at})
    if not value.is_Integer:
        raise NoValue(f"the index {e} is not an integer here")
    return int(value)


def _add(e: Add, at: Values) -> arb:
    total = arb(0)
    for a in e.args:
        total += _ball(a, at)
    return total


def _mul(e: Mul, at: Values) -> arb:
    total = arb(1)
    for a in e.args:
        total *= _ball(a, at)
    return total


def _pow(e: Pow, at: Values) -> arb:
    base, power = e.args
    if base is S.Exp1:
        return _ball(power, at).exp()
    if not power.is_Rational:
        constant = _rational_value(power, at)
        if constant is None:
            return _positive_power(_ball(base, at), _ball(power, at))
        power = constant
    if abs(power.p) > LARGEST_POWER or power.q > LARGEST_POWER:
        raise NoValue(f"the exponent {power} is too large")
    x = _ball(base, at)
    if power.is_Integer:
        return _whole_power(x, int(power))
    if power.q == 2 and power.p > 0 and x.is_zero():
        return arb(0)
    if not (x >= 0 or x > 0):
        if x < 0:
            raise NoValue("a root of a negative number")
        if x.is_zero():
            return arb(0)
    if power.q == 2:
        return _whole_power(_nonnegative_root(x), int(power.p))
    if x.is_zero():
        if power.p > 0:
            return arb(0)
        raise NoValue("a negative power of zero")
    return _positive_power(x, arb(fmpq(int(power.p), int(power.q))))


def _nonnegative_root(x: arb) -> arb:
    root = x.sqrt()
    if not root.is_finite():
        raise NotSeparated("whether a radicand is ≥ 0")
    return root


def _rational_value(e: Expr, at: Values) -> Rational | None:
    """The exact value of an exponent made of numbers and symbols alone."""
    if e.atoms(Indexed, Sum) or e.count_ops() > 30:
        if not isinstance(e, Indexed):
            return None
        return at.get(Indexed(e.base, *[Integer(_integer(i, at)) for i in e.indices]))
    value = e.xreplace({s: at[s] for s in e.free_symbols if s in at})
    return value if value.is_Rational else None


def _whole_power(x: arb, n: int) -> arb:
    """x^n by squaring with products: ``arb ** n`` is not a number where x = 0 ± r."""
    if n < 0:
        return 1 / _whole_power(x, -n)
    result, square = arb(1), x
    while n:
        if n & 1:
            result = result * square
        n >>= 1
        if n:
            square = square * square
    return result


def _positive_power(x: arb, y: arb) -> arb:
    if x > 0:
        return (y * x.log()).exp()
    if x.is_zero() and y > 0:
        return arb(0)
    if x <= 0:
        raise NoValue("a power of a number that is not positive")
    raise NotSeparated("whether the base of a power is positive")


def _log_of(x: arb) -> arb:
    if x > 0:
        return x.log()
    if x <= 0:
        raise NoValue("the logarithm of a number that is not positive")
    raise NotSeparated("whether the argument of a logarithm is positive")


def _log(e: Expr, at: Values) -> arb:
    value = _log_of(_ball(e.args[0], at))
    return value if len(e.args) == 1 else value / _log_of(_ball(e.args[1], at))


def _of_one(f: Callable[[arb], arb]) -> Callable[[Expr, Values], arb]:
    return lambda e, at: f(_ball(e.args[0], at))


def _range(limits: tuple[Expr, Expr, Expr], at: Values) -> range:
    _, a, b = limits
    low, high = _integer(a, at), _integer(b, at)
    if high < low - 1:
        raise NoValue(f"a sum from {low} to {high}")
    if high - low > LARGEST_SUM:
        raise NoValue(f"a sum of {high - low + 1} terms is too long")
    return range(low, high + 1)


def _iterated(e: Expr, at: Values, limits: tuple[Expr, ...], start: int, join: Callable[[arb, arb], arb]) -> arb:
    """Sums and products, the last limit outermost."""
    if not limits:
        return _ball(e.function, at)
    if len(limits[-1]) != 3:
        raise NoValue("a sum without bounds")
    total = arb(start)
    for value in _range(limits[-1], at):
        inner = ChainMap({limits[-1][0]: Integer(value)}, at)  # type: ignore[arg-type]
        total = join(total, _iterated(e, inner, limits[:-1], start, join))
    return total


def _sum(e: Sum, at: Values) -> arb:
    return _iterated(e, at, tuple(e.limits), 0, lambda a, b: a + b)


def _product(e: Product, at: Values) -> arb:
    return _iterated(e, at, tuple(e.limits), 1, lambda a, b: a * b)


def _kronecker(e: KroneckerDelta, at: Values) -> arb:
    return arb(int(_integer(e.args[0], at) == _integer(e.args[1], at)))


def _component(x: Expr, i: int, at: Values) -> arb:
    return _symbol(Indexed(x, Integer(i)), at)


def _softmax(e: softmax, at: Values) -> arb:
    x, i, k = e.args
    place, size = _integer(i, at), _integer(k, at)
    if not 1 <= place <= size:
        raise NoValue(f"component {place} of a vector of {size}")
    exponentials = [_component(x, m, at).exp() for m in range(1, size + 1)]
    return exponentials[place - 1] / sum(exponentials, arb(0))


def _logsumexp(e: logsumexp, at: Values) -> arb:
    x, k = e.args
    return _log_of(sum((_component(x, m, at).exp() for m in range(1, _integer(k, at) + 1)), arb(0)))


def _sign_of(x: arb) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x.is_zero():
        return 0
    raise NotSeparated("the sign of a value")


def _heaviside(e: Heaviside, at: Values) -> arb:
    s = _sign_of(_ball(e.args[0], at))
    if s:
        return arb(int(s > 0))
    return _ball(e.args[1], at) if len(e.args) > 1 else arb(fmpq(1, 2))


def _piecewise(e: Piecewise, at: Values) -> arb:
    for value, condition in e.args:
        if holds_at(condition, at):
            return _ball(value, at)
    raise NoValue("no branch of a case distinction applies")


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
    s = _sign_of(_ball(condition.args[0], at) - _ball(condition.args[1], at))
    tests = {">": s > 0, ">=": s >= 0, "<": s < 0, "<=": s <= 0, "==": s == 0, "!=": s != 0}
    return tests[condition.rel_op]


def _derivative(e: Derivative, at: Values) -> arb:
    value = evaluated(e)
    if value == e or value.has(Derivative):
        raise NoValue(f"{e} has no value here")
    return _ball(value, at)


_HANDLERS: dict[type, Callable[[Expr, Values], arb]] = {
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    Indexed: _indexed,
    exp: _of_one(lambda x: x.exp()),
    log: _log,
    sinh: _of_one(lambda x: x.sinh()),
    cosh: _of_one(lambda x: x.cosh()),
    tanh: _of_one(lambda x: x.tanh()),
    coth: _of_one(lambda x: x.coth()),
    sech: _of_one(lambda x: x.sech()),
    asinh: _of_one(lambda x: x.asinh()),
    acosh: _of_one(lambda x: x.acosh()),
    atanh: _of_one(lambda x: x.atanh()),
    sin: _of_one(lambda x: x.sin()),
    cos: _of_one(lambda x: x.cos()),
    tan: _of_one(lambda x: x.tan()),
    asin: _of_one(lambda x: x.asin()),
    atan: _of_one(lambda x: x.atan()),
    erf: _of_one(lambda x: x.erf()),
    erfc: _of_one(lambda x: x.erfc()),
    gamma: _of_one(lambda x: x.gamma()),
    loggamma: _of_one(lambda x: x.lgamma()),
    digamma: _of_one(lambda x: x.digamma()),
    factorial: _of_one(lambda x: (x + 1).gamma()),
    log1p: _of_one(lambda x: _log_of(1 + x)),
    expm1: _of_one(lambda x: x.expm1()),
    log_2: _of_one(lambda x: _log_of(x) / arb(2).log()),
    log10: _of_one(lambda x: _log_of(x) / arb(10).log()),
    exp2: _of_one(lambda x: _positive_power(arb(2), x)),
    sigmoid: _of_one(lambda z: 1 / (1 + (-z).exp())),
    softplus: _of_one(lambda z: z.exp().log1p()),
    logit: _of_one(lambda p: _log_of(p / (1 - p))),
    softmax: _softmax,
    logsumexp: _logsumexp,
    Sum: _sum,
    Product: _product,
    KroneckerDelta: _kronecker,
    Abs: _of_one(abs),
    sign: lambda e, at: arb(_sign_of(_ball(e.args[0], at))),
    Heaviside: _heaviside,
    Max: lambda e, at: _fold(e, at, lambda a, b: a.max(b)),
    Min: lambda e, at: _fold(e, at, lambda a, b: a.min(b)),
    Piecewise: _piecewise,
    Derivative: _derivative,
}


def _fold(e: Expr, at: Values, join: Callable[[arb, arb], arb]) -> arb:
    value, *others = (_ball(a, at) for a in e.args)
    for other in others:
        value = join(value, other)
    return value
