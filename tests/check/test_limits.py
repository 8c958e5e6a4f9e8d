"""Limits and improper integrals in notes: proved, refuted by the value that is proved, or left undecided."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


def kinds(formula: str) -> list[str]:
    return [step.status for step in check_text(f"$$ {formula} $$", "notes.md").steps]


@pytest.mark.parametrize(
    "formula",
    [
        r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
        r"\lim_{x \to 0^+} x \log x = 0",
        r"\lim_{x \to 0^-} \frac{|x|}{x} = -1",
        r"\lim_{x \to \infty} x \sin \frac{1}{x} = 1",
        r"\lim_{n \to \infty} \frac{n + 1}{n} = 1",
        r"\lim_{h \to 0} \frac{(x + h)^2 - x^2}{h} = 2x",
        r"\int_0^\infty x e^{-x} \, dx = 1",
        r"\int_{-\infty}^{\infty} e^{-x^2} \, dx = \sqrt{\pi}",
    ],
)
def test_what_is_right_is_proved(formula: str) -> None:
    assert kinds(formula) == ["proved"]


@pytest.mark.parametrize(
    "formula",
    [r"\lim_{x \to 0} \frac{1 - \cos x}{x^2} = \frac{1}{3}", r"\int_0^\infty x e^{-x} \, dx = 2"],
)
def test_what_is_wrong_is_refuted(formula: str) -> None:
    assert kinds(formula) == ["refuted"]


@pytest.mark.parametrize(
    "formula",
    [
        r"\lim_{x \to 0} \frac{|x|}{x} = 1",
        r"\lim_{n \to \infty} x^n = 0",
        r"\lim_{x \to \infty} \sin x = 0",
        r"\int_1^\infty \frac{1}{x} \, dx = 1",
    ],
)
def test_what_has_no_value_is_left_undecided(formula: str) -> None:
    assert kinds(formula) == ["unknown"]
