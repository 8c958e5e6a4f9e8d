"""The kernels against the installed peers: interleaved rounds, medians, ratios, and the share of a plain copy.

Every contestant lives in a process of its own and is called in turn; a ratio is the peer's time over the kernel's in
the same round.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import TracebackType
from typing import Any

from symxent.errors import SymxentError
from symxent.kernels.bench import machine
from symxent.kernels.bench.operations import per_element
from symxent.kernels.bench.task import Case

OURS, COPY = "symxent", "copy"
PEERS = {  # as the table names them → the module that must be installed, the file in contestants/
    "NumPy": ("numpy", "numpy"),
    "SciPy": ("scipy", "scipy"),
    "scikit-learn": ("sklearn", "sklearn"),
    "PyTorch": ("torch", "torch"),
    "torch.compile": ("torch", "torch_compile"),
    "JAX": ("jax", "jax"),
    "Numba": ("numba", "numba"),
    "numexpr": ("numexpr", "numexpr"),
}
PAUSE = 0.06  # seconds in which the last contestant's threads go to sleep; those of OpenBLAS spin for 2²⁶ ticks


@dataclass(frozen=True)
class Row:
    """The outcome of a case: the kernel's median seconds, and each contestant's time over the kernel's."""

    name: str
    shape: tuple[int, ...]
    size: str
    dtype: str
    elements: int
    moved: int  # bytes
    operations: float  # floating-point, all elements together
    divisions: float  # among them
    seconds: float
    share_of_copy: float
    ratios: dict[str, float]
    refused: dict[str, str] = field(default_factory=dict)  # peers that could not, and what they said

    @property
    def gigabytes_per_second(self) -> float:
        return self.moved / self.seconds / 1e9

    @property
    def nanoseconds_per_element(self) -> float:
        return 1e9 * self.seconds / self.elements

    @property
    def operations_per_byte(self) -> float:
        return self.operations / self.moved

    @property
    def operations_per_second(self) -> float:
        return self.operations / self.seconds

    def share_of_units(self, threads: int) -> float:
        """The least time that the processor's units need for the operations, over the time that the kernel takes."""
        others = (self.operations - self.divisions) / machine.operations_per_second(self.dtype, threads)
        return max(others, self.divisions / machine.divisions_per_second(self.dtype, threads)) / self.seconds


def installed(device: str = "") -> list[str]:
    """The peers that can be compared with here, on a device PyTorch's."""
    found = [name for name, (module, _) in PEERS.items() if importlib.util.find_spec(module)]
    return [name for name in found if not device or PEERS[name][0] == "torch"]


def versions(peers: Sequence[str]) -> list[str]:
    """The peers with their versions."""
    packages = {"sklearn": "scikit-learn"}
    return [f"{p} {version(packages.get(PEERS[p][0], PEERS[p][0]))}" for p in peers]


class Contest:
    """The contestants' processes, from ``with`` to its end.

    ``threads``: processors that each of them may use; ``device``: one of PyTorch's, on which all compute.
    """

    def __init__(self, peers: Sequence[str], threads: int, device: str = "") -> None:
        self.threads, self.device = threads, device
        self._files = {OURS: OURS, COPY: COPY, **{name: PEERS[name][1] for name in peers}}
        self._workers: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> Contest:
        environment = {**os.environ, "OMP_NUM_THREADS": str(self.threads), "PYTHONWARNINGS": "ignore"}
        environment |= {"SYMXENT_DEVICE": self.device} if self.device else {}
        for name, file in self._files.items():
            command = [sys.executable, "-m", "symxent.kernels.bench.worker", file, str(self.threads)]
            self._workers[name] = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.communicate()

    def _ask(self, name: str, **question: Any) -> dict[str, Any]:
        worker = self._workers[name]
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            worker.stdin.write(json.dumps(question) + "\n")
            worker.stdin.flush()
            answer: dict[str, Any] = json.loads(worker.stdout.readline())
        except (OSError, ValueError):
            return {"error": f"its process ended with {worker.poll()}"}
        return answer

    def measure(self, case: Case, rounds: int) -> Row:
        """Time a case: everybody in turn, as many rounds as asked for.

        Raises SymxentError when the kernel itself does not run.
        """
        question = {"task": case.task, "shape": case.shape, "dtype": case.dtype}
        ready = {name: self._ask(name, case=question) for name in self._workers}
        if "error" in ready[OURS]:
            raise SymxentError(f"{case.title} at {case.size}: {ready[OURS]['error']}")
        repeats = {name: answer["repeat"] for name, answer in ready.items() if "repeat" in answer}
        times: dict[str, list[float]] = {name: [] for name in repeats}
        for turn in range(rounds):
            for name in sorted(repeats, key=lambda name: hash((name, turn))):
                time.sleep(PAUSE)
                answer = self._ask(name, repeat=repeats[name])
                times[name].append(answer.get("seconds", float("nan")))
        seconds = statistics.median(times[OURS])
        ratios = {name: _ratio(taken, times[OURS]) for name, taken in times.items() if name != OURS}
        operations, divisions = (count * case.elements for count in per_element(case))
        return Row(
            case.title, case.shape, case.size, case.dtype, case.elements, case.moved, operations, divisions, seconds,
            ratios.pop(COPY), ratios,
            {name: answer["error"] for name, answer in ready.items() if "error" in answer},
        )  # fmt: skip


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(theirs, ours, strict=True))


def run(cases: Sequence[Case], peers: Sequence[str], threads: int, rounds: int, device: str = "") -> Iterator[Row]:
    """The rows of the table, one by one."""
    with Contest(peers, threads, device) as contest:
        for case in cases:
            yield contest.measure(case, rounds)


HEAD = (
    f"{'kernel':<38}{'size':<29}{'dtype':<9}{'ms':>9}{'cycles':>8}{'flop':>6}{'of units':>10}{'GB/s':>7}{'of copy':>9}"
    "  ratio to each peer"
)


def line(row: Row, hertz: float, threads: int) -> str:
    """A row for a terminal: cycles and operations are an element's; ratios above 1 mean that the kernel is faster.

    On a device, of which ``threads`` is 0, it is not known what its units could do.
    """
    of_units = f"{row.share_of_units(threads):>10.2f}" if threads else f"{'':>10}"
    ratios = ", ".join(f"{name} {ratio:.2f}" for name, ratio in sorted(row.ratios.items(), key=lambda item: item[1]))
    return (
        f"{row.name:<38}{row.size:<29}{row.dtype:<9}{1000 * row.seconds:>9.4f}"
        f"{hertz * row.seconds / row.elements:>8.2f}{row.operations / row.elements:>6.0f}{of_units}"
        f"{row.gigabytes_per_second:>7.1f}{row.share_of_copy:>9.2f}  {ratios or 'no peer is installed'}"
    )
