"""Derivatives, equations and signs that pages on estimation state, and the divergences of named laws."""

from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE, UNIT
from symxent.language.formula import read_formula
from symxent.language.tree import Big, Name, Negative, Node, rebuild
from symxent.language.write import equal, less, number, partial_of

_x, _p, _q, _a, _b = (Name(key) for key in "xpqab")


def read(formula: str) -> Node:
    """A formula with λ, whose name is a word of Python's."""
    return rebuild(read_formula(formula), lambda node: Name("lambda") if node == Name("λ") else node)


def slope(title: str, of: str, by: Name, value: str) -> State:
    """∂of/∂by = value."""
    return State(title=title, relation=equal(partial_of(read(of), by), read(value)))


def equation(title: str, left: str, right: str) -> State:
    """left = right."""
    return State(title=title, relation=equal(read(left), read(right)))


def below_zero(title: str, what: str) -> State:
    """what < 0."""
    return State(title=title, relation=less(read(what), number(0)))


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
