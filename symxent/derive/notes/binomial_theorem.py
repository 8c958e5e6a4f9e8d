"""The binomial theorem, the rule that Pascal's triangle is built by, and what the theorem says at numbers."""

from sympy import S

from symxent.derive.page import Page, State
from symxent.language.domain import REALS
from symxent.language.formula import read_formula
from symxent.language.tree import Call, Multiply, Name, Node
from symxent.language.write import equal, j, k, n, total, x, y


def _choose(above: str, below: str) -> Node:
    return Call(Name("binom"), (read_formula(above), read_formula(below)))


def _sum(title: str, factors: str, value: str) -> State:
    """Σ C(n, j) times what else stands there is a value."""
    rest = () if factors == "1" else (read_formula(factors),)
    term = Multiply((_choose("n", "j"), *rest)) if rest else _choose("n", "j")
    return State(title, equal(total(term, j, 0, n), read_formula(value)))


page = Page(
    name="binomial_theorem",
    title="The binomial theorem",
    where={n: S.Naturals, k: S.Naturals, x: REALS, y: REALS},
    without_certificate="what handbooks list has no lemma in Coq",
    sections=(
        State("Pascal's rule", equal(_choose("n+1", "k"), _choose("n", "k-1") + _choose("n", "k"))),
        State("From either end", equal(_choose("n", "k"), _choose("n", "n-k"))),
        State("One factor out", equal(Multiply((k, _choose("n", "k"))), Multiply((n, _choose("n-1", "k-1"))))),
        _sum("The theorem", "x^j*y^(n-j)", "(x + y)^n"),
        _sum("Of one number", "x^j", "(1 + x)^n"),
        _sum("How many subsets there are", "1", "2^n"),
        _sum("As many are even as odd", "(-1)^j", "0"),
    ),
)
