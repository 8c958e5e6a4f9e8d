"""The face: finds the command, prints errors as one line, and gives every command the same exit codes.

0: done, and everything is as it should be.  1: done, and something is not (a line not proved, a finding, a bar
missed).  2: could not be done: bad usage, unreadable input, a missing extra.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from symxent import __version__
from symxent.errors import SymxentError

# Command → where it lives.  A command's module is imported when it is used, so that --help starts at once.
COMMANDS = {
    "derive": ("symxent.commands.derive", "Derive and prove the pages of the catalogue, or any formula."),
    "check": ("symxent.commands.check", "Check the mathematics of notes: Markdown, LaTeX, notebooks."),
    "generate": ("symxent.commands.generate", "Write the NumPy and C kernels from the proved formulas."),
    "verify": ("symxent.commands.verify", "Measure every kernel against ball arithmetic, in ULP."),
    "serve": ("symxent.commands.serve", "Check notes while you type, on a local page."),
    "loss": ("symxent.commands.loss", "Take your own loss from its formula to verified kernels."),
    "lint": ("symxent.commands.lint", "Name what is wrong with an objective that you already have."),
    "bench": ("symxent.commands.bench", "Time the kernels against the installed peers."),
    "certify": ("symxent.commands.certify", "Have Coq check every line of the pages."),
}

EXAMPLES = """\b
Examples:
  symxent derive                             every page of the catalogue
  symxent derive softmax --format latex
  symxent derive 'y*log(sigmoid(z))' --wrt z
  symxent check notes.md
"""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _ = COMMANDS[name]
        return getattr(import_module(module), name)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="symxent")
@click.option("--no-color", is_flag=True, help="Plain text; NO_COLOR and a pipe do the same.")
@click.pass_context
def cli(context: click.Context, no_color: bool) -> None:
    """From a loss on paper to proved derivatives, to kernels that nobody wrote by hand."""
    if no_color or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        context.color = False


def main() -> None:
    """Run the command line; whatever goes wrong for the user is one message on standard error, never a traceback."""
    try:
        code = cli.main(prog_name="symxent", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except SymxentError as error:
        click.echo(f"symxent: {error}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("symxent: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`: nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
