"""What a tree means: the SymPy expression it stands for, once each of its names is known.

A ``Scope`` says what the names are.  Nothing is guessed: a name, a function or a notation without a meaning is a
``MeaningError`` that tells which and where.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from sympy import (
    Abs,
    Add,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    evaluate,
    exp,
    sqrt,
)
from sympy import E as EULER
from sympy.core.function import AppliedUndef

from symxent.language import tree
from symxent.language.analysis import gradient, integral, limit
from symxent.language.calls import call, defined
from symxent.language.differentiate import derivative_of, expand_definitions
from symxent.language.evaluate import MAX_EXPONENT, MEANINGS, array_of, relation_to_sympy, to_sympy, to_value
from symxent.language.linear import Array, Value, add_values, dot, elementwise, fresh, over, product, transpose
from symxent.language.matrices import cross, determinant, matrix, power, sequence
from symxent.language.scope import (
    CONSTANTS,
    STANDARD,
    FunctionDefinition,
    MeaningError,
    Scope,
    label,
    plain_key,
)
from symxent.language.text import to_text

__all__ = [
    "STANDARD",
    "FunctionDefinition",
    "MeaningError",
    "Scope",
    "expand_definitions",
    "label",
    "plain_key",
    "relation_to_sympy",
    "to_sympy",
    "to_value",
]


#: Operators that apply to what follows, and are no letters.
_MEANS = frozenset(("E_blackboard", "V_blackboard", "P_blackboard"))


def _name(node: tree.Name, scope: Scope) -> Value:
    if node.name == "0" and node.key == "0":
        return Integer(0)  # the vector of zeros is equal to a number as none other is
    if node.key == "oo":
        raise MeaningError("∞ is no number: infinite sums and integrals have no meaning here", node)
    if node.key in _MEANS and node.key not in scope.values:
        raise MeaningError(f"how far {node.name} reaches is not said", node)
    # A page may write both p and p_i: the letter alone is a number of its own.
    found = scope.symbols.get(f"{node.key} alone", scope.symbols.get(node.key))
    if isinstance(found, IndexedBase):
        return array_of(found, scope)
    if found is not None:
        return found
    if node.key in scope.definitions:
        return defined(node.key, (), (), node, scope)
    if node.key in CONSTANTS and node.accent in ("", "roman"):  # a bold e is a vector
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
    if isinstance(node.base, tree.Name) and node.base.key == "I" and len(node.lower) == 2 and "I" in scope.identities:
        return KroneckerDelta(*(to_sympy(n, scope) for n in node.lower))
    if isinstance(node.base, tree.Name):
        base = scope.symbols.get(node.base.key)
        if isinstance(base, IndexedBase) and any(_is_array(n, scope) for n in node.lower):
            if "bold" in node.base.accent.split():
                raise MeaningError(f"{to_text(node)} is no number", node)  # P_X, the projection on the columns of X
            return Symbol(to_text(node), real=True)  # φ_y beside a vector y: a label and no index
        if isinstance(base, IndexedBase):
            return _component(base, node, scope)
        if isinstance(base, Array) and base.axes == len(node.lower) + len(node.upper):
            return base.entry(*(to_sympy(n, scope) for n in (*node.upper, *node.lower)))
        name = key if key is not None else node.base.key
        raise MeaningError(f"{name} is not defined here", node, name)
    value = to_value(node.base, scope)
    indices = [to_sympy(n, scope) for n in (*node.upper, *node.lower)]
    if isinstance(value, Array) and len(indices) == value.axes:
        return value.entry(*indices)
    raise MeaningError("an index was put on something that has no components", node)


def _is_array(node: tree.Node, scope: Scope) -> bool:
    """Whether a name stands for a whole vector or matrix."""
    found = scope.symbols.get(f"{node.key} alone", scope.symbols.get(node.key)) if isinstance(node, tree.Name) else None
    return isinstance(found, Array | IndexedBase)


def _component(base: IndexedBase, node: tree.Indexed, scope: Scope) -> Value:
    """One component, or for x^(i) of a matrix of examples the whole row i, as a column."""
    indices = [to_sympy(n, scope) for n in (*node.upper, *node.lower)]
    shape = scope.sizes.get(base)
    if shape is not None and len(shape) == 2 and len(indices) == 1:
        return Array(shape[1:], lambda j: base[indices[0], j], lows=scope.lows.get(base, ())[1:])
    if shape is not None and len(shape) != len(indices):
        message = f"{to_text(node)} has {len(indices)} indices, and the array has {len(shape)} axes"
        raise MeaningError(message, node)
    return base[tuple(indices)] if len(indices) > 1 else base[indices[0]]


def _add(node: tree.Add, scope: Scope) -> Value:
    values = [to_value(t, scope) for t in node.terms]
    written = any(isinstance(t, tree.Sequence | tree.Matrix) for t in node.terms)
    if written and len({isinstance(v, Array) for v in values if v != 0}) == 2:
        raise MeaningError("a number was added to an array that is written out", node)
    return add_values(values)


def _negative(node: tree.Negative, scope: Scope) -> Value:
    return elementwise(lambda a: -a, to_value(node.body, scope))


def _multiply(node: tree.Multiply, scope: Scope) -> Value:
    if node.sign == "⊗":  # of vectors, of matrices, of functions: never the product of two numbers
        raise MeaningError("no meaning is known for ⊗", node)
    values = [to_value(f, scope) for f in node.factors]
    if node.sign == "⊙":
        return reduce(lambda a, b: elementwise(lambda p, q: p * q, a, b), values)
    match values:
        case [Array() as a, Array() as b] if node.sign in ("·", "×") and a.axes == b.axes == 1 and a.row == b.row:
            return dot(a, b) if node.sign == "·" else cross(a, b)
    return reduce(product, values)


def _divide(node: tree.Divide, scope: Scope) -> Value:
    above, below = to_value(node.above, scope), to_value(node.below, scope)
    if isinstance(below, Array) and not isinstance(above, Array):
        raise MeaningError(f"something was divided by a {below.describe()}", node)
    if not isinstance(below, Array) and _is_plainly_zero(below):
        raise MeaningError("this fraction has 0 below its bar", node)
    return elementwise(lambda a, b: Mul(a, Pow(b, -1)), above, below)


def _is_plainly_zero(value: Expr) -> bool:
    """Whether SymPy sees a zero; of a sum with symbols only one that vanished at once, the others take it long."""
    with evaluate(True):  # where nothing may be carried out, what SymPy asks on the way takes minutes
        return value == 0 if isinstance(value, Add) and value.free_symbols else bool(value.is_zero)


def _power(node: tree.Power, scope: Scope) -> Value:
    exponent = to_value(node.exponent, scope)
    # A page may call its error e and still write e^(−x); e² is the error's square.
    euler = node.base == tree.Name("e") and not isinstance(node.exponent, tree.Number)
    base = EULER if euler else to_value(node.base, scope)
    if isinstance(exponent, Array):
        if base is EULER and not exponent.is_matrix and not _holds_matrix(node.exponent, scope):
            return elementwise(exp, exponent)
        raise MeaningError("a power with a vector or a matrix for its exponent", node)
    if isinstance(base, Array):
        return power(base, exponent, node)
    if base.is_number and exponent.is_number and base is not EULER:
        if not (exponent.is_Rational and abs(exponent) <= MAX_EXPONENT):
            if not (exponent.is_real and abs(exponent.evalf(5)) <= MAX_EXPONENT):
                raise MeaningError(f"the exponent is beyond {MAX_EXPONENT}", node)
    if base is not EULER and _is_plainly_zero(base) and exponent.is_negative:
        raise MeaningError("0 to a negative power", node)
    return exp(exponent) if base is EULER else base**exponent


def _holds_matrix(node: tree.Node, scope: Scope) -> bool:
    """Whether a matrix stands in an exponent: e^(A t) is no vector of powers."""
    found = (scope.symbols.get(n.key) for n in tree.walk(node) if isinstance(n, tree.Name))
    return any(isinstance(s, IndexedBase) and len(scope.sizes.get(s, ())) == 2 for s in found)


def _derivative(node: tree.Derivative, scope: Scope) -> Value:
    if node.body is None:
        raise MeaningError("d/dx stands without anything to differentiate", node)
    value = to_value(node.body, scope)
    for by in node.by:
        value = derivative_of(value, to_value(by, scope), node, scope)
    return value


def _big(node: tree.Big, scope: Scope) -> Value:
    if node.kind == "integral":
        return integral(node, scope)
    if node.kind == "lim":
        return limit(node, scope)
    if node.kind not in ("sum", "product"):
        raise MeaningError(f"no meaning is known for {node.kind} over an index", node)
    node = _plainly_indexed(node)
    names = _bound_names(node, scope)
    if not names:
        raise MeaningError(f"this {node.kind} does not say over which index", node)
    inner, ends = scope, []
    for name in names:
        key = plain_key(name)
        if key is None:
            raise MeaningError("the index of a sum must be a name", name)
        bound = fresh(key)
        ends.append((bound, *_bounds(node, key, inner, scope)))
        inner = inner.bind(key, bound)
    value = to_value(node.body, inner)
    excluded = _excluded(node, inner)
    return elementwise(lambda body: _over(node.kind, body, ends, excluded), value)


def _plainly_indexed(node: tree.Big) -> tree.Big:
    """A sum over K_j = 0, …: its index is one letter of its own, with a name that no other letter has."""
    letters = {n: tree.Name(to_text(n)) for n in node.index if isinstance(n, tree.Indexed) and plain_key(n) is None}
    if not letters:
        return node

    def change(n: tree.Node) -> tree.Node:
        return letters.get(n, n) if isinstance(n, tree.Indexed) else n

    return replace(node, index=tuple(map(change, node.index)), body=tree.rebuild(node.body, change))


def _bound_names(node: tree.Big, scope: Scope) -> tuple[tree.Node, ...]:
    """The names that the sum binds: of i ≠ j the one that is not used outside."""
    match node.condition:
        case tree.Relation("≠", tree.Name() as lhs, tree.Name() as rhs) if node.lower is None:
            if lhs.key in scope.outer and rhs.key not in scope.outer:
                return (rhs,)
            return (lhs,)
    return node.index


def _bounds(node: tree.Big, key: str, inner: Scope, scope: Scope) -> tuple[Expr, Expr]:
    with evaluate(True):
        return _ends(node, key, inner, scope)


def _ends(node: tree.Big, key: str, inner: Scope, scope: Scope) -> tuple[Expr, Expr]:
    if scope.endless and node.kind == "sum" and node.lower is not None and node.upper == tree.Name("oo"):
        return to_sympy(node.lower, inner), S.Infinity
    if node.lower is not None and node.upper is not None:
        return to_sympy(node.lower, inner), to_sympy(node.upper, inner)
    if isinstance(node.condition, tree.Relation) and node.condition.op in ("∈", "∉"):
        where = f"|{to_text(node.condition.rhs)}|"
        low, high = scope.ranges.get(where, (None, None))
        if low is not None and node.condition.op == "∈":
            return low, high
        raise MeaningError(f"the set {to_text(node.condition.rhs)} is not said", node, to_text(node.condition.rhs))
    if key in scope.ranges:
        low, high = scope.ranges[key]
        return low, (to_sympy(node.upper, inner) if node.upper is not None else high)
    raise MeaningError(f"the bounds of {key} are not said", node, key)


def _excluded(node: tree.Big, inner: Scope) -> tuple[Expr, Expr] | None:
    match node.condition:
        case None | tree.Relation("∈", _, _):
            return None
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
            whole = over(big, whole, (bound, low, high))
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
    if node.bracket not in ("|", "‖"):
        return value
    if isinstance(value, Array) and value.is_matrix:
        if node.bracket == "|":
            return determinant(value, node)
        raise MeaningError("which norm of a matrix is meant is not said", node)
    if node.bracket == "|":
        return elementwise(Abs, value)
    return sqrt(dot(value, value)) if isinstance(value, Array) else Abs(value)


def _transpose(node: tree.Transpose, scope: Scope) -> Value:
    value = to_value(node.body, scope)
    if isinstance(value, AppliedUndef):
        raise MeaningError(f"whether {to_text(node.body)} is a vector is not said", node)
    return transpose(value)


def _cases(node: tree.Cases, scope: Scope) -> Value:
    pairs = []
    for value, condition in node.branches:
        holds = True if condition is None else relation_to_sympy(condition, scope)
        pairs.append((to_sympy(value, scope), holds))
    try:
        return Piecewise(*pairs)
    except (ValueError, NotImplementedError) as error:  # SymPy's, of a condition that is about cases without a last one
        raise MeaningError("cases under such conditions have no meaning here", node) from error


MEANINGS.update(
    {
        tree.Number: _number,
        tree.Name: _name,
        tree.Indexed: _indexed,
        tree.Add: _add,
        tree.Negative: _negative,
        tree.Multiply: _multiply,
        tree.Divide: _divide,
        tree.Power: _power,
        tree.Call: call,
        tree.Derivative: _derivative,
        tree.Gradient: gradient,
        tree.Big: _big,
        tree.Group: _group,
        tree.Transpose: _transpose,
        tree.Sequence: sequence,
        tree.Matrix: matrix,
        tree.Cases: _cases,
    }
)
