"""Case distinctions: the normal form is asked again in each case that it says it needs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from sympy import Add, Expr, Indexed, KroneckerDelta, S, Symbol
from sympy import expand as expanded

from symxent.proof.budget import Budget, MoreRoom, NeedIndex, NeedSign, Restart, Undecided, Undefined
from symxent.proof.engine import Engine
from symxent.proof.situation import Situation
from symxent.proof.sums import nesting

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


def zero_in_every_case(sides: Sides, situation: Situation, budget: Budget) -> tuple[bool, tuple[str, ...]]:
    """Whether the sides are equal (a single one: zero) in each case, and the facts that were used."""

    def test(engine: Engine, sides: Sides) -> bool:
        first, *others = (engine.translate(e) for e in sides)
        field = engine.field
        return engine.is_zero(field.add([first, *(field.negative(o) for o in others)]) if others else first)

    return in_every_case(sides, situation, budget, test)


def in_every_case(
    sides: Sides,
    situation: Situation,
    budget: Budget,
    test: Callable[[Engine, Sides], bool],
    *,
    boundaries: bool = False,
) -> tuple[bool, tuple[str, ...]]:
    """Whether the test holds in each case, and the facts that were used.

    A case says nothing if all sides are undefined in it, or if it is a boundary between two cases and one side is.
    ``boundaries``: look at the case of zero between two signs too, which a statement that continuity does not extend
    needs.
    """
    used: set[str] = set()
    deep = max(map(nesting, sides)) >= DEEP
    todo = [(sides, situation)]
    cases = 0
    while todo:
        these, case = todo.pop()
        cases += 1
        if cases > MAX_CASES:
            raise Undecided(f"more than {MAX_CASES} cases")

        def work(engine: Engine, these: Sides = these) -> bool:
            held = test(engine, these)
            used.update(engine.used_facts - {""})
            return held

        try:
            if not in_situation(case, budget, work, deep=deep) and not impossible(case.signs):
                return False, ()
        except NeedIndex as need:
            todo += _index_cases(these, case, need)
        except NeedSign as need:
            todo += _sign_cases(these, case, NeedSign(need.expr, need.at_zero or boundaries, need.known))
        except Undefined as error:
            if not case.special:
                raise
            if not (case.boundary or impossible(case.signs) or _all_undefined(these, case, budget)):
                raise Undecided(f"one side alone is undefined in a case: {error}") from None
    return True, tuple(sorted(used))


def _all_undefined(sides: Sides, case: Situation, budget: Budget) -> bool:
    for e in sides:
        try:
            in_situation(case, budget, lambda engine, e=e: engine.translate(e))  # type: ignore[misc]
        except Undefined:
            continue
        except (NeedIndex, NeedSign):
            return False
        return False
    return True


def _index_cases(sides: Sides, case: Situation, need: NeedIndex) -> list[tuple[Sides, Situation]]:
    a, b = need.left, need.right
    cases = [(sides, case.with_distinct(a, b))]
    if not (a.is_Symbol or b.is_Symbol):
        raise Undecided(f"whether the indices {a} and {b} are equal")
    old, new = (a, b) if a.is_Symbol and (not b.is_Symbol or str(a) > str(b)) else (b, a)
    if old in new.free_symbols:
        raise Undecided(f"whether the indices {a} and {b} are equal")
    cases.append((tuple(e.subs(old, new) for e in sides), merged_indices(case, old, new)))
    return cases


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
        distinct=frozenset(frozenset(x.subs(old, new) for x in pair) for pair in case.distinct),
    )


def _sign_cases(sides: Sides, case: Situation, need: NeedSign) -> list[tuple[Sides, Situation]]:
    """The two signs; and zero, for a function that jumps there (others are continuous: two cases suffice)."""
    if need.expr in case.signs or -need.expr in case.signs:
        raise Undecided(f"the sign of {need.expr}")
    cases = []
    if need.known >= 0:
        cases.append((sides, case.with_sign(need.expr)))
    if need.known <= 0:
        cases.append((sides, case.with_sign(expanded(-need.expr))))
    if need.at_zero:
        solved = _zero_of(need.expr)
        if solved is None:
            raise Undecided(f"the case {need.expr} = 0")
        symbol, value = solved
        if symbol in case.rules:
            raise Undecided(f"the case {need.expr} = 0")
        rules = {**case.rules, symbol: value}
        cases.append((sides, replace(case, special=True, boundary=True, rules=rules, said={**case.said, symbol: ""})))
    return cases


def _zero_of(e: Expr) -> tuple[Expr, Expr] | None:
    """A variable in which the expression is linear, and its value at the zero.

    e = slope·s + rest, where the slope is a number, or vanishes at no zero of e since the rest is a number.
    """
    indexed = e.atoms(Indexed)
    inside = {s for x in indexed for s in x.free_symbols if s != x}
    for s in sorted((e.atoms(Symbol) - inside) | indexed, key=str):
        slope = expanded(e.diff(s))
        rest = expanded(e - slope * s)
        if slope.has(s) or rest.has(s) or slope == 0:
            continue
        if slope.is_Rational or (rest.is_Rational and rest != 0):
            return s, expanded(-rest / slope)
    return None


def impossible(signs: tuple[Expr, ...]) -> bool:
    """Whether expressions that are all taken to be > 0 add up to a number that is not."""
    if not 2 <= len(signs) <= LARGEST_SYSTEM:
        return False
    for chosen in range(3, 2 ** len(signs)):
        total = expanded(Add(*[s for n, s in enumerate(signs) if chosen >> n & 1]))
        if total.is_Rational and total <= 0:
            return True
    return False


def canonical_in_cases(expr: Expr, situation: Situation, budget: Budget) -> Expr:
    """The canonical expression; over two index cases as A + δ_ij (B − A)."""
    try:
        return in_situation(situation, budget, lambda engine: engine.expr(engine.translate(expr)))
    except NeedIndex as need:
        ((apart,), apart_case), ((same,), same_case) = _index_cases((expr,), situation, need)
        generic = canonical_in_cases(apart, apart_case, budget)
        special = canonical_in_cases(same, same_case, budget)
        gap = canonical_in_cases(special - generic, situation, budget) if special != generic else S.Zero
        return generic + KroneckerDelta(need.left, need.right) * gap
    except NeedSign as need:
        raise Undecided(f"the value depends on the sign of {need.expr}") from None
