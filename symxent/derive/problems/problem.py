"""What a problem is: a formula and a question about it, whose lines are found when it is derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sympy import Abs, Expr, Heaviside, Max, Min, Piecewise, Pow, S, Symbol, ceiling, floor, sign

from symxent.derive.derivation import Derivation, DerivedPage
from symxent.derive.flatten import flatten
from symxent.derive.page import Derive, Page
from symxent.derive.setting import Setting, setting_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.linear import Array
from symxent.language.text import to_text

#: Letters that a step may bring in.
_LETTERS = "uvwstpqrabcdefghkmnz"


@dataclass(frozen=True)
class Problem(Page):
    """A formula, and the letter that the question is about; ``derived`` works it out."""

    formula: t.Node = field(default_factory=lambda: t.number(0))
    by: t.Node = field(default_factory=lambda: t.Name("x"))

    def derived(self) -> DerivedPage:
        """The page: from what is asked to what it is, line by line.  Raises SymxentError where no way is known."""
        raise NotImplementedError

    def read(self, *others: t.Node) -> tuple[Setting, Expr, Symbol]:
        """The setting of the formula and of what the question speaks of; its value; the letter.  Raises SymxentError
        where the formula is no number, or means nothing."""
        setting = self.set_up(self.formula, self.by, *(node for node in others if not is_infinite(node)))
        letter = setting.value(self.by)
        if not isinstance(letter, Symbol):
            raise SymxentError(f"{to_text(self.by)} is no symbol")
        return setting, number_of(setting, self.formula), letter

    def as_written(self) -> Expr:
        """The value of the formula with nothing cancelled: x²/x has none at 0."""
        spoken = Page(self.name, self.title, (Derive("", t.Sequence((self.formula, self.by)), ()),), self.where)
        return number_of(setting_of(spoken, as_written=True), self.formula)

    def set_up(self, *spoken: t.Node) -> Setting:
        """What the letters of some trees are."""
        return setting_of(Page(self.name, self.title, (Derive("", t.Sequence(spoken), ()),), self.where))


@dataclass(frozen=True)
class Solved:
    """What was found of an equation; ``every``: a letter in the solutions that may be any integer."""

    sections: tuple[Derivation, ...]
    solutions: tuple[Expr, ...]
    every: Symbol | None


#: Functions that may have a kink or a jump.
JOINTED = (Abs, sign, Heaviside, Max, Min, Piecewise, floor, ceiling)

#: ∞ as an end, or where a limit goes.
INFINITY = t.Name("infty")


def is_infinite(node: t.Node) -> bool:
    return node in (INFINITY, t.Negative(INFINITY))


def end_of(setting: Setting, node: t.Node) -> Expr:
    """A number, ∞ or −∞."""
    if is_infinite(node):
        return S.Infinity if node == INFINITY else S.NegativeInfinity
    return number_of(setting, node)


def number_of(setting: Setting, node: t.Node) -> Expr:
    """The value of a tree that is a number; raises SymxentError for a vector."""
    value = setting.value(node)
    if isinstance(value, Array):
        raise SymxentError(f"{to_text(node)} is a vector, and a number was expected")
    return value


def radicands(e: Expr) -> Iterator[Expr]:
    """What stands below the roots of an expression, the 2/3 of a power as it is written being a quotient."""
    for part in e.atoms(Pow):
        if part.exp.is_rational and not part.exp.doit().is_Integer and part.exp.is_number:
            yield part.base


def less(node: t.Node, place: t.Node) -> t.Node:
    """x − a, as x where a is 0 and x + 1 where it is −1."""
    if place == t.number(0):
        return node
    return flatten(t.Add((node, place.body if isinstance(place, t.Negative) else t.Negative(place))))


def fresh_letters(*spoken: Expr) -> Iterator[Symbol]:
    """Real letters that stand in none of the expressions."""
    taken = {s.name for e in spoken for s in e.free_symbols}
    yield from (Symbol(name, real=True) for name in _LETTERS if name not in taken)
    yield from (Symbol(f"u_{n}", real=True) for n in range(1, 100) if f"u_{n}" not in taken)
