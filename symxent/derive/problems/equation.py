"""Equations in one unknown, solved step by step: what follows, what is equivalent, and which candidates are solutions.

With f the difference of the sides, f = 0 follows from g = 0 where f = c g is proved; they are equivalent where c is not
zero.  What follows may have more solutions: then each is put into the equation of the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sympy import (
    Add,
    Dummy,
    Expr,
    Mul,
    Poly,
    Pow,
    S,
    Symbol,
    cancel,
    exp,
    factor,
    fraction,
    lcm_list,
    log,
    tan,
    together,
)
from sympy.polys.polyerrors import PolynomialError

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.problem import Problem, Solved, number_of
from symxent.derive.problems.roots import real_roots
from symxent.derive.problems.undoing import Undoing, with_areas
from symxent.derive.problems.waves import nowhere_else, solutions, values_of, waves_of
from symxent.derive.relations import defined, is_so
from symxent.derive.rule import substitute
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import Verdict, prove

Way = Callable[[Expr, Expr], tuple[Expr, Expr] | tuple[()] | None]
MOST_STEPS = 12
MOST_DEGREE = 12


#: Of an equation of numbers, what its relation says of the letter.
_WITHOUT = {"=": "each number", "!=": "none"}


@dataclass(frozen=True)
class EquationProblem(Problem):
    """``formula = other``, to be solved for ``by``."""

    other: t.Node = field(default_factory=lambda: t.number(0))

    def derived(self) -> DerivedPage:
        asked = f"{to_text(self.formula)} = {to_text(self.other)}"
        return DerivedPage(self.name, f"The solutions of {asked}", self.worked_out().sections)

    def worked_out(self) -> Solved:
        """The sections, and every solution.  Raises SymxentError where no way is known."""
        setting, left, x = self.read(self.other)
        right = number_of(setting, self.other)
        if not (left - right).has(x):
            known = {op: prove(left, right, setting.domain, op=op).proved for op in ("=", "!=")}
            every = next((f": {says} is a solution" for op, says in _WITHOUT.items() if known[op]), "")
            raise SymxentError(f"{to_text(self.by)} does not occur in the equation{every}")
        made = _Solving(x, setting.domain, [Line(t.Relation("=", self.formula, self.other))])
        made.solve(with_areas(left), with_areas(right))
        steps = [line.verdict for line in made.lines if line.verdict is not None]
        claim = Verdict.together(steps or [prove(left - right, left - right)])  # x = 2 is solved as it stands
        sections = [Derivation(f"Solved for {to_text(self.by)}", tuple(made.lines), claim)]
        checked = tuple(self._checked(left, right, made)) if made.more else ()
        if checked:
            each = Verdict.together(line.verdict for line in checked if line.verdict is not None)
            sections.append(Derivation("Which of them are solutions", checked, each, "statement"))
        holds = [line.rules[0].endswith("is a solution") for line in checked] or [True] * len(made.found)
        found = tuple(value for value, kept in zip(made.found, holds, strict=True) if kept)
        return Solved(tuple(sections), found, made.every)

    def _checked(self, left: Expr, right: Expr, made: _Solving) -> Iterator[Line]:
        """Each candidate in the equation of the start: it holds there, or it provably does not."""
        for value in made.found:
            sides = (left.xreplace({made.x: value}), right.xreplace({made.x: value}))
            named = f"{to_text(self.by)} = {to_text(to_tree(value))}"
            missing = any(
                is_so(one.at({made.x: value}), [], made.domain) is False
                for side in (left, right)
                for one in defined(side)
            )
            if missing or any(
                side.has(S.NaN, S.ComplexInfinity, S.Infinity) or side.is_real is False for side in sides
            ):
                yield self._without_value(left - right, made, value, named)
                continue
            holds = prove(*sides, made.domain)
            op, verdict = ("=", holds) if not holds.refuted else ("≠", prove(*sides, made.domain, op="!="))
            says = f"{named} is a solution" if op == "=" else f"{named} is none: a step has brought it in"
            yield Line(t.Relation(op, *map(to_tree, sides)), (says,), verdict)

    def _without_value(self, f: Expr, made: _Solving, value: Expr, named: str) -> Line:
        """Why a side of the equation has no value: a denominator is 0, or a logarithm's argument is not positive."""
        below = [d for d in made.divisors if d.has(made.x)]
        inside = [e.args[0] for e in f.atoms(log, Pow) if isinstance(e, log) or e.exp.is_Rational]
        inside.sort(key=lambda u: (u.count_ops(), str(u)))
        for u, op in (*((d, "=") for d in below), *((u, op) for u in inside for op in ("<", "="))):
            verdict = prove(u.xreplace({made.x: value}), S.Zero, made.domain, op=op)
            if verdict.proved:
                says = f"{named} is none: a side has no value there"
                there = substitute(to_tree(u), {self.by: to_tree(value)})
                return Line(t.Relation(op, there, t.number(0)), (says,), verdict)
        raise SymxentError(f"a side of the equation has no value at {named}")


def candidates(left: Expr, right: Expr, x: Symbol, domain: Domain) -> tuple[list[Expr], list[Verdict]]:
    """Numbers among which all solutions are, and the verdicts that say so.  Raises SymxentError without a way."""
    made = _Solving(x, domain, [Line(t.Relation("=", to_tree(left), to_tree(right)))])
    made.solve(left, right)
    if made.every is not None:
        raise SymxentError(f"{to_text(to_tree(x))} has a solution for every integer")
    return made.found, [line.verdict for line in made.lines if line.verdict is not None]


@dataclass
class _Solving(Undoing):
    """``found`` the candidates; ``every``: any integer."""

    found: list[Expr] = field(default_factory=list)
    divisors: list[Expr] = field(default_factory=list)
    every: Symbol | None = None

    def solve(self, left: Expr, right: Expr) -> None:
        """Raises SymxentError where no step is known."""
        for _ in range(MOST_STEPS):
            if not (left - right).has(self.x):
                break
            if left == self.x and not right.has(self.x):
                self.found = [right]
                return
            ways: tuple[Way, ...] = (
                self._product,
                self.cube_root,
                self.absolute,
                self.radical,
                self.increasing,
                self.arc,
                self.hyperbolic,
                self.logarithms,
                self._exponential,
                self._logarithm,
                self._wave,
            )
            ways += (self._fraction, self._polynomial)
            for way in ways:
                after = way(left, right)
                if after is not None:
                    break
            else:
                break
            if not after:
                return
            left, right = after
        for op in (">", "<"):  # what is everywhere above 0, or below it
            if (verdict := prove(left, right, self.domain, op=op, seconds=1.0)).proved:
                return self._set([], "", verdict)
        raise SymxentError(f"no way to solve {to_text(self.lines[-1].tree)} for {to_text(to_tree(self.x))} is known")

    def _product(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | tuple[()] | None:
        """A product of different kinds of factors, e^x (x + 1): it is 0 where one of them is."""
        f = left - right
        if isinstance(left, Pow) and left.exp.is_Rational and not right.has(self.x):
            return None
        if f.is_polynomial(self.x) or any(p.exp.is_negative and p.has(self.x) for p in f.atoms(Pow)):
            return None
        factors = [u for u in Mul.make_args(factor(f)) if u.has(self.x)]
        if len(factors) < 2:
            return None
        apart = [u for u in factors if prove(u, S.Zero, self.domain, op="!=", seconds=0.5).proved]
        rest = [u for u in factors if u not in apart]
        if apart and rest:
            below = Mul(*apart)
            verdicts = [prove(f, below * cancel(f / below), self.domain), prove(below, S.Zero, self.domain, op="!=")]
            shown = cancel(f / below)
            return self.add(shown, S.Zero, f"divide by {to_text(to_tree(below))} ≠ 0", Verdict.together(verdicts))
        if not rest:
            self._set([], "", Verdict.together(prove(u, S.Zero, self.domain, op="!=") for u in (*apart, f)))
            return ()
        if waves_of(f, self.x) is not None:
            return None
        proofs = [prove(f, factor(f), self.domain)]
        for u in rest:
            values, verdicts = candidates(u.as_base_exp()[0], S.Zero, self.x, self.domain)
            proofs += verdicts
            self.found += [v for v in values if v not in self.found]
        self.more = True  # at the zero of one another may have no value
        self._set(self.found, "a product is 0 where a factor is", Verdict.together(proofs), follows=True)
        return ()

    def _exponential(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | tuple[()] | None:
        """A polynomial in e^u: e^u is one of its roots that are positive."""
        f = (left - right).expand(power_exp=True)
        powers = [e for e in f.atoms(exp) if e.has(self.x)]
        bases = [e for e in f.atoms(Pow) if not e.base.has(self.x) and e.exp.has(self.x) and e.base != S.Exp1]
        parts = powers or bases
        if not parts or (powers and bases) or not all(e.base.is_number for e in parts):
            return None
        unit = min(parts, key=lambda e: (e.exp.count_ops(), e.base, str(e)))
        u = Dummy(positive=True)
        made = f.xreplace({unit: u}).replace(
            lambda e: e in parts, lambda e: u ** (log(e.base, unit.base) * e.exp / unit.exp)
        )
        if made.has(self.x) or not (made.is_polynomial(u) and unit.base.is_positive):
            return None
        if Poly(made, u).degree() == 1 and made.free_symbols != {u}:
            alone = self.isolated(f, S.Zero, unit)
            return None if alone is None else self.inverted(unit, alone[1], log(alone[1]) / log(unit.base), unit.exp)
        values = self._values(made, u, f, unit, f"a polynomial in {to_text(to_tree(unit))}")
        if values is None:
            return None
        if not values:
            return ()
        kept = [v for v in values if prove(v, S.Zero, self.domain, op=">").proved]
        if len(kept) == 1 and len(values) == 1:
            return self.inverted(unit, kept[0], log(kept[0], unit.base), unit.exp)
        slope = unit.exp.coeff(self.x)
        if unit.exp != slope * self.x or not slope.is_Rational:
            return None
        self.found = [log(v, unit.base) / slope for v in kept]
        whole = [self.one(unit, v, self.x, x) for v, x in zip(kept, self.found, strict=True)]
        rest = [prove(v, S.Zero, self.domain, op="<=") for v in values if v not in kept]
        rest += [prove(unit, S.Zero, self.domain, op=">")]
        self._set(self.found, "take logarithms", Verdict.together([*whole, *rest]))
        return ()

    def _logarithm(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        """One logarithm, or several that are drawn together: a log u + b log v = c."""
        parts = sorted((e for e in (left - right).atoms(log) if e.has(self.x)), key=str)
        if not parts:
            return None
        if len(parts) == 1:
            alone = self.isolated(left, right, parts[0])
            if alone is None or alone[1].has(self.x):
                return None
            return self.inverted(alone[0], alone[1], exp(alone[1]), parts[0].args[0])
        f = (left - right).expand()
        counts = [f.coeff(part) for part in parts]
        rest = f - Add(*(k * part for k, part in zip(counts, parts, strict=True)))
        if not all(k.is_Integer for k in counts) or rest.has(self.x):
            return None
        inside = Mul(*(part.args[0] ** k for k, part in zip(counts, parts, strict=True)))
        verdict = prove(f, log(inside, evaluate=False) + rest, self.domain)
        return self.add(log(inside, evaluate=False), -rest, "draw the logarithms together", verdict, follows=True)

    def _wave(self, left: Expr, right: Expr) -> tuple[()] | None:
        """Waves of one argument: where each factor is 0, and nowhere else."""
        f, waves = left - right, waves_of(left - right, self.x)
        if waves is None:
            return None
        product, found = Mul(*waves.factors), [values_of(factor, waves.u) for factor in waves.factors]
        k = next(k for name in "kmnj" if (k := Symbol(name, integer=True)) not in f.free_symbols)
        verdicts, places = [prove(f, product, self.domain)], dict[Expr, None]()
        if len(found) > 1:
            self.add(product, S.Zero, "factor", verdicts.pop())
        for one in found:
            if one is None:
                return None
            unit, values, proofs = one
            if len(found) == 1:
                self._set(
                    values, f"a polynomial in {to_text(to_tree(unit))}", Verdict.together([*verdicts, *proofs]), unit
                )
                verdicts, proofs = [], []
            verdicts += proofs
            for value in values:
                verdicts += nowhere_else(unit, value)
                if isinstance(unit, tan) or abs(value) <= 1:
                    places |= dict.fromkeys((w - waves.rest) / waves.slope for w in solutions(unit, value, k))
        self.found, self.every = [place.expand() for place in places], k
        verdicts += [prove(f.xreplace({self.x: place}), S.Zero, self.domain) for place in self.found]
        letter = f" for any integer {k}" if self.found else ""
        self._set(self.found, f"where they have these values{letter}", Verdict.together(verdicts))
        return ()

    def _fraction(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        f = left - right
        below = lcm_list([fraction(together(term))[1] for term in Add.make_args(f)])
        if not below.has(self.x):
            return None
        above = Add(*(cancel(term * below) for term in Add.make_args(f)))
        self.divisors.append(below)
        verdict = prove(f * below, above, self.domain)
        return self.add(above.expand(), S.Zero, f"multiply by {to_text(to_tree(factor(below)))}", verdict, follows=True)

    def _polynomial(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | tuple[()] | None:
        x, f = self.x, left - right
        try:
            p = Poly(f, x)
        except PolynomialError:
            return None
        if p.degree() == 1:
            a, b = p.all_coeffs()
            if a * x != left or right != -b:
                left, right = self.add(a * x, -b, f"collect {to_text(to_tree(x))}", prove(f, a * x + b, self.domain))
            value = cancel(-b / a)
            rule = f"divide by {to_text(to_tree(a))}" + ("" if a.is_Rational else " ≠ 0")
            rule = f"multiply by {a.q}" if a.is_Rational and a.p == 1 else rule
            return self.add(x, value, rule, prove(a * x + b, a * (x - value), self.domain))
        if right != 0 or (p.LC().is_number and p.LC() < 0):
            p = -p if p.LC().is_number and p.LC() < 0 else p
            way = 1 if p == Poly(f, x) else -1
            return self.add(p.as_expr(), S.Zero, "bring all to one side", prove(way * f, p.as_expr(), self.domain))
        shown, rule = factor(f), "a product is 0 where a factor is"
        if isinstance(shown, Mul | Pow) and shown != left:
            left, right = self.add(shown, S.Zero, "factor", prove(f, shown, self.domain))
        elif p.degree() == 2 and isinstance(shown, Add):
            a, b, c = p.all_coeffs()
            square, value = (x + b / (2 * a)) ** 2, cancel((b**2 - 4 * a * c) / (4 * a**2))
            if b != 0:
                verdict = prove(f, a * (square - value), self.domain)
                self.add(square, value, "complete the square", verdict)
                rule = "take the square root"
        values = self._values(f, x, f, x, rule)
        if values is None:
            return None
        self.found = values
        return ()

    def _values(self, made: Expr, u: Symbol, f: Expr, unit: Expr, rule: str) -> list[Expr] | None:
        """The real roots of a polynomial in u, which stands for a unit; the line that says so."""
        p = Poly(made, u)
        if not 1 <= p.degree() <= MOST_DEGREE:
            return None
        found = real_roots(p)
        if found is None:
            return None
        real = list(found)
        rest = p
        for r in real:
            for _ in range(found[r]):
                rest = rest.quo(Poly(u - r, u, extension=True)) if r.is_number else rest
        product = Mul(*((unit - r) ** found[r] for r in real))
        other = cancel(f.xreplace({unit: u}) / product.xreplace({unit: u})) if not real else None
        left_over = (other if other is not None else rest.as_expr()).xreplace({u: unit})
        if not all(r.is_number for r in real):
            left_over, rule = p.LC(), rule + (f", {to_text(to_tree(p.LC()))} ≠ 0" if p.LC().free_symbols else "")
        verdict = prove(f, left_over * product, self.domain)
        verdicts = [verdict]
        if left_over.has(self.x):
            tried = [prove(left_over, S.Zero, self.domain, op=op) for op in ("!=", ">", "<")]
            verdicts.append(next((one for one in tried if one.proved), tried[0]))
        self._set(real, rule, Verdict.together(verdicts), unit)
        return real

    def _set(
        self, values: list[Expr], rule: str, verdict: Verdict, of: Expr | None = None, follows: bool = False
    ) -> None:
        letter = to_tree(self.x if of is None else of)
        listed = t.Sequence(tuple(map(to_tree, values)), "{")
        tree = t.Relation("=", letter, listed.items[0]) if len(values) == 1 else t.Relation("∈", letter, listed)
        if tree != self.lines[-1].tree:
            said = rule if values else "no real number is a root"
            self.lines.append(Line(tree, (said,), verdict, "⇒" if follows else "⇔"))
