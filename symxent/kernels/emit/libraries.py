"""Libraries of arrays that kernels are written for: what each spells in its own way, a row a library.

A new one is a row here, and a template ``templates/NAME/family.py.jinja`` for what stands around the kernels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Library:
    """``prefix`` stands before every function; the other fields are what differs between libraries.

    ``special``: functions whose full name is another one; ``by_number``: the larger or the smaller of an array and a
    number, where that has a name of its own; ``typed``: how a number is given the precision of an array, where a
    choice between numbers alone would have the library's default precision.
    """

    name: str
    title: str
    prefix: str
    axis: str = "axis=-1"
    keep: str = "keepdims=True"
    start: str = ""  # of a maximum: a row may be empty
    gather: str = "take_along_axis"
    cast: str = "astype"
    spread: str = "None"
    typed: str = "{number}"
    special: Mapping[str, str] = field(default_factory=dict)
    by_number: Mapping[str, str] = field(default_factory=dict)

    def function(self, name: str) -> str:
        """The full name of a function."""
        return self.special.get(name) or f"{self.prefix}.{name}"

    def reduced(self, op: str, term: str, counts: str = "") -> str:
        """The sum or the maximum of each row, as a column; ``counts``: the array in whose precision ones are summed."""
        more = self.start if op == "max" else f", dtype={counts}.dtype" if counts else ""
        return f"{self.function(op)}({term}, {self.axis}, {self.keep}{more})"

    def gathered(self, row: str, labels: str) -> str:
        """The element of each row at its label."""
        return f"{self.function(self.gather)}({row}, {labels}, {self.axis})"

    def extreme(self, name: str, first: str, second: str, is_number: bool) -> str:
        """The ``maximum`` or ``minimum`` of two; ``is_number``: whether the first is a number."""
        if is_number and name in self.by_number:
            return f"{self.prefix}.{self.by_number[name].format(second, first)}"
        return f"{self.function(name)}({first}, {second})"


LIBRARIES: Mapping[str, Library] = {
    library.name: library
    for library in (
        Library(
            "numpy",
            "NumPy",
            "np",
            start=", initial=-np.inf",
            spread="np.newaxis",
            special={name: f"_math_{name}" for name in ("erf", "erfc")},  # NumPy has neither
        ),
        Library(
            "torch",
            "PyTorch",
            "torch",
            axis="dim=-1",
            keep="keepdim=True",
            gather="take_along_dim",
            cast="to",
            typed="{like}.new_full((), {number})",
            special={"max": "torch.amax"},
            by_number={"maximum": "clamp({}, min={})", "minimum": "clamp({}, max={})"},
        ),
        Library(
            "jax",
            "JAX",
            "jnp",
            start=", initial=-jnp.inf",
            special={name: f"jax.scipy.special.{name}" for name in ("erf", "erfc")},
        ),
    )
}
TARGETS = ("c", *LIBRARIES, "triton")


def suffixes(target: str) -> tuple[str, ...]:
    """How the files of a target end."""
    return (".c", ".h") if target == "c" else (".py",)
