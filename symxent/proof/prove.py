"""The verdict on a claim: the agreement of independent methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TypeAlias

from sympy import (
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    Indexed,
    IndexedBase,
    Integral,
    MatrixExpr,
    Product,
    Set,
    Subs,
    Sum,
    SympifyError,
    sympify,
)
from sympy.core.function import AppliedUndef

from symxent.errors import Disagreement, SymxentError
from symxent.language.domain import Domain
from symxent.language.expression import together
from symxent.logic import By, Claim, Mean, Proof, RandomVariable, Refused, Tends, alike, check, is_against_a_weight
from symxent.logic.letters import kinds_in
from symxent.proof.arguments import Argued, arguments, carried_out, hypotheses_of, pair_apart
from symxent.proof.binding import sides_apart
from symxent.proof.budget import Budget, Undecided
from symxent.proof.clock import thread_time
from symxent.proof.declarations import concluded, domain_of, put_in_all
from symxent.proof.derivatives import evaluated, is_tied, refuse_tied
from symxent.proof.guard import guard
from symxent.proof.listed import value_of
from symxent.proof.refute import fails, read, samples, witness
from symxent.proof.situation import sympified
from symxent.proof.verdict import Status, Verdict
from symxent.proof.voice import simplifies_to_zero

CHANCE = "means and probabilities"
ORDERS = ("=", "<=", ">=")
OPERATORS = ("=", "<", "<=", ">", ">=", "!=")
Judge: TypeAlias = Callable[..., Verdict]
#: Principles whose premise is looked at for points, and not the claim.
ELSEWHERE = ("limits", "imaginary", "iterated integral")
SAMPLES = 4  # points at which even a proved claim is evaluated


def prove(
    lhs: Expr | str,
    rhs: Expr | str,
    domain: Domain | Mapping[Basic | str, Set] | None = None,
    *,
    op: str = "=",
    thorough: bool = False,
    seconds: float = 5.0,
    certificate: Expr | None = None,
    voice_seconds: float | None = None,
    agreed: int = 0,
    simplest: bool = True,
    clock: Callable[[], float] = thread_time,
) -> Verdict:
    """Judge the claim ``lhs op rhs`` on the domain: Proved, Refuted with a witness, or Unknown with the reason.

    An equality is proved by the normal form (see ``symxent.proof.normal`` for the class that it decides), an
    inequality by a sign argument that is checked (see ``symxent.proof.signs``); ``certificate`` is an expression that
    is proved equal to the difference and whose sign is plain.  Refuted needs a point at which ball arithmetic
    separates the sides, and what is proved is evaluated at some points as well.  A claim is about the points at which
    both sides are defined; an index claim holds for every value of the index.  ``thorough`` asks SymPy's ``simplify``
    too, for at most ``voice_seconds`` (by default, what is left of ``seconds``).
    ``agreed``: at so many of the first points of the domain the caller has found that the claim does not fail.
    ``simplest``: the witness is made as simple as can be, which takes longer than to find one.
    ``seconds``: of processor time.  ``clock``: by what they go; with ``Work()`` the verdict is the same however fast
    the machine is.
    Matrices of symbolic size (MatrixSymbol) are compared as sums of words, and told apart by small matrices of
    fractions; ``domain.given`` is what is assumed of them.
    ``domain``: a Domain, or the sets alone, ``{x: Interval(0, 1)}``.
    A side may be text, ``prove("log(a*b)", "log(a) + log(b)")``, in the language of the command line (``formula``); its
    letters are real, and the sets may then be by name, ``{"x": Interval(0, 1)}``.
    Raises Disagreement when two methods contradict each other, SymxentError for what is no expression or no domain.

    >>> from sympy import Derivative, symbols
    >>> from symxent.language.functions import sigmoid
    >>> x = symbols("x", real=True)
    >>> prove(Derivative(sigmoid(x), x), sigmoid(x) * (1 - sigmoid(x))).status
    <Status.PROVED: 'proved'>
    >>> print(prove(Derivative(sigmoid(x), x), sigmoid(x) * (1 + sigmoid(x))).witness)
    at x = 0: 0.25 against 0.75
    """
    if op not in OPERATORS:
        raise SymxentError(f"the relation {op!r} is not one of {' '.join(OPERATORS)}")
    began, budget = perf_counter(), Budget(seconds, clock)
    lhs, rhs, domain = _read(lhs, rhs, domain)
    if (other := _other_judge(lhs, rhs)) is not None:
        judge, about = other
        if op not in (ORDERS if about == CHANCE else "="):
            raise SymxentError(f"between {about} {' '.join(ORDERS if about == CHANCE else '=')} is judged, {op} is not")
        of = partial(judge, op=op) if op != "=" else judge
        return replace(of(lhs, rhs, domain, prove, seconds), milliseconds=1000 * (perf_counter() - began))
    totals = (part for e in (lhs, rhs) for part in _parts(e) if isinstance(part, Integral | Sum))
    if op == "=" and any(map(is_against_a_weight, totals)):
        from symxent.probability.judge import by_weights

        found = by_weights(lhs, rhs, domain, prove, seconds / 4)
        if found.proved:
            return replace(found, milliseconds=1000 * (perf_counter() - began))
    verdict = Verdict(Status.UNKNOWN, lhs, rhs, op)
    gap: Expr | None = None
    try:
        guard(lhs)
        guard(rhs)
        sides = pair_apart(domain, lhs, rhs)
        if is_tied(sides, domain):
            claim = Claim(*sides, op, hypotheses_of(domain))
            verdict = _through_what_is_declared(verdict, claim, budget, simplest)
        else:
            left, right = carried_out(sides)
            gap = left - right
            verdict = _judged(verdict, sides, domain, budget, certificate, agreed, simplest)
    except Undecided as error:
        verdict = replace(verdict, reason=str(error))
    except RecursionError:
        verdict = replace(verdict, reason="the expression is nested too deep")
    if thorough and op == "=" and gap is not None:
        listening = max(budget.left, 1.0) if voice_seconds is None else voice_seconds
        verdict = _second_voice(verdict, gap, listening)
    return replace(verdict, milliseconds=1000 * (perf_counter() - began))


def _through_what_is_declared(verdict: Verdict, claim: Claim, budget: Budget, simplest: bool) -> Verdict:
    """The verdict on a claim with a derivative by what declared equalities tie to others in it: these are put in."""
    made, way = put_in_all(claim)
    domain, sides = domain_of(made), (made.lhs, made.rhs)
    refuse_tied(sides, domain)
    found = _judged(replace(verdict, lhs=made.lhs, rhs=made.rhs), sides, domain, budget, None, 0, simplest)
    if found.theorem is None:
        return replace(found, lhs=verdict.lhs, rhs=verdict.rhs)
    used = tuple(f"{left} = {right}" for _, (left, right) in way)
    proved = verdict.proved_by(concluded(found.theorem, way), found.methods)
    return replace(proved, reason=found.reason, used=(*used, *found.used))


def _read(
    lhs: Expr | str, rhs: Expr | str, domain: Domain | Mapping[Basic | str, Set] | None
) -> tuple[Expr, Expr, Domain]:
    """Both sides as expressions over the symbols of one domain."""
    sets = domain.where if isinstance(domain, Domain) else domain or {}
    if isinstance(sets, Mapping) and any(isinstance(one, str) for one in (lhs, rhs, *sets)):
        lhs, rhs, sets = together(lhs, rhs, sets)
    whole = replace(domain, where=sets) if isinstance(domain, Domain) else Domain(sets)
    return _expression(lhs), _expression(rhs), sympified(whole)


def _expression(given: Expr | float) -> Expr:
    try:
        return sympify(given, strict=True)
    except SympifyError:
        raise SymxentError(f"an expression of SymPy was expected, and {given!r} is none") from None


def _other_judge(lhs: Expr, rhs: Expr) -> tuple[Judge, str] | None:
    """Who judges a claim that is not about numbers alone, and what it is about; they make verdicts, and ask ``prove``
    of numbers."""
    others = (MatrixExpr, Mean, RandomVariable)
    kinds = {kind for e in (lhs, rhs) for part in _parts(e) for kind in others if isinstance(part, kind)}
    if MatrixExpr in kinds:
        from symxent.matrices.judge import judge

        return judge, "matrices"
    if kinds:
        from symxent.probability.judge import judge as by_tables

        return by_tables, CHANCE
    return None


def _parts(e: Basic) -> Iterator[Basic]:
    """Every part, once, however often it is shared."""
    seen, todo = set[int](), [e]
    while todo:
        part = todo.pop()
        if id(part) not in seen:
            yield part
            seen.add(id(part))
            todo += part.args


def with_second_voice(verdict: Verdict, domain: Domain, seconds: float) -> Verdict:
    """A verdict on an equality, with what ``simplify`` says of it within some seconds; raises Disagreement."""
    budget = Budget(seconds)
    try:
        left, right = (evaluated(e) for e in sides_apart(sympified(domain), verdict.lhs, verdict.rhs))
    except (Undecided, RecursionError):
        return verdict
    return replace(_second_voice(verdict, left - right, seconds), milliseconds=1000 * (seconds - budget.left))


def _judged(
    verdict: Verdict,
    sides: tuple[Expr, Expr],
    domain: Domain,
    budget: Budget,
    certificate: Expr | None,
    agreed: int,
    simplest: bool,
) -> Verdict:
    """The plainest argument first; then a witness; then the arguments that take longer."""
    attempts = arguments(verdict.op, sides, domain, budget, certificate)
    found, reason = next(attempts)
    confirmed, reason = _confirmed(verdict, found, reason, sides, domain, budget, agreed)
    if confirmed is not None:
        return confirmed
    searched = _searched(verdict, sides, domain, budget, reason, simplest)
    if searched.refuted:
        return searched
    for found, _ in attempts:
        confirmed, _ = _confirmed(verdict, found, "", sides, domain, budget, agreed)
        if confirmed is not None:
            return confirmed
    return searched


def _confirmed(
    verdict: Verdict,
    found: Argued | None,
    reason: str,
    sides: tuple[Expr, Expr],
    domain: Domain,
    budget: Budget,
    agreed: int,
) -> tuple[Verdict | None, str]:
    """The logic checks the proof; and what is proved is evaluated too: a contradiction is an error of ours.

    None, with the reason, where there is no proof that the logic follows.
    """
    if found is None:
        return None, reason
    left, right = sides
    methods = (found.method,)
    try:
        theorem = check(Claim(left, right, verdict.op, hypotheses_of(domain)), found.proof)
    except Refused as refusal:
        return None, f"the logic does not follow the proof: {refusal}"
    verdict = replace(verdict, used=found.used, reason=found.reason)
    seen = agreed
    if isinstance(found.proof, By) and found.proof.principle in ELSEWHERE:  # balls know of a limit what is proved of it
        left, right = _left_of(found.proof) or sides
    for sample in samples(left, right, domain, budget.part(1, 0.3), verdict.op) if agreed < SAMPLES else ():
        if fails(left, right, verdict.op, sample):
            raise Disagreement(
                f"{' and '.join(methods)} proved {verdict.lhs} {verdict.op} {verdict.rhs}, "
                f"ball arithmetic refutes it {witness(left, right, verdict.op, sample)}; please report this"
            )
        seen += 1
        if seen == SAMPLES:
            break
    if seen:
        return verdict.proved_by(theorem, (*methods, "ball arithmetic")), ""
    if _has_value_by_calculus(found.proof, domain, budget):
        return verdict.proved_by(theorem, methods), ""
    if (kinds_in(left, AppliedUndef) | kinds_in(right, AppliedUndef)) and _may_have_values(left, right, domain, budget):
        return verdict.proved_by(theorem, methods), ""
    return replace(verdict, used=(), reason="no point was found at which both sides are defined"), ""


def _has_value_by_calculus(proof: Proof, domain: Domain, budget: Budget) -> bool:
    """Whether what is left of a claim without integrals and limits has a value somewhere; an infinite limit is one."""
    if not isinstance(proof, By) or proof.principle not in ("integrals", "improper integrals", "limits", "listed"):
        return False
    sides = _left_of(proof)
    rows = proof.parts if proof.principle == "listed" else ()
    if sides is None or any(alike(value_of(r), e) and not e.free_symbols for r in rows for e in sides):
        return True  # a series of the table has a value
    return next(samples(*sides, domain, budget.part(1, 0.3)), None) is not None


def _left_of(proof: By) -> tuple[Expr, Expr] | None:
    """Both sides with the values of their integrals or limits; None where one limit is infinite."""
    whole = proof.premises[0].claim
    return None if isinstance(whole, Tends) else (whole.said[0], whole.said[2])


def _may_have_values(left: Expr, right: Expr, domain: Domain, budget: Budget) -> bool:
    """Whether what unknown functions stand in, and what they are taken of, has a value somewhere, whatever they are."""
    if left.has(Derivative, Sum, Product, Subs) or right.has(Derivative, Sum, Product, Subs):
        return True
    opaque = {f: Dummy("f", real=True) for f in kinds_in(left, AppliedUndef) | kinds_in(right, AppliedUndef)}
    taken = (a.xreplace(opaque) for f in opaque for a in f.args if a.args and not isinstance(a, Indexed | IndexedBase))
    inside = [Dummy("c", real=True) * a for a in taken]
    plain = (left.xreplace(opaque) + Add(*inside), right.xreplace(opaque))
    return next(samples(*plain, domain, budget.part(1, 0.3)), None) is not None


def _searched(
    verdict: Verdict, sides: tuple[Expr, Expr], domain: Domain, budget: Budget, reason: str, simplest: bool
) -> Verdict:
    """Refuted if a witness is found, else Unknown.

    ``sides`` are as they were claimed: a derivative has no value where its function has none, or a joint.
    """
    points, (left, right) = 0, sides
    for sample in samples(left, right, domain, budget.part(1, 0.5), verdict.op):
        points += 1
        if fails(left, right, verdict.op, sample):
            found = witness(left, right, verdict.op, sample) if simplest else read(sample)
            return replace(verdict, status=Status.REFUTED, methods=("ball arithmetic",), witness=found, reason="")
    tried = f"{points} points separate the sides not" if points else "no point could be evaluated"
    return replace(verdict, reason=f"{reason}; {tried}")


def _second_voice(verdict: Verdict, gap: Expr, seconds: float) -> Verdict:
    answer, words = simplifies_to_zero(gap, seconds)
    if verdict.proved and answer:
        return replace(verdict, methods=(*verdict.methods, "simplify"))
    if (verdict.proved and answer is False) or (verdict.refuted and answer):
        raise Disagreement(
            f"{verdict.status.value} by {' and '.join(verdict.methods)}: {verdict.lhs} = {verdict.rhs}, "
            f"but {words or 'simplify reduces the difference to 0'}; please report this"
        )
    return replace(verdict, reason="; ".join(w for w in (verdict.reason, words) if w))
