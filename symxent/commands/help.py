"""Help that fits a screen: what a command does, examples, one line an option."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from symxent.commands.internal import verbose_option

WIDEST_OPTION = 26  # columns; longer ones push their words to a line of their own


def write_options(command: click.Command, context: click.Context, formatter: click.HelpFormatter) -> None:
    """The options of a command but --help."""
    shown = [one for one in command.get_params(context) if isinstance(one, click.Option) and "--help" not in one.opts]
    rows = [row for option in shown if (row := option.get_help_record(context)) is not None]
    if rows:
        with formatter.section("Options"):
            formatter.write_dl(rows, col_max=WIDEST_OPTION)


class Command(click.Command):
    """A command whose help leaves out how to ask for help: whoever reads it knows.  It takes ``--verbose``."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        if not any("--verbose" in one.opts for one in self.params):
            self.params.append(verbose_option())

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, context, formatter)


def completing(names: Iterable[str]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """For ``shell_complete``: the names that begin as what was typed."""
    known = tuple(names)
    return lambda context, param, typed: [name for name in known if name.startswith(typed)]


class FormulaCommand(Command):
    """A command whose arguments may begin with a minus sign, as formulas do."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        formulas = [arg for arg in args if arg.startswith("-") and set(arg) & set("()*/+")]
        if formulas and "--" not in args:
            args = [*(arg for arg in args if arg not in formulas), "--", *formulas]
        return super().parse_args(context, args)


def remark_on_powers(*formulas: str) -> None:
    """Says on standard error how ^ is read: Python means another thing by it."""
    if any("^" in formula for formula in formulas):
        click.echo("symxent: ^ is read as a power, as ** is", err=True)
