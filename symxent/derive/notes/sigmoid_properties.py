"""What every reader asks next about the sigmoid: its values, its symmetry, σ″, the bound on σ′, and tanh."""

from symxent.derive import by
from symxent.derive.notes import sigmoid as sigmoid_page
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import REALS
from symxent.language.tree import Number
from symxent.language.write import at_most, d, exp, less, sigma, tanh, x, z

page = Page(
    name="sigmoid_properties",
    title="Properties of the sigmoid",
    where={x: REALS, z: REALS},
    builds_on=(sigmoid_page.page,),
    sections=(
        State(title="Its values are positive", relation=less(0, sigma(x))),
        State(title="Its values are below 1", relation=less(sigma(x), 1)),
        Derive(
            title="1 − σ(x) = σ(−x)",
            label="1 − σ(x) = σ(−x)",
            start=1 - sigma(x),
            steps=(
                by.definition("sigma"),
                by.common_denominator,
                by.collecting_terms,
                by.expanding_the_fraction_by(exp(x)),
                by.product_of_exponentials,
                by.folding("sigma"),
            ),
            ends=sigma(-x),
        ),
        Derive(
            title="σ″(x) = σ(x)(1 − σ(x))(1 − 2σ(x))",
            label="σ″",
            start=d(sigma(x), x, x),
            steps=(
                by.order_by_order,
                by.using("σ′"),
                by.product_rule,
                by.sum_rule & by.constant_rule & by.dropping_zeros_and_ones,
                by.using("σ′"),
                by.collecting_in_each_term,
                by.factoring,
                by.collecting_terms,
            ),
            ends=sigma(x) * (1 - sigma(x)) * (1 - 2 * sigma(x)),
        ),
        State(
            title="σ′ is at most 1/4: 1/4 − σ(1 − σ) = (1/2 − σ)²",
            relation=at_most(sigma(x) * (1 - sigma(x)), Number("1") / 4),
            certificate=(Number("1") / 2 - sigma(x)) ** 2,
        ),
        Derive(
            title="2σ(z) − 1 = tanh(z/2)",
            label="tanh",
            start=2 * sigma(z) - 1,
            steps=(
                by.definition("sigma"),
                by.common_denominator,
                by.collecting_terms,
                by.expanding_the_fraction_by(exp(z / 2), above_too=True),
                by.product_of_exponentials,
                by.collecting_terms,
                by.folding("tanh"),
            ),
            ends=tanh(z / 2),
        ),
    ),
)
