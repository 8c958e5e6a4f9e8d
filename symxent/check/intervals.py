"""What a printed calculation can be worth: each of its decimals stands for all that are rounded or cut off to it."""

from __future__ import annotations

from flint import arb, fmpq

from symxent.check.numeric import has_decimals, number_of, printed
from symxent.language.scope import Scope
from symxent.language.tree import Add, Call, Divide, Group, Indexed, Multiply, Name, Negative, Node, Number, Power, walk
from symxent.proof.balls import NoValue, ball

BITS = 128
#: A decimal of so many digits may be meant exactly, 0.5 or 0.25; one of more was measured or computed.
FEW = 2
_FUNCTIONS = {
    "log": arb.log, "ln": arb.log, "exp": arb.exp, "sqrt": arb.sqrt, "sin": arb.sin, "cos": arb.cos, "tan": arb.tan,
    "arcsin": arb.asin, "arccos": arb.acos, "arctan": arb.atan, "sinh": arb.sinh, "cosh": arb.cosh, "tanh": arb.tanh,
}  # fmt: skip


def enclosed(node: Node, scope: Scope, exact: bool = False) -> arb | None:
    """All values of a calculation whose decimals are off by one in their last digit at most; None for others.

    ``exact``: decimals of few digits are what they are.
    """
    if not has_decimals(node):
        value = number_of(node, scope)
        return None if value is None else ball(value, {}, BITS)
    parts: tuple[Node, ...]
    match node:
        case Number():
            return _decimal(node, exact)
        case Group(body):
            return enclosed(body, scope, exact)
        case Negative(body):
            parts = (body,)
        case Add(parts) | Multiply(parts):
            pass
        case Divide(above, below):
            parts = (above, below)
        case Power(base, exponent):
            parts = (base, exponent)
        case Call(Name(name), (argument,)) if name in _FUNCTIONS:
            parts = (argument,)
        case Call(Indexed(Name("log"), (Number() as base,), ()), (argument,)):
            parts = (argument, base)
        case _:
            return None
    values = [enclosed(part, scope, exact) for part in parts]
    known = [value for value in values if value is not None]
    return _computed(node, known) if len(known) == len(values) else None


def _computed(node: Node, values: list[arb]) -> arb | None:
    """What a node makes of the values of its parts."""
    first, *others = values
    result = first
    match node:
        case Negative():
            result = -first
        case Add():
            result = sum(others, first)
        case Multiply():
            for value in others:
                result = result * value
        case Divide():
            result = first / others[0]
        case Power():
            result = first ** others[0]
        case Call(Name(name)):
            result = _FUNCTIONS[name](first)
        case Call():
            result = arb.log(first) / arb.log(others[0])
    return result if result.is_finite() else None


def _decimal(number: Number, exact: bool) -> arb:
    """All that a decimal may stand for: what is rounded to one digit is off by half of it."""
    digits = len(number.text.replace(".", "").strip("0"))
    if exact and digits <= FEW:
        return arb(fmpq(number.value.numerator, number.value.denominator))
    return _around(number, 1 if digits > 1 else 2)


def _around(number: Number, part: int) -> arb:
    value = arb(fmpq(number.value.numerator, number.value.denominator))
    return value + arb(0, arb(fmpq(1, part * 10**number.decimals))) if number.decimals else value


def agree(left: Node, right: Node, scope: Scope) -> bool:
    """Whether two calculations may have one value, within the digits that are printed in them."""
    if not has_decimals(left) and not has_decimals(right):
        return _rounded_whole(left, right, scope)
    expression, target = (right, printed(left)) if printed(left) is not None else (left, printed(right))
    try:
        if target is None:
            one, other = enclosed(left, scope), enclosed(right, scope)
        else:
            exact = number_of(expression, scope)
            whole = exact is not None and exact.is_Rational and (exact * 10**target.number.decimals).is_integer
            if whole and all(isinstance(n, Add | Negative | Group | Number) for n in walk(expression)):
                return False  # the printed numbers themselves were added
            one, other = enclosed(expression, scope, bool(whole)), _around(target.number, 2)
            other = -other if target.negative else other
    except (NoValue, ValueError, ArithmeticError):
        return False
    return one is not None and other is not None and bool(one.overlaps(other))


def _rounded_whole(left: Node, right: Node, scope: Scope) -> bool:
    """1836^{3/2} = 80000: what is no whole number is rounded to one, whose zeros at the end are no digits."""
    target, value = printed(right), number_of(left, scope)
    if target is None or value is None or value.is_Rational or not target.number.text.rstrip("0"):
        return False
    zeros = len(target.number.text) - len(target.number.text.rstrip("0"))
    try:
        return bool(abs(value - target.value) * 2 <= 10**zeros)
    except TypeError:
        return False
