"""What f(x) means: functions of the field, of the page, of whole vectors, and those that nobody defined."""

from __future__ import annotations

from collections.abc import Callable

from sympy import (
    Expr,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Limit,
    Mul,
    Piecewise,
    Set,
    Symbol,
    exp,
    log,
    pi,
    sqrt,
)

from symxent.language import functions as field_functions
from symxent.language import tree
from symxent.language.analysis import infinite
from symxent.language.differentiate import expand_definitions, prime
from symxent.language.evaluate import MAX_EXPONENT, array_of, relation_to_sympy, to_sympy, to_value
from symxent.language.linear import Array, Value, elementwise, fresh, total
from symxent.language.matrices import OF_A_MATRIX, inner
from symxent.language.scope import (
    LOGSUMEXP,
    PROBABILITIES,
    SOFTMAX,
    MeaningError,
    Scope,
    call_key,
    normal_deviation,
    plain_key,
    runs_between,
)
from symxent.language.text import to_text

#: Signs between sets and statements, and what is said with ∃, |, ∂: read, and not computed with.
SIGNS = frozenset("∩∪∖△∧∨∘±∓⊖⊕|¬∀∃∂")
#: Definitions that call each other more often than this are a circle.
MAX_CALLS = 40


def call(node: tree.Call, scope: Scope) -> Value:
    head: tree.Node = node.function
    lower: tuple[tree.Node, ...] = ()
    if isinstance(head, tree.Indexed):
        # f^(1) and f^(2) are two functions, as f_1 and f_2 are.
        lower, head = (*head.lower, *head.upper), head.base
    if not isinstance(head, tree.Name):
        raise MeaningError("only a name can be called", node)
    name = head.key
    if name in scope.operators:
        return scope.operators[name](node, scope)
    if not node.arguments and not node.primes:
        raise MeaningError(f"{name} stands without an argument", node)
    if name in SIGNS:
        raise MeaningError(f"nothing is computed with {to_text(node)}", node)
    if name == "at":
        return _evaluated(node, scope)
    if name == "delta" and len(node.arguments) == 2:
        return KroneckerDelta(*(to_sympy(a, scope) for a in node.arguments))
    if name in OF_A_MATRIX and len(node.arguments) == 1 and not node.given and name not in scope.definitions:
        return OF_A_MATRIX[name](to_value(node.arguments[0], scope), node)
    if name == "inner" and len(node.arguments) == 2:
        return inner(to_value(node.arguments[0], scope), to_value(node.arguments[1], scope))
    if _is_indicator(head, node):
        return _product([_indicator(a, scope) for a in node.arguments])
    quantity = call_key(node)
    if quantity is not None and quantity in scope.symbols:
        return scope.symbols[quantity]
    key = plain_key(node.function) or name
    if key in scope.definitions or name in scope.definitions:
        return defined(key if key in scope.definitions else name, node.arguments, lower, node, scope)
    if name in SOFTMAX or name in scope.softmaxes:
        return _softmax(node, lower, scope)
    if name in LOGSUMEXP and node.arguments:
        return _logsumexp(node, scope)
    if name == "log" and len(lower) == 1 and node.arguments:
        base = to_sympy(lower[0], scope)
        return elementwise(lambda a: log(a) / log(base), to_value(node.arguments[0], scope))
    if (deviation := normal_deviation(node)) is not None:
        x, mean = (to_value(n, scope) for n in (node.arguments[0], node.given[0]))
        return elementwise(_normal_density, x, mean, to_value(deviation, scope))
    function = None if node.given else scope.function(key)
    if function is None and not scope.unknown_functions:
        raise MeaningError(f"the function {key} is not defined here", node, key)
    if function is None:
        return _unknown(key, node, lower, scope)
    arguments = [to_value(a, scope) for a in node.arguments]
    large = any(not isinstance(a, Array) and a.is_Integer and a > MAX_EXPONENT for a in arguments)
    if name in ("factorial", "double_factorial") and large:
        raise MeaningError(f"the factorial of a number beyond {MAX_EXPONENT}", node)
    if not _takes(function, len(arguments)):
        raise MeaningError(f"{key} does not take {len(arguments)} arguments", node)
    if node.primes:
        if len(arguments) != 1:
            raise MeaningError(f"{key}′ of several arguments", node)
        return elementwise(lambda a: prime(function, a, node.primes), arguments[0])
    return elementwise(lambda *a: function(*a), *arguments)


def _takes(function: Callable[..., Expr], count: int) -> bool:
    """Whether a function of SymPy takes so many arguments; of another one nothing is known."""
    allowed = getattr(function, "nargs", None)
    return not isinstance(allowed, Set) or count in allowed


def _is_indicator(head: tree.Name, node: tree.Call) -> bool:
    """1{…}, and I(…) of one relation."""
    if head.name == "1" and not node.given and node.arguments:
        return True
    return head.name == "I" and len(node.arguments) == 1 and isinstance(node.arguments[0], tree.Relation)


def _normal_density(x: Expr, mean: Expr, deviation: Expr) -> Expr:
    return exp(-((x - mean) ** 2) / (2 * deviation**2)) / (sqrt(2 * pi) * deviation)


def _product(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else elementwise(lambda *factors: Mul(*factors), *values)


def _evaluated(node: tree.Call, scope: Scope) -> Value:
    """f|_{x = a}: the value at a, of what was differentiated before; F|_a^b: the difference of those at both ends."""
    value = to_value(node.arguments[0], scope)
    name = runs_between(node)
    if name is not None:
        low, high = (end.rhs if isinstance(end, tree.Relation) else end for end in node.given)
        upper, lower = (_at(node, value, name, end, scope) for end in (high, low))
        return elementwise(lambda one, other: one - other, upper, lower)
    for given in node.given:
        match given:
            case tree.Relation("=", name, point) if plain_key(name) in scope.symbols:
                value = _at(node, value, name, point, scope)
            case _:
                raise MeaningError(f"where {to_text(node)} is evaluated is not understood", node)
    return value


def _at(node: tree.Call, value: Value, name: tree.Node, point: tree.Node, scope: Scope) -> Expr:
    """The value with a point put in for a name."""
    if plain_key(name) not in scope.symbols:
        raise MeaningError(f"where {to_text(node)} is evaluated is not understood", node)
    symbol, end = to_value(name, scope), infinite(point)
    at = end if end is not None else to_value(point, scope)
    if isinstance(symbol, Array) or isinstance(at, Array) or isinstance(value, Array):
        raise MeaningError("a value at a vector", node)
    value = expand_definitions(value, scope.values, symbol, scope.families)
    if not value.has(symbol) and value.free_symbols:
        raise MeaningError(f"how {to_text(node.arguments[0])} depends on {to_text(name)} is not said", node)
    return value.subs(symbol, at) if end is None else Limit(value, symbol, end)


def _indicator(condition: tree.Node, scope: Scope) -> Value:
    """1{a = b}, as a Kronecker delta; of several conditions the product."""
    match condition:
        case tree.Call(tree.Name("∧"), conditions):
            return _product([_indicator(c, scope) for c in conditions])
        case tree.Relation("=", lhs, rhs):
            return KroneckerDelta(to_sympy(lhs, scope), to_sympy(rhs, scope))
        case tree.Relation("≠", lhs, rhs):
            return 1 - KroneckerDelta(to_sympy(lhs, scope), to_sympy(rhs, scope))
        case _:
            return Piecewise((Integer(1), relation_to_sympy(condition, scope)), (Integer(0), True))


def _unknown(key: str, node: tree.Call, lower: tuple[tree.Node, ...], scope: Scope) -> Value:
    """A function without a definition stands for itself: f(x), P(y | x)."""
    parts: list[Value] = []
    for argument in (*node.arguments, *node.given):
        for piece in (argument.lhs, argument.rhs) if isinstance(argument, tree.Relation) else (argument,):
            parts.append(Symbol(piece.text) if isinstance(piece, tree.Words) else to_value(piece, scope))
    if plain_key(node.function) is None:
        parts += [Symbol(to_text(n)) if isinstance(n, tree.Relation) else to_value(n, scope) for n in lower]
    if any(isinstance(p, Array) for p in parts):
        parts = [_whole(p) for p in parts]
    name = f"{key}|{len(node.given)}" if node.given else key
    if node.primes:
        if len(parts) != 1 or not parts:
            raise MeaningError(f"{key}′ without one argument", node)
        return prime(Function(name), parts[0], node.primes)
    if not parts:
        raise MeaningError(f"{key} stands without an argument", node)
    return Function(name)(*parts)


def _whole(value: Value) -> Expr:
    """A named vector as one argument of a function that nobody defined."""
    if not isinstance(value, Array):
        return value
    probes = [Symbol(f"_{i}", integer=True) for i in range(value.axes)]
    entry = value.entry(*probes)
    if isinstance(entry, Indexed) and entry.indices[-value.axes :] == tuple(probes):
        rest = "".join(f"_{i}" for i in entry.indices[: -value.axes])
        return Symbol(f"{entry.base}{rest}")
    raise MeaningError("a function without a definition takes a vector that has no name")


def defined(
    key: str, arguments: tuple[tree.Node, ...], lower: tuple[tree.Node, ...], node: tree.Node, scope: Scope
) -> Value:
    """A function of the page, by its formula; J(θ) for J(ŷ, y) is the same quantity, seen as a function of θ."""
    definition = scope.definitions[key]
    primes = node.primes if isinstance(node, tree.Call) else 0
    if lower and definition.labels and lower != definition.labels:
        raise MeaningError(f"{key} is defined here with another index", node, key)  # F_Y(x) is no F_X(x)
    if scope.depth > MAX_CALLS:
        raise MeaningError(f"the definition of {key} runs in a circle", node, key)
    if primes:
        if len(arguments) != 1 or len(definition.parameters) != 1:
            raise MeaningError(f"{key}′ without one argument", node)

        def one(a: Expr) -> Expr:
            value = to_value(definition.body, scope.bind(definition.parameters[0], a))
            if isinstance(value, Array):
                raise MeaningError(f"{key}′ of a vector", node)
            return value

        return elementwise(lambda a: prime(one, a, primes), to_value(arguments[0], scope))
    given = node.given if isinstance(node, tree.Call) else ()
    if definition.given or given:
        if key in PROBABILITIES and len(given) != definition.given:  # p(y, μ) is no p(y | μ)
            raise MeaningError(f"{key} is defined here with another number of things that are given", node, key)
        arguments = (*arguments, *given) if len(given) == definition.given else arguments
    inner = scope.deeper()
    names = [n.replace("·", "") for n in definition.parameters]
    if definition.powers and [plain_key(getattr(a, "base", a)) for a in arguments] == names:
        arguments = ()  # ℓ(μ, σ²) again
    if len(arguments) == len(definition.parameters) and not _only_renamed(arguments, names, scope):
        powers = definition.powers or (1,) * len(arguments)
        for parameter, argument, power in zip(definition.parameters, arguments, powers, strict=True):
            value = to_value(argument, scope)
            inner = inner.bind(parameter, elementwise(sqrt, value) if power == 2 else value)
    elif all(plain_key(a) is not None for a in arguments):
        for parameter, name in zip(definition.parameters, names, strict=True):
            family = scope.symbols.get(name) if isinstance(scope.symbols.get(parameter), IndexedBase) else None
            if isinstance(family, IndexedBase) and family not in scope.sizes:  # L(α) of αᵢ: no number α, and no vector
                inner = inner.bind(parameter, family)
            else:
                inner = inner.bind(parameter, _by_key(name, scope, node))
    else:
        raise MeaningError(f"{key} takes {len(definition.parameters)} arguments", node)
    if lower and len(lower) == len(definition.indices):
        for index, value in zip(definition.indices, lower, strict=True):
            inner = inner.bind(index, to_sympy(value, scope))
    return to_value(definition.body, inner)


def _by_key(key: str, scope: Scope, node: tree.Node) -> Value:
    found = scope.symbols.get(f"{key} alone", scope.symbols.get(key))
    if found is None:
        raise MeaningError(f"{key} is not defined here", node, key)
    return array_of(found, scope) if isinstance(found, IndexedBase) else found


def _only_renamed(arguments: tuple[tree.Node, ...], names: list[str], scope: Scope) -> bool:
    return [plain_key(a) for a in arguments] == names and all(n in scope.symbols for n in names)


def _softmax(node: tree.Call, lower: tuple[tree.Node, ...], scope: Scope) -> Value:
    if len(node.arguments) != 1 or len(lower) > 1 or node.primes:
        raise MeaningError("softmax takes one vector", node)
    vector = to_value(node.arguments[0], scope)
    if not isinstance(vector, Array) or vector.is_matrix:
        raise MeaningError("softmax takes a vector, and this is none", node)
    base = base_of(vector) if vector.low(0) == 1 else None
    k = vector.shape[0]

    def entry(i: Expr) -> Expr:
        if base is not None:
            return field_functions.softmax(base, i, k)
        return exp(vector.entry(i)) / total(lambda m: exp(vector.entry(m)), vector.range(0))

    return entry(to_sympy(lower[0], scope)) if lower else Array((k,), entry, lows=vector.lows)


def _logsumexp(node: tree.Call, scope: Scope) -> Value:
    vector = to_value(node.arguments[0], scope)
    if not isinstance(vector, Array) or vector.is_matrix:
        raise MeaningError("logsumexp takes a vector, and this is none", node)
    base = base_of(vector) if vector.low(0) == 1 else None
    if base is not None:
        return field_functions.logsumexp(base, vector.shape[0])
    return log(total(lambda m: exp(vector.entry(m)), vector.range(0)))


def base_of(vector: Array) -> IndexedBase | None:
    """The base when the vector is a plain named one."""
    probe = fresh()
    entry = vector.entry(probe)
    if isinstance(entry, Indexed) and entry.indices == (probe,):
        return entry.base
    return None
