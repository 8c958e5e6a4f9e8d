"""What the names of a page are, found before anything is parsed: functions against factors, upper indices, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from symxent.language.tree import Call, Indexed, Name, Node, Words
from symxent.read.choices import is_index, past_one, transposes
from symxent.read.errors import ReadError
from symxent.read.grammar import Grammar
from symxent.read.parser import Parser
from symxent.read.rows import Chain
from symxent.read.signs import Token

#: Letters that usually are functions; each still has to be written with a plain argument somewhere on the page.
USUAL_FUNCTIONS = frozenset(
    (
        *("f", "g", "h", "J", "L", "P", "Q", "p", "q", "H", "E", "D", "F", "l"),
        *("sigma", "phi", "varphi", "Phi", "ell", "psi", "Gamma"),
    )
)
_ACCENTED = {"hat", "bar", "tilde"}


class _Every(frozenset[str]):
    """A set that holds every name: to look at a left side before it is known what its names are."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass
class _Uses:
    """How often a name is followed by a bracket with a plain argument, with another one, or by none."""

    plain: int = 0
    other: int = 0
    bare: int = 0
    arguments: set[str] = field(default_factory=set)


def grammar_of(chains: Iterable[Chain]) -> Grammar:
    """The names of a page that take arguments, and those whose upper index is no power."""
    chains = list(chains)
    declared = {key for chain in chains for key in _declared(chain)}
    uses: dict[str, _Uses] = {}
    for chain in chains:
        for member in chain.members:
            for key, kind, argument in _occurrences(member.tokens):
                use = uses.setdefault(key, _Uses())
                setattr(use, kind, getattr(use, kind) + 1)
                if argument:
                    use.arguments.add(argument)
    functions, doubtful = set(declared), set()
    for key, use in uses.items():
        usual = key.split("_")[0] in USUAL_FUNCTIONS
        if (use.plain and (usual or use.bare == 0)) or (usual and use.other and not use.bare):
            functions.add(key)
        if key not in declared and use.bare and (use.plain or (usual and use.other)):
            doubtful.add(key)
    members = [member.tokens for chain in chains for member in chain.members]
    raised = _superscripts(chains)
    return Grammar(
        frozenset(functions),
        frozenset(doubtful),
        frozenset(raised.indexed),
        frozenset(raised.numbered),
        frozenset(raised.perhaps),
        transposed=any(transposes(tokens, at) for tokens in members for at in range(len(tokens))),
        binomials=_counts_choices(members),
        steps=any(_stands_for_a_number(tokens, "T") for tokens in members),
        pairs=frozenset(pair for chain in chains for pair in _pairs(chain)),
    )


def _counts_choices(members: list[tuple[Token, ...]]) -> bool:
    """Whether every C of the page carries two signs, one below and one above: C_n^k."""
    found = False
    for tokens in members:
        for at, token in enumerate(tokens):
            if token.kind == "name" and token.text == "C":
                signs = [t.text for t in tokens[at + 1 : at + 2]]
                after = past_one(tokens, at + 2)
                signs += [t.text for t in tokens[after : after + 1]]
                if sorted(signs) != ["^", "_"]:
                    return False
                found = True
    return found


def _stands_for_a_number(tokens: tuple[Token, ...], letter: str) -> bool:
    """Whether a letter is used on the line, and not above another."""
    return any(
        t.kind == "name"
        and t.text == letter
        and not (at and (tokens[at - 1].text in ("^", "{", "_") or tokens[at - 1].kind == "accent"))
        and not _inverts(tokens, at)
        for at, t in enumerate(tokens)
    )


def _inverts(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a T stands in A^{-T}, the inverse of the transpose; e^{-T} is a power."""
    before = [t.text for t in tokens[max(at - 4, 0) : at]]
    return before[-3:] == ["^", "{", "-"] and before[0] != "e"


def _declared(chain: Chain) -> Iterator[str]:
    """f(x) = …, at the head of a chain, declares f."""
    if not chain.members or chain.continues:
        return
    head = head_call(chain.members[0].tokens)
    if head is not None:
        function = head.function.base if isinstance(head.function, Indexed) else head.function
        if isinstance(function, Name):
            yield function.key


def head_call(tokens: tuple[Token, ...]) -> Call | None:
    """The left side as a call of a name with plain arguments, or None."""
    if len(tokens) < 4 or tokens[-1].text != ")":
        return None
    parser = Parser(tokens, Grammar(functions=_Every()))
    try:
        node = parser.factor()
    except ReadError:
        return None
    if parser.at < len(parser.tokens) or not isinstance(node, Call) or node.primes:
        return None
    return node if all(is_plain(a) for a in (*node.arguments, *node.given)) and node.arguments else None


def is_plain(node: Node) -> bool:
    """A name, with indices or without: what stands in f(x, y_i) on the left of a definition."""
    return isinstance(node, Name | Words) or (isinstance(node, Indexed) and isinstance(node.base, Name))


def _occurrences(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str, str]]:
    """(key, "plain" | "other" | "bare", the argument when it is one name) of each name."""
    for at, token in enumerate(tokens):
        if token.kind not in ("name", "word", "operator"):
            continue
        before = tokens[at - 1] if at else None
        key, after = token.text, at + 1
        if before is not None and before.kind == "accent" and before.text in _ACCENTED:
            key = f"{key}_{before.text}"
        braced = before is not None and before.text == "{" and at >= 2 and tokens[at - 2].kind == "accent"
        if braced:
            accent = tokens[at - 2].text
            key = f"{key}_{accent}" if accent in _ACCENTED else key
            after += 1
        if before is not None and before.text in ("_", "d", "partial"):
            continue
        after = _past_scripts(tokens, after)
        if after < len(tokens) and tokens[after].text == "(":
            inside = _inside(tokens, after)
            plain = bool(inside) and all(_is_argument_token(t) for t in inside)
            lone = inside[0].text if len(inside) == 1 else ""
            yield key, "plain" if plain else "other", lone
        elif not (before is not None and before.text == "^"):
            yield key, "bare", ""


def _is_argument_token(token: Token) -> bool:
    if token.kind in ("name", "word", "operator", "accent", "prose"):
        return True
    if token.kind == "number":
        return True
    return token.kind == "symbol" and (token.text in "_^{},;|()⊤" or token.text in ("mid", "‖"))


def _past_scripts(tokens: tuple[Token, ...], at: int) -> int:
    while at < len(tokens) and tokens[at].kind == "symbol" and tokens[at].text in ("_", "^", "'", "}"):
        if tokens[at].text in ("'", "}"):
            at += 1
            continue
        at += 1
        if at < len(tokens) and tokens[at].text == "{":
            depth = 0
            while at < len(tokens):
                depth += (tokens[at].text == "{") - (tokens[at].text == "}")
                at += 1
                if depth == 0:
                    break
        else:
            at += 1
    return at


def _inside(tokens: tuple[Token, ...], at: int) -> list[Token]:
    depth = 0
    inside: list[Token] = []
    for token in tokens[at:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return inside[1:]
        inside.append(token)
    return []


@dataclass
class _Raised:
    """Which names carry an index above: surely, surely even when it is a number, and perhaps."""

    indexed: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)


def _superscripts(chains: Iterable[Chain]) -> _Raised:
    """Names whose upper index numbers a layer or an example: a^{l+1}, or z^i under a sum over i and never z alone."""
    raised: dict[str, Counter[str]] = {}
    alone: Counter[str] = Counter()
    bound: set[str] = set()
    apart: set[str] = set()  # β^{t−i}: an index where β never stands alone
    found = _Raised()
    for chain in chains:
        for member in chain.members:
            tokens = member.tokens
            series = _series(tokens)
            bound |= set(_bound_names(tokens)) - series
            for at, token in enumerate(tokens):
                if token.kind != "name":
                    continue
                exponent = _exponent(tokens, at + 1)
                if exponent is None:
                    alone[token.text] += 1
                    continue
                if exponent and exponent[0].text in series:
                    alone[token.text] += 1  # x^k of a power series
                    continue
                raised.setdefault(token.text, Counter())["".join(t.text for t in exponent)] += 1
                if len(exponent) == 3 and exponent[0].text in "lLkt" and exponent[1].text in "+-":
                    (found.indexed if exponent[2].kind == "number" else apart).add(token.text)
                if is_index(exponent):
                    found.perhaps.add(token.text)
                if len(exponent) in (1, 3) and exponent[0].text in ("l", "L"):
                    found.numbered.add(token.text)
    for name, exponents in raised.items():
        counts = bool(set(exponents) & bound) or len(exponents) > 1 or not name.isupper()
        if not alone[name] and set(exponents) <= bound | {"i", "j"} and counts:
            found.indexed.add(name)
    found.indexed |= found.numbered | {name for name in apart if not alone[name]}
    found.perhaps -= {name for name in found.perhaps if alone[name]}
    for names in (found.indexed, found.numbered, found.perhaps):
        names.discard("e")
    return found


def _exponent(tokens: tuple[Token, ...], at: int) -> list[Token] | None:
    """The tokens of the exponent of the name before ``at``, its subscript passed over."""
    while at < len(tokens) and tokens[at].text == "}":
        at += 1
    if at < len(tokens) and tokens[at].text == "_":
        at = past_one(tokens, at + 1)
    if at >= len(tokens) or tokens[at].text != "^":
        return None
    end = past_one(tokens, at + 1)
    return [t for t in tokens[at + 1 : end] if t.text not in "{}"]


def _series(tokens: tuple[Token, ...]) -> set[str]:
    """Names that a sum from 0 on, or one without an end, binds: those of power series."""
    texts = [t.text for t in tokens]
    sums = [at for at, t in enumerate(tokens) if t.kind == "command" and t.text == "sum"]
    heads = [[text for text in texts[at + 1 : at + 12] if text not in "_{}^"] for at in sums]
    return {head[0] for head in heads if head[1:3] == ["=", "0"] or (head[1:2] == ["="] and head[3:4] == ["oo"])}


def _pairs(chain: Chain) -> Iterator[str]:
    """What stands below in two signs of which a sum or a product of the same chain binds one: 0μ of Π_μ z_{0μ}."""
    rows = [member.tokens for member in chain.members]
    over = (t[i + 1 : i + 4] for t in rows for i in range(len(t)) if t[i].text in ("sum", "product"))
    bound = {next((t.text for t in ahead if t.kind == "name"), "") for ahead in over}
    for tokens in rows if bound else ():
        for at, token in enumerate(tokens[:-4]):
            inside = tokens[at + 2 : at + 4]
            braced = token.text == "_" and tokens[at + 1].text == "{" and tokens[at + 4].text == "}"
            if braced and all(t.kind in ("name", "number") for t in inside) and bound & {t.text for t in inside}:
                yield "".join(t.text for t in inside)


def _bound_names(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Names that a sum binds; one that counts from 0 is that of a power series, and raises."""
    for at, token in enumerate(tokens):
        if token.kind == "command" and token.text in ("sum", "product"):
            for ahead in (1, 2, 3):
                if at + ahead < len(tokens) and tokens[at + ahead].kind == "name":
                    if [t.text for t in tokens[at + ahead + 1 : at + ahead + 3]] != ["=", "0"]:
                        yield tokens[at + ahead].text
                    break
