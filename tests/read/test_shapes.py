"""Vectors, matrices and families are found from their use, and sizes that must agree are one."""

import pytest

from symxent.read.grammar import Grammar
from symxent.read.parser import parse
from symxent.read.shapes import infer
from symxent.read.tokens import tokenize


def shapes_of(*sources: str):
    grammar = Grammar(functions=frozenset(("sigma",)))
    return infer([parse(tokenize(s), grammar) for s in sources], grammar.functions)


ARRAYS = [
    ((r"\theta^T x",), {"theta": 1, "x": 1}),
    ((r"X^T (\sigma(X\theta) - y)",), {"X": 2, "theta": 1, "y": 1}),
    ((r"\mathbf{w}",), {"w": 1}),
    ((r"\mathrm{softmax}(z)",), {"z": 1}),
    ((r"w^T x^{(i)}",), {"w": 1, "x": 2}),
    ((r"x_j y",), {}),
    ((r"x_1 + x_2",), {}),
]


@pytest.mark.parametrize(("sources", "expected"), ARRAYS)
def test_names_used_whole_have_these_axes(sources, expected):
    assert {k: len(v) for k, v in shapes_of(*sources).arrays.items()} == expected


def test_sizes_that_must_agree_are_one_axis():
    shapes = shapes_of(r"\theta^T x", r"\sum_{j=1}^k x_j")
    assert shapes.axis("theta", 0).root() is shapes.axis("x", 0).root()
    assert shapes.axis("theta", 0).root().high.name == "k"


def test_a_label_is_no_index():
    assert shapes_of(r"\theta_{\text{new}} - \theta_j").families == {"theta": 1}


def test_both_indices_of_a_delta_run_along_one_axis():
    shapes = shapes_of(r"\delta_{ij}", r"\sum_{m=1}^k p_m", "p_i")
    assert shapes.indices["j"].root().high.name == "k"
