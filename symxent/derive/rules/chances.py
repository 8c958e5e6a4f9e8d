"""The rules of means and probabilities, by the names that a course gives them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from symxent.derive.rule import Given, Rule, rule, substitute
from symxent.derive.rules.algebra import bare, collect, expand_terms
from symxent.derive.terms import ONE, order_free, split_terms
from symxent.language import tree as t
from symxent.language.formula import read_formula
from symxent.language.text import to_text
from symxent.language.tree import Add, Big, Call, Divide, Indexed, Multiply, Name, Negative, Node, Power

E, VAR, COV, P = (Name(head) for head in ("E", "Var", "Cov", "P"))
TWO = t.number(2)
#: Parameters of a law, its mean, its variance.
OF_LAWS = {
    "Bernoulli": ("p", "p", "p*(1 - p)"),
    "Binomial": ("np", "n*p", "n*p*(1 - p)"),
    "Poisson": ("l", "l", "l"),
    "Normal": ("mv", "m", "v"),
    "Exponential": ("l", "1/l", "1/l^2"),
    "Gamma": ("ab", "a/b", "a/b^2"),
    "Beta": ("ab", "a/(a + b)", "a*b/((a + b)^2*(a + b + 1))"),
    "Uniform": ("ab", "(a + b)/2", "(b - a)^2/12"),
    "Laplace": ("mb", "m", "2*b^2"),
}


def is_random(node: Node, given: Given) -> bool:
    """Whether a variable of chance stands in it outside of a mean; E(X | Y) depends on Y."""
    if isinstance(node, Call) and node.function in (E, VAR, COV, P):
        return any(is_random(g, given) for g in node.given)
    base = node.base if isinstance(node, Indexed) else node
    return base in given.random or any(is_random(part, given) for part in t.children(node))


def of(call: Call, *bodies: Node) -> Call:
    """The same mean of something else."""
    return replace(call, arguments=tuple(map(bare, bodies)))


@rule("definition of the variance", everywhere=True)
def variance(node: Node, given: Given) -> Node | None:
    """Var(X) = E((X − E(X))²)."""
    match node:
        case Call(function, (u,)) if function == VAR:
            mean = replace(node, function=E)
            return replace(mean, arguments=(Power(Add((u, Negative(mean))), TWO),))
    return None


@rule("definition of the covariance", everywhere=True)
def covariance(node: Node, given: Given) -> Node | None:
    """Cov(X, Y) = E((X − E(X))(Y − E(Y)))."""
    match node:
        case Call(function, (u, v)) if function == COV:
            mean = replace(node, function=E)
            apart = (Add((w, Negative(of(mean, w)))) for w in (u, v))
            return of(mean, Multiply(tuple(apart)))
    return None


@rule("fold the variance", everywhere=True)
def folding_the_variance(node: Node, given: Given) -> Node | None:
    """E((X − E(X))²) = Var(X), and E(X²) − E(X)² = Var(X)."""
    match node:
        case Call(function, (Power(Add((u, Negative(Call(inner, (v,), behind)))), square),), given_too):
            if function == inner == E and u == v and behind == given_too and square == TWO:
                return Call(VAR, (u,), behind)
        case Add(terms):
            for term in terms:
                match term:
                    case Call(function, (Power(u, square),), behind) if function == E and square == TWO:
                        other = Negative(Power(Call(E, (u,), behind), TWO))
                        if other in terms:
                            made = Call(VAR, (u,), behind)
                            left = t.add(*(made if part == term else part for part in terms if part != other))
                            return folding_the_variance.rewrite(left, given) or left
    return None


@rule("mean of a square", everywhere=True)
def mean_of_square(node: Node, given: Given) -> Node | None:
    """E(X²) = Var(X) + E(X)²."""
    match node:
        case Call(function, (Power(u, square),), behind) if function == E and square == TWO:
            return Add((Call(VAR, (u,), behind), Power(of(node, u), TWO)))
    return None


@rule("mean squared distance", everywhere=True)
def mean_squared_distance(node: Node, given: Given) -> Node | None:
    """E((X − c)²) = Var(X) + (E(X) − c)²."""
    match node:
        case Call(function, (Power(Add((u, rest)), square),), behind) if function == E and square == TWO:
            if is_random(u, given) and not is_random(rest, given):
                return Add((Call(VAR, (u,), behind), Power(Add((of(node, u), rest)), TWO)))
    return None


@rule("power of a product", everywhere=True)
def power_of_product(node: Node, given: Given) -> Node | None:
    """(c u)² = c² u²."""
    match node:
        case Power(base, exponent) if isinstance(bare(base), Multiply) and exponent == TWO:
            return t.multiply(*(Power(f, exponent) for f in bare(base).factors))  # type: ignore[attr-defined]
    return None


@rule("binomial formula", everywhere=True)
def binomial_formula(node: Node, given: Given) -> Node | None:
    """a² − 2ab + b² = (a − b)², of the terms of a sum."""
    if not isinstance(node, Add):
        return None
    terms = split_terms(node)
    squares = [term for term in terms if isinstance(term, Power) and term.exponent == TWO]
    for a, b in combinations(squares, 2):
        key = order_free(t.multiply(TWO, a.base, b.base))
        for term in terms:
            minus = isinstance(term, Negative)
            body = term.body if isinstance(term, Negative) else term
            if order_free(body) == key:
                whole = Power(Add((a.base, Negative(b.base) if minus else b.base)), TWO)
                rest = [part for part in terms if part not in (a, b, term)]
                return t.add(*rest, whole)
    return None


@rule("expand inside the mean", everywhere=True)
def expanding_the_mean(node: Node, given: Given) -> Node | None:
    """E((X − c)²) = E(X² − 2cX + c²)."""
    match node:
        case Call(function, (body,)) if function == E:
            terms = expand_terms(body)
            return of(node, t.add(*collect(terms))) if len(terms) > 1 and not isinstance(bare(body), Add) else None
    return None


@rule("linearity of the mean", everywhere=True)
def linearity(node: Node, given: Given) -> Node | None:
    """E(aX + bY + c) = a E(X) + b E(Y) + c, and the mean of a sum is the sum of the means."""
    match node:
        case Call(function, (body,)) if function == E:
            found = _linear(node, bare(body), given)
            return None if found == node else found
    return None


def _linear(mean: Call, body: Node, given: Given) -> Node:
    if not is_random(body, given):
        return body
    match body:
        case Add(terms):
            return t.add(*(_linear(mean, bare(term), given) for term in terms))
        case Negative(inner):
            return Negative(_linear(mean, bare(inner), given))
        case Multiply(factors):
            fixed = [f for f in factors if not is_random(f, given)]
            moving = [f for f in factors if is_random(f, given)]
            return t.multiply(*fixed, _linear(mean, t.multiply(*moving), given)) if fixed else of(mean, body)
        case Divide(above, below) if not is_random(below, given):
            return Divide(_linear(mean, bare(above), given), below)
        case Big("sum", inner, _):
            return replace(body, body=_linear(mean, bare(inner), given))
    return of(mean, body)


@rule("what is given is known", everywhere=True)
def taking_out(node: Node, given: Given) -> Node | None:
    """E(g(Y) X | Y) = g(Y) E(X | Y)."""
    match node:
        case Call(function, (Multiply(factors),), behind) if function == E and behind:
            out = [f for f in factors if _depends_on(f, behind, given)]
            rest = [f for f in factors if f not in out]
            return t.multiply(*out, of(node, t.multiply(*rest))) if out and rest else None
    return None


def _depends_on(node: Node, known: tuple[Node, ...], given: Given) -> bool:
    """Whether all that is random in it is among what is known."""
    names = {n for n in t.walk(node) if isinstance(n, Name) and n in given.random}
    return bool(names) and names <= set(known)


@rule("law of total expectation", everywhere=True)
def tower(node: Node, given: Given) -> Node | None:
    """E(E(X | Y)) = E(X)."""
    match node:
        case Call(outer, (Call(inner, bodies, behind),), ()) if outer == inner == E and behind:
            return Call(E, bodies)
    return None


@rule("independent", everywhere=True)
def independence(node: Node, given: Given) -> Node | None:
    """E(f(X) g(Y)) = E(f(X)) E(g(Y)) for X and Y that are independent."""
    match node:
        case Call(function, (Multiply(factors),), ()) if function == E:
            for units in given.independent:
                held = [_unit(f, units, given) for f in factors]
                if None not in held and len(set(held)) > 1:
                    parts = [
                        [f for f, k in zip(factors, held, strict=True) if k == place] for place in dict.fromkeys(held)
                    ]
                    return t.multiply(*(of(node, t.multiply(*part)) for part in parts))
    return None


def _unit(node: Node, units: tuple[Node, ...], given: Given) -> int | None:
    """The one unit to which all that is random in a factor belongs."""
    names = {n for n in t.walk(node) if isinstance(n, Name) and n in given.random}
    places = {units.index(n) if n in units else None for n in names}
    return places.pop() if len(places) == 1 else None


@rule("variance of a multiple", everywhere=True)
def variance_of_multiple(node: Node, given: Given) -> Node | None:
    """Var(cX + d) = c² Var(X)."""
    match node:
        case Call(function, (body,)) if function == VAR:
            terms = [term for term in (body.terms if isinstance(body, Add) else (body,)) if is_random(term, given)]
            if len(terms) == 1:
                fixed, moving = _parted(terms[0], given)
                if fixed or moving != body:
                    left = of(node, moving)
                    inner = variance_of_multiple.rewrite(left, given) or left
                    return t.multiply(*(Power(bare(f), TWO) for f in fixed), inner)
    return None


def _parted(term: Node, given: Given) -> tuple[list[Node], Node]:
    match term:
        case Negative(inner):
            return _parted(inner, given)
        case Multiply(factors):
            fixed = [f for f in factors if not is_random(f, given)]
            return fixed, t.multiply(*(f for f in factors if f not in fixed))
        case Divide(above, below) if not is_random(below, given):
            fixed, moving = _parted(above, given)
            return [*fixed, Divide(ONE, below)], moving
    return [], term


@rule("variance of a sum", everywhere=True)
def variance_of_sum(node: Node, given: Given) -> Node | None:
    """Var(X + Y) = Var(X) + 2 Cov(X, Y) + Var(Y)."""
    match node:
        case Call(function, (Add((u, v)),), ()) if function == VAR:
            return t.add(of(node, u), Multiply((TWO, Call(COV, (u, v)))), of(node, v))
    return None


@rule("variances of what is independent add up", everywhere=True)
def variances_add_up(node: Node, given: Given) -> Node | None:
    """Var(X + Y) = Var(X) + Var(Y) for X and Y that are independent; the same for the members of a sequence."""
    match node:
        case Call(function, (Add(terms),), ()) if function == VAR:
            held = [[_unit(term, units, given) for term in terms] for units in given.independent]
            if any(None not in one and len(set(one)) == len(one) for one in held):
                return t.add(*(of(node, term.body if isinstance(term, Negative) else term) for term in terms))
        case Call(function, (Big("sum", body, (_,)) as big,), ()) if function == VAR:
            if any(len(units) == 1 and _unit(body, units, given) == 0 for units in given.independent):
                return replace(big, body=of(node, body))
    return None


@rule("a sum of what does not change", everywhere=True)
def sum_of_constant(node: Node, given: Given) -> Node | None:
    """Σ_{i=1}^n c = n c."""
    match node:
        case Big("sum", body, (index,), low, high) if low == ONE and high is not None:
            if index in set(t.walk(body)):
                return None
            return high if body == ONE else t.multiply(high, bare(body))
    return None


@rule("mean of the law", everywhere=True)
def mean_of_law(node: Node, given: Given) -> Node | None:
    """E(X) = μ for X ~ Normal(μ, v), E(X) = p for X ~ Bernoulli(p) …"""
    return _by_law(node, E, 0, given)


@rule("variance of the law", everywhere=True)
def variance_of_law(node: Node, given: Given) -> Node | None:
    """Var(X) = v for X ~ Normal(μ, v), Var(X) = p(1 − p) for X ~ Bernoulli(p) …"""
    return _by_law(node, VAR, 1, given)


def _by_law(node: Node, head: Name, which: int, given: Given) -> Node | None:
    match node:
        case Call(function, (variable,), ()) if function == head:
            base = variable.base if isinstance(variable, Indexed) else variable
            law = given.random.get(base)
            if isinstance(law, Call) and isinstance(law.function, Name) and law.function.name in OF_LAWS:
                parameters, *values = OF_LAWS[law.function.name]
                names: dict[Node, Node] = dict(zip(map(Name, parameters), law.arguments, strict=True))
                return substitute(read_formula(values[which]), names)
    return None


@rule("definition of the conditional probability", everywhere=True)
def conditional(node: Node, given: Given) -> Node | None:
    """P(A | B) = P(A ∩ B)/P(B)."""
    match node:
        case Call(function, (a,), (b,)) if function == P:
            return Divide(Call(P, (Call(Name("∩"), (a, b)),)), Call(P, (b,)))
    return None


@rule("product rule of probability", everywhere=True)
def product_of_probabilities(node: Node, given: Given) -> Node | None:
    """P(A ∩ B) = P(B | A) P(A)."""
    match node:
        case Call(function, (Call(Name("∩"), (a, b)),), ()) if function == P:
            return Multiply((Call(P, (b,), (a,)), Call(P, (a,))))
    return None


def cases_of_event(a: Node) -> Rule:
    """P(B) = P(A ∩ B) + P(Aᶜ ∩ B)."""

    def rewrite(node: Node, given: Given) -> Node | None:
        match node:
            case Call(function, (b,), ()) if function == P and a not in t.walk(b):
                return t.add(*(Call(P, (Call(Name("∩"), (case, b)),)) for case in (a, Power(a, Name("c")))))
        return None

    return Rule(f"the cases {to_text(a)} and {to_text(a)}ᶜ", rewrite)


@rule("variance by squares", everywhere=True)
def variance_by_squares(node: Node, given: Given) -> Node | None:
    """Var(X | Y) = E(X² | Y) − E(X | Y)²."""
    match node:
        case Call(function, (u,)) if function == VAR:
            mean = replace(node, function=E)
            return Add((of(mean, Power(u, TWO)), Negative(Power(mean, TWO))))
    return None
