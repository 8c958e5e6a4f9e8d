"""What an expression must be to be a loss that has kernels, and what is said of one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    Tuple,
    cosh,
    erf,
    erfc,
    exp,
    log,
    nan,
    oo,
    sign,
    sinh,
    tanh,
    zoo,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

from symxent.errors import SymxentError
from symxent.language.functions import Phi, logit, logsumexp, sigmoid, softmax, softplus
from symxent.losses.variables import PARAMETER, PREDICTION, Logits, LossVariable, Row, Shares, in_loops

if TYPE_CHECKING:
    from symxent.losses.loss import Loss

COMPUTABLE = (
    *(Add, Mul, Pow, Number, NumberSymbol, Symbol, Piecewise, ExprCondPair, Relational, Boolean, Max, Min, Abs, sign),
    *(exp, log, sinh, cosh, tanh, erf, erfc, Phi, sigmoid, softplus, logit),
)
OVER_ROWS = (Add, Mul, Pow, Number, NumberSymbol, Symbol, exp, log, softmax, logsumexp, Sum, Indexed, KroneckerDelta)
_WORDS = {
    False: "sqrt, sinh, cosh, tanh, erf, Phi, sigmoid, softplus, logit, Abs, Max, Min and Piecewise",
    True: "softmax(x, j, k), logsumexp(x, k), x[j], y[j], KroneckerDelta(j, t) and Sum(…, (j, 1, k))",
}
MOST_OPERATIONS, MOST_ROW_OPERATIONS = 400, 120
MOST_ARRAYS = 6  # arguments of a kernel over rows


def check(loss: Loss) -> None:
    """Raises SymxentError for an expression that is no loss of what it is to be differentiated by."""
    _Check(loss, loss.expr).all()
    for name in ("gradient_as", "hessian_as"):
        if (written := getattr(loss, name)) is not None:
            if loss.by_row:
                raise SymxentError(f"loss {loss.name!r}: {name}= is of losses of one score, not of a row of them")
            _Check(loss, written).expression()


def scale_of(function: Expr, wrt: Logits) -> Expr:
    row = function.args[0]
    return row.xreplace({wrt: Integer(1)}) if isinstance(row, Mul) else Integer(1)


@dataclass(frozen=True)
class _Check:
    """Everything that can be wrong with the expression of a loss, each in words of its own."""

    loss: Loss
    expr: Expr

    def all(self) -> None:
        loss, expr, wrt = self.loss, self.expr, self.loss.wrt
        self.expression()
        if not loss.by_row and (not isinstance(wrt, LossVariable) or wrt.role != PREDICTION):
            self._wrong(f": wrt= takes a prediction, made by sx.logit or sx.prediction, not {wrt!r}")
        if not expr.has(wrt):
            known = ", ".join(sorted(str(v) for v in expr.atoms(LossVariable))) or "none"
            self._wrong(f" does not contain {wrt}, by which it is to be differentiated; it has {known}")
        if not loss.by_row:
            others = sorted(str(v) for v in expr.free_symbols if v.role == PREDICTION and v != wrt)
            if others:
                self._wrong(f" has a second prediction, {others[0]}; a loss is of one prediction")
            return
        if not expr.has(softmax, logsumexp):
            self._wrong(f" has neither softmax({wrt}, j, {wrt.classes}) nor logsumexp({wrt}, {wrt.classes})")
        self._rows(expr)
        self._scores(expr)
        self._symbols(expr)
        self._sums(expr, ())
        names = loss.arguments
        called = [v.name if v.is_class or isinstance(v, Row) else in_loops(v) for v in loss.variables]
        if len(set(called)) < len(names):
            self._wrong(f" has two variables of one name: {', '.join(names)}")
        if len(names) > MOST_ARRAYS:
            self._wrong(f" has {len(names)} variables; a kernel over rows takes {MOST_ARRAYS}")

    def expression(self) -> None:
        """What is to be computed, whatever it is differentiated by."""
        expr, by_row = self.expr, self.loss.by_row
        if not by_row:
            self._declared()
        if expr.has(oo, -oo, zoo, nan):
            self._wrong(f" contains an infinity or an undefined number: {expr}")
        most = MOST_ROW_OPERATIONS if by_row else MOST_OPERATIONS
        if expr.count_ops() > most:
            self._wrong(f" has {expr.count_ops()} operations; at most {most} are taken")
        for part in sorted(expr.atoms(AppliedUndef), key=str):
            self._wrong(f": the function {part.func} has no definition")
        waiting: list[Basic] = [expr]
        while waiting:
            part = waiting.pop()
            if by_row and isinstance(part, IndexedBase | Tuple):
                continue
            if not isinstance(part, OVER_ROWS if by_row else COMPUTABLE):
                self._wrong(f": no kernel computes {part}; write it with + − × ÷, powers, exp, log, {_WORDS[by_row]}")
            waiting.extend(part.args)

    def _declared(self) -> None:
        symbols = sorted(self.expr.free_symbols, key=str)
        for label in symbols:
            if isinstance(label, LossVariable) and label.is_class:
                self._wrong(f": {label} is a class, of a row of scores sx.logits; here sx.target is due")
        plain = [str(s) for s in symbols if not isinstance(s, LossVariable)]
        if plain:
            self._wrong(
                f": {', '.join(plain)} is not declared; declare each symbol with sx.logit, sx.target, "
                "sx.prediction or sx.parameter, so that it is known where it lives"
            )
        names = [v.name for v in symbols]
        double = sorted({n for n in names if names.count(n) > 1})
        if double:
            self._wrong(f": the name {double[0]} is declared twice, in different ways")

    def _wrong(self, words: str) -> NoReturn:
        raise SymxentError(f"loss {self.loss.name!r}{words}")

    def _rows(self, expr: Expr) -> None:
        for base in sorted(expr.atoms(IndexedBase), key=str):
            if not isinstance(base, Row):
                self._wrong(f" uses {base}, which is not declared: sx.logits, sx.target_shares")
            if isinstance(base, Logits) and base != self.loss.wrt:
                self._wrong(f" has a second row of scores, {base}; a loss is of one row")
            if base.classes != self.loss.wrt.classes:
                self._wrong(f" has {base} of {base.classes} classes and {self.loss.wrt} of {self.loss.wrt.classes}")
        if len(expr.atoms(Shares)) > 1:
            self._wrong(" has two rows of shares; one is taken")
        if sum(v.is_class for v in expr.atoms(LossVariable)) > 1:
            self._wrong(" has two class labels; one is taken")

    def _scores(self, expr: Expr) -> None:
        scales = set()
        for function in sorted(expr.atoms(softmax, logsumexp), key=str):
            row, classes = function.args[0], function.args[-1]
            if classes != self.loss.wrt.classes:
                self._wrong(f" has {function}, and {self.loss.wrt} has {self.loss.wrt.classes} classes")
            scale = scale_of(function, self.loss.wrt)
            if row != self.loss.wrt and (not isinstance(row, Mul) or row != scale * self.loss.wrt):
                self._wrong(f" has {function}; the row is {self.loss.wrt}, or it divided by a positive parameter")
            inside = scale.free_symbols
            if any(not isinstance(s, LossVariable) for s in inside) or not _is_positive(scale):
                self._wrong(f" scales {self.loss.wrt} by {scale}; a number or parameter that is positive was expected")
            scales.add(scale)
        if len(scales) > 1:
            self._wrong(f" scales {self.loss.wrt} in several ways: {', '.join(sorted(map(str, scales)))}; one is taken")

    def _symbols(self, expr: Expr) -> None:
        bound = {s.limits[0][0] for s in expr.atoms(Sum)}
        letters = {base.label for base in expr.atoms(IndexedBase)}
        for symbol in sorted(expr.atoms(Symbol) - bound - letters - {self.loss.wrt.classes}, key=str):
            if not isinstance(symbol, LossVariable) or not (symbol.is_class or symbol.role == PARAMETER):
                self._wrong(
                    f" uses {symbol}, which is neither summed over nor declared: sx.parameter for a number, "
                    "sx.target_class for a class"
                )

    def _sums(self, expr: Basic, inside: tuple[Sum, ...]) -> None:
        if isinstance(expr, Sum):
            if inside:
                self._wrong(
                    f" has a sum inside of a sum, {inside[-1]}; write products of sums, or sums beside each other"
                )
            if len(expr.limits) != 1 or expr.limits[0][1:] != (1, self.loss.wrt.classes):
                self._wrong(f" has {expr}; sums run over all classes, from 1 to {self.loss.wrt.classes}")
            inside = (*inside, expr)
        if isinstance(expr, KroneckerDelta):
            index = inside[-1].limits[0][0] if inside else None
            if index is None or self.loss.label is None or set(expr.args) != {index, self.loss.label}:
                self._wrong(f" has {expr}; it stands in a sum, between its index and the class of sx.target_class")
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
