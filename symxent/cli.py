"""The face: finds the command, prints errors as one line, and gives every command the same exit codes.

0: done, and everything is as it should be.  1: done, and something is not (a line not proved, a finding, a bar
missed).  2: could not be done: bad usage, unreadable input, a missing extra.  And as of every program, 130: ended by
Ctrl-C, 141: the reader of the output went away.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click
from click.exceptions import NoArgsIsHelpError

from symxent import __version__
from symxent.commands.help import write_options
from symxent.commands.internal import tell
from symxent.errors import InternalError, SymxentError, unknown

# Command → where it lives.  A command's module is imported when it is used, so that --help starts at once.
COMMANDS = {
    "derive": ("symxent.commands.derive", "Derive and prove the pages of the catalogue, or any formula."),
    "check": ("symxent.commands.check", "Check the mathematics of notes: Markdown, LaTeX, notebooks."),
    "generate": ("symxent.commands.generate", "Write the NumPy and C kernels from the proved formulas."),
    "verify": ("symxent.commands.verify", "Measure every kernel against ball arithmetic, in ULP."),
    "serve": ("symxent.commands.serve", "Check notes while you type, on a local page."),
    "loss": ("symxent.commands.loss", "Take your own loss from its formula to verified kernels."),
    "stable": ("symxent.commands.stable", "Make a formula stable: proved form, measured error, C and NumPy."),
    "lint": ("symxent.commands.lint", "Name what is wrong with an objective that you already have."),
    "audit": ("symxent.commands.audit", "Measure the loss functions of other libraries, or yours."),
    "bench": ("symxent.commands.bench", "Time the kernels against the installed peers."),
    "certify": ("symxent.commands.certify", "Have Coq check every line of the pages."),
    "examples": ("symxent.commands.examples", "Copy the example notes and losses into a folder."),
    "cache": ("symxent.commands.cache", "Show what is kept between runs, and remove it."),
}

CLOSING = """\b
Exit codes: 0, all is well; 1, something is not; 2, it could not be done.
"""


#: How click ends a run; no errors of a program.
CLICKS = (click.ClickException, click.Abort, click.exceptions.Exit)
SIGPIPE = 13  # has no name on Windows


class ReaderGone(Exception):
    """Whoever read the output has left, as `head` does."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def invoke(self, context: click.Context) -> object:
        try:
            done = super().invoke(context)
            sys.stdout.flush()
            return done
        except BrokenPipeError:  # click's own answer would be exit code 1, which means something else here
            raise ReaderGone from None
        except (SymxentError, OSError, *CLICKS):
            raise
        except Exception as error:  # what no part of the command could keep apart
            tell(InternalError.of(error))
            context.exit(2)

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _ = COMMANDS[name]
        return getattr(import_module(module), name)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[:1] == ["help"]:  # as of git: symxent help derive
            args = [*args[1:2], "--help"]
        if args and not args[0].startswith("-") and args[0] not in COMMANDS and not context.resilient_parsing:
            context.fail(str(unknown("command", args[0], COMMANDS)))
        return super().resolve_command(context, args)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, context, formatter)
        self.format_commands(context, formatter)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, epilog=CLOSING, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="symxent")
@click.option("--no-color", is_flag=True, help="Plain text; NO_COLOR and a pipe do the same.")
@click.pass_context
def cli(context: click.Context, no_color: bool) -> None:
    """From a loss on paper to proved derivatives, to kernels nobody wrote by hand."""
    if no_color or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        context.color = False


def main() -> None:
    """Run the command line; whatever goes wrong for the user is one message on standard error, never a traceback."""
    _speak_utf8()
    try:
        code = cli.main(prog_name="symxent", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        click.echo(_in_short(error), err=True)
        sys.exit(2)
    except SymxentError as error:
        click.echo(f"symxent: {error}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("symxent: interrupted", err=True)
        sys.exit(130)
    except ReaderGone:
        _say_no_more()
        sys.exit(128 + SIGPIPE)
    except OSError as error:
        # Without a name of a file it is the output itself, on a full disk for instance.
        _say_no_more()
        what = "the output cannot be written" if error.filename is None else str(error.filename)[:100]
        click.echo(f"symxent: {what}: {error.strerror}", err=True)
        sys.exit(2)


def _speak_utf8() -> None:
    """What a program reads is UTF-8 in every locale; what a terminal cannot show is written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            told = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=stream.encoding if told else "utf-8", errors="backslashreplace")


def _in_short(error: click.ClickException) -> str:
    """The message behind the command that was called, and where its help is."""
    called = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx is not None else "symxent"
    return f"{called}: {error.format_message()}\nTry '{called} --help'."


def _say_no_more() -> None:
    """Standard output leads nowhere from now on, so that what it still holds is no error at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
