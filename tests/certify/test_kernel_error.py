"""Gappa's bounds on the kernels: within what was promised, and above what is measured."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx

from symxent.certify import kernel_error as kernel_error_module
from symxent.certify.gappa import NoGappa, ask, dyadic, find_gappa, greatest
from symxent.certify.kernel_error import EVALUATIONS, KernelError, evaluation, exp_pieces, kernel_error
from symxent.errors import SymxentError
from symxent.kernels.emit.formats import DOUBLE, FLOAT, FORMATS, Format
from symxent.kernels.emit.minimax import exp_polynomial
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
