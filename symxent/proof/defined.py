"""What follows from both sides of a claim being defined: arguments of logarithms are positive, radicands not negative.

The logic draws these conclusions on its own; the search has to know of them to find the proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Basic, Expr, Indexed, Integral, Limit, Mul, Piecewise, Pow, Product, S, Subs, Sum, Symbol, log

from symxent.language.domain import Domain


@dataclass(frozen=True)
class Defined:
    """The domain of a claim with the facts of its being defined, for the search.

    ``domain``: with expressions that are > 0; ``nonnegative``: expressions that are ≥ 0.  ``told``: the words of those
    facts that are a condition, as one side only rests on them.
    """

    domain: Domain
    nonnegative: tuple[Expr, ...]
    told: dict[str, str]
    silent: frozenset[str]

    def said(self, facts: tuple[str, ...]) -> tuple[str, ...]:
        """The facts that were used, those that are conditions with the reason."""
        return tuple(self.told.get(fact, fact) for fact in facts if fact not in self.silent)


def where_defined(domain: Domain, *sides: Basic, roots: bool = False) -> Defined:
    """What the sides being defined says: u > 0 where log u is looked at; with ``roots`` u ≥ 0 for √u, > 0 for 1/√u."""
    kinds = (_of_logarithm, _of_root) if roots else (_of_logarithm,)
    by_side = [{fact: words for kind in kinds for fact, words in kind(side).items()} for side in sides]
    known = {(u, True) for u in domain.positive}
    found = {fact: words for side in by_side for fact, words in side.items() if fact not in known}
    order = sorted(found, key=lambda fact: (fact[0].count_ops(), str(fact[0])))  # the plainest fact is the one named
    strict = tuple(u for u, positive in order if positive)
    weak = tuple(u for u, positive in order if not positive and (u, True) not in found)
    name = {fact: f"{fact[0]} {'>' if fact[1] else '>='} 0" for fact in found}
    both = {fact for fact in found if all(fact in side for side in by_side)}
    told = {name[fact]: f"{name[fact]}, where {words} is defined" for fact, words in found.items() if fact not in both}
    extended = domain.extended(positive=strict) if strict else domain
    return Defined(extended, weak, told, frozenset(name[fact] for fact in both))


Fact = tuple[Expr, bool]  # an expression that is ≥ 0; whether it is not 0


def _of_logarithm(side: Basic) -> dict[Fact, str]:
    return {
        (e.args[0], True): f"log({e.args[0]})"
        for e in _looked_at(side)
        if isinstance(e, log) and _may_be_told(e.args[0])
    }


def _of_root(side: Basic) -> dict[Fact, str]:
    """A power with a fractional exponent has a real value over a base that is not negative."""
    return {
        (e.base, bool(e.exp.is_negative)): str(e)
        for e in _looked_at(side)
        if isinstance(e, Pow) and e.exp.is_Rational and not e.exp.is_Integer and _may_be_told(e.base)
    }


def _may_be_told(u: Expr) -> bool:
    """Whether it says something that u > 0, and what the search can read."""
    return bool(u.free_symbols) and not u.is_positive and isinstance(u, Symbol | Indexed | Mul | Pow | Add)


def _looked_at(side: Basic) -> list[Basic]:
    """The parts that have to have a value at every point, those in sums and case distinctions left out."""
    found: list[Basic] = []
    todo = [side]
    while todo:
        e = todo.pop()
        if isinstance(e, Sum | Product) and len(e.limits) == 1 and e.limits[0][1] == 1:
            m, _, high = e.limits[0]  # x_1 and x_k are among the x_m
            todo += [e.function.subs(m, i) for i in (S.One, high)] if e.function.has(Indexed) else []
            continue
        if isinstance(e, Sum | Product | Piecewise | Subs | Integral | Limit):
            continue
        found.append(e)
        todo += [a for a in e.args if isinstance(a, Expr)]
    return found
