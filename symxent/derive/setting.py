"""The setting of a page in SymPy's terms: what its letters stand for (a Scope) and where they live (a Domain)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sympy import Basic, Dummy, Expr, IndexedBase, Integer, Set, Symbol, evaluate

from symxent.derive.page import Page
from symxent.language.chances import MEANS, as_random, operators
from symxent.language.domain import REALS, Domain
from symxent.language.linear import Array
from symxent.language.meaning import Scope, expand_definitions, plain_key, to_sympy, to_value
from symxent.language.tree import Big, Call, Indexed, Name, Node, Number, children, walk
from symxent.logic import Event, Identical, Independent, Law, RandomVariable
from symxent.proof import Verdict

INDEX_LETTERS = frozenset("ijklmnN")
SIZES = frozenset({"k", "n", "N", "d", "K"})
#: The indices at which vectors and matrices are compared; no page can name them.
COMPONENT = tuple(Dummy(letter, integer=True, positive=True) for letter in "jl")

Claim: TypeAlias = tuple[Expr, Expr, str]  # left, right, the relation between them


@dataclass(frozen=True)
class Setting:
    """``values``, ``entries`` and ``verdicts`` keep what was found: a line is judged against the one before and the one
    behind.

    ``random``: what the letters of chance are.
    A verdict is kept with whether the second voice was asked.  ``as_written``: what is read keeps the shape that it has
    on the page, and derivatives are not taken.
    """

    scope: Scope
    domain: Domain
    as_written: bool = False
    random: Mapping[Basic, RandomVariable] = field(default_factory=dict)
    values: dict[Node, Expr | Array] = field(default_factory=dict, compare=False, repr=False)
    entries: dict[Node, Expr] = field(default_factory=dict, compare=False, repr=False)
    verdicts: dict[Claim, tuple[Verdict, bool]] = field(default_factory=dict, compare=False, repr=False)

    def value(self, node: Node) -> Expr | Array:
        """The meaning of a tree of the page; a vector stays a vector."""
        if node not in self.values:
            with evaluate(not self.as_written):
                value = to_value(node, self.scope)
                self.values[node] = value if isinstance(value, Array) else as_random(value, self.random)
        return self.values[node]

    def entry(self, node: Node) -> Expr:
        """The component at ``COMPONENT`` of a vector or matrix of the page."""
        if node not in self.entries:
            value = self.value(node)
            assert isinstance(value, Array)
            with evaluate(not self.as_written):
                self.entries[node] = value.entry(*COMPONENT[: value.axes])
        return self.entries[node]

    def written_out(self, value: Expr) -> Expr:
        """Every defined symbol (ŷ := σ(z)) replaced by what it stands for."""
        with evaluate(not self.as_written):
            return expand_definitions(value, self.scope.values, known=self.scope.expanded)


def setting_of(page: Page, *, as_written: bool = False) -> Setting:
    """Read a page's declarations; letters that it does not declare are real scalars, i, j, k … indices and sizes."""
    with evaluate(not as_written):
        return _setting_of(page, as_written)


def _setting_of(page: Page, as_written: bool) -> Setting:
    symbols: dict[str, Expr | IndexedBase] = {}
    where: dict[Basic, Set] = {}
    sizes: dict[IndexedBase, tuple[Expr, ...]] = {}

    def symbol(node: Node) -> Expr | IndexedBase:
        key = plain_key(node)
        assert key is not None, f"{node} is no name"
        if key not in symbols:
            if node in page.arrays:
                base = IndexedBase(key, real=True)
                symbols[key] = base
                sizes[base] = tuple(_size(n, symbol) for n in page.arrays[node])
            elif key in SIZES:
                symbols[key] = Symbol(key, integer=True, positive=True)
            elif key in INDEX_LETTERS or node in page.indices:
                symbols[key] = Symbol(key, integer=True)
            else:
                symbols[key] = Symbol(key, real=True)
            where_it_lives = page.where.get(node, REALS)
            if where_it_lives is not REALS:
                where[symbols[key]] = where_it_lives
        return symbols[key]

    # A name that the page places in a set is a quantity, be it called δ.
    for node in (*_letters(page), *(name for name in page.where if plain_key(name) is not None)):
        symbol(node)
    chance = [{str(plain_key(letter)) for letter in letters} for letters in (page.random, page.events)]
    heads = operators(MEANS, *chance) if any(chance) else {}
    scope = Scope(symbols=symbols, sizes=sizes, softmaxes=frozenset({"S"}), operators=heads, complete=True)
    scope = replace(scope, functions={name: _function(name, page, lambda: scope) for name in page.functions})
    values = {symbol(left): to_sympy(right, scope) for left, right in page.values.items()}
    scope = replace(scope, values=values)
    # The functions of the page look their scope up when they are called: it has to be the finished one.
    scope = replace(scope, functions={name: _function(name, page, lambda: scope) for name in page.functions})
    indices = {
        symbol(index): (to_sympy(low, scope), to_sympy(high, scope)) for index, (low, high) in page.indices.items()
    }
    equal = tuple((to_sympy(a, scope), to_sympy(b, scope)) for a, b in page.facts.values())
    positive = tuple(to_sympy(node, scope) for node in page.positive)
    random = {symbol(node): _variable(node, law, scope) for node, law in page.random.items()}
    given = tuple(_independent(page, {node: random[symbol(node)] for node in page.random}))
    where = {random.get(s, s): values for s, values in where.items()}
    return Setting(scope, Domain(where, positive, equal, indices, given), as_written, random)


def _variable(node: Node, law: Node | None, scope: Scope) -> RandomVariable:
    """The random variable that a letter is."""
    key = plain_key(node)
    assert key is not None
    if law is None:
        return RandomVariable(key)
    assert isinstance(law, Call)
    assert isinstance(law.function, Name)
    return RandomVariable(key, Law(law.function.name, *(to_sympy(p, scope) for p in law.arguments)))


def _independent(page: Page, variables: Mapping[Node, RandomVariable]) -> Iterator[Basic]:
    """What the page says of independence, as the logic has it."""
    for units in page.independent:
        made = [variables[unit] if unit in variables else Event(str(plain_key(unit))) for unit in units]
        yield Independent(*made)
        if len(made) == 1:
            yield Identical(made[0])


def _size(node: Node, symbol: Callable[[Node], Expr]) -> Expr:
    return Integer(node.text) if isinstance(node, Number) else symbol(node)


def _function(name: str, page: Page, scope: Callable[[], Scope]) -> Callable[..., Expr]:
    parameters, body = page.functions[name]

    def call(*arguments: Expr) -> Expr:
        inner = scope()
        for parameter, argument in zip(parameters, arguments, strict=True):
            key = plain_key(parameter)
            assert key is not None
            inner = inner.bind(key, argument)
        return to_sympy(body, inner)

    return call


def _letters(page: Page) -> list[Node]:
    """Every name on the page that stands for a quantity, in order of first appearance."""
    found: dict[Node, None] = dict.fromkeys(page.arrays)
    laws = (law for law in page.random.values() if law is not None)
    trees: list[Node] = [*page.random, *laws, *page.where, *page.values, *page.indices, *page.positive]
    trees += [side for fact in page.facts.values() for side in fact]
    trees += [end for ends in page.indices.values() for end in ends] + list(page.values.values())
    trees += [body for _, body in page.functions.values()]
    trees += [parameter for parameters, _ in page.functions.values() for parameter in parameters]
    for section in page.sections:
        if not isinstance(section, Page):  # one whose lines are found has a setting of its own
            trees += [part for part in vars(section).values() if isinstance(part, Node)]
    for tree in trees:
        _collect(tree, found, page)
    bound = {index for tree in trees for part in walk(tree) if isinstance(part, Big) for index in part.index}
    return [node for node in found if node not in bound or node in page.indices]


def _collect(node: Node, found: dict[Node, None], page: Page) -> None:
    match node:
        case Name(name) if name not in ("e", "pi", "delta"):
            found.setdefault(node)
        case Indexed(base, lower, upper):
            if plain_key(node) is not None and base not in page.arrays:
                found.setdefault(node)
            else:
                for part in (base, *lower, *upper):
                    _collect(part, found, page)
        case Call(_, arguments, given):
            for argument in (*arguments, *given):
                _collect(argument, found, page)
        case _:
            for child in children(node):
                _collect(child, found, page)
