"""What a row of the table of rewrites is, and everything that rows make of an expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import tee
from typing import Any

from sympy import (
    Add,
    Basic,
    Eq,
    Expr,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Set,
    Sum,
    Symbol,
    log,
    nan,
    zoo,
)
from sympy.functions.elementary.piecewise import ExprCondPair

from symxent.kernels.program.loops import once
from symxent.kernels.program.ranges import bounds
from symxent.kernels.program.remainders import without_remainders
from symxent.kernels.stable.measure.natural import asked
from symxent.kernels.stable.rules.algebra import Computed
from symxent.kernels.stable.rules.match import Allowed, matches
from symxent.language.domain import CLOSED_UNIT, REALS, Domain
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict

Claim = tuple[Expr, Expr, Domain]
"""left = right on the domain."""


@dataclass(frozen=True)
class Rewrite:
    """pattern → result for all placeholders in the domain; placeholders that it does not name are real."""

    name: str
    pattern: Expr
    result: Expr
    domain: Domain = field(default_factory=Domain)

    @property
    def placeholders(self) -> frozenset[Symbol]:
        arrays = self.pattern.atoms(IndexedBase)
        return frozenset(self.pattern.atoms(Symbol) - {base.label for base in arrays} | arrays)

    def __str__(self) -> str:
        return f"{self.name}: {self.pattern} → {self.result}"


def cases(left: Expr, right: Expr, domain: Domain) -> list[Claim]:
    """left = right in cases: a symbol equal to the number that a guard asks about, and everything else."""
    found = []
    for equality in sorted(right.atoms(Eq), key=str):
        q, value = equality.args
        if q.is_Symbol and value.is_number and domain.set_of(q).contains(value) is S.true:
            found.append((left.subs(q, value), right.subs(q, value), domain))
    for equality in right.atoms(Eq):
        q, value = equality.args
        if q.is_Symbol and value.is_number:  # any other equality is for the prover to decide
            right = right.xreplace({equality: S.false})
            domain = domain.extended({q: domain.set_of(q) - FiniteSet(value)})
    vacuous = any(where is S.EmptySet for where in domain.where.values())
    return found if vacuous else [*found, (left, right, domain)]


def equal(formula: Expr, form: Expr, domain: Domain) -> Verdict:
    """The verdict on formula = form over the domain.

    A guard asks whether an input equals a number; that is a case of its own, and the first that fails is the verdict.
    """
    real = {s: Symbol(s.name, real=True) for s in domain.where}
    # Where a root is 0 both sides are continuous: what holds where it is not holds there, too.
    positive = tuple(inner.xreplace(real) for inner, _ in asked(formula) if inner.free_symbols)
    inside = Domain({real[s]: where for s, where in domain.where.items()}, positive=positive)
    plain = form.replace(once, lambda value: value)
    sides = cases(formula.xreplace(real), plain.xreplace(real), inside)
    return Verdict.together(judged(*case) for case in sides)


def judged(formula: Expr, form: Expr, domain: Domain) -> Verdict:
    """The verdict on formula = form; where it is open when the form switches, whether it may switch anywhere."""
    form = without_remainders(form)
    whole = prove(formula, form, domain, clock=Work())
    if whole.proved or whole.refuted or not form.has(Piecewise):
        return whole
    each = Verdict.together(prove(formula, branch, domain, clock=Work()) for branch in choices(form))
    return each if each.proved else whole


def choices(form: Expr) -> Iterator[Expr]:
    """A form, or where it switches outside of its sums, each branch: each is to be equal to the formula everywhere."""
    for choice in sorted(form.atoms(Piecewise), key=str):
        if not any(total.has(choice) for total in form.atoms(Sum)):
            for branch in choice.args:
                yield from choices(form.xreplace({choice: branch.expr}))
            return
    yield form


class Rewriting:
    """What the rows of a table make of expressions of a domain; what they make of a part of one is remembered.

    >>> from symxent.language.functions import sigmoid
    >>> a, z = Symbol("a", real=True), Symbol("z", real=True)
    >>> complement = Rewrite("complement", 1 - sigmoid(a), sigmoid(-a))
    >>> rewriting = Rewriting(Domain(), [complement])
    >>> [(row.name, str(new)) for row, new in rewriting(log(1 - sigmoid(z)))]
    [('complement', 'log(sigmoid(-z))')]
    """

    def __init__(self, domain: Domain, table: Sequence[Rewrite | Computed], most: int = 400) -> None:
        permission = Permission(domain)
        self.rows = [(row, row.placeholders, permission.of(row)) for row in table if isinstance(row, Rewrite)]
        self.computed = [row for row in table if isinstance(row, Computed)]
        self.most = most
        self.known: dict[Expr, Iterator[tuple[Rewrite | Computed, Expr]]] = {}

    def __call__(self, expr: Expr) -> Iterator[tuple[Rewrite | Computed, Expr]]:
        """Every expression that one row makes of ``expr``; equal subexpressions are rewritten together."""
        found = {expr}
        for node in _parts(expr):
            self.known[node], parts = tee(self.known.get(node) or self._made_of(node))
            elsewhere: set[Basic] = set()
            for row, made in parts:
                whole = _put(expr, node, made, elsewhere)
                if whole not in found and not (isinstance(row, Computed) and whole.has(nan, zoo)):
                    found.add(whole)
                    yield row, whole
                if isinstance(row, Rewrite) and len(found) > self.most:
                    return

    def _made_of(self, node: Expr) -> Iterator[tuple[Rewrite | Computed, Expr]]:
        """What is made of a part, the whole of it."""
        for rule in self.computed:
            for made in rule(node):
                yield rule, made
        for row, placeholders, allowed in self.rows:
            if not _may_match(row.pattern, node):
                continue
            for binding, wrap in matches(row.pattern, node, placeholders, allowed):
                made = wrap(row.result.xreplace(dict(binding)))
                if made != node and not made.has(nan, zoo):
                    yield row, made


def _put(expr: Basic, node: Expr, made: Expr, elsewhere: set[Basic]) -> Any:
    """``expr.xreplace({node: made})``; what is without the node is ``elsewhere``, and not visited again."""
    if expr == node:
        return made
    if not expr.args or expr in elsewhere:
        return expr
    args = [_put(a, node, made, elsewhere) for a in expr.args]
    if all(new is old for new, old in zip(args, expr.args, strict=True)):
        elsewhere.add(expr)
        return expr
    return expr.func(*args)


def _parts(expr: Expr) -> list[Expr]:
    """The subexpressions with arguments, outermost first; what decides a branch stays as it is."""
    found: dict[Expr, None] = {}
    waiting: list[Basic] = [expr]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Expr) and node.args and not isinstance(node, ExprCondPair):
            found.setdefault(node)
        waiting.extend(a for a in node.args if isinstance(a, Expr | ExprCondPair))
    return list(found)


def _may_match(pattern: Expr, node: Expr) -> bool:
    """A cheap look before the search: the outermost functions of the pattern must occur in the node."""
    if isinstance(pattern, Add | Mul):
        kinds = {type(part.args[0] if isinstance(part, Pow) else part) for part in _outer(pattern)}
        inside = {type(part.args[0] if isinstance(part, Pow) else part) for part in _outer(node)}
        return isinstance(node, type(pattern) if isinstance(pattern, Add) else Mul | Pow) and kinds - {Symbol} <= (
            inside | {Mul, Add, Pow, Integer, type(S.One), type(S.NegativeOne), Rational}
        )
    if isinstance(pattern, Pow):
        return isinstance(node, Pow | Mul)
    return isinstance(node, type(pattern) | Mul)


def _outer(node: Expr) -> Iterator[Expr]:
    for term in Add.make_args(node):
        yield from Mul.make_args(term)


@lru_cache(maxsize=256)
def implied(pattern: Expr) -> frozenset[Symbol]:
    """The placeholders whose sign the pattern asks for itself: where √u or log u has a value, u ≥ 0 is not shown."""
    asked = {p.base for p in pattern.atoms(Pow) if p.exp == S.Half} | {e.args[0] for e in pattern.atoms(log)}
    return frozenset(q for q in asked if q.is_Symbol)


class Permission:
    """Whether a placeholder of a row may stand for a value, given where the inputs live; remembers its answers."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.known: dict[tuple[Set, Expr], bool] = {}

    def of(self, row: Rewrite) -> Allowed:
        sets = {q: REALS if q in implied(row.pattern) else row.domain.set_of(q) for q in row.placeholders}

        def allowed(placeholder: Symbol, value: Expr) -> bool:
            where = sets[placeholder]
            if where is REALS:
                return True
            if (where, value) not in self.known:
                self.known[where, value] = self._decide(where, value)
            return self.known[where, value]

        return allowed

    def _decide(self, where: Set, value: Expr) -> bool:
        if where is CLOSED_UNIT and (value.is_number or value.atoms(Function)):
            return False  # a share is a label, given from outside, and no function of the logit
        return bounds(value, self.domain).inside(where.closure)
