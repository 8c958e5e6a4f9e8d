"""The gradient over a batch of n examples, Xᵀ(σ(Xθ) − y), and the Hessian XᵀSX, which is never negative."""

from symxent.derive import by
from symxent.derive.page import Derive, Page, State
from symxent.language.domain import CLOSED_UNIT
from symxent.language.write import (
    X,
    at,
    at_most,
    dim,
    i,
    j,
    l,
    m,
    matvec,
    n,
    number,
    partial_of,
    sigma,
    softplus,
    theta,
    total,
    transposed,
    v,
    y,
)

z_i = total(at(X, i, m) * at(theta, m), m, 1, dim)  # the logit of example i
S_i = sigma(z_i) * (1 - sigma(z_i))  # ŷ_i (1 − ŷ_i), the diagonal of S
loss = total(softplus(z_i) - at(y, i) * z_i, i, 1, n)
gradient_j = total(at(X, i, j) * (sigma(z_i) - at(y, i)), i, 1, n)

page = Page(
    name="batch_gradient",
    title="A batch of n examples: gradient and Hessian in θ",
    where={y: CLOSED_UNIT},
    arrays={X: (n, dim), y: (n,), theta: (dim,), v: (dim,)},
    indices={j: (number(1), dim), l: (number(1), dim)},
    sections=(
        Derive(
            title="∂J/∂θⱼ = [Xᵀ(σ(Xθ) − y)]ⱼ",
            notes="50–52",
            label="∂J/∂θⱼ of a batch",
            start=partial_of(loss, at(theta, j)),
            steps=(
                by.sum_rule,
                by.sum_rule,
                by.chain_rule & by.softplus_rule & by.constant_multiple_rule,
                by.sum_rule & by.constant_multiple_rule & by.coordinate_rule,
                by.delta_rule,
                by.factoring,
                by.matrix_product,
            ),
            ends=at(transposed(X) * (sigma(matvec(X, theta)) - y), j),
        ),
        Derive(
            title="∂²J/∂θⱼ∂θₗ = [XᵀSX]ⱼₗ with S = diag(ŷ(1 − ŷ))",
            start=partial_of(gradient_j, at(theta, l)),
            steps=(
                by.sum_rule,
                by.constant_multiple_rule,
                by.sum_rule & by.constant_rule & by.dropping_zeros_and_ones,
                by.chain_rule & by.sigmoid_rule,
                by.sum_rule & by.constant_multiple_rule & by.coordinate_rule,
                by.delta_rule,
            ),
            ends=total(at(X, i, j) * S_i * at(X, i, l), i, 1, n),
        ),
        State(
            title="J is convex in θ: vᵀXᵀSXv = Σᵢ ŷᵢ(1 − ŷᵢ)(Xv)ᵢ² ≥ 0",
            relation=at_most(
                0,
                total(
                    at(v, j) * total(total(at(X, i, j) * S_i * at(X, i, l), i, 1, n) * at(v, l), l, 1, dim), j, 1, dim
                ),
            ),
            certificate=total(S_i * total(at(X, i, j) * at(v, j), j, 1, dim) ** 2, i, 1, n),
        ),
    ),
)
