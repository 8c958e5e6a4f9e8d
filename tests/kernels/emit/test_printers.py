"""Algebra as C and as NumPy."""

import pytest
from sympy import ITE, Abs, And, Eq, Max, Min, Piecewise, Rational, erf, exp, log, oo, symbols, zeta
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import DOUBLE, FLOAT
from symxent.kernels.emit.printers import CPrinter, NumPyText
from symxent.kernels.program.loops import NOT_A_NUMBER
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
    (Piecewise((a, And(a > 0, b > 0)), (b, True)), "((a > 0.0F) & (b > 0.0F) ? a : b)"),
    (NOT_A_NUMBER, "(float)NAN"),
]


@pytest.mark.parametrize(("expr", "text"), C, ids=[text for _, text in C])
def test_the_text_in_c(expr, text):
    assert CPrinter(FLOAT, KNOWN).doprint(expr) == text


def test_the_printer_knows_what_its_text_needs():
    printer = CPrinter(DOUBLE, KNOWN)
    printer.doprint(log1p(exp(-Abs(a))))
    assert printer.needed == {"exp_nonpositive", "exp_polynomial", "log1p_unit", "atanh_polynomial"}


def test_a_function_without_c_is_refused():
    with pytest.raises(SymxentError, match=r"no C for zeta\(a\)"):
        CPrinter(FLOAT, {}).doprint(zeta(a))


def test_functions_of_the_standard_library_are_those_of_the_format():
    assert CPrinter(FLOAT, {}).doprint(erf(a)) == "erff(a)"
    assert CPrinter(DOUBLE, {}).doprint(erf(a)) == "erf(a)"


NUMPY = [
    (1 / (a + b), "1/(a + b)"),
    (a / b**2, "a/b**2"),
    (Piecewise((a, a < 0), (b, True)), "np.where(a < 0, a, b)"),
    (log1p(exp(-Abs(a))), "np.log1p(np.exp(-abs(a)))"),
    (Max(a, 0), "np.maximum(0, a)"),
    (Piecewise((0, Eq(a, oo)), (a, True)), "np.where(a == np.inf, 0, a)"),
    (NOT_A_NUMBER, "np.nan"),
]


@pytest.mark.parametrize(("expr", "text"), NUMPY, ids=[text for _, text in NUMPY])
def test_the_text_in_numpy(expr, text):
    got = NumPyText().doprint(expr)
    assert got.replace("np.amax((0, a), axis=0)", "np.maximum(0, a)").replace("np.PINF", "np.inf") == text
