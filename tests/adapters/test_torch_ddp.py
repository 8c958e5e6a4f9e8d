"""Losses under DistributedDataParallel: two processes, each with half of the rows, have the gradient of all rows.

Run as a program, this file is one of the processes: ``test_torch_ddp.py RANK FILE``, the file being where they meet.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROCESSES = 2


def learnt(half: int | None, wrap: Any) -> tuple[list[Any], Any]:
    """The gradients of a model and of a parameter that the loss learns, of one half of the rows or of all."""
    import torch

    from symxent.adapters.torch import LossModule

    torch.manual_seed(0)
    rows, labels = torch.randn(64, 5, dtype=torch.float64), torch.randint(0, 2, (64,)).double()
    loss = LossModule("focal", gamma=torch.nn.Parameter(torch.tensor(1.5, dtype=torch.float64)))
    model = wrap(torch.nn.Linear(5, 1, dtype=torch.float64))
    loss = wrap(loss)
    mine = slice(None) if half is None else slice(32 * half, 32 * half + 32)
    loss(model(rows[mine])[:, 0], labels[mine]).backward()
    return [p.grad for one in (model, loss) for p in one.parameters()], torch


def process(rank: int, meeting: str) -> None:
    import torch.distributed as dist
    from torch.nn.parallel import DistributedDataParallel

    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=PROCESSES)
    together, torch = learnt(rank, DistributedDataParallel)
    alone, _ = learnt(None, lambda module: module)
    assert len(together) == 3
    for found, expected in zip(together, alone, strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-14)
        assert found.abs().max() > 0
    dist.destroy_process_group()
    print("agrees")


def test_two_processes_have_the_gradient_of_all_rows(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the extra torch")
    if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
        pytest.skip("this PyTorch has no gloo")
    there = {**os.environ, "GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"}
    ranks = [
        subprocess.Popen(
            [sys.executable, __file__, str(rank), str(tmp_path / "meeting")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=there,
        )
        for rank in range(PROCESSES)
    ]  # fmt: skip
    for one in ranks:
        said, _ = one.communicate(timeout=240)
        assert said.split()[-1:] == ["agrees"], said


if __name__ == "__main__":
    process(int(sys.argv[1]), sys.argv[2])
