"""Powers, e to a product, Φ and erf on arrays of either format, as ``templates/c/power.c.jinja`` computes them.

e^v turns an error of v into one of the result that is v times as large in ULP, so the exponent is kept in two parts.
The error function, which C has from its library, is here the nearest number to the true value.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from symxent.kernels.arithmetic import nearest
from symxent.kernels.arithmetic.elementary import (
    Array,
    Constants,
    clipped,
    constants,
    cut,
    polynomial,
    times_power_of_two,
    whole_of,
)


def _upper(v: Array, c: Constants) -> Array:
    """Numbers with the first half of their significands: the product of two such numbers is exact."""
    return c.number(c.bits(v) & c.half_mask)


def _exp_parts(v: Array, head: Array, tail: Array, c: Constants) -> Array:
    """e^(head + tail), where v is their sum, rounded: only the power of two is taken from it."""
    out = (v < c.exp_lowest) | (v > c.exp_highest)
    v = clipped(v, c)
    head, tail = np.where(out, v, head), np.where(out, c.real(0), tail)
    shifted = v * c.log2e + c.shifter
    k = shifted - c.shifter
    r = ((head - k * c.ln2_high) + tail) - k * c.ln2_low
    e = (polynomial("exp", r) * r + c.real(1)) * r + c.real(1)
    return times_power_of_two(e, whole_of(shifted, c), c)


@np.errstate(all="ignore")
def exp_product(a: Array, b: Array, a_rest: Array | float = 0.0) -> Array:
    """e^((a + a_rest) b), with the whole of the product; a_rest is what a is rounded by."""
    c = constants(b.dtype)
    a, b = np.broadcast_arrays(a, b)
    a_head, b_head = _upper(a, c), _upper(b, c)
    tail = a_head * (b - b_head) + (a - a_head + np.asarray(a_rest, c.real)) * b
    return _exp_parts(a * b, a_head * b_head, tail, c)


@np.errstate(all="ignore")
def exp_quotient(a: Array, b: Array, a_rest: float = 0.0) -> Array:
    """e^((a + a_rest)/b), with what the quotient loses to rounding."""
    c = constants(b.dtype)
    a, b = np.broadcast_arrays(a, b)
    q = a / b
    tail = (_left(a, b, q, c) + c.real(a_rest)) / b
    return _exp_parts(q, q, np.where(np.isfinite(tail), tail, c.real(0)), c)


@np.errstate(all="ignore")
def exp_square(a: Array, b: Array, n: float) -> Array:
    """e^(n (a/b)²), n ± a power of two, with what the quotient and its square lose to rounding."""
    c = constants(b.dtype)
    a, b = np.broadcast_arrays(a, b)
    q = a / b
    tail = _left(a, b, q, c) / b
    return exp_product(c.real(n) * q, q, c.real(2 * n) * np.where(np.isfinite(tail), tail, c.real(0)))


@np.errstate(all="ignore")
def two_products(a: Array, b: Array, x: Array, y: Array) -> Array:
    """a b + x y, with what both products and their sum lose to rounding."""
    a, b, x, y = np.broadcast_arrays(a, b, x, y)
    c = constants(a.dtype)
    (first, first_rest), (second, second_rest) = (_in_two(p, q, c) for p, q in ((a, b), (x, y)))
    total = first + second
    virtual = total - first
    lost = (first - (total - virtual)) + (second - virtual)
    whole = total + (lost + (first_rest + second_rest))
    return np.where(np.isfinite(whole), whole, a * b + x * y)


@np.errstate(all="ignore")
def product_rest(a: Array, b: Array, p: Array) -> Array:
    """a b − p, exactly, where p is a b, rounded."""
    a, b, p = np.broadcast_arrays(a, b, p)
    c = constants(p.dtype)
    a_head, b_head = _upper(a, c), _upper(b, c)
    a_tail, b_tail = a - a_head, b - b_head
    return ((a_head * b_head - p) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail


def _in_two(p: Array, q: Array, c: Constants) -> tuple[Array, Array]:
    """p q as a product that is exact, and the rest."""
    p_head, q_head = _upper(p, c), _upper(q, c)
    return p_head * q_head, p_head * (q - q_head) + (p - p_head) * q


def _left(a: Array, b: Array, q: Array, c: Constants) -> Array:
    """a − q b, which is exact, of the rounded quotient q."""
    q_head, b_head = _upper(q, c), _upper(b, c)
    return ((a - q_head * b_head) - q_head * (b - b_head)) - (q - q_head) * b


@np.errstate(all="ignore")
def exp_difference(v: Array, m: Array, _: float = 0.0) -> Array:
    """e^(v − m) for v ≤ m, with what the difference loses to rounding."""
    c = constants(v.dtype)
    v, m = np.broadcast_arrays(v, m)
    d = v - m
    back = d - v
    lost = (v - (d - back)) - (m + back)
    return _exp_parts(d, d, np.where(np.isfinite(lost), lost, c.real(0)), c)


@np.errstate(all="ignore")
def positive_power(u: Array, n: Array, n_rest: float = 0.0) -> Array:
    """u^(n + n_rest) for u ≥ 0, with log u in two parts; NaN for u < 0, and else as pow has it."""
    c = constants(u.dtype)
    u, n = np.broadcast_arrays(u, n)
    f, k = cut(u, c)
    total = c.real(2) + f
    total_head = _upper(total, c)
    total_tail = (total - total_head) + (f - (total - c.real(2)))
    inverse = c.real(1) / total
    s = f * inverse
    s_head = _upper(s, c)
    s_tail = ((f - s_head * total_head) - s_head * total_tail) * inverse
    z = s * s
    z_head = _upper(z, c)
    z_tail = (s_head * s_head - z_head) + s_tail * (s_head + s)
    third = z_head * c.two_thirds_high
    rest = (z_head * c.two_thirds_low + z_tail * c.two_thirds) + z * z * polynomial("atanh_rest", z, 2)
    q = third + rest
    q_head = _upper(q, c)
    product = s_head * q_head
    product_tail = s_head * ((third - q_head) + rest) + s_tail * (c.real(2) + q)
    powers = k * c.ln2_high
    log_head = _upper(powers + (c.real(2) * s_head + product), c)
    log_tail = (((powers - log_head) + c.real(2) * s_head) + product) + (product_tail + k * c.ln2_low)
    edge = np.where(u == 0, c.real(-np.inf), c.real(np.nan))
    logarithm = np.where(u > c.largest, u, np.where(u > 0, log_head + log_tail, edge))
    n_head = _upper(n, c)
    tail = n * log_tail + (n - n_head + c.real(n_rest)) * log_head
    return np.where(n == 0, c.real(1), _exp_parts(n * logarithm, n_head * log_head, tail, c))


@np.errstate(all="ignore")
def sigmoid_power(a: Array, n: Array, n_rest: float = 0.0) -> Array:
    """σ(a)^(n + n_rest) = e^(−n softplus(−a)), where σ(a) itself may vanish; 1 for n = 0."""
    c = constants(a.dtype)
    a, n = np.broadcast_arrays(a, n)
    size = np.abs(a)
    v = -np.where(size > c.nothing_beside_one, c.nothing_beside_one, size)
    shifted = v * c.log2e + c.shifter
    k = shifted - c.shifter
    before, less = v - k * c.ln2_high, k * c.ln2_low
    r = before - less
    one = c.real(1) + r
    beside = polynomial("exp", r) * (r * r) + ((r - (one - c.real(1))) + ((before - r) - less))
    e = one + beside
    scale = c.power_of_two(whole_of(shifted, c))
    u, u_tail = scale * e, scale * ((one - e) + beside)
    s = u / (c.real(2) + u)
    z = s * s
    half = c.real(0.5) * u * u
    beyond = half - s * (half + z * polynomial("atanh", z, 2))
    small = u - beyond
    small_tail = ((u - small) - beyond) + u_tail / (c.real(1) + u)
    large = np.where(a < 0, -a, c.real(0))
    total = large + small
    back = total - large
    head = _upper(total, c)
    tail = (total - head) + (((large - (total - back)) + (small - back)) + small_tail)
    n_head = _upper(n, c)
    rest = -(n * tail + (n - n_head + c.real(n_rest)) * head)
    return np.where(n == 0, c.real(1), _exp_parts(-n * total, -n_head * head, rest, c))


@np.errstate(all="ignore")
def normal_distribution(v: Array) -> Array:
    """Φ(v): to the left of 0 e^(−v²/2) times a factor that falls slowly, and 1 less that to the right."""
    c = constants(v.dtype)
    size = np.abs(v)
    near = np.where(size > c.normal_lowest, c.normal_lowest, size)
    t = c.real(2) * near / (near + c.real(5)) - c.real(1)
    factor = (polynomial("normal_tail", t) + c.real(0.5)) / (c.real(1) + c.real(1.25) * near)
    left = exp_product(c.real(-0.5) * size, size) * factor
    return np.where(v < 0, left, c.real(1) - left)


def erf(v: Array) -> Array:
    """The error function."""
    return _each(nearest.erf, v)


def erfc(v: Array) -> Array:
    """1 − erf(v)."""
    return _each(nearest.erfc, v)


def _each(function: Callable[[float], float], v: Array) -> Array:
    return np.array([function(float(x)) for x in np.ravel(v)], v.dtype).reshape(np.shape(v))
