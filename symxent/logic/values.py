"""What the checker and a search for proofs have in common: each gives expressions values in a field of fractions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from sympy import Expr, Rational

if TYPE_CHECKING:
    from symxent.logic.hypotheses import Integers
    from symxent.logic.signs import Sign

F = TypeVar("F")


class Arithmetic(Protocol[F]):
    """A field."""

    zero: F
    one: F

    def constant(self, p: int, q: int = 1) -> F: ...
    def add(self, *terms: F) -> F: ...
    def negative(self, a: F) -> F: ...
    def subtract(self, a: F, b: F) -> F: ...
    def multiply(self, a: F, b: F) -> F: ...


class OfExpressions(Protocol):
    def of_expression(self, e: Expr) -> Sign: ...


class Values(Protocol[F]):
    """Values of expressions, with what is known of signs and of integers; what is not known is refused."""

    @property
    def ring(self) -> Arithmetic[F]: ...
    @property
    def signs(self) -> OfExpressions: ...
    @property
    def integers(self) -> Integers: ...
    def value(self, e: Expr) -> F: ...
    def invert(self, a: F) -> F: ...
    def constant(self, a: F) -> Rational | None: ...
    def need(self, holds: bool, condition: str, *of: object) -> None: ...
