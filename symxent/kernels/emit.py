"""Programs into text: plain values for the templates, and the templates into files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sympy import S, Set, sstr

from symxent.kernels.catalogue import Kernel
from symxent.kernels.formats import FORMATS, Format
from symxent.kernels.forms import stable_form
from symxent.kernels.minimax import polynomials
from symxent.kernels.printers import CPrinter, NumPyText
from symxent.kernels.program import Program, Store, lower
from symxent.resources import folder

COMMAND = "python -m symxent generate"
PARALLEL_MINIMUM = 32768


@dataclass(frozen=True)
class Line:
    """``name`` = ``value``, as text."""

    name: str
    value: str


@dataclass(frozen=True)
class Body:
    """The algebra of a kernel in one format."""

    lets: tuple[Line, ...]
    stores: tuple[Line, ...]


@dataclass(frozen=True)
class Result:
    """An output as the templates see it."""

    name: str
    formula: str


@dataclass(frozen=True)
class Emitted:
    """A kernel as the templates see it."""

    name: str
    title: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[Result, ...]
    stable: tuple[str, ...]
    bodies: dict[str, Body]
    prototypes: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A file: its name and what it holds."""

    name: str
    title: str


@cache
def environment() -> Environment:
    """Jinja as symxent uses it: an undefined name is an error, blocks leave no blank lines."""
    return Environment(
        loader=FileSystemLoader(folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def program_of(kernel: Kernel) -> Program:
    """The loop program of a kernel's stable forms."""
    outputs = {o.name: (o.indices, stable_form(kernel.family, o.name)) for o in kernel.outputs}
    return lower(kernel.name, kernel.inputs, outputs)


def c_source(family: Family, kernels: Sequence[Kernel]) -> str:
    """The .c file of a family."""
    needed: dict[str, set[str]] = {form.letter: set() for form in FORMATS}
    emitted = [_emitted(kernel, needed) for kernel in kernels]
    return (
        environment()
        .get_template("c/elementwise.c.jinja")
        .render(
            command=COMMAND,
            family=family,
            kernels=emitted,
            formats=FORMATS,
            needed=needed,
            polynomials=polynomials(),
            parallel_minimum=PARALLEL_MINIMUM,
        )
    )


def c_header(family: Family, kernels: Sequence[Kernel]) -> str:
    """The .h file of a family."""
    needed: dict[str, set[str]] = {form.letter: set() for form in FORMATS}
    emitted = [_emitted(kernel, needed) for kernel in kernels]
    return environment().get_template("c/family.h.jinja").render(command=COMMAND, family=family, kernels=emitted)


def numpy_source(family: Family, kernels: Sequence[Kernel]) -> str:
    """The NumPy module of a family."""
    emitted = [_numpy(kernel) for kernel in kernels]
    template = environment().get_template("numpy/family.py.jinja")
    return template.render(command=COMMAND, family=family, kernels=emitted)


def _numpy(kernel: Kernel) -> Emitted:
    program = program_of(kernel)
    printer = NumPyText()
    lets = tuple(Line(str(let.symbol), printer.doprint(let.value)) for let in program.lets)
    stores = tuple(Line(s.output, printer.doprint(s.value)) for s in program.outputs)
    return replace(_emitted(kernel, {f.letter: set() for f in FORMATS}), bodies={"numpy": Body(lets, stores)})


def manifest_entry(kernel: Kernel) -> dict[str, object]:
    """What the manifest says of a kernel."""
    names = [o.name for o in kernel.outputs]
    titles = ", ".join(f"{o.name} = {sstr(o.formula)}" for o in kernel.outputs)
    return {
        "family": kernel.family,
        "title": kernel.title,
        "inputs": [i.name for i in kernel.inputs],
        "labels": [i.name for i in kernel.inputs if i.label],
        "outputs": names,
        "signature": None,
        "doc": f"{kernel.title[0].upper()}{kernel.title[1:]}: {titles}.",
        "formula": {o.name: sstr(o.formula) for o in kernel.outputs},
        "stable form": {o.name: sstr(stable_form(kernel.family, o.name)) for o in kernel.outputs},
        "domain": _domain(kernel),
    }


def explain(kernel: Kernel) -> str:
    """How the stable form of each output was found."""
    return "\n".join(sstr(stable_form(kernel.family, o.name)) for o in kernel.outputs)


def _domain(kernel: Kernel) -> str:
    return ", ".join(f"{i.name} in {_set_text(i.domain)}" for i in kernel.inputs)


def _emitted(kernel: Kernel, needed: dict[str, set[str]]) -> Emitted:
    program = program_of(kernel)
    bodies = {form.letter: _body(program, form, needed[form.letter]) for form in FORMATS}
    return Emitted(
        kernel.name,
        kernel.title,
        _domain(kernel),
        tuple(i.name for i in kernel.inputs),
        tuple(Result(o.name, sstr(o.formula)) for o in kernel.outputs),
        tuple(str(program).splitlines()[1:]),
        bodies,
        tuple(p for form in FORMATS for p in _prototypes(kernel, form)),
    )


def _set_text(domain: Set) -> str:
    return "the reals" if domain == S.Reals else f"[{domain.inf}, {domain.sup}]"


def _body(program: Program, form: Format, needed: set[str]) -> Body:
    printer = CPrinter(form, program.ranges)
    lets = tuple(Line(str(let.symbol), printer.doprint(let.value)) for let in program.lets)
    stores = tuple(Line(s.output, printer.doprint(s.value)) for s in program.statements if isinstance(s, Store))
    needed |= printer.needed
    return Body(lets, stores)


def _prototypes(kernel: Kernel, form: Format) -> list[str]:
    real, name = form.real, f"symxent_{kernel.name}{form.suffix}"
    ins = [i.name for i in kernel.inputs]
    outs = [o.name for o in kernel.outputs]
    values = ", ".join(f"{real} {a}" for a in ins)
    if len(outs) == 1:
        scalar = f"{real} {name}({values});"
    else:
        scalar = f"void {name}({values}, {', '.join(f'{real} *{o}' for o in outs)});"
    arrays = ", ".join([f"const {real} *{a}" for a in ins] + [f"{real} *{o}" for o in outs])
    return [
        scalar,
        f"void {name}_array(size_t n, {arrays});",
        f"void {name}_loop(char **args, const intptr_t *sizes, const intptr_t *steps, void *data);",
    ]
