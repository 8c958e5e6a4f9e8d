"""The same C on a 64-bit ARM: by a cross compiler and an emulator, equal to a few units in the last place."""

import shutil
import subprocess

import numpy as np
import pytest

from symxent.resources import folder

C = folder("generated") / "c"
FAMILIES = ("sigmoid", "bce_with_logits", "categorical_cross_entropy", "logistic_regression", "softmax_regression")
DRIVER = """
#include "sigmoid.h"
#include "bce_with_logits.h"
#include "categorical_cross_entropy.h"
#include "logistic_regression.h"
#include "softmax_regression.h"
#include <stdio.h>

#define N 4000
static double z[N], y[N], a[N], b[N];
static float zf[N], yf[N], af[N], bf[N];
static int64_t t[N];

static void show(size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%a %a %a %a\\n", a[i], b[i], (double)af[i], (double)bf[i]);
}

int main(void)
{
    for (size_t i = 0; i < N; i++) {
        z[i] = ((double)((i * 7919) % N) / N - 0.5) * (i % 3 ? 20 : 1600);
        zf[i] = (float)z[i];
        y[i] = yf[i] = (float)(i % 2);
        t[i] = (int64_t)(i % 10);
    }
    symxent_sigmoid_array(N, z, a);
    symxent_sigmoidf_array(N, zf, af);
    show(N);
    symxent_bce_with_logits_value_gradient_array(N, z, y, a, b);
    symxent_bce_with_logits_value_gradientf_array(N, zf, yf, af, bf);
    show(N);
    int wrong = symxent_categorical_cross_entropy_value_gradient_array(N / 10, 10, z, t, b, a);
    wrong |= symxent_categorical_cross_entropy_value_gradientf_array(N / 10, 10, zf, t, bf, af);
    show(N);
    for (size_t i = 0; i < N; i++)
        zf[i] = (float)(z[i] /= 1600);
    wrong |= symxent_logistic_regression_value_gradient_array(N / 20, 20, z, y, z, b, a);
    wrong |= symxent_logistic_regression_value_gradientf_array(N / 20, 20, zf, yf, zf, bf, af);
    show(20);
    wrong |= symxent_softmax_regression_value_gradient_array(N / 20, 20, 10, z, t, z, b, a);
    wrong |= symxent_softmax_regression_value_gradientf_array(N / 20, 20, 10, zf, t, zf, bf, af);
    show(200);
    return wrong;
}
"""


def numbers(tmp_path, compiler, *run):
    (tmp_path / "driver.c").write_text(DRIVER)
    made = tmp_path / compiler
    command = [compiler, "-std=c11", "-O3", "-fno-math-errno", "-fno-trapping-math", "-static", f"-I{C}"]
    command += [str(tmp_path / "driver.c"), *[str(C / f"{name}.c") for name in FAMILIES], "-o", str(made), "-lm"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    told = subprocess.run([*run, str(made)], check=True, capture_output=True, encoding="utf-8", timeout=300).stdout
    return np.array([[float.fromhex(word) for word in line.split()] for line in told.splitlines()])


def test_an_arm_computes_what_this_machine_computes(tmp_path):
    for tool in ("aarch64-linux-gnu-gcc", "qemu-aarch64"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    here = numbers(tmp_path, "gcc")
    there = numbers(tmp_path, "aarch64-linux-gnu-gcc", "qemu-aarch64")
    assert len(here) == 3 * 4000 + 220
    elements, sums = slice(0, 12000), slice(12000, None)
    for column, dtype in enumerate((np.float64, np.float64, np.float32, np.float32)):
        ulp = np.finfo(dtype).eps
        a, b = here[elements, column], there[elements, column]
        assert (np.abs(a - b) <= 12 * ulp * np.abs(a) + np.finfo(dtype).smallest_subnormal).all()
        a, b = here[sums, column], there[sums, column]  # of a thousand terms that cancel
        assert np.abs(a - b).max() <= 100 * ulp * np.abs(a).max()
