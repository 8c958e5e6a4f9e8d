"""The minimum of binary cross-entropy: J(ŷ, y) is least at ŷ = y, and only there."""

from symxent.derive import by
from symxent.derive.notes import binary_cross_entropy
from symxent.derive.notes.binary_cross_entropy import loss
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import UNIT
from symxent.language.write import less, log, partial, partial_of, y, y_hat

page = Page(
    name="minimum",
    title="The minimum of binary cross-entropy",
    where={y: UNIT, y_hat: UNIT},
    functions={"J": ((y_hat, y), -(y * log(y_hat) + (1 - y) * log(1 - y_hat)))},
    builds_on=(binary_cross_entropy.page,),
    sections=(
        Derive(
            title="The slope has the sign of ŷ − y",
            label="slope",
            start=partial(loss, y_hat),
            steps=(
                by.using("∂J/∂ŷ"),
                by.common_denominator,
                by.expanding_inside,
                by.collecting_terms,
                by.distributing_the_minus,
            ),
            ends=(y_hat - y) / (y_hat * (1 - y_hat)),
        ),
        State(
            title="The denominator is positive, so J falls before ŷ = y and rises after it",
            relation=less(0, y_hat * (1 - y_hat)),
        ),
        Derive(
            title="The curvature",
            start=partial_of(-(y / y_hat - (1 - y) / (1 - y_hat)), y_hat),
            steps=(
                by.constant_multiple_rule & by.sum_rule,
                by.constant_multiple_rule,
                by.chain_rule & by.power_rule,
                by.sum_rule & by.constant_rule & by.identity_rule,
                by.dropping_zeros_and_ones & by.collecting_in_each_term,
                by.distributing_the_minus,
            ),
            ends=y / y_hat**2 + (1 - y) / (1 - y_hat) ** 2,
        ),
        State(
            title="It is positive: J is strictly convex in ŷ",
            relation=less(0, y / y_hat**2 + (1 - y) / (1 - y_hat) ** 2),
        ),
    ),
)
