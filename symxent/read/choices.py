"""The doubtful notations among some tokens, and what a grammar says in their other reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from symxent.language.text import GREEK
from symxent.read.grammar import Grammar
from symxent.read.signs import Token
from symxent.read.vocabulary import FUNCTION_WORDS

_INDEX_LETTERS = frozenset("ijklmnprst")


@dataclass(frozen=True)
class Choice:
    """A notation that can be read in another way than the usual one: in words, and what it changes in a grammar."""

    name: str
    taken: Callable[[Grammar], Grammar]


def choices(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Choice]:
    """The doubtful notations among some tokens."""
    texts = [t.text for t in tokens]
    signs = frozenset(texts)
    if any(t.kind == "command" and t.text in ("sum", "product") for t in tokens):
        yield Choice("Σ reaches over the whole sum behind it", lambda g: replace(g, wide_sums=True))
    if "product" in signs and sum(t in ("sum", "product") for t in texts) > 1:
        yield Choice("Π reaches over the Σ and Π behind it", lambda g: replace(g, long_products=True))
    if "product" in signs:
        yield Choice("Π ends before what its index is not in", lambda g: replace(g, short_products=True))
    if any(t.kind == "operator" or (t.kind == "word" and t.text in FUNCTION_WORDS) for t in tokens):
        words = "a function without brackets takes the whole product behind it"
        yield Choice(words, lambda g: replace(g, long_arguments=True))
    if signs & {"d", "partial", "nabla"}:
        yield Choice("d/dx reaches beyond the bracket behind it", lambda g: replace(g, long_derivatives=True))
    if "/" in signs:
        yield Choice("a slash divides by the whole product behind it", lambda g: replace(g, long_slash=True))
    if any(a == "|" and b == "_" for a, b in pairwise(texts)):
        yield Choice("a bar evaluates the whole sum before it", lambda g: replace(g, long_bars=True))
    if "frac" in signs and any(a.kind == "number" and b.text == "frac" for a, b in pairwise(tokens)):
        yield Choice("a number before a fraction multiplies it", lambda g: replace(g, products=True))
    if any(
        a.kind == "number" and b.text in ("e", "E") and (c.text in ("-", "+", "{") or c.kind == "number")
        for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)
    ):
        yield Choice("e behind a number is a power of ten", lambda g: replace(g, tens=True))
    if _runs(tokens):
        yield Choice("letters that touch are one name", lambda g: replace(g, runs=True))
    yield from _called(tokens, grammar)
    if "^" in signs or "'" in signs:
        yield from _raised(tokens, grammar)


def _runs(tokens: Sequence[Token]) -> bool:
    """Whether three plain letters or more touch, one of them nowhere else; beside a transpose they multiply."""
    if any(a.text == "^" and b.text in ("T", "⊤") for a, b in pairwise(tokens)):
        return False
    runs: list[list[str]] = []
    end = -1
    for token in tokens:
        if token.kind == "name" and len(token.text) == 1 and token.text.isascii():
            if token.start == end:
                runs[-1].append(token.text)
            else:
                runs.append([token.text])
            end = token.end
        else:
            end = -1
    alone = {run[0] for run in runs if len(run) == 1}
    return any(len(run) >= 3 and not alone.issuperset(run) for run in runs)


def _called(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Choice]:
    """Names before a bracket of which the page does not say whether they are functions."""
    for key in sorted(grammar.doubtful & {t.text for t in tokens if t.kind == "name"}):
        kind = "factor" if key in grammar.functions else "function"
        yield Choice(f"{GREEK.get(key, key)} is a {kind}", partial(_with_or_without, key))


def _with_or_without(key: str, grammar: Grammar) -> Grammar:
    return replace(grammar, functions=grammar.functions ^ {key})


def _raised(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Choice]:
    """What stands raised: an index or a power, a transpose or a number, the power of a function or of its value."""
    found = list(exponents(tokens))
    names = {base.text for base, inside in found if base.kind == "name" and is_index(inside)}
    if names & grammar.superscripts:
        yield Choice("what stands raised is a power", lambda g: replace(g, superscripts=frozenset()))
    if names & grammar.raised - grammar.superscripts:
        yield Choice("what stands raised is an index", lambda g: replace(g, superscripts=g.superscripts | g.raised))
    insides = [[t.text for t in inside] for _, inside in found]
    if any(inside[:1] == ["("] and len(inside) > 3 for inside in insides):
        yield Choice("what stands raised in brackets is a power", lambda g: replace(g, raised_brackets=True))
    called = [inside for base, inside in found if base.text in grammar.functions]
    if any(len(inside) == 3 and inside[0].text == "(" and inside[1].kind == "number" for inside in called):
        yield Choice("a raised number tells functions apart", lambda g: replace(g, layers=True))
    if any([t.text for t in inside] == ["2"] for inside in called):
        yield Choice("the square of a function is the function of its value", lambda g: replace(g, iterates=True))
    called += [inside for base, inside in found if base.kind in ("word", "operator")]
    if any([t.text for t in inside] == ["-", "1"] for inside in called):
        yield Choice("a function to the power −1 is one over its value", lambda g: replace(g, reciprocals=True))
    if grammar.steps and ["T"] in insides:
        yield Choice("a raised T is a power", lambda g: replace(g, raised_t=True))
    if grammar.transposed and any(t.text == "'" for t in tokens):
        yield Choice("a prime makes another letter", lambda g: replace(g, transposed=False))
    elif any(transposes(tokens, at) for at in range(len(tokens))):
        yield Choice("a prime transposes", lambda g: replace(g, transposed=True))
    if any(base.text == "C" and any(a.text == "C" and b.text == "_" for a, b in pairwise(tokens)) for base, _ in found):
        words = "C is a letter" if grammar.binomials else "C counts choices"
        yield Choice(words, lambda g: replace(g, binomials=not g.binomials))


def transposes(tokens: Sequence[Token], at: int) -> bool:
    """Whether the prime at a place stands between matrices or vectors: X'X, (X'X)'y, in bold or in capitals."""
    if tokens[at].text != "'" or not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    bold = before.text == "}" or (at >= 2 and tokens[at - 2].kind == "accent") or before.text == ")"
    capital = before.kind == "name" and before.text[:1].isupper()
    figure = after.kind == "accent" and after.text in ("bold", "vec", "blackboard")
    return (bold and figure) or (capital and after.kind == "name" and after.text[:1].isupper() and len(after.text) == 1)


def is_index(inside: Sequence[Token]) -> bool:
    """i, t + 1, l − 1: letters that count, with a number added."""
    return bool(inside) and inside[0].text in _INDEX_LETTERS and len(inside) in (1, 3)


def exponents(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Each raised group with the name before it, its subscript passed over."""
    for at, token in enumerate(tokens):
        if token.text == "^" and token.kind == "symbol":
            base = _base(tokens, at)
            end = past_one(tokens, at + 1)
            if base is not None:
                yield base, [t for t in tokens[at + 1 : end] if t.text not in ("{", "}")]


def _base(tokens: Sequence[Token], at: int) -> Token | None:
    """The name that a raised sign at a place belongs to."""
    place = at - 1
    depth = 0
    while place >= 0:
        token = tokens[place]
        depth += (token.text == "}") - (token.text == "{")
        if depth == 0 and token.kind in ("name", "word", "operator"):
            if place and tokens[place - 1].text == "_":
                place -= 2
                continue
            return token
        if depth == 0 and token.text == "{" and place and tokens[place - 1].text == "_":
            place -= 2
            continue
        if depth == 0 and token.kind == "symbol" and token.text not in ("{", "}"):
            return None
        place -= 1
    return None


def past_one(tokens: Sequence[Token], at: int) -> int:
    """Behind the group that begins at a place, or behind one token."""
    if at < len(tokens) and tokens[at].text == "{":
        depth = 0
        while at < len(tokens):
            depth += (tokens[at].text == "{") - (tokens[at].text == "}")
            at += 1
            if depth == 0:
                return at
    return at + 1
