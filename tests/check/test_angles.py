"""x ∈ (0, π/2): what is said of angles is read, where π is the number."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


@pytest.mark.parametrize(
    "text",
    [
        r"For $x \in (0, \pi/2)$, $$\sin x < x < \tan x$$",
        r"For all $x \in \left(0, \frac{\pi}{2}\right)$: $$\sin x < x < \tan x$$",
        r"For $x, y \in (0, \pi/2)$, $$\sin y < y$$",
        r"Let $\theta \in (0, \pi)$ be an angle. We know $$\sin\theta > 0.$$",
        r"If $|x| < \frac{\pi}{2}$, then $$|\cos x| = \cos x$$",
    ],
)
def test_what_holds_there_is_proved(text: str) -> None:
    assert {s.status for s in check_text(text).steps[1:]} == {"proved"}


def test_what_is_written_as_a_chain_is_a_condition() -> None:
    report = check_text(r"For $0 < x < \pi/2$ we have $$\sin x < x < \tan x$$")
    assert [s.status for s in report.steps] == ["given", "given", "proved", "proved"]


@pytest.mark.parametrize(
    "text",
    [
        r"For $x \in (0, \pi)$, $$x < \tan x$$",
        r"For $x \in (-\pi/2, \pi/2)$, $$\sin x < x$$",
        r"For $x \in [0, \pi/2)$, $$\sin x < x$$",
        r"For $x \in (\pi/2, 0)$, $$\sin x < x$$",
        r"For $x \in (0, \pi/2)^c$, $$\sin x < x$$",
        r"For $x \in (0, \pi/2) \cup (\pi/2, \pi)$, $$x < \tan x$$",
        r"Let $x \in (0, \pi/2)$. Now let $x \in (0, \pi)$. $$x < \tan x$$",
        r"Let $\pi$ be a share. For $x \in (0, \pi/2)$, $$\sin x < x$$",
        r"Let $\pi$ be a share. For $0 < x < \pi/2$, $$x < \tan x$$",
        r"For $0 < x < \pi$, $$x < \tan x$$",
        r"For $-\pi < x < \pi/2$, $$|\cos x| = \cos x$$",
        r"For $0 < x$, and for $y < \pi/2$, $$|\cos x| = \cos x$$",
        r"For $x \in (0, \pi/2)$, $$\sin x < x$$ For every real $x$, $$\sin x < x$$",
        r"Let $\theta \in (0, 2\pi)$ be an angle. We know $$\sin\theta > 0.$$",
    ],
)
def test_what_holds_in_a_part_alone_or_of_another_pi_is_not(text: str) -> None:
    assert "proved" not in {s.status for s in check_text(text).steps}
