"""How far a definition reaches: what is supposed for a sentence is not said of the next, nor of what stands before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sympy import Symbol

from symxent.check.definitions import GENERIC, Definition
from symxent.check.limited import limited
from symxent.check.named import is_named_by_where
from symxent.check.names import names_of
from symxent.check.numeric import number_of
from symxent.language.domain import Domain
from symxent.language.scope import Scope
from symxent.language.tree import Big, Call, Name, Number
from symxent.read.sentences import given_anew
from symxent.read.speech import UNASSERTED, Condition
from symxent.read.speech_words import SUPPOSE

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: Conditions that do not say that it is so.
IF = frozenset(("if", "when", "whenever", "unless", "iff", "case", "wenn", "falls", "si", "se", "当", "若", "如果"))
#: Conditions that name something: …, where p = σ(z).
_NAMING = frozenset(("with", "where"))
#: Conditions that may name something new as well: for u = x², at x = a.
_PERHAPS_NAMING = frozenset(("for", "at", "under", "für", "bei", "pour", "para", "con", "com", "avec", "mit", "wobei"))


def reaches(knowledge: Knowledge, definition: Definition, statement: Statement) -> bool:
    """Whether a definition may hold at a statement.

    A condition holds to the end of what goes on from its sentence, what stands before ⇒ in its formula, if it is about
    letters met before; a letter that is given anew (for all x) is what it was no longer.  What stands behind the
    statement names what is met there, and supposes nothing of it.
    """
    if definition.formula == statement.formula:
        return True
    speech = knowledge.speeches.at(definition.formula)
    if definition.kind == "value" and definition.number < statement.number:
        return not _is_over(knowledge, definition, statement)
    beside = statement.formula in knowledge.speeches.sentence(definition.formula)
    if definition.number < statement.number or (beside and not _is_premise(knowledge, definition)):
        return True
    if definition.section != statement.section and definition.key in GENERIC:
        return False  # the x of another section
    if any(d.number < statement.number for d in knowledge.by_key.get(definition.key, ())):
        return False  # it was said before what it is there
    if definition.kind == "value" and names_of(statement.trees) == definition.names | {definition.key}:
        return False  # y = x − c is what x − y = c comes to
    naming = speech.said.lower() in _NAMING
    return naming or not (isinstance(definition.body, Name) or _is_supposed(knowledge, definition))


def is_of_argument(knowledge: Knowledge, condition: Condition, definition: Definition, statement: Statement) -> bool:
    """Whether a condition says where the argument of a function lies, and it lies there in a statement: f(0)."""
    if definition.kind != "function" or len(definition.variables) != 1:
        return False
    (key,) = definition.variables
    known = next((k for k in knowledge.conditions if k.condition is condition), None)
    if known is None or known.unread or known.names != {key}:
        return False
    variable, calls = (
        Symbol(key, real=True),
        [n for n in statement.nodes if isinstance(n, Call) and names_of([n.function]) == {definition.key}],
    )
    limits = limited(Domain(), Scope({key: variable}), known.restrictions)
    where = limits.domain.where.get(variable)
    if where is None or limits.checks or limits.unread or definition.key not in names_of(statement.trees):
        return False
    values = [number_of(a, Scope()) for n in calls for a in n.arguments]
    return bool(values) and all(v is not None and where.contains(v) == True for v in values)  # noqa: E712


def declared_at(knowledge: Knowledge, statement: Statement) -> Iterator[tuple[Big, Number]]:
    """The sums of families, Σ_i y_i = 1, that the page declares for a statement; if Σ_i y_i = 1: of a sentence."""
    for place, total, number in knowledge.sums:
        speech = knowledge.speeches.at(knowledge.statements[place].formula)
        within = speech.start <= statement.chain.start < speech.until
        passing = speech.act == "condition" and speech.said.lower() in IF
        if place != statement.number and speech.act not in UNASSERTED and (within or not passing):
            yield total, number


def _is_over(knowledge: Knowledge, definition: Definition, statement: Statement) -> bool:
    """Whether what was said of a letter before a statement holds there no longer."""
    at, speech = statement.chain.start, knowledge.speeches.at(definition.formula)
    anew = given_anew(knowledge.page.text, at)
    equal = definition.body.key if isinstance(definition.body, Name) else definition.key
    if definition.start < max(anew.get(definition.key, 0), anew.get(equal, 0)):
        return True
    limits = knowledge.under(definition)
    if definition.start < anew.get("", 0) and (limits or definition.numeric or _is_supposed(knowledge, definition)):
        return True
    if is_of_another_case(knowledge, limits, statement):
        return True
    if definition.numeric and speech.act == "sought":
        return at >= speech.end  # what is looked for, or a hypothesis to be tested
    known = knowledge.first_mention.get(definition.key, definition.number) < definition.number
    if speech.act == "claim" and known and definition.start < anew.get("", 0):
        return True  # what was concluded from what was supposed
    if not _is_supposed(knowledge, definition):
        return False
    if definition.numeric:
        return at >= speech.until
    if _is_premise(knowledge, definition):
        return known or isinstance(definition.body, Name)
    return at >= speech.until and (known or speech.said.lower() not in _PERHAPS_NAMING)


def is_of_another_case(knowledge: Knowledge, limits: Sequence[Condition], statement: Statement) -> bool:
    """Whether what stood under some conditions was said of another case: for y = 1, L = …; for y = 0, …

    Where one has ended, each condition of the statement on a letter of it is another, unless it says the same; where
    one still holds, y = 0 after y = 1 is.
    """
    at, said = statement.chain.start, {id(c) for c in limits}
    before = [k for k in knowledge.conditions if id(k.condition) in said]
    here = [
        k
        for k in knowledge.conditions
        if k.condition.sure and k.condition.start <= at < k.condition.end and id(k.condition) not in said
        if k.condition.words != "by"  # "is given by" names no case
    ]
    for old in before:
        ended = not old.condition.start <= at < old.condition.end
        for new in here:
            told, now = ({r.relation for r in k.restrictions if r.relation is not None} for k in (old, new))
            if ended and new.names & old.names and not (now and now <= told):
                return True
            if any(a[1] == b[1] == "=" and a[0] == b[0] and a[2] != b[2] for a in told for b in now):
                return True
    return False


def _is_supposed(knowledge: Knowledge, definition: Definition) -> bool:
    """Whether the page does not say that it is so: if x = 2y, suppose that x = 2y, x = 2y ⇒ …"""
    speech = knowledge.speeches.at(definition.formula)
    naming = speech.said.lower() in _NAMING or is_named_by_where(knowledge, definition.formula, definition.key)
    passing = speech.act == "condition" and not naming
    return passing or SUPPOSE.search(speech.said) is not None or _is_premise(knowledge, definition)


def _is_premise(knowledge: Knowledge, definition: Definition) -> bool:
    """Whether it stands before ⇒ or ⇔ in its formula."""
    behind = knowledge.statements[definition.number + 1 : definition.number + 2]
    return any(s.formula == definition.formula and s.chain.implied for s in behind)
