"""Derive a page and judge it: each line against the line before, and the end of each chain against its start."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from sympy import Expr, Integer, Sum

from symxent.derive import engine
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.page import Compute, Derive, Page, State
from symxent.derive.problems.problem import Problem
from symxent.derive.rule import Given
from symxent.derive.setting import COMPONENT, Setting, setting_of
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.linear import Array
from symxent.language.text import to_text
from symxent.language.tree import Node, Number, Relation
from symxent.proof import Verdict, prove
from symxent.proof.prove import with_second_voice
from symxent.proof.rounding import correctly_rounded, rounding

# How long simplify is listened to about a claim, in seconds.
PATIENCE = 0.1
# The same, when it is asked about every line.
SECONDS = 5.0

_OPS = {"=": "=", "≤": "<=", "<": "<", "≥": ">=", ">": ">", "≠": "!="}


def derive(page: Page, *, thorough: bool = False) -> DerivedPage:
    """All sections of a page, each line proved or refuted.

    ``thorough`` asks the second voice (``sympy.simplify``) about every line; else it is asked about each claim.
    Raises RuleDoesNotApply when the page names a rule that does not match.
    """
    if isinstance(page, Problem):
        return page.derived()
    setting = setting_of(page)
    given = engine.given_by(page)
    done: list[Derivation] = []
    for section in page.sections:
        if isinstance(section, Page):
            found = derive(section, thorough=thorough).sections
            done += [
                replace(one, title=f"{section.title}: {one.title.lower()}" if place else section.title)
                for place, one in enumerate(found)
            ]
            continue
        result = _derive_section(page, section, given, setting, thorough)
        if isinstance(section, Derive):
            given = engine.with_result(given, section, result.end)
        done.append(result)
    return DerivedPage(page.name, page.title, tuple(done), page.notes)


def _derive_section(
    page: Page, section: Derive | State | Compute, given: Given, setting: Setting, thorough: bool
) -> Derivation:
    match section:
        case Derive():
            return _derive_chain(page, section, given, setting, thorough)
        case State(title, stated, certificate, notes):
            verdict = relation(stated, setting, certificate, thorough=thorough)
            return Derivation(title, (Line(stated, (), verdict),), verdict, "statement", notes)
        case Compute(title, expression, decimals, notes):
            return _derive_number(title, expression, decimals, notes, setting)


def _derive_chain(page: Page, section: Derive, given: Given, setting: Setting, thorough: bool) -> Derivation:
    made = engine.chain(page.name, section.title, section.start, section.steps, given)
    lines = [Line(section.start)]
    for tree, step in made:
        verdict = same(lines[-1].tree, tree, setting, thorough=thorough)
        lines.append(Line(tree, engine.names(step), verdict))
    end = section.ends if section.ends is not None else lines[-1].tree
    if end != lines[-1].tree and not same(lines[-1].tree, end, setting).proved:
        raise SymxentError(f"page {page.name}, “{section.title}”: the last line is not the statement of the page")
    patience = None if thorough else PATIENCE
    symbolic = _is_symbolic_sum(section.start, end, setting)
    claim = same(section.start, end, setting, thorough=thorough or not symbolic, patience=patience)
    return Derivation(section.title, tuple(lines), claim, "chain", section.notes)


def _is_symbolic_sum(left: Node, right: Node, setting: Setting) -> bool:
    """Whether a side holds a sum of symbolic length: simplify does not decide those in any time."""
    values = (setting.value(left), setting.value(right))
    return any(isinstance(value, Array) or value.has(Sum) or setting.written_out(value).has(Sum) for value in values)


def _derive_number(title: str, expression: Node, decimals: int, notes: str, setting: Setting) -> Derivation:
    began = perf_counter()
    value = setting.value(expression)
    assert not isinstance(value, Array)
    text = correctly_rounded(value, decimals)
    printed = Number(text)
    exact = setting.value(printed)
    verdict = rounding(value, exact, decimals)
    reason = verdict.reason or f"the ball around the value lies within half a unit of the last digit of {text}"
    verdict = replace(verdict, reason=reason, milliseconds=(perf_counter() - began) * 1000)
    line = Line(Relation("≈", expression, printed), (f"rounded to {decimals} decimals",), verdict)
    return Derivation(title, (line,), verdict, "number", notes)


def same(
    left: Node, right: Node, setting: Setting, *, thorough: bool = False, patience: float | None = None
) -> Verdict:
    """The verdict on left = right; of vectors and matrices, on every component at once."""
    return compare(left, right, "=", setting, thorough=thorough, patience=patience)


def compare(
    left: Node, right: Node, op: str, setting: Setting, *, thorough: bool = False, patience: float | None = None
) -> Verdict:
    """The verdict on left op right, first in the page's own symbols, then with definitions written out."""
    lhs, rhs, domain = _components(left, right, setting)

    def judge(a: Expr, b: Expr) -> Verdict:
        # A chain of one step claims what its line says: only the second voice is left to be asked.
        verdict, heard = setting.verdicts.get((a, b, op), (None, False))
        if verdict is None:
            verdict = prove(a, b, domain, op=_OPS[op], thorough=thorough, voice_seconds=patience)
        elif thorough and not heard and op == "=":
            verdict = with_second_voice(verdict, domain, SECONDS if patience is None else patience)
        else:
            verdict = replace(verdict, milliseconds=0.0)
        setting.verdicts[a, b, op] = verdict, thorough or heard
        return verdict

    # ŷ = σ(z) by definition: where a line uses that, the bare symbols decide nothing.
    defined = set(setting.scope.values)
    if not defined:
        return judge(lhs, rhs)
    if lhs.free_symbols & defined == rhs.free_symbols & defined:
        verdict = judge(lhs, rhs)
        if verdict.proved:
            return verdict
    return judge(setting.written_out(lhs), setting.written_out(rhs))


def _components(left: Node, right: Node, setting: Setting) -> tuple[Expr, Expr, Domain]:
    lhs, rhs = setting.value(left), setting.value(right)
    if not isinstance(lhs, Array) and not isinstance(rhs, Array):
        return lhs, rhs, setting.domain
    if not (isinstance(lhs, Array) and isinstance(rhs, Array)) or lhs.shape != rhs.shape:
        raise SymxentError("a vector was set equal to something of another shape")
    ranges = {index: (Integer(1), size) for index, size in zip(COMPONENT, lhs.shape, strict=False)}
    return setting.entry(left), setting.entry(right), setting.domain.extended(indices=ranges)


def relation(stated: Relation, setting: Setting, certificate: Node | None = None, *, thorough: bool = False) -> Verdict:
    """The verdict on a statement; ``certificate`` is equal to the difference of its sides, and of plain sign."""
    lhs, rhs = stated.lhs, stated.rhs
    if certificate is None:
        return compare(lhs, rhs, stated.op, setting, thorough=thorough)
    left, right, seen = setting.value(lhs), setting.value(rhs), setting.value(certificate)
    for side in (left, right, seen):
        if isinstance(side, Array):
            raise SymxentError("a bound with a certificate is stated of a number, not of a vector")
    verdict = prove(left, right, setting.domain, op=_OPS[stated.op], certificate=seen)
    return replace(verdict, reason=verdict.reason.replace("the certificate", to_text(certificate)))
