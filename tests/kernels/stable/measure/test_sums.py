"""A sum as an atom is the same sum: its place in SymPy's order, and so every rounding, stays what it was."""

import pickle

import numpy as np
import pytest
from sympy import Expr, IndexedBase, Integer, Ne, Piecewise, Sum, exp, symbols

from symxent.kernels.program.classes import PLAIN, row_rest, row_top, unfold
from symxent.kernels.stable.measure.evaluate import Evaluator, summed
from symxent.kernels.stable.measure.points import rows
from symxent.kernels.stable.measure.score import cost, unavailable

i, j, k, t = symbols("i j k t", integer=True)
x, v = IndexedBase("x"), IndexedBase("v")
ALL = Sum(exp(x[i]), (i, 1, k))
OTHERS = Sum(Piecewise((exp(x[i]) * v[i], Ne(i, t)), (0, True)), (i, 1, k))
MEAN = Sum((v[i] - row_top(v, x, k)) * exp(x[i]) / (1 + row_rest(x, k)), (i, 1, k))

FORMS: tuple[Expr, ...] = (
    v[j] - row_top(v, x, k) - MEAN,
    exp(x[j]) / (1 + row_rest(x, k)) - OTHERS / ALL**2,
    (1 - exp(x[j]) / ALL) ** 2 * (2 * OTHERS - 3 * ALL + x[t]),
    row_rest(x, k) - ALL + OTHERS * ALL,
)


def unfolded(form: Expr, as_atoms: bool) -> Expr:
    return unfold(form, PLAIN, {}, summed if as_atoms else None)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_form_rounds_alike_whether_its_sums_are_atoms_or_not(form: Expr) -> None:
    made = rows(7, 3, np.dtype(np.float32))
    results = [
        Evaluator({x: made.x, v: made.v, t: made.t}, np.dtype(np.float32), index=j)(unfolded(form, as_atoms))
        for as_atoms in (False, True)
    ]
    assert unfolded(form, True).has(summed)
    np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_form_costs_the_same_whether_its_sums_are_atoms_or_not(form: Expr) -> None:
    plain, atoms = unfolded(form, False), unfolded(form, True)
    assert cost(plain, {}) == cost(atoms, {})
    assert unavailable(plain) == unavailable(atoms)


def test_atoms_of_different_sums_differ_and_survive_pickling() -> None:
    assert summed(ALL) == summed(ALL) != summed(OTHERS)
    assert summed(ALL) - summed(OTHERS) != Integer(0)
    assert pickle.loads(pickle.dumps(summed(OTHERS))).total == OTHERS
