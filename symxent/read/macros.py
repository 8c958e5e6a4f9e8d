r"""The macros of a text: \newcommand, \def, \DeclareMathOperator and their kin, and what MathJax or KaTeX is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: A macro takes at most nine arguments in TeX.
MAX_ARITY = 9


@dataclass(frozen=True)
class Macro:
    r"""\newcommand{\name}[arity][default]{body}: ``default`` stands for a first argument that is left out."""

    arity: int
    body: str
    default: str | None = None


_DECLARED = re.compile(
    r"\\(?:re|provide|DeclareRobust)?(?:new)?[cC]ommandx?\*?\s*\{?\s*\\(?P<name>[a-zA-Z]+)\s*\}?"
    r"\s*(?:\[\s*(?P<arity>[0-9])\s*\])?\s*(?:\[(?P<default>[^\]]*)\])?\s*(?=[{\\])"
    r"|\\[gex]?def\s*\\(?P<short>[a-zA-Z]+)\s*(?P<parameters>(?:\#[1-9])*)\s*(?=\{)"
    r"|\\DeclareMathOperator(?P<star>\*?)\s*\{?\s*\\(?P<operator>[a-zA-Z]+)\s*\}?\s*(?=\{)"
    r"|\\(?:New|Renew|Provide|Declare)DocumentCommand\s*\{?\s*\\(?P<document>[a-zA-Z]+)\s*\}?"
    r"\s*\{(?P<signature>(?:[^{}]|\{[^{}]*\})*)\}\s*(?=\{)"
    r"|\\DeclarePairedDelimiter\s*\{?\s*\\(?P<paired>[a-zA-Z]+)\s*\}?\s*\{(?P<opens>[^{}]*)\}\s*\{(?P<closes>[^{}]*)\}"
    r"|\\let\s*\\(?P<alias>[a-zA-Z]+)\s*=?\s*(?P<original>\\[a-zA-Z]+)"
)
_COMMENT = re.compile(r"(?<!\\)%")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORDS = ("command", "\\def", "\\gdef", "\\edef", "\\xdef", "MathOperator", "DocumentCommand", "Delimiter", "\\let")


def find_macros(text: str) -> dict[str, Macro]:
    r"""The macros that a text declares, the last declaration of each.

    >>> find_macros(r"\newcommand{\norm}[1]{\left\|#1\right\|}")
    {'norm': Macro(arity=1, body='\\left\\|#1\\right\\|', default=None)}
    """
    if not any(word in text for word in _WORDS):
        return {}
    return dict(_declarations(text))


def _declarations(text: str) -> Iterator[tuple[str, Macro]]:
    for match in _DECLARED.finditer(text):
        if _COMMENT.search(text, text.rfind("\n", 0, match.start()) + 1, match.start()):
            continue  # what a comment declares is for another program
        if match["paired"]:
            yield match["paired"], Macro(2, rf"\left{match['opens']} #2 \right{match['closes']}", "")
            continue
        if match["alias"]:
            yield match["alias"], Macro(0, match["original"])
            continue
        body = _body(text, match.end())
        if body is None:
            continue
        if match["name"]:
            yield match["name"], Macro(int(match["arity"] or 0), body, _default(match["default"]))
        elif match["short"]:
            yield match["short"], Macro(len(match["parameters"]) // 2, body)
        elif match["operator"]:
            yield match["operator"], Macro(0, f"\\operatorname{match['star']}{{{body}}}")
        else:
            yield match["document"], _of_signature(match["signature"], body)


def _of_signature(signature: str, body: str) -> Macro:
    r"""What \NewDocumentCommand declares: {o m}, {O{x} m}, {s m}; a star changes how it is set, not what is meant."""
    kinds = re.findall(r"([smo])|O\s*\{([^{}]*)\}", signature)
    if kinds and kinds[0][0] == "s":
        body = _STARRED.sub(lambda m: m["plain"], body)
        body = re.sub(r"#([2-9])", lambda m: f"#{int(m[1]) - 1}", body)
        kinds = kinds[1:]
    optional = bool(kinds) and kinds[0][0] in ("o", "")
    return Macro(len(kinds), body, kinds[0][1] if optional else None)


_STARRED = re.compile(r"\\IfBooleanTF\s*\{?\s*#1\s*\}?\s*\{[^{}]*\}\s*\{(?P<plain>(?:[^{}]|\{[^{}]*\})*)\}")


def _default(text: str | None) -> str | None:
    """What an optional argument is without being said; \\newcommandx says which: [1={x}]."""
    numbered = re.match(r"1=\{?(.*?)\}?\Z", text) if text else None
    return numbered.group(1) if numbered else text


def without_declarations(text: str) -> str:
    """The text with its declarations of macros turned into spaces: a $ inside one begins no formula."""
    if not any(word in text for word in _WORDS):
        return text
    parts, at = [], 0
    for match in _DECLARED.finditer(text):
        whole = match["paired"] or match["alias"]
        end = match.end() if whole else _end_of_body(text, match.end())
        if match.start() >= at and (whole or end > match.end()):
            parts += [text[at : match.start()], re.sub(r"[^\n]", " ", text[match.start() : end])]
            at = end
    return "".join([*parts, text[at:]])


def _body(text: str, at: int) -> str | None:
    """The group at a place without its braces, or the one command that stands there."""
    end = _end_of_body(text, at)
    if end == at:
        return None
    return text[at + 1 : end - 1] if text[at] == "{" else text[at:end]


def _end_of_body(text: str, at: int) -> int:
    if text[at : at + 1] == "{":
        return closing_brace(text, at) + 1 or at
    command = _COMMAND.match(text, at)
    return command.end() if command else at


def closing_brace(text: str, opening: int) -> int:
    """Where the brace that opens at ``opening`` closes, or −1."""
    depth, at = 0, opening
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
        at += 1
    return -1


# -- what a program that shows mathematics on a page is told

_TABLE = re.compile(r"""(?:["']?[mM]acros["']?\s*[:=][ \t]*|^[ \t]*math:[ \t]*(?=\n))""", re.MULTILINE)
_STRING = r"""[rR]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)"""
_ENTRY = re.compile(
    r"""(?P<quote>["']?)\\{0,2}(?P<name>[A-Za-z]+)(?P=quote)\s*:\s*"""
    rf"(?:\[\s*(?P<first>{_STRING})\s*(?:,\s*(?P<arity>[0-9]))?|(?P<only>{_STRING})|(?P<plain>\\[^\n]+))"
)


def configured_macros(text: str) -> dict[str, Macro]:
    r"""The macros in a configuration of MathJax, KaTeX or MyST, in JavaScript, JSON, Python or YAML.

    >>> configured_macros('MathJax = {tex: {macros: {RR: "{\\\\bf R}", vec: ["\\\\mathbf{#1}", 1]}}};')
    {'RR': Macro(arity=0, body='{\\bf R}', default=None), 'vec': Macro(arity=1, body='\\mathbf{#1}', default=None)}
    """
    found: dict[str, Macro] = {}
    for table in _TABLE.finditer(text):
        for entry in _ENTRY.finditer(_extent(text, table.end())):
            literal = entry["first"] or entry["only"]
            body = _content(literal) if literal else entry["plain"].strip()
            arity = max([int(entry["arity"] or 0), *(int(n) for n in re.findall(r"#([1-9])", body))])
            if "\\" in body or (literal and len(body) < 40):
                found[entry["name"]] = Macro(min(arity, MAX_ARITY), body)
    return found


def _extent(text: str, at: int) -> str:
    """The braces that begin at a place, or the lines that are indented more than the one it stands on."""
    if text[at : at + 1] == "{":
        depth = 0
        for match in re.compile(rf"{_STRING}|[{{}}]").finditer(text, at):
            depth += (match.group() == "{") - (match.group() == "}")
            if depth == 0:
                return text[at : match.end()]
        return ""
    begin = text.rfind("\n", 0, at) + 1
    margin = len(text[begin:at]) - len(text[begin:at].lstrip())
    lines = []
    for line in text[at:].split("\n")[1:]:
        if line.strip() and len(line) - len(line.lstrip()) <= margin:
            break
        lines.append(line)
    return "\n".join(lines)


def _content(literal: str) -> str:
    """What a string literal of JavaScript, Python or YAML says."""
    raw = literal[:1] in "rR"
    inside = literal[2:-1] if raw else literal[1:-1]
    return inside if raw else re.sub(r"\\([\\\"'{}])", r"\1", inside)
