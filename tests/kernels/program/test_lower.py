"""The loop program: what is computed once, in which order, and how it reads."""

import pytest
from sympy import Abs, Eq, IndexedBase, Interval, Max, Ne, Piecewise, Sum, exp, log, symbols
from sympy.codegen.cfunctions import log1p

from symxent.errors import SymxentError
from symxent.kernels.catalogue import kernel_named
from symxent.kernels.emit.templates import program_of
from symxent.kernels.program.loops import Input, exp_difference, once, row_max
from symxent.kernels.program.lower import lower
from symxent.losses.catalogue import named
from symxent.losses.compile import kernel

z, y, w = symbols("z y w")
h, j, k, t = symbols("h j k t", integer=True)
x, v = IndexedBase("x"), IndexedBase("v")
m = row_max(x, k)
ROW = (Input("x", (j,)), Input("v", (j,)), Input("t", label=True))


ELEMENT = (Input("z"), Input("y", domain=Interval(0, 1)))


def program(expr, indices=(), inputs=ELEMENT):
    return lower("f", inputs, {"out": (indices, expr)})


def test_the_fused_cross_entropy_reads_as_it_is_computed():
    assert (
        str(program_of(kernel_named("categorical_cross_entropy_value_gradient")))
        == """\
categorical_cross_entropy_value_gradient(x[j], t) -> value, gradient[j]
    m = max over j of x[j]
    for j: e = exp_difference(x[j], m)
    s = sum over j except t of e
    u = exp_difference(x[t], m)
    l = log1p((s if m == x[t] else s + u - 1))
    w = m - x[t]
    r = 1/(s + u)
    value <- l + w
    for j: gradient <- e*r, but -r*s at t"""
    )


@pytest.mark.parametrize(
    ("name", "exponentials", "logarithms", "divisions"),
    [
        ("sigmoid", 1, 0, 1),
        ("bce_with_logits_value_gradient", 1, 1, 1),
        ("bce_with_logits_gradient_hessian", 1, 0, 1),
        ("focal_with_logits_value_gradient", 1, 1, 2),
        ("categorical_cross_entropy_value_gradient", 2, 1, 1),  # of each element, and of the labelled one
    ],
)
def test_nothing_costly_is_computed_twice(name, exponentials, logarithms, divisions):
    text = str(program_of(kernel_named(name)))
    assert (text.count("exp(") + text.count("exp_difference("), text.count("log1p("), text.count("/")) == (
        exponentials,
        logarithms,
        divisions,
    )


def test_a_common_part_gets_a_name():
    text = str(program(exp(z) + 1 / (1 + exp(z))))
    assert "u = exp(z)" in text
    assert "out <- u + 1/(u + 1)" in text


def test_what_does_not_depend_on_the_index_leaves_the_loop():
    text = str(program(x[j] * log(Sum(x[h], (h, 1, k))), (j,), ROW))
    assert "s = sum over j of x[j]\n    l = log(s)\n    for j: out <- l*x[j]" in text


def test_the_difference_of_inputs_is_taken_before_a_rounded_number_is_added():
    text = str(program(log(Sum(exp(x[h] - m), (h, 1, k))) + m - x[t], (), ROW))
    assert "w = m - x[t]" in text
    assert "out <- l + w" in text


def test_counts_are_lessened_before_they_are_added():
    top = Eq(x[h], m)
    rest = (
        Sum(Piecewise((0, top), (exp(x[h] - m), True)), (h, 1, k)) + Sum(Piecewise((1, top), (0, True)), (h, 1, k)) - 1
    )
    text = str(program(log1p(rest), (), ROW))
    assert "w = s2 - 1" in text
    assert "log1p(s + w)" in text


def test_an_exponential_below_the_maximum_keeps_its_difference():
    assert program(exp(x[j] - m), (j,), ROW).lets[0].value == exp_difference(x[j], symbols("m"))


def test_a_class_left_out_and_a_class_of_its_own_are_known():
    others = Sum(Piecewise((x[h], Ne(h, t)), (0, True)), (h, 1, k))
    made = program(Piecewise((-others, Eq(j, t)), (x[j] / others, True)), (j,), ROW)
    assert made.reductions[0].skip == t
    assert made.outputs[0].own[0] == t


def test_a_square_of_what_may_be_tiny_is_two_divisions():
    text = str(program(w / z**2, (), (Input("w"), Input("z", domain=Interval(0, 1)))))
    assert "v = w/z" in text
    assert "out <- v/z" in text


def test_a_value_computed_once_is_not_spread_over_its_parts():
    text = str(program(once(Piecewise((exp(-Abs(z)), z < 0), (1, True))) ** 2))
    assert "exp(-2" not in text
    assert "out <- c**2" in text


def test_names_do_not_collide_with_the_arguments():
    made = lower(
        "f", (Input("u"), Input("l")), {"out": ((), exp(symbols("u")) + log(1 + exp(symbols("u"))) * symbols("l"))}
    )
    assert len({str(s.symbol) for s in made.lets} & {"u", "l"}) == 0


@pytest.mark.parametrize(
    ("expr", "message"),
    [(Sum(x[h] * v[j], (h, 1, k), (j, 1, k)), "several indices"), (Sum(x[h], (h, 2, k)), "starts at 2")],
)
def test_what_no_kernel_can_compute_is_said(expr, message):
    with pytest.raises(SymxentError, match=message):
        program(expr, (), ROW)


def test_ranges_of_names_are_known():
    made = program(log1p(exp(-Abs(z))) + Max(z, 0))
    assert (made.ranges[symbols("u")].low, made.ranges[symbols("u")].high) == (0.0, 1.0)


@pytest.mark.parametrize("sign", [1, -1, -5])
def test_one_and_a_count_are_added_before_what_is_small_is_lost_in_them(sign: int) -> None:
    ties = Sum(Piecewise((1, Eq(x[j], row_max(x, k))), (0, True)), (j, 1, k))
    rest = Sum(Piecewise((0, Eq(x[j], row_max(x, k))), (exp(x[j] - row_max(x, k)), True)), (j, 1, k))
    program = lower("f", (Input("x", (j,)),), {"value": ((), sign * (ties - 1 + rest))})
    counted = next(r.symbol for r in program.reductions if isinstance(r.term, Piecewise) and r.term.args[0].expr == 1)
    assert any(let.value == sign * (counted - 1) for let in program.lets), str(program)
    assert not program.outputs[0].value.has(counted), str(program)


def test_a_function_is_computed_once_whatever_its_argument_is_called():
    text = str(program_of(kernel(named("focal_2"), ("gradient", "hessian"))))
    assert [line.split(" = ")[1] for line in text.splitlines() if "exp(" in line] == ["exp(-Abs(x))", "exp(-2*a)"]
    assert str(program_of(kernel(named("asymmetric"), ("gradient", "hessian")))).count("sigmoid_power(") == 2
