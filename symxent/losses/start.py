"""The score at which boosting begins: the constant that no other constant is better than, for given labels.

Boosters estimate it for their own objectives; for one that is given to them XGBoost begins at 0.5 and LightGBM at 0.
Where the gradient is linear in the label, or there are two labels, the gradients of all rows add up to that at the mean
label, and the constant is a formula of that mean: that the gradient is 0 there is proved.  Elsewhere it is found by
bisection, and balls show the sum of all gradients to be below 0 on its one side and above 0 on the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import fsum, isfinite
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray
from sympy import Expr, Interval, S, Symbol, exp, expand, fraction, log, oo, simplify, solve, together

from symxent.errors import SymxentError
from symxent.kernels.reference.ball_program import compile_balls
from symxent.kernels.reference.values import evaluate
from symxent.language.domain import UNIT, Domain
from symxent.language.functions import sigmoid, softmax, softplus
from symxent.losses.calculus import derivative
from symxent.losses.claims import is_convex
from symxent.losses.form_of_score import bare, symbol
from symxent.losses.loss import Loss
from symxent.losses.over_classes import j, k, t, x
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict

Array = NDArray[Any]
FARTHEST = 2.0**60  # a score, beyond which none is looked for
PRECISIONS = (256, 1024)
MOST_LABELS = 20_000  # different ones, of which balls are added up
HALVINGS = 200
m = Symbol("m", real=True)  # the mean label; of two labels and of a class the share of it


@dataclass(frozen=True)
class Stationary:
    """A score as a formula of the mean label ``m`` (of two labels the share of the higher), and the verdict on the
    gradient being 0 there; of a row the score of a class, by its share.
    """

    loss: Loss
    score: Expr
    verdict: Verdict

    def __str__(self) -> str:
        return str(self.score)


@dataclass(frozen=True)
class Start:
    """The best constant for some labels: one score, or of a row one for each class.

    It is by the formula ``stationary`` if there is one, else ``between`` two numbers at which balls show that the
    gradients of all rows add up to less and to more than 0; None where there are too many labels to add up in balls.
    """

    loss: Loss
    scores: tuple[float, ...]
    stationary: Stationary | None = None
    between: tuple[float, float] | None = None

    @property
    def score(self) -> float:
        """The one score: XGBoost's ``base_score`` beside an objective of one's own.

        Raises SymxentError for a row of several.
        """
        if self.loss.by_row:
            raise SymxentError(f"{self.loss.plain_name} is of a row: it begins at {len(self.scores)} ``scores``")
        return self.scores[0]

    @property
    def probability(self) -> float:
        """``base_score`` of XGBClassifier, which keeps a link of its own: the probability whose logit is the score."""
        return float(1 / (1 + np.exp(-self.score)))

    @property
    def best(self) -> Verdict:
        """The verdict on the loss being convex: then no other constant is better."""
        return is_convex(self.loss.plain)

    def rows(self, count: int) -> NDArray[np.float64]:
        """The same for each row: LightGBM's ``init_score``, XGBoost's ``base_margin``; (n,), of a row (n, classes)."""
        made = np.tile(np.array(self.scores), (count, 1))
        return made if self.loss.by_row else made[:, 0]


def start(loss: Loss, labels: Array, weights: Array | None = None, classes: int = 0) -> Start:
    """Where boosting begins for these labels, a loss whose parameters are fixed (``Loss.at``).

    ``labels`` are of one target, (n,), of a row class numbers from 0, of which there are ``classes`` (at least as many
    as occur).  Raises SymxentError where every constant has a better one (all labels 1 for cross-entropy), for
    weights that add up to nothing, and for a row whose gradient is not linear in the softmax of its class.
    """
    labels = np.asarray(labels, np.float64).ravel()
    weights = np.ones(len(labels)) if weights is None or not len(weights) else np.asarray(weights, np.float64).ravel()
    if len(weights) != len(labels):
        raise SymxentError(f"{len(labels)} labels were given with {len(weights)} weights")
    if not len(labels) or not (weights >= 0).all() or not fsum(weights) > 0:
        raise SymxentError("a starting score is of labels whose weights are not negative and not all 0")
    values, where = np.unique(labels, return_inverse=True)
    mass: Array = np.bincount(where, weights)
    values, mass = values[mass > 0], mass[mass > 0] / fsum(weights)
    formula = stationary(loss.plain)
    if loss.by_row:
        if formula is None:
            raise SymxentError(f"{loss.plain_name} has no starting scores by a formula of the shares of its classes")
        shares = np.zeros(max(classes, int(values.max()) + 1))
        shares[values.astype(int)] = mass
        scores = tuple(_number(loss, formula.score.subs(k, len(shares)), share) for share in shares)
        return Start(loss, scores, formula)
    if formula is not None:
        two = loss.targets[0].values
        mean = fsum(mass[values == float(two[-1])]) if len(two) == 2 else fsum(values * mass)
        return Start(loss, (_number(loss, formula.score, mean),), formula)
    return _by_bisection(loss, values, mass)


def _number(loss: Loss, formula: Expr, mean: float) -> float:
    """The formula at a mean label, to the nearest double."""
    score = float(evaluate(formula, {m: np.array([mean])}).nearest[0])
    if not isfinite(score):
        raise no_best(loss)
    return score


def no_best(loss: Loss) -> SymxentError:
    return SymxentError(
        f"{loss.plain_name} has no best constant for these labels: the farther the score goes, the less it is, as "
        "where only one class occurs"
    )


def _by_bisection(loss: Loss, values: Array, mass: Array) -> Start:
    """Where the gradients of all rows change from below 0 to above it, between two neighbouring numbers or nearly."""
    if len(loss.targets) != 1 or loss.parameters:
        raise SymxentError(f"{loss.plain_name}: a starting score is of one target, the parameters being fixed")
    z, y = symbol(loss.wrt), symbol(loss.targets[0])
    gradient = bare(loss, loss.gradient)
    few = len(values) <= MOST_LABELS
    compiled = None if len(values) * HALVINGS <= MOST_LABELS else loss.compile()

    def total(score: float) -> float:
        if compiled is not None:
            slopes = compiled.gradient(np.full(len(values), score), values)
        else:
            slopes = evaluate(gradient, {z: np.full(len(values), score), y: values}, PRECISIONS).nearest
        return fsum(slopes * mass)

    low, high = _bracket(loss, total)
    for _ in range(HALVINGS):
        middle = low / 2 + high / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if total(middle) < 0 else (low, middle)
    # Where the kernel's last digits decide nothing, balls may: a little farther out.
    for away in (0.0, 2.0**-44, 2.0**-32) if few else ():
        ends = (low - away * max(1.0, abs(low)), high + away * max(1.0, abs(high)))
        signs = [_sign(gradient, z, y, end, values, mass) for end in ends]
        if signs[0] < 0 <= signs[1]:
            return Start(loss, (high,), None, ends)
    return Start(loss, (high,))


def _bracket(loss: Loss, total: Callable[[float], float]) -> tuple[float, float]:
    """Two scores of the loss's range with the sum of the gradients below 0 at the one and not below at the other."""
    bottom, top = (float(end) for end in (loss.wrt.where.inf, loss.wrt.where.sup))
    middle = 0.0 if bottom < 0 < top else bottom + 1 if top == np.inf else (bottom + top) / 2

    def first(sign: int, end: float) -> float:
        score, step = middle, 1.0
        while not sign * total(score) > 0:
            before, score, step = score, score + sign * step, 2 * step
            if not bottom < score < top:
                score = (before + end) / 2
            if abs(score) > FARTHEST or score == before:
                raise no_best(loss)
        return score

    return first(-1, bottom), first(1, top)


def _sign(gradient: Expr, z: Symbol, y: Symbol, score: float, values: Array, mass: Array) -> int:
    """The sign of Σ mass · gradient, in balls; 0 where it is 0 or not told."""
    program = compile_balls(gradient, (z, y))
    before = ctx.prec
    ctx.prec = PRECISIONS[0]
    try:
        slopes = (program([arb(score), arb(float(v))]) for v in values)
        total = sum((slope * arb(float(w)) for slope, w in zip(slopes, mass, strict=True)), arb(0))
        return 1 if total > 0 else -1 if total < 0 else 0
    finally:
        ctx.prec = before


@cache
def stationary(loss: Loss) -> Stationary | None:
    """The formula of the best constant, proved stationary; None where there is no such formula, or none is found.

    >>> from symxent.losses.catalogue import named
    >>> str(stationary(named("bce"))), str(stationary(named("poisson"))), stationary(named("pseudo_huber"))
    ('log(m/(1 - m))', 'log(m)', None)
    """
    if loss.by_row:
        return _of_row(loss)
    if len(loss.targets) != 1:
        return None
    target, z = loss.targets[0], symbol(loss.wrt)
    gradient = bare(loss, loss.gradient)
    y = symbol(target)
    if len(target.values) == 2:
        low, high = (gradient.xreplace({y: value}) for value in target.values)
        total, where = (1 - m) * low + m * high, Domain({m: UNIT})
    else:
        slope = derivative(gradient, y)
        if slope.has(y) or slope == 0:
            return None
        inside = target.where.interior if isinstance(target.where, Interval) else target.where
        total, where = gradient.xreplace({y: m}), Domain({m: inside})
    where = where.extended({symbol(p): p.where for p in loss.parameters})
    for score in _roots(total, z):
        verdict = prove(total.xreplace({z: score}), S.Zero, where, clock=Work())
        if verdict.proved:
            return Stationary(loss, score, verdict)
    return None


def _roots(total: Expr, z: Symbol) -> list[Expr]:
    """What may be the score at which an expression is 0, the usual links first; nothing of it is believed."""
    found = [m, log(m / (1 - m)), log(m)]
    e = Symbol("e", positive=True)
    plain = total.replace(softplus, lambda u: log(1 + exp(u))).replace(sigmoid, lambda u: 1 / (1 + exp(-u)))
    try:
        above = fraction(together(expand(plain).subs(z, log(e))))[0]
        if not above.has(log):
            found += [log(root) for root in solve(simplify(above), e)]
    except NotImplementedError:
        pass
    return found


def _of_row(loss: Loss) -> Stationary | None:
    """Of a class: where the gradient is linear in its softmax alone, that is the share of it, and the score its log."""
    if loss.label is None or loss.shares is not None:
        return None
    parts, p = loss.rows.parts("gradient"), Symbol("p", real=True)
    if parts.own is None or parts.other.has(t):
        return None
    own, other = parts.own.xreplace({softmax(x, t, k): p}), parts.other.xreplace({softmax(x, j, k): p})
    total = expand(m * own + (1 - m) * other)
    slope = simplify(total.diff(p))
    if total.has(x, t, j) or slope.has(p) or slope == 0:
        return None
    share = simplify(p - total / slope)
    # The shares add up to 1: with m for 1 and a k-th of it for each, so do the numbers that the softmax is to be.
    whole = simplify(share.coeff(m, 1) if share.has(m) else S.Zero) if expand(share).is_polynomial(m) else None
    if whole is None:
        return None
    whole = expand(share).coeff(m, 1) + k * expand(share).coeff(m, 0)
    sets = {p_.plain: p_.where for p_ in loss.parameters}
    verdict = Verdict.together(
        (
            prove(total.xreplace({p: share}), S.Zero, Domain({m: UNIT, **sets}), clock=Work()),
            prove(simplify(whole), S.One, Domain(sets, indices={k: (S.One, oo)}), clock=Work()),
        )
    )
    return Stationary(loss, log(share) / loss.rows.scale, verdict) if verdict.proved else None
