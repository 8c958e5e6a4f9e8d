"""The stable rewrites: identities of the reals between forms that rounding treats differently.

A row says: where ``pattern`` stands, ``result`` may stand, for placeholders in ``domain``.  Every row is an identity
and is proved as one by the tests, which know no row; that a row helps is never assumed, it is measured by ``stable``.
At the closed end of an open domain (t log t at t = 0) a row holds as a limit, which is what a kernel is to return.

Rows over classes hold for every real number in the place of ``m``, the largest logit.
"""

from __future__ import annotations

from sympy import (
    Abs,
    Eq,
    Expr,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    S,
    Sum,
    cosh,
    exp,
    log,
    oo,
    sinh,
    sqrt,
    symbols,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.program.classes import h, is_top, k, off, row_above, row_below, row_rest, row_top, shifted, x
from symxent.kernels.program.classes import v as weight
from symxent.kernels.program.loops import once, row_max
from symxent.kernels.program.remainders import expm1mx, exprel, exprel_2, log1pmx
from symxent.kernels.stable.rules.algebra import ALGEBRA, Computed
from symxent.kernels.stable.rules.normal import NORMAL
from symxent.kernels.stable.rules.rewrites import Rewrite
from symxent.kernels.stable.rules.scaling import SCALING
from symxent.language.domain import CLOSED_UNIT, UNIT, Domain
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus

a, b, c = symbols("a b c", real=True)
n, t, w = symbols("n t w", real=True)
u, v, p = symbols("u v p", positive=True)
s = symbols("s", extended_real=True)  # any input; a real one is never infinite, but a kernel's may be
down = symbols("d", negative=True)

IN_UNIT = Domain({p: UNIT}, positive=(1 - p,))
SHARE = Domain({t: CLOSED_UNIT})
BELOW_ZERO = Domain({down: Interval.open(-oo, 0)})
ONE_SIGN = Domain(positive=(a * b,))
SAME_SIGN = Domain(positive=(a / b,))
NOT_BELOW_ONE = Domain({b: Interval(1, oo)})
ABOVE_MINUS_ONE = Domain({w: Interval.open(-1, oo)}, positive=(1 + w,))


def below(switch: Expr, left: Expr | int, right: Expr | int) -> Expr:
    """The left value where the switch is negative, the right one elsewhere."""
    return Piecewise((left, switch < 0), (right, True))


def near_zero(left: Expr, right: Expr) -> Expr:
    """The left value where |a| < 1, the right one elsewhere."""
    return Piecewise((left, Abs(a) < 1), (right, True))


small = exp(-Abs(a))  # in (0, 1], never overflows, and the same for a and −a
large, little = Max(1, Abs(a)), Min(1, Abs(a))  # |a| and 1 in order: their squares never overflow where it matters
tiny = expm1(-2 * Abs(a))
shrunk = exprel(-exp(a))  # (1 − e^(−v))/v for v = e^a, and v/(e^v − 1), also where v has vanished
area = near_zero(log1p(Abs(a) + little**2 / (1 + sqrt(1 + little**2))), log(large) + log1p(sqrt(1 + large**-2)))
gone = exp(-exp(a))
fallen = exp(a - exp(a)) / -expm1(-exp(a))
far, near = Max(Abs(a), Abs(b)), Min(Abs(a), Abs(b))


def times_log(share: Expr) -> Expr:
    """p log p, which is 0 at 0."""
    return off(Eq(share, 0), share * log(share))


def _apart(share: Expr, z: Expr, less: Expr) -> Expr:
    """t log(t/p) − t + p ≥ 0 for p = σ(z) and p − t = ``less``: next to p = t by its series, and far from there so that
    nothing overflows.
    """
    odds = once(share * exp(-z / 2)) * exp(-z / 2)
    ratio = Piecewise((log(share + odds), odds < 2**100), (log(share) + softplus(-z), True))
    near = (share + odds < 4) & (share + odds > Rational(1, 2**20))
    return Piecewise((-share * log1pmx(once(less / share)), near), (less + off(Eq(share, 0), share * ratio), True))


of_multiple = Piecewise((log1p(u * exp(a)), a < 40), (a + log(u + exp(-a)), True))  # log(1 + u e^a)
_less = near_zero(once(Rational(1, 2) - t) + tanh(a / 2) / 2, (1 - t) * sigmoid(a) - t * sigmoid(-a))
apart = _apart(t, a, _less) + _apart(1 - t, -a, -_less)

RECOGNISE = (
    Rewrite("logistic form", 1 / (1 + exp(a)), sigmoid(-a)),
    Rewrite("share of two exponentials", exp(a) / (exp(a) + exp(b)), sigmoid(a - b)),
    Rewrite("odds times complement", exp(a) * sigmoid(-a), sigmoid(a)),
    Rewrite("softplus form", log(1 + exp(a)), softplus(a)),
    Rewrite("log of two exponentials", log(exp(a) + exp(b)), b + softplus(a - b)),
    Rewrite("log of two exponentials, the larger first", log(exp(a) + exp(b)), Max(a, b) + log1p(exp(-Abs(a - b)))),
    Rewrite("log of a power of e", log(exp(a) * u), a + log(u)),
    Rewrite("logit form", log(p / (1 - p)), logit(p), IN_UNIT),
    Rewrite("logit form, two logarithms", log(p) - log(1 - p), logit(p), IN_UNIT),
    Rewrite("logit inverts the sigmoid", logit(sigmoid(a)), a),
    Rewrite("tanh form", (exp(a) - exp(-a)) / (exp(a) + exp(-a)), tanh(a)),
    Rewrite("tanh form, one exponential", (exp(a) - 1) / (exp(a) + 1), tanh(a / 2)),
    Rewrite("tanh by sinh and cosh", sinh(a) / cosh(a), tanh(a)),
    Rewrite("sinh by exponentials", sinh(a), (exp(a) - exp(-a)) / 2),
    Rewrite("cosh by exponentials", cosh(a), (exp(a) + exp(-a)) / 2),
)

SIGMOIDS = (
    Rewrite("complement", 1 - sigmoid(a), sigmoid(-a)),
    Rewrite("two complements", sigmoid(a) + sigmoid(-a), Integer(1)),
    Rewrite("log of sigmoid", log(sigmoid(a)), -softplus(-a)),
    Rewrite("exponential of softplus", exp(-softplus(a)), sigmoid(-a)),
    Rewrite("sigmoid less a label", sigmoid(a) - t, (1 - t) * sigmoid(a) - t * sigmoid(-a), SHARE),
    Rewrite("difference of sigmoids", sigmoid(a) - sigmoid(b), -sigmoid(a) * sigmoid(-b) * expm1(b - a)),
    Rewrite(
        "difference of sigmoids, the larger first",  # e^(b − a) overflows where b is far above a
        sigmoid(a) - sigmoid(b),
        below(a - b, sigmoid(b) * sigmoid(-a) * expm1(a - b), -sigmoid(a) * sigmoid(-b) * expm1(b - a)),
    ),
    Rewrite("sigmoid about a half", 2 * sigmoid(a) - 1, tanh(a / 2)),
    Rewrite("odds of sigmoid", sigmoid(a) / sigmoid(-a), exp(a)),
    Rewrite("power of sigmoid", sigmoid(a) ** n, exp(-n * softplus(-a))),
    Rewrite("complement of tanh", 1 - tanh(a), 2 * sigmoid(-2 * a)),
    Rewrite("tanh and one", 1 + tanh(a), 2 * sigmoid(2 * a)),
    Rewrite("complement of squared tanh", 1 - tanh(a) ** 2, 4 * sigmoid(2 * a) * sigmoid(-2 * a)),
    Rewrite("reflected softplus", softplus(a) - a, softplus(-a)),
    Rewrite("softplus less a share", softplus(a) - t * a, (1 - t) * softplus(a) + t * softplus(-a), SHARE),
    Rewrite(
        "two softplus in shares",
        (1 - t) * softplus(a) + t * softplus(-a),
        (1 - t) * Max(a, 0) + t * Max(-a, 0) + log1p(small),
        SHARE,
    ),
    Rewrite(
        "two softplus in shares, one product",
        (1 - t) * softplus(a) + t * softplus(-a),
        below(a, t, 1 - t) * Abs(a) + log1p(small),
        SHARE,
    ),
    Rewrite(
        "two sigmoids in shares, one division",
        (1 - t) * sigmoid(a) - t * sigmoid(-a),
        ((1 - t) * below(a, small, 1) - t * below(a, 1, small)) / (1 + small),
        SHARE,
    ),
    Rewrite("sigmoid times its complement", sigmoid(a) * sigmoid(-a), small / (1 + small) ** 2),
    Rewrite("sigmoid times its complement, expanded", sigmoid(a) * sigmoid(-a), small / (1 + small * (2 + small))),
)

LOGARITHMS = (
    Rewrite("log of a product", log(u * v), log(u) + log(v)),
    Rewrite("log of a quotient", log(u / v), log(u) - log(v)),
    Rewrite("log of a power", log(u**n), n * log(u)),
    Rewrite("power by logarithm", u**n, exp(n * log(u))),
    Rewrite("sum of logs", log(u) + log(v), log(u * v)),
    Rewrite("difference of logs", log(u) - log(v), log1p((u - v) / v)),
    Rewrite("log one plus", log(1 + u), log1p(u)),
    Rewrite("log of a complement", log(1 - p), log1p(-p), IN_UNIT),
    Rewrite(
        "log of one less an exponential",
        log(1 - exp(down)),
        Piecewise((log(-expm1(down)), down > -log(2)), (log1p(-exp(down)), True)),
        BELOW_ZERO,
    ),
    Rewrite("t log t", u * log(u), u * log(Piecewise((1, Eq(u, 0)), (u, True)))),
    Rewrite(
        "log cosh",
        log(cosh(a)),
        Piecewise(
            (log1p(expm1(Abs(a)) ** 2 * small / 2), Abs(a) < 1), (Abs(a) + log1p(exp(-2 * Abs(a))) - log(2), True)
        ),
    ),
)

DIFFERENCES = (
    Rewrite("exponential less one", exp(a) - 1, expm1(a)),
    Rewrite("difference of exponentials", exp(a) - exp(b), exp(b) * expm1(a - b)),
    Rewrite("difference of squares", a**2 - b**2, (a - b) * (a + b)),
    Rewrite("square less one", a**2 - 1, (a - 1) * (a + 1)),
    Rewrite("square root less another", sqrt(u) - sqrt(v), (u - v) / (sqrt(u) + sqrt(v))),
    Rewrite("square root less one", sqrt(1 + u) - 1, u / (sqrt(1 + u) + 1)),
    Rewrite("hypotenuse", sqrt(1 + a**2), large * sqrt(1 + (little / large) ** 2)),
    Rewrite("share of a hypotenuse", b / sqrt(1 + a**2), b / large / sqrt(1 + (little / large) ** 2)),
    Rewrite(
        "hypotenuse less one",
        sqrt(1 + a**2) - 1,
        a * once(a / (large * sqrt(1 + (little / large) ** 2) + 1)),
    ),
)

# Beyond what losses are made of: rows for expressions of any kind, which the search for a loss is spared.
GENERAL: tuple[Rewrite | Computed, ...] = (
    *ALGEBRA,
    *SCALING,
    Rewrite("number less a sigmoid", b - sigmoid(a), (b - 1) + sigmoid(-a), NOT_BELOW_ONE),
    Rewrite("number and a multiple of a sigmoid", b + c * sigmoid(a), (b + c / 2) + c / 2 * tanh(a / 2)),
    Rewrite(
        "root less a number of either sign",  # where b is 0, so may be √u
        sqrt(u) - b,
        Piecewise((sqrt(u) - b, b <= 0), ((u - b**2) / (sqrt(u) + b), True)),
    ),
    Rewrite("area sine form", log(a + sqrt(1 + a**2)), below(a, -area, area)),
    Rewrite("log of a number and an exponential", log(v + u * exp(a)), a + log(u + v * exp(-a))),
    Rewrite("power of one and an exponential", (1 + exp(a)) ** n, sigmoid(-a) ** -n),
    Rewrite("root of a product of positives", sqrt(u * v), sqrt(u) * sqrt(v)),
    Rewrite("root of a product", sqrt(a * b), sqrt(Abs(a)) * sqrt(Abs(b)), ONE_SIGN),
    Rewrite(
        "log of a quotient of one sign",  # from a quarter to 3 by the difference; beyond, the roots do not overflow
        log(a / b),
        Piecewise(
            (log1p((a - b) / b), Abs(a / b - Rational(13, 8)) < Rational(11, 8)),
            (2 * log(sqrt(Abs(a)) / sqrt(Abs(b))), True),
        ),
        SAME_SIGN,
    ),
    Rewrite(
        "complement of an exponential of an exponential",
        log(1 - exp(-exp(a))),
        Piecewise((a + log(shrunk), a < 0), (log1p(-exp(-exp(a))), True)),
    ),
    Rewrite(
        "derivative of a complement",
        exp(a) * gone / (1 - gone),
        below(a, gone / shrunk, fallen),
    ),
    Rewrite(
        "second derivative of a complement",
        exp(2 * a) * gone / (1 - gone) - exp(a) * gone / (1 - gone) + exp(2 * a) * gone**2 / (1 - gone) ** 2,
        below(
            a,
            exp(a) * gone * exprel_2(-exp(a)) / (2 * shrunk**2),
            exp(2 * a - exp(a)) * (exp(-a - exp(a)) - expm1(-a)) / expm1(-exp(a)) ** 2,
        ),
    ),
    Rewrite("exponential less one, as a multiple", exp(a) - 1, a * exprel(a)),
    Rewrite("exponential less its first two terms, as a multiple", exp(a) - a - 1, a**2 * exprel_2(a) / 2),
    Rewrite(
        "divergence of two shares",
        t * softplus(-a) + (1 - t) * softplus(a) + times_log(t) + times_log(1 - t),
        apart,
        SHARE,
    ),
    Rewrite(
        "logarithm times a sum, less a multiple",
        (b + c) * log(1 + u * exp(a)) - b * a,
        c * of_multiple + b * below(a, log1p(u * exp(a)) - a, log(u + exp(-a))),
    ),
    Rewrite("ratio to an exponential less one", exp(a) / (exp(exp(a)) - 1), below(a, exp(-exp(a)) / shrunk, fallen)),
    Rewrite("softplus of a multiple", log(1 + u * exp(a)), of_multiple),
    Rewrite(
        "large multiple of a softplus",  # e^(2a) is 0 in floating point alone, where softplus is e^a
        c * softplus(a),
        Piecewise((once(c * exp(a / 2)) * exp(a / 2), Eq(once(exp(2 * a)), 0)), (c * softplus(a), True)),
    ),
    Rewrite(
        "multiple of a logarithm next to 0",  # log u is u − 1 where the square of that underflows
        c * log(u),
        Piecewise((c * (u - 1), Eq(once((u - 1) ** 2), 0)), (c * log(u), True)),
    ),
    Rewrite("reflected softplus of a multiple", log(1 + u * exp(a)) - a, log(u + exp(-a))),
    Rewrite("sum of two squares", a**2 + b**2, far**2 * (1 + (near / far) ** 2)),
    Rewrite("hypotenuse of two", sqrt(a**2 + b**2), Piecewise((far * sqrt(1 + (near / far) ** 2), far > 0), (0, True))),
    Rewrite("root of one and an exponential", sqrt(1 + exp(a)), exp(Max(a, 0) / 2) * sqrt(1 + small)),
    Rewrite("power of one and more, less one", (1 + w) ** n - 1, expm1(n * log1p(w)), ABOVE_MINUS_ONE),
    Rewrite("sinh by expm1", sinh(a), expm1(a) * (1 + exp(-a)) / 2),
    # e to a quotient keeps what the quotient loses to rounding, expm1 of it does not: it is for what is small.
    Rewrite("exponential less one, where it is small", exp(a) - 1, near_zero(expm1(a), once(exp(a)) - 1)),
    Rewrite(
        "difference of exponentials of both signs, where they are near 1",
        exp(a) - exp(-a),
        near_zero(expm1(a) * (1 + exp(-a)), once(exp(a)) - exp(-a)),
    ),
    Rewrite("difference of powers", u**n - v**n, v**n * expm1(n * log1p((u - v) / v))),
    Rewrite("exponential less its first two terms", exp(a) - a - 1, expm1mx(a)),
    Rewrite(
        "exponential less its first two terms, where it is small",
        exp(a) - a - 1,
        near_zero(expm1mx(a), once(exp(a)) - a - 1),
    ),
    Rewrite("exponential and its multiple, less their first terms", a * exp(a) - exp(a) + 1, a * expm1(a) - expm1mx(a)),
    Rewrite("logarithm less its first term", log(1 + w) - w, log1pmx(w), ABOVE_MINUS_ONE),
    Rewrite("logarithm and its multiple", (1 + w) * log(1 + w) - w, w * log1p(w) + log1pmx(w), ABOVE_MINUS_ONE),
    Rewrite("cosh less one", cosh(a) - 1, -expm1(a) * expm1(-a) / 2),
    Rewrite("exponentials of both signs", exp(a) + exp(-a) - 2, -expm1(a) * expm1(-a)),
    Rewrite("difference of exponentials of both signs", exp(a) - exp(-a), expm1(a) * (1 + exp(-a))),
    Rewrite(
        "cube root less another",
        u ** Rational(1, 3) - v ** Rational(1, 3),
        (u - v) / (u ** Rational(2, 3) + u ** Rational(1, 3) * v ** Rational(1, 3) + v ** Rational(2, 3)),
    ),
)

REGROUPING = (
    Rewrite("common factor", a * b + a * c, a * (b + c)),
    Rewrite("common factor and one", a * b + a, a * (b + 1)),
    Rewrite("distribution", a * (b + c), a * b + a * c),
)

GUARDS = (
    Rewrite("nothing of infinity", t * a, t * off(Eq(t, 0), a), SHARE),
    Rewrite("nothing of infinity, product and all", t * a, off(Eq(t, 0), t * a), SHARE),
    Rewrite("nothing of what has vanished", a * exp(b), off(Eq(once(exp(b)), 0), a * exp(b))),
    Rewrite("overtaken at infinity", a, off(Eq(s, oo), a)),
    Rewrite("overtaken at minus infinity", a, off(Eq(s, -oo), a)),
)

FUNCTIONS = (
    Rewrite("sigmoid by tanh", sigmoid(a), (1 + tanh(a / 2)) / 2),
    Rewrite("sigmoid split at 0", sigmoid(a), below(a, small, 1) / (1 + small)),
    Rewrite("sigmoid split at 0, two fractions", sigmoid(a), below(a, small / (1 + small), 1 / (1 + small))),
    Rewrite("softplus by log1p", softplus(a), log1p(exp(a))),
    Rewrite("softplus shifted", softplus(a), Max(a, 0) + log1p(small)),
    Rewrite("tanh by expm1", tanh(a), expm1(2 * a) / (expm1(2 * a) + 2)),
    Rewrite("tanh split at 0", tanh(a), below(a, tiny, -tiny) / (2 + tiny)),
    Rewrite("logit by two logarithms", logit(p), log(p) - log1p(-p), IN_UNIT),
    Rewrite("logit about a half", logit(p), log1p((2 * p - 1) / (1 - p)), IN_UNIT),
    Rewrite(
        "logit split about a half",
        logit(p),
        Piecewise((log1p((2 * p - 1) / (1 - p)), Abs(2 * p - 1) < Rational(1, 2)), (log(p) - log1p(-p), True)),
        IN_UNIT,
    ),
)

i, j, own = symbols("i j t", integer=True)
_e, _S, _R = shifted(j), Sum(shifted(h), (h, 1, k)), row_rest(x, k)
_left_out = Piecewise((_R, is_top(j)), (1 + _R - _e, True))  # Σ_{i≠j} e^(x_i − m)
_others = Sum(Piecewise((shifted(h), Ne(h, own)), (0, True)), (h, 1, k))
_all = _others + shifted(own)

CLASSES: tuple[Rewrite, ...] = (
    Rewrite("softmax shifted", softmax(x, j, k), _e / _S),
    Rewrite("softmax shifted, rest", softmax(x, j, k), _e / (1 + _R)),
    Rewrite("complement of a softmax", 1 - softmax(x, j, k), _left_out / (1 + _R)),
    Rewrite("log of a softmax", log(softmax(x, j, k)), (x[j] - row_max(x, k)) - log1p(_R)),
    Rewrite("logsumexp shifted", logsumexp(x, k), row_max(x, k) + log(_S)),
    Rewrite("logsumexp shifted, rest", logsumexp(x, k), row_max(x, k) + log1p(_R)),
    Rewrite("logsumexp less a logit", logsumexp(x, k) - x[j], (row_max(x, k) - x[j]) + log1p(_R)),
    Rewrite(
        "softmax less one class",
        softmax(x, j, k) - KroneckerDelta(j, own),
        Piecewise((-_others / _all, Eq(j, own)), (_e / _all, True)),
        Domain(indices={own: (S.One, k)}),
    ),
    Rewrite("softmax less a share", c * softmax(x, j, k) - b, (c - b) * softmax(x, j, k) - b * (1 - softmax(x, j, k))),
    Rewrite(
        "less the mean, from the top",
        weight[j] - Sum(softmax(x, i, k) * weight[i], (i, 1, k)),
        (weight[j] - row_top(weight, x, k)) - Sum(softmax(x, i, k) * (weight[i] - row_top(weight, x, k)), (i, 1, k)),
    ),
    Rewrite("exponential of a product less one", exp(b * c) - 1, expm1(b * c)),
    Rewrite("product with a complement", softmax(x, j, k) * (1 - softmax(x, j, k)), _e * _left_out / (1 + _R) ** 2),
)

_weights = Sum(weight[i], (i, 1, k))
_together = softmax(x, j, k) * (_weights - weight[j])
_apart = softmax(x, j, k) * row_below(weight, x, k) + softmax(x, j, k) * (row_above(weight, x, k) - weight[j])

FROM_THE_TOP = Rewrite(
    # Where S_j is nearly 1, Σ v less v_j is what the other classes have, and summed without v_j; where it is at most a
    # half, the second term is as large as anything that the difference loses.
    "softmax less a share, from the top",
    softmax(x, j, k) * _weights - weight[j],
    Piecewise((_apart, is_top(j)), (softmax(x, j, k) * (_weights - weight[j]), True))
    - weight[j] * (1 - softmax(x, j, k)),
)

OF_NUMBERS: tuple[Rewrite, ...] = (*RECOGNISE, *SIGMOIDS, *LOGARITHMS, *DIFFERENCES, *NORMAL, *REGROUPING)
OVER_CLASSES: tuple[Rewrite, ...] = (
    *CLASSES,
    *REGROUPING,
    *(r for r in LOGARITHMS if "log of a" in r.name or "power" in r.name),
)
TABLE: tuple[Rewrite, ...] = (*OF_NUMBERS, *CLASSES, FROM_THE_TOP, *GUARDS, *FUNCTIONS)
