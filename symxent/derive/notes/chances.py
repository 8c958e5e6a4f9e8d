"""Means, variances and probabilities: what a course derives of them before it speaks of any law."""

from symxent.derive import by
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import POSITIVE
from symxent.language.tree import Call, Group, Name, Node, Power, Relation
from symxent.language.write import X, at, at_most, exp, log, number, total

_A, _B, _W, _Y, _Z = (Name(key) for key in "ABWYZ")
_a, _b, _i, _n, _t, _mu, _v = (Name(key) for key in ("a", "b", "i", "n", "t", "mu", "v"))

_other = Power(_A, Name("c"))


def mean(body: Node, *given: Node) -> Node:
    """E(X | Y)."""
    return Call(Name("E"), (body,), given)


def variance(body: Node, *given: Node) -> Node:
    """Var(X | Y)."""
    return Call(Name("Var"), (body,), given)


def covariance(one: Node, other: Node) -> Node:
    """Cov(X, Y)."""
    return Call(Name("Cov"), (one, other))


def probability(event: Node, *given: Node) -> Node:
    """P(A | B)."""
    return Call(Name("P"), (event,), given)


moments = Page(
    name="mean_and_variance",
    title="Means, variances and covariances",
    random={X: None, _Y: None},
    without_certificate="a mean has no lemma in Coq",
    sections=(
        Derive(
            title="The variance is the mean of the square less the square of the mean",
            start=variance(X),
            steps=(by.variance, by.expanding_the_mean, by.linearity, by.collecting_terms),
            label="variance",
            ends=mean(X**2) - mean(X) ** 2,
        ),
        Derive(
            title="The variance of a linear function",
            start=variance(_a * X + _b),
            steps=(
                by.variance,
                by.linearity,
                by.collecting_terms,
                by.factoring,
                by.power_of_product,
                by.linearity,
                by.folding_the_variance,
            ),
            ends=_a**2 * variance(X),
        ),
        Derive(
            title="The covariance is the mean of the product less the product of the means",
            start=covariance(X, _Y),
            steps=(by.covariance, by.expanding_the_mean, by.linearity, by.collecting_terms),
            ends=mean(X * _Y) - mean(X) * mean(_Y),
        ),
        Derive(
            title="The mean squared distance from a number: variance and bias",
            start=mean((X - _t) ** 2),
            steps=(by.expanding_the_mean, by.linearity, by.mean_of_square, by.binomial_formula),
            ends=variance(X) + (mean(X) - _t) ** 2,
        ),
    ),
)

sums = Page(
    name="independent_variables",
    title="Sums of independent variables, and the sample mean of n examples with mean μ and variance v",
    random={X: Call(Name("Normal"), (_mu, _v)), _Y: None, _Z: None},
    where={_v: POSITIVE},
    arrays={X: (_n,)},
    independent=((_Y, _Z), (X,)),
    without_certificate="a mean has no lemma in Coq",
    sections=(
        Derive(
            title="The covariance of independent variables is 0",
            label="Cov(Y, Z) = 0",
            start=covariance(_Y, _Z),
            steps=(by.covariance, by.expanding_the_mean, by.linearity, by.independence, by.collecting_terms),
            ends=number(0),
        ),
        Derive(
            title="The variance of their sum",
            start=variance(_Y + _Z),
            steps=(by.variance_of_sum, by.using("Cov(Y, Z) = 0"), by.dropping_zeros_and_ones),
            ends=variance(_Y) + variance(_Z),
        ),
        Derive(
            title="The mean of the sample mean",
            start=mean(total(at(X, _i), _i, 1, _n) / _n),
            steps=(by.linearity, by.mean_of_law, by.sum_of_constant, by.cancelling),
            ends=_mu,
        ),
        Derive(
            title="Its variance falls with the number of examples",
            start=variance(total(at(X, _i), _i, 1, _n) / _n),
            steps=(
                by.variance_of_multiple,
                by.variances_add_up,
                by.variance_of_law,
                by.sum_of_constant,
                by.collecting_factors,
            ),
            ends=_v / _n,
        ),
    ),
)

given_another = Page(
    name="conditional_means",
    title="Conditional means: total expectation, total variance, and the best prediction",
    random={X: None, _Y: None},
    without_certificate="a mean has no lemma in Coq",
    sections=(
        Derive(
            title="What is given is known",
            start=mean(mean(X * _Y, _Y)),
            steps=(by.taking_out,),
            ends=mean(X * _Y),
        ),
        Derive(
            title="The law of total variance",
            start=mean(variance(X, _Y)) + variance(mean(X, _Y)),
            steps=(
                by.variance_by_squares,
                by.linearity,
                by.tower,
                by.collecting_terms,
                by.folding_the_variance,
            ),
            ends=variance(X),
        ),
    ),
)

events = Page(
    name="bayes",
    title="Bayes: probabilities of events, the one given the other",
    events=(_A, _B),
    without_certificate="a probability has no lemma in Coq",
    sections=(
        Derive(
            title="Bayes's theorem",
            start=probability(_A, _B),
            steps=(by.conditional, by.product_of_probabilities),
            ends=probability(_B, _A) * probability(_A) / probability(_B),
        ),
        Derive(
            title="The law of total probability",
            start=probability(_B),
            steps=(by.cases_of_event(_A), by.product_of_probabilities),
            ends=probability(_B, _A) * probability(_A) + probability(_B, _other) * probability(_other),
        ),
        Derive(
            title="Bayes with two cases",
            start=probability(_A, _B),
            steps=(
                by.conditional,
                by.cases_of_event(_A),
                by.product_of_probabilities,
            ),
        ),
    ),
)


def _at_most(title: str, small: Node, large: Node) -> State:
    return State(title=title, relation=at_most(small, large))


_far = Group(X - mean(X), "|")
inequalities = Page(
    name="inequalities_of_means",
    title="Inequalities between means: Markov, Chebyshev, Chernoff, Jensen, Cauchy and Schwarz",
    random={X: None, _Y: None, _W: None},
    events=(_A, _B),
    where={_W: POSITIVE, _a: POSITIVE, _t: POSITIVE},
    without_certificate="a mean has no lemma in Coq",
    sections=(
        _at_most("Markov's inequality, for W > 0", probability(Relation("≥", _W, _a)), mean(_W) / _a),
        _at_most("Chebyshev's inequality", probability(Relation("≥", _far, _a)), variance(X) / _a**2),
        _at_most("Chernoff's bound", probability(Relation("≥", X, _a)), mean(exp(_t * X)) * exp(-(_t * _a))),
        _at_most("Jensen's inequality: the square is convex", mean(X) ** 2, mean(X**2)),
        _at_most("The exponential is convex", exp(mean(X)), mean(exp(X))),
        _at_most("The logarithm is concave", mean(log(_W)), log(mean(_W))),
        _at_most("The inequality of Cauchy and Schwarz", mean(X * _Y) ** 2, mean(X**2) * mean(_Y**2)),
        _at_most("A correlation is at most 1", covariance(X, _Y) ** 2, variance(X) * variance(_Y)),
        _at_most("One of two events", probability(Call(Name("∪"), (_A, _B))), probability(_A) + probability(_B)),
    ),
)
