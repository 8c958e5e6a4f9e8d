"""What each of SymPy's heads means, over the reals: a rule takes the evaluator and the arguments of the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Basic, Indexed, Integer, Symbol, Tuple

from claims.germs import Germ, Number
from claims.reals import Real, Undefined, Unsure, pi

if TYPE_CHECKING:
    from claims.meaning import Evaluator, Key

MOST_TERMS = 60  # of a sum


def _add(at: Evaluator, *args: Basic) -> Number:
    total = at.number(0)
    for a in args:
        total = total + at.value(a)
    return total


def _mul(at: Evaluator, *args: Basic) -> Number:
    result = at.number(1)
    for a in args:
        result = result * at.value(a)
    return result


def _pow(at: Evaluator, base: Basic, exponent: Basic) -> Number:
    b, e = at.value(base), at.value(exponent)
    if isinstance(b, Germ) and b.settled is None and not b.vanishes and b.leading()[0] != 0:
        fixed = e.settled
        if fixed is None or fixed.whole is None or fixed.whole < 0:
            at.singular = True
    if (isinstance(b, Germ) and b.vanishes) or (isinstance(b, Real) and b.exact and b.lo == 0):
        at.sign(e)
    return b.power(e)


def _abs(at: Evaluator, u: Basic) -> Number:
    value = at.value(u)
    if isinstance(value, Real):
        ends = sorted((abs(value.lo), abs(value.hi)))
        return Real(Fraction(0) if value.lo < 0 < value.hi else ends[0], ends[1])
    return value if at.sign(value) >= 0 else -value


def _largest(sense: int) -> Callable[..., Number]:
    def choose(at: Evaluator, *args: Basic) -> Number:
        values = [at.value(a) for a in args]
        best = values[0]
        for value in values[1:]:
            if isinstance(best, Real) and isinstance(value, Real):
                pick = max if sense > 0 else min
                best = Real(pick(best.lo, value.lo), pick(best.hi, value.hi))
            elif at.sign(value - best) == sense:
                best = value
        return best

    return choose


def _heaviside(at: Evaluator, u: Basic, middle: Basic | None = None) -> Number:
    sign = at.sign(at.value(u))
    if sign:
        return at.number(1 if sign > 0 else 0)
    return at.number(Fraction(1, 2)) if middle is None else at.value(middle)


def _piecewise(at: Evaluator, *cases: Basic) -> Number:
    for case in cases:
        if at.holds(case.args[1]):
            return at.value(case.args[0])
    raise Undefined("no case applies")


def _sigmoid(at: Evaluator, u: Basic) -> Number:
    return (at.number(1) + (-at.value(u)).exp()).power(at.number(-1))


def _ratio(up: Number, down: Number, one: Number) -> Number:
    return up * down.power(-one)


def _hyperbolic(kind: str) -> Callable[[Evaluator, Basic], Number]:
    def value(at: Evaluator, u: Basic) -> Number:
        x, one, half = at.value(u), at.number(1), at.number(Fraction(1, 2))
        up, down = x.exp(), (-x).exp()
        if kind == "tanh":
            return _ratio(up - down, up + down, one)
        return (up - down if kind == "sinh" else up + down) * half

    return value


def _quotient(above: str, below: str) -> Callable[[Evaluator, Basic], Number]:
    """tan, cot, sec, csc: of sine, cosine and 1."""

    def value(at: Evaluator, u: Basic) -> Number:
        x, one = at.value(u), at.number(1)
        up, down = ({"sin": x.sin, "cos": x.cos, "1": lambda: one}[name]() for name in (above, below))
        return _ratio(up, down, one)

    return value


def _fixed(at: Evaluator, u: Basic) -> Real:
    value = at.value(u)
    if not isinstance(value, Real):
        raise Unsure("Γ or Lambert's function beside a point")
    return value


def _lambert(at: Evaluator, u: Basic, *branch: Basic) -> Number:
    if branch:
        raise Unsure("another branch of Lambert's function")
    return _fixed(at, u).lambertw()


def _gamma(shift: int) -> Callable[[Evaluator, Basic], Number]:
    return lambda at, u: (_fixed(at, u) + Real.of(shift)).rgamma().power(Real.of(-1))


def _binomial(at: Evaluator, n: Basic, k: Basic) -> Number:
    times, value = at.whole(k), at.number(0 if at.whole(k) < 0 else 1)
    for i in range(times):
        value = value * (at.value(n) - at.number(i)) * at.number(Fraction(1, i + 1))
    return value


def _logit(at: Evaluator, p: Basic) -> Number:
    value = at.value(p)
    return _ratio(value, at.number(1) - value, at.number(1)).log()


def _repeated(product: bool) -> Callable[..., Number]:
    def total(at: Evaluator, body: Basic, *limits: Tuple) -> Number:
        *inner, (letter, low, high) = limits
        first, last, sense = at.whole(low), at.whole(high), 1
        if last < first - 1 and at.karr:
            first, last, sense = last + 1, first - 1, -1
        if last - first >= MOST_TERMS:
            raise Unsure("a long sum")
        result = at.number(1 if product else 0)
        outer = at.bound
        for n in range(first, last + 1):
            at.bound = {**outer, letter: Real.of(n)}
            try:
                term = total(at, body, *inner) if inner else at.value(body)
            finally:
                at.bound = outer
            result = result * term if product else result + term
        if sense < 0:
            return result.power(at.number(-1)) if product else -result
        return result

    return total


def _exponentials(at: Evaluator, base: Basic, k: Basic) -> tuple[Callable[[int], Number], Number]:
    def entry(n: int) -> Number:
        return at.variable((base, (n,)), base[Integer(n)]).exp()

    total = at.number(0)
    for n in range(1, at.whole(k) + 1):
        total = total + entry(n)
    return entry, total


def _softmax(at: Evaluator, base: Basic, index: Basic, k: Basic) -> Number:
    n = at.whole(index)
    if not 1 <= n <= at.whole(k):
        raise Undefined("a component of the softmax that there is not")
    entry, total = _exponentials(at, base, k)
    return _ratio(entry(n), total, at.number(1))


def _derivative(at: Evaluator, body: Basic, *variables: Tuple) -> Number:
    if len(variables) != 1:
        raise Unsure("a mixed derivative")
    variable, times = variables[0]
    if isinstance(variable, Indexed):
        key: Key = (variable.base, tuple(at.whole(index) for index in variable.indices))
    elif isinstance(variable, Symbol) and variable not in at.bound:
        key = variable
    else:
        raise Unsure(f"a derivative with respect to {variable}")
    if at.tied(key) is not None:
        raise Unsure("a derivative with respect to what is tied")
    return at.derivative(body, key, at.whole(times))


def _substituted(at: Evaluator, body: Basic, variables: Tuple, values: Tuple) -> Number:
    if at.beside is not None:
        raise Unsure("a substitution beside a point")
    real = [at.value(v) for v in values]
    values = {**at.point.values, **dict(zip(variables, real, strict=True))}
    inner = type(at)(replace(at.point, values=values), karr=at.karr)
    inner.bound = {letter: value for letter, value in at.bound.items() if letter not in variables}
    return inner.value(body)


def _equal(at: Evaluator, i: Basic, j: Basic) -> Number:
    return at.number(1 if at.sign(at.value(i) - at.value(j)) == 0 else 0)


def _floored(sense: int) -> Callable[[Evaluator, Basic], Number]:
    def value(at: Evaluator, u: Basic) -> Number:
        x = at.value(u)
        if isinstance(x, Germ):
            at.singular = at.singular or x.settled is None
        return x.floor() if sense > 0 else -((-x).floor())

    return value


HEADS: dict[str, Callable[..., Number]] = {
    "Add": _add,
    "Mul": _mul,
    "Pow": _pow,
    "Exp1": lambda at: at.number(Real.of(1).exp()),
    "Pi": lambda at: at.number(pi()),
    "exp": lambda at, u: at.value(u).exp(),
    "log": lambda at, u: at.value(u).log(),
    "sin": lambda at, u: at.value(u).sin(),
    "cos": lambda at, u: at.value(u).cos(),
    "tan": _quotient("sin", "cos"),
    "cot": _quotient("cos", "sin"),
    "sec": _quotient("1", "cos"),
    "csc": _quotient("1", "sin"),
    "asin": lambda at, u: at.value(u).asin(),
    "acos": lambda at, u: at.number(pi()) * at.number(Fraction(1, 2)) - at.value(u).asin(),
    "atan": lambda at, u: at.value(u).atan(),
    "rgamma": lambda at, u: _fixed(at, u).rgamma(),
    "gamma": _gamma(0),
    "factorial": _gamma(1),
    "loggamma": lambda at, u: _gamma(0)(at, u).log(),
    "LambertW": _lambert,
    "polygamma": lambda at, n, u: _fixed(at, u).polygamma(at.whole(n)),
    "binomial": _binomial,
    "erf": lambda at, u: at.value(u).erf(),
    "tanh": _hyperbolic("tanh"),
    "sinh": _hyperbolic("sinh"),
    "cosh": _hyperbolic("cosh"),
    "sigmoid": _sigmoid,
    "softplus": lambda at, u: (at.number(1) + at.value(u).exp()).log(),
    "logit": _logit,
    "softmax": _softmax,
    "logsumexp": lambda at, base, k: _exponentials(at, base, k)[1].log(),
    "Abs": _abs,
    "sign": lambda at, u: at.number(at.sign(at.value(u))),
    "Max": _largest(1),
    "Min": _largest(-1),
    "Heaviside": _heaviside,
    "Piecewise": _piecewise,
    "KroneckerDelta": _equal,
    "Sum": _repeated(False),
    "Product": _repeated(True),
    "Derivative": _derivative,
    "Subs": _substituted,
    "floor": _floored(1),
    "ceiling": _floored(-1),
}
