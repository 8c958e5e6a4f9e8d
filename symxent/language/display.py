"""SymPy formulas as a textbook displays them: choices behind a brace, what they share under a letter, 0 < p < 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from sympy import (
    ITE,
    Add,
    And,
    Basic,
    Expr,
    FiniteSet,
    Float,
    Function,
    Indexed,
    Integer,
    Interval,
    Not,
    Number,
    Or,
    Piecewise,
    Rational,
    S,
    Set,
    Symbol,
    exp,
    nan,
    oo,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.relational import Relational

from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.language.domain import REALS, set_text
from symxent.language.from_sympy import name_tree, to_tree
from symxent.language.text import to_text

WIDTH = 100
OFTEN = 3  # times, from which on an exponential gets a letter
_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
_TURNED = {"==": "==", "!=": "!=", "<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_BRACES = {2: "⎧⎩", 3: "⎧⎨⎩"}
_ENDS: Mapping[Basic, Symbol] = {oo: Symbol("∞"), -oo: Symbol("−∞"), nan: Symbol("NaN")}
# What these are made for is lost where they are written out: no kernel computes log(1 + u) for a small u.
_CALLED = {log1p: Function("log1p"), expm1: Function("expm1")}
_PRIVATE = 0xE000  # where Unicode leaves characters to their users: one stands for each choice inside of a line


def spoken_name(name: str) -> str:
    """The name of a variable as formulas show it.

    >>> spoken_name("gamma"), spoken_name("y_hat")
    ('γ', 'ŷ')
    """
    return to_text(name_tree(name))


def line(expr: Basic) -> str:
    """A formula in one line; a choice inside of it stands in brackets.

    >>> from sympy import Abs, Piecewise, symbols
    >>> z, y = symbols("z y", real=True)
    >>> line(-y + z), line(Piecewise((0, Abs(z) <= 1), (z, True)))
    ('z − y', '0 if |z| ≤ 1, else z')
    """
    if isinstance(expr, Piecewise):
        return _in_a_line(expr)
    inside: dict[Basic, Symbol] = {}
    texts: dict[str, str] = {}
    for choice in _outermost(expr, Piecewise):
        token = chr(_PRIVATE + len(inside))
        inside[choice] = Symbol(token)
        texts[token] = f"({_in_a_line(choice)})"
    text = _plain(expr.xreplace(inside))
    for token, words in texts.items():
        text = text.replace(token, words)
    return text


def display(
    name: str, expr: Expr, taken: Iterable[str] = (), width: int = WIDTH, given: Iterable[str] = ()
) -> list[str]:
    """``name = formula`` in lines: a choice with a brace, and below it what its letters mean.

    ``taken``: names that no letter may have.  ``given``: more lines that say what letters mean.

    >>> from sympy import symbols
    >>> z, y = symbols("z y")
    >>> print("\\n".join(display("f", Piecewise((z - y, z < 0), (2 * z, True)))))
    f = ⎧ z − y  if z < 0
        ⎩ 2 z    otherwise
    """
    letters = _letters({*taken, *(str(s) for s in expr.free_symbols), *(str(a.base) for a in expr.atoms(Indexed))})
    (_, shown), *choices = _hoisted(expr, letters)
    powers = _repeated([value for _, branches in ((name, shown), *choices) for value, _ in branches], letters)
    lines = _braced(name, [(line(_in_powers(value, powers)), words) for value, words in shown], width)
    meanings = [
        f"{letter} = {_joined([(line(_in_powers(value, powers)), words) for value, words in branches])}"
        for letter, branches in choices
    ]
    meanings += [f"{letter} = {line(exp(argument))}" for argument, letter in powers.items()]
    for place, meaning in enumerate([*meanings, *given]):
        start = "  with " if place == 0 else "       "
        lines += wrapped(start + meaning, width, " " * (len(start) + 4))
    return lines


def range_text(name: str, where: Set) -> str:
    """A variable and where it lives.

    >>> from symxent.language.domain import LABEL, NONNEGATIVE, UNIT
    >>> range_text("p", UNIT), range_text("y", NONNEGATIVE), range_text("y", LABEL), range_text("z", REALS)
    ('0 < p < 1', 'y ≥ 0', 'y ∈ {0, 1}', 'z ∈ ℝ')
    """
    shown = spoken_name(name)
    if isinstance(where, FiniteSet):
        return f"{shown} ∈ {{{', '.join(_number(v) for v in sorted(where.args, key=float))}}}"
    if not isinstance(where, Interval) or where == REALS:
        return f"{shown} ∈ {set_text(where)}"
    low, high = ("<" if is_open else "≤" for is_open in (where.left_open, where.right_open))
    if where.start == -oo:
        return f"{shown} {high} {_number(where.end)}"
    if where.end == oo:
        return f"{shown} {'>' if where.left_open else '≥'} {_number(where.start)}"
    return f"{_number(where.start)} {low} {shown} {high} {_number(where.end)}"


def _number(value: Expr) -> str:
    """A number as people write it: 0.001 and 1.1, but 1/3."""
    if isinstance(value, Rational) and value.q != 1:
        rest = int(value.q)
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return f"{float(value):g}".replace("-", "−")
    return str(value).replace("-", "−").replace("oo", "∞")


def _plain(expr: Basic) -> str:
    """The text of a formula without choices; what trees have no notation for, as SymPy prints it."""
    if expr in _ENDS:
        return str(_ENDS[expr])
    made = expr.xreplace({a: _ENDS[a] for a in expr.atoms(Number) if a in _ENDS})
    for kind, call in _CALLED.items():
        made = made.replace(kind, call)
    made = made.xreplace({a: Rational(str(a)) for a in made.atoms(Float)})
    try:
        return to_text(_positive_first(to_tree(made)))
    except SymxentError:
        return str(expr)


def _positive_first(node: t.Node) -> t.Node:
    """−y + z as z − y, everywhere in a tree."""
    changed: dict[str, Any] = {
        f.name: _rebuilt(getattr(node, f.name), _positive_first) for f in fields(node) if f.name != "span"
    }
    made = replace(node, **changed)
    if isinstance(made, t.Add) and isinstance(made.terms[0], t.Negative):
        lead = next((term for term in made.terms if not isinstance(term, t.Negative)), None)
        if lead is not None:
            return t.Add((lead, *(term for term in made.terms if term is not lead)))
    return made


def _rebuilt(part: object, change: Callable[[t.Node], t.Node]) -> object:
    if isinstance(part, t.Node):
        return change(part)
    return tuple(_rebuilt(p, change) for p in part) if isinstance(part, tuple) else part


def condition_text(condition: Basic) -> str:
    """A condition in words and signs, the simpler side on the right.

    >>> from sympy import Abs, symbols
    >>> z, delta = symbols("z delta", real=True)
    >>> condition_text(delta >= Abs(z))
    '|z| ≤ δ'
    """
    if isinstance(condition, And | Or):
        joined = " and " if isinstance(condition, And) else " or "
        return joined.join(sorted(condition_text(c) for c in condition.args))
    if isinstance(condition, Not):
        return f"not {condition_text(condition.args[0])}"
    if isinstance(condition, ITE):
        first, then, otherwise = condition.args
        cases = (And(first, then), And(Not(first), otherwise))
        return " or ".join(f"({condition_text(case)})" for case in cases if case is not S.false)
    if isinstance(condition, Relational):
        left, right, op = *_without_minus(condition.lhs, condition.rhs), condition.rel_op
        if left.is_number or (len(str(left)) < len(str(right)) and not right.is_number):
            left, right, op = right, left, _TURNED[op]
        return f"{line(left)} {_SIGNS[op]} {line(right)}"
    return str(condition)


def _without_minus(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """a − b against 0 as a against b."""
    if right == 0 and isinstance(left, Add):
        less = [term for term in left.args if term.could_extract_minus_sign()]
        if 0 < len(less) < len(left.args):
            return left - Add(*less), -Add(*less)
    return left, right


def _branches(expr: Basic) -> list[tuple[Expr, str]]:
    """The values of a choice, each with its condition in words; NaN where no condition holds is left out."""
    if not isinstance(expr, Piecewise):
        return [(expr, "")]
    found = []
    for value, condition in expr.args:
        if value is nan and condition is S.true:
            continue
        found.append((value, "otherwise" if condition is S.true else f"if {condition_text(condition)}"))
    return found


def _in_a_line(choice: Basic) -> str:
    return _joined([(line(value), words) for value, words in _branches(choice)])


def _joined(parts: list[tuple[str, str]]) -> str:
    if len(parts) == 1:
        return parts[0][0]
    return ", ".join(f"else {value}" if words == "otherwise" else f"{value} {words}" for value, words in parts)


def _braced(name: str, parts: list[tuple[str, str]], width: int) -> list[str]:
    start = f"{name} = "
    if len(parts) == 1:
        return wrapped(start + parts[0][0], width, " " * len(start))
    braces = _BRACES.get(len(parts), "⎧" + "⎪" * (len(parts) - 2) + "⎩")
    longest = width - len(start) - max(len(words) for _, words in parts) - 4
    column = max((len(value) for value, _ in parts if len(value) <= longest), default=0)
    lines = []
    for place, ((value, words), brace) in enumerate(zip(parts, braces, strict=True)):
        lead = start if place == (0 if len(parts) % 2 == 0 else len(parts) // 2) else " " * len(start)
        first, *rest = wrapped(value, width - len(start) - 4, "  ")
        inner = "⎪" if place < len(parts) - 1 else " "
        whole = [f"{lead}{brace} {first}", *(f"{' ' * len(start)}{inner} {more}" for more in rest)]
        if len(value) <= column:
            lines.append(f"{lead}{brace} {value:<{column}}  {words}")
        elif len(whole[-1]) + len(words) + 2 <= width:
            lines += [*whole[:-1], f"{whole[-1]}  {words}"]
        else:
            lines += [*whole, f"{' ' * len(start)}{inner}   {words}"]
    return lines


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """A long line broken in front of its outermost + and −."""
    lines: list[str] = []
    while len(text) > width:
        breaks = [(depth, place) for depth, place in _signs(text) if len(indent) < place <= width]
        if not breaks:
            break
        shallow = min(depth for depth, _ in breaks)
        place = max(p for depth, p in breaks if depth == shallow)
        lines.append(text[:place].rstrip())
        text = indent + text[place:]
    return [*lines, text]


def _signs(text: str) -> Iterator[tuple[int, int]]:
    """Where a line may be broken: in front of + and − between blanks, with how many brackets are open there."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter in "+−" and text[place - 1 : place] == " " and text[place + 1 : place + 2] == " ":
            yield depth, place


def _letters(taken: set[str]) -> Iterator[str]:
    yield from (letter for letter in "uvwabcdfghpqrs" if letter not in taken)
    yield from (f"u_{n}" for n in range(1, 1000))


def _hoisted(expr: Expr, letters: Iterator[str]) -> list[tuple[str, list[tuple[Expr, str]]]]:
    """The branches of a formula and, under a letter each, those of the choices that stand inside of them."""
    names: dict[Basic, Symbol] = {}
    found: list[tuple[str, list[tuple[Expr, str]]]] = []
    waiting: list[tuple[str, Basic]] = [("", expr)]
    while waiting:
        name, choice = waiting.pop(0)
        shown = []
        for value, words in _branches(choice):
            inner = _outermost(value, Piecewise)
            for part in inner:
                if part not in names:
                    names[part] = Symbol(next(letters))
                    waiting.append((names[part].name, part))
            shown.append((value.xreplace({part: names[part] for part in inner}), words))
        found.append((name, shown))
    return found


def _repeated(values: Iterable[Expr], letters: Iterator[str]) -> dict[Expr, str]:
    """Letters for the exponentials that are there often, by their arguments."""
    counted: Counter[Expr] = Counter()
    waiting: list[Basic] = list(values)
    while waiting:
        node = waiting.pop()
        if isinstance(node, exp):
            counted[_power_of(node)[0]] += 1
        waiting.extend(node.args)
    often = sorted((argument for argument, times in counted.items() if times >= OFTEN), key=str)
    return {argument: next(letters) for argument in often}


def _in_powers(expr: Expr, letters: Mapping[Expr, str]) -> Expr:
    """The expression with letters, and powers of them, for exponentials."""
    swap: dict[Basic, Basic] = {}
    for found in expr.atoms(exp):
        argument, power = _power_of(found)
        if argument in letters:
            swap[found] = Symbol(letters[argument]) ** power
    return expr.xreplace(swap)


def _power_of(found: exp) -> tuple[Expr, int]:
    """e^(−2a) as the second power of e^(−a): the argument of that, and 2."""
    number, rest = found.args[0].as_coeff_Mul()
    if not isinstance(number, Integer) or number == 0 or rest == 1:
        return found.args[0], 1
    return found.args[0] / abs(number), abs(int(number))


def _outermost(expr: Basic, kind: type) -> list[Basic]:
    """The parts of a kind that stand in no other, as they come."""
    if isinstance(expr, kind):
        return [expr]
    return list(dict.fromkeys(part for a in expr.args for part in _outermost(a, kind)))
