"""Derivatives that are not asked for straight: of y where an equation ties it to x, and by way of the logarithm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sympy import Derivative, Expr, Function, PolynomialError, S, cancel, factor, fraction, reduced

from symxent.derive.automatic import differentiate, logarithms, must_occur, variables
from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.derive.engine import chain, names
from symxent.derive.flatten import flatten
from symxent.derive.problems.problem import JOINTED, Problem, number_of
from symxent.derive.rule import Given, Rule, substitute
from symxent.derive.rules.differentiation import variable
from symxent.derive.setting import Setting
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import Verdict, prove


@dataclass(frozen=True)
class ImplicitProblem(Problem):
    """y′ of the equation ``formula = other``, in which y = ``of`` is a function of x = ``by``; of an ``order`` above 1,
    y″ … too."""

    other: t.Node = field(default_factory=lambda: t.number(0))
    of: t.Node = field(default_factory=lambda: t.Name("y"))
    order: int = 1

    def derived(self) -> DerivedPage:
        """Both sides differentiated, and solved for y′.  Raises SymxentError where y is not tied to x, or has kinks."""
        equation = t.Relation("=", self.formula, self.other)
        tie = _Tie.made(self, equation)
        lines = [Line(equation), *tie.differentiated(equation)]
        condition = tie.solved(lines)
        claim = Verdict.together(line.verdict for line in lines if line.verdict is not None)
        title = f"The derivative of {to_text(self.of)} by {to_text(self.by)}{condition}"
        sections = [Derivation(title, tuple(lines), claim)]
        for n in range(2, self.order + 1):
            title = f"The {_ORDINALS[n]} derivative{condition}"
            sections.append(tie.again(n, sections[0].end, sections[-1].end, equation, title))
        return DerivedPage(self.name, f"The slope of {to_text(equation)}", tuple(sections))


_ORDINALS = {2: "second", 3: "third", 4: "fourth"}


@dataclass(frozen=True)
class _Tie:
    """An equation of x and y, of which y is a function Y(x); on a page it is a letter, and so is y′."""

    setting: Setting
    by: t.Node
    of: t.Node
    slope: t.Node
    domain: Domain
    letters: dict[Expr, Expr]  # Y′(x) as y′, and Y(x) as y

    @classmethod
    def made(cls, asked: ImplicitProblem, equation: t.Relation) -> _Tie:
        must_occur((asked.of, asked.by), variables(equation), "equation")
        if asked.of == asked.by:
            raise SymxentError(f"{to_text(asked.of)} is no function of itself: say by what to differentiate, --wrt x")
        if not isinstance(asked.of, t.Name) or asked.of.accent:
            raise SymxentError(f"a plain letter, such as y, can be a function here, and {to_text(asked.of)} is none")
        slope = t.Name(asked.of.name, "prime")
        setting = asked.set_up(equation, slope, asked.by)
        x, y, p = (number_of(setting, node) for node in (asked.by, asked.of, slope))
        if any(number_of(setting, side).has(*JOINTED) for side in (equation.lhs, equation.rhs)):
            raise SymxentError(f"{to_text(equation)} has kinks or jumps: write it without them, piece by piece")
        moving = Function(asked.of.name, real=True)(x)
        letters = {Derivative(moving, x): p, moving: y}
        told = {str(letter): value for value, letter in letters.items()}
        setting = Setting(replace(setting.scope, symbols={**setting.scope.symbols, **told}), setting.domain)
        positive = tuple(number_of(setting, node) for node in logarithms(equation))
        return cls(setting, asked.by, asked.of, slope, Domain(positive=positive), letters)

    def sides(self, tree: t.Node) -> list[Expr]:
        assert isinstance(tree, t.Relation)
        return [number_of(self.setting, side) for side in (tree.lhs, tree.rhs)]

    @property
    def back(self) -> dict[Expr, Expr]:
        return {letter: value for value, letter in self.letters.items()}

    def value(self, tree: t.Node) -> Expr:
        return number_of(self.setting, tree)

    def primed(self) -> Rule:
        """dy/dx is y′."""

        def rewrite(node: t.Node, given: Given) -> t.Node | None:
            match variable(node):
                case _, body, letter if body == self.of and letter == self.by:
                    return self.slope
            return None

        return Rule("", rewrite, everywhere=True)

    def same(self, a: Expr, b: Expr) -> Verdict:
        return prove(a, b, self.domain)

    def tree(self, e: Expr) -> t.Node:
        for value, letter in self.letters.items():
            e = e.xreplace({value: letter})
        return to_tree(e)

    def differentiated(self, equation: t.Relation) -> Iterator[Line]:
        """d/dx of both sides, line by line; each side is equal to that of the line before."""
        x, y = self.by, self.of
        start = t.Relation("=", *(t.Derivative(side, (x,)) for side in (equation.lhs, equation.rhs)))
        given = Given(values={y: x})  # so that what holds y depends on x
        steps, _ = differentiate(start, given, also=(self.primed(),))
        letter = number_of(self.setting, x)
        before: list[Expr] = [Derivative(side, letter) for side in self.sides(equation)]
        said: tuple[str, ...] = (f"differentiate, {to_text(y)} is a function of {to_text(x)}",)
        sign = "⇒"
        for tree, step in chain("formula", "", start, steps, given):
            verdict = Verdict.together(self.same(a, b) for a, b in zip(before, self.sides(tree), strict=True))
            yield Line(tree, (*said, *filter(None, names(step))), verdict, sign)
            before, said, sign = self.sides(tree), (), "⇔"

    def again(self, order: int, first: t.Node, before: t.Node, equation: t.Relation, title: str) -> Derivation:
        """y″ from y′ = v: v differentiated, y′ put in, in one fraction, and what the equation makes of that."""
        assert isinstance(first, t.Relation)
        assert isinstance(before, t.Relation)
        higher = t.Name(self.slope.name, " ".join(["prime"] * order))  # type: ignore[attr-defined]
        lines = [Line(before)]

        def add(tree: t.Node, rules: tuple[str, ...], verdict: Verdict) -> None:
            if tree != getattr(lines[-1].tree, "rhs", None):
                lines.append(Line(t.Relation("=", higher, tree), rules, verdict, "⇔" if len(lines) > 1 else "⇒"))

        start = t.Derivative(before.rhs, (self.by,))
        given = Given(values={self.of: self.by})
        steps, _ = differentiate(start, given, also=(self.primed(),))
        value: Expr = Derivative(self.value(before.rhs), number_of(self.setting, self.by))
        tree: t.Node = start
        for tree, step in chain("formula", "", start, steps, given):
            add(tree, tuple(filter(None, names(step))), self.same(value, self.value(tree)))
            value = self.value(tree)
        slope = {self.value(self.slope): self.value(first.rhs)}
        tree = flatten(substitute(tree, {self.slope: _bracketed(first.rhs)}))
        add(tree, (f"put in {to_text(self.slope)}",), self.same(value.xreplace(slope), self.value(tree)))
        value = value.xreplace(slope)
        shorter = factor(cancel(value.xreplace(self.letters)))
        add(self.tree(shorter), ("one fraction",), self.same(value, shorter.xreplace(self.back)))
        for rest, times in self._by_the_equation(shorter, equation):
            gap = self.value(equation.lhs) - self.value(equation.rhs)
            less = (shorter.xreplace(self.back) - times.xreplace(self.back) * gap, rest.xreplace(self.back))
            add(self.tree(rest), (f"by {to_text(equation)}",), self.same(*less))
        claim = Verdict.together(line.verdict for line in lines if line.verdict is not None)
        return Derivation(title, tuple(lines), claim)

    def _by_the_equation(self, e: Expr, equation: t.Relation) -> Iterator[tuple[Expr, Expr]]:
        """A shorter form of e = r + c (left − right), with c, where the equation is between polynomials."""
        left, right = (side.xreplace(self.letters) for side in self.sides(equation))
        x, y = (number_of(self.setting, node).xreplace(self.letters) for node in (self.by, self.of))
        above, below = fraction(e)
        found = []
        for order in ((x, y), (y, x)):
            try:
                (times,), rest = reduced(above, [left - right], *order)
            except PolynomialError:
                return
            found.append((factor(rest / below), times / below))
        shortest = min(found, key=lambda one: one[0].count_ops())
        if shortest[0].count_ops() < e.count_ops():
            yield shortest

    def solved(self, lines: list[Line]) -> str:
        """Adds the lines that solve for y′, and says where that can be done."""
        left, right = self.sides(lines[-1].tree)
        p, gap = number_of(self.setting, self.slope), (left - right).expand()
        steep, flat = factor(gap.coeff(p)), factor(-gap.xreplace({p: S.Zero}))
        if steep == 0 or self.same(steep, S.Zero).proved:
            raise SymxentError(f"{to_text(lines[0].tree)} does not tie {to_text(self.of)} to {to_text(self.by)}")
        sign = -1 if steep.could_extract_minus_sign() else 1
        steep, flat = sign * steep, sign * flat
        self._add(
            lines, steep, flat, f"collect {to_text(self.slope)}", self.same(sign * (left - right), steep * p - flat)
        )
        if steep == 1:
            return ""
        shown, value = to_text(self.tree(steep)), factor(cancel(flat / steep))
        apart = prove(steep, S.Zero, self.domain, op="!=").proved
        verdicts = [self.same(steep * p - flat, steep * (p - flat / steep)), self.same(flat / steep, value)]
        self._add(lines, S.One, value, f"divide by {shown}" + ("" if apart else " ≠ 0"), Verdict.together(verdicts))
        return "" if apart else f", where {to_text(self.tree(steep.as_coeff_Mul()[1]))} ≠ 0"

    def _add(self, lines: list[Line], steep: Expr, flat: Expr, rule: str, verdict: Verdict) -> None:
        left = self.slope if steep == 1 else flatten(t.Multiply((self.tree(steep), self.slope)))
        tree = t.Relation("=", left, self.tree(flat))
        if tree != lines[-1].tree:
            lines.append(Line(tree, (rule,), verdict, "⇔"))


def _bracketed(node: t.Node) -> t.Node:
    return t.Group(node) if isinstance(node, t.Add | t.Negative) else node
