"""How a step between means and probabilities is read: its letters that are random, their laws, what is independent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from sympy import (
    Basic,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Le,
    S,
    Symbol,
    binomial,
    digamma,
    erf,
    factorial,
    sqrt,
)
from sympy.core.function import AppliedUndef

from symxent.check.chances import (
    Said,
    convex_at,
    counted_at,
    counts,
    independent_at,
    independent_families,
    law_of,
    laws_at,
    partitions_at,
    within_events,
    within_supports,
)
from symxent.check.mean_rules import expects
from symxent.check.names import names_of
from symxent.check.of_densities import (
    ON_THE_LINE,
    bearers,
    density_head,
    holds_densities,
    is_support,
)
from symxent.check.of_rows import ROWS_AT
from symxent.check.setting import Setting, setting_of
from symxent.check.steps import Outcome, written_out
from symxent.errors import Disagreement, SymxentError
from symxent.language import tree as t
from symxent.language.chances import ENTROPIES, MEANS, as_random, operators
from symxent.language.domain import POSITIVE, Domain
from symxent.language.linear import Array
from symxent.language.meaning import to_sympy, to_value
from symxent.language.opaque import PARAMETERS
from symxent.language.scope import MeaningError, Scope
from symxent.logic import (
    Density,
    Entropy,
    Event,
    Identical,
    Independent,
    IsConvex,
    Law,
    Mean,
    Partition,
    Probability,
    RandomVariable,
)
from symxent.logic.laws import LAWS
from symxent.probability.judge import by_weights, values_taken
from symxent.proof import prove
from symxent.proof.written import spoken

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement


#: Φ is the distribution function of a standard normal variable.
_DISTRIBUTION = re.compile(r"standard normal|\bc\.?d\.?f\b|distribution function", re.IGNORECASE)


def head_of(node: t.Node, knowledge: Knowledge) -> t.Name | None:
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
    return {h.key for tree in trees for n in t.walk(tree) if (h := head_of(n, knowledge)) is not None}


@dataclass
class Chance:
    """The reading of one step: its letters that are random, with their laws, and what is said to be independent."""

    knowledge: Knowledge
    statement: Statement
    trees: tuple[t.Node, t.Node]
    op: str = "="
    determined: bool = False  # whether the page says of each variable of a density what it is
    values_of_densities: tuple[Expr, ...] = ()  # what is positive at the values that a variable takes

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
        nodes = [n for tree in self.trees for n in t.walk(tree)]
        setting = setting_of(self.knowledge, self.statement, [*self.trees, *parameters, *bearers(self.trees)])
        heads = {h.key: MEANS[h.name] for n in nodes if (h := head_of(n, self.knowledge)) is not None}
        self.determined = all(
            isinstance(x, t.Name) and x.key in self.laws.keys() | setting.used for x in bearers(self.trees)
        )
        used = set() if self.determined else setting.used
        readers = {**{key: self._density for n in nodes if (key := density_head(n)) and key not in used},
                   **operators(heads, self.random - self.events, self.events)}  # fmt: skip
        values = {s: v for s, v in setting.scope.values.items() if str(s) not in self.parameters}
        if "digamma" in self.knowledge.page.text and "psi" not in setting.used:
            readers["psi"] = lambda node, scope: digamma(to_sympy(node.arguments[0], scope))
        if _DISTRIBUTION.search(self.knowledge.page.text) and "Phi" not in setting.used:
            readers["Phi"] = lambda node, scope: (1 + erf(to_sympy(node.arguments[0], scope) / sqrt(2))) / 2
        return replace(setting, scope=replace(setting.scope, operators=readers, values=values, endless=True))

    @cached_property
    def random(self) -> frozenset[str]:
        """The letters that are random: those of a law, and those inside of means that are no parameters."""
        inside: set[str] = set()
        for node in (n for tree in self.trees for n in t.walk(tree)):
            head = head_of(node, self.knowledge)
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
    def bound(self) -> set[t.Node]:
        """The letters of sums and integrals."""
        nodes = (n for tree in self.trees for n in t.walk(tree))
        return {letter for n in nodes if isinstance(n, t.Big) for letter in n.index}

    @cached_property
    def events(self) -> frozenset[str]:
        """The letters that stand for events: those of which a probability is taken."""
        calls = (n for tree in self.trees for n in t.walk(tree) if isinstance(n, t.Call))
        chances = [n for n in calls if (h := head_of(n, self.knowledge)) and MEANS[h.name] is Probability]
        bare = (part for n in chances for part in n.arguments if not isinstance(part, t.Relation))
        return frozenset(n.key for part in bare for n in t.walk(part) if isinstance(n, t.Name) and n.name[:1].isupper())

    def leaves_supports(self) -> bool:
        """Whether a density is perhaps taken where its formula does not hold: outside of the support."""
        nodes = [n for tree in self.trees for n in t.walk(tree)]
        densities = [(n, self._law_of(n)) for n in nodes if isinstance(n, t.Call) and density_head(n)]
        for node, law in densities:
            if law is None or law[0] in ON_THE_LINE or (isinstance(node.function, t.Indexed) and not _is_bare(node)):
                continue
            point = node.arguments[0]
            around = [b for b in nodes if isinstance(b, t.Big) and point in b.index]
            if not _is_bare(node) or not all(is_support(law, b) for b in around):
                return True
        return False

    def _law_of(self, node: t.Call) -> tuple[str, tuple[t.Node, ...], bool] | None:
        """The law of N(x; μ, σ²), or of f_X(x)."""
        if isinstance(node.function, t.Name):
            return law_of(t.Call(node.function, node.given), self.knowledge.page.text)
        of = node.function.lower[0] if isinstance(node.function, t.Indexed) and node.function.lower else None
        said = self.laws.get(of.key) if isinstance(of, t.Name) else None
        return None if said is None or said.indexed or said.law == "Moments" else (said.law, said.parameters, said.sure)

    def _density(self, node: t.Call, scope: Scope) -> Expr:
        """N(x; μ, σ²), or f_X(x) of an X of which the page gives the law; F_X(x) is P(X ≤ x)."""
        read = self._law_of(node)
        if isinstance(node.function, t.Indexed) and len(node.function.lower) == 1 and not node.primes:
            of, at = to_sympy(node.function.lower[0], scope), to_sympy(node.arguments[0], scope)
            if isinstance(node.function.base, t.Name) and node.function.base.name == "F":
                return Probability(Le(of, at, evaluate=False))
            whole = read is not None and LAWS[read[0]].support(*read[1])[:1] == ("whole",)
            if read is None or not (whole or read[0] in ON_THE_LINE or node.arguments[0] in self.bound):
                return Density(of, at)
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
            taken = " and ".join(f"{spoken(e)} > 0" for e in self.values_of_densities)
            said = (f"since {words}" if words else "", f"for {laws}" if laws else "", f"where {taken}" if taken else "")
            told = ", ".join(filter(None, said))
            named = verdict.reason if self.op != "=" else ""
            return Outcome("proved", told or named or "by the rules of probability", verdict)
        if verdict.reason.startswith("it would hold if "):
            words = verdict.reason.removeprefix("it would hold if ")
            return Outcome("unknown", f"this holds when {words}, which is not said", verdict, assuming=words)
        if verdict.refuted and (pair := self._apart(lhs, rhs, domain, seconds)):
            return Outcome("unknown", f"this holds when {pair}, which is not said", verdict, assuming=pair)
        uncertain = holds_densities(self.trees) and not (bearers(self.trees) and self.determined)
        if verdict.refuted and not uncertain and not any(e.has(Entropy) for e in (lhs, rhs)):
            return Outcome("refuted", "", verdict)
        return Outcome("unknown", verdict.reason, verdict)

    def _apart(self, lhs: Expr, rhs: Expr, domain: Domain, seconds: float) -> str:
        """The letters that have to differ for an equation to hold between members of a sequence, in words."""
        indices = {i for e in (lhs, rhs) for v in e.atoms(RandomVariable) for i in v.index if isinstance(i, Symbol)}
        pairs = list(combinations(sorted(indices & (lhs.free_symbols | rhs.free_symbols), key=str), 2))
        differ = domain.extended(equal=tuple((KroneckerDelta(*pair), S.Zero) for pair in pairs))
        holds = pairs and prove(lhs, rhs, differ, seconds=seconds).proved
        return " and ".join(f"{i} ≠ {j}" for i, j in pairs) if holds else ""

    def _used(self, *sides: Expr) -> dict[str, Law]:
        return {v.name: v.together for e in sides for v in e.atoms(RandomVariable) if v.together is not None}

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
        meant = heads_of_means(self.trees, self.knowledge)
        for tree in self.trees:
            value = to_value(tree, setting.scope)
            if isinstance(value, Array):
                raise SymxentError("means of vectors")
            value = written_out(value, setting).xreplace(whole)
            sides.append(_with(value, setting, variables) if meant or value.has(Mean) else value)
        means = [m for e in sides for m in e.atoms(Mean)]
        if any(not part.has(RandomVariable, Event) for m in means for part in m.args[: min(m.bodies, m.of_random)]):
            raise SymxentError("a mean of what is not random")  # Var(p) as a function of p
        names = {v.name for e in sides for v in e.atoms(RandomVariable)}
        if names & {v.name for e in sides for v in e.atoms(Event)}:
            raise SymxentError("a letter is an event and a number")
        given = tuple(f for f in self._facts(variables) if _is_about(f, sides))
        laws = [v.law for v in variables.values() if v.law is not None]
        positive = (e for law in laws for e in LAWS[law.name].positive(*law.parameters) if e.free_symbols)
        letters = {s for e in sides for s in e.free_symbols}
        counted = counted_at(self.knowledge, self.statement) | {k for k, v in variables.items() if counts(v)}
        numbers = {str(s) for s in letters} & counted
        tallies = (f for e in sides for f in e.atoms(factorial, binomial) if {str(s) for s in f.free_symbols} & numbers)
        known = (*setting.domain.positive, *dict.fromkeys((*positive, *tallies)))  # k! and n over k of what the law has
        inside = within_supports(variables, letters - set(setting.domain.where))
        taken, up_to = within_events(sides)
        inside |= {s: where for s, where in taken.items() if s not in setting.domain.where}
        known = (*known, *up_to)
        families = {b for e in sides for b in e.atoms(IndexedBase)} - set(setting.domain.where)
        deviations = {str(s) for key in variables for s in _deviations(self.laws.get(key))}
        inside |= {s: POSITIVE for s in letters if str(s) in deviations and s not in setting.domain.where}
        inside |= {b: S.Naturals0 for b in families if str(b) in counted}
        inside |= {v: x for s, x in setting.domain.where.items() if (v := variables.get(str(s))) is not None}
        apart = tuple((KroneckerDelta(a, b), S.Zero) for a, op, b in setting.sure.checks if op == "≠")
        domain = replace(setting.domain.extended(where=inside, equal=apart), given=given, positive=known)
        self.values_of_densities = tuple(dict.fromkeys(self._values_taken(setting, variables, domain)))
        return sides[0], sides[1], replace(domain, positive=(*known, *self.values_of_densities))

    def _values_taken(
        self, setting: Setting, variables: Mapping[str, RandomVariable], domain: Domain
    ) -> Iterator[Expr]:
        """What is positive where the letters at which densities are taken in a chain are values of their variables."""
        for tree in self.statement.trees if bearers(self.trees) else ():
            if bearers((tree,)) and not isinstance(value := to_value(tree, setting.scope), Array):
                value = _with(written_out(value, setting), setting, variables)
                yield from values_taken(value, value, domain)

    def _variable(self, key: str, setting: Setting) -> RandomVariable:
        said = self.laws.get(key)
        if said is None:
            return RandomVariable(key)
        row = ROWS_AT.get(said.law)
        values = [
            IndexedBase(p.key) if place == row and isinstance(p, t.Name) else to_value(p, setting.scope)
            for place, p in enumerate(said.parameters)
        ]
        if any(isinstance(v, Array) for v in values):
            raise SymxentError("a law of vectors")
        return RandomVariable(key, Law(said.law, *values))

    def _facts(self, variables: Mapping[str, RandomVariable]) -> Iterator[Basic]:
        for key, said in self.laws.items():
            if said.indexed and key in variables and said.law not in ROWS_AT:
                yield Identical(variables[key])
                if said.independent:
                    yield Independent(variables[key])
        for key, alike in independent_families(self.knowledge, self.statement).items():
            if key in variables:
                yield Independent(variables[key])
                yield from [Identical(variables[key])] if alike else []
        for key, many in partitions_at(self.knowledge, self.statement):
            yield Partition(key, self._count(many))
        for name, way in convex_at(self.knowledge, self.statement):
            yield IsConvex(name, way)
        for letters in independent_at(self.knowledge, self.statement):
            units: list[Basic] = [variables.get(key) or Event(key) for key in letters]
            if len(units) > 1 or (units[0] in variables.values() and self.laws.get(letters[0])):
                yield Independent(*units)

    def _count(self, many: str) -> Expr:
        """How many events there are in a partition."""
        if many.isdecimal():
            return Integer(many)
        known = self.setting.scope.symbols.get(many)
        return known if isinstance(known, Symbol) else Symbol(many, integer=True, positive=True)


def _deviations(said: Said | None) -> Iterator[str]:
    """σ of a variable of mean μ and variance σ², which is its standard deviation."""
    if said is not None and said.law == "Moments" and isinstance(said.parameters[1], t.Power):
        yield from names_of((said.parameters[1],))


def _is_bare(node: t.Call) -> bool:
    """Whether it is at a letter, which is then a value that the variable takes."""
    return isinstance(node.arguments[0], t.Name | t.Indexed)


def _is_about(fact: Basic, sides: list[Expr]) -> bool:
    if isinstance(fact, Partition):
        return any(e.name == str(fact.args[0]) for side in sides for e in side.atoms(Event))
    if isinstance(fact, IsConvex):
        return any(f.func.__name__ == str(fact.args[0]) for e in sides for f in e.atoms(AppliedUndef))
    return any(fact.has(v) for e in sides for v in _bases(e))


def _bases(e: Expr) -> set[Basic]:
    found = e.atoms(RandomVariable, Event)
    return found | {v.family for v in found if isinstance(v, RandomVariable)}


def _with(value: Expr, setting: Setting, variables: Mapping[str, RandomVariable]) -> Expr:
    """The value with the letters that are random as what they are."""
    symbols = setting.scope.symbols
    found = ((symbols.get(k), v) for key, v in variables.items() for k in (key, f"{key} alone"))
    return as_random(value, {s: v for s, v in found if isinstance(s, Basic)})
