"""Programs into plain NumPy: whole arrays where the C has loops, and the last axis where it has rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Basic, Indexed, sstr

from symxent.kernels.catalogue import Kernel
from symxent.kernels.emit.printers import NumPyText
from symxent.kernels.emit.templates import COMMAND, Family, domain_text, environment, program_of
from symxent.kernels.program import regression
from symxent.kernels.program.exponents import exp_product, sigmoid_power
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, Store, exp_difference
from symxent.kernels.program.regression import FINISHES, by_class, products
from symxent.kernels.program.rows import CLASSES, Line
from symxent.language.functions import Phi

HELPERS = (exp_difference, exp_product, sigmoid_power, Phi)  # functions at the head of a file


@dataclass(frozen=True)
class NumPyKernel:
    """A kernel as the NumPy template sees it; ``labels`` are pairs of a label and the row that it points into."""

    name: str
    title: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    formulas: tuple[Line, ...]
    lines: tuple[Line, ...]
    rows: tuple[str, ...]
    labels: tuple[str, ...]
    index: str
    scalar_outputs: tuple[str, ...]
    shifts: bool
    before: tuple[Line, ...] = ()  # over a data set: the products of its rows with the coefficients
    after: tuple[Line, ...] = ()  # and the sums over its rows


def numpy_source(family: Family, kernels: Sequence[Kernel]) -> str:
    """The NumPy module of a family."""
    programs = [program_of(kernel) for kernel in kernels]
    used = {f for p in programs for s in p.statements for v in _values(s) for f in HELPERS if v.has(f)}
    template = environment().get_template("numpy/family.py.jinja")
    return template.render(
        command=COMMAND,
        family=family,
        kernels=[_numpy(k, p) for k, p in zip(kernels, programs, strict=True)],
        differences=exp_difference in used,
        products=not used.isdisjoint((exp_product, sigmoid_power)),
        sigmoid_powers=sigmoid_power in used,
        normal=Phi in used,
    )


def _values(s: Statement) -> list[Basic]:
    own = [s.own[1]] if isinstance(s, Store) and s.own else []
    return [s.term] if isinstance(s, Reduce) else [s.value, *own]


def _numpy(kernel: Kernel, program: Program) -> NumPyKernel:
    if kernel.link is not None:
        return _numpy_regression(kernel, kernel.link)
    index = next((str(i.indices[0]) for i in kernel.inputs if i.indices), "")
    return NumPyKernel(
        kernel.name,
        kernel.title,
        domain_text(kernel),
        tuple(i.name for i in kernel.inputs),
        tuple(o.name for o in kernel.outputs),
        tuple(Line(o.name, sstr(o.formula)) for o in kernel.outputs),
        tuple(_lines(program, index)),
        tuple(i.name for i in kernel.inputs if i.indices),
        tuple(i.name for i in kernel.inputs if i.label),
        index,
        tuple(o.name for o in kernel.outputs if kernel.by_row and not o.indices),
        kernel.shifts,
    )


def _numpy_regression(kernel: Kernel, link: Kernel) -> NumPyKernel:
    """The NumPy of the link, between matrix products."""
    row = _numpy(link, program_of(link))
    if by_class(kernel):
        before = [Line(name, f"X @ np.swapaxes({given}, -1, -2)") for given, name in products(kernel)]
        total = "np.swapaxes(slope, -1, -2) @ X"
    else:
        before = [Line(name, f"(X @ {given}[..., np.newaxis])[..., 0]") for given, name in products(kernel)]
        total = "(np.swapaxes(X, -1, -2) @ slope[..., np.newaxis])[..., 0]"
    after = []
    for o in kernel.outputs:
        source = "np.sum(loss, axis=-1)" if o.name == "value" else total
        names = {regression.total: source, regression.n: "X.shape[-2]"}
        after.append(Line(o.name, NumPyText(names).doprint(FINISHES[o.name])))
    return replace(
        row,
        name=kernel.name,
        title=kernel.title,
        domain=domain_text(kernel),
        inputs=tuple(each.name for each in kernel.inputs),
        outputs=tuple(o.name for o in kernel.outputs),
        formulas=tuple(Line(o.name, sstr(o.formula)) for o in kernel.outputs),
        lines=tuple(_renamed(row)),
        scalar_outputs=(),
        before=tuple(before),
        after=tuple(after),
    )


def _renamed(row: NumPyKernel) -> list[Line]:
    """The link's lines, its results called loss and slope."""
    role = {name: "loss" if name == "value" else "slope" for name in row.outputs}
    lines = [Line(role.get(line.name, line.name), line.value) for line in row.lines]
    return [*lines, *(Line(role[name], f"{role[name]}[..., 0]") for name in row.scalar_outputs)]


def _counts_classes(program: Program) -> bool:
    return any(CLASSES in v.free_symbols for s in program.statements for v in _values(s))


def _lines(program: Program, index: str) -> list[Line]:
    gathers = dict.fromkeys(
        sorted((a for s in program.statements for v in _values(s) for a in v.atoms(Indexed)), key=str)
    )
    names = {g: f"{g.base.name}_{g.indices[0]}" for g in gathers if str(g.indices[0]) != index}
    lines = [Line("k", f"{program.inputs[0].name}.shape[-1]")] if _counts_classes(program) else []
    lines += [Line(name, f"np.take_along_axis({g.base.name}, {g.indices[0]}, axis=-1)") for g, name in names.items()]
    printer = NumPyText(names)
    for s in program.statements:
        if isinstance(s, Let):
            lines.append(Line(str(s.symbol), printer.doprint(s.value)))
        elif isinstance(s, Reduce):
            term = printer.doprint(s.term)
            if s.skip is not None:
                term = f"np.where({index} == {s.skip}, 0, {term})"
            start = ", initial=-np.inf" if s.op == "max" else ""  # a row may be empty
            lines.append(Line(str(s.symbol), f"np.{s.op}({term}, axis=-1, keepdims=True{start})"))
        else:
            value = printer.doprint(s.value)
            if s.own is not None:
                value = f"np.where({index} == {s.own[0]}, {printer.doprint(s.own[1])}, {value})"
            lines.append(Line(s.output, value))
    return lines
