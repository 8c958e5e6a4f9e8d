"""A loss as its author writes it: one SymPy expression over declared variables, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sympy import (
    Abs,
    Add,
    Expr,
    FiniteSet,
    IndexedBase,
    Interval,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    erf,
    erfc,
    exp,
    latex,
    log,
    nan,
    oo,
    sign,
    sympify,
    tanh,
    zoo,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

from symxent.errors import SymxentError
from symxent.language.domain import Domain, set_text
from symxent.language.functions import Phi, logit, sigmoid, softplus
from symxent.losses.calculus import Kink, derivative, kinks
from symxent.losses.variables import (
    PARAMETER,
    PREDICTION,
    TARGET,
    LossVariable,
    check_loss_name,
    with_decimals,
)

if TYPE_CHECKING:
    from symxent.derive.derivation import DerivedPage
    from symxent.losses.compile import Compiled
    from symxent.proof.verdict import Verdict

COMPUTABLE = (
    *(Add, Mul, Pow, Number, NumberSymbol, Symbol, Piecewise, ExprCondPair, Relational, Boolean, Max, Min, Abs, sign),
    *(exp, log, tanh, erf, erfc, Phi, sigmoid, softplus, logit),
)
MOST_OPERATIONS = 400


@dataclass(frozen=True)
class Loss:
    """A loss of one prediction, elementwise: ``expr`` over declared variables, differentiated by ``wrt``.

    ``gradient_as`` and ``hessian_as`` are formulas that you prefer to SymPy's; each must be proved equal to it.
    ``source`` says where the formula is from, ``notes`` what a user should know.  Everything else follows: the
    derivatives are SymPy's, ``derive()`` gives the page, ``compile()`` the kernels, ``claim(...)`` verdicts.
    Raises SymxentError for what is no expression, for undeclared symbols, and for functions without a kernel.

    >>> from symxent.losses.variables import logit, target
    >>> z, y = logit("z"), target("y", values=(0, 1))
    >>> bce = Loss("bce", softplus(z) - y * z, wrt=z)
    >>> bce.gradient
    -y + sigmoid(z)
    >>> bce.hessian
    (1 - sigmoid(z))*sigmoid(z)
    """

    name: str
    expr: Expr
    wrt: LossVariable
    title: str = ""
    source: str = ""
    notes: str = ""
    gradient_as: Expr | None = None
    hessian_as: Expr | None = None
    curvature: str = "exact"
    floor: float = 0.0

    def __post_init__(self) -> None:
        check_loss_name(self.name)
        if isinstance(self.wrt, IndexedBase):
            raise SymxentError(f"loss {self.name!r}: {self.wrt} is a row of scores; a loss over a row is an sx.RowLoss")
        try:
            expr = sympify(self.expr, strict=True)
        except (TypeError, ValueError):
            expr = None
        if not isinstance(expr, Expr):
            kind = type(self.expr).__name__
            raise SymxentError(f"loss {self.name!r}: a SymPy expression was expected, and a {kind} was given")
        object.__setattr__(self, "expr", with_decimals(expr))
        _check_expression(self.name, self.expr)
        _check_variable(self.name, self.expr, self.wrt)
        for name in ("gradient_as", "hessian_as"):
            if (written := getattr(self, name)) is not None:
                object.__setattr__(self, name, with_decimals(sympify(written, strict=True)))
        for written, of in ((self.gradient_as, "expr"), (self.hessian_as, "gradient")):
            if written is not None:
                _check_written(self, written, derivative(getattr(self, of), self.wrt))

    @cached_property
    def gradient(self) -> Expr:
        """∂loss/∂wrt; at a kink the derivative of the piece that holds there, which ``kinks`` states."""
        return derivative(self.expr, self.wrt) if self.gradient_as is None else self.gradient_as

    @cached_property
    def hessian(self) -> Expr:
        """∂²loss/∂wrt² on each smooth piece."""
        return derivative(self.gradient, self.wrt) if self.hessian_as is None else self.hessian_as

    @cached_property
    def kinks(self) -> tuple[Kink, ...]:
        """Where the gradient jumps: there it is a subgradient, when the loss is convex and continuous."""
        return kinks(self.gradient, self.wrt, {v: sample(v) for v in self.variables if v != self.wrt})

    @property
    def formulas(self) -> dict[str, Expr]:
        """What kernels compute, by name; as ``hessian`` the kind of curvature that was asked for."""
        from symxent.losses.curvature import curvature

        return {"value": self.expr, "gradient": self.gradient, "hessian": curvature(self, self.curvature, self.floor)}

    @property
    def variables(self) -> tuple[LossVariable, ...]:
        """The arguments of the kernels in their order: the prediction, targets by name, parameters by name."""
        order = (PREDICTION, TARGET, PARAMETER)
        free = {*self.expr.free_symbols, self.wrt}
        return tuple(sorted(free, key=lambda v: (v != self.wrt, order.index(v.role), v.name)))

    @property
    def targets(self) -> tuple[LossVariable, ...]:
        return tuple(v for v in self.variables if v.role == TARGET)

    @property
    def parameters(self) -> tuple[LossVariable, ...]:
        return tuple(v for v in self.variables if v.role == PARAMETER)

    @property
    def domain(self) -> Domain:
        """Where each variable lives."""
        return Domain({v: v.where for v in self.variables})

    def at(self, **parameters: float) -> Loss:
        """The same loss with some of its parameters fixed, which makes a simpler and faster kernel.

        Raises SymxentError for a name that is no parameter of it, or a value outside of the parameter's range.
        """
        fixed: dict[Expr, Expr] = {}
        for name, value in parameters.items():
            found = self.parameter(name)
            number = Rational(repr(float(value)))
            if number not in found.where:
                raise SymxentError(f"{self.name}: {name} = {value} does not lie in {set_text(found.where)}")
            fixed[found] = number
        words = "_".join(f"{name}_{value:g}".replace(".", "p").replace("-", "m") for name, value in parameters.items())
        name = f"{self.name}_{words}" if words else self.name
        gradient, hessian = (None if e is None else e.subs(fixed) for e in (self.gradient_as, self.hessian_as))
        return replace(self, name=name, expr=self.expr.subs(fixed), gradient_as=gradient, hessian_as=hessian)

    def with_curvature(self, kind: str, floor: float = 0.0) -> Loss:
        """The same loss whose kernels give another kind of curvature: exact, majorant, absolute or fisher; floored.

        Raises SymxentError for a kind that there is not.
        """
        from symxent.losses.curvature import curvature

        curvature(self, kind, floor)
        suffix = f"_{kind}" * (kind != "exact") + f"_from_{floor:g}".replace(".", "p").replace("-", "m") * (floor > 0)
        return replace(self, name=self.name + suffix, curvature=kind, floor=float(floor))

    def parameter(self, name: str) -> LossVariable:
        """The parameter of that name; raises SymxentError that lists those that there are."""
        for found in self.parameters:
            if found.name == name:
                return found
        known = ", ".join(p.name for p in self.parameters) or "none"
        raise SymxentError(f"{self.name} has no parameter {name!r}; its parameters are: {known}")

    def settings(self, given: Mapping[str, float] | None = None) -> tuple[float, ...]:
        """A value for each parameter in order: the given one, or else its default."""
        given = dict(given or {})
        for name, value in given.items():
            found = self.parameter(name)
            if Rational(repr(float(value))) not in found.where:
                raise SymxentError(f"{self.name}: {name} = {value} does not lie in {set_text(found.where)}")
        return tuple(float(given.get(p.name, p.default if p.default is not None else 0.0)) for p in self.parameters)

    def derive(self, order: int = 2) -> DerivedPage:
        """The page with the first and the second derivative, line by line, each line judged."""
        from symxent.losses.page import derive

        return derive(self, order)

    def compile(self, strict: bool = True) -> Compiled:
        """Value, gradient and Hessian as NumPy ufuncs over generated C, each in the stable form found for it.

        They are verified against ball arithmetic, once on a machine; raises NotVerified where they fail, which
        ``strict=False`` makes a NotVerifiedWarning.
        """
        from symxent.losses.compile import checked

        return checked(self, strict)

    def claim(
        self, claim: Expr | None = None, *, convex: bool | None = None, minimum_at: Expr | None = None
    ) -> Verdict:
        """Judge a claim: an equation or inequality of SymPy's, ``convex=True``, or ``minimum_at=`` a prediction.

        >>> from symxent.losses.variables import logit, target
        >>> z, y = logit("z"), target("y", values=(0, 1))
        >>> Loss("bce", softplus(z) - y * z, wrt=z).claim(convex=True).status.value
        'proved'
        """
        from symxent.losses.claims import judge

        return judge(self, claim, convex, minimum_at)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(v.name for v in self.variables)}) = {self.expr}"

    def _repr_latex_(self) -> str:
        names = ", ".join(latex(v) for v in self.variables)
        return rf"$\displaystyle \operatorname{{{self.name.replace('_', ' ')}}}({names}) = {latex(self.expr)}$"


def sample(variable: LossVariable) -> Expr:
    """A value that a variable may take: a parameter's default, a label, or a number inside its interval."""
    where = variable.where
    if variable.default is not None:
        return Rational(repr(variable.default))
    if isinstance(where, FiniteSet):
        return max(where.args)
    low, high = (where.inf, where.sup) if isinstance(where, Interval) else (-oo, oo)
    if low.is_finite and high.is_finite:
        return low + (high - low) * Rational(3, 7)
    return low + Rational(5, 7) if low.is_finite else Rational(3, 7)


def _check_expression(name: str, expr: Expr) -> None:
    plain = sorted(str(s) for s in expr.free_symbols if not isinstance(s, LossVariable))
    if plain:
        raise SymxentError(
            f"loss {name!r}: {', '.join(plain)} is not declared; declare each symbol with sx.logit, sx.target, "
            "sx.prediction or sx.parameter, so that it is known where it lives"
        )
    if expr.has(oo, -oo, zoo, nan):
        raise SymxentError(f"loss {name!r} contains an infinity or an undefined number: {expr}")
    if expr.count_ops() > MOST_OPERATIONS:
        raise SymxentError(f"loss {name!r} has {expr.count_ops()} operations; at most {MOST_OPERATIONS} are taken")
    for part in sorted(expr.atoms(AppliedUndef), key=str):
        raise SymxentError(f"loss {name!r}: the function {part.func} has no definition")
    names = [v.name for v in expr.free_symbols]
    double = sorted({n for n in names if names.count(n) > 1})
    if double:
        raise SymxentError(f"loss {name!r}: the name {double[0]} is declared twice, in different ways")
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, COMPUTABLE) or part.has(oo):
            raise SymxentError(
                f"loss {name!r}: no kernel computes {part}; write it with + − × ÷, powers, exp, log, sqrt, tanh, erf, "
                "Phi, sigmoid, softplus, logit, Abs, Max, Min and Piecewise"
            )
        waiting.extend(part.args)


def _check_written(loss: Loss, written: Expr, computed: Expr) -> None:
    from symxent.losses.claims import everywhere

    _check_expression(loss.name, written)
    verdict = everywhere(loss, written, computed, "=")
    if not verdict.proved:
        found = str(verdict.witness) if verdict.witness is not None else verdict.reason
        raise SymxentError(
            f"loss {loss.name!r}: {written} was given as a derivative, which is {computed}; their equality is "
            f"{verdict.status.value}: {found}"
        )


def _check_variable(name: str, expr: Expr, wrt: object) -> None:
    if not isinstance(wrt, LossVariable) or wrt.role != PREDICTION:
        raise SymxentError(f"loss {name!r}: wrt= takes a prediction, made by sx.logit or sx.prediction, not {wrt!r}")
    if wrt not in expr.free_symbols:
        known = ", ".join(sorted(str(s) for s in expr.free_symbols)) or "none"
        raise SymxentError(f"loss {name!r} does not contain {wrt}, by which it is to be differentiated; it has {known}")
    others = sorted(str(v) for v in expr.free_symbols if v.role == PREDICTION and v != wrt)
    if others:
        raise SymxentError(f"loss {name!r} has a second prediction, {others[0]}; a loss is of one prediction")
