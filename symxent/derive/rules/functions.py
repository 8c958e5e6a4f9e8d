"""Definitions written out and folded back, the laws of exp and log, and what a page has already shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symxent.derive.rule import Given, Rule, equation, matched, rule, substitute
from symxent.derive.rules.algebra import bare
from symxent.derive.terms import E_BASE, ONE, Factor, compose, decompose, merge, negated, opposite, order_free
from symxent.language import tree as t
from symxent.language.text import to_text
from symxent.language.tree import Add, Big, Call, Divide, Indexed, Multiply, Name, Negative, Node, Number, Power


def exp(u: Node) -> Node:
    """e^u, as the notes write it."""
    return Power(E_BASE, u)


# One row a function: f(u) written out.
DEFINITIONS: dict[str, Callable[[Node], Node]] = {
    "sigma": lambda u: Divide(ONE, Add((ONE, exp(opposite(u))))),
    "softplus": lambda u: Call(Name("log"), (Add((ONE, exp(u))),)),
    "logit": lambda u: Call(Name("log"), (Divide(u, Add((ONE, Negative(u)))),)),
    "tanh": lambda u: Divide(Add((exp(u), Negative(exp(opposite(u))))), Add((exp(u), exp(opposite(u))))),
}
_SPOKEN = {"sigma": "σ"}


def spoken(function: str) -> str:
    """The name of a function as a page says it."""
    return _SPOKEN.get(function, function)


def definition(function: str) -> Rule:
    """Write f(u) out: for σ and its like by the table, for a function of the page by what the page says."""

    def rewrite(node: Node, given: Given) -> Node | None:
        match node:
            case Call(Name(name), arguments) if name == function:
                if function in given.functions:
                    parameters, body = given.functions[function]
                    return substitute(body, dict(zip(parameters, arguments, strict=True)))
                return DEFINITIONS[function](arguments[0])
            case Call(Indexed(Name(name), (index,)), (x,)) if name == function:
                return Divide(exp(Indexed(x, (index,))), sum_of_exponentials(x))
        return None

    return Rule(f"definition of {spoken(function)}", rewrite, everywhere=True)


def sum_of_exponentials(x: Node) -> Big:
    """Σ_{m=1}^k e^(x_m)."""
    m = Name("m")
    return Big("sum", exp(Indexed(x, (m,))), (m,), ONE, Name("k"))


def folding(function: str) -> Rule:
    """Read an expression back as f(u)."""

    def rewrite(node: Node, given: Given) -> Node | None:
        if function in DEFINITIONS:
            for u in _arguments(node):
                if order_free(DEFINITIONS[function](u)) == order_free(node):
                    return Call(Name(function), (u,))
            return None
        match node:
            case Divide(Power(e, Indexed(x, (index,))), Big() as total) if e == E_BASE:
                if _same_sum(total, sum_of_exponentials(x)):
                    return Call(Indexed(Name(function), (index,)), (x,))
            case Divide(Multiply(factors), Big() as total):
                for i, f in enumerate(factors):
                    match f:
                        case Power(e, Indexed(x, (index,))) if e == E_BASE:
                            if _same_sum(total, sum_of_exponentials(x)):
                                s = Call(Indexed(Name(function), (index,)), (x,))
                                return Multiply((*factors[:i], s, *factors[i + 1 :]))
        return None

    return Rule(f"fold {spoken(function)}", rewrite, everywhere=True)


def _arguments(node: Node) -> list[Node]:
    """What f could have been applied to: the exponents that stand in the node, and their negatives, and its leaves."""
    found: list[Node] = []
    for part in t.walk(node):
        if isinstance(part, Power) and part.base == E_BASE:
            found += [opposite(bare(part.exponent)), part.exponent]
        elif isinstance(part, Name | Indexed):
            found.append(part)
    return found


def _same_sum(a: Big, b: Big) -> bool:
    return (
        a.kind == b.kind
        and len(a.index) == 1
        and a.upper == b.upper
        and (substitute(a.body, {a.index[0]: b.index[0]}) == b.body)
    )


def naming(symbol: Node) -> Rule:
    """Write a defined symbol for its value: ŷ for σ(z)."""

    def rewrite(node: Node, given: Given) -> Node | None:
        return symbol if node == given.values[symbol] else None

    return Rule(f"write {to_text(symbol)}", rewrite, everywhere=True)


def inserting(symbol: Node) -> Rule:
    """Write the value of a defined symbol out: σ(z) for ŷ."""

    def rewrite(node: Node, given: Given) -> Node | None:
        return given.values[symbol] if node == symbol else None

    return Rule(f"insert {to_text(symbol)}", rewrite, everywhere=True)


def using(label: str) -> Rule:
    """Replace by what an earlier section of the page has shown, or by a declared fact."""

    def rewrite(node: Node, given: Given) -> Node | None:
        if label in given.facts:
            left, right = given.facts[label]
            return right if node == left else None
        left, right = given.results[label]
        return right if node == left else _instance(node, left, right, given)

    return Rule(f"by {label}", rewrite, everywhere=True)


# Letters that a result holds for all values of, unless the page defines them: shown for S_i, used for S_j.
_GENERIC = frozenset("ijlmnuvxyzp")


def _instance(node: Node, left: Node, right: Node, given: Given) -> Node | None:
    """The result with its free letters replaced by what stands in ``node``."""
    names = matched(left, node, lambda letter: letter.name in _GENERIC and letter not in given.values)
    return substitute(right, names) if names else None


def _log(u: Node) -> Node:
    return Call(Name("log"), (u,))


log_of_quotient = equation("logarithm of a quotient", "log(1/u) = -log(u)", "log(u/v) = log(u) - log(v)")


@rule("logarithm of a product", everywhere=True)
def log_of_product(node: Node, given: Given) -> Node | None:
    """log(a b) = log a + log b, and log Πᵢ aᵢ = Σᵢ log aᵢ, for what is positive."""
    match node:
        case Call(Name("log"), (Big("product", body) as big,)):
            return replace(big, kind="sum", body=_log(bare(body)))
        case Call(Name("log"), (Multiply(factors),)):
            return Add(tuple(_log(f) for f in factors))
    return None


@rule("logarithm of a power", everywhere=True)
def log_of_power(node: Node, given: Given) -> Node | None:
    """log aⁿ = n log a, for a > 0."""
    match node:
        case Call(Name("log"), (Power(base, exponent),)) if base != E_BASE:
            return Multiply((exponent, _log(bare(base))))
        case Call(Name("log"), (Call(Name("sqrt"), (base,)),)):
            return Divide(_log(bare(base)), t.number(2))
    return None


difference_of_logs = equation("difference of logarithms", "log(u) - log(v) = log(u/v)")

reflection = equation("1 − σ(u) = σ(−u)", "1 - sigma(-u) = sigma(u)", "1 - sigma(u) = sigma(-u)")

log_of_exp = equation("log undoes exp", "log(exp(u)) = u")


@rule("back to a power", everywhere=True)
def exp_of_log(node: Node, given: Given) -> Node | None:
    """e^(u log b) = b^u."""
    match node:
        case Power(base, Multiply(factors)) if base == E_BASE:
            logs = [f for f in factors if isinstance(f, Call) and f.function == Name("log") and len(f.arguments) == 1]
            if len(logs) == 1:
                return Power(bare(logs[0].arguments[0]), t.multiply(*(f for f in factors if f is not logs[0])))
    return None


@rule("√u √u = u", everywhere=True)
def root_times_root(node: Node, given: Given) -> Node | None:
    """A root twice among the factors of a product is what stands under it."""
    if isinstance(node, Multiply):
        for place, f in enumerate(node.factors):
            if isinstance(f, Call) and f.function == Name("sqrt") and f in node.factors[place + 1 :]:
                rest = [*node.factors[:place], bare(f.arguments[0]), *node.factors[place + 1 :]]
                rest.remove(f)
                return t.multiply(*rest)
    if isinstance(node, Power) and node.exponent == Number("2") and isinstance(node.base, Call):
        return bare(node.base.arguments[0]) if node.base.function == Name("sqrt") else None
    return None


@rule("|u²| = u²", everywhere=True)
def size_of_a_square(node: Node, given: Given) -> Node | None:
    """The size of an even power is the power."""
    match node:
        case Call(Name("abs"), (u,)):
            match bare(u):
                case Power(_, Number() as n) as power if n.decimals == 0 and int(n.value) % 2 == 0:
                    return power
    return None


@rule("u = |u| sign(u)", everywhere=True)
def size_times_sign(node: Node, given: Given) -> Node | None:
    """sign(u)/|u| = 1/u, u sign(u) = |u|, |u|² = u², each where u ≠ 0."""
    if not isinstance(node, Multiply | Divide | Power):
        return None
    term = decompose(node)
    for f in term.factors:
        match f.base:
            case Call(Name("abs" | "sign"), (u,)):
                inner, key = bare(u), order_free(bare(u))
                size, turn = (term.exponent_of(order_free(Call(Name(name), (u,)))) for name in ("abs", "sign"))
                plain = term.exponent_of(key)
                if turn % 2 == 1 and size % 2 == 1:  # as |u|^(2k + 1) sign(u) is u^(2k + 1)
                    size, turn, plain = 0, turn - 1, plain + size
                elif turn % 2 == 1 and plain % 2 == 1:
                    size, turn, plain = size + plain, turn - 1, 0
                elif turn or not size or size % 2:
                    continue
                else:
                    size, plain = 0, plain + size
                kept = [g for g in term.factors if order_free(g.base) != key and _of_size(g.base) != key]
                names = (("abs", size), ("sign", turn % 2))
                made = [Factor(Call(Name(name), (u,)), n) for name, n in names]
                return compose(merge(term.coefficient, (*kept, Factor(inner, plain), *made)))
    return None


def _of_size(node: Node) -> object:
    """The key of u, where it is |u| or sign(u)."""
    match node:
        case Call(Name("abs" | "sign"), (u,)):
            return order_free(bare(u))
    return None


@rule("a power of a power", everywhere=True)
def power_of_a_power(node: Node, given: Given) -> Node | None:
    """(uᵃ)ᵇ = uᵃᵇ and (1/u)ᵇ = 1/uᵇ, for whole a and b."""
    match node:
        case Power(base, Number() as n) if n.decimals == 0 and isinstance(bare(base), Power | Divide):
            return compose(decompose(node))
    return None


@rule("exponential of a sum", everywhere=True)
def exp_of_sum(node: Node, given: Given) -> Node | None:
    """e^(a + b) = e^a e^b."""
    match node:
        case Power(base, exponent) if base == E_BASE and isinstance(bare(exponent), Add):
            terms = bare(exponent).terms  # type: ignore[attr-defined]
            return Multiply(tuple(exp(term) for term in terms))
    return None


@rule("product of exponentials", everywhere=True)
def product_of_exponentials(node: Node, given: Given) -> Node | None:
    """e^a e^b = e^(a + b), and e^u e^(−u) = 1."""
    match node:
        case Multiply(factors, sign):
            powers = [f for f in factors if isinstance(f, Power) and f.base == E_BASE]
            if len(powers) < 2:
                return None
            others = [f for f in factors if f not in powers]
            first, second, *more = [p.exponent for p in powers]
            total: Node = ONE
            if len(powers) > 2 or negated(first) != second:
                total = exp(Add((first, second, *more)))
            return t.multiply(*others, total, sign=sign)
    return None
