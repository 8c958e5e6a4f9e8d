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

MUTATED, DRESSED, SUMMED, JOINED = 0.5, 0.2, 0.08, 0.06


def claim(seed: int, index: int, families: tuple[str, ...] = ()) -> Claim:
    """The claim with this number: true by construction, or one that may be false, often a mutant of a true one."""
    rng = Random(f"{seed}:{index}")
    family = rng.choice(families or tuple(FAMILIES))
    made = replace(FAMILIES[family](rng), family=family)
    if made.op == "=" and made.certificate is None and rng.random() < DRESSED:
        made = dressed(made, rng)
    if made.op == "=" and rng.random() < JOINED:
        made = joined(made, replace(FAMILIES[family](rng), family=family)) or made
    if rng.random() < SUMMED and (over := summed(made, rng)) is not None:
        made = over
    return mutant(made, rng) if made.reading is None and rng.random() < MUTATED else made


def joined(one: Claim, other: Claim) -> Claim | None:
    """Two claims about different letters, side by side: what holds of each holds of the sums."""
    if other.op != "=" or one.reading is not None or other.reading is not None:
        return None
    letters = {a for e in (other.lhs, other.rhs) for a in e.atoms(Symbol, IndexedBase)}
    declared = (*other.domain.where, *other.domain.positive, *(e for pair in other.domain.equal for e in pair))
    letters |= {a for e in (*declared, *other.domain.indices) for a in e.atoms(Symbol, IndexedBase)}
    letters |= {a for ends in other.domain.indices.values() for e in ends for a in e.atoms(Symbol)}
    names = {
        a: IndexedBase(f"{a}_2") if isinstance(a, IndexedBase) else Symbol(f"{a}_2", **a._assumptions_orig)
        for a in letters
    }

    def new(e: Basic) -> Basic:
        return e.xreplace(names)

    domain = one.domain.extended(
        where={new(s): where for s, where in other.domain.where.items()},
        positive=tuple(map(new, other.domain.positive)),
        equal=tuple((new(left), new(right)) for left, right in other.domain.equal),
        indices={new(i): (new(low), new(high)) for i, (low, high) in other.domain.indices.items()},
    )
    hints = [{new(s): q for s, q in hint.items()} for hint in other.hints]
    both = [{**a, **b} for a, b in zip(one.hints, hints, strict=False)]
    return Claim(
        one.family,
        f"{one.rule}; {other.rule}",
        one.lhs + new(other.lhs),
        one.rhs + new(other.rhs),
        "=",
        domain,
        one.holds and other.holds,
        (*both, *one.hints, *hints),
        near=one.near,
    )


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
