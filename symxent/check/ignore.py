"""Comments that silence a finding: ``<!-- symxent: ignore[M301] -->``, ``% symxent: ignore[M301]``."""

from __future__ import annotations

import re
from functools import lru_cache

from symxent.check.findings import Finding
from symxent.read.document import Page

_COMMENT = re.compile(
    r"(?:<!--|(?<!\\)%|#|//)\s*symxent:\s*ignore(?P<file>-file)?(?:\[(?P<codes>[\w\s,]*)\])?[ \t]*(?:-->)?"
)


def ignored(finding: Finding, page: Page) -> bool:
    """Whether a comment silences the finding: on its line, on a line of the formula, or alone on the line before it.

    ``ignore-file`` silences the whole page; without codes everything is silenced.
    """
    for offset, whole, codes, alone in _comments(page.text):
        if codes and not any(finding.code.startswith(code) for code in codes):
            continue
        if whole:
            return True
        line = _line(page.text, offset)
        first, last = _lines_of(finding, page)
        if first <= line <= last or (alone and line == first - 1):
            return True
    return False


def _lines_of(finding: Finding, page: Page) -> tuple[int, int]:
    return _line(page.text, finding.place.start), _line(page.text, finding.place.end - 1)


@lru_cache(maxsize=16)
def _comments(text: str) -> tuple[tuple[int, bool, tuple[str, ...], bool], ...]:
    found = []
    for match in _COMMENT.finditer(text):
        codes = tuple(c.strip().upper() for c in (match.group("codes") or "").split(",") if c.strip())
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        end = text.find("\n", match.end())
        after = text[match.end() : end if end >= 0 else len(text)]
        found.append((match.start(), bool(match.group("file")), codes, not before.strip() and not after.strip()))
    return tuple(found)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset)
