"""``python -m symxent verify``: every kernel against ball arithmetic, in ULP, and the bars that are promised."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symxent.commands.help import Command
from symxent.commands.internal import show_traces
from symxent.errors import SymxentError

if TYPE_CHECKING:
    from symxent.kernels.verify.measure import Measurement

SCHEMA = 1
FORMATS = {"float32": "f4", "float64": "f8"}


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--quick", is_flag=True, help="Fewer points: seconds instead of minutes.")
@click.option("--exhaustive", is_flag=True, help="All 2^32 float32 inputs of sigmoid and BCE.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS)),
    metavar="FORMAT",
    help="Only float32, or only float64.",
)
@click.option("--device", metavar="NAME", default="", help="PyTorch and Triton there instead of NumPy: cuda, cpu.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw error against input (matplotlib).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of the table.")
@click.pass_context
def verify(
    context: click.Context,
    names: tuple[str, ...],
    quick: bool,
    exhaustive: bool,
    formats: tuple[str, ...],
    device: str,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Measure kernels against ball arithmetic with enough bits to round correctly.

    NAME is a kernel or a family of kernels; all are measured if none is given, which takes minutes.  The columns are
    errors in units in the last place (ULP) of the C kernel, the NumPy kernel and the formula as the textbook has it.

    \b
    symxent verify sigmoid --quick
    symxent verify softmax --format float32 --json
    symxent verify --device cuda
    symxent verify sigmoid softplus --plot error.svg

    Exit code 1: an error is larger than the bar that is promised.
    """
    from symxent.kernels.run.device import check
    from symxent.kernels.verify.measure import known

    known(names)
    if device:
        if plot or exhaustive:
            raise SymxentError("--device measures the points of the table: leave out --plot and --exhaustive")
        check(device)
    if plot is not None:
        from symxent.kernels.verify.plot import draw

        draw(plot, names, quick=quick)
        click.echo(f"{plot}", err=True)
        return
    chosen = [FORMATS[f] for f in formats or FORMATS]
    found = list(_progress(_exhaustive() if exhaustive else _sampled(names, quick, chosen, device)))
    if as_json:
        click.echo(json.dumps({"schema_version": SCHEMA, "measurements": [_plain(m) for m in found]}, indent=1))
    else:
        for line in table(found):
            click.echo(line)
    show_traces([m.trace for m in found if m.trace])
    missed = [m for m in found if not m.held]
    for m in missed:
        click.echo(f"missed: {_name(m)} {m.dtype} {m.engine}: {_missed(m)}", err=True)
    sys.exit(1 if missed else 0)


def _sampled(names: tuple[str, ...], quick: bool, formats: list[str], device: str) -> Iterator[Measurement]:
    from symxent.kernels.verify.data import measure_data
    from symxent.kernels.verify.measure import measure

    yield from measure(names, quick=quick, formats=formats, device=device)
    yield from measure_data(names, quick=quick, formats=formats, device=device)


def _exhaustive() -> Iterator[Measurement]:
    from symxent.kernels.verify.exhaustive import PIECES, TASKS, exhaustive

    with click.progressbar(length=PIECES * len(TASKS), label="all float32 inputs", file=sys.stderr) as bar:
        yield from exhaustive(progress=bar.update)


def _progress(measurements: Iterable[Measurement]) -> Iterator[Measurement]:
    """The measurements, the kernel at work named on a terminal's standard error."""
    shown = sys.stderr.isatty()
    for m in measurements:
        if shown:
            click.echo(f"\r\x1b[K{m.kernel} {m.dtype}", nl=False, err=True)
        yield m
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)


def _plain(m: Measurement) -> dict[str, object]:
    """A measurement as JSON can hold it: infinities and NaN as text."""
    values = {**asdict(m), "held": m.held}
    return {
        key: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in values.items()
    }


def _name(m: Measurement) -> str:
    from symxent.kernels.catalogue import kernel_named

    output = f".{m.output}" if len(kernel_named(m.kernel).outputs) > 1 else ""
    return f"{m.kernel}{output}" + (f" [{m.group}]" if m.group else "")


def _missed(m: Measurement) -> str:
    if m.note:
        return m.note
    return f"{_ulp(m.worst)} ULP at {m.where}, promised {m.bar:g}"


def table(found: list[Measurement]) -> Iterator[str]:
    """One line for each output and format: the three errors side by side, the bar, and where the C kernel is worst."""
    groups: dict[tuple[str, str], dict[str, Measurement]] = {}
    for m in found:
        groups.setdefault((_name(m), m.dtype), {})[m.engine] = m
    width = max((len(name) for name, _ in groups), default=0)
    columns = list(dict.fromkeys(m.engine for m in found))
    heads = " ".join(f"{engine:>13}" for engine in columns)
    yield f"{'kernel':<{width}}  format   {heads}  bar    points  worst of C at"
    yield f"{'':<{width}}           {' '.join(['worst  99.9%'.rjust(13)] * len(columns))}"
    for (name, dtype), engines in groups.items():
        first = next(iter(engines.values()))
        cells = " ".join(f"{_cell(engines.get(e)):>13}" for e in columns)
        held = all(m.held for m in engines.values())
        bars = "/".join(f"{m.bar:g}" for m in engines.values() if m.bar is not None)
        mark = " " if held else "!"
        raw = ", ".join(f"{e} {_ulp(m.raw)}" for e, m in engines.items())
        grown = f"  (roots: {raw}; condition up to {first.condition:.0e})" if first.condition > 1 else ""
        yield f"{name:<{width}}  {dtype}  {cells} {mark}{bars:<5} {first.points:>7}  {first.where}{grown}"


def _cell(m: Measurement | None) -> str:
    return "" if m is None else f"{_ulp(m.worst):>6} {_ulp(m.p999):>6}"


def _ulp(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "all"
    return f"{value:.2f}" if value < 1000 else f"{value:.0e}".replace("e+", "e")
