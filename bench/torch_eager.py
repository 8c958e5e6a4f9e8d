"""Forward and backward in PyTorch on the CPU: symxent's losses beside its own, eager, in turn.

python bench/torch_eager.py [MOST] > docs/tables/torch-eager.txt   # up to so many scores, 10⁷ unless told

Medians of rounds in which both are timed one after the other; the ratio, above 1 where ours is faster, is the median of
their ratios.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import torch
from torch.nn import functional

from symxent.adapters import torch_functional as ours

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


def compare(name: str, pair: tuple[Loss, Loss], scores: Any, targets: Any) -> None:
    """Both in turn, after each was called once."""
    count = ROUNDS if scores.numel() < 10**7 else ROUNDS_OF_MANY
    calls = max(1, min(100, 100_000 // scores.numel()))
    for loss in pair:
        seconds(loss, scores, targets, 1)
    rounds = [[1e6 * seconds(loss, scores, targets, calls) for loss in pair] for _ in range(count)]
    mine, torchs = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(theirs / ours for ours, theirs in rounds)
    print(f"{name:<22}{scores.numel():>12,}{mine:>12.1f}{torchs:>12.1f}{ratio:>8.2f}", flush=True)


def main() -> None:
    most = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**7
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, float32, one thread; forward and backward, processor time of a call")
    print(f"{'':<22}{'scores':>12}{'ours, µs':>12}{'torch, µs':>12}{'ratio':>8}")
    bce = (ours.binary_cross_entropy_with_logits, functional.binary_cross_entropy_with_logits)
    for n in (n for n in (10**3, 10**4, 10**5, 10**6, 10**7) if n <= most):
        torch.manual_seed(0)
        z, y = torch.randn(n, requires_grad=True), torch.randint(0, 2, (n,)).float()
        compare("BCE", bce, z, y)
        compare("focal", (lambda z, y: ours.sigmoid_focal_loss(z, y, reduction="mean"), focal), z, y)
        for k in (10, 100, 1000):
            x, classes = torch.randn(n // k, k, requires_grad=True), torch.randint(0, k, (n // k,))
            compare(f"cross-entropy, k={k}", (ours.cross_entropy, functional.cross_entropy), x, classes)


if __name__ == "__main__":
    main()
