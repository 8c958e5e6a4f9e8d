"""Row losses by the same door: shifts and sums without the dominant class are found, not typed."""

from functools import cache

import pytest
from sympy import Expr, IndexedBase, Interval, KroneckerDelta, Sum, Symbol, log, symbols

from symxent.errors import SymxentError
from symxent.kernels.program.classes import defined, row_rest, row_top
from symxent.kernels.stable.search import StableForm, find, functions_over_classes
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, softmax

i, j, k, t = symbols("i j k t", integer=True)
x, v, y = (IndexedBase(name) for name in "xvy")
gamma, epsilon = Symbol("gamma"), Symbol("epsilon")
DOMAIN = Domain({gamma: Interval(0, 3), epsilon: Interval(0, 1)})
p, p_t = softmax(x, j, k), softmax(x, t, k)
smoothed = (1 - epsilon) * (logsumexp(x, k) - x[t]) + epsilon * Sum((logsumexp(x, k) - x[i]) / k, (i, 1, k))

# (name, formula, index, worst error allowed in ULP in both formats, rows up to 60 classes)
FOUND: tuple[tuple[str, Expr, Symbol | None, float], ...] = (
    ("softmax", p, j, 6),
    ("log-softmax", log(p), j, 6),
    ("cross-entropy", logsumexp(x, k) - x[t], None, 6),
    ("cross-entropy by log of softmax", -log(p_t), None, 6),
    ("cross-entropy gradient", p - KroneckerDelta(j, t), j, 6),
    ("Hessian diagonal", p * (1 - p), j, 8),
    ("soft cross-entropy", -Sum(y[i] * log(softmax(x, i, k)), (i, 1, k)), None, 6),
    # Losses that no row of the table was written for.
    ("probability of an error", 1 - p_t, None, 8),
    ("focal, gamma = 2", -((1 - p_t) ** 2) * log(p_t), None, 16),
    ("Brier of the class", (1 - p_t) ** 2, None, 16),
)


@cache
def found(formula: Expr, index: Symbol | None) -> StableForm:
    return find(formula, DOMAIN, index=index)


@pytest.mark.parametrize(("name", "formula", "index", "allowed"), FOUND, ids=[row[0] for row in FOUND])
def test_the_form_found_holds_on_confident_unlikely_and_shifted_rows(
    name: str, formula: Expr, index: Symbol | None, allowed: float
) -> None:
    form = found(formula, index)
    assert max(form.score.worst) <= allowed, form.explain()
    assert form.naive.score.lost > 0, form.explain()
    assert form.undecided == 0


@pytest.mark.parametrize(("name", "formula", "index", "allowed"), FOUND, ids=[row[0] for row in FOUND])
def test_only_what_a_kernel_can_compute_is_left(name: str, formula: Expr, index: Symbol | None, allowed: float) -> None:
    assert not found(formula, index).form.has(softmax, logsumexp, row_rest, row_top, KroneckerDelta)


def test_own_class_of_the_gradient_sums_the_others() -> None:
    assert "softmax less one class" in found(p - KroneckerDelta(j, t), j).steps


def test_a_hessian_vector_product_is_taken_from_the_top() -> None:
    form = found(p * (v[j] - Sum(softmax(x, i, k) * v[i], (i, 1, k))), j)
    assert "less the mean, from the top" in form.steps
    assert form.score.bits < 1


def test_label_smoothing_keeps_its_parameter() -> None:
    form = found(smoothed, None)
    assert form.form.has(epsilon)
    assert form.score.lost == 0
    assert form.score.bits < 1


def test_softmax_and_logsumexp_have_forms_of_their_own() -> None:
    functions = functions_over_classes()
    assert not defined(functions, softmax, (x, i, k)).has(softmax)
    assert defined(functions, softmax, (y, t, k)).has(y[t])
    assert not defined(functions, logsumexp, (x, k)).has(logsumexp)


def test_a_formula_without_logits_is_refused() -> None:
    with pytest.raises(SymxentError, match="no softmax or logsumexp"):
        find(Sum(y[i], (i, 1, k)))
