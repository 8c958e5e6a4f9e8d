"""Steps that are right, and everything that they become by one change: of a premise, of a part, of what they conclude.

The premises are assumed, as if they had been proved: what is tried is the step alone, without a search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from sympy import Basic, Dummy, Expr, IndexedBase, Rational, S, Symbol

from symxent.logic import Alike, By, Claim, Each, Hypotheses, Refused, check
from symxent.logic.proof import OPERATORS, _theorem
from symxent.logic.statements import Statement

FREE = Hypotheses()
INFINITE = (S.Infinity, S.NegativeInfinity)
#: Of which a step that is right says nothing.
STRANGE, WHOLE, COMPONENT = Dummy("strange", real=True), Dummy("whole", integer=True), IndexedBase("R", real=True)[1]


@dataclass(frozen=True)
class Right:
    """A step that is right.  ``own``: its letters, which are to be nothing else's.  ``still``: the changes after which
    it is right as well, and why in a comment beside them."""

    rule: str
    statement: Statement
    premises: tuple[Statement, ...] = ()
    parts: tuple[Any, ...] = ()
    own: tuple[Symbol, ...] = ()
    still: Set[str] = frozenset()


def is_accepted(step: Right) -> bool:
    """Whether the checker takes it; that there are too few or too many of something is a refusal, too."""
    premises = tuple(_theorem(p, Alike(), ()) for p in step.premises)
    try:
        check(step.statement, By(step.rule, premises, step.parts))
    except (Refused, ValueError, IndexError):
        return False
    except TypeError as failure:  # a row of a table with other letters
        if "positional argument" in str(failure):
            return False
        raise
    return True


def changes(step: Right) -> Iterator[tuple[str, Right]]:
    """What it becomes by each change, under the name of the change."""
    for name in ("statement", "premises", "parts"):
        for what, other in _changed(getattr(step, name)):
            yield f"{name}{what}", replace(step, **{name: other})
    said = (step.statement, step.premises, step.parts)
    for letter in step.own:
        for other in (WHOLE, COMPONENT, *sorted(_letters(said) - {letter}, key=str)):
            made = dict(zip(("statement", "premises", "parts"), _put(said, letter, other), strict=True))
            yield f"{letter} is {other}", replace(step, **made)


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield f"[{i}] left out", value[:i] + value[i + 1 :]
            for what, other in _changed(inner):
                yield f"[{i}]{what}", (*value[:i], other, *value[i + 1 :])
        yield " and one more", (*value, value[-1] if value else S.One)
        if value != value[::-1]:
            yield " turned around", value[::-1]
    elif isinstance(value, Hypotheses):
        yield " and more", replace(value, positive=(*value.positive, STRANGE))
    elif is_dataclass(value):
        yield " of another kind", Each((Claim(S.Zero, S.Zero, "=", FREE),))
        for f in fields(value):
            for what, other in _changed(getattr(value, f.name)):
                yield f".{f.name}{what}", replace(value, **{f.name: other})  # type: ignore[type-var]
    elif isinstance(value, str):
        yield from ((f" {op}", op) for op in OPERATORS if op != value)
    elif isinstance(value, Expr | int):
        yield from _other_expressions(S(value))


def _other_expressions(e: Expr) -> Iterator[tuple[str, Expr]]:
    if isinstance(e, Symbol):
        yield " another letter", Dummy(e.name, **e.assumptions0)
    if e not in INFINITE:
        yield " + 1", e + 1
        yield " + 1/2", e + Rational(1, 2)
        yield " doubled", 2 * e
    yield " negative", -e
    yield from ((" infinite", S.Infinity), (" 0", S.Zero), (" strange", STRANGE), (" a component", COMPONENT))


def _letters(said: Any) -> set[Symbol]:
    if isinstance(said, Basic):
        return {s for s in said.atoms(Symbol) if not isinstance(s, Dummy) and s.name.isalnum()}
    if isinstance(said, Mapping):
        return _letters(tuple(said.items()))
    if isinstance(said, tuple | frozenset):
        return set().union(*map(_letters, said))
    return _letters(tuple(getattr(said, f.name) for f in fields(said))) if is_dataclass(said) else set()


def _put(said: Any, letter: Symbol, other: Expr) -> Any:
    if isinstance(said, Basic):
        return said.xreplace({letter: other})
    if isinstance(said, Mapping):
        return {_put(k, letter, other): _put(v, letter, other) for k, v in said.items()}
    if isinstance(said, tuple):
        return tuple(_put(part, letter, other) for part in said)
    if is_dataclass(said):
        made = {f.name: _put(getattr(said, f.name), letter, other) for f in fields(said)}
        return replace(said, **made)  # type: ignore[type-var]
    return said


def judge(step: Right) -> None:
    """It is accepted as it stands, and refused after every change but those that it names."""
    assert is_accepted(step), "refused as it stands"
    same = [what for what, other in changes(step) if other != step and is_accepted(other)]
    assert set(same) == step.still, "".join(f'"{what}", ' for what in sorted(set(same) ^ step.still))
