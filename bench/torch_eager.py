"""Forward and backward in PyTorch on the CPU: symxent's losses beside its own, in turn.

python bench/torch_eager.py > docs/tables/torch-eager.txt
python bench/torch_eager.py --compiled > docs/tables/torch-compiled.txt   # both under torch.compile

Medians of rounds in which both are timed one after the other; the ratio, above 1 where ours is faster, is the median of
their ratios.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from statistics import median
from typing import Any, cast

import torch
from torch.nn import functional

from symxent.adapters import torch_functional as ours
from symxent.adapters import torch_native
from symxent.kernels.bench import isa, machine

ROUNDS, ROUNDS_OF_MANY = 31, 5  # of many: 10⁷ scores
Loss = Callable[[Any, Any], Any]


def focal(inputs: Any, targets: Any) -> Any:
    """The usual formula, as torchvision has it."""
    p, ce = torch.sigmoid(inputs), functional.binary_cross_entropy_with_logits(inputs, targets, reduction="none")
    of_label = p * targets + (1 - p) * (1 - targets)
    return ((0.25 * targets + 0.75 * (1 - targets)) * ce * (1 - of_label) ** 2).mean()


def seconds(loss: Loss, scores: Any, targets: Any, calls: int) -> float:
    """Processor time of a call, forward and backward."""
    began = time.process_time()
    for _ in range(calls):
        scores.grad = None
        loss(scores, targets).backward()
    return (time.process_time() - began) / calls


def fused(loss: Loss) -> Loss:
    """The loss under torch.compile, for this shape."""
    return cast(Loss, torch.compile(lambda scores, targets: loss(scores, targets), dynamic=False, fullgraph=True))


def compare(name: str, pair: tuple[Loss, Loss], scores: Any, targets: Any) -> None:
    """Both in turn, after each was called a few times."""
    count = ROUNDS if scores.numel() < 10**7 else ROUNDS_OF_MANY
    calls = max(1, min(100, 100_000 // scores.numel()))
    for loss in pair:
        seconds(loss, scores, targets, 3)
    rounds = [[1e6 * seconds(loss, scores, targets, calls) for loss in pair] for _ in range(count)]
    mine, torchs = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(theirs / ours for ours, theirs in rounds)
    print(f"{name:<22}{scores.numel():>12,}{mine:>12.1f}{torchs:>12.1f}{ratio:>8.2f}", flush=True)


def main() -> None:
    """Prints each row as soon as it is measured."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("most", nargs="?", type=float, default=1e7, metavar="MOST", help="scores, at most (10⁷)")
    parser.add_argument("--compiled", action="store_true", help="both under torch.compile")
    given = parser.parse_args()
    torch_native.wait()
    torch.set_num_threads(1)
    torch._dynamo.config.recompile_limit = 100  # one for each row of the table
    made: Callable[[Loss], Loss] = fused if given.compiled else lambda loss: loss
    kind = "torch.compile" if given.compiled else "eager"
    about = f"{machine.name()}, {isa.best()}; PyTorch {torch.__version__}, {kind}, float32, one thread"
    print(f"{about}; forward and backward, processor time of a call")
    print(f"{'':<22}{'scores':>12}{'ours, µs':>12}{'torch, µs':>12}{'ratio':>8}")
    for n in (n for n in (10**3, 10**4, 10**5, 10**6, 10**7) if n <= given.most):
        torch.manual_seed(0)
        z, y = torch.randn(n, requires_grad=True), torch.randint(0, 2, (n,)).float()
        bce = made(ours.binary_cross_entropy_with_logits), made(functional.binary_cross_entropy_with_logits)
        compare("BCE", bce, z, y)
        of_mean = made(lambda z, y: ours.sigmoid_focal_loss(z, y, reduction="mean"))
        compare("focal", (of_mean, made(focal)), z, y)
        for k in (10, 100, 1000):
            x, classes = torch.randn(n // k, k, requires_grad=True), torch.randint(0, k, (n // k,))
            compare(f"cross-entropy, k={k}", (made(ours.cross_entropy), made(functional.cross_entropy)), x, classes)


if __name__ == "__main__":
    main()
