"""Trees mean the SymPy expressions that a mathematician would write, and nothing is guessed."""

import pytest
from sympy import (
    E,
    Function,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
    symbols,
)

from symxent.language.functions import logsumexp, sigmoid, softmax
from symxent.language.linear import Array, ShapeError
from symxent.language.meaning import FunctionDefinition, MeaningError, Scope, to_sympy, to_value
from symxent.language.tree import Name, Number, Power
from symxent.read.grammar import Grammar
from symxent.read.parser import parse
from symxent.read.tokens import tokenize

x, y, z, a, b = symbols("x y z a b")
i, j = symbols("i j", integer=True)
n, d = symbols("n d", integer=True, positive=True)
X, theta, w, v = (IndexedBase(name) for name in ("X", "theta", "w", "v"))
GRAMMAR = Grammar(functions=frozenset(("sigma", "f", "g", "h", "J")))
SCOPE = Scope(
    {"x": x, "y": y, "z": z, "a": a, "b": b, "i": i, "j": j, "n": n, "X": X, "theta": theta, "w": w, "v": v},
    functions={"g": lambda t: t**3},
    sizes={X: (n, d), theta: (d,), w: (d,), v: (n,)},
    ranges={"k": (Integer(1), n)},
    definitions={"f": FunctionDefinition(("t",), Power(Name("t"), Number("2")))},
)


def read(source, scope=SCOPE):
    return to_value(parse(tokenize(source), GRAMMAR), scope)


SCALARS = [
    ("0.25", Rational(1, 4)),
    ("e^x", exp(x)),
    ("e", E),
    (r"\frac{x}{y} - z", x / y - z),
    (r"\sqrt{x}", sqrt(x)),
    (r"\log x", log(x)),
    (r"\log_2 x", log(x) / log(2)),
    (r"\sigma(x)", sigmoid(x)),
    ("g(x)", x**3),
    ("f(x + y)", (x + y) ** 2),
    ("f'(x)", 2 * x),
    (r"\sigma'(x)", sigmoid(x) * (1 - sigmoid(x))),
    (r"\frac{d}{dx} x^2 y", 2 * x * y),
    (r"\frac{d^2}{dx^2} x^3", 6 * x),
    (r"\delta_{ij}", KroneckerDelta(i, j)),
    (r"\mathbb{1}\{i = j\}", KroneckerDelta(i, j)),
    (r"\sum_{m=1}^3 m", Integer(6)),
    (r"w_i", w[i]),
    (r"X_{ij}", X[i, j]),
    (r"|x|", abs(x)),
    (r"\frac{\partial}{\partial w_j} w_i", KroneckerDelta(i, j)),
    (r"\mathrm{softmax}(w)_i", softmax(w, i, d)),
    (r"\mathrm{logsumexp}(w)", logsumexp(w, d)),
    (r"\begin{cases} x & i = 1 \\ y & \text{otherwise} \end{cases}", Piecewise((x, i > 0), (y, True))),
]


@pytest.mark.parametrize(("source", "expected"), SCALARS, ids=[s for s, _ in SCALARS])
def test_a_formula_means_this_expression(source, expected):
    value = read(source)
    if isinstance(expected, Piecewise):
        assert [pair[0] for pair in value.args] == [x, y]
    else:
        assert (value - expected).expand() == 0


def same_sum(value, function, size):
    assert isinstance(value, Sum)
    ((bound, low, high),) = value.limits
    assert (low, high) == (1, size)
    assert value.function == function(bound)
    return True


SUMS = [
    (r"\theta^T w", lambda m: theta[m] * w[m], d),
    (r"w \cdot \theta", lambda m: theta[m] * w[m], d),
    (r"\sum_{k=1}^n e^{v_k}", lambda m: exp(v[m]), n),
    (r"\sum_k v_k", lambda m: v[m], n),
]


@pytest.mark.parametrize(("source", "function", "size"), SUMS, ids=[s[0] for s in SUMS])
def test_a_product_of_vectors_is_a_sum_over_their_size(source, function, size):
    assert same_sum(read(source), function, size)


def test_a_matrix_times_a_vector_is_a_vector_of_sums():
    product = read(r"X\theta")
    assert product.shape == (n,)
    assert same_sum(product.entry(i), lambda m: X[i, m] * theta[m], d)


def test_a_function_of_a_vector_acts_on_each_component():
    value = read(r"\sigma(v) - v")
    assert value.shape == (n,)
    assert value.entry(i) == sigmoid(v[i]) - v[i]


def test_a_gradient_is_the_vector_of_partial_derivatives():
    gradient = read(r"\nabla_\theta (\theta^T w)")
    assert isinstance(gradient, Array)
    assert gradient.shape == (d,)
    component = gradient.entry(j)
    assert same_sum(component, lambda m: KroneckerDelta(m, j) * w[m], d)


def test_a_sum_without_one_index_takes_that_term_away():
    whole, rest = read(r"\sum_{k \neq i} v_k").as_independent(Sum)[::-1]
    assert isinstance(whole, Sum)
    assert rest == -v[i]


MISSING = [
    ("q", "q"),
    ("h(x)", "h"),
    (r"\sum_m v_m", "m"),
    (r"\frac{\partial y}{\partial x}", "y"),
    (r"\frac{d}{dx}", ""),
    (r"\int x dx", ""),
    ("9^{9^{9^9}}", ""),
    (r"\frac{x}{0}", ""),
    (r"1000000!", ""),
    ("x_i", "x"),
]


@pytest.mark.parametrize(("source", "name"), MISSING)
def test_what_has_no_meaning_is_an_error_that_names_it(source, name):
    with pytest.raises(MeaningError) as caught:
        read(source)
    assert caught.value.name == name


MISFITS = [r"X^T \theta", r"X w v", r"\theta w", r"X + \theta"]


@pytest.mark.parametrize("source", MISFITS)
def test_shapes_that_do_not_fit_are_an_error(source):
    with pytest.raises(ShapeError):
        read(source)


def test_an_unknown_function_stands_for_itself_only_when_that_is_asked_for():
    assert read("h(x)", Scope({"x": x}, unknown_functions=True)) == Function("h")(x)
    with pytest.raises(MeaningError):
        read("h(x)", Scope({"x": x}))


def test_a_scalar_is_expected_where_one_is_asked_for():
    with pytest.raises(MeaningError, match="scalar"):
        to_sympy(parse(tokenize(r"X\theta"), GRAMMAR), SCOPE)


def test_a_name_may_be_a_number_and_a_family_at_once():
    p = IndexedBase("p")
    scope = Scope({"p": p, "p alone": Symbol("q"), "i": i})
    assert read("p + p_i", scope) == Symbol("q") + p[i]


INTEGRALS = [
    (r"\int_0^1 x^2 \, dx", Rational(1, 3)),
    (r"\int_0^{\pi} \sin x \, dx", Integer(2)),
    (r"\int_1^3 (2x + 1) \, dx", Integer(10)),
    (r"\int_0^1 x e^x \, dx", Integer(1)),
    (r"\int_0^2 3 \, dx", Integer(6)),
    (r"\int_0^{\infty} e^{-x} \, dx", Integer(1)),
]


@pytest.mark.parametrize(("source", "value"), INTEGRALS)
def test_a_definite_integral_is_read(source, value):
    assert to_sympy(parse(tokenize(source), Grammar()), Scope()).doit() == value


WITHOUT = [
    r"\int_0^1 y \, dx",  # y may depend on x
    r"\int x^2 \, dx",
]


@pytest.mark.parametrize("source", WITHOUT)
def test_other_integrals_have_no_meaning(source):
    scope = Scope({name: Symbol(name, real=True) for name in "cy"})
    with pytest.raises(MeaningError):
        to_sympy(parse(tokenize(source), Grammar()), scope)
