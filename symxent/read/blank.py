"""What of a document is no mathematics, turned into spaces: code, comments, tags, settings. Every position stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,}|:{3,})[ \t]*(\{?\.?[\w:-]*)[^\n`]*$", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)([^\n]*?[^`\n])\1(?!`)")
_VALUE = re.compile(r"`r [^$`]*`")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LIQUID = re.compile(r"\{%.*?%\}", re.DOTALL)
_ELEMENT = re.compile(r"<(script|style|pre|svg)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|address|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd"
    r"|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i"
    r"|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|noscript|object|ol|optgroup|option|p|param"
    r"|picture|section|select|small|source|span|strike|strong|sub|summary|sup|table|tbody|td|textarea|tfoot|th|thead"
    r"|tr|track|tt|u|ul|video|wbr)"
    r"(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`$]+))?)*\s*/?>",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\{math\}(`+)([^`\n]+)\1")
_TARGET = re.compile(r"(?<=\])\((?:https?:|#|\./|/|mailto:)[^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_OPTION = re.compile(r"[ \t>]*:[A-Za-z][\w-]*:[^\n]*\n")
_ITEM = re.compile(r"[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")

_TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_VERBATIM = re.compile(
    r"\\begin\{(verbatim|Verbatim|lstlisting|minted|alltt|comment|filecontents)\*?\}.*?(?:\\end\{\1\*?\}|\Z)", re.DOTALL
)
_VERB = re.compile(r"\\(?:verb\*?|lstinline(?:\[[^\]]*\])?|mintinline(?:\[[^\]]*\])?\{\w*\})([^\sA-Za-z*{])(.*?)\1")
_FALSE = re.compile(r"\\iffalse\b.*?\\fi\b", re.DOTALL)
_PREAMBLE = re.compile(r"\A.*?\\begin\{document\}", re.DOTALL)
#: Directives of MyST, and classes of fences, whose inside is mathematics.
_MATH = ("math", "latex-math")
#: Directives of MyST written with a fence whose inside is prose with formulas.
_ADMONITIONS = frozenset(
    (
        *("admonition", "note", "tip", "warning", "important", "hint", "caution", "attention", "danger", "error"),
        *("seealso", "topic", "sidebar", "margin", "dropdown", "epigraph", "card", "grid"),
        *("exercise", "exercise-start", "solution", "solution-start"),
        *("prf:theorem", "prf:proof", "prf:definition", "prf:lemma", "prf:corollary", "prf:proposition"),
        *("prf:example", "prf:remark", "prf:algorithm", "prf:assumption"),
    )
)


def blanked(text: str, kind: str) -> str:
    """The page with what is no mathematics turned into spaces; ``kind`` is "markdown" or "latex"."""
    if kind == "latex":
        for pattern in (_VERBATIM, _VERB, _TEX_COMMENT, _FALSE):
            text = pattern.sub(_spaces, text)
        return _PREAMBLE.sub(_spaces, text)
    text = _blank_indented(_FRONT_MATTER.sub(_spaces, text))
    for pattern in (_COMMENT, _LIQUID, _ELEMENT):
        text = pattern.sub(_spaces, text)
    text = _blank_fences(text)
    text = _ROLE.sub(_role, text)
    text = _CODE_SPAN.sub(lambda m: m.group() if _is_formula(m) else _spaces(m), text)
    for pattern in (_TAG, _TARGET, _QUOTE):
        text = pattern.sub(_spaces, text)
    return text


def _is_formula(span: re.Match[str]) -> bool:
    """Whether backticks hold no code of their own: $`a = b`$, and the value that R puts into a formula, `r x`."""
    return "$`" in span.string[max(0, span.start() - 1) : span.start() + 1] or bool(_VALUE.match(span.group()))


def without_comments(text: str) -> str:
    """A LaTeX document without its comments."""
    return _TEX_COMMENT.sub(_spaces, text)


def _spaces(match: re.Match[str]) -> str:
    return hidden(match.group())


def hidden(text: str) -> str:
    """As many spaces as the text has characters, its lines kept."""
    return re.sub(r"[^\n]", " ", text)


def _role(match: re.Match[str]) -> str:
    """MyST's {math}`a = b` as $a = b$, the letters where they stood."""
    marks = len(match[1])
    return f"{' ' * (5 + marks)}${match[2]}${' ' * (marks - 1)}"


def _blank_fences(text: str) -> str:
    """Code between fences goes; of a fence marked math the inside stays, between two $$."""
    parts: list[str] = []
    at = 0
    while (opening := _FENCE.search(text, at)) is not None:
        mark, name = opening.group(2), opening.group(3)
        word = name.strip("{}.")
        if mark[0] == ":" and word not in _MATH:
            parts.append(text[at : opening.end()])  # a directive of prose: its lines are part of the page
            at = opening.end()
            continue
        closing = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        close = closing.search(text, opening.end())
        begin, end = (close.start(), close.end()) if close else (len(text), len(text))
        parts.append(text[at : opening.start()])
        if word in _MATH:
            parts.append("$$".rjust(opening.end() - opening.start()))
            parts.append(_without_options(text[opening.end() : begin]))
            parts.append("$$".ljust(end - begin) if close else "")
        elif name.startswith("{") and word in _ADMONITIONS:
            parts.append(hidden(opening.group()))
            parts.append(_blank_fences(_without_options(text[opening.end() : begin])))
            parts.append(hidden(text[begin:end]))
        else:
            parts.append(hidden(text[opening.start() : end]))
        at = max(end, opening.end())
    parts.append(text[at:])
    return "".join(parts)


def _without_options(inside: str) -> str:
    """The inside of a directive without its :label: lines."""
    at = 1 if inside.startswith("\n") else 0
    while (option := _OPTION.match(inside, at)) is not None:
        at = option.end()
    return hidden(inside[:at]) + inside[at:]


def _blank_indented(text: str) -> str:
    """Blocks that four spaces make code of: behind an empty line, in no list, and in no formula."""
    if not re.search(r"^(?: {4}|\t)[^\n]*[$\\]", text, re.MULTILINE):
        return text
    return "".join(hidden(line) if code else line for line, code in _lines(text))


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is one of an indented block of code."""
    empty, code, in_list, marks, depth = True, False, False, 0, 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if not bare:
            yield line, False
            empty = True
            continue
        outside = not in_list and marks % 2 == 0 and depth <= 0
        code = line.startswith(("    ", "\t")) and outside and (empty or code)
        yield line, code
        if not code:
            if _ITEM.match(line):
                in_list = True
            elif empty and not line[0].isspace():
                in_list = False
            marks += line.count("$$") + (bare.startswith(("```", "~~~")) and not bare.strip("`~").count("`"))
            depth += line.count("\\begin{") - line.count("\\end{")
        empty = False
