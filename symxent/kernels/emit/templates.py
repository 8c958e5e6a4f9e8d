"""Programs into text: plain values for the templates, and the templates into files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sympy import FiniteSet, S, Set

from symxent.kernels.arithmetic.formats import DOUBLE, FORMATS, Format
from symxent.kernels.arithmetic.minimax import polynomials
from symxent.kernels.catalogue import Kernel
from symxent.kernels.emit.printers import CPrinter
from symxent.kernels.emit.proved import proved, proved_exp
from symxent.kernels.emit.rows import Line, RowBody, row_body
from symxent.kernels.emit.stages import Stage, stages
from symxent.kernels.program import regression
from symxent.kernels.program.loops import Program, Store, comment
from symxent.kernels.program.lower import lower
from symxent.kernels.stable.forms import found, program_forms
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
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Argument:
    """An argument of a kernel: ``kind`` is "k" for a row, "t" for class labels, "1" for a number an element or
    row, "number" for a single one."""

    name: str
    kind: str
    output: bool

    def c(self, real: str) -> str:
        """Its declaration as an array."""
        kind = "int64_t" if self.kind == "t" else real
        if self.kind == "number":
            return f"{kind} {self.name}"
        return f"{kind} *{self.name}" if self.output else f"const {kind} *{self.name}"


@dataclass(frozen=True)
class Result:
    """An output as the templates see it."""

    name: str
    formula: str


@dataclass(frozen=True)
class Finish:
    """The text of a result, from its ``total``; ``over`` whether there is one for each coefficient."""

    name: str
    value: str
    over: bool
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """How the kernel of one row is called: ``products`` pairs coefficients with the array of their products."""

    kernel: Emitted
    fresh: bool  # not yet in the file
    products: tuple[tuple[str, str], ...]
    value: str  # the link's output that is added up, if any
    slope: str  # the link's output that X is multiplied with, if any
    values: tuple[str, ...]  # the arguments of an elementwise link


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
    link: Link | None = None
    target: str = ""
    finishes: tuple[Finish, ...] = ()
    contiguous: tuple[str, ...] = ()  # the strides of contiguous arguments, in bytes
    stride_places: Mapping[str, int] = field(default_factory=dict)

    @property
    def computed(self) -> Mapping[str, Body | RowBody]:
        """The algebra of the kernel, or of its link."""
        return self.link.kernel.computed if self.link is not None else self.bodies

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
    def numbers(self) -> tuple[str, ...]:
        return self._named("1", output=False)

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
    made = Environment(
        loader=FileSystemLoader(folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.globals |= {"proved": proved, "proved_exp": proved_exp}
    return made


def program_of(kernel: Kernel) -> Program:
    """The loop program of a kernel's stable forms."""
    if kernel.link is not None:
        return regression.regression_program(kernel, program_of(kernel.link))
    forms = program_forms(kernel)
    return lower(kernel.name, kernel.inputs, {o.name: (o.indices, forms[o.name]) for o in kernel.outputs})


def c_source(family: Family, kernels: Sequence[Kernel]) -> str:
    """The .c file of a family."""
    needed: dict[str, set[str]] = {form.letter: set() for form in FORMATS}
    seen: set[str] = set()
    emitted = [_emitted(kernel, needed, seen) for kernel in kernels]
    if kernels[0].link is not None:
        template = "c/regression.c.jinja"
    else:
        template = "c/rows.c.jinja" if kernels[0].by_row else "c/elementwise.c.jinja"
    bodies = [body for k in emitted for body in k.computed.values()]
    text = (
        environment()
        .get_template(template)
        .render(
            command=COMMAND,
            family=family,
            kernels=emitted,
            most=max(4, *(len(k.arguments) for k in emitted)),
            labelled=any(k.labels for k in emitted),
            online_any=any(isinstance(b, RowBody) and b.online for b in bodies),
            classes=regression.by_class(kernels[0]),
            formats=FORMATS,
            needed=needed,
            polynomials=polynomials({_fit(name) for names in needed.values() for name in names}),
            parallel_minimum=PARALLEL_MINIMUM,
        )
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _fit(helper: str) -> str:
    """The name among the minimax polynomials of what a helper of math.c.jinja computes."""
    return helper.removesuffix("_polynomial").removesuffix("_scaled")


def c_header(family: Family, kernels: Sequence[Kernel]) -> str:
    """The .h file of a family."""
    needed: dict[str, set[str]] = {form.letter: set() for form in FORMATS}
    emitted = [_emitted(kernel, needed, set()) for kernel in kernels]
    labelled = any(k.labels for k in emitted)
    template = environment().get_template("c/family.h.jinja")
    return template.render(command=COMMAND, family=family, kernels=emitted, labelled=labelled)


def _emitted(kernel: Kernel, needed: dict[str, set[str]], seen: set[str]) -> Emitted:
    """``needed`` and ``seen`` collect what the file must hold: functions of each format, links."""
    program = program_of(kernel)
    link: Link | None = None
    if kernel.link is not None:
        link = link_of(kernel, _emitted(kernel.link, needed, seen), kernel.link.name not in seen)
        seen.add(kernel.link.name)
    strides = tuple(_strides(kernel))
    return Emitted(
        kernel.name,
        kernel.title,
        domain_text(kernel),
        _arguments(kernel),
        tuple(Result(o.name, comment(o.formula)) for o in kernel.outputs),
        tuple(str(program).splitlines()[1:]),
        {} if link else {form.letter: _body(kernel, program, form, needed[form.letter]) for form in FORMATS},
        tuple(p for form in FORMATS for p in _prototypes(kernel, form)),
        kernel.shifts,
        link,
        regression.target(kernel) if link else "",
        finishes(kernel) if link else (),
        tuple(text for _, text in strides),
        {name: place for place, (name, _) in reversed(list(enumerate(strides)))},
    )


def link_of(kernel: Kernel, emitted: Emitted, fresh: bool) -> Link:
    """How the template calls the link."""
    assert kernel.link is not None
    inputs = [each.name for each in kernel.link.inputs]
    outputs = [o.name for o in kernel.link.outputs]
    return Link(
        emitted,
        fresh,
        regression.products(kernel),
        "value" if "value" in outputs else "",
        next((name for name in outputs if name != "value"), ""),
        tuple(f"{name}[b]" for name in inputs) + tuple(f"&{regression.role(o)}[b]" for o in outputs),
    )


def finishes(kernel: Kernel) -> tuple[Finish, ...]:
    """The last lines of each result."""
    given = (regression.n, regression.alpha, regression.theta)
    printer = CPrinter(DOUBLE, {}, {each: f"(double){each}" for each in given})
    return tuple(
        Finish(
            o.name,
            printer.doprint(regression.FINISHES[o.name]),
            bool(o.indices),
            tuple(str(s) for s in regression.FINISHES[o.name].free_symbols),
        )
        for o in kernel.outputs
    )


def _strides(kernel: Kernel) -> Iterator[tuple[str, str]]:
    """Each argument's name and the stride, in bytes, of each of its dimensions where it is contiguous."""
    arguments = [(each.name, each.indices, each.label) for each in kernel.inputs]
    arguments += [(each.name, each.indices, False) for each in kernel.outputs]
    for name, indices, label in arguments:
        word = "int64_t" if label else "real"
        if len(indices) == 2:
            yield name, f"(intptr_t)(d * sizeof({word}))"
        if indices:
            yield name, f"sizeof({word})"


def _arguments(kernel: Kernel) -> tuple[Argument, ...]:
    single = "number" if kernel.link is not None else "1"
    ins = tuple(Argument(i.name, "t" if i.label else "k" if i.indices else single, False) for i in kernel.inputs)
    return ins + tuple(Argument(o.name, "k" if o.indices else "1", True) for o in kernel.outputs)


def domain_text(kernel: Kernel) -> str:
    """Where the inputs live, in words."""
    return ", ".join(f"{i.name} in {_set_text(i.domain, i.label)}" for i in kernel.inputs)


def _set_text(domain: Set, label: bool) -> str:
    if label:
        return "the classes 0 ... k - 1"
    if isinstance(domain, FiniteSet):
        return str(domain)
    return "the reals" if domain == S.Reals else f"[{domain.inf}, {domain.sup}]"


def _body(kernel: Kernel, program: Program, form: Format, needed: set[str]) -> Body | RowBody:
    if kernel.by_row:
        return row_body(program, form, needed)
    printer = CPrinter(form, program.ranges)
    lets = tuple(Line(str(let.symbol), printer.doprint(let.value)) for let in program.lets)
    stores = tuple(Line(s.output, printer.doprint(s.value)) for s in program.statements if isinstance(s, Store))
    needed |= printer.needed
    return Body(lets, stores, stages([i.name for i in kernel.inputs], lets, stores, form))


def _prototypes(kernel: Kernel, form: Format) -> list[str]:
    real, name = form.real, f"symxent_{kernel.name}{form.suffix}"
    arguments = _arguments(kernel)
    arrays = ", ".join(a.c(real) for a in arguments)
    loop = f"void {name}_loop(char **args, const intptr_t *sizes, const intptr_t *steps, void *data);"
    if kernel.link is not None:
        sizes = "size_t n, size_t d, size_t k" if regression.by_class(kernel) else "size_t n, size_t d"
        return [f"int {name}_array({sizes}, {arrays});", loop]
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
    if kernel.link is not None:
        return f"of each row: {kernel.link.name}\n\n{explain(kernel.link)}\n\n{program_of(kernel)}"
    forms = [f"{o.name}\n{found(kernel.family, o.name).explain()}\n" for o in kernel.outputs]
    return "\n".join([*forms, str(program_of(kernel))])
