"""A formula read as algebra of letters of which nothing is known: what is equal here is equal whatever they stand for.

Products of what may be a matrix keep their order, functions and quantities without a meaning stand for themselves,
sums, integrals, traces and expectations are linear.  The reading is for proofs only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial, reduce

from sympy import Abs, Expr, Function, Integer, Rational, exp, pi, sqrt

from symxent.language import tree as t
from symxent.language.blocks import multiplied
from symxent.language.opaque_calls import EXTREMES, MOST_POWER, averaged, call, carried_out, extreme, parted, put_in
from symxent.language.operators import Letters, Range, bound_letters, first_index, height, summed
from symxent.language.scope import plain_key
from symxent.language.text import to_text
from symxent.language.words import (
    BOUND,
    COLUMN,
    COUNTING,
    IDENTITY,
    MATRIX,
    NUMBER,
    UNKNOWN,
    Atom,
    Form,
    Sides,
    Unfit,
    added,
    total,
)

#: Operators that, without brackets, reach over an unknown part of what follows.
_REACHING = frozenset((
    "E", "V", "P", "Var", "var", "Cov", "cov", "tr", "Tr", "trace", "log", "ln", "exp", "det", "sin", "cos", "tan",
    "max", "min", "argmax", "argmin", "arg", "sup", "inf", "lim", "Pr", "plim",
))  # fmt: skip
#: Letters that are often functions, also without their arguments.
OFTEN_FUNCTIONS = frozenset((*"fghpquvwyFGHPQ", "phi", "psi", "rho"))
#: Letters that stand for constants and parameters, unless a page says that they are random.
PARAMETERS = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "theta", "vartheta", "iota", "kappa", "lambda", "mu", "nu", "pi", "rho"),
        *("sigma", "tau", "upsilon", "phi", "varphi", "psi", *"abcnmklijrtd"),
        *("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi"),
    )
)


@dataclass
class Opaque:
    """The reading of the trees of one step.

    ``sides_of``: what is known of a name, by its node; ``random``: letters that are random variables on the page;
    ``sizes``: capitals that are bounds of sums; ``functions``: names that are called somewhere;
    ``expects``: whether a call of E is an expectation; ``vectors``: what may be one, of which × is another product;
    ``joint``: P(a | b) is read as P(a, b)/P(b), and what a sum or an integral of P runs over drops out of it;
    ``curves``: a function of numbers is perhaps none, as w(t) in H w(t); ``defined``: by which names the page
    says what others are; ``opened``: Σ from 1 on is Σ from 0 on without its first term; ``symmetric``: matrices.
    """

    sides_of: Callable[[t.Node], Sides]
    random: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    expects: Callable[[t.Call], bool] = lambda call: True
    vectors: frozenset[str] = frozenset()
    joint: bool = False
    curves: bool = False
    defined: Mapping[str, frozenset[str]] = field(default_factory=dict)
    opened: bool = False
    symmetric: frozenset[str] = frozenset()
    letters: Letters = field(default_factory=Letters)
    _known: dict[t.Node, Form] = field(default_factory=dict)

    def read(self, node: t.Node) -> Form:
        """The form of a tree.  Raises Unfit for what has none."""
        found = self._known.get(node)
        if found is None:
            rule = _RULES.get(type(node))
            if rule is None:
                raise Unfit(f"no reading of this {type(node).__name__.lower()}")
            found = self._known[node] = rule(self, node)
        return found

    def number(self, node: t.Node) -> Expr:
        return self.read(node).value

    def named(self, name: str, sides: Sides, letters: frozenset[str]) -> Form:
        made = Form.atom(Atom(name, *sides, symmetric=name in self.symmetric and sides in (UNKNOWN, MATRIX)))
        return self.letters.ruled(self.letters.note(made, letters))

    # -- text of parts

    def text(self, node: t.Node | None) -> str:
        """A text that is the same for parts that are equal by algebra."""
        match node:
            case None:
                return ""
            case t.Name("oo"):
                return "oo"
            case t.Relation(op, lhs, rhs):
                return f"{self.text(lhs)} {op} {self.text(rhs)}"
            case t.Words(words):
                return " ".join(words.split())
            case t.Dots():
                return "…"
        try:
            return self.read(node).text
        except Unfit:
            return self.structure(node)

    def structure(self, node: t.Node) -> str:
        """The text of a tree part by part, where nothing is computed."""
        parts = [getattr(node, f.name) for f in fields(node) if f.name != "span"]
        return f"{type(node).__name__}({', '.join(map(self._part, parts))})"

    def _part(self, part: object) -> str:
        if isinstance(part, t.Node):
            return self.text(part)
        return f"({', '.join(map(self._part, part))})" if isinstance(part, tuple) else str(part)

    def held(self, node: t.Node) -> frozenset[str]:
        """The letters in a tree."""
        found: set[str] = set()
        for n in t.walk(node):
            if isinstance(n, t.Name):
                found.add(n.key)
        return frozenset(found)

    def rest_on(self, keys: frozenset[str]) -> frozenset[str]:
        """The letters by which the page says what some are, directly or through others."""
        found, waiting = set[str](), [*keys]
        while waiting:
            new = self.defined.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting += new
        return frozenset(found)

    # -- expectations

    def is_random(self, held: frozenset[str], given: frozenset[str] = frozenset()) -> bool:
        return not all(key in given or self._is_parameter(key) for key in held)

    def _is_parameter(self, key: str) -> bool:
        said = self.rest_on(frozenset((key,))) if key in self.defined else frozenset[str]()
        if any(k in self.random or (k.isupper() and k not in PARAMETERS) for k in said):
            return False  # m = E[X] + Y
        if key.startswith(BOUND) or (key in self.sizes and key not in self.random):
            return True
        return key in PARAMETERS and key not in self.random


#: What the name of a bound letter ends with where it is no number: a column, or something unknown.
_LIES = {NUMBER: "", COLUMN: "c"}


def _name(o: Opaque, node: t.Name) -> Form:
    if node.name.startswith(BOUND):
        sides = {"c": COLUMN, "u": UNKNOWN}.get(node.name[-1], NUMBER)
        return o.named(node.key, sides, frozenset((node.key,)))
    if node.name == "0":
        return Form.number(Integer(0))
    if node == t.Name("pi") and "pi" not in o.functions:
        return Form.number(pi)
    if node.key == "oo" or (node.name in _REACHING and ("blackboard" in node.accent or len(node.name) > 1)):
        raise Unfit(f"{node.key} stands alone")
    if node.key == "I":
        sides = o.sides_of(node)
        return Form.atom(IDENTITY) if sides != NUMBER else o.named("I", NUMBER, frozenset("I"))
    return o.named(node.key, o.sides_of(node), frozenset((node.key,)))


def _indexed(o: Opaque, node: t.Indexed) -> Form:
    lower = ",".join(o.text(n) for n in node.lower)
    upper = ",".join(f"[{o.text(n)}]" if isinstance(n, t.Group) else o.text(n) for n in node.upper)
    scripts = (f"_{{{lower}}}" if node.lower else "") + (f"^({upper})" if node.upper else "")
    if isinstance(node.base, t.Name):
        if node.base.key == "I" and len(node.lower) == 1 and o.sides_of(node) != NUMBER:
            return Form.atom(IDENTITY)  # I_n
        name = next((k for k in o.symmetric if k == plain_key(node)), node.base.key + scripts)
        return o.named(name, o.sides_of(node), o.held(node))
    mean = averaged(node)
    if mean is not None:
        return o.read(mean)
    if isinstance(node.base, t.Group) and node.base.bracket == "‖" and [*map(to_text, node.lower)] == ["2"]:
        return o.read(node.base)
    if isinstance(node.base, t.Group) and node.base.bracket in ("|", "‖"):
        return o.named(f"‖{o.text(node.base.body)}‖{scripts}", NUMBER, o.held(node))
    whole = o.read(node.base)
    if isinstance(node.base, t.Number) and whole.terms:
        return o.named(f"{node.base.text}{scripts}", UNKNOWN, o.held(node))  # 1_A, 1_n; 0_n is 0
    if () in whole.terms:
        raise Unfit("a component of a number")  # of (x + 1)_i it may be 1, or 0
    return _linear(o, node.base, f"entry{scripts}", UNKNOWN if len(node.lower) < 2 else NUMBER, o.held(node))


def _add(o: Opaque, node: t.Add) -> Form:
    if any(isinstance(x, t.Dots) for x in node.terms):
        first = o.read(node.terms[0])
        sides = NUMBER if first.is_number else UNKNOWN
        return o.named(f"({' + '.join(o.text(x) for x in node.terms)})", sides, o.held(node))
    return added([o.read(x) for x in node.terms])


def _multiply(o: Opaque, node: t.Multiply) -> Form:
    if node.sign == "⊗":
        return o.named(f"({' ⊗ '.join(o.text(f) for f in node.factors)})", UNKNOWN, o.held(node))
    if any(isinstance(f, t.Dots) for f in node.factors):
        numbers = all(isinstance(f, t.Dots) or o.read(f).is_number for f in node.factors)
        return o.named(f"({' · '.join(o.text(f) for f in node.factors)})", NUMBER if numbers else UNKNOWN, o.held(node))
    factors = multiplied(node.factors) if node.sign == "" else node.factors
    if factors != node.factors:
        return o.read(factors[0] if len(factors) == 1 else replace(node, factors=factors))
    forms = [o.read(f) for f in _means_called(factors)]
    arrays = sum(not f.is_number or bool(o.held(n) & o.vectors) for f, n in zip(forms, node.factors, strict=False))
    if node.sign in ("⊙", "×") and arrays > 1:
        texts = [f.text for f in forms]
        told = sorted(texts) if node.sign == "⊙" else texts
        return o.named(f"({f' {node.sign} '.join(told)})", UNKNOWN, o.held(node))
    if node.sign == "·" and len(forms) == 2 and all(f.is_column for f in forms):
        return forms[0].transposed() * forms[1]
    return reduce(lambda a, b: a * b, forms)


def _means_called(factors: tuple[t.Node, ...]) -> tuple[t.Node, ...]:
    """The factors with E X at the end read as E[X]; how far E reaches over several factors is not known."""
    if len(factors) > 1 and isinstance(factors[-2], t.Name) and factors[-2].key == "E_blackboard":
        return (*factors[:-2], t.Call(factors[-2], factors[-1:]))
    return factors


def _divide(o: Opaque, node: t.Divide) -> Form:
    below = o.read(node.below).value
    if below == 0:
        raise Unfit("a division by 0")
    return o.read(node.above).times(1 / below)


def _power(o: Opaque, node: t.Power) -> Form:
    if node.base == t.Name("e") and not isinstance(node.exponent, t.Number):
        exponent = o.read(node.exponent)
        return Form.number(exp(exponent.value))
    base, exponent = o.read(node.base), o.read(node.exponent).value
    if base.is_number:
        if exponent.is_integer and not exponent.is_number:
            scale, rest = base.value.primitive()
            shift, letters = exponent.as_coeff_Add()  # x^{k−1} is x^k/x
            return Form.number(scale**exponent * rest**letters * rest**shift)
        if base.value.is_number and not (exponent.is_Rational and abs(exponent) < 64):
            return Form.number(Function("power")(base.value, exponent))
        return Form.number(base.value**exponent)
    if exponent == -1:
        return base.inverse()
    if exponent.is_Integer and 1 <= exponent <= MOST_POWER:
        return reduce(lambda a, b: a * b, [base] * int(exponent))
    return o.named(f"({base.text})^({exponent})", UNKNOWN, o.held(node))


def _big(o: Opaque, node: t.Big) -> Form:
    """Sums and integrals are linear; a product, a maximum … over an index is a number or a thing of its own."""
    bound_names = {n.key: n for n in bound_letters(node)}
    names = bound_names.keys()
    counts = node.kind in ("sum", "product") and isinstance(node.lower, t.Number) and node.lower.text.isdigit()
    mark = f"{COUNTING if counts else BOUND}{height(node)}"
    renamed = {
        key: f"{mark}{'' if len(names) == 1 else place}{_LIES.get(o.sides_of(bound_names[key]), 'u')}"
        for place, key in enumerate(sorted(names))
    }

    if o.opened and (apart := parted(o, node)) is not None:
        return apart
    first = first_index(node)
    if o.opened and node.kind == "sum" and 0 < first <= MOST_POWER:
        starts: list[dict[t.Node, t.Node]] = [{node.index[0]: t.number(n)} for n in range(first)]
        before = [o.read(t.rebuild(node.body, partial(put_in, at))).times(Integer(-1)) for at in starts]
        return total([o.read(replace(node, lower=t.number(0))), *before])

    def change(n: t.Node) -> t.Node:
        if not isinstance(n, t.Name) or n.key not in renamed:
            return n
        letter = replace(n, name=renamed[n.key], accent="")
        return t.Add((letter, t.number(first))) if first else letter

    body = o.read(t.rebuild(node.body, change))
    low, high = o.text(node.lower), o.text(node.upper)
    if first and node.upper is not None:  # Σ from 1 to n of f(k) is Σ from 0 to n − 1 of f(k + 1)
        low = "0"
        high = high if high == "oo" else o.text(t.Add((node.upper, t.number(-first))))
    condition = o.text(t.rebuild(node.condition, change)) if node.condition is not None else ""
    index = mark if first else ",".join(o.text(t.rebuild(n, change)) for n in node.index)
    where = f"[{index} {low}…{high} {condition}]"
    head = f"{node.kind}{where}"
    bound = frozenset(renamed.values())
    ends = frozenset().union(*(o.held(n) for n in (node.lower, node.upper, node.condition) if n is not None)) - names
    over = Range(head, bound, ends, _count(o, node), "oo" not in ends, t.runs_over_all(node))
    if node.kind == "sum":
        return summed(body, over, o.letters)
    if node.kind == "integral":
        return summed(body, over, o.letters, _inside_integral(o, bound))
    if node.kind in EXTREMES and bound and body.is_number:
        return extreme(o, node.kind, where, body.value, bound, o.held(node) - names)
    sides = NUMBER if body.is_number else UNKNOWN
    return o.named(f"{head}({body.text})", sides if "arg" not in node.kind else UNKNOWN, o.held(node) - names)


def _inside_integral(o: Opaque, bound: frozenset[str]) -> Callable[[frozenset[str]], bool]:
    """What an integral keeps inside: its variables, and functions that are written without their arguments."""

    def touches(held: frozenset[str]) -> bool:
        return bool(held & (bound | o.functions | OFTEN_FUNCTIONS)) or (bool(held) and not bound)

    return touches


def _count(o: Opaque, node: t.Big) -> Expr | None:
    """Σ 1, ∫ 1 between two ends."""
    if node.lower is None or node.upper is None or node.condition is not None or len(node.index) != 1:
        return None
    try:
        low, high = o.number(node.lower), o.number(node.upper)
    except Unfit:
        return None
    return high - low + 1 if node.kind == "sum" else high - low


def _derivative(o: Opaque, node: t.Derivative) -> Form:
    if node.body is None:
        raise Unfit("a derivative of nothing")
    done = carried_out(o, node.body, node.by)
    if done is not None:
        return done
    by = ",".join(o.text(b) for b in node.by)
    number = o.read(node.body).is_number and all(o.read(b).is_number for b in node.by)
    return _linear(o, node.body, f"d/d[{by}]", NUMBER if number else UNKNOWN, o.held(node))


def _gradient(o: Opaque, node: t.Gradient) -> Form:
    by = node.by
    if by is None and not isinstance(node.body, t.Call | t.Name | t.Indexed):
        raise Unfit("∇ does not say of what")
    body = o.read(node.body)
    sides = COLUMN if body.is_number and (by is None or o.sides_of(by) == COLUMN) else UNKNOWN
    return _linear(o, node.body, f"∇[{o.text(by)}]", sides, o.held(node))


def _linear(o: Opaque, body: t.Node, head: str, sides: Sides, letters: frozenset[str]) -> Form:
    """An operator that numbers are drawn out of, and that goes through a sum."""
    done = []
    for word, c in o.read(body).terms.items():
        for product in c.expand().as_ordered_terms():
            number, rest = product.as_coeff_Mul()
            told = Form({word: rest}).text
            if told != "1":
                done.append(o.named(f"{head}({told})", sides, letters).times(number))
    return total(done)


def _group(o: Opaque, node: t.Group) -> Form:
    if node.bracket not in ("|", "‖"):
        return o.read(node.body)
    body = o.read(node.body)
    if body.is_number:
        return Form.number(Abs(body.value))
    if node.bracket == "‖" and body.is_column:
        return Form.number(sqrt((body.transposed() * body).value))
    other = body.times(Integer(-1))
    return o.named(f"{node.bracket}{min(body.text, other.text)}{node.bracket}", NUMBER, o.held(node))


def _kept(o: Opaque, node: t.Node) -> Form:
    """A tuple, a table, cases, words: a thing of its own, the same where its parts are the same."""
    return o.named(o.structure(node), UNKNOWN, o.held(node))


_RULES: Mapping[type[t.Node], Callable[..., Form]] = {
    t.Number: lambda o, n: Form.number(Rational(n.value.numerator, n.value.denominator)),
    t.Name: _name,
    t.Indexed: _indexed,
    t.Add: _add,
    t.Negative: lambda o, n: o.read(n.body).times(Integer(-1)),
    t.Multiply: _multiply,
    t.Divide: _divide,
    t.Power: _power,
    t.Call: call,
    t.Big: _big,
    t.Derivative: _derivative,
    t.Gradient: _gradient,
    t.Group: _group,
    t.Transpose: lambda o, n: o.read(n.body).transposed(),
    t.Sequence: _kept,
    t.Matrix: _kept,
    t.Cases: _kept,
    t.Words: lambda o, n: o.named(" ".join(n.text.split()), NUMBER, frozenset()),
}
