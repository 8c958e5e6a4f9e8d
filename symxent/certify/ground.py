"""What a theorem about a loss assumes: where its letters live, which label is meant, on which side of a switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Abs, Expr, Interval, Max, Min, Set, Symbol, sign, sympify

from symxent.certify.differentiate import NoCertificate, derivative
from symxent.certify.equality import prove
from symxent.certify.expressions import name_of, term_of
from symxent.certify.sums import Known
from symxent.certify.terms import Apply, Derive, Neg, Term, Var, exchange, free_names, substitute, to_coq
from symxent.certify.theorem import Theorem, equal, lives_in
from symxent.language.domain import REALS
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable


@dataclass(frozen=True)
class Side:
    """0 ≤ ``of``, or ``of`` < 0."""

    of: Expr
    negative: bool

    @property
    def claim(self) -> str:
        term = to_coq(term_of(self.of))
        return f"{term} < 0" if self.negative else f"0 <= {term}"


@dataclass(frozen=True)
class Ground:
    """``fixed``: letters that have one value here; ``apart``: values that a letter does not have; ``sides``: signs."""

    variables: tuple[LossVariable, ...]
    fixed: tuple[tuple[Expr, Expr], ...] = ()
    apart: tuple[tuple[Symbol, Expr], ...] = ()
    sides: tuple[Side, ...] = ()

    @property
    def words(self) -> str:
        """The case in words, for a comment; empty where there is one case only."""
        parts = [f"{symbol} = {value}" for symbol, value in self.fixed]
        parts += [f"{symbol} ≠ {value}" for symbol, value in self.apart]
        parts += [f"{side.of} < 0" if side.negative else f"{side.of} ≥ 0" for side in self.sides]
        return ", ".join(parts)

    def put(self, term: Term) -> Term:
        """The term with the letters that have one value replaced by it."""
        values: dict[Term, Term] = {Var(name_of(symbol)): term_of(value) for symbol, value in self.fixed}
        return substitute(term, values)

    def hypotheses(self, *terms: Term) -> tuple[list[str], list[tuple[str, str]]]:
        """The letters of the terms and of the sides, in the loss's order, and what is known of them."""
        used = {name for term in terms for name in free_names(term)}
        for side in self.sides:
            used |= {name_of(symbol) for symbol in side.of.free_symbols}
        letters = [v for v in self.variables if name_of(v) in used]
        known = []
        for v in letters:
            ends = [value for symbol, value in self.apart if symbol.name == v.name]
            home = _without(v.where, ends)
            if home != REALS and not any(s.name == v.name for s, _ in self.fixed):
                known.append((f"{name_of(v)}_in", lives_in(name_of(v), home)))
        for symbol, value in self.fixed:
            if name_of(symbol) in used:
                known.append((f"{name_of(symbol)}_is", f"{name_of(symbol)} = {to_coq(term_of(value))}"))
        for n, (symbol, value) in enumerate(self.apart, 1):
            if name_of(symbol) in used and not _is_end(symbol, value, letters):
                known.append((f"apart_{n}", f"{name_of(symbol)} <> {to_coq(term_of(value))}"))
        known += [(f"side_{n}", side.claim) for n, side in enumerate(self.sides, 1)]
        return [name_of(v) for v in letters], known

    def binders(self, *terms: Term, without: str = "") -> tuple[str, ...]:
        """Coq's binders; ``without`` names a letter that the statement binds itself."""
        letters, known = self.hypotheses(*terms)
        names = [name for name in letters if name != without]
        kept = [(name, claim) for name, claim in known if not without or name != f"{without}_in"]
        return (*([f"({' '.join(names)} : R)"] if names else []), *(f"({name} : {claim})" for name, claim in kept))

    def opening(self, *terms: Term) -> list[str]:
        """The tactics that put the fixed letters' values in."""
        used = {name for term in terms for name in free_names(term)}
        return [f"subst {name_of(symbol)}." for symbol, _ in self.fixed if name_of(symbol) in used]

    def known(self, *terms: Term) -> Known:
        return Known((), frozenset({name_of(v) for v in self.variables}))


def _without(home: Set, values: Sequence[Expr]) -> Set:
    """An interval without those of its ends: what is not 0 and not negative is positive."""
    if not isinstance(home, Interval):
        return home
    return Interval(
        home.start,
        home.end,
        home.left_open or home.start in values,
        home.right_open or home.end in values,
    )


def _is_end(symbol: Expr, value: Expr, letters: Sequence[LossVariable]) -> bool:
    homes = [v.where for v in letters if v.name == str(symbol)]
    return any(isinstance(home, Interval) and value in (home.start, home.end) for home in homes)


def ground_of(loss: Loss, at: Mapping[Expr, Expr] | None = None) -> Ground:
    return Ground(loss.variables, tuple((at or {}).items()))


def equation(
    name: str, comment: tuple[str, ...], ground: Ground, left: Term, right: Term, extremes: Sequence[Expr] = ()
) -> Theorem:
    """The theorem left = right, or that right is the derivative which left is.

    ``extremes``: the sizes, maxima and minima in it, of which the ground tells the side.  Raises NoCertificate.
    """
    script = ground.opening(left, right)
    lhs, rhs = ground.put(left), ground.put(right)
    for old, new, lemma in _decided(ground, extremes):
        script.append(f"rewrite {lemma} by lra.")
        lhs, rhs = exchange(lhs, old, new), exchange(rhs, old, new)
    if isinstance(lhs, Derive):
        value = derivative(lhs)
        script += [f"apply (is_derive_to _ _ ({to_coq(value)})); [sx_derive |]."]
        script += prove(value, rhs, ground.known())
    else:
        script += prove(lhs, rhs, ground.known())
    return Theorem(name, comment, ground.binders(left, right), equal(left, right), tuple(script))


def _decided(ground: Ground, extremes: Sequence[Expr]) -> list[tuple[Term, Term, str]]:
    """What each |u|, max and min is on the ground, with the lemma that says so, the innermost first."""
    found: list[tuple[Term, Term, str]] = []
    for extreme in sorted(set(extremes), key=lambda e: (e.count_ops(), str(e))):
        old = ground.put(term_of(extreme))
        for before, after, _ in found:
            old = exchange(old, before, after)
        assert isinstance(old, Apply)
        arguments = " ".join(f"({to_coq(a)})" for a in old.arguments)
        if isinstance(extreme, Abs):
            (u,) = old.arguments
            up = not below_zero(ground, extreme.args[0])
            found.append((old, u if up else Neg(u), f"({'Rabs_pos_eq' if up else 'Rabs_left1'} {arguments})"))
        elif isinstance(extreme, Max | Min) and len(extreme.args) == 2:
            a, b = old.arguments
            first_is_less = below_zero(ground, extreme.args[0] - extreme.args[1])
            left = first_is_less == isinstance(extreme, Min)
            kind = "Rmax" if isinstance(extreme, Max) else "Rmin"
            found.append((old, a if left else b, f"({kind}_{'left' if left else 'right'} {arguments})"))
        else:
            raise NoCertificate(f"{extreme} is not decided by one sign")
    return found


def plain(expr: Expr, ground: Ground) -> Expr:
    """The expression on the ground, each |u|, sign, maximum and minimum in it replaced by what it is there."""
    while found := sorted(expr.atoms(Abs, Max, Min, sign), key=lambda e: (e.count_ops(), str(e))):
        part = found[0]
        if isinstance(part, Max | Min):
            low, high = part.args if below_zero(ground, part.args[0] - part.args[1]) else part.args[::-1]
            new = high if isinstance(part, Max) else low
        else:
            factor = -1 if below_zero(ground, part.args[0]) else 1
            new = factor * part.args[0] if isinstance(part, Abs) else factor
        expr = expr.xreplace({part: sympify(new)})
    return expr


def below_zero(ground: Ground, of: Expr) -> bool:
    """Whether an expression is negative (or 0, where its opposite is not) on the ground."""
    for side in ground.sides:
        if (side.of - of).expand() == 0:
            return side.negative
        if (side.of + of).expand() == 0:
            return not side.negative
    raise NoCertificate(f"the sign of {of} is not known")


def derivative_theorem(
    name: str, comment: tuple[str, ...], ground: Ground, by: Symbol, body: Expr, value: Expr
) -> Theorem:
    """The theorem that value is the derivative of body."""
    z = name_of(by)
    return equation(name, comment, ground, Derive(z, term_of(body), Var(z)), term_of(value))
