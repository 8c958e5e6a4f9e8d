"""The Gaussian integral, and the moments of the normal distribution."""

from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE
from symxent.language.formula import read_formula
from symxent.language.tree import Big, Name, Negative
from symxent.language.write import equal


def _integral(title: str, body: str, value: str) -> State:
    x = Name("x")
    over = Big("integral", read_formula(body), (x,), Negative(Name("oo")), Name("oo"))
    return State(title=title, relation=equal(over, read_formula(value)))


page = Page(
    name="gaussian",
    title="The Gaussian integral and its moments",
    where={Name("a"): POSITIVE},
    without_certificate="the integral of a weight of a law has no lemma in Coq",
    sections=(
        _integral("The Gaussian integral", "exp(-x^2)", "sqrt(pi)"),
        _integral("At any width", "exp(-a*x^2)", "sqrt(pi/a)"),
        _integral("The density of the normal distribution", "exp(-x^2/2)/sqrt(2*pi)", "1"),
        _integral("Its mean", "x*exp(-x^2/2)/sqrt(2*pi)", "0"),
        _integral("Its variance", "x^2*exp(-x^2/2)/sqrt(2*pi)", "1"),
        _integral("Its third moment", "x^3*exp(-x^2/2)/sqrt(2*pi)", "0"),
        _integral("Its fourth moment", "x^4*exp(-x^2/2)/sqrt(2*pi)", "3"),
    ),
)
