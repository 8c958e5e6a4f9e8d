"""Which reading of an ambiguous notation is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symxent.read.signs import Token


@dataclass(frozen=True)
class Grammar:
    """What the parser has to know beforehand.

    ``functions``: names that take an argument in parentheses; of ``doubtful`` names it is not certain whether they do.
    ``superscripts``: names whose upper index is no power, of ``numbered`` ones not even a number; ``raised``: names of
    which it is doubtful.  ``transposed``: a prime transposes, X′X; ``binomials``: C_n^k counts choices; ``steps``: T is
    also a number, so that a T above can be a power.  ``pairs``: two indices that look like a label: ai of Σ_i x_{ai}.
    The others are for readings that are not the usual ones.
    ``wide_sums``: Σ a + b is Σ (a + b).  ``long_arguments``: log a b is log(a b).
    ``long_derivatives``: d/dx (f) g is d/dx (f g).  ``long_slash``: a/b c is a/(b c).
    ``long_products``: Π a Π b is Π (a Π b).  ``short_products``: Π_i a_i b is (Π_i a_i) b.
    ``long_bars``: a + b|_{x = 0} is (a + b)|_{x = 0}.  ``iterates``: f²(x) is f(f(x)).
    ``reciprocals``: sin⁻¹ x is 1/sin x.  ``raised_t``: a T above is a power.  ``raised_brackets``: x^(2) is a power.
    ``layers``: f^(2) is the second of several functions.  ``products``: 6¼ is 6 · ¼.  ``runs``: letters that touch are
    one name.  ``tens``: 1e-3 is a thousandth.
    """

    functions: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    superscripts: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    transposed: bool = False
    binomials: bool = False
    steps: bool = False
    pairs: frozenset[str] = frozenset()
    wide_sums: bool = False
    long_arguments: bool = False
    long_derivatives: bool = False
    long_slash: bool = False
    long_products: bool = False
    short_products: bool = False
    long_bars: bool = False
    iterates: bool = False
    reciprocals: bool = False
    raised_t: bool = False
    raised_brackets: bool = False
    layers: bool = False
    products: bool = False
    runs: bool = False
    tens: bool = False


#: Each notation in its usual reading, and no name known.
USUAL = Grammar()


#: The signs with which a departure from the usual reading begins, by the field of the grammar.
_BEGINS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("wide_sums", "long_products", "short_products"), frozenset(("sum", "product", "union"))),
    **dict.fromkeys(("iterates", "reciprocals", "raised_t", "raised_brackets", "layers"), frozenset("^")),
    "long_arguments": frozenset((":word", ":operator")),
    "long_derivatives": frozenset(("d", "partial", "nabla")),
    "long_slash": frozenset("/"),
    "long_bars": frozenset("|"),
    "transposed": frozenset("'"),
    "binomials": frozenset("C"),
    "products": frozenset(("frac",)),
    "runs": frozenset((":name",)),
    "tens": frozenset("eE"),
}


def signs_of(tokens: Iterable[Token]) -> frozenset[str]:
    """The signs and the kinds of signs among some tokens."""
    return frozenset(text for t in tokens for text in (t.text, f":{t.kind}"))


def as_far_as_seen(reading: Grammar, usual: Grammar, signs: frozenset[str]) -> Grammar:
    """The usual grammar with those departures of a reading that some signs can show."""
    changes: dict[str, Any] = {
        name: getattr(reading, name)
        for name, begins in _BEGINS.items()
        if getattr(reading, name) != getattr(usual, name) and begins & signs
    }
    for name in ("functions", "superscripts"):
        one, other = getattr(reading, name), getattr(usual, name)
        # y_hat is written as a hat and a y
        seen = frozenset(key for key in one ^ other if key.partition("_")[0] in signs)
        if seen:
            changes[name] = other ^ seen
    return replace(usual, **changes) if changes else usual
