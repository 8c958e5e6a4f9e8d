"""Lint an objective: run it as its library would, compare it with the proved derivatives, name what is wrong.

The comparison is with the loss's own formulas in ball arithmetic.  Where an objective differs, the hypotheses of
``expectations`` are tried; where it agrees in the middle of the range, it is followed outwards until it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symxent.errors import SymxentError
from symxent.lint import expectations as expected
from symxent.lint.calls import Api, BadReturn, api_named, derivatives, takes_weights
from symxent.lint.findings import ERROR, KINDS, Finding, guarded
from symxent.lint.rows import RowLinter
from symxent.losses.catalogue import named
from symxent.losses.curvature import KINDS as CURVATURES
from symxent.losses.curvature import guarantees
from symxent.losses.loss import Loss

Floats = NDArray[np.float64]

# Scores of the middle, where every decent formula works, and of the whole range.
MIDDLE = np.concatenate([-np.geomspace(0.05, 4, 8)[::-1], np.geomspace(0.05, 4, 8)])
OUTER = np.concatenate([np.arange(5, 121, 1.0), np.arange(125, 1001, 5.0)])
SAME = 2e-4  # relative: what float32 scores allow in the middle
LOST = 1e-2  # relative: from here on a value is called noise
FACTORS = {2.0: "2", 0.5: "1/2", 4.0: "4", 0.25: "1/4", -2.0: "−2", -0.5: "−1/2"}


@dataclass(frozen=True)
class ObjectiveReport:
    """What was found in an objective; ``ok`` when nothing of it is an error."""

    objective: str
    loss: str
    api: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not any(f.is_error for f in self.findings)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(f.code for f in self.findings)

    def __str__(self) -> str:
        head = f"{self.objective} against the loss {self.loss}, as {self.api} calls it"
        if not self.findings:
            return f"{head}: nothing is wrong"
        return "\n".join([f"{head}:", *map(str, self.findings)])


def lint_objective(
    fn: Callable[..., Any],
    loss: Loss | str,
    api: str = "xgboost",
    name: str = "",
    classes: int = 3,
    **parameters: float,
) -> ObjectiveReport:
    """Run an objective over the whole range of scores and every label, and name what is wrong with it.

    ``fn`` has the signature that the library calls: ``obj(predt, dtrain)`` for "xgboost" and "lightgbm-native",
    ``obj(y_true, y_pred)`` for "xgboost-sklearn" and "lightgbm", an object with ``calc_ders_range`` for "catboost",
    ``fn(scores, labels)`` for "plain".  ``loss`` is a Loss, or a name of the catalogue; ``parameters`` are its own.
    Of a loss over a row, such as "softmax_cross_entropy", the objective is run with ``classes`` classes.
    Raises SymxentError for an api or a loss that there is not.

    >>> import numpy as np
    >>> def objective(scores, labels):
    ...     p = 1 / (1 + np.exp(-scores))
    ...     return labels - p, p * (1 - p)
    >>> lint_objective(objective, "bce", api="plain").codes
    ('OBJ101', 'OBJ302', 'OBJ304')
    """
    if isinstance(loss, str):
        loss = named(loss)
    title = name or getattr(fn, "__name__", type(fn).__name__)
    if loss.by_row:
        settings = dict(zip((p.name for p in loss.parameters), loss.settings(parameters), strict=True))
        of_rows = RowLinter(fn, loss, api_named(api), classes, settings)
        return ObjectiveReport(title, loss.name, api, tuple(of_rows.findings()))
    linter = _Linter(fn, loss, api_named(api), expected.settings_of(loss, parameters))
    found = tuple(sorted(linter.findings(), key=lambda f: f.code))
    return ObjectiveReport(title, loss.name, api, found)


class _Linter:
    def __init__(self, fn: Callable[..., Any], loss: Loss, api: Api, settings: Mapping[str, float]) -> None:
        self.fn, self.loss, self.api, self.settings = fn, loss, api, settings

    def findings(self) -> list[Finding]:
        middle = expected.points(self.loss, _representable(MIDDLE, self.api))
        try:
            gradient, hessian = derivatives(self.fn, self.api, middle.scores, middle.labels)
        except BadReturn as error:
            return [Finding(KINDS["OBJ002"], str(error))]
        except Exception as error:
            return [Finding(KINDS["OBJ001"], f"{type(error).__name__}: {error}")]
        found = guarded(partial(self._gradient, gradient, middle), "the gradient")
        of_gradient = found[0].code if found else ""
        found += guarded(partial(self._hessian, hessian, middle), "the Hessian")
        found += guarded(partial(self._weights, gradient, middle), "sample weights")
        if of_gradient in ("", "OBJ101", "OBJ102", "OBJ103", "OBJ901"):
            found += guarded(partial(self._outwards, {f.code for f in found}), "large scores")
        return found

    def right(self, name: str, at: expected.Points) -> Floats:
        """The proved gradient or Hessian at the points."""
        formula = self.loss.gradient if name == "gradient" else self.loss.hessian
        return expected.values(expected.at_each_label(self.loss, formula), self.loss, at, self.settings)

    def _gradient(self, got: Floats, at: expected.Points) -> list[Finding]:
        right = self.right("gradient", at)
        if _same(got, right):
            return []
        if _same(got, -right):
            return [Finding(KINDS["OBJ101"])]
        factor = _factor(got, right)
        if factor is not None:
            rows = len(at.scores)
            if np.isclose(abs(factor), 1 / rows, rtol=1e-3):
                return [Finding(KINDS["OBJ103"], f"it is {factor * rows:+.0f}/n of it for n = {rows} rows")]
            return [Finding(KINDS["OBJ102"], f"it is {FACTORS.get(factor, f'{factor:.6g}')} times the gradient")]
        for hypothesis in expected.gradient_mistakes(self.loss):
            wrong = expected.values(hypothesis.formulas, self.loss, at, self.settings)
            for sign, words in ((1, ""), (-1, "and it has the opposite sign")):
                if _same(got, sign * wrong):
                    return [Finding(KINDS[hypothesis.code], words)]
        i = int(np.nanargmax(np.abs(got - right)))
        where = f"z = {at.scores[i]:.6g}, label {at.labels[i]:g}"
        return [Finding(KINDS["OBJ199"], f"at {where} it is {got[i]:.8g}, and the gradient is {right[i]:.8g}")]

    def _hessian(self, got: Floats, at: expected.Points) -> list[Finding]:
        right = self.right("hessian", at)
        if _same(got, right):
            negative = right < 0
            return [self._not_convex(right, at)] if negative.any() else []
        if _same(got, -right):
            return [Finding(KINDS["OBJ201"])]
        if np.ptp(got) == 0:
            return [Finding(KINDS["OBJ204"], f"it is {got[0]:g} everywhere")]
        if got.min() > 0 and _same(got, np.maximum(right, got.min())):
            return [Finding(KINDS["OBJ203"], f"the Hessian floored at {got.min():.3g}")]
        for hypothesis in expected.hessian_mistakes(self.loss):
            wrong = expected.values(hypothesis.formulas, self.loss, at, self.settings)
            if _same(got, wrong):
                return [Finding(KINDS[hypothesis.code], self._of_kind(hypothesis))]
            if hypothesis.words in CURVATURES and got.min() > 0 and _same(got, np.maximum(wrong, got.min())):
                floored = f"{hypothesis.words}, floored at {got.min():.3g}"
                return [Finding(KINDS[hypothesis.code], floored + self._of_kind(hypothesis)[len(hypothesis.words) :])]
        factor = _factor(got, right)
        if factor is not None:
            return [Finding(KINDS["OBJ202"], f"it is {FACTORS.get(factor, f'{factor:.6g}')} times the Hessian")]
        i = int(np.nanargmax(np.abs(got - right)))
        where = f"z = {at.scores[i]:.6g}, label {at.labels[i]:g}"
        return [Finding(KINDS["OBJ299"], f"at {where} it is {got[i]:.8g}, and the Hessian is {right[i]:.8g}")]

    def _of_kind(self, hypothesis: expected.Hypothesis) -> str:
        if hypothesis.code != "OBJ203" or hypothesis.words not in CURVATURES:
            return hypothesis.words
        (_, bounds), *others = guarantees(self.loss, hypothesis.words)
        proved = "".join(f"; it {words}, proved" for words, verdict in others if verdict.proved)
        return f"{hypothesis.words}; that it is nowhere smaller than the Hessian is {bounds.status.value}{proved}"

    def _not_convex(self, right: Floats, at: expected.Points) -> Finding:
        i = int(np.argmin(right))
        return Finding(KINDS["OBJ305"], f"at z = {at.scores[i]:.4g}, label {at.labels[i]:g}, it is {right[i]:.4g}")

    def _weights(self, gradient: Floats, at: expected.Points) -> list[Finding]:
        if not self.api.applies_weights:
            return []
        if not takes_weights(self.fn, self.api):
            return [Finding(KINDS["OBJ401"], "it has no parameter for them: with weights, XGBoost raises")]
        try:
            weighed, _ = derivatives(self.fn, self.api, at.scores, at.labels, np.full(len(at.scores), 2.0))
        except Exception as error:
            return [Finding(KINDS["OBJ001"], f"with sample weights: {type(error).__name__}: {error}")]
        return [] if _same(weighed, 2 * gradient) else [Finding(KINDS["OBJ401"])]

    def _outwards(self, known: set[str]) -> list[Finding]:
        """Follow gradient and Hessian to both sides until something breaks."""
        found: dict[str, Finding] = {}
        both = expected.points(self.loss, np.concatenate([-OUTER, OUTER]))
        try:
            gradient, hessian = derivatives(self.fn, self.api, both.scores, both.labels)
        except Exception as error:
            return [Finding(KINDS["OBJ001"], f"at large scores: {type(error).__name__}: {error}")]
        got = {"gradient": gradient, "hessian": hessian}
        exact = {name: self.right(name, both) for name in got}
        hessian_is_its_own = not known & {"OBJ201", "OBJ202", "OBJ203", "OBJ204", "OBJ205", "OBJ206", "OBJ299"}
        for name, values in got.items():
            due = np.abs(exact[name]) < float(np.finfo(self.api.dtype).max)
            self._note(found, "OBJ301", name, ~np.isfinite(values) & due, both, "{name} is not a number")
        smallest = float(np.finfo(self.api.dtype).smallest_normal)
        visible = np.abs(exact["hessian"]) > smallest
        zero = (got["hessian"] == 0) & visible & (exact["hessian"] != 0)
        self._note(found, "OBJ302", "hessian", zero, both, "{name} is 0")
        negative = (got["hessian"] < 0) & (exact["hessian"] > 0)
        if "OBJ201" not in known:
            self._note(found, "OBJ303", "hessian", negative, both, "{name} is negative")
        for name in ("gradient", "hessian") if hessian_is_its_own else ("gradient",):
            scale = 1.0 if name == "hessian" else _scale(got["gradient"], exact["gradient"])
            with np.errstate(all="ignore"):
                off = np.abs(got[name] - scale * exact[name]) > LOST * np.abs(scale * exact[name])
            off &= np.isfinite(got[name]) & (np.abs(exact[name]) > smallest) & ~(zero & (name == "hessian"))
            self._note(found, "OBJ304", name, off, both, "{name} is wrong in its second digit")
        return list(found.values())

    def _note(
        self, found: dict[str, Finding], code: str, name: str, bad: NDArray[np.bool_], at: expected.Points, text: str
    ) -> None:
        if not bad.any() or code in found:
            return
        rows = np.flatnonzero(bad)
        i = int(rows[np.argmin(np.abs(at.scores[rows]))])
        side = "z = −" if at.scores[i] < 0 else "z = "
        words = text.format(name={"hessian": "the Hessian", "gradient": "the gradient"}[name])
        found[code] = Finding(KINDS[code], f"{words} from {side}{abs(at.scores[i]):g} on, label {at.labels[i]:g}")


def _representable(scores: Floats, api: Api) -> Floats:
    """Scores that the library's type holds exactly: the rounding of its input is no fault of an objective."""
    return scores.astype(api.dtype).astype(np.float64)


def _same(got: Floats, wanted: Floats) -> bool:
    """Whether two columns agree wherever the second has a value, and it has one for most rows."""
    known = np.isfinite(wanted)
    if known.sum() < max(2, len(wanted) // 4) or not np.isfinite(got[known]).all():
        return False
    scale = np.abs(wanted[known]) + 1e-6 * np.abs(wanted[known]).max()
    return bool((np.abs(got[known] - wanted[known]) <= SAME * scale).all())


def _factor(got: Floats, wanted: Floats) -> float | None:
    """The constant by which the one column is the other, if there is one; powers of 2 exactly."""
    known = np.isfinite(got) & np.isfinite(wanted) & (wanted != 0)
    if known.sum() < 2:
        return None
    ratio = float(np.median(got[known] / wanted[known]))
    if ratio == 0 or not _same(got, ratio * wanted):
        return None
    return next((f for f in FACTORS if np.isclose(ratio, f, rtol=1e-3)), ratio)


def _scale(got: Floats, exact: Floats) -> float:
    """The factor by which a gradient was found to be off in the middle: it is no loss of accuracy."""
    known = np.isfinite(got) & np.isfinite(exact)
    large = known & (np.abs(exact) > 0.1 * np.max(np.abs(exact), initial=0.0, where=known))
    return float(np.median(got[large] / exact[large])) if large.any() else 1.0


def require_ok(report: ObjectiveReport) -> None:
    """Raises SymxentError with the whole report when the objective has an error."""
    if not report.ok:
        raise SymxentError(str(report))


__all__ = ["ERROR", "ObjectiveReport", "lint_objective", "require_ok"]
