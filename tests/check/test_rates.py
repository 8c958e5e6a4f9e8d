"""Derivatives of letters follow from an equation of the section that is differentiated, and from nothing else."""

import pytest

from symxent.check.judge import Judge
from symxent.check.report import check_text
from symxent.read.document import read_page

BALL = r"The volume is $V = \frac{4}{3} \pi r^3$. "

RIGHT = [
    BALL + r"So $$\frac{dV}{dt} = 4 \pi r^2 \frac{dr}{dt}$$",
    r"We have $$c^2 = a^2 + b^2$$ and so $$c \frac{dc}{dt} = a \frac{da}{dt} + b \frac{db}{dt}$$",
    r"On the curve $$x^2 + y^2 = r^2$$ we find $$\frac{dy}{dx} = -\frac{x}{y}$$",
    r"$$\tan \theta = \frac{x}{4}$$ Hence $$\sec^2 \theta \cdot \frac{d\theta}{dt} = \frac{1}{4} \frac{dx}{dt}$$",
]

WRONG = [
    BALL + r"So $$\frac{dV}{dt} = 3 \pi r^2 \frac{dr}{dt}$$",
    r"We have $$c^2 = a^2 + b^2$$ and so $$c \frac{dc}{dt} = a \frac{da}{dt} - b \frac{db}{dt}$$",
    r"Then $r = 20$ when $h = 1$. So $$\frac{dr}{dt} = 0$$",
    r"$$V = r^2 h$$ Here $\frac{dh}{dt} = 2$. So $$\frac{dV}{dt} = 2 r h \frac{dr}{dt}$$",
    r"Let $h = 2 t$. $$V = r^2 h$$ So $$\frac{dV}{dt} = 2 r h \frac{dr}{dt}$$",
    r"# A" + "\n$$V = r^2$$\n# B\n" + r"So $$\frac{dV}{dt} = 2 r \frac{dr}{dt}$$",
    r"If $$u = v^2$$ then it is large. So $$\frac{du}{dt} = 2 v \frac{dv}{dt}$$",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_step_is_proved_by_differentiating_what_stands_before_it(text):
    assert Judge(read_page(text, "t.md")).all()[-1].status == "proved"


@pytest.mark.parametrize("text", WRONG)
def test_what_does_not_follow_is_not_proved(text):
    assert Judge(read_page(text, "t.md")).all()[-1].status != "proved"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Both sides change.", "needs definition"),
        ("Here $y$ is not constant.", "needs definition"),
        ("The constant rate at which $y$ grows is 2.", "needs definition"),
        ("Here $y$ grows at constant speed.", "needs definition"),
        ("Here $y$ is a constant multiple of $x$.", "needs definition"),
        ("The constant of growth of $y$ is 2.", "needs definition"),
        ("Neither $x$ nor $y$ is fixed.", "needs definition"),
        ("Here $y$ is constant.", "proved"),
        ("The side $y$ does not change.", "proved"),
    ],
)
def test_a_letter_is_constant_where_the_page_says_so(words: str, status: str) -> None:
    text = rf"A rectangle has area $A = xy$. {words} Hence $$\frac{{dA}}{{dt}} = y\frac{{dx}}{{dt}}.$$"
    assert check_text(text).steps[-1].status == status
