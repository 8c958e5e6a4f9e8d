"""Softmax of x₁ … x_k for any number k of classes: values, sum, shift, Jacobian, and the sigmoid at k = 2."""

from sympy import Interval, oo

from symxent.derive import by
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import REALS
from symxent.language.write import (
    at,
    c,
    delta,
    exp,
    i,
    j,
    k,
    less,
    m,
    number,
    partial_of,
    sigma,
    softmax,
    total,
    x,
)

page = Page(
    name="softmax",
    title="Softmax",
    notes="54–61",
    where={c: REALS, k: Interval(2, oo)},
    arrays={x: (k,)},
    indices={i: (number(1), k), j: (number(1), k)},
    sections=(
        State(title="Every value is positive", notes="56–57", relation=less(0, softmax(i))),
        State(
            title="Every value is below 1, when there are two classes or more",
            notes="56–57",
            relation=less(softmax(i), 1),
        ),
        Derive(
            title="The values sum to 1",
            notes="56–57",
            label="Σ Sᵢ",
            start=total(softmax(i), i, 1, k),
            steps=(by.definition("S"), by.sum_of_quotients, by.quotient_of_equal_sums),
            ends=number(1),
        ),
        Derive(
            title="A shift of all x by c changes nothing",
            label="shift invariance",
            start=exp(at(x, i) + c) / total(exp(at(x, m) + c), m, 1, k),
            steps=(by.exp_of_sum, by.pulling_out, by.cancelling, by.folding("S")),
            ends=softmax(i),
        ),
        Derive(
            title="∂Sᵢ/∂xⱼ = Sᵢ(δᵢⱼ − Sⱼ)",
            label="∂Sᵢ/∂xⱼ",
            start=partial_of(softmax(i), at(x, j)),
            steps=(
                by.definition("S"),
                by.quotient_rule,
                by.sum_rule & by.chain_rule & by.exponential_rule,
                by.coordinate_rule,
                by.delta_rule,
                by.splitting_the_fraction,
                by.cancelling,
                by.splitting_into_factors,
                by.folding("S"),
                by.factoring,
            ),
            ends=softmax(i) * (at(delta, i, j) - softmax(j)),
        ),
        Derive(
            title="Two classes: softmax is the sigmoid of the difference",
            notes="56–57",
            label="k = 2",
            start=exp(at(x, 1)) / total(exp(at(x, m)), m, 1, 2),
            steps=(
                by.writing_out_the_sum,
                by.expanding_the_fraction_by(exp(-at(x, 1))),
                by.product_of_exponentials,
                by.folding("sigma"),
            ),
            ends=sigma(at(x, 1) - at(x, 2)),
        ),
    ),
)
