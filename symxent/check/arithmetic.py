"""Corrections of printed numbers: the right decimal, a point in the wrong place, a number copied wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symxent.check.chain import ChainJudge
from symxent.check.corrections import applied
from symxent.check.edits import Change, changes, surroundings
from symxent.check.findings import Correction, Edit
from symxent.check.judged import Judged
from symxent.check.numeric import Printed, number_of, printed, rounds_to
from symxent.errors import SymxentError
from symxent.language.tree import Node, Number
from symxent.read.errors import ReadError
from symxent.read.parser import parse
from symxent.read.rows import Member
from symxent.read.tokens import Lexicon, Token, tokenize


def mended_number(step: Judged, chain: ChainJudge) -> tuple[Correction, ...]:
    """What could stand in a numeric step: another printed value, or another number inside the expression."""
    if not isinstance(step.left, Node) or not isinstance(step.right, Node):
        return ()
    members = chain.statement.chain.members
    offset = 1 if chain.statement.chain.continues else 0
    at = step.place + 1 - offset
    if printed(step.right) is not None:
        target, expression, member = printed(step.right), step.left, members[at - 1] if at > 0 else None
    else:
        target, expression, member = printed(step.left), step.right, members[at]
    value = number_of(expression, chain.setting.scope)
    if target is None or value is None:
        return ()
    try:
        found = list(_printed_otherwise(target, value, chain))
        if member is not None:
            found += _computed_otherwise(member, target, chain)
    except SymxentError:
        return ()
    return tuple({c.after: c for c in found}.values())


def _printed_otherwise(target: Printed, value: object, chain: ChainJudge) -> Iterator[Correction]:
    """The digits with their point moved, if that is the value; else the value rounded to as many decimals."""
    span = target.number.span
    if span is None:
        return
    for digits in _moved_points(target.number.text):
        if rounds_to(value, replace(target, number=Number(digits))) is None:
            yield Correction((Edit(span.start, span.end, digits),), target.number.text, digits, "constant")
            return
    right = rounds_to(value, target)
    if right is not None and right.startswith("-") == target.negative:
        digits = right.lstrip("-")
        yield Correction((Edit(span.start, span.end, digits),), target.number.text, digits, "constant")


def _moved_points(text: str) -> Iterator[str]:
    """The same digits with the decimal point up to two places away."""
    whole, _, rest = text.partition(".")
    digits = (whole + rest).lstrip("0")
    decimals = len(rest)
    if len(digits) < 1 or not rest:
        return
    for places in (decimals + 1, decimals - 1, decimals + 2, decimals - 2):
        if places > 0:
            padded = digits.rjust(places + 1, "0")
            yield f"{padded[:-places]}.{padded[-places:]}"


def _computed_otherwise(member: Member, target: Printed, chain: ChainJudge) -> Iterator[Correction]:
    """One number of the expression replaced by another of the page, or with its point moved."""
    source = chain.judge.page.text
    tokens: list[Sequence[Token]] = [m.tokens for m in chain.statement.chain.members]
    around = surroundings(tokens)
    numbers = tuple(dict.fromkeys((*_decimals(around.numbers), *_printed_before(chain))))
    before = source[member.start : member.end]
    for change in changes(member.tokens, replace(around, names=(), indices=(), numbers=numbers)):
        if not _is_decimal_swap(change, numbers, source):
            continue
        text = applied(source, member.start, member.end, change.edits)
        try:
            tree = parse(tokenize(text, Lexicon(), member.start), chain.knowledge.grammar, member.start)
            value = number_of(tree, chain.setting.scope)
            if value is not None and rounds_to(value, target) is None:
                yield Correction(change.edits, before, text, "constant")
        except (SymxentError, ReadError):
            continue


def _decimals(numbers: Sequence[str]) -> list[str]:
    return [n for n in numbers if "." in n]


def _printed_before(chain: ChainJudge) -> list[str]:
    return [f.printed.number.text for f in chain.judge.facts if f.printed.number.decimals]


def _is_decimal_swap(change: Change, numbers: Sequence[str], source: str) -> bool:
    if change.kind != "constant" or len(change.edits) != 1:
        return False
    edit = change.edits[0]
    old = source[edit.start : edit.end]
    return "." in old and (
        edit.text in numbers or old.replace(".", "").strip("0") == edit.text.replace(".", "").strip("0")
    )
