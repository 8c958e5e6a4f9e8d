"""Which letters of a step are matrices, or may be: products of these keep their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from symxent.check.in_words import said_before
from symxent.check.judged import Judged
from symxent.check.names import RANDOM_OF
from symxent.check.steps import Outcome
from symxent.language.matrices import OF_A_MATRIX
from symxent.language.opaque import PARAMETERS
from symxent.language.scope import plain_key
from symxent.language.text import GREEK
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Gradient,
    Group,
    Indexed,
    Matrix,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Sequence,
    Transpose,
    children,
    walk,
)

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

MATRIX_AXES = 2
#: Functions whose value at a matrix is a matrix: by a power series, or as a page's f may be.
OF_AN_ARRAY = frozenset((*"fgh", "phi", "varphi", "psi", "exp", "log", "ln", "sin", "cos", "sqrt", "sigma"))
#: Letters that are numbers behind a matrix, too, unless the page says what they are.
_SCALARS = PARAMETERS - {*"abrd", "beta", "theta", "vartheta", "mu", "phi", "varphi", "psi"} | {
    "epsilon",
    "eta",
    "zeta",
}
CAPITALS = frozenset(("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"))
#: Words for a matrix without an inverse.
_SINGULAR = re.compile(
    r"(?<!non-)(?<!non)\bsingular(?! val)|\b(?:not|non-?) ?invertible|\bnilpotent|\brank[- ]deficient", re.IGNORECASE
)
#: Words for what does not commute.
_ORDERED = re.compile(
    r"\b(?:quaternions?|permutations?|non-?commut\w*|(?:anti-?)?commutators?|anti-?commut\w*|endomorphisms?"
    r"|differential operators?|elements? of (?:a|the) (?:\w+ )?(?:group|ring|algebra)|Grassmann|Clifford"
    r"|(?:in|be|of|over) (?:an?|any|the) (?!abelian|commutative)(?:[\w-]+ )?(?:group|ring|skew field)(?! of)"
    r"|non-?abelian)\b"
    r"|\\in\s*(?:\\(?:mathrm|operatorname|text)\{)?(?:GL|SL|SO|SU|S)\}?_",
)


#: Words for what letters are that do not commute, though they are said to lie in something.
_NO_NUMBERS = re.compile(
    r"\$\s*(?:be|is|denotes?) an? (?!abelian|commutative)(?:[\w-]+ )?(?:ring|group|monoid|semigroup|skew field)\b"
)
#: Words and signs for complex numbers, of which |z|² = z² is false.
_COMPLEX = re.compile(
    r"\\in\s*\\(?:mathbb|mathbf|Bbb)\s*\{?\s*C\b|\\in\s*\\C\b|∈\s*ℂ|\bcomplex (?:numbers?|variables?|vectors?|plane)"
    r"|komplexe\w* Zahl|nombres? complexes?|números? comple[jx]os?|复数",
)
_REAL_FUNCTIONS = frozenset(("abs", "sqrt", "log", "ln", "sign", "sgn", "arctan", "arcsin", "arccos", "max", "min"))
#: What other things than real numbers are computed with.
_OTHER_ARITHMETIC = re.compile(
    r"\b(?:boolean (?:algebras?|rings?|arithmetic)|ordinals?|cardinal (?:numbers?|arithmetic)|finite fields?|octonions?"
    r"|max-plus|min-plus|tropical (?:semi)?\w*|characteristic (?:2|two|\$?p)"
    r"|(?:field|ring) (?:with|of) (?:\w+|\$[^$]+\$) elements"
    r"|(?:work\w*|arithmetic|comput\w*) (?:modulo|mod)|inverses? of \S+ (?:modulo|mod)"
    r"|interval arithmetic|Lie algebras?"
    r"|(?<!vertical )(?<!horizontal )concatenat\w+"
    r"(?! (?:of )?(?:(?:the|all) )?(?:\w+ )?(?:matri|vector|row|column|block)))\b"
    r"|\\mathbb\s*\{?\s*(?:F\s*\}?\s*_\s*\{?\s*[\dpq]|Z\s*\}?\s*(?:_\s*\{?\s*|/\s*)[2-9p])|\bGF\s*\(\s*\d",
    re.IGNORECASE,
)
_FLOATING = re.compile(r"\bin floating[- ]point\b[^.]*\Z", re.IGNORECASE)
_SENTENCE = 220  # characters in which floating point is spoken of
#: Letters of functions: f ∘ g is a composition where nothing says that ∘ multiplies entry by entry.
_COMPOSED = frozenset((*"fghFGHST", "phi", "varphi", "psi", "pi", "sigma", "tau", "rho", "Phi", "Psi"))
_COMPOSITION = re.compile(
    r"\bcompos(?:e[ds]?|ing|ition)|\b(?:maps?|functions?|morphisms?|operators?|permutations?)\b|Verkettung|Abbildung"
    r"|composé|compuest|compost|复合|映射",
    re.IGNORECASE,
)
_ENTRYWISE = re.compile(
    r"hadamard|schur|(?:element|component|entry|coordinate|point)[- ]?wise|elementweise|element[oa] a element[oa]"
    r"|逐元素|à terme|\bentries\b",
    re.IGNORECASE,
)
#: By the sign of a product: the words behind which it is none of numbers.
_OTHER_PRODUCTS = {
    "×": re.compile(
        r"\b(?:cross|vector) product|kreuzprodukt|produit vectoriel|producto vectorial|叉|向量积", re.IGNORECASE
    ),
    "*": re.compile(r"\bconvol\w*|faltung|卷积", re.IGNORECASE),
}
_WRITTEN = {"×": re.compile(r"\\times\b|×"), "*": re.compile(r"(?<![\^{])(?:\*|\\ast\b|∗)")}
_RING = re.compile(r"(?<!\^)(?<!\^\{)\s*(?:\\circ\b|∘)")

#: $D$ denotes differentiation; the operator $T$; $D = \\frac{d}{dx}$.
_LETTER = r"\$?\s*\\?(?:\w+\s*\{\s*)?([A-Za-z]|\\?[A-Z][a-z]+|nabla|partial|theta)\s*\}?"
_WHAT = r"(?:differentiation|derivatives?|(?:[\w-]+\s+){0,2}operators?|integration|commutators?|generators?)\b"
_OPERATOR = re.compile(
    rf"(?<![A-Za-z\\]){_LETTER}(?:\([^)$]*\))?\s*\$?\s*"
    rf"(?:is|be|denotes?|stands\s+for|means|for|as|:|,)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?{_WHAT}"
    rf"|\b(?:operators?|differentiation|integration)\s+\$\s*\\?(?:\w+\s*\{{\s*)?([A-Za-z]+)"
    rf"|{_LETTER}\s*:?=\s*[^$=\n]{{0,12}}?(?:\\d?frac\s*\{{\s*)?(?:\\partial|\\mathrm\{{d\}}|d)\s*(?:_\w|\}}|/)",
)


def or_no_numbers_product(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where it is judged as of numbers, and multiplies or inverts what nobody says is one.

    Behind words of a matrix without an inverse, and of complex numbers where real ones are meant; and of f ∘ g, cross
    products and convolutions, which are no products of the algebra of numbers.
    """
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    if step.status not in ("proved", "refuted") or len(sides) < 2:
        return step
    inverts = any(isinstance(n, Power) and isinstance(n.exponent, Negative) for side in sides for n in walk(side))
    singular = _said(_SINGULAR, chain) if inverts and step.status == "proved" else None
    if singular:
        return replace(step, outcome=Outcome("unknown", f"something is {singular.group()} here"))
    if step.status == "proved" and _is_of_reals(step, sides) and _said(_COMPLEX, chain):
        return replace(step, outcome=Outcome("unknown", "a letter may be a complex number here"))
    other = _said(_OTHER_ARITHMETIC, chain) or _FLOATING.search(_sentence_before(chain))
    if other and sides[0] != sides[1]:
        return replace(step, outcome=Outcome("unknown", f"what is computed with is perhaps no number: {other.group()}"))
    sign = _other_product(chain, sides)
    if not sign or _unbracketed(sides[0]) == _unbracketed(sides[1]):
        return step
    return replace(step, outcome=Outcome("unknown", f"the product {sign} may be none of numbers here"))


def _is_of_reals(step: Judged, sides: list[Node]) -> bool:
    """Whether a step orders numbers, or takes absolute values, roots or logarithms: of complex ones it may be false."""
    nodes = [n for side in sides for n in walk(side)]
    return (
        step.operator.text not in ("=", ":=", "≡")
        or any(isinstance(n, Group) and n.bracket in ("|", "‖") for n in nodes)
        or any(isinstance(n, Call) and _head(n) in _REAL_FUNCTIONS for n in nodes)
        or any(isinstance(n, Power) and isinstance(n.exponent, Divide) for n in nodes)
    )


def _said(words: re.Pattern[str], chain: ChainJudge) -> re.Match[str] | None:
    """Where the section of a step says some words before it."""
    if not _is_spoken_of(words, chain.knowledge.page.text):
        return None
    return words.search(said_before(chain.knowledge, chain.statement.chain.start))


def _sentence_before(chain: ChainJudge) -> str:
    place = chain.statement.chain.start
    return chain.knowledge.page.text[max(0, place - _SENTENCE) : place]


@lru_cache(maxsize=64)
def _is_spoken_of(words: re.Pattern[str], text: str) -> bool:
    """Whether a whole page holds words at all: most do not, and need not be searched before each step."""
    return bool(words.search(text))


def _other_product(chain: ChainJudge, sides: list[Node]) -> str:
    """The sign of a product in a step that is perhaps a composition, a cross product or a convolution; "" without."""
    products = [n for side in sides for n in walk(side) if isinstance(n, Multiply)]
    formula = chain.knowledge.page.formulas[chain.statement.formula].text
    if _RING.search(formula) and not _said(_ENTRYWISE, chain):
        rings = [n for n in products if n.sign == "⊙"]
        letters = {k for n in rings for f in n.factors for k in _last(f)}
        plain = all(
            isinstance(n, Name) and not n.accent
            for r in rings
            for f in r.factors
            for n in walk(f)
            if isinstance(n, Name)
        )
        if rings and plain and (letters & _COMPOSED or _said(_COMPOSITION, chain)):
            return "∘"
    for sign, words in _OTHER_PRODUCTS.items():
        marked = (n for n in products if n.sign == ("·" if sign == "*" else sign))
        strange = any(sum(bool(_keys([f])) for f in n.factors) > 1 for n in marked)
        if strange and _WRITTEN[sign].search(formula) and _said(words, chain):
            return sign
    return ""


def _unbracketed(node: Node) -> object:
    """What tells products apart that are the same by associativity alone."""
    match node:
        case Group(body):
            return _unbracketed(body)
        case Multiply(factors, sign):
            parts = [(_unbracketed(f), f) for f in factors]
            inner = [p[1:] if isinstance(p, tuple) and p[:1] == (sign,) and sign != "×" else (p,) for p, _ in parts]
            return (sign, *(x for p in inner for x in p))
    return node


def matrices_in(chain: ChainJudge, trees: tuple[Node, ...]) -> frozenset[str]:
    """The letters of a step that words or signs of its section show to be matrices: A of xᵀA y, too."""
    knowledge, shapes = chain.knowledge, chain.setting.shapes.arrays
    told, names = knowledge.told_at(chain.statement), _keys(trees)
    beside = _keys(f for factors in _products(trees) if any(isinstance(f, Transpose) for f in factors) for f in factors)
    doubtful = (knowledge.arrays_at(chain.statement) | beside) - knowledge.sizes
    capitals = frozenset(k for k in names & doubtful if k[:1].isupper())
    return capitals | {k for k in names if told.get(k) == MATRIX_AXES or len(shapes.get(k, ())) == MATRIX_AXES}


def behind_a_matrix(chain: ChainJudge, trees: tuple[Node, Node]) -> frozenset[str]:
    """The letters behind a matrix or on a diagonal of which nothing says that they are numbers: x of W x."""
    matrices, told = matrices_in(chain, trees), chain.knowledge.told_at(chain.statement)
    found: set[str] = set()
    for factors in _products(trees):
        if any(_keys([f]) & matrices or makes_a_matrix(f) for f in factors[:-1]):
            found |= _last(factors[-1])
    found |= {k for tree in trees for n in walk(tree) if makes_a_matrix(n) for k in _keys(children(n)[1:])}
    letters = (k for k in found - _SCALARS if k[:1].islower() and (k in GREEK or len(k.partition("_")[0]) == 1))
    return frozenset(k for k in letters if told.get(k) != 0)


def multiplied_capitals(chain: ChainJudge, trees: tuple[Node, Node]) -> frozenset[str]:
    """Capitals that are multiplied by each other and may be matrices, as far as the page goes: A and B of A B.

    Where it speaks of permutations or quaternions small letters are none that commute, either.
    """
    knowledge, told = chain.knowledge, chain.knowledge.told_at(chain.statement)
    numbers = (
        knowledge.sizes | knowledge.numbers | knowledge.random_letters | {k for k, axes in told.items() if not axes}
    )
    calls = (n for tree in trees for n in walk(tree) if isinstance(n, Call))
    numbers |= _keys(a for n in calls if _head(n) in RANDOM_OF for a in n.arguments)
    small = bool(_said(_ORDERED, chain) or operators_in(chain, trees))
    if small and _said(_NO_NUMBERS, chain):
        numbers = knowledge.sizes
    found: set[str] = set()
    for product in (n for tree in trees for n in walk(tree) if isinstance(n, Multiply | Power)):
        factors = product.factors if isinstance(product, Multiply) else (product,)
        held = [{k for k in _factors(f, small) if not {k, k.partition("_")[0]} & numbers} for f in factors]
        here = set().union(*held)
        several = sum(map(bool, held)) > 1 or isinstance(product, Power)  # A and B of (A x + B)(x + 2) are only added
        found |= here if len(here) > 1 and several else set()
    return frozenset(found)


def operators_in(chain: ChainJudge, trees: tuple[Node, Node]) -> frozenset[str]:
    """The letters of a step of which words or signs before it say that they are operators: D of D = d/dx."""
    here = {k.partition("_")[0] for k in _keys(trees)} & _operators_of(chain.knowledge.page.text)
    if not here:
        return frozenset()
    return _operators_of(said_before(chain.knowledge, chain.statement.chain.start)) & here


@lru_cache(maxsize=64)
def _operators_of(said: str) -> frozenset[str]:
    return frozenset(key for found in _OPERATOR.finditer(said) for key in found.groups() if key)


def _head(call: Call) -> str:
    """E of E[X] and of E_q[X], however it is set."""
    return next((n.name for n in walk(call.function) if isinstance(n, Name)), "")


def makes_a_matrix(node: Node) -> bool:
    """Whether a node is a matrix or a long column whatever its letters are: diag(x), vec(A)."""
    return isinstance(node, Call) and isinstance(node.function, Name) and node.function.key in ("vec", "diag")


def orders(tree: Node) -> set[tuple[str, str]]:
    """Which capital stands before which other one in the products of a side."""
    products = [list(_factors(n, True)) for n in walk(tree) if isinstance(n, Multiply)]
    return {(a, b) for factors in products for a, b in combinations(factors, 2) if a != b}


def may_lie(trees: tuple[Node, Node]) -> bool:
    """Whether a step holds what is a row to some and a column to others: a derivative, (1, 2)."""
    return any(isinstance(n, Derivative | Gradient | Sequence | Matrix) for tree in trees for n in walk(tree))


def _factors(node: Node, small: bool = False) -> Iterator[str]:
    """The capitals that a product is computed from, A and Σ_1, but for entries and what a function is of.

    ``small``: small letters, too.
    """
    match node:
        case Name() | Indexed():
            key = plain_key(node) or (plain_key(node.base) if small and isinstance(node, Indexed) else None)
            name = (key or "").partition("_")[0]
            entry = isinstance(node, Indexed) and len(node.lower) + len(node.upper) > 1
            if key and not entry and (small or name in CAPITALS or (len(name) == 1 and name.isupper())):
                yield key
        case Power(Name("e"), exponent):
            yield from _factors(exponent, small)
        case Call(Name(name=head), (argument,), ()) if head in OF_AN_ARRAY:  # f(A) may be a matrix, too
            yield from _factors(argument)
        case Group(body) | Negative(body) | Transpose(body) | Power(body) | Divide(body) | Big(body=body):
            yield from _factors(body, small)
        case Add(parts) | Multiply(parts):
            for part in parts:
                yield from _factors(part, small)


def _last(node: Node) -> frozenset[str]:
    """The names that a product ends with, in each term."""
    match node:
        case Group(body) | Negative(body):
            return _last(body)
        case Add(terms):
            return frozenset().union(*map(_last, terms))
        case Multiply(factors):
            return _last(factors[-1])
    return _keys([node])


def _products(trees: tuple[Node, ...]) -> list[tuple[Node, ...]]:
    return [n.factors for tree in trees for n in walk(tree) if isinstance(n, Multiply)]


def _keys(trees: Iterable[Node]) -> frozenset[str]:
    """The names in some trees, W_1 as well as W, and those of functions."""
    nodes = [n for tree in trees for n in walk(tree) if isinstance(n, Name | Indexed)]
    return frozenset(key for n in nodes if (key := plain_key(n)) is not None)


def of_matrices(node: Node) -> bool:
    """Whether a node is a trace or a determinant, or a matrix."""
    of_one = isinstance(node, Call) and isinstance(node.function, Name) and node.function.key in OF_A_MATRIX
    return of_one or makes_a_matrix(node)


def is_inverse(node: Node) -> bool:
    """Whether a node is a capital to a power that is no number: A⁻¹."""
    if not isinstance(node, Power) or isinstance(node.exponent, Number):
        return False  # R² may well be a number
    return isinstance(node.base, Name) and node.base.name[:1].isupper()
