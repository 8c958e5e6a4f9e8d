"""The activation functions of neural networks, and their derivatives: tanh, softplus, Swish, GELU."""

from symxent.derive import by
from symxent.derive.notes import sigmoid as sigmoid_page
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import REALS
from symxent.language.tree import Call, Name
from symxent.language.write import d, equal, exp, less, number, sigma, softplus, tanh, u, x

Phi = Name("Phi")
_erf = Call(Name("erf"), (u / Call(Name("sqrt"), (number(2),)),))
_grows = exp(x) + exp(-x)

page = Page(
    name="activations",
    title="Activation functions and their derivatives",
    where={x: REALS},
    builds_on=(sigmoid_page.page,),
    sections=(
        State(title="tanh lies above −1", relation=less(-1, tanh(x))),
        State(title="tanh lies below 1", relation=less(tanh(x), 1)),
        State(title="tanh is odd", relation=equal(tanh(-x), -tanh(x))),
        Derive(
            title="The derivative of tanh",
            start=d(tanh(x), x),
            steps=(
                by.definition("tanh"),
                by.quotient_rule,
                by.sum_rule,
                by.chain_rule & by.exponential_rule & by.constant_multiple_rule & by.identity_rule,
                by.minus_times_minus,
                by.dropping_zeros_and_ones,
                by.splitting_the_fraction,
                by.cancelling,
            ),
            ends=1 - tanh(x) ** 2,
        ),
        State(title="softplus is positive", relation=less(0, softplus(x))),
        Derive(
            title="The derivative of softplus",
            start=d(softplus(x), x),
            steps=(
                by.definition("softplus"),
                by.chain_rule & by.logarithm_rule,
                by.sum_rule & by.constant_rule & by.exponential_rule,
                by.dropping_zeros_and_ones,
                by.writing_as_fraction,
            ),
            ends=sigma(x),
        ),
        Derive(
            title="The derivative of Swish, x σ(x)",
            start=d(x * sigma(x), x),
            steps=(
                by.product_rule,
                by.identity_rule & by.dropping_zeros_and_ones,
                by.using("σ′"),
                by.factoring,
            ),
            ends=sigma(x) * (1 + x * (1 - sigma(x))),
        ),
    ),
)

gelu = Page(
    name="gelu_derivative",
    title="The derivative of GELU",
    where={x: REALS},
    functions={"Phi": ((u,), (1 + _erf) / 2)},
    without_certificate="Coq's libraries have no words for erf",
    sections=(
        Derive(
            title="Φ′(x) is the density of the normal distribution",
            label="Φ′",
            start=d(Call(Phi, (x,)), x),
            steps=(by.definition("Phi"),),
            ends=exp(-(x**2) / 2) / Call(Name("sqrt"), (2 * Name("pi"),)),
        ),
        Derive(
            title="(x Φ(x))′",
            start=d(x * Call(Phi, (x,)), x),
            steps=(by.product_rule, by.identity_rule & by.dropping_zeros_and_ones, by.using("Φ′")),
            ends=Call(Phi, (x,)) + x * exp(-(x**2) / 2) / Call(Name("sqrt"), (2 * Name("pi"),)),
        ),
    ),
)
