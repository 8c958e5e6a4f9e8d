"""PyTorch with a loss of ours: gradcheck and gradgradcheck, torch.compile, and the tails that autograd loses."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")

from symxent.adapters import torch_autograd, torch_native  # noqa: E402
from symxent.adapters import torch_functional as functional  # noqa: E402
from symxent.adapters.torch import LossModule, loss_of  # noqa: E402
from symxent.adapters.torch_autograd import of, operator_of  # noqa: E402
from symxent.errors import SymxentError  # noqa: E402
from symxent.losses.catalogue import named  # noqa: E402

LOSSES = [("bce", {}), ("focal_2", {}), ("focal", {"gamma": 1.5}), ("poisson", {}), ("pseudo_huber", {"delta": 0.7})]


def points(double: bool = True) -> tuple[Any, Any]:
    generator = torch.Generator().manual_seed(3)
    scores = torch.randn(12, generator=generator, dtype=torch.float64 if double else torch.float32) * 2
    return scores.requires_grad_(), torch.arange(12) % 2


ROWS = [
    ("softmax_cross_entropy", {}),
    ("softmax_label_smoothed", {"epsilon": 0.2}),
    ("softmax_temperature", {"tau": 0.7}),
]


def row_points() -> tuple[Any, Any]:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(4, 3, generator=generator, dtype=torch.float64).requires_grad_(), torch.tensor([0, 2, 1, 2])


def check_derivatives(function: Any, inputs: tuple[Any, ...]) -> None:
    assert torch.autograd.gradcheck(function, inputs, eps=1e-6, atol=1e-7, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, inputs, eps=1e-6, atol=1e-6)


@pytest.mark.parametrize(("name", "parameters"), LOSSES, ids=[name for name, _ in LOSSES])
def test_first_and_second_derivatives_pass_torchs_own_checks(name: str, parameters: dict[str, float]) -> None:
    scores, labels = points()
    function = loss_of(name, "none", **parameters)
    check_derivatives(lambda z: function(z, labels), (scores,))


@pytest.mark.parametrize(("name", "parameters"), ROWS, ids=[name for name, _ in ROWS])
def test_derivatives_of_rows_and_by_their_parameters_pass_torchs_own_checks(
    name: str, parameters: dict[str, float]
) -> None:
    scores, labels = row_points()
    tensors = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in parameters.values()]
    function = loss_of(name, "none")
    check_derivatives(
        lambda x, *more: function(x, labels, **dict(zip(parameters, more, strict=True))), (scores, *tensors)
    )


def test_derivatives_by_a_parameter_of_one_score_pass_torchs_own_checks() -> None:
    scores, labels = points()
    function = loss_of("focal", "none")
    gamma = torch.tensor(1.3, dtype=torch.float64, requires_grad=True)
    check_derivatives(lambda z, g: function(z, labels, gamma=g), (scores, gamma))


def test_a_target_that_may_lie_anywhere_has_a_derivative_and_a_label_has_none() -> None:
    scores, _ = points()
    shares = torch.rand(12, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    function = loss_of("soft_bce", "none")
    check_derivatives(lambda z, y: function(z, y), (scores, shares))
    with pytest.raises(SymxentError, match="takes a few values only"):
        loss_of("bce")(scores, torch.ones(12, dtype=torch.float64, requires_grad=True)).backward()


def test_a_third_derivative_is_refused() -> None:
    scores, labels = points()
    value = loss_of("bce", "sum")(scores, labels)
    for _ in range(2):
        (value,) = torch.autograd.grad(value.sum(), scores, create_graph=True)
    with pytest.raises(SymxentError, match="a third derivative was asked for"):
        value.sum().backward()


@pytest.mark.parametrize("name", ["bce", "softmax_cross_entropy"])
@pytest.mark.parametrize("order", [0, 1])
def test_the_operators_over_c_are_what_torch_wants(name: str, order: int) -> None:
    scores, labels = points() if name == "bce" else row_points()
    operator = operator_of(named(name), ("value", "gradient")[order])
    if operator is None:
        pytest.skip("there is no C compiler")
    given = labels.double() if name == "bce" else labels
    torch.library.opcheck(operator, (scores.detach(), given))
    made = named(name).compile()
    expected = (made.value, made.gradient)[order](scores.detach().numpy(), given.numpy())
    np.testing.assert_array_equal(of(named(name), order)(scores.detach(), given).numpy(), expected)


@pytest.mark.parametrize("name", ["bce", "focal", "gelu", "softmax_label_smoothed"])
def test_the_formula_of_other_devices_gives_what_the_c_gives(name: str) -> None:
    scores, labels = row_points() if named(name).by_row else points()
    given = [] if name == "gelu" else [labels if named(name).by_row else labels.double()]
    settings = [torch.tensor(s, dtype=torch.float64) for s in named(name).settings()]
    for order in (0, 1):
        known = of(named(name), order)
        torch.testing.assert_close(
            known.formula(scores.detach(), *given, *settings), known(scores.detach(), *given, *settings)
        )


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


def compiled(function: Any) -> Any:
    """The function through TorchDynamo as one graph; its code is not generated, which takes a minute."""
    return torch.compile(function, backend="aot_eager", fullgraph=True)


def test_torch_compile_takes_it_whole() -> None:
    scores, labels = points()
    rows, classes = row_points()
    focal, smoothed = loss_of("focal", gamma=2.0), loss_of("softmax_label_smoothed", weight=torch.tensor([1.0, 2, 3]))
    for step, given in (
        (lambda z: focal(z * 2, labels) + z.sum(), scores),
        (lambda x: smoothed(x, classes), rows),
        (lambda x: functional.cross_entropy(x, classes, label_smoothing=0.1), rows),
    ):
        value = compiled(step)(given)
        torch.testing.assert_close(value, step(given))
        (gradient,) = torch.autograd.grad(value, given)
        (expected,) = torch.autograd.grad(step(given), given)
        torch.testing.assert_close(gradient, expected)


def test_what_is_compiled_for_the_cpu_calls_the_c_in_any_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_autograd, "FEW", 1)
    calls = []

    def seen(graph: Any, inputs: Any) -> Any:
        calls.extend(str(node.target) for node in graph.graph.nodes)
        return graph.forward

    from torch._dynamo.backends.common import aot_autograd

    scores, labels = torch.randn(6, 4, requires_grad=True), (torch.randn(4, 6) > 0).float()
    bce, rows = loss_of("bce"), loss_of("softmax_cross_entropy")
    steps = (lambda x: bce(x.t(), labels), lambda x: rows(x.t().reshape(2, 6, 2), torch.tensor([[0, 5], [2, 3]])))
    for step in steps:
        made = torch.compile(step, backend=aot_autograd(fw_compiler=seen), fullgraph=True)(scores)
        same(made, step(scores), scores)
    if operator_of(named("bce"), "value") is not None:
        ours = [call.split(".")[1].rstrip("_0123456789") for call in calls if call.startswith("symxent.")]
        apart = ["softmax_cross_entropy_value", "softmax_cross_entropy_gradient"]
        assert ours == ["soft_bce_value" if torch_native.wait() is None else "one_pass", *apart]


@pytest.mark.parametrize(("name", "wrong"), [("bce", 2.0), ("soft_bce", 1.5), ("soft_bce", -0.25), ("focal", 0.5)])
def test_a_label_outside_of_its_set_is_nan_where_the_formula_is_compiled(name: str, wrong: float) -> None:
    scores, labels = torch.zeros(3, requires_grad=True), torch.tensor([0.0, wrong, 1.0])
    value = compiled(loss_of(name, "none"))(scores, labels)
    value.sum().backward()
    assert value.isnan().tolist() == scores.grad.isnan().tolist() == [False, True, False]


def test_a_parameter_may_be_learnt_compiled_too() -> None:
    scores, labels = points(double=False)
    module = LossModule("focal", gamma=torch.nn.Parameter(torch.tensor(1.5)))
    assert list(module.state_dict()) == ["gamma"]
    module(scores, labels).backward()
    eager = module.gamma.grad.clone()
    module.zero_grad()
    compiled(module)(scores, labels).backward()
    torch.testing.assert_close(module.gamma.grad, eager)
    gamma = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    p = torch.sigmoid(torch.where(labels == 1, scores, -scores).detach().double())
    (-((1 - p) ** gamma) * p.log()).mean().backward()
    torch.testing.assert_close(eager.double(), gamma.grad, rtol=1e-5, atol=1e-7)


def test_the_transforms_of_torch_func_take_it() -> None:
    scores, labels = points()
    scores = scores.detach()
    function = loss_of("bce", "none")
    p = torch.sigmoid(scores)
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(function))(scores, labels), p - labels)
    hessian = torch.func.hessian(lambda z: function(z, labels).sum())(scores)
    torch.testing.assert_close(hessian, torch.diag(p * (1 - p)))
    rows, classes = row_points()
    rows, of_rows = rows.detach(), loss_of("softmax_cross_entropy", "none")
    p = torch.softmax(rows, 1)
    expected = torch.diag_embed(p) - p[:, :, None] * p[:, None, :]
    torch.testing.assert_close(torch.func.vmap(torch.func.hessian(of_rows))(rows, classes), expected)


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_half_precisions_are_computed_in_single(half: Any) -> None:
    scores = torch.tensor([8.0, -30.0, 0.25], dtype=half, requires_grad=True)
    value = loss_of("bce", "none")(scores, torch.ones(3))
    value.sum().backward()
    wide = scores.detach().double()
    assert value.dtype == scores.grad.dtype == half
    torch.testing.assert_close(value.detach(), torch.nn.functional.softplus(-wide).to(half), rtol=0, atol=0)
    torch.testing.assert_close(scores.grad, (-torch.sigmoid(-wide)).to(half), rtol=0, atol=0)


def test_under_autocast_the_result_is_single() -> None:
    scores = torch.tensor([8.0, -30.0], dtype=torch.bfloat16, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        value = loss_of("bce")(scores, torch.ones(2))
    assert value.dtype == torch.float32
    value.backward()
    assert scores.grad.dtype == torch.bfloat16


def same(ours: Any, theirs: Any, by: Any) -> None:
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(*(torch.autograd.grad(v.sum(), by)[0] for v in (ours, theirs)))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("weighed", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_takes_what_torchs_takes(reduction: str, weighed: bool, smoothing: float) -> None:
    generator = torch.Generator().manual_seed(7)
    scores = torch.randn(6, 5, 3, dtype=torch.float64, generator=generator).requires_grad_()
    weight = torch.rand(5, dtype=torch.float64, generator=generator) if weighed else None
    labels = torch.randint(0, 5, (6, 3), generator=generator)
    labels[2, 1] = -100
    shares = torch.rand(6, 5, 3, dtype=torch.float64, generator=generator)
    more = {"weight": weight, "reduction": reduction, "label_smoothing": smoothing}
    for target in (labels, shares):
        theirs = torch.nn.functional.cross_entropy(scores, target, **more)
        same(functional.cross_entropy(scores, target, **more), theirs, scores)


def test_a_row_that_is_left_out_may_hold_anything() -> None:
    scores = torch.tensor([[1.0, 2.0], [torch.nan, torch.inf]], requires_grad=True)
    functional.cross_entropy(scores, torch.tensor([0, -100])).backward()
    assert scores.grad[1].tolist() == [0, 0]
    assert not scores.grad.isnan().any()


def test_the_other_functions_take_what_torchs_take() -> None:
    scores, labels = points()
    shares = torch.rand(12, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    theirs, y = torch.nn.functional, labels.double()
    for more in ({}, {"weight": shares}, {"pos_weight": torch.tensor(2.5)}, {"reduction": "sum"}):
        ours = functional.binary_cross_entropy_with_logits(scores, shares, **more)
        same(ours, theirs.binary_cross_entropy_with_logits(scores, shares, **more), scores)
    same(functional.huber_loss(scores, y, delta=0.7), theirs.huber_loss(scores, y, delta=0.7), scores)
    same(functional.soft_margin_loss(scores, 2 * y - 1), theirs.soft_margin_loss(scores, 2 * y - 1), scores)
    same(functional.poisson_nll_loss(scores, y), theirs.poisson_nll_loss(scores, y), scores)
    p = torch.sigmoid(scores)
    own = y * p + (1 - y) * (1 - p)
    usual = -(0.25 * y + 0.75 * (1 - y)) * (1 - own) ** 2 * own.log()
    same(functional.sigmoid_focal_loss(scores, y), usual, scores)


def test_scores_that_are_not_contiguous_are_taken() -> None:
    wide = torch.randn(6, 4, dtype=torch.float64)
    labels = torch.ones(4, 6)
    value = loss_of("bce", "none")(wide.t(), labels)
    torch.testing.assert_close(value, torch.nn.functional.softplus(-wide.t()))


def test_an_activation_has_no_labels() -> None:
    scores, _ = points()
    torch.testing.assert_close(loss_of("gelu", "none")(scores), torch.nn.functional.gelu(scores))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: loss_of("bce", "median"), "mean, sum or none"),
        (lambda: loss_of("bce", gamma=2), "no parameter 'gamma'"),
        (lambda: loss_of("bcd"), "there is no loss 'bcd'"),
        (lambda: loss_of("focal", gamma=9), "gamma = 9 does not lie in"),
        (lambda: loss_of("bce")(torch.zeros(3)), "takes scores and the targets y; 0 targets were given"),
        (lambda: loss_of("bce")(torch.zeros(3), torch.tensor([0, 2, 1])), r"labels\[1\] is 2, but the loss bce takes"),
        (lambda: loss_of("soft_bce")(torch.zeros(2), torch.tensor([0, 1.5])), r"labels\[1\] is 1.5, but the loss soft"),
        (lambda: loss_of("bce")(torch.zeros(3, 1), torch.zeros(3)), r"labels of shape \(3,\) against .* \(3, 1\)"),
        (
            lambda: loss_of("bce")(torch.zeros(3, dtype=torch.int64), torch.zeros(3)),
            "int64, which is no floating-point",
        ),
        (lambda: loss_of("softmax_cross_entropy")(torch.zeros(2, 3), torch.tensor([0, 3])), "is 3, but there are 3 cl"),
        (lambda: loss_of("softmax_cross_entropy")(torch.zeros(2, 3), torch.zeros(2)), "are class numbers, integers"),
    ],
)
def test_what_there_is_not_is_refused(make: Any, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        make()


def test_a_loss_of_ones_own_keeps_the_digits_of_sure_predictions() -> None:
    space = run_path(str(Path(__file__).parents[2] / "examples" / "torch_own_loss.py"))
    gradient, p = space["scores"].grad.double(), 1 / (1 + np.exp(-0.5))
    # −3 e^(−3·20)/3 where the score is 20: a prediction that is sure and right, beside 1 − p = 2e-9.
    assert gradient[0].item() == pytest.approx(-np.exp(-60.0), rel=1e-5)
    assert gradient[1].item() == pytest.approx(-1 / 3)
    assert gradient[2].item() == pytest.approx((p**3 - 2 * p**2 * (1 - p) * np.log(1 - p)) / 3, rel=1e-6)
