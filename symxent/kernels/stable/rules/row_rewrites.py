"""The stable rewrites of rows of classes: shifts by the largest logit, sums that leave out the class that dominates.

``m`` is the largest logit of the row, and nothing but accuracy depends on that: each row of the table is an identity
for every real m, and is proved as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import (
    Basic,
    Dummy,
    Eq,
    Expr,
    Function,
    IndexedBase,
    KroneckerDelta,
    Ne,
    Piecewise,
    S,
    Sum,
    Symbol,
    exp,
    log,
    symbols,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.program.loops import row_max
from symxent.kernels.stable.rules.rewrites import Claim, Rewrite, off
from symxent.language.domain import REALS, Domain
from symxent.language.functions import logsumexp, softmax


class row_rest(Function):
    """row_rest(x, k) = Σ_i e^(x_i − m) − 1, as a sum without the largest term: no 1 is added to be subtracted again."""

    nargs = 2

    def _eval_rewrite_as_exp(self, x: IndexedBase, k: Expr, **_: object) -> Expr:
        return _total(x, k) - 1


class row_top(Function):
    """row_top(v, x, k): the mean of v over the classes that have the largest logit."""

    nargs = 3

    @classmethod
    def eval(cls, v: IndexedBase, x: IndexedBase, k: Expr) -> None:
        return None


class row_below(Function):
    """row_below(v, x, k): the sum of v over the classes whose logit is not the largest."""

    nargs = 3

    @classmethod
    def eval(cls, v: IndexedBase, x: IndexedBase, k: Expr) -> None:
        return None


class row_above(Function):
    """row_above(v, x, k): the sum of v over the classes that have the largest logit: of one class, it is that v."""

    nargs = 3

    @classmethod
    def eval(cls, v: IndexedBase, x: IndexedBase, k: Expr) -> None:
        return None


h = Symbol("h", integer=True)  # the index of sums that the rewrites bring in


def _shifted(x: IndexedBase, i: Expr, k: Expr) -> Expr:
    return exp(x[i] - row_max(x, k))


def _total(x: IndexedBase, k: Expr) -> Expr:
    return Sum(_shifted(x, h, k), (h, 1, k))


def _is_top(x: IndexedBase, i: Expr, k: Expr) -> Eq:
    return Eq(x[i], row_max(x, k))


def unfold(
    expr: Expr,
    definitions: Mapping[type, Callable[..., Expr]],
    known: dict[Basic, Basic],
    of_sum: Callable[[Sum], Expr] | None = None,
) -> Expr:
    """The functions of ``definitions`` replaced by what these make of their arguments; ``known`` remembers.

    ``of_sum``: what is put in the place of each sum, once there is nothing to unfold in it.
    """
    if expr not in known:
        args = [unfold(a, definitions, known, of_sum) for a in expr.args]
        definition = definitions.get(type(expr))
        if definition is not None:
            known[expr] = unfold(definition(*args), definitions, known, of_sum)
        else:
            made = expr.func(*args) if any(a is not b for a, b in zip(args, expr.args, strict=True)) else expr
            known[expr] = made if of_sum is None or not isinstance(made, Sum) else of_sum(made)
    return known[expr]


def _rest(x: IndexedBase, k: Expr) -> Expr:
    top = _is_top(x, h, k)
    count = Sum(Piecewise((1, top), (0, True)), (h, 1, k))
    return Sum(off(top, _shifted(x, h, k)), (h, 1, k)) + (count - 1)


def _above(v: IndexedBase, x: IndexedBase, k: Expr) -> Expr:
    return Sum(Piecewise((v[h], _is_top(x, h, k)), (0, True)), (h, 1, k))


def _below(v: IndexedBase, x: IndexedBase, k: Expr) -> Expr:
    return Sum(off(_is_top(x, h, k), v[h]), (h, 1, k))


def _top(v: IndexedBase, x: IndexedBase, k: Expr) -> Expr:
    return _above(v, x, k) / Sum(Piecewise((1, _is_top(x, h, k)), (0, True)), (h, 1, k))


# As the kernels add them: sums of selects.
PLAIN: Mapping[type, Callable[..., Expr]] = {
    row_rest: _rest,
    row_top: _top,
    row_below: _below,
    row_above: _above,
}


x, v = IndexedBase("x"), IndexedBase("v")
i, j, t = symbols("i j t", integer=True)
k = Symbol("k", integer=True)
b, c = symbols("b c", real=True)
_e, _S, _R = _shifted(x, j, k), _total(x, k), row_rest(x, k)
_left_out = Piecewise((_R, _is_top(x, j, k)), (1 + _R - _e, True))  # Σ_{i≠j} e^(x_i − m)
_not_t = Sum(Piecewise((_shifted(x, h, k), Ne(h, t)), (0, True)), (h, 1, k))
_own = _not_t + _shifted(x, t, k)

ROWS: tuple[Rewrite, ...] = (
    Rewrite("softmax shifted", softmax(x, j, k), _e / _S),
    Rewrite("softmax shifted, rest", softmax(x, j, k), _e / (1 + _R)),
    Rewrite("complement of a softmax", 1 - softmax(x, j, k), _left_out / (1 + _R)),
    Rewrite("log of a softmax", log(softmax(x, j, k)), (x[j] - row_max(x, k)) - log1p(_R)),
    Rewrite("logsumexp shifted", logsumexp(x, k), row_max(x, k) + log(_S)),
    Rewrite("logsumexp shifted, rest", logsumexp(x, k), row_max(x, k) + log1p(_R)),
    Rewrite("logsumexp less a logit", logsumexp(x, k) - x[j], (row_max(x, k) - x[j]) + log1p(_R)),
    Rewrite(
        "softmax less one class",
        softmax(x, j, k) - KroneckerDelta(j, t),
        Piecewise((-_not_t / _own, Eq(j, t)), (_e / _own, True)),
        Domain(indices={t: (S.One, k)}),
    ),
    Rewrite("softmax less a share", c * softmax(x, j, k) - b, (c - b) * softmax(x, j, k) - b * (1 - softmax(x, j, k))),
    Rewrite(
        "less the mean, from the top",
        v[j] - Sum(softmax(x, i, k) * v[i], (i, 1, k)),
        (v[j] - row_top(v, x, k)) - Sum(softmax(x, i, k) * (v[i] - row_top(v, x, k)), (i, 1, k)),
    ),
    Rewrite("exponential of a product less one", exp(b * c) - 1, expm1(b * c)),
    Rewrite("product with a complement", softmax(x, j, k) * (1 - softmax(x, j, k)), _e * _left_out / (1 + _R) ** 2),
)

_weights = Sum(v[i], (i, 1, k))
_apart = softmax(x, j, k) * row_below(v, x, k) + softmax(x, j, k) * (row_above(v, x, k) - v[j])

FROM_THE_TOP = Rewrite(
    # Where S_j is nearly 1, Σ v less v_j is what the other classes have, and summed without v_j; where it is at most a
    # half, the second term is as large as anything that the difference loses.
    "softmax less a share, from the top",
    softmax(x, j, k) * _weights - v[j],
    Piecewise((_apart, _is_top(x, j, k)), (softmax(x, j, k) * (_weights - v[j]), True)) - v[j] * (1 - softmax(x, j, k)),
)


def row_claims(row: Rewrite) -> list[Claim]:
    """The row as claims to be proved: for every real m, and for every real mean."""
    m, mean, above = Dummy("m", real=True), Dummy("c", real=True), Dummy("a", real=True)

    meanings: Mapping[type, Callable[..., Expr]] = {
        row_rest: lambda x, k: _total(x, k) - 1,
        row_max: lambda x, k: m,
        row_top: lambda v, x, k: mean,
        row_below: lambda v, x, k: Sum(v[h], (h, 1, k)) - above,
        row_above: lambda v, x, k: above,
    }

    def stated(expr: Expr) -> Expr:
        return unfold(expr, meanings, {})

    left, right = stated(row.pattern), stated(row.result)
    domain = row.domain.extended({m: REALS, mean: REALS})
    tops = [e for e in right.atoms(Eq) if m in e.args]
    found = []
    for equality in tops:
        largest = next(a for a in equality.args if a != m)
        found.append((left, right.xreplace({equality: S.true}).subs(m, largest), domain))
        right = right.xreplace({equality: S.false})
    return [*found, (left, right, domain)]


def rest_claims() -> list[Claim]:
    """What ``PLAIN`` makes of ``row_rest``, term by term: a term at the top is 1, every other stays.

    And that ``row_below`` and ``row_above`` are together the sum over all.
    """
    m, weight = Dummy("m", real=True), Dummy("v", real=True)
    term = Dummy("a", real=True)
    top = Eq(term, m)
    made = off(top, exp(term - m)) + Piecewise((1, top), (0, True))
    both = off(top, weight) + Piecewise((weight, top), (0, True))
    return [
        (made.xreplace({top: S.true}), exp(term - m).subs(term, m), Domain()),
        (made.xreplace({top: S.false}), exp(term - m), Domain()),
        *((both.xreplace({top: case}), weight, Domain()) for case in (S.true, S.false)),
    ]
