"""What is refused before anything looks at it at leisure: SymPy itself would hang on some of it."""

from __future__ import annotations

from math import inf

from sympy import Expr, Float, Pow, Rational

from symxent.proof.budget import MAX_DEPTH, MAX_NODES, Undecided

LARGEST_NUMERAL = 200_000  # bits of a power of numbers that may be multiplied out
LARGEST_EXPONENT = 100_000


def guard(expr: Expr, nodes: int = MAX_NODES) -> None:
    """Raise Undecided for an expression that is too large, too deep, or towers too high, or that holds decimals.

    >>> from sympy import Integer
    >>> guard(Pow(9, Pow(9, 9, evaluate=False), evaluate=False))
    Traceback (most recent call last):
    symxent.proof.budget.Undecided: a power of numbers too large to be written out
    """
    seen: dict[int, tuple[int, int, float]] = {}
    todo = [expr]
    while todo:
        e = todo[-1]
        if id(e) in seen:
            todo.pop()
            continue
        args = e.args
        missing = [a for a in args if id(a) not in seen]
        if missing:
            todo.extend(missing)
            if len(todo) > 2 * nodes:
                raise Undecided(f"the expression has more than {nodes} parts")
            continue
        todo.pop()
        size, depth, bits = 1, 0, 0.0
        for a in args:
            s, d, b = seen[id(a)]
            size, depth, bits = size + s, max(depth, d), max(bits, b)
        if size > nodes:
            raise Undecided(f"the expression has more than {nodes} parts")
        if depth >= MAX_DEPTH:
            raise Undecided(f"the expression is nested more than {MAX_DEPTH} deep")
        if not args:
            bits = _bits_of_leaf(e)
        elif isinstance(e, Pow):
            bits = _bits_of_power(e, seen[id(args[0])][2], seen[id(args[1])][2])
        seen[id(e)] = (size, depth + 1, bits)


def _bits_of_leaf(e: Expr) -> float:
    """log₂ of the size of a number; 0 for what is none, such as a symbol."""
    if isinstance(e, Rational):
        return float(max(abs(e.p).bit_length(), e.q.bit_length()))
    if isinstance(e, Float):
        raise Undecided(f"{e} is a floating-point number; write it as an exact decimal or fraction")
    return 0.0


def _bits_of_power(e: Pow, base_bits: float, exponent_bits: float) -> float:
    """About log₂ of the size of a power whose base is a number."""
    base, power = e.args
    if isinstance(power, Rational) and abs(power) > LARGEST_EXPONENT:
        raise Undecided(f"the exponent {power} is too large to expand")
    if not isinstance(base, Rational) or base in (0, 1, -1):
        return 0.0
    if power.free_symbols:
        return 0.0
    value = base_bits * (2.0**exponent_bits if exponent_bits < 1000 else inf)
    if value > 4 * LARGEST_NUMERAL:
        raise Undecided("a power of numbers too large to be written out")
    return value
