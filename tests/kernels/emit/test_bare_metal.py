"""The same C on bare metal, perhaps without a unit for floating point: it compiles without a warning."""

import re
import shutil
import subprocess
from pathlib import Path

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
CORTEX = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"]
RISC = ["-march=rv32imac", "-mabi=ilp32"]
MACHINES = {
    "Cortex-M4": ["arm-none-eabi-gcc", *CORTEX],
    "RV32IMAC": ["riscv64-unknown-elf-gcc", "--specs=picolibc.specs", *RISC],
}
# clang brings every target and no headers: those of the compilers above are beside its own.
CLANG = {
    "Cortex-M4": ("/usr/lib/arm-none-eabi/include", ["--target=arm-none-eabi", *CORTEX]),
    "RV32IMAC": ("/usr/lib/picolibc/riscv64-unknown-elf/include", ["--target=riscv32-unknown-elf", *RISC]),
}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("family", sorted(path.stem for path in C.glob("*.c")))
def test_every_family_compiles_without_a_warning(machine: str, family: str, tmp_path) -> None:
    compiler, *flags = MACHINES[machine]
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    assert not _complaints([compiler, *flags], family, tmp_path)


@pytest.mark.parametrize("machine", CLANG)
@pytest.mark.parametrize("family", sorted(path.stem for path in C.glob("*.c")))
def test_clang_has_nothing_to_say_either(machine: str, family: str, tmp_path) -> None:
    headers, flags = CLANG[machine]
    if shutil.which("clang") is None or not Path(headers).is_dir():
        pytest.skip("clang, or the C library's headers for this machine, are not installed")
    assert not _complaints(["clang", *flags, "-isystem", headers], family, tmp_path)


def _complaints(compiler: list[str], family: str, place: Path) -> str:
    command = [*compiler, *WARNINGS, "-std=c11", "-Os", "-c", str(C / f"{family}.c"), "-o", str(place / "f.o")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    return done.stderr + (f"exit {done.returncode}" if done.returncode else "")


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
