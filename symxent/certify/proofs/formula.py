"""A formula of SymPy's as a term of Coq: part by part, nothing is simplified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from zlib import crc32

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    Heaviside,
    Indexed,
    IndexedBase,
    KroneckerDelta,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    atan,
    cos,
    cosh,
    exp,
    log,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Not, Or

from symxent.certify import terms as coq
from symxent.certify.terms import Apply, At, Index, Linear, Nat, Num, Term, Total, Var, Vector
from symxent.certify.theorem import NoCertificate
from symxent.logic.definitions import DEFINITIONS
from symxent.logic.letters import put_all

ONE = Num(Fraction(1))
_COQ_WORDS = """
as at cofix else end exists fix for forall fun if IF in let match mod return Set Prop Type then using where with
exp ln sqrt tanh sinh cosh sin cos tan atan PI total delta upd sigmoid softplus softmax logsumexp Derive is_derive
ex_derive R S O INR IZR nat pow Rabs pred step same other root power sgn heaviside logit log1p expm1 if_lt if_le if_eq
claim different chord
"""
#: Names that mean something to Coq or to the library: a letter of that name gets a stroke.
RESERVED = frozenset(_COQ_WORDS.split())


def number(value: Rational) -> Term:
    """An exact number."""
    whole = Num(Fraction(abs(int(value.p))))
    size: Term = whole if value.q == 1 else coq.Div(whole, Num(Fraction(int(value.q))))
    return coq.Neg(size) if value < 0 else size


def put_as_written(e: Expr, at: Mapping[Expr, Expr]) -> Expr:
    """The expression with other parts in it, of the same shape: nothing is carried out.

    Raises Refused where something bound in it would catch them.
    """
    put_all(e, at)  # refuses

    def walk(x: Basic) -> Basic:
        if x in at:
            return at[x]
        if not x.args or isinstance(x, IndexedBase):
            return x
        args = tuple(map(walk, x.args))
        if args == x.args:
            return x
        if isinstance(x, Add | Mul | Pow | Function) and not isinstance(x, KroneckerDelta | AppliedUndef):
            return x.func(*args, evaluate=False)
        return x.func(*args)

    return walk(e)


class Words:
    """Names for symbols, no two alike, and terms for expressions.

    ``naturals``: the symbols that are indices or sizes, natural numbers in Coq; all others are real.
    """

    def __init__(self, naturals: Iterable[Symbol] = ()) -> None:
        self.naturals = set(naturals)
        self.names: dict[object, str] = {}
        self.same: dict[Symbol, Expr] = {}  # an index that is another one here
        self.facts: list[str] = []  # the hypotheses that say declared equalities
        self.nonzero: dict[Expr, str] = {}  # what is assumed not to be 0, by the hypothesis that says it
        self.vectors: dict[IndexedBase, Term] = {}  # what stands for a vector here

    def name(self, symbol: Symbol | IndexedBase | type) -> str:
        key = ("vector", str(symbol)) if isinstance(symbol, IndexedBase) else symbol
        found = self.names.get(key)
        if found is None:
            plain = re.sub(r"\W", "_", str(symbol)).strip("_") or "u"
            plain = plain if plain[0].isalpha() and plain.isascii() else f"x_{crc32(plain.encode()) % 1000}"
            plain = plain if plain not in RESERVED else f"{plain}'"
            taken, count, found = set(self.names.values()), 0, plain
            while found in taken:
                count += 1
                found = f"{plain}_{count}"
            self.names[key] = found
        return found

    def natural(self, e: Expr) -> Term:
        """An index or a size."""
        if e.is_Integer and e >= 0:
            return Nat(int(e))
        if isinstance(e, Symbol):
            if e in self.same:
                return self.natural(self.same[e])
            self.naturals.add(e)
            return Index(self.name(e))
        parts = e.expand().as_coefficients_dict() if isinstance(e, Expr) else {}
        more = parts.pop(S.One, S.Zero)
        if (
            not all(isinstance(s, Symbol) and n.is_Integer for s, n in parts.items())
            or not parts
            or not more.is_Integer
        ):
            raise NoCertificate(f"{e} is no index and no size")
        multiples = ((int(n), self.natural(s)) for s, n in sorted(parts.items(), key=lambda part: str(part[0])))
        return Linear(tuple(multiples), int(more))

    def ordered(self, i: Expr, j: Expr) -> tuple[Term, ...]:
        """Two indices in the order of their names: δ is written one way, whatever letter is bound."""
        gap = (i - j).expand().as_coefficients_dict()
        if any(n < 0 for e in (i, j) for n in e.expand().as_coefficients_dict().values()):  # numbers from 0 on
            i, j = (Add(*(abs(n) * s for s, n in gap.items() if (n > 0) == side)) for side in (True, False))
        return tuple(sorted((self.natural(i), self.natural(j)), key=coq.to_coq))

    def vector(self, base: IndexedBase) -> Term:
        return self.vectors.get(base) or Vector(self.name(base))

    def term(self, e: Expr) -> Term:
        """The term of an expression.  Raises NoCertificate where Coq has no words for a part of it."""
        if isinstance(e, Rational):
            return number(e)
        if isinstance(e, Symbol):
            if e in self.naturals or e in self.same:
                return Apply("INR", (self.natural(e),))
            return Var(self.name(e))
        if isinstance(e, Indexed):
            indices = tuple(self.natural(i.expand()) for i in e.indices)
            return At(self.vector(e.base), indices)
        if e is S.Exp1:
            return Apply("exp", (ONE,))
        if e is S.Pi:
            return Apply("PI", ())
        if isinstance(e, Add):
            return self._sum(e)
        if isinstance(e, Mul):
            return self._product(e)
        if isinstance(e, Pow):
            return self.power(e)
        if isinstance(e, Sum):
            return self.total(e)
        if isinstance(e, Derivative):
            return self._derivative(e)
        if isinstance(e, Subs):
            return self._at_a_point(e)
        if isinstance(e, KroneckerDelta):
            if not all(i.is_integer for i in e.args[:2]):
                raise NoCertificate("a case distinction by a number that is open")
            return Apply("delta", self.ordered(*e.args[:2]))
        if isinstance(e, Piecewise):
            return self._cases(list(e.args))
        if isinstance(e, Heaviside):
            at_zero = e.args[1] if len(e.args) > 1 else S.Half
            return Apply("heaviside", (self.term(e.args[0]), self.term(at_zero)))
        if type(e).__name__ in ("softmax", "logsumexp") and isinstance(e.args[0], IndexedBase):
            x, *rest = e.args
            at = tuple(self.natural(i) for i in reversed(rest))
            return Apply(type(e).__name__, (self.vector(x), *at))
        if isinstance(e, AppliedUndef):
            if e.func.__name__.startswith("D[1]") and len(e.args) == 1:  # the logic's name of a slope
                plain = e.func.__name__.removeprefix("D[1]")
                declared = {key.removeprefix("of_"): said for key, said in e.func._kwargs.items()}
                unknown = Function(plain, **declared)
                return Apply(f"Derive {self.name(unknown)}", (self.term(e.args[0]),))
            if not e.func.__name__.isidentifier():
                raise NoCertificate("a partial derivative of an unknown function")
            return Apply(self.name(e.func), tuple(map(self.term, e.args)))
        name = FUNCTIONS.get(type(e)) or NAMED.get(type(e).__name__)
        if name is None and type(e).__name__ in DEFINITIONS:  # cot, sec, …
            return self.term(DEFINITIONS[type(e).__name__].says(*e.args))
        if name is None or (isinstance(e, log) and len(e.args) > 1):
            raise NoCertificate(f"Coq's library has no words for {type(e).__name__}")
        arguments = [self.term(a) for a in e.args]
        if len(arguments) > 1:
            return reduce(lambda a, b: Apply(name, (a, b)), arguments)
        return Apply(name, tuple(arguments))

    def _sum(self, e: Add) -> Term:
        # A positive summand first: 1 − σ(z) is what people write.
        parts = sorted(e.as_ordered_terms(), key=_is_negative)
        whole = self.term(parts[0])
        for part in parts[1:]:
            whole = coq.Sub(whole, self.term(-part)) if _is_negative(part) else coq.Add(whole, self.term(part))
        return whole

    def _product(self, e: Mul) -> Term:
        coefficient, rest = e.as_coeff_Mul()
        if coefficient == -1:
            return coq.Neg(self.term(rest))
        above, below = [], []
        for factor in Mul.make_args(rest):
            if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
                below.append(self.raised(factor.base, -factor.exp))
            else:
                above.append(self.term(factor))
        if coefficient != 1:
            above.insert(0, number(coefficient))
        top = reduce(coq.Mul, above) if above else ONE
        return coq.Div(top, reduce(coq.Mul, below)) if below else top

    def power(self, e: Pow) -> Term:
        if e.base is S.Exp1:
            return Apply("exp", (self.term(e.exp),))
        if not e.exp.is_Rational and e.base is S.Zero:  # 0^u is 1 for u = 0, and 0 for u > 0
            return Apply("if_eq", (self.term(e.exp), Num(Fraction(0)), ONE, Num(Fraction(0))))
        if not e.exp.is_Rational:
            return Apply("power", (self.term(e.base), self.term(e.exp)))
        found = self.raised(e.base, abs(e.exp))
        return coq.Inv(found) if e.exp < 0 else found

    def raised(self, base: Expr, power: Rational) -> Term:
        """base^(p/q) for p/q > 0: the q-th root to the power p."""
        return raised(self.term(base), power)

    def total(self, e: Sum) -> Term:
        found = self.term(e.function)
        for m, *ends in e.limits:
            if len(ends) != 2:
                raise NoCertificate("a sum without ends")
            self.naturals.add(m)
            low, high = map(self.natural, ends)
            # What was said of m before it was known to be an index is said anew.
            found = Total(self.name(m), self.term(e.function) if m == e.limits[0][0] else found, high, low)
        return found

    def _derivative(self, e: Derivative) -> Term:
        found: Term | None = None
        for x in e.variables:
            name, point, body = self.opened(x, e.expr)
            found = coq.Derive(name, body if found is None else found, point)
        assert found is not None
        return found

    def _at_a_point(self, e: Subs) -> Term:
        """The derivative of a function at a point."""
        if not isinstance(e.expr, Derivative) or len(e.expr.variables) != 1 or e.variables != e.expr.variables:
            raise NoCertificate("a value at a point that is no derivative")
        name, _, body = self.opened(e.variables[0], e.expr.expr)
        return coq.Derive(name, body, self.term(e.point[0]))

    def opened(self, x: Expr, body: Expr) -> tuple[str, Term, Term]:
        """The name of the variable of a derivative, where it is taken, and the term that is differentiated."""
        if isinstance(x, Symbol) and x not in self.naturals:
            return self.name(x), Var(self.name(x)), self.term(body)
        if not isinstance(x, Indexed) or len(x.indices) != 1:
            raise NoCertificate(f"a derivative by {x}")
        outer = self.vectors.get(x.base)
        name, vector = self.name(Symbol("t" if outer is None else "s")), self.vector(x.base)
        self.vectors[x.base] = coq.Upd(vector, self.natural(x.indices[0]), Var(name))
        try:
            return name, At(vector, (self.natural(x.indices[0]),)), self.term(body)
        finally:
            del self.vectors[x.base]
            if outer is not None:
                self.vectors[x.base] = outer

    def _cases(self, branches: list[tuple[Expr, Boolean]]) -> Term:
        (value, condition), *rest = branches
        if condition == True:  # noqa: E712
            return self.term(value)
        if not rest:
            raise NoCertificate("a case distinction that leaves something out")
        return self.choice(condition, self.term(value), self._cases(rest))

    def choice(self, condition: Boolean, then: Term, otherwise: Term) -> Term:
        """The one where a condition holds, the other where it does not."""
        if isinstance(condition, Not):
            return self.choice(condition.args[0], otherwise, then)
        if isinstance(condition, And | Or):
            first, *rest = condition.args
            tail = self.choice(condition.func(*rest), then, otherwise)
            both = (tail, otherwise) if isinstance(condition, And) else (then, tail)
            return self.choice(first, *both)
        if isinstance(condition, Relational) and type(condition) in TESTS:
            test, swapped, negated = TESTS[type(condition)]
            a, b = map(self.term, condition.args[::-1] if swapped else condition.args)
            then, otherwise = (otherwise, then) if negated else (then, otherwise)
            return Apply(test, (a, b, then, otherwise))
        raise NoCertificate(f"the condition {condition}")


def _is_negative(part: Expr) -> bool:
    return bool(part.as_coeff_Mul()[0] < 0)


def raised(base: Term, power: Rational) -> Term:
    """base^(p/q) for p/q > 0: the q-th root to the power p."""
    root = base
    if power.q == 2:
        root = Apply("sqrt", (base,))
    elif power.q > 1:
        root = Apply("root", (Nat(int(power.q)), base))
    return root if power.p == 1 else coq.Pow(root, int(power.p))


#: The test in Coq, whether its arguments change places, and whether its branches do.
TESTS: dict[type, tuple[str, bool, bool]] = {
    Lt: ("if_lt", False, False),
    Gt: ("if_lt", True, False),
    Le: ("if_le", False, False),
    Ge: ("if_le", True, False),
    Eq: ("if_eq", False, False),
    Ne: ("if_eq", False, True),
}

FUNCTIONS: dict[type, str] = {
    **{exp: "exp", log: "ln", Abs: "Rabs", Max: "Rmax", Min: "Rmin", sign: "sgn", tanh: "tanh"},
    **{sin: "sin", cos: "cos", sinh: "sinh", cosh: "cosh", tan: "tan", atan: "atan"},
}
NAMED: dict[str, str] = {
    **{name: name for name in ("sigmoid", "softplus", "logit", "log1p", "expm1")},
}
