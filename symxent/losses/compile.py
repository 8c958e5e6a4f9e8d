"""A loss as NumPy ufuncs: its stable forms, the C generated from them, and the compiled library.

The search for stable forms takes seconds, so what was generated is kept in the user's cache folder: C source and a
description, as text, under a key of the loss and of everything that had a part in making it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr, srepr, sstr

from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.kernels.catalogue import Kernel, Output
from symxent.kernels.emit import plain_numpy, templates
from symxent.kernels.emit.templates import Family
from symxent.kernels.program.loops import Input
from symxent.kernels.run import build
from symxent.kernels.run.load import Spec, from_sources
from symxent.kernels.stable.evaluate import Evaluator
from symxent.kernels.stable.search import functions
from symxent.losses import store
from symxent.losses.loss import Loss
from symxent.losses.stabilise import Stable, bare, stabilise, symbol
from symxent.losses.verified import failures, tell

SINGLES = (("value",), ("gradient",), ("hessian",))
FUSED = (("value", "gradient"), ("gradient", "hessian"))
_SOURCES = ("kernels", "losses", "language")


@dataclass(frozen=True)
class Generated:
    """What was generated of a loss: the C, what each kernel takes and gives, and the form of each output in words."""

    name: str
    kernels: tuple[Spec, ...]
    sources: Mapping[str, str]
    forms: Mapping[str, str]
    steps: Mapping[str, tuple[str, ...]]
    verdicts: Mapping[str, str]


@dataclass(frozen=True)
class Compiled:
    """The kernels of a loss, ufuncs over (prediction, targets …, parameters …) in float32 and float64.

    ``value``, ``gradient``, ``hessian`` give one array; ``value_gradient`` and ``gradient_hessian`` two, in one pass
    over memory.  A label that is none of its values gives NaN.  ``compiler`` is empty where the generated C could not
    be compiled, and then says why the kernels are plain NumPy.
    """

    loss: Loss
    value: Any
    gradient: Any
    hessian: Any
    value_gradient: Any
    gradient_hessian: Any
    generated: Generated
    reason: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the ufuncs' arguments, in order."""
        return tuple(v.name for v in self.loss.variables)

    def __str__(self) -> str:
        how = self.reason or "compiled C"
        return f"{self.loss.name}({', '.join(self.arguments)}): value, gradient, hessian ({how})"


@cache
def stable_forms(loss: Loss) -> dict[str, Stable]:
    """The stable form of each formula of the loss; searched for once in a process."""
    return stabilise(loss)


def checked(loss: Loss, strict: bool) -> Compiled:
    """The kernels of a loss that passed their verification; else NotVerified is raised, or a warning given.

    Those of the catalogue come with their forms and with what verification found, which the project's tests repeat.
    """
    from symxent.losses import catalogue
    from symxent.losses.verify import verify

    made = compiled(loss)
    if store.failing(loss.name) or loss.name not in catalogue.names() or catalogue.named(loss.name) != loss:
        tell(loss.name, failures(loss.name, _key(loss), lambda: verify(made)), strict)
    return made


@cache
def compiled(loss: Loss) -> Compiled:
    """The kernels of a loss, in plain NumPy where there is no compiler."""
    made = generated(loss)
    try:
        ufuncs = {spec.name: from_sources(spec, made.sources) for spec in made.kernels}
        reason = ""
    except build.NoCompiler as error:
        ufuncs = {spec.name: _numpy_kernel(loss, spec) for spec in made.kernels}
        reason = f"plain NumPy, because {error}"
    value, gradient, hessian, both, derivatives = (ufuncs[kernel_name(loss, names)] for names in (*SINGLES, *FUSED))
    return Compiled(loss, value, gradient, hessian, both, derivatives, made, reason)


def kernel_name(loss: Loss, outputs: tuple[str, ...]) -> str:
    """The name of the kernel that computes these outputs."""
    return loss.name if outputs == ("value",) else f"{loss.name}_{'_'.join(outputs)}"


def is_generated(loss: Loss) -> bool:
    """Whether the kernels of a loss lie in the cache folder."""
    return _read(_place(loss)) is not None


def _place(loss: Loss) -> Path:
    return build.cache_folder() / f"{loss.name}-{_key(loss)}.json"


def generated(loss: Loss) -> Generated:
    """What is generated of a loss: from the cache folder, or else made now and kept there."""
    place = _place(loss)
    kept = _read(place)
    if kept is not None:
        return kept
    made = generate(loss)
    try:
        write_atomically(place, json.dumps(asdict(made), ensure_ascii=False))
    except SymxentError:
        return made  # a cache that cannot be written costs time, not correctness
    return made


def generate(loss: Loss) -> Generated:
    """The C of a loss and its description, made from the loss alone."""
    stable = stable_forms(loss)
    kernels = [kernel(loss, stable, names) for names in (*SINGLES, *FUSED)]
    family = Family(loss.name, loss.title or f"The loss {loss.name}")
    return Generated(
        loss.name,
        tuple(_spec(k) for k in kernels),
        {f"{loss.name}.c": templates.c_source(family, kernels), f"{loss.name}.h": templates.c_header(family, kernels)},
        {name: sstr(s.form) for name, s in stable.items()},
        {name: s.steps for name, s in stable.items()},
        {name: s.verdict.status.value for name, s in stable.items()},
    )


def numpy_source(loss: Loss, kernels: Sequence[Kernel]) -> str:
    """The kernels of a loss as a NumPy module."""
    return plain_numpy.numpy_source(Family(loss.name, loss.title or f"The loss {loss.name}"), kernels)


def kernel(loss: Loss, stable: Mapping[str, Stable], names: tuple[str, ...]) -> Kernel:
    """The kernel of some outputs; it takes every argument of the loss, whether its formulas use it or not."""
    title = f"{loss.title or loss.name}: {' and '.join(names)}"
    inputs = tuple(Input(v.name, domain=v.where) for v in loss.variables)
    outputs = tuple(Output(n, bare(loss, loss.formulas[n]), (), stable[n].form) for n in names)
    return Kernel(kernel_name(loss, names), loss.name, title, inputs, outputs)


def _spec(k: Kernel) -> Spec:
    doc = f"{k.title}: {', '.join(f'{o.name} = {sstr(o.formula)}' for o in k.outputs)}."
    return Spec(k.name, k.family, tuple(i.name for i in k.inputs), tuple(o.name for o in k.outputs), (), None, doc)


def _numpy_kernel(loss: Loss, spec: Spec) -> Callable[..., Any]:
    """The kernel over plain NumPy: a walk over the stable form, with whole arrays."""
    forms = [stable_forms(loss)[name].form for name in spec.outputs]
    symbols = [symbol(v) for v in loss.variables]

    def call(*arguments: Any) -> Any:
        if len(arguments) != len(symbols):
            raise TypeError(f"{spec.name} takes {len(symbols)} arguments, and {len(arguments)} were given")
        dtype = np.dtype(np.float32 if all(_is_single(a) for a in arguments) else np.float64)
        arrays = np.broadcast_arrays(*[np.asarray(a, dtype) for a in arguments])
        walk = Evaluator(dict(zip(symbols, arrays, strict=True)), dtype, functions())
        results = [_full(walk, form, arrays[0].shape) for form in forms]
        return results[0] if len(results) == 1 else tuple(results)

    call.__name__, call.__doc__ = spec.name, spec.doc
    return call


def _is_single(value: Any) -> bool:
    return isinstance(value, float | int) or np.asarray(value).dtype == np.float32


def _full(walk: Evaluator, form: Expr, shape: tuple[int, ...]) -> NDArray[Any] | np.floating:
    return np.array(np.broadcast_to(walk(form), shape))[()]


def _read(place: Path) -> Generated | None:
    try:
        facts = json.loads(place.read_text(encoding="utf-8"))
        specs = tuple(
            Spec(k["name"], k["family"], tuple(k["inputs"]), tuple(k["outputs"]), tuple(k["labels"]), None, k["doc"])
            for k in facts["kernels"]
        )
        steps = {k: tuple(v) for k, v in facts["steps"].items()}
        return Generated(facts["name"], specs, facts["sources"], facts["forms"], steps, facts["verdicts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _key(loss: Loss) -> str:
    parts = [srepr(loss.expr), loss.name, loss.title, loss.wrt.name, sympy.__version__, state_of_symxent()]
    parts += [store.state(loss.name)]
    parts += [srepr(loss.formulas[name]) for name in ("gradient", "hessian")]
    parts += [f"{v.name} {v.role} {srepr(v.where)}" for v in loss.variables]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@cache
def state_of_symxent() -> str:
    """A hash of the code and the templates that what is generated depends on."""
    from symxent.resources import folder

    package = Path(__file__).resolve().parents[1]
    files = [p for part in _SOURCES for p in (package / part).rglob("*.py")] + list(
        folder("templates").rglob("*.jinja")
    )
    state = hashlib.sha256()
    for file in sorted(files):
        state.update(file.read_bytes())
    return state.hexdigest()
