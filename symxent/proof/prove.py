"""The verdict on a claim: the agreement of independent methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter, thread_time

from sympy import Derivative, Expr, FiniteSet, Heaviside, Piecewise, Pow, Product, Subs, Sum, Symbol, log, sign, sympify
from sympy.core.function import AppliedUndef

from symxent.errors import Disagreement, SymxentError
from symxent.language.domain import Domain
from symxent.logic import JOINTED, ByValue, Claim, Hypotheses, Proof, Refused, check
from symxent.proof.binding import apart, free_among, sides_apart
from symxent.proof.budget import Budget, Undecided
from symxent.proof.cases import Found
from symxent.proof.derivatives import evaluated, refuse_tied
from symxent.proof.guard import guard
from symxent.proof.normal import decide
from symxent.proof.refute import fails, samples, witness
from symxent.proof.signs import at_least
from symxent.proof.situation import sympified
from symxent.proof.verdict import Status, Verdict
from symxent.proof.voice import simplifies_to_zero


def hypotheses_of(domain: Domain) -> Hypotheses:
    """A domain in the terms of the logic."""
    positive = tuple(apart(p) for p in domain.positive)
    return Hypotheses(dict(domain.where), dict(domain.indices), positive, equal=domain.equal)


OPERATORS = ("=", "<", "<=", ">", ">=", "!=")
SAMPLES = 4  # points at which even a proved claim is evaluated
LABEL_CASES = 32
MOST_SECONDS = 2.0  # of the normal form, however long the caller would wait


def prove(
    lhs: Expr,
    rhs: Expr,
    domain: Domain | None = None,
    *,
    op: str = "=",
    thorough: bool = False,
    seconds: float = 5.0,
    certificate: Expr | None = None,
    voice_seconds: float | None = None,
    agreed: int = 0,
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
    ``seconds``: of processor time.  ``clock``: by what they go; with ``Work()`` the verdict is the same however fast
    the machine is.
    Raises Disagreement when two methods contradict each other.

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
    domain = sympified(domain or Domain())
    lhs, rhs = sympify(lhs, strict=True), sympify(rhs, strict=True)
    verdict = Verdict(Status.UNKNOWN, lhs, rhs, op)
    gap: Expr | None = None
    try:
        guard(lhs)
        guard(rhs)
        refuse_tied(lhs, domain)
        refuse_tied(rhs, domain)
        sides = sides_apart(domain, lhs, rhs)
        left, right = (evaluated(e) for e in sides)
        refuse_escaped(sides, left, right)
        gap = left - right
        if op == "=":
            verdict = _equality(verdict, sides, left, right, domain, budget, agreed)
        else:
            verdict = _inequality(verdict, sides, left, right, domain, budget, certificate, agreed)
    except Undecided as error:
        verdict = replace(verdict, reason=str(error))
    except RecursionError:
        verdict = replace(verdict, reason="the expression is nested too deep")
    if thorough and op == "=" and gap is not None:
        listening = max(budget.left, 1.0) if voice_seconds is None else voice_seconds
        verdict = _second_voice(verdict, gap, listening)
    return replace(verdict, milliseconds=1000 * (perf_counter() - began))


def with_second_voice(verdict: Verdict, domain: Domain, seconds: float) -> Verdict:
    """A verdict on an equality, with what ``simplify`` says of it within some seconds; raises Disagreement."""
    budget = Budget(seconds)
    try:
        left, right = (evaluated(e) for e in sides_apart(sympified(domain), verdict.lhs, verdict.rhs))
    except (Undecided, RecursionError):
        return verdict
    return replace(_second_voice(verdict, left - right, seconds), milliseconds=1000 * (seconds - budget.left))


def refuse_escaped(sides: tuple[Expr, ...], *made: Expr) -> None:
    """SymPy draws a condition out of a sum that binds its index, where another sum stands around both: the index would
    then be free, and the claim another one.  Raises Undecided where a bound letter of ``sides`` is free in ``made``."""
    bound = {letter for e in sides for s in e.atoms(Sum, Product) for letter in s.variables}
    escaped = sorted({str(s).lstrip("_") for e in made for s in free_among(bound, e)}) if bound else []
    if escaped:
        names = ", ".join(escaped)
        raise Undecided(f"a condition on the index {names} of a sum in another sum: write it as a Kronecker delta")


def _equality(
    verdict: Verdict, sides: tuple[Expr, ...], left: Expr, right: Expr, domain: Domain, budget: Budget, agreed: int
) -> Verdict:
    part = budget.part(0.4, 0.2, MOST_SECONDS)
    try:
        search = where_defined(domain, left, right)
        found, how = _zero_somehow((left, right), search, part, jointed=has_joint(*sides), boundaries=jumps(*sides))
        reason = how if found.held else "the normal form of the difference is not zero"
    except Undecided as error:
        found, reason = Found(False), str(error)
    if found.held:
        held = replace(verdict, used=_said(found.used, domain, search, left, right), reason=reason)
        return _confirmed(held, found.proof, sides, domain, budget, ("normal form",), agreed)
    return _searched(verdict, sides, domain, budget, reason)


def _zero_somehow(
    sides: tuple[Expr, Expr], domain: Domain, budget: Budget, *, jointed: bool, boundaries: bool
) -> tuple[Found, str]:
    """In general, or else for each value of the symbols that take a few values only (y = 0 and y = 1)."""
    found = decide(sides, domain, budget, jointed=jointed, boundaries=boundaries)
    if found.held:
        return found, ""
    by = {v for e in sides for d in e.atoms(Derivative) for v in d.variables}  # a letter there is no value
    free = sides[0].free_symbols | sides[1].free_symbols
    few = [s for s in sorted(free - by, key=str) if _is_finite(s, domain)]
    count = 1
    for s in few:
        count *= len(domain.set_of(s).args)
    if not few or count > LABEL_CASES:
        return Found(False), ""
    facts: set[str] = set()
    proof = _for_each_value(sides, domain, few, budget, facts, jointed, boundaries)
    if proof is None:
        return Found(False), ""
    words = " and ".join(f"{s} in {domain.set_of(s)}" for s in few)
    how = "holds for each value of " + ", ".join(map(str, few))
    return Found(True, (*sorted(facts), words), proof), how


def _for_each_value(
    sides: tuple[Expr, Expr],
    domain: Domain,
    few: list[Symbol],
    budget: Budget,
    facts: set[str],
    jointed: bool,
    boundaries: bool,
) -> Proof | None:
    if not few:
        found = decide(sides, domain, budget, jointed=jointed, boundaries=boundaries)
        facts |= set(found.used)
        return found.proof if found.held else None
    symbol, *rest = few
    cases = []
    for value in sorted(domain.set_of(symbol).args):
        at = {symbol: value}
        held = replace(
            domain,
            where={s: v for s, v in domain.where.items() if s != symbol},
            positive=tuple(p.xreplace(at) for p in domain.positive),
            equal=tuple((a.xreplace(at), b.xreplace(at)) for a, b in domain.equal),
        )
        these = (sides[0].xreplace(at), sides[1].xreplace(at))
        proof = _for_each_value(these, held, rest, budget, facts, jointed, boundaries)
        if proof is None:
            return None
        cases.append((value, proof))
    return ByValue(symbol, tuple(cases))


def has_joint(*sides: Expr) -> bool:
    """Whether a function with joints is differentiated."""
    return any(d.expr.has(*JOINTED) for e in sides for d in e.atoms(Derivative))


def jumps(*sides: Expr) -> bool:
    """Whether a side may jump, or has a power u^v of which u = 0 is a case of its own."""
    powers = (p for e in sides for p in e.atoms(Pow) if p.exp.free_symbols and p.base.free_symbols)
    return any(e.has(sign, Heaviside, Piecewise) for e in sides) or any(not p.base.is_positive for p in powers)


def where_defined(domain: Domain, *sides: Expr) -> Domain:
    """The domain with what follows from both sides being defined, for the search: u > 0 where log u is looked at."""
    found = {u: None for side in sides for u in _logarithms_of(side)}
    simple = [u for u in found if u not in domain.positive and (u.is_Symbol or u.is_Mul or u.is_Pow or u.is_Add)]
    simple.sort(key=lambda u: (u.count_ops(), str(u)))  # the plainest fact is the one that is named
    return domain.extended(positive=tuple(simple)) if simple else domain


def _logarithms_of(side: Expr) -> dict[Expr, None]:
    """The u of the logarithms that are looked at at every point, those in sums and case distinctions left out."""
    found: dict[Expr, None] = {}
    todo = [side]
    while todo:
        e = todo.pop()
        if isinstance(e, Sum | Product | Piecewise | Subs):
            continue
        if isinstance(e, log) and e.args[0].free_symbols and not e.args[0].is_positive:
            found[e.args[0]] = None
        todo += [a for a in e.args if isinstance(a, Expr)]
    return found


def _said(facts: tuple[str, ...], domain: Domain, search: Domain, *sides: Expr) -> tuple[str, ...]:
    """The facts that were used; where only one side says that u > 0, since it holds log u, that is a condition."""
    told = {f"{u} > 0": u for u in search.positive[len(domain.positive) :]}
    both = [u for u in told.values() if all(u in _logarithms_of(side) for side in sides)]
    return tuple(
        f"{fact}, where log({told[fact]}) is defined" if fact in told else fact
        for fact in facts
        if told.get(fact) not in both
    )


def _is_finite(s: Expr, domain: Domain) -> bool:
    values = domain.set_of(s)
    return isinstance(s, Symbol) and isinstance(values, FiniteSet) and all(v.is_Rational for v in values.args)


def _confirmed(
    verdict: Verdict,
    proof: Proof,
    sides: tuple[Expr, ...],
    domain: Domain,
    budget: Budget,
    methods: tuple[str, ...],
    agreed: int,
) -> Verdict:
    """The logic checks the proof; and what is proved is evaluated too: a contradiction is an error of ours."""
    left, right = sides
    try:
        theorem = check(Claim(left, right, verdict.op, hypotheses_of(domain)), proof)
    except Refused as refusal:
        return _searched(
            replace(verdict, used=()), sides, domain, budget, f"the logic does not follow the proof: {refusal}"
        )
    seen = agreed
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
        return verdict.proved_by(theorem, (*methods, "ball arithmetic"))
    if _has_opaque(left) or _has_opaque(right):
        return verdict.proved_by(theorem, methods)
    return replace(verdict, used=(), reason="no point was found at which both sides are defined")


def _has_opaque(e: Expr) -> bool:
    return bool(e.atoms(AppliedUndef))


def _searched(verdict: Verdict, sides: tuple[Expr, ...], domain: Domain, budget: Budget, reason: str) -> Verdict:
    """Refuted if a witness is found, else Unknown.

    ``sides`` are as they were claimed: a derivative has no value where its function has none, or a joint.
    """
    points, (left, right) = 0, sides
    for sample in samples(left, right, domain, budget.part(1, 0.5), verdict.op):
        points += 1
        if fails(left, right, verdict.op, sample):
            found = witness(left, right, verdict.op, sample)
            return replace(verdict, status=Status.REFUTED, methods=("ball arithmetic",), witness=found, reason="")
    tried = f"{points} points separate the sides not" if points else "no point could be evaluated"
    return replace(verdict, reason=f"{reason}; {tried}")


def _inequality(
    verdict: Verdict,
    sides: tuple[Expr, ...],
    left: Expr,
    right: Expr,
    domain: Domain,
    budget: Budget,
    certificate: Expr | None,
    agreed: int,
) -> Verdict:
    op = verdict.op
    larger, smaller = (right, left) if op in ("<", "<=") else (left, right)
    part = budget.part(0.4, 0.2, MOST_SECONDS)
    strict = op in ("<", ">", "!=")
    try:
        search = where_defined(domain, left, right)
        argument = at_least(larger, smaller, search, part, strict=strict, certificate=certificate)
        if argument is None and op == "!=":
            argument = at_least(smaller, larger, search, part, strict=True)
        reason = "no sign argument was found"
    except Undecided as error:
        argument, reason = None, str(error)
    if argument is not None:
        held = replace(verdict, used=_said(argument.used, domain, search, left, right), reason=argument.words)
        return _confirmed(held, argument.proof, sides, domain, budget, ("sign argument",), agreed)
    return _searched(verdict, sides, domain, budget, reason)


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
