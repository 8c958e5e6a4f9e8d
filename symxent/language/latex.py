"""Trees as LaTeX, term for term as they stand: no reordering, no evaluation."""

from __future__ import annotations

from symxent.language import tree as t
from symxent.language.text import ATOM, GREEK, OPERATOR, POWER, PRODUCT, RELATION, SUM

_BRACKETS = {
    "(": (r"\left(", r"\right)"),
    "[": (r"\left[", r"\right]"),
    "{": (r"\left\{", r"\right\}"),
    "|": (r"\left|", r"\right|"),
    "‖": (r"\left\|", r"\right\|"),
    "[)": (r"\left[", r"\right)"),
    "(]": (r"\left(", r"\right]"),
}
_SIGNS = {"": " ", "×": r" \times ", "·": r" \cdot ", "⊙": r" \odot ", "⊗": r" \otimes "}
_OPS = {
    "≈": r"\approx", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "∈": r"\in", "∝": r"\propto", ":=": ":=",
    "←": r"\leftarrow", "→": r"\to", "⇒": r"\Rightarrow", "∼": r"\sim", "≡": r"\equiv",
}  # fmt: skip
_INFIX = {
    "∩": r"\cap", "∪": r"\cup", "∖": r"\setminus", "△": r"\triangle", "∧": r"\wedge", "∨": r"\vee", "∘": r"\circ",
    "±": r"\pm", "∓": r"\mp", "⊖": r"\ominus", "⊕": r"\oplus",
}  # fmt: skip
_ACCENTS = {
    "hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "vec": r"\vec", "dot": r"\dot", "bold": r"\mathbf",
    "roman": r"\mathrm", "calligraphic": r"\mathcal", "blackboard": r"\mathbb", "ddot": r"\ddot", "ring": r"\mathring",
    "check": r"\check", "breve": r"\breve", "underline": r"\underline",
}  # fmt: skip
_RAISED = {
    "star": "^{*}", "dagger": r"^{\dagger}", "plus": "^{+}", "minus": "^{-}", "prime": "'", "inverse": "^{-1}",
}  # fmt: skip
_BEFORE = {"change": r"\Delta", "variation": r"\delta"}
_FUNCTIONS = {
    *("log", "ln", "exp", "tanh", "sinh", "cosh", "coth", "sin", "cos", "tan", "cot", "sec", "csc"),
    *("arcsin", "arccos", "arctan", "max", "min", "det"),
}


def to_latex(node: t.Node) -> str:
    r"""The node as LaTeX.

    >>> from symxent.language.tree import Name
    >>> print(to_latex(1 / (1 + Name("e") ** (-Name("x")))))
    \frac{1}{1 + e^{-x}}
    """
    return _print(node)[0]


def _print(node: t.Node) -> tuple[str, int]:
    match node:
        case t.Number(text):
            return text, ATOM
        case t.Name():
            return _name(node), ATOM
        case t.Words(text):
            return rf"\text{{{escape(text)}}}", ATOM
        case t.Dots():
            return r"\dots", ATOM
        case t.Indexed(t.Indexed(inner, first, above), lower, upper):
            # θ_old's component j: LaTeX refuses a second subscript, so both stand in one.
            return _print(t.Indexed(inner, first + lower, above + upper))
        case t.Indexed(base, lower, upper):
            low = f"_{{{_scripts(lower)}}}" if lower else ""
            high = f"^{{({', '.join(map(to_latex, upper))})}}" if upper else ""
            return _inside(base, ATOM) + low + high, ATOM
        case t.Add(terms):
            return _sum(terms), SUM
        case t.Negative(body):
            return "-" + _inside(body, PRODUCT), SUM
        case t.Multiply(factors, sign):
            return _product(factors, sign), PRODUCT
        case t.Divide(above, below_) if node.slash:
            return f"{_inside(above, PRODUCT)} / {_inside(below_, POWER)}", PRODUCT
        case t.Divide(above, below_):
            return rf"\frac{{{to_latex(above)}}}{{{to_latex(below_)}}}", POWER
        case t.Power(base, exponent):
            return f"{_inside(base, ATOM)}^{{{to_latex(exponent)}}}", POWER
        case t.Call(t.Name(sign), (one, other)) if sign in _INFIX:
            return f"{_inside(one, PRODUCT)} {_INFIX[sign]} {_inside(other, PRODUCT)}", SUM
        case t.Call():
            return _call(node)
        case t.Derivative():
            return _derivative(node), OPERATOR if node.body is not None and not node.above else POWER
        case t.Gradient(body, by):
            below = "" if by is None else f"_{{{to_latex(by)}}}"
            return rf"\nabla{below} {_inside(body, OPERATOR)}", OPERATOR
        case t.Big():
            return _big(node), OPERATOR
        case t.Group(body, bracket):
            opening, closing = _BRACKETS[bracket]
            return f"{opening} {to_latex(body)} {closing}", ATOM
        case t.Transpose(body):
            return _inside(body, ATOM) + r"^{\top}", ATOM
        case t.Sequence(items, bracket):
            opening, closing = _BRACKETS[bracket]
            return f"{opening}{', '.join(map(to_latex, items))}{closing}", ATOM
        case t.Matrix(rows):
            body_ = r" \\ ".join(" & ".join(map(to_latex, row)) for row in rows)
            return rf"\begin{{bmatrix}} {body_} \end{{bmatrix}}", ATOM
        case t.Cases(branches):
            lines = r" \\ ".join(_branch(value, when) for value, when in branches)
            return rf"\begin{{cases}} {lines} \end{{cases}}", ATOM
        case t.Relation(op, lhs, rhs):
            return f"{_inside(lhs, SUM)} {_OPS.get(op, op)} {_inside(rhs, SUM)}", RELATION
    raise TypeError(f"no LaTeX for {type(node).__name__}")


def _inside(node: t.Node, tightness: int) -> str:
    text, own = _print(node)
    return text if own >= tightness else rf"\left( {text} \right)"


#: Greek letters that run are read as one sign.
_COMMANDS = {sign: f"\\{name}" for name, sign in GREEK.items() if name != "oo"}


def _name(node: t.Name) -> str:
    if node.name in GREEK:
        inner = "\\infty" if node.name == "oo" else f"\\{node.name}"
    elif len(node.name) == 1:
        inner = _COMMANDS.get(node.name, node.name.replace("−", "-"))
    elif node.name in _FUNCTIONS:
        inner = f"\\{node.name}"
    else:
        inner = rf"\operatorname{{{escape(node.name)}}}"
    for accent in node.accent.split():
        if accent in _ACCENTS and not (accent == "roman" and inner.startswith("\\operatorname")):
            inner = f"{_ACCENTS[accent]}{{{inner}}}"
        elif accent in _RAISED:
            inner += _RAISED[accent]
        elif accent in _BEFORE:
            inner = f"{_BEFORE[accent]} {inner}"
    return inner


_SPECIAL = {c: f"\\{c}" for c in "{}$&#%_"} | {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def escape(text: str) -> str:
    r"""Prose as LaTeX text: every character stands for itself.

    >>> print(escape("50 % of e^x"))
    50 \% of e\textasciicircum{}x
    """
    return "".join(_SPECIAL.get(character, character) for character in text)


def _scripts(nodes: tuple[t.Node, ...]) -> str:
    texts = [to_latex(node) for node in nodes]
    simple = all(
        isinstance(node, t.Name | t.Number) and len(text) == 1 for node, text in zip(nodes, texts, strict=True)
    )
    return ("" if simple else ", ").join(texts)


def _sum(terms: tuple[t.Node, ...]) -> str:
    out = ""
    for i, term in enumerate(terms):
        negative = isinstance(term, t.Negative)
        inner = _inside(term.body if isinstance(term, t.Negative) else term, PRODUCT)
        sign = "-" if negative else "+"
        out = (sign if negative else "") + inner if i == 0 else f"{out} {sign} {inner}"
    return out


def _product(factors: tuple[t.Node, ...], sign: str) -> str:
    parts: list[str] = []
    for i, factor in enumerate(factors):
        last = i == len(factors) - 1
        if isinstance(factor, t.Negative) and i == 0:
            parts.append("-" + _inside(factor.body, POWER))
        else:
            parts.append(_inside(factor, OPERATOR if last else POWER))
    out = parts[0]
    for left, right in zip(factors, parts[1:], strict=False):
        digits = not sign and isinstance(left, t.Number) and right[:1].isdigit()
        out += (r" \cdot " if digits else _SIGNS[sign]) + right
    return out


def _call(node: t.Call) -> tuple[str, int]:
    match node:
        case t.Call(t.Name("sqrt"), (under,), (), 0):
            return rf"\sqrt{{{to_latex(under)}}}", ATOM
        case t.Call(t.Name("abs"), (size,), (), 0):
            return rf"\left| {to_latex(size)} \right|", ATOM
    name = _inside(node.function, ATOM) + "'" * node.primes
    arguments = node.arguments
    if len(arguments) == 1 and isinstance(node.function, t.Name) and node.function.name in ("log", "ln"):
        if isinstance(arguments[0], t.Name | t.Indexed | t.Number):
            return f"{name} {to_latex(arguments[0])}", OPERATOR
    if len(arguments) == 1 and isinstance(arguments[0], t.Group):
        return name + to_latex(arguments[0]), ATOM
    given = r" \mid " + ", ".join(map(to_latex, node.given)) if node.given else ""
    return rf"{name}\left({', '.join(map(to_latex, arguments))}{given}\right)", ATOM


def _derivative(node: t.Derivative) -> str:
    d = r"\partial" if node.partial else "d"
    space = " " if node.partial else ""
    order = f"^{{{len(node.by)}}}" if len(node.by) > 1 else ""
    if len(set(node.by)) == 1:
        below = f"{d}{space}{_inside(node.by[0], ATOM)}{order}"
    else:
        below = r" \, ".join(f"{d}{space}{_inside(by, ATOM)}" for by in node.by)
    if node.body is None:
        return rf"\frac{{{d}{order}}}{{{below}}}"
    if node.above:
        return rf"\frac{{{d}{order}{space}{_inside(node.body, OPERATOR)}}}{{{below}}}"
    return rf"\frac{{{d}{order}}}{{{below}}} {_inside(node.body, OPERATOR)}"


def _big(node: t.Big) -> str:
    marks = {"sum": r"\sum", "product": r"\prod", "integral": r"\int", "lim": r"\lim"}
    mark = marks.get(node.kind, rf"\operatorname*{{{escape(node.kind)}}}")
    by = "".join(rf" \, d{to_latex(x)}" for x in node.index) if node.kind == "integral" else ""
    if node.condition is not None:
        below = f"_{{{to_latex(node.condition)}}}"
    elif by:
        below = "" if node.lower is None else f"_{{{to_latex(node.lower)}}}"
    elif node.index and node.lower is not None:
        below = f"_{{{to_latex(node.index[0])}={to_latex(node.lower)}}}"
    else:
        below = f"_{{{_scripts(node.index)}}}" if node.index else ""
    above = f"^{{{to_latex(node.upper)}}}" if node.upper is not None else ""
    return f"{mark}{below}{above} {_inside(node.body, PRODUCT)}{by}"


def _branch(value: t.Node, when: t.Node | None) -> str:
    condition = r"\text{otherwise}" if when is None else r"\text{if } " + to_latex(when)
    return f"{to_latex(value)} & {condition}"
