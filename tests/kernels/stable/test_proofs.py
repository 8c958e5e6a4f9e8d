"""Every stable form of the catalogue is proved to be its formula, and a wrong form is not."""

from dataclasses import replace

import pytest
from sympy import Eq, IndexedBase, Integer, Piecewise, Sum, exp, symbols

from symxent.kernels.catalogue import ELEMENTWISE, PRODUCT_LINK, ROWS, kernel_named
from symxent.kernels.program.loops import margin, once, row_max
from symxent.kernels.stable.forms import found, program_forms
from symxent.kernels.stable.proofs import SHIFT, about_any_number, judge, proof_of

SINGLE = [(k, o) for k in (*ELEMENTWISE, *ROWS, PRODUCT_LINK) for o in k.outputs if len(k.outputs) == 1]


@pytest.mark.parametrize(("kernel", "output"), SINGLE, ids=lambda v: v.name)
def test_the_stable_form_is_the_formula(kernel, output):
    assert proof_of(kernel, output).proved


@pytest.mark.parametrize(("kernel", "output"), SINGLE, ids=lambda v: v.name)
def test_a_form_that_is_one_too_large_is_not_the_formula(kernel, output):
    assert not judge(kernel, output, found(kernel.family, output.name).form + Integer(1)).proved


FUSED = [(k, o) for k in (*ELEMENTWISE, *ROWS) for o in k.outputs]


@pytest.mark.parametrize(("kernel", "output"), FUSED, ids=lambda v: v.name)
def test_what_is_rearranged_to_save_work_is_still_the_formula(kernel, output):
    form = program_forms(kernel)[output.name].replace(once, lambda value: value)
    if kernel.family == "focal_with_logits":  # the label mirrors z: each label is a case
        y = kernel.inputs[1].symbol
        for label in (0, 1):
            at_label = form.subs(y, label).replace(margin, lambda *args: margin(*args).rewrite(exp))
            one = judge(kernel_at(kernel, label), output_at(output, y, label), at_label)
            assert one.proved
    else:
        assert judge(kernel, output, form).proved


def kernel_at(kernel, label):
    return replace(kernel, name=f"{kernel.name} of {label}", inputs=kernel.inputs[:1])


def output_at(output, y, label):
    return replace(output, formula=output.formula.subs(y, label))


def test_the_wrong_sign_of_a_label_is_found():
    kernel = kernel_named("bce_with_logits_gradient")
    assert judge(kernel, kernel.outputs[0], -found("bce_with_logits", "gradient").form).refuted


x, v, w = map(IndexedBase, "xvw")
j, k = symbols("j k", integer=True)


def top(weight):
    """The sum of the weights of the classes where x is largest."""
    return Sum(Piecewise((weight, Eq(x[j], row_max(x, k))), (0, True)), (j, 0, k - 1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (top(3 * v[j] + x[j]), 3 * top(v[j]) + SHIFT * top(1), True),
        (top(x[j] * v[j]), SHIFT * top(v[j]), True),
        (top(v[j]), top(v[j] ** 2), False),
        (top(v[j] * w[j]) * top(1), top(v[j]) * top(w[j]), False),  # a mean of products, a product of means
        (top(v[j]), top(w[j]), False),
        (top(v[j]), top(1), False),
        (top(w[k] * v[j]), w[k] * top(v[j]), True),
        (top(abs(v[j] - w[k])), top(abs(w[j] - v[k])), False),  # a mean that depends on another index
    ],
    ids=str,
)
def test_what_differs_among_the_largest_is_any_number_of_its_own(one, other, same):
    difference = (about_any_number(one) - about_any_number(other)).expand()
    assert (difference == 0) == same
