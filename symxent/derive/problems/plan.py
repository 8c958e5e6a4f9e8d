"""Steps of an integral as SymPy plans them: what a page calls them, and the same steps with another letter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import (
    Add,
    Expr,
    FiniteSet,
    Integral,
    Interval,
    Pow,
    S,
    Symbol,
    cos,
    cot,
    csc,
    degree,
    factor,
    fraction,
    sec,
    sin,
    singularities,
    tan,
    together,
)
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
        terms = Add.make_args(plan.rewritten.expand())
        below = [fraction(term)[1] for term in terms if not term.is_polynomial(x)]
        if not isinstance(plan.rewritten.as_coeff_Mul()[1], Add):
            if below and isinstance(fraction(plan.rewritten)[1], Pow) and plan.rewritten == factor(plan.integrand):
                return "factor"
            return "cancel common factors" if cancels(plan.integrand, plan.rewritten, x) else "multiply out"
        divided = ["divide the polynomials"] if len(below) < len(terms) else []
        return ", ".join([*divided, *(["partial fractions"] if len(below) > 1 or not divided else [])])
    return "a trigonometric identity" if plan.integrand.has(sin, cos, tan, sec, csc, cot) else "write out"


def cancels(f: Expr, g: Expr, x: Symbol) -> bool:
    """Whether a quotient of polynomials has less below than another one."""
    before, after = (degree(fraction(together(e))[1], x) for e in (f, g))
    return bool(after < before)


@dataclass
class Reduction(Rule):
    """∫ secⁿ u by parts, solved for itself: what is found, and a factor times ∫ secⁿ⁻² u."""

    found: Expr
    factor: Expr
    left: Rule
    says: str

    def contains_dont_know(self) -> bool:
        return self.left.contains_dont_know()

    def eval(self) -> Expr:
        return self.found + self.factor * self.left.eval()


def reduced(plan: Rule, f: Expr | None = None) -> Rule:
    """A plan with a reduction for each power of a secant or cosecant that SymPy knows no way for; of ``f``, as which it
    is written before."""
    if f is not None and f != plan.integrand:
        return by_hand.RewriteRule(f, plan.variable, plan.integrand, reduced(plan))
    if isinstance(plan, by_hand.AddRule):
        return replace(plan, substeps=[reduced(step) for step in plan.substeps])
    if isinstance(plan, by_hand.ConstantTimesRule | by_hand.URule | by_hand.RewriteRule):
        return replace(plan, substep=reduced(plan.substep))
    x, power = plan.variable, plan.integrand
    base, n = power.as_base_exp()
    if not isinstance(plan, by_hand.DontKnowRule) or not isinstance(base, sec | csc) or not (n.is_Integer and n > 2):
        return plan
    u = base.args[0]
    slope = u.diff(x)
    if slope.has(x):
        return plan
    head, other, sign = (sec, tan, 1) if isinstance(base, sec) else (csc, cot, -1)
    left = reduced(by_hand.integral_steps(head(u) ** (n - 2), x))
    pair = (to_text(to_tree(e)) for e in (head(u) ** (n - 2), head(u) ** 2))
    says = "by parts with f = {}, g′ = {}, solved for the integral".format(*pair)
    found = sign * head(u) ** (n - 2) * other(u) / (slope * (n - 1))
    return Reduction(power, x, found, (n - 2) / (n - 1), left, says)


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
