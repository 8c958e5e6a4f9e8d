"""Kernels over a data set: the program of one row, set between the products with θ and the sums over the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sympy import Expr, IndexedBase, Symbol, symbols

from symxent.kernels.arithmetic.formats import DOUBLE
from symxent.kernels.catalogue import Kernel
from symxent.kernels.emit.printers import CPrinter
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, Store

if TYPE_CHECKING:
    from symxent.kernels.emit.templates import Emitted

X = IndexedBase("X")
i, j, c = symbols("i j c", integer=True)
total, n, theta, alpha = symbols("total n theta alpha")
FINISHES: Mapping[str, Expr] = {
    "value": total / n,
    "gradient": total / n,
    "hvp": total / n,
    "step": theta - alpha * total / n,
}
"""What becomes of a sum over the rows, at each coefficient."""


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


def by_class(kernel: Kernel) -> bool:
    """Whether there are coefficients for each of k classes."""
    return kernel.link is not None and kernel.link.by_row


def products(kernel: Kernel) -> tuple[tuple[str, str], ...]:
    """Coefficients and the link's input that is their product with a row: θ gives z, and v what z is moved by."""
    assert kernel.link is not None
    moved = [each.name for each in kernel.link.inputs if not each.label and each.name != "y"]
    given = [each.name for each in kernel.inputs if each.name in ("theta", "v")]
    return tuple(zip(given, moved, strict=True))


def target(kernel: Kernel) -> str:
    """The name of what each row is compared with, or nothing."""
    return next((each.name for each in kernel.inputs if each.indices == (i,)), "")


def regression_program(kernel: Kernel, link: Program) -> Program:
    """The program over the data set: products, then the link's statements for each row, then sums over the rows."""
    weights = (c, j) if by_class(kernel) else (j,)
    names = dict(products(kernel))
    statements: list[Statement] = []
    inner = {j: c}  # a row of products runs over the classes
    for given, name in names.items():
        term = IndexedBase(given)[weights] * X[i, j]
        statements.append(Reduce(Symbol(name), "sum", term, j, None, (i, *weights[:-1])))
    for s in link.statements:
        statements.append(_for_each_row(s, inner))
    ends: list[Statement] = []
    for output in kernel.outputs:
        source = Symbol(_role(output.name))
        symbol = Symbol("s" if output.name == "value" else "s_X")
        term = source if output.name == "value" else source * X[i, j]
        statements.append(Reduce(symbol, "sum", term, i, None, output.indices))
        ends.append(Store(output.name, FINISHES[output.name].subs(total, symbol), output.indices))
    return Program(kernel.name, kernel.inputs, (*statements, *ends), link.ranges)


def _for_each_row(s: Statement, inner: Mapping[Symbol, Symbol]) -> Statement:
    over = (i, *(inner.get(index, index) for index in s.over))
    if isinstance(s, Reduce):
        return replace(s, term=s.term.subs(inner), index=inner[s.index], over=over)
    if isinstance(s, Store) and s.own is not None:
        return replace(s, output="slope", value=s.value.subs(inner), over=over)
    if isinstance(s, Store):
        return Let(Symbol(_role(s.output)), s.value.subs(inner), over)
    return replace(s, value=s.value.subs(inner), over=over)


def _role(output: str) -> str:
    """What a link's output is called here: the loss of a row, or the factor of X in its derivative."""
    return "loss" if output == "value" else "slope"


def _slope(kernel: Kernel) -> str:
    assert kernel.link is not None
    return next((o.name for o in kernel.link.outputs if o.name != "value"), "")


def link_of(kernel: Kernel, emitted: Emitted, fresh: bool) -> Link:
    """How the template calls the link."""
    assert kernel.link is not None
    slope = _slope(kernel)
    pairs = products(kernel)
    inputs = [each.name for each in kernel.link.inputs]
    outputs = [o.name for o in kernel.link.outputs]
    return Link(
        emitted,
        fresh,
        pairs,
        "value" if "value" in outputs else "",
        slope,
        tuple(f"{name}[b]" for name in inputs) + tuple(f"&{_role(o)}[b]" for o in outputs),
    )


def finishes(kernel: Kernel) -> tuple[Finish, ...]:
    """The last lines of each result."""
    printer = CPrinter(DOUBLE, {}, {each: f"(double){each}" for each in (n, alpha, theta)})
    return tuple(
        Finish(
            o.name,
            printer.doprint(FINISHES[o.name]),
            bool(o.indices),
            tuple(str(s) for s in FINISHES[o.name].free_symbols),
        )
        for o in kernel.outputs
    )
