"""Arguments for a claim, one after the other: each is a proof that the logic has yet to check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Integral,
    Limit,
    Product,
    Range,
    S,
    Sum,
    Tuple,
    acos,
    acosh,
    acot,
    acsc,
    asec,
    asin,
    asinh,
    atan,
    atanh,
    erf,
    erfi,
    log,
)

from symxent.language.domain import Domain
from symxent.logic import (
    JOINTED,
    Alike,
    By,
    Claim,
    Hypotheses,
    Proof,
    Refused,
    Steps,
    alike,
    check,
    inside,
    summands,
)
from symxent.logic.letters import kinds_in
from symxent.logic.listed_bounds import BOUNDS
from symxent.proof import arctangents
from symxent.proof.balls import PROVED
from symxent.proof.binding import apart, sides_apart
from symxent.proof.budget import Budget, Undecided
from symxent.proof.calculus import (
    TURNING,
    Search,
    by_integrals,
    by_one_derivative,
    by_pieces,
    by_signs,
    by_slopes,
    by_symmetry,
    by_turns,
)
from symxent.proof.declarations import by_declarations
from symxent.proof.defined import Defined, where_defined
from symxent.proof.derivatives import evaluated
from symxent.proof.each_value import zero_somehow
from symxent.proof.improper import by_improper_integrals, value_of
from symxent.proof.induction import by_exchange, by_induction, by_sizes
from symxent.proof.inequalities import as_squares, by_letters_for_roots, by_squared_sides, with_declared_sums
from symxent.proof.jensen import HEADS as MEANT
from symxent.proof.jensen import by_jensen
from symxent.proof.joints import has_joint, joints_of, jumps
from symxent.proof.kinds import by_kinds, letters_of_a_kind
from symxent.proof.limits import by_limits, value_of_limit
from symxent.proof.listed import HEADS as LISTED_HEADS
from symxent.proof.listed import by_listed, by_listed_bound, without_end
from symxent.proof.normal import decide
from symxent.proof.signs import apart as apart_from_each_other
from symxent.proof.signs import at_least
from symxent.proof.under_the_sign import under_the_sign

DEEPEST = 4  # derivatives that a proof by calculus rests on, one in another
SECONDS_OF_VALUE = 4.0  # for the value of a limit
SHARE_OF_BOUNDS = 0.3  # of what is left for a claim: the ways behind them have the rest
MOST_SECONDS = 2.0  # of the normal form, however long the caller would wait


@dataclass(frozen=True)
class Argued:
    """A proof, the facts that it rests on, and how it was found: the method, and what is said of it."""

    proof: Proof
    method: str
    used: tuple[str, ...] = ()
    reason: str = ""


Way = Callable[[Claim, Domain, Search], Proof]
Attempt = tuple[Argued | None, str]  # what was found, or None with the reason


def arguments(
    op: str,
    sides: tuple[Expr, Expr],
    domain: Domain,
    budget: Budget,
    certificate: Expr | None = None,
    depth: int = 0,
    without: tuple[Way, ...] = (),
) -> Iterator[Attempt]:
    """The attempts at a proof of the claim, the plainest first; each is made when it is asked for.

    ``sides`` are as they were claimed, with bound letters of their own; ``depth``: so many proofs by calculus are they
    the premises of, and ``without`` these ways.  Raises Undecided where they cannot be read.
    """

    def by(way: Way, method: str) -> Attempt:
        return _by_calculus(way, method, op, sides, domain, budget, depth, without)

    if op == "=" and alike(*sides):  # but for the letters that sums bind
        yield Argued(Alike(), "normal form"), ""
    if any(side.has(Limit) for side in sides):
        yield by(by_limits, "limits")
        return
    if without_end(*sides):
        yield by(by_listed, "table")
        yield _summand_by_summand(op, sides, domain, budget)
        return
    if any(side.has(Integral) for side in sides):
        if any(e.has(*TURNING) for side in sides for e in side.atoms(Integral)):
            yield by(by_pieces, "an integral in pieces")
        yield by(by_listed, "table")
        if any(len(e.limits) > 1 for side in sides for e in side.atoms(Integral)):
            yield by(by_turns, "the inner integral first")
            return
        if any(e.limits[0][1:2] == (-e.limits[0][-1],) for side in sides for e in side.atoms(Integral)):
            yield by(by_symmetry, "symmetry")
        if any(side.has(Derivative) for side in sides) or sum(side.count(Integral) for side in sides) > 1:
            yield by(under_the_sign, "under the integral sign")
        yield by(by_integrals, "antiderivative")
        yield by(by_improper_integrals, "limits of an antiderivative")
        return
    if op == "=" and any(side.has(*LISTED_HEADS) for side in sides):
        yield by(by_listed, "table")
    if domain.equal:
        yield by(by_declarations, "normal form")
    made = carried_out(sides)
    both = tuple(Tuple(*pair) for pair in zip(sides, made, strict=True))  # what is differentiated has a value, too
    plain = where_defined(domain, *both)
    yield _argued(op, sides, made, plain, budget, certificate)
    if op == "=" and (joints := joints_of(*sides)):
        yield _at_each_joint(made, plain, joints, budget)
    rooted = where_defined(domain, *both, roots=True)
    if rooted.nonnegative or rooted.domain != plain.domain:
        yield _argued(op, sides, made, rooted, budget, certificate)
    if certificate is not None:
        yield _argued(op, sides, made, plain, budget, None)
    if op == "=" and sum(side.count(atan) for side in sides) > 1:
        yield Argued(Steps(arctangents.steps(*made)), "sums of arc tangents"), ""
    yield _inside_an_increasing_function(op, sides, domain, budget)
    if op == "=" and certificate is None and domain.where and any(side.has(Abs) for side in sides):
        yield by(by_signs, "signs of what is in absolute value")
    if op == "=" and any(side.has(*WITH_SLOPES) for side in sides) and not any(side.has(Derivative) for side in sides):
        yield by(by_one_derivative, "equal derivatives")
    if op != "=" and certificate is None and not any(side.has(*JOINTED, Derivative, Sum) for side in made):
        yield Argued(Steps(), "enclosures on pieces"), ""
    if certificate is None and (letters_of_a_kind(*made, domain) or any(side.has(*JOINTED) for side in sides)):
        yield by(by_kinds, "plain cases")
    if op not in ("=", "!=") and certificate is None:
        gap = (made[0] - made[1]) * (1 if op in (">", ">=") else -1)
        for other in (as_squares(gap, domain), with_declared_sums(gap, domain)):
            if other is not None:
                yield _argued(op, sides, made, plain, budget, other)
        yield by(by_letters_for_roots, "roots as letters")
        yield by(by_squared_sides, "squares of both sides")
    if op not in ("=", "!=") and certificate is None and not any(side.has(*JOINTED, Derivative, Sum) for side in made):
        yield by(by_slopes, "slopes")
    if op not in ("=", "!=") and any(side.has(*BOUNDED) for side in sides):
        part = budget.part(SHARE_OF_BOUNDS, 0.2)
        yield _by_calculus(by_listed_bound, "table", op, sides, domain, part, depth, without)
    if op not in ("=", "!=") and any(side.has(*MEANT) for side in sides):
        yield by(by_jensen, "Jensen's inequality")
    if op not in ("=", "!=") and any(side.has(Abs) for side in sides):
        yield by(by_sizes, "sides of what is in absolute value")
    if any(len(e.limits) > 1 for side in sides for e in kinds_in(side, Sum)):
        yield by(by_exchange, "sums in another order")
    if op != "!=" and certificate is None and any(side.has(Sum) for side in sides):
        yield _summand_by_summand(op, sides, domain, budget)
    if op != "!=" and (
        any(isinstance(values, WHOLE) for values in domain.where.values())
        or any(side.has(Product, Sum) for side in sides)
    ):
        yield by(by_induction, "induction")


def _argued(
    op: str,
    sides: tuple[Expr, Expr],
    made: tuple[Expr, Expr],
    known: Defined,
    budget: Budget,
    certificate: Expr | None,
) -> Attempt:
    part = budget.part(0.4, 0.2, MOST_SECONDS)
    try:
        if op == "=":
            return _of_equality(sides, made, known, part)
        return _of_inequality(op, made, known, part, certificate)
    except Undecided as error:
        return None, str(error)


def _of_equality(sides: tuple[Expr, Expr], made: tuple[Expr, Expr], known: Defined, part: Budget) -> Attempt:
    found, how = zero_somehow(made, known, part, jointed=has_joint(*sides), boundaries=jumps(*sides))
    if not found.held:
        return None, "the normal form of the difference is not zero"
    return Argued(found.proof, "normal form", known.said(found.used), how), ""


def _at_each_joint(made: tuple[Expr, Expr], known: Defined, joints: tuple[Expr, ...], budget: Budget) -> Attempt:
    """On each side of every joint of what is differentiated, and there, though no such case is left in what is made."""
    part = budget.part(0.4, 0.2, MOST_SECONDS)
    try:
        found = decide(
            made, known.domain, part, jointed=True, boundaries=True, nonnegative=known.nonnegative, joints=joints
        )
    except Undecided as error:
        return None, str(error)
    if not found.held:
        return None, "the normal form of the difference is not zero"
    return Argued(found.proof, "normal form", known.said(found.used), ""), ""


def _of_inequality(op: str, made: tuple[Expr, Expr], known: Defined, part: Budget, certificate: Expr | None) -> Attempt:
    larger, smaller = made if op not in ("<", "<=") else made[::-1]
    found = at_least(larger, smaller, known, part, strict=op in ("<", ">", "!="), certificate=certificate)
    if found is None and op == "!=":
        found = at_least(smaller, larger, known, part, strict=True) or apart_from_each_other(*made, known, part)
    if found is None:
        return None, "no sign argument was found"
    return Argued(found.proof, "sign argument", known.said(found.used), found.words), ""


def _inside_an_increasing_function(op: str, sides: tuple[Expr, Expr], domain: Domain, budget: Budget) -> Attempt:
    """f(u) and f(v), of which u and v stand in the relation."""
    try:
        within = inside(*sides)
        for found, _ in arguments(op, within, domain, budget):
            if found is not None:
                one = check(Claim(*within, op, hypotheses_of(domain)), found.proof)
                return replace(found, proof=By("increasing", (one,))), ""
    except (Refused, Undecided):
        pass
    return None, "not of one increasing function"


#: The sets of whole numbers over which there is induction.
WHOLE = (Range, type(S.Naturals), type(S.Naturals0))
#: Functions of which the table has inequalities.
BOUNDED = tuple({row.of for row in BOUNDS.values()})
#: What no premise is proved by: from n to n + 1 no bound of n! tells enough, and what it or Jensen's inequality leaves
#: grows with each step.
NOT_WITHIN: Mapping[Way, tuple[Way, ...]] = {
    by_listed_bound: (by_induction,),
    by_induction: (by_listed_bound,),
    by_jensen: (by_jensen,),
}
#: Functions that their derivatives tell more of than the normal form does.
WITH_SLOPES = (asin, acos, atan, acot, asec, acsc, erf, erfi, asinh, acosh, atanh, log)


def searching(budget: Budget, depth: int = 0, without: tuple[Way, ...] = ()) -> Search:
    """What gives the proofs of a claim that are found within a budget, ``without`` these ways."""

    def search(premise: Claim, on: Domain) -> Iterator[Proof]:
        for found, _ in arguments(
            premise.op, pair_apart(on, premise.lhs, premise.rhs), on, budget, None, depth, without
        ):
            if found is not None:
                yield found.proof

    return search


def _by_calculus(
    way: Way,
    method: str,
    op: str,
    sides: tuple[Expr, Expr],
    domain: Domain,
    budget: Budget,
    depth: int,
    without: tuple[Way, ...],
) -> Attempt:
    """A proof by a principle of calculus, whose premises are proved in turn."""
    if depth == DEEPEST or budget.left < 0 or way in without:
        return None, "no proof within so many derivatives"

    search = searching(budget, depth + 1, (*without, *NOT_WITHIN.get(way, ())))
    try:
        return Argued(way(Claim(*sides, op, hypotheses_of(domain)), domain, search), method), ""
    except (Undecided, Refused) as error:
        return None, str(error)


@lru_cache(maxsize=256)
def _proved_value(e: Expr) -> Expr | None:
    """The number that a limit or an improper integral is proved to be, by what is told apart in balls."""
    search, ways = searching(Budget(SECONDS_OF_VALUE)), (by_pieces, by_listed, by_improper_integrals)
    return value_of_limit(e, search) if isinstance(e, Limit) else value_of(e, ways, search)


PROVED.update(dict.fromkeys((Limit, Integral, Sum), _proved_value))


def _summand_by_summand(op: str, sides: tuple[Expr, Expr], domain: Domain, budget: Budget) -> Attempt:
    """Two sums over one range, of which each summand stands in the relation to that of the other."""
    letter = Dummy("m", integer=True)
    try:
        left, right, low, high = summands(*sides, letter)
        whole = {"where": {letter: Range(low, high)}} if high is S.Infinity else {"indices": {letter: (low, high)}}
        one_of_them = domain.extended(**whole)
        for found, _ in arguments(op, (left, right), one_of_them, budget):
            if found is None:
                continue
            one = check(Claim(left, right, op, hypotheses_of(one_of_them)), found.proof)
            used = tuple(fact.replace(str(letter), letter.name) for fact in found.used)
            return replace(found, used=used, proof=By("summand by summand", (one,), (letter,))), ""
    except (Refused, Undecided):
        pass
    return None, "the summands do not stand in the relation"


def hypotheses_of(domain: Domain) -> Hypotheses:
    """A domain in the terms of the logic."""
    positive = tuple(apart(p) for p in domain.positive)
    return Hypotheses(dict(domain.where), dict(domain.indices), positive, equal=domain.equal)


def pair_apart(domain: Domain, lhs: Expr, rhs: Expr) -> tuple[Expr, Expr]:
    """Both sides with bound letters of their own."""
    left, right = sides_apart(domain, lhs, rhs)
    return left, right


def carried_out(sides: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
    """Both sides with their derivatives carried out; raises Undecided where that makes another claim of it."""
    left, right = (evaluated(e) for e in sides)
    if (left, right) != sides:
        refuse_escaped(sides, left, right)
    return left, right


def refuse_escaped(sides: tuple[Expr, ...], *made: Expr) -> None:
    """SymPy draws a condition out of a sum that binds its index, where another sum stands around both: the index would
    then be free, and the claim another one.  Raises Undecided where a bound letter of ``sides`` is free in ``made``."""
    bound = {letter for e in sides for s in kinds_in(e, Sum, Product) for letter in s.variables}
    escaped = sorted({str(s).lstrip("_") for e in made for s in e.free_symbols & bound}) if bound else []
    if escaped:
        names = ", ".join(escaped)
        raise Undecided(f"a condition on the index {names} of a sum in another sum: write it as a Kronecker delta")
