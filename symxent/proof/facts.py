"""Declared equalities as rules: a symbol, a component or a canonical sum, and what it is replaced by."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Indexed, KroneckerDelta, Product, S, Sum, Symbol

from symxent.language.domain import Domain
from symxent.language.functions import softmax
from symxent.logic.assumptions import beyond_fractions
from symxent.logic.letters import kinds_in
from symxent.proof.binding import apart
from symxent.proof.budget import Budget, MoreRoom, NeedIndex, NeedSign, Restart, Undecided
from symxent.proof.engine import Engine
from symxent.proof.situation import Situation, sympified, with_assumptions


def prepared(domain: Domain, *expressions: Expr, budget: Budget, nonnegative: tuple[Expr, ...] = ()) -> Situation:
    """The situation of a claim: its domain, with the index ranges that a softmax component implies, and the rules."""
    domain = sympified(domain)
    implied = {}
    for e in expressions:
        bound = {v for s in kinds_in(e, Sum, Product) for v in s.variables}
        for s in kinds_in(e, softmax):
            _, i, k = s.args
            if isinstance(i, Symbol) and i not in domain.indices and i not in bound:
                implied[i] = (S.One, k)
    if implied:
        domain = domain.extended(indices=implied)
    positive = tuple(apart(p) for p in domain.positive)
    domain = with_assumptions(domain, {s for e in (*expressions, *positive) for s in e.free_symbols})
    atoms = sorted({x for e in expressions for x in kinds_in(e, Symbol, Indexed)}, key=str)
    homes = ((x, domain.where.get(x.base if isinstance(x, Indexed) else x)) for x in atoms)
    ends = tuple((gap, bool(strict)) for home in homes for gap, strict in beyond_fractions(*home))
    situation = Situation(replace(domain, positive=positive), nonnegative=nonnegative, ends=ends)
    for left, right in domain.equal:
        before = situation
        situation = _with_rule(before, apart(left), apart(right), budget)
        new = [r for r in situation.rules if r not in before.rules]
        new += [g[0] for g in situation.general[len(before.general) :]]
        situation = replace(situation, said={**situation.said, **dict.fromkeys(new, f"{left} = {right}")})
    return situation


def _with_rule(situation: Situation, left: Expr, right: Expr, budget: Budget) -> Situation:
    """One more rule; an equality that cannot be turned into one is left out, which weakens what can be proved only."""
    if isinstance(left, KroneckerDelta):
        return replace(situation, rules={**situation.rules, left: right})
    if isinstance(left, Symbol | Indexed) and left not in situation.rules and left not in _under(situation, right):
        return replace(situation, rules={**situation.rules, left: right})
    for size in (48, 256):
        engine = Engine(situation, budget, size)
        try:
            n, d = engine.ring.lowest(engine.value(left - right))
        except MoreRoom:
            continue
        except (Undecided, Restart, NeedIndex, NeedSign):
            return situation
        break
    else:
        return situation
    if d or not n:
        return situation
    solved = _solve(engine, n, left)
    if solved is None:
        return situation
    target, value = solved
    indices = tuple(sorted((s for s in target.free_symbols if s in situation.domain.indices), key=str))
    if isinstance(target, Sum) and indices:
        return replace(situation, general=(*situation.general, (target, value, indices)))
    return replace(situation, rules={**situation.rules, target: value})


def _under(situation: Situation, e: Expr) -> set[Expr]:
    """The symbols and components that an expression rests on, through the rules so far."""
    found: set[Expr] = set()
    todo = [e]
    while todo:
        for s in kinds_in(todo.pop(), Symbol, Indexed):
            if s not in found:
                found.add(s)
                if s in situation.rules:
                    todo.append(situation.rules[s])
    return found


def _solve(engine: Engine, n, left: Expr) -> tuple[Expr, Expr] | None:  # type: ignore[no-untyped-def]
    """The polynomial n = 0 solved for a generator in which it is linear with a constant coefficient."""
    degrees = n.degrees()
    fit = []
    for i, e in enumerate(degrees):
        if e == 1 and engine.table.rows[i].kind in ("symbol", "sum"):
            slope = n.derivative(i)
            if slope.is_constant():
                fit.append((engine.table.rows[i].kind == "sum", str(engine.table.rows[i].expr), i, slope))
    if not fit:
        return None
    _, _, i, slope = max(fit)
    target = engine.table.rows[i].expr
    rest = engine.ring.gens[i] - n / slope.leading_coefficient()
    value = engine.expr((rest, ()))
    if value.has(target):
        return None
    return target, value
