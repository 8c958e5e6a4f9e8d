"""Sums of words as trees, to be printed."""

from __future__ import annotations

from sympy import Expr, Rational, Symbol

from symxent.language import tree as t
from symxent.language.from_sympy import to_tree
from symxent.logic.matrix_algebra import Algebra
from symxent.logic.matrix_claims import Reader
from symxent.logic.matrix_words import Atom, Facts, Form, Word


def multiplied_out(e: Expr, facts: Facts | None = None) -> t.Node:
    """What an expression of matrices comes to, multiplied out.  Raises Refused for what has no normal form.

    >>> from sympy import MatrixSymbol, Trace, symbols
    >>> from symxent.language.text import to_text
    >>> from symxent.logic import Gradient
    >>> n = symbols("n", integer=True, positive=True)
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> print(to_text(multiplied_out(Gradient(Trace(x.T * A * x), x))))
    (A + Aᵀ) x
    """
    algebra = Algebra(facts or Facts())
    return _form(Reader(algebra).read(e), algebra)


def _form(form: Form, algebra: Algebra) -> t.Node:
    def order(term: tuple[Word, Expr]) -> tuple[int, bool, list[str]]:
        word, c = term
        return -len(word), c.could_extract_minus_sign(), [atom.text for atom in word]

    terms = sorted(form.terms.items(), key=order)
    if not terms:
        return t.number(0)
    last = terms[0][0][-1:]
    if len(terms) > 1 and last and all(len(word) > 1 and word[-1:] == last for word, _ in terms):
        inside = t.Group(t.Add(tuple(_term(word[:-1], c, algebra) for word, c in terms)))
        return t.multiply(inside, _atom(last[0], algebra))
    return t.add(*(_term(word, c, algebra) for word, c in terms))


def _term(word: Word, c: Expr, algebra: Algebra) -> t.Node:
    if c.could_extract_minus_sign():
        return t.Negative(_term(word, -c, algebra))
    number = _number(c, algebra)
    factors = () if c == 1 and word else number.factors if isinstance(number, t.Multiply) else (number,)
    return t.multiply(*factors, *(_atom(atom, algebra) for atom in word))


def _number(c: Expr, algebra: Algebra) -> t.Node:
    def named(node: t.Node) -> t.Node:
        meant = algebra.of_symbol.get(Symbol(node.name, real=True)) if isinstance(node, t.Name) else None
        if meant is None:
            return node
        kind, what = meant
        inside = _form(what, algebra) if isinstance(what, Form) else _word(what, algebra)
        if kind == "number":
            return inside if isinstance(inside, t.Name) else t.Group(inside)
        return t.Call(t.Name("tr" if kind == "trace" else "det"), (inside,))

    made = t.rebuild(to_tree(c), named)
    return t.Group(made) if isinstance(made, t.Add) and not isinstance(c, Rational) else made


def _word(word: Word, algebra: Algebra) -> t.Node:
    return t.multiply(*(_atom(atom, algebra) for atom in word))


def _atom(atom: Atom, algebra: Algebra) -> t.Node:
    if atom.kind == "letter":
        made: t.Node = _letter(str(atom.head))
    elif atom.kind == "inverse":
        made = t.Power(t.Group(_form(atom.inside[0], algebra)), t.Negative(t.number(1)))
    else:
        made = t.Name("I") if atom.kind == "I" else t.Name("1", "bold")
    if atom.inverted:
        made = t.Power(made, t.Negative(t.number(1)))
    return t.Transpose(made) if atom.turned else made


def _letter(key: str) -> t.Node:
    """The name of a letter's key."""
    name, _, accent = key.partition("_")
    return t.Name(name, accent)
