"""Integrals, limits and gradients as trees write them."""

from __future__ import annotations

from functools import reduce

from sympy import Basic, Derivative, Dummy, Expr, Indexed, Integral, Limit, S, Symbol, Tuple, evaluate
from sympy.core.function import AppliedUndef

from symxent.language import tree
from symxent.language.differentiate import derivative_of, expand_definitions, partial
from symxent.language.evaluate import to_sympy, to_value
from symxent.language.linear import Array, Value
from symxent.language.matrices import explicit
from symxent.language.scope import MeaningError, Scope, plain_key

#: Letters that are often functions of another one.
VARYING = frozenset("yfghuvwzFGHUVY")
#: Coordinates that may be curved: there ∇ is more than the derivatives.
_CURVED = frozenset(("r", "rho", "theta", "phi", "varphi", "varrho"))


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


def gradient(node: tree.Gradient, scope: Scope) -> Value:
    by = node.by
    if by is None and isinstance(node.body, tree.Call) and len(node.body.arguments) == 1:
        by = node.body.arguments[0]  # ∇f(x) is that by x
    if by is None and (made := _by_each_argument(node, scope)) is not None:
        return made
    if by is None or plain_key(by) is None:
        raise MeaningError("∇ does not say by what", node)
    return derivative_of(to_value(node.body, scope), to_value(by, scope), node, scope)


def _by_each_argument(node: tree.Gradient, scope: Scope) -> Value | None:
    """∇f and ∇f(1, 2) of a function f(x, y) = … of numbers: the column of its derivatives by x and by y."""
    called = isinstance(node.body, tree.Call) and not node.body.given and not node.body.primes
    head = node.body.function if isinstance(node.body, tree.Call) and called else node.body
    definition = scope.definitions.get(plain_key(head) or "")
    if definition is None or definition.given or definition.labels or definition.powers or definition.indices:
        return None
    names = [n.replace("·", "") for n in definition.parameters]
    arguments = node.body.arguments if isinstance(node.body, tree.Call) else tuple(map(tree.Name, names))
    if len(names) < 2 or len(arguments) != len(names) or _CURVED & set(names):
        return None
    at = [to_value(a, scope) for a in arguments]
    letters = [Symbol(n, real=True) for n in names]
    inner = reduce(lambda held, one: held.bind(*one), zip(definition.parameters, letters, strict=True), scope.deeper())
    value = to_value(definition.body, inner)
    if isinstance(value, Array) or any(isinstance(a, Array) for a in at):
        return None
    with evaluate(True):
        slopes = [partial(value, x, node, inner) for x in letters]
        if any(slope.has(Derivative) for slope in slopes):
            raise MeaningError("the gradient of a function with joints, or with another inside", node)
        return explicit([s.subs(dict(zip(letters, at, strict=True)), simultaneous=True) for s in slopes])
