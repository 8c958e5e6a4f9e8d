"""Trees as text and as LaTeX: brackets exactly where the meaning needs them."""

import pytest
from trees import (
    at,
    d,
    dot,
    exp,
    i,
    j,
    k,
    log,
    n,
    number,
    partial,
    sigma,
    softmax,
    theta,
    theta_old,
    total,
    x,
    y,
    y_hat,
    z,
)

from symxent.language.latex import to_latex
from symxent.language.text import to_text
from symxent.language.tree import Call, Derivative, Group, Indexed, Name, Node, Number, Words

CASES: list[tuple[Node, str, str]] = [
    (x - (y - z), "x − (y − z)", r"x - \left( y - z \right)"),
    (x - y - z, "x − y − z", "x - y - z"),
    (-x + y, "−x + y", "-x + y"),
    (-(x + y), "−(x + y)", r"-\left( x + y \right)"),
    ((x + y) * z, "(x + y) z", r"\left( x + y \right) z"),
    (x * -y, "x (−y)", r"x \left( -y \right)"),
    (number(2) * number(3), "2 · 3", r"2 \cdot 3"),
    (1 / (x + y), "1/(x + y)", r"\frac{1}{x + y}"),
    ((x / y) ** 2, "(x/y)²", r"\left( \frac{x}{y} \right)^{2}"),
    ((-x) ** 2, "(−x)²", r"\left( -x \right)^{2}"),
    ((x**y) ** z, "(xʸ)ᶻ", r"\left( x^{y} \right)^{z}"),
    (exp(-x), "e⁻ˣ", "e^{-x}"),
    (exp(at(x, i)), "e^(xᵢ)", "e^{x_{i}}"),
    (log(y_hat), "log ŷ", r"\log \hat{y}"),
    (log(1 - y_hat), "log(1 − ŷ)", r"\log\left(1 - \hat{y}\right)"),
    (log(x) * y, "(log x) y", r"\left( \log x \right) y"),
    (log(x) ** 2, "(log x)²", r"\left( \log x \right)^{2}"),
    (sigma(x) * (1 - sigma(x)), "σ(x)(1 − σ(x))", r"\sigma\left(x\right) \left( 1 - \sigma\left(x\right) \right)"),
    (d(x * y, x), "d/dx (x y)", r"\frac{d}{dx} \left( x y \right)"),
    (d(x, x) * y, "(d/dx x) y", r"\left( \frac{d}{dx} x \right) y"),
    (Derivative(y, (x, x)), "d²/dx² y", r"\frac{d^{2}}{dx^{2}} y"),
    (partial(Name("J"), at(theta, j)), "∂J/∂θⱼ", r"\frac{\partial J}{\partial \theta_{j}}"),
    (partial(x + y, x), "∂/∂x (x + y)", r"\frac{\partial}{\partial x} \left( x + y \right)"),
    (dot(theta, x), "θᵀ x", r"\theta^{\top} x"),
    (total(at(x, i), i, 1, n), "Σᵢ₌₁ⁿ xᵢ", r"\sum_{i=1}^{n} x_{i}"),
    (total(x, i, 1, n) * y, "(Σᵢ₌₁ⁿ x) y", r"\left( \sum_{i=1}^{n} x \right) y"),
    (total(x + y, i, 1, n), "Σᵢ₌₁ⁿ (x + y)", r"\sum_{i=1}^{n} \left( x + y \right)"),
    (total(x, i, 1, n) / y, "(Σᵢ₌₁ⁿ x)/y", r"\frac{\sum_{i=1}^{n} x}{y}"),
    (softmax(k), "Sₖ(x)", r"S_{k}\left(x\right)"),
    (theta_old, "θ_old", r"\theta_{\operatorname{old}}"),
    (Indexed(x, (), (i,)), "x⁽ⁱ⁾", "x^{(i)}"),
    (Group(x + y, "["), "[x + y]", r"\left[ x + y \right]"),
    (Call(Name("P"), (y,), (x,)), "P(y | x)", r"P\left(y \mid x\right)"),
    (Call(Name("f"), (x,), primes=2), "f′′(x)", r"f''\left(x\right)"),
    (Number("1.20"), "1.20", "1.20"),
    (Words("50 % of {x}"), "50 % of {x}", r"\text{50 \% of \{x\}}"),
]


@pytest.mark.parametrize(("node", "text", "latex"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_tree_is_printed_with_the_brackets_that_its_meaning_needs(node: Node, text: str, latex: str) -> None:
    assert to_text(node) == text
    assert to_latex(node) == latex
