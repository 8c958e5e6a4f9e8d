"""The derivative of a term by the rules of the library, each result in the very form in which Coq's rules give it."""

from __future__ import annotations

from fractions import Fraction

from symxent.certify.terms import (
    Add,
    Apply,
    At,
    Derive,
    Div,
    Index,
    Inv,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Term,
    Total,
    Upd,
    Var,
    free_names,
    substitute,
)
from symxent.errors import SymxentError

ONE = Num(Fraction(1))
ZERO = Num(Fraction(0))


class NoCertificate(SymxentError):
    """A statement for which no theorem is written: a notation, or a step, outside what the certificates cover."""


def derivative(term: Derive) -> Term:
    """The value of a derivative.

    >>> from symxent.certify.terms import to_coq
    >>> to_coq(derivative(Derive("z", Apply("sigmoid", (Var("z"),)), Var("z"))))
    '1 * (sigmoid z * (1 - sigmoid z))'
    """
    return substitute(differentiate(term.body, term.variable), {Var(term.variable): term.point})


def differentiate(term: Term, variable: str) -> Term:
    """The derivative as a function of the variable; the cases are those of the tactic ``sx_rule``, in its order.

    Raises NoCertificate for a function without a rule.
    """
    if variable not in free_names(term):
        return ZERO

    def by(part: Term) -> Term:
        return differentiate(part, variable)

    match term:
        case Var():
            return ONE
        case At(Upd(vector, index, Var(name)), (at,)) if name == variable and variable not in free_names(vector):
            return Apply("delta", (at, index))
        case Neg(body):
            return Neg(by(body))
        case Add(left, right):
            return Add(by(left), by(right))
        case Sub(left, right):
            return Sub(by(left), by(right))
        case Mul(left, right):
            return Add(Mul(by(left), right), Mul(left, by(right)))
        case Div(above, below):
            return Div(Sub(Mul(by(above), below), Mul(above, by(below))), Pow(below, 2))
        case Inv(body):
            return Div(Neg(by(body)), Pow(body, 2))
        case Pow(base, exponent):
            return Mul(Mul(Num(Fraction(exponent)), by(base)), Pow(base, exponent - 1))
        case Apply("softmax", (Upd(vector, index, Var(name)) as moved, size, at)) if (
            name == variable and variable not in free_names(vector)
        ):
            own, other = Apply("softmax", (moved, size, at)), Apply("softmax", (moved, size, index))
            return Mul(own, Sub(Apply("delta", (at, index)), other))
        case Apply("sqrt", (inner,)):
            return Div(by(inner), Mul(Num(Fraction(2)), term))
        case Apply(function, (inner,)) if function in _OUTER:
            return Mul(by(inner), _OUTER[function](inner))
        case Total(index, body, size):
            return Total(index, by(body), size)
        case Derive(inner_variable, body, Var(name)) if name == variable:
            first = substitute(differentiate(body, inner_variable), {Var(inner_variable): Var(variable)})
            return differentiate(first, variable)
    raise NoCertificate(f"no rule of differentiation is known for {_name(term)}")


def _sigmoid(u: Term) -> Term:
    value = Apply("sigmoid", (u,))
    return Mul(value, Sub(ONE, value))


_OUTER = {
    "exp": lambda u: Apply("exp", (u,)),
    "ln": lambda u: Inv(u),
    "sigmoid": _sigmoid,
    "softplus": lambda u: Apply("sigmoid", (u,)),
    "tanh": lambda u: Sub(ONE, Pow(Apply("tanh", (u,)), 2)),
}


def _name(term: Term) -> str:
    match term:
        case Apply(function) | At(Index(function)):
            return f"the function {function}"
    return f"a {type(term).__name__.lower()}"
