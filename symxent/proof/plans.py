"""How points are chosen: with usual values, and where a claim may break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, islice, product, zip_longest

from sympy import Basic, Expr, Indexed, IndexedBase, Integer, KroneckerDelta, Product, Subs, Sum, Symbol
from sympy.core.function import AppliedUndef

from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, softmax
from symxent.proof import structure
from symxent.proof.ball_functions import NoValue
from symxent.proof.candidates import Pools, fits
from symxent.proof.exact import component
from symxent.proof.situation import bounds
from symxent.proof.structure import Place

USUAL = 12  # points with usual values
EDGES, SPECIAL = 10, 5  # points at joints, edges and ends; points at which something is merely special
MAIN = USUAL + EDGES + SPECIAL
CYCLE = 10  # usual values of a number


@dataclass(frozen=True)
class Names:
    """What the free parts of a claim are: scalars, vectors, dimensions (ends of ranges) and index variables."""

    scalars: frozenset[Symbol] = frozenset()
    families: frozenset[tuple[IndexedBase, int]] = frozenset()  # with the number of their axes
    dimensions: frozenset[Symbol] = frozenset()
    indices: frozenset[Symbol] = frozenset()
    functions: frozenset[type] = frozenset()  # those that nobody defined

    def __or__(self, other: Names) -> Names:
        return Names(
            self.scalars | other.scalars,
            self.families | other.families,
            self.dimensions | other.dimensions,
            self.indices | other.indices,
            self.functions | other.functions,
        )

    @cached_property
    def bases(self) -> frozenset[Basic]:
        return frozenset(base for base, _ in self.families)

    @cached_property
    def all(self) -> frozenset[Basic]:
        return self.scalars | self.bases | self.dimensions | self.indices


@lru_cache(maxsize=1024)
def names_of(e: Basic) -> Names:
    """The free parts of an expression."""
    if isinstance(e, Symbol):
        return Names(scalars=frozenset((e,)))
    if isinstance(e, Indexed):
        return Names(families=frozenset(((e.base, len(e.indices)),)), indices=_free(*e.indices))
    if isinstance(e, Sum | Product):
        letters = frozenset(limit[0] for limit in e.limits)
        ends = Names(dimensions=_free(*(end for limit in e.limits for end in limit[1:])))
        return _without(names_of(e.function) | ends, letters)
    if isinstance(e, Subs):
        return _without(names_of(e.expr), frozenset(e.variables)) | names_of(e.point)
    if isinstance(e, KroneckerDelta):
        return Names(indices=_free(*e.args))
    if isinstance(e, softmax):
        x, i, k = e.args
        return Names(families=frozenset(((x, 1),)), indices=_free(i), dimensions=_free(k))
    if isinstance(e, logsumexp):
        return Names(families=frozenset(((e.args[0], 1),)), dimensions=_free(e.args[1]))
    found = Names(functions=frozenset((e.func,))) if isinstance(e, AppliedUndef) else Names()
    if not isinstance(e, IndexedBase):
        for a in e.args:
            found |= names_of(a)
    return found


def _free(*parts: Basic) -> frozenset[Symbol]:
    return frozenset(s for part in parts for s in part.free_symbols)


def _without(names: Names, letters: frozenset[Basic]) -> Names:
    free = names.scalars - letters, names.families, names.dimensions - letters, names.indices - letters
    return Names(*free, names.functions)


def names_in(domain: Domain, claims: tuple[Expr, ...]) -> Names:
    """The free parts of claims and of what is declared.

    A letter that stands in an index position is an index, one that ends a range is a dimension, also where it stands
    alone; both are integers.
    """
    names = Names()
    for e in (*claims, *domain.positive, *(side for pair in domain.equal for side in pair)):
        names |= names_of(e)
    ends = _free(*(end for pair in domain.indices.values() for end in pair))
    declared = frozenset(domain.indices)
    dimensions = (names.dimensions | ends) - declared
    indices = (names.indices | (names.scalars | names.dimensions) & declared) - dimensions
    return Names(names.scalars - indices - dimensions, names.families, dimensions, indices, names.functions)


@dataclass(frozen=True)
class Plan:
    """How the values of a point are chosen.

    ``trial``: which of the usual values; ``place``: what is zero there; ``liking``: "low" and "high" for the ends of
    sets, "zero", "one" or "first" for a value that is taken wherever it may be; ``fixed``: values.
    """

    trial: int = 0
    place: Place = ()
    liking: str = ""
    fixed: Mapping[Basic, Expr] = field(default_factory=dict)

    def choose(self, u: Basic, place: int, pools: Pools) -> Expr:
        """A value of a symbol, or of the component of a family that stands at a place; raises NoValue without one."""
        values = pools.values(u)
        if not values:
            raise NoValue(f"no value for {u} is known")
        liked = self._liked(u, values, pools.domain) if self.liking else None
        return values[(place + self.trial) % min(len(values), _cycle(u))] if liked is None else liked

    def _liked(self, u: Basic, values: tuple[Expr, ...], domain: Domain) -> Expr | None:
        if self.liking == "first":
            return values[0]
        if self.liking in ("zero", "one"):
            number = Integer(self.liking == "one")
            return number if fits(u, number, domain) else values[0]
        ends = structure.ends(bounds(domain.set_of(u)), near=True)
        end = ends[-1 if self.liking == "high" else 0] if ends else None
        return end if end is not None and fits(u, end, domain) else None


def _cycle(u: Basic) -> int:
    return 4 if getattr(u, "is_integer", False) else CYCLE


def plans(pools: Pools, names: Names, claims: tuple[Expr, ...], op: str) -> Iterator[Plan]:
    """Plans of usual points and, in between, of those at which ``lhs op rhs`` may break; MAIN in all.

    Without ``op``, usual ones only.  What follows is for claims that have no value at most of these.
    """
    usual = (Plan(trial) for trial in range(USUAL))
    if not op:
        yield from usual
        return
    yield next(usual)
    edges = islice(_edges(pools, names, claims, op), EDGES)
    special = islice(_special(names, claims, op), SPECIAL)
    for pair in zip_longest(chain(edges, special), usual):
        yield from (plan for plan in pair if plan is not None)
    yield from (Plan(n, place) for n, place in enumerate(structure.inside(*claims)[:EDGES]))


def _edges(pools: Pools, names: Names, claims: tuple[Expr, ...], op: str) -> Iterator[Plan]:
    """At the ends of sets, at joints and edges, at the smallest sizes: one of each kind in turn."""
    placed: dict[Basic, Basic] = {s: s for s in sorted(names.scalars, key=str)}
    placed |= {component(x, (1,) * axes): x for x, axes in _families(names)}
    ends = {u: structure.ends_of(pools.domain.set_of(s), near=op != "=") for u, s in placed.items()}
    several = sum(map(bool, ends.values())) > 1
    corners = product(*(found for u, found in ends.items() if found and u in names.scalars))
    smallest = (d - min(pools.sizes(d), default=Integer(1)) for d in sorted(names.dimensions, key=str))
    kinds = (
        (Plan(n, fixed={u: end}) for u, found in ends.items() for n, end in enumerate(found)),
        (Plan(n, place) for n, place in enumerate(structure.places(*claims, op)[0])),
        (Plan(n, (size,)) for n, size in enumerate(smallest)),
        (Plan(1, liking=liking) for liking in ("low", "high") if several),
        (Plan(1, fixed=dict(zip((u for u in ends if ends[u]), corner, strict=False))) for corner in corners if several),
    )
    for row in zip_longest(*kinds):
        yield from (plan for plan in row if plan is not None)


def _special(names: Names, claims: tuple[Expr, ...], op: str) -> Iterator[Plan]:
    """Where everything is 0 or 1, where symbols meet, where a function has a special value."""
    components = [component(x, (n,) * axes) for x, axes in _families(names) for n in (1, 2)]
    ties = structure.ties(sorted(names.scalars, key=str), components)
    kinds = (
        (Plan(1, liking=liking) for liking in ("zero", "one")),
        (Plan(n, place) for n, place in enumerate(ties)),
        (Plan(n, place) for n, place in enumerate(structure.places(*claims, op)[1])),
    )
    for row in zip_longest(*kinds):
        yield from (plan for plan in row if plan is not None)


def _families(names: Names) -> list[tuple[IndexedBase, int]]:
    return sorted(names.families, key=str)
