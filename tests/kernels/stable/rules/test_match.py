import pytest
from sympy import Expr, IndexedBase, Symbol, exp, log, sqrt, symbols

from symxent.kernels.stable.rules.match import match, matches
from symxent.language.functions import sigmoid, softmax

a, b, c = symbols("a b c")
x, y, z = symbols("x y z")
FREE = frozenset((a, b, c))


def anything(placeholder: Symbol, value: Expr) -> bool:
    return True


# (pattern, expression, what a may be)
WHOLE = (
    (exp(a), exp(2 * z), {2 * z}),
    (exp(-a), exp(z), {-z}),
    (log(1 + exp(a)), log(1 + exp(x - y)), {x - y}),
    (log(1 + exp(a)), log(2 + exp(x)), set()),
    (a * sigmoid(a), z * sigmoid(z), {z}),
    (a * sigmoid(a), z * sigmoid(-z), set()),
    (sqrt(a), sqrt(1 + z**2), {1 + z**2}),
    (a**2, z**3, set()),
)


@pytest.mark.parametrize(("pattern", "expr", "found"), WHOLE, ids=str)
def test_the_whole_expression_is_the_pattern(pattern: Expr, expr: Expr, found: set[Expr]) -> None:
    assert {binding[a] for binding in match(pattern, expr, {}, FREE, anything)} == found


# (pattern, expression, result in place of the pattern, what becomes of the expression)
PARTS = (
    (1 - sigmoid(a), 3 + y - sigmoid(z) - 2, sigmoid(-a), y + sigmoid(-z)),
    (1 - sigmoid(a), 5 * sigmoid(z) - 5, sigmoid(-a), -5 * sigmoid(-z)),
    (exp(a) * sigmoid(-a), y * exp(z) * sigmoid(-z), sigmoid(a), y * sigmoid(z)),
    (exp(a) * sigmoid(-a), exp(2 * z) * sigmoid(-z) ** 2, sigmoid(a), exp(z) * sigmoid(z) * sigmoid(-z)),
    (a * b + a * c, x * y + x * z, a * (b + c), x * (y + z)),
    (log(a), y * log(z) ** 2, c, y * c * log(z)),
)


@pytest.mark.parametrize(("pattern", "expr", "result", "expected"), PARTS, ids=str)
def test_a_part_is_replaced_and_the_rest_stays(pattern: Expr, expr: Expr, result: Expr, expected: Expr) -> None:
    made = [wrap(result.xreplace(dict(binding))) for binding, wrap in matches(pattern, expr, FREE, anything)]
    assert expected in made
    for new in made:
        back = [w(pattern.xreplace(dict(m))) for m, w in matches(pattern, expr, FREE, anything)]
        assert all((old - expr).expand() == 0 for old in back), new


def test_a_placeholder_is_what_the_condition_allows() -> None:
    def only_z(placeholder: Symbol, value: Expr) -> bool:
        return value == z

    assert [m[a] for m, _ in matches(exp(a), exp(z) * exp(x) ** 1, FREE, only_z)] in ([z], [])
    assert not list(match(exp(a), exp(x), {}, FREE, only_z))


def test_an_array_stands_for_arrays_and_an_index_for_indices() -> None:
    v, w = IndexedBase("v"), IndexedBase("w")
    i, j, k = symbols("i j k", integer=True)
    free = frozenset((v, i, k))
    assert [m[v] for m in match(softmax(v, i, k), softmax(w, j, k), {}, free, anything)] == [w]
    assert not list(match(v[i], w[j] * z, {}, free, anything))
    assert not list(match(exp(v[i]), exp(z), {}, free, anything))
