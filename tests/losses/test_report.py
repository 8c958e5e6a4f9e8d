"""What a report says is mathematics that a reader knows, not the text of a computer algebra system."""

import json
import re
from dataclasses import replace
from functools import cache

import pytest
from sympy import Abs, Eq, Integer, Piecewise, Symbol, log, oo

from symxent.errors import SymxentError
from symxent.kernels.program.loops import margin
from symxent.language.functions import softplus
from symxent.losses import catalogue
from symxent.losses.claims import everywhere, is_convex
from symxent.losses.compile import stable_forms
from symxent.losses.loss import Loss
from symxent.losses.report import LossReport, of
from symxent.losses.report_text import _measured, form_lines, number
from symxent.losses.variables import logit, prediction, target
from symxent.losses.verified import Measured

RAW = re.compile(r"Piecewise|Interval|Reals|sigmoid|\*\*|\*|Abs\(|Max\(|Min\(|Eq\(|margin|\boo\b|True|zoo|Sum\(|ITE")


@cache
def report(name: str) -> LossReport:
    return of(catalogue.named(name))


@pytest.mark.parametrize("name", ["bce", "huber", "quantile"])
def test_no_name_of_sympys_is_in_a_report(name: str) -> None:
    text = report(name).text(brief=True)
    assert RAW.search(text) is None, RAW.search(text)
    assert "✗" not in text
    assert "Piecewise" not in json.dumps(report(name).facts())


@pytest.mark.parametrize("name", catalogue.names(by_row=False))
def test_no_stable_form_of_the_catalogue_shows_a_name_of_sympys(name: str) -> None:
    loss = catalogue.named(name)
    for output, stable in stable_forms(loss).items():
        lines = form_lines(loss, output, stable.form, 96)
        assert lines[0].lstrip().startswith((output, "⎧"))
        assert RAW.search("\n".join(lines)) is None, lines


WORDS = (
    ("bce", "  for z ∈ ℝ, y ∈ {0, 1}"),
    ("bce", "with m = −z if y = 1, z if y = 0"),
    ("bce", "✓ value = log1p(e^(−|m|)) + max(0, m)"),
    ("huber", "  for z ∈ ℝ, y ∈ ℝ, 0.001 ≤ δ ≤ 1000"),
    ("huber", "✓ gradient = ⎧ z − y           if |y − z| ≤ δ"),
    (
        "huber",
        "a row with y = 0.4286 has a Hessian below XGBoost's min_child_weight (1) where z < −0.5701 or z > 1.427",
    ),
    ("quantile", "the gradient jumps at z = y: from −τ to 1 − τ, computed as 1 − τ"),
)


@pytest.mark.parametrize(("name", "words"), WORDS)
def test_the_report_says(name: str, words: str) -> None:
    assert words in report(name).text(brief=True)


def test_a_prediction_in_an_interval_has_ends_and_no_infinite_scores() -> None:
    q, y = prediction("q", between=(0, 1)), target("y", values=(0, 1))
    text = of(Loss("logloss", -y * log(q) - (1 - y) * log(1 - q), wrt=q)).text(brief=True)
    assert "At the ends of the range (value, gradient, Hessian)" in text
    assert "  y = 0, q = 0: 0, 1, 1" in text
    assert "  y = 1, q = 0: ∞, −∞, ∞" in text
    assert "infinite scores" not in text
    assert "min_child_weight" not in text


def test_the_report_fits_the_width_that_it_is_given() -> None:
    forms = [line for line in report("huber").text(60, brief=True).splitlines() if "=" in line and "⎧" in line]
    assert forms
    assert max(map(len, forms)) <= 60


def test_the_margin_has_a_letter_that_no_variable_of_a_loss_can_have() -> None:
    form = softplus(margin(Symbol("z"), Symbol("y"), Integer(0), Integer(1)))
    loss = catalogue.named("bce")
    assert form_lines(loss, "value", form, 90) == ["value = softplus(m)", "  with m = −z if y = 1, z if y = 0"]
    with pytest.raises(SymxentError, match="meaning of its own"):
        logit("m")


def test_the_point_that_refutes_a_claim_says_for_which_label() -> None:
    focal = catalogue.named("focal_2")
    verdict = is_convex(focal)
    assert verdict.refuted
    (label,) = (value for name, value in verdict.witness.point if str(name) == "y")
    scores = dict(verdict.witness.point)
    hessian = focal.hessian.subs(scores)
    assert label in (0, 1)
    assert float(hessian) == pytest.approx(float(verdict.witness.rhs.midpoint), rel=1e-9)
    assert float(hessian) < 0


def test_a_claim_without_labels_has_a_point_without_labels() -> None:
    huber = catalogue.named("huber")
    verdict = everywhere(huber, Piecewise((1, Eq(huber.wrt, oo)), (huber.wrt, True)), Abs(huber.wrt) - 1, "<=")
    assert verdict.refuted
    assert {str(name) for name, _ in verdict.witness.point} <= {"z", "y", "delta"}


def test_numbers_have_a_minus_and_no_minus_zero() -> None:
    assert [number(v) for v in (-0.0, -2.5e-7, float("inf"), float("nan"))] == ["0", "−2.5e−07", "∞", "NaN"]


def test_what_passes_with_a_large_error_says_why() -> None:
    measured = Measured("gradient", "float64", 100, 468.0, "z = 3", 0, 0, 0)
    assert (
        "about 9 of 53 bits are lost there, which passes: the rounding of the inputs does a 16th of it or more"
        in _measured(measured)
    )
    assert "bits" not in _measured(replace(measured, error=3.0))
