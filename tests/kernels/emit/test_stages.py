"""The loop over elements in stages: what is kept between them, and what is computed again."""

from __future__ import annotations

import pytest

from symxent.kernels.arithmetic.formats import FLOAT
from symxent.kernels.emit.rows import Line
from symxent.kernels.emit.stages import stages

X = Line("x", "(y == 1.0F ? -z : (y == 0.0F ? z : (float)NAN))")
U = Line("u", "exp_nonpositive_f(-fabsf(x))")
L = Line("l", "log1p_unit_f(u)")


@pytest.mark.parametrize(
    ("store", "kept"),
    [
        ("l + (0.0F > x ? 0.0F : x)", [["u"], ["l"], []]),  # one thing is asked: x is chosen again
        ("((x + 1.0F == x) & (x > 0.0F) ? 0.0F : l * u)", [["x", "u"], ["l"], []]),
        ("((l == 0.0F) & (u > 0.0F) ? 0.0F : z)", [["u"], ["l"], []]),  # of others
    ],
)
def test_a_choice_of_which_two_things_are_asked_is_kept(store: str, kept: list[list[str]]) -> None:
    made = stages(["z", "y"], [X, U, L], [Line("value", store)], FLOAT)
    assert [[let.name for let in stage.keeps] for stage in made] == kept


def test_each_stage_reads_what_it_needs_alone() -> None:
    first, second, last = stages(["z", "y"], [X, U, L], [Line("value", "((u == x) & (x > 0.0F) ? l : 0.0F)")], FLOAT)
    assert (first.inputs, first.kept, first.lets) == (("z", "y"), (), (X,))
    assert (second.inputs, second.kept, second.lets) == ((), ("u",), ())
    assert (last.inputs, last.kept, last.lets) == ((), ("x", "u", "l"), ())
