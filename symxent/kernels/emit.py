"""Programs into text: plain values for the templates, and the templates into files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sympy import S, Set, sstr

from symxent.kernels.catalogue import Kernel
from symxent.kernels.formats import FORMATS, Format
from symxent.kernels.forms import stable_form
from symxent.kernels.minimax import polynomials
from symxent.kernels.printers import CPrinter
from symxent.kernels.program import Program, Store, lower
from symxent.kernels.rows import Line, RowBody, row_body
from symxent.resources import folder

COMMAND = "python -m symxent generate"
PARALLEL_MINIMUM = 32768  # elements: below, waking the threads costs more than they save


@dataclass(frozen=True)
class Family:
    """A file: its name and what it holds."""

    name: str
    title: str


@dataclass(frozen=True)
class Body:
    """The algebra of an elementwise kernel in one format."""

    lets: tuple[Line, ...]
    stores: tuple[Line, ...]


@dataclass(frozen=True)
class Argument:
    """An argument of a kernel: ``kind`` is "k" for a row, "t" for a class label, "1" for a number."""

    name: str
    kind: str
    output: bool

    def c(self, real: str) -> str:
        """Its declaration as an array."""
        kind = "int64_t" if self.kind == "t" else real
        return f"{kind} *{self.name}" if self.output else f"const {kind} *{self.name}"


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
    arguments: tuple[Argument, ...]
    outputs: tuple[Result, ...]
    stable: tuple[str, ...]
    bodies: dict[str, Body | RowBody]
    prototypes: tuple[str, ...]
    shifts: bool

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(a.name for a in self.arguments if not a.output)

    @property
    def rows(self) -> tuple[str, ...]:
        return self._named("k", output=False)

    @property
    def labels(self) -> tuple[str, ...]:
        return self._named("t", output=False)

    @property
    def row_outputs(self) -> tuple[str, ...]:
        return self._named("k", output=True)

    @property
    def scalar_outputs(self) -> tuple[str, ...]:
        return self._named("1", output=True)

    @property
    def kinds(self) -> str:
        return "".join(a.kind for a in self.arguments)

    @property
    def places(self) -> dict[str, int]:
        return {a.name: n for n, a in enumerate(self.arguments)}

    def _named(self, kind: str, *, output: bool) -> tuple[str, ...]:
        return tuple(a.name for a in self.arguments if a.kind == kind and a.output == output)


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
    forms = {o.name: stable_form(kernel.family, o.name) if o.form is None else o.form for o in kernel.outputs}
    outputs = {o.name: (o.indices, forms[o.name]) for o in kernel.outputs}
    return lower(kernel.name, kernel.inputs, outputs)


def c_source(family: Family, kernels: Sequence[Kernel]) -> str:
    """The .c file of a family."""
    needed: dict[str, set[str]] = {form.letter: set() for form in FORMATS}
    emitted = [_emitted(kernel, needed) for kernel in kernels]
    template = "c/rows.c.jinja" if kernels[0].by_row else "c/elementwise.c.jinja"
    text = (
        environment()
        .get_template(template)
        .render(
            command=COMMAND,
            family=family,
            kernels=emitted,
            most=max(4, *(len(k.arguments) for k in emitted)),
            labelled=any(k.labels for k in emitted),
            online_any=any(isinstance(b, RowBody) and b.online for k in emitted for b in k.bodies.values()),
            formats=FORMATS,
            needed=needed,
            polynomials=polynomials(),
            parallel_minimum=PARALLEL_MINIMUM,
        )
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def c_header(family: Family, kernels: Sequence[Kernel]) -> str:
    """The .h file of a family."""
    needed: dict[str, set[str]] = {form.letter: set() for form in FORMATS}
    emitted = [_emitted(kernel, needed) for kernel in kernels]
    labelled = any(k.labels for k in emitted)
    template = environment().get_template("c/family.h.jinja")
    return template.render(command=COMMAND, family=family, kernels=emitted, labelled=labelled)


def _emitted(kernel: Kernel, needed: dict[str, set[str]]) -> Emitted:
    program = program_of(kernel)
    return Emitted(
        kernel.name,
        kernel.title,
        domain_text(kernel),
        _arguments(kernel),
        tuple(Result(o.name, sstr(o.formula)) for o in kernel.outputs),
        tuple(str(program).splitlines()[1:]),
        {form.letter: _body(kernel, program, form, needed[form.letter]) for form in FORMATS},
        tuple(p for form in FORMATS for p in _prototypes(kernel, form)),
        kernel.shifts,
    )


def _arguments(kernel: Kernel) -> tuple[Argument, ...]:
    ins = tuple(Argument(i.name, "t" if i.label else "k" if i.indices else "1", False) for i in kernel.inputs)
    return ins + tuple(Argument(o.name, "k" if o.indices else "1", True) for o in kernel.outputs)


def domain_text(kernel: Kernel) -> str:
    """Where the inputs live, in words."""
    return ", ".join(f"{i.name} in {_set_text(i.domain, i.label)}" for i in kernel.inputs)


def _set_text(domain: Set, label: bool) -> str:
    if label:
        return "the classes 0 ... k - 1"
    return "the reals" if domain == S.Reals else f"[{domain.inf}, {domain.sup}]"


def _body(kernel: Kernel, program: Program, form: Format, needed: set[str]) -> Body | RowBody:
    if kernel.by_row:
        return row_body(program, form, needed)
    printer = CPrinter(form, program.ranges)
    lets = tuple(Line(str(let.symbol), printer.doprint(let.value)) for let in program.lets)
    stores = tuple(Line(s.output, printer.doprint(s.value)) for s in program.statements if isinstance(s, Store))
    needed |= printer.needed
    return Body(lets, stores)


def _prototypes(kernel: Kernel, form: Format) -> list[str]:
    real, name = form.real, f"symxent_{kernel.name}{form.suffix}"
    arguments = _arguments(kernel)
    arrays = ", ".join(a.c(real) for a in arguments)
    loop = f"void {name}_loop(char **args, const intptr_t *sizes, const intptr_t *steps, void *data);"
    if kernel.by_row:
        return [f"int {name}_array(size_t n, size_t k, {arrays});", loop]
    values = ", ".join(f"{real} {a.name}" for a in arguments if not a.output)
    outs = [a.name for a in arguments if a.output]
    if len(outs) == 1:
        scalar = f"{real} {name}({values});"
    else:
        scalar = f"void {name}({values}, {', '.join(f'{real} *{o}' for o in outs)});"
    return [scalar, f"void {name}_array(size_t n, {arrays});", loop]


def explain(kernel: Kernel) -> str:
    """How the stable form of each output was found, and the program that computes it."""
    forms = [f"{o.name}: {sstr(stable_form(kernel.family, o.name))}" for o in kernel.outputs]
    return "\n".join([*forms, "", str(program_of(kernel))])
