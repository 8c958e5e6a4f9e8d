r"""A step holds in one reading of an ambiguous notation and not in the usual one.

## Why is this bad?
Σ a + b, log a b, a/b c are read in two ways.

## Example
```latex
$$\sum_i a_i + b_i = \sum_i (a_i + b_i)$$
```
Write instead:
```latex
$$\sum_i (a_i + b_i)$$
```

The message says which reading was taken, for the whole chain.
"""

from __future__ import annotations

from collections.abc import Iterator

from symxent.check.notation import Warning_
from symxent.check.statements import Statement
from symxent.language.tree import Node


def find(statement: Statement, _: str) -> Iterator[Warning_]:
    """A sum sign that was taken to reach over the whole sum behind it."""
    for place in statement.wide:
        tree = statement.members[place]
        if isinstance(tree, Node) and tree.span is not None:
            yield Warning_("M305", tree.span, "Σ is read as reaching over the whole sum behind it: put brackets")
