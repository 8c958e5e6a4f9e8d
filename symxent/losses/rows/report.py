"""One report on a row loss: its page, its stable forms, its values at infinite scores, its measured accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sympy import Basic, Function, Indexed, IndexedBase, exp, sstr

from symxent.derive.derivation import DerivedPage
from symxent.derive.together import at_once
from symxent.errors import SymxentError
from symxent.kernels.program.loops import Let, Program, Reduce, exp_difference
from symxent.language.display import display, line, range_text, spoken_name, wrapped
from symxent.losses.report import MARKS, derivation_lines, number, written
from symxent.losses.rows.claims import is_convex
from symxent.losses.rows.compile import CompiledRows, compiled, is_generated, numpy_source, programs
from symxent.losses.rows.loss import RowLoss
from symxent.losses.rows.stabilise import OUTPUTS, stable_row, stable_rows
from symxent.losses.rows.verify import MeasuredRows, verify
from symxent.proof.verdict import Verdict

_WORDS = {"value": "value", "gradient": "gradient", "hessian_diagonal": "Hessian diagonal"}
_OPS = {"sum": "the sum", "max": "the largest"}
_LIMITS = ((0.0, -np.inf, 1.0), (np.inf, 0.0, 1.0), (-np.inf, 0.0, 1.0))


@dataclass(frozen=True)
class RowLossReport:
    """Everything that was found out about a row loss; ``ok`` when derived, its forms proved, its kernels verified."""

    loss: RowLoss
    page: DerivedPage | None
    page_reason: str
    made: CompiledRows
    convex: Verdict
    derivatives: Mapping[str, Verdict]  # the closed form of each output is what it claims to be
    forms: Mapping[str, Verdict]
    limits: tuple[tuple[tuple[float, ...], Mapping[str, Any]], ...]
    measured: tuple[MeasuredRows, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        derived = self.page is not None and self.page.proved
        return derived and all(v.proved for v in self.forms.values()) and all(m.passed for m in self.measured)

    def facts(self) -> dict[str, Any]:
        """The report as data."""
        return {
            "name": self.loss.name,
            "formula": sstr(self.loss.expr),
            "arguments": list(self.made.arguments),
            "gradient": sstr(self.loss.gradient),
            "hessian_diagonal": sstr(self.loss.hessian_diagonal),
            "source": self.loss.source,
            "derived": self.page is not None and self.page.proved,
            "convex": self.convex.status.value,
            "forms": self.made.generated.forms,
            "proved": {name: verdict.status.value for name, verdict in self.forms.items()},
            "compiled": not self.made.reason,
            "verified": [
                {
                    "output": m.output,
                    "dtype": m.dtype,
                    "points": m.points,
                    "ulp": m.error if np.isfinite(m.error) else None,
                    "where": m.where,
                    "lost": m.lost,
                    "confirmed": m.confirmed,
                    "passed": m.passed,
                }
                for m in self.measured
            ],
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
        }

    def text(self, width: int = 100, brief: bool = False) -> str:
        """The report for people."""
        return "\n".join(self._lines(width, brief))

    def _lines(self, width: int, brief: bool) -> Iterator[str]:
        loss = self.loss
        yield f"{loss.title or loss.name}: {loss.name}({', '.join(self.made.arguments)}), for any number of classes"
        yield from (f"  {text}" for text in display("loss", loss.expr, width=width - 2))
        parts = [f"{loss.wrt} a row of {loss.wrt.classes} scores"]
        parts += [f"{loss.label} a class"] if loss.label is not None else []
        parts += [f"{loss.shares} a row of {loss.wrt.classes} shares"] if loss.shares is not None else []
        yield "  for " + ", ".join([*parts, *(range_text(p.name, p.where) for p in loss.parameters)])
        for words in (loss.source, loss.notes):
            if words:
                yield f"  {words}"
        yield ""
        yield from derivation_lines(self.page, self.page_reason, width, brief)
        yield ""
        yield "Closed forms, proved for every number of classes"
        formulas = {"gradient": loss.gradient, "hessian_diagonal": loss.hessian_diagonal}
        for name, formula in formulas.items():
            mark, words = MARKS[self.derivatives[name].status.value], f"{_WORDS[name]} of class j"
            first, *rest = display(words, formula, loss.arguments, width - 4)
            yield from (f"  {mark} {first}", *(f"    {text}" for text in rest))
        yield ""
        yield "Proved and refuted"
        yield f"  {MARKS[self.convex.status.value]} convex in {loss.wrt}: {convexity(self.convex, loss.wrt.classes)}"
        yield ""
        yield "Stable forms, found and proved equal to the formulas, as loops over the classes"
        for name, program in zip(OUTPUTS, programs(loss), strict=True):
            verdict = self.forms[name]
            steps = ", ".join(self.made.generated.steps[name]) or "as it is"
            because = f": {verdict.status.value}, {verdict.reason}" if not verdict.proved else ""
            yield f"  {MARKS[verdict.status.value]} {_WORDS[name]}: {steps}{because}"
            yield from (f"    {text}" for words in loops(program) for text in wrapped(words, width - 4, " " * 8))
        if self.made.reason:
            yield f"  {self.made.reason}"
        yield ""
        yield "At infinite scores"
        for row, values in self.limits:
            yield f"  {_row(row)}: " + ", ".join(f"{_WORDS[n]} {_row(v)}" for n, v in values.items())
        yield ""
        yield "Measured against balls, worst error in ULP"
        for m in self.measured:
            yield f"  {'✓' if m.passed else '✗'} {_measured(m)}"
        yield ""
        yield f"{'All is well' if self.ok else 'Not all is well'}; {self.seconds:.1f} s"


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


def of(loss: RowLoss) -> RowLossReport:
    """Derive, prove, compile and verify a row loss."""
    began = perf_counter()
    # A search leaves what it found in the cache folder, so that compiling then finds it there.
    searches = [] if is_generated(loss) else [partial(stable_row, loss, name) for name in OUTPUTS]
    with at_once([*searches, partial(_page, loss), partial(is_convex, loss)]) as jobs:
        *_, (page, reason), convex = [job() for job in jobs]
    made = compiled(loss)
    with at_once([partial(verified, loss, name) for name in OUTPUTS]) as jobs:
        measured = [m for job in jobs for m in job()]
    stable = stable_rows(loss)
    return RowLossReport(
        loss,
        page,
        reason,
        made,
        convex,
        {name: s.formula_verdict for name, s in stable.items()},
        {name: s.verdict for name, s in stable.items()},
        tuple(_limits(made)),
        tuple(measured),
        perf_counter() - began,
    )


def verified(loss: RowLoss, output: str) -> tuple[MeasuredRows, ...]:
    """The measurements of one output."""
    return verify(compiled(loss), outputs=(output,))


def write(loss: RowLoss, language: str, folder: Path) -> list[Path]:
    """The kernels of a row loss as files: C without dependencies, or NumPy.  Raises SymxentError if it cannot write."""
    files = dict(compiled(loss).generated.sources) if language == "c" else {f"{loss.name}.py": numpy_source(loss)}
    return written(files, folder)


def _page(loss: RowLoss) -> tuple[DerivedPage | None, str]:
    try:
        return loss.derive(), ""
    except SymxentError as error:
        return None, str(error)


def _limits(made: CompiledRows) -> Iterator[tuple[tuple[float, ...], Mapping[str, Any]]]:
    """What the kernels give for rows of three classes, of which the first is right."""
    loss = made.loss
    for row in _LIMITS:
        arguments: list[Any] = [np.array(row)]
        arguments += [0] if loss.label is not None else []
        arguments += [np.array([1.0, 0.0, 0.0])] if loss.shares is not None else []
        yield row, {name: getattr(made, name)(*arguments, *loss.settings()) for name in OUTPUTS}


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
    shown = [f"{name} = {_row(values)}" for name, values in rows.items()]
    direction = next(text for text in shown if text.startswith("v = "))
    at = ", ".join([text for text in shown if text != direction] + alone)
    bend = number(float(convex.witness.rhs.midpoint), 6)
    return f"refuted, at {at} the second derivative along {direction} is {bend}"


def _row(values: Any) -> str:
    texts = [number(v) for v in np.atleast_1d(values)]
    return texts[0] if np.ndim(values) == 0 else f"({', '.join(texts)})"


def _measured(m: MeasuredRows) -> str:
    parts = [f"{_WORDS[m.output]:<17}{m.dtype:<8} {m.error:10.4g} ({m.where}), {m.points} numbers"]
    if m.confirmed:
        parts.append(f"the derivative confirmed by power series at {m.confirmed}")
    if m.lost:
        parts.append(f"NaN at {m.lost}")
    return "; ".join(parts)
