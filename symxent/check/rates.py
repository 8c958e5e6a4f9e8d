"""Steps between derivatives of letters: what an equation of the section says of them once both its sides change.

From V = π h r² follows dV/dt = π r² dh/dt + 2 π h r dr/dt, and from c² = a² + b² that c dc/dt = a da/dt + b db/dt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Symbol

from symxent.check.in_words import SENTENCE, said_before
from symxent.check.judged import Judged
from symxent.check.said_before import MOST_STATED, holds_at
from symxent.check.steps import FAILURES, Outcome, judge_values
from symxent.errors import Disagreement
from symxent.language.evaluate import to_sympy
from symxent.language.opaque import PARAMETERS
from symxent.language.scope import Scope
from symxent.language.text import to_text
from symxent.language.tree import Derivative, Name, Node, Number, rebuild, walk
from symxent.read.speech import CONDITIONAL, UNASSERTED

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

_FORMULAS = r"(?:\$[^$]{1,20}\$(?:,|,? and)? ?)+"
#: The constant $h$; $h$ and $k$ are held fixed; the height $h$ does not change; and no constant rate, and no multiple.
_CONSTANT = re.compile(
    rf"\b(?:constants?|fixed)\s+(?:(?!rate|speed|of|at|in|for|with|that|which)[a-z]+\s+)?{_FORMULAS}"
    rf"|{_FORMULAS}(?:(?:is|are|stays?|remains?)\s+(?:held |kept |a |both )?(?:constants?|fixed)\b"
    r"(?!\s+(?:multiple|rate|speed|times|factor|function|ratio|fraction|power))"
    r"|(?:does|do|is|are)(?:n't| not) (?:chang|var)\w*)",
)
_DOUBTED = re.compile(
    r"\b(?:if|were|would|neither|nor|unless|suppose|not\s+(?:a\s+)?(?:constant|fixed))\b", re.IGNORECASE
)
_LETTERS = re.compile(r"\\[A-Za-z]+|[A-Za-z]")


def or_rates(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not decided of derivatives proved by differentiating an equation that stands before it.

    A letter is a constant only where the section says so of it; else it changes at a rate that nobody knows.
    """
    if step.status not in ("unknown", "needs definition") or step.operator.text != "=":
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    found = [n for side in (step.left, step.right) for n in walk(side) if isinstance(n, Derivative)]
    by = found[0].by if found else ()
    if len(by) != 1 or not isinstance(by[0], Name) or not all(_is_rate(n) and n.by == by for n in found):
        return step
    for left, right in _equations(chain):
        try:
            verdict = _differentiated(chain, (step.left, step.right), (left, right), by[0])
        except Disagreement:
            raise
        except FAILURES:
            continue
        if verdict is not None:
            words = f"by differentiating {to_text(left)} = {to_text(right)}"
            return replace(step, kind="claim", outcome=Outcome("proved", words, verdict.verdict))
    return step


def _constants(chain: ChainJudge) -> frozenset[str]:
    """The letters of which the section says that they are constant, fixed or do not change."""
    said = said_before(chain.knowledge, chain.statement.chain.start)
    sentences = [s for s in SENTENCE.split(said) if not _DOUBTED.search(s)]
    formulas = (f for s in sentences for found in _CONSTANT.finditer(s) for f in found.group().split("$")[1::2])
    return frozenset(key.removeprefix("\\") for formula in formulas for key in _LETTERS.findall(formula))


def _is_rate(node: Node) -> bool:
    return isinstance(node, Derivative) and isinstance(node.body, Name) and not node.partial


def _equations(chain: ChainJudge) -> Iterator[tuple[Node, Node]]:
    """The equations that the section states before the step, the nearest first; r = 20 holds at a moment only."""
    here, speeches = chain.statement, chain.knowledge.speeches
    for other in reversed(chain.knowledge.statements[max(0, here.number - MOST_STATED) : here.number]):
        asserted = speeches.at(other.formula).act not in UNASSERTED | CONDITIONAL - {"given"}
        if other.section != here.section or not asserted or not holds_at(chain.knowledge, other, here):
            continue
        for operator, (left, right) in zip(other.chain.operators, pairwise(other.members), strict=False):
            if not isinstance(left, Node) or not isinstance(right, Node) or operator.text != "=":
                continue
            changes = any(isinstance(n, Derivative) for side in (left, right) for n in walk(side))
            if not changes and not (isinstance(left, Name) and isinstance(right, Number)):
                yield left, right


def _differentiated(
    chain: ChainJudge, step: tuple[Node, Node], equation: tuple[Node, Node], by: Name
) -> Outcome | None:
    """The proof that a step is the change of an equation, times what is not 0; None without one."""
    trees = (tree for s in chain.knowledge.statements for tree in s.trees)
    rates = {n.body for tree in trees for n in walk(tree) if isinstance(n, Derivative) and n.by == (by,)}
    scope: Scope = chain.setting.scope
    letters = {body: f"{body.key}′" for body in rates if isinstance(body, Name)}
    for name in letters.values():
        scope = scope.bind(name, Symbol(name, real=True))
    for side in equation:
        for n in walk(side):
            if isinstance(n, Name) and n.key not in scope.symbols and not scope.function(n.key):
                scope = scope.bind(n.key, Symbol(n.key, real=True))

    def change(node: Node) -> Node:
        return Name(letters[node.body]) if isinstance(node, Derivative) and node.body in letters else node

    one, other = (to_sympy(rebuild(side, change), scope) for side in step)
    gap: Expr = one - other
    said = to_sympy(equation[0], scope) - to_sympy(equation[1], scope)
    total: Expr = said.diff(to_sympy(by, scope))
    for body, name in letters.items():
        total += said.diff(to_sympy(body, scope)) * Symbol(name, real=True)
    others = said.free_symbols - {to_sympy(by, scope)} - {to_sympy(body, scope) for body in letters}
    if others & scope.values.keys():
        return None
    constant = _constants(chain) | {"pi", "e"}
    if by.key in ("x", "y") and to_sympy(by, scope) in said.free_symbols:  # on a curve x² + y² = r², and not in time
        constant |= PARAMETERS
    for letter in sorted(others, key=str):
        if str(letter) not in constant:
            total += said.diff(letter) * Symbol(f"{letter}′", real=True)
    moving = [Symbol(n, real=True) for n in letters.values() if gap.has(Symbol(n, real=True))]
    if not moving or any(gap.diff(m, k) != 0 for m in moving for k in moving) or total.diff(moving[0]) == Integer(0):
        return None
    m = moving[0]
    outcome = judge_values(gap * total.diff(m), total * gap.diff(m), "=", chain.setting, chain.judge.seconds / 4, None)
    return outcome if outcome.status == "proved" else None
