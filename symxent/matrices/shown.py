"""Sums of words as LaTeX."""

from __future__ import annotations

from sympy import Expr, Symbol, latex

from symxent.logic.matrix_algebra import Algebra
from symxent.logic.matrix_claims import Reader
from symxent.logic.matrix_words import Atom, Facts, Form, Word


def holds_instead(e: Expr, facts: Facts | None = None) -> str:
    """What an expression of matrices comes to, as LaTeX.  Raises Refused for what has no normal form.

    >>> from sympy import MatrixSymbol, Trace, symbols
    >>> from symxent.logic import Gradient
    >>> n = symbols("n", integer=True, positive=True)
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> print(holds_instead(Gradient(Trace(x.T * A * x), x)))
    (A + A^\\top) x
    """
    algebra = Algebra(facts or Facts())
    return _form(Reader(algebra).read(e), algebra)


def _form(form: Form, algebra: Algebra) -> str:
    terms = sorted(form.terms.items(), key=lambda term: (-len(term[0]), [atom.text for atom in term[0]]))
    if not terms:
        return "0"
    last = terms[0][0][-1:]
    if len(terms) > 1 and last and all(len(word) > 1 and word[-1:] == last for word, _ in terms):
        inside = " ".join(_signed(word[:-1], c, algebra, k == 0) for k, (word, c) in enumerate(terms))
        return f"({inside}) {_atom(last[0], algebra)}"
    return " ".join(_signed(word, c, algebra, k == 0) for k, (word, c) in enumerate(terms))


def _signed(word: Word, c: Expr, algebra: Algebra, first: bool) -> str:
    negative = c.could_extract_minus_sign()
    size = -c if negative else c
    number = "" if size == 1 and word else _number(size, algebra, bool(word))
    sign = ("-" if first else "- ") if negative else ("" if first else "+ ")
    return sign + " ".join(part for part in (number, _word(word, algebra)) if part)


def _number(c: Expr, algebra: Algebra, factor: bool) -> str:
    names: dict[Symbol, str] = {}
    for symbol in c.free_symbols & algebra.of_symbol.keys():
        kind, what = algebra.of_symbol[symbol]
        text = _form(what, algebra) if isinstance(what, Form) else _word(what, algebra)
        names[symbol] = text if kind == "number" else rf"\operatorname{{{'tr' if kind == 'trace' else 'det'}}}({text})"
    shown = str(latex(c, symbol_names=names))
    return f"({shown})" if factor and c.is_Add else shown


def _word(word: Word, algebra: Algebra) -> str:
    return " ".join(_atom(atom, algebra) for atom in word)


def _atom(atom: Atom, algebra: Algebra) -> str:
    if atom.kind == "letter":
        name = latex(Symbol(str(atom.head)))
        powers = {(True, True): r"^{-\top}", (True, False): "^{-1}", (False, True): r"^\top"}
        return str(name) + powers.get((atom.inverted, atom.turned), "")
    if atom.kind == "inverse":
        power = r"^{-\top}" if atom.turned else "^{-1}"
        return f"({_form(atom.inside[0], algebra)}){power}"
    return ("I" if atom.kind == "I" else r"\mathbf{1}") + (r"^\top" if atom.turned else "")
