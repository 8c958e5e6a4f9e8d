"""The laws of random variables that have names, each a row: what its parameters must be, and its means in closed form.

A row says E e^{tX}, of which the k-th derivative by t is E X^k e^{tX}; or E X^k itself; or the few values that X takes.
Each follows from the density by one sum or integral, to which the tests hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Integer,
    Interval,
    Max,
    Min,
    Mul,
    S,
    Sum,
    binomial,
    diff,
    digamma,
    erf,
    exp,
    factorial,
    gamma,
    log,
    oo,
    pi,
    sign,
    sqrt,
)

from symxent.logic.hypotheses import Hypotheses
from symxent.logic.ring import Refused

#: Higher moments are not asked for.
MOST_POWER = 12
_J = Dummy("j", integer=True)


@dataclass(frozen=True)
class Row:
    """``parameters``: their names; ``positive``: what of them is > 0; ``chances``: are in [0, 1]; ``whole``: integers.

    ``generating``: E e^{tX}, where each of ``where`` is positive; ``power``: E X^k, and what has to be
    positive for it; ``logarithm``: E log X; ``values``: the values with their probabilities; ``density``: at a point of
    the support, of whole numbers the probability; ``support``: what is equal only for laws of one support;
    ``complement``: E log(1 − X); ``above``: P(X > x) for every real x.
    Of a row of numbers X[1], X[2] …: ``member``: the law of X[i]; ``joint``: E Π X[i]^k by pairs (i, k), no i twice;
    ``of_rows``: what is known of the parameters that are rows.
    """

    parameters: tuple[str, ...]
    positive: Callable[..., tuple[Expr, ...]] = lambda *p: ()
    chances: Callable[..., tuple[Expr, ...]] = lambda *p: ()
    whole: Callable[..., tuple[Expr, ...]] = lambda *p: ()
    generating: Callable[..., Expr] | None = None
    where: Callable[..., tuple[Expr, ...]] = lambda t, *p: ()
    power: Callable[..., tuple[Expr, tuple[Expr, ...]]] | None = None
    logarithm: Callable[..., Expr] | None = None
    values: Callable[..., Mapping[Expr, Expr]] | None = None
    density: Callable[..., Expr] = lambda x, *p: S.NaN
    support: Callable[..., tuple[Any, ...]] = lambda *p: ()
    complement: Callable[..., Expr] | None = None
    above: Callable[..., Expr] | None = None
    member: Callable[..., tuple[str, tuple[Expr, ...]]] | None = None
    joint: Callable[..., Expr] | None = None
    of_rows: Callable[..., Hypotheses] = lambda *p: Hypotheses()


def _of_gamma(k: Expr, a: Expr, b: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    if not isinstance(k, Integer):
        return gamma(a + k) / (gamma(a) * b**k), (a + k,)
    if k >= 0:
        return Mul(*((a + r) / b for r in range(int(k)))), ()
    return Mul(*(b / (a - r) for r in range(1, 1 - int(k)))), (a + k,)


def _of_beta(k: Expr, a: Expr, b: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    if not isinstance(k, Integer):
        return gamma(a + k) * gamma(a + b) / (gamma(a) * gamma(a + b + k)), (a + k,)
    if k >= 0:
        return Mul(*((a + r) / (a + b + r) for r in range(int(k)))), ()
    return Mul(*((a + b - r) / (a - r) for r in range(1, 1 - int(k)))), (a + k,)


def _of_uniform(k: Expr, a: Expr, b: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    if not isinstance(k, Integer) or k < 0:
        raise Refused("a power of a variable that may be 0 or negative")
    return (b ** (k + 1) - a ** (k + 1)) / ((k + 1) * (b - a)), ()


def _of_whole_uniform(k: Expr, a: Expr, b: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    if not isinstance(k, Integer) or k < 0:
        raise Refused("a power of a variable that may be 0 or negative")
    x = Dummy("x", integer=True)
    return Sum(x**k, (x, a, b)) / (b - a + 1), ()


def _of_moments(k: Expr, mean: Expr, variance: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    if k not in (1, 2):
        raise Refused("a moment of which nothing is known")
    return (mean if k == 1 else mean**2 + variance), ()


def _of_counts(powers: Sequence[tuple[Expr, int]], n: Expr, p: Expr, k: Expr) -> Expr:
    """By the derivatives of E e^{Σ t_i X_i} = (1 + Σ p_i (e^{t_i} − 1))ⁿ at 0, all other t being 0."""
    t = [Dummy("t") for _ in powers]
    derived: Any = (1 + Add(*(p[i] * (exp(s) - 1) for s, (i, _) in zip(t, powers, strict=True)))) ** n
    for s, (_, power) in zip(t, powers, strict=True):
        derived = diff(derived, s, power)
    return derived.xreplace(dict.fromkeys(t, S.Zero)).doit()


def whole_of(a: Expr, k: Expr) -> Expr:
    """a[1] + … + a[k]."""
    return Sum(a[_J], (_J, 1, k))


def _of_shares(powers: Sequence[tuple[Expr, int]], a: Expr, k: Expr) -> Expr:
    """Π a_i (a_i + 1) … over as many factors s (s + 1) …, where s is the sum of all a."""
    s, above = whole_of(a, k), [a[i] + r for i, power in powers for r in range(power)]
    return Mul(*(x / (s + r) for r, x in enumerate(above)))


LAWS: Mapping[str, Row] = {
    # any law of which these are known
    "Moments": Row(("mean", "variance"), lambda mean, variance: (variance,), power=_of_moments),
    "Bernoulli": Row(("p",), chances=lambda p: (p,), values=lambda p: {S.Zero: 1 - p, S.One: p},
                     density=lambda x, p: p**x * (1 - p) ** (1 - x),
                     support=lambda p: ("whole", S.One)),
    "Binomial": Row(("n", "p"), lambda n, p: (n,), lambda n, p: (p,), lambda n, p: (n,),
                    generating=lambda t, n, p: (1 - p + p * exp(t)) ** n,
                    density=lambda x, n, p: binomial(n, x) * p**x * (1 - p) ** (n - x),
                    support=lambda n, p: ("whole", n)),
    "Poisson": Row(("lambda",), lambda rate: (rate,), generating=lambda t, rate: exp(rate * (exp(t) - 1)),
                   density=lambda x, rate: rate**x * exp(-rate) / factorial(x),
                   support=lambda rate: ("whole",)),
    "DiscreteUniform": Row(("a", "b"), lambda a, b: (b - a + 1,), whole=lambda a, b: (a, b), power=_of_whole_uniform,
                           density=lambda x, a, b: 1 / (b - a + 1),
                           support=lambda a, b: ("whole", a, b)),
    "Normal": Row(("mean", "variance"), lambda mean, variance: (variance,),
                  generating=lambda t, mean, variance: exp(mean * t + variance * t**2 / 2),
                  density=lambda x, m, v: exp(-((x - m) ** 2) / (2 * v)) / (sqrt(2 * pi) * sqrt(v)),
                  support=lambda m, v: ("real",), above=lambda x, m, v: (1 - erf((x - m) / sqrt(2 * v))) / 2),
    "Exponential": Row(("rate",), lambda rate: (rate,), generating=lambda t, rate: rate / (rate - t),
                       where=lambda t, rate: (rate - t,), density=lambda x, rate: rate * exp(-rate * x),
                       support=lambda rate: ("positive",), above=lambda x, rate: exp(-rate * Max(0, x))),
    "Gamma": Row(("shape", "rate"), lambda a, b: (a, b), generating=lambda t, a, b: (b / (b - t)) ** a,
                 where=lambda t, a, b: (b - t,), power=_of_gamma, logarithm=lambda a, b: digamma(a) - log(b),
                 density=lambda x, a, b: b**a * x ** (a - 1) * exp(-b * x) / gamma(a),
                 support=lambda a, b: ("positive",)),
    "ChiSquared": Row(("degrees",), lambda k: (k,), generating=lambda t, k: (1 / (1 - 2 * t)) ** (k / 2),
                      where=lambda t, k: (1 - 2 * t,), power=lambda r, k: _of_gamma(r, k / 2, S.Half),
                      density=lambda x, k: x ** (k / 2 - 1) * exp(-x / 2) / (2 ** (k / 2) * gamma(k / 2)),
                      support=lambda k: ("positive",), logarithm=lambda k: digamma(k / 2) + log(2)),
    "Beta": Row(("a", "b"), lambda a, b: (a, b), power=_of_beta, logarithm=lambda a, b: digamma(a) - digamma(a + b),
                density=lambda x, a, b: gamma(a + b) * x ** (a - 1) * (1 - x) ** (b - 1) / (gamma(a) * gamma(b)),
                support=lambda a, b: ("unit",), complement=lambda a, b: digamma(b) - digamma(a + b)),
    "Uniform": Row(("a", "b"), lambda a, b: (b - a,), power=_of_uniform, density=lambda x, a, b: 1 / (b - a),
                   support=lambda a, b: ("between", a, b),
                   above=lambda x, a, b: (b - Min(b, Max(a, x))) / (b - a)),
    "Laplace": Row(("mean", "scale"), lambda mean, b: (b,),
                   generating=lambda t, mean, b: exp(mean * t) / (1 - b**2 * t**2),
                   where=lambda t, mean, b: (1 - b * t, 1 + b * t),
                   density=lambda x, mean, b: exp(-Abs(x - mean) / b) / (2 * b), support=lambda mean, b: ("real",),
                   above=lambda x, m, b: (1 + sign(m - x) * (1 - exp(-Abs(x - m) / b))) / 2),
    "LogNormal": Row(("mean", "variance"), lambda mean, variance: (variance,),
                     power=lambda k, mean, variance: (exp(k * mean + k**2 * variance / 2), ()),
                     logarithm=lambda mean, variance: mean,
                     density=lambda x, m, v: exp(-((log(x) - m) ** 2) / (2 * v)) / (x * sqrt(2 * pi) * sqrt(v)),
                     support=lambda m, v: ("positive",)),
    "Wald": Row(("drift", "threshold"), lambda g, a: (g, a),  # when a Wiener process with this drift first meets a
                generating=lambda t, g, a: exp(a * g - a * sqrt(g**2 - 2 * t)), where=lambda t, g, a: (g**2 - 2 * t,),
                density=lambda x, g, a: a / (x * sqrt(x) * sqrt(2 * pi)) * exp(-((a - g * x) ** 2) / (2 * x)),
                support=lambda g, a: ("positive",)),
    "Multinomial": Row(("n", "p", "k"), lambda n, p, k: (n,), whole=lambda n, p, k: (n, k), joint=_of_counts,
                       member=lambda i, n, p, k: ("Binomial", (n, p[i])),
                       of_rows=lambda n, p, k: Hypotheses({p: Interval(0, 1)}, equal=((whole_of(p, k), S.One),))),
    "Dirichlet": Row(("a", "k"), lambda a, k: (k - 1,), whole=lambda a, k: (k,), joint=_of_shares,
                     member=lambda i, a, k: ("Beta", (a[i], whole_of(a, k) - a[i])),
                     of_rows=lambda a, k: Hypotheses({a: Interval.open(0, oo)})),
}  # fmt: skip


def moment(name: str, parameters: tuple[Expr, ...], k: Expr, t: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    """E X^k e^{tX} of a law, k whole or of a positive X any number, and what is positive where it exists.

    Raises Refused for what has no row.
    """
    row = LAWS[name]
    if isinstance(k, Integer) and abs(k) > MOST_POWER:
        raise Refused(f"the moment {k} of {name}")
    if t == 0 and row.power is not None:
        return row.power(k, *parameters)
    if row.generating is None or not isinstance(k, Integer) or k < 0:
        raise Refused(f"no closed form of this mean of {name} is known")
    s = Dummy("s", real=True)
    derived: Any = diff(row.generating(s, *parameters), s, int(k)) if k else row.generating(s, *parameters)
    return derived.xreplace({s: t}), row.where(t, *parameters)


def logarithm_of_density(name: str, x: Expr, parameters: tuple[Expr, ...]) -> Expr:
    """log f(x) in the support, written out: each factor of f is positive there.

    Raises Refused for a law without a row.
    """
    row = LAWS[name]
    if not row.support(*parameters):
        raise Refused(f"no logarithm of the density of {name} is known")
    factors = row.density(x, *parameters).as_powers_dict().items()
    return Add(*(times * (S.One if base is S.Exp1 else log(base)) for base, times in factors))


def mean_of_logarithm(name: str, parameters: tuple[Expr, ...]) -> Expr:
    """E log X of a law.  Raises Refused for one without a row."""
    row = LAWS[name]
    if row.logarithm is None:
        raise Refused(f"no closed form of the mean of log X is known for {name}")
    return row.logarithm(*parameters)


def values_of(name: str, parameters: tuple[Expr, ...]) -> Mapping[Expr, Expr] | None:
    """The values of a law that takes a few numbers only, each with its probability."""
    row = LAWS[name]
    if row.values is not None:
        return row.values(*parameters)
    if name == "DiscreteUniform" and all(isinstance(p, Integer) for p in parameters):
        low, high = map(int, parameters)
        return {Integer(v): S.One / (high - low + 1) for v in range(low, high + 1)} if high - low < 100 else None
    return None
