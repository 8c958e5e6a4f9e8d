"""``symxent bench``: the kernels against the installed peers, as ratios measured in one run."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from symxent.errors import SymxentError
from symxent.files import write_atomically


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--quick", is_flag=True, help="Small sizes only.")
@click.option("--rounds", type=click.IntRange(3, 99), default=9, show_default=True, help="Interleaved rounds.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows to a file.")
def bench(names: tuple[str, ...], quick: bool, rounds: int, json_file: Path | None) -> None:
    """Time the kernels against the peers that are installed.

    NAME keeps the kernels whose name begins so.  A ratio above 1 means that the kernel is faster than that peer; "of
    copy" compares it with a plain copy of as many bytes.  OMP_NUM_THREADS sets the number of threads.

    \b
    symxent bench --quick
    OMP_NUM_THREADS=1 symxent bench sigmoid --json sigmoid.json
    """
    from symxent.kernels.bench import measure as work

    chosen = work.cases(names, quick=quick)
    if not chosen:
        known = ", ".join(dict.fromkeys(case.name for case in work.cases(quick=True)))
        raise SymxentError(f"no kernel begins with {' or '.join(names)}; there are {known}")
    click.echo(f"peers: {', '.join(work.installed())}", err=True)
    rows = [work.measure(case, rounds) for case in chosen]
    click.echo(work.table(rows))
    if json_file is not None:
        write_atomically(json_file, json.dumps({"schema_version": 1, "rows": [asdict(row) for row in rows]}, indent=1))
