r"""The body of a sum holds the upper bound where its index belongs.

## Why is this bad?
The sum then runs over nothing: its body is the same each time, and the index does not occur.

## Example
```latex
$$a = \sum_{j=1}^k e^{z_k}$$
```
Write instead:
```latex
$$a = \sum_{j=1}^k e^{z_j}$$
```
"""

from __future__ import annotations

from collections.abc import Iterator

from symxent.check.names import mentions
from symxent.check.notation import Warning_, bigs
from symxent.check.statements import Statement
from symxent.language.tree import Indexed, Name, walk


def find(statement: Statement, _: str) -> Iterator[Warning_]:
    """Σ_{j=1}^k e^{z_k}: the body runs over nothing, and its index is the upper bound."""
    for big, _around in (pair for member in statement.trees for pair in bigs(member, frozenset())):
        if big.kind not in ("sum", "product") or len(big.index) != 1 or big.condition is not None or big.span is None:
            continue
        index, bound = big.index[0], big.upper
        if not isinstance(index, Name) or not isinstance(bound, Name) or mentions(big.body, index.key):
            continue
        if any(isinstance(n, Indexed) and bound in (*n.lower, *n.upper) for n in walk(big.body)):
            words = f"the sum runs over {index.key}, but its body uses the bound {bound.key} as an index"
            yield Warning_("M303", big.span, words)
