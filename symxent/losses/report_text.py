"""The report on a loss as people read it: formulas as in a textbook, loops in words, numbers rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Basic, Expr, Function, Indexed, IndexedBase, Symbol, exp

from symxent.derive.derivation import DerivedPage
from symxent.kernels.expression import parts_first
from symxent.kernels.program.loops import Let, Program, Reduce, exp_difference, margin
from symxent.kernels.program.remainders import REMAINDERS
from symxent.language.display import display, line, range_text, spoken_name, wrapped
from symxent.language.domain import REALS
from symxent.losses.leaves import Fall
from symxent.losses.loss import Loss
from symxent.losses.variables import Logits, Row
from symxent.losses.verified import UNEXPLAINED, Measured
from symxent.proof.verdict import Verdict

if TYPE_CHECKING:
    from symxent.losses.report import LossReport

MARKS = {"proved": "✓", "refuted": "✗", "unknown": "?"}
_WORDS = {"value": "value", "gradient": "gradient", "hessian": "Hessian", "hessian_diagonal": "Hessian diagonal"}
FEW = 16.0  # ULP, from which a measurement that passes says why
_OPS = {"sum": "the sum", "max": "the largest"}


def report_lines(report: LossReport, width: int, brief: bool) -> Iterator[str]:
    """The report line by line."""
    loss = report.loss
    every = ", for any number of classes" if loss.by_row else ""
    yield f"{loss.title or loss.name}: {loss.name}({', '.join(loss.arguments)}){every}"
    yield from (f"  {text}" for text in display("loss", loss.expr, width=width - 2))
    yield "  for " + ", ".join(_lives(v, loss) for v in loss.variables)
    for words in (loss.source, loss.notes):
        if words:
            yield f"  {words}"
    yield ""
    yield from derivation_lines(report.page, report.page_reason, width, brief)
    yield ""
    if loss.by_row:
        yield from _closed_forms(report, width)
    yield "What is proved of it (✓), and what does not hold (–)"
    yield from _claims(report)
    yield ""
    how = ", as loops over the classes" if loss.by_row else ""
    yield f"Stable forms, found and proved equal to the formulas{how}"
    yield from _stable_forms(report, width)
    if report.made.reason:
        yield f"  {report.made.reason}"
    yield ""
    yield from _limits(report)
    yield from _leaves(report)
    yield ""
    yield "Measured against balls, worst error in ULP"
    for m in report.measured:
        yield f"  {'✓' if m.passed else '✗'} {_measured(m)}"
    yield ""
    yield f"{'All is well' if report.ok else 'Not all is well'}; {report.seconds:.1f} s"


def _lives(variable: Any, loss: Loss) -> str:
    if isinstance(variable, Row):
        kind = "scores" if isinstance(variable, Logits) else "shares"
        return f"{variable} a row of {variable.classes} {kind}"
    return f"{variable} a class" if variable == loss.label else range_text(variable.name, variable.where)


def _closed_forms(report: LossReport, width: int) -> Iterator[str]:
    yield "Closed forms, proved for every number of classes"
    for name, verdict in report.derivatives.items():
        words = f"{_WORDS[name]} of class j"
        first, *rest = display(words, report.loss.formulas[name], report.loss.arguments, width - 4)
        yield from (f"  {_mark(verdict)} {first}", *(f"    {text}" for text in rest))
    yield ""


def _claims(report: LossReport) -> Iterator[str]:
    loss, convex = report.loss, report.convex
    z = str(loss.wrt) if loss.by_row else spoken_name(loss.wrt.name)
    why = f": {convexity(convex, loss.wrt.classes)}" if loss.by_row else _because(convex, ("0", "the Hessian"))
    yield f"  {_holds(convex)} convex in {z}{why}"
    for kind, claims in report.guarantees.items():
        for words, verdict in claims:
            if kind != loss.curvature and not verdict.proved:
                continue  # nobody has claimed it, or asked for this curvature
            because = _because(verdict, ("the Hessian" if "Hessian" in words else "0", "this curvature"))
            yield f"  {_holds(verdict)} the curvature “{kind}” {words}{because}"
    for kink in loss.kinks:
        jump = f"from {line(kink.below)} to {line(kink.above)}, computed as {line(kink.here)}"
        yield f"  the gradient jumps at {z} = {line(kink.at)}: {jump}"


def _stable_forms(report: LossReport, width: int) -> Iterator[str]:
    if not report.loss.by_row:
        for name, verdict in report.forms.items():
            first, *rest = form_lines(report.loss, name, report.stable[name], width - 4)
            yield f"  {_mark(verdict)} {first}"
            yield from (f"    {text}" for text in rest)
    for name, program in zip(report.loss.outputs, report.programs, strict=False):
        verdict = report.forms[name]
        steps = ", ".join(report.made.generated.steps[name]) or "as it is"
        because = f": {verdict.status.value}, {verdict.reason}" if not verdict.proved else ""
        yield f"  {_mark(verdict)} {_WORDS[name]}: {steps}{because}"
        yield from (f"    {text}" for words in loops(program) for text in wrapped(words, width - 4, " " * 8))


def _limits(report: LossReport) -> Iterator[str]:
    if report.loss.by_row:
        yield "At infinite scores"
        for at, values in report.limits:
            yield f"  {at}: " + ", ".join(f"{_WORDS[name]} {row(v)}" for name, v in values.items())
        return
    yield f"At {'infinite scores' if report.loss.wrt.where == REALS else 'the ends of the range'} (" + (
        "value, gradient, Hessian)"
    )
    for at, values in report.limits:
        yield f"  {at}: {', '.join(number(float(v)) for v in values.values())}"


def _leaves(report: LossReport) -> Iterator[str]:
    for booster, falls in report.falls:
        for fall in falls:
            at = "".join(f" with {spoken_name(name)} = {number(value)}" for name, value in fall.at)
            where = _fall(fall, spoken_name(report.loss.wrt.name))
            yield f"  alone in a leaf, a row{at} has a Hessian below {booster} ({fall.weight:g}) {where}"


def form_lines(loss: Loss, output: str, form: Expr, width: int) -> list[str]:
    """The stable form of an output, the margin as m: no variable of a loss can have that name."""
    given = [f"m = {line(found.rewrite(exp))}" for found in form.atoms(margin)]
    shown = form.replace(lambda e: isinstance(e, margin), lambda _: Symbol("m"))
    shown = shown.replace(lambda e: type(e) in REMAINDERS, lambda e: Function(type(e).__name__)(*e.args))
    shown, first = parts_first(shown)
    return display(output, shown, {v.name for v in loss.variables}, width, [*given, *first])


def derivation_lines(page: DerivedPage | None, reason: str, width: int, brief: bool) -> Iterator[str]:
    """A page as lines of a report, or in one line, or why there is none."""
    if page is None:
        yield f"No derivation: {reason}"
        return
    if not brief:
        from symxent.report import terminal

        yield terminal.render([page], width)
        return
    lines = sum(len(section.lines) for section in page.sections)
    yield f"Derived in {lines} lines, {'every one proved' if page.proved else 'not all proved'}"


def loops(program: Program) -> Iterator[str]:
    """The statements of a program, one a line; what is computed for every class bears its index."""
    rows = {s.symbol: IndexedBase(str(s.symbol))[s.over] for s in program.lets if s.over}

    def said(value: Basic) -> str:
        plain = value.replace(lambda e: isinstance(e, exp_difference), lambda e: e.rewrite(exp))
        return line(plain.replace(exp, Function("exp")).xreplace(rows))

    for s in program.statements:
        each = f"for every class {', '.join(map(str, s.over))}: " if s.over else ""
        if isinstance(s, Let):
            yield f"{each}{said(s.symbol)} = {said(s.value)}"
        elif isinstance(s, Reduce):
            but = f" ≠ {s.skip}" if s.skip is not None else ""
            yield f"{each}{s.symbol} = {_OPS[s.op]} over {s.index}{but} of {said(s.term)}"
        else:
            yield f"{each}{s.output} = {said(s.value)}"
            if s.own:
                yield f"for class {s.own[0]}: {s.output} = {said(s.own[1])}"


def number(value: float, digits: int = 4) -> str:
    """A number for people.

    >>> number(-0.0), number(float("-inf")), number(-1.23456)
    ('0', '−∞', '−1.235')
    """
    text = f"{value + 0.0:.{digits}g}"
    return text.replace("inf", "∞").replace("nan", "NaN").replace("-", "−")


def point(where: Iterable[tuple[object, object]]) -> str:
    """The coordinates of a point: z = 3, y = 0."""
    return ", ".join(f"{spoken_name(str(name))} = {value}" for name, value in where)


def _fall(fall: Fall, z: str) -> str:
    if fall.everywhere:
        return "at every score"
    ends = []
    if fall.below is not None:
        ends.append(f"{z} < {number(fall.below)}")
    if fall.above is not None:
        ends.append(f"{z} > {number(fall.above)}")
    return f"where {' or '.join(ends)}" if ends else "nowhere"


def convexity(convex: Verdict, classes: Basic) -> str:
    """What was found out about convexity: for a counter-example scores, direction and the second derivative there."""
    if convex.witness is None:
        return f"{convex.status.value}, {convex.reason}"
    rows: dict[str, list[float]] = {}
    alone: list[str] = []
    for name, value in convex.witness.point:
        if isinstance(name, Indexed):
            rows.setdefault(str(name.base), []).append(float(value))
        elif name != classes:
            alone.append(f"{spoken_name(str(name))} = {line(value)}")
    shown = [f"{name} = {row(values)}" for name, values in rows.items()]
    direction = next(text for text in shown if text.startswith("v = "))
    at = ", ".join([text for text in shown if text != direction] + alone)
    bend = number(float(convex.witness.rhs.midpoint), 6)
    return f"refuted, at {at} the second derivative along {direction} is {bend}"


def _mark(verdict: Verdict) -> str:
    return MARKS[verdict.status.value]


def _holds(verdict: Verdict) -> str:
    """The mark of a property that nobody has claimed: that it does not hold is no failure."""
    return "–" if verdict.refuted else _mark(verdict)


def _because(verdict: Verdict, sides: tuple[str, str]) -> str:
    """Why: for a claim “left ≤ right” that is refuted, what its ``sides`` are at the point that refutes it."""
    witness = verdict.witness
    if witness is None:
        return f": {verdict.status.value}" + (f", {verdict.reason}" if verdict.reason else "")
    values = zip(sides, (witness.lhs, witness.rhs), strict=True)
    told = [f"{name} is {number(float(value.midpoint), 6)}" for name, value in values if name != value.midpoint]
    at = point((name, line(value)) for name, value in witness.point)
    return f": {verdict.status.value}, {f'at {at} ' if at else ''}{' and '.join(told)}"


def row(values: Any) -> str:
    """A number, or a row of them in brackets."""
    texts = [number(v) for v in np.atleast_1d(values)]
    return texts[0] if np.ndim(values) == 0 else f"({', '.join(texts)})"


def _measured(m: Measured) -> str:
    name = _WORDS[m.output] if m.output == "hessian_diagonal" else m.output
    at = m.where.replace("-", "−")
    parts = [f"{name:<{17 if len(name) > 9 else 9}}{m.dtype:<8} {m.error:10.4g} (at {at}), {m.points} points"]
    if m.passed and m.error > FEW:
        bits = f"about {log2(m.error):.0f} of {np.finfo(m.dtype).nmant + 1} bits are lost there"
        parts.append(f"{bits}, which passes: the rounding of the inputs does a 16th of it or more")
    if m.confirmed:
        parts.append(f"the derivative confirmed by power series at {m.confirmed}")
    if m.lost:
        parts.append(f"NaN at {m.lost}")
    if m.unexplained >= UNEXPLAINED:
        parts.append(f"{m.unexplained:.3g} times what the rounding of the inputs does")
    if m.at_limits:
        parts.append(f"not the limit at {m.at_limits} infinite scores")
    return "; ".join(parts)
