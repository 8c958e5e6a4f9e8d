"""Points for claims about matrices: small sizes, letters with small entries of which the facts hold exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product as every
from random import Random

from flint import fmpq
from sympy import Expr, MatrixExpr, MatrixSymbol, Rational, Symbol, sympify

from symxent.language.domain import Domain
from symxent.logic import Facts
from symxent.matrices import evaluate as at
from symxent.matrices import numbers as num
from symxent.matrices.evaluate import Assignment, Rows
from symxent.matrices.numbers import NoValue, Number

#: Draws for each choice of sizes.
DRAWS = 6
#: So often is a letter drawn again until its facts hold.
TRIES = 25
_SMALL = (0, 1, -1, 2, 1, 3, -2)
_NUMBERS = (2, 1, Rational(1, 2), 3, -1, Rational(1, 3), -2)


def points(sides: Sequence[Expr], facts: Facts, domain: Domain) -> Iterator[Assignment]:
    """Points of the domain, the same at each call: the plainest sizes first."""
    letters = sorted({s for e in sides for s in e.atoms(MatrixSymbol)}, key=str)
    known = {s for letter in letters for size in letter.shape for s in size.free_symbols}
    sizes = sorted({s for e in sides for s in e.atoms(Symbol) if _is_size(s, sides)} | known, key=str)
    numbers = sorted({s for e in sides for s in e.free_symbols if isinstance(s, Symbol)} - set(sizes), key=str)
    random = Random(20)
    choices = sorted(every((2, 3, 1), repeat=len(sizes)), key=lambda ns: (ns.count(1), sum(ns)))[:40]
    for draw in range(DRAWS):
        for choice in choices:
            chosen = dict(zip(sizes, choice, strict=True))
            found = _letters(letters, facts, chosen, random)
            values = _numbers(numbers, domain, random, draw)
            if found is not None and values is not None:
                point = Assignment(chosen, found, values)
                if all(_is_positive(point, e) for e in domain.positive):
                    yield point


def _is_size(s: Symbol, sides: Sequence[Expr]) -> bool:
    """Whether a symbol is a side of some part: of an identity, of a matrix of ones."""
    return any(s in sympify(size).free_symbols for e in sides for part in e.atoms(MatrixExpr) for size in part.shape)


def _is_positive(point: Assignment, e: Expr) -> bool:
    try:
        return bool(num.plain(point.number(e)) > 0)
    except NoValue:
        return False


def _numbers(symbols: Sequence[Symbol], domain: Domain, random: Random, draw: int) -> dict[Symbol, Number] | None:
    found: dict[Symbol, Number] = {}
    for place, symbol in enumerate(symbols):
        options = [
            v
            for v in map(Rational, _NUMBERS)
            if domain.set_of(symbol).contains(v) == True  # noqa: E712 (SymPy's true)
            and all(getattr(v, f"is_{kind}", None) is held for kind, held in symbol.assumptions0.items())
        ]
        if not options:
            return None
        value = options[(draw + place) % len(options)] if draw else options[place % len(options)]
        found[symbol] = fmpq(int(value.p), int(value.q))
    return found


def _letters(
    letters: Sequence[MatrixSymbol], facts: Facts, sizes: Mapping[Symbol, int], random: Random
) -> dict[MatrixSymbol, Rows] | None:
    """Entries for each letter; those that commute are polynomials of one matrix."""
    here = Assignment(sizes, {}, {})
    for _ in range(TRIES):
        found: dict[MatrixSymbol, Rows] = {}
        for letter in letters:
            known, shape = facts.known(letter), here.shape(letter)
            beside = [found[o] for pair in facts.commuting if letter in pair for o in pair if o in found]
            for _ in range(TRIES):
                made = _polynomial(beside[0], random) if beside else _made(known, shape, random)
                if made is not None and all(CHECKS[fact](made) for fact in known):
                    found[letter] = made
                    break
            else:
                break
        if len(found) == len(letters) and all(_commute(pair, found) for pair in facts.commuting):
            return found
    return None


def _commute(pair: frozenset[MatrixSymbol], found: Mapping[MatrixSymbol, Rows]) -> bool:
    here = [found[letter] for letter in pair if letter in found]
    return len(here) < 2 or at.product(*here) == at.product(*reversed(here))


def _polynomial(a: Rows, random: Random) -> Rows:
    one = at.scaled(at.unit(len(a)), fmpq(random.choice((0, 1, 2, -1))))
    return at.added(one, at.scaled(a, fmpq(random.choice((1, -1, 2)))))


def _made(known: frozenset[str], shape: tuple[int, int], random: Random) -> Rows | None:
    kind = next((k for k in MAKERS if k in known), "")
    if kind:
        return MAKERS[kind](shape[0], random)
    return _any(*shape, random)


def _any(rows: int, cols: int, random: Random) -> Rows:
    return tuple(tuple(fmpq(random.choice(_SMALL)) for _ in range(cols)) for _ in range(rows))


def _diagonal(size: int, random: Random) -> Rows:
    return tuple(tuple(fmpq(random.choice((1, 2, 3, -1)) * int(i == j)) for j in range(size)) for i in range(size))


def _orthogonal(size: int, random: Random) -> Rows:
    """A signed permutation, turned in its first two rows by the angle of a triangle 3, 4, 5."""
    order = random.sample(range(size), size)
    found: Rows = tuple(
        tuple(fmpq(random.choice((1, -1)) * int(order[i] == j)) for j in range(size)) for i in range(size)
    )
    if size > 1 and random.random() < 0.7:
        c, s = fmpq(3, 5), fmpq(4, 5)
        turn = [list(row) for row in at.unit(size)]
        turn[0][:2], turn[1][:2] = [c, -s], [s, c]
        found = at.product(tuple(map(tuple, turn)), found)
    return found


def _idempotent(size: int, random: Random) -> Rows | None:
    kept = random.randint(0, size)
    keep = tuple(tuple(fmpq(int(i == j and i < kept)) for j in range(size)) for i in range(size))
    return _conjugated(keep, _any(size, size, random))


def _conjugated(a: Rows, by: Rows) -> Rows | None:
    try:
        return at.product(at.product(by, a), at.inverse(by))
    except NoValue:
        return None


def _projection(size: int, random: Random) -> Rows | None:
    v = _any(size, random.randint(1, size), random)
    try:
        return at.product(at.product(v, at.inverse(at.product(at.transposed(v), v))), at.transposed(v))
    except NoValue:
        return None


def _involutory(size: int, random: Random) -> Rows | None:
    found = _idempotent(size, random)
    return None if found is None else at.added(at.scaled(found, fmpq(2)), at.scaled(at.unit(size), fmpq(-1)))


def _gram(size: int, random: Random) -> Rows:
    v = _any(size, size, random)
    return at.added(at.product(v, at.transposed(v)), at.unit(size))


def _symmetric(size: int, random: Random, sign: int = 1) -> Rows:
    a = _any(size, size, random)
    return at.added(a, at.scaled(at.transposed(a), fmpq(sign)))


#: Matrices of each kind, the narrowest kinds first.
MAKERS: Mapping[str, Callable[[int, Random], Rows | None]] = {
    "diagonal": _diagonal,
    "projection": _projection,
    "orthogonal": _orthogonal,
    "positive definite": _gram,
    "idempotent": _idempotent,
    "involutory": _involutory,
    "skew-symmetric": lambda size, random: _symmetric(size, random, -1),
    "symmetric": _symmetric,
}


def _is_invertible(a: Rows) -> bool:
    return num.is_zero(at.determinant(a)) is False


def _is_positive_definite(a: Rows) -> bool:
    minors = (tuple(row[:k] for row in a[:k]) for k in range(1, len(a) + 1))
    return a == at.transposed(a) and all(num.plain(at.determinant(m)) > 0 for m in minors)


CHECKS: Mapping[str, Callable[[Rows], bool]] = {
    "symmetric": lambda a: a == at.transposed(a),
    "skew-symmetric": lambda a: a == at.scaled(at.transposed(a), fmpq(-1)),
    "orthogonal": lambda a: at.product(a, at.transposed(a)) == at.unit(len(a)),
    "involutory": lambda a: at.product(a, a) == at.unit(len(a)),
    "idempotent": lambda a: at.product(a, a) == a,
    "projection": lambda a: at.product(a, a) == a == at.transposed(a),
    "diagonal": lambda a: all(x == 0 for i, row in enumerate(a) for j, x in enumerate(row) if i != j),
    "invertible": _is_invertible,
    "positive definite": _is_positive_definite,
}
