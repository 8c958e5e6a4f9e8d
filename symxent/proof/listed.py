"""Values that books list: the row of the table that a series, product, integral or function is; the logic checks it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product, takewhile

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Tuple,
    Wild,
    binomial,
    combsimp,
    cos,
    gamma,
    oo,
    pi,
    polygamma,
    sec,
    simplify,
    sin,
    sinc,
    sqrt,
)

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, Refused, Theorem
from symxent.logic.letters import alike
from symxent.logic.limits import written_out
from symxent.logic.listed import LISTED, X, conditions, row_of
from symxent.logic.listed_bounds import BOUNDS, after
from symxent.proof.budget import Undecided
from symxent.proof.calculus import Search, first_theorem
from symxent.proof.deadline import NotAsked, OutOfTime, within

SECONDS = 4.0  # for one simplification, which takes a tenth: a slow machine is to find what a fast one does
HEADS = (binomial, gamma, polygamma, Product)  # of what the table lists but integrals and what has no end
Part = tuple[Expr, Integer, Tuple, Expr, Dummy]  # of the principle
Named = tuple[str, tuple[Expr, ...], Expr]  # a row, its u, and the multiple


def without_end(*sides: Expr) -> list[Expr]:
    """The sums and products without end in expressions."""
    found = {e for side in sides for e in side.atoms(Sum, Product) if any(limit[-1] is oo for limit in e.limits)}
    return sorted(found, key=str)


def by_listed(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim that holds once its series, products and integrals have values of the table, or one of its
    functions; raises Undecided."""
    held = [*without_end(claim.lhs, claim.rhs), *sorted(claim.lhs.atoms(Integral) | claim.rhs.atoms(Integral), key=str)]
    parts, premises, missing = [], [], None
    for e in held:
        found = next(_rows(e, claim, domain, search), None)
        if found is None:
            missing = missing or e
            continue
        parts.append(found[0])
        premises += found[1]
    if missing is not None and not parts:
        raise Undecided(f"{missing} is not in the table, or does not converge for all that is meant")
    if held:
        return _with_values(claim, domain, search, parts, premises)
    kinds = (*HEADS, Sum)
    for e in sorted(claim.lhs.atoms(*kinds) | claim.rhs.atoms(*kinds), key=str):
        for part, theorems in _rows(e, claim, domain, search):
            try:
                return _with_values(claim, domain, search, [part], theorems)
            except Undecided:
                continue
    raise Undecided("nothing that the table lists")


def _with_values(claim: Claim, domain: Domain, search: Search, parts: list[Part], premises: list[Theorem]) -> Proof:
    values = {part[0]: value_of(part) for part in parts}
    sides = claim.lhs.xreplace(values), claim.rhs.xreplace(values)
    whole = first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search)
    if whole is None:
        raise Undecided(f"the values are {', '.join(map(str, values.values()))}, which does not make it true")
    return By("listed", (whole, *premises), tuple(parts))


def by_listed_bound(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of an inequality that is one of the table but for what is proved otherwise; raises Undecided."""
    for number, row in enumerate(BOUNDS.values()):
        for e in sorted(claim.lhs.atoms(row.of) | claim.rhs.atoms(row.of), key=str):
            u = Tuple(*row.letters(*e.args))
            try:
                needed = after(claim, row, u) if u else []
            except Refused:
                continue
            if not needed or (needed[0].lhs - needed[0].rhs).has(e):  # one that it does not get rid of
                continue
            made = (first_theorem(one, domain, search) for one in needed)
            theorems = [one for one in takewhile(lambda theorem: theorem is not None, made) if one is not None]
            if len(theorems) == len(needed):
                return By("listed bound", tuple(theorems), (Integer(number), u))
    raise Undecided("no inequality of the table")


def value_of(part: Part) -> Expr:
    """What the table says that something is."""
    _, number, u, c, _ = part
    return c * list(LISTED.values())[int(number)].value(*u)


def candidates(e: Expr) -> tuple[Dummy, Iterator[Named]]:
    """Rows that an expression may be a multiple of, by the shape of its terms or its integrand, with their letter."""
    m = Dummy("m", integer=True, nonnegative=True)
    if isinstance(e, Integral):
        return Dummy("x", real=True), _of_integrals(e)
    if not (isinstance(e, Sum | Product) and e.has(oo)):
        return m, _of_functions(e)
    k, low, high = e.limits[0] if len(e.limits) == 1 else (None, S.NaN, oo)
    if (low, high) == (-oo, oo):
        m = Dummy("m", integer=True)
        return m, _of_both_sides(e.function.xreplace({k: m}), m)
    if not low.is_Integer:
        return m, iter(())
    f = e.function.xreplace({k: low + m})
    return m, _of_series(f, m) if isinstance(e, Sum) else _of_products(f, m)


def _rows(e: Expr, claim: Claim, domain: Domain, search: Search) -> Iterator[tuple[Part, list[Theorem]]]:
    """The rows that an expression is c times, with what shows it."""
    m, named = candidates(e)
    for name, u, c in dict.fromkeys(named):
        row = LISTED[name]
        if any(one.has(S.NaN, S.ComplexInfinity, oo, m) for one in (*u, c)):
            continue
        try:
            claims = conditions(claim, row, e, Tuple(*u), c, m)
        except Refused:
            continue
        theorems = [first_theorem(one, _of_terms(m, one, domain), search) for one in claims]
        if all(theorem is not None for theorem in theorems):
            yield (e, row_of(name), Tuple(*u), c, m), [theorem for theorem in theorems if theorem is not None]


def _of_terms(m: Dummy, one: Claim, domain: Domain) -> Domain:
    """What a claim assumes, about a letter of an integrand or of terms, too."""
    h = one.hypotheses
    where = {m: h.where[m]} if m in h.where else {}
    return domain.extended(where=where, indices={m: h.indices[m]} if m in h.indices else {})


def _simplified(e: Expr) -> Expr | None:
    try:
        return within(SECONDS, lambda: simplify(combsimp(e)))
    except (NotAsked, OutOfTime, Exception):
        return None


def _of_series(f: Expr, m: Dummy) -> Iterator[Named]:
    """Rows whose terms may be multiples of these: powers of what is linear in m, or with the u of their ratio."""
    yield from _of_powers(f, m)
    yield from _of_factors(f, m)
    for name in _constant_series():
        form = LISTED[name].form()
        yield name, (), (f / form.function.xreplace({form.variables[0]: m})).xreplace({m: S.Zero})
    if isinstance(f, Add) and len(f.args) == 2:
        a, b = ((1 / part - m).expand() for part in sorted(f.args, key=lambda part: part.could_extract_minus_sign()))
        yield "differences of inverses", (a, (-b - 2 * m).expand()), S.One
    ratio = _simplified(f.xreplace({m: m + 1}) / f)
    if ratio is None:
        return
    even, odd = 2 * m + 2, 2 * m + 1
    scaled = {
        "geometric": ratio,
        "arithmetic-geometric": ratio * (m + 1) / (m + 2),
        "exponential": ratio * (m + 1),
        "logarithm": ratio * (m + 2) / (m + 1),
        "arc tangent": -ratio * (odd + 2) / odd,
        "sin x/x": -ratio * even * (odd + 2),
        "sine": -ratio * even * (odd + 2),
        "arc sine": ratio * (odd + 2) / (2 * (m + 1)),
        "cosine": -ratio * odd * even,
        "hyperbolic cosine": ratio * odd * even,
        "hyperbolic sine": ratio * even * (odd + 2),
        "area tangent": ratio * (odd + 2) / odd,
        "squares by geometric": ratio * ((m + 1) / (m + 2)) ** 2,
        "central binomial": ratio * (m + 1) / (2 * odd),
    }
    named: list[tuple[str, tuple[Expr, ...]]] = []
    for name, power in scaled.items():
        u = power.cancel()
        if u.has(m) or u == 0:
            continue
        if name in OF_SQUARES:
            u = sqrt(u).replace(Abs, lambda size: size)
            if u.is_real is False:
                continue
        named.append((name, (u,)))
    slope = (ratio * (m + 1)).expand().coeff(m)  # u (z − m)
    if slope != 0:
        named.append(("binomial", (-slope, ((ratio * (m + 1) / -slope) + m).cancel())))
    for name, us in named:
        form = LISTED[name].form(*us)
        if not isinstance(form, Sum):  # of terms that are all 0, say
            continue
        first = form.function.subs(form.variables[0], 0)
        yield name, us, f.xreplace({m: S.Zero}) / first if first != 0 else S.NaN


def _of_both_sides(f: Expr, m: Dummy) -> Iterator[Named]:
    """Rows of terms for all whole numbers."""
    c, powers = f.as_independent(m, as_Add=False)
    base, p = powers.as_base_exp()
    if base == sinc(m):
        yield "powers of sin m/m", (p,), c


def _of_factors(f: Expr, m: Dummy) -> Iterator[Named]:
    """Rows with a factor by which they are known: with that divided off, the ratio of their terms tells u."""
    us: tuple[Expr, ...]
    for part in Mul.make_args(f):
        turn = part.args[-1].expand() if isinstance(part, sin | cos | polygamma) else S.Zero
        if isinstance(part, sin | cos) and turn.coeff(m) == pi / 2:
            name, us, scale = _PHASED[part.func], (turn.xreplace({m: S.Zero}),), m + 1
        elif part == polygamma(0, m + 1):
            name, us, scale = "digammas", (), S.One
        else:
            continue
        rest = f / part
        ratio = _simplified(rest.xreplace({m: m + 1}) / rest * scale)
        if ratio is not None and not ratio.has(m):
            yield name, (ratio, *us), rest.xreplace({m: S.Zero})


_PHASED = {sin: "sine with a phase", cos: "cosine with a phase"}


def _of_powers(f: Expr, m: Dummy) -> Iterator[Named]:
    """c (±1)^m Π (m + aᵢ)^−rᵢ."""
    c: Expr = S.One
    factors: dict[Expr, Expr] = {}
    sign = 1
    for base, power in Mul(*(q**p for q, p in f.factor().as_powers_dict().items())).as_powers_dict().items():
        slope = base.expand().coeff(m)
        if base == -1 and power.has(m):
            sign = -1
            c *= Pow(-1, power - m)
        elif slope != 0 and not (base - slope * m).expand().has(m) and not power.has(m):
            a = (base / slope - m).expand()
            c *= slope**power
            factors[a] = factors.get(a, 0) - power
        elif base.has(m) or power.has(m):
            return
        else:
            c *= base**power
    c = c.expand() if c.is_number else c
    if len(factors) == 2 and sign == 1 and set(factors.values()) == {1}:
        yield "digamma", tuple(factors), c
    if len(factors) != 1:
        return
    ((a, r),) = factors.items()
    half = r / 2
    if a == 1:
        yield ("inverse even powers" if sign == 1 else "alternating inverse even powers"), (half,), c
    if a == Rational(1, 2) and sign == -1:
        yield "alternating inverse odd powers", ((r - 1) / 2,), c * 2**r
        yield "Catalan's constant", (), c * 4
    yield ("polygamma" if sign == 1 else "alternating polygamma"), (r - 1, a), c


def _of_products(f: Expr, m: Dummy) -> Iterator[Named]:
    yield "product of Wallis", (), S.One
    scaled = {"product of the sine": (1 - f) * (pi * (m + 1)) ** 2}
    scaled["product of the cosine"] = (1 - f) * (pi * (2 * m + 1)) ** 2 / 4
    if isinstance(f, cos | sec):
        scaled["product of halves" if isinstance(f, cos) else "product of secants"] = (f.args[0] * 2 ** (m + 1)) ** 2
    for name, square in scaled.items():
        found = _simplified(square)
        if found is not None and not found.has(m):
            yield name, (sqrt(found).replace(Abs, lambda size: size),), S.One


def _of_integrals(e: Integral) -> Iterator[Named]:
    """Rows of these ends: u by a match with their integrand, or such numbers that their ratio is one at two points."""
    if len(e.limits) != 1 or len(e.limits[0]) != 3:
        return
    letter = Dummy("x", positive=True)
    plain = e.function.xreplace({e.limits[0][0]: letter})
    body = written_out(plain)
    for name, row in LISTED.items():
        count = row.form.__code__.co_argcount
        wild = [Wild(w, exclude=[letter]) for w in "pqr"[:count]]
        form = row.form(*wild)
        if not isinstance(form, Integral) or form.limits[0][1:] != e.limits[0][1:]:
            continue
        c = Wild("c", exclude=[letter, 0])
        for one in dict.fromkeys((plain, body)):
            found = one.match(c * form.function.xreplace({X: letter}))
            if found and all(w in found for w in wild):
                yield name, tuple(found[w] for w in wild), found[c]
        known = body.free_symbols <= {letter} and not body.has(Derivative)
        for us in product(SOME, repeat=count) if known else ():
            ratio = body / row.form(*us).function.xreplace({X: letter})
            here, there = (ratio.xreplace({letter: at}).evalf() for at in (Rational(2, 7), Rational(3, 5)))
            if (gap := here - there).is_comparable and abs(gap) < Rational(1, 10**9):
                yield name, us, _simplified(ratio) or S.NaN


#: Series whose terms have u², u⁴, … as factors.
OF_SQUARES = {
    *("arc tangent", "sin x/x", "sine", "arc sine", "cosine"),
    *("hyperbolic cosine", "hyperbolic sine", "area tangent"),
}


@cache
def _constant_series() -> list[str]:
    """Series without letters."""
    return [name for name, row in LISTED.items() if not row.form.__code__.co_argcount and isinstance(row.form(), Sum)]


#: What the letters of an integrand may be.
SOME = (S.One, Integer(2), Integer(3), Rational(1, 2), Rational(3, 2), Integer(4))


def _of_binomials(e: Sum | Product) -> Iterator[Named]:
    """Σ C(n, k) x^k y^(n − k): what is left of a term at k = 0 and k = 1."""
    k, _, n = e.limits[0]
    of_order = "binomial theorem", "binomial theorem, differentiated", "binomial theorem, differentiated twice"
    for order, name in enumerate(of_order):
        powers = e.function / binomial(n, k) / k**order
        ratio = None if powers.has(binomial) else _simplified(powers.xreplace({k: k + 1}) / powers)  # x/y
        if ratio is None or ratio.has(k):
            continue
        for y in (*(p.base for p in powers.atoms(Pow) if p.exp.has(n)), S.One):
            c = _simplified(powers.xreplace({k: S.Zero}) / y**n)
            if c is not None:
                yield name, (n, (ratio * y).cancel(), y), c


def _of_functions(e: Expr) -> Iterator[Named]:
    """Rows that are neither sums, products without end nor integrals."""
    if isinstance(e, Sum | Product) and len(e.limits) == 1 and e.limits[0][1] == 0:
        yield from _of_binomials(e)
        m = e.limits[0][2] + 1
        first = e.function.xreplace({e.limits[0][0]: S.Zero})
        if isinstance(first, gamma):
            yield "multiplication of Γ", (first.args[0], m), S.One
        if isinstance(first, polygamma):
            n, z = first.args
            yield ("multiplication of ψₙ", (z, m, n), S.One) if n != 0 else ("multiplication of ψ", (z, m), S.One)
    if isinstance(e, polygamma):
        n, z = e.args
        terms = Add.make_args(z.expand())
        if all(t.is_Rational or (t.as_coeff_Mul()[0] / 2).is_Integer for t in terms) and not z.is_number:
            yield ("duplication of ψ", (z / 2,), S.One) if n == 0 else ("duplication of ψₙ", (z / 2, n), S.One)
    for name in ("ψ′ at a quarter", "ψ′ at three quarters"):
        if alike(e, LISTED[name].form()):
            yield name, (), S.One
    if not isinstance(e, Sum | Product) or len(e.limits) != 1:
        return
    k, low, high = e.limits[0]
    if isinstance(e, Product) and isinstance(e.function, sin) and low == 1:
        yield "product of sines", (high + 1,), S.One
    if isinstance(e, Sum) and isinstance(e.function, Pow):
        r, z = -e.function.exp - 1, e.function.base.xreplace({k: S.Zero})
        yield "shifted ψₙ", (r, z, high + 1), S.One
        yield "shifted ψₙ, backwards", (r, z, high), S.One
