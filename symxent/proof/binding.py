"""Bound variables: every sum gets a letter of its own before anything is substituted."""

from __future__ import annotations

from collections.abc import Collection

from sympy import Basic, Derivative, Dummy, Expr, Product, Sum

from symxent.language.domain import Domain
from symxent.logic.letters import kinds_in
from symxent.proof.budget import Undecided


def sides_apart(domain: Domain, *sides: Expr) -> tuple[Expr, ...]:
    """Each side with bound variables of its own; a side in which they are so already stays as it is."""
    sums = [kinds_in(e, Sum, Product) for e in sides]
    if not any(sums):
        return sides
    taken: set[Basic] = set()
    if any(not isinstance(letter, Dummy) for found in sums for s in found for letter in s.variables):
        taken = {s for i, ends in domain.indices.items() for e in (i, *ends) for s in e.free_symbols}
        for e in (*sides, *domain.positive, *(e for pair in domain.equal for e in pair)):
            taken |= e.free_symbols
        for derivative in (d for e in sides for d in kinds_in(e, Derivative)):
            taken |= {s for v in derivative.variables for s in v.free_symbols}
    return tuple(e if _is_apart(found, taken) else apart(e) for e, found in zip(sides, sums, strict=True))


def _is_apart(found: Collection[Expr], taken: Collection[Basic]) -> bool:
    for s in found:
        letters = s.variables
        if len(set(letters)) < len(letters) or any(letter in taken for letter in letters):
            return False
        if any(letter in letters for inner in kinds_in(s.function, Sum, Product) for letter in inner.variables):
            return False
    return True


def apart(e: Expr) -> Expr:
    """The same expression with bound variables that no other sum and no free symbol shares.

    An index bound twice, e^(x_j)/Σ_j e^(x_j), is read as it stands: the inner letter is the inner sum's own.
    """
    if not e.has(Sum, Product):
        return e
    renamed: dict[Basic, Basic] = {}

    def walk(x: Basic) -> Basic:
        if not x.args or not x.has(Sum, Product):
            return x
        found = renamed.get(x)
        if found is None:
            if isinstance(x, Sum | Product):
                function = walk(x.function)
                limits = []
                inner: dict[Basic, Basic] = {}
                for limit in x.limits:
                    letter = limit[0]
                    if letter in inner:
                        raise Undecided(f"the index {letter} is bound twice in one sum")
                    inner[letter] = Dummy(letter.name, integer=True)
                    limits.append([letter, *(walk(end) for end in limit[1:])])
                # A limit may use the letters of the limits after it, which are bound outside of it.
                found = x.func(
                    function.xreplace(inner), *[[inner[l[0]], *(end.xreplace(inner) for end in l[1:])] for l in limits]
                )
            else:
                found = x.func(*[walk(a) for a in x.args])
            renamed[x] = found
        return found

    return walk(e)
