"""The definitions that a chain rests on, and in which order they rest on each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from symxent.check.definitions import Definition
from symxent.check.knowledge import Knowledge
from symxent.check.names import functional, names_of
from symxent.check.restricted import is_used_outside
from symxent.check.statements import Statement
from symxent.language.scope import PROBABILITIES
from symxent.language.tree import Add, Big, Call, Divide, Indexed, Name, Node, Number, multiply, walk
from symxent.read.marks import is_set_in_figures
from symxent.read.speech_words import MEANS

_OF_BETA = re.compile(r"\bbeta[- ](?:function|distribution)", re.IGNORECASE)
_LAW_B = re.compile(r"\\sim\s*(?:\\(?:mathrm|mathcal|text|operatorname)\s*\{?\s*)?B\b")
_ALONE_B = re.compile(r"\$\s*(?:\\(?:mathrm|mathcal|mathbf)\s*\{?)?B\}?\s*(?:\([^$()]*\))?\s*\$")
_BETAS = (Name("B"), Name("B", "roman"))


def definitions_for(knowledge: Knowledge, statement: Statement, trees: list[Node]) -> dict[str, Definition]:
    """The definitions that some formulas rest on, directly or through others, without circles."""
    used: dict[str, Definition] = {}
    seen: set[str] = set()
    functions, others = functional(trees), knowledge.other_figures(statement)
    waiting = list(names_of(trees))
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        waiting.extend(knowledge.components.get(key, ()))
        definition = knowledge.in_force(key, statement.number)
        if definition is not None and key in others and is_of_figures(definition):
            continue
        if definition is not None and _is_of_other_things(definition, statement, trees):
            continue  # p(x, z) is no p(θ | α)
        if definition is not None and definition.kind == "function" and key in knowledge.grammar.doubtful:
            if key not in functions:
                continue  # x(t) is a curve, and x beside it a point
        if definition is not None:
            used[key] = definition
            functions |= functional([definition.body])
            waiting.extend(definition.names)
            waiting.extend(p.replace("·", "") for p in definition.parameters)
    conventions = (*_means(knowledge, statement, trees), *_beta(knowledge, statement, trees))
    used |= {d.key: d for d in conventions if d.key not in seen & used.keys()}
    everywhere = [*trees, *(d.body for d in used.values())]
    used = {k: d for k, d in used.items() if not is_used_outside(d, everywhere, knowledge)}
    circles = _perhaps_in_circles(used)
    return {k: d for k, d in used.items() if k not in circles or not _in_circle(k, used)}


def _is_of_other_things(definition: Definition, statement: Statement, trees: list[Node]) -> bool:
    """Whether a density is defined, and what the trees call by its name is of more, of less, or given something.

    In another section it is of other things, too, where it is of other letters.
    """
    key, head = definition.key, definition.head
    if definition.kind != "function" or key not in PROBABILITIES or not isinstance(head, Call):
        return False
    nodes = (n for tree in trees for n in walk(tree) if isinstance(n, Call))
    calls = [n for n in nodes if isinstance(n.function, Name) and n.function.key == key]
    elsewhere = definition.section != statement.section
    if calls and elsewhere and all(isinstance(a, Name) for n in calls for a in (*n.arguments, *n.given)):
        return all((n.arguments, n.given) != (head.arguments, head.given) for n in calls)
    here = len(head.arguments), len(head.given)
    return bool(calls) and all((len(n.arguments), len(n.given)) != here for n in calls)


def is_of_figures(definition: Definition) -> bool:
    """Whether what is defined is a letter set in bold."""
    head = definition.head
    return isinstance(head, Name) and is_set_in_figures(head.accent)


def _means(knowledge: Knowledge, statement: Statement, trees: list[Node]) -> Iterator[Definition]:
    """x̄ beside a sum over all x_i, on a page that speaks of means and does not say what x̄ is: the mean of the x_i.

    It is a convention and not said: nothing is refuted by it.
    """
    barred = {k.removesuffix("_bar") for k in names_of(trees) if k.endswith("_bar") and k not in knowledge.by_key}
    if not barred or not MEANS.search(knowledge.page.text):
        return
    for total in (n for tree in trees for n in walk(tree) if isinstance(n, Big) and n.kind == "sum"):
        if total.lower != Number("1") or total.upper is None or len(total.index) != 1 or total.condition is not None:
            continue
        for one in walk(total.body):
            if isinstance(one, Indexed) and one.lower == total.index and not one.upper and isinstance(one.base, Name):
                if one.base.key in barred:
                    barred.discard(one.base.key)
                    mean = Divide(replace(total, body=one), total.upper)
                    head = replace(one.base, accent=f"{one.base.accent} bar".strip())
                    yield Definition(head.key, "value", head, mean, statement.number, 0, statement.section)


def _beta(knowledge: Knowledge, statement: Statement, trees: list[Node]) -> Iterator[Definition]:
    """B(a, b) on a page of the beta function or distribution that says nothing else of B: Γ(a) Γ(b)/Γ(a + b).

    It is a convention as well.
    """
    text = knowledge.page.text
    if "B" in knowledge.by_key or not _OF_BETA.search(text) or _LAW_B.search(text):
        return
    if any("beta function" not in text[max(0, m.start() - 20) : m.end() + 40].lower() for m in _ALONE_B.finditer(text)):
        return  # it says something else of B
    calls = [n for tree in trees for n in walk(tree) if isinstance(n, Call) and n.function in _BETAS]
    if calls and all(len(n.arguments) == 2 and not n.given and not n.primes for n in calls):
        a, b = Name("first·"), Name("second·")
        gamma = [Call(Name("Gamma"), (u,)) for u in (a, b, Add((a, b)))]
        body = Divide(multiply(*gamma[:2]), gamma[2])
        names = (a.name, b.name)
        here = statement.number, 0, statement.section
        yield Definition("B", "function", Name("B"), body, *here, names, formula=statement.formula)


def _perhaps_in_circles(used: dict[str, Definition]) -> set[str]:
    """What is left when those that rest on nothing left are taken away, again and again."""
    left = set(used)
    while settled := {key for key in left if not used[key].names & left}:
        left -= settled
    return left


def _in_circle(key: str, used: dict[str, Definition]) -> bool:
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        here = waiting.pop()
        definition = used.get(here)
        if definition is None:
            continue
        for name in definition.names:
            if name == key:
                return True
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return False


def in_order(used: dict[str, Definition]) -> Iterable[tuple[str, Definition]]:
    """The definitions by key, those first that others rest on."""
    done: dict[str, Definition] = {}
    seen: set[str] = set()

    def visit(key: str) -> None:
        definition = used.get(key)
        if definition is None or key in seen:
            return
        seen.add(key)
        needs = definition.names | {p.replace("·", "") for p in definition.parameters}
        for name in sorted(needs):
            if name != key:
                visit(name)
        done[key] = definition

    for key in used:
        visit(key)
    return done.items()
