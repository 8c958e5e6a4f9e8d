"""Any formula: the engine chooses the rules, every line is proved, and the end is what SymPy's diff says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symxent.derive.automatic import page_for
from symxent.derive.judge import derive
from symxent.errors import SymxentError
from symxent.language.formula import letter, read_formula
from symxent.language.text import to_text
from symxent.language.tree import Node

ENDS = [
    ("y*log(sigmoid(z)) + (1-y)*log(1-sigmoid(z))", "z", 1, "y − σ(z)"),
    ("softplus(z) - y*z", "z", 2, "σ(z)(1 − σ(z))"),
    ("log(1 + exp(-z))", "z", 1, "−e⁻ᶻ/(1 + e⁻ᶻ)"),
    ("(z - y)**2/2", "z", 1, "z − y"),
    ("exp(z)/(1 + exp(z))", "z", 1, "eᶻ/(1 + eᶻ)²"),
    ("p*log(p/q)", "q", 1, "−p/q"),
    ("x**3", "x", 3, "6"),
    ("-(y*log(p) + (1-y)*log(1-p))", "y", 1, "log(1 − p) − log p"),
    ("x_1*x_2", "x_1", 1, "x₂"),
    ("exp(z_1)/(exp(z_1) + exp(z_2))", "z_1", 1, "e^(z₁) e^(z₂)/(e^(z₁) + e^(z₂))²"),
    ("theta_old - alpha*(theta_old - theta_new)**2", "theta_new", 1, "2 α (θ_old − θ_new)"),
    ("sqrt(4*x-3)/x**2", "x", 1, "(6 − 6 x)/(x³ sqrt(4 x − 3))"),
    ("x**x", "x", 1, "xˣ · (log x + 1)"),
    ("a**x", "x", 1, "aˣ · log a"),
]


@pytest.mark.parametrize(("formula", "by", "order", "end"), ENDS)
def test_a_formula_is_derived_to_a_simple_end_with_every_line_proved(
    formula: str, by: str, order: int, end: str
) -> None:
    result = derive(page_for(read_formula(formula), letter(by), order), thorough=True)
    assert result.proved, str(result)
    assert to_text(result.sections[-1].end) == end


#: What a function is called in a formula and in a derivation, and how its derivative ends.
FUNCTIONS = {
    "tan(x)": "sec(x)²",
    "cot(x)": "−csc(x)²",
    "sec(x)": "sec(x) tan(x)",
    "csc(x)": "−csc(x) cot(x)",
    "coth(x)": "−csch(x)²",
    "sech(x)": "−sech(x) tanh(x)",
    "csch(x)": "−csch(x) coth(x)",
    "asin(x)": "1/sqrt(1 − x²)",
    "acos(x)": "−1/sqrt(1 − x²)",
    "atan(x)": "1/(1 + x²)",
    "arccot(x)": "−1/(1 + x²)",
    "arcsec(x)": "1/(abs(x) sqrt(x² − 1))",
    "asinh(x)": "1/sqrt(x² + 1)",
    "acosh(x)": "1/sqrt(x² − 1)",
    "atanh(x)": "1/(1 − x²)",
    "abs(x)": "sign(x)",
    "erfc(x)": "−(2/sqrt(π)) e^(−x²)",
    "gamma(x)": "Γ(x) digamma(x)",
    "digamma(x)": "trigamma(x)",
    "loggamma(x)": "digamma(x)",
    "erfi(x)": "(2/sqrt(π)) e^(x²)",
    "acot(x)": "−1/(1 + x²)",
    "asec(x)": "1/(abs(x) sqrt(x² − 1))",
    "acsc(x)": "−1/(abs(x) sqrt(x² − 1))",
    "sinc(x)": "(x cos(x) − sin(x))/x²",
    "log2(x)": "1/(x log 2)",
    "log10(x)": "1/(x log 10)",
    "exp2(x)": "2ˣ · log 2",
    "cbrt(x)": "1/(3 cbrt(x)²)",
    "x*cbrt(x)": "cbrt(x) + x/(3 cbrt(x)²)",
    "x^3": "3 x²",
}


@pytest.mark.parametrize(("formula", "end"), FUNCTIONS.items())
def test_a_function_by_its_name_has_a_named_rule_that_is_proved(formula: str, end: str) -> None:
    result = derive(page_for(read_formula(formula), letter("x")))
    assert result.proved, str(result)
    assert to_text(result.sections[-1].end) == end


def formulas() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["z", "y", "2", "3"])
    functions = st.sampled_from(["sigmoid", "softplus", "tanh", "exp"])

    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({''.join(parts)})"),
            st.tuples(functions, inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
            inner.map(lambda body: f"({body})**2"),
            inner.map(lambda body: f"log(1 + exp({body}))"),
            st.tuples(inner, inner).map(lambda parts: f"({parts[0]})/(1 + exp({parts[1]}))"),
        )

    return st.recursive(leaves, deeper, max_leaves=4).filter(lambda text: "z" in text)


@given(formulas())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_line_of_any_derivation_is_ever_refuted(formula: str) -> None:
    tree: Node = read_formula(formula)
    try:
        page = page_for(tree, letter("z"))
    except SymxentError as error:
        if "beyond" not in str(error):  # the only reason not to derive: it grew too long
            raise
        return
    for section in derive(page).sections:
        for line in section.lines[1:]:
            assert line.verdict is not None
            assert not line.verdict.refuted, f"{to_text(line.tree)}: {line.verdict}"


def test_a_symbol_that_does_not_occur_is_an_error_that_lists_those_that_do() -> None:
    with pytest.raises(SymxentError, match="t does not occur in the formula; its symbols are y, z"):
        page_for(read_formula("y*sigmoid(z)"), letter("t"))
