"""Exponentials, logarithms, roots, absolute values and powers: what rules make of them, else an atom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import lcm
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly
from sympy import (
    Add,
    Expr,
    LambertW,
    Pow,
    Rational,
    S,
    ceiling,
    exp,
    floor,
    log,
)

from symxent.logic.ring import Frac, Refused, raised

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step


def exponential(c: Checker, u: Frac) -> Frac:
    """e^u: what a step makes of it; else e^(Σ cᵢ mᵢ) = Π (e^(mᵢ/qᵢ))^pᵢ over the monomials, cᵢ = pᵢ/qᵢ."""
    if not u[0]:
        return c.ring.one
    found = c.by_step(("exp", c.ring.key(u)), "exp")
    if found is not None:
        return found
    found = c.ring.one
    if len(u[1]) == 1:
        parts = [(c.ring.lowest((c.ring.ctx.from_dict({m: 1}), u[1])), k) for m, k in u[0].terms()]
    else:
        lead = u[0].leading_coefficient()
        parts = [((u[0] / lead, u[1]), lead)]
    for unit, k in parts:
        found = c.ring.multiply(found, _exponential_of_multiple(c, unit, k))
    return found


def _exponential_of_multiple(c: Checker, unit: Frac, k: fmpq) -> Frac:
    """e^(k u); e^(k log f) = f^k for f > 0."""
    atoms = c.ring.atoms_of(unit)
    if len(atoms) == 1 and unit[0].total_degree() == 1 and isinstance(f := c.ring.meaning[atoms[0]], log):
        c.need_positive(f.args[0])
        return c.value(Pow(f.args[0], Rational(int(k.p), int(k.q)), evaluate=False))
    if k.q == 1 and (w := _lambert(c, unit)) is not None:  # e^(W(u)) = u/W(u), where that is not 0/0
        return c.ring.power(w if k > 0 else c.invert(w), abs(int(k.p)))
    scale = c.scales.setdefault(c.ring.key(unit), int(k.q))
    times = k * scale
    if times.q != 1:  # (e^(u/q))^q = e^u
        part = _atom_of_exponential(c, unit, int(k.q))
        number = next(i for i, e in enumerate(part[0].degrees()) if e)
        if number not in c.ring.powers:
            c.ring.powers[number] = (int(k.q), _exponential_of_multiple(c, unit, fmpq(1))[0])
        times = fmpq(k.p)
    else:
        part = _atom_of_exponential(c, unit, scale)
    return c.ring.power(part if times > 0 else c.invert(part), abs(int(times.p)))


def _lambert(c: Checker, unit: Frac) -> Frac | None:
    """u/W(u) of W(u), Lambert's function, for u ≠ 0."""
    w = c.meaning_of(unit[0]) if unit[1].is_one() else None
    if not isinstance(w, LambertW) or len(w.args) > 1 or not c.signs.is_nonzero(u := c.value(w.args[0])):
        return None
    c.signs.learn_nonzero(unit)
    return c.ring.multiply(u, c.invert(unit))


def lambert_of(c: Checker, e: Expr) -> Frac:
    """W(0) = 0; else what a step makes of it, or an atom."""
    at_zero = len(e.args) == 1 and not c.value(e.args[0])[0]
    return c.ring.zero if at_zero else c.function("LambertW", e.args, e)


def lambert_by_step(c: Checker, step: Step) -> Frac:
    """W(u) → v, if v e^v = u and v >= −1: there v e^v grows.  parts: v."""
    (u,), (v,) = step.args, step.parts  # of one argument: the branch from −1 on
    c.need_nonnegative(v + 1)
    c.need_equal(c.value(v * exp(v, evaluate=False)), c.value(u), "what W inverts")
    return c.value(v)


def floor_of(c: Checker, e: Expr) -> Frac:
    """⌊u⌋: what a step makes of it; else n + ⌊u − n⌋ with the terms n that are whole numbers.  ⌈u⌉ = −⌊−u⌋."""
    u = c.value(e.args[0] if isinstance(e, floor) else -e.args[0])
    found = c.by_step(("floor", c.ring.key(u)), "floor")
    if found is None:
        found = c.ring.zero
        for m, k in u[0].terms() if u[1].is_one() else ():
            part = c.ring.constant(int(k.floor())) if not any(m) else (c.ring.ctx.from_dict({m: k}), c.ring.unit)
            found = c.ring.add(found, part) if is_integer(c, part) else found
        rest = c.ring.subtract(u, found)
        if c.constant(rest) is None:
            meaning = floor(c.fraction(rest), evaluate=False)
            found = c.ring.add(found, c.keyed(("floor", c.ring.key(rest)), "floor", meaning))
    return c.ring.negative(found) if isinstance(e, ceiling) else found


def floor_by_step(c: Checker, step: Step) -> Frac:
    """⌊u⌋ → n, if n ∈ ℤ and n <= u < n + 1.  parts: n."""
    (u,), (n,) = step.args, step.parts
    c.need(n.is_Integer, "{} is an integer", n)
    c.need_nonnegative(u - n)
    c.need_positive(n + 1 - u)
    return c.value(n)


def _atom_of_exponential(c: Checker, unit: Frac, scale: int) -> Frac:
    part = c.ring.lowest((unit[0] / scale, unit[1]))
    return c.atom(("exp", c.ring.key(part)), exp(c.fraction(part), evaluate=False))


def note_scales(c: Checker, steps: Iterable[Step]) -> None:
    """Let exponentials be powers of the finest that the steps name."""
    for v, _, f in (part for step in steps for part in step.parts):
        try:
            u = c.value(v) if f is None else c.ring.zero
        except Refused:
            continue
        if len(u[0]) == len(u[1]) == 1:
            lead = u[0].leading_coefficient()
            key = c.ring.key((u[0] / lead, u[1]))
            c.scales[key] = lcm(c.scales.get(key, 1), int(lead.q))


def exponential_by_step(c: Checker, step: Step) -> Frac:
    """e^(Σ nᵢ vᵢ + Σ cⱼ log fⱼ) → Π (e^vᵢ)^nᵢ · Π fⱼ^cⱼ for integers nᵢ, if fⱼ > 0.

    parts: (vᵢ, nᵢ, None) …, (None, cⱼ, fⱼ) …
    """
    total, value = c.ring.zero, c.ring.one
    for v, n, f in step.parts:
        if f is None:
            c.need(n.is_Integer, "{} is an integer", n)
            total = c.ring.add(total, c.ring.multiply(c.value(v), c.value(n)))
            factor = c.value(exp(v, evaluate=False))
            factor = c.ring.power(factor if n > 0 else c.invert(factor), abs(int(n)))
        else:
            c.need_positive(f)
            total = c.ring.add(total, c.ring.multiply(c.value(log(f, evaluate=False)), c.value(n)))
            factor = c.value(Pow(f, n, evaluate=False))
        value = c.ring.multiply(value, factor)
    c.need_equal(total, c.value(step.args[0]), "the exponents add up")
    return value


def logarithm(c: Checker, e: Expr) -> Frac:
    """log u: what a step makes of it; else log e^v = v, and log (k Π fᵢ^nᵢ) = log k + Σ nᵢ log fᵢ if k, fᵢ > 0."""
    u = c.value(e)
    found = c.by_step(("log", c.ring.key(u)), "log")
    if found is not None:
        return found
    if c.ring.key(u) == c.ring.key(c.ring.one):
        return c.ring.zero
    factors = c.signs.factors(u)
    signs = [c.signs.of_factor(f)[0] for f, _ in factors]
    lead = u[0].leading_coefficient() if factors else fmpq(1)
    apart = len(factors) > 1 or abs(lead) != 1 or any(k != 1 or _is_exp(c, f) for f, k in factors)
    if apart and all(signs) and c.signs.of(u) == (1, True):  # so that the signs make up for each other
        total = c.ring.zero if abs(lead) == 1 else c.value(log(Rational(int(abs(lead.p)), int(lead.q)), evaluate=False))
        for (f, k), s in zip(factors, signs, strict=True):
            a = c.meaning_of(f)
            part = a.args[0] if isinstance(a, exp) else log(c.expression(f * s), evaluate=False)
            total = c.ring.add(total, c.ring.multiply(c.value(part), c.ring.constant(k)))
        return total
    return c.keyed(("log", c.ring.key(u)), "log", log(e, evaluate=False))


def _is_exp(c: Checker, f: fmpq_mpoly) -> bool:
    return isinstance(c.meaning_of(f), exp)


def logarithm_by_step(c: Checker, step: Step) -> Frac:
    """log u → Σ cᵢ log fᵢ + r, if fᵢ > 0, u > 0 and u^q = Π fᵢ^(q cᵢ) e^(q r).  parts: (fᵢ, cᵢ) …, (None, r)."""
    terms = [(f, x) for f, x in step.parts if f is not None]
    rest = Add(*(x for f, x in step.parts if f is None))
    q = lcm(1, *(int(x.q) for _, x in terms))
    power, value = c.value(exp(q * rest, evaluate=False)), c.value(rest)
    for f, x in terms:
        c.need_positive(f)
        power = c.ring.multiply(power, c.value(Pow(f, q * x, evaluate=False)))
        value = c.ring.add(value, c.ring.multiply(c.value(log(f, evaluate=False)), c.value(x)))
    if q > 1:
        c.need_positive(step.args[0])
    c.need_equal(c.ring.power(c.value(step.args[0]), q), power, "the factors multiply to the argument")
    return value


def root(c: Checker, base: Expr, power: Rational) -> Frac:
    """base^(p/q) for q > 1, where it is real: base ≥ 0."""
    b, q = c.value(base), int(power.q)
    whole = c.by_step(("root", c.ring.key(b), c.ring.key(c.value(power))), "root")
    if whole is not None:
        return whole
    if not b[0]:
        return c.ring.zero if power > 0 else c.invert(b)
    single = c.by_step(("root", c.ring.key(b), c.ring.key(c.ring.constant(1, q))), "root")
    if single is None:
        n, d = b
        meaning = Pow(base, Rational(1, q), evaluate=False)
        if not d.is_constant():  # the atom is denominator · root, which obeys a relation between polynomials
            meaning = meaning * c.expression(d)
        key = ("root atom", q, c.ring.key(b))
        single = c.atom(key, meaning)
        # A root that the proof brings in may have none: then it is some number ≥ 0, and its power is not the base.
        if c.ring.key(b) in c.nonnegative or c.signs.of_expression(base)[0] > 0:
            c.ring.powers[c.ring.number[key]] = (q, c.ring.times(n, raised(d, q - 1)))
        single = c.ring.lowest((single[0], d))
    return c.ring.power(single if power > 0 else c.invert(single), abs(int(power.p)))


def root_by_step(c: Checker, step: Step) -> Frac:
    """u^(p/q) → t, if t ≥ 0 and t^q = u^p.  args: u, p/q; parts: t."""
    (t,), (u, power) = step.parts, step.args
    c.need_nonnegative(t)
    base = c.value(u)
    right = c.ring.power(base if power > 0 else c.invert(base), abs(int(power.p)))
    c.need_equal(c.ring.power(c.value(t), int(power.q)), right, "the power of the root")
    return c.value(t)


def absolute_by_step(c: Checker, step: Step) -> Frac:
    """|u| = (u²)^(1/2) → t, if t ≥ 0 and t² = u².  args: u; parts: t."""
    (u,) = step.args
    return root_by_step(c, replace(step, args=(u**2, S.Half)))


def symbolic_power(c: Checker, base: Expr, power: Expr) -> Frac:
    """b^u for u that is no number: e^(u log b) over b > 0, else an atom; b^(u + n) = b^u b^n for b ≠ 0, n ∈ ℤ."""
    b, u = c.value(base), c.value(power)
    if c.ring.key(b) == c.ring.key(c.ring.one):
        return c.ring.one
    if c.signs.of_expression(base) == (1, True):
        return c.value(exp(power * log(base, evaluate=False), evaluate=False))
    if not b[0] and c.signs.of_expression(power) == (1, True):
        return c.ring.zero
    if is_integer(c, u) and c.signs.of_expression(base) == (-1, True):
        size = c.value(exp(power * log(-base, evaluate=False), evaluate=False))
        return c.ring.multiply(power_of_minus_one(c, u), size)
    whole = [k for m, k in u[0].terms() if not any(m) and k.q == 1]
    if not c.signs.is_nonzero(b):
        whole = _counted(c, u, whole[0] if whole else fmpq(0))
    n = c.ring.ctx.constant(whole[0]) if whole else c.ring.nought
    rest = c.ring.subtract(u, (n, c.ring.unit))
    meaning = Pow(base, power - c.expression(n), evaluate=False)
    value = c.keyed(("power", c.ring.key(b), c.ring.key(rest)), "power", meaning)
    if not n:
        return value
    k = int(n.leading_coefficient().p)
    return c.ring.multiply(value, c.ring.power(b if k > 0 else c.invert(b), abs(k)))


def _counted(c: Checker, u: Frac, n: fmpq) -> list[fmpq]:
    """The n of u = r + n for r ≥ 0 and a whole n ≥ 0: b^u = b^r b^n for every b then.  Of two the largest."""
    for more in (n + 1, n):
        rest = c.ring.subtract(u, (c.ring.ctx.constant(more), c.ring.unit))
        if more >= 0 and c.integers.at_least(c.fraction(rest), 0):
            return [more]
    return []


def is_integer(c: Checker, u: Frac) -> bool:
    """Whether a polynomial with integer coefficients in integers."""
    whole = u[1].is_one() and all(k.q == 1 for _, k in u[0].terms())
    return whole and (not u[0] or all(c.integers.is_integer(c.ring.meaning[i]) for i in c.ring.atoms_of(u)))


def power_of_minus_one(c: Checker, u: Frac) -> Frac:
    """(−1)^u for an integer u: one factor, of square 1, for each monomial with an odd coefficient."""
    value = c.ring.one
    for m, k in u[0].terms():
        if int(k.p) % 2:
            unit = c.expression(c.ring.ctx.from_dict({m: 1}))
            if unit == 1:
                value = c.ring.negative(value)
                continue
            atom = c.atom(("sign of", m), Pow(S.NegativeOne, unit, evaluate=False))
            c.ring.powers[c.ring.number["sign of", m]] = (2, c.ring.unit)
            c.signs.learn_nonzero(atom)
            value = c.ring.multiply(value, atom)
    return value


def odd(c: Checker, e: Expr) -> Frac:
    """f at u or at −u, whichever comes first in the order of names, for f(−u) = −f(u)."""
    u = c.value(e.args[0])
    if not u[0]:
        return c.ring.zero
    mirrored = c.ring.negative(u)
    flip = c.ring.key(mirrored) < c.ring.key(u)
    found = c.keyed(
        (str(e.func), c.ring.key(mirrored if flip else u)),
        str(e.func),
        e.func(-e.args[0], evaluate=False) if flip else e,
    )
    return c.ring.negative(found) if flip else found
