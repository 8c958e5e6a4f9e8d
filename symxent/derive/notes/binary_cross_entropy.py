"""Binary cross-entropy of a logistic unit: from J(ŷ, y) to ∂J/∂θ = (ŷ − y) x, for any number d of inputs."""

from symxent.derive import by
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import CLOSED_UNIT, REALS, UNIT
from symxent.language.tree import Call
from symxent.language.write import (
    J,
    at,
    at_most,
    dim,
    dot,
    j,
    log,
    number,
    partial,
    sigma,
    theta,
    x,
    y,
    y_hat,
    z,
)

loss = Call(J, (y_hat, y))

page = Page(
    name="binary_cross_entropy",
    title="Binary cross-entropy and its gradient",
    notes="29–46",
    where={y: CLOSED_UNIT, y_hat: UNIT, z: REALS},
    arrays={theta: (dim,), x: (dim,)},
    indices={j: (number(1), dim)},
    functions={"J": ((y_hat, y), -(y * log(y_hat) + (1 - y) * log(1 - y_hat)))},
    values={y_hat: sigma(z), z: dot(theta, x)},
    sections=(
        State(title="A loss is never negative", notes="29", relation=at_most(0, loss)),
        Derive(
            title="∂J/∂ŷ",
            notes="33",
            label="∂J/∂ŷ",
            start=partial(loss, y_hat),
            steps=(
                by.definition("J"),
                by.constant_multiple_rule & by.sum_rule,
                by.constant_multiple_rule,
                by.chain_rule & by.logarithm_rule,
                by.sum_rule & by.constant_rule & by.identity_rule,
                by.dropping_zeros_and_ones & by.collecting_in_each_term,
            ),
            ends=-(y / y_hat - (1 - y) / (1 - y_hat)),
        ),
        Derive(
            title="∂ŷ/∂z, by the derivative of the sigmoid",
            notes="11–23",
            label="∂ŷ/∂z",
            start=partial(y_hat, z),
            steps=(by.inserting(y_hat), by.sigmoid_rule, by.naming(y_hat)),
            ends=y_hat * (1 - y_hat),
        ),
        Derive(
            title="∂z/∂θⱼ, for any number d of inputs",
            notes="40",
            label="∂z/∂θⱼ",
            start=partial(z, at(theta, j)),
            steps=(
                by.inserting(z),
                by.scalar_product(dim),
                by.sum_rule & by.constant_multiple_rule,
                by.coordinate_rule,
                by.delta_rule,
            ),
            ends=at(x, j),
        ),
        Derive(
            title="∂z/∂θ, all components at once",
            notes="40",
            label="∂z/∂θ",
            start=partial(z, theta),
            steps=(by.inserting(z), by.gradient_of_scalar_product),
            ends=x,
        ),
        Derive(
            title="∂J/∂θ, by the chain rule",
            notes="35–46",
            label="∂J/∂θ",
            start=partial(loss, theta),
            steps=(
                by.chain_through(y_hat, z),
                by.using("∂J/∂ŷ") & by.using("∂ŷ/∂z") & by.using("∂z/∂θ"),
                by.multiplying_through,
                by.expanding_inside,
                by.collecting_terms,
                by.inserting(y_hat) & by.inserting(z),
            ),
            ends=-(y - sigma(dot(theta, x))) * x,
        ),
        Derive(
            title="∂J/∂θⱼ, coordinate by coordinate",
            notes="35–46",
            label="∂J/∂θⱼ",
            start=partial(loss, at(theta, j)),
            steps=(
                by.chain_through(y_hat, z),
                by.using("∂J/∂ŷ") & by.using("∂ŷ/∂z") & by.using("∂z/∂θⱼ"),
                by.multiplying_through,
                by.expanding_inside,
                by.collecting_terms,
                by.inserting(y_hat) & by.inserting(z),
            ),
            ends=-(y - sigma(dot(theta, x))) * at(x, j),
        ),
        Derive(
            title="The same, without the minus sign",
            notes="45–46",
            start=-(y - y_hat) * x,
            steps=(by.distributing_the_minus,),
            ends=(y_hat - y) * x,
        ),
    ),
)
