"""One report on a loss: its page, what is proved of it, its stable forms, its limits, its measured accuracy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sympy import Expr, Symbol, exp, sstr

from symxent.derive.derivation import DerivedPage
from symxent.derive.together import at_once
from symxent.errors import SymxentError
from symxent.files import refuse_foreign, write_atomically
from symxent.kernels.program.loops import margin
from symxent.language.display import display, line, range_text, spoken_name
from symxent.language.domain import REALS
from symxent.losses import curvature as kinds
from symxent.losses.compile import Compiled, compiled, is_generated, kernel, numpy_source, stable_forms
from symxent.losses.loss import Loss
from symxent.losses.stabilise import stabilise
from symxent.losses.verify import Measured, verify
from symxent.proof.verdict import Verdict

MARKS = {"proved": "✓", "refuted": "✗", "unknown": "?"}


@dataclass(frozen=True)
class LossReport:
    """Everything that was found out about a loss; ``ok`` when it is derived, its forms proved, its kernels verified.

    ``page`` is None, and ``page_reason`` says why, where the derivation could not be made.
    """

    loss: Loss
    page: DerivedPage | None
    page_reason: str
    convex: Verdict
    bounds: Mapping[str, Verdict]
    made: Compiled
    stable: Mapping[str, Expr]
    forms: Mapping[str, Verdict]
    limits: tuple[tuple[str, float, tuple[float, float, float]], ...]
    falls: tuple[tuple[str, tuple[kinds.Fall, ...]], ...]
    measured: tuple[Measured, ...]
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
            "hessian": sstr(self.loss.hessian),
            "curvature": self.loss.curvature,
            "source": self.loss.source,
            "kinks": [str(kink) for kink in self.loss.kinks],
            "derived": self.page is not None and self.page.proved,
            "convex": self.convex.status.value,
            "bounds": {kind: verdict.status.value for kind, verdict in self.bounds.items()},
            "forms": self.made.generated.forms,
            "proved": {name: verdict.status.value for name, verdict in self.forms.items()},
            "compiled": not self.made.reason,
            "verified": [
                {
                    "output": m.output,
                    "dtype": m.dtype,
                    "points": m.points,
                    "ulp": m.error if np.isfinite(m.error) else None,
                    "lost": m.lost,
                    "at_limits": m.at_limits,
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
        loss, z = self.loss, spoken_name(self.loss.wrt.name)
        yield f"{loss.title or loss.name}: {loss.name}({', '.join(self.made.arguments)})"
        yield from (f"  {text}" for text in display("loss", loss.expr, width=width - 2))
        yield "  for " + ", ".join(range_text(v.name, v.where) for v in loss.variables)
        for words in (loss.source, loss.notes):
            if words:
                yield f"  {words}"
        yield ""
        yield from derivation_lines(self.page, self.page_reason, width, brief)
        yield ""
        yield "Proved and refuted"
        yield f"  {_mark(self.convex)} convex in {z}{_because(self.convex, ('0', 'the Hessian'))}"
        for kind, verdict in self.bounds.items():
            because = _because(verdict, ("the Hessian", "this curvature"))
            yield f"  {_mark(verdict)} the curvature “{kind}” is nowhere smaller than the Hessian{because}"
        for kink in loss.kinks:
            jump = f"from {line(kink.below)} to {line(kink.above)}, computed as {line(kink.here)}"
            yield f"  the gradient jumps at {z} = {line(kink.at)}: {jump}"
        yield ""
        yield "Stable forms, found and proved equal to the formulas"
        for name, verdict in self.forms.items():
            first, *rest = form_lines(loss, name, self.stable[name], width - 4)
            yield f"  {_mark(verdict)} {first}"
            yield from (f"    {text}" for text in rest)
        if self.made.reason:
            yield f"  {self.made.reason}"
        yield ""
        where = "infinite scores" if loss.wrt.where == REALS else "the ends of the range"
        yield f"At {where} (value, gradient, Hessian)"
        for words, score, limits in self.limits:
            yield f"  {words}{z} = {number(score)}: {', '.join(map(number, limits))}"
        yield from self._leaves()
        yield ""
        yield "Measured against balls, worst error in ULP"
        for m in self.measured:
            yield f"  {'✓' if m.passed else '✗'} {_measured(m)}"
        yield ""
        yield f"{'All is well' if self.ok else 'Not all is well'}; {self.seconds:.1f} s"

    def _leaves(self) -> Iterator[str]:
        for booster, falls in self.falls:
            for fall in falls:
                at = "".join(f" with {spoken_name(name)} = {number(value)}" for name, value in fall.at)
                where = _fall(fall, spoken_name(self.loss.wrt.name))
                yield f"  alone in a leaf, a row{at} has a Hessian below {booster} ({fall.weight:g}) {where}"


def form_lines(loss: Loss, output: str, form: Expr, width: int) -> list[str]:
    """The stable form of an output, the margin as m: no variable of a loss can have that name."""
    given = [f"m = {line(found.rewrite(exp))}" for found in form.atoms(margin)]
    shown = form.replace(lambda e: isinstance(e, margin), lambda _: Symbol("m"))
    return display(output, shown, {v.name for v in loss.variables}, width, given)


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


def of(loss: Loss) -> LossReport:
    """Derive, prove, compile and verify a loss; what does not need one another side by side."""
    began = perf_counter()
    # A search leaves what it found in the cache folder, so that compiling then finds it there.
    searches = [] if is_generated(loss) else [partial(stabilise, loss, (name,)) for name in _LONGEST_FIRST]
    with at_once([partial(_page, loss), partial(_claims, loss), *searches]) as jobs:
        (page, reason), (convex, bounds), *_ = [job() for job in jobs]
    made = compiled(loss)
    with at_once([partial(verified, loss, name) for name in _LONGEST_FIRST]) as jobs:
        measured = dict(zip(_LONGEST_FIRST, [job() for job in jobs], strict=True))
    return LossReport(
        loss,
        page,
        reason,
        convex,
        bounds,
        made,
        {name: stable.form for name, stable in stable_forms(loss).items()},
        {name: stable.verdict for name, stable in stable_forms(loss).items()},
        tuple(_limits(loss, made)),
        tuple(_falls(loss)),
        tuple(m for name in loss.formulas for m in measured[name]),
        perf_counter() - began,
    )


_LONGEST_FIRST = ("hessian", "gradient", "value")


def verified(loss: Loss, output: str) -> tuple[Measured, ...]:
    """The measurements of one output."""
    return verify(compiled(loss), outputs=(output,))


def _claims(loss: Loss) -> tuple[Verdict, dict[str, Verdict]]:
    """Whether the loss is convex, and which curvatures bound its Hessian."""
    bounds = {}
    for kind in kinds.KINDS:
        if kind != "exact" and loss.targets and loss.targets[0].values:
            try:
                bounds[kind] = kinds.bounds_hessian(loss, kind)
            except SymxentError:
                continue  # a curvature that this loss cannot have
    return loss.claim(convex=True), bounds


def write(loss: Loss, language: str, folder: Path) -> list[Path]:
    """The kernels of a loss as files: C without dependencies, or NumPy.  Raises SymxentError when it cannot write."""
    made = compiled(loss)
    if language == "c":
        files = dict(made.generated.sources)
    else:
        kernels = [kernel(loss, stable_forms(loss), (name,)) for name in loss.formulas]
        files = {f"{loss.name}.py": numpy_source(loss, kernels)}
    return written(files, folder)


def written(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Files put into a folder, which is made if it is not there; raises SymxentError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SymxentError(f"{folder} cannot be made: {error.strerror}") from None
    for name in files:
        refuse_foreign(folder / name)
    for name, text in files.items():
        write_atomically(folder / name, text)
    return [folder / name for name in files]


def _page(loss: Loss) -> tuple[DerivedPage | None, str]:
    try:
        return loss.derive(), ""
    except SymxentError as error:
        return None, str(error)


def _limits(loss: Loss, made: Compiled) -> Iterator[tuple[str, float, tuple[float, float, float]]]:
    for at in kinds.labels_of(loss):
        words = "".join(f"{spoken_name(name)} = {number(value)}, " for name, value in at.items())
        for score in (float(loss.wrt.where.inf), float(loss.wrt.where.sup)):
            arguments = (score, *at.values(), *loss.settings())
            value, gradient, hessian = (float(f(*arguments)) for f in (made.value, made.gradient, made.hessian))
            yield words, score, (value, gradient, hessian)


def _falls(loss: Loss) -> Iterator[tuple[str, tuple[kinds.Fall, ...]]]:
    """Where one row is below a booster's bound; a booster's scores are any real numbers."""
    if loss.wrt.where == REALS:
        for booster, weight in kinds.CHILD_WEIGHTS.items():
            yield booster, tuple(kinds.falls(loss, weight))


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


def _fall(fall: kinds.Fall, z: str) -> str:
    if fall.everywhere:
        return "at every score"
    ends = []
    if fall.below is not None:
        ends.append(f"{z} < {number(fall.below)}")
    if fall.above is not None:
        ends.append(f"{z} > {number(fall.above)}")
    return f"where {' or '.join(ends)}" if ends else "nowhere"


def _mark(verdict: Verdict) -> str:
    return MARKS[verdict.status.value]


def _because(verdict: Verdict, sides: tuple[str, str]) -> str:
    """Why: for a claim “left ≤ right” that is refuted, what its ``sides`` are at the point that refutes it."""
    witness = verdict.witness
    if witness is None:
        return f": {verdict.status.value}" + (f", {verdict.reason}" if verdict.reason else "")
    values = zip(sides, (witness.lhs, witness.rhs), strict=True)
    told = [f"{name} is {number(float(value.midpoint), 6)}" for name, value in values if name != value.midpoint]
    at = point((name, line(value)) for name, value in witness.point)
    return f": {verdict.status.value}, {f'at {at} ' if at else ''}{' and '.join(told)}"


def _measured(m: Measured) -> str:
    at = point((name, number(value, 6)) for name, value in m.where)
    parts = [f"{m.output:<9}{m.dtype:<8} {m.error:10.4g} (at {at}), {m.points} points"]
    if m.confirmed:
        parts.append(f"the derivative confirmed by power series at {m.confirmed}")
    if m.lost:
        parts.append(f"NaN at {m.lost}")
    if m.at_limits:
        parts.append(f"not the limit at {m.at_limits} infinite scores")
    return "; ".join(parts)
