"""Claims by number: a seed and an index make one claim, the same on every machine."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from sympy import Basic, Derivative, Expr, IndexedBase, Subs, Sum, Symbol, exp
from sympy.core.function import AppliedUndef

from claims.claim import Claim
from claims.families import FAMILIES
from claims.mutation import mutant
from claims.parts import SMALL, number
from symxent.language.domain import Domain

MUTATED, DRESSED, SUMMED = 0.5, 0.2, 0.08


def claim(seed: int, index: int, families: tuple[str, ...] = ()) -> Claim:
    """The claim with this number: true by construction, or one that may be false, often a mutant of a true one."""
    rng = Random(f"{seed}:{index}")
    family = rng.choice(families or tuple(FAMILIES))
    made = replace(FAMILIES[family](rng), family=family)
    if made.op == "=" and made.certificate is None and rng.random() < DRESSED:
        made = dressed(made, rng)
    if rng.random() < SUMMED and (over := summed(made, rng)) is not None:
        made = over
    return mutant(made, rng) if made.reading is None and rng.random() < MUTATED else made


def summed(made: Claim, rng: Random) -> Claim | None:
    """The claim of x for every component of a vector, added up; None for claims that are not about one plain symbol.

    With no components both sums are 0, so that a strict relation needs one.
    """
    x = next(iter(made.lhs.free_symbols | made.rhs.free_symbols), None)
    sides = (made.lhs, made.rhs)
    plain = {x} == made.lhs.free_symbols | made.rhs.free_symbols and not x._assumptions_orig.keys() - {"real"}
    if not plain or made.op == "!=" or made.certificate is not None or made.reading is not None or made.domain.equal:
        return None
    if any(side.has(Derivative, AppliedUndef, Sum, Subs) for side in sides) or made.domain.positive:
        return None
    strict = made.op in ("<", ">")
    k = Symbol("k", integer=True, **{rng.choice(("positive", "nonnegative") if not strict else ("positive",)): True})
    vector, m = IndexedBase("v"), Symbol("m", integer=True)
    left, right = (Sum(side.xreplace({x: vector[m]}), (m, 1, k)) for side in sides)
    where = {vector: made.domain.where[x]} if x in made.domain.where else {}
    near = tuple(hint[x] for hint in made.hints if x in hint)
    hints = tuple({k: Fraction(n)} for n in (1, 2, 0) if n or k.is_positive is None)
    return Claim(made.family, made.rule, left, right, made.op, Domain(where=where), made.holds, hints, near=near)


def dressed(made: Claim, rng: Random) -> Claim:
    """The same on both sides: a term, a factor, a power, an exponential.  What held holds still."""
    c = number(rng.choice(SMALL))
    symbols = sorted((s for s in made.domain.where if s.is_Symbol and s in made.lhs.free_symbols), key=str)
    x: Basic = rng.choice(symbols) if symbols else c
    around = rng.choice((_plus(x), _plus(c), _times(c), _times(x), _squared, _exponential, _less, _one_over))
    left, right = around(made.lhs), around(made.rhs)
    if not (left.has(made.lhs) and right.has(made.rhs)):  # SymPy made e of exp(log(e)), which is defined elsewhere too
        return made
    return replace(made, lhs=left, rhs=right)


def _plus(x: Expr):
    return lambda e: e + x


def _times(x: Expr):
    return lambda e: x * e


def _squared(e: Expr) -> Expr:
    return e**2


def _exponential(e: Expr) -> Expr:
    return exp(e)


def _less(e: Expr) -> Expr:
    return 1 - e


def _one_over(e: Expr) -> Expr:
    return 1 / (2 + e)
