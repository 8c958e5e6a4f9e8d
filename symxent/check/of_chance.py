"""A step between means and probabilities: read with the laws that the page gives, proved, or refuted by a table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Basic, Rational, S
from sympy.core.function import AppliedUndef

from symxent.check.chance import Chance, head_of, heads_of_means
from symxent.check.chances import (
    laws_at,
    speaks_of_independence,
)
from symxent.check.judged import Judged
from symxent.check.names import names_of
from symxent.check.numeric import printed
from symxent.check.of_densities import (
    as_means,
    bearers,
    goes_on,
    holds_densities,
    is_over_parameters,
)
from symxent.check.of_matrices import same_letters
from symxent.check.steps import Outcome
from symxent.language import tree as t
from symxent.logic import Event, Mean, RandomVariable
from symxent.proof import Verdict

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Steps with more nodes than this are not looked at.
MOST_NODES = 200
_OPEN = ("unknown", "needs definition", "refuted", "given")
_GENERATING = re.compile(r"\bmoment[- ]generating function", re.IGNORECASE)
_OPS = {"=": "=", "≤": "<=", "≥": ">="}
_OF_FUNCTIONS = "what its functions are defined by may be meant otherwise"
_KINDS = ("claim", "definition", "condition", "case", "relation")


def or_of_chance(chain: ChainJudge, step: Judged) -> Judged:
    """The step as the rules of probability judge it, where it holds means and is not decided yet."""
    if step.operator.text not in _OPS or not isinstance(step.left, t.Node) or not isinstance(step.right, t.Node):
        return step
    written = chain.joined(step.left), chain.joined(step.right)
    left, right = map(as_means, written)
    if step.status not in _OPEN or step.kind not in _KINDS or is_over_parameters((left, right)):
        return step
    of_laws = (left, right) != written or goes_on((left, right)) or holds_densities((left, right))
    told = bool(bearers((left, right))) if step.status == "given" else of_laws
    if not heads_of_means((left, right), chain.knowledge) and not told:
        return step if step.operator.text != "=" else by_laws(chain, step, (left, right))
    if sum(1 for side in (left, right) for _ in t.walk(side)) > MOST_NODES:
        return step
    if _GENERATING.search(chain.knowledge.page.text) and step.status != "given":
        by_moments = as_means(left, generates=True), as_means(right, generates=True)
        outcome = Chance(chain.knowledge, chain.statement, by_moments).judged(chain.judge.seconds)
        if by_moments != (left, right) and outcome is not None and outcome.status == "proved":
            return replace(step, kind="claim", outcome=outcome)
    chance = Chance(chain.knowledge, chain.statement, (left, right), _OPS[step.operator.text])
    if chance.leaves_supports():
        return step
    outcome = chance.judged(chain.judge.seconds)
    if outcome is None or (outcome.status == "unknown" and not outcome.assuming):
        return step
    if step.status == "given" and bearers((left, right)) and not chance.determined:
        return step  # f_X(x) = … says itself what f_X is
    if chance.op != "=" and outcome.status != "proved":
        return step
    made = replace(step, kind="claim", outcome=outcome)
    if step.status == "given":
        circular = outcome.verdict is None or outcome.verdict.lhs == outcome.verdict.rhs  # what it defines, put in
        if circular or outcome.status == "unknown" or (outcome.status == "refuted" and doubt_of_chance(chain, made)):
            return step
    doubt = doubt_of_chance(chain, made) if outcome.status == "refuted" else ""
    return replace(made, outcome=Outcome("unknown", doubt, outcome.verdict)) if doubt else made


def by_laws(chain: ChainJudge, step: Judged, sides: tuple[t.Node, t.Node]) -> Judged:
    """The step, proved where the parameters of the laws that the page gives are what they have to be."""
    if step.status not in ("unknown", "refuted"):
        return step
    chance = Chance(chain.knowledge, chain.statement, sides)
    told = chance.about(sides).values()
    if not told or not all(said.near for said in told):
        return step
    outcome = chance.judged(chain.judge.seconds)
    return step if outcome is None or outcome.status != "proved" else replace(step, kind="claim", outcome=outcome)


def is_of_chance(step: Judged) -> bool:
    """Whether it is between means that a step was judged."""
    verdict = step.outcome.verdict
    return verdict is not None and any(e.has(Mean, RandomVariable) for e in (verdict.lhs, verdict.rhs))


def fails_of_chance(step: Judged) -> bool:
    """Whether it is open though a table or a law refutes it in one reading, and not for its functions alone."""
    verdict = step.outcome.verdict
    perhaps = step.status == "unknown" and step.outcome.reason != _OF_FUNCTIONS
    return perhaps and is_of_chance(step) and verdict is not None and verdict.refuted


def _is_within_a_digit(left: t.Node, right: t.Node, verdict: Verdict) -> bool:
    """Whether a decimal is printed to which the value rounds, or which is what is left of its digits: 0.975."""
    number, witness = printed(right) or printed(left), verdict.witness
    if number is None or witness is None or not number.number.decimals:
        return False
    one, other = Rational(witness.lhs.midpoint), Rational(witness.rhs.midpoint)
    value = one if printed(right) else other
    digit, more = Rational(1, 10**number.number.decimals), abs(value) - abs(number.value)
    return bool(-digit < 2 * more and more < digit)


def doubt_of_chance(chain: ChainJudge, step: Judged) -> str:
    """What keeps a step that a table or a law refutes from being told, in words; "" when nothing does."""
    verdict = step.outcome.verdict
    assert verdict is not None
    if chain.setting.unread:
        return f"a condition that governs it is not understood: {chain.setting.unread}"
    assert isinstance(step.left, t.Node)
    assert isinstance(step.right, t.Node)
    if _is_within_a_digit(step.left, step.right, verdict):
        return "its last digit is rounded"
    if any(isinstance(n, t.Big) and n.condition is not None for side in (step.left, step.right) for n in t.walk(side)):
        return "the sets under the sums are not said"
    variables = verdict.lhs.atoms(RandomVariable, Event) | verdict.rhs.atoms(RandomVariable, Event)
    laws = laws_at(chain.knowledge, chain.statement)
    chance = Chance(chain.knowledge, chain.statement, (step.left, step.right))
    definitions = [d for key in chance.setting.used for d in chain.knowledge.by_key.get(key, ())]
    if chance.setting.uncertain or any(d.kind == "function" for d in definitions):
        return _OF_FUNCTIONS
    if any(side.has(AppliedUndef) for side in (verdict.lhs, verdict.rhs)):
        return "what its functions are is not said"
    if chance.setting.used & chance.parameters:
        return "a parameter of its law is perhaps a certain number"
    by_laws = verdict.methods == ("ball arithmetic",) or len(variables) == 1
    known = by_laws and all(isinstance(v, RandomVariable) and v.law is not None for v in variables)
    if not all(laws[v.name].sure for v in variables if isinstance(v, RandomVariable) and v.law is not None):
        return "how the parameters of its law are meant is not said"
    if bare := _outside_of_means(verdict.lhs) | _outside_of_means(verdict.rhs):
        return f"{min(bare)} may be a constant"
    if len(variables) > 1 and speaks_of_independence(chain.knowledge):
        return "what the page says of independence may not be understood"
    if known:
        return ""
    return _doubt_without_laws(chain, step)


def _outside_of_means(side: Basic) -> set[str]:
    """The letters without a law that are random inside of means and stand outside of them too: A E(X)."""
    return {v.name for v in side.replace(Mean, lambda *parts: S.One).atoms(RandomVariable) if v.law is None}


def _doubt_without_laws(chain: ChainJudge, step: Judged) -> str:
    """The same of what is false in general: it may be meant of these variables alone."""
    here, knowledge = chain.statement, chain.knowledge
    left, right = step.left, step.right
    assert isinstance(left, t.Node)
    assert isinstance(right, t.Node)
    nodes = [n for side in (left, right) for n in t.walk(side)]
    if len(here.members) != 2 or here.chain.continues or not same_letters(left, right):
        return "it may hold under a condition that is not said"
    if any(isinstance(n, t.Big | t.Relation) for n in nodes) or any(
        h.name == "p" for n in nodes if (h := head_of(n, knowledge))
    ):
        return "what its letters are is not said"
    names = names_of((left, right))
    others = (s for s in knowledge.statements if s.number != here.number and s.section == here.section)
    if any(names & names_of(s.trees) and not all(isinstance(x, t.Name) for x in s.trees) for s in others):
        return "its letters may be related to each other"
    return ""
