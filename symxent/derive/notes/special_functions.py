"""Γ at one half, beta and digamma: what their recurrences and two named integrals give."""

from sympy import Interval

from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE
from symxent.language.formula import read_formula
from symxent.language.tree import Big, Name, Node
from symxent.language.write import equal

_OPEN_UNIT = Interval.open(0, 1)


def _says(title: str, left: str | Node, right: str) -> State:
    start = read_formula(left) if isinstance(left, str) else left
    return State(title=title, relation=equal(start, read_formula(right)))


def _integral(body: str, low: str, high: str) -> Node:
    return Big("integral", read_formula(body), (Name("t"),), read_formula(low), read_formula(high))


gamma = Page(
    name="gamma_function",
    title="The Gamma function, and its value at one half",
    where={Name("x"): POSITIVE, Name("b"): POSITIVE, Name("p"): _OPEN_UNIT},
    without_certificate="Coq's libraries have no Γ",
    sections=(
        _says("Γ is an integral", _integral("t^(x - 1)*exp(-t)", "0", "oo"), "gamma(x)"),
        _says("With a rate", _integral("t^(x - 1)*exp(-b*t)", "0", "oo"), "gamma(x)/b^x"),
        _says("The recurrence of Γ", "gamma(x + 1)", "x*gamma(x)"),
        _says("The reflection of Γ", "gamma(p)*gamma(1 - p)", "pi/sin(pi*p)"),
        _says("So its square at one half is π", "gamma(1/2)*gamma(1 - 1/2)", "pi/sin(pi/2)"),
        _says("Γ at one half", "gamma(1/2)", "sqrt(pi)"),
        _says("Which is the Gaussian integral, by t = u²", _integral("t^(-1/2)*exp(-t)", "0", "oo"), "sqrt(pi)"),
        _says("At three halves, by the recurrence", "gamma(3/2)", "sqrt(pi)/2"),
        _says("The duplication of Γ", "gamma(x)*gamma(x + 1/2)", "2^(1 - 2*x)*sqrt(pi)*gamma(2*x)"),
    ),
)

beta = Page(
    name="beta_function",
    title="The beta function",
    where={Name("a"): POSITIVE, Name("b"): POSITIVE},
    without_certificate="Coq's libraries have no Γ",
    sections=(
        _says(
            "The beta function is an integral",
            _integral("t^(a - 1)*(1 - t)^(b - 1)", "0", "1"),
            "gamma(a)*gamma(b)/gamma(a + b)",
        ),
        _says("Beta is symmetric", "beta(a, b)", "beta(b, a)"),
        _says("The recurrence of beta", "beta(a + 1, b)", "a/(a + b)*beta(a, b)"),
        _says("The recurrence of beta in the other letter", "beta(a, b + 1)", "b/(a + b)*beta(a, b)"),
        _says("Both recurrences together", "beta(a + 1, b) + beta(a, b + 1)", "beta(a, b)"),
        _says("Beta at one half", "beta(1/2, 1/2)", "pi"),
        _says("The mean of the beta law", "beta(a + 1, b)/beta(a, b)", "a/(a + b)"),
    ),
)

digamma = Page(
    name="digamma_function",
    title="The digamma function",
    where={Name("x"): POSITIVE, Name("p"): _OPEN_UNIT},
    without_certificate="Coq's libraries have no Γ",
    sections=(
        _says("The recurrence of ψ", "digamma(x + 1)", "digamma(x) + 1/x"),
        _says("Two steps of its recurrence", "digamma(x + 2)", "digamma(x) + 1/x + 1/(x + 1)"),
        _says("The reflection of ψ", "digamma(1 - p) - digamma(p)", "pi*cot(pi*p)"),
        _says("The recurrence of its derivative", "trigamma(x + 1)", "trigamma(x) - 1/x^2"),
    ),
)
