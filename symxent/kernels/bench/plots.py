"""The drawings: a roofline of what was measured, and how the time grows with the size.  They need matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from symxent.errors import SymxentError
from symxent.kernels.bench.machine import operations_per_second
from symxent.kernels.bench.measure import Row

RAM = 64 << 20  # bytes that are in no cache
COLOURS = {"float32": "#0b6fa4", "float64": "#b3410e"}
MARKERS = "osD^vP*X"


def pyplot_for(path: Path) -> Any:
    """What draws.  Raises SymxentError without matplotlib, or where ``path`` cannot be: before anything is timed."""
    if not path.parent.is_dir():
        raise SymxentError(f"--plot {path}: there is no folder {path.parent}")
    try:
        import matplotlib

        matplotlib.use("Agg")
        matplotlib.rcParams["svg.hashsalt"] = "symxent"  # the same rows, the same file
        from matplotlib import pyplot
    except ImportError as missing:
        raise SymxentError("drawing needs matplotlib: pip install 'symxent[plot]'") from missing
    return pyplot


def roofline(path: Path, rows: Sequence[Row], threads: int) -> None:
    """Operations a second against operations a byte, below what copying and multiplying allow; full marks are in RAM.

    Raises SymxentError without matplotlib.
    """
    pyplot = pyplot_for(path)
    figure, panel = pyplot.subplots(figsize=(8, 5.2))
    names = list(dict.fromkeys(row.name for row in rows))
    for row in rows:
        panel.plot(
            row.operations_per_byte, row.operations_per_second / 1e9, MARKERS[names.index(row.name) % len(MARKERS)],
            color=COLOURS[row.dtype], fillstyle="full" if row.moved >= RAM else "none",
        )  # fmt: skip
    intensity = np.geomspace(0.2, 40, 200)
    peaks = {dtype: operations_per_second(dtype, threads) / 1e9 for dtype in COLOURS}
    highest = max(peaks.values())
    large = [row.gigabytes_per_second / row.share_of_copy for row in rows if row.moved >= RAM]
    small = [row.gigabytes_per_second / row.share_of_copy for row in rows if row.moved < RAM]
    for speeds, style, what, aside in ((large, "-", "a copy in RAM", 0.9), (small, ":", "a copy in the caches", 2.2)):
        if speeds:
            speed = float(np.median(speeds))
            panel.plot(intensity, np.minimum(speed * intensity, highest), style, color="0.4", lw=1)
            panel.annotate(f"{what}, {speed:.0f} GB/s", (0.2, speed * 0.2 * aside), fontsize="small", color="0.3")
    for dtype, peak in peaks.items():
        panel.axhline(peak, color=COLOURS[dtype], lw=0.8)
        panel.annotate(
            f"multiply and add, {dtype}: {peak:.0f} Gflop/s", (39, peak * 1.05), ha="right", fontsize="small",
            color=COLOURS[dtype],
        )  # fmt: skip
    for name, marker in zip(names, cycle(MARKERS), strict=False):
        panel.plot([], [], marker, color="0.3", label=name)
    panel.set(xscale="log", yscale="log", xlabel="operations a byte", ylabel="Gflop/s")
    panel.set_title(f"{threads} thread{'s' if threads > 1 else ''}; blue float32, red float64; full marks: in RAM")
    panel.legend(fontsize="x-small", loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)


def growth(path: Path, rows: Sequence[Row]) -> None:
    """Nanoseconds an element against the number of elements, and against the number of classes.

    Raises SymxentError without matplotlib.
    """
    pyplot = pyplot_for(path)
    figure, panels = pyplot.subplots(1, 2, figsize=(10, 4), sharey=True)
    for panel, place, label in ((panels[0], 0, "elements n"), (panels[1], 1, "classes k, n k fixed")):
        for name, dtype in dict.fromkeys((row.name, row.dtype) for row in rows if len(row.shape) == place + 1):
            own = [row for row in rows if (row.name, row.dtype) == (name, dtype)]
            sizes = [row.shape[place] for row in own]
            times = [row.nanoseconds_per_element for row in own]
            panel.plot(sizes, times, "o-", color=COLOURS[dtype], ms=4)
            above = {"xytext": (0, 6), "textcoords": "offset points", "fontsize": "x-small", "ha": "right"}
            panel.annotate(f"{name}, {dtype}", (sizes[-1], max(times[-2:])), **above)
        panel.set(xscale="log", xlabel=label)
    panels[0].set_ylim(0, 1.05 * max(row.nanoseconds_per_element for row in rows))  # of both: they share it
    panels[0].set_ylabel("ns an element")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)
