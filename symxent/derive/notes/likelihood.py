"""Estimation by maximum likelihood, and the divergences of named laws."""

from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE, UNIT
from symxent.language.formula import read_formula
from symxent.language.tree import Big, Name, Negative, Node
from symxent.language.write import at, equal, less, number, partial_of, total

_x, _i, _m, _n = (Name(key) for key in "ximn")
_p, _q, _s, _f, _v, _a, _b, _mu = (Name(key) for key in ("p", "q", "s", "f", "v", "a", "b", "mu"))


def slope(title: str, of: str, by: Name, value: str) -> State:
    """∂of/∂by = value."""
    return State(title=title, relation=equal(partial_of(read_formula(of), by), read_formula(value)))


def equation(title: str, left: str, right: str) -> State:
    """left = right."""
    return State(title=title, relation=equal(read_formula(left), read_formula(right)))


def below_zero(title: str, what: str) -> State:
    """what < 0."""
    return State(title=title, relation=less(read_formula(what), number(0)))


bernoulli = Page(
    name="bernoulli_likelihood",
    title="Maximum likelihood for the Bernoulli distribution: s successes and f failures",
    where={_p: UNIT, _s: POSITIVE, _f: POSITIVE},
    sections=(
        slope("The derivative of the log-likelihood", "s*log(p) + f*log(1 - p)", _p, "s/p - f/(1 - p)"),
        equation("It is zero at the share of successes", "s/(s/(s + f)) - f/(1 - s/(s + f))", "0"),
        slope("The second derivative", "s/p - f/(1 - p)", _p, "-s/p^2 - f/(1 - p)^2"),
        below_zero("It is negative: there is one maximum", "-s/p^2 - f/(1 - p)^2"),
    ),
)


def _squares(center: Node) -> Node:
    return total((at(_x, _i) - center) ** 2, _i, 1, _n)


_mean = total(at(_x, _m), _m, 1, _n) / _n
normal = Page(
    name="normal_likelihood",
    title="Maximum likelihood for the normal distribution",
    where={_v: POSITIVE, _s: POSITIVE},
    arrays={_x: (_n,)},
    sections=(
        State(
            title="The derivative of the log-likelihood by the mean",
            relation=equal(partial_of(-(_squares(_mu) / (2 * _v)), _mu), total(at(_x, _i) - _mu, _i, 1, _n) / _v),
        ),
        State(
            title="It is zero at the sample mean",
            relation=equal(total(at(_x, _i) - _mean, _i, 1, _n) / _v, number(0)),
        ),
        slope(
            "The derivative by the variance, s the sum of squares",
            "-n/2*log(2*pi*v) - s/(2*v)",
            _v,
            "s/(2*v^2) - n/(2*v)",
        ),
        equation("It is zero at the mean square", "s/(2*(s/n)^2) - n/(2*(s/n))", "0"),
    ),
)

_DENSITY = "exp(-(x - mu)^2/(2*a))/sqrt(2*pi*a)"
divergences = Page(
    name="divergences",
    title="Kullback-Leibler divergences of Bernoulli and normal distributions",
    where={_p: UNIT, _q: UNIT, _a: POSITIVE, _b: POSITIVE},
    without_certificate="the integral of a weight of a law has no lemma in Coq",
    sections=(
        slope("Bernoulli: the derivative by q", "p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))", _q, "(q - p)/(q*(1 - q))"),
        equation("It is zero at q = p", "p*log(p/p) + (1 - p)*log((1 - p)/(1 - p))", "0"),
        State(
            title="Normal: the mean of the logarithm of the densities' ratio",
            relation=equal(
                Big(
                    "integral",
                    read_formula(f"{_DENSITY}*((x - nu)^2/(2*b) - (x - mu)^2/(2*a) + log(b/a)/2)"),
                    (_x,),
                    Negative(Name("oo")),
                    Name("oo"),
                ),
                read_formula("(a + (mu - nu)^2)/(2*b) - 1/2 + log(b/a)/2"),
            ),
        ),
        equation("It is zero for equal laws", "(a + (mu - mu)^2)/(2*a) - 1/2 + log(a/a)/2", "0"),
    ),
)
