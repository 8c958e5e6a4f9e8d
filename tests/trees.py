"""The letters and functions that tests write trees with: y_hat * log(x) is one, never evaluated."""

from __future__ import annotations

from symxent.language.tree import (
    Big,
    Call,
    Derivative,
    Indexed,
    Multiply,
    Name,
    Node,
    Power,
    Transpose,
    as_node,
)
from symxent.language.tree import number as _number

# Tests take number from here with the letters.
number = _number

x, y, z, t, u, v, w, p, q = (Name(letter) for letter in "xyztuvwpq")
i, j, k, l, m, n, N = (Name(letter) for letter in "ijklmnN")
dim, X, S, J, E, c = (Name(letter) for letter in "dXSJEc")
y_hat, theta, alpha, delta = Name("y", "hat"), Name("theta"), Name("alpha"), Name("delta")
theta_old, theta_new = Indexed(theta, (Name("old"),)), Indexed(theta, (Name("new"),))


def sigma(u: Node) -> Node:
    """σ(u), the logistic sigmoid."""
    return Call(Name("sigma"), (u,))


def softplus(u: Node) -> Node:
    return Call(Name("softplus"), (u,))


def log(u: Node) -> Node:
    return Call(Name("log"), (u,))


def exp(u: Node) -> Node:
    """e^u."""
    return Power(Name("e"), u)


def d(body: Node, *by: Node) -> Node:
    """d/dx body: the operator in front."""
    return Derivative(body, by)


def partial(body: Node, *by: Node) -> Node:
    """∂body/∂x, the body in the numerator."""
    return Derivative(body, by, partial=True, stacked=True)


def total(body: Node, index: Node, low: Node | int, high: Node | int) -> Node:
    """Σ_{index=low}^{high} body."""
    return Big("sum", body, (index,), as_node(low), as_node(high))


def at(base: Node, *indices: Node | int) -> Node:
    """A component: x_i, X_ij."""
    return Indexed(base, tuple(as_node(index) for index in indices))


def dot(a: Node, b: Node) -> Node:
    """aᵀb."""
    return Multiply((Transpose(a), b))


def softmax(i: Node | int, x: Node = x) -> Node:
    """S_i(x), component i of the softmax."""
    return Call(Indexed(S, (as_node(i),)), (x,))


def mean(body: Node, *given: Node) -> Node:
    """E(X | Y)."""
    return Call(Name("E"), (body,), given)


def variance(body: Node, *given: Node) -> Node:
    """Var(X | Y)."""
    return Call(Name("Var"), (body,), given)


def covariance(one: Node, other: Node) -> Node:
    """Cov(X, Y)."""
    return Call(Name("Cov"), (one, other))


def probability(event: Node, *given: Node) -> Node:
    """P(A | B)."""
    return Call(Name("P"), (event,), given)
