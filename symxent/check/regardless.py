"""A step that holds whatever its letters stand for: algebra with opaque words, where the usual reading is no proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from sympy import Expr, Integer, Integral, Limit, Symbol, log
from sympy.core.function import AppliedUndef

from symxent.check.by_definition import JUMPS, Notation, by_definition, holds_notation, outside_means
from symxent.check.chain_rule import run_as_integrated
from symxent.check.constants import constants_in_words, of_their_own
from symxent.check.covariances import located_at, symmetric_at
from symxent.check.judged import Judged
from symxent.check.mean_rules import densities_at, differentiates_a_mean, expects
from symxent.check.names import names_of
from symxent.check.order import (
    CAPITALS,
    OF_AN_ARRAY,
    behind_a_matrix,
    is_inverse,
    makes_a_matrix,
    matrices_in,
    may_lie,
    multiplied_capitals,
    of_matrices,
    operators_in,
    orders,
)
from symxent.check.said_before import head_of_call, stated_before
from symxent.check.steps import Outcome, points_before_failure, symbols_of, with_real_roots
from symxent.check.written import written_out
from symxent.errors import Disagreement, SymxentError
from symxent.language.blocks import in_pairs
from symxent.language.domain import POSITIVE, Domain
from symxent.language.linear import Array
from symxent.language.opaque import Opaque
from symxent.language.scope import PROBABILITIES, STANDARD, plain_key
from symxent.language.stated import Rules, Stated
from symxent.language.tree import (
    Big,
    Call,
    Derivative,
    Dots,
    Indexed,
    Name,
    Node,
    Transpose,
    walk,
)
from symxent.language.words import COLUMN, MATRIX, NUMBER, UNKNOWN, Form, Sides
from symxent.logic import alike, same
from symxent.proof import Verdict, prove
from symxent.read.marks import is_set_in_figures

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Seconds for one coefficient.
PATIENCE = 0.3
#: Steps with more nodes than this are not looked at.
MOST_NODES = 400
#: Functions whose values lie where their arguments do.
_OF_VECTORS = frozenset(("sigma", "softmax", "phi", "psi", "Phi", "Psi", "relu", "ReLU", "tanh", "g", "h"))
SAID = "whatever its letters stand for"


def or_regardless(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not proved of it proved whatever its letters stand for.

    What follows from equations that the section states is not false; what another reading refutes is not decided.
    """
    claimed = chain.knowledge.speeches.at(step.statement.formula).act == "claim"
    open_ = step.status in ("unknown", "needs definition", "refuted") or (claimed and step.kind == "condition")
    if not open_ or step.operator.text not in ("=", "≡"):
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    outcome = regardless(chain, step.left, step.right)
    if outcome is not None and step.status == "refuted" and not (outcome.verdict and outcome.verdict.used):
        outcome = Outcome("unknown", "one reading of this proves it, another refutes it", step.outcome.verdict)
    return step if outcome is None else replace(step, kind="claim", outcome=outcome)


def or_nowhere(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where a side has no value wherever the page's conditions hold: log x² = 2 log x for x < 0."""
    if step.status != "proved" or not step.outcome.reason.startswith(SAID):
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if not chain.setting.governed.surely & names_of((step.left, step.right)):
        return step
    try:
        one, other = chain.sides_of(step)
    except SymxentError:
        return step
    if any(isinstance(side, Array) or side.has(AppliedUndef, Integral, Limit) for side in (one, other)):
        return step  # whether it has a value is not seen at points
    if points_before_failure(one, other, chain.setting.domain, "=") != 0:
        return step  # a point that separates them has values, and what is said before is not put in there
    return replace(step, outcome=Outcome("unknown", "a side has no value wherever the conditions of the page hold"))


def or_no_numbers(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where it takes for a number what is a matrix by its section, or stands beside one.

    A proof that keeps the order of its letters is one of matrices as well.
    """
    if step.status != "proved" or step.operator.text not in ("=", "≡"):
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    trees = (step.left, step.right)
    one, other = chain.sides_of(step)
    if isinstance(one, Array) and isinstance(other, Array) and one.row != other.row and not may_lie(trees):
        return replace(step, outcome=Outcome("unknown", "a row stands on one side, a column on the other"))
    made = any(makes_a_matrix(n) for tree in trees for n in walk(tree))
    if not made and not matrices_in(chain, trees):
        return or_order_counts(chain, step)
    opaque = reading(chain, trees, False)
    numbers = {str(s) for value in (one, other) for s in symbols_of(value) if isinstance(s, Symbol)}
    nodes = [n for tree in trees for n in walk(tree) if isinstance(n, Name | Indexed)]
    strange = {str(plain_key(n)) for n in nodes if opaque.sides_of(n) != NUMBER}
    names = sorted(strange & numbers)
    if not names or equal(opaque, *trees) is not None:
        return step
    return replace(step, outcome=Outcome("unknown", f"{' and '.join(names)} may be no number here"))


def or_order_counts(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where it moves capitals past each other of which nothing says that they are numbers."""
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    trees = (step.left, step.right)
    capitals = multiplied_capitals(chain, trees) if step.status == "proved" else ()
    if not capitals:
        return step
    plain, opaque = reading(chain, trees, True), reading(chain, trees, True)
    of_numbers = plain.sides_of
    plain.sides_of = lambda node: NUMBER if plain_key(node) in capitals else of_numbers(node)
    here, there = (orders(tree) for tree in trees)
    turned = any((b, a) in there and (b, a) not in here for a, b in here - there)
    if equal(opaque, *trees) is not None or (equal(plain, *trees) is None and not turned):
        return step
    words = " and ".join(sorted(capitals))
    return replace(step, outcome=Outcome("unknown", f"this holds for numbers; {words} may be matrices"))


def regardless(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """A proof of left = right that uses no more of the letters than where they lie; None without one."""
    if sum(1 for side in (left, right) for _ in walk(side)) > MOST_NODES:
        return None
    operators = operators_in(chain, (left, right))
    for one, other, words in _written(chain, left, right):
        if words and operators:
            break  # D x is no product with what D is defined by
        for opaque in readings(chain, (one, other)):
            verdict = equal(opaque, one, other)
            if verdict is not None:
                return Outcome("proved", f"{SAID}{words}{_since(opaque)}", verdict)
    calls = (n for side in (left, right) for n in walk(side) if isinstance(n, Call))
    if any((n.given or len(n.arguments) > 1) and _is_probability(n) for n in calls):
        for one, other, words in islice(_written(chain, left, right), 2):
            verdict = equal(replace(reading(chain, (one, other), True), joint=True), one, other)
            if verdict is not None:
                return Outcome("proved", f"{SAID}{words}, by the laws of probability", verdict)
    return None if operators else _by_what_was_said(chain, left, right)


def readings(chain: ChainJudge, trees: tuple[Node, Node]) -> Iterator[Opaque]:
    """The opaque readings of a step: as it is seen, with w(t) perhaps a vector, and with plain capitals as numbers."""
    strict = reading(chain, trees, False)
    yield strict
    nodes = [n for tree in trees for n in walk(tree)]
    if any(isinstance(n, Call) for n in nodes) and any(
        isinstance(n, Name) and strict.sides_of(n) != NUMBER for n in nodes
    ):
        yield replace(reading(chain, trees, False), curves=True)
    if has_capitals(trees):
        yield reading(chain, trees, True)
        symmetric = symmetric_at(chain.knowledge, chain.statement, trees)
        if symmetric:
            yield replace(reading(chain, trees, False), symmetric=symmetric)
    if len({str(n.lower) for n in nodes if isinstance(n, Big)}) > 1 or any(isinstance(n, Derivative) for n in nodes):
        yield replace(reading(chain, trees, True), opened=True)


def _since(opaque: Opaque) -> str:
    return f", since {' and '.join(sorted(opaque.symmetric))} is symmetric" if opaque.symmetric else ""


def _by_what_was_said(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """A proof that uses equations which the section states before the step."""
    tried: tuple[Stated, ...] = ()
    symmetric = symmetric_at(chain.knowledge, chain.statement, (left, right))
    for letters in (False, True):
        equations = stated_before(chain, left, right, letters)
        if equations == tried:
            continue
        tried = equations
        for relaxed in (False, True):
            plain, opaque = (replace(reading(chain, (left, right), relaxed), symmetric=symmetric) for _ in range(2))
            plain.letters = opaque.letters
            rules = Rules(equations, plain.read, opaque.read)
            opaque.letters.rule = rules.value
            verdict = equal(opaque, left, right, rules.rewritten)
            if verdict is not None:
                words = f"{SAID}, by what was said before: {'; '.join(rules.used)}{_since(opaque)}"
                return Outcome("proved", words, replace(verdict, used=tuple(rules.used)))
    return None


def _written(chain: ChainJudge, left: Node, right: Node) -> Iterator[tuple[Node, Node, str]]:
    """The sides as they stand, and with the definitions of their letters written out, in words."""
    yield left, right, ""
    sides = tuple(run_as_integrated(side, chain.knowledge, chain.statement) for side in (left, right))
    if holds_notation((left, right)):
        meant = by_definition((sides[0], sides[1]), notation_of(chain, (left, right)))
        if meant != (left, right):
            inside = ", where means may be differentiated inside" if differentiates_a_mean((left, right)) else ""
            yield *meant, f", by what its notation stands for{inside}"
    for definitions in chain.definitions_in_turn():
        yield from written_out((left, right), definitions)


def notation_of(chain: ChainJudge, trees: tuple[Node, Node]) -> Notation:
    knowledge, opaque = chain.knowledge, reading(chain, trees, True)
    jumps = bool(JUMPS.search(knowledge.page.text))

    def plain(key: str) -> bool:
        return not jumps and key not in knowledge.by_key and key not in STANDARD and key != "at"

    return Notation(
        knowledge.called,
        opaque.expects,
        lambda a, b: equal(opaque, a, b) is not None,
        plain,
        densities_at(knowledge, chain.statement, trees, opaque, plain),
    )


def equal(
    opaque: Opaque, left: Node, right: Node, rewritten: Callable[[Form], Form] = lambda form: form
) -> Verdict | None:
    """The verdict that each word has equal coefficients on both sides, in each entry of two tables."""
    entries = in_pairs(left, right, lambda node: _is_number(opaque, node))
    if entries is not None:
        found = [equal(opaque, a, b, rewritten) for a, b in entries if not isinstance(a, Dots)]
        return Verdict.together([v for v in found if v]) if found and all(found) else None
    try:
        one, other = rewritten(opaque.read(left)), rewritten(opaque.read(right))
        verdicts = []
        for word in {**one.terms, **other.terms}:
            verdict = _same(one.terms.get(word, Integer(0)), other.terms.get(word, Integer(0)))
            if verdict is None:
                return None
            verdicts.append(verdict)
        return Verdict.together(verdicts) if verdicts else _same(Integer(0), Integer(0))
    except Disagreement:
        raise
    except (SymxentError, TypeError, ValueError, ArithmeticError, AttributeError, RuntimeError):
        return None


def _is_number(opaque: Opaque, node: Node) -> bool:
    try:
        return opaque.read(node).is_number
    except (SymxentError, TypeError, ValueError, ArithmeticError, AttributeError, RuntimeError):
        return False


def _same(a: Expr, b: Expr) -> Verdict | None:
    if alike(a, b):
        return Verdict.of(same(a, b), ("identity",))
    if not (a.free_symbols and b.free_symbols) and (a == 0 or b == 0):
        return None
    one, other = of_any_function(a), of_any_function(b)
    domain = domain_of((one, other))
    seen = points_before_failure(one, other, domain, "=")
    if seen is None:
        if a.atoms(AppliedUndef) == b.atoms(AppliedUndef):
            return None  # where both sides call the same, nothing is lost
        one, other, domain, seen = a, b, domain_of((a, b)), 0
    judged = partial(prove, domain=domain, seconds=PATIENCE, simplest=False)
    verdict = judged(one, other, agreed=seen)
    real = with_real_roots(one, other)
    return verdict if verdict.proved and (real is None or judged(*real).proved) else None


def of_any_function(value: Expr) -> Expr:
    """What is called taken for letters: what holds for all values of f(x) holds for that one."""
    return value.xreplace({c: Symbol(str(c), real=True) for c in value.atoms(AppliedUndef)})


def domain_of(values: Iterable[Expr]) -> Domain:
    """What has a logarithm is positive."""
    where, positive = {}, []
    for value in values:
        for argument in (found.args[0] for found in value.atoms(log)):
            if isinstance(argument, Symbol):
                where[argument] = POSITIVE
            elif argument.free_symbols:
                positive.append(argument)
    return Domain(where=where, positive=tuple(dict.fromkeys(positive)))


def reading(chain: ChainJudge, trees: tuple[Node, Node], relaxed: bool) -> Opaque:
    """The opaque reading of a step; ``relaxed``: a capital without another sign of a matrix is a number."""
    knowledge, statement = chain.knowledge, chain.statement
    told = knowledge.told_at(statement)
    arrays = knowledge.arrays_at(statement) | {k for k, axes in told.items() if axes}
    matrices, behind = matrices_in(chain, trees), behind_a_matrix(chain, trees)
    plain = relaxed and not (
        matrices
        or any(isinstance(n, Transpose) or is_inverse(n) or of_matrices(n) for tree in trees for n in walk(tree))
    )
    shapes, ordered = chain.setting.shapes, multiplied_capitals(chain, trees) | located_at(knowledge, statement)
    numbers = (knowledge.sizes | knowledge.numbers) - matrices - {k for k, axes in told.items() if axes}
    bold = any(isinstance(n, Name) and is_set_in_figures(n.accent) for tree in trees for n in walk(tree))
    turned = any(isinstance(n, Transpose) and isinstance(n.body, Call) for tree in trees for n in walk(tree))

    def sides_of(node: Node) -> Sides:
        head = node.function if isinstance(node, Call) else node
        base = head.base if isinstance(head, Indexed) else head
        if not isinstance(base, Name):
            return UNKNOWN
        if isinstance(node, Call):
            lower = base.name[:1].islower() and base.name not in _OF_VECTORS
            if base.name in OF_AN_ARRAY and names_of(node.arguments) & (matrices | ordered):
                return UNKNOWN
            return NUMBER if relaxed and lower and not turned and not is_set_in_figures(base.accent) else UNKNOWN
        if is_set_in_figures(base.accent):
            return COLUMN if base.name[:1].islower() else UNKNOWN
        if bold and base.name[:1].islower() and base.key not in arrays:
            return NUMBER  # where vectors are set in bold, a plain letter is a number
        if base.key in numbers and not isinstance(node, Indexed):
            return NUMBER
        if plain and base.name[:1].islower() and base.key not in ordered:
            return NUMBER  # a product of two vectors of which none is transposed is that of their numbers, or none
        indices = len(node.lower) + len(node.upper) if isinstance(node, Indexed) else 0
        key = plain_key(node)
        if key in shapes.arrays:
            return _OF_AXES.get(len(shapes.arrays[key]), UNKNOWN)
        axes = len(shapes.arrays.get(base.key, ()))
        if axes > indices:
            return _OF_AXES.get(axes - indices, UNKNOWN)
        if indices >= 2 or (axes and axes == indices) or base.key in numbers:
            return NUMBER
        if base.key in arrays or key in arrays:
            return UNKNOWN
        if base.key in ordered or key in ordered:
            return UNKNOWN
        capital = base.name.isupper() or base.name in CAPITALS
        if base.key in behind and not indices:
            return UNKNOWN
        return UNKNOWN if capital and not plain and "calligraphic" not in base.accent else NUMBER

    is_mean = expects(knowledge)
    by_key = knowledge.by_key.items()
    rests_on = {k: frozenset().union(*(outside_means(d, is_mean) for d in found)) for k, found in by_key}
    rests_on |= {str(s): frozenset(names_of(trees)) - {str(s)} for s in chain.setting.scope.dependents}
    return Opaque(
        sides_of,
        knowledge.random_letters,
        knowledge.sizes | (constants_in_words(knowledge.page.text) - knowledge.random_letters),
        knowledge.called | of_their_own(knowledge.page.text, statement.chain.end, trees, knowledge.called),
        is_mean,
        vectors=frozenset(arrays),
        curves=turned,
        defined=rests_on,
    )


#: Where a letter lies that has so many axes.
_OF_AXES = {1: COLUMN, 2: MATRIX}


def has_capitals(trees: Iterable[Node]) -> bool:
    """Whether a capital or a call stands in some trees: what may be no number."""
    return any(isinstance(n, Call) or (isinstance(n, Name) and n.name[:1].isupper()) for t in trees for n in walk(t))


def _is_probability(call: Call) -> bool:
    head = head_of_call(call)
    return isinstance(head, Name) and head.name in PROBABILITIES
