"""What a printed calculation can be worth: each of its decimals stands for all that are rounded or cut off to it."""

from __future__ import annotations

from flint import arb, fmpq

from symxent.language.tree import Add, Call, Divide, Group, Multiply, Name, Negative, Node, Number, Power, walk


def enclosed(node: Node) -> arb | None:
    """All values of an expression over decimals that are off by one in their last digit at most; None for others."""
    match node:
        case Number():
            return _decimal(node)
        case Group(body):
            return enclosed(body)
        case Negative(body):
            inner = enclosed(body)
            return None if inner is None else -inner
        case Add(terms) | Multiply(terms):
            values = [enclosed(t) for t in terms]
            result = arb(0 if isinstance(node, Add) else 1)
            for value in values:
                if value is None:
                    return None
                result = result + value if isinstance(node, Add) else result * value
            return result
        case Divide(above, below):
            top, bottom = enclosed(above), enclosed(below)
            return None if top is None or bottom is None or bottom.contains(0) else top / bottom
        case Power(base, Number(text)) if text.isdigit() and int(text) < 20:
            inner = enclosed(base)
            return None if inner is None else inner ** int(text)
        case Call(Name(name), (argument,)) if name in ("log", "ln", "exp", "sqrt"):
            inner = enclosed(argument)
            if inner is None:
                return None
            value = {"log": arb.log, "ln": arb.log, "exp": arb.exp, "sqrt": arb.sqrt}[name](inner)
            return value if value.is_finite() else None
    return None


def _decimal(number: Number, half: bool = False) -> arb:
    value = arb(fmpq(number.value.numerator, number.value.denominator))
    return value + arb(0, arb(fmpq(1, (1 + half) * 10**number.decimals))) if number.decimals else value


def may_be(node: Node, target: Number, negative: bool) -> bool:
    """Whether a calculation over two decimals or more can be worth what is printed, within the printed digits."""
    if sum(isinstance(n, Number) and n.decimals > 0 for n in walk(node)) < 2:
        return False
    try:
        value = enclosed(node)
    except (ValueError, ArithmeticError):
        return False
    printed = -_decimal(target, half=True) if negative else _decimal(target, half=True)
    return value is not None and bool(value.overlaps(printed))
