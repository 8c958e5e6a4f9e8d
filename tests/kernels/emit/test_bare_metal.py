"""The same C on bare metal, perhaps without a unit for floating point: it compiles without a warning."""

import re
import shutil
import subprocess

import pytest

from symxent.resources import folder

C = folder("generated") / "c"
WARNINGS = [
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wfloat-equal",
    "-Wshadow",
    "-Wdouble-promotion",
    "-Werror",
]
MACHINES = {
    "Cortex-M4": ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"],
    "RV32IMAC": ["riscv64-unknown-elf-gcc", "--specs=picolibc.specs", "-march=rv32imac", "-mabi=ilp32"],
}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("family", sorted(path.stem for path in C.glob("*.c")))
def test_every_family_compiles_without_a_warning(machine: str, family: str, tmp_path) -> None:
    compiler, *flags = MACHINES[machine]
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    command = [
        compiler,
        *flags,
        *WARNINGS,
        "-std=c11",
        "-Os",
        "-c",
        str(C / f"{family}.c"),
        "-o",
        str(tmp_path / "f.o"),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("machine", MACHINES)
def test_a_function_in_float_needs_nothing_in_double(machine: str, tmp_path) -> None:
    compiler, *flags = MACHINES[machine]
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    program = "volatile float in[2], out;\nint main(void) { out = symxent_focal_with_logits_hessianf(in[0], in[1]); }\n"
    (tmp_path / "main.c").write_text(f'#include "focal_with_logits.h"\n{program}')
    flags += ["-std=c11", "-Os", "-ffunction-sections", "-nostartfiles", "-Wl,-e,main", "-Wl,--gc-sections", f"-I{C}"]
    sources = ["main.c", str(C / "focal_with_logits.c")]
    subprocess.run([compiler, *flags, *sources, "-lm", "-o", "elf"], cwd=tmp_path, check=True, timeout=300)
    names = subprocess.run(
        [compiler.replace("gcc", "nm"), "elf"], cwd=tmp_path, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    assert "symxent_focal_with_logits_hessianf" in names
    assert not re.search(r"__aeabi_d|__(add|sub|mul|div)df3|__extendsfdf2|__truncdfsf2", names)
