"""A form that switches, as a list of forms that do not: one for each way in which its conditions can turn out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Abs, Eq, Expr, Max, Min, Ne, Piecewise, Symbol, false, oo, sign, true
from sympy.core.relational import Relational

from symxent.certify.differentiate import NoCertificate
from symxent.certify.ground import Ground, Side

MOST = 24  # cases

Pair = tuple[Expr, Expr]


def unswitched(ground: Ground, formula: Expr, form: Expr) -> Iterator[tuple[Ground, Pair, tuple[Expr, ...]]]:
    """The ground, both sides without a Piecewise, and what is decided on the ground: |u|, maxima and minima.

    What a form does at infinite scores is no matter of the real numbers, and falls away.  Raises NoCertificate.
    """
    made = 0
    waiting = [(ground, _finite((formula, form)))]
    while waiting:
        here, pair = waiting.pop(0)
        following = _split(here, pair)
        if following is None:
            made += 1
            if made + len(waiting) > MOST:
                raise NoCertificate(f"its switches make more than {MOST} cases")
            yield here, pair, tuple(e for side in pair for e in sorted(side.atoms(Abs, Max, Min), key=str))
        else:
            waiting = [*following, *waiting]


def _finite(pair: Pair) -> Pair:
    swap = {c: false for side in pair for c in side.atoms(Eq) if oo in c.args or -oo in c.args}
    return pair[0].xreplace(swap), pair[1].xreplace(swap)


def _split(ground: Ground, pair: Pair) -> list[tuple[Ground, Pair]] | None:
    """The cases of one more switch, or None where none is left."""
    for side in pair:
        for choice in sorted(side.atoms(Piecewise), key=lambda p: (p.count_ops(), str(p))):
            for condition in sorted(choice.atoms(Relational), key=str):
                return _by_condition(ground, pair, condition)
    for side in pair:
        for extreme in sorted(side.atoms(Abs, Max, Min, sign), key=lambda e: (e.count_ops(), str(e))):
            if len(extreme.args) > 2:
                raise NoCertificate(f"{extreme} of more than two")
            of = extreme.args[0] if isinstance(extreme, Abs | sign) else extreme.args[0] - extreme.args[1]
            if not _known(ground, of):
                return [(replace(ground, sides=(*ground.sides, Side(of, less))), pair) for less in (False, True)]
    return None


def _by_condition(ground: Ground, pair: Pair, condition: Relational) -> list[tuple[Ground, Pair]]:
    def decided(answer: bool) -> Pair:
        swap = {condition: true if answer else false}
        return pair[0].xreplace(swap), pair[1].xreplace(swap)

    if isinstance(condition, Eq | Ne):
        return _by_value(ground, condition, decided)
    # u < 0, or 0 ≤ u.
    of, less = _as_sign(condition)
    answer = _told(ground, of)
    if answer is not None:
        return [(ground, decided(answer == less))]
    return [(replace(ground, sides=(*ground.sides, Side(of, s))), decided(s == less)) for s in (True, False)]


def _as_sign(condition: Relational) -> tuple[Expr, bool]:
    difference = condition.lhs - condition.rhs
    match condition.rel_op:
        case "<":
            return difference, True
        case ">=":
            return difference, False
        case ">":
            return -difference, True
    return -difference, False


def _told(ground: Ground, of: Expr) -> bool | None:
    """Whether the expression is negative, if the ground tells so in these very words."""
    for side in ground.sides:
        if (side.of - of).expand() == 0:
            return side.negative
    # −u < 0 says u > 0, and so not u < 0; 0 ≤ −u leaves open whether u is 0.
    if any(side.negative and (side.of + of).expand() == 0 for side in ground.sides):
        return False
    return None


def _known(ground: Ground, of: Expr) -> bool:
    """Whether a side is told on which |u| or a maximum is plain; at 0 both sides give the same."""
    return any(0 in ((side.of - of).expand(), (side.of + of).expand()) for side in ground.sides)


def _by_value(ground: Ground, condition: Relational, decided) -> list[tuple[Ground, Pair]]:  # type: ignore[no-untyped-def]
    symbol, value = condition.args if isinstance(condition.lhs, Symbol) else condition.args[::-1]
    if not isinstance(symbol, Symbol) or not value.is_Rational:
        raise NoCertificate(f"the condition {condition}")
    equal = isinstance(condition, Eq)
    for known, its in ground.fixed:
        if known.name == symbol.name:
            return [(ground, decided((its == value) == equal))]
    if any(known.name == symbol.name and its == value for known, its in ground.apart):
        return [(ground, decided(not equal))]
    home = next((v.where for v in ground.variables if v.name == symbol.name), None)
    other = (replace(ground, apart=(*ground.apart, (symbol, value))), decided(not equal))
    if home is not None and home.contains(value) == false:
        return [(ground, decided(not equal))]
    return [(replace(ground, fixed=(*ground.fixed, (symbol, value))), decided(equal)), other]
