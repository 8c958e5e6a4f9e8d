"""Points about the roots of every part of a formula: there it loses its digits, and no sweep over exponents comes near.

log(1 + p) is wrong about p = 0, 1/(x + 1) − 1/(x − 1) about x = ±1, √x − 1 about 1: at all distances from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from sympy import Add, Expr, FiniteSet, Pow, Symbol, exp, log

from symxent.errors import SymxentError
from symxent.kernels.reference.ulp import Floats
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import brackets, within
from symxent.language.domain import Domain

MOST_PARTS, MOST_ROOTS, HALVINGS = 16, 4, 80
LARGE = 0.8  # of the exponent beyond which an exponential overflows
DISTANCES = (0, 1, 2, 4, 7, 10, 14, 18, 21, 23, 27, 33, 40, 46, 50, 52)  # as powers of two, of the root itself
DOUBLE = np.dtype(np.float64)


def about_roots_of_parts(
    expr: Expr, columns: Mapping[Symbol, Floats], domain: Domain, dtype: np.dtype, most: int
) -> dict[Symbol, Floats]:
    """The points and at most so many more, each on a line of the sweep on which a part of the formula changes sign."""
    symbols = tuple(columns)
    evaluator = Evaluator(columns, DOUBLE)
    found: list[Floats] = []
    for part in list(dict.fromkeys([*_parts(expr), *_large_exponents(expr, dtype)]))[:MOST_PARTS]:
        try:
            values = np.broadcast_to(evaluator(part), columns[symbols[0]].shape)
        except SymxentError:
            continue
        for place, symbol in enumerate(symbols):
            if symbol not in part.free_symbols or isinstance(domain.set_of(symbol), FiniteSet):
                continue
            for point in _roots(part, symbols, columns, values, symbol):
                root = point[place]
                if not float(np.finfo(dtype).tiny) < abs(root) < float(np.finfo(dtype).max):
                    continue  # the sweep over exponents is about 0 already
                away = np.array([s * abs(root) * 2.0**-k for k in DISTANCES for s in (1, -1)])
                with np.errstate(over="ignore"):
                    near = within(root + away, domain.set_of(symbol), dtype)
                near = near[np.isfinite(near)]
                block = np.repeat(point[:, None], len(near), axis=1)
                block[place] = near
                found.append(block)
    if not found:
        return dict(columns)
    more = np.unique(np.concatenate(found, axis=1), axis=1)
    more = more[:, :: max(1, -(-more.shape[1] // most))]
    return {s: np.concatenate([columns[s], more[i]]) for i, s in enumerate(symbols)}


def _parts(expr: Expr) -> Iterator[Expr]:
    """The sums in a formula, what it takes logarithms and powers of, and these less 1."""
    for node in sorted(expr.atoms(Add, log, Pow, exp), key=str):
        inner = node if isinstance(node, Add) else node.args[0]
        if inner.free_symbols:
            yield inner
            if isinstance(node, log) or (isinstance(node, Pow) and not node.exp.is_Integer):
                yield inner - 1


def _large_exponents(expr: Expr, dtype: np.dtype) -> Iterator[Expr]:
    """What is 0 where the argument of an exponential is large, and what rounds it moves the value by as many ULP.

    A product is there on a sliver of the sweep alone.
    """
    most = int(LARGE * np.log(float(np.finfo(dtype).max)))
    for node in sorted(expr.atoms(exp, Pow), key=str):
        inner = node.args[0] if isinstance(node, exp) else node.exp * log(node.base)
        if inner.free_symbols and not inner.is_Symbol and not (isinstance(node, Pow) and node.exp.is_number):
            yield inner - most
            yield inner + most


def _roots(
    part: Expr, symbols: tuple[Symbol, ...], columns: Mapping[Symbol, Floats], values: Floats, along: Symbol
) -> Iterator[Floats]:
    """Points at which a part is 0 or changes sign along one input: by bisection, all at once."""
    pairs = brackets(columns, values, along, MOST_ROOTS)
    exact = np.flatnonzero(values == 0)[:MOST_ROOTS]
    for i in exact:
        yield np.array([columns[s][i] for s in symbols])
    if not pairs:
        return
    first, last = (np.array([pair[k] for pair in pairs]) for k in (0, 1))
    low, high, sign = columns[along][first].copy(), columns[along][last].copy(), np.sign(values[first])
    fixed = {s: v[first] for s, v in columns.items()}
    for _ in range(HALVINGS):
        middle = low / 2 + high / 2
        if ((middle == low) | (middle == high)).all():
            break
        same = np.sign(Evaluator({**fixed, along: middle}, DOUBLE)(part)) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    for i in range(len(pairs)):
        yield np.array([high[i] if s == along else fixed[s][i] for s in symbols])
