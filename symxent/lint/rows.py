"""Lint an objective of several classes: run it as its library would, against the row loss in ball arithmetic.

What differs is compared with what each known mistake would give: classes transposed or counted from 1, one-hot rows
expected where class numbers come, the softmax left out, applied twice or over the wrong axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Rational

from symxent.errors import SymxentError
from symxent.kernels.reference.values import evaluate
from symxent.lint.calls import Api, BadReturn, derivatives, takes_weights
from symxent.lint.findings import KINDS, Finding, guarded
from symxent.losses.loss import Loss
from symxent.losses.rows import calculus
from symxent.losses.rows.verify import written_out

Floats = NDArray[np.float64]
SAME = 2e-4  # relative: what float32 scores allow in the middle
LOST = 1e-2  # relative: from here on a value is called noise
PRECISIONS = (256, 1024, 4096)
ABSOLUTE = (
    "absolute, the size of the gradient, XGBoost's own since dmlc/xgboost#12537: no leaf's step is longer than 1, and "
    "of a softmax cross-entropy it is nowhere smaller than the diagonal"
)
LEADS = (10.0, 20.0, 40.0, 100.0, 300.0, 1000.0)


@dataclass(frozen=True)
class RowLinter:
    """One objective ``fn`` of ``classes`` classes, the loss that it should be of, and the loss's parameters."""

    fn: Callable[..., Any]
    loss: Loss
    api: Api
    classes: int
    settings: Mapping[str, float]

    def __post_init__(self) -> None:
        if self.classes < 2:
            raise SymxentError(f"an objective of several classes has two at least; classes={self.classes} was given")
        if self.api.name == "catboost":
            raise SymxentError("CatBoost's calc_ders_multi is not checked; xgboost, lightgbm and plain are")
        if self.loss.label is None:
            raise SymxentError(f"{self.loss.name} has no class label; the libraries give an objective one label a row")

    def findings(self) -> list[Finding]:
        """Everything that is wrong, in the order of the codes."""
        return sorted(self._findings(), key=lambda f: f.code)

    def exact(self, output: str, scores: Floats, labels: NDArray[np.int64]) -> Floats:
        """The gradient or the Hessian's diagonal of each row, correctly rounded."""
        fixed = {p.plain: Rational(repr(float(self.settings[p.name]))) for p in self.loss.parameters}
        formula = written_out(self.loss, output).xreplace(fixed)
        return evaluate(formula, {calculus.x: scores, calculus.t: labels}, PRECISIONS, index=calculus.j).nearest

    @property
    def is_plain(self) -> bool:
        """Whether the Hessian's diagonal is p (1 − p): then conventions of libraries have a meaning."""
        return self.loss.rows.scale == 1 and self.loss.rows.has_softmax_hessian

    def _run(self, scores: Floats, labels: Floats, weights: Floats | None = None) -> tuple[Floats, Floats]:
        return derivatives(self.fn, self.api, scores, labels, weights)

    def _findings(self) -> Iterator[Finding]:
        scores, labels = self._rows()
        right = self.exact("gradient", scores, labels)
        try:
            gradient, hessian = self._run(scores, labels.astype(float))
        except BadReturn as error:
            yield Finding(KINDS["OBJ002"], str(error))
            return
        except Exception as error:
            if self._takes_one_hot(scores, labels, right):
                yield Finding(KINDS["OBJ111"], f"with class numbers it stops: {type(error).__name__}: {error}")
            else:
                yield Finding(KINDS["OBJ001"], f"{type(error).__name__}: {error}")
            return
        wrong = guarded(partial(self._of_gradient, gradient, right, scores, labels), "the gradient")
        yield from wrong
        if not wrong or wrong[0].code in ("OBJ101", "OBJ102", "OBJ103", "OBJ901"):
            yield from guarded(partial(self._diagonal, hessian, scores, labels), "the Hessian")
            if not wrong or wrong[0].code in ("OBJ101", "OBJ901"):
                yield from guarded(self._outwards, "large scores")
        yield from guarded(partial(self._weights, scores, labels, gradient), "sample weights")

    def _diagonal(self, got: Floats, scores: Floats, labels: NDArray[np.int64]) -> Iterator[Finding]:
        right = [self.exact(output, scores, labels) for output in ("hessian_diagonal", "gradient")]
        return self._of_hessian(got, *right)

    def _rows(self) -> tuple[Floats, NDArray[np.int64]]:
        """Moderate scores, of more rows than classes, so that a transposed array cannot pass for one that is not."""
        n = 3 * self.classes + 2
        scores = np.random.default_rng(7).normal(size=(n, self.classes))
        return scores.astype(self.api.dtype).astype(np.float64), np.arange(n) % self.classes

    def _takes_one_hot(self, scores: Floats, labels: NDArray[np.int64], right: Floats) -> bool:
        try:
            gradient, _ = self._run(scores, np.eye(self.classes)[labels])
        except Exception:
            return False  # it stops with these as well: that is another mistake
        return _same(gradient, right)

    def _of_gradient(self, got: Floats, right: Floats, scores: Floats, labels: NDArray[np.int64]) -> Iterator[Finding]:
        if _same(got, right):
            return
        if _same(got, -right):
            yield Finding(KINDS["OBJ101"])
            return
        factor = float(np.median(got / right))
        if factor and _same(got, factor * right):
            divided = np.isclose(abs(factor), 1 / len(right), rtol=1e-3)
            detail = f"n = {len(right)} rows" if divided else f"it is {factor:.6g} times the gradient"
            yield Finding(KINDS["OBJ103" if divided else "OBJ102"], detail)
            return
        for code, wrong, words in self._mistakes(right, scores, labels):
            for sign, also in ((1, ""), (-1, "and it has the opposite sign")):
                if _same(got, sign * wrong):
                    yield Finding(KINDS[code], "; ".join(w for w in (words, also) if w))
                    return
        if self._takes_one_hot(scores, labels, right):
            yield Finding(KINDS["OBJ111"])
            return
        i, j = np.unravel_index(np.nanargmax(np.abs(got - right)), right.shape)
        yield Finding(KINDS["OBJ199"], f"row {i}, class {j}: {got[i, j]:.8g}, and the gradient is {right[i, j]:.8g}")

    def _mistakes(self, right: Floats, scores: Floats, labels: NDArray[np.int64]) -> Iterator[tuple[str, Floats, str]]:
        """What each known mistake would give as gradient."""
        n, k = right.shape
        yield "OBJ110", right.T.reshape(n, k), "the result is in the wrong order"
        yield "OBJ110", right.ravel().reshape(k, n).T, "the result is in the wrong order"
        for turned in (scores.T.reshape(n, k), scores.reshape(k, n).T):
            yield "OBJ110", self.exact("gradient", turned, labels), "the scores are read in the wrong order"
        yield "OBJ112", self.exact("gradient", scores, (labels - 1) % k), ""
        p = _softmax(scores, 1)
        yield "OBJ106", self.exact("gradient", p, labels), "of the softmax, that is"
        if self.is_plain:
            own = np.eye(k)[labels]
            yield "OBJ105", right - p + scores, "no softmax is applied"
            yield "OBJ113", right - p + _softmax(scores, 0), ""
            yield "OBJ111", p - labels[:, None], "the number of the class is subtracted from every class"
            yield (
                "OBJ199",
                right + own * (p - right)[np.arange(n), labels][:, None],
                "the row's class is not subtracted",
            )

    def _of_hessian(self, got: Floats, diagonal: Floats, gradient: Floats) -> Iterator[Finding]:
        if _same(got, diagonal):
            return
        k = self.classes
        if self.is_plain:
            conventions = {
                "2 p (1 − p), XGBoost's own: it bounds the whole Hessian, off-diagonal terms included": 2.0,
                "k/(k − 1) p (1 − p), LightGBM's own": k / (k - 1),
            }
            for words, factor in conventions.items():
                if _same(got, factor * diagonal):
                    yield Finding(KINDS["OBJ203"], words)
                    return
        if _same(got, np.abs(gradient)):
            yield Finding(KINDS["OBJ203"], ABSOLUTE)
            return
        n = len(diagonal)
        factor = float(np.median(got / diagonal))
        if _same(got, -diagonal):
            yield Finding(KINDS["OBJ201"])
        elif np.ptp(got) == 0:
            yield Finding(KINDS["OBJ204"], f"it is {got.flat[0]:g} everywhere")
        elif factor and _same(got, factor * diagonal):
            yield Finding(KINDS["OBJ202"], f"it is {factor:.6g} times the diagonal of the Hessian")
        elif _same(got, diagonal.T.reshape(n, k)) or _same(got, diagonal.ravel().reshape(k, n).T):
            yield Finding(KINDS["OBJ110"], "of the Hessian, that is")
        else:
            i, j = np.unravel_index(np.nanargmax(np.abs(got - diagonal)), diagonal.shape)
            yield Finding(
                KINDS["OBJ299"], f"row {i}, class {j}: {got[i, j]:.8g}, and its diagonal is {diagonal[i, j]:.8g}"
            )

    def _outwards(self) -> Iterator[Finding]:
        """One class ahead by more and more: the first lead at which something breaks."""
        seen: set[str] = set()
        smallest = float(np.finfo(self.api.dtype).smallest_normal)
        for lead in LEADS:
            scores = np.zeros((self.classes + 1, self.classes))
            scores[:, 0] = lead
            labels = np.zeros(self.classes + 1, int)
            labels[-1] = 1
            try:
                gradient, hessian = self._run(scores, labels.astype(float))
            except Exception as error:
                yield Finding(KINDS["OBJ001"], f"at a lead of {lead:g}: {type(error).__name__}: {error}")
                return
            right, diagonal = (self.exact(o, scores, labels) for o in ("gradient", "hessian_diagonal"))
            off = np.abs(np.abs(gradient) - np.abs(right)) > LOST * np.abs(right)
            broken = {
                "OBJ301": not (np.isfinite(gradient).all() and np.isfinite(hessian).all()),
                "OBJ302": bool(((hessian == 0) & (diagonal > smallest)).any()),
                "OBJ304": bool(off[np.abs(right) > smallest].any()),
            }
            for code, is_broken in broken.items():
                if is_broken and code not in seen:
                    seen.add(code)
                    yield Finding(KINDS[code], f"when one class leads by {lead:g}")

    def _weights(self, scores: Floats, labels: NDArray[np.int64], gradient: Floats) -> Iterator[Finding]:
        if not self.api.applies_weights:
            return
        if not takes_weights(self.fn, self.api):
            yield Finding(KINDS["OBJ401"], "it has no parameter for them: with weights, XGBoost raises")
            return
        try:
            weighed, _ = self._run(scores, labels.astype(float), np.full(len(labels), 2.0))
        except Exception as error:
            yield Finding(KINDS["OBJ001"], f"with sample weights: {type(error).__name__}: {error}")
            return
        if not _same(weighed, 2 * gradient):
            yield Finding(KINDS["OBJ401"])


def _softmax(scores: Floats, axis: int) -> Floats:
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def _same(got: Floats, wanted: Floats) -> bool:
    scale = np.abs(wanted) + 1e-6 * np.nanmax(np.abs(wanted))
    with np.errstate(invalid="ignore"):
        return bool((np.abs(got - wanted) <= SAME * scale).all())
