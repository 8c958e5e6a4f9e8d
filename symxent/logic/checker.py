"""The checker: the value of an expression as a fraction of atoms, by rules whose conditions it sees to itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mpoly
from sympy import (
    Add,
    Basic,
    Dummy,
    Expr,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
)
from sympy.core.relational import Relational
from sympy.utilities.iterables import flatten

from symxent.logic import assumptions, choices, derivatives, elementary, heads, rules, sums
from symxent.logic.hypotheses import Hypotheses, Integers
from symxent.logic.letters import free_in, is_plain, nesting, outermost, renamed, symbols_in
from symxent.logic.polynomials import UNKNOWN, Sign
from symxent.logic.ring import Frac, Refused, Ring, Vacuous, primitive_part
from symxent.logic.signs import Signs


@dataclass(frozen=True)
class Step:
    """One application of a rule that a search hands over: ``rule`` at ``args`` gives what ``parts`` say.

    What ``args`` and ``parts`` are is said in the rule's row (``symxent.logic.rules``).
    """

    rule: str
    args: tuple[Expr, ...]
    parts: tuple[Any, ...]


Letter = tuple[Expr, Symbol, Expr, Symbol]  # body, its letter, the end of the range 1 … end, the letter used instead


class Checker:
    """Values and signs under hypotheses, with the steps of a proof at hand; nothing is believed, each is checked."""

    def __init__(
        self,
        goal: tuple[Expr, ...],
        hypotheses: Hypotheses,
        steps: Iterable[Step] = (),
        letters: tuple[Letter, ...] = (),
        size: int = 64,
    ) -> None:
        self.goal, self.hypotheses, self.letters = goal, hypotheses, letters
        spoken = (*goal, *hypotheses.expressions())
        self.free = frozenset().union(*map(free_in, spoken))  # about these something may be known
        self._taken = frozenset().union(*map(symbols_in, spoken))
        self.ring: Ring = Ring(size)
        self.integers = Integers(hypotheses, *goal)
        self.linear: dict[str, tuple[int, fmpq]] = {}  # x − c by name: the atom x and the number c
        self.applied: list[Step] = []  # the steps whose rules were found to hold
        self.refused: list[tuple[Step, str]] = []
        self._offered = tuple(steps)
        self._steps: dict[str, list[Step]] = {}
        self.nonnegative: set[tuple[str, str]] = set()  # the values that are known to be, as a whole
        self.scales: dict[Hashable, int] = {}  # of the exponentials: u is held as e^(u/scale)
        self._by_key: dict[Hashable, list[Step]] = {}
        self._known: dict[Hashable, Frac] = {}
        self.under_way: set[Hashable] = set()
        self._values: dict[Expr, Frac] = {}
        self._sign_steps: dict[str, tuple[Step, int]] | None = None
        self._letters: dict[Hashable, Symbol] = {}
        self._factored: dict[str, list[tuple[fmpq_mpoly, int]]] = {}
        for _, _, end, v in letters:
            if self.is_new(v):
                self.integers.letters.setdefault(v, (S.One, end))
        self.signs = Signs(self)
        self._forget()
        for e in hypotheses.zero:
            self.ring.relate(self.value(e)[0])
            self._forget()
        if assumptions.assume(self):  # what the first round learns lets the second read more
            self._forget()
            assumptions.assume(self)
        self._forget()

    def _forget(self) -> None:
        """Look at everything anew, knowing more."""
        self._values.clear()
        self._known.clear()
        self._by_key.clear()
        self._steps.clear()
        self._sign_steps = None
        for step in self._offered:
            if step.rule not in rules.HEAD_OF:
                raise Refused(f"there is no rule {step.rule!r}")
            self._steps.setdefault(rules.HEAD_OF[step.rule], []).append(step)

    # -- conditions of rules: each is asked for by name, and refuses where it is not seen to hold ------------------

    def need(self, holds: bool, condition: str, *of: object) -> None:
        """A side condition of a rule, in words, with ``{}`` for what it is of: SymPy takes long to print."""
        if not holds:
            raise Refused(condition.format(*of) if of else condition)

    def need_positive(self, e: Expr) -> None:
        self.need(self.signs.of_expression(e) == (1, True), "{} > 0", e)

    def need_nonnegative(self, e: Expr) -> None:
        self.need(self.signs.of_expression(e)[0] > 0, "{} >= 0", e)

    def need_equal(self, a: Frac, b: Frac, what: str) -> None:
        self.need(self.ring.key(a) == self.ring.key(b) or not self.ring.subtract(a, b)[0], what)

    def need_at_least(self, e: Expr, low: Expr | int) -> None:
        self.need(self.integers.at_least(e, low), "{} >= {}", e, low)

    def need_within(self, scope: frozenset[Basic], parts: Iterable[Any]) -> None:
        """A letter stands for an index only where there is one: not outside of its sum, which may be empty."""
        spoken = (e for e in flatten(parts) if isinstance(e, Basic))
        strange = frozenset().union(*map(free_in, spoken)) - self.free - scope
        self.need(not strange, "{} stand in a sum only", strange)

    # -- values ------------------------------------------------------------------------------------------------

    def value(self, e: Expr) -> Frac:
        """The value of an expression where it is defined; raises Refused outside the language of the rules."""
        found = self._values.get(e)
        if found is None:
            for kind in type(e).__mro__:
                way = heads.VALUES.get(kind)
                if way is not None:
                    break
            else:
                raise Refused(f"{type(e).__name__} is not in the language of the rules")
            found = way(self, e)
            found = self._values[e] = self.ring.lowest(found) if self.hypotheses.zero else found
        return found

    def zero(self, e: Expr) -> bool:
        return not self.value(e)[0]

    def factored(self, n: fmpq_mpoly) -> list[tuple[fmpq_mpoly, int]]:
        """The irreducible factors of a polynomial that is no constant, each with its exponent."""
        name = str(n)
        found = self._factored.get(name)
        if found is None:
            if len(n) > 300 or max(n.degrees()) > 60:
                found = [(n, 1)]
            else:
                found = [(f, int(k)) for f, k in n.factor()[1]]
            self._factored[name] = found
        return found

    def atom(self, key: Hashable, meaning: Expr) -> Frac:
        number = self.ring.atom(key, meaning)
        return (self.ring.gens[number], self.ring.unit)

    def invert(self, a: Frac) -> Frac:
        """1/a, where a is known not to be zero: by its sign, or because the claim is about such points only."""
        self.need(self.signs.is_nonzero(a), "{} != 0", a[0])
        return self.ring.lowest((a[1], a[0]))

    def function(self, head: str, args: tuple[Expr, ...], meaning: Expr) -> Frac:
        """A function of which rules know more: what a step makes of it, or an atom; equal arguments, equal values."""
        key = (head, *(self.ring.key(self.value(a)) for a in args))
        return self.keyed(key, head, meaning)

    def keyed(self, key: tuple[Hashable, ...], head: str, meaning: Expr) -> Frac:
        found = self.by_step(key, head)
        if found is None:
            found = self._known[key] = self.atom(key, meaning)
        return found

    def by_step(self, key: tuple[Hashable, ...], head: str) -> Frac | None:
        """What a step of the proof makes of it, once the conditions of its rule are seen to hold."""
        found = self._known.get(key)
        if found is not None or key in self.under_way:
            return found
        steps = self._steps_for(head, key)  # before it is under way: arguments of others may hold it
        if (found := self._known.get(key)) is not None:
            return found
        self.under_way.add(key)
        try:
            for step in steps:
                try:
                    if head != "sum":
                        self.need_within(free_in(Tuple(*step.args)), step.parts)
                    found = self._known[key] = rules.STEPS[step.rule].check(self, step)
                except (Refused, Vacuous) as refusal:  # an expression of the proof may be defined nowhere
                    self.refused.append((step, str(refusal)))
                    continue
                self.applied.append(step)
                break
        finally:
            self.under_way.discard(key)
        return found

    def _steps_for(self, head: str, key: Hashable) -> list[Step]:
        """The steps for a key; the arguments of pending ones are looked at when somebody asks."""
        pending = self._steps.pop(head, ())
        if head == "exp":
            elementary.note_scales(self, pending)
        for step in pending:
            try:
                self._by_key.setdefault(rules.STEPS[step.rule].key(self, step), []).append(step)
            except (Refused, Vacuous):
                continue
        return self._by_key.get(key, [])

    def sign_by_hint(self, n: fmpq_mpoly) -> Sign:
        """The sign of a monic polynomial by a step that names it."""
        if self._sign_steps is None:
            self._sign_steps = {}
            for step in self._steps.pop("sign", ()):
                try:
                    a = self.value(step.args[0])
                except (Refused, Vacuous):
                    continue
                if a[0] and a[1].is_constant():
                    c, p = primitive_part(a[0])
                    self._sign_steps.setdefault(str(p), (step, 1 if c > 0 else -1))
        found = self._sign_steps.get(str(n))
        if found is None:
            return UNKNOWN
        try:
            s, strict = rules.SIGN_STEPS[found[0].rule].check(self, found[0])
        except (Refused, Vacuous) as refusal:
            self.refused.append((found[0], str(refusal)))
            return UNKNOWN
        self.applied.append(found[0])
        return (s * found[1], strict)

    def possible(self, compared: Relational) -> frozenset[int]:
        """The signs that the left side of a relation less the right one may have."""
        left, right = compared.args
        same = self.integers.equal(left, right)
        if same or self.zero(left - right):
            return frozenset((0,))
        s, strict = self.signs.of_expression(left - right)
        apart = strict or same is False or self.signs.is_nonzero(self.value(left - right))
        return frozenset((s,) if s else (-1, 1)) | frozenset(() if apart else (0,))

    # -- expressions and letters -----------------------------------------------------------------------------------

    def expression(self, n: fmpq_mpoly) -> Expr:
        """The expression of a polynomial in the atoms."""
        meaning = self.ring.meaning
        return Add(
            *(
                Mul(Rational(int(k.p), int(k.q)), *(Pow(meaning[i], e) for i, e in enumerate(m) if e))
                for m, k in n.terms()
            )
        )

    def meaning_of(self, n: fmpq_mpoly) -> Expr | None:
        """The atom that a polynomial consists of, if it is one."""
        if len(n) == 1 and n.total_degree() == 1:
            return self.ring.meaning[next(i for i, e in enumerate(n.degrees()) if e)]
        return None

    def fraction(self, a: Frac) -> Expr:
        return self.expression(a[0]) / self.expression(a[1])

    def is_new(self, v: Basic) -> bool:
        """Whether a letter of the search may be bound: nothing is said of it, and it is no more than an integer."""
        return v not in self._taken and is_plain(v)

    def is_letter(self, v: Basic, low: Expr, high: Expr) -> bool:
        """Whether a letter stands for every index of a range, and for nothing else."""
        return self.integers.letters.get(v) == (low, high) and self.is_new(v)

    def need_bound(self, e: Sum | Product) -> None:
        """Nothing is known of what is bound but that it is an index of its range: no letter of the search's is bound in
        the claim, nor is one bound over another range than its own."""
        for m in e.variables:
            self.need(m not in self.free, "{} is not free where it is bound", m)

    def constant(self, a: Frac) -> Expr | None:
        """The rational number that a fraction is, if it is one."""
        if not a[0]:
            return S.Zero
        if a[0].is_constant() and a[1].is_constant():
            c = a[0].leading_coefficient() / a[1].leading_coefficient()
            return Rational(int(c.p), int(c.q))
        return None

    def opened(self, e: Sum | Product) -> tuple[Expr, Symbol, bool]:
        """The body of a sum or product with a letter in its range, and whether that is known to have an index."""
        body, m, low, high = outermost(e)
        v = self.letter(body, m, low, high)
        return renamed(body, m, v), v, self.integers.at_least(high, low)

    def at(self, e: Expr, x: Expr, point: Expr) -> Checker:
        """A checker of its own for what is said of x alone, at a number."""
        return Checker((e,), Hypotheses(values={x: point}), size=len(self.ring.gens))

    def carried_out(self, body: Expr) -> Expr:
        return derivatives.carried_out(self, body)

    def with_deltas(self, body: Expr) -> Expr:
        return choices.with_deltas(body)

    def summed(self, body: Expr, v: Symbol, high: Expr) -> Frac:
        return sums.summed(self, body, v, high)

    def letter(self, body: Expr, m: Symbol, low: Expr, high: Expr) -> Symbol:
        """A symbol for every index of a range, not free in the body otherwise; for one body always the same."""
        v = self._letters.get((body, m, low, high))
        if v is None:
            form = (renamed(body, m, _ANY), low, high)
            v = self._letters.get(form) or self._new_letter(body, m, low, high)
            self._letters[body, m, low, high] = self._letters[form] = v
        return v

    def _new_letter(self, body: Expr, m: Symbol, low: Expr, high: Expr) -> Symbol:
        if self.is_letter(m, low, high):
            return m
        taken = symbols_in(body) - {m}  # a letter that is bound inside would capture
        depth = nesting(body)  # by which the search chooses where it has another form of the body

        def unlike(letter: Letter) -> tuple[bool, int]:
            return (letter[0], letter[1]) != (body, m), abs(nesting(letter[0]) - depth)

        for *_, v in sorted(self.letters, key=unlike):
            if v not in taken and self.is_letter(v, low, high):
                return v
        v = Dummy(m.name, integer=True)
        self.integers.letters[v] = (low, high)
        return v


_ANY = Dummy("any", integer=True)
