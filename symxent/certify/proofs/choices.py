"""Functions that distinguish cases: sizes, maxima, signs, steps, conditions and deltas."""

from __future__ import annotations

from contextlib import suppress

from sympy import Abs, Expr, Max, Piecewise, cos, sign, sin
from sympy.core.relational import Relational

from symxent.certify.proofs.facts import bracketed, chained
from symxent.certify.proofs.script import Script
from symxent.certify.terms import Apply, to_coq
from symxent.certify.theorem import NoCertificate
from symxent.logic.choices import truth, with_deltas
from symxent.logic.ring import Frac, Refused, Vacuous


def absolute(s: Script, e: Expr, found: Frac) -> list[str]:
    c = s.c
    (arg,) = e.args
    u = s.value(arg)
    into = s.argument(arg)
    size = bracketed(to_coq(s.normal(u)))
    sg, _ = c.signs.of_expression(arg)
    if sg:
        if arg.has(sin, cos):  # of which the expanded form tells no more
            term = bracketed(to_coq(s.words.term(arg)))
            s.say(
                f"0 <= {term}" if sg > 0 else f"{term} <= 0", [f"first [sx_sign | {chained([*into, 'sx_sign'])}]."], "s"
            )
        s.sign(f"0 <= {size}" if sg > 0 else f"{size} <= 0", u)
        lemma = "Rabs_pos_eq" if sg > 0 else "Rabs_left1"
        return [*into, f"rewrite ({lemma} {size}) by assumption.", s.close(found, u)]
    step = s.step_for(("abs", c.ring.key(u)))
    if step is None:
        return [*into, "reflexivity."]
    (t,) = step.parts
    a = s.value(t)
    s.sign(f"0 <= {bracketed(to_coq(s.normal(a)))}", a)
    return [*into, f"apply Rabs_is; [assumption | {s.close(a, u)[:-1]}]."]


def extreme(s: Script, e: Expr, found: Frac) -> list[str]:
    c = s.c
    side = 1 if isinstance(e, Max) else -1
    into = [t for a in e.args for t in s.argument(a)]
    for a in e.args:
        if all(a == b or c.signs.of_expression((a - b) * side)[0] > 0 for b in e.args):
            mine = bracketed(to_coq(s.normal(s.value(a))))
            for b in e.args:
                if a != b:
                    other = bracketed(to_coq(s.normal(s.value(b))))
                    gap = c.ring.subtract(s.value(a), s.value(b))
                    s.order(f"{other} <= {mine}" if side > 0 else f"{mine} <= {other}", f"{mine} - {other}", gap)
            return [*into, "sx_extreme."]
    if len(e.args) > 2:
        raise NoCertificate("an extreme of more than two numbers that is not decided")
    a, b = e.args
    by_size = (a + b + side * Abs(a - b, evaluate=False)) / 2
    s.value(by_size)
    lemma = "Rmax_by_abs" if side > 0 else "Rmin_by_abs"
    return [
        f"transitivity ({to_coq(s.words.term(by_size))}).",
        f"{{ rewrite {lemma}. sx_by_size. }}",
        s.exactly(by_size),
    ]


def signum(s: Script, e: Expr, found: Frac) -> list[str]:
    (arg, *_) = e.args
    u = s.value(arg)
    into = s.argument(arg)
    name = "sgn" if isinstance(e, sign) else "heaviside"
    if not u[0]:
        more = s.rewritten(e.args[1]) if len(e.args) > 1 else []
        return [*into, f"rewrite {name}_0.", *more, s.close(found)]
    sg, _ = s.c.signs.of_expression(arg)
    size = bracketed(to_coq(s.normal(u)))
    s.sign(f"0 < {size}" if sg > 0 else f"{size} < 0", u)
    return [*into, f"rewrite {name}_{'pos' if sg > 0 else 'neg'} by assumption.", "reflexivity."]


def cases(s: Script, e: Piecewise, found: Frac) -> list[str]:
    lines: list[str] = []
    for branch, condition in e.args:
        if condition == True:  # noqa: E712
            s.value(branch)
            return [*lines, *s.rewritten(branch), s.close(found, *s.inside_of(branch))]
        holds = truth(condition, s.c.possible)
        if holds is None:
            plain = with_deltas(e)
            if plain == e or lines:
                raise NoCertificate("a case distinction over indices")
            return by_deltas(s, plain)
        lines += decided(s, condition)
        if holds:
            s.value(branch)
            return [*lines, *s.rewritten(branch), s.close(found, *s.inside_of(branch))]
    raise NoCertificate("no branch")


def decided(s: Script, condition: Expr) -> list[str]:
    """The tactics that follow each relation of a condition which is decided."""
    rows = []
    for r in sorted(condition.atoms(Relational), key=str):
        holds = truth(r, s.c.possible)
        if holds is None:
            continue
        kind = {">": "<", ">=": "<=", "!=": "=="}.get(r.rel_op, r.rel_op)
        sides = r.args[::-1] if r.rel_op in (">", ">=") else r.args
        a, b = (bracketed(to_coq(s.words.term(x))) for x in sides)
        holds = holds != (r.rel_op == "!=")
        yes, no = {"==": ("=", "<>"), "<": ("<", "<="), "<=": ("<=", "<")}[kind]
        claim = f"{a} {yes} {b}" if holds else f"{a} {no} {b}" if kind == "==" else f"{b} {no} {a}"
        with suppress(Refused, Vacuous):
            s.sign_at(sides[0] - sides[1])
        indices = "apply not_INR; lia | " * (kind == "==" and not holds and all(x.is_integer for x in sides))
        s.say(claim, [f"first [lra | {indices}{chained([*s.rewritten(*r.args), 'sx_sign'])}]."], "s")
        lemma = f"if_{ {'==': 'eq', '<': 'lt', '<=': 'le'}[kind] }_{'yes' if holds else 'no'}"
        rows.append(f"repeat rewrite ({lemma} {a} {b}) by assumption.")
    return [*rows, "rewrite ?if_lt_same, ?if_le_same, ?if_eq_same."]


def delta(s: Script, e: Expr, found: Frac) -> list[str]:
    i, j = e.args[:2]
    same = s.c.integers.equal(i, j)
    if same:
        i_, j_ = (bracketed(to_coq(t)) for t in s.words.ordered(i, j))
        return [f"replace {i_} with {j_} by lia. apply delta_same."]
    if same is False:
        return ["apply delta_other; lia."]
    atom = s.normal(found)
    if isinstance(atom, Apply):
        return ["apply delta_sym."]
    return ["first [lra | rewrite delta_sym; lra]."]  # as it is declared


def by_deltas(s: Script, plain: Expr, into: str = "") -> list[str]:
    """A case distinction over indices, with deltas in its place."""
    s.value(plain)
    same = f"{{ {into}rewrite ?if_eq_size, ?if_eq_index; repeat sx_index_is; first [sx_close | sx_swapped]. }}"
    return [f"transitivity ({to_coq(s.words.term(plain))}).", same, s.exactly(plain)]
