"""Calls and operators in the opaque reading: means by their laws, what is differentiated, all others as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sympy import Add, Expr, Function, Integer, Mul, log

from symxent.language import tree as t
from symxent.language.operators import derived, expected, traced
from symxent.language.scope import PROBABILITIES, STANDARD
from symxent.language.words import NUMBER, UNKNOWN, Form, Unfit, multiplied_out, total

if TYPE_CHECKING:
    from symxent.language.opaque import Opaque

#: Functions whose values are numbers, whatever they are applied to.
_NUMERIC = frozenset(("p", "q", "P", "Pr", "KL", "L", "J", "ell", "det", "Det", "rank", "logdet"))
#: Functions whose values are none, not even of a number.
_MATRICES = frozenset(("diag", "Diag", "vec"))
_ELEMENTARY = frozenset(("exp", "log", "ln", "sqrt", "sin", "cos", "tan", "tanh", "abs"))
_LOGARITHMS = frozenset(("log", "ln"))
#: Operators that a constant may be drawn out of, as a summand, by the one that each is called here, and ±1.
EXTREMES = {
    "max": ("max", 1), "min": ("max", -1), "sup": ("sup", 1), "inf": ("sup", -1), "lim": ("lim", 1),
    "argmax": ("argmax", 1), "argmin": ("argmax", -1),
}  # fmt: skip
#: Powers up to this are written out, and so many terms of a sum put before it or taken from it.
MOST_POWER = 4
_TRACES = frozenset(("tr", "Tr", "trace", "Trace"))
_VARIANCES = frozenset(("Var", "var", "V"))
_COVARIANCES = frozenset(("Cov", "cov"))


def call(o: Opaque, node: t.Call) -> Form:
    head = node.function.base if isinstance(node.function, t.Indexed) else node.function
    if not isinstance(head, t.Name) or node.primes:
        return _opaque_call(o, node, head)
    name = head.name
    if name == "E" and o.expects(node):
        return _expectation(o, node, [o.read(_one(node))])
    if name in _VARIANCES and len(node.arguments) == 1 and (len(name) > 1 or head.key != name):
        body = o.read(_one(node))
        return _covariance(o, node, body, body)
    if name in _COVARIANCES and len(node.arguments) == 2:
        return _covariance(o, node, *(o.read(a) for a in node.arguments))
    if name in _TRACES and len(node.arguments) == 1:
        made = traced(o.read(_product_of_capitals(node.arguments[0])))
        return o.letters.note(made, o.held(node))
    if name == "inner" and len(node.arguments) == 2 and not node.given:
        left, right = (o.read(a) for a in node.arguments)
        if left.is_column and right.is_column:
            return left.transposed() * right
    if name in _ELEMENTARY and len(node.arguments) == 1 and node.function == t.Name(name, head.accent):
        parts = _log_of_products(node) if name in _LOGARITHMS else None
        if parts is not None:
            return o.read(parts)
        argument = o.read(node.arguments[0])
        if argument.is_number:
            split = name in _LOGARITHMS and not argument.value.is_number
            return Form.number(_logarithm(argument.value) if split else STANDARD[name](argument.value))
    return _opaque_call(o, node, head)


def averaged(node: t.Indexed) -> t.Call | None:
    """⟨f⟩_{p(x)} as the mean of f under p(x); None for another index."""
    match node:
        case t.Indexed(t.Call(t.Name("inner"), (body,), ()), (t.Call(t.Name() as law, _),), ()):
            if law.name in PROBABILITIES:
                return t.Call(t.Indexed(t.Name("E", "blackboard"), node.lower, ()), (body,), span=node.span)
    return None


def _log_of_products(node: t.Call) -> t.Node | None:
    """log (a Π b_i / c) as log a + Σ log b_i − log c, of what is positive as in ``_logarithm``; None without a Π."""
    parts: list[t.Node] = []

    def take(factor: t.Node, sign: int) -> bool:
        """Whether a Π is among the factors."""
        match factor:
            case t.Group(body, "(" | "[" | "{"):
                return take(body, sign)
            case t.Multiply(factors, "" | "·") if not any(isinstance(f, t.Dots) for f in factors):
                return max([take(f, sign) for f in factors])  # each is taken
            case t.Divide(above, below):
                return max(take(above, sign), take(below, -sign))
        of_all = isinstance(factor, t.Big) and factor.kind == "product"
        part: t.Node = replace(node, arguments=(factor,))
        if of_all and isinstance(factor, t.Big):
            part = replace(factor, kind="sum", body=replace(node, arguments=(factor.body,)))
        if factor != t.Number("1"):
            parts.append(part if sign > 0 else t.Negative(part))
        return of_all

    return t.Add(tuple(parts)) if take(node.arguments[0], 1) and parts else None


def _logarithm(value: Expr) -> Expr:
    """log a b^c as log a + c log b: what a page takes logarithms of is positive, and so are its factors."""
    number, rest = value.as_coeff_Mul()
    if number.is_negative:
        return log(value)
    return Add(log(number), *(e * log(b) for b, e in (f.as_base_exp() for f in Mul.make_args(rest))))


def _product_of_capitals(node: t.Node) -> t.Node:
    """A B C of tr(ABC), which is no trace of one thing with that name."""
    if isinstance(node, t.Name) and node.accent in ("", "roman") and 1 < len(node.name) < 5 and node.name.isupper():
        return t.multiply(*map(t.Name, node.name))
    return node


def _one(node: t.Call) -> t.Node:
    if len(node.arguments) != 1:
        raise Unfit("an expectation of several things")
    return node.arguments[0]


def _probability(o: Opaque, node: t.Call) -> Form:
    """P(a | b) = P(a, b)/P(b): what P is of is a set of things, in no order."""
    given = _things(o, node.given)
    both = given | _things(o, node.arguments)
    function = _function_text(o, node.function)
    whole = o.letters.joint(function, both)
    return Form.number(whole / o.letters.joint(function, given) if given else whole)


def _things(o: Opaque, nodes: tuple[t.Node, ...]) -> dict[str, frozenset[str]]:
    """The texts of what a probability is of, A ∩ B and A B being A and B, each with its letters."""
    found: dict[str, frozenset[str]] = {}
    for node in nodes:
        if isinstance(node, t.Call) and node.function in (t.Name("∩"), t.Name("∧")):
            found |= _things(o, node.arguments)
        elif isinstance(node, t.Multiply) and all(map(_is_event, node.factors)):
            found |= _things(o, node.factors)
        else:
            found[o.text(node)] = o.held(node)
    return found


def _is_event(node: t.Node) -> bool:
    """A or A_i: a capital."""
    base = node.base if isinstance(node, t.Indexed) else node
    return isinstance(base, t.Name) and base.name.isupper()


def _opaque_call(o: Opaque, node: t.Call, head: t.Node) -> Form:
    """f(x), P(Y = y | x): the same for equal arguments."""
    if not node.arguments:
        raise Unfit("a function stands without its argument")
    plain_head = (
        isinstance(head, t.Name) and head.name in PROBABILITIES and not {"tilde", "hat"} & {*head.accent.split()}
    )
    if o.joint and plain_head and not node.primes:
        return _probability(o, node)
    function = o.text(node.function) if not isinstance(head, t.Name) else _function_text(o, node.function)
    function += "′" * node.primes
    numbers = []
    for argument in node.arguments:
        try:
            numbers.append(o.read(argument))
        except Unfit:
            break
    name = head.name if isinstance(head, t.Name) else ""
    plain = (
        name not in _MATRICES
        and len(numbers) == len(node.arguments)
        and all(n.is_number for n in numbers)
        and not node.given
    )
    if plain and not (o.curves and o.sides_of(node) != NUMBER and function not in _NUMERIC):
        value = Function(function)(*(n.value for n in numbers))
        return o.letters.ruled(o.letters.note(Form.number(value), o.held(node)))
    arguments = ", ".join(o.text(a) for a in node.arguments)
    told = arguments + (f" | {', '.join(o.text(a) for a in node.given)}" if node.given else "")
    number = name in _NUMERIC or (name not in _MATRICES and o.sides_of(node) == NUMBER)
    return o.named(f"{function}({told})", NUMBER if number else UNKNOWN, o.held(node))


def _function_text(o: Opaque, function: t.Node) -> str:
    if isinstance(function, t.Indexed) and isinstance(function.base, t.Name):
        scripts = [*function.lower, *function.upper]
        return f"{function.base.key}_{{{','.join(o.text(n) for n in scripts)}}}"
    assert isinstance(function, t.Name)
    return function.key


def _head_of_expectation(o: Opaque, node: t.Call) -> tuple[str, frozenset[str]]:
    """The name of an expectation, with what it is taken over and given, and the letters that it is given."""
    over = node.function.lower if isinstance(node.function, t.Indexed) else ()
    given = ", ".join(o.text(g) for g in node.given)
    name = f"E_{{{', '.join(o.text(n) for n in over)}}}" if over else "E"
    held: frozenset[str] = frozenset().union(*(o.held(g) for g in node.given))
    return (f"{name}|{given}" if given else name), held


def _drawn(over: t.Node) -> t.Node | None:
    """z of z ∼ q and of q(z | x), over which a mean is taken; None where it is not plain."""
    match over:
        case t.Relation("∼", letter):
            return letter
        case t.Call(t.Name(name) | t.Indexed(t.Name(name)), (t.Name() as letter,), _, 0) if name in PROBABILITIES:
            return letter
    return None


def _expectation(o: Opaque, node: t.Call, bodies: list[Form]) -> Form:
    head, given = _head_of_expectation(o, node)
    over = node.function.lower if isinstance(node.function, t.Indexed) else ()
    named: frozenset[str] = frozenset().union(*(o.held(n) for n in over))
    laws = [m for n in over if (m := _drawn(n)) is not None]
    drawn: frozenset[str] = frozenset().union(*map(o.held, laws)) if len(laws) == len(over) > 0 else named

    def random(held: frozenset[str]) -> bool:
        random_too = frozenset[str]() if any(isinstance(n, t.Call) for n in over) else o.random  # over z of q(z) alone
        fixed = drawn != named and all(k.islower() for k in held) and not held & (drawn | random_too)
        if fixed and not o.rest_on(held) & drawn:
            return False  # the mean of x over z ∼ q is x
        return o.is_random(held, given) or bool(held & named)

    return expected(bodies[0], head, o.letters, random, given)


def _covariance(o: Opaque, node: t.Call, left: Form, right: Form) -> Form:
    """Cov(X, Y) = E[XYᵀ] − E[X] E[Y]ᵀ; numbers, in their order, are their own transposes."""
    turned = right if right.is_number or not right.is_column else right.transposed()
    both = _expectation(o, node, [left * turned])
    apart = _expectation(o, node, [left]) * _expectation(o, node, [turned])
    return both + apart.times(Integer(-1))


def extreme(o: Opaque, kind: str, where: str, body: Expr, bound: frozenset[str], held: frozenset[str]) -> Form:
    """The largest value, the smallest, the limit, or where it is: what holds no bound letter is added to it outside.

    min f is −max(−f), and 2 f is largest where f is.
    """
    inside, outside = list[Expr](), list[Expr]()
    for term in multiplied_out(body).as_ordered_terms():
        (inside if o.letters.of(term) & bound else outside).append(term)
    greatest, sign = EXTREMES[kind]
    factor, rest = multiplied_out(sign * Add(*inside)).primitive()
    arg = kind.startswith("arg")
    name = f"{greatest}{where}({Form.number(rest).text})"
    made = o.named(name, UNKNOWN if arg else NUMBER, held)
    return made if arg else made.times(sign * factor) + Form.number(Add(*outside))


def carried_out(o: Opaque, body: t.Node, by: tuple[t.Node, ...]) -> Form | None:
    """The derivative by letters of which nothing else in the body is said to be a function; None for another."""
    form, rests_on = o.read(body), o.rest_on(o.held(body))
    for n in by:
        letter = o.read(n)
        if not isinstance(n, t.Name) or n.key in rests_on or not (form.is_number and letter.is_number):
            return None
        value = derived(form.value, letter.value, n.key, o.letters)
        if value is None:
            return None
        form = Form.number(value)
    return form


def put_in(values: Mapping[t.Node, t.Node], node: t.Node) -> t.Node:
    return values.get(node, node)


def parted(o: Opaque, node: t.Big) -> Form | None:
    """∫ from a to b as ∫ from 0 to b without ∫ from 0 to a; Σ from n + 1 to ∞ as that from n without its first term.

    What is written has a value: then all of it has, and a series begins anywhere.  None for what is not parted.
    """
    low, high = node.lower, node.upper
    if node.condition is not None or len(node.index) != 1 or low is None or high is None or low == t.number(0):
        return None
    if node.kind == "integral":
        from_zero = replace(node, lower=t.number(0))
        to_end = [] if high == t.number(0) else [o.read(from_zero)]
        return total([*to_end, o.read(replace(from_zero, upper=low)).times(Integer(-1))])
    letter, inner = node.index[0], {n for b in t.walk(node.body) if isinstance(b, t.Big) for n in b.index}
    if node.kind != "sum" or high != t.Name("oo") or isinstance(low, t.Number) or inner & {*t.walk(low), letter}:
        return None
    if t.Name("oo") in t.walk(low):
        return None
    more = o.number(low).as_coeff_Add()[0]
    if not more.is_Integer or abs(more) > MOST_POWER:
        return None
    start = t.Add((low, t.number(-int(more))))
    at = {letter: t.Add((start, letter))}
    whole = o.read(replace(node, body=t.rebuild(node.body, partial(put_in, at)), lower=t.number(0)))
    apart = range(int(more)) if more > 0 else range(int(more), 0)
    places: list[dict[t.Node, t.Node]] = [{letter: t.Add((start, t.number(k)))} for k in apart]
    terms = [o.read(t.rebuild(node.body, partial(put_in, place))) for place in places]
    return total([whole, *(term.times(Integer(-1 if more > 0 else 1)) for term in terms)])
