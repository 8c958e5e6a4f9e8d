"""Steps of an equation by which a part of it stands alone: powers and roots, sizes, and functions with an inverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Interval,
    Mul,
    Pow,
    S,
    Symbol,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cancel,
    cos,
    cosh,
    exp,
    expand_log,
    log,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)

from symxent.derive.derivation import Line
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.functions import logit, sigmoid, softplus
from symxent.language.scope import cbrt
from symxent.language.text import to_text
from symxent.proof import Verdict, prove

#: Functions that increase wherever they have a value, and their inverses.
INVERSES: dict[type, Callable[[Expr], Expr]] = {
    **{tanh: atanh, sinh: asinh, atanh: tanh, asinh: sinh, asin: sin, atan: tan, acosh: cosh, sigmoid: logit},
    softplus: lambda y: log(exp(y) - 1),
}


def with_areas(f: Expr) -> Expr:
    """arsinh u and arcosh u, where they stand written out: log(u + √(u² + 1)), log(u + √(u − 1) √(u + 1))."""

    def named(inside: Expr) -> Expr:
        for root in Add.make_args(inside):
            u = inside - root
            gap = (u**2 - root**2).expand() if root.has(Pow) else S.Zero
            if gap in (1, -1) and u.free_symbols:
                return acosh(u) if gap == 1 else asinh(u)
        return log(inside)

    return f.replace(log, named)


@dataclass
class Undoing:
    """The lines so far, of which each makes a part of the equation stand alone, or undoes what stands alone.

    ``more``: a step may have brought in what is no solution.
    """

    x: Symbol
    domain: Domain
    lines: list[Line]
    more: bool = False

    def add(self, left: Expr, right: Expr, rule: str, verdict: Verdict, follows: bool = False) -> tuple[Expr, Expr]:
        tree = t.Relation("=", to_tree(left), to_tree(right))
        if tree != self.lines[-1].tree:
            self.lines.append(Line(tree, (rule,), verdict, "⇒" if follows else "⇔"))
            self.more = self.more or follows
        return left, right

    def isolated(self, left: Expr, right: Expr, part: Expr) -> tuple[Expr, Expr] | None:
        """a part + b = 0 as part = −b/a, for a number a."""
        if left == part and not right.has(part):
            return left, right
        mark = Dummy()
        f = (left - right).expand()
        marked = f.subs(part, mark) if isinstance(part, Mul) else f.xreplace({part: mark})
        a, b = marked.as_independent(mark, as_Add=True)[::-1]
        a = cancel(a / mark)
        if a.has(mark) or a.has(self.x) or a == 0 or b.has(mark):
            return None
        value = -b / a
        if value.could_extract_minus_sign() and isinstance(a, Add):  # y/(1 − y)
            value = b / (-a).expand()
        verdict = prove(left - right, a * (part - value), self.domain)
        where = f", {to_text(to_tree(a))} ≠ 0" if a.free_symbols else ""
        return self.add(part, value, f"isolate {to_text(to_tree(part))}{where}", verdict)

    def raised(self, left: Expr, right: Expr, part: Expr, inside: Expr, n: int = 2) -> tuple[Expr, Expr] | None:
        """partⁿ, which is ``inside``, and the other side's n-th power are equal where part = value."""
        alone = self.isolated(left, right, part)
        if alone is None:
            return None
        value = alone[1]
        rest = Add(*(part**k * value ** (n - 1 - k) for k in range(n)))
        verdict = prove(inside - value**n, (part - value) * rest, self.domain)
        rule = {2: "square both sides", 3: "cube both sides"}.get(n, f"take both sides to the power {n}")
        if n % 2 == 0 and value.free_symbols and not value.has(self.x):  # a root is not negative
            known = isinstance(value, Symbol)
            where = {"where": {value: Interval(0, S.Infinity)}} if known else {"positive": (value,)}
            self.domain = self.domain.extended(**where)
            rule += f", {to_text(to_tree(value))} {'≥' if known else '>'} 0"
        power = value**n
        for u in [s.args[0] for s in power.atoms(sign)]:
            power = power.subs(cbrt(u) ** 3, u)
        return self.add(inside, power, rule, Verdict.together([verdict, prove(power, value**n, self.domain)]), True)

    def absolute(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        if isinstance(left, Abs) and isinstance(right, Abs):
            squares = left.args[0] ** 2, right.args[0] ** 2
            verdict = prove(squares[0] - squares[1], (left - right) * (left + right), self.domain)
            return self.add(*squares, "square both sides", verdict)
        parts = [a for a in (left - right).atoms(Abs) if a.has(self.x)]
        return self.raised(left, right, parts[0], parts[0].args[0] ** 2) if len(parts) == 1 else None

    def cube_root(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        """cbrt u as it is meant, sign u |u|^(1/3)."""
        inside = sorted((s.args[0] for s in (left - right).atoms(sign) if s.has(self.x)), key=lambda u: -u.count_ops())
        parts = [(u, cbrt(u)) for u in inside if not (left - right).subs(cbrt(u), S.Zero).has(sign(u), Abs(u))]
        return self.raised(left, right, parts[0][1], parts[0][0], 3) if parts else None

    def radical(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        parts = [p for p in (left - right).atoms(Pow) if p.exp.is_Rational and p.exp.q > 1 and p.base.has(self.x)]
        parts.sort(key=lambda p: (-p.count_ops(), str(p)))
        p, q = (parts[0].base, parts[0].exp) if parts else (S.One, S.One)
        return self.raised(left, right, parts[0], p**q.p, q.q) if parts and q > 0 else None

    def hyperbolic(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        """cosh and sums of such by powers of e, and these multiplied by what makes them a polynomial."""
        f = left - right
        g = f.rewrite(exp).expand() if f.has(sinh, cosh, tanh) else f
        if any(isinstance(p.base, Add) and p.base.has(self.x) and p.exp.is_negative for p in g.atoms(Pow)):
            return None
        low = min([0, *(c for e in g.atoms(exp) if (c := e.exp.coeff(self.x)).is_Rational and e.exp == c * self.x)])
        if g != f:
            left, right = self.add(g, S.Zero, "by definition", prove(f, g, self.domain))
        if low < 0:
            times = exp(-low * self.x)
            rule = f"multiply by {to_text(to_tree(times))} ≠ 0"
            left, right = self.add(
                (g * times).expand(), S.Zero, rule, prove(g * times, (g * times).expand(), self.domain)
            )
        return (left, right) if g != f or low < 0 else None

    def arc(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        """arcsin u = 1: the sine of both sides, of which u is one."""
        parts = [e for e in (left - right).atoms(asin, acos) if e.has(self.x)]
        alone = self.isolated(left, right, parts[0]) if len(parts) == 1 else None
        if alone is None or not alone[1].is_number:
            return None
        of, name = (sin, "sine") if isinstance(parts[0], asin) else (cos, "cosine")
        verdict = prove(of(parts[0], evaluate=False), parts[0].args[0], self.domain)
        return self.add(parts[0].args[0], of(alone[1]), f"take the {name} of both sides", verdict, True)

    def logarithms(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        """Powers of different numbers, a^u = b^v."""
        powers = [e for e in (left - right).atoms(Pow) if e.base.is_number and e.exp.has(self.x)]
        if len({e.base for e in powers}) < 2 or not all(prove(e, S.Zero, op=">").proved for e in (left, right)):
            return None
        above, below = (expand_log(log(e), force=True) for e in (left, right))
        if above.has(*powers) or below.has(*powers):
            return None
        proofs = [prove(log(left), above, self.domain), prove(log(right), below, self.domain)]
        return self.add(above, below, "take logarithms", Verdict.together(proofs))

    def one(self, left: Expr, right: Expr, inside: Expr, value: Expr) -> Verdict:
        """An equation in u holds where u is a value, not above it and not below it."""
        p = Symbol("p", positive=True)
        domain = self.domain.extended(positive=() if right.is_number or isinstance(left, log) else (right,))
        places = (value * (1 + p), value / (1 + p)) if isinstance(left, log) else (value + p, value - p)
        at, above, below = (left.xreplace({inside: place}) for place in (value, *places))
        apart = [prove(side, right, domain, op="!=") for side in (above, below)]
        return Verdict.together([prove(at, right, domain), *apart])

    def inverted(self, left: Expr, right: Expr, value: Expr, inside: Expr) -> tuple[Expr, Expr]:
        where = "" if right.is_number else f", {to_text(to_tree(right))} > 0"
        rule = "exponentiate" if isinstance(left, log) else f"take logarithms{where}"
        return self.add(inside, value, rule, self.one(left, right, inside, value))

    def increasing(self, left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
        """A function that increases, tanh u = 1/2: at the value of its inverse, above it and below it."""
        parts = sorted((e for e in (left - right).atoms(*INVERSES) if e.has(self.x)), key=str)
        alone = self.isolated(left, right, parts[0]) if len(parts) == 1 else None
        if alone is None or alone[1].has(self.x):
            return None
        f, p = parts[0].func, Symbol("p", positive=True)
        value = INVERSES[f](alone[1])
        above, at, below = (f(place, evaluate=False) for place in (value + p, value, value - p))
        proofs = [prove(f(value), alone[1], self.domain), prove(above, at, op=">"), prove(below, at, op="<")]
        if not all(one.proved for one in proofs):
            return None
        return self.add(
            parts[0].args[0], value, f"the inverse of {to_text(to_tree(parts[0]))}", Verdict.together(proofs)
        )
