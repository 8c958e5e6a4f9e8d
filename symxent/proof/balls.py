"""Values as balls: every number that is computed here is a rigorous enclosure (python-flint's ``arb``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import prod
from typing import Any

from flint import arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Expr,
    Heaviside,
    Indexed,
    IndexedBase,
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
    log,
    polygamma,
    sign,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from symxent.language.functions import logsumexp, softmax
from symxent.proof.ball_functions import FUNCTIONS, NotSeparated, NoValue, log_of, positive_power, whole_power
from symxent.proof.derivatives import evaluated

Values = Mapping[Basic, Expr]
LARGEST_SUM = 4_000
LARGEST_POWER = 10**7
LARGEST_EXACT = 64  # the exponent of a rational that is raised exactly


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


class _Within(Mapping[Basic, Expr]):
    """The values inside a sum: its index, and what is known around it (a ChainMap, at a tenth of its price)."""

    __slots__ = ("around", "index", "value")

    def __init__(self, index: Basic, value: Expr, around: Values) -> None:
        self.index, self.value, self.around = index, value, around

    def get(self, key: Basic, default: Any = None) -> Any:
        return self.value if key == self.index else self.around.get(key, default)

    def __getitem__(self, key: Basic) -> Expr:
        return self.value if key == self.index else self.around[key]

    def __contains__(self, key: object) -> bool:
        return key == self.index or key in self.around

    def __iter__(self) -> Iterator[Basic]:
        return iter({self.index: None, **dict.fromkeys(self.around)})

    def __len__(self) -> int:
        return len(list(iter(self)))


def _indexed(e: Indexed, at: Values) -> arb:
    return _symbol(_made(e.base, tuple(_integer(i, at) for i in e.indices)), at)


# A sum looks the same few components up again and again, and SymPy takes 0.1 ms to make one.
@lru_cache(maxsize=4096)
def _made(base: IndexedBase, indices: tuple[int, ...]) -> Indexed:
    return Indexed(base, *map(Integer, indices))


def _integer(e: Expr, at: Values) -> int:
    """The exact value of an index or of an end of a range."""
    if isinstance(e, Symbol):
        value = at.get(e, e)
    else:
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
            return positive_power(_ball(base, at), _ball(power, at))
        power = constant
    if abs(power.p) > LARGEST_POWER or power.q > LARGEST_POWER:
        raise NoValue(f"the exponent {power} is too large")
    x = _ball(base, at)
    if power.is_Integer:
        return whole_power(x, int(power))
    if power.q == 2 and power.p > 0 and x.is_zero():
        return arb(0)
    if not (x >= 0 or x > 0):
        if x < 0:
            raise NoValue("a root of a negative number")
        if x.is_zero():
            return arb(0)
    if power.q == 2:
        return whole_power(_nonnegative_root(x), int(power.p))
    if x.is_zero():
        if power.p > 0:
            return arb(0)
        raise NoValue("a negative power of zero")
    return positive_power(x, arb(fmpq(int(power.p), int(power.q))))


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
        return at.get(_made(e.base, tuple(_integer(i, at) for i in e.indices)))
    value = e.xreplace({s: at[s] for s in e.free_symbols if s in at})
    return value if value.is_Rational else None


def _log(e: Expr, at: Values) -> arb:
    value = log_of(_ball(e.args[0], at))
    return value if len(e.args) == 1 else value / log_of(_ball(e.args[1], at))


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
        inner = _Within(limits[-1][0], Integer(value), at)
        total = join(total, _iterated(e, inner, limits[:-1], start, join))
    return total


def _sum(e: Sum, at: Values) -> arb:
    return _iterated(e, at, tuple(e.limits), 0, lambda a, b: a + b)


def _product(e: Product, at: Values) -> arb:
    return _iterated(e, at, tuple(e.limits), 1, lambda a, b: a * b)


def _kronecker(e: KroneckerDelta, at: Values) -> arb:
    return arb(int(_integer(e.args[0], at) == _integer(e.args[1], at)))


def _component(x: Expr, i: int, at: Values) -> arb:
    return _symbol(_made(x, (i,)), at)


def _softmax(e: softmax, at: Values) -> arb:
    x, i, k = e.args
    place, size = _integer(i, at), _integer(k, at)
    if not 1 <= place <= size:
        raise NoValue(f"component {place} of a vector of {size}")
    exponentials = [_component(x, m, at).exp() for m in range(1, size + 1)]
    return exponentials[place - 1] / sum(exponentials, arb(0))


def _logsumexp(e: logsumexp, at: Values) -> arb:
    x, k = e.args
    return log_of(sum((_component(x, m, at).exp() for m in range(1, _integer(k, at) + 1)), arb(0)))


def _exact(e: Expr, at: Values) -> fmpq | None:
    """The exact value of what is built from rationals by + − × and whole powers: at a boundary no ball will do."""
    if e.is_Rational:
        return fmpq(int(e.p), int(e.q))
    if isinstance(e, Symbol | Indexed):
        value = at.get(e if isinstance(e, Symbol) else _made(e.base, tuple(_integer(i, at) for i in e.indices)))
        return None if value is None else fmpq(int(value.p), int(value.q))
    if isinstance(e, Abs | Add | Mul):
        parts = [_exact(a, at) for a in e.args]
        known = [p for p in parts if p is not None]
        if len(known) < len(parts):
            return None
        if isinstance(e, Abs):
            return abs(known[0])
        return sum(known, fmpq(0)) if isinstance(e, Add) else prod(known, start=fmpq(1))
    if isinstance(e, Pow) and e.exp.is_Integer and 0 < int(e.exp) <= LARGEST_EXACT:
        base = _exact(e.base, at)
        return None if base is None else base ** int(e.exp)
    return None


def _sign_at(e: Expr, at: Values) -> int:
    value = _exact(e, at)
    if value is not None:
        return int(value > 0) - int(value < 0)
    return _sign_of(_ball(e, at))


def _sign_of(x: arb) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x.is_zero():
        return 0
    raise NotSeparated("the sign of a value")


def _heaviside(e: Heaviside, at: Values) -> arb:
    s = _sign_at(e.args[0], at)
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
    s = _sign_at(condition.args[0] - condition.args[1], at)
    tests = {">": s > 0, ">=": s >= 0, "<": s < 0, "<=": s <= 0, "==": s == 0, "!=": s != 0}
    return tests[condition.rel_op]


def _polygamma(e: polygamma, at: Values) -> arb:
    if e.args[0] != 0:
        raise NoValue(f"{e} has no value that balls know")
    return _ball(e.args[1], at).digamma()


def _derivative(e: Derivative, at: Values) -> arb:
    value = evaluated(e)
    if value == e or value.has(Derivative):
        raise NoValue(f"{e} has no value here")
    return _ball(value, at)


_HANDLERS: dict[type, Callable[[Expr, Values], arb]] = {
    **{head: _of_one(f) for head, f in FUNCTIONS.items()},
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    Indexed: _indexed,
    log: _log,
    softmax: _softmax,
    logsumexp: _logsumexp,
    Sum: _sum,
    Product: _product,
    KroneckerDelta: _kronecker,
    sign: lambda e, at: arb(_sign_at(e.args[0], at)),
    Heaviside: _heaviside,
    Max: lambda e, at: _fold(e, at, lambda a, b: a.max(b)),
    Min: lambda e, at: _fold(e, at, lambda a, b: a.min(b)),
    Piecewise: _piecewise,
    Derivative: _derivative,
    polygamma: _polygamma,
}


def _fold(e: Expr, at: Values, join: Callable[[arb, arb], arb]) -> arb:
    value, *others = (_ball(a, at) for a in e.args)
    for other in others:
        value = join(value, other)
    return value
