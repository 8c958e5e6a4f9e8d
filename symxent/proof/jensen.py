"""Jensen's inequality, and that of the means: the function, the weights and the points that a claim shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile

from sympy import Add, Dummy, Expr, Interval, Mul, Pow, Product, S, Sum, Tuple, exp, expand, expand_mul, log, oo

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, Refused
from symxent.logic.jensen import after
from symxent.logic.letters import put
from symxent.proof.budget import Undecided
from symxent.proof.calculus import Search, first_theorem

Candidate = tuple[Expr, Interval, Expr, Tuple, Tuple, Tuple]  # f in the letter V, J, c, the w, the u, the range
_V = Dummy("v", real=True)
_POSITIVE = Interval.open(0, oo)
MOST = 6  # candidates
MOST_OPERATIONS = 120  # of a claim: what is multiplied out of more fills the memory
HEADS = (exp, log, Pow, Product)


def by_jensen(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of an inequality that is Jensen's but for what is proved otherwise; raises Undecided."""
    sides = (claim.lhs, claim.rhs) if claim.op in ("<", "<=") else (claim.rhs, claim.lhs)
    if sum(side.count_ops() for side in sides) > MOST_OPERATIONS:
        raise Undecided("a larger claim than is looked at")
    for f, where, *rest in islice(dict.fromkeys(_candidates(*sides)), MOST):
        parts = (f, _V, where, *rest)
        try:
            needed = after(claim, *parts)
        except Refused:
            continue
        over = rest[-1]
        inside = domain.extended(indices={over[0]: (over[1], over[2])}) if over else domain
        curved = domain.extended(where={_V: where})
        on = [curved if one.lhs == 0 and one.rhs.has(_V) else inside for one in needed]
        made = (first_theorem(one, where, search) for one, where in zip(needed, on, strict=True))
        theorems = [one for one in takewhile(lambda theorem: theorem is not None, made) if one is not None]
        if len(theorems) == len(needed):
            return By("Jensen", tuple(theorems), parts)
    raise Undecided("not Jensen's inequality")


def _candidates(smaller: Expr, larger: Expr) -> Iterator[Candidate]:
    yield from _of_means(smaller, larger)
    for e in sorted(
        (smaller.atoms(exp, log, Pow) | larger.atoms(exp, log, Pow)), key=lambda e: (e.count_ops(), str(e))
    ):
        found = _function(e)
        if found is not None:
            f, where, is_convex = found
            head = f if is_convex else -f
            yield from ((f, where, *rest) for rest in _spread(head, larger if is_convex else smaller))


def _function(e: Expr) -> tuple[Expr, Interval, bool] | None:
    """The convex function of V that an expression is one value of, or of which minus the value; where it is convex."""
    if isinstance(e, exp):
        return exp(_V), Interval(-oo, oo), True
    if isinstance(e, log):
        return -log(_V), _POSITIVE, False
    power = e.exp
    if not power.is_Rational or e.base.is_number or power == 1:
        return None
    if power.is_Integer and power > 0 and power % 2 == 0:
        return _V**power, Interval(-oo, oo), True
    return (-(_V**power), _POSITIVE, False) if 0 < power < 1 else (_V**power, _POSITIVE, True)


def _spread(head: Expr, side: Expr) -> Iterator[tuple[Expr, Tuple, Tuple, Tuple]]:
    """c, the weights, the points and the range of c Σ w f(u) on a side, f or −f being ``head``."""
    found: list[tuple[Expr, Expr]] = []
    for term in Add.make_args(expand_mul(side)):
        factors = Mul.make_args(term)
        one = next((a for a in factors if _is_value(head, a)), None)
        if one is not None:
            found.append((term / one, _argument(one)))
        for total in (a for a in factors if isinstance(a, Sum) and len(a.limits) == 1):
            k, low, high = total.limits[0]
            inner = next((a for a in Mul.make_args(total.function) if _is_value(head, a)), None)
            if inner is not None:
                m = Dummy("m", integer=True)
                weight = put(total.function / inner * term / total, k, m)
                yield from _over(weight, put(_argument(inner), k, m), m, low, high)
    if len(found) > 1:
        points = {u: Add(*(w for w, other in found if other == u)) for _, u in found}
        c = expand(Add(*points.values()))
        yield c, Tuple(*(w / c for w in points.values())), Tuple(*points), Tuple()


def _over(w: Expr, u: Expr, m: Dummy, low: Expr, high: Expr) -> Iterator[tuple[Expr, Tuple, Tuple, Tuple]]:
    """The weights over a range, which are alike, or sum to 1."""
    c = S.One if w.has(m) else w * (high - low + 1)
    yield c, Tuple(w / c), Tuple(u), Tuple(m, low, high)


def _is_value(head: Expr, e: Expr) -> bool:
    if isinstance(head, Pow):
        return isinstance(e, Pow) and e.exp == head.exp and e.base is not S.Exp1
    return type(e) is type(head)


def _argument(e: Expr) -> Expr:
    return e.base if isinstance(e, Pow) and not isinstance(e, exp) else e.args[0]


def _of_means(smaller: Expr, larger: Expr) -> Iterator[Candidate]:
    """exp of Σ w log t: a geometric mean on the smaller side, or terms of which there are to be more."""
    f, reals = exp(_V), Interval(-oo, oo)
    for term in Add.make_args(smaller):
        c, whole = term.as_coeff_Mul()
        powers = [(a.base, a.exp) if isinstance(a, Pow) else (a, S.One) for a in Mul.make_args(whole)]
        if len(powers) == 1 and isinstance(powers[0][0], Product):
            product, w = powers[0]
            k, low, high = product.limits[0]
            m = Dummy("m", integer=True)
            if len(product.limits) == 1:
                yield f, reals, c, Tuple(w), Tuple(log(put(product.function, k, m))), Tuple(m, low, high)
            continue
        flat = [(base, e * w) for inner, w in powers for base, e in _factors(inner)]
        if len(flat) > 1 and expand(Add(*(w for _, w in flat))) == 1:
            yield f, reals, c, Tuple(*(w for _, w in flat)), Tuple(*(log(base) for base, _ in flat)), Tuple()
    terms = [term.as_coeff_Mul() for term in Add.make_args(expand(larger))]
    c = Add(*(w for w, _ in terms))
    if len(terms) > 1 and all(w > 0 and not u.is_number for w, u in terms):
        yield f, reals, c, Tuple(*(w / c for w, _ in terms)), Tuple(*(log(u) for _, u in terms)), Tuple()


def _factors(e: Expr) -> list[tuple[Expr, Expr]]:
    return [(a.base, a.exp) if isinstance(a, Pow) else (a, S.One) for a in Mul.make_args(e) if not a.is_number]
