"""The names of one chain in SymPy's terms: a Scope for its trees, a Domain for the proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from sympy import Basic, Expr, Function, Indexed, IndexedBase, Integer, Set, Sum, Symbol

from symxent.check.alternatives import alternatives, attached, is_case, nearest, possible
from symxent.check.conditions import Governing, governing, may_be_none
from symxent.check.constants import of_their_own
from symxent.check.definitions import Definition
from symxent.check.knowledge import Knowledge
from symxent.check.limited import Limits
from symxent.check.names import bare_names, differentiated, functional, index_key, is_logarithm, names_of, outer_names
from symxent.check.reach import declared_at
from symxent.check.statements import Statement
from symxent.check.used import definitions_for, in_order
from symxent.check.varying import differentiated_by, varying
from symxent.errors import SymxentError
from symxent.language.domain import POSITIVE, UNIT, Domain
from symxent.language.linear import Array
from symxent.language.matrices import constant_array
from symxent.language.meaning import to_sympy, to_value
from symxent.language.scope import CONSTANTS, STANDARD, FunctionDefinition, Scope, call_key, plain_key
from symxent.language.text import to_text
from symxent.language.tree import OVER_NUMBERS, Big, Call, Name, Node, Number, Relation, Words, walk
from symxent.language.tree import Indexed as IndexedNode
from symxent.read.shapes import Axis, Shapes, infer


@dataclass
class Setting:
    """What a proof and a refutation of a statement may use.

    ``numeric`` holds the cases (n = 2) that apply only when asked; ``undefined`` the names that nobody defined.
    ``domain``: under the conditions that surely govern the statement, which ``sure`` holds whole.
    ``governed``: those conditions; ``doubtful``: names that may be no numbers; ``uncertain``: names whose definition is
    perhaps not in force, ``perhaps``; ``bodies``: definitions that surely hold; ``ends``: by the ends of f = a = b;
    ``varied``: the letters by which it takes derivatives."""

    scope: Scope
    domain: Domain
    shapes: Shapes
    numeric: dict[Basic, Expr] = field(default_factory=dict)
    undefined: frozenset[Basic] = frozenset()
    sets: frozenset[Symbol] = frozenset()
    used: frozenset[str] = frozenset()
    sure: Limits = field(default_factory=lambda: Limits(Domain()))
    governed: Governing = field(default_factory=Governing)
    doubtful: frozenset[str] = frozenset()
    uncertain: frozenset[str] = frozenset()
    bodies: dict[str, Definition] = field(default_factory=dict)
    perhaps: dict[str, Definition] = field(default_factory=dict)
    ends: dict[str, Definition] = field(default_factory=dict)
    varied: frozenset[str] = frozenset()

    @cached_property
    def wide(self) -> list[Limits]:
        """What conditions leave that perhaps govern the statement, each way: asked for only when it is refuted."""
        return alternatives(self.sure, self.scope, [r for r in self.governed.restrictions if not r.sure])

    @property
    def is_narrowed(self) -> bool:
        """Whether a point must satisfy more than lie in the domain."""
        return bool(self.sure.checks) or any(w.checks or w.domain != self.domain for w in self.wide)

    @property
    def unread(self) -> str:
        """A condition that was not understood, in words."""
        return self.governed.unread or self.sure.unread or next((w.unread for w in self.wide if w.lost), "")


def setting_of(
    knowledge: Knowledge, statement: Statement, trees: Iterable[Node] = (), certain: bool = False
) -> Setting:
    """What the names of a statement stand for; ``trees`` are further formulas judged together with it.

    ``certain``: with those definitions only that are in force there for sure.
    """
    trees = [*statement.trees, *trees]
    used = definitions_for(knowledge, statement, trees)
    doubted = frozenset(k for k, d in used.items() if not knowledge.surely_in_force(d, statement))
    if certain:
        used = {k: d for k, d in used.items() if k not in doubted}
    return replace(_Builder(knowledge, statement, trees, used).build(), uncertain=doubted)


class _Builder:
    """Makes the symbols of a statement, then their definitions, then where they live."""

    def __init__(
        self, knowledge: Knowledge, statement: Statement, trees: list[Node], used: dict[str, Definition]
    ) -> None:
        self.knowledge, self.statement, self.trees, self.used = knowledge, statement, trees, used
        self.bodies = [d.body for d in used.values()]
        defined = {k for k, d in used.items() if d.kind == "function"}
        wide = (*trees, *self.bodies)
        self.nodes = [node for tree in wide for node in walk(tree)]
        self.own = of_their_own(knowledge.page.text, statement.chain.end, wide, knowledge.called)
        self.functions = frozenset(defined | (knowledge.grammar.functions & functional(wide)))
        self.beside = self.functions and bare_names(wide)
        relations = [Relation("=", d.head, d.body) for d in used.values() if d.kind == "value"]
        self.ends = {k: e for k, d in used.items() if (e := knowledge.end_of(d)) is not None}
        all_trees = [*trees, *self.bodies, *relations, *(d.body for d in self.ends.values())]
        self.shapes = infer(all_trees, self.functions, knowledge.told_at(statement), knowledge.seen_at(statement))
        self.governed = attached(governing(knowledge, statement, names_of(wide)), statement, knowledge)
        self.sizes: dict[Axis, tuple[Expr, Expr]] = {}
        self.symbols: dict[str, Expr | IndexedBase | Array] = {}
        self.integers = self._integers()

    def build(self) -> Setting:
        for node in self.nodes:
            self._add(node)
        for definition in self.used.values():
            for parameter in definition.parameters:
                self._scalar_or_array(parameter.replace("·", ""))
        scope = Scope(
            symbols=self.symbols,
            functions=self._overridden(),
            sizes={
                self.symbols[k]: tuple(self._count(a) for a in axes)
                for k, axes in self.shapes.arrays.items()
                if isinstance(self.symbols.get(k), IndexedBase)
            },
            lows={
                self.symbols[k]: tuple(self._ends(a)[0] for a in axes)
                for k, axes in self.shapes.arrays.items()
                if isinstance(self.symbols.get(k), IndexedBase) and any(self._ends(a)[0] != 1 for a in axes)
            },
            ranges=self._ranges(),
            definitions={
                k: FunctionDefinition(d.parameters, d.body, d.indices, d.powers, len(d.given), d.labels)
                for k, d in self.used.items()
                if d.kind == "function"
            },
            unknown_functions=True,
            outer=frozenset(outer_names(self.trees)),
            identities=frozenset({"I"} - set(self.used)),
        )
        scope = replace(scope, dependents=frozenset(self._dependents()), symbols={**self.symbols, **self._constants()})
        scope, numeric = self._with_values(scope)
        undefined = frozenset(
            s
            for s in self.symbols.values()
            if isinstance(s, Basic) and s not in scope.values and s not in scope.families
        )
        sure = nearest(self._domain(scope), scope, self.governed, self.statement.formula, self.knowledge.speeches)
        numeric = possible(numeric, sure)
        made = Setting(scope, sure.domain, self.shapes, numeric, undefined, frozenset(self._sets()), perhaps=self.used)
        bodies = {k: d for k, d in self.used.items() if self.knowledge.introduces(d, self.statement)}
        ends = {k: self.ends.get(k, d) for k, d in bodies.items()}
        made = replace(made, used=frozenset(self.used), bodies=bodies, ends=ends if ends != bodies else {}, sure=sure)
        made = replace(made, governed=self.governed, varied=frozenset(differentiated_by(self.trees)))
        return replace(made, doubtful=self._doubtful(names_of([*self.trees, *self.bodies])))

    def _doubtful(self, names: set[str]) -> frozenset[str]:
        """Names that are numbers in this chain, and elsewhere in the section vectors, matrices, sets."""
        arrays = self.knowledge.arrays_at(self.statement)
        return frozenset(k for k in names & arrays if isinstance(self.symbols.get(k), Symbol))

    # -- symbols

    def _add(self, node: Node) -> None:
        if isinstance(node, IndexedNode) and isinstance(node.base, Name):
            key = plain_key(node)
            family = node.base.key in self.shapes.families
            if not (family and all(not isinstance(n, Words) for n in node.lower)) and key is not None:
                self._scalar_or_array(key)
        elif isinstance(node, Name):
            self._scalar_or_array(node.key)
        elif isinstance(node, Call) and (key := call_key(node)) is not None and key in self.used:
            self.symbols[key] = Symbol(key, real=True)

    def _scalar_or_array(self, key: str) -> None:
        named = key in self.used or key in self.shapes.families or key in self.shapes.arrays or key in self.own
        if key in self.symbols or (key in CONSTANTS and not named):
            return
        if key in STANDARD and key not in ("sigma",) and key not in self.shapes.families:
            return
        called = key in self.functions and (key in self.used or key not in self.beside)
        if called and key not in self.shapes.families and key not in self.shapes.arrays:
            return
        if key in self.shapes.families or key in self.shapes.arrays:
            self.symbols[key] = IndexedBase(key)
            if key not in self.shapes.arrays:
                self.symbols[f"{key} alone"] = self._scalar(key)
        else:
            self.symbols[key] = self._scalar(key)

    def _scalar(self, key: str) -> Symbol:
        if key in self.integers:
            return self._size(key) if key in self._size_names else Symbol(key, integer=True)
        return Symbol(key, real=True)

    def _size(self, key: str) -> Symbol:
        """How many there are of something: one at least, unless the page lets there be none."""
        if any(may_be_none(r, key) for r in self.governed.restrictions):
            return Symbol(key, integer=True, nonnegative=True)
        return Symbol(key, integer=True, positive=True)

    def _integers(self) -> set[str]:
        """Names of indices and of bounds of what counts: the letter of an integral and its ends are any numbers."""
        self._size_names: set[str] = set()
        found: set[str] = set()
        for node in self.nodes:
            if isinstance(node, IndexedNode):
                found |= {n.key for n in (*node.lower, *node.upper) if isinstance(n, Name)}
            elif isinstance(node, Big) and node.kind not in OVER_NUMBERS:
                found |= {n.key for n in node.index if isinstance(n, Name)}
                if isinstance(node.upper, Name):
                    self._size_names.add(node.upper.key)
        return found | self._size_names

    def _overridden(self) -> dict[str, Callable[..., Expr]]:
        """A page that writes σ(z_i) = … in a way that defines no function takes its usual meaning from σ."""
        if self.knowledge.redefines_sigma and "sigma" not in self.used:
            return {"sigma": Function("sigma")}
        return {}

    def _constants(self) -> dict[str, Array]:
        arrays = {
            k: axes for k, axes in self.shapes.arrays.items() if k not in self.used and k not in self.shapes.families
        }
        found = {k: constant_array(k, tuple(self._count(axis) for axis in axes)) for k, axes in arrays.items()}
        return {k: array for k, array in found.items() if array is not None}

    # -- sizes

    def _ends(self, axis: Axis) -> tuple[Expr, Expr]:
        root = axis.root()
        if root not in self.sizes:
            self.sizes[root] = self._fresh_ends(root)
        return self.sizes[root]

    def _fresh_ends(self, root: Axis) -> tuple[Expr, Expr]:
        low: Expr = Integer(1)
        if isinstance(root.low, Number) and root.low.value.denominator == 1:
            low = Integer(int(root.low.value))
        if isinstance(root.high, Name) and root.high.key != "oo":
            return low, self._size(root.high.key)
        if isinstance(root.high, Number) and root.high.value.denominator == 1:
            return low, Integer(int(root.high.value))
        taken = {str(s) for s in self.symbols.values()} | {str(h) for _, h in self.sizes.values()}
        name = next(n for n in ("d", "n", "m", "K", "N", *(f"n{i}" for i in range(999))) if n not in taken)
        return low, Symbol(name, integer=True, positive=True)

    def _count(self, axis: Axis) -> Expr:
        low, high = self._ends(axis)
        return high - low + 1

    def _ranges(self) -> dict[str, tuple[Expr, Expr]]:
        ranges = {name: self._ends(axis) for name, axis in self.shapes.sums.items()}
        for node in self.nodes:
            if isinstance(node, Big) and isinstance(node.condition, Relation) and node.condition.op == "∈":
                text = to_text(node.condition.rhs)
                ranges[f"|{text}|"] = (Integer(1), Symbol(f"|{text}|", integer=True, positive=True))
        return ranges

    def _sets(self) -> Iterable[Symbol]:
        return (high for name, (_, high) in self._ranges().items() if name.startswith("|"))

    def _dependents(self) -> Iterable[Basic]:
        said = varying(self.knowledge, self.statement, (*self.trees, *self.bodies), self.symbols)
        for key in {*differentiated(self.trees), *said}:
            if key not in self.used:
                for name in (key, f"{key} alone"):
                    if isinstance(self.symbols.get(name), Basic):
                        yield self.symbols[name]

    # -- definitions

    def _with_values(self, scope: Scope) -> tuple[Scope, dict[Basic, Expr]]:
        """The scope with all definitions, those first that others rest on."""
        numeric: dict[Basic, Expr] = {}
        for key, definition in in_order(self.used):
            try:
                if definition.kind == "family":
                    base = self.symbols.get(key)
                    if isinstance(base, IndexedBase):
                        families = {**scope.families, base: _family(definition, scope)}
                        scope = replace(scope, families=families)
                elif definition.kind == "value":
                    scope = self._with_value(key, definition, scope, numeric)
            except (SymxentError, TypeError, ValueError, AttributeError):
                continue  # a definition without a meaning here leaves its name undefined
        return scope, numeric

    def _with_value(self, key: str, definition: Definition, scope: Scope, numeric: dict[Basic, Expr]) -> Scope:
        symbol = self._symbol_of(key)
        value = to_value(definition.body, scope)
        if isinstance(symbol, IndexedBase):
            if isinstance(value, Array):
                return replace(scope, families={**scope.families, symbol: value.entry})
        elif isinstance(symbol, Basic) and not isinstance(value, Array):
            if not definition.numeric:
                return replace(scope, values={**scope.values, symbol: value})
            if is_case(definition, self.statement, self.knowledge.speeches):
                numeric[symbol] = value
        return scope

    def _symbol_of(self, key: str) -> Expr | IndexedBase | Array | None:
        if key in self.symbols:
            return self.symbols.get(f"{key} alone", self.symbols[key])
        stem, _, index = key.rpartition("_")
        base = self.symbols.get(stem)
        if isinstance(base, IndexedBase) and index.isdigit():
            return base[Integer(int(index))]
        return None

    # -- where the names live

    def _domain(self, scope: Scope) -> Domain:
        where: dict[Basic, Set] = {}
        positive: list[Expr] = []
        below_one: set[Basic] = set()
        above_zero: set[Basic] = set()
        for argument in self._logarithm_arguments(scope):
            one_minus = 1 - argument
            if isinstance(argument, Symbol | Indexed):
                above_zero.add(_root(argument))
            elif isinstance(one_minus, Symbol | Indexed):
                below_one.add(_root(one_minus))
            elif argument.free_symbols and not isinstance(argument, Sum) and argument.is_positive is None:
                positive.append(argument)
        above_zero |= {s for k in self.knowledge.deviations if isinstance(s := self.symbols.get(k), Symbol)}
        where.update(dict.fromkeys(above_zero, POSITIVE) | dict.fromkeys(above_zero & below_one, UNIT))
        for symbol in below_one - above_zero:
            positive.append(1 - symbol) if isinstance(symbol, Symbol) else where.setdefault(symbol, UNIT)
        indices = {}
        for name, axis in self.shapes.indices.items():
            symbol = self.symbols.get(name)
            ends = self._ends(axis)
            if isinstance(symbol, Symbol) and not any(symbol in end.free_symbols for end in ends):
                indices[symbol] = ends  # x̄_n is the mean of x_1 … x_n: the last index does not run
        kept = tuple(p for p in positive if not _has_bound(p))
        return Domain(where=where, positive=kept, equal=tuple(self._declared_sums(scope)), indices=indices)

    def _declared_sums(self, scope: Scope) -> Iterable[tuple[Expr, Expr]]:
        """Σ_i y_i = 1, said on the page about a family that has no definition."""
        for total, number in declared_at(self.knowledge, self.statement):
            assert isinstance(total.body, IndexedNode)
            assert isinstance(total.body.base, Name)
            key = total.body.base.key
            if key in self.used or not isinstance(self.symbols.get(key), IndexedBase):
                continue
            ends = self._ends(self.shapes.axis(key, 0))
            inner = scope if total.lower is not None else replace(scope, ranges={index_key(total): ends})
            try:
                yield to_sympy(total, inner), to_sympy(number, scope)
            except SymxentError:
                continue

    def _logarithm_arguments(self, scope: Scope) -> Iterable[Expr]:
        for tree in (*self.trees, *self.bodies):
            for node in walk(tree):
                if not (isinstance(node, Call) and len(node.arguments) == 1 and is_logarithm(node.function)):
                    continue
                try:
                    yield to_sympy(node.arguments[0], _lenient(scope, tree))
                except SymxentError:
                    continue


def _lenient(scope: Scope, tree: Node) -> Scope:
    """The scope with every index that some sum binds, and every parameter of a definition, standing for itself."""
    for node in walk(tree):
        if isinstance(node, Big):
            for name in node.index:
                key = plain_key(name)
                if key is not None:
                    scope = scope.bind(key, Symbol(f"{key}·", integer=True))
        elif isinstance(node, Name) and "·" in node.key and node.key not in scope.symbols:
            outer = scope.symbols.get(node.key.replace("·", ""))
            if outer is not None:
                scope = scope.bind(node.key, outer)
    return scope


def _root(symbol: Expr) -> Basic:
    """The family of a component: all of ŷ_i live where one does."""
    return symbol.base if isinstance(symbol, Indexed) else symbol


def _has_bound(value: Expr) -> bool:
    return any("·" in str(s) for s in value.free_symbols)


def _family(definition: Definition, scope: Scope) -> Callable[..., Expr]:
    def component(*indices: Expr) -> Expr:
        inner = scope
        if len(indices) != len(definition.indices):
            return IndexedBase(definition.key)[indices]  # x_ij beside x_i = …: nobody says what it is
        for name, index in zip(definition.indices, indices, strict=True):
            inner = inner.bind(name, index)
        return to_sympy(definition.body, inner)

    return component
