"""Powers of e with i in them are proved with i² = −1, where the page has no other use for the letter."""

import pytest

from symxent.check.judge import Judge
from symxent.read.document import read_page

RIGHT = [
    r"$$\cos 3 x = \frac{e^{3 i x} + e^{-3 i x}}{2}$$",
    r"$$e^{i \theta} = \cos \theta + i \sin \theta$$",
    r"$$\frac{e^{j a} - e^{-j a}}{2 j} = \sin a$$",
    r"Of complex numbers, $$(a + b i) (a - b i) = a^2 + b^2$$",
    r"With the imaginary unit $i$, $$e^{i^2 t} = e^{-t}$$",
]

WRONG = [
    r"$$\sin 3 x = \frac{e^{3 i x} + e^{-3 i x}}{2}$$",
    r"$$e^{i \theta} = \cos \theta - i \sin \theta$$",
    r"Let $i = 2$. $$e^{i \theta} = \cos \theta + i \sin \theta$$",
    r"The rate is $i$. $$(a + b i) (a - b i) = a^2 + b^2$$",
    r"$$\sum_{i=1}^n e^{i x} = \sum_{i=1}^n (\cos x + i \sin x)$$",
    r"Of complex numbers, $$\sqrt{i^2 x^2} = i x$$",
    r"$$|e^{i x} y| = y$$",
    r"The current is $i$ and the time $t$. $$e^{i^2 t} = e^{-t}$$",
    r"A complex problem with $i$ items: $$i^2 x = -x$$",
]


@pytest.mark.parametrize("text", RIGHT)
def test_parts_are_compared(text):
    assert Judge(read_page(text, "t.md")).all()[-1].status == "proved"


@pytest.mark.parametrize("text", WRONG)
def test_what_does_not_hold_is_not_proved(text):
    assert Judge(read_page(text, "t.md")).all()[-1].status != "proved"
