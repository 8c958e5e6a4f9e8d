"""Trees as one line of Unicode text, the way they are spoken: σ(x)(1 − σ(x)), d/dx e⁻ˣ, Σᵢ yᵢ log ŷᵢ."""

from __future__ import annotations

from itertools import pairwise

from symxent.language import tree as t

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell nabla infty"
)
GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδεεζηθϑικλμνξπρστυφϕχψωΓΔΘΛΞΠΣΦΨΩℓ∇∞", strict=True)) | {"oo": "∞"}
_ACCENTS = {
    "hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "ring": "\u030a",
    "check": "\u030c", "breve": "\u0306", "star": "*", "dagger": "†", "plus": "⁺", "minus": "⁻", "prime": "′",
    "inverse": "⁻¹",
}  # fmt: skip
_BEFORE = {"change": "Δ", "variation": "δ"}
_READY = {("y", "hat"): "ŷ", ("y", "bar"): "ȳ", ("x", "bar"): "x\u0304", ("a", "hat"): "â"}
_UP = dict(zip("0123456789+−=()abcdefghijklmnoprstuvwxyzT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", strict=True))
_DOWN = dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "[)": ")", "(]": "]"}
#: Functions of two arguments that are written between them.
INFIX = frozenset("∩∪∖△∧∨∘±∓⊖⊕")
# How tightly each kind of node holds together; a looser one inside a tighter one gets brackets.
RELATION, SUM, PRODUCT, OPERATOR, POWER, ATOM = range(6)


def to_text(node: t.Node) -> str:
    """The node as one line of text.

    >>> from symxent.language.tree import Call, Name
    >>> x = Name("x")
    >>> to_text(1 / (1 + Name("e") ** (-x)))
    '1/(1 + e⁻ˣ)'
    """
    return _print(node)[0]


def _print(node: t.Node) -> tuple[str, int]:
    match node:
        case t.Number(text):
            return text, ATOM
        case t.Name(name, accent):
            return _name(name, accent), ATOM
        case t.Words(text):
            return text, ATOM
        case t.Dots():
            return "…", ATOM
        case t.Indexed(base, lower, upper):
            return _inside(base, ATOM) + _script(lower, _DOWN, "_") + _upper(upper), ATOM
        case t.Add(terms):
            return _sum(terms), SUM
        case t.Negative(body):
            return "−" + _inside(body, PRODUCT), SUM
        case t.Multiply(factors, sign):
            return _product(factors, sign), PRODUCT
        case t.Divide(above, below):
            return f"{_inside(above, POWER if _ends_in_operator(above) else PRODUCT)}/{_inside(below, POWER)}", PRODUCT
        case t.Power(base, exponent):
            return _inside(base, ATOM) + _exponent(exponent), POWER
        case t.Call(t.Name(sign), (one, other)) if sign in INFIX:
            return f"{_inside(one, PRODUCT)} {sign} {_inside(other, PRODUCT)}", SUM
        case t.Call():
            return _call(node), ATOM if node.arguments and _bracketed(node) else OPERATOR
        case t.Derivative():
            return _derivative(node), OPERATOR if node.body is not None and not node.above else ATOM
        case t.Gradient(body, by):
            return f"∇{'' if by is None else _script((by,), _DOWN, '_')} {_inside(body, OPERATOR)}", OPERATOR
        case t.Big():
            return _big(node), OPERATOR
        case t.Group(body, bracket):
            return bracket + to_text(body) + _CLOSING[bracket], ATOM
        case t.Transpose(body):
            return _inside(body, ATOM) + "ᵀ", ATOM
        case t.Sequence(items, bracket):
            return bracket[0] + ", ".join(map(to_text, items)) + _CLOSING[bracket], ATOM
        case t.Matrix(rows):
            return "[" + "; ".join(", ".join(map(to_text, row)) for row in rows) + "]", ATOM
        case t.Cases(branches):
            return "{" + "; ".join(_branch(value, when) for value, when in branches) + "}", ATOM
        case t.Relation(op, lhs, rhs):
            return f"{_inside(lhs, SUM)} {op} {_inside(rhs, SUM)}", RELATION
    raise TypeError(f"no text for {type(node).__name__}")


def _inside(node: t.Node, tightness: int) -> str:
    text, own = _print(node)
    return text if own >= tightness else f"({text})"


def _ends_in_operator(node: t.Node) -> bool:
    """Whether a fraction bar behind the node would be read as part of what its operator applies to."""
    if isinstance(node, t.Multiply):
        return _ends_in_operator(node.factors[-1])
    return not isinstance(node, t.Call) and _print(node)[1] == OPERATOR


def _name(name: str, accent: str) -> str:
    if (name, accent) in _READY:
        return _READY[name, accent]
    accents = accent.split()
    before = "".join(_BEFORE.get(a, "") for a in accents)
    return before + GREEK.get(name, name) + "".join(_ACCENTS.get(a, "") for a in accents)


def _script(nodes: tuple[t.Node, ...], table: dict[str, str], mark: str) -> str:
    if not nodes:
        return ""
    text = ",".join(map(to_text, nodes)) if any(len(to_text(n)) > 1 for n in nodes) else "".join(map(to_text, nodes))
    if all(c in table for c in text) and not (len(nodes) == 1 and _is_word(text)):
        return "".join(table[c] for c in text)
    return mark + (text if len(text) == 1 or text.isalpha() else f"{{{text}}}")


def _upper(nodes: tuple[t.Node, ...]) -> str:
    return (
        f"⁽{_script(nodes, _UP, '^')}⁾"
        if nodes and all(c in _UP for n in nodes for c in to_text(n))
        else (f"^({', '.join(map(to_text, nodes))})" if nodes else "")
    )


def _exponent(node: t.Node) -> str:
    text = to_text(node)
    if len(text) <= 5 and all(c in _UP for c in text) and not _is_word(text):
        return "".join(_UP[c] for c in text)
    return "^" + (text if len(text) == 1 else f"({text})")


def _is_word(text: str) -> bool:
    """Whether there are letters side by side: the name of one thing, which raised or lowered is hard to read."""
    return any(a.isalpha() and b.isalpha() for a, b in pairwise(text))


def _sum(terms: tuple[t.Node, ...]) -> str:
    out = ""
    for i, term in enumerate(terms):
        negative = isinstance(term, t.Negative)
        inner = _inside(term.body if isinstance(term, t.Negative) else term, PRODUCT)
        if i == 0:
            out = ("−" if negative else "") + inner
        else:
            out += (" − " if negative else " + ") + inner
    return out


def _product(factors: tuple[t.Node, ...], sign: str) -> str:
    parts: list[str] = []
    for i, factor in enumerate(factors):
        last = i == len(factors) - 1
        # A minus may lead a product; an operator without brackets would swallow the factors behind it.
        if isinstance(factor, t.Negative) and i == 0:
            parts.append("−" + _inside(factor.body, PRODUCT if len(factors) == 1 else POWER))
        else:
            parts.append(_inside(factor, OPERATOR if last else POWER))
    if sign:
        return f" {sign} ".join(parts)
    out = parts[0]
    for left, right in pairwise(parts):
        if right[0] in "([" and not left[-1].isalnum():
            out += right
        else:
            out += (" · " if right[0].isdigit() and left[-1].isdigit() else " ") + right
    return out


def _bracketed(node: t.Call) -> bool:
    return not (
        isinstance(node.function, t.Name)
        and node.function.name in ("log", "ln")
        and len(node.arguments) == 1
        and isinstance(node.arguments[0], t.Name | t.Indexed | t.Number)
    )


def _call(node: t.Call) -> str:
    name = _inside(node.function, ATOM) + "′" * node.primes
    if not _bracketed(node):
        return f"{name} {to_text(node.arguments[0])}"
    if len(node.arguments) == 1 and isinstance(node.arguments[0], t.Group) and node.arguments[0].bracket != "|":
        return name + to_text(node.arguments[0])
    given = " | " + ", ".join(map(to_text, node.given)) if node.given else ""
    return f"{name}({', '.join(map(to_text, node.arguments))}{given})"


def _derivative(node: t.Derivative) -> str:
    d = "∂" if node.partial else "d"
    order = len(node.by)
    up = "" if order == 1 else _UP[str(order)] if order < 10 else f"^{order}"
    if len(set(node.by)) == 1:
        below = f"{d}{_inside(node.by[0], ATOM)}{up}"
    else:
        below = " ".join(f"{d}{_inside(by, ATOM)}" for by in node.by)
    if node.body is None:
        return f"{d}{up}/{below}"
    if node.above:
        return f"{d}{up}{_inside(node.body, OPERATOR)}/{below}"
    return f"{d}{up}/{below} {_inside(node.body, OPERATOR)}"


def _big(node: t.Big) -> str:
    if node.kind == "integral" and node.index:
        ends = "" if node.lower is None or node.upper is None else _range("", to_text(node.lower), to_text(node.upper))
        return f"∫{ends} {_inside(node.body, PRODUCT)} {' '.join('d' + to_text(x) for x in node.index)}"
    mark = {"sum": "Σ", "product": "Π"}.get(node.kind, node.kind)
    if node.condition is not None:
        below = f"_{{{to_text(node.condition)}}}"
    elif node.index and node.lower is not None and node.upper is not None:
        below = _range(to_text(node.index[0]), to_text(node.lower), to_text(node.upper))
    else:
        below = _script(node.index, _DOWN, "_")
    return f"{mark}{below} {_inside(node.body, PRODUCT)}"


def _range(index: str, low: str, high: str) -> str:
    """The bounds of a sum or, without an index, of an integral: ₘ₌₁ᵏ where Unicode has the letters."""
    start = f"{index}={low}" if index else low
    if all(c in _DOWN for c in start) and all(c in _UP for c in high):
        return "".join(_DOWN[c] for c in start) + "".join(_UP[c] for c in high)
    return f"_{{{start}…{high}}}"


def _branch(value: t.Node, when: t.Node | None) -> str:
    return f"{to_text(value)} {'otherwise' if when is None else 'if ' + to_text(when)}"
