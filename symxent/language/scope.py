"""What the names of a page stand for, and the functions that every page may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sympy import (
    Abs,
    Basic,
    Expr,
    IndexedBase,
    Max,
    Min,
    Mod,
    Rational,
    Symbol,
    acos,
    acot,
    acoth,
    acsc,
    acsch,
    asec,
    asech,
    asin,
    atan,
    atanh,
    binomial,
    ceiling,
    cos,
    cosh,
    coth,
    digamma,
    erf,
    erfc,
    erfi,
    exp,
    factorial,
    factorial2,
    floor,
    gamma,
    log,
    pi,
    polygamma,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from sympy import E as EULER

from symxent.errors import SymxentError
from symxent.language import functions as field_functions
from symxent.language import tree
from symxent.language.linear import Array
from symxent.language.text import to_text


class MeaningError(SymxentError):
    """A part of a formula has no meaning in this scope; ``span`` tells where, ``name`` which name is missing."""

    def __init__(self, message: str, node: tree.Node | None = None, name: str = "") -> None:
        super().__init__(message)
        self.span = node.span if node is not None else None
        self.name = name


def cbrt(x: Expr) -> Expr:
    """The real cube root, −2 of −8; x^(1/3) has a value for x ≥ 0 alone."""
    return sign(x) * Abs(x) ** Rational(1, 3)


def relu(x: Expr) -> Expr:
    return Max(0, x)


def arsinh(x: Expr) -> Expr:
    return log(x + sqrt(x**2 + 1))


def arcosh(x: Expr) -> Expr:
    return log(x + sqrt(x - 1) * sqrt(x + 1))


def swish(x: Expr) -> Expr:
    return x * field_functions.sigmoid(x)


def mish(x: Expr) -> Expr:
    return x * tanh(field_functions.softplus(x))


#: Functions that every page may use without declaring them, by their plain names.
STANDARD: Mapping[str, Callable[..., Expr]] = {
    "exp": exp,
    "log": log,
    "ln": log,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "abs": Abs,
    "sign": sign,
    "sgn": sign,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "arcsin": asin,
    "arccos": acos,
    "arctan": atan,
    "arccot": acot,
    "arcsec": asec,
    "arccsc": acsc,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "coth": coth,
    "arcoth": acoth,
    "arsech": asech,
    "arcsch": acsch,
    "artanh": atanh,
    "arctanh": atanh,
    "erf": erf,
    "erfc": erfc,
    "Gamma": gamma,
    "digamma": digamma,
    "trigamma": lambda x: polygamma(1, x),
    "erfi": erfi,
    "floor": floor,
    "ceil": ceiling,
    "max": Max,
    "min": Min,
    "relu": relu,
    "ReLU": relu,
    "sigmoid": field_functions.sigmoid,
    "Sigmoid": field_functions.sigmoid,
    "sigma": field_functions.sigmoid,
    "logistic": field_functions.sigmoid,
    "softplus": field_functions.softplus,
    "Softplus": field_functions.softplus,
    "logit": field_functions.logit,
    "factorial": factorial,
    "double_factorial": factorial2,
    "binom": binomial,
    "mod": Mod,
    "sec": lambda x: 1 / cos(x),
    "csc": lambda x: 1 / sin(x),
    "cot": lambda x: cos(x) / sin(x),
    "sech": lambda x: 1 / cosh(x),
    "csch": lambda x: 1 / sinh(x),
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "arcsinh": arsinh,
    "arsinh": arsinh,
    "asinh": arsinh,
    "arccosh": arcosh,
    "arcosh": arcosh,
    "acosh": arcosh,
    "atanh": atanh,
    "expit": field_functions.sigmoid,
    "swish": swish,
    "Swish": swish,
    "SiLU": swish,
    "silu": swish,
    "mish": mish,
    "Mish": mish,
    "softsign": lambda x: x / (1 + Abs(x)),
}

#: The inverse functions that f⁻¹ means, of those above; each where it is defined.
INVERSES: Mapping[str, Callable[..., Expr]] = {
    "sin": asin,
    "cos": acos,
    "tan": atan,
    "sinh": arsinh,
    "cosh": arcosh,
    "tanh": atanh,
    "exp": log,
    "log": exp,
    "ln": exp,
    "sigma": field_functions.logit,
    "sigmoid": field_functions.logit,
    "logistic": field_functions.logit,
    "logit": field_functions.sigmoid,
    "softplus": lambda x: log(exp(x) - 1),
}

#: Functions of a whole vector.
SOFTMAX = frozenset({"softmax", "Softmax"})
LOGSUMEXP = frozenset({"logsumexp", "LSE", "LogSumExp"})
#: Names of probabilities and of their densities.
PROBABILITIES = frozenset(("P", "Pr", "p", "q"))

CONSTANTS: Mapping[str, Expr] = {"e": EULER, "pi": pi}


@dataclass(frozen=True)
class FunctionDefinition:
    """f(params) = body, as a page defines it; ``indices`` for a family, S_i(x) = …; ``powers`` for ℓ(μ, σ²) = …

    ``given``: how many of the parameters stand behind a bar, p(y | μ); ``labels``: whose it is, X of F_X(x).
    """

    parameters: tuple[str, ...]
    body: tree.Node
    indices: tuple[str, ...] = ()
    powers: tuple[int, ...] = ()
    given: int = 0
    labels: tuple[tree.Node, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What the names of a page stand for.

    ``symbols``: by key ("x", "theta", "y_hat", "theta_new"), a scalar, or the base of a vector or matrix, or an array.
    ``functions``: by plain name, a callable that takes and gives expressions; ``STANDARD`` lies beneath.
    ``sizes``: the number of components along each axis of an IndexedBase that stands for a whole vector or matrix;
    ``lows``: where its indices begin, when not at 1.
    ``ranges``: the ends of an index over which a page sums without bounds.
    ``values``: the definition of a defined symbol, used when something is differentiated by or through it;
    ``families``: the same for the components of an IndexedBase, p_i = …
    ``softmaxes``: further names for the softmax of a vector, such as S.
    ``definitions``: functions that the page defines by a formula.
    ``operators``: calls that somebody else reads, by the key of their head: E, Var, P.
    ``unknown_functions``: whether a function without a definition may stand for itself, f(x).
    ``dependents``: symbols without a definition that depend on others (∂C/∂z is written somewhere).
    ``endless``: whether a sum may go on to ∞.
    ``complete``: every dependence is declared, so that what does not hold a name does not depend on it.
    ``identities``: names of identity matrices, I_ij = δ_ij.
    ``outer``: names that are free in the formula, so that Σ_{i ≠ j} runs over the other one.
    ``known``: what trees were found to mean here, ``expanded``: what parts of expressions are when definitions are
    written out; a scope that is made from this one begins with none.
    """

    symbols: Mapping[str, Expr | IndexedBase | Array] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)
    sizes: Mapping[IndexedBase, tuple[Expr, ...]] = field(default_factory=dict)
    lows: Mapping[IndexedBase, tuple[Expr, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Expr, Expr]] = field(default_factory=dict)
    values: Mapping[Basic, Expr] = field(default_factory=dict)
    families: Mapping[IndexedBase, Callable[..., Expr]] = field(default_factory=dict)
    softmaxes: frozenset[str] = frozenset()
    definitions: Mapping[str, FunctionDefinition] = field(default_factory=dict)
    operators: Mapping[str, Callable[[tree.Call, Scope], Expr]] = field(default_factory=dict)
    unknown_functions: bool = False
    dependents: frozenset[Basic] = frozenset()
    endless: bool = False
    complete: bool = False
    outer: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()
    depth: int = 0
    known: dict[tree.Node, Expr | Array] = field(default_factory=dict, init=False, repr=False, compare=False)
    expanded: dict[Basic, Basic] = field(default_factory=dict, init=False, repr=False, compare=False)

    def deeper(self) -> Scope:
        """This scope inside a definition that was called."""
        return replace(self, depth=self.depth + 1)

    def bind(self, name: str, symbol: Expr | Array) -> Scope:
        """This scope, with a bound name."""
        return replace(self, symbols={**self.symbols, name: symbol})

    def function(self, name: str) -> Callable[..., Expr] | None:
        """What a name does with its argument; of a function that a page defines, the inverse is not known."""
        found = self.functions.get(name) or STANDARD.get(name)
        plain = name.removesuffix("_inverse")
        if found is None and plain != name and plain not in self.definitions and plain not in self.functions:
            return INVERSES.get(plain)
        return found

    def size(self, base: IndexedBase) -> tuple[Expr, ...]:
        return self.sizes.get(base, (Symbol("d", integer=True, positive=True),))


def label(node: tree.Node) -> str | None:
    """The text of a subscript that only tells symbols apart: θ_new, w_0; None for an index such as i or t − 1."""
    match node:
        case tree.Words(text):
            return text.strip().replace(" ", "_")
        case tree.Name(name, accent="roman"):
            return name
        case tree.Name(name) if len(name) > 1:
            return name
        case tree.Number(text):
            return text
        case _:
            return None


def plain_key(node: tree.Node) -> str | None:
    """The key of a name, with its labels: "theta", "y_hat", "theta_new", "w_0"; None when it is no plain name."""
    match node:
        case tree.Name():
            return node.key
        case tree.Indexed(base, lower, ()):
            labels = [label(n) for n in lower]
            key = plain_key(base)
            if key is not None and all(x is not None for x in labels):
                return "_".join([key, *[x for x in labels if x is not None]])
    return None


def runs_between(node: tree.Call) -> tree.Node | None:
    """The letter that runs in [F(x)]_a^b: the one that is said, or the only one of F that no end holds."""
    if node.function != tree.Name("at") or len(node.given) != 2:
        return None
    low = node.given[0]
    if isinstance(low, tree.Relation):
        return low.lhs if low.op == "=" else None
    names = may_run_between(node)
    return names.pop() if len(names) == 1 else None


def may_run_between(node: tree.Call) -> set[tree.Name]:
    """The letters of F in [F(x)]_a^b that no end holds."""
    ends = {n.key for end in node.given for n in tree.walk(end) if isinstance(n, tree.Name)}
    nodes = list(tree.walk(node.arguments[0]))
    called = {n.function for n in nodes if isinstance(n, tree.Call)}
    return {n for n in nodes if isinstance(n, tree.Name) and n.key not in ends | CONSTANTS.keys()} - called


def normal_deviation(call: tree.Call) -> tree.Node | None:
    """The standard deviation in 𝒩(x; μ, σ²), the density of the normal distribution of one number; None for others.

    A variance is known by its square, or as one over a precision: whether 𝒩(x; μ, s) has s or s² is not said.
    """
    if call.function != tree.Name("N", "calligraphic") or len(call.arguments) != 1 or len(call.given) != 2:
        return None
    for node in (n for part in (*call.arguments, *call.given) for n in tree.walk(part)):
        if isinstance(node, tree.Name) and (node.name[:1].isupper() or "bold" in node.accent or "vec" in node.accent):
            return None  # of several numbers
    match call.given[1]:
        case tree.Power(tree.Name() | tree.Indexed() as deviation, tree.Number("2")):
            return deviation
        case tree.Power(tree.Name() | tree.Indexed() as precision, tree.Negative(tree.Number("1"))):
            return tree.Power(precision, tree.Negative(tree.Divide(tree.Number("1"), tree.Number("2"))))
        case tree.Number("1"):
            return call.given[1]
    return None


def bound_in(node: tree.Node) -> set[str]:
    """Keys that some sum in it binds, or that run between two ends."""
    nodes = list(tree.walk(node))
    bound = [name for n in nodes if isinstance(n, tree.Big) for name in n.index]
    bound += [name for n in nodes if isinstance(n, tree.Call) and (name := runs_between(n)) is not None]
    return {key for key in map(plain_key, bound) if key is not None}


def call_key(node: tree.Call) -> str | None:
    """The key of a quantity that looks like a call, P(y = j | x): its text; None for a function of plain arguments."""
    if node.primes or not any(isinstance(a, tree.Relation | tree.Words) for a in node.arguments):
        return None
    return f"{to_text(node)}"
