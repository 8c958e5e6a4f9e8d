"""The gradient of a formula of matrices by a vector or a matrix: named steps, each proved for every size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from sympy import Basic, MatrixSymbol, Transpose

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.problems.problem import Problem
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.text import GREEK, to_text
from symxent.logic import Jacobian
from symxent.matrices.shapes import COLUMN, MATRIX, NUMBER, Unreadable, is_scalar
from symxent.matrices.shown import multiplied_out
from symxent.matrices.written import Written
from symxent.proof import Verdict, prove

#: Names of small letters that are numbers wherever they may be.
_NUMBERS = frozenset(("lam",))
#: More small letters than these are not tried as columns and as numbers.
MOST_LETTERS = 8


def is_of_matrices(formula: t.Node) -> bool:
    """Whether a transpose, a norm, a trace or a determinant stands in a formula."""
    return any(
        isinstance(n, t.Transpose)
        or (isinstance(n, t.Group) and n.bracket == "‖")
        or (isinstance(n, t.Call) and n.function in (t.Name("tr"), t.Name("det")))
        for n in t.walk(formula)
    )


@dataclass(frozen=True)
class MatrixFormula(Problem):
    """A number made of matrices, to be differentiated by one letter.

    Capitals are matrices, small letters columns or numbers, as they fit: in X*w − y they are columns.
    Raises SymxentError where nothing fits, or the letter does not occur.
    """

    def derived(self) -> DerivedPage:
        """The page: from the gradient that is asked for to what it is, line by line."""
        by = self.by
        if not isinstance(by, t.Name) or by not in t.walk(self.formula):
            raise SymxentError(f"{to_text(by)} does not occur in the formula")
        kinds = self._kinds(by)
        start: t.Node = t.Gradient(self.formula, by)
        lines, before = [Line(start)], start
        for tree, rule in _steps(self.formula, by, kinds):
            if tree != before:
                lines.append(Line(tree, (rule,), _judged(before, tree, kinds)))
                before = tree
        claim = _judged(start, before, kinds)
        told = ", ".join(f"{to_text(t.Name(k))} a {_KINDS[v]}" for k, v in sorted(kinds.items()))
        section = Derivation(f"The gradient by {to_text(by)}; {told}", tuple(lines), claim)
        return DerivedPage(self.name, f"The derivative of {to_text(self.formula)}", (section,))

    def _kinds(self, by: t.Name) -> dict[str, int]:
        """What each letter is; of the ways in which the formula is a number, that with the fewest columns."""
        functions = {n.function for n in t.walk(self.formula) if isinstance(n, t.Call)}
        names = {n.key: n for n in t.walk(self.formula) if isinstance(n, t.Name) and n not in functions}
        names = {k: n for k, n in names.items() if k not in ("e", "pi", "I")}
        sure = {k: MATRIX for k in names if k[:1].isupper()}
        sure |= {k: NUMBER for k in names if k in GREEK or k in _NUMBERS}
        if by.key not in sure or sure[by.key] == NUMBER:
            sure[by.key] = COLUMN
        open_ = sorted(k for k in names if k not in sure)
        ways = sorted(product((NUMBER, COLUMN), repeat=len(open_)), key=sum) if len(open_) <= MOST_LETTERS else []
        for way in ways:
            kinds = sure | dict(zip(open_, way, strict=True))
            try:
                written = Written(kinds, frobenius=True)
                if is_scalar(written.shape(self.formula)):
                    written.equation(t.Gradient(self.formula, by), t.Gradient(self.formula, by))
                    return kinds
            except Unreadable:
                continue
        raise SymxentError(f"{to_text(self.formula)} is no number of matrices (capitals), columns and numbers that fit")


@dataclass(frozen=True)
class MatrixStatement(Problem):
    """An equation between matrices of every size that fits, without a chain: ``formula`` = ``other``.

    ``kinds``: what each letter is.  ``assumed``: what is known of some, as SymPy says it: Q.symmetric(A).
    Raises SymxentError where the sides do not fit together.
    """

    other: t.Node = field(default_factory=lambda: t.number(0))
    kinds: Mapping[str, int] = field(default_factory=dict)
    assumed: Mapping[str, Callable[[Basic], Basic]] = field(default_factory=dict)

    def derived(self) -> DerivedPage:
        verdict = _judged(self.formula, self.other, dict(self.kinds), self.assumed)
        lines = (Line(t.Relation("=", self.formula, self.other), (), verdict),)
        return DerivedPage(self.name, self.title, (Derivation(self.title, lines, verdict, "statement"),))


_KINDS = {NUMBER: "number", COLUMN: "column", MATRIX: "matrix"}


def _judged(
    left: t.Node, right: t.Node, kinds: dict[str, int], assumed: Mapping[str, Callable[[Basic], Basic]] | None = None
) -> Verdict:
    written = Written(kinds, frobenius=True)
    sides = written.equation(left, right)
    written.refuse_one()  # xᵀx = xxᵀ is no equation of numbers
    letters = sorted(sides[0].atoms(MatrixSymbol) | sides[1].atoms(MatrixSymbol), key=str)
    given = tuple(assumed[str(a)](a) for a in letters if assumed and str(a) in assumed)
    return prove(*sides, Domain(given=given))


def _steps(formula: t.Node, by: t.Name, kinds: dict[str, int]) -> Iterator[tuple[t.Node, str]]:
    """The lines behind ∇f, each with the name of its rule."""
    shapes = Written(kinds, frobenius=True)
    shapes.shape(formula)
    rules: list[str] = []

    def squared(node: t.Node) -> t.Node:
        inside = _normed(node)
        if inside is None:
            return node
        column = shapes.shape(inside)[1].root().one
        rules.append("‖v‖² = vᵀv" if column else "‖A‖² = tr AᵀA")
        inside = inside if isinstance(inside, t.Name) else t.Group(inside)
        made = t.Multiply((t.Transpose(inside), inside))
        return made if column else t.Call(t.Name("tr"), (made,))

    squares = t.rebuild(formula, squared)
    yield t.Gradient(squares, by), ", ".join(dict.fromkeys(rules))
    terms = squares.terms if isinstance(squares, t.Add) else (squares,)
    apart = [_factor(term, kinds) for term in terms]
    gradients = (_times(numbers, t.Gradient(body, by)) for numbers, body in apart)
    yield t.add(*gradients), "sum rule, constant multiple rule"
    done = [_derivative(body, by, kinds) for _, body in apart]
    made = [_times(numbers, derivative) for (numbers, _), (derivative, _) in zip(apart, done, strict=True)]
    yield t.add(*made), ", ".join(dict.fromkeys(rule for _, rule in done))
    written = Written(kinds, frobenius=True)
    whole = written.equation(t.Gradient(squares, by), t.Gradient(squares, by))[0]
    yield multiplied_out(whole), "multiply out, collect like terms"


def _normed(node: t.Node) -> t.Node | None:
    """A of ‖A‖²."""
    if isinstance(node, t.Power) and node.exponent == t.number(2) and isinstance(node.base, t.Group):
        return node.base.body if node.base.bracket == "‖" else None
    return None


def _factor(term: t.Node, kinds: dict[str, int]) -> tuple[list[t.Node], t.Node]:
    """The numbers, free of any matrix, in front of a term; −1 for a minus."""
    if isinstance(term, t.Negative):
        numbers, body = _factor(term.body, kinds)
        return [_MINUS, *numbers], body
    if isinstance(term, t.Divide) and _is_plain(term.below, kinds):
        numbers, body = _factor(term.above, kinds)
        return [*numbers, t.Divide(t.number(1), term.below)], body
    if not isinstance(term, t.Multiply):
        return [], term
    numbers = [f for f in term.factors if _is_plain(f, kinds)]
    rest = [f for f in term.factors if not _is_plain(f, kinds)]
    return (numbers, t.multiply(*rest)) if rest else ([], term)


_MINUS = t.Negative(t.number(1))


def _times(numbers: list[t.Node], body: t.Node) -> t.Node:
    """A term again: its minus before it, its numerals first."""
    factors = [n for n in numbers if n != _MINUS]
    body = t.Group(body) if isinstance(body, t.Add) and numbers else body
    factors += body.factors if isinstance(body, t.Multiply) else (body,)
    made = t.multiply(*sorted(factors, key=lambda f: not isinstance(f, t.Number)))
    return t.Negative(made) if numbers.count(_MINUS) % 2 else made


def _is_plain(node: t.Node, kinds: dict[str, int]) -> bool:
    return all(kinds.get(n.key, NUMBER) == NUMBER for n in t.walk(node) if isinstance(n, t.Name))


def _derivative(body: t.Node, by: t.Name, kinds: dict[str, int]) -> tuple[t.Node, str]:
    """The derivative of one term, and the rule that gives it: of vᵀv, of a quadratic form, of a logarithm …"""
    if by not in t.walk(body):
        return t.number(0), "constant rule"
    written = Written(kinds, frobenius=True)
    whole = written.equation(t.Gradient(body, by), t.Gradient(body, by))[0]
    square = _root(body)
    if square is not None and kinds[by.key] == COLUMN:
        letter = next(a for a in whole.atoms(MatrixSymbol) if str(a) == by.key)
        turned = multiplied_out(Transpose(Jacobian(written.matrix(square), letter)))
        if by not in t.walk(turned):
            front = () if turned == t.Name("I") else (t.Group(turned) if isinstance(turned, t.Add) else turned,)
            return t.Multiply((t.number(2), *front, square)), "∇ vᵀv = 2 (∂v/∂w)ᵀ v"
    return multiplied_out(whole), _rule_of(body, by, kinds[by.key] == MATRIX)


def _root(body: t.Node) -> t.Node | None:
    """v of vᵀv."""
    if isinstance(body, t.Multiply) and len(body.factors) == 2:
        first, second = body.factors
        if isinstance(first, t.Transpose) and first.body == second:
            return second
    return None


def _rule_of(body: t.Node, by: t.Name, of_matrix: bool) -> str:
    nodes = [n for n in t.walk(body) if by in t.walk(n)]
    calls = {n.function.key for n in nodes if isinstance(n, t.Call) and isinstance(n.function, t.Name)}
    powers = [n for n in nodes if isinstance(n, t.Power)]
    outer = {
        "exponential rule": any(_is_exponential(n) for n in powers),
        "logarithm rule": bool(calls & {"log", "ln"}),
        "power rule": "sqrt" in calls
        or any(isinstance(n, t.Group) and n.bracket == "‖" for n in nodes)
        or any(_is_power_of_a_number(n) for n in powers),
        "quotient rule": any(isinstance(n, t.Divide) and by in t.walk(n.below) for n in nodes),
    }
    rules = ["chain rule"] if any(outer.values()) else []
    rules += [rule for rule, holds in outer.items() if holds]
    rules += ["∇ det X = det X · (X⁻¹)ᵀ"] if "det" in calls else []
    rules += ["dX⁻¹ = −X⁻¹ dX X⁻¹"] if any(n.exponent == t.Negative(t.number(1)) for n in powers) else []
    if rules:
        return ", ".join(rules)
    linear = "∇ tr AX = Aᵀ" if of_matrix else "∇ aᵀx = a"
    quadratic = "product rule" if of_matrix else "∇ xᵀAx = (A + Aᵀ)x"
    return {1: linear, 2: quadratic}.get(list(t.walk(body)).count(by), "product rule")


def _is_power_of_a_number(node: t.Power) -> bool:
    """(aᵀx)², and no X² and no X⁻¹."""
    base = node.base.body if isinstance(node.base, t.Group) else node.base
    of_number = isinstance(base, t.Multiply) and any(isinstance(n, t.Transpose) for n in t.walk(base))
    return of_number and node.exponent != t.Negative(t.number(1))


def _is_exponential(node: t.Node) -> bool:
    return isinstance(node, t.Power) and node.base == t.Name("e")
