"""Principles: what follows from theorems that are there already, each a row.

A row says what is concluded of what; its check compares each premise, to the letter, and sees to the conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product as combinations
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Indexed,
    IndexedBase,
    Interval,
    KroneckerDelta,
    Max,
    Mul,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
)

from symxent.logic import calculus, chance_orders, declared, induction, jensen, limits, listed, listed_bounds, relations
from symxent.logic.chance_claims import ChanceClaim
from symxent.logic.checker import Checker
from symxent.logic.defined import edges, need, need_interval_of, need_nothing_else, need_smooth, need_value
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import kinds_in, may_be_unreal, put, put_all
from symxent.logic.matrix_claims import MatrixClaim, obligations
from symxent.logic.numbers import enclosed
from symxent.logic.ring import NoRoom, Refused, Vacuous
from symxent.logic.statements import Claim, Convex, Each, NotConvex, Statement, Tends, are_one

SIZES = (64, 256, 512)  # atoms

Premises = Sequence[Statement]
Check = Callable[[Any, Premises, tuple[Any, ...], int], None]


@dataclass(frozen=True)
class Principle:
    """``says``: the conclusion, its premises and conditions; ``of``: the kinds of its conclusion.

    ``premises``, ``parts``: how many there are, None for any number.
    """

    says: str
    of: tuple[type, ...]
    check: Check
    premises: int | None = None
    parts: int | None = 0


def follows(statement: Statement, name: str, premises: Premises, parts: tuple[Any, ...]) -> None:
    """Raises Refused unless the statement follows from the premises by the principle of this name."""
    row = PRINCIPLES.get(name)
    if row is None or not isinstance(statement, row.of):
        raise Refused(f"no principle {name!r} for {type(statement).__name__}")
    for found, wanted in ((len(premises), row.premises), (len(parts), row.parts)):
        need(wanted is None or found == wanted, "{}: {} premises and {} parts", name, row.premises, row.parts)
    for size in SIZES:
        try:
            row.check(statement, premises, parts, size)
        except NoRoom:
            continue
        except Vacuous:  # what holds of no point is no premise here
            raise Refused(f"{name}: a condition that holds of no point") from None
        return
    raise Refused(f"{name}: more than {SIZES[-1]} different numbers")


# -- conditions ----------------------------------------------------------------------------------------------------


def is_about(premise: Statement, lhs: Expr, op: str, rhs: Expr, h: Hypotheses) -> bool:
    return are_one(premise, Claim(lhs, rhs, op, h))


def need_convex(premise: Statement, s: Convex) -> Expr:
    """The function that a premise says to be convex in the same variable under the same hypotheses."""
    if not isinstance(premise, Convex) or replace(premise, f=s.f) != s:
        raise Refused("a premise about convexity in another variable, or under other hypotheses")
    return premise.f


def need_interval(s: Convex | NotConvex) -> None:
    """The variable takes the values of an interval, whatever the others are (a row: any components at all)."""
    x, h = s.x, s.hypotheses
    where = h.where.get(x)
    strange = next((a for a in kinds_in(s.f, Symbol) if may_be_unreal(a)), None)
    need(strange is None, "{} is a real number", strange)
    if isinstance(x, IndexedBase):
        bounded = x.is_integer or x.is_nonnegative or x.is_nonpositive or may_be_unreal(x)
        need(s.size is not None and where in (None, S.Reals) and not bounded, "the components of {} are any numbers", x)
    else:
        need(s.size is None, "{} is a variable", x)
        need_interval_of(h, x)
        return
    need_nothing_else(h, x)


# -- convexity -----------------------------------------------------------------------------------------------------


def _constant(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need_interval(s)
    need(not s.f.has(s.x), "{} does not depend on {}", s.f, s.x)
    need_value(s.hypotheses, s.f, size)


def _second_derivative(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need_interval(s)
    need(is_about(premises[0], S.Zero, "<=", Derivative(s.f, (s.x, 2)), s.hypotheses), "0 <= f''")
    need_smooth(s.hypotheses, s.f, s.x, size)


def _sum(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int, of: type = Add) -> None:
    need(bool(premises) and of(*(need_convex(p, s) for p in premises)) == s.f, "{} is made of these", s.f)


def _multiple(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    weight, rest = premises
    if not isinstance(weight, Claim) or not is_about(weight, S.Zero, "<=", weight.rhs, s.hypotheses):
        raise Refused("0 <= c")
    need(not weight.rhs.has(s.x) and Mul(weight.rhs, need_convex(rest, s)) == s.f, "{} is a multiple of it", s.f)
    need_value(s.hypotheses, weight.rhs, size)


def _size_of_affine(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need_interval(s)
    need(isinstance(s.f, Abs), "{} is an absolute value", s.f)
    (u,) = s.f.args
    need(is_about(premises[0], Derivative(u, (s.x, 2)), "=", S.Zero, s.hypotheses), "u'' = 0")
    need_smooth(s.hypotheses, u, s.x, size)


def _square_of_positive_part(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need(Max(S.Zero, need_convex(premises[0], s)) ** 2 == s.f, "{} is the square of a positive part", s.f)


def _pieces(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    x, h = s.x, s.hypotheses
    need(isinstance(s.f, Piecewise), "pieces")
    (inside, condition), (outside, otherwise) = s.f.args
    need(otherwise == True, "one of two pieces everywhere")  # noqa: E712
    need([need_convex(p, s) for p in premises] == [inside, outside], "both pieces are convex")
    for edge in edges(condition):
        need_value(h, edge, size)
        for point in crossings(edge, x):
            c = Checker((), replace(h, values={**h.values, x: point}), size=size)
            c.need_equal(c.value(inside), c.value(outside), f"the pieces meet at {x} = {point}")
            slopes = [c.value(Derivative(piece, x)) for piece in (inside, outside)]
            c.need_equal(slopes[0], slopes[1], f"the pieces have one slope at {x} = {point}")


def crossings(edge: Expr, x: Expr) -> list[Expr]:
    """Every x at which the expression can be zero without being zero throughout, where it is affine in x or in |u| for
    an affine u; raises Refused for others."""
    if not edge.has(x):
        return []
    sizes = [a for a in kinds_in(edge, Abs) if a.has(x)]
    if not sizes:
        slope, rest = _affine(edge, x)
        return [-rest / slope]
    held = Dummy("u", real=True)
    steep, level = _affine(edge.xreplace({sizes[0]: held}), held)
    slope, rest = _affine(sizes[0].args[0], x)
    need(not steep.has(x) and not level.has(x), "where {} is zero", edge)
    return [(side * level / steep - rest) / slope for side in (1, -1)]


def _affine(e: Expr, x: Expr) -> tuple[Expr, Expr]:
    """a and b of e = a x + b."""
    slope = e.expand().coeff(x)
    rest = (e - slope * x).expand()
    need(slope != 0 and not slope.has(x) and not rest.has(x), "{} is affine in {}", e, x)
    return slope, rest


def _variance(s: Convex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need_interval(s)
    share, j, l = parts
    x, h, k = s.x, s.hypotheses, s.size
    need(all(h.indices.get(i) == (S.One, k) for i in (j, l)), "indices from 1 to {}", k)
    assert isinstance(x, IndexedBase)  # there is a k
    m = Dummy("m", integer=True)
    need(l not in kinds_in(share, Symbol) and not {j, l} & s.f.free_symbols, "{} is an index of its own", l)
    scale, positive, whole, slope, bend = premises
    if not isinstance(scale, Claim) or not isinstance(slope, Claim):
        raise Refused("0 <= c, and the slopes")
    factor, gradient = scale.rhs, slope.rhs
    need(not factor.has(x, j, l), "{} is one number", factor)
    need(l not in kinds_in(gradient, Symbol), "{} is an index of its own", l)
    need(is_about(scale, S.Zero, "<=", factor, h), "0 <= c")
    need(is_about(positive, S.Zero, "<=", share, h), "0 <= p_j")
    need(is_about(whole, Sum(put(share, j, m), (m, 1, k)), "=", S.One, h), "the shares sum to 1")
    need(is_about(slope, Derivative(s.f, x[j]), "=", gradient, h), "the slopes")
    matrix = factor * share * (KroneckerDelta(j, l) - put(share, j, l))
    need(is_about(bend, Derivative(gradient, x[l]), "=", matrix, h), "the second derivatives")
    need_smooth(h, s.f, x, size)
    for e in (factor, share, gradient):
        need_value(h, e, size)


# -- not convex ----------------------------------------------------------------------------------------------------


def _chord(s: NotConvex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need_interval(s)
    at, left, right = parts
    h, x = s.hypotheses, s.x
    need(replace(h, where={}, indices={}) == Hypotheses(), "sets of symbols only")
    need(S.EmptySet not in h.where.values(), "there is a point")
    point = dict(at)
    for symbol, value in point.items():
        plain = isinstance(symbol, Indexed) and all(i.is_Integer for i in symbol.indices)
        need(isinstance(symbol, Symbol) or plain, "{} is a symbol or a component", symbol)
        _need_allowed(h, symbol, value, point)
    whole = {symbol: v for symbol, v in point.items() if isinstance(symbol, Symbol)}
    values = {component: v for component, v in point.items() if component not in whole}
    middle: Any
    if isinstance(x, IndexedBase):
        length = point.get(s.size) if isinstance(s.size, Symbol) else s.size
        need(len(left) == len(right) == length, "{} components of {}", length, x)
        middle = tuple((a + b) / 2 for a, b in zip(left, right, strict=True))
    else:
        middle = (left + right) / 2
        for end in (left, right):
            _need_allowed(h, x, end, point)
    ends = []
    for place in (left, right, middle):
        moved: Expr
        if isinstance(x, IndexedBase):
            moved = IndexedBase(Dummy(str(x)))
            values |= {moved[i]: v for i, v in enumerate(place, start=1)}
        else:
            moved = place
        ends.append(put_all(s.f, whole).xreplace({x: moved}))
    for e in ends:
        enclosed(e, at=values)
    need(bool(enclosed(2 * ends[2] - ends[0] - ends[1], at=values) > 0), "the function is above its chord")


def _need_allowed(h: Hypotheses, symbol: Expr, value: Expr, point: dict[Expr, Expr]) -> None:
    """A rational number is one of the values that the hypotheses leave to a symbol or a component."""
    base = symbol.base if hasattr(symbol, "base") else symbol
    need(isinstance(value, Rational), "{} is a number", value)
    known = base.assumptions0.items()
    need(all(getattr(value, f"is_{kind}", None) is holds for kind, holds in known), "{} may be {}", symbol, value)
    if base in h.where:
        need(h.where[base].contains(value) is S.true, "{} in {}", value, h.where[base])
    if symbol in h.indices:
        low, high = (end.xreplace(point) for end in h.indices[symbol])
        need(
            value.is_Integer and low.is_Integer and high.is_Integer and low <= value <= high, "{} in its range", symbol
        )
    elif base.is_integer and base not in h.where:
        need(value >= 1, "{} is the end of a range", symbol)


# -- matrices ------------------------------------------------------------------------------------------------------


def _words(s: MatrixClaim, premises: Premises, _: tuple[Any, ...], __: int) -> None:
    due = obligations(s)
    for premise, (left, right, h) in zip(premises, due, strict=True):
        need(is_about(premise, left, "=", right, h), "{} = {}", left, right)


def _minimum(s: Claim, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    (convex,), (point,) = premises, parts
    if not isinstance(convex, Convex):
        raise Refused("a convex function")
    x, h = convex.x, s.hypotheses
    need(convex == Convex(s.rhs, x, h) and s.op == "<=", "f(p) <= f(x)")
    need(not point.has(x) and s.lhs == put(s.rhs, x, point), "{} is the value at {} = {}", s.lhs, x, point)
    need_value(h, point, size, (s.lhs,))
    c = Checker((s.lhs,), h, size=size)
    where = h.where.get(x, S.Reals)
    if isinstance(where, Interval):
        for end, is_open, side in ((where.start, where.left_open, 1), (where.end, where.right_open, -1)):
            if end.is_finite:
                sign, strict = c.signs.of_expression(side * (point - end))
                need(sign > 0 and (strict or not is_open), "{} in {}", point, where)
    for known, side in ((x.is_nonnegative, 1), (x.is_nonpositive, -1)):
        if known:
            sign, strict = c.signs.of_expression(side * point)
            need(sign > 0 and (strict or not x.is_nonzero), "{} may be a value of {}", point, x)
    there = Checker((s.lhs,), replace(h, values={**h.values, x: point}), size=size)
    need(there.zero(Derivative(s.rhs, x)), "the slope at {} = {} is 0", x, point)


def _each_value(s: Claim | Convex | NotConvex, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    few = [(symbol, s.hypotheses.finite(symbol)) for symbol in parts]
    need(all(isinstance(y, Symbol) and values for y, values in few), "symbols of a few values")
    cases = list(combinations(*(values or () for _, values in few)))
    for premise, values in zip(premises, cases, strict=True):
        need(are_one(premise, at_values(s, dict(zip(parts, values, strict=True)))), "the case {} = {}", parts, values)


def _each(s: Each, premises: Premises, parts: tuple[Any, ...], size: int) -> None:
    need(bool(s.parts) and tuple(premises) == s.parts, "a premise for each part")


def at_values(s: Any, at: dict[Symbol, Expr]) -> Statement:
    """The statement for given values of some symbols, which live nowhere then; none of them is bound in it."""
    h = s.hypotheses
    need(isinstance(s, Claim) or s.x not in at, "symbols beside the variable")
    for symbol, value in at.items():
        h = h.renamed(symbol, value)
    h = replace(h, where={y: values for y, values in h.where.items() if y not in at})
    if isinstance(s, Claim):
        return replace(s, lhs=put_all(s.lhs, at), rhs=put_all(s.rhs, at), hypotheses=h)
    made: Statement = replace(s, f=put_all(s.f, at), hypotheses=h)
    return made


PRINCIPLES: dict[str, Principle] = {
    "constant": Principle("what does not depend on x is convex in x", (Convex,), _constant, 0),
    "second derivative": Principle("f is convex   if 0 <= f'', and f is smooth", (Convex,), _second_derivative, 1),
    "sum": Principle("f + g + … is convex   if each term is", (Convex,), _sum),
    "maximum": Principle("max(f, g, …) is convex   if each of them is", (Convex,), partial(_sum, of=Max)),
    "multiple": Principle("c f is convex   if f is, and 0 <= c, free of x", (Convex,), _multiple, 2),
    "size": Principle("|u| is convex   if u'' = 0, and u is smooth", (Convex,), _size_of_affine, 1),
    "square of a positive part": Principle("max(0, f)² is convex   if f is", (Convex,), _square_of_positive_part, 1),
    "pieces": Principle("f where a condition holds, else g, is convex   if f and g are, and meet in value and slope "
                        "wherever the condition begins or ceases to hold", (Convex,), _pieces, 2),
    "variance": Principle("f(x₁ … x_k) is convex   if ∂²f/∂x_j∂x_l = c p_j (δ_jl − p_l), 0 <= c, 0 <= p_j, Σ p_j = 1: "
                          "then vᵀHv is c times the variance of v under p", (Convex,), _variance, 5, 3),
    "words": Principle("two sums of words, matrices or numbers, are equal   if each word has equal coefficients",
                       (MatrixClaim,), _words),
    **{name: Principle(says, (ChanceClaim,), *rest) for name, (says, *rest) in chance_orders.RULES.items()},
    "chord": Principle("f is not convex   if it is above a chord", (NotConvex,), _chord, 0, 3),
    "minimum": Principle("f(p) <= f(x)   if f is convex, and its slope at p is 0", (Claim,), _minimum, 1, 1),
    "summand by summand": Principle("Σ f stands in a relation to Σ g   if each f does to its g, over a range that is "
                                    "not turned around (not empty, for < and >)", (Claim,),
                                    relations.summand_by_summand, 1, 1),
    "exchange": Principle("a claim holds   if it does with Σ_{l=a}^{k} Σ_{m=l}^{k} f for Σ_{m=a}^{k} Σ_{l=a}^{m} f",
                          (Claim,), relations.exchange, 1, 1),
    "declaration": Principle("a claim holds   if it does with t for u, which is declared to be t, in derivatives too",
                             (Claim,), declared.by_declaration, 1, 2),
    "increasing": Principle("c f(u) stands in a relation to c f(v)   if c u does to c v, for an increasing f", (Claim,),
                            relations.increasing, 1),
    "squares": Principle("a claim holds   if it does with y² for x, for each y >= 0, where x >= 0", (Claim,),
                         relations.squares, 1, None),
    "imaginary": Principle("a claim holds   if it does with i v for u, v ≠ 0", (Claim,), relations.imaginary, 1, None),
    "squared sides": Principle("a <= b   if 0 <= b and a² <= b²", (Claim,), relations.by_squared_sides, 2),
    "integrals": Principle("a claim holds   if it does with F(b) − F(a) for ∫ f from a to b, and F′ = f between them, "
                           "where F is smooth", (Claim,), calculus.integrals, None, None),
    "integral in pieces": Principle("it holds   if with Σ ∫ f_i for ∫ f, f continuous, f = f_i on a piece", (Claim,),
                                    calculus.in_pieces, None, 4),
    "iterated integral": Principle("it holds   if with ∫ g dx for ∫∫ f dy dx, the inner one g at each x", (Claim,),
                                   calculus.iterated, 2, 3),
    "odd integrand": Principle("it holds   if with 0 for ∫ f from −a to a, f continuous, f(−v) = −f(v)", (Claim,),
                               calculus.odd, 2, 2),
    "under the integral sign": Principle("it holds   if with Σ c J for ∫ f, J for ∫ g, where f = Σ c g; with f(b) b′ "
                                         "− f(a) a′ + Σ c J for d/dy ∫ f, f smooth, ∂f/∂y = Σ c g", (Claim,),
                                         calculus.under_the_sign, None, None),
    "one derivative": Principle("f = g on an interval   if f′ = g′ inside of it, f and g are smooth there, and f = g "
                                "at a point", (Claim,), calculus.one_derivative, 2, 2),
    "slopes": Principle("f <= g on an interval   if it holds at a point, with f′ <= g′ to its right, g′ <= f′ to its "
                        "left; < with f′ < g′ near an end left out", (Claim,), calculus.apart_from_a_point, None, 4),
    "limits": Principle("a claim holds   if it does with the values of its limits, each the same from every side",
                        (Claim,), limits.limits, None, None),
    "induction": Principle("f(n) op g(n) from a whole number on   if it holds there, and f(n + 1) − f(n) op "
                           "g(n + 1) − g(n), or their ratios for f, g > 0", (Claim,), induction.induction, None, 1),
    "cut": Principle("a claim holds   if it does for x >= p and for x <= p", (Claim,), induction.cut, 2, 2),
    "absolute value": Principle("it holds   if with ±u for |u|, where 0 <= ±u", (Claim,), induction.size_of, 2, 2),
    "both sides of a size": Principle("|u| <= v (or <)   if u <= v and −u <= v", (Claim,), induction.on_both_sides, 2),
    "listed": Principle("a claim holds   if it does with the values that a table lists for its series, products, "
                        "integrals and functions, under their conditions", (Claim,), listed.listed, None, None),
    "listed bound": Principle("a <= b   if a − l <= b − r, where a table lists l <= r", (Claim,),
                              listed_bounds.listed_bound, None, 2),
    "Jensen": Principle("a <= b   if a − c f(Σ w u) <= b − c Σ w f(u), f convex, c >= 0, w >= 0, Σ w = 1", (Claim,),
                        jensen.jensen, None, 7),
    "improper integrals": Principle("a claim holds   if it does with lim F at b − lim F at a for ∫ f from a to b, "
                                    "where F′ = f, F smooth", (Claim,), limits.improper_integrals, None, None),
    **{name: Principle(says, (Tends,), rule, *counted) for name, (says, rule, *counted) in limits.RULES.items()},
    "each value": Principle("it holds   if it does for each value of symbols that take a few", (Claim, Convex),
                            _each_value, None, None),
    "each": Principle("several statements hold   if each of them does", (Each,), _each),
}  # fmt: skip
