"""Error against input, one panel a kernel: the C kernel, the NumPy kernel and the textbook formula."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from symxent.errors import SymxentError
from symxent.kernels.catalogue import KERNELS
from symxent.kernels.reference.ulp import error
from symxent.kernels.stable.forms import stable_form
from symxent.kernels.stable.measure.trials import trials
from symxent.kernels.verify.measure import POINTS, QUICK_POINTS, engines
from symxent.language.domain import LABEL, Domain

COLOURS = {"textbook": "0.7", "NumPy": "C0", "C": "C3"}


def draw(path: Path, names: Sequence[str] = (), *, quick: bool = False) -> None:
    """Draws the elementwise kernels named (all if none is), in float64, to ``path``.

    Raises SymxentError without matplotlib, or when no elementwise kernel is among the names.
    """
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError as missing:
        raise SymxentError("drawing needs matplotlib: pip install 'symxent[plot]'") from missing
    chosen = [
        (kernel, position, output)
        for kernel in KERNELS
        for position, output in enumerate(kernel.outputs)
        if not kernel.by_row
        and kernel.link is None
        and len(kernel.outputs) == 1
        and (not names or {kernel.name, kernel.family} & set(names))
    ]
    if not chosen:
        raise SymxentError("there is no elementwise kernel among the names given: rows of classes are not drawn")
    figure, panels = pyplot.subplots(len(chosen), 1, figsize=(8, 2.2 * len(chosen)), squeeze=False)
    for (kernel, position, output), panel in zip(chosen, panels[:, 0], strict=True):
        symbols = tuple(i.symbol for i in kernel.inputs)
        domain = Domain({i.symbol: LABEL if i.name == "y" else i.domain for i in kernel.inputs})
        forms = (output.formula, stable_form(kernel.family, output.name))
        trial = trials(forms, symbols, domain, QUICK_POINTS if quick else POINTS)[1]
        x = trial.columns[symbols[0]]
        shown = np.isfinite(x) & np.isfinite(trial.exact.nearest)
        for engine, run in sorted(engines(kernel, position, output), key=lambda e: -list(COLOURS).index(e[0]))[::-1]:
            got = np.broadcast_to(run([v.astype(trial.dtype) for v in trial.columns.values()]), x.shape)
            wrong = np.minimum(error(got, trial.exact, trial.dtype), 2.0**64)
            panel.plot(x[shown], np.maximum(wrong[shown], 1e-2), ".", ms=2, color=COLOURS[engine], label=engine)
        panel.set_xscale("symlog", linthresh=1e-3 if kernel.inputs[0].name == "z" else 1e-6)
        panel.set_yscale("log")
        panel.set_ylabel("error in ULP")
        panel.set_title(f"{kernel.name}, float64", fontsize="medium", loc="left")
    panels[0, 0].legend(fontsize="small")
    panels[-1, 0].set_xlabel("first input")
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
