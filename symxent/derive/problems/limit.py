"""Limits in named steps, taken from the proof that the logic has checked: each line has the limit of the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sympy import Add, Dummy, Expr, Limit, Pow, S, Symbol, cancel, log

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.problem import Problem, end_of, is_infinite
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import POSITIVE
from symxent.language.from_sympy import end_tree, limit_tree, to_tree
from symxent.language.text import to_text
from symxent.logic import By, Theorem
from symxent.logic.limits import INFINITE
from symxent.proof import prove
from symxent.proof.arguments import hypotheses_of, searching
from symxent.proof.budget import Budget, Undecided
from symxent.proof.limits import of_limit, said

SECONDS = 10.0

#: The last step, by the principle that gives the value.
_ENDS = {
    "continuous": "continuous there: put in",
    "of limits": "the limits of its parts",
    "infinite sum": "the limits of its terms",
    "infinite product": "the limits of its factors",
    "reciprocal": "one over its limit",
    "outer function": "the limit of the outer function",
}


@dataclass(frozen=True)
class LimitProblem(Problem):
    """The limit of the formula as ``by`` comes near to ``to`` from a side, "+", "−" or both."""

    to: t.Node = field(default_factory=lambda: t.number(0))
    side: str = "+-"

    def derived(self) -> DerivedPage:
        setting, f, x = self.read(self.to)
        to = end_of(setting, self.to)
        e = Limit(f, x, to, self.side if to not in INFINITE else "-")
        letter = Dummy("t", real=True)
        told = {s for known in (*setting.domain.where, *setting.domain.positive) for s in known.free_symbols}
        assumed = {a: op for a, op in _assumed(f, x, to).items() if a not in told}
        positive = [a for a, op in assumed.items() if op == ">"]
        nonzero = tuple(a**2 for a, op in assumed.items() if op == "≠")
        domain = setting.domain.extended(where=dict.fromkeys(positive, POSITIVE), positive=nonzero)
        hypotheses = hypotheses_of(domain)
        try:
            theorems = of_limit(e, letter, hypotheses, domain, searching(Budget(SECONDS)))
        except Undecided as error:
            reason = str(error).replace(str(letter), "t")
            raise SymxentError(f"no limit of {to_text(self.formula)} is proved: {reason}") from None
        value, back = said(theorems[0]).value, _back(x, to, str(e.args[3]))
        start = self._shown(self.formula)
        lines = [Line(start)]
        for g, rule in _steps(theorems[0], {letter: back}):
            tree = self._shown(to_tree(g))
            if tree != lines[-1].tree:
                verdict = prove(Limit(g, x, *e.args[2:]), value, domain)
                if verdict.proved or len(theorems) == 1:  # a step may serve one side alone
                    lines.append(Line(tree, (rule,), verdict))
        claim = prove(e, value, domain)
        lines.append(Line(end_tree(value), (_last(theorems[0], {letter: back}),), claim))
        title = f"As {to_text(start.condition or self.to)}"
        if assumed:
            title += f", where {' and '.join(f'{to_text(to_tree(a))} {op} 0' for a, op in assumed.items())}"
        return DerivedPage(
            self.name, f"The limit of {to_text(self.formula)}", (Derivation(title, tuple(lines), claim),)
        )

    def _shown(self, body: t.Node) -> t.Big:
        return limit_tree(body, self.by, self.to, "+-" if is_infinite(self.to) else self.side)


def _assumed(f: Expr, x: Symbol, to: Expr) -> dict[Symbol, str]:
    """The letters that are > 0, or ≠ 0, where the function has values near: a of a^x, v of log(v + x) and 1/(v + x)."""
    found: dict[Symbol, str] = {}
    for e in f.atoms(log, Pow):
        a = e.args[0].xreplace({x: to})
        if not isinstance(a, Symbol) or a == x or a.is_positive is not None:
            continue
        if not (e.is_Pow and e.exp.is_integer):  # √v is there at 0, and has no slope
            found[a] = ">"
        elif not (e.exp.is_Integer and e.exp.is_nonnegative):
            found.setdefault(a, "≠")
    return dict(sorted(found.items(), key=lambda item: str(item[0])))


def _back(x: Symbol, to: Expr, side: str) -> Expr:
    """t of x = a + t, a − t, 1/t or −1/t."""
    if to in INFINITE:
        return 1 / x if to is S.Infinity else -1 / x
    return x - to if side[0] == "+" else to - x


def _steps(theorem: Theorem, back: dict[Symbol, Expr]) -> Iterator[tuple[Expr, str]]:
    """The functions that have the limit in turn, with what is done."""
    while isinstance(proof := theorem.proof, By):
        if proof.principle == "l'Hôpital":
            a, b = (said(premise) for premise in proof.premises[:2])
            form = "0/0" if b.value == 0 else "∞/∞" if a.value in INFINITE else "…/∞"
            theorem, rule = proof.premises[-1], f"l'Hôpital's rule, {form}"
        elif proof.principle in ("equal near", "by definition"):
            before, theorem = said(theorem).f, proof.premises[-1]
            rule = _rewriting(before) if proof.principle == "equal near" else "by definition"
        else:
            return
        f = said(theorem).f.xreplace(back)
        yield cancel(f) if f.is_rational_function() and proof.principle == "l'Hôpital" else f, rule


def _rewriting(f: Expr) -> str:
    """What is done to a function that is written in another way."""
    if f.is_rational_function():
        return "cancel common factors"
    if isinstance(f, Pow) and not f.exp.is_Rational:
        return "a power as one of e"
    if isinstance(f, Add) and any(isinstance(e, log) for e in f.args):
        return "draw the logarithms together"
    if not isinstance(f, Add) and any(p.exp.is_Rational and not p.exp.is_Integer for p in f.atoms(Pow)):
        return "take a power out of the root"
    roots = [term for term in Add.make_args(f) if any(p.exp == S.Half for p in term.atoms(Pow))]
    return "multiply by the conjugate" if roots and isinstance(f, Add) else "write it in another way"


def _last(theorem: Theorem, back: dict[Symbol, Expr]) -> str:
    while isinstance(proof := theorem.proof, By) and proof.principle in ("l'Hôpital", "equal near", "by definition"):
        theorem = proof.premises[-1]
    assert isinstance(proof, By)
    if proof.principle == "squeeze":
        low, high = (to_text(to_tree(said(premise).f.xreplace(back))) for premise in proof.premises[2:])
        return f"squeezed between {low} and {high}"
    return _ENDS[proof.principle]
