"""Outputs of one kernel that share a division."""

from sympy import Abs, exp, simplify, symbols

from symxent.kernels.program.loops import once
from symxent.kernels.stable.rules.cheaper import one_reciprocal

z = symbols("z", real=True)
u = exp(-Abs(z))


def plain(expr):
    return expr.replace(once, lambda inside: inside)


def test_two_outputs_over_one_and_its_square_share_a_reciprocal_and_stay_what_they_are():
    for square in ((1 + u) ** 2, 1 + u * (2 + u)):
        outputs = {"gradient": u / (1 + u), "hessian": u / square}
        made = one_reciprocal(outputs)
        assert made["gradient"] == u * once(1 / (1 + u))
        assert made["hessian"] == u * once(1 / (1 + u)) ** 2
        assert all(simplify(plain(made[name]) - outputs[name]) == 0 for name in outputs)


def test_one_output_keeps_its_quotients_and_so_do_denominators_that_may_vanish():
    for outputs in (
        {"value": u / (1 + u), "gradient": u / (1 + u) + 1 / (1 + u) ** 2},
        {"gradient": 1 / (1 + z), "hessian": 1 / (1 + z) ** 2},
        {"gradient": 1 / (1 + exp(z)), "hessian": 1 / (1 + exp(z)) ** 2},
    ):
        assert one_reciprocal(outputs) == outputs
