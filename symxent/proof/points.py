"""Points of a domain that a teacher would choose: small rationals, small dimensions, indices inside their range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from flint import fmpq
from sympy import (
    Basic,
    Expr,
    FiniteSet,
    Indexed,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Product,
    Rational,
    S,
    Set,
    Sum,
    Symbol,
)

from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, softmax
from symxent.proof.balls import NoValue, ball
from symxent.proof.situation import bounds

REAL = tuple(
    Rational(p, q) for p, q in ((1, 1), (2, 1), (-1, 1), (1, 2), (3, 1), (-2, 1), (1, 3), (0, 1), (-1, 2), (5, 2))
)
FROM_ZERO = tuple(Rational(p, q) for p, q in ((1, 1), (2, 1), (1, 2), (3, 1), (1, 3), (3, 2), (4, 1), (1, 4), (5, 1)))
WITHIN = tuple(
    Rational(p, q) for p, q in ((1, 2), (1, 4), (3, 4), (1, 3), (2, 3), (1, 5), (3, 5), (1, 10), (4, 5), (2, 7))
)
DIMENSIONS = (2, 3, 1, 4)
TRIALS = 24


@dataclass
class Names:
    """What the free parts of a claim are: scalars, vectors, dimensions (ends of ranges) and index variables."""

    scalars: set[Symbol] = field(default_factory=set)
    bases: set[Basic] = field(default_factory=set)
    dimensions: set[Symbol] = field(default_factory=set)
    indices: set[Symbol] = field(default_factory=set)

    def collect(self, e: Basic, bound: frozenset[Basic] = frozenset()) -> None:
        """Take in the free parts of an expression."""
        if isinstance(e, Symbol):
            if e not in bound:
                self.scalars.add(e)
        elif isinstance(e, Indexed):
            self.bases.add(e.base)
            for i in e.indices:
                self.indices |= i.free_symbols - bound
        elif isinstance(e, Sum | Product):
            letters = bound | {limit[0] for limit in e.limits}
            for limit in e.limits:
                for end in limit[1:]:
                    self.dimensions |= end.free_symbols - letters
            self.collect(e.function, letters)
        elif isinstance(e, KroneckerDelta):
            for i in e.args:
                self.indices |= i.free_symbols - bound
        elif isinstance(e, softmax):
            self.bases.add(e.args[0])
            self.indices |= e.args[1].free_symbols - bound
            self.dimensions |= e.args[2].free_symbols - bound
        elif isinstance(e, logsumexp):
            self.bases.add(e.args[0])
            self.dimensions |= e.args[1].free_symbols - bound
        elif not isinstance(e, IndexedBase):
            for a in e.args:
                self.collect(a, bound)


class Point(dict[Basic, Expr]):
    """Values of symbols; a component of a vector gets its value when it is first asked for."""

    def __init__(self, domain: Domain, bases: set[Basic], trial: int) -> None:
        super().__init__()
        self.domain, self.bases, self.trial = domain, bases, trial
        self.order: dict[Basic, int] = {}  # of the bases, once it is asked for
        self.read: set[Basic] = set()

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (isinstance(key, Indexed) and key.base in self.bases)

    def __missing__(self, key: Basic) -> Expr:
        if not isinstance(key, Indexed) or key.base not in self.bases:
            raise KeyError(key)
        if not self.order:
            self.order.update({base: n for n, base in enumerate(sorted(self.bases, key=str))})
        place = sum((2 * n + 1) * int(i) for n, i in enumerate(key.indices)) + 3 * self.order[key.base]
        value = self[key] = choose(self.domain.set_of(key.base), place + self.trial * 7 // 3, self.trial)
        return value

    def __getitem__(self, key: Basic) -> Expr:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: Basic, default: Expr | None = None) -> Expr | None:
        try:  # dict's own get would not ask __missing__
            return self[key]
        except KeyError:
            return default


def choose(values: Set, place: int, trial: int, *, integer: bool = False) -> Expr:
    """A small number of the set."""
    if isinstance(values, FiniteSet):
        members = sorted(values.args)
        return members[(place + trial) % len(members)]
    ends = bounds(values)
    low, high = (ends[0], ends[1]) if ends is not None else (None, None)
    if integer:
        start = 1 if low is None else int(low) + (1 if ends is not None and ends[2] else 0)
        return Integer(start + (place + trial) % 4)
    if low is not None and high is not None:
        closed = (*((Integer(0),) if not ends[2] else ()), *((Integer(1),) if not ends[3] else ())) if ends else ()
        shares = (*WITHIN, *closed)
        return low + (high - low) * shares[(place + trial) % len(shares)]
    if low is not None:
        return low + FROM_ZERO[(place + trial) % len(FROM_ZERO)]
    if high is not None:
        return high - FROM_ZERO[(place + trial) % len(FROM_ZERO)]
    return REAL[(place + trial) % len(REAL)]


def points(domain: Domain, *claims: Expr, trials: int = TRIALS) -> Iterator[Point]:
    """Points of the domain, simplest first; every declared fact holds at each of them exactly."""
    names = Names()
    for e in claims:
        names.collect(e)
    known = Names()
    for e in (*domain.positive, *(side for pair in domain.equal for side in pair)):
        known.collect(e)
    for ends in domain.indices.values():
        for end in ends:
            known.dimensions |= end.free_symbols
    # A letter that stands in an index position is an index, one that ends a range is a dimension, also where it stands
    # alone; both are integers.
    names.bases |= known.bases
    names.scalars |= known.scalars
    names.dimensions |= known.dimensions
    names.indices |= known.indices | (names.scalars & set(domain.indices))
    names.indices |= names.dimensions & set(domain.indices)
    names.dimensions -= set(domain.indices)
    names.indices -= names.dimensions
    names.scalars -= names.indices | names.dimensions
    found = False
    # An equality between components, y_i = …, is meant for every i; where that cannot be, for the i at hand.
    for every_index in (True, False) if any(isinstance(left, Indexed) for left, _ in domain.equal) else (True,):
        for trial in range(0 if found else trials):
            for point in _points_of_trial(domain, names, trial, every_index):
                found = True
                yield point


def _points_of_trial(domain: Domain, names: Names, trial: int, every_index: bool) -> Iterator[Point]:
    dimensions = sorted(names.dimensions, key=str)
    sizes = {d: Integer(DIMENSIONS[(n + trial // 2) % len(DIMENSIONS)]) for n, d in enumerate(dimensions)}
    point = Point(domain, names.bases, trial)
    point.update(sizes)
    if not _place_indices(point, domain, sorted(names.indices, key=str), sizes, trial):
        return
    for n, s in enumerate(sorted(names.scalars, key=str)):
        point[s] = choose(domain.set_of(s), n + trial * n // 2, trial, integer=bool(s.is_integer))
    try:
        if _satisfies_equalities(point, domain, every_index) and _is_inside(point, domain):
            point.read.clear()
            yield point
    except NoValue:
        return


def _place_indices(point: Point, domain: Domain, indices: list[Symbol], sizes: dict[Symbol, Expr], trial: int) -> bool:
    """First different values, then equal ones, and so on, each inside its declared range."""
    if any(isinstance(i, Indexed) and not all(j.is_Integer for j in i.indices) for i in indices):
        return False  # x_{n_k}: the value of n_k is that of a component which is not known before k is
    largest = max((int(v) for v in sizes.values()), default=3)
    pending = list(indices)
    for n, i in enumerate(indices):
        low, high = domain.indices.get(i, (Integer(1), Integer(largest)))
        ends = [end.xreplace({**sizes, **{j: point[j] for j in indices if j in point}}) for end in (low, high)]
        if not all(end.is_Integer for end in ends):
            return False
        first, last = int(ends[0]), int(ends[1])
        if last < first:
            return False
        pattern = (n, 0, n + 1, 2 * n, 1)[trial % 5]
        point[i] = Integer(first + pattern % (last - first + 1))
        pending.remove(i)
    return True


def _satisfies_equalities(point: Point, domain: Domain, every_index: bool) -> bool:
    """Make the declared equalities hold exactly; False where that does not succeed."""
    gaps = []
    for left, right in domain.equal:
        at_hand = left.has(KroneckerDelta) or (isinstance(left, Indexed) and not every_index)
        gaps += list(_instances(left - right, point, domain, at_hand))
    if not all(_solve_at(gap, point, domain) for gap in gaps):
        return False
    return all(_value(gap, point) == 0 for gap in gaps)  # a later equality may have undone an earlier one


def _instances(gap: Expr, point: Point, domain: Domain, at_hand: bool) -> Iterator[Expr]:
    """An equality for each value of the index variables in it (or for the values at hand), sums written out."""
    letters = [] if at_hand else sorted((s for s in gap.free_symbols if s in domain.indices), key=str)
    sizes = {s: v for s, v in point.items() if isinstance(s, Symbol) and s.is_integer and s not in letters}
    ranges = []
    for s in letters:
        low, high = (end.xreplace(sizes) for end in domain.indices[s])
        if not (low.is_Integer and high.is_Integer):
            raise NoValue(f"the range of {s}")
        ranges.append([Integer(v) for v in range(int(low), int(high) + 1)])
    for choice in product(*ranges):
        yield _expanded(gap.xreplace({**sizes, **dict(zip(letters, choice, strict=True))}))


# A page declares the same equalities for each of its lines, and the dimensions that are tried are few.
@lru_cache(maxsize=1024)
def _expanded(gap: Expr) -> Expr:
    """The equality with its sums written out."""
    return gap.doit().expand()


def _solve_at(gap: Expr, point: Point, domain: Domain) -> bool:
    """Give the unknowns of gap = 0 values that make it true."""
    if gap.is_Rational:
        return bool(gap == 0)
    if any(not all(i.is_Integer for i in u.indices) for u in gap.atoms(Indexed)):
        return False  # which components these are is not known here
    unknowns = sorted((u for u in gap.atoms(Indexed, Symbol) if _is_unknown(u, gap)), key=_place)
    slopes = {u: gap.coeff(u, 1) for u in unknowns}
    linear = [u for u in unknowns if slopes[u].is_Rational and slopes[u] != 0 and not gap.coeff(u, 2)]
    if not linear:
        return _value(gap, point) == 0
    constant = gap - sum(slopes[u] * u for u in linear)
    if len(linear) == len(unknowns) and constant.is_Rational and len(set(slopes.values())) == 1:
        total = -constant / slopes[linear[0]]
        return _share_out(linear, total, point, domain)
    # one unknown takes what the others leave: the left side's own symbol when it has one
    for u in reversed(linear):
        rest = _value(gap - slopes[u] * u, point)
        if rest is not None:
            point[u] = -rest / slopes[u]
            if _fits(u, point[u], domain):
                return True
    return False


def _share_out(unknowns: list[Expr], total: Expr, point: Point, domain: Domain) -> bool:
    """Components that add up to a total: one hot label, or shares."""
    sets = [domain.set_of(u.base if isinstance(u, Indexed) else u) for u in unknowns]
    if all(isinstance(s, FiniteSet) for s in sets):
        if total != 1:
            return False
        hot = point.trial % len(unknowns)
        point.update({u: Integer(int(n == hot)) for n, u in enumerate(unknowns)})
        return True
    weights = [Integer(1 + (n + point.trial) % 3) for n, _ in enumerate(unknowns)]
    whole = sum(weights)
    for u, w in zip(unknowns, weights, strict=True):
        point[u] = total * w / whole
    return all(_fits(u, point[u], domain) for u in unknowns)


def _is_unknown(u: Expr, gap: Expr) -> bool:
    if isinstance(u, Indexed):
        return True
    return not any(u in x.free_symbols for x in gap.atoms(Indexed))


def _place(u: Expr) -> tuple[str, list[int]]:
    return (str(u.base), [int(i) for i in u.indices]) if isinstance(u, Indexed) else (str(u), [])


def _value(e: Expr, point: Point) -> Expr | None:
    """The exact rational value of an expression at a point."""
    if e.has(KroneckerDelta) or not e.is_Rational:
        e = e.xreplace({s: point[s] for s in e.free_symbols if s in point})
        e = e.doit() if not e.is_Rational else e
    if not e.is_Rational:
        for x in e.atoms(Indexed):
            if x in point:
                e = e.xreplace({x: point[x]})
    return e if e.is_Rational else None


def _fits(u: Expr, value: Expr, domain: Domain) -> bool:
    if isinstance(u, Symbol) and not all(getattr(value, fact) for fact in _facts(u)):
        return False
    return _lies_in(value, domain.set_of(u.base if isinstance(u, Indexed) else u))


@lru_cache(maxsize=4096)
def _facts(u: Symbol) -> tuple[str, ...]:
    """What a symbol was declared to be, as properties that its values must have."""
    facts = ("is_integer", "is_positive", "is_nonnegative", "is_negative", "is_nonpositive", "is_nonzero")
    return tuple(fact for fact in facts if getattr(u, fact))


def _lies_in(value: Expr, where: Set) -> bool:
    """Whether a rational lies in a set; for the usual sets without the cost of SymPy's general answer."""
    if where is S.Reals:
        return True
    limits = _limits(where)
    if limits is not None:
        low, high, least, most = limits
        here = fmpq(int(value.p), int(value.q))
        above = low is None or here > low or (here == low and least)
        return above and (high is None or here < high or (here == high and most))
    return where.contains(value) == True  # noqa: E712


@lru_cache(maxsize=1024)
def _limits(where: Set) -> tuple[fmpq | None, fmpq | None, bool, bool] | None:
    """The ends of an interval with rational ends or none, and whether they belong to it; None for other sets."""
    if not isinstance(where, Interval):
        return None
    ends = []
    for end in (where.start, where.end):
        if not (end.is_Rational or end in (S.Infinity, S.NegativeInfinity)):
            return None
        ends.append(fmpq(int(end.p), int(end.q)) if end.is_Rational else None)
    return ends[0], ends[1], not where.left_open, not where.right_open


def _is_inside(point: Point, domain: Domain) -> bool:
    """Whether sets and positive facts hold here."""
    for u, value in list(point.items()):
        if isinstance(u, Symbol | Indexed) and u not in domain.indices and not _fits(u, value, domain):
            return False
    return all(ball(e, point, 96) > 0 for e in domain.positive)
