"""From stable forms to the loop program: what is named, what moves out of which loop, what is summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Expr,
    Indexed,
    Integer,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symxent.errors import SymxentError
from symxent.kernels.program.classes import defined
from symxent.kernels.program.exponents import exp_product, exp_quotient, exp_square, is_free, sigmoid_power, whole
from symxent.kernels.program.loops import (
    Input,
    Let,
    Program,
    Reduce,
    Statement,
    Store,
    exp_difference,
    margin,
    once,
    row_max,
)
from symxent.kernels.program.pairs import in_pairs, steps
from symxent.kernels.program.ranges import Range, range_of, range_of_set


def lower(
    name: str,
    inputs: Sequence[Input],
    outputs: Mapping[str, tuple[tuple[Symbol, ...], Expr]],
) -> Program:
    """The program that computes stable forms: ``outputs`` maps a name to (the indices it has, its expression).

    A sub-expression is named when it is used twice, when it is a function's value, or when it does not depend on all
    the indices of what it stands in (it then moves out of that loop).  Raises SymxentError for an expression with
    something in it that no kernel can compute.
    """
    return _Lowering(name, tuple(inputs), outputs).program()


class _Lowering:
    """One lowering in progress: the statements so far, and the name of each expression that has one."""

    def __init__(
        self,
        name: str,
        inputs: tuple[Input, ...],
        outputs: Mapping[str, tuple[tuple[Symbol, ...], Expr]],
    ) -> None:
        from symxent.kernels.stable.search import functions

        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.statements: list[Statement] = []
        self.named: dict[Basic, Symbol] = {}
        self.sizes: dict[Basic, Expr] = {}  # of the names of |x|
        self.functions: dict[Expr, Symbol] = {}  # exp, log … of something, whatever it was written as
        self.over: dict[Basic, frozenset[Symbol]] = {}
        self.ranges: dict[Basic, Range] = {}
        self.taken = {i.name for i in inputs} | set(outputs) | RESERVED
        self.indices: dict[Symbol, None] = {}
        self.maxima: list[Symbol] = []
        self.counts: set[Symbol] = set()
        self.definitions = functions()
        for i in inputs:
            self.ranges[i.symbol] = range_of_set(i.domain)
            self.indices.update(dict.fromkeys(i.indices))
        for indices, _ in outputs.values():
            self.indices.update(dict.fromkeys(indices))
        self.uses: Counter[Basic] = Counter()
        seen: set[Basic] = set()
        for _, expr in outputs.values():
            self.uses[expr] += 1
            self._count(expr, seen)

    def _count(self, expr: Basic, seen: set[Basic]) -> None:
        if expr in seen:
            return
        seen.add(expr)
        for a in expr.args:
            self.uses[a] += 1
            self._count(a, seen)

    def program(self) -> Program:
        stores = [self._store(name, indices, expr) for name, (indices, expr) in self.outputs.items()]
        return Program(self.name, self.inputs, (*self.statements, *stores), dict(self.ranges))

    def _store(self, name: str, indices: tuple[Symbol, ...], expr: Expr) -> Store:
        own: tuple[Expr, Expr] | None = None
        if isinstance(expr, Piecewise) and indices:
            (value, condition), (rest, _) = expr.args[0].args, expr.args[-1].args
            if isinstance(condition, Eq) and indices[-1] in condition.args and len(expr.args) == 2:
                target = next(a for a in condition.args if a != indices[-1])
                own = (target, self.value(value, frozenset()))
                expr = rest
            elif isinstance(condition, Ne) and indices[-1] in condition.args and len(expr.args) == 2:
                target = next(a for a in condition.args if a != indices[-1])
                own = (target, self.value(rest, frozenset()))
                expr = value
        return Store(name, self.value(expr, frozenset(indices)), indices, own)

    def value(self, expr: Expr, within: frozenset[Symbol]) -> Expr:
        """The expression with its parts replaced by names, for use in a place that runs over ``within``."""
        lowered = self._visit(expr)
        if self._over(lowered) < within and not _trivial(lowered):
            return self._name(expr, lowered)
        return lowered

    def _visit(self, expr: Basic) -> Expr:
        if expr in self.named:
            return self.named[expr]
        if isinstance(expr, Sum):
            return self._sum(expr)
        if isinstance(expr, row_max):
            return self._maximum(expr)
        if (kept := whole(expr)) is not None:
            return self._name(expr, kept.func(*[self._argument(a) for a in kept.args]))
        if isinstance(expr, Mul | Pow) and (divided := self._divided_twice(expr)) is not None:
            return divided
        if isinstance(expr, in_pairs):
            operations, head = steps(expr)
            for letter, value in operations:
                self.named[letter] = self._name(letter, self._visit(value))
            return self._visit(head)
        if isinstance(expr, once):
            inside = self._visit(expr.args[0])
            return inside if _trivial(inside) else self._name(expr, inside)
        if isinstance(expr, margin):
            return self._name(expr, expr.rewrite(exp), "x")
        if isinstance(expr, Indexed) or not expr.args:
            return expr
        if type(expr) in self.definitions:
            # σ(z) is computed once and has a name, whatever powers of it are taken.
            argument = self._argument(expr.args[0])
            # A difference or a quotient is seen by its exponential, which needs what rounding takes off it.
            seen = expr.args[0] if whole(exp(-Abs(expr.args[0]))) is not None else argument
            return self._name(expr, self._visit(defined(self.definitions, type(expr), [seen])))
        if isinstance(expr, exp) and (shifted := self._shifted(expr)) is not None:
            return self._name(expr, shifted)
        if isinstance(expr, Mul):
            expr = self._guard_by_factor(expr)
        inner = [self._visit(a) for a in expr.args]
        over = frozenset().union(*[self._over(a) for a in inner])
        for place, (argument, lowered) in enumerate(zip(expr.args, inner, strict=True)):
            if isinstance(argument, Boolean | Tuple):
                continue
            if self._over(lowered) < over and not _trivial(lowered):
                inner[place] = self._name(argument, lowered)
            elif isinstance(expr, Pow) and place == 0 and abs(expr.exp) != 1 and not _trivial(lowered):
                inner[place] = self._name(argument, lowered)  # a power is printed as a product
        if isinstance(expr, Add):
            inner = self._exact_terms_first(inner)
        if isinstance(expr, Mul):
            inner = self._invariant_factors_together(inner, over)
        result = expr.func(*inner)
        if self._worth_naming(expr, result):
            return self._name(expr, result)
        return result

    def _argument(self, expr: Expr) -> Expr:
        """What a function is called with: its sub-expressions named, and itself when it is more than a name."""
        lowered = self._visit(expr)
        return lowered if _trivial(lowered) else self._name(expr, lowered)

    def _guard_by_factor(self, expr: Mul) -> Expr:
        """q·v with v switched off where q = 0: SymPy spreads q = 0 over the branches of q; one comparison is enough."""
        for q in [f for f in expr.args if isinstance(f, Piecewise)]:
            spread = Piecewise((0, Eq(q, 0)), (1, True))
            if not isinstance(spread, Piecewise):
                continue  # no branch of it is ever 0
            vanishes = spread.args[0].cond  # as SymPy spreads it
            for guard in expr.args:
                if isinstance(guard, Piecewise) and guard is not q and guard.args[0].cond == vanishes:
                    name = self._name(q, self._visit(q))
                    switched = Piecewise((guard.args[0].expr, Eq(name, 0)), *guard.args[1:])
                    return Mul(name, *[switched if f is guard else f for f in expr.args if f is not q])
        return expr

    def _divided_twice(self, expr: Expr) -> Expr | None:
        """a/b² as (a/b)/b where b may be so small that b² vanishes."""
        for factor in Mul.make_args(expr):
            if isinstance(factor, Pow) and factor.exp == -2 and not factor.base.has(Sum):
                known = range_of(factor.base, self.ranges)
                if known.low < SAFE_TO_SQUARE and known.high > -SAFE_TO_SQUARE:
                    once_divided = expr * factor.base
                    name = self._name(once_divided, self._visit(once_divided))
                    return name / self._visit(factor.base)
        return None

    def _worth_naming(self, expr: Basic, lowered: Basic) -> bool:
        if isinstance(expr, Boolean | Relational) or not isinstance(expr, Expr) or _trivial(lowered):
            return False
        return self.uses[expr] > 1 or is_free(expr) or isinstance(expr, exp | log | log1p | expm1)

    def _exact_terms_first(self, terms: list[Expr]) -> list[Expr]:
        """In l + m − x and s + count − 1 what is exact is summed first: the rest is not lost in it."""
        exact = [t for t in terms if t.is_number or self._is_count(t) or self._is_input(t)]
        if len(exact) < 2 or len(exact) == len(terms):
            return terms
        total = Add(*exact)
        return [*[t for t in terms if t not in exact], self._name(total, total)]

    def _invariant_factors_together(self, factors: list[Expr], over: frozenset[Symbol]) -> list[Expr]:
        """In e·r·s, with e running over a row and r, s not, the product r·s is computed once."""
        fixed = [f for f in factors if not f.is_number and self._over(f) < over]
        if len(fixed) < 2:
            return factors
        product = Mul(*fixed)
        return [*[f for f in factors if f not in fixed], self._name(product, product)]

    def _is_count(self, term: Expr) -> bool:
        number, rest = term.as_coeff_Mul()
        return bool(number.is_Integer) and rest in self.counts

    def _is_input(self, term: Expr) -> bool:
        atom = -term if term.could_extract_minus_sign() else term
        return isinstance(atom, Indexed) or atom in self.maxima or any(atom == i.symbol for i in self.inputs)

    def _shifted(self, expr: exp) -> Expr | None:
        """e^(x − m), with m the maximum of the row that x is in, as an ``exp_difference``."""
        if isinstance(expr.exp, Add) and len(expr.exp.args) == 2:
            for negative, element in (expr.exp.args, expr.exp.args[::-1]):
                if isinstance(-negative, row_max) and isinstance(element, Indexed):
                    return exp_difference(element, self._visit(-negative))
        return None

    def _name(self, expr: Basic, lowered: Expr, letter: str = "") -> Symbol:
        if expr in self.named:
            return self.named[expr]
        if isinstance(lowered, Symbol) and lowered in self.over:
            return lowered
        over = self._over(lowered)
        is_function = isinstance(lowered, exp | log | log1p | expm1 | sigmoid_power)
        if is_function:  # e^−|x| by the definition of a sigmoid, and e^−a, a = |x|, beside it
            meaning = lowered.xreplace(self.sizes)
            if meaning in self.functions:
                self.named[expr] = self.functions[meaning]
                return self.named[expr]
        symbol = self._fresh(letter or _letter(lowered, bool(over)), range_of(lowered, self.ranges))
        self.named[expr] = symbol
        if is_function:
            self.functions[meaning] = symbol
        elif isinstance(lowered, Abs):
            self.sizes[symbol] = lowered
        self.over[symbol] = over
        self.statements.append(Let(symbol, lowered, self._ordered(over)))
        return symbol

    def _sum(self, expr: Sum) -> Symbol:
        if len(expr.limits) != 1:
            raise SymxentError(f"{expr} sums over several indices; write one Sum inside the other")
        body, (index, low, _) = expr.function, expr.limits[0]
        if low != 1:
            raise SymxentError(f"{expr} starts at {low}; a kernel sums from 1 to the end")
        skip: Expr | None = None
        if isinstance(body, Piecewise) and len(body.args) == 2 and body.args[1].expr == 0:
            term, condition = body.args[0].args
            if isinstance(condition, Ne) and index in condition.args:
                skip = next(a for a in condition.args if a != index)
                body = term
        row = next(iter(self.indices), index)  # sums over one row share its index, whatever each calls it
        body, index = body.xreplace({index: row}), row
        self.indices.setdefault(index)
        term = self.value(body, frozenset([index]))
        low_end = 0.0 if range_of(term, self.ranges).low >= 0 else float("-inf")
        symbol = self._fresh("s", Range(low_end, float("inf")))
        over = self._over(term) - {index}
        self.named[expr] = symbol
        if isinstance(term, Piecewise) and {branch.expr for branch in term.args} == {0, 1}:
            self.counts.add(symbol)
        self.over[symbol] = over
        self.statements.append(Reduce(symbol, "sum", term, index, skip, self._ordered(over)))
        return symbol

    def _maximum(self, expr: row_max) -> Symbol:
        x, _ = expr.args
        index = next((i for i in self.indices), None)
        if index is None:
            raise SymxentError(f"{expr} needs an input with an index")
        symbol = self._fresh("m", self.ranges.get(x, Range(float("-inf"), float("inf"))))
        self.named[expr] = symbol
        self.over[symbol] = frozenset()
        self.maxima.append(symbol)
        self.statements.append(Reduce(symbol, "max", x[index], index))
        return symbol

    def _fresh(self, letter: str, known: Range) -> Symbol:
        name = letter
        number = 2
        while name in self.taken:
            name, number = f"{letter}{number}", number + 1
        self.taken.add(name)
        symbol = Symbol(name)
        self.ranges[symbol] = known
        return symbol

    def _over(self, expr: Basic) -> frozenset[Symbol]:
        found: set[Symbol] = set()
        for atom in expr.atoms(Symbol):
            if atom in self.indices:
                found.add(atom)
            else:
                found |= self.over.get(atom, frozenset())
        return frozenset(found)

    def _ordered(self, over: frozenset[Symbol]) -> tuple[Symbol, ...]:
        return tuple(i for i in self.indices if i in over)


SAFE_TO_SQUARE = 1e-15
RESERVED = {"n", "i", "k", "p", "args", "data", "steps", "I", "E", "S", "N", "C", "O", "Q", "double", "float", "y", "z"}


def _trivial(expr: Basic) -> bool:
    """Not worth a name: a symbol, a number, an element of an input, or one of these with a sign."""
    if not expr.args or isinstance(expr, Indexed) or expr.is_number:
        return True
    if isinstance(expr, Mul) and len(expr.args) == 2 and expr.args[0] == Integer(-1):
        return _trivial(expr.args[1])
    return False


def _letter(expr: Expr, indexed: bool) -> str:
    """The letter that a reader would give it."""
    if isinstance(expr, exp | exp_difference | exp_product | exp_quotient | exp_square):
        return "e" if indexed else "u"
    if isinstance(expr, Abs):
        return "a"
    if isinstance(expr, log | log1p):
        return "l"
    if isinstance(expr, sigmoid_power) or is_free(expr):
        return "q"
    if isinstance(expr, Pow) and expr.exp.is_negative:
        return "r"
    if isinstance(expr, Add):
        return "w"
    if isinstance(expr, Piecewise):
        return "c"
    return "v"
