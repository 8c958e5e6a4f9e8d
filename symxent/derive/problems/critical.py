"""Critical points of a function of one letter: where f′ is 0 or missing, and what is there, by proved signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sympy import (
    Expr,
    Heaviside,
    Interval,
    Limit,
    Piecewise,
    S,
    Set,
    Symbol,
    acos,
    acosh,
    asin,
    ceiling,
    floor,
)
from sympy import sign as sign_of

from symxent.derive.automatic import page_for
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.judge import derive
from symxent.derive.problems.equation import EquationProblem
from symxent.derive.problems.pieces import JOINTS, Piece, pieces_of
from symxent.derive.problems.problem import Problem, Solved, less, radicands
from symxent.derive.problems.taylor import derivative_at, named, slopes_of
from symxent.derive.relations import defined, is_so
from symxent.derive.setting import setting_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import end_tree, limit_tree, to_tree
from symxent.language.scope import cbrt
from symxent.language.text import to_text
from symxent.proof import Verdict, prove
from symxent.proof.cases import impossible

MOST_ORDERS = 6  # of the first derivative that is not 0
SECONDS = 1.0  # for a slope from a side, of which a few are tried
_JUMPS = (Piecewise, Heaviside, floor, ceiling, sign_of)


@dataclass(frozen=True)
class CriticalProblem(Problem):
    """Where the formula has a derivative that is 0, or none, and which extremum is there."""

    where: Mapping[t.Node, Set] = field(default_factory=dict)

    def derived(self) -> DerivedPage:
        """The derivative, its zeros, joints and ends, and each point's kind.  Raises SymxentError where the points are
        not all found, or the function jumps."""
        page = page_for(self.formula, self.by)
        asked = replace(self, where=page.where)
        _, f, x = asked.read()
        # a sign that is part of a cube root does not jump
        smooth = f.subs([(cbrt(s.args[0]), s.args[0]) for s in f.atoms(sign_of)])
        if smooth.has(*_JUMPS):
            raise SymxentError(f"{to_text(self.formula)} may jump: its critical points are asked piece by piece")
        if not f.has(x):
            raise SymxentError(f"{to_text(self.by)} does not occur in the formula")
        found = _Finding(asked, f, x, setting_of(page).domain)
        sections = [replace(derive(page).sections[0], title="The derivative")]
        sections += found.zeros()
        sections += found.joints_and_ends()
        if not found.lines:
            title = "There are no critical points"
            found.lines.append(Line(t.Relation("∈", self.by, t.Sequence((), "{")), (title,), sections[-1].claim))
        claim = Verdict.together(line.verdict for line in found.lines if line.verdict is not None)
        sections.append(Derivation("What is there", tuple(found.lines), claim, "statement"))
        return DerivedPage(self.name, f"The critical points of {to_text(self.formula)}", tuple(sections))

    @cached_property
    def written(self) -> Expr:
        """The formula with nothing cancelled: it says where it has a value."""
        return self.as_written()


@dataclass
class _Finding:
    """The points so far, each with a line that says what is there."""

    asked: CriticalProblem
    f: Expr
    x: Symbol
    domain: Domain
    lines: list[Line] = field(default_factory=list)

    def solved(self, e: Expr, title: str) -> tuple[list[Derivation], Solved]:
        """The zeros of an expression."""
        if not e.has(self.x):
            return [], Solved((), (), None)
        problem = EquationProblem("formula", "", (), self.asked.where, formula=to_tree(e), by=self.asked.by)
        found = problem.worked_out()
        return [replace(one, title=title) for one in found.sections[:1]] + list(found.sections[1:]), found

    def zeros(self) -> Iterator[Derivation]:
        """Where f′ = 0: on each piece its zeros that lie there."""
        pieces = pieces_of(self.f, self.x)
        for piece in pieces:
            where = ", ".join(f"{to_text(to_tree(u))} {'>' if s > 0 else '<'} 0" for u, s in piece.signs.items())
            slope = list(slopes_of(piece.f, self.x, 1))[1]
            title = f"Where f′ = 0{where and f', for {where}'}"
            if slope == 0:
                signs = tuple(s * u for u, s in piece.signs.items())
                self.lines += [] if impossible(signs) else [self._flat(piece.f, signs, where)]
                continue
            sections, found = self.solved(slope, title)
            yield from sections
            for a in found.solutions:
                at_root = any(u.xreplace({self.x: a}) == 0 for u in radicands(self.asked.written))
                if not at_root and self._has_value(a) and self._lies_in(piece, a):  # a root of 0 is looked at below
                    self.lines += self._kinds(piece.f, a, found.every)

    def _flat(self, f: Expr, positive: tuple[Expr, ...], where: str) -> Line:
        """f is constant on a piece."""
        inside = self.domain.extended(positive=positive)
        says = f"every point{where and f' with {where}'} is critical, a minimum and a maximum beside its neighbours"
        tree = t.Relation("=", t.Call(t.Name("f"), (self.asked.by,)), to_tree(f))
        return Line(tree, (says,), prove(self.f, f, inside))

    def _lies_in(self, piece: Piece, a: Expr) -> bool:
        for u, s in piece.signs.items():
            there = s * u.xreplace({self.x: a})
            if prove(there, S.Zero, op=">").proved:
                continue
            if prove(there, S.Zero, op="<=").proved:
                return False  # on another piece, or at a joint, which is looked at there
            raise SymxentError(f"on which piece {to_text(self.asked.by)} = {to_text(to_tree(a))} lies is not known")
        return True

    def _kinds(self, f: Expr, a: Expr, every: Symbol | None) -> Iterator[Line]:
        """What is at a zero of f′; where that depends on whether k is even, at both kinds of them."""
        try:
            yield self._kind(f, a)
        except SymxentError:
            if every is None:
                raise
            yield self._kind(f, a.subs(every, 2 * every).expand())
            yield self._kind(f, a.subs(every, 2 * every + 1).expand())

    def _kind(self, f: Expr, a: Expr) -> Line:
        """By the first derivative that is not 0 there."""
        name, place = to_text(self.asked.by), to_tree(a)
        proofs = [prove(derivative_at(f, self.x, a, 1), S.Zero)]
        for k, g in enumerate(slopes_of(f, self.x, MOST_ORDERS)):
            if k < 2:
                continue
            at, value = derivative_at(f, self.x, a, k), g.xreplace({self.x: a})
            for op, sign in ((">", 1), ("<", -1)):
                verdict = prove(value, S.Zero, op=op)
                if verdict.proved:
                    what = ("local minimum" if sign > 0 else "local maximum") if k % 2 == 0 else "no extremum"
                    proofs += [prove(at, value), verdict]
                    high = to_text(to_tree(f.xreplace({self.x: a})))
                    says = f"{what} at {name} = {to_text(place)}, where f = {high}"
                    tree = t.Relation(op, named(k, place), t.number(0))
                    return Line(tree, (says,), Verdict.together(proofs))
            proofs.append(prove(at, S.Zero))
            if not proofs[-1].proved:
                break
        raise SymxentError(f"what is at {name} = {to_text(place)} is not found by the signs of derivatives")

    def joints_and_ends(self) -> Iterator[Derivation]:
        """Where f may have a value and no derivative: where pieces meet, at roots of 0, at the ends of arc sines."""
        joints = {u for piece in pieces_of(self.f, self.x) for u in piece.signs}
        written = self.asked.written
        roots = set(radicands(written))
        ends = {1 - e.args[0] ** 2 for e in self.f.atoms(asin, acos)} | {e.args[0] - 1 for e in self.f.atoms(acosh)}
        seen: set[Expr] = set()
        for u in sorted((e for e in joints | roots | ends if e.has(self.x)), key=lambda e: (e.count_ops(), str(e))):
            sections, found = self.solved(u, f"Where f may have no derivative: {to_text(to_tree(u))} = 0")
            yield from sections
            if found.every is not None:
                raise SymxentError("f has a joint for every integer: ask on an interval")
            for a in found.solutions:
                if a not in seen and self._has_value(a):
                    seen.add(a)
                    line = self._at_joint(a)
                    self.lines += [line] if line is not None else []

    def _has_value(self, a: Expr) -> bool:
        value = self.f.xreplace({self.x: a})
        there_is = [is_so(one.at({self.x: a}), []) for one in defined(self.asked.written)]
        if False in there_is:
            return False
        if None in there_is:
            raise SymxentError(
                f"whether f has a value at {to_text(self.asked.by)} = {to_text(to_tree(a))} is not found"
            )
        return value.is_real is not False and not value.has(S.NaN, S.ComplexInfinity, S.Infinity)

    def _at_joint(self, a: Expr) -> Line | None:
        """By the slopes on both sides, or on the one on which there is f; None where f has a derivative that is not 0.

        f is continuous, and f(x) − f(a) has near a, on each side, the sign of its slope there times that of x − a.
        """
        place = to_tree(a)
        at = f"{to_text(self.asked.by)} = {to_text(place)}"
        high = to_text(to_tree(self.f.xreplace({self.x: a})))
        slopes: dict[int, tuple[Expr, Verdict]] = {}
        grows: dict[int, bool] = {}  # whether f is above f(a) near a, on each side on which it is not f(a)
        outside: list[Verdict] = []
        for side in (-1, 1):
            beyond = self._outside(a, side)
            if beyond is not None:
                outside.append(beyond)
            elif (found := self._slope(a, side)) is not None:
                slopes[side] = found[:2]
                grows |= {} if found[2] is None else {side: found[2]}
        if not slopes or len(slopes) + len(outside) < 2 or not grows:
            raise SymxentError(f"what is at {at}, where f may have no derivative, is not found")
        if outside:
            says = f"an end, {at}: near it f is {'smallest' if all(grows.values()) else 'largest'} there, f = {high}"
        else:
            alike = slopes[-1][0] == slopes[1][0]
            if alike and slopes[1][0].is_finite and slopes[1][0] != 0:
                return None
            kinds = {grows.get(side, next(iter(grows.values()))) for side in slopes}
            what = "no extremum" if len(kinds) == 2 else f"local {'minimum' if True in kinds else 'maximum'}"
            missing = "f′ is infinite" if alike else "f′ is missing"
            says = f"{what} at {at}, where f = {high}" + (f" and {missing}" if slopes[1][0] != 0 or not alike else "")
        function, steps = t.Name("f"), []
        rise = t.Add((t.Call(function, (self.asked.by,)), t.Negative(t.Call(function, (place,)))))
        for side, (value, _) in slopes.items():
            quotient = t.Divide(rise, less(self.asked.by, place))
            shown = limit_tree(quotient, self.asked.by, place, "+" if side > 0 else "-")
            steps.append(t.Relation("=", shown, end_tree(value)))
        verdict = Verdict.together([*(v for _, v in slopes.values()), *outside])
        return Line(steps[0] if len(steps) == 1 else t.Sequence(tuple(steps)), (says,), verdict)

    def _slope(self, a: Expr, side: int) -> tuple[Expr, Verdict, bool | None] | None:
        """The slope at a on a side, with the proof: of the piece that lies there, or as a limit; and whether f is above
        f(a) there, None where it is f(a)."""
        f, x = self.f, self.x
        for piece in pieces_of(f, x):
            proofs: list[Verdict] = []
            if any(self._sign(u, a, side, proofs) != s for u, s in piece.signs.items()):
                continue
            slope = piece.f.diff(x)
            value = slope.xreplace({x: a})
            if value.is_real and value.is_finite:
                verdict = prove(derivative_at(piece.f, x, a, 1), value)
                if verdict.proved:
                    return self._rise(piece.f, a, side, value, [*proofs, verdict])
        steep = (f - f.xreplace({x: a})) / (x - a)
        for value in (S.Infinity, S.NegativeInfinity, S.Zero, S.One, S.NegativeOne):
            verdict = prove(Limit(steep, x, a, "+" if side > 0 else "-"), value, seconds=SECONDS)
            if verdict.proved:
                return self._rise(f, a, side, value, [verdict])
        return None

    def _rise(
        self, f: Expr, a: Expr, side: int, value: Expr, proofs: list[Verdict]
    ) -> tuple[Expr, Verdict, bool | None] | None:
        """By the sign of the slope; where that is 0, by the sign of f − f(a) beside a."""
        if value != 0:
            return value, Verdict.together(proofs), value.is_extended_positive == (side > 0)
        above = f - f.xreplace({self.x: a})
        if not above.has(self.x):
            return value, Verdict.together(proofs), None
        up = self._beside(above, a, side, proofs)
        return None if up is None else (value, Verdict.together(proofs), up > 0)

    def _beside(self, u: Expr, a: Expr, side: int, proofs: list[Verdict]) -> int | None:
        """The sign of u on an interval that begins at a."""
        for far in (S.Infinity, S.One, S.One / 8):
            near = Interval.open(a, a + far) if side > 0 else Interval.open(a - far, a)
            for op, s in ((">", 1), ("<", -1)):
                verdict = prove(u, S.Zero, self.domain.extended(where={self.x: near}), op=op, seconds=SECONDS)
                if verdict.proved:
                    proofs.append(verdict)
                    return s
        return None

    def _sign(self, u: Expr, a: Expr, side: int, proofs: list[Verdict]) -> int | None:
        """The sign of u next to a on a side: by its value at a, by its slope where that is 0, or beside a."""
        value = u.xreplace({self.x: a})
        is_zero = prove(value, S.Zero)
        e = derivative_at(u, self.x, a, 1) if is_zero.proved else value
        proofs += [is_zero] if is_zero.proved else []
        shown = u.diff(self.x).xreplace({self.x: a}) if is_zero.proved else value
        for op, s in ((">", 1), ("<", -1)):
            verdict = prove(shown, S.Zero, op=op)
            if verdict.proved:
                proofs += [verdict] + ([prove(e, shown)] if is_zero.proved else [])
                return s * side if is_zero.proved else s
        return self._beside(u, a, side, proofs)

    def _outside(self, a: Expr, side: int) -> Verdict | None:
        """That f has no value next to a on a side: what stands below a root is negative there."""
        f = self.f
        parts = set(radicands(self.asked.written))
        parts |= {1 - e.args[0] ** 2 for e in f.atoms(asin, acos)} | {e.args[0] - 1 for e in f.atoms(acosh)}
        for u in parts:
            proofs: list[Verdict] = []
            if not u.has(*JOINTS) and self._sign(u, a, side, proofs) == -1:
                return Verdict.together(proofs)
        return None
