"""A loss as NumPy ufuncs: its stable forms, the C generated from them, and the compiled library.

The search for stable forms takes seconds, so what was generated is kept in the user's cache folder: C source and a
description, as text, under a key of the loss and of everything that had a part in making it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import sympy
from sympy import srepr

from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.kernels.catalogue import Kernel, Output
from symxent.kernels.emit import targets, templates
from symxent.kernels.emit.templates import Family
from symxent.kernels.program.loops import Input, Program, comment
from symxent.kernels.run import build
from symxent.kernels.run.fallback import NumPyKernel, module
from symxent.kernels.run.load import Spec, from_sources
from symxent.losses import store
from symxent.losses.loss import Loss
from symxent.losses.over_classes import j
from symxent.losses.stabilise import stable_form, stable_forms
from symxent.losses.variables import Row, in_loops

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
    """The kernels of a loss by name, ufuncs over (scores, targets …, parameters …) in float32 and float64.

    Of one score ``value``, ``gradient``, ``hessian`` give one array; ``value_gradient`` and ``gradient_hessian`` two,
    in one pass over memory.  A label that is none of its values gives NaN.
    Of a row they are gufuncs, with ``hessian_diagonal`` in the place of ``hessian``: scores are (…, k), classes (…),
    shares (…, k), and parameters broadcast with the classes; ``value`` gives (…), the others (…, k).  A class that
    there is not raises an error that names it.  ``hessian_product``, made when it is first asked for, takes a vector
    (…, k) last, and gives the Hessian's product with it.
    ``reason`` says why the kernels are plain NumPy, where the generated C could not be compiled.
    """

    loss: Loss
    kernels: Mapping[str, Any]
    generated: Generated
    reason: str = ""

    def __getattr__(self, name: str) -> Any:
        if name == "hessian_product" and self.__dict__["loss"].by_row:
            return _product(self.loss)
        if name in (kernels := self.__dict__.get("kernels", {})):
            return kernels[name]
        raise AttributeError(f"there is no kernel {name!r}; there are {', '.join(kernels)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.kernels]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the ufuncs' arguments, in order."""
        return self.loss.arguments

    def __str__(self) -> str:
        how = self.reason or "compiled C"
        return f"{self.loss.name}({', '.join(self.arguments)}): {', '.join(self.loss.outputs)} ({how})"


@cache
def compiled(loss: Loss) -> Compiled:
    """The kernels of a loss, in plain NumPy where there is no compiler."""
    made = generated(loss)
    names = ["_".join(names) for names in together(loss)]
    try:
        ufuncs = [from_sources(spec, made.sources) for spec in made.kernels]
        reason = ""
    except build.NoCompiler as error:
        ufuncs = [in_numpy(loss, outputs) for outputs in together(loss)]
        reason = f"plain NumPy, because {error}"
    return Compiled(loss, dict(zip(names, ufuncs, strict=True)), made, reason)


@cache
def _product(loss: Loss) -> Any:
    """The product of a row's Hessian and a vector, which few need: it is no part of the other kernels' library."""
    outputs = ("hessian_product",)
    name = kernel_name(loss, outputs)
    made = replace(kernel(loss, outputs), family=name)
    try:
        return from_sources(_spec(made), targets.files("c", Family(name, made.title), [made]))
    except build.NoCompiler:
        return in_numpy(loss, outputs)


def in_numpy(loss: Loss, outputs: tuple[str, ...]) -> NumPyKernel:
    """The kernel of these outputs in the generated NumPy, for machines without a C compiler."""
    return NumPyKernel(function(loss, "numpy", *outputs), _spec(kernel(loss, outputs)))


def together(loss: Loss) -> tuple[tuple[str, ...], ...]:
    """The outputs of each kernel: every one alone, then the two pairs that are computed in one pass."""
    value, gradient, hessian = loss.outputs
    return ((value,), (gradient,), (hessian,), (value, gradient), (gradient, hessian))


def kernel_name(loss: Loss, outputs: tuple[str, ...]) -> str:
    """The name of the kernel that computes these outputs."""
    return loss.name if outputs == ("value",) else f"{loss.name}_{'_'.join(outputs)}"


def is_generated(loss: Loss) -> bool:
    """Whether the kernels of a loss lie in the cache folder."""
    return _read(_place(loss)) is not None


def _place(loss: Loss) -> Path:
    return build.cache_folder() / f"{loss.name}-{key(loss)}.json"


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
    made = [kernel(loss, names) for names in together(loss)]
    family, stable = _family(loss), stable_forms(loss)
    return Generated(
        loss.name,
        tuple(_spec(k) for k in made),
        targets.files("c", family, made),
        {name: comment(s.form) for name, s in stable.items()},
        {name: s.steps for name, s in stable.items()},
        {name: s.verdict.status.value for name, s in stable.items()},
    )


def _family(loss: Loss) -> Family:
    return Family(loss.name, loss.title or f"The loss {loss.name}")


def sources(loss: Loss, target: str) -> dict[str, str]:
    """The kernels of a loss as files of a target, name → text; in a module of a library each output stands alone."""
    if target == "c":
        return dict(generated(loss).sources)
    return targets.files(target, _family(loss), [kernel(loss, (name,)) for name in loss.outputs])


@cache
def function(loss: Loss, target: str, *outputs: str) -> Callable[..., Any]:
    """Outputs of a loss as a function over a library's own arrays; its text is kept in the cache folder."""
    name = "_".join(outputs)
    place = build.cache_folder() / f"{loss.name}-{key(loss)}-{name}-{target}.py"
    if not place.is_file():
        (text,) = targets.files(target, _family(loss), [kernel(loss, outputs)]).values()
        write_atomically(place, text)
    made = module(place, f"symxent_{target}_{loss.name}_{name}")
    found: Callable[..., Any] = getattr(made, kernel_name(loss, outputs))
    return found


def programs(loss: Loss) -> list[Program]:
    """The loops that compute value, gradient and Hessian, each alone."""
    return [templates.program_of(kernel(loss, (name,))) for name in loss.outputs]


def kernel(loss: Loss, names: tuple[str, ...]) -> Kernel:
    """The kernel of some outputs; it takes every argument of the loss, whether its formulas use it or not.

    The ``hessian_product`` of a row takes the vector ``v`` besides.
    """
    words = " and ".join(_WORDS.get(name, name) for name in names)
    indices = {name: (j,) if loss.by_row and name != "value" else () for name in names}
    stable = {name: stable_form(loss, name) for name in names}
    outputs = tuple(Output(name, stable[name].formula, indices[name], stable[name].form) for name in names)
    return Kernel(
        kernel_name(loss, names), loss.name, f"{loss.title or loss.name}: {words}", inputs(loss, names), outputs
    )


_WORDS = {"hessian_diagonal": "diagonal of the Hessian", "hessian_product": "product of the Hessian and v"}


def inputs(loss: Loss, outputs: Sequence[str] = ()) -> tuple[Input, ...]:
    """The arguments of every kernel of the loss, and ``v`` of the Hessian's product with it."""
    given = tuple(
        Input(v.name, label=True)
        if v.is_class
        else Input(v.name, (j,), v.where)
        if isinstance(v, Row)
        else Input(in_loops(v) if loss.by_row else v.name, domain=v.where)
        for v in loss.variables
    )
    return (*given, Input("v", (j,))) if "hessian_product" in outputs else given


def _spec(k: Kernel) -> Spec:
    return Spec.of(k, f"{k.title}: {', '.join(f'{o.name} = {comment(o.formula)}' for o in k.outputs)}.")


def _read(place: Path) -> Generated | None:
    try:
        facts = json.loads(place.read_text(encoding="utf-8"))
        specs = tuple(Spec.read(k["name"], k) for k in facts["kernels"])
        steps = {k: tuple(v) for k, v in facts["steps"].items()}
        return Generated(facts["name"], specs, facts["sources"], facts["forms"], steps, facts["verdicts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def key(loss: Loss) -> str:
    parts = [srepr(loss.expr), loss.name, loss.title, loss.wrt.name, sympy.__version__, state_of_symxent()]
    parts += [store.state(loss.name), *(srepr(loss.formulas[name]) for name in loss.outputs[1:])]
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
