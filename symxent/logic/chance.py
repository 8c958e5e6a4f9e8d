"""The words of probability as SymPy's expressions: random variables, events, their means and probabilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Basic, Expr, Symbol, Tuple, sympify
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean, Or

from symxent.logic.laws import LAWS


class Law(Basic):
    """The law of a random variable: its name in ``symxent.logic.laws`` and its parameters.

    Raises TypeError for a name without a row and for a wrong number of parameters.
    """

    def __new__(cls, name: str, *parameters: Expr | int) -> Law:
        row = LAWS.get(str(name))
        if row is None or len(parameters) != len(row.parameters):
            known = f"{name}({', '.join(row.parameters)})" if row else f"one of {', '.join(LAWS)}"
            raise TypeError(f"the law {name} with {len(parameters)} parameters: expected is {known}")
        return super().__new__(cls, Str(str(name)), *(sympify(p) for p in parameters))

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def parameters(self) -> tuple[Expr, ...]:
        return self.args[1:]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}({', '.join(map(printer.doprint, self.parameters))})"


class RandomVariable(Expr):
    """A random number: a name, its law or none, and an index where it is one of a sequence.

    >>> X = RandomVariable("X", Law("Poisson", 2))
    >>> X, X[1]
    (X, X[1])
    """

    is_commutative = True
    is_extended_real = True
    is_real = True

    def __new__(cls, name: str, law: Law | None = None, *index: Expr | int) -> RandomVariable:
        law = None if law == Tuple() else law  # as it is kept among the arguments
        if law is not None and not isinstance(law, Law):
            raise TypeError(f"{law} is no law: Law('Normal', 0, 1) is one")
        return super().__new__(cls, Str(str(name)), Tuple() if law is None else law, *(sympify(i) for i in index))

    def __getitem__(self, index: Expr | int) -> RandomVariable:
        return RandomVariable(self.name, self.together, index)

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def law(self) -> Law | None:
        """Its own law: that of a member, where ``together`` is the law of a row of numbers."""
        law, index = self.together, self.index
        member = LAWS[law.name].member if law is not None and len(index) == 1 else None
        if law is None or member is None:
            return law
        name, parameters = member(*index, *law.parameters)
        return Law(name, *parameters)

    @property
    def together(self) -> Law | None:
        """The law with which it was made."""
        return self.args[1] if isinstance(self.args[1], Law) else None

    @property
    def family(self) -> RandomVariable:
        """The sequence of which it is a member; itself, where it is of none."""
        return RandomVariable(self.name, self.together)

    @property
    def index(self) -> tuple[Expr, ...]:
        return self.args[2:]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}[{', '.join(map(printer.doprint, self.index))}]" if self.index else self.name

    def _latex(self, printer: Any) -> str:
        name = printer.doprint(Symbol(self.name))
        return f"{name}_{{{', '.join(map(printer.doprint, self.index))}}}" if self.index else name


class Event(Boolean):
    """An event of which nothing is known but its name, and its index where it is one of several.

    >>> A, B = Event("A"), Event("B")
    >>> A & ~B
    A & ~B
    """

    def __new__(cls, name: str, *index: Expr | int) -> Event:
        return super().__new__(cls, Str(str(name)), *(sympify(i) for i in index))

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def index(self) -> tuple[Expr, ...]:
        return self.args[1:]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}[{', '.join(map(printer.doprint, self.index))}]" if self.index else self.name

    def _latex(self, printer: Any) -> str:
        name = str(printer.doprint(Symbol(self.name)))
        return f"{name}_{{{', '.join(map(printer.doprint, self.index))}}}" if self.index else name


class Indicator(Expr):
    """1 where an event happens, 0 elsewhere."""

    is_commutative = True
    is_extended_real = True
    is_real = True

    def __new__(cls, event: Boolean) -> Indicator:
        return super().__new__(cls, sympify(event))


class Mean(Expr):
    """A number made of random ones; ``given``: random variables, or events that have happened."""

    is_commutative = True
    is_extended_real = True
    is_real = True
    sign = "E"
    bodies = 1
    of_random = 2  # of these, so many of the first have to be random

    def __new__(cls, *args: Expr | Boolean) -> Any:
        if len(args) < cls.bodies:
            raise TypeError(f"{cls.sign} of {cls.bodies} things, and of those that are given")
        return super().__new__(cls, *map(sympify, args))

    @property
    def body(self) -> Expr | Boolean:
        return self.args[0]

    @property
    def given(self) -> tuple[Basic, ...]:
        return self.args[self.bodies :]

    def _written(self, printer: Any, name: str, bar: str) -> str:
        own = [f"({printer.doprint(a)})" if isinstance(a, Or) else printer.doprint(a) for a in self.args[: self.bodies]]
        inside = ", ".join(own)
        return f"{name}({inside}{bar + ', '.join(map(printer.doprint, self.given)) if self.given else ''})"

    def _sympystr(self, printer: Any) -> str:
        return self._written(printer, self.sign, " | ")

    def _latex(self, printer: Any, exp: str = "") -> str:
        power = f"^{{{exp}}}" if exp else ""
        return self._written(printer, rf"\operatorname{{{self.sign}}}{power}", r" \mid ")


class Expectation(Mean):
    """E(X), E(X | Y), E(X | A): the mean of an expression of random variables.

    >>> X, Y = RandomVariable("X"), RandomVariable("Y")
    >>> Expectation(2 * X + 1, Y)
    E(2*X + 1 | Y)
    """


class Variance(Mean):
    """Var(X) = E(X²) − E(X)², also given something."""

    sign = "Var"


class Covariance(Mean):
    """Cov(X, Y) = E(XY) − E(X) E(Y), also given something."""

    sign = "Cov"
    bodies = 2


class Probability(Mean):
    """P(A), P(A | B), P(X > 1): the mean of the indicator of an event."""

    sign = "P"


class Density(Mean):
    """f_Y(y), the density of Y at a number y, where Y is a variable that has a law, or a function of one.

    >>> Density(RandomVariable("X", Law("Exponential", 1)) ** 2, Symbol("y"))
    f(X**2, y)
    """

    sign = "f"
    bodies = 2
    of_random = 1


class Entropy(Mean):
    """H(X) = −E log f(X), f the density of X, or its probabilities; in units of e."""

    sign = "H"


class Divergence(Mean):
    """KL(X ‖ Y) = E log f(X)/g(X), f and g the densities of X and Y, whose laws have one support."""

    sign = "KL"
    bodies = 2


class CrossEntropy(Mean):
    """H(X, Y) = −E log g(X), g the density of Y, whose law has the support of that of X."""

    sign = "H"
    bodies = 2


class Independent(Basic):
    """What is independent of each other, all of them together: X, Y, events; (X, Y) as a pair; X[i] of a sequence X.

    Of one sequence alone: its members are independent of each other.
    """

    def __new__(cls, *units: Basic | Iterable[Basic]) -> Independent:
        made = (Tuple(*u) if isinstance(u, tuple | list | Tuple) else Tuple(sympify(u)) for u in units)
        return super().__new__(cls, *made)

    def _sympystr(self, printer: Any) -> str:
        words = [printer.doprint(u[0]) if len(u) == 1 else printer.doprint(u) for u in self.args]
        return f"{' and '.join(words)} are independent" if len(words) > 1 else f"the {words[0]}[i] are independent"


class Identical(Basic):
    """The members of a sequence X[1], X[2] … have one law."""

    def _sympystr(self, printer: Any) -> str:
        return f"the {printer.doprint(self.args[0])}[i] have one law"


class Partition(Basic):
    """Of the events B[1], …, B[n] with one name just one happens."""

    def __new__(cls, name: str, n: Expr) -> Partition:
        return super().__new__(cls, Str(str(name)), sympify(n))

    def _sympystr(self, printer: Any) -> str:
        return f"the {self.args[0]}[i] are a partition"


class IsConvex(Basic):
    """The function with a name is convex, for ``way`` −1 concave, on every interval on which it has a value."""

    def __new__(cls, name: str, way: int = 1) -> IsConvex:
        return super().__new__(cls, Str(str(name)), sympify(way))

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]} is {'convex' if self.args[1] == 1 else 'concave'}"
