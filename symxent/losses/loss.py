"""A loss as its author writes it: one SymPy expression over declared variables, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from sympy import Expr, FiniteSet, Interval, Rational, latex, oo, sympify

from symxent.errors import SymxentError, nearest
from symxent.language.display import line
from symxent.language.domain import Domain, set_text
from symxent.losses.calculus import Kink, derivative, kinks
from symxent.losses.checks import check
from symxent.losses.over_classes import Rows
from symxent.losses.variables import (
    PARAMETER,
    PREDICTION,
    TARGET,
    Logits,
    LossVariable,
    Shares,
    by_exponentials,
    check_loss_name,
    with_decimals,
)

if TYPE_CHECKING:
    from symxent.derive.derivation import DerivedPage
    from symxent.losses.compile import Compiled
    from symxent.proof.verdict import Verdict


@dataclass(frozen=True)
class Loss:
    """A loss of one prediction, or of a row of k scores: ``expr`` over declared variables, differentiated by ``wrt``.

    Scores of a row occur as ``softmax(x, j, k)``, ``logsumexp(x, k)`` and ``x[j]``, or all of them as ``x/tau`` with a
    positive parameter; sums run over all classes, ``Sum(…, (j, 1, k))``, one inside no other.  A target is then a
    class ``t`` (with which ``KroneckerDelta(j, t)`` may be used) or a row of shares ``y[j]``.
    ``gradient_as`` and ``hessian_as`` are formulas of one prediction that you prefer to SymPy's; each must be proved
    equal to it.  ``source`` says where the formula is from, ``notes`` what a user should know.  Everything else
    follows: the derivatives, ``derive()`` gives the page, ``compile()`` the kernels, ``claim(...)`` verdicts.
    Raises SymxentError for what is no expression, for undeclared symbols, and for what no kernel computes.

    >>> from symxent.language.functions import softmax, softplus
    >>> from symxent.losses.variables import logit, target
    >>> z, y = logit("z"), target("y", values=(0, 1))
    >>> bce = Loss("bce", softplus(z) - y * z, wrt=z)
    >>> bce.gradient
    -y + sigmoid(z)
    >>> bce.hessian
    (1 - sigmoid(z))*sigmoid(z)
    >>> from sympy import log
    >>> from symxent.losses.variables import classes, logits, target_class
    >>> k, t = classes("k"), target_class("t")
    >>> x = logits("x", k)
    >>> Loss("nll", -log(softmax(x, t, k)), wrt=x).gradient
    -KroneckerDelta(t, j) + softmax(x, j, k)
    """

    name: str
    expr: Expr
    wrt: LossVariable | Logits
    title: str = ""
    source: str = ""
    notes: str = ""
    gradient_as: Expr | None = None
    hessian_as: Expr | None = None
    curvature: str = "exact"
    floor: float = 0.0

    def __post_init__(self) -> None:
        check_loss_name(self.name)
        try:
            expr = sympify(self.expr, strict=True)
        except (TypeError, ValueError):
            expr = None
        if not isinstance(expr, Expr):
            kind = type(self.expr).__name__
            raise SymxentError(f"loss {self.name!r}: a SymPy expression was expected, and a {kind} was given")
        object.__setattr__(self, "expr", by_exponentials(with_decimals(expr)))
        for name in ("gradient_as", "hessian_as"):
            if (written := getattr(self, name)) is not None:
                object.__setattr__(self, name, with_decimals(sympify(written, strict=True)))
        check(self)
        for written, of in ((self.gradient_as, "expr"), (self.hessian_as, "gradient")):
            if written is not None:
                self._prove(written, derivative(getattr(self, of), self.wrt))

    def _prove(self, written: Expr, computed: Expr) -> None:
        from symxent.losses.claims import everywhere

        verdict = everywhere(self, written, computed, "=")
        if not verdict.proved:
            found = str(verdict.witness) if verdict.witness is not None else verdict.reason
            raise SymxentError(
                f"loss {self.name!r}: {written} was given as a derivative, which is {computed}; their equality is "
                f"{verdict.status.value}: {found}"
            )

    @property
    def by_row(self) -> bool:
        """Whether it is a loss of a row of scores."""
        return isinstance(self.wrt, Logits)

    @cached_property
    def rows(self) -> Rows:
        """The loss of a row in the symbols of proofs; raises SymxentError for one of a single score."""
        if not self.by_row:
            raise SymxentError(f"{self.name} is a loss of one score; one over a row of classes was expected")
        return Rows(self)

    @cached_property
    def gradient(self) -> Expr:
        """∂loss/∂wrt, of a row by x_j for every class j; at a kink that of the piece which holds there (``kinks``)."""
        if self.by_row:
            return self.rows.own("gradient")
        return derivative(self.expr, self.wrt) if self.gradient_as is None else self.gradient_as

    @cached_property
    def hessian(self) -> Expr:
        """∂²loss/∂wrt² on each smooth piece.  Raises SymxentError for a row, whose Hessian is a matrix."""
        if self.by_row:
            raise SymxentError(
                f"the Hessian of {self.name} is a matrix: hessian_diagonal is its diagonal, hessian_product its product"
            )
        return derivative(self.gradient, self.wrt) if self.hessian_as is None else self.hessian_as

    @cached_property
    def hessian_diagonal(self) -> Expr:
        """∂²loss/∂x_j², for every class j of a row; of one score the Hessian."""
        return self.rows.own("hessian_diagonal") if self.by_row else self.hessian

    @property
    def hessian_product(self) -> Expr:
        """Σ_l ∂²loss/∂x_j∂x_l v_l, for every class j of a row of scores."""
        return self.rows.own("hessian_product")

    @cached_property
    def kinks(self) -> tuple[Kink, ...]:
        """Where the gradient jumps: there it is a subgradient, when the loss is convex and continuous."""
        if self.by_row:
            return ()
        return kinks(self.gradient, self.wrt, {v: sample(v) for v in self.variables if v != self.wrt})

    @property
    def formulas(self) -> dict[str, Expr]:
        """What kernels compute, by name; the last is the kind of curvature that was asked for."""
        from symxent.losses.curvature import curvature

        formulas = (self.expr, self.gradient, curvature(self, self.curvature, self.floor))
        return dict(zip(self.outputs, formulas, strict=True))

    @property
    def outputs(self) -> tuple[str, str, str]:
        """The names of what kernels compute."""
        return ("value", "gradient", "hessian_diagonal" if self.by_row else "hessian")

    @property
    def label(self) -> LossVariable | None:
        """The class that is the target of a row of scores, if it is a class."""
        return next((v for v in sorted(self.expr.atoms(LossVariable), key=str) if v.is_class), None)

    @property
    def shares(self) -> Shares | None:
        """The row of shares that is the target of a row of scores, if it is one."""
        return next(iter(sorted(self.expr.atoms(Shares), key=str)), None)

    @property
    def variables(self) -> tuple[LossVariable, ...]:
        """The arguments of the kernels in their order: the prediction, targets by name, parameters by name."""
        order = (PREDICTION, TARGET, PARAMETER)
        free = {*self.expr.atoms(LossVariable, Shares), self.wrt}
        return tuple(sorted(free, key=lambda v: (v != self.wrt, order.index(v.role), not v.is_class, v.name)))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the kernels' arguments in order."""
        return tuple(v.name for v in self.variables)

    @property
    def labels(self) -> tuple[dict[LossVariable, Expr], ...]:
        """Each choice of the labels that take a few values; a single empty one, where there are none."""
        few = [v for v in self.variables if v.values]
        return tuple(dict(zip(few, values, strict=True)) for values in product(*[v.values for v in few]))

    @property
    def targets(self) -> tuple[LossVariable, ...]:
        return tuple(v for v in self.variables if v.role == TARGET)

    @property
    def parameters(self) -> tuple[LossVariable, ...]:
        return tuple(v for v in self.variables if v.role == PARAMETER)

    @property
    def domain(self) -> Domain:
        """Where each variable lives; of a row, over the symbols of proofs."""
        return self.rows.domain if self.by_row else Domain({v: v.where for v in self.variables})

    def in_proofs(self, expr: Expr) -> Expr:
        """A formula of the loss over the symbols of proofs, which of one score are its own variables."""
        return self.rows.over_scores(self.rows.in_symbols_of_proofs(expr)) if self.by_row else expr

    def at(self, **parameters: float) -> Loss:
        """The same loss with some of its parameters fixed, which makes a simpler and faster kernel.

        Raises SymxentError for a name that is no parameter of it, or a value outside of the parameter's range.
        """
        fixed: dict[Expr, Expr] = {self.parameter(name): self._checked(name, v) for name, v in parameters.items()}
        words = "_".join(f"{name}_{value:g}".replace(".", "p").replace("-", "m") for name, value in parameters.items())
        name = f"{self.name}_{words}" if words else self.name
        gradient, hessian = (None if e is None else e.subs(fixed) for e in (self.gradient_as, self.hessian_as))
        return replace(self, name=name, expr=self.expr.subs(fixed), gradient_as=gradient, hessian_as=hessian)

    def with_curvature(self, kind: str, floor: float = 0.0) -> Loss:
        """The same loss whose kernels give another kind of curvature (``curvature.KINDS``), floored.

        Raises SymxentError for a kind that there is not, or that the loss cannot have.
        """
        from symxent.losses.curvature import curvature

        curvature(self, kind, floor)
        return replace(self, name=self.name + _suffix(kind, floor), curvature=kind, floor=float(floor))

    @property
    def plain_name(self) -> str:
        """The name without what ``with_curvature`` has put behind it: that of messages to people."""
        return self.name.removesuffix(_suffix(self.curvature, self.floor))

    @property
    def plain(self) -> Loss:
        """The loss with its Hessian for its curvature."""
        return replace(self, name=self.plain_name, curvature="exact", floor=0.0)

    def parameter(self, name: str) -> LossVariable:
        """The parameter of that name; raises SymxentError that lists those that there are."""
        for found in self.parameters:
            if found.name == name:
                return found
        known = nearest(name, [p.name for p in self.parameters], "its parameters are:")
        raise SymxentError(f"{self.name} has no parameter {name!r}; {known}")

    def settings(self, given: Mapping[str, float] | None = None) -> tuple[float, ...]:
        """A value for each parameter in order: the given one, or else its default."""
        given = {name: float(self._checked(name, value)) for name, value in (given or {}).items()}
        return tuple(given.get(p.name, float(p.default or 0.0)) for p in self.parameters)

    def _checked(self, name: str, value: float) -> Rational:
        found, number = self.parameter(name), Rational(repr(float(value)))
        if number not in found.where:
            raise SymxentError(f"{self.name}: {name} = {value} does not lie in {set_text(found.where)}")
        return number

    def derive(self, order: int = 2) -> DerivedPage:
        """The page with the first and the second derivative, of a row its diagonal; line by line, each line judged."""
        from symxent.losses import page

        return page.derive(self, order)

    def compile(self, strict: bool = True) -> Compiled:
        """Value, gradient and Hessian (of a row its diagonal) as NumPy ufuncs over generated C, in their stable forms.

        They are verified against ball arithmetic, once on a machine; raises NotVerified where they fail, which
        ``strict=False`` makes a NotVerifiedWarning.
        """
        from symxent.losses.verify import checked

        return checked(self, strict)

    def claim(
        self, claim: Expr | None = None, *, convex: bool | None = None, minimum_at: Expr | None = None
    ) -> Verdict:
        """Judge a claim: an equation or inequality of SymPy's, ``convex=True``, or ``minimum_at=`` a prediction.

        Of a row of scores it is judged for every number of classes, and a minimum is not.

        >>> from symxent.language.functions import softplus
        >>> from symxent.losses.variables import logit, target
        >>> z, y = logit("z"), target("y", values=(0, 1))
        >>> Loss("bce", softplus(z) - y * z, wrt=z).claim(convex=True).status.value
        'proved'
        """
        from symxent.losses.claims import judge

        return judge(self, claim, convex, minimum_at)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)}) = {line(self.expr)}"

    def _repr_latex_(self) -> str:
        names = ", ".join(latex(v) for v in self.variables)
        return rf"$\displaystyle \operatorname{{{self.name.replace('_', ' ')}}}({names}) = {latex(self.expr)}$"


def _suffix(kind: str, floor: float) -> str:
    return f"_{kind}" * (kind != "exact") + f"_from_{floor:g}".replace(".", "p").replace("-", "m") * (floor > 0)


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
