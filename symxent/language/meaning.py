"""What a tree means: the SymPy expression it stands for, once each of its names is known.

A ``Scope`` says what the names are.  Nothing is guessed: a name, a function or a notation without a meaning is a
``MeaningError`` that tells which and where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from sympy import (
    Abs,
    Add,
    Basic,
    Dummy,
    Eq,
    Expr,
    Ge,
    Gt,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Product,
    Rational,
    Sum,
    Symbol,
    acos,
    asin,
    atan,
    atanh,
    cos,
    cosh,
    diff,
    erf,
    exp,
    factorial,
    gamma,
    log,
    pi,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from sympy import E as EULER

from symxent.errors import SymxentError
from symxent.language import functions as field_functions
from symxent.language import tree
from symxent.language.linear import (
    Array,
    Value,
    add_values,
    dot,
    elementwise,
    fresh,
    product,
    total,
    transpose,
)


class MeaningError(SymxentError):
    """A part of a formula has no meaning in this scope; ``span`` tells where, ``name`` which name is missing."""

    def __init__(self, message: str, node: tree.Node | None = None, name: str = "") -> None:
        super().__init__(message)
        self.span = node.span if node is not None else None
        self.name = name


def relu(x: Expr) -> Expr:
    return Max(0, x)


#: Functions that every page may use without declaring them, by their plain names.
STANDARD: Mapping[str, Callable[..., Expr]] = {
    "exp": exp,
    "log": log,
    "ln": log,
    "sqrt": sqrt,
    "abs": Abs,
    "sign": sign,
    "sgn": sign,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "arcsin": asin,
    "arccos": acos,
    "arctan": atan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "artanh": atanh,
    "arctanh": atanh,
    "erf": erf,
    "Gamma": gamma,
    "max": Max,
    "min": Min,
    "relu": relu,
    "ReLU": relu,
    "sigmoid": field_functions.sigmoid,
    "Sigmoid": field_functions.sigmoid,
    "sigma": field_functions.sigmoid,
    "logistic": field_functions.sigmoid,
    "softplus": field_functions.softplus,
    "logit": field_functions.logit,
    "factorial": factorial,
}

#: Functions of a whole vector.
SOFTMAX = frozenset({"softmax", "Softmax"})
LOGSUMEXP = frozenset({"logsumexp", "LSE", "LogSumExp"})

CONSTANTS: Mapping[str, Expr] = {"e": EULER, "pi": pi}

#: Exponents of plain numbers beyond this are not evaluated: 9^(9^9) has 369 million digits.
MAX_EXPONENT = 256


@dataclass(frozen=True)
class Scope:
    """What the names of a page stand for.

    ``symbols``: by key ("x", "theta", "y_hat", "theta_new"), a scalar, or the base of a vector or matrix.
    ``functions``: by plain name, a callable that takes and gives expressions; ``STANDARD`` lies beneath.
    ``sizes``: the number of components along each axis of an IndexedBase that stands for a whole vector or matrix.
    ``ranges``: the ends of an index over which a page sums without bounds.
    ``values``: the definition of a defined symbol, used when something is differentiated by or through it.
    ``softmaxes``: further names for the softmax of a vector, such as S.
    """

    symbols: Mapping[str, Expr | IndexedBase] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)
    sizes: Mapping[IndexedBase, tuple[Expr, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Expr, Expr]] = field(default_factory=dict)
    values: Mapping[Basic, Expr] = field(default_factory=dict)
    softmaxes: frozenset[str] = frozenset()

    def bind(self, name: str, symbol: Expr) -> Scope:
        """This scope, with a bound index."""
        return replace(self, symbols={**self.symbols, name: symbol})

    def function(self, name: str) -> Callable[..., Expr] | None:
        return self.functions.get(name) or STANDARD.get(name)

    def size(self, base: IndexedBase) -> tuple[Expr, ...]:
        return self.sizes.get(base, (Symbol("d", integer=True, positive=True),))


def to_sympy(node: tree.Node, scope: Scope) -> Expr:
    """The scalar expression that a tree stands for.

    >>> from sympy.abc import x
    >>> half = tree.Divide(tree.Name("x"), tree.Number("2"))
    >>> to_sympy(half, Scope({"x": x}))
    x/2

    Raises MeaningError for a name that the scope does not know, for a notation without a meaning, and for a vector.
    """
    value = to_value(node, scope)
    if isinstance(value, Array):
        raise MeaningError(f"a scalar was expected, and this is a {value.describe()}", node)
    return value


def to_value(node: tree.Node, scope: Scope) -> Value:
    """The scalar, vector or matrix that a tree stands for."""
    meaning = _MEANINGS.get(type(node))
    if meaning is None:
        raise MeaningError(f"no meaning is known for this {type(node).__name__.lower()}", node)
    return meaning(node, scope)


def array_of(base: IndexedBase, scope: Scope) -> Array:
    """A whole vector or matrix."""
    shape = scope.size(base)
    return Array(shape, lambda *at: base[at if len(at) > 1 else at[0]])


def label(node: tree.Node) -> str | None:
    """The text of a subscript that only tells symbols apart: θ_new, w_0; None for an index such as i or t − 1."""
    match node:
        case tree.Words(text):
            return text.strip().replace(" ", "_")
        case tree.Name(name, accent="roman"):
            return name
        case tree.Name(name) if len(name) > 1:
            return name
        case tree.Number(text):
            return text
        case _:
            return None


def plain_key(node: tree.Node) -> str | None:
    """The key of a name, with its labels: "theta", "y_hat", "theta_new", "w_0"; None when it is no plain name."""
    match node:
        case tree.Name():
            return node.key
        case tree.Indexed(base, lower, ()):
            labels = [label(n) for n in lower]
            key = plain_key(base)
            if key is not None and all(x is not None for x in labels):
                return "_".join([key, *[x for x in labels if x is not None]])
    return None


def _name(node: tree.Name, scope: Scope) -> Value:
    found = scope.symbols.get(node.key)
    if isinstance(found, IndexedBase):
        return array_of(found, scope)
    if found is not None:
        return found
    if node.key in CONSTANTS:
        return CONSTANTS[node.key]
    raise MeaningError(f"{node.key} is not defined here", node, node.key)


def _number(node: tree.Number, scope: Scope) -> Value:
    value = node.value
    return Rational(value.numerator, value.denominator)


def _indexed(node: tree.Indexed, scope: Scope) -> Value:
    key = plain_key(node)
    if key is not None and key in scope.symbols:
        found = scope.symbols[key]
        return array_of(found, scope) if isinstance(found, IndexedBase) else found
    if isinstance(node.base, tree.Name) and node.base.key == "delta" and len(node.lower) == 2 and not node.upper:
        if not isinstance(scope.symbols.get("delta"), IndexedBase):
            return KroneckerDelta(*(to_sympy(n, scope) for n in node.lower))
    if isinstance(node.base, tree.Name):
        base = scope.symbols.get(node.base.key)
        if isinstance(base, IndexedBase):
            return _component(base, node, scope)
        name = key if key is not None else node.base.key
        raise MeaningError(f"{name} is not defined here", node, name)
    value = to_value(node.base, scope)
    indices = [to_sympy(n, scope) for n in (*node.upper, *node.lower)]
    if isinstance(value, Array) and len(indices) == value.axes:
        return value.entry(*indices)
    raise MeaningError("an index was put on something that has no components", node)


def _component(base: IndexedBase, node: tree.Indexed, scope: Scope) -> Value:
    """One component, or for x^(i) of a matrix of examples the whole row i, as a column."""
    indices = [to_sympy(n, scope) for n in (*node.upper, *node.lower)]
    shape = scope.sizes.get(base)
    if shape is not None and len(shape) == 2 and len(indices) == 1:
        if node.upper:
            return Array(shape[1:], lambda j: base[indices[0], j])
        return Array(shape[1:], lambda j: base[indices[0], j])
    if shape is not None and len(shape) != len(indices):
        raise MeaningError(f"{node_text(node)} has {len(indices)} indices, and the array has {len(shape)} axes", node)
    return base[tuple(indices)] if len(indices) > 1 else base[indices[0]]


def node_text(node: tree.Node) -> str:
    """A short name of a node for messages."""
    return plain_key(node) or (node_text(node.base) if isinstance(node, tree.Indexed) else type(node).__name__.lower())


def _add(node: tree.Add, scope: Scope) -> Value:
    return add_values([to_value(t, scope) for t in node.terms])


def _negative(node: tree.Negative, scope: Scope) -> Value:
    return elementwise(lambda a: -a, to_value(node.body, scope))


def _multiply(node: tree.Multiply, scope: Scope) -> Value:
    values = [to_value(f, scope) for f in node.factors]
    if node.sign == "⊙":
        return reduce(lambda a, b: elementwise(lambda p, q: p * q, a, b), values)
    if node.sign == "·" and all(isinstance(v, Array) and not v.is_matrix for v in values) and len(values) == 2:
        a, b = values
        if isinstance(a, Array) and isinstance(b, Array) and a.row == b.row:
            return dot(a, b)
    return reduce(product, values)


def _divide(node: tree.Divide, scope: Scope) -> Value:
    above, below = to_value(node.above, scope), to_value(node.below, scope)
    if isinstance(below, Array) and not isinstance(above, Array):
        raise MeaningError(f"something was divided by a {below.describe()}", node)
    if not isinstance(below, Array) and below.is_zero:
        raise MeaningError("this fraction has 0 below its bar", node)
    return elementwise(lambda a, b: a / b, above, below)


def _power(node: tree.Power, scope: Scope) -> Value:
    base, exponent = to_value(node.base, scope), to_value(node.exponent, scope)
    if isinstance(exponent, Array):
        if base is EULER:
            return elementwise(exp, exponent)
        raise MeaningError("a power with a vector for its exponent", node)
    if isinstance(base, Array):
        raise MeaningError(f"a power of a {base.describe()}", node)
    if base.is_number and exponent.is_number and base is not EULER:
        if not (exponent.is_Rational and abs(exponent) <= MAX_EXPONENT):
            if not (exponent.is_real and abs(exponent.evalf(5)) <= MAX_EXPONENT):
                raise MeaningError(f"the exponent is beyond {MAX_EXPONENT}", node)
    if base.is_zero and exponent.is_negative:
        raise MeaningError("0 to a negative power", node)
    return base**exponent


def _call(node: tree.Call, scope: Scope) -> Value:
    head: tree.Node = node.function
    lower: tuple[tree.Node, ...] = ()
    if isinstance(head, tree.Indexed):
        lower, head = head.lower, head.base
    if not isinstance(head, tree.Name):
        raise MeaningError("only a name can be called", node)
    name = head.key
    if node.given:
        raise MeaningError(f"{name} was given a condition", node)
    if name == "delta" and len(node.arguments) == 2:
        return KroneckerDelta(*(to_sympy(a, scope) for a in node.arguments))
    if name in SOFTMAX or name in scope.softmaxes:
        return _softmax(node, lower, scope)
    if name in LOGSUMEXP:
        return _logsumexp(node, scope)
    if name == "log" and len(lower) == 1:
        base = to_sympy(lower[0], scope)
        return elementwise(lambda a: log(a) / log(base), to_value(node.arguments[0], scope))
    key = plain_key(node.function) or name
    function = scope.function(key)
    if function is None:
        raise MeaningError(f"the function {key} is not defined here", node, key)
    arguments = [to_value(a, scope) for a in node.arguments]
    if node.primes:
        if len(arguments) != 1:
            raise MeaningError(f"{key}′ of several arguments", node)
        return elementwise(lambda a: _prime(function, a, node.primes), arguments[0])
    return elementwise(lambda *a: function(*a), *arguments)


def _prime(function: Callable[..., Expr], argument: Expr, order: int) -> Expr:
    t = Dummy("t", real=True)
    return diff(function(t), t, order).subs(t, argument)


def _softmax(node: tree.Call, lower: tuple[tree.Node, ...], scope: Scope) -> Value:
    if len(node.arguments) != 1 or len(lower) > 1 or node.primes:
        raise MeaningError("softmax takes one vector", node)
    vector = to_value(node.arguments[0], scope)
    if not isinstance(vector, Array) or vector.is_matrix:
        raise MeaningError("softmax takes a vector, and this is none", node)
    base = base_of(vector)
    k = vector.shape[0]

    def entry(i: Expr) -> Expr:
        if base is not None:
            return field_functions.softmax(base, i, k)
        return exp(vector.entry(i)) / total(lambda m: exp(vector.entry(m)), k)

    return entry(to_sympy(lower[0], scope)) if lower else Array((k,), entry)


def _logsumexp(node: tree.Call, scope: Scope) -> Value:
    vector = to_value(node.arguments[0], scope)
    if not isinstance(vector, Array) or vector.is_matrix:
        raise MeaningError("logsumexp takes a vector, and this is none", node)
    base = base_of(vector)
    if base is not None:
        return field_functions.logsumexp(base, vector.shape[0])
    return log(total(lambda m: exp(vector.entry(m)), vector.shape[0]))


def base_of(vector: Array) -> IndexedBase | None:
    """The base when the vector is a plain named one."""
    probe = fresh()
    entry = vector.entry(probe)
    if isinstance(entry, Indexed) and entry.indices == (probe,):
        return entry.base
    return None


def _derivative(node: tree.Derivative, scope: Scope) -> Value:
    if node.body is None:
        raise MeaningError("d/dx stands without anything to differentiate", node)
    value = to_value(node.body, scope)
    for by in node.by:
        value = derivative_of(value, to_value(by, scope), node, scope)
    return value


def _gradient(node: tree.Gradient, scope: Scope) -> Value:
    if node.by is None:
        raise MeaningError("∇ does not say by what", node)
    return derivative_of(to_value(node.body, scope), to_value(node.by, scope), node, scope)


def derivative_of(value: Value, by: Value, node: tree.Node, scope: Scope) -> Value:
    """∂value/∂by: of a scalar by a vector, the vector of partial derivatives; of a vector by a vector, the Jacobian."""
    if isinstance(by, Array):
        if isinstance(value, Array):
            if value.is_matrix or by.is_matrix:
                raise MeaningError("the derivative of an array by a matrix", node)
            return Array(value.shape + by.shape, lambda i, j: _partial(value.entry(i), by.entry(j), node, scope))
        return Array(by.shape, lambda *at: _partial(value, by.entry(*at), node, scope), by.row)
    return elementwise(lambda a: _partial(a, by, node, scope), value)


def _partial(value: Expr, by: Expr, node: tree.Node, scope: Scope) -> Expr:
    through = expand_definitions(value, scope.values, keep=by)
    if by in scope.values and not through.has(by):
        inner = expand_definitions(scope.values[by], scope.values, keep=by)
        through = through.subs(inner, by)
    if isinstance(by, Symbol | Indexed):
        return diff(through, by)
    t = Dummy("t", real=True)
    held = through.subs(by, t)
    if held.free_symbols & by.free_symbols:
        raise MeaningError("a derivative by an expression that cannot be separated out", node)
    return diff(held, t).subs(t, by)


def expand_definitions(value: Expr, values: Mapping[Basic, Expr], keep: Basic | None = None) -> Expr:
    """Write defined symbols out, each by its definition, until none is left but ``keep``."""
    for _ in range(len(values) + 1):
        found = {s: v for s, v in values.items() if s != keep and value.has(s)}
        if not found:
            return value
        value = value.subs(found, simultaneous=True)
    return value


def _big(node: tree.Big, scope: Scope) -> Value:
    if node.kind not in ("sum", "product"):
        raise MeaningError(f"no meaning is known for {node.kind} over an index", node)
    if not node.index:
        raise MeaningError(f"this {node.kind} does not say over which index", node)
    inner, ends = scope, []
    for name in node.index:
        key = plain_key(name)
        if key is None:
            raise MeaningError("the index of a sum must be a name", name)
        bound = fresh(key)
        ends.append((bound, *_bounds(node, key, inner, scope)))
        inner = inner.bind(key, bound)
    value = to_value(node.body, inner)
    excluded = _excluded(node, inner) if node.condition is not None else None
    return elementwise(lambda body: _over(node.kind, body, ends, excluded), value)


def _bounds(node: tree.Big, key: str, inner: Scope, scope: Scope) -> tuple[Expr, Expr]:
    if node.lower is not None and node.upper is not None:
        return to_sympy(node.lower, inner), to_sympy(node.upper, inner)
    if key in scope.ranges:
        low, high = scope.ranges[key]
        return low, (to_sympy(node.upper, inner) if node.upper is not None else high)
    raise MeaningError(f"the bounds of {key} are not said", node, key)


def _excluded(node: tree.Big, inner: Scope) -> tuple[Expr, Expr]:
    match node.condition:
        case tree.Relation("≠", lhs, rhs):
            return to_sympy(lhs, inner), to_sympy(rhs, inner)
        case _:
            raise MeaningError("this condition under a sum has no meaning here", node)


def _over(kind: str, body: Expr, ends: list[tuple[Expr, Expr, Expr]], excluded: tuple[Expr, Expr] | None) -> Expr:
    big = Sum if kind == "sum" else Product
    whole = body
    for bound, low, high in ends:
        if low.is_Integer and high.is_Integer and int(high) - int(low) < 16:
            parts = [whole.subs(bound, m) for m in range(int(low), int(high) + 1)]
            whole = Add(*parts) if kind == "sum" else Mul(*parts)
        else:
            whole = big(whole, (bound, low, high))
    if excluded is None:
        return whole
    # Σ_{k ≠ i} f(k) = Σ_k f(k) − f(i): every f met here is finite at k = i.
    bound, _, _ = ends[-1]
    left, right = excluded
    at = right if left == bound else left
    alone = body.subs(bound, at)
    return whole - alone if kind == "sum" else whole / alone


def _group(node: tree.Group, scope: Scope) -> Value:
    value = to_value(node.body, scope)
    if node.bracket == "|":
        return elementwise(Abs, value)
    if node.bracket == "‖":
        return sqrt(dot(value, value)) if isinstance(value, Array) and not value.is_matrix else elementwise(Abs, value)
    return value


def _transpose(node: tree.Transpose, scope: Scope) -> Value:
    return transpose(to_value(node.body, scope))


def _sequence(node: tree.Sequence, scope: Scope) -> Value:
    return _explicit([to_sympy(item, scope) for item in node.items])


def _explicit(entries: list[Expr]) -> Array:
    def entry(i: Expr) -> Expr:
        if not i.is_Integer:
            raise MeaningError("a vector that is written out has only numbered components")
        return entries[int(i) - 1]

    return Array((Integer(len(entries)),), entry)


def _matrix(node: tree.Matrix, scope: Scope) -> Value:
    rows = [[to_sympy(x, scope) for x in row] for row in node.rows]
    if all(len(row) == 1 for row in rows):
        return _explicit([row[0] for row in rows])
    if len({len(row) for row in rows}) != 1:
        raise MeaningError("the rows of this matrix differ in length", node)

    def entry(i: Expr, j: Expr) -> Expr:
        if not (i.is_Integer and j.is_Integer):
            raise MeaningError("a matrix that is written out has only numbered components")
        return rows[int(i) - 1][int(j) - 1]

    return Array((Integer(len(rows)), Integer(len(rows[0]))), entry)


def _cases(node: tree.Cases, scope: Scope) -> Value:
    pairs = []
    for value, condition in node.branches:
        holds = True if condition is None else relation_to_sympy(condition, scope)
        pairs.append((to_sympy(value, scope), holds))
    return Piecewise(*pairs)


_RELATIONS = {"=": Eq, "≠": Ne, "<": Lt, ">": Gt, "≤": Le, "≥": Ge}


def relation_to_sympy(node: tree.Node, scope: Scope) -> Basic:
    """A condition as a SymPy relation."""
    if isinstance(node, tree.Relation) and node.op in _RELATIONS:
        return _RELATIONS[node.op](to_sympy(node.lhs, scope), to_sympy(node.rhs, scope))
    raise MeaningError("this condition has no meaning here", node)


_MEANINGS: dict[type[tree.Node], Callable[..., Value]] = {
    tree.Number: _number,
    tree.Name: _name,
    tree.Indexed: _indexed,
    tree.Add: _add,
    tree.Negative: _negative,
    tree.Multiply: _multiply,
    tree.Divide: _divide,
    tree.Power: _power,
    tree.Call: _call,
    tree.Derivative: _derivative,
    tree.Gradient: _gradient,
    tree.Big: _big,
    tree.Group: _group,
    tree.Transpose: _transpose,
    tree.Sequence: _sequence,
    tree.Matrix: _matrix,
    tree.Cases: _cases,
}
