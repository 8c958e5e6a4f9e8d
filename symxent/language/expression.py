"""A formula in Python's notation as an expression of SymPy: the one door through which text becomes mathematics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Basic, Expr, IndexedBase, Symbol

from symxent.errors import SymxentError
from symxent.language import functions as field
from symxent.language import tree as t
from symxent.language.formula import read_formula, rows
from symxent.language.meaning import MeaningError, Scope, plain_key, to_sympy
from symxent.language.scope import CONSTANTS


def formula(text: str, *variables: Basic) -> Expr:
    """The expression that a formula stands for, in the language of the command line; nothing of it is evaluated.

    ``variables`` are the symbols that its letters mean, by their names; every other letter is a real number, that
    of a component an integer.  ``^`` is a power, as ``**`` is.  Raises SymxentError that points at what cannot be read.

    >>> formula("y*log(sigmoid(z)) + max(z, 0)^2")
    y*log(sigmoid(z)) + Max(0, z)**2
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
    for node, is_place in _letters(tree):
        key = plain_key(node)
        assert key is not None
        if key in symbols:
            continue
        if node in of_rows:
            base = known.get(key, IndexedBase(key, real=True))
            if not isinstance(base, IndexedBase):
                raise SymxentError(f"{key} is a row in {text[:60]!r}, and one number was given for it")
            symbols[key] = base
            sizes[base] = base.shape or (Symbol("k", integer=True, positive=True),)
        else:
            symbols[key] = known.get(key, Symbol(key, integer=True) if is_place else Symbol(key, real=True))
    try:
        scope = Scope(symbols, functions={"Phi": field.Phi}, sizes=sizes, softmaxes=frozenset({"S"}))
        return to_sympy(tree, scope)
    except MeaningError as error:
        raise SymxentError(f"{text[:60]}: {error}") from None


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
    return of_rows | (expr.atoms(Symbol) - {base.label for base in of_rows})


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
        case t.Call(function, arguments):
            if isinstance(function, t.Indexed):
                for place in function.lower:
                    yield from _letters(place, True)
            for argument in arguments:
                yield from _letters(argument)
        case _:
            for child in t.children(node):
                yield from _letters(child)
