"""The page of a row loss: gradient and Hessian diagonal for any number k of classes, each line judged.

Where the scores are divided by τ, the chains are in u = x/τ, and what follows for x is stated and proved beside them.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Indexed, IndexedBase, Symbol

from symxent.derive import by
from symxent.derive.derivation import DerivedPage
from symxent.derive.engine import given_by
from symxent.derive.flatten import flatten
from symxent.derive.judge import derive as derive_page
from symxent.derive.notes import softmax as softmax_page
from symxent.derive.page import Derive, Page, Section, State
from symxent.derive.rule import Given, Rule, Step
from symxent.derive.rules.differentiation import variable
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.from_sympy import name_tree, to_tree
from symxent.language.functions import logsumexp, softmax
from symxent.language.text import to_text
from symxent.language.tree import Derivative, Name, Node, walk
from symxent.losses.loss import Loss
from symxent.losses.rows import calculus

_K = Name("k")
_KNOWN = (softmax_page.page,)
MOST_LINES = 40
MOST_NODES = 1500


def _logsumexp(node: Node, given: Given) -> Node | None:
    """∂ logsumexp(x)/∂x_j = S_j(x), as the page “logsumexp” of the catalogue shows."""
    match variable(node):
        case _, t.Call(Name("logsumexp"), (row,)), t.Indexed(base, (j,)) if row == base:
            return t.Call(t.Indexed(Name("S"), (j,)), (row,))
    return None


_LOGSUMEXP = Rule("derivative of logsumexp", _logsumexp, everywhere=True)

# A textbook's order: of the rows, the first that applies makes the next line.
_ROWS: tuple[tuple[Rule, ...], ...] = (
    (by.sum_rule, by.constant_rule, by.coordinate_rule),
    (by.constant_multiple_rule, by.constant_rule, by.coordinate_rule),
    (by.product_rule, by.constant_rule),
    (by.using("∂Sᵢ/∂xⱼ"), _LOGSUMEXP, by.coordinate_rule, by.constant_rule),
    (by.chain_rule, by.logarithm_rule, by.power_rule, by.exponential_rule),
    (by.power_rule, by.exponential_rule, by.logarithm_rule),
    (by.quotient_rule,),
)
_AFTERWARDS: tuple[Rule, ...] = (
    by.cancelling,
    by.expanding,
    by.splitting_the_sum,
    by.pulling_out,
    by.delta_rule,
)


def derive(loss: Loss) -> DerivedPage:
    """The page of the loss, every line judged.  Raises SymxentError where the rules find no way."""
    return replace(derive_page(page(loss)), name=loss.name)


def page(loss: Loss) -> Page:
    """The page before it is judged."""
    names = _Names(loss)
    value = names.tree(loss.rows.in_scores)
    first, second = (names.tree(p.formula) for p in (loss.rows.gradient_parts, loss.rows.hessian_parts))
    words = f", in {names.row.name} = {loss.wrt * loss.rows.scale}" if loss.rows.scale != 1 else ""
    sections: list[Section] = [
        _chain(f"The gradient{words}", Derivative(value, (names.by,), True), first),
        _chain(f"The diagonal of the Hessian{words}", Derivative(first, (names.by,), True), second),
    ]
    if loss.rows.scale != 1:
        sections += names.of_the_scores()
    return Page(
        loss.name,
        loss.title or f"The loss {loss.name}",
        tuple(sections),
        where={name_tree(p.name): p.where for p in loss.parameters},
        arrays=dict.fromkeys((names.row, names.scores, *names.shares), (_K,)),
        indices={i: (t.number(1), _K) for i in names.indices},
        builds_on=_KNOWN,
    )


def _chain(title: str, start: Node, end: Node) -> Derive:
    steps, last = _differentiated(start)
    if last != end:
        steps = [*steps, Rule("collect the terms", lambda node, _: end if node == last else None)]
    return Derive(title, start, tuple(steps), ends=end)


def _differentiated(start: Node) -> tuple[list[Rule | Step], Node]:
    given = given_by(Page("", "", (), builds_on=_KNOWN))
    steps: list[Rule | Step] = []
    current = start
    while any(isinstance(part, Derivative) for part in walk(current)):
        step, current = _next(current, given)
        steps.append(step)
        if len(steps) > MOST_LINES or sum(1 for _ in walk(current)) > MOST_NODES:
            raise SymxentError(f"the derivation grows beyond {MOST_LINES} lines")
    for rule in _AFTERWARDS:
        changed = rule.apply(current, given)
        if changed is not None:
            step, current = _tidied(rule, flatten(changed))
            steps.append(step)
    return steps, current


def _tidied(step: Rule | Step, changed: Node) -> tuple[Step, Node]:
    made = step if isinstance(step, Step) else Step((step,))
    tidy = by.dropping_zeros_and_ones.apply(changed, Given())
    return (made, changed) if tidy is None else (made & by.dropping_zeros_and_ones, flatten(tidy))


def _next(current: Node, given: Given) -> tuple[Step, Node]:
    for row in _ROWS:
        used, changed = [], current
        for rule in row:
            new = rule.apply(changed, given)
            if new is not None:
                used.append(rule)
                changed = flatten(new)
        if used:
            return _tidied(Step(tuple(used)), changed)
    raise SymxentError(f"no rule is known for the derivative in {to_text(current)}")


class _Names:
    """The letters of a page: the loss's own, a free index that no sum of it uses, and u for scores that are scaled."""

    def __init__(self, loss: Loss) -> None:
        self.loss = loss
        bound = [found.limits[0][0].name for found in sorted(calculus.outermost(loss.expr), key=str)]
        taken = {*bound, *loss.arguments}
        self.free = Symbol(next(letter for letter in "jlmn" if letter not in taken), integer=True)
        self.bound = Symbol(bound[0] if bound else "i", integer=True)
        self.letter = str(loss.wrt.label) if loss.rows.scale == 1 else next(a for a in "uwq" if a not in taken)
        self.scores, self.row = name_tree(str(loss.wrt.label)), Name(self.letter)
        self.shares = () if loss.shares is None else (name_tree(str(loss.shares.label)),)
        self.by = t.Indexed(self.row, (Name(self.free.name),))
        labels = [] if loss.label is None else [name_tree(loss.label.name)]
        self.indices = [Name(self.free.name), *labels]

    def tree(self, expr: Expr, letter: str = "") -> Node:
        """The tree of a formula over the symbols of ``calculus``."""
        x, k = IndexedBase(letter or self.letter), calculus.k
        y = IndexedBase("y" if self.loss.shares is None else str(self.loss.shares.label))
        made = calculus.with_deltas(expr)
        made = made.xreplace({Symbol("i", integer=True): self.bound} | ({} if binds(made) else {calculus.j: self.free}))
        made = made.replace(lambda e: isinstance(e, softmax), lambda e: softmax(x, e.args[1], k))
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: logsumexp(x, k))
        rows = {calculus.x: x, calculus.y: y}
        made = made.replace(lambda e: isinstance(e, Indexed) and e.base in rows, lambda e: rows[e.base][e.indices[0]])
        if self.loss.label is not None:
            made = made.xreplace({calculus.t: self.loss.label.plain})
        return to_tree(made)

    def of_the_scores(self) -> list[Section]:
        """What the derivatives by u say of those by x, with the softmax of x/τ written out."""
        loss, letter = self.loss, str(self.loss.wrt.label)
        scale = loss.rows.plain_scale
        gradient, diagonal = (
            loss.rows.over_scores(factor * parts.formula)
            for factor, parts in ((scale, loss.rows.gradient_parts), (scale**2, loss.rows.hessian_parts))
        )
        by_x = t.Indexed(self.scores, (Name(self.free.name),))
        found: list[Section] = []
        for title, whole, part in (
            (f"The gradient in {letter}", loss.rows.plain, gradient),
            (f"The diagonal of the Hessian in {letter}", gradient, diagonal),
        ):
            left = Derivative(self.tree(whole, letter), (by_x,), True)
            found.append(State(title, t.Relation("=", left, self.tree(part, letter))))
        return found


def binds(expr: Expr) -> bool:
    """Whether j is the index of a sum of the expression."""
    return any(found.limits[0][0] == calculus.j for found in calculus.outermost(expr))
