"""The letters and functions that the pages are written with: y_hat * log(x) is a tree, never evaluated."""

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
    Relation,
    Transpose,
    as_node,
)
from symxent.language.tree import number as _number

# Pages take number from here with the letters.
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


def tanh(u: Node) -> Node:
    return Call(Name("tanh"), (u,))


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


def partial_of(body: Node, *by: Node) -> Node:
    """∂/∂x body: the operator in front."""
    return Derivative(body, by, partial=True)


def total(body: Node, index: Node, low: Node | int, high: Node | int) -> Node:
    """Σ_{index=low}^{high} body."""
    return Big("sum", body, (index,), as_node(low), as_node(high))


def at(base: Node, *indices: Node | int) -> Node:
    """A component: x_i, X_ij."""
    return Indexed(base, tuple(as_node(index) for index in indices))


def dot(a: Node, b: Node) -> Node:
    """aᵀb."""
    return Multiply((Transpose(a), b))


def transposed(a: Node) -> Node:
    """aᵀ."""
    return Transpose(a)


def matvec(a: Node, b: Node) -> Node:
    """A b, the matrix product."""
    return Multiply((a, b))


def softmax(i: Node | int, x: Node = x) -> Node:
    """S_i(x), component i of the softmax."""
    return Call(Indexed(S, (as_node(i),)), (x,))


def equal(lhs: Node | int, rhs: Node | int) -> Relation:
    return Relation("=", as_node(lhs), as_node(rhs))


def at_most(lhs: Node | int, rhs: Node | int) -> Relation:
    return Relation("≤", as_node(lhs), as_node(rhs))


def less(lhs: Node | int, rhs: Node | int) -> Relation:
    return Relation("<", as_node(lhs), as_node(rhs))
