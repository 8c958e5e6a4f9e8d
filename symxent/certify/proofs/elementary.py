"""Exponentials, logarithms, roots and powers."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from sympy import Expr, Mul, Pow, Rational, S, exp, log

from symxent.certify import terms as coq
from symxent.certify.proofs.facts import bracketed, chained
from symxent.certify.proofs.formula import number, raised
from symxent.certify.proofs.script import Script
from symxent.certify.terms import Apply, Inv, Term, to_coq, total_of
from symxent.certify.theorem import NoCertificate
from symxent.logic.ring import Frac


def unknown(s: Script, e: Expr, found: Frac) -> list[str]:
    raise NoCertificate(f"why {e} has this value")


def opaque(s: Script, e: Expr, found: Frac) -> list[str]:
    """A function of which nothing is known: of equal arguments, equal values."""
    return [*(t for a in e.args for t in s.argument(a)), "reflexivity."]


def mirrored(s: Script, e: Expr, found: Frac) -> list[str]:
    """An odd or even function, at u or at −u."""
    return [*(t for a in e.args for t in s.argument(a)), "first [reflexivity | sx_close | sx_mirror]."]


def power_of(base: Term, n: Rational) -> Term:
    """base^n for n ≠ 0."""
    size = raised(base, abs(n))
    return size if n > 0 else Inv(size)


# -- exponentials --------------------------------------------------------------------------------------------------


def exponential(s: Script, e: Expr, found: Frac) -> list[str]:
    """e^(Σ nᵢ vᵢ + Σ cⱼ log fⱼ) = Π (e^vᵢ)^nᵢ Π fⱼ^cⱼ, by the parts of a step or by monomials."""
    (arg,) = e.args if isinstance(e, exp) else (e.exp,)
    u = s.value(arg)
    into = s.argument(arg)
    if not u[0]:
        return [*into, "apply exp_0."]
    step = s.step_for(("exp", s.c.ring.key(u)))
    inner: list[str | None] = []
    if step is None:
        parts = list(_monomials(s, u))
    else:
        parts = [
            _of_logarithm(s, f, n) if f is not None else _multiple(s, s.normal(s.value(v)), int(n))
            for v, n, f in step.parts
        ]
        inner = [s.at_value(exp(v, evaluate=False)) for v, _, f in step.parts if f is None]
    total = total_of([exponent for exponent, _ in parts])
    logs = [s.at_value(log(f, evaluate=False)) for _, _, f in step.parts if f is not None] if step is not None else []
    same = chained([*(f"try rewrite {name}" for name in logs if name), s.close(u)])
    into += [f"transitivity (exp ({to_coq(total)})); [f_equal; {same} |].", "rewrite ?exp_plus."]
    named = [*(name for _, name in parts), *inner]
    return [*into, *(f"try rewrite {name}." for name in named if name), s.close(found)]


def _multiple(s: Script, v: Term, n: int) -> tuple[Term, str | None]:
    """n v, and the fact that e to it is (e^v)^n."""
    exponent = coq.Mul(number(Rational(n)), v)
    if abs(n) == 1:
        tactics = [f"replace ({to_coq(exponent)}) with ({'' if n > 0 else '- '}({to_coq(v)})) by ring."]
        tactics += ["reflexivity." if n > 0 else "apply exp_Ropp."]
    else:
        lemma = "exp_multiple" if n > 0 else "exp_multiple_neg"
        tactics = [f"apply ({lemma} {abs(n)} ({to_coq(v)})); cbn [INR]; ring."]
    power = power_of(Apply("exp", (v,)), Rational(n))
    return exponent, s.equal(Apply("exp", (exponent,)), power, tactics)


def _of_logarithm(s: Script, f: Expr, n: Rational) -> tuple[Term, str | None]:
    """n log f, and the fact that e to it is f^n."""
    inner = s.normal(s.value(f))
    s.sign(f"0 < {bracketed(to_coq(inner))}", s.value(f))
    exponent = coq.Mul(number(n), Apply("ln", (inner,)))
    return exponent, s.equal(Apply("exp", (exponent,)), power_of(inner, n), ["sx_exp_ln."])


def _monomials(s: Script, u: Frac) -> Iterator[tuple[Term, str | None]]:
    ring = s.c.ring
    if len(u[1]) == 1:
        parts = [(ring.lowest((ring.ctx.from_dict({m: 1}), u[1])), k) for m, k in u[0].terms()]
    else:
        lead = u[0].leading_coefficient()
        parts = [((u[0] / lead, u[1]), lead)]
    for unit, k in parts:
        atoms = ring.atoms_of(unit)
        if len(atoms) == 1 and unit[0].total_degree() == 1 and isinstance(f := ring.meaning[atoms[0]], log):
            yield _of_logarithm(s, f.args[0], Rational(int(k.p), int(k.q)))
            continue
        times = k * s.c.scales.get(ring.key(unit), int(k.q))
        fine, n = (int((times / k).p), int(times.p)) if times.q == 1 else (int(k.q), int(k.p))
        yield _multiple(s, s.normal(ring.lowest((unit[0] / fine, unit[1]))), n)


# -- logarithms ----------------------------------------------------------------------------------------------------


def logarithm(s: Script, e: Expr, found: Frac) -> list[str]:
    """log u = Σ cᵢ log fᵢ + r, by the parts of a step or by the factors of u."""
    c = s.c
    if len(e.args) > 1:
        raise NoCertificate("a logarithm to a base of its own")
    (arg,) = e.args
    u = s.value(arg)
    into = s.argument(arg)
    key = ("log", c.ring.key(u))
    step = s.step_for(key)
    if c.ring.key(u) == c.ring.key(c.ring.one):
        return [*into, "apply ln_1."]
    if step is None and c.ring.number.get(key) is not None:
        return [*into, "reflexivity."]
    parts = step.parts if step is not None else tuple(_factors(s, u))
    q = lcm(1, *(int(x.q) for f, x in parts if f is not None))
    summands: list[Term] = []
    factors: list[Term] = []
    fractions, inner = [found], []
    for f, x in parts:
        if f is None:
            fractions.append(s.value(x))
            summands.append(coq.Mul(number(Rational(q)), s.normal(s.value(x))))
            factors.append(_exponential_of(s, summands[-1], x, q))
            continue
        base = s.normal(s.value(f))
        s.sign(f"0 < {bracketed(to_coq(base))}", s.value(f))
        summands.append(coq.Mul(number(x * q), Apply("ln", (base,))))
        factors.append(power_of(base, x * q))
        ln = log(f, evaluate=False)
        fractions.append(s.value(ln))
        name = s.at_value(ln)
        inner += [f"try rewrite {name}."] if name else []
    size, product = s.normal(u), coq.product(factors)
    power = size if q == 1 else coq.Pow(size, q)
    s.sign(f"0 < {bracketed(to_coq(size))}", u)
    made = s.equal(power, product, [*s.exponentials(product), s.close(u, *fractions, *s.exponents)])
    split = s.equal(Apply("ln", (product,)), total_of(summands), ["sx_ln_split."])
    by = [f"rewrite {name}." for name in (made, split) if name]
    if q > 1:
        into += [f"apply (Rmult_eq_reg_l {q}); [| lra].", f"transitivity (ln ({to_coq(power)}))."]
        into += ["{ rewrite ln_power by assumption. cbn [INR]. ring. }"]
    return [*into, *by, *inner, s.close(*fractions)]


def _factors(s: Script, u: Frac) -> Iterator[tuple[Expr | None, Expr]]:
    """The positive factors of a number with their exponents, and what stands in its exponentials."""
    c = s.c
    factors, lead = c.signs.factors(u), u[0].leading_coefficient()
    if abs(lead) != 1:
        yield Rational(int(abs(lead.p)), int(lead.q)), S.One
    for f, k in factors:
        a, (sg, _) = c.meaning_of(f), c.signs.of_factor(f)
        if isinstance(a, exp):
            yield None, k * a.args[0]
        else:
            yield c.expression(f * sg), Rational(k)


def _exponential_of(s: Script, exponent: Term, r: Expr, q: int) -> Term:
    """e^(q r), with the fact of what it is."""
    e = exp(q * r, evaluate=False)
    value = s.value(e)
    s.exponents.append(value)
    made = Apply("exp", (exponent,))
    known = s.known.get(e)
    same = f"replace ({to_coq(exponent)}) with ({to_coq(s.words.term(e.args[0]))})"
    inner = s.value(e.args[0])
    tactics = [f"{same} by ({chained([*s.rewritten(e.args[0]), s.close(inner)])})."]
    name = s.equal(made, s.normal(value), [*tactics, f"exact {known}." if known else "reflexivity."])
    if name is not None:
        s.products[to_coq(made)] = name
    return made


# -- roots and powers ----------------------------------------------------------------------------------------------


def root(s: Script, e: Expr, found: Frac) -> list[str]:
    """b^(p/q), or b^u for an exponent that is no number."""
    c = s.c
    if not e.exp.is_Rational:
        return _power(s, e, found)
    p, q = int(e.exp.p), int(e.exp.q)
    b = s.value(e.base)
    into = s.argument(e.base)
    name, size = ("sqrt", "sqrt_is") if q == 2 else ("root", "root_is")
    step = s.step_for(("root", c.ring.key(b), c.ring.key(c.value(e.exp))))
    if step is None and c.ring.key(found) == c.ring.key(c.value(e)):
        return [*into, s.close(found) if b[0] else f"apply {name}_0."]
    s.sign(f"0 <= {bracketed(to_coq(s.normal(found)))}", found)
    sides = ["lia"] * (q != 2) + ["assumption"] * (1 + (p > 1)) + [s.close(found, b)[:-1]]
    if p > 1:
        s.sign(f"0 <= {bracketed(to_coq(s.normal(b)))}", b)
        size = size.replace("_is", "_power_is")
    return [*into, f"apply {size}; [{' | '.join(sides)}]."]


def _power(s: Script, e: Pow, found: Frac) -> list[str]:
    c = s.c
    if e.base is S.Zero:
        u = s.value(e.exp)
        into = s.argument(e.exp)
        if not u[0]:
            return [*into, "apply if_eq_yes. reflexivity."]
        s.sign_of(u, "<>")
        return [*into, "apply if_eq_no. assumption."]
    if not c.value(e.base)[0]:
        zero = Pow(S.Zero, e.exp, evaluate=False)
        s.value(zero)
        return [*s.argument(e.base), "rewrite power_0.", s.exactly(zero)]
    if e.base is S.NegativeOne:
        return _of_minus_one(s, e.exp)
    if c.signs.of_expression(e.base) == (-1, True):
        signed = Mul(*(Pow(b, e.exp, evaluate=False) for b in (S.NegativeOne, -e.base)), evaluate=False)
        s.sign_at(e.base), s.value(signed)
        base = bracketed(to_coq(s.words.term(e.base)))
        same = f"rewrite (power_neg {base}) by (assumption || sx_is_whole). f_equal; f_equal; ring."
        return [f"transitivity ({to_coq(s.words.term(signed))}).", f"{{ {same} }}", s.exactly(signed)]
    if c.signs.of_expression(e.base) != (1, True):
        return _of_any(s, e, found)
    s.sign_at(e.base)
    power = exp(e.exp * log(e.base, evaluate=False), evaluate=False)
    s.value(power)
    same = f"transitivity ({to_coq(s.words.term(power))}); [rewrite power_pos by assumption; f_equal; ring |]."
    return [same, s.exactly(power)]


def _of_minus_one(s: Script, exponent: Expr) -> list[str]:
    """(−1)^(Σ nᵢ mᵢ), a factor for each odd nᵢ."""
    u = s.value(exponent)
    parts, twice = [], s.c.ring.nought
    for m, k in u[0].terms():
        odd = int(k.p) % 2
        unit = s.c.ring.ctx.from_dict({m: 1})
        twice += unit * ((int(k.p) - odd) // 2)
        parts += [to_coq(s.polynomial(unit))] * odd
    apart = " + ".join([*(bracketed(part) for part in parts), f"2 * {bracketed(to_coq(s.polynomial(twice)))}"])
    return [
        *s.argument(exponent),
        f"transitivity (power (-1) ({apart})); [f_equal; ring |].",
        "rewrite ?power_apart by (lra || sx_is_whole).",
        "rewrite minus_one_even by sx_is_whole. rewrite ?minus_one_once. sx_close.",
    ]


def _of_any(s: Script, e: Pow, found: Frac) -> list[str]:
    """b^(u + n) = b^u b^n for a base of any sign and a whole u."""
    c, b, u = s.c, s.value(e.base), s.value(e.exp)
    into = [*s.argument(e.base), *s.argument(e.exp)]
    (i,) = (
        i
        for i in c.ring.atoms_of(found)
        if isinstance(c.ring.meaning[i], Pow) and not c.ring.meaning[i].exp.is_Rational
    )
    rest = c.value(c.ring.meaning[i].exp)
    gap = c.ring.subtract(u, rest)
    if not gap[0]:
        return [*into, s.close(found)]
    n = int(gap[0].leading_coefficient().p)
    base, inner = (bracketed(to_coq(s.normal(part))) for part in (b, rest))
    lemma, sign = ("power_more", "+") if n > 0 else ("power_less", "-")
    side = "first [left; solve [sx_nonzero] | right; sx_sign]" if n > 0 else "sx_nonzero"
    return [
        *into,
        f"transitivity (power {base} ({inner} {sign} INR {abs(n)})); [f_equal; cbn [INR]; ring |].",
        f"rewrite ({lemma} {base} {inner} {abs(n)}); [sx_close | sx_is_whole | {side}].",
    ]
