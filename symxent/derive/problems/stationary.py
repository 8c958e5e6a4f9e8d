"""Stationary points of a function of several letters: where its gradient is 0, and their kind by the Hessian."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sympy import Derivative, Expr, Matrix, Mul, S, Symbol, factor, factor_list, fraction, together

from symxent.derive.automatic import must_occur, page_for, variables
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.equation import candidates
from symxent.derive.problems.problem import JOINTED, Problem, number_of, radicands
from symxent.derive.problems.several import partial_derivative
from symxent.derive.relations import Relation, defined, is_so
from symxent.derive.setting import setting_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import Verdict, prove

MOST_BRANCHES = 60
Point = tuple[Expr, ...]


@dataclass(frozen=True)
class StationaryProblem(Problem):
    """Where the gradient of the formula by several ``letters`` is 0, and what is there."""

    letters: tuple[t.Node, ...] = ()

    def derived(self) -> DerivedPage:
        """The partial derivatives, every point at which all are 0, and its kind.  Raises SymxentError where no way to
        all of them is known."""
        must_occur(self.letters, variables(self.formula))
        if len(set(self.letters)) < 2 or len(set(self.letters)) < len(self.letters):
            raise SymxentError("of several letters each is named once")
        parts = [partial_derivative(self.formula, x, f"∂f/∂{to_text(x)}") for x in self.letters]
        setting, domain = self.set_up(self.formula), setting_of(page_for(self.formula, self.letters[0])).domain
        f = number_of(setting, self.formula)
        if f.has(*JOINTED):
            raise SymxentError(f"{to_text(self.formula)} has kinks or jumps: it is asked piece by piece")
        xs = tuple(number_of(setting, x) for x in self.letters)
        assert all(isinstance(x, Symbol) for x in xs)
        search = _Search(xs, domain, tuple(defined(self.as_written())))
        slopes = [number_of(setting, part.end) for part in parts]
        points = search.points(slopes)
        found = [self._kind(f, xs, at, search) for at in points]
        every = Verdict.together([*(part.claim for part in parts), *search.proofs])
        names = t.Sequence(self.letters)
        listed = t.Sequence(tuple(t.Sequence(tuple(map(to_tree, at))) for at in points), "{")
        zero = t.Sequence(tuple(t.Relation("=", part.end, t.number(0)) for part in parts))
        rule = "; ".join(dict.fromkeys(search.says)) or "no step is left"
        roots = {u for u in radicands(f) if u.has(*xs)}
        missing = [to_text(to_tree(u)) for u in roots if not prove(u, S.Zero, domain, op=">").proved]
        title = "Where the gradient is 0" + "".join(f"; it may be missing where {u} = 0" for u in sorted(missing))
        lines = (Line(zero), Line(t.Relation("∈", names, listed), (rule,), every, "⇔"))
        where = Derivation(title, lines, every)
        sections = [*parts, where]
        if found:
            claim = Verdict.together(line.verdict for line in found if line.verdict is not None)
            sections.append(Derivation("What is there", tuple(found), claim, "statement"))
        return DerivedPage(self.name, f"The stationary points of {to_text(self.formula)}", tuple(sections))

    def _kind(self, f: Expr, xs: tuple[Expr, ...], at: Point, search: _Search) -> Line:
        """By the leading minors of the Hessian; of two letters a negative determinant is a saddle."""
        values = dict(zip(xs, at, strict=True))
        name = f"({', '.join(to_text(to_tree(v)) for v in at)})"
        h = Matrix([[f.diff(a, b) for b in xs] for a in xs])
        proofs = [prove(Derivative(f, a, b), f.diff(a, b), search.domain) for i, a in enumerate(xs) for b in xs[i:]]
        minors = [factor(h[:k, :k].det()).xreplace(values) for k in range(1, len(xs) + 1)]
        high = to_text(to_tree(f.xreplace(values)))
        falling = [(-1) ** (k + 1) for k in range(len(xs))]
        for what, wanted in (("local minimum", [1] * len(xs)), ("local maximum", falling)):
            signs = [prove(m, S.Zero, op=">" if s > 0 else "<") for m, s in zip(minors, wanted, strict=True)]
            if all(v.proved for v in signs):
                return self._line(minors, wanted, f"{what} at {name}, where f = {high}", [*proofs, *signs])
        for i, a in enumerate(xs):
            for b in xs[i + 1 :]:
                det = (f.diff(a, 2) * f.diff(b, 2) - f.diff(a, b) ** 2).xreplace(values)
                below = prove(det, S.Zero, op="<")
                if below.proved:
                    return self._line([det], [-1], f"saddle at {name}, where f = {high}", [*proofs, below])
        raise SymxentError(f"what is at {name} is not found by second derivatives: the Hessian may have determinant 0")

    def _line(self, minors: list[Expr], signs: list[int], says: str, proofs: list[Verdict]) -> Line:
        parts = [t.Relation(">" if s > 0 else "<", to_tree(m), t.number(0)) for m, s in zip(minors, signs, strict=True)]
        tree = parts[0] if len(parts) == 1 else t.Sequence(tuple(parts))
        of = "the leading minors of the Hessian" if len(parts) > 1 else "the determinant of the Hessian"
        return Line(tree, (f"{of}: {says}",), Verdict.together(proofs))


@dataclass
class _Search:
    """All common zeros: an equation is split into its factors, solved for a letter where that is linear in it, or
    solved where it has one letter; ``proofs`` of each step, and ``says`` what was done."""

    letters: tuple[Expr, ...]
    domain: Domain
    conditions: tuple[Relation, ...]  # where there is a value
    proofs: list[Verdict] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    branches: int = 0

    def points(self, slopes: list[Expr]) -> list[Point]:
        found: dict[Point, None] = {}
        for values in self._solved(slopes, {}):
            at = tuple(self._value(x, values) for x in self.letters)
            there = dict(zip(self.letters, at, strict=True))
            sides = [slope.xreplace(there) for slope in slopes]
            if any(v.is_real is False for v in at) or any(side.has(S.NaN, S.ComplexInfinity) for side in sides):
                continue  # no point at which there is a gradient
            there_is = [is_so(one.at(there), self.proofs) for one in self.conditions]
            if any(so is False for so in there_is):
                continue
            holds = [prove(side, S.Zero) for side in sides]
            if any(v.refuted for v in holds):
                continue
            if not all(v.proved for v in holds) or not all(there_is):
                raise SymxentError(f"whether the gradient is 0 at {at} is not found")
            self.proofs += holds
            found[at] = None
        return sorted(found, key=str)

    def _value(self, x: Expr, values: dict[Expr, Expr]) -> Expr:
        e = values[x]
        while e.has(*self.letters):
            e = e.xreplace(values)
        return e.expand() if e.is_number else e

    def _solved(self, equations: list[Expr], values: dict[Expr, Expr]) -> Iterator[dict[Expr, Expr]]:
        self.branches += 1
        if self.branches > MOST_BRANCHES:
            raise SymxentError("more cases than are looked at")
        left = []
        for e in equations:
            above = fraction(together(e))[0]
            if above == 0:
                continue
            if above.has(S.NaN, S.ComplexInfinity):
                return  # there is no gradient there
            if not above.has(*self.letters):
                verdict = prove(above, S.Zero, self.domain, op="!=")
                if not verdict.proved:
                    raise SymxentError(f"whether {to_text(to_tree(above))} is 0 is not known")
                self.proofs.append(verdict)
                return
            self.proofs += [prove(e * fraction(together(e))[1], above, self.domain)] if above != e else []
            left.append(above)
        free = [x for x in self.letters if x not in values]
        if not left:
            if free:
                raise SymxentError(f"the gradient is 0 along a whole curve, for every {', '.join(map(str, free))}")
            yield values
            return
        for e in left:
            factors = self._factors(e)
            if len(factors) > 1:
                self.says.append(f"{to_text(to_tree(Mul(*factors)))} = 0 where a factor is")
                self.proofs.append(prove(e, factor(e), self.domain))
                rest = [other for other in left if other is not e]
                for one in factors:
                    yield from self._solved([one, *rest], values)
                return
        left = [self._factors(e)[0] if self._factors(e) else S.One for e in left]
        if S.One in left:
            return
        for e in sorted(left, key=lambda e: (len(e.free_symbols & set(self.letters)), e.count_ops())):
            inside = [x for x in self.letters if e.has(x)]
            rest = [other for other in left if other is not e]
            if len(inside) == 1:
                (x,) = inside
                roots, proofs = candidates(e, S.Zero, x, self.domain)
                self.proofs += proofs
                told = ", ".join(to_text(to_tree(r)) for r in roots)
                self.says.append(f"{to_text(to_tree(x))} ∈ {{{told}}}")
                for root in roots:
                    yield from self._solved([other.xreplace({x: root}) for other in rest], {**values, x: root})
                return
            for x in inside:
                slope = e.diff(x)
                if slope.is_number and slope != 0:
                    value = (x - e / slope).expand()
                    self.proofs.append(prove(e, slope * (x - value), self.domain))
                    self.says.append(f"{to_text(to_tree(x))} = {to_text(to_tree(value))} put in")
                    yield from self._solved([other.xreplace({x: value}) for other in rest], {**values, x: value})
                    return
        for e in left:
            rest = [other for other in left if other is not e]
            for x in (x for x in self.letters if e.has(x) and not e.diff(x).has(x)):
                slope = e.diff(x)  # e = slope x + …: the slope is 0, or x is known
                value = together(x - e / slope)
                self.proofs.append(prove(e, slope * (x - value), self.domain))
                self.says.append(f"{to_text(to_tree(x))} = {to_text(to_tree(value))} put in")
                yield from self._solved([slope, *left], values)
                yield from self._solved([other.xreplace({x: value}) for other in rest], {**values, x: value})
                return
        raise SymxentError("no way to all points with gradient 0 is known")

    def _factors(self, e: Expr) -> list[Expr]:
        """The factors that may be 0, each once."""
        if e.is_polynomial(*self.letters):
            parts = [base for base, _ in factor_list(e)[1]]
        else:
            parts = [part.as_base_exp()[0] for part in Mul.make_args(factor(e)) if part.as_base_exp()[0] is not S.Exp1]
        kept: list[Expr] = []
        for part in (part for part in parts if part.has(*self.letters)):
            apart = prove(part, S.Zero, self.domain, op="!=", seconds=0.3)
            if apart.proved:
                self.proofs.append(apart)
            elif part not in kept:
                kept.append(part)
        return kept
