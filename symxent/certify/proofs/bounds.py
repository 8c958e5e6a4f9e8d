"""Signs that rest on a bound: the ends of an interval, one logarithm, log t ≥ 1 − 1/t, e^t ≥ 1 + t, terms of a sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from flint import fmpq_mpoly
from sympy import Expr, Indexed, Rational, Sum, Symbol, exp, log

from symxent.certify.proofs.facts import bracketed
from symxent.certify.proofs.formula import number
from symxent.certify.proofs.script import Script
from symxent.certify.terms import Total, to_coq
from symxent.certify.theorem import NoCertificate
from symxent.logic import Step
from symxent.logic.letters import put
from symxent.logic.ring import Frac, Refused, Vacuous, at, coefficients, primitive_part


def bounds_of(s: Script, f: fmpq_mpoly) -> None:
    """Say what is known of the sign of a polynomial that its terms do not show."""
    if len(f) == 1 or s.c.signs.by_terms(f, frozenset()) == (1, True):
        return
    for step in _steps(s, f):
        with suppress(NoCertificate, Refused, Vacuous):
            _BY_STEP[step.rule](s, step, f)
            return
    if _by_discriminant(s, f):
        return
    _own_terms(s, f)
    for i in s.c.ring.atoms_of((f, s.c.ring.unit)) if f.total_degree() > 1 else ():  # else Coq sees it
        if f.degrees()[i] == 1 and isinstance(s.c.ring.meaning[i], Symbol | Indexed):
            with suppress(NoCertificate, Refused, Vacuous):
                _between_ends(s, s.c.ring.meaning[i], f)
                return


def _steps(s: Script, f: fmpq_mpoly) -> Iterator[Step]:
    """The steps of the proof that speak of the sign of a polynomial."""
    name = str(primitive_part(f)[1])
    for step in list(s.c.applied):
        if step.rule in _BY_STEP:
            n, d = s.c.value(step.args[0])
            if n and d.is_constant() and str(primitive_part(n)[1]) == name:
                yield step


def _by_discriminant(s: Script, f: fmpq_mpoly) -> bool:
    """α u² + β u + γ > 0 for α > 0 and β² < 4 α γ."""
    signs, ring = s.c.signs, s.c.ring
    for i, degree in enumerate(f.degrees()):
        parts = coefficients(f, i) if degree and degree % 2 == 0 else {}
        if 0 not in parts or not set(parts) <= {0, degree // 2, degree}:
            continue
        a, b, c = parts[degree], parts.get(degree // 2, ring.nought), parts[0]
        gap = 4 * a * c - b * b
        if not gap or signs.of_polynomial(gap) != (1, True) or signs.of_polynomial(a) != (1, True):
            continue
        s.sign_of((a, ring.unit), "0 <")
        s.sign_of((gap, ring.unit), "0 <")
        root = 2 * a * ring.gens[i] ** (degree // 2) + b
        given = " ".join(bracketed(to_coq(s.polynomial(part))) for part in (a, f, root, gap))
        claim = f"0 < {bracketed(to_coq(s.polynomial(f)))}"
        s.say(claim, [f"apply (positive_by_discriminant {given}); [sx_sign | sx_sign | sx_close]."], "s")
        return True
    return False


def _terms(s: Script, step: Step, f: fmpq_mpoly) -> None:
    """A sum of what has one sign."""
    value = s.value(step.args[0])
    parts = [s.value(part) for part in step.parts]
    side = s.c.signs.of(value)
    for part in parts:
        sg, strict = s.c.signs.of(part)
        s.sign_of(part if sg > 0 else s.c.ring.negative(part), "0 <" if strict else "0 <=")
    inner, relation = bracketed(to_coq(s.normal(value))), "<" if side[1] else "<="
    s.say(f"0 {relation} {inner}" if side[0] > 0 else f"{inner} {relation} 0", ["lra."], "s")


def _affine(s: Script, step: Step, f: fmpq_mpoly) -> None:
    _between_ends(s, step.parts[0], f)


def _between_ends(s: Script, x: Expr, f: fmpq_mpoly) -> None:
    """What is affine in a letter has the sign that it has at both ends of the letter's range."""
    ring, r = s.c.ring, s.c.hypotheses.range_of(x)
    if r.low is None or r.high is None:
        raise NoCertificate("a range without an end")
    relations, numbers = [], []
    for end in (r.low, r.high):
        value = (at(f, ring.number[x], end), ring.unit)
        sg, strict = s.c.signs.of(value) if value[0] else (1, False)
        if sg <= 0:
            raise NoCertificate("a sign that the ends do not show")
        s.sign_of(value, "0 <" if strict else "0 <=")
        relations.append(to_coq(s.normal(value)))
        numbers.append(bracketed(to_coq(number(Rational(int(end.p), int(end.q))))))
    strict = s.c.signs.of((f, ring.unit))[1]
    given = " ".join(bracketed(t) for t in (*numbers, to_coq(s.words.term(x)), *relations, to_coq(s.polynomial(f))))
    lemma = "strictly_between_ends" if strict else "between_ends"
    claim = f"0 {'<' if strict else '<='} {bracketed(to_coq(s.polynomial(f)))}"
    s.say(
        claim,
        [f"apply ({lemma} {given}); [sx_members; lra | sx_members; lra | lra | lra | sx_close | ..]; sx_ends."],
        "s",
    )


def _one_logarithm(s: Script, step: Step, f: fmpq_mpoly) -> None:
    n, _ = step.parts
    u = step.args[0]
    power = exp(n * u, evaluate=False)
    value = s.value(power)
    gap = s.c.ring.subtract(value, s.c.ring.one)
    sg, strict = s.c.signs.of(gap)
    s.sign_of(gap if sg > 0 else s.c.ring.negative(gap), "0 <" if strict else "0 <=")
    side = to_coq(s.normal(value))
    inner = to_coq(s.normal(s.value(u)))
    into = [f"apply (side_of_logarithm {bracketed(to_coq(number(n)))} ({inner}) ({side})); [lra | | lra]."]
    same = f"transitivity ({to_coq(s.words.term(power))}); [f_equal; symmetry; {{}} |]."
    argument = n * u
    s.value(argument)
    steps = "; ".join(row.removesuffix(".") for row in [*s.rewritten(argument), s.close(s.value(argument))])
    relation = "<" if strict else "<="
    claim = f"0 {relation} {bracketed(inner)}" if sg > 0 else f"{bracketed(inner)} {relation} 0"
    s.say(claim, [*into, same.format(f"({steps})"), s.exactly(power)], "s")


def _by_bound(below: Callable[[Expr], Expr], lemma: str, positive: bool) -> Callable[[Script, Step, fmpq_mpoly], None]:
    """u ≥ l for u − l = Σ cᵢ below(tᵢ)."""

    def say(s: Script, step: Step, f: fmpq_mpoly) -> None:
        (u,), (lower, *pairs) = step.args, step.parts
        bottom = s.value(lower)
        strict = bool(bottom[0]) and s.c.signs.of_expression(lower)[1]
        s.sign_of(bottom, "0 <" if strict else "0 <=")
        whole = [to_coq(s.normal(bottom))]
        fractions: list[Frac] = [bottom]
        for k, t in pairs:
            one = below(t)
            t_, k_, one_ = (bracketed(to_coq(s.words.term(e))) for e in (t, k, one))
            s.sign_at(k), s.value(one)
            if positive:
                s.sign_at(t)
            fact = s.say(f"0 <= {one_}", [f"apply ({lemma} {t_}){'; assumption' if positive else ''}."], "s")
            s.say(f"0 <= {k_} * {one_}", [f"apply Rmult_le_pos; [sx_sign | exact {fact}]."], "s")
            whole.append(f"{k_} * {one_}")
            fractions += [s.value(k), s.value(one)]
        value = s.value(u)
        inner = bracketed(to_coq(s.normal(value)))
        rewriting = s.rewritten(*(e for k, t in pairs for e in (k, below(t))))
        equal = s.say(f"{inner} = {' + '.join(whole)}", [*rewriting, s.close(value, *fractions)])
        s.say(f"0 {'<' if strict else '<='} {inner}", [f"rewrite {equal}. lra."], "s")

    return say


def _below_log(t: Expr) -> Expr:
    return log(t, evaluate=False) - 1 + 1 / t


def _below_exp(t: Expr) -> Expr:
    return exp(t, evaluate=False) - 1 - t


_BY_STEP: dict[str, Callable[[Script, Step, fmpq_mpoly], None]] = {
    "affine": _affine,
    "terms": _terms,
    "one logarithm": _one_logarithm,
    "1 − 1/t ≤ log t": _by_bound(_below_log, "ln_lower_bound", positive=True),
    "1 + t ≤ e^t": _by_bound(_below_exp, "exp_lower_bound", positive=False),
}


def _own_terms(s: Script, f: fmpq_mpoly) -> None:
    """One of several positive terms is less than their sum."""
    c, meaning = s.c, s.c.ring.meaning
    atoms = c.ring.atoms_of((f, c.ring.unit))
    places = {i for j in atoms for x in meaning[j].atoms(Indexed) for i in x.indices}
    for total in (meaning[j] for j in atoms):
        if not isinstance(total, Sum) or len(total.limits) != 1:
            continue
        v, low, high = total.limits[0]
        sg, strict = c.signs.of_expression(total.function)
        if low != 1 or sg <= 0:
            continue
        strict = strict and c.integers.at_least(high - low, 1)
        for place in sorted((p for p in places if p.free_symbols <= _free(s, f)), key=str):
            if not (c.integers.at_least(place, low) and c.integers.at_least(high, place)):
                continue
            with s.for_each(v) as lines:
                goal = s.sign_of(c.value(total.function), "0 <" if strict else "0 <=")
                into = f"intros {s.letter(v)} {s.letter(v)}_at."
                body = s.normal(c.value(total.function))
                name = s.letter(v)
            own = to_coq(s.normal(c.value(put(total.function, v, place))))
            n, at = (bracketed(to_coq(s.words.natural(e))) for e in (high, place))
            lemma = "term_lt_total" if strict else "term_le_total"
            claim = f"{own} {'<' if strict else '<='} {to_coq(Total(name, body, s.words.natural(high)))}"
            start = f"apply ({lemma} (fun {name} => {to_coq(body)}) {n} {at}); [{'lia | ' * (1 + strict)}{into[:-1]}]."
            s.say(claim, [start, *lines, f"exact {goal}."], "s")


def _free(s: Script, f: fmpq_mpoly) -> set[Expr]:
    return {x for j in s.c.ring.atoms_of((f, s.c.ring.unit)) for x in s.c.ring.meaning[j].free_symbols}
