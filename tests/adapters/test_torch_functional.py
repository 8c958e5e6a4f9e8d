"""PyTorch's own functions and modules by their names: each argument with every other, copies, devices and mistakes."""

from __future__ import annotations

import copy
import itertools
import pickle
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")

from symxent.adapters import torch_functional as functional  # noqa: E402
from symxent.adapters.torch import LossModule, loss_of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402

FORMATS = (torch.float64, torch.float32, torch.bfloat16, torch.float16)
REDUCTIONS = ("mean", "sum", "none")
theirs = torch.nn.functional


def drawn(*shape: int, kind: Any = torch.float64) -> Any:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)), dtype=torch.float64).to(kind)


def nearly(value: Any, exact: Any, given: Any, wide: Any) -> None:
    """Value and gradient are the exact ones rounded once, in the precision of the scores."""
    half = given.dtype in FORMATS[2:]
    eps = torch.finfo(given.dtype).eps * (0.51 if half else 50)
    for one, other in ((value, exact), (torch.autograd.grad(value.sum(), given)[0], None)):
        expected = torch.autograd.grad(exact.sum(), wide)[0] if other is None else other
        assert one.dtype == given.dtype
        # In the wide formats PyTorch's own, from which this is told, cancels.
        least = torch.finfo(given.dtype).smallest_normal * eps if half else eps
        torch.testing.assert_close(one.double(), expected, rtol=eps, atol=least + 1e-9 * eps, equal_nan=True)


@pytest.mark.parametrize("kind", FORMATS, ids=str)
@pytest.mark.parametrize("shape", [(7, 5), (5,), (4, 5, 3)])
def test_cross_entropy_takes_every_argument_with_every_other(kind: Any, shape: tuple[int, ...]) -> None:
    axis = 0 if len(shape) == 1 else 1
    labels = torch.randint(0, 5, shape[:axis] + shape[axis + 1 :], generator=torch.Generator().manual_seed(1))
    shares, weights = drawn(*shape, kind=kind).abs(), drawn(5, kind=kind).abs()
    for reduction, weight, smoothing, target, ignored in itertools.product(
        REDUCTIONS, (None, weights), (0.0, 0.1), (labels, shares), (-100, 2)
    ):
        if target is shares and ignored != -100:
            continue
        more = {"reduction": reduction, "label_smoothing": smoothing, "ignore_index": ignored}
        scores = drawn(*shape, kind=kind).requires_grad_()
        wide = scores.detach().double().requires_grad_()
        exact = theirs.cross_entropy(
            wide,
            target.double() if target is shares else target,
            weight=None if weight is None else weight.double(),
            **more,
        )
        if not exact.isnan().any():
            nearly(functional.cross_entropy(scores, target, weight=weight, **more), exact, scores, wide)


@pytest.mark.parametrize("kind", FORMATS, ids=str)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_weights_and_shares_of_half_precision_are_rounded_once(kind: Any, reduction: str) -> None:
    scores, shares = drawn(6, 4, kind=kind).requires_grad_(), torch.sigmoid(drawn(6, 4)).to(kind)
    wide, weights = scores.detach().double().requires_grad_(), drawn(4, kind=kind).abs()
    for names in ((), ("weight",), ("pos_weight",), ("weight", "pos_weight")):
        exact = theirs.binary_cross_entropy_with_logits(
            wide, shares.double(), reduction=reduction, **dict.fromkeys(names, weights.double())
        )
        more = dict.fromkeys(names, weights)
        value = functional.binary_cross_entropy_with_logits(scores, shares, reduction=reduction, **more)
        nearly(value, exact, scores, wide)


def test_a_graph_that_is_walked_again_has_the_same_gradient_to_the_last_digit() -> None:
    scores, labels = drawn(40).requires_grad_(), (drawn(40) > 0).double()
    for loss in (functional.binary_cross_entropy_with_logits, functional.sigmoid_focal_loss, functional.huber_loss):
        value = loss(scores, labels).sum()
        once, again = (torch.autograd.grad(value, scores, retain_graph=True)[0] for _ in range(2))
        assert torch.equal(once, again)
        assert torch.autograd.gradcheck(lambda z, loss=loss: loss(z, labels), (scores,))
        assert torch.autograd.gradgradcheck(lambda z, loss=loss: loss(z, labels), (scores,))


@pytest.mark.parametrize(
    ("module", "other"),
    [
        (functional.CrossEntropyLoss, torch.nn.CrossEntropyLoss),
        (functional.BCEWithLogitsLoss, torch.nn.BCEWithLogitsLoss),
        (functional.HuberLoss, torch.nn.HuberLoss),
        (functional.SoftMarginLoss, torch.nn.SoftMarginLoss),
        (functional.PoissonNLLLoss, torch.nn.PoissonNLLLoss),
        (functional.SigmoidFocalLoss, None),
    ],
)
def test_modules_are_pytorchs_and_are_copied(module: Any, other: Any) -> None:
    ours, scores = module(), drawn(4, 3)
    rows = module is functional.CrossEntropyLoss
    target = torch.tensor([0, 2, 1, 1]) if rows else torch.where(drawn(3, 4).T > 0, 1.0, -1.0).double()
    if not rows and module is not functional.SoftMarginLoss:
        target = target.clamp(min=0)
    value = ours(scores, target)
    if other is not None:
        torch.testing.assert_close(value, other()(scores, target))
    for made in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert torch.equal(made(scores, target), value)
    assert "reduction" in repr(ours)


def test_a_module_with_tensors_is_copied_saved_and_moved() -> None:
    scores, labels = drawn(12), (drawn(12) > 0).double()
    focal = LossModule("focal", gamma=torch.nn.Parameter(torch.tensor(1.5)))
    for made in (copy.deepcopy(focal), pickle.loads(pickle.dumps(focal))):
        assert torch.equal(made(scores, labels), focal(scores, labels))
        assert made.gamma is not focal.gamma
    other = LossModule("focal", gamma=torch.nn.Parameter(torch.tensor(3.0)))
    other.load_state_dict(focal.state_dict())
    assert torch.equal(other(scores, labels), focal(scores, labels))
    weighed = functional.CrossEntropyLoss(torch.tensor([1.0, 2.0, 3.0])).double()
    assert weighed.weight.dtype == torch.float64
    assert list(weighed.state_dict()) == ["weight"]


def test_tensors_without_numbers_have_shapes() -> None:
    from torch._subclasses.fake_tensor import FakeTensorMode

    def walk(device: str) -> None:
        scores = torch.zeros(3, 4, device=device, requires_grad=True)
        functional.cross_entropy(scores, torch.zeros(3, dtype=torch.long, device=device)).backward()
        functional.binary_cross_entropy_with_logits(scores, torch.zeros(3, 4, device=device)).backward()
        assert scores.grad.shape == (3, 4)

    walk("meta")
    with FakeTensorMode():
        walk("cpu")


def test_nothing_and_one_number() -> None:
    assert torch.isnan(functional.binary_cross_entropy_with_logits(torch.zeros(0), torch.zeros(0)))
    none = torch.zeros(0, 3, requires_grad=True)
    functional.cross_entropy(none, torch.zeros(0, dtype=torch.long), reduction="sum").backward()
    assert none.grad.shape == (0, 3)
    one = torch.tensor(0.0, requires_grad=True)
    functional.binary_cross_entropy_with_logits(one, torch.tensor(1.0)).backward()
    assert one.grad == -0.5
    assert torch.isnan(functional.cross_entropy(torch.zeros(2, 3), torch.full((2,), -100)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: loss_of("bce")([1.0], torch.zeros(1)), "scores of bce is of the kind list"),
        (lambda: loss_of("bce")(torch.zeros(1), [1.0]), "y of bce is of the kind list"),
        (lambda: loss_of("bce")(torch.zeros(2).to_sparse(), torch.zeros(2)), "a dense tensor was expected"),
        (lambda: loss_of("bce")(torch.zeros(2), torch.zeros(2), weight=torch.ones(5)), "weight has the shape"),
        (lambda: loss_of("focal", gamma=torch.ones(3))(torch.zeros(2), torch.zeros(2)), "gamma has the shape"),
        (lambda: loss_of("focal", gamma="2"), "a number or a tensor was expected"),
        (lambda: loss_of(3), "a Loss or the name of one"),
        (lambda: loss_of("softmax_cross_entropy")(torch.tensor(1.0), torch.tensor(0)), "are one number"),
        (
            lambda: functional.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1]), torch.ones(2)),
            r"one number a class, \(3,\), was expected",
        ),
        (
            lambda: functional.cross_entropy(
                torch.zeros(2, 3), torch.tensor([0, 1]), torch.ones(3), label_smoothing=1.5
            ),
            "label_smoothing=1.5",
        ),
    ],
)
def test_what_does_not_fit_is_named(make: Any, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        make()
