"""Questions about derivatives as they are asked: on the command line in text, and in Python by SymPy's expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Eq, Expr, Symbol

from symxent.derive.automatic import only_symbol, variables
from symxent.derive.derivation import DerivedPage
from symxent.derive.problems.critical import CriticalProblem
from symxent.derive.problems.implicit import ImplicitProblem
from symxent.derive.problems.logarithmic import LogarithmicProblem
from symxent.derive.problems.problem import Problem
from symxent.derive.problems.several import AlongProblem
from symxent.derive.problems.stationary import StationaryProblem
from symxent.derive.problems.taylor import TaylorProblem
from symxent.derive.problems.words import End, Letter, in_parts, letter_of, sides_of, tree_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.formula import letter, read_formula
from symxent.language.text import to_text

DEGREE = 3  # of a Taylor polynomial, where nobody says it


def letters_of(option: str, about: str) -> tuple[t.Node, ...]:
    names = [name.strip() for name in about.split(",")]
    for name in names:
        if not name.isidentifier():
            raise SymxentError(f"{option}: symbols such as x, or x,y, were expected, not {about[:40]!r}")
    return tuple(map(letter, names))


def implicitly(formula: str, about: str, wrt: str | None = None, order: int | None = None) -> Problem:
    """y′ of an equation: --implicit y --wrt x; --order 2 gives y″ too."""
    left, right = map(read_formula, sides_of(formula))
    of = letters_of("--implicit", about)[0]
    return _implicit(left, right, of, None if wrt is None else letters_of("--wrt", wrt)[0], order)


def _implicit(left: t.Node, right: t.Node, of: t.Node, by: t.Node | None, order: int | None) -> Problem:
    n = 1 if order is None else order
    if n not in range(1, 5):
        raise SymxentError(f"derivatives of the orders 1 to 4 are derived, and {n} was asked for")
    if by is None:
        others = {name: node for name, node in variables(t.Relation("=", left, right)).items() if node != of}
        if len(others) != 1:
            known = f"its other symbols are {', '.join(others)}" if others else "it has no other symbol"
            raise SymxentError(f"say by what to differentiate, as in --wrt {min(others, default='x')}: {known}")
        (by,) = others.values()
    return ImplicitProblem("formula", "", (), formula=left, other=right, of=of, by=by, order=n)


def logarithmically(formula: str, about: str) -> Problem:
    """y′ by way of log y: --logarithmic x."""
    (by,) = letters_of("--logarithmic", about)[:1]
    return LogarithmicProblem("formula", "", (), formula=read_formula(formula), by=by)


def in_powers(formula: str, about: str, order: int | None = None) -> Problem:
    """A Taylor polynomial: --taylor x=0."""
    name, equals, at = about.partition("=")
    if not name.strip().isidentifier() or not equals or not at.strip():
        raise SymxentError(f"--taylor: a symbol and a point, x=0 or x=pi/2, was expected, not {about[:40]!r}")
    by, degree = letter(name.strip()), DEGREE if order is None else order
    return TaylorProblem("formula", "", (), formula=read_formula(formula), by=by, at=tree_of(at), degree=degree)


def critically(formula: str, about: str) -> Problem:
    """Critical points: --critical x, or x,y."""
    return _critical(read_formula(formula), letters_of("--critical", about))


def _critical(formula: t.Node, letters: tuple[t.Node, ...]) -> Problem:
    if len(letters) == 1:
        return CriticalProblem("formula", "", (), formula=formula, by=letters[0])
    return StationaryProblem("formula", "", (), formula=formula, letters=letters)


def along_a_curve(formula: str, about: str, wrt: str | None = None) -> Problem:
    """The derivative along a curve: --along 'x=cos(t), y=sin(t)'."""
    curve: dict[t.Node, t.Node] = {}
    for part in in_parts(about):
        name, equals, place = part.partition("=")
        if not name.strip().isidentifier() or not equals or "=" in place:
            raise SymxentError(
                f"--along: symbols and what they are, x=cos(t), y=sin(t), were expected, not {about[:40]!r}"
            )
        if letter(name.strip()) in curve:
            raise SymxentError(f"--along: {name.strip()} is there twice")
        curve[letter(name.strip())] = read_formula(place)
    by = None if wrt is None else letters_of("--wrt", wrt)[0]
    return _along(read_formula(formula), curve, by)


def _along(formula: t.Node, curve: Mapping[t.Node, t.Node], by: t.Node | None) -> Problem:
    by = only_symbol(t.Sequence(tuple(curve.values()))) if by is None else by
    if by in curve:
        raise SymxentError(f"{to_text(by)} moves along the curve, and is not what it moves with")
    return AlongProblem("formula", "", (), formula=formula, curve=curve, by=by)


def implicit(equation: str | Eq, y: Letter, x: Letter | None = None, order: int = 1) -> DerivedPage:
    """y′ of an equation that ties y to x, line by line, each proved, with the condition under which it holds.

    ``equation``: SymPy's, or text with one = sign; ``x``: the equation's other letter where it is None; ``order``: up
    to 4, with y″ … each from the one before, by the equation where that makes it shorter.
    Raises SymxentError for what cannot be read, where y is not tied to x, and where the equation has kinks.

    >>> section = implicit("x^2 + y^2 = 1", "y").sections[0]
    >>> print(section.title, section, sep=chr(10))
    The derivative of y by x, where y ≠ 0
    x² + y² = 1
      ⇒ d/dx x² + d/dx y² = 0   ✓ differentiate, y is a function of x, sum rule, constant rule
      ⇔ 2 x + 2 · y · y′ = 0   ✓ chain rule, power rule
      ⇔ 2 y y′ = −2 x   ✓ collect y′
      ⇔ y′ = −x/y   ✓ divide by 2 y ≠ 0
    """
    left, right = map(tree_of, sides_of(equation) if isinstance(equation, str) else equation.args)
    return _implicit(left, right, letter_of(y), None if x is None else letter_of(x), order).derived()


def logarithmic(f: str | Expr, x: Letter) -> DerivedPage:
    """The derivative of a product, quotient or power by way of its logarithm, line by line, where its factors are
    positive.

    Raises SymxentError for what cannot be read, and where a factor is nowhere positive.

    >>> print(logarithmic("x^x", "x").sections[0])
    y = xˣ
      ⇔ log y = x log x   ✓ take logarithms
      ⇒ y′/y = (log x) d/dx x + x d/dx log x   ✓ differentiate both sides, product rule
      ⇔ y′/y = log x + x d/dx log x   ✓ dx/dx = 1
      ⇔ y′/y = log x + x (1/x)   ✓ logarithm rule
      ⇔ y′/y = log x + 1   ✓ cancel common factors
      ⇔ y′ = y (log x + 1)   ✓ multiply by y
      ⇔ y′ = xˣ (log x + 1)   ✓ put in y
    """
    return LogarithmicProblem("formula", "", (), formula=tree_of(f), by=letter_of(x)).derived()


def taylor(f: str | Expr, about: tuple[Letter, End], degree: int = DEGREE) -> DerivedPage:
    """The Taylor polynomial of f about ``(x, a)`` and its remainder: each derivative and its value at a is proved.

    ``degree``: 0 to 10.  Raises SymxentError for what cannot be read, where a derivative at a is missing, and for
    functions with kinks.

    >>> print(taylor("exp(x)", ("x", 0), 2).sections[2])
    T₂(x)
      = 1 + x + x²/2   ✓ f⁽ᵏ⁾/k! times the k-th power
    """
    x, a = about
    return TaylorProblem("formula", "", (), formula=tree_of(f), by=letter_of(x), at=tree_of(a), degree=degree).derived()


def critical(f: str | Expr, x: Letter | Sequence[Letter]) -> DerivedPage:
    """Where the derivative is 0 or missing, and what is there: a minimum, a maximum, or neither, by proved signs.

    Of several letters ``("x", "y")``: where the gradient is 0, and the kind by the Hessian.
    Raises SymxentError for what cannot be read, and where not all points, or the kind of one, are found.

    >>> print(critical("x^3 - 3*x", "x").sections[-1])
    f′′(−1) < 0   ✓ local maximum at x = −1, where f = 2
    f′′(1) > 0   ✓ local minimum at x = 1, where f = −2
    """
    letters: Sequence[Letter] = [x] if isinstance(x, str | Symbol) else x
    return _critical(tree_of(f), tuple(map(letter_of, letters))).derived()


def total_derivative(f: str | Expr, curve: Mapping[Letter, End], t_: Letter | None = None) -> DerivedPage:
    """df/dt where the letters of f move, ``{"x": "cos(t)", "y": "sin(t)"}``: by the chain rule, line by line.

    ``t_``: by what, the curve's only letter where it is None.
    Raises SymxentError for what cannot be read, for a letter that f has not, and where nothing moves.

    >>> print(total_derivative("x*y", {"x": "t", "y": "t^2"}).sections[-1])
    d/dt (x y)
      = ∂f/∂x · dx/dt + ∂f/∂y · dy/dt   ✓ chain rule
      = y + 2 · x · t   ✓ the derivatives found above
      = t² + 2 · t · t   ✓ put in x = t, y = t²
      = 3 t²   ✓ collect like terms
    """
    moved = {letter_of(x): tree_of(place) for x, place in curve.items()}
    return _along(tree_of(f), moved, None if t_ is None else letter_of(t_)).derived()
