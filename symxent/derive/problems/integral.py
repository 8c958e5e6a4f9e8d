"""Integrals: an antiderivative, its values at the ends, and pieces where what is integrated turns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import (
    Add,
    Derivative,
    Expr,
    Integral,
    Interval,
    Limit,
    Piecewise,
    S,
    Symbol,
    factor_terms,
)

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.antiderivative import antiderivative
from symxent.derive.problems.plan import poles
from symxent.derive.problems.problem import INFINITY, Problem, end_of, is_infinite, number_of
from symxent.derive.problems.table import listed
from symxent.derive.rule import substitute
from symxent.derive.setting import Setting
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import end_tree, limit_tree, to_tree
from symxent.language.text import to_text
from symxent.proof import Verdict, prove
from symxent.proof.balls import PROVED
from symxent.proof.calculus import TURNING, between_turns, turns


@dataclass(frozen=True)
class IntegralProblem(Problem):
    """∫ formula dx, or from ``low`` to ``high``."""

    low: t.Node | None = None
    high: t.Node | None = None

    def derived(self) -> DerivedPage:
        ends = () if self.low is None or self.high is None else (self.low, self.high)
        setting, f, x = self.read(*ends)
        if any(e.has(x) for e in f.atoms(*TURNING)):
            low, high = (end_of(setting, end) for end in ends or (t.Negative(INFINITY), INFINITY))
            return (self._in_pieces if ends else self._piecewise)(f, x, low, high, setting)
        values = [end_of(setting, end) for end in ends]
        page, why = None, None
        try:
            page = self._by_an_antiderivative(f, x, values, setting)
        except SymxentError as error:
            why = error
        if not ends or (page is not None and page.proved):
            return _or_raise(page, why)
        start = t.Big("integral", self.formula, (self.by,), self.low, self.high)
        where, lines = listed(Integral(f, (x, *values)), setting.domain)
        if not lines or lines[-1].verdict is None:
            return _or_raise(page, why)
        section = Derivation(f"In closed form{where}", (Line(start), *lines), lines[-1].verdict)
        return DerivedPage(self.name, f"The integral of {to_text(self.formula)}", (section,))

    def _by_an_antiderivative(self, f: Expr, x: Symbol, values: list[Expr], setting: Setting) -> DerivedPage:
        lines, found, claim = antiderivative(self.formula, self.by, f, x, setting.domain)
        sections = [Derivation(f"The integral by {to_text(self.by)}", lines, claim)]
        if values:
            sections.append(self._between(found, Integral(f, (x, *values)), setting.domain))
        return DerivedPage(self.name, f"The integral of {to_text(self.formula)}", tuple(sections))

    def _in_pieces(self, f: Expr, x: Symbol, low: Expr, high: Expr, setting: Setting) -> DerivedPage:
        """∫ f cut where absolute values, maxima and minima turn."""
        if not (low.is_number and high.is_number):
            raise SymxentError(f"{to_text(self.formula)} turns: between numbers its integral is cut there")
        ends = (low, *turns(f, x, low, high), high)
        sections: list[Derivation] = []
        parts: list[Integral] = []
        for p, q in pairwise(ends):
            parts.append(Integral(between_turns(f, x, p, q), (x, p, q)))
            tree, edges = to_tree(parts[-1].function), (end_tree(p), end_tree(q))
            sections += replace(self, formula=tree, low=edges[0], high=edges[1]).derived().sections
        e, value = Integral(f, (x, low, high)), Add(*(number_of(setting, s.end) for s in sections[1::2]))
        start = t.Big("integral", self.formula, (self.by,), self.low, self.high)
        verdicts = [prove(e, Add(*parts), setting.domain), prove(e, value, setting.domain)]
        if not all(verdict.proved for verdict in verdicts):
            raise SymxentError(f"no value of {to_text(start)} is found: that it is the sum of its pieces is not proved")
        lines = [
            Line(start),
            Line(t.add(*map(to_tree, parts)), ("cut where it turns",), verdicts[0]),
            Line(to_tree(_short(value)), ("the values found above",), verdicts[1]),
        ]
        sections.append(Derivation("Together", tuple(lines), verdicts[1]))
        return DerivedPage(self.name, f"The integral of {to_text(self.formula)}", tuple(sections))

    def _piecewise(self, f: Expr, x: Symbol, low: Expr, high: Expr, setting: Setting) -> DerivedPage:
        """∫ f dx, an antiderivative on each piece, which meet where they join."""
        sections: list[Derivation] = []
        branches: list[tuple[Expr, Expr]] = []
        ends = (low, *turns(f, x, low, high), high)
        if len(ends) == 2:
            raise SymxentError(f"where {to_text(self.formula)} turns is not found")
        for p, q in pairwise(ends):
            g = between_turns(f, x, p, q)
            lines, found, claim = antiderivative(to_tree(g), self.by, g, x, setting.domain)
            bounds = (f"> {to_text(to_tree(p))}" if p != low else "", f"< {to_text(to_tree(q))}" if q != high else "")
            where = ", ".join(f"{to_text(self.by)} {bound}" for bound in bounds if bound)
            same = prove(f, g, setting.domain.extended(where={x: Interval.open(p, q)}))
            title = f"The integral by {to_text(self.by)}, where {where}: there f = {to_text(to_tree(g))}"
            sections.append(Derivation(title, lines, Verdict.together([claim, same])))
            gap = branches[-1][0].xreplace({x: p}) - found.xreplace({x: p}) if branches else S.Zero
            branches.append((found + _short(gap), q))
        joins = [(before.xreplace({x: p}), after.xreplace({x: p})) for (before, p), (after, _) in pairwise(branches)]
        value = Piecewise(*((g, x < q if q != high else True) for g, q in branches))
        claim = Verdict.together([prove(Derivative(value, x), f, setting.domain), *(prove(*both) for both in joins)])
        start = t.Big("integral", self.formula, (self.by,))
        lines = (Line(start), Line(t.Add((to_tree(value), t.Name("C"))), ("the pieces meet where they join",), claim))
        sections.append(Derivation("Together", lines, claim))
        return DerivedPage(self.name, f"The integral of {to_text(self.formula)}", tuple(sections))

    def _between(self, found: Expr, e: Integral, domain: Domain) -> Derivation:
        """∫_a^b f = F(b) − F(a)."""
        assert self.low is not None
        assert self.high is not None
        low, high = e.limits[0][1:]
        x, start = e.limits[0][0], t.Big("integral", self.formula, (self.by,), self.low, self.high)
        tree, values = to_tree(found), []
        sides: list[t.Node] = []
        for end, at, side in ((self.high, high, "-"), (self.low, low, "+")):
            value = found.xreplace({x: at})
            if at.is_infinite or value.has(S.NaN, S.Infinity, S.NegativeInfinity, S.ComplexInfinity):
                sides.append(limit_tree(tree, self.by, end, "+-" if is_infinite(end) else side))
                values.append(PROVED[Limit](Limit(found, x, at, side)))
            else:
                sides.append(_bracketed(substitute(tree, {self.by: end})))
                values.append(value)
        ends = ((self.high, high, "-", values[0]), (self.low, low, "+", values[1]))
        near = [(end, at, side) for end, at, side, value in ends if value is None]
        near += [(to_tree(pole), pole, side) for pole in poles(e, x) for side in "-+"]
        for end, at, side in near:
            if any(prove(Limit(found, x, at, side), infinite).proved for infinite in (S.Infinity, S.NegativeInfinity)):
                where = f"{to_text(tree)} is without bound at {to_text(self.by)} = {to_text(end)}"
                raise SymxentError(f"{to_text(start)} has no value: {where}")
        known = [value for value in values if value is not None and value.is_real is not False]
        if len(known) < 2:
            raise SymxentError(f"no value of {to_text(start)} is found: {to_text(tree)} has no limit at an end")
        above, below = sides
        value = _short(known[0] - known[1])
        verdict = prove(e, value, domain)
        lines = [Line(start), Line(t.Add((above, t.Negative(below))), ("fundamental theorem of calculus",), verdict)]
        if to_tree(value) != lines[-1].tree:
            lines.append(Line(to_tree(value), ("the value of each term",), verdict))
        return Derivation(f"From {to_text(self.low)} to {to_text(self.high)}", tuple(lines), verdict)


def _or_raise(page: DerivedPage | None, why: SymxentError | None) -> DerivedPage:
    if page is None:
        raise why or SymxentError("nothing is found")
    return page


def _bracketed(node: t.Node) -> t.Node:
    return t.Group(node) if isinstance(node, t.Add | t.Negative) else node


def _short(value: Expr) -> Expr:
    return factor_terms(value.doit(), radical=False) if value.is_number else value
