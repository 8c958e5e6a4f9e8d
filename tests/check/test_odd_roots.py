"""The sign of a root of odd degree of a negative number: the real root, where no complex numbers are spoken of."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


@pytest.mark.parametrize(
    "text",
    [
        r"$$\sqrt[3]{-8} = -2$$",
        r"$$\sqrt[5]{-32} = -2$$",
        r"$$\sqrt[3]{(-\frac{8}{27})} = -\frac{2}{3}$$",
        r"$$\sqrt[3]{-x} = -\sqrt[3]{x}$$",
        r"$$x^3 = -8 \iff x = \sqrt[3]{-8}$$",
        r"$$x^3 = y \iff x = \sqrt[3]{y}$$",
    ],
)
def test_the_real_root_is_meant(text: str) -> None:
    assert check_text(text).steps[-1].status == "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"$$(-8)^{1/3} = -2$$",
        r"$$(-8)^{\frac13} = -2$$",
        r"$$\sqrt[4]{-16} = -2$$",
        r"$$\sqrt[3]{-8} = 2$$",
        r"$$\sqrt[3]{-8} = \sqrt[6]{64}$$",
        r"$$\sqrt[3]{x^3} = |x|$$",
        r"$$\exp(\tfrac13 \ln(-8)) = \sqrt[3]{-8}$$",
        r"$$x^3 = y \iff x = y^{1/3}$$",
        r"Let $z$ be complex. $$\sqrt[3]{-8} = -2$$",
        r"The principal root is $$\sqrt[3]{-8} = -2.$$",
        r"The principal root in $\mathbb{C}$: $$|\sqrt[3]{-8} - 2| = 2$$",
        r"$$\sqrt[n]{-8} = -\sqrt[n]{8}$$",
    ],
)
def test_a_power_or_a_complex_root_is_left_open(text: str) -> None:
    assert {s.status for s in check_text(text).steps} <= {"unknown", "given"}
