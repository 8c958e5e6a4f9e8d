"""Indefinite integrals: a step between them holds, up to a constant, when both sides have the same differential.

Each ∫ f(x) dx is a letter F of which nothing is known but dF = f(x) dx; so substitutions and integrations by parts are
proved by differentiating, and nothing has to be integrated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from sympy import Abs, Expr, Integer, Mul, Symbol, log

from symxent.check.doubts import elementary, in_notation
from symxent.check.judged import Judged
from symxent.check.names import letters
from symxent.check.said_before import holds_at
from symxent.check.steps import FAILURES, Outcome, judge_values, written_out
from symxent.errors import Disagreement
from symxent.language.analysis import may_vary
from symxent.language.evaluate import to_sympy
from symxent.language.scope import MeaningError, Scope
from symxent.language.tree import Add, Big, Call, Group, Indexed, Multiply, Name, Negative, Node, Number, rebuild, walk
from symxent.logic import same
from symxent.proof import Verdict
from symxent.read.speech import CONDITIONAL, Speech

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: The kind of a step between indefinite integrals that is refuted.
KIND = "integral"
_D = Name("d")
#: What an antiderivative is known up to.
_CONSTANTS = frozenset((Name("C"), Name("c"), Name("K"), Name("k")))
_BY_CHANGES = "by the changes of its letters"
#: A page that speaks of $d$ has a letter of that name.
_FACTOR = re.compile(r"\$\s*d\s*(?:\$|=|\\in|>|<)")


def or_antiderivative(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not decided of it because of its indefinite integrals proved by differentiating."""
    if step.operator.text not in ("=", "≡"):
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if any(n == _D for side in (step.left, step.right) for n in walk(side)):
        return _or_differential(chain, step, step.left, step.right)
    if step.status not in ("unknown", "needs definition"):
        return step
    indefinite = any(_is_indefinite(n) for side in (step.left, step.right) for n in walk(side))
    begun = None if indefinite else _goes_on_from(step)
    if not indefinite and begun is None:
        return step
    found = step
    for substituted in (False, True):
        try:
            verdict = _differentials(chain, step.left, step.right, substituted, begun)
        except Disagreement:
            raise
        except FAILURES:
            continue
        if verdict is not None and verdict.proved:
            words = "up to a constant: both sides have the same derivative"
            return replace(step, kind="claim", outcome=Outcome("proved", words, verdict))
        plain = _is_written(step) if begun is None else _is_of_constants(step.left, step.right, begun)
        if verdict is not None and plain and not substituted and _is_of_one_letter(step.left, step.right, begun):
            found = replace(step, kind=KIND, outcome=Outcome("refuted", "", verdict))
    return found


def _goes_on_from(step: Judged) -> Node | None:
    """The integral ∫ f dx with which the chain of F + 2 C = F + C₁ begins, where such constants stand on both sides."""
    integrals = [n for m in step.statement.members[:1] if isinstance(m, Node) for n in walk(m) if _is_indefinite(n)]
    sides = [{n.base if isinstance(n, Indexed) else n for n in walk(side)} for side in (step.left, step.right)]  # type: ignore[arg-type]
    return integrals[0] if step.place and integrals and all(side & _CONSTANTS for side in sides) else None


def _or_differential(chain: ChainJudge, step: Judged, left: Node, right: Node) -> Judged:
    """The step, or du = g′(x) dx proved where the page says that u = g(x), and not by taking d for a factor."""
    letters: dict[str, Name] = {}
    sides = [rebuild(side, partial(_paired, letters)) for side in (left, right)]
    defined = any(letter.key in chain.used for letter in letters.values())
    factor = "d" in chain.used | chain.knowledge.numbers or any(n == _D for side in sides for n in walk(side))
    alike = None if defined else _of_one_letter(chain, sides, letters)
    if factor or not (defined or alike):
        return step
    outcome = Outcome("unknown", "d before a letter is a small change of it")
    try:
        if (verdict := alike or _of_changes(chain, sides, letters)) is not None:
            outcome = Outcome("proved", _BY_CHANGES, verdict)
    except Disagreement:
        raise
    except FAILURES:
        pass
    return replace(step, outcome=outcome) if step.status == "proved" or outcome.status == "proved" else step


def _of_one_letter(chain: ChainJudge, sides: list[Node], letters: dict[str, Name]) -> Verdict | None:
    """The verdict on du = dx where the section says before it that u = x, and nothing of u after that."""
    u, x = (letters.get(side.key) if isinstance(side, Name) else None for side in sides)
    if u is None or x is None:
        return None
    said = reversed(chain.knowledge.statements[: chain.statement.number])
    last = next((s for s in said if s.members[0] == u and s.section == chain.statement.section), None)
    if last is None or last.members[1:] != (x,) or not holds_at(chain.knowledge, last, chain.statement):
        return None
    change = Symbol(f"d{x.key}", real=True)
    return Verdict.of(same(change, change), ("identity",))


def or_change(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where it is proved by taking d for a factor: behind u = x² the changes du = x dx are not equal."""
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    if (
        step.status != "proved"
        or step.outcome.reason == _BY_CHANGES
        or not any(n == _D for s in sides for n in walk(s))
    ):
        return step
    letters: dict[str, Name] = {}
    paired = [rebuild(side, partial(_paired, letters)) for side in sides]
    said = chain.used | chain.knowledge.numbers | chain.knowledge.told_at(chain.statement).keys()
    factor = "d" in said or _FACTOR.search(chain.knowledge.page.text) or any(n == _D for s in paired for n in walk(s))
    if factor or _are_same(chain, paired, letters):
        return step
    return replace(step, outcome=Outcome("unknown", "d before a letter may be a small change of it"))


def _are_same(chain: ChainJudge, sides: list[Node], letters: dict[str, Name]) -> bool:
    """Whether two sides are equal with each dx a letter of its own."""
    scope = chain.setting.scope
    for name in letters:
        scope = scope.bind(name, Symbol(name, real=True))
    try:
        one, other = (to_sympy(side, scope) for side in sides)
        return bool((one - other).expand() == 0)
    except FAILURES:
        return False


def _paired(letters: dict[str, Name], node: Node) -> Node:
    """A product with each d x in it made one letter."""
    if not isinstance(node, Multiply) or _D not in node.factors:
        return node
    factors: list[Node] = []
    for factor in node.factors:
        if isinstance(factor, Name) and factors and factors[-1] == _D:
            factors[-1] = Name(f"d{factor.key}")
            letters[f"d{factor.key}"] = factor
        else:
            factors.append(factor)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _of_changes(chain: ChainJudge, sides: list[Node], letters: dict[str, Name]) -> Verdict | None:
    """The verdict where both sides agree once the change of what is defined is written by those of its letters."""
    setting = chain.setting
    names = {name: to_sympy(letter, setting.scope) for name, letter in letters.items()}
    changes = {name: Symbol(name, real=True) for name in names}
    scope = setting.scope
    for name, change in changes.items():
        scope = scope.bind(name, change)
    one, other = (written_out(to_sympy(side, scope), setting) for side in sides)
    ways = {name: written_out(value, setting) for name, value in names.items()}
    free = {name: value for name, value in names.items() if ways[name] == value and isinstance(value, Symbol)}
    if len(free) == len(names):
        return None
    totals = {changes[n]: sum(ways[n].diff(v) * changes[m] for m, v in free.items()) for n in names if n not in free}
    others = (one.free_symbols | other.free_symbols).union(*(w.free_symbols for w in ways.values()))
    fixed = others - set(changes.values()) - set(names.values())
    if any(may_vary(s, setting.scope) or _is_varied(s, chain) for s in fixed):
        return None
    outcome = judge_values(one.subs(totals), other.subs(totals), "=", setting, chain.judge.seconds / 4, None)
    return outcome.verdict if outcome.status == "proved" else None


def doubt_of_antiderivative(chain: ChainJudge, step: Judged, speech: Speech) -> str:
    """Why a wrong antiderivative may be meant otherwise; "" where nothing else can be meant."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if speech.act in CONDITIONAL or chain.used:
        return "nothing says that it holds, or it rests on a definition"
    if any(isinstance(n, Name) and n.key == "log" for side in (step.left, step.right) for n in walk(side)):
        return "of which base the logarithm is, is not said"
    left = step.left.body if isinstance(step.left, Big) else step.left
    return in_notation(left, "=", step.right, frozenset())


def _is_written(step: Judged) -> bool:
    """Whether each indefinite integral of a step has its dx."""
    integrals = sum(_is_indefinite(n) for n in step.statement.nodes)
    return sum(t.text == "d" for m in step.statement.chain.members for t in m.tokens) >= integrals


def _is_of_constants(left: Node, right: Node, begun: Node) -> bool:
    """Whether two antiderivatives are of the variable of an integral and of constants of integration alone."""
    assert isinstance(begun, Big)
    names = {n for side in (left, right) for n in walk(side) if isinstance(n, Name)}
    called = {n.function for side in (left, right) for n in walk(side) if isinstance(n, Call)}
    return names - called - _CONSTANTS - {Name("e"), Name("pi")} <= {begun.index[0]}


def _is_of_one_letter(left: Node, right: Node, begun: Node | None = None) -> bool:
    """Whether a step is ∫ f(x) dx = F(x) + C, or between sums of such integrals, of school functions of x alone.

    ``begun``: the integral of the chain, for a step between two antiderivatives.
    """
    if begun is not None:
        return elementary([left, right], frozenset())
    integrals = [n for side in (left, right) for n in walk(side) if isinstance(n, Big)]
    variables = {n.index[0] for n in integrals if _is_indefinite(n)}
    parts = [_parts(side) for side in (left, right)]
    if len(variables) != 1 or None in parts:
        return False
    (x,) = variables
    known = [part for side in parts for part in side or ()]
    constant = {part.key for part in known if isinstance(part, Name)} - {getattr(x, "key", "")}
    if not isinstance(x, Name) or len(constant) > 1 or not all(letters(p) <= {x.key} | constant for p in known):
        return False
    return any(x.key in letters(p) for p in parts[1] or ()) and elementary(known, frozenset())


def _parts(side: Node) -> list[Node] | None:
    """What is integrated in a sum of multiples of indefinite integrals, and its other terms; None for no such sum."""
    match side:
        case Big():
            return [side.body] if _is_indefinite(side) else None
        case Group(body) | Negative(body):
            return _parts(body)
        case Multiply((Number(), body)):
            return _parts(body)
        case Add(terms):
            found = [_parts(term) for term in terms]
            return None if None in found else [part for parts in found for part in parts or ()]
    return None if any(isinstance(n, Big) for n in walk(side)) else [side]


def _is_indefinite(node: Node) -> bool:
    if not isinstance(node, Big) or node.kind != "integral" or node.condition is not None:
        return False
    return node.lower is None and node.upper is None and len(node.index) == 1


@dataclass
class _Letters:
    """The integrals of a step: the letter of each, with its integrand and its variable."""

    scope: Scope
    found: dict[Node, tuple[str, Symbol, Expr, Symbol]] = field(default_factory=dict)

    def named(self, node: Node) -> Node:
        """A tree with letters for its indefinite integrals."""
        return rebuild(node, self._change)

    def _change(self, node: Node) -> Node:
        if not _is_indefinite(node):
            return node
        assert isinstance(node, Big)
        if node not in self.found:
            variable = to_sympy(node.index[0], self.scope)
            if not isinstance(variable, Symbol):
                raise MeaningError("the variable of an integral must be a name", node)
            name = f"∫{len(self.found)}"
            letter = Symbol(name, real=True)
            self.found[node] = name, letter, to_sympy(node.body, self.scope), variable
            self.scope = self.scope.bind(name, letter)
        return Name(self.found[node][0])


def _differentials(
    chain: ChainJudge, left: Node, right: Node, substituted: bool, begun: Node | None = None
) -> Verdict | None:
    """The verdict on whether the differentials of both sides agree; ``substituted``: u = g(x) is written out first.

    ``begun``: an integral of the chain by whose variable they are taken where none stands on either side.
    """
    setting = chain.setting
    named = _Letters(setting.scope)
    if begun is not None:
        named.named(begun)
    sides = [named.named(chain.joined(side)) for side in (left, right)]
    values = [to_sympy(side, named.scope) for side in sides]
    integrals = [(letter, integrand, variable) for _, letter, integrand, variable in named.found.values()]
    if substituted:
        values = [written_out(value, setting) for value in values]
        integrals = [(letter, written_out(integrand, setting), v) for letter, integrand, v in integrals]
    ways = {v: written_out(v, setting) if substituted else v for _, _, v in integrals}
    bases = {s for way in ways.values() for s in way.free_symbols}
    if substituted and len(bases) > 1:
        bases &= {v for v, way in ways.items() if v == way}
    free = set().union(*(v.free_symbols for v in values), *(i.free_symbols for _, i, _ in integrals))
    if not bases or _may_vary_with(free - bases - {i for i, _, _ in integrals}, ways, chain, substituted):
        return None
    verdicts = []
    for base in sorted(bases, key=str):
        one, other = (_by(value, base, integrals, ways) for value in values)
        outcome = judge_values(one, other, "=", setting, chain.judge.seconds / 4, None)
        if outcome.status != "proved" or outcome.verdict is None:
            return outcome.verdict if outcome.status == "refuted" else None
        verdicts.append(outcome.verdict)
    return Verdict.together(verdicts)


def _may_vary_with(others: set[Expr], ways: dict[Symbol, Expr], chain: ChainJudge, substituted: bool) -> bool:
    """Whether one of the other letters may depend on a variable: y, what has a definition, what is integrated over."""
    scope = chain.setting.scope
    apart = {s for v in ways if not substituted for s in written_out(v, chain.setting).free_symbols - {v}}
    defined = scope.values.keys() | scope.families.keys()
    return any(may_vary(s, scope) or s in apart | defined or _is_varied(s, chain) for s in others)


def _is_varied(letter: Expr, chain: ChainJudge) -> bool:
    """Whether dx of a letter x stands somewhere on the page."""
    return (
        re.search(rf"(?<![A-Za-z\\])d\s*\\?{re.escape(str(letter))}(?![A-Za-z])", chain.knowledge.page.text) is not None
    )


def _by(value: Expr, base: Expr, integrals: list[tuple[Symbol, Expr, Symbol]], ways: dict[Symbol, Expr]) -> Expr:
    """The derivative by ``base``: that of ∫ f(v) dv is f(v) dv/d``base``, that of log |u| is u′/u."""
    logarithms = {e: Symbol(str(e), real=True) for e in value.atoms(log) if e.has(Abs)}
    held = value.xreplace(logarithms)
    total = held.diff(base)
    for e, letter in logarithms.items():
        powers = e.args[0].as_powers_dict().items()
        inside = Mul(*((b.args[0] if isinstance(b, Abs) else b) ** n for b, n in powers))
        total += held.diff(letter) * _by(inside, base, integrals, ways) / inside
    total = total.xreplace({letter: e for e, letter in logarithms.items()})
    for letter, integrand, variable in integrals:
        share = value.diff(letter)
        if share != Integer(0):
            total += share * integrand * ways[variable].diff(base)
    return total
