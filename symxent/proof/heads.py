"""What each head of an expression is in the field of fractions: one short handler for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flint import fmpq
from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    EulerGamma,
    Expr,
    Float,
    Function,
    Heaviside,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    acos,
    acosh,
    acoth,
    acsc,
    acsch,
    asec,
    asech,
    asin,
    asinh,
    atan,
    atanh,
    beta,
    binomial,
    cos,
    cosh,
    cot,
    coth,
    csc,
    csch,
    erf,
    erfc,
    erfi,
    exp,
    factorial,
    harmonic,
    log,
    loggamma,
    pi,
    polygamma,
    sec,
    sech,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from sympy import gamma as sympy_gamma
from sympy.codegen.cfunctions import exp2, expm1, log1p, log2, log10
from sympy.core.function import AppliedUndef

from symxent.language.functions import Phi, logit, logsumexp, sigmoid, softmax, softplus
from symxent.logic.gamma import rgamma
from symxent.proof import choices, exponents, gamma, logarithms, products, sums, trigonometry
from symxent.proof.budget import Undecided, Undefined
from symxent.proof.derivatives import evaluated
from symxent.proof.fractions import Field, Frac
from symxent.proof.generators import NOTHING, free_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine


def _symbol(g: Engine, e: Symbol) -> Frac:
    e = g.alias.get(e, e)
    found = g.situation.rules.get(e)
    if found is not None:
        g.used_facts.add(g.situation.said.get(e, f"{e} = {found}"))
        return g.translate(found)
    if e in g.bound:
        return g.atom(e, frozenset((e,)), 2, kind="symbol")
    return g.atom(e, NOTHING, g.situation.sign_of(e), kind="symbol", binary=g.situation.is_label(e))


def _indexed(g: Engine, e: Indexed) -> Frac:
    places = [g.indices.normal(_in_canonical_letters(g, i)) for i in e.indices]
    if tuple(places) != e.indices:
        e = Indexed(e.base, *places)
    base = e.base
    return g.atom(e, g.free_indices(e), g.situation.sign_of(base), kind="symbol", binary=g.situation.is_label(base))


def _in_canonical_letters(g: Engine, index: Expr) -> Expr:
    if isinstance(index, Symbol):
        return g.alias.get(index, index)
    letters = {s: g.alias[s] for s in index.free_symbols if s in g.alias}
    return index.xreplace(letters) if letters else index


def _rational(g: Engine, e: Rational) -> Frac:
    p, q = int(e.p), int(e.q)
    if p.bit_length() > 100_000 or q.bit_length() > 100_000:
        raise Undecided("a number of more than 100 000 bits")
    return g.field.constant(p, q)


def _constant(g: Engine, e: NumberSymbol) -> Frac:
    if e is S.GoldenRatio:
        return g.translate((1 + sqrt(5)) / 2)
    return exponents.exponential(g, g.field.one) if e is S.Exp1 else g.atom(e, NOTHING, 2)


def _float(g: Engine, e: Float) -> Frac:
    raise Undecided(f"{e} is a floating-point number; write it as an exact decimal or fraction")


def _add(g: Engine, e: Add) -> Frac:
    return g.field.add([g.translate(a) for a in e.args])


def _mul(g: Engine, e: Mul) -> Frac:
    value = g.field.one
    for a in e.args:
        value = g.field.multiply(value, g.translate(a))
    return value


def _pow(g: Engine, e: Pow) -> Frac:
    base, power = e.args
    if isinstance(power, Integer):
        return g.field.power(g.translate(base), int(power))
    if base is S.Exp1:
        return exponents.exponential(g, g.translate(power))
    value = g.field.lowest(g.translate(power))
    if not value[1] and value[0].is_constant():
        c = value[0].leading_coefficient() if value[0] else fmpq(0)
        if abs(int(c.p)) > 10**9:
            raise Undecided(f"the exponent {power} is too large to expand")
        if c.q == 1:
            return g.field.power(g.translate(base), int(c.p))
        return logarithms.root(g, g.translate(base), int(c.p), int(c.q), _fraction_of_numbers(base))
    return logarithms.power(g, g.translate(base), value, _fraction_of_numbers(base))


def _fraction_of_numbers(e: Expr) -> Expr | None:
    """A number with a denominator that is irrational: the field makes it rational, the logic does not."""
    below = e.is_number and not e.is_Rational
    return e if below and (e.has(tan, cot, sec, csc) or any(p.exp.is_negative for p in e.atoms(Pow))) else None


def _exp(g: Engine, e: Expr) -> Frac:
    return exponents.exponential(g, g.translate(e.args[0]))


def _log(g: Engine, e: Expr) -> Frac:
    value = logarithms.logarithm(g, g.translate(e.args[0]), _fraction_of_numbers(e.args[0]))
    if len(e.args) == 2:
        return g.field.multiply(value, g.field.invert(logarithms.logarithm(g, g.translate(e.args[1]))))
    return value


def _as(definition: Callable[..., Expr]) -> Callable[[Engine, Expr], Frac]:
    """A function that its definition replaces."""
    return lambda g, e: g.translate(definition(*e.args))


def _hyperbolic(shape: Callable[[Field, Frac, Frac], Frac]) -> Callable[[Engine, Expr], Frac]:
    def handler(g: Engine, e: Expr) -> Frac:
        z = g.translate(e.args[0])
        return shape(g.field, exponents.exponential(g, z), exponents.exponential(g, g.field.negative(z)))

    return handler


def _sum2(f: Field, u: Frac, v: Frac) -> Frac:
    return f.add([u, v])


def _difference(f: Field, u: Frac, v: Frac) -> Frac:
    return f.add([u, f.negative(v)])


def _over(f: Field, a: Frac, b: Frac) -> Frac:
    return f.multiply(a, f.invert(b))


def _sigmoid(g: Engine, e: Expr) -> Frac:
    u = exponents.exponential(g, g.translate(e.args[0]))
    return _over(g.field, u, g.field.add([u, g.field.one]))


def _softmax(g: Engine, e: Expr) -> Frac:
    x, i, k = e.args
    g.indices.ends |= k.free_symbols
    return g.translate(exp(x[i]) / sums.sum_of_exponentials(x, k))


def _logsumexp(g: Engine, e: Expr) -> Frac:
    x, k = e.args
    return g.translate(log(sums.sum_of_exponentials(x, k)))


def _odd(g: Engine, e: Expr) -> Frac:
    """An opaque odd function: f(−u) = −f(u)."""
    z = g.translate(e.args[0])
    if not z[0]:
        return g.field.zero
    inner, mirrored = g.expr(z), g.expr(g.field.negative(z))
    flip = str(mirrored) < str(inner)
    value = g.atom(e.func(mirrored if flip else inner, evaluate=False), free_of(g, z))
    return g.field.negative(value) if flip else value


def _harmonic(g: Engine, e: Expr) -> Frac:
    return g.translate(polygamma(0, e.args[0] + 1) + EulerGamma) if len(e.args) == 1 else _undefined_function(g, e)


def _undefined_function(g: Engine, e: Expr) -> Frac:
    arguments = [g.translate(a) for a in e.args]
    free = NOTHING.union(*(free_of(g, a) for a in arguments))
    return g.atom(e.func(*[g.expr(a) for a in arguments]), free)


def _derivative(g: Engine, e: Derivative) -> Frac:
    for variable, _ in e.variable_count:
        if variable in g.situation.rules:
            raise Undecided(f"a derivative with respect to {variable}, which a declared fact ties to other symbols")
    value = evaluated(e)
    if value == e:
        return _unknown_derivative(g, e.expr, list(e.variables), {})
    return g.translate(value)


def _subs(g: Engine, e: Subs) -> Frac:
    inner = e.expr
    if isinstance(inner, Derivative) and isinstance(inner.expr, AppliedUndef):
        return _unknown_derivative(g, inner.expr, list(inner.variables), dict(zip(e.variables, e.point, strict=True)))
    raise Undecided(f"{type(e).__name__} is outside the class that the normal form decides")


def _unknown_derivative(g: Engine, f: Expr, by: list[Expr], point: dict[Expr, Expr]) -> Frac:
    """A derivative of an unknown function by its own arguments, at a point: opaque, but canonical."""
    if not isinstance(f, AppliedUndef) or any(v not in f.args for v in by) or len(set(f.args)) != len(f.args):
        raise Undecided(f"the derivative of {f} is not known")
    places = sorted(f.args.index(v) for v in by)
    at = [g.translate(a.xreplace(point)) for a in f.args]
    name = Function("D[" + ",".join(str(p + 1) for p in places) + "]" + f.func.__name__)
    return g.atom(name(*[g.expr(a) for a in at]), NOTHING.union(*(free_of(g, a) for a in at)))


def other(g: Engine, e: Expr) -> Frac:
    if isinstance(e, Rational):
        return _rational(g, e)
    if isinstance(e, Symbol):
        return _symbol(g, e)
    if isinstance(e, AppliedUndef):
        return _undefined_function(g, e)
    if isinstance(e, NumberSymbol):
        return _constant(g, e)
    if e in (S.NaN, S.ComplexInfinity):
        raise Undefined("a part of the expression is undefined")
    if isinstance(e, Number) or e is S.ImaginaryUnit:
        raise Undecided(f"{e} is not a real number of which the normal form knows")
    if isinstance(e, Function) and all(isinstance(a, Expr) for a in e.args) and e.args:
        return _undefined_function(g, e)
    raise Undecided(f"{type(e).__name__} is outside the class that the normal form decides")


HANDLERS: dict[type, Callable[[Engine, Expr], Frac]] = {
    Symbol: _symbol,
    Dummy: _symbol,
    Indexed: _indexed,
    Integer: _rational,
    Rational: _rational,
    Float: _float,
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    exp: _exp,
    log: _log,
    sigmoid: _sigmoid,
    softplus: _as(lambda z: log(1 + exp(z))),
    Phi: _as(lambda z: (1 + erf(z / sqrt(2))) / 2),
    logit: _as(lambda p: log(p / (1 - p))),
    softmax: _softmax,
    logsumexp: _logsumexp,
    sinh: _hyperbolic(lambda f, u, v: f.scale(_difference(f, u, v), fmpq(1, 2))),
    cosh: _hyperbolic(lambda f, u, v: f.scale(_sum2(f, u, v), fmpq(1, 2))),
    tanh: _hyperbolic(lambda f, u, v: _over(f, _difference(f, u, v), _sum2(f, u, v))),
    coth: _hyperbolic(lambda f, u, v: _over(f, _sum2(f, u, v), _difference(f, u, v))),
    sech: _as(lambda z: 1 / cosh(z)),
    atanh: _as(lambda z: log((1 + z) / (1 - z)) / 2),
    asinh: _as(lambda z: log(z + (1 + z**2) ** Rational(1, 2))),
    acosh: _as(lambda z: log(z + (z**2 - 1) ** Rational(1, 2))),
    acoth: _as(lambda z: log((z + 1) / (z - 1)) / 2),
    asech: _as(lambda z: log((1 + sqrt(1 - z**2)) / z)),
    acsch: _as(lambda z: log(1 / z + sqrt(1 / z**2 + 1))),
    csch: _as(lambda z: 1 / sinh(z)),
    log1p: _as(lambda z: log(1 + z)),
    expm1: _as(lambda z: exp(z) - 1),
    log2: _as(lambda z: log(z) / log(Integer(2))),
    log10: _as(lambda z: log(z) / log(Integer(10))),
    exp2: _as(lambda z: Integer(2) ** z),
    **dict.fromkeys((erf, erfi), _odd),
    erfc: _as(lambda z: 1 - erf(z)),
    sin: trigonometry.sine,
    cos: trigonometry.cosine,
    tan: _as(lambda z: sin(z, evaluate=False) / cos(z, evaluate=False)),
    cot: _as(lambda z: cos(z, evaluate=False) / sin(z, evaluate=False)),
    sec: _as(lambda z: 1 / cos(z, evaluate=False)),
    csc: _as(lambda z: 1 / sin(z, evaluate=False)),
    rgamma: gamma.reciprocal,
    sympy_gamma: gamma.gamma_of,
    factorial: _as(lambda z: sympy_gamma(z + 1)),
    loggamma: _as(lambda z: log(sympy_gamma(z))),
    beta: gamma.beta_of,
    binomial: gamma.binomial_of,
    polygamma: gamma.polygamma_of,
    harmonic: _harmonic,
    asin: _odd,
    acos: _as(lambda z: pi / 2 - asin(z)),
    asec: _as(lambda z: pi / 2 - asin(1 / z)),
    acsc: _as(lambda z: asin(1 / z)),
    atan: _odd,
    Derivative: _derivative,
    Subs: _subs,
    Sum: sums.symbolic_sum,
    Product: products.symbolic_product,
    KroneckerDelta: choices.kronecker,
    Abs: choices.absolute,
    sign: choices.signum,
    Heaviside: choices.heaviside,
    Max: choices.maximum,
    Min: choices.minimum,
    Piecewise: choices.piecewise,
}
