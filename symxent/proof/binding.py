"""Bound variables: every sum gets a letter of its own before anything is substituted."""

from __future__ import annotations

from sympy import Dummy, Expr, Product, Sum

from symxent.proof.budget import Undecided


def apart(e: Expr) -> Expr:
    """The same expression with bound variables that no other sum and no free symbol shares.

    An index bound twice, e^(x_j)/Σ_j e^(x_j), is read as it stands: the inner letter is the inner sum's own.
    """
    if not e.has(Sum, Product):
        return e
    renamed: dict[Expr, Expr] = {}

    def walk(x: Expr) -> Expr:
        if not x.args or not x.has(Sum, Product):
            return x
        found = renamed.get(x)
        if found is None:
            if isinstance(x, Sum | Product):
                function = walk(x.function)
                limits = []
                inner: dict[Expr, Expr] = {}
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
                found = x.func(*[walk(a) if isinstance(a, Expr) else a for a in x.args])
            renamed[x] = found
        return found

    return walk(e)
