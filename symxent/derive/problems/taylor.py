"""Taylor polynomials with their remainder: the derivatives at a point, each proved, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import factorial

from sympy import Derivative, Expr, Integral, Subs, Symbol, factor

from symxent.derive.automatic import page_for
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.flatten import flatten
from symxent.derive.problems.pieces import around
from symxent.derive.problems.problem import JOINTED, Problem, fresh_letters, is_infinite, less, number_of
from symxent.derive.relations import defined, is_so
from symxent.derive.rule import substitute
from symxent.derive.setting import setting_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import Verdict, prove
from symxent.proof.deadline import NotAsked, OutOfTime, within

MOST = 10
SECONDS = 1.0  # for the integral form of the remainder
_F = t.Name("f")


@dataclass(frozen=True)
class TaylorProblem(Problem):
    """The Taylor polynomial of the formula about ``by`` = ``at``, of a degree, and its remainder."""

    at: t.Node = field(default_factory=lambda: t.number(0))
    degree: int = 3

    def derived(self) -> DerivedPage:
        """Derivatives, values, polynomial and remainder.  Raises SymxentError where a derivative is missing at the
        point."""
        if not 0 <= self.degree <= MOST:
            raise SymxentError(f"Taylor polynomials of the degrees 0 to {MOST} are derived, not of {self.degree}")
        if is_infinite(self.at) or self.by in set(t.walk(self.at)):
            raise SymxentError(f"a Taylor polynomial is about a point, and this is {to_text(self.at)}")
        domain = setting_of(page_for(self.formula, self.by)).domain
        setting, f, x = self.read(self.at)
        a = number_of(setting, self.at)
        if f.has(*JOINTED):
            return self._of_a_piece(f, x, a)
        slopes = list(slopes_of(f, x, self.degree + 1))
        formulas = [
            Line(_equal(named(k, self.by), g), (ordinal(k),), prove(_diff(f, x, k), g, domain))
            for k, g in enumerate(slopes)
        ]
        values = [self._value(f, x, a, k, g) for k, g in enumerate(slopes[:-1])]
        name = to_text(self.by)
        where = f"{name} = {to_text(self.at)}"
        held = Verdict.together(line.verdict for line in formulas if line.verdict is not None)
        known = Verdict.together(verdict for _, verdict in values)
        lines = [Line(_equal(named(k, self.at), c), ("put in",), verdict) for k, (c, verdict) in enumerate(values)]
        polynomial = self._polynomial([c for c, _ in values])
        ends = (
            Line(t.Call(t.Indexed(t.Name("T"), (t.number(self.degree),)), (self.by,))),
            Line(polynomial, ("f⁽ᵏ⁾/k! times the k-th power",), known),
        )
        sections = (
            Derivation("The derivatives", tuple(formulas), held, "statement"),
            Derivation(f"Their values at {where}", tuple(lines), known, "statement"),
            Derivation(f"The Taylor polynomial of degree {self.degree}", ends, known),
            self._remainder(polynomial, slopes[-1], (f, x, a), domain, Verdict.together([held, known])),
        )
        return DerivedPage(self.name, f"The Taylor polynomial of {to_text(self.formula)} at {where}", sections)

    def _of_a_piece(self, f: Expr, x: Symbol, a: Expr) -> DerivedPage:
        """The polynomial of what the formula is around the point, where nothing turns there."""
        piece, where, verdict = around(f, x, a)
        page = replace(self, formula=to_tree(piece)).derived()
        first = Derivation(
            f"Where {where}",
            (Line(self.formula), Line(to_tree(piece), ("nothing turns there",), verdict)),
            verdict,
        )
        name = f"The Taylor polynomial of {to_text(self.formula)} at {to_text(self.by)} = {to_text(self.at)}"
        return replace(page, title=name, sections=(first, *page.sections))

    def _value(self, f: Expr, x: Symbol, a: Expr, k: int, g: Expr) -> tuple[Expr, Verdict]:
        """f⁽ᵏ⁾(a)."""
        value = g.xreplace({x: a})
        there_is = all(is_so(one.at({x: a}), []) is not False for one in defined(self.as_written()))
        missing = f"{to_text(self.formula)} has no {ordinal(k)} at {to_text(self.by)} = {to_text(self.at)}"
        known = a.free_symbols | f.free_symbols
        if not there_is or value.is_real is False or value.is_finite is False or not value.free_symbols <= known:
            raise SymxentError(f"{missing} that is proved")
        value = factor(value) if value.free_symbols else value
        verdict = prove(derivative_at(f, x, a, k), value)
        if not verdict.proved:
            raise SymxentError(f"{missing} that is proved")
        return value, verdict

    def _power(self, k: int) -> list[t.Node]:
        """(x − a)ᵏ as a factor; none where k is 0."""
        step = less(self.by, self.at)
        return ([step] if k == 1 else [t.Power(step, t.number(k))]) if k else []

    def _polynomial(self, values: list[Expr]) -> t.Node:
        """Σ f⁽ᵏ⁾(a)/k! (x − a)ᵏ as it is written, x²/2 and 3 x²/8."""
        terms: list[t.Node] = []
        for k, c in enumerate(values):
            size, power = abs(c / factorial(k)) if c.is_number else c / factorial(k), self._power(k)
            if size.is_Rational and power:
                above = t.multiply(*([t.number(int(size.p))] if size.p != 1 else []), *power)
                term = above if size.q == 1 else t.Divide(above, t.number(int(size.q)))
            else:
                term = t.multiply(to_tree(size), *power)
            if c != 0:
                terms.append(t.Negative(term) if c.is_number and c < 0 else term)
        return flatten(t.add(*terms)) if terms else t.number(0)

    def _remainder(
        self, polynomial: t.Node, slope: Expr, about: tuple[Expr, Symbol, Expr], domain: Domain, held: Verdict
    ) -> Derivation:
        """f = T + f⁽ⁿ⁺¹⁾(ξ)/(n + 1)! (x − a)ⁿ⁺¹, and in the integral form where that is proved."""
        f, x, a = about
        n, name, place = self.degree, to_text(self.by), to_text(self.at)
        terms = polynomial.terms if isinstance(polynomial, t.Add) else (polynomial,)
        xi = next(t.Name(letter) for letter in ("xi", "c", "eta") if t.Name(letter) not in set(t.walk(self.formula)))
        whole, rule = polynomial, "Taylor's theorem: nothing is left"
        if slope != 0:
            share = substitute(to_tree(factor(slope / factorial(n + 1))), {self.by: xi})
            whole = flatten(t.Add((*terms, t.Multiply((share, *self._power(n + 1)), "·"))))
            rule = f"Taylor's theorem with Lagrange's remainder, {to_text(xi)} between {place} and {name}"
        lines = [Line(self.formula), Line(whole, (rule,), held)]
        if slope != 0 and not f.free_symbols & a.free_symbols:
            u = next(fresh_letters(f, a))
            e = Integral((x - u) ** n / factorial(n) * slope.xreplace({x: u}), (u, a, x))
            t_n = number_of(self.read(self.at)[0], polynomial)
            exact = _soon(lambda: prove(f, t_n + e, domain, seconds=SECONDS))
            if exact is not None and exact.proved:
                lines.append(Line(t.Add((*terms, to_tree(e))), ("the remainder as an integral",), exact))
        title = f"What is left, where f is {n + 1} times differentiable from {place} to {name}"
        claim = Verdict.together(line.verdict for line in lines if line.verdict is not None)
        return Derivation(title, tuple(lines), claim)


def derivative_at(f: Expr, x: Symbol, a: Expr, k: int) -> Expr:
    """f⁽ᵏ⁾(a), at a number of any kind and at a letter: of f(a + h) at h = 0."""
    if k == 0:
        return f.xreplace({x: a})
    h = next(fresh_letters(f, a))
    return Subs(Derivative(f.xreplace({x: a + h}), (h, k)), h, 0)


def _soon(work: Callable[[], Verdict]) -> Verdict | None:
    try:
        return within(SECONDS, work)
    except (NotAsked, OutOfTime):
        return None


def slopes_of(f: Expr, x: Symbol, order: int) -> Iterator[Expr]:
    """f and its derivatives, each in the shorter of two forms."""
    for k in range(order + 1):
        yield f
        if k < order:
            f = f.diff(x)
            f = min((f, factor(f)), key=lambda form: form.count_ops())


def _diff(f: Expr, x: Symbol, k: int) -> Expr:
    return Derivative(f, (x, k)) if k else f


def named(k: int, at: t.Node) -> t.Node:
    """f″(at), f⁽⁴⁾(at)."""
    function = _F if k < 4 else t.Indexed(_F, (), (t.number(k),))
    return t.Call(function, (at,), primes=k if k < 4 else 0)


def ordinal(k: int) -> str:
    ordinals = {0: "value", 1: "first derivative", 2: "second derivative", 3: "third derivative"}
    return ordinals.get(k, f"{k}th derivative")


def _equal(left: t.Node, right: Expr) -> t.Node:
    return t.Relation("=", left, to_tree(right))
