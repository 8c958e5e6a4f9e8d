"""``symxent examples``: the example notes, losses and programs as files to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from symxent.commands.help import Command
from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.resources import folder

KINDS = (".md", ".py", ".csv", ".ipynb")


@click.command(cls=Command)
@click.argument("where", metavar="[FOLDER]", default="examples", type=click.Path(file_okay=False, path_type=Path))
def examples(where: Path) -> None:
    """Copy the example notes, losses and programs into a folder, by default ./examples.

    \b
    symxent examples
    symxent examples somewhere/else
    symxent check examples/notes.md

    A file that is there already and differs is not written over.
    """
    found = sorted(path for path in folder("examples").iterdir() if path.suffix in KINDS)
    for path in found:
        target = where / path.name
        if target.exists() and target.read_bytes() != path.read_bytes():
            raise SymxentError(f"{target} is there already, and is another file")
    where.mkdir(parents=True, exist_ok=True)
    for path in found:
        write_atomically(where / path.name, path.read_text(encoding="utf-8"))
    click.echo(f"{len(found)} files written to {where}", err=True)
