"""Whether a refutation is certain: the step is asserted, and false wherever the page may mean it.

A proof may use whatever the page allows; a page is told that it is wrong only when nothing else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Basic

from symxent.check.antiderivative import KIND, doubt_of_antiderivative
from symxent.check.conditions import subjects
from symxent.check.definitions import DEFINING, head_of
from symxent.check.doubts import has_words, in_brackets, in_notation, plain
from symxent.check.excluded import still_fails
from symxent.check.intervals import agree
from symxent.check.judged import Judged
from symxent.check.meant import ORDERS, is_near_miss, meant_otherwise
from symxent.check.names import bare_names, letters, names_of, surely_numbers
from symxent.check.numeric import number_of, other_meanings, printed
from symxent.check.of_chance import doubt_of_chance, is_of_chance
from symxent.check.of_matrices import doubt_of_matrices, is_of_matrices
from symxent.check.slips import may_vanish
from symxent.check.statements import Statement
from symxent.check.steps import FAILURES, Outcome, judge_values
from symxent.language.domain import POSITIVE
from symxent.language.meaning import to_value
from symxent.language.scope import CONSTANTS
from symxent.language.text import GREEK
from symxent.language.tree import Add, Big, Call, Derivative, Name, Node, walk
from symxent.proof.normal import canonical
from symxent.read.speech import CONDITIONAL, UNASSERTED, Speech
from symxent.read.speech_words import CONVOLUTION, DIFFERENCES, ESTIMATED, OTHER_ARITHMETIC, RESIDUES

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Words that make even a relation of numbers a supposition.
_SUPPOSED = frozenset(
    (
        *("if", "when", "unless", "suppose", "supposing", "assume", "assumed", "assuming"),
        *("wenn", "falls", "si", "cuando", "se", "若", "如果", "假如", "假设"),
    )
)
#: Multiplying both sides by x we get …: what holds of the solutions alone.
_BOTH_SIDES = re.compile(
    r"\b(?:both|each|two)\s+(?:of\s+the\s+)?sides?\b|两边|beiden\s+Seiten|ambos\s+(?:lados|membros|miembros)"
)
_STAR = re.compile(r"(?<![\^_{])\s*(?:\*|\\ast(?![a-zA-Z]))")


def certain(chain: ChainJudge, step: Judged, steps: Sequence[Judged] = ()) -> Judged:
    """The refuted step as it may be told: refuted, or undecided with the doubt, or no claim at all.

    ``steps``: all those of its chain.
    """
    speech = chain.knowledge.speeches.at(step.statement.formula)
    if not isinstance(step.left, Node) or not isinstance(step.right, Node):
        return _undecided(step, "a side could not be read")
    if speech.act in UNASSERTED:
        return replace(step, kind=speech.act, outcome=Outcome("given", _ACTS[speech.act]))
    if constants := _constants_meant(chain, step):
        return _undecided(step, f"{constants} may be the constant")
    if is_transformed(chain, step):
        return _undecided(step, "it is an equation that follows from another one")
    if meets_a_signed_row(chain, step):
        return _undecided(step, "a row that begins with a minus may go on with the row above it")
    closed = not letters(step.left) and not letters(step.right)
    if closed and speech.said.lower() not in _SUPPOSED:
        return _closed(chain, step, speech)
    if only_limits(step, speech):
        return replace(step, kind="condition", outcome=Outcome("given", f"a condition: {speech.said}"))
    if is_of_matrices(step) or is_of_chance(step):
        doubting = doubt_of_matrices if is_of_matrices(step) else doubt_of_chance
        doubt = doubting(chain, step) or ("an approximation is spoken of" if speech.roughly else "")
        return _undecided(step, doubt) if doubt else step
    if step.kind == KIND:
        doubt = doubt_of_antiderivative(chain, step, speech)
        return _undecided(step, doubt) if doubt else step
    doubt = _doubt(chain, step, speech)
    if doubt:
        return _undecided(step, doubt)
    sure, again = chain.with_certain_definitions(), step.outcome
    if sure is not chain:
        again = sure.outcome_of(step)
        if again.status != "refuted":
            return _undecided(step, "the definitions that refute it stand in other sections")
    setting = sure.setting
    narrower = sure is not chain or setting.is_narrowed
    verdict = still_fails(*sure.sides_of(step), step.operator.text, setting, step.outcome.component)
    if verdict is None and not narrower:
        verdict = step.outcome.verdict
    if verdict is None and not step.mismatches and not step.wrong:
        return _undecided(step, "where it fails is perhaps excluded by a condition of the page")
    doubt = of_one_sign(chain, step) or meant_otherwise(chain, step, speech, steps)
    if doubt and sure is not chain:  # a value that a letter is given below hides the slip
        doubt = of_one_sign(chain, step) or meant_otherwise(sure, replace(step, outcome=again), speech, steps)
    if doubt:
        return _undecided(step, doubt)
    chain.corrected.update(sure.corrected)
    return replace(step, outcome=replace(step.outcome, verdict=verdict))


def is_transformed(chain: ChainJudge, step: Judged) -> bool:
    """Whether an equation is what another one becomes by what is done to both of its sides."""
    here, speech = step.statement, chain.knowledge.speeches.at(step.statement.formula)
    alone = len(here.members) == 2 and not here.chain.continues
    return alone and bool(_BOTH_SIDES.search(chain.judge.page.text, speech.start, here.chain.start))


def meets_a_signed_row(chain: ChainJudge, step: Judged) -> bool:
    """Whether "& −3 = …" stands right below the step's last member, or is where its own first member begins."""
    rows = chain.knowledge.by_formula[step.statement.formula]
    at = next(place for place, row in enumerate(rows) if row.number == step.statement.number)
    last = step.place - step.statement.chain.continues == len(step.statement.members) - 2
    below = rows[at + 1 : at + 2] if last else []
    here = rows[at : at + 1] if step.place == 0 and at else []
    return any(not row.chain.continues and row.chain.members[0].tokens[0].text == "-" for row in (*below, *here))


def _constants_meant(chain: ChainJudge, step: Judged) -> str:
    """e and π, where the page has a use of its own for the letter and the step is not false of the constant."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    scope = chain.setting.scope
    own = scope.symbols.keys() | scope.definitions.keys()
    meant = (
        own & CONSTANTS.keys() & {n.key for side in (step.left, step.right) for n in walk(side) if isinstance(n, Name)}
    )
    if not meant:
        return ""
    symbols = {key: value for key, value in scope.symbols.items() if key not in meant}
    definitions = {key: value for key, value in scope.definitions.items() if key not in meant}
    scope = replace(scope, symbols=symbols, definitions=definitions)
    try:
        sides = to_value(step.left, scope), to_value(step.right, scope)
        outcome = judge_values(
            *sides, step.operator.text, replace(chain.setting, scope=scope), chain.judge.seconds, None
        )
    except FAILURES:
        return ""
    return "" if outcome.status == "refuted" else " and ".join(sorted(GREEK.get(key, key) for key in meant))


_ACTS = {
    "hypothesis": "supposed for a contradiction",
    "question": "asked, not said",
    "mistake": "quoted as a mistake",
}


def _undecided(step: Judged, reason: str) -> Judged:
    return replace(step, outcome=Outcome("unknown", reason, step.outcome.verdict), wrong=(), mismatches=())


# -- numbers against numbers


def _closed(chain: ChainJudge, step: Judged, speech: Speech) -> Judged:
    """Two numbers that differ: a claim in any case, unless the page may mean another log, another angle, or words."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if not step.mismatches and printed(step.left) is not None and printed(step.right) is not None:
        return _undecided(step, "nothing is computed in it")
    if has_words(step.left, step.right) or in_brackets(step.left, step.right) or _of_ratios(chain, step):
        return _undecided(step, "its sides may be no numbers")
    doubt = in_notation(step.left, step.operator.text, step.right, chain.used)
    if doubt:
        return _undecided(step, doubt)
    if OTHER_ARITHMETIC.search(chain.judge.page.text, speech.start, max(speech.end, step.operator.end)):
        return _undecided(step, "the words around it speak of another arithmetic")
    near = max(0, speech.start - 200), max(speech.end, step.operator.end)
    if step.operator.text == "≈" and ESTIMATED.search(chain.judge.page.text, *near):
        return _undecided(step, "the words around it speak of an estimate")
    if not step.wrong and not step.mismatches and agree(step.left, step.right, chain.setting.scope):
        return _undecided(step, "the digits that are printed do not decide it")
    alone = step.place == 0 and len(step.statement.members) == 2 and not step.statement.chain.continues
    if alone and not step.mismatches and not step.wrong and not _is_value(step.right) and not is_near_miss(chain, step):
        return _undecided(step, "both sides are computed, and nothing else says that they are equal")
    if _in_percent(chain, step):
        return _undecided(step, "one side is in per cent")
    for words, scope in other_meanings(chain.setting.scope):
        a, b = number_of(step.left, scope), number_of(step.right, scope)
        if a is None or b is None:
            continue
        if judge_values(a, b, step.operator.text, chain.setting, chain.judge.seconds / 2, None).status == "proved":
            outcome = Outcome("unknown", f"this holds when {words}, which is not said", None, "", words)
            return replace(step, outcome=outcome, wrong=())
    return step


def of_residues(chain: ChainJudge, step: Judged, speech: Speech) -> bool:
    """Whether the words around a step speak of residues, for which a + b may be a − b."""
    return bool(RESIDUES.search(chain.judge.page.text, speech.start, max(speech.end, step.operator.end)))


def _is_value(node: Node) -> bool:
    """3/5, −0.2, 5·10⁶: what a calculation ends with."""
    return not any(isinstance(n, Add | Call | Big) for n in walk(node))


def _of_ratios(chain: ChainJudge, step: Judged) -> bool:
    """Whether a colon stands beside a side: 1 : 2 = 2 : 4."""
    text = chain.judge.page.text
    spans = [side.span for side in (step.left, step.right) if isinstance(side, Node) and side.span is not None]
    return any(text[: s.start].rstrip().endswith(":") or text[s.end :].lstrip().startswith(":") for s in spans)


def _in_percent(chain: ChainJudge, step: Judged) -> bool:
    """Whether one side alone bears a % and both are about the same without it: 0.02 + 0.1 = 0.12 %."""
    sides = [side for side in (step.left, step.right) if isinstance(side, Node) and side.span is not None]
    marked = ["%" in chain.judge.page.text[s.span.start : s.span.end + 3] for s in sides if s.span is not None]
    values = [v for side in sides if (v := number_of(side, chain.setting.scope)) is not None]
    if len(values) < 2 or marked[0] == marked[1]:
        return False
    # The sign may be read, or a comment that hides what stands behind it.
    pairs = [[float(v) for v in values], [float(v) for v in reversed(values)]]
    return any(abs(whole - 100 * part) <= 0.05 * abs(whole) for whole, part in pairs)


# -- what is no claim, or not certain


def only_limits(step: Judged, speech: Speech) -> bool:
    """The first relation behind "if", "where", "subject to"."""
    first = step.place == 0 and not step.statement.chain.continues
    return first and not step.statement.chain.implied and speech.act in CONDITIONAL


def _doubt(chain: ChainJudge, step: Judged, speech: Speech) -> str:
    """What keeps a false step from being told, in words; "" when nothing does."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    setting = chain.setting
    if setting.unread and not _whatever_it_says(chain, step):
        return f"a condition that governs it is not understood: {setting.unread}"
    if speech.roughly or is_of_differences(chain, step, speech):
        return "the words around it speak of an approximation"
    if of_residues(chain, step, speech):
        return "the words around it speak of another arithmetic"
    if _of_matrices(step, chain) and chain.knowledge.has_special_matrices:
        return "the page speaks of matrices of a special kind"
    rests_on = _rests_on(chain, step)
    bodies = [d.body for key in rests_on if (d := chain.knowledge.in_force(key, step.statement.number))]
    sides = (step.left, step.right)
    if doubtful := (setting.doubtful & subjects((*sides, *bodies))) - surely_numbers(sides):
        return f"{', '.join(sorted(doubtful))} may be no number here"
    if unused := _bound_unused(chain, step, names_of((*sides, *bodies))):
        return f"what the page says {unused} is was not put in"
    if given_twice := _given_twice(chain, rests_on):
        return f"the page says in two ways what {given_twice} is"
    if may_vanish(chain, step):
        return "what the next line does not hold may be 0"
    if step.operator.text in ("≈", "≡"):
        return "an approximation" if step.operator.text == "≈" else "what ≡ stands between may be called the same"
    if _convolution(chain, step):
        return "* may be a convolution"
    if step.operator.text in ORDERS and not _limited_everywhere(chain, step):
        return "where its letters live is not said"
    names = letters(step.left) | letters(step.right)
    if step.operator.text == "=" and plain(step.left) and plain(step.right) and not names & chain.used:
        return "two letters are set equal"
    if step.kind == "numeric" and not step.mismatches and not (step.wrong and step.place):
        return "the page may have changed the values of its letters"
    return in_notation(step.left, step.operator.text, step.right, chain.used)


def is_of_differences(chain: ChainJudge, step: Judged, speech: Speech) -> bool:
    """Whether a derivative may be a quotient of differences, by its sentence, or, for a value, by its page."""
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    if not any(isinstance(n, Derivative) or (isinstance(n, Call) and n.primes) for side in sides for n in walk(side)):
        return False
    valued = any(not letters(side) for side in sides)
    return bool(DIFFERENCES.search(chain.judge.page.text, *(() if valued else (speech.start, speech.end))))


def _whatever_it_says(chain: ChainJudge, step: Judged) -> bool:
    """Whether what is not understood is said of letters in which the two sides do not differ: "x₁, …, xₙ independent".

    They differ then whatever these are.
    """
    setting, verdict = chain.setting, step.outcome.verdict
    others = setting.sure.unread or any(w.lost for w in setting.wide)
    symbols = [s for key in setting.governed.unread_of if (s := setting.scope.symbols.get(key)) is not None]
    if verdict is None or others or not symbols:
        return False
    try:
        apart = canonical(verdict.lhs - verdict.rhs, setting.domain).free_symbols
    except FAILURES:
        return False
    return apart.isdisjoint(symbols) and not any(s.free_symbols & apart for s in symbols if isinstance(s, Basic))


def _rests_on(chain: ChainJudge, step: Judged) -> list[str]:
    """The names whose definitions a step rests on, directly or through others; other steps may rest on more."""
    found: set[str] = set()
    waiting = names_of([side for side in (step.left, step.right) if isinstance(side, Node)])
    while waiting:
        key = waiting.pop()
        definition = chain.knowledge.in_force(key, step.statement.number)
        if key in chain.used and key not in found and definition is not None:
            found.add(key)
            waiting |= definition.names
    return sorted(found)


def _bound_unused(chain: ChainJudge, step: Judged, here: set[str]) -> str:
    """A name that the page defines by others of the step, n = l t, and that was left free: they do not vary freely."""
    for key in sorted(here - chain.used):
        definition = chain.knowledge.in_force(key, step.statement.number)
        if definition is not None and definition.number != step.statement.number and definition.names:
            if definition.names <= here - {key}:
                return key
    return ""


def of_one_sign(chain: ChainJudge, step: Judged) -> str:
    """Letters that the page says what they are, where it fails for signs alone that these perhaps never have.

    v̄ = Σ (y_i − ȳ)²/n is put in nowhere, and yet no number below 0.
    """
    setting = chain.setting
    names = names_of([side for side in (step.left, step.right) if isinstance(side, Node)])
    said = {key: s for key in sorted(names & chain.knowledge.by_key.keys()) if (s := setting.scope.symbols.get(key))}
    if not said or step.operator.text != "=" or step.mismatches or step.wrong:
        return ""
    where = {s: POSITIVE for s in said.values() if s not in setting.domain.where}
    positive = replace(setting, domain=setting.domain.extended(where))
    try:
        sides = chain.sides_of(step)
    except FAILURES:
        return ""  # no numbers: what is positive is then of no account
    outcome = judge_values(*sides, "=", positive, chain.judge.seconds, None)
    return f"the page says what {' and '.join(said)} is, and that may be positive" if outcome.status == "proved" else ""


def _given_twice(chain: ChainJudge, keys: Iterable[str]) -> str:
    """A name that the step rests on, and that its section says something else of: p = a = b, F(x) = c.

    The bare steps are asked: what the page is told of them, and what is remembered of them, has its own turn.
    """
    for key in keys:
        for definition in chain.knowledge.by_key.get(key, ()):
            there = chain.knowledge.statements[definition.number]
            if there is chain.statement:
                continue
            goes_on = len(there.members) > definition.member + 2
            if goes_on and any(
                s.status != "proved" for s in chain.judge.chain(there).steps() if s.place > definition.member
            ):
                return key
        if any(_says_otherwise(chain, key, other) for other in chain.knowledge.statements):
            return key
    return ""


def _says_otherwise(chain: ChainJudge, key: str, other: Statement) -> bool:
    """Whether another statement of the section begins with a function or family that it does not give as it is used."""
    if other is chain.statement or other.section != chain.statement.section or other.chain.continues:
        return False
    first, second = other.members[0], other.members[1]
    head = head_of(first) if isinstance(first, Node) else None
    if head is None or head.key != key or head.kind == "value" or other.chain.operators[0].text not in DEFINING:
        return False
    if not isinstance(second, Node) or other.number in [d.number for d in chain.knowledge.by_key[key]]:
        return False
    return chain.judge.chain(other).steps()[0].status != "proved"


def _convolution(chain: ChainJudge, step: Judged) -> bool:
    """Whether a * stands in the step that does not raise or index anything, on a page about convolutions."""
    text = chain.judge.page.text
    members = chain.statement.chain.members
    at = step.place - chain.statement.chain.continues
    source = text[members[max(0, at)].start : members[at + 1].end]
    return bool(_STAR.search(source)) and bool(CONVOLUTION.search(text))


def _of_matrices(step: Judged, chain: ChainJudge) -> bool:
    """Whether a matrix stands in the step: a name with two axes that is no family of vectors, x_i."""
    matrices = {k for k, axes in chain.setting.shapes.arrays.items() if len(axes) == 2}
    sides = [n for n in (step.left, step.right) if isinstance(n, Node)]
    return bool(matrices & bare_names(sides))


def _limited_everywhere(chain: ChainJudge, step: Judged) -> bool:
    """Whether the page says for sure of every free letter of an inequality where it lives."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    names = letters(step.left) | letters(step.right)
    return names <= chain.setting.governed.surely
