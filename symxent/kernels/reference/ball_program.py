"""Formulas as lists of operations on balls or power series: compiled once, run anywhere, with any number of bits.

An index that runs over classes is written out: a program is made for a number of classes, and has a result for each
where the formula has an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flint import arb, ctx
from sympy import (
    Basic,
    Dummy,
    Expr,
    Function,
    I,
    Indexed,
    IndexedBase,
    KroneckerDelta,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    exp,
    log,
)
from sympy.core.relational import Relational

from symxent.errors import SymxentError
from symxent.kernels.program.loops import row_max
from symxent.kernels.reference.ball_operations import (
    OPERATIONS,
    Operation,
    added,
    comparison,
    constant,
    constant_term,
    power,
    select,
)
from symxent.language.functions import logsumexp, softmax

Step = tuple[Operation, tuple[int, ...]]
"""One operation of a compiled formula: its arguments are numbers of earlier steps."""


@dataclass(frozen=True)
class BallProgram:
    """A formula as a list of steps after its inputs, and at which of all these its values are, one for each class.

    The steps that need no input are ``constants``: they come before the inputs, and are made once for a precision.
    """

    constants: tuple[Step, ...]
    steps: tuple[Step, ...]
    results: tuple[int, ...]
    _known: dict[int, list[Any]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, inputs: Sequence[Any]) -> Any:
        """The value of a formula that has one."""
        (value,) = self.values(inputs)
        return value

    def values(self, inputs: Sequence[Any]) -> list[Any]:
        """The values, given a ball for each number, a ball for each class of an array, and labels counted from 0."""
        made = self._known.get(ctx.prec)
        if made is None:
            made = self._known[ctx.prec] = _run(self.constants, [])
        values = _run(self.steps, [*made, *inputs])
        return [values[i] for i in self.results]


def _run(steps: Sequence[Step], values: list[Any]) -> list[Any]:
    """The values, and those of the steps after them."""
    for operation, arguments in steps:
        if len(arguments) == 1:  # as most have, and this is run a hundred thousand times
            values.append(operation(values[arguments[0]]))
        elif len(arguments) == 2:
            values.append(operation(values[arguments[0]], values[arguments[1]]))
        else:
            values.append(operation(*[values[i] for i in arguments]))
    return values


@lru_cache(maxsize=512)
def compile_balls(expr: Expr, symbols: tuple[Basic, ...], classes: int = 0, index: Symbol | None = None) -> BallProgram:
    """The formula as ball operations; raises SymxentError for a function that ball arithmetic does not know here.

    ``symbols`` are its inputs: numbers, class labels (integer symbols), arrays of an element for each of ``classes``.
    With an ``index`` it has a value for each class.
    """
    compiling = _Compiling(symbols, classes)
    places = [{}] if index is None else [{index: i} for i in range(1, classes + 1)]
    results = tuple(compiling.number_of(expr, at) for at in places)
    return compiling.program(results)


class _Compiling:
    """The steps so far, and the number of each node at the values that its indices have."""

    def __init__(self, symbols: tuple[Basic, ...], classes: int) -> None:
        self.classes = classes
        self.steps: list[Step] = []
        self.arrays: dict[Basic, range] = {}
        self.numbers: dict[tuple[Basic, tuple[int, ...]], int] = {}
        self.inputs = 0
        for symbol in symbols:
            if isinstance(symbol, IndexedBase):
                self.arrays[symbol] = range(self.inputs, self.inputs + classes)
                self.inputs += classes
            else:
                self.numbers[symbol, ()] = self.inputs
                self.inputs += 1

    def number_of(self, node: Basic, at: Mapping[Basic, int]) -> int:
        """Where the value of a node is found, its indices standing for the classes ``at`` which they are."""
        key = (node, tuple(at[i] for i in _indices(node) if i in at) if at else ())
        if key not in self.numbers:
            self.numbers[key] = self._compile(node, at)
        return self.numbers[key]

    def program(self, results: tuple[int, ...]) -> BallProgram:
        """The program, what needs no input before the inputs."""
        fixed: dict[int, None] = {}
        for place, (_, arguments) in enumerate(self.steps, self.inputs):
            if all(i in fixed for i in arguments):
                fixed[place] = None
        moving = [i for i in range(self.inputs + len(self.steps)) if i not in fixed]
        places = {old: new for new, old in enumerate([*fixed, *moving])}

        def moved(some: Iterable[int]) -> tuple[Step, ...]:
            chosen = [self.steps[i - self.inputs] for i in some if i >= self.inputs]
            return tuple((operation, tuple(places[i] for i in arguments)) for operation, arguments in chosen)

        return BallProgram(moved(fixed), moved(moving), tuple(places[i] for i in results))

    def _step(self, operation: Operation, *arguments: int) -> int:
        self.steps.append((operation, arguments))
        return self.inputs + len(self.steps) - 1

    def _compile(self, node: Basic, at: Mapping[Basic, int]) -> int:
        if isinstance(node, Indexed):
            row, place = self.arrays[node.base], node.indices[0]
            if (place, ()) in self.numbers:
                return self._step(_chosen, self.number_of(place, {}), *row)
            return row[int(at.get(place, place)) - 1]
        if isinstance(node, row_max):
            return self._step(_largest, *self.arrays[node.args[0]])
        if isinstance(node, softmax | logsumexp):
            return self.number_of(_shifted(node), at)
        if isinstance(node, Sum):
            index = node.limits[0][0]
            every = [self.number_of(node.function, {**at, index: i}) for i in range(1, self.classes + 1)]
            return self._step(added, *every)
        if self.classes and isinstance(node, KroneckerDelta | Relational) and all(_is_class(a) for a in node.args):
            alike = comparison("==" if isinstance(node, KroneckerDelta) else node.rel_op)
            truth = self._step(alike, *[self._class(a, at) for a in node.args])
            return truth if isinstance(node, Relational) else self._step(lambda same: arb(int(same)), truth)
        if self.classes and node.is_Symbol and node.is_integer:
            number = at.get(node, self.classes)  # what is neither an index nor a label is the number of classes
            return self._step(lambda: arb(number))
        operation, arguments = operation_of(node)
        return self._step(operation, *[self.number_of(a, at) for a in arguments])

    def _class(self, node: Basic, at: Mapping[Basic, int]) -> int:
        """The number of a class, from 1 on: of a label, which counts from 0, of an index, of a number."""
        if (node, ()) in self.numbers:
            return self._step(lambda label: label + 1, self.numbers[node, ()])
        return self.number_of(node, at)


@lru_cache(maxsize=1 << 14)
def _indices(node: Basic) -> tuple[Symbol, ...]:
    """The indices and labels on which the value of a node depends."""
    return tuple(sorted((s for s in node.free_symbols if s.is_integer), key=lambda s: s.name))


def _is_class(node: Basic) -> bool:
    return bool(getattr(node, "is_integer", False)) and not node.has(Indexed)


def _chosen(label: Any, *row: Any) -> Any:
    return row[int(float(label))]


def _largest(*row: Any) -> Any:
    return max(row, key=lambda value: float(constant_term(value).mid()))


_H = Dummy("h", integer=True)


@lru_cache(maxsize=1 << 10)
def _shifted(node: Expr) -> Expr:
    """A softmax or logsumexp by exact differences from the largest score: e^x itself may be beyond every exponent."""
    x, classes = node.args[0], node.args[-1]
    total = Sum(exp(x[_H] - row_max(x, classes)), (_H, 1, classes))
    if isinstance(node, softmax):
        return exp(x[node.args[1]] - row_max(x, classes)) / total
    return row_max(x, classes) + log(total)


# What a node is made of does not depend on the class: it is asked once.
@lru_cache(maxsize=1 << 14)
def operation_of(node: Basic) -> tuple[Operation, tuple[Basic, ...]]:
    if isinstance(node, Number | NumberSymbol):
        return constant(node), ()
    if isinstance(node, Pow):
        return power(node)
    if isinstance(node, Piecewise):
        return select, tuple(part for branch in node.args for part in branch.args)
    if isinstance(node, Relational):
        return comparison(node.rel_op), node.args
    for kind, operation in OPERATIONS:
        if isinstance(node, kind):
            return operation, tuple(node.args)
    if isinstance(node, Function):
        plain = node.rewrite(exp)
        if plain != node and not plain.has(I):
            return (lambda value: value), (plain,)
    shown = node.xreplace({s: Symbol(s.name.lstrip("_")) for s in node.atoms(Symbol)})
    raise SymxentError(
        f"no kernel computes {shown}; they have powers, exp, log, sinh, cosh, tanh, erf, erfc, Phi, sigmoid, softplus, "
        "logit, abs, sign, max, min and choices, and functions with a rewrite to exp"
    )
