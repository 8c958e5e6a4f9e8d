"""The kinds of curvature that a second-order method may be given instead of the Hessian, and what is proved of them.

Boosters divide by a sum of curvatures, so a Hessian that is negative or tiny is trouble.  What they use instead has
several names; whether it bounds the Hessian from above, is positive, keeps steps short, or belongs to parabolas that
touch the loss from above (then no step goes uphill), are claims like others: ``guarantees``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    nan,
    oo,
    simplify,
    zoo,
)

from symxent.errors import SymxentError
from symxent.kernels.program.loops import once
from symxent.language.functions import sigmoid, softmax
from symxent.losses.calculus import derivative
from symxent.losses.claims import OF_ROWS, everywhere
from symxent.losses.over_classes import Parts, j, k, shorter, split, t, x, y
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict

if TYPE_CHECKING:
    from symxent.losses.loss import Loss
    from symxent.losses.variables import LossVariable


def exact(loss: Loss) -> Expr:
    """The Hessian itself."""
    return loss.hessian


def majorant(loss: Loss) -> Expr:
    """2 p (1 − p) with p = σ(z): the bound for each class of a softmax, which XGBoost used for years."""
    p = sigmoid(loss.wrt)
    return 2 * p * (1 - p)


def absolute(loss: Loss) -> Expr:
    """The gradient, whose size it is: |p − y| for binary cross-entropy."""
    return loss.gradient


def fisher(loss: Loss) -> Expr:
    """The Hessian expected when the prediction is right: of two labels, or of a target in which the gradient is linear.

    It no longer depends on the target.
    """
    if len(loss.targets) == 1 and not loss.targets[0].values:
        return simplify(loss.hessian.xreplace({loss.targets[0]: _mean(loss)}))
    label = _label(loss)
    low, high = label.values
    p = sigmoid(loss.wrt)
    return p * loss.hessian.xreplace({label: high}) + (1 - p) * loss.hessian.xreplace({label: low})


def halley(loss: Loss) -> Expr:
    """h − g h′/(2h), whose step on one row is Halley's; XGBoost's for Poisson from dmlc/xgboost#12431 to #12538."""
    h = loss.hessian
    if h == 0 or h.has(Piecewise):
        raise SymxentError(f"{loss.name} has no Halley curvature: its Hessian is 0 somewhere, or has a kink")
    formula = h - loss.gradient * derivative(h, loss.wrt) / (2 * h)
    return simplify(formula) if formula.count_ops() <= MOST_TO_SIMPLIFY else formula


def touching(loss: Loss) -> Expr:
    """g/(z − y): the parabola about z that touches the loss there and has its minimum at y; dmlc/xgboost#12576.

    Where the loss is even about y and this falls with the distance, the parabola lies nowhere below the loss.
    """
    if len(loss.targets) != 1 or loss.targets[0].where is not S.Reals:
        raise SymxentError(f"{loss.name} has no touching curvature: one target that is any real number was expected")
    z, y = loss.wrt, loss.targets[0]
    residual = Dummy("r", real=True)

    def divided(part: Expr) -> Expr:
        return simplify(part.xreplace({z: y + residual}) / residual).xreplace({residual: z - y})

    gradient = loss.gradient
    if isinstance(gradient, Piecewise):
        formula = Piecewise(*[(divided(branch.expr), branch.cond) for branch in gradient.args])
    else:
        formula = divided(gradient)
    if formula.subs(z, y).has(nan, zoo, oo):
        raise SymxentError(f"{loss.name} has no touching curvature: its gradient is not 0 where z is the target")
    return formula


def bounded_step(loss: Loss) -> Expr:
    """(p A + (3 − p) B)/3 for the gradient B − A of a power-variance deviance, A = y e^((1−p)z), B = e^((2−p)z).

    Of Poisson (p = 1), Tweedie and gamma (p = 2): dmlc/xgboost#12538.
    """
    reason = f"{loss.name} has no bounded-step curvature: Poisson, Tweedie or gamma in the log-mean was expected"
    if len(loss.targets) != 1 or loss.targets[0].values:
        raise SymxentError(reason)
    z, y = loss.wrt, loss.targets[0]
    slope = -derivative(loss.gradient, y)
    if slope.has(y) or slope == 0:
        raise SymxentError(reason)
    p = simplify(1 - derivative(slope, z) / slope)
    a, b = y * exp((1 - p) * z), exp((2 - p) * z)
    if p.has(z) or simplify(loss.gradient - (b - a)) != 0:
        raise SymxentError(reason)
    return (p * a + (3 - p) * b) / 3


def of_row(loss: Loss, kind: str) -> tuple[str, Parts]:
    """What a curvature of a row is ``finished`` from: an output, and in its place parts that are scaled as it is.

    Raises SymxentError for a kind that the loss cannot have.
    """
    own = loss.rows.parts("hessian_diagonal")
    if kind == "absolute":
        return "gradient", loss.rows.parts("gradient")
    if kind == "fisher":
        return "hessian_diagonal", Parts(None, _expected(loss, own))
    if kind == "majorant" and not loss.rows.has_softmax_hessian:
        raise SymxentError(f"2 p (1 − p) is a bound for p (1 − p), which is not the Hessian of {loss.plain_name}")
    if kind not in ("exact", "majorant"):
        raise SymxentError(f"{loss.plain_name} is of a row, and has no {kind.replace('_', '-')} curvature")
    return "hessian_diagonal", own


def _expected(loss: Loss, own: Parts) -> Expr:
    """The diagonal of the Hessian, expected when the softmax is right."""
    p = softmax(x, j, k)
    if loss.label is not None and own.own is not None:
        if own.other.has(t):
            raise SymxentError(f"{loss.plain_name} has no Fisher curvature: that of a class depends on the right one")
        return shorter(p * own.own.xreplace({t: j}) + (1 - p) * own.other)
    scaled, expected = (
        own.other.replace(lambda e: isinstance(e, Indexed) and e.base == y, of_share)
        for of_share in (lambda e: _TIMES * e, lambda e: softmax(x, e.indices[0], k))
    )
    if scaled.diff(_TIMES, 2) != 0:
        raise SymxentError(f"{loss.plain_name} has no Fisher curvature: its Hessian is not linear in its shares")
    return shorter(split(expected))


_TIMES = Dummy("s", real=True)
KINDS: Mapping[str, Callable[[Loss], Expr]] = {
    "exact": exact,
    "majorant": majorant,
    "absolute": absolute,
    "fisher": fisher,
    "halley": halley,
    "touching": touching,
    "bounded_step": bounded_step,
}
STEPS = (1, 2, 3)  # the bounds on a step that are tried
MOST_TO_SIMPLIFY = 80  # operations


def curvature(loss: Loss, kind: str, floor: float = 0.0) -> Expr:
    """The formula of a kind of curvature, nowhere below ``floor`` if that is positive.

    Raises SymxentError for a kind that there is not, or that the loss cannot have.
    """
    if kind not in KINDS:
        raise SymxentError(f"there is no curvature {kind!r}; there are {', '.join(KINDS)}")
    return finished(loss.rows.own(*of_row(loss, kind)) if loss.by_row else KINDS[kind](loss), loss, kind, floor)


def finished(formula: Expr, loss: Loss, kind: str, floor: float) -> Expr:
    """A curvature from what it is the size of, or of a row twice, and nowhere below a floor."""
    if kind == "absolute":  # of the symbols of kernels SymPy does not know that they are real
        formula = Max(formula, -formula) if isinstance(formula, once) else Abs(formula)
    if kind == "majorant" and loss.by_row:
        formula = 2 * formula
    return Max(Rational(repr(float(floor))), formula) if floor > 0 else formula


def bounds_hessian(loss: Loss, kind: str) -> Verdict:
    """The verdict on: this curvature is nowhere smaller than the Hessian, of a row than its diagonal."""
    return everywhere(loss, loss.hessian_diagonal, curvature(loss, kind), "<=")


def bounds_whole_hessian(loss: Loss) -> Verdict:
    """The verdict on: twice its diagonal less the Hessian of a row is a matrix whose diagonal dominates its rows.

    Such a matrix is positive semidefinite (Gershgorin).  Beside its diagonal the Hessian is −p_j p_l, of one sign.
    """
    rows, l, m = loss.rows, *(Symbol(name, integer=True) for name in "lm")
    own, other = (rows.over_scores(softmax(x, i, k)) for i in (j, l))
    beside = rows.factor("hessian_diagonal") * own * other * (KroneckerDelta(j, l) - 1)
    diagonal, domain = rows.plain("hessian_diagonal"), loss.domain.extended(indices={l: (S.One, k)})
    whole = Sum(-beside.xreplace({l: m}), (m, 1, k))
    sides = (
        (Derivative(rows.plain("gradient"), x[l]), beside + KroneckerDelta(j, l) * diagonal, "=", domain),
        (whole, diagonal, "<=", loss.domain),
    )
    return Verdict.together(
        prove(lhs, rhs, where, op=op, seconds=OF_ROWS, clock=Work()) for lhs, rhs, op, where in sides
    )


def is_positive(loss: Loss, kind: str) -> Verdict:
    """The verdict on: this curvature is positive everywhere."""
    return everywhere(loss, Integer(0), curvature(loss, kind), "<")


def longest_step(loss: Loss, kind: str) -> tuple[int, Verdict] | None:
    """The least of 1, 2 and 3 beyond which no step g/c of one row goes, and so no step of a leaf; with its proof."""
    formula = curvature(loss, kind)
    for most in STEPS:
        verdicts = (
            everywhere(loss, -most * formula, loss.gradient, "<="),
            everywhere(loss, loss.gradient, most * formula, "<="),
        )
        if all(v.proved for v in verdicts):
            return most, Verdict.together(verdicts)
    return None


def touches_from_above(loss: Loss) -> Verdict:
    """The verdict on: the loss is even about its target, and the touching curvature falls with the distance from it.

    A function of the squared distance whose derivative by it falls is concave in it, so that its tangent, a parabola
    in z, lies nowhere below (de Leeuw, Lange: Sharp quadratic majorization in one dimension, 2009).
    """
    z, y = loss.wrt, loss.targets[0]
    formula = touching(loss)
    mirrored = loss.expr.xreplace({z: 2 * y - z})
    return Verdict.together(
        (
            everywhere(loss, loss.expr, mirrored, "="),
            everywhere(loss, (z - y) * derivative(formula, z), Integer(0), "<="),
        )
    )


def guarantees(loss: Loss, kind: str) -> list[tuple[str, Verdict]]:
    """What is claimed of a kind of curvature, in words after its name, with the verdict on each."""
    diagonal = "’s diagonal" if loss.by_row else ""
    found = [(f"is nowhere smaller than the Hessian{diagonal}", bounds_hessian(loss, kind))]
    if loss.by_row and kind == "majorant":
        found.append(("bounds the whole Hessian: the diagonal dominates what is left", bounds_whole_hessian(loss)))
    if kind == "touching":
        found.append(("is that of parabolas that touch the loss from above", touches_from_above(loss)))
    if kind in ("absolute", "halley", "bounded_step"):
        if not loss.by_row:  # where there is one class, nothing is
            found.append(("is positive", is_positive(loss, kind)))
        step = longest_step(loss, kind)
        if step is not None:
            found.append((f"takes no step longer than {step[0]}", step[1]))
    return found


def _mean(loss: Loss) -> Expr:
    """The target at which the gradient vanishes, of a loss whose gradient is linear in it."""
    y = loss.targets[0]
    slope = derivative(loss.gradient, y)
    if slope.has(y) or slope == 0:
        raise SymxentError(f"{loss.name} has no Fisher curvature: its gradient is not linear in {y}")
    return simplify(y - loss.gradient / slope)


def _label(loss: Loss) -> LossVariable:
    label = next((t for t in loss.targets if tuple(map(int, t.values)) in ((0, 1), (-1, 1))), None)
    if label is None or len(loss.targets) != 1:
        raise SymxentError(f"{loss.name} has no Fisher curvature: one label of two values was expected")
    return label
