r"""A power stands on braces that are not printed.

## Why is this bad?
{X(X^T X)}^{-1} prints like X(X^T X)^{-1}, and means something else.

## Example
```latex
$$P = {X(X^T X)}^{-1} X^T$$
```
Write instead:
```latex
$$P = X (X^T X)^{-1} X^T$$
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symxent.check.findings import Correction, Edit
from symxent.check.notation import Warning_
from symxent.check.statements import Statement
from symxent.language.tree import Add, Divide, Multiply, Negative, Power, Span
from symxent.read.macros import closing_brace

_FRACTION = re.compile(r"\{\s*\\[cdt]?frac\b")


def find(statement: Statement, source: str) -> Iterator[Warning_]:
    """{a b}^n, which prints as a b^n."""
    for node in statement.nodes:
        if not isinstance(node, Power) or node.span is None or node.base.span is None:
            continue
        if isinstance(node.base, Divide) and _FRACTION.match(source, node.span.start):
            continue  # its bar shows what is raised
        if isinstance(node.base, Multiply | Add | Negative | Divide) and source[node.span.start] == "{":
            seen = "prints as if only its last factor were raised"
            message = f"this power stands on braces that nobody sees: it {seen}"
            yield Warning_("M302", node.span, message, _without_braces(node.span, source))


def _without_braces(span: Span, source: str) -> Correction | None:
    """The power on the last factor alone, as it prints."""
    close = closing_brace(source, span.start)
    if not span.start < close < span.end:
        return None
    edits = (Edit(span.start, span.start + 1, ""), Edit(close, close + 1, ""))
    before = source[span.start : span.end]
    after = source[span.start + 1 : close] + source[close + 1 : span.end]
    return Correction(edits, before, after, "bracket")
