"""Case distinctions: the normal form is asked again in each case that it says it needs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TypeVar

from sympy import Add, Expr, Indexed, KroneckerDelta, S, Symbol, sign
from sympy import expand as expanded

from symxent.logic import ByIndex, BySign, NoPoint, Proof, Steps
from symxent.logic.letters import kinds_in, nesting
from symxent.proof import algebraic
from symxent.proof.budget import Budget, MoreRoom, NeedIndex, NeedSign, Restart, Undecided, Undefined
from symxent.proof.engine import Engine
from symxent.proof.situation import Situation

NO_STEPS = Steps()
MAX_CASES = 96
LARGEST_SYSTEM = 8  # signs of a case that are looked at together
SIZES = (48, 128, 256, 512)  # most claims need fewer than 16 generators, and a small ring is quick
DEEP = 3  # sums within sums from which on the smallest ring is not tried
T = TypeVar("T")


def in_situation(situation: Situation, budget: Budget, work: Callable[[Engine], T], *, deep: bool = False) -> T:
    """Do the work in an engine with enough room; ``deep`` sums take more from the start."""
    scales: dict[Hashable, int] = {}
    size = int(deep)
    for _ in range(40):
        try:
            return work(Engine(situation, budget, SIZES[size], scales))
        except MoreRoom:
            size += 1
            if size == len(SIZES):
                raise Undecided(f"more than {SIZES[-1]} different symbols, exponentials, logarithms …") from None
        except Restart:
            continue
    raise Undecided("the scales of the exponents do not settle")


Sides = tuple[Expr, ...]  # of one claim, judged together in each case


@dataclass(frozen=True)
class Found:
    """What was found in every case: whether the test holds, the facts that it used, and a proof for the logic."""

    held: bool
    used: tuple[str, ...] = ()
    proof: Proof = NO_STEPS


def zero_in_every_case(
    sides: Sides,
    situation: Situation,
    budget: Budget,
    *,
    jointed: bool = False,
    boundaries: bool = False,
    joints: Sides = (),
) -> Found:
    """Whether the sides are equal (a single one: zero) in each case, and the facts that were used.

    ``joints``: expressions of which each sign is a case of its own.
    """

    def test(engine: Engine, sides: Sides) -> bool:
        for u in joints:
            engine.value(sign(u))  # asks where it is open
        first, *others = (engine.value(e) for e in sides)
        field = engine.ring
        gap = field.add(first, *(field.negative(o) for o in others)) if others else first
        return engine.is_zero(gap) or algebraic.is_zero(engine, gap)

    return in_every_case(sides, situation, budget, test, jointed=jointed, boundaries=boundaries)


def in_every_case(
    sides: Sides,
    situation: Situation,
    budget: Budget,
    test: Callable[[Engine, Sides], bool],
    *,
    boundaries: bool = False,
    before: Steps = NO_STEPS,
    jointed: bool = False,
) -> Found:
    """Whether the test holds in each case, the facts that were used, and the proof that the logic is to check.

    ``boundaries``: look at the case of zero between two signs too, which a strict inequality needs; ``jointed``: the
    claim is about derivatives across joints.  ``before``: steps that the proof has already, and what it looks at.
    """
    used: set[str] = set()
    deep = max(map(nesting, sides)) >= DEEP
    search = _Cases(budget, test, boundaries or jointed, deep, used, before, jointed)
    proof = search.of(sides, situation)
    return Found(False) if proof is None else Found(True, tuple(sorted(used)), proof)


@dataclass
class _Cases:
    budget: Budget
    test: Callable[[Engine, Sides], bool]
    boundaries: bool
    deep: bool
    used: set[str]
    before: Steps
    jointed: bool
    count: int = 0

    def of(self, sides: Sides, case: Situation) -> Proof | None:
        """A proof in this case and those that it falls into, or None."""
        self.count += 1
        if self.count > MAX_CASES:
            raise Undecided(f"more than {MAX_CASES} cases")

        engines: list[Engine] = []

        def work(engine: Engine) -> bool:
            engines.append(engine)
            held = self.test(engine, sides)
            self.used.update(engine.used_facts - {""})
            return held

        def steps() -> Steps:
            if not engines:  # the case itself cannot be
                return self.before
            steps, letters = engines[-1].steps(), tuple(engines[-1].letters)
            return Steps(self.before.steps + steps, self.before.letters + letters, self.before.instead)

        nowhere = impossible(case.signs)
        try:
            if in_situation(case, self.budget, work, deep=self.deep) or (case.special and self.jointed):
                return steps()  # at a joint the logic looks for itself
            return NoPoint(nowhere) if nowhere else None
        except NeedIndex as need:
            return self._by_index(sides, case, need)
        except NeedSign as need:
            if self.jointed and {need.expr, -need.expr} & set(case.zero):
                return steps()
            return self._by_sign(sides, case, NeedSign(need.expr, need.at_zero or self.boundaries, need.known))
        except Undefined:
            if not case.special:
                raise
            return NoPoint(nowhere) if nowhere else steps()  # the logic sees whether a side is undefined

    def _by_index(self, sides: Sides, case: Situation, need: NeedIndex) -> Proof | None:
        apart, (same, merged), (old, new) = _index_cases(sides, case, need)
        one = self.of(*apart)
        two = self.of(same, merged) if one is not None else None
        return None if one is None or two is None else ByIndex(old, new, two, one)

    def _by_sign(self, sides: Sides, case: Situation, need: NeedSign) -> Proof | None:
        """The two signs; and zero, for a function that jumps there (others are continuous: two cases suffice)."""
        if need.expr in case.signs or -need.expr in case.signs or need.expr in case.zero:
            raise Undecided(f"the sign of {need.expr}")
        above: Proof | None = Steps()  # what cannot be is seen by the logic
        below: Proof | None = Steps()
        if need.known >= 0:
            above = self.of(sides, case.with_sign(need.expr))
        if need.known <= 0 and above is not None:
            below = self.of(sides, case.with_sign(expanded(-need.expr)))
        if above is None or below is None:
            return None
        if not need.at_zero:
            return BySign(need.expr, above, below)
        solved = _zero_of(need.expr)
        if solved is None or solved[0] in case.rules:
            zero = self.of(sides, replace(case, special=True, zero=(*case.zero, need.expr)))
            return None if zero is None else BySign(need.expr, above, below, zero)
        symbol, value = solved
        where = case.set_of(symbol.base if isinstance(symbol, Indexed) else symbol)
        if value.is_Rational and where.contains(value) is S.false:
            return BySign(need.expr, above, below, Steps(), symbol, value)
        rules = {**case.rules, symbol: value}
        zero = self.of(sides, replace(case, special=True, rules=rules, said={**case.said, symbol: ""}))
        return None if zero is None else BySign(need.expr, above, below, zero, symbol, value)


def _index_cases(
    sides: Sides, case: Situation, need: NeedIndex
) -> tuple[tuple[Sides, Situation], tuple[Sides, Situation], tuple[Symbol, Expr]]:
    """The case of two different indices, that of equal ones, and which letter it replaces by what."""
    a, b = need.left, need.right
    if not (a.is_Symbol or b.is_Symbol):
        raise Undecided(f"whether the indices {a} and {b} are equal")
    old, new = (a, b) if a.is_Symbol and (not b.is_Symbol or str(a) > str(b)) else (b, a)
    if old in new.free_symbols:
        raise Undecided(f"whether the indices {a} and {b} are equal")
    same = tuple(e.subs(old, new) for e in sides), merged_indices(case, old, new)
    return (sides, case.with_distinct(a, b)), same, (old, new)


def merged_indices(case: Situation, old: Symbol, new: Expr) -> Situation:
    """The case in which the index ``old`` is ``new``: what was known of it is known of the other."""
    domain = case.domain
    indices = dict(domain.indices)
    ends = indices.get(old)
    if ends is not None and new.is_Symbol and new not in indices:
        indices[new] = ends
    rules = {key.subs(old, new): value.subs(old, new) for key, value in case.rules.items()}
    rules = {key: value for key, value in rules.items() if isinstance(key, Expr) and not key.is_number}
    return replace(
        case,
        domain=replace(domain, indices=indices, positive=tuple(p.subs(old, new) for p in domain.positive)),
        special=True,
        rules=rules,
        signs=tuple(s.subs(old, new) for s in case.signs),
        zero=tuple(s.subs(old, new) for s in case.zero),
        distinct=frozenset(frozenset(x.subs(old, new) for x in pair) for pair in case.distinct),
    )


def _zero_of(e: Expr) -> tuple[Expr, Expr] | None:
    """A variable in which the expression is linear, and its value at the zero.

    e = slope·s + rest, where the slope is a number, or vanishes at no zero of e since the rest is a number.
    """
    indexed = kinds_in(e, Indexed)
    inside = {s for x in indexed for s in x.free_symbols if s != x}
    for s in sorted((kinds_in(e, Symbol) - inside) | indexed, key=str):
        slope = expanded(e.diff(s))
        rest = expanded(e - slope * s)
        if slope.has(s) or rest.has(s) or slope == 0:
            continue
        if slope.is_Rational or (rest.is_Rational and rest != 0):
            return s, expanded(-rest / slope)
    return None


def impossible(signs: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Expressions that are all taken to be > 0 and add up to a number that is not; none where there are none such."""
    if not 2 <= len(signs) <= LARGEST_SYSTEM:
        return ()
    for chosen in range(3, 2 ** len(signs)):
        some = tuple(s for n, s in enumerate(signs) if chosen >> n & 1)
        total = expanded(Add(*some))
        if total.is_Rational and total <= 0:
            return some
    return ()


def canonical_in_cases(expr: Expr, situation: Situation, budget: Budget) -> Expr:
    """The canonical expression; over two index cases as A + δ_ij (B − A)."""
    try:
        return in_situation(situation, budget, lambda engine: engine.expr(engine.value(expr)))
    except NeedIndex as need:
        ((apart,), apart_case), ((same,), same_case), _ = _index_cases((expr,), situation, need)
        generic = canonical_in_cases(apart, apart_case, budget)
        special = canonical_in_cases(same, same_case, budget)
        gap = canonical_in_cases(special - generic, situation, budget) if special != generic else S.Zero
        return generic + KroneckerDelta(need.left, need.right) * gap
    except NeedSign as need:
        raise Undecided(f"the value depends on the sign of {need.expr}") from None
