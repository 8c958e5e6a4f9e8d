"""The rules of differentiation, by the names that a textbook gives them.

The chain rule writes d f(u)/dx as (d f(u)/du) · du/dx, with the expression u itself as the variable; the rules for
single functions then only ever differentiate f(v) by v.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from symxent.derive.rule import Given, Rule, depends, rule, substitute
from symxent.derive.terms import E_BASE
from symxent.language import tree as t
from symxent.language.formula import read_formula
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Cases,
    Derivative,
    Divide,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Power,
)


def of(node: Derivative, body: Node, by: Node | None = None) -> Node:
    """The same operator on another body: d/dx stays d/dx; of a higher order, only the innermost is taken."""
    return Derivative(body, node.by if by is None else (by,), node.partial)


def variable(node: Node) -> tuple[Derivative, Node, Node] | None:
    """(the derivative, its body, its variable) of a first derivative with a body; None of anything else."""
    if isinstance(node, Derivative) and len(node.by) == 1 and node.body is not None:
        body = node.body.body if isinstance(node.body, t.Group) else node.body
        return node, body, node.by[0]
    return None


@rule("order by order")
def order_by_order(node: Node, given: Given) -> Node | None:
    """d²f/dx² = d/dx (df/dx)."""
    if isinstance(node, Derivative) and len(node.by) > 1 and node.body is not None:
        inner = Derivative(node.body, node.by[1:], node.partial)
        return Derivative(inner, node.by[:1], node.partial)
    return None


@rule("sum rule", everywhere=True)
def sum_rule(node: Node, given: Given) -> Node | None:
    """(u ± v)′ = u′ ± v′."""
    match variable(node):
        case d, Add(terms), _:
            return Add(tuple(_signed(term, lambda body: of(d, body)) for term in terms))
        case d, Big("sum") as big, x if x not in big.index:
            return replace(big, body=of(d, big.body))
    return None


def _signed(term: Node, change: Callable[[Node], Node]) -> Node:
    return Negative(change(term.body)) if isinstance(term, Negative) else change(term)


@rule("constant rule", everywhere=True)
def constant_rule(node: Node, given: Given) -> Node | None:
    """The derivative of what does not change is 0."""
    match variable(node):
        case _, body, x if not depends(body, x, given):
            return t.number(0)
    return None


@rule("constant multiple rule", everywhere=True)
def constant_multiple_rule(node: Node, given: Given) -> Node | None:
    """(c u)′ = c u′, (−u)′ = −u′, (u/c)′ = u′/c."""
    match variable(node):
        case d, Negative(body), _:
            return Negative(of(d, body))
        case d, Multiply(factors, sign), x:
            fixed = [f for f in factors if not depends(f, x, given)]
            moving = [f for f in factors if depends(f, x, given)]
            if fixed and moving:
                return Multiply((*fixed, of(d, t.multiply(*moving, sign=sign))), sign)
        case d, Divide(above, below), x if not depends(below, x, given):
            if depends(above, x, given):
                return Divide(of(d, above), below)
        case d, Divide(above, below), x if not depends(above, x, given) and above != t.number(1):
            return Multiply((above, of(d, Divide(t.number(1), below))))
    return None


@rule("dx/dx = 1", everywhere=True)
def identity_rule(node: Node, given: Given) -> Node | None:
    """dx/dx = 1."""
    match variable(node):
        case _, body, x if body == x:
            return t.number(1)
    return None


@rule("coordinates are independent", everywhere=True)
def coordinate_rule(node: Node, given: Given) -> Node | None:
    """∂x_m/∂x_j = δ_mj."""
    match variable(node):
        case _, Indexed(base, (m,), ()), Indexed(other, (j,), ()) if base == other and m != j:
            return Indexed(Name("delta"), (m, j))
    return None


@rule("product rule", everywhere=True)
def product_rule(node: Node, given: Given) -> Node | None:
    """(u v)′ = u′ v + u v′."""
    match variable(node):
        case d, Multiply((first, *rest), sign), x if depends(first, x, given):
            others = t.multiply(*rest, sign=sign)
            if depends(others, x, given):
                return Add((Multiply((others, of(d, first))), Multiply((first, of(d, others)))))
    return None


@rule("quotient rule", everywhere=True)
def quotient_rule(node: Node, given: Given) -> Node | None:
    """(u/v)′ = (u′ v − u v′)/v²."""
    match variable(node):
        case d, Divide(u, v), x if depends(v, x, given) and depends(u, x, given):
            change = Add((Multiply((v, of(d, u))), Negative(Multiply((u, of(d, v))))))
            return Divide(change, Power(v, t.number(2)))
    return None


@rule("chain rule", everywhere=True)
def chain_rule(node: Node, given: Given) -> Node | None:
    """d f(u)/dx = (d f(u)/du) · du/dx."""
    match variable(node):
        case d, body, x:
            inner = _inner(body, x, given)
            if inner is not None and inner != x:
                return Multiply((of(d, body, inner), of(d, inner)), "·")
    return None


def _inner(body: Node, x: Node, given: Given) -> Node | None:
    match body:
        case Power(base, exponent) if base == E_BASE and depends(exponent, x, given):
            return exponent
        case Power(base, exponent) if depends(base, x, given) and not depends(exponent, x, given):
            return base
        case Call(Name("log" | "ln"), (Call(Name("abs"), (argument,)),)) if depends(argument, x, given):
            return argument  # (log|u|)′ = 1/u
        case Call(_, (argument,)) if depends(argument, x, given) and not _is_row_of(argument, x):
            return argument
        case Divide(above, below) if not depends(above, x, given) and depends(below, x, given):
            return below
    return None


def _is_row_of(node: Node, x: Node) -> bool:
    return isinstance(x, Indexed) and node == x.base


@rule("piece by piece", everywhere=True)
def piece_by_piece(node: Node, given: Given) -> Node | None:
    """What is given by cases is differentiated case by case, off the points at which these meet."""
    match variable(node):
        case d, Cases(branches), _:
            return Cases(tuple((of(d, value), when) for value, when in branches))
    return None


def _extremum_rule(name: str, spoken: str, sign: str) -> Rule:
    def rewrite(node: Node, given: Given) -> Node | None:
        match variable(node):
            case d, Call(Name(called), (first, *rest)), x if called == name and depends(d.body or x, x, given):
                others = rest[0] if len(rest) == 1 else Call(Name(name), tuple(rest))
                return Cases(((of(d, first), t.Relation(sign, first, others)), (of(d, others), None)))
        return None

    return Rule(f"derivative of a {spoken}", rewrite, everywhere=True)


#: max(u, v)′ is u′ where u > v, and v′ elsewhere: where u = v both are alike, or there is no derivative.
maximum_rule = _extremum_rule("max", "maximum", ">")
minimum_rule = _extremum_rule("min", "minimum", "<")


@rule("derivative of softmax", everywhere=True)
def softmax_rule(node: Node, given: Given) -> Node | None:
    """∂S_i/∂x_j = S_i (δ_ij − S_j)."""
    match variable(node):
        case _, Call(Indexed(Name("S"), (i,), ()), (row,)) as s, Indexed(base, (j,), ()) if row == base:
            other = Call(Indexed(Name("S"), (j,)), (row,))
            if i == j:
                return Multiply((s, Add((t.number(1), Negative(other)))))
            if isinstance(i, t.Number) and isinstance(j, t.Number):
                return Negative(Multiply((s, other)))
            return Multiply((s, Add((Indexed(Name("delta"), (i, j)), Negative(other)))))
    return None


@rule("derivative of logsumexp", everywhere=True)
def logsumexp_rule(node: Node, given: Given) -> Node | None:
    """∂ logsumexp(x)/∂x_j = S_j."""
    match variable(node):
        case _, Call(Name("logsumexp"), (row,)), Indexed(base, (j,), ()) if row == base:
            return Call(Indexed(Name("S"), (j,)), (row,))
    return None


@rule("power rule", everywhere=True)
def power_rule(node: Node, given: Given) -> Node | None:
    """(vⁿ)′ = n vⁿ⁻¹."""
    match variable(node):
        case _, Power(base, exponent), v if base == v and base != E_BASE and not depends(exponent, v, given):
            return _power_derivative(base, exponent)
        case _, Divide(above, below), v if below == v and above == t.number(1):
            return Negative(Divide(t.number(1), Power(v, t.number(2))))
    return None


def _power_derivative(base: Node, exponent: Node) -> Node:
    match exponent:
        case t.Number() as n if n.decimals == 0:
            k = int(n.value)
        case Negative(t.Number() as n) if n.decimals == 0:
            k = -int(n.value)
        case _:
            return Multiply((exponent, Power(base, Add((exponent, Negative(t.number(1)))))))
    lowered = base if k == 2 else Power(base, t.number(k - 1))
    if abs(k) == 1:
        return lowered if k > 0 else Negative(lowered)
    product = Multiply((t.number(abs(k)), lowered))
    return product if k > 0 else Negative(product)


@rule("exponential rule", everywhere=True)
def exponential_rule(node: Node, given: Given) -> Node | None:
    """(eᵛ)′ = eᵛ."""
    match variable(node):
        case _, Power(base, exponent), v if base == E_BASE and exponent == v:
            return Power(base, exponent)
        case _, Call(Name("exp"), (argument,)) as call, v if argument == v:
            return call
    return None


@rule("general power as an exponential", everywhere=True)
def power_as_exponential(node: Node, given: Given) -> Node | None:
    """u^v = e^(v log u), where both change."""
    match variable(node):
        case d, Power(base, exponent), x if base != E_BASE and depends(exponent, x, given):
            return of(d, Power(E_BASE, Multiply((exponent, Call(Name("log"), (base,))))))
    return None


V = Name("v")
# One row a function: its name in trees, and the derivative of f(v), as a formula or as a tree.
FUNCTION_DERIVATIVES: dict[str, str | Node] = {
    "log": "1/v",
    "ln": "1/v",
    "sigma": "sigma(v)*(1 - sigma(v))",
    "softplus": "sigma(v)",
    "logit": "1/(v*(1 - v))",
    "tanh": "1 - tanh(v)^2",
    "sinh": "cosh(v)",
    "cosh": "sinh(v)",
    "sin": "cos(v)",
    "cos": "-sin(v)",
    "tan": "sec(v)^2",
    "cot": "-csc(v)^2",
    "sec": "sec(v)*tan(v)",
    "csc": "-(csc(v)*cot(v))",
    "coth": "-csch(v)^2",
    "sech": "-(sech(v)*tanh(v))",
    "csch": "-(csch(v)*coth(v))",
    "arcsin": "1/sqrt(1 - v^2)",
    "arccos": "-(1/sqrt(1 - v^2))",
    "arctan": "1/(1 + v^2)",
    "arccot": "-(1/(1 + v^2))",
    "arcsec": "1/(abs(v)*sqrt(v^2 - 1))",
    "arccsc": "-(1/(abs(v)*sqrt(v^2 - 1)))",
    "arsinh": "1/sqrt(v^2 + 1)",
    "arcosh": "1/sqrt(v^2 - 1)",
    "artanh": "1/(1 - v^2)",
    "arcoth": "1/(1 - v^2)",
    "arsech": "-(1/(v*sqrt(1 - v^2)))",
    "arcsch": "-(1/(abs(v)*sqrt(1 + v^2)))",
    "abs": "sign(v)",
    **dict.fromkeys(("sign", "floor", "ceil"), "0"),  # where they are continuous
    "relu": Cases(((t.number(1), t.Relation(">", V, t.number(0))), (t.number(0), None))),
    "Gamma": "gamma(v)*digamma(v)",
    "factorial": "factorial(v)*digamma(v + 1)",
    "digamma": "trigamma(v)",
    "erfi": "2/sqrt(pi)*exp(v^2)",
    "sqrt": "1/(2*sqrt(v))",
    "cbrt": "1/(3*cbrt(v)^2)",
    "erf": "2/sqrt(pi)*exp(-v^2)",
    "Phi": "exp(-(v^2/2))/sqrt(2*pi)",
    "erfc": "-(2/sqrt(pi)*exp(-v^2))",
}
_SPOKEN = {"sigma": "σ", "ln": "log"}


def function_rule(function: str) -> Rule:
    """The rule f(v)′ for one function of the table.

    Raises KeyError for a function that is not in ``FUNCTION_DERIVATIVES``.
    """
    said = FUNCTION_DERIVATIVES[function]
    slope = read_formula(said) if isinstance(said, str) else said

    def rewrite(node: Node, given: Given) -> Node | None:
        match variable(node):
            case _, Call(Name(name), (argument,)), v if name == function and argument == v:
                return substitute(slope, {V: v})
            case _, Call(Name(name), (Call(Name("abs"), (argument,)),)), v if (
                name == function == "log" and argument == v
            ):
                return substitute(slope, {V: v})
            case _, Call(Indexed(Name(name), (base,)), (argument,)), v if name == function == "log" and argument == v:
                return substitute(slope, {V: Multiply((v, Call(Name("log"), (base,))))})
        return None

    name = "logarithm rule" if function in ("log", "ln") else f"derivative of {_SPOKEN.get(function, function)}"
    return Rule(name, rewrite, everywhere=True)


FUNCTION_RULES = {name: function_rule(name) for name in FUNCTION_DERIVATIVES}
logarithm_rule = FUNCTION_RULES["log"]
sigmoid_rule = FUNCTION_RULES["sigma"]
softplus_rule = FUNCTION_RULES["softplus"]
sine_rule, cosine_rule = FUNCTION_RULES["sin"], FUNCTION_RULES["cos"]


def chain_through(*variables: Node) -> Rule:
    """∂J/∂θ = ∂J/∂ŷ · ∂ŷ/∂z · ∂z/∂θ, through the named variables."""

    def rewrite(node: Node, given: Given) -> Node | None:
        if not (isinstance(node, Derivative) and node.body is not None and len(node.by) == 1):
            return None
        ends = (node.body, *variables, node.by[0])
        links = pairwise(ends)
        return Multiply(tuple(Derivative(a, (b,), partial=True, stacked=True) for a, b in links), "·")

    return Rule("chain rule", rewrite)
