"""``symxent bench``: the kernels against the installed peers, as ratios measured in one run."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from symxent.commands.help import Command
from symxent.errors import SymxentError, nearest
from symxent.files import write_atomically
from symxent.kernels.bench.isa import HELD, best, environment
from symxent.processors import processors


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--quick", is_flag=True, help="Small sizes only, without torch.compile.")
@click.option(
    "--rounds", type=click.IntRange(3, 99), metavar="N", default=9, show_default=True, help="Interleaved rounds."
)
@click.option("--threads", type=click.IntRange(1), metavar="N", help="Processors that everybody may use.")
@click.option("--peer", "peers", multiple=True, metavar="PEER", help="Compare with this one alone; may be repeated.")
@click.option("--isa", type=click.Choice(list(HELD)), metavar="ISA", help=f"Hold all to {', '.join(HELD)}.")
@click.option("--device", metavar="NAME", default="", help="On a device of PyTorch's, beside PyTorch: cuda, cpu.")
@click.option("--growth", is_flag=True, help="n from a thousand to 10⁸ and k from 2 to 10⁶ instead; no peers.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw a roofline, or the growth, to a file."
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows to a file.")
def bench(
    names: tuple[str, ...],
    quick: bool,
    rounds: int,
    threads: int | None,
    peers: tuple[str, ...],
    isa: str | None,
    device: str,
    growth: bool,
    plot: Path | None,
    json_file: Path | None,
) -> None:
    """Time the kernels against the peers that are installed.

    NAME keeps the kernels whose name begins so.  A ratio above 1 means that the kernel is faster than that peer; "of
    copy" compares it with a plain copy of as many bytes (of a data set: with one reading of it).  Cycles and flop are
    an element's; the flop are counted in the generated C.

    \b
    symxent bench --quick
    symxent bench sigmoid --threads 1 --json sigmoid.json
    symxent bench --peer NumPy --isa avx2 --plot roofline.svg
    symxent bench --device cuda
    """
    if isa is not None:
        os.environ.update(environment(isa))
    from symxent.kernels.bench import machine, measure, plots, task
    from symxent.kernels.run.device import check

    if device:
        check(device)
    if growth and (names or peers):
        raise SymxentError("--growth measures its own kernels, without peers: give neither NAME nor --peer")
    chosen = task.growing() if growth else task.cases(names, quick=quick, products=not device)
    if not chosen:
        known = dict.fromkeys(word for case in task.cases(quick=True) for word in (case.title, case.title.split()[0]))
        raise SymxentError(f"no kernel begins with {' or '.join(names)}; {nearest(names[0], known)}")
    there = measure.installed(device)
    for peer in peers:
        if peer not in there:
            raise SymxentError(f"--peer {peer}: not a peer that is installed here; {nearest(peer, there)}")
    against = [p for p in there if not growth and (p in peers or (not peers and not (quick and p == "torch.compile")))]
    if plot is not None:
        plots.pyplot_for(plot)
    used = threads or processors()
    rows: list[measure.Row] = []
    hertz = machine.hertz()
    with_peers = ", ".join(measure.versions(against)) or "no peers"
    allowed = f"{isa or best()}, {hertz / 1e9:.1f} GHz, {used} thread{'s' if used > 1 else ''}"
    click.echo(f"{f'{device} of ' if device else ''}{machine.name()}, {allowed}; {with_peers}")
    click.echo(measure.HEAD)
    for row in measure.run(chosen, against, used, rounds, device):
        click.echo(measure.line(row, hertz, 0 if device else used))
        for peer, reason in row.refused.items():
            click.echo(f"{peer} did not take part: {reason}", err=True)
        rows.append(row)
    if plot is not None:
        plots.growth(plot, rows) if growth else plots.roofline(plot, rows, used)
        click.echo(f"drawn to {plot}", err=True)
    if json_file is not None:
        report = {
            "schema_version": 3,
            "machine": machine.name(),
            "isa": isa or best(),
            "device": device,
            "threads": used,
            "hertz": hertz,
            "peers": measure.versions(against),
            "rows": [asdict(row) for row in rows],
        }
        write_atomically(json_file, json.dumps(report, indent=1))
