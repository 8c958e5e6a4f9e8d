"""Finite sums in closed form: each term as a difference T(k + 1) − T(k), so that the sum telescopes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sympy import Expr, Sum, Symbol, factor, factor_terms, harmonic
from sympy.concrete.gosper import gosper_term

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.problem import Problem, number_of
from symxent.derive.rule import substitute
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import prove
from symxent.proof.sums import wave_before
from symxent.proof.voice import NotAsked, OutOfTime, within

SECONDS = 3.0  # for one proposal of SymPy's


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
        ways = _lines(e, self.by)
        if not ways:
            raise SymxentError(f"no closed form of {to_text(start)} was found")
        lines = [Line(tree, (rule,), prove(e, value, setting.domain)) for value, tree, rule in ways]
        lines.insert(0, Line(start))
        claim = lines[-1].verdict
        assert claim is not None
        section = Derivation(f"In closed form, by {to_text(self.by)}", tuple(lines), claim)
        return DerivedPage(self.name, f"The sum of {to_text(self.formula)}", (section,))


def _lines(e: Sum, by: t.Node) -> list[tuple[Expr, t.Node, str]]:
    """The lines: the value of each, its tree, and what is done; none where no closed form is proposed."""
    f, (k, low, high) = e.function, e.limits[0]
    found = _antidifference(f, k)
    if found is None:
        closed = _proposed(e.doit)
        if closed is None or closed.has(Sum, harmonic):
            return []
        return [(value := _shortest(closed), to_tree(value), "a known sum")]
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
        (_shortest(whole), to_tree(_shortest(whole)), "write it shorter"),
    ]
    return lines if lines[-1][1] != lines[-2][1] else lines[:-1]


def _antidifference(f: Expr, k: Symbol) -> Expr | None:
    """A T with T(k + 1) − T(k) = f: of one sine or cosine by the table, else by Gosper's algorithm."""
    if (wave := wave_before(f, k)) is not None:
        return wave
    times = _proposed(lambda: gosper_term(f, k))
    return None if times is None else factor(f * times)


def _proposed(work: Callable[[], Expr]) -> Expr | None:
    try:
        return within(SECONDS, work)
    except (NotAsked, OutOfTime, Exception):
        return None


def _shortest(value: Expr) -> Expr:
    """The shortest of a few forms."""
    forms = [value, factor_terms(value), *(f for f in (_proposed(lambda: factor(value)),) if f is not None)]
    return min(forms, key=lambda form: form.count_ops())
