"""What a page says of its random variables: the law of each, and which are independent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sympy import Basic, Expr, FiniteSet, Interval, Range, S, Set, Symbol
from sympy.core.relational import Relational

from symxent.check.in_words import DENIED, SENTENCE, said_before
from symxent.check.names import names_of
from symxent.check.of_rows import ROWS_AT, law_of_row
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.logic import Probability, RandomVariable
from symxent.logic.laws import LAWS
from symxent.read.sentences import HEADING, given_another_law
from symxent.read.speech import UNASSERTED

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

Parameters = tuple[t.Node, ...]


@dataclass(frozen=True)
class Said:
    """The law that a page gives a letter: a name of ``symxent.logic.laws``, the trees of its parameters.

    ``sure``: whether these cannot be meant otherwise, a rate where a scale is written.
    """

    law: str
    parameters: Parameters
    sure: bool = True
    indexed: bool = False
    independent: bool = False
    near: bool = True  # said in the section of the statement


def _inverse(node: t.Node) -> t.Node:
    return t.Divide(t.number(1), node)


def _normal(p: Parameters, text: str) -> tuple[Parameters, bool] | None:
    """A variance is known by its square, or is 1; N(μ, σ) may have either."""
    variance = p[1]
    known = (isinstance(variance, t.Power) and variance.exponent == t.number(2)) or variance == t.number(1)
    parts = list(t.walk(variance))
    inside = any(isinstance(n, t.Power) and n.exponent == t.number(2) for n in parts)
    plain = isinstance(variance, t.Multiply | t.Divide) and not any(
        isinstance(n, t.Name) and n.name[:1].isupper() for n in parts
    )
    return (p, True) if known or (inside and plain) else None


def _by_rate(p: Parameters, text: str) -> tuple[Parameters, bool] | None:
    """The last parameter is a rate where the page says so, or calls it λ; a scale where it says so, or calls it θ."""
    last = p[-1]
    key = last.key if isinstance(last, t.Name) else ""
    rate, scale = (bool(re.search(rf"\b{word}\b", text, re.IGNORECASE)) for word in ("rate", "scale"))
    if key == "theta" or (scale and not rate and key not in ("lambda", "b")):
        return (*p[:-1], _inverse(last)), scale and key == "theta"
    if scale and not rate and key == "b":
        return None
    return p, rate or key == "lambda"


def _same(p: Parameters, text: str) -> tuple[Parameters, bool] | None:
    return p, True


def _wald(p: Parameters, text: str) -> tuple[Parameters, bool] | None:
    """The rate of drift γ and the threshold α; what are called μ and λ are the mean α/γ and the shape α²."""
    key = p[0].key if isinstance(p[0], t.Name) else ""
    return (p, False) if key in ("gamma", "nu", "v") else None


_Way = Callable[[Parameters, str], tuple[Parameters, bool] | None]
#: The names that pages use: the law, the number of parameters, and how they are read.
_NAMES: Mapping[str, tuple[str, int, _Way]] = {
    **dict.fromkeys(("N", "Normal", "normal", "Norm", "Gaussian"), ("Normal", 2, _normal)),
    **dict.fromkeys(("Bern", "Ber", "Bernoulli", "bernoulli", "Be"), ("Bernoulli", 1, _same)),
    **dict.fromkeys(("Bin", "Binom", "Binomial", "binomial", "B"), ("Binomial", 2, _same)),
    **dict.fromkeys(("Poiss", "Pois", "Poi", "Poisson", "Po"), ("Poisson", 1, _same)),
    **dict.fromkeys(("Exp", "Expo", "Exponential", "exp"), ("Exponential", 1, _by_rate)),
    **dict.fromkeys(("Gam", "Gamma", "Ga"), ("Gamma", 2, _by_rate)),
    **dict.fromkeys(("Beta", "Bet", "beta"), ("Beta", 2, _same)),
    **dict.fromkeys(("U", "Unif", "Uniform", "Uni"), ("Uniform", 2, _same)),
    **dict.fromkeys(("Laplace", "Lap"), ("Laplace", 2, _same)),
    **dict.fromkeys(("LogNormal", "Lognormal"), ("LogNormal", 2, _normal)),
    "Wald": ("Wald", 2, _wald),
}
_IID = re.compile(r"i\.?\s?i\.?\s?d\b|independent(?:ly)?\s+and\s+identically", re.IGNORECASE)
#: The law is that of something else; of one of two hypotheses only.
RESTRICTED = re.compile(r"truncat|censor|folded|rectified|\bclipped|gestutzt|trunc[aá]d|tronqu", re.IGNORECASE)
_UNDER_A_HYPOTHESIS = re.compile(r"\b(?:null|alternative)\b|hypothes|H_\{?[01aA]\b", re.IGNORECASE)
_WORD = r"(?:(?<![\w-])(?:independen(?:t|ce)|unabhängig\w*|independientes?|indépendante?s?|independentes)\b|独立)"
_INDEPENDENT = re.compile(rf"{_WORD}|(?<![\w-])independently\b|⫫", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"linear\w* (?:independent|unabhängig)|linealmente|linéairement|conditional|\bgiven\b|pairwise"
    r"|independent of [a-z]+ing\b|bedingt|gegeben|condici?onal|conditionnel|paarweise|dos a dos|deux à deux"
    r"|条件|给定|两两",
    re.IGNORECASE,
)
#: $X$ and $Y$; $X, Y$: a list of letters, each perhaps with an index.
_LETTER = r"[A-Z](?:_\{?\w+\}?)?"
_LIST = rf"\$\s*{_LETTER}(?:\s*,\s*(?:{_LETTER}|\\l?dots))*\s*\$"
_LISTS = rf"({_LIST}(?:\s*(?:,|,?\s*(?:and|und|et|[ye])\b|[和与、，])\s*{_LIST})*)"
#: X of mean μ and variance σ², whatever its law.
_ADJECTIVES = r"(?:(?:a|an|the|finite|common|known|unknown|same|true|identical|population|some)\s+)*"
_MOMENTS = re.compile(
    rf"\$\s*({_LETTER}(?:\s*,\s*(?:{_LETTER}|\\l?dots))*)\s*\$(?:i\.\s?i\.\s?d\.|[^.$])*?\b(?:with|has|have|having|of)\s+"
    rf"{_ADJECTIVES}(?:mean|expectation|expected value)\s+\$\s*\\?([A-Za-z]+)\s*(?:=[^$]*)?\$,?\s*(?:and)?\s*"
    rf"{_ADJECTIVES}variance\s+\$\s*\\?([A-Za-z]+)\s*(\^\s*(?:2|\{{2\}}))?\s*(?:=[^$]*)?\$",
)
_BEHIND = re.compile(rf"{_LISTS}\s*(?:[^\W\d_]+\s+){{0,5}}?(?:是|为)?(?:相互|互相)?{_WORD}(?:\s+of\s+({_LIST}))?")
_BEFORE = re.compile(rf"{_WORD}的?\s*(?:[^\W\d_]+\s+){{0,4}}?{_LISTS}")


def laws_at(knowledge: Knowledge, statement: Statement) -> dict[str, Said]:
    """The law of each letter at a statement: what its section says of it, or the page, if it says it once only.

    A law is in force only until its letter is given anew.
    """
    text, at = knowledge.page.text, statement.chain.start
    found: dict[str, list[tuple[bool, Said]]] = {}
    for other in knowledge.statements:
        near = other.section == statement.section
        if other.number > statement.number and other.formula != statement.formula:
            continue
        told = list(_said_in(knowledge, other))
        speech = knowledge.speeches.at(other.formula)
        if speech.act in UNASSERTED or at >= speech.until:
            continue
        left, alike = other.members[0], isinstance(other.members[0], t.Indexed)
        letter = left.base if isinstance(left, t.Indexed) else left
        if not told and isinstance(letter, t.Name) and any(o.text == "∼" for o in other.chain.operators):
            # A law that is not read: that of before is in force no longer.
            earlier = found.get(letter.key, ())
            found[letter.key] = [pair for pair in earlier if pair[1].indexed != alike and pair[1].law not in ROWS_AT]
        anew = given_another_law(text, other.chain.members[-1].end, at) if told else frozenset()
        for key, said in told:
            if not {key, ""} & anew:
                found.setdefault(key, []).append((near, said))
    for key, said in _said_in_words(text, at):
        if key not in found:
            found[key] = [(True, said)]
    made = {}
    for key, several in found.items():
        here = {said for near, said in several if near} or {
            replace(said, sure=False, near=False) for _, said in several
        }
        if len({(s.law, s.parameters) for s in here}) == 1:
            made[key] = here.pop()
    return made


def _said_in_words(text: str, at: int) -> Iterator[tuple[str, Said]]:
    """What the words before a place say of mean and variance, each letter once in its section."""
    start = max((m.end() for m in HEADING.finditer(text, 0, at)), default=0)
    found: dict[str, list[Said]] = {}
    for match in _MOMENTS.finditer(text, start, at):
        sentence = text[max(start, match.start() - 60) : match.end()]
        letters, mean, deviation, squared = match.groups()
        key, several = letters[0], "," in letters
        if RESTRICTED.search(sentence) or "conditional" in sentence or (not several and len(letters) > 1):
            continue
        spread: t.Node = t.Power(t.Name(deviation), t.number(2)) if squared else t.Name(deviation)
        independent = bool(_IID.search(sentence) or _INDEPENDENT.search(sentence))
        said = Said("Moments", (t.Name(mean), spread), True, several, several and independent)
        if not {key, ""} & given_another_law(text, match.end(), at):
            found.setdefault(key, []).append(said)
    yield from ((key, several[0]) for key, several in found.items() if len(several) == 1)


def _said_in(knowledge: Knowledge, other: Statement) -> Iterator[tuple[str, Said]]:
    for left, right in pairwise(other.members):
        match left, right:  # p(λ) = Gam(λ; a, b)
            case t.Call(t.Name("p"), (t.Name() as letter,), ()), t.Call(head, (argument,), given) if argument == letter:
                prior = law_of(t.Call(head, given), knowledge.page.text) if given else None
                if prior is not None:
                    yield letter.key, Said(prior[0], prior[1], False)
    if [o.text for o in other.chain.operators] != ["∼"] or not all(isinstance(m, t.Node) for m in other.members):
        return
    left, right = other.members
    if isinstance(left, t.Node) and isinstance(right, t.Call):
        around = knowledge.page.text[max(0, other.chain.start - 160) : other.chain.end + 60]
        sums = (n for s in knowledge.statements if s.section == other.section for n in s.nodes if isinstance(n, t.Big))
        row = None if RESTRICTED.search(around) else law_of_row(left, right, sums)
        if row is not None:
            yield row[0], Said(*row[1:], True)
    read = law_of(right, knowledge.page.text) if isinstance(right, t.Node) else None
    if read is None or not isinstance(left, t.Node):
        return
    law, parameters, sure = read
    start, end = other.chain.members[0].start, other.chain.members[-1].end
    around = knowledge.page.text[max(0, start - 160) : end + 60]
    if RESTRICTED.search(around):
        return
    sure = sure and not _UNDER_A_HYPOTHESIS.search(around)
    independent = bool(_IID.search(around) or _INDEPENDENT.search(around))
    items = left.items if isinstance(left, t.Sequence) else (left,)
    whole = any(isinstance(item, t.Dots) for item in items)
    for item in items:
        match item:
            case t.Name():
                yield item.key, Said(law, parameters, sure)
            case t.Indexed(t.Name() as base, (t.Name() as index,), ()) if index.key not in names_of(parameters):
                yield base.key, Said(law, parameters, sure, True, independent)
            case t.Indexed(t.Name() as base, (t.Number(),), ()) if whole:  # X_1, …, X_n, and not X_1 alone
                yield base.key, Said(law, parameters, sure, True, independent)


def law_of(node: t.Node, text: str) -> tuple[str, Parameters, bool] | None:
    """The law, its parameters and whether they cannot be meant otherwise, of Gam(a, b) on a page with a text."""
    match node:
        case t.Power(t.Call(t.Name("chi"), (degrees,)), t.Number("2")) if not _is_array(degrees):
            return "ChiSquared", (degrees,), True
        case t.Call(t.Name("ln" | "log"), (t.Call(t.Name("N")) as normal,)):
            inner = law_of(normal, text)
            return None if inner is None else ("LogNormal", *inner[1:])
    if not isinstance(node, t.Call) or node.given or not isinstance(node.function, t.Name):
        return None
    row = _NAMES.get(node.function.name)
    if row is None or len(node.arguments) != row[1] or any(_is_array(n) for a in node.arguments for n in t.walk(a)):
        return None
    law, _, way = row
    read = way(node.arguments, text)
    if law == "Uniform" and re.search(r"\bdiscrete uniform", text, re.IGNORECASE):
        law = "DiscreteUniform"
    return None if read is None else (law, *read)


def counted_at(knowledge: Knowledge, statement: Statement) -> set[str]:
    """The letters that are counts by what the section says before: y of y_i ∼ Poiss(λ x_i), each with its own law."""
    found: set[str] = set()
    for other in knowledge.statements[: statement.number]:
        if other.section == statement.section and [o.text for o in other.chain.operators] == ["∼"]:
            left, right = other.members
            read = law_of(right, knowledge.page.text) if isinstance(right, t.Node) else None
            base = left.base if isinstance(left, t.Indexed) else left
            if read is not None and read[0] in COUNTS and isinstance(base, t.Name):
                found.add(base.key)
    return found


def _is_array(node: t.Node) -> bool:
    bold = isinstance(node, t.Name) and bool({"bold", "vec"} & set(node.accent.split()))
    return bold or isinstance(node, t.Matrix | t.Sequence | t.Transpose)


#: $X_1, \\dots, X_n$ are independent, i.i.d. $X_i$; what is independent of something else is told apart.
_FAMILY = r"\$\s*([A-Z])_\{?(?:1|i|n|t)\}?(?:\s*,\s*(?:\1_\{?\w+\}?|\\l?dots|\\cdots))*\s*\$"
_TOGETHER = rf"(?:{_WORD}|{_IID.pattern})(?!\s+of\b)"
_FAMILIES = (
    re.compile(rf"{_FAMILY}\s*(?:[^\W\d_]+\s+){{0,4}}?(?:是|为)?(?:相互|互相)?{_TOGETHER}", re.IGNORECASE),
    re.compile(rf"{_TOGETHER}的?\.?\s*(?:[^\W\d_]+\s+){{0,4}}?{_FAMILY}", re.IGNORECASE),
)


@lru_cache(maxsize=64)
def _speaks_of(words: str, page: str) -> bool:
    """Whether a page has such words at all: what stands before each of its lines is not looked through for nothing."""
    return re.search(words, page, re.IGNORECASE) is not None


def independent_families(knowledge: Knowledge, statement: Statement) -> dict[str, bool]:
    """The letters X of which words before a statement say that X_1, …, X_n are independent, and whether of one law."""
    found: dict[str, bool] = {}
    if not _speaks_of(_TOGETHER, knowledge.page.text):
        return found
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said_before(knowledge, statement.chain.start))  # links
    for sentence in SENTENCE.split(re.sub(r"\bi\.\s?i\.\s?d\.", "iid", HEADING.sub(" ", text))):
        if not DENIED.search(sentence) and not _OTHERWISE.search(sentence):
            found |= {m[1]: bool(_IID.search(m[0])) for p in _FAMILIES for m in p.finditer(sentence) if m[1].isupper()}
    return found


def independent_at(knowledge: Knowledge, statement: Statement) -> list[list[str]]:
    """Lists of letters that the words or the signs before a statement say to be independent."""
    found = []
    spoken = _speaks_of(_INDEPENDENT.pattern, knowledge.page.text)
    text = said_before(knowledge, statement.chain.start) if spoken else ""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)  # links
    for sentence in SENTENCE.split(HEADING.sub(" ", text)):
        plain = _INDEPENDENT.search(sentence) and not DENIED.search(sentence) and not _OTHERWISE.search(sentence)
        for said in (*_BEHIND.finditer(sentence), *_BEFORE.finditer(sentence)) if plain else ():
            found.append(list(dict.fromkeys(re.findall(r"[A-Z]", " ".join(filter(None, said.groups()))))))
    for other in knowledge.statements[: statement.number]:
        if [o.text for o in other.chain.operators] == ["⊥"] and other.section == statement.section:
            letters = [m.key for m in other.members if isinstance(m, t.Name)]
            found += [letters] if len(letters) == 2 else []
    return [letters for letters in found if letters]


#: A convex function f; f is concave.
_BENT = re.compile(
    r"(?<![\w-])(?:strictly\s+)?(convex|concave)\s+(?:(?:real|continuous|differentiable)[\s,]+)*(?:functions?\s+)?"
    r"\$\s*\\?([A-Za-z]+)(?![^$]*[=<>])[^$]*\$|\$\s*\\?([A-Za-z]+)\s*(?::[^$]*)?\$\s+(?:is|be)\s+(?:an?\s+)?(?:strictly\s+)?(convex|concave)\b",
    re.IGNORECASE,
)


def convex_at(knowledge: Knowledge, statement: Statement) -> Iterator[tuple[str, int]]:
    """The functions that the words before a statement call convex (1) or concave (−1)."""
    spoken = _speaks_of("convex|concave", knowledge.page.text)
    text = said_before(knowledge, statement.chain.start) if spoken else ""
    ways: dict[str, set[int]] = {}
    for sentence in SENTENCE.split(HEADING.sub(" ", text)):
        if not DENIED.search(sentence):
            for before, name, other, behind in _BENT.findall(sentence):
                ways.setdefault(name or other, set()).add(1 if (before or behind).lower() == "convex" else -1)
    yield from ((name, min(way)) for name, way in ways.items() if len(way) == 1)


#: $B_1, …, B_n$, {B_1, …, B_n}; what is said of them.
_MIDDLE = r",(?:\s*\1_\{?\d\}?\s*,)*\s*\\(?:[lc]?dots)\s*,"
_SEVERAL = rf"\$\s*(?:\\\{{)?\s*([A-Z])_\{{?1\}}?\s*{_MIDDLE}\s*\1_\{{?(\w+)\}}?\s*(?:\\\}})?\s*\$"
_SPACE = r"(?:the|a|our) (?:\w+ )?space\b|(?:the )?(?:\w+ )?(?:space )?\$\s*(?:\\Omega|S|\\mathcal)\b"
_PARTS = (
    rf"\bpartition(?:s|ing)?\b(?! of (?!{_SPACE}))"
    r"|mutually exclusive and (?:\w+ )?exhaustive|exhaustive and mutually exclusive|disjoint and exhaustive"
)
_PARTITIONS = (
    re.compile(rf"{_SEVERAL}[^.$]*?(?:{_PARTS})", re.IGNORECASE),
    re.compile(
        rf"(?:{_PARTS})(?: of [^.$]*(?:\$[^$]*\$)?)?(?:\s+(?:in)?to)?(?:\s+(?:the|events?|sets?))*:?\s*{_SEVERAL}",
        re.IGNORECASE,
    ),
)


def partitions_at(knowledge: Knowledge, statement: Statement) -> Iterator[tuple[str, str]]:
    """The letters B, with n, of which the words before a statement say that B_1, …, B_n are a partition."""
    if not _speaks_of(_PARTS, knowledge.page.text):
        return
    for sentence in SENTENCE.split(HEADING.sub(" ", said_before(knowledge, statement.chain.start))):
        if not DENIED.search(sentence):
            yield from dict.fromkeys((m[1], m[2]) for p in _PARTITIONS for m in p.finditer(sentence))


def speaks_of_independence(knowledge: Knowledge) -> bool:
    """Whether a page says something of independence, perhaps in words that are not understood."""
    return bool(
        re.search(
            r"ind[eé]pend|unabh|独立|uncorrelat|i\.?i\.?d|orthogonal|\\perp|⊥", knowledge.page.text, re.IGNORECASE
        )
    )


#: So many values of a letter are listed.
MOST_VALUES = 64
#: Laws of whole numbers, 0 or more.
COUNTS = ("Poisson", "Binomial", "Bernoulli")
#: Where a letter with a law lies, but for what has the probability 0.
_SUPPORTS: dict[str, Set] = {"unit": Interval.open(0, 1), "positive": Interval.open(0, S.Infinity)}


def within_supports(variables: Mapping[str, RandomVariable], letters: Iterable[Basic]) -> dict[Basic, Set]:
    """Where those letters lie that have a law: θ ~ Beta(a, b) is a number between 0 and 1."""
    laws = ((s, variables[str(s)].law) for s in letters if isinstance(s, Symbol) and str(s) in variables)
    supports = {s: LAWS[law.name].support(*law.parameters) for s, law in laws if law is not None}
    return {s: _SUPPORTS[kind[0]] for s, kind in supports.items() if kind and kind[0] in _SUPPORTS}


def within_events(sides: Iterable[Expr]) -> tuple[dict[Basic, Set], list[Expr]]:
    """Where the letters lie that stand for a value of what has a law of whole numbers: the k of P(X = k).

    Beside it what is positive where none is larger than the largest value.
    Raises SymxentError where that is between letters.
    """
    relations = (r for side in sides for chance in side.atoms(Probability) for r in chance.atoms(Relational))
    found: dict[Basic, Set] = {}
    up_to: list[Expr] = []
    for v, s in (pair for r in relations for pair in (r.args, r.args[::-1])):
        if not isinstance(v, RandomVariable) or not isinstance(s, Symbol) or v.law is None:
            continue
        kind, *ends = LAWS[v.law.name].support(*v.law.parameters) or ("",)
        low, high = (S.Zero, *ends)[-2:] if ends else (S.Zero, S.Infinity)
        if kind == "whole" and low.is_Integer and high.is_Integer and high - low <= MOST_VALUES:
            found[s] = FiniteSet(*Range(low, high + 1))
        elif kind == "whole":
            if len(ends) > 1:
                raise SymxentError("which values there are is not said")
            found[s] = S.Naturals0
            up_to += [ends[0] - s + 1] if ends else []
    return found, up_to


def counts(v: RandomVariable) -> bool:
    """Whether the law of a variable is one of whole numbers, 0 or more."""
    return v.law is not None and v.law.name in COUNTS
