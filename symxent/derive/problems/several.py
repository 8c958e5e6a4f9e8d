"""Derivatives by several letters: gradient, Jacobian and Hessian, and the rate of change along a curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Add, Derivative, Expr

from symxent.derive.automatic import must_occur, page_for, shorter, variables
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.engine import names
from symxent.derive.flatten import flatten
from symxent.derive.judge import derive
from symxent.derive.page import Derive, Page
from symxent.derive.problems.problem import Problem, number_of
from symxent.derive.rule import Given, substitute
from symxent.derive.rules.algebra import dropping_zeros_and_ones
from symxent.derive.setting import Setting, setting_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.text import to_text
from symxent.proof import Verdict, prove

MOST_LETTERS = 6


@dataclass(frozen=True)
class SeveralProblem(Problem):
    """The gradient by several ``letters``, with the Hessian where ``order`` is 2; of several formulas the Jacobian."""

    formulas: tuple[t.Node, ...] = ()
    letters: tuple[t.Node, ...] = ()
    order: int = 1

    def derived(self) -> DerivedPage:
        """Each entry line by line, then all of them.  Raises SymxentError for a letter that stands in no formula."""
        if len(set(self.letters)) < len(self.letters) or len(self.letters) > MOST_LETTERS:
            raise SymxentError(f"to differentiate by several, name up to {MOST_LETTERS} letters, each once")
        if self.order > 2 or (self.order == 2 and len(self.formulas) > 1):
            raise SymxentError("by several letters the gradient, the Hessian (--order 2) or a Jacobian is derived")
        known = {name: node for f in self.formulas for name, node in variables(f).items()}
        must_occur(self.letters, known)
        several = len(self.formulas) > 1
        sections: list[Derivation] = []
        rows: list[list[Derivation]] = []
        for n, f in enumerate(self.formulas, 1):
            name = to_text(t.Indexed(t.Name("f"), (t.number(n),))) if several else "f"
            rows.append([partial_derivative(f, by, f"∂{name}/∂{to_text(by)}") for by in self.letters])
            sections += rows[-1]
        shown = to_text(self.formulas[0]) if not several else ", ".join(map(to_text, self.formulas))
        if several:
            sections.append(_jacobian(rows, self.letters))
            return DerivedPage(self.name, f"The Jacobian of ({shown})", tuple(sections))
        sections.append(_gradient(self.formulas[0], rows[0]))
        if self.order == 2:
            sections += _hessian(self.formulas[0], rows[0], self.letters)
        what = "gradient" if self.order == 1 else "Hessian"
        return DerivedPage(self.name, f"The {what} of {shown}", tuple(sections))


def partial_derivative(f: t.Node, by: t.Node, title: str, *, partial: bool = True) -> Derivation:
    """∂f/∂by line by line; 0 where the letter does not occur."""
    start = t.Derivative(f, (by,), partial)
    if by in variables(f).values():
        return replace(derive(page_for(f, by, partial=partial)).sections[0], title=title)
    setting = setting_of(Page("formula", "", (Derive("", start, ()),)))
    verdict = prove(number_of(setting, start), number_of(setting, t.number(0)), setting.domain)
    return Derivation(title, (Line(start), Line(t.number(0), ("constant rule",), verdict)), verdict)


def _tidy(node: t.Node) -> t.Node:
    return flatten(dropping_zeros_and_ones.apply(node, Given()) or node)


def _gradient(f: t.Node, parts: list[Derivation]) -> Derivation:
    verdict = Verdict.together(part.claim for part in parts)
    whole = t.Sequence(tuple(part.end for part in parts))
    lines = (Line(t.Gradient(f)), Line(whole, ("the partial derivatives",), verdict))
    return Derivation("The gradient", lines, verdict)


def _jacobian(rows: list[list[Derivation]], letters: tuple[t.Node, ...]) -> Derivation:
    verdict = Verdict.together(part.claim for row in rows for part in row)
    whole = t.Matrix(tuple(tuple(part.end for part in row) for row in rows))
    lines = (
        Line(t.Call(t.Name("J"), letters)),
        Line(whole, ("a row of partial derivatives for each formula",), verdict),
    )
    return Derivation("The Jacobian", lines, verdict)


def _hessian(f: t.Node, first: list[Derivation], letters: tuple[t.Node, ...]) -> list[Derivation]:
    """The second partial derivatives, each mixed one once, and that the order does not matter."""
    sections: list[Derivation] = []
    entries: dict[tuple[int, int], t.Node] = {}
    claims: list[Verdict] = []
    setting = setting_of(page_for(f, letters[0]))
    for i, by in enumerate(letters):
        for j in range(i, len(letters)):
            other = letters[j]
            square = f"∂{to_text(by)}²" if i == j else f"∂{to_text(other)} ∂{to_text(by)}"
            section = partial_derivative(first[i].end, other, f"∂²f/{square}")
            entries[i, j] = entries[j, i] = section.end
            sections.append(section)
            claims.append(section.claim)
            e, end = number_of(setting, f), number_of(setting, section.end)
            orders = [(by, other)] if i == j else [(by, other), (other, by)]
            for one in orders:
                claims.append(prove(Derivative(e, *(number_of(setting, x) for x in one)), end, setting.domain))
    verdict = Verdict.together(claims)
    n = range(len(letters))
    whole = t.Matrix(tuple(tuple(entries[i, j] for j in n) for i in n))
    lines = (
        Line(t.Call(t.Name("H"), letters)),
        Line(whole, ("the second partial derivatives, alike in both orders",), verdict),
    )
    return [*sections, Derivation("The Hessian", lines, verdict)]


@dataclass(frozen=True)
class AlongProblem(Problem):
    """d/dt of a formula whose letters move: ``curve`` says what each of them is at t."""

    curve: Mapping[t.Node, t.Node] = field(default_factory=dict)

    def derived(self) -> DerivedPage:
        """The partial derivatives, the speeds, and the chain rule.  Raises SymxentError for a letter that does not
        occur, and where nothing moves with t."""
        known = variables(self.formula)
        must_occur(self.curve, known)
        whole = flatten(substitute(self.formula, dict(self.curve)))
        if self.by not in variables(whole).values():
            raise SymxentError(f"nothing moves with {to_text(self.by)}: it stands in no place of the curve")
        moving = [letter for letter in known.values() if letter in self.curve]
        partials = [partial_derivative(self.formula, x, f"∂f/∂{to_text(x)}") for x in moving]
        by = to_text(self.by)
        speeds = [partial_derivative(self.curve[x], self.by, f"d{to_text(x)}/d{by}", partial=False) for x in moving]
        if self.by in known.values():
            partials.append(partial_derivative(self.formula, self.by, f"∂f/∂{to_text(self.by)}"))
        chain = self._chain(moving, partials, speeds, setting_of(page_for(whole, self.by)))
        where = ", ".join(f"{to_text(x)} = {to_text(place)}" for x, place in self.curve.items())
        title = f"The derivative of {to_text(self.formula)} along {where}"
        return DerivedPage(self.name, title, (*partials, *speeds, chain))

    def _chain(
        self, moving: list[t.Node], partials: list[Derivation], speeds: list[Derivation], setting: Setting
    ) -> Derivation:
        by, curve = self.by, dict(self.curve)

        def value(node: t.Node) -> Expr:
            return number_of(setting, flatten(substitute(node, curve)))

        x_of_t = number_of(setting, by)
        f, whole = t.Name("f"), Derivative(value(self.formula), x_of_t)
        links: list[t.Node] = [
            t.Multiply((t.Derivative(f, (x,), True, True), t.Derivative(x, (by,), False, True)), "·") for x in moving
        ]
        pairs = list(zip(partials, speeds, strict=False))
        products: list[t.Node] = [t.Multiply((part.end, speed.end), "·") for part, speed in pairs]
        by_parts = [value(part.end) * Derivative(value(x), x_of_t) for (part, _), x in zip(pairs, moving, strict=True)]
        if len(partials) > len(moving):
            links.append(t.Derivative(f, (by,), True, True))
            products.append(partials[-1].end)
            by_parts.append(value(partials[-1].end))
        shown = _tidy(flatten(t.add(*products)))
        where = ", ".join(f"{to_text(x)} = {to_text(curve[x])}" for x in moving)
        made: list[tuple[t.Node, Expr, tuple[str, ...]]] = [
            (t.add(*links), Add(*by_parts), ("chain rule",)),
            (shown, value(shown), ("the derivatives found above",)),
            (_tidy(flatten(substitute(shown, curve))), value(shown), (f"put in {where}",)),
        ]
        made += [(node, number_of(setting, node), names(step)) for step, node in shorter(made[-1][0])]
        lines, before = [Line(t.Derivative(self.formula, (by,)))], whole
        for tree, e, rules in made:
            if tree != lines[-1].tree:
                lines.append(Line(tree, rules, prove(before, e, setting.domain)))
                before = e
        claim = Verdict.together([*(part.claim for part in partials), prove(whole, before, setting.domain)])
        return Derivation("Along the curve", tuple(lines), claim)
