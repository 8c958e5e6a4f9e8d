"""LaTeX as MathML Core, which browsers draw by themselves: no script, no font, no request."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from markupsafe import Markup
from math_core import LatexError, LatexToMathML
from sympy import Basic, Symbol
from sympy.printing.latex import LatexPrinter

MAX_CHARACTERS = 6_000
MAX_DEPTH = 120  # nested braces: the converter is recursive, and runs out of stack where Python would raise
MAX_LINE = 40  # characters of LaTeX that stay on one line even on a telephone
_ACCENTS = ("hat", "bar", "tilde")
MAX_GLYPHS = 30  # letters side by side that fit a telephone
_ELEMENTS = (
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder "
    "mover munderover mmultiscripts mprescripts mtable mtr mtd"
)
_ATTRIBUTES = (
    "display displaystyle scriptlevel accent accentunder fence form largeop linethickness lspace rspace mathvariant "
    "maxsize minsize movablelimits separator stretchy symmetric width height depth voffset columnspan rowspan "
    "style class"
)
_TAG = re.compile(r"<\s*/?\s*([A-Za-z]*)([^<>]*)>")
# A value holds no bracket, so that no style can name an address.
_ATTRIBUTE = re.compile(r'([A-Za-z-]+)="[^"<>()\\]*"')


def mathml(latex: str, *, display: bool = True) -> Markup:
    r"""A formula as one ``<math>`` element; what cannot be drawn comes back as its source, escaped.

    >>> print(mathml(r"\frac{1}{x}", display=False))
    <math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>
    >>> print(mathml(r"\href{javascript:x}{<b>}"))
    <code class="tex">\href{javascript:x}{&lt;b&gt;}</code>
    """
    return _converted(latex, display) or Markup('<code class="tex">{}</code>').format(latex)


def lines(latex: str) -> Markup:
    """A formula as a run of ``<math>`` elements with a place to break the line before each outermost = + − · ×."""
    pieces = breakable(latex) if MAX_LINE < len(latex) <= MAX_CHARACTERS else [latex]
    drawn = [_converted(piece, True) for piece in pieces]
    if any(one is None for one in drawn):
        return mathml(latex)
    return Markup("<wbr>").join(Markup(str(one).replace(' display="block"', ' displaystyle="true"')) for one in drawn)


def of(expression: Basic) -> str:
    r"""A SymPy expression as LaTeX, its symbols in the notation of the pages.

    >>> print(of(Symbol("y_hat") * Symbol("theta")))
    \theta \hat{y}
    """
    return _Printer({"ln_notation": False}).doprint(expression)


def letter(name: str) -> str:
    r"""The LaTeX of a symbol as messages write it.

    >>> print(letter("y_hat[1]"), letter("theta_old[2]"), letter("X[1, 2]"))
    \hat{y}_{1} \theta_{old,2} X_{1,2}
    """
    stem, _, indices = name.rstrip("]").partition("[")
    stem, _, suffix = stem.partition("_")
    if suffix in _ACCENTS:
        stem, suffix = rf"\{suffix}{{{_spelled(stem)}}}", ""
    else:
        stem = _spelled(stem)
    below = ",".join(part for part in (suffix, *indices.replace(" ", "").split(",")) if part)
    return f"{stem}_{{{below}}}" if below else stem


def number(text: str) -> str:
    r"""The LaTeX of an exact number as messages write it.

    >>> print(number("-2/3"))
    - \frac{2}{3}
    """
    sign, digits = ("- ", text[1:]) if text.startswith("-") else ("", text)
    above, _, below = digits.partition("/")
    return rf"{sign}\frac{{{above}}}{{{below}}}" if below else f"{sign}{above}"


def _spelled(name: str) -> str:
    return LatexPrinter().doprint(Symbol(name))


def breakable(latex: str) -> list[str]:
    """The formula cut before each operator that stands outside all brackets; put together it is the same formula.

    >>> breakable("a + b(c - d) = e")
    ['a', '{}+ b(c - d)', '{}= e']
    """
    cuts, depth, before = [], 0, ""
    for token in _TOKEN.finditer(latex):
        text = token["fence"] or token["plain"]
        if text in _OPENING:
            depth += 1
        elif text in _CLOSING:
            depth -= 1
            if depth < 0:
                return [latex]
        elif depth == 0 and text in _OPERATORS and before not in ("", *_OPERATORS):
            cuts.append(token.start())
        before = text
    if depth or not cuts:
        return [latex]
    edges = [0, *cuts, len(latex)]
    parts = [latex[a:b].strip() for a, b in pairwise(edges)]
    return [parts[0], *("{}" + part for part in parts[1:])]


# \left and \right take the bracket behind them with them, whatever it is.
_TOKEN = re.compile(r"(?P<fence>\\left|\\right)(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\.|.)|(?P<plain>\\[A-Za-z]+|\\.|\S)")
_OPENING = ("{", "(", "[", "\\left", "\\begin")
_LOW = re.compile(
    r"\\left\s*([(\[])\s*((?:(?!\\left(?![A-Za-z])|\\right(?![A-Za-z])|\\[dt]?frac|\\sum|\\prod|\\int|\\begin|\\end|\\\\).)*?)\s*\\right\s*([)\]])"
)
_PRIMED = re.compile(r"<msup>(<mi(?: [^<>]*)?>[^<>]*</mi>)<mo>([′″‴⁗])</mo></msup>")
_SILENT = ("\\left", "\\right", "\\operatorname", "\\mathrm", "\\text", "\\frac")
_CLOSING = ("}", ")", "]", "\\right", "\\end")
_OPERATORS = ("=", "+", "-", "\\times", "\\cdot", "\\approx", "\\le", "\\ge", "\\ne", "\\leftarrow", "\\Rightarrow")


def is_wide(latex: str) -> bool:
    """Whether some piece that cannot be broken may be wider than a telephone: it has to be scrolled, also by key."""
    return len(latex) > MAX_CHARACTERS or any(_glyphs(piece) > MAX_GLYPHS for piece in breakable(latex))


def _glyphs(latex: str) -> int:
    """About how many letters lie side by side, both halves of a fraction counted."""
    return len(re.sub(r"[{}^_\s]", "", re.sub(r"\\[A-Za-z]+", _one, latex)))


def _one(command: re.Match[str]) -> str:
    return "" if command.group() in _SILENT else "x"


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, unicode_substitution="conventional")


def _converted(latex: str, display: bool) -> Markup | None:
    if len(latex) > MAX_CHARACTERS or _depth(latex) > MAX_DEPTH:
        return None
    try:
        made = _converter().convert_with_local_state(_low_brackets(latex), displaystyle=display)
    except LatexError:
        return None
    return Markup(_low_primes(made)) if _is_mathml(made) else None


def _low_primes(made: str) -> str:
    """Fonts draw ′ raised already; as a superscript it would be raised, and made smaller, a second time.

    >>> _low_primes("<msup><mi>f</mi><mo>′</mo></msup>")
    '<mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow>'
    """
    return _PRIMED.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', made)


def _low_brackets(latex: str) -> str:
    r"""Brackets around what is no higher than a letter need not stretch: fonts leave gaps around those that do.

    >>> print(_low_brackets(r"\sigma\left(x\right) \left( \frac{a}{b} \right)"))
    \sigma(x) \left( \frac{a}{b} \right)
    """
    while (lower := _LOW.sub(r"\1\2\3", latex)) != latex:
        latex = lower
    return latex


def _depth(latex: str) -> int:
    deepest = depth = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return max(deepest, latex.count("\\left"), latex.count("\\begin"))


def _is_mathml(made: str) -> bool:
    """Nothing but elements and attributes of MathML, whatever the converter was given: the page trusts this."""
    for name, attributes in _TAG.findall(made):
        found = _ATTRIBUTE.findall(attributes)
        rest = _ATTRIBUTE.sub("", attributes).strip(" /")
        if name not in _ELEMENTS.split() or rest or any(attribute not in _ATTRIBUTES.split() for attribute in found):
            return False
    return "<" not in _TAG.sub("", made)


class _Printer(LatexPrinter):
    """SymPy's printer, with ŷ for the symbol y_hat."""

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        stem, _, accent = expr.name.partition("_")
        if accent in _ACCENTS:
            return rf"\{accent}{{{super()._print_Symbol(Symbol(stem))}}}"
        return super()._print_Symbol(expr)

    def _print_Indexed(self, expr: Basic) -> str:
        base, *indices = expr.args
        below = [self._print(index) for index in indices]
        short = all(len(text) == 1 for text in below)
        return f"{self._print(base)}_{{{('' if short else ',').join(below)}}}"
