"""From SymPy to the field of fractions: what the normal form has met, and what it knows of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flint import fmpq
from sympy import Basic, Expr, Rational, Sum, Symbol

from symxent.logic import Step
from symxent.logic.checker import Letter
from symxent.logic.letters import nesting
from symxent.logic.ring import Refused, Vacuous
from symxent.logic.rules import STEPS
from symxent.proof import logarithms, multisums, sums
from symxent.proof.budget import MAX_DEPTH, Budget, NeedSign, Undecided, Undefined
from symxent.proof.fractions import Field, Frac
from symxent.proof.generators import NOTHING, Generator, Table, expression, free_of, rational, used_generators
from symxent.proof.heads import HANDLERS, other
from symxent.proof.indices import Indices
from symxent.proof.signs_of_factors import Signs
from symxent.proof.situation import Situation


class Engine:
    """The normal form of expressions in one situation; everything that it has met is remembered."""

    def __init__(
        self, situation: Situation, budget: Budget, size: int = 64, scales: dict[Hashable, int] | None = None
    ) -> None:
        self.situation = situation
        self.budget = budget
        self.ring = Field(size, budget)
        self.table = Table()
        self.scales: dict[Hashable, int] = {} if scales is None else scales
        self.integers = Indices(situation)
        self.bound: set[Symbol] = set()  # the bound index variables that occur so far
        self.used_facts: set[str] = set()
        self._memo: dict[Basic, Frac] = {}
        self._of_factor: dict[int, frozenset[int]] = {}
        self._depth = 0
        self._log: list[Callable[[], Step]] = []  # a step is written down only when a proof is asked for
        self.letters: list[Letter] = []
        self.signs = Signs(self)
        for e in situation.zero:
            self._take_to_be_zero(e)
        self.signs.learn()

    # -- the proof -------------------------------------------------------------------------------------------

    def note(self, step: Callable[[], Step]) -> None:
        """Remember the use of a rule, for the logic."""
        self._log.append(step)

    def by_rule(self, rule: str, args: tuple[Expr, ...], parts: tuple[Expr, ...] = ()) -> Frac:
        """What a rule of the logic makes of ``args``, by the rule's own check; the logic is told."""
        step = Step(rule, args, parts)
        value: Frac = STEPS[rule].check(self, step)  # type: ignore[arg-type]
        self.note(lambda: step)
        return value

    def steps(self) -> tuple[Step, ...]:
        """What was used, in the order in which it was met; roots that are powers of another first."""
        return (*logarithms.powers_of_roots(self), *(step() for step in self._log))

    def _take_to_be_zero(self, e: Expr) -> None:
        """Replace a power of one generator by what it is where e = 0, if no other relation leads back to it."""
        n, _ = self.ring.lowest(self.value(e))
        self._memo.clear()
        try:
            self.ring.relate(n)
        except Vacuous:
            raise Undefined("a number that is not zero is taken to be") from None

    # -- translation -----------------------------------------------------------------------------------------

    def value(self, e: Expr) -> Frac:
        """The fraction of an expression."""
        found = self._memo.get(e)
        if found is not None:
            return found
        handler = HANDLERS.get(type(e))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Undecided(f"the expression is nested more than {MAX_DEPTH} deep")
        try:
            self.budget.check()
            value = handler(self, e) if handler is not None else other(self, e)
        except Undecided:
            raise
        except Refused as refusal:  # of a function that evaluates for the logic too
            raise Undecided(str(refusal)) from None
        finally:
            self._depth -= 1
        if self.situation.zero:
            value = (self.ring.reduce(value[0]), value[1])
        self._memo[e] = value
        return value

    def __call__(self, e: Expr) -> Frac:
        return self.value(e)

    def atom(
        self, e: Expr, free: frozenset[Symbol] = NOTHING, sign: int = 0, *, kind: str = "atom", binary: bool = False
    ) -> Frac:
        """The generator of an expression of which nothing more is known, or of what a declared fact makes of it."""
        row = self.table.find(e)
        if row is None:
            replaced = self.situation.rules.get(e)
            if replaced is not None:
                self.used_facts.add(self.situation.said.get(e, f"{e} = {replaced}"))
                if isinstance(e, Sum):
                    self.note(lambda: Step("declared", (e,), (replaced,)))
                return self.value(replaced)
            row = self.table.add(self, e, kind, e, free, sign=sign, binary=binary)
        return (self.ring.gens[row.number], ())

    # -- what a fraction is made of --------------------------------------------------------------------------

    def generators_of_factor(self, f: int) -> frozenset[int]:
        found = self._of_factor.get(f)
        if found is None:
            found = self._of_factor[f] = frozenset(used_generators(self.ring.factors[f]))
        return found

    def generator_of_factor(self, f: int) -> Generator | None:
        """The generator that a factor consists of, if it is one and nothing else."""
        numbers = self.generators_of_factor(f)
        if len(numbers) == 1 and self.ring.factors[f].total_degree() == 1 and len(self.ring.factors[f]) == 1:
            return self.table.rows[next(iter(numbers))]
        return None

    # -- what the functions ask for that evaluate for the logic too -------------------------------------------

    def need(self, holds: bool, condition: str, *of: object) -> None:
        if not holds:
            raise Refused(condition.format(*of))

    def invert(self, a: Frac) -> Frac:
        return self.ring.invert(a)

    def need_equal(self, a: Frac, b: Frac, what: str) -> None:
        self.need(self.is_zero(self.ring.subtract(a, b)), what)

    def zero(self, e: Expr) -> bool:
        return self.is_zero(self.value(e))

    def need_at_least(self, e: Expr, low: Expr | int) -> None:
        if self.integers.at_least(e, low):
            return
        if self.integers.may_be_of_either_sign(e) and not self.integers.at_least(-e, -low):
            raise NeedSign((e - low).expand(), at_zero=False)
        raise Refused(f"{e} >= {low}")

    def keyed(self, _: tuple[Hashable, ...], __: str, meaning: Expr) -> Frac:
        """A product: the generator of its canonical form."""
        body = self.value(meaning.function)
        whole = meaning.func(self.expr(body), *meaning.limits)
        return self.atom(whole, free_of(self, body).difference(meaning.variables))

    def carried_out(self, body: Expr) -> Expr:
        return body

    def with_deltas(self, body: Expr) -> Expr:
        return sums.with_deltas_of_indices(body)

    def summed(self, body: Expr, v: Symbol, high: Expr) -> Frac:
        return sums.sum_fraction(self, self.value(body), v, high)

    def letter(self, body: Expr, m: Symbol, _: Expr, high: Expr) -> Symbol:
        """The letter for 1 … high, by how deep sums are nested in the body."""
        v = self.bind(sums.letter_of(nesting(body) + 1, high, body.free_symbols - {m}), high)
        self.letters.append((body, m, high, v))
        return v

    def constant(self, a: Frac) -> Rational | None:
        """The rational number that a fraction is, if it is one."""
        n, d = self.ring.lowest(a)
        return rational(n.leading_coefficient() if n else fmpq(0)) if not d and n.is_constant() else None

    # -- what a part of the normal form asks of another that builds on it -------------------------------------

    def root(self, base: Frac, p: int, q: int) -> Frac:
        """base^(p/q)."""
        return logarithms.root(self, base, p, q)

    def sum_of_sums(self, summand: Frac, nested: list[Generator], v: Symbol, end: Expr) -> Frac:
        """Σ_v of a summand that holds sums, whose order is then a canonical one."""
        return multisums.flatten(self, summand, nested, v, end)

    def declared_for_every_index(self, e: Sum) -> tuple[Expr, dict[Symbol, Expr]] | None:
        """What a sum is by an equality that is declared for every index, and at which indices."""
        return multisums.declared_for_every_index(self, e)

    def expr(self, a: Frac) -> Expr:
        return expression(self, a)

    def is_zero(self, a: Frac) -> bool:
        """Whether the fraction is zero, binary labels (y² = y) taken into account."""
        n = a[0]
        return not n or not self.without_squares_of_labels(n)

    def without_squares_of_labels(self, n):  # type: ignore[no-untyped-def]
        """The polynomial with y^e replaced by y for every y in {0, 1}: the same function of such a y."""
        if not self.table.binaries:
            return n
        degrees = n.degrees()
        high = [g for g in self.table.binaries if degrees[g] > 1]
        if not high:
            return n
        terms: dict[tuple[int, ...], fmpq] = {}
        for m, c in n.terms():
            lowered = tuple(1 if e > 1 and i in high else e for i, e in enumerate(m))
            terms[lowered] = terms.get(lowered, fmpq(0)) + c
        return self.ring.ctx.from_dict(terms)

    # -- the index variables ---------------------------------------------------------------------------------

    def bind(self, v: Symbol, end: Expr) -> Symbol:
        """Let a letter be bound, over 1 … end."""
        self.bound.add(v)
        self.integers.bind(v, end)
        return v

    def free_indices(self, e: Basic) -> frozenset[Symbol]:
        if not self.bound:
            return NOTHING
        return frozenset(s for s in e.free_symbols if s in self.bound)
