"""Derivatives: the rules of differentiation, each with its condition at the point."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from sympy import (
    Abs,
    Derivative,
    Expr,
    Heaviside,
    Indexed,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Pow,
    Subs,
    Sum,
    Symbol,
    log,
    sign,
)
from sympy.core.function import AppliedUndef

from symxent.certify import terms as coq
from symxent.certify.proofs.choices import decided
from symxent.certify.proofs.facts import bracketed, chained
from symxent.certify.proofs.formula import put_as_written
from symxent.certify.proofs.script import Script, divisors
from symxent.certify.terms import to_coq
from symxent.certify.theorem import NoCertificate
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus
from symxent.logic import derivatives
from symxent.logic.choices import JOINTED, deciding
from symxent.logic.letters import outermost, put
from symxent.logic.ring import Frac, Refused, Vacuous


def derivative(s: Script, e: Derivative, found: Frac) -> list[str]:
    """f′ by the rules of differentiation; its value is that of the logic."""
    if isinstance(e.expr, AppliedUndef) and e.expr.args == e.variables:  # nothing is known but that it has a slope
        return ["reflexivity."]
    if any(derivatives.moves(f, list(e.variables)) and not _is_assumed(s, f) for f in e.expr.atoms(AppliedUndef)):
        raise NoCertificate("a slope of an unknown function that the claim does not speak of")
    return _known_by(s, *_derived(s, e))


def _known_by(s: Script, slope: Expr, fact: str) -> list[str]:
    """The tactics for the value of a derivative that is said to be there."""
    s.value(slope)
    into = f"transitivity ({to_coq(s.words.term(slope))})."
    return [into, f"{{ exact (derivative_is _ _ _ {fact}). }}", s.exactly(slope)]


def _derived(s: Script, e: Derivative) -> tuple[Expr, str]:
    """The slope of a function, and the fact that says so."""
    c, changes = s.c, list(e.variables)
    if (whole := e.expr).has(*JOINTED) and isinstance(whole, Sum) and isinstance(changes[0], Indexed):
        return _of_own_term(s, e)
    slope = derivatives.germ(c, derivatives.without_size(whole), changes, {})
    gaps = {u for f in slope.atoms(*JOINTED) for u in deciding(f) if not u.has(*JOINTED)}
    joints = {u for u in gaps if derivatives.moves(u, changes) and c.zero(u)}
    if joints:
        return _at_joint(s, e, slope, joints)
    for x in changes:
        slope = derivatives.of(c, slope, x)
    s.value(slope)
    return slope, by_rules(s, e, slope)


def _of_own_term(s: Script, e: Derivative) -> tuple[Expr, str]:
    """The slope of Σ f(xₘ) by xᵢ, of which one term moves."""
    (m, low, high), *others = e.expr.limits
    x, *more = e.variables
    body, (i, *rest) = e.expr.function, x.indices
    if others or more or rest or low != 1:
        raise NoCertificate("a slope of a sum with joints")
    slope, fact = _derived(s, Derivative(put(body, m, i), x))
    name, point, summed = s.words.opened(x, e.expr)
    term, moving = (to_coq(s.words.opened(x, part)[2]) for part in (body, x.base[m]))
    f = f"(fun {to_coq(s.words.natural(m))} {name} => {term.replace(moving, name)})"
    v, place, n = (bracketed(to_coq(t)) for t in (s.words.vector(x.base), s.words.natural(i), s.words.natural(high)))
    claim = (coq.function_of(name, summed), bracketed(to_coq(point)), bracketed(to_coq(s.words.term(slope))))
    return slope, s.say(
        f"is_derive {' '.join(claim)}", [f"apply (D_own_term {f} {v} {place} {n}); [lia | exact {fact}]."], "d"
    )


def _is_assumed(s: Script, f: AppliedUndef) -> bool:
    """Whether the claim speaks of the slope of an unknown function at this argument."""
    slopes = [(d, d.variables) for e in s.c.goal for d in e.atoms(Derivative)]
    slopes += [(d.expr, d.point) for e in s.c.goal for d in e.atoms(Subs)]
    return any(isinstance(d.expr, AppliedUndef) and d.expr.func == f.func and at == f.args for d, at in slopes)


def at_a_point(s: Script, e: Subs, found: Frac) -> list[str]:
    """f′ at a number, or that of an unknown function at an argument."""
    f, (x,), (point,) = e.expr, e.variables, e.point
    if isinstance(f.expr, AppliedUndef):
        return [*s.argument(point), "reflexivity."]
    if len(f.variables) > 1 or f.has(AppliedUndef):
        raise NoCertificate("a second derivative at a number")
    slope = derivatives.of(s.c, f.expr, x)
    there = put_as_written(slope, {x: point})
    name, _, body = s.words.opened(x, f.expr)
    said = (coq.function_of(name, body), *(bracketed(to_coq(s.words.term(v))) for v in (point, there)))
    fact = s.say(f"is_derive {' '.join(said)}", _slope(s, f.expr, x, slope, {x: point}), "d")
    return _known_by(s, there, fact)


def _at_joint(s: Script, e: Derivative, body: Expr, joints: set[Expr]) -> tuple[Expr, str]:
    """f′ where f is one function on the right of a point and another on its left, of one value and one slope."""
    c, (x, *more) = s.c, e.variables
    if more:
        raise NoCertificate("a second derivative at a joint")
    signs = {u: c.signs.of(c.value(derivatives.of(c, u, x)))[0] or 1 for u in joints}
    sides = [derivatives.germ(c, body, [x], {u: k * sg for u, sg in signs.items()}) for k in (1, -1)]
    slopes = [derivatives.of(c, side, x) for side in sides]
    name, point, f = s.words.opened(x, e.expr)
    at = bracketed(to_coq(point))
    for u in sorted({u for f in e.expr.atoms(*JOINTED) for u in deciding(f)} - joints, key=str):
        if derivatives.moves(u, [x]) and not u.has(*JOINTED) and s.sign_at(u) is not None:
            term, above = to_coq(s.words.opened(x, u)[2]), c.signs.of_expression(u)[0] > 0
            near = f"fun {name} => {f'0 < {term}' if above else f'{term} < 0'}"
            s.say(
                f"locally {at} ({near})",
                [f"apply near_{'pos' if above else 'neg'}; [sx_continuous | assumption]."],
                "n",
            )
    values = [s.value(e.expr), *map(s.value, sides)]
    same = [
        s.equal(s.words.term(e.expr), s.words.term(side), [*s.rewritten(e.expr, side), s.close(*values)])
        for side in sides
    ]
    functions = [coq.function_of(name, term) for term in (f, *(s.words.opened(x, side)[2] for side in sides))]
    target = bracketed(to_coq(s.words.term(slopes[0])))
    both = [s.value(slope) for slope in slopes]
    parts = [
        s.say(f"is_derive {function} {at} {bracketed(to_coq(s.words.term(slope)))}", _slope(s, side, x, slope), "d")
        for function, side, slope in zip(functions[1:], sides, slopes, strict=True)
    ]
    ends = [f"rewrite ?upd_id; {f'exact {known}' if known else 'reflexivity'}" for known in same]
    last = chained([*s.rewritten(*slopes), s.close(*both)])
    rows = [
        f"apply (D_sides {' '.join(functions)}); [sx_beside | {' | '.join(ends)} | exact {parts[0]} |].",
        f"eapply is_derive_to; [exact {parts[1]} | {last}].",
    ]
    return slopes[0], s.say(f"is_derive {functions[0]} {at} {target}", rows, "d")


def by_rules(s: Script, e: Derivative, slope: Expr) -> str:
    """The fact that says that the slope is there, by the rules of differentiation."""
    *before, x = e.variables
    f = Derivative(e.expr, *before) if before else e.expr
    if before and e.expr.has(*JOINTED):
        raise NoCertificate("a second derivative of what has a joint")
    rows = _slope(s, f, x, slope)
    name, point, body = s.words.opened(x, f)
    claim = (coq.function_of(name, body), bracketed(to_coq(point)), bracketed(to_coq(s.words.term(slope))))
    return s.say(" ".join(("is_derive", *claim)), rows, "d")


def _slope(s: Script, f: Expr, x: Expr, slope: Expr, at: Mapping[Expr, Expr] = MappingProxyType({})) -> list[str]:
    """The tactics for ``is_derive (fun x => f) x slope``, at x or at what is put in its place."""
    inside = {_termwise(s, total, x): None for total in _sums_in(f) if derivatives.moves(total, [x])}
    inside |= parts_of(s, f)
    inside |= {sigmoid(*u.args): None for u in inside if isinstance(u, softplus)}
    if isinstance(x, Indexed):
        shares = [u for u in inside if isinstance(u, softmax | logsumexp)]
        inside |= {softmax(u.args[0], x.indices[0], u.args[-1]): None for u in shares}
    inside = {put_as_written(u, at): None for u in inside}
    f, slope = put_as_written(f, at), put_as_written(slope, at)
    for u in inside:
        if isinstance(u, log | Abs | Max | Min | sign | Heaviside | Piecewise | Pow):
            _conditions(s, u)
        if isinstance(u, log) and isinstance(u.args[0], Abs):
            s.say(f"{to_coq(s.words.term(u.args[0].args[0]))} <> 0", ["sx_nonzero."], "s")
    for b in divisors(f):
        with suppress(Refused, Vacuous, NoCertificate):
            if s.sign_at(b) is None:
                s.say(f"{to_coq(s.words.term(b))} <> 0", [*s.rewritten(b), "sx_nonzero."], "s")
    fractions = []
    for u in (inside := inside | parts_of(s, slope)):
        with suppress(NoCertificate, Refused, Vacuous):
            fractions.append(s.value(u))
    known = sorted((u for u in inside if s.known.get(u)), key=lambda u: -len(to_coq(s.words.term(u))))
    pairs = (s.words.ordered(*d.args[:2]) for d in slope.atoms(KroneckerDelta))
    written = sorted((bracketed(to_coq(j)), bracketed(to_coq(i))) for i, j in pairs)  # names in Coq tell letters apart
    return [
        "eapply is_derive_to; [sx_rule |].",
        "cbv beta; rewrite ?upd_id; cbn [pred INR].",
        *(f"rewrite ?(delta_sym {j} {i})." for j, i in written),
        "rewrite ?delta_same.",
        *(f"try rewrite {s.known[u]}." for u in known),
        s.close(*fractions),
    ]


def _termwise(s: Script, total: Sum, x: Expr) -> Sum:
    """Say that a sum is differentiated term by term; the sum of the slopes."""
    body, m, low, high = outermost(total)
    if low != 1:
        raise NoCertificate("a sum that does not run from 1")
    v = s.c.letter(body, m, low, high)
    b = put_as_written(body, {m: v})
    slope = derivatives.of(s.c, b, x)
    whole = Sum(slope, (v, low, high))
    variable, point, summed = s.words.opened(x, Sum(b, (v, low, high)))
    start = f"apply (D_total (fun {s.letter(v)} {variable} => {to_coq(s.words.opened(x, b)[2])})); "
    with s.for_each(v) as lines:
        tactics = _slope(s, b, x, slope)
        rows = [f"{start}intros {s.letter(v)} {s.letter(v)}_at; cbv beta.", *lines, *tactics]
    target = bracketed(to_coq(s.words.term(whole)))
    s.say(f"is_derive {coq.function_of(variable, summed)} {bracketed(to_coq(point))} {target}", rows, "d")
    with suppress(NoCertificate):
        s.value(whole)
    return whole


def _sums_in(e: Expr) -> list[Sum]:
    """The sums of a formula that stand in no other sum."""
    if isinstance(e, Sum):
        return [e]
    return list(dict.fromkeys(t for a in e.args if isinstance(a, Expr) for t in _sums_in(a)))


def parts_of(s: Script, e: Expr) -> dict[Expr, None]:
    """Every part of a formula that is no sum, product, quotient or whole power, at any depth outside of binders."""
    found: dict[Expr, None] = {}
    for node in s.nodes(e):
        if node in found or isinstance(node, Symbol | Indexed):
            found[node] = None
            continue
        if isinstance(node, Derivative):
            found |= parts_of(s, node.expr)
        if not isinstance(node, Sum | Derivative | Piecewise):
            for a in node.args:
                if isinstance(a, Expr):
                    found |= parts_of(s, a)
        if isinstance(node, Piecewise):
            for branch, _ in node.args:
                found |= parts_of(s, branch)
        found[node] = None
    return found


def _conditions(s: Script, u: Expr) -> None:
    """What the rule for the derivative of a function asks at the point, as far as it is seen."""

    if isinstance(u, Piecewise):
        for _, condition in u.args:
            with suppress(NoCertificate):
                decided(s, condition)
    elif not isinstance(u, Max | Min) or len(u.args) == 2:
        with suppress(Refused, Vacuous, NoCertificate):
            s.sign_at(u.args[0] - u.args[1] if isinstance(u, Max | Min) else u.args[0])
