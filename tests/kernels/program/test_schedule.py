"""The passes over a row."""

import pytest
from sympy import symbols

from symxent.errors import SymxentError
from symxent.kernels.catalogue import ROWS, kernel_named
from symxent.kernels.emit.templates import program_of
from symxent.kernels.program.loops import Input
from symxent.kernels.program.lower import lower
from symxent.kernels.program.schedule import schedule

PASSES = {  # reading the row for its maximum, for its sums, for its results
    "softmax": (3, True),
    "logsumexp": (2, False),
    "log_softmax": (3, False),
    "softmax_jvp": (4, False),
    "categorical_cross_entropy": (2, True),
    "categorical_cross_entropy_gradient": (3, True),
    "categorical_cross_entropy_value_gradient": (3, True),
    "categorical_cross_entropy_soft": (2, False),
}


@pytest.mark.parametrize("name", PASSES)
def test_the_number_of_passes_is_the_least(name):
    plan = schedule(program_of(kernel_named(name)))
    assert (len(plan.passes), plan.online()) == PASSES[name]


def test_the_exponential_is_kept_for_the_last_pass_not_computed_again():
    plan = schedule(program_of(kernel_named("categorical_cross_entropy_value_gradient")))
    assert [str(k) for p in plan.passes for k in p.keeps] == ["e"]
    assert [len(p.lets) for p in plan.passes] == [0, 1, 0]


def test_what_no_pass_needs_is_left_for_many_rows_at_a_time():
    plan = schedule(program_of(kernel_named("categorical_cross_entropy_value_gradient")))
    assert {str(let.symbol) for let in plan.late} == {"l", "w"}


@pytest.mark.parametrize("kernel", ROWS, ids=lambda k: k.name)
def test_everything_is_computed_before_it_is_read(kernel):
    program = program_of(kernel)
    plan = schedule(program)
    known = {i.symbol for i in program.inputs}
    names = {s.symbol for s in program.statements if hasattr(s, "symbol")}
    for p in plan.passes:
        known |= {r.symbol for r in p.maxima}
        for let in p.lets:
            assert let.value.free_symbols & names <= known
            known.add(let.symbol)
        for r in p.sums:
            assert r.term.free_symbols & names <= known
        for s in p.stores:
            assert s.value.free_symbols & names <= known
        known |= {r.symbol for r in p.sums}
        for let in p.scalars:
            assert let.value.free_symbols & names <= known
            known.add(let.symbol)
    for let in plan.late:
        assert let.value.free_symbols & names <= known
        known.add(let.symbol)
    assert names <= known


def test_a_program_without_rows_is_refused():
    z = symbols("z")
    with pytest.raises(SymxentError, match="a row kernel has one"):
        schedule(lower("f", (Input("z"),), {"out": ((), z + 1)}))
