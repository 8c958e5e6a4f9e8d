"""The same C on bare metal, perhaps without a unit for floating point: it compiles without a warning."""

import shutil
import subprocess

import pytest

from symxent.resources import folder

C = folder("generated") / "c"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
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
