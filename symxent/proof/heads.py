"""What each head of an expression is in the field of fractions: one short handler for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flint import fmpq
from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Float,
    Function,
    Heaviside,
    Indexed,
    Integer,
    KroneckerDelta,
    LambertW,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    beta,
    binomial,
    ceiling,
    cos,
    cot,
    csc,
    exp,
    floor,
    harmonic,
    log,
    polygamma,
    sec,
    sign,
    sin,
    sqrt,
    tan,
)
from sympy import gamma as sympy_gamma
from sympy.core.function import AppliedUndef

from symxent.logic import Step
from symxent.logic.choices import JOINTED
from symxent.logic.definitions import ODD, by_definition
from symxent.logic.gamma import beta_of, binomial_of, falling, rgamma
from symxent.logic.heads import plus, rational, times
from symxent.logic.letters import kinds_in
from symxent.proof import choices, exponents, gamma, logarithms, sums, trigonometry
from symxent.proof.budget import Undecided, Undefined
from symxent.proof.derivatives import evaluated
from symxent.proof.fractions import Frac
from symxent.proof.generators import NOTHING, free_of
from symxent.proof.situation import bounds

if TYPE_CHECKING:
    from symxent.proof.engine import Engine


def _symbol(g: Engine, e: Symbol) -> Frac:
    found = g.situation.rules.get(e)
    if found is not None:
        g.used_facts.add(g.situation.said.get(e, f"{e} = {found}"))
        return g.value(found)
    if e in g.bound:
        return g.atom(e, frozenset((e,)), 2, kind="symbol")
    return g.atom(e, NOTHING, g.situation.sign_of(e), kind="symbol", binary=g.situation.is_label(e))


def _indexed(g: Engine, e: Indexed) -> Frac:
    places = [i if i.is_Atom else i.expand() for i in e.indices]
    if tuple(places) != e.indices:
        e = Indexed(e.base, *places)
    base = e.base
    return g.atom(e, g.free_indices(e), g.situation.sign_of(base), kind="symbol", binary=g.situation.is_label(base))


def _constant(g: Engine, e: NumberSymbol) -> Frac:
    if e is S.GoldenRatio:
        return g.value((1 + sqrt(5)) / 2)
    return exponents.exponential(g, g.ring.one) if e is S.Exp1 else g.atom(e, NOTHING, 2)


def _pow(g: Engine, e: Pow) -> Frac:
    base, power = e.args
    if isinstance(power, Integer):
        return g.ring.power(g.value(base), int(power))
    if base is S.Exp1:
        return exponents.exponential(g, g.value(power))
    value = g.ring.lowest(g.value(power))
    if not value[1] and value[0].is_constant():
        c = value[0].leading_coefficient() if value[0] else fmpq(0)
        if abs(int(c.p)) > 10**9:
            raise Undecided(f"the exponent {power} is too large to expand")
        if c.q == 1:
            return g.ring.power(g.value(base), int(c.p))
        return logarithms.root(g, g.value(base), int(c.p), int(c.q), _fraction_with_root(base))
    return logarithms.power(g, g.value(base), value, _fraction_with_root(base))


def _fraction_with_root(e: Expr) -> Expr | None:
    """What has a root, or a number, in a denominator that the field makes rational, and the logic does not."""
    if e.is_Rational:
        return None
    below = [p.base for p in kinds_in(e, Pow) if p.exp.is_negative]
    roots = e.is_number or any(not p.exp.is_integer for base in below for p in kinds_in(base, Pow))
    return e if roots and (below or e.has(tan, cot, sec, csc)) else None


def _exp(g: Engine, e: Expr) -> Frac:
    return exponents.exponential(g, g.value(e.args[0]))


def _log(g: Engine, e: Expr) -> Frac:
    value = logarithms.logarithm(g, g.value(e.args[0]), _fraction_with_root(e.args[0]))
    if len(e.args) == 2:
        return g.ring.multiply(value, g.ring.invert(logarithms.logarithm(g, g.value(e.args[1]))))
    return value


def _odd(g: Engine, e: Expr) -> Frac:
    """An opaque odd function: f(−u) = −f(u)."""
    z = g.value(e.args[0])
    if not z[0]:
        return g.ring.zero
    inner, mirrored = g.expr(z), g.expr(g.ring.negative(z))
    flip = str(mirrored) < str(inner)
    value = g.atom(e.func(mirrored if flip else inner, evaluate=False), free_of(g, z))
    return g.ring.negative(value) if flip else value


def _floor(g: Engine, e: Expr) -> Frac:
    """⌊u⌋ with the terms drawn out that are whole numbers; where the rest lies between two whole numbers, the lower."""
    u = g.expr(g.value(e.args[0] if isinstance(e, floor) else -e.args[0])).expand()
    parts = [(t, Integer(t.floor()) if t.is_Rational else t) for t in Add.make_args(u)]
    whole = Add(*(n for t, n in parts if t.is_Rational or t.is_integer))
    rest = u - whole
    found = g.value(whole)
    if not rest.is_Rational:
        n = _below(g, rest)
        if n is None:
            rest = g.expr(g.value(rest))
            found = g.ring.add(found, g.atom(floor(rest, evaluate=False), free_of(g, g.value(rest))))
        else:
            g.note(lambda: Step("floor", (u,), (whole + n,)) if whole.is_Integer else Step("floor", (rest,), (n,)))
            found = g.ring.add(found, g.value(n))
    return g.ring.negative(found) if isinstance(e, ceiling) else found


def _below(g: Engine, u: Expr) -> Integer | None:
    """The whole number n of n <= u < n + 1, if there is one at every point."""
    ends = [bounds(g.situation.set_of(s)) for s in u.free_symbols]
    if len(ends) != 1 or ends[0] is None or None in ends[0][:2]:
        return None
    low, high = ends[0][:2]
    middle = u.xreplace({next(iter(u.free_symbols)): (low + high) / 2}).evalf()  # type: ignore[operator]
    n = Integer(int(middle // 1)) if middle.is_Float or middle.is_Rational else S.Zero
    below, above = g.signs.of_expression(u - n), g.signs.of_expression(n + 1 - u)
    return n if below[0] > 0 and above == (1, True) else None


def _lambert(g: Engine, e: Expr) -> Frac:
    """W(v e^v) = v for v >= −1; else opaque."""
    u = g.value(e.args[0])
    for power in kinds_in(g.expr(u), exp) if len(e.args) == 1 else ():
        for v in dict.fromkeys((power.args[0], *(-s for s in power.free_symbols), *power.free_symbols)):
            if g.is_zero(g.ring.subtract(g.value(v * exp(v)), u)) and g.signs.of_expression(v + 1)[0] > 0:
                g.note(lambda v=v: Step("Lambert's function", e.args, (v,)))  # type: ignore[misc]
                return g.value(v)
    return g.value(S.Zero) if not u[0] else _undefined_function(g, e)


def _undefined_function(g: Engine, e: Expr) -> Frac:
    arguments = [g.value(a) for a in e.args]
    free = NOTHING.union(*(free_of(g, a) for a in arguments))
    return g.atom(e.func(*[g.expr(a) for a in arguments]), free)


def _derivative(g: Engine, e: Derivative) -> Frac:
    for variable, _ in e.variable_count:
        if variable in g.situation.rules:
            raise Undecided(f"a derivative with respect to {variable}, which a declared fact ties to other symbols")
    value = evaluated(e)
    if value == e:
        return _unknown_derivative(g, e.expr, list(e.variables), {})
    return g.value(value)


def _subs(g: Engine, e: Subs) -> Frac:
    inner = e.expr
    if isinstance(inner, Derivative) and isinstance(inner.expr, AppliedUndef):
        return _unknown_derivative(g, inner.expr, list(inner.variables), dict(zip(e.variables, e.point, strict=True)))
    if not inner.has(AppliedUndef, *JOINTED):
        return g.value(evaluated(inner).xreplace(dict(zip(e.variables, e.point, strict=True))))
    raise Undecided(f"{type(e).__name__} is outside the class that the normal form decides")


def _unknown_derivative(g: Engine, f: Expr, by: list[Expr], point: dict[Expr, Expr]) -> Frac:
    """A derivative of an unknown function by its own arguments, at a point: opaque, but canonical."""
    if not isinstance(f, AppliedUndef) or any(v not in f.args for v in by) or len(set(f.args)) != len(f.args):
        raise Undecided(f"the derivative of {f} is not known")
    places = sorted(f.args.index(v) for v in by)
    at = [g.value(a.xreplace(point)) for a in f.args]
    name = Function("D[" + ",".join(str(p + 1) for p in places) + "]" + f.func.__name__)
    return g.atom(name(*[g.expr(a) for a in at]), NOTHING.union(*(free_of(g, a) for a in at)))


def other(g: Engine, e: Expr) -> Frac:
    written = None if isinstance(e, harmonic) and len(e.args) > 1 else by_definition(e)
    if written is not None:
        return g.value(written)
    if isinstance(e, Rational):
        return rational(g, e)
    if isinstance(e, Symbol):
        return _symbol(g, e)
    if isinstance(e, AppliedUndef):
        return _undefined_function(g, e)
    if isinstance(e, NumberSymbol):
        return _constant(g, e)
    if isinstance(e, Float):
        raise Undecided(f"{e} is a floating-point number; write it as an exact decimal or fraction")
    if e in (S.NaN, S.ComplexInfinity):
        raise Undefined("a part of the expression is undefined")
    if isinstance(e, Number) or e is S.ImaginaryUnit:
        raise Undecided(f"{e} is not a real number of which the normal form knows")
    if isinstance(e, Function) and all(isinstance(a, Expr) for a in e.args) and e.args:
        return _undefined_function(g, e)
    raise Undecided(f"{type(e).__name__} is outside the class that the normal form decides")


HANDLERS: dict[type, Callable[[Engine, Expr], Frac]] = {
    Symbol: _symbol,
    Dummy: _symbol,
    Indexed: _indexed,
    Integer: rational,
    Rational: rational,
    Add: plus,
    Mul: times,
    Pow: _pow,
    exp: _exp,
    log: _log,
    **dict.fromkeys(ODD, _odd),
    sin: trigonometry.sine,
    cos: trigonometry.cosine,
    **dict.fromkeys((floor, ceiling), _floor),
    LambertW: _lambert,
    rgamma: gamma.reciprocal,
    sympy_gamma: gamma.gamma_of,
    beta: beta_of,
    binomial: binomial_of,
    falling: gamma.falling_of,
    polygamma: gamma.polygamma_of,
    Derivative: _derivative,
    Subs: _subs,
    **dict.fromkeys((Sum, Product), sums.over_a_range),
    KroneckerDelta: choices.kronecker,
    Abs: choices.absolute,
    **dict.fromkeys((Max, Min), choices.extreme),
    **dict.fromkeys((sign, Heaviside, Piecewise), choices.chosen_case),
}
