"""The identities of trigonometry that every course lists, and the derivative of the tangent."""

from symxent.derive import by
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import REALS
from symxent.language.formula import read_formula
from symxent.language.tree import Relation
from symxent.language.write import d, x, y


def _identity(title: str, left: str, right: str) -> State:
    return State(title=title, relation=Relation("=", read_formula(left), read_formula(right)))


page = Page(
    name="trigonometry",
    title="Trigonometric identities",
    where={x: REALS, y: REALS},
    sections=(
        _identity("Pythagoras", "sin(x)^2 + cos(x)^2", "1"),
        _identity("The sine of a sum", "sin(x + y)", "sin(x)*cos(y) + cos(x)*sin(y)"),
        _identity("The cosine of a sum", "cos(x + y)", "cos(x)*cos(y) - sin(x)*sin(y)"),
        _identity("The sine of twice an angle", "sin(2*x)", "2*sin(x)*cos(x)"),
        _identity("The cosine of twice an angle", "cos(2*x)", "1 - 2*sin(x)^2"),
        _identity("The sine of three times an angle", "sin(3*x)", "3*sin(x) - 4*sin(x)^3"),
        _identity("A product as a sum", "sin(x)*cos(y)", "(sin(x + y) + sin(x - y))/2"),
        _identity("A sum as a product", "sin(x) + sin(y)", "2*sin((x + y)/2)*cos((x - y)/2)"),
        _identity("Tangent and cosine", "1 + tan(x)^2", "1/cos(x)^2"),
        Derive(
            title="The derivative of the tangent",
            start=d(read_formula("sin(x)/cos(x)"), x),
            steps=(
                by.quotient_rule,
                by.sine_rule & by.cosine_rule,
                by.minus_times_minus,
                by.collecting_factors,
                by.splitting_the_fraction,
            ),
            ends=read_formula("1 + sin(x)^2/cos(x)^2"),
        ),
    ),
)
