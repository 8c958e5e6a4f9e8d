"""The functions that kernels inline, on arrays of either format: the C of ``templates/c/math.c.jinja``, step by step.

Only what IEEE 754 fixes to the last bit is used (+ − × ÷, comparisons, integers and bits), each as a NumPy operation of
its own, so that nothing is contracted: the values are the same on every processor, with every version of NumPy and of
the C library.  NumPy's own ``exp`` and ``log`` are not: their last bits change with the vectors that it finds.
The error function, which C has from its library, is here the nearest number to the true value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

from symxent.kernels.arithmetic import nearest
from symxent.kernels.arithmetic.formats import FORMATS, Format
from symxent.kernels.arithmetic.minimax import FITS, Polynomial
from symxent.resources import folder

Array = NDArray[Any]
Function = Callable[..., Array]

PARTS = {  # what each function of math.c.jinja is itself made of
    "exp": {"exp_polynomial"},
    "exp_nonpositive": {"exp_scaled_polynomial"},
    "exp_difference": {"exp_scaled_polynomial"},
    "exp_shifted": {"exp_scaled_polynomial"},
    "expm1": {"exp_polynomial"},
    "log": {"atanh_polynomial"},
    "log1p": {"atanh_polynomial"},
    "log1p_nonnegative": {"atanh_polynomial"},
    "log1p_unit": {"atanh_polynomial"},
    "exp_product": {"exp_polynomial", "exp_parts", "upper"},
    "exp_quotient": {"exp_polynomial", "exp_parts", "upper"},
    "exp_square": {"exp_polynomial", "exp_parts", "upper", "exp_product"},
    "positive_power": {"exp_polynomial", "exp_parts", "upper", "atanh_rest_polynomial"},
    "sigmoid_power": {"exp_polynomial", "exp_parts", "upper", "atanh_polynomial"},
    "two_products": {"upper"},
    "rounded_product": {"upper"},
    "product_rest": {"upper", "rounded_product"},
    "normal_distribution": {"exp_polynomial", "exp_parts", "upper", "exp_product", "normal_tail_polynomial"},
}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FUNCTION = re.compile(r"^static inline \w+ (\w+)_[fd]\(([^*)]*)\)\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"\d+\.\d+(?:e[-+]?\d+)?|0x[0-9a-f]+|\d+|[A-Za-z]\w*|<<|>>|[<>=]=|\S")
#: Python binds these as C does, but for & beside a comparison, which stands in no function here.
_OPERATORS = frozenset(("+", "-", "*", "/", "<<", ">>", "&", "<", ">", "<=", ">=", "=="))


class _Reader:
    """An expression of C in Python's words: casts are calls, a choice is a ``where``, numbers are of the format."""

    def __init__(self, text: str, numbers: dict[str, str]) -> None:
        self.numbers = numbers
        self.tokens = _TOKEN.findall(re.sub(r"(?<=\d)F\b|(?<=[\da-f])u\b|(?<=\w)_[fd](?=\()", "", text))[::-1]

    def take(self) -> str:
        return self.tokens.pop()

    def goes_on(self, *signs: str) -> bool:
        """Whether one of the signs comes next; it is taken."""
        found = bool(self.tokens) and self.tokens[-1] in signs
        if found:
            self.tokens.pop()
        return found

    def choice(self) -> str:
        parts = [self.operand()]
        while self.tokens and self.tokens[-1] in _OPERATORS:
            parts += [self.take(), self.operand()]
        if not self.goes_on("?"):
            return " ".join(parts)
        yes = self.choice()
        self.take()
        return f"where({' '.join(parts)}, {yes}, {self.choice()})"

    def operand(self) -> str:
        token = self.take()
        if token == "-":
            return f"-{self.operand()}"
        if token == "(":
            inner = self.choice()
            self.take()
            return f"{inner}({self.operand()})" if inner in _TYPES else f"({inner})"
        if self.goes_on("("):
            arguments = [self.choice()]
            while not self.goes_on(")"):
                self.take()
                arguments.append(self.choice())
            return f"{token}({', '.join(arguments)})"
        return self.numbers.setdefault(token, f"number_{len(self.numbers)}") if "." in token else token


_TYPES = ("float", "double", "int32_t", "int64_t", "uint32_t", "uint64_t")


def _in_python(body: str, numbers: dict[str, str]) -> str:
    """The statements of a function; ``numbers``: the names of those that have a point."""
    lines = []
    for statement in _COMMENT.sub("", body).split(";")[:-1]:
        text = re.sub(rf"^\s*(const )?({'|'.join(_TYPES)}) ", "", statement).strip()
        if text.startswith("return "):
            lines.append(f"return {_Reader(text.removeprefix('return '), numbers).choice()}")
            continue
        for each in re.split(r", (?=\w+ = )", text):
            name, _, value = each.partition(" = ")
            lines.append(f"{name} = {_Reader(value, numbers).choice()}")
    return "\n".join(f"    {line}" for line in lines)


class _Fits:
    """The polynomials of a format by their names, each made when a template asks for it."""

    def __init__(self, form: Format) -> None:
        self.form = form

    def __getattr__(self, name: str) -> Polynomial:
        return FITS[name](self.form)


@cache
def _made(name: str, letter: str) -> Function:
    """One of the functions in one format, and what it calls, as functions of Python."""
    form = next(f for f in FORMATS if f.letter == letter)
    templates = Environment(loader=FileSystemLoader(folder("templates")), undefined=StrictUndefined, trim_blocks=True)
    text = templates.get_template("c/math.c.jinja").render(
        format=form, poly=_Fits(form), need={name, *PARTS[name]}, proved_exp=lambda form: ""
    )
    numbers: dict[str, str] = {}
    source = []
    for called, parameters, body in _FUNCTION.findall(text):
        if called not in ("number", "bits"):
            names = ", ".join(parameter.split()[-1] for parameter in parameters.split(", "))
            source.append(f"def {called}({names}):\n{_in_python(body, numbers)}")
    real = form.dtype.type
    signed, unsigned = (np.dtype(f"{kind}{form.bits // 8}") for kind in "iu")
    known: dict[str, Any] = {
        **{short: real(digits) for digits, short in numbers.items()},
        **{"where": np.where, "fabs": np.abs, "fabsf": np.abs, "NAN": real(np.nan), "INFINITY": real(np.inf)},
        "number": lambda bits: np.asarray(bits).view(real),
        "bits": lambda value: np.asarray(value).view(unsigned),
        form.signed: lambda value: np.asarray(value).astype(signed),
        form.unsigned: lambda value: np.asarray(value).astype(unsigned),
        form.real: lambda value: value,
    }
    exec("\n".join(source), known)
    return known[name]


def _function(name: str) -> Function:
    @np.errstate(all="ignore")
    def call(*arguments: Any) -> Array:
        dtype = np.result_type(*(a for a in arguments if isinstance(a, np.ndarray | np.generic)))
        return _made(name, dtype.char)(*(np.asarray(a, dtype) for a in arguments))

    call.__name__ = name
    return call


exp, expm1, log, log1p_unit = map(_function, ("exp", "expm1", "log", "log1p_unit"))
exp_product, exp_quotient, exp_square = map(_function, ("exp_product", "exp_quotient", "exp_square"))
positive_power, sigmoid_power = map(_function, ("positive_power", "sigmoid_power"))
two_products, product_rest, _difference = map(_function, ("two_products", "product_rest", "exp_difference"))
normal_distribution = _function("normal_distribution")
_log1p_anywhere = _function("log1p")


def log1p(v: Array) -> Array:
    """log(1 + v): from 0 to 1 with a leading v that is exact, as kernels have it where they know the range."""
    return np.where((v >= 0) & (v <= 1), log1p_unit(v), _log1p_anywhere(v))


def exp_difference(v: Array, m: Array, _: float = 0.0) -> Array:
    """e^(v − m) for v ≤ m, with what the difference loses to rounding."""
    return _difference(v, m)


def erf(v: Array) -> Array:
    """The error function."""
    return _each(nearest.erf, v)


def erfc(v: Array) -> Array:
    """1 − erf(v)."""
    return _each(nearest.erfc, v)


def _each(function: Callable[[float], float], v: Array) -> Array:
    return np.array([function(float(x)) for x in np.ravel(v)], v.dtype).reshape(np.shape(v))
