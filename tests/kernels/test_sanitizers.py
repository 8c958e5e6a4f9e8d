"""The generated C under the compilers' warnings, AddressSanitizer, UndefinedBehaviorSanitizer and valgrind."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "generated" / "c").glob("*.c"))
STRICT = ("-std=c11", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-fsyntax-only")


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_generated_c_is_clean_under_strict_warnings(compiler: str, source: Path) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    result = subprocess.run([compiler, *STRICT, str(source)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[:2000]


def test_no_kernel_reads_or_writes_outside_its_arrays_or_does_what_c_leaves_undefined(tmp_path: Path) -> None:
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("gcc is not installed")
    library = subprocess.run([gcc, "-print-file-name=libasan.so"], capture_output=True, text=True, check=True).stdout
    wrapper = tmp_path / "cc"
    watch = "-fsanitize=address,undefined -fno-sanitize-recover=all"
    wrapper.write_text(f'#!/bin/sh\nexec {gcc} "$@" -O1 -fno-openmp {watch}\n', encoding="utf-8")
    wrapper.chmod(0o755)
    environment = {
        **os.environ,
        "CC": str(wrapper),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LD_PRELOAD": library.strip(),
        "ASAN_OPTIONS": "detect_leaks=0",  # the interpreter keeps what it has until it ends
    }
    script = Path(__file__).with_name("exercise.py")
    result = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, timeout=600, check=False
    )
    assert result.returncode == 0, result.stderr[-3000:]
    calls, kernels = map(int, re.findall(r"\d+", result.stdout))
    assert calls > 1000
    assert kernels >= 20


DRIVER = """
#include <stdlib.h>
#include "sigmoid.h"
#include "softmax.h"
int main(void)
{
    const size_t n = 37, k = 11;
    double *z = malloc(n * k * sizeof *z), *out = malloc(n * k * sizeof *out), sum = 0;
    if (!z || !out)
        return 2;
    for (size_t i = 0; i < n * k; i++)
        z[i] = (double)(i % 97) * 1.5 - 60.0;
    symxent_sigmoid_array(n * k, z, out);
    for (size_t i = 0; i < n * k; i++)
        sum += out[i];
    symxent_softmax_array(n, k, z, out);
    for (size_t i = 0; i < n * k; i++)
        sum += out[i];
    free(z);
    free(out);
    return sum > 37.0 ? 0 : 1;
}
"""


def test_valgrind_finds_nothing_in_the_array_functions(tmp_path: Path) -> None:
    if shutil.which("valgrind") is None or shutil.which("gcc") is None:
        pytest.skip("valgrind and gcc are needed")
    (tmp_path / "driver.c").write_text(DRIVER, encoding="utf-8")
    folder = ROOT / "generated" / "c"
    files = [str(tmp_path / "driver.c"), str(folder / "sigmoid.c"), str(folder / "softmax.c")]
    program = str(tmp_path / "driver")
    subprocess.run(["gcc", "-std=c11", "-O1", "-g", f"-I{folder}", *files, "-o", program, "-lm"], check=True)
    result = subprocess.run(
        ["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", program],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-2000:]
    assert result.stderr == ""
