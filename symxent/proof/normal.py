"""The exp–log–rational normal form: is an expression zero on its domain, and what is its canonical form.

The class.  Rational functions of real symbols, of exponentials and logarithms of members of the class, of powers with
rational or symbolic exponents over positive bases, of |·|, max, min, sign and case distinctions, of Kronecker deltas,
of sums over an index from 1 to a symbolic end, and of unknown functions.  sigmoid, tanh, softplus, logit, softmax,
logsumexp and their like are members by definition.

Soundness.  Each rule that is applied is an identity at every point of the domain at which the expression is defined,
so an answer of *zero* holds there.  It is given only if the numerator reduces to 0 in ℚ[generators].

Completeness.  An answer of *not zero* is right when the generators are algebraically independent over ℚ.  That is so
for exponentials of linearly independent monomials in the symbols (with no constant term), for logarithms of distinct
irreducible factors beside them (both by Ax's theorem, Schanuel's conjecture for functions; an exponential or a
logarithm on top of others is covered by the structure theorem of Risch as long as its argument is not one that the
tower below expresses), and for sums Σ_m f(x_m) whose summands are linearly independent modulo constants, since their
gradients then are independent for k large enough.  For numerals (e, π, logarithms of primes, roots) independence is
Schanuel's conjecture; unknown functions are taken as independent; sums whose summands mix several denominators, nested
roots and trigonometric functions may hide a relation.  There a true identity may come out as *not zero*: so the answer
*not zero* never refutes anything by itself, a witness does (``symxent.proof.refute``).
"""

from __future__ import annotations

from sympy import Expr

from symxent.language.domain import Domain
from symxent.proof.binding import sides_apart
from symxent.proof.budget import Budget, Undecided
from symxent.proof.cases import Found, canonical_in_cases, zero_in_every_case
from symxent.proof.facts import prepared
from symxent.proof.guard import guard
from symxent.proof.situation import sympified


def is_zero(expr: Expr, domain: Domain | None = None, *, seconds: float = 2.0) -> bool:
    """Whether an expression is zero everywhere on the domain; raises Undecided outside the class or the budget.

    >>> from sympy import exp, symbols
    >>> from symxent.language.functions import sigmoid
    >>> x = symbols("x", real=True)
    >>> is_zero(1 - sigmoid(x) - sigmoid(-x)), is_zero(sigmoid(x) - exp(x))
    (True, False)
    """
    return decide((expr,), sympified(domain or Domain()), Budget(seconds)).held


def decide(
    sides: tuple[Expr, ...],
    domain: Domain,
    budget: Budget,
    *,
    jointed: bool = False,
    boundaries: bool = False,
    nonnegative: tuple[Expr, ...] = (),
    joints: tuple[Expr, ...] = (),
) -> Found:
    """Whether the sides are equal (a single one: zero), the declared facts that this rests on, and a proof of it.

    ``nonnegative``: expressions that are ≥ 0 wherever the sides are defined; ``joints``: of which each sign is a case.
    """
    for e in sides:
        guard(e)
    sides = sides_apart(domain, *sides)
    if len(sides) == 2 and sides[0] == sides[1] and not joints:  # what is written alike has one normal form
        return Found(True)
    try:
        situation = prepared(domain, *sides, budget=budget, nonnegative=nonnegative)
        return zero_in_every_case(sides, situation, budget, jointed=jointed, boundaries=boundaries, joints=joints)
    except RecursionError:
        raise Undecided("the expression is nested too deep") from None


def canonical(expr: Expr, domain: Domain | None = None, *, seconds: float = 2.0) -> Expr:
    """An expression that depends on the value of ``expr`` alone, not on how it was written; raises Undecided.

    >>> from sympy import exp, symbols, tanh
    >>> from symxent.language.functions import sigmoid
    >>> x = symbols("x", real=True)
    >>> canonical((1 + tanh(x / 2)) / 2) == canonical(sigmoid(x))
    True
    """
    guard(expr)
    budget, domain = Budget(seconds), sympified(domain or Domain())
    (expr,) = sides_apart(domain, expr)
    try:
        return canonical_in_cases(expr, prepared(domain, expr, budget=budget), budget)
    except RecursionError:
        raise Undecided("the expression is nested too deep") from None
