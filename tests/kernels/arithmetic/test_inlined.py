"""The arithmetic of the search is that of the kernels: bit by bit where C contracts nothing, and near the truth."""

import ctypes
import shutil
import subprocess
from functools import cache

import numpy as np
import pytest
from sympy import Symbol, erf, erfc, exp, log
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.arithmetic import inlined
from symxent.kernels.arithmetic.formats import FORMATS
from symxent.kernels.arithmetic.minimax import polynomials
from symxent.kernels.emit.templates import environment
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate

x = Symbol("x")
DTYPES = [np.dtype("f4"), np.dtype("f8")]
ONE = {  # name in the template: ours
    "exp": inlined.exp,
    "exp_nonpositive": inlined.exp,
    "expm1": inlined.expm1,
    "log": inlined.log,
    "log1p": inlined.log1p,
    "log1p_unit": inlined.log1p,
    "normal_distribution": inlined.normal_distribution,
}
TWO = {
    "exp_product": inlined.exp_product,
    "exp_quotient": inlined.exp_quotient,
    "positive_power": inlined.positive_power,
    "sigmoid_power": inlined.sigmoid_power,
}
RESTS = (0.0, 2.0**-60)


def points(dtype, seed=1):
    """Numbers of every size and sign, ends included."""
    draw = np.random.default_rng(seed)
    info = np.finfo(dtype)
    sizes = np.ldexp(1 + draw.random(3000), draw.integers(info.minexp - info.nmant, info.maxexp, 3000))
    ends = [0.0, 1.0, np.inf, np.nan, float(info.tiny), float(info.smallest_subnormal), float(info.max)]
    both = np.concatenate([sizes, draw.uniform(0, 750, 2000), draw.uniform(0, 3, 2000), ends])
    with np.errstate(over="ignore"):
        return np.concatenate([both, -both]).astype(dtype)


@cache
def library(folder):
    """The functions of the templates, compiled so that no product and sum become one operation."""
    lines = ["#include <math.h>", "#include <stddef.h>", "#include <stdint.h>", "#include <string.h>"]
    names = {*ONE, *TWO}
    need = names.union(*(inlined.PARTS[name] for name in names))
    for form in FORMATS:
        text = environment().get_template("c/math.c.jinja")
        lines.append(text.render(format=form, poly=polynomials()[form.letter], need=need, proved_exp=lambda _: "some"))
        for name in ONE:
            lines.append(
                f"void each_{name}_{form.letter}(size_t n, const {form.real} *a, {form.real} *to)"
                f"{{ for (size_t i = 0; i < n; i++) to[i] = {name}_{form.letter}(a[i]); }}"
            )
        for name in TWO:
            lines.append(
                f"void each_{name}_{form.letter}"
                f"(size_t n, const {form.real} *a, const {form.real} *b, {form.real} r, {form.real} *to)"
                f"{{ for (size_t i = 0; i < n; i++) to[i] = {name}_{form.letter}(a[i], b[i], r); }}"
            )
    (folder / "all.c").write_text("\n".join(lines))
    command = ["gcc", "-std=c11", "-O1", "-ffp-contract=off", "-fPIC", "-shared", "all.c", "-o", "all.so", "-lm"]
    subprocess.run(command, cwd=folder, check=True)
    return ctypes.CDLL(str(folder / "all.so"))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    return library(tmp_path_factory.mktemp("arithmetic"))


def pointer(array):
    return ctypes.c_void_p(array.ctypes.data)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", ONE)
def test_a_function_is_bit_by_bit_what_the_template_computes(compiled, name, dtype):
    a = points(dtype)
    unit = (a >= 0) & (a <= 1)  # where the kernels have a logarithm of its own, if they know that it is there
    a = a[{"exp_nonpositive": a <= 0, "log1p_unit": unit, "log1p": ~unit}.get(name, a == a)]
    theirs = np.empty_like(a)
    compiled[f"each_{name}_{dtype.char}"](ctypes.c_size_t(len(a)), pointer(a), pointer(theirs))
    np.testing.assert_array_equal(ONE[name](a), theirs)


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", TWO)
def test_so_is_a_function_of_two_arguments(compiled, name, dtype, rest):
    a, b = points(dtype), np.random.default_rng(2).permutation(points(dtype, 3))
    theirs = np.empty_like(a)
    number = ctypes.c_float if dtype.char == "f" else ctypes.c_double
    compiled[f"each_{name}_{dtype.char}"](
        ctypes.c_size_t(len(a)), pointer(a), pointer(b), number(rest), pointer(theirs)
    )
    np.testing.assert_array_equal(TWO[name](a, b, rest), theirs)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(
    ("formula", "ours", "worst"),
    [
        (exp(x), inlined.exp, 1.4),
        (expm1(x), inlined.expm1, 2.0),
        (log(x), inlined.log, 1.4),
        (log1p(x), inlined.log1p, 1.7),
        (erf(x), inlined.erf, 0.51),
        (erfc(x), inlined.erfc, 0.51),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_it_is_near_the_truth(formula, ours, worst, dtype):
    a = points(dtype)[::7]
    a = a[np.isfinite(a) & (np.abs(a) < 800)]
    if isinstance(formula, log | log1p):
        a = np.concatenate([a, np.linspace(0.6, 1, 5, dtype=dtype) * np.finfo(dtype).max])
    with np.errstate(invalid="ignore"):
        a = a[{log: a > 0, log1p: a > -1}.get(type(formula), a == a)]
    exact = evaluate(formula, {x: a.astype(np.float64)})
    known = ~np.isnan(exact.nearest)
    assert known.sum() > 100
    assert np.nanmax(error(ours(a), exact, dtype)[known]) < worst


def test_numbers_without_an_axis_are_taken_too():
    assert inlined.exp(np.float64(1.0)) == pytest.approx(np.e)
    assert inlined.exp(np.asarray(0.0, "f4")).dtype == np.float32
