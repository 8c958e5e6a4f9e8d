"""The catalogue of losses: a row each, with its source; ``named`` makes the loss of a row.

>>> named("huber").name
'huber'
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sympy import Abs, Eq, Expr, KroneckerDelta, Max, Piecewise, Sum, exp, log, sqrt, tanh

from symxent.errors import SymxentError, unknown
from symxent.kernels.catalogue import categorical_cross_entropy, cross_entropy
from symxent.kernels.catalogue import focal as focal_of
from symxent.language.functions import Phi, sigmoid, softmax, softplus
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, index, logit, logits, parameter, target, target_class

z = logit("z")
p = sigmoid(z)
label, sign, grade = (target("y", values=values) for values in ((0, 1), (-1, 1), (0, 1, 2)))
share, count, number = target("y", between=(0, 1)), target("y", at_least=0), target("y")
tau = parameter("tau", 1, between=(0.1, 10))
epsilon = parameter("epsilon", 0.1, between=(0, 0.5))
delta = parameter("delta", 1, between=(0.001, 1000))

LIN = "Lin, Goyal, Girshick, He, Dollár: Focal loss for dense object detection (2017)"
FOCAL: Mapping[str, Any] = {
    "title": "Focal loss",
    "source": f"{LIN}, eq. 4",
    "notes": "not convex for γ > 0: its Hessian is negative where a prediction is very wrong",
}
SZEGEDY = "Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the inception architecture (2016), section 7"


def times_log(u: Expr) -> Expr:
    """u log u, which is 0 at u = 0."""
    return Piecewise((0, Eq(u, 0)), (u * log(u), True))


alpha, weight = parameter("alpha", 0.25, between=(0, 1)), parameter("weight", 1, at_least=0)
gamma = parameter("gamma", 2, between=(0, 5))
gamma_pos, gamma_neg = parameter("gamma_pos", 1, between=(0, 5)), parameter("gamma_neg", 4, between=(0, 5))
q = parameter("q", 0.7, between=(0.05, 0.95))
OF_LABELS: Mapping[str, Mapping[str, Any]] = {
    "bce": {
        "expr": cross_entropy(label, p),
        "title": "Binary cross-entropy",
        "source": "Good, Rational decisions (1952); the negative log-likelihood of a Bernoulli variable",
    },
    "soft_bce": {
        "expr": cross_entropy(share, p),
        "title": "Binary cross-entropy of a share",
        "source": "the cross-entropy of two Bernoulli distributions",
    },
    "bernoulli_kl": {
        "expr": times_log(share) + times_log(1 - share) - share * log(p) - (1 - share) * log(1 - p),
        "title": "Kullback–Leibler divergence",
        "source": "Kullback, Leibler: On information and sufficiency (1951)",
        "notes": "next to p = y, where the value is all but 0, by the series of log(1 + u) − u in u = (p − y)/y",
    },
    "logistic": {
        "expr": log(1 + exp(-sign * z)),
        "title": "Logistic loss",
        "source": "Friedman, Hastie, Tibshirani: Additive logistic regression (2000)",
    },
    "balanced": {
        "expr": -(alpha * label * log(p) + (1 - alpha) * (1 - label) * log(1 - p)),
        "title": "α-balanced cross-entropy",
        "source": f"{LIN}, eq. 3",
    },
    "multilabel_bce": {
        "expr": -(weight * label * log(p) + (1 - label) * log(1 - p)),
        "title": "Multi-label cross-entropy",
        "source": "Nam, Kim, Loza Mencía, Gurevych, Fürnkranz: Large-scale multi-label text classification (2014)",
        "notes": "arrays of any shape: give scores and labels as (examples, labels) and sum as you like",
    },
    "label_smoothed": {
        "expr": cross_entropy((1 - epsilon) * label + epsilon / 2, p),
        "title": "Label-smoothed cross-entropy",
        "source": SZEGEDY,
    },
    "temperature": {
        "expr": cross_entropy(label, sigmoid(z / tau)),
        "title": "Cross-entropy at a temperature",
        "source": "Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks (2017), section 4.2",
    },
    "focal": {"expr": focal_of(label, p, gamma), **FOCAL},
    "focal_2": {"expr": focal_of(label, p, 2), **FOCAL},  # the γ of the paper: powers become products
    "asymmetric": {
        "expr": -(label * (1 - p) ** gamma_pos * log(p) + (1 - label) * p**gamma_neg * log(1 - p)),
        "title": "Asymmetric loss",
        "source": "Ridnik, Ben-Baruch, Zamir, Noy, Friedman, Protter, Zelnik-Manor: Asymmetric loss for multi-label "
        "classification (2021), eq. 4, without its probability margin",
    },
    "generalised_ce": {
        "expr": label * (1 - p**q) / q + (1 - label) * (1 - (1 - p) ** q) / q,
        "title": "Generalised cross-entropy",
        "source": "Zhang, Sabuncu: Generalized cross entropy loss for noisy labels (2018), eq. 6",
    },
    "brier": {
        "expr": (p - label) ** 2,
        "title": "Brier score",
        "source": "Brier: Verification of forecasts expressed in terms of probability (1950)",
        "notes": "convex in the probability, not in the logit",
    },
    "squared_hinge": {
        "expr": Max(0, 1 - sign * z) ** 2,
        "title": "Squared hinge loss",
        "source": "Chang, Hsieh, Lin: Coordinate descent method for large-scale L2-loss linear SVM (2008)",
        "notes": "its gradient is continuous; its Hessian jumps from 2 to 0 at y z = 1, where it is computed as 0",
    },
}

gap = parameter("gap", 2, between=(0.1, 20))
low, high = sigmoid(-gap / 2 - z), sigmoid(gap / 2 - z)  # cumulative logits with the cuts −gap/2 and gap/2
# σ(a) − σ(b) = σ(a) σ(−b) (1 − e^(b − a)): the middle class as a product, in which nothing cancels.
middle = softplus(z - gap / 2) + softplus(-z - gap / 2) - log(1 - exp(-gap))
r = z - number
level, rho = parameter("tau", 0.5, between=(0, 1)), parameter("rho", 1.5, between=(1.1, 1.9))
OF_NUMBERS: Mapping[str, Mapping[str, Any]] = {
    "huber": {
        "expr": Piecewise((r**2 / 2, Abs(r) <= delta), (delta * (Abs(r) - delta / 2), True)),
        "title": "Huber loss",
        "source": "Huber: Robust estimation of a location parameter (1964)",
        "notes": "its gradient is continuous; its Hessian is 1 up to |z − y| = δ included and 0 beyond",
    },
    "pseudo_huber": {
        "expr": delta**2 * (sqrt(1 + (r / delta) ** 2) - 1),
        "title": "Pseudo-Huber loss",
        "source": "Hartley, Zisserman: Multiple view geometry in computer vision (2004), appendix 6.8",
        "gradient_as": r / sqrt(1 + (r / delta) ** 2),
        "hessian_as": 1 / ((1 + (r / delta) ** 2) * sqrt(1 + (r / delta) ** 2)),
    },
    "quantile": {
        "expr": Max(level * (number - z), (level - 1) * (number - z)),
        "title": "Quantile loss",
        "source": "Koenker, Bassett: Regression quantiles (1978)",
        "notes": "at z = y any slope from −τ to 1 − τ is a subgradient, and 1 − τ is the one computed; the Hessian is "
        "0",
    },
    "poisson": {  # less the constant log y!
        "expr": exp(z) - count * z,
        "title": "Poisson loss in the log-rate",
        "source": "McCullagh, Nelder: Generalized linear models (1989), chapter 6",
    },
    "tweedie": {  # of the power ρ between 1 (Poisson) and 2 (gamma), less its constants
        "expr": exp((2 - rho) * z) / (2 - rho) - count * exp((1 - rho) * z) / (1 - rho),
        "title": "Tweedie deviance in the log-mean",
        "source": "Jørgensen: Exponential dispersion models (1987)",
    },
    "ordinal": {
        "expr": Piecewise((-log(low), Eq(grade, 0)), (middle, Eq(grade, 1)), (-log(1 - high), True)),
        "title": "Ordinal loss of three classes",
        "source": "McCullagh: Regression models for ordinal data (1980)",
    },
}

ACTIVATIONS: Mapping[str, Mapping[str, Any]] = {
    "softplus": {
        "expr": softplus(z),
        "title": "softplus",
        "source": "Dugas, Bengio, Bélisle, Nadeau, Garcia: Incorporating second-order functional knowledge (2001)",
    },
    "silu": {
        "expr": z * sigmoid(z),
        "title": "SiLU",
        "source": "Elfwing, Uchibe, Doya: Sigmoid-weighted linear units (2018)",
    },
    "mish": {
        "expr": z * tanh(softplus(z)),
        "title": "Mish",
        "source": "Misra: Mish, a self regularized non-monotonic activation function (2019)",
    },
    "gelu": {"expr": z * Phi(z), "title": "GELU", "source": "Hendrycks, Gimpel: Gaussian error linear units (2016)"},
}

k, j = classes("k"), index("j")
x, t = logits("x", k), target_class("t")
spread = parameter("epsilon", 0.1, between=(0, 1))  # of the right class's share 1, over all of them
OF_ROWS: Mapping[str, Mapping[str, Any]] = {
    "softmax_cross_entropy": {
        "expr": categorical_cross_entropy(x, t, k),
        "title": "Cross-entropy of the softmax",
        "source": "Bridle: Probabilistic interpretation of feedforward classification network outputs (1990)",
    },
    "softmax_label_smoothed": {
        "expr": -Sum(((1 - spread) * KroneckerDelta(j, t) + spread / k) * log(softmax(x, j, k)), (j, 1, k)),
        "title": "Label-smoothed cross-entropy of k classes",
        "source": SZEGEDY,
    },
    "softmax_temperature": {
        "expr": -log(softmax(x / tau, t, k)),
        "title": "Cross-entropy of the softmax at a temperature",
        "source": "Hinton, Vinyals, Dean: Distilling the knowledge in a neural network (2015), section 2",
    },
}
OF_SCORES = {**OF_LABELS, **OF_NUMBERS, **ACTIVATIONS}


def names(by_row: bool | None = None) -> tuple[str, ...]:
    """The names of the catalogue, in order of the alphabet: of all, of losses of a row of scores, or of one score."""
    return tuple(sorted({None: {**OF_SCORES, **OF_ROWS}, True: OF_ROWS, False: OF_SCORES}[by_row]))


@cache
def named(name: str) -> Loss:
    """The loss of that name; raises SymxentError that names near ones."""
    if name in OF_ROWS:
        return Loss(name, wrt=x, **OF_ROWS[name])
    if name not in OF_SCORES:
        raise unknown("loss", name, names())
    return Loss(name, wrt=z, **OF_SCORES[name])


def has(loss: Loss) -> bool:
    """Whether a loss is one of the catalogue, and not only called so."""
    return loss.name in names() and named(loss.name) == loss


def of_one_score(loss: Loss | str) -> Loss:
    """The loss itself, or the one of that name; raises SymxentError for one over a row of classes."""
    found = named(loss) if isinstance(loss, str) else loss
    if found.by_row:
        raise SymxentError(f"{found.name} is a loss over a row of classes; one of a single score was expected")
    return found
