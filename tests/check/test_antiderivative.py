"""Indefinite integrals are compared by their differentials: substitutions and parts are proved, slips are not."""

import pytest

from symxent.check.judge import Judge
from symxent.read.document import read_page

U = "Let $u = 1 + x^2$. "

RIGHT = [
    r"$$\int 2 x \, dx = x^2 + C$$",
    r"$$\int \frac{1}{x} \, dx = \ln |x| + C$$",
    r"$$\int u \, dv = u v - \int v \, du$$",
    r"$$\int x e^x \, dx = x e^x - \int e^x \, dx$$",
    r"$$\int (2 f(x) + x) \, dx = 2 \int f(x) \, dx + \frac{x^2}{2}$$",
    U + r"$$\int 2 x \sqrt{1 + x^2} \, dx = \int \sqrt{u} \, du$$",
    U + r"Then $$\int \sqrt{u} \, du = \frac{2}{3} (1 + x^2)^{3/2} + C$$",
    r"Let $x = \sin t$. $$\int x^2 \, dx = \int \sin^2 t \cos t \, dt$$",
    r"$$\int a x \, dx = \frac{a x^2}{2} + C$$",
    r"$$\int \tan x \, dx = \ln |\sec x| + C$$",
    r"$$\int \sec x \, dx = \ln |\sec x + \tan x| + C$$",
    r"Let $v = \sin t$, so $dv = \cos t \, dt$.",
    r"Let $v = 1 - t^2$. $$-\frac{1}{2} dv = t \, dt$$",
    r"Let $v = a t$, then $dv = a \, dt$.",
    r"$$\int_0^1 \int_0^2 x^2 y \, dx \, dy = \int_0^1 \frac{8}{3} y \, dy$$",
    r"$$\int_0^1 r \int_0^\pi \sin t \, dt \, dr = 1$$",
    r"$$\int_0^1 \int_0^2 (x y + 1) \, dy \, dx = 3$$",
    r"$$\int_0^1 \int_0^{1 - x} (x^2 + 3 y^2) dydx = \int_0^1 \left[ x^2 y + y^3 \right]_0^{1 - x} dx$$",
    r"$$\lim_{h \to 0} \frac{\frac{1}{\sqrt{x + h}} - \frac{1}{\sqrt{x}}}{h}"
    r" = \lim_{h \to 0} \frac{\sqrt{x} - \sqrt{x + h}}{h \sqrt{x + h} \sqrt{x}}$$",
    r"Let $v = t$ and so $dv = dt$.",
    r"$$\int \frac{2 x + 1}{x^2 + 1} \, dx = \int \frac{2 x}{x^2 + 1} + \int \frac{1}{x^2 + 1} \, dx$$",
    r"$$\int \csc x = -\ln |\csc x + \cot x| + C$$",
    r"$$\int_0^4 x e^{-x} \, dx = -x e^{-x} \mid_0^4 + \int_0^4 e^{-x} \, dx$$",
]

WRONG = [
    r"$$\int_0^1 \int_0^2 (x y + 1) \, dy \, dx = 4$$",
    r"$$\int_0^1 \int_0^{1 - x} (x^2 + 3 y^2) dydx = \int_0^1 \left[ x^2 y + y^2 \right]_0^{1 - x} dx$$",
    r"Let $v = t$. Then $v = 2 t$, and so $dv = dt$.",
    r"$$\int \csc x = \ln |\csc x + \cot x| + C$$",
    r"$$\int f = \frac{f^2}{2}$$",
    r"$$\int \frac{2 x}{x^2 + 1} \, dx = \int 2 x + \int \frac{1}{x^2 + 1} \, dx$$",
    r"$$\int_0^4 x e^{-x} \, dx = x e^{-x} \mid_0^4 + \int_0^4 e^{-x} \, dx$$",
    r"Let $v = t^2$. $$dv = 3 t \, dt$$",
    r"Let $v = s t$. $$dv = s \, dt$$ where $ds = 2 \, dt$.",
    r"Let $v = s t$. $$dv = s t$$",
    r"$$\int_0^1 \int_0^2 x y^2 \, dx \, dy = \int_0^1 y^2 \, dy \int_0^1 x \, dx$$",
    r"$$\int x^2 \, dx = \frac{x^3}{2} + C$$",
    r"$$\int e^{2x} \, dx = e^{2x} + C$$",
    r"$$\int \sin x \, dx = \cos x + C$$",
    r"$$\int u \, dv = u v + \int v \, du$$",
    r"$$\int x \cdot x \, dx = \int x \, dx \cdot \int x \, dx$$",
    r"$$x \int x \, dx = \int x^2 \, dx$$",
    U + r"$$\int \sqrt{1 + x^2} \, dx = \int \sqrt{u} \, du$$",
    U + r"$$\int x \, du = x u + C$$",
    U + r"$$\int u \, dx = u x + C$$",
    r"Let $u^2 = 1 + x^2$ in $\int u \, dx$. $$\int x \, du = x u + C$$",
    r"Let $p = x^2$. $$\int p \, dx = p x + C$$",
    r"$$\int y \, dx = x y + C$$",
    r"$$\int x \, dx = \int x \, dt$$",
    r"$$\int \frac{1}{x^2} \, dx = \frac{1}{x} + C$$",
    r"Let $x = \sin t$. $$\int \cos^2 t \, dt = \int \sqrt{1 - \sin^2 t} \cos t \, dt$$",
]


REFUTED = [
    r"$$\int (2x + 3x^2)\,dx = \int 2x\,dx + \int 3x^2\,dx = 2\int x\,dx - 3\int x^2\,dx$$",
    r"$$\int (4u^3 - u)\,du = 4\int u^3\,du - \int u\,du = u^4 + \frac{u^2}{2} + C$$",
    r"$$\int x^2 \, dx = \frac{x^3}{2} + C$$",
    r"We get $$\int e^{2x} \, dx = e^{2x} + C.$$",
    r"$$\int \sin x \, dx = \cos x + C$$",
    r"$$\int \frac{1}{x^2} \, dx = \frac{1}{x}$$",
    r"$$\int \cos(2x) \, dx = \sin(2x) + C = 2 \sin x \cos x + C$$",
]

#: Wrong of the usual reading, or wrong under a condition, or perhaps of other letters: nothing is told.
DOUBTFUL = [
    r"$$\int x e^x\,dx = x\int e^x\,dx - \int e^x\,dx$$",
    r"$$\int (ax + x^2)\,dx = \int ax\,dx - \int x^2\,dx$$",
    r"If $\int x \, dx = x^2$, then all is lost.",
    r"$$\int x \, dt = x^2$$",
    r"$$\int f(x) \, dx = F(x) + C$$",
    r"$$\int x^n \, dx = \frac{x^n}{n}$$",
    r"$$\int x^2 \, dx = \frac{u^3}{2} + C$$",
    r"$$\int \frac{1}{x} \, dx = \log x$$ and $$\int \log x \, dx = x \log x$$",
    r"A student wrote $\int x^2 \, dx = \frac{x^3}{2} + C$, which is wrong.",
    r"$$\int x^2 \, dx = \frac{x^3}{3} \cdot C$$",
]


def statuses(text: str) -> list[str]:
    return [s.status for s in Judge(read_page(text, "t.md")).all()]


@pytest.mark.parametrize("text", RIGHT)
def test_what_has_the_same_differential_is_proved(text):
    assert statuses(text)[-1] == "proved"


@pytest.mark.parametrize("text", WRONG)
def test_what_has_another_differential_is_not_proved(text):
    assert "proved" not in statuses(text)


@pytest.mark.parametrize("text", REFUTED)
def test_a_wrong_antiderivative_of_school_functions_is_told(text):
    step = next(s for s in Judge(read_page(text, "t.md")).all() if s.status == "refuted")
    assert step.kind == "integral"
    assert step.outcome.verdict is not None
    assert step.outcome.verdict.witness is not None


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_meant_otherwise_is_not_told_false(text):
    assert "refuted" not in statuses(text)


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        (r"Let $u = x^2$. Then $$du = 2 x\, dx.$$", True),
        (r"Let $u = x^2$. Then $$du = x\, dx.$$", False),
        (r"Let $u = xy$. Then $$du = y\, dx.$$", False),
        (r"Of the distance $d$: $$(c + d) x = c x + d x$$", True),
        (r"For $u = x^2$ we have $$x\, du + u\, dx = u\, dx + x\, du$$", True),
    ],
)
def test_d_before_a_letter_is_no_factor(text, proved):
    assert (Judge(read_page(text, "t.md")).all()[-1].status == "proved") is proved


@pytest.mark.parametrize(("last", "status"), [("2 e^x", "proved"), ("e^x", "refuted")])
def test_antiderivatives_of_one_chain_are_equal_up_to_a_constant(last, status):
    begun = r"\int x^2 e^x \, dx = x^2 e^x - 2 (x e^x - e^x + C)"
    steps = Judge(read_page(f"$${begun} = x^2 e^x - 2 x e^x + {last} + C_1$$", "t.md")).all()
    assert [s.status for s in steps] == ["proved", status]
