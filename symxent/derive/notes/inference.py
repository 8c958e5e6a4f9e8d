"""Information, divergences, bias and variance, gradients of means and the evidence's lower bound, line by line."""

from symxent.derive import by
from symxent.derive.notes.chances import mean, variance
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import POSITIVE, UNIT
from symxent.language.tree import Call, Divide, Name, Node
from symxent.language.write import X, at, at_most, equal, exp, log, number, partial_of, total

_a, _b, _c, _f, _i, _k, _m, _p, _q, _r, _s, _t, _v = (Name(key) for key in "abcfikmpqrstv")
_mu, _nu, _lambda, _sigma = (Name(key) for key in ("mu", "nu", "lambda", "sigma"))
_F, _G, _K, _N, _W, _Z = (Name(key) for key in "FGKNWZ")
_WITHOUT = "a mean has no lemma in Coq"


def law(name: str, *parameters: Node | int) -> Call:
    """Normal(μ, v) and the like."""
    return Call(Name(name), tuple(p if isinstance(p, Node) else number(p) for p in parameters))


fisher = Page(
    name="fisher_information",
    title="Fisher's information: the variance of the score, whose mean is 0",
    random={
        _F: law("Bernoulli", _p),
        _K: law("Poisson", _lambda),
        _W: law("Exponential", _lambda),
        _N: law("Normal", _mu, _v),
    },
    where={_p: UNIT, _lambda: POSITIVE, _v: POSITIVE},
    without_certificate=_WITHOUT,
    sections=(
        State(
            title="The score of a yes-or-no variable",
            relation=equal(partial_of(_F * log(_p) + (1 - _F) * log(1 - _p), _p), (_F - _p) / (_p * (1 - _p))),
        ),
        Derive(
            title="Its mean is 0",
            start=mean((_F - _p) / (_p * (1 - _p))),
            steps=(by.linearity, by.mean_of_law, by.collecting_terms & by.dropping_zeros_and_ones),
            ends=number(0),
        ),
        Derive(
            title="The information of a yes-or-no variable",
            start=variance((_F - _p) / (_p * (1 - _p))),
            steps=(by.variance_of_multiple, by.variance_of_law, by.cancelling),
            ends=1 / (_p * (1 - _p)),
        ),
        Derive(
            title="Of a count with Poisson's law",
            start=variance(_K / _lambda - 1),
            steps=(by.variance_of_multiple, by.variance_of_law, by.collecting_factors),
            ends=1 / _lambda,
        ),
        Derive(
            title="The same by the second derivative: the mean of λ⁻² K",
            start=mean(_K / _lambda**2),
            steps=(by.linearity, by.mean_of_law, by.cancelling),
            ends=1 / _lambda,
        ),
        Derive(
            title="Of a waiting time with the exponential law",
            start=variance(1 / _lambda - _W),
            steps=(by.variance_of_multiple, by.variance_of_law),
            ends=1 / _lambda**2,
        ),
        Derive(
            title="Of the mean of a normal law",
            start=variance((_N - _mu) / _v),
            steps=(by.variance_of_multiple, by.variance_of_law, by.collecting_factors),
            ends=1 / _v,
        ),
    ),
)

divergences = Page(
    name="divergences_of_laws",
    title="Kullback and Leibler's divergence as a mean of log-ratios",
    random={_F: law("Bernoulli", _p), X: law("Normal", _mu, _a)},
    where={_p: UNIT, _q: UNIT, _a: POSITIVE, _b: POSITIVE},
    without_certificate=_WITHOUT,
    sections=(
        Derive(
            title="Bernoulli's laws, of p from q",
            start=mean(_F * log(_p / _q) + (1 - _F) * log((1 - _p) / (1 - _q))),
            steps=(by.linearity, by.mean_of_law),
            ends=_p * log(_p / _q) + (1 - _p) * log((1 - _p) / (1 - _q)),
        ),
        Derive(
            title="Normal laws, of μ and a from ν and b",
            start=mean((X - _nu) ** 2 / (2 * _b) - (X - _mu) ** 2 / (2 * _a) + log(_b / _a) / 2),
            steps=(
                by.linearity,
                by.mean_squared_distance,
                by.variance_of_law & by.mean_of_law,
                by.collecting_terms,
                by.dropping_zeros_and_ones,
                by.cancelling,
            ),
            ends=(_a + (_mu - _nu) ** 2) / (2 * _b) - Divide(number(1), number(2)) + log(_b / _a) / 2,
        ),
    ),
)

_noise = Name("epsilon")
errors = Page(
    name="bias_and_variance",
    title="Bias and variance: the expected squared error of a prediction G of f + ε",
    random={_G: None, _noise: law("Normal", 0, _s)},
    where={_s: POSITIVE},
    independent=((_G, _noise),),
    without_certificate=_WITHOUT,
    sections=(
        Derive(
            title="Noise, variance and squared bias",
            start=mean((_f + _noise - _G) ** 2),
            steps=(
                by.expanding_the_mean,
                by.linearity & by.independence,
                by.mean_of_law & by.dropping_zeros_and_ones,
                by.mean_of_square,
                by.variance_of_law & by.mean_of_law,
                by.binomial_formula & by.dropping_zeros_and_ones,
            ),
            ends=_s + variance(_G) + (mean(_G) - _f) ** 2,
        ),
    ),
)

gradients = Page(
    name="gradients_of_means",
    title="Two ways to the gradient of a mean: by the score, and by a reparameterisation",
    random={X: law("Normal", _mu, _v), _Z: law("Normal", 0, 1)},
    where={_v: POSITIVE, _sigma: POSITIVE},
    without_certificate=_WITHOUT,
    sections=(
        Derive(
            title="μ + σZ has the mean μ",
            start=mean(_mu + _sigma * _Z),
            steps=(by.linearity, by.mean_of_law, by.dropping_zeros_and_ones),
            ends=_mu,
        ),
        Derive(
            title="It has the variance σ²",
            start=variance(_mu + _sigma * _Z),
            steps=(by.variance_of_multiple, by.variance_of_law, by.dropping_zeros_and_ones),
            ends=_sigma**2,
        ),
        State(
            title="It has the law of a normal variable: the same moment-generating function",
            relation=equal(mean(exp(_t * (_mu + _sigma * _Z))), exp(_t * _mu + _t**2 * _sigma**2 / 2)),
        ),
        State(
            title="The score of the mean of a normal law",
            relation=equal(partial_of(-((X - _mu) ** 2 / (2 * _v)), _mu), (X - _mu) / _v),
        ),
        State(
            title="By the score, for X²: the gradient of μ² + v",
            relation=equal(mean(X**2 * ((X - _mu) / _v)), partial_of(_mu**2 + _v, _mu)),
        ),
        State(
            title="By the reparameterisation, for the same",
            relation=equal(mean(2 * (_mu + _sigma * _Z)), partial_of(_mu**2 + _sigma**2, _mu)),
        ),
        State(
            title="For the exponential, by the score",
            relation=equal(mean(exp(X) * ((X - _mu) / _v)), partial_of(exp(_mu + _v / 2), _mu)),
        ),
        State(
            title="A baseline leaves the mean as it is",
            relation=equal(mean(_b * ((X - _mu) / _v)), number(0)),
        ),
    ),
)

_guess, _posterior = at(_q, _m), at(_r, _m)
_joint = _c * _posterior
_bound = total(_guess * log(_joint / _guess), _m, 1, _k)
_divergence = total(_guess * log(_guess / _posterior), _m, 1, _k)
evidence = Page(
    name="evidence_lower_bound",
    title="The evidence's lower bound: c the evidence p(x), r the law p(z | x) of k hidden values, q any guess of it",
    random={_W: None},
    where={_q: POSITIVE, _r: POSITIVE, _c: POSITIVE, _W: POSITIVE},
    arrays={_q: (_k,), _r: (_k,)},
    facts={
        "Σ q = 1": (total(at(_q, _i), _i, 1, _k), number(1)),
        "Σ r = 1": (total(at(_r, _i), _i, 1, _k), number(1)),
    },
    without_certificate=_WITHOUT,
    sections=(
        State(
            title="The logarithm of the evidence is the bound and a divergence",
            relation=equal(log(_c), _bound + _divergence),
        ),
        State(title="A divergence is never negative", relation=at_most(number(0), _divergence)),
        State(
            title="So the bound is at most the logarithm of the evidence",
            relation=at_most(_bound, log(_c)),
            certificate=_divergence,
        ),
        State(
            title="It is reached by the guess p(z | x): the E step",
            relation=equal(total(_posterior * log(_joint / _posterior), _m, 1, _k), log(_c)),
        ),
        State(
            title="The bound is an expected log-likelihood and an entropy: the M step needs the first alone",
            relation=equal(_bound, total(_guess * log(_joint), _m, 1, _k) - total(_guess * log(_guess), _m, 1, _k)),
        ),
        State(
            title="The same by Jensen's inequality, for W = p(x, Z)/q(Z) with Z of the law q",
            relation=at_most(mean(log(_W)), log(mean(_W))),
        ),
    ),
)
