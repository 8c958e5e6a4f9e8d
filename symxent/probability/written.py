"""Means and probabilities as a page writes them: readers of the calls of E, Var, Cov and P."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sympy import And, Expr, Not, Or
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symxent.language import tree as t
from symxent.language.evaluate import relation_to_sympy, to_sympy
from symxent.language.scope import MeaningError, Scope
from symxent.logic import Covariance, Entropy, Event, Expectation, Mean, Probability, Variance

#: Read as entropies of a variable with a law only, and set upright.
ENTROPIES = ("H", "h")
#: Heads by their plain names; those of one letter stand for an operator only where they are set as one.
MEANS: Mapping[str, type[Mean]] = {
    "E": Expectation,
    **dict.fromkeys(("V", "Var", "var", "Variance"), Variance),
    **dict.fromkeys(("Cov", "cov"), Covariance),
    **dict.fromkeys(("P", "Pr", "p", "Prob"), Probability),
    **dict.fromkeys(ENTROPIES, Entropy),
}
_COMPLEMENTS = frozenset(("c", "C", "complement", "complement_roman"))


def operators(heads: Mapping[str, type[Mean]]) -> dict[str, Callable[[t.Call, Scope], Expr]]:
    """Readers of calls, by the key of their head."""
    return {key: partial(_probability if kind is Probability else _mean, kind) for key, kind in heads.items()}


def _mean(kind: type[Mean], node: t.Call, scope: Scope) -> Expr:
    if isinstance(node.function, t.Indexed) or node.primes or len(node.arguments) != kind.bodies:
        raise MeaningError("a mean of which it is not plain what it is taken over", node)
    bodies = [to_sympy(a, scope) for a in node.arguments]
    made: Expr = kind(*bodies, *(given(g, scope) for g in node.given))
    return made


def _probability(kind: type[Mean], node: t.Call, scope: Scope) -> Expr:
    if isinstance(node.function, t.Indexed) or node.primes or not node.arguments:
        raise MeaningError("a probability of which it is not plain what it is of", node)
    made: Expr = kind(And(*(event(a, scope) for a in node.arguments)), *(given(g, scope) for g in node.given))
    return made


def given(node: t.Node, scope: Scope) -> Boolean | Expr:
    """What stands behind the bar: an event, or a random variable."""
    if isinstance(node, t.Name | t.Indexed) and isinstance(scope.symbols.get(_key(node)), Boolean) is False:
        return to_sympy(node, scope)
    try:
        return event(node, scope)
    except MeaningError:
        return to_sympy(node, scope)


def event(node: t.Node, scope: Scope) -> Boolean:
    """A, A ∩ B, A ∪ B, the complement of A, X > 1.  Raises MeaningError for what is no event."""
    match node:
        case t.Group(body):
            return event(body, scope)
        case t.Relation():
            made = relation_to_sympy(node, scope)
            if not isinstance(made, Relational):
                raise MeaningError("a relation that always holds, or never", node)
            return made
        case t.Name(name, accent) if name[:1].isupper() and len(name) == 1:
            plain = accent.replace("bar", "").replace("overline", "").strip()
            return Not(Event(name)) if plain != accent.strip() else Event(node.key)
        case t.Power(base, t.Name() as exponent) if exponent.key in _COMPLEMENTS:
            return Not(event(base, scope))
        case t.Call(t.Name("¬"), (inner,)):
            return Not(event(inner, scope))
        case t.Call(t.Name("∩" | "∧"), parts):
            return And(*(event(part, scope) for part in parts))
        case t.Call(t.Name("∪" | "∨"), parts):
            return Or(*(event(part, scope) for part in parts))
        case t.Call(t.Name("∖"), (left, right)):
            return And(event(left, scope), Not(event(right, scope)))
        case t.Multiply(factors, ""):
            return And(*(event(part, scope) for part in factors))
    raise MeaningError("this is no event", node)


def _key(node: t.Node) -> str:
    base = node.base if isinstance(node, t.Indexed) else node
    return base.key if isinstance(base, t.Name) else ""
