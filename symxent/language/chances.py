"""Means and probabilities as a page writes them: readers of the calls of E, Var, Cov and P."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from sympy import And, Basic, Expr, Indexed, Not, Or, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symxent.language import tree as t
from symxent.language.evaluate import relation_to_sympy, to_sympy
from symxent.language.scope import MeaningError, Scope
from symxent.logic import Covariance, Entropy, Event, Expectation, Mean, Probability, RandomVariable, Variance

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


def operators(
    heads: Mapping[str, type[Mean]], variables: Collection[str] = (), events: Collection[str] = ()
) -> dict[str, Callable[[t.Call, Scope], Expr]]:
    """Readers of calls, by the key of their head.

    A letter behind the bar that is in neither list is an event in a probability, and a random variable in a mean.
    """

    def given(node: t.Node, scope: Scope, plain: bool) -> Boolean | Expr:
        """What stands behind the bar: an event, or a random variable."""
        key = _key(node)
        if key and key not in events and (key in variables or plain):
            return to_sympy(node, scope)
        try:
            return event(node, scope)
        except MeaningError:
            return to_sympy(node, scope)

    def reader(kind: type[Mean], node: t.Call, scope: Scope) -> Expr:
        of_event = kind is Probability
        several = bool(node.arguments) if of_event else len(node.arguments) == kind.bodies
        if isinstance(node.function, t.Indexed) or node.primes or not several:
            raise MeaningError("a mean or a probability of which it is not plain what it is of", node)
        behind = (given(g, scope, not of_event) for g in node.given)
        if of_event:
            made: Expr = kind(And(*(event(a, scope) for a in node.arguments)), *behind)
        else:
            made = kind(*(to_sympy(a, scope) for a in node.arguments), *behind)
        return made

    return {key: partial(reader, kind) for key, kind in heads.items()}


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
        case t.Indexed(t.Name(name) as letter, (index,), ()) if name[:1].isupper() and len(name) == 1:
            return Event(letter.key, to_sympy(index, scope))
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


def as_random(value: Expr, variables: Mapping[Basic, RandomVariable]) -> Expr:
    """A value with the letters that are random as what they are; X_i is a member of the sequence X.

    ``variables``: by the symbol of the letter, or by the base of its components.
    """
    table: dict[Basic, Basic] = {s: v for s, v in variables.items() if isinstance(s, Symbol)}
    for part in value.atoms(Indexed):
        if part.base in variables and len(part.indices) == 1:
            table[part] = variables[part.base][part.indices[0]]
    return value.xreplace(table)


def _key(node: t.Node) -> str:
    base = node.base if isinstance(node, t.Indexed) else node
    return base.key if isinstance(base, t.Name) else ""
