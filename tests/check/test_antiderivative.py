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
]

WRONG = [
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


def statuses(text: str) -> list[str]:
    return [s.status for s in Judge(read_page(text, "t.md")).all()]


@pytest.mark.parametrize("text", RIGHT)
def test_what_has_the_same_differential_is_proved(text):
    assert statuses(text)[-1] == "proved"


@pytest.mark.parametrize("text", WRONG)
def test_what_has_another_differential_is_not_proved(text):
    assert "proved" not in statuses(text)
