"""``python -m symxent cache``: what symxent keeps between runs, how much of it there is, and how to be rid of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from platformdirs import user_cache_path

from symxent.commands.help import Command
from symxent.errors import SymxentError

# What is kept, by the folder that it is kept in; each part is made anew when it is missing.
PARTS = {
    "kernels": "compiled kernels and verified losses",
    "forms": "stable forms that a search has found",
    "check": "reports on files that did not change",
}


@click.command(cls=Command)
@click.option("--clear", multiple=True, type=click.Choice([*PARTS, "all"]), help="Remove this part; repeatable.")
def cache(clear: tuple[str, ...]) -> None:
    """Show what symxent keeps between runs, and remove it.

    Nothing of it is needed: what is missing is made anew.

    \b
    symxent cache
    symxent cache --clear kernels
    symxent cache --clear all
    """
    home = user_cache_path("symxent")
    for part in PARTS if "all" in clear else clear:
        _remove(home / part)
    click.echo(home)
    for part, words in PARTS.items():
        files = [path for path in (home / part).rglob("*") if path.is_file() and not path.is_symlink()]
        size = sum(path.stat().st_size for path in files)
        click.echo(f"  {part:8} {size / 1e6:9.1f} MB in {len(files):5} files: {words}")


def _remove(part: Path) -> None:
    """Remove a folder and what is in it, but nothing that a link leads to."""
    if part.is_symlink():
        raise SymxentError(f"{part} is a link: remove what it leads to yourself")
    if part.is_dir():
        shutil.rmtree(part)
