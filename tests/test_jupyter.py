"""Results show themselves in notebooks, and the magics run the same code as the command line."""

import pytest
from sympy import Symbol

import symxent as sx
from symxent.errors import SymxentError
from symxent.jupyter import check, derive

x = Symbol("x", real=True)


class Shell:
    """What an extension sees of IPython."""

    def __init__(self) -> None:
        self.magics: dict[tuple[str, str], object] = {}

    def register_magic_function(self, function: object, kind: str, name: str) -> None:
        self.magics[kind, name] = function


def test_the_extension_registers_its_two_magics():
    shell = Shell()
    sx.load_ipython_extension(shell)
    assert shell.magics == {("cell", "check"): check, ("line", "derive"): derive}


RESULTS = {
    "a verdict": lambda: sx.prove(sx.sigmoid(x), 1 - sx.sigmoid(-x)),
    "a page": lambda: derive("sigmoid"),
    "a derivation": lambda: derive("sigmoid").sections[0],
    "a formula": lambda: derive("-log(1 - p) by p"),
    "a report": lambda: check("", "$$1 + 1 = 3$$ $$2 = 2$$"),
}


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
def test_every_result_has_html_with_mathml_and_its_style(make):
    shown = make()._repr_html_()
    assert shown.startswith('<div class="symxent"><style>')
    assert "<math" in shown
    assert 'class="tex"' not in shown
    assert "<html" not in shown
    assert "<script" not in shown


@pytest.mark.parametrize(
    "make", [RESULTS[n] for n in RESULTS if n != "a report"], ids=[n for n in RESULTS if n != "a report"]
)
def test_every_formula_has_latex(make):
    latex = make()._repr_latex_()
    assert latex.startswith("$\\displaystyle ")
    assert latex.endswith("$")
    assert latex.count("{") == latex.count("}")


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda: check("html", "x"), "markdown or latex"),
        (lambda: derive("no_such_page"), "there is no page"),
        (lambda: derive("x by __import__('os')"), "a symbol such as z"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(run, words):
    with pytest.raises(SymxentError, match=words):
        run()
