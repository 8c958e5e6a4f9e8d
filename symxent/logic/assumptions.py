"""What a proof starts from: the hypotheses, and that both sides of the claim are defined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq, fmpq_poly
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Expr,
    Ge,
    Gt,
    Indexed,
    Integral,
    Intersection,
    Interval,
    Le,
    Limit,
    Lt,
    Ne,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Set,
    Subs,
    Sum,
    Symbol,
    acos,
    asin,
    cos,
    exp,
    log,
    sin,
)
from sympy.core.function import AppliedUndef

from symxent.logic.gamma import rgamma
from symxent.logic.hypotheses import is_excluded
from symxent.logic.letters import free_in, kinds_in, put, symbols_in
from symxent.logic.polynomials import UNKNOWN, Sign
from symxent.logic.ring import Refused, Vacuous

if TYPE_CHECKING:
    from symxent.logic.checker import Checker

MOST_PLACES = 8
HIGHEST_DEGREE = 8  # of a radicand whose zeros are looked at


def assume(c: Checker) -> bool:
    """Take in the hypotheses, and that both sides of the claim are defined; whether some of it could not be read."""
    h = c.hypotheses
    facts: list[Fact] = [(e, 1) for e in within_sizes(h.positive)] + [(e, 0) for e in within_sizes(h.nonnegative)]
    facts += [(e, None) for e in h.nonzero]
    for s, e in h.values.items():
        r = h.range_of(s)
        facts += [(e - Rational(int(r.low.p), int(r.low.q)), int(r.open_low))] if r.low is not None else []
        facts += [(Rational(int(r.high.p), int(r.high.q)) - e, int(r.open_high))] if r.high is not None else []
        base = s.base if isinstance(s, Indexed) else s
        if e.is_Rational and (is_excluded(base, e) or (base in h.where and h.where[base].contains(e) is S.false)):
            raise Vacuous
    spoken = [x for e in (*c.goal, *h.values.values()) for x in e.atoms(Symbol, Indexed) if free_in(x) <= c.free]
    named = frozenset().union(*map(symbols_in, c.goal))
    for x in (*spoken, *(x for x in h.where if x not in named)):
        facts += beyond_fractions(x, h.where.get(x.base if isinstance(x, Indexed) else x))
        facts += [(x, None)] if x.is_nonzero else []
    seen: set[Expr] = set()
    for e in c.goal:
        what_defined_says(c, e, seen, facts)
    unread = False
    for u, strict in facts:
        try:
            if strict is None:
                c.signs.learn_nonzero(c.value(u))
            else:
                unread = not c.signs.learn(c.value(u), bool(strict)) or unread
                c.nonnegative.add(c.ring.key(c.value(u)))
        except Refused:  # a fact that cannot be read is a fact that no proof uses
            unread = True
    # A power of a negative number is real for a whole exponent only; asked in one order, in which atoms are met.
    for e in sorted((e for e in seen if isinstance(e, Pow) and not e.exp.is_number), key=str):
        if e.exp.as_coeff_Add()[0].is_Integer and _sign_of(c, e.base) == (-1, True):
            c.integers.whole.add(e.exp.as_coeff_Add()[1])
    return unread or bool(c.refused)


def within_sizes(known: Iterable[Expr]) -> Iterator[Expr]:
    """What is known to be > 0 (or ≥ 0), and with ±u for |u| where that is subtracted: 1 − |u| > 0 says 1 − u > 0."""
    for e in known:
        yield e
        for term in Add.make_args(e):
            c, size = term.as_coeff_Mul()
            if isinstance(size, Abs) and c.is_negative:
                yield from within_sizes(e - term + side * size.args[0] for side in (c, -c))


def beyond_fractions(x: Expr, where: Set | None) -> list[Fact]:
    """What the ends of a set say that are no fractions: ranges have ends that are."""
    found: list[Fact] = []
    for part in where.args if isinstance(where, Intersection) else (where,):
        if isinstance(part, Interval):
            ends = ((x - part.start, part.start, part.left_open), (part.end - x, part.end, part.right_open))
            found += [
                (gap, int(bool(is_open))) for gap, end, is_open in ends if not (end.is_infinite or end.is_Rational)
            ]
    return found


Fact: TypeAlias = tuple[Expr, int | None]  # an expression that is > 0 (1), ≥ 0 (0), ≠ 0 (None)


def what_defined_says(c: Checker, e: Expr, seen: set[Expr], facts: list[Fact]) -> None:
    """What follows from a value being there: arguments of logarithms are > 0, of roots ≥ 0, denominators ≠ 0."""
    if e in seen or not e.args or isinstance(e, Subs | Integral | Limit) or not isinstance(e, Expr):
        return  # integrals and limits are about their letters
    seen.add(e)
    if isinstance(e, Piecewise):
        what_a_case_says(c, e, seen, facts)
        return
    if isinstance(e, Sum | Product):
        if len(e.limits[-1]) == 3:
            body, v, nonempty = c.opened(e)
            if nonempty:
                what_defined_says(c, body, seen, facts)
            low, high = c.integers.letters[v]
            for place in places_in(c.goal, c.free):  # x_1 is among the x_m
                if c.integers.at_least(place, low) and c.integers.at_least(high, place):
                    what_defined_says(c, put(body, v, place), seen, facts)
        return
    for a in e.args:
        what_defined_says(c, a, seen, facts)
    name = "" if isinstance(e, AppliedUndef) else type(e).__name__
    if isinstance(e, Pow) and e.exp.is_Rational:
        if not e.exp.is_Integer:
            facts.append((e.base, int(bool(e.exp < 0))))
        elif e.exp < 0:
            facts.append((e.base, None))
    elif isinstance(e, Pow) and _is_zero(c, e.base):
        facts.append((e.exp, 0))  # 0^u is 0 for u > 0, 1 for u = 0
    elif name == "softmax":
        c.integers.learn_index(e.args[1], e.args[2])  # it has components 1 … k and no others
    elif name == "log":
        facts.append((e.args[0], 1))
    elif name in _INSIDE:
        facts += [(f(*e.args), strict) for f, strict in _INSIDE[name]]
    elif isinstance(e, Derivative):
        facts += [(u, 1) for u in _inside_of_derivative(e)]


def what_a_case_says(c: Checker, e: Piecewise, seen: set[Expr], facts: list[Fact]) -> None:
    """Of a case distinction only the branch that applies counts; the first condition is looked at wherever it is
    defined, and where it is the only one it holds."""
    branch, condition = e.args[0]
    if not isinstance(condition, Gt | Ge | Lt | Le | Ne):
        return
    left, right = condition.args
    for side in (left, right):
        what_defined_says(c, side, seen, facts)
    if len(e.args) == 1:
        what_defined_says(c, branch, seen, facts)
        gap = right - left if isinstance(condition, Lt | Le) else left - right
        facts.append((gap, None if isinstance(condition, Ne) else int(isinstance(condition, Gt | Lt))))


def places_in(goal: tuple[Expr, ...], free: frozenset[Basic]) -> list[Expr]:
    """The indices, bound nowhere, at which a component stands in the goal."""
    found = {i for e in goal for x in kinds_in(e, Indexed) for i in x.indices if free_in(i) <= free}
    return sorted(found, key=str)[:MOST_PLACES]


def _sign_of(c: Checker, e: Expr) -> Sign:
    try:
        return c.signs.of_expression(e)
    except Refused:
        return UNKNOWN


def _is_zero(c: Checker, e: Expr) -> bool:
    try:
        return c.zero(e)
    except Refused:
        return False


#: Where a function is defined: expressions of its argument that are > 0 (1), ≥ 0 (0), ≠ 0 (None).
_INSIDE: dict[str, tuple[tuple[Callable[..., Expr], int | None], ...]] = {
    "logit": ((lambda p: p, 1), (lambda p: 1 - p, 1)),
    "atanh": ((lambda z: 1 + z, 1), (lambda z: 1 - z, 1)),
    "acosh": ((lambda z: z - 1, 0),),
    "asech": ((lambda z: z, 1), (lambda z: 1 - z, 0)),
    "acoth": ((lambda z: (z + 1) / (z - 1), 1),),
    "log1p": ((lambda z: 1 + z, 1),),
    "log2": ((lambda z: z, 1),),
    "log10": ((lambda z: z, 1),),
    **dict.fromkeys(("asin", "acos"), ((lambda z: 1 + z, 0), (lambda z: 1 - z, 0))),
    **dict.fromkeys(("asec", "acsc"), ((lambda z: z, None), (lambda z: 1 + 1 / z, 0), (lambda z: 1 - 1 / z, 0))),
    **dict.fromkeys(("gamma", "digamma"), ((lambda z: rgamma(z), None),)),
    "loggamma": ((lambda z: z, 1),),
    "polygamma": ((lambda n, z: rgamma(z), None),),
    **dict.fromkeys(("factorial", "harmonic"), ((lambda z, *_: rgamma(z + 1), None),)),
    "beta": ((lambda a, b: rgamma(a), None), (lambda a, b: rgamma(b), None)),
    **dict.fromkeys(("tan", "sec"), ((lambda z: cos(z, evaluate=False), None),)),
    **dict.fromkeys(("cot", "csc"), ((lambda z: sin(z, evaluate=False), None),)),
    **dict.fromkeys(("coth", "csch"), ((lambda z: z, None), (lambda z: exp(z) - 1, None))),
    "acsch": ((lambda z: z, None),),
}


def _inside_of_derivative(e: Derivative) -> list[Expr]:
    """What has to be > 0 where there is a derivative: radicands, logarithms' arguments, 1 ± v of asin v, where they
    are < 0 at points as near to a zero as one likes."""
    found: list[Expr] = []
    if e.expr.has(Piecewise, Sum, Product):
        return found
    for x, _ in e.variable_count:
        for part in e.expr.atoms(Pow, log, asin, acos):
            if isinstance(part, Pow) and not (part.exp.is_Rational and not part.exp.is_Integer):
                continue
            inside = (1 - part.args[0], 1 + part.args[0]) if isinstance(part, asin | acos) else (part.args[0],)
            found += [u for u in inside if _is_negative_near_zeros(u, x)]
    return found


def _is_negative_near_zeros(u: Expr, x: Expr) -> bool:
    """Of a polynomial in x with zeros of order one, and of one of degree 2 that opens downwards."""
    whole = u.expand()
    parts = [whole.coeff(x, n) for n in range(HIGHEST_DEGREE + 1)]
    parts = parts[: 1 + max((n for n, k in enumerate(parts) if k != 0), default=0)]
    rest = (whole - Add(*(k * x**n for n, k in enumerate(parts)))).expand()
    if len(parts) < 2 or rest != 0 or any(k.has(x) for k in parts):
        return False
    lead = parts[-1]
    if len(parts) < 4 and lead.is_Rational and (len(parts) == 2 or lead < 0):
        return True
    if not all(k.is_Rational for k in parts):
        return False
    p = fmpq_poly([fmpq(int(k.p), int(k.q)) for k in parts])
    return bool(p.gcd(p.derivative()).degree() == 0)
