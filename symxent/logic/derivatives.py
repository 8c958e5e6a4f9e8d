"""The derivative of an expression by a real variable, and where there is one.

A derivative at a point is the two-sided limit of the difference quotient.  Off the joints (where what stands in |·|,
max, sign or a condition is not zero) the table gives it.  At a joint both sides are looked at: the function must have
one value there, from the left, from the right and at the point, and so must the derivative; if it provably has not,
nothing is defined there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Eq,
    Expr,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    LambertW,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Product,
    S,
    Subs,
    Sum,
    Symbol,
    acosh,
    asin,
    asinh,
    atan,
    ceiling,
    cos,
    erf,
    erfi,
    exp,
    floor,
    gamma,
    log,
    pi,
    polygamma,
    sin,
    sqrt,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from symxent.logic import choices
from symxent.logic.choices import JOINTED
from symxent.logic.definitions import DEFINITIONS
from symxent.logic.letters import free_in, kinds_in, outermost, put
from symxent.logic.ring import Frac, Refused, Vacuous

if TYPE_CHECKING:
    from symxent.logic.checker import Checker

HIGHEST_ORDER = 12

#: f′(u); each f is differentiable wherever f′ is defined.
TABLE: dict[type, Callable[[Expr], Expr]] = {
    exp: lambda u: exp(u),
    log: lambda u: 1 / u,
    sin: lambda u: cos(u),
    cos: lambda u: -sin(u),
    asin: lambda u: 1 / sqrt(1 - u**2),
    atan: lambda u: 1 / (1 + u**2),
    asinh: lambda u: 1 / sqrt(1 + u**2),
    acosh: lambda u: 1 / sqrt(u**2 - 1),
    gamma: lambda u: gamma(u) * polygamma(0, u),
    LambertW: lambda u: 1 / (u + exp(LambertW(u, evaluate=False), evaluate=False)),
    erf: lambda u: 2 * exp(-(u**2)) / sqrt(pi),
    erfi: lambda u: 2 * exp(u**2) / sqrt(pi),
}
CONTINUOUS = (Symbol, Indexed, IndexedBase, Add, Mul, Pow, Sum, Product, Abs, Max, Min, AppliedUndef, *TABLE)


def value(c: Checker, e: Derivative) -> Frac:
    """The value of a derivative at the points of this case."""
    changes: list[Expr] = []
    for variable, times in e.variable_count:
        c.need(isinstance(variable, Symbol | Indexed), "a derivative by {}", variable)
        c.need(isinstance(times, Integer) and times <= HIGHEST_ORDER, "a derivative of order {}", times)
        changes += [variable] * int(times)
    body = e.expr
    if isinstance(body, Sum):
        body = _own_term(c, body, changes[0]) or body
    body = germ(c, without_size(body), changes, {})
    body, step = _without_step(c, body, changes)
    gaps = {
        u for f in kinds_in(body, *JOINTED) for u in choices.deciding(f) if moves(u, changes) and not u.has(*JOINTED)
    }
    joints = {u for u in gaps if c.zero(u) and (-u not in gaps or u.could_extract_minus_sign())}
    if joints:
        return _at_joint(c, body, changes, joints)
    for variable in changes:
        need_free(c, body, variable)
        body = of(c, body, variable)
    return c.value(body.xreplace(step))


def _without_step(c: Checker, body: Expr, changes: list[Expr]) -> tuple[Expr, dict[Expr, Expr]]:
    """The body with a constant for its floor or ceiling, which is one on one side of each point at which its argument
    grows or falls, and at the point; and what the constant stands for."""
    steps = {f for f in kinds_in(body, floor, ceiling) if moves(f, changes)}
    if not steps:
        return body, {}
    c.need(len(set(changes)) == 1, "one variable in {}", body)
    c.need(not any(moves(f, changes) for f in kinds_in(body, *JOINTED)), "{} has no other joint", body)
    (f,) = steps
    c.need(c.signs.is_nonzero(c.value(of(c, f.args[0], changes[0]))), "{} grows or falls", f.args[0])
    constant = Dummy(real=True)
    return body.xreplace({f: constant}), {constant: f}


def without_size(e: Expr) -> Expr:
    """log |u| as log(u²)/2, which has no joint; 0^|u| as 1 where u is 0, and 0 elsewhere."""
    sizes = {a: log(a.args[0].args[0] ** 2, evaluate=False) / 2 for a in kinds_in(e, log) if isinstance(a.args[0], Abs)}
    zeros = [p for p in kinds_in(e, Pow) if p.base is S.Zero and isinstance(p.exp, Abs)]
    jumps = {p: Piecewise((S.One, Eq(p.exp.args[0], 0)), (S.Zero, True)) for p in zeros}
    return e.xreplace({**sizes, **jumps})


def carried_out(c: Checker, e: Expr) -> Expr:
    """The expression with the derivatives in it carried out, so that the deltas that come of them are seen."""
    found = {}
    for d in kinds_in(e, Derivative):
        if not d.expr.has(*JOINTED, Derivative, AppliedUndef):
            body = d.expr
            for variable in d.variables:
                need_free(c, body, variable)
                body = of(c, body, variable)
            found[d] = body
    return e.xreplace(found)


def germ(c: Checker, e: Expr, changes: list[Expr], signs: dict[Expr, int]) -> Expr:
    """The expression around the point: each case distinction that depends on a variable replaced by its case, as far as
    that is decided there and around, or on the side of the point where what is 0 at it has the given ``signs``."""
    if not e.has(*JOINTED) or not moves(e, changes) or isinstance(e, Sum | Product | Derivative | Subs):
        return e

    def possible(compared: Relational) -> frozenset[int]:
        left, right = compared.args
        u = left - right
        if u in signs or -u in signs:
            return frozenset((signs[u] if u in signs else -signs[-u],))
        if not moves(u, changes):
            return c.possible(compared)
        u = germ(c, u, changes, signs)
        found = c.possible(Eq(u, S.Zero, evaluate=False))
        return found if 0 not in found and continuous(c, u, changes) else choices.ANY_SIGN

    found = choices.chosen(e, possible) if isinstance(e, JOINTED) else None
    if found is None:
        found = e.func(*(germ(c, a, changes, signs) for a in e.args))
    return e if found == e else germ(c, found, changes, signs)


def continuous(c: Checker, u: Expr, changes: list[Expr]) -> bool:
    """Whether an expression is continuous where it is defined, so that it keeps a sign around the point."""
    if not moves(u, changes):
        return True
    if isinstance(u, Pow) and not (u.exp.is_number or u.base is S.Exp1):  # 0^u jumps
        if c.signs.of_expression(u.base) != (1, True):
            return False
    kind = isinstance(u, CONTINUOUS) or type(u).__name__ in DEFINITIONS
    return kind and all(continuous(c, a, changes) for a in u.args)


def _at_joint(c: Checker, f: Expr, changes: list[Expr], joints: set[Expr]) -> Frac:
    """f has one value at the joint, from both sides and there, and one derivative from both sides; and so on."""
    x = changes[0]
    c.need(set(changes) == {x}, "at a joint, derivatives by one variable only")
    need_free(c, f, x)
    for u in joints:
        c.need(_is_nonzero(c, c.value(of(c, u, x))), "{} changes its sign where it is 0", u)
    sides = [germ(c, f, [x], dict(_signs(c, joints, x, right))) for right in (True, False)]
    here = c.value(f)
    for _ in changes:
        for side in sides:
            _one_value(c, c.value(side), here)
        sides = [of(c, side, x) for side in sides]
        here = c.value(sides[0])
        _one_value(c, c.value(sides[1]), here)
    return here


def _signs(c: Checker, joints: set[Expr], x: Expr, right: bool) -> list[tuple[Expr, int]]:
    """The sign of each joint's expression on one side; those with slopes of one sign change it together."""
    found = []
    for u in joints:
        s, _ = c.signs.of(c.value(of(c, u, x)))
        c.need(len(joints) == 1 or s != 0, "the sign of the slope of {}", u)
        found.append((u, (s or 1) if right else -(s or 1)))
    return found


def _one_value(c: Checker, a: Frac, b: Frac) -> None:
    """Two values are one; where they provably differ, no derivative is there, and nothing is claimed."""
    gap = c.ring.subtract(a, b)
    if gap[0]:
        if _is_nonzero(c, gap):
            raise Vacuous
        raise Refused("whether both sides of a joint agree")


def _is_nonzero(c: Checker, value: Frac) -> bool:
    """By its sign or by that of its square: where sin x is 0, cos² x is 1."""
    return c.signs.is_nonzero(value) or c.signs.is_nonzero(c.ring.multiply(value, value))


def need_free(c: Checker, body: Expr, variable: Expr) -> None:
    """A variable that a declared equality ties to others in the body has no partial derivative of its own."""
    here = _bases(body)
    before: set[Expr] = set()
    (mine,) = _bases(variable) or {variable}
    ties = [(_bases(a), _bases(b)) for a, b in c.hypotheses.equal if isinstance(a, Symbol | Indexed)]
    while here != before:  # what the body depends on by way of others
        before = here
        here = here.union(*(right for left, right in ties if left & here))
    for left, right in ties:
        c.need(not (right and mine in left | right and left & here), "{} is free of what is declared", variable)


def _bases(e: Expr) -> set[Expr]:
    """The symbols and the vectors of an expression; indices are none of them."""
    if isinstance(e, Indexed):
        return {e.base}
    if isinstance(e, Symbol | IndexedBase):
        return {e}
    if isinstance(e, KroneckerDelta):
        return set()
    return set().union(*(_bases(a) for a in e.args if isinstance(a, Expr))) if e.args else set()


def at_a_point(c: Checker, e: Subs) -> Frac:
    """The derivative of a function at a point: of an unknown one at an argument, of one without joints at a number."""
    inner = e.expr
    if isinstance(inner, Derivative) and not inner.has(AppliedUndef) and len(e.variables) == 1:
        return _of_known_at_a_point(c, inner, *e.variables, *e.point)
    c.need(isinstance(inner, Derivative) and isinstance(inner.expr, AppliedUndef), "{}", e)
    places = dict(zip(e.variables, e.point, strict=True))
    f = inner.expr
    for v in inner.variables:
        alone = [a for a in f.args if v in a.free_symbols] == [v]
        c.need(alone, "a derivative of {} by its own argument", f)
    order = sorted(f.args.index(v) for v in inner.variables)
    return c.value(_slot(f, order).func(*(a.xreplace(places) for a in f.args)))


def _of_known_at_a_point(c: Checker, e: Derivative, x: Expr, point: Expr) -> Frac:
    """f′ at a number, which x does not stand for elsewhere; where f has no derivative there, nothing is claimed."""
    c.need(type(x) in (Symbol, Dummy) and x.assumptions0 in _ANY and point.is_Rational, "f'({}) at a number", x)
    c.need(set(e.variables) == {x} and len(e.variables) <= HIGHEST_ORDER, "{} by {} alone", e, x)
    if e.expr.has(*JOINTED):
        c.need(e.free_symbols == {x}, "a function of {} alone", x)
        there = c.at(e, x, point)
        return c.value(put(there.fraction(value(there, e)), x, point))
    body = e.expr
    for variable in e.variables:
        need_free(c, body, variable)
        body = of(c, body, variable)
    return c.value(put(body, x, point))


_ANY = (Symbol("x", real=True).assumptions0, Symbol("x").assumptions0)


def _slot(f: Expr, places: list[int]) -> Expr:
    """The partial derivative of an unknown function by its arguments, as an unknown function."""
    name, before = f.func.__name__, []
    if name.startswith("D["):
        listed, name = name[2:].split("]", 1)
        before = [int(p) - 1 for p in listed.split(",")]
    # Two functions of one name, declared differently, have two slopes, which are not declared to be anything.
    declared = {key if key.startswith("of_") else f"of_{key}": said for key, said in f.func._kwargs.items()}
    return Function("D[" + ",".join(str(p + 1) for p in sorted([*before, *places])) + "]" + name, **declared)(*f.args)


def of(c: Checker, e: Expr, x: Expr) -> Expr:
    """de/dx as an expression that holds at the points of this case (around them, off the joints)."""
    if not moves(e, [x]):
        return S.Zero
    if e == x:
        return S.One
    if isinstance(e, Indexed):
        same = isinstance(x, Indexed) and e.base == x.base and len(e.indices) == len(x.indices)
        c.need(same, "{} by {}", e, x)
        return Mul(*(KroneckerDelta(i, j) for i, j in zip(e.indices, x.indices, strict=True)))
    if isinstance(e, Add):
        return Add(*(of(c, a, x) for a in e.args))
    if isinstance(e, Mul):
        return Add(*(Mul(of(c, a, x), *(b for j, b in enumerate(e.args) if j != i)) for i, a in enumerate(e.args)))
    if isinstance(e, Pow):
        return _power(c, e, x)
    if isinstance(e, Sum):
        c.need(not any(moves(end, [x]) for limit in e.limits for end in limit[1:]), "ends free of {}", x)
        c.need_bound(e)
        own = _own_term(c, e, x)
        if own is not None:
            return of(c, own, x)
        return Sum(of(c, e.function, x), *e.limits)
    if isinstance(e, Product):
        return _product(c, e, x)
    if isinstance(e, Derivative):
        inner = e.expr
        for variable in e.variables:
            need_free(c, inner, variable)
            inner = of(c, inner, variable)
        return of(c, inner, x)
    if isinstance(e, JOINTED):
        case = germ(c, e, [x], {})
        c.need(not isinstance(case, JOINTED), "which case of {}, at the point and around", e)
        return of(c, case, x)
    if isinstance(e, AppliedUndef):
        return Add(*(_slot(e, [i]) * of(c, a, x) for i, a in enumerate(e.args) if moves(a, [x])))
    if isinstance(e, polygamma) and not moves(e.args[0], [x]):
        return polygamma(e.args[0] + 1, e.args[1]) * of(c, e.args[1], x)
    outer = TABLE.get(type(e))
    definition = DEFINITIONS.get(type(e).__name__) if outer is None else None
    if definition is not None:
        return of(c, definition.says(*e.args), x)
    if outer is None or len(e.args) != 1:
        raise Refused(f"the derivative of {e}")
    return outer(e.args[0]) * of(c, e.args[0], x)


def _own_term(c: Checker, e: Sum, x: Expr) -> Expr | None:
    """The one term of Σ_m f(x_m) that holds x_j, for 1 ≤ j ≤ n."""
    if not isinstance(x, Indexed) or len(e.limits) != 1 or not e.has(*JOINTED):
        return None
    m, low, high = e.limits[0]
    apart = e.function.xreplace({x.base[m]: Dummy()})
    if moves(apart, [x]) or m not in free_in(e.function) or len(x.indices) != 1:
        return None
    (j,) = x.indices
    c.need_at_least(j - low, 0)
    c.need_at_least(high - j, 0)
    return put(e.function, m, j)


def moves(e: Expr, changes: list[Expr]) -> bool:
    """Whether an expression depends on one of several variables."""
    return any(e.has(x.base) if isinstance(x, Indexed) else x in e.free_symbols for x in changes)


def _power(c: Checker, e: Pow, x: Expr) -> Expr:
    # Where the derivative of u^v is, u is positive around, or v a whole number: 1/0 is not formed.
    base, power = e.args
    if not moves(power, [x]):
        return power * Pow(base, power - 1) * of(c, base, x)
    if base is S.Exp1:
        return e * of(c, power, x)
    return e * (of(c, power, x) * log(base) + power * of(c, base, x) / base)


def _product(c: Checker, e: Product, x: Expr) -> Expr:
    body, m, low, high = outermost(e)
    c.need(not moves(low, [x]) and not moves(high, [x]), "ends free of {}", x)
    c.need_bound(e)
    return e * Sum(of(c, body, x) / body, (m, low, high))
