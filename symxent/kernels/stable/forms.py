"""The numerically stable form of each output of the catalogue, as the search finds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sympy import Eq, Expr, Piecewise, S, Symbol

from symxent.errors import SymxentError
from symxent.kernels.catalogue import KERNELS, PRODUCT_LINK, Kernel, Output
from symxent.kernels.program.loops import NOT_A_NUMBER, once
from symxent.kernels.stable.rules.cheaper import cheaper, named_once
from symxent.kernels.stable.search import StableForm, find, functions
from symxent.language.domain import LABEL, Domain
from symxent.proof import prove
from symxent.proof.budget import Work

MIRRORED = Symbol("x")  # z where the label is 0, −z where it is 1


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


@cache
def _mirrored(kernel: Kernel) -> dict[Symbol, Expr] | None:
    """The forms of a loss of labels 0 and 1 that sees them only as a sign: one function, at z for 0 and at −z for 1.

    None when the labels may lie between 0 and 1, or when some output at y = 1 is not, by proof, ± that at y = 0 and −z.
    Any other label gives NaN.
    """
    label = next((i.symbol for i in kernel.inputs if i.domain == LABEL), None)
    others = [i for i in kernel.inputs if i.symbol != label]
    if label is None or len(others) != 1:
        return None
    z = others[0].symbol
    domain = Domain({z: others[0].domain})
    sign = once(Piecewise((-1, Eq(label, 1)), (1, True)))
    forms: dict[Symbol, Expr] = {MIRRORED: Piecewise((-z, Eq(label, 1)), (z, Eq(label, 0)), (NOT_A_NUMBER, True))}
    for o in kernel.outputs:
        at_0, at_1 = (o.formula.subs(label, value) for value in (0, 1))
        reflected = at_0.xreplace({z: -z})
        form = named_once(find(at_0, domain, [z]).named, functions()).xreplace({z: MIRRORED})
        if prove(at_1, reflected, domain, clock=Work()).proved:
            forms[Symbol(o.name)] = form
        elif prove(at_1, -reflected, domain, clock=Work()).proved:
            forms[Symbol(o.name)] = sign * form
        else:
            return None
    return forms


@dataclass(frozen=True)
class Forms:
    """What a kernel's program starts from: the form of each output, and the expressions of ``given`` names in them."""

    outputs: dict[str, Expr]
    given: dict[Symbol, Expr]


def program_forms(kernel: Kernel) -> Forms:
    """The forms that were found, rearranged together to save work."""
    mirrored = _mirrored(kernel) if not kernel.by_row else None
    given = {} if mirrored is None else {MIRRORED: mirrored[MIRRORED]}
    forms = {}
    for o in kernel.outputs:
        if o.form is not None:
            forms[o.name] = o.form
        elif mirrored is not None:
            forms[o.name] = mirrored[Symbol(o.name)]
        elif kernel.by_row:
            forms[o.name] = stable_form(kernel.family, o.name)
        else:
            forms[o.name] = named_once(found(kernel.family, o.name).named, functions())
    # Whether a sum that leaves the label out is accurate enough depends on what the form does with it.
    labels = [i.symbol for i in kernel.inputs if i.label and all(o.form is None for o in kernel.outputs)]
    shares = [i.symbol.label for i in kernel.inputs if i.indices and i.domain != S.Reals]
    return Forms(cheaper(forms, labels, shares), given)
