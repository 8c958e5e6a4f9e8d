"""Integrals by an antiderivative that SymPy proposes, and equalities from equal derivatives; the logic checks both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import TypeAlias

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    FiniteSet,
    Heaviside,
    I,
    Integer,
    Integral,
    Interval,
    Max,
    Min,
    Piecewise,
    Rational,
    RootSum,
    S,
    Symbol,
    ceiling,
    factor_terms,
    floor,
    log,
    piecewise_fold,
    sign,
    solveset,
)
from sympy import integrate as sympys_integral

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Hypotheses, Proof, Refused, Theorem, check
from symxent.logic.calculus import (
    between,
    elsewhere,
    ends_of,
    inside_of,
    interval_of,
    need_primitive,
    on_piece,
    relations_of,
)
from symxent.logic.choices import deciding
from symxent.logic.induction import without_size
from symxent.logic.letters import put
from symxent.logic.ring import Vacuous
from symxent.proof.budget import Budget, Undecided
from symxent.proof.deadline import NotAsked, OutOfTime, within
from symxent.proof.derivatives import evaluated
from symxent.proof.refute import fails, samples

MOST_OPERATIONS = 60  # of an integrand
SECONDS = 2.0  # for an antiderivative
SIZE = 128  # atoms
MOST_LOGARITHMS = 3  # of an antiderivative, of which each may be of u or of −u
TURNING = (Abs, Max, Min, sign, Heaviside, Piecewise, floor, ceiling)
MOST_STEPS = 30  # of a floor, between the ends of an integral
POINTS, SECONDS_OF_POINTS = 10, 0.3  # at which an order is looked at before it is proved
#: Gives the proofs that are found of a claim, one after the other; the domain is what it assumes.
Search = Callable[[Claim, Domain], Iterator[Proof]]
SOME_POINTS = (Integer(0), Integer(1), Rational(1, 2), Integer(-1), Integer(2))


def by_integrals(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim that holds once its integrals have the values of an antiderivative; raises Undecided."""
    parts, slopes, values = [], [], {}
    for e in sorted(claim.lhs.atoms(Integral) | claim.rhs.atoms(Integral), key=str):
        try:
            body, x, low, high = ends_of(e)
            v = Dummy(x.name, real=True)
            h = between(claim, e, v, SIZE)
        except (Refused, Vacuous) as refusal:  # the claim may be defined nowhere
            raise Undecided(str(refusal)) from None
        body = body.xreplace({x: v})
        on = domain.extended(
            where={v: h.where[v]} if v in h.where else {}, positive=tuple(p for p in h.positive if p.has(v))
        )
        for f in antiderivatives(body, v):
            try:
                need_primitive(claim, e, v, f, SIZE)
            except (Refused, Vacuous):
                continue
            slope = first_theorem(Claim(Derivative(f, v), body, "=", h), on, search)
            if slope is not None:
                break
        else:
            raise Undecided(f"no antiderivative of {e.function} was found")
        parts.append((e, v, f))
        slopes.append(slope)
        values[e] = f.xreplace({v: high}) - f.xreplace({v: low})
    sides = claim.lhs.xreplace(values), claim.rhs.xreplace(values)
    whole = first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search)
    if whole is None:
        raise Undecided("the values of the integrals do not make it true")
    return By("integrals", (whole, *slopes), tuple(parts))


def by_pieces(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim with an integral of absolute values, maxima and minima, cut where they turn; raises
    Undecided."""
    for e in sorted(claim.lhs.atoms(Integral) | claim.rhs.atoms(Integral), key=str):
        try:
            body, x, low, high = ends_of(e)
        except Refused:
            continue
        v = Dummy(x.name, real=True)
        f = body.xreplace({x: v})
        joints = {joint for joint in f.atoms(*TURNING) if joint.has(v)}
        if not (low.is_number and high.is_number and joints) or any(joint.free_symbols != {v} for joint in joints):
            continue
        points = turns(f, v, low, high)
        ends = (low, *points, high)
        functions = tuple(between_turns(f, v, p, q) for p, q in pairwise(ends))
        total = Add(*(Integral(g, (v, p, q)) for g, (p, q) in zip(functions, pairwise(ends), strict=True)))
        equal = []
        for g, (p, q) in zip(functions, pairwise(ends), strict=True):
            on = domain.extended(where={v: Interval.open(p, q)})
            one = Claim(f, g, "=", on_piece(claim.hypotheses, v, p, q))
            equal.append(equal_by_signs(one, on, search) or first_theorem(one, on, search))
        sides = claim.lhs.xreplace({e: total}), claim.rhs.xreplace({e: total})
        whole = first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search) if all(equal) else None
        if whole is not None:
            return By("integral in pieces", (whole, *filter(None, equal)), (e, v, points, functions))
    raise Undecided("no integral is cut into pieces")


def by_turns(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim with an integral of an integral, the inner one first; raises Undecided."""
    for e in sorted(claim.lhs.atoms(Integral) | claim.rhs.atoms(Integral), key=str):
        if len(e.limits) < 2 or not all(len(limit) == 3 for limit in e.limits):
            continue
        x, low, high = e.limits[-1]
        v = Dummy(x.name, real=True)
        inner = e.func(e.function, *e.limits[:-1]).xreplace({x: v})
        for g in _values_inside(inner):
            try:
                h = between(claim, Integral(g, (v, low, high)), v, SIZE)
            except (Refused, Vacuous):
                continue
            on = replace(domain, where=dict(h.where), positive=h.positive)
            inside = first_theorem(Claim(inner, g, "=", h), on, search)
            sides = (side.xreplace({e: Integral(g, (v, low, high))}) for side in (claim.lhs, claim.rhs))
            left, right = sides
            whole = (
                None
                if inside is None
                else first_theorem(Claim(left, right, claim.op, claim.hypotheses), domain, search)
            )
            if whole is not None and inside is not None:
                return By("iterated integral", (whole, inside), (e, v, g))
    raise Undecided("no integral of an integral")


def _values_inside(inner: Expr) -> Iterator[Expr]:
    """What an inner integral may be, by antiderivatives."""
    if len(inner.limits) > 1:
        for g in _values_inside(inner.func(inner.function, *inner.limits[:-1])):
            yield from _values_inside(Integral(g, inner.limits[-1]))
        return
    y, low, high = inner.limits[0]
    for f in antiderivatives(inner.function, y):
        yield factor_terms(f.xreplace({y: high}) - f.xreplace({y: low}))


def by_symmetry(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim with an integral of what is odd, from −a to a; raises Undecided."""
    for e in sorted(claim.lhs.atoms(Integral) | claim.rhs.atoms(Integral), key=str):
        try:
            body, x, low, high = ends_of(e)
            if low != -high:
                continue
            v = Dummy(x.name, real=True)
            f, h = put(body, x, v), between(claim, e, v, SIZE, closed=True)
        except (Refused, Vacuous):
            continue
        on = replace(domain, where=dict(h.where), positive=h.positive)
        turned = first_theorem(Claim(put(f, v, -v), -f, "=", h), on, search)
        sides = claim.lhs.xreplace({e: Integer(0)}), claim.rhs.xreplace({e: Integer(0)})
        whole = None if turned is None else first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search)
        if whole is not None and turned is not None:
            return By("odd integrand", (whole, turned), (e, v))
    raise Undecided("no integral of what is odd")


def equal_by_signs(claim: Claim, domain: Domain, search: Search) -> Theorem | None:
    """f = g, with u or −u for each |u| by its sign; None where a sign is not found."""
    sizes = claim.lhs.atoms(Abs) | claim.rhs.atoms(Abs)
    size = min(sizes, key=lambda e: (e.count_ops(), str(e)), default=None)
    if size is None:
        return first_theorem(claim, domain, search)
    for side in (Integer(1), Integer(-1)):
        u = size.args[0]
        try:
            whole, sign = without_size(claim, u, side)
        except Refused:  # it has no sign of its own in a sum over a letter of it
            return None
        shown = first_theorem(sign, domain, search)
        rest = equal_by_signs(whole, domain, search) if shown is not None else None
        if shown is not None and rest is not None:
            return check(claim, By("absolute value", (rest, shown), (u, side)))
    return None


def by_signs(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of an equality in which each |u| is u or −u; raises Undecided."""
    found = equal_by_signs(claim, domain, search)
    if found is None:
        raise Undecided("the sign of what is in absolute value")
    return found.proof


def turns(f: Expr, v: Symbol, low: Expr, high: Expr) -> tuple[Expr, ...]:
    """Where absolute values, maxima, cases and floors turn or jump between two numbers, as far as SymPy knows."""
    found: set[Expr] = set()
    for u in {u for joint in f.atoms(*TURNING) for u in _deciding(joint, v, low, high)}:
        try:
            zeros = within(SECONDS, lambda u=u: solveset(u, v, Interval.open(low, high)))  # type: ignore[misc]
        except (NotAsked, OutOfTime, Exception):
            continue
        found |= set(zeros.args) if isinstance(zeros, FiniteSet) else set()
    return tuple(sorted(found, key=lambda p: p.evalf()))


def _deciding(joint: Expr, v: Symbol, low: Expr, high: Expr) -> tuple[Expr, ...]:
    """What is 0 where a joint turns: of a floor, u − n for the whole numbers n that u is between its values at the ends
    and in the middle."""
    if not isinstance(joint, floor | ceiling):
        return tuple(deciding(joint))
    u = joint.args[0]
    at = [u.xreplace({v: p}).evalf() for p in (low, (low + high) / 2, high)]
    if not all(p.is_Float or p.is_Rational for p in at) or max(at) - min(at) > MOST_STEPS:
        return ()
    return tuple(u - n for n in range(int(floor(min(at))), int(ceiling(max(at))) + 1))


def between_turns(f: Expr, v: Symbol, low: Expr, high: Expr) -> Expr:
    """A function on a piece on which nothing turns: what it is in the middle."""
    ends = [end for end in (low, high) if end.is_finite]
    middle = Add(*ends) / 2 if len(ends) == 2 else ends[0] + (1 if ends[0] == low else -1) if ends else S.Zero
    at = {v: middle}

    def there(joint: Expr) -> Expr:
        if isinstance(joint, Max | Min):
            return (max if isinstance(joint, Max) else min)(joint.args, key=lambda a: a.xreplace(at).evalf())
        if isinstance(joint, Piecewise):
            return next((branch for branch, condition in joint.args if condition.xreplace(at) == True), joint)  # noqa: E712
        if isinstance(joint, Abs):
            return joint.args[0] * sign(joint.args[0].xreplace(at))
        return joint.xreplace(at).doit()

    return f.replace(lambda e: isinstance(e, TURNING) and e.has(v), there)


def first_theorem(claim: Claim, domain: Domain, search: Search) -> Theorem | None:
    """The theorem by the first proof that the logic follows; for an order that fails at a point none is looked for."""
    return None if _fails_somewhere(claim, domain) else _proved(claim, domain, search)


def _proved(claim: Claim, domain: Domain, search: Search) -> Theorem | None:
    for proof in search(claim, domain):
        try:
            return check(claim, proof)
        except Refused:
            continue
    return None


def _fails_somewhere(claim: Claim, domain: Domain) -> bool:
    """Whether one of a few points separates the sides of an order: most slopes that are tried have the wrong sign."""
    if claim.op == "=":  # of equalities hardly one that is asked fails
        return False
    found = samples(claim.lhs, claim.rhs, domain, Budget(SECONDS_OF_POINTS), claim.op)
    return any(fails(claim.lhs, claim.rhs, claim.op, sample) for sample in islice(found, POINTS))


def antiderivatives(f: Expr, x: Symbol) -> tuple[Expr, ...]:
    """What SymPy proposes, to the right of the zeros of what stands in each logarithm and to their left.

    It is asked once, whatever letter of its own each search puts for the variable.
    """
    letter = _letter(x.name) if isinstance(x, Dummy) else x
    return tuple(found.xreplace({letter: x}) for found in _proposed(f.xreplace({x: letter}), letter))


@lru_cache(maxsize=256)
def _letter(name: str) -> Symbol:
    return Dummy(name, real=True)


@lru_cache(maxsize=256)
def _proposed(f: Expr, x: Symbol) -> tuple[Expr, ...]:
    if f.count_ops() > MOST_OPERATIONS:
        return ()
    from sympy.integrals.manualintegrate import manualintegrate  # which takes longer to load than most proofs take

    found: dict[Expr, None] = {}
    for way in (sympys_integral, manualintegrate):
        try:
            proposed = within(SECONDS, lambda way=way: way(f, x))  # type: ignore[misc]
        except (NotAsked, OutOfTime, Exception):
            continue
        for one in _branches(piecewise_fold(proposed)):
            if not one.has(Integral, Piecewise, RootSum, I, S.NaN, S.Infinity):
                logs = sorted((e for e in one.atoms(log) if e.has(x)), key=str)[:MOST_LOGARITHMS]
                for signs in product((1, -1), repeat=len(logs)):
                    found[one.xreplace({e: log(s * e.args[0]) for e, s in zip(logs, signs, strict=True)})] = None
        if found:
            break
    return tuple(found)


def _branches(e: Expr) -> Iterator[Expr]:
    """The cases of a coefficient that may be 0, or of a power that may be −1: the logic asks whether it is."""
    for branch, _ in e.args if isinstance(e, Piecewise) else ((e, True),):
        yield from _branches(branch) if isinstance(branch, Piecewise) else (branch,)


def by_one_derivative(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of f = g by f′ = g′ on an interval and f(p) = g(p) at a point of it; raises Undecided."""
    for x, inside, on in _variables(claim, domain):
        slopes = first_theorem(Claim(Derivative(claim.lhs, x), Derivative(claim.rhs, x), "=", inside), on, search)
        if slopes is None:
            continue
        for p, at in _starts(claim, domain, x):
            start = first_theorem(*at, search)
            if start is not None:
                return By("one derivative", (slopes, start), (x, p))
    raise Undecided("no interval on which the derivatives are one")


def by_slopes(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of an inequality from a point at which it holds and the slopes on both sides of it."""
    sides = (claim.lhs, claim.rhs) if claim.op in ("<", "<=") else (claim.rhs, claim.lhs)
    for x, inside, on in _variables(claim, domain):
        made = tuple(evaluated(Derivative(e, x)) for e in sides)
        pairs = zip(sides, made, strict=True)
        are = _all([(Claim(Derivative(e, x), slope, "=", inside), on) for e, slope in pairs], search)
        for p, (at, there) in _starts(claim, domain, x) if are else ():
            outside = claim.op in ("<", ">") and interval_of(claim.hypotheses, x).contains(p) is S.false
            try:
                wanted = relations_of(claim.hypotheses, x, p, made, outside)
            except Refused:
                continue
            slopes = [(one, replace(domain, where=dict(one.hypotheses.where))) for one in wanted]
            at = replace(at, op=at.op + "=") if outside else at
            shown = _all([(at, there), *slopes], search) if slopes else []
            if shown:
                return By("slopes", (shown[0], *are, *shown[1:]), (x, p, *made))
    raise Undecided("no point from which the slopes show it")


def _variables(claim: Claim, domain: Domain) -> Iterator[tuple[Symbol, Hypotheses, Domain]]:
    """The variables that live in an interval, with what is assumed inside of it."""
    for x in sorted(claim.lhs.free_symbols | claim.rhs.free_symbols, key=str):
        try:
            inside = inside_of(claim.hypotheses, x)
        except Refused:
            continue
        yield x, inside, replace(domain, where=dict(inside.where))


Premise: TypeAlias = tuple[Claim, Domain]  # what is to be proved, and on which domain


def _starts(claim: Claim, domain: Domain, x: Symbol) -> Iterator[tuple[Expr, Premise]]:
    """Points of an interval, its ends among them, and the claim at each."""
    if any(x in d.variables for side in (claim.lhs, claim.rhs) for d in side.atoms(Derivative)):
        return  # no number can be put for a letter that is differentiated by
    where = interval_of(claim.hypotheses, x)
    rest = elsewhere(claim.hypotheses, x)
    there = replace(domain, where=dict(rest.where))
    for p in dict.fromkeys((*(end for end in (where.start, where.end) if end.is_finite), *SOME_POINTS)):
        if (where.start <= p) is S.true and (p <= where.end) is S.true:
            yield p, (Claim(claim.lhs.xreplace({x: p}), claim.rhs.xreplace({x: p}), claim.op, rest), there)


def _all(claims: list[Premise], search: Search) -> list[Theorem]:
    """The theorems, if all of them are proved, else none; no proof is searched where one of them fails."""
    found: list[Theorem] = []
    if any(_fails_somewhere(*claim) for claim in claims):
        return found
    for claim in claims:
        theorem = _proved(*claim, search)
        if theorem is None:
            return []
        found.append(theorem)
    return found
