"""What can be proved: statements about real numbers, each with what it assumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from sympy import Derivative, Expr, Indexed, Integral, Lambda, Limit, Product, Rational, Subs, Sum, Tuple

from symxent.logic.chance_claims import ChanceClaim
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import alike, kinds_in
from symxent.logic.matrix_claims import MatrixClaim
from symxent.logic.ring import Refused

Said: TypeAlias = tuple[Expr, str, Expr]


@dataclass(frozen=True)
class Claim:
    """``lhs op rhs`` at every point of the hypotheses at which both sides are defined; op is one of = != < <= > >=."""

    lhs: Expr
    rhs: Expr
    op: str
    hypotheses: Hypotheses

    @property
    def said(self) -> Said:
        return self.lhs, self.op, self.rhs


@dataclass(frozen=True)
class Rounded:
    """A number without symbols has a value, and |value − printed| ≤ ½·10^−decimals."""

    value: Expr
    printed: Rational
    decimals: int

    @property
    def said(self) -> Said:
        return self.value, "≈", self.printed


@dataclass(frozen=True)
class Convex:
    """``f`` has a value at every x of the interval in which ``x`` lives, and is convex there, whatever else is.

    ``size``: for an IndexedBase x, of which f is a function of the components x₁ … x_size, each any real number.
    """

    f: Expr
    x: Expr
    hypotheses: Hypotheses
    size: Expr | None = None

    @property
    def said(self) -> Said:
        return self.f, "is convex in", self.x


@dataclass(frozen=True)
class NotConvex:
    """For some values of the other symbols that the hypotheses allow, ``f`` is not convex in ``x``; as in Convex."""

    f: Expr
    x: Expr
    hypotheses: Hypotheses
    size: Expr | None = None

    @property
    def said(self) -> Said:
        return self.f, "is not convex in", self.x


@dataclass(frozen=True)
class Each:
    """Every one of several statements holds."""

    parts: tuple[Statement, ...]

    @property
    def said(self) -> Said:
        left, relations, right = zip(*(part.said for part in self.parts), strict=True)
        op = relations[0] if len(set(relations)) == 1 else "stand in their relations to"
        return Tuple(*left), op, Tuple(*right)


@dataclass(frozen=True)
class Tends:
    """As ``t`` > 0 comes near to 0, ``f`` has a value and comes near to ``value``, a number or ±∞, at every point of
    the hypotheses."""

    f: Expr
    t: Expr
    value: Expr
    hypotheses: Hypotheses

    @property
    def said(self) -> Said:
        return Limit(self.f, self.t, 0), "=", self.value


Statement: TypeAlias = Claim | MatrixClaim | ChanceClaim | Rounded | Convex | NotConvex | Each | Tends


def are_one(premise: Statement, s: Statement) -> bool:
    """Whether a premise is this statement, but for bound letters, under just these hypotheses."""
    if isinstance(premise, Claim) and isinstance(s, Claim):
        same = premise.op == s.op and alike(premise.lhs, s.lhs) and alike(premise.rhs, s.rhs)
        return same and premise.hypotheses == s.hypotheses
    return premise == s


#: What looks at other points than the one that the hypotheses are about.
AROUND = (Sum, Product, Integral, Limit, Lambda, Derivative, Subs)


def with_values(s: Claim, values: Mapping[Expr, Expr], *through: type) -> Claim:
    """The claim with expressions that have other values under its hypotheses; raises Refused where one stands in
    something that binds, or differentiates by, a letter of it or of its value: there the hypotheses say nothing.

    ``through``: kinds of such things of which the hypotheses were cleared.
    """
    for around in (b for side in (s.lhs, s.rhs) for b in kinds_in(side, *AROUND) if not isinstance(b, through)):
        own = (around.args[1],) if isinstance(around, Limit) else around.variables
        letters = {*own, *(v.base for v in own if isinstance(v, Indexed))}
        for e, value in values.items():
            if around != e and around.has(e) and letters & (e.free_symbols | value.free_symbols):
                raise Refused(f"{e} is looked at in one point")
    return replace(s, lhs=s.lhs.xreplace(dict(values)), rhs=s.rhs.xreplace(dict(values)))
