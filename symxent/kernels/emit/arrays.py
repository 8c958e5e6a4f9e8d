"""Programs as modules of NumPy, PyTorch or JAX: whole arrays for loops, the last axis for rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Basic, Indexed, Piecewise, erf, erfc

from symxent.kernels.catalogue import Kernel
from symxent.kernels.emit.libraries import LIBRARIES, Library
from symxent.kernels.emit.printers import ArrayText
from symxent.kernels.emit.rows import CLASSES, Line
from symxent.kernels.emit.templates import COMMAND, Family, domain_text, environment, program_of
from symxent.kernels.program import regression
from symxent.kernels.program.exponents import (
    exp_product,
    exp_quotient,
    exp_square,
    product_rest,
    sigmoid_power,
    two_products,
)
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, Store, comment, exp_difference
from symxent.kernels.program.regression import FINISHES, by_class, products
from symxent.language.functions import Phi

# functions at the head of a file
HELPERS = (
    exp_difference,
    exp_product,
    exp_quotient,
    exp_square,
    sigmoid_power,
    two_products,
    product_rest,
    Phi,
    erf,
    erfc,
)


@dataclass(frozen=True)
class ArrayKernel:
    """A kernel as the templates see it; ``labels`` are pairs of a label and the row that it points into."""

    name: str
    title: str
    domain: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    formulas: tuple[Line, ...]
    lines: tuple[Line, ...]
    rows: tuple[str, ...]
    labels: tuple[str, ...]
    numbers: tuple[str, ...]  # of a row kernel, what has one value a row
    index: str
    scalar_outputs: tuple[str, ...]
    shifts: bool
    before: tuple[Line, ...] = ()  # over a data set: the products of its rows with the coefficients
    after: tuple[Line, ...] = ()  # and the sums over its rows


def described(kernel: Kernel) -> ArrayKernel:
    """A kernel's names and formulas, without its lines."""
    return ArrayKernel(
        kernel.name,
        kernel.title,
        domain_text(kernel),
        tuple(i.name for i in kernel.inputs),
        tuple(o.name for o in kernel.outputs),
        tuple(Line(o.name, comment(o.formula)) for o in kernel.outputs),
        (),
        tuple(i.name for i in kernel.inputs if i.indices),
        tuple(i.name for i in kernel.inputs if i.label),
        tuple(i.name for i in kernel.inputs if kernel.by_row and not i.label and not i.indices),
        next((str(i.indices[0]) for i in kernel.inputs if i.indices), ""),
        tuple(o.name for o in kernel.outputs if kernel.by_row and not o.indices),
        kernel.shifts,
    )


def source(target: str, family: Family, kernels: Sequence[Kernel]) -> str:
    """The module of a family for a library of ``LIBRARIES``."""
    library = LIBRARIES[target]
    programs = [program_of(kernel) for kernel in kernels]
    used = {f for p in programs for s in p.statements for v in values(s) for f in HELPERS if v.has(f)}
    template = environment().get_template(f"{target}/family.py.jinja")
    return template.render(
        command=COMMAND,
        family=family,
        library=library,
        kernels=[_Text(library).kernel(k, p) for k, p in zip(kernels, programs, strict=True)],
        differences=exp_difference in used,
        products=not used.isdisjoint((exp_product, exp_quotient, exp_square, sigmoid_power)),
        quotients=exp_quotient in used,
        squares=exp_square in used,
        sigmoid_powers=sigmoid_power in used,
        two_products=two_products in used,
        pairs=product_rest in used,
        normal=Phi in used,
        errors=[f.__name__ for f in (erf, erfc) if f in used],
    )


def values(s: Statement) -> list[Basic]:
    """The expressions of a statement."""
    own = [s.own[1]] if isinstance(s, Store) and s.own else []
    return [s.term] if isinstance(s, Reduce) else [s.value, *own]


def _renamed(row: ArrayKernel) -> list[Line]:
    """The link's lines, its results called loss and slope."""
    role = {name: "loss" if name == "value" else "slope" for name in row.outputs}
    lines = [Line(role.get(line.name, line.name), line.value) for line in row.lines]
    return [*lines, *(Line(role[name], f"{role[name]}[..., 0]") for name in row.scalar_outputs)]


def _counts_classes(program: Program) -> bool:
    return any(CLASSES in v.free_symbols for s in program.statements for v in values(s))


@dataclass(frozen=True)
class _Text:
    """Kernels in the words of one library."""

    library: Library

    def kernel(self, kernel: Kernel, program: Program) -> ArrayKernel:
        if kernel.link is not None:
            return self._regression(kernel, kernel.link)
        made = described(kernel)
        return replace(made, lines=tuple(self._lines(program, made.index)))

    def _regression(self, kernel: Kernel, link: Kernel) -> ArrayKernel:
        """The link, between matrix products."""
        row, swapped = self.kernel(link, program_of(link)), self.library.function("swapaxes")
        column = f"[..., {self.library.spread}]"
        if by_class(kernel):
            before = [Line(name, f"X @ {swapped}({given}, -1, -2)") for given, name in products(kernel)]
            total = f"{swapped}(slope, -1, -2) @ X"
        else:
            before = [Line(name, f"(X @ {given}{column})[..., 0]") for given, name in products(kernel)]
            total = f"({swapped}(X, -1, -2) @ slope{column})[..., 0]"
        after = []
        for o in kernel.outputs:
            source = f"{self.library.function('sum')}(loss, {self.library.axis})" if o.name == "value" else total
            names = {regression.total: source, regression.n: "X.shape[-2]"}
            after.append(Line(o.name, ArrayText(self.library, names).doprint(FINISHES[o.name])))
        return replace(
            row,
            name=kernel.name,
            title=kernel.title,
            domain=domain_text(kernel),
            inputs=tuple(each.name for each in kernel.inputs),
            outputs=tuple(o.name for o in kernel.outputs),
            formulas=tuple(Line(o.name, comment(o.formula)) for o in kernel.outputs),
            lines=tuple(_renamed(row)),
            scalar_outputs=(),
            before=tuple(before),
            after=tuple(after),
        )

    def _lines(self, program: Program, index: str) -> list[Line]:
        library = self.library
        gathers = dict.fromkeys(
            sorted((a for s in program.statements for v in values(s) for a in v.atoms(Indexed)), key=str)
        )
        names = {g: f"{g.base.name}_{g.indices[0]}" for g in gathers if str(g.indices[0]) != index}
        lines = [Line("k", f"{program.inputs[0].name}.shape[-1]")] if _counts_classes(program) else []
        lines += [Line(name, library.gathered(str(g.base.name), str(g.indices[0]))) for g, name in names.items()]
        printer, where = ArrayText(library, names, program.inputs[0].name), library.function("where")
        for s in program.statements:
            if isinstance(s, Let):
                lines.append(Line(str(s.symbol), printer.doprint(s.value)))
            elif isinstance(s, Reduce):
                term = printer.doprint(s.term)
                if s.skip is not None:
                    term = f"{where}({index} == {s.skip}, 0, {term})"
                counts = printer.like if isinstance(s.term, Piecewise) and s.term.is_integer else ""
                lines.append(Line(str(s.symbol), library.reduced(s.op, term, counts)))
            else:
                value = printer.doprint(s.value)
                if s.own is not None:
                    value = f"{where}({index} == {s.own[0]}, {printer.doprint(s.own[1])}, {value})"
                lines.append(Line(s.output, value))
        return lines
