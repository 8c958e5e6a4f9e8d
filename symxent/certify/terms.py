"""Terms of Coq as data: what a line says over the reals, printed with the precedences of Coq's own notation.

Unlike SymPy's expressions they are never evaluated: a certificate states a line as the page prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True)
class Term:
    """The base of all terms: reals, natural numbers (indices and sizes) and vectors."""


@dataclass(frozen=True)
class Var(Term):
    """A real variable."""

    name: str


@dataclass(frozen=True)
class Num(Term):
    value: Fraction


@dataclass(frozen=True)
class Neg(Term):
    body: Term


@dataclass(frozen=True)
class Add(Term):
    left: Term
    right: Term


@dataclass(frozen=True)
class Sub(Term):
    left: Term
    right: Term


@dataclass(frozen=True)
class Mul(Term):
    left: Term
    right: Term


@dataclass(frozen=True)
class Div(Term):
    above: Term
    below: Term


@dataclass(frozen=True)
class Inv(Term):
    body: Term


@dataclass(frozen=True)
class Pow(Term):
    base: Term
    exponent: int


@dataclass(frozen=True)
class Apply(Term):
    """A function of the library, of Coq or of the page, applied: exp u, softmax x k i."""

    function: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True)
class Index(Term):
    """A natural number by its name: an index or a size."""

    name: str


@dataclass(frozen=True)
class Nat(Term):
    value: int


@dataclass(frozen=True)
class Vector(Term):
    """A vector or matrix by its name: a function of one or two indices that count from 1."""

    name: str
    axes: int = 1


@dataclass(frozen=True)
class Upd(Term):
    """A vector with one component replaced."""

    vector: Term
    index: Term
    value: Term


@dataclass(frozen=True)
class At(Term):
    vector: Term
    indices: tuple[Term, ...]


@dataclass(frozen=True)
class Total(Term):
    """Σ body for index = 1 … size."""

    index: str
    body: Term
    size: Term


@dataclass(frozen=True)
class Derive(Term):
    """The derivative of ``fun variable => body`` at a point."""

    variable: str
    body: Term
    point: Term


@dataclass(frozen=True)
class Shifted(Term):
    """An index or a size, and a whole number more or less."""

    index: Term
    by: int


Substitution: TypeAlias = Mapping[Term, Term]

# What binds tighter has the smaller number, as in Coq's table of notations.
_APPLIED, _POWER, _PREFIX, _PRODUCT, _SUM = 10, 30, 35, 40, 50


def to_coq(term: Term) -> str:
    """The term in Coq's notation.

    >>> to_coq(Neg(Mul(Var("x"), Inv(Add(Num(Fraction(1)), Apply("exp", (Neg(Var("x")),)))))))
    '- (x * / (1 + exp (- x)))'
    """
    return _print(term)[0]


def function_of(variable: str, body: Term) -> str:
    return f"(fun {variable} => {to_coq(body)})"


def _print(term: Term) -> tuple[str, int]:
    match term:
        case Var(name) | Index(name) | Vector(name):
            return name, 0
        case Nat(value):
            return f"{value}%nat", 0
        case Shifted(index, by):
            return f"({_print(index)[0]} {'-' if by < 0 else '+'} {abs(by)})%nat", 0
        case Num(value):
            if value < 0:
                return _print(Neg(Num(-value)))
            if value.denominator != 1:
                return f"{value.numerator} / {value.denominator}", _PRODUCT
            return str(value.numerator), 0
        case Neg(body):
            return f"- {_inside(body, _PREFIX - 1)}", _PREFIX
        case Add(left, right):
            return f"{_inside(left, _SUM)} + {_inside(right, _SUM - 1)}", _SUM
        case Sub(left, right):
            return f"{_inside(left, _SUM)} - {_inside(right, _SUM - 1)}", _SUM
        case Mul(left, right):
            return f"{_inside(left, _PRODUCT)} * {_inside(right, _PRODUCT - 1)}", _PRODUCT
        case Div(above, below):
            return f"{_inside(above, _PRODUCT)} / {_inside(below, _PRODUCT - 1)}", _PRODUCT
        case Inv(body):
            return f"/ {_inside(body, _PREFIX - 1)}", _PREFIX
        case Pow(base, exponent):
            return f"{_inside(base, _POWER - 1)} ^ {exponent}", _POWER
        case Apply(function, arguments):
            return " ".join([function, *(_inside(a, _APPLIED - 1) for a in arguments)]), _APPLIED
        case At(vector, indices):
            return " ".join([_inside(vector, _APPLIED), *(_inside(i, _APPLIED - 1) for i in indices)]), _APPLIED
        case Upd(vector, index, value):
            parts = (_inside(part, _APPLIED - 1) for part in (vector, index, value))
            return " ".join(["upd", *parts]), _APPLIED
        case Total(index, body, size):
            return f"total {function_of(index, body)} {_inside(size, _APPLIED - 1)}", _APPLIED
        case Derive(variable, body, point):
            return f"Derive {function_of(variable, body)} {_inside(point, _APPLIED - 1)}", _APPLIED
    raise TypeError(f"no Coq notation for {type(term).__name__}")


def _inside(term: Term, limit: int) -> str:
    text, level = _print(term)
    return text if level <= limit else f"({text})"


def children(term: Term) -> Iterator[Term]:
    """The terms directly below."""
    for f in fields(term):
        value = getattr(term, f.name)
        if isinstance(value, Term):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Term))


def walk(term: Term) -> Iterator[Term]:
    """The term and all below it, from the outside in."""
    yield term
    for child in children(term):
        yield from walk(child)


def map_children(term: Term, change: Callable[[Term], Term]) -> Term:
    """The same term over changed children."""
    changed: dict[str, object] = {}
    for f in fields(term):
        value = getattr(term, f.name)
        if isinstance(value, Term):
            changed[f.name] = change(value)
        elif isinstance(value, tuple):
            changed[f.name] = tuple(change(item) if isinstance(item, Term) else item for item in value)
    return replace(term, **changed) if changed else term


def bound_by(term: Term) -> str | None:
    """The name that a sum or a derivative binds in its body."""
    match term:
        case Total(index):
            return index
        case Derive(variable):
            return variable
    return None


def free_names(term: Term) -> dict[str, Term]:
    """The free variables by name, in order of appearance: reals, indices and vectors."""
    match term:
        case Var(name) | Index(name) | Vector(name):
            return {name: term}
    hidden = bound_by(term)
    found: dict[str, Term] = {}
    for child in children(term):
        inner = free_names(child)
        if hidden is not None and child is getattr(term, "body", None):
            inner.pop(hidden, None)
        for name, variable in inner.items():
            found.setdefault(name, variable)
    return found


def substitute(term: Term, values: Substitution) -> Term:
    """Each key replaced by its value, outermost first; where a key holds a name bound here, it stays.

    A replaced vector with its own component put back is the vector itself.
    """
    if term in values:
        return values[term]
    hidden = bound_by(term)
    if hidden is None:
        changed = map_children(term, lambda child: substitute(child, values))
    else:
        body: Term = term.body  # type: ignore[attr-defined]
        present = free_names(body).keys()
        inner = {
            key: value
            for key, value in values.items()
            if hidden not in free_names(key) and free_names(key).keys() <= present
        }
        if any(hidden in free_names(value) for value in inner.values()):
            raise ValueError(f"the bound name {hidden} would capture a variable")
        changed = map_children(
            term, lambda child: substitute(child, inner) if child is body else substitute(child, values)
        )
    match changed:
        case Upd(vector, index, At(same, (where,))) if same == vector and where == index:
            return vector
    return changed


def alpha(term: Term, depth: int = 0) -> Term:
    """The same term with bound names numbered by depth, so that equal sums are equal data."""
    hidden = bound_by(term)
    if hidden is None:
        return map_children(term, lambda child: alpha(child, depth))
    name = f"_{depth}"
    old: Term = Var(hidden) if isinstance(term, Derive) else Index(hidden)
    new: Term = Var(name) if isinstance(term, Derive) else Index(name)
    body: Term = term.body  # type: ignore[attr-defined]
    renamed = alpha(substitute(body, {old: new}), depth + 1)
    others = map_children(term, lambda child: renamed if child is body else alpha(child, depth))
    return replace(others, **{"variable" if isinstance(term, Derive) else "index": name})


def product(terms: list[Term]) -> Term:
    """The product, 1 when there is none."""
    whole: Term | None = None
    for term in terms:
        whole = term if whole is None else Mul(whole, term)
    return whole if whole is not None else Num(Fraction(1))


def total_of(terms: list[Term]) -> Term:
    """The sum, 0 when there is none."""
    whole: Term | None = None
    for term in terms:
        whole = term if whole is None else Add(whole, term)
    return whole if whole is not None else Num(Fraction(0))
