"""The steps of sums that a search hands over: linearity, products of sums, telescoping."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from sympy import Expr, S, Sum, Symbol

from symxent.logic.letters import kinds_in, put, symbols_in
from symxent.logic.ring import Frac

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step


def key_of_step(c: Checker, step: Step) -> Hashable:
    """args: the body, its letter, the end of the range 1 … end."""
    body, v, high = step.args
    enter(c, v, high)
    return ("sum", v, c.ring.key(c.value(body)), c.ring.key(c.value(high)))


def enter(c: Checker, v: Expr, high: Expr) -> None:
    """Use a letter of the search for the indices 1 … high; it must not be a symbol of the claim."""
    c.need_at_least(high, 0)
    c.need(c.is_new(v), "{} is a letter of its own", v)
    known = c.integers.letters.setdefault(v, (S.One, high))
    c.need(known == (S.One, high), "{} runs over one range only", v)


def linear(c: Checker, step: Step) -> Frac:
    """Σ_v Σⱼ cⱼ sⱼ → Σⱼ cⱼ Σ_w sⱼ.  parts: (cⱼ, sⱼ, w) …, sⱼ in the letter w, or None for 1."""
    body, v, high = step.args
    total_body, result = c.ring.zero, c.ring.zero
    for k, s, w in step.parts:
        factor = c.value(k)
        c.need(not _depends(c, factor, v), "{} does not depend on {}", k, v)
        if s is None:
            total_body = c.ring.add(total_body, factor)
            result = c.ring.add(result, c.ring.multiply(factor, c.value(high)))
            continue
        enter(c, w, high)
        if w != v:
            c.need(v not in kinds_in(s, Symbol) and w not in kinds_in(body, Symbol), "a letter that is free")
        summand = c.value(s)
        here = c.value(s.xreplace({w: v}))
        total_body = c.ring.add(total_body, c.ring.multiply(factor, here))
        result = c.ring.add(result, c.ring.multiply(factor, _atom_or_step(c, s, summand, w, high)))
    c.need_equal(total_body, c.value(body), "the summands")
    return result


def _atom_or_step(c: Checker, s: Expr, summand: Frac, w: Symbol, high: Expr) -> Frac:
    v = c.letter(s, w, S.One, high)
    if v != w:
        s = s.xreplace({w: v})
        summand = c.value(s)
    key = ("sum", v, c.ring.key(summand), c.ring.key(c.value(high)))
    return c.keyed(key, "sum", Sum(s, (v, 1, high)))


def _depends(c: Checker, a: Frac, v: Expr) -> bool:
    return any(v in c.ring.meaning[i].free_symbols for i in c.ring.atoms_of(a))


def telescoping(c: Checker, step: Step) -> Frac:
    """Σ_{v=1}^{n} b(v) → T(n), if T(v) − T(v − 1) = b(v) and T(0) = 0.  parts: T in v."""
    body, v, high = step.args
    (t,) = step.parts
    before = c.value(put(t, v, v - 1))
    c.need_equal(c.ring.subtract(c.value(t), before), c.value(body), "the difference of neighbours")
    c.need(c.zero(put(t, v, S.Zero)), "T(0) = 0")
    return c.value(put(t, v, high))


def merged(c: Checker, step: Step) -> Frac:
    """Σ_v r Π Σ tⱼ → the sum over all letters at once, or over one after the other.

    parts: r; (tⱼ, its letters with their ends, Σ tⱼ as it stands in the body) …; the letters in the new order; and
    what each is called in the sum over all at once (None: one after the other).
    """
    body, v, high = step.args
    rest, inside, order, names = step.parts
    product, whole, ends = c.value(rest), rest, {v: high}
    for t, letters, as_it_stands in inside:
        for w, n in letters:
            c.need(w not in ends and w not in kinds_in(whole, Symbol), "{} is bound once", w)
            ends[w] = n
        stands = dict(zip((limit[0] for limit in as_it_stands.limits), letters, strict=True))
        other = symbols_in(as_it_stands.function) - set(stands)
        c.need(not any(w in other for w, _ in letters), "letters that nothing else in the inner sum has")
        c.need(
            as_it_stands.function.xreplace({s: w for s, (w, _) in stands.items()}) == t
            and all(low == 1 and top == stands[s][1] for s, low, top in as_it_stands.limits),
            "the inner sum under other letters",
        )
        product, whole = c.ring.multiply(product, c.value(as_it_stands)), whole * t
    c.need(not any(n.free_symbols & set(ends) for n in ends.values()), "the ranges do not depend on each other")
    c.need_equal(product, c.value(body), "the product of the sums")
    c.need(len(order) == len(ends) and set(order) == set(ends), "every index once")
    if names is None:
        for w in order:
            whole = Sum(whole, (w, 1, ends[w]))
        return c.value(whole)
    fresh = dict(zip(order, names, strict=True))
    c.need(len(set(names)) == len(ends), "a name for each")
    for w, name in fresh.items():
        enter(c, name, ends[w])
    return at_once(c, Sum(whole.xreplace(fresh), *((fresh[w], 1, ends[w]) for w in order)))


def at_once(c: Checker, e: Sum) -> Frac:
    """A sum over several letters of the search's, as an atom."""
    letters = tuple((w, low, c.ring.key(c.value(top))) for w, low, top in e.limits)
    return c.keyed(("sums", letters, c.ring.key(c.value(e.function))), "sums", e)
