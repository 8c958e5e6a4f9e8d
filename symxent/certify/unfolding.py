"""The definitions of the library's functions, written out the way ``unfold`` does it in Coq."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symxent.certify.terms import (
    Add,
    Apply,
    At,
    Components,
    Div,
    Index,
    Inv,
    Neg,
    Num,
    Sub,
    Term,
    Total,
    free_names,
    map_children,
    substitute,
    walk,
)

_ONE = Num(Fraction(1))


def _exp(u: Term) -> Term:
    return Apply("exp", (u,))


def at(vector: Term, index: Term) -> Term:
    """A component; of a vector given by its components, that component."""
    return (
        substitute(vector.body, {Index(vector.index): index})
        if isinstance(vector, Components)
        else At(vector, (index,))
    )


def _sum_of_exponentials(vector: Term, size: Term) -> Term:
    name = "m"
    while name in free_names(vector):
        name += "'"
    return Total(name, _exp(at(vector, Index(name))), size)


def _tanh(u: Term) -> Term:
    up, down = _exp(u), _exp(Neg(u))
    two = Num(Fraction(2))
    return Div(Div(Sub(up, down), two), Div(Add(up, down), two))


_DEFINITIONS: dict[str, Callable[..., Term]] = {
    "sigmoid": lambda u: Inv(Add(_ONE, _exp(Neg(u)))),
    "softplus": lambda u: Apply("ln", (Add(_ONE, _exp(u)),)),
    "tanh": _tanh,
    "softmax": lambda x, k, i: Div(_exp(at(x, i)), _sum_of_exponentials(x, k)),
    "logsumexp": lambda x, k: Apply("ln", (_sum_of_exponentials(x, k),)),
}
_COQ = {"tanh": "tanh, sinh, cosh"}


def used(term: Term) -> list[str]:
    """The names to unfold, as Coq wants them."""
    found = dict.fromkeys(part.function for part in walk(term) if isinstance(part, Apply))
    return [_COQ.get(name, name) for name in found if name in _DEFINITIONS]


def unfolded(term: Term) -> Term:
    """The term without any of the library's functions."""
    inner = map_children(term, unfolded)
    if isinstance(inner, Apply) and inner.function in _DEFINITIONS:
        return _DEFINITIONS[inner.function](*inner.arguments)
    return inner
