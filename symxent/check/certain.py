"""Whether a refutation is certain: the step is asserted, and false wherever the page may mean it.

A proof may use whatever the page allows; a page is told that it is wrong only when nothing else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Expr, Indexed, log

from symxent.check.corrections import corrections
from symxent.check.definitions import head_of
from symxent.check.doubts import elementary, has_words, in_brackets, in_notation, plain
from symxent.check.excluded import still_fails
from symxent.check.intervals import agree
from symxent.check.judged import Judged
from symxent.check.names import letters, names_of
from symxent.check.numeric import number_of, printed
from symxent.check.steps import FAILURES, Outcome, judge_values
from symxent.language.meaning import to_value
from symxent.language.scope import CONSTANTS
from symxent.language.text import GREEK
from symxent.language.tree import Big, Call, Derivative, Gradient, Name, Node, Words, walk
from symxent.read.speech import CONDITIONAL, UNASSERTED, Speech
from symxent.read.speech_words import CONVOLUTION, OTHER_ARITHMETIC

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Words that make even a relation of numbers a supposition.
_SUPPOSED = frozenset(
    (
        *("if", "when", "unless", "suppose", "supposing", "assume", "assumed", "assuming"),
        *("wenn", "falls", "si", "cuando", "se", "若", "如果", "假如", "假设"),
    )
)
_STAR = re.compile(r"(?<![\^_{])\s*(?:\*|\\ast(?![a-zA-Z]))")
_SLIPS = frozenset(("sign", "factor", "constant", "index", "bracket"))
_OPPOSITE = {"<": "≥", ">": "≤", "≤": ">", "≥": "<", "≠": "="}
_ORDER = tuple(_OPPOSITE)


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
    if _meets_a_signed_row(chain, step):
        return _undecided(step, "a row that begins with a minus may go on with the row above it")
    closed = not letters(step.left) and not letters(step.right)
    if closed and speech.said.lower() not in _SUPPOSED:
        return _closed(chain, step, speech)
    if _only_limits(step, speech):
        return replace(step, kind="condition", outcome=Outcome("given", f"a condition: {speech.said}"))
    doubt = _doubt(chain, step, speech)
    if doubt:
        return _undecided(step, doubt)
    sure = chain.with_certain_definitions()
    if sure is not chain:
        again = sure.outcome_of(step)
        if again.status != "refuted":
            return _undecided(step, "the definitions that refute it stand in other sections")
    setting = sure.setting
    narrower = sure is not chain or bool(setting.checks) or setting.wide.domain != setting.domain
    verdict = still_fails(*sure.sides_of(step), step.operator.text, setting, step.outcome.component)
    if verdict is None and not narrower:
        verdict = step.outcome.verdict
    if verdict is None and not step.mismatches and not step.wrong:
        return _undecided(step, "where it fails is perhaps excluded by a condition of the page")
    if not _meant_as_identity(chain, step, speech, steps):
        return _undecided(step, "false as an identity, but nothing says that it is one")
    return replace(step, outcome=replace(step.outcome, verdict=verdict))


def _meets_a_signed_row(chain: ChainJudge, step: Judged) -> bool:
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
    """Two numbers that differ: a claim in any case, unless log has another base or a word stands for something."""
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
    if not step.wrong and not step.mismatches and agree(step.left, step.right, chain.setting.scope):
        return _undecided(step, "the digits that are printed do not decide it")
    if _in_percent(chain, step):
        return _undecided(step, "one side is in per cent")
    for base in (10, 2):
        scope = replace(chain.setting.scope, functions={**chain.setting.scope.functions, "log": _logarithm(base)})
        a, b = number_of(step.left, scope), number_of(step.right, scope)
        if a is None or b is None:
            continue
        if judge_values(a, b, step.operator.text, chain.setting, chain.judge.seconds / 2, None).status == "proved":
            words = f"log is to base {base}"
            outcome = Outcome("unknown", f"this holds when {words}, which is not said", None, "", words)
            return replace(step, outcome=outcome, wrong=())
    return step


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


def _logarithm(base: int) -> Callable[..., Expr]:
    return lambda x: log(x) / log(base)


# -- what is no claim, or not certain


def _only_limits(step: Judged, speech: Speech) -> bool:
    """The first relation behind "if", "where", "subject to"."""
    first = step.place == 0 and not step.statement.chain.continues
    return first and not step.statement.chain.implied and speech.act in CONDITIONAL


def _doubt(chain: ChainJudge, step: Judged, speech: Speech) -> str:
    """What keeps a false step from being told, in words; "" when nothing does."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    setting = chain.setting
    if setting.unread:
        return f"a condition that governs it is not understood: {setting.unread}"
    if speech.roughly:
        return "the words around it speak of an approximation"
    if _of_matrices(step, chain) and chain.knowledge.has_special_matrices:
        return "the page speaks of matrices of a special kind"
    if setting.doubtful:
        return f"{', '.join(sorted(setting.doubtful))} may be no number here"
    if given_twice := _given_twice(chain):
        return f"the page says in two ways what {given_twice} is"
    if step.operator.text in ("≈", "≡"):
        return "an approximation" if step.operator.text == "≈" else "what ≡ stands between may be called the same"
    if _convolution(chain, step):
        return "* may be a convolution"
    if step.operator.text in _ORDER and not _limited_everywhere(chain, step):
        return "where its letters live is not said"
    names = letters(step.left) | letters(step.right)
    if step.operator.text == "=" and plain(step.left) and plain(step.right) and not names & chain.used:
        return "two letters are set equal"
    if step.kind == "numeric" and not step.mismatches and not (step.wrong and step.place):
        return "the page may have changed the values of its letters"
    return in_notation(step.left, step.operator.text, step.right, chain.used)


def _given_twice(chain: ChainJudge) -> str:
    """A name that the step rests on, and whose definition goes on to something else: p = a = b, not proved equal."""
    for key in sorted(chain.used):
        for definition in chain.knowledge.by_key.get(key, ()):
            there = chain.knowledge.statements[definition.number]
            if there is chain.statement or len(there.members) <= definition.member + 2:
                continue
            # Its bare steps: what the page is told of them, and what is remembered of them, has its own turn.
            if any(s.status != "proved" for s in chain.judge.chain(there).steps() if s.place > definition.member):
                return key
    return ""


def _convolution(chain: ChainJudge, step: Judged) -> bool:
    """Whether a * stands in the step that does not raise or index anything, on a page about convolutions."""
    text = chain.judge.page.text
    members = chain.statement.chain.members
    at = step.place - chain.statement.chain.continues
    source = text[members[max(0, at)].start : members[at + 1].end]
    return bool(_STAR.search(source)) and bool(CONVOLUTION.search(text))


def _of_matrices(step: Judged, chain: ChainJudge) -> bool:
    """Whether a matrix stands in the step: a name with two axes."""
    matrices = {k for k, axes in chain.setting.shapes.arrays.items() if len(axes) == 2}
    return bool(matrices & (names_of([n for n in (step.left, step.right) if isinstance(n, Node)])))


def _limited_everywhere(chain: ChainJudge, step: Judged) -> bool:
    """Whether the page says for sure of every free letter of an inequality where it lives."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    names = letters(step.left) | letters(step.right)
    return names <= chain.setting.governed.surely


def _meant_as_identity(chain: ChainJudge, step: Judged, speech: Speech, steps: Sequence[Judged]) -> bool:
    """Whether the step can only be meant to hold for all values of its letters, which the page leaves as they are.

    An equation, a definition by other letters and a value put in relate letters that the other side does not have; what
    is read as it was not meant proves nothing beside it and has no slip of the pen that would mend it.
    """
    if step.mismatches:
        return True
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if step.operator.text in _ORDER:
        return _asserted(chain, step, speech) and (_stands_alone(chain, step) or _holds_nowhere(chain, step))
    simple = elementary((step.left, step.right), chain.used)
    if _stands_alone(chain, step):
        return _meant_alone(chain, step, simple)
    clear = simple or _is_understood(step, steps)
    kinds = _SLIPS | {"symbol"} if clear else _SLIPS
    if step.place == 0 and not _goes_on(chain, step) and not _derives(step.left) and head_of(step.left) is not None:
        kinds = _variant(chain, step)
    return (clear and _on_both_sides(step) and _asserted(chain, step, speech)) or _near_miss(chain, step, kinds)


def _holds_nowhere(chain: ChainJudge, step: Judged) -> bool:
    """Whether the opposite of an inequality is proved: in a chain, one that holds somewhere may lack a condition."""
    try:
        outcome = judge_values(
            *chain.sides_of(step), _OPPOSITE[step.operator.text], chain.setting, chain.judge.seconds / 2, None
        )
    except FAILURES:
        return False
    return outcome.status == "proved"


def _meant_alone(chain: ChainJudge, step: Judged, simple: bool) -> bool:
    """The same of a relation that is no step of a chain: a derivative, a formula, a definition said again."""
    assert isinstance(step.left, Node)
    if _derives(step.left):
        explicit = simple and not chain.used and _on_both_sides(step)
        return explicit or _near_miss(chain, step, _SLIPS | {"symbol"} if simple else _SLIPS)
    if head_of(step.left) is not None:
        return _near_miss(chain, step, _variant(chain, step))
    plain_enough = simple or any(isinstance(n, Big) and n.upper is not None for n in walk(step.left))
    return plain_enough and _is_formula(chain, step) and _near_miss(chain, step, _SLIPS)


def _variant(chain: ChainJudge, step: Judged) -> frozenset[str]:
    """The slips by which what is said of a name is its definition said again, and not another model or value of it.

    Two models differ in a sign or a number; in a bracket, or where a derivative was carried out, two formulas do.
    """
    assert isinstance(step.left, Node)
    head = head_of(step.left)
    bodies = [d.body for d in chain.knowledge.by_key.get(head.key if head else "", ()) if d.key in chain.used]
    return _SLIPS if any(map(_derives, bodies)) else frozenset(("bracket",))


def _goes_on(chain: ChainJudge, step: Judged) -> bool:
    here = step.statement.chain
    return here.continues or here.implied or _begins_a_row(chain, step)


def _stands_alone(chain: ChainJudge, step: Judged) -> bool:
    """Whether the relation is no step of a chain, and follows from none."""
    return step.place == 0 and len(step.statement.members) == 2 and not _goes_on(chain, step)


def _derives(node: Node) -> bool:
    return any(isinstance(n, Derivative | Gradient) or (isinstance(n, Call) and n.primes) for n in walk(node))


def _is_formula(chain: ChainJudge, step: Judged) -> bool:
    """(x + 1)² = x² + 2x + 1 by itself: no equation among others, and nothing that one side may give a name to."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    return (
        head_of(step.right) is None
        and _on_both_sides(step)
        and len(chain.knowledge.by_formula[step.statement.formula]) == 1
    )


def _is_understood(step: Judged, steps: Sequence[Judged]) -> bool:
    """Whether another step of the chain about the same letters is proved."""
    assert isinstance(step.left, Node)
    names = letters(step.left)
    proved = [s for s in steps if s.status == "proved"]
    return any(isinstance(s.right, Node) and names & letters(s.right) for s in proved)


def _on_both_sides(step: Judged) -> bool:
    """Whether both sides depend on the same letters, once their definitions are written out; y_1 and y_i are one."""
    verdict = step.outcome.verdict
    if verdict is None:
        return True
    one, other = ({s for s in e.free_symbols if not isinstance(s, Indexed)} for e in (verdict.lhs, verdict.rhs))
    return one == other


def _asserted(chain: ChainJudge, step: Judged, speech: Speech) -> bool:
    """Whether a relation is said to be true by itself: a step of a chain, a derivative, what definitions entail."""
    assert isinstance(step.left, Node)
    here = step.statement
    if step.mismatches:
        return True
    in_chain = len(here.members) + here.chain.continues > 2
    if step.place > 0 or here.chain.continues or _begins_a_row(chain, step):
        return True
    if step.operator.text in _ORDER:
        return speech.act == "claim"
    if _derives(step.left):
        return True
    if head_of(step.left) is not None:
        return here.chain.implied  # else it is perhaps given another meaning here
    return in_chain or (speech.act == "claim" and bool(chain.used))


def _begins_a_row(chain: ChainJudge, step: Judged) -> bool:
    """Whether the relation stands on a line of its own, or in a formula behind the one that its left side is in."""
    first, operator = step.statement.chain.members[0], step.operator
    formula = chain.knowledge.page.formulas[step.statement.formula]
    between = chain.judge.page.text[first.end : operator.start]
    return "\\\\" in between or not formula.start <= first.start <= operator.start < formula.end


def _near_miss(chain: ChainJudge, step: Judged, kinds: frozenset[str]) -> bool:
    """Whether a slip of the pen of one of some kinds separates it from an identity: then it was meant to be one."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    smaller, larger = sorted((_size(step.left), _size(step.right)))
    if step.operator.text in _ORDER:
        return False
    if not _derives(step.left) and (larger < 6 or (smaller < 3 and head_of(step.left) is None)):
        return False
    try:
        found = corrections(step, chain, chain.judge.seconds)
    except FAILURES:
        return False
    return bool(found) and all(c.kind in kinds for c in found)


def _size(node: Node) -> int:
    return sum(not isinstance(n, Words | Big) for n in walk(node))
