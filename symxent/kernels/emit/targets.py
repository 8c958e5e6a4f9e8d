"""What kernels can be written as: the files of a family for each target."""

from __future__ import annotations

from collections.abc import Sequence

from symxent.kernels.catalogue import Kernel
from symxent.kernels.emit import arrays, templates, triton
from symxent.kernels.emit.libraries import LIBRARIES
from symxent.kernels.emit.templates import Family


def files(target: str, family: Family, kernels: Sequence[Kernel]) -> dict[str, str]:
    """The files of a family for a target of ``libraries.TARGETS``, name → text."""
    if target in LIBRARIES:
        return {f"{family.name}.py": arrays.source(target, family, kernels)}
    if target == "triton":
        written = [k for k in kernels if k.link is None]  # products of matrices are for the library of the device
        return {f"{family.name}.py": triton.source(family, written)} if written else {}
    header = templates.c_header(family, kernels)
    return {f"{family.name}.c": templates.c_source(family, kernels), f"{family.name}.h": header}
