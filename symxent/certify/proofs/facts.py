"""What has been said to Coq in a proof, and how numbers are written there: as fractions of atoms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from flint import fmpq_mpoly
from sympy import (
    Abs,
    Expr,
    Indexed,
    KroneckerDelta,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
)

from symxent.certify import terms as coq
from symxent.certify.proofs.formula import Words, number, raised
from symxent.certify.terms import Apply, Div, Term, Total, to_coq, total_of
from symxent.certify.theorem import NoCertificate
from symxent.logic.checker import Checker
from symxent.logic.ring import Frac

MOST_TERMS = 120  # of a polynomial that is written out


def block(tactics: Sequence[str]) -> list[str]:
    """Tactics in braces, as the proof of the goal in front."""
    lines = list(tactics)
    if len(lines) == 1:
        return [f"{{ {lines[0]} }}"]
    return [f"{{ {lines[0]}", *(f"  {line}" for line in lines[1:-1]), f"  {lines[-1]} }}"]


def chained(tactics: Sequence[str]) -> str:
    """Several tactics as one."""
    return "; ".join(t.removesuffix(".") for t in tactics)


class Facts:
    """``words``: how expressions are written; ``c``: what the logic has found.

    ``known``: by expression, the hypothesis that says its value; None where it is written as its value is.
    """

    def __init__(self, words: Words, checker: Checker) -> None:
        self.words, self.c = words, checker
        words.naturals |= set(checker.integers.letters)
        self.lines: list[str] = []
        self.known: dict[Expr, str | None] = {}
        self.facts: dict[str, str] = {}
        self.products: dict[str, str] = {}  # what is known of them
        self.open: set[str] = set()  # the letters of the sums around
        self._count = count(1)
        self._atoms: dict[int, Term] = {}
        self._relations: dict[int, str] = {}

    # -- writing -----------------------------------------------------------------------------------------------

    @contextmanager
    def inside(self) -> Iterator[list[str]]:
        """Tactics for a goal of their own; what is said there is known only there."""
        kept = self.lines, dict(self.known), dict(self.facts), dict(self._relations), dict(self.products)
        self.lines = []
        try:
            yield self.lines
        finally:
            self.lines, self.known, self.facts, self._relations, self.products = kept

    @contextmanager
    def for_each(self, v: Symbol) -> Iterator[list[str]]:
        """The same for each index that a letter stands for."""
        outer, atoms, relations = self.letter(v), self._atoms, dict(self._relations)
        with self.inside() as lines:
            if outer in self.open:  # the letter of a sum around this one: here it is another index
                self.words.names[v] = f"{outer}'"
                self._atoms, self._relations = {}, {}
                self.known = {e: known for e, known in self.known.items() if v not in e.free_symbols}
            name = self.letter(v)
            if name in self.open:
                raise NoCertificate("one letter for three sums, one in the other")
            self.open.add(name)
            try:
                yield lines
            finally:
                self.open.discard(name)
                self.words.names[v] = outer
        self._atoms, self._relations = atoms, relations

    def letter(self, v: Symbol) -> str:
        return to_coq(self.words.natural(v))

    def say(self, claim: str, tactics: Sequence[str], stem: str = "v") -> str:
        """A fact with its proof; facts that are known already are not said again."""
        found = self.facts.get(claim)
        if found is None:
            found = self.facts[claim] = f"{stem}{next(self._count)}"
            self.lines.append(f"assert ({found} : {claim}).")
            self.lines += block(tactics)
        return found

    def equal(self, left: Term, right: Term, tactics: Sequence[str]) -> str | None:
        if coq.alpha(left) == coq.alpha(right):
            return None
        return self.say(f"{to_coq(left)} = {to_coq(right)}", tactics)

    # -- fractions -----------------------------------------------------------------------------------------------

    def normal(self, a: Frac) -> Term:
        """A fraction of atoms, as it is written wherever it occurs."""
        above = self.polynomial(a[0])
        if a[1].is_constant():
            return above
        return Div(above, self.polynomial(a[1]))

    def polynomial(self, n: fmpq_mpoly) -> Term:
        if len(n) > MOST_TERMS:
            raise NoCertificate(f"a polynomial of {len(n)} terms")
        parts: list[Term] = []
        for monomial, k in n.terms():
            c = Rational(int(k.p), int(k.q))
            factors = [self._raised(i, e) for i, e in enumerate(monomial) if e]
            if c != 1 or not factors:
                factors.insert(0, number(c))
            parts.append(coq.product(factors))
        return total_of(parts)

    def _raised(self, i: int, power: int) -> Term:
        atom = self.atom(i)
        return atom if power == 1 else coq.Pow(atom, power)

    def atom(self, i: int) -> Term:
        """The term of an atom, its arguments written as their values."""
        found = self._atoms.get(i)
        if found is None:
            e = self.c.ring.meaning[i]
            root = self.root_of_fraction(i)
            found = self._atoms[i] = self._atom(e) if root is None else self._scaled(root)
        return found

    def root_of_fraction(self, i: int) -> Pow | None:
        """The root of n/d in an atom d · (n/d)^(1/q); None for other atoms."""
        e, ring = self.c.ring.meaning[i], self.c.ring
        for a in e.args if isinstance(e, Mul) else ():
            if isinstance(a, Pow) and a.exp.is_Rational and a.exp.p == 1:
                if ring.number.get(("root atom", int(a.exp.q), ring.key(self.c.value(a.base)))) == i:
                    return a
        return None

    def _scaled(self, root: Pow) -> Term:
        a = self.c.value(root.base)
        return coq.Mul(self.polynomial(a[1]), raised(self.normal(a), root.exp))

    def _atom(self, e: Expr) -> Term:
        c, words = self.c, self.words
        if isinstance(e, Symbol | Indexed | NumberSymbol | KroneckerDelta):
            return words.term(e)
        if isinstance(e, Sum):
            found = self.normal(c.value(e.function))
            for v, low, high in e.limits:
                if low != 1:
                    raise NoCertificate("a sum that does not run from 1")
                found = Total(to_coq(words.natural(v)), found, words.natural(high))
            return found
        if isinstance(e, Pow) and e.exp.is_Rational and e.exp.p == 1:
            return raised(self.normal(c.value(e.base)), e.exp)
        if isinstance(e, Pow) and not e.exp.is_Rational:
            return Apply("power", (self.normal(c.value(e.base)), self.normal(c.value(e.exp))))
        if isinstance(e, Mul) and e.args[0] is S.NegativeOne and len(e.args) == 2:  # sin(−u), an odd function
            return coq.Neg(self._atom(e.args[1]))
        if isinstance(e, exp | log | Abs) or (not isinstance(e, Pow | Mul) and e.args):
            shape = words.term(e)
            if isinstance(shape, Apply):
                return Apply(shape.function, tuple(self.normal(c.value(a)) for a in e.args))
        raise NoCertificate(f"{type(e).__name__} as a number of which nothing is known")


def bracketed(text: str) -> str:
    return text if text.replace("_", "").replace("'", "").isalnum() else f"({text})"
