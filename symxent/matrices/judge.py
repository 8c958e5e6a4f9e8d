"""The verdict on an equation between matrices: its words compared, or small matrices that tell its sides apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

from flint import ctx, fmpq
from sympy import Basic, Eq, Expr, Identity, ImmutableMatrix, Inverse, MatrixSymbol, Q, Rational, Transpose
from sympy.assumptions import AppliedPredicate

from symxent.errors import Disagreement, SymxentError
from symxent.language.domain import Domain
from symxent.logic import By, Facts, Hypotheses, MatrixClaim, Refused, Theorem, check, obligations, same
from symxent.matrices import numbers as num
from symxent.matrices.evaluate import Assignment, Rows
from symxent.matrices.numbers import NoValue, Number
from symxent.matrices.points import points
from symxent.proof.refute import shown
from symxent.proof.verdict import Ball, Status, Verdict, Witness

#: Judges an equation between numbers, as ``symxent.proof.prove`` does.
Prove = Callable[..., Verdict]
#: The precision of balls, in bits.
BITS = 200
#: Points at which what is proved is evaluated; points at which a witness is sought.
SEEN, LOOKED = 4, 80
#: What a claim may silently suppose of its letters, the most common first.
SUPPOSED = ("symmetric", "orthogonal", "diagonal", "idempotent", "skew-symmetric", "involutory")
_PREDICATES = {
    Q.symmetric: "symmetric",
    Q.invertible: "invertible",
    Q.orthogonal: "orthogonal",
    Q.positive_definite: "positive definite",
    Q.diagonal: "diagonal",
}


def facts_of(given: tuple[Basic, ...]) -> Facts:
    """Q.symmetric(A), Eq(A*A, A), Eq(A*B, B*A) … as facts.  Raises SymxentError for what says no such thing."""
    of, commuting = set(), set()
    for said in given:
        if isinstance(said, AppliedPredicate) and said.function in _PREDICATES:
            (letter,) = said.arguments
            fact: str | None = _PREDICATES[said.function]
        else:
            letter, fact = _by_equation(said)
            pair = _commuting(said)
            if pair is not None:
                commuting.add(pair)
                continue
        if fact is None or not isinstance(letter, MatrixSymbol):
            known = "Q.symmetric(A), Q.invertible(A), Q.orthogonal(A), Q.positive_definite(A), Q.diagonal(A)"
            raise SymxentError(f"{said} was given: expected is {known}, Eq(A**2, A), Eq(A.T, -A) or Eq(A*B, B*A)")
        of.add((letter, fact))
    return Facts(frozenset(of), frozenset(commuting))


def _by_equation(said: Basic) -> tuple[Basic | None, str | None]:
    letters = said.atoms(MatrixSymbol)
    if not isinstance(said, Eq) or len(letters) != 1:
        return None, None
    (a,) = letters
    one = Identity(a.shape[0])
    forms = [("symmetric", a.T, a), ("skew-symmetric", a.T, -a), ("idempotent", a**2, a), ("involutory", a**2, one)]
    forms += [("orthogonal", a.T * a, one), ("orthogonal", a * a.T, one), ("orthogonal", Transpose(a), Inverse(a))]
    sides = {said.lhs, said.rhs}
    return a, next((fact for fact, left, right in forms if sides == {left, right}), None)


def _commuting(said: Basic) -> frozenset[MatrixSymbol] | None:
    letters = sorted(said.atoms(MatrixSymbol), key=str)
    if not isinstance(said, Eq) or len(letters) != 2:
        return None
    a, b = letters
    return frozenset(letters) if {said.lhs, said.rhs} == {a * b, b * a} else None


def judge(lhs: Expr, rhs: Expr, domain: Domain, prove: Prove, seconds: float = 5.0) -> Verdict:
    """Judge lhs = rhs for all matrices of the letters' shapes; the domain's ``given`` is what is assumed of them."""
    open_ = Verdict(Status.UNKNOWN, lhs, rhs)
    try:
        facts = facts_of(domain.given)
        theorem = proved(lhs, rhs, facts, domain, prove, seconds)
    except Refused as error:
        return replace(open_, reason=str(error))
    if theorem is not None:
        return _confirmed(theorem, facts, domain)
    found = next(separating(lhs, rhs, facts, domain), None)
    missing = supposed(lhs, rhs, facts, domain, prove)
    words = f"it would hold if {missing}" if missing else ""
    if found is None:
        reason = words or "the words differ, and no small matrices were found that tell the sides apart"
        return replace(open_, reason=reason)
    return replace(open_, status=Status.REFUTED, methods=("exact matrices",), witness=found, reason=words)


def proved(lhs: Expr, rhs: Expr, facts: Facts, domain: Domain, prove: Prove, seconds: float = 5.0) -> Theorem | None:
    """The theorem that the words of both sides have equal coefficients; None without one.  Raises Refused."""
    h = Hypotheses(dict(domain.where), dict(domain.indices), domain.positive, equal=domain.equal)
    claim = MatrixClaim(lhs, rhs, facts, h)
    premises = []
    for left, right, known in obligations(claim):
        if left == right:
            premises.append(same(left, right, known))
            continue
        inside = Domain(known.where, known.positive, known.equal, domain.indices)
        verdict = prove(left, right, inside, seconds=seconds, simplest=False)
        if verdict.theorem is None or not verdict.proved:
            return None
        premises.append(verdict.theorem)
    return check(claim, By("words", tuple(premises)))


def _confirmed(theorem: Theorem, facts: Facts, domain: Domain) -> Verdict:
    """What is proved is evaluated too: a contradiction is an error of symxent's own."""
    lhs, _, rhs = theorem.claim.said
    seen = 0
    for point in points((lhs, rhs), facts, domain):
        sides = _values(lhs, rhs, point)
        if sides is None:
            continue
        if _differ(*sides):
            raise Disagreement(
                f"words proved {lhs} = {rhs}, exact matrices refute it {_witness(point, *sides)}; please report this"
            )
        seen += 1
        if seen == SEEN:
            break
    if not seen:
        reason = "no matrices were found at which both sides are defined"
        return Verdict(Status.UNKNOWN, lhs, rhs, reason=reason)
    used = tuple(sorted(_needed(lhs, rhs, facts)))
    return Verdict.of(theorem, ("words", "exact matrices"), used=used)


def _needed(lhs: Expr, rhs: Expr, facts: Facts) -> Iterator[str]:
    """The facts without which the words of both sides are not one."""
    for about, fact in facts.of:
        if not _is_plain(lhs, rhs, replace(facts, of=facts.of - {(about, fact)})):
            yield f"{about} is {fact}"
    for pair in facts.commuting:
        if not _is_plain(lhs, rhs, replace(facts, commuting=facts.commuting - {pair})):
            yield f"{' and '.join(sorted(map(str, pair)))} commute"


def _is_plain(lhs: Expr, rhs: Expr, facts: Facts) -> bool:
    try:
        return all((left - right).expand() == 0 for left, right, _ in obligations(MatrixClaim(lhs, rhs, facts)))
    except Refused:
        return False


def supposed(lhs: Expr, rhs: Expr, facts: Facts, domain: Domain, prove: Prove) -> str:
    """A common assumption under which the equation would hold, in words; "" where none is known."""
    for more, words in _assumptions(lhs, rhs):
        wider = Facts(facts.of | more.of, facts.commuting | more.commuting)
        if wider != facts and _is_plain(lhs, rhs, wider) and next(points((lhs, rhs), wider, domain), None) is not None:
            return words
    return ""


def _assumptions(lhs: Expr, rhs: Expr) -> Iterator[tuple[Facts, str]]:
    letters = sorted(lhs.atoms(MatrixSymbol) | rhs.atoms(MatrixSymbol), key=str)
    square = [a for a in letters if a.shape[0] == a.shape[1] != 1]
    pairs = [frozenset(pair) for pair in combinations(square, 2) if pair[0].shape == pair[1].shape]
    sets = [[a] for a in square] + ([square] if len(square) > 1 else [])
    for some in sets:
        yield Facts(frozenset((a, "symmetric") for a in some)), f"{_list(some)} symmetric"
    for pair in pairs:
        yield Facts(commuting=frozenset((pair,))), f"{' and '.join(sorted(map(str, pair)))} commute"
    if len(pairs) > 1:
        yield Facts(commuting=frozenset(pairs)), f"{', '.join(map(str, square))} commute"
    if pairs:
        known = frozenset((a, "symmetric") for a in square)
        yield Facts(known, frozenset(pairs)), f"{_list(square)} symmetric and commute"
    for fact in SUPPOSED[1:]:
        for some in sets:
            yield Facts(frozenset((a, fact) for a in some)), f"{_list(some)} {fact}"


def _list(letters: list[MatrixSymbol]) -> str:
    names = " and ".join(map(str, letters))
    return f"{names} is" if len(letters) == 1 else f"{names} are"


# -- points


def separating(lhs: Expr, rhs: Expr, facts: Facts, domain: Domain) -> Iterator[Witness]:
    """The points at which both sides have values, and these differ for certain."""
    for tried, point in enumerate(points((lhs, rhs), facts, domain)):
        if tried >= LOOKED:
            return
        sides = _values(lhs, rhs, point)
        if sides is not None and _differ(*sides):
            yield _witness(point, *sides)


def _values(lhs: Expr, rhs: Expr, point: Assignment) -> tuple[Rows, Rows] | None:
    try:
        with ctx.workprec(BITS):
            return point.value(lhs), point.value(rhs)
    except NoValue:
        return None


def _differ(left: Rows, right: Rows) -> bool:
    gaps = (
        num.add(a, num.multiply(fmpq(-1), b))
        for r, s in zip(left, right, strict=True)
        for a, b in zip(r, s, strict=True)
    )
    return any(num.is_zero(gap) is False for gap in gaps)


def _witness(point: Assignment, left: Rows, right: Rows) -> Witness:
    where: list[tuple[Basic, Expr]] = [(s, Rational(n)) for s, n in point.sizes.items()]
    where += [(a, _shown(rows)) for a, rows in point.letters.items()]
    where += [(s, _rational(v)) for s, v in point.numbers.items()]
    return Witness(tuple(where), _ball(left), _ball(right))


def _shown(rows: Rows) -> Expr:
    return ImmutableMatrix([[_rational(x) for x in row] for row in rows])


def _rational(x: Number) -> Expr:
    value = num.plain(x)
    assert isinstance(value, fmpq)
    return Rational(int(value.p), int(value.q))


def _ball(rows: Rows) -> Ball:
    """A number, or the rows of a matrix, as text; several balls each with its own radius."""
    entries = [[num.plain(x) for x in row] for row in rows]
    balls = [[Ball(str(x), "0") if isinstance(x, fmpq) else shown(x) for x in row] for row in entries]
    if len(rows) == 1 == len(rows[0]):
        return balls[0][0]
    texts = (f"[{', '.join(map(str, row))}]" for row in balls)
    return Ball(f"[{', '.join(texts)}]", "0")
