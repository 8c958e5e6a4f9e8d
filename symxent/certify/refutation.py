"""A false line, certified as false: not for all values of its letters, because not for these."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symxent.certify.differentiate import NoCertificate, derivative
from symxent.certify.equality import open_parts
from symxent.certify.sums import block
from symxent.certify.terms import (
    Add,
    Apply,
    At,
    Derive,
    Index,
    Mul,
    Nat,
    Neg,
    Num,
    Sub,
    Term,
    Var,
    Vector,
    exchange,
    free_names,
    function_of,
    to_coq,
    walk,
)
from symxent.certify.theorem import Context, Theorem
from symxent.certify.unfolding import unfolded, used

# A point gives a number to each real letter and each size or index, and to each vector its components from 1 on.
Point = Mapping[str, Fraction | tuple[Fraction, ...] | tuple[tuple[Fraction, ...], ...]]


def refutation(
    name: str,
    comment: tuple[str, ...],
    context: Context,
    left: Term,
    right: Term,
    point: Point,
    *,
    less: bool,
    own: tuple[str, ...] = (),
    plain: tuple[Term, Term] | None = None,
) -> Theorem:
    """The theorem that left = right does not hold for all values; ``less`` when left < right at the point.

    ``own`` are the page's functions, to be unfolded, and ``plain`` the sides without them.
    Raises NoCertificate when the point does not cover the letters, or a derivative stands under a sum.
    """
    variables = context.order
    missing = [variable for variable in variables if variable not in point]
    if missing:
        raise NoCertificate(f"the point says nothing of {missing[0]}")
    claim = f"forall {' '.join(context.binders)},\n    {to_coq(left)} = {to_coq(right)}" if variables else ""
    if not claim:
        raise NoCertificate("a line without letters is refuted as a number")
    script = ["intro claim."]
    script += [
        f"pose ({variable} := {_value(context.variables[variable], point[variable])})." for variable in variables
    ]
    everything = ", ".join(variables)
    for hypothesis, text in context.hypotheses:
        script.append(f"assert ({hypothesis} : {text}) by (unfold {everything}; sx_at_point).")
    script.append(f"assert (different : {to_coq(left)} <> {to_coq(right)}).")
    script += block(_difference(*(plain or (left, right)), variables, own, less))
    arguments = " ".join([*variables, *(hypothesis for hypothesis, _ in context.hypotheses)])
    script.append(f"exact (different (claim {arguments})).")
    return Theorem(name, comment, (), f"~ ({claim})", tuple(script), "refutation")


def _difference(left: Term, right: Term, variables: list[str], own: tuple[str, ...], less: bool) -> list[str]:
    script = [f"unfold {', '.join(own)}."] if own else []
    sides = (left, right)
    while found := next((part for side in sides for part in open_parts(side, Derive)), None):
        assert isinstance(found, Derive)
        value = derivative(found)
        function = function_of(found.variable, found.body)
        script.append(f"rewrite (derivative_is {function} ({to_coq(found.point)}) ({to_coq(value)})) by sx_derive.")
        sides = (exchange(sides[0], found, value), exchange(sides[1], found, value))
    if any(isinstance(part, Derive) for side in sides for part in walk(side)):
        raise NoCertificate("a derivative under a sum is not refuted")
    names = list(dict.fromkeys([*used(sides[0]), *used(sides[1])]))
    if names:
        script.append(f"unfold {', '.join(names)}.")
        sides = (unfolded(sides[0]), unfolded(sides[1]))
    delta = any(isinstance(part, Apply) and part.function == "delta" for side in sides for part in walk(side))
    reduced = [*variables, "total", *(["delta", "Nat.eqb"] if delta else [])]
    script.append(f"cbv [{' '.join(reduced)}].")
    script.append(f"{'apply Rlt_not_eq' if less else 'apply Rgt_not_eq; red'}; sx_interval.")
    return script


def _value(variable: Term, value: object) -> str:
    match variable, value:
        case Index(), Fraction():
            return f"{value.numerator}%nat"
        case Vector(axes=1), tuple():
            return _cases("i", [to_coq(Num(component)) for component in value])
        case Vector(axes=2), tuple():
            rows = [_cases("j", [to_coq(Num(component)) for component in row]) for row in value]
            return _cases("i", rows, otherwise="fun _ => 0")
        case _, Fraction():
            return to_coq(Num(value))
    raise NoCertificate(f"the point has no value for {to_coq(variable)}")


def _cases(index: str, values: list[str], otherwise: str = "0") -> str:
    rows = " | ".join(f"{number}%nat => {value}" for number, value in enumerate(values, 1))
    return f"fun {index} : nat => match {index} with {rows} | _ => {otherwise} end"


def completed(point: Point, context: Context) -> Point:
    """The point with the components that a fact of the page, y₂ = 1 − y₁, gives by the others."""
    whole = dict(point)
    for _, left, right in context.known.equations:
        match left:
            case At(Vector(name), (Nat(place),)):
                listed = whole.get(name, ())
                row = [part for part in listed if isinstance(part, Fraction)] if isinstance(listed, tuple) else []
                row += [Fraction(0)] * (place - len(row))
                row[place - 1] = _at(right, whole)
                whole[name] = tuple(row)
    return whole


def _at(term: Term, point: Point) -> Fraction:
    """The exact value of a term of + − · at the point."""
    match term:
        case Num(value):
            return value
        case Neg(body):
            return -_at(body, point)
        case Add(left, right):
            return _at(left, point) + _at(right, point)
        case Sub(left, right):
            return _at(left, point) - _at(right, point)
        case Mul(left, right):
            return _at(left, point) * _at(right, point)
        case Var(name) if isinstance(found := point.get(name), Fraction):
            return found
        case At(Vector(name), (Nat(place),)) if isinstance(row := point.get(name), tuple):
            if place <= len(row) and isinstance(component := row[place - 1], Fraction):
                return component
    raise NoCertificate(f"the value of {to_coq(term)} at the point is not known")


def not_rounded(name: str, comment: tuple[str, ...], value: Term, printed: Term, half_unit: str) -> Theorem:
    """The theorem that a printed number is further from the value than half a unit of its last digit."""
    if free_names(value):
        raise NoCertificate("the value of a printed number has letters in it")
    statement = f"~ (Rabs ({to_coq(value)} - {to_coq(printed)}) <= {half_unit})"
    return Theorem(name, comment, (), statement, ("apply Rlt_not_le.", "sx_interval."), "refutation")
