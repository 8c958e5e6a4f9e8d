"""Terms of Coq as data: what a line says over the reals, printed with the precedences of Coq's own notation.

Unlike SymPy's expressions they are never evaluated: a certificate states a line as the page prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import partial, reduce


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
class Signed(Term):
    """A sign in front: − u, and / u, which is 1/u."""

    sign: str
    body: Term


@dataclass(frozen=True)
class Joined(Term):
    """Two terms with + − · or / between them."""

    sign: str
    left: Term
    right: Term


Neg, Inv = (partial(Signed, sign) for sign in "-/")
Add, Sub, Mul, Div = (partial(Joined, sign) for sign in "+-*/")


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
    """Σ body for index = low … size."""

    index: str
    body: Term
    size: Term
    low: Term = Nat(1)


@dataclass(frozen=True)
class Derive(Term):
    """The derivative of ``fun variable => body`` at a point."""

    variable: str
    body: Term
    point: Term


@dataclass(frozen=True)
class Linear(Term):
    """Multiples of indices and sizes, and a whole number; what is taken away comes last, as natural numbers have it."""

    multiples: tuple[tuple[int, Term], ...]
    more: int


# What binds tighter has the smaller number, as in Coq's table of notations.
_APPLIED, _POWER, _PREFIX = 10, 30, 35
_JOINED = {"*": 40, "/": 40, "+": 50, "-": 50}


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
        case Linear(multiples, more):
            parts = [(n, f"{abs(n)} * {_print(i)[0]}" if abs(n) != 1 else _print(i)[0]) for n, i in multiples]
            parts += [(more, str(abs(more)))] if more else []
            (_, first), *rest = sorted(parts, key=lambda part: part[0] < 0)
            return "".join(["(", first, *(f" {'-' if n < 0 else '+'} {part}" for n, part in rest), ")%nat"]), 0
        case Num(value):
            if value < 0:
                return _print(Neg(Num(-value)))
            if value.denominator != 1:
                return f"{value.numerator} / {value.denominator}", _JOINED["/"]
            return str(value.numerator), 0
        case Signed(sign, body):
            return f"{sign} {_inside(body, _PREFIX - 1)}", _PREFIX
        case Joined(sign, left, right):
            level = _JOINED[sign]
            return f"{_inside(left, level)} {sign} {_inside(right, level - 1)}", level
        case Pow(base, exponent):
            return f"{_inside(base, _POWER - 1)} ^ {exponent}", _POWER
        case Apply(function, arguments):
            return _applied(function, *arguments), _APPLIED
        case At(vector, indices):
            return _applied(_inside(vector, _APPLIED), *indices), _APPLIED
        case Upd(vector, index, value):
            return _applied("upd", vector, index, value), _APPLIED
        case Total(index, body, size, low):
            f = function_of(index, body)
            return f"total {_applied(f, size)}" if low == Nat(1) else f"total_from {_applied(f, low, size)}", _APPLIED
        case Derive(variable, body, point):
            return f"Derive {_applied(function_of(variable, body), point)}", _APPLIED
    raise TypeError(f"no Coq notation for {type(term).__name__}")


def _applied(function: str, *arguments: Term) -> str:
    return " ".join([function, *(_inside(a, _APPLIED - 1) for a in arguments)])


def _inside(term: Term, limit: int) -> str:
    text, level = _print(term)
    return text if level <= limit else f"({text})"


def _with_children(term: Term, change: Callable[[Term], Term]) -> Term:
    """The same term over changed children."""
    changed: dict[str, object] = {}
    for f in fields(term):
        value = getattr(term, f.name)
        if isinstance(value, Term):
            changed[f.name] = change(value)
        elif isinstance(value, tuple):
            changed[f.name] = tuple(map(change, value))
    return replace(term, **changed) if changed else term


def alpha(term: Term, names: Mapping[Term, Term] | None = None, depth: int = 0) -> Term:
    """The same term with bound names numbered by depth, so that equal sums are equal data."""
    known, number = names or {}, f"_{depth}"

    def inside(old: Term, new: Term, body: Term) -> Term:
        return alpha(body, {**known, old: new}, depth + 1)

    match term:
        case Var() | Index():
            return known.get(term, term)
        case Total(index, body, size, low):
            ends = (alpha(end, known, depth) for end in (size, low))
            return Total(number, inside(Index(index), Index(number), body), *ends)
        case Linear(multiples, more):
            return Linear(tuple((n, alpha(index, known, depth)) for n, index in multiples), more)
        case Derive(variable, body, point):
            return Derive(number, inside(Var(variable), Var(number), body), alpha(point, known, depth))
    return _with_children(term, lambda child: alpha(child, known, depth))


def product(terms: Sequence[Term]) -> Term:
    """The product, 1 when there is none."""
    return reduce(Mul, terms) if terms else Num(Fraction(1))


def total_of(terms: Sequence[Term]) -> Term:
    """The sum, 0 when there is none."""
    return reduce(Add, terms) if terms else Num(Fraction(0))
