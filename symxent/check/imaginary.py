"""Steps with i = √−1: what is not proved of numbers is proved of real and imaginary parts, where i has no other use.

And ∛(−8) = −2, where a page does not speak of complex numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Abs, Derivative, I, Integral, Limit, Pow, Sum, Symbol, log
from sympy.core.function import AppliedUndef

from symxent.check.judged import Judged
from symxent.check.names import names_of
from symxent.check.steps import FAILURES, Outcome, judge_values, written_out
from symxent.errors import Disagreement
from symxent.language.linear import Array
from symxent.language.tree import Call, Divide, Group, Multiply, Name, Node, Number, Power, rebuild, walk
from symxent.proof import Verdict

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

_UNITS = ("i", "j")
_ENTIRE = frozenset(map(Name, ("exp", "sin", "cos", "sinh", "cosh")))
_SAID = re.compile(
    r"\b(?:[Cc]omplex|[Ii]maginary|[Kk]omplexe?n?|[Cc]omplexes?|[Cc]omplej[oa]s?|[Cc]omplexas?)\b|复数|虚数"
)

#: Where ∛(−8) may be the principal root.
_PRINCIPAL = re.compile(r"[Pp]rincipal|(?<![\\A-Za-z])i(?![A-Za-z])\s*\\(?:pi|sqrt)")
_OF_COMPLEX = re.compile(r"\\(?:mathbb|mathbf|Bbb)\s*\{?\s*C\b|\\C\b|ℂ")

#: What says of a letter that it is √−1: else a page that speaks of $i$ counts with it, or calls a current so.
_UNIT = re.compile(
    r"[Ii]maginary unit|\\sqrt\s*\{?\s*-\s*1|\^\{?2\}?\s*=\s*-\s*1\b|imaginäre Einheit"
    r"|unité imaginaire|unidad imaginaria"
)


def or_complex(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not decided of a power of e with i in it proved with i² = −1 and real letters.

    What holds for real letters holds for complex ones: only powers, e^u, sines and cosines are looked at.
    """
    if step.status not in ("unknown", "needs definition", "refuted") or step.operator.text != "=":
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    unit = _unit(chain, (step.left, step.right))
    if not unit:
        return step
    try:
        verdict = _by_parts(chain, step, unit)
    except Disagreement:
        raise
    except FAILURES:
        return step
    if verdict is None:
        return step
    return replace(step, kind="claim", outcome=Outcome("proved", f"with {unit}² = −1", verdict))


def speaks_of_complex(text: str) -> bool:
    """Whether a page says that numbers are complex."""
    return bool(_SAID.search(text) or _OF_COMPLEX.search(text))


def or_real_roots(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not decided of ∛u proved with −∛|u| for u < 0; u^(1/3) has no value there.

    Nothing is refuted by it, and nothing said where a page may count with complex numbers.
    """
    if step.status != "unknown" or step.operator.text != "=":
        return step
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    text, real = chain.knowledge.page.text, [real_roots(side) for side in sides]
    if len(sides) < 2 or real == sides or speaks_of_complex(text) or _PRINCIPAL.search(text):
        return step
    try:
        left, right = map(chain.value_of, real)
        outcome = judge_values(left, right, "=", chain.setting, chain.judge.seconds / 4, None)
    except Disagreement:
        raise
    except FAILURES:
        return step
    if outcome.status != "proved":
        return step
    return replace(step, kind="claim", outcome=replace(outcome, reason="with the real root of a negative number"))


def real_roots(tree: Node) -> Node:
    """A tree with each ∛u, written with the sign of a root of odd degree, as sign(u) ∛|u|.

    The exponent of what is written with that sign has no place of its own on the page; that of u^(1/3) has.
    """

    def change(part: Node) -> Node:
        match part:
            case Power(base, Divide(Number("1"), Number(degree), span=None) as root) if (
                degree.isdigit() and int(degree) % 2
            ):
                return Multiply((Call(Name("sign"), (base,)), Power(Group(base, "|"), root)))
        return part

    return rebuild(tree, change)


def _unit(chain: ChainJudge, trees: tuple[Node, Node]) -> str:
    """The letter that is √−1 here: nothing else is said of it, and it stands above e, or the page says "complex"."""
    nodes = [n for tree in trees for n in walk(tree)]
    powers = [n.exponent for n in nodes if isinstance(n, Power) and n.base == Name("e")]
    powers += [n for n in nodes if isinstance(n, Call) and n.function == Name("exp")]
    if any(isinstance(n, Call) and n.function not in _ENTIRE and names_of(n.arguments) & {*_UNITS} for n in nodes):
        return ""  # a root, a logarithm has several values
    text = chain.knowledge.page.text
    said = bool(_SAID.search(text))
    for unit in _UNITS:
        here = names_of(trees) if said else names_of(powers)
        spoken_of = re.search(rf"\$\s*{unit}\s*\$", text) and not _UNIT.search(text)
        if unit in here and unit not in chain.used | chain.knowledge.called and not spoken_of:
            return unit
    return ""


def _by_parts(chain: ChainJudge, step: Judged, unit: str) -> Verdict | None:
    """The verdict that both sides have the same real part, and the same imaginary part."""
    letter = chain.setting.scope.symbols.get(unit)
    values = chain.sides_of(step)
    if not isinstance(letter, Symbol) or letter.is_integer or any(isinstance(v, Array) for v in values):
        return None
    sides = [written_out(v, chain.setting).xreplace({letter: I}) for v in values if not isinstance(v, Array)]
    for side in sides:
        if side.has(AppliedUndef, Sum, Integral, Derivative, Limit, Abs, log):
            return None
        if any(not p.exp.is_integer for p in side.atoms(Pow)):
            return None  # a root has several values
    parts = zip(*(side.as_real_imag() for side in sides), strict=True)
    verdicts = []
    for one, other in parts:
        outcome = judge_values(one, other, "=", chain.setting, chain.judge.seconds / 4, None)
        if outcome.status != "proved" or outcome.verdict is None:
            return None
        verdicts.append(outcome.verdict)
    return Verdict.together(verdicts)
