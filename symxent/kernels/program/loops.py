"""The loop program between SymPy and text: inputs, lets, reductions, outputs; common subexpressions are found on it.

A statement is computed once for every value of its ``over`` indices.  The elements (or rows) over which a kernel is
broadcast are not written: they are the loop outside the program.  ``print(program)`` shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Basic, Eq, Expr, Function, IndexedBase, Piecewise, S, Set, Symbol, exp, nan
from sympy.core.relational import Relational
from sympy.printing.str import StrPrinter

from symxent.kernels.program.ranges import Range


class row_max(Function):
    """row_max(x, k) = max of x₁ … x_k, with ``x`` an IndexedBase: the shift of a stable softmax."""

    nargs = 2

    @classmethod
    def eval(cls, x: IndexedBase, k: Expr) -> None:
        return None


class once(Function):
    """once(value) = value, computed once under a name of its own: powers and products are not spread over its parts."""

    nargs = 1
    is_extended_real = True


class exp_difference(Function):
    """exp_difference(v, m) = e^(v − m) for v ≤ m: a target may compute it without losing the rounding of v − m.

    >>> from sympy.abc import m, v
    >>> exp_difference(v, m).rewrite(exp)
    exp(-m + v)
    """

    nargs = 2

    def _eval_rewrite_as_exp(self, v: Expr, m: Expr, **_: object) -> Expr:
        return exp(v - m)


class margin(Function):
    """margin(z, y, a, b): z at the label y = a, −z at y = b, NaN at any other label.

    A loss that is the mirror image of itself is computed once, in the margin.
    """

    nargs = 4

    def _eval_rewrite_as_exp(self, z: Expr, y: Expr, a: Expr, b: Expr, **_: object) -> Expr:
        return Piecewise((-z, Eq(y, b)), (z, Eq(y, a)), (nan, True))


@dataclass(frozen=True)
class Input:
    """What a kernel is given: an element for each value of ``indices``, in ``domain``; ``label``: a class number."""

    name: str
    indices: tuple[Symbol, ...] = ()
    domain: Set = S.Reals
    label: bool = False

    @property
    def symbol(self) -> Basic:
        """The SymPy object that stands for it in formulas."""
        if self.indices:
            return IndexedBase(self.name)
        return Symbol(self.name, integer=True) if self.label else Symbol(self.name)


@dataclass(frozen=True)
class Let:
    """name = value, for every ``over``."""

    symbol: Symbol
    value: Expr
    over: tuple[Symbol, ...] = ()


@dataclass(frozen=True)
class Reduce:
    """name = sum or max of ``term`` over ``index``, leaving out index = ``skip`` if given."""

    symbol: Symbol
    op: str
    term: Expr
    index: Symbol
    skip: Expr | None = None
    over: tuple[Symbol, ...] = ()


@dataclass(frozen=True)
class Store:
    """output = value for every ``over``; ``own`` = (t, value): at index t this value instead."""

    output: str
    value: Expr
    over: tuple[Symbol, ...] = ()
    own: tuple[Expr, Expr] | None = None


Statement = Let | Reduce | Store


@dataclass(frozen=True)
class Program:
    """A kernel as straight-line statements over index sets, in an order in which everything is computed before use."""

    name: str
    inputs: tuple[Input, ...]
    statements: tuple[Statement, ...]
    ranges: Mapping[Basic, Range]

    @property
    def outputs(self) -> tuple[Store, ...]:
        return tuple(s for s in self.statements if isinstance(s, Store))

    @property
    def lets(self) -> tuple[Let, ...]:
        return tuple(s for s in self.statements if isinstance(s, Let))

    @property
    def reductions(self) -> tuple[Reduce, ...]:
        return tuple(s for s in self.statements if isinstance(s, Reduce))

    def over(self, symbol: Basic) -> tuple[Symbol, ...]:
        """The indices over which a name of the program is computed."""
        for s in self.statements:
            if not isinstance(s, Store) and s.symbol == symbol:
                return s.over
        return ()

    def __str__(self) -> str:
        return "\n".join(_lines(self))


class _Comment(StrPrinter):
    """Formulas as the comments of generated code have them, in ASCII."""

    def _print_Piecewise(self, expr: Piecewise) -> str:
        branches = [(self._print(b.expr), self._print(b.cond)) for b in expr.args]
        return f"({' else '.join(value if cond == 'True' else f'{value} if {cond}' for value, cond in branches)})"

    def _print_NaN(self, expr: Expr) -> str:
        return "NAN"

    def _print_Relational(self, expr: Relational) -> str:
        return f"{self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)}"


def comment(expr: Basic) -> str:
    """A formula in a comment of generated code.

    >>> from sympy.abc import x
    >>> comment(x * Piecewise((1, Eq(x, 0)), (x, True)))
    'x*(1 if x == 0 else x)'
    """
    text: str = _Comment().doprint(expr)
    return text[1:-1] if isinstance(expr, Piecewise) else text


def _lines(program: Program) -> Iterator[str]:
    arguments = ", ".join(_indexed(i.name, i.indices) for i in program.inputs)
    results = ", ".join(_indexed(o.output, o.over) for o in program.outputs)
    yield f"{program.name}({arguments}) -> {results}"
    for s in program.statements:
        each = f"for {', '.join(map(str, s.over))}: " if s.over else ""
        if isinstance(s, Let):
            yield f"    {each}{s.symbol} = {comment(s.value)}"
        elif isinstance(s, Reduce):
            skipped = f" except {comment(s.skip)}" if s.skip is not None else ""
            yield f"    {each}{s.symbol} = {s.op} over {s.index}{skipped} of {comment(s.term)}"
        else:
            own = f", but {comment(s.own[1])} at {comment(s.own[0])}" if s.own else ""
            yield f"    {each}{s.output} <- {comment(s.value)}{own}"


def _indexed(name: str, indices: Sequence[Symbol]) -> str:
    return name + (f"[{', '.join(map(str, indices))}]" if indices else "")
