"""Matching of rewrites: a pattern against an expression, sums and products in any order and in part.

SymPy's own ``match`` is not used: it may bind a placeholder to almost anything in a sum, which is slow and makes the
search depend on its internals.  Here a placeholder binds one whole subexpression, and a sum or product of the pattern
may be found among more terms or factors, up to a common number (2σ(z) − 2t is found by σ(a) − t).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from sympy import Add, Basic, Expr, IndexedBase, Mul, Pow, Symbol, exp, sqrt

Binding = Mapping[Symbol, Expr]
Allowed = Callable[[Symbol, Expr], bool]
MOST_COPIES = 4  # of a factor b in b^n: patterns want one or two


Wrap = Callable[[Expr], Expr]


def matches(pattern: Expr, expr: Expr, free: frozenset[Symbol], allowed: Allowed) -> Iterator[tuple[Binding, Wrap]]:
    """All ways to see ``pattern`` in ``expr``: what the placeholders are, and how the rest wraps around the result."""
    if isinstance(pattern, Add):
        if isinstance(expr, Add):
            yield from _part_of_sum(pattern, expr, free, allowed)
        return
    if isinstance(pattern, Mul) or isinstance(expr, Mul | Pow):
        factors = _factors(expr)
        wanted = _factors(pattern)
        if len(wanted) <= len(factors) and (isinstance(pattern, Mul) or len(factors) > 1):
            for binding, left in _choose(wanted, factors, {}, free, allowed):
                yield binding, partial(_times, tuple(left))
    for binding in match(pattern, expr, {}, free, allowed):
        yield binding, (lambda result: result)


def _times(left: tuple[Expr, ...], result: Expr) -> Expr:
    return Mul(result, *left)


def _plus(left: tuple[Expr, ...], scale: Expr, result: Expr) -> Expr:
    return scale * result + scale * Add(*left)


def _part_of_sum(pattern: Add, expr: Add, free: frozenset[Symbol], allowed: Allowed) -> Iterator[tuple[Binding, Wrap]]:
    wanted = pattern.args
    for scale, scaled in _scaled(expr, wanted[0].as_coeff_Mul()[0]):
        for binding, left in _choose(wanted, scaled, {}, free, allowed):
            yield binding, partial(_plus, tuple(left), scale)


# Every row asks the same of the same sums and products, in every form that has them.
@lru_cache(maxsize=1 << 13)
def _scaled(expr: Add, coefficient: Expr) -> tuple[tuple[Expr, tuple[Expr, ...]], ...]:
    """The numbers by which terms are ``coefficient`` times something, each with the terms divided by it."""
    scales: list[Expr] = []
    for term in expr.args:
        scale = term.as_coeff_Mul()[0] / coefficient
        if scale not in scales:
            scales.append(scale)
            if -scale not in scales:
                scales.append(-scale)
    return tuple((scale, tuple(term / scale for term in expr.args)) for scale in scales)


@lru_cache(maxsize=1 << 14)
def _factors(expr: Expr) -> tuple[Expr, ...]:
    """The factors, b³ as b, b, b and e^(2w) as e^w, e^w, so that a pattern may take some of them."""
    found: list[Expr] = []
    for factor in Mul.make_args(expr):
        if isinstance(factor, Pow) and factor.exp.is_Integer and 2 <= abs(int(factor.exp)) <= MOST_COPIES:
            n = int(factor.exp)
            found += [factor.base if n > 0 else Pow(factor.base, -1)] * abs(n)
        elif isinstance(factor, exp):
            n = factor.args[0].as_coeff_Mul()[0]
            copies = int(abs(n)) if n.is_Integer and 2 <= abs(int(n)) <= MOST_COPIES else 1
            found += [exp(factor.args[0] / copies)] * copies
        else:
            found.append(factor)
    return tuple(found)


def _choose(
    wanted: tuple[Expr, ...], offered: tuple[Expr, ...], binding: Binding, free: frozenset[Symbol], allowed: Allowed
) -> Iterator[tuple[Binding, tuple[Expr, ...]]]:
    """Each wanted item finds its own among those offered; yields what is left over."""
    if not wanted:
        yield binding, offered
        return
    # The most particular part of the pattern first: a bare placeholder would take anything.
    item = max(wanted, key=lambda w: (_open(w, free) <= binding.keys(), _weight(w, free)))
    place = wanted.index(item)
    remaining = wanted[:place] + wanted[place + 1 :]
    tried = set()
    for i, candidate in enumerate(offered):
        if candidate in tried:
            continue
        tried.add(candidate)
        for found in match(item, candidate, binding, free, allowed):
            yield from _choose(remaining, offered[:i] + offered[i + 1 :], found, free, allowed)


@lru_cache(maxsize=1024)
def _open(pattern: Basic, free: frozenset[Symbol]) -> frozenset[Symbol]:
    """The placeholders in a pattern."""
    return frozenset(pattern.atoms(Symbol, IndexedBase) & free)


@lru_cache(maxsize=1024)
def _weight(pattern: Expr, free: frozenset[Symbol]) -> int:
    return 0 if pattern in free else sum(1 for _ in pattern.args) + sum(_weight(a, free) for a in pattern.args) + 1


def match(
    pattern: Basic, expr: Basic, binding: Binding, free: frozenset[Symbol], allowed: Allowed
) -> Iterator[Binding]:
    """All ways in which the whole of ``expr`` is the pattern, given what is already bound."""
    if pattern in free:
        if pattern in binding:
            if binding[pattern] == expr:
                yield binding
        elif isinstance(expr, Expr) and _of_one_kind(pattern, expr) and allowed(pattern, expr):
            yield {**binding, pattern: expr}
        return
    unbound = _open(pattern, free)
    if not unbound:
        if pattern == expr:
            yield binding
        return
    if unbound <= binding.keys() and isinstance(pattern, Expr):
        if pattern.xreplace(dict(binding)) == expr:
            yield binding
        return
    if isinstance(pattern, Pow) and pattern.base in free and pattern.exp == 2 and isinstance(expr, Mul):
        for root in _roots(expr):  # 9x² is the square of 3x and of −3x
            if allowed(pattern.base, root):
                yield {**binding, pattern.base: root}
        return
    if not isinstance(pattern, Mul) and not isinstance(expr, type(pattern)):
        return
    if isinstance(pattern, Mul) and pattern.as_coeff_Mul()[0] == -1:
        # −a is a pattern for every expression: z is −(−z).
        yield from match(-pattern, -expr, binding, free, allowed)
        return
    if isinstance(pattern, Mul) and isinstance(expr, Expr):
        yield from _used_up(pattern, _factors(pattern), _factors(expr), binding, free, allowed)
        return
    if isinstance(pattern, Add):
        yield from _used_up(pattern, pattern.args, expr.args, binding, free, allowed)
        return
    if isinstance(expr, type(pattern)) and len(pattern.args) == len(expr.args):
        yield from _arguments(pattern.args, expr.args, binding, free, allowed)


@lru_cache(maxsize=1 << 12)
def _roots(square: Mul) -> tuple[Expr, ...]:
    """What a product is the square of, where each of its factors is one."""
    number, factors = square.as_coeff_mul()
    root = sqrt(number)
    if not root.is_Rational:
        return ()
    for factor in factors:
        base, n = factor.as_base_exp()
        if isinstance(factor, exp) or not (n.is_Integer and n % 2 == 0):
            return ()
        root *= base ** (n // 2)
    return (root, -root)


def _of_one_kind(placeholder: Basic, value: Expr) -> bool:
    """An array stands for an array, an index for an index."""
    if isinstance(placeholder, IndexedBase) or isinstance(value, IndexedBase):
        return isinstance(placeholder, IndexedBase) and isinstance(value, IndexedBase)
    return bool(value.is_integer) if placeholder.is_integer else True


def _used_up(
    pattern: Add | Mul,
    wanted: tuple[Expr, ...],
    offered: tuple[Expr, ...],
    binding: Binding,
    free: frozenset[Symbol],
    allowed: Allowed,
) -> Iterator[Binding]:
    """A whole sum or product must be used up: what is left joins a bare placeholder that was bound just here."""
    bare = [part for part in wanted if part in free and part not in binding]
    # The only bare placeholder comes last and takes all that is left: which part it began with makes no difference.
    only = bare[0] if len(bare) == 1 and isinstance(bare[0], Symbol) else None
    first = wanted if only is None else tuple(part for part in wanted if part != only)
    for found, left in _choose(first, offered, binding, free, allowed):
        if only is None:
            yield from _absorb(pattern, left, found, binding, allowed)
        elif only in found:
            for again, rest in _choose((only,), left, found, free, allowed):
                yield from _absorb(pattern, rest, again, binding, allowed)
        elif any(True for part in left for _ in match(only, part, found, free, allowed)):
            joined = pattern.func(*left)
            if len(left) == 1 or allowed(only, joined):
                yield {**found, only: joined}


def _absorb(
    pattern: Add | Mul, left: tuple[Expr, ...], found: Binding, before: Binding, allowed: Allowed
) -> Iterator[Binding]:
    if not left:
        yield found
        return
    for part in pattern.args:
        if isinstance(part, Symbol) and part in found and part not in before:
            joined = pattern.func(found[part], *left)
            if allowed(part, joined):
                yield {**found, part: joined}
            return


def _arguments(
    patterns: tuple[Basic, ...],
    values: tuple[Basic, ...],
    binding: Binding,
    free: frozenset[Symbol],
    allowed: Allowed,
) -> Iterator[Binding]:
    if not patterns:
        yield binding
        return
    for found in match(patterns[0], values[0], binding, free, allowed):
        yield from _arguments(patterns[1:], values[1:], found, free, allowed)
