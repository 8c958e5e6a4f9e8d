"""The derivative of any formula, the rules chosen by the engine itself: differentiate outside in, then simplify.

Differentiation is driven by a fixed order of the rules; simplification is a small breadth-first search over the
rules of algebra for the shortest expression, so that every line on the way has the name of a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sympy import Interval, Set, oo

from symxent.derive.flatten import flatten
from symxent.derive.of_matrices import MatrixFormula, is_of_matrices
from symxent.derive.page import Derive, Page
from symxent.derive.rule import Given, Rule, Step
from symxent.derive.rules import algebra, differentiation, fractions, functions
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.formula import rows
from symxent.language.text import to_text
from symxent.language.tree import Call, Derivative, Name, Node, walk

MAX_LINES = 60
MAX_SIZE = 4_000  # nodes of one line
TIDY = algebra.dropping_zeros_and_ones

# A textbook's order.  Rules of one row make one visible line; of the rows, the first that applies is taken.
_DIFFERENTIATION: tuple[tuple[Rule, ...], ...] = (
    (differentiation.piece_by_piece, differentiation.maximum_rule, differentiation.minimum_rule,
     differentiation.softmax_rule, differentiation.logsumexp_rule),
    (differentiation.sum_rule, differentiation.constant_rule, differentiation.identity_rule,
     differentiation.coordinate_rule),
    (differentiation.constant_multiple_rule, differentiation.identity_rule),
    (differentiation.product_rule,),
    (differentiation.chain_rule, differentiation.power_rule, differentiation.exponential_rule,
     *differentiation.FUNCTION_RULES.values()),
    (differentiation.power_rule, differentiation.exponential_rule, *differentiation.FUNCTION_RULES.values()),
    (differentiation.quotient_rule,),
    (differentiation.power_as_exponential,),
    (differentiation.constant_rule, differentiation.identity_rule),
)  # fmt: skip

_EXPANDING_ALL = Rule("expand the brackets", algebra.expanding.rewrite, everywhere=True)
_ALGEBRA: tuple[Rule, ...] = (
    fractions.cancelling,
    algebra.collecting_in_each_term,
    algebra.collecting_terms,
    algebra.multiplying_through,
    algebra.minus_times_minus,
    algebra.distributing_the_minus,
    algebra.factoring,
    fractions.common_denominator,
    fractions.one_fraction,
    algebra.expanding,
    _EXPANDING_ALL,
    functions.log_of_exp,
    functions.exp_of_log,
    functions.root_times_root,
    functions.size_of_a_square,
    functions.size_times_sign,
    functions.power_of_a_power,
)
_SEARCH_DEPTH = 4
_SEARCH_STATES = 300


def page_for(formula: Node, by: Node, order: int = 1, *, partial: bool = False) -> Page:
    """The page that derives ∂ⁿformula/∂byⁿ, its steps chosen by the engine; of matrices the gradient.

    ``partial``: the derivative is written with ∂.

    Raises SymxentError when the variable does not occur in the formula, and when the lines grow beyond all bounds.
    """
    if is_of_matrices(formula):
        if order > 1:
            raise SymxentError(f"of a formula of matrices the gradient is derived, and no derivative of order {order}")
        return MatrixFormula("formula", "", (), formula=formula, by=by)
    names = {part for part in walk(formula) if isinstance(part, Name | t.Indexed)}
    if by not in names and not (isinstance(by, t.Indexed) and by.base in rows(formula)):
        if known := ", ".join(variables(formula)):  # a number has the derivative 0
            raise SymxentError(f"{to_text(by)} does not occur in the formula; its symbols are {known}")
    sections: list[Derive] = []
    body = formula
    for n in range(1, order + 1):
        start = Derivative(body, (by,), partial)
        steps, end = _steps(start)
        title = f"The {_ORDINALS.get(n, f'{n}th')} derivative by {to_text(by)}"
        sections.append(Derive(title, start, tuple(steps), ends=end))
        body = end
    positive = tuple(dict.fromkeys(logarithms(formula)))
    of_rows = rows(formula)
    return Page(
        "formula",
        f"The derivative of {_short(formula)}",
        tuple(sections),
        _where(positive),
        arrays=dict.fromkeys(of_rows, (CLASSES,)),
        indices=dict.fromkeys(_places(formula, by) if of_rows else (), (t.number(1), CLASSES)),
        functions=functions_of(formula),
        positive=tuple(node for node in positive if not isinstance(node, Name)),
    )


#: How many numbers a row has.
CLASSES = Name("k")
# Φ is known to no page that does not say what it is.
_U = Name("u")
_PHI: dict[str, tuple[tuple[Node, ...], Node]] = {
    "Phi": ((_U,), (1 + Call(Name("erf"), (_U / Call(Name("sqrt"), (t.number(2),)),))) / 2)
}


def functions_of(formula: Node) -> dict[str, tuple[tuple[Node, ...], Node]]:
    """The functions of a formula that its page has to say what they are."""
    return _PHI if any(isinstance(part, Call) and part.function == Name("Phi") for part in walk(formula)) else {}


def _places(formula: Node, by: Node) -> list[Node]:
    """The letters that number components."""
    found: dict[Node, None] = {}
    for part in (*walk(formula), by):
        if isinstance(part, t.Indexed):
            found |= dict.fromkeys(place for place in part.lower if isinstance(place, Name) and not place.accent)
    return list(found)


_ORDINALS = {1: "first", 2: "second", 3: "third"}


def _short(formula: Node) -> str:
    text = to_text(formula)
    return text if len(text) <= 80 else text[:77] + "…"


def only_symbol(formula: Node) -> Node:
    """What a formula is differentiated by when nobody says it; raises SymxentError where there is a choice."""
    known = variables(formula)
    if len(known) != 1:
        symbols = f"its symbols are {', '.join(known)}" if known else "it has no symbol"
        raise SymxentError(f"say by what to differentiate, as in --wrt {min(known, default='z')}: {symbols}")
    return known.popitem()[1]


def variables(formula: Node) -> dict[str, Node]:
    """By how they are written, in the order of the alphabet."""
    calls = {part.function for part in walk(formula) if isinstance(part, Call)}
    names = {p for p in walk(formula) if isinstance(p, Name) and p not in calls and p.name not in ("e", "pi")}
    return {to_text(name): name for name in sorted(names, key=to_text)}


def must_occur(letters: Iterable[Node], known: Mapping[str, Node], within: str = "formula") -> None:
    """Raises SymxentError for the first letter that is not among those known."""
    for letter in letters:
        if letter not in known.values():
            symbols = ", ".join(known) or "none"
            raise SymxentError(f"{to_text(letter)} does not occur in the {within}; its symbols are {symbols}")


def logarithms(formula: Node) -> list[Node]:
    """What stands under a logarithm, or below an exponent with a symbol in it: defined where it is positive; and what
    is where a cube root has a derivative."""
    found = []
    for part in walk(formula):
        if isinstance(part, Call) and part.function == Name("log"):
            found.append(part.arguments[0])
        elif isinstance(part, t.Power) and any(isinstance(p, Name) for p in walk(part.exponent)):
            found.append(part.base)
        elif isinstance(part, Call) and part.function == Name("cbrt"):  # steep where its argument is 0
            found.append(t.Power(part.arguments[0], t.number(2)))
    return [node for node in found if not _visibly_positive(node)]


def _visibly_positive(node: Node) -> bool:
    """Whether no fact is needed: σ, exp and the like bring their own sign, and the prover knows it."""
    return isinstance(node, t.Number) or any(isinstance(p, Call) or p == Name("e") for p in walk(node))


def _where(positive: tuple[Node, ...]) -> dict[Node, Set]:
    """log p says p > 0; beside log(1 − p), p lies in (0, 1)."""
    where: dict[Node, Set] = {}
    for node in positive:
        if isinstance(node, Name):
            complement = t.Add((t.number(1), t.Negative(node)))
            where[node] = Interval.open(0, 1 if complement in positive else oo)
    return where


def _steps(start: Node) -> tuple[list[Step], Node]:
    steps, current = differentiate(start)
    more = [*shorter(current)]
    return [*steps, *(step for step, _ in more)], more[-1][1] if more else current


def differentiate(
    start: Node,
    given: Given | None = None,
    table: Sequence[Sequence[Rule]] = _DIFFERENTIATION,
    also: tuple[Rule, ...] = (),
) -> tuple[list[Step], Node]:
    """The steps by the rules of a ``table`` until no derivative is left, and what is left then.

    ``also``: rules that stand in each row of the table.

    Raises SymxentError where no rule applies, and when the lines grow beyond all bounds.
    """
    given, steps, current = given or Given(), list[Step](), start
    table = [tuple(dict.fromkeys((*row, *also))) for row in table]
    while any(isinstance(part, Derivative) for part in walk(current)):
        step, current = _next_step(current, given, table)
        steps.append(step)
        if len(steps) > MAX_LINES or sum(1 for _ in walk(current)) > MAX_SIZE:
            raise SymxentError(f"the derivation grows beyond {MAX_LINES} lines or {MAX_SIZE} symbols a line")
    return steps, current


def _next_step(current: Node, given: Given, table: Sequence[Sequence[Rule]]) -> tuple[Step, Node]:
    for row in table:
        used, changed = [], current
        for rule in row:
            new = rule.apply(changed, given)
            if new is not None:
                used.append(rule)
                changed = flatten(new)
        if not used:
            continue
        tidy = TIDY.apply(changed, given)
        if tidy is not None:
            used.append(TIDY)
            changed = flatten(tidy)
        return Step(tuple(used)), changed
    raise SymxentError(f"no rule is known for the derivative in {to_text(current)}")


def shorter(start: Node) -> Iterator[tuple[Step, Node]]:
    """Rules of algebra, as long as a few of them in a row make the expression shorter: each step, and what it gives."""
    current = start
    for _ in range(MAX_LINES):
        path = _shorter(current)
        if path is None:
            return
        yield from path
        current = path[-1][1]


def _shorter(start: Node) -> list[tuple[Step, Node]] | None:
    """The shortest expression that a few rules reach from here, breadth first, with the path to it."""
    best_size = _size(start)
    best: list[tuple[Step, Node]] | None = None
    seen = {start}
    frontier: list[tuple[list[tuple[Step, Node]], Node]] = [([], start)]
    for _ in range(_SEARCH_DEPTH):
        following: list[tuple[list[tuple[Step, Node]], Node]] = []
        for path, node in frontier:
            for rule in _ALGEBRA:
                changed = rule.apply(node, Given())
                if changed is None:
                    continue
                step, changed = tidied(rule, flatten(changed))
                if changed in seen or len(seen) > _SEARCH_STATES:
                    continue
                seen.add(changed)
                longer = [*path, (step, changed)]
                following.append((longer, changed))
                if _size(changed) < best_size:
                    best_size, best = _size(changed), longer
        frontier = following
    return best


def tidied(rule: Rule, node: Node) -> tuple[Step, Node]:
    """The step of a rule that gave this, without zeros and ones where there are any."""
    tidy = TIDY.apply(node, Given())
    return (Step((rule,)), node) if tidy is None else (Step((rule, TIDY)), flatten(tidy))


def _size(node: Node) -> int:
    """What an expression costs a reader: its symbols; more for a fraction bar, and for a minus sign in front."""
    return sum(_cost(part) for part in walk(node))


def _cost(part: Node) -> int:
    match part:
        case t.Group():
            return 0
        case t.Add((t.Negative(), *_)) | t.Divide():
            return 2
        case t.Power(base, _) if isinstance(algebra.bare(base), t.Divide):
            return 2
        case t.Multiply(factors):  # a sign between two factors, and a factor that stands there twice
            plain = [algebra.bare(f) for f in factors]
            return 1 + 2 * sum(isinstance(f, t.Negative) for f in plain) + 2 * (len(plain) - len(set(plain)))
    return 1
