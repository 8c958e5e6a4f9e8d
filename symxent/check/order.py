"""Which letters of a step are matrices, or may be: products of these keep their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from symxent.check.in_words import said_before
from symxent.check.judged import Judged
from symxent.check.names import RANDOM_OF
from symxent.check.steps import Outcome
from symxent.language.opaque import PARAMETERS
from symxent.language.scope import plain_key
from symxent.language.text import GREEK
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Gradient,
    Group,
    Indexed,
    Matrix,
    Multiply,
    Name,
    Negative,
    Node,
    Power,
    Sequence,
    Transpose,
    children,
    walk,
)

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

MATRIX_AXES = 2
#: Letters that are numbers behind a matrix, too, unless the page says what they are.
_SCALARS = PARAMETERS - {*"abrd", "beta", "theta", "vartheta", "mu", "phi", "varphi", "psi"} | {
    "epsilon",
    "eta",
    "zeta",
}
CAPITALS = frozenset(("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"))
#: Words for a matrix without an inverse.
_SINGULAR = re.compile(
    r"(?<!non-)(?<!non)\bsingular(?! val)|\b(?:not|non-?) ?invertible|\bnilpotent|\brank[- ]deficient", re.IGNORECASE
)
#: Words for what does not commute.
_ORDERED = re.compile(
    r"\b(?:quaternions?|permutations?|non-?commut\w*|(?:anti-?)?commutators?|endomorphisms?|differential operators?"
    r"|cross[- ]products?|elements? of (?:a|the) (?:\w+ )?(?:group|ring|algebra))\b",
    re.IGNORECASE,
)


def or_inverted(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where it inverts something behind words that say of a matrix that it has no inverse."""
    sides = (side for side in (step.left, step.right) if isinstance(side, Node))
    inverts = any(isinstance(n, Power) and isinstance(n.exponent, Negative) for side in sides for n in walk(side))
    if step.status != "proved" or not inverts:
        return step
    said = _SINGULAR.search(said_before(chain.knowledge, chain.statement.chain.start))
    return replace(step, outcome=Outcome("unknown", f"something is {said.group()} here")) if said else step


def matrices_in(chain: ChainJudge, trees: tuple[Node, ...]) -> frozenset[str]:
    """The letters of a step that words or signs of its section show to be matrices: A of xᵀA y, too."""
    knowledge, shapes = chain.knowledge, chain.setting.shapes.arrays
    told, names = knowledge.told_at(chain.statement), _keys(trees)
    beside = _keys(f for factors in _products(trees) if any(isinstance(f, Transpose) for f in factors) for f in factors)
    doubtful = (knowledge.arrays_at(chain.statement) | beside) - knowledge.sizes
    capitals = frozenset(k for k in names & doubtful if k[:1].isupper())
    return capitals | {k for k in names if told.get(k) == MATRIX_AXES or len(shapes.get(k, ())) == MATRIX_AXES}


def behind_a_matrix(chain: ChainJudge, trees: tuple[Node, Node]) -> frozenset[str]:
    """The letters behind a matrix or on a diagonal of which nothing says that they are numbers: x of W x."""
    matrices, told = matrices_in(chain, trees), chain.knowledge.told_at(chain.statement)
    found: set[str] = set()
    for factors in _products(trees):
        if any(_keys([f]) & matrices or makes_a_matrix(f) for f in factors[:-1]):
            found |= _last(factors[-1])
    found |= {k for tree in trees for n in walk(tree) if makes_a_matrix(n) for k in _keys(children(n)[1:])}
    letters = (k for k in found - _SCALARS if k[:1].islower() and (k in GREEK or len(k.partition("_")[0]) == 1))
    return frozenset(k for k in letters if told.get(k) != 0)


def multiplied_capitals(chain: ChainJudge, trees: tuple[Node, Node]) -> frozenset[str]:
    """Capitals that are multiplied by each other and may be matrices, as far as the page goes: A and B of A B.

    Where it speaks of permutations or quaternions small letters are none that commute, either.
    """
    knowledge, told = chain.knowledge, chain.knowledge.told_at(chain.statement)
    numbers = (
        knowledge.sizes | knowledge.numbers | knowledge.random_letters | {k for k, axes in told.items() if not axes}
    )
    calls = (n for tree in trees for n in walk(tree) if isinstance(n, Call))
    numbers |= _keys(a for n in calls if _head(n) in RANDOM_OF for a in n.arguments)
    small = bool(_ORDERED.search(said_before(knowledge, chain.statement.chain.start)))
    found: set[str] = set()
    for product in (n for tree in trees for n in walk(tree) if isinstance(n, Multiply | Power)):
        here = {k for k in _factors(product, small) if not {k, k.partition("_")[0]} & numbers}
        found |= here if len(here) > 1 else set()
    return frozenset(found)


def _head(call: Call) -> str:
    """E of E[X] and of E_q[X], however it is set."""
    return next((n.name for n in walk(call.function) if isinstance(n, Name)), "")


def makes_a_matrix(node: Node) -> bool:
    """Whether a node is a matrix or a long column whatever its letters are: diag(x), vec(A)."""
    return isinstance(node, Call) and isinstance(node.function, Name) and node.function.key in ("vec", "diag")


def orders(tree: Node) -> set[tuple[str, str]]:
    """Which capital stands before which other one in the products of a side."""
    products = [list(_factors(n, True)) for n in walk(tree) if isinstance(n, Multiply)]
    return {(a, b) for factors in products for a, b in combinations(factors, 2) if a != b}


def may_lie(trees: tuple[Node, Node]) -> bool:
    """Whether a step holds what is a row to some and a column to others: a derivative, (1, 2)."""
    return any(isinstance(n, Derivative | Gradient | Sequence | Matrix) for tree in trees for n in walk(tree))


def _factors(node: Node, small: bool = False) -> Iterator[str]:
    """The capitals that a product is computed from, A and Σ_1, but for entries and what a function is of.

    ``small``: small letters, too.
    """
    match node:
        case Name() | Indexed():
            key = plain_key(node)
            name = (key or "").partition("_")[0]
            entry = isinstance(node, Indexed) and len(node.lower) + len(node.upper) > 1
            if key and not entry and (small or name in CAPITALS or (len(name) == 1 and name.isupper())):
                yield key
        case Power(Name("e"), exponent):
            yield from _factors(exponent, small)
        case Group(body) | Negative(body) | Transpose(body) | Power(body) | Divide(body) | Big(body=body):
            yield from _factors(body, small)
        case Add(parts) | Multiply(parts):
            for part in parts:
                yield from _factors(part, small)


def _last(node: Node) -> frozenset[str]:
    """The names that a product ends with, in each term."""
    match node:
        case Group(body) | Negative(body):
            return _last(body)
        case Add(terms):
            return frozenset().union(*map(_last, terms))
        case Multiply(factors):
            return _last(factors[-1])
    return _keys([node])


def _products(trees: tuple[Node, ...]) -> list[tuple[Node, ...]]:
    return [n.factors for tree in trees for n in walk(tree) if isinstance(n, Multiply)]


def _keys(trees: Iterable[Node]) -> frozenset[str]:
    """The names in some trees, W_1 as well as W, and those of functions."""
    nodes = [n for tree in trees for n in walk(tree) if isinstance(n, Name | Indexed)]
    return frozenset(key for n in nodes if (key := plain_key(n)) is not None)
