"""Kernels over a data set: the program of one row, set between the products with θ and the sums over the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, IndexedBase, Symbol, symbols

from symxent.kernels.catalogue import Kernel
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, Store

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
        source = Symbol(role(output.name))
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
        return Let(Symbol(role(s.output)), s.value.subs(inner), over)
    return replace(s, value=s.value.subs(inner), over=over)


def role(output: str) -> str:
    """What a link's output is called here: the loss of a row, or the factor of X in its derivative."""
    return "loss" if output == "value" else "slope"
