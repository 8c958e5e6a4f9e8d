"""Algebra into text: SymPy expressions of a program as C for one format, and as NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import (
    Abs,
    Basic,
    Expr,
    Indexed,
    Integer,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    erf,
    erfc,
    exp,
    false,
    log,
    nan,
    true,
)
from sympy.codegen.ast import float32, float64, real
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, Not, Or
from sympy.printing.c import C99CodePrinter
from sympy.printing.codeprinter import CodePrinter, PrintMethodNotImplementedError
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.precedence import PRECEDENCE

from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import Format
from symxent.kernels.arithmetic.inlined import PARTS
from symxent.kernels.emit.libraries import Library
from symxent.kernels.program.exponents import (
    exp_product,
    exp_quotient,
    exp_square,
    is_free,
    product_rest,
    rounded_product,
    sigmoid_power,
    two_products,
)
from symxent.kernels.program.loops import exp_difference
from symxent.kernels.program.ranges import Range, range_of
from symxent.language.functions import Phi


@dataclass(frozen=True)
class Inlined:
    """A function that templates write out; ``rounded``: which argument it is also told the rest of, after rounding."""

    name: str
    rounded: int | None = None

    def rest_of(self, expr: Expr) -> Expr | None:
        return None if self.rounded is None else expr.args[self.rounded]


FUNCTIONS = {
    exp_difference: Inlined("exp_difference"),
    exp_product: Inlined("exp_product", 0),
    exp_quotient: Inlined("exp_quotient", 0),
    exp_square: Inlined("exp_square"),
    sigmoid_power: Inlined("sigmoid_power", 1),
    **{kind: Inlined(kind.__name__) for kind in (two_products, rounded_product, product_rest)},
    Phi: Inlined("normal_distribution"),
    log: Inlined("log"),
    expm1: Inlined("expm1"),
}


class _Text(CodePrinter):
    """What C and the libraries of arrays have in common.

    ``names`` says how a symbol or an element is spelled where the text will stand: e as ``e[j]``, x[t] as ``x_t``.
    """

    names: Mapping[Basic, str]
    title: str  # of the language

    def _print(self, expr: Basic, **kwargs: object) -> str:
        return self.names[expr] if expr in self.names else str(super()._print(expr, **kwargs))

    def doprint(self, expr: Expr, assign_to: object = None) -> str:
        """The text; raises SymxentError for a function that the language does not have."""
        try:
            return str(super().doprint(expr, assign_to))
        except PrintMethodNotImplementedError as error:
            raise SymxentError(
                f"there is no {self.title} for {expr}; write it with exp, log, powers and selects"
            ) from error

    def _print_Relational(self, expr: Relational) -> str:
        return f"{self.parenthesize(expr.lhs, 45)} {expr.rel_op} {self.parenthesize(expr.rhs, 45)}"

    def _print_And(self, expr: And) -> str:
        return " & ".join(f"({self._print(a)})" for a in expr.args)

    def _print_Or(self, expr: Or) -> str:
        return " | ".join(f"({self._print(a)})" for a in expr.args)


class CPrinter(_Text, C99CodePrinter):
    """C for one format; ``needed`` collects the inlined functions that the text calls."""

    title = "C"

    def __init__(self, form: Format, ranges: Mapping[Basic, Range], names: Mapping[Basic, str] | None = None) -> None:
        super().__init__({"strict": True, "type_aliases": {real: float32 if form.letter == "f" else float64}})
        self.form = form
        self.ranges = ranges
        self.names = names or {}
        self.needed: set[str] = set()

    def _print_Rational(self, expr: Rational) -> str:
        return self.form.c(Fraction(int(expr.p), int(expr.q)))

    _print_Integer = _print_Half = _print_One = _print_Zero = _print_NegativeOne = _print_Rational

    def _print_Float(self, expr: Expr) -> str:
        return self.form.c(float(expr))

    def _print_Infinity(self, expr: Expr) -> str:
        return f"({self.form.real})INFINITY"

    def _print_NegativeInfinity(self, expr: Expr) -> str:
        return f"({self.form.real})-INFINITY"

    def _print_Symbol(self, expr: Symbol) -> str:
        return str(expr.name)

    def _print_NaN(self, expr: Expr) -> str:
        return f"({self.form.real})NAN"

    def _print_Indexed(self, expr: Indexed) -> str:
        return f"{expr.base.name}[{', '.join(str(i) for i in expr.indices)}]"

    def _print_Pow(self, expr: Pow) -> str:
        base, power = expr.args
        if is_free(expr):
            return self._call("positive_power", base, power, rest_of=power)
        text = self.parenthesize(base, PRECEDENCE["Mul"] + 1)
        root = [] if power.is_Integer else [f"sqrt{self.form.suffix}({self._print(base)})"]
        factors = root + [text] * int(abs(power))
        product = " * ".join(factors)
        if power > 0:
            return product if len(factors) == 1 else f"({product})"
        return f"{self.form.c(1)} / {product if len(factors) == 1 else f'({product})'}"

    def _print_NumberSymbol(self, expr: Expr) -> str:
        return self.form.c(expr._to_mpmath(200))

    def _print_Mul(self, expr: Mul) -> str:
        sign = ""
        coefficient, rest = expr.as_coeff_Mul()
        if coefficient.is_negative:
            sign, expr = "-", -coefficient * rest
        divided = [isinstance(f, Pow) and f.exp.is_negative and not is_free(f) for f in Mul.make_args(expr)]
        above = [f for f, under in zip(Mul.make_args(expr), divided, strict=True) if not under]
        below = [Pow(f.base, -f.exp) for f, under in zip(Mul.make_args(expr), divided, strict=True) if under]
        tight = PRECEDENCE["Mul"]
        factors = [self._print(f) if f.is_Number else self.parenthesize(f, tight) for f in above]
        numerator = " * ".join(factors) or self.form.c(1)
        if not below:
            return sign + numerator
        denominator = " * ".join(self.parenthesize(f, tight + (len(below) == 1)) for f in below)
        return f"{sign}{numerator} / {denominator if len(below) == 1 else f'({denominator})'}"

    def _print_Piecewise(self, expr: Piecewise) -> str:
        text = self._print(expr.args[-1].expr)
        for branch in reversed(expr.args[:-1]):
            text = self._choice(branch.cond, self._print(branch.expr), text)
        return text

    def _choice(self, condition: Basic, yes: str, no: str) -> str:
        """A select; one whose condition is itself chosen becomes a select of selects, which compilers vectorise."""
        if condition in (true, false):
            return yes if condition else no
        if isinstance(condition, ITE):
            which, one, other = condition.args
            return f"({self._print(which)} ? {self._choice(one, yes, no)} : {self._choice(other, yes, no)})"
        return f"({self._print(condition)} ? {yes} : {no})"

    def _print_Not(self, expr: Not) -> str:
        return f"!({self._print(expr.args[0])})"

    def _print_Max(self, expr: Expr) -> str:
        return self._extreme(expr, ">")

    def _print_Min(self, expr: Expr) -> str:
        return self._extreme(expr, "<")

    def _extreme(self, expr: Expr, sign: str) -> str:
        texts = [self._print(a) for a in sorted(expr.args, key=lambda a: not a.is_number)]
        result = texts[0]
        for text in texts[1:]:
            result = f"({result} {sign} {text} ? {result} : {text})"
        return result

    def _print_Abs(self, expr: Abs) -> str:
        return f"fabs{self.form.suffix}({self._print(expr.args[0])})"

    def _call(self, name: str, *arguments: Expr, rest_of: Expr | None = None) -> str:
        """A call of an inlined function; ``rest_of``: an argument of which it is also told what rounding takes off."""
        self.needed |= {name} | PARTS[name]
        texts = [self._print(a) for a in arguments]
        if rest_of is not None:
            number = Fraction(int(rest_of.p), int(rest_of.q)) if rest_of.is_Rational else Fraction(0)
            texts.append(self.form.c(number - self.form.round(number)))
        return f"{name}_{self.form.letter}({', '.join(texts)})"

    def _print_exp(self, expr: exp) -> str:
        nonpositive = range_of(expr.args[0], self.ranges).high <= 0
        return self._call("exp_nonpositive" if nonpositive else "exp", expr.args[0])

    def _inlined(self, expr: Expr) -> str:
        """A function of math.c.jinja that SymPy's printer does not know, under its own name."""
        function = FUNCTIONS[type(expr)]
        return self._call(function.name, *expr.args, rest_of=function.rest_of(expr))

    def _print_log1p(self, expr: log1p) -> str:
        inside = range_of(expr.args[0], self.ranges)
        if inside.low >= 0 and inside.high <= 1:
            return self._call("log1p_unit", expr.args[0])
        return self._call("log1p_nonnegative" if inside.low >= 0 else "log1p", expr.args[0])

    def _print_erf(self, expr: erf) -> str:
        return f"erf{self.form.suffix}({self._print(expr.args[0])})"

    def _print_erfc(self, expr: erfc) -> str:
        return f"erfc{self.form.suffix}({self._print(expr.args[0])})"

    _print_exp_difference = _print_exp_product = _print_exp_quotient = _print_exp_square = _inlined
    _print_two_products = _print_rounded_product = _print_product_rest = _inlined
    _print_sigmoid_power = _print_log = _print_expm1 = _print_Phi = _inlined


class ArrayText(_Text, NumPyPrinter):
    """Algebra over whole arrays of a library: ``where`` for selects, ``names`` as in C.

    ``like`` is the name of an array in whose precision everything is computed.
    """

    def __init__(self, library: Library, names: Mapping[Basic, str] | None = None, like: str = "") -> None:
        super().__init__({"fully_qualified_modules": False, "strict": True})
        self.library, self.title = library, library.title
        self.names = names or {}
        self.like = like

    def _print(self, expr: Basic, **kwargs: object) -> str:
        if expr not in self.names and (expr.is_Pow or expr.is_Function) and expr.is_number:
            return repr(float(expr))  # functions of these libraries take arrays, and not all of them numbers
        return super()._print(expr, **kwargs)

    def _print_Integer(self, expr: Integer) -> str:
        return str(expr) if abs(expr) < 2**53 else repr(float(expr))  # the libraries' integers end at 2⁶³

    def _module_format(self, fqn: str, register: bool = True) -> str:
        return self.library.function(fqn.removeprefix("numpy."))

    def _print_Pow(self, expr: Pow, rational: bool = False) -> str:
        if expr.exp.is_Integer and expr.exp < 0:
            return f"1/{self.parenthesize(Pow(expr.base, -expr.exp), PRECEDENCE['Mul'] + 1)}"
        return str(super()._print_Pow(expr, rational=rational))

    def _print_Piecewise(self, expr: Piecewise) -> str:
        *chosen, last = (branch.expr for branch in expr.args)
        text = self._print(last)
        numbers = [e for e in (*chosen, last) if e.is_number]  # the type of a NaN alone is that of the other branches
        if last.is_number and any(not e.is_Integer for e in numbers) and numbers != [nan]:
            text = self.library.typed.format(like=self.like, number=text)
        for branch in reversed(expr.args[:-1]):
            text = self._select(branch.cond, self._print(branch.expr), text)
        return text

    def _select(self, condition: Basic, *values: str) -> str:
        return f"{self.library.function('where')}({self._print(condition)}, {', '.join(values)})"

    def _print_ITE(self, expr: ITE) -> str:
        return self._select(expr.args[0], *(self._print(a) for a in expr.args[1:]))

    def _print_Not(self, expr: Not) -> str:
        return f"~({self._print(expr.args[0])})"

    def _print_Max(self, expr: Expr) -> str:
        return self._extreme("maximum", expr)

    def _print_Min(self, expr: Expr) -> str:
        return self._extreme("minimum", expr)

    def _extreme(self, function: str, expr: Expr) -> str:
        first, *others = sorted(expr.args, key=lambda a: not a.is_number)
        result, is_number = self._print(first), bool(first.is_number)
        for other in others:
            result, is_number = self.library.extreme(function, result, self._print(other), is_number), False
        return result

    def _print_Abs(self, expr: Abs) -> str:
        return f"abs({self._print(expr.args[0])})"

    def _print_erf(self, expr: erf) -> str:
        return f"{self.library.function('erf')}({self._print(expr.args[0])})"

    def _print_erfc(self, expr: erfc) -> str:
        return f"{self.library.function('erfc')}({self._print(expr.args[0])})"

    def _print_rounded_product(self, expr: rounded_product) -> str:
        return f"({' * '.join(self._argument(a) for a in expr.args)})"

    def _argument(self, expr: Expr) -> str:
        """An argument of a function that stands at the head of the file."""
        return str(self._print(expr))

    def _helper(self, expr: Expr) -> str:
        """A call of a function that stands at the head of the file, as in C."""
        function = FUNCTIONS[type(expr)]
        texts, of = [self._argument(a) for a in expr.args], function.rest_of(expr)
        if of is not None and of.is_Rational and (rest := of - Rational(float(of))) != 0:
            texts.append(repr(float(rest)))
        return f"_{function.name}({', '.join(texts)})"

    _print_exp_difference = _print_exp_product = _print_exp_quotient = _print_exp_square = _helper
    _print_sigmoid_power = _print_two_products = _print_product_rest = _print_Phi = _helper

    def _print_Indexed(self, expr: Indexed) -> str:
        return str(expr.base.name)

    def _print_Symbol(self, expr: Symbol) -> str:
        return str(expr.name)
