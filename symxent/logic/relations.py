"""Relations that carry over: from the summands to sums, from what stands in an increasing function to its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import Add, Dummy, Expr, I, Mul, Pow, Range, Rational, S, Sum, Symbol, Tuple, polygamma
from sympy.core.function import AppliedUndef

from symxent.logic.checker import Checker
from symxent.logic.defined import need
from symxent.logic.hypotheses import Integers
from symxent.logic.letters import is_plain, put, put_all, symbols_in
from symxent.logic.statements import Claim, Statement, are_one


def by_summand(e: Expr, v: Symbol) -> tuple[Expr, tuple[Expr, Expr] | None]:
    """What Σ cⱼ Σ_m fⱼ adds up at m = v, and the range that all its sums have; raises Refused for what is none."""
    found, range_of_all = S.Zero, None
    for term in Add.make_args(e) if e != 0 else ():
        sums = [f for f in Mul.make_args(term) if isinstance(f, Sum)]
        need(len(sums) == 1, "{} is a multiple of a sum", term)
        (one,) = sums
        m, low, high = one.limits[-1]
        need(range_of_all in (None, (low, high)), "sums over one range")
        range_of_all = low, high
        body = Sum(one.function, *one.limits[:-1]) if len(one.limits) > 1 else one.function
        factors = list(Mul.make_args(term))
        factors.remove(one)
        found += Mul(*factors) * put(body, m, v)
    return found, range_of_all


def summands(lhs: Expr, rhs: Expr, v: Symbol) -> tuple[Expr, Expr, Expr, Expr]:
    """What each side adds up at the index v, and the ends of the range; raises Refused where they are no such sums.

    A multiple of the number of terms is a sum as well: k = Σ_{m=1}^{k} 1.
    """
    sides, ends = [], None
    for side in (lhs, rhs):
        counted = [t for t in Add.make_args(side) if not t.has(Sum)]
        total, found = by_summand(Add(*(t for t in Add.make_args(side) if t.has(Sum))), v)
        need(ends is None or found in (None, ends), "sums over one range")
        ends = ends or found
        sides.append((total, Add(*counted)))
    need(ends is not None, "a sum")
    low, high = ends  # type: ignore[misc]
    need(high is not S.Infinity or not any(rest for _, rest in sides), "series alone")
    length = high - low + 1
    each = [rest if rest == 0 else (rest / length).cancel() for _, rest in sides]
    need(all(q.is_Rational for q in each), "as many equal numbers as there are terms")
    return sides[0][0] + each[0], sides[1][0] + each[1], low, high


def summand_by_summand(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    (premise,), (v,) = premises, parts
    h = s.hypotheses
    spoken = frozenset().union(*map(symbols_in, (s.lhs, s.rhs, *h.expressions(), *h.where.values())))
    need(is_plain(v) and v not in spoken, "{} is an index of its own", v)
    left, right, low, high = summands(s.lhs, s.rhs, v)
    integers = Integers(h, s.lhs, s.rhs)
    need(low.free_symbols <= integers.ends, "nothing is assumed of {} that is not known", low)
    need(s.op != "!=" and (not v.is_positive or integers.at_least(low, 1)), "each {} from {} on", v, low)
    if high is S.Infinity:  # both series have a value
        need(low.is_Integer, "{} is a number", low)
        at_each = replace(h, where={**h.where, v: Range(low, high)})
    else:
        need(integers.at_least(high - low, 0 if s.op in ("<", ">") else -1), "{} <= {}", low, high)
        at_each = replace(h, indices={**h.indices, v: (low, high)})
    need(are_one(premise, Claim(left, right, s.op, at_each)), "{} {} {} for each index", left, s.op, right)


def exchanged(e: Expr) -> Expr:
    """Σ_{m=a}^{k} Σ_{l=a}^{m} f as Σ_{l=a}^{k} Σ_{m=l}^{k} f; raises Refused for others.

    For k = a − 1 both are 0, and from k − 1 to k both grow by Σ_{l=a}^{k} f(k, l): by the convention about ends that
    cross this holds for all integers a and k.
    """
    need(isinstance(e, Sum) and [len(limit) for limit in e.limits] == [3, 3], "{} is of two ranges", e)
    (l, first, top), (m, low, high) = e.limits
    need(top == m and first == low and not Tuple(low, high).has(l, m), "{} is over a triangle", e)
    return Sum(e.function, (m, l, high), (l, low, high))


def exchange(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    (premise,), (e,) = premises, parts
    at = {e: exchanged(e)}
    made = Claim(s.lhs.xreplace(at), s.rhs.xreplace(at), s.op, s.hypotheses)
    need(are_one(premise, made), "the claim with the sum in the other order")


#: Functions that increase strictly on one interval, and have no value elsewhere.
INCREASING = (
    *("exp", "log", "sigmoid", "softplus", "logit", "tanh", "sinh", "asinh", "atan", "erf", "Phi", "log1p"),
    *("asin", "acosh", "atanh", "erfi"),
)


def inside(lhs: Expr, rhs: Expr) -> tuple[Expr, Expr]:
    """c u and c v of c f(u) and c f(v), for a number c and an increasing f; raises Refused for others."""
    (c, f), (d, g) = (side.as_coeff_Mul() for side in (lhs, rhs))
    need(c == d and isinstance(c, Rational) and c != 0, "one multiple on both sides")
    if isinstance(f, Pow) and isinstance(g, Pow) and f.exp == g.exp:
        # odd powers increase, and fractional ones have a real value for what is not negative only
        need(
            f.exp.is_Rational and f.exp > 0 and (f.exp.q != 1 or f.exp.p % 2 == 1), "an increasing power, not {}", f.exp
        )
        return c * f.base, c * g.base
    if isinstance(f, polygamma) and isinstance(g, polygamma) and f.args[0] == g.args[0]:  # for u, v > 0
        n, side = f.args[0], (-1) ** f.args[0]
        need(n.is_Integer and n >= 0, "{} derivatives", n)
        return side * c * f.args[1], side * c * g.args[1]
    name = "a function that is not known" if isinstance(f, AppliedUndef) else type(f).__name__
    need(f.func == g.func and name in INCREASING and len(f.args) == len(g.args) == 1, "{} increases", name)
    return c * f.args[0], c * g.args[0]


def increasing(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    (premise,) = premises
    left, right = inside(s.lhs, s.rhs)
    for _, f in (side.as_coeff_Mul() for side in (s.lhs, s.rhs)):
        if isinstance(f, polygamma):
            Checker((s.lhs, s.rhs), s.hypotheses, size=size).need_positive(f.args[1])
    need(are_one(premise, Claim(left, right, s.op, s.hypotheses)), "{} {} {}", left, s.op, right)


def squares(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    (premise,), h, at = premises, s.hypotheses, dict(parts)
    spoken = frozenset().union(*map(symbols_in, (s.lhs, s.rhs, *h.expressions(), *h.where.values())))
    need(0 < len(at) == len(set(at.values())) and not spoken & set(at.values()), "letters of their own")
    for x, root in at.items():
        r = h.range_of(x)
        need(r.low is not None and r.low >= 0, "{} is not negative", x)
        known = Dummy(positive=True) if r.low > 0 or r.open_low else Dummy(nonnegative=True)  # type: ignore[operator]
        need(isinstance(root, Dummy) and root.assumptions0 == known.assumptions0, "{} is any such number", root)
    squared = {x: root**2 for x, root in at.items()}
    where = {x: values for x, values in h.where.items() if x not in at}
    h = replace(h, where=where, positive=tuple(put_all(p, squared) for p in h.positive))
    need(are_one(premise, Claim(put_all(s.lhs, squared), put_all(s.rhs, squared), s.op, h)), "the claim of the squares")


def imaginary(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    (premise,), h, at = premises, s.hypotheses, dict(parts)
    spoken = frozenset().union(*map(symbols_in, (s.lhs, s.rhs, *h.expressions(), *h.where.values())))
    need(0 < len(at) == len(set(at.values())) and not spoken & set(at.values()), "letters of their own")
    elsewhere = frozenset().union(*map(symbols_in, (*h.expressions(), *h.where.values())))
    any_number = Dummy(real=True, nonzero=True).assumptions0
    for u, v in at.items():
        need(type(u) is Symbol and u.is_imaginary is True and u not in elsewhere, "{} is any imaginary number", u)
        need(isinstance(v, Dummy) and v.assumptions0 == any_number, "{} is any number but 0", v)
    lhs, rhs = (put_all(side, {u: I * v for u, v in at.items()}) for side in (s.lhs, s.rhs))
    need(not lhs.has(I) and not rhs.has(I), "no i is left")
    need(are_one(premise, Claim(lhs, rhs, s.op, h)), "the claim of the imaginary parts")


def squared_sides(s: Claim) -> tuple[Claim, Claim]:
    """0 <= b and a² <= b², from which a <= b follows (with < in both, a < b); raises Refused for other relations."""
    need(s.op in ("<", "<=", ">", ">="), "an order, not {}", s.op)
    a, b = (s.lhs, s.rhs) if s.op in ("<", "<=") else (s.rhs, s.lhs)
    strictly = "<" if s.op in ("<", ">") else "<="
    return Claim(S.Zero, b, "<=", s.hypotheses), Claim(a**2, b**2, strictly, s.hypotheses)


def by_squared_sides(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    due = squared_sides(s)
    need(all(are_one(premise, one) for premise, one in zip(premises, due, strict=True)), "0 <= b and a² <= b²")
