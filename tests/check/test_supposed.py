"""What a page supposes of a letter that nobody defined is no step; what could be true or false of it stays one."""

import pytest

from symxent.check.judge import Judge
from symxent.read.document import read_page

SUPPOSED = [
    "$$y'(0) = 10$$",
    "Here is $$\\frac{dy}{dx} = x y.$$",
    "Take $B$. $$A x = \\lambda x$$",
    "$$A x = b$$ and $$A = Q R$$",
    "$$R^2 = 1 - \\frac{u}{v} = \\frac{v - u}{v}$$",
    "$$x'' = -x$$ and $$x'' + x = 0$$",
]

CLAIMED = [
    "Hence $$A x = \\lambda x$$",
    "$$\\Phi(-x) = 1 - \\Phi(x)$$",
    "$$\\frac{\\partial E}{\\partial W} = Z \\delta$$",
    "$$\\nabla f(x) = A x$$",
    "$$f(x + y) = f(x) + f(y)$$",
    "$$\\operatorname{Var}(e_i) = (1 - h_i) \\sigma^2$$",
    "$$E(e) = 0$$",
    "Let $W = g(v)$. $$\\frac{\\partial W}{\\partial v} = 3 W + u$$",
    "$$P(A \\cup B) = P(A) + P(B)$$",
]


@pytest.mark.parametrize("text", SUPPOSED)
def test_what_is_supposed_is_no_claim(text):
    steps = Judge(read_page(text, "t.md")).all()
    assert steps[0].status == "given"


@pytest.mark.parametrize("text", CLAIMED)
def test_what_may_be_false_stays_a_claim(text):
    steps = Judge(read_page(text, "t.md")).all()
    assert steps[-1].status in ("unknown", "needs definition")


def test_what_is_supposed_refutes_and_proves_nothing_that_contradicts_it():
    steps = Judge(read_page("$$A x = b$$ Hence $$A x = 2 b.$$", "t.md")).all()
    assert [s.status for s in steps] == ["given", "unknown"]
