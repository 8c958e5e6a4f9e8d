"""Algebra as C, and over whole arrays of NumPy, PyTorch and JAX."""

import pytest
from sympy import (
    ITE,
    Abs,
    And,
    Eq,
    Max,
    Min,
    Piecewise,
    Rational,
    airyai,
    erf,
    erfc,
    exp,
    false,
    log,
    nan,
    oo,
    symbols,
    zeta,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import DOUBLE, FLOAT
from symxent.kernels.emit.libraries import LIBRARIES
from symxent.kernels.emit.printers import ArrayText, CPrinter
from symxent.kernels.program.ranges import Range

a, b, u = symbols("a b u")
KNOWN = {u: Range(0.0, 1.0)}
C = [
    (a + b, "a + b"),
    (-a * b / 2, "-0.5F * a * b"),
    (a / b, "a / b"),
    (a / (b * u), "a / (b * u)"),
    (1 / a**2, "1.0F / (a * a)"),
    (a**3, "(a * a * a)"),
    (Rational(1, 3), "0.33333334F"),
    (exp(-Abs(a)), "exp_nonpositive_f(-fabsf(a))"),
    (exp(a), "exp_f(a)"),
    (log1p(u), "log1p_unit_f(u)"),
    (log1p(u + 1), "log1p_nonnegative_f(u + 1.0F)"),
    (log1p(a), "log1p_f(a)"),
    (log(a), "log_f(a)"),
    (expm1(a), "expm1_f(a)"),
    (Max(a, 0), "(0.0F > a ? 0.0F : a)"),
    (Min(a, b), "(a < b ? a : b)"),
    (Piecewise((a, a < 0), (b, True)), "(a < 0.0F ? a : b)"),
    (
        Piecewise((0, ITE(a < 0, Eq(b, 0), Eq(b, 1))), (a, True)),
        "(a < 0.0F ? (b == 0.0F ? 0.0F : a) : (b == 1.0F ? 0.0F : a))",
    ),
    (Piecewise((0, ITE(a < 0, false, Eq(b, 1))), (a, True)), "(a < 0.0F ? a : (b == 1.0F ? 0.0F : a))"),
    (Piecewise((a, And(a > 0, b > 0)), (b, True)), "((a > 0.0F) & (b > 0.0F) ? a : b)"),
    (nan, "(float)NAN"),
]


@pytest.mark.parametrize(("expr", "text"), C, ids=[text for _, text in C])
def test_the_text_in_c(expr, text):
    assert CPrinter(FLOAT, KNOWN).doprint(expr) == text


def test_the_printer_knows_what_its_text_needs():
    printer = CPrinter(DOUBLE, KNOWN)
    printer.doprint(log1p(exp(-Abs(a))))
    assert printer.needed == {"exp_nonpositive", "exp_scaled_polynomial", "log1p_unit", "atanh_polynomial"}


def test_a_function_without_c_is_refused():
    with pytest.raises(SymxentError, match=r"no C for zeta\(a\)"):
        CPrinter(FLOAT, {}).doprint(zeta(a))


def test_functions_of_the_standard_library_are_those_of_the_format():
    assert CPrinter(FLOAT, {}).doprint(erf(a)) == "erff(a)"
    assert CPrinter(DOUBLE, {}).doprint(erf(a)) == "erf(a)"


CHOICE = Piecewise((Rational(1, 10), a < 0), (Rational(1, 3), a < 1), (0, True))
ARRAYS = [
    (1 / (a + b), "1/(a + b)", "1/(a + b)", "1/(a + b)"),
    (a / b**2, "a/b**2", "a/b**2", "a/b**2"),
    (Piecewise((a, a < 0), (b, True)), "np.where(a < 0, a, b)", "torch.where(a < 0, a, b)", "jnp.where(a < 0, a, b)"),
    (
        log1p(exp(-Abs(a))),
        "np.log1p(np.exp(-abs(a)))",
        "torch.log1p(torch.exp(-abs(a)))",
        "jnp.log1p(jnp.exp(-abs(a)))",
    ),
    (Max(a, 0), "np.maximum(0, a)", "torch.clamp(a, min=0)", "jnp.maximum(0, a)"),
    (Min(a, b), "np.minimum(a, b)", "torch.minimum(a, b)", "jnp.minimum(a, b)"),
    (erfc(a), "_math_erfc(a)", "torch.erfc(a)", "jax.scipy.special.erfc(a)"),
    (Piecewise((0, Eq(a, oo)), (a, True)), "np.where(a == np.inf, 0, a)", "torch.where(a == torch.inf, 0, a)", None),
    # A choice between numbers alone would have the single precision that is torch's default.
    (CHOICE, None, "torch.where(a < 0, 1/10, torch.where(a < 1, 1/3, a.new_full((), 0)))", None),
    (Piecewise((1, a < 0), (b, And(a < 1, b < 1)), (0, True)), None,
     "torch.where(a < 0, 1, torch.where((a < 1) & (b < 1), b, 0))", None),
    (nan, "np.nan", "torch.nan", "jnp.nan"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "numpy", "torch", "jax"), ARRAYS, ids=[text for _, _, text, _ in ARRAYS])
def test_the_text_over_arrays(expr, numpy, torch, jax):
    for name, text in (("numpy", numpy), ("torch", torch), ("jax", jax)):
        if text is not None:
            assert ArrayText(LIBRARIES[name], like="a").doprint(expr) == text


def test_what_numpy_does_not_have_is_said():
    with pytest.raises(SymxentError, match="there is no NumPy for"):
        ArrayText(LIBRARIES["numpy"]).doprint(airyai(a))
