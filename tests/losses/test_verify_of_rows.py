"""The measurement of row kernels finds what is right, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from symxent.losses.catalogue import named
from symxent.losses.report import of
from symxent.losses.verify import verify


def test_the_kernels_are_within_a_few_ulp_and_series_confirm_the_derivatives() -> None:
    found = verify(named("softmax_temperature").compile())
    assert len(found) == 6
    assert all(m.passed and m.error < 64 for m in found)
    assert all(m.confirmed > 20 for m in found if m.dtype == "float64" and m.output != "value")


def test_a_share_and_its_complement_are_of_one_sum() -> None:
    """p (1 − p) of the largest class: where p and 1 − p were of two sums, their roundings did not cancel."""
    for name in ("softmax_cross_entropy", "softmax_label_smoothed"):
        made = named(name).compile()
        assert all(m.error < 5 for m in verify(made, outputs=["hessian_diagonal"]))


def test_a_textbook_kernel_fails_the_measurement() -> None:
    def textbook(x: Any, t: Any) -> Any:
        with np.errstate(all="ignore"):
            e = np.exp(x)
            return e / e.sum(axis=-1, keepdims=True) - np.eye(x.shape[-1], dtype=x.dtype)[t]

    good = named("softmax_cross_entropy").compile()
    made = replace(good, kernels={**good.kernels, "gradient": textbook})
    assert not all(m.passed for m in verify(made) if m.output == "gradient")


def test_the_report_says_what_was_found() -> None:
    report = of(named("softmax_cross_entropy"))
    text = report.text(brief=True)
    assert report.ok
    assert report.facts()["ok"]
    for words in (
        "every one proved",
        "Sⱼ(x)",
        "exp(xⱼ − m)",
        "At infinite scores",
        "All is well",
    ):
        assert words in text
