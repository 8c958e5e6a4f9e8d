"""Steps of an integral as SymPy plans them: what a page calls them, and the same steps with another letter."""

from __future__ import annotations

from sympy import Add, Expr, FiniteSet, Integral, Interval, S, Symbol, cos, cot, csc, sec, sin, singularities, tan
from sympy.integrals import manualintegrate as by_hand
from sympy.integrals.manualintegrate import Rule

from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof.deadline import NotAsked, OutOfTime, within

SECONDS = 5.0  # to find the steps, or where an integrand has no value


def parts(plan: Rule) -> str:
    u, dv = (to_text(to_tree(part)) for part in (plan.u, plan.dv))
    return f"by parts with f = {u}, g′ = {dv}"


def rewriting(plan: Rule) -> str:
    x = plan.variable
    if isinstance(plan, by_hand.CompleteSquareRule):
        return "complete the square"
    if plan.integrand.is_rational_function(x):
        whole = any(term.is_polynomial(x) for term in Add.make_args(plan.rewritten.expand()))
        if not isinstance(plan.rewritten.as_coeff_Mul()[1], Add):
            return "multiply out"
        return "divide the polynomials" if whole else "partial fractions"
    return "a trigonometric identity" if plan.integrand.has(sin, cos, tan, sec, csc, cot) else "write out"


def renamed(plan: Rule, old: Symbol, new: Symbol) -> Rule:
    """The steps with another letter."""

    def swapped(part: object) -> object:
        if isinstance(part, Rule):
            return renamed(part, old, new)
        if isinstance(part, list | tuple):
            return type(part)(map(swapped, part))
        return part.xreplace({old: new}) if isinstance(part, Expr) else part

    return type(plan)(**{name: swapped(part) for name, part in vars(plan).items()})


def poles(e: Integral, x: Symbol) -> list[Expr]:
    """Where an integrand is without bound between two numbers, as far as SymPy finds it."""
    _, low, high = e.limits[0]
    try:
        between = Interval.open(low, high)
        found = within(SECONDS, lambda: singularities(e.function, x, S.Reals).intersect(between))
    except (NotAsked, OutOfTime, Exception):
        return []
    return sorted(found.args) if isinstance(found, FiniteSet) else []
