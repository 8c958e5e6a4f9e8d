"""``python -m symxent generate``: the C and NumPy kernels from the formulas of the catalogue."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from symxent.errors import SymxentError
from symxent.resources import folder


@click.command()
@click.option("--check", is_flag=True, help="Compare with the committed files: a diff and exit code 1 if they differ.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this folder (default: the project's own).")
@click.option("--target", multiple=True, type=click.Choice(["c", "numpy"]), help="Only this target; repeatable.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this kernel or family; repeatable.")
@click.option("--program", "show", metavar="NAME", help="Print the loop program of a kernel.")
@click.option("--explain", metavar="NAME", help="Print how the stable form of a kernel was found, and what it beat.")
def generate(
    check: bool, output: Path | None, target: tuple[str, ...], only: tuple[str, ...], show: str, explain: str
) -> None:
    """Generate the C and NumPy kernels from the proved formulas.

    The whole tree is written beside the old one and put in its place in one step.
    """
    from symxent.kernels import catalogue
    from symxent.kernels.emit import templates
    from symxent.kernels.emit import tree as generator

    if show:
        click.echo(templates.program_of(catalogue.kernel_named(show)))
        return
    if explain:
        click.echo(templates.explain(catalogue.kernel_named(explain)))
        return
    if (only or target) and output is None and not check:
        raise SymxentError("--only and --target write a part of the kernels: say where with --output DIR")
    files = generator.tree(only, target or generator.TARGETS)
    where = output if output is not None else folder("generated")
    if check:
        wrong = generator.differences(where, files)
        for line in wrong:
            click.echo(line)
        if wrong:
            click.echo(f"{where} is not what the sources give; run python -m symxent generate", err=True)
            sys.exit(1)
        click.echo(f"{len(files)} files are what the sources give", err=True)
        return
    generator.write(where, files)
    click.echo(f"{len(files)} files in {where}", err=True)
