"""One language of formulas: each function means the same through every door, and can be read where it is printed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from sympy import Interval, Set, oo

import symxent as sx
from symxent import jupyter
from symxent.cli import cli
from symxent.errors import SymxentError
from symxent.language import formula
from symxent.language.domain import REALS
from symxent.language.latex import to_latex
from symxent.language.text import to_text
from symxent.losses.variables import prediction
from symxent.report.mathml import mathml

OPEN = Interval.open
#: What no derivative is written for, and what has none to write: of matrices the gradient is derived.
NOT_DERIVED = {
    **dict.fromkeys(("trigamma", "binom", "binomial"), "no rule is known"),
    **dict.fromkeys(("tr", "det"), ""),
}


@dataclass(frozen=True)
class Row:
    """A function in a formula, and a formula that is equal to it where z lives.

    ``kernels``: whether kernels compute it.  ``read``: whether a page of notes takes the line for a claim, and not for
    the definition of what stands on its left.
    """

    formula: str
    equal: str
    where: Set = REALS
    kernels: bool = True
    read: bool = True

    @property
    def name(self) -> str:
        return next(n for n in NAMES if f"{n}(" in self.formula)


NAMES = sorted({*formula.FUNCTIONS, *formula.WRITTEN, *formula.SEVERAL}, key=len, reverse=True)
POSITIVE, UNIT = OPEN(0, oo), OPEN(0, 1)
ROWS = [
    Row("log(z)", "2*log(sqrt(z))", POSITIVE),
    Row("ln(z)", "log(z)", POSITIVE),
    Row("log1p(z)", "log(1 + z)", POSITIVE),
    Row("log2(z)", "log(z)/log(2)", POSITIVE),
    Row("log10(z)", "log(z)/log(10)", POSITIVE),
    Row("exp(z)", "1/exp(-z)"),
    Row("exp2(z)", "exp(z*log(2))"),
    Row("expm1(z)", "exp(z) - 1"),
    Row("sqrt(z)", "z**(1/2)", POSITIVE),
    Row("cbrt(z)", "z**(1/3)", POSITIVE),
    Row("abs(z)", "max(z, -z)"),
    Row("sign(z)", "-sign(-z)"),
    Row("sgn(z)", "sign(z)"),
    Row("max(z, 1)", "(z + 1 + abs(z - 1))/2"),
    Row("min(z, 1)", "(z + 1 - abs(z - 1))/2"),
    Row("relu(z)", "max(0, z)"),
    Row("sigmoid(z)", "1/(1 + exp(-z))", read=False),
    Row("sigma(z)", "sigmoid(z)"),
    Row("σ(z)", "sigmoid(z)"),
    Row("expit(z)", "1 - sigmoid(-z)", read=False),
    Row("softplus(z)", "log(1 + exp(z))"),
    Row("logit(z)", "log(z/(1 - z))", UNIT),
    Row("silu(z)", "z/(1 + exp(-z))"),
    Row("gelu(z)", "z*(1 + erf(z/√(2)))/2", read=False),
    Row("Phi(z)", "(1 + erf(z/sqrt(2)))/2", read=False),
    Row("erf(z)", "-erf(-z)"),
    Row("erfc(z)", "1 - erf(z)"),
    Row("logsumexp(z, 0)", "softplus(z)"),
    Row("softmax(z, 0)[1]", "sigmoid(z)"),
    Row("tanh(z)", "(exp(z) - exp(-z))/(exp(z) + exp(-z))"),
    Row("sinh(z)", "(exp(z) - exp(-z))/2"),
    Row("cosh(z)", "(exp(z) + exp(-z))/2"),
    Row("coth(z)", "cosh(z)/sinh(z)", POSITIVE),
    Row("sech(z)", "1/cosh(z)"),
    Row("csch(z)", "1/sinh(z)", POSITIVE),
    Row("sin(z)", "-sin(-z)", kernels=False),
    Row("cos(z)", "cos(-z)", kernels=False),
    Row("tan(z)", "sin(z)/cos(z)", OPEN(-1, 1), kernels=False),
    Row("cot(z)", "cos(z)/sin(z)", UNIT, kernels=False),
    Row("sec(z)", "1/cos(z)", OPEN(-1, 1), kernels=False),
    Row("csc(z)", "1/sin(z)", UNIT, kernels=False),
    *(Row(f"{name}(z)", "pi/2 - acos(z)", UNIT, kernels=False) for name in ("asin", "arcsin")),
    *(Row(f"{name}(z)", "pi/2 - asin(z)", UNIT, kernels=False) for name in ("acos", "arccos")),
    *(Row(f"{name}(z)", f"-{name}(-z)", kernels=False) for name in ("atan", "arctan")),
    *(Row(f"{name}(z)", f"-{name}(-z)", POSITIVE, kernels=False) for name in ("acot", "arccot")),
    *(Row(f"{name}(z)", "acos(1/z)", OPEN(1, oo), kernels=False) for name in ("asec", "arcsec")),
    *(Row(f"{name}(z)", "asin(1/z)", OPEN(1, oo), kernels=False) for name in ("acsc", "arccsc")),
    *(Row(f"{name}(z)", "log(z + sqrt(z^2 + 1))") for name in ("asinh", "arsinh")),
    *(Row(f"{name}(z)", "log(z + sqrt(z - 1)*sqrt(z + 1))", OPEN(1, oo)) for name in ("acosh", "arcosh")),
    *(Row(f"{name}(z)", "log((1 + z)/(1 - z))/2", UNIT) for name in ("atanh", "artanh")),
    Row("gamma(z)", "gamma(z + 1)/z", POSITIVE, kernels=False),
    Row("digamma(z)", "digamma(z + 1) - 1/z", POSITIVE, kernels=False),
    Row("trigamma(z)", "trigamma(z + 1) + 1/z^2", POSITIVE, kernels=False),
    Row("loggamma(z)", "loggamma(z + 1) - log(z)", POSITIVE, kernels=False),
    Row("erfi(z)", "-erfi(-z)", kernels=False),
    Row("sinc(z)", "sinc(-z)", POSITIVE, kernels=False),
    Row("swish(z)", "z/(1 + exp(-z))"),
    Row("floor(z)", "floor(z + 1) - 1", kernels=False),
    Row("ceil(z)", "ceil(z + 1) - 1", kernels=False),
    *(Row(f"{name}(z, 2)", "z*(z - 1)/2", kernels=False) for name in ("binom", "binomial")),
    Row("beta(z, 2)", "1/(z*(z + 1))", POSITIVE, kernels=False),
    Row("factorial(z)", "z*gamma(z)", POSITIVE, kernels=False),
    *(Row(f"{name}(z)", "atanh(1/z)", OPEN(1, oo), kernels=False) for name in ("acoth", "arcoth")),
    *(Row(f"{name}(z)", "log((1 + sqrt(1 - z^2))/z)", UNIT, kernels=False) for name in ("asech", "arsech")),
    *(Row(f"{name}(z)", "asinh(1/z)", POSITIVE, kernels=False) for name in ("acsch", "arcsch")),
    Row("norm(z)", "abs(z)"),
    Row("inv(z)", "1/z", POSITIVE),
]
OF_MATRICES = {"tr", "det"}  # which say what is wrong with a number


def row_id(row: Row) -> str:
    return row.formula


def test_no_function_is_missing_from_the_table() -> None:
    assert {row.name for row in ROWS} == set(NAMES) - OF_MATRICES


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_python_proves_what_it_is_equal_to(row: Row) -> None:
    assert sx.prove(row.formula, row.equal, {"z": row.where}).status is sx.Status.PROVED
    assert sx.prove(row.formula, f"{row.equal} + 1", {"z": row.where}).status is not sx.Status.PROVED


@pytest.mark.parametrize("row", [row for row in ROWS if row.read], ids=row_id)
def test_notes_prove_it_as_it_is_printed(row: Row) -> None:
    left, right = (to_latex(formula.read_formula(text)) for text in (row.formula, row.equal))
    assert sx.check_text(f"$${left} = {right}$$").summary() == "1 step: 1 proved"
    assert "1 proved" not in sx.check_text(f"$${left} = {right} + 1$$").summary()


@pytest.mark.parametrize("row", [row for row in ROWS if row.name not in NOT_DERIVED], ids=row_id)
def test_it_is_derived_alike_from_python_and_in_a_notebook(row: Row) -> None:
    page = sx.differentiate(row.formula, "z")
    assert page.proved
    assert jupyter.derive(f"{row.formula} --wrt z").sections[0].end == page.sections[0].end


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in NOT_DERIVED], ids=row_id)
def test_what_has_no_rule_says_so(row: Row) -> None:
    with pytest.raises(SymxentError, match=NOT_DERIVED[row.name]):
        sx.differentiate(row.formula, "z")


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_a_loss_takes_what_kernels_compute(row: Row) -> None:
    ends = {OPEN(0, oo): {"above": 0}, UNIT: {"between": (0, 1)}, OPEN(1, oo): {"above": 1}}
    z = prediction("z", **ends.get(row.where, {}))
    if row.kernels:
        assert sx.Loss("f", sx.formula(row.formula, z), wrt=z).variables == (z,)
    else:
        with pytest.raises(SymxentError, match="no kernel computes"):
            sx.Loss("f", sx.formula(row.formula, z), wrt=z)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.kernels], ids=row_id)
def test_stable_says_what_no_kernel_computes(row: Row) -> None:
    with pytest.raises(SymxentError, match=r"no kernel computes \w+\("):
        sx.stable(row.formula)


STABLE = ["max(z, 1)", "min(z, 1)", "relu(z)", "sign(z)", "abs(z)", "erfc(z)", "softmax(z, 0)[1]"]


@pytest.mark.parametrize("text", STABLE)
def test_stable_takes_it(text: str) -> None:
    ran = CliRunner().invoke(cli, ["stable", text])
    assert ran.exit_code == 0, ran.output
    assert sx.stable(text).proof.proved


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_a_page_draws_it(row: Row) -> None:
    drawn = str(mathml(to_latex(formula.read_formula(row.formula))))
    assert drawn.startswith("<math")
    assert "sqrt</mi>" not in drawn


def test_a_root_is_printed_as_a_root() -> None:
    assert to_latex(formula.read_formula("√(z + 1)/abs(z)")) == r"\frac{\sqrt{z + 1}}{\left| z \right|}"
    assert "<msqrt>" in mathml(r"\sqrt{z}")


def test_rows_of_any_length_are_derived_and_proved() -> None:
    page = sx.differentiate("-log(softmax(x)[t])", "x[j]")
    assert page.proved
    assert to_text(page.sections[0].end) == "Sⱼ(x) − δₜⱼ"
    assert sx.differentiate("logsumexp(x) - x[t]", "x[j]").proved
    assert sx.prove("softmax(x)[i]", "exp(x[i] - logsumexp(x))").status is sx.Status.PROVED
    with pytest.raises(SymxentError, match="a row of numbers"):
        sx.stable("softmax(x)[1]")


def test_a_power_is_read_with_a_note_and_nothing_else_is_said() -> None:
    for arguments in (["derive", "z^2", "--wrt", "z"], ["stable", "z^2"]):
        ran = CliRunner().invoke(cli, arguments)
        assert (ran.exit_code, ran.stderr) == (0, "symxent: ^ is read as a power, as ** is\n")


def test_one_name_is_one_symbol() -> None:
    x = prediction("x")
    assert sx.formula("x + y", x).free_symbols >= {x}
    assert sx.prove("log(a*b)", "log(a) + log(b)", {"a": POSITIVE, "b": POSITIVE}).proved
    assert not sx.prove("log(a*b)", "log(a)", {"a": POSITIVE, "b": POSITIVE}).proved
    with pytest.raises(SymxentError, match="column 1: the function sigmod is not known; did you mean sigmoid"):
        sx.prove("sigmod(x)", "x")


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        (lambda: sx.sigmod, "did you mean sigmoid?"),
        (lambda: sx.kernels.sigmod, "did you mean sigmoid"),
        (lambda: sx.prove("sigmod(x)", "x"), "did you mean sigmoid"),
    ],
)
def test_a_name_that_there_is_not_is_told_with_the_nearest(asked, nearest) -> None:
    with pytest.raises((AttributeError, SymxentError), match=nearest.replace("?", r"\?")):
        asked()
