"""Other ways to write a function whose limit is sought: as quotients, powers and logarithms of other things."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sympy import (
    Add,
    Dummy,
    Expr,
    Mul,
    Pow,
    Symbol,
    cancel,
    exp,
    expand,
    factor_terms,
    fraction,
    log,
    logcombine,
    powsimp,
    sift,
    together,
)

from symxent.logic.letters import kinds_in
from symxent.proof.deadline import NotAsked, OutOfTime, within

SECONDS = 2.0  # for one rewriting of SymPy's


def quotients(f: Expr, t: Symbol) -> Iterator[tuple[Expr, Expr]]:
    """a and b of f = a/b: an exponential that falls as its reciprocal, as it is written, each other factor below."""
    if not isinstance(f, Mul):
        return
    falling = [part for part in f.args if isinstance(part, exp) and part.args[0].could_extract_minus_sign()]
    number, rest = f.as_coeff_Mul()
    for part in falling:
        yield f / part, 1 / part
    below = Mul(*(1 / part for part in f.args if isinstance(part, Pow) and part.exp.could_extract_minus_sign()))
    if below.has(t):  # a sign may go into a sum above or below: then it is the quotient no more
        whole = rest * below, below / number
        yield whole if whole[0] / whole[1] == f else (f * below, below)
    for part in f.args:
        if part.has(t) and part not in falling and 1 / part != below:
            yield f / part, 1 / part


def forms(f: Expr, t: Symbol) -> Iterator[Expr | None]:
    """Other ways to write it, of which SymPy knows, for t > 0."""
    p = Dummy("p", positive=True)
    g = f.xreplace({t: p})
    ways: list[Callable[[], Expr]] = [
        lambda: g,
        lambda: cancel(together(g)),
        lambda: one_power(g),
        lambda: expand(g),
    ]
    if len(kinds_in(g, log)) > 1:
        ways.insert(1, lambda: logcombine(g, force=True))
    if isinstance(g, Add) and len(g.args) == 2 and g.has(Pow):
        a, b = g.args
        ways.insert(1, lambda: together((a**2 - b**2).expand()) / (together(a) - together(b)))
    for way in ways:
        form = tried(way)
        yield None if form is None else form.xreplace({p: t})


def of_fractions(f: Expr, t: Symbol) -> Expr:
    """For t > 0: √(a/b) as √a/√b, √t² being t; logarithms of fractions as one."""
    p = Dummy("p", positive=True)
    g = f.xreplace({t: p})
    if not isinstance(g, Add):
        if not any(map(_has_root_of_a_fraction, g.atoms(Pow))):
            return f
        rational, roots = sift(
            Mul.make_args(g.replace(_has_root_of_a_fraction, _root_of_a_fraction)),
            lambda e: e.is_rational_function(p),
            binary=True,
        )
        return (cancel(Mul(*rational)) * Mul(*roots)).xreplace({p: t})
    logs = [e.args[0] for e in g.atoms(log)]
    if len(logs) > 1 and any(fraction(together(u))[1].has(p) for u in logs):
        g = logcombine(g, force=True).replace(log, lambda u: log(cancel(together(u))))
    return g.xreplace({p: t})


def _has_root_of_a_fraction(e: Expr) -> bool:
    rooted = isinstance(e, Pow) and e.exp.is_Rational and not e.exp.is_Integer and e.base.is_rational_function()
    return rooted and not fraction(together(e.base))[1].is_number


def _root_of_a_fraction(e: Pow) -> Expr:
    above, below = fraction(together(e.base))
    return Pow(above, e.exp) / Pow(below, e.exp)


def one_power(f: Expr) -> Expr:
    """t t^a as t^(a + 1), and a^u b^v as e^(u log a + v log b)."""
    f = powsimp(f, combine="exp") if isinstance(f, Mul) else f
    powers = [e for e in Mul.make_args(f) if isinstance(e, exp) or (isinstance(e, Pow) and not e.exp.is_Rational)]
    if len(powers) < 2:
        return f
    exponent = Add(*(e.args[0] if isinstance(e, exp) else e.exp * log(e.base) for e in powers))
    return f / Mul(*powers) * exp(factor_terms(exponent))


def shorter(e: Expr) -> Expr:
    """The shorter of an expression and what its fractions come to when they are put together."""
    forms = [e, *(form for form in (tried(lambda: cancel(together(e))),) if form is not None)]
    return min(forms, key=lambda form: form.count_ops())


def tried(work: Callable[[], Expr]) -> Expr | None:
    """What a rewriting gives; None where it takes too long or fails."""
    try:
        return within(SECONDS, work)
    except (NotAsked, OutOfTime, Exception):
        return None
