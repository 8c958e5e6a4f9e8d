"""The search for a proof that one mean is at most another: case by case, by convexity, by Cauchy and Schwarz."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement, islice

from sympy import Abs, Derivative, Expr, Integer, S, Symbol
from sympy.core.function import AppliedUndef

from symxent.language.domain import Domain
from symxent.logic import (
    By,
    ChanceClaim,
    Convex,
    Covariance,
    Expectation,
    Hypotheses,
    IsConvex,
    Mean,
    Probability,
    RandomVariable,
    Refused,
    Theorem,
    Variance,
    at_every_point,
    bent,
    beyond,
    check,
    squares,
)
from symxent.proof.verdict import Verdict
from symxent.proof.written import spoken

Prove = Callable[..., Verdict]
#: The theorem that two expressions of means are equal, or None.
Equal = Callable[[ChanceClaim], Theorem | None]
#: So many convex functions, and pairs of Cauchy's and Schwarz's, are tried.
MOST_TRIED = 8
_LETTER = Symbol("‹x›", real=True)


def ordered(claim: ChanceClaim, prove: Prove, equal: Equal, seconds: float) -> tuple[Theorem, str, str] | None:
    """A theorem, the name of its argument and that in words."""
    for attempt in (_case_by_case, _as_far_out, _by_convexity, _as_is_said, _by_squares):
        try:
            found = attempt(claim, prove, equal, seconds)
        except Refused:
            continue
        if found is not None:
            return found
    return None


def _at(h: Hypotheses) -> Domain:
    return Domain(dict(h.where), h.positive, h.equal, dict(h.indices))


def _case_by_case(claim: ChanceClaim, prove: Prove, equal: Equal, seconds: float) -> tuple[Theorem, str, str] | None:
    for past in (S.Zero, S.One):
        theorems = []
        for value, h in at_every_point(claim, bool(past)):
            found = prove(S.Zero, value, _at(h), op="<=", seconds=seconds / 8, simplest=False)
            if not found.proved or found.theorem is None:
                break
            theorems.append(found.theorem)
        else:
            proof = By("the mean is monotone", tuple(theorems), (past,))
            return check(claim, proof), "the mean is monotone", _spoken(claim)
    return None


def _spoken(claim: ChanceClaim) -> str:
    """How a course calls it: Markov's inequality, or Chebyshev's."""
    small, large = (claim.lhs, claim.rhs) if claim.op == "<=" else (claim.rhs, claim.lhs)
    if isinstance(small, Probability) and not large.has(Probability):
        return "Chebyshev's inequality" if large.has(Variance) else "Markov's inequality"
    return "what is nowhere larger has no larger mean"


def _as_far_out(claim: ChanceClaim, prove: Prove, equal: Equal, seconds: float) -> tuple[Theorem, str, str] | None:
    small, large = (claim.lhs, claim.rhs) if claim.op == "<=" else (claim.rhs, claim.lhs)
    for chance in sorted((large - small).atoms(Probability), key=str):
        try:
            positive, gap = beyond(claim, chance)
        except Refused:
            continue
        found = prove(S.Zero, positive.rhs, _at(positive.hypotheses), op="<", seconds=seconds / 8, simplest=False)
        same = equal(gap) if found.theorem is not None and found.proved else None
        if same is not None and found.theorem is not None:
            return (
                check(claim, By("Chebyshev", (found.theorem, same), (chance,))),
                "Chebyshev",
                "Chebyshev's inequality",
            )
    return None


def _as_is_said(claim: ChanceClaim, prove: Prove, equal: Equal, seconds: float) -> tuple[Theorem, str, str] | None:
    """By the convexity of a function that is said to be convex, or concave."""
    for fact in claim.facts:
        for mean in sorted((claim.lhs - claim.rhs).atoms(Expectation), key=str) if isinstance(fact, IsConvex) else ():
            for f in mean.body.atoms(AppliedUndef):
                v, (name, way) = f.args[0], fact.args
                if f.func.__name__ == str(name) and isinstance(v, RandomVariable) and len(f.args) == 1:
                    same = equal(bent(claim, way * f.func(_LETTER), _LETTER, v)[0])
                    if same is not None:
                        proof = By("Jensen of a function", (same,), (f.func(_LETTER), _LETTER, v, way))
                        return check(claim, proof), "Jensen of a function", f"Jensen's inequality: {fact}"
    return None


def _by_convexity(claim: ChanceClaim, prove: Prove, equal: Equal, seconds: float) -> tuple[Theorem, str, str] | None:
    small, large = (claim.lhs, claim.rhs) if claim.op == "<=" else (claim.rhs, claim.lhs)
    for f, v in islice(_bodies(large - small), MOST_TRIED):
        gap, h = bent(claim, f, _LETTER, v)
        same = equal(gap)
        if same is None:
            continue
        bend = (S.Zero, Derivative(f, (_LETTER, 2)), "<=", "second derivative")
        if isinstance(f, Abs):
            bend = (Derivative(f.args[0], (_LETTER, 2)), S.Zero, "=", "size")
        left, right, op, principle = bend
        found = prove(left, right, _at(h), op=op, seconds=seconds / 4, simplest=False)
        if found.theorem is None or not found.proved:
            continue
        convex = check(Convex(f, _LETTER, h), By(principle, (found.theorem,)))
        proof = By("Jensen of a mean", (convex, same), (_LETTER, v))
        told = spoken(f.xreplace({_LETTER: Symbol(v.name, real=True)}))
        return check(claim, proof), "Jensen of a mean", f"Jensen's inequality: {told} is convex in {v.name}"
    return None


def _bodies(gap: Expr) -> Iterator[tuple[Expr, RandomVariable]]:
    """What a mean in the difference is of, as a function of its variable, times the number before that mean."""
    for mean in sorted(gap.atoms(Mean), key=str):
        if isinstance(mean, Variance) and not mean.given:
            body = mean.body**2
        elif isinstance(mean, Expectation) and not mean.given:
            body = mean.body
        else:
            continue
        found = body.atoms(RandomVariable)
        times = gap.expand().coeff(mean)
        if len(found) == 1 and times != 0 and not times.has(Mean, RandomVariable):
            (v,) = found
            f = times * body.xreplace({v: _LETTER})
            if not f.has(Mean, RandomVariable):
                yield f, v


def _by_squares(claim: ChanceClaim, prove: Prove, equal: Equal, seconds: float) -> tuple[Theorem, str, str] | None:
    factors: list[Expr] = [Integer(1)]
    for mean in sorted(claim.lhs.atoms(Mean) | claim.rhs.atoms(Mean), key=str):
        if mean.given or not isinstance(mean, Expectation | Variance | Covariance):
            continue
        for body in mean.args[: mean.bodies]:
            if isinstance(mean, Expectation):
                factors += [f for f in (body, *body.args) if f.has(RandomVariable)]
            else:
                factors.append(body - Expectation(body))
    unique = list(dict.fromkeys(factors))
    for f, g in islice(combinations_with_replacement(unique, 2), 2 * MOST_TRIED):
        try:
            same = equal(squares(claim, f, g))
        except Refused:  # they are not real
            continue
        if same is not None:
            proof = By("Cauchy and Schwarz", (same,), (f, g))
            return check(claim, proof), "Cauchy and Schwarz", "the inequality of Cauchy and Schwarz"
    return None
