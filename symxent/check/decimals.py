"""A step that prints decimals: they hold if the true value rounds to them, or to what was printed before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Abs, Expr, Rational

from symxent.check.intervals import agree
from symxent.check.judged import Judged
from symxent.check.numeric import (
    Fact,
    Printed,
    aligned,
    inconsistent_terms,
    number_of,
    other_meanings,
    printed,
    refutation,
    rounds_to,
    with_true_values,
)
from symxent.check.steps import Outcome, judge_values, symbols_of
from symxent.errors import SymxentError
from symxent.language.tree import Big, Call, Divide, Multiply, Name, Negative, Node, Number, Power, walk
from symxent.proof import Verdict
from symxent.proof.rounding import rounding
from symxent.read.errors import ReadError

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge


def numeric(chain: ChainJudge, made: Judged, left: Node, right: Node) -> Judged | None:
    """The step as one between printed numbers; None where it is none after all."""
    made = replace(made, kind="numeric")
    scope, facts = chain.setting.scope, chain.judge.facts
    try:
        mismatches = inconsistent_terms(left, right, facts)
        if mismatches is not None:
            status = "refuted" if mismatches else "given"
            words = "a printed value differs from the one printed before" if mismatches else "as printed before"
            return replace(made, outcome=Outcome(status, words), mismatches=tuple(mismatches))
        left, right = _significant(made.operator.text, *_without_powers_of_ten(made.operator.text, left, right))
        target = printed(right)
        if target is not None and printed(left) is None:
            return _rounded(chain, made, left, target)
        if printed(left) is not None and printed(right) is None:
            source = printed(left)
            assert source is not None
            return _or_roughly(_rounded(chain, made, right, source), source)
        a, b = number_of(left, scope), number_of(right, scope)
        if a is not None and b is not None:
            exact = judge_values(a, b, "=", chain.setting, chain.judge.seconds, frozenset)
            if exact.status == "proved":
                return replace(made, outcome=exact)
        relied_on: list[Fact] = []
        right_ones: list[tuple[Expr, Printed]] = []
        wrong = aligned(left, right, facts, scope, relied_on, right_ones)
        if wrong is not None:
            words = "with the values printed before" if relied_on else "number by number"
            if wrong or relied_on:
                outcome = Outcome("refuted" if wrong else "given", words)
            elif right_ones:
                outcome = _seen(words, *right_ones)
            else:  # both sides are written alike
                values = chain.value_of(left), chain.value_of(right)
                outcome = judge_values(*values, "=", chain.setting, chain.judge.seconds, frozenset)
            return replace(made, outcome=outcome, wrong=tuple(wrong))
        if a is not None and b is not None and made.operator.text == "=":
            return replace(made, outcome=exact)
        if a is None or b is None:
            case = _case(chain, made, left, right)
            if case is None and made.operator.text == "≈":
                return replace(made, kind="approximation", outcome=Outcome("given", "an approximation"))
            return case
    except SymxentError as error:
        return replace(made, outcome=Outcome("unknown", str(error)))
    return replace(made, outcome=Outcome("unknown", "neither side is one printed number"))


def _significant(op: str, left: Node, right: Node) -> tuple[Node, Node]:
    """456976 ≈ 460000: behind ≈ the zeros at the end of a whole number are no digits."""
    whole = right.body if isinstance(right, Negative) else right
    if op != "≈" or not isinstance(whole, Number) or whole.decimals or not whole.text.rstrip("0"):
        return left, right
    zeros = len(whole.text) - len(whole.text.rstrip("0"))
    if not zeros:
        return left, right
    short = Number(whole.text.rstrip("0"))
    scale = Power(Number("10"), Number(str(zeros)))
    return Divide(left, scale), Negative(short) if isinstance(right, Negative) else short


def _or_roughly(step: Judged | None, source: Printed) -> Judged | None:
    """31536000 ≈ π · 10⁷: of a whole number before ≈ nobody says how many digits are meant."""
    verdict = None if step is None else step.outcome.verdict
    if step is None or step.operator.text != "≈" or step.status != "refuted" or source.number.decimals:
        return step
    if verdict is None or not (Abs(verdict.lhs - source.value) - Abs(source.value) / 10).is_negative:
        return step
    return replace(step, outcome=Outcome("unknown", "how many of its digits are meant is not said", verdict))


def _without_powers_of_ten(op: str, left: Node, right: Node) -> tuple[Node, Node]:
    """2.46·10⁻⁶ = 2×10⁻⁶ is 2.46 = 2: as many digits count as are printed; 1024 ≈ 10³ is 1.024 ≈ 1."""
    match right:
        case Power(Number("10")) if op == "≈":
            return Divide(left, right), Number("1")
        case Number() if op == "≈" and isinstance(left, Power) and left.base == Number("10"):
            return Divide(right, left), Number("1")
        case Multiply((Number() | Negative(Number()) as mantissa, Power(Number("10"), exponent))):
            return Divide(left, Power(Number("10"), exponent)), mantissa
        case Negative(Multiply((Number() as mantissa, Power(Number("10"), exponent)))):
            return Divide(left, Power(Number("10"), exponent)), Negative(mantissa)
    return left, right


def _rounded(chain: ChainJudge, made: Judged, expression: Node, target: Printed) -> Judged | None:
    """An expression against one printed decimal."""
    value = number_of(expression, chain.setting.scope)
    if value is None:
        for fact in reversed(chain.judge.facts):
            if fact.tree == expression:
                same = fact.printed.value == target.value
                words = f"printed before as {fact.printed.text}"
                return replace(made, outcome=Outcome("given", words if same else f"another case: {words}"))
        return _case(chain, made, expression, target.number)
    right = rounds_to(value, target)
    if right is None:
        return replace(made, outcome=_seen("the value rounds to it", (value, target)))
    restored = with_true_values(expression, chain.judge.facts)
    if restored != expression:
        true = number_of(restored, chain.setting.scope)
        if true is not None and rounds_to(true, target) is None:
            return replace(made, outcome=_seen("the unrounded value rounds to it", (true, target)))
    doubt = _digits_not_printed(chain, made, expression, target)
    if doubt is not None:
        return replace(made, outcome=doubt)
    if _is_cut_off(value, target, Rational(right)):
        return replace(made, outcome=Outcome("unknown", "its digits are cut off, not rounded"))
    verdict = refutation(value, target)
    return replace(made, outcome=Outcome("refuted", f"the value rounds to {right}", verdict))


def _is_cut_off(value: Expr, target: Printed, rounded: Rational) -> bool:
    """0.797… ≈ 0.79: all digits that are printed are those of the value."""
    one = Rational(1, 10**target.number.decimals)
    return bool(abs(rounded) - abs(target.value) == one and (abs(rounded) - abs(value)).is_positive)


def _digits_not_printed(chain: ChainJudge, made: Judged, expression: Node, target: Printed) -> Outcome | None:
    """What keeps a printed number from being called false: rounded inputs, another base, angles in degrees."""
    for earlier in _members_before(chain, made):
        value = number_of(earlier, chain.setting.scope) if isinstance(earlier, Node) else None
        if value is not None and rounds_to(value, target) is None:
            return _seen("an earlier member of the chain rounds to it", (value, target))
    if agree(expression, Negative(target.number) if target.negative else target.number, chain.setting.scope):
        return Outcome("unknown", "the digits that are printed do not decide it")
    for words, scope in other_meanings(chain.setting.scope):
        value = number_of(expression, scope)
        if value is not None and rounds_to(value, target) is None:
            return Outcome("unknown", f"this holds when {words}, which is not said", assuming=words)
    return None


def _members_before(chain: ChainJudge, made: Judged) -> tuple[Node | ReadError, ...]:
    """The members before the left side, where the right side is the printed number: of 2.3 = 1.6/10 there are none."""
    if not isinstance(made.right, Node) or printed(made.right) is None:
        return ()
    return chain.statement.members[: max(0, made.place - chain.statement.chain.continues)]


def _case(chain: ChainJudge, made: Judged, left: Node, right: Node) -> Judged | None:
    """A symbolic expression printed as a number is a case of it, if nothing on the page contradicts."""
    names = [n for n in walk(left) if isinstance(n, Name | Big)]
    if names and not any(isinstance(n, Name) for n in walk(right)):
        try:
            value = chain.value_of(left)
        except SymxentError:
            return replace(made, kind="case", outcome=Outcome("given", "a case"))
        if symbols_of(value) or isinstance(left, Call):
            return replace(made, kind="case", outcome=Outcome("given", "a case"))
    return None


def _seen(words: str, *pairs: tuple[Expr, Printed]) -> Outcome:
    """The outcome of a step that holds if each value rounds to the decimal beside it."""
    verdict = Verdict.together(rounding(value, p.value, p.number.decimals) for value, p in pairs)
    return Outcome("proved", words, verdict) if verdict.proved else Outcome("unknown", verdict.reason, verdict)
