"""Sines and cosines of sums."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr, asin, atan, cos, sin

from symxent.certify import terms as coq
from symxent.certify.proofs.script import Script
from symxent.certify.terms import Apply, Term, to_coq
from symxent.certify.theorem import NoCertificate
from symxent.logic.ring import Frac

MOST_TIMES = 16  # a multiple of an angle is halved until it is the angle, and its waves are of that degree


@dataclass(frozen=True)
class Angle:
    """An angle as it is written, its sine and cosine, and the facts that say so, where they are others as written."""

    term: Term
    waves: tuple[Frac, Frac]
    known: tuple[str | None, ...]


def wave(s: Script, e: Expr, found: Frac) -> list[str]:
    """sin(Σ nᵢ vᵢ) and cos(Σ nᵢ vᵢ) by the parts of a step; else at u or at −u."""
    name, ring = type(e).__name__, s.c.ring
    into = s.argument(e.args[0])
    u = s.value(e.args[0])
    step = s.step_for((name, ring.key(u)))
    if step is None:
        inner = s.c.meaning_of(u[0] / u[0].leading_coefficient()) if u[0] else None
        if isinstance(inner, asin | atan):
            raise NoCertificate("a sine of an inverse function")
        return [*into, f"first [reflexivity | sx_close | sx_mirror | apply {name}_0]."]
    if not step.rule.endswith("of a sum"):
        raise NoCertificate("a sine at a fraction of π")
    first, *rest = sorted(step.parts, key=lambda part: bool(part[1] < 0))  # what is taken away comes last
    total = _multiple(s, _single(s, first[0]), int(first[1]))
    for v, n in rest:
        total = _together(s, total, _multiple(s, _single(s, v), abs(int(n))), bool(n < 0))
    into.append(f"transitivity ({name} ({to_coq(total.term)})); [f_equal; {s.close(u)[:-1]} |].")
    return [*into, *_rewritten(total), s.close(found, *total.waves)]


def _single(s: Script, v: Expr) -> Angle:
    """An angle that is not split."""
    waves = [f(v, evaluate=False) for f in (sin, cos)]
    known = tuple(s.at_value(f) for f in waves)
    return Angle(s.normal(s.value(v)), (s.value(waves[0]), s.value(waves[1])), known)


def _multiple(s: Script, a: Angle, n: int) -> Angle:
    """n times an angle, by its halves."""
    if not 0 < abs(n) <= MOST_TIMES:
        raise NoCertificate(f"{n} times an angle")
    if n < 0:
        return _mirrored(s, _multiple(s, a, -n))
    return a if n == 1 else _together(s, _multiple(s, a, n - n // 2), _multiple(s, a, n // 2), False)


def _mirrored(s: Script, a: Angle) -> Angle:
    term, (sin_a, cos_a) = coq.Neg(a.term), a.waves
    return _said(s, Angle(term, (s.c.ring.negative(sin_a), cos_a), ()), "neg", a)


def _together(s: Script, a: Angle, b: Angle, minus: bool) -> Angle:
    """u + v or u − v, by sin(u ± v) = sin u cos v ± cos u sin v and cos(u ± v) = cos u cos v ∓ sin u sin v."""
    r = s.c.ring
    (sin_a, cos_a), (sin_b, cos_b) = a.waves, b.waves
    if minus:
        sin_b = r.negative(sin_b)
    waves = (
        r.add(r.multiply(sin_a, cos_b), r.multiply(cos_a, sin_b)),
        r.subtract(r.multiply(cos_a, cos_b), r.multiply(sin_a, sin_b)),
    )
    term, lemma = (coq.Sub(a.term, b.term), "minus") if minus else (coq.Add(a.term, b.term), "plus")
    return _said(s, Angle(term, waves, ()), lemma, a, b)


def _said(s: Script, whole: Angle, lemma: str, *parts: Angle) -> Angle:
    """The angle with the facts that say its sine and cosine, from those of its parts by a lemma."""
    known = []
    for name, value in zip(("sin", "cos"), whole.waves, strict=True):
        closing = s.close(value, *(w for part in parts for w in part.waves))
        tactics = [f"rewrite {name}_{lemma}.", *_rewritten(*parts), closing]
        known.append(s.equal(Apply(name, (whole.term,)), s.normal(value), tactics))
    return replace(whole, known=tuple(known))


def _rewritten(*angles: Angle) -> list[str]:
    """The tactics that put sines and cosines of angles in their places."""
    return [f"try rewrite {fact}." for fact in dict.fromkeys(k for a in angles for k in a.known) if fact]
