"""The derivative of the logistic sigmoid: σ′ = σ(1 − σ), in the eleven steps of the notes."""

from symxent.derive import by
from symxent.derive.page import Derive, Page
from symxent.language.domain import REALS
from symxent.language.write import d, sigma, x

page = Page(
    name="sigmoid",
    title="The derivative of the logistic sigmoid",
    notes="7–23",
    where={x: REALS},
    sections=(
        Derive(
            title="σ′(x) = σ(x)(1 − σ(x))",
            notes="11–23",
            label="σ′",
            start=d(sigma(x), x),
            steps=(
                by.definition("sigma"),
                by.writing_as_power,
                by.chain_rule & by.power_rule,
                by.sum_rule & by.constant_rule,
                by.dropping_zeros_and_ones & by.chain_rule & by.exponential_rule,
                by.constant_multiple_rule & by.identity_rule,
                by.collecting_factors,
                by.writing_as_fraction,
                by.adding_and_subtracting(1) & by.writing_out_powers,
                by.splitting_the_fraction,
                by.cancelling & by.factoring,
                by.folding("sigma"),
            ),
            ends=sigma(x) * (1 - sigma(x)),
        ),
    ),
)
