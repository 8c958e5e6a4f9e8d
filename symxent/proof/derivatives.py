"""Derivatives in a claim, evaluated by SymPy; sums inside and around them stay as they are."""

from __future__ import annotations

from functools import lru_cache

from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Heaviside,
    Indexed,
    Integer,
    Max,
    Min,
    Mod,
    Piecewise,
    Pow,
    Rational,
    S,
    Subs,
    Symbol,
    acos,
    acosh,
    acsc,
    asec,
    asin,
    ceiling,
    floor,
    frac,
    sign,
)
from sympy.core.function import AppliedUndef

from symxent.language.domain import Domain
from symxent.logic import Claim, Hypotheses, Refused, Steps, check
from symxent.logic.choices import JOINTED
from symxent.logic.derivatives import without_size
from symxent.logic.letters import kinds_in
from symxent.proof.budget import Undecided
from symxent.proof.guard import guard

STEPS = (floor, ceiling, frac, Mod, sign, Heaviside)
HIGHEST_ORDER = 12
NEAR = Rational(1, 10**15)
WITH_ENDS = (
    asin,
    acos,
    acosh,
    asec,
    acsc,
    floor,
    ceiling,
)  # with a value at the end of where they have any, or jumping
LARGEST_DERIVATIVE = 12_000  # parts; SymPy is not interrupted while it differentiates


def evaluated(e: Expr) -> Expr:
    """The expression with every derivative carried out; those of unknown functions stay."""
    if not e.has(Derivative):
        return e
    if isinstance(e, Subs) and (value := at_number(e)) is not None:
        return value
    if not isinstance(e, Derivative):
        return e.func(*[evaluated(a) if isinstance(a, Expr) else a for a in e.args])
    made = _carried_out(e)
    if isinstance(made, str):
        raise Undecided(made)
    return made


# What is proved is asked for once more at each point at which it is looked at.
@lru_cache(maxsize=256)
def _carried_out(e: Derivative) -> Expr | str:
    """The derivative, or what stands in its way."""
    try:
        return _made(e)
    except Undecided as error:
        return str(error)


def _made(e: Derivative) -> Expr:
    value = evaluated(e.expr)
    for variable, times in e.variable_count:
        if isinstance(value, AppliedUndef) and variable in value.args:
            return e  # f′ of an unknown f, at whatever its argument is
        if not isinstance(variable, Symbol | Indexed):
            raise Undecided(f"a derivative with respect to {variable}")
        if not isinstance(times, Integer) or not 0 <= int(times) <= HIGHEST_ORDER:
            raise Undecided(f"a derivative of order {times}")
        for _ in range(int(times)):
            value = _derivative(value, variable)
            guard(value, LARGEST_DERIVATIVE)
    return value


def at_number(e: Subs) -> Expr | None:
    """What a derivative is at a number, by what its function is to the right of it; to be checked."""
    if not isinstance(e.expr, Derivative) or len(e.variables) != 1 or e.expr.has(AppliedUndef):
        return None
    if not e.point[0].is_Rational or e.expr.free_symbols != set(e.variables):
        return None
    (x,), (point,) = e.variables, e.point
    try:
        inner = to_the_right(without_size(e.expr.expr), x, point)
        value = evaluated(Derivative(inner, *e.expr.variable_count)).xreplace({x: point})
    except (Undecided, TypeError, ValueError):
        return None
    return value if value.is_number and value.is_finite else None


def to_the_right(f: Expr, x: Expr, point: Expr) -> Expr:
    """A function without its case distinctions, as it is next to a number, if no joint is nearer than NEAR."""
    near = {x: point + NEAR}

    def case(e: Expr) -> Expr:
        if isinstance(e, Piecewise):
            return next((branch for branch, condition in e.args if condition.xreplace(near) == True), e)  # noqa: E712
        if isinstance(e, Max | Min):
            return (max if isinstance(e, Max) else min)(e.args, key=lambda a: a.xreplace(near))
        side = e.args[0].xreplace(near)
        if isinstance(e, Abs):
            return e.args[0] if side > 0 else -e.args[0]
        return e.func(side)

    return f.replace(lambda e: isinstance(e, JOINTED), case)


@lru_cache(maxsize=256)
def value_at_a_joint(e: Subs) -> Expr | None:
    """The number that a derivative is proved to be at a number where its function has a joint, or None.

    At the end of a domain, of √x at 0, there is no derivative, and a formula for it may have a value.
    """
    value = at_number(e)
    ends = any(not p.exp.is_Integer and p.base is not S.Exp1 for p in kinds_in(e.expr, Pow)) or e.expr.has(*WITH_ENDS)
    if value is None or ends:
        return None
    try:
        check(Claim(e, value, "=", Hypotheses()), Steps())
    except Refused:
        return None
    try:
        check(Claim(e, value + 1, "=", Hypotheses()), Steps())
    except Refused:
        return value
    return None  # there is no derivative, and anything is said of it


def is_tied(sides: tuple[Expr, ...], domain: Domain) -> bool:
    """Whether something is differentiated by what a declared equality ties to others in it."""
    try:
        refuse_tied(sides, domain)
    except Undecided:
        return True
    return False


def refuse_tied(sides: tuple[Expr, ...], domain: Domain) -> None:
    """Raise Undecided where it is open whether a derivative is meant through a declared equality: ŷ₂ = 1 − ŷ₁."""
    for derivative in (d for e in sides for d in kinds_in(e, Derivative)):
        for left, right in domain.equal:
            # X_m = t Y_m is meant for every m, and softmax(X) holds the whole vector
            whole = left.base if isinstance(left, Indexed) else left
            if not isinstance(left, Symbol | Indexed) or not derivative.expr.has(whole):
                continue
            for variable, _ in derivative.variable_count:
                name = variable.base if isinstance(variable, Indexed) else variable
                if name == whole or right.has(name):
                    raise Undecided(
                        f"a derivative with respect to {variable}, which {left} = {right} ties to others in it"
                    )


def _derivative(e: Expr, variable: Expr) -> Expr:
    """d e/d variable over the reals; where |u| or max has a kink there is no derivative, and no value is given.

    Between the whole numbers ⌊u⌋ and ⌈u⌉ are constant, off zero sign u is; at such a step no value is given either.
    """
    if e.has(*STEPS):
        steps: dict[Expr, Dummy] = {}

        def held(step: Expr) -> Expr:
            if isinstance(step, frac):
                return step.args[0] - held(floor(step.args[0]))
            if isinstance(step, Mod):
                return step.args[0] - step.args[1] * held(floor(step.args[0] / step.args[1]))
            return steps.setdefault(step, Dummy("step", real=True))

        e = e.replace(lambda x: isinstance(x, STEPS), held)
        return _derivative(e, variable).xreplace({constant: step for step, constant in steps.items()})
    e = without_size(e)
    if not e.has(Abs, Max, Min):
        return e.diff(variable)
    # |u| of what SymPy does not know to be real would be differentiated as a complex function
    e = e.replace(lambda x: isinstance(x, Abs), lambda x: Pow(Pow(x.args[0], 2), Rational(1, 2)))
    jumps = kinds_in(e, Heaviside, sign)
    value = e.diff(variable)
    for jump in kinds_in(value, Heaviside, sign) - jumps:
        u = jump.args[0]
        below = S.Zero if isinstance(jump, Heaviside) else S.NegativeOne
        value = value.xreplace({jump: Piecewise((S.One, u > 0), (below, u < 0))})
    return value
