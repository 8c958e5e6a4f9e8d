"""Categorical cross-entropy of a softmax, for any number k of classes: gradient and Hessian in the logits."""

from symxent.derive import by
from symxent.derive.notes import softmax as softmax_page
from symxent.derive.page import Derive, Page
from symxent.language.domain import NONNEGATIVE
from symxent.language.write import at, delta, i, j, k, l, log, number, partial_of, softmax, total, x, y

loss = -total(at(y, i) * log(softmax(i)), i, 1, k)

page = Page(
    name="categorical_cross_entropy",
    title="Categorical cross-entropy",
    notes="83–85",
    where={y: NONNEGATIVE},
    arrays={x: (k,), y: (k,)},
    indices={j: (number(1), k), l: (number(1), k)},
    builds_on=(softmax_page.page,),
    sections=(
        Derive(
            title="∂E/∂xⱼ for any y: Sⱼ Σᵢ yᵢ − yⱼ",
            notes="85",
            label="∂E/∂xⱼ",
            start=partial_of(loss, at(x, j)),
            steps=(
                by.constant_multiple_rule,
                by.sum_rule,
                by.constant_multiple_rule & by.chain_rule & by.logarithm_rule,
                by.using("∂Sᵢ/∂xⱼ"),
                by.cancelling,
                by.expanding,
                by.splitting_the_sum,
                by.pulling_out,
                by.delta_rule,
                by.distributing_the_minus,
            ),
            ends=softmax(j) * total(at(y, i), i, 1, k) - at(y, j),
        ),
    ),
)

of_labels = Page(
    name="categorical_cross_entropy_of_labels",
    title="Categorical cross-entropy when Σy = 1",
    notes="83–85",
    where={y: NONNEGATIVE},
    arrays={x: (k,), y: (k,)},
    indices={j: (number(1), k), l: (number(1), k)},
    facts={"Σᵢ yᵢ = 1": (total(at(y, i), i, 1, k), number(1))},
    builds_on=(page,),
    sections=(
        Derive(
            title="∂E/∂xⱼ = Sⱼ − yⱼ",
            notes="85",
            label="∂E/∂xⱼ of labels",
            start=partial_of(loss, at(x, j)),
            steps=(by.using("∂E/∂xⱼ"), by.using("Σᵢ yᵢ = 1") & by.dropping_zeros_and_ones),
            ends=softmax(j) - at(y, j),
        ),
        Derive(
            title="∂²E/∂xⱼ∂xₗ = Sⱼ(δⱼₗ − Sₗ)",
            label="Hessian",
            start=partial_of(softmax(j) - at(y, j), at(x, l)),
            steps=(
                by.sum_rule & by.constant_rule & by.dropping_zeros_and_ones,
                by.using("∂Sᵢ/∂xⱼ"),
            ),
            ends=softmax(j) * (at(delta, j, l) - softmax(l)),
        ),
    ),
)
