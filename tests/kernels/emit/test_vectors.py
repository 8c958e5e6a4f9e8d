"""The same C with vectors of every width and with none: each row keeps its own numbers, whatever its length."""

import ctypes
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from symxent.resources import folder

C = folder("generated") / "c"
BUILDS = (  # the compiler, its flags, what the processor must have
    ("gcc", (), ""),
    ("gcc", ("-march=haswell",), "avx2"),
    ("gcc", ("-march=x86-64-v4",), "avx512vl"),
    ("gcc", ("-DSYMXENT_CLONES",), ""),
    ("gcc", ("-DSYMXENT_PLAIN",), ""),
    ("clang", ("-march=haswell",), "avx2"),
)
CLASSES = (1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 130)
ROWS = (1, 2, 7, 16, 17, 70)
DATA = ((1, 1, 1), (5, 3, 2), (17, 4, 3), (70, 16, 10), (33, 20, 12), (40, 70, 23), (130, 33, 7), (50, 130, 4))
TOLERANCE = {np.float32: 2e-5, np.float64: 2e-13}


@pytest.fixture(params=BUILDS, ids=lambda build: " ".join((build[0], *build[1])))
def build(request: pytest.FixtureRequest, tmp_path: Path):
    """Compiles a family and gives its library."""
    compiler, flags, needed = request.param
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    facts = Path("/proc/cpuinfo")
    if needed and not (facts.is_file() and needed in facts.read_text().split()):
        pytest.skip(f"the processor has no {needed}")

    def library(family: str) -> ctypes.CDLL:
        made = tmp_path / f"{family}.so"
        command = [compiler, "-std=c11", "-O1", "-fPIC", "-shared", *flags, str(C / f"{family}.c"), "-o", str(made)]
        subprocess.run([*command, "-lm"], check=True, timeout=300)
        return ctypes.CDLL(str(made))

    return library


def at(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def test_rows_of_every_length_keep_their_numbers(build):
    kernels, others = build("categorical_cross_entropy"), build("softmax")
    rng = np.random.default_rng(1)
    for real, suffix in ((np.float32, "f"), (np.float64, "")):
        for k in CLASSES:
            for n in ROWS:
                x, v = (3 * rng.standard_normal((2, n, k))).astype(real)
                t = rng.integers(0, k, n)
                value, gradient, jvp = np.empty(n, real), np.empty((n, k), real), np.empty((n, k), real)
                sizes = ctypes.c_size_t(n), ctypes.c_size_t(k)
                function = kernels[f"symxent_categorical_cross_entropy_value_gradient{suffix}_array"]
                assert function(*sizes, at(x), at(t), at(value), at(gradient)) == 0
                assert others[f"symxent_softmax_jvp{suffix}_array"](*sizes, at(x), at(v), at(jvp)) == 0
                p = softmax(x.astype(float))
                own = np.eye(k)[t]
                near = {"rtol": 0, "atol": TOLERANCE[real], "err_msg": f"{real.__name__}, k = {k}, n = {n}"}
                np.testing.assert_allclose(value, -np.log(p[np.arange(n), t]), **near)
                np.testing.assert_allclose(gradient, p - own, **near)
                np.testing.assert_allclose(jvp, p * (v - (p * v).sum(1, keepdims=True)), **near)


def test_data_sets_of_every_shape_give_their_gradient(build):
    one, many = build("logistic_regression"), build("softmax_regression")
    rng = np.random.default_rng(2)
    for real, suffix in ((np.float32, "f"), (np.float64, "")):
        for n, d, k in DATA:
            X = rng.standard_normal((n, d)).astype(real)
            theta = (rng.standard_normal((k, d)) / d**0.5).astype(real)
            t = rng.integers(0, k, n)
            y = (t % 2).astype(real)
            value, gradient = np.empty(1, real), np.empty((k, d), real)
            near = {"rtol": 0, "atol": TOLERANCE[real], "err_msg": f"{real.__name__}, n, d, k = {n, d, k}"}

            function = many[f"symxent_softmax_regression_value_gradient{suffix}_array"]
            sizes = ctypes.c_size_t(n), ctypes.c_size_t(d), ctypes.c_size_t(k)
            assert function(*sizes, at(X), at(t), at(theta), at(value), at(gradient)) == 0
            p = softmax(X.astype(float) @ theta.T.astype(float))
            np.testing.assert_allclose(value[0], -np.log(p[np.arange(n), t]).mean(), **near)
            np.testing.assert_allclose(gradient, (p - np.eye(k)[t]).T @ X.astype(float) / n, **near)

            function = one[f"symxent_logistic_regression_value_gradient{suffix}_array"]
            assert function(*sizes[:2], at(X), at(y), at(theta[0]), at(value), at(gradient)) == 0
            z = X.astype(float) @ theta[0].astype(float)
            np.testing.assert_allclose(value[0], (np.logaddexp(0, z) - y * z).mean(), **near)
            np.testing.assert_allclose(gradient[0], (1 / (1 + np.exp(-z)) - y) @ X.astype(float) / n, **near)


@pytest.mark.parametrize("top", [0.0, 0.34, -3.3, 100.0, -248.9, 249.0, 249.1, 3e4])
def test_exponentials_of_a_long_row_are_right_wherever_its_largest_element_is(build, top: float):
    """Below and above the size up to which an integer is taken off the exponents, down to where nothing is left."""
    kernel = build("softmax").symxent_softmaxf_array
    rng = np.random.default_rng(2)
    x = (top - 110 * rng.random((3, 200)) ** 4).astype(np.float32)
    x[:, 7], x[1, 9], x[2, 11] = top, -np.inf, np.nan
    got = np.empty_like(x)
    kernel(ctypes.c_size_t(3), ctypes.c_size_t(200), at(x), at(got))
    exact = softmax(x.astype(np.float64))
    tolerance = 12 * 2.0**-24  # without vectors 200 numbers are summed in turn; x - m as it rounds would cost 32
    np.testing.assert_allclose(got[:2], exact[:2], rtol=tolerance, atol=2.0**-149)
    assert np.isnan(got[2]).all()
    assert got[1, 9] == 0
    kernel(
        ctypes.c_size_t(1), ctypes.c_size_t(200), at(np.where(np.arange(200) == 7, top, -np.inf).astype("f")), at(got)
    )
    assert (got[0] == (np.arange(200) == 7)).all()
