"""Derivatives by way of the logarithm: log y is a sum where y is a product, and y′ = y (log y)′."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Derivative, Expr, S, log, together

from symxent.derive.automatic import differentiate, must_occur, shorter, variables
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.engine import chain, names
from symxent.derive.flatten import flatten
from symxent.derive.problems.problem import Problem, number_of
from symxent.derive.rule import Given
from symxent.derive.rules.algebra import bare
from symxent.derive.setting import Setting
from symxent.derive.terms import E_BASE, negated
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.text import to_text
from symxent.proof import Verdict, prove


@dataclass(frozen=True)
class LogarithmicProblem(Problem):
    """The derivative of a product, quotient or power y by way of log y, where each of its factors is positive."""

    def derived(self) -> DerivedPage:
        """log y as a sum, differentiated, times y.  Raises SymxentError where y, or a factor, is nowhere positive."""
        known = variables(self.formula)
        must_occur((self.by,), known)
        if isinstance(whole := bare(self.formula), t.Negative):
            raise SymxentError(f"a logarithm is of what is positive: ask for {to_text(whole.body)}")
        name = next(t.Name(letter) for letter in "yfw" if t.Name(letter) not in known.values())
        setting, f, x = self.read()
        factors = {factor: number_of(setting, factor) for factor in _bases(self.formula)}
        wanted = {factor: g for factor, g in factors.items() if not prove(g, S.Zero, op=">").proved}
        for factor, g in wanted.items():
            if prove(g, S.Zero, setting.domain, op="<=").proved:
                raise SymxentError(f"a logarithm is of what is positive, and {to_text(factor)} is not")
        domain = setting.domain.extended(positive=tuple(form for g in wanted.values() for form in {g, together(g)}))
        lines = list(self._lines(name, setting, f, x, domain))
        claim = Verdict.together(line.verdict for line in lines if line.verdict is not None)
        shown = ", ".join(f"{to_text(factor)} > 0" for factor in wanted)
        where = f", where {shown}" if shown else ""
        title = f"The derivative by {to_text(self.by)}{where}"
        page = f"The logarithmic derivative of {to_text(self.formula)}"
        return DerivedPage(self.name, page, (Derivation(title, tuple(lines), claim),))

    def _lines(self, name: t.Name, setting: Setting, f: Expr, x: Expr, domain: Domain) -> Iterator[Line]:
        y, slope = name, t.Name(name.name, "prime")
        yield Line(t.Relation("=", y, self.formula))
        whole = flatten(t.add(*_logarithm(self.formula)))
        e = number_of(setting, whole)
        taken = t.Relation("=", t.Call(t.Name("log"), (y,)), whole)
        yield Line(taken, ("take logarithms",), prove(log(f), e, domain), "⇔")
        start = t.Derivative(whole, (self.by,))
        steps, _ = differentiate(start)
        ratio: t.Node = t.Divide(slope, y)
        said: tuple[str, ...] = ("differentiate both sides",)
        now: t.Node = start
        made = [(node, names(step)) for node, step in chain("formula", "", start, steps, Given())]
        made += [(node, names(step)) for step, node in shorter(made[-1][0])]
        for node, rules in made:
            before = Derivative(f, x) / f if said else number_of(setting, now)
            verdict = prove(before, number_of(setting, node), domain)
            yield Line(t.Relation("=", ratio, node), (*said, *rules), verdict, "⇒" if said else "⇔")
            said, now = (), node
        value = number_of(setting, now)
        for factor, rule in ((y, f"multiply by {to_text(y)}"), (self.formula, f"put in {to_text(y)}")):
            product = flatten(t.Multiply((factor, now)))
            verdict = prove(Derivative(f, x), f * value, domain)
            yield Line(t.Relation("=", slope, product), (rule,), verdict, "⇔")


def _bases(node: t.Node) -> Iterator[t.Node]:
    """Of what logarithms are taken."""
    match bare(node):
        case t.Multiply(factors):
            for factor in factors:
                yield from _bases(factor)
        case t.Divide(above, below):
            yield from _bases(above)
            yield from _bases(below)
        case t.Power(base, _) if base == E_BASE:
            return
        case t.Power(base, _) | t.Call(t.Name("sqrt"), (base,)):
            yield from _bases(base)
        case t.Number():
            return
        case other:
            yield other


def _logarithm(node: t.Node) -> list[t.Node]:
    """log of a product, quotient or power, as the terms of a sum."""
    match bare(node):
        case t.Multiply(factors):
            return [term for factor in factors for term in _logarithm(factor)]
        case t.Divide(above, below):
            first = [] if above == t.number(1) else _logarithm(above)
            return [*first, *map(negated, _logarithm(below))]
        case t.Power(base, exponent) if base == E_BASE:
            return [exponent]
        case t.Power(base, exponent):
            return [_times(exponent, term) for term in _logarithm(base)]
        case t.Call(t.Name("sqrt"), (base,)):
            return [
                negated(_half(term.body)) if isinstance(term, t.Negative) else _half(term) for term in _logarithm(base)
            ]
        case other:
            return [t.Call(t.Name("log"), (other,))]


def _half(node: t.Node) -> t.Node:
    return t.Divide(node, t.number(2))


def _times(factor: t.Node, node: t.Node) -> t.Node:
    """A product with one sign in front of it."""
    signed = sum(isinstance(part, t.Negative) for part in (factor, node)) % 2
    plain = t.Multiply(tuple(part.body if isinstance(part, t.Negative) else part for part in (factor, node)))
    return t.Negative(plain) if signed else plain
