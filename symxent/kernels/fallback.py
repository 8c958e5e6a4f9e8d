"""The generated NumPy kernels, for machines without a C compiler: same names, same results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symxent.kernels.load import Spec


def kernel(spec: Spec, reason: str) -> Any:
    """The NumPy kernel of that name; one warning line says why it is not the compiled one."""
    raise RuntimeError(reason)
