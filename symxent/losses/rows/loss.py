"""A loss of a row of scores: one SymPy expression with sums over the classes, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sympy import (
    Add,
    Basic,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Rational,
    S,
    Set,
    Sum,
    Symbol,
    Tuple,
    exp,
    latex,
    log,
    nan,
    oo,
    sympify,
    zoo,
)

from symxent.errors import SymxentError
from symxent.language.domain import NONNEGATIVE, Domain, set_text
from symxent.language.functions import logsumexp, softmax
from symxent.losses.rows import calculus
from symxent.losses.rows.calculus import Parts
from symxent.losses.rows.variables import ClassLabel, Logits, Row, Shares, check_parameter
from symxent.losses.variables import PARAMETER, LossVariable, check_loss_name, with_decimals

if TYPE_CHECKING:
    from symxent.derive.derivation import DerivedPage
    from symxent.losses.rows.compile import CompiledRows
    from symxent.proof.verdict import Verdict

COMPUTABLE = (Add, Mul, Pow, Number, NumberSymbol, Symbol, exp, log, softmax, logsumexp, Sum, Indexed, KroneckerDelta)
MOST_OPERATIONS = 120
MOST_ARRAYS = 6  # arguments of a kernel


@dataclass(frozen=True)
class RowLoss:
    """A loss of a row of k scores: ``expr`` over declared variables, differentiated by each component of ``wrt``.

    The scores occur as ``softmax(x, j, k)``, ``logsumexp(x, k)`` and ``x[j]``, or all of them as ``x/tau`` with a
    positive parameter; sums run over all classes, ``Sum(…, (j, 1, k))``, one inside no other.  A target is a class
    ``t`` (then ``KroneckerDelta(j, t)`` may be used) or a row of shares ``y[j]``.
    Raises SymxentError for anything outside of that, naming it.

    >>> from sympy import log
    >>> from symxent.losses.rows.variables import classes, index, logits, target_class
    >>> k, j = classes("k"), index("j")
    >>> x, t = logits("x", k), target_class("t")
    >>> RowLoss("nll", -log(softmax(x, t, k)), wrt=x).gradient
    -KroneckerDelta(t, j) + softmax(x, j, k)
    """

    name: str
    expr: Expr
    wrt: Logits
    title: str = ""
    source: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        check_loss_name(self.name)
        if not isinstance(self.wrt, Logits):
            raise SymxentError(
                f"row loss {self.name!r}: wrt= takes a row of scores, x = sx.logits('x', k), not {self.wrt!r}"
            )
        try:
            expr = sympify(self.expr, strict=True)
        except (TypeError, ValueError):
            expr = None
        if not isinstance(expr, Expr):
            kind = type(self.expr).__name__
            raise SymxentError(f"row loss {self.name!r}: a SymPy expression was expected, and a {kind} was given")
        object.__setattr__(self, "expr", with_decimals(expr))
        _Check(self).all()

    @property
    def label(self) -> ClassLabel | None:
        """The class label that the formula uses, if it does."""
        return next(iter(sorted(self.expr.atoms(ClassLabel), key=str)), None)

    @property
    def shares(self) -> Shares | None:
        """The row of shares that the formula uses, if it does."""
        return next(iter(sorted(self.expr.atoms(Shares), key=str)), None)

    @property
    def parameters(self) -> tuple[LossVariable, ...]:
        """The parameters by name."""
        return tuple(sorted(self.expr.atoms(LossVariable), key=lambda p: p.name))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the kernels' arguments in order: scores, class, shares, parameters."""
        rows = [str(self.wrt.label)]
        rows += [self.label.name] if self.label is not None else []
        rows += [str(self.shares.label)] if self.shares is not None else []
        return (*rows, *(p.name for p in self.parameters))

    @cached_property
    def scale(self) -> Expr:
        """The factor of the scores inside every softmax: 1, or 1/τ."""
        found = {_scale_of(f, self.wrt) for f in self.expr.atoms(softmax, logsumexp)}
        return found.pop() if found else Integer(1)

    @cached_property
    def value_parts(self) -> Expr:
        """The loss in the scaled scores u = x/τ, the labelled class apart: over the symbols of ``calculus``."""
        return calculus.split(self.in_scores)

    @property
    def plain_scale(self) -> Expr:
        """The scale over the symbols of proofs."""
        return self.scale.xreplace({p: p.plain for p in self.parameters})

    @cached_property
    def in_scores(self) -> Expr:
        """The loss as it was written, in u = x/τ, over the symbols of ``calculus``."""
        return self.in_symbols_of_proofs(self.expr)

    @cached_property
    def plain(self) -> Expr:
        """The loss as it was written, over the symbols of proofs; softmax of x/τ in exponentials of x."""
        return self.over_scores(self.in_scores)

    @cached_property
    def gradient_parts(self) -> Parts:
        """∂loss/∂u at the labelled class and at another."""
        return calculus.gradient(self.value_parts, self.label is not None)

    @cached_property
    def hessian_parts(self) -> Parts:
        """∂²loss/∂u² at the labelled class and at another."""
        return calculus.hessian_diagonal(self.gradient_parts, self.label is not None)

    @cached_property
    def product_parts(self) -> Parts:
        """The Hessian in u times v, at the labelled class and at another."""
        return calculus.product(self.gradient_parts, self.label is not None)

    @property
    def gradient(self) -> Expr:
        """∂loss/∂x_j, for every class j."""
        return self.in_its_own(self.scale * self.gradient_parts.formula)

    @property
    def hessian_diagonal(self) -> Expr:
        """∂²loss/∂x_j², for every class j."""
        return self.in_its_own(self.scale**2 * self.hessian_parts.formula)

    @property
    def hessian_product(self) -> Expr:
        """Σ_l ∂²loss/∂x_j∂x_l v_l, for every class j."""
        return self.in_its_own(self.scale**2 * self.product_parts.formula)

    @property
    def has_softmax_hessian(self) -> bool:
        """Whether the Hessian's diagonal in u = x/τ is p (1 − p); the whole Hessian is then at most twice that."""
        p = softmax(calculus.x, calculus.j, calculus.k)
        parts = self.hessian_parts
        same = parts.own == parts.other or parts.own == parts.other.xreplace({calculus.j: calculus.t})
        return bool(same and (parts.other - p * (1 - p)).expand() == 0)

    @property
    def domain(self) -> Domain:
        """Where everything lives, over the symbols of proofs."""
        where: dict[Basic, Set] = {p.plain: p.where for p in self.parameters}
        indices = {calculus.j: (S.One, calculus.k)}
        if self.label is not None:
            indices[calculus.t] = (S.One, calculus.k)
        if self.shares is not None:
            where[calculus.y] = NONNEGATIVE
        return Domain(where, indices=indices)

    def in_symbols_of_proofs(self, expr: Expr) -> Expr:
        """A formula of the loss over u = x/τ and the symbols of ``calculus``."""
        x, y, k, t = calculus.x, calculus.y, calculus.k, calculus.t
        wrt, scale = self.wrt, self.scale
        made = expr.replace(lambda e: isinstance(e, softmax), lambda e: softmax(x, e.args[1], k))
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: logsumexp(x, k))
        made = made.replace(lambda e: isinstance(e, Indexed) and e.base == wrt, lambda e: x[e.indices[0]] / scale)
        swap: dict[Basic, Basic] = {wrt.classes: k, **{p: p.plain for p in self.parameters}}
        swap |= {self.label: t} if self.label is not None else {}
        swap |= {a: y[a.indices[0]] for a in made.atoms(Indexed) if isinstance(a.base, Shares)}
        return made.xreplace(swap)

    def over_scores(self, expr: Expr) -> Expr:
        """A formula in u over the scores: softmax of x/τ, for proofs written out where τ is not 1."""
        scale = self.plain_scale
        if scale == 1:
            return expr
        x, k = calculus.x, calculus.k
        h = Symbol("m", integer=True)
        total = Sum(exp(scale * x[h]), (h, 1, k))
        made = expr.replace(lambda e: isinstance(e, Indexed) and e.base == x, lambda e: scale * e)
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: log(total))
        return made.replace(lambda e: isinstance(e, softmax), lambda e: exp(scale * x[e.args[1]]) / total)

    def in_its_own(self, expr: Expr) -> Expr:
        """A formula over u and the symbols of ``calculus``, in the loss's own variables."""
        x, y, k, t = calculus.x, calculus.y, calculus.k, calculus.t
        scaled = self.wrt * self.scale
        classes = self.wrt.classes
        made = calculus.with_deltas(expr)
        made = made.replace(
            lambda e: isinstance(e, Indexed) and e.base == x, lambda e: self.wrt[e.indices[0]] * self.scale
        )
        made = made.replace(lambda e: isinstance(e, softmax), lambda e: softmax(scaled, e.args[1], classes))
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: logsumexp(scaled, classes))
        swap: dict[Basic, Basic] = {k: classes, **{p.plain: p for p in self.parameters}}
        swap |= {t: self.label} if self.label is not None else {}
        if self.shares is not None:
            swap |= {a: self.shares[a.indices[0]] for a in made.atoms(Indexed) if a.base == y}
        return made.xreplace(swap)

    def at(self, **parameters: float) -> RowLoss:
        """The same loss with some of its parameters fixed.

        Raises SymxentError for a name that is no parameter of it, or a value outside of the parameter's range.
        """
        fixed: dict[Basic, Basic] = {}
        for name, value in parameters.items():
            number = self._checked(name, value)
            fixed[self.parameter(name)] = number
        words = "_".join(f"{name}_{value:g}".replace(".", "p").replace("-", "m") for name, value in parameters.items())
        return replace(self, name=f"{self.name}_{words}" if words else self.name, expr=self.expr.subs(fixed))

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
            self._checked(name, value)
        return tuple(float(given.get(p.name, p.default or 0.0)) for p in self.parameters)

    def _checked(self, name: str, value: float) -> Rational:
        found, number = self.parameter(name), Rational(repr(float(value)))
        if number not in found.where:
            raise SymxentError(f"{self.name}: {name} = {value} does not lie in {set_text(found.where)}")
        return number

    def derive(self) -> DerivedPage:
        """The page: the gradient and the Hessian's diagonal for any number of classes, line by line, each judged."""
        from symxent.losses.rows.page import derive

        return derive(self)

    def compile(self, strict: bool = True) -> CompiledRows:
        """Value, gradient and diagonal of the Hessian as NumPy gufuncs over generated C, each in its stable form.

        They are verified against ball arithmetic, once on a machine; raises NotVerified where they fail, which
        ``strict=False`` makes a NotVerifiedWarning.
        """
        from symxent.losses.rows.compile import checked

        return checked(self, strict)

    def claim(self, claim: Basic | None = None, *, convex: bool | None = None) -> Verdict:
        """Judge a claim for every number of classes: an equation or inequality of SymPy's, or ``convex=True``.

        >>> from sympy import Eq, log
        >>> from symxent.losses.rows.variables import classes, index, logits, target_class
        >>> k, j = classes("k"), index("j")
        >>> x, t = logits("x", k), target_class("t")
        >>> nll = RowLoss("nll", -log(softmax(x, t, k)), wrt=x)
        >>> nll.claim(Eq(Sum(nll.gradient, (j, 1, k)), 0)).status.value, nll.claim(convex=True).status.value
        ('proved', 'proved')
        """
        from symxent.losses.rows.claims import judge

        return judge(self, claim, convex)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)}) = {self.expr}"

    def _repr_latex_(self) -> str:
        names = ", ".join(self.arguments)
        return rf"$\displaystyle \operatorname{{{self.name.replace('_', ' ')}}}({names}) = {latex(self.expr)}$"


def _scale_of(function: Expr, wrt: Logits) -> Expr:
    row = function.args[0]
    return row.xreplace({wrt: Integer(1)}) if isinstance(row, Mul) else Integer(1)


@dataclass(frozen=True)
class _Check:
    """Everything that can be wrong with the expression of a row loss, each in words of its own."""

    loss: RowLoss

    def all(self) -> None:
        expr, wrt = self.loss.expr, self.loss.wrt
        if expr.has(oo, -oo, zoo, nan):
            self._wrong(f"contains an infinity or an undefined number: {expr}")
        if expr.count_ops() > MOST_OPERATIONS:
            self._wrong(f"has {expr.count_ops()} operations; at most {MOST_OPERATIONS} are taken")
        self._functions(expr)
        if not expr.has(wrt):
            self._wrong(f"does not contain {wrt}, by which it is to be differentiated")
        if not expr.has(softmax, logsumexp):
            self._wrong(f"has neither softmax({wrt}, j, {wrt.classes}) nor logsumexp({wrt}, {wrt.classes})")
        self._rows(expr)
        self._scores(expr)
        self._symbols(expr)
        self._sums(expr, ())
        names = self.loss.arguments
        if len(set(names)) < len(names):
            self._wrong(f"has two variables of one name: {', '.join(names)}")
        if len(names) > MOST_ARRAYS:
            self._wrong(f"has {len(names)} variables; a kernel over rows takes {MOST_ARRAYS}")

    def _wrong(self, words: str) -> None:
        raise SymxentError(f"row loss {self.loss.name!r} {words}")

    def _functions(self, expr: Basic) -> None:
        if isinstance(expr, IndexedBase | Tuple):
            return
        if not isinstance(expr, COMPUTABLE):
            self._wrong(
                f"contains {expr}; write it with + − × ÷, powers, exp, log, softmax(x, j, k), logsumexp(x, k), x[j], "
                "y[j], KroneckerDelta(j, t) and Sum(…, (j, 1, k))"
            )
        for a in expr.args:
            self._functions(a)

    def _rows(self, expr: Expr) -> None:
        for base in sorted(expr.atoms(IndexedBase), key=str):
            if not isinstance(base, Row):
                self._wrong(f"uses {base}, which is not declared: sx.logits, sx.target_shares")
            if isinstance(base, Logits) and base != self.loss.wrt:
                self._wrong(f"has a second row of scores, {base}; a loss is of one row")
            if base.classes != self.loss.wrt.classes:
                self._wrong(f"has {base} of {base.classes} classes and {self.loss.wrt} of {self.loss.wrt.classes}")
        if len(expr.atoms(Shares)) > 1:
            self._wrong("has two rows of shares; one is taken")
        if len(expr.atoms(ClassLabel)) > 1:
            self._wrong("has two class labels; one is taken")

    def _scores(self, expr: Expr) -> None:
        scales = set()
        for function in sorted(expr.atoms(softmax, logsumexp), key=str):
            row, classes = function.args[0], function.args[-1]
            if classes != self.loss.wrt.classes:
                self._wrong(f"has {function}, and {self.loss.wrt} has {self.loss.wrt.classes} classes")
            scale = _scale_of(function, self.loss.wrt)
            if row != self.loss.wrt and (not isinstance(row, Mul) or row != scale * self.loss.wrt):
                self._wrong(f"has {function}; the row is {self.loss.wrt}, or it divided by a positive parameter")
            inside = scale.free_symbols
            if any(not isinstance(s, LossVariable) for s in inside) or not _is_positive(scale):
                self._wrong(f"scales {self.loss.wrt} by {scale}; a number or parameter that is positive was expected")
            scales.add(scale)
        if len(scales) > 1:
            self._wrong(f"scales {self.loss.wrt} in several ways: {', '.join(sorted(map(str, scales)))}; one is taken")

    def _symbols(self, expr: Expr) -> None:
        bound = {s.limits[0][0] for s in expr.atoms(Sum)}
        letters = {base.label for base in expr.atoms(IndexedBase)}
        for symbol in sorted(expr.atoms(Symbol) - bound - letters - {self.loss.wrt.classes}, key=str):
            if isinstance(symbol, ClassLabel):
                continue
            if not isinstance(symbol, LossVariable) or symbol.role != PARAMETER:
                self._wrong(
                    f"uses {symbol}, which is neither summed over nor declared: sx.parameter for a number, "
                    "sx.target_class for a class"
                )
            check_parameter(symbol)

    def _sums(self, expr: Basic, inside: tuple[Sum, ...]) -> None:
        if isinstance(expr, Sum):
            if inside:
                self._wrong(
                    f"has a sum inside of a sum, {inside[-1]}; write products of sums, or sums beside each other"
                )
            if len(expr.limits) != 1 or expr.limits[0][1:] != (1, self.loss.wrt.classes):
                self._wrong(f"has {expr}; sums run over all classes, from 1 to {self.loss.wrt.classes}")
            inside = (*inside, expr)
        if isinstance(expr, KroneckerDelta):
            index = inside[-1].limits[0][0] if inside else None
            if index is None or self.loss.label is None or set(expr.args) != {index, self.loss.label}:
                self._wrong(f"has {expr}; it stands in a sum, between its index and the class of sx.target_class")
        for a in expr.args:
            self._sums(a, inside)


def _is_positive(scale: Expr) -> bool:
    """Whether a product of powers of numbers and of parameters above 0 is positive by its looks."""
    for factor in Mul.make_args(scale):
        base = factor.as_base_exp()[0]
        if isinstance(base, LossVariable):
            if not isinstance(base.where, Interval) or not (base.where.inf > 0 or base.is_positive):
                return False
        elif not base.is_positive:
            return False
    return True
