"""PyTorch with a loss of ours: gradcheck and gradgradcheck, torch.compile, and the tails that autograd loses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")

from symxent.adapters.torch import _operator, loss_of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402
from symxent.losses.catalogue import named  # noqa: E402

LOSSES = [("bce", {}), ("focal_2", {}), ("focal", {"gamma": 1.5}), ("poisson", {}), ("pseudo_huber", {"delta": 0.7})]


def points(double: bool = True) -> tuple[Any, Any]:
    generator = torch.Generator().manual_seed(3)
    scores = torch.randn(12, generator=generator, dtype=torch.float64 if double else torch.float32) * 2
    return scores.requires_grad_(), torch.arange(12) % 2


@pytest.mark.parametrize(("name", "parameters"), LOSSES, ids=[name for name, _ in LOSSES])
def test_first_and_second_derivatives_pass_torchs_own_checks(name: str, parameters: dict[str, float]) -> None:
    scores, labels = points()
    function = loss_of(name, "none", **parameters)
    assert torch.autograd.gradcheck(lambda z: function(z, labels), (scores,), eps=1e-6, atol=1e-7)
    assert torch.autograd.gradgradcheck(lambda z: function(z, labels), (scores,), eps=1e-6, atol=1e-6)


def test_the_operator_is_registered_as_torch_wants_it() -> None:
    scores, labels = points()
    torch.library.opcheck(_operator(named("bce"), ()), (scores, labels.double()))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_cross_entropy_is_torchs_own(reduction: str) -> None:
    scores, labels = points(double=False)
    ours = loss_of("bce", reduction)(scores, labels)
    theirs = torch.nn.functional.binary_cross_entropy_with_logits(scores, labels.float(), reduction=reduction)
    torch.testing.assert_close(ours, theirs)
    (gradient,) = torch.autograd.grad(ours.sum(), scores)
    (expected,) = torch.autograd.grad(theirs.sum(), scores)
    torch.testing.assert_close(gradient, expected)


def test_confident_predictions_keep_their_gradient() -> None:
    scores = torch.tensor([40.0, -800.0], dtype=torch.float64, requires_grad=True)
    loss_of("bce", "sum")(scores, torch.tensor([1, 1])).backward()
    np.testing.assert_allclose(scores.grad.numpy(), [-4.248354255291589e-18, -1], rtol=1e-15)
    own = torch.tensor([40.0], dtype=torch.float64, requires_grad=True)
    torch.nn.functional.binary_cross_entropy_with_logits(own, torch.ones(1, dtype=torch.float64)).backward()
    assert own.grad.item() == 0


def test_a_step_of_newtons_method_uses_the_hessian() -> None:
    scores, labels = points()
    function = loss_of("bce", "sum")
    hessian = torch.autograd.functional.hessian(lambda z: function(z, labels), scores.detach())
    p = torch.sigmoid(scores.detach())
    torch.testing.assert_close(hessian, torch.diag(p * (1 - p)))


def test_torch_compile_gives_the_same() -> None:
    scores, labels = points()
    function = loss_of("focal", gamma=2.0)

    def step(z: Any) -> Any:
        return function(z * 2, labels) + z.sum()

    try:
        compiled = torch.compile(step, backend="aot_eager", fullgraph=True)
        value = compiled(scores)
    except RuntimeError as error:  # pragma: no cover - a build of torch without its compiler
        pytest.skip(f"this torch cannot compile: {error}")
    torch.testing.assert_close(value, step(scores))
    (gradient,) = torch.autograd.grad(value, scores)
    (expected,) = torch.autograd.grad(step(scores), scores)
    torch.testing.assert_close(gradient, expected)


def test_scores_that_are_not_contiguous_are_taken() -> None:
    wide = torch.randn(6, 4, dtype=torch.float64)
    labels = torch.ones(4, 6)
    value = loss_of("bce", "none")(wide.t(), labels)
    torch.testing.assert_close(value, torch.nn.functional.softplus(-wide.t()))


def test_an_activation_has_no_labels() -> None:
    scores, labels = points()
    torch.testing.assert_close(loss_of("gelu", "none")(scores, labels), torch.nn.functional.gelu(scores))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: loss_of("bce", "median"), "mean, sum or none"),
        (lambda: loss_of("bce", gamma=2), "no parameter 'gamma'"),
        (lambda: loss_of("bcd"), "there is no loss 'bcd'"),
    ],
)
def test_what_there_is_not_is_refused(make: Any, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        make()
