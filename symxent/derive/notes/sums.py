"""Sums in closed form, by what each term is the difference of."""

from symxent.derive.page import Page
from symxent.derive.problems.total import SumProblem
from symxent.language.formula import read_formula
from symxent.language.tree import Name
from symxent.language.write import number

_k, _n = Name("k"), Name("n")


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
