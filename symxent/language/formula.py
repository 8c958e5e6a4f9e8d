"""A formula in Python's notation, y*log(sigmoid(z)), as a tree: read through a white list over the syntax tree.

The text is parsed, never evaluated; what the list does not name is an error that points at the column.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from symxent.errors import SymxentError, nearest
from symxent.language import tree as t

MAX_LENGTH = 20_000  # characters
MAX_NODES = 2_000
MAX_DEPTH = 100  # nested brackets, calls and powers; a sum or product of any length counts as one

# Name in the formula → name in trees, of functions of one number.
FUNCTIONS = {
    "log": "log", "ln": "log", "sigmoid": "sigma", "sigma": "sigma", "σ": "sigma", "expit": "sigma",
    "softplus": "softplus", "logit": "logit", "relu": "relu", "sign": "sign", "sgn": "sign", "Phi": "Phi",
    "tanh": "tanh", "sinh": "sinh", "cosh": "cosh", "coth": "coth", "sech": "sech", "csch": "csch",
    "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot", "sec": "sec", "csc": "csc",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh",
    "arcsin": "arcsin", "arccos": "arccos", "arctan": "arctan", "arccot": "arccot", "arcsec": "arcsec",
    "arccsc": "arccsc", "arsinh": "arsinh", "arcosh": "arcosh",
    "artanh": "artanh", "sqrt": "sqrt", "cbrt": "cbrt", "abs": "abs", "erf": "erf", "erfc": "erfc",
    "gamma": "Gamma", "digamma": "digamma", "trigamma": "trigamma", "erfi": "erfi", "floor": "floor", "ceil": "ceil",
    "acot": "arccot", "asec": "arcsec", "acsc": "arccsc", "factorial": "factorial",
    "acoth": "arcoth", "asech": "arsech", "acsch": "arcsch", "arcoth": "arcoth", "arsech": "arsech", "arcsch": "arcsch",
}  # fmt: skip


# Functions of several numbers; the last two of a row as well, softmax(x)[i] and logsumexp(x).
SEVERAL = ("max", "min", "binom", "binomial", "beta", "softmax", "logsumexp")
_OF_TWO = ("binom", "binomial", "beta")


def _exp(u: t.Node) -> t.Node:
    return t.Power(t.Name("e"), u)


def _call(name: str, u: t.Node) -> t.Node:
    return t.Call(t.Name(name), (u,))


def _logarithm(u: t.Node, base: int) -> t.Node:
    return t.Divide(_call("log", u), _call("log", t.number(base)))


def _beta(a: t.Node, b: t.Node) -> t.Node:
    """B(a, b) by Γ."""
    return t.Divide(t.Multiply((_call("Gamma", a), _call("Gamma", b))), _call("Gamma", t.Add((a, b))))


# Functions that a tree writes in another way.
WRITTEN: dict[str, Callable[[t.Node], t.Node]] = {
    "exp": _exp,
    "log1p": lambda u: _call("log", t.Add((t.number(1), u))),
    "log2": lambda u: _logarithm(u, 2),
    "log10": lambda u: _logarithm(u, 10),
    "exp2": lambda u: t.Power(t.number(2), u),
    "norm": lambda u: t.Group(u, "‖"),
    "tr": lambda u: _call("tr", u),
    "det": lambda u: _call("det", u),
    "inv": lambda u: t.Power(u, t.Negative(t.number(1))),
    "expm1": lambda u: t.Add((_exp(u), t.Negative(t.number(1)))),
    "silu": lambda u: t.Multiply((u, _call("sigma", u))),
    "swish": lambda u: t.Multiply((u, _call("sigma", u))),
    "sinc": lambda u: t.Divide(_call("sin", u), u),
    "loggamma": lambda u: _call("log", _call("Gamma", u)),
    "gelu": lambda u: t.Multiply((u, _call("Phi", u))),
}


#: Means and probabilities, of what stands in brackets of either kind, behind a bar what is given: E[X | Y], P(X > 1).
MEANS = ("E", "Var", "Cov", "P")
_RELATIONS = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "=", ast.NotEq: "≠"}

_OR_A_ROW = {"logsumexp": ", or the name of a row, logsumexp(x)"}

# Signs that people and this program's own output write, each one character as in Python.
_SIGNS = str.maketrans("−·×\n\r\t\u00a0", "-**    ")


class FormulaError(SymxentError):
    """A formula that cannot be read; the message shows it with a mark under the place."""

    def __init__(self, formula: str, column: int, message: str) -> None:
        self.column = column
        if not formula.strip():
            super().__init__(message)
            return
        start = max(0, column - 60)
        shown = formula[start : start + 100].replace("\n", " ")
        super().__init__(f"column {column + 1}: {message}\n  {shown}\n  {' ' * (column - start)}^")


def read_formula(formula: str) -> t.Node:
    """The tree of a formula: names, numbers, + − * / ** (or ^), the known functions; X.T and ||x|| of matrices.

    Of a row x, x[i] is a component, softmax(x)[i] one of its softmax and logsumexp(x) a number; of numbers that are
    listed, softmax(a, b)[1] and logsumexp(a, b).  Components count from 1.  E[X | Y], Var(X), Cov(X, Y) and
    P(A & B | X > 1) are means and probabilities.

    >>> from symxent.language.text import to_text
    >>> to_text(read_formula("-(y*log(p) + (1 - y)*log(1 - p))"))
    '−(y log p + (1 − y) log(1 − p))'

    Raises FormulaError with the column for anything else, and for a formula beyond the limits.
    """
    if len(formula) > MAX_LENGTH:
        raise FormulaError(
            formula, MAX_LENGTH, f"a formula of {len(formula)} characters; at most {MAX_LENGTH} are read"
        )
    shift = len(formula) - len(formula.lstrip())
    text, longer = _in_python(formula.translate(_SIGNS).strip())
    if not text:
        raise FormulaError(formula, 0, "a formula was expected, and there is none")
    try:
        parsed = ast.parse(text, mode="eval")
    except SyntaxError as error:
        column = error.offset - 1 if error.offset else len(text)
        place = column - sum(at < column for at in longer) + shift
        raise FormulaError(formula, place, _reason(error.msg, text, column)) from None
    except (RecursionError, MemoryError, ValueError):
        raise FormulaError(formula, 0, "this formula is too long or nested too deeply to be read") from None
    return _Reader(formula, text, shift, longer).read(parsed.body)


def _in_python(text: str) -> tuple[str, list[int]]:
    """x^2 as x**2, √(x) as sqrt(x) and ||x|| as norm(x), and where the text is longer by a sign than it was."""
    written, longer, opened = "", list[int](), False
    equal = r"|(?<![<>=!])=(?!=)" if re.search(r"\b[EP][(\[]", text) else ""  # P(X = 1)
    for part in re.split(rf"(\^|√|\|\|{equal})", text):
        new = {"^": "**", "√": "sqrt", "||": ") " if opened else "norm(", "=": "=="}.get(part, part)
        longer += [len(written) + n for n in range(len(new) - len(part))]
        written += new
        opened ^= part == "||"
    return written, longer


def _reason(said: str, text: str, column: int) -> str:
    """Why Python's grammar stopped at a column, in words about formulas."""
    before, here = text[:column].rstrip()[-1:], text[column : column + 1]
    if "\\" in text:
        return "this looks like LaTeX; here sin²x/√y is written sin(x)**2/sqrt(y), and 'symxent check' reads LaTeX"
    if column >= len(text):
        return "the formula ends where a number or a symbol was expected"
    if found := re.match(r"'(.)' was never closed", said):
        return f"this {found[1]} is never closed"
    if said.startswith("unmatched"):
        return f"this {here} closes nothing"
    if said.startswith("invalid character"):
        return f"the character {here} has no meaning in a formula"
    if (before.isalnum() or before in tuple(")_")) and (here.isalnum() or here in tuple("(_")):
        return "an operator was expected before this: a product is written with *"
    if said.startswith("invalid decimal"):
        return "a number runs into a name: a product is written with *"
    return "this is not a formula"


class _Reader:
    """Turns Python's syntax tree into ours, keeping count of how much was read."""

    def __init__(self, formula: str, text: str, shift: int, longer: list[int]) -> None:
        self.formula, self.text, self.shift, self.longer, self.count = formula, text, shift, longer, 0

    def error(self, node: ast.AST, message: str) -> FormulaError:
        # ast counts columns in UTF-8 bytes.
        column = len(self.text.encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore"))
        return FormulaError(self.formula, column - sum(at < column for at in self.longer) + self.shift, message)

    def read(self, node: ast.expr, depth: int = 0) -> t.Node:
        self.count += 1
        if self.count > MAX_NODES:
            raise self.error(node, f"a formula of more than {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise self.error(node, f"more than {MAX_DEPTH} brackets inside one another")
        match node:
            case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
                return self.number(node)
            case ast.Name(name):
                return letter(name)
            case ast.UnaryOp(ast.USub(), operand):
                return t.Negative(self.read(operand, depth + 1))
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.read(operand, depth + 1)
            case ast.BinOp(_, ast.Add() | ast.Sub(), _):
                return self.sum(node, depth)
            case ast.BinOp(_, ast.Mult(), _):
                return self.product(node, depth)
            case ast.BinOp(left, ast.Div(), right):
                return t.Divide(self.read(left, depth + 1), self.read(right, depth + 1))
            case ast.BinOp(left, ast.Pow(), right):
                return t.Power(self.read(left, depth + 1), self.read(right, depth + 1))
            case ast.Attribute(value, "T"):
                return t.Transpose(self.read(value, depth + 1))
            case ast.Subscript(ast.Call(ast.Name("softmax"), arguments, []), at):
                return self.softmax(node, arguments, at, depth)
            case ast.Subscript(ast.Name(name), at) if name in MEANS and not _is_place(at):
                return self.mean(name, at.elts if isinstance(at, ast.Tuple) else [at], depth)
            case ast.Call(ast.Name(name), arguments, []) if name in MEANS:
                return self.mean(name, arguments, depth)
            case ast.Subscript(ast.Name(name), at):
                return t.Indexed(t.Name(name), self.indices(at))
            case ast.Call(ast.Name(name), arguments, []) if name in SEVERAL:
                return self.several(node, name, arguments, depth)
            case ast.Call(ast.Name(name), [argument], []):
                return self.call(node, name, argument, depth)
            case ast.Call(ast.Name(name), _, _):
                self.known(name, node)
                raise self.error(node, f"{name} takes one argument")
        raise self.error(node, "only names, numbers, + - * / ** and the known functions can stand in a formula")

    def mean(self, name: str, parts: list[ast.expr], depth: int) -> t.Node:
        """E[u | v], Var, Cov and P: what stands before the bar, and what behind it."""
        own, behind = list[ast.expr](), list[ast.expr]()
        for part in parts:
            before, after = _at_the_bar(part)
            if (behind and after is not None) or (isinstance(before, ast.BinOp) and isinstance(before.op, ast.BitOr)):
                raise self.error(part, "a second bar")
            (behind if behind else own).append(before)
            behind += [after] if after is not None else []
        given = tuple(self.event(e, depth + 1) for e in behind)
        of = self.event if name == "P" else self.read
        return t.Call(t.Name(name), tuple(of(e, depth + 1) for e in own), given)

    def event(self, node: ast.expr, depth: int) -> t.Node:
        """A & B, A or B, ~A, X > 1, 0 < X <= 1; a letter that stands for an event, or for a variable."""
        match node:
            case ast.UnaryOp(ast.Invert(), inner):
                return t.Call(t.Name("¬"), (self.event(inner, depth + 1),))
            case ast.BinOp(left, ast.BitAnd(), right):
                return t.Call(t.Name("∩"), (self.event(left, depth + 1), self.event(right, depth + 1)))
            case ast.BoolOp(op, parts):
                name = "∩" if isinstance(op, ast.And) else "∪"
                return t.Call(t.Name(name), tuple(self.event(part, depth + 1) for part in parts))
            case ast.Compare(left, ops, rights) if all(type(op) in _RELATIONS for op in ops):
                sides = [self.read(side, depth + 1) for side in (left, *rights)]
                steps = [t.Relation(_RELATIONS[type(op)], *sides[k : k + 2]) for k, op in enumerate(ops)]
                return steps[0] if len(steps) == 1 else t.Call(t.Name("∩"), tuple(steps))
        return self.read(node, depth)

    def number(self, node: ast.Constant) -> t.Node:
        text = ast.get_source_segment(self.text, node) or str(node.value)
        digits = text.replace("_", "")
        if not digits.isascii() or not set(digits) <= set("0123456789."):
            raise self.error(node, f"a number such as 0.25 was expected, and this is {text[:40]}")
        return t.Number(digits.strip(".") if digits.endswith(".") else ("0" + digits if digits[0] == "." else digits))

    def sum(self, node: ast.expr, depth: int) -> t.Node:
        terms: list[t.Node] = []
        here = node
        while isinstance(here, ast.BinOp) and isinstance(here.op, ast.Add | ast.Sub):
            right = self.read(here.right, depth + 1)
            terms.append(t.Negative(right) if isinstance(here.op, ast.Sub) else right)
            here = here.left
        terms.append(self.read(here, depth + 1))
        return t.Add(tuple(reversed(terms)))

    def product(self, node: ast.expr, depth: int) -> t.Node:
        factors: list[t.Node] = []
        here = node
        while isinstance(here, ast.BinOp) and isinstance(here.op, ast.Mult):
            factors.append(self.read(here.right, depth + 1))
            here = here.left
        factors.append(self.read(here, depth + 1))
        return t.Multiply(tuple(reversed(factors)))

    def call(self, node: ast.Call, name: str, argument: ast.expr, depth: int) -> t.Node:
        inner = self.read(argument, depth + 1)
        if name in WRITTEN:
            return WRITTEN[name](inner)
        self.known(name, node)
        return t.Call(t.Name(FUNCTIONS[name]), (inner,))

    def several(self, node: ast.Call, name: str, arguments: list[ast.expr], depth: int) -> t.Node:
        """max(a, b, …), and logsumexp(a, b, …) written out; logsumexp(x) is that of a row."""
        if name == "softmax":
            raise self.error(node, "softmax is a row of numbers, and one of them has a number: softmax(x)[i]")
        values = [self.read(argument, depth + 1) for argument in arguments]
        if name == "logsumexp" and len(values) == 1 and isinstance(values[0], t.Name):
            return t.Call(t.Name(name), (values[0],))
        if len(values) < 2 or (name in _OF_TWO and len(values) > 2):
            raise self.error(node, f"{name} takes several arguments, {name}(a, b)" + _OR_A_ROW.get(name, ""))
        if name == "logsumexp":
            return t.Call(t.Name("log"), (t.Add(tuple(map(_exp, values))),))
        if name == "beta":
            return _beta(*values)
        return t.Call(t.Name("binom" if name in _OF_TWO else name), tuple(values))

    def softmax(self, node: ast.Subscript, arguments: list[ast.expr], at: ast.expr, depth: int) -> t.Node:
        values, places = [self.read(argument, depth + 1) for argument in arguments], self.indices(at)
        if len(places) == 1 and len(values) == 1 and isinstance(values[0], t.Name):
            return t.Call(t.Indexed(t.Name("S"), places), (values[0],))
        match places:
            case (t.Number(text),) if len(values) >= 2 and 1 <= int(text) <= len(values):
                return t.Divide(_exp(values[int(text) - 1]), t.Add(tuple(map(_exp, values))))
        words = f"1 … {len(values)}" if len(values) > 1 else "i, behind a row x"
        raise self.error(node, f"softmax(…)[…] takes one number, {words}")

    def indices(self, at: ast.expr) -> tuple[t.Node, ...]:
        """What stands in x[i] or X[i, j]: letters and numbers."""
        found = at.elts if isinstance(at, ast.Tuple) else [at]
        for one in found:
            if not (isinstance(one, ast.Name) or (isinstance(one, ast.Constant) and type(one.value) is int)):
                raise self.error(one, "a component has a letter or a number, x[i] or x[2]")
        return tuple(self.read(one) for one in found)

    def known(self, name: str, node: ast.AST) -> None:
        if name not in FUNCTIONS and name not in WRITTEN:
            known = sorted({*FUNCTIONS, *WRITTEN, *SEVERAL} - {"σ"})
            raise self.error(node, f"the function {name[:40]} is not known; {nearest(name, known)}")


def _is_place(at: ast.expr) -> bool:
    """Whether it is the place of a component, i or 2, and no variable of chance."""
    return (isinstance(at, ast.Name) and at.id[:1].islower()) or isinstance(at, ast.Constant)


def _at_the_bar(node: ast.expr) -> tuple[ast.expr, ast.expr | None]:
    """What stands before | and behind it: in X > 1 | Y > 2 Python's grammar binds the bar before the relations."""
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return left, right
        case ast.Compare(left, ops, rights):
            sides = [left, *rights]
            for k, side in enumerate(sides):
                if isinstance(side, ast.BinOp) and isinstance(side.op, ast.BitOr):
                    own, behind = [*sides[:k], side.left], [side.right, *sides[k + 1 :]]
                    return _related(own, ops[:k]), _related(behind, ops[k:])
    return node, None


def _related(sides: list[ast.expr], ops: list[ast.cmpop]) -> ast.expr:
    return ast.Compare(sides[0], ops, sides[1:]) if ops else sides[0]


def variable(text: str) -> t.Node:
    """By what something is differentiated: z, y_hat, or a component of a row, x[j].  Raises SymxentError for others."""
    name, bracket, rest = text.strip().partition("[")
    if bracket and rest.endswith("]") and name.isidentifier() and rest[:-1].strip().isalnum():
        read = read_formula(text)
        if isinstance(read, t.Indexed):
            return read
    if bracket or not name.isidentifier():
        raise SymxentError(f"a symbol such as z, y_hat or x[j] was expected, and this is {text.strip()[:40]!r}")
    return letter(name)


def rows(tree: t.Node) -> list[t.Node]:
    """The letters that stand for rows: what a softmax or logsumexp is of, and what has a letter for its index.

    >>> [row.name for row in rows(read_formula("softmax(x)[i] + w[j]*z + a_1"))]
    ['x', 'w']
    """
    found: dict[t.Node, None] = {}
    for part in t.walk(tree):
        match part:
            case t.Call(t.Indexed(t.Name("S"), _) | t.Name("logsumexp"), (t.Name() as row,)):
                found.setdefault(row)
            case t.Indexed(t.Name() as row, lower, ()) if row != t.Name("S"):
                if any(isinstance(place, t.Name) and not place.accent for place in lower):
                    found.setdefault(row)
    return list(found)


def letter(name: str) -> t.Node:
    """A symbol by its name in code: y_hat is ŷ, x_1 is x₁, theta is θ."""
    base, _, rest = name.partition("_")
    if rest in ("hat", "bar", "tilde"):
        return t.Name(base, rest)
    if base and rest and "_" not in rest and len(base) > 0:
        return t.Indexed(t.Name(base), (t.Number(rest) if rest.isdigit() else t.Name(rest, "roman"),))
    return t.Name(name)
