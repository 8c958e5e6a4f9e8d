"""Partial derivatives on a page: by a symbol, by a component, by a vector, and through definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from operator import mul

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    Indexed,
    IndexedBase,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    ceiling,
    diff,
    evaluate,
    exp,
    floor,
    log,
    sqrt,
)
from sympy.core.parameters import global_parameters

from symxent.language import tree
from symxent.language.from_sympy import spoken
from symxent.language.functions import sigmoid, softplus
from symxent.language.linear import Array, Value, elementwise
from symxent.language.scope import MeaningError, Scope
from symxent.logic import JOINTED, deciding

#: What has a joint, or jumps, where a derivative by a formula has no value.
_BROKEN = (*JOINTED, floor, ceiling)


def prime(function: Callable[..., Expr], argument: Expr, order: int) -> Expr:
    """f′(argument), f″(argument) …; raises MeaningError at a joint of f, where only a proof can say what it is."""
    t = Dummy("t", real=True)
    body = function(t)
    jointed, plain = body.has(*JOINTED), isinstance(argument, Symbol) and not body.has(argument)
    if plain and (jointed or not global_parameters.evaluate):
        return Derivative(function(argument), (argument, order))
    if not jointed:
        return diff(body, t, order).subs(t, argument)
    # What decides the cases is not 0 there, so that one of them holds around the point too.
    around = [u.subs(t, argument) for part in body.atoms(*JOINTED) for u in deciding(part)]
    if not all(u.is_number and u.is_nonzero for u in around):
        raise MeaningError(f"whether the function has a derivative at {spoken(argument)}, where its parts meet", None)
    return diff(body, t, order).subs(t, argument)


def derivative_of(value: Value, by: Value, node: tree.Node, scope: Scope) -> Value:
    """∂value/∂by: of a scalar by a vector, the vector of partial derivatives; of a vector by a vector, the Jacobian."""
    if isinstance(by, Array):
        if isinstance(value, Array):
            if value.is_matrix or by.is_matrix:
                raise MeaningError("the derivative of an array by a matrix", node)
            return Array(
                value.shape + by.shape,
                lambda i, j: partial(value.entry(i), by.entry(j), node, scope),
                lows=value.lows + by.lows,
            )
        return Array(by.shape, lambda *at: partial(value, by.entry(*at), node, scope), by.row, by.lows)
    return elementwise(lambda a: partial(a, by, node, scope), value)


def partial(value: Expr, by: Expr, node: tree.Node, scope: Scope) -> Expr:
    """∂value/∂by, where definitions are written out as far as ``by``."""
    through = expand_definitions(value, scope.values, by, scope.families)
    if not _occurs(by, through):
        inner = expand_definitions(by, scope.values, None, scope.families)
        if inner != by and through.has(inner):
            through = through.subs(inner, by)
    if by.is_Pow and by.exp == 2 and isinstance(by.base, Symbol):  # σ², of which |σ| is a function as σ⁻² is
        t = Dummy("t", positive=True)
        held = through.subs(Abs(by.base), sqrt(t)).subs(by, t)
        if held.has(t) and not held.has(by.base):
            _refuse_undeclared(held, t, node, scope)
            return _by_expression(held, t, by, node)
    _refuse_undeclared(through, by, node, scope)
    if isinstance(by, Symbol | Indexed):
        as_written = not global_parameters.evaluate
        with evaluate(True):
            if (as_written and by not in scope.values) or (through.has(*_BROKEN) and through.has(by)):
                return Derivative(through, by)
            return _differentiated(through, by)
    t = Dummy("t", real=True)
    held = through.subs(by, t)
    if held.free_symbols & by.free_symbols:
        raise MeaningError("a derivative by an expression that cannot be separated out", node)
    return _by_expression(held, t, by, node)


def _by_expression(held: Expr, t: Symbol, by: Expr, node: tree.Node) -> Expr:
    """The derivative by what t stands for; raises MeaningError at joints, of which only a proof tells."""
    if held.has(*_BROKEN):
        raise MeaningError(f"a derivative by {spoken(by)} of what has joints", node)
    return diff(held, t).subs(t, by)


@lru_cache(maxsize=512)
def _differentiated(value: Expr, by: Expr) -> Expr:
    """Remembered, as a page asks for the same derivative in many lines, and the search for corrections in each try."""
    return slope(value, by)


def slope(e: Expr, by: Expr) -> Expr:
    """de/d by as SymPy has it, which asks of every part in turn whether its derivative is 0: that takes longest."""
    if not _occurs(by, e):
        return S.Zero
    if isinstance(e, Add):
        return Add(*(slope(a, by) for a in e.args))
    if isinstance(e, Mul):
        each = [(*e.args[:i], slope(a, by), *e.args[i + 1 :]) for i, a in enumerate(e.args) if _occurs(by, a)]
        return Add(*(Mul(*fs) if isinstance(by, Symbol) else reduce(mul, fs) for fs in each))
    if isinstance(e, Pow):
        return e * (slope(e.exp, by) * log(e.base) + slope(e.base, by) * e.exp / e.base)
    if isinstance(e, exp | log | sigmoid | softplus) and len(e.args) == 1:
        return e.fdiff() * slope(e.args[0], by)
    if isinstance(e, Sum) and len(e.limits) == 1 and not e.limits[0].free_symbols & by.free_symbols:
        return Sum(slope(e.function, by), *e.limits)
    return diff(e, by)


def _occurs(by: Expr, value: Expr) -> bool:
    """Whether ``by``, or any component of the same base, stands in the value."""
    if isinstance(by, Indexed):
        return value.has(by.base)
    return value.has(by)


def _refuse_undeclared(value: Expr, by: Expr, node: tree.Node, scope: Scope) -> None:
    """A name that nobody defined may depend on anything: its derivative is not 0 but unknown."""
    if scope.complete:
        return
    for symbol in sorted(scope.dependents, key=str):
        if symbol != by and getattr(by, "base", None) != symbol and value.has(symbol):
            raise MeaningError(f"how {spoken(symbol)} depends on {spoken(by)} is not said", node, str(symbol))
    if value.is_number or _occurs(by, value):
        return
    free = sorted(value.free_symbols, key=str)
    raise MeaningError(f"how {spoken(value)} depends on {spoken(by)} is not said", node, str(free[0]) if free else "")


def expand_definitions(
    value: Expr,
    values: Mapping[Basic, Expr],
    keep: Basic | None = None,
    families: Mapping[IndexedBase, Callable[..., Expr]] | None = None,
    known: dict[Basic, Basic] | None = None,
) -> Expr:
    """Write defined symbols and components out, each by its definition, until none is left but ``keep``.

    When ``keep`` is a component, its whole family stays.  ``known`` remembers what parts of expressions became: it may
    serve again as long as the definitions and ``keep`` are the same.
    """
    families = families or {}
    if not values and not families:
        return value
    known = {} if known is None else known
    kept_base = keep.base if isinstance(keep, Indexed) else keep

    def definition(part: Basic) -> Basic | None:
        if part in values:
            return values[part] if part not in (keep, kept_base) else None
        if isinstance(part, Indexed) and part.base in families and part.base != kept_base:
            return families[part.base](*part.indices)
        return None

    for _ in range(len(values) + len(families) + 1):
        written = replaced(value, definition, known)
        if written == value:
            return value
        value = written
    return value


def replaced(value: Basic, by: Callable[[Basic], Basic | None], known: dict[Basic, Basic]) -> Expr:
    """Exact replacement, under sums too: SymPy's ``subs`` passes over what holds a bound index.

    The letter of a family stays, so that p and p[i] are two things.
    """
    found = known.get(value)
    if found is None:
        found = by(value)
        if found is None:
            found = value
            if value.args and not isinstance(value, IndexedBase):
                args = value.args[:1] if isinstance(value, Indexed) else ()
                changed = (*args, *(replaced(a, by, known) for a in value.args[len(args) :]))
                found = value if changed == value.args else _rebuilt(value, changed)
        known[value] = found
    return found


def _rebuilt(value: Basic, args: tuple[Basic, ...]) -> Basic:
    """The same with other parts; a derivative by a letter is none by the formula that defines the letter."""
    if isinstance(value, Derivative):
        for by, _ in args[1:]:
            if not by._diff_wrt:
                raise MeaningError(f"a derivative by {spoken(by)}, by which its letter is defined")
    return value.func(*args)
