"""Maximum likelihood as a course writes it: the log-likelihood, its slope, where that is 0, the second derivative."""

from collections.abc import Mapping

from sympy import S, Set

from symxent.derive import by
from symxent.derive.automatic import page_for
from symxent.derive.notes.likelihood import below_zero, equation, read
from symxent.derive.page import Derive, Page, State
from symxent.derive.problems.equation import EquationProblem
from symxent.derive.rule import Rule, Step
from symxent.language.domain import POSITIVE, UNIT
from symxent.language.tree import Big, Call, Divide, Name, Node, Power
from symxent.language.write import at, equal, exp, log, number, partial_of, total

_x, _i, _m, _n, _p, _s, _f, _v = (Name(key) for key in "ximnpsfv")
_mu, _pi, _l = Name("mu"), Name("pi"), Name("lambda")
_one = at(_x, _i)
_mean = total(at(_x, _m), _m, 1, _n) / _n
_WITHOUT = "the logarithm of a product over an index has no lemma in Coq"


def likelihood(title: str, density: Node, *steps: Rule | Step) -> Derive:
    """The logarithm of the product of n densities, as a sum."""
    start = log(Big("product", density, (_i,), number(1), _n))
    return Derive(title, start, (by.log_of_product, *steps), without_certificate=_WITHOUT)


def derivative(title: str, formula: str, letter: Node, where: Mapping[Node, Set]) -> Page:
    """A derivative by one letter, line by line."""
    made = page_for(read(formula), letter)
    return Page("derivative", title, made.sections, {**made.where, **where})


def solved(title: str, formula: str, letter: Node, where: Mapping[Node, Set]) -> Page:
    """The zero of a formula, line by line."""
    return EquationProblem("equation", title, (), where, formula=read(formula), by=letter)


def negative(title: str, formula: str, where: Mapping[Node, Set]) -> Page:
    """That a formula is below 0."""
    return Page("sign", title, (below_zero(title, formula),), where)


_of_shares: dict[Node, Set] = {_p: UNIT, _s: POSITIVE, _f: POSITIVE}
bernoulli = Page(
    name="bernoulli_likelihood",
    title="Maximum likelihood for the Bernoulli distribution: s successes and f failures among n examples",
    where=_of_shares,
    arrays={_x: (_n,)},
    values={_s: total(_one, _i, 1, _n), _f: _n - total(_one, _i, 1, _n)},
    sections=(
        likelihood(
            "The log-likelihood of n yes-or-no examples",
            Power(_p, _one) * Power(1 - _p, 1 - _one),
            by.log_of_product & by.log_of_power,
            by.splitting_the_sum,
            by.pulling_out,
            by.splitting_the_sum & by.sum_of_constant,
            by.naming(_f) & by.naming(_s),
        ),
        derivative("Its derivative by p", "s*log(p) + f*log(1 - p)", _p, _of_shares),
        solved("It is zero at the share of successes", "s/p - f/(1 - p)", _p, _of_shares),
        derivative("The second derivative by p", "s/p - f/(1 - p)", _p, _of_shares),
        negative("It is negative: there is one maximum", "-s/p^2 - f/(1 - p)^2", _of_shares),
    ),
)
_of_rate: dict[Node, Set] = {_l: POSITIVE, _s: POSITIVE, _n: POSITIVE}
poisson = Page(
    name="poisson_likelihood",
    title="Maximum likelihood for the Poisson distribution: n examples with sum s",
    where={_l: POSITIVE, _s: POSITIVE, _x: S.Naturals0},
    arrays={_x: (_n,)},
    values={_s: total(_one, _i, 1, _n)},
    sections=(
        likelihood(
            "The log-likelihood of n counts, but for the factors 1/xᵢ!, in which λ does not occur",
            Power(_l, _one) * exp(-_l),
            by.log_of_product & by.log_of_power & by.log_of_exp,
            by.splitting_the_sum,
            by.pulling_out & by.sum_of_constant,
            by.naming(_s),
        ),
        derivative("Its derivative by the rate", "s*log(λ) - n*λ", _l, _of_rate),
        solved("It is zero at the mean of the examples", "s/λ - n", _l, _of_rate),
        derivative("The second derivative by the rate", "s/λ - n", _l, _of_rate),
        negative("That is negative: the maximum is the only one", "-s/λ^2", _of_rate),
    ),
)
exponential = Page(
    name="exponential_likelihood",
    title="Maximum likelihood for the exponential distribution: n waiting times with sum s",
    where={_l: POSITIVE, _s: POSITIVE},
    arrays={_x: (_n,)},
    values={_s: total(_one, _i, 1, _n)},
    sections=(
        likelihood(
            "The log-likelihood of n waiting times",
            _l * exp(-(_l * _one)),
            by.log_of_product & by.log_of_exp,
            by.splitting_the_sum,
            by.pulling_out & by.sum_of_constant,
            by.naming(_s),
        ),
        derivative("Its derivative by λ, the rate", "n*log(λ) - λ*s", _l, _of_rate),
        solved("It is zero at one over the mean waiting time", "n/λ - s", _l, _of_rate),
        derivative("The second derivative by λ", "n/λ - s", _l, _of_rate),
        negative("That is negative everywhere: one maximum", "-n/λ^2", _of_rate),
    ),
)
_of_variance: dict[Node, Set] = {_v: POSITIVE, _s: POSITIVE, _n: POSITIVE}
normal = Page(
    name="normal_likelihood",
    title="Maximum likelihood for the normal distribution: mean and variance",
    where=_of_variance,
    arrays={_x: (_n,)},
    values={_s: total((_one - _mu) ** 2, _i, 1, _n)},
    sections=(
        likelihood(
            "The log-likelihood of n numbers",
            Divide(exp(-(Divide((_one - _mu) ** 2, 2 * _v))), Call(Name("sqrt"), (2 * _pi * _v,))),
            by.log_of_quotient & by.log_of_exp & by.log_of_power,
            by.splitting_the_sum,
            by.pulling_out & by.sum_of_constant,
            by.naming(_s),
        ),
        Derive(
            title="Its derivative by the mean",
            start=partial_of(-(Divide(total((_one - _mu) ** 2, _i, 1, _n), 2 * _v)), _mu),
            steps=(
                by.constant_multiple_rule & by.constant_multiple_rule & by.sum_rule,
                by.chain_rule & by.power_rule,
                by.sum_rule & by.identity_rule & by.constant_rule,
                by.dropping_zeros_and_ones,
                by.collecting_in_each_term,
                by.pulling_out & by.pulling_out,
                by.cancelling & by.dropping_zeros_and_ones,
            ),
            ends=total(_one - _mu, _i, 1, _n) / _v,
            without_certificate="the derivative of a term under a sum has no lemma in Coq",
        ),
        State(
            title="It is zero at the sample mean",
            relation=equal(total(_one - _mean, _i, 1, _n) / _v, number(0)),
        ),
        derivative("Its derivative by the variance", "-s/(2*v) - n*log(2*pi*v)/2", _v, _of_variance),
        solved("It is zero at the mean squared distance", "s/(2*v^2) - n/(2*v)", _v, _of_variance),
        derivative("The second derivative by the variance", "s/(2*v^2) - n/(2*v)", _v, _of_variance),
        Page(
            "value",
            "At that variance",
            (equation("At that variance", "n/(2*(s/n)^2) - s/(s/n)^3", "-n^3/(2*s^2)"),),
            _of_variance,
        ),
        negative("It is negative there: a maximum", "-n^3/(2*s^2)", _of_variance),
    ),
)
