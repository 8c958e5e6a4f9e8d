"""The report on a row loss shows sums, indices and loops as a reader of lecture notes knows them."""

import re
from functools import cache

from sympy import log

from symxent.kernels.program.loops import Input, Let, Program, Reduce, Store, exp_difference
from symxent.language.functions import softmax
from symxent.losses import catalogue
from symxent.losses.claims import is_convex
from symxent.losses.compile import programs
from symxent.losses.loss import Loss
from symxent.losses.report import LossReport, of
from symxent.losses.report_text import convexity, loops
from symxent.losses.variables import classes, logits, target_class
from tests.losses.test_report import RAW


@cache
def report(name: str) -> LossReport:
    return of(catalogue.named(name))


def test_no_name_of_sympys_is_in_the_report_on_a_row_loss() -> None:
    text = report("softmax_temperature").text(brief=True)
    assert RAW.search(text) is None, RAW.search(text)
    assert "exp_difference" not in text


def test_the_formulas_have_indices_and_a_scale() -> None:
    text = report("softmax_temperature").text(brief=True)
    assert "loss = −log(Sₜ(x/τ))" in text
    assert "gradient of class j = (Sⱼ(x/τ) − δₜⱼ)/τ" in text
    assert "for x a row of k scores, t a class, 0.1 ≤ τ ≤ 10" in text


def test_the_report_says_why_a_loss_is_convex() -> None:
    assert report("softmax_temperature").facts()["convex"] == "proved"
    text = report("softmax_temperature").text(brief=True)
    assert "✓ convex in x: proved, its Hessian is 1/τ² times diag p − p pᵀ" in text


def test_what_refutes_convexity_is_shown_as_rows() -> None:
    k = classes("k")
    x, t = logits("x", k), target_class("t")
    loss = Loss("minus", log(softmax(x, t, k)), wrt=x)
    words = convexity(is_convex(loss), k)
    assert re.fullmatch(
        r"refuted, at x = \([−\d., ]+\), t = \d the second derivative along v = \([−\d., ]+\) is −0\.\d+", words
    )


def test_what_is_computed_for_every_class_bears_its_index_wherever_it_is_used() -> None:
    from sympy import IndexedBase, Symbol

    j, m, e, s, t = (Symbol(name, integer=name in "jt") for name in ("j", "m", "e", "s", "t"))
    x = IndexedBase("x")
    program = Program(
        "softmax",
        (Input("x", (j,)),),
        (
            Reduce(m, "max", x[j], j),
            Let(e, exp_difference(x[j], m), (j,)),
            Reduce(s, "sum", e, j, skip=t),
            Store("p", e / s, (j,), own=(t, 1 / s)),
        ),
        {},
    )
    assert list(loops(program)) == [
        "m = the largest over j of xⱼ",
        "for every class j: eⱼ = exp(xⱼ − m)",
        "s = the sum over j ≠ t of eⱼ",
        "for every class j: p = eⱼ/s",
        "for class t: p = 1/s",
    ]


def test_every_statement_of_a_program_is_shown() -> None:
    for program in programs(catalogue.named("softmax_cross_entropy")):
        owns = sum(1 for store in program.outputs if store.own)
        assert len(list(loops(program))) == len(program.statements) + owns
