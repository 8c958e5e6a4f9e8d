"""Printed decimals: a number on paper holds when the true value rounds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sympy import Expr, Rational, acos, asin, atan, cos, log, pi, sin, tan

from symxent.errors import SymxentError
from symxent.language.linear import Array
from symxent.language.meaning import to_value
from symxent.language.scope import Scope
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Divide,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    children,
    rebuild,
    walk,
)
from symxent.proof.balls import ball
from symxent.proof.refute import shown
from symxent.proof.rounding import correctly_rounded
from symxent.proof.verdict import Ball, Status, Verdict, Witness

#: What a page may mean without saying it, and the functions that are then others than usual.
UNSAID: Mapping[str, Mapping[str, Callable[[Expr], Expr]]] = {
    "log is to base 10": {"log": lambda x: log(x) / log(10)},
    "log is to base 2": {"log": lambda x: log(x) / log(2)},
    "arccot takes its values between 0 and π": {"arccot": lambda x: pi / 2 - atan(x)},
    "angles are in degrees": {
        **{f.__name__: lambda x, f=f: f(x * pi / 180) for f in (sin, cos, tan)},  # type: ignore[misc]
        **{f"arc{f.__name__[1:]}": lambda x, f=f: f(x) * 180 / pi for f in (asin, acos, atan)},  # type: ignore[misc]
    },
}


def other_meanings(scope: Scope) -> Iterator[tuple[str, Scope]]:
    """In words what a page may mean without saying it, and its scope then."""
    for words, functions in UNSAID.items():
        yield words, replace(scope, functions={**scope.functions, **functions})


@dataclass(frozen=True)
class Printed:
    """A decimal as it stands: its sign and its digits."""

    number: Number
    negative: bool = False

    @property
    def text(self) -> str:
        return f"-{self.number.text}" if self.negative else self.number.text

    @property
    def value(self) -> Rational:
        q = Rational(self.number.value.numerator, self.number.value.denominator)
        return -q if self.negative else q


@dataclass(frozen=True)
class Fact:
    """An expression whose value the page has printed; ``value`` is what it rounds to, when that can be computed."""

    tree: Node
    printed: Printed
    value: str | None = None


def printed(node: Node) -> Printed | None:
    """A number alone, with a sign or in brackets."""
    match node:
        case Number():
            return Printed(node)
        case Negative(Number() as number):
            return Printed(number, True)
        case Group(body):
            return printed(body)
    return None


def has_decimals(node: Node) -> bool:
    return any(isinstance(n, Number) and n.decimals for n in walk(node))


def number_of(node: Node, scope: Scope) -> Expr | None:
    """The value of an expression without names, or None."""
    try:
        value = to_value(node, scope)
    except (SymxentError, ValueError, ArithmeticError):
        return None
    if isinstance(value, Array) or value.free_symbols or not value.is_number:
        return None
    return value


def rounds_to(value: Expr, target: Printed) -> str | None:
    """None when the value rounds to the printed decimal, else the decimal that should stand there.

    Raises NoValue when the value has none, or its rounding stays in doubt.
    """
    right = correctly_rounded(value, target.number.decimals)
    return None if Rational(right) == target.value else right


def refutation(value: Expr, target: Printed) -> Verdict:
    """The verdict on a printed decimal to which the value does not round."""
    witness = Witness((), shown(ball(value, {})), Ball(target.text, "0"))
    return Verdict(Status.REFUTED, value, target.value, "≈", ("ball arithmetic",), "", witness=witness)


def matches(pattern: Node, node: Node) -> bool:
    """Whether a node is the pattern with a number in the place of an indexed name: e^(1.25) is an e^(x_j)."""
    if isinstance(pattern, Indexed) and isinstance(pattern.base, Name):
        return printed(node) is not None
    if type(pattern) is not type(node):
        return False
    mine, theirs = list(children(pattern)), list(children(node))
    if not mine:
        return pattern == node
    return len(mine) == len(theirs) and all(matches(a, b) for a, b in zip(mine, theirs, strict=True))


def instance_of(general: Node, node: Node) -> bool:
    """Whether a calculation is a formula with a number put for each of its names: TP/(TP + FP) = 8/(8 + 2)."""
    values: dict[Node, Rational] = {}
    return _fits(general, node, values) and bool(values)


def _fits(general: Node, node: Node, values: dict[Node, Rational]) -> bool:
    general, node = _bare(general), _bare(node)
    if isinstance(general, Name | Indexed):
        target = printed(node)
        return target is not None and values.setdefault(general, target.value) == target.value
    if type(general) is not type(node):
        return False
    if isinstance(general, Call) and isinstance(node, Call) and general.function != node.function:
        return False
    if isinstance(general, Number):
        return general == node
    mine, theirs = list(children(general)), list(children(node))
    if isinstance(general, Call):
        mine, theirs = mine[1:], theirs[1:]
    return len(mine) == len(theirs) and all(_fits(a, b, values) for a, b in zip(mine, theirs, strict=True))


@dataclass(frozen=True)
class Mismatch:
    """A printed term that differs from what the page printed for the same expression before."""

    term: Number
    fact: Fact


def inconsistent_terms(sum_: Node, right: Node, facts: list[Fact]) -> list[Mismatch] | None:
    """Σ f(x_j) = c₁ + … + c_n against the n values of f printed just before; None when they are no such list."""
    if not isinstance(sum_, Big) or sum_.kind != "sum" or not isinstance(right, Add):
        return None
    terms = [printed(t) for t in right.terms]
    recent = [f for f in facts if matches(sum_.body, f.tree)][-len(terms) :]
    if len(recent) != len(terms):
        return None
    wrong = []
    for term, fact in zip(terms, recent, strict=True):
        if term is None:
            return None
        if term.value != fact.printed.value:
            wrong.append(Mismatch(term.number, fact))
    return wrong


def with_true_values(node: Node, facts: list[Fact]) -> Node:
    """Printed decimals replaced by the expressions that they were printed for."""
    by_text = {f.printed.number.text: f.tree for f in facts if not f.printed.negative and f.printed.number.decimals}

    def change(n: Node) -> Node:
        return Group(by_text[n.text]) if isinstance(n, Number) and n.text in by_text else n

    return rebuild(node, change)


def aligned(
    left: Node,
    right: Node,
    facts: list[Fact],
    scope: Scope,
    relied_on: list[Fact],
    right_ones: list[tuple[Expr, Printed]],
) -> list[tuple[Node, Node]] | None:
    """Pairs in which a printed decimal is not the value beside it; None when the two sides have another shape.

    ``relied_on`` collects the facts that stand in for values which cannot be computed, ``right_ones`` the values that
    round to the decimal beside them.
    """
    left, right = _bare(left), _bare(right)
    if left == right:
        return []
    if printed(right) is None and printed(left) is not None:
        left, right = right, left
    target = printed(right)
    if target is not None:
        for fact in facts:
            if fact.tree == left and number_of(left, scope) is None:
                relied_on.append(fact)
                return [] if fact.printed.value == target.value else [(left, right)]
        value = number_of(left, scope)
        if value is None:
            return None
        if rounds_to(value, target) is not None:
            return [(left, right)]
        right_ones.append((value, target))
        return []
    if type(left) is not type(right) or not isinstance(left, Divide | Add | Multiply | Negative | Power | Call):
        return None
    mine, theirs = list(children(left)), list(children(right))
    if len(mine) != len(theirs):
        return None
    wrong: list[tuple[Node, Node]] = []
    for a, b in zip(mine, theirs, strict=True):
        found = aligned(a, b, facts, scope, relied_on, right_ones)
        if found is None:
            return None
        wrong += found
    return wrong


def _bare(node: Node) -> Node:
    return _bare(node.body) if isinstance(node, Group) and node.bracket in "([{" else node
