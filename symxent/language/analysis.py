"""Integrals and limits as trees write them: what binds a real variable."""

from __future__ import annotations

from sympy import Basic, Derivative, Dummy, Expr, Indexed, Integral, Limit, S, Symbol, Tuple
from sympy.core.function import AppliedUndef

from symxent.language import tree
from symxent.language.differentiate import expand_definitions
from symxent.language.evaluate import to_sympy
from symxent.language.linear import Value
from symxent.language.scope import MeaningError, Scope, plain_key

#: Letters that are often functions of another one.
VARYING = frozenset("yfghuvwzFGHUVY")


def integral(node: tree.Big, scope: Scope) -> Value:
    """∫ f(x) dx between two ends."""
    if node.condition is not None or node.lower is None or node.upper is None or len(node.index) != 1:
        raise MeaningError("no meaning is known for this integral", node)
    low, high = (infinite(end) or to_sympy(end, scope) for end in (node.lower, node.upper))
    x, body = _of_one_variable(node.index[0], node, scope)
    if body.has(Integral):  # ∫ r ∫ cos φ dφ dr is the product of two
        outside, body = body.replace(Integral, _drawn_out).as_independent(x, as_Add=False)
        return outside * (Integral(body, (x, low, high)) if body.has(x) else body * (high - low))
    if body.is_zero is not True and (low.is_infinite or high.is_infinite or body.has(x)):
        return Integral(body, (x, low, high))
    return body if body.is_zero else body * (high - low)


def _drawn_out(body: Expr, *limits: Tuple) -> Expr:
    """The integral with the factors that it does not depend on before it."""
    outside, inside = body.as_independent(*(limit[0] for limit in limits), as_Add=False)
    return outside * Integral(inside, *limits)


def infinite(node: tree.Node) -> Expr | None:
    """∞ and −∞ as an end."""
    return {tree.Name("oo"): S.Infinity, tree.Negative(tree.Name("oo")): S.NegativeInfinity}.get(node)


def _of_one_variable(name: tree.Node, node: tree.Big, scope: Scope) -> tuple[Symbol, Expr]:
    """The variable that an integral or a limit binds, and its body in it."""
    key = plain_key(name)
    if key is None:
        raise MeaningError(f"the variable of this {node.kind} must be a name", node)
    x = Dummy(key, real=True)
    body = expand_definitions(to_sympy(node.body, scope.bind(key, x)), scope.values, None, scope.families)
    doubtful = next((s for s in sorted(body.free_symbols - {x}, key=str) if may_vary(s, scope)), None)
    if doubtful is not None:
        raise MeaningError(f"how {doubtful} depends on {key} is not said", node, str(doubtful))
    if body.has(x) and body.has(AppliedUndef, Derivative, Indexed):
        raise MeaningError(f"this {node.kind} is of what is not known", node)
    return x, body


def limit(node: tree.Big, scope: Scope) -> Value:
    """lim f(x) as x → a, a⁺, a⁻ or ±∞."""
    match node.condition:
        case tree.Relation("→", name, tree.Indexed(end, (), (tree.Words("+" | "-" as sign),))):
            to, side = to_sympy(end, scope), str(sign)
        case tree.Relation("→", name, end):
            to, side = infinite(end) or to_sympy(end, scope), "+-"
            side = "-" if to.is_infinite else side
        case _:
            raise MeaningError("where this limit goes is not said", node)
    x, body = _of_one_variable(name, node, scope)
    return Limit(body, x, to, side) if body.has(x) else body


def may_vary(symbol: Basic, scope: Scope) -> bool:
    """Whether a letter may be a function of the variable of an integral: y, f, and what is differentiated somewhere."""
    return symbol in scope.dependents or str(symbol)[:1] in VARYING
