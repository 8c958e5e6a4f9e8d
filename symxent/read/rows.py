"""A formula's tokens → its chains: a = b = c, over rows, with what belongs beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from symxent.read.prose import connects, with_quantities, without_remarks
from symxent.read.signs import Token
from symxent.read.stacked import plain_relations
from symxent.read.vocabulary import words

ROW_ENVIRONMENTS = frozenset(
    words("aligned split gathered align equation alignedat eqnarray multlined gather alignat flalign subequations")
)
_OPENING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩"}
_CLOSING = frozenset(_OPENING.values())
#: Signs that separate statements and are no relation between two members.
_CONNECTIVES = frozenset("⇒⇔")


@dataclass(frozen=True)
class Member:
    """One side of a relation, not parsed yet."""

    tokens: tuple[Token, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Chain:
    """m₀ op m₁ op m₂ …: ``operators`` stand between the members.

    ``continues``: it began with a relation, so that its first member is the last one before it in the page.
    ``remark``: an equation written beside a longer chain.  ``words``: prose that introduced it inside the formula.
    ``implied``: it began with ⇒.  ``also``: what stands before its first member, apart by commas: the a of a, b > 0.
    """

    members: tuple[Member, ...]
    operators: tuple[Token, ...]
    continues: bool = False
    remark: bool = False
    implied: bool = False
    words: str = ""
    also: tuple[Member, ...] = ()

    @property
    def start(self) -> int:
        return self.operators[0].start if self.continues else self.members[0].start

    @property
    def end(self) -> int:
        return self.members[-1].end if self.members else self.operators[-1].end


@dataclass(frozen=True)
class OpenEnd:
    """What a formula leaves open at its end: an expression without a relation, or a relation that nothing follows."""

    member: tuple[Token, ...] = ()
    operator: Token | None = None


@dataclass
class _Open:
    """A chain under construction; ``aligned``: its first row has its & in front."""

    members: list[list[Token]] = field(default_factory=list)
    operators: list[Token] = field(default_factory=list)
    continues: bool = False
    remark: bool = False
    implied: bool = False
    words: str = ""
    also: list[list[Token]] = field(default_factory=list)
    aligned: bool = False

    @classmethod
    def going_on(cls, end: OpenEnd) -> _Open:
        """The chain that the formula before left open."""
        if end.operator is None:
            return cls([list(end.member)])
        if end.member:
            return cls([list(end.member), []], [end.operator])
        return cls([[]], [end.operator], continues=True)

    def end(self) -> OpenEnd | None:
        """What the formula behind may go on with: an expression that stands alone, or a relation at the end."""
        if not self.operators:
            open_ended = bool(self.members) and any(t.kind != "symbol" for t in self.members[0])
            return OpenEnd(tuple(self.members[0])) if open_ended else None
        if not self.members or self.members[-1]:
            return None
        alone = len(self.operators) == 1 and not self.continues
        return OpenEnd(tuple(self.members[0]) if alone else (), self.operators[-1])

    def closed(self) -> Chain | None:
        members = list(self.members)
        if members and not members[-1]:
            members.pop()  # a trailing = that nothing follows
        operators = self.operators[: len(members) if self.continues else max(0, len(members) - 1)]
        if not members or not operators:
            return None
        made = tuple(_member(m) for m in members if m)
        if len(made) != len(members):
            return None
        also = tuple(_member(m) for m in self.also if m)
        return Chain(made, tuple(operators), self.continues, self.remark, self.implied, self.words, also)


def _member(tokens: list[Token]) -> Member:
    return Member(tuple(tokens), tokens[0].start, tokens[-1].end)


def chains(tokens: list[Token]) -> list[Chain]:
    """The chains of one formula, in order."""
    return chains_and_end(tokens)[0]


def chains_and_end(tokens: list[Token], before: OpenEnd | None = None) -> tuple[list[Chain], OpenEnd | None]:
    """The chains of one formula, and what it leaves open; ``before``: what the formula before it left open."""
    rows = [with_quantities(without_remarks(row)) for row in _rows(_unwrapped(plain_relations(tokens)))]
    last_continuation = max((i for i, row in enumerate(rows) if _begins_with_relation(row)), default=-1)
    main = _Open.going_on(before) if before is not None else None
    done: list[_Open] = [main] if main is not None else []
    latest, blank = main, False
    for number, row in enumerate(rows):
        aligned = bool(row) and row[0].kind == "column"
        plain = _without_marks(row)
        if not plain or all(t.kind in ("gap", "prose") or t.text in ("↓", "…", "□") for t in plain):
            blank = aligned
            continue
        if blank and main is not None and main is not done[0] and _begins_with_relation(plain) and len(plain) > 1:
            plain = [plain[0], _doubtful(plain[1:]), *plain[1:]]
        blank = False
        later = last_continuation > number
        segments = _segments(plain)
        listed: list[list[Token]] = []
        for place, segment in enumerate(segments):
            relations = [i for i in _top_level(segment.tokens) if segment.tokens[i].kind == "relation"]
            first = segment.tokens[0]
            sign = first.kind == "symbol" and first.text in "+-·×*"
            latest = main  # unless the segment turns out to begin a chain
            if place == 0 and main is not None and main.members and _goes_on(main, first, sign, relations, aligned):
                _append(main, segment.tokens, relations)
                continue
            if not relations and len(segments) > 1:
                listed.append(segment.tokens)
                continue
            if not relations and main is not None and main.operators and aligned and not main.aligned:
                _append(main, [_doubtful(segment.tokens), *segment.tokens], [])
                continue
            leading = bool(relations) and relations[0] == 0
            if leading and main is not None and place == 0 and connects(segment.words):
                _append(main, segment.tokens, relations)
                continue
            chain = _Open([], [], leading, False, segment.implied, segment.words, listed, aligned)
            listed = []
            goes_on_later = aligned and later and main is not None and bool(main.operators)
            chain.remark = bool(relations) and goes_on_later and not leading and place == 0
            _append(chain, segment.tokens, relations)
            done.append(chain)
            latest = chain
            if not chain.remark and (place == 0 or main is None):
                main = chain
    open_end = main.end() if main is not None and latest is main else None
    return [c for c in (chain.closed() for chain in done) if c is not None], open_end


def _doubtful(tokens: list[Token]) -> Token:
    """In front of a row under the right sides that may be a factor of the row before, or an expression of its own."""
    return Token(
        "error", "whether this row goes on with the row before it is not clear", tokens[0].start, tokens[-1].end
    )


def _without_marks(row: list[Token]) -> list[Token]:
    """The row without its own & marks; those of a matrix inside it stay.

    A mark behind a relation and beside none parts two equations, like a wide gap.
    """
    kept: list[Token] = []
    inside, related = 0, False
    for at, token in enumerate(row):
        inside += (token.kind == "begin") - (token.kind == "end")
        related = related or (token.kind == "relation" and not inside)
        if token.kind != "column" or inside:
            kept.append(token)
        elif related and not any(t.kind == "relation" for t in (row[at - 1], *row[at + 1 : at + 2])):
            kept.append(Token("gap", "&", token.start, token.end))
    return kept


def _goes_on(main: _Open, first: Token, sign: bool, relations: list[int], aligned: bool) -> bool:
    """Whether a row goes on with the member that the row before left open."""
    last = main.members[-1]
    if not last:
        return first.kind != "relation"
    # Below an equation that begins at the mark, "& −1.7 = …" is another one, with a negative number.
    below = aligned and not (main.aligned and main.operators)
    if sign and (not relations or below or first.text == "+"):
        return True
    ends_open = last[-1].kind == "symbol" and last[-1].text in "+-·×*/"
    return ends_open and not (relations and relations[0] == 0)


def _append(chain: _Open, tokens: list[Token], relations: list[int]) -> None:
    at = 0
    for position in [*relations, len(tokens)]:
        piece = tokens[at:position]
        if at == 0 and not chain.members and not chain.operators:
            if position > 0:
                chain.members.append(list(piece))
        elif at == 0:
            if piece:
                chain.members[-1].extend(piece)
        else:
            chain.members.append(list(piece))
        if position < len(tokens):
            chain.operators.append(tokens[position])
        at = position + 1


def _begins_with_relation(row: list[Token]) -> bool:
    head = next((t for t in row if t.kind not in ("column", "gap")), None)
    return head is not None and head.kind == "relation" and head.text not in _CONNECTIVES


def _unwrapped(tokens: list[Token]) -> list[Token]:
    """Without the \\begin and \\end of environments that only lay out rows."""
    kept: list[Token] = []
    skip = 0
    inside_rows = _array_is_layout(tokens)
    for number, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        layout = token.kind in ("begin", "end") and (
            token.text in ROW_ENVIRONMENTS or (token.text == "array" and inside_rows)
        )
        if not layout:
            kept.append(token)
        elif token.kind == "begin" and token.text in ("array", "alignedat", "alignat"):
            skip = _group_length(tokens, number + 1)
    return kept


def _array_is_layout(tokens: list[Token]) -> bool:
    """An array that is the whole formula and holds relations lays out rows; another one is a matrix."""
    if not tokens or tokens[0].kind != "begin" or tokens[0].text != "array":
        return False
    ends = [i for i, t in enumerate(tokens) if t.kind == "end" and t.text == "array"]
    return bool(ends) and ends[0] >= len(tokens) - 2 and any(t.kind == "relation" for t in tokens)


def _group_length(tokens: list[Token], at: int) -> int:
    if at >= len(tokens) or tokens[at].text != "{":
        return 0
    for length, token in enumerate(tokens[at:], 1):
        if token.text == "}":
            return length
    return 0


def _rows(tokens: list[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    inside = 0
    for token in tokens:
        inside += (token.kind == "begin") - (token.kind == "end")
        if token.kind == "row" and inside == 0:
            yield row
            row = []
        else:
            row.append(token)
    yield row


@dataclass
class _Segment:
    tokens: list[Token]
    words: str = ""
    implied: bool = False


def _segments(row: list[Token]) -> list[_Segment]:
    """Pieces of a row that are statements of their own: split at words, ⇒, commas and wide gaps."""
    top = _top_level(row)
    cuts: list[tuple[int, str]] = []
    for i in top:
        token = row[i]
        if token.kind == "prose":
            cuts.append((i, "words"))
        elif token.kind == "relation" and (token.text in _CONNECTIVES or (token.text == "→" and i == 0)):
            cuts.append((i, "implied"))
        elif token.kind == "symbol" and token.text in (",", ";", ":", "∀", "∃", "↓"):
            cuts.append((i, "comma"))
        elif token.kind == "gap":
            cuts.append((i, "gap"))
        elif token.kind == "symbol" and token.text in _SPOKEN and _between_relations(row, top, i):
            cuts.append((i, "words"))
    pieces: list[_Segment] = []
    at, words, implied = 0, "", False
    for cut, kind in [*cuts, (len(row), "end")]:
        piece = row[at:cut]
        if kind == "gap" and not _separates(row, at, cut, top):
            continue
        if piece:
            pieces.append(_Segment([t for t in piece if t.kind != "gap"], words, implied))
            words, implied = "", False
        if kind == "words":
            words = f"{words} {_SPOKEN.get(row[cut].text, row[cut].text)}".strip()
        implied = implied or kind == "implied"
        at = cut + 1
    return _joined([p for p in pieces if p.tokens])


#: Signs for words that join statements.
_SPOKEN = {"∧": "and", "∨": "or"}


def _between_relations(row: list[Token], top: list[int], at: int) -> bool:
    related = [i for i in top if row[i].kind == "relation"]
    return bool(related) and related[0] < at < related[-1]


def _separates(row: list[Token], at: int, gap: int, top: list[int]) -> bool:
    """A wide gap separates when relations stand on both sides and the piece behind begins with a member."""
    behind = next((t for t in row[gap + 1 :] if t.kind != "gap"), None)
    if behind is None or behind.kind == "relation" or behind.text in "+-·×*/)]}":
        return False
    before = any(row[i].kind == "relation" for i in top if at < i < gap)
    after = any(row[i].kind == "relation" for i in top if i > gap)
    return before and after


def _joined(pieces: list[_Segment]) -> list[_Segment]:
    """A list with dots, i = 1, …, K, is one statement; the comma stays in it."""
    joined: list[_Segment] = []
    for piece in pieces:
        dots = all(t.text in ("…", ".") for t in piece.tokens)
        broken = bool(joined) and not piece.words and _unread_and_no_relation(joined[-1])
        if broken:
            joined[-1].tokens += piece.tokens
            continue
        after_dots = bool(joined) and joined[-1].tokens[-1].text == "…" and len(joined[-1].tokens) > 1
        if joined and not piece.words and (dots or after_dots):
            comma = Token("symbol", ",", piece.tokens[0].start, piece.tokens[0].start + 1)
            joined[-1].tokens += [comma, *piece.tokens]
        else:
            joined.append(piece)
    return joined


def _unread_and_no_relation(piece: _Segment) -> bool:
    """What could not be read must not get lost beside a comma: it makes the whole statement unreadable."""
    kinds = {t.kind for t in piece.tokens}
    return "error" in kinds and "relation" not in kinds


def _is_interval(tokens: list[Token], opening: tuple[str, int], at: int) -> bool:
    """[0, 1): a bracket of the other kind closes two numbers."""
    if {opening[0], tokens[at].text} != {")", "]"}:
        return False
    inside = tokens[opening[1] + 1 : at]
    return sum(t.text == "," for t in inside) == 1 and not any(t.kind == "relation" for t in inside)


def _top_level(tokens: list[Token]) -> list[int]:
    """Positions outside all brackets that match; a bracket without a partner counts for nothing."""
    partner: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    for i, token in enumerate(tokens):
        if token.kind == "begin":
            stack.append(("end", i))
        elif token.kind == "end":
            while stack and stack[-1][0] != "end":
                stack.pop()
            if stack:
                partner[stack.pop()[1]] = i
        elif token.kind == "symbol" and token.text in _OPENING:
            stack.append((_OPENING[token.text], i))
        elif token.kind == "symbol" and token.text in _CLOSING:
            if stack and (stack[-1][0] == token.text or _is_interval(tokens, stack[-1], i)):
                partner[stack.pop()[1]] = i
            elif token.text == "}":
                # braces always match in TeX: what opened inside them and did not close has no partner
                while stack and stack[-1][0] != "}":
                    stack.pop()
                if stack:
                    partner[stack.pop()[1]] = i
    top: list[int] = []
    i = 0
    while i < len(tokens):
        if i in partner:
            i = partner[i] + 1
            continue
        top.append(i)
        i += 1
    return top
