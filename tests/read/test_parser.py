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
    (r"\sum_{\substack{x \in A \\ y \in B}} x", "Σ_{(x ∈ A) ∧ (y ∈ B)} x"),
    (r"\sum_{x \in A \atop y \in B} x", "Σ_{(x ∈ A) ∧ (y ∈ B)} x"),
    (r"a \displaybreak[0] + b \postdisplaypenalty=100", "a + b"),
    (r"f\left( {a, b} \right)", "f(a, b)"),
    (r"f\left( {a | b} \right)", "f(a | b)"),
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
    (r"\pdv{f}{x}", "∂f/∂x"),
    (r"\frac{d^2y}{{dx}^2}", "d²y/dx²"),
    (r"\pdv[2]{f}{x}", "∂²f/∂x²"),
    (r"\pdv{f}{x}{y}", "∂²f/∂x ∂y"),
    (r"\left.\frac{df}{dx}\right|_{x=0}(x-a)", "at(df/dx | x = 0)(x − a)"),
    (r"\frac{d}{dt}\Big|_{t=0} f(x + t)", "at(d/dt f(x + t) | t = 0)"),
    (r"\int_C ds", "∫ 1 ds"),
    (r"a + b. \square", "a + b"),
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
    (r"\answer[given]{x^2} + 1", "{x^2} + 1"),
    (r"\sen x + \tg x", r"\sin x + \tan x"),
    (r"\begin{bmatrix} | & | \\ a & b \\ | & | \end{bmatrix}", r"\begin{bmatrix} a & b \end{bmatrix}"),
    (r"\begin{bmatrix} - a - \\ {-b^T-} \end{bmatrix}", r"\begin{bmatrix} a \\ {b^T} \end{bmatrix}"),
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
    (r"\underline{\int_R} f", Big, lambda n: n.kind == "underline integral" and n.body == read("f")),
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


OPAQUE = [
    (r"\overline{a+b}", "bar(a + b)"),
    (r"a \pm b", "a ± b"),
    (r"\nabla^2 f", "∇2(f)"),
    (r"\nabla_x^2 f", "∇2ₓ(f)"),
    (r"P(A \cup B)", "P(A ∪ B)"),
    (r"\{x : x > 0\}", "{x, x > 0}"),
    (r"\{x \mid |x| < 1\}", "{x, | x | < 1}"),
    (r"\mu_{A|B}", "μ_{A | B}"),
    (r"f \circ g", "f ∘ g"),
    (r"f|_A(x)", "f^(on A)(x)"),
    (r"x \circledast_P h", "⊛_P(x, h)"),
    (r"V \oplus V^\perp", "V ⊕ V^(⊥)"),
    (r"\neg a \wedge \neg b", "¬(a) ∧ ¬(b)"),
    (r"\min\{p(x) : x > 0\}", "min(p(x) | x > 0)"),
    (r"\partial L", "∂(L)"),
    (r"\{-1, 1\}", "{−1, 1}"),
    ("[0, 1)", "[0, 1)"),
    (r"P(\exists h : |h| > 1)", "P(∃(h : | h | > 1))"),
]


@pytest.mark.parametrize(("source", "expected"), OPAQUE)
def test_what_nothing_is_computed_with_is_kept_as_it_stands(source, expected):
    assert to_text(read(source)) == expected


NAMED = [
    (r"\sin^{-1} x", "sin⁻¹(x)"),
    (r"f^{-1}(x)", "f⁻¹(x)"),
    (r"x^{-1}", "x⁻¹"),
    (r"\sigma^2(z)", "σ(z)²"),
    (r"\sin^2 x", "sin(x)²"),
    (r"f^{(2)}(x)", "f′′(x)"),
    (r"w^{(k+1)}", "w^(k + 1)"),
    ("e^{(-x)}", "e⁽⁻ˣ⁾"),
    ("w^*", "w*"),
    ("w^{*T} x", "w*ᵀ x"),
    (r"A^{-T}", "(A⁻¹)ᵀ"),
    (r"A^\mathrm{T} x", "Aᵀ x"),
    (r"A^{\mathsf{T}}", "Aᵀ"),
    ("x' + y''", "x′ + y′′"),
    (r"\operatorname{sech} x", "sech(x)"),
    (r"\operatorname{arg\,max}", "argmax"),
    (r"\operatorname{foo} x y", "foo(x) y"),
    (r"\mathrm{sech} x", "sech(x)"),
    (r"{n \choose k}", "binom(n, k)"),
    ("1_{i=j}", "1(i = j)"),
    (r"\mathbb 1\{i=j\}", "1(i = j)"),
    (r"1\{a=b \wedge c=d\}", "1((a = b) ∧ (c = d))"),
    (r"30^\circ", "30 (π/180)"),
    (r"12.5\%", "0.125"),
    (r"6\frac14", "(6 + 1/4)"),
    (r"6\frac54", "6 (5/4)"),
    ("a . b", "a · b"),
    (r"\frac{d}{dx} x^2 |_{x=3}", "at(d/dx x² | x = 3)"),
    (r"\int dx f(x)", "∫ f(x) dx"),
    (r"KL(q \| p)", "KL(q | p)"),
    ("KL(q || p)", "KL(q | p)"),
    ("||x - y||^2", "‖x − y‖²"),
    ("|a||b|", "|a| |b|"),
    ("||a| - |b||", "||a| − |b||"),
    (r"\underset{w}{\arg\min} f(w)", "argmin_w f(w)"),
    (r"\frac{\text{prior odds}}{2}", "prior_odds/2"),
    ("p(1-p)", "p (1 − p)"),
    ("f(f(x))", "f(f(x))"),
    (r"\nabla f(x)^T d", "(∇ f(x))ᵀ d"),
    (r"\nabla_w (w - a)^T (w - a)", "∇_w ((w − a)ᵀ (w − a))"),
    (r"h^T \nabla^2 f(x) h", "hᵀ ∇2(f(x)) h"),
    (r"\frac{\partial}{\partial_b} J", "∂/∂b J"),
    ("x^{(i)T} w", "x⁽ⁱ⁾ᵀ w"),
    ("x^{(i)^T} w", "x⁽ⁱ⁾ᵀ w"),
    (r"lim_{n \to 0} n", "lim_{n → 0} n"),
    (r"\prod_{i=1}^n a_i \cdot \prod_{j=1}^n b_j", "(Πᵢ₌₁ⁿ aᵢ) · Πⱼ₌₁ⁿ bⱼ"),
]


@pytest.mark.parametrize(("source", "expected"), NAMED)
def test_powers_indices_and_names_are_told_apart(source, expected):
    assert to_text(read(source)) == expected


READINGS = [
    (r"\sum_i a_i + b_i", "wide_sums"),
    (r"\log a b", "long_arguments"),
    (r"\frac{d}{dx} (x) x", "long_derivatives"),
    ("a/b c", "long_slash"),
    ("a + b|_{x=0}", "long_bars"),
    (r"f^2(x)", "iterates"),
    (r"\sin^{-1} x", "reciprocals"),
    ("x^T", "raised_t"),
    ("x^{(k+1)}", "raised_brackets"),
    ("f^{(2)}(x)", "layers"),
    (r"6\frac14", "products"),
    ("mxb", "runs"),
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
