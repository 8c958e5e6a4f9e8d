"""About the largest class nothing large cancels, and every case of such a form is proved where it holds."""

from functools import cache

import pytest
from sympy import Eq, Expr, Integer, Interval, KroneckerDelta, Piecewise, S, Sum, Symbol, log

from symxent.kernels.program.classes import PLAIN, row_rest, unfold
from symxent.kernels.program.loops import row_max
from symxent.kernels.stable.search import StableForm, find
from symxent.language.domain import Domain
from symxent.language.functions import softmax
from symxent.losses import over_classes as calculus
from symxent.losses.expansion import about_the_largest
from symxent.losses.form_of_row import best, equal
from symxent.losses.loss import Loss
from symxent.losses.stabilise import stable_form
from symxent.losses.variables import classes, index, logits, target_class

k, j = classes("k"), index("j")
x, t = logits("x", k), target_class("t")
p_t = softmax(x, t, k)
BRIER = Loss("brier", Sum((softmax(x, j, k) - KroneckerDelta(j, t)) ** 2, (j, 1, k)), wrt=x)
FOCAL = Loss("focal", -((1 - p_t) ** 2) * log(p_t), wrt=x)
TOP = {place: Eq(calculus.x[place], row_max(calculus.x, calculus.k)) for place in (calculus.t, calculus.j)}

# (name, loss, formula, index of the result)
FORMULAS: tuple[tuple[str, Loss, Expr, Symbol | None], ...] = (
    ("Brier", BRIER, BRIER.rows.parts("value").other, None),
    ("Brier, gradient by the right class", BRIER, BRIER.rows.parts("gradient").own, None),
    ("Brier, gradient by another class", BRIER, BRIER.rows.parts("gradient").other, calculus.j),
    ("Brier, Hessian of the right class", BRIER, BRIER.rows.parts("hessian_diagonal").own, None),
    ("Brier, Hessian of another class", BRIER, BRIER.rows.parts("hessian_diagonal").other, calculus.j),
    ("focal, gradient by the right class", FOCAL, FOCAL.rows.parts("gradient").own, None),
    ("focal, gradient by another class", FOCAL, FOCAL.rows.parts("gradient").other, calculus.j),
    ("focal, Hessian of the right class", FOCAL, FOCAL.rows.parts("hessian_diagonal").own, None),
)
IDS = [name for name, *_ in FORMULAS]


@cache
def apart(formula: Expr, at: Symbol | None) -> Expr:
    found = about_the_largest(formula, at)
    assert found is not None
    return found


@cache
def computed(formula: Expr, at: Symbol | None) -> StableForm:
    """The form about the largest class as a kernel computes it, with softmax in its own stable form."""
    return find(formula, index=at, start=apart(formula, at), patience=0)


@pytest.mark.parametrize(("name", "loss", "formula", "at"), FORMULAS, ids=IDS)
def test_every_case_is_proved_to_be_the_formula(name: str, loss: Loss, formula: Expr, at: Symbol | None) -> None:
    assert equal(loss, formula, computed(formula, at).named).proved


@pytest.mark.parametrize(("name", "loss", "formula", "at"), FORMULAS, ids=IDS)
def test_a_case_that_is_wrong_is_not_proved(name: str, loss: Loss, formula: Expr, at: Symbol | None) -> None:
    form = computed(formula, at).named
    assert isinstance(form, Piecewise)
    branches = form.args
    for wrong in range(len(branches)):
        spoilt = [(e + Integer(n == wrong), c) for n, (e, c) in enumerate(branches)]
        assert not equal(loss, formula, Piecewise(*spoilt)).proved


def test_a_case_may_use_that_its_class_is_the_largest_and_no_other_case_may() -> None:
    of_the_largest = 1 / (1 + row_rest(calculus.x, calculus.k))
    share = softmax(calculus.x, calculus.t, calculus.k)
    right = Piecewise((of_the_largest, TOP[calculus.t]), (share, True))
    swapped = Piecewise((share, TOP[calculus.t]), (of_the_largest, True))
    assert equal(FOCAL, share, _ready(right)).proved
    assert not equal(FOCAL, share, _ready(swapped)).proved


def test_two_largest_classes_are_a_case_of_their_own() -> None:
    own, other = (softmax(calculus.x, place, calculus.k) for place in (calculus.t, calculus.j))
    both = Piecewise(
        (Piecewise((Integer(0), TOP[calculus.j]), (own - other, True)), TOP[calculus.t]), (own - other, True)
    )
    assert equal(FOCAL, own - other, both).proved
    alone = Piecewise((Integer(0), TOP[calculus.t]), (own - other, True))
    assert not equal(FOCAL, own - other, alone).proved


def _ready(form: Expr) -> Expr:
    return unfold(form, PLAIN, {})


@pytest.mark.parametrize(("name", "loss", "formula", "at"), FORMULAS, ids=IDS)
def test_without_any_search_a_form_is_right_that_was_wrong_in_every_digit(
    name: str, loss: Loss, formula: Expr, at: Symbol | None
) -> None:
    assert max(computed(formula, at).score.worst) < 128
    assert max(find(formula, index=at, patience=0).score.worst) > 2.0**40


def test_nothing_is_made_of_a_formula_in_which_nothing_cancels() -> None:
    share = softmax(calculus.x, calculus.j, calculus.k)
    assert about_the_largest(share, calculus.j) is None
    assert about_the_largest(share**2 * (1 + share), calculus.j) is None


def test_a_form_that_no_kernel_can_compute_is_not_taken_however_accurate_it_is() -> None:
    power = Symbol("q", positive=True)
    formula = (1 - softmax(calculus.x, calculus.t, calculus.k) ** power) / power
    found = best(formula, None, Domain({power: Interval(S(1) / 10, 1)}))
    assert not found.score.unavailable, found.explain()


def test_the_gradient_of_a_brier_score_is_found_and_proved() -> None:
    found = stable_form(BRIER, "gradient")
    assert found.verdict.proved, found.verdict
