"""Which reading of an ambiguous notation is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symxent.read.signs import Token


@dataclass(frozen=True)
class Grammar:
    """What the parser has to know beforehand.

    ``functions``: names that take an argument in parentheses; of ``doubtful`` names it is not certain whether they do.
    ``superscripts``: names whose upper index is no power, of ``numbered`` ones not even a number; ``raised``: names of
    which it is doubtful.  ``transposed``: a prime transposes, X′X; ``binomials``: C_n^k counts choices; ``steps``: T is
    also a number, so that a T above can be a power.
    The others are for readings that are not the usual ones.
    ``wide_sums``: Σ a + b is Σ (a + b).  ``long_arguments``: log a b is log(a b).
    ``long_derivatives``: d/dx (f) g is d/dx (f g).  ``long_slash``: a/b c is a/(b c).
    ``long_products``: Π a Π b is Π (a Π b).
    ``long_bars``: a + b|_{x = 0} is (a + b)|_{x = 0}.  ``iterates``: f²(x) is f(f(x)).
    ``reciprocals``: sin⁻¹ x is 1/sin x.  ``raised_t``: a T above is a power.  ``raised_brackets``: x^(2) is a power.
    ``layers``: f^(2) is the second of several functions.  ``products``: 6¼ is 6 · ¼.  ``runs``: letters that touch are
    one name.
    """

    functions: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    superscripts: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    transposed: bool = False
    binomials: bool = False
    steps: bool = False
    wide_sums: bool = False
    long_arguments: bool = False
    long_derivatives: bool = False
    long_slash: bool = False
    long_products: bool = False
    long_bars: bool = False
    iterates: bool = False
    reciprocals: bool = False
    raised_t: bool = False
    raised_brackets: bool = False
    layers: bool = False
    products: bool = False
    runs: bool = False


#: Each notation in its usual reading, and no name known.
USUAL = Grammar()


def is_read_otherwise(reading: Grammar, usual: Grammar, tokens: Iterable[Token]) -> bool:
    """Whether some token begins a notation that two readings may differ about."""
    keys = (reading.functions ^ usual.functions) | (reading.superscripts ^ usual.superscripts)
    names = {key.partition("_")[0] for key in keys}  # y_hat is written as a hat and a y
    raised = _raised(reading) != _raised(usual)
    primes = reading.transposed != usual.transposed
    wide = reading.wide_sums or reading.long_products
    counts = reading.binomials != usual.binomials
    return any(
        (t.text in names and t.kind in ("name", "word", "operator"))
        or (wide and t.kind == "command" and t.text in ("sum", "product", "union"))
        or (reading.long_arguments and t.kind in ("word", "operator"))
        or (reading.long_derivatives and t.text in ("d", "partial", "nabla"))
        or (reading.long_slash and t.text == "/")
        or (reading.long_bars and t.text == "|")
        or (raised and t.text == "^")
        or (primes and t.text == "'")
        or (counts and t.text == "C")
        or (reading.products and t.text == "frac")
        or (reading.runs and t.kind == "name")
        for t in tokens
    )


def _raised(g: Grammar) -> tuple[object, ...]:
    return g.iterates, g.reciprocals, g.raised_t, g.raised_brackets, g.layers
