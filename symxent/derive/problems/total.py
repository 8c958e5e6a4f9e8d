"""Sums in closed form: each term as a difference T(k + 1) − T(k), so that the sum telescopes; series by the table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sympy import Expr, S, Sum, Symbol, factor, harmonic
from sympy.concrete.gosper import gosper_term

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.problem import Problem, end_of, is_infinite, number_of
from symxent.derive.problems.table import listed, proposed, shortest
from symxent.derive.rule import substitute
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import prove
from symxent.proof.sums import wave_before

MOST_TERMS = 20  # that are looked at for whether they have a value


@dataclass(frozen=True)
class SumProblem(Problem):
    """Σ formula over the index ``by`` from ``low`` to ``high``."""

    low: t.Node = field(default_factory=lambda: t.number(1))
    high: t.Node = field(default_factory=lambda: t.Name("n"))

    def derived(self) -> DerivedPage:
        start = t.Big("sum", self.formula, (self.by,), self.low, self.high)
        setting = self.set_up(start)
        e = number_of(setting, start)
        if not isinstance(e, Sum) or len(e.limits) != 1:
            raise SymxentError(f"{to_text(start)} is a sum of {to_text(to_tree(e))}, and has no index")
        k, low, _ = e.limits[0]
        e = Sum(e.function, (k, low, end_of(setting, self.high)))
        last = e.limits[0][2]
        for place in (low + i for i in range(MOST_TERMS) if low.is_Integer):
            if (last - place).is_negative is not True and e.function.xreplace({k: place}).has(S.ComplexInfinity, S.NaN):
                shown = to_text(to_tree(place))
                when = "" if place == low or last.is_Integer else f" for {to_text(self.high)} >= {shown}"
                says = f"has no value at {to_text(self.by)} = {shown}, and {to_text(start)} has that term{when}"
                raise SymxentError(f"{to_text(self.formula)} {says}")
        where, lines = "", [] if is_infinite(self.high) else _proved(e, _telescoping(e, self.by), setting.domain)
        if not lines:
            first = e.function.xreplace({k: low})
            rest = Sum(e.function, (k, low + 1, last)) if first == 0 and is_infinite(self.high) else e
            where, lines = listed(rest, setting.domain, e)
            if lines and rest != e:
                later = replace(start, lower=to_tree(low + 1))
                lines.insert(0, Line(later, ("the first term is 0",), lines[0].verdict))
        if not lines and not is_infinite(self.high):
            lines = _proved(e, _known(e), setting.domain)
        if not lines:
            may = ", and none is in the table: it may have no value" if is_infinite(self.high) else ""
            raise SymxentError(f"no closed form of {to_text(start)} was found{may}")
        claim = lines[-1].verdict
        assert claim is not None
        section = Derivation(f"In closed form, by {to_text(self.by)}{where}", (Line(start), *lines), claim)
        return DerivedPage(self.name, f"The sum of {to_text(self.formula)}", (section,))


Made = list[tuple[Expr, t.Node, str]]  # the value of each line, its tree, and what is done


def _proved(e: Sum, made: Made, domain: Domain) -> list[Line]:
    return [Line(tree, (rule,), prove(e, value, domain)) for value, tree, rule in made]


def _known(e: Sum) -> Made:
    """A closed form that SymPy proposes."""
    closed = proposed(e.doit)
    return [] if closed is None or closed.has(Sum, harmonic) else [(v := shortest(closed), to_tree(v), "a known sum")]


def _telescoping(e: Sum, by: t.Node) -> Made:
    """The lines of a sum whose terms are differences."""
    f, (k, low, high) = e.function, e.limits[0]
    found = _antidifference(f, k)
    if found is None:
        return []
    apart = found.xreplace({k: k + 1}) - found
    whole = found.xreplace({k: high + 1}) - found.xreplace({k: low})
    at = {end: to_tree(found.xreplace({k: value})) for end, value in (("now", k), ("next", k + 1), ("low", low))}
    last, shown = to_tree(found.xreplace({k: high + 1})), to_text(by)
    body = t.Add((at["next"], t.Negative(at["now"])))
    named = substitute(at["now"], {to_tree(k): by})
    lines = [
        (
            Sum(apart, (k, low, high)),
            t.Big("sum", substitute(body, {to_tree(k): by}), (by,), to_tree(low), to_tree(high)),
            f"each term as T({shown} + 1) − T({shown}) with T({shown}) = {to_text(named)}",
        ),
        (whole, last if at["low"] == t.number(0) else t.Add((last, t.Negative(at["low"]))), "telescoping"),
        (shortest(whole), to_tree(shortest(whole)), "write it shorter"),
    ]
    return lines if lines[-1][1] != lines[-2][1] else lines[:-1]


def _antidifference(f: Expr, k: Symbol) -> Expr | None:
    """A T with T(k + 1) − T(k) = f: of one sine or cosine by the table, else by Gosper's algorithm."""
    if (wave := wave_before(f, k)) is not None:
        return wave
    times = proposed(lambda: gosper_term(f, k))
    return None if times is None else factor(f * times)
