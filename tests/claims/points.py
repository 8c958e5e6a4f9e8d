"""Points of a domain at which claims are tried: where things break first, then at random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise, product
from random import Random

from sympy import Basic, Expr, Indexed, IndexedBase, Integer, Rational, Set, Sum, Symbol, pi, sqrt
from sympy.core.function import AppliedUndef

from claims.germs import Germ, Number
from claims.meaning import Evaluator, Point
from claims.reals import Real, Undefined, Unsure
from symxent.language.domain import Domain

LARGEST_INTEGER = 12
TINY = Fraction(1, 10**10)


def _one(u: Number) -> Number:
    return Real.of(1) if isinstance(u, Real) else Germ.constant(Real.of(1))


CURVES = (  # what an unknown function may be
    lambda u: u,
    lambda u: -u,
    lambda u: u - u,
    lambda u: u * u + _one(u),
    lambda u: u * u * u - u,
    lambda u: u.exp(),
)


@dataclass(frozen=True)
class Value:
    """A value to try for a symbol, and how it is written: a rational number, or an irrational one."""

    real: Real
    spelled: Basic

    @property
    def rational(self) -> bool:
        return self.real.exact


def exact(q: Fraction | int) -> Value:
    q = Fraction(q)
    return Value(Real.of(q), Rational(q.numerator, q.denominator))


def constant(e: Basic) -> Value:
    """An expression without letters as a value; raises Unsure or Undefined."""
    real = Evaluator(Point({}, _none)).value(e)
    assert isinstance(real, Real)
    return Value(real, e)


def _none(base: Basic, indices: tuple[int, ...]) -> Real:
    raise Unsure("no components here")


SMALL = "0 1 -1 2 -2 1/2 -1/2 3 -3 3/2 -3/2 1/3 -1/3 4 5 -4 1/4 3/4 2/3 7/3 -7/3 1/10 9/10 10 -10 6 7 9"
POOL = tuple(exact(Fraction(q)) for q in SMALL.split(" "))
IRRATIONAL = tuple(constant(e) for e in (sqrt(2), -sqrt(2), sqrt(2) / 3, pi, pi / 7, sqrt(2) - 1))


def inside(where: Basic, value: Value) -> bool:
    """Whether a set of SymPy's has the value; raises Unsure for kinds of sets that are not known here."""
    name, real = type(where).__name__, value.real
    if name in ("Reals", "UniversalSet"):
        return True
    if name == "Interval":
        low, high = where.args[0], where.args[1]
        return _beyond(value, low, 1, bool(where.args[2])) and _beyond(value, high, -1, bool(where.args[3]))
    if name == "FiniteSet":
        return any(_gap(value, a) == 0 for a in where.args)
    if name in ("Integers", "Naturals", "Naturals0", "Range"):
        if not value.rational or real.whole is None:
            return False
        if name == "Range":
            start, stop, step = where.args
            last = real.whole + 1 if stop.is_infinite else int(stop)
            return real.whole in range(int(start), last, int(step))
        return name == "Integers" or real.whole >= (1 if name == "Naturals" else 0)
    if name == "Intersection":
        return all(inside(a, value) for a in where.args)
    if name == "Union":
        return any(inside(a, value) for a in where.args)
    if name == "Complement":
        return inside(where.args[0], value) and not inside(where.args[1], value)
    if name == "EmptySet":
        return False
    raise Unsure(f"a set {name}")


def _gap(value: Value, e: Basic) -> int:
    """The sign of the difference to a number; raises Unsure."""
    if value.spelled == e:
        return 0
    return (value.real - constant(e).real).sign()


def _beyond(value: Value, end: Basic, sense: int, is_open: bool) -> bool:
    if end.is_infinite:
        return True
    gap = _gap(value, end) * sense
    return gap > 0 or (gap == 0 and not is_open)


def honours(symbol: Basic, value: Value) -> bool:
    """Whether the value has every property that SymPy's symbol was declared with."""
    declared = getattr(symbol, "_assumptions_orig", None) or getattr(symbol, "assumptions0", {})
    return all(_has(value, fact) is wanted for fact, wanted in declared.items() if fact != "commutative")


def _has(value: Value, fact: str) -> bool:
    n = value.real.whole if value.rational else None
    sign = value.real.sign()
    facts = {
        "real": True,
        "extended_real": True,
        "complex": True,
        "finite": True,
        "hermitian": True,
        "infinite": False,
        "imaginary": False,
        "rational": value.rational,
        "irrational": not value.rational,
        "integer": n is not None,
        "noninteger": n is None,
        "zero": sign == 0,
        "nonzero": sign != 0,
        "positive": sign > 0,
        "negative": sign < 0,
        "nonnegative": sign >= 0,
        "nonpositive": sign <= 0,
        "extended_positive": sign > 0,
        "extended_negative": sign < 0,
        "extended_nonnegative": sign >= 0,
        "extended_nonpositive": sign <= 0,
        "extended_nonzero": sign != 0,
        "even": n is not None and n % 2 == 0,
        "odd": n is not None and n % 2 == 1,
        "prime": n is not None and n > 1 and all(n % d for d in range(2, n)),
        "composite": n is not None and n > 3 and any(n % d == 0 for d in range(2, n)),
        "algebraic": value.rational or None,
        "transcendental": False if value.rational else None,
    }
    found = facts.get(fact)
    if found is None:
        raise Unsure(f"whether the number is {fact}")
    return found


def allowed(symbol: Basic, domain: Domain, value: Value) -> bool:
    """Whether a symbol, or a component of a base, may have the value: by its set and by its assumptions."""
    try:
        return surely_allowed(symbol, domain, value)
    except Unsure:
        return False


def surely_allowed(symbol: Basic, domain: Domain, value: Value) -> bool:
    """The same; raises Unsure where it is not known, as where an end of the set is a letter."""
    base = symbol.base if isinstance(symbol, Indexed) else symbol
    sets = [domain.where[key] for key in (symbol, base) if key in domain.where]
    return all(inside(s, value) for s in sets) and (isinstance(symbol, Indexed) or honours(symbol, value))


def candidates(symbol: Basic, domain: Domain, near: Iterable[Fraction], rng: Random) -> list[Value]:
    """Values of a symbol: hints, the ends of its set and just beside them, the usual small numbers, irrational ones."""
    ends = list(dict.fromkeys(q for s in _sets(symbol, domain) for q in _ends(s)))
    found = sorted(v.real.lo for v in ends if v.rational)
    first = [*near, *found]
    beside = [q + d for q in first for d in (0, TINY, -TINY)]
    loose = [Fraction(rng.randint(-40, 40), rng.randint(1, 12)) for _ in range(4)]
    inner = [(a + b) / 2 for a, b in pairwise(found)]
    odd = [v for v in ends if not v.rational]
    tried = [*map(exact, first), *odd, *map(exact, inner), *POOL, *map(exact, [*beside, *loose]), *IRRATIONAL]
    known = dict.fromkeys(v for v in tried if allowed(symbol, domain, v))
    return list(known)


def _sets(symbol: Basic, domain: Domain) -> list[Basic]:
    base = symbol.base if isinstance(symbol, Indexed) else symbol
    return [domain.where[key] for key in (symbol, base) if key in domain.where]


def _ends(where: Basic) -> Iterator[Value]:
    for a in where.args:
        if isinstance(a, Set):
            yield from _ends(a)
        elif isinstance(a, Expr) and a.is_number and a.is_finite:
            yield constant(a)


class Components:
    """Values of x[n], drawn when they are first asked for."""

    def __init__(
        self, domain: Domain, pools: dict[Basic, list[Value]], rng: Random, near: tuple[Fraction, ...] = ()
    ) -> None:
        self.domain, self.pools, self.rng, self.near = domain, pools, rng, near
        self.known: dict[tuple[Basic, tuple[int, ...]], Real] = {}

    def __call__(self, base: Basic, indices: tuple[int, ...]) -> Real:
        key = (base, indices)
        if key not in self.known:
            if base not in self.pools:
                self.pools[base] = candidates(base[tuple(map(Integer, indices))], self.domain, self.near, self.rng)
            if not self.pools[base]:
                raise Unsure(f"no value for {base}")
            self.known[key] = self.rng.choice(self.pools[base][:12]).real
        return self.known[key]

    def share(self, base: Basic, count: int) -> bool:
        """Let x[1] … x[count] sum to 1: one of them alone, or shares; whether the domain allows that."""
        if count < 1:
            return False
        parts = [self.rng.randint(1, 5) for _ in range(count)]
        if self.rng.random() < 0.3:
            parts = [0] * count
            parts[self.rng.randrange(count)] = 1
        values = [exact(Fraction(part, sum(parts))) for part in parts]
        self.known.update({(base, (n + 1,)): value.real for n, value in enumerate(values)})
        return all(allowed(base[n + 1], self.domain, value) for n, value in enumerate(values))


def letters(claim_sides: Iterable[Expr], domain: Domain) -> list[Symbol]:
    """The free symbols of a claim and of what is declared about it, index letters of components included."""
    found: set[Basic] = set()
    for e in claim_sides:
        found |= _free(e)
    for left, right in domain.equal:
        wild = {i for i in left.indices if isinstance(i, Symbol)} if isinstance(left, Indexed) else set()
        found |= (_free(right) | _free(left)) - wild
    for e in domain.positive:
        found |= _free(e)
    for symbol in list(found):
        if symbol in domain.indices:
            for end in domain.indices[symbol]:
                found |= _free(Integer(0) + end)
    return sorted((s for s in found if isinstance(s, Symbol)), key=str)


def _free(e: Basic) -> set[Basic]:
    bases = {b.label for b in e.atoms(IndexedBase)}
    return {s for s in e.free_symbols if isinstance(s, Symbol) and s not in bases}


def points(
    sides: tuple[Expr, ...],
    domain: Domain,
    rng: Random,
    hints: Iterable[Mapping[Basic, Fraction]] = (),
    count: int = 24,
    near: Iterable[Fraction] = (),
) -> Iterator[Point]:
    """Points of the domain, at most ``count``, those near the hints first; ``near``: values for components."""
    names = letters(sides, domain)
    tied = [s for s in names if any(left == s for left, _ in domain.equal)]
    free = [s for s in names if s not in tied and s not in domain.indices]
    hints = list(hints)
    known = {s: [h[s] for h in hints if s in h] for s in free}
    numbers = [Fraction(int(r.p), int(r.q)) for e in sides for r in e.atoms(Rational) if abs(r) < 100]
    pools = {s: candidates(s, domain, known[s] + sorted(set(numbers), key=abs)[:4], rng) for s in free}
    if not all(pools.values()):
        return
    functions = sorted({f.func.__name__ for e in sides for f in e.atoms(AppliedUndef)})
    shared: dict[Basic, list[Value]] = {}
    made = 0
    for chosen in islice(_choices(free, pools, hints, domain, rng), 6 * count):
        curves = {name: rng.choice(CURVES) for name in functions}
        values = {s: v.real for s, v in chosen.items()}
        spelled = {s: v.spelled for s, v in chosen.items()}
        components = Components(domain, shared, rng, tuple(near))
        point = Point(values, components, tuple(domain.equal), curves, spelled)
        for at in _with_indices(point, [s for s in names if s in domain.indices], domain, rng):
            if _declared(at, tied, domain):
                yield at
                made += 1
        if made >= count:
            return


def _choices(
    free: list[Symbol],
    pools: dict[Symbol, list[Value]],
    hints: list[Mapping[Basic, Fraction]],
    domain: Domain,
    rng: Random,
) -> Iterator[dict[Basic, Value]]:
    for hint in hints:
        for _ in range(3):
            yield {
                s: exact(hint[s]) if s in hint and allowed(s, domain, exact(hint[s])) else rng.choice(pools[s][:8])
                for s in free
            }
    if len(free) <= 2:
        few = 14 if len(free) == 2 else 40
        grid = list(product(*(pools[s][:few] for s in free)))
        if len(free) == 2:
            rng.shuffle(grid)
        for values in grid:
            yield dict(zip(free, values, strict=True))
    if not free:
        for _ in range(12):
            yield {}
    while free:
        yield {s: rng.choice(pools[s][: rng.choice((3, 8, 100))]) for s in free}


def _with_indices(point: Point, indices: list[Symbol], domain: Domain, rng: Random) -> Iterator[Point]:
    """Values of index letters within their ranges, at most a few of them: both ends, and one in between."""
    if not indices:
        yield point
        return
    choices = []
    for s in indices:
        try:
            low, high = (Evaluator(point).whole(Integer(0) + end) for end in domain.indices[s])
        except (Undefined, Unsure):
            return
        if high < low:
            return
        choices.append(sorted({low, high, rng.randint(low, high)}))
    combined = list(product(*choices))
    for values in rng.sample(combined, min(3, len(combined))):
        chosen = {**point.values, **{s: Real.of(n) for s, n in zip(indices, values, strict=True)}}
        spelled = {**point.spelled, **{s: Integer(n) for s, n in zip(indices, values, strict=True)}}
        yield Point(chosen, point.component, point.ties, point.functions, spelled)


def _declared(point: Point, tied: list[Symbol], domain: Domain) -> bool:
    """Whether what is declared holds at the point: positive expressions, sums, and where tied symbols live."""
    at = Evaluator(point)
    try:
        for left, right in domain.equal:
            if isinstance(left, Sum) and isinstance(left.function, Indexed) and right == 1:
                assert isinstance(point.component, Components)
                if not point.component.share(left.function.base, at.whole(left.limits[0][2])):
                    return False
        for e in domain.positive:
            if at.value(e).sign() <= 0:
                return False
        for s in tied:
            value = at.value(s)
            assert isinstance(value, Real)
            if not allowed(s, domain, Value(value, s)):
                return False
        for left, right in domain.equal:
            if not isinstance(left, Symbol | Indexed):
                gap = at.value(left) - at.value(right)
                if not gap.exact or gap.sign():
                    return False
    except (Undefined, Unsure):
        return False
    return True
