"""A theorem: what is assumed of the letters in it, what it states, and the script that proves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import FiniteSet, Interval, Rational, Set, oo

from symxent.certify.differentiate import NoCertificate, derivative
from symxent.certify.equality import prove
from symxent.certify.speaker import Speaker, coq_name
from symxent.certify.sums import Known, block
from symxent.certify.terms import (
    Apply,
    Derive,
    Index,
    Nat,
    Sub,
    Term,
    Total,
    Var,
    Vector,
    children,
    free_names,
    function_of,
    map_children,
    substitute,
    to_coq,
    walk,
)
from symxent.derive.page import Page
from symxent.language.domain import REALS
from symxent.language.scope import plain_key
from symxent.language.tree import Number


@dataclass(frozen=True)
class Theorem:
    """``binders`` are variables and hypotheses in Coq's notation, ``comment`` says page, line and rule."""

    name: str
    comment: tuple[str, ...]
    binders: tuple[str, ...]
    statement: str
    script: tuple[str, ...]
    kind: str = "line"


@dataclass(frozen=True)
class Context:
    """The binders of a theorem, what they give a proof to rewrite with, and the definitions to put in first."""

    variables: dict[str, Term]
    hypotheses: tuple[tuple[str, str], ...]
    known: Known
    definitions: tuple[tuple[str, Term], ...] = ()

    @property
    def order(self) -> list[str]:
        """The variables in the order of the binders."""
        return [name for names in _by_kind(self.variables).values() for name in names]

    @property
    def binders(self) -> tuple[str, ...]:
        return (*_variables(self.variables), *(f"({name} : {claim})" for name, claim in self.hypotheses))


def equation(page: Page, name: str, comment: tuple[str, ...], left: Term, right: Term, shape: Shape) -> Theorem:
    """The theorem left = right, with the existence of every derivative in it.

    A derivative alone on the left of a value is stated as ``is_derive``.  Raises NoCertificate.
    """
    context = context_of(page, (left, right), shape)
    script = [f"subst {defined}." for defined, _ in context.definitions]
    own = own_functions(page, left, right, *(value for _, value in context.definitions))
    script += [f"unfold {', '.join(own)}."] if own else []
    plain_left, plain_right = (inlined(page, side, context) for side in (left, right))
    if isinstance(left, Derive) and not _has_derivative(right):
        assert isinstance(plain_left, Derive)
        value = derivative(plain_left)
        script += [f"apply (is_derive_to _ _ ({to_coq(value)})); [sx_derive |]."]
        script += prove(value, plain_right, context.known)
    else:
        script += ["split; [sx_exists |]."] * len(_derivatives(left, right))
        script += prove(plain_left, plain_right, context.known)
    return Theorem(name, comment, context.binders, equal(left, right), tuple(script))


def equal(left: Term, right: Term) -> str:
    """The statement left = right, in which every derivative exists."""
    if isinstance(left, Derive) and not _has_derivative(right):
        return f"is_derive {function_of(left.variable, left.body)} {_atom(left.point)} {_atom(right)}"
    return " /\\\n  ".join([*_derivatives(left, right), f"{to_coq(left)} = {to_coq(right)}"])


def _derivatives(left: Term, right: Term) -> list[str]:
    return list(dict.fromkeys((*_existence(left), *_existence(right))))


def inequality(
    page: Page, name: str, comment: tuple[str, ...], left: Term, op: str, right: Term, certificate: Term | None
) -> Theorem:
    """The theorem left op right; ``certificate`` is a term equal to right − left that is visibly not negative."""
    if op not in _SIGNS:
        raise NoCertificate(f"no theorem is written for the relation {op}")
    context = context_of(page, (left, right), {})
    statement = f"{to_coq(left)} {_SIGNS[op]} {to_coq(right)}"
    script = [f"unfold {', '.join(own)}." for own in [own_functions(page, left, right)] if own]
    if certificate is None:
        return Theorem(name, comment, context.binders, statement, (*script, "sx_compare."), "bound")
    low, high = (left, right) if op in "<≤" else (right, left)
    difference = Sub(inlined(page, high, context), inlined(page, low, context))
    seen = inlined(page, certificate, context)
    script += [
        f"assert (certificate : {to_coq(difference)} = {to_coq(seen)}).",
        *block(prove(difference, seen, context.known)),
        f"assert (sign : 0 <= {_atom(seen)}) by sx_nonneg.",
        "lra.",
    ]
    return Theorem(name, comment, context.binders, statement, tuple(script), "bound")


def rounding(page: Page, name: str, comment: tuple[str, ...], value: Term, rounded: str) -> Theorem:
    """The theorem that a number, rounded to the digits shown, is what is printed."""
    decimals = len(rounded.partition(".")[2])
    printed = to_coq(Speaker(page).scalar(Number(rounded)))
    statement = f"Rabs ({to_coq(value)} - {printed}) < 5 / {10 ** (decimals + 1)}"
    return Theorem(name, comment, (), statement, ("sx_interval.",), "number")


_SIGNS = {"<": "<", "≤": "<=", ">": ">", "≥": ">=", "≠": "<>"}
Shape = dict[str, Term]


def _atom(term: Term) -> str:
    text = to_coq(term)
    return text if text.isidentifier() else f"({text})"


def _has_derivative(term: Term) -> bool:
    return any(isinstance(part, Derive) for part in walk(term))


def _existence(term: Term, ranges: tuple[tuple[str, str], ...] = ()) -> Iterator[str]:
    """That the derivatives of a line exist, for each value of the indices that are bound around them."""
    if isinstance(term, Derive):
        claim = f"ex_derive {function_of(term.variable, term.body)} {_atom(term.point)}"
        used = [(index, size) for index, size in ranges if index in free_names(term)]
        for index, size in reversed(used):
            claim = f"forall {index}, (1 <= {index} <= {size})%nat -> {claim}"
        yield f"({claim})" if used else claim
        return
    inner = (*ranges, (term.index, to_coq(term.size))) if isinstance(term, Total) else ranges
    for child in children(term):
        yield from _existence(child, inner)


def own_functions(page: Page, *sides: Term) -> list[str]:
    found = dict.fromkeys(part.function for side in sides for part in walk(side) if isinstance(part, Apply))
    return [name for name in found if name in {coq_name(key) for key in page.functions}]


def inlined(page: Page, term: Term, context: Context) -> Term:
    """The term with the page's functions and the assumed definitions put in, as ``unfold`` and ``subst`` do."""

    def change(part: Term) -> Term:
        inner = map_children(part, change)
        if isinstance(inner, Apply):
            for key, (parameters, body) in page.functions.items():
                if inner.function == coq_name(key):
                    keys = [plain_key(parameter) or "" for parameter in parameters]
                    bound = dict(zip(keys, inner.arguments, strict=True))
                    return Speaker(page, bound).scalar(body)
        return inner

    changed = term
    for defined, value in context.definitions:
        if defined in free_names(changed):
            changed = substitute(changed, {Var(defined): value})
    return change(changed)


def context_of(page: Page, terms: tuple[Term, ...], shape: Shape, *, assuming_definitions: bool = True) -> Context:
    """What the theorem assumes: of each letter where it lives, of each index its range, and the page's facts.

    ``shape``: the sizes of the indices at which a vector line is read.  A definition (ŷ := σ(z)) is assumed only
    where the two sides do not speak of the same letters.
    """
    speaker = Speaker(page)
    names: dict[str, Term] = {}
    for term in terms:
        names |= free_names(term)
    definitions: list[tuple[str, Term]] = []
    defined = {coq_name(plain_key(node) or ""): value for node, value in page.values.items()}
    spoken = [set(free_names(term)) & defined.keys() for term in terms]
    homes = {coq_name(plain_key(node) or "") for node in page.where}
    # A derivative at ŷ exists where the logarithms do: without a set to live in, ŷ is what it is defined to be.
    homeless = any(one - homes for one in spoken) and any(_has_derivative(term) for term in terms)
    if assuming_definitions and (homeless or any(one != spoken[0] for one in spoken)):
        queue = [name for name in defined if name in names]
        while queue:
            symbol = queue.pop(0)
            value = speaker.scalar(defined[symbol])
            definitions.append((symbol, value))
            names |= free_names(value)
            queue += [n for n in free_names(value) if n in defined and n not in dict(definitions) and n not in queue]
    facts = []
    for number, (left, right) in enumerate(page.facts.values(), 1):
        lhs, rhs = speaker.scalar(left), speaker.scalar(right)
        if free_names(lhs).keys() <= names.keys() | _sizes(page, names).keys():
            facts.append((f"fact_{number}", lhs, rhs))
            names |= free_names(lhs) | free_names(rhs)
    names |= _sizes(page, names)
    ranges = _ranges(page, names, shape)
    for size in ranges.values():
        names |= free_names(size)
    hypotheses = [(f"{name}_size", f"(1 <= {name})%nat") for name in _natural(names) if name not in ranges]
    hypotheses += [(f"{name}_range", f"(1 <= {name} <= {to_coq(size)})%nat") for name, size in ranges.items()]
    hypotheses += _where(page, names)
    hypotheses += [(f"{symbol}_is", f"{symbol} = {to_coq(value)}") for symbol, value in definitions]
    hypotheses += [(name, f"{to_coq(lhs)} = {to_coq(rhs)}") for name, lhs, rhs in facts]
    for number, node in enumerate(page.positive, 1):
        positive = speaker.scalar(node)
        if free_names(positive).keys() <= names.keys():
            hypotheses.append((f"positive_{number}", f"0 < {to_coq(positive)}"))
    return Context(names, tuple(hypotheses), Known(tuple(facts), frozenset(names)), tuple(definitions))


def _natural(names: dict[str, Term]) -> list[str]:
    return [name for name, variable in names.items() if isinstance(variable, Index)]


def _sizes(page: Page, names: dict[str, Term]) -> dict[str, Term]:
    """The sizes of the vectors among the names."""
    speaker = Speaker(page)
    found: dict[str, Term] = {}
    for node in page.arrays:
        if coq_name(plain_key(node) or "") in names:
            for size in speaker.sizes(node) or ():
                found |= free_names(size)
    return found


def _ranges(page: Page, names: dict[str, Term], shape: Shape) -> dict[str, Term]:
    speaker, ranges = Speaker(page), {}
    for node, (_, high) in page.indices.items():
        name = coq_name(plain_key(node) or "")
        if name in names and name not in shape:
            ranges[name] = speaker.natural(high)
    return ranges | {name: size for name, size in shape.items() if name in names and not isinstance(size, Nat)}


def _variables(names: dict[str, Term]) -> list[str]:
    return [f"({' '.join(found)} : {kind})" for kind, found in _by_kind(names).items()]


def _by_kind(names: dict[str, Term]) -> dict[str, list[str]]:
    """The names under their types in Coq."""
    kinds: dict[str, list[str]] = {}
    for name, variable in names.items():
        match variable:
            case Index():
                kinds.setdefault("nat", []).append(name)
            case Vector(_, axes):
                kinds.setdefault("nat -> " * axes + "R", []).append(name)
            case _:
                kinds.setdefault("R", []).append(name)
    return kinds


def _where(page: Page, names: dict[str, Term]) -> list[tuple[str, str]]:
    speaker = Speaker(page)
    hypotheses: list[tuple[str, str]] = []
    for node, home in page.where.items():
        name = coq_name(plain_key(node) or "")
        if name not in names or home == REALS:
            continue
        shape = speaker.sizes(node)
        if isinstance(names[name], Index):
            claim = f"({lives_in(name, home)})%nat"
        elif shape is None:
            claim = lives_in(name, home)
        else:
            indices = ("i", "j")[: len(shape)]
            claim = lives_in(" ".join([name, *indices]), home)
            for index, size in reversed(list(zip(indices, shape, strict=True))):
                claim = f"forall {index}, (1 <= {index} <= {_plain(size)})%nat -> {claim}"
        hypotheses.append((f"{name}_in", claim))
    return hypotheses


def _plain(size: Term) -> str:
    return str(size.value) if isinstance(size, Nat) else to_coq(size)


def lives_in(name: str, home: Set) -> str:
    match home:
        case Interval(start=low, end=high, left_open=left, right_open=right):
            below = "" if low == -oo else f"{_number(low)} {'<' if left else '<='} "
            above = "" if high == oo else f" {'<' if right else '<='} {_number(high)}"
            return f"{below}{name}{above}"
        case FiniteSet(args=members):
            return " \\/ ".join(f"{name} = {_number(member)}" for member in members)
    raise NoCertificate(f"{home} is no set that a certificate can name")


def _number(value: Rational) -> str:
    if not value.is_Rational:
        raise NoCertificate(f"the end {value} of an interval is no fraction")
    return str(value.p) if value.q == 1 else f"({value.p} / {value.q})"
