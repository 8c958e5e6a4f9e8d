"""The derivatives of ten functions from limits of their difference quotients."""

from sympy import Interval, S, Set

from symxent.derive.page import Page, State
from symxent.derive.problems.limit import LimitProblem
from symxent.language.domain import REALS
from symxent.language.formula import read_formula
from symxent.language.from_sympy import limit_tree
from symxent.language.tree import Name, Node, Relation
from symxent.language.write import equal, number, x

_h = Name("h")
#: One neighbourhood of 0 is to serve for every x: x + h > 0.
_WHERE: dict[Node, Set] = {x: Interval.open(1, S.Infinity)}


def _quotient(title: str, quotient: str) -> LimitProblem:
    """The limit of a difference quotient that is written in another way first."""
    return LimitProblem("quotient", title, (), _WHERE, formula=read_formula(quotient), by=_h)


def _goes(quotient: Node, to: str) -> Relation:
    return equal(limit_tree(quotient, _h, number(0)), read_formula(to))


def _written(title: str, quotient: str, form: str, slope: str) -> tuple[State, State]:
    """A difference quotient in another form, and what that comes near to."""
    return (
        State(f"The difference quotient of {title}", equal(read_formula(quotient), read_formula(form))),
        State(f"The limit of {title}'s quotient", _goes(read_formula(form), slope)),
    )


def _near_0(title: str, quotient: str) -> State:
    return State(f"A limit that is known: {title}", _goes(read_formula(quotient), "1"))


page = Page(
    name="derivative_rules",
    title="Ten derivatives from limits, for x > 1",
    where={**_WHERE, _h: REALS},
    without_certificate="limits have no lemma in Coq",
    sections=(
        _quotient("A constant", "(c - c)/h"),
        _quotient("x", "((x + h) - x)/h"),
        _quotient("x²", "((x + h)^2 - x^2)/h"),
        _quotient("x³", "((x + h)^3 - x^3)/h"),
        _quotient("1/x", "(1/(x + h) - 1/x)/h"),
        *_written("√x", "(sqrt(x + h) - sqrt(x))/h", "1/(sqrt(x + h) + sqrt(x))", "1/(2*sqrt(x))"),
        _near_0("eʰ − 1 beside h", "(exp(h) - 1)/h"),
        *_written("eˣ", "(exp(x + h) - exp(x))/h", "exp(x)*((exp(h) - 1)/h)", "exp(x)"),
        _near_0("log(1 + h) beside h", "log(1 + h)/h"),
        *_written("log x", "(log(x + h) - log(x))/h", "log(1 + h/x)/h", "1/x"),
        _near_0("sin h beside h", "sin(h)/h"),
        *_written("sin x", "(sin(x + h) - sin(x))/h", "cos(x + h/2)*(sin(h/2)/(h/2))", "cos(x)"),
        *_written("cos x", "(cos(x + h) - cos(x))/h", "-sin(x + h/2)*(sin(h/2)/(h/2))", "-sin(x)"),
    ),
)
