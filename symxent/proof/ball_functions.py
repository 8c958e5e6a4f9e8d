"""Functions of balls: each encloses every value that the function takes on the balls of its arguments.

Outside of its real domain a function has no value.  Where a ball lies across the edge of the domain, or across a step,
``NotSeparated`` is raised: the caller may know the argument exactly, or ask again with more bits.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq
from sympy import (
    Abs,
    DiracDelta,
    Heaviside,
    LambertW,
    Max,
    Min,
    Mod,
    acos,
    acosh,
    acot,
    acoth,
    acsc,
    acsch,
    asec,
    asech,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    beta,
    binomial,
    ceiling,
    cos,
    cosh,
    cot,
    coth,
    csc,
    csch,
    digamma,
    erf,
    erfc,
    erfi,
    erfinv,
    exp,
    ff,
    floor,
    frac,
    gamma,
    harmonic,
    log,
    loggamma,
    polygamma,
    rf,
    sec,
    sech,
    sign,
    sin,
    sinc,
    sinh,
    tan,
    tanh,
    zeta,
)
from sympy.codegen.cfunctions import exp2, expm1, log1p, log2, log10
from sympy.functions.combinatorial.factorials import factorial

from symxent.errors import SymxentError
from symxent.language.functions import Phi, logit, sigmoid, softplus
from symxent.logic.gamma import falling, rgamma

HALF = arb(fmpq(1, 2))
LARGEST_INDEX = 2_000  # of a polygamma, or of a product that is written out factor by factor


class NoValue(SymxentError):
    """The expression has no value at this point: it is undefined there, or not a function that balls know."""


class NotSeparated(NoValue):
    """The value hangs on a comparison that this precision does not decide."""


def required(certain: bool, impossible: bool, what: str) -> None:
    """Raise NoValue where what is required is impossible, NotSeparated where it is not certain."""
    if impossible:
        raise NoValue(f"outside of {what}")
    if not certain:
        raise NotSeparated(f"whether this is {what}")


def positive(x: arb) -> arb:
    """The ball itself, where it is certain that it is positive."""
    required(x > 0, x <= 0, "the numbers above 0")
    return x


def at_least(x: arb, low: int) -> arb:
    required(x >= low, x < low, f"the numbers from {low} on")
    return x


def between(x: arb, low: int, high: int) -> arb:
    required(x >= low and x <= high, x < low or x > high, f"the numbers from {low} to {high}")
    return x


def inside(x: arb, low: int, high: int) -> arb:
    required(x > low and x < high, x <= low or x >= high, f"the numbers between {low} and {high}")
    return x


def not_zero(x: arb) -> arb:
    required(not x.contains(arb(0)), x.is_zero(), "the numbers that are not 0")
    return x


def over(a: arb, b: arb) -> arb:
    return a / not_zero(b)


def whole(x: arb) -> int | None:
    """The integer that a ball is; None where it is another number, raises NotSeparated where that is open."""
    if not x.contains_integer():
        return None
    required(x.is_exact(), False, "a whole number")
    return int(x.unique_fmpz())


def whole_power(x: arb, n: int) -> arb:
    """x^n by squaring with products: ``arb ** n`` is not a number where x = 0 ± r."""
    if n < 0:
        return 1 / whole_power(not_zero(x), -n)
    result, square = arb(1), x
    while n:
        if n & 1:
            result = result * square
        n >>= 1
        if n:
            square = square * square
    return result


def power(x: arb, y: arb) -> arb:
    """x^y over the reals: 0^0 is 1, and a negative number has whole powers only."""
    if x > 0:
        return (y * x.log()).exp()
    n = whole(y)
    if n is not None and abs(n) <= LARGEST_INDEX:
        return whole_power(x, n)
    required(x.is_zero(), x < 0, "the numbers that have such a power")
    positive(y)
    return arb(0)


def log_of(x: arb, base: arb | None = None) -> arb:
    value = positive(x).log()
    return value if base is None else over(value, positive(base).log())


def floor_of(x: arb) -> arb:
    below = x.floor().unique_fmpz()
    if below is None:
        raise NotSeparated("between which whole numbers this lies")
    return arb(below)


def sign_of(x: arb) -> int:
    if x > 0:
        return 1
    if x < 0:
        return -1
    required(x.is_zero(), False, "0")
    return 0


def step(x: arb, at_zero: arb = HALF) -> arb:
    s = sign_of(x)
    return arb(int(s > 0)) if s else at_zero


def arc_cotangent(x: arb) -> arb:
    """SymPy's: between −π/2 and π/2, with a step at 0."""
    return arb.pi() / 2 if x.is_zero() else over(arb(1), x).atan()


def angle(y: arb, x: arb) -> arb:
    required(not (x.contains(arb(0)) and y.contains(arb(0))), x.is_zero() and y.is_zero(), "the plane without 0")
    required(x > 0 or not y.contains(arb(0)) or y.is_zero(), False, "on the cut")
    return arb.atan2(y, x)


def off_the_poles(x: arb) -> arb:
    """The ball itself, where it is certain that it is none of 0, −1, −2, …, where Γ has no value."""
    required(True, not x > 0 and whole(x) is not None, "the numbers at which Γ is defined")
    return x


def gamma_of(x: arb) -> arb:
    return off_the_poles(x).gamma()


def beta_of(a: arb, b: arb) -> arb:
    return gamma_of(a) * gamma_of(b) * (a + b).rgamma()


def rising(x: arb, n: arb) -> arb:
    """x (x + 1) … (x + n − 1), else Γ(x + n)/Γ(x)."""
    count = whole(n)
    if count is None or not 0 <= count <= LARGEST_INDEX:
        return over(gamma_of(x + n), gamma_of(x))
    value = arb(1)
    for m in range(count):
        value *= x + m
    return value


def choose(n: arb, k: arb) -> arb:
    """The binomial coefficient: of any n for a whole k ≥ 0, else by Γ."""
    count = whole(k)
    if count is not None and 0 <= count <= LARGEST_INDEX:
        return rising(n - count + 1, k) / arb(count).fac()
    size = whole(n)
    if size is not None and size < 0:
        # SymPy gives 0 for a whole k < 0; for no other is there a value.
        required(True, count is None or count >= 0, "where a binomial coefficient is defined")
        return arb(0)
    return gamma_of(n + 1) * (k + 1).rgamma() * (n - k + 1).rgamma()


def zeta_of(s: arb, a: arb | None = None) -> arb:
    """ζ(s), and Hurwitz's ζ(s, a) for a > 0."""
    not_zero(s - 1)
    return s.zeta() if a is None else s.zeta(positive(a))


def polygamma_of(order: arb, x: arb) -> arb:
    """ψ⁽ⁿ⁾(x) for a whole n ≥ 0 and x > 0; ψ itself for every x at which Γ is defined."""
    n = whole(order)
    required(True, n is None or not 0 <= n <= LARGEST_INDEX, "the orders that polygamma has")
    assert n is not None
    if n == 0:
        return off_the_poles(x).digamma()
    return (-1) ** (n + 1) * arb(n).fac() * arb(n + 1).zeta(positive(x))


def harmonic_of(n: arb, order: arb | None = None) -> arb:
    """1 + 1/2 + … + 1/n, and ψ(n + 1) + γ between the whole numbers; of higher order for whole n."""
    if order is None:
        return polygamma_of(arb(0), n + 1) + arb.const_euler()
    count = whole(n)
    required(True, count is None or not 0 <= count <= LARGEST_INDEX, "the harmonic numbers")
    assert count is not None
    return sum((power(arb(m), -order) for m in range(1, count + 1)), arb(0))


def lambert(x: arb, branch: arb | None = None) -> arb:
    """W, and W₋₁ on (−1/e, 0)."""
    edge = -1 / arb.const_e()
    which = 0 if branch is None else whole(branch)
    required(x > edge, x < edge, "the numbers above −1/e")
    if which == 0:
        return x.lambertw()
    required(True, which != -1, "the real branches of W")
    required(x < 0, x >= 0, "the numbers below 0")
    return x.lambertw(-1)


FUNCTIONS: dict[type, Callable[..., arb]] = {
    exp: lambda x: x.exp(),
    log: log_of,
    sin: lambda x: x.sin(),
    cos: lambda x: x.cos(),
    tan: lambda x: over(x.sin(), x.cos()),
    cot: lambda x: over(x.cos(), x.sin()),
    sec: lambda x: over(arb(1), x.cos()),
    csc: lambda x: over(arb(1), x.sin()),
    asin: lambda x: between(x, -1, 1).asin(),
    acos: lambda x: between(x, -1, 1).acos(),
    atan: lambda x: x.atan(),
    acot: arc_cotangent,
    asec: lambda x: between(over(arb(1), x), -1, 1).acos(),
    acsc: lambda x: between(over(arb(1), x), -1, 1).asin(),
    atan2: angle,
    sinc: lambda x: x.sinc(),
    sinh: lambda x: x.sinh(),
    cosh: lambda x: x.cosh(),
    tanh: lambda x: x.tanh(),
    coth: lambda x: not_zero(x).coth(),
    sech: lambda x: x.sech(),
    csch: lambda x: not_zero(x).csch(),
    asinh: lambda x: x.asinh(),
    acosh: lambda x: at_least(x, 1).acosh(),
    atanh: lambda x: inside(x, -1, 1).atanh(),
    acoth: lambda x: inside(over(arb(1), x), -1, 1).atanh(),
    asech: lambda x: over(arb(1), between(positive(x), 0, 1)).acosh(),
    acsch: lambda x: over(arb(1), x).asinh(),
    erf: lambda x: x.erf(),
    erfc: lambda x: x.erfc(),
    erfi: lambda x: x.erfi(),
    erfinv: lambda x: inside(x, -1, 1).erfinv(),
    gamma: gamma_of,
    rgamma: lambda x: x.rgamma(),
    loggamma: lambda x: positive(x).lgamma(),
    digamma: lambda x: polygamma_of(arb(0), x),
    polygamma: polygamma_of,
    factorial: lambda x: gamma_of(x + 1),
    rf: rising,
    **dict.fromkeys((ff, falling), lambda x, n: rising(x - n + 1, n)),
    binomial: choose,
    beta: beta_of,
    zeta: zeta_of,
    harmonic: harmonic_of,
    LambertW: lambert,
    log1p: lambda x: log_of(1 + x),
    expm1: lambda x: x.expm1(),
    log2: lambda x: log_of(x) / arb(2).log(),
    log10: lambda x: log_of(x) / arb(10).log(),
    exp2: lambda x: power(arb(2), x),
    sigmoid: lambda z: 1 / (1 + (-z).exp()),
    softplus: lambda z: z.exp().log1p(),
    Phi: lambda x: (-x / arb(2).sqrt()).erfc() / 2,
    logit: lambda p: log_of(p / (1 - inside(p, 0, 1))),
    Abs: abs,
    sign: lambda x: arb(sign_of(x)),
    Heaviside: step,
    DiracDelta: lambda x, *order: 0 * not_zero(x),
    Max: lambda *parts: _folded(arb.max, *parts),
    Min: lambda *parts: _folded(arb.min, *parts),
    floor: floor_of,
    ceiling: lambda x: -floor_of(-x),
    frac: lambda x: x - floor_of(x),
    Mod: lambda p, q: p - q * floor_of(over(p, q)),
}


def _folded(join: Callable[[arb, arb], arb], first: arb, *others: arb) -> arb:
    for other in others:
        first = join(first, other)
    return first
