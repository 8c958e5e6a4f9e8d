"""What a scalar function in float costs on a microcontroller: flash and stack, beside the formula as it is written.

python bench/sizes.py > docs/tables/sizes.txt

A program that calls the one function is linked without start files and with --gc-sections; the bytes of one that calls
none are taken off.  The formula as written calls expf and logf of the compiler's C library.  Of the stack, the deepest
frame of symxent's own functions is told; what the C library needs is not known.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sympy import ccode, exp
from sympy.codegen.ast import float32, real

from symxent.kernels.catalogue import ELEMENTWISE, Kernel
from symxent.resources import folder

C = folder("generated") / "c"
LINK = ["-nostartfiles", "-Wl,-e,main", "-Wl,--gc-sections"]
MACHINES = {
    "Cortex-M4, float in hardware": (
        "arm-none-eabi",
        [
            "-mcpu=cortex-m4",
            "-mthumb",
            "-mfloat-abi=hard",
            "-mfpu=fpv4-sp-d16",
            "--specs=nosys.specs",
            "--specs=nano.specs",
        ],
    ),
    "RV32IMAC, float in software": (
        "riscv64-unknown-elf",
        ["-march=rv32imac", "-mabi=ilp32", "--specs=picolibc.specs"],
    ),
}
DOUBLE = re.compile(
    r"__aeabi_d|__(add|sub|mul|div|ge|gt|le|lt|eq|ne|unord)df[23]|__(extendsf|truncdf)|__fix\w*df|__float\w*df"
)


def program(inputs: int, call: str) -> str:
    """A main that calls with numbers that the compiler cannot know."""
    return f"#include <math.h>\nvolatile float in[{inputs}], out;\nint main(void)\n{{\n{call}    return 0;\n}}\n"


def linked(machine: str, text: str, sources: list[Path], place: Path) -> tuple[int, int, bool]:
    """Bytes of text and data, the deepest frame of the functions that were linked, whether double arithmetic was."""
    tools, flags = MACHINES[machine]
    (place / "main.c").write_text(text)
    for old in place.glob("*.su"):
        old.unlink()
    command = [f"{tools}-gcc", *flags, "-std=c11", "-Os", "-ffunction-sections", "-fdata-sections", "-fstack-usage"]
    subprocess.run([*command, *LINK, f"-I{C}", "main.c", *map(str, sources), "-lm", "-o", "elf"], cwd=place, check=True)
    sizes = subprocess.run(
        [f"{tools}-size", "elf"], cwd=place, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    flash = sum(int(n) for n in sizes.splitlines()[1].split()[:2])
    names = subprocess.run([f"{tools}-nm", "elf"], cwd=place, check=True, capture_output=True, encoding="utf-8").stdout
    present = {line.split()[-1] for line in names.splitlines()}
    frames = [line.split() for su in place.glob("*.su") for line in su.read_text().splitlines()]
    depth = max(int(size) for where, size, *_ in frames if where.rsplit(":", 1)[1] in present)
    return flash, depth, any(DOUBLE.search(name) for name in present)


def of_kernel(kernel: Kernel) -> tuple[str, str]:
    """The program that calls symxent's function, and the one that computes the formula as it is written."""
    n = len(kernel.inputs)
    numbers = ", ".join(f"in[{i}]" for i in range(n))
    given = "".join(f"    const float {each.name} = in[{i}];\n" for i, each in enumerate(kernel.inputs))
    formula = ccode(kernel.outputs[0].formula.rewrite(exp), type_aliases={real: float32}, standard="C99")
    call = f"    out = symxent_{kernel.name}f({numbers});\n"
    return f'#include "{kernel.family}.h"\n' + program(n, call), program(n, f"{given}    out = {formula};\n")


def main() -> None:
    """The table."""
    with tempfile.TemporaryDirectory() as folder_name:
        place = Path(folder_name)
        for machine, (tools, _) in MACHINES.items():
            if shutil.which(f"{tools}-gcc") is None:
                print(f"{machine}: {tools}-gcc is not installed")
                continue
            version = subprocess.run([f"{tools}-gcc", "-dumpversion"], capture_output=True, encoding="utf-8").stdout
            print(f"{machine} ({tools}-gcc {version.strip()} -Os)")
            print(f"{'function':32}{'bytes':>8}{'as written':>12}{'stack':>8}  double")
            for kernel in ELEMENTWISE:
                if len(kernel.outputs) > 1:
                    continue
                ours, naive = of_kernel(kernel)
                n = len(kernel.inputs)
                empty, _, _ = linked(machine, program(n, "".join(f"    out = in[{i}];\n" for i in range(n))), [], place)
                flash, stack, double = linked(machine, ours, [C / f"{kernel.family}.c"], place)
                written, _, _ = linked(machine, naive, [], place)
                ends = f"{stack:8}  {'yes' if double else 'none'}"
                print(f"{kernel.name + 'f':32}{flash - empty:8}{written - empty:12}{ends}")
            print()


if __name__ == "__main__":
    main()
