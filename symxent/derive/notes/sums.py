"""Sums in closed form, by what each term is the difference of; the geometric series as what they come near to."""

from sympy import Interval, S

from symxent.derive.page import Page, State
from symxent.derive.problems.total import SumProblem
from symxent.language.formula import read_formula
from symxent.language.from_sympy import limit_tree
from symxent.language.tree import Name
from symxent.language.write import equal, number, total, x

_k, _n, _oo = Name("k"), Name("n"), Name("oo")


def _sum(title: str, term: str, low: int = 1) -> SumProblem:
    return SumProblem("sums", title, (), formula=read_formula(term), by=_k, low=number(low), high=_n)


page = Page(
    name="sums",
    title="Sums in closed form",
    sections=(
        _sum("The first n numbers", "k"),
        _sum("Their squares", "k^2"),
        _sum("Their cubes", "k^3"),
    ),
)

geometric = Page(
    name="geometric_sum",
    title="The geometric sum, and the arithmetic-geometric",
    without_certificate="a power whose base may be negative",
    sections=(
        _sum("The geometric sum", "x^k", 0),
        _sum("The arithmetic-geometric sum", "k*x^k", 0),
    ),
)

series = Page(
    name="geometric_series",
    title="The geometric series, for 0 < x < 1",
    where={x: Interval.open(0, 1), _n: S.Naturals0},
    without_certificate="limits have no lemma in Coq",
    sections=(
        State("The partial sums",
              equal(total(read_formula("x^k"), _k, 0, _n), read_formula("(1 - x^(n + 1))/(1 - x)"))),
        State("The powers", equal(limit_tree(read_formula("x^n"), _n, _oo), number(0))),
        State("The limit of the partial sums",
              equal(limit_tree(read_formula("(1 - x^(n + 1))/(1 - x)"), _n, _oo), read_formula("1/(1 - x)"))),
    ),
)  # fmt: skip
