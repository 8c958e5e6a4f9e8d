"""Antiderivatives in the steps of a textbook: SymPy says which step to take, the derivative of each line is proved.

A line is what is found already and the integrals that are left, ∫ g(u) du with u = φ(x).  It is right if its derivative
by x, of which an integral has g(φ(x)) φ′(x), is the integrand of the first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    Mul,
    Piecewise,
    Pow,
    Symbol,
    apart,
    cos,
    cot,
    csc,
    factor,
    factor_list,
    fraction,
    log,
    sec,
    sin,
    tan,
    together,
)
from sympy.integrals import manualintegrate as by_hand
from sympy.integrals.manualintegrate import Rule

from symxent.derive.derivation import Line
from symxent.derive.problems.plan import SECONDS, Reduction, cancels, parts, reduced, renamed, rewriting
from symxent.derive.problems.problem import fresh_letters
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.logic.limits import written_out
from symxent.proof import Verdict, prove
from symxent.proof.calculus import antiderivatives
from symxent.proof.deadline import NotAsked, OutOfTime, within

MOST_LINES = 40

_NAMES: dict[type, str] = {
    by_hand.ConstantRule: "constant rule",
    by_hand.PowerRule: "power rule",
    by_hand.NestedPowRule: "power rule",
    by_hand.ReciprocalRule: "logarithm rule",
    by_hand.ExpRule: "exponential rule",
    by_hand.SinRule: "∫ sin = −cos",
    by_hand.CosRule: "∫ cos = sin",
    by_hand.SecTanRule: "∫ sec tan = sec",
    by_hand.CscCotRule: "∫ csc cot = −csc",
    by_hand.Sec2Rule: "∫ sec² = tan",
    by_hand.Csc2Rule: "∫ csc² = −cot",
    by_hand.SinhRule: "∫ sinh = cosh",
    by_hand.CoshRule: "∫ cosh = sinh",
    by_hand.ArcsinRule: "∫ 1/√(1 − x²) = arcsin",
    by_hand.ArcsinhRule: "∫ 1/√(1 + x²) = arsinh",
    by_hand.ArctanRule: "∫ 1/(1 + x²) = arctan",
}


def antiderivative(
    formula: t.Node, by: t.Node, f: Expr, x: Symbol, domain: Domain
) -> tuple[tuple[Line, ...], Expr, Verdict]:
    """The lines from ∫ f dx to F + C, F, and the verdict on F′ = f; raises SymxentError where no F is found."""
    start = t.Big("integral", formula, (by,))
    undecided: list[tuple[tuple[Line, ...], Expr, Verdict]] = []
    for way in (_by_steps(f, x), *([one] for one in _by_search(f, x))):
        lines, found = [Line(start)], None
        for state, names in way:
            try:
                tree = to_tree(state.line)
            except SymxentError:  # a function of the tables that pages have no name for
                break
            lines.append(Line(tree, names, prove(state.slope(x), f, domain)))
            found = state.line if not state.plans and not state.back else None
        if found is not None:
            constant = next(c for c in "CDKL" if c not in {s.name for s in f.free_symbols | {x}})
            tree = lines[-1].tree
            terms = tree.terms if isinstance(tree, t.Add) else (tree,)
            lines[-1] = Line(t.Add((*terms, t.Name(constant))), lines[-1].rules, lines[-1].verdict)
            claim = prove(Derivative(found, x), f, domain)
            if claim.proved and all(line.proved for line in lines):
                return tuple(lines), found, claim
            if not any(line.verdict is not None and line.verdict.refuted for line in lines):
                undecided.append((tuple(lines), found, claim))
    if undecided:
        return undecided[-1]
    raise SymxentError(f"no antiderivative of {to_text(formula)} was found")


@dataclass(frozen=True)
class _Turn:
    """By parts for the next time, on the way back to the integral of the start."""

    plan: by_hand.CyclicPartsRule
    start: Integral
    at: int = 0


@dataclass
class _State:
    """One line: ``back`` has u = φ for each letter that was brought in, ``plans`` what to do with each integral."""

    line: Expr
    plans: dict[Integral, Rule | _Turn] = field(default_factory=dict)
    back: dict[Symbol, Expr] = field(default_factory=dict)

    def slope(self, x: Symbol) -> Expr:
        """The derivative of the line by x."""
        left = sorted(self.line.atoms(Integral), key=str)
        marks = {e: Dummy(real=True) for e in left}
        whole = self.line.xreplace(marks).expand()
        rest = whole.xreplace(dict.fromkeys(marks.values(), 0))
        found = [Derivative(self.in_terms_of_x(rest), x)] if rest != 0 else []
        for e, mark in marks.items():
            u = e.variables[0]
            speed = () if u == x else (Derivative(self.in_terms_of_x(u), x),)
            found.append(Mul(whole.coeff(mark), self.in_terms_of_x(e.function), *speed))
        return Add(*found)

    def in_terms_of_x(self, e: Expr) -> Expr:
        while e.has(*self.back) if self.back else False:
            e = e.xreplace(self.back)
        return e

    def put(
        self, values: dict[Integral, Expr], plans: dict[Integral, Rule | _Turn], back: dict[Symbol, Expr]
    ) -> _State:
        line = self.line.xreplace(values)
        kept = {e: plan for e, plan in {**self.plans, **plans}.items() if line.has(e)}
        return _State(line, kept, {**self.back, **back})


def _by_search(f: Expr, x: Symbol) -> Iterator[tuple[_State, tuple[str, ...]]]:
    for found in antiderivatives(f, x):
        sized = found.replace(lambda e: isinstance(e, log) and e.has(x), lambda e: _logarithm(e.args[0]))
        yield _State(sized), ("found by search, proved by its derivative",)


def _by_steps(f: Expr, x: Symbol) -> Iterator[tuple[_State, tuple[str, ...]]]:
    """The lines by SymPy's steps, each with the names of the rules; none where it knows no way."""
    ways = ((f, ""), (factor(written_out(f)), "write out with sine and cosine"))
    for g, rule in ways:
        try:
            plan = within(SECONDS, partial(_plan, _in_secants(g) if not rule else g, x))
        except (NotAsked, OutOfTime, Exception):
            return
        if not plan.contains_dont_know():
            break
    else:
        return
    says = rule
    start = Integral(g, x)
    state, letters = _State(start, {start: plan}), fresh_letters(f)
    if says:
        yield state, (says,)
    for _ in range(MOST_LINES):
        if not state.plans:
            if not state.back:
                return
            state, names = _back_in_x(state)
        else:
            state, names = _next(state, letters)
        yield state, names


def _plan(f: Expr, x: Symbol) -> Rule:
    """What to do: with a quotient that falls apart its partial fractions, where no polynomial u has du above."""
    plan = _chosen(by_hand.integral_steps(f, x))
    inner = plan.substep if isinstance(plan, by_hand.ConstantTimesRule) else plan
    if f.is_rational_function(x) and not f.is_polynomial(x):
        parted, (above, below) = apart(f, x), fraction(together(f))
        square = below == below.expand() and any(n > 1 for _, n in factor_list(below, x)[1])
        by_u = isinstance(inner, by_hand.URule) and inner.u_func.is_polynomial(x) and (above.has(x) or not square)
        if parted != f and not by_u and (isinstance(parted, Add) or square or cancels(f, parted, x)):
            return by_hand.RewriteRule(f, x, parted, _chosen(by_hand.integral_steps(parted, x)))
    if plan.contains_dont_know():
        g = _in_even_secants(f.xreplace({cos(*e.args): cot(*e.args) / csc(*e.args) for e in f.atoms(csc)})).expand()
        return reduced(_chosen(by_hand.integral_steps(g, x)), f)
    return plan


def _in_even_secants(f: Expr) -> Expr:
    """tan² as sec² − 1 and cot² as csc² − 1."""
    pairs = {tan: sec, cot: csc}
    powers = (p for p in f.atoms(Pow) if isinstance(p.base, tan | cot) and p.exp.is_Integer and p.exp % 2 == 0)
    return f.xreplace({p: (pairs[type(p.base)](*p.base.args) ** 2 - 1) ** (p.exp / 2) for p in powers})


def _in_secants(f: Expr) -> Expr:
    """1/cos as sec: the steps are known by these names."""
    pairs = {cos: sec, sin: csc, tan: cot}
    below = set(f.atoms(cos, sin, tan))
    made = f
    for e in below:
        mark = Dummy(positive=True)
        held = made.xreplace({e: mark})
        if held.is_polynomial(1 / mark) and not held.is_polynomial(mark):
            made = held.xreplace({mark: 1 / pairs[type(e)](*e.args)})
    return made if not made.has(Dummy) else f


def _chosen(plan: Rule) -> Rule:
    """Of several ways the shortest."""
    while isinstance(plan, by_hand.AlternativeRule | by_hand.PiecewiseRule):
        if isinstance(plan, by_hand.PiecewiseRule):
            plan = plan.subfunctions[0][0]
            continue
        ways = [_chosen(way) for way in plan.alternatives]
        plan = min(ways, key=lambda way: (way.contains_dont_know(), _size(way)))
    return plan


def _size(plan: Rule) -> int:
    """What a way costs a reader; most of all what is put in for u."""
    inside = plan.u_func.count_ops() if isinstance(plan, by_hand.URule) else 0
    return len(str(plan)) + 100 * inside


def _next(state: _State, letters: Iterator[Symbol]) -> tuple[_State, tuple[str, ...]]:
    linear: dict[Integral, Expr] = {}
    plans: dict[Integral, Rule | _Turn] = {}
    names: list[str] = []
    for e, plan in state.plans.items():
        if isinstance(plan, by_hand.AddRule | by_hand.ConstantTimesRule):
            linear[e] = _spread(plan, plans, names)
    if linear:
        return state.put(linear, plans, {}), tuple(dict.fromkeys(names))
    for e, plan in state.plans.items():
        if not _is_table(plan):
            return _one(state, e, plan, letters)
    values = {e: _evaluated(plan, state) for e, plan in state.plans.items()}
    names = [_NAMES.get(type(plan), "table of integrals") for plan in state.plans.values()]
    return state.put(values, {}, {}), tuple(dict.fromkeys(names))


def _is_table(plan: Rule | _Turn) -> bool:
    return not isinstance(
        plan, by_hand.URule | by_hand.PartsRule | by_hand.CyclicPartsRule | by_hand.RewriteRule | Reduction | _Turn
    )


def _spread(plan: Rule, plans: dict[Integral, Rule | _Turn], names: list[str]) -> Expr:
    """Sums and constant multiples, as far as they go."""
    if isinstance(plan, by_hand.AddRule):
        names.append("sum rule")
        # What SymPy says that a term is may be another one: it is written down as it stands in the sum.
        steps = [_chosen(step) for step in plan.substeps]
        rest = [term for term in Add.make_args(plan.integrand) if all(step.integrand != term for step in steps)]
        strange = [i for i, step in enumerate(steps) if step.integrand not in Add.make_args(plan.integrand)]
        if len(strange) == len(rest) == 1:
            steps[strange[0]] = replace(steps[strange[0]], integrand=rest[0])
        return Add(*(_spread(step, plans, names) for step in steps))
    if isinstance(plan, by_hand.ConstantTimesRule):
        names.append("constant multiple rule")
        inner = _chosen(plan.substep)
        if isinstance(inner, by_hand.AddRule | by_hand.ConstantTimesRule):
            return plan.constant * _spread(inner, plans, names)
        e = Integral(plan.other, plan.variable)
        plans[e] = inner
        return plan.constant * e
    e = Integral(plan.integrand, plan.variable)
    plans[e] = plan
    return e


def _evaluated(plan: Rule, state: _State) -> Expr:
    """The integral of a table; of 1/u the logarithm of |u|, where u is not plainly positive."""
    if isinstance(plan, by_hand.ReciprocalRule):
        sized = _logarithm(state.in_terms_of_x(plan.base))
        return log(Abs(plan.base)) if sized.has(Abs) else log(plan.base)
    found = plan.eval()
    while isinstance(found, Piecewise):  # the exponent that may be −1
        found = found.args[0][0]
    return found


def _logarithm(u: Expr) -> Expr:
    """log u, of |u| where u is not plainly positive."""
    return log(u) if prove(u, Integer(0), op=">", seconds=0.5).proved else log(Abs(u))


def _one(state: _State, e: Integral, plan: Rule | _Turn, letters: Iterator[Symbol]) -> tuple[_State, tuple[str, ...]]:
    if isinstance(plan, by_hand.URule):
        u = next(letters)
        inner = renamed(_chosen(plan.substep), plan.u_var, u)
        made = Integral(inner.integrand, u)
        say = f"substitution {to_text(to_tree(u))} = {to_text(to_tree(plan.u_func))}"
        return state.put({e: made}, {made: inner}, {u: plan.u_func}), (say,)
    if isinstance(plan, by_hand.RewriteRule):
        inner = replace(_chosen(plan.substep), integrand=plan.rewritten)
        made = Integral(plan.rewritten, plan.variable)
        return state.put({e: made}, {made: inner}, {}), (rewriting(plan),)
    if isinstance(plan, Reduction):
        left = Integral(plan.left.integrand, plan.variable)
        return state.put({e: plan.found + plan.factor * left}, {left: plan.left}, {}), (plan.says,)
    if isinstance(plan, by_hand.CyclicPartsRule):
        plan = _Turn(plan, e)
    if isinstance(plan, _Turn):
        return _around(state, e, plan)
    assert isinstance(plan, by_hand.PartsRule)
    assert plan.second_step is not None
    v, inner = plan.v_step.eval(), _chosen(plan.second_step)
    left = Integral(inner.integrand, plan.variable)
    return state.put({e: plan.u * v - left}, {left: inner}, {}), (parts(plan),)


def _around(state: _State, e: Integral, turn: _Turn) -> tuple[_State, tuple[str, ...]]:
    """By parts until the first integral comes back, which is solved for."""
    plan, at = turn.plan, turn.at
    if at == len(plan.parts_rules):
        return state.put({e: plan.eval()}, {}, {}), ("solve for the integral",)
    part, more = plan.parts_rules[at], replace(turn, at=at + 1)
    v = part.v_step.eval()
    if at + 1 == len(plan.parts_rules):
        left = plan.coefficient * (-1) ** (at + 1) * turn.start
        return state.put({e: part.u * v - left}, {turn.start: more}, {}), (parts(part),)
    left = Integral(v * part.u.diff(plan.variable), plan.variable)
    return state.put({e: part.u * v - left}, {left: more}, {}), (parts(part),)


def _back_in_x(state: _State) -> tuple[_State, tuple[str, ...]]:
    says = [f"{to_text(to_tree(u))} = {to_text(to_tree(value))}" for u, value in state.back.items()]
    return _State(state.in_terms_of_x(state.line)), (f"put back {', '.join(says)}",)
