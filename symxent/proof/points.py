"""Points of a domain at which a claim is looked at: every declared fact holds at each of them exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from sympy import Basic, Expr, Indexed, Integer, Product, Rational, Sum, Symbol, ceiling, floor
from sympy.core.function import AppliedUndef

from symxent.language.domain import Domain
from symxent.proof.balls import NoValue, ball
from symxent.proof.candidates import Pools, fits, fits_size, has, properties
from symxent.proof.equalities import Unknowns, satisfy
from symxent.proof.exact import Values, Within, component, exact, integer, places, with_values
from symxent.proof.plans import Names, Plan, names_in, names_of, plans
from symxent.proof.zeros import zeros

HALF = Rational(1, 2)
FEW_VALUES = 3  # of the letters that sets are made of
FIRST_TERMS = 2  # of a sum, whose components are changed


class Point(dict[Basic, Expr]):
    """Values of symbols; a component of a vector, or a value of an unknown function, is chosen when it is asked for."""

    def __init__(self, pools: Pools, names: Names, plan: Plan, every_index: bool) -> None:
        super().__init__()
        self.pools, self.names, self.plan = pools, names, plan
        self.domain, self.every_index = pools.domain, every_index
        self.order: dict[Basic, int] = {}  # of the bases, once it is asked for
        self.read: set[Basic] = set()
        self.held: set[Basic] = set(plan.fixed)  # what is not to be changed any more
        self.update({u: v for u, v in plan.fixed.items() if isinstance(u, Indexed | AppliedUndef)})

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (isinstance(key, Indexed) and key.base in self.names.bases)

    def _chosen(self, key: Basic) -> Expr | None:
        if isinstance(key, AppliedUndef):
            return self._of_function(key)
        if not isinstance(key, Indexed) or key.base not in self.names.bases:
            return None
        if not self.order:
            self.order.update({base: n for n, base in enumerate(sorted(self.names.bases, key=str))})
        place = sum((2 * n + 1) * int(i) for n, i in enumerate(key.indices)) + 3 * self.order[key.base]
        return self.plan.choose(key.base, place + 2 * self.plan.trial, self.pools)

    def _of_function(self, key: AppliedUndef) -> Expr:
        """The value of an unknown function: any, as long as it has no other at the same argument."""
        others = [f for f in self if isinstance(f, AppliedUndef)]
        for other in others:
            alike = other.func == key.func and len(other.args) == len(key.args)
            if alike and not any(_differ(a, b) for a, b in zip(key.args, other.args, strict=True)):
                raise NoValue(f"whether {key} is {other}")
        return self.plan.choose(key, len(others) + 1, self.pools)

    def __getitem__(self, key: Basic) -> Expr:
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def get(self, key: Basic, default: Expr | None = None) -> Expr | None:
        self.read.add(key)
        value = super().get(key)  # which would not ask for what is missing
        if value is None:
            value = self._chosen(key)
            if value is None:
                return default
            self[key] = value
        return value


#: Whether a name may have a value at a point.
Fit = Callable[[Basic, Expr, Point], bool]


def _differ(a: Expr, b: Expr) -> bool:
    if a.is_Rational and b.is_Rational:
        return bool(a != b)
    try:
        return not ball(a, {}).overlaps(ball(b, {}))
    except NoValue:
        return False


def points(domain: Domain, *claims: Expr, op: str = "") -> Iterator[Point]:
    """Points of the domain.

    With ``op``, the relation that two claims are said to be in, those among them at which it may break.
    """
    for placed, at in _lettered(domain):
        yield from _points(placed, at, claims, op)


def _points(domain: Domain, at: dict[Basic, Expr], claims: tuple[Expr, ...], op: str) -> Iterator[Point]:
    names, pools = names_in(domain, claims), Pools(domain)
    # An equality between components, y_i = …, is meant for every i; where that cannot be, for the i at hand.
    for every_index in (True, False) if any(isinstance(left, Indexed) for left, _ in domain.equal) else (True,):
        found = False
        chosen = (replace(plan, fixed={**plan.fixed, **at}) if at else plan for plan in plans(pools, names, claims, op))
        for point in built(pools, names, chosen, every_index):
            found = True
            yield point
        if found:
            return


def _lettered(domain: Domain) -> Iterator[tuple[Domain, dict[Basic, Expr]]]:
    """The domain with values for the letters that its sets are made of, x in [0, c], and these values."""
    free = {s for where in domain.where.values() for s in where.free_symbols}
    letters = sorted((s for s in free if isinstance(s, Symbol)), key=str)
    if not letters:
        yield domain, {}
        return
    pools, placed = Pools(domain), False
    for n in range(FEW_VALUES):
        values = [pools.values(s) for s in letters]
        at = {s: v[(n + i) % len(v)] for i, (s, v) in enumerate(zip(letters, values, strict=True)) if v}
        where = {s: values.xreplace(at) for s, values in domain.where.items()}
        if len(at) == len(letters) and not any(values.is_empty for values in where.values()):
            placed = True
            yield replace(domain, where=where), at
    if not placed:
        yield domain, {}


def built(pools: Pools, names: Names, plans: Iterable[Plan], every_index: bool) -> Iterator[Point]:
    """The points that plans lead to, each once."""
    seen = set()
    for plan in plans:
        point = Point(pools, names, plan, every_index)
        try:
            complete = _filled(point)
        except NoValue:
            continue
        # What is chosen later, components and the values of functions, follows from the trial and the liking.
        key = (frozenset(point.items()), (plan.trial, plan.liking) if names.bases or names.functions else None)
        if complete and key not in seen:
            seen.add(key)
            point.read.clear()
            yield point


def _filled(point: Point) -> bool:
    """Give every name a value, in the order in which they rest on each other; False where that does not succeed."""
    domain, names, plan = point.domain, point.names, point.plan
    place = list(plan.place)
    for n, d in enumerate(sorted(names.dimensions, key=str)):
        values = point.pools.sizes(d)
        if d not in plan.fixed and not values:
            return False
        point[d] = plan.fixed[d] if d in plan.fixed else values[(n + plan.trial // 2) % len(values)]
    if not _brought_to_zero(place, point, Names(dimensions=names.dimensions), _fits_as_size):
        return False
    integers = Names(dimensions=names.dimensions, indices=names.indices)
    if not _place_indices(point) or not _brought_to_zero(place, point, integers, _fits_as_index):
        return False
    for n, s in enumerate(sorted(names.scalars, key=str)):
        point[s] = plan.fixed[s] if s in plan.fixed else plan.choose(s, n + plan.trial * n // 2, point.pools)
    if not all(_fits_anyhow(u, v, point) for u, v in plan.fixed.items() if u in point and u not in names.dimensions):
        return False
    if not _brought_to_zero(place, point, names, _fits_anyhow) or place:
        return False
    unknowns = Unknowns(point, point.held, None if plan.liking else plan.trial)
    if not satisfy(unknowns, domain, point.every_index):
        return False
    return _is_inside(point) or (
        _brought_inside(point) and satisfy(unknowns, domain, point.every_index) and _is_inside(point)
    )


def _place_indices(point: Point) -> bool:
    """First different values, then equal ones, and so on, each inside its declared range."""
    indices = sorted(point.names.indices, key=str)
    if any(isinstance(i, Indexed) for i in indices):
        return False  # x_{n_k}: the value of n_k is that of a component which is not known before k is
    largest = max((int(point[d]) for d in point.names.dimensions), default=3)
    for n, i in enumerate(indices):
        low, high = point.domain.indices.get(i, (Integer(1), Integer(largest)))
        first, last = integer(low, point), integer(high, point)
        declared = properties(i)
        if last < first or declared is None:
            return False
        pattern = (n, 0, n + 1, 2 * n, 1)[point.plan.trial % 5]
        value = point.plan.fixed.get(i)
        if value is None or not first <= value <= last:
            value = Integer(first + pattern % (last - first + 1))
        if not has(value, declared):
            value = next((v for v in map(Integer, range(first, last + 1)) if has(v, declared)), None)
        if value is None:
            return False
        point[i] = value
    return True


def _fits_as_size(u: Basic, value: Expr, point: Point) -> bool:
    return fits_size(u, value, point.domain)


def _fits_as_index(u: Basic, value: Expr, point: Point) -> bool:
    declared = properties(u)
    low, high = point.domain.indices.get(u, (Integer(1), None))
    above = value.is_Integer and value >= integer(low, point)
    return above and (high is None or value <= integer(high, point)) and declared is not None and has(value, declared)


def _fits_anyhow(u: Basic, value: Expr, point: Point) -> bool:
    return fits(u.base if isinstance(u, Indexed) else u, value, point.domain)


def _brought_to_zero(place: list[Expr], point: Point, known: Names, fit: Fit) -> bool:
    """Make those expressions of a place zero that hold known names only, and take them off it."""
    if not place:
        return True
    changeable = known.scalars | known.bases or known.indices or known.dimensions
    for u in list(place):
        if all(s in known.all for s in names_of(u).all):
            if not _made_zero(u, _unknowns(u, point, changeable), point, fit):
                return False
            place.remove(u)
    return True


def _unknowns(u: Expr, point: Point, names: frozenset[Basic]) -> list[Basic]:
    """The names and components in an expression that may take another value, those last that are held already."""
    found: list[Basic] = [s for s in u.free_symbols if s in names]
    found += [x for x in _parts(u, point) if isinstance(x, AppliedUndef) or x.base in names]
    return sorted(dict.fromkeys(found), key=lambda s: (s in point.held, str(s)))


def _parts(e: Basic, at: Values) -> Iterator[Basic]:
    """The components in an expression, those of the first terms of its sums, and the values of unknown functions."""
    if isinstance(e, Indexed):
        yield component(e.base, tuple(integer(i, at) for i in e.indices))
    elif isinstance(e, Sum | Product) and len(e.limits) == 1:
        for n in islice(places(e.limits[0], at), FIRST_TERMS):
            yield from _parts(e.function, Within(e.limits[0][0], Integer(n), at))
    else:
        if isinstance(e, AppliedUndef):
            yield e.func(*(with_values(a, at) for a in e.args))
        for a in e.args:
            yield from _parts(a, at)


def _made_zero(u: Expr, unknowns: list[Basic], point: Point, fit: Fit) -> bool:
    if exact(u, point) == 0:
        point.held.update(unknowns)
        return True
    for unknown in unknowns:
        if unknown in point.held:
            continue
        whole = getattr(unknown, "is_integer", False)
        for value in (v for zero in zeros(u, unknown, point) for v in (_next_to(zero) if whole else (zero,))):
            if fit(unknown, value, point):
                point[unknown] = value
                point.held.update(unknowns)
                return True
    return False


def _next_to(zero: Expr) -> tuple[Expr, ...]:
    """The whole numbers at a place, or on either side of it."""
    return (zero,) if zero.is_Integer else (floor(zero), ceiling(zero))


def _brought_inside(point: Point) -> bool:
    """Change something so that what is declared to be positive becomes so."""
    names = point.names.scalars | point.names.bases
    for e in point.domain.positive:
        if not ball(e, point, 96) > 0:
            unknowns = _unknowns(e, point, names)
            if not any(_made_zero(e - level, unknowns, point, _fits_anyhow) for level in (Integer(1), HALF)):
                return False
    return True


def _is_inside(point: Point) -> bool:
    """Whether what is declared to be positive is so; what was chosen or solved for lies in its set."""
    return all(ball(e, point, 96) > 0 for e in point.domain.positive)
