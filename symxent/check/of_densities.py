"""Sums and integrals against the density of a random variable, read as the means that they are."""

from __future__ import annotations

from symxent.check.chances import law_of
from symxent.language import tree as t
from symxent.language.chances import MEANS
from symxent.language.scope import PROBABILITIES

#: Heads of densities and of probabilities of single values, with the variable as their index.
_DENSITIES = frozenset(("f", "p"))
_MEAN = t.Name("E", "blackboard")


def as_means(node: t.Node, generates: bool = False) -> t.Node:
    """∫ g(x) f_X(x) dx over all x, Σ g(x) P(X = x) over all x ∈ 𝒳: E[g(X)], as it is defined; the same elsewhere.

    ``generates``: M_X generates moments, M_X″(0) is E[X²].
    """

    def change(n: t.Node) -> t.Node:
        match n:
            case t.Call(t.Indexed(t.Name("M"), (t.Name() as whose,), ()), (t.Number("0"),), (), primes):
                if generates and primes and whose.name[:1].isupper():
                    return t.Call(_MEAN, (t.Power(whose, t.number(primes)),), span=n.span)
        if not isinstance(n, t.Big) or n.kind not in ("sum", "integral") or not t.is_everywhere(n):
            return n
        (x,) = n.index
        factors = _factors(n.body)
        heads = [(place, of) for place, f in enumerate(factors) if (of := _of_density(f, x)) is not None]
        if len(heads) != 1:
            return n
        place, variable = heads[0]
        others = [f for at, f in enumerate(factors) if at != place]
        if any(_stands_bare(variable, f) for f in others):
            return n
        if not others:
            return t.Number("1")
        body = t.multiply(*others)
        return t.Call(_MEAN, (t.rebuild(body, lambda k: variable if k == x else k),), span=n.span)

    return t.rebuild(node, change)


def _stands_bare(variable: t.Name, node: t.Node) -> bool:
    """Whether a variable stands outside of all means: E[X] is a number, X is none."""
    if isinstance(node, t.Call) and isinstance(node.function, t.Name) and node.function.name in MEANS:
        return False
    return node == variable or any(_stands_bare(variable, part) for part in t.children(node))


def _factors(node: t.Node) -> list[t.Node]:
    match node:
        case t.Multiply(factors, "" | "·"):
            return [part for f in factors for part in _factors(f)]
        case t.Group(t.Multiply() as body, "(" | "["):
            return _factors(body)
    return [node]


def _of_density(node: t.Node, x: t.Node) -> t.Name | None:
    """X of f_X(x), p_X(x) and P(X = x); None for another factor."""
    match node:
        case t.Call(t.Indexed(t.Name(head), (t.Words(of),), ()), (at,), (), 0) if head in _DENSITIES and at == x:
            return t.Name(of) if len(of) == 1 and of.isupper() else None  # f_X, upright
        case t.Call(t.Indexed(t.Name(head), (t.Name() as of,), ()), (at,), (), 0) if head in _DENSITIES and at == x:
            return t.Name(of.name, of.accent.replace("roman", "")) if of.name[:1].isupper() else None
        case t.Call(t.Name(head), (t.Relation("=", t.Name() as of, at),), (), 0) if head in PROBABILITIES and at == x:
            return of if of.name[:1].isupper() else None
    return None


def _holds_arrays(call: t.Call) -> bool:
    """Whether a capital or a bold letter stands in N(x; μ, Σ²): of several numbers that is another density."""
    names = [n for part in (*call.arguments, *call.given) for n in t.walk(part) if isinstance(n, t.Name)]
    return any(n.name[:1].isupper() or {"bold", "vec"} & set(n.accent.split()) for n in names)


def density_head(node: t.Node) -> str:
    """The key of the head of N(x; μ, σ²), of f_X(x) and of F_X(x); "" for another node."""
    match node:
        case t.Call(t.Name() as head, (_,), given) if given and law_of(t.Call(head, given), "") is not None:
            return "" if _holds_arrays(node) else head.key
        case t.Call(t.Indexed(t.Name("f" | "F") as head, (t.Name() as of,), ()), (_,), ()) if of.name[:1].isupper():
            return head.key
    return ""


def bearers(trees: tuple[t.Node, ...]) -> list[t.Node]:
    """The variables of which densities and distribution functions stand in some trees: X of f_X(x)."""
    calls = (n for tree in trees for n in t.walk(tree) if isinstance(n, t.Call) and density_head(n))
    return [n.function.lower[0] for n in calls if isinstance(n.function, t.Indexed)]


#: Laws whose density is one formula for all numbers, or for all whole numbers from 0 on.
ON_THE_LINE = frozenset(("Normal", "Laplace"))


def is_support(law: tuple[str, tuple[t.Node, ...], bool], big: t.Big) -> bool:
    """Whether a sum or an integral runs over the support of a law, or over a part of it from its beginning on."""
    name, parameters, _ = law
    low, high = big.lower, big.upper
    if big.condition is not None or low is None or high is None:
        return False
    if name in ("Uniform", "DiscreteUniform"):
        return low == parameters[0] and high == parameters[1]
    ends = {"Beta": t.Number("1"), "Bernoulli": t.Number("1"), "Binomial": parameters[0]}
    return low == t.Number("0") and high == ends.get(name, t.Name("oo"))


def is_over_parameters(trees: tuple[t.Node, ...]) -> bool:
    """Whether max Var(X) stands in it, the largest of all values of a parameter: max of one thing alone."""
    calls = (n for tree in trees for n in t.walk(tree) if isinstance(n, t.Call) and len(n.arguments) == 1)
    return any(isinstance(n.function, t.Name) and n.function.name in ("min", "max", "inf", "sup") for n in calls)


def goes_on(trees: tuple[t.Node, ...]) -> bool:
    """Whether a sum or an integral may be one against the weight of a law."""
    return any(isinstance(n, t.Big) and n.kind in ("sum", "integral") for tree in trees for n in t.walk(tree))


def holds_densities(trees: tuple[t.Node, ...]) -> bool:
    return any(density_head(n) for tree in trees for n in t.walk(tree))
