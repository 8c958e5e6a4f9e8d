"""What notation stands for by definition: (f + g)(x), means as integrals, limits of quotients, values between ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace

from symxent.check.definitions import Definition
from symxent.check.mean_rules import Densities, as_mean, by_chain_rule, inside_a_mean, is_divergence, score, with_law
from symxent.check.names import names_of
from symxent.language.opaque import OFTEN_FUNCTIONS
from symxent.language.scope import plain_key, runs_between
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Gradient,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sequence,
    map_children,
    walk,
)

_INFINITY = Name("oo")
#: Functions that are differentiable everywhere.
_SMOOTH = frozenset(("exp", "sin", "cos", "sinh", "cosh"))

#: Words of pages whose functions may have jumps.
JUMPS = re.compile(
    r"discontinu|jump|step function|Heaviside|floor|piecewise|almost everywhere|不连续|分段", re.IGNORECASE
)


@dataclass(frozen=True)
class Notation:
    """What is known of a page: the functions that it calls; whether a call is a mean, numbers are equal, and a function
    is one of which nothing is said, that may be thought to be differentiable."""

    called: Set[str]
    expects: Callable[[Call], bool]
    same: Callable[[Node, Node], bool]
    differentiable: Callable[[str], bool]
    densities: Densities = field(default_factory=Densities)


def holds_notation(sides: tuple[Node, Node]) -> bool:
    """Whether something stands in two sides that may be written out: asked first, for the rest takes longer."""
    nodes = (n for side in sides for n in walk(side))
    return any(
        isinstance(n, Gradient)
        or (isinstance(n, Big) and n.kind in ("lim", "integral"))
        or (isinstance(n, Call) and (n.function == Name("at") or isinstance(n.function, Indexed)))
        or is_divergence(n)
        or (isinstance(n, Multiply) and any(isinstance(f, Group) for f in n.factors[1:]))
        for n in nodes
    )


def by_definition(sides: tuple[Node, Node], notation: Notation, beside: tuple[Node, ...] = ()) -> tuple[Node, Node]:
    """Both sides with such notation written out; the same sides where there is none."""
    whole = next((n for side in (*sides, *beside) for n in walk(side) if isinstance(n, Big) and _is_over_all(n)), None)

    known = notation.densities

    def change(node: Node) -> Node:
        node = map_children(node, change)
        if isinstance(node, Call) and notation.expects(node):
            node = score(with_law(node, known), known) or with_law(node, known)
        elif isinstance(node, Gradient | Derivative):
            moved = inside_a_mean(node, known)
            node = change(moved) if moved is not None else by_chain_rule(node, known) or node
        elif known.divergence and isinstance(node, Call) and is_divergence(node):
            node = as_mean(node) or replace(node, function=Name("KL"))
        match node:
            case Multiply(_, ""):
                return pointwise(node, notation.called)
            case Call() if whole is not None and notation.expects(node):
                return _as_integral(node, whole, notation.called) or node
            case Gradient(Group(Add(terms)), None):
                return Group(Add(tuple(_gradient(term) for term in terms)))
            case Big("lim"):
                return _as_derivative(node, notation.same) or node
            case Big("integral") | Call(Name("at")):
                return _between_ends(node, notation.differentiable) or node
        return node

    return change(sides[0]), change(sides[1])


def _gradient(term: Node) -> Node:
    return Negative(Gradient(term.body)) if isinstance(term, Negative) else Gradient(term)


def _is_over_all(node: Big) -> bool:
    """Whether a sum or an integral is over all values of its letter."""
    ends = (node.lower, node.upper) in ((None, None), (Negative(_INFINITY), _INFINITY))
    return node.kind in ("sum", "integral") and node.condition is None and ends and len(node.index) == 1


def _as_integral(mean: Call, whole: Big, called: Set[str]) -> Node | None:
    """E_{z ∼ q} f(z) as ∫ q(z) f(z) dz, or as the sum that stands beside it."""
    if (
        not isinstance(mean.function, Indexed)
        or len(mean.function.lower) != 1
        or mean.given
        or len(mean.arguments) != 1
    ):
        return None
    body, density = mean.arguments[0], mean
    match mean.function.lower[0]:
        case Relation("∼", Name() as letter, Name() as drawn):
            density = Call(drawn, (letter,))
        case Call(Name(), (Name() as letter,)) as law:
            density = law
        case Name(key=key) as head if key in called and isinstance(whole.index[0], Name):
            letter = whole.index[0]
            density = Call(head, (letter,))
        case _:
            return None
    if letter.key not in names_of((body,)):
        return None
    return replace(whole, body=Multiply((density, Group(body))), index=(letter,))


def _as_derivative(limit: Big, same: Callable[[Node, Node], bool]) -> Node | None:
    """The limit of (f(x + h) − f(x))/h as h → 0, or of (f(x) − f(a))/(x − a) as x → a: f′(x), f′(a)."""
    match limit.condition, limit.body:
        case (
            Relation("→", Name() as letter, to),
            Divide(Add((Call(f, (there,)) as one, Negative(Call(g, (here,)) as other))), step),
        ) if f == g and not (one.given or other.given) and one.primes == other.primes:
            goes_to_0 = to == Number("0") and step == letter
            goes_to_0 |= there == letter and to == here and step == Add((letter, Negative(to)))
            outside = letter.key not in names_of((here, f))
            if goes_to_0 and outside and same(Add((there, Negative(Group(here)))), step):
                return replace(other, primes=other.primes + 1)
    return None


def _between_ends(node: Node, plain: Callable[[str], bool]) -> Node | None:
    """∫ f′(x) dx from a to b as f(b) − f(a), and [F(x)]_a^b as the integral of F′ where F is of functions as f."""
    match node:
        case Big("integral", Call(f, (x,), (), primes), (Name() as letter,), Node() as low, Node() as high) if (
            primes
            and x == letter
            and isinstance(f, Name)
            and plain(f.key)
            and _INFINITY not in (*walk(low), *walk(high))
        ):
            low_value, high_value = (Call(f, (end,), primes=primes - 1) for end in (low, high))
            return Group(Add((high_value, Negative(low_value))))
        case Call(Name("at"), (body,), (low, high)):
            running = runs_between(node)
            ends = [e.rhs if isinstance(e, Relation) else e for e in (low, high)]
            slope = _slope(body, running, plain) if isinstance(running, Name) else None
            if slope is not None and isinstance(running, Name):
                return Group(Big("integral", slope, (running,), *ends))
    return None


def _slope(node: Node, letter: Name, plain: Callable[[str], bool]) -> Node | None:
    """The derivative of what is made of functions that nobody defined and of smooth ones; None for anything else."""
    if letter.key not in names_of((node,)):
        return Number("0")
    match node:
        case Call(f, (x,), ()) if x == letter and isinstance(f, Name) and plain(f.key):
            return replace(node, primes=node.primes + 1)
        case Group(body, "(" | "["):
            return _slope(body, letter, plain)
        case Negative(body):
            inner = _slope(body, letter, plain)
            return None if inner is None else Negative(Group(inner))
        case Add(terms):
            slopes = [_slope(term, letter, plain) for term in terms]
            return None if None in slopes else Add(tuple(Group(s) for s in slopes if s is not None))
        case Multiply(factors, "" | "·"):
            slopes = [_slope(factor, letter, plain) for factor in factors]
            if None in slopes:
                return None
            made = (
                Multiply((*factors[:at], Group(s), *factors[at + 1 :])) for at, s in enumerate(slopes) if s is not None
            )
            return Add(tuple(made))
    return Derivative(node, (letter,)) if all(map(_is_smooth, walk(node))) else None


def _is_smooth(node: Node) -> bool:
    match node:
        case Power(base, exponent):
            whole = isinstance(exponent, Number) and exponent.text.isdigit()
            return whole or (isinstance(base, Name) and base.key == "e")
        case Call(Name(name)):
            return name in _SMOOTH
    return isinstance(node, Name | Number | Add | Negative | Multiply | Group) and getattr(node, "bracket", "(") != "|"


def pointwise(node: Multiply, called: Set[str]) -> Node:
    """A product with sums, multiples and quotients of functions written out: (f + 2g)(x) as f(x) + 2g(x).

    Products of functions may be compositions, and a number beside a function the identity many times: they are left.
    """
    factors: list[Node] = []
    for factor in node.factors:
        before, primes = factors[-1] if factors else factor, 0
        if isinstance(before, Call) and not before.arguments and not before.given:
            primes, before = before.primes, before.function
        if isinstance(factor, Group) and factor.bracket == "(" and isinstance(before, Group) and before is not factor:
            arguments = factor.body.items if isinstance(factor.body, Sequence) else (factor.body,)
            if (value := _at(before.body, arguments, primes, called)) is not None:
                factors[-1] = Group(value)
                continue
        factors.append(factor)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _at(node: Node, arguments: tuple[Node, ...], primes: int, called: Set[str]) -> Node | None:
    """The value of a sum, a multiple or a quotient of functions; None for anything else."""
    match node:
        case Name() | Indexed(Name(), _, ()) if plain_key(node if isinstance(node, Name) else node.base) in called:
            return Call(node, arguments, primes=primes)
        case Call(Name("∘"), (outer, inner)):
            value = _at(inner, arguments, 0, called)
            return None if value is None or primes else _at(outer, (value,), 0, called)
        case Group(body, "("):
            return _at(body, arguments, primes, called)
        case Negative(body):
            value = _at(body, arguments, primes, called)
            return None if value is None else Negative(value)
        case Add(terms):
            values = [_at(term, arguments, primes, called) for term in terms]
            return None if None in values else Add(tuple(v for v in values if v is not None))
        case Multiply((*factors, last), "" | "·") if not names_of(factors) & (called | OFTEN_FUNCTIONS):
            value = _at(last, arguments, primes, called)
            return None if value is None else Multiply((*factors, Group(value)))
        case Divide(above, below):
            value = _at(above, arguments, primes, called)
            plain = not names_of((below,)) & (called | OFTEN_FUNCTIONS)
            divisor = below if plain else _at(below, arguments, 0, called)
            quotient = primes and divisor is not below
            return None if value is None or divisor is None or quotient else Divide(value, divisor)
    return None


def outside_means(definition: Definition, is_mean: Callable[[Call], bool]) -> frozenset[str]:
    """The names that a definition rests on: μ = E[X] is a number whatever X is, E[X | Y] goes with Y."""

    def outside(node: Node) -> Node:
        return Sequence(node.given) if isinstance(node, Call) and is_mean(node) else map_children(node, outside)

    return frozenset(names_of((outside(definition.body),))) if definition.kind == "value" else definition.names
