"""Equations that a page states, as rules for the opaque reading: E[Z_i] = n/N turns the name E(Z_i) into n/N."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sympy import Expr, Integer, Symbol
from sympy.core.function import AppliedUndef

from symxent.language.tree import Name, Node, rebuild
from symxent.language.words import Form, Unfit, Word, total

_INDEX = re.compile(r"•?\w+(?: [+-] \d+)?")
#: So often are products put equal to others.
MOST_REWRITINGS = 4
#: A name, and what reads a tree.
Read = Callable[[Node], Form]


@dataclass(frozen=True)
class Stated:
    """``left`` = ``right``, for all values of the index letters in ``free``; ``words``: the equation as text."""

    left: Node
    right: Node
    free: tuple[str, ...]
    words: str


@dataclass
class Rules:
    """The equations as rules by the name that each of them is solved for.

    ``plain`` reads without rules, ``read`` with them; ``used``: the words of those that were used.
    """

    equations: tuple[Stated, ...]
    plain: Read
    read: Read
    used: dict[str, None] = field(default_factory=dict)
    _patterns: list[tuple[re.Pattern[str], Stated]] | None = None
    _busy: set[str] = field(default_factory=set)
    _products: list[tuple[Word, Form, str]] | None = None

    def value(self, name: str) -> Form | None:
        """What a name is, by an equation; None when none says."""
        if self._patterns is None:
            self._patterns = []
            self._patterns = [found for e in self.equations if (found := self._solved(e)) is not None]
        for pattern, equation in self._patterns:
            match = pattern.fullmatch(name)
            if match is None or equation.words in self._busy:
                continue
            put = match.groupdict()
            bound = any("•" in value for value in put.values())
            if len(put) < 2 or (not bound and len(set(put.values())) == len(put)):  # what holds for i ≠ j only
                return self._at(equation, put)
        return None

    def rewritten(self, form: Form) -> Form:
        """The form with products put equal to what the page says they are, A x = λ x, xᵀy = 0."""
        if self._products is None:
            self._products = [found for e in self.equations if (found := self._product(e)) is not None]
        for _ in range(MOST_REWRITINGS):
            changed = total(self._replaced(word).times(self._valued(c)) for word, c in form.terms.items())
            if changed.text == form.text:
                return form
            form = changed
        return form

    def _valued(self, number: Expr) -> Expr:
        """A number in which products such as xᵀy have the values that the page says."""
        values = {}
        for part in number.atoms(AppliedUndef):
            value = self.value(str(part))
            if value is not None and value.is_number:
                values[part] = value.value
        return number.xreplace(values)

    def _replaced(self, word: Word) -> Form:
        for left, right, words in self._products or ():
            for at in range(len(word) - len(left) + 1):
                if word[at : at + len(left)] == left:
                    self.used[words] = None
                    before, behind = (Form({part: Integer(1)}) for part in (word[:at], word[at + len(left) :]))
                    return before * right * behind
        return Form({word: Integer(1)})

    def _product(self, equation: Stated) -> tuple[Word, Form, str] | None:
        """An equation whose left side is one product of letters, by which no number is hidden."""
        try:
            left, right = self.plain(equation.left), self.plain(equation.right)
        except Unfit:
            return None
        if len(left.terms) != 1:
            return None
        ((word, c),) = left.terms.items()
        looped = any(word == other[at : at + len(word)] for other in right.terms for at in range(len(other)))
        return None if len(word) < 2 or looped else (word, right.times(1 / c), equation.words)

    def _solved(self, equation: Stated) -> tuple[re.Pattern[str], Stated] | None:
        try:
            name = principal(self.plain(equation.left), self.plain(equation.right))
        except Unfit:
            return None
        if name is None:
            return None
        return re.compile(_pattern(name, equation.free)), equation

    def _at(self, equation: Stated, put: dict[str, str]) -> Form | None:
        """The equation solved for its name, with other index letters put in."""

        def change(node: Node) -> Node:
            return _index(put[node.key]) if isinstance(node, Name) and node.key in put else node

        left, right = rebuild(equation.left, change), rebuild(equation.right, change)
        self._busy.add(equation.words)
        try:
            whole = self.plain(left)
            name = principal(whole, self.plain(right))
            if name is None:
                return None
            alone, sign = _term(whole, name)
            rest = whole + alone.times(Integer(-sign))
            solved = (self.read(right) + rest.times(Integer(-1))).times(Integer(sign))
        except Unfit:
            return None
        finally:
            self._busy.discard(equation.words)
        self.used[equation.words] = None
        return solved


def _pattern(name: str, free: tuple[str, ...]) -> str:
    """The name as a pattern, in which each index letter stands for any one."""
    made: list[str] = []
    seen: set[str] = set()
    for part in re.split(r"(•?\w+)", name):
        if part not in free:
            made.append(re.escape(part))
        else:
            made.append(f"(?P={part})" if part in seen else f"(?P<{part}>{_INDEX.pattern})")
            seen.add(part)
    return "".join(made)


def _index(text: str) -> Node:
    """The tree of an index such as k or k + 1."""
    letter, *more = text.split()
    name = Name(letter)
    return name if not more else name + int(more[-1]) if more[0] == "+" else name - int(more[-1])


def principal(left: Form, right: Form) -> str | None:
    """The name that left = right can be solved for: the longest that stands on the left once, as it is, and alone."""
    names = [name for name, _, _ in _terms(left)]
    found = [n for n in names if names.count(n) == 1 and _count(n, left) == 1 and not _count(n, right)]
    return max(found, key=lambda n: (len(n), n), default=None)


def _terms(form: Form) -> list[tuple[str, Form, int]]:
    """The names that are summands with the coefficient 1 or −1."""
    found: list[tuple[str, Form, int]] = []
    for word, c in form.terms.items():
        if len(word) == 1 and c in (1, -1) and not word[0].turned:
            found.append((word[0].name, Form({word: Integer(1)}), int(c)))
        for term in c.expand().as_ordered_terms() if not word else ():
            sign, value = term.as_coeff_Mul()
            if sign in (1, -1) and isinstance(value, Symbol | AppliedUndef):
                found.append((str(value), Form.number(value), int(sign)))
    return found


def _term(form: Form, name: str) -> tuple[Form, int]:
    return next((alone, sign) for found, alone, sign in _terms(form) if found == name)


def _count(name: str, form: Form) -> int:
    """In how many places a name stands, inside other names too."""
    return sum(_text(word, c).count(name) for word, c in form.terms.items())


def _text(word: Word, c: Expr) -> str:
    return " ".join((str(c.expand()), *(a.name for a in word)))
