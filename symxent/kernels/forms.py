"""The numerically stable form of each output of the catalogue, as the search finds it."""

from __future__ import annotations

from functools import cache

from sympy import Expr, S

from symxent.errors import SymxentError
from symxent.kernels.catalogue import KERNELS, PRODUCT_LINK, Kernel, Output
from symxent.kernels.cheaper import cheaper, named_once
from symxent.kernels.row_stable import find_row
from symxent.kernels.stable import StableForm, find, functions
from symxent.language.domain import Domain


def stable_form(family: str, output: str) -> Expr:
    """The stable form of an output, over exp, log, log1p, expm1, selects, sums and products alone."""
    return found(family, output).form


@cache
def found(family: str, output: str) -> StableForm:
    """What the search found for an output of a family, with the forms that it beat.

    Raises SymxentError when the family has no such output.
    """
    for kernel in (*KERNELS, PRODUCT_LINK):
        for each in kernel.outputs:
            if kernel.family == family and each.name == output and kernel.link is None:
                return _found(kernel, each)
    raise SymxentError(f"the family {family!r} has no output {output!r} with a stable form of its own")


def _found(kernel: Kernel, output: Output) -> StableForm:
    if kernel.by_row:
        return find_row(output.formula, output.indices[0] if output.indices else None)
    inputs = [i for i in kernel.inputs if output.formula.has(i.symbol)]
    return find(output.formula, Domain({i.symbol: i.domain for i in inputs}), [i.symbol for i in inputs])


def program_forms(kernel: Kernel) -> dict[str, Expr]:
    """The forms that a kernel's program starts from: those found, rearranged together to save work."""
    forms = {}
    for o in kernel.outputs:
        if o.form is not None:
            forms[o.name] = o.form
        elif kernel.by_row:
            forms[o.name] = stable_form(kernel.family, o.name)
        else:
            forms[o.name] = named_once(found(kernel.family, o.name).named, functions())
    labels = [i.symbol for i in kernel.inputs if i.label]
    shares = [i.symbol.label for i in kernel.inputs if i.indices and i.domain != S.Reals]
    return cheaper(forms, labels, shares)
