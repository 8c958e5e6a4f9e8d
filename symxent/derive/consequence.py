"""What follows from what: whether equations and inequalities hold wherever others do.

A condition holds where all relations of one of its alternatives do; a relation only where both sides have a value.
Between the zeros of what stands in them, relations in one unknown are what they are at one point there; an equation
that can be solved is its solutions; else g = 0 follows from f = 0 where g = c f is proved, and what is said of x from
x = e where it is proved with e for x.  What does not follow fails at an exact point at which the premise holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product

from sympy import (
    Expr,
    Integer,
    Mul,
    Poly,
    Rational,
    S,
    Symbol,
    cancel,
    factor_list,
)
from sympy import roots as roots_of
from sympy.polys.polyerrors import PolynomialError

from symxent.derive.problems.equation import candidates
from symxent.derive.relations import (
    PATIENCE,
    Condition,
    Relation,
    critical,
    holds,
    implied,
    is_undefined,
    known_of,
    may_be,
    multiple,
)
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.proof import Status, Verdict, prove

MOST_CLAUSES = 64
MOST_DEGREE = 12
MOST_POINTS = 60
USUAL = tuple(map(Rational, ("1", "2", "-1", "3", "1/2", "-2", "0", "5")))


@dataclass(frozen=True)
class Consequence:
    """Whether one condition follows from another; ``proofs``: what that rests on; ``point``: at which it does not."""

    status: Status
    proofs: tuple[Verdict, ...] = ()
    point: tuple[tuple[Symbol, Expr], ...] = ()


UNKNOWN = Consequence(Status.UNKNOWN)


def follows(
    premise: Condition, conclusion: Condition, domain: Domain | None = None, *, refuting: bool = True
) -> Consequence:
    """Whether the conclusion holds wherever the premise does, for real values of the letters.

    Without ``refuting`` no points are tried beside those that a proof looks at.

    >>> x = Symbol("x", real=True)
    >>> squared, two, other = (Relation(e, "=", Integer(2)) for e in (x**2 / 2, x, -x))
    >>> follows(((squared,),), ((two,), (other,))).status.value
    'proved'
    >>> follows(((squared,),), ((two,),)).point
    ((x, -2),)
    """
    proofs: list[Verdict] = []
    domain = domain or Domain()
    for alternative in premise:
        one = _Case(alternative, conclusion, domain).judged(refuting)
        if one.status is not Status.PROVED:
            return one
        proofs += one.proofs
    return Consequence(Status.PROVED, tuple(proofs))


@dataclass(frozen=True)
class _Case:
    premise: tuple[Relation, ...]
    conclusion: Condition
    domain: Domain
    extended: bool = False  # by what follows from each of its relations

    @property
    def relations(self) -> tuple[Relation, ...]:
        return (*self.premise, *(relation for one in self.conclusion for relation in one))

    @property
    def letters(self) -> list[Symbol]:
        return sorted({s for r in self.relations for s in r.letters}, key=str)

    def judged(self, refuting: bool) -> Consequence:
        if any(one in self.conclusion for one in ((), self.premise)):
            return Consequence(Status.PROVED)
        for way in (
            *(self._by_cells, self._by_solutions, self._by_clauses, self._by_substitution),
            *((self._at_points,) if refuting else ()),
        ):
            try:
                found = way()
            except (SymxentError, PolynomialError, NotImplementedError):
                continue
            if found.status is not Status.UNKNOWN:
                return found
        return UNKNOWN

    # -- one unknown ---------------------------------------------------------------------------------------------------

    def _by_cells(self) -> Consequence:
        """At the zeros of all that stands in the relations, and at a point between each two of them."""
        if len(self.letters) > 1:
            return UNKNOWN
        if not self.letters:
            return self._at_each([{}], [])
        (x,) = self.letters
        proofs: list[Verdict] = []
        zeros: set[Expr] = set(self._ends(x))
        for relation in self.relations:
            for e in (relation.gap, relation.lhs, relation.rhs):
                for p in critical(e, x):
                    zeros |= self._zeros(p, x, proofs)
        ordered = sorted(zeros, key=lambda zero: zero.evalf(40))
        places = list(ordered)
        if not ordered:
            places.append(S.Zero)
        else:
            places += [Integer(ordered[0].evalf(30).floor()) - 1, Integer(ordered[-1].evalf(30).ceiling()) + 1]
            for low, high in pairwise(ordered):
                between = Rational(str(((low + high) / 2).evalf(20)))
                for one, other in ((low, between), (between, high)):
                    proofs.append(prove(one, other, op="<", seconds=PATIENCE))
                places.append(between)
        return self._at_each([{x: place} for place in places], proofs)

    def _ends(self, x: Symbol) -> Iterator[Expr]:
        where = self.domain.set_of(x)
        yield from (e for e in getattr(where, "boundary", ()) if e.is_finite)
        if x.is_nonnegative or x.is_nonpositive:
            yield S.Zero

    def _zeros(self, p: Expr, x: Symbol, proofs: list[Verdict]) -> set[Expr]:
        """All real zeros of a polynomial: it is their factors times what has none."""
        found: set[Expr] = set()
        for f, _ in factor_list(p, x)[1]:
            whole = Poly(f, x)
            if whole.degree() > MOST_DEGREE:
                raise SymxentError("a polynomial of such a degree")
            every = roots_of(whole)
            if sum(every.values()) != whole.degree() or any(r.is_real is None for r in every):
                raise SymxentError("the roots are not known")
            real = [r for r in every if r.is_real]
            rest = cancel(f / Mul(*(x - r for r in real)), extension=True) if len(real) < whole.degree() else whole.LC()
            proofs.append(prove(f, Mul(rest, *(x - r for r in real)), seconds=PATIENCE))
            if rest.has(x):
                proofs.append(prove(rest, S.Zero, op="!=", seconds=PATIENCE))
            found.update(real)
        return found

    def _by_solutions(self) -> Consequence:
        """At each solution of an equation of the premise, where it can be solved."""
        for equation in (r for r in self.premise if r.op == "="):
            letters = equation.gap.free_symbols
            if len(letters) == 1 and len(self.letters) == 1:
                (x,) = self.letters
                found, proofs = candidates(equation.lhs, equation.rhs, x, self.domain)
                return self._at_each([{x: value} for value in found], proofs)
        return UNKNOWN

    def _at_each(self, points: list[dict[Symbol, Expr]], proofs: list[Verdict]) -> Consequence:
        """The points are all that there are to look at, if the proofs hold."""
        certain = all(proof.proved for proof in proofs)
        for point in points:
            if not all(may_be(x, value, self.domain) for x, value in point.items()):
                continue
            held, proof = holds((self.premise,), point, proofs), holds(self.conclusion, point, proofs)
            if held and proof is False:
                return Consequence(Status.REFUTED, (), tuple(point.items()))
            certain = certain and (held is False or proof is True)
        return Consequence(Status.PROVED, tuple(p for p in proofs if p.proved)) if certain else UNKNOWN

    # -- several -------------------------------------------------------------------------------------------------------

    def _by_clauses(self) -> Consequence:
        """Of each way to choose a relation from every alternative, one that holds."""
        count = 1
        for one in self.conclusion:
            count *= len(one)
        if count > MOST_CLAUSES or not self.conclusion:
            return UNKNOWN
        known = self._with_inequalities()
        if not self.extended:
            more = tuple(r for one in self.premise for r in implied(one))
            return replace(self, premise=(*self.premise, *more), extended=True)._by_clauses()
        proofs: list[Verdict] = []
        for clause in product(*self.conclusion):
            found = self._clause(clause, known)
            if found is None:
                return UNKNOWN
            proofs += found
        return Consequence(Status.PROVED, tuple(proofs))

    def _with_inequalities(self) -> Domain:
        strict = [r.gap if r.op == ">" else -r.gap for r in self.premise if r.op in ("<", ">")]
        return replace(self.domain, positive=(*self.domain.positive, *strict))

    def _clause(self, clause: tuple[Relation, ...], known: Domain) -> list[Verdict] | None:
        needed = self._conditions(clause, known)
        if needed is None:
            return None
        for relation in clause:
            if relation in self.premise:
                return needed
            found = prove(relation.lhs, relation.rhs, known, op=relation.op, seconds=PATIENCE)
            if found.proved:
                return [*needed, found]
        zero = Mul(*(r.gap for r in clause if r.op == "="))
        every = {c for r in (*self.premise, *clause) for c in (r, *r.conditions())}  # hold where the premise does
        apart = {c.lhs for c in every - {*clause} if c.op in ("!=", ">", "<") and c.rhs == 0}
        for given in self.premise:
            if given.op == "=" and any(r.op == "=" for r in clause):
                for power in (1, 2, 3):
                    found_too = multiple(zero**power, given.gap, known, apart)
                    if found_too is not None:
                        return [*needed, *found_too]
            for relation in clause:
                if given.op in ("<", "<=", ">", ">=") and relation.op in (given.op, given.op.rstrip("=") + "="):
                    found_too = multiple(relation.gap, given.gap, known, apart, positive=True)
                    if found_too is not None:
                        return [*needed, *found_too]
                turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(given.op, "")
                if turned and relation.op in (turned, turned.rstrip("=") + "="):
                    found_too = multiple(-relation.gap, given.gap, known, apart, positive=True)
                    if found_too is not None:
                        return [*needed, *found_too]
                if given.op == relation.op == "!=":
                    found_too = multiple(given.gap, relation.gap, known, apart)
                    if found_too is not None:
                        return [*needed, *found_too]
        return None

    def _conditions(self, clause: tuple[Relation, ...], known: Domain) -> list[Verdict] | None:
        """That the sides of the clause have a value where the premise holds; None where that is not seen."""
        there = {c for r in self.premise for c in r.conditions()}
        proofs = []
        for condition in {c for r in clause for c in r.conditions()} - there:
            gaps = [r.gap for r in self.premise if r.op == "="]
            for gap in (S.Zero, *gaps, *(-gap for gap in gaps)):
                found = prove(condition.lhs + gap, condition.rhs, known, op=condition.op, seconds=PATIENCE)
                if found.proved:
                    proofs.append(found)
                    break
            else:
                apart = self._apart_from_zero(condition, known)
                if apart is None:
                    return None
                proofs.append(apart)
        return proofs

    def _apart_from_zero(self, condition: Relation, known: Domain) -> Verdict | None:
        """That u != 0, since an equation of the premise does not hold where u = 0: of a x = 4 that a != 0."""
        for x in condition.lhs.free_symbols if condition.op == "!=" and condition.rhs == 0 else ():
            slope = condition.lhs.diff(x)
            for equation in (r for r in self.premise if r.op == "=" and slope.is_Rational and slope != 0):
                there = equation.at({x: (x - condition.lhs / slope).expand()})
                found = prove(there.lhs, there.rhs, known, op="!=", seconds=PATIENCE)
                if found.proved:
                    return found
        return None

    def _by_substitution(self) -> Consequence:
        """x by e where the premise says x = e, for a number times x − e."""
        for equation in (r for r in self.premise if r.op == "="):
            for x in sorted(equation.gap.free_symbols, key=str, reverse=True):
                slope = equation.gap.diff(x)
                if slope.free_symbols or slope == 0:
                    continue
                e = (x - equation.gap / slope).expand()
                proof = prove(equation.gap, slope * (x - e), self.domain, seconds=PATIENCE)
                if not proof.proved:
                    continue
                rest = tuple(r.at({x: e}) for r in self.premise if r != equation)
                rest += tuple(Relation(e, op, S.Zero) for op in known_of(x))
                with_conditions = (tuple(c for r in one for c in (*r.conditions(), r)) for one in self.conclusion)
                goal = tuple(tuple(r.at({x: e}) for r in one) for one in with_conditions)
                if self.domain.where.get(x) is not None or is_undefined(rest) or is_undefined(*goal):
                    continue
                found = _Case(rest, goal, self.domain).judged(refuting=True)
                if found.status is Status.REFUTED:
                    point = dict(found.point)
                    point |= dict.fromkeys(e.free_symbols - point.keys(), S.One)
                    return replace(found, point=(*point.items(), (x, e.xreplace(point))))
                if found.status is Status.PROVED:
                    return replace(found, proofs=(proof, *found.proofs))
        return UNKNOWN

    def _at_points(self) -> Consequence:
        """At exact points of the premise that are found by solving one of its equations for a letter."""
        for point in islice(self._points(), MOST_POINTS):
            if all(may_be(x, v, self.domain) for x, v in point.items()) and holds((self.premise,), point, []):
                if holds(self.conclusion, point, []) is False:
                    return Consequence(Status.REFUTED, (), tuple(point.items()))
        return UNKNOWN

    def _points(self) -> Iterator[dict[Symbol, Expr]]:
        equations = [r for r in self.premise if r.op == "="]
        for n, values in enumerate(product(USUAL, repeat=min(len(self.letters), 4))):
            turned = (*values[n % 2 :], *values[: n % 2])
            point = dict(zip(self.letters, (*turned, *USUAL), strict=False))
            if not equations:
                yield point
            for x in sorted(equations[0].gap.free_symbols, key=str) if equations else ():
                others = {s: v for s, v in point.items() if s != x}
                there = equations[0].at(others)
                if there.gap.has(x) and not there.gap.has(S.NaN, S.ComplexInfinity, S.ImaginaryUnit):
                    try:
                        yield from ({**others, x: r} for r in candidates(there.lhs, there.rhs, x, Domain())[0])
                    except SymxentError:
                        continue
