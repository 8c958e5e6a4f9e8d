"""True statements of the field, each with its domain: one table for the tests and for the benchmark."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Function,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Product,
    Rational,
    Subs,
    Sum,
    cosh,
    erf,
    exp,
    log,
    pi,
    sign,
    sinh,
    sqrt,
    symbols,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.language.domain import LABEL, UNIT, Domain, simplex
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus

x, z, b, t, y, a, c, theta = symbols("x z b t y a c theta", real=True)
p, q, gamma, eps, tau, delta, mu, lam, s = symbols("p q gamma epsilon tau delta mu lambda s", positive=True)
i, j, l, m, r, k, n, d = symbols("i j l m r k n d", integer=True)
X, W, Y, Z = (IndexedBase(name) for name in ("X", "W", "Y", "Z"))
vx, vy, vz, vw, vp, vq, vt, vv = (IndexedBase(name) for name in ("x", "y", "z", "w", "p", "q", "theta", "v"))
f, g = Function("f"), Function("g")

half, third = Rational(1, 2), Rational(1, 3)
sg = sigmoid(z)
REAL = Domain()
PROBABILITY = Domain(where={p: UNIT, q: UNIT, eps: UNIT})
LABELLED = Domain(where={y: LABEL})
CLASSES = Domain(indices={i: (Integer(1), k), j: (Integer(1), k)})
ONE_HOT = CLASSES.extended(equal=(simplex(vy, k),))
SAMPLES = Domain(indices={i: (Integer(1), d), j: (Integer(1), d)})
BATCH = Domain(
    indices={i: (Integer(1), n), j: (Integer(1), k)},
    equal=((Sum(Y[i, m], (m, 1, k)), Integer(1)),),
)
TWO_PROBABILITIES = CLASSES.extended(where={vp: UNIT, vq: UNIT})


@dataclass(frozen=True)
class Identity:
    """lhs = rhs on the domain."""

    name: str
    lhs: Expr
    rhs: Expr
    domain: Domain = REAL


def bce(label: Expr, prediction: Expr) -> Expr:
    return -(label * log(prediction) + (1 - label) * log(1 - prediction))


def explicit_softmax(entries: list[Expr]) -> list[Expr]:
    total = Add(*[exp(e) for e in entries])
    return [exp(e) / total for e in entries]


def dot(row: Expr) -> Expr:
    """θᵀx of one example, for a symbolic number of features."""
    return Sum(vt[l] * X[row, l], (l, 1, d))


Z3, Y3, Q3 = symbols("z0:3", real=True), symbols("y0:3", real=True), symbols("q0:3", positive=True)
S3 = explicit_softmax(list(Z3))
CE3 = -Add(*[Y3[e] * log(S3[e]) for e in range(3)])
CE = -Sum(vy[m] * log(softmax(vx, m, k)), (m, 1, k))
LOGISTIC = -Sum(vy[m] * log(sigmoid(dot(m))) + (1 - vy[m]) * log(1 - sigmoid(dot(m))), (m, 1, n))
BIASED = -Sum(vy[m] * log(sigmoid(dot(m) + b)) + (1 - vy[m]) * log(1 - sigmoid(dot(m) + b)), (m, 1, n))
TEMPERED = explicit_softmax([e / tau for e in Z3])
FOCAL = -((1 - p) ** gamma) * log(p)
PHI = (1 + erf(x / sqrt(2))) / 2
GELU_INNER = sqrt(2 / pi) * (x + Rational(44715, 10**6) * x**3)
BATCH_CE = -Sum(Y[m, l] * log(exp(Z[m, l]) / Sum(exp(Z[m, r]), (r, 1, k))), (l, 1, k), (m, 1, n))
REGRESSION = Sum((vy[m] - dot(m)) ** 2, (m, 1, n)) / 2
KL = Sum(vq[m] * log(vq[m] / vp[m]), (m, 1, k))

IDENTITIES = [
    # the sigmoid and its relatives
    Identity("sigmoid derivative", Derivative(sg, z), sg * (1 - sg)),
    Identity("sigmoid as a power", sg, (exp(-z) + 1) ** -1),
    Identity("sigmoid as a quotient", sg, exp(z) / (1 + exp(z))),
    Identity("sigmoid second derivative", Derivative(sg, z, 2), sg * (1 - sg) * (1 - 2 * sg)),
    Identity("sigmoid third derivative", Derivative(sg, z, 3), sg * (1 - sg) * (1 - 6 * sg + 6 * sg**2)),
    Identity(
        "sigmoid fourth derivative",
        Derivative(sg, z, 4),
        sg * (1 - sg) * (1 - 2 * sg) * (1 - 12 * sg + 12 * sg**2),
    ),
    Identity("sigmoid mirrored", 1 - sigmoid(z), sigmoid(-z)),
    Identity("log sigmoid", log(sigmoid(z)), -softplus(-z)),
    Identity("softplus derivative", Derivative(softplus(z), z), sigmoid(z)),
    Identity("softplus mirrored", softplus(z) - softplus(-z), z),
    Identity("softplus by log1p", log1p(exp(z)), softplus(z)),
    Identity("softplus stable", Max(z, 0) + log1p(exp(-Abs(z))), softplus(z)),
    Identity("expm1 of half", expm1(z), exp(z / 2) * 2 * sinh(z / 2)),
    Identity("logit inverts sigmoid", logit(sigmoid(z)), z),
    Identity("sigmoid inverts logit", sigmoid(logit(p)), p, PROBABILITY),
    Identity("logit derivative", Derivative(logit(p), p), 1 / (p * (1 - p)), PROBABILITY),
    Identity("logit as a difference", logit(p), log(p) - log(1 - p), PROBABILITY),
    Identity("tanh from sigmoid", tanh(z / 2), 2 * sigmoid(z) - 1),
    Identity("tanh derivative", Derivative(tanh(z), z), 1 - tanh(z) ** 2),
    Identity("tanh second derivative", Derivative(tanh(z), z, 2), -2 * tanh(z) * (1 - tanh(z) ** 2)),
    Identity("hyperbolic one", cosh(z) ** 2 - sinh(z) ** 2, Integer(1)),
    Identity("hyperbolic double", sinh(2 * z), 2 * sinh(z) * cosh(z)),
    Identity("log cosh derivative", Derivative(log(cosh(z)), z), tanh(z)),
    Identity("product of sigmoids", sigmoid(z) * sigmoid(-z), 1 / (2 + exp(z) + exp(-z))),
    # activations
    Identity("swish derivative", Derivative(x * sigmoid(x), x), sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))),
    Identity(
        "mish derivative",
        Derivative(x * tanh(softplus(x)), x),
        tanh(softplus(x)) + x * sigmoid(x) * (1 - tanh(softplus(x)) ** 2),
    ),
    Identity("mish in exponentials", tanh(softplus(x)), exp(x) * (exp(x) + 2) / (exp(2 * x) + 2 * exp(x) + 2)),
    Identity("gelu derivative", Derivative(x * PHI, x), PHI + x * exp(-(x**2) / 2) / sqrt(2 * pi)),
    Identity(
        "gelu by tanh, derivative",
        Derivative(x / 2 * (1 + tanh(GELU_INNER)), x),
        (1 + tanh(GELU_INNER)) / 2
        + x / 2 * (1 - tanh(GELU_INNER) ** 2) * sqrt(2 / pi) * (1 + Rational(134145, 10**6) * x**2),
    ),
    Identity("relu derivative", Derivative(Max(x, 0), x), Piecewise((1, x > 0), (0, True))),
    Identity("leaky relu", Max(x, x / 10), Piecewise((x, x > 0), (x / 10, True))),
    # binary cross-entropy
    Identity("bce by prediction", Derivative(bce(y, p), p), (p - y) / (p * (1 - p)), PROBABILITY),
    Identity("bce by prediction, two fractions", Derivative(bce(y, p), p), -y / p + (1 - y) / (1 - p), PROBABILITY),
    Identity("bce by logit", Derivative(bce(y, sg), z), sg - y),
    Identity("bce in the logit", bce(y, sg), softplus(z) - y * z),
    Identity("bce in the logit, stable", bce(y, sg), Max(z, 0) - y * z + log(1 + exp(-Abs(z)))),
    Identity("bce second derivative", Derivative(bce(y, sg), z, 2), sg * (1 - sg)),
    Identity("bce gradient, symmetric", sg - y, (1 - y) * sigmoid(z) - y * sigmoid(-z)),
    Identity("bce by weight", Derivative(bce(y, sigmoid(theta * x + b)), theta), (sigmoid(theta * x + b) - y) * x),
    Identity(
        "bce as two classes",
        bce(y, sigmoid(x - z)),
        -(y * (x - log(exp(x) + exp(z))) + (1 - y) * (z - log(exp(x) + exp(z)))),
    ),
    Identity("bce by margin", log(1 + exp(-(2 * y - 1) * z)), softplus(z) - y * z, LABELLED),
    Identity("bernoulli likelihood", sg**y * (1 - sg) ** (1 - y), sigmoid((2 * y - 1) * z), LABELLED),
    Identity(
        "likelihood of a sample",
        log(Product(p ** vy[m] * (1 - p) ** (1 - vy[m]), (m, 1, n))),
        Sum(vy[m] * log(p) + (1 - vy[m]) * log(1 - p), (m, 1, n)),
        PROBABILITY,
    ),
    Identity(
        "weighted bce by logit",
        Derivative(-(lam * y * log(sg) + (1 - y) * log(1 - sg)), z),
        (1 - y) * sg - lam * y * (1 - sg),
    ),
    Identity(
        "binary entropy derivative", Derivative(-p * log(p) - (1 - p) * log(1 - p), p), log((1 - p) / p), PROBABILITY
    ),
    Identity(
        "bernoulli KL by logit",
        Derivative(sg * log(sg / p) + (1 - sg) * log((1 - sg) / (1 - p)), z),
        sg * (1 - sg) * (z - logit(p)),
        PROBABILITY,
    ),
    Identity(
        "focal loss by p",
        Derivative(FOCAL, p),
        gamma * (1 - p) ** (gamma - 1) * log(p) - (1 - p) ** gamma / p,
        PROBABILITY,
    ),
    Identity(
        "focal loss by logit",
        Derivative(FOCAL.subs(p, sg), z),
        (1 - sg) ** gamma * (gamma * sg * log(sg) - (1 - sg)),
        PROBABILITY,
    ),
    Identity(
        "focal loss, gamma 2",
        Derivative(FOCAL.subs(gamma, 2).subs(p, sg), z),
        (1 - sg) ** 2 * (2 * sg * log(sg) - (1 - sg)),
    ),
    # robust and other losses
    Identity(
        "pseudo-Huber derivative",
        Derivative(delta**2 * (sqrt(1 + (a / delta) ** 2) - 1), a),
        a / sqrt(1 + (a / delta) ** 2),
    ),
    Identity("pseudo-Huber rationalised", sqrt(1 + a**2) - 1, a**2 / (1 + sqrt(1 + a**2))),
    Identity(
        "Huber derivative",
        Derivative(Piecewise((a**2 / 2, Abs(a) <= delta), (delta * (Abs(a) - delta / 2), True)), a),
        Piecewise((a, Abs(a) <= delta), (delta * sign(a), True)),
    ),
    Identity(
        "Huber derivative clipped", Max(-delta, Min(delta, a)), Piecewise((a, Abs(a) <= delta), (delta * sign(a), True))
    ),
    Identity("hinge derivative", Derivative(Max(0, 1 - y * z), z), Piecewise((-y, y * z < 1), (0, True))),
    Identity("log-cosh loss", log(cosh(a)), a + softplus(-2 * a) - log(2)),
    Identity("Poisson loss", Derivative(exp(z) - y * z, z), exp(z) - y),
    Identity("gamma loss", Derivative(z + y * exp(-z), z, 2), y * exp(-z)),
    Identity("quantile loss", Max(p * a, (p - 1) * a), p * Max(a, 0) + (1 - p) * Max(-a, 0), PROBABILITY),
    Identity("absolute value squared", Abs(a) ** 2, a**2),
    Identity("absolute value from the root", sqrt(a**2), Abs(a)),
    # explicit classes
    Identity("softmax of two is a sigmoid", softmax(vx, 1, 2), sigmoid(vx[1] - vx[2])),
    Identity("softmax of three, own", Derivative(S3[0], Z3[0]), S3[0] * (1 - S3[0])),
    Identity("softmax of three, other", Derivative(S3[0], Z3[1]), -S3[0] * S3[1]),
    Identity("softmax of three, sum", Add(*S3), Integer(1)),
    Identity("cross-entropy of three", Derivative(CE3, Z3[1]), Add(*Y3) * S3[1] - Y3[1]),
    Identity("cross-entropy of three, Hessian", Derivative(CE3, Z3[1], Z3[2]), -Add(*Y3) * S3[1] * S3[2]),
    Identity(
        "label smoothing",
        Derivative(-Add(*[((1 - eps) * Y3[e] + eps / 3) * log(S3[e]) for e in range(3)]), Z3[0]),
        ((1 - eps) * Add(*Y3) + eps) * S3[0] - (1 - eps) * Y3[0] - eps / 3,
    ),
    Identity(
        "KL of three", Derivative(Add(*[Q3[e] * log(Q3[e] / S3[e]) for e in range(3)]), Z3[2]), Add(*Q3) * S3[2] - Q3[2]
    ),
    Identity("temperature by logit", Derivative(log(TEMPERED[0]), Z3[0]), (1 - TEMPERED[0]) / tau),
    Identity(
        "temperature",
        Derivative(log(TEMPERED[0]), tau),
        -(Z3[0] - Add(*[TEMPERED[e] * Z3[e] for e in range(3)])) / tau**2,
    ),
    Identity(
        "entropy of three",
        Derivative(-Add(*[S3[e] * log(S3[e]) for e in range(3)]), Z3[0]),
        -S3[0] * (log(S3[0]) - Add(*[S3[e] * log(S3[e]) for e in range(3)])),
    ),
    Identity("log-sum-exp of three", log(exp(x) + exp(z) + exp(b)), x + log(1 + exp(z - x) + exp(b - x))),
    # a symbolic number of classes
    Identity("softmax sums to one", Sum(softmax(vx, m, k), (m, 1, k)), Integer(1)),
    Identity(
        "softmax Jacobian",
        Derivative(exp(vx[i]) / Sum(exp(vx[m]), (m, 1, k)), vx[j]),
        softmax(vx, i, k) * (KroneckerDelta(i, j) - softmax(vx, j, k)),
        CLASSES,
    ),
    Identity(
        "softmax Jacobian, own",
        Derivative(softmax(vx, i, k), vx[i]),
        softmax(vx, i, k) * (1 - softmax(vx, i, k)),
        CLASSES,
    ),
    Identity(
        "softmax Jacobian, row sum",
        Sum(softmax(vx, i, k) * (KroneckerDelta(i, m) - softmax(vx, m, k)), (m, 1, k)),
        Integer(0),
        CLASSES,
    ),
    Identity("softmax shifted", exp(vx[i] + t) / Sum(exp(vx[m] + t), (m, 1, k)), softmax(vx, i, k), CLASSES),
    Identity("log softmax", log(softmax(vx, i, k)), vx[i] - logsumexp(vx, k), CLASSES),
    Identity(
        "log softmax derivative",
        Derivative(log(softmax(vx, i, k)), vx[j]),
        KroneckerDelta(i, j) - softmax(vx, j, k),
        CLASSES,
    ),
    Identity("log-sum-exp gradient", Derivative(logsumexp(vx, k), vx[j]), softmax(vx, j, k), CLASSES),
    Identity(
        "log-sum-exp Hessian",
        Derivative(logsumexp(vx, k), vx[i], vx[j]),
        softmax(vx, i, k) * KroneckerDelta(i, j) - softmax(vx, i, k) * softmax(vx, j, k),
        CLASSES,
    ),
    Identity("log-sum-exp shifted", logsumexp(vx, k), a + log(Sum(exp(vx[m] - a), (m, 1, k)))),
    Identity(
        "cross-entropy gradient", Derivative(CE, vx[j]), softmax(vx, j, k) * Sum(vy[m], (m, 1, k)) - vy[j], CLASSES
    ),
    Identity("cross-entropy gradient, one-hot", Derivative(CE, vx[j]), softmax(vx, j, k) - vy[j], ONE_HOT),
    Identity("cross-entropy in logits", CE, logsumexp(vx, k) - Sum(vy[m] * vx[m], (m, 1, k)), ONE_HOT),
    Identity(
        "cross-entropy Hessian",
        Derivative(CE, vx[i], vx[j]),
        softmax(vx, i, k) * (KroneckerDelta(i, j) - softmax(vx, j, k)),
        ONE_HOT,
    ),
    Identity(
        "own-class gradient",
        softmax(vx, j, k) - 1,
        -Sum(softmax(vx, m, k) * (1 - KroneckerDelta(m, j)), (m, 1, k)),
        CLASSES,
    ),
    Identity("all classes but one", Sum(vy[m] * (1 - KroneckerDelta(m, i)), (m, 1, k)), 1 - vy[i], ONE_HOT),
    Identity(
        "KL by logit",
        Derivative(Sum(vq[m] * log(vq[m] / softmax(vx, m, k)), (m, 1, k)), vx[j]),
        Sum(vq[m], (m, 1, k)) * softmax(vx, j, k) - vq[j],
        TWO_PROBABILITIES,
    ),
    Identity(
        "KL is cross-entropy less entropy",
        KL,
        -Sum(vq[m] * log(vp[m]), (m, 1, k)) + Sum(vq[m] * log(vq[m]), (m, 1, k)),
        TWO_PROBABILITIES,
    ),
    Identity(
        "entropy by logit",
        Derivative(-Sum(softmax(vx, m, k) * log(softmax(vx, m, k)), (m, 1, k)), vx[j]),
        -softmax(vx, j, k) * (log(softmax(vx, j, k)) - Sum(softmax(vx, l, k) * log(softmax(vx, l, k)), (l, 1, k))),
        CLASSES,
    ),
    Identity(
        "softmax variance",
        Sum(softmax(vx, m, k) * (vv[m] - Sum(softmax(vx, l, k) * vv[l], (l, 1, k))) ** 2, (m, 1, k)),
        Sum(softmax(vx, m, k) * vv[m] ** 2, (m, 1, k)) - Sum(softmax(vx, m, k) * vv[m], (m, 1, k)) ** 2,
    ),
    Identity(
        "softmax with temperature, symbolic",
        Derivative(log(exp(vx[i] / tau) / Sum(exp(vx[m] / tau), (m, 1, k))), vx[j]),
        (KroneckerDelta(i, j) - exp(vx[j] / tau) / Sum(exp(vx[m] / tau), (m, 1, k))) / tau,
        CLASSES,
    ),
    # a symbolic number of features and examples
    Identity("linear form", Derivative(Sum(vt[m] * vx[m], (m, 1, d)), vt[j]), vx[j], SAMPLES),
    Identity(
        "bce by one weight",
        Derivative(bce(y, sigmoid(Sum(vt[m] * vx[m], (m, 1, d)))), vt[j]),
        (sigmoid(Sum(vt[m] * vx[m], (m, 1, d))) - y) * vx[j],
        SAMPLES,
    ),
    Identity(
        "logistic regression gradient",
        Derivative(LOGISTIC, vt[j]),
        Sum((sigmoid(dot(m)) - vy[m]) * X[m, j], (m, 1, n)),
        SAMPLES,
    ),
    Identity(
        "logistic regression Hessian",
        Derivative(LOGISTIC, vt[i], vt[j]),
        Sum(sigmoid(dot(m)) * (1 - sigmoid(dot(m))) * X[m, i] * X[m, j], (m, 1, n)),
        SAMPLES,
    ),
    Identity(
        "logistic regression bias",
        Derivative(BIASED, b),
        Sum(sigmoid(dot(m) + b), (m, 1, n)) - Sum(vy[m], (m, 1, n)),
        SAMPLES,
    ),
    Identity(
        "batch cross-entropy gradient",
        Derivative(BATCH_CE, Z[i, j]),
        exp(Z[i, j]) / Sum(exp(Z[i, l]), (l, 1, k)) - Y[i, j],
        BATCH,
    ),
    Identity("rows of labels", Sum(Y[m, l], (l, 1, k), (m, 1, n)), n, BATCH),
    Identity(
        "least squares gradient", Derivative(REGRESSION, vt[j]), -Sum((vy[m] - dot(m)) * X[m, j], (m, 1, n)), SAMPLES
    ),
    Identity(
        "ridge gradient",
        Derivative(REGRESSION + lam * Sum(vt[m] ** 2, (m, 1, d)) / 2, vt[j]),
        Sum((dot(m) - vy[m]) * X[m, j], (m, 1, n)) + lam * vt[j],
        SAMPLES,
    ),
    Identity(
        "quadratic form",
        Sum(vw[m] * Sum(X[m, l] * vv[l], (l, 1, d)) ** 2, (m, 1, n)),
        Sum(vv[l] * vv[r] * Sum(vw[m] * X[m, l] * X[m, r], (m, 1, n)), (l, 1, d), (r, 1, d)),
    ),
    Identity(
        "norm gradient",
        Derivative(sqrt(Sum(vx[m] ** 2, (m, 1, k))), vx[i]),
        vx[i] / sqrt(Sum(vx[m] ** 2, (m, 1, k))),
        CLASSES,
    ),
    Identity(
        "absolute loss gradient", Derivative(Sum(Abs(vx[m] - vy[m]), (m, 1, k)), vx[i]), sign(vx[i] - vy[i]), CLASSES
    ),
    Identity(
        "Gaussian scale",
        Derivative(-Sum((vx[m] - a) ** 2, (m, 1, n)) / (2 * s**2) - n * log(s) - n * log(2 * pi) / 2, s),
        Sum((vx[m] - a) ** 2, (m, 1, n)) / s**3 - n / s,
    ),
    Identity(
        "variance by moments",
        Sum((vx[m] - Sum(vx[l], (l, 1, n)) / n) ** 2, (m, 1, n)),
        Sum(vx[m] ** 2, (m, 1, n)) - Sum(vx[m], (m, 1, n)) ** 2 / n,
    ),
    # sums, deltas, powers
    Identity("sum renamed", Sum(vx[m], (m, 1, k)), Sum(vx[l], (l, 1, k))),
    Identity("sum split", Sum(vx[m], (m, 1, i)) + Sum(vx[m], (m, i + 1, k)), Sum(vx[m], (m, 1, k)), CLASSES),
    Identity("sum shifted", Sum(vx[m - 1], (m, 2, k + 1)), Sum(vx[m], (m, 1, k))),
    Identity("sum of a constant", Sum(a, (m, 1, k)), k * a),
    Identity("sum of integers", Sum(m, (m, 1, n)), n * (n + 1) / 2),
    Identity("delta picks", Sum(KroneckerDelta(m, i) * vx[m], (m, 1, k)), vx[i], CLASSES),
    Identity("delta exchanges", KroneckerDelta(i, j) * vx[i] * vy[j], KroneckerDelta(i, j) * vx[j] * vy[i]),
    Identity("delta twice", Sum(KroneckerDelta(i, m) * KroneckerDelta(m, j), (m, 1, k)), KroneckerDelta(i, j), CLASSES),
    Identity(
        "double sum", Sum(Sum(vx[m] * vy[l], (m, 1, k)), (l, 1, n)), Sum(vx[m], (m, 1, k)) * Sum(vy[l], (l, 1, n))
    ),
    Identity(
        "order of summation", Sum(X[m, l] * vv[l], (l, 1, d), (m, 1, n)), Sum(X[m, l] * vv[l], (m, 1, n), (l, 1, d))
    ),
    Identity(
        "double delta", Sum(KroneckerDelta(m, l) * vx[m] * vy[l], (m, 1, k), (l, 1, k)), Sum(vx[m] * vy[m], (m, 1, k))
    ),
    Identity("rows normalised", Sum(exp(Z[m, l]) / Sum(exp(Z[m, r]), (r, 1, k)), (l, 1, k), (m, 1, n)), n),
    Identity(
        "sigmoids and their complements", Sum(sigmoid(vx[m] + b), (m, 1, k)) + Sum(sigmoid(-vx[m] - b), (m, 1, k)), k
    ),
    Identity("product of exponentials", Product(exp(vx[m]), (m, 1, n)), exp(Sum(vx[m], (m, 1, n)))),
    Identity("power rule", Derivative(p**gamma, p), gamma * p ** (gamma - 1)),
    Identity("exponents in thirds", exp(a / 3) * exp(a / 6), sqrt(exp(a))),
    Identity("exponents in partial fractions", exp(1 / (p * (p + 1))) * exp(1 / (p + 1)), exp(1 / p)),
    Identity("logarithms of numerals", log(12), 2 * log(2) + log(3)),
    Identity("roots of numerals", sqrt(8) * sqrt(2) / (1 + sqrt(2)), 4 * (sqrt(2) - 1)),
    Identity("log of a square", log(a**2), 2 * log(Abs(a))),
    Identity("product rule", Derivative(f(x) * g(x), x), Derivative(f(x), x) * g(x) + f(x) * Derivative(g(x), x)),
    Identity("chain rule", Derivative(f(g(x)), x), Subs(Derivative(f(t), t), t, g(x)) * Derivative(g(x), x)),
]


def large_softmax(size: int) -> list[Identity]:
    """Softmax and cross-entropy over explicit classes, by the number of classes."""
    logits, labels = symbols(f"z0:{size}", real=True), symbols(f"y0:{size}", real=True)
    values = explicit_softmax(list(logits))
    loss = -Add(*[labels[e] * log(values[e]) for e in range(size)])
    return [
        Identity(f"softmax of {size}, sum", Add(*values), Integer(1)),
        Identity(f"cross-entropy of {size}", Derivative(loss, logits[1]), Add(*labels) * values[1] - labels[1]),
        Identity(
            f"cross-entropy of {size}, Hessian",
            Derivative(loss, logits[1], logits[2]),
            -Add(*labels) * values[1] * values[2],
        ),
    ]
