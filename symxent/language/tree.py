"""Expressions as the author wrote them: nothing is evaluated, every bracket stays, each node knows its source.

The reader makes trees from LaTeX, the engine makes one tree out of the one before, the printers print them.
``meaning.py`` gives a tree its meaning, a SymPy expression, when a step is to be judged.  Two trees are equal
when they look the same; where they stood in the source does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of character offsets in the source text."""

    start: int
    end: int

    def __or__(self, other: Span | None) -> Span:
        return self if other is None else Span(min(self.start, other.start), max(self.end, other.end))


#: What is done to a letter for its looks, and makes no other letter of it.
QUIET = frozenset(("bold", "vec", "roman", "calligraphic"))
#: What makes another letter of it: x̂, x*, x′ and x are four.
LOUD = frozenset(
    ("hat", "bar", "tilde", "star", "prime", "inverse", "dot", "ddot", "ring", "check", "plus", "minus", "dagger")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """The base of all nodes."""

    span: Span | None = field(default=None, compare=False, repr=False)

    # A page writes 1 / (1 + exp(-x)); what stands on the left of + or * is continued, what stands on the right is
    # kept as a unit, so that a + (b + c) shows its brackets.
    def __add__(self, other: Node | int) -> Node:
        return Add((*(self.terms if isinstance(self, Add) else (self,)), as_node(other)))

    def __radd__(self, other: int) -> Node:
        return as_node(other) + self

    def __sub__(self, other: Node | int) -> Node:
        return self + Negative(as_node(other))

    def __rsub__(self, other: int) -> Node:
        return as_node(other) - self

    def __neg__(self) -> Node:
        return Negative(self)

    def __mul__(self, other: Node | int) -> Node:
        return Multiply((*(self.factors if isinstance(self, Multiply) else (self,)), as_node(other)))

    def __rmul__(self, other: int) -> Node:
        return as_node(other) * self

    def __truediv__(self, other: Node | int) -> Node:
        return Divide(self, as_node(other))

    def __rtruediv__(self, other: int) -> Node:
        return Divide(as_node(other), self)

    def __pow__(self, other: Node | int) -> Node:
        return Power(self, as_node(other))


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as printed: ``text`` keeps its digits, so that 1.20 is not 1.2."""

    text: str

    @property
    def value(self) -> Fraction:
        return Fraction(self.text)

    @property
    def decimals(self) -> int:
        """How many digits stand after the point."""
        return len(self.text.partition(".")[2])


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A symbol: ``name`` is plain ("x", "theta"), ``accent`` the words for what is on it: hat, bar, bold, prime …"""

    name: str
    accent: str = ""

    @property
    def key(self) -> str:
        """The name that code uses for it: y with a hat is y_hat.  A bold letter and a plain one are one symbol."""
        if not self.accent:
            return self.name
        return "_".join((self.name, *(a for a in self.accent.split() if a not in QUIET)))


@dataclass(frozen=True, slots=True)
class Indexed(Node):
    """y_i, w_{ij}, x^{(i)}: lower indices and, in parentheses, upper ones (the number of an example)."""

    base: Node
    lower: tuple[Node, ...] = ()
    upper: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Add(Node):
    """t₁ + t₂ − t₃: a subtracted term is a ``Negative``."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negative(Node):
    body: Node


@dataclass(frozen=True, slots=True)
class Multiply(Node):
    """f₁ f₂ f₃; ``sign`` is how the author wrote it: "" (juxtaposition), "×", "·", "⊙" (elementwise) or "⊗"."""

    factors: tuple[Node, ...]
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Divide(Node):
    """A fraction; ``slash`` when written a/b."""

    above: Node
    below: Node
    slash: bool = False


@dataclass(frozen=True, slots=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """f(a, b); ``given`` are the arguments behind a bar or semicolon, P(y | x; θ); ``primes`` for f′, f″."""

    function: Node
    arguments: tuple[Node, ...]
    given: tuple[Node, ...] = ()
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """d/dx body, or ∂/∂x: ``by`` holds one node for each order.  ``body`` None: the bare operator.

    ``stacked`` when the body was written in the numerator, ∂J/∂θ, and not after the operator.
    """

    body: Node | None
    by: tuple[Node, ...]
    partial: bool = False
    stacked: bool = False

    @property
    def above(self) -> bool:
        """Whether the body is printed in the numerator: a long one goes behind the operator in any case."""
        return self.stacked and not isinstance(self.body, Add | Negative | Multiply | Divide | Big)


@dataclass(frozen=True, slots=True)
class Gradient(Node):
    """∇_θ body."""

    body: Node
    by: Node | None = None


@dataclass(frozen=True, slots=True)
class Big(Node):
    """Σ, Π, max, min, E over an index: ``kind`` is "sum", "product", "max", "min" …

    ``index`` the bound names; ``lower``, ``upper`` the bounds or None; ``condition`` a Relation such as k ≠ i, i ∈ C.
    """

    kind: str
    body: Node
    index: tuple[Node, ...] = ()
    lower: Node | None = None
    upper: Node | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Brackets that the author put: "(", "[", "{", "|" (absolute value) or "‖" (norm)."""

    body: Node
    bracket: str = "("


@dataclass(frozen=True, slots=True)
class Transpose(Node):
    body: Node


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """(a, b, c): a tuple, an explicit vector, or the entries of a list; ``Dots`` may stand among them."""

    items: tuple[Node, ...]
    bracket: str = "("


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """Rows of entries; a column vector has rows of one entry."""

    rows: tuple[tuple[Node, ...], ...]
    bracket: str = "["


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """{ value if condition; …; a condition of None is "otherwise"."""

    branches: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """An ellipsis: the reader keeps it, no meaning is guessed for it."""


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """lhs op rhs, ``op`` one of = ≈ ≠ < > ≤ ≥ ∈ ∝ := ← → ⇒ ∼ ≡."""

    op: str
    lhs: Node
    rhs: Node


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Prose inside a formula, \\text{…}."""

    text: str


def children(node: Node) -> list[Node]:
    """The nodes directly below, in reading order."""
    found: list[Node] = []
    for name in _parts(node):
        _collect(getattr(node, name), found)
    return found


#: The fields of each kind of node that can hold other nodes.
_PARTS: dict[type, tuple[str, ...]] = {}


def _parts(node: Node) -> tuple[str, ...]:
    kind = type(node)
    if kind not in _PARTS:
        _PARTS[kind] = tuple(f.name for f in fields(node) if "Node" in str(f.type))
    return _PARTS[kind]


def _collect(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, from the outside in, left to right."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(children(here)))


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node over changed children; the very same object when none of them changed."""
    changed: dict[str, object] = {}
    for name in _parts(node):
        old = getattr(node, name)
        new = _map_value(old, change)
        if new is not old:
            changed[name] = new
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]


def _map_value(value: object, change: Callable[[Node], Node]) -> object:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        new = tuple(_map_value(item, change) for item in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    return value


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """Apply ``change`` to every node, from the inside out."""
    return change(map_children(node, lambda child: rebuild(child, change)))


def add(*terms: Node) -> Node:
    """A sum of the terms; of one term, that term."""
    return terms[0] if len(terms) == 1 else Add(terms)


def multiply(*factors: Node, sign: str = "") -> Node:
    """A product of the factors; of one factor, that factor."""
    return factors[0] if len(factors) == 1 else Multiply(factors, sign)


def as_node(value: Node | int) -> Node:
    """The node itself; an integer as a number."""
    return value if isinstance(value, Node) else number(value)


def number(value: int) -> Node:
    """An integer; a negative one as a ``Negative``."""
    return Number(str(value)) if value >= 0 else Negative(Number(str(-value)))


#: Kinds of Big whose letter and ends are any numbers, not whole ones.
OVER_NUMBERS = frozenset(("integral", "contour", "lim", "limsup", "liminf", "max", "min", "argmax", "argmin"))


def is_everywhere(node: Big) -> bool:
    """Whether it runs over all that its one letter can be: from −∞ to ∞, over 𝒴 for y."""
    if len(node.index) != 1 or not isinstance(node.index[0], Name):
        return False
    letter = node.index[0].name
    match node.lower, node.upper, node.condition:
        case Negative(Name("oo")), Name("oo"), None:
            return node.kind == "integral"
        case (Name() as among, None, None) | (None, None, Relation("∈", _, Name() as among)):
            return "calligraphic" in among.accent and among.name.lower() == letter != among.name
    return False


def runs_over_all(node: Big) -> bool:
    """Whether nothing limits its letters."""
    free = node.lower is None and node.upper is None and node.condition is None
    return is_everywhere(node) or (free and all(isinstance(n, Name) for n in node.index))
