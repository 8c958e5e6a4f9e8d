"""A formula in Python's notation as an expression of SymPy: the one door through which text becomes mathematics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sympy import Basic, Expr, IndexedBase, Symbol

from symxent.errors import SymxentError
from symxent.language import functions as field
from symxent.language import tree as t
from symxent.language.chances import MEANS as MEANS_OF
from symxent.language.chances import as_random, operators
from symxent.language.formula import MEANS, read_formula, rows
from symxent.language.meaning import MeaningError, Scope, plain_key, to_sympy
from symxent.language.scope import CONSTANTS
from symxent.logic import RandomVariable


def formula(text: str, *variables: Basic) -> Expr:
    """The expression that a formula stands for, in the language of the command line; nothing of it is evaluated.

    ``variables`` are the symbols that its letters mean, by their names; every other letter is a real number, that
    of a component an integer; a capital inside of a mean is a random variable, alone in a probability an event.
    ``^`` is a power, as ``**`` is.  Raises SymxentError that points at what cannot be read.

    >>> formula("y*log(sigmoid(z)) + max(z, 0)^2")
    y*log(sigmoid(z)) + Max(0, z)**2
    >>> formula("E[a*X + b | Y] - P(A | X > 1)")
    E(a*X + b | Y) - P(A | X > 1)
    """
    return expression(text, {_name(v): v for v in variables})


def expression(text: str, known: Mapping[str, Basic]) -> Expr:
    """The same, with the symbols by name."""
    if not isinstance(text, str):
        raise SymxentError(f"a formula is text, such as 'y*log(sigmoid(z))', and {text!r} was given")
    tree = read_formula(text)
    of_rows = set(rows(tree))
    symbols: dict[str, Basic] = {}
    sizes: dict[IndexedBase, tuple[Expr, ...]] = {}
    random: dict[str, RandomVariable] = {}
    chance = of_chance(tree)
    for node, is_place in _letters(tree):
        key = plain_key(node)
        assert key is not None
        if key in symbols:
            continue
        variable = known.get(key, RandomVariable(key) if key in chance else None)
        if isinstance(variable, RandomVariable):
            random[key] = variable
        if node in of_rows:
            base = IndexedBase(key, real=True) if key in random else known.get(key, IndexedBase(key, real=True))
            if not isinstance(base, IndexedBase):
                raise SymxentError(f"{key} is a row in {text[:60]!r}, and one number was given for it")
            symbols[key] = base
            sizes[base] = base.shape or (Symbol("k", integer=True, positive=True),)
        else:
            letter = known.get(key, Symbol(key, integer=True) if is_place else Symbol(key, real=True))
            symbols[key] = Symbol(key, real=True) if isinstance(letter, RandomVariable) else letter
    try:
        scope = Scope(symbols, functions={"Phi": field.Phi}, sizes=sizes, softmaxes=frozenset({"S"}))
        if not heads_of_means(tree):
            return to_sympy(tree, scope)
        readers = operators({head.key: MEANS_OF[head.key] for head in _HEADS}, random)
        value = to_sympy(tree, replace(scope, operators=readers))
        return as_random(value, {symbols[key]: v for key, v in random.items()})
    except MeaningError as error:
        raise SymxentError(f"{text[:60]}: {error}") from None


_HEADS = tuple(map(t.Name, MEANS))


def heads_of_means(tree: t.Node) -> list[t.Call]:
    """The means and probabilities in a formula."""
    return [n for n in t.walk(tree) if isinstance(n, t.Call) and n.function in _HEADS]


def of_chance(tree: t.Node) -> set[str]:
    """The capitals inside of means and of relations in probabilities, and behind the bars of means."""
    found: set[str] = set()
    for call in heads_of_means(tree):
        inner = [n for part in (*call.arguments, *call.given) for n in t.walk(part)]
        relations: list[t.Node] = [n for n in inner if isinstance(n, t.Relation)]
        of = relations if call.function == t.Name("P") else [*call.arguments, *relations]
        of += [g for g in call.given if isinstance(g, t.Name) and call.function != t.Name("P")]
        found |= {n.key for part in of for n in t.walk(part) if isinstance(n, t.Name) and n.name[:1].isupper()}
    return found - set(MEANS)


def events_of(tree: t.Node) -> set[str]:
    """The capitals inside of means and probabilities that are no random variables."""
    names = {n.key for call in heads_of_means(tree) for n in t.walk(call) if isinstance(n, t.Name)}
    return {key for key in names - of_chance(tree) - set(MEANS) if key[:1].isupper()}


def together(one: object, other: object, where: Mapping[object, object]) -> tuple[object, object, dict[object, object]]:
    """Both sides of a claim and where its letters live, read with the same symbols; what is no text stays."""
    known = {_name(s): s for side in (one, other) if isinstance(side, Basic) for s in _symbols(side)}
    known |= {_name(s): s for s in where if isinstance(s, Basic)}
    sides = []
    for side in (one, other):
        if isinstance(side, str):
            side = expression(side, known)
            known |= {_name(s): s for s in _symbols(side) if _name(s) not in known}
        sides.append(side)
    placed = {known.get(s, Symbol(s, real=True)) if isinstance(s, str) else s: values for s, values in where.items()}
    return sides[0], sides[1], placed


def _symbols(expr: Basic) -> set[Basic]:
    of_rows = expr.atoms(IndexedBase)
    random = {v.family for v in expr.atoms(RandomVariable)}
    return of_rows | random | (expr.atoms(Symbol) - {base.label for base in of_rows})


def _name(symbol: Basic) -> str:
    return str(getattr(symbol, "label", symbol)) if isinstance(symbol, IndexedBase) else str(symbol)


def _letters(node: t.Node, is_place: bool = False) -> Iterator[tuple[t.Node, bool]]:
    """The names of a formula that stand for numbers or rows, and whether each numbers a component."""
    match node:
        case t.Name(_, "") if node.key in CONSTANTS:
            return
        case t.Name():
            yield node, is_place
        case t.Indexed(base, lower) if plain_key(node) is None:
            yield base, False
            for place in lower:
                yield from _letters(place, True)
        case t.Indexed():
            yield node, is_place
        case t.Call(function, arguments, given):
            if isinstance(function, t.Indexed):
                for place in function.lower:
                    yield from _letters(place, True)
            for argument in (*arguments, *given):
                yield from _letters(argument)
        case _:
            for child in t.children(node):
                yield from _letters(child)
