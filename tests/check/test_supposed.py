"""What a page supposes of a letter that nobody defined is no step; what could be true or false of it stays one."""

import pytest

from symxent.check.judge import Judge
from symxent.check.report import check_text
from symxent.read.document import read_page

SUPPOSED = [
    "$$x + 2 y = 5$$",
    "At 4 metres a second $$\\frac{dp}{dt} = 500$$",
    "$$-\\frac{\\pi}{2} \\le \\varphi \\le \\frac{\\pi}{2}$$",
    "$$y'(0) = 10$$",
    "Here is $$\\frac{dy}{dx} = x y.$$",
    "Take $B$. $$A x = \\lambda x$$",
    "$$A x = b$$ and $$A = Q R$$",
    "$$R^2 = 1 - \\frac{u}{v} = \\frac{v - u}{v}$$",
    "$$x'' = -x$$ and $$x'' + x = 0$$",
    "$$\\log \\frac{p}{1 - p} = \\beta_0 + \\beta_1 x$$",
    "# A\n$$L = a^2 = a a$$\n# B\n$$L = \\max_k u_k$$",
    "$$Y \\mid X = x \\sim N(a x, 1)$$",
    "$$U(X_1, \\dots, X_n) = t + 2 s$$",
    "$$\\frac{1}{\\sigma_+^2} = \\frac{1}{t^2} + \\frac{1}{r^2}$$",
    "$$p(y \\mid x, c) = e^{-(y - x - c)^2}$$ and $$p(c) = e^{-c^2}$$",
    "$$\\mathbb E \\| X_i \\| < \\infty$$",
    "$$c + k \\le F(n)$$",
    "Hence $F \\equiv s T^4$",
    "$$\\nabla f(x) = 0$$",
    "$$\\frac{\\partial u}{\\partial t} + \\frac{\\partial}{\\partial x} \\left(\\frac{u^2}{2}\\right) = 0$$",
    "$$t \\nabla f(x) - \\sum_{i=1}^m \\frac{1}{h_i} \\nabla h_i(x) + A^T w = 0$$",
    "$$s \\in \\mathbb{R}^{\\ge 0}$$",
    "$$\\frac{3 x}{(x - 1)(x - 2)} = \\frac{A}{x - 1} + \\frac{B}{x - 2}$$ where $A + B = 3$",
    "Thus $$\\sin x + \\cos x = A \\sin(x + \\varphi)$$ with $A = 2$ and $0 < \\varphi$",
    "under the assumption $c_t = c_{t+1} = c_S$",
    "Define $\\chi = \\unknowncommand{P}$",
    "$$P(t) = \\unknowncommand{P}$$",
]

CLAIMED = [
    "$$\\frac{d}{dx} |x| = 1$$",
    "Let $q = 2 p$. $$q + p = 4$$",
    "Hence $$A x = \\lambda x$$",
    "$$\\Phi(-x) = 1 - \\Phi(x)$$",
    "$$\\frac{\\partial E}{\\partial W} = Z \\delta$$",
    "$$\\nabla f(x) = A x$$",
    "$$f(x + y) = f(x) + f(y)$$",
    "$$\\operatorname{Var}(e_i) = (1 - h_i) \\sigma^2$$",
    "$$E(e) = 0$$",
    "$$(x + 1)^2 = x^2 + 2 y + 1$$",
    "$$a_1 = r_0 q_0$$ and $$a_1 = q_1 r_1$$",
    "$$g(x) + 1 = h(x) + x$$",
    "Let $W = g(v)$. $$\\frac{\\partial W}{\\partial v} = 3 W + u$$",
    "$$P(A \\cup B) = P(A) + P(B)$$",
    "$$\\mathbb E \\| X_i \\| < c \\mathbb E \\| X_i \\|^2$$",
    "Hence $$\\mathbb E \\| X_i \\| < \\infty$$",
    "Hence $$c + k \\le F(n)$$",
    "Hence $$\\nabla f(x) = 0$$",
    "$$\\int_{-1}^1 \\frac{1}{x} dx = 0$$",
    "$$(x + 1)^2 = x^2 + 2 y + z$$",
    "$$c_t = c_{t+1} + c_S$$ Hence $c_t = c_{t+1} = c_S$",
    "The prior is $p(c) = e^{-c^2}$. Hence $$p(c \\mid y) = p(y \\mid c) p(y)/p(c)$$",
]


@pytest.mark.parametrize("text", SUPPOSED)
def test_what_is_supposed_is_no_claim(text):
    steps = Judge(read_page(text, "t.md")).all()
    assert steps[0].status == "given"


@pytest.mark.parametrize("text", CLAIMED)
def test_what_may_be_false_stays_a_claim(text):
    steps = Judge(read_page(text, "t.md")).all()
    assert steps[-1].status in ("unknown", "needs definition")


@pytest.mark.parametrize("item", ["\\item ", "- ", "b) "])
def test_each_item_of_a_list_says_anew_what_a_letter_is(item):
    text = f"Integrate.\n{item}$\\phi = r^2 + c$\n{item}$\\phi = -r^2 + c$\n"
    assert {s.status for s in Judge(read_page(text, "t.md")).all()} == {"given"}


def test_a_letter_that_is_given_a_value_of_numbers_is_an_example():
    steps = Judge(read_page("$$s = \\sqrt{n p}$$ $$s = \\sqrt{400 \\cdot 3}$$", "t.md")).all()
    assert [s.status for s in steps] == ["given", "given"]


def test_what_the_second_side_of_a_definition_is_is_told_where_it_stands_first():
    text = "$$\\eta = \\mu_n^{(1)} = \\frac{a}{b + c} = \\frac{2 a}{2 (b + c)}$$"
    assert [s.status for s in Judge(read_page(text, "t.md")).all()] == ["given", "given", "proved"]


def test_what_is_supposed_refutes_and_proves_nothing_that_contradicts_it():
    steps = Judge(read_page("$$A x = b$$ Hence $$A x = 2 b.$$", "t.md")).all()
    assert [s.status for s in steps] == ["given", "unknown"]


def test_a_derivative_that_is_set_to_nothing_is_sought_and_what_it_is_remains_a_claim():
    steps = Judge(
        read_page("We get $$\\frac{\\partial L}{\\partial c} = U(c) - q = 0$$ where $L = g(c)$", "t.md")
    ).all()
    assert steps[0].status != "given"
    assert (steps[1].status, steps[1].kind) == ("given", "sought")


def test_what_is_not_read_is_told_where_it_claims_nothing():
    report = check_text("Define $\\chi = \\unknowncommand{P}$")
    assert [s.status for s in report.steps] == ["given"]
    assert [f.code for f in report.findings] == ["M101"]
