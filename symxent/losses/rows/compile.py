"""A row loss as NumPy gufuncs: its stable forms, the C generated from them, and the compiled library.

The search for stable forms takes seconds, so what was generated is kept in the user's cache folder, as for other
losses: C source and a description, as text, under a key of the loss and of everything that had a part in making it.
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
from sympy import Expr, srepr, sstr

from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.kernels.catalogue import Kernel, Output
from symxent.kernels.emit import plain_numpy, templates
from symxent.kernels.emit.templates import Family
from symxent.kernels.program.loops import Input, Program
from symxent.kernels.run import build
from symxent.kernels.run.load import Spec, from_sources
from symxent.kernels.stable.row_evaluate import KernelRowEvaluator
from symxent.language.domain import CLOSED_UNIT
from symxent.losses.compile import Generated, state_of_symxent
from symxent.losses.rows import calculus
from symxent.losses.rows.loss import RowLoss
from symxent.losses.rows.stabilise import OUTPUTS, kernel_form, stable_rows
from symxent.losses.verified import failures, tell

KERNELS = (*((name,) for name in OUTPUTS), ("value", "gradient"), ("gradient", "hessian_diagonal"))


@dataclass(frozen=True)
class CompiledRows:
    """The kernels of a row loss, gufuncs over (scores, class or shares …, parameters …) in float32 and float64.

    Scores are (…, k), classes (…), shares (…, k), parameters broadcast with the classes.  ``value`` gives (…), the
    others (…, k); ``value_gradient`` and ``gradient_hessian_diagonal`` give both in one call.  A class that there is
    not raises an error that names it.  ``reason`` says why the kernels are plain NumPy, where they are.
    """

    loss: RowLoss
    value: Any
    gradient: Any
    hessian_diagonal: Any
    value_gradient: Any
    gradient_hessian_diagonal: Any
    generated: Generated
    reason: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the gufuncs' arguments, in order."""
        return self.loss.arguments

    def __str__(self) -> str:
        how = f"NumPy: {self.reason}" if self.reason else "compiled"
        return f"{self.loss.name}({', '.join(self.arguments)}): value, gradient, hessian_diagonal ({how})"


def checked(loss: RowLoss, strict: bool) -> CompiledRows:
    """The kernels of a loss that passed their verification; else NotVerified is raised, or a warning given.

    Those of the catalogue come with their forms, and the project's tests verify them.
    """
    from symxent.losses.rows import catalogue
    from symxent.losses.rows.verify import verify

    made = compiled(loss)
    if loss.name not in catalogue.names() or catalogue.named(loss.name) != loss:
        tell(loss.name, failures(loss.name, _key(loss), lambda: verify(made)), strict)
    return made


@cache
def compiled(loss: RowLoss) -> CompiledRows:
    """The kernels of a row loss, in plain NumPy where there is no compiler."""
    made = generated(loss)
    try:
        ufuncs = [from_sources(spec, made.sources) for spec in made.kernels]
        reason = ""
    except build.NoCompiler as error:
        ufuncs = [_numpy_kernel(loss, spec) for spec in made.kernels]
        reason = f"plain NumPy, because {error}"
    value, gradient, diagonal, both, derivatives = ufuncs
    return CompiledRows(loss, value, gradient, diagonal, both, derivatives, made, reason)


def is_generated(loss: RowLoss) -> bool:
    """Whether the kernels of a loss lie in the cache folder."""
    return _read(_place(loss)) is not None


def _place(loss: RowLoss) -> Path:
    return build.cache_folder() / f"{loss.name}-{_key(loss)}.json"


def generated(loss: RowLoss) -> Generated:
    """What is generated of a row loss: from the cache folder, or else made now and kept there."""
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


def generate(loss: RowLoss) -> Generated:
    """The C of a row loss and its description, made from the loss alone."""
    made = kernels(loss)
    family = _family(loss)
    stable = stable_rows(loss)
    return Generated(
        loss.name,
        tuple(_spec(k) for k in made),
        {f"{loss.name}.c": templates.c_source(family, made), f"{loss.name}.h": templates.c_header(family, made)},
        {name: sstr(kernel_form(loss, s)) for name, s in stable.items()},
        {name: s.steps for name, s in stable.items()},
        {name: s.verdict.status.value for name, s in stable.items()},
    )


def numpy_source(loss: RowLoss) -> str:
    """The kernels of a row loss as a NumPy module."""
    return plain_numpy.numpy_source(_family(loss), kernels(loss)[: len(OUTPUTS)])


def kernels(loss: RowLoss) -> list[Kernel]:
    """Every kernel of the loss; each takes all arguments, whether its formulas use them or not."""
    return [_kernel(loss, names) for names in KERNELS]


def programs(loss: RowLoss) -> list[Program]:
    """The loops that compute value, gradient and Hessian diagonal, each alone."""
    return [templates.program_of(k) for k in kernels(loss)[: len(OUTPUTS)]]


def _kernel(loss: RowLoss, names: Sequence[str]) -> Kernel:
    stable = stable_rows(loss)
    words = " and ".join(name.replace("hessian_diagonal", "diagonal of the Hessian") for name in names)
    name = loss.name if tuple(names) == ("value",) else f"{loss.name}_{'_'.join(names)}"
    outputs = tuple(
        Output(n, formula(loss, n), () if n == "value" else (calculus.j,), kernel_form(loss, stable[n])) for n in names
    )
    return Kernel(name, loss.name, f"{loss.title or loss.name}: {words}", inputs(loss), outputs)


def inputs(loss: RowLoss) -> tuple[Input, ...]:
    """The arguments of every kernel of the loss."""
    found = [Input(str(loss.wrt.label), (calculus.j,))]
    found += [Input(loss.label.name, label=True)] if loss.label is not None else []
    found += [Input(str(loss.shares.label), (calculus.j,), CLOSED_UNIT)] if loss.shares is not None else []
    return (*found, *(Input(p.name, domain=p.where) for p in loss.parameters))


def formula(loss: RowLoss, name: str) -> Expr:
    """The formula of an output in the loss's own names."""
    formulas = {"value": loss.expr, "gradient": loss.gradient, "hessian_diagonal": loss.hessian_diagonal}
    return formulas[name]


def _family(loss: RowLoss) -> Family:
    return Family(loss.name, loss.title or f"The loss {loss.name}")


def _spec(k: Kernel) -> Spec:
    doc = f"{k.title}: {', '.join(f'{o.name} = {sstr(o.formula)}' for o in k.outputs)}."
    labels = tuple(i.name for i in k.inputs if i.label)
    return Spec(
        k.name, k.family, tuple(i.name for i in k.inputs), tuple(o.name for o in k.outputs), labels, k.signature, doc
    )


def _numpy_kernel(loss: RowLoss, spec: Spec) -> Callable[..., Any]:
    """The kernel over plain NumPy: a walk over the stable form, with whole arrays."""

    def call(*arguments: Any) -> Any:
        if len(arguments) != len(spec.inputs):
            raise TypeError(f"{spec.name} takes {len(spec.inputs)} arguments, and {len(arguments)} were given")
        results = [evaluated(loss, name, arguments) for name in spec.outputs]
        return results[0] if len(results) == 1 else tuple(results)

    call.__name__, call.__doc__ = spec.name, spec.doc
    return call


def evaluated(loss: RowLoss, name: str, arguments: Sequence[Any]) -> Any:
    """An output by NumPy alone, arguments broadcast as the gufuncs broadcast them."""
    from symxent.kernels.run.labels import check_labels

    scores = np.asarray(arguments[0])
    dtype = np.dtype(np.float32 if scores.dtype == np.float32 else np.float64)
    given = inputs(loss)
    single = [a.shape[:-1] if i.indices else a.shape for i, a in zip(given, map(np.asarray, arguments), strict=True)]
    outer, k = np.broadcast_shapes(*single), scores.shape[-1]
    arrays, labels, numbers = {}, {}, {}
    for i, a in zip(given, map(np.asarray, arguments), strict=True):
        if i.indices:
            arrays[i.symbol] = np.broadcast_to(a, (*outer, k)).reshape(-1, k).astype(dtype)
        elif i.label:
            check_labels(i.name, a, k)
            labels[i.symbol] = np.broadcast_to(a, outer).reshape(-1)
        else:
            numbers[i.symbol] = np.broadcast_to(a, outer).reshape(-1)
    index = None if name == "value" else calculus.j
    with np.errstate(all="ignore"):
        rows = KernelRowEvaluator(arrays, labels, index, dtype, numbers).rows(
            kernel_form(loss, stable_rows(loss)[name])
        )
    return np.array(rows).reshape(outer if index is None else (*outer, k))[()]


def _read(place: Path) -> Generated | None:
    try:
        facts = json.loads(place.read_text(encoding="utf-8"))
        specs = tuple(_spec_from(k) for k in facts["kernels"])
        steps = {k: tuple(v) for k, v in facts["steps"].items()}
        return Generated(facts["name"], specs, facts["sources"], facts["forms"], steps, facts["verdicts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _spec_from(facts: Mapping[str, Any]) -> Spec:
    inputs, outputs, labels = (tuple(facts[part]) for part in ("inputs", "outputs", "labels"))
    return Spec(facts["name"], facts["family"], inputs, outputs, labels, facts["signature"], facts["doc"])


def _key(loss: RowLoss) -> str:
    parts = ["row", srepr(loss.expr), loss.name, loss.title, str(loss.wrt), sympy.__version__, state_of_symxent()]
    parts += [f"{p.name} {srepr(p.where)}" for p in loss.parameters]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
