"""Random columns: x ∼ N(μ, Σ), which the algebra of matrices averages by the mean and the covariance matrix alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from symxent.check.chances import RESTRICTED
from symxent.check.names import names_of
from symxent.language import tree as t
from symxent.language.chances import MEANS
from symxent.matrices.shapes import COLUMN, MATRIX
from symxent.read.marks import is_set_in_figures
from symxent.read.sentences import given_another_law
from symxent.read.speech import UNASSERTED

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: The mean and the covariance matrix of a column, by its key.
Laws = Mapping[str, tuple[t.Node, t.Node]]
_NORMAL = frozenset(("N", "MVN", "Normal", "normal", "Gaussian"))
#: Letters for what is random, also where no law is said.
_CALLED_RANDOM = re.compile(
    r"random\s+(?:matri|vector|variabl)\w*\s+\$\\?(\w+)|\$\\?(\w+)\$\s+(?:be|is|are)\s+(?:an?\s+)?(?:\w+\s+){0,2}?random"
)
_NOISE = frozenset(("epsilon", "varepsilon", "eta", "xi", "zeta", "omega", "nu"))


def laws_of_columns(knowledge: Knowledge, statement: Statement) -> Laws:
    """The laws of random columns that the section of a statement gives before it, each letter's one law."""
    text, at = knowledge.page.text, statement.chain.start
    found: dict[str, set[tuple[t.Node, t.Node]]] = {}
    numbers = {key for key, axes in knowledge.told_at(statement).items() if not axes}
    for other in knowledge.statements[: statement.number]:
        if other.section != statement.section or [o.text for o in other.chain.operators] != ["∼"]:
            continue
        speech, (left, right) = knowledge.speeches.at(other.formula), other.members
        if speech.act in UNASSERTED or at >= speech.until or not isinstance(left, t.Name) or left.key in numbers:
            continue
        around = text[max(0, other.chain.start - 160) : at]
        anew = given_another_law(text, other.chain.members[-1].end, at)
        law = _law(right) if isinstance(right, t.Node) else None
        if law is None or RESTRICTED.search(around) or {left.key, ""} & anew or left.key in names_of(law):
            found.pop(left.key, None)
        else:
            found.setdefault(left.key, set()).add(law)
    return {key: laws.pop() for key, laws in found.items() if len(laws) == 1}


def _law(node: t.Node) -> tuple[t.Node, t.Node] | None:
    """μ and Σ of N(μ, Σ), where Σ is a matrix: a capital, a bold letter, a multiple of the identity."""
    match node:
        case t.Call(t.Name(name) | t.Indexed(t.Name(name)), (mean, covariance), ()) if name in _NORMAL:
            letters = [n for n in t.walk(covariance) if isinstance(n, t.Name)]
            squared = isinstance(covariance, t.Power)
            if not squared and any(n.name[:1].isupper() or is_set_in_figures(n.accent) for n in letters):
                return mean, covariance
    return None


def strangers(knowledge: Knowledge, laws: Laws, trees: tuple[t.Node, ...]) -> set[str]:
    """The letters of some trees that are perhaps random in another way: noise, or what rests on a random column."""
    names = names_of(trees) - laws.keys() - names_of([n for law in laws.values() for n in law])
    rests, grown = set(laws), True
    while grown:
        more = {k for k, ds in knowledge.by_key.items() if k not in rests and any(d.names & rests for d in ds)}
        rests, grown = rests | more, bool(more)
    rests |= {k for found in _CALLED_RANDOM.findall(knowledge.page.text) for k in found} | knowledge.random_letters
    return {k for k in names if k in rests or k.split("_")[0] in _NOISE}


def holds_means(trees: tuple[t.Node, ...]) -> bool:
    """Whether a mean or a covariance stands in some trees."""
    calls = (n.function for tree in trees for n in t.walk(tree) if isinstance(n, t.Call))
    return any(isinstance(f, t.Name) and f.name in MEANS for f in calls)


def kinds_by_laws(laws: Laws, kinds: Mapping[str, int], told: Mapping[str, int]) -> dict[str, int]:
    """What the laws make of letters of which the page does not say it: x and μ are columns, Σ is a matrix."""
    found = dict.fromkeys(laws, COLUMN)
    for mean, covariance in laws.values():
        found |= {mean.key: COLUMN} if isinstance(mean, t.Name) else {}
        capitals = (n for n in t.walk(covariance) if isinstance(n, t.Name) and n.name[:1].isupper() and n.key != "I")
        found |= {n.key: MATRIX for n in capitals}
    return {key: kind for key, kind in found.items() if key not in told}
