"""A step between means and probabilities: read with the laws that the page gives, proved, or refuted by a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sympy import Basic, Expr, IndexedBase, S, Symbol, binomial, digamma, factorial

from symxent.check.chances import (
    Said,
    counted_at,
    counts,
    independent_at,
    law_of,
    laws_at,
    speaks_of_independence,
    within_events,
    within_supports,
)
from symxent.check.judged import Judged
from symxent.check.names import names_of
from symxent.check.of_densities import (
    ON_THE_LINE,
    as_means,
    density_head,
    goes_on,
    holds_densities,
    is_over_parameters,
    is_support,
)
from symxent.check.of_matrices import same_letters
from symxent.check.regardless import expects
from symxent.check.setting import Setting, setting_of
from symxent.check.steps import Outcome, written_out
from symxent.errors import Disagreement, SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.linear import Array
from symxent.language.meaning import to_sympy, to_value
from symxent.language.opaque import PARAMETERS
from symxent.language.scope import MeaningError, Scope
from symxent.logic import Entropy, Event, Identical, Independent, Law, Mean, Probability, RandomVariable
from symxent.logic.laws import LAWS
from symxent.probability.judge import by_weights
from symxent.probability.written import ENTROPIES, MEANS, as_random, operators
from symxent.proof import prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: Steps with more nodes than this are not looked at.
MOST_NODES = 200
_OPEN = ("unknown", "needs definition", "refuted", "given")
_GENERATING = re.compile(r"\bmoment[- ]generating function", re.IGNORECASE)
_OPS = {"=": "=", "≤": "<=", "≥": ">="}
_OF_FUNCTIONS = "what its functions are defined by may be meant otherwise"
_KINDS = ("claim", "definition", "condition", "case", "relation")


def or_of_chance(chain: ChainJudge, step: Judged) -> Judged:
    """The step as the rules of probability judge it, where it holds means and is not decided yet."""
    if step.operator.text not in _OPS or not isinstance(step.left, t.Node) or not isinstance(step.right, t.Node):
        return step
    written = chain.joined(step.left), chain.joined(step.right)
    left, right = map(as_means, written)
    if step.status not in _OPEN or step.kind not in _KINDS or is_over_parameters((left, right)):
        return step
    of_laws = (left, right) != written or goes_on((left, right)) or holds_densities((left, right))
    if not heads_of_means((left, right), chain.knowledge) and (step.status == "given" or not of_laws):
        return step if step.operator.text != "=" else by_laws(chain, step, (left, right))
    if sum(1 for side in (left, right) for _ in t.walk(side)) > MOST_NODES:
        return step
    if _GENERATING.search(chain.knowledge.page.text) and step.status != "given":
        by_moments = as_means(left, generates=True), as_means(right, generates=True)
        outcome = Chance(chain.knowledge, chain.statement, by_moments).judged(chain.judge.seconds)
        if by_moments != (left, right) and outcome is not None and outcome.status == "proved":
            return replace(step, kind="claim", outcome=outcome)
    chance = Chance(chain.knowledge, chain.statement, (left, right), _OPS[step.operator.text])
    if chance.leaves_supports():
        return step
    outcome = chance.judged(chain.judge.seconds)
    if outcome is None or (outcome.status == "unknown" and not outcome.assuming):
        return step
    if chance.op != "=" and outcome.status != "proved":
        return step
    made = replace(step, kind="claim", outcome=outcome)
    if step.status == "given":
        circular = outcome.verdict is None or outcome.verdict.lhs == outcome.verdict.rhs  # what it defines, put in
        if circular or outcome.status == "unknown" or (outcome.status == "refuted" and doubt_of_chance(chain, made)):
            return step
    doubt = doubt_of_chance(chain, made) if outcome.status == "refuted" else ""
    return replace(made, outcome=Outcome("unknown", doubt, outcome.verdict)) if doubt else made


def by_laws(chain: ChainJudge, step: Judged, sides: tuple[t.Node, t.Node]) -> Judged:
    """The step, proved where the parameters of the laws that the page gives are what they have to be."""
    if step.status not in ("unknown", "refuted"):
        return step
    chance = Chance(chain.knowledge, chain.statement, sides)
    told = chance.about(sides).values()
    if not told or not all(said.near for said in told):
        return step
    outcome = chance.judged(chain.judge.seconds)
    return step if outcome is None or outcome.status != "proved" else replace(step, kind="claim", outcome=outcome)


def is_of_chance(step: Judged) -> bool:
    """Whether it is between means that a step was judged."""
    verdict = step.outcome.verdict
    return verdict is not None and any(e.has(Mean, RandomVariable) for e in (verdict.lhs, verdict.rhs))


def fails_of_chance(step: Judged) -> bool:
    """Whether it is open though a table or a law refutes it in one reading, and not for its functions alone."""
    verdict = step.outcome.verdict
    perhaps = step.status == "unknown" and step.outcome.reason != _OF_FUNCTIONS
    return perhaps and is_of_chance(step) and verdict is not None and verdict.refuted


def doubt_of_chance(chain: ChainJudge, step: Judged) -> str:
    """What keeps a step that a table or a law refutes from being told, in words; "" when nothing does."""
    verdict = step.outcome.verdict
    assert verdict is not None
    if chain.setting.unread:
        return f"a condition that governs it is not understood: {chain.setting.unread}"
    assert isinstance(step.left, t.Node)
    assert isinstance(step.right, t.Node)
    if any(isinstance(n, t.Big) and n.condition is not None for side in (step.left, step.right) for n in t.walk(side)):
        return "the sets under the sums are not said"
    variables = verdict.lhs.atoms(RandomVariable, Event) | verdict.rhs.atoms(RandomVariable, Event)
    laws = laws_at(chain.knowledge, chain.statement)
    chance = Chance(chain.knowledge, chain.statement, (step.left, step.right))
    definitions = [d for key in chance.setting.used for d in chain.knowledge.by_key.get(key, ())]
    if chance.setting.uncertain or any(d.kind == "function" for d in definitions):
        return _OF_FUNCTIONS
    if chance.setting.used & chance.parameters:
        return "a parameter of its law is perhaps a certain number"
    by_laws = verdict.methods == ("ball arithmetic",) or len(variables) == 1
    known = by_laws and all(isinstance(v, RandomVariable) and v.law is not None for v in variables)
    if not all(laws[v.name].sure for v in variables if isinstance(v, RandomVariable) and v.law is not None):
        return "how the parameters of its law are meant is not said"
    if bare := _outside_of_means(verdict.lhs) | _outside_of_means(verdict.rhs):
        return f"{min(bare)} may be a constant"
    if len(variables) > 1 and speaks_of_independence(chain.knowledge):
        return "what the page says of independence may not be understood"
    if known:
        return ""
    return _doubt_without_laws(chain, step)


def _outside_of_means(side: Basic) -> set[str]:
    """The letters without a law that are random inside of means and stand outside of them too: A E(X)."""
    return {v.name for v in side.replace(Mean, lambda *parts: S.One).atoms(RandomVariable) if v.law is None}


def _doubt_without_laws(chain: ChainJudge, step: Judged) -> str:
    """The same of what is false in general: it may be meant of these variables alone."""
    here, knowledge = chain.statement, chain.knowledge
    left, right = step.left, step.right
    assert isinstance(left, t.Node)
    assert isinstance(right, t.Node)
    nodes = [n for side in (left, right) for n in t.walk(side)]
    if len(here.members) != 2 or here.chain.continues or not same_letters(left, right):
        return "it may hold under a condition that is not said"
    if any(isinstance(n, t.Big | t.Relation) for n in nodes) or any(
        h.name == "p" for n in nodes if (h := _head(n, knowledge))
    ):
        return "what its letters are is not said"
    names = names_of((left, right))
    others = (s for s in knowledge.statements if s.number != here.number and s.section == here.section)
    if any(names & names_of(s.trees) and not all(isinstance(x, t.Name) for x in s.trees) for s in others):
        return "its letters may be related to each other"
    return ""


def _head(node: t.Node, knowledge: Knowledge) -> t.Name | None:
    """The head of a mean or a probability: E(w) may be an error, and V a function, unless they are set as operators."""
    if not isinstance(node, t.Call):
        return None
    head = node.function.base if isinstance(node.function, t.Indexed) else node.function
    if not isinstance(head, t.Name) or head.name not in MEANS:
        return None
    if head.name in ENTROPIES:
        one = node.arguments[0] if len(node.arguments) == 1 and not node.given else None
        upright = head.accent == "roman" and isinstance(one, t.Name) and one.name[:1].isupper()
        return head if upright else None
    if head.name == "E" and head.accent not in ("blackboard", "roman") and not expects(knowledge)(node):
        return None
    return None if head.name == "V" and head.key == "V" else head


def heads_of_means(trees: tuple[t.Node, ...], knowledge: Knowledge) -> set[str]:
    """The names by which means and probabilities are called in some trees."""
    return {h.key for tree in trees for n in t.walk(tree) if (h := _head(n, knowledge)) is not None}


@dataclass
class Chance:
    """The reading of one step: its letters that are random, with their laws, and what is said to be independent."""

    knowledge: Knowledge
    statement: Statement
    trees: tuple[t.Node, t.Node]
    op: str = "="

    @cached_property
    def laws(self) -> dict[str, Said]:
        return laws_at(self.knowledge, self.statement)

    def about(self, trees: tuple[t.Node, ...]) -> dict[str, Said]:
        """The laws of the letters in some trees, and those that have one of them as a parameter."""
        names = names_of(trees)
        return {key: said for key, said in self.laws.items() if names & {key, *names_of(said.parameters)}}

    @cached_property
    def parameters(self) -> set[str]:
        """The letters in the parameters of laws."""
        return names_of(p for said in self.laws.values() for p in said.parameters)

    @cached_property
    def setting(self) -> Setting:
        """What the names of both sides, and of the parameters of the laws, stand for; E, Var and P are read as such."""
        parameters = [p for key, said in self.laws.items() if key in self.random for p in said.parameters]
        setting = setting_of(self.knowledge, self.statement, [*self.trees, *parameters])
        nodes = [n for tree in self.trees for n in t.walk(tree)]
        heads = {h.key: MEANS[h.name] for n in nodes if (h := _head(n, self.knowledge)) is not None}
        readers = {**{key: self._density for n in nodes if (key := density_head(n)) and key not in setting.used},
                   **operators(heads, self.random - self.events, self.events)}  # fmt: skip
        values = {s: v for s, v in setting.scope.values.items() if str(s) not in self.parameters}
        if "digamma" in self.knowledge.page.text and "psi" not in setting.used:
            readers["psi"] = lambda node, scope: digamma(to_sympy(node.arguments[0], scope))
        return replace(setting, scope=replace(setting.scope, operators=readers, values=values, endless=True))

    @cached_property
    def random(self) -> frozenset[str]:
        """The letters that are random: those of a law, and those inside of means that are no parameters."""
        inside: set[str] = set()
        for node in (n for tree in self.trees for n in t.walk(tree)):
            head = _head(node, self.knowledge)
            if head is None or not isinstance(node, t.Call):
                continue
            for part in (*node.arguments, *node.given):
                relation = isinstance(part, t.Relation)
                if MEANS[head.name] is not Probability or relation:
                    inside |= names_of([part.lhs if isinstance(part, t.Relation) else part])
        knowledge = self.knowledge
        plain = {k for k in inside if k in PARAMETERS and k not in knowledge.random_letters}
        sizes = knowledge.sizes - knowledge.random_letters
        return frozenset((inside | self.laws.keys()) - plain - sizes - self.parameters)

    @cached_property
    def events(self) -> frozenset[str]:
        """The letters that stand for events: those of which a probability is taken."""
        calls = (n for tree in self.trees for n in t.walk(tree) if isinstance(n, t.Call))
        chances = [n for n in calls if (h := _head(n, self.knowledge)) and MEANS[h.name] is Probability]
        bare = (part for n in chances for part in n.arguments if not isinstance(part, t.Relation))
        return frozenset(n.key for part in bare for n in t.walk(part) if isinstance(n, t.Name) and n.name[:1].isupper())

    def leaves_supports(self) -> bool:
        """Whether a density is perhaps taken where its formula does not hold: outside of the support."""
        nodes = [n for tree in self.trees for n in t.walk(tree)]
        densities = [(n, self._law_of(n)) for n in nodes if isinstance(n, t.Call) and density_head(n)]
        for node, law in densities:
            if law is None or law[0] in ON_THE_LINE:
                continue
            point = node.arguments[0]
            around = [b for b in nodes if isinstance(b, t.Big) and point in b.index]
            if not isinstance(point, t.Name | t.Indexed) or not all(is_support(law, b) for b in around):
                return True
        return False

    def _law_of(self, node: t.Call) -> tuple[str, tuple[t.Node, ...], bool] | None:
        """The law of N(x; μ, σ²), or of f_X(x)."""
        if isinstance(node.function, t.Name):
            return law_of(t.Call(node.function, node.given), self.knowledge.page.text)
        of = node.function.lower[0] if isinstance(node.function, t.Indexed) and node.function.lower else None
        said = self.laws.get(of.key) if isinstance(of, t.Name) else None
        return None if said is None or said.indexed else (said.law, said.parameters, said.sure)

    def _density(self, node: t.Call, scope: Scope) -> Expr:
        """N(x; μ, σ²), or f_X(x) of an X of which the page gives the law."""
        read = self._law_of(node)
        if read is None or node.primes:
            raise MeaningError("a density of which the law is not known", node)
        law, parameters, _ = read
        return LAWS[law].density(to_sympy(node.arguments[0], scope), *(to_sympy(p, scope) for p in parameters))

    def judged(self, seconds: float) -> Outcome | None:
        """What becomes of the step; None where it has no reading."""
        try:
            lhs, rhs, domain = self.equation()
            if not any(e.has(Mean) for e in (lhs, rhs)):
                verdict = by_weights(lhs, rhs, domain, prove, seconds)
                if not verdict.proved:
                    verdict = prove(lhs, rhs, domain, seconds=seconds)
                if not verdict.proved:
                    return None
                words = " and ".join(f"{key} ~ {said.law}" for key, said in sorted(self.about(self.trees).items()))
                return Outcome("proved", f"for {words}" if words else "in closed form", verdict)
            verdict = prove(lhs, rhs, domain, op=self.op, seconds=seconds)
        except Disagreement:
            raise
        except (SymxentError, TypeError, ValueError, AttributeError, RuntimeError, ArithmeticError):
            return None
        words = " and ".join(verdict.used)
        if verdict.proved:
            laws = " and ".join(f"{key} ~ {law}" for key, law in sorted(self._used(lhs, rhs).items()))
            told = ", ".join(filter(None, (f"since {words}" if words else "", f"for {laws}" if laws else "")))
            named = verdict.reason if self.op != "=" else ""
            return Outcome("proved", told or named or "by the rules of probability", verdict)
        if verdict.reason.startswith("it would hold if "):
            words = verdict.reason.removeprefix("it would hold if ")
            return Outcome("unknown", f"this holds when {words}, which is not said", verdict, assuming=words)
        if verdict.refuted and not holds_densities(self.trees) and not any(e.has(Entropy) for e in (lhs, rhs)):
            return Outcome("refuted", "", verdict)
        return Outcome("unknown", verdict.reason, verdict)

    def _used(self, *sides: Expr) -> dict[str, Law]:
        return {v.name: v.law for e in sides for v in e.atoms(RandomVariable) if v.law is not None}

    def equation(self) -> tuple[Expr, Expr, Domain]:
        """Both sides, and what is assumed.  Raises SymxentError for what has no reading."""
        setting = self.setting
        variables = {key: self._variable(key, setting) for key in self.random}
        whole = {
            e: Symbol(str(e), integer=True, positive=True)
            for v in variables.values()
            if v.law is not None
            for e in LAWS[v.law.name].whole(*v.law.parameters)
            if isinstance(e, Symbol) and not e.is_integer
        }
        variables = {key: v.xreplace(whole) for key, v in variables.items()}
        sides = []
        for tree in self.trees:
            value = to_value(tree, setting.scope)
            if isinstance(value, Array):
                raise SymxentError("means of vectors")
            value = written_out(value, setting).xreplace(whole)
            sides.append(_with(value, setting, variables) if heads_of_means(self.trees, self.knowledge) else value)
        means = [m for e in sides for m in e.atoms(Mean)]
        if any(not part.has(RandomVariable, Event) for m in means for part in m.args[: m.bodies]):
            raise SymxentError("a mean of what is not random")  # Var(p) as a function of p
        names = {v.name for e in sides for v in e.atoms(RandomVariable)}
        if names & {v.name for e in sides for v in e.atoms(Event)}:
            raise SymxentError("a letter is an event and a number")
        given = tuple(f for f in self._facts(variables) if any(f.has(v) for e in sides for v in _bases(e)))
        laws = [v.law for v in variables.values() if v.law is not None]
        positive = (e for law in laws for e in LAWS[law.name].positive(*law.parameters) if e.free_symbols)
        letters = {s for e in sides for s in e.free_symbols}
        counted = counted_at(self.knowledge, self.statement) | {k for k, v in variables.items() if counts(v)}
        numbers = {str(s) for s in letters} & counted
        tallies = (f for e in sides for f in e.atoms(factorial, binomial) if {str(s) for s in f.free_symbols} & numbers)
        known = (*setting.domain.positive, *dict.fromkeys((*positive, *tallies)))  # k! and n over k of what the law has
        inside = within_supports(variables, letters - set(setting.domain.where))
        inside |= {s: where for s, where in within_events(sides).items() if s not in setting.domain.where}
        families = {b for e in sides for b in e.atoms(IndexedBase)} - set(setting.domain.where)
        inside |= {b: S.Naturals0 for b in families if str(b) in counted}
        inside |= {v: x for s, x in setting.domain.where.items() if (v := variables.get(str(s))) is not None}
        return sides[0], sides[1], replace(setting.domain.extended(where=inside), given=given, positive=known)

    def _variable(self, key: str, setting: Setting) -> RandomVariable:
        said = self.laws.get(key)
        if said is None:
            return RandomVariable(key)
        values = [to_value(p, setting.scope) for p in said.parameters]
        if any(isinstance(v, Array) for v in values):
            raise SymxentError("a law of vectors")
        return RandomVariable(key, Law(said.law, *values))

    def _facts(self, variables: Mapping[str, RandomVariable]) -> Iterator[Basic]:
        for key, said in self.laws.items():
            if said.indexed and key in variables:
                yield Identical(variables[key])
                if said.independent:
                    yield Independent(variables[key])
        for letters in independent_at(self.knowledge, self.statement):
            units: list[Basic] = [variables.get(key) or Event(key) for key in letters]
            if len(units) > 1 or (units[0] in variables.values() and self.laws.get(letters[0])):
                yield Independent(*units)


def _bases(e: Expr) -> set[Basic]:
    found = e.atoms(RandomVariable, Event)
    return found | {RandomVariable(v.name, v.law) for v in found if isinstance(v, RandomVariable)}


def _with(value: Expr, setting: Setting, variables: Mapping[str, RandomVariable]) -> Expr:
    """The value with the letters that are random as what they are."""
    symbols = setting.scope.symbols
    found = ((symbols.get(k), v) for key, v in variables.items() for k in (key, f"{key} alone"))
    return as_random(value, {s: v for s, v in found if isinstance(s, Basic)})
