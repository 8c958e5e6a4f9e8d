"""The generated C: clean under every warning, usable from C and C++, sound under sanitizers and valgrind."""

import shutil
import subprocess
from pathlib import Path

import pytest

from symxent.kernels.catalogue import FAMILIES, KERNELS, kernel_named
from symxent.kernels.emit import templates
from symxent.kernels.emit.templates import Family
from symxent.resources import folder

C = folder("generated") / "c"
WARNINGS = [
    "-std=c11",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wfloat-equal",
    "-Wshadow",
    "-Wdouble-promotion",
    "-Werror",
]
DRIVER = """
#include "sigmoid.h"
#include "bce_with_logits.h"
#include "categorical_cross_entropy.h"
#include "softmax.h"
#include "logistic_regression.h"
#include "softmax_regression.h"
#include <math.h>
#include <stdlib.h>

/* Arrays of their exact size on the heap, so that one element too many is seen. */
static double *real(size_t n, double scale)
{
    double *a = malloc((n ? n : 1) * sizeof *a);
    for (size_t i = 0; a && i < n; i++)
        a[i] = scale * (double)((int)((i * 7919) % 97) - 48);
    return a;
}

static float *single(const double *from, size_t n)
{
    float *a = malloc((n ? n : 1) * sizeof *a);
    for (size_t i = 0; a && i < n; i++)
        a[i] = (float)from[i];
    return a;
}

static int64_t *labels(size_t n, size_t k)
{
    int64_t *t = malloc((n ? n : 1) * sizeof *t);
    for (size_t i = 0; t && i < n; i++)
        t[i] = (int64_t)(i % (k ? k : 1));
    return t;
}

static int elements(size_t n)
{
    double *z = real(n, 3), *y = real(n, 0), *a = real(n, 0), *b = real(n, 0);
    float *zf = single(z, n), *yf = single(y, n), *af = single(a, n), *bf = single(b, n);
    symxent_sigmoid_array(n, z, a);
    symxent_bce_with_logits_value_gradient_array(n, z, y, a, b);
    symxent_sigmoidf_array(n, zf, af);
    symxent_bce_with_logits_gradient_hessianf_array(n, zf, yf, af, bf);
    const int wrong = n > 0 && !(a[0] >= 0 && fabs(b[0]) <= 1 && bf[0] >= 0);
    free(z), free(y), free(a), free(b), free(zf), free(yf), free(af), free(bf);
    return wrong;
}

static int rows(size_t n, size_t k)
{
    double *x = real(n * k, 1), *g = real(n * k, 0), *v = real(n, 0);
    float *xf = single(x, n * k), *gf = single(g, n * k), *vf = single(v, n);
    int64_t *t = labels(n, k);
    int wrong = symxent_categorical_cross_entropy_value_gradient_array(n, k, x, t, v, g);
    wrong |= symxent_categorical_cross_entropyf_array(n, k, xf, t, vf);
    wrong |= symxent_softmax_array(n, k, x, g) | symxent_softmaxf_array(n, k, xf, gf);
    wrong |= symxent_logsumexp_array(n, k, x, v) | symxent_log_softmaxf_array(n, k, xf, gf);
    wrong |= symxent_softmax_jvp_array(n, k, x, x, g);
    free(x), free(g), free(v), free(xf), free(gf), free(vf), free(t);
    return k > 0 && wrong;
}

static int data(size_t n, size_t d, size_t k)
{
    double *X = real(n * d, 0.01), *theta = real(k * d, 0.01), *g = real(k * d, 0), *y = real(n, 0), J;
    float *Xf = single(X, n * d), *thetaf = single(theta, k * d), *gf = single(g, k * d), Jf;
    int64_t *t = labels(n, k);
    int wrong = symxent_logistic_regression_value_gradient_array(n, d, X, y, theta, &J, g);
    wrong |= symxent_softmax_regression_value_gradient_array(n, d, k, X, t, theta, &J, g);
    wrong |= symxent_softmax_regression_value_gradientf_array(n, d, k, Xf, t, thetaf, &Jf, gf);
    wrong |= symxent_softmax_regression_hvp_array(n, d, k, X, theta, theta, g);
    wrong |= symxent_logistic_regression_step_array(n, d, X, y, theta, 0.1, g);
    free(X), free(theta), free(g), free(y), free(Xf), free(thetaf), free(gf), free(t);
    return wrong;
}

int main(void)
{
    static const size_t lengths[] = { 0, 1, 3, 15, 16, 17, 100, 513, LONGEST };
    int wrong = fabs(symxent_sigmoid(0.0) - 0.5) > 1e-16 || fabsf(symxent_softplusf(0.0F) - 0.6931472F) > 1e-7F;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        wrong |= elements(lengths[i]);
    static const size_t classes[] = { 0, 1, 2, 3, 5, 7, 8, 10, 15, 16, 17, 32, 33, 48, 49, 129, 1023, 1025, 2049 };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        wrong |= rows(1, classes[i]) | rows(16, classes[i]) | rows(37, classes[i]) | rows(100, classes[i]);
    wrong |= data(0, 3, 2) | data(1, 1, 1) | data(70, 16, 3) | data(130, 33, 70) | data(40, 300, 130);
    wrong |= data(3000, 5, 4);
    return wrong;
}
"""


def compiled(tmp_path, *flags, compiler="gcc", longest=3000):
    """The driver linked with the kernels that it calls."""
    (tmp_path / "driver.c").write_text(DRIVER)
    names = [
        "sigmoid",
        "bce_with_logits",
        "categorical_cross_entropy",
        "softmax",
        "logistic_regression",
        "softmax_regression",
    ]
    made = tmp_path / "driver"
    command = [compiler, *WARNINGS, f"-DLONGEST={longest}", *flags, f"-I{C}", str(tmp_path / "driver.c")]
    command += [*[str(C / f"{n}.c") for n in names], "-o", str(made), "-lm"]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300)
    assert run.returncode == 0, run.stderr
    return made


def needs(tool):
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")


@pytest.mark.parametrize(
    "flags", [["-O2", "-fopenmp"], ["-fsyntax-only", "-fopenmp-simd", "-DSYMXENT_SIMD"]], ids=" ".join
)
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("family", FAMILIES)
def test_no_warning_from_any_compiler(family, compiler, flags, tmp_path):
    needs(compiler)
    if compiler == "clang" and "-fopenmp" in flags:
        probe = subprocess.run(
            [compiler, "-fopenmp", "-E", "-"], input="#include <omp.h>\n", capture_output=True, encoding="utf-8"
        )
        if probe.returncode:
            pytest.skip("this clang has no OpenMP")
    command = [compiler, *WARNINGS, *flags, "-c", str(C / f"{family}.c"), "-o", str(tmp_path / "o")]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_headers_are_cpp_too(family, tmp_path):
    needs("g++")
    (tmp_path / "use.cpp").write_text(f'#include "{family}.h"\nint main() {{ symxent_{family}_allow_threads(1); }}\n')
    command = [
        "g++",
        "-Wall",
        "-Wextra",
        "-Werror",
        f"-I{C}",
        "-c",
        str(tmp_path / "use.cpp"),
        "-o",
        str(tmp_path / "o"),
    ]
    subprocess.run(command, check=True, timeout=60)


def test_the_sources_include_the_standard_library_and_openmp_alone():
    allowed = {"fenv.h", "math.h", "stdlib.h", "string.h", "stddef.h", "stdint.h", "omp.h"}
    for place in sorted(C.glob("*.[ch]")):
        included = {
            line.split("<")[1].split(">")[0] for line in place.read_text().splitlines() if line.startswith("#include <")
        }
        assert included <= allowed, place.name


@pytest.mark.parametrize("width", ["-DSYMXENT_PLAIN", "-march=x86-64", "-march=haswell", "-march=x86-64-v4"])
def test_no_address_is_out_of_bounds_and_no_behaviour_undefined(width, tmp_path):
    needs("gcc")
    feature = {"-march=x86-64": "lm", "-march=haswell": "avx2", "-march=x86-64-v4": "avx512vl"}.get(width, "")
    facts = Path("/proc/cpuinfo")
    if feature and not (facts.is_file() and feature in facts.read_text().split()):
        pytest.skip(f"the processor has no {feature}")
    flags = ("-O1", "-fopenmp", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", width)
    made = compiled(tmp_path, *flags, longest=600)
    run = subprocess.run([made], capture_output=True, encoding="utf-8", timeout=300)
    assert (run.returncode, run.stderr) == (0, "")


def test_valgrind_finds_nothing(tmp_path):
    needs("valgrind")
    made = compiled(tmp_path, "-O1", "-g", longest=600)
    command = ["valgrind", "--error-exitcode=9", "--leak-check=full", "-q", str(made)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600)
    assert run.returncode == 0, run.stderr[:2000]


def test_a_version_for_each_level_of_the_processor_gives_the_same_numbers(tmp_path):
    needs("gcc")
    made = compiled(tmp_path, "-O1", "-DSYMXENT_CLONES", "-fopenmp")
    assert subprocess.run([made], timeout=60).returncode == 0


def test_every_kernel_carries_its_textbook_formula():
    for kernel in KERNELS:
        text = (C / f"{kernel.family}.h").read_text()
        for output in kernel.outputs:
            assert f"{output.name} = {output.formula}" in text


def test_the_file_says_how_it_was_made_and_that_nobody_edits_it():
    for place in [*C.glob("*.[ch]"), *(folder("generated") / "numpy").glob("*.py")]:
        assert (
            "Generated by `python -m symxent generate` from the formulas of symxent; do not edit." in place.read_text()
        )


def test_only_the_functions_that_a_kernel_calls_are_in_its_file():
    text = templates.c_source(Family("sigmoid", "One"), [kernel_named("sigmoid")])
    assert "exp_nonpositive_d(double v)" in text
    assert "log1p" not in text
    assert "exp_d(" not in text


def test_explain_of_a_data_set_explains_its_row():
    text = templates.explain(kernel_named("logistic_regression"))
    assert text.startswith("of each row: bce_with_logits")
    assert "s = sum over i of loss" in text
