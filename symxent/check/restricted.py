"""Where a function is said to be what it is: f(x) = x² for x ≥ 0 says nothing of f(−1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sympy import Expr, Interval, Rational, S, Set, Symbol, oo, pi
from sympy.core.relational import Rel

from symxent.check.conditions import Restriction
from symxent.check.definitions import Definition, is_numeric
from symxent.check.knowledge import Knowledge
from symxent.check.limited import SIGNS, limited
from symxent.check.numeric import number_of
from symxent.language.domain import Domain
from symxent.language.scope import Scope, plain_key
from symxent.language.tree import Big, Call, Node, walk

_END = r"\s*([+-]?\s*(?:\d+(?:\.\d+)?(?:/\d+)?)?\s*(?:\\infty|\\pi)?)\s*"
_INTERVAL = rf"(?:\\left)?\s*([\[(\]]){_END},{_END}(?:\\right)?\s*([\])\[])"
_ON = re.compile(
    rf"\A[\s$]*(?:(?:is|be)\s+)?(?:defined\s+)?(?:on|over)\s+(?:the\s+)?(?:(?:[\w-]+\s+)?interval\s+)?\$\s*{_INTERVAL}"
)
_ARROW = rf"(?<![\w\\]){{}}\s*(?::|\\colon)\s*{_INTERVAL}\s*(?:\\to|\\rightarrow|\\longrightarrow|→)"


def is_used_outside(definition: Definition, trees: list[Node], knowledge: Knowledge) -> bool:
    """Whether a function is taken where its definition does not say what it is, or where nobody knows that it does.

    At a number it must satisfy the conditions of the definition; at anything else, f(a) or f(x + h), what is said for
    some x alone, in the same sentence or beside another definition, says nothing.
    """
    if definition.kind != "function":
        return False
    calls = (n for tree in trees for n in walk(tree) if isinstance(n, Call))
    bound = {name for tree in trees for n in walk(tree) if isinstance(n, Big) for name in n.index}
    return any(
        _is_outside(argument, parameter, definition, knowledge, argument in bound)
        for call in calls
        if plain_key(call.function) == definition.key and len(call.arguments) == len(definition.parameters)
        for argument, parameter in zip(call.arguments, definition.parameters, strict=True)
    )


def _is_outside(argument: Node, parameter: str, definition: Definition, knowledge: Knowledge, bound: bool) -> bool:
    """``bound``: the argument is what a sum or an integral runs over, and not the letter that the definition limits."""
    key = parameter.replace("·", "")
    if plain_key(argument) in (key, parameter) and not bound:
        return False
    limits = [(r, near) for r, near in _limits(definition, knowledge) if key in r.names]
    symbol = Symbol(key, real=True)
    found = limited(Domain(), Scope(symbols={key: symbol}), [r for r, _ in limits])
    where = found.domain.where.get(symbol, S.Reals).intersect(_said_interval(definition, knowledge))
    if where == S.Reals and not found.checks and not found.unread:
        return False
    value = number_of(argument, Scope()) if is_numeric(argument) else None
    if value is None:
        alike = [d for d in knowledge.by_key.get(definition.key, ()) if d.section == definition.section]
        return len(alike) > 1 or any(near for _, near in limits)
    return (
        bool(found.unread)
        or where.contains(value) is not S.true
        or not all(_holds(c, symbol, value) for c in found.checks)
    )


def _said_interval(definition: Definition, knowledge: Knowledge) -> Set:
    """Where a function of one number is said to be defined: f(x) = x² on [1, 2], f: [1, 2] → ℝ; else the real line."""
    page = knowledge.page
    behind = page.text[page.formulas[definition.formula].end :]
    name = re.escape(definition.key if len(definition.key) == 1 else f"\\{definition.key}")
    found = _ON.match(behind) or re.search(_ARROW.format(name), page.text)
    if found is None or len(definition.parameters) != 1:
        return S.Reals
    opens, low, high, closes = found.groups()
    ends = [_end(text.replace(" ", "")) for text in (low, high)]
    if None in ends:
        return S.Reals
    return Interval(*ends, left_open=opens != "[", right_open=closes != "]")


def _end(text: str) -> Expr | None:
    sign, size = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    number, letter = re.fullmatch(r"([\d./]*)(.*)", size).groups()  # type: ignore[union-attr]
    if letter == r"\infty":
        return sign * oo if not number else None
    if not number and not letter:
        return None
    return sign * Rational(number or 1) * (pi if letter else 1)


def _limits(definition: Definition, knowledge: Knowledge) -> Iterator[tuple[Restriction, bool]]:
    """What limits a definition, and whether it does so in its own sentence."""
    under = {id(c) for c in knowledge.under(definition)}
    sentence = knowledge.speeches.sentence(definition.formula)
    for known in knowledge.conditions:
        condition = known.condition
        beside = known.beside not in (-1, definition.number) and condition.formula == definition.formula
        if beside or id(condition) in under:
            yield from ((r, beside or condition.formula in sentence) for r in known.restrictions)


def _holds(check: tuple[Expr, str, Expr], symbol: Symbol, value: Expr) -> bool:
    left, sign, right = check
    return Rel(left.xreplace({symbol: value}), right.xreplace({symbol: value}), SIGNS[sign]) is S.true
