"""Pages of the catalogue as they are written: Markdown with LaTeX, read by the reader of notes.

A page is a heading and what it declares, ``name: value`` a line, by the fields of ``Page``; each section is a heading
of its own.  A formula alone is stated; with a list of rules, by their names in ``by``, it is rewritten to the formula
behind the list.  Other sections say what is asked of their formula (``ASKED``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from inspect import signature

from sympy import Integer, Interval, Q, S, Set, oo

from symxent.derive import by
from symxent.derive.automatic import functions_of, page_for
from symxent.derive.of_matrices import MatrixFormula, MatrixStatement
from symxent.derive.page import Compute, Derive, Page, Section, State
from symxent.derive.problems.equation import EquationProblem
from symxent.derive.problems.limit import LimitProblem
from symxent.derive.problems.total import SumProblem
from symxent.derive.rule import Rule, Step
from symxent.errors import SymxentError, unknown
from symxent.language.domain import POSITIVE, REALS
from symxent.language.tree import Group, Name, Node, Relation, Words, rebuild
from symxent.matrices.shapes import COLUMN, MATRIX, NUMBER
from symxent.read.grammar import Grammar
from symxent.read.parser import parse
from symxent.read.tokens import Lexicon, tokenize

Declared = dict[str, str]

_FUNCTIONS = "softplus tanh erf abs binom digamma trigamma Var Cov Normal Bernoulli Poisson Exponential"
_WORDS = frozenset(_FUNCTIONS.split())
_CALLED = _WORDS | {"J", "S", "E", "P", "sigma", "Phi", "Gamma", "tr", "det"}
_SETS: Mapping[str, Set] = {"R": REALS, "R+": POSITIVE, "N": S.Naturals, "N0": S.Naturals0}
_INTERVAL = re.compile(r"([(\[])(-?\w+), (-?\w+)([)\]])")
_STEP = re.compile(r"(\w+)(?:\((.*)\))?")
_LINE = re.compile(r"\$(?P<formula>[^$]+)\$|- (?P<step>.+)|(?P<key>\w+): (?P<value>.+)")
#: What letters are in equations between matrices.
_KINDS = {
    **dict.fromkeys("ABCDGHPSUVWXYΣ", MATRIX),
    **dict.fromkeys((*"uvwxyzabg", "mu", "nu", "delta"), COLUMN),
    **dict.fromkeys(("lambda", "n"), NUMBER),
}


def formula(latex: str) -> Node:
    r"""The tree of a formula; brackets that only hold it together are no part of it.

    >>> from symxent.language.text import to_text
    >>> to_text(formula(r"\frac{d}{dx} \sigma(x) = \sigma(x) (1 - \sigma(x))"))
    'd/dx σ(x) = σ(x)(1 − σ(x))'
    """
    return rebuild(parse(tokenize(latex, Lexicon(_WORDS)), Grammar(functions=_CALLED)), _bare)


def _bare(node: Node) -> Node:
    if isinstance(node, Group) and node.bracket in ("(", "["):
        return node.body
    if isinstance(node, Words):
        return Name(node.text)
    return Name(node.name) if isinstance(node, Name) and node.accent == "roman" else node


def written_page(name: str, text: str, page_named: Callable[[str], Page]) -> Page:
    """The page that a text says; ``page_named`` gives the pages that it builds on.

    Raises SymxentError, with the line, for what is no page.
    """
    head, *parts = re.split(r"^##? ", text, flags=re.MULTILINE)[1:]
    title, _, lines = head.partition("\n")
    said, formulas, steps = _read(lines)
    if formulas or steps:
        raise SymxentError(f"page {name}: a formula before the first section")
    builds_on = tuple(page_named(other) for other in _split(said.pop("builds_on", ""), ", "))
    return Page(name, title, tuple(map(_section, parts)), builds_on=builds_on, **_declared(said))  # type: ignore[arg-type]


def _read(lines: str) -> tuple[Declared, list[Node], list[Step | Rule]]:
    """What the lines below a heading declare, their formulas, and the steps between these."""
    said: Declared = {}
    formulas: list[Node] = []
    steps: list[Step | Rule] = []
    for line in filter(None, lines.splitlines()):
        found = _LINE.fullmatch(line)
        if found is None:
            raise SymxentError(f"{line!r} is no line of a page: name: value, $formula$ or - rule was expected")
        if found["formula"]:
            formulas.append(formula(found["formula"]))
        elif found["step"]:
            steps.append(_step(found["step"]))
        elif found["key"] in _KEYS:
            said[found["key"]] = found["value"]
        else:
            raise unknown("declaration", found["key"], sorted(_KEYS))
    return said, formulas, steps


def _section(text: str) -> Section:
    head, _, lines = text.partition("\n")
    title, dollar, stated = head.partition(" $")
    said, formulas, steps = _read(f"{dollar.strip()}{stated}\n{lines}")
    if not formulas:
        raise SymxentError(f"“{title}”: a formula was expected")
    where = _where(said.pop("where", ""))
    asked = next((key for key in ASKED if key in said), "")
    if asked:
        return ASKED[asked](title, formulas[0], said.pop(asked), where)
    if "decimals" in said:
        return Compute(title, formulas[0], int(said["decimals"]), said.get("notes", ""))
    if steps:
        ends = formulas[1] if len(formulas) > 1 else None
        return Derive(title, formulas[0], tuple(steps), ends=ends, **said)
    if not isinstance(formulas[0], Relation):
        raise SymxentError(f"“{title}”: a relation, or rules by which the formula is rewritten, were expected")
    certificate = formula(said.pop("certificate")) if "certificate" in said else None
    state = State(title, formulas[0], certificate, **said)
    return Page("statement", title, (state,), where) if where else state


def _step(text: str) -> Step | Rule:
    """Rules by their names in ``by``, in one step where & stands between them; what they are about in brackets."""
    one, *more = (_rule(part) for part in text.split(" & "))
    for other in more:
        one = one & other
    return one


def _rule(text: str) -> Step | Rule:
    found = _STEP.fullmatch(text)
    if found is None:
        raise SymxentError(f"{text!r} is no rule")
    made = getattr(by, found[1])
    if found[2] is None:
        return made
    (first, *_), parts = signature(made).parameters.values(), found[2].split("; ")
    words = {"str": str, "int": int}.get(first.annotation, formula)
    flags = {part: True for part in parts if part in signature(made).parameters}
    return made(*(words(part) for part in parts if part not in flags), **flags)


# -- what is asked of a formula --------------------------------------------------------------------------------------


def _solve(title: str, f: Node, letter: str, where: Mapping[Node, Set]) -> Page:
    return EquationProblem("equation", title, (), where, formula=f, by=formula(letter))


def _differentiate(title: str, f: Node, letter: str, where: Mapping[Node, Set]) -> Page:
    made = page_for(f, formula(letter))
    return Page("derivative", title, made.sections, {**made.where, **where})


def _limit(title: str, f: Node, letter: str, where: Mapping[Node, Set]) -> Page:
    return LimitProblem("limit", title, (), where, formula=f, by=formula(letter))


def _sum(title: str, f: Node, index: str, where: Mapping[Node, Set]) -> Page:
    letter, low, high = map(formula, index.split(", "))
    return SumProblem("sum", title, (), where, formula=f, by=letter, low=low, high=high)


def _gradient(title: str, f: Node, letter: str, where: Mapping[Node, Set]) -> Page:
    return Page("matrices", title, (MatrixFormula("matrices", title, (), where, formula=f, by=formula(letter)),))


def _matrices(title: str, f: Node, letters: str, where: Mapping[Node, Set]) -> Page:
    if not isinstance(f, Relation):
        raise SymxentError(f"“{title}”: an equation was expected")
    assumed = dict.fromkeys(_split(letters.removesuffix(" symmetric").removeprefix("of any kind"), ", "), Q.symmetric)
    return MatrixStatement("matrices", title, (), where, formula=f.lhs, other=f.rhs, kinds=_KINDS, assumed=assumed)


Asked = Callable[[str, Node, str, Mapping[Node, Set]], Page]
#: By the name of the line that asks: the problem whose lines are found.
ASKED: Mapping[str, Asked] = {
    "solve_for": _solve,
    "differentiate_by": _differentiate,
    "limit_at_0": _limit,
    "sum_over": _sum,
    "gradient_by": _gradient,
    "matrices": _matrices,
}


# -- declarations ----------------------------------------------------------------------------------------------------


def _split(text: str, sign: str = "; ") -> Iterator[str]:
    return iter(text.split(sign) if text else ())


def _pairs(text: str, sign: str) -> Iterator[tuple[str, str]]:
    for entry in _split(text):
        left, _, right = entry.partition(sign)
        yield left, right


def _nodes(text: str) -> tuple[Node, ...]:
    return tuple(map(formula, _split(text, ", ")))


def _where(text: str) -> dict[Node, Set]:
    """x, y in (0, 1); z in R: the set of each letter."""
    return {letter: _set(home) for letters, home in _pairs(text, " in ") for letter in _nodes(letters)}


def _set(text: str) -> Set:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        return _SETS[text]
    low, high = (oo if end == "oo" else Integer(end) for end in (found[2], found[3]))
    return Interval(low, high, found[1] == "(", found[4] == ")")


def _functions(text: str) -> dict[str, tuple[tuple[Node, ...], Node]]:
    """J(a, b) = body; of a function that the house knows its name is enough."""
    made: dict[str, tuple[tuple[Node, ...], Node]] = {}
    for head, body in _pairs(text, " = "):
        name, _, letters = head.removesuffix(")").partition("(")
        made |= {name: (_nodes(letters), formula(body))} if body else functions_of(formula(head))
    return made


_FIELDS: Mapping[str, Callable[[str], object]] = {
    "where": _where,
    "arrays": lambda text: {formula(name): _nodes(sizes) for name, sizes in _pairs(text, " of ")},
    "indices": lambda text: {formula(i): _nodes(ends) for i, ends in _pairs(text, " from ")},
    "functions": _functions,
    "values": lambda text: {formula(name): formula(value) for name, value in _pairs(text, " = ")},
    "facts": lambda text: {name: tuple(map(formula, said.split(" = "))) for name, said in _pairs(text, ": ")},
    "random": lambda text: {formula(x): formula(law) if law else None for x, law in _pairs(text, " of the law ")},
    "events": _nodes,
    "independent": lambda text: tuple(map(_nodes, _split(text))),
}


def _declared(said: Declared) -> dict[str, object]:
    return {key: _FIELDS[key](value) if key in _FIELDS else value for key, value in said.items()}


#: What a line of a page may declare.
_KEYS = {field.name for kind in (Page, Derive, State, Compute) for field in fields(kind)} | ASKED.keys()
