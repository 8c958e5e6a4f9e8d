"""Finite sums: written out, taken apart, what is constant before them, and each delta picking its term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, Derivative, Expr, Indexed, Integer, KroneckerDelta, Mul, Pow, Product, S, Sum, Symbol, expand_mul

from symxent.certify import terms as coq
from symxent.certify.proofs.choices import by_deltas
from symxent.certify.proofs.facts import block, bracketed, chained
from symxent.certify.proofs.formula import number, put_as_written
from symxent.certify.proofs.script import Script
from symxent.certify.proofs.slopes import by_rules
from symxent.certify.terms import Term, Total, to_coq, total_of
from symxent.certify.theorem import NoCertificate
from symxent.logic import Step, derivatives, sums
from symxent.logic.checker import Checker
from symxent.logic.choices import with_deltas
from symxent.logic.letters import free_in, outermost, put
from symxent.logic.ring import Frac

MOST_TERMS = 40  # that are written out


def total(s: Script, e: Sum, found: Frac) -> list[str]:
    """Σ body: its terms one by one, or what it comes to for a length that is a letter."""
    c = s.c
    body, m, low, high = outermost(e)
    length = (high - low + 1).expand()
    if length.is_Integer:
        if length > MOST_TERMS:
            raise NoCertificate(f"a sum of {length} terms")
        terms = Add(*(put_as_written(body, {m: low + t}) for t in range(int(length))), evaluate=False)
        s.value(terms)
        if low == 1:
            return ["cbn [total].", *s.rewritten(*terms.args), s.close(found, *s.inside_of(terms))]
        return [
            *_as(s, e, terms, [f"rewrite (total_from_few _ _ _ {length}) by lia; cbn [total]; sx_terms."]),
            s.exactly(terms),
        ]
    if len(e.limits) > 1 and all(c.is_letter(w, a, b) for w, a, b in e.limits):
        if not all(isinstance(node, Symbol | Indexed) for node in s.nodes(e.function)):
            raise NoCertificate("a sum over several ranges at once")
        return ["repeat (apply total_ext; intros); sx_close."]
    if low != 1 or high.as_coeff_Add()[0] or sums.least_offset(body, m) or _apart(body, m) or _is_backwards(body, m):
        return _in_another_range(s, e)
    v = c.letter(body, m, S.One, high)
    b = put_as_written(body, {m: v})
    slopes = _slopes_in(c, b)
    if any(slope != d for d, slope in slopes.items()):
        return _carried_out(s, b, v, high, slopes)
    plain = with_deltas(b)
    if plain != b:
        return by_deltas(s, Sum(plain, (v, 1, high)), "apply total_ext; intros; ")
    if b.has(KroneckerDelta):
        inner = {t for x in b.atoms(Sum, Product) for t in x.variables}
        for delta in sorted(b.atoms(KroneckerDelta), key=str):
            place = sums.solved(delta, v)
            if place is not None and not place.free_symbols & inner:
                return _picked(s, b, v, high, delta, place, found)
    return _over(s, c.value(b), v, high, found, [b], to_coq(s.words.term(b)))


def say_sign(s: Script, e: Sum) -> None:
    """The sign of a sum as it is written, by that of its summands."""
    body, m, low, high = outermost(e)
    if low != 1 or len(e.limits) > 1:
        return
    v = s.c.letter(body, m, S.One, high)
    b = put_as_written(body, {m: v})
    sg, strict = s.c.signs.of_expression(b)
    strict = strict and s.c.integers.at_least(high, 1)
    whole = to_coq(s.words.term(e))
    with s.for_each(v) as lines:
        if s.sign_at(b) is None:
            return
        into = f"intros {s.letter(v)} {s.letter(v)}_at."
    lemma = ("total_pos" if sg > 0 else "total_neg") if strict else "total_nonneg" if sg > 0 else "total_nonpos"
    low_, high_ = ("0", whole) if sg > 0 else (whole, "0")
    tactics = [f"apply {lemma}; {'[lia |]; ' * strict}{into}", *lines, "lra."]
    s.say(f"{low_} {'<' if strict else '<='} {high_}", tactics, "s")


def _as(s: Script, e: Expr, other: Expr, tactics: list[str]) -> list[str]:
    """The tactics that put another expression in the place of one."""
    s.value(other)
    return [f"transitivity ({to_coq(s.words.term(other))}).", *block(tactics)]


def _apart(body: Expr, m: Symbol) -> list[Expr]:
    """The terms of a summand that are added up over ranges of their own."""
    terms = list(Add.make_args(expand_mul(body, deep=False)))
    return terms if len({sums.least_offset(t, m) for t in terms}) > 1 else []


def _is_backwards(body: Expr, m: Symbol) -> bool:
    """Whether a letter stands for the places of a summand from behind."""
    return {i.coeff(m) for x in body.atoms(Indexed) for i in x.indices if m in i.free_symbols} == {S.NegativeOne}


def _in_another_range(s: Script, e: Sum) -> list[str]:
    """The same sum over 1 … n, as the logic has it."""
    body, m, low, high = outermost(e)
    if terms := _apart(body, m):
        other = Add(*(Sum(t, (m, low, high)) for t in terms), evaluate=False)
        return [*_as(s, e, other, ["sx_together; sx_terms."]), s.exactly(other)]
    if _is_backwards(body, m):
        other = Sum(put(body, m, low + high - m), (m, low, high))
        return [
            *_as(s, e, other, ["try unfold total_from; rewrite total_backwards; apply total_ext; intros; sx_terms."]),
            s.exactly(other),
        ]
    name, shift = s.letter(m), sums.least_offset(body, m)
    moved = put(body, m, m - shift)
    f, g = (f"(fun {name} => {to_coq(s.words.term(b))})" for b in (body, moved))
    first, n = (low + shift).expand(), (high + shift).expand()
    lo, hi, size = (bracketed(to_coq(s.words.natural(i))) for i in (low, high, n))
    other, more = Sum(moved, (m, 1, n)), n.as_coeff_Add()[0]
    rows = [f"rewrite <- (total_from_1 {f} {hi})."] if low == 1 else []
    if first == 0:
        rows.append(f"rewrite (total_from_0 {f} {g} {lo} {hi} {size}); [| lia | intros; sx_terms].")
        other += put(moved, m, S.Zero)
    else:
        before = first - 1
        start = bracketed(to_coq(s.words.natural(before)))
        rows.append(f"rewrite (total_from_as {f} {g} {lo} {hi} {start} {size}); [| lia | lia | intros; sx_terms].")
        given = range(1, int(first)) if first.is_Integer else None
        other -= Sum(moved, (m, 1, before)) if given is None else Add(*(put(moved, m, Integer(t)) for t in given))
    if more and s.c.integers.at_least(n - more, 0):
        end = bracketed(to_coq(s.words.natural(n - more)))
        rows.append(
            f"rewrite (total_{'more' if more > 0 else 'less'} {g} {end} {abs(more)}){'' if more > 0 else ' by lia'}."
        )
        places = range(1, int(more) + 1) if more > 0 else range(int(more) + 1, 1)
        terms = Add(*(put(moved, m, n - more + t) for t in places))
        other = other.xreplace({Sum(moved, (m, 1, n)): Sum(moved, (m, 1, n - more))}) + (terms if more > 0 else -terms)
    return [*_as(s, e, other, [*rows, "cbn [total]; sx_terms."]), s.exactly(other)]


def quadratic_form(s: Script, e: Expr, squares: Expr) -> list[str] | None:
    """The tactics for Σⱼ vⱼ Σₗ (Σᵢ Aᵢⱼ sᵢ Aᵢₗ) vₗ = Σᵢ sᵢ (Σⱼ Aᵢⱼ vⱼ)²; None for another e."""
    outer = _taken_apart(e)
    middle = None if outer is None else _taken_apart(*outer.sums)
    inner = None if middle is None else _taken_apart(*middle.sums)
    if outer is None or middle is None or inner is None or len(outer.factors) != 1 or len(middle.factors) != 1:
        return None
    (j, d), (m, d2), (i, n), (v,), (v2,) = outer.range, middle.range, inner.range, outer.factors, middle.factors
    places = [a for a in inner.factors if isinstance(a, Indexed) and a.indices[-1] in (j, m)]
    weight = [a for a in inner.factors if a not in places]
    if {j, m} & {x for a in weight for x in free_in(a)} or d != d2 or v2 != put_as_written(v, {j: m}):
        return None
    if not isinstance(v, Indexed) or v.indices != (j,) or {a.indices for a in places} != {(i, j), (i, m)}:
        return None
    weights = coq.product([s.words.term(a) for a in weight])
    matrix, vector = s.words.vector(places[0].base), s.words.vector(v.base)
    f = coq.function_of(s.letter(i), weights)
    sizes = " ".join(bracketed(to_coq(s.words.natural(size))) for size in (n, d))
    lemma = f"quadratic_form {to_coq(matrix)} {f} {to_coq(vector)} {sizes}"
    return [f"etransitivity; [| etransitivity; [exact ({lemma}) |]]; [sx_deep | sx_deep]."]


@dataclass(frozen=True)
class _Factors:
    """A sum over one letter of a product: the letter and its end, the factors that are sums, and the others."""

    range: tuple[Expr, Expr]
    sums: list[Expr]
    factors: list[Expr]


def _taken_apart(e: Expr, *others: Expr) -> _Factors | None:
    if others or not isinstance(e, Sum) or len(e.limits) != 1 or e.limits[0][1] != 1:
        return None
    factors, waiting = [], [e.function]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mul):
            waiting += part.args
        else:
            factors.append(part)
    inner = [part for part in factors if isinstance(part, Sum)]
    return _Factors((e.limits[0][0], e.limits[0][2]), inner, [part for part in factors if part not in inner])


def _slopes_in(c: Checker, b: Expr) -> dict[Expr, Expr]:
    """The derivatives of a summand, with what they come to."""
    return {d: derivatives.carried_out(c, d) for d in sorted(b.atoms(Derivative), key=str)}


def _carried_out(s: Script, b: Expr, v: Symbol, high: Expr, slopes: dict[Expr, Expr]) -> list[str]:
    """Σ f′ = Σ slope, where a delta in the slope may pick a summand."""
    whole = Sum(put_as_written(b, slopes), (v, 1, high))
    s.value(whole)
    with s.for_each(v) as lines:
        terms = [(to_coq(s.words.term(d)), to_coq(s.words.term(slope)), d, slope) for d, slope in slopes.items()]
        names = [
            s.say(f"{d_} = {bracketed(slope_)}", [f"exact (derivative_is _ _ _ {by_rules(s, d, slope)})."])
            for d_, slope_, d, slope in terms
        ]
        rows = [f"apply total_ext; intros {s.letter(v)} {s.letter(v)}_at.", *lines]
        rows += [*(f"rewrite {name}." for name in names), "reflexivity."]
    return [f"transitivity ({to_coq(s.words.term(whole))}).", *block(rows), s.exactly(whole)]


def _picked(s: Script, b: Expr, v: Symbol, high: Expr, delta: Expr, place: Expr, found: Frac) -> list[str]:
    """Σ F(δ_vw) = Σ F(0) + F(1)(w) − F(0)(w)."""
    term, name = (lambda e: to_coq(s.words.term(e))), s.letter(v)
    n, where = (bracketed(to_coq(s.words.natural(e))) for e in (high, place))
    without = b.xreplace({delta: S.Zero})
    rest = Sum(without, (v, 1, high))
    with s.for_each(v):
        other = " ".join(bracketed(to_coq(t)) for t in s.words.ordered(*delta.args[:2]))
        each, apart = s.letter(v), f"rewrite ?(delta_other {other}) by lia; first [sx_close | sx_deep]"
    if s.c.integers.at_least(-place, 0) or s.c.integers.at_least(place - high, 1):  # outside of the range
        s.value(rest)
        same = f"{{ apply total_ext; intros {each} {each}_at; {apart}. }}"
        return [f"transitivity ({term(rest)}).", same, *s.rewritten(rest), s.close(found)]
    at, left_out = put(b.xreplace({delta: S.One}), v, place), put(without, v, place)
    for e in (rest, at, left_out):
        s.value(e)
    head = f"rewrite (total_pick (fun {name} => {term(b)}) (fun {name} => {term(without)}) {n} {where});"
    # Which index of a delta stands first goes by their names, and the letter has changed.
    renamed = "first [reflexivity | apply total_ext; intros; rewrite delta_sym; first [reflexivity | ring]]"
    return [
        f"transitivity (total (fun {name} => {term(b)}) {n}); [{renamed} |].",
        head,
        f"  [| lia | intros {each} {each}_at {each}_apart; {apart}].",
        "cbv beta. rewrite ?delta_same.",
        f"transitivity ({term(rest)} + ({term(at)} - {bracketed(term(left_out))})).",
        "{ first [sx_close | sx_deep | sx_swapped]. }",
        *s.rewritten(rest, at, left_out),
        s.close(found, *s.inside_of(at), *s.inside_of(left_out)),
    ]


def _over(s: Script, a: Frac, v: Symbol, high: Expr, found: Frac, bodies: list[Expr], literal: str) -> list[str]:
    """The tactics for ``total (fun v => literal) n = found``, for a summand of this value."""
    c, name, size = s.c, s.letter(v), s.words.natural(high)
    n = to_coq(size)
    top = c.ring.key(c.value(high))
    step = s.step_for(("sum", v, c.ring.key(a), top))

    def summand(target: Term) -> list[str]:
        return _pointwise(s, v, n, literal, to_coq(target), bodies, a)

    if step is not None and step.rule == "product of sums" and bodies:
        return _over_both(s, step, v, high)
    if step is not None and step.rule in _BY_STEP:
        return [*summand(s.normal(a)), *_BY_STEP[step.rule](s, step, found)]
    if step is not None and step.rule != "linearity of the sum":
        raise NoCertificate(f"the rule {step.rule}")
    if not a[0]:
        return [*summand(number(S.Zero)), "apply total_zero."]
    moving = [i for i in c.ring.atoms_of(a) if v in c.ring.meaning[i].free_symbols]
    if step is None and (any(a[1].degrees()[i] for i in moving) or (len(a[0]) == 1 and not _outside(a, moving))):
        if coq.alpha(Total(name, s.normal(a), size)) != coq.alpha(s.normal(found)):
            raise NoCertificate("a sum under another letter")
        return [*summand(s.normal(a)), "reflexivity."]
    pieces = list(_by_step(s, step, v) if step is not None else _by_monomials(s, a, moving))
    terms = [k if inner is None else coq.Mul(k, s.normal(inner)) for k, inner in pieces]
    script = summand(total_of(terms))
    for i in range(len(terms) - 1, 0, -1):
        halves = (f"(fun {name} => {to_coq(part)})" for part in (total_of(terms[:i]), terms[i]))
        script.append(f"rewrite (total_plus {' '.join(halves)} {n}).")
    for k, inner in pieces:
        if inner is None:
            script.append(f"rewrite (total_const ({to_coq(k)}) {n}). sx_INR.")
            continue
        f = s.normal(inner)
        script.append(f"rewrite (total_scal ({to_coq(k)}) (fun {name} => {to_coq(f)}) {n}).")
        one = ("sum", v, c.ring.key(inner), top)
        if s.step_for(one) is not None and c.ring.key(inner) != c.ring.key(a):
            value = c.keyed(one, "sum", S.Zero)
            known = s.equal(Total(name, f, size), s.normal(value), _over(s, inner, v, high, value, [], to_coq(f)))
            script += [f"rewrite {known}."] if known else []
    return [*script, s.close(found)]


def _by_step(s: Script, step: Step, v: Symbol) -> Iterator[tuple[Term, Frac | None]]:
    """The parts of a summand as a step has them: what stands before the sum, and what in it."""
    for k, t, w in step.parts:
        yield s.normal(s.value(k)), None if t is None else s.c.value(t.xreplace({w: v}))


def _by_monomials(s: Script, a: Frac, moving: list[int]) -> Iterator[tuple[Term, Frac | None]]:
    ring = s.c.ring
    groups: dict[tuple[int, ...], dict[tuple[int, ...], object]] = {}
    for monomial, k in a[0].terms():
        fast = tuple(x if i in moving else 0 for i, x in enumerate(monomial))
        slow = tuple(0 if i in moving else x for i, x in enumerate(monomial))
        groups.setdefault(fast, {})[slow] = k
    for fast, coefficients in groups.items():
        outside = s.normal(ring.lowest((ring.ctx.from_dict(coefficients), a[1])))
        yield outside, (ring.ctx.from_dict({fast: 1}), ring.unit) if any(fast) else None


def _over_both(s: Script, step: Step, v: Symbol, high: Expr) -> list[str]:
    """Σ_v r Σ_w t as one sum of r t over both letters, in either order."""
    rest, ((t, ((w, n), *more), _), *others), order, names = step.parts
    if others or more:
        raise NoCertificate("the rule product of sums")
    summand, fresh = rest * t, dict(zip(order, names or order, strict=True))
    ranges = [(fresh[letter], S.One, {v: high, w: n}[letter]) for letter in order]
    inside = summand.xreplace(fresh)
    other = Sum(Sum(inside, ranges[0]), ranges[1]) if names is None else Sum(inside, *ranges)
    s.value(other)
    inner, r, whole = (to_coq(s.words.term(e)) for e in (Sum(summand, (w, 1, n)), rest, other))
    each = f"rewrite <- (total_scal {bracketed(r)}); " if rest != 1 else ""
    return [
        f"transitivity ({whole}).",
        f"{{ transitivity (total (fun {s.letter(v)} => {inner}) {bracketed(to_coq(s.words.natural(high)))}).",
        f"  {{ apply total_ext; intros; first [reflexivity | {each}apply total_ext; intros; sx_close]. }}",
        f"  {'rewrite total_swap. ' if order[0] == v else ''}reflexivity. }}",
        s.exactly(other),
    ]


def _telescoping(s: Script, step: Step, found: Frac) -> list[str]:
    (t,), (_, w, end) = step.parts, step.args
    if any(w in p.exp.free_symbols for p in t.atoms(Pow)):
        raise NoCertificate("powers whose sum telescopes")
    last = put(t, w, end)
    s.value(last)
    rows = [
        f"apply (total_telescoping (fun {s.letter(w)} => {to_coq(s.words.term(t))})); cbv beta.",
        "{ cbn [INR]. sx_close. }",
        "{ intros i i_at. rewrite ?S_INR. sx_close. }",
    ]
    into = f"transitivity ({to_coq(s.words.term(last))})."
    return [into, *block(rows), *s.rewritten(last), s.close(found, *s.inside_of(last))]


def _declared(s: Script, step: Step, found: Frac) -> list[str]:
    t = step.parts[0]
    s.value(t)
    end = chained([*s.rewritten(t), s.close(found)])
    ways = [f"rewrite {name} by lia; {end}" for name in s.words.facts]
    return [f"first [{' | '.join([*ways, *(f'pose proof {name}; lra' for name in s.words.facts)])}]."]


_BY_STEP = {"telescoping": _telescoping, "declared": _declared}


def _outside(a: Frac, moving: list[int]) -> bool:
    """Whether a summand has a factor that does not depend on the letter."""
    ((monomial, k),) = a[0].terms()
    return k != 1 or not a[1].is_constant() or any(x and i not in moving for i, x in enumerate(monomial))


def _pointwise(s: Script, v: Symbol, n: str, literal: str, target: str, bodies: list[Expr], a: Frac) -> list[str]:
    """The tactics that put one summand in the place of another."""
    if literal == target:
        return []
    name = s.letter(v)
    with s.for_each(v) as lines:
        rewriting = s.rewritten(*bodies)
        end = s.close(a, *(x for b in bodies for x in s.inside_of(b)))
        inner = [f"apply total_ext; intros {s.letter(v)} {s.letter(v)}_at.", *lines, *rewriting, end]
    return [f"transitivity (total (fun {name} => {target}) {n}).", *block(inner)]
