"""The page of a loss: its derivatives line by line, piece by piece where it has kinks, each line judged."""

from __future__ import annotations

from dataclasses import replace

from sympy import And, Basic, Eq, Expr, Indexed, IndexedBase, S, Symbol
from sympy.core.relational import Relational

from symxent.derive import by
from symxent.derive.automatic import differentiate, functions_of, page_for, tidied
from symxent.derive.catalogue import page as page_named
from symxent.derive.derivation import DerivedPage
from symxent.derive.engine import given_by
from symxent.derive.flatten import flatten
from symxent.derive.judge import derive as derive_page
from symxent.derive.page import Derive, Page, Section, State
from symxent.derive.rule import Given, Rule, Step
from symxent.derive.rules.differentiation import variable
from symxent.language import tree as t
from symxent.language.from_sympy import name_tree, to_tree
from symxent.language.text import to_text
from symxent.language.tree import Derivative, Name, Node
from symxent.losses.calculus import branches
from symxent.losses.loss import Loss
from symxent.losses.over_classes import j, k, outermost, over_row, with_deltas, x, y
from symxent.losses.over_classes import t as label_of_row
from symxent.losses.stabilise import mirrored

LONG = 16  # operations, from which a loss is derived label by label: two short pages read better than a long one


def derive(loss: Loss, order: int = 2) -> DerivedPage:
    """The first ``order`` derivatives; every line is judged, a kink itself belongs to no piece."""
    done = derive_page(page(loss, order))
    return replace(done, name=loss.name, title=done.title)


def page(loss: Loss, order: int = 2) -> Page:
    """The page before it is judged: sections for each smooth piece, and for each label where the loss is long.

    Of a row of scores gradient and Hessian diagonal, for any number k of classes.
    """
    if loss.by_row:
        return _page_of_row(loss)
    z = name_tree(loss.wrt.name)
    sections: list[Section] = [_mirror_image(loss)] if _one_label_stands_for_both(loss) else []
    for piece, words in _pieces(loss):
        if loss.wrt not in piece.free_symbols:
            continue  # the derivative of a constant piece needs no page
        made = page_for(to_tree(piece), z, order)
        for section in made.sections:
            assert isinstance(section, Derive)
            sections.append(replace(section, title=section.title + words))
    return Page(
        loss.name,
        loss.title or f"The loss {loss.name}",
        tuple(sections),
        functions=functions_of(to_tree(loss.expr)),
        where={name_tree(v.name): v.where for v in loss.variables},
    )


def _pieces(loss: Loss) -> list[tuple[Expr, str]]:
    found = []
    for labels, words in _labels(loss):
        for piece, condition in branches(loss.expr.xreplace(dict(labels))):
            where = "" if condition is S.true else f", where {_condition(condition)}"
            found.append((piece, words + where))
    return found


def _labels(loss: Loss) -> list[tuple[tuple[tuple[Expr, Expr], ...], str]]:
    few = [v for v in loss.targets if v.values]
    if len(few) != 1 or loss.expr.count_ops() < LONG:
        return [((), "")]
    label = few[0]
    values = label.values[:1] if _one_label_stands_for_both(loss) else label.values
    return [(((label, value),), f", at {to_text(name_tree(label.name))} = {value}") for value in values]


def _one_label_stands_for_both(loss: Loss) -> bool:
    return loss.expr.count_ops() >= LONG and mirrored(loss)


def _mirror_image(loss: Loss) -> State:
    """The statement that the loss at the one label is the loss at the other of the negative score."""
    label = next(v for v in loss.targets if v.values)
    low, high = label.values
    there, here = loss.expr.xreplace({label: high}), loss.expr.xreplace({label: low, loss.wrt: -loss.wrt})
    name, by = (to_text(name_tree(v.name)) for v in (label, loss.wrt))
    title = f"The loss at {name} = {high} is its mirror image, the loss of −{by} at {name} = {low}"
    return State(title, t.Relation("=", to_tree(there), to_tree(here)))


def _condition(condition: Basic) -> str:
    """A condition in words; of a long one, only what it says first."""
    parts = condition.args if isinstance(condition, And) else (condition,)
    texts = []
    for part in parts:
        if isinstance(part, Relational) and not isinstance(part, Eq):
            sign = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}.get(part.rel_op, part.rel_op)
            texts.append(f"{to_text(to_tree(part.lhs))} {sign} {to_text(to_tree(part.rhs))}")
        else:
            texts.append(str(part))
    return " and ".join(texts)


_K = Name("k")
_KNOWN = (page_named("softmax"),)


def _logsumexp(node: Node, given: Given) -> Node | None:
    """∂ logsumexp(x)/∂x_j = S_j(x), as the page “logsumexp” of the catalogue shows."""
    match variable(node):
        case _, t.Call(Name("logsumexp"), (row,)), t.Indexed(base, (place,)) if row == base:
            return t.Call(t.Indexed(Name("S"), (place,)), (row,))
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


def _page_of_row(loss: Loss) -> Page:
    """Where the scores are divided by τ the chains are in u = x/τ, and what follows for x is stated beside them."""
    names = _Names(loss)
    value = names.tree(loss.rows.in_scores)
    first, second = (names.tree(loss.rows.parts(name).formula) for name in ("gradient", "hessian_diagonal"))
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
        steps.append(Step((Rule("collect the terms", lambda node, _: end if node == last else None),)))
    return Derive(title, start, tuple(steps), ends=end)


def _differentiated(start: Node) -> tuple[list[Step], Node]:
    given = given_by(Page("", "", (), builds_on=_KNOWN))
    steps, current = differentiate(start, given, _ROWS)
    for rule in _AFTERWARDS:
        changed = rule.apply(current, given)
        if changed is not None:
            step, current = tidied(rule, flatten(changed))
            steps.append(step)
    return steps, current


def _bound_in(expr: Expr) -> list[Symbol]:
    """The indices of the sums of an expression."""
    return [found.limits[0][0] for found in sorted(outermost(expr), key=str)]


class _Names:
    """The letters of a page: the loss's own, a free index that no sum of it uses, and u for scores that are scaled."""

    def __init__(self, loss: Loss) -> None:
        self.loss = loss
        bound = [index.name for index in _bound_in(loss.expr)]
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
        """The tree of a formula over the symbols of proofs."""
        row = IndexedBase(letter or self.letter)
        shares = IndexedBase("y" if self.loss.shares is None else str(self.loss.shares.label))
        made = with_deltas(expr)
        made = made.xreplace({Symbol("i", integer=True): self.bound} | ({} if j in _bound_in(made) else {j: self.free}))
        made = over_row(made, row, k)
        rows = {x: row, y: shares}
        made = made.replace(lambda e: isinstance(e, Indexed) and e.base in rows, lambda e: rows[e.base][e.indices[0]])
        if self.loss.label is not None:
            made = made.xreplace({label_of_row: self.loss.label.plain})
        return to_tree(made)

    def of_the_scores(self) -> list[Section]:
        """What the derivatives by u say of those by x, with the softmax of x/τ written out."""
        loss, letter = self.loss, str(self.loss.wrt.label)
        gradient, diagonal = (loss.rows.plain(name) for name in ("gradient", "hessian_diagonal"))
        by_x = t.Indexed(self.scores, (Name(self.free.name),))
        found: list[Section] = []
        for title, whole, part in (
            (f"The gradient in {letter}", loss.rows.plain(), gradient),
            (f"The diagonal of the Hessian in {letter}", gradient, diagonal),
        ):
            left = Derivative(self.tree(whole, letter), (by_x,), True)
            found.append(State(title, t.Relation("=", left, self.tree(part, letter))))
        return found
