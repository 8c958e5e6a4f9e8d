"""One report on a loss: its page, what is proved of it, its stable forms, its limits, its measured accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sympy import Expr

from symxent.derive.derivation import DerivedPage
from symxent.derive.together import at_once
from symxent.errors import SymxentError
from symxent.files import put
from symxent.kernels.program.loops import Program
from symxent.language.display import line, spoken_name
from symxent.language.domain import REALS
from symxent.losses import curvature as kinds
from symxent.losses.compile import Compiled, compiled, is_generated, programs, sources
from symxent.losses.leaves import CHILD_WEIGHTS, Fall, falls, labels_of
from symxent.losses.loss import Loss
from symxent.losses.report_text import number, report_lines, row
from symxent.losses.stabilise import stable_form, stable_forms
from symxent.losses.verified import Measured
from symxent.losses.verify import verify
from symxent.proof.verdict import Verdict

_SURE = ((0.0, -np.inf, 1.0), (np.inf, 0.0, 1.0), (-np.inf, 0.0, 1.0))  # rows of three classes, the first is right


@dataclass(frozen=True)
class LossReport:
    """Everything that was found out about a loss; ``ok`` when it is derived, its forms proved, its kernels verified.

    ``page`` is None, and ``page_reason`` says why, where the derivation could not be made.  ``derivatives`` are the
    verdicts on the closed forms of a row's derivatives, ``limits`` the outputs at infinite scores, by name.
    """

    loss: Loss
    page: DerivedPage | None
    page_reason: str
    convex: Verdict
    guarantees: Mapping[str, list[tuple[str, Verdict]]]
    derivatives: Mapping[str, Verdict]
    made: Compiled
    stable: Mapping[str, Expr]
    forms: Mapping[str, Verdict]
    programs: tuple[Program, ...]
    limits: tuple[tuple[str, Mapping[str, Any]], ...]
    falls: tuple[tuple[str, tuple[Fall, ...]], ...]
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
            "formula": line(self.loss.expr),
            "arguments": list(self.loss.arguments),
            "gradient": line(self.loss.gradient),
            self.loss.outputs[2]: line(self.loss.hessian_diagonal),
            "curvature": self.loss.curvature,
            "source": self.loss.source,
            "kinks": [str(kink) for kink in self.loss.kinks],
            "derived": self.page is not None and self.page.proved,
            "convex": self.convex.status.value,
            "bounds": {kind: claims[0][1].status.value for kind, claims in self.guarantees.items()},
            "guarantees": {
                kind: {words: verdict.status.value for words, verdict in claims}
                for kind, claims in self.guarantees.items()
            },
            "forms": {name: line(form) for name, form in self.stable.items()},
            "proved": {name: verdict.status.value for name, verdict in self.forms.items()},
            "compiled": not self.made.reason,
            "verified": [m.facts() for m in self.measured],
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
        }

    def text(self, width: int = 100, brief: bool = False) -> str:
        """The report for people."""
        return "\n".join(report_lines(self, width, brief))


def of(loss: Loss) -> LossReport:
    """Derive, prove, compile and verify a loss; what does not need one another side by side."""
    began = perf_counter()
    # A search leaves what it found in the cache folder, so that compiling then finds it there.
    longest_first = loss.outputs if loss.by_row else loss.outputs[::-1]
    searches = [] if is_generated(loss) else [partial(_searched, loss, name) for name in longest_first]
    with at_once([partial(_page, loss), partial(_claims, loss), *searches]) as jobs:
        (page, reason), (convex, guarantees), *_ = [job() for job in jobs]
    made = compiled(loss)
    with at_once([partial(verified, loss, name) for name in longest_first]) as jobs:
        measured = dict(zip(longest_first, [job() for job in jobs], strict=True))
    stable = stable_forms(loss)
    return LossReport(
        loss,
        page,
        reason,
        convex,
        guarantees,
        {n: s.formula_verdict for n, s in stable.items() if loss.by_row and n != "value"},
        made,
        {name: s.form for name, s in stable.items()},
        {name: s.verdict for name, s in stable.items()},
        tuple(programs(loss) if loss.by_row else ()),
        tuple(_limits(loss, made)),
        tuple(_falls(loss)),
        tuple(m for name in loss.outputs for m in measured[name]),
        perf_counter() - began,
    )


def _searched(loss: Loss, output: str) -> None:
    stable_form(loss, output)


def verified(loss: Loss, output: str) -> tuple[Measured, ...]:
    """The measurements of one output."""
    return verify(compiled(loss), outputs=(output,))


def _claims(loss: Loss) -> tuple[Verdict, dict[str, list[tuple[str, Verdict]]]]:
    """Whether the loss is convex, and what is proved of the curvatures that it may be given."""
    found = {}
    for kind in kinds.KINDS if loss.targets else ():
        try:
            if kind != "exact" and (kind != "majorant" or loss.by_row or loss.targets[0].values):
                found[kind] = kinds.guarantees(loss, kind)
        except SymxentError:
            continue  # a curvature that this loss cannot have
    return loss.claim(convex=True), found


def write(loss: Loss, language: str, folder: Path) -> list[Path]:
    """The kernels of a loss as files of a target: "c", without dependencies, or a module for an array library.

    Raises SymxentError when it cannot write.
    """
    return put(sources(loss, language), folder)


def _page(loss: Loss) -> tuple[DerivedPage | None, str]:
    try:
        return loss.derive(), ""
    except SymxentError as error:
        return None, str(error)


def _limits(loss: Loss, made: Compiled) -> Iterator[tuple[str, Mapping[str, Any]]]:
    def outputs(*arguments: Any) -> Mapping[str, Any]:
        return {name: getattr(made, name)(*arguments, *loss.settings()) for name in loss.outputs}

    if loss.by_row:
        for scores in _SURE:
            targets = [0 if target == loss.label else np.array([1.0, 0.0, 0.0]) for target in loss.targets]
            yield row(scores), outputs(np.array(scores), *targets)
        return
    for at in labels_of(loss):
        words = "".join(f"{spoken_name(name)} = {number(value)}, " for name, value in at.items())
        for score in (float(loss.wrt.where.inf), float(loss.wrt.where.sup)):
            yield f"{words}{spoken_name(loss.wrt.name)} = {number(score)}", outputs(score, *at.values())


def _falls(loss: Loss) -> Iterator[tuple[str, tuple[Fall, ...]]]:
    """Where one row is below a booster's bound; a booster's scores are any real numbers."""
    if not loss.by_row and loss.wrt.where == REALS:
        for booster, weight in CHILD_WEIGHTS.items():
            yield booster, tuple(falls(loss, weight))
