"""The descent step of the notes: as a vector and coordinate by coordinate."""

from symxent.derive import by
from symxent.derive.notes import binary_cross_entropy
from symxent.derive.notes.binary_cross_entropy import loss
from symxent.derive.page import Derive, Page
from symxent.language.domain import CLOSED_UNIT, POSITIVE, UNIT
from symxent.language.write import alpha, at, dim, dot, j, number, partial, sigma, theta, theta_old, x, y, y_hat

page = Page(
    name="gradient_descent",
    title="The gradient-descent step",
    notes="50–52",
    where={y: CLOSED_UNIT, y_hat: UNIT, alpha: POSITIVE},
    arrays={theta: (dim,), theta_old: (dim,), x: (dim,)},
    indices={j: (number(1), dim)},
    functions=binary_cross_entropy.page.functions,
    values=binary_cross_entropy.page.values,
    builds_on=(binary_cross_entropy.page,),
    sections=(
        Derive(
            title="θ_new, as a vector",
            notes="50–52",
            start=theta_old - alpha * partial(loss, theta),
            steps=(by.using("∂J/∂θ"), by.minus_times_minus),
            ends=theta_old + alpha * (y - sigma(dot(theta, x))) * x,
        ),
        Derive(
            title="θ_new, coordinate by coordinate",
            notes="50–52",
            start=at(theta_old, j) - alpha * partial(loss, at(theta, j)),
            steps=(by.using("∂J/∂θⱼ"), by.minus_times_minus),
            ends=at(theta_old, j) + alpha * (y - sigma(dot(theta, x))) * at(x, j),
        ),
    ),
)
