"""Binary cross-entropy in the logit: softplus(z) − y z, with its first and second derivative."""

from symxent.derive import by
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import CLOSED_UNIT, REALS
from symxent.language.tree import Call, Name
from symxent.language.write import J, at_most, d, log, number, p, sigma, softplus, y, z

page = Page(
    name="logit_loss",
    title="Binary cross-entropy in the logit",
    where={y: CLOSED_UNIT, z: REALS},
    functions={"J": ((p, y), -(y * log(p) + (1 - y) * log(1 - p)))},
    sections=(
        Derive(
            title="log σ(z) = −softplus(−z)",
            label="log σ",
            start=log(sigma(z)),
            steps=(by.definition("sigma"), by.log_of_quotient, by.folding("softplus")),
            ends=-softplus(-z),
        ),
        Derive(
            title="log(1 − σ(z)) = −softplus(z)",
            label="log(1 − σ)",
            start=log(1 - sigma(z)),
            steps=(
                by.reflection,
                by.using("log σ"),
                by.dropping_zeros_and_ones,
            ),
            ends=-softplus(z),
        ),
        Derive(
            title="softplus(z) − softplus(−z) = z",
            label="softplus(z) − softplus(−z)",
            start=softplus(z) - softplus(-z),
            steps=(
                by.definition("softplus"),
                by.difference_of_logs,
                by.expanding_the_fraction_by(Name("e") ** z),
                by.product_of_exponentials,
                by.cancelling,
                by.log_of_exp,
            ),
            ends=z,
        ),
        Derive(
            title="J(σ(z), y) = softplus(z) − y z",
            label="J in the logit",
            start=Call(J, (sigma(z), y)),
            steps=(
                by.definition("J"),
                by.using("log σ") & by.using("log(1 − σ)"),
                by.expanding,
                by.factoring_out(-y),
                by.using("softplus(z) − softplus(−z)"),
            ),
            ends=softplus(z) - y * z,
        ),
        Derive(
            title="∂J/∂z = σ(z) − y",
            label="∂J/∂z",
            start=d(softplus(z) - y * z, z),
            steps=(
                by.sum_rule,
                by.softplus_rule & by.constant_multiple_rule & by.identity_rule & by.dropping_zeros_and_ones,
            ),
            ends=sigma(z) - y,
        ),
        Derive(
            title="∂²J/∂z² = σ(z)(1 − σ(z))",
            label="∂²J/∂z²",
            start=d(softplus(z) - y * z, z, z),
            steps=(
                by.order_by_order,
                by.using("∂J/∂z"),
                by.sum_rule & by.constant_rule & by.dropping_zeros_and_ones,
                by.sigmoid_rule,
            ),
            ends=sigma(z) * (1 - sigma(z)),
        ),
        State(title="J is convex in the logit", relation=at_most(number(0), sigma(z) * (1 - sigma(z)))),
    ),
)
