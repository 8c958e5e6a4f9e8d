"""Definite integrals as balls: rigorous quadrature of functions that are analytic around the path (acb.integral)."""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb, ctx
from sympy import (
    Abs,
    Add,
    Expr,
    Integral,
    Max,
    Min,
    Mul,
    Pow,
    Rational,
    S,
    Symbol,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
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
    gamma,
    log,
    sec,
    sech,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)

from symxent.language.functions import Phi, sigmoid, softplus
from symxent.proof.ball_functions import NotSeparated, NoValue
from symxent.proof.exact import Values

MOST_POWER = 1_000
EFFORT = 1_000  # evaluations of an integrand
BITS, TOLERANCE = 96, 60
Real = Callable[[Expr, Values], arb]

#: Functions without a branch cut: analytic wherever they have a finite value.
_ENTIRE: dict[type, Callable[[acb], acb]] = {
    exp: lambda z: z.exp(),
    sin: lambda z: z.sin(),
    cos: lambda z: z.cos(),
    tan: lambda z: z.tan(),
    cot: lambda z: z.cot(),
    sec: lambda z: z.sec(),
    csc: lambda z: z.csc(),
    sinh: lambda z: z.sinh(),
    cosh: lambda z: z.cosh(),
    tanh: lambda z: z.tanh(),
    coth: lambda z: z.coth(),
    sech: lambda z: z.sech(),
    csch: lambda z: z.csch(),
    erf: lambda z: z.erf(),
    erfc: lambda z: z.erfc(),
    erfi: lambda z: z.erfi(),
    gamma: lambda z: z.gamma(),
    sigmoid: lambda z: 1 / (1 + (-z).exp()),
    Phi: lambda z: (-z / acb(2).sqrt()).erfc() / 2,
}


def integral(e: Integral, at: Values, real: Real) -> arb:
    """An enclosure of ∫_a^b f dx; ``real`` gives values without the letter.  Raises NoValue where there is none."""
    if len(e.limits) != 1 or len(e.limits[0]) != 3:
        raise NoValue("an integral without ends")
    x, *ends = e.limits[0]
    if any(not end.is_finite and end.is_infinite for end in ends):
        raise NoValue("an improper integral")
    low, high = (acb(real(end, at)) for end in ends)

    failed: list[Exception] = []  # an exception does not come through the library's own loop

    def integrand(z: acb, analytic: bool) -> acb:
        try:
            return acb("nan") if failed else _value(e.function, x, z, analytic, at, real)
        except Exception as error:
            failed.append(error)
            return acb("nan")

    bits = ctx.prec
    ctx.prec = BITS
    try:
        value = acb.integral(integrand, low, high, abs_tol=arb(2) ** -TOLERANCE, eval_limit=EFFORT)
    finally:
        ctx.prec = bits
    if failed:
        raise failed[0]
    if not value.is_finite():
        raise NoValue("the integrand has a pole, or no end is in sight")
    if not value.imag.contains(0):
        raise NoValue("the integrand is not real")
    if value.imag.rad() > 1e-6:
        raise NotSeparated("whether the integrand is real")
    return value.real


def _value(e: Expr, x: Symbol, z: acb, analytic: bool, at: Values, real: Real) -> acb:
    """f(z), not finite where f is not known to be analytic on the ball and has to be."""
    if x not in e.free_symbols:
        return acb(real(e, at))
    if e == x:
        return z

    def inner(a: Expr) -> acb:
        return _value(a, x, z, analytic, at, real)

    if isinstance(e, Add):
        total = acb(0)
        for a in e.args:
            total += inner(a)
        return total
    if isinstance(e, Mul):
        total = acb(1)
        for a in e.args:
            total *= inner(a)
        return total
    if isinstance(e, Pow):
        return _power(e, inner, analytic)
    f = _ENTIRE.get(type(e))
    if f is not None:
        return f(inner(e.args[0]))
    cut = _WITH_CUTS.get(type(e))
    if cut is None:
        raise NoValue(f"an integrand with {type(e).__name__}")
    return cut(analytic, *map(inner, e.args))


def _power(e: Pow, inner: Callable[[Expr], acb], analytic: bool) -> acb:
    if e.base is S.Exp1:
        return inner(e.exp).exp()
    base = inner(e.base)
    if isinstance(e.exp, Rational) and e.exp.q == 1 and abs(e.exp) <= MOST_POWER:
        return base ** int(e.exp)
    if e.exp == S.Half:
        return base.sqrt(analytic=analytic)
    if e.exp == -S.Half:
        return base.rsqrt(analytic=analytic)
    return (inner(e.exp) * base.log(analytic=analytic)).exp()


def _off_the_cuts(z: acb, analytic: bool) -> acb:
    """The ball where asin and atanh are analytic on it: their cuts lie beyond ±1 on the real line."""
    if analytic and (z.imag.contains(0) and not (z.real > -1 and z.real < 1)):
        return acb("nan")
    return z


def _imaginary(z: acb) -> acb:
    return acb(-z.imag, z.real)


_WITH_CUTS: dict[type, Callable[..., acb]] = {
    log: lambda analytic, z: z.log(analytic=analytic),
    softplus: lambda analytic, z: (1 + z.exp()).log(analytic=analytic),
    Abs: lambda analytic, z: z.real_abs(analytic=analytic),
    sign: lambda analytic, z: z.real_sgn(analytic=analytic),
    Max: lambda analytic, *zs: _folded(lambda a, b: a.real_max(b, analytic=analytic), *zs),
    Min: lambda analytic, *zs: _folded(lambda a, b: a.real_min(b, analytic=analytic), *zs),
    asin: lambda analytic, z: _off_the_cuts(z, analytic).asin(),
    acos: lambda analytic, z: _off_the_cuts(z, analytic).acos(),
    atanh: lambda analytic, z: _off_the_cuts(z, analytic).atanh(),
    atan: lambda analytic, z: _off_the_cuts(_imaginary(z), analytic) * 0 + z.atan(),
    asinh: lambda analytic, z: _off_the_cuts(_imaginary(z), analytic) * 0 + z.asinh(),
    acosh: lambda analytic, z: (z + (z - 1).sqrt(analytic=analytic) * (z + 1).sqrt(analytic=analytic)).log(
        analytic=analytic
    ),
}


def _folded(join: Callable[[acb, acb], acb], first: acb, *others: acb) -> acb:
    for other in others:
        first = join(first, other)
    return first
