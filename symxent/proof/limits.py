"""Limits: a proof is put together from the inside out by the rules of ``symxent.logic.limits``, which checks each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Interval,
    Limit,
    Mul,
    Pow,
    Rational,
    S,
    Symbol,
    Tuple,
    cancel,
    cos,
    exp,
    log,
    sin,
)

from symxent.language.domain import POSITIVE, Domain
from symxent.logic import By, Claim, Hypotheses, Proof, Refused, Tends, Theorem, check
from symxent.logic.letters import kinds_in
from symxent.logic.limits import AT_INFINITY, INFINITE, places, written_out
from symxent.logic.proof import same
from symxent.proof.budget import Undecided
from symxent.proof.calculus import TURNING, Search, between_turns, equal_by_signs, first_theorem
from symxent.proof.clock import thread_time
from symxent.proof.limit_forms import forms, of_fractions, one_power, quotients, shorter, tried

DELTAS = (Rational(1), Rational(1, 4), Rational(1, 32))
Near: TypeAlias = Rational | Tuple  # δ; or δ and what stays > 0
ORDERS = (1, 2, 3)  # of a zero
MOST_LIMITS = 60  # of parts, for one limit
MOST_OPERATIONS = 150  # of a quotient of slopes
PATIENCE = 4.0  # seconds of processor time for one side of a limit


def by_limits(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim that holds once its limits have their values; raises Undecided."""
    infinite = claim.rhs in INFINITE
    premises: list[Theorem] = []
    parts, values = [], {}
    for e in sorted(kinds_in(claim.lhs, Limit) | kinds_in(claim.rhs, Limit), key=str):
        t = Dummy("t", real=True)
        theorems = of_limit(e, t, claim.hypotheses, domain, search)
        values[e] = said(theorems[0]).value
        parts.append((e, t))
        premises += theorems
    if infinite:
        if claim.lhs not in values or values[claim.lhs] != claim.rhs:
            raise Undecided("the limit is another one")
        return By("limits", tuple(premises), tuple(parts))
    if set(values.values()) & set(INFINITE):
        raise Undecided(f"the limit is {next(v for v in values.values() if v in INFINITE)}")
    sides = claim.lhs.xreplace(values), claim.rhs.xreplace(values)
    whole = first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search)
    if whole is None:
        raise Undecided(f"the limit is {', '.join(map(str, values.values()))}, which does not make it true")
    return By("limits", (whole, *premises), tuple(parts))


def said(theorem: Theorem) -> Tends:
    """What a theorem about t says."""
    assert isinstance(theorem.claim, Tends)
    return theorem.claim


def of_limit(e: Limit, t: Symbol, h: Hypotheses, domain: Domain, search: Search) -> list[Theorem]:
    """What the function comes near to, from each side; raises Undecided, also where the sides do not agree."""
    f, x, _, _ = e.args
    if f.has(Limit):
        raise Undecided("a limit of a limit")
    found = []
    try:
        for place in places(e, t):
            found.append(Finder(t, h, domain, search).of(f.xreplace({x: place})))
    except Refused as refusal:
        raise Undecided(str(refusal)) from None
    values = [said(one).value for one in found]
    if any(value != values[0] for value in values):
        alike = first_theorem(Claim(values[0], values[1], "=", h), domain, search) if len(values) == 2 else None
        if alike is None or set(values) & set(INFINITE):
            raise Undecided(f"from the sides the limits are {values[0]} and {values[1]}")
        raise Undecided("one value, written in two ways")
    return found


def value_of_limit(e: Limit, search: Search) -> Expr | None:
    """The number that a limit is, as the logic has proved for all values of its letters; None where none is known."""
    try:
        value = said(of_limit(e, Dummy("t", real=True), Hypotheses(), Domain(), search)[0]).value
    except Undecided:
        return None
    return None if value in INFINITE else value


@dataclass
class Finder:
    """What functions of t > 0 come near to at 0; ``known`` has those that were looked at, None where unknown."""

    t: Symbol
    h: Hypotheses
    domain: Domain
    search: Search
    known: dict[Expr, Theorem | None] = field(default_factory=dict)
    stop: float = field(default_factory=lambda: thread_time() + PATIENCE)

    def of(self, f: Expr) -> Theorem:
        if f in self.known:
            found = self.known[f]
            if found is None:
                raise Undecided(f"the limit of {f}")
            return found
        if thread_time() > self.stop:
            raise Undecided("the limit takes too long")
        if len(self.known) > MOST_LIMITS or f.count_ops() > MOST_OPERATIONS:
            raise Undecided("too many limits in one another")
        self.known[f] = None
        for way in (
            self._continuous,
            self._unfolded,
            self._by_parts,
            self._in_lowest_terms,
            self._written_out,
            self._squeezed,
            self._by_slopes,
            self._rewritten,
        ):
            try:
                found = way(f)
            except (Refused, Undecided):
                continue
            if found is not None:
                self.known[f] = found
                return found
        raise Undecided(f"the limit of {f}")

    def value(self, f: Expr) -> Expr:
        """What a function comes near to."""
        return said(self.of(f)).value

    def _tends(self, f: Expr, value: Expr, principle: str, premises: tuple[Theorem, ...], *parts: object) -> Theorem:
        return check(Tends(f, self.t, value, self.h), By(principle, premises, parts))

    def _near(self, lhs: Expr, op: str, rhs: Expr, delta: Near) -> Theorem | None:
        end, *beside = delta if isinstance(delta, Tuple) else (delta,)
        where = {self.t: Interval.open(0, end)}
        h = replace(self.h, where={**self.h.where, **where}, positive=(*self.h.positive, *beside))
        on = self.domain.extended(where=where, positive=tuple(beside))
        find = equal_by_signs if op == "=" and lhs.has(Abs) else first_theorem
        return find(Claim(lhs, rhs, op, h), on, self.search)

    def _deltas(self, *sides: Expr) -> tuple[Near, ...]:
        """How near: at last, where bases and arguments of logarithms are > 0 that are so at 0."""
        inner = {e.args[0] for side in sides for e in kinds_in(side, log, Pow) if e.args and e.args[0] is not S.Exp1}
        letters = {x for u in inner for x in u.free_symbols if self.domain.set_of(x).is_subset(POSITIVE)}
        above, at = {x: Dummy(positive=True) for x in letters}, {self.t: S.Zero}
        moving = [u for u in inner if u.has(self.t)]
        beside = [u for u in moving if u.xreplace(at).xreplace(above).is_positive]
        told = {u.xreplace(at) ** 2: u * u.xreplace(at) for u in moving}  # v (v + t) > 0 near, where v ≠ 0
        beside += [product for square, product in told.items() if square in self.domain.positive]
        return (*DELTAS, Tuple(DELTAS[0], *sorted(beside, key=str))) if beside else DELTAS

    def _somewhere_near(self, lhs: Expr, op: str, rhs: Expr, *beside: Expr) -> Iterator[tuple[Near, Theorem]]:
        for delta in self._deltas(lhs, rhs, *beside):
            found = self._near(lhs, op, rhs, delta)
            if found is not None:
                yield delta, found

    def _continuous(self, f: Expr) -> Theorem | None:
        value = tried(lambda: f.xreplace({self.t: S.Zero}))
        if value is None or value.has(S.NaN, S.ComplexInfinity, *INFINITE):
            return None
        for delta in self._deltas(f):
            try:
                return self._tends(f, value, "continuous", (same(value, value, self.h),), delta)
            except Refused:
                continue
        return None

    def _unfolded(self, f: Expr) -> Theorem | None:
        """What it is beside the point, where sizes, maxima and jumps are on one side."""
        form = tried(lambda: between_turns(f, self.t, S.Zero, DELTAS[-1])) if f.has(*TURNING) else None
        return None if form is None or form == f else self._equal(f, form)

    def _by_parts(self, f: Expr) -> Theorem | None:
        if isinstance(f, Add | Mul):
            return self._of_terms(f)
        if isinstance(f, Pow) and f.base is not S.Exp1 and not f.exp.is_Rational:
            return self._equal(f, exp(f.exp * log(f.base)))
        if isinstance(f, Pow) and f.exp.is_Rational and f.exp < 0:
            return self._reciprocal(f, Pow(f.base, -f.exp))
        inner = f.exp if isinstance(f, Pow) and f.base is S.Exp1 else f.args[0] if f.args else None
        if inner is None or (len(f.args) > 1 and not isinstance(f, Pow)):
            return None
        value = self.value(inner)
        if value in INFINITE:
            return self._outer(f, inner, value)
        if isinstance(f, log) and value == 0:
            for delta, sign in self._somewhere_near(S.Zero, "<", inner):
                return self._tends(f, S.NegativeInfinity, "outer function", (self.of(inner), sign), inner, delta)
        u = Dummy("u", real=True)
        return self._together(f, f.xreplace({inner: u}), {u: inner})

    def _together(self, f: Expr, outer: Expr, inner: dict[Symbol, Expr]) -> Theorem:
        values = {u: self.value(g) for u, g in inner.items()}
        value = outer.xreplace(values)
        premises = (same(value, value, self.h), *(self.of(g) for g in inner.values()))
        return self._tends(f, value, "of limits", premises, outer, *inner)

    def _outer(self, f: Expr, inner: Expr, value: Expr) -> Theorem | None:
        if isinstance(f, Pow) and f.base == inner:
            up = value is S.Infinity or f.exp % 2 == 0
            to: Expr | None = S.Infinity if up else S.NegativeInfinity
        else:
            to = AT_INFINITY.get(type(f), (None, None))[value is not S.Infinity]
        return None if to is None else self._tends(f, to, "outer function", (self.of(inner),), inner, DELTAS[0])

    def _reciprocal(self, f: Expr, below: Expr) -> Theorem | None:
        value = self.value(below)
        if value in INFINITE:
            return self._tends(f, S.Zero, "reciprocal", (self.of(below),), below, DELTAS[0], 1)
        if value != 0:
            u = Dummy("u", real=True)
            return self._together(f, 1 / u, {u: below})
        for side in (1, -1):
            for delta, sign in self._somewhere_near(S.Zero, "<", side * below):
                premises = (self.of(below), sign)
                return self._tends(f, side * S.Infinity, "reciprocal", premises, below, delta, side)
        for order in ORDERS:  # 1/g = (tⁿ/g)/tⁿ, where tⁿ/g comes near to what is not 0
            try:
                factor = self.of(self.t**order * f)
                size = self.of(self.t**-order)
                total = said(factor).value * S.Infinity
                return self._tends(f, total, "infinite product", (factor, size))
            except (Undecided, Refused):
                continue
        return None

    def _of_terms(self, f: Add | Mul) -> Theorem | None:
        """A sum or a product by its parts, where that is not ∞ − ∞ or 0 · ∞."""
        fixed, moving = f.as_independent(self.t, as_Add=isinstance(f, Add))
        parts = [*((fixed,) if fixed != f.identity else ()), *f.func.make_args(moving)]
        values = [self.value(part) for part in parts]
        infinite = {value for value in values if value in INFINITE}
        if not infinite:
            letters = {Dummy(f"u{i}", real=True): part for i, part in enumerate(parts)}
            return self._together(f, f.func(*letters), letters)
        premises = tuple(self.of(part) for part in parts)
        if isinstance(f, Add):
            return self._tends(f, infinite.pop(), "infinite sum", premises) if len(infinite) == 1 else None
        if any(value == 0 for value in values):
            return None
        total = Mul(*values)
        for side in (total,) if total in INFINITE else INFINITE:  # the logic sees the sign of a letter's logarithm
            with suppress(Refused):
                return self._tends(f, side, "infinite product", premises)
        return None

    def _equal(self, f: Expr, g: Expr) -> Theorem | None:
        other = self.of(g)
        for delta, equal in self._somewhere_near(f, "=", g):
            with suppress(Refused):  # nearer to the point there may be a value
                return self._tends(f, said(other).value, "equal near", (equal, other), g, delta)
        return None

    def _in_lowest_terms(self, f: Expr) -> Theorem | None:
        """A rational function in lowest terms, a product of powers as one, roots and logarithms of fractions as one."""
        form = tried(lambda: cancel(f) if f.is_rational_function(self.t) else of_fractions(one_power(f), self.t))
        return None if form is None or form == f else self._equal(f, form)

    def _written_out(self, f: Expr) -> Theorem | None:
        g = written_out(f)
        return None if g == f else self._tends(f, self.value(g), "by definition", (self.of(g),))

    def _rewritten(self, f: Expr) -> Theorem | None:
        seen = {f}
        for form in forms(f, self.t):
            if form is not None and form not in seen and form.count_ops() < 2 * f.count_ops() + 10:
                seen.add(form)
                try:
                    found = self._equal(f, form)
                except (Undecided, Refused):
                    continue
                if found is not None:
                    return found
        return None

    def _squeezed(self, f: Expr) -> Theorem | None:
        """A wave times what comes near to 0."""
        waves = [part for part in Mul.make_args(f) if isinstance(part, sin | cos)]
        if not isinstance(f, Mul) or not waves:
            return None
        bound = Abs(f / waves[0])
        if self.value(bound) != 0:
            return None
        for delta, below in self._somewhere_near(-bound, "<=", f):
            above = self._near(f, "<=", bound, delta)
            if above is not None:
                premises = (below, above, self.of(-bound), self.of(bound))
                return self._tends(f, S.Zero, "squeeze", premises, -bound, bound, delta)
        return None

    def _by_slopes(self, f: Expr) -> Theorem | None:
        """L'Hôpital's rule, with each way to write a product as a quotient."""
        for a, b in quotients(f, self.t):
            try:
                values = self.value(a), self.value(b)
                if not (values == (0, 0) or values[1] in INFINITE):
                    continue
                slopes = tuple(shorter(e.diff(self.t)) for e in (a, b))
                end = self.of(slopes[0] / slopes[1])
            except Undecided:
                continue
            refused: Refused | None = None
            for delta, apart in self._somewhere_near(slopes[1], "!=", S.Zero, a, b):
                first, second = (
                    self._near(Derivative(e, self.t), "=", e1, delta) for e, e1 in zip((a, b), slopes, strict=True)
                )
                if first is not None and second is not None:
                    premises = (self.of(a), self.of(b), first, second, apart, end)
                    try:
                        return self._tends(f, said(end).value, "l'Hôpital", premises, a, b, *slopes, delta)
                    except Refused as reason:  # nearer to the point there may be a value
                        refused = reason
            if refused is not None:
                raise refused  # another way to write it as a quotient leads on and on
        return None
