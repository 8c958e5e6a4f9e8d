"""Formulas in Python's notation: what is read, and what is refused, with the place."""

import pytest

from symxent.language.formula import FormulaError, read_formula
from symxent.language.text import to_text

READ = [
    ("z", "z"),
    ("y_hat", "ŷ"),
    ("theta", "θ"),
    ("x_1 + x_2", "x₁ + x₂"),
    ("-(y*log(p) + (1 - y)*log(1 - p))", "−(y log p + (1 − y) log(1 − p))"),
    ("1/(1 + exp(-x))", "1/(1 + e⁻ˣ)"),
    ("sigmoid(z)**2", "σ(z)²"),
    ("a - b - c", "a − b − c"),
    ("a - (b - c)", "a − (b − c)"),
    ("a/b/c", "a/b/c"),
    ("2*x*0.50", "2 x 0.50"),
    (".5*x", "0.5 x"),
    ("  z + 1", "z + 1"),
    ("y − σ(z)·2", "y − σ(z) 2"),
    ("x\n + 1", "x + 1"),
    ("√(x) + x^2", "sqrt(x) + x²"),
    ("max(0, x, y[2])", "max(0, x, y₂)"),
    ("softmax(x)[i] − X[1, j]", "Sᵢ(x) − X₁ⱼ"),
    ("logsumexp(a, b)", "log(eᵃ + eᵇ)"),
]

REFUSED = [
    ("", 0, "a formula was expected"),
    ("y*log(", 5, "this ( is never closed"),
    ("y) + 1", 1, "this ) closes nothing"),
    ("y + ", 3, "the formula ends where"),
    ("2 z", 2, "a product is written with *"),
    ("3z", 0, "a product is written with *"),
    ("(a)(b) z", 7, "a product is written with *"),
    ("x² + 1", 1, "the character ² has no meaning"),
    (r"\frac{1}{x}", 1, "this looks like LaTeX"),
    ("x + z^2 + f(x)", 10, "the function f is not known"),
    ("max(z)", 0, "max takes several arguments, max(a, b)"),
    ("1 + softmax(z)", 4, "softmax is a row of numbers, and one of them has a number: softmax(x)[i]"),
    ("softmax(a, b)[3]", 0, "softmax(…)[…] takes one number, 1 … 2"),
    ("x[1 + 2]", 2, "a component has a letter or a number"),
    ("logsumexp(z + 1)", 0, "logsumexp takes several arguments, logsumexp(a, b), or the name of a row"),
    ("foo(z)", 0, "the function foo is not known"),
    ("log(z, 2)", 0, "log takes one argument"),
    ("1 + __import__('os').system('true')", 4, "only names"),
    ("z if z else y", 0, "only names"),
    ("[z]", 0, "only names"),
    ("'z'", 0, "only names"),
    ("True", 0, "only names"),
    ("1j*z", 0, "only names"),
    ("1e5*z", 0, "a number such as"),
    ("0x10 + z", 0, "a number such as"),
    ("z.real", 0, "only names"),
    ("lambda: z", 0, "only names"),
    ("z := 1", 2, "not a formula"),
    ("z; y", 1, "not a formula"),
    ("ŷ + é(z)", 4, "the function é is not known"),
    ("(" * 300 + "z" + ")" * 300, 200, "not a formula"),
    ("-" * 150 + "z", 101, "more than 100 brackets"),
    ("+".join(["z"] * 100_000), 20_000, "at most 20000 are read"),
    ("+".join(["z"] * 2_400), 0, "more than 2000 parts"),
    ("+".join(["z"] * 9_000), 0, "too long"),
]


@pytest.mark.parametrize(("formula", "text"), READ)
def test_a_formula_is_read_as_it_is_written(formula: str, text: str) -> None:
    assert to_text(read_formula(formula)) == text


@pytest.mark.parametrize(("formula", "column", "message"), REFUSED, ids=lambda value: str(value)[:20])
def test_what_is_no_formula_is_refused_with_its_place(formula: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError, match=r"^column \d+: |^a formula was expected, and there is none$") as caught:
        read_formula(formula)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 650
    if "2000" not in message:
        assert caught.value.column == column


def test_a_tower_of_powers_is_read_and_not_computed() -> None:
    assert to_text(read_formula("9**9**9**9")) == "9^(9^(9⁹))"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("E[2*X+1] - 2*E[X]", "E(2 X + 1) − 2 E(X)"),
        ("E(X*Y | Y, Z)", "E(X Y | Y, Z)"),
        ("P(X > s + t | X > s)", "P(X > s + t | X > s)"),
        ("P(X = 1 | Y = 2)", "P(X = 1 | Y = 2)"),
        ("P(A & ~B | C)", "P(A ∩ ¬(B) | C)"),
        ("P(A or B)", "P(A ∪ B)"),
        ("P(0 < X <= 1)", "P((0 < X) ∩ (X ≤ 1))"),
        ("Cov(X, Y | Z)", "Cov(X, Y | Z)"),
        ("E[i]", "Eᵢ"),
        ("E[2]", "E₂"),
    ],
)
def test_means_and_probabilities_are_read_with_what_is_given(formula: str, text: str) -> None:
    assert to_text(read_formula(formula)) == text


@pytest.mark.parametrize("formula", ["E[X > 1]", "P(A | B | C)", "E[X | Y | Z]", "X > 1", "A & B", "x = 1", "E[X = 1]"])
def test_relations_and_events_stand_in_probabilities_alone(formula: str) -> None:
    with pytest.raises(FormulaError):
        read_formula(formula)
