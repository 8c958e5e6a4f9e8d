"""A page cut into sentences, in which words and formulas take turns; a display stands inside the sentence around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from symxent.read.document import Page

HEADING = re.compile(r"^(?:#{1,6}\s|\\(?:sub)*section\b|\\chapter\b|=====|-----)", re.MULTILINE)
_EDGE_BEFORE = re.compile(r"^(?:`?\$+|\\{1,2}[)\]]|\\end\{[a-zA-Z]+\*?\})")
_EDGE_BEHIND = re.compile(r"(?:\$+`?|\\{1,2}[(\[]|\\begin\{[a-zA-Z]+\*?\}(?:\{\d+\})?)$")
_ENDS = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bs\.t)(?<!\bs\. t)(?<!\bcf)(?<!\betc)(?<!\bvs)(?<!\bEq)(?<!\bEqn)(?<!\bFig)"
    r"(?<!\bw\.r\.t)"
    r"(?<!\bresp)[.?!](?=[\s*_\"')\]}]|$)|[。？！；]"
    r"|(?:\A|\n)[ \t]*(?:#{1,6}[ \t]|[-*+•][ \t]|\d+[.)][ \t]|\|)"
    r"|\\(?:item|section|subsection|subsubsection|paragraph|chapter|caption|bigskip|medskip)\b"
    r"|\\(?:begin|end)\{(?!equation|align|gather|multline|eqnarray|math|displaymath)[a-zA-Z]+\*?\}"
)
_THEN = re.compile(
    r"\s*[*_]*(?:Then|Thus|Hence|So|Therefore|It follows|Also|And|Moreover|Furthermore|In this case|In that case|Here"
    r"|Consequently|Again|Indeed|Dann|Daher|Also|Alors|Donc|Entonces|Luego|Então|Logo|因此|所以|于是|则|那么|从而|此时)"
)
#: A heading, which ends where its line or its brace does.
_HEADED = re.compile(r"^(?:#{1,6}[ \t][^\n]*(?=\n)|[ \t]*\\(?:(?:sub)*section|chapter)\*?\{[^{}\n]*\})", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n")
_GOES_ON = re.compile(
    r"\s*[?!,;？！，；]|\s*(?:where|with|and|or|for|if|when|which|so|hence|then|thus|therefore|that|subject|such|but|since|because|as|wobei"
    r"|und|où|et|donde|y|onde|e|其中|所以|因此|且|若|当|则)\b",
)
#: One formula or several: $x$, $y$ and $z$.
_SEVERAL = r"(\$[^$]{1,40}\$(?:\s*(?:,|,?\s*(?:and|or|und|et|y|e)\b)\s*\$[^$]{1,40}\$){0,3})"
_EVERY = r"for\s+(?:all|any|every|each|arbitrary|general|real|complex)\s+(?:[a-z]+\s+){0,3}?" + _SEVERAL
_ANEW = re.compile(
    rf"\b(?:{_EVERY}"
    r"|(?:let|consider|take|suppose)\s+(\$[^$]{1,20}\\in\s*\\(?:mathbb|R|mathbf)[^$]{0,12}\$)"
    rf"|let\s+{_SEVERAL}\s+be\s+(?:any\b|arbitrary\b|(?:an?\s+(?:arbitrary\s+)?)?(?:real|complex)\b))",
    re.IGNORECASE,
)
#: The same behind the formula that it is said of.
_ANEW_BEHIND = re.compile(rf"[^$]{{1,400}}\${{1,2}}[\s,]*(?:(?:holds?|is\s+true)\s+)?{_EVERY}", re.IGNORECASE)
_SUPPOSED = r"(?:assum|condition|restrict|hypothes|constrain|requir|suppos)\w*"
#: What lifts all that was supposed before: without this assumption, even for, in general.
_LIFTED = re.compile(
    rf"\b(?:without|drop\w*|lift\w*|relax\w*|remov\w*|weaken\w*|no\s+longer|(?:do|does|did|need)\s*(?:n't|\s+not))\s+"
    rf"(?:\w+\s+){{0,3}}?{_SUPPOSED}"
    rf"|{_SUPPOSED}\s+(?:\w+\s+){{0,3}}?(?:needed|necessary|unnecessary|required|superfluous|redundant|dropped|lifted|removed)"
    r"|\beven\s+(?:if|when|for|though|where)\b|\b(?:also|still|same)\s+(?:\w+\s+){0,2}?(?:for|if|when)\b|\ballow\w*\b"
    r"|\bfor\b[^.:;]{0,60}?\b(?:as\s+well|too)\b|(?:(?<=[.!?:;\n]\s)|\A)\s*(?:in\s+general|(?:more\s+)?generally)\b"
    r"|\bin\s+(?:any|all|either|every|both)\s+(?:cases?|event)\b"
    r"|\bohne\s+(?:diese|die)\s+(?:annahme|voraussetzung|bedingung)\w*|\bim\s+allgemeinen\b|\bauch\s+f(?:ür|alls)\b"
    r"|\bsans\s+cette\s+(?:hypothèse|condition)|\ben\s+général\b|\bsin\s+est[ae]\s+(?:hipótesis|condición|supuesto)"
    r"|\ben\s+general\b|没有这个(?:假设|条件)|去掉|一般地",
    re.IGNORECASE,
)
#: What gives letters another law: now let X be …, if X has …, suppose instead that X and Y are …, for X uniform.
_OTHER_LAW = re.compile(
    r"\b(?:suppose|assume|let|if|when(?:ever)?|unless|now|instead|consider|take|case|time|sei(?:en)?|wenn|falls|nun|soit"
    r"|soient|si|sea|sean|seja|sejam|se)\b[^.$]{0,60}?((?:\$[^$]{1,40}\$[^.$]{0,20}?){0,3}\$[^$]{1,40}\$)\s+(?:[a-z]+\s+){0,2}?"
    r"(?:be|is|are|has|have|had|was|were|follows?|takes?|denotes?|ist|sind|hat|folgt|est|sont|suit|es|son|sigue|é|são|segue)\b"
    r"|(?:instead|\bif)\s+(\$\s*[A-Z](?:_\{?\w+\}?)?\s*=[^$]+\$)"
    r"|\b(?:drop|replac|chang|forget|remov)\w*\s[^.$]{0,30}(\$[^$]{1,40}\$)"
    r"|\bfor\s+(\$[^$]{1,20}\$)\s+(?:normal|uniform|gaussian|exponential|poisson|binomial|any|arbitrary|distributed)\b"
    r"|(?:设|令|若|假设|如果|现在)[^。$]{0,12}(\$[^$]{1,40}\$)\s*(?:是|为|服从)",
    re.IGNORECASE,
)
#: Under another hypothesis no letter has the law that it had.
_UNDER = re.compile(r"\bunder\s+\$", re.IGNORECASE)
#: **Example.** and what stands behind it under a name of its own.
_LABEL = re.compile(
    r"^\s*(?:\*\*|__|#+\s*|\\begin\{)(?:(example|exercise|problem|beispiel|exemple|ejemplo|exemplo)"
    r"|theorem|lemma|proposition|corollary|remark|definition|proof|satz|théorème|teorema)",
    re.IGNORECASE | re.MULTILINE,
)
_RELATION = re.compile(r"\\(?:in|ge|le|ne|geq|leq|neq)\b|[<>=∈≥≤≠]")
_LETTERS = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_NEAR = 400  # characters
_OPENS = " \t\r\n$\\[("
_EMPHASIS = re.compile(r"(?<![\n ])[*_]|[*_](?!\s)")
#: Comments and addresses, in which com is no word.
_COMMENTS = re.compile(r"<!--.*?-->|(?<!\\)%[^\n]*|\bhttps?://[^\s<>\"')\]}$]*|\bwww\.[\w./-]+", re.DOTALL)


@dataclass
class Piece:
    """The words before a formula (or behind the last one), inside one sentence."""

    text: str
    formula: int = -1


@dataclass
class Sentence:
    """Words and formulas in turn, from ``start`` to ``end`` of the page; ``paragraph`` is counted."""

    start: int
    end: int
    pieces: list[Piece]
    paragraph: int


def sentences_of(page: Page) -> Iterator[Sentence]:
    """The page cut into sentences: words and formulas in turn."""
    now = Sentence(0, 0, [], 0)
    paragraph, at = 0, 0
    formulas = [*enumerate(page.formulas), (-1 if page.formulas else 0, None)]
    for number, formula in formulas:
        end = formula.start if formula is not None else len(page.text)
        text = page.text[at:end]
        inner, offset = _inner(text, at, first=number == 0, last=formula is None)
        previous = page.formulas[(number if number >= 0 else len(page.formulas)) - 1] if number else None
        behind_display = previous is not None and previous.display
        for piece, where, cut, blank in _cut(inner, offset, behind_display, formula is not None and formula.display):
            now.pieces.append(Piece(piece))
            if cut:
                now.end = where
                yield now
                paragraph += blank
                now = Sentence(where, where, [], paragraph)
        if formula is None:
            break
        now.pieces.append(Piece("", number)) if not now.pieces else setattr(now.pieces[-1], "formula", number)
        at = formula.end
        if formula.text.rstrip().rstrip("\\$").rstrip().endswith((".", "。")) and not formula.text.rstrip().endswith(
            "..."
        ):
            now.end = formula.end
            yield now
            now = Sentence(formula.end, formula.end, [], paragraph)
    now.end = len(page.text)
    yield now


def _inner(text: str, at: int, first: bool, last: bool) -> tuple[str, int]:
    """Words between two formulas without the signs that close the one and open the other."""
    if not first and (edge := _EDGE_BEFORE.match(text)):
        text, at = text[edge.end() :], at + edge.end()
    if not last and (edge := _EDGE_BEHIND.search(text.rstrip())):
        text = text[: edge.start()]
    return _EMPHASIS.sub(" ", _COMMENTS.sub(lambda m: " " * len(m.group()), text)), at


def _cut(text: str, offset: int, behind_display: bool, before_display: bool) -> Iterator[tuple[str, int, bool, bool]]:
    """Pieces of some words: the text, where it ends, whether a sentence ends there, whether a paragraph does."""
    cuts = [(m.start(), m.end(), False) for m in _ENDS.finditer(text)]
    cuts += [(m.end(), m.end(), False) for m in _HEADED.finditer(text)]
    for blank in _BLANK.finditer(text):
        before, after = text[: blank.start()], text[blank.end() :]
        if not before.strip() and behind_display and (not after.strip() or _GOES_ON.match(after)):
            continue  # a display stands between blank lines inside its sentence
        if not after.strip() and before_display:
            continue
        cuts.append((blank.start(), blank.end(), True))
    at = 0
    for start, end, ends_paragraph in sorted(cuts):
        if start < at:
            continue
        sign = text[start:end].strip()
        keep = end if sign in ("?", "!", "？", "！") else start
        yield text[at:keep], offset + end, True, ends_paragraph
        at = end
    yield text[at:], offset + len(text), False, False


@lru_cache(maxsize=64)
def given_anew(text: str, at: int) -> dict[str, int]:
    """The letters that the words before a place, in its paragraph, give anew, and where: for all x, let x be any.

    What was said of them before that is perhaps said no longer; "" stands for all letters: without this assumption.
    """
    end = len(text[:at].rstrip(_OPENS))  # a display stands in the paragraph above it
    begin = max(at - _NEAR, text.rfind("\n\n", 0, end) + 1)
    found: dict[str, int] = {}
    behind = _ANEW_BEHIND.match(text, at)
    for said in (*_ANEW.finditer(text, begin, at), *((behind,) if behind else ())):
        for formula in next(filter(None, said.groups())).split("$")[1::2]:
            letters = _LETTERS.findall(_RELATION.split(formula)[0])
            found |= {key.removeprefix("\\"): min(said.start(), at) for key in letters}
    lifted = [said.start() for said in _LIFTED.finditer(text, begin, at)]
    return {**found, "": lifted[-1]} if lifted else found


def given_another_law(text: str, begin: int, at: int) -> frozenset[str]:
    """The letters of which the words between two places say that they are something: what their law was is in doubt.

    "" stands for all letters, as in ``given_anew``.
    """
    said = " ".join(group for m in _OTHER_LAW.finditer(text, begin, at) for group in m.groups() if group)
    letters = {key.removeprefix("\\") for formula in said.split("$")[1::2] for key in _LETTERS.findall(formula)}
    labels = [*_LABEL.finditer(text, max(0, begin - _NEAR), begin)][-1:]
    ended = bool(labels and labels[0][1] and _LABEL.search(text, begin, at))
    elsewhere = {""} if ended or _UNDER.search(text, begin, at) else set[str]()
    return frozenset(letters | elsewhere | {key for key, since in given_anew(text, at).items() if since >= begin})


def reach_of(sentences: list[Sentence], place: int) -> int:
    """Where the last sentence ends that goes on from this one: For x < 0 … . Then …"""
    end = sentences[place].end
    for sentence in sentences[place + 1 :]:
        text = next((p.text for p in sentence.pieces if p.text.strip()), "")
        empty = not any(p.formula >= 0 or p.text.strip() for p in sentence.pieces)
        if not empty and not _THEN.match(text):
            break
        end = sentence.end
    return end
