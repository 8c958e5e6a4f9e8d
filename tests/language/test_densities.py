"""𝒩(x; μ, σ²) is the density of the normal distribution where its variance is known as one."""

import pytest

from symxent.check import check_text

NORMAL = r"\mathcal{N}(x; \mu, \sigma^2)"
PROVED = [
    rf"{NORMAL} = \frac{{1}}{{\sqrt{{2\pi}}\,\sigma}} \exp\left[-\frac{{(x-\mu)^2}}{{2\sigma^2}}\right]",
    rf"{NORMAL} = \frac{{1}}{{\sqrt{{2\pi\sigma^2}}}} e^{{-\frac12 \left(\frac{{x-\mu}}{{\sigma}}\right)^2}}",
    r"\log \mathcal{N}(x \mid \mu, \sigma^2) = -\frac12 \log(2\pi\sigma^2) - \frac{(x-\mu)^2}{2\sigma^2}",
    r"\mathcal{N}(x; \mu, \tau^{-1}) = \sqrt{\frac{\tau}{2\pi}} \exp\left[-\frac{\tau}{2} (x-\mu)^2\right]",
    r"\mathcal{N}(x; 0, 1) = \frac{1}{\sqrt{2\pi}} e^{-x^2/2}",
    r"\prod_{i=1}^n \mathcal{N}(y_i; \mu, \sigma^2) = \left(\frac{1}{\sqrt{2\pi}\,\sigma}\right)^n "
    r"\exp\left[-\frac{1}{2\sigma^2} \sum_{i=1}^n (y_i-\mu)^2\right]",
]
#: Of several numbers, or with what may be a deviation or a variance.
OPEN = [
    r"\mathcal{N}(x; \mu, s) = \frac{1}{\sqrt{2\pi s}} e^{-\frac{(x-\mu)^2}{2s}}",
    r"\mathcal{N}(\mathbf{x}; \mu, \sigma^2) = \frac{1}{\sqrt{2\pi}\sigma} e^{-\frac{(x-\mu)^2}{2\sigma^2}}",
    r"\mathcal{N}(x; \mu, \Sigma^2) = \frac{1}{\sqrt{2\pi}\Sigma} e^{-\frac{(x-\mu)^2}{2\Sigma^2}}",
    rf"{NORMAL} = \frac{{1}}{{\sqrt{{2\pi}}\,\sigma}} \exp\left[\frac{{(x-\mu)^2}}{{2\sigma^2}}\right]",
]


@pytest.mark.parametrize("claim", PROVED)
def test_a_formula_of_the_normal_density_is_proved(claim: str) -> None:
    assert [s.status for s in check_text(f"$${claim}$$").steps] == ["proved"]


@pytest.mark.parametrize("claim", OPEN)
def test_another_density_is_not_taken_for_it(claim: str) -> None:
    assert "proved" not in [s.status for s in check_text(f"$${claim}$$").steps]


def test_a_standard_deviation_is_positive() -> None:
    assert (
        check_text(r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$. $$\sqrt{\sigma^2} = \sigma$$").steps[-1].status
        == "proved"
    )
    assert check_text(r"$$\sqrt{\sigma^2} = \sigma$$").steps[-1].status != "proved"
