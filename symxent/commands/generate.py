"""``python -m symxent generate``: the kernels from the formulas of the catalogue."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from symxent.commands.help import Command
from symxent.errors import SymxentError
from symxent.kernels.emit.libraries import TARGETS
from symxent.resources import folder, is_checkout


@click.command(cls=Command)
@click.option("--check", is_flag=True, help="Exit code 1 and a diff where files differ.")
@click.option("--output", metavar="FOLDER", type=click.Path(path_type=Path), help="[default: the checkout's own]")
@click.option("--target", multiple=True, type=click.Choice(TARGETS), help="Only this target; repeatable.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this kernel or family; repeatable.")
@click.option("--program", "show", metavar="NAME", help="Print the loop program of a kernel.")
@click.option("--explain", metavar="NAME", help="Print how its stable form was found.")
def generate(
    check: bool, output: Path | None, target: tuple[str, ...], only: tuple[str, ...], show: str, explain: str
) -> None:
    """Generate the kernels, C, NumPy, PyTorch and JAX, from the proved formulas.

    The whole tree is written beside the old one and put in its place in one step.

    \b
    symxent generate --check
    symxent generate --only softmax --target c --output softmax/
    symxent generate --explain bce_with_logits_gradient
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
    if only:
        generator.chosen(only)  # a name that nothing has is told before anything else that is missing
    if (only or target) and output is None and not check:
        raise SymxentError("--only and --target write a part of the kernels: say where with --output DIR")
    if output is None and not check and not is_checkout():
        raise SymxentError(
            "this symxent is installed, and its own kernels stay as they came with it: say where others go with "
            "--output DIR"
        )
    where = output if output is not None else folder("generated")
    if not check:
        generator.check_place(where)
    files = generator.tree(only, target or TARGETS)
    if check:
        wrong = generator.differences(where, files, part=bool(only or target))
        for line in wrong:
            click.echo(line)
        if wrong:
            click.echo(f"{where} is not what the sources give; run python -m symxent generate", err=True)
            sys.exit(1)
        click.echo(f"{len(files)} files are what the sources give", err=True)
        return
    generator.write(where, files)
    click.echo(f"{len(files)} files in {where}", err=True)
