"""The letters e and π where a page uses them for something else: a policy π, mixture weights π, an error e."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

from symxent.check.names import names_of
from symxent.language.scope import CONSTANTS, STANDARD
from symxent.language.tree import Call, Multiply, Name, Node, Number, Power, children, walk

_OF_ITS_OWN = re.compile(
    r"\b(?:let|sei(?:en)?|soit|sea|seja|denote[ds]?(?:\s+by)?|polic(?:y|ies)|permutations?|projections?|distributions?"
    r"|priors?|prevalence|weights?|proportions?|probabilit(?:y|ies)|measures?|profits?|prices?|rates?|vectors?|errors?"
    r"|edges?|plans?|parameters?|variables?|maps?)\s+(?:\$|\\\()\s*\\?(pi|π|e)\s*(?:\$|\\\)|,|=|:|\\in|\\sim|\()"
    r"(?!\s*(?:\\approx|≈|[\d.]))(?!.{0,60}?\b(?:numbers?|constant|3\.14|2\.7|ratio|circ\w+|irrational|transc\w+|base)\b)"
    r"|(?:\$|\\\()\s*\\?(pi|π|e)\s*(?:\$|\\\))\s+(?:is|be|denotes?|stands|represents?|means)\s"
    r"(?!.{0,60}?\b(?:numbers?|constant|3\.14|2\.7|ratio|circ\w+|irrational|transc\w+|base|not|less|greater)\b)"
    r"|(?<![A-Za-z])\\?(pi|π)\s*(?:(?:\\in\b|∈)(?!\s*\\(?:mathbb|R))|\\sim\b|∼|:=|:\s*(?:\\math|[A-Z])|\\colon\b"
    r"|(?:_\S+?\s*)?\(\s*\w+\s*(?:\\mid\b|\|)|=\s*(?:\\left)?\\?[({]\s*\\?(?:pi|π)_)",
    re.IGNORECASE,
)
#: Characters behind a formula in which "where π is a policy" may stand.
_BEHIND = 300


#: A constant matrix A, fixed vectors a and b; a link may stand around the words.
_CONSTANT = re.compile(
    r"\b(?:constant|fixed|non-?random|deterministic)\s+(?:matri(?:x|ces)|(?:column )?vectors?|scalars?|numbers?)"
    r"(?:\]\([^)]*\))?\s+\$\s*\\?(\w+)\s*\$(?:\s*(?:,|and)\s*\$\s*\\?(\w+)\s*\$)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def constants_in_words(text: str) -> frozenset[str]:
    """The letters that the words of a page call constant: nothing random, whatever capitals usually are."""
    return frozenset(key for m in _CONSTANT.finditer(text) for key in m.groups() if key)


def of_their_own(text: str, end: int, trees: Iterable[Node], called: Set[str]) -> frozenset[str]:
    """The letters e and π of some trees that the page uses for something else up to a place: a policy π, π(a | s).

    The 2π of a density is the number all the same, and the e of eˣ.
    """
    bare = {key for tree in trees for key in _bare_constants(tree)}
    if not bare:
        return frozenset()
    said = {key for m in _OF_ITS_OWN.finditer(text, 0, end + _BEHIND) for key in m.groups() if key}
    return frozenset(bare & ({"pi" if key == "π" else key for key in said} | called))


def _bare_constants(node: Node) -> Iterator[str]:
    """The constants in a tree, but for the e of eˣ, and 2π where no sine is taken of it."""
    match node:
        case Name():
            yield from {node.key} & CONSTANTS.keys()
        case Power(Name("e"), exponent) if any(isinstance(n, Name) for n in walk(exponent)):
            yield from _bare_constants(exponent)
        case Call(Name("sin" | "cos" | "tan" | "cot" | "exp") as head) if head.key in STANDARD:
            yield from names_of([node]) & CONSTANTS.keys()
        case Multiply(factors):
            for before, factor in zip((None, *factors), factors, strict=False):
                if (before, factor) != (Number("2"), Name("pi")):
                    yield from _bare_constants(factor)
        case _:
            for child in children(node):
                yield from _bare_constants(child)
