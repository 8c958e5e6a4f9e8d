"""Estimation beyond the likelihood of one law: exponential families, priors, discriminants, mixtures, policies."""

from sympy import Interval, Set, oo

from symxent.derive.notes.likelihood import equation, slope
from symxent.derive.notes.maximum_likelihood import solved
from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE, REALS, UNIT
from symxent.language.tree import Name, Node
from symxent.language.write import (
    X,
    at,
    c,
    delta,
    dim,
    equal,
    exp,
    j,
    k,
    l,
    log,
    number,
    partial_of,
    softmax,
    theta,
    total,
    x,
)

_a, _b, _f, _i, _m, _n, _p, _q, _r, _s, _v, _w, _z = (Name(key) for key in "abfimnpqrsvwz")
_mu, _eta, _lambda, _V = Name("mu"), Name("eta"), Name("lambda"), Name("V")

families = Page(
    name="exponential_families",
    title="Exponential families: the cumulant's derivatives are mean and variance",
    where={_eta: REALS, _p: UNIT, l: POSITIVE},
    sections=(
        slope("Bernoulli, η the logit: the mean", "log(1 + exp(eta))", _eta, "sigmoid(eta)"),
        slope("The variance", "sigmoid(eta)", _eta, "sigmoid(eta)*(1 - sigmoid(eta))"),
        equation("The parameter that has this mean", "sigmoid(log(p/(1 - p)))", "p"),
        slope("Poisson, η the logarithm of the rate: the mean", "exp(eta)", _eta, "exp(eta)"),
        slope("Normal with variance 1: the mean", "eta^2/2", _eta, "eta"),
        equation(
            "Fisher's information of a Bernoulli variable: the mean of the squared score",
            "p*(1/p)^2 + (1 - p)*(1/(1 - p))^2",
            "1/(p*(1 - p))",
        ),
        equation("The score has mean 0", "p*(1/p) + (1 - p)*(-1/(1 - p))", "0"),
    ),
)

_of_beta: dict[Node, Set] = {_p: UNIT, Name("u"): POSITIVE, _w: POSITIVE}
_of_gamma: dict[Node, Set] = {_lambda: POSITIVE, Name("u"): POSITIVE, _w: POSITIVE}
priors = Page(
    name="conjugate_priors",
    title="Conjugate priors: Beta for s successes and f failures, Gamma for counts, normal for one example",
    where={
        _p: UNIT,
        _lambda: POSITIVE,
        _n: POSITIVE,
        **dict.fromkeys((_a, _b), POSITIVE),
        **dict.fromkeys((_s, _f, _v, _w), POSITIVE),
    },
    sections=(
        equation(
            "Likelihood times prior is a Beta again, but for a constant",
            "p^s*(1 - p)^f*(p^(a - 1)*(1 - p)^(b - 1))",
            "p^(a + s - 1)*(1 - p)^(b + f - 1)",
        ),
        slope(
            "The derivative of its logarithm",
            "(a + s - 1)*log(p) + (b + f - 1)*log(1 - p)",
            _p,
            "(a + s - 1)/p - (b + f - 1)/(1 - p)",
        ),
        equation(
            "Its mean lies between the prior's and the share of successes",
            "(a + s)/(a + b + s + f)",
            "(a + b)/(a + b + s + f)*(a/(a + b)) + (s + f)/(a + b + s + f)*(s/(s + f))",
        ),
        solved("The most probable p, of u = a + s − 1 and w = b + f − 1", "u/p - w/(1 - p)", _p, _of_beta),
        equation(
            "Gamma for n counts with sum s: likelihood times prior is a Gamma again",
            "λ^s*exp(-n*λ)*(λ^(a - 1)*exp(-b*λ))",
            "λ^(a + s - 1)*exp(-(b + n)*λ)",
        ),
        equation(
            "Its mean lies between the prior's and that of the counts",
            "(a + s)/(b + n)",
            "b/(b + n)*(a/b) + n/(b + n)*(s/n)",
        ),
        solved("The most probable rate, of u = a + s − 1 and w = b + n", "u/λ - w", _lambda, _of_gamma),
        equation(
            "Normal with variance v, prior with mean m and variance w: the exponents add to one square",
            "(x - mu)^2/v + (mu - m)^2/w",
            "(mu - (w*x + v*m)/(v + w))^2*(1/v + 1/w) + (x - m)^2/(v + w)",
        ),
    ),
)

_FIRST, _SECOND = (f"exp(-(x - {mean})^2/(2*v))/sqrt(2*pi*v)" for mean in ("mu", "nu"))
discriminants = Page(
    name="discriminants",
    title="Naive Bayes and the linear discriminant: two classes of weights p and q",
    where={_r: UNIT, _s: UNIT, **dict.fromkeys((_a, _b, _p, _q, _v), POSITIVE)},
    sections=(
        equation(
            "Bayes: the probability of a class is the sigmoid of its log-odds",
            "p*a/(p*a + q*b)",
            "sigmoid(log(p/q) + log(a/b))",
        ),
        equation(
            "Normal densities of one variance: the log-ratio is linear in x",
            f"log(({_FIRST})/({_SECOND}))",
            "(mu - nu)/v*x - (mu^2 - nu^2)/(2*v)",
        ),
        equation(
            "So the probability of the first class is a logistic regression",
            f"p*({_FIRST})/(p*({_FIRST}) + q*({_SECOND}))",
            "sigmoid((mu - nu)/v*x - (mu^2 - nu^2)/(2*v) + log(p/q))",
        ),
        equation(
            "A yes-or-no feature adds a term linear in it",
            "x*log(s/r) + (1 - x)*log((1 - s)/(1 - r))",
            "x*(log(s/(1 - s)) - log(r/(1 - r))) + log((1 - s)/(1 - r))",
        ),
    ),
)


def _weighted(center: Node) -> Node:
    """Σᵢ rᵢ (zᵢ − center)², r the shares of one component."""
    return total(at(_r, _i) * (at(_z, _i) - center) ** 2, _i, 1, _n)


_share = total(at(_r, _m), _m, 1, _n)
_mean = total(at(_r, _m) * at(_z, _m), _m, 1, _n) / _share
mixtures = Page(
    name="gaussian_mixture",
    title="A mixture of two normal laws of weights p and q: the E step and the M step",
    where=dict.fromkeys((_p, _q, _r, _v), POSITIVE),
    arrays={_z: (_n,), _r: (_n,)},
    sections=(
        slope(
            "E step: the derivative by a mean is the component's probability, given x, times its own slope",
            f"log(p*({_FIRST}) + q*({_SECOND}))",
            _mu,
            f"p*({_FIRST})/(p*({_FIRST}) + q*({_SECOND}))*((x - mu)/v)",
        ),
        State(
            title="M step: the derivative of the expected log-likelihood by the mean of a component",
            relation=equal(
                partial_of(-(_weighted(_mu) / (2 * _v)), _mu), total(at(_r, _i) * (at(_z, _i) - _mu), _i, 1, _n) / _v
            ),
        ),
        State(
            title="It is zero at the weighted mean",
            relation=equal(total(at(_r, _i) * (at(_z, _i) - _mean), _i, 1, _n) / _v, number(0)),
        ),
    ),
)

_reward = total(softmax(_m) * at(_r, _m), _m, 1, k)
policy = Page(
    name="policy_gradient",
    title="The gradient of an expected reward, and of a softmax policy",
    where={k: Interval(2, oo)},
    arrays={x: (k,), _r: (k,)},
    indices={j: (number(1), k)},
    sections=(
        State(
            title="Of a softmax policy with scores x and rewards r",
            relation=equal(partial_of(_reward, at(x, j)), softmax(j) * (at(_r, j) - _reward)),
        ),
        State(
            title="The same by the derivative of the logarithm: each action's score times its reward, expected",
            relation=equal(
                partial_of(_reward, at(x, j)),
                total(softmax(_m) * (at(delta, _m, j) - softmax(j)) * at(_r, _m), _m, 1, k),
            ),
        ),
        State(
            title="A baseline changes nothing: the expected score is 0",
            relation=equal(total(softmax(_m) * (at(delta, _m, j) - softmax(j)) * _b, _m, 1, k), number(0)),
        ),
    ),
)

_output = total(softmax(_m) * at(_V, _m, c), _m, 1, k)
attention = Page(
    name="attention",
    title="Attention: the output Σ S V of one query, by the scores and by the values",
    where={k: Interval(2, oo)},
    arrays={x: (k,), _V: (k, dim)},
    without_certificate="a derivative by an entry of a matrix has no words in Coq",
    indices={j: (number(1), k), c: (number(1), dim), l: (number(1), dim)},
    sections=(
        State(
            title="By a score: the weight times how far its value lies from the output",
            relation=equal(partial_of(_output, at(x, j)), softmax(j) * (at(_V, j, c) - _output)),
        ),
        State(
            title="By a value: the weight",
            relation=equal(partial_of(_output, at(_V, j, l)), softmax(j) * at(delta, c, l)),
        ),
    ),
)

_score = total(at(X, _i, _m) * at(theta, _m, c), _m, 1, dim)
_Y = Name("Y")
_of_row = at(theta, _m, l)
regression = Page(
    name="softmax_regression",
    title="Softmax regression: the gradient Xᵀ(P − Y) of the cross-entropy of a linear model",
    where={k: Interval(2, oo)},
    arrays={X: (_n, dim), theta: (dim, k), _Y: (_n, k)},
    without_certificate="a derivative by an entry of a matrix has no words in Coq",
    indices={j: (number(1), dim), l: (number(1), k)},
    sections=(
        State(
            title="Each example: what is predicted less the label, times its features",
            relation=equal(
                partial_of(
                    total(log(total(exp(_score), c, 1, k)) - total(at(_Y, _i, c) * _score, c, 1, k), _i, 1, _n),
                    at(theta, j, l),
                ),
                total(
                    at(X, _i, j)
                    * (exp(total(at(X, _i, _m) * _of_row, _m, 1, dim)) / total(exp(_score), c, 1, k) - at(_Y, _i, l)),
                    _i,
                    1,
                    _n,
                ),
            ),
        ),
    ),
)
