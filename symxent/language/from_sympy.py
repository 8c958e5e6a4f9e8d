"""SymPy expressions as trees, so that a formula made in code can be derived and printed like one read from a page."""

from __future__ import annotations

from collections.abc import Callable

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    Indexed,
    IndexedBase,
    Integral,
    KroneckerDelta,
    Le,
    Limit,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    acos,
    acosh,
    acot,
    acoth,
    acsc,
    acsch,
    asec,
    asech,
    asin,
    asinh,
    atan,
    atanh,
    binomial,
    ceiling,
    cot,
    coth,
    csc,
    csch,
    erf,
    erfc,
    erfi,
    exp,
    factorial,
    factorial2,
    floor,
    gamma,
    log,
    polygamma,
    sec,
    sech,
    sign,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.hyperbolic import cosh, sinh
from sympy.functions.elementary.trigonometric import cos, sin, tan

from symxent.errors import SymxentError
from symxent.language import functions as field
from symxent.language import tree as t
from symxent.language.text import to_text

_NAMES: dict[type, str] = {
    field.Phi: "Phi", field.sigmoid: "sigma",
    field.softplus: "softplus", field.logit: "logit", log: "log", tanh: "tanh", sinh: "sinh",
    cosh: "cosh", sin: "sin", cos: "cos", tan: "tan", erf: "erf", erfc: "erfc", sign: "sign", Max: "max", Min: "min",
    cot: "cot", sec: "sec", csc: "csc", coth: "coth", sech: "sech", csch: "csch", asin: "arcsin", acos: "arccos",
    erfi: "erfi", floor: "floor", ceiling: "ceil", acot: "arccot", asec: "arcsec", acsc: "arccsc",
    atan: "arctan", asinh: "arsinh", acosh: "arcosh", atanh: "artanh", gamma: "Gamma", factorial: "factorial",
    factorial2: "double_factorial",
    binomial: "binom", acoth: "arcoth", asech: "arsech", acsch: "arcsch",
}  # fmt: skip
_RELATIONS: dict[type, str] = {Eq: "=", Ne: "≠", Lt: "<", Gt: ">", Le: "≤", Ge: "≥"}
_ACCENTS = ("hat", "bar", "tilde")


def to_tree(expr: Expr) -> t.Node:
    """The tree of an expression, in the order in which SymPy prints it; its meaning is the expression again.

    >>> from sympy.abc import y, z
    >>> from symxent.language.text import to_text
    >>> to_text(to_tree(field.softplus(z) - y * z))
    '−y z + softplus(z)'

    Raises SymxentError for something that trees have no notation for.
    """
    for kind, make in _MAKERS:
        if isinstance(expr, kind):
            return make(expr)
    name = _NAMES.get(type(expr))
    if name is None and isinstance(expr, AppliedUndef):
        name = str(expr.func)
    if name is None:
        raise SymxentError(f"no notation is known for {type(expr).__name__}, in {expr}")
    return t.Call(t.Name(name), tuple(to_tree(a) for a in expr.args))


def spoken(expr: Expr) -> str:
    """The expression as pages print it, for messages; what trees have no notation for, as SymPy prints it.

    >>> from sympy import log, symbols
    >>> spoken(-log(1 - symbols("y_hat")))
    '−log(1 − ŷ)'
    """
    try:
        return to_text(to_tree(expr.xreplace({x: Symbol(x.name.lstrip("_")) for x in expr.atoms(Symbol)})))
    except SymxentError:
        return str(expr)


def name_tree(name: str) -> t.Node:
    """The tree of a symbol's name: y_hat is ŷ, x_1 is x₁, theta_new is θ with an upright subscript."""
    base, _, rest = name.partition("_")
    if not rest or not base:
        return t.Name(name)
    if rest in _ACCENTS:
        return t.Name(base, rest)
    return t.Indexed(t.Name(base), (t.Number(rest) if rest.isdigit() else t.Name(rest, "roman"),))


def _symbol(expr: Symbol) -> t.Node:
    return name_tree(expr.name)


def _rational(expr: Rational) -> t.Node:
    size = t.Number(str(abs(expr.p))) if expr.q == 1 else t.Divide(t.number(abs(int(expr.p))), t.number(int(expr.q)))
    return t.Negative(size) if expr < 0 else size


def _constant(expr: Expr) -> t.Node:
    names = {S.Exp1: "e", S.Pi: "pi"}
    if expr not in names:
        raise SymxentError(f"no notation is known for {expr}")
    return t.Name(names[expr])


def _add(expr: Add) -> t.Node:
    return t.Add(tuple(to_tree(term) for term in expr.as_ordered_terms()))


def _mul(expr: Mul) -> t.Node:
    coefficient, rest = expr.as_coeff_Mul()
    if coefficient.is_Rational and coefficient < 0:
        return t.Negative(to_tree(Mul(-coefficient, rest, evaluate=False) if coefficient != -1 else rest))
    above, below = [], []
    for factor in _cube_roots(expr.as_ordered_factors() if coefficient == 1 else [coefficient, *_factors(rest)]):
        base, power = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
        if isinstance(factor, Rational) and factor.q != 1:
            above += [t.number(int(factor.p))] if factor.p != 1 else []
            below.append(t.number(int(factor.q)))
        elif isinstance(factor, Pow) and power.is_Rational and power < 0:
            below.append(to_tree(Pow(base, -power)))
        else:
            above.append(to_tree(factor))
    top = t.multiply(*above) if above else t.number(1)
    return t.Divide(top, t.multiply(*below)) if below else top


def _cube_roots(factors: list[Expr]) -> list[Expr]:
    """The factors with sign u |u|^(1/3) written as the cube root of u, and so its powers."""
    for s in [f for f in factors if isinstance(f.as_base_exp()[0], sign)]:
        (u,), k = s.as_base_exp()[0].args, s.as_base_exp()[1]
        for size in [f for f in factors if f in (Abs(u) ** (k / 3), Abs(u) ** (-k / 3))]:
            power = k if size == Abs(u) ** (k / 3) else -k
            factors = [*(Function("cbrt")(u) ** power if f == size else f for f in factors if f != s)]
    return factors


def _factors(expr: Expr) -> list[Expr]:
    return expr.as_ordered_factors() if isinstance(expr, Mul) else [expr]


def _pow(expr: Pow) -> t.Node:
    base, power = expr.args
    if power == S.Half:
        return t.Call(t.Name("sqrt"), (to_tree(base),))
    if power.is_Rational and power < 0:
        return t.Divide(t.number(1), to_tree(Pow(base, -power)))
    return t.Power(to_tree(base), to_tree(power))


def _exp(expr: exp) -> t.Node:
    return t.Power(t.Name("e"), to_tree(expr.args[0]))


def _big(expr: Sum | Product) -> t.Node:
    body = to_tree(expr.function)
    for index, low, high in expr.limits:
        body = t.Big(
            "sum" if isinstance(expr, Sum) else "product", body, (to_tree(index),), to_tree(low), to_tree(high)
        )
    return body


def _integral(expr: Integral) -> t.Node:
    """Of one variable, with ends or without."""
    ((x, *ends),) = expr.limits
    return t.Big("integral", to_tree(expr.function), (to_tree(x),), *map(end_tree, ends))


def limit_tree(body: t.Node, by: t.Node, to: t.Node, side: str = "+-") -> t.Big:
    """lim body as ``by`` comes near to a place, from a side of it (+, -) or from both."""
    where = to if side == "+-" else t.Power(to, t.Name({"-": "−"}.get(side, side)))
    return t.Big("lim", body, (by,), condition=t.Relation("→", by, where))


def end_tree(end: Expr) -> t.Node:
    """A number, ∞ or −∞."""
    if end in (S.Infinity, S.NegativeInfinity):
        return t.Name("infty") if end is S.Infinity else t.Negative(t.Name("infty"))
    return to_tree(end)


def _limit(expr: Limit) -> t.Node:
    f, x, to, side = expr.args
    return limit_tree(to_tree(f), to_tree(x), end_tree(to), "+-" if to.is_infinite else str(side))


def _indexed(expr: Indexed) -> t.Node:
    return t.Indexed(name_tree(str(expr.base)), tuple(to_tree(i) for i in expr.indices))


def _derivative(expr: Derivative) -> t.Node:
    return t.Derivative(to_tree(expr.expr), tuple(to_tree(v) for v in expr.variables))


def _softmax(expr: field.softmax) -> t.Node:
    x, i, _ = expr.args
    return t.Call(t.Indexed(t.Name("S"), (to_tree(i),)), (to_tree(x),))


def _choice(expr: Piecewise) -> t.Node:
    return t.Cases(tuple((to_tree(value), None if when is S.true else _condition(when)) for value, when in expr.args))


def _condition(expr: Basic) -> t.Node:
    op = _RELATIONS.get(type(expr))
    if op is None:
        raise SymxentError(f"no notation is known for the condition {expr}")
    return t.Relation(op, to_tree(expr.args[0]), to_tree(expr.args[1]))


def _polygamma(expr: polygamma) -> t.Node:
    names = {S.Zero: "digamma", S.One: "trigamma"}
    if expr.args[0] not in names:
        raise SymxentError(f"no notation is known for {expr}")
    return t.Call(t.Name(names[expr.args[0]]), (to_tree(expr.args[1]),))


_MAKERS: tuple[tuple[type, Callable[..., t.Node]], ...] = (
    (Rational, _rational),
    (Symbol, _symbol),
    (type(S.Exp1), _constant),
    (type(S.Pi), _constant),
    (Add, _add),
    (Mul, _mul),
    (exp, _exp),
    (Pow, _pow),
    (Abs, lambda e: t.Group(to_tree(e.args[0]), "|")),
    (log1p, lambda e: t.Call(t.Name("log"), (t.Add((t.number(1), to_tree(e.args[0]))),))),
    (expm1, lambda e: t.Add((_exp(e), t.Negative(t.number(1))))),
    (Sum, _big),
    (Product, _big),
    (Integral, _integral),
    (Limit, _limit),
    (Indexed, _indexed),
    (IndexedBase, lambda e: name_tree(str(e))),
    (KroneckerDelta, lambda e: t.Indexed(t.Name("delta"), tuple(to_tree(i) for i in e.args))),
    (Derivative, _derivative),
    (polygamma, _polygamma),
    (field.softmax, _softmax),
    (field.logsumexp, lambda e: t.Call(t.Name("logsumexp"), (to_tree(e.args[0]),))),
    (Piecewise, _choice),
)
