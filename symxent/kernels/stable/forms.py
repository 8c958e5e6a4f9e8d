"""The numerically stable form of each output of the catalogue, as the search finds it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sympy import Eq, Expr, Piecewise, S, Symbol, nan

from symxent.errors import SymxentError
from symxent.kernels.catalogue import KERNELS, PRODUCT_LINK, Kernel, Output
from symxent.kernels.program.loops import margin, once
from symxent.kernels.stable.rules.cheaper import cheaper, named_once
from symxent.kernels.stable.search import StableForm, find, functions
from symxent.language.domain import LABEL, Domain
from symxent.proof import prove
from symxent.proof.budget import Work


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
        return find(output.formula, index=output.indices[0] if output.indices else None)
    inputs = [i for i in kernel.inputs if output.formula.has(i.symbol)]
    return find(output.formula, Domain({i.symbol: i.domain for i in inputs}), [i.symbol for i in inputs])


def mirror(at_low: Expr, at_high: Expr, z: Symbol, domain: Domain) -> int:
    """±1 where a formula at the one label is, by proof, that many times the other label's at −z; else 0."""
    reflected = at_high.xreplace({z: -z})
    return next((sign for sign in (1, -1) if prove(at_low, sign * reflected, domain, clock=Work()).proved), 0)


def in_the_margin(form: Expr, z: Symbol, label: Symbol, values: Sequence[Expr], sign: int) -> Expr:
    """A form at the first label as one for both labels, for what is its own mirror image but for the sign."""
    low, high = values
    made = form.xreplace({z: margin(z, label, low, high)})
    if not made.has(margin):
        return Piecewise((form, Eq(label, low)), (sign * form, Eq(label, high)), (nan, True))
    return made if sign == 1 else turned(label, high) * made


def turned(label: Symbol, high: Expr) -> Expr:
    """−1 at the second label."""
    return Piecewise((-1, Eq(label, high)), (1, True))


@cache
def _of_label(kernel: Kernel, output: Output) -> Expr | None:
    """The form of an output that sees a label only as a sign: one function, at z for the one and at −z for the other.

    None when there is no label, and when the output at the one is not, by proof, ± that at the other and −z.
    """
    label = next((i.symbol for i in kernel.inputs if i.domain == LABEL), None)
    others = [i for i in kernel.inputs if i.symbol != label]
    if label is None or len(others) != 1:
        return None
    z, domain = others[0].symbol, Domain({others[0].symbol: others[0].domain})
    values = sorted(LABEL.args)
    at_low, at_high = (output.formula.subs(label, value) for value in values)
    sign = mirror(at_low, at_high, z, domain)
    if not sign:
        return None
    form = in_the_margin(named_once(find(at_low, domain, [z]).named, functions()), z, label, values, sign)
    switch = turned(label, values[1])
    return form.xreplace({switch: once(switch)})


def program_forms(kernel: Kernel) -> dict[str, Expr]:
    """What a kernel's program starts from: the forms that were found, rearranged together to save work."""
    forms = {}
    for o in kernel.outputs:
        if o.form is not None:
            forms[o.name] = o.form
        elif kernel.by_row:
            forms[o.name] = stable_form(kernel.family, o.name)
        elif (mirrored := _of_label(kernel, o)) is not None:
            forms[o.name] = mirrored
        else:
            forms[o.name] = named_once(found(kernel.family, o.name).named, functions())
    # Whether a sum that leaves the label out is accurate enough depends on what the form does with it.
    labels = [i.symbol for i in kernel.inputs if i.label and all(o.form is None for o in kernel.outputs)]
    shares = [i.symbol.label for i in kernel.inputs if i.indices and i.domain != S.Reals]
    return cheaper(forms, labels, shares)
