"""The peers compute what the kernels compute: a faster wrong answer would be no comparison."""

from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

import symxent.kernels as kernels
from symxent.kernels.bench.measure import PEERS
from symxent.kernels.bench.task import KERNELS, Case, cases

SMALL = {
    "sigmoid": (50,), "bce": (50,), "gradient_hessian": (50,), "focal": (50,), "softmax_cross_entropy": (20, 5),
    "logistic": (40, 3), "softmax_regression": (40, 3, 4),
}  # fmt: skip


def numbers(result: object) -> list[np.ndarray]:
    """Every array of a result, one after the other, however it is nested."""
    if isinstance(result, (tuple, list)):
        return [array for part in result for array in numbers(part)]
    detached = result.detach() if hasattr(result, "detach") else result
    return [np.asarray(detached)]


RETURNING = [  # those that hand back what they computed; the others write into outputs of their own
    (peer, task)
    for peer, task in [
        *(("numpy", t) for t in ("bce", "gradient_hessian", "focal", "logistic")),
        *(("torch", t) for t in ("bce", "focal", "softmax_cross_entropy", "logistic", "softmax_regression")),
        *(("jax", t) for t in SMALL),
        *(("sklearn", t) for t in ("bce", "gradient_hessian", "softmax_cross_entropy")),
    ]
    if find_spec(peer)
]


@pytest.mark.parametrize(("peer", "task"), RETURNING, ids=lambda v: v)
def test_a_peer_computes_the_same_numbers(peer, task):
    case = Case(task, SMALL[task], "float64")
    arrays = case.arrays()
    theirs = numbers(getattr(import_module(f"symxent.kernels.bench.contestants.{peer}"), task)(*arrays)())
    ours = numbers(getattr(kernels, KERNELS[task][1])(*arrays))
    if peer == "jax" and len(theirs) == 3:  # the total comes first, then the losses
        theirs = theirs[1:]
    scale = len(arrays[0]) if task in ("logistic", "softmax_regression") else 1
    for mine, other in zip(ours, theirs, strict=True):
        assert any(np.allclose(mine * s, other, rtol=1e-9, atol=1e-12) for s in {1, scale})


def test_every_peer_of_the_table_has_a_file_whose_tasks_are_those_of_the_table():
    tasks = {case.task for case in cases()}
    for module, file in PEERS.values():
        if find_spec(module):
            offered = set(vars(import_module(f"symxent.kernels.bench.contestants.{file}"))) & tasks
            assert offered, file


def test_the_kernels_take_part_in_every_task():
    ours = import_module("symxent.kernels.bench.contestants.symxent")
    assert {case.task for case in cases()} <= set(vars(ours))
