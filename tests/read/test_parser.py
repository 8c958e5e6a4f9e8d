"""LaTeX is read to the tree that a mathematician means, and what is not understood is told with its place."""

import pytest

from symxent.language.text import to_text
from symxent.language.tree import Big, Call, Derivative, Indexed, Power, Relation, walk
from symxent.read.errors import ReadError
from symxent.read.grammar import Grammar
from symxent.read.parser import parse
from symxent.read.tokens import tokenize

NAMES = Grammar(functions=frozenset(("sigma", "f", "g", "J", "P", "p", "h")))


def read(source: str, grammar: Grammar = NAMES):
    return parse(tokenize(source), grammar)


SAME = [
    ("a b", "a b"),
    ("a + b - c", "a + b − c"),
    ("-a b", "−a b"),
    (r"\frac{a}{b}", "a/b"),
    (r"{a \over b}", "a/b"),
    (r"\frac 1 2", "1/2"),
    (r"y (1-\hat{y})", "y (1 − ŷ)"),
    (r"\sigma(x)", "σ(x)"),
    (r"\sigma(x)(1-\sigma(x))", "σ(x)(1 − σ(x))"),
    ("e^{-x}", "e⁻ˣ"),
    ("(1+x)^{-2}", "(1 + x)⁻²"),
    (r"\theta^T x", "θᵀ x"),
    (r"\theta^\top x", "θᵀ x"),
    (r"\log \hat{y}", "log ŷ"),
    (r"\log(1-\hat{y})", "log(1 − ŷ)"),
    (r"y \log \hat{y}_i", "y log ŷᵢ"),
    (r"\log 2\pi", "log(2 π)"),
    (r"\frac{dy}{dx}", "dy/dx"),
    (r"\frac{\partial J}{\partial \theta_j}", "∂J/∂θⱼ"),
]


@pytest.mark.parametrize(("source", "expected"), SAME)
def test_a_formula_is_read_as_it_looks(source, expected):
    assert to_text(read(source)) == expected


ALIKE = [
    (r"\frac{a}{b}", r"{a \over b}"),
    ("x_i^2", "x^2_i"),
    (r"\hat{y}_i", r"\hat{y_i}"),
    (r"{ a }_{ i }", "a_i"),
    ("f'(x)", r"f^{'}(x)"),
    ("f'(x)", r"f^\prime(x)"),
    (r"\mathbf{x}^T \mathbf{w}", r"{\mathbf x}^{\top} {\mathbf w}"),
    ("log(x)", r"\log(x)"),
    ("y_{ij}", "y_{i,j}"),
    (r"\sum_{i=1}^n x_i", r"\sum^n_{i=1}{x_i}"),
    (r"\frac{\partial}{\partial x} (x^2)", r"\frac{\partial}{\partial x} \left( x^2 \right)"),
    ("a * b", r"a \cdot b"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_ways_of_writing_give_one_tree(one, other):
    assert read(one) == read(other)


SHAPES = [
    (r"\sum_{k\neq i} y_k", Big, lambda n: n.condition == Relation("≠", read("k"), read("i"))),
    (r"\sum_j e^{x_j}", Big, lambda n: n.lower is None and len(n.index) == 1),
    (r"\frac{d^2 f}{dx^2}", Derivative, lambda n: len(n.by) == 2),
    (r"\frac{\partial^2 J}{\partial a \partial b}", Derivative, lambda n: [b.name for b in n.by] == ["a", "b"]),
    (r"\frac{d}{dx} e^{-x}", Derivative, lambda n: isinstance(n.body, Power) and not n.stacked),
    (r"P(y \mid x; w)", Call, lambda n: len(n.arguments) == 1 and len(n.given) == 2),
    (r"P(y=j|x)", Call, lambda n: isinstance(n.arguments[0], Relation)),
    ("x^{(i)}_j", Indexed, lambda n: len(n.upper) == 1 and len(n.lower) == 1),
    (r"\mathbb{1}\{y = j\}", Call, lambda n: n.function.name == "1"),
    (r"E[x^2]", Call, lambda n: n.function.name == "E"),
    (r"\int_0^1 x^2 dx", Big, lambda n: n.kind == "integral" and isinstance(n.body, Power)),
]


@pytest.mark.parametrize(("source", "kind", "holds"), SHAPES, ids=[s[0] for s in SHAPES])
def test_a_notation_becomes_its_node(source, kind, holds):
    node = read(source)
    assert isinstance(node, kind)
    assert holds(node)


REFUSED = [
    ("", 0, "nothing stands here"),
    (r"x + \lozenge", 4, "not known"),
    ("(x", 1, "formula ends"),
    ("x)", 1, "does not go on"),
    ("x 2 3", 4, "two numbers"),
    (r"\frac{a}", 7, "still expected"),
    (r"\overline{a+b}", 0, "bar over an expression"),
    (r"a \pm b", 2, "no meaning"),
    (r"\sin^{-1}(x)", 0, "two things"),
    (r"\nabla^2 f", 0, "several meanings"),
    ("x + " + "9" * 5000, 4, "more than 1000 digits"),
    (r"\frac{d^{1000} f}{dx}", 8, "small number"),
    (r"\frac{d^2 f}{dx^{100000000000}}", 17, "small number"),
    (r"\frac{d^2 f}{dx^{2.5}}", 17, "small number"),
]


@pytest.mark.parametrize(("source", "place", "message"), REFUSED, ids=[r[0][:40] for r in REFUSED])
def test_what_is_not_understood_is_told_with_its_place(source, place, message):
    with pytest.raises(ReadError, match=message) as caught:
        read(source)
    assert caught.value.start == place


READINGS = [
    (r"\sum_i a_i + b_i", "wide_sums"),
    (r"\log a b", "long_arguments"),
    (r"\frac{d}{dx} (x) x", "long_derivatives"),
    ("a/b c", "long_slash"),
]


@pytest.mark.parametrize(("source", "option"), READINGS)
def test_an_ambiguous_formula_has_a_second_reading(source, option):
    assert read(source) != read(source, Grammar(**{option: True}))


@pytest.mark.parametrize("source", [s for s, _ in SAME])
def test_every_node_of_a_member_knows_its_source(source):
    for node in walk(read(source)):
        if node.span is not None:
            assert 0 <= node.span.start < node.span.end <= len(source)


@pytest.mark.parametrize("opening", ["{", "(", r"\frac{1}{", r"\sqrt{", "-", r"\log ", "x^{", r"\sum_{i} "])
def test_ten_thousand_nested_brackets_are_refused_and_not_a_crash(opening):
    with pytest.raises(ReadError):
        read(opening * 10_000 + "x")
