"""Lint an objective: run it as its library would, compare it with the proved derivatives, name what is wrong.

The comparison is with the loss's own formulas in ball arithmetic.  Where an objective differs, the hypotheses of
``expectations`` are tried; where it agrees in the middle of the range, it is followed outwards until it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symxent.errors import SymxentError
from symxent.kernels.stable.measure.trials import NEXT_TO_OVERFLOW
from symxent.lint.calls import Api, BadReturn, api_named, derivatives, takes_weights
from symxent.lint.expectations import Points, Reference, settings_of
from symxent.lint.findings import KINDS, Finding, guarded
from symxent.lint.training import unstarted
from symxent.losses.catalogue import named
from symxent.losses.loss import Loss

Floats = NDArray[np.float64]

SAME = 2e-4  # relative: what float32 scores allow in the middle
LOST = 1e-2  # relative: from here on a value is called noise
FACTORS = {2.0: "2", 0.5: "1/2", 4.0: "4", 0.25: "1/4", -2.0: "−2", -0.5: "−1/2"}
NEARLY = ("", "OBJ101", "OBJ102", "OBJ103", "OBJ901")  # of a gradient that is right, but for a factor


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
    source: str = "",
    **parameters: float,
) -> ObjectiveReport:
    """Run an objective over the whole range of scores and every label, and name what is wrong with it.

    ``fn`` has the signature that the library calls: ``obj(predt, dtrain)`` for "xgboost" and "lightgbm-native",
    ``obj(y_true, y_pred)`` for "xgboost-sklearn" and "lightgbm", an object with ``calc_ders_range`` for "catboost",
    ``fn(scores, labels)`` for "plain".  ``loss`` is a Loss, or a name of the catalogue; ``parameters`` are its own.
    Of a loss over a row, such as "softmax_cross_entropy", the objective is run with ``classes`` classes.  ``source`` is
    the text of the program that trains with it, in which a starting score is looked for; it is not run.
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
    linter = _Linter(fn, api_named(api), Reference(loss, settings_of(loss, parameters), classes))
    of_program = guarded(lambda: unstarted(source, title, loss, api), "the starting score")
    found = tuple(sorted([*linter.findings(), *of_program], key=lambda f: f.code))
    return ObjectiveReport(title, loss.name, api, found)


@dataclass(frozen=True)
class _Linter:
    fn: Callable[..., Any]
    api: Api
    reference: Reference

    def findings(self) -> list[Finding]:
        by_row = self.reference.loss.by_row
        if by_row and self.api.name == "catboost":
            raise SymxentError("CatBoost's calc_ders_multi is not checked; xgboost, lightgbm and plain are")
        at = self.reference.middle(self.api.dtype)
        try:
            gradient, hessian = self._run(at)
        except BadReturn as error:
            return [Finding(KINDS["OBJ002"], str(error))]
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            if self._takes_one_hot(at):
                return [Finding(KINDS["OBJ111"], f"with class numbers it stops: {why}")]
            return [Finding(KINDS["OBJ001"], why)]
        found = guarded(partial(self._gradient, gradient, at), "the gradient")
        of_gradient = found[0].code if found else ""
        if of_gradient in NEARLY or not by_row:  # arrays in the wrong order spoil the Hessian as well
            found += guarded(partial(self._hessian, hessian, at), "the Hessian")
        found += guarded(partial(self._weights, gradient, hessian, at), "sample weights")
        if of_gradient in NEARLY:
            found += guarded(partial(self._outwards, {f.code for f in found}), "large scores")
        return found

    def _run(self, at: Points, labels: Floats | None = None, weights: Floats | None = None) -> tuple[Floats, Floats]:
        return derivatives(self.fn, self.api, at.scores, at.labels if labels is None else labels, weights)

    def _takes_one_hot(self, at: Points) -> bool:
        if not self.reference.loss.by_row:
            return False
        try:
            gradient, _ = self._run(at, np.eye(self.reference.classes)[at.labels.astype(int)])
        except Exception:
            return False  # it stops with these as well: that is another mistake
        return _same(gradient, self.reference.exact("gradient", at))

    def _gradient(self, got: Floats, at: Points) -> Iterator[Finding]:
        right = self.reference.exact("gradient", at)
        if _same(got, right):
            return
        if _same(got, -right):
            yield Finding(KINDS["OBJ101"])
            return
        factor, rows = _factor(got, right), len(at.scores)
        if factor is not None and np.isclose(abs(factor), 1 / rows, rtol=1e-3):
            yield Finding(KINDS["OBJ103"], f"it is {factor * rows:+.0f}/n of it for n = {rows} rows")
            return
        if factor is not None:
            yield Finding(KINDS["OBJ102"], f"it is {FACTORS.get(factor, f'{factor:.6g}')} times the gradient")
            return
        for mistake in self.reference.gradient_mistakes(at, right):
            for sign, also in ((1, ""), (-1, "and it has the opposite sign")):
                if _same(got, sign * mistake.values):
                    yield Finding(KINDS[mistake.code], "; ".join(w for w in (mistake.words, also) if w))
                    return
        if self._takes_one_hot(at):
            yield Finding(KINDS["OBJ111"])
            return
        yield Finding(KINDS["OBJ199"], self._apart(got, right, at, "the gradient"))

    def _hessian(self, got: Floats, at: Points) -> Iterator[Finding]:
        right = self.reference.exact("hessian", at)
        name = "the diagonal of the Hessian" if self.reference.loss.by_row else "the Hessian"
        if _same(got, right):
            if (right < 0).any():
                i = int(np.argmin(right))
                yield Finding(KINDS["OBJ305"], f"at {self.reference.place(at, i)}, it is {right.flat[i]:.4g}")
            return
        least = float(got.min())
        if _same(got, -right):
            yield Finding(KINDS["OBJ201"])
            return
        if np.ptp(got) == 0:
            yield Finding(KINDS["OBJ204"], f"it is {least:g} everywhere")
            return
        if least > 0 and _same(got, np.maximum(right, least)):
            yield Finding(KINDS["OBJ203"], f"{name} floored at {least:.3g}")
            return
        for mistake in self.reference.hessian_mistakes(at, right):
            floored = mistake.code == "OBJ203" and least > 0 and _same(got, np.maximum(mistake.values, least))
            if _same(got, mistake.values) or floored:
                words = f", floored at {least:.3g}" * (not _same(got, mistake.values))
                yield Finding(KINDS[mistake.code], mistake.words + words + self.reference.guaranteed(mistake.kind))
                return
        factor = _factor(got, right)
        if factor is not None and (further := self.reference.further_on(factor)):
            yield Finding(KINDS["OBJ203"], further)
            return
        if factor is not None:
            yield Finding(KINDS["OBJ202"], f"it is {FACTORS.get(factor, f'{factor:.6g}')} times {name}")
            return
        yield Finding(KINDS["OBJ299"], self._apart(got, right, at, name))

    def _apart(self, got: Floats, right: Floats, at: Points, name: str) -> str:
        i = int(np.nanargmax(np.abs(got - right)))
        return f"at {self.reference.place(at, i)} it is {got.flat[i]:.8g}, and {name} is {right.flat[i]:.8g}"

    def _weights(self, gradient: Floats, hessian: Floats, at: Points) -> Iterator[Finding]:
        if not self.api.applies_weights:
            return
        if not takes_weights(self.fn, self.api):
            yield Finding(KINDS["OBJ401"], "it has no parameter for them: with weights, XGBoost raises")
            return
        try:
            weighed, bent = self._run(at, weights=np.full(len(at.scores), 2.0))
        except Exception as error:
            yield Finding(KINDS["OBJ001"], f"with sample weights: {type(error).__name__}: {error}")
            return
        if not _same(weighed, 2 * gradient):
            alone = _same(weighed, gradient) and hessian.any() and _same(bent, 2 * hessian)
            yield Finding(KINDS["OBJ402"], "to the Hessian alone") if alone else Finding(KINDS["OBJ401"])
        elif hessian.any() and _same(bent, hessian):
            yield Finding(KINDS["OBJ402"], "to the gradient alone")

    def _outwards(self, known: set[str]) -> Iterator[Finding]:
        """Follow gradient and Hessian to large scores until something breaks."""
        at = self.reference.outer()
        try:
            gradient, hessian = self._run(at)
        except Exception as error:
            yield Finding(KINDS["OBJ001"], f"at large scores: {type(error).__name__}: {error}")
            return
        got = {"the gradient": gradient, "the Hessian": hessian}
        exact = {name: self.reference.exact(name.split()[1].lower(), at) for name in got}
        hessian_is_its_own = not known & {"OBJ201", "OBJ202", "OBJ203", "OBJ204", "OBJ205", "OBJ206", "OBJ299"}
        broken: list[tuple[str, str, NDArray[np.bool_]]] = []
        for name, values in got.items():
            # What is next to overflow, a partial result on the way to it may have overflown before.
            due = np.abs(exact[name]) < NEXT_TO_OVERFLOW * float(np.finfo(self.api.dtype).max)
            broken.append(("OBJ301", f"{name} is not a number", ~np.isfinite(values) & due))
        smallest = float(np.finfo(self.api.dtype).smallest_normal)
        zero = (hessian == 0) & (np.abs(exact["the Hessian"]) > smallest)
        broken.append(("OBJ302", "the Hessian is 0", zero))
        least = hessian.min()
        floored = (hessian == least) & (least > 0) & (exact["the Hessian"] <= least)  # as was wanted
        if "OBJ201" not in known:
            broken.append(("OBJ303", "the Hessian is negative", (hessian < 0) & (exact["the Hessian"] > 0)))
        for name in got if hessian_is_its_own else ("the gradient",):
            scale = 1.0 if name == "the Hessian" else _scale(gradient, exact[name])
            with np.errstate(all="ignore"):
                off = np.abs(got[name] - scale * exact[name]) > LOST * np.abs(scale * exact[name])
            off &= np.isfinite(got[name]) & (np.abs(exact[name]) > smallest)
            if name == "the Hessian":
                off &= ~(zero | floored)
            broken.append(("OBJ304", f"{name} is wrong in its second digit", off))
        seen = set[str]()
        for code, words, bad in broken:
            if code not in seen and bad.any():
                seen.add(code)
                yield Finding(KINDS[code], f"{words} {self.reference.since(at, bad)}")


def _same(got: Floats, wanted: Floats) -> bool:
    """Whether two arrays agree wherever the second has a value, and it has one for most places."""
    known = np.isfinite(wanted)
    if known.sum() < max(2, wanted.size // 4) or not np.isfinite(got[known]).all():
        return False
    scale = np.abs(wanted[known]) + 1e-6 * np.abs(wanted[known]).max()
    return bool((np.abs(got[known] - wanted[known]) <= SAME * scale).all())


def _factor(got: Floats, wanted: Floats) -> float | None:
    """The constant by which the one array is the other, if there is one; powers of 2 exactly."""
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
