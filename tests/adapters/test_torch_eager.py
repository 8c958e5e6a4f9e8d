"""Plain tensors on the CPU: value and gradient of one pass are those of the functions that can be traced."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from symxent.adapters import torch_autograd, torch_eager, torch_native  # noqa: E402
from symxent.adapters.torch import loss_of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402


def cases(dtype: Any) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """Scores and targets of some losses, in more rows than the C takes at a time."""
    draw = torch.Generator().manual_seed(3)
    z = 4 * torch.randn(5000, 9, generator=draw, dtype=dtype)
    label = torch.randint(0, 2, z.shape, generator=draw).to(dtype)
    share = torch.rand(z.shape, generator=draw, dtype=dtype)
    classes = torch.randint(0, 9, (5000,), generator=draw)
    return {
        "focal": (z, (label,)),
        "soft_bce": (z, (share,)),
        "softmax_cross_entropy": (z, (classes,)),
        "gelu": (z, ()),
    }


@pytest.fixture(params=["C++", "Python"], autouse=True)
def node(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a call goes through: the name of its node in PyTorch's graph."""
    monkeypatch.setattr(torch_eager, "_by_key", {})
    made = torch_native.wait() if request.param == "C++" else None
    if made is None and request.param == "C++":
        pytest.skip("PyTorch's C++ does not compile here")
    monkeypatch.setattr(torch_native, "module", lambda: made)
    return "_OfLossBackward" if made is None else "CppFunction"


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The losses without the one pass."""
    return lambda: monkeypatch.setattr(torch_eager.Eager, "__call__", lambda *_: None)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", ["focal", "soft_bce", "softmax_cross_entropy", "gelu"])
def test_value_and_gradient_are_those_of_the_traced_way(
    name: str, reduction: str, dtype: Any, node: str, apart: Any
) -> None:
    z, targets = cases(dtype)[name]
    z, loss, results = z.requires_grad_(), loss_of(name, reduction), []
    for _ in range(2):
        value = loss(z, *targets)
        above = torch.rand(value.shape, dtype=dtype, generator=torch.Generator().manual_seed(5))
        results.append((value.detach(), *torch.autograd.grad(value, z, above), type(value.grad_fn).__name__))
        apart()
    (value, slope, own_node), (other, by_autograd, other_node) = results
    torch.testing.assert_close(value, other)
    torch.testing.assert_close(slope, by_autograd)
    assert own_node == node != other_node


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


def test_what_is_wrong_is_said_from_inside_of_compiled_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_autograd, "FEW", 1)
    z, y = torch.zeros(3, requires_grad=True), torch.ones(3)
    loss = loss_of("bce", "none")
    compiled = torch.compile(lambda z, y: loss(z, y), backend="aot_eager", fullgraph=True)
    compiled(z, y).sum().backward()
    torch.testing.assert_close(z.grad, torch.full((3,), -0.5))
    with pytest.raises(SymxentError, match=r"0\.5"):
        compiled(z, 0.5 * y)
    assert torch.isnan(compiled(torch.nan * z, y)).all()
    torch.testing.assert_close(compiled(z.detach(), y), loss(z.detach(), y))


def test_the_c_plus_plus_is_compiled_after_some_calls_and_leaves_the_results_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    if torch_native.wait() is None:
        pytest.skip("PyTorch's C++ does not compile here")
    for name in ("_made", "_calls"):
        monkeypatch.setattr(torch_native, name, [] if name == "_made" else 0)
    monkeypatch.setattr(torch_native, "CALLS", 2)
    monkeypatch.setattr(torch_eager, "_by_key", {})
    z, y, loss, nodes = torch.linspace(-9, 9, 70, requires_grad=True), torch.ones(70), loss_of("bce"), []
    for _ in range(3):
        value = loss(z, y)
        nodes.append((type(value.grad_fn).__name__, value.item(), torch.autograd.grad(value, z)[0].sum().item()))
        torch_native.wait() if torch_native._calls == 2 else None
    assert [node[0] for node in nodes] == ["_OfLossBackward", "_OfLossBackward", "CppFunction"]
    assert len({node[1:] for node in nodes}) == 1


def test_without_a_c_plus_plus_compiler_the_calls_stay_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_native, "_made", [])
    monkeypatch.setenv("CXX", "no-such-compiler-here")
    torch_native._built.cache_clear()
    torch_native.build.compiler.cache_clear()
    assert torch_native.wait() is None
    monkeypatch.undo()
    torch_native.build.compiler.cache_clear()


def test_a_row_that_is_left_out_is_left_out() -> None:
    z = torch.randn(4, 3, generator=torch.Generator().manual_seed(1), requires_grad=True)
    classes = torch.tensor([0, -100, 2, 1])
    value = loss_of("softmax_cross_entropy")(z, classes)
    torch.testing.assert_close(value, torch.nn.functional.cross_entropy(z, classes))


@pytest.mark.parametrize("ignored", [-100, 1])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_the_class_that_counts_nowhere_may_be_one_of_the_classes(ignored: int, reduction: str, node: str) -> None:
    z = torch.randn(4, 3, generator=torch.Generator().manual_seed(1), requires_grad=True)
    classes = torch.tensor([0, ignored, 2, 1])
    losses = loss_of("softmax_cross_entropy", reduction, ignore_index=ignored), torch.nn.functional.cross_entropy
    value, other = losses[0](z, classes), losses[1](z, classes, ignore_index=ignored, reduction=reduction)
    assert type(value.grad_fn).__name__ == node
    torch.testing.assert_close(value, other)
    torch.testing.assert_close(*(torch.autograd.grad(v.sum(), z, create_graph=True)[0] for v in (value, other)))
    torch.testing.assert_close(*(torch.autograd.grad(loss(z, classes), z)[0] for loss in (
        loss_of("softmax_cross_entropy", ignore_index=ignored), lambda x, t: losses[1](x, t, ignore_index=ignored)
    )))  # fmt: skip


def test_a_wrong_class_is_said_once() -> None:
    z, loss = torch.zeros(2, 3), loss_of("softmax_cross_entropy")
    with pytest.raises(SymxentError, match="is 3, but"):
        loss(z, torch.tensor([0, 3]))
    assert loss(z, torch.tensor([0, 2])).item() == pytest.approx(1.0986123)
    assert torch.isnan(loss(torch.full((2, 3), torch.nan), torch.tensor([0, 2])))
    assert loss(z, torch.tensor([-100, 2])).item() == pytest.approx(1.0986123)


@pytest.mark.parametrize("view", [lambda z: z.t(), lambda z: z[:, ::2], lambda z: z[:1].expand(3, 4)])
def test_scores_of_any_strides_have_their_gradient(view: Any) -> None:
    z = torch.randn(6, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(1), requires_grad=True)
    y = (view(z).detach() > 0).double()
    ours = loss_of("bce")(view(z), y)
    theirs = torch.nn.functional.binary_cross_entropy_with_logits(view(z), y)
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(*(torch.autograd.grad(v, z)[0] for v in (ours, theirs)))


@pytest.mark.parametrize("n", [77, 10**6 + 77, 10**8])
def test_a_sum_of_many_values_is_as_exact_as_its_bound(n: int) -> None:
    block = torch.rand(min(n, 10**6), dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    z = block.repeat(-(-n // len(block)))[:n]
    values = loss_of("softplus", "none")(block).tolist()
    whole, rest = divmod(n, len(block))
    exact = whole * Fraction(math.fsum(values)) + Fraction(math.fsum(values[:rest]))
    bound = 145 * 2.0**-53 + (n / 2048 * 2.0**-53) ** 2
    assert abs(Fraction(loss_of("softplus", "sum")(z).item()) - exact) <= bound * exact


def test_labels_of_another_type_are_read(node: str) -> None:
    z, y = torch.randn(6, generator=torch.Generator().manual_seed(1), requires_grad=True), torch.tensor([0, 1, 1] * 2)
    for loss, scores in ((loss_of("bce"), z), (loss_of("softmax_cross_entropy"), z.reshape(6, 1).expand(6, 2))):
        values = [loss(scores, y.to(kind)) for kind in (torch.int64, torch.int32, torch.uint8, torch.bool)]
        assert {type(value.grad_fn).__name__ for value in values} == {node}
        assert len({value.item() for value in values}) == 1
