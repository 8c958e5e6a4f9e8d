"""The page of a loss: its derivatives line by line, piece by piece where it has kinks, each line judged."""

from __future__ import annotations

from dataclasses import replace

from sympy import And, Basic, Eq, Expr, S
from sympy.core.relational import Relational

from symxent.derive.automatic import functions_of, page_for
from symxent.derive.derivation import DerivedPage
from symxent.derive.judge import derive as derive_page
from symxent.derive.page import Derive, Page, Section, State
from symxent.language import tree as t
from symxent.language.from_sympy import name_tree, to_tree
from symxent.language.text import to_text
from symxent.losses.calculus import branches
from symxent.losses.loss import Loss
from symxent.losses.stabilise import mirrored

LONG = 16  # operations, from which a loss is derived label by label: two short pages read better than a long one


def derive(loss: Loss, order: int = 2) -> DerivedPage:
    """The first ``order`` derivatives; every line is judged, a kink itself belongs to no piece."""
    done = derive_page(page(loss, order))
    return replace(done, name=loss.name, title=done.title)


def page(loss: Loss, order: int = 2) -> Page:
    """The page before it is judged: sections for each smooth piece, and for each label where the loss is long."""
    by = name_tree(loss.wrt.name)
    sections: list[Section] = [_mirror_image(loss)] if _one_label_stands_for_both(loss) else []
    for piece, words in _pieces(loss):
        if loss.wrt not in piece.free_symbols:
            continue  # the derivative of a constant piece needs no page
        made = page_for(to_tree(piece), by, order)
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
