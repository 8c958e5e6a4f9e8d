"""Gappa's bounds on the kernels: within what was promised, and above what is measured."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx

from symxent.certify import kernel_error as kernel_error_module
from symxent.certify import loss_error as loss_error_module
from symxent.certify.gappa import NoGappa, ask, dyadic, find_gappa, greatest
from symxent.certify.kernel_error import EVALUATIONS, KernelError, evaluation, exp_pieces, kernel_error
from symxent.certify.loss_error import bounds as loss_bounds
from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import DOUBLE, FLOAT, FORMATS, Format
from symxent.kernels.arithmetic.minimax import exp_polynomial
from symxent.kernels.catalogue import kernel_named
from symxent.kernels.emit.proved import BOUNDS, proved, two_digits
from symxent.kernels.emit.templates import Line
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.run.load import kernel
from symxent.resources import folder


@pytest.fixture(scope="session")
def gappa() -> str:
    try:
        return find_gappa()
    except NoGappa as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def bounds(gappa) -> dict[str, KernelError]:
    return {form.letter: kernel_error(form) for form in FORMATS}


def test_the_bounds_are_within_what_is_promised(bounds):
    assert bounds["f"].exp <= 1.5
    assert bounds["d"].exp <= 1.5
    assert bounds["f"].sigmoid <= 3
    assert bounds["d"].sigmoid <= 3


def _exp_of_the_kernel(v: np.ndarray, form: Format) -> np.ndarray:
    """e^v as templates/c/math.c.jinja computes it, nothing fused; results that are normal numbers."""
    real = form.dtype.type
    high, low = (real(float(part)) for part in form._ln2_parts())
    shifter = real(1.5 * 2.0**form.mantissa)
    k = (v * real(float(form.round(1 / np.log(2)))) + shifter) - shifter
    r = (v - k * high) - k * low
    coefficients = [real(float(c)) for c in exp_polynomial(form).coefficients]
    p = np.full_like(r, coefficients[-1])
    for c in coefficients[-2::-1]:
        p = p * r + c
    by_steps = "* r + {{ c(1) }}) * r" in evaluation()
    e = (p * r + real(1)) * r + real(1) if by_steps else (p * (r * r) + r) + real(1)
    return np.ldexp(e, k.astype(np.int32))


def _worst(got: np.ndarray, wanted: np.ndarray, mantissa: int) -> float:
    _, exponent = np.frexp(wanted)
    return float(np.max(np.abs(got.astype(np.float64) - wanted) / np.ldexp(1.0, exponent - 1 - mantissa)))


def test_float_exp_stays_below_the_bound_and_comes_near_it(bounds):
    v = -np.linspace(0, 80, 2_000_001).astype(np.float32)
    measured = _worst(_exp_of_the_kernel(v, FLOAT), np.exp(v.astype(np.float64)), FLOAT.mantissa)
    assert 0.7 < measured <= bounds["f"].exp


def test_float_sigmoid_stays_below_the_bound_and_comes_near_it(bounds):
    z = np.concatenate([np.linspace(-80, 30, 1_000_001), np.linspace(-2, 2, 1_000_001)]).astype(np.float32)
    wide = z.astype(np.float64)
    wanted = np.where(wide < 0, np.exp(wide), 1.0) / (1 + np.exp(-np.abs(wide)))
    measured = _worst(kernel("sigmoid")(z), wanted, FLOAT.mantissa)
    assert 1.2 < measured <= bounds["f"].sigmoid


def test_double_sigmoid_stays_below_the_bound(bounds):
    z = np.linspace(-40, 10, 4001)
    got = kernel("sigmoid")(z)
    worst = 0.0
    with ctx.workprec(200):
        for x, value in zip(z, got, strict=True):
            exact = 1 / (1 + (-arb(float(x))).exp())
            unit = np.spacing(2.0 ** np.floor(np.log2(float(value))))
            worst = max(worst, float(abs(arb(float(value)) - exact) / arb(float(unit))))
    assert 0.5 < worst <= bounds["d"].sigmoid


def test_the_proof_speaks_of_the_exp_that_the_template_has():
    assert evaluation() in EVALUATIONS


@pytest.mark.parametrize("how", EVALUATIONS)
def test_each_way_to_compute_exp_is_bounded(gappa, monkeypatch, how):
    monkeypatch.setattr(kernel_error_module, "evaluation", lambda: how)
    pieces = exp_pieces.__wrapped__(FLOAT)
    assert max(piece.error for piece in pieces if piece.low > 0) * 2**FLOAT.mantissa < Fraction(3, 2)
    assert max(piece.error for piece in pieces if piece.high < 0) * 2**FLOAT.mantissa < Fraction(3, 4)


def test_another_way_to_compute_exp_has_no_bound(tmp_path, monkeypatch):
    text = (folder("templates") / "c" / "math.c.jinja").read_text(encoding="utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "math.c.jinja").write_text(text.replace("const {{ real }} e = (", "const {{ real }} e = -("))
    monkeypatch.setattr(kernel_error_module, "folder", lambda name: tmp_path)
    with pytest.raises(SymxentError, match="no bound is proved"):
        evaluation()


def test_the_proof_speaks_of_the_sigmoid_that_is_generated():
    text = (folder("generated") / "c" / "sigmoid.c").read_text(encoding="utf-8")
    assert "*sigmoid = (z < 0.0F ? u : 1.0F) / (u + 1.0F);" in text
    assert "const float u = exp_nonpositive_f(-fabsf(z));" in text


@pytest.fixture(scope="session")
def every_bound(gappa) -> dict[str, dict[str, float]]:
    return {form.letter: loss_bounds(form) for form in FORMATS}


def test_the_comments_of_the_generated_c_say_what_is_proved(every_bound):
    assert {form.real: every_bound[form.letter] for form in FORMATS} == BOUNDS
    text = (folder("generated") / "c" / "bce_with_logits.c").read_text(encoding="utf-8")
    for form in FORMATS:
        softplus, shares, sigmoid, hessian = (
            two_digits(every_bound[form.letter][what]) for what in ("softplus", "shares", "sigmoid", "hessian")
        )
        assert f"below {softplus} ULP for y = 0 and y = 1, below {shares} ULP for y between, z finite" in text
        both = [two_digits(every_bound[form.letter][f"shared {what}"]) for what in ("sigmoid", "hessian")]
        for gradient, curvature, count in ((sigmoid, hessian, (2, 1)), (*both, (1, 1))):
            said = f"   gradient: error below {gradient} ULP for y = 0 and y = 1, z finite (proved by Gappa)"
            assert text.count(said) == count[0]
            assert text.count(f"   hessian: error below {curvature} ULP, z finite (proved by Gappa)") == count[1]


def test_value_and_gradient_are_within_what_is_promised(every_bound):
    for proved_here in every_bound.values():
        assert proved_here["softplus"] <= 4
        assert proved_here["sigmoid"] <= 3
        assert proved_here["shared sigmoid"] <= 4
        assert proved_here["hessian"] <= 4


MEASURED = (  # kernel, output, what is proved of it, and the labels
    ("softplus", "softplus", "softplus", None),
    ("log_sigmoid", "log_sigmoid", "softplus", None),
    ("sigmoid", "sigmoid", "sigmoid", None),
    ("sigmoid_derivative", "derivative", "hessian", None),
    ("bce_with_logits", "value", "softplus", (0.0, 1.0)),
    ("bce_with_logits", "value", "shares", (0.125, 0.3, 0.9)),
    ("bce_with_logits_gradient", "gradient", "sigmoid", (0.0, 1.0)),
    ("bce_with_logits_hessian", "hessian", "hessian", None),
    ("bce_with_logits_gradient_hessian", "gradient", "shared sigmoid", (0.0, 1.0)),
    ("bce_with_logits_gradient_hessian", "hessian", "shared hessian", (0.0, 1.0)),
)


@pytest.mark.parametrize("case", MEASURED, ids=lambda case: f"{case[0]} by {case[2]}")
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.real)
def test_no_measured_error_is_above_what_is_proved(form, case):
    name, output, what, labels = case
    place, formula = next((i, o.formula) for i, o in enumerate(kernel_named(name).outputs) if o.name == output)
    near, far = np.linspace(-3, 3, 1201), np.concatenate([np.linspace(-90, 90, 601), np.geomspace(1e-30, 80, 200)])
    z = np.concatenate([near, far]).astype(form.dtype)
    for y in labels or (0.0,):
        label = np.full_like(z, form.dtype.type(y))
        got = kernel(name)(z, label) if labels else kernel(name)(z)
        got = got[place] if isinstance(got, tuple) else got
        columns = {i.symbol: z if i.name == "z" else label for i in kernel_named(name).inputs if formula.has(i.symbol)}
        exact = evaluate((formula,), {s: column.astype(np.float64) for s, column in columns.items()})
        worst = float(np.nanmax(error(got, exact, form.dtype)))
        assert worst <= BOUNDS[form.real][what]
        assert worst > 0.3


def test_algebra_that_no_proof_speaks_of_has_no_bound():
    for text in ("u / (u * (u + 2.0) + 1.0)", "<u> / (<u> * <u> + 1.0)", "logf(z)"):
        assert proved((), text, FLOAT) == ""
    u = Line("u", "exp_nonpositive_f(-fabsf(z))")
    assert proved((u,), "u / (u * (u + 2.0F) + 1.0F)", FLOAT) == "error below 3.46 ULP, z finite (proved by Gappa)"
    assert proved((u,), "u / (u * (u + 2.0F) + 2.0F)", FLOAT) == ""
    assert proved((Line("u", "exp_nonpositive_f(z)"),), "u / (u * (u + 2.0F) + 1.0F)", FLOAT) == ""


def test_a_bound_is_printed_rounded_upwards():
    assert [two_digits(bound) for bound in (2.681, 3.0, 1.999)] == ["2.69", "3.00", "2.00"]


def test_another_way_to_compute_log1p_has_no_bound(tmp_path, monkeypatch):
    text = (folder("templates") / "c" / "math.c.jinja").read_text(encoding="utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "math.c.jinja").write_text(text.replace("* u * u;", "* (u * u);"))
    monkeypatch.setattr(loss_error_module, "folder", lambda name: tmp_path)
    with pytest.raises(SymxentError, match="no bound is proved"):
        loss_error_module._reads_as_proved()


def test_the_cells_cover_what_is_asked():
    cells = list(loss_error_module._cells(Fraction(3, 100), Fraction(99, 100)))
    assert cells[0][0] <= Fraction(3, 100)
    assert cells[-1][1] >= Fraction(99, 100)
    assert all(a[1] == b[0] for a, b in pairwise(cells))


def test_the_pieces_cover_every_reduced_argument(gappa):
    for form in (FLOAT, DOUBLE):
        pieces = exp_pieces(form)
        assert all(a.high >= b.low for a, b in pairwise(pieces))
        assert -pieces[0].low == pieces[-1].high > Fraction(34657, 100000)


def test_gappa_proves_no_false_bound(gappa):
    with pytest.raises(SymxentError, match="did not prove"):
        ask("@rnd = float<ieee_32, ne>; { x in [0, 1] -> rnd(x) - x in [0, 0] }")
    answers = ask("@rnd = float<ieee_32, ne>; d = rnd(x) - x; { x in [1, 2] -> d in ? }")
    assert greatest(answers, "d") == Fraction(1, 1 << 24)


def test_binary_numbers_are_written_exactly():
    assert dyadic(Fraction(-3, 8)) == "-3b-3"
    with pytest.raises(ValueError, match="no binary number"):
        dyadic(Fraction(1, 3))
