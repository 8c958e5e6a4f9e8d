"""Taylor polynomials of exp, log, sine and cosine: the sign of their remainders for x ≥ 0, and their size."""

from symxent.derive.page import Page, State
from symxent.language.domain import NONNEGATIVE, REALS
from symxent.language.formula import read_formula
from symxent.language.tree import Relation
from symxent.language.write import x


def _bound(title: str, left: str, right: str) -> State:
    return State(title=title, relation=Relation("≤", read_formula(left), read_formula(right)))


page = Page(
    name="taylor",
    title="Taylor polynomials, and the sign of what is left",
    where={x: NONNEGATIVE},
    without_certificate="the row “slopes” has no lemma in Coq",
    sections=(
        _bound("The tangent of exp at 0 lies below it", "1 + x", "exp(x)"),
        _bound("So does its parabola", "1 + x + x^2/2", "exp(x)"),
        _bound("The tangent of log(1 + x) at 0 lies above it", "log(1 + x)", "x"),
        _bound("Its parabola lies below it", "x - x^2/2", "log(1 + x)"),
        _bound("Its cubic lies above it", "log(1 + x)", "x - x^2/2 + x^3/3"),
        _bound("The tangent of the sine lies above it", "sin(x)", "x"),
        _bound("Its cubic lies below it", "x - x^3/6", "sin(x)"),
        _bound("The parabola of the cosine lies below it", "1 - x^2/2", "cos(x)"),
        _bound("Its quartic lies above it", "cos(x)", "1 - x^2/2 + x^4/24"),
    ),
)

remainder = Page(
    name="taylor_remainder",
    title="Taylor polynomials, and how large what is left can be",
    where={x: REALS},
    without_certificate="the row “slopes” has no lemma in Coq",
    sections=(
        _bound("The exponential function, degree 1", "abs(exp(x) - 1 - x)", "x^2/2*exp(abs(x))"),
        _bound("The sine, degree 1", "abs(sin(x) - x)", "abs(x)^3/6"),
        _bound("The cosine, degree 1", "abs(cos(x) - 1)", "x^2/2"),
        _bound("The arc tangent, degree 1", "abs(arctan(x) - x)", "abs(x)^3/3"),
    ),
)
