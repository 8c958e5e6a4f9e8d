"""Plain tensors on the CPU: value and gradient of one pass are those of the functions that can be traced."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

from symxent.adapters import torch_eager  # noqa: E402
from symxent.adapters.torch import loss_of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402


def cases(dtype: Any) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """Scores and targets of some losses, with more scores than a block has."""
    draw = torch.Generator().manual_seed(3)
    z = 4 * torch.randn(70, 9, generator=draw, dtype=dtype)
    label = torch.randint(0, 2, z.shape, generator=draw).to(dtype)
    share = torch.rand(z.shape, generator=draw, dtype=dtype)
    classes = torch.randint(0, 9, (70,), generator=draw)
    return {
        "focal": (z, (label,)),
        "soft_bce": (z, (share,)),
        "softmax_cross_entropy": (z, (classes,)),
        "gelu": (z, ()),
    }


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The losses without the one pass."""
    monkeypatch.setattr(torch_eager, "BLOCK", 100)
    return lambda: monkeypatch.setattr(torch_eager, "is_plain", lambda tensors: False)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", ["focal", "soft_bce", "softmax_cross_entropy", "gelu"])
def test_value_and_gradient_are_those_of_the_traced_way(name: str, reduction: str, dtype: Any, apart: Any) -> None:
    z, targets = cases(dtype)[name]
    z, loss, results = z.requires_grad_(), loss_of(name, reduction), []
    for _ in range(2):
        value = loss(z, *targets)
        above = torch.rand(value.shape, dtype=dtype, generator=torch.Generator().manual_seed(5))
        results.append((value.detach(), *torch.autograd.grad(value, z, above), type(value.grad_fn).__name__))
        apart()
    (value, slope, node), (other, by_autograd, other_node) = results
    torch.testing.assert_close(value, other)
    torch.testing.assert_close(slope, by_autograd)
    assert node == "_OfLossBackward" != other_node


def test_a_graph_may_be_walked_again_differentiated_and_batched() -> None:
    z = torch.tensor([-2.0, 0.5, 3.0], dtype=torch.float64, requires_grad=True)
    y = torch.tensor([1.0, 0.0, 1.0], dtype=torch.float64)
    value = loss_of("bce", "sum")(z, y)
    once, again = (torch.autograd.grad(3 * value, z, retain_graph=True)[0] for _ in range(2))
    torch.testing.assert_close(once, 3 * (torch.sigmoid(z) - y).detach())
    torch.testing.assert_close(once, again)
    (slope,) = torch.autograd.grad(value, z, create_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), z)
    torch.testing.assert_close(bend, (torch.sigmoid(z) * torch.sigmoid(-z)).detach())
    (both,) = torch.autograd.grad(loss_of("bce", "sum")(z, y), z, torch.ones(2, dtype=z.dtype), is_grads_batched=True)
    torch.testing.assert_close(both[1], once / 3)


def test_forward_derivatives_and_transforms_do_not_take_the_one_pass() -> None:
    z, y = torch.tensor([0.3, -1.0], dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64)
    loss = loss_of("bce", "sum")
    _, along = torch.func.jvp(lambda a: loss(a, y), (z,), (torch.ones_like(z),))
    torch.testing.assert_close(along, (torch.sigmoid(z) - y).sum())
    torch.testing.assert_close(torch.func.grad(loss)(z, y), torch.sigmoid(z) - y)


def test_what_is_wrong_is_said_as_the_traced_way_says_it() -> None:
    z = torch.zeros(3, 2, requires_grad=True)
    with pytest.raises(SymxentError, match="is 2, but"):
        loss_of("softmax_cross_entropy")(z, torch.tensor([0, 1, 2]))
    with pytest.raises(SymxentError, match=r"0\.5"):
        loss_of("bce")(z, torch.full((3, 2), 0.5))
    with pytest.raises(SymxentError, match=r"1\.5"):
        loss_of("soft_bce")(z, torch.full((3, 2), 1.5))


def test_a_row_that_is_left_out_is_left_out() -> None:
    z = torch.randn(4, 3, generator=torch.Generator().manual_seed(1), requires_grad=True)
    classes = torch.tensor([0, -100, 2, 1])
    value = loss_of("softmax_cross_entropy")(z, classes)
    torch.testing.assert_close(value, torch.nn.functional.cross_entropy(z, classes))
