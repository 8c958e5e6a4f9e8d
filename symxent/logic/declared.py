"""What a letter or a vector is declared to be, put in for it everywhere: X_m = t Y_m for every m, y = x².

A derivative goes through what is declared: with X_m = t Y_m, d/dt Σ X_m² is that of Σ t² Y_m².  What holds t beside X
is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Basic, Derivative, Expr, Indexed, IndexedBase, Integral, Limit, Product, Subs, Sum, Symbol

from symxent.logic.defined import need
from symxent.logic.definitions import by_definition
from symxent.logic.hypotheses import Hypotheses, Integers
from symxent.logic.letters import free_in, put
from symxent.logic.statements import Claim, Statement, are_one

AROUND = (Derivative, Subs, Integral, Limit)
Scope = Mapping[Symbol, tuple[Expr, Expr]]


def put_in(s: Claim, left: Expr, right: Expr) -> Claim:
    """The claim with what the declared equality left = right says in the place of its left side, under what is known
    without it; raises Refused where that is another claim.

    x + y = 1 says y = 1 − x, too; what a derivative by x means then is open.
    """
    h = s.hypotheses
    need(not (h.values or h.distinct or h.fixed), "nothing of the case")
    if (left, right) not in h.equal:
        need(any(_is_multiple(a - b, left, left - right) for a, b in h.equal), f"{left} = {right} is declared")
        need(not any(side.has(*AROUND) for side in (s.lhs, s.rhs)), f"a derivative beside {left} = {right}")
    name = left.base if isinstance(left, Indexed) else left
    need(isinstance(name, Symbol | IndexedBase) and not right.has(name), f"{right} says what {left} is")
    if isinstance(left, Indexed):
        need(len(left.indices) == 1 and left.indices[0] in h.indices, f"{left} for every index")
    else:
        ends = (e for pair in h.indices.values() for e in pair)
        need(name not in h.indices and not any(e.has(name) for e in ends), f"{name} is no index and no size")
    said = _Said(left, name, right, h)
    lhs, rhs = (said.of(side, {}) for side in (s.lhs, s.rhs))
    others = tuple(pair for pair in h.equal if not any(e.has(name) for e in pair))
    where = {x: values for x, values in h.where.items() if not (x.has(name) or values.has(name))}
    positive, nonnegative, nonzero, zero = (
        tuple(e for e in facts if not e.has(name)) for facts in (h.positive, h.nonnegative, h.nonzero, h.zero)
    )
    known = Hypotheses(where, h.indices, positive, nonnegative, nonzero, zero, others)
    return replace(s, lhs=lhs, rhs=rhs, hypotheses=known)


def _is_multiple(gap: Expr, x: Expr, other: Expr) -> bool:
    """Whether c·(x − t) is the gap, for a number c ≠ 0."""
    c = gap.expand().coeff(x)
    return bool(c.is_Rational and c != 0 and (gap - c * other).expand() == 0)


class _Said:
    """Puts in what a letter is; ``scope`` in what follows: the letters that are bound around, and their ranges."""

    def __init__(self, left: Expr, name: Basic, right: Expr, h: Hypotheses) -> None:
        self.left, self.name, self.right, self.h = left, name, right, h
        self.index = left.indices[0] if isinstance(left, Indexed) else None
        self.spoken = free_in(right) - {self.index}

    def of(self, e: Any, scope: Scope) -> Any:
        if not e.has(self.name):
            return e
        if isinstance(e, Indexed) and e.base == self.name:
            return self.at(e.indices, scope)
        if e == self.name:
            need(self.index is None, f"{e} stands alone")
            return self.right
        if isinstance(e, Sum | Product):
            return self.within(e, scope)
        if isinstance(e, Derivative):
            # d/dx of x y, with y = x² declared, may be meant with y held, or through it
            by = {v.base if isinstance(v, Indexed) else v for v in e.variables}
            need(self.name not in by, f"{e} by what is declared itself")
            need(not any(self.right.has(v) and e.expr.has(v) for v in by), f"{e} through what is declared alone")
            return Derivative(self.of(e.expr, scope), *e.variable_count)
        written = by_definition(e)
        if written is not None and self.name in e.args:
            return self.of(written, scope)
        need(not isinstance(e, AROUND), f"{e} binds its letter")
        return e.func(*(self.of(a, scope) for a in e.args))

    def at(self, indices: Sequence[Expr], scope: Scope) -> Expr:
        """The component at an index of the range that is declared."""
        need(len(indices) == 1, f"a component of {self.name}")
        (place,) = indices
        need(not place.has(self.name), f"{place} holds {self.name}")
        low, high = self.h.indices[self.index]
        integers = self.integers(scope)
        need(integers.at_least(place - low, 0) and integers.at_least(high - place, 0), f"{low} <= {place} <= {high}")
        return put(self.right, self.index, place)

    def integers(self, scope: Scope) -> Integers:
        found = Integers(self.h)
        found.letters.update(scope)
        found.ends |= {x for _, high in scope.values() for x in high.free_symbols}
        return found

    def within(self, e: Sum | Product, scope: Scope) -> Expr:
        """A sum or a product: in its body each of its letters lies in its range."""
        inside, limits = dict(scope), []
        for letter, low, high in reversed(e.limits):  # the outermost first
            need(letter != self.name and letter not in self.spoken, f"{letter} is bound in {e}")
            limits.append((letter, self.of(low, inside), self.of(high, inside)))
            inside[letter] = (low, high)
            need(self.integers(inside).at_least(high - low, -1), f"{letter} runs forwards")
        return e.func(self.of(e.function, inside), *reversed(limits))


def by_declaration(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    (premise,), (left, right) = premises, parts
    need(are_one(premise, put_in(s, left, right)), f"the claim with {right} for {left}")
