"""Small edits of a formula's source, the kind that a slip of the pen needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from symxent.check.findings import Edit
from symxent.check.lost import (
    COUNTS,
    bracketed,
    exponents,
    off_by_one,
    other_functions,
    shifted,
    subscripted,
    terms,
    top_signs,
    turned_fractions,
)
from symxent.read.signs import Token
from symxent.read.vocabulary import GREEK

#: What costs more is thought of on the right of a step alone, where most slips are.
COMMON = 1.5
#: Pairs of edits are tried for this many single ones at most.
MOST_PAIRED = 14


@dataclass(frozen=True)
class Change:
    """``cost`` orders changes: a sign, an index or a number is one, a factor or a bracket somewhat more."""

    cost: float
    kind: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Surroundings:
    """Names, indices and numbers that the neighbourhood of a formula uses, as LaTeX."""

    names: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    hatted: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    #: What the formulas beside it hold: powers and terms as they are written, and numbers.
    powers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    source: str = ""


def surroundings(
    members: Sequence[Sequence[Token]], beside: Sequence[Sequence[Token]] = (), source: str = ""
) -> Surroundings:
    names: dict[str, None] = {}
    indices: dict[str, None] = {}
    numbers: dict[str, None] = {}
    hatted: set[str] = set()
    for tokens in members:
        inside = subscripted(tokens)
        for at, token in enumerate(tokens):
            if at in inside and token.kind in ("name", "number"):
                indices.setdefault(latex_of(token))
            elif token.kind == "name":
                names.setdefault(latex_of(token))
                if at and _accent_before(tokens, at) == "hat":
                    hatted.add(latex_of(token))
            elif token.kind == "number":
                numbers.setdefault(token.text)
    return Surroundings(
        tuple(names),
        tuple(indices),
        tuple(numbers),
        frozenset(hatted),
        _distinct(t.text for tokens in members for t in tokens if t.kind == "word"),
        _distinct(p for tokens in beside for p in exponents(tokens, source)),
        _distinct(t for tokens in beside for t in terms(tokens, source)),
        _distinct(t.text for tokens in beside for t in tokens if t.kind == "number" and t.text.isdecimal()),
        source,
    )


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def latex_of(token: Token) -> str:
    return f"\\{token.text}" if token.kind == "name" and token.text in GREEK else token.text


def _accent_before(tokens: Sequence[Token], at: int) -> str:
    if at and tokens[at - 1].kind == "accent":
        return tokens[at - 1].text
    if at > 1 and tokens[at - 1].text == "{" and tokens[at - 2].kind == "accent":
        return tokens[at - 2].text
    return ""


def changes(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    """Single changes first, then pairs of signs and pairs of one index."""
    signs = list(_signs(tokens))
    indices = list(_indices(tokens, around))
    yield from signs
    yield from indices
    yield from _numbers(tokens, around)
    yield from _names(tokens, around)
    yield from _renamed(tokens, around)
    yield from _primes(tokens)
    yield from _powers(tokens)
    yield from _factors(tokens, around)
    yield from _brackets(tokens)
    yield from _lost(tokens, around)
    yield from _pairs(signs)
    yield from _pairs_of_one_index(indices)


def _signs(tokens: Sequence[Token]) -> Iterator[Change]:
    for at, token in enumerate(tokens):
        if token.kind != "symbol" or token.text not in "+-":
            continue
        leading = at == 0 or (
            tokens[at - 1].kind == "symbol" and tokens[at - 1].text in ("(", "[", "{", "\\{", "^", "·", "×", "*")
        )
        if leading and token.text == "-":
            yield Change(1, "sign", (Edit(token.start, token.end, ""),))
        elif not leading:
            yield Change(1, "sign", (Edit(token.start, token.end, "+" if token.text == "-" else "-"),))
    starts = [0] + [i + 1 for i, t in enumerate(tokens[:-1]) if t.kind == "symbol" and t.text in ("(", "[", "{", "\\{")]
    for at in starts:
        before = tokens[at - 1] if at else None
        if before is not None and before.text == "{" and not _is_expression_brace(tokens, at - 1):
            continue
        if tokens[at].text not in ("+", "-", "}", ")", "]"):
            lost = 1.1 if before is not None and before.text in ("(", "[") else 1
            yield Change(lost, "sign", (Edit(tokens[at].start, tokens[at].start, "-"),))


def _is_expression_brace(tokens: Sequence[Token], at: int) -> bool:
    """Braces of an exponent or a numerator, and not of an accent or an index."""
    if at == 0:
        return False
    before = tokens[at - 1]
    return before.text == "^" or (before.kind == "command" and before.text == "frac")


def _indices(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    inside = subscripted(tokens)
    for at in sorted(inside):
        token = tokens[at]
        if token.kind not in ("name", "number"):
            continue
        for other in around.indices:
            if other != latex_of(token) and (other.isdigit() == (token.kind == "number") or len(other) == 1):
                yield Change(1, "index", (Edit(token.start, token.end, _spaced(tokens, at, other)),))


def _spaced(tokens: Sequence[Token], at: int, text: str) -> str:
    """A command needs a space before a letter."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    touches = following is not None and following.start == tokens[at].end and following.kind in ("name", "word")
    return f"{text} " if text.startswith("\\") and touches else text


def _numbers(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    inside = subscripted(tokens)
    for at, token in enumerate(tokens):
        if token.kind != "number" or at in inside:
            continue
        exponent = at > 0 and tokens[at - 1].text == "^"
        added = at > 0 and tokens[at - 1].text in ("+", "-")  # + 0 and 1 x are written by nobody
        without = ("0", "1") if exponent else ("1",) if _is_factor(tokens, at) else ("0",) if added else ()
        for other in dict.fromkeys((*around.numbers, "0", "1", "2")):
            if other != token.text and other not in without:
                yield Change(1, "constant", (Edit(token.start, token.end, other),))
        if len(token.text) > 1 and "." in token.text:
            yield from (
                Change(1, "constant", (Edit(token.start, token.end, shifted),)) for shifted in shifted(token.text)
            )
        for name in around.names:
            kind = "constant" if name in COUNTS else "symbol"  # 1 for n: as often as there are terms
            yield Change(1.3, kind, (Edit(token.start, token.end, _spaced(tokens, at, name)),))


def _names(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    inside = subscripted(tokens)
    for at, token in enumerate(tokens):
        if token.kind == "accent":
            body = _accented_body(tokens, at)
            if body is not None:
                start, end, name = body
                yield Change(1, "symbol", (Edit(start, end, name),))
        if token.kind != "name" or at in inside or token.text in ("d", "e"):
            continue
        if at and tokens[at - 1].text == "partial":
            continue
        accent = _accent_before(tokens, at)
        if not accent and latex_of(token) in around.hatted:
            yield Change(1, "symbol", (Edit(token.start, token.end, f"\\hat{{{latex_of(token)}}}"),))
        for other in around.names:
            if other != latex_of(token):
                yield Change(1.2, "symbol", (Edit(token.start, token.end, _spaced(tokens, at, other)),))


def _renamed(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    """One letter for another everywhere: σ(x)(1 − σ(x)) for σ(z)(1 − σ(z))."""
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        if token.kind == "name" and token.text not in ("d", "e"):
            places.setdefault(latex_of(token), []).append(at)
    for name, found in places.items():
        for other in around.names:
            if len(found) > 1 and other != name:
                edits = (Edit(tokens[i].start, tokens[i].end, _spaced(tokens, i, other)) for i in found)
                yield Change(1.3, "symbol", tuple(edits))


def _accented_body(tokens: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    """The extent of \\hat{y} and the letter inside."""
    if at + 1 < len(tokens) and tokens[at + 1].kind == "name":
        return tokens[at].start, tokens[at + 1].end, f" {latex_of(tokens[at + 1])}".strip()
    if at + 3 < len(tokens) and tokens[at + 1].text == "{" and tokens[at + 3].text == "}":
        if tokens[at + 2].kind == "name":
            return tokens[at].start, tokens[at + 3].end, latex_of(tokens[at + 2])
    return None


def _primes(tokens: Sequence[Token]) -> Iterator[Change]:
    for at, token in enumerate(tokens):
        if token.kind == "symbol" and token.text == "'":
            yield Change(1, "symbol", (Edit(token.start, token.end, ""),))
        elif token.kind == "name" and at + 1 < len(tokens) and tokens[at + 1].text == "(":
            yield Change(1.2, "symbol", (Edit(token.end, token.end, "'"),))


def _powers(tokens: Sequence[Token]) -> Iterator[Change]:
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == "symbol" and token.text == "^" and after is not None:
            if after.kind == "number":
                yield Change(1, "factor", (Edit(token.start, after.end, ""),))
        if token.kind == "word" and token.text in ("log", "ln") and after is not None:
            yield Change(1.5, "symbol", (Edit(token.start, token.end, ""),))


def _factors(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    """A factor that got lost, or one too many."""
    if not tokens:
        return
    start = tokens[0].end if tokens[0].text in ("+", "-") else tokens[0].start
    behind = [start, *(tokens[i].end for i in top_signs(tokens) if i)]
    for factor in (*around.names, "2", "\\frac{1}{2}"):
        for at in dict.fromkeys(behind):
            yield Change(1.5, "factor", (Edit(at, at, f"{factor} "),))
    for name in around.names:
        yield Change(1.5, "factor", (Edit(tokens[-1].end, tokens[-1].end, f" {name}"),))
    inside = subscripted(tokens)
    for at, token in enumerate(tokens[:-1]):
        alone = tokens[at + 1].text not in ("^", "_", "'", "(", "[") and not (
            at and tokens[at - 1].text in ("^", "_", "{")
        )
        if token.kind == "name" and at not in inside and alone and not _accent_before(tokens, at):
            yield Change(1.5, "factor", (Edit(token.start, token.end, ""),))
    for at, token in enumerate(tokens[1:-1], 1):
        if token.kind == "symbol" and token.text in ("+", "-") and tokens[at + 1].text in ("(", "["):
            yield Change(1.5, "factor", (Edit(token.start, token.end, ""),))  # a − (b) for a (b)
    for at, token in enumerate(tokens):
        if token.kind == "number" and _is_factor(tokens, at):
            yield Change(1.4, "factor", (Edit(token.start, token.end, ""),))
        if token.kind == "symbol" and token.text in ("·", "×") and at + 1 < len(tokens):
            if at + 2 == len(tokens) and tokens[at + 1].kind == "name":
                yield Change(1.5, "factor", (Edit(token.start, tokens[at + 1].end, ""),))


def _is_factor(tokens: Sequence[Token], at: int) -> bool:
    """Whether another factor stands right behind a place."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and (after.kind in ("name", "accent", "command", "word") or after.text in ("(", "["))


def _brackets(tokens: Sequence[Token]) -> Iterator[Change]:
    """A bracket that closes or opens too early or too late; a − f(b) for f(a − b); sums under a slash."""
    for at, token in enumerate(tokens):
        if token.kind != "symbol" or token.text not in ("(", ")"):
            continue
        for other in range(max(0, at - 8), min(len(tokens), at + 9)):
            if other in (at, at + 1) or tokens[other].kind not in ("name", "number", "symbol", "command", "word"):
                continue
            place = tokens[other].start
            if not tokens[other].start <= token.start < tokens[other].end:
                yield Change(1.5, "bracket", _moved(token, place))
        end = tokens[-1].end
        if token.text == ")":
            yield Change(1.5, "bracket", _moved(token, end))
    yield from _swapped(tokens)
    yield from _slashes(tokens)


def _moved(token: Token, place: int) -> tuple[Edit, ...]:
    removal, insertion = Edit(token.start, token.end, ""), Edit(place, place, token.text)
    return (insertion, removal) if place <= token.start else (removal, insertion)


def _swapped(tokens: Sequence[Token]) -> Iterator[Change]:
    """(1 − log ŷ) for log(1 − ŷ)."""
    for at, token in enumerate(tokens):
        if token.kind != "word" or token.text not in ("log", "ln", "exp") or at < 3:
            continue
        one, minus, opening = tokens[at - 2], tokens[at - 1], tokens[at - 3]
        if opening.text == "(" and one.kind in ("number", "name") and minus.text in ("+", "-"):
            yield Change(
                1.5,
                "bracket",
                (
                    Edit(opening.start, opening.start, f"\\{token.text}"),
                    Edit(token.start, token.end, ""),
                ),
            )


def _slashes(tokens: Sequence[Token]) -> Iterator[Change]:
    """a + b/c + d for (a + b)/(c + d), within the brackets that stand around."""
    for at, token in enumerate(tokens):
        if token.kind != "symbol" or token.text != "/":
            continue
        left, right = _extent(tokens, at, -1), _extent(tokens, at, 1)
        if left == at or right == at:
            continue
        yield Change(
            1.5,
            "bracket",
            (
                Edit(tokens[left].start, tokens[left].start, "("),
                Edit(token.start, token.end, ")/("),
                Edit(tokens[right].end, tokens[right].end, ")"),
            ),
        )


def _extent(tokens: Sequence[Token], at: int, step: int) -> int:
    """The last position before the bracket around closes, in one direction."""
    depth, last = 0, at
    i = at + step
    while 0 <= i < len(tokens):
        text = tokens[i].text if tokens[i].kind == "symbol" else ""
        depth += step * ((text in ("(", "[", "{", "\\{")) - (text in (")", "]", "}", "\\}")))
        if depth < 0:
            break
        last = i
        i += step
    return last


def _lost(tokens: Sequence[Token], around: Surroundings) -> Iterator[Change]:
    """What got lost that the formulas beside it have; a number that is nearly the one that stands there."""
    inside = subscripted(tokens)
    for at, token in enumerate(tokens):
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        ends = token.kind in ("name", "word") or (token.kind == "symbol" and token.text in (")", "]"))
        if ends and at not in inside and after not in ("^", "_", "'"):
            usual = ("2", "{-1}") if token.text in (")", "]") else ("2",) if token.kind == "name" else ()
            powers = _distinct((*around.powers, *usual))
            yield from (Change(1.5, "factor", (Edit(token.end, token.end, f"^{p}"),)) for p in powers)
        if at in inside and at + 1 not in inside and after not in ("^", "'"):  # x_i² for x_i
            yield Change(1.5, "factor", (Edit(token.end, token.end, "^2"),))
        if token.kind == "number" and token.text.isdecimal() and at not in inside:
            value = int(token.text)
            for near in filter(None, (value - 1, value + 1, 2 * value, value // 2 if value % 2 == 0 else 0)):
                yield Change(1.5, "constant", (Edit(token.start, token.end, str(near)),))
        if token.kind == "symbol" and token.text in ("(", "[", "+", "-") and at + 1 < len(tokens):
            yield from (
                Change(1.5, "factor", (Edit(token.end, token.end, f" {n} "),)) for n in _distinct((*around.counts, "2"))
            )
            if at and tokens[at + 1].kind == "number" and not _is_factor(tokens, at + 1):
                yield Change(1.5, "constant", (Edit(token.start, tokens[at + 1].end, ""),))
    yield from (Change(1.5, "index", (edit,)) for edit in off_by_one(tokens))
    yield from (Change(1.6, "fraction", (edit,)) for edit in turned_fractions(tokens, around.source))
    yield from (Change(1.6, "function", (edit,)) for edit in other_functions(tokens, around.words))
    yield from (Change(1.7, "bracket", edits) for edits in bracketed(tokens))
    yield from (Change(1.8, "term", (Edit(tokens[-1].end, tokens[-1].end, f" {t}"),)) for t in around.terms)


def _pairs(singles: list[Change]) -> Iterator[Change]:
    for a, b in combinations(singles[:MOST_PAIRED], 2):
        edits = tuple(sorted((*a.edits, *b.edits), key=lambda e: (e.start, e.end)))
        if edits[0].end <= edits[1].start:
            yield Change(2, a.kind, edits)


def _pairs_of_one_index(singles: list[Change]) -> Iterator[Change]:
    """The same index put in two places."""
    by_text: dict[str, list[Change]] = {}
    for change in singles:
        by_text.setdefault(change.edits[0].text, []).append(change)
    for group in by_text.values():
        yield from _pairs(group)
