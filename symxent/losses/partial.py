"""Derivatives by what is no score: a parameter, or a target that may lie anywhere.  Each is a loss of its own.

So it has a value, a gradient and a Hessian like any other, each in a stable form: the gradient of ∂loss/∂γ is the mixed
second derivative, and its own derivative by γ the second one.
"""

from __future__ import annotations

from functools import cache

from sympy import diff

from symxent.errors import SymxentError
from symxent.losses.calculus import derivative
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable


@cache
def partial(loss: Loss, variable: LossVariable) -> Loss | None:
    """∂loss/∂variable as a loss of the same scores; None where it is 0.

    Of a row the scores are held where they are *scaled*: of ℓ(x/τ, τ) it is ∂ℓ/∂τ at a fixed x/τ, and the whole is
    this and (1/τ)′ τ Σ_j x_j ∂loss/∂x_j.  Raises SymxentError for a variable that takes a few values only, and where
    the derivative does not contain the scores.

    >>> from symxent.losses.catalogue import named
    >>> temperature = named("temperature")
    >>> partial(temperature, temperature.parameter("tau")).name
    'temperature_by_tau'
    """
    if not isinstance(variable, LossVariable) or variable.values or variable.is_class:
        raise SymxentError(f"{loss.name} has no derivative by {variable}, which takes a few values only")
    if loss.by_row:
        rows = loss.rows
        slope = rows.in_its_own(diff(rows.in_scores, variable.plain))
    else:
        slope = derivative(loss.expr, variable)
    return None if slope == 0 else Loss(f"{loss.name}_by_{variable.name}", slope, wrt=loss.wrt)
