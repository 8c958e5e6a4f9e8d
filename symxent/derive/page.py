"""What a page of the catalogue says: plain data, read by the engine, the prover and the printers alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy import Set

from symxent.derive.rule import Rule, Step
from symxent.language.tree import Node, Relation


@dataclass(frozen=True)
class Derive:
    """A chain of lines: ``start`` rewritten by ``steps``, one visible line a step.

    ``label`` names the result for later sections (``by.using(label)``).  ``ends`` is the statement that the chain has
    to reach, as a page would print it.  ``notes`` cites the lines of examples/notes.md.  ``without_certificate``: why
    Coq is not told of it.
    """

    title: str
    start: Node
    steps: tuple[Rule | Step, ...]
    label: str = ""
    ends: Node | None = None
    notes: str = ""
    without_certificate: str = ""


@dataclass(frozen=True)
class State:
    """A claim that is proved without a chain: a range, a sign, a bound, a minimum.

    ``certificate`` is an expression, equal to right − left and visibly not negative, when the argument needs one.
    """

    title: str
    relation: Relation
    certificate: Node | None = None
    notes: str = ""


@dataclass(frozen=True)
class Compute:
    """A number, rounded correctly to ``decimals`` digits behind the point."""

    title: str
    expression: Node
    decimals: int
    notes: str = ""


#: A problem (``symxent.derive.problems``) is a page whose lines are found, and may be a section of another.
Section: TypeAlias = "Derive | State | Compute | Page"


@dataclass(frozen=True)
class Page:
    """One page of the catalogue.

    ``where``: the set in which a symbol lives, or each component of a vector or matrix.  ``arrays``: the sizes of
    vectors and matrices, by name.  ``indices``: the range of each free index.  ``functions``: J(ŷ, y) := body, as
    (parameters, body).  ``values``: symbols that stand for something, ŷ := σ(z).  ``facts``: declared equalities,
    each with the name by which a step uses it.  ``positive``: further expressions known to be > 0.
    ``random``: each random variable with its law, Normal(μ, v), or None.  ``events``: letters that
    are events.  ``independent``: what is so of each other; of
    one alone, its members X₁, X₂ …, which are of one law.
    ``builds_on``: pages whose results may be used by their labels.  ``without_certificate``: why Coq is not told of it.
    """

    name: str
    title: str
    sections: tuple[Section, ...]
    where: Mapping[Node, Set] = field(default_factory=dict)
    arrays: Mapping[Node, tuple[Node, ...]] = field(default_factory=dict)
    indices: Mapping[Node, tuple[Node, Node]] = field(default_factory=dict)
    functions: Mapping[str, tuple[tuple[Node, ...], Node]] = field(default_factory=dict)
    values: Mapping[Node, Node] = field(default_factory=dict)
    facts: Mapping[str, tuple[Node, Node]] = field(default_factory=dict)
    positive: tuple[Node, ...] = ()
    random: Mapping[Node, Node | None] = field(default_factory=dict)
    events: tuple[Node, ...] = ()
    independent: tuple[tuple[Node, ...], ...] = ()
    builds_on: tuple[Page, ...] = ()
    notes: str = ""
    without_certificate: str = ""
