"""Whether a stable form is the formula, by proof: case by case where it switches, about any shift where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sympy import (
    Add,
    Basic,
    Eq,
    Expr,
    Indexed,
    Integer,
    KroneckerDelta,
    Ne,
    Piecewise,
    Sum,
    Symbol,
)

from symxent.kernels.catalogue import Kernel, Output
from symxent.kernels.program.loops import row_max
from symxent.kernels.stable.forms import found
from symxent.kernels.stable.rules.rewrites import equal
from symxent.language.domain import Domain
from symxent.proof import Verdict, prove
from symxent.proof.budget import Work

SECONDS = 10.0
# Names that no variable of a loss can have.
SHIFT, TIES, CENTRE = (Symbol(name, real=True) for name in ("any m", "any ties", "any centre"))
PLACE = Symbol("place", integer=True)  # an index whose own name says nothing


@cache
def proof_of(kernel: Kernel, output: Output) -> Verdict:
    """The verdict on formula = stable form: Proved when every case is, else that of the first case that is not.

    >>> from symxent.kernels.catalogue import kernel_named
    >>> softplus = kernel_named("softplus")
    >>> proof_of(softplus, softplus.outputs[0]).proved
    True
    """
    return judge(kernel, output, found(kernel.family, output.name).form)


def judge(kernel: Kernel, output: Output, form: Expr) -> Verdict:
    """The verdict on formula = ``form``."""
    if not kernel.by_row:
        return equal(output.formula, form, Domain({i.symbol: i.domain for i in kernel.inputs}))
    cases = _row_cases(kernel, output, form)
    return Verdict.together(prove(*case, seconds=SECONDS, clock=Work()) for case in cases)


def _row_cases(kernel: Kernel, output: Output, form: Expr) -> Iterator[tuple[Expr, Expr, Domain]]:
    """About any number m instead of the maximum; the labelled class and another one are two cases."""
    shifted = about_any_number(form)
    formula = output.formula
    label = next((i.symbol for i in kernel.inputs if i.label), None)
    index = output.indices[0] if output.indices else None
    if label is not None and index is not None and isinstance(shifted, Piecewise):
        own, other = shifted.args[0].expr, shifted.args[-1].expr
        yield formula.subs(index, label), own, Domain()
        yield formula.replace(KroneckerDelta, lambda *_: Integer(0)), other, Domain()
    else:
        yield formula, shifted, Domain()


def about_any_number(expr: Basic) -> Basic:
    """The form with any m for the maximum, any number of ties, and any c for what v is measured from.

    Where x_j = m the exponential is 1: the sum without these and their number are together the sum over all, and a
    form that is chosen there is the other form with that 1 in its place.
    """
    if isinstance(expr, row_max):
        return SHIFT
    if not expr.args or isinstance(expr, Indexed):
        return expr
    made = expr.func(*[about_any_number(a) for a in expr.args])
    if isinstance(made, Sum) and isinstance(made.function, Piecewise):
        (first, condition), (second, _) = made.function.args[0].args, made.function.args[-1].args
        index = made.limits[0][0]
        if isinstance(condition, Ne) and index in condition.args:
            label = next(a for a in condition.args if a != index)
            return Sum(first, *made.limits) - first.subs(index, label)
        if _is_top(condition):
            top = {a: SHIFT for a in condition.args if isinstance(a, Indexed)}
            there, elsewhere = (_at_the_top(w.xreplace(top), index) for w in (first, second))
            if there is None or elsewhere is None:
                return made
            return (Sum(second, *made.limits) if second != 0 else second) - elsewhere + there
        return Sum(second, *made.limits)  # nothing of infinity, where the share is 0
    if isinstance(made, Piecewise) and _is_top(made.args[0].cond) and not _inside_sum(made):
        return made.args[-1].expr
    return made


def _at_the_top(weight: Expr, index: Basic) -> Expr | None:
    """The sum of the weights of the classes at the top: as many times their mean as there are ties, and the mean of
    what differs among these classes is any number, another one for each thing that differs.

    None where what differs holds another index, on which its mean would then depend.
    """
    total: Expr = Integer(0)
    for term in Add.make_args(weight.expand()):
        same, differing = term.as_independent(index, as_Add=False)
        places = {i for a in differing.atoms(Indexed) for i in a.indices}
        places |= {i for d in differing.atoms(KroneckerDelta) for i in d.args}
        if places - {index}:
            return None
        mean = Symbol(f"{CENTRE.name} of {differing.xreplace({index: PLACE})}", real=True)
        total += same * TIES * (1 if differing == 1 else mean)
    return total


def _inside_sum(choice: Piecewise) -> bool:
    """Whether the choice is the term of a sum, which is dealt with there."""
    return choice.args[0].expr in (0, 1) or choice.args[-1].expr == 0


def _is_top(condition: Basic) -> bool:
    return isinstance(condition, Eq) and SHIFT in condition.args and any(isinstance(a, Indexed) for a in condition.args)
