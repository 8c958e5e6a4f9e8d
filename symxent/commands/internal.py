"""Errors of symxent's own, as every command tells them: one line, and the trace for whoever asks with ``--verbose``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import click

from symxent.errors import InternalError, SymxentError

T = TypeVar("T")
_VERBOSE, _INCOMPLETE = "symxent.verbose", "symxent.incomplete"


def verbose_option() -> click.Option:
    """``--verbose``, which every command takes; the message that it is for names it, so that no help has to."""
    return click.Option(
        ["--verbose"], is_flag=True, hidden=True, expose_value=False, is_eager=True, callback=remember_verbose,
        help="Show the trace of an error of symxent's own.",
    )  # fmt: skip


def remember_verbose(context: click.Context, option: click.Parameter, value: bool) -> bool:
    """The callback of ``--verbose``, for a command that shows more than traces by it."""
    context.meta[_VERBOSE] = context.meta.get(_VERBOSE, False) or value
    return value


def tell(error: InternalError, about: str = "") -> None:
    """Say on standard error what broke off; ``about`` names the page, the file or the kernel."""
    click.echo(f"symxent: {f'{about}: ' if about else ''}{error}", err=True)
    show_traces([error.trace])


def show_traces(traces: Sequence[str]) -> None:
    """The traces where ``--verbose`` asks for them, else how to ask."""
    context = click.get_current_context(silent=True)
    asked = context is not None and context.meta.get(_VERBOSE, False)
    for line in traces if asked else ["symxent: --verbose shows the trace"] * bool(traces):
        click.echo(line.rstrip(), err=True)


def apart(action: Callable[[], T], about: str) -> T | None:
    """What the action gives; where it cannot be done, None, and standard error says why: the others go on.

    ``about`` names what it is about: a page, a loss, a kernel.  Afterwards ``incomplete`` tells that something is
    missing.
    """
    try:
        return action()
    except SymxentError as error:
        click.echo(f"symxent: {error}", err=True)
    except OSError:
        raise  # the output itself cannot be written: nothing goes on
    except Exception as error:
        tell(InternalError.of(error), about)
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_INCOMPLETE] = True
    return None


def incomplete() -> bool:
    """Whether something of this run could not be done: its exit code is 2 then, whatever the rest was."""
    context = click.get_current_context(silent=True)
    return context is not None and context.meta.get(_INCOMPLETE, False)


def rendered(render: Callable[[list[T]], str], items: list[T], name: Callable[[T], str]) -> str:
    """All items as one text; one that cannot be rendered is told and left out, and the others are shown."""
    try:
        return render(items)
    except (SymxentError, OSError):
        raise
    except Exception:
        return render([one for one in items if apart(partial(render, [one]), name(one)) is not None])
