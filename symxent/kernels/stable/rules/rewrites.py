"""The stable rewrites: identities of the reals between forms that rounding treats differently.

A row says: where ``pattern`` stands, ``result`` may stand, for placeholders in ``domain``.  Every row is an identity
and is proved as one by the tests, which know no row; that a row helps is never assumed, it is measured by ``stable``.
At the closed end of an open domain (t log t at t = 0) a row holds as a limit, which is what a kernel is to return.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sympy import (
    Abs,
    Add,
    Basic,
    Dummy,
    Eq,
    Expr,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Interval,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Set,
    Symbol,
    cosh,
    exp,
    log,
    nan,
    oo,
    sinh,
    sqrt,
    symbols,
    tanh,
    zoo,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

from symxent.kernels.program.loops import once
from symxent.kernels.stable.rules.algebra import ALGEBRA, Computed
from symxent.kernels.stable.rules.bounds import bounds
from symxent.kernels.stable.rules.match import Allowed, matches
from symxent.language.domain import CLOSED_UNIT, REALS, UNIT, Domain
from symxent.language.functions import logit, sigmoid, softplus

Claim = tuple[Expr, Expr, Domain]
"""left = right on the domain."""


@dataclass(frozen=True)
class Rewrite:
    """pattern → result for all placeholders in the domain; placeholders that it does not name are real."""

    name: str
    pattern: Expr
    result: Expr
    domain: Domain = field(default_factory=Domain)

    @property
    def placeholders(self) -> frozenset[Symbol]:
        arrays = self.pattern.atoms(IndexedBase)
        return frozenset(self.pattern.atoms(Symbol) - {base.label for base in arrays} | arrays)

    def __str__(self) -> str:
        return f"{self.name}: {self.pattern} → {self.result}"


def claims(row: Rewrite) -> list[Claim]:
    """The row as claims to be proved, all of which it needs; its placeholders are real here, none is infinite."""
    real = {q: Dummy(q.name, real=True) for q in row.pattern.free_symbols | row.result.free_symbols}
    where = {real[q]: row.domain.set_of(q) for q in real}
    domain = Domain(where, positive=tuple(e.xreplace(real) for e in row.domain.positive))
    result = row.result.replace(once, lambda value: value)  # and e^a is never 0
    return cases(row.pattern.xreplace(real), result.xreplace(real), domain)


def cases(left: Expr, right: Expr, domain: Domain) -> list[Claim]:
    """left = right in cases: a symbol equal to the number that a guard asks about, and everything else."""
    found = []
    for equality in sorted(right.atoms(Eq), key=str):
        q, value = equality.args
        if q.is_Symbol and value.is_number and domain.set_of(q).contains(value) is S.true:
            found.append((left.subs(q, value), right.subs(q, value), domain))
    for equality in right.atoms(Eq):
        q, value = equality.args
        if q.is_Symbol and value.is_number:  # any other equality is for the prover to decide
            right = right.xreplace({equality: S.false})
            domain = domain.extended({q: domain.set_of(q) - FiniteSet(value)})
    vacuous = any(where is S.EmptySet for where in domain.where.values())
    return found if vacuous else [*found, (left, right, domain)]


a, b, c = symbols("a b c", real=True)
n = symbols("n", real=True)
u, v = symbols("u v", positive=True)
p = symbols("p", positive=True)
t = symbols("t", real=True)
s = symbols("s", extended_real=True)  # any input; a real one is never infinite, but a kernel's may be
down = symbols("d", negative=True)

IN_UNIT = Domain({p: UNIT}, positive=(1 - p,))
SHARE = Domain({t: CLOSED_UNIT})
BELOW_ZERO = Domain({down: Interval.open(-oo, 0)})
w = symbols("w", real=True)
ONE_SIGN = Domain(positive=(a * b,))
SAME_SIGN = Domain(positive=(a / b,))
ABOVE_MINUS_ONE = Domain({w: Interval.open(-1, oo)}, positive=(1 + w,))


def off(switch: Boolean, value: Expr) -> Expr:
    """The value, or 0 where the switch holds: 0·∞ and ∞ − ∞ are then never computed."""
    return Piecewise((0, switch), (value, True))


def below(switch: Expr, left: Expr | int, right: Expr | int) -> Expr:
    """The left value where the switch is negative, the right one elsewhere."""
    return Piecewise((left, switch < 0), (right, True))


small = exp(-Abs(a))  # in (0, 1], never overflows, and the same for a and −a
large, little = Max(1, Abs(a)), Min(1, Abs(a))  # |a| and 1 in order: their squares never overflow where it matters
tiny = expm1(-2 * Abs(a))
# (1 − e^(−v))/v and v/(e^v − 1) for v = e^a; v² is 0 in floating point alone, where both are 1
shrunk = Piecewise((1, Eq(once(exp(2 * a)), 0)), (-expm1(-exp(a)) / exp(a), True))
fallen = exp(a - exp(a)) / -expm1(-exp(a))
far, near = Max(Abs(a), Abs(b)), Min(Abs(a), Abs(b))

RECOGNISE = (
    Rewrite("logistic form", 1 / (1 + exp(a)), sigmoid(-a)),
    Rewrite("share of two exponentials", exp(a) / (exp(a) + exp(b)), sigmoid(a - b)),
    Rewrite("odds times complement", exp(a) * sigmoid(-a), sigmoid(a)),
    Rewrite("softplus form", log(1 + exp(a)), softplus(a)),
    Rewrite("log of two exponentials", log(exp(a) + exp(b)), b + softplus(a - b)),
    Rewrite("log of a power of e", log(exp(a) * u), a + log(u)),
    Rewrite("logit form", log(p / (1 - p)), logit(p), IN_UNIT),
    Rewrite("logit form, two logarithms", log(p) - log(1 - p), logit(p), IN_UNIT),
    Rewrite("logit inverts the sigmoid", logit(sigmoid(a)), a),
    Rewrite("tanh form", (exp(a) - exp(-a)) / (exp(a) + exp(-a)), tanh(a)),
    Rewrite("tanh form, one exponential", (exp(a) - 1) / (exp(a) + 1), tanh(a / 2)),
    Rewrite("tanh by sinh and cosh", sinh(a) / cosh(a), tanh(a)),
    Rewrite("sinh by exponentials", sinh(a), (exp(a) - exp(-a)) / 2),
    Rewrite("cosh by exponentials", cosh(a), (exp(a) + exp(-a)) / 2),
)

SIGMOIDS = (
    Rewrite("complement", 1 - sigmoid(a), sigmoid(-a)),
    Rewrite("two complements", sigmoid(a) + sigmoid(-a), Integer(1)),
    Rewrite("log of sigmoid", log(sigmoid(a)), -softplus(-a)),
    Rewrite("exponential of softplus", exp(-softplus(a)), sigmoid(-a)),
    Rewrite("sigmoid less a label", sigmoid(a) - t, (1 - t) * sigmoid(a) - t * sigmoid(-a), SHARE),
    Rewrite("difference of sigmoids", sigmoid(a) - sigmoid(b), -sigmoid(a) * sigmoid(-b) * expm1(b - a)),
    Rewrite(
        "difference of sigmoids, the larger first",  # e^(b − a) overflows where b is far above a
        sigmoid(a) - sigmoid(b),
        below(a - b, sigmoid(b) * sigmoid(-a) * expm1(a - b), -sigmoid(a) * sigmoid(-b) * expm1(b - a)),
    ),
    Rewrite("sigmoid about a half", 2 * sigmoid(a) - 1, tanh(a / 2)),
    Rewrite("odds of sigmoid", sigmoid(a) / sigmoid(-a), exp(a)),
    Rewrite("power of sigmoid", sigmoid(a) ** n, exp(-n * softplus(-a))),
    Rewrite("complement of tanh", 1 - tanh(a), 2 * sigmoid(-2 * a)),
    Rewrite("tanh and one", 1 + tanh(a), 2 * sigmoid(2 * a)),
    Rewrite("complement of squared tanh", 1 - tanh(a) ** 2, 4 * sigmoid(2 * a) * sigmoid(-2 * a)),
    Rewrite("reflected softplus", softplus(a) - a, softplus(-a)),
    Rewrite("softplus less a share", softplus(a) - t * a, (1 - t) * softplus(a) + t * softplus(-a), SHARE),
    Rewrite(
        "two softplus in shares",
        (1 - t) * softplus(a) + t * softplus(-a),
        (1 - t) * Max(a, 0) + t * Max(-a, 0) + log1p(small),
        SHARE,
    ),
    Rewrite(
        "two softplus in shares, one product",
        (1 - t) * softplus(a) + t * softplus(-a),
        below(a, t, 1 - t) * Abs(a) + log1p(small),
        SHARE,
    ),
    Rewrite(
        "two sigmoids in shares, one division",
        (1 - t) * sigmoid(a) - t * sigmoid(-a),
        ((1 - t) * below(a, small, 1) - t * below(a, 1, small)) / (1 + small),
        SHARE,
    ),
    Rewrite("sigmoid times its complement", sigmoid(a) * sigmoid(-a), small / (1 + small) ** 2),
    Rewrite("sigmoid times its complement, expanded", sigmoid(a) * sigmoid(-a), small / (1 + small * (2 + small))),
)

LOGARITHMS = (
    Rewrite("log of a product", log(u * v), log(u) + log(v)),
    Rewrite("log of a quotient", log(u / v), log(u) - log(v)),
    Rewrite("log of a power", log(u**n), n * log(u)),
    Rewrite("power by logarithm", u**n, exp(n * log(u))),
    Rewrite("sum of logs", log(u) + log(v), log(u * v)),
    Rewrite("difference of logs", log(u) - log(v), log1p((u - v) / v)),
    Rewrite("log one plus", log(1 + u), log1p(u)),
    Rewrite("log of a complement", log(1 - p), log1p(-p), IN_UNIT),
    Rewrite(
        "log of one less an exponential",
        log(1 - exp(down)),
        Piecewise((log(-expm1(down)), down > -log(2)), (log1p(-exp(down)), True)),
        BELOW_ZERO,
    ),
    Rewrite("t log t", u * log(u), u * log(Piecewise((1, Eq(u, 0)), (u, True)))),
    Rewrite(
        "log cosh",
        log(cosh(a)),
        Piecewise(
            (log1p(expm1(Abs(a)) ** 2 * small / 2), Abs(a) < 1), (Abs(a) + log1p(exp(-2 * Abs(a))) - log(2), True)
        ),
    ),
)

DIFFERENCES = (
    Rewrite("exponential less one", exp(a) - 1, expm1(a)),
    Rewrite("difference of exponentials", exp(a) - exp(b), exp(b) * expm1(a - b)),
    Rewrite("difference of squares", a**2 - b**2, (a - b) * (a + b)),
    Rewrite("square less one", a**2 - 1, (a - 1) * (a + 1)),
    Rewrite("square root less another", sqrt(u) - sqrt(v), (u - v) / (sqrt(u) + sqrt(v))),
    Rewrite("square root less one", sqrt(1 + u) - 1, u / (sqrt(1 + u) + 1)),
    Rewrite("hypotenuse", sqrt(1 + a**2), large * sqrt(1 + (little / large) ** 2)),
    Rewrite("share of a hypotenuse", b / sqrt(1 + a**2), b / large / sqrt(1 + (little / large) ** 2)),
    Rewrite(
        "hypotenuse less one",
        sqrt(1 + a**2) - 1,
        Piecewise((little**2 / (sqrt(1 + little**2) + 1), Abs(a) < 1), (large * sqrt(1 + large**-2) - 1, True)),
    ),
)

# Beyond what losses are made of: rows for expressions of any kind, which the search for a loss is spared.
GENERAL: tuple[Rewrite | Computed, ...] = (
    *ALGEBRA,
    Rewrite("root less a number of either sign", sqrt(u) - b, below(b, sqrt(u) - b, (u - b**2) / (sqrt(u) + b))),
    Rewrite("root of a product of positives", sqrt(u * v), sqrt(u) * sqrt(v)),
    Rewrite("root of a product", sqrt(a * b), sqrt(Abs(a)) * sqrt(Abs(b)), ONE_SIGN),
    Rewrite("log of a quotient of roots", log(a / b), 2 * log(sqrt(Abs(a)) / sqrt(Abs(b))), SAME_SIGN),
    Rewrite(
        "complement of an exponential of an exponential",
        log(1 - exp(-exp(a))),
        Piecewise((a + log(shrunk), a < 0), (log1p(-exp(-exp(a))), True)),
    ),
    Rewrite("ratio to an exponential less one", exp(a) / (exp(exp(a)) - 1), below(a, exp(-exp(a)) / shrunk, fallen)),
    Rewrite(
        "softplus of a multiple",
        log(1 + u * exp(a)),
        Piecewise((log1p(u * exp(a)), a < 40), (a + log(u + exp(-a)), True)),
    ),
    Rewrite("reflected softplus of a multiple", log(1 + u * exp(a)) - a, log(u + exp(-a))),
    Rewrite("sum of two squares", a**2 + b**2, far**2 * (1 + (near / far) ** 2)),
    Rewrite("hypotenuse of two", sqrt(a**2 + b**2), Piecewise((far * sqrt(1 + (near / far) ** 2), far > 0), (0, True))),
    Rewrite("root of one and an exponential", sqrt(1 + exp(a)), exp(Max(a, 0) / 2) * sqrt(1 + small)),
    Rewrite("power of one and more, less one", (1 + w) ** n - 1, expm1(n * log1p(w)), ABOVE_MINUS_ONE),
    Rewrite("sinh by expm1", sinh(a), expm1(a) * (1 + exp(-a)) / 2),
    Rewrite("cosh less one", cosh(a) - 1, -expm1(a) * expm1(-a) / 2),
    Rewrite("exponentials of both signs", exp(a) + exp(-a) - 2, -expm1(a) * expm1(-a)),
    Rewrite("difference of exponentials of both signs", exp(a) - exp(-a), expm1(a) * (1 + exp(-a))),
    Rewrite(
        "cube root less another",
        u ** Rational(1, 3) - v ** Rational(1, 3),
        (u - v) / (u ** Rational(2, 3) + u ** Rational(1, 3) * v ** Rational(1, 3) + v ** Rational(2, 3)),
    ),
)

REGROUPING = (
    Rewrite("common factor", a * b + a * c, a * (b + c)),
    Rewrite("common factor and one", a * b + a, a * (b + 1)),
    Rewrite("distribution", a * (b + c), a * b + a * c),
)

GUARDS = (
    Rewrite("nothing of infinity", t * a, t * off(Eq(t, 0), a), SHARE),
    Rewrite("nothing of infinity, product and all", t * a, off(Eq(t, 0), t * a), SHARE),
    Rewrite("overtaken at infinity", a, off(Eq(s, oo), a)),
    Rewrite("overtaken at minus infinity", a, off(Eq(s, -oo), a)),
)

FUNCTIONS = (
    Rewrite("sigmoid by tanh", sigmoid(a), (1 + tanh(a / 2)) / 2),
    Rewrite("sigmoid split at 0", sigmoid(a), below(a, small, 1) / (1 + small)),
    Rewrite("sigmoid split at 0, two fractions", sigmoid(a), below(a, small / (1 + small), 1 / (1 + small))),
    Rewrite("softplus by log1p", softplus(a), log1p(exp(a))),
    Rewrite("softplus shifted", softplus(a), Max(a, 0) + log1p(small)),
    Rewrite("tanh by expm1", tanh(a), expm1(2 * a) / (expm1(2 * a) + 2)),
    Rewrite("tanh split at 0", tanh(a), below(a, tiny, -tiny) / (2 + tiny)),
    Rewrite("logit by two logarithms", logit(p), log(p) - log1p(-p), IN_UNIT),
    Rewrite("logit about a half", logit(p), log1p((2 * p - 1) / (1 - p)), IN_UNIT),
    Rewrite(
        "logit split about a half",
        logit(p),
        Piecewise((log1p((2 * p - 1) / (1 - p)), Abs(2 * p - 1) < Rational(1, 2)), (log(p) - log1p(-p), True)),
        IN_UNIT,
    ),
)

TABLE: tuple[Rewrite, ...] = (
    *RECOGNISE,
    *SIGMOIDS,
    *LOGARITHMS,
    *DIFFERENCES,
    *REGROUPING,
    *GUARDS,
    *FUNCTIONS,
)


def successors(
    expr: Expr, domain: Domain, table: Sequence[Rewrite | Computed] = TABLE, most: int = 400
) -> Iterator[tuple[Rewrite | Computed, Expr]]:
    """Every expression that one row makes of ``expr``; equal subexpressions are rewritten together.

    >>> z = Symbol("z", real=True)
    >>> [(row.name, str(new)) for row, new in successors(log(1 - sigmoid(z)), Domain(), SIGMOIDS[:1])]
    [('complement', 'log(sigmoid(-z))')]
    """
    permission = Permission(domain)
    rows = [(row, permission.of(row)) for row in table if isinstance(row, Rewrite)]
    computed = [row for row in table if isinstance(row, Computed)]
    found = {expr}
    for node in _parts(expr):
        for rule in computed:
            for made in rule(node):
                whole = expr.xreplace({node: made})
                if whole not in found and not whole.has(nan, zoo):
                    found.add(whole)
                    yield rule, whole
        for row, allowed in rows:
            if not _may_match(row.pattern, node):
                continue
            for binding, wrap in matches(row.pattern, node, row.placeholders, allowed):
                made = wrap(row.result.xreplace(dict(binding)))
                if made == node or made.has(nan, zoo):
                    continue
                whole = expr.xreplace({node: made})
                if whole not in found:
                    found.add(whole)
                    yield row, whole
                if len(found) > most:
                    return


def _parts(expr: Expr) -> list[Expr]:
    """The subexpressions with arguments, outermost first; what decides a branch stays as it is."""
    found: dict[Expr, None] = {}
    waiting: list[Basic] = [expr]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Expr) and node.args and not isinstance(node, ExprCondPair):
            found.setdefault(node)
        waiting.extend(a for a in node.args if isinstance(a, Expr | ExprCondPair))
    return list(found)


def _may_match(pattern: Expr, node: Expr) -> bool:
    """A cheap look before the search: the outermost functions of the pattern must occur in the node."""
    if isinstance(pattern, Add | Mul):
        kinds = {type(part.args[0] if isinstance(part, Pow) else part) for part in _outer(pattern)}
        inside = {type(part.args[0] if isinstance(part, Pow) else part) for part in _outer(node)}
        return isinstance(node, type(pattern) if isinstance(pattern, Add) else Mul | Pow) and kinds - {Symbol} <= (
            inside | {Mul, Add, Pow, Integer, type(S.One), type(S.NegativeOne), Rational}
        )
    if isinstance(pattern, Pow):
        return isinstance(node, Pow | Mul)
    return isinstance(node, type(pattern) | Mul)


def _outer(node: Expr) -> Iterator[Expr]:
    for term in Add.make_args(node):
        yield from Mul.make_args(term)


@lru_cache(maxsize=256)
def implied(pattern: Expr) -> frozenset[Symbol]:
    """The placeholders whose sign the pattern asks for itself: where √u or log u has a value, u ≥ 0 is not shown."""
    asked = {p.base for p in pattern.atoms(Pow) if p.exp == S.Half} | {e.args[0] for e in pattern.atoms(log)}
    return frozenset(q for q in asked if q.is_Symbol)


class Permission:
    """Whether a placeholder of a row may stand for a value, given where the inputs live; remembers its answers."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.known: dict[tuple[Set, Expr], bool] = {}

    def of(self, row: Rewrite) -> Allowed:
        sets = {q: REALS if q in implied(row.pattern) else row.domain.set_of(q) for q in row.placeholders}

        def allowed(placeholder: Symbol, value: Expr) -> bool:
            where = sets[placeholder]
            if where is REALS:
                return True
            if (where, value) not in self.known:
                self.known[where, value] = self._decide(where, value)
            return self.known[where, value]

        return allowed

    def _decide(self, where: Set, value: Expr) -> bool:
        if where is CLOSED_UNIT and (value.is_number or value.atoms(Function)):
            return False  # a share is a label, given from outside, and no function of the logit
        return bounds(value, self.domain).inside(where.closure)
