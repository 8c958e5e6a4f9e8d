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
    Basic,
    Derivative,
    Dummy,
    Expr,
    Function,
    Ge,
    Gt,
    Heaviside,
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
    Pow,
    Product,
    S,
    Subs,
    Sum,
    Symbol,
    acos,
    asin,
    atan,
    cos,
    erf,
    erfi,
    exp,
    log,
    pi,
    sign,
    sin,
    sqrt,
    tan,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from symxent.logic import choices, rules, sums
from symxent.logic.letters import free_in, put
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
    tan: lambda u: 1 + tan(u) ** 2,
    asin: lambda u: 1 / sqrt(1 - u**2),
    acos: lambda u: -1 / sqrt(1 - u**2),
    atan: lambda u: 1 / (1 + u**2),
    erf: lambda u: 2 * exp(-(u**2)) / sqrt(pi),
    erfi: lambda u: 2 * exp(u**2) / sqrt(pi),
}
JOINTED = (Abs, Max, Min, sign, Heaviside, Piecewise)
CONTINUOUS = (Symbol, Indexed, IndexedBase, Add, Mul, Pow, Sum, Product, Abs, Max, Min, AppliedUndef, *TABLE)


def value(c: Checker, e: Derivative) -> Frac:
    """The value of a derivative at the points of this case."""
    changes: list[Expr] = []
    for variable, times in e.variable_count:
        c.need(isinstance(variable, Symbol | Indexed), f"a derivative by {variable}")
        c.need(isinstance(times, Integer) and 0 <= times <= HIGHEST_ORDER, f"a derivative of order {times}")
        changes += [variable] * int(times)
    body = e.expr
    if isinstance(body, Sum) and changes:
        body = _own_term(c, body, changes[0]) or body
    body = settled(c, body, changes)
    joints = {u for f in body.atoms(*JOINTED) for u in deciding(f) if _vanishes(c, u, changes)}
    if joints:
        return _at_joint(c, body, changes, joints)
    for variable in changes:
        need_free(c, body, variable)
        body = of(c, body, variable)
    return c.value(body)


def carried_out(c: Checker, e: Expr) -> Expr:
    """The expression with the derivatives in it carried out, so that the deltas that come of them are seen."""
    found = {}
    for s in e.atoms(Sum, Product):
        c.need_bound(s)
    for d in e.atoms(Derivative):
        if not d.expr.has(*JOINTED, Derivative, AppliedUndef):
            body = d.expr
            for variable in d.variables:
                need_free(c, body, variable)
                body = of(c, body, variable)
            found[d] = body
    return e.xreplace(found)


def settled(c: Checker, e: Expr, changes: list[Expr]) -> Expr:
    """The expression with each case distinction that is decided, at the point and around, replaced by its case."""
    while True:
        found = {}
        for node in jointed(e):
            around = deciding(node)
            signs = [c.signs.of_expression(u) for u in around if not u.has(*JOINTED) and continuous(c, u, changes)]
            if len(signs) == len(around) and all(s and strict for s, strict in signs):
                found[node] = branch(c, node)
        if not found:
            return e
        e = e.xreplace(found)


def jointed(e: Basic) -> set[Expr]:
    """The case distinctions in an expression that are no part of a sum, nor of another derivative."""
    if isinstance(e, Sum | Product | Derivative | Subs):
        return set()
    return set().union(*map(jointed, e.args), {e} if isinstance(e, JOINTED) else ())


def continuous(c: Checker, u: Expr, changes: list[Expr]) -> bool:
    """Whether an expression is continuous where it is defined, so that it keeps a sign around the point."""
    if not any(_moves(u, x) for x in changes):
        return True
    if isinstance(u, Pow) and not (u.exp.is_number or u.base is S.Exp1):  # 0^u jumps
        if c.signs.of_expression(u.base) != (1, True):
            return False
    kind = isinstance(u, CONTINUOUS) or type(u).__name__ in rules.DEFINITIONS
    return kind and all(continuous(c, a, changes) for a in u.args)


def _vanishes(c: Checker, u: Expr, changes: list[Expr]) -> bool:
    return any(_moves(u, x) for x in changes) and not u.has(*JOINTED) and c.zero(u)


def _at_joint(c: Checker, f: Expr, changes: list[Expr], joints: set[Expr]) -> Frac:
    """f has one value at the joint, from both sides and there, and one derivative from both sides; and so on."""
    x = changes[0]
    c.need(set(changes) == {x}, "at a joint, derivatives by one variable only")
    need_free(c, f, x)
    for u in joints:
        slope = of(c, u, x)
        c.need(not _moves(slope, x) and c.signs.is_nonzero(c.value(slope)), f"{u} changes its sign where it is 0")
    sides = [of_side(c, f, x, dict(_signs(c, joints, x, right))) for right in (True, False)]
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
        s, strict = c.signs.of(c.value(of(c, u, x)))
        c.need(len(joints) == 1 or (strict and s != 0), f"the sign of the slope of {u}")
        found.append((u, (s or 1) if right else -(s or 1)))
    return found


def _one_value(c: Checker, a: Frac, b: Frac) -> None:
    """Two values are one; where they provably differ, no derivative is there, and nothing is claimed."""
    gap = c.ring.subtract(a, b)
    if gap[0]:
        if c.signs.is_nonzero(gap):
            raise Vacuous
        raise Refused("whether both sides of a joint agree")


def of_side(c: Checker, e: Expr, x: Expr, signs: dict[Expr, int]) -> Expr:
    """The expression on the side of a joint of x on which the given expressions have the given signs."""
    if not isinstance(e, Expr) or not e.has(*JOINTED):
        return e
    c.need(not isinstance(e, Sum | Product | Derivative | Subs), "a joint inside of a sum")
    if not isinstance(e, JOINTED):
        return e.func(*(of_side(c, a, x, signs) for a in e.args))

    def sign_of(u: Expr) -> int:
        if u in signs:
            return signs[u]
        u = of_side(c, u, x, signs)
        s, strict = c.signs.of_expression(u)
        c.need(strict and s != 0 and continuous(c, u, [x]), f"{u} != 0, with a sign")
        return s

    if isinstance(e, Piecewise):
        for part, condition in e.args:
            if condition == True or _holds(c, condition, sign_of):  # noqa: E712
                return of_side(c, part, x, signs)
        raise Vacuous
    if isinstance(e, Max | Min):
        side = 1 if isinstance(e, Max) else -1
        for i, a in enumerate(e.args):
            others = [(a - b, 1) if j < i else (b - a, -1) for j, b in enumerate(e.args) if j != i]
            if all(sign_of(u) * s * side > 0 for u, s in others):
                return of_side(c, a, x, signs)
        raise Refused(f"which argument of {e} is the extreme one")
    s = sign_of(e.args[0])
    if isinstance(e, Abs):
        return of_side(c, e.args[0], x, signs) * s
    return Integer(s) if isinstance(e, sign) else Integer(s > 0)


def _holds(c: Checker, condition: Basic, sign_of: Callable[[Expr], int]) -> bool:
    if isinstance(condition, And | Or):
        found = [_holds(c, a, sign_of) for a in condition.args]
        return all(found) if isinstance(condition, And) else any(found)
    if isinstance(condition, Not):
        return not _holds(c, condition.args[0], sign_of)
    c.need(isinstance(condition, Relational), f"the condition {condition}")
    s = sign_of(condition.args[0] - condition.args[1])
    return isinstance(condition, Ne | Gt | Ge if s > 0 else Ne | Lt | Le)


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
        c.need(not (right and mine in left | right and left & here), f"{variable} is free of what is declared")


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
    """The derivative of an unknown function at an argument."""
    inner = e.expr
    c.need(isinstance(inner, Derivative) and isinstance(inner.expr, AppliedUndef), f"{e}")
    places = dict(zip(e.variables, e.point, strict=True))
    f = inner.expr
    for v in inner.variables:
        alone = [a for a in f.args if v in a.free_symbols] == [v]
        c.need(alone and v in places, f"a derivative of {f} by its own argument")
    order = sorted(f.args.index(v) for v in inner.variables)
    return c.value(_slot(f, order).func(*(a.xreplace(places) for a in f.args)))


def _slot(f: Expr, places: list[int]) -> Expr:
    """The partial derivative of an unknown function by its arguments, as an unknown function."""
    name, before = f.func.__name__, []
    if name.startswith("D["):
        listed, name = name[2:].split("]", 1)
        before = [int(p) - 1 for p in listed.split(",")]
    return Function("D[" + ",".join(str(p + 1) for p in sorted([*before, *places])) + "]" + name)(*f.args)


def of(c: Checker, e: Expr, x: Expr) -> Expr:
    """de/dx as an expression that holds at the points of this case (around them, off the joints)."""
    if not _moves(e, x):
        return S.Zero
    if e == x:
        return S.One
    if isinstance(e, Indexed):
        same = isinstance(x, Indexed) and e.base == x.base and len(e.indices) == len(x.indices)
        c.need(same, f"{e} by {x}")
        return Mul(*(KroneckerDelta(i, j) for i, j in zip(e.indices, x.indices, strict=True)))
    if isinstance(e, Add):
        return Add(*(of(c, a, x) for a in e.args))
    if isinstance(e, Mul):
        return Add(*(Mul(of(c, a, x), *(b for j, b in enumerate(e.args) if j != i)) for i, a in enumerate(e.args)))
    if isinstance(e, Pow):
        return _power(c, e, x)
    if isinstance(e, Sum):
        c.need(not any(_moves(end, x) for limit in e.limits for end in limit[1:]), f"ends free of {x}")
        c.need(not x.free_symbols & set(e.variables), f"{x} is not bound in the sum")
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
        return _off_joint(c, e, x)
    if isinstance(e, AppliedUndef):
        return Add(*(_slot(e, [i]) * of(c, a, x) for i, a in enumerate(e.args) if _moves(a, x)))
    definition = rules.DEFINITIONS.get(type(e).__name__)
    if definition is not None:
        return of(c, definition.says(*e.args), x)
    outer = TABLE.get(type(e))
    if outer is None or len(e.args) != 1:
        raise Refused(f"the derivative of {e}")
    return outer(e.args[0]) * of(c, e.args[0], x)


def _own_term(c: Checker, e: Sum, x: Expr) -> Expr | None:
    """The one term of Σ_m f(x_m) that holds x_j, for 1 ≤ j ≤ n."""
    if not isinstance(x, Indexed) or len(e.limits) != 1 or not e.has(*JOINTED):
        return None
    m, low, high = e.limits[0]
    apart = e.function.xreplace({x.base[m]: Dummy()})
    if _moves(apart, x) or m not in free_in(e.function) or len(x.indices) != 1:
        return None
    (j,) = x.indices
    c.need_at_least(j - low, 0)
    c.need_at_least(high - j, 0)
    return put(e.function, m, j)


def _moves(e: Expr, x: Expr) -> bool:
    if isinstance(x, Indexed):
        return bool(e.has(x.base))
    return x in e.free_symbols


def _power(c: Checker, e: Pow, x: Expr) -> Expr:
    base, power = e.args
    if not _moves(power, x):
        if not (power.is_Integer and power >= 0):
            # u^a has a derivative by this rule where u > 0, and for an integer a where u is not zero
            if power.is_Integer:
                c.need(c.signs.is_nonzero(c.value(base)), f"{base} != 0")
            else:
                c.need_positive(base)
        return power * Pow(base, power - 1) * of(c, base, x)
    if base is S.Exp1:
        return e * of(c, power, x)
    c.need_positive(base)
    return e * (of(c, power, x) * log(base) + power * of(c, base, x) / base)


def _product(c: Checker, e: Product, x: Expr) -> Expr:
    body, m, low, high = sums.outermost(e)
    c.need(len(e.limits) == 1 and not _moves(low, x) and not _moves(high, x), f"ends free of {x}")
    c.need(m not in x.free_symbols, f"{x} is not bound in the product")
    c.need_bound(e)
    _, v, _ = c.opened(Sum(body, (m, low, high)))
    c.need_positive(c.in_letter(body, m, v))
    return e * Sum(of(c, body, x) / body, (m, low, high))


def _off_joint(c: Checker, e: Expr, x: Expr) -> Expr:
    """Where what decides the case keeps its sign around the point: the derivative of the case that is there."""
    for u in deciding(e):
        if _moves(u, x):
            s, strict = c.signs.of_expression(u)
            c.need(strict and s != 0 and continuous(c, u, [x]), f"{u} != 0, with a sign")
    return of(c, branch(c, e), x)


def deciding(e: Expr) -> list[Expr]:
    """The expressions on whose signs the case depends, those inside them included."""
    found = []
    if isinstance(e, Abs | sign | Heaviside):
        found = [e.args[0]]
    elif isinstance(e, Max | Min):
        found = [a - b for i, a in enumerate(e.args) for b in e.args[:i]]
    elif isinstance(e, Piecewise):
        found = [r.args[0] - r.args[1] for _, cond in e.args for r in cond.atoms(Relational)]
    return found + [u for a in found for inner in a.atoms(*JOINTED) for u in deciding(inner)]


def branch(c: Checker, e: Expr) -> Expr:
    """What a jointed function is in this case."""
    if isinstance(e, Abs):
        s, _ = c.signs.of_expression(e.args[0])
        c.need(s != 0, f"the sign of {e.args[0]}")
        return e.args[0] * s
    if isinstance(e, sign | Heaviside):
        s, strict = c.signs.of_expression(e.args[0])
        c.need(strict and s != 0, f"the sign of {e.args[0]}")
        return Integer(s) if isinstance(e, sign) else Integer(s > 0)
    if isinstance(e, Max | Min):
        side = 1 if isinstance(e, Max) else -1
        for a in e.args:
            if all(a == b or c.signs.of_expression((a - b) * side)[0] > 0 for b in e.args):
                return a
        raise Refused(f"which argument of {e} is the extreme one")
    for part, condition in e.args:
        holds = choices.truth(c, condition)
        c.need(holds is not None, f"whether {condition}")
        if holds:
            return part
    raise Vacuous
