"""Means over densities that nobody gives: divergences, the evidence lower bound, derivatives by a parameter."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

DENSITY = "For any density $q(z)$ "
NOISE = r"Let $\epsilon \sim \mathcal{N}(0, 1)$. "


def last(text: str) -> tuple[str, str]:
    step = check_text(text).steps[-1]
    return step.status, step.reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (DENSITY, r"\log p(x) \ge \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)]"),
        (DENSITY, r"\log p(x) - \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)] = \mathrm{KL}(q(z) \| p(z \mid x))"),
        (DENSITY, r"\int q(z) \log\frac{q(z)}{p(z)} \, dz \ge 0"),
        (DENSITY, r"\log \sum_z q(z) \frac{p(x, z)}{q(z)} \ge \sum_z q(z) \log \frac{p(x, z)}{q(z)}"),
        ("Then ", r"D_{\mathrm{KL}}(q \| p) \ge 0"),
        (
            "These are densities. Then ",
            r"\mathbb{E}_{q_\phi(z \mid x)}[\log p_\theta(x \mid z)] - \mathrm{KL}(q_\phi(z \mid x) \| p_\theta(z))"
            r" \le \log p_\theta(x)",
        ),
        (
            r"Let $\mathcal{L}(q) = \mathbb{E}_{q}[\log p(x, z)] - \mathbb{E}_q[\log q(z)]$ with a density $q(z)$. Then ",  # noqa: E501
            r"\log p(x) \ge \mathcal{L}(q)",
        ),
    ],
)
def test_a_bound_whose_gap_is_a_divergence_is_proved(said: str, claim: str) -> None:
    status, reason = last(f"{said}\n\n$$ {claim} $$\n")
    assert status == "proved"
    assert "divergence" in reason or "laws of probability" in reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (DENSITY, r"\log p(x) \le \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)]"),
        (DENSITY, r"\log p(x) > \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)]"),
        (DENSITY, r"\log p(x) \ge \mathbb{E}_{q(z)}[\log p(x, z)]"),
        (DENSITY, r"\log p(x) \ge \mathbb{E}_{q(z)}[\log p(x \mid z) - \log q(z)]"),
        (DENSITY, r"\log p(x) - \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)] = \mathrm{KL}(p(z \mid x) \| q(z))"),
        (DENSITY, r"\int q(z) \log\frac{p(z)}{q(z)} \, dz \ge 0"),
        (DENSITY, r"\int_0^1 q(z) \log\frac{q(z)}{p(z)} \, dz \ge 0"),
        (DENSITY, r"\int q(z) \log\frac{q(z)}{f(z)} \, dz \ge 0"),
        ("Let $q(z)$ be weights. ", r"\sum_z q(z) \log\frac{q(z)}{p(z)} \ge 0"),
        ("", r"\mathrm{KL}(q(z) \| p(z)) \ge \mathrm{KL}(p(z) \| q(z))"),
        (r"Let $\tilde p$ be unnormalised. ", r"\log \tilde p(x) \ge \mathbb{E}_{q(z)}[\log \tilde p(x, z) - \log q(z)]"),  # noqa: E501
        (r"Let $\mathrm{KL}(q \| p) = \int p(z) \log \frac{p(z)}{q(z)} dz$ for densities. ",
         r"\log p(x) - \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)] = \mathrm{KL}(q(z) \| p(z \mid x))"),
        (r"Let $x = g(z)$. ", r"\mathbb{E}_{q(z)}[\log p(x)] = \log p(x)"),
    ],
)  # fmt: skip
def test_no_bound_follows_without_its_divergence(said: str, claim: str) -> None:
    assert last(f"{said}\n\n$$ {claim} $$\n")[0] not in ("proved", "refuted")


@pytest.mark.parametrize(
    "claim",
    [
        r"\nabla_\theta \mathbb{E}_{x \sim p_\theta}[f(x)] = \mathbb{E}_{x \sim p_\theta}[f(x) \nabla_\theta \log p_\theta(x)]",  # noqa: E501
        r"\mathbb{E}_{x \sim p_\theta}[\nabla_\theta \log p_\theta(x)] = 0",
        r"\mathbb{E}_{a \sim \pi_\theta}[(R(a) - b) \nabla_\theta \log \pi_\theta(a)]"
        r" = \nabla_\theta \mathbb{E}_{a \sim \pi_\theta}[R(a)]",
        r"\nabla_\mu \mathbb{E}[f(\mu + \sigma \epsilon)] = \mathbb{E}[f'(\mu + \sigma \epsilon)]",
        r"\nabla_\sigma \mathbb{E}[f(\mu + \sigma \epsilon)] = \mathbb{E}[\epsilon f'(\mu + \sigma \epsilon)]",
    ],
)
def test_a_mean_is_differentiated_by_its_law_or_inside(claim: str) -> None:
    status, reason = last(f"{NOISE}\n\n$$ {claim} $$\n")
    assert status == "proved"
    assert "may be differentiated inside" in reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("", r"\nabla_\theta \mathbb{E}_{x \sim p_\theta}[f(x)] = \mathbb{E}_{x \sim p_\theta}[\nabla_\theta f(x)]"),
        ("", r"\nabla_\theta \mathbb{E}_{x \sim p_\theta}[f_\theta(x)]"
             r" = \mathbb{E}_{x \sim p_\theta}[f_\theta(x) \nabla_\theta \log p_\theta(x)]"),
        (r"Let $f(x) = \theta x$. ", r"\nabla_\theta \mathbb{E}_{x \sim p_\theta}[f(x)]"
                                     r" = \mathbb{E}_{x \sim p_\theta}[f(x) \nabla_\theta \log p_\theta(x)]"),
        ("", r"\mathbb{E}_{x \sim p_\theta}[\nabla_\phi \log p_\phi(x)] = 0"),
        ("", r"\mathbb{E}_{x \sim p_\theta}[x \nabla_\theta \log p_\theta(x)] = 0"),
        ("", r"\nabla_\theta \mathbb{E}_{x \sim q}[f(x)] = \mathbb{E}_{x \sim q}[f(x) \nabla_\theta \log q(x)]"),
        ("The density $p_\\theta$ is uniform on $(0, \\theta)$. ", r"\mathbb{E}_{x \sim p_\theta}[\nabla_\theta \log p_\theta(x)] = 0"),  # noqa: E501
        (r"Let $p_\theta(x) = 1/\theta$ on $[0, \theta]$. ", r"\mathbb{E}_{x \sim p_\theta}[\nabla_\theta \log p_\theta(x)] = 0"),  # noqa: E501
        (NOISE, r"\nabla_\sigma \mathbb{E}[f(\mu + \sigma \epsilon)] = \mathbb{E}[f'(\mu + \sigma \epsilon)]"),
        (r"Let $\epsilon \sim \mathcal{N}(0, \sigma^2)$. ",
         r"\nabla_\sigma \mathbb{E}[f(\mu + \sigma \epsilon)] = \mathbb{E}[\epsilon f'(\mu + \sigma \epsilon)]"),
        (r"Let $x \sim \mathcal{N}(\mu, \sigma^2)$. ", r"\nabla_\mu \mathbb{E}[f(x)] = \mathbb{E}[\nabla_\mu f(x)]"),
        (NOISE + "Let $f(x) = |x|$. ", r"\nabla_\mu \mathbb{E}[f(\mu + \sigma \epsilon)] = \mathbb{E}[f'(\mu + \sigma \epsilon)]"),  # noqa: E501
    ],
)  # fmt: skip
def test_what_holds_the_parameter_elsewhere_is_left_open(said: str, claim: str) -> None:
    assert last(f"{said}\n\n$$ {claim} $$\n")[0] not in ("proved", "refuted")
