"""A linear layer and cross-entropy in one: values and gradients of PyTorch's two, without the logits."""

from __future__ import annotations

from typing import Any

import pytest

from symxent.errors import SymxentError

torch = pytest.importorskip("torch", reason="needs the extra torch")
linear = pytest.importorskip("symxent.adapters.torch_linear")


def data(dtype: Any = torch.float64, n: int = 23, d: int = 5, k: int = 11) -> tuple[Any, Any, Any]:
    made = torch.Generator().manual_seed(3)
    x, w = torch.randn(n, d, generator=made).to(dtype), torch.randn(k, d, generator=made).to(dtype)
    return x.requires_grad_(), w.requires_grad_(), torch.randint(0, k, (n,), generator=made)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("chunk", [None, 1, 4, 23, 100])
def test_it_is_a_product_and_cross_entropy(chunk: int | None, reduction: str) -> None:
    x, w, t = data()
    t[4] = -100
    loss = linear.linear_cross_entropy(x, w, t, reduction=reduction, chunk=chunk)
    usual = torch.nn.functional.cross_entropy(x @ w.T, t, reduction=reduction)
    ours, theirs = ((value, *torch.autograd.grad(value, (x, w))) for value in (loss, usual))
    for got, wanted in zip(ours, theirs, strict=True):
        torch.testing.assert_close(got, wanted, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_in_every_precision_the_type_of_the_input_is_kept(dtype: Any) -> None:
    x, w, t = data(dtype)
    loss = linear.linear_cross_entropy(x, w, t, chunk=5)
    loss.backward()
    exact_x, exact_w = x.detach().double().requires_grad_(), w.detach().double().requires_grad_()
    exact = torch.nn.functional.cross_entropy(exact_x @ exact_w.T, t)
    exact.backward()
    digits = 40 * torch.finfo(dtype).eps
    for got, wanted in ((loss, exact), (x.grad, exact_x.grad), (w.grad, exact_w.grad)):
        assert got.dtype == dtype
        torch.testing.assert_close(got.double(), wanted, rtol=digits, atol=digits / 20)


def test_gradcheck_and_only_what_is_asked_for() -> None:
    x, w, t = data(n=4)
    assert torch.autograd.gradcheck(lambda a, b: linear.linear_cross_entropy(a, b, t, chunk=3), (x, w))
    linear.linear_cross_entropy(x.detach(), w, t).backward()
    assert x.grad is None
    assert w.grad is not None


def test_never_more_than_a_chunk_of_logits_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = []
    rows = linear._of_rows
    monkeypatch.setattr(linear, "_of_rows", lambda logits, t: (shapes.append(tuple(logits.shape)), rows(logits, t))[1])
    x, w, t = data(n=50)
    linear.linear_cross_entropy(x, w, t, chunk=8).backward()
    assert shapes == [(8, 11)] * 6 + [(2, 11)]


def test_no_tensor_is_larger_than_a_chunk_of_logits_or_a_gradient() -> None:
    sizes = []

    class Sizes(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            made = function(*args, **(kwargs or {}))
            sizes.extend(t.numel() for t in (made if isinstance(made, tuple) else (made,)) if torch.is_tensor(t))
            return made

    n, d, k, chunk = 640, 3, 500, 16
    x, w, t = data(n=n, d=d, k=k)
    with Sizes():
        linear.linear_cross_entropy(x, w, t, chunk=chunk).backward()
    assert max(sizes) == chunk * k < n * k


def test_no_row_is_a_sum_of_nothing() -> None:
    x, w, t = data(n=0)
    linear.linear_cross_entropy(x, w, t, reduction="sum").backward()
    assert not w.grad.any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"input": torch.zeros(3, 4)}, r"not \(3, 4\) and \(11, 5\)"),
        ({"target": torch.zeros(23)}, "class numbers, integers"),
        ({"target": torch.zeros(23, 1, dtype=torch.long)}, r"shape \(23, 1\)"),
        ({"input": torch.zeros(23, 5)}, "one type was expected"),
        ({"reduction": "none"}, "mean or sum was expected"),
        ({"chunk": 0}, "at least one row"),
        ({"target": torch.full((23,), 11)}, "11"),
    ],
)
def test_what_does_not_fit_is_said(change: dict[str, Any], message: str) -> None:
    x, w, t = data()
    with pytest.raises(SymxentError, match=message):
        linear.linear_cross_entropy(**{"input": x, "linear_weight": w, "target": t} | change)
