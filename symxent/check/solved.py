"""x = 4 behind f′(x) = 0: whether a letter is what the equation that stands before it leads to, where words say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from sympy import Add, Dummy, Expr, Mul, Poly, Product, Sum, Symbol, Tuple, expand, factor_list, fraction, rem, together
from sympy.polys.polyerrors import PolynomialError

from symxent.check.both_signs import is_signed, with_signs
from symxent.check.definitions import head_of
from symxent.check.imaginary import real_roots
from symxent.check.implication import FOLLOWS, PATIENCE, entailed, of_arrays
from symxent.check.names import letters, names_of
from symxent.check.numeric import other_meanings
from symxent.check.of_matrices import of_matrices
from symxent.check.premises import ZERO, Equation, Premise, equation_before, is_of_another, premise_of
from symxent.check.setting import setting_of
from symxent.check.steps import Outcome
from symxent.derive.consequence import follows
from symxent.derive.relations import Relation
from symxent.errors import SymxentError
from symxent.language.domain import POSITIVE, Domain
from symxent.language.meaning import to_value
from symxent.language.scope import Scope
from symxent.language.tree import Add as Plus
from symxent.language.tree import (
    Derivative,
    Group,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    walk,
)
from symxent.proof import Status, Verdict, prove
from symxent.read.speech import UNASSERTED
from symxent.read.speech_words import OTHER_ARITHMETIC, RESIDUES

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: How often a gradient may hold the equation that is solved: 2 Xᵀ(Xw − y) = 0 is twice XᵀX w = Xᵀy.
_TIMES = (1, 2, -1, -2)
_FIELD = re.compile(r"\b(?:finite )?fields? (?:with|of) \$?\d|\bfinite field|\bring\b", re.IGNORECASE)
#: Units behind a number, and numbers that are written otherwise.
_UNIT = re.compile(
    r"[\s$\\\])}]*(?:%|°|'|o'clock|degrees?\b|per\s?cent\b|(?:[kcmµn]?m|[mkµ]?g|[mµn]?s|h|min|Hz|N|J|W|V|K|l)\b|(?:in|modulo)\s"
    r"|(?:inch\w*|feet|miles?|hours?|minutes?|seconds?|days?|years?|dollars?|euros?|bits?|bytes?)\b)"
)
_TOGETHER = "together they are the solutions of the equation before them"


def led_to(chain: ChainJudge, left: Node, right: Node) -> Found | None:
    """What is found out of letter = value, said to be what the equation before it leads to; None where nothing is.

    Refuted for certain only where the equation has no other letter and the value does not satisfy it.
    """
    premise = premise_of(chain, left, right)
    if premise is None or chain.knowledge.speeches.at(chain.statement.formula).act in UNASSERTED:
        return None
    try:
        return _of_numbers(chain, premise, right) or _of_arrays(chain, premise, right)
    except SymxentError:
        return None


def solved(chain: ChainJudge, left: Node, right: Node) -> Found | None:
    """What a number is said to be right behind the definition that it stands in, or that words say it follows from."""
    head, here = head_of(left), chain.statement
    if head is None or head.kind != "value" or len(here.members) != 2 or here.number == 0:
        return None
    before = _said_just_before(chain, head.key, right)
    if before is None or of_arrays(chain, (*before, left, right)):
        return None
    known = {key: Symbol(key, real=True) for side in (*before, left, right) for key in letters(side)}
    read = partial(_number, Scope(dict(known)))
    try:
        one, other, x, value = (read(tree) for tree in (*before, left, right))
        return Found(Solved((one, other), (x, value), Domain(), read))
    except SymxentError:
        return None


def _said_just_before(chain: ChainJudge, key: str, right: Node) -> tuple[Node, Node] | None:
    """The equation just before that holds a letter: y = m x + b, or, where words say that it follows, k = n p."""
    here, knowledge = chain.statement, chain.knowledge
    other = knowledge.statements[here.number - 1]
    first, last = other.members[0], other.members[-1]
    whole = {o.text for o in other.chain.operators} == {"="} and other.section == here.section
    if not whole or not isinstance(first, Node) or not isinstance(last, Node) or other.chain.continues:
        return None
    if len(other.members) > 2 and any(s.status != "proved" for s in chain.judge.steps_of(other)[1:]):
        return None
    for definition in knowledge.by_number.get(other.number, ()):
        circular = key in definition.names and definition.key in names_of((right,))
        return (definition.head, definition.body) if definition.kind == "value" and circular else None
    speech = knowledge.speeches.at(here.formula)
    near = here.formula - other.formula <= 2 and not other.chain.remark and not is_of_another(chain, other)
    follows_ = speech.act == "claim" and FOLLOWS.search(here.prose) is not None
    solves = names_of((right,)) | {key} == names_of((first, last)) and key not in names_of((right,))
    return (first, last) if near and follows_ and solves else None


# -- what it comes to


@dataclass(frozen=True)
class Found:
    """A letter solved for, or not, and what is known of it for certain: an outcome that needs no slip to be told.

    ``follows``: the words between the two say that it does.
    """

    solved: Solved | Roots | None
    certain: Outcome | None = None
    follows: bool = False

    @property
    def outcome(self) -> Outcome | None:
        """What becomes of it; a refutation that is not certain needs a slip beside it."""
        return self.certain or (None if self.solved is None else self.solved.outcome)

    @property
    def is_certain(self) -> bool:
        """Whether a refutation needs no slip beside it."""
        return self.certain is not None

    def fits(self, tree: Node) -> bool:
        """Whether a tree is what solves for the letter."""
        return self.solved is not None and self.solved.fits(tree)


def _of_numbers(chain: ChainJudge, premise: Premise, right: Node) -> Found | None:
    signed = [v for value in premise.values for v in _signs(value)]
    here = _signs(right)
    trees = tuple(dict.fromkeys([*premise.equation.sides, premise.letter, *here, *signed]))
    if of_arrays(chain, trees):
        return None
    setting = setting_of(chain.knowledge, premise.statement, trees, certain=True)
    read = partial(_number, setting.scope)
    one, other, x = (read(tree) for tree in (*premise.equation.sides, premise.letter))
    if not isinstance(x, Symbol):
        return None
    solved = Solved((one, other), (x, read(here[-1])), setting.domain, read)
    told, gap = [read(v) for v in signed], one - other
    if gap.free_symbols == {x} and not any(v.free_symbols for v in told):
        found = _in_one_letter(solved, [read(v) for v in here], told, premise.equation)
        refuted = found is not None and found.certain is not None and found.certain.status == "refuted"
        return None if refuted and _may_be_meant(chain, premise, here, setting.scope) else found
    if not premise.equation.whole:
        return None
    return Found(
        solved if len(told) == 1 else Roots(solved, tuple(told), here == tuple(signed)), follows=premise.equation.sure
    )


def _may_be_meant(chain: ChainJudge, premise: Premise, here: Sequence[Node], scope: Scope) -> bool:
    """Whether a value that does not solve an equation may solve it: in another arithmetic, unit, angle or logarithm."""
    text, start = chain.knowledge.page.text, chain.knowledge.speeches.at(premise.statement.formula).start
    behind = [text[s.chain.end : s.chain.end + 40] for s in (premise.statement, chain.statement)]
    near = text[start : chain.statement.chain.end] + behind[1]
    if any(p.search(near) for p in (OTHER_ARITHMETIC, RESIDUES, _FIELD)) or any(_UNIT.match(words) for words in behind):
        return True
    holds_pi = [any(n == Name("pi") for n in walk(tree)) for tree in (*premise.equation.sides, *here)]
    if any(holds_pi[2:]) and not any(holds_pi[:2]):
        return True  # 2θ = 180, θ = π/2
    for _, other in other_meanings(scope):
        one, two, x = (_number(other, tree) for tree in (*premise.equation.sides, premise.letter))
        at = [{x: _number(other, value)} for value in here]
        if all(prove(one.xreplace(v), two.xreplace(v), seconds=PATIENCE).proved for v in at):
            return True
    return False


def _signs(tree: Node) -> tuple[Node, ...]:
    """A value, or both of x = ±2."""
    signed = sum(is_signed(n) for n in walk(tree)) == 1
    return (with_signs(tree, 1), with_signs(tree, -1)) if signed else (tree,)


def _number(scope: Scope, tree: Node) -> Expr:
    value = to_value(real_roots(tree), scope)
    if not isinstance(value, Expr):
        raise SymxentError("a number was expected")
    return value.doit() if isinstance(tree, Derivative) else value


def _in_one_letter(solved: Solved, here: Sequence[Expr], told: Sequence[Expr], equation: Equation) -> Found | None:
    """Of an equation without other letters: whether the values solve it, and are all its solutions."""
    shown = [solved.at(v) for v in here]
    wrong = next((verdict for verdict in shown if verdict.refuted), None)
    if wrong is not None and not equation.sure:
        return None
    if wrong is not None:
        return Found(solved, certain=Outcome("refuted", "this does not satisfy the equation before it", wrong))
    if not equation.enough or not all(verdict.proved for verdict in shown):
        return None
    if not equation.whole:
        return Found(solved, certain=Outcome("proved", "it is zero there", Verdict.together(shown)))
    alternatives = tuple((Relation(solved.after[0], "=", v),) for v in dict.fromkeys(told))
    found = follows(
        ((Relation(solved.before[0], "=", solved.before[1]),),), alternatives, solved.domain, refuting=False
    )
    if found.status is not Status.PROVED:
        return None
    words = "it solves the equation before it, and nothing else does" if len(told) == 1 else _TOGETHER
    return Found(solved, certain=Outcome("proved", words, Verdict.together([*shown, *found.proofs])))


def _of_arrays(chain: ChainJudge, premise: Premise, right: Node) -> Found | None:
    """w = M⁻¹ r behind an equation whose sides differ by M w − r, for matrices."""
    factors = right.factors if isinstance(right, Multiply) and not right.sign else (right,)
    inverse, *rest = factors
    power = isinstance(inverse, Power) and inverse.exponent in (Negative(Number("1")), Number("-1"))
    if not power or len(premise.values) != 1 or not premise.equation.whole or not rest:
        return None
    assert isinstance(inverse, Power)
    given = rest[0] if len(rest) == 1 else Multiply(tuple(rest))
    outcome = _as_the_gap(chain, premise.equation, Multiply((inverse.base, premise.letter)), given)
    if outcome is None:
        return None
    return Found(None, replace(outcome, reason="it solves the equation before it, and nothing else does"))


def carried_over(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """Proved where left = right is the equation between matrices that stands before it, or a number of times it."""
    equation = equation_before(chain)
    if equation is None or not equation.enough:
        return None  # that a slope is 0 makes no minimum
    outcome = _as_the_gap(chain, equation, left, right)
    return None if outcome is None else replace(outcome, reason="it follows from the equation before")


def _as_the_gap(chain: ChainJudge, equation: Equation, left: Node, right: Node) -> Outcome | None:
    """Proved where the sides of an equation between matrices differ by left − right, or by a number of times it."""
    one, other = equation.sides
    gap = one if other == ZERO else Plus((one, Negative(Group(other, "("))))
    wanted = left if right == ZERO else Plus((left, Negative(Group(right, "("))))
    for times in _TIMES:
        whole = _times(wanted, abs(times))
        for this, that in ((gap, whole),) if abs(times) == 1 else ((gap, whole), (wanted, _times(gap, abs(times)))):
            outcome = of_matrices(chain, this, Negative(that) if times < 0 else that)
            if outcome is not None and outcome.status == "proved":
                return outcome
    return None


def _times(tree: Node, times: int) -> Node:
    return Multiply((Number(str(times)), Group(tree, "(")))


@dataclass(frozen=True)
class Solved:
    """``after``: x and what it is said to be, where the sides of ``before``, which holds x, are equal; real numbers."""

    before: tuple[Expr, Expr]
    after: tuple[Expr, Expr]
    domain: Domain
    read: Callable[[Node], Expr]

    @cached_property
    def outcome(self) -> Outcome | None:
        """Proved where it follows; refuted where x occurs in one way and what solves for it is something else."""
        found = entailed(self.before, self.after, self.domain)
        if found is not None or self.line is None:
            return found
        verdict = self.compared(self.after[1])
        if verdict.proved and self.is_nowhere_flat:
            return Outcome("proved", "it follows from the equation before", verdict)
        return Outcome("refuted", "", verdict) if verdict.refuted else None

    @cached_property
    def line(self) -> tuple[Expr, Expr] | None:
        """Slope and rest of the equation before as one of degree 1 in x, times what is below its bars; or None."""
        gap = self.before[0] - self.before[1]
        x = self.after[0]
        above, below = fraction(together(gap.replace(lambda e: isinstance(e, Sum) and e.has(x), _apart)))
        try:
            polynomial = Poly(above, x)
        except PolynomialError:
            return None
        slope, *rest = polynomial.all_coeffs()
        if (
            polynomial.degree() != 1
            or not prove(gap * below, slope * x + rest[0], self.domain, seconds=PATIENCE).proved
        ):
            return None
        return slope, rest[0]

    @property
    def is_nowhere_flat(self) -> bool:
        """Whether what is said has no value where the slope is 0 and every x may solve the equation."""
        assert self.line is not None
        both = Tuple(fraction(together(self.after[1]))[1], self.line[0]).as_dummy()  # bound letters by canonical names
        sums = {s: Dummy() for s in both.atoms(Sum, Product)}
        below, slope = (e.xreplace(sums) for e in both)
        positive = {s for s, where in self.domain.where.items() if where.is_subset(POSITIVE)}
        try:
            _, factors = factor_list(slope)
            slope = Mul(*(f for f, _ in factors if not (f.is_positive or f in positive)))
            return bool(slope.is_number or rem(below, slope, *below.free_symbols | slope.free_symbols) == 0)
        except PolynomialError:
            return False

    def at(self, value: Expr) -> Verdict:
        """The equation before at a value of x."""
        one, other = (side.xreplace({self.after[0]: value}) for side in self.before)
        return prove(one, other, seconds=PATIENCE)

    def compared(self, right: Expr) -> Verdict:
        """The value that solves for x against another."""
        assert self.line is not None
        slope, rest = self.line
        return prove(-rest / slope, right, self.domain, seconds=PATIENCE)

    def fits(self, tree: Node) -> bool:
        """Whether a tree is what solves for x."""
        try:
            value = self.read(tree)
            there = self.before[0].free_symbols | self.before[1].free_symbols
            if not {v for v in value.free_symbols if isinstance(v, Symbol)} <= there:
                return False
            return self.compared(value).proved if self.line is not None else self.at(value).proved
        except SymxentError:
            return False


@dataclass(frozen=True)
class Roots:
    """Several values of x where the sides of ``solved.before`` are equal; ``signed``: they are one value with a ±."""

    solved: Solved
    values: tuple[Expr, ...]
    signed: bool

    @property
    def outcome(self) -> Outcome | None:
        """Proved where the equation is that they are all its solutions; refuted where a value does not solve it."""
        verdict = self._as_factors(self.values)
        if verdict is not None and verdict.proved:
            return Outcome("proved", _TOGETHER, verdict)
        return Outcome("refuted", "", verdict) if verdict is not None and verdict.refuted and self.signed else None

    def fits(self, tree: Node) -> bool:
        """Whether a tree with a ± is the solutions."""
        try:
            values = tuple(map(self.solved.read, _signs(tree)))
        except SymxentError:
            return False
        verdict = self._as_factors(values)
        return verdict is not None and verdict.proved

    def _as_factors(self, values: tuple[Expr, ...]) -> Verdict | None:
        """Whether the gap is c (x − u) (x − v); None where it is of another degree, or u has a value where c is 0."""
        one, other = self.solved.before
        x = self.solved.after[0]
        above, below = fraction(together(one - other))
        try:
            polynomial = Poly(above, x)
        except PolynomialError:
            return None
        lead = polynomial.LC()
        if polynomial.degree() != len(values) or not all(_holds_below(v, lead) for v in values):
            return None
        whole = lead * Mul(*(x - v for v in values))
        return prove((one - other) * below, whole, self.solved.domain, seconds=PATIENCE)


def _holds_below(value: Expr, lead: Expr) -> bool:
    """Whether a value has no meaning where another one is 0."""
    below = fraction(together(value))[1]
    try:
        return bool(lead.is_number or rem(below, lead, *below.free_symbols | lead.free_symbols) == 0)
    except PolynomialError:
        return False


def _apart(total: Sum) -> Expr:
    """Σ_i (c a_i + d) as c Σ_i a_i + d n."""
    index, low, high = total.limits[0]
    if len(total.limits) > 1:
        return total
    parts = [t.as_independent(index, as_Add=False) for t in Add.make_args(expand(total.function))]
    return Add(*(c * (high - low + 1 if rest == 1 else Sum(rest, total.limits[0])) for c, rest in parts))
