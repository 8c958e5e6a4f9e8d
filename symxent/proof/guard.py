"""What is refused before anything looks at it at leisure: SymPy itself would hang on some of it."""

from __future__ import annotations

from math import inf, log2

from sympy import Expr, Pow

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
    sizes: dict[int, tuple[int, int]] = {}
    bits: dict[int, float] = {}
    todo = [expr]
    while todo:
        e = todo[-1]
        if id(e) in sizes:
            todo.pop()
            continue
        missing = [a for a in e.args if id(a) not in sizes]
        if missing:
            todo.extend(missing)
            if len(todo) > 2 * nodes:
                raise Undecided(f"the expression has more than {nodes} parts")
            continue
        todo.pop()
        below = [sizes[id(a)] for a in e.args]
        size, depth = 1 + sum(s for s, _ in below), 1 + max((d for _, d in below), default=0)
        if size > nodes:
            raise Undecided(f"the expression has more than {nodes} parts")
        if depth > MAX_DEPTH:
            raise Undecided(f"the expression is nested more than {MAX_DEPTH} deep")
        sizes[id(e)] = (size, depth)
        if getattr(e, "is_Float", False):
            raise Undecided(f"{e} is a floating-point number; write it as an exact decimal or fraction")
        bits[id(e)] = _bits(e, bits)


def _bits(e: Expr, below: dict[int, float]) -> float:
    """About log₂ of the size of a number built by powers; 0 for all else."""
    if getattr(e, "is_Rational", False):
        return float(max(abs(e.p).bit_length(), e.q.bit_length()))
    if not isinstance(e, Pow):
        return max((below[id(a)] for a in e.args), default=0.0) if getattr(e, "is_number", False) else 0.0
    base, power = e.args
    height = below[id(power)]
    exponent = 2.0**height if height < 1000 else inf
    if power.is_Rational and abs(power) > LARGEST_EXPONENT:
        raise Undecided(f"the exponent {power} is too large to expand")
    value = below[id(base)] * exponent if base.is_Rational and base not in (0, 1, -1) else 0.0
    if value > LARGEST_NUMERAL * 4 and (power.is_Rational or height > log2(LARGEST_NUMERAL)):
        raise Undecided("a power of numbers too large to be written out")
    return value
