"""Letters that a page says depend on another: r depends on θ, y is a function of x, η(t), dr/dθ = 2.

No derivative may be taken as if such a letter were constant, wherever the page said so before; nor one that a page
defines by another, u = f(x), where that definition is not in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from symxent.check.in_words import section_around
from symxent.language.analysis import VARYING
from symxent.language.tree import Call, Derivative, Gradient, Indexed, Name, Node, walk
from symxent.read.document import Page

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: Formulas in the words around them, ⟦3⟧ for the fourth, one or a list of them.
_ONE = r"⟦\d+⟧"
_SOME = rf"{_ONE}(?:(?:,\s*(?:and\s+)?|\s+(?:and|or|und|et|y|e)\s+){_ONE})*"
_BY = rf"(?P<by>{_SOME}|time\b)"
_GAP = r"[^.;:!?⟦⟧]"
_FUNCTION = r"\b(?:functions?|Funktion(?:en)?|fonctions?|funci(?:ón|ones)|função|funções)\b"
_DEPENDS = (
    r"(?:\b(?:(?:in)?depend\w*|dépend\w*|var(?:y|ies|ied|ying|ia|iiert)|chang(?:es?|ing)|determined|controlled|driven|governed|parametri[sz]ed"
    r"|evolves?|decays?|grows?|moves?|hängt|abhängig\w*)\b|依赖|取决)"
)
_SAID = tuple(
    map(
        re.compile,
        (
            rf"(?P<what>{_SOME})(?P<gap>{_GAP}{{0,60}}?){_FUNCTION}\s+(?:of|von|der|de|do|da|du)\s+{_GAP}{{0,12}}?{_BY}",
            rf"(?P<gap>){_FUNCTION}\s+(?P<what>{_SOME})\s+(?:of|von|de)\s+{_BY}",
            rf"(?P<what>{_SOME})(?P<gap>{_GAP}{{0,40}}?{_DEPENDS}{_GAP}{{0,30}}?){_BY}",
            rf"(?P<what>{_SOME})(?P<gap>{_GAP}{{0,30}}?)(?P<by>{_ONE}|\btime)[- ](?:dependent|varying)\b",
            rf"(?P<gap>)(?P<by>{_ONE}|\btime)[- ](?:dependent|varying)\s+(?:\w+\s+){{0,2}}(?P<what>{_SOME})",
            rf"(?P<what>{_SOME})(?P<gap>{_GAP}{{0,20}}?)\b(?:not|n't)\s+(?:an?\s+)?constants?\b"
            rf"(?:\s+(?:in|with|over)\s+(?P<by>{_SOME}|time))?",
            rf"(?P<what>{_ONE})(?P<gap>\s*是\s*)(?P<by>{_ONE})\s*的\s*函数",
        ),
    )
)
_DENIED = re.compile(r"\b(?:not|cannot|never|neither|nor|no|nicht|kein\w*|ne|não|independ\w*|unabhängig\w*)\b|n't\b|不")
_IMPLICIT = re.compile(r"\bimpl[ií]cit", re.IGNORECASE)
#: What is put around a letter and is none, and what makes another letter of it: ŷ is y_hat.
_DRESS = re.compile(r"\\(?:vec|math\w+|bm|boldsymbol|text\w*|operatorname|left|right|dot|ddot|displaystyle)\b")
_ACCENT = re.compile(r"\\(hat|bar|tilde|widehat|overline|widetilde)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|(\\?[A-Za-z]+))")
_OF_ACCENT = {"widehat": "hat", "overline": "bar", "widetilde": "tilde"}
_LETTER = re.compile(r"\\[A-Za-z]+(?:_(?:hat|bar|tilde)\b)?|[A-Za-z](?:_(?:hat|bar|tilde)\b)?")
_KEY = re.compile(r"[A-Za-z]+(?:_(?:hat|bar|tilde))?")
#: η(t), r(θ) and y(x, t): a letter that is a function of others; x(x − 1) is a product.
_CALL = re.compile(
    r"(\\?[A-Za-z]+(?:_(?:hat|bar|tilde))?)\s*(?:_(?:\w|\{\w+\}))?\s*\(\s*((?:\\?[A-Za-z]+\s*,\s*)*\\?[A-Za-z]+)\s*\)"
)


def varying(knowledge: Knowledge, statement: Statement, trees: Iterable[Node], keys: Iterable[str]) -> frozenset[str]:
    """Those of some keys whose letters depend on one by which the trees of a statement are differentiated."""
    by = set(differentiated_by(trees))
    if not by:
        return frozenset()
    place, text = statement.chain.start, knowledge.page.text
    _, end = section_around(knowledge.said, place, len(text))
    pairs = [pair for at, pair in knowledge.dependences if at < end]
    beside = [s for s in knowledge.statements if s.section == statement.section]
    pairs += [pair for s in beside for pair in _rates(s.nodes)]
    pairs += [(d.key, name) for s in beside for d in knowledge.by_number.get(s.number, ()) for name in d.names]
    found = {what for what, of in pairs if of is None or of in by}
    if _IMPLICIT.search(text[:end]):
        found |= VARYING
    plain = {key.removesuffix(" alone") for key in keys}
    return frozenset(key for key in plain if _base(key) in found - by)


def dependences(page: Page) -> Iterator[tuple[int, tuple[str, str | None]]]:
    """What a page says of letters that depend on others: where, and the letter and the other; None for any other."""
    text, places = _with_marks(page)
    for sought in _SAID:
        for found in sought.finditer(text):
            if _DENIED.search(found["gap"]):
                continue
            numbers = [int(n) for n in re.findall(r"⟦(\d+)⟧", found["what"])]
            of = "⟦" in (found["by"] or "")
            others = [
                k for n in re.findall(r"⟦(\d+)⟧", found["by"] or "") for k in _letters(page.formulas[int(n)].text)
            ]
            for n in numbers:
                for what in _heads(page.formulas[n].text):
                    for other in others if of else ["t" if found["by"] else None]:
                        yield places[n], (what, other)
    for formula in page.formulas:
        for called in _CALL.finditer(_undressed(formula.text)):
            heads = _letters(called[1])
            for other in _letters(called[2]) if len(heads) == 1 else ():
                yield formula.start, (heads[0], other)


def _with_marks(page: Page) -> tuple[str, list[int]]:
    """The text of a page with a mark for each formula, and where the formulas begin."""
    pieces, last = [], 0
    for number, formula in enumerate(page.formulas):
        pieces.append(re.sub(r"(?:\$+|\\[(\[])\s*$", "", page.text[last : formula.start]))
        pieces.append(f"⟦{number}⟧")
        closing = re.match(r"\s*(?:\$+|\\[)\]])", page.text[formula.end :])
        last = formula.end + (closing.end() if closing else 0)
    return "".join((*pieces, page.text[last:])), [f.start for f in page.formulas]


def _letters(latex: str) -> list[str]:
    """The letters of a formula, each once."""
    return list(dict.fromkeys(m.removeprefix("\\") for m in _LETTER.findall(_undressed(latex))))


def _undressed(latex: str) -> str:
    def named(found: re.Match[str]) -> str:
        return f" {found[2] or found[3]}_{_OF_ACCENT.get(found[1], found[1])} "

    return _ACCENT.sub(named, _DRESS.sub("", latex))


def _heads(latex: str) -> Iterator[str]:
    """The first letter of each formula of a list: of x, y they are both; of r = r(θ) it is r."""
    for piece in re.sub(r"\([^()]*\)", "", latex).split(","):
        yield from _letters(piece)[:1]


def differentiated_by(trees: Iterable[Node]) -> Iterator[str]:
    """The letters by which derivatives are taken in some trees: x of d/dx, of ∇_x, and of f′(x)."""
    for node in (n for tree in trees for n in walk(tree)):
        if isinstance(node, Derivative):
            yield from _heads_of(node.by)
        elif isinstance(node, Gradient) and node.by is not None:
            yield from _heads_of([node.by])
        elif isinstance(node, Call) and node.primes:
            yield from _heads_of(node.arguments)


def _heads_of(nodes: Iterable[Node]) -> Iterator[str]:
    """The letters among some trees, without their indices."""
    for node in nodes:
        base = node.base if isinstance(node, Indexed) else node
        if isinstance(base, Name):
            yield base.key


def _base(key: str) -> str:
    """The letter that a key is a component of: θ of θ_1, ŷ of ŷ_i."""
    found = _KEY.match(key)
    return found.group() if found else key


def _rates(nodes: Iterable[Node]) -> Iterator[tuple[str, str | None]]:
    """The letters of which some nodes are a rate, dr/dθ or a letter with a dot, and by what it is."""
    for node in nodes:
        body = node.body if isinstance(node, Derivative) else None
        body = body.base if isinstance(body, Indexed) else body
        if isinstance(node, Derivative) and isinstance(body, Name):
            yield from ((body.key, by) for by in _heads_of(node.by))
        elif isinstance(node, Name) and "dot" in node.accent.split():
            yield node.name, "t"
